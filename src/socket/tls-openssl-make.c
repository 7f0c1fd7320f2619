/* tls-openssl-make: makes certificates, and keys for them. */
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "socket/certificate-library.h"
#include "socket/tls-openssl-cert.h"
#include "socket/tls-openssl.h"

enum { RSA_BITS = 2048, SERIAL = 16, COMMON_NAME_MOST = 64, NAME_MOST = 253 };

/* What a signature is made with. */
struct signer {
	X509     *cert;  /* NULL: it signs itself */
	EVP_PKEY *key;
	STACK_OF(X509) *above; /* what leads from `cert` to a root */
};

/* ---- keys ---- */

static EVP_PKEY *
new_key(enum certificate_key kind)
{
	switch (kind) {
	case CERTIFICATE_EC:
		return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	case CERTIFICATE_RSA:
		return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)RSA_BITS);
	case CERTIFICATE_ED25519:
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	}
	return NULL;
}

/* Keys of Edwards curves have their digest built in. */
static const EVP_MD *
digest_for(const EVP_PKEY *key)
{
	return EVP_PKEY_is_a(key, "ED25519") || EVP_PKEY_is_a(key, "ED448") ? NULL :
	    EVP_sha256();
}

/* ---- what is in it ---- */

static bool
put_subject(X509 *cert, const char *name)
{
	return X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN", MBSTRING_UTF8,
	    (const unsigned char *)name, -1, -1, 0) == 1;
}

/* RFC 5280: positive, at most 20 bytes, and with enough chance in it that nobody guesses it. */
static bool
put_serial(X509 *cert)
{
	unsigned char bytes[SERIAL];
	BIGNUM *number;
	bool good;

	if (RAND_bytes(bytes, sizeof(bytes)) != 1)
		return false;
	bytes[0] = (bytes[0] & 0x7f) | 0x40;
	number = BN_bin2bn(bytes, sizeof(bytes), NULL);
	good = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(cert));
	BN_free(number);
	return good;
}

static bool
put_validity(X509 *cert, const struct certificate_want *want)
{
	enum { DAY = 24 * 60 * 60 };
	time_t now = time(NULL);

	return X509_time_adj_ex(X509_getm_notBefore(cert), (int)(want->from / DAY),
	    want->from % DAY, &now) && X509_time_adj_ex(X509_getm_notAfter(cert),
	    (int)(want->until / DAY), want->until % DAY, &now);
}

static bool
put_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;
	bool good;

	X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
	extension = X509V3_EXT_nconf_nid(NULL, &context, nid, value);
	good = extension && X509_add_ext(cert, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return good;
}

