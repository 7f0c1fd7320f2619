/* explain-word: the meanings that a word has. */
#include <ctype.h>
#include <netdb.h>
#include <string.h>

#include "base/names.h"
#include "lang/args.h"
#include "socket/kind.h"
#include "socket/property.h"
#include "teach/explain-inner.h"

/* Those of one word in the making.  The first round counts them: where there are several,
 * each is short. */
struct meanings {
	const struct explain_ask *ask;
	const char    *word;
	unsigned       wanted;
	struct record *list;      /* NULL: they are counted */
	size_t         count;
	bool           bare;      /* an errno may lack its E: shutdown means no ESHUTDOWN */
};

static const char *
what_name(enum explain_what what)
{
	return names_of(explain_whats, (int)what);
}

/* True: it is to be told. */
static bool
begin(struct meanings *all, enum explain_what what, const char *name, size_t several,
    struct explained *it)
{
	all->count++;
	if (!all->list)
		return false;
	explained_begin(it, all->ask, several > 1, all->list, what_name(what), name);
	return true;
}

static void
find_errno(struct meanings *all, size_t several)
{
	struct explained it;
	int number;

	if (explain_errno(all->word, all->bare, &number) &&
	    begin(all, EXPLAIN_ERRNO, names_of(names_errno, number), several, &it)) {
		explain_tell_errno(&it, number);
		explained_more(&it);
		explained_end(&it);
	}
}

/* The resolver's errors go with those of the system. */
static void
find_eai(struct meanings *all, size_t several)
{
	const char *name = explain_eai(all->word);
	struct explained it;

	if (name && begin(all, EXPLAIN_ERRNO, name, several, &it)) {
		explain_tell_eai(&it, name);
		explained_end(&it);
	}
}

static void
find_any_error(struct meanings *all, size_t several)
{
	find_errno(all, several);
	find_eai(all, several);
}

static void
find_state(struct meanings *all, size_t several)
{
	const char *state = explain_state(all->word);
	struct explained it;

	if (state && begin(all, EXPLAIN_STATE, state, several, &it)) {
		explain_tell_state(&it, state);
		explained_more(&it);
		explained_end(&it);
	}
}

static void
find_command(struct meanings *all, size_t several)
{
	const struct command *command = args_own_command(all->ask->catalog, all->word);
	struct explained it;

	if (command && begin(all, EXPLAIN_COMMAND, command->name, several, &it)) {
		explain_command(&it, command);
		explained_more(&it);
		explained_end(&it);
	}
}

static void
find_flag(struct meanings *all, size_t several)
{
	const struct explain_flag *flag = explain_flag(all->word);
	struct explained it;

	if (flag && begin(all, EXPLAIN_FLAG, flag->name, several, &it)) {
		explain_tell_flag(&it, flag);
		explained_end(&it);
	}
}

/* "LEVEL:OPTION" is one; a name may be one of each of several levels. */
static void
find_options(struct meanings *all, size_t several)
{
	const struct option *numbered = NULL, *option;
	struct explained it;
	struct option own;
	struct error ignored;
	size_t count = strlen(all->word);

	if (strchr(all->word, ':'))
		numbered = option_numbered(all->word, count, &own, &ignored);
	for (size_t i = 0; (option = option_at(i)); i++) {
		if (option != numbered && !option_answers(option, all->word, count))
			continue;
		if (!begin(all, EXPLAIN_OPTION, option->name, several, &it))
			continue;
		explain_tell_option(&it, option);
		explained_end(&it);
	}
}

static void
find_property(struct meanings *all, size_t several)
{
	const struct property *property = property_named(all->word, strlen(all->word));
	struct explained it;

	/* Columns of a table are called so. */
	for (const struct property *p = properties; !property && p->name; p++)
		if (strcmp(p->column, all->word) == 0)
			property = p;
	if (property && begin(all, EXPLAIN_PROPERTY, property->name, several, &it)) {
		explain_tell_property(&it, property);
		explained_end(&it);
	}
}

