/* reader: one line of commands, a word at a time. */
#include "lang/reader.h"

#include <string.h>

#include "lang/document.h"
#include "lang/escape.h"

static size_t
left(const struct reader *reader)
{
	return reader->source->text.count - reader->at;
}

static const char *
here(const struct reader *reader)
{
	return buf_text(&reader->source->text) + reader->at;
}

static struct place
place_here(const struct reader *reader)
{
	return (struct place){ reader->line, reader->at };
}

static bool
fault(struct reader *reader, size_t at)
{
	reader->where = (struct place){ reader->line, at };
	return false;
}

/* Closes the part that is being read, if there is one. */
static void
part_end(struct reader *reader)
{
	struct word *word = reader->word;
	struct part *part = word->part;

	if (!reader->open)
		return;
	/* The list doubles whenever it has come to a power of two. */
	if ((word->parts & (word->parts - 1)) == 0) {
		part = pool_new(reader->pool, (word->parts * 2 + 1) * sizeof(*part));
		if (word->parts)
			memcpy(part, word->part, word->parts * sizeof(*part));
	}
	part[word->parts++] = (struct part){ reader->kind,
		pool_copy(reader->pool, buf_text(&reader->text), reader->text.count),
		reader->text.count };
	word->part = part;
	buf_reset(&reader->text);
	reader->open = false;
}

static void
part_begin(struct reader *reader, enum part_kind kind)
{
	if (reader->open && reader->kind == kind && kind != PART_VARIABLE)
		return;
	part_end(reader);
	reader->kind = kind;
	reader->open = true;
}

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '_';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* `${...}`: the name up to the brace; which names there are, the desk knows. */
static bool
variable_braces(struct reader *reader, struct error *error)
{
	const char *name = here(reader) + 2;
	size_t count = 0;

	while (count + 2 < left(reader) && (is_name(name[count]) || name[count] == '.' ||
	    name[count] == '-'))
		count++;
	if (count + 2 >= left(reader) || name[count] != '}' || !count) {
		error_usage(error, count ? "a name in '${' ends with a '}'" :
		    "'${' wants a name and a '}'");
		return fault(reader, reader->at + 2 + count);
	}
	part_begin(reader, PART_VARIABLE);
	buf_add(&reader->text, name, count);
	reader->at += count + 3;
	part_end(reader);
	return true;
}

/* A `$`: a variable, or itself before anything that begins no name.  `kind` is
 * that of the text around it. */
static bool
dollar(struct reader *reader, enum part_kind kind, struct error *error)
{
	const char *text = here(reader);
	size_t count = 1;

	if (left(reader) > 1 && text[1] == '{')
		return variable_braces(reader, error);
	if (left(reader) > 1 && is_digit(text[1])) {
		error_usage(error, "'$%c' is no variable: a script's words are ${arg.%c}", text[1],
		    text[1]);
		return fault(reader, reader->at);
	}
	while (count < left(reader) && is_name(text[count]))
		count++;
	part_begin(reader, count > 1 ? PART_VARIABLE : kind);
	buf_add(&reader->text, count > 1 ? text + 1 : "$", count > 1 ? count - 1 : 1);
	reader->at += count;
	if (count > 1)
		part_end(reader);
	return true;
}

static bool
single_quotes(struct reader *reader, struct error *error)
{
	size_t open = reader->at++;
	const char *text = here(reader);
	const char *feed = memchr(text, '\n', left(reader));
	size_t line = feed ? (size_t)(feed - text) : left(reader);
	const char *quote = memchr(text, '\'', line);

	if (!quote) {
		error_usage(error, "a quote ends on its line, and this one is open");
		return fault(reader, open);
	}
	part_begin(reader, PART_QUOTED);
	buf_add(&reader->text, text, (size_t)(quote - text));
	reader->at += (size_t)(quote - text) + 1;
	return true;
}

/* The bytes up to the first that means something in double quotes. */
static size_t
quoted_count(const struct reader *reader)
{
	const char *text = here(reader);
	size_t count = 0, most = left(reader);

	while (count < most && text[count] != '"' && text[count] != '\\' &&
	    text[count] != '$' && text[count] != '\n')
		count++;
	return count;
}

static bool
double_quotes(struct reader *reader, struct error *error)
{
	size_t open = reader->at++;

	part_begin(reader, PART_QUOTED);
	while (left(reader)) {
		char c = *here(reader);
		size_t taken = 1;

		if (c == '\n')
			break;
		if (c == '"') {
			part_begin(reader, PART_QUOTED);
			reader->at++;
			return true;
		}
		if (c == '$') {
			if (!dollar(reader, PART_QUOTED, error))
				return false;
			continue;
		}
		part_begin(reader, PART_QUOTED);
		if (c == '\\') {
			taken = escape_read(&reader->text, here(reader) + 1, left(reader) - 1,
			    error);
		} else {
			taken = quoted_count(reader);
			buf_add(&reader->text, here(reader), taken);
		}
		if (!taken)
			return fault(reader, reader->at);
		reader->at += taken + (c == '\\');
	}
	error_usage(error, "a quote ends on its line, and this one is open");
	return fault(reader, open);
}

