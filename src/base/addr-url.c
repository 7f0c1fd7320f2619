/* addr-url: what is typed for an address and is a URL. */
#include "base/addr-url.h"

#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"

/* Bytes of the beginning that are letters or one of `more`. */
static size_t
span(const char *text, size_t count, const char *more)
{
	size_t at = 0;

	while (at < count && ((text[at] >= 'a' && text[at] <= 'z') ||
	    (text[at] >= 'A' && text[at] <= 'Z') || (text[at] && strchr(more, text[at]))))
		at++;
	return at;
}

/* "example.com:8080" of "//me@example.com:8080/x"; without a port that of the scheme. */
static void
add_address(struct buf *out, const char *scheme, size_t letters, const char *text, size_t count)
{
	size_t end = 0;
	const char *at;

	while (end < count && text[end] && !strchr("/?#", text[end]))
		end++;
	at = memchr(text, '@', end);
	if (at) {
		end -= (size_t)(at + 1 - text);
		text = at + 1;
	}
	buf_add(out, text, end);
	if (!end)
		buf_add_text(out, "HOST");
	/* The colons of "[::1]" are none of a port's. */
	if (!end || (*text == '[' ? text[end - 1] == ']' : !memchr(text, ':', end))) {
		buf_add_byte(out, ':');
		buf_add(out, scheme, letters);
	}
}

bool
addr_is_url(const char *text, size_t count, struct error *error)
{
	static const char mark[] = "://";
	size_t scheme = span(text, count, "+-.0123456789"), skip = scheme + strlen(mark);
	struct bytes_quoted quoted, wanted;
	struct buf address = { 0 };

	if (!scheme || skip > count || memcmp(text + scheme, mark, strlen(mark)) != 0)
		return false;
	add_address(&address, text, scheme, text + skip, count - skip);
	error_usage_at(error, 0, "'%s' is a URL: an address is HOST:PORT, here '%s'",
	    bytes_quote(&quoted, text, count),
	    bytes_quote(&wanted, buf_text(&address), address.count));
	buf_clear(&address);
	return true;
}
