/* tls: loads what speaks TLS, and puts it onto sockets. */
#include "socket/tls.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/module.h"
#include "socket/inbox.h"
#include "socket/io.h"
#include "socket/osdep.h"
#include "socket/sys.h"
#include "socket/tls-library.h"

enum { PIECE = 64 << 10, MOST = 16 << 20 };

struct tls_desk {
	const struct tls_library *library;
	struct tls_shelf         *shelf;
};

#if defined HAVE_OPENSSL && defined HAVE_MODULES
/* Only tests have it linked in. */
#pragma weak tls_openssl

const struct tls_library *
tls_library(struct error *error)
{
	if (&tls_openssl)
		return &tls_openssl;
	return module_symbol("tls", "tls_openssl", error);
}

#elif defined HAVE_OPENSSL

const struct tls_library *
tls_library(struct error *error)
{
	(void)error;
	return &tls_openssl;
}

#else

const struct tls_library *
tls_library(struct error *error)
{
	error_set(error, ERROR_REFUSED, "TLS is not built in: sosh was built without OpenSSL");
	return NULL;
}
#endif

const char *
tls_library_name(void)
{
	struct error ignored;
	const struct tls_library *library = tls_library(&ignored);

	return library ? library->name() : NULL;
}

static struct tls_desk *
desk_new(struct error *error)
{
	const struct tls_library *library = tls_library(error);
	struct tls_shelf *shelf = library ? library->open(error) : NULL;
	struct tls_desk *desk;

	if (!shelf)
		return NULL;
	desk = mem_new(1, sizeof(*desk));
	*desk = (struct tls_desk){ library, shelf };
	return desk;
}

void
tls_desk_free(struct tls_desk *desk)
{
	if (desk)
		desk->library->close(desk->shelf);
	free(desk);
}

/* A TLS record of a handshake, as a client begins with. */
static bool
is_hello(const char *bytes, size_t count)
{
	return count >= 2 && bytes[0] == 0x16 && bytes[1] == 0x03;
}

/* Who is asked to be the client of a client has forgotten a word; still nothing is taken. */
static bool
has_hello(const struct sock *sock, const char *held, size_t count)
{
	char begin[2];
	ssize_t seen;

	if (count || sock->type != SOCK_STREAM)
		return is_hello(held, count);
	seen = sys_recv(sock->fd, begin, sizeof(begin), MSG_PEEK | MSG_DONTWAIT);
	return seen > 0 && is_hello(begin, (size_t)seen);
}

/* Plain bytes from before the handshake must never pass for what came encrypted: that is how
 * commands are slipped in before STARTTLS (CVE-2011-0411 and its kin).  A server is sent the
 * client's first record without being asked. */
static bool
is_clean(const struct sock *sock, const struct tls_want *want, struct error *error)
{
	size_t held;
	const char *bytes = inbox_all(sock, &held);
	int64_t waits = want->server ? 0 : osdep_received_queue(sock->fd);

	if (held && want->server && sock->type == SOCK_STREAM && is_hello(bytes, held))
		return true;
	if ((held || waits > 0) && !want->server && has_hello(sock, bytes, held))
		return error_set(error, ERROR_REFUSED, "the peer has begun the handshake, as "
		    "clients do: --server --cert FILE --key FILE answers it");
	if (held)
		return error_set(error, ERROR_REFUSED, "%zu plain byte%s %s been received and not "
		    "taken: take %s first (recv), or somebody could have slipped %s in", held,
		    held == 1 ? "" : "s", held == 1 ? "has" : "have", held == 1 ? "it" : "them",
		    held == 1 ? "it" : "them");
	return waits <= 0 || error_set(error, ERROR_REFUSED, "%lld plain byte%s wait%s to be "
	    "received, before TLS has begun: take %s first (recv), or somebody could have slipped "
	    "%s in", (long long)waits, waits == 1 ? "" : "s", waits == 1 ? "s" : "",
	    waits == 1 ? "it" : "them", waits == 1 ? "it" : "them");
}

