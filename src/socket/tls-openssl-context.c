/* tls-openssl-context: what handshakes are made with: versions, ciphers, keys, whom to trust. */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "socket/tls-openssl.h"

/* So many contexts are kept; to read the system's certificates takes longer than a handshake,
 * and a server that resumes has to have the same. */
enum { KEPT = 8, ALPN_MOST = 255 };

struct kept { char *words; SSL_CTX *context; };

struct tls_shelf {
	BIO_METHOD *method, *dgram;   /* the latter once it is wanted; */
	struct kept kept[KEPT];       /* what was used last comes first */
};

struct tls_shelf *
tls_shelf_new(struct error *error)
{
	struct tls_shelf *shelf = mem_new(1, sizeof(*shelf));

	shelf->method = tls_bio_method();
	if (shelf->method)
		return shelf;
	error_set(error, ERROR_TLS, "%s", tls_openssl_reason());
	free(shelf);
	return NULL;
}

void
tls_shelf_free(struct tls_shelf *shelf)
{
	for (size_t i = 0; i < KEPT; i++) {
		SSL_CTX_free(shelf->kept[i].context);
		free(shelf->kept[i].words);
	}
	BIO_meth_free(shelf->method);
	BIO_meth_free(shelf->dgram);
	free(shelf);
}

BIO *
tls_shelf_bio(struct tls_shelf *shelf, struct tls *tls)
{
	if (tls->dgram && !shelf->dgram)
		shelf->dgram = tls_dgram_method();
	return tls_bio_new(tls->dgram ? shelf->dgram : shelf->method, tls);
}

/* ---- what it is made of ---- */

/* There is no DTLS 1.3 in OpenSSL 3. */
static bool
use_datagrams(SSL_CTX *context, const struct tls_want *want, struct error *error)
{
	if (want->min && strcmp(want->min, "1.3") == 0)
		return error_usage(error, "with datagrams there is DTLS 1.2, and none above");
	tls_dgram_context(context);
	return SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION) == 1 &&
	    SSL_CTX_set_max_proto_version(context, DTLS1_2_VERSION) == 1;
}

static bool
use_versions(SSL_CTX *context, const struct tls_want *want, struct error *error)
{
	static const struct { const char *name; int number; } versions[] = {
		{ "1.2", TLS1_2_VERSION }, { "1.3", TLS1_3_VERSION },
	};
	int min = TLS1_2_VERSION, max = TLS1_3_VERSION;

	if (want->more.datagrams)
		return use_datagrams(context, want, error);
	for (size_t i = 0; i < 2; i++) {
		if (want->min && strcmp(want->min, versions[i].name) == 0)
			min = versions[i].number;
		if (want->max && strcmp(want->max, versions[i].name) == 0)
			max = versions[i].number;
	}
	if (min > max)
		return error_usage(error, "--min is above --max: no version is left");
	return SSL_CTX_set_min_proto_version(context, min) == 1 &&
	    SSL_CTX_set_max_proto_version(context, max) == 1;
}

/* Those of TLS 1.3 are told by their names, and have a list of their own; of which there is
 * none, that version is out. */
static bool
use_ciphers(SSL_CTX *context, const char *list, struct error *error)
{
	struct buf older = { 0 }, newer = { 0 };
	bool good;

	if (!list)
		return true;
	for (const char *word = list; *word;) {
		size_t count = strcspn(word, ":,");
		struct buf *to = strncmp(word, "TLS_", 4) == 0 ? &newer : &older;

		if (to->count)
			buf_add_byte(to, ':');
		buf_add(to, word, count);
		word += count + (word[count] != '\0');
	}
	good = (!newer.count || SSL_CTX_set_ciphersuites(context, buf_text(&newer)) == 1) &&
	    (!older.count || SSL_CTX_set_cipher_list(context, buf_text(&older)) == 1);
	if (!older.count)
		good &= SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1;
	if (!newer.count)
		SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
	buf_clear(&older);
	buf_clear(&newer);
	return good || error_usage(error, "'%.200s' has no cipher that OpenSSL knows", list);
}

static bool
use_groups(SSL_CTX *context, const char *list, struct error *error)
{
	char *with_colons;
	bool good;

	if (!list)
		return true;
	with_colons = mem_copy(list);
	for (char *c = with_colons; *c; c++)
		if (*c == ',')
			*c = ':';
	good = SSL_CTX_set1_groups_list(context, with_colons) == 1;
	free(with_colons);
	return good || error_usage(error, "'%.200s' has a group that OpenSSL does not know", list);
}

bool
tls_alpn_wire(const char *list, struct buf *wire, struct error *error)
{
	for (const char *word = list;; word++) {
		size_t count = strcspn(word, ",");

		if (!count || count > ALPN_MOST)
			return error_usage(error, "'%.200s' is not a list of protocols such as "
			    "h2,http/1.1", list);
		buf_add_byte(wire, (char)count);
		buf_add(wire, word, count);
		word += count;
		if (!*word)
			return wire->count <= UINT16_MAX ||
			    error_usage(error, "'%.60s...' is too long", list);
	}
}

