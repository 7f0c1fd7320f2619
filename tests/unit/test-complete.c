/* test-complete: what may come next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/mem.h"
#include "lang/ask.h"
#include "lang/complete.h"
#include "lang/hint.h"
#include "toys.h"

#define ROWS(table) (sizeof(table) / sizeof(*(table)))

static void
collect(void *to, const char *word, const char *help)
{
	struct buf *out = to;

	(void)help;
	buf_format(out, "%s%s", out->count ? " " : "", word);
}

static void
collect_help(void *to, const char *word, const char *help)
{
	buf_format(to, "%s: %s\n", word, help ? help : "-");
}

static const struct world world = {
	.variable = toy_variable, .prefix = toy_prefix, .offer_variables = toy_offer_variables
};
static int a_session;
static const struct reading at_desk = {
	.session = (struct session *)&a_session, .world = &world
};
static const struct reading no_desk = { 0 };

/* A line with | where the point stands, and what is offered: the line up to the
 * word that is replaced, in brackets, and the offers. */
struct row {
	const char *line, *offers;
};

static void
check(const struct row *row, size_t rows, const struct reading *desk)
{
	for (size_t i = 0; i < rows; i++) {
		struct buf offers = { 0 }, got = { 0 };
		char *line = mem_copy(row[i].line);
		size_t point = strlen(line) - strlen(strrchr(line, '|')), start;

		memmove(line + point, line + point + 1, strlen(line + point));
		complete(&toys, desk, line, point, &start, (struct offer){ collect, &offers });
		assert_true(start <= point);
		buf_format(&got, "[%.*s]%s%s", (int)start, line, offers.count ? " " : "",
		    buf_text(&offers));
		if (strcmp(buf_text(&got), row[i].offers) != 0)
			print_message("of: %s\n", row[i].line);
		assert_string_equal(buf_text(&got), row[i].offers);
		buf_clear(&offers);
		buf_clear(&got);
		free(line);
	}
}

#define ALL "paint pick pour say stop twice when wrong zap"

static void
commands_come_first(void **state)
{
	static const struct row rows[] = {
		{ "|", "[] " ALL },
		{ "  |", "[  ] " ALL },
		{ "p|", "[] paint pick pour" },
		{ " pa|int", "[ ] paint" },
		{ "paint|", "[] paint" },
		{ "x|", "[]" },
		/* aliases only where nothing else begins so */
		{ "co|", "[] colour" },
		{ "dy|", "[] dye" },
		{ "?|", "[] ?" },
		/* wherever a command may stand */
		{ "stop;|", "[stop;] " ALL },
		{ "stop; s|", "[stop; ] say stop" },
		{ "stop\ns|", "[stop\n] say stop" },
		{ "twice { s|", "[twice { ] say stop" },
		{ "twice { stop; twice {\n s|", "[twice { stop; twice {\n ] say stop" },
		{ "twice {|", "[twice ] {" },
		{ "wrong red |", "[wrong red ] " ALL },
		{ "wrong red s|", "[wrong red ] say stop" },
		{ "wrong red wrong blue pi|", "[wrong red wrong blue ] pick" },
		{ "p\\\n|", "[p\\\n]" },
		/* a name stands without quotes */
		{ "'p'|", "[]" },
		{ "\\p|", "[]" },
	};

	(void)state;
	check(rows, ROWS(rows), &at_desk);
	check(rows, ROWS(rows), &no_desk);
}

