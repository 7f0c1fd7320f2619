/* complete: what may come next. */
#include "lang/complete.h"

#include <string.h>

#include "base/bytes.h"
#include "lang/args.h"

/* Where the point stands, and what was found before it. */
struct desk {
	const struct catalog *catalog;
	const struct reading *from;
	struct pool           pool;
	struct source        *source;
	struct words          words;
	size_t                start;    /* of the word at the point */
	struct buf            typed;    /* of that word */
	bool                  literal;  /* which was typed without quotes */
	struct offer          to;
};

/* What the words of a command before the point come to. */
struct seen {
	const struct command *command;
	struct word         **word;     /* without its name */
	size_t                count;
	const struct param   *value;    /* the flag that wants the word at the point */
	const struct param   *next;     /* the row that the word at the point goes to */
	const struct param   *row;      /* the row of the word before the point */
	bool                  nested;   /* the point is in the braces of that word */
	bool                  begun;    /* `next` has a word already */
	bool                  ended;    /* a lone -- was seen */
};

static bool
begins(const char *text, const struct buf *typed)
{
	return strncmp(text, buf_text(typed), typed->count) == 0;
}

static void
offer_plain(const struct desk *desk, const char *word, const char *help)
{
	if (begins(word, &desk->typed))
		desk->to.word(desk->to.to, word, help);
}

/* In double quotes, with escapes. */
static void
add_quoted(struct buf *out, const char *word)
{
	buf_add_byte(out, '"');
	while (*word) {
		size_t count = strcspn(word, "\"$");

		bytes_show(out, word, count, 0);
		word += count;
		if (*word)
			buf_format(out, "\\%c", *word++);
	}
	buf_add_byte(out, '"');
}

