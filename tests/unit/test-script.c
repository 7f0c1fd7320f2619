/* test-script: words to commands and blocks, and what is told of wrong ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* behind what it needs */
#include <cmocka.h>

#include "lang/script.h"
#include "toys.h"

#define ROWS(table) (sizeof(table) / sizeof(*(table)))

static void show_block(struct buf *, const struct block *);

static void
show_word(struct buf *out, const struct word *word)
{
	for (size_t i = 0; i < word->parts; i++)
		buf_format(out, word->part[i].kind == PART_VARIABLE ? "<%s>" : "%s",
		    word->part[i].bytes);
	for (size_t i = 0; i < word->insides; i++) {
		buf_add_text(out, i ? "," : "(");
		show_word(out, word->inside[i]);
	}
	buf_add_text(out, word->insides ? ")" : "");
}

static void
show_node(struct buf *out, const struct node *node)
{
	buf_add_text(out, node->command->name);
	for (size_t i = 0; i < node->words.count; i++) {
		const struct binding *binding = &node->words.item[i];

		buf_format(out, " %s", binding->param->name);
		if (binding->word) {
			buf_add_byte(out, '=');
			show_word(out, binding->word);
		}
	}
	if (node->inner) {
		buf_add_text(out, " -> ");
		show_node(out, node->inner);
	}
	if (node->block) {
		buf_add_text(out, " { ");
		show_block(out, node->block);
		buf_add_text(out, " }");
	}
	if (node->otherwise) {
		buf_add_text(out, " else { ");
		show_block(out, node->otherwise);
		buf_add_text(out, " }");
	}
	if (node->background)
		buf_format(out, " &(%zu)", node->span);
}

static void
show_block(struct buf *out, const struct block *block)
{
	for (size_t i = 0; i < block->count; i++) {
		buf_add_text(out, i ? "; " : "");
		show_node(out, block->node[i]);
	}
}

static void
show_error(struct buf *out, const struct script *script, const struct error *error)
{
	buf_format(out, "%u:%u: %s", script->where.line,
	    source_column(script->source, script->where), error->text);
}

/* Parses a text as a whole; `out` gets the commands, or the error and its place. */
static void
parse(const char *text, size_t count, bool prefix, struct buf *out)
{
	struct script *script = script_new(&toys, "file", 1, prefix);
	struct error error = { 0 };

	buf_reset(out);
	if (!script_add(script, text, count, &error)) {
		show_error(out, script, &error);
		script_drop(script);
		return;
	}
	switch (script_parse(script, &error)) {
	case WORDS_WHOLE:
		show_block(out, &script->block);
		break;
	case WORDS_MORE:
		script_cut_short(script, &error);
		show_error(out, script, &error);
		break;
	case WORDS_BAD:
		show_error(out, script, &error);
		break;
	}
	script_drop(script);
}

struct row {
	const char *text, *shown;
};

static void
check(const struct row *row, size_t rows, bool prefix)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < rows; i++) {
		parse(row[i].text, strlen(row[i].text), prefix, &out);
		if (strcmp(buf_text(&out), row[i].shown) != 0)
			print_message("of: %s\n", row[i].text);
		assert_string_equal(buf_text(&out), row[i].shown);
	}
	buf_clear(&out);
}

static void
words_find_their_rows(void **state)
{
	static const struct row rows[] = {
		{ "", "" },
		{ "# nothing\n\n;;\n", "" },
		{ "stop", "stop" },
		{ "stop; stop\nstop\n", "stop; stop; stop" },
		{ "stop &", "stop &(4)" },
		{ "stop  &;stop", "stop &(4); stop" },
		{ "paint red & # why\nstop", "paint COLOR=red &(9); stop" },
		{ "twice { stop & }", "twice { stop &(4) }" },
		{ "twice { stop } &", "twice { stop } &(14)" },
		{ "paint red", "paint COLOR=red" },
		{ "paint red 3 --loud", "paint COLOR=red TIMES=3 loud" },
		{ "paint --within 5s red --loud 3", "paint within=5s COLOR=red loud TIMES=3" },
		{ "paint '--loud'", "paint COLOR=--loud" },
		{ "paint \\--loud \"--edge\"", "paint COLOR=--loud TIMES=--edge" },
		{ "paint $x ${y.z}", "paint COLOR=<x> TIMES=<y.z>" },
		{ "paint --within $x --edge '--loud' red",
		    "paint within=<x> edge=--loud COLOR=red" },
		{ "say -- --loud --", "say WORD=--loud WORD=--" },
		{ "paint -- red", "paint COLOR=red" },
		{ "paint red --", "paint COLOR=red" },
		{ "say", "say" },
		{ "say a 'b c' d$x", "say WORD=a WORD=b c WORD=d<x>" },
		{ "say -a -", "say WORD=-a WORD=-" },
		{ "colour red", "paint COLOR=red" },
		{ "?", "stop" },
		{ "pour 1 a --to me b", "pour N=1 DATA=a to=me DATA=b" },
		{ "pour 1 <<E\nx\nE\nstop", "pour N=1 DATA=x\n; stop" },
		{ "pour 1 <<E; stop\nx\nE\n", "pour N=1 DATA=x\n; stop" },
		{ "pour 1 a --until <<E\nx\nE\n", "pour N=1 DATA=a until=x\n" },
	};

	(void)state;
	check(rows, ROWS(rows), false);
}