static void
words_are_offered_by_their_types(void **state)
{
	static const struct row rows[] = {
		{ "paint |", "[paint ] red blue" },
		{ "paint b|", "[paint ] blue" },
		{ "paint red|", "[paint ] red" },
		{ "paint g|", "[paint ]" },
		{ "stop; paint  r|", "[stop; paint  ] red" },
		{ "dye r|", "[dye ] red" },
		{ "pain r|", "[pain ] red" },
		{ "paint --edge |", "[paint --edge ] red blue" },
		{ "paint --edge r|", "[paint --edge ] red" },
		{ "paint --edge red |", "[paint --edge red ] red blue" },
		{ "paint --loud |", "[paint --loud ] red blue" },
		{ "paint --within |", "[paint --within ] 100ms 500ms 1s 5s 30s 1m never" },
		{ "paint --within 1|", "[paint --within ] 100ms 1s 1m" },
		{ "paint --room |", "[paint --room ] 1 1k 4k 64k 1M" },
		{ "wrong |", "[wrong ] red blue" },
		{ "wrong red paint b|", "[wrong red paint ] blue" },
		{ "twice { paint b|", "[twice { paint ] blue" },
		{ "when a { } else { paint b|", "[when a { } else { paint ] blue" },
		{ "pour 1 u16|", "[pour 1 ] u16be: u16le:" },
		{ "pour 1 a len|", "[pour 1 a ] len8{ len16be{ len16le{ len32be{ len32le{" },
		{ "pour 1 len8{ f|", "[pour 1 len8{ ] file: fill: f32be: f32le: f64be: f64le:" },
		{ "pour 1 len8{ len8{ a } z|", "[pour 1 len8{ len8{ a } ] zero:" },
		{ "pour 1 len8{\n z|", "[pour 1 len8{\n ] zero:" },
		{ "pour 1 len8{ a } z|", "[pour 1 len8{ a } ] zero:" },
		{ "pour 1 --until len8{ z|", "[pour 1 --until len8{ ] zero:" },
		{ "pour 1 len8|", "[pour 1 ] len8{" },
		{ "pour 1 len8{|", "[pour 1 ] len8{" },
		{ "pour 1 hex:a|", "[pour 1 ]" },
		{ "nothing |", "[nothing ]" },
		{ "$x |", "[$x ]" },
		{ "stop |", "[stop ]" },
	};

	(void)state;
	check(rows, ROWS(rows), &at_desk);
	check(rows, ROWS(rows), &no_desk);
}

static void
a_type_sees_the_words_before_its_own(void **state)
{
	static const struct row rows[] = {
		{ "pick blue s|", "[pick blue ] sky sea \"sea\\\\\"" },
		{ "pick red r|", "[pick red ] rose \"red wine\"" },
		{ "pick --quick --other x blue s|",
		    "[pick --quick --other x blue ] sky sea \"sea\\\\\"" },
		{ "pick blue --other s|", "[pick blue --other ] sky sea \"sea\\\\\"" },
		{ "pick $red r|", "[pick $red ] rose \"red wine\"" },
		{ "pick green s|", "[pick green ]" },
		{ "wrong red pick blue sk|", "[wrong red pick blue ] sky" },
	};

	(void)state;
	check(rows, ROWS(rows), &at_desk);
}

static void
without_a_desk_nothing_goes_wrong(void **state)
{
	static const struct row rows[] = {
		{ "pick $x r|", "[pick $x ] rose \"red wine\"" },
		{ "pick red rose ${|", "[pick red rose ]" },
	};

	(void)state;
	check(rows, ROWS(rows), &no_desk);
}

static void
words_the_language_would_take_otherwise_are_quoted(void **state)
{
	static const struct row rows[] = {
		{ "pick red |", "[pick red ] rose \"red wine\" \"it's\" \"a;b\" \"{\" \"\\x1b\"" },
		{ "pick blue |", "[pick blue ] sky sea \"\\$ea\" \"#sea\" \"--sea\" \"sea\\\\\"" },
		/* what was typed counts, not how */
		{ "pick red 're'|", "[pick red ] \"red wine\"" },
		{ "pick red red\\ |", "[pick red ] \"red wine\"" },
		{ "pick red \"re\"d|", "[pick red ] \"red wine\"" },
		{ "pick red a\\;|", "[pick red ] \"a;b\"" },
	};

	(void)state;
	check(rows, ROWS(rows), &at_desk);
}

static void
flags_are_offered_once(void **state)
{
	static const struct row rows[] = {
		{ "paint --|", "[paint ] --loud --within --room --edge" },
		{ "paint -|", "[paint ] --loud --within --room --edge" },
		{ "paint --l|", "[paint ] --loud" },
		{ "paint --loud|", "[paint ] --loud" },
		{ "paint --loud --|", "[paint --loud ] --within --room --edge" },
		{ "paint red 3 --within 5s --edge red --|",
		    "[paint red 3 --within 5s --edge red ] --loud --room" },
		/* where a word has to come first, only if one asks for them */
		{ "paint |", "[paint ] red blue" },
		{ "paint red |", "[paint red ] 1 --loud --within --room --edge" },
		{ "paint red 3 |", "[paint red 3 ] --loud --within --room --edge" },
		{ "pour 1 a --|", "[pour 1 a ] --until --to" },
		{ "pour 1 -- --|", "[pour 1 -- ]" },
		{ "paint '--'|", "[paint ]" },
		{ "paint \\--|", "[paint ]" },
		{ "paint --no |", "[paint --no ] red blue" },
		{ "say --|", "[say ]" },
		{ "wrong --|", "[wrong ]" },
		/* behind & nothing comes */
		{ "paint red & |", "[paint red & ]" },
		{ "wrong red paint --r|", "[wrong red paint ] --room" },
		/* what takes a word's place goes no more when that is there */
		{ "zap --|", "[zap ] --loud --bare" },
		{ "zap 1 --|", "[zap 1 ] --loud" },
		{ "zap --bare 1 --|", "[zap --bare 1 ] --loud" },
		{ "zap --bare 1 |", "[zap --bare 1 ] red blue" },
		{ "zap red --bare 1 b|", "[zap red --bare 1 ]" },
		{ "zap -- --bare |", "[zap -- --bare ] red blue" },
		{ "wrong red zap --bare 1 b|", "[wrong red zap --bare 1 ] blue" },
	};

	(void)state;
	check(rows, ROWS(rows), &at_desk);
}