static void
find_kind(struct meanings *all, size_t several)
{
	char name[40] = "";
	const struct kind *kind;
	struct explained it;
	size_t count = strcspn(all->word, ":");

	/* raw:icmp is one of raw. */
	if (count >= sizeof(name))
		return;
	memcpy(name, all->word, count);
	kind = kind_named(name);
	if (kind && begin(all, EXPLAIN_KIND, kind->name, several, &it)) {
		explain_tell_kind(&it, kind);
		explained_end(&it);
	}
}

static void
find_term(struct meanings *all, size_t several)
{
	const struct explain_term *term = explain_term(all->word);
	struct explained it;

	if (term && begin(all, EXPLAIN_TERM, explain_term_name(term), several, &it)) {
		explain_tell_term(&it, term);
		explained_end(&it);
	}
}

static void
find_all(struct meanings *all, size_t several)
{
	static void (*const find[])(struct meanings *, size_t several) = { find_any_error,
		find_state, find_command, find_flag, find_options, find_property, find_kind,
		find_term };

	for (size_t i = 0; i < sizeof(find) / sizeof(*find); i++)
		if (all->wanted & 1U << i)
			find[i](all, several);
}

static size_t
meanings_of(const struct explain_ask *ask, const char *word, unsigned wanted,
    struct record *list)
{
	struct meanings all = { .ask = ask, .word = word, .wanted = wanted };
	size_t several;

	/* The segments of TCP, which flags of the kernel's are called after: MSG_SYN. */
	if (wanted == EXPLAIN_ANY && explain_term(word))
		all.wanted &= ~(unsigned)EXPLAIN_FLAG;
	find_all(&all, 0);
	all.bare = all.count == 0 || wanted == EXPLAIN_ERRNO;
	all.count = all.bare ? 0 : all.count;
	if (all.bare)
		find_all(&all, 0);
	several = all.count;
	all.count = 0;
	all.list = list;
	find_all(&all, several);
	return several;
}

static const char *
help_of(const char *flag)
{
	const struct name *const tables[] = { names_send_flag, names_recv_flag };

	for (size_t i = 0; i < 2; i++)
		for (const struct name *n = tables[i]; n->name; n++)
			if (strcmp(n->name, flag) == 0)
				return n->help;
	return "a flag that recv tells";
}

typedef void tell(void *to, enum explain_what, const char *word, const char *help);

static void
each_of_system(tell *told, void *to)
{
	const char *state;

	/* Second names stand at the end, and would come twice. */
	for (const struct name *n = names_errno; n->name; n++)
		if (names_of(names_errno, n->number) == n->name)
			told(to, EXPLAIN_ERRNO, n->name, strerror(n->number));
	for (const struct name *n = names_eai; n->name; n++)
		if (explain_eai(n->name))
			told(to, EXPLAIN_ERRNO, n->name, gai_strerror(n->number));
	for (size_t i = 0; (state = explain_state_at(i)); i++)
		told(to, EXPLAIN_STATE, state, "a state of a socket");
	for (const struct explain_flag *flag = explain_flags; flag->name; flag++)
		told(to, EXPLAIN_FLAG, flag->name, help_of(flag->name));
}

static void
each(const struct explain_ask *ask, tell *told, void *to)
{
	const struct option *option;
	const char *term;

	for (const struct command *const *c = ask->catalog->command; *c; c++)
		told(to, EXPLAIN_COMMAND, (*c)->name, (*c)->summary);
	each_of_system(told, to);
	for (size_t i = 0; (option = option_at(i)); i++) {
		told(to, EXPLAIN_OPTION, option->name, option->help);
		told(to, EXPLAIN_OPTION, option->brief, option->help);
	}
	for (const struct property *p = properties; p->name; p++)
		told(to, EXPLAIN_PROPERTY, p->name, p->help);
	for (const struct kind *kind = kinds; kind->name; kind++)
		told(to, EXPLAIN_KIND, kind->name, kind->help);
	for (size_t i = 0; (term = explain_term_at(i)); i++)
		told(to, EXPLAIN_TERM, term, "a term");
}

const struct explain_library explain_teach = { meanings_of, each, explain_tell_sock,
	explain_tell_last };
