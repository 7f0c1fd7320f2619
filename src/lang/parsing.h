/* parsing: what is common to all parts of the parser, and the words of a command. */
#ifndef SOSH_LANG_PARSING_H
#define SOSH_LANG_PARSING_H
#include "lang/script.h"

struct parser {
	struct script *script;
	size_t         at;
	unsigned       depth;
	const struct command *alone;   /* of COMMAND_ALONE, whose block this is, or NULL */
	struct error  *error;
};

/* The words of a command, as they come. */
struct gathered {
	struct word **word;
	size_t        count, room;
	struct place  end;      /* where a missing word would stand */
};

static inline bool
parsing_ended(const struct parser *parser)
{
	return parser->at >= parser->script->words.count;
}

/* The token that comes next; at the end a line end. */
static inline const struct token *
parsing_peek(const struct parser *parser)
{
	static const struct token none = { .kind = TOKEN_FEED };

	return parsing_ended(parser) ? &none : &parser->script->words.token[parser->at];
}

/* False: where the error lies is noted in the script. */
static inline bool
parsing_fault(struct parser *parser, struct place place)
{
	parser->script->where = place;
	return false;
}

/* What is wrong here is known, and what comes behind it can be told from it all the same. */
void parsing_note(struct parser *);
/* The words in the braces of `len16be{`, which comes next, up to its end; false and an error
 * where nothing behind it can be told. */
bool parsing_nest(struct parser *, struct word *nest);
/* Words up to what is none, or so many at most; false as above. */
bool parsing_words(struct parser *, size_t most, struct gathered *);
#endif
