/* test-usage: what is made from declarations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* behind what it needs */
#include <cmocka.h>

#include "lang/layout.h"
#include "lang/roff.h"
#include "lang/usage.h"
#include "toys.h"

#define ROWS(table) (sizeof(table) / sizeof(*(table)))

static void
a_usage_line_shows_every_word_and_flag(void **state)
{
	static const struct {
		const struct command *command;
		const char *line;
	} rows[] = {
		{ &paint, "paint red|blue [TIMES] [--loud] [--within DURATION] [--room SIZE] "
		    "[--edge red|blue]" },
		{ &pick, "pick red|blue THING [--quick] [--other THING]" },
		{ &pour, "pour N DATA... [--until DATA] [--to WORD]" },
		{ &say, "say [WORD...]" },
		{ &stop, "stop" },
		{ &twice, "twice [COUNT] { ... }" },
		{ &when, "when COND... { ... } [else when ...] [else { ... }]" },
		{ &fail, "wrong red|blue COMMAND..." },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct buf out = { 0 };

		usage_line(rows[i].command, &out);
		assert_string_equal(buf_text(&out), rows[i].line);
		buf_clear(&out);
	}
}

static void
help_tells_all_there_is(void **state)
{
	struct buf out = { 0 };

	(void)state;
	usage_help(&toys, &paint, &out);
	assert_string_equal(buf_text(&out),
	    "paint red|blue [TIMES] [--loud] [--within DURATION] [--room SIZE]\n"
	    "    [--edge red|blue]\n"
	    "  cover a thing with a color\n"
	    "\n"
	    "  red|blue           which color\n"
	    "  TIMES              how often\n"
	    "  --loud             tell everybody\n"
	    "  --within DURATION  how long it may take\n"
	    "  --room SIZE        how much paint there is\n"
	    "  --edge red|blue    another color around it\n"
	    "\n"
	    "Words:\n"
	    "  DURATION           250ms, 1.5s, 2m; a bare number is seconds; never\n"
	    "  SIZE               bytes: 4096, 64k, 8M\n"
	    "\n"
	    "The answer holds:\n"
	    "  coats              how many coats there are\n"
	    "  dry                whether it is dry\n"
	    "\n"
	    "Also called: colour, dye\n"
	    "\n"
	    "Paints in `red`.\n"
	    "\n"
	    "```\n"
	    "sosh> paint red\n"
	    "```\n");
	buf_reset(&out);
	usage_help(&toys, &stop, &out);
	assert_string_equal(buf_text(&out),
	    "stop\n  do no more\n\nAlso called: halt, ?\n\nStops.\n");
	buf_reset(&out);
	usage_help(&toys, &twice, &out);
	assert_string_equal(buf_text(&out), "twice [COUNT] { ... }\n  do it again\n\n"
	    "  COUNT  or oftener\n");
	buf_clear(&out);
}

static void
a_long_help_is_broken_into_lines(void **state)
{
	static const struct param params[] = {
		{ "N", PARAM(twice_args, count, int), .help = "a text that is so long that it can "
		    "not stand on a line of its own, and so it stands on two" },
		{ "a-flag-with-a-very-long-name", PARAM(twice_args, count, int),
		  .flags = PARAM_OPTION, .help = "short" },
		{ 0 }
	};
	static const struct command command = { .name = "x", .summary = "y", .params = params };
	struct buf out = { 0 };

	(void)state;
	usage_help(&toys, &command, &out);
	assert_string_equal(buf_text(&out),
	    "x N [--a-flag-with-a-very-long-name NUMBER]\n"
	    "  y\n"
	    "\n"
	    "  N  a text that is so long that it can not stand on a line of its own, and so\n"
	    "     it stands on two\n"
	    "  --a-flag-with-a-very-long-name NUMBER\n"
	    "     short\n"
	    "\n"
	    "Words:\n"
	    "  NUMBER\n"
	    "     a whole number: decimal, 0x, 0o or 0b\n");
	buf_clear(&out);
}

