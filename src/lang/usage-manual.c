/* usage-manual: sosh.1, from declarations and pages. */
#include "lang/usage.h"

#include <string.h>

#include "lang/data.h"
#include "lang/roff.h"

static const char description[] =
"`sosh` is the socket shell: one creates, binds, listens, accepts, connects, sends,\n"
"receives and closes numbered sockets, one system call at a time, and sees what the\n"
"kernel makes of it.\n"
"\n"
"On a terminal it is a prompt with completion and history. With a FILE, with `-c`,\n"
"or with standard input that is no terminal it runs the commands that it is given.\n"
"A FILE, or all `-c` together, is parsed whole before anything runs.\n"
"\n"
"```\n"
"sosh> socket tcp\n"
"sosh> connect 1 localhost:http\n"
"sosh> send 1 \"HEAD / HTTP/1.0\\r\\n\\r\\n\"\n"
"sosh> recv 1\n"
"```\n";

static const char language[] =
"A command is a line; `;` outside quotes ends one, too. A backslash at the end of a\n"
"line joins the next. `#` at the start of a word begins a comment. Commands in\n"
"`{ }` are a block.\n"
"\n"
"A word is made of plain text, `'...'` (as it stands), `\"...\"` (with the escapes\n"
"of C) and variables, with no blank between. Outside quotes a backslash makes the\n"
"next character plain. What comes out of a variable or of quotes is only ever text:\n"
"never a flag, a brace or a DATA prefix. A lone `--` ends the flags.\n"
"\n"
"The escapes are `\\r \\n \\t \\a \\b \\e \\f \\v \\\\ \\\" \\' \\$`, `\\ooo` (octal),\n"
"`\\xHH` (exactly two digits), `\\uHHHH` and `\\u{H...}`.\n"
"\n"
"`<<TAG` as the last word takes the lines that follow, up to `TAG` alone on its line,\n"
"as one word. `<<-TAG` drops leading tabs, `<<~TAG` ends lines with CR LF, and in\n"
"`<<'TAG'` nothing is replaced.\n"
"\n"
"Sockets are numbered from 1 in the order in which they come to be; a number is never\n"
"used again. A socket may have a name, and `.` is the one of the last command.\n"
"\n"
"Durations are `250ms`, `1.5s`, `2m`, bare numbers are seconds; sizes are `4096`,\n"
"`64k`, `8M` (powers of 1024); numbers are decimal, `0x`, `0o` or `0b`.\n";

static const struct {
	const char *name, *help;
} variables[] = {
	{ "$name, ${name}", "what `let` set" },
	{ "${N.PROPERTY}, ${NAME.PROPERTY}, ${.PROPERTY}", "a property of a socket" },
	{ "${answer.FIELD}",
	  "a field of the last command's answer; `${answer.data}` is what was received" },
	{ "${answer.ok}, ${answer.error.errno}, ${answer.error.kind}", "how it went" },
	{ "${match.0} .. ${match.9}, ${match.NAME}", "what the last regular expression caught" },
	{ "${arg.0} .. ${arg.9}, ${arg.count}", "the script's name and arguments" },
	{ "${env.NAME}", "the environment" },
};

static void
add_row(struct roff *roff, const char *label, const char *help)
{
	buf_add_text(roff->out, ".TP\n");
	roff_tag(roff, label);
	roff_line(roff, help, strlen(help));
	buf_add_byte(roff->out, '\n');
}

static void
make_name(struct roff *roff, const struct catalog *catalog)
{
	(void)catalog;
	buf_add_text(roff->out,
	    "sosh \\- the socket shell: sockets by hand, one system call at a time\n");
}

static void
make_synopsis(struct roff *roff, const struct catalog *catalog)
{
	(void)catalog;
	buf_add_text(roff->out, ".B sosh\n[\\fIOPTION\\fR]... [\\fIFILE\\fR [\\fIARG\\fR]...]\n"
	    ".br\n.B sosh\n[\\fIOPTION\\fR]... \\fB\\-c\\fR \\fICOMMANDS\\fR...\n"
	    ".br\n.B sosh\n[\\fIOPTION\\fR]... \\fB\\-\\-files\\fR \\fIFILE\\fR...\n");
}

static void
make_description(struct roff *roff, const struct catalog *catalog)
{
	(void)catalog;
	roff_markdown(roff, description, true);
}

static void
make_language(struct roff *roff, const struct catalog *catalog)
{
	(void)catalog;
	roff_markdown(roff, language, true);
}

static void
make_data(struct roff *roff, const struct catalog *catalog)
{
	static const char text[] = "Where bytes are wanted, one or more words are joined without "
	    "anything between them: a text, and nothing added, or one of these.\n";

	(void)catalog;
	roff_markdown(roff, text, true);
	for (const struct data_prefix *p = data_prefixes; p->name; p++)
		add_row(roff, p->name, p->help);
	for (const struct data_prefix *p = data_lengths; p->name; p++) {
		struct buf label = { 0 };

		buf_format(&label, "%s{ DATA... }", p->name);
		add_row(roff, buf_text(&label), p->help);
		buf_clear(&label);
	}
}