static bool
suits(const struct sock *sock, const struct tls_want *want, struct error *error)
{
	struct error ignored;
	struct addr peer;
	struct tls_told told;

	if (tls_tell(sock, &told))
		return error_set(error, ERROR_REFUSED, "socket %u %s", sock->number,
		    told.state == TLS_HANDSHAKE ? "is within a handshake: 'tls' with its number "
		    "alone goes on with it" : told.state == TLS_FAILED ?
		    "has failed to speak TLS: close it" : "has TLS already");
	if (sock->type != SOCK_STREAM && sock->type != SOCK_DGRAM)
		return error_set(error, ERROR_REFUSED, "TLS needs a stream (tcp, unix and their "
		    "like) or datagrams (udp)");
	/* Over datagrams a server finds its peer by itself. */
	if (want->server && sock->type == SOCK_DGRAM)
		return true;
	return sock->connected || sock_peer(sock, &peer, &ignored) || error_set(error,
	    ERROR_REFUSED, "socket %u is not connected, and TLS needs somebody at the other end",
	    sock->number);
}

bool
tls_can(struct tls_desk **desk, const struct tls_want *want, struct error *error)
{
	if (!*desk)
		*desk = desk_new(error);
	return *desk && (*desk)->library->can((*desk)->shelf, want, error);
}

bool
tls_begin(struct tls_desk **desk, struct sock *sock, const struct tls_want *want,
    struct error *error)
{
	struct layer *layer;
	const char *bytes;
	size_t held;

	if (!suits(sock, want, error) || !is_clean(sock, want, error))
		return false;
	if (!*desk)
		*desk = desk_new(error);
	layer = *desk ? (*desk)->library->begin((*desk)->shelf, sock, want, error) : NULL;
	if (!layer)
		return false;
	layer->tls = (*desk)->library;
	layer_set(sock, layer);
	bytes = inbox_all(sock, &held);
	layer->tls->feed(sock, bytes, held);
	inbox_drop_all(sock);
	return true;
}

static const struct tls_library *
library_of(const struct sock *sock, struct error *error)
{
	if (!sock->layer)
		error_set(error, ERROR_REFUSED, "socket %u has no TLS", sock->number);
	return sock->layer ? sock->layer->tls : NULL;
}

enum did
tls_handshake(struct sock *sock, struct error *error)
{
	const struct tls_library *library = library_of(sock, error);

	return library ? library->handshake(sock, error) : DID_FAIL;
}

int64_t
tls_due(const struct sock *sock)
{
	return sock->layer ? sock->layer->tls->due(sock) : -1;
}

enum did
tls_step(struct sock *sock, const struct tls_flight **flight, struct error *error)
{
	const struct tls_library *library = library_of(sock, error);

	return library ? library->step(sock, flight, error) : DID_FAIL;
}

bool
tls_tell(const struct sock *sock, struct tls_told *told)
{
	*told = (struct tls_told){ .state = TLS_NONE };
	if (sock->layer)
		sock->layer->tls->tell(sock, told);
	return sock->layer;
}

enum did
tls_key_update(struct sock *sock, struct error *error)
{
	const struct tls_library *library = library_of(sock, error);

	return library ? library->key_update(sock, error) : DID_FAIL;
}

/* What came behind the end of TLS is plain, and for whoever receives next. */
static void
take_off(struct sock *sock)
{
	const struct io_got got = { 0 };
	size_t count;
	const char *bytes = sock->layer->tls->rest(sock, &count);

	if (count) {
		inbox_put(sock, bytes, count, &got);
		sock->received += count;
	}
	layer_drop(sock);
}

/* Of what the peer still sends so much is kept. */
static enum did
too_much(struct error *error)
{
	error_set(error, ERROR_LIMIT, "the peer goes on sending: take what has come first (recv)");
	return DID_FAIL;
}

enum did
tls_end(struct sock *sock, struct error *error)
{
	struct io_got got;
	enum did did;

	if (!library_of(sock, error))
		return DID_FAIL;
	did = sock->layer->calls->finish(sock, error);
	if (did != DID_IT)
		return did;
	do
		did = inbox_count(sock) > MOST ? too_much(error) :
		    inbox_fill(sock, PIECE, &got, error);
	while (did == DID_IT && !got.eof);
	if (did == DID_IT)
		take_off(sock);
	return did;
}