/* RFC 7301: with nothing in common there is no connection. */
static int
choose_alpn(SSL *ssl, const unsigned char **chosen, unsigned char *count,
    const unsigned char *offered, unsigned offers, void *unused)
{
	const struct tls *tls = tls_of_ssl(ssl);
	unsigned char *found;

	(void)unused;
	if (SSL_select_next_proto(&found, count, (const unsigned char *)tls->alpn.data,
	    (unsigned)tls->alpn.count, offered, offers) != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	*chosen = found;
	return SSL_TLSEXT_ERR_OK;
}

static bool
use_alpn(SSL_CTX *context, const struct tls_want *want, struct error *error)
{
	struct buf wire = { 0 };
	bool good;

	if (!want->alpn)
		return true;
	good = tls_alpn_wire(want->alpn, &wire, error);
	if (good && want->server)
		SSL_CTX_set_alpn_select_cb(context, choose_alpn, NULL);
	else if (good)
		good = SSL_CTX_set_alpn_protos(context, (const unsigned char *)wire.data,
		    (unsigned)wire.count) == 0;
	buf_clear(&wire);
	return good;
}

/* ---- certificates and keys ---- */

static X509 *
next_cert(BIO *bio)
{
	return PEM_read_bio_X509(bio, NULL, cert_no_passphrase, NULL);
}

/* The first is the end's own, the rest lead to whoever is trusted. */
static bool
use_chain(SSL_CTX *context, const struct buf *pem, const char *path, struct error *error)
{
	BIO *bio = BIO_new_mem_buf(pem->data, (int)pem->count);
	X509 *cert = bio ? next_cert(bio) : NULL;
	bool good = cert && SSL_CTX_use_certificate(context, cert) == 1;

	if (!cert)
		error_usage(error, "'%.200s' holds no certificate (PEM)", path);
	else if (!good)
		error_usage(error, "'%.200s': %s", path, tls_openssl_reason());
	X509_free(cert);
	while (good && (cert = next_cert(bio)))
		if (SSL_CTX_add0_chain_cert(context, cert) != 1) {
			X509_free(cert);
			good = error_usage(error, "'%.200s': %s", path, tls_openssl_reason());
		}
	ERR_clear_error();
	BIO_free(bio);
	return good;
}

static bool
use_key(SSL_CTX *context, const struct buf *pem, const char *path, struct error *error)
{
	BIO *bio = BIO_new_mem_buf(pem->data, (int)pem->count);
	EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, cert_no_passphrase, NULL) : NULL;
	unsigned long why = ERR_peek_error();
	bool good = key && SSL_CTX_use_PrivateKey(context, key) == 1;

	if (!key && strstr(buf_text(pem), "ENCRYPTED"))
		error_usage(error, "the key in '%.200s' is locked by a passphrase, which sosh does "
		    "not ask for: unlock it with 'openssl pkey'", path);
	else if (!key)
		error_usage(error, "'%.200s' holds no private key (PEM)", path);
	else if (!good && ERR_GET_REASON(why = ERR_peek_error()) == X509_R_KEY_VALUES_MISMATCH)
		error_usage(error, "the key in '%.200s' is not that of the certificate", path);
	else if (!good)
		error_usage(error, "'%.200s': %s", path, tls_openssl_reason());
	ERR_clear_error();
	EVP_PKEY_free(key);
	BIO_free(bio);
	return good;
}

static bool
use_file(SSL_CTX *context, const char *path,
    bool (*use)(SSL_CTX *, const struct buf *, const char *, struct error *), struct error *error)
{
	struct buf pem = { 0 };
	bool good = tls_file_read(path, &pem, error) && use(context, &pem, path, error);

	OPENSSL_cleanse(pem.data, pem.room);
	buf_clear(&pem);
	return good;
}

/* Both may be in one file. */
static bool
use_own(SSL_CTX *context, const struct tls_want *want, struct error *error)
{
	if (!want->cert)
		return true;
	if (!use_file(context, want->cert, use_chain, error) ||
	    !use_file(context, want->key ? want->key : want->cert, use_key, error))
		return false;
	return SSL_CTX_check_private_key(context) == 1 || error_usage(error,
	    "the key in '%.200s' is not that of the certificate",
	    want->key ? want->key : want->cert);
}

static bool
use_trust(SSL_CTX *context, const struct tls_want *want, struct error *error)
{
	/* To read the system's takes as long as a hundred handshakes. */
	if (want->server && !want->require && !want->ca)
		return true;
	if (!want->ca)
		return SSL_CTX_set_default_verify_paths(context) == 1;
	return cert_trust(SSL_CTX_get_cert_store(context), want->ca, error);
}