static void
data_may_be_nested(void **state)
{
	static const struct row rows[] = {
		{ "pour 1 len8{ a b } c", "pour N=1 DATA=len8(a,b) DATA=c" },
		{ "pour 1 len16be{ len8{ a } $x } ", "pour N=1 DATA=len16be(len8(a),<x>)" },
		{ "pour 1 len16be{\n a # c\n\n b\n} c; stop",
		    "pour N=1 DATA=len16be(a,b) DATA=c; stop" },
		{ "pour 1 --until len8{ a } b", "pour N=1 until=len8(a) DATA=b" },
		{ "pour 1 len8{ --to '}' }", "pour N=1 DATA=len8(--to,})" },
		{ "twice { pour 1 len8{ a } }", "twice { pour N=1 DATA=len8(a) }" },
	};

	(void)state;
	check(rows, ROWS(rows), false);
}

static void
blocks_stand_where_a_command_takes_one(void **state)
{
	static const struct row rows[] = {
		{ "twice { stop }", "twice { stop }" },
		{ "twice 3 { stop; say a }", "twice COUNT=3 { stop; say WORD=a }" },
		{ "twice {\n\tstop\n\n\tsay a # b\n}\nstop\n", "twice { stop; say WORD=a }; stop" },
		{ "twice {}\n{ stop }", "1:7: '{}' is a word, and no block: that is '{ }'" },
		{ "twice\n{ stop }", "1:1: twice wants a block: twice ... { ... }" },
		{ "twice { }", "twice {  }" },
		{ "twice { twice { twice { } } }; stop", "twice { twice { twice {  } } }; stop" },
		{ "when a { stop }", "when COND=a { stop }" },
		{ "when a { stop } else { say }", "when COND=a { stop } else { say }" },
		{ "when a {\n} else {\n}\n", "when COND=a {  } else {  }" },
		{ "when a { } else when b { } else { stop }",
		    "when COND=a {  } else { when COND=b {  } else { stop } }" },
		{ "when a { }; stop", "when COND=a {  }; stop" },
		{ "say else", "say WORD=else" },
		{ "wrong red stop", "wrong ERROR=red -> stop" },
		{ "wrong red paint --loud red 3; stop",
		    "wrong ERROR=red -> paint loud COLOR=red TIMES=3; stop" },
		{ "wrong red twice 3 { stop }", "wrong ERROR=red -> twice COUNT=3 { stop }" },
		{ "wrong red wrong blue stop", "wrong ERROR=red -> wrong ERROR=blue -> stop" },
		{ "wrong red pour 1 <<E\na\nE\n", "wrong ERROR=red -> pour N=1 DATA=a\n" },
		{ "twice { wrong red stop }", "twice { wrong ERROR=red -> stop }" },
		{ "twice { pour 1 <<E }\na }\nE\n", "twice { pour N=1 DATA=a }\n }" },
	};

	(void)state;
	check(rows, ROWS(rows), false);
}

