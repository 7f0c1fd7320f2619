/* role-http: files of a folder for a browser, HTTP/1.1. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/number.h"
#include "serve/folder.h"
#include "serve/http.h"
#include "serve/http-listing.h"
#include "serve/role.h"

#define PATIENCE (30 * NUMBER_SECOND)  /* for all of a head */
enum { AT_ONCE = 64 << 10 };              /* of a file in memory, or at a time */

struct visitor {
	struct buf head;          /* what came and was not answered */
	size_t     looked;
	struct buf body;          /* what is being sent: this, from `at` on, */
	bool       has_file;      /* or a file: */
	int        fd;
	int64_t    at, end;
	bool       busy;          /* it is sent */
	bool       keep;          /* and another request may follow */
	bool       waits;         /* for room to send into */
	bool       over;          /* none is wanted any more */
	bool       ended;         /* the client has finished sending */
};

static void go(struct client *);

static bool
begin(struct server *server, const struct role_word *word, size_t count, struct error *error)
{
	(void)count;
	return folder_open(server_own(server), word, error);
}

static void
end(struct server *server)
{
	folder_close(server_own(server));
}

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

/* ---- how it ends ---- */

static void
finish(struct client *client)
{
	struct visitor *visitor = client_own(client);

	visitor->over = true;
	client_after(client, 0, NULL);
	client_finish(client);
}

static void
drop_body(struct visitor *visitor)
{
	if (visitor->has_file)
		close(visitor->fd);
	visitor->has_file = visitor->busy = false;
	buf_clear(&visitor->body);
}

/* False: the client is gone. */
static bool
refuse(struct client *client, unsigned status, const struct http_request *request)
{
	struct visitor *visitor = client_own(client);
	const struct http_answer answer = { .status = status, .length = -1, .modified = -1,
		.keep = visitor->keep, .old = request && request->old,
		.size = status == 416 ? (uint64_t)visitor->end : 0 };
	struct buf out = { 0 };
	bool there;

	http_add_refusal(&out, &answer, request && request->head);
	there = client_send(client, buf_text(&out), out.count);
	buf_clear(&out);
	if (there && !visitor->keep)
		finish(client);
	return there && visitor->keep;
}

/* A head that did not come in time: who has sent nothing of it is let go without a word. */
static void
late(struct client *client)
{
	struct visitor *visitor = client_own(client);

	visitor->keep = false;
	if (visitor->head.count)
		refuse(client, 408, NULL);
	else
		finish(client);
}

static unsigned
status_of(int number)
{
	switch (number) {
	case EACCES:
	case EPERM:
		return 403;
	case EMFILE:
	case ENFILE:
	case ENOMEM:
		return 503;
	case EIO:
		return 500;
	default:
		return 404;
	}
}

/* ---- answers ---- */

/* A short file goes with its head in one piece. */
static bool
add_short(struct buf *out, int fd, int64_t at, int64_t end)
{
	size_t count = (size_t)(end - at);
	char *to = buf_reserve(out, count);
	ssize_t got = pread(fd, to, count, at);

	if (got != (ssize_t)count)
		return false;
	out->count += count;
	out->data[out->count] = '\0';
	return true;
}

/* Sends the head, and what goes at once; the rest when there is room. */
static bool
send_answer(struct client *client, const struct http_request *request,
    const struct http_answer *answer)
{
	struct visitor *visitor = client_own(client);
	bool bodiless = request->head || answer->status == 304;
	struct buf out = { 0 };
	bool there;

	http_add_head(&out, answer);
	bodiless |= !visitor->has_file && !visitor->body.count;
	if (!bodiless && visitor->has_file && visitor->end - visitor->at <= AT_ONCE)
		bodiless = add_short(&out, visitor->fd, visitor->at, visitor->end);
	if (bodiless)
		drop_body(visitor);
	visitor->busy = !bodiless;
	there = client_send(client, buf_text(&out), out.count);
	buf_clear(&out);
	if (there && bodiless && !visitor->keep)
		finish(client);
	return there && (visitor->busy || visitor->keep);
}

static bool
is_same(const struct http_text *text, const char *date)
{
	return text->at && text->count == strlen(date) && memcmp(text->at, date, text->count) == 0;
}

