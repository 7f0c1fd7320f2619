/* usage-check: are all declarations sound? */
#include "lang/usage.h"

#include <string.h>

#include "lang/args.h"
#include "lang/sentence.h"

enum { ALIASES = 16 };

struct check {
	const struct catalog *catalog;
	const struct command *command;
	struct buf           *out;
	size_t                faults;
};

static void fault(struct check *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
fault(struct check *check, const char *format, ...)
{
	va_list list;

	buf_format(check->out, "%s: ", check->command->name);
	va_start(list, format);
	buf_vformat(check->out, format, list);
	va_end(list);
	buf_add_byte(check->out, '\n');
	check->faults++;
}

static bool
is_empty(const char *text)
{
	return !text || !*text;
}

/* The command that answers to `name`, other than `but`; commands by their order,
 * so that of two only the later is told. */
static const struct command *
answers_before(const struct check *check, const char *name)
{
	for (const struct command *const *c = check->catalog->command; *c != check->command; c++) {
		if (strcmp((*c)->name, name) == 0)
			return *c;
		for (const char *const *a = (*c)->aliases; a && *a; a++)
			if (strcmp(*a, name) == 0)
				return *c;
	}
	return NULL;
}

static void
check_name(struct check *check, const char *name)
{
	const struct command *other = answers_before(check, name);

	if (other)
		fault(check, "'%s' also stands for %s", name, other->name);
	if (is_empty(name) || strcspn(name, " \t\n;'\"\\$#{}&") != strlen(name) ||
	    strncmp(name, "--", 2) == 0)
		fault(check, "'%s' cannot be typed as it is", name);
}

static void
check_names(struct check *check)
{
	const char *const *alias = check->command->aliases;
	size_t count = 0;

	check_name(check, check->command->name);
	for (; alias && alias[count] && count < ALIASES; count++) {
		check_name(check, alias[count]);
		for (size_t i = 0; i < count; i++)
			if (strcmp(alias[i], alias[count]) == 0)
				fault(check, "alias '%s' stands twice", alias[i]);
		if (strcmp(alias[count], check->command->name) == 0)
			fault(check, "alias '%s' is its name", alias[count]);
	}
	if (count == ALIASES)
		fault(check, "its aliases do not end with NULL");
}

static void
check_type(struct check *check, const struct param *param)
{
	const struct type *type = param->type;
	bool inner = param->flags & PARAM_COMMAND;
	bool may_lack = param->flags & (PARAM_OPTIONAL | PARAM_OPTION);

	if (!type) {
		fault(check, "%s has no type", param->name);
		return;
	}
	if (!type->name || (!*type->name && type != &type_flag))
		fault(check, "the type of %s has no name", param->name);
	if (is_empty(type->help))
		fault(check, "the type of %s has no help", param->name);
	if (!type->parse)
		fault(check, "the type of %s cannot read a word", param->name);
	if (!type->complete && type != &type_flag && !inner)
		fault(check, "the type of %s offers nothing", param->name);
	if (!type->noun && type != &type_flag && !inner && !may_lack)
		fault(check, "the type of %s has no noun to ask for it by", param->name);
	if (type->desk && !type->borrows)
		fault(check, "the type of %s does not tell which sockets it borrows", param->name);
	if (type == &type_choice && !(param->among && *param->among))
		fault(check, "%s has no words to choose from", param->name);
	if (type == &type_flag && !(param->flags & PARAM_OPTION))
		fault(check, "%s is a switch and no option", param->name);
}

/* What takes the place of the first plain row has to come out as that does. */
static void
check_instead(struct check *check, const struct param *param)
{
	const struct param *first = args_plain(check->command->params);

	if (!(param->flags & PARAM_INSTEAD))
		return;
	if (!(param->flags & PARAM_OPTION) || param->type == &type_flag)
		fault(check, "%s takes the place of a word, and has none", param->name);
	if (!first->name || first->at != param->at)
		fault(check, "%s takes the place of %s, and lands elsewhere", param->name,
		    first->name ? first->name : "nothing");
}

static void
check_twice(struct check *check, const struct param *param)
{
	for (const struct param *p = check->command->params; p < param; p++)
		if (strcmp(p->name, param->name) == 0 &&
		    (p->flags & PARAM_OPTION) == (param->flags & PARAM_OPTION))
			fault(check, "%s stands twice", param->name);
}

/* What stands where: `before` is the row of the plain word before, or NULL. */
static void
check_order(struct check *check, const struct param *param, const struct param *before)
{
	if (!before)
		return;
	if (param->with && !before->among)
		fault(check, "%s goes with a word of %s, which has none", param->name,
		    before->name);
	if ((before->flags & PARAM_OPTIONAL) && !(param->flags & PARAM_OPTIONAL))
		fault(check, "%s follows %s, which may be left out", param->name, before->name);
	if (before->flags & (PARAM_MANY | PARAM_COMMAND))
		fault(check, "%s follows %s, which takes all words", param->name, before->name);
}

static void
check_params(struct check *check)
{
	const struct param *before = NULL;
	bool options = false, inner = false;

	for (const struct param *p = check->command->params; p->name; p++) {
		if (is_empty(p->help))
			fault(check, "%s has no help", p->name);
		if (p->type != NULL && p->at >= check->command->args_size &&
		    !(p->flags & PARAM_COMMAND))
			fault(check, "%s lies outside of its struct", p->name);
		check_type(check, p);
		check_instead(check, p);
		check_twice(check, p);
		options |= (p->flags & PARAM_OPTION) != 0;
		inner |= (p->flags & PARAM_COMMAND) != 0;
		if (p->flags & PARAM_OPTION)
			continue;
		check_order(check, p, before);
		before = p;
	}
	if (options && inner)
		fault(check, "flags cannot be told from those of the command inside");
	if (inner && (check->command->flags & COMMAND_BLOCK))
		fault(check, "the block cannot be told from that of the command inside");
}

static bool
is_field(const struct command *command, const char *name, size_t count)
{
	/* Every command may be about a socket. */
	if (count == 6 && strncmp(name, "socket", count) == 0)
		return true;
	for (const struct field *f = command->fields; f && f->name; f++)
		if (strncmp(f->name, name, count) == 0 && f->name[count] == '\0')
			return true;
	return false;
}

/* Or a part of one: "credentials.pid". */
static void
check_said(void *to, const char *name, size_t count)
{
	struct check *check = to;
	const char *dot = memchr(name, '.', count);

	if (!is_field(check->command, name, count) &&
	    !(dot && is_field(check->command, name, (size_t)(dot - name))))
		fault(check, "says '%.*s', and declares no such field", (int)count, name);
}

static void
check_say(struct check *check)
{
	const char *say = check->command->say;
	const char *wrong = say ? sentence_check(say, check_said, check) : NULL;

	if (wrong)
		fault(check, "%s in what it says", wrong);
}

static void
check_fields(struct check *check)
{
	const struct field *fields = check->command->fields;

	for (const struct field *f = fields; f && f->name; f++) {
		if (is_empty(f->help))
			fault(check, "field %s has no help", f->name);
		for (const struct field *g = fields; g < f; g++)
			if (strcmp(f->name, g->name) == 0)
				fault(check, "field %s stands twice", f->name);
	}
}

/* A form is another declaration of the command, found by one more word. */
static void
check_form(struct check *check, const struct command *command, const struct command *form)
{
	if (!form->form || strcspn(form->form, " \t\n;'\"\\$#{}&") != strlen(form->form))
		fault(check, "a form of %s has no word that can be typed", command->name);
	if (strcmp(form->name, command->name) != 0)
		fault(check, "the form %s has the name %s", form->form, form->name);
	if ((form->flags | command->flags) & (COMMAND_BLOCK | COMMAND_MAY_BLOCK) || form->forms)
		fault(check, "the form %s has a block, or forms", form->form);
}

static void check_rows(struct check *);

static void
check_forms(struct check *check)
{
	const struct command *command = check->command;

	for (const struct command *const *f = command->forms; f && *f; f++) {
		check_form(check, command, *f);
		check->command = *f;
		check_rows(check);
		check->command = command;
	}
}

static void
check_rows(struct check *check)
{
	const struct command *command = check->command;

	if (is_empty(command->summary))
		fault(check, "has no summary");
	else if (command->summary[strlen(command->summary) - 1] == '.')
		fault(check, "its summary ends with a full stop");
	if (is_empty(command->group))
		fault(check, "has no group");
	if (!command->run)
		fault(check, "does nothing");
	if (command->args_size > CALL_ARGS)
		fault(check, "its arguments take %zu bytes, and there are %d", command->args_size,
		    CALL_ARGS);
	if ((command->flags & COMMAND_ELSE) && !(command->flags & COMMAND_BLOCK))
		fault(check, "has an else and no block");
	check_params(check);
	check_fields(check);
	check_say(check);
}

static void
check_command(struct check *check)
{
	if (!usage_page(check->catalog, check->command->name))
		fault(check, "has no page");
	check_names(check);
	check_rows(check);
	check_forms(check);
}

static bool
is_command(const struct catalog *catalog, const char *name)
{
	for (const struct command *const *c = catalog->command; *c; c++)
		if (strcmp((*c)->name, name) == 0)
			return true;
	return false;
}

size_t
usage_check(const struct catalog *catalog, struct buf *complaints)
{
	struct check check = { .catalog = catalog, .out = complaints };

	for (const struct command *const *c = catalog->command; *c; c++) {
		check.command = *c;
		check_command(&check);
		if (c != catalog->command && strcmp(c[-1]->name, (*c)->name) > 0)
			fault(&check, "stands behind %s: commands are sorted by name", c[-1]->name);
	}
	for (const struct page *p = catalog->page; p->name; p++) {
		if (!is_command(catalog, p->name)) {
			buf_format(complaints, "%s: there is a page and no command\n", p->name);
			check.faults++;
		}
	}
	return check.faults;
}
