/* parser: words to commands and blocks. */
#include "lang/parser.h"

#include <stdio.h>
#include <string.h>

#include "lang/definition.h"
#include "lang/defs.h"

/* Commands in commands: blocks, `fails`.  A stack may have no more than 64 KiB. */
enum { DEEPEST = 150 };

struct parser {
	struct script *script;
	size_t         at;
	unsigned       depth;
	const struct command *alone;   /* of COMMAND_ALONE, whose block this is, or NULL */
	struct error  *error;
};

static struct token *
peek(const struct parser *parser)
{
	static struct token none = { .kind = TOKEN_FEED };
	struct words *words = &parser->script->words;

	return parser->at < words->count ? &words->token[parser->at] : &none;
}

static bool
ended(const struct parser *parser)
{
	return parser->at >= parser->script->words.count;
}

static bool
fault(struct parser *parser, struct place place)
{
	parser->script->where = place;
	return false;
}

static bool block_read(struct parser *, struct block **);

/* Where a token ends in the source. */
static size_t
token_end(const struct token *token)
{
	return token->place.offset + (token->word ? token->word->span : 1);
}

static bool
separates(const struct token *token)
{
	return token->kind == TOKEN_FEED || token->kind == TOKEN_END;
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

static bool
not_last(struct parser *parser, const struct word *document)
{
	error_usage(parser->error, "a here-document is the last word of its command");
	return fault(parser, document->place);
}

/* The words in the braces of `len16be{`; a line end is a blank there. */
static bool
nest_read(struct parser *parser, struct word *nest)
{
	size_t room = 0;

	for (parser->at++; !ended(parser); parser->at++) {
		struct token *token = peek(parser);

		if (token->kind == TOKEN_CLOSE) {
			if (nest->insides)
				return true;
			error_usage(parser->error, "'%s{ }' wants data inside", nest->part->bytes);
			return fault(parser, nest->place);
		}
		if (token->kind == TOKEN_FEED)
			continue;
		if (token->kind != TOKEN_WORD && token->kind != TOKEN_NEST) {
			error_usage(parser->error, "only data can stand inside '%s{'",
			    nest->part->bytes);
			return fault(parser, token->place);
		}
		if (token->word->document)
			return not_last(parser, token->word);
		nest->inside = word_push(parser, nest->inside, &nest->insides, &room, token->word);
		if (token->kind == TOKEN_NEST && !nest_read(parser, token->word))
			return false;
	}
	error_usage(parser->error, "'%s{' has no '}'", nest->part->bytes);
	return fault(parser, nest->place);
}

static bool
has_inner(const struct command *command)
{
	for (const struct param *p = command->params; p->name; p++)
		if (p->flags & PARAM_COMMAND)
			return true;
	return false;
}

/* How many plain words stand before the command inside: as many as rows do. */
static size_t
words_before_inner(const struct command *command)
{
	size_t count = 0;

	for (const struct param *p = command->params; !(p->flags & PARAM_COMMAND); p++)
		count += !(p->flags & PARAM_OPTION);
	return count;
}

struct gathered {
	struct word **word;
	size_t        count, room;
	struct place  end;      /* where a missing word would stand */
};

static bool
words_gather(struct parser *parser, size_t most, struct gathered *to)
{
	while (!ended(parser) && to->count < most) {
		struct token *token = peek(parser);

		if (to->count && to->word[to->count - 1]->document &&
		    (token->kind == TOKEN_WORD || token->kind == TOKEN_NEST ||
		    token->kind == TOKEN_OPEN))
			return not_last(parser, to->word[to->count - 1]);
		if (token->kind != TOKEN_WORD && token->kind != TOKEN_NEST)
			break;
		to->word = word_push(parser, to->word, &to->count, &to->room, token->word);
		to->end = token->place;
		to->end.offset += token->word->span;
		if (token->kind == TOKEN_NEST && !nest_read(parser, token->word))
			return false;
		parser->at++;
	}
	return true;
}

static const struct command *
command_read(struct parser *parser)
{
	struct token *token = peek(parser);
	struct script *script = parser->script;
	const struct command *command;
	const struct def *def;
	size_t used;

	if (token->kind != TOKEN_WORD || !token->word->literal) {
		error_usage(parser->error, token->kind == TOKEN_WORD ?
		    "the name of a command stands without quotes and variables" :
		    "the name of a command has to stand here");
		fault(parser, token->place);
		return NULL;
	}
	if (word_is(token->word, "else")) {
		error_usage(parser->error, "'else' stands on the line of the '}' before it");
		fault(parser, token->place);
		return NULL;
	}
	def = defs_find(script->catalog->defs, token->word->part->bytes);
	if (def && def->declared)
		return &def->declared->command;
	command = args_command(script->catalog, token->word->part->bytes, script->prefix,
	    parser->error);
	if (command)
		return command;
	used = strlen(parser->error->text);
	if (script->veiled)
		snprintf(parser->error->text + used, sizeof(parser->error->text) - used,
		    " (what 'source' names by a variable is not looked into)");
	fault(parser, token->place);
	return NULL;
}

static bool
may_stand(struct parser *parser, const struct command *command, struct place place)
{
	if (command->flags & COMMAND_TOP && parser->depth > 1) {
		error_usage(parser->error, "%s stands at the top of a file, in no block",
		    command->name);
		return fault(parser, place);
	}
	if (command == parser->alone) {
		error_usage(parser->error, "a %s cannot stand inside a %s", command->name,
		    command->name);
		return fault(parser, place);
	}
	return true;
}

static bool
own_block_read(struct parser *parser, struct node *node)
{
	const struct command *outer = parser->alone;
	bool good;

	if (node->command->flags & COMMAND_ALONE)
		parser->alone = node->command;
	good = block_read(parser, &node->block);
	parser->alone = outer;
	return good;
}

static bool
block_of_node(struct parser *parser, struct node *node)
{
	bool open = !ended(parser) && peek(parser)->kind == TOKEN_OPEN;

	if (!(node->command->flags & COMMAND_BLOCK)) {
		if (!open)
			return true;
		if (node->command->flags & COMMAND_MAY_BLOCK)
			return own_block_read(parser, node);
		error_usage(parser->error, "%s takes no block in braces", node->command->name);
		return fault(parser, peek(parser)->place);
	}
	if (!open) {
		error_usage(parser->error, "%s wants a block: %s ... { ... }", node->command->name,
		    node->command->name);
		return fault(parser, node->place);
	}
	return own_block_read(parser, node);
}

/* "{}" is a word like any other; who writes it means a block. */
static bool
is_shut_block(struct parser *parser, const struct command *command, const struct gathered *words)
{
	const struct word *last = words->count ? words->word[words->count - 1] : NULL;

	if (!(command->flags & COMMAND_BLOCK) || !last || !word_is(last, "{}") ||
	    (!ended(parser) && peek(parser)->kind == TOKEN_OPEN))
		return false;
	error_usage(parser->error, "'{}' is a word, and no block: that is '{ }'");
	fault(parser, last->place);
	return true;
}

/* A first word that chooses a form of the command is none of its words. */
static bool
choose_form(struct node *node, struct gathered *words)
{
	const struct command *form = words->count ? args_form(node->command, words->word[0]) : NULL;

	if (!form)
		return false;
	node->command = form;
	words->word++;
	words->count--;
	return true;
}

static struct node *node_read(struct parser *);

static struct node *
node_fill(struct parser *parser)
{
	struct script *script = parser->script;
	const struct command *command = command_read(parser);
	struct node *node;
	struct gathered words = { .end = peek(parser)->place };

	if (!command || !may_stand(parser, command, peek(parser)->place))
		return NULL;
	node = pool_new(&script->pool, sizeof(*node));
	node->command = command->flags & COMMAND_DEFINED ?
	    &defs_find(script->catalog->defs, command->name)->command : command;
	node->script = script;
	node->source = script->source;
	node->place = words.end;
	words.end.offset += peek(parser)->word->span;
	parser->at++;
	if (!words_gather(parser, has_inner(command) ? words_before_inner(command) : SIZE_MAX,
	    &words))
		return NULL;
	if (is_shut_block(parser, command, &words))
		return NULL;
	script->where = words.end;
	if (choose_form(node, &words))
		command = node->command;
	if (!args_bind(command, words.word, words.count, &script->pool, &node->words,
	    &script->where, parser->error))
		return NULL;
	if (has_inner(command)) {
		node->inner = node_read(parser);
		return node->inner ? node : NULL;
	}
	/* Where no block follows, that is what is wrong. */
	if (command->flags & COMMAND_DEFINES && peek(parser)->kind == TOKEN_OPEN &&
	    !definition_read(node, parser->error))
		return NULL;
	return block_of_node(parser, node) ? node : NULL;
}

/* All of `else if ... else`: one after another, as there may be thousands. */
static bool
otherwise_read(struct parser *parser, struct node *node)
{
	while (peek(parser)->kind == TOKEN_WORD && word_is(peek(parser)->word, "else")) {
		struct node *inner;

		parser->at++;
		if (peek(parser)->kind == TOKEN_OPEN)
			return block_read(parser, &node->otherwise);
		if (peek(parser)->kind != TOKEN_WORD) {
			error_usage(parser->error, "behind 'else' comes a '{' or an 'if'");
			return fault(parser, peek(parser)->place);
		}
		inner = node_fill(parser);
		if (!inner)
			return false;
		if (!(inner->command->flags & COMMAND_ELSE)) {
			error_usage(parser->error, "behind 'else' comes a '{' or an 'if'");
			return fault(parser, inner->place);
		}
		node->otherwise = pool_new(&parser->script->pool, sizeof(struct block));
		node->otherwise->node = pool_new(&parser->script->pool, sizeof(struct node *));
		node->otherwise->node[0] = inner;
		node->otherwise->count = 1;
		node = inner;
	}
	return true;
}

static struct node *
node_read(struct parser *parser)
{
	struct node *node;

	if (parser->depth == DEEPEST) {
		error_usage(parser->error, "commands nest too deep: %d is the most", DEEPEST);
		fault(parser, peek(parser)->place);
		return NULL;
	}
	parser->depth++;
	node = node_fill(parser);
	parser->depth--;
	if (node && node->command->flags & COMMAND_ELSE && !otherwise_read(parser, node))
		return NULL;
	return node;
}

/* What may stand behind a command: `&`, and then its end. */
static bool
end_read(struct parser *parser, struct node *node)
{
	const struct token *token = peek(parser);

	node->span = parser->at ? token_end(&parser->script->words.token[parser->at - 1]) -
	    node->place.offset : 0;
	if (token->kind == TOKEN_AND) {
		node->background = true;
		parser->at++;
		token = peek(parser);
	}
	if (ended(parser) || separates(token) || token->kind == TOKEN_CLOSE)
		return true;
	if (token->kind == TOKEN_AND)
		error_usage(parser->error, "one '&' is enough");
	else if (node->background)
		error_usage(parser->error, "'&' ends a command: a ';' or a new line has to stand "
		    "before this");
	else
		error_usage(parser->error, "a ';' or a new line has to stand before this");
	return fault(parser, token->place);
}

/* Commands up to a brace that closes, or the end. */
static bool
nodes_read(struct parser *parser, struct block *block)
{
	size_t room = 0;

	while (!ended(parser) && peek(parser)->kind != TOKEN_CLOSE) {
		struct node *node;

		if (separates(peek(parser))) {
			parser->at++;
			continue;
		}
		node = node_read(parser);
		if (!node || !end_read(parser, node))
			return false;
		if (block->count == room) {
			struct node **old = block->node;

			room = room ? room * 2 : 4;
			block->node = pool_new(&parser->script->pool, room * sizeof(*old));
			if (old)
				memcpy(block->node, old, block->count * sizeof(*old));
		}
		block->node[block->count++] = node;
	}
	return true;
}

static bool
block_read(struct parser *parser, struct block **to)
{
	struct place open = peek(parser)->place;

	parser->at++;
	*to = pool_new(&parser->script->pool, sizeof(**to));
	if (!nodes_read(parser, *to))
		return false;
	if (ended(parser)) {
		error_usage(parser->error, "this '{' has no '}'");
		return fault(parser, open);
	}
	parser->at++;
	return true;
}

bool
parser_read(struct script *script, struct error *error)
{
	struct parser parser = { .script = script, .error = error };

	script->block = (struct block){ 0 };
	if (!nodes_read(&parser, &script->block))
		return false;
	if (ended(&parser))
		return true;
	error_usage(error, "this '}' closes nothing");
	return fault(&parser, peek(&parser)->place);
}