static void
braces_and_else_are_offered_where_they_fit(void **state)
{
	static const struct row rows[] = {
		{ "twice |", "[twice ] 0 1 10 100 {" },
		{ "twice 3 |", "[twice 3 ] {" },
		{ "when |", "[when ] ${answer.data} ${answer.ok} $x ${env." },
		{ "when a |", "[when a ] ${answer.data} ${answer.ok} $x ${env. {" },
		{ "when a {|", "[when a ] {" },
		{ "paint red 3 {|", "[paint red 3 ]" },
		{ "when a { } |", "[when a { } ] else" },
		{ "when a { twice { } } e|", "[when a { twice { } } ] else" },
		{ "when a { } else |", "[when a { } else ] { when" },
		{ "when a { } else w|", "[when a { } else ] when" },
		{ "when a { } else when b { } |", "[when a { } else when b { } ] else" },
		{ "when a { } else when |",
		    "[when a { } else when ] ${answer.data} ${answer.ok} $x ${env." },
		{ "twice { } |", "[twice { } ]" },
		{ "when a { }; |", "[when a { }; ] " ALL },
		{ "twice { when a { } |", "[twice { when a { } ] else" },
		{ "} |", "[} ]" },
		{ "twice { stop }|", "[twice { stop ]" },
	};

	(void)state;
	check(rows, ROWS(rows), &at_desk);
}

static void
variables_are_offered_in_braces(void **state)
{
	static const struct row rows[] = {
		{ "say ${|", "[say ] ${answer.data} ${answer.ok} ${x} ${env." },
		/* where any text may stand, they are what there is to offer */
		{ "say |", "[say ] ${answer.data} ${answer.ok} $x ${env." },
		{ "say a|", "[say ]" },
		{ "say ''|", "[say ]" },
		/* without braces as far as that goes */
		{ "say $|", "[say ] ${answer.data} ${answer.ok} $x ${env." },
		{ "say $x|", "[say ] $x" },
		{ "say $an|", "[say ] ${answer.data} ${answer.ok}" },
		{ "say a$|", "[say a] ${answer.data} ${answer.ok} $x ${env." },
		{ "pour 1 hex:$x|", "[pour 1 hex:] $x" },
		{ "pick $|", "[pick ] ${answer.data} ${answer.ok} $x ${env." },
		{ "$|", "[] ${answer.data} ${answer.ok} $x ${env." },
		{ "say \\$|", "[say ]" },
		{ "say \\$x|", "[say ]" },
		{ "say $1|", "[say ]" },
		/* what goes on behind its dot is left open */
		{ "say ${e|", "[say ] ${env." },
		{ "say ${a|", "[say ] ${answer.data} ${answer.ok}" },
		{ "say ${answer.o|", "[say ] ${answer.ok}" },
		{ "say a${x|", "[say a] ${x}" },
		{ "say a$x${|", "[say a$x] ${answer.data} ${answer.ok} ${x} ${env." },
		{ "pour 1 'a'hex:${x|", "[pour 1 'a'hex:] ${x}" },
		{ "twice { say ${x|", "[twice { say ] ${x}" },
		{ "say ${no|", "[say ]" },
		{ "say ${x}|", "[say ${x}]" },
		{ "say \\${|", "[say ]" },
	};

	(void)state;
	check(rows, ROWS(rows), &at_desk);
}

