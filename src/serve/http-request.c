/* http-request: the head of a request. */
#include <string.h>
#include <strings.h>

#include "serve/http.h"

static bool
is_token(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t
token(const char *at, const char *end)
{
	const char *begin = at;

	while (at < end && is_token(*at))
		at++;
	return (size_t)(at - begin);
}

static bool
is_word(const struct http_text *text, const char *word)
{
	return text->count == strlen(word) && strncasecmp(text->at, word, text->count) == 0;
}

size_t
http_head(const char *bytes, size_t count, size_t *looked)
{
	size_t at = *looked;

	for (const char *feed; (feed = memchr(bytes + at, '\n', count - at)); ) {
		at = (size_t)(feed - bytes) + 1;
		if (at < count && bytes[at] == '\n')
			return at + 1;
		if (at + 1 < count && bytes[at] == '\r' && bytes[at + 1] == '\n')
			return at + 2;
		/* What is behind it may come yet. */
		if (at + 1 >= count) {
			*looked = at - 1;
			return 0;
		}
	}
	*looked = count;
	return 0;
}

/* ---- lines ---- */

/* The next line, without its end, which may be a line feed alone. */
static bool
next_line(const char **at, const char *end, struct http_text *line)
{
	const char *feed = *at < end ? memchr(*at, '\n', (size_t)(end - *at)) : NULL;

	if (!feed)
		return false;
	*line = (struct http_text){ *at, (size_t)(feed - *at) };
	if (line->count && line->at[line->count - 1] == '\r')
		line->count--;
	*at = feed + 1;
	return line->count > 0;
}

static bool
has_control(const struct http_text *text, bool blanks)
{
	for (size_t i = 0; i < text->count; i++) {
		unsigned char c = (unsigned char)text->at[i];

		if (c == 0x7f || (c < ' ' && !(blanks && c == '\t')) || (c == ' ' && !blanks))
			return true;
	}
	return false;
}

/* "http://host/path": the path, which may be missing. */
static bool
skip_authority(struct http_text *target)
{
	static const char scheme[] = "http://";
	size_t skip = sizeof(scheme) - 1;
	const char *path;

	if (target->count && *target->at == '/')
		return true;
	if (target->count <= skip || strncasecmp(target->at, scheme, skip) != 0)
		return false;
	path = memchr(target->at + skip, '/', target->count - skip);
	if (path)
		target->count -= (size_t)(path - target->at);
	*target = path ? (struct http_text){ path, target->count } : (struct http_text){ "/", 1 };
	return true;
}

static unsigned
read_version(struct http_request *request, const char *at, size_t count)
{
	if (count != 8 || memcmp(at, "HTTP/", 5) != 0 || at[6] != '.' || at[5] < '0' ||
	    at[5] > '9' || at[7] < '0' || at[7] > '9')
		return 400;
	request->old = at[7] == '0';
	return at[5] == '1' ? 0 : 505;
}

/* Of methods that are none, a server does not know whether they are meant well. */
static unsigned
read_method(struct http_request *request, const char *at, size_t count)
{
	static const char *const known[] = { "POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE",
	                                     "PATCH" };

	request->head = count == 4 && memcmp(at, "HEAD", 4) == 0;
	if (request->head || (count == 3 && memcmp(at, "GET", 3) == 0))
		return 0;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strlen(known[i]) == count && memcmp(known[i], at, count) == 0)
			return 405;
	return 501;
}

static unsigned
read_line(struct http_request *request, const struct http_text *line)
{
	const char *end = line->at + line->count;
	size_t method = token(line->at, end);
	const char *space = memchr(line->at, ' ', line->count);
	const char *last = space ? memchr(space + 1, ' ', (size_t)(end - space - 1)) : NULL;
	unsigned status;

	if (line->count > HTTP_LINE_MOST)
		return 414;
	if (!method || !last || space != line->at + method)
		return 400;
	request->method = (struct http_text){ line->at, method };
	request->target = (struct http_text){ space + 1, (size_t)(last - space - 1) };
	status = read_version(request, last + 1, (size_t)(end - last - 1));
	if (status)
		return status;
	status = read_method(request, line->at, method);
	if (status)
		return status;
	return has_control(&request->target, false) || !skip_authority(&request->target) ? 400 : 0;
}