static void
what_is_wrong_is_told_before_anything_runs(void **state)
{
	static const struct row rows[] = {
		/* commands */
		{ "nothing", "1:1: there is no command 'nothing'" },
		{ "stop\n  piant red", "2:3: there is no command 'piant': did you mean 'paint'?" },
		{ "STOP", "1:1: there is no command 'STOP'" },
		{ "'stop'", "1:1: the name of a command stands without quotes and variables" },
		{ "$stop", "1:1: the name of a command stands without quotes and variables" },
		{ "s$top", "1:1: the name of a command stands without quotes and variables" },
		{ "<<E\nE\n", "1:1: the name of a command stands without quotes and variables" },
		{ "{ stop }", "1:1: the name of a command has to stand here" },
		{ "stop }", "1:6: this '}' closes nothing" },
		{ "}", "1:1: this '}' closes nothing" },
		{ "&", "1:1: the name of a command has to stand here" },
		{ "pai red", "1:1: there is no command 'pai': did you mean 'paint'?" },
		/* words */
		{ "paint", "1:6: paint wants COLOR" },
		{ "paint --loud", "1:13: paint wants COLOR" },
		{ "pour  1 ", "1:8: pour wants DATA" },
		{ "pour 1 --to me", "1:15: pour wants DATA" },
		{ "paint; stop", "1:6: paint wants COLOR" },
		{ "twice { paint }", "1:14: paint wants COLOR" },
		{ "stop now", "1:6: stop takes no more words than this" },
		{ "paint red 3 4", "1:13: paint takes no more words than this" },
		{ "paint red --lout", "1:11: paint has no flag '--lout': did you mean '--loud'?" },
		{ "paint red --foo", "1:11: paint has no flag '--foo'" },
		{ "stop --loud", "1:6: stop has no flag '--loud'" },
		{ "paint red --loud --loud", "1:18: '--loud' stands here twice" },
		{ "paint red --within", "1:11: '--within' wants DURATION behind it" },
		{ "paint red --within --loud", "1:11: '--within' wants DURATION behind it" },
		{ "pour 1 a --to", "1:10: '--to' wants WORD behind it" },
		{ "paint red -- --loud 3", "1:21: paint takes no more words than this" },
		/* data */
		{ "paint len8{ a }", "1:7: nested data cannot stand here" },
		{ "pour 1 a --to len8{ a }", "1:15: nested data cannot stand here" },
		{ "pour 1 len8{ }", "1:8: 'len8{ }' wants data inside" },
		{ "pour 1 len8{ a; b }", "1:15: only data can stand inside 'len8{'" },
		{ "pour 1 len8{ { a } }", "1:14: only data can stand inside 'len8{'" },
		{ "pour 1 len8{ a & }", "1:16: only data can stand inside 'len8{'" },
		{ "len8{ a }", "1:1: the name of a command has to stand here" },
		{ "pour 1 len8{ <<E }\na\nE\n",
		    "1:14: a here-document is the last word of its command" },
		{ "pour 1 <<E b\na\nE\n", "1:8: a here-document is the last word of its command" },
		{ "twice <<E {\nE\n}", "1:7: a here-document is the last word of its command" },
		/* blocks */
		{ "stop { }", "1:6: stop takes no block in braces" },
		{ "paint red { }", "1:11: paint takes no block in braces" },
		{ "wrong red stop { }", "1:16: stop takes no block in braces" },
		{ "twice 3", "1:1: twice wants a block: twice ... { ... }" },
		{ "twice 3\n{ stop }", "1:1: twice wants a block: twice ... { ... }" },
		{ "when { }", "1:5: when wants COND" },
		{ "when a { }\nelse { }", "2:1: 'else' stands on the line of the '}' before it" },
		{ "when a { }; else { }", "1:13: 'else' stands on the line of the '}' before it" },
		{ "twice { } else { }", "1:11: a ';' or a new line has to stand before this" },
		{ "when a { } else", "1:16: behind 'else' comes a '{' or an 'if'" },
		{ "when a { } else stop", "1:17: behind 'else' comes a '{' or an 'if'" },
		{ "when a { } else { } else { }",
		    "1:21: a ';' or a new line has to stand before this" },
		{ "twice { } stop", "1:11: a ';' or a new line has to stand before this" },
		{ "twice { } { }", "1:11: a ';' or a new line has to stand before this" },
		{ "wrong red", "1:10: the name of a command has to stand here" },
		{ "wrong red; stop", "1:10: the name of a command has to stand here" },
		{ "wrong red nothing", "1:11: there is no command 'nothing'" },
		{ "wrong", "1:6: wrong wants ERROR" },
		{ "wrong red paint", "1:16: paint wants COLOR" },
		/* behind a & */
		{ "stop & stop",
		    "1:8: '&' ends a command: a ';' or a new line has to stand before this" },
		{ "stop & &", "1:8: one '&' is enough" },
		{ "&", "1:1: the name of a command has to stand here" },
		/* what is still to come */
		{ "stop\ntwice {\nstop\n", "2:7: the text ends here, and a '}' is still to come" },
		{ "twice { twice { }\n", "1:7: the text ends here, and a '}' is still to come" },
		{ "pour 1 len8{ a", "1:8: the text ends here, and a '}' is still to come" },
		{ "stop\npour 1 <<E\na\n",
		    "2:1: the text ends here, and the line 'E' that ends the here-document is "
		    "still to come" },
		{ "stop\nsay a \\\n",
		    "2:1: the text ends here, and the line that is joined to this one is still to "
		    "come" },
		/* of the words alone */
		{ "stop\nsay 'a", "2:5: a quote ends on its line, and this one is open" },
	};

	(void)state;
	check(rows, ROWS(rows), false);
}

