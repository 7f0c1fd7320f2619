/* hint: the rest of the usage of what is being typed. */
#include "lang/hint.h"

#include <string.h>

#include "lang/spot.h"
#include "lang/suggest.h"
#include "lang/usage.h"

struct hinting {
	struct spot           spot;
	const struct reading *from;
	const struct param   *flag;   /* that the hint finishes: it is left out */
	bool                  first;  /* nothing was added yet */
	bool                  blank;  /* and a blank goes before that */
	struct buf           *out;
};

static void
add_blank(struct hinting *hinting)
{
	if (!hinting->first || hinting->blank)
		buf_add_byte(hinting->out, ' ');
	hinting->first = false;
}

static void
add_piece(struct hinting *hinting, const char *text, bool brackets)
{
	add_blank(hinting);
	buf_format(hinting->out, brackets ? "[%s]" : "%s", text);
}

/* What a type has to say of what is written next; false if nothing can be. */
static bool
ask_type(struct hinting *hinting, const struct param *param, struct buf *to)
{
	_Alignas(max_align_t) unsigned char args[CALL_ARGS] = { 0 };
	const struct reading reading = spot_reading(&hinting->spot, hinting->from, param, args);

	if (!param->type->usage || param != hinting->spot.next)
		return true;
	spot_fill(&hinting->spot, hinting->from, args);
	return param->type->usage(&reading, to);
}

static void
add_row(struct hinting *hinting, const struct param *param, bool brackets)
{
	struct buf row = { 0 };

	if (ask_type(hinting, param, &row)) {
		bool told = row.count > 0;

		if (!told)
			usage_param(param, &row);
		add_piece(hinting, buf_text(&row), brackets && !(told && param->type->usage_whole));
	}
	buf_clear(&row);
}

/* What stands behind a flag: its row without "--NAME ". */
static void
add_flag_value(struct hinting *hinting, const struct param *param)
{
	struct buf row = { 0 };

	if (param->type == &type_flag)
		return;
	usage_param(param, &row);
	add_piece(hinting, buf_text(&row) + strlen("-- ") + strlen(param->name), false);
	buf_clear(&row);
}

static void
add_plain(struct hinting *hinting)
{
	const struct spot *spot = &hinting->spot;

	for (const struct param *p = spot->next; p->name; p++) {
		bool begun = p == spot->next && spot->begun;

		/* That more of the same may follow is known by then. */
		if (!(p->flags & PARAM_OPTION) && (!begun || p->type->usage))
			add_row(hinting, p, begun || (p->flags & PARAM_OPTIONAL));
	}
}

static void
add_flags(struct hinting *hinting)
{
	const struct spot *spot = &hinting->spot;

	for (const struct param *p = spot->command->params; p->name && !spot->ended; p++)
		if (p != hinting->flag && !(p->flags & PARAM_RARE) && spot_lacks(spot, p))
			add_row(hinting, p, true);
}

/* Do the words before stand alone? */
static bool
is_over(struct hinting *hinting)
{
	_Alignas(max_align_t) unsigned char args[CALL_ARGS] = { 0 };
	const struct param *next = hinting->spot.next;
	const struct reading reading = spot_reading(&hinting->spot, hinting->from, next, args);

	if (!next->name || !next->type->place)
		return false;
	spot_fill(&hinting->spot, hinting->from, args);
	return next->type->place(&reading) == TYPE_NOTHING;
}

static void
add_rest(struct hinting *hinting)
{
	const struct command *command = hinting->spot.command;
	const struct spot *spot = &hinting->spot;

	if (spot->nested) {
		if (!hinting->blank || spot->opened)
			add_row(hinting, spot->row, false);
		for (unsigned i = 0; i < spot->nested; i++)
			add_piece(hinting, "}", false);
		return;
	}
	if (is_over(hinting))
		return;
	if (spot->value)
		add_flag_value(hinting, spot->value);
	add_plain(hinting);
	add_flags(hinting);
	if (command->flags & COMMAND_BLOCK)
		add_piece(hinting, "{ ... }", false);
	if (command->flags & COMMAND_ELSE) {
		add_blank(hinting);
		buf_format(hinting->out, "[else %s ...] [else { ... }]", command->name);
	}
}

/* The name of a command is being typed. */
static void
hint_name(struct hinting *hinting)
{
	struct spot *spot = &hinting->spot;
	const char *typed = buf_text(&spot->typed);
	struct error error;

	if (!spot->touches || !spot->literal || !spot_begin(spot, typed))
		return;
	/* Not for an alias. */
	if (strncmp(spot->command->name, typed, spot->typed.count) == 0)
		buf_add_text(hinting->out, spot->command->name + spot->typed.count);
	else if (!args_command(spot->catalog, typed, false, &error))
		return;
	add_rest(hinting);
}

