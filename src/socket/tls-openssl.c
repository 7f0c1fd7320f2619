/* tls-openssl: TLS by OpenSSL 3: connections, and what there is to tell of them. */
#include "socket/tls-openssl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

static const char *
name(void)
{
	return OpenSSL_version(OPENSSL_FULL_VERSION_STRING);
}

static void
noticed(const SSL *ssl, int where, int value)
{
	struct tls *tls = tls_of_ssl(ssl);

	if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT)
		tls->alert = value & 0xff;
	else if ((where & SSL_CB_WRITE_ALERT) == SSL_CB_WRITE_ALERT)
		tls->alerted = value & 0xff;
}

static bool
is_ip(const char *text)
{
	unsigned char room[16];

	return inet_pton(AF_INET, text, room) == 1 || inet_pton(AF_INET6, text, room) == 1;
}

/* Certificates are compared byte by byte: names of other scripts stand there as xn--. */
static bool
is_ascii(const char *name)
{
	while (*name && !(*name & 0x80))
		name++;
	return !*name;
}

/* As certificates have it: an address without its interface, a name without the dot that may
 * end it. */
static char *
name_of(const struct tls_want *want)
{
	size_t count = want->name ? strcspn(want->name, "%") : 0;

	if (count > 1 && want->name[count - 1] == '.')
		count--;
	return want->name ? mem_copy_bytes(want->name, count) : NULL;
}

/* An address has no server name (RFC 6066), and is compared with the certificate's addresses.  With
 * a dot before it OpenSSL would take any name below. */
static bool
expect_name(struct tls *tls, const struct tls_want *want, struct error *error)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(tls->ssl);
	bool ip = tls->name && is_ip(tls->name), good;

	if (!tls->name && (want->insecure || want->server || want->more.identity))
		return true;
	if (!tls->name)
		return error_set(error, ERROR_REFUSED, "nobody said whose certificate it has to "
		    "be: give --name HOST, or --insecure to take any%s", tls->sock->listener ?
		    "; this one was accepted: --server --cert FILE may be meant" : "");
	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
	    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	if (!is_ascii(tls->name))
		return error_usage(error, "'%.200s' is not ASCII: give the name as certificates "
		    "have it (xn--...)", tls->name);
	good = ip ? X509_VERIFY_PARAM_set1_ip_asc(param, tls->name) == 1 :
	    *tls->name && *tls->name != '.' &&
	    X509_VERIFY_PARAM_set1_host(param, tls->name, 0) == 1 &&
	    (want->server || SSL_set_tlsext_host_name(tls->ssl, tls->name) == 1);
	return good || error_usage(error, "'%.200s' is no name that a certificate can have",
	    tls->name);
}

static bool
open_keylog(struct tls *tls, const char *path, struct error *error)
{
	if (!path)
		return true;
	tls->keylog_fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK |
	    O_NOCTTY, 0600);
	if (tls->keylog_fd < 0)
		return error_file(error, "open", path, errno);
	tls->keylog = mem_copy(path);
	return true;
}

static bool
prepare(struct tls *tls, struct tls_shelf *shelf, const struct tls_want *want,
    struct error *error)
{
	SSL_CTX *context = tls_shelf_context(shelf, want, error);
	BIO *bio;

	if (!context || (want->alpn && !tls_alpn_wire(want->alpn, &tls->alpn, error)) ||
	    !open_keylog(tls, want->keylog, error))
		return false;
	tls->ssl = SSL_new(context);
	bio = tls->ssl ? tls_shelf_bio(shelf, tls) : NULL;
	if (!bio)
		return error_set(error, ERROR_TLS, "%s", tls_openssl_reason());
	SSL_set_bio(tls->ssl, bio, bio);
	SSL_set_app_data(tls->ssl, tls);
	SSL_set_info_callback(tls->ssl, noticed);
	if (tls->dgram && !tls_dgram_begin(tls, want, error))
		return false;
	tls_message_watch(tls);
	if (want->server)
		SSL_set_accept_state(tls->ssl);
	else
		SSL_set_connect_state(tls->ssl);
	return expect_name(tls, want, error) && tls_session_begin(tls, want, error);
}