static void
a_nul_in_a_script_is_an_error(void **state)
{
	struct buf out = { 0 };

	(void)state;
	parse("stop\nsay \0\n", 11, false, &out);
	assert_string_equal(buf_text(&out),
	    "2:5: there is a NUL here: this is no text of commands");
	buf_clear(&out);
}

static void
at_the_prompt_a_name_may_be_cut_short(void **state)
{
	static const struct row rows[] = {
		{ "pa red", "paint COLOR=red" },
		{ "sa a", "say WORD=a" },
		{ "tw { sto }", "twice { stop }" },
		{ "p red", "1:1: there is no command 'p'" },
		{ "colo red", "1:1: there is no command 'colo'" },
		{ "dye red", "paint COLOR=red" },
		{ "wro red wro red st", "wrong ERROR=red -> wrong ERROR=red -> stop" },
	};

	(void)state;
	check(rows, ROWS(rows), true);
}

static void
commands_that_come_line_by_line_are_parsed_as_they_are_whole(void **state)
{
	static const struct {
		const char *line;
		enum words_state state;
		const char *shown;
	} rows[] = {
		{ "stop\n", WORDS_WHOLE, "stop" },
		{ "\n", WORDS_WHOLE, "" },
		{ "twice {\n", WORDS_MORE, NULL },
		{ "say a \\\n", WORDS_MORE, NULL },
		{ "b\n", WORDS_MORE, NULL },
		{ "} ; pour 1 <<E\n", WORDS_MORE, NULL },
		{ "}\n", WORDS_MORE, NULL },
		{ "E\n", WORDS_WHOLE, "twice { say WORD=a WORD=b }; pour N=1 DATA=}\n" },
		{ "say c; say d\n", WORDS_WHOLE, "say WORD=c; say WORD=d" },
		{ "say 'e", WORDS_BAD, NULL },
	};
	struct script *script = script_new(&toys, NULL, 5, false);
	struct error error;
	struct buf out = { 0 };

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		assert_true(script_add(script, rows[i].line, strlen(rows[i].line), &error));
		assert_int_equal(script_parse(script, &error), rows[i].state);
		if (!rows[i].shown)
			continue;
		buf_reset(&out);
		show_block(&out, &script->block);
		assert_string_equal(buf_text(&out), rows[i].shown);
	}
	assert_int_equal(script->where.line, 14);
	buf_clear(&out);
	script_drop(script);
}

static void
a_command_keeps_its_place_and_its_source(void **state)
{
	struct script *script = script_new(&toys, "file", 1, false);
	static const char text[] = "stop\n twice {\n  say a\n}\n";
	const struct node *node;
	struct error error;

	(void)state;
	assert_true(script_add(script, text, strlen(text), &error));
	assert_int_equal(script_parse(script, &error), WORDS_WHOLE);
	node = script->block.node[1]->block->node[0];
	assert_int_equal(node->place.line, 3);
	assert_int_equal(source_column(node->source, node->place), 3);
	assert_string_equal(node->source->name, "file");
	assert_int_equal(source_column(node->source, node->words.item[0].word->place), 7);
	script_drop(script);
}

static void
commands_nest_only_so_deep(void **state)
{
	static const struct {
		const char *piece;
		size_t count;
		const char *shown;
	} rows[] = {
		{ "wrong red ", 100000, "1:1501: commands nest too deep: 150 is the most" },
		{ "when a { } else ", 100000, "1:1600001: behind 'else' comes a '{' or an 'if'" },
		{ "twice { ", 10000, "1:807: braces nest too deep: 100 is the most" },
	};
	struct buf text = { 0 }, out = { 0 };

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		buf_reset(&text);
		for (size_t n = 0; n < rows[i].count; n++)
			buf_add_text(&text, rows[i].piece);
		parse(text.data, text.count, false, &out);
		assert_string_equal(buf_text(&out), rows[i].shown);
	}
	buf_clear(&text);
	buf_clear(&out);
}