/* The bytes up to the first that means something, or a blank; a table is quicker than
 * strchr(3) here. */
static size_t
plain_count(const struct reader *reader)
{
	static const bool means[256] = { [' '] = true, ['\t'] = true, ['\n'] = true,
		[';'] = true, ['\''] = true, ['"'] = true, ['$'] = true, ['\\'] = true };
	const char *text = here(reader);
	size_t count = 0, most = left(reader);

	while (count < most && !means[(unsigned char)text[count]])
		count++;
	return count;
}

/* Reads up to the end of a word. */
static bool
word_read(struct reader *reader, bool *joined, struct error *error)
{
	while (left(reader)) {
		char c = *here(reader);
		bool good = true;

		if (strchr(" \t\n;", c) && c)
			break;
		if (c == '\'') {
			good = single_quotes(reader, error);
		} else if (c == '"') {
			good = double_quotes(reader, error);
		} else if (c == '$') {
			good = dollar(reader, PART_PLAIN, error);
		} else if (c == '\\') {
			if (left(reader) == 1 || here(reader)[1] == '\n') {
				*joined = true;
				return true;
			}
			part_begin(reader, PART_QUOTED);
			buf_add_byte(&reader->text, here(reader)[1]);
			reader->at += 2;
		} else {
			size_t count = plain_count(reader);

			part_begin(reader, PART_PLAIN);
			buf_add(&reader->text, here(reader), count);
			reader->at += count;
		}
		if (!good)
			return false;
	}
	return true;
}

static enum reader_found
line_end(struct reader *reader, struct error *error)
{
	reader->where = place_here(reader);
	if (left(reader)) {
		reader->at++;
		reader->line++;
	}
	while (reader->document) {
		if (!document_read(reader, error))
			return error->kind == ERROR_NONE ? FOUND_DOCUMENT : FOUND_BAD;
		reader->document = reader->document->next;
	}
	return FOUND_FEED;
}

static void
comment(struct reader *reader)
{
	const char *feed = memchr(here(reader), '\n', left(reader));

	reader->at += feed ? (size_t)(feed - here(reader)) : left(reader);
}

/* A backslash at the end of the line. */
static bool
joins(const struct reader *reader)
{
	return *here(reader) == '\\' && (left(reader) == 1 || here(reader)[1] == '\n');
}

/* Most words are a plain part alone: all of one lies together. */
static bool
plain_word(struct reader *reader)
{
	size_t count = plain_count(reader);
	const char *text = here(reader);
	struct plain {
		struct word word;
		struct part part;
		char        text[];
	} *plain;

	if (!count || (count < left(reader) && !memchr(" \t\n;", text[count], 4)))
		return false;
	plain = pool_new(reader->pool, sizeof(*plain) + count + 1);
	plain->part = (struct part){ PART_PLAIN, memcpy(plain->text, text, count), count };
	plain->word = (struct word){ .part = &plain->part, .parts = 1, .literal = true,
		.place = place_here(reader), .span = count };
	reader->word = &plain->word;
	reader->at += count;
	return true;
}

static enum reader_found
word_find(struct reader *reader, struct error *error)
{
	bool joined = false, document = document_begins(here(reader), left(reader));
	struct word *word;
	size_t start = reader->at;

	if (!document && plain_word(reader))
		return FOUND_WORD;
	reader->word = word = pool_new(reader->pool, sizeof(*word));
	word->place = place_here(reader);
	if (document)
		return document_announce(reader, error) ? FOUND_WORD : FOUND_BAD;
	if (!word_read(reader, &joined, error))
		return FOUND_BAD;
	while (joined) {
		/* A backslash at the end of the line: the word may go on in the next. */
		if (left(reader) <= 2)
			return FOUND_JOIN;
		reader->at += 2;
		reader->line++;
		joined = false;
		if (!word_read(reader, &joined, error))
			return FOUND_BAD;
	}
	part_end(reader);
	word->span = reader->at - start;
	word->literal = word->parts == 1 && word->part->kind == PART_PLAIN;
	return FOUND_WORD;
}

enum reader_found
reader_next(struct reader *reader, struct error *error)
{
	error->kind = ERROR_NONE;
	while (left(reader) && (*here(reader) == ' ' || *here(reader) == '\t' || joins(reader))) {
		bool join = *here(reader) == '\\';

		if (join && left(reader) <= 2)
			return FOUND_JOIN;
		reader->at += join ? 2 : 1;
		reader->line += join;
	}
	reader->where = place_here(reader);
	if (left(reader) && *here(reader) == '#')
		comment(reader);
	if (!left(reader) || *here(reader) == '\n')
		return line_end(reader, error);
	if (*here(reader) == ';') {
		reader->at++;
		return FOUND_END;
	}
	return word_find(reader, error);
}
