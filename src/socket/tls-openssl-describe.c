/* tls-openssl-describe: what is in a certificate. */
#include <arpa/inet.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <time.h>

#include "socket/tls-openssl-cert.h"

/* Whoever made the certificate had no such bounds. */
enum { NAME_MOST = 500, NAMES_MOST = 100, SERIAL_MOST = 40, WORD_MOST = 80 };

/* ---- names ---- */

/* Control characters are left to whoever shows them: there is one way to escape. */
enum { NAME_FLAGS = (XN_FLAG_ONELINE & ~XN_FLAG_SPC_EQ & ~ASN1_STRFLGS_ESC_MSB &
    ~ASN1_STRFLGS_ESC_CTRL) };

void
cert_show_name(const X509_NAME *name, struct buf *to)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *bytes = NULL;
	long count = 0;

	if (bio && X509_NAME_print_ex(bio, name, 0, NAME_FLAGS) >= 0)
		count = BIO_get_mem_data(bio, &bytes);
	buf_add(to, bytes ? bytes : "", count > NAME_MOST ? NAME_MOST : (size_t)count);
	if (count > NAME_MOST)
		buf_add_text(to, "...");
	BIO_free(bio);
}

static void
put_name(struct record *told, const char *field, const X509_NAME *name)
{
	struct buf shown = { 0 };

	cert_show_name(name, &shown);
	record_bytes(told, field, buf_text(&shown), shown.count);
	buf_clear(&shown);
}

static void
put_address(struct record *list, const ASN1_OCTET_STRING *address)
{
	int count = ASN1_STRING_length(address);
	char text[INET6_ADDRSTRLEN];

	if (count == 4 || count == 16)
		record_text(list, NULL, inet_ntop(count == 4 ? AF_INET : AF_INET6,
		    ASN1_STRING_get0_data(address), text, sizeof(text)));
}

static void
put_general(struct record *list, const GENERAL_NAME *name)
{
	const ASN1_STRING *text;

	if (name->type == GEN_IPADD)
		put_address(list, name->d.iPAddress);
	if (name->type != GEN_DNS && name->type != GEN_EMAIL && name->type != GEN_URI)
		return;
	text = name->d.ia5;
	record_bytes(list, NULL, ASN1_STRING_get0_data(text),
	    ASN1_STRING_length(text) > NAME_MOST ? NAME_MOST : (size_t)ASN1_STRING_length(text));
}

/* The subject's common name is no longer one (RFC 9525). */
static void
put_names(struct record *told, X509 *cert)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
	struct record *list = names ? record_list(told, "names") : NULL;

	for (int i = 0; i < sk_GENERAL_NAME_num(names) && i < NAMES_MOST; i++)
		put_general(list, sk_GENERAL_NAME_value(names, i));
	GENERAL_NAMES_free(names);
}

/* ---- times ---- */

bool
cert_show_time(const ASN1_TIME *time, struct buf *to)
{
	struct tm when;

	if (ASN1_TIME_to_tm(time, &when) != 1)
		return false;
	buf_format(to, "%04d-%02d-%02dT%02d:%02d:%02dZ", when.tm_year + 1900, when.tm_mon + 1,
	    when.tm_mday, when.tm_hour, when.tm_min, when.tm_sec);
	return true;
}

static void
put_time(struct record *told, const char *field, const ASN1_TIME *time)
{
	struct buf shown = { 0 };

	if (cert_show_time(time, &shown))
		record_text(told, field, buf_text(&shown));
	buf_clear(&shown);
}

static void
put_validity(struct record *told, const X509 *cert)
{
	const ASN1_TIME *until = X509_get0_notAfter(cert);
	int days, seconds;

	put_time(told, "not_before", X509_get0_notBefore(cert));
	put_time(told, "not_after", until);
	if (ASN1_TIME_diff(&days, &seconds, NULL, until) != 1)
		return;
	record_int(told, "days_left", days);
	/* Less than a day ago there are 0 left, too. */
	if (days < 0 || seconds < 0)
		record_bool(told, "expired", true);
}

/* ---- keys and signatures ---- */

/* "P-256", where NIST has such a name for OpenSSL's. */
static void
add_group(struct buf *to, const EVP_PKEY *key)
{
	char group[WORD_MOST] = "";
	const char *name;

	EVP_PKEY_get_group_name(key, group, sizeof(group), NULL);
	name = EC_curve_nid2nist(OBJ_sn2nid(group));
	buf_format(to, " %s", name ? name : group);
}

void
cert_show_key(X509 *cert, struct buf *to)
{
	const EVP_PKEY *key = X509_get0_pubkey(cert);
	const char *type = key ? EVP_PKEY_get0_type_name(key) : NULL;

	buf_add_text(to, type ? type : "of no known kind");
	if (!type)
		return;
	if (EVP_PKEY_is_a(key, "EC"))
		add_group(to, key);
	else if (EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "DSA"))
		buf_format(to, " %d bits", EVP_PKEY_get_bits(key));
}

