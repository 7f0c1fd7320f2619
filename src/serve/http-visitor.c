/* http-visitor: a client of `serve http`, and what it is answered. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/bytes.h"
#include "serve/folder.h"
#include "serve/http-listing.h"
#include "serve/http-visitor.h"

/* TOLD: bytes of a method or a target that are told.  LISTING_COSTS: times what sending as much
 * does, as each name is looked at. */
enum { TOLD = 60, LISTING_COSTS = 16 };

/* ---- how it ends ---- */

void
visitor_finish(struct client *client)
{
	struct visitor *visitor = client_own(client);

	visitor->over = true;
	client_after(client, 0, NULL);
	client_finish(client);
}

void
visitor_drop_body(struct visitor *visitor)
{
	if (visitor->has_file)
		close(visitor->fd);
	visitor->has_file = visitor->busy = false;
	buf_clear(&visitor->body);
}

static size_t
least(size_t count)
{
	return count < TOLD ? count : TOLD;
}

/* "GET /a: 404": what a person at the prompt sees of it. */
static void
tell(struct client *client, const struct http_request *request, unsigned status)
{
	struct server *server = client_server(client);
	struct buf shown = { 0 };

	if (!request || !request->target.at) {
		server_tell(server, client, false, "client %u: %u %s",
		    client_number(client), status, http_reason(status));
		return;
	}
	bytes_show(&shown, request->method.at, least(request->method.count), SHOW_ASCII);
	buf_add_byte(&shown, ' ');
	bytes_show(&shown, request->target.at, least(request->target.count), SHOW_ASCII);
	server_tell(server, client, false, "client %u: %s: %u", client_number(client),
	    buf_text(&shown), status);
	buf_clear(&shown);
}

bool
visitor_refuse(struct client *client, unsigned status, const struct http_request *request)
{
	struct visitor *visitor = client_own(client);
	const struct http_answer answer = { .status = status, .length = -1, .modified = -1,
		.keep = visitor->keep, .old = request && request->old,
		.size = status == 416 ? (uint64_t)visitor->end : 0 };
	struct buf out = { 0 };
	bool there;

	tell(client, request, status);
	http_add_refusal(&out, &answer, request && request->head);
	there = client_send(client, buf_text(&out), out.count);
	buf_clear(&out);
	if (there && !visitor->keep)
		visitor_finish(client);
	return there && visitor->keep;
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

	tell(client, request, answer->status);
	http_add_head(&out, answer);
	bodiless |= !visitor->has_file && !visitor->body.count;
	if (!bodiless && visitor->has_file && visitor->end - visitor->at <= VISITOR_AT_ONCE &&
	    (uint64_t)(visitor->end - visitor->at) + out.count <= client_ceiling(client))
		bodiless = add_short(&out, visitor->fd, visitor->at, visitor->end);
	if (bodiless)
		visitor_drop_body(visitor);
	visitor->busy = !bodiless;
	there = client_send(client, buf_text(&out), out.count);
	buf_clear(&out);
	if (there && bodiless && !visitor->keep)
		visitor_finish(client);
	return there && (visitor->busy || visitor->keep);
}

static bool
is_same(const struct http_text *text, const char *date)
{
	return text->at && text->count == strlen(date) && memcmp(text->at, date, text->count) == 0;
}

/* No file is from the future: RFC 9110, 8.8.2.1. */
static int64_t
modified_at(const struct stat *file, int64_t now)
{
	return file->st_mtime < 0 ? 0 : file->st_mtime > now ? now : file->st_mtime;
}

/* RFC 9110, 13.1.2 and 13.1.3: nothing here has a tag, and a date that is none, or has not come
 * yet, says nothing. */
static bool
is_known(const struct http_request *request, const struct stat *file, int64_t now)
{
	int64_t since;

	if (request->if_none_match.at)
		return is_same(&request->if_none_match, "*");
	return request->if_modified_since.at &&
	    http_read_date(&request->if_modified_since, now, &since) && since <= now &&
	    file->st_mtime <= since;
}

static bool
send_file(struct client *client, const struct http_request *request, const char *path, int fd,
    const struct stat *file)
{
	struct visitor *visitor = client_own(client);
	int64_t now = time(NULL);
	struct http_answer answer = { .status = 200, .type = http_type(path), .ranges = true,
		.modified = modified_at(file, now),
		.size = (uint64_t)file->st_size, .keep = visitor->keep, .old = request->old };
	uint64_t count = answer.size;
	struct buf date = { 0 };

	http_date(&date, answer.modified);
	if (is_known(request, file, now))
		answer.status = 304;
	else if (!request->head && (!request->if_range.at ||
	    is_same(&request->if_range, buf_text(&date))))
		answer.status = http_range(&request->range, answer.size, &answer.from, &count);
	buf_clear(&date);
	visitor->end = file->st_size;
	if (answer.status == 416) {
		close(fd);
		return visitor_refuse(client, 416, request);
	}
	answer.length = answer.status == 304 ? -1 : (int64_t)count;
	visitor->fd = fd;
	visitor->has_file = true;
	visitor->from = visitor->at = (int64_t)answer.from;
	visitor->end = (int64_t)(answer.from + count);
	return send_answer(client, request, &answer);
}

static bool
send_listing(struct client *client, const struct http_request *request, const char *path, int fd)
{
	const struct folder *top = server_own(client_server(client));
	struct visitor *visitor = client_own(client);
	struct http_answer answer = { .status = 200, .type = "text/html; charset=utf-8",
		.modified = -1, .keep = visitor->keep, .old = request->old };

	if (!http_add_listing(&visitor->body, top->fd, path, fd))
		return visitor_refuse(client, status_of(errno), request);
	client_costs(client, visitor->body.count * LISTING_COSTS);
	visitor->from = visitor->at = 0;
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

bool
visitor_send(struct client *client, const struct http_request *request, const char *path,
    bool folder)
{
	const struct folder *top = server_own(client_server(client));
	struct stat file;
	int fd = beneath_open(top->fd, path, &file);
	bool is_folder = fd >= 0 && S_ISDIR(file.st_mode);

	if (fd < 0)
		return visitor_refuse(client, status_of(errno), request);
	if (is_folder == folder)
		return folder ? send_folder(client, request, path, fd) :
		    send_file(client, request, path, fd, &file);
	close(fd);
	return is_folder ? send_there(client, request, path) : visitor_refuse(client, 404, request);
}