static void
a_table_of_a_page_becomes_rows(void **state)
{
	struct buf out = { 0 };

	(void)state;
	layout_page("Of these:\n\n| kind | is |\n|:---|---|\n| `a` `bb` | one of `x|y` |\n"
	    "| `a-kind-with-a-very-long-name` | another |\n| c | a text that goes on and on, so "
	    "that it has no room in one line of the page | and more |\n\n```\n| stays |\n```", &out);
	assert_string_equal(buf_text(&out),
	    "Of these:\n\n"
	    "  kind  is\n"
	    "  a bb  one of `x|y`\n"
	    "  a-kind-with-a-very-long-name\n"
	    "        another\n"
	    "  c     a text that goes on and on, so that it has no room in one line of the\n"
	    "        page; and more\n\n"
	    "```\n| stays |\n```\n");
	buf_clear(&out);
}

static void
a_page_is_told_without_its_heading(void **state)
{
	(void)state;
	assert_string_equal(usage_page(&toys, "say"), "Says.\n");
	assert_string_equal(usage_page(&toys, "stop"), "Stops.");
	assert_string_equal(usage_page(&toys, "pick"), "");
	assert_null(usage_page(&toys, "nothing"));
}

/* ---- the check ---- */

static void
the_toys_are_sound(void **state)
{
	struct buf out = { 0 };

	(void)state;
	if (usage_check(&toys, &out))
		print_message("%s", buf_text(&out));
	assert_string_equal(buf_text(&out), "");
	buf_clear(&out);
}

static const struct page x_page[] = { { "x", "text" }, { 0 } };

/* What is said of a catalog that holds `command` alone. */
static void
is_told(const struct command *command, const char *complaints)
{
	const struct command *const commands[] = { command, NULL };
	const struct catalog catalog = { commands, x_page, NULL };
	struct buf out = { 0 };
	size_t lines = 0, count = usage_check(&catalog, &out);

	for (size_t i = 0; i < out.count; i++)
		lines += out.data[i] == '\n';
	assert_string_equal(buf_text(&out), complaints);
	assert_int_equal(count, lines);
	buf_clear(&out);
}

static void
what_is_missing_of_a_command_is_told(void **state)
{
	struct command x = { .name = "x", .params = no_params };

	(void)state;
	is_told(&x, "x: has no summary\nx: has no group\nx: does nothing\n");
	x.run = run_toy;
	x.summary = "do x.";
	x.group = "g";
	x.args_size = CALL_ARGS + 1;
	x.flags = COMMAND_ELSE;
	is_told(&x, "x: its summary ends with a full stop\n"
	    "x: its arguments take 641 bytes, and there are 640\n"
	    "x: has an else and no block\n");
	x.flags = COMMAND_ELSE | COMMAND_BLOCK;
	x.args_size = CALL_ARGS;
	x.summary = "do x";
	is_told(&x, "");
	x.name = "y";
	is_told(&x, "y: has no page\nx: there is a page and no command\n");
}

static void
forms_are_looked_at_as_commands_are(void **state)
{
	static const struct command good = { .name = "x", .form = "also", .group = "g",
		.summary = "s", .params = no_params, .run = run_toy };
	struct command bad = { .name = "y", .group = "g", .summary = "s.", .params = no_params,
		.flags = COMMAND_BLOCK };
	const struct command *const forms[] = { &good, &bad, NULL };
	struct command x = { .name = "x", .group = "g", .summary = "s", .params = no_params,
		.run = run_toy, .forms = forms };

	(void)state;
	bad.form = "a b";
	is_told(&x, "x: a form of x has no word that can be typed\n"
	    "x: the form a b has the name y\n"
	    "x: the form a b has a block, or forms\n"
	    "y: its summary ends with a full stop\n"
	    "y: does nothing\n");
}

static void
help_and_usage_tell_of_forms(void **state)
{
	static const struct command form = { .name = "x", .form = "also", .group = "g",
		.summary = "do it otherwise", .params = no_params, .run = run_toy };
	static const struct command *const forms[] = { &form, NULL };
	static const struct command x = { .name = "x", .group = "g", .summary = "do it",
		.params = no_params, .run = run_toy, .forms = forms };
	static const struct command *const commands[] = { &x, NULL };
	static const struct catalog catalog = { .command = commands, .page = x_page };
	struct buf out = { 0 };

	(void)state;
	usage_line(&form, &out);
	assert_string_equal(buf_text(&out), "x also");
	buf_reset(&out);
	usage_help(&catalog, &x, &out);
	assert_non_null(strstr(buf_text(&out), "x\n"));
	assert_non_null(strstr(buf_text(&out), "\nx also\n"));
	assert_non_null(strstr(buf_text(&out), "do it otherwise\n"));
	buf_clear(&out);
}

