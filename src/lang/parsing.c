/* parsing: what is common to all parts of the parser, and the words of a command. */
#include "lang/parsing.h"

#include <string.h>

void
parsing_note(struct parser *parser)
{
	struct script *script = parser->script;

	faults_add(&script->faults, &script->pool, script->where, parser->error);
	parser->error->kind = ERROR_NONE;
}

static struct word **
word_push(struct parser *parser, struct word **list, size_t *count, size_t *room,
    struct word *word)
{
	if (*count == *room) {
		struct word **old = list;

		*room = *room ? *room * 2 : 4;
		list = pool_new(&parser->script->pool, *room * sizeof(struct word *));
		if (*count)
			memcpy(list, old, *count * sizeof(struct word *));
	}
	list[(*count)++] = word;
	return list;
}

static void
not_last(struct parser *parser, const struct word *document)
{
	error_usage(parser->error, "a here-document is the last word of its command");
	parsing_fault(parser, document->place);
	parsing_note(parser);
}

/* The words in the braces of `len16be{`; a line end is a blank there. */
bool
parsing_nest(struct parser *parser, struct word *nest)
{
	size_t room = 0;

	for (parser->at++; !parsing_ended(parser); parser->at++) {
		const struct token *token = parsing_peek(parser);

		if (token->kind == TOKEN_CLOSE) {
			if (nest->insides)
				return true;
			error_usage(parser->error, "'%s{ }' wants data inside", nest->part->bytes);
			parsing_fault(parser, nest->place);
			parsing_note(parser);
			return true;
		}
		if (token->kind == TOKEN_FEED)
			continue;
		if (token->kind != TOKEN_WORD && token->kind != TOKEN_NEST) {
			error_usage(parser->error, "only data can stand inside '%s{'",
			    nest->part->bytes);
			return parsing_fault(parser, token->place);
		}
		if (token->word->document)
			not_last(parser, token->word);
		nest->inside = word_push(parser, nest->inside, &nest->insides, &room, token->word);
		if (token->kind == TOKEN_NEST && !parsing_nest(parser, token->word))
			return false;
	}
	error_usage(parser->error, "'%s{' has no '}'", nest->part->bytes);
	return parsing_fault(parser, nest->place);
}

bool
parsing_words(struct parser *parser, size_t most, struct gathered *to)
{
	while (!parsing_ended(parser) && to->count < most) {
		const struct token *token = parsing_peek(parser);

		if (to->count && to->word[to->count - 1]->document &&
		    (token->kind == TOKEN_WORD || token->kind == TOKEN_NEST ||
		    token->kind == TOKEN_OPEN))
			not_last(parser, to->word[to->count - 1]);
		if (token->kind != TOKEN_WORD && token->kind != TOKEN_NEST)
			break;
		to->word = word_push(parser, to->word, &to->count, &to->room, token->word);
		to->end = token->place;
		to->end.offset += token->word->span;
		if (token->kind == TOKEN_NEST && !parsing_nest(parser, token->word))
			return false;
		parser->at++;
	}
	return true;
}