static bool
send_file(struct client *client, const struct http_request *request, const char *path, int fd,
    const struct stat *file)
{
	struct visitor *visitor = client_own(client);
	struct http_answer answer = { .status = 200, .type = http_type(path), .ranges = true,
		.modified = file->st_mtime < 0 ? 0 : file->st_mtime,
		.size = (uint64_t)file->st_size, .keep = visitor->keep, .old = request->old };
	uint64_t count = answer.size;
	struct buf date = { 0 };

	http_date(&date, answer.modified);
	if (is_same(&request->if_modified_since, buf_text(&date)))
		answer.status = 304;
	else if (!request->head && (!request->if_range.at ||
	    is_same(&request->if_range, buf_text(&date))))
		answer.status = http_range(&request->range, answer.size, &answer.from, &count);
	buf_clear(&date);
	visitor->end = file->st_size;
	if (answer.status == 416) {
		close(fd);
		return refuse(client, 416, request);
	}
	answer.length = answer.status == 304 ? -1 : (int64_t)count;
	visitor->fd = fd;
	visitor->has_file = true;
	visitor->at = (int64_t)answer.from;
	visitor->end = (int64_t)(answer.from + count);
	return send_answer(client, request, &answer);
}

static bool
send_listing(struct client *client, const struct http_request *request, const char *path, int fd)
{
	struct visitor *visitor = client_own(client);
	struct http_answer answer = { .status = 200, .type = "text/html; charset=utf-8",
		.modified = -1, .keep = visitor->keep, .old = request->old };

	if (!http_add_listing(&visitor->body, fd, path))
		return refuse(client, status_of(errno), request);
	visitor->at = 0;
	visitor->end = answer.length = (int64_t)visitor->body.count;
	return send_answer(client, request, &answer);
}

/* To where its relative links are right. */
static bool
send_there(struct client *client, const struct http_request *request, const char *path)
{
	struct visitor *visitor = client_own(client);
	struct buf location = { 0 };
	struct http_answer answer = { .status = 301, .modified = -1, .keep = visitor->keep,
		.old = request->old };
	bool there;

	buf_add_byte(&location, '/');
	http_encode(&location, path, strlen(path));
	buf_add_byte(&location, '/');
	answer.location = buf_text(&location);
	visitor->end = 0;
	there = send_answer(client, request, &answer);
	buf_clear(&location);
	return there;
}

static bool
send_folder(struct client *client, const struct http_request *request, const char *path, int fd)
{
	struct stat file;
	int index = beneath_open(fd, "index.html", &file);

	if (index >= 0 && S_ISREG(file.st_mode)) {
		close(fd);
		return send_file(client, request, "index.html", index, &file);
	}
	if (index >= 0)
		close(index);
	return send_listing(client, request, path, fd);
}

static bool
send_path(struct client *client, const struct http_request *request, const char *path,
    bool folder)
{
	const struct folder *top = server_own(client_server(client));
	struct stat file;
	int fd = beneath_open(top->fd, path, &file);
	bool is_folder = fd >= 0 && S_ISDIR(file.st_mode);

	if (fd < 0)
		return refuse(client, status_of(errno), request);
	if (is_folder == folder)
		return folder ? send_folder(client, request, path, fd) :
		    send_file(client, request, path, fd, &file);
	close(fd);
	return is_folder ? send_there(client, request, path) : refuse(client, 404, request);
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
	goes_on = status ? refuse(client, status, &request) :
	    send_path(client, &request, buf_text(&path), folder);
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
	refuse(client, line ? 414 : 431, NULL);
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
	bool waits;

	while (!visitor->over && !visitor->busy && !client_owed(client))
		if (!next(client))
			break;
	if (visitor->over)
		return;
	waits = visitor->busy || client_owed(client);
	if (!waits && visitor->ended) {
		finish(client);
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
	server_tell(client_server(client), client, true, "client %u: %s", client_number(client), why);
	client_drop(client, true);
}

static bool
send_some(struct client *client)
{
	struct visitor *visitor = client_own(client);
	uint64_t left = (uint64_t)(visitor->end - visitor->at);
	int number;

	if (!visitor->has_file) {
		size_t count = left < AT_ONCE ? (size_t)left : AT_ONCE;
		const char *bytes = visitor->body.data + visitor->at;

		visitor->at += (int64_t)count;
		return client_send(client, bytes, count);
	}
	if (client_send_file(client, visitor->fd, &visitor->at, left, &number))
		return true;
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
		drop_body(visitor);
		if (!visitor->keep) {
			finish(client);
			return;
		}
		client_after(client, PATIENCE, late);
	}
	go(client);
}

static void
closed(struct client *client)
{
	struct visitor *visitor = client_own(client);

	visitor->over = true;
	drop_body(visitor);
	buf_clear(&visitor->head);
}

const struct role role_http = {
	.name = "http", .words = "DIR", .least = 1, .most = 1,
	.summary = "shows the files of a folder to a browser (HTTP, GET and HEAD)",
	.flags = ROLE_STREAM | ROLE_FILES | ROLE_FOLDER,
	.server_size = sizeof(struct folder), .client_size = sizeof(struct visitor),
	.begin = begin, .end = end, .opened = opened, .came = came, .ended = ended, .room = room,
	.closed = closed
};