static void
names_that_collide_are_told(void **state)
{
	static const char *const y_aliases[] = { "x", "a", "y", "a", "b c", NULL };
	static const char *const z_aliases[] = { "a", NULL };
	static const char *const endless[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "10",
		"11", "12", "13", "14", "15", "16", "17", NULL };
	static const struct command x = { .name = "x", .group = "g", .summary = "s",
		.params = no_params, .run = run_toy },
	    y = { .name = "y", .group = "g", .summary = "s", .params = no_params,
		.aliases = y_aliases, .run = run_toy },
	    z = { .name = "z", .group = "g", .summary = "s", .params = no_params,
		.aliases = z_aliases, .run = run_toy },
	    a = { .name = "a", .group = "g", .summary = "s", .params = no_params, .run = run_toy },
	    w = { .name = "w", .group = "g", .summary = "s", .params = no_params,
		.aliases = endless, .run = run_toy };
	static const struct page pages[] = { { "x", "" }, { "y", "" }, { "z", "" }, { "a", "" },
		{ "w", "" }, { 0 } };
	static const struct command *const commands[] = { &w, &x, &y, &z, &a, NULL };
	static const struct catalog catalog = { commands, pages, NULL };
	struct buf out = { 0 };

	(void)state;
	assert_int_equal(usage_check(&catalog, &out), 8);
	assert_string_equal(buf_text(&out),
	    "w: its aliases do not end with NULL\n"
	    "y: 'x' also stands for x\n"
	    "y: alias 'y' is its name\n"
	    "y: alias 'a' stands twice\n"
	    "y: 'b c' cannot be typed as it is\n"
	    "z: 'a' also stands for y\n"
	    "a: 'a' also stands for y\n"
	    "a: stands behind z: commands are sorted by name\n");
	buf_clear(&out);
}

static void
arguments_that_do_not_fit_are_told(void **state)
{
	static const struct type bad = { .name = "", .desk = true };
	static const char *const none[] = { NULL };
	static const struct param params[] = {
		{ "A", PARAM(pour_args, into, int), .flags = PARAM_OPTIONAL },
		{ "B", PARAM(pour_args, into, int), .help = "h" },
		{ "C", PARAM(paint_args, color, choice), .flags = PARAM_MANY, .help = "h" },
		{ "D", PARAM(paint_args, color, choice), .among = none, .help = "h" },
		{ "A", .type = &bad, .at = 0, .help = "h" },
		{ "f", PARAM(paint_args, loud, flag), .flags = PARAM_OPTION, .help = "h" },
		{ "f", PARAM(paint_args, loud, flag), .flags = PARAM_OPTION, .help = "h" },
		{ "A", PARAM(paint_args, loud, flag), .flags = PARAM_OPTION, .help = "h" },
		{ "E", PARAM(paint_args, loud, flag), .help = "h" },
		{ "F", .at = 0, .help = "h" },
		{ "G", .type = &type_int, .at = 1000, .help = "h" },
		{ 0 }
	};
	static const struct command x = { .name = "x", .group = "g", .summary = "s",
		.params = params, .args_size = sizeof(struct paint_args), .run = run_toy };

	(void)state;
	is_told(&x,
	    "x: A has no help\n"
	    "x: B follows A, which may be left out\n"
	    "x: C has no words to choose from\n"
	    "x: D has no words to choose from\n"
	    "x: D follows C, which takes all words\n"
	    "x: the type of A has no name\n"
	    "x: the type of A has no help\n"
	    "x: the type of A cannot read a word\n"
	    "x: the type of A offers nothing\n"
	    "x: the type of A has no noun to ask for it by\n"
	    "x: the type of A does not tell which sockets it borrows\n"
	    "x: A stands twice\n"
	    "x: f stands twice\n"
	    "x: E is a switch and no option\n"
	    "x: F has no type\n"
	    "x: G lies outside of its struct\n");
}

