/* rules: what `serve N match FILE` answers, read from a file. */
#include "serve/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/number.h"
#include "lang/data.h"
#include "lang/expand.h"

/* A rule in the course of being read. */
struct maker {
	struct rules *rules;
	bool          datagrams;
	struct token *token;       /* the one that is looked at */
	struct rule   rule;
	struct error *error;
};

void
rules_blame(const struct rules *rules, struct place place, struct error *error)
{
	char what[sizeof(error->text)];

	memcpy(what, error->text, sizeof(what));
	snprintf(error->text, sizeof(error->text), "%.80s:%u:%u: %.200s", rules->source->name,
	    place.line, source_column(rules->source, place), what);
	error->at = -1;
}

static bool
wrong(struct maker *maker, struct place place)
{
	rules_blame(maker->rules, place, maker->error);
	return false;
}

/* ---- its words ---- */

static bool
is_digits(const char *text, size_t count)
{
	size_t digits = 0;

	while (digits < count && text[digits] >= '0' && text[digits] <= '9')
		digits++;
	return count > 0 && digits == count;
}

/* The group that `match.NAME` means; false: there is none. */
static bool
group_find(const struct rule *rule, const char *name, size_t count, size_t *index)
{
	uint64_t number = 0;
	struct error ignored;
	size_t groups = rule->match ? match_groups(rule->match) : 1;

	if (is_digits(name, count)) {
		*index = number_unsigned(name, count, SIZE_MAX, &number, &ignored) ?
		    (size_t)number : groups;
		return *index < groups;
	}
	for (*index = 1; *index < groups; ++*index) {
		const char *own = match_name(rule->match, *index);

		if (own && strlen(own) == count && memcmp(own, name, count) == 0)
			return true;
	}
	return false;
}

static bool
is_name(const char *name, size_t count, const char *wanted)
{
	return strlen(wanted) == count && memcmp(name, wanted, count) == 0;
}

static bool
check_variable(struct maker *maker, const struct word *word, const struct part *part)
{
	struct bytes_quoted quoted;
	const char *name = bytes_quote(&quoted, part->bytes, part->count);
	bool greets = !maker->rule.match && maker->rules->greeting == &maker->rule;
	size_t index;

	if ((is_name(part->bytes, part->count, "client") && !maker->datagrams) ||
	    is_name(part->bytes, part->count, "peer"))
		return true;
	if (is_name(part->bytes, part->count, "client"))
		error_usage(maker->error, "'%s' is for connections, and this socket takes "
		    "datagrams: there are match.N and peer", name);
	else if (part->count <= 6 || memcmp(part->bytes, "match.", 6) != 0)
		error_usage(maker->error, "there is no variable '%s' here: there are match.N%s",
		    name, maker->datagrams ? " and peer" : ", client and peer");
	else if (greets)
		error_usage(maker->error, "a greeting has matched nothing: no '%s'", name);
	else if (!group_find(&maker->rule, part->bytes + 6, part->count - 6, &index))
		error_usage(maker->error, "this rule catches no '%s'", name);
	else
		return true;
	return wrong(maker, word->place);
}

/* Its variables are there; what it is without them can be read. */
static bool
check_words(struct maker *maker, const struct word *word, bool *varies)
{
	for (size_t i = 0; i < word->parts; i++) {
		if (word->part[i].kind != PART_VARIABLE)
			continue;
		*varies = true;
		if (!check_variable(maker, word, &word->part[i]))
			return false;
	}
	for (size_t i = 0; i < word->insides; i++)
		if (!check_words(maker, word->inside[i], varies))
			return false;
	return true;
}

