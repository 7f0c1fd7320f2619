/* http-answer: the head of an answer. */
#include <string.h>
#include <strings.h>
#include <time.h>

#include "serve/http.h"

static const struct {
	unsigned    status;
	const char *reason;
} reasons[] = {
	{ 200, "OK" }, { 206, "Partial Content" }, { 301, "Moved Permanently" },
	{ 304, "Not Modified" }, { 400, "Bad Request" }, { 403, "Forbidden" },
	{ 404, "Not Found" }, { 405, "Method Not Allowed" }, { 408, "Request Timeout" },
	{ 414, "URI Too Long" }, { 416, "Range Not Satisfiable" },
	{ 431, "Request Header Fields Too Large" }, { 500, "Internal Server Error" },
	{ 501, "Not Implemented" }, { 503, "Service Unavailable" },
	{ 505, "HTTP Version Not Supported" },
};

const char *
http_reason(unsigned status)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Unknown";
}

static const struct {
	const char *suffix, *type;
} types[] = {
	{ "html", "text/html; charset=utf-8" }, { "htm", "text/html; charset=utf-8" },
	{ "css", "text/css; charset=utf-8" }, { "js", "text/javascript; charset=utf-8" },
	{ "mjs", "text/javascript; charset=utf-8" }, { "json", "application/json" },
	{ "txt", "text/plain; charset=utf-8" }, { "md", "text/plain; charset=utf-8" },
	{ "csv", "text/csv; charset=utf-8" }, { "log", "text/plain; charset=utf-8" },
	{ "xml", "application/xml" }, { "svg", "image/svg+xml" }, { "png", "image/png" },
	{ "jpg", "image/jpeg" }, { "jpeg", "image/jpeg" }, { "gif", "image/gif" },
	{ "webp", "image/webp" }, { "avif", "image/avif" }, { "ico", "image/x-icon" },
	{ "woff", "font/woff" }, { "woff2", "font/woff2" }, { "ttf", "font/ttf" },
	{ "pdf", "application/pdf" }, { "wasm", "application/wasm" },
	{ "mp3", "audio/mpeg" }, { "ogg", "audio/ogg" }, { "wav", "audio/wav" },
	{ "mp4", "video/mp4" }, { "webm", "video/webm" },
	{ "gz", "application/gzip" }, { "zip", "application/zip" },
};

const char *
http_type(const char *name)
{
	const char *slash = strrchr(name, '/'), *dot = strrchr(slash ? slash : name, '.');

	for (size_t i = 0; dot && i < sizeof(types) / sizeof(*types); i++)
		if (strcasecmp(dot + 1, types[i].suffix) == 0)
			return types[i].type;
	return "application/octet-stream";
}

/* ---- ranges ---- */

static bool
read_number(const char **at, const char *end, uint64_t *number)
{
	const char *begin = *at;

	for (*number = 0; *at < end && **at >= '0' && **at <= '9'; ++*at)
		*number = *number > UINT64_MAX / 10 - 1 ? UINT64_MAX / 10 :
		    *number * 10 + (uint64_t)(**at - '0');
	return *at > begin;
}

/* "bytes=FIRST-LAST", "bytes=FIRST-", "bytes=-LAST": what is more or something else may be
 * taken no notice of. */
unsigned
http_range(const struct http_text *text, uint64_t size, uint64_t *from, uint64_t *count)
{
	static const char unit[] = "bytes=";
	size_t skip = sizeof(unit) - 1;
	const char *at, *end;
	uint64_t first, last;
	bool has_first, has_last;

	*from = 0;
	*count = size;
	if (!text->at || text->count <= skip || strncasecmp(text->at, unit, skip) != 0)
		return 200;
	at = text->at + skip;
	end = text->at + text->count;
	has_first = read_number(&at, end, &first);
	if (at == end || *at++ != '-')
		return 200;
	has_last = read_number(&at, end, &last);
	if (at != end || !(has_first || has_last) || (has_first && has_last && last < first))
		return 200;
	if (has_first ? first >= size : !last || !size)
		return 416;
	*from = has_first ? first : last < size ? size - last : 0;
	*count = has_first && has_last && last < size ? last - first + 1 : size - *from;
	return 206;
}

/* ---- the head ---- */

static void
add_range(struct buf *out, const struct http_answer *answer)
{
	unsigned long long from = answer->from, size = answer->size;

	if (answer->status == 206)
		buf_format(out, "Content-Range: bytes %llu-%llu/%llu\r\n", from,
		    from + (unsigned long long)answer->length - 1, size);
	if (answer->status == 416)
		buf_format(out, "Content-Range: bytes */%llu\r\n", size);
	if (answer->ranges)
		buf_add_text(out, "Accept-Ranges: bytes\r\n");
}

void
http_add_head(struct buf *out, const struct http_answer *answer)
{
	buf_format(out, "HTTP/1.1 %u %s\r\nServer: sosh\r\nDate: ", answer->status,
	    http_reason(answer->status));
	http_date(out, time(NULL));
	buf_add_text(out, "\r\n");
	if (answer->type)
		buf_format(out, "Content-Type: %s\r\n", answer->type);
	if (answer->length >= 0)
		buf_format(out, "Content-Length: %lld\r\n", (long long)answer->length);
	if (answer->modified >= 0) {
		buf_add_text(out, "Last-Modified: ");
		http_date(out, answer->modified);
		buf_add_text(out, "\r\n");
	}
	if (answer->location)
		buf_format(out, "Location: %s\r\n", answer->location);
	if (answer->status == 405)
		buf_add_text(out, "Allow: GET, HEAD\r\n");
	add_range(out, answer);
	if (!answer->keep)
		buf_add_text(out, "Connection: close\r\n");
	else if (answer->old)
		buf_add_text(out, "Connection: keep-alive\r\n");
	buf_add_text(out, "\r\n");
}

void
http_add_refusal(struct buf *out, const struct http_answer *answer, bool head)
{
	struct http_answer whole = *answer;
	struct buf body = { 0 };

	buf_format(&body, "<!DOCTYPE html>\n<title>%u %s</title>\n<h1>%u %s</h1>\n",
	    answer->status, http_reason(answer->status), answer->status,
	    http_reason(answer->status));
	whole.type = "text/html; charset=utf-8";
	whole.length = (int64_t)body.count;
	http_add_head(out, &whole);
	if (!head)
		buf_add(out, buf_text(&body), body.count);
	buf_clear(&body);
}
