/* usage: a declaration as usage line and help. */
#include "lang/usage.h"

#include <string.h>

#include "lang/defs.h"
#include "lang/layout.h"

/* A type's name, which may end in "..." for lists, as one word is called. */
static size_t
name_count(const char *name)
{
	size_t count = strlen(name);

	return count > 3 && strcmp(name + count - 3, "...") == 0 ? count - 3 : count;
}

static void
add_choices(const char *const *among, struct buf *out)
{
	for (size_t i = 0; among[i]; i++)
		buf_format(out, "%s%s", i ? "|" : "", among[i]);
}

static void
add_option(const struct param *param, struct buf *out)
{
	buf_format(out, "--%s", param->name);
	if (param->type == &type_flag)
		return;
	buf_add_byte(out, ' ');
	if (param->among)
		add_choices(param->among, out);
	else
		buf_add(out, param->type->name, name_count(param->type->name));
}

void
usage_param(const struct param *param, struct buf *out)
{
	if (param->flags & PARAM_OPTION)
		add_option(param, out);
	else if (param->among)
		add_choices(param->among, out);
	else
		buf_add_text(out, param->name);
	if (!(param->flags & PARAM_OPTION) &&
	    param->flags & (PARAM_MANY | PARAM_COMMAND) && !strstr(param->name, "..."))
		buf_add_text(out, "...");
}

static void
add_params(const struct command *command, bool options, struct buf *out)
{
	for (const struct param *p = command->params; p->name; p++) {
		bool option = p->flags & PARAM_OPTION;
		bool brackets = option || (p->flags & PARAM_OPTIONAL);

		if (option != options)
			continue;
		buf_add_text(out, brackets ? " [" : " ");
		usage_param(p, out);
		buf_add_text(out, brackets ? "]" : "");
		buf_add_text(out, option && (p->flags & PARAM_MANY) ? "..." : "");
	}
}

void
usage_line(const struct command *command, struct buf *out)
{
	buf_add_text(out, command->name);
	if (command->form)
		buf_format(out, " %s", command->form);
	add_params(command, false, out);
	add_params(command, true, out);
	if (command->flags & COMMAND_BLOCK)
		buf_add_text(out, " { ... }");
	if (command->flags & COMMAND_MAY_BLOCK)
		buf_add_text(out, " [{ ... }]");
	if (command->flags & COMMAND_ELSE)
		buf_format(out, " [else %s ...] [else { ... }]", command->name);
}

const char *
usage_page(const struct catalog *catalog, const char *name)
{
	const struct page *page = catalog->page;
	const char *text;

	while (page->name && strcmp(page->name, name) != 0)
		page++;
	text = page->text;
	if (!text || *text != '#')
		return text;
	text += strcspn(text, "\n");
	return text + strspn(text, "\n");
}

static size_t
widest(const struct command *command)
{
	size_t width = 0;

	for (const struct param *p = command->params; p->name; p++) {
		struct buf label = { 0 };

		usage_param(p, &label);
		width = layout_wider(width, label.count);
		buf_clear(&label);
	}
	for (const struct field *f = command->fields; f && f->name; f++)
		width = layout_wider(width, strlen(f->name));
	return width;
}

/* Does usage call this row by the name of its type, and is that worth a word? */
static bool
shows_type(const struct param *param)
{
	const char *type = param->type->name;
	size_t count = name_count(type);

	if (param->among || param->type == &type_flag || param->type == &type_text ||
	    param->type == &type_texts)
		return false;
	return (param->flags & PARAM_OPTION) || (name_count(param->name) == count &&
	    strncmp(param->name, type, count) == 0);
}

static bool
type_stood_before(const struct command *command, const struct param *param)
{
	for (const struct param *p = command->params; p < param; p++)
		if (p->type == param->type && shows_type(p))
			return true;
	return false;
}

static void
add_types(const struct command *command, size_t width, struct buf *out)
{
	bool first = true;

	for (const struct param *p = command->params; p->name; p++) {
		struct buf name = { 0 };

		if (!shows_type(p) || type_stood_before(command, p))
			continue;
		buf_add_text(out, first ? "\nWords:\n" : "");
		first = false;
		buf_add(&name, p->type->name, name_count(p->type->name));
		layout_row(buf_text(&name), p->type->help, width, out);
		buf_clear(&name);
	}
}

static void
add_fields(const struct command *command, size_t width, struct buf *out)
{
	if (!command->fields || !command->fields->name)
		return;
	buf_add_text(out, "\nThe answer holds:\n");
	for (const struct field *f = command->fields; f->name; f++)
		layout_row(f->name, f->help, width, out);
}

static void
add_aliases(const struct command *command, struct buf *out)
{
	for (const char *const *a = command->aliases; a && *a; a++)
		buf_format(out, "%s%s", a == command->aliases ? "\nAlso called: " : ", ", *a);
	if (command->aliases && *command->aliases)
		buf_add_byte(out, '\n');
}

/* A declaration without what stands around it: usage, summary, rows. */
static void
add_declaration(const struct command *command, struct buf *out)
{
	size_t width = widest(command);
	struct buf line = { 0 };

	usage_line(command, &line);
	layout_text(buf_text(&line), 2 * LAYOUT_INDENT, out);
	buf_clear(&line);
	buf_format(out, "%*s", LAYOUT_INDENT, "");
	layout_text(command->summary, LAYOUT_INDENT, out);
	if (command->flags & COMMAND_DEFINED && strcmp(command->summary, def_of(command)->place)) {
		buf_format(out, "%*s", LAYOUT_INDENT, "");
		layout_text(def_of(command)->place, LAYOUT_INDENT, out);
	}
	if (command->params->name)
		buf_add_byte(out, '\n');
	for (const struct param *p = command->params; p->name; p++) {
		usage_param(p, &line);
		layout_row(buf_text(&line), p->help, width, out);
		buf_reset(&line);
	}
	buf_clear(&line);
	add_types(command, width, out);
	add_fields(command, width, out);
}

void
usage_help(const struct catalog *catalog, const struct command *command, struct buf *out)
{
	const char *page = usage_page(catalog, command->name);

	add_declaration(command, out);
	for (const struct command *const *f = command->forms; f && *f; f++) {
		buf_add_byte(out, '\n');
		add_declaration(*f, out);
	}
	add_aliases(command, out);
	if (page && *page) {
		buf_add_byte(out, '\n');
		layout_page(page, out);
	}
}
