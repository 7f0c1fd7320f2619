/* document: here-documents. */
#include "lang/document.h"

#include <string.h>

bool
document_begins(const char *text, size_t count)
{
	return count >= 2 && text[0] == '<' && text[1] == '<';
}

static bool
is_tag(char c)
{
	return c && !strchr(" \t\n;'\"$\\{}&#", c);
}

static bool
no_tag(struct reader *reader, size_t at, struct error *error)
{
	reader->where = (struct place){ reader->line, at };
	return error_usage(error, "after '<<' comes the word that ends the here-document: "
	    "<<END or <<'END'");
}

bool
document_announce(struct reader *reader, struct error *error)
{
	const char *text = reader->source->text.data;
	size_t start = reader->at, count = reader->source->text.count;
	size_t at = start + 2, tag;
	struct document *document = pool_new(reader->pool, sizeof(*document));

	for (; at < count && (text[at] == '-' || text[at] == '~'); at++)
		*(text[at] == '-' ? &document->tabs : &document->crlf) = true;
	document->raw = at < count && text[at] == '\'';
	tag = at += document->raw;
	while (at < count && is_tag(text[at]))
		at++;
	document->tag = pool_copy(reader->pool, text + tag, at - tag);
	if (at == tag || (document->raw && (at == count || text[at] != '\'')))
		return no_tag(reader, at, error);
	at += document->raw;
	if (at < count && !strchr(" \t\n;", text[at]))
		return no_tag(reader, at, error);
	*(reader->document ? &reader->last->next : &reader->document) = document;
	reader->last = document;
	document->word = reader->word;
	document->word->document = true;
	document->word->span = at - start;
	reader->at = at;
	return true;
}

/* The parts of a body grow one by one: they are kept in a list that doubles. */
struct body {
	struct reader *reader;
	struct part   *part;
	size_t         count, room;
	struct buf     text;
};

static void
body_part(struct body *body, enum part_kind kind, const char *bytes, size_t count)
{
	if (body->count == body->room) {
		struct part *old = body->part;

		body->room = body->room ? body->room * 2 : 4;
		body->part = pool_new(body->reader->pool, body->room * sizeof(*old));
		if (old)
			memcpy(body->part, old, body->count * sizeof(*old));
	}
	body->part[body->count++] = (struct part){ kind,
		pool_copy(body->reader->pool, bytes, count), count };
}

static void
body_flush(struct body *body)
{
	if (body->text.count)
		body_part(body, PART_QUOTED, body->text.data, body->text.count);
	buf_reset(&body->text);
}

/* How long the variable is that begins at the `$`; 0 if it is just a dollar sign;
 * the name is [*from, *to). */
static size_t
variable(const char *text, size_t count, size_t *from, size_t *to)
{
	size_t i = 1;

	if (count > 1 && text[1] == '{') {
		for (i = 2; i < count && (word_is_name(text + i, 1) || strchr(".-0123456789",
		    text[i])); i++)
			;
		*from = 2;
		*to = i;
		return i > 2 && i < count && text[i] == '}' ? i + 1 : 0;
	}
	while (i < count && (word_is_name(text + i, 1) ||
	    (i > 1 && text[i] >= '0' && text[i] <= '9')))
		i++;
	*from = 1;
	*to = i;
	return i > 1 ? i : 0;
}

/* A `$` that looks like a variable and is none is an error, as in a word. */
static bool
dollar_fits(struct body *body, const char *line, size_t i, size_t count, struct error *error)
{
	if (i + 1 == count || (line[i + 1] != '{' && (line[i + 1] < '0' || line[i + 1] > '9')))
		return true;
	body->reader->where = (struct place){ body->reader->line - 1,
		(size_t)(line + i - body->reader->source->text.data) };
	return error_usage(error, "this is no variable: write \\$ for a dollar sign here");
}

static bool
body_line(struct body *body, const struct document *document, const char *line, size_t count,
    struct error *error)
{
	for (size_t i = 0; i < count && !document->raw; i++) {
		size_t from, to, taken;

		if (line[i] == '\\' && i + 1 < count && line[i + 1] == '$')
			taken = 0, i++;
		else
			taken = line[i] == '$' ? variable(line + i, count - i, &from, &to) : 0;
		if (!taken && line[i] == '$' && line[i - (i > 0)] != '\\' &&
		    !dollar_fits(body, line, i, count, error))
			return false;
		if (!taken) {
			buf_add_byte(&body->text, line[i]);
			continue;
		}
		body_flush(body);
		body_part(body, PART_VARIABLE, line + i + from, to - from);
		i += taken - 1;
	}
	if (document->raw)
		buf_add(&body->text, line, count);
	buf_add_text(&body->text, document->crlf ? "\r\n" : "\n");
	return true;
}

bool
document_read(struct reader *reader, struct error *error)
{
	const struct document *document = reader->document;
	const char *text = reader->source->text.data;
	size_t length = strlen(document->tag);
	struct body body = { .reader = reader };
	bool ended = false;

	error->kind = ERROR_NONE;
	while (reader->at < reader->source->text.count && !ended) {
		const char *line = text + reader->at;
		size_t most = reader->source->text.count - reader->at;
		const char *feed = memchr(line, '\n', most);
		size_t count = feed ? (size_t)(feed - line) : most;

		reader->at += count + (feed != NULL);
		reader->line++;
		while (document->tabs && count && *line == '\t')
			line++, count--;
		ended = count == length && memcmp(line, document->tag, length) == 0;
		if (!ended && !body_line(&body, document, line, count, error))
			break;
	}
	body_flush(&body);
	buf_clear(&body.text);
	document->word->part = body.part;
	document->word->parts = body.count;
	return ended;
}