static bool
check_data(struct maker *maker, const struct word *word)
{
	struct pool pool = { 0 };
	const struct reading reading = { .pool = &pool, .word = word };
	struct text text;
	struct data data = { 0 };
	bool varies = false, good;

	if (!check_words(maker, word, &varies))
		return false;
	if (varies)
		return true;
	maker->error->at = -1;
	good = expand(word, NULL, &pool, &text, maker->error) &&
	    type_data.parse(&reading, &text, &data, maker->error);
	data_clear(&data);
	pool_clear(&pool);
	return good || wrong(maker, word_place(word, maker->error->at));
}

/* ---- a rule ---- */

static void *
grown(struct pool *pool, void *old, size_t count, size_t size)
{
	void *list = pool_new(pool, (count ? count * 2 : 4) * size);

	if (count)
		memcpy(list, old, count * size);
	return list;
}

/* Room for one more, where `count` is as many as there was room for. */
static bool
is_full(size_t count)
{
	return count == 0 || (count >= 4 && (count & (count - 1)) == 0);
}

static bool
next_is(const struct maker *maker, enum token_kind kind)
{
	return maker->token->kind == kind;
}

/* The words in the braces of `len16be{`; a line end is a blank there. */
static bool
read_nest(struct maker *maker, struct word *nest)
{
	struct pool *pool = &maker->rules->pool;

	for (maker->token++; !next_is(maker, TOKEN_CLOSE); maker->token++) {
		struct word *word = maker->token->word;

		if (next_is(maker, TOKEN_FEED))
			continue;
		if (!next_is(maker, TOKEN_WORD) && !next_is(maker, TOKEN_NEST)) {
			error_usage(maker->error, "only data can stand inside '%s{'",
			    nest->part->bytes);
			return wrong(maker, maker->token->place);
		}
		if (is_full(nest->insides))
			nest->inside = grown(pool, nest->inside, nest->insides, sizeof(word));
		nest->inside[nest->insides++] = word;
		if (next_is(maker, TOKEN_NEST) && !read_nest(maker, word))
			return false;
	}
	if (nest->insides)
		return true;
	error_usage(maker->error, "'%s{ }' wants data inside", nest->part->bytes);
	return wrong(maker, nest->place);
}

static struct action *
add_action(struct maker *maker, enum act act)
{
	struct rule *rule = &maker->rule;

	if (is_full(rule->actions))
		rule->action = grown(&maker->rules->pool, rule->action, rule->actions,
		    sizeof(*rule->action));
	rule->action[rule->actions] = (struct action){ .act = act, .place = maker->token->place };
	rule->sends += act == ACT_SEND;
	return &rule->action[rule->actions++];
}

/* Those that stand side by side go out together. */
static bool
read_data(struct maker *maker)
{
	struct rule *rule = &maker->rule;
	struct action *last = rule->actions ? &rule->action[rule->actions - 1] : NULL;
	struct word *word = maker->token->word;

	if (!last || last->act != ACT_SEND)
		last = add_action(maker, ACT_SEND);
	if (is_full(last->words))
		last->word = grown(&maker->rules->pool, last->word, last->words, sizeof(word));
	last->word[last->words++] = word;
	return (!next_is(maker, TOKEN_NEST) || read_nest(maker, word)) && check_data(maker, word);
}

static bool
read_delay(struct maker *maker)
{
	struct action *action = add_action(maker, ACT_DELAY);
	const char *text;

	maker->token++;
	text = next_is(maker, TOKEN_WORD) ? word_text(maker->token->word) : NULL;
	if (!text)
		error_usage(maker->error, "'delay' wants a time: delay 250ms");
	else if (number_duration(text, strlen(text), false, &action->time, maker->error))
		return true;
	return wrong(maker, maker->token->place);
}

static bool
read_end(struct maker *maker)
{
	add_action(maker, word_is(maker->token->word, "reset") ? ACT_RESET : ACT_CLOSE);
	if (maker->token[1].kind == TOKEN_FEED)
		return true;
	error_usage(maker->error, "nothing can stand behind 'close' and 'reset': there is no "
	    "client any more");
	return wrong(maker, maker->token[1].place);
}