static struct layer *
begin(struct tls_shelf *shelf, struct sock *sock, const struct tls_want *want,
    struct error *error)
{
	struct tls *tls = mem_new(1, sizeof(*tls));

	*tls = (struct tls){ .layer = { .calls = &tls_openssl_calls }, .sock = sock,
		.state = TLS_HANDSHAKE, .insecure = want->insecure, .alert = -1, .alerted = -1,
		.keylog_fd = -1, .name = name_of(want) };
	if (want->more.datagrams)
		tls->dgram = mem_new(1, sizeof(*tls->dgram));
	ERR_clear_error();
	if (prepare(tls, shelf, want, error))
		return &tls->layer;
	tls_openssl_free(tls);
	return NULL;
}

/* What it takes is kept, so that the first handshake has it. */
static bool
can(struct tls_shelf *shelf, const struct tls_want *want, struct error *error)
{
	ERR_clear_error();
	return tls_shelf_context(shelf, want, error) != NULL;
}

static void
feed(struct sock *sock, const char *bytes, size_t count)
{
	buf_add(&tls_of(sock)->in, bytes, count);
}

static const char *
rest(const struct sock *sock, size_t *count)
{
	const struct tls *tls = tls_of(sock);

	*count = tls->in.count - tls->in_at;
	return *count ? tls->in.data + tls->in_at : "";
}

static void
tell_peer(struct tls *tls)
{
	X509 *cert = SSL_get0_peer_certificate(tls->ssl);

	if (cert)
		cert_show_name(X509_get_subject_name(cert), &tls->peer);
}

/* By the name that --groups has for it; NULL: there was none. */
static const char *
group_of(SSL *ssl)
{
	int id = (int)SSL_get_negotiated_group(ssl);
	const char *nist;

	if (id <= 0)
		return NULL;
	nist = EC_curve_nid2nist(id);
	if (nist)
		return nist;
	return id & TLSEXT_nid_unknown ? SSL_group_to_name(ssl, id) : OBJ_nid2sn(id);
}

static void
tell(const struct sock *sock, struct tls_told *told)
{
	struct tls *tls = tls_of(sock);
	const unsigned char *alpn;
	unsigned alpns;

	*told = (struct tls_told){ .state = tls->state, .server = SSL_is_server(tls->ssl),
		.insecure = tls->insecure, .keylog = tls->keylog, .name = tls->name };
	if (tls->state == TLS_FAILED && tls->session)
		told->identity = tls->session->identity;
	if (told->server)
		told->asked = SSL_get_servername(tls->ssl, TLSEXT_NAMETYPE_host_name);
	if (!SSL_is_init_finished(tls->ssl))
		return;
	told->version = SSL_version(tls->ssl) == TLS1_3_VERSION ? "1.3" : "1.2";
	told->datagrams = tls->dgram != NULL;
	told->cipher = SSL_get_cipher_name(tls->ssl);
	told->group = group_of(tls->ssl);
	told->identity = tls_session_is_keyed(tls) ? tls->session->identity : NULL;
	told->early = tls->session ? tls->session->early : TLS_EARLY_NONE;
	told->resumed = SSL_session_reused(tls->ssl) && !told->identity;
	SSL_get0_alpn_selected(tls->ssl, &alpn, &alpns);
	if (alpns) {
		told->alpn = (const char *)alpn;
		told->alpn_count = alpns;
	}
	if (!tls->peer.count)
		tell_peer(tls);
	if (tls->peer.count) {
		told->peer = tls->peer.data;
		told->peer_count = tls->peer.count;
	}
	told->verified = tls_openssl_is_verified(tls);
}

const struct tls_library tls_openssl = {
	.name = name, .open = tls_shelf_new, .close = tls_shelf_free, .can = can,
	.begin = begin,
	.handshake = tls_openssl_handshake, .tell = tell, .key_update = tls_openssl_key_update,
	.step = tls_openssl_step, .due = tls_openssl_due, .feed = feed, .rest = rest
};
