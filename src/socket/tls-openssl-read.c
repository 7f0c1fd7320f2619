/* tls-openssl-read: certificates from files and from peers, and what there is to tell of them. */
#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>
#include <sys/stat.h>

#include "socket/tls-openssl-cert.h"
#include "socket/tls-openssl.h"

enum { CHAIN_MOST = 100 };

int
cert_no_passphrase(char *room, int size, int writing, void *unused)
{
	(void)room;
	(void)size;
	(void)writing;
	(void)unused;
	return -1;
}

/* ---- files ---- */

static void
add_pems(STACK_OF(X509) *all, const struct buf *bytes)
{
	BIO *bio = BIO_new_mem_buf(bytes->data, (int)bytes->count);
	X509 *cert;

	while (bio && (cert = PEM_read_bio_X509(bio, NULL, cert_no_passphrase, NULL)))
		sk_X509_push(all, cert);
	BIO_free(bio);
}

static STACK_OF(X509) *
all_in(const struct buf *bytes)
{
	const unsigned char *at = (const unsigned char *)bytes->data;
	STACK_OF(X509) *all = sk_X509_new_null();
	X509 *one;

	if (bytes->count)
		add_pems(all, bytes);
	if (!sk_X509_num(all) && bytes->count && (one = d2i_X509(NULL, &at, (long)bytes->count)))
		sk_X509_push(all, one);
	ERR_clear_error();
	return all;
}

STACK_OF(X509) *
cert_read_all(const char *path, struct error *error)
{
	struct buf bytes = { 0 };
	STACK_OF(X509) *all = tls_file_read(path, &bytes, error) ? all_in(&bytes) : NULL;

	buf_clear(&bytes);
	if (!all || sk_X509_num(all))
		return all;
	sk_X509_free(all);
	error_usage(error, "'%.200s' holds no certificate (PEM or DER)", path);
	return NULL;
}

EVP_PKEY *
cert_read_key(const char *path, struct error *error)
{
	struct buf pem = { 0 };
	BIO *bio = tls_file_read(path, &pem, error) ? BIO_new_mem_buf(pem.data, (int)pem.count) :
	    NULL;
	EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, cert_no_passphrase, NULL) : NULL;

	if (bio && !key && strstr(buf_text(&pem), "ENCRYPTED"))
		error_usage(error, "the key in '%.200s' is locked by a passphrase, which sosh does "
		    "not ask for: unlock it with 'openssl pkey'", path);
	else if (bio && !key)
		error_usage(error, "'%.200s' holds no private key (PEM)", path);
	BIO_free(bio);
	OPENSSL_cleanse(pem.data, pem.room);
	buf_clear(&pem);
	ERR_clear_error();
	return key;
}

/* Certificates, and lists of revoked ones. */
static int
trust_all(X509_STORE *store, const struct buf *pem)
{
	BIO *bio = pem->count ? BIO_new_mem_buf(pem->data, (int)pem->count) : NULL;
	STACK_OF(X509_INFO) *all = bio ?
	    PEM_X509_INFO_read_bio(bio, NULL, cert_no_passphrase, NULL) : NULL;
	int certs = 0;

	for (int i = 0; i < sk_X509_INFO_num(all); i++) {
		const X509_INFO *one = sk_X509_INFO_value(all, i);

		certs += one->x509 && X509_STORE_add_cert(store, one->x509) == 1;
		if (one->crl && X509_STORE_add_crl(store, one->crl) == 1)
			X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
	}
	sk_X509_INFO_pop_free(all, X509_INFO_free);
	BIO_free(bio);
	ERR_clear_error();
	return certs;
}

bool
cert_trust(X509_STORE *store, const char *path, struct error *error)
{
	struct buf pem = { 0 };
	struct stat status;
	bool good;

	if (stat(path, &status) < 0)
		return error_file(error, "open", path, errno);
	if (S_ISDIR(status.st_mode))
		return X509_STORE_load_path(store, path) == 1 ||
		    error_usage(error, "'%.200s': %s", path, tls_openssl_reason());
	good = tls_file_read(path, &pem, error) && (trust_all(store, &pem) > 0 ||
	    error_usage(error, "'%.200s' holds no certificate (PEM)", path));
	buf_clear(&pem);
	return good;
}

bool
cert_write(X509 *cert, struct buf *to)
{
	BIO *bio = BIO_new(BIO_s_mem());
	bool good = bio && PEM_write_bio_X509(bio, cert) == 1;
	char *bytes;
	long count = good ? BIO_get_mem_data(bio, &bytes) : 0;

	if (good)
		buf_add(to, bytes, (size_t)count);
	BIO_free(bio);
	return good;
}

/* ---- what there is to tell ---- */

static void
tell_certs(const STACK_OF(X509) *all, bool chain, struct record *told, struct buf *pem)
{
	struct record *list;

	cert_describe(sk_X509_value(all, 0), record_record(told, "certificate"));
	if (pem)
		for (int i = 0; i < (chain ? sk_X509_num(all) : 1); i++)
			cert_write(sk_X509_value(all, i), pem);
	if (!chain)
		return;
	list = record_list(told, "chain");
	for (int i = 0; i < sk_X509_num(all) && i < CHAIN_MOST; i++)
		cert_describe_briefly(sk_X509_value(all, i), record_record(list, NULL));
}