static bool
read_action(struct maker *maker)
{
	static const struct { const char *name; bool (*read)(struct maker *); } acts[] = {
		{ "delay", read_delay }, { "close", read_end }, { "reset", read_end },
	};
	const struct word *word = maker->token->word;

	if (maker->rule.actions == RULES_ACTIONS) {
		error_set(maker->error, ERROR_LIMIT, "a rule does %d things at most",
		    RULES_ACTIONS);
		return wrong(maker, maker->token->place);
	}
	for (size_t i = 0; word && i < sizeof(acts) / sizeof(*acts); i++) {
		if (!word_is(word, acts[i].name))
			continue;
		if (!maker->datagrams)
			return acts[i].read(maker);
		error_usage(maker->error,
		    "'%s' is for connections, and this socket takes datagrams", acts[i].name);
		return wrong(maker, maker->token->place);
	}
	if (next_is(maker, TOKEN_WORD) || next_is(maker, TOKEN_NEST))
		return read_data(maker);
	error_usage(maker->error, "only data, 'delay', 'close' and 'reset' can stand behind '->'");
	return wrong(maker, maker->token->place);
}

/* A backslash outside of quotes is gone by now, and means something in most expressions. */
static bool
read_pattern(struct maker *maker, const struct word *word)
{
	const char *text = word_text(word);
	const char *typed = maker->rules->source->text.data + word->place.offset;

	if (*typed != '\'' && *typed != '"' && memchr(typed, '\\', word->span))
		error_usage(maker->error, "a backslash outside of quotes is lost: put the regular "
		    "expression in single quotes");
	else if (!text)
		error_usage(maker->error, "a regular expression stands in single quotes, and has "
		    "no variables: 'x$' -> ...");
	else if ((maker->rule.match = match_new(text, word->parts ? word->part->count : 0,
	    maker->error)))
		return true;
	return wrong(maker, word_place(word, maker->error->at));
}

/* `greeting` and `else`, which may stand once. */
static bool
read_special(struct maker *maker, struct rule **at)
{
	const struct word *word = maker->token->word;

	if (*at)
		error_usage(maker->error, "'%s' stands here twice: first in line %u",
		    word->part->bytes, (*at)->place.line);
	else if (at == &maker->rules->greeting && maker->datagrams)
		error_usage(maker->error, "'greeting' is for connections, and this socket takes "
		    "datagrams");
	else
		return *at = &maker->rule, true;
	return wrong(maker, word->place);
}

static bool
read_front(struct maker *maker)
{
	struct rules *rules = maker->rules;
	const struct word *word = maker->token->word;
	bool good;

	maker->error->at = -1;
	if (!next_is(maker, TOKEN_WORD)) {
		error_usage(maker->error, "a rule begins with a regular expression, 'greeting' or "
		    "'else'");
		return wrong(maker, maker->token->place);
	}
	if (word_is(word, "greeting") || word_is(word, "else"))
		good = read_special(maker, word_is(word, "else") ? &rules->otherwise :
		    &rules->greeting);
	else
		good = read_pattern(maker, word);
	if (!good)
		return false;
	maker->token++;
	if (next_is(maker, TOKEN_WORD) && word_is(maker->token->word, "->"))
		return maker->token++, true;
	error_usage(maker->error, "'->' stands behind what a rule is for");
	return wrong(maker, maker->token->place);
}

static bool
read_rule(struct maker *maker)
{
	maker->rule = (struct rule){ .place = maker->token->place };
	if (!read_front(maker))
		return false;
	for (; !next_is(maker, TOKEN_FEED); maker->token++)
		if (!read_action(maker))
			return false;
	return true;
}