static void
flags_and_blocks_do_not_go_with_a_command_inside(void **state)
{
	static const struct param params[] = {
		{ "f", PARAM(paint_args, loud, flag), .flags = PARAM_OPTION, .help = "h" },
		{ "COMMAND", PARAM(wrong_args, command, inner), .flags = PARAM_COMMAND,
		  .help = "h" },
		{ "A", PARAM(paint_args, times, int), .help = "h" },
		{ 0 }
	};
	static const struct command x = { .name = "x", .group = "g", .summary = "s",
		.params = params, .args_size = sizeof(struct wrong_args), .flags = COMMAND_BLOCK,
		.run = run_toy };

	(void)state;
	is_told(&x,
	    "x: A follows COMMAND, which takes all words\n"
	    "x: flags cannot be told from those of the command inside\n"
	    "x: the block cannot be told from that of the command inside\n");
}

static void
what_takes_the_place_of_a_word_lands_where_that_would(void **state)
{
	static const struct param params[] = {
		{ "N", PARAM(zap_args, at, int), .help = "h" },
		{ "a", PARAM(zap_args, color, choice), .among = colors,
		  .flags = PARAM_OPTION | PARAM_INSTEAD, .help = "h" },
		{ "b", PARAM(zap_args, loud, flag), .flags = PARAM_OPTION | PARAM_INSTEAD,
		  .help = "h" },
		{ "c", PARAM(zap_args, at, int), .flags = PARAM_OPTION | PARAM_INSTEAD, .help = "h" },
		{ 0 }
	};
	static const struct command x = { .name = "x", .group = "g", .summary = "s",
		.params = params, .args_size = sizeof(struct zap_args), .run = run_toy };

	(void)state;
	is_told(&x,
	    "x: a takes the place of N, and lands elsewhere\n"
	    "x: b takes the place of a word, and has none\n"
	    "x: b takes the place of N, and lands elsewhere\n");
}