/* What the matter is with whom is known by its name where it is not the first of them. */
static void
tell_verdict(const struct verdict *verdict, bool trusted, struct record *told)
{
	struct record failure = { 0 };
	struct error error;
	const struct value *failing, *depth;

	record_bool(told, "trusted", trusted);
	if (!verdict->count)
		return;
	verdict_tell(verdict, &error, &failure);
	record_bytes(told, "why", error.text, strlen(error.text));
	for (size_t i = 0; i < failure.count; i++) {
		const struct field_value *field = &failure.field[i];

		if (field->value.kind != VALUE_RECORD)
			*record_put(told, field->name) = value_copy(&field->value);
	}
	failing = record_get(&failure, "certificate");
	depth = record_get(&failure, "depth");
	if (failing && depth && depth->number > 0)
		*record_put(told, "failing") = value_copy(failing);
	record_clear(&failure);
}

/* ---- judging a file ---- */

static X509_STORE *
store_of(const struct certificate_judge *judge, struct error *error)
{
	X509_STORE *store = X509_STORE_new();

	error_set(error, ERROR_TLS, "the system's certificates cannot be had");
	if (store && (judge->ca ? cert_trust(store, judge->ca, error) :
	    X509_STORE_set_default_paths(store) == 1))
		return store;
	X509_STORE_free(store);
	return NULL;
}

static bool
want_name(X509_STORE_CTX *context, const char *name)
{
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(context);
	unsigned char room[16];
	size_t count = name ? strlen(name) : 0;

	if (!name)
		return true;
	if (count > 1 && name[count - 1] == '.')
		count--;
	return inet_pton(AF_INET, name, room) == 1 || inet_pton(AF_INET6, name, room) == 1 ?
	    X509_VERIFY_PARAM_set1_ip_asc(param, name) == 1 :
	    *name && *name != '.' && X509_VERIFY_PARAM_set1_host(param, name, count) == 1;
}

static bool
look(STACK_OF(X509) *all, const struct certificate_judge *judge, struct verdict *verdict,
    bool *trusted, struct error *error)
{
	X509_STORE *store = store_of(judge, error);
	X509_STORE_CTX *context = store ? X509_STORE_CTX_new() : NULL;
	bool good = context &&
	    X509_STORE_CTX_init(context, store, sk_X509_value(all, 0), all) == 1 &&
	    X509_STORE_CTX_set_default(context, "ssl_server") == 1 &&
	    want_name(context, judge->name);

	if (good)
		*trusted = verdict_look(verdict, context) == 1;
	else if (store)
		error_usage(error, "'%.200s' is no name that a certificate can have",
		    judge->name ? judge->name : "");
	X509_STORE_CTX_free(context);
	X509_STORE_free(store);
	return good;
}

bool
cert_tell(const char *path, const struct certificate_judge *judge, bool chain,
    struct record *told, struct buf *pem, struct error *error)
{
	STACK_OF(X509) *all = cert_read_all(path, error);
	struct verdict verdict = { 0 };
	bool trusted = false, good = all && (!judge || look(all, judge, &verdict, &trusted, error));

	if (good)
		tell_certs(all, chain, told, pem);
	if (good && judge)
		tell_verdict(&verdict, trusted, told);
	verdict_clear(&verdict);
	sk_X509_pop_free(all, X509_free);
	ERR_clear_error();
	return good;
}

/* ---- peers ---- */

/* As the peer sent them, and where the handshake failed for them, as they were looked at. */
static STACK_OF(X509) *
shown_by(const struct tls *tls)
{
	STACK_OF(X509) *sent = SSL_get_peer_cert_chain(tls->ssl);
	X509 *own = SSL_get0_peer_certificate(tls->ssl);
	STACK_OF(X509) *all;

	if (!own)
		return tls->verdict.chain ? X509_chain_up_ref(tls->verdict.chain) : NULL;
	all = sk_X509_new_null();
	X509_up_ref(own);
	sk_X509_push(all, own);
	for (int i = 0; i < sk_X509_num(sent); i++) {
		X509 *next = sk_X509_value(sent, i);

		/* What a server is shown is without the client's own. */
		if (X509_cmp(next, own) == 0)
			continue;
		X509_up_ref(next);
		sk_X509_push(all, next);
	}
	return all;
}

/* Of a session that was taken up again there is no verdict but OpenSSL's. */
static void
tell_trust(const struct tls *tls, struct record *told)
{
	long code = SSL_get_verify_result(tls->ssl);
	bool trusted = !tls->verdict.count && tls_openssl_is_verified(tls);

	tell_verdict(&tls->verdict, trusted, told);
	if (tls->verdict.count || trusted)
		return;
	record_text(told, "reason", code != X509_V_OK ? "certificate" : tls->name ? "wrong_name" :
	    "no_name");
	record_text(told, "why", code != X509_V_OK ? X509_verify_cert_error_string(code) :
	    tls->name ? "the session was begun with somebody of another name" :
	    "nobody said whose certificate it has to be");
}

bool
cert_tell_peer(const struct sock *sock, bool chain, struct record *told, struct buf *pem,
    struct error *error)
{
	const struct tls *tls = tls_of(sock);
	STACK_OF(X509) *all = shown_by(tls);

	/* Of none at all there are -1. */
	if (sk_X509_num(all) < 1) {
		sk_X509_free(all);
		return error_set(error, ERROR_REFUSED, tls->state == TLS_HANDSHAKE ?
		    "the peer has shown no certificate yet" :
		    "the peer has shown no certificate");
	}
	tell_certs(all, chain, told, pem);
	tell_trust(tls, told);
	sk_X509_pop_free(all, X509_free);
	ERR_clear_error();
	return true;
}
