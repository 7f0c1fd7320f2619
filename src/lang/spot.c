/* spot: where in an unfinished text of commands one is, and what stands before. */
#include "lang/spot.h"

#include <ctype.h>
#include <string.h>

static bool
is_variable(const struct word *word)
{
	for (size_t i = 0; i < word->parts; i++)
		if (word->part[i].kind == PART_VARIABLE)
			return true;
	return false;
}

static bool
is_flag(const struct word *word)
{
	return word->literal && strncmp(word->part->bytes, "--", 2) == 0;
}

bool
spot_has(const struct spot *spot, const struct param *param)
{
	for (size_t i = 0; i < spot->count; i++)
		if (is_flag(spot->word[i]) &&
		    strcmp(spot->word[i]->part->bytes + 2, param->name) == 0)
			return true;
	return false;
}

static bool
is_used_up(const struct spot *spot, const struct param *param)
{
	return !(param->flags & PARAM_MANY) && spot_has(spot, param);
}

bool
spot_lacks(const struct spot *spot, const struct param *param)
{
	bool instead = param->flags & PARAM_INSTEAD;
	bool begun = spot->begun || spot->next != args_plain(spot->command->params);

	return (param->flags & PARAM_OPTION) && !is_used_up(spot, param) && !(instead && begun);
}

static void
see_flag(struct spot *spot, const struct word *word)
{
	const struct param *option = args_option(spot->command, word->part->bytes + 2);

	if (word->part->count == 2) {
		spot->ended = true;
		return;
	}
	spot->wrong |= !option || is_used_up(spot, option);
	spot->value = option && option->type != &type_flag ? option : NULL;
}

/* Does the first word choose a form of the command? */
static bool
see_form(struct spot *spot, const struct word *word)
{
	const struct command *form = spot->count || spot->command->form ? NULL :
	    args_form(spot->command, word);

	if (!form)
		return false;
	spot->command = form;
	spot->next = args_plain(form->params);
	return true;
}

static void
see_word(struct spot *spot, struct word *word, bool nest)
{
	if (!spot->value && see_form(spot, word))
		return;
	if (spot->value) {
		spot->wrong |= is_flag(word) || (nest && !(spot->value->flags & PARAM_DATA));
		spot->row = spot->value;
		spot->value = NULL;
	} else if (is_flag(word) && !spot->ended) {
		see_flag(spot, word);
	} else if (spot->next->name) {
		spot->wrong |= nest && !(spot->next->flags & PARAM_DATA);
		spot->row = spot->next;
		spot->begun = spot->next->flags & PARAM_MANY;
		if (!spot->begun)
			spot->next = args_plain(spot->next + 1);
	} else {
		spot->wrong = true;
	}
	spot->word[spot->count++] = word;
}

bool
spot_begin(struct spot *spot, const char *name)
{
	struct error error;

	spot->count = 0;
	spot->command = args_command(spot->catalog, name, true, &error);
	spot->next = spot->command ? args_plain(spot->command->params) : NULL;
	return spot->command != NULL;
}

static bool
see_name(struct spot *spot, const struct token *token)
{
	return token->kind == TOKEN_WORD && token->word->literal &&
	    spot_begin(spot, token->word->part->bytes);
}

static void
forget_command(struct spot *spot)
{
	spot->command = NULL;
	spot->count = 0;
	spot->value = spot->next = spot->row = NULL;
	spot->nested = 0;
	spot->begun = spot->ended = spot->wrong = spot->inside = false;
}

/* Is there a flag among the words from token `from` on that takes the first row's
 * place?  They have their rows after that. */
static void
see_instead(struct spot *spot, size_t from)
{
	const struct token *token = spot->words.token;
	unsigned depth = 0;

	for (size_t i = from; i < spot->words.count; i++) {
		if (depth == 0 && token[i].kind == TOKEN_WORD) {
			if (word_is(token[i].word, "--"))
				return;
			if (args_is_instead(spot->command, token[i].word)) {
				spot->next = args_plain(spot->next + 1);
				return;
			}
		}
		depth += token[i].kind == TOKEN_NEST;
		depth -= token[i].kind == TOKEN_CLOSE && depth;
	}
}

/* The command whose words begin at token `from`; those in nested data are not its
 * own.  Where a command stands inside (fails), it is that one. */
static bool
see_command(struct spot *spot, size_t from)
{
	const struct token *token = spot->words.token;
	unsigned depth = 0;

	forget_command(spot);
	if (from == spot->words.count || !see_name(spot, &token[from]))
		return false;
	see_instead(spot, from + 1);
	/* One more for the word at the spot itself. */
	spot->word = pool_new(&spot->pool, (spot->words.count + 1) * sizeof(struct word *));
	for (size_t i = from + 1; i < spot->words.count; i++) {
		if (spot->next->flags & PARAM_COMMAND) {
			if (!see_name(spot, &token[i]))
				return false;
			see_instead(spot, i + 1);
			spot->inside = true;
			continue;
		}
		if (depth == 0 && (token[i].kind == TOKEN_WORD || token[i].kind == TOKEN_NEST))
			see_word(spot, token[i].word, token[i].kind == TOKEN_NEST);
		depth += token[i].kind == TOKEN_NEST;
		depth -= token[i].kind == TOKEN_CLOSE && depth;
	}
	spot->nested = depth;
	return true;
}

