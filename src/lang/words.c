/* words: a text of commands cut into words; knows where each stands. */
#include "lang/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/escape.h"
#include "lang/reader.h"

enum { DEEPEST = 100 };

void
words_init(struct words *words, struct pool *pool, struct source *source)
{
	*words = (struct words){ .pool = pool, .source = source, .line = source->first };
}

void
words_next(struct words *words)
{
	words->count = 0;
}

void
words_clear(struct words *words)
{
	free(words->token);
	buf_clear(&words->part);
	*words = (struct words){ 0 };
}

static void
token_add(struct words *words, enum token_kind kind, struct place place, struct word *word)
{
	if (words->count == words->room) {
		words->room = words->room ? words->room * 2 : 64;
		words->token = mem_grow(words->token, words->room, sizeof(struct token));
	}
	words->token[words->count++] = (struct token){ kind, place, word };
}

static enum words_state
bad(struct words *words, const struct reader *reader)
{
	words->where = reader->where;
	return WORDS_BAD;
}

static enum words_state
more(struct words *words, const char *wanted)
{
	snprintf(words->wanted, sizeof(words->wanted), "%s", wanted);
	return WORDS_MORE;
}

/* Where the `{` of `len16be{` or `len16be+2{` stands; NULL if the text is no such. */
static char *
nest_brace(const struct part *part)
{
	static const char *const names[] = { "len8", "len16be", "len16le", "len32be", "len32le" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t count = strlen(names[i]);

		if (strncmp(part->bytes, names[i], count) != 0)
			continue;
		if (part->bytes[count] == '+' && part->bytes[count + 1] != '{')
			count += 1 + strspn(part->bytes + count + 1, "0123456789");
		if (part->bytes[count] == '{' && count + 1 == part->count)
			return (char *)(size_t)part->bytes + count;
	}
	return NULL;
}

/* `len16be{` and its like open a nested list of data. */
static bool
opens_nest(struct word *word)
{
	char *at;

	if (!word->literal || word->parts != 1 || word->part->bytes[word->part->count - 1] != '{')
		return false;
	at = nest_brace(word->part);
	if (!at)
		return false;
	word->part->count--;
	*at = '\0';
	return true;
}

static bool
brace(struct words *words, enum token_kind kind, struct word *word, struct reader *reader,
    struct error *error)
{
	if (kind == TOKEN_CLOSE) {
		words->depth -= words->depth > 0;
	} else if (++words->depth > DEEPEST) {
		reader->where = word->place;
		return error_usage(error, "braces nest too deep: %d is the most", DEEPEST);
	}
	token_add(words, kind, word->place, word);
	return true;
}

static bool
word_add(struct words *words, struct word *word, struct reader *reader, struct error *error)
{
	/* One byte of a thousand words is worth to be looked at first. */
	if (!word->literal || !memchr("{}&", word->part->bytes[word->part->count - 1], 3)) {
		token_add(words, TOKEN_WORD, word->place, word);
		return true;
	}
	if (word_is(word, "{"))
		return brace(words, TOKEN_OPEN, word, reader, error);
	if (word_is(word, "}"))
		return brace(words, TOKEN_CLOSE, word, reader, error);
	if (opens_nest(word))
		return brace(words, TOKEN_NEST, word, reader, error);
	token_add(words, word_is(word, "&") ? TOKEN_AND : TOKEN_WORD, word->place, word);
	return true;
}

/* Cuts one line, with the lines joined to it and the here-documents behind it. */
static enum words_state
read_line(struct words *words, struct reader *reader, struct error *error)
{
	for (;;) {
		enum reader_found found = reader_next(reader, error);

		switch (found) {
		case FOUND_WORD:
			if (!word_add(words, reader->word, reader, error))
				return bad(words, reader);
			break;
		case FOUND_END:
			token_add(words, TOKEN_END, reader->where, NULL);
			break;
		case FOUND_FEED:
			token_add(words, TOKEN_FEED, reader->where, NULL);
			return WORDS_WHOLE;
		case FOUND_JOIN:
			words->joined = true;
			return more(words, "the line that is joined to this one");
		case FOUND_DOCUMENT:
			words->tag = reader->document->tag;
			words->tabs = reader->document->tabs;
			snprintf(words->wanted, sizeof(words->wanted),
			    "the line '%.30s' that ends the here-document", words->tag);
			return WORDS_MORE;
		case FOUND_BAD:
			return bad(words, reader);
		}
	}
}

