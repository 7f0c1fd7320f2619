/* exec: a program for each connection, which is its standard input and output, as inetd has it
 * (`serve N exec COMMAND`).  With TLS, and where the kernel does not count the bytes, it has the
 * end of a pair, and what goes and comes there is handed on (pump.h). */
#include <poll.h>
#include <string.h>

#include "base/number.h"
#include "serve/later.h"
#include "serve/pump.h"
#include "serve/server-inner.h"
#include "socket/osdep.h"
#include "socket/sys.h"

struct executed {
	void        *work;
	struct pump *pump;     /* or NULL */
	int64_t      came, went;  /* before it was served, as TCP has it */
	bool         counted;  /* what went and came is told already */
};

static bool
begin(struct server *server, const struct role_word *word, size_t count, struct error *error)
{
	(void)server, (void)count;
	if (strlen(word->bytes) == word->count && word->count)
		return true;
	return error_usage(error, "'exec' wants a command that sh(1) can run");
}

/* The program has read and written by itself, and TCP alone tells how much: with the end of
 * what the peer has sent as one more, and what is retransmitted twice. */
static bool
measure(const struct sock *sock, int64_t *came, int64_t *went)
{
	struct osdep_tcp tcp;

	if (!sock_is_tcp(sock) || !osdep_tcp(sock->fd, &tcp))
		return false;
	*came = osdep_measure(&tcp, MEASURE_BYTES_RECEIVED) - osdep_has_ended(sock->fd) -
	    osdep_received_queue(sock->fd);
	*went = osdep_measure(&tcp, MEASURE_BYTES_SENT) -
	    osdep_measure(&tcp, MEASURE_BYTES_RETRANS);
	return true;
}

static void
count(struct client *client)
{
	struct executed *executed = client_own(client);
	struct serving *serving = &client->server->serving;
	struct sock *sock = client->sock;
	int64_t came, went;

	if (executed->counted || executed->pump || !measure(sock, &came, &went))
		return;
	executed->counted = true;
	came = came > executed->came ? came - executed->came : 0;
	went = went > executed->went ? went - executed->went : 0;
	sock->received += (uint64_t)came;
	sock->sent += (uint64_t)went;
	serving->received += (uint64_t)came;
	serving->sent += (uint64_t)went;
}

/* Its `sh` has ended: what it has written still goes out. */
static void
over(struct client *client)
{
	struct executed *executed = client_own(client);

	if (executed->pump)
		pump_over(executed->pump);
	else
		count(client), client_finish(client);
}

/* No program, no client. */
static void
fail(struct client *client, const struct error *error)
{
	server_tell(client->server, client, true, "client %u: %s%s%s", client_number(client),
	    error->kind == ERROR_SYSTEM ? error->call : "",
	    error->kind == ERROR_SYSTEM ? ": " : "", error->text);
	client_drop(client, false);
}

/* What went and came by hand is none of the program's; what waits here is. */
static void
took_over(struct client *client)
{
	struct executed *executed = client_own(client);
	const struct sock *sock = client->sock;

	if ((sock->received || sock->sent) && measure(sock, &executed->came, &executed->went))
		return;
	executed->came = executed->went = 0;
}

static void
opened(struct client *client)
{
	struct executed *executed = client_own(client);
	struct server_later *later = client->server->desk->later;
	int fd = client->sock->fd, theirs = -1;
	struct error error;

	if (client->sock->layer || !measure(client->sock, &executed->came, &executed->went)) {
		executed->pump = pump_new(client, client->server->desk->loop, &theirs, &error);
		if (!executed->pump) {
			fail(client, &error);
			return;
		}
		fd = theirs;
	} else {
		client_pause(client, true);
	}
	took_over(client);
	executed->work = later->begin(later, client, client->sock, fd, over, &error);
	pump_close_end(theirs);
	if (!executed->work)
		fail(client, &error);
}

static void
left(struct client *client)
{
	client_drop(client, false);
}

/* Nothing that it writes goes anywhere; but what the client has sent may be worth something. */
static void
leave_soon(struct client *client)
{
	client_after(client, SERVER_LAST_S * NUMBER_SECOND, left);
}

static bool
has_hung_up(int fd)
{
	struct pollfd one = { .fd = fd };

	return sys_poll(&one, 1, 0) > 0 && one.revents & POLLHUP;
}

static void
came(struct client *client, const char *bytes, size_t count)
{
	struct executed *executed = client_own(client);

	pump_came(executed->pump, bytes, count);
}

static void
ended(struct client *client)
{
	struct executed *executed = client_own(client);

	pump_ended(executed->pump);
	if (has_hung_up(client->sock->fd))
		leave_soon(client);
}

static void
room(struct client *client)
{
	struct executed *executed = client_own(client);

	client_want_room(client, false);
	if (executed->pump)
		pump_room(executed->pump);
}

/* Of a reset, nothing is left to do for it. */
static void
cut(struct client *client)
{
	const struct executed *executed = client_own(client);

	if (executed->pump && !(client->flags & CLIENT_BROKEN))
		leave_soon(client);
	else
		client_drop(client, false);
}

static void
closed(struct client *client)
{
	struct executed *executed = client_own(client);

	count(client);
	if (executed->work)
		client->server->desk->later->end(executed->work);
	pump_free(executed->pump);
}

const struct role role_exec = {
	.name = "exec", .words = "COMMAND", .least = 1, .most = 1,
	.summary = "starts a program for each client, which it talks with",
	.flags = ROLE_STREAM | ROLE_MESSAGE | ROLE_LATER | ROLE_PROGRAMS, .at_once = LATER_AT_ONCE,
	.client_size = sizeof(struct executed), .begin = begin, .opened = opened, .came = came,
	.ended = ended, .room = room, .cut = cut, .closed = closed
};