/* Where it was read it does not stay. */
static void
keep_rule(struct maker *maker)
{
	struct rules *rules = maker->rules;
	struct rule **special = rules->greeting == &maker->rule ? &rules->greeting :
	    rules->otherwise == &maker->rule ? &rules->otherwise : NULL;

	if (special) {
		*special = pool_new(&rules->pool, sizeof(**special));
		**special = maker->rule;
		return;
	}
	if (rules->count == rules->room) {
		rules->room = rules->room ? rules->room * 2 : 16;
		rules->rule = mem_grow(rules->rule, rules->room, sizeof(*rules->rule));
	}
	rules->rule[rules->count++] = maker->rule;
}

/* Its half is not in any list yet. */
static bool
give_up(struct maker *maker)
{
	struct rules *rules = maker->rules;

	match_free(maker->rule.match);
	if (rules->greeting == &maker->rule)
		rules->greeting = NULL;
	if (rules->otherwise == &maker->rule)
		rules->otherwise = NULL;
	return false;
}

static bool
read_rules(struct maker *maker)
{
	struct rules *rules = maker->rules;
	const struct token *end = rules->words.token + rules->words.count;

	for (maker->token = rules->words.token; maker->token < end; maker->token++) {
		if (next_is(maker, TOKEN_FEED))
			continue;
		if (rules->count == RULES_MOST) {
			error_set(maker->error, ERROR_LIMIT, "%d rules are the most", RULES_MOST);
			return wrong(maker, maker->token->place);
		}
		if (!read_rule(maker))
			return give_up(maker);
		keep_rule(maker);
	}
	if (rules->count || rules->otherwise || rules->greeting)
		return true;
	return error_usage(maker->error, "there is no rule in '%.200s'", rules->source->name);
}

bool
rules_read(struct rules *rules, const char *path, bool datagrams, struct error *error)
{
	struct maker maker = { .rules = rules, .datagrams = datagrams, .error = error };
	*rules = (struct rules){ .source = source_new(path) };
	error->at = -1;
	if (!rules_load(rules, path, error))
		return false;
	words_init(&rules->words, &rules->pool, rules->source);
	switch (words_read(&rules->words, error)) {
	case WORDS_WHOLE:
		return read_rules(&maker);
	case WORDS_BAD:
		return wrong(&maker, rules->words.where);
	case WORDS_MORE:
		error_usage(error, "%s is missing at the end", rules->words.wanted);
		return wrong(&maker, (struct place){ rules->source->lines + 1,
			rules->source->text.count });
	}
	return false;
}

void
rules_clear(struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		match_free(rules->rule[i].match);
	free(rules->rule);
	words_clear(&rules->words);
	pool_clear(&rules->pool);
	source_drop(rules->source);
	*rules = (struct rules){ 0 };
}

/* ---- what it sends ---- */

static bool
variable(void *to, const char *name, size_t count, struct buf *buf, struct error *error)
{
	const struct rule_found *found = to;
	const char *start = found->bytes;
	size_t index, length = found->count;

	(void)error;
	if (is_name(name, count, "client"))
		return buf_format(buf, "%u", found->client), true;
	if (is_name(name, count, "peer"))
		return addr_show(buf, found->peer), true;
	/* A group that took no part is empty. */
	if (found->rule->match && (!group_find(found->rule, name + 6, count - 6, &index) ||
	    !match_group(found->rule->match, found->bytes, index, &start, &length)))
		return true;
	buf_add(buf, start, length);
	return true;
}

bool
rules_data(const struct rules *rules, const struct rule_found *found,
    const struct action *action, struct pool *pool, struct data *data, struct error *error)
{
	const struct world world = { .to = (void *)(size_t)found, .variable = variable };
	struct reading reading = { .pool = pool, .world = &world };

	for (size_t i = 0; i < action->words; i++) {
		struct text text;

		error->at = -1;
		reading.word = action->word[i];
		if (expand(action->word[i], &world, pool, &text, error) &&
		    type_data.parse(&reading, &text, data, error))
			continue;
		rules_blame(rules, action->word[i]->place, error);
		data_clear(data);
		return false;
	}
	return true;
}