void
cert_show_signature(const X509 *cert, struct buf *to)
{
	int nid = X509_get_signature_nid(cert);

	buf_add_text(to, nid == NID_undef ? "of no known kind" : OBJ_nid2ln(nid));
}

static void
put_keys(struct record *told, X509 *cert)
{
	EVP_PKEY *key = X509_get0_pubkey(cert);
	struct buf shown = { 0 };

	cert_show_key(cert, &shown);
	record_text(told, "key", buf_text(&shown));
	if (key)
		record_int(told, "key_bits", EVP_PKEY_get_bits(key));
	buf_reset(&shown);
	cert_show_signature(cert, &shown);
	record_text(told, "signature", buf_text(&shown));
	buf_clear(&shown);
}

static void
add_hex(struct buf *to, const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_format(to, "%s%02X", i ? ":" : "", bytes[i]);
}

void
cert_show_fingerprint(const X509 *cert, struct buf *to)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned count = 0;

	if (X509_digest(cert, EVP_sha256(), digest, &count) == 1)
		add_hex(to, digest, count);
}

static void
put_numbers(struct record *told, const X509 *cert)
{
	const ASN1_INTEGER *serial = X509_get0_serialNumber(cert);
	int count = ASN1_STRING_length(serial);
	struct buf shown = { 0 };

	add_hex(&shown, ASN1_STRING_get0_data(serial),
	    count > SERIAL_MOST ? SERIAL_MOST : (size_t)count);
	record_text(told, "serial", buf_text(&shown));
	buf_reset(&shown);
	cert_show_fingerprint(cert, &shown);
	record_text(told, "fingerprint", buf_text(&shown));
	buf_clear(&shown);
}

/* ---- what it may be used for ---- */

static const struct use {
	unsigned    bit;
	const char *name;
} usages[] = {
	{ KU_DIGITAL_SIGNATURE, "digitalSignature" }, { KU_NON_REPUDIATION, "nonRepudiation" },
	{ KU_KEY_ENCIPHERMENT, "keyEncipherment" }, { KU_DATA_ENCIPHERMENT, "dataEncipherment" },
	{ KU_KEY_AGREEMENT, "keyAgreement" }, { KU_KEY_CERT_SIGN, "keyCertSign" },
	{ KU_CRL_SIGN, "cRLSign" }, { KU_ENCIPHER_ONLY, "encipherOnly" },
	{ KU_DECIPHER_ONLY, "decipherOnly" }, { 0, NULL }
}, purposes[] = {
	{ XKU_SSL_SERVER, "serverAuth" }, { XKU_SSL_CLIENT, "clientAuth" },
	{ XKU_SMIME, "emailProtection" }, { XKU_CODE_SIGN, "codeSigning" },
	{ XKU_TIMESTAMP, "timeStamping" }, { XKU_OCSP_SIGN, "OCSPSigning" },
	{ XKU_ANYEKU, "any" }, { 0, NULL }
};

static void
put_uses(struct record *list, const struct use *use, unsigned bits)
{
	for (; use->name; use++)
		if (bits & use->bit)
			record_text(list, NULL, use->name);
}

void
cert_put_purposes(X509 *cert, struct record *list)
{
	put_uses(list, purposes, X509_get_extended_key_usage(cert));
}

static void
put_all_uses(struct record *told, X509 *cert)
{
	unsigned flags = X509_get_extension_flags(cert);

	record_bool(told, "ca", X509_check_ca(cert) == 1);
	if (X509_get_pathlen(cert) >= 0)
		record_int(told, "path_length", X509_get_pathlen(cert));
	if (flags & EXFLAG_KUSAGE)
		put_uses(record_list(told, "usage"), usages, X509_get_key_usage(cert));
	if (flags & EXFLAG_XKUSAGE)
		cert_put_purposes(cert, record_list(told, "purposes"));
}

void
cert_describe(X509 *cert, struct record *told)
{
	put_name(told, "subject", X509_get_subject_name(cert));
	put_names(told, cert);
	put_name(told, "issuer", X509_get_issuer_name(cert));
	put_validity(told, cert);
	put_keys(told, cert);
	put_all_uses(told, cert);
	put_numbers(told, cert);
}

void
cert_describe_briefly(X509 *cert, struct record *told)
{
	struct buf key = { 0 };

	put_name(told, "subject", X509_get_subject_name(cert));
	put_name(told, "issuer", X509_get_issuer_name(cert));
	put_time(told, "not_after", X509_get0_notAfter(cert));
	cert_show_key(cert, &key);
	record_text(told, "key", buf_text(&key));
	buf_clear(&key);
}
