/* words: a text of commands cut into words; knows where each stands. */
#ifndef SOSH_LANG_WORDS_H
#define SOSH_LANG_WORDS_H
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/pool.h"
#include "lang/source.h"

enum part_kind { PART_PLAIN, PART_QUOTED, PART_VARIABLE };

/* A piece of a word: text as typed, text from quotes or behind a backslash (also
 * here-documents), or the name of a variable. */
struct part {
	enum part_kind kind;
	const char    *bytes;   /* escapes undone; a NUL behind */
	size_t         count;
};

struct word {
	struct part *part;
	size_t       parts;
	bool         literal;   /* all of it is typed, without quotes or backslash */
	bool         document;  /* a here-document */
	struct place place;
	size_t       span;      /* bytes it takes in the source */
	struct word **inside;   /* of `len16be{ ... }`: the words in the braces */
	size_t       insides;
};

enum token_kind { TOKEN_WORD, TOKEN_FEED, TOKEN_END, TOKEN_OPEN, TOKEN_CLOSE,
                  TOKEN_NEST, TOKEN_AND };

/* WORD; FEED ends a line, END is `;`; OPEN and CLOSE are braces; NEST is
 * `len16be{` (its word without the brace); AND is `&`. */
struct token {
	enum token_kind kind;
	struct place    place;
	struct word    *word;
};

enum words_state { WORDS_WHOLE, WORDS_MORE, WORDS_BAD };

/* A text in the course of being cut.  Words live in the pool. */
struct words {
	struct pool   *pool;
	struct source *source;
	size_t         at;        /* what was read of the source so far */
	unsigned       line;
	unsigned       depth;     /* braces that are open */
	struct token  *token;
	size_t         count, room;
	struct place   where;     /* of the error, after WORDS_BAD */
	char           wanted[80]; /* "a '}'", after WORDS_MORE: what is still to come */
	/* Where a here-document is open: the line that ends it. */
	const char    *tag;
	bool           tabs;
	bool           joined;    /* the last line has a backslash at its end */
	size_t         seen;      /* of the source, while either is so */
	struct buf     part;      /* room for one that is being read */
};

void words_init(struct words *, struct pool *, struct source *);
/* Cuts what was added to the source since.  WORDS_MORE: the text ends inside a
 * block, a here-document or a joined line; add more and call again.  WORDS_BAD:
 * *error and `where`. */
enum words_state words_read(struct words *, struct error *);
/* Forgets the tokens, and goes on behind them. */
void words_next(struct words *);
void words_clear(struct words *);

/* Is it this text, typed as it is? */
bool word_is(const struct word *, const char *text);
/* The text of a word without variables (its first part, "" if none), else NULL. */
const char *word_text(const struct word *);
/* Where byte `at` of the word's text stands in the source; the word's own place
 * where that cannot be told (escapes, variables). */
struct place word_place(const struct word *, ptrdiff_t at);
/* Is `name` one that `let` can set? */
bool word_is_name(const char *name, size_t count);
#endif
