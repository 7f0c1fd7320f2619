/* about: what sosh tells of itself: help, version, manual, declarations. */
#include "shell/about.h"

#include <string.h>

#include "base/bytes.h"
#include "command/safe.h"
#include "lang/data.h"
#include "lang/usage.h"
#include "shell/ahead.h"
#include "shell/editing.h"
#include "shell/render-json.h"
#include "shell/screen.h"
#include "socket/diag.h"
#include "socket/kind.h"
#include "socket/option.h"
#include "socket/property.h"
#include "socket/tls.h"
#include "teach/doctor.h"

static void
version(struct buf *out)
{
	struct error error;
	const struct editing *editing = editing_load(&error);
	const char *diag = diag_library_name(), *tls = tls_library_name();

	buf_format(out, "sosh %s\n", PACKAGE_VERSION);
	buf_format(out, "line editor: %s\n", editing->line->name);
	buf_format(out, "built in: libuv, PCRE2, jansson%s%s%s%s%s\n",
	    editing->terminfo ? ", terminfo" : "", diag ? ", " : "", diag ? diag : "",
	    tls ? ", OpenSSL " : "", tls ? tls : "");
	buf_format(out, "not built in yet: %scapture\n", tls ? "" : "TLS, ");
	buf_add_text(out, "Free software under the GNU GPL, version 3 or later; no warranty.\n");
}

static void
declare_properties(struct record *to)
{
	struct record *list = record_list(to, "properties");

	for (const struct property *p = properties; p->name; p++) {
		struct record *row = record_record(list, NULL);

		record_text(row, "name", p->name);
		record_text(row, "help", p->help);
	}
}

static void
put_text(struct record *row, const char *name, const char *text)
{
	if (text)
		record_text(row, name, text);
}

static void
declare_options(struct record *to)
{
	static const char *const access[] = { "", "get", "set", "get set" };
	struct record *list = record_list(to, "options");

	for (size_t i = 0; option_at(i); i++) {
		const struct option *option = option_at(i);
		const struct option_level *level = option_level(option->level);
		struct record *row = record_record(list, NULL);

		record_text(row, "name", option->name);
		record_text(row, "brief", option->brief);
		record_int(row, "level", option->level);
		record_int(row, "number", option->number);
		record_text(row, "type", option_type_text(option->type));
		record_text(row, "access", access[option->access & (OPTION_GET | OPTION_SET)]);
		put_text(row, "when", option->when);
		put_text(row, "who", option->who);
		put_text(row, "made", option->made);
		put_text(row, "help", option->help);
		record_text(row, "space", level->name);
		put_text(row, "on", option->on ? option->on : level->on);
		put_text(row, "fresh", option->fresh);
		put_text(row, "legal", option->legal);
		put_text(row, "becomes", option->becomes);
		put_text(row, "illegal", option->illegal);
		if (option->illegal)
			put_text(row, "refuses", names_of(names_errno, option->refuses));
	}
}

static void
declare_kinds(struct record *to)
{
	struct record *list = record_list(to, "kinds");

	for (const struct kind *kind = kinds; kind->name; kind++)
		record_text(list, NULL, kind->name);
	list = record_list(to, "prefixes");
	for (const struct data_prefix *p = data_prefixes; p->name; p++)
		record_text(list, NULL, p->name);
}

static void
declare_safe(struct record *to)
{
	static const char *const what[] = { "command", "flag", "prefix", "kind", "variable",
		"option" };
	struct record *list = record_list(to, "safe");

	for (const struct safe_row *safe = safe_rows; safe->name; safe++) {
		struct record *row = record_record(list, NULL);

		record_text(row, "what", what[safe->what]);
		record_text(row, "name", safe->name);
		record_bool(row, "allowed", !safe->refusal);
	}
}

static void
declarations(const struct catalog *catalog, struct buf *out)
{
	struct record all = { 0 };

	usage_declare(catalog, &all);
	declare_properties(&all);
	declare_options(&all);
	declare_kinds(&all);
	declare_safe(&all);
	render_json_record(out, &all);
	record_clear(&all);
}

static void
manual(const struct catalog *catalog, struct buf *out)
{
	struct buf options = { 0 };

	options_manual(&options);
	usage_manual(catalog, &(struct manual){ .version = PACKAGE_VERSION, .date = "2026-11-23",
	    .section = (const struct manual_section[]){
		{ "NAME", NULL },
		{ "SYNOPSIS", NULL },
		{ "DESCRIPTION", NULL },
		{ "OPTIONS", buf_text(&options) },
		{ "LANGUAGE", NULL },
		{ "COMMANDS", NULL },
		{ "DATA", NULL },
		{ "VARIABLES", NULL },
		{ "EXIT STATUS",
		  "- `0`: all went well\n- `1`: a command failed, or an expectation was not met\n"
		  "- `2`: it could not be understood: a bad option, a syntax error\n"
		  "- `3`: output, or a file that was asked for, could not be written\n\n"
		  "SIGINT and SIGTERM end sosh by the signal itself.\n" },
		{ "FILES",
		  "- `$XDG_STATE_HOME/sosh/history`: the lines that were entered at the prompt; "
		  "`SOSH_HISTFILE` names another file, empty: none\n"
		  "- `$XDG_CONFIG_HOME/sosh/rc.sosh`: commands that run before the first "
		  "prompt\n" },
		{ 0 } } }, out);
	buf_clear(&options);
}

/* docs/hints.md. */
static int
hints(struct buf *out)
{
	struct error error;

	return doctor_page(out, &error) ? 0 : about_error(&error);
}

static bool
has_safe_row(const char *kind)
{
	for (const struct safe_row *row = safe_rows; row->name; row++)
		if (row->what == SAFE_KIND && strcmp(row->name, kind) == 0)
			return true;
	return false;
}

static int
self_check(const struct catalog *catalog, struct buf *out)
{
	size_t faults = usage_check(catalog, out) + doctor_check(out);

	for (const struct kind *kind = kinds; kind->name; kind++)
		if (!has_safe_row(kind->name) && ++faults)
			buf_format(out, "kind %s: no row in the table of --safe\n", kind->name);
	return faults ? 1 : 0;
}

int
about(const struct options *options, const struct catalog *catalog)
{
	struct screen screen;
	struct buf out = { 0 };
	int status = 0;

	screen_init(&screen);
	switch (options->what) {
	case OPTIONS_RUN:
		break;
	case OPTIONS_HELP:
		options_help(&out);
		break;
	case OPTIONS_VERSION:
		version(&out);
		break;
	case OPTIONS_COMPLETE:
		ahead_complete(catalog, options->complete, &out);
		break;
	case OPTIONS_HINT:
		ahead_hint(catalog, options->complete, &out);
		break;
	case OPTIONS_MAN:
		manual(catalog, &out);
		break;
	case OPTIONS_HINTS:
		status = hints(&out);
		break;
	case OPTIONS_DECLARATIONS:
		declarations(catalog, &out);
		break;
	case OPTIONS_SELF_CHECK:
		status = self_check(catalog, &out);
		break;
	}
	screen_out(&screen, buf_text(&out), out.count);
	if (!screen_flush(&screen))
		status = 3;
	screen_clear(&screen);
	buf_clear(&out);
	return status;
}

int
about_error(const struct error *error)
{
	struct screen screen;
	struct buf out = { 0 };

	screen_init(&screen);
	buf_add_text(&out, "sosh: ");
	bytes_show_text(&out, error->text, SHOW_SLASH);
	buf_add_byte(&out, '\n');
	screen_error(&screen, out.data, out.count);
	screen_clear(&screen);
	buf_clear(&out);
	return 2;
}
