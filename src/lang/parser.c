/* parser: words to commands and blocks. */
#include "lang/parser.h"

#include <stdio.h>
#include <string.h>

#include "lang/definition.h"
#include "lang/defs.h"
#include "lang/parsing.h"

/* Commands in commands: blocks, `fails`.  A stack may have no more than 64 KiB. */
enum { DEEPEST = 150 };

/* Stands for a command that could not be found: anything may follow it. */
static const struct param no_params[] = { { 0 } };
static const struct command unknown = { .name = "", .params = no_params,
	.flags = COMMAND_MAY_BLOCK | COMMAND_ELSE };

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

static const struct command *
command_read(struct parser *parser)
{
	const struct token *token = parsing_peek(parser);
	struct script *script = parser->script;
	const struct command *command;
	const struct def *def;
	size_t used;

	if (token->kind != TOKEN_WORD || !token->word->literal) {
		error_usage(parser->error, token->kind == TOKEN_WORD ?
		    "the name of a command stands without quotes and variables" :
		    "the name of a command has to stand here");
		parsing_fault(parser, token->place);
		return NULL;
	}
	if (word_is(token->word, "else")) {
		error_usage(parser->error, "'else' stands on the line of the '}' before it");
		parsing_fault(parser, token->place);
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
	parsing_fault(parser, token->place);
	return NULL;
}

static bool
may_stand(struct parser *parser, const struct command *command, struct place place)
{
	if (command->flags & COMMAND_TOP && parser->depth > 1) {
		error_usage(parser->error, "%s stands at the top of a file, in no block",
		    command->name);
		return parsing_fault(parser, place);
	}
	if (command == parser->alone) {
		error_usage(parser->error, "a %s cannot stand inside a %s", command->name,
		    command->name);
		return parsing_fault(parser, place);
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

/* A block that stands on a line of its own was meant for this command. */
static bool
lost_block_read(struct parser *parser, struct node *node)
{
	size_t at = parser->at;

	while (!parsing_ended(parser) && parsing_peek(parser)->kind == TOKEN_FEED)
		parser->at++;
	if (!parsing_ended(parser) && parsing_peek(parser)->kind == TOKEN_OPEN)
		return own_block_read(parser, node);
	parser->at = at;
	return true;
}

static bool
block_of_node(struct parser *parser, struct node *node)
{
	const struct command *command = node->command;
	bool open = !parsing_ended(parser) && parsing_peek(parser)->kind == TOKEN_OPEN;

	if (open && !(command->flags & (COMMAND_BLOCK | COMMAND_MAY_BLOCK))) {
		error_usage(parser->error, "%s takes no block in braces", command->name);
		parsing_fault(parser, parsing_peek(parser)->place);
		parsing_note(parser);
		node->wrong = true;
	}
	if (open)
		return own_block_read(parser, node);
	if (!(command->flags & COMMAND_BLOCK) || node->wrong)
		return true;
	error_usage(parser->error, "%s wants a block: %s ... { ... }", command->name,
	    command->name);
	parsing_fault(parser, node->place);
	parsing_note(parser);
	node->wrong = true;
	return lost_block_read(parser, node);
}

/* "{}" is a word like any other; who writes it means a block. */
static bool
is_shut_block(struct parser *parser, const struct command *command, const struct gathered *words)
{
	const struct word *last = words->count ? words->word[words->count - 1] : NULL;

	if (!(command->flags & COMMAND_BLOCK) || !last || !word_is(last, "{}") ||
	    (!parsing_ended(parser) && parsing_peek(parser)->kind == TOKEN_OPEN))
		return false;
	error_usage(parser->error, "'{}' is a word, and no block: that is '{ }'");
	parsing_fault(parser, last->place);
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

/* The command that stands here; `unknown` after a fault. */
static const struct command *
named_command(struct parser *parser)
{
	const struct command *command = command_read(parser);

	if (command && may_stand(parser, command, parsing_peek(parser)->place))
		return command;
	parsing_note(parser);
	return command ? command : &unknown;
}

/* Its words, each with the row of the command that it belongs to; false if nothing behind
 * them can be told. */
static bool
command_words(struct parser *parser, struct node *node, const struct command *command)
{
	struct script *script = parser->script;
	struct gathered words = { .end = parsing_peek(parser)->place };

	/* What is no name is no word of its command, either. */
	if (parsing_peek(parser)->kind == TOKEN_WORD) {
		words.end.offset += parsing_peek(parser)->word->span;
		parser->at++;
	}
	if (!parsing_words(parser, has_inner(command) ? words_before_inner(command) : SIZE_MAX,
	    &words))
		return false;
	if (is_shut_block(parser, command, &words)) {
		parsing_note(parser);
		return true;
	}
	script->where = words.end;
	if (choose_form(node, &words))
		command = node->command;
	if (command != &unknown && !args_bind(command, words.word, words.count,
	    &script->pool, &node->words, &script->where, parser->error))
		parsing_note(parser);
	return true;
}

static struct node *
node_fill(struct parser *parser)
{
	struct script *script = parser->script;
	size_t faults = script->faults.count;
	struct place place = parsing_peek(parser)->place;
	const struct command *command = named_command(parser);
	struct node *node = pool_new(&script->pool, sizeof(*node));

	node->command = command->flags & COMMAND_DEFINED ?
	    &defs_find(script->catalog->defs, command->name)->command : command;
	node->script = script;
	node->source = script->source;
	node->place = place;
	if (!command_words(parser, node, command))
		return NULL;
	node->wrong = script->faults.count > faults;
	/* Where it lacks words of its own, it lacks these, too. */
	if (has_inner(command) && node->wrong && parsing_peek(parser)->kind != TOKEN_WORD)
		return node;
	if (has_inner(command)) {
		node->inner = node_read(parser);
		return node->inner ? node : NULL;
	}
	/* Where no block follows, that is what is wrong. */
	if (!node->wrong && command->flags & COMMAND_DEFINES &&
	    parsing_peek(parser)->kind == TOKEN_OPEN && !definition_read(node, parser->error)) {
		parsing_note(parser);
		node->wrong = true;
	}
	return block_of_node(parser, node) ? node : NULL;
}

static void
no_else(struct parser *parser, struct place place)
{
	error_usage(parser->error, "behind 'else' comes a '{' or an 'if'");
	parsing_fault(parser, place);
	parsing_note(parser);
}

/* All of `else if ... else`: one after another, as there may be thousands. */
static bool
otherwise_read(struct parser *parser, struct node *node)
{
	while (parsing_peek(parser)->kind == TOKEN_WORD &&
	    word_is(parsing_peek(parser)->word, "else")) {
		struct node *inner;

		parser->at++;
		if (parsing_peek(parser)->kind == TOKEN_OPEN)
			return block_read(parser, &node->otherwise);
		if (parsing_peek(parser)->kind != TOKEN_WORD) {
			no_else(parser, parsing_peek(parser)->place);
			return true;
		}
		inner = node_fill(parser);
		if (!inner)
			return false;
		if (!(inner->command->flags & COMMAND_ELSE))
			no_else(parser, inner->place);
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
		parsing_fault(parser, parsing_peek(parser)->place);
		return NULL;
	}
	parser->depth++;
	node = node_fill(parser);
	parser->depth--;
	if (node && node->command->flags & COMMAND_ELSE && !otherwise_read(parser, node))
		return NULL;
	return node;
}

/* To where the next command can stand, past what belongs to none. */
static bool
skip_rest(struct parser *parser)
{
	while (!parsing_ended(parser)) {
		const struct token *token = parsing_peek(parser);
		struct block *ignored;

		if (separates(token) || token->kind == TOKEN_CLOSE)
			break;
		if (token->kind == TOKEN_OPEN) {
			if (!block_read(parser, &ignored))
				return false;
			continue;
		}
		if (token->kind == TOKEN_NEST && !parsing_nest(parser, token->word))
			return false;
		parser->at++;
	}
	return true;
}

/* What may stand behind a command: `&`, and then its end. */
static bool
end_read(struct parser *parser, struct node *node)
{
	const struct token *token = parsing_peek(parser);

	node->span = parser->at ? token_end(&parser->script->words.token[parser->at - 1]) -
	    node->place.offset : 0;
	if (token->kind == TOKEN_AND) {
		node->background = true;
		parser->at++;
		token = parsing_peek(parser);
	}
	if (parsing_ended(parser) || separates(token) || token->kind == TOKEN_CLOSE)
		return true;
	if (token->kind == TOKEN_AND)
		error_usage(parser->error, "one '&' is enough");
	else if (node->background)
		error_usage(parser->error, "'&' ends a command: a ';' or a new line has to stand "
		    "before this");
	else
		error_usage(parser->error, "a ';' or a new line has to stand before this");
	parsing_fault(parser, token->place);
	parsing_note(parser);
	return skip_rest(parser);
}

/* Commands up to a brace that closes, or the end. */
static bool
nodes_read(struct parser *parser, struct block *block)
{
	size_t room = 0;

	while (!parsing_ended(parser) && parsing_peek(parser)->kind != TOKEN_CLOSE) {
		struct node *node;

		if (separates(parsing_peek(parser))) {
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
	struct place open = parsing_peek(parser)->place;

	parser->at++;
	*to = pool_new(&parser->script->pool, sizeof(**to));
	if (!nodes_read(parser, *to))
		return false;
	if (parsing_ended(parser)) {
		error_usage(parser->error, "this '{' has no '}'");
		return parsing_fault(parser, open);
	}
	parser->at++;
	return true;
}

bool
parser_read(struct script *script, struct error *error)
{
	struct parser parser = { .script = script, .error = error };
	bool good;

	script->block = (struct block){ 0 };
	script->faults = (struct faults){ 0 };
	good = nodes_read(&parser, &script->block);
	if (good && !parsing_ended(&parser)) {
		error_usage(error, "this '}' closes nothing");
		good = parsing_fault(&parser, parsing_peek(&parser)->place);
	}
	if (!good)
		parsing_note(&parser);
	if (!script->faults.count)
		return true;
	script->where = script->faults.item->where;
	*error = script->faults.item->error;
	return false;
}