static void
many_words_and_many_commands_are_no_trouble(void **state)
{
	struct script *script = script_new(&toys, NULL, 1, false);
	struct error error;

	(void)state;
	for (size_t i = 0; i < 50000; i++)
		assert_true(script_add(script, "say a ;", 7, &error));
	assert_true(script_add(script, "say", 3, &error));
	for (size_t i = 0; i < 50000; i++)
		assert_true(script_add(script, " a", 2, &error));
	assert_int_equal(script_parse(script, &error), WORDS_WHOLE);
	assert_int_equal(script->block.count, 50001);
	assert_int_equal(script->block.node[50000]->words.count, 50000);
	script_drop(script);
}

/* ---- what -n tells ---- */

/* All that is told, each on a line of its own. */
static void
show_faults(struct buf *out, struct script *script)
{
	for (size_t i = 0; i < faults_kept(&script->faults); i++) {
		if (i)
			buf_add_byte(out, '\n');
		script->where = script->faults.item[i].where;
		show_error(out, script, &script->faults.item[i].error);
	}
}

/* Each row's text is parsed so, and this is told of it. */
static void
check_rows(const struct row *rows, size_t count, enum words_state state)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct script *script = script_new(&toys, NULL, 1, false);
		struct error error;

		buf_reset(&out);
		assert_true(script_add(script, rows[i].text, strlen(rows[i].text), &error));
		assert_int_equal(script_parse(script, &error), state);
		if (state == WORDS_BAD)
			assert_int_equal(script->where.offset, script->faults.item->where.offset);
		if (script_check(script))
			buf_add_text(&out, "fine");
		show_faults(&out, script);
		assert_string_equal(buf_text(&out), rows[i].shown);
		script_drop(script);
	}
	buf_clear(&out);
}

static void
literals_are_checked_where_nothing_runs(void **state)
{
	static const struct row rows[] = {
		{ "paint red 3 --within 5s --room 1k --edge blue", "fine" },
		{ "paint green", "1:7: 'green' is not red or blue" },
		{ "stop; paint red 10", "1:17: '10' is out of range: 1 to 9" },
		{ "paint red 3x", "1:12: '3x' is not a number" },
		{ "paint red --within \"5 s\"",
		    "1:22: '5 s' is not a duration: write 250ms, 1.5s, 2m or never" },
		{ "twice {\n twice { paint green } }", "2:16: 'green' is not red or blue" },
		{ "when a { } else { paint green }", "1:25: 'green' is not red or blue" },
		/* a command inside another may be wrong on purpose */
		{ "wrong red paint green", "fine" },
		{ "pour 1 hex:\"de a\"", "1:16: 'a' is half a byte: hex has two digits a byte" },
		{ "pour 1 file:/nowhere random:1T", "fine" },
		/* what only the desk knows, or a variable holds */
		{ "pick red ''", "fine" },
		{ "paint $green ${x.y}", "fine" },
		{ "pour 1 len8{ hex:$x }", "fine" },
		{ "pour 1 len8{ hex:x }",
		    "1:8: 'x' is not hex: two digits a byte, blanks or ':' only between bytes" },
	};

	(void)state;
	check_rows(rows, ROWS(rows), WORDS_WHOLE);
}

static void
all_that_is_wrong_is_found_in_order(void **state)
{
	static const struct row rows[] = {
		{ "paint green; bogus x; paint red 10; paint red --no",
		    "1:7: 'green' is not red or blue\n1:14: there is no command 'bogus'\n"
		    "1:33: '10' is out of range: 1 to 9\n1:47: paint has no flag '--no'" },
		{ "twice\n{ paint green }", "1:1: twice wants a block: twice ... { ... }\n"
		    "2:9: 'green' is not red or blue" },
		{ "stop { paint green } x; paint green",
		    "1:6: stop takes no block in braces\n1:14: 'green' is not red or blue\n"
		    "1:22: a ';' or a new line has to stand before this\n"
		    "1:31: 'green' is not red or blue" },
		{ "paint green; paint red }", "1:7: 'green' is not red or blue\n"
		    "1:24: this '}' closes nothing" },
	};

	(void)state;
	check_rows(rows, ROWS(rows), WORDS_BAD);
}