/* ---- fields ---- */

/* What matters of them. */
struct fields {
	unsigned hosts, lengths;
	bool     coded, close, keep_alive, body;
};

/* The next word of a list with commas. */
static bool
next_of_list(struct http_text *list, struct http_text *word)
{
	while (list->count && (is_blank(*list->at) || *list->at == ','))
		list->at++, list->count--;
	*word = (struct http_text){ list->at, token(list->at, list->at + list->count) };
	if (!list->count)
		return false;
	list->at += word->count ? word->count : 1;
	list->count -= word->count ? word->count : 1;
	return true;
}

static void
read_connection(struct fields *fields, struct http_text list)
{
	for (struct http_text word; next_of_list(&list, &word); ) {
		fields->close |= is_word(&word, "close");
		fields->keep_alive |= is_word(&word, "keep-alive");
	}
}

static bool
read_length(struct fields *fields, const struct http_text *value)
{
	for (size_t i = 0; i < value->count; i++) {
		if (value->at[i] < '0' || value->at[i] > '9')
			return false;
		fields->body |= value->at[i] != '0';
	}
	return value->count > 0 && !fields->lengths++;
}

/* What stands there twice is none of what it could be: it is kept as an empty text. */
static void
keep(struct http_request *request, const struct http_text *name, const struct http_text *value)
{
	const struct { const char *name; struct http_text *text; } kept[] = {
		{ "range", &request->range }, { "if-range", &request->if_range },
		{ "if-modified-since", &request->if_modified_since },
		{ "if-none-match", &request->if_none_match },
	};

	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		if (is_word(name, kept[i].name))
			*kept[i].text = (struct http_text){ value->at,
				kept[i].text->at ? 0 : value->count };
}

static bool
read_field(struct http_request *request, struct fields *fields, const struct http_text *line)
{
	struct http_text name = { line->at, token(line->at, line->at + line->count) }, value;

	/* A blank in front is a line that goes on, which RFC 9112 5.2 has us refuse, and one
	 * before the colon likewise. */
	if (!name.count || name.count == line->count || line->at[name.count] != ':')
		return false;
	value = (struct http_text){ line->at + name.count + 1, line->count - name.count - 1 };
	while (value.count && is_blank(*value.at))
		value.at++, value.count--;
	while (value.count && is_blank(value.at[value.count - 1]))
		value.count--;
	if (has_control(&value, true))
		return false;
	if (is_word(&name, "content-length"))
		return read_length(fields, &value);
	if (is_word(&name, "connection"))
		read_connection(fields, value);
	fields->hosts += is_word(&name, "host");
	fields->coded |= is_word(&name, "transfer-encoding");
	keep(request, &name, &value);
	return true;
}

unsigned
http_read(struct http_request *request, const char *head, size_t count)
{
	const char *at = head, *end = head + count;
	struct fields fields = { 0 };
	struct http_text line;
	unsigned status;

	*request = (struct http_request){ .keep = false };
	if (!next_line(&at, end, &line))
		return 400;
	status = read_line(request, &line);
	if (status && status != 405 && status != 501)
		return status;
	while (next_line(&at, end, &line))
		if (!read_field(request, &fields, &line))
			return 400;
	if (fields.hosts > 1 || (!fields.hosts && !request->old) ||
	    (fields.coded && fields.lengths))
		return 400;
	/* Nobody here reads a body: what stands behind the head would be taken for a request. */
	request->keep = !fields.close && !fields.coded && !fields.body &&
	    (!request->old || fields.keep_alive);
	return status;
}