/* Does what was added since hold the line that ends the open here-document?  A
 * cheap look, so that a long one is cut once, not at each of its lines. */
static bool
document_ends(struct words *words)
{
	const struct buf *text = &words->source->text;
	size_t length = strlen(words->tag);

	while (words->seen < text->count) {
		const char *line = text->data + words->seen;
		const char *feed = memchr(line, '\n', text->count - words->seen);
		size_t count = feed ? (size_t)(feed - line) : text->count - words->seen;

		words->seen += count + (feed != NULL);
		while (words->tabs && count && *line == '\t')
			line++, count--;
		if (count == length && memcmp(line, words->tag, length) == 0)
			return true;
	}
	return false;
}

/* Is what was added since joined to yet another line?  As cheap a look; where a
 * comment may be in it, the long way tells. */
static bool
joins_on(struct words *words)
{
	const struct buf *text = &words->source->text;
	size_t at = text->count, back;

	if (at < 2 || text->data[--at] != '\n' ||
	    memchr(text->data + words->seen, '#', text->count - words->seen))
		return false;
	for (back = at; back > words->seen && text->data[back - 1] == '\\';)
		back--;
	words->seen = text->count;
	return (at - back) % 2;
}

enum words_state
words_read(struct words *words, struct error *error)
{
	if (words->tag ? !document_ends(words) : words->joined && joins_on(words))
		return WORDS_MORE;
	words->tag = NULL;
	words->joined = false;
	while (words->at < words->source->text.count) {
		struct reader reader = { .pool = words->pool, .source = words->source,
			.at = words->at, .line = words->line, .text = words->part };
		size_t count = words->count;
		unsigned depth = words->depth;
		enum words_state state = read_line(words, &reader, error);

		words->part = reader.text;
		buf_reset(&words->part);
		if (state == WORDS_MORE) {
			words->count = count;
			words->depth = depth;
			words->seen = words->source->text.count;
		}
		if (state != WORDS_WHOLE)
			return state;
		words->at = reader.at;
		words->line = reader.line;
	}
	return words->depth ? more(words, "a '}'") : WORDS_WHOLE;
}

bool
word_is(const struct word *word, const char *text)
{
	return word->literal && *word->part->bytes == *text && strcmp(word->part->bytes, text) == 0;
}

const char *
word_text(const struct word *word)
{
	if (word->parts == 0)
		return "";
	return word->parts == 1 && word->part->kind != PART_VARIABLE ? word->part->bytes : NULL;
}

struct place
word_place(const struct word *word, ptrdiff_t at)
{
	struct place place = word->place;
	size_t total = 0, quoted = 0, left = at < 0 ? 0 : (size_t)at;

	for (size_t i = 0; i < word->parts; i++) {
		total += word->part[i].count;
		quoted += word->part[i].kind == PART_QUOTED;
		if (word->part[i].kind == PART_VARIABLE)
			return place;
	}
	if (at < 0 || word->document || word->span != total + 2 * quoted)
		return place;
	for (size_t i = 0; i < word->parts; i++) {
		const struct part *part = &word->part[i];
		size_t quote = part->kind == PART_QUOTED;

		if (left < part->count || i + 1 == word->parts) {
			place.offset += quote + (left < part->count ? left : part->count);
			return place;
		}
		place.offset += part->count + 2 * quote;
		left -= part->count;
	}
	return place;
}

bool
word_is_name(const char *name, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char c = name[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';

		if (!letter && !(i && c >= '0' && c <= '9'))
			return false;
	}
	return count > 0;
}