static void
in_quotes_text_and_variables_are_offered(void **state)
{
	static const struct row rows[] = {
		{ "paint 'r|", "[paint ] red" },
		{ "paint \"r|", "[paint ] red" },
		{ "paint '|", "[paint ] red blue" },
		{ "pick red \"red |", "[pick red ] \"red wine\"" },
		{ "pick red red' w|", "[pick red ] \"red wine\"" },
		{ "say \"a ${|", "[say \"a ] ${answer.data} ${answer.ok} ${x} ${env." },
		{ "say \"a ${answer.o|", "[say \"a ] ${answer.ok}" },
		{ "say \"a $|", "[say \"a ] ${answer.data} ${answer.ok} $x ${env." },
		{ "say \"$x|", "[say \"] $x" },
		{ "say 'a'\"$x|", "[say 'a'\"] $x" },
		/* where they are none */
		{ "say 'a ${|", "[say ]" },
		{ "say 'a $x|", "[say ]" },
		{ "say \"\\${|", "[say ]" },
		{ "say \"\\$x|", "[say ]" },
		{ "say \"\\\\$x|", "[say \"\\\\] $x" },
		/* no names of commands, flags, prefixes, braces */
		{ "\"pai|", "[]" },
		{ "paint red \"--|", "[paint red ]" },
		{ "pour 1 \"he|", "[pour 1 ]" },
		{ "twice '{|", "[twice ]" },
		{ "paint \"\\|", "[paint \"\\]" },
		{ "paint \"\\q|", "[paint \"\\q]" },
	};

	(void)state;
	check(rows, ROWS(rows), &at_desk);
}

static void
in_comments_and_documents_nothing_is_offered(void **state)
{
	static const struct row rows[] = {
		{ "# p|", "[# p]" },
		{ "paint #|", "[paint #]" },
		{ "paint # r|", "[paint # r]" },
		{ "stop; # |", "[stop; # ]" },
		{ "paint \\|", "[paint \\]" },
		{ "pour 1 <<E\np|", "[pour 1 <<E\np]" },
		{ "pour 1 <<E|", "[pour 1 <<E]" },
		{ "pour 1 <<E\nx\nE\np|", "[pour 1 <<E\nx\nE\n] paint pick pour" },
		{ "paint ${x}|", "[paint ${x}]" },
		{ "paint ${x} 'a' \"b|", "[paint ${x} 'a' ]" },
		{ "say '\\q' \"\\q\" p|", "[say '\\q' \"\\q\" p]" },
	};

	(void)state;
	check(rows, ROWS(rows), &at_desk);
}

static void
a_word_of_help_comes_with_each(void **state)
{
	struct buf offers = { 0 };
	struct offer offer = { collect_help, &offers };
	size_t start;

	(void)state;
	complete(&toys, &at_desk, "sto", 3, &start, offer);
	complete(&toys, &at_desk, "halt", 4, &start, offer);
	complete(&toys, &at_desk, "paint --l", 9, &start, offer);
	complete(&toys, &at_desk, "paint r", 7, &start, offer);
	complete(&toys, &at_desk, "pick blue sk", 12, &start, offer);
	complete(&toys, &at_desk, "say ${answer.d", 14, &start, offer);
	assert_string_equal(buf_text(&offers),
	    "stop: do no more\n"
	    "halt: do no more\n"
	    "--loud: tell everybody\n"
	    "red: -\n"
	    "sky: blue\n"
	    "${answer.data}: what was received\n");
	buf_clear(&offers);
}

