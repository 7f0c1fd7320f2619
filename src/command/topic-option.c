/* topic-option: what help tells of socket options, from their table. */
#include "command/topic-option.h"

#include <string.h>
#include <sys/socket.h>

#include "base/names.h"
#include "command/type-option.h"
#include "lang/layout.h"
#include "socket/option.h"

/* WIDTH: of a line; NAMES: of the column of names; EXAMPLE: of a value, at most. */
enum { WIDTH = 80, NAMES = 24, EXAMPLE = 44 };

/* The sockets of a level. */
static const char *
of_level(const struct option_level *level)
{
	if (level->type || level->protocol[0])
		return level->on;
	return level->family == AF_INET ? "IPv4" : level->family == AF_INET6 ? "IPv6" :
	    level->family ? names_of(names_family, level->family) : "all";
}

void
topic_options(const struct catalog *catalog, struct buf *out)
{
	const struct option_level *level = NULL;
	const struct option *option;

	(void)catalog;
	layout_text("Socket options, for get and set; SO_REUSEADDR and reuseaddr are the "
	    "same. 'help option NAME' tells all of one.", 0, out);
	for (size_t i = 0; (option = option_at(i)); i++) {
		if (!level || option->level != level->number) {
			level = option_level(option->level);
			buf_format(out, "%s, of %s sockets:\n", level->name, of_level(level));
		}
		layout_row(option->name, option->help, NAMES, out);
	}
}

static void
line(struct buf *out, const char *name, const char *text)
{
	if (text)
		layout_row(name, text, 8, out);
}

static const char *
of_kind(const struct option *option)
{
	if (option->access & OPTION_RAW)
		return "raw";
	return option->family ? option->on : of_level(option_level(option->level));
}

/* The kind of socket that it is tried on. */
static const char *
on_kind(const struct option *option)
{
	return option->on ? option->on : option_level(option->level)->on;
}

static const char *
access_of(const struct option *option)
{
	static const char *const access[] = { "", "get", "set", "get and set" };

	return access[option->access & (OPTION_GET | OPTION_SET)];
}

static void
add_choices(const struct option *option, struct buf *out)
{
	bool holds = option->type == OPTION_LAYOUT || option->type == OPTION_INTS;
	size_t column = 11;

	buf_add_text(out, holds ? "  holds    " : "  values   ");
	for (const struct name *n = option->choices; n->name; n++) {
		size_t count = strlen(n->name) + 1;

		if (column + count > WIDTH) {
			buf_add_text(out, "\n           ");
			column = 11;
		}
		buf_format(out, " %s", n->name);
		column += count;
	}
	buf_add_byte(out, '\n');
}

/* Names of families, errnos and their like are too many, and no choice. */
static bool
has_choices(const struct option *option)
{
	return option->choices && ((option->access & OPTION_SET) ||
	    option->type == OPTION_LAYOUT || option->type == OPTION_INTS);
}

static void
add_trial(const struct option *option, struct buf *out)
{
	if (option->fresh)
		line(out, "default", option->fresh);
	else if (option->access & OPTION_SET && option->access & OPTION_GET)
		line(out, "default", "the system's");
	if (option->legal)
		buf_format(out, "  %-8s  set N %s %.*s%s%s%s\n", "example", option->brief,
		    EXAMPLE, option->legal, strlen(option->legal) > EXAMPLE ? "..." : "",
		    option->becomes ? ": becomes " : "",
		    option->becomes ? option->becomes : "");
	if (option->illegal)
		buf_format(out, "  %-8s  set N %s %s: %s\n", "refused", option->brief,
		    option->illegal, names_of(names_errno, option->refuses));
}

void
topic_option_rows(const struct option *option, struct buf *out)
{
	static const char kernel[] = "the kernel ";
	const struct option_level *level = option_level(option->level);

	buf_format(out, "  %-8s  %s (%d), option %d\n", "level", level->name, level->number,
	    option->number);
	buf_format(out, "  %-8s  %s sockets\n", "of", of_kind(option));
	line(out, "access", access_of(option));
	if (option->access & OPTION_SET)
		line(out, "value", option_type_text(option->type));
	if (has_choices(option))
		add_choices(option, out);
	line(out, "when", option->when);
	if (option->access & OPTION_SET)
		line(out, "who", option->who ? option->who : "anybody");
	add_trial(option, out);
	if (option->made)
		line(out, "kernel", option->made +
		    (strncmp(option->made, kernel, strlen(kernel)) == 0 ? strlen(kernel) : 0));
}

static void
tell(const struct option *option, struct buf *out)
{
	buf_format(out, "%s, %s\n  %s\n", option->name, option->brief, option->help);
	topic_option_rows(option, out);
}

static void
put(struct record *row, const char *name, const char *text)
{
	if (text)
		record_text(row, name, text);
}

static void
declare(const struct option *option, struct record *row)
{
	record_text(row, "name", option->name);
	record_text(row, "brief", option->brief);
	record_text(row, "level", option_level(option->level)->name);
	record_int(row, "level_number", option->level);
	record_int(row, "number", option->number);
	put(row, "of", of_kind(option));
	put(row, "on", on_kind(option));
	record_bool(row, "get", option->access & OPTION_GET);
	record_bool(row, "set", option->access & OPTION_SET);
	put(row, "value", option_type_text(option->type));
	if (has_choices(option)) {
		struct record *list = record_list(row, "values");

		for (const struct name *n = option->choices; n->name; n++)
			record_text(list, NULL, n->name);
	}
	put(row, "when", option->when);
	put(row, "who", option->who);
	put(row, "default", option->fresh);
	put(row, "legal", option->legal);
	put(row, "becomes", option->becomes);
	put(row, "illegal", option->illegal);
	put(row, "refuses", option->illegal ? names_of(names_errno, option->refuses) : NULL);
	put(row, "made", option->made);
	record_text(row, "help", option->help);
}

/* "LEVEL:OPTION" is one; a name may be one of each of several levels. */
static bool
is_meant(const struct option *option, const struct text *name)
{
	struct option own;
	struct error ignored;

	if (memchr(name->bytes, ':', name->count))
		return option_numbered(name->bytes, name->count, &own, &ignored) == option;
	return option_answers(option, name->bytes, name->count);
}

bool
topic_option(const struct text *name, struct buf *out, struct record *list, struct error *error)
{
	const struct option *option;
	size_t found = 0;

	for (size_t i = 0; (option = option_at(i)); i++) {
		if (!is_meant(option, name))
			continue;
		if (found++)
			buf_add_byte(out, '\n');
		tell(option, out);
		declare(option, record_record(list, NULL));
	}
	return found || type_option_none(name, error);
}
