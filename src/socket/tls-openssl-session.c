/* tls-openssl-session: what two handshakes have in common: sessions that are taken up again, keys
 * that both sides know before, and bytes that go with the first flight (0-RTT). */
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "socket/inbox.h"
#include "socket/io.h"
#include "socket/tap.h"
#include "socket/tls-openssl.h"

enum { FILE_MOST = 64 << 10, EARLY_PIECE = 16 << 10 };

/* ---- the file ---- */

/* A session is trusted for what was found out when it began: whose certificate it was, and who
 * vouched for it.  That is the file's first line; what wants something else begins anew. */
static void
make_label(struct buf *label, const struct tls *tls, const struct tls_want *want)
{
	struct buf words = { 0 };

	if (want->insecure)
		buf_add_text(&words, "not verified");
	else
		buf_format(&words, "verified for %s by %s", tls->name ? tls->name : "anybody",
		    want->ca ? want->ca : "the system");
	buf_format(&words, ", shown %s", want->cert ? want->cert : "nothing");
	buf_add_text(label, "sosh: ");
	bytes_show(label, words.data, words.count, SHOW_ASCII);
	buf_add_byte(label, '\n');
	buf_clear(&words);
}

/* It holds secrets, and is believed. */
static bool
is_own(int fd, const char *path, struct error *error)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return error_file(error, "open", path, errno);
	if (!S_ISREG(status.st_mode))
		return error_usage(error, "'%.200s' is not a file", path);
	if (status.st_uid != geteuid() || status.st_mode & 022)
		return error_set(error, ERROR_REFUSED, "others may write to '%.200s': a session is "
		    "taken from a file of one's own only", path);
	return !(status.st_mode & 0177) || fchmod(fd, 0600) == 0 ||
	    error_file(error, "chmod", path, errno);
}

static bool
read_file(struct tls_session *session, struct buf *text, struct error *error)
{
	ssize_t count = pread(session->fd, buf_reserve(text, FILE_MOST), FILE_MOST, 0);

	if (count < 0)
		return error_file(error, "read", session->path, errno);
	text->count = (size_t)count;
	text->data[count] = '\0';
	return true;
}

static bool
fits(const struct tls_session *session, const struct buf *text, bool insecure)
{
	return insecure || (text->count > session->label.count &&
	    memcmp(text->data, session->label.data, session->label.count) == 0);
}

static bool
take_up(struct tls *tls, struct error *error)
{
	struct tls_session *session = tls->session;
	struct buf text = { 0 };
	bool good = read_file(session, &text, error);
	BIO *bio = good && text.count ? BIO_new_mem_buf(text.data, (int)text.count) : NULL;
	SSL_SESSION *held = bio ? PEM_read_bio_SSL_SESSION(bio, NULL, NULL, NULL) : NULL;

	if (bio && !held)
		good = error_usage(error, "'%.200s' holds no session", session->path);
	if (held && fits(session, &text, tls->insecure))
		SSL_set_session(tls->ssl, held);
	SSL_SESSION_free(held);
	BIO_free(bio);
	ERR_clear_error();
	if (text.data)
		OPENSSL_cleanse(text.data, text.room);
	buf_clear(&text);
	return good;
}

static bool
open_file(struct tls *tls, const struct tls_want *want, struct error *error)
{
	struct tls_session *session = tls->session;
	const char *path = want->more.session;

	if (!path)
		return true;
	session->path = mem_copy(path);
	make_label(&session->label, tls, want);
	session->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY,
	    0600);
	if (session->fd < 0)
		return error_file(error, "open", path, errno);
	return is_own(session->fd, path, error) && take_up(tls, error);
}

static bool
put(int fd, off_t at, const char *bytes, long count)
{
	return count > 0 && pwrite(fd, bytes, (size_t)count, at) == count;
}

/* The peer has sent a ticket: with TLS 1.3 some time after the handshake, as often as it likes.
 * What cannot be written is not there the next time. */
static int
keep(SSL *ssl, SSL_SESSION *held)
{
	const struct tls *tls = tls_of_ssl(ssl);
	const struct tls_session *session = tls ? tls->session : NULL;
	BIO *bio = session && session->fd >= 0 ? BIO_new(BIO_s_mem()) : NULL;
	bool good = bio && PEM_write_bio_SSL_SESSION(bio, held) == 1;
	char *bytes = NULL;
	long count = good ? BIO_get_mem_data(bio, &bytes) : 0;

	if (good && ftruncate(session->fd, 0) == 0 &&
	    put(session->fd, 0, session->label.data, (long)session->label.count))
		put(session->fd, (off_t)session->label.count, bytes, count);
	BIO_free(bio);
	return 0;
}

void
tls_session_context(SSL_CTX *context)
{
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT |
	    SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(context, keep);
}

/* ---- a key that both know ---- */

static unsigned
give_key(struct tls_session *session, unsigned char *room, unsigned most)
{
	if (session->key.count > most)
		return 0;
	memcpy(room, session->key.data, session->key.count);
	return (unsigned)session->key.count;
}

static unsigned
client_key(SSL *ssl, const char *unused, char *identity, unsigned identity_most,
    unsigned char *room, unsigned most)
{
	struct tls_session *session = tls_of_ssl(ssl)->session;
	size_t length = strlen(session->identity);

	(void)unused;
	if (length >= identity_most)
		return 0;
	memcpy(identity, session->identity, length + 1);
	return give_key(session, room, most);
}

static unsigned
server_key(SSL *ssl, const char *identity, unsigned char *room, unsigned most)
{
	struct tls_session *session = tls_of_ssl(ssl)->session;

	return strcmp(identity, session->identity) == 0 ? give_key(session, room, most) : 0;
}

