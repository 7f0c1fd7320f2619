/* tls-openssl-bio: carries records between OpenSSL and the kernel, by calls that do not wait. */
#include <errno.h>
#include <openssl/bio.h>
#include <string.h>
#include <sys/socket.h>

#include "socket/sys.h"
#include "socket/tls-openssl.h"

/* One call receives so much at most, and so often: a peer can send for ever what brings no
 * byte.  So much may wait for room in the kernel before OpenSSL is
 * told that there is none. */
enum { IN_ROOM = 64 << 10, OUT_MOST = 256 << 10, FILLS = 64,
       MESSAGES = 200 };  /* of a handshake, or behind it: each costs as much as a long record */

static bool
would_block(int number)
{
	return number == EAGAIN || number == EWOULDBLOCK;
}

/* What the kernel has, behind what is held; false: nothing, for now or ever. */
static bool
fill(struct tls *tls)
{
	unsigned times = 0;
	ssize_t count;
	char *room;

	if (tls->in_end || tls->in_error)
		return false;
	tls->layer.busy = tls->fills++ >= FILLS || tls->messages >= MESSAGES;
	if (tls->layer.busy)
		return false;
	buf_reset(&tls->in);
	tls->in_at = 0;
	room = buf_reserve(&tls->in, IN_ROOM);
	do
		count = sys_recv(tls->sock->fd, room, IN_ROOM, MSG_DONTWAIT);
	while (count < 0 && error_interrupted(&times));
	past_add(&tls->sock->past, "recv", count);
	if (count < 0 && !would_block(errno))
		tls->in_error = errno;
	tls->in_end = count == 0;
	if (count <= 0)
		return false;
	tls->in.count = (size_t)count;
	return true;
}

static void
keep_first(struct tls *tls, const char *bytes, size_t count)
{
	size_t more = TLS_FIRST - tls->firsts;

	if (more > count)
		more = count;
	memcpy(tls->first + tls->firsts, bytes, more);
	tls->firsts += more;
}

static int
bio_read(BIO *bio, char *to, size_t room, size_t *count)
{
	struct tls *tls = BIO_get_data(bio);
	size_t held = tls->in.count - tls->in_at;

	BIO_clear_retry_flags(bio);
	*count = 0;
	if (!held && !fill(tls)) {
		if (!tls->in_end && !tls->in_error)
			BIO_set_retry_read(bio);
		return 0;
	}
	held = tls->in.count - tls->in_at;
	*count = held < room ? held : room;
	memcpy(to, tls->in.data + tls->in_at, *count);
	if (tls->firsts < TLS_FIRST)
		keep_first(tls, to, *count);
	tls->in_at += *count;
	return 1;
}

enum did
tls_bio_flush(struct tls *tls, struct error *error)
{
	const int flags = MSG_DONTWAIT | MSG_NOSIGNAL | tls->flags;

	if (tls->dgram)
		return tls_dgram_flush(tls, error);
	while (tls->out_at < tls->out.count && !tls->out_error) {
		unsigned times = 0;
		ssize_t count;

		do
			count = sys_send(tls->sock->fd, tls->out.data + tls->out_at,
			    tls->out.count - tls->out_at, flags);
		while (count < 0 && error_interrupted(&times));
		past_add(&tls->sock->past, "send", count);
		if (count < 0 && would_block(errno)) {
			tls->layer.owes = true;
			tls->layer.wants = LOOP_WRITE;
			return DID_LATER;
		}
		if (count < 0)
			tls->out_error = errno;
		else
			tls->out_at += (size_t)count;
	}
	buf_reset(&tls->out);
	tls->out_at = 0;
	tls->layer.owes = false;
	if (!tls->out_error)
		return DID_IT;
	error_system(error, "send", tls->out_error);
	return DID_FAIL;
}

static int
bio_write(BIO *bio, const char *bytes, size_t count, size_t *taken)
{
	struct tls *tls = BIO_get_data(bio);
	struct error ignored;

	BIO_clear_retry_flags(bio);
	*taken = 0;
	if (tls->out.count - tls->out_at > OUT_MOST && tls_bio_flush(tls, &ignored) == DID_LATER) {
		BIO_set_retry_write(bio);
		return 0;
	}
	/* What the kernel does not take any more is told by who hands it on. */
	if (!tls->out_error)
		buf_add(&tls->out, bytes, count);
	*taken = count;
	return 1;
}

static long
bio_control(BIO *bio, int command, long number, void *pointer)
{
	const struct tls *tls = BIO_get_data(bio);

	(void)number;
	(void)pointer;
	if (command == BIO_CTRL_EOF)
		return tls->in_end;
	return command == BIO_CTRL_FLUSH;
}

static int
bio_create(BIO *bio)
{
	BIO_set_init(bio, 1);
	return 1;
}

BIO_METHOD *
tls_bio_method(void)
{
	BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "sosh");

	if (method && BIO_meth_set_read_ex(method, bio_read) &&
	    BIO_meth_set_write_ex(method, bio_write) &&
	    BIO_meth_set_ctrl(method, bio_control) && BIO_meth_set_create(method, bio_create))
		return method;
	BIO_meth_free(method);
	return NULL;
}

BIO *
tls_bio_new(const BIO_METHOD *method, struct tls *tls)
{
	BIO *bio = BIO_new(method);

	if (bio)
		BIO_set_data(bio, tls);
	return bio;
}