/* Is the `}` at token `close` that of a command which may have an `else`? */
static bool
else_fits(struct spot *spot, size_t close)
{
	const struct token *token = spot->words.token;
	unsigned depth = 1;
	size_t i = close;

	while (i && depth) {
		i--;
		depth += token[i].kind == TOKEN_CLOSE;
		depth -= token[i].kind == TOKEN_OPEN || token[i].kind == TOKEN_NEST;
	}
	while (i && token[i - 1].kind != TOKEN_FEED && token[i - 1].kind != TOKEN_END &&
	    token[i - 1].kind != TOKEN_OPEN && token[i - 1].kind != TOKEN_CLOSE)
		i--;
	if (i < close && token[i].kind == TOKEN_WORD && word_is(token[i].word, "else"))
		i++;
	return see_command(spot, i) && (spot->command->flags & COMMAND_ELSE);
}

/* The token that the command at the spot begins with, and what stands before. */
static size_t
command_start(const struct spot *spot, enum token_kind *before)
{
	const struct token *token = spot->words.token;
	unsigned nests = 0;
	size_t start = 0;

	*before = TOKEN_FEED;
	for (size_t i = 0; i < spot->words.count; i++) {
		enum token_kind kind = token[i].kind;
		bool nested = nests > 0;

		nests += kind == TOKEN_NEST;
		nests -= kind == TOKEN_CLOSE && nested;
		if (nested || kind == TOKEN_WORD || kind == TOKEN_NEST)
			continue;
		start = i + 1;
		*before = kind;
	}
	return start;
}

static enum spot_in
look(struct spot *spot)
{
	enum token_kind before;
	size_t at = command_start(spot, &before);
	size_t left = spot->words.count - at;
	bool otherwise = before == TOKEN_CLOSE && left &&
	    word_is(spot->words.token[at].word, "else");

	spot->begin = left ? spot->words.token[at].place.offset : spot->start;
	/* Behind `&` only an end may stand. */
	if (before == TOKEN_AND)
		return SPOT_NOTHING;
	if (left > otherwise) {
		if (!see_command(spot, at + otherwise))
			return SPOT_NOTHING;
		spot->inside |= otherwise;
		spot->wrong |= before == TOKEN_CLOSE && !otherwise;
		return SPOT_WORD;
	}
	if (otherwise)
		return SPOT_ELSE;
	if (before != TOKEN_CLOSE)
		return SPOT_NAME;
	spot->fits = else_fits(spot, at - 1);
	forget_command(spot);
	return SPOT_BLOCK_END;
}

static enum words_state
cut(struct spot *spot, const char *line, size_t count)
{
	struct error error;
	struct place where;

	words_clear(&spot->words);
	source_drop(spot->source);
	spot->source = source_new(NULL);
	words_init(&spot->words, &spot->pool, spot->source);
	return source_add(spot->source, line, count, &where, &error) ?
	    words_read(&spot->words, &error) : WORDS_BAD;
}

/* The same where a quote is open: as if it were closed there. */
static enum words_state
cut_quoted(struct spot *spot, const char *line, size_t count, char quote)
{
	struct buf closed = { 0 };
	enum words_state state;

	buf_add(&closed, line, count);
	buf_add_byte(&closed, quote);
	state = cut(spot, closed.data, closed.count);
	buf_clear(&closed);
	return state;
}

/* Can a variable begin behind these bytes?  In double quotes, too. */
static bool
variable_fits(struct spot *spot, const char *line, size_t count)
{
	size_t slash = count;

	if (cut(spot, line, count) != WORDS_BAD)
		return true;
	while (slash && line[slash - 1] == '\\')
		slash--;
	return (count - slash) % 2 == 0 && cut_quoted(spot, line, count, '"') != WORDS_BAD;
}

static void
take_variable(struct spot *spot, const char *line, size_t start, size_t name, size_t point)
{
	spot->start = start;
	spot->braces = name - start > 1;
	buf_reset(&spot->typed);
	buf_add(&spot->typed, line + name, point - name);
}

/* Finds an unfinished `${name` at the point. */
static bool
in_braces(struct spot *spot, const char *line, size_t point)
{
	size_t name = point;

	while (name && (word_is_name(line + name - 1, 1) || strchr(".-0123456789", line[name - 1])))
		name--;
	if (name < 2 || memcmp(line + name - 2, "${", 2) != 0 ||
	    !variable_fits(spot, line, name - 2))
		return false;
	take_variable(spot, line, name - 2, name, point);
	return true;
}

/* Where the name that ends at the point begins. */
static size_t
name_start(const char *line, size_t point)
{
	size_t name = point;

	while (name && (isalnum((unsigned char)line[name - 1]) || line[name - 1] == '_'))
		name--;
	return name;
}