static void
use_key(struct tls *tls, const struct tls_want *want)
{
	if (!want->more.identity)
		return;
	tls->session->identity = mem_copy(want->more.identity);
	buf_add(&tls->session->key, want->more.key, want->more.key_count);
	if (want->server)
		SSL_set_psk_server_callback(tls->ssl, server_key);
	else
		SSL_set_psk_client_callback(tls->ssl, client_key);
}

/* With TLS 1.3 the handshake looks as if it took up a session. */
bool
tls_session_is_keyed(const struct tls *tls)
{
	const SSL_CIPHER *cipher = SSL_get_current_cipher(tls->ssl);

	if (!tls->session || !tls->session->identity || !cipher)
		return false;
	if (SSL_version(tls->ssl) != TLS1_3_VERSION) {
		int auth = SSL_CIPHER_get_auth_nid(cipher);

		return auth == NID_auth_psk;
	}
	return SSL_session_reused(tls->ssl) && !SSL_SESSION_get0_peer(SSL_get0_session(tls->ssl));
}

/* ---- early bytes ---- */

/* What is repeated by somebody on the way must do no harm: OpenSSL takes each ticket once. */
static bool
use_early(struct tls *tls, const struct tls_want *want, struct error *error)
{
	struct tls_session *session = tls->session;
	const SSL_SESSION *held = SSL_get0_session(tls->ssl);
	uint32_t most = held ? SSL_SESSION_get_max_early_data(held) : 0;

	if (want->server && want->more.max_early) {
		session->takes_early = true;
		SSL_set_max_early_data(tls->ssl, (uint32_t)want->more.max_early);
		SSL_set_recv_max_early_data(tls->ssl, (uint32_t)want->more.max_early);
	}
	if (!want->more.early)
		return true;
	session->early = TLS_EARLY_NOT_SENT;
	if (most && want->more.early_count > most)
		return error_usage(error, "the server takes %u early bytes at most, and these "
		    "are %zu", most, want->more.early_count);
	if (most)
		buf_add(&session->bytes, want->more.early, want->more.early_count);
	return true;
}

static int
send_early(struct tls *tls)
{
	struct tls_session *session = tls->session;
	size_t went;
	int result = SSL_write_early_data(tls->ssl, session->bytes.data + session->at,
	    session->bytes.count - session->at, &went);

	if (result == 1)
		session->at += went;
	return result;
}

static int
take_early(struct tls *tls)
{
	struct tls_session *session = tls->session;
	size_t came;

	for (;;) {
		char *room = buf_reserve(&session->bytes, EARLY_PIECE);
		int result = SSL_read_early_data(tls->ssl, room, EARLY_PIECE, &came);

		if (result == SSL_READ_EARLY_DATA_ERROR)
			return 0;
		session->bytes.count += came;
		if (result == SSL_READ_EARLY_DATA_FINISH)
			break;
	}
	session->takes_early = false;
	return 1;
}

static void
give_early(struct tls *tls)
{
	const struct io_got got = { 0 };
	struct buf *bytes = &tls->session->bytes;

	if (bytes->count && SSL_is_server(tls->ssl)) {
		inbox_put(tls->sock, bytes->data, bytes->count, &got);
		tls->sock->received += bytes->count;
		if (tls->sock->tap)
			tap_tell(tls->sock, false, bytes->data, bytes->count, NULL);
	}
}

static void
settle_early(struct tls *tls)
{
	struct tls_session *session = tls->session;
	int status = SSL_get_early_data_status(tls->ssl);

	if (session->settled)
		return;
	session->settled = true;
	if (session->bytes.count)
		session->early = status == SSL_EARLY_DATA_ACCEPTED ? TLS_EARLY_ACCEPTED :
		    TLS_EARLY_REJECTED;
	if (session->early == TLS_EARLY_ACCEPTED && !SSL_is_server(tls->ssl)) {
		tls->sock->sent += session->bytes.count;
		if (tls->sock->tap)
			tap_tell(tls->sock, true, session->bytes.data, session->bytes.count, NULL);
	}
	give_early(tls);
	buf_clear(&session->bytes);
}

enum did
tls_session_go(struct tls *tls, struct error *error)
{
	struct tls_session *session = tls->session;
	enum did did = tls->dgram ? tls_dgram_go(tls, error) : DID_IT;
	int result = 1;

	if (did != DID_IT)
		return did;
	if (session && session->takes_early)
		result = take_early(tls);
	else if (session && !SSL_is_server(tls->ssl) && session->at < session->bytes.count)
		result = send_early(tls);
	if (result == 1)
		result = SSL_do_handshake(tls->ssl);
	if (result == 1 && session)
		settle_early(tls);
	return result == 1 ? DID_IT : tls_openssl_result(tls, result, error);
}

/* ---- all of it ---- */

bool
tls_session_begin(struct tls *tls, const struct tls_want *want, struct error *error)
{
	const struct tls_more *more = &want->more;

	if (!more->session && !more->identity && !more->early && !more->max_early)
		return true;
	tls->session = mem_new(1, sizeof(*tls->session));
	tls->session->fd = -1;
	if (!open_file(tls, want, error))
		return false;
	use_key(tls, want);
	return use_early(tls, want, error);
}

static void
forget(struct buf *buf)
{
	if (buf->data)
		OPENSSL_cleanse(buf->data, buf->room);
	buf_clear(buf);
}

void
tls_session_free(struct tls *tls)
{
	struct tls_session *session = tls->session;

	if (!session)
		return;
	if (session->fd >= 0)
		close(session->fd);
	free(session->path);
	free(session->identity);
	buf_clear(&session->label);
	forget(&session->key);
	forget(&session->bytes);
	free(session);
}