static void
hints_need_no_desk(void **state)
{
	static const char *const rows[][2] = {
		{ "pai", "nt red|blue [TIMES] [--loud] [--within DURATION] [--room SIZE] "
		    "[--edge red|blue]" },
		{ "paint ", "red|blue [TIMES] [--loud] [--within DURATION] [--room SIZE] "
		    "[--edge red|blue]" },
		{ "paint red --loud --edge blue --room ", "SIZE [TIMES] [--within DURATION]" },
		{ "paint red --lo", "ud [TIMES] [--within DURATION] [--room SIZE] "
		    "[--edge red|blue]" },
		{ "paint green ", "" },
		{ "paint red 77 ", "" },
		{ "pick red", " THING [--quick] [--other THING]" },
		{ "pick $red ", "THING [--quick] [--other THING]" },
		{ "dye", " red|blue [TIMES] [--loud] [--within DURATION] [--room SIZE] "
		    "[--edge red|blue]" },
		{ "dy", "" },
		{ "?", "" },
		{ "pour 1 len8{ len8{", " DATA... } }" },
		{ "pour 1 len8{", " DATA... }" },
		{ "pour 1 len8{ len8{ a } b", " }" },
		{ "pour 1 len8{ a } --until ", "DATA [--to WORD]" },
		{ "when a", " { ... } [else when ...] [else { ... }]" },
		{ "wrong red wrong blue sto", "p" },
		{ "za", "p N red|blue [--loud]" },
		{ "zap --b", "are NUMBER red|blue [--loud]" },
		{ "zap --bare ", "NUMBER red|blue [--loud]" },
		{ "zap --bare 1 ", "red|blue [--loud]" },
		{ "zap --bare 1 red ", "[--loud]" },
		{ "zap 1 --b", "" },
		{ "stop ", "" },
		{ "twice { stop; when", " COND... { ... } [else when ...] [else { ... }]" },
		{ "say a; say", " [WORD...]" },
		{ "say a\\", "" },
		{ "say \"a", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct buf out = { 0 };

		hint(&toys, &no_desk, rows[i][0], strlen(rows[i][0]), &out);
		if (strcmp(buf_text(&out), rows[i][1]) != 0)
			print_message("of: %s\n", rows[i][0]);
		assert_string_equal(buf_text(&out), rows[i][1]);
		buf_clear(&out);
	}
}

static void
what_is_missing_can_be_told_without_a_desk(void **state)
{
	static const char *const rows[][2] = {
		{ "paint", "red or blue" }, { "dye", "red or blue" }, { "pick red", "thing" },
		{ "stop; pick red ", "thing" }, { "pour", "number" }, { "pour 1", "data" },
		{ "twice { }; pour 1", "data" }, { "pick red --quick", "thing" },
		{ "pour 1 --", "data" }, { "zap", "number" }, { "zap --bare 1", "red or blue" },
	};
	static const char *const none[] = {
		"paint red", "stop", "say", "twice", "when", "wrong", "wrong red", "wrong red pour",
		"twice { pour", "pour 1 --until", "pour x", "paint green", "pour;", "pour 1 len8{",
	};
	struct asked asked;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		if (!ask_missing(&toys, &no_desk, rows[i][0], &asked))
			fail_msg("of '%s' nothing is asked", rows[i][0]);
		assert_string_equal(asked.noun, rows[i][1]);
		assert_int_equal(asked.fallback.count, 0);
		asked_clear(&asked);
	}
	for (size_t i = 0; i < ROWS(none); i++)
		if (ask_missing(&toys, &no_desk, none[i], &asked))
			fail_msg("of '%s' %s is asked", none[i], asked.noun);
}

static void
any_text_can_be_completed_hinted_and_asked_about(void **state)
{
	static const char *const pieces[] = {
		"wrong red ", "twice { ", "when a { } else ", "len8{ ", "pour 1 len8{ a } ",
		"\\\n", "}", "\xff", "\"a\" ", "<<E ", "& ", "; ", "\r\n", "--", "${",
		"pick blue a ", "{ ", "\xef\xbb\xbf",
	};
	struct buf offers = { 0 };
	struct asked asked;

	(void)state;
	for (size_t i = 0; i < ROWS(pieces) * ROWS(pieces); i++) {
		for (size_t times = 1; times < 5000; times *= 70) {
			struct buf line = { 0 };
			size_t start;

			for (size_t k = 0; k < times; k++) {
				buf_add_text(&line, pieces[i % ROWS(pieces)]);
				buf_add_text(&line, pieces[i / ROWS(pieces)]);
			}
			buf_add_text(&line, "p");
			buf_reset(&offers);
			complete(&toys, &at_desk, line.data, line.count, &start,
			    (struct offer){ collect, &offers });
			assert_true(start <= line.count);
			buf_reset(&offers);
			hint(&toys, &at_desk, line.data, line.count, &offers);
			if (ask_missing(&toys, &at_desk, line.data, &asked))
				asked_clear(&asked);
			buf_clear(&line);
		}
	}
	buf_clear(&offers);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_come_first),
		cmocka_unit_test(words_are_offered_by_their_types),
		cmocka_unit_test(a_type_sees_the_words_before_its_own),
		cmocka_unit_test(without_a_desk_nothing_goes_wrong),
		cmocka_unit_test(words_the_language_would_take_otherwise_are_quoted),
		cmocka_unit_test(flags_are_offered_once),
		cmocka_unit_test(braces_and_else_are_offered_where_they_fit),
		cmocka_unit_test(variables_are_offered_in_braces),
		cmocka_unit_test(in_quotes_text_and_variables_are_offered),
		cmocka_unit_test(in_comments_and_documents_nothing_is_offered),
		cmocka_unit_test(a_word_of_help_comes_with_each),
		cmocka_unit_test(hints_need_no_desk),
		cmocka_unit_test(what_is_missing_can_be_told_without_a_desk),
		cmocka_unit_test(any_text_can_be_completed_hinted_and_asked_about),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