static void
no_more_than_some_are_kept_and_all_are_counted(void **state)
{
	struct script *script = script_new(&toys, NULL, 1, false);
	struct error error;

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		assert_true(script_add(script, "paint green\nbogus\n", 18, &error));
	assert_int_equal(script_parse(script, &error), WORDS_BAD);
	assert_false(script_check(script));
	assert_int_equal(script->faults.count, 2000);
	assert_int_equal(faults_kept(&script->faults), FAULTS_MOST);
	for (unsigned i = 0; i < FAULTS_MOST; i++)
		assert_int_equal(script->faults.item[i].where.line, i + 1);
	script_drop(script);
}

static const struct param none[] = { { 0 } };
static const struct param one[] = {
	{ .name = "A", .type = &type_text, .help = "a" }, { 0 }
};
static const struct param two[] = {
	{ .name = "B", .type = &type_text, .help = "b" },
	{ .name = "C", .type = &type_text, .help = "c" }, { 0 }
};
static const struct command form = { .name = "do", .form = "more", .params = two };
static const struct command *const forms[] = { &form, NULL };
static const struct command does = { .name = "do", .params = one, .forms = forms };
static const struct command alone = { .name = "alone", .params = none,
	.flags = COMMAND_BLOCK | COMMAND_ALONE };
static const struct command block = { .name = "block", .params = none, .flags = COMMAND_BLOCK };
static const struct command top = { .name = "top", .params = none,
	.flags = COMMAND_BLOCK | COMMAND_TOP };
static const struct command *const special[] = { &alone, &block, &does, &top, NULL };
static const struct catalog specials = { .command = special };

/* The text as it is understood, or what is wrong with it, and where. */
static void
comes_to(const char *text, const char *wanted)
{
	struct script *script = script_new(&specials, "file", 1, false);
	struct error error = { .kind = ERROR_NONE };
	struct buf out = { 0 };

	assert_true(script_add(script, text, strlen(text), &error));
	if (script_parse(script, &error) == WORDS_WHOLE)
		show_block(&out, &script->block);
	else
		buf_format(&out, "%u: %s", source_column(script->source, script->where),
		    error.text);
	assert_string_equal(buf_text(&out), wanted);
	buf_clear(&out);
	script_drop(script);
}

static void
the_first_word_may_choose_a_form(void **state)
{
	(void)state;
	assert_ptr_equal(args_form(&form, NULL), NULL);
	comes_to("do x\n", "do A=x");
	comes_to("do more x y\n", "do B=x C=y");
	comes_to("do more x\n", "10: do wants C");
	comes_to("do more\n", "8: do wants B");
	comes_to("do more x y z\n", "13: do takes no more words than this");
	comes_to("do 'more'\n", "do A=more");
	comes_to("do $more\n", "do A=<more>");
	comes_to("do mor\n", "do A=mor");
	comes_to("do x more\n", "6: do takes no more words than this");
}

static void
some_stand_at_the_top_alone(void **state)
{
	(void)state;
	comes_to("block { top { } }\n", "9: top stands at the top of a file, in no block");
	comes_to("top { block { top { } } }\n", "15: top stands at the top of a file, in no block");
	comes_to("alone { block { alone { } } }\n", "17: a alone cannot stand inside a alone");
	comes_to("block { alone { } }; alone { block { } }\n",
	    "block { alone {  } }; alone { block {  } }");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_find_their_rows),
		cmocka_unit_test(data_may_be_nested),
		cmocka_unit_test(blocks_stand_where_a_command_takes_one),
		cmocka_unit_test(what_is_wrong_is_told_before_anything_runs),
		cmocka_unit_test(a_nul_in_a_script_is_an_error),
		cmocka_unit_test(at_the_prompt_a_name_may_be_cut_short),
		cmocka_unit_test(commands_that_come_line_by_line_are_parsed_as_they_are_whole),
		cmocka_unit_test(a_command_keeps_its_place_and_its_source),
		cmocka_unit_test(commands_nest_only_so_deep),
		cmocka_unit_test(many_words_and_many_commands_are_no_trouble),
		cmocka_unit_test(the_first_word_may_choose_a_form),
		cmocka_unit_test(some_stand_at_the_top_alone),
		cmocka_unit_test(literals_are_checked_where_nothing_runs),
		cmocka_unit_test(all_that_is_wrong_is_found_in_order),
		cmocka_unit_test(no_more_than_some_are_kept_and_all_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