/* The one flag that begins so and does not stand there yet. */
static const struct param *
flag_begun(const struct spot *spot)
{
	const char *name = buf_text(&spot->typed) + 2;
	const struct param *found = NULL;

	for (const struct param *p = spot->command->params; p->name; p++) {
		if (!spot_lacks(spot, p) ||
		    strncmp(p->name, name, strlen(name)) != 0)
			continue;
		if (strcmp(p->name, name) == 0)
			return p;
		if (found)
			return NULL;
		found = p;
	}
	return found;
}

static void
hint_flag(struct hinting *hinting)
{
	struct spot *spot = &hinting->spot;

	/* "--" alone may be any flag, or none. */
	hinting->flag = spot->typed.count > 2 ? flag_begun(spot) : NULL;
	if (!hinting->flag)
		return;
	if (hinting->flag->flags & PARAM_INSTEAD)
		spot->next = args_plain(spot->next + 1);
	buf_add_text(hinting->out, hinting->flag->name + spot->typed.count - 2);
	add_flag_value(hinting, hinting->flag);
	add_rest(hinting);
}

/* ---- words that are wrong ---- */

/* "did you mean 'echo'?": the end of the error, where it knows. */
static bool
add_meant(struct hinting *hinting)
{
	char *meant = strstr(hinting->spot.error.text, SUGGEST_BEGINS);
	char *end = meant ? strchr(meant, '?') : NULL;

	if (!end)
		return false;
	end[1] = '\0';
	add_piece(hinting, meant + strlen(": "), false);
	return true;
}

struct beginning {
	const struct buf *typed;
	bool              found;
};

static void
look_at_offer(void *to, const char *word, const char *help)
{
	struct beginning *beginning = to;

	(void)help;
	beginning->found |= strncmp(word, buf_text(beginning->typed), beginning->typed->count) == 0;
}

/* Is the word that was typed the beginning of one that may stand there?  `args` are those before
 * it.  Only asked where a name is near: others may be many, as those of files. */
static bool
is_beginning(struct hinting *hinting, const struct param *param, void *args)
{
	struct spot *spot = &hinting->spot;
	const struct reading reading = spot_reading(spot, hinting->from, param, args);
	struct beginning beginning = { .typed = &spot->typed };

	if (strstr(spot->error.text, SUGGEST_BEGINS) && param->name && param->type->complete)
		param->type->complete(&reading, buf_text(&spot->typed),
		    (struct offer){ look_at_offer, &beginning });
	return beginning.found;
}

/* Takes the word that is being typed.  False: it cannot be read, nor become one that can, and
 * which was meant is told. */
static bool
take_word(struct hinting *hinting, void *args)
{
	_Alignas(max_align_t) unsigned char with[CALL_ARGS] = { 0 };
	struct spot *spot = &hinting->spot;
	const struct param *bad, *param = spot->value ? spot->value : spot->next;
	bool touches = spot->touches;

	spot_take(spot);
	if (!touches || spot->wrong)
		return true;
	bad = spot_fill(spot, hinting->from, with);
	return !bad || bad->type->desk || is_beginning(hinting, param, args) ||
	    !add_meant(hinting);
}

static void
hint_word(struct hinting *hinting)
{
	_Alignas(max_align_t) unsigned char args[CALL_ARGS] = { 0 };
	struct spot *spot = &hinting->spot;
	const struct param *bad;
	bool flag = spot->touches && spot->literal && !spot->ended && !spot->value &&
	    !spot->nested && strncmp(buf_text(&spot->typed), "--", 2) == 0;

	/* What only the desk can tell, as whether there is such a socket, is not judged
	 * while one types. */
	bad = spot_fill(spot, hinting->from, args);
	if (bad && !bad->type->desk)
		add_meant(hinting);
	if (spot->wrong || (bad && !bad->type->desk))
		return;
	if (spot->touches && (spot->next->flags & PARAM_COMMAND)) {
		hint_name(hinting);
		return;
	}
	if (flag) {
		hint_flag(hinting);
		return;
	}
	if (take_word(hinting, args) && !spot->wrong)
		add_rest(hinting);
}

void
hint(const struct catalog *catalog, const struct reading *from, const char *line,
    size_t point, struct buf *out)
{
	struct hinting hinting = { .from = from, .first = true, .out = out };

	if (line[point] != '\0')
		return;
	spot_find(&hinting.spot, catalog, line, point);
	hinting.blank = hinting.spot.touches;
	if (hinting.spot.quoted)
		hinting.spot.in = SPOT_NOTHING;
	if (hinting.spot.in == SPOT_NAME)
		hint_name(&hinting);
	else if (hinting.spot.in == SPOT_WORD)
		hint_word(&hinting);
	spot_clear(&hinting.spot);
}