static void
make_variables(struct roff *roff, const struct catalog *catalog)
{
	(void)catalog;
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		add_row(roff, variables[i].name, variables[i].help);
}

static void
add_arguments(struct roff *roff, const struct command *command)
{
	struct buf label = { 0 };

	for (const struct param *p = command->params; p->name; p++) {
		buf_reset(&label);
		usage_param(p, &label);
		add_row(roff, buf_text(&label), p->help ? p->help : "");
	}
	buf_clear(&label);
	if (!command->fields || !command->fields->name)
		return;
	roff_paragraph(roff);
	buf_add_text(roff->out, "The answer holds:\n");
	for (const struct field *f = command->fields; f->name; f++)
		add_row(roff, f->name, f->help ? f->help : "");
}

/* The usage line in bold; a line may break only between its words. */
static void
add_usage(struct roff *roff, const struct command *command)
{
	struct buf line = { 0 };
	int depth = 0;

	usage_line(command, &line);
	buf_add_text(roff->out, "\\fB");
	for (const char *c = buf_text(&line); *c; c++) {
		depth += (*c == '[' || *c == '{') - (*c == ']' || *c == '}');
		if (*c == ' ' && depth)
			buf_add_text(roff->out, "\\ ");
		else
			roff_escape(roff, c, 1);
	}
	buf_add_text(roff->out, "\\fR\n");
	buf_clear(&line);
	roff->fresh = false;
}

/* What else the command may be, by its first word. */
static void
add_forms(struct roff *roff, const struct command *command)
{
	for (const struct command *const *f = command->forms; f && *f; f++) {
		roff_paragraph(roff);
		add_usage(roff, *f);
		buf_add_text(roff->out, ".RS 4\n");
		roff_line(roff, (*f)->summary, strlen((*f)->summary));
		buf_add_byte(roff->out, '\n');
		add_arguments(roff, *f);
		buf_add_text(roff->out, ".RE\n");
	}
}

static void
add_command(struct roff *roff, const struct catalog *catalog, const struct command *command)
{
	const char *page = usage_page(catalog, command->name);

	roff_paragraph(roff);
	add_usage(roff, command);
	buf_add_text(roff->out, ".RS 4\n");
	roff_line(roff, command->summary, strlen(command->summary));
	buf_add_byte(roff->out, '\n');
	add_arguments(roff, command);
	add_forms(roff, command);
	for (const char *const *a = command->aliases; a && *a; a++) {
		if (a == command->aliases)
			roff_paragraph(roff);
		buf_add_text(roff->out, a == command->aliases ? "Also called \\fB" : ", \\fB");
		roff_escape(roff, *a, strlen(*a));
		buf_add_text(roff->out, a[1] ? "\\fR" : "\\fR.\n");
		roff->fresh = false;
	}
	if (page)
		roff_markdown(roff, page, false);
	buf_add_text(roff->out, ".RE\n");
	roff->fresh = false;
}

static bool
group_stood_before(const struct command *const *first, const struct command *const *at)
{
	for (const struct command *const *c = first; c < at; c++)
		if (strcmp((*c)->group, (*at)->group) == 0)
			return true;
	return false;
}

static void
make_commands(struct roff *roff, const struct catalog *catalog)
{
	static const char text[] = "Where the example of a command shows `[*]`, the answer may "
	    "differ from one run to the next: descriptors, ports, times.\n";

	roff_markdown(roff, text, true);
	for (const struct command *const *g = catalog->command; *g; g++) {
		if (group_stood_before(catalog->command, g))
			continue;
		roff_macro(roff, "SS", (*g)->group);
		for (const struct command *const *c = g; *c; c++)
			if (strcmp((*c)->group, (*g)->group) == 0)
				add_command(roff, catalog, *c);
	}
}

static const struct {
	const char *title;
	void (*make)(struct roff *, const struct catalog *);
} made[] = {
	{ "NAME", make_name },
	{ "SYNOPSIS", make_synopsis },
	{ "DESCRIPTION", make_description },
	{ "LANGUAGE", make_language },
	{ "COMMANDS", make_commands },
	{ "DATA", make_data },
	{ "VARIABLES", make_variables },
};

static void
add_section(struct roff *roff, const struct catalog *catalog,
    const struct manual_section *section)
{
	roff_macro(roff, "SH", section->title);
	if (section->text) {
		roff_markdown(roff, section->text, true);
		return;
	}
	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++)
		if (strcmp(made[i].title, section->title) == 0)
			made[i].make(roff, catalog);
}

void
usage_manual(const struct catalog *catalog, const struct manual *manual, struct buf *out)
{
	struct roff roff = { .out = out };

	buf_add_text(out, ".\\\" Made from the declarations of the commands and their pages.\n");
	buf_format(out, ".TH SOSH 1 \"%s\" \"sosh %s\" \"User Commands\"\n", manual->date,
	    manual->version);
	/* Usage lines are not to be drawn apart. */
	buf_add_text(out, ".ad l\n");
	for (const struct manual_section *s = manual->section; s->title; s++)
		add_section(&roff, catalog, s);
}
