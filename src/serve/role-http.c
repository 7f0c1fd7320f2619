/* role-http: files of a folder for a browser, HTTP/1.1. */
#include <errno.h>
#include <string.h>

#include "base/number.h"
#include "serve/folder.h"
#include "serve/http-visitor.h"

#define PATIENCE (30 * NUMBER_SECOND)  /* for all of a head */
enum { TURN = 16 };                    /* requests of a client, before others have theirs */

static void go(struct client *);

/* Until there is room nothing more is read. */
static void
hold(struct client *client, bool waits)
{
	struct visitor *visitor = client_own(client);

	if (waits != visitor->waits) {
		client_pause(client, waits);
		client_want_room(client, waits);
	}
	visitor->waits = waits;
}

/* A head that did not come in time: who has sent nothing of it is let go without a word. */
static void
late(struct client *client)
{
	struct visitor *visitor = client_own(client);

	visitor->keep = false;
	if (visitor->head.count)
		visitor_refuse(client, 408, NULL);
	else
		visitor_finish(client);
}

/* False: the client is gone, or nothing else is wanted of it. */
static bool
answer(struct client *client, size_t count)
{
	struct visitor *visitor = client_own(client);
	struct http_request request;
	unsigned status = http_read(&request, visitor->head.data, count);
	struct buf path = { 0 };
	bool folder, goes_on;

	visitor->keep = request.keep;
	if (!status)
		status = http_path(&path, request.target.at, request.target.count, &folder);
	goes_on = status ? visitor_refuse(client, status, &request) :
	    visitor_send(client, &request, buf_text(&path), folder);
	buf_clear(&path);
	return goes_on;
}

/* ---- requests ---- */

/* RFC 9112 2.2: empty lines before a request are taken no notice of. */
static void
skip_lines(struct visitor *visitor)
{
	size_t count = 0;

	while (count < visitor->head.count && strchr("\r\n", visitor->head.data[count]) &&
	    visitor->head.data[count])
		count++;
	if (count && !visitor->looked)
		buf_drop(&visitor->head, count);
}

/* What has come is no head and never will be one; false: it may. */
static bool
is_too_long(struct client *client, size_t count)
{
	struct visitor *visitor = client_own(client);
	size_t most = visitor->head.count < HTTP_HEAD_MOST ? visitor->head.count : HTTP_HEAD_MOST;
	const char *feed = most ? memchr(visitor->head.data, '\n', most) : NULL;
	bool line = !feed && most > HTTP_LINE_MOST;

	if (!line && count <= HTTP_HEAD_MOST && (count || visitor->head.count <= HTTP_HEAD_MOST))
		return false;
	visitor->keep = false;
	visitor_refuse(client, line ? 414 : 431, NULL);
	return true;
}

/* Answers the next request, if it is there.  False: there is nothing more to do. */
static bool
next(struct client *client)
{
	struct visitor *visitor = client_own(client);
	size_t count;

	skip_lines(visitor);
	count = http_head(buf_text(&visitor->head), visitor->head.count, &visitor->looked);
	if (is_too_long(client, count) || !count)
		return false;
	visitor->looked = 0;
	client_after(client, PATIENCE, late);
	if (!answer(client, count))
		return false;
	buf_drop(&visitor->head, count);
	return true;
}

static void
go(struct client *client)
{
	struct visitor *visitor = client_own(client);
	bool more = true, waits;

	for (int i = 0; i < TURN && more && (!i || client_has_turn(client)); i++)
		more = !visitor->busy && !client_owed(client) && next(client);
	if (visitor->over)
		return;
	waits = more || visitor->busy || client_owed(client);
	if (!waits && visitor->ended) {
		visitor_finish(client);
		return;
	}
	if (!visitor->head.count)
		buf_clear(&visitor->head);
	/* A long answer may take its time: --idle says how much. */
	if (visitor->busy)
		client_after(client, 0, NULL);
	hold(client, waits);
}

static void
opened(struct client *client)
{
	client_want_room(client, false);
	client_after(client, PATIENCE, late);
}

static void
came(struct client *client, const char *bytes, size_t count)
{
	struct visitor *visitor = client_own(client);

	if (visitor->over)
		return;
	buf_add(&visitor->head, bytes, count);
	go(client);
}

static void
ended(struct client *client)
{
	struct visitor *visitor = client_own(client);

	visitor->ended = true;
	if (!visitor->over)
		go(client);
}

/* ---- what is long ---- */

/* The head has promised more bytes than there are: only a reset tells the client. */
static void
cut(struct client *client, const char *why)
{
	server_tell(client_server(client), client, true, "client %u: %s",
	    client_number(client), why);
	client_drop(client, true);
}

static bool
send_some(struct client *client)
{
	struct visitor *visitor = client_own(client);
	uint64_t left = (uint64_t)(visitor->end - visitor->at);
	int number;

	if (!visitor->has_file) {
		size_t count = left < VISITOR_AT_ONCE ? (size_t)left : VISITOR_AT_ONCE;
		const char *bytes = visitor->body.data + visitor->at;

		visitor->at += (int64_t)client_send_some(client, bytes, count);
		return !visitor->over;
	}
	if (client_send_file(client, visitor->fd, &visitor->at, left, &number)) {
		client_progress(client, (uint64_t)visitor->at, (uint64_t)visitor->end);
		return true;
	}
	return cut(client, number == ENODATA ? "the file became shorter while it was sent" :
	    strerror(number)), false;
}

static void
room(struct client *client)
{
	struct visitor *visitor = client_own(client);

	if (visitor->over)
		return;
	if (visitor->busy && visitor->at < visitor->end && !send_some(client))
		return;
	if (visitor->busy && visitor->at < visitor->end)
		return;
	if (visitor->busy) {
		visitor_drop_body(visitor);
		if (!visitor->keep) {
			visitor_finish(client);
			return;
		}
		client_after(client, PATIENCE, late);
	}
	go(client);
}

static bool
under_way(struct client *client, uint64_t *sent, uint64_t *of)
{
	const struct visitor *visitor = client_own(client);

	*sent = (uint64_t)(visitor->at - visitor->from);
	*of = (uint64_t)(visitor->end - visitor->from);
	return visitor->busy;
}

static void
closed(struct client *client)
{
	struct visitor *visitor = client_own(client);

	visitor->over = true;
	visitor_drop_body(visitor);
	buf_clear(&visitor->head);
}

const struct role role_http = {
	.name = "http", .words = "DIR", .least = 1, .most = 1,
	.summary = "shows the files of a folder to a browser (HTTP, GET and HEAD)",
	.flags = ROLE_STREAM | ROLE_FILES | ROLE_FOLDER,
	.server_size = sizeof(struct folder), .client_size = sizeof(struct visitor),
	.begin = folder_begin, .end = folder_end, .opened = opened, .came = came, .ended = ended,
	.room = room, .under_way = under_way, .closed = closed
};