static void
use_verify(SSL_CTX *context, const struct tls_want *want)
{
	int mode = SSL_VERIFY_NONE;

	if (!want->server && !want->insecure)
		mode = SSL_VERIFY_PEER;
	if (want->server && (want->require || want->ca))
		mode = SSL_VERIFY_PEER | (want->require ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0);
	SSL_CTX_set_verify(context, mode, NULL);
	SSL_CTX_set_cert_verify_callback(context, tls_openssl_verify, NULL);
}

static void
keep_secret(const SSL *ssl, const char *line)
{
	const struct tls *tls = tls_of_ssl(ssl);
	struct buf whole = { 0 };

	if (!tls || tls->keylog_fd < 0)
		return;
	buf_format(&whole, "%s\n", line);
	/* In one piece: others may write to it, too. */
	if (write(tls->keylog_fd, whole.data, whole.count) < 0)
		ERR_clear_error();
	OPENSSL_cleanse(whole.data, whole.count);
	buf_clear(&whole);
}

/* Neither a system nor a list of ciphers (@SECLEVEL) gets below that: there are ciphers for which
 * nobody shows a certificate. */
static bool
use_level(SSL_CTX *context)
{
	if (SSL_CTX_get_security_level(context) < 2)
		SSL_CTX_set_security_level(context, 2);
	return true;
}

static bool
fill(SSL_CTX *context, const struct tls_want *want, struct error *error)
{
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
	    SSL_OP_CIPHER_SERVER_PREFERENCE);
	/* What is shown is what was given, and nothing that the store has beside. */
	SSL_CTX_set_mode(context, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS |
	    SSL_MODE_NO_AUTO_CHAIN);
	SSL_CTX_set_default_passwd_cb(context, cert_no_passphrase);
	SSL_CTX_set_keylog_callback(context, keep_secret);
	/* A client's session by a key of both has none. */
	if (want->server)
		SSL_CTX_set_session_id_context(context, (const unsigned char *)"sosh", 4);
	use_verify(context, want);
	if (want->more.session)
		tls_session_context(context);
	return use_versions(context, want, error) && use_ciphers(context, want->ciphers, error) &&
	    use_level(context) && use_groups(context, want->groups, error) &&
	    use_alpn(context, want, error) && use_own(context, want, error) &&
	    use_trust(context, want, error);
}

/* ---- the shelf ---- */

static void
add_word(struct buf *words, const char *word)
{
	buf_add_byte(words, word ? '+' : '-');
	buf_add_text(words, word ? word : "");
	buf_add_byte(words, '\n');
}

/* A file that was written anew is another one. */
static void
add_path(struct buf *words, const char *path)
{
	struct stat status;

	add_word(words, path);
	if (path && stat(path, &status) == 0)
		buf_format(words, "%lld %lld %lld %lld\n", (long long)status.st_ino,
		    (long long)status.st_size, (long long)status.st_mtim.tv_sec,
		    (long long)status.st_mtim.tv_nsec);
}

static void
put_words(struct buf *words, const struct tls_want *want)
{
	buf_format(words, "%d%d%d%d%d\n", want->server, want->insecure, want->require,
	    want->more.session != NULL, want->more.datagrams);
	add_path(words, want->ca);
	add_path(words, want->cert);
	add_path(words, want->key);
	add_word(words, want->alpn);
	add_word(words, want->min);
	add_word(words, want->max);
	add_word(words, want->ciphers);
	add_word(words, want->groups);
}

static SSL_CTX *
make(const struct tls_want *want, struct error *error)
{
	SSL_CTX *context = SSL_CTX_new(want->more.datagrams ? DTLS_method() :
	    want->server ? TLS_server_method() : TLS_client_method());

	error->kind = ERROR_NONE;
	if (context && fill(context, want, error))
		return context;
	if (error->kind == ERROR_NONE)
		error_set(error, ERROR_TLS, "%s", tls_openssl_reason());
	SSL_CTX_free(context);
	ERR_clear_error();
	return NULL;
}

/* Where it stands, or the last place. */
static size_t
find(const struct tls_shelf *shelf, const char *words)
{
	size_t at = 0;

	while (at < KEPT - 1 && (!shelf->kept[at].words ||
	    strcmp(shelf->kept[at].words, words) != 0))
		at++;
	return at;
}

SSL_CTX *
tls_shelf_context(struct tls_shelf *shelf, const struct tls_want *want, struct error *error)
{
	struct buf words = { 0 };
	struct kept kept;
	size_t at;

	put_words(&words, want);
	at = find(shelf, words.data);
	kept = shelf->kept[at];
	if (!kept.words || strcmp(kept.words, words.data) != 0) {
		kept.context = make(want, error);
		if (kept.context) {
			SSL_CTX_free(shelf->kept[at].context);
			free(shelf->kept[at].words);
			kept.words = mem_copy(words.data);
		}
	}
	if (kept.context) {
		memmove(shelf->kept + 1, shelf->kept, at * sizeof(kept));
		shelf->kept[0] = kept;
	}
	buf_clear(&words);
	return kept.context;
}