/* Would the language take the word for something else, or for several? */
static bool
wants_quotes(const char *word)
{
	static const char *const alone[] = { "", "{", "}", "&" };
	static const char *const front[] = { "#", "--", "<<" };
	struct buf shown = { 0 };
	bool wants;

	for (size_t i = 0; i < sizeof(alone) / sizeof(*alone); i++)
		if (strcmp(word, alone[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof(front) / sizeof(*front); i++)
		if (strncmp(word, front[i], strlen(front[i])) == 0)
			return true;
	bytes_show_text(&shown, word, 0);
	wants = strcmp(buf_text(&shown), word) != 0 || strpbrk(word, " ;'\"$");
	buf_clear(&shown);
	return wants;
}

/* What a type offers. */
static void
offer_word(void *to, const char *word, const char *help)
{
	const struct desk *desk = to;
	struct buf quoted = { 0 };

	if (!begins(word, &desk->typed))
		return;
	if (wants_quotes(word))
		add_quoted(&quoted, word);
	desk->to.word(desk->to.to, quoted.count ? buf_text(&quoted) : word, help);
	buf_clear(&quoted);
}

static void
offer_variable(void *to, const char *name, const char *help)
{
	const struct desk *desk = to;
	struct buf word = { 0 };

	buf_format(&word, "${%s}", name);
	if (begins(name, &desk->typed))
		desk->to.word(desk->to.to, buf_text(&word), help);
	buf_clear(&word);
}

/* Aliases only where they alone begin so. */
static void
offer_commands(const struct desk *desk)
{
	bool found = !desk->typed.count;

	for (const struct command *const *c = desk->catalog->command; *c; c++) {
		found |= begins((*c)->name, &desk->typed);
		offer_plain(desk, (*c)->name, (*c)->summary);
	}
	for (const struct command *const *c = desk->catalog->command; !found && *c; c++)
		for (const char *const *a = (*c)->aliases; a && *a; a++)
			offer_plain(desk, *a, (*c)->summary);
}

static bool
is_variable(const struct word *word)
{
	for (size_t i = 0; i < word->parts; i++)
		if (word->part[i].kind == PART_VARIABLE)
			return true;
	return false;
}

/* Reads the words before the point as far as that is possible without holding on
 * to anything, so that a type can look at the arguments before its own. */
static void
fill(struct desk *desk, const struct seen *seen, void *args)
{
	struct bindings bindings = { 0 };
	struct place where = { 0 };
	struct error error;
	const struct word *wrong;
	struct reading reading = *desk->from;

	reading.args = args;
	reading.pool = &desk->pool;
	/* What it binds before it finds that words are missing is all we want. */
	args_bind(seen->command, seen->word, seen->count, &desk->pool, &bindings, &where, &error);
	for (size_t i = 0; i < bindings.count; i++) {
		struct bindings one = { &bindings.item[i], 1 };
		const struct type *type = one.item->param->type;

		if (type->clear || (type->desk && !reading.session) ||
		    (one.item->word && is_variable(one.item->word) && !reading.world))
			continue;
		args_fill(seen->command, &one, &reading, &wrong, &error);
	}
}

static void
offer_value(struct desk *desk, const struct seen *seen, const struct param *param)
{
	_Alignas(max_align_t) unsigned char args[CALL_ARGS] = { 0 };
	struct reading reading = *desk->from;
	struct offer offer = { offer_word, desk };

	if (!param->type->complete)
		return;
	fill(desk, seen, args);
	reading.param = param;
	reading.args = args;
	reading.pool = &desk->pool;
	param->type->complete(&reading, buf_text(&desk->typed), offer);
}

static bool
is_used(const struct seen *seen, const struct param *param)
{
	for (size_t i = 0; i < seen->count; i++)
		if (seen->word[i]->literal && strncmp(seen->word[i]->part->bytes, "--", 2) == 0 &&
		    strcmp(seen->word[i]->part->bytes + 2, param->name) == 0)
			return true;
	return false;
}

static void
offer_flags(const struct desk *desk, const struct seen *seen)
{
	for (const struct param *p = seen->command->params; p->name; p++) {
		struct buf flag = { 0 };

		if (!(p->flags & PARAM_OPTION) || is_used(seen, p))
			continue;
		buf_format(&flag, "--%s", p->name);
		offer_plain(desk, buf_text(&flag), p->help);
		buf_clear(&flag);
	}
}

static const struct param *
plain_row(const struct param *param)
{
	while (param->name && (param->flags & PARAM_OPTION))
		param++;
	return param;
}

static void
see_word(struct seen *seen, const struct word *word)
{
	bool flag = word->literal && !seen->ended && strncmp(word->part->bytes, "--", 2) == 0;
	const struct param *option;

	if (seen->value) {
		seen->row = seen->value;
		seen->value = NULL;
	} else if (flag && word->part->count == 2) {
		seen->ended = true;
	} else if (flag) {
		option = args_option(seen->command, word->part->bytes + 2);
		seen->value = option && option->type != &type_flag ? option : NULL;
	} else if (seen->next->name) {
		seen->row = seen->next;
		seen->begun = seen->next->flags & PARAM_MANY;
		if (!seen->begun)
			seen->next = plain_row(seen->next + 1);
	}
}

static bool
see_name(const struct desk *desk, const struct token *token, struct seen *seen)
{
	struct error error;

	seen->count = 0;
	seen->command = token->kind != TOKEN_WORD || !token->word->literal ? NULL :
	    args_command(desk->catalog, token->word->part->bytes, true, &error);
	seen->next = seen->command ? plain_row(seen->command->params) : NULL;
	return seen->command != NULL;
}

/* The command whose words begin at token `from`; those in nested data are not its
 * own.  Where a command stands inside (fails), it is that one. */
static bool
see_command(struct desk *desk, size_t from, struct seen *seen)
{
	const struct token *token = desk->words.token;
	unsigned depth = 0;

	*seen = (struct seen){ 0 };
	if (from == desk->words.count || !see_name(desk, &token[from], seen))
		return false;
	seen->word = pool_new(&desk->pool, desk->words.count * sizeof(struct word *));
	for (size_t i = from + 1; i < desk->words.count; i++) {
		if (seen->next->flags & PARAM_COMMAND) {
			if (!see_name(desk, &token[i], seen))
				return false;
			continue;
		}
		if (depth == 0 && (token[i].kind == TOKEN_WORD || token[i].kind == TOKEN_NEST)) {
			see_word(seen, token[i].word);
			seen->word[seen->count++] = token[i].word;
		}
		depth += token[i].kind == TOKEN_NEST;
		depth -= token[i].kind == TOKEN_CLOSE && depth;
	}
	seen->nested = depth > 0;
	return true;
}

static void
offer_plain_word(struct desk *desk, const struct seen *seen)
{
	bool flags = desk->literal && !seen->ended;
	bool is_flag = flags && desk->typed.count && begins("--", &desk->typed);
	bool rest = !seen->next->name || (seen->next->flags & PARAM_OPTIONAL) || seen->begun;

	if (flags && strncmp(buf_text(&desk->typed), "--", 2) == 0) {
		offer_flags(desk, seen);
		return;
	}
	if (seen->next->name)
		offer_value(desk, seen, seen->next);
	if (is_flag || (flags && rest))
		offer_flags(desk, seen);
	if (rest && desk->literal && (seen->command->flags & COMMAND_BLOCK))
		offer_plain(desk, "{", "a block");
}

static void
offer_words(struct desk *desk, const struct seen *seen)
{
	if (seen->nested && seen->row && (seen->row->flags & PARAM_DATA))
		offer_value(desk, seen, seen->row);
	else if (seen->nested)
		return;
	else if (seen->value)
		offer_value(desk, seen, seen->value);
	else if ((seen->next->flags & PARAM_COMMAND) && desk->literal)
		offer_commands(desk);
	else if (!(seen->next->flags & PARAM_COMMAND))
		offer_plain_word(desk, seen);
}

/* Is the `}` before the point that of a command which may have an `else`? */
static bool
else_fits(struct desk *desk, size_t close)
{
	const struct token *token = desk->words.token;
	unsigned depth = 1;
	size_t i = close;
	struct seen seen;

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
	return see_command(desk, i, &seen) && (seen.command->flags & COMMAND_ELSE);
}

/* Where the command begins that the point is in; *close tells that a `}` stands
 * before. */
static size_t
command_start(const struct desk *desk, bool *close)
{
	const struct token *token = desk->words.token;
	unsigned nests = 0;
	size_t start = 0;

	*close = false;
	for (size_t i = 0; i < desk->words.count; i++) {
		enum token_kind kind = token[i].kind;
		bool nested = nests > 0;

		nests += kind == TOKEN_NEST;
		nests -= kind == TOKEN_CLOSE && nested;
		if (nested || kind == TOKEN_WORD || kind == TOKEN_NEST)
			continue;
		start = i + 1;
		*close = kind == TOKEN_CLOSE;
	}
	return start;
}

static void
offer_else(const struct desk *desk)
{
	offer_plain(desk, "{", "a block");
	for (const struct command *const *c = desk->catalog->command; *c; c++)
		if ((*c)->flags & COMMAND_ELSE)
			offer_plain(desk, (*c)->name, (*c)->summary);
}

static void
offer_next(struct desk *desk)
{
	bool close;
	size_t at = command_start(desk, &close);
	size_t left = desk->words.count - at;
	bool otherwise = close && left && word_is(desk->words.token[at].word, "else");
	struct seen seen;

	if (left > otherwise && see_command(desk, at + otherwise, &seen))
		offer_words(desk, &seen);
	else if (left > otherwise || !desk->literal)
		return;
	else if (otherwise)
		offer_else(desk);
	else if (!close)
		offer_commands(desk);
	else if (else_fits(desk, at - 1))
		offer_plain(desk, "else", "what is done otherwise");
}

static enum words_state
cut(struct desk *desk, const char *line, size_t count)
{
	struct error error;
	struct place where;

	words_clear(&desk->words);
	source_drop(desk->source);
	desk->source = source_new(NULL);
	words_init(&desk->words, &desk->pool, desk->source);
	return source_add(desk->source, line, count, &where, &error) ?
	    words_read(&desk->words, &error) : WORDS_BAD;
}

/* An unfinished `${name` at the point, outside of quotes. */
static bool
cut_variable(struct desk *desk, const char *line, size_t point)
{
	size_t name = point;

	while (name && (word_is_name(line + name - 1, 1) || strchr(".-0123456789", line[name - 1])))
		name--;
	if (name < 2 || memcmp(line + name - 2, "${", 2) != 0)
		return false;
	if (cut(desk, line, name - 2) == WORDS_BAD)
		return false;
	desk->start = name - 2;
	buf_add(&desk->typed, line + name, point - name);
	return true;
}

/* Takes the word at the point off the tokens; false in a comment, or where what
 * was typed of the word holds a variable. */
static bool
take_typed(struct desk *desk, const char *line, size_t point)
{
	struct words *words = &desk->words;
	const struct token *last = words->count ? &words->token[words->count - 1] : NULL;
	size_t end = 0;

	if (last && last->kind == TOKEN_FEED && last->place.offset >= point)
		last = --words->count ? last - 1 : NULL;
	if (last)
		end = last->place.offset + (last->word ? last->word->span : 1);
	desk->start = point;
	desk->literal = true;
	/* Behind the last word stand blanks, or a comment. */
	if (!last || !last->word || end < point)
		return !memchr(line + end, '#', point - end);
	if (is_variable(last->word))
		return false;
	words->count--;
	desk->start = last->place.offset;
	desk->literal = last->word->literal;
	for (size_t i = 0; i < last->word->parts; i++)
		buf_add(&desk->typed, last->word->part[i].bytes, last->word->part[i].count);
	return true;
}

void
complete(const struct catalog *catalog, const struct reading *from, const char *line,
    size_t point, size_t *start, struct offer to)
{
	struct desk desk = { .catalog = catalog, .from = from, .to = to };
	enum words_state state = cut(&desk, line, point);

	*start = point;
	if (state == WORDS_BAD && cut_variable(&desk, line, point)) {
		struct offer offer = { offer_variable, &desk };

		*start = desk.start;
		if (from->world && from->world->offer_variables)
			from->world->offer_variables(from->world->to, buf_text(&desk.typed), offer);
	} else if (state != WORDS_BAD && desk.words.at == desk.source->text.count &&
	    take_typed(&desk, line, point)) {
		*start = desk.start;
		offer_next(&desk);
	}
	buf_clear(&desk.typed);
	words_clear(&desk.words);
	source_drop(desk.source);
	pool_clear(&desk.pool);
}
