/* http-path: the path in a target, and paths and names for others. */
#include <string.h>

#include "base/bytes.h"
#include "serve/http.h"

static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 :
	    c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Once: what is encoded twice is a name with a percent sign. */
static bool
decode(struct buf *out, const char *text, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char byte = text[i];

		if (byte == '%') {
			int high = i + 2 < count ? hex(text[i + 1]) : -1;
			int low = high >= 0 ? hex(text[i + 2]) : -1;

			if (low < 0)
				return false;
			byte = (char)(high << 4 | low);
			i += 2;
		}
		if (!byte)
			return false;
		buf_add_byte(out, byte);
	}
	return true;
}

/* No part of it leads upwards; empty ones, and those that lead nowhere, are left out. */
static bool
add_parts(struct buf *out, const char *path)
{
	while (*(path += strspn(path, "/"))) {
		size_t count = strcspn(path, "/");

		if (count == 2 && memcmp(path, "..", 2) == 0)
			return false;
		if (count != 1 || *path != '.') {
			if (out->count)
				buf_add_byte(out, '/');
			buf_add(out, path, count);
		}
		path += count;
	}
	return true;
}

unsigned
http_path(struct buf *out, const char *target, size_t count, bool *folder)
{
	const char *query = memchr(target, '?', count);
	struct buf path = { 0 };
	unsigned status = 0;

	if (query)
		count = (size_t)(query - target);
	buf_reset(out);
	if (!decode(&path, target, count) || !add_parts(out, buf_text(&path)))
		status = 400;
	else if (out->count > HTTP_PATH_MOST)
		status = 414;
	*folder = !path.count || path.data[path.count - 1] == '/';
	/* "/." is the folder, too. */
	*folder |= path.count >= 2 && memcmp(path.data + path.count - 2, "/.", 2) == 0;
	buf_clear(&path);
	return status;
}

void
http_encode(struct buf *out, const char *path, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char c = path[i];

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c && strchr("-._~/", c)))
			buf_add_byte(out, c);
		else
			buf_format(out, "%%%02X", (unsigned char)c);
	}
}

/* A browser obeys some of what a terminal obeys: directions, invisible characters. */
void
http_escape(struct buf *out, const char *text, size_t count)
{
	struct buf shown = { 0 };

	bytes_show(&shown, text, count, SHOW_SLASH);
	for (size_t i = 0; i < shown.count; i++) {
		switch (shown.data[i]) {
		case '&':
			buf_add_text(out, "&amp;");
			break;
		case '<':
			buf_add_text(out, "&lt;");
			break;
		case '>':
			buf_add_text(out, "&gt;");
			break;
		case '"':
			buf_add_text(out, "&quot;");
			break;
		case '\'':
			buf_add_text(out, "&#39;");
			break;
		default:
			buf_add_byte(out, shown.data[i]);
		}
	}
	buf_clear(&shown);
}