/* Finds a `$name` at the point, in quotes that are open. */
static bool
in_quotes(struct spot *spot, const char *line, size_t point)
{
	size_t name = name_start(line, point);

	if (!name || line[name - 1] != '$' || !variable_fits(spot, line, name - 1))
		return false;
	take_variable(spot, line, name - 1, name, point);
	return true;
}

/* Finds a `$name` that ends at the point; also the `$` alone, which is a variable
 * to come. */
static bool
at_variable(struct spot *spot, const struct word *word, const char *line, size_t point)
{
	const struct part *last = word->parts ? &word->part[word->parts - 1] : NULL;
	size_t name = name_start(line, point);

	if (!last || !name || line[name - 1] != '$' ||
	    last->kind != (name == point ? PART_PLAIN : PART_VARIABLE))
		return false;
	take_variable(spot, line, name - 1, name, point);
	return true;
}

/* Takes the word at the point off the tokens. */
static enum spot_in
take_typed(struct spot *spot, const char *line, size_t point)
{
	struct words *words = &spot->words;
	const struct token *last = words->count ? &words->token[words->count - 1] : NULL;
	size_t end = 0;

	if (last && last->kind == TOKEN_FEED && last->place.offset >= point)
		last = --words->count ? last - 1 : NULL;
	if (last)
		end = last->place.offset + (last->word ? last->word->span : 1);
	spot->start = point;
	spot->literal = true;
	spot->plain = SIZE_MAX;
	/* Behind the last word stand blanks, or a comment. */
	if (!last || !last->word || end < point)
		return memchr(line + end, '#', point - end) ? SPOT_NOTHING : SPOT_WORD;
	if (at_variable(spot, last->word, line, point))
		return SPOT_VARIABLE;
	words->count--;
	spot->touches = true;
	spot->start = last->place.offset;
	spot->literal = last->word->literal;
	if (!spot->literal)
		spot->plain = last->word->parts && last->word->part->kind == PART_PLAIN ?
		    last->word->part->count : 0;
	for (size_t i = 0; i < last->word->parts; i++)
		buf_add(&spot->typed, last->word->part[i].bytes, last->word->part[i].count);
	return is_variable(last->word) ? SPOT_NOTHING : SPOT_WORD;
}

/* What the words do not make sense for: a variable or a quote is not finished. */
static enum spot_in
look_unfinished(struct spot *spot, const char *line, size_t point)
{
	if (in_braces(spot, line, point) || in_quotes(spot, line, point))
		return SPOT_VARIABLE;
	if (cut_quoted(spot, line, point, '"') == WORDS_BAD &&
	    cut_quoted(spot, line, point, '\'') == WORDS_BAD)
		return SPOT_NOTHING;
	spot->quoted = true;
	return take_typed(spot, line, point);
}

void
spot_find(struct spot *spot, const struct catalog *catalog, const char *line, size_t point)
{
	enum words_state state;

	*spot = (struct spot){ .catalog = catalog, .start = point };
	state = cut(spot, line, point);
	if (state == WORDS_BAD)
		spot->in = look_unfinished(spot, line, point);
	else if (spot->words.at == spot->source->text.count)
		spot->in = take_typed(spot, line, point);
	if (spot->in == SPOT_WORD)
		spot->in = look(spot);
}

void
spot_clear(struct spot *spot)
{
	buf_clear(&spot->typed);
	words_clear(&spot->words);
	source_drop(spot->source);
	pool_clear(&spot->pool);
}

void
spot_take(struct spot *spot)
{
	const struct token *token = &spot->words.token[spot->words.count];

	if (!spot->touches)
		return;
	spot->touches = false;
	spot->opened = token->kind == TOKEN_NEST;
	if (!spot->nested)
		see_word(spot, token->word, spot->opened);
	spot->nested += spot->opened;
}

struct reading
spot_reading(struct spot *spot, const struct reading *from, const struct param *param,
    void *args)
{
	struct reading reading = *from;

	reading.param = param;
	reading.args = args;
	reading.pool = &spot->pool;
	return reading;
}

const struct param *
spot_fill(struct spot *spot, const struct reading *from, void *args)
{
	struct bindings bindings = { 0 };
	struct place where = { 0 };
	struct error error;
	const struct reading reading = spot_reading(spot, from, NULL, args);
	const struct param *bad = NULL;

	/* What it binds before it finds that words are missing is all we want. */
	args_bind(spot->command, spot->word, spot->count, &spot->pool, &bindings, &where, &error);
	for (size_t i = 0; i < bindings.count; i++) {
		const struct binding *one = &bindings.item[i];
		const struct type *type = one->param->type;

		if (type->clear || (type->desk && !reading.session) ||
		    (one->word && is_variable(one->word) && !reading.world))
			continue;
		if (!args_fill_one(&bindings, i, &reading, &error) &&
		    (!bad || bad->type->desk)) {
			bad = one->param;
			spot->error = error;
		}
	}
	return bad;
}