static void
what_it_says_names_its_fields(void **state)
{
	static const struct field fields[] = {
		{ "a", "h" }, { "b.c", "h" }, { "a", "h" }, { "d", "" }, { 0 }
	};
	struct command x = { .name = "x", .group = "g", .summary = "s", .params = no_params,
		.fields = fields, .run = run_toy };
	static const char twice_told[] = "x: field a stands twice\nx: field d has no help\n";
	static const struct {
		const char *say, *complaint;
	} rows[] = {
		{ "{a} and {b.c} of {socket}{?a: with {d}}{!d:none}", "" },
		{ "{a|byte}{?b.c: of {b.c|byte}}", "" },
		{ "{e}", "x: says 'e', and declares no such field\n" },
		{ "{e|byte}", "x: says 'e', and declares no such field\n" },
		{ "{?aa:x}", "x: says 'aa', and declares no such field\n" },
		{ "{?a:{f}}", "x: says 'f', and declares no such field\n" },
		{ "{}", "x: a field has no name in what it says\n" },
		{ "{a", "x: a '{' has no '}' in what it says\n" },
		{ "a}", "x: a '}' closes nothing in what it says\n" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct buf told = { 0 };

		x.say = rows[i].say;
		buf_format(&told, "%s%s", twice_told, rows[i].complaint);
		is_told(&x, buf_text(&told));
		buf_clear(&told);
	}
}

/* ---- the tree ---- */

static void
shows(const struct record *record, const char *path, const char *shown)
{
	const struct value *value = record_path(record, path, strlen(path));
	struct buf out = { 0 };

	assert_non_null(value);
	value_show(value, &out);
	assert_string_equal(buf_text(&out), shown);
	buf_clear(&out);
}

static const struct record *
item(const struct record *record, const char *list, size_t index)
{
	const struct value *value = record_get(record, list);

	assert_non_null(value);
	assert_int_equal(value->kind, VALUE_LIST);
	assert_in_range(index + 1, 1, value->record->count);
	assert_null(value->record->field[index].name);
	return value->record->field[index].value.record;
}

static void
the_declarations_are_told_as_a_tree(void **state)
{
	struct record tree = { 0 };
	const struct record *command, *param;

	(void)state;
	usage_declare(&toys, &tree);
	assert_int_equal(record_get(&tree, "commands")->record->count, 9);
	command = item(&tree, "commands", 0);
	shows(command, "name", "paint");
	shows(command, "group", "color");
	shows(command, "summary", "cover a thing with a color");
	shows(command, "aliases", "colour dye");
	shows(command, "flags", "");
	assert_int_equal(record_get(command, "params")->record->count, 6);
	param = item(command, "params", 0);
	shows(param, "name", "COLOR");
	shows(param, "type", "WORD");
	shows(param, "flags", "");
	shows(param, "among", "red blue");
	param = item(command, "params", 2);
	shows(param, "name", "loud");
	shows(param, "flags", "option switch");
	shows(param, "among", "");
	shows(param, "help", "tell everybody");
	shows(item(command, "fields", 1), "name", "dry");
	shows(item(command, "fields", 1), "help", "whether it is dry");
	command = item(&tree, "commands", 6);
	shows(command, "flags", "block else");
	shows(command, "usage", "when COND... { ... } [else when ...] [else { ... }]");
	shows(item(command, "params", 0), "flags", "many");
	command = item(&tree, "commands", 7);
	shows(item(command, "params", 1), "flags", "command");
	assert_int_equal(record_get(command, "fields")->record->count, 0);
	record_clear(&tree);
}

/* ---- the manual ---- */

static void
markdown_becomes_roff(void **state)
{
	static const struct {
		const char *text, *roff;
	} rows[] = {
		{ "", "" },
		{ "one\ntwo  \n\nthree\n", ".PP\none\ntwo\n.PP\nthree\n" },
		{ ".SH not\n'nor this\n", ".PP\n\\&.SH not\n\\(aqnor this\n" },
		{ "a\n.b\n", ".PP\na\n\\&.b\n" },
		{ "a\\b c-d ~^ \"q\"\n", ".PP\na\\eb c\\-d \\(ti\\(ha \\(dqq\\(dq\n" },
		{ "ä中\xff\x1b.\n", ".PP\n\\[u00E4]\\[u4E2D].\n" },
		{ "an `a b` and `.c`\n", ".PP\nan \\fBa b\\fR and \\fB.c\\fR\n" },
		{ "`a\nb` c\n", ".PP\n\\fBa\nb\\fR c\n" },
		{ "`.a\n.b`\n", ".PP\n\\fB.a\n\\&.b\\fR\n" },
		{ "`open * ** [x] [*] a*b\n", ".PP\n\\(gaopen * ** [x] [*] a*b\n" },
		{ "**bold** ``\n", ".PP\n\\fBbold\\fR \\(ga\\(ga\n" },
		{ "see [the page](page.md).\n", ".PP\nsee the page.\n" },
		{ "- a\n  b\n- c\n\nd\n", ".IP \\(bu 2\na\nb\n.IP \\(bu 2\nc\n.PP\nd\n" },
		{ "- `-i`: stay\n- `-c X`, `--cc`: run\n  it\n",
		    ".TP\n\\fB\\-i\\fR\nstay\n.TP\n\\fB\\-c X\\fR, \\fB\\-\\-cc\\fR\nrun\nit\n" },
		{ "- `a` b\n", ".IP \\(bu 2\n\\fBa\\fR b\n" },
		{ "```\n.a `b`\n\n  'c\\\n```\nd\n",
		    ".PP\n.RS 4\n.EX\n\\&.a \\(gab\\(ga\n\n  \\(aqc\\e\n.EE\n.RE\n.PP\nd\n" },
		{ "a\n```sosh\nb\n", ".PP\na\n.PP\n.RS 4\n.EX\nb\n.EE\n.RE\n" },
		{ "| a | b |\n|---|---|\n| `x` | y `z|z` |\n| .w | v | u |\nc\n",
		    ".TP\n\\fBx\\fR\ny \\fBz|z\\fR\n.TP\n\\&.w\nv; u\n.PP\nc\n" },
		{ "# One\n\ntext\n## Two \"x\"\n", ".SS \"One\"\ntext\n.SS \"Two \\(dqx\\(dq\"\n" },
		{ "a\r\nb\r\n", ".PP\na\nb\n" },
		{ "#\n", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct buf out = { 0 };
		struct roff roff = { .out = &out };

		roff_markdown(&roff, rows[i].text, true);
		assert_string_equal(buf_text(&out), rows[i].roff);
		buf_clear(&out);
	}
}

static void
a_heading_inside_a_page_is_a_bold_line(void **state)
{
	struct buf out = { 0 };
	struct roff roff = { .out = &out };

	(void)state;
	roff_markdown(&roff, "## More of it\n\ntext\n", false);
	assert_string_equal(buf_text(&out), ".PP\n\\fBMore\\ of\\ it\\fR\n.PP\ntext\n");
	buf_clear(&out);
}

static void
the_manual_holds_every_section_in_its_order(void **state)
{
	static const struct manual_section sections[] = {
		{ "NAME", NULL }, { "SYNOPSIS", NULL }, { "DESCRIPTION", NULL },
		{ "OPTIONS", "- `-i`: stay\n" }, { "COMMANDS", NULL }, { "LANGUAGE", NULL },
		{ "DATA", NULL }, { "VARIABLES", NULL }, { "EXIT STATUS", "0: all went well\n" },
		{ 0 }
	};
	static const struct manual manual = { "0.1", "2024-01-31", sections };
	static const char *const parts[] = {
		".TH SOSH 1 \"2024-01-31\" \"sosh 0.1\" \"User Commands\"\n",
		".SH \"NAME\"\nsosh \\- ",
		".SH \"SYNOPSIS\"\n.B sosh\n",
		".SH \"DESCRIPTION\"\n\\fBsosh\\fR is",
		".SH \"OPTIONS\"\n.TP\n\\fB\\-i\\fR\nstay\n",
		".SH \"COMMANDS\"\nWhere the example of a command shows \\fB[*]\\fR,",
		".SS \"color\"\n\\fBpaint red|blue [TIMES] [\\-\\-loud] ",
		" [\\-\\-within\\ DURATION] ",
		".RS 4\ncover a thing with a color\n.TP\n\\fBred|blue\\fR\nwhich color\n",
		".TP\n\\fB\\-\\-within\\ DURATION\\fR\nhow long it may take\n",
		".PP\nThe answer holds:\n.TP\n\\fBcoats\\fR\nhow many coats there are\n",
		".PP\nAlso called \\fBcolour\\fR, \\fBdye\\fR.\n",
		".PP\nPaints in \\fBred\\fR.\n.PP\n.RS 4\n.EX\nsosh> paint red\n.EE\n.RE\n.RE\n",
		".SS \"things\"\n\\fBpick ", "\n.PP\n\\fBpour N DATA... [",
		".SS \"words\"\n\\fBsay [WORD...]",
		"\\fBstop\\fR\n.RS 4\ndo no more\n.PP\nAlso called ",
		"\\fBtwice [COUNT] {\\ ...\\ }\\fR\n",
		".SH \"LANGUAGE\"\n",
		".SH \"DATA\"\n", ".TP\n\\fBhex:\\fR\n", ".TP\n\\fBlen16be{\\ DATA...\\ }\\fR\n",
		".SH \"VARIABLES\"\n", "${answer.FIELD}",
		".SH \"EXIT STATUS\"\n0: all went well\n",
	};
	struct buf out = { 0 };
	const char *at;

	(void)state;
	usage_manual(&toys, &manual, &out);
	at = buf_text(&out);
	for (size_t i = 0; i < ROWS(parts); i++) {
		const char *found = strstr(at, parts[i]);

		if (!found)
			fail_msg("there is no '%s' in '%.300s'", parts[i], at);
		at = found;
	}
	buf_clear(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_usage_line_shows_every_word_and_flag),
		cmocka_unit_test(help_tells_all_there_is),
		cmocka_unit_test(a_long_help_is_broken_into_lines),
		cmocka_unit_test(a_table_of_a_page_becomes_rows),
		cmocka_unit_test(a_page_is_told_without_its_heading),
		cmocka_unit_test(the_toys_are_sound),
		cmocka_unit_test(what_is_missing_of_a_command_is_told),
		cmocka_unit_test(forms_are_looked_at_as_commands_are),
		cmocka_unit_test(help_and_usage_tell_of_forms),
		cmocka_unit_test(names_that_collide_are_told),
		cmocka_unit_test(arguments_that_do_not_fit_are_told),
		cmocka_unit_test(flags_and_blocks_do_not_go_with_a_command_inside),
		cmocka_unit_test(what_takes_the_place_of_a_word_lands_where_that_would),
		cmocka_unit_test(what_it_says_names_its_fields),
		cmocka_unit_test(the_declarations_are_told_as_a_tree),
		cmocka_unit_test(markdown_becomes_roff),
		cmocka_unit_test(a_heading_inside_a_page_is_a_bold_line),
		cmocka_unit_test(the_manual_holds_every_section_in_its_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