static bool
put_uses(X509 *cert, X509 *issuer, const struct certificate_want *want)
{
	static const char *const purposes[] = { [CERTIFICATE_BOTH] = "serverAuth,clientAuth",
		[CERTIFICATE_SERVER] = "serverAuth", [CERTIFICATE_CLIENT] = "clientAuth" };

	if (want->ca)
		return put_extension(cert, issuer, NID_basic_constraints, "critical,CA:TRUE") &&
		    put_extension(cert, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
	return put_extension(cert, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
	    put_extension(cert, issuer, NID_key_usage, want->key == CERTIFICATE_RSA ?
	    "critical,digitalSignature,keyEncipherment" : "critical,digitalSignature") &&
	    put_extension(cert, issuer, NID_ext_key_usage, purposes[want->use]);
}

/* ---- names ---- */

/* A host name, perhaps with a * as its first label (RFC 9525). */
static bool
is_host(const char *name, size_t count)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-_.";
	size_t at = count > 2 && name[0] == '*' && name[1] == '.' ? 2 : 0;

	return count > 0 && count <= NAME_MOST && name[0] != '.' && name[0] != '-' &&
	    strspn(name + at, letters) >= count - at;
}

static GENERAL_NAME *
general_name(const char *word, size_t count, struct error *error)
{
	char text[NAME_MOST + 1];
	int type = GEN_DNS;
	unsigned char room[16];

	if (count > NAME_MOST) {
		error_usage(error, "'%.60s...' is too long for a name", word);
		return NULL;
	}
	memcpy(text, word, count);
	text[count] = '\0';
	if (inet_pton(AF_INET, text, room) == 1 || inet_pton(AF_INET6, text, room) == 1) {
		type = GEN_IPADD;
	} else if (!is_host(text, count)) {
		error_usage(error, "'%s' is neither a host name nor an address", text);
		return NULL;
	}
	return a2i_GENERAL_NAME(NULL, NULL, NULL, type, text, 0);
}

/* Not through the configuration's language, in which names could say anything. */
static bool
put_names(X509 *cert, const char *list, struct error *error)
{
	GENERAL_NAMES *names;
	bool good = true;

	if (!list)
		return true;
	names = sk_GENERAL_NAME_new_null();
	for (const char *word = list; good; word++) {
		size_t count = strcspn(word, ",");
		GENERAL_NAME *name = general_name(word, count, error);

		good = name && sk_GENERAL_NAME_push(names, name) > 0;
		word += count;
		if (!*word)
			break;
	}
	good = good && X509_add1_ext_i2d(cert, NID_subject_alt_name, names, 0, 0) == 1;
	GENERAL_NAMES_free(names);
	return good;
}

/* ---- who signs it ---- */

static void
signer_clear(struct signer *signer)
{
	X509_free(signer->cert);
	EVP_PKEY_free(signer->key);
	sk_X509_pop_free(signer->above, X509_free);
}

static bool
signer_read(struct signer *signer, const struct certificate_want *want, struct error *error)
{
	if (!want->signer)
		return true;
	signer->above = cert_read_all(want->signer, error);
	signer->cert = sk_X509_shift(signer->above);
	signer->key = signer->cert ? cert_read_key(want->signer_key, error) : NULL;
	if (!signer->key)
		return false;
	if (X509_check_private_key(signer->cert, signer->key) != 1)
		return error_usage(error, "the key in '%.200s' is not that of the "
		    "certificate", want->signer_key);
	return X509_check_ca(signer->cert) == 1 || error_usage(error, "'%.200s' is no CA, so "
	    "nobody would trust what it signs: make one with --ca", want->signer);
}

/* ---- all of it ---- */

static bool
fill(X509 *cert, EVP_PKEY *key, const struct signer *signer, const struct certificate_want *want,
    struct error *error)
{
	X509 *issuer = signer->cert ? signer->cert : cert;

	return X509_set_version(cert, X509_VERSION_3) == 1 && put_serial(cert) &&
	    put_validity(cert, want) && put_subject(cert, want->name) &&
	    X509_set_issuer_name(cert, X509_get_subject_name(issuer)) == 1 &&
	    X509_set_pubkey(cert, key) == 1 && put_uses(cert, issuer, want) &&
	    put_extension(cert, issuer, NID_subject_key_identifier, "hash") &&
	    put_extension(cert, issuer, NID_authority_key_identifier, "keyid") &&
	    put_names(cert, want->names, error);
}

/* The root itself need not be sent: who does not have it would not trust it. */
static bool
write_chain(X509 *cert, const struct signer *signer, struct buf *to)
{
	X509 *next = signer->cert;
	bool good = cert_write(cert, to);

	for (int i = 0; good && next; next = sk_X509_value(signer->above, i++)) {
		if (X509_check_issued(next, next) == X509_V_OK)
			break;
		good = cert_write(next, to);
	}
	return good;
}

static bool
write_key(EVP_PKEY *key, struct buf *to)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	bool good = bio && PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1;
	char *bytes;
	long count = good ? BIO_get_mem_data(bio, &bytes) : 0;

	if (good)
		buf_add(to, bytes, (size_t)count);
	BIO_free(bio);
	return good;
}

static bool
make(const struct certificate_want *want, struct buf *cert_to, struct buf *key_to,
    struct record *told, struct error *error)
{
	struct signer signer = { 0 };
	EVP_PKEY *key = NULL;
	X509 *cert = X509_new();
	bool good;

	ERR_clear_error();
	*error = (struct error){ .kind = ERROR_NONE };
	good = signer_read(&signer, want, error) && (key = new_key(want->key)) &&
	    fill(cert, key, &signer, want, error) &&
	    X509_sign(cert, signer.key ? signer.key : key,
	    digest_for(signer.key ? signer.key : key)) > 0 &&
	    write_chain(cert, &signer, cert_to) && write_key(key, key_to);
	if (good)
		cert_describe(cert, told);
	else if (error->kind == ERROR_NONE)
		error_set(error, ERROR_TLS, "%s", tls_openssl_reason());
	signer_clear(&signer);
	EVP_PKEY_free(key);
	X509_free(cert);
	ERR_clear_error();
	return good;
}

const struct certificate_library certificate_openssl = {
	.make = make, .tell = cert_tell, .tell_peer = cert_tell_peer
};
