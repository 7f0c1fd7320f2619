/* topic-language: what help tells of scripts: frames, tests, expressions. */
#include "command/topic-language.h"

#include "lang/layout.h"

enum { WIDTH = 20 };

/* Ends with a nameless one. */
struct line {
	const char *label, *help;
};

static void
add_lines(const char *title, const struct line *line, struct buf *out)
{
	layout_text(title, 0, out);
	for (; line->label; line++)
		layout_row(line->label, line->help, WIDTH, out);
}

void
topic_expressions(const struct catalog *catalog, struct buf *out)
{
	static const struct line sums[] = {
		{ "* / %", "first; division cuts what is behind the point" },
		{ "+ -", "then; - also before a number" },
		{ "== != < <= > >=", "last: 1 if it is so, else 0" },
		{ "( )", "before all others" },
		{ "10 0x1f 0b11 64k", "numbers; also $name, and 0x$digits" },
		{ 0 }
	};
	static const struct line conditions[] = {
		{ "== !=", "the same number, size or duration, else the same bytes" },
		{ "< <= > >=", "numbers, sizes and durations: 64k, 250ms" },
		{ "~", "a regular expression matches; ${match.1} is its first group" },
		{ "contains", "the word is somewhere in it" },
		{ "state 2.peer", "a property, typed without quotes; help properties" },
		{ 0 }
	};

	(void)catalog;
	add_lines("let NAME = EXPRESSION computes with whole numbers of 64 bits:", sums, out);
	add_lines("LEFT OP WORD, of expect, if and while:", conditions, out);
}

void
topic_framing(const struct catalog *catalog, struct buf *out)
{
	static const struct line frames[] = {
		{ "SIZE --exact", "so many bytes, not fewer" },
		{ "--line", "up to and with a line feed" },
		{ "--until DATA", "up to and with these bytes: --until hex:\"0d 0a\"" },
		{ "--match REGEX", "until it matches; ${match.1} is its first group" },
		{ "--as len16be", "what has its length in front; also len8 ... len32le, "
		    "len32be+4" },
		{ "--as u16be,id=u32le", "packed numbers: ${answer.values.0}, "
		    "${answer.fields.id}" },
		{ "--eof", "all up to the end of the peer's sending" },
		{ "--for 500ms", "all that comes within this time" },
		{ "--max SIZE", "no more than this; 16M if it is left out" },
		{ 0 }
	};
	static const struct line sending[] = {
		{ "len16be{ DATA... }", "a length in front, for send: help data" },
		{ 0 }
	};

	(void)catalog;
	add_lines("A stream has no messages: recv N takes what is there. With one of these it "
	    "waits for a whole frame; what comes behind it waits for the next recv:", frames,
	    out);
	add_lines("The other way:", sending, out);
	layout_text("expect recv N DATA... waits for as many bytes as DATA has.", 0, out);
}

void
topic_scripts(const struct catalog *catalog, struct buf *out)
{
	static const struct line language[] = {
		{ "let NAME WORD...", "a variable; let NAME = 1 + 2: help expressions" },
		{ "if A OP B { } else { }", "and if, while, repeat N, foreach NAME in WORD..." },
		{ "def NAME PARAM... { }", "a command; return WORD... is ${answer.value}" },
		{ "try { }", "a failure inside does not end the script: ${answer.ok}" },
		{ "fails ERROR COMMAND", "the command has to fail with it" },
		{ "expect A OP B", "fail unless it is so; --within 5s: or becomes so" },
		{ "on N EVENT { }", "runs whenever the script waits" },
		{ "COMMAND &", "in the background; join and cancel" },
		{ "source FILE", "runs another file" },
		{ "serve N ROLE", "serves many clients in the background; take M: one by hand" },
		{ "spawn run wait-port", "other programs" },
		{ "COMMAND; COMMAND", "on one line; # begins a remark" },
		{ 0 }
	};
	static const struct line starting[] = {
		{ "sosh FILE ARG...", "runs it; also sosh -c 'COMMANDS', and standard input" },
		{ "-n", "only looks whether it can be understood" },
		{ "-k", "goes on after a failure" },
		{ "-t 5s", "the longest that a command waits; 30s if it is left out" },
		{ "--json --events", "answers as lines of JSON, and what happens by itself" },
		{ 0 }
	};

	(void)catalog;
	add_lines("In scripts, and at the prompt as well:", language, out);
	add_lines("From the command line:", starting, out);
	layout_text("The exit status: 0, all went well; 1, something failed; 2, something could "
	    "not be understood; 3, output could not be written.", 0, out);
}

void
topic_tests(const struct catalog *catalog, struct buf *out)
{
	static const struct line language[] = {
		{ "test NAME { }", "a failure inside is this test's; what it makes ends with it" },
		{ "setup { }", "before each test that follows" },
		{ "teardown { }", "after each, also after one that failed" },
		{ "skip WORD...", "ends a test, or a file, without a verdict" },
		{ "expect A OP B", "and expect recv N DATA...; help expect" },
		{ "fails ERROR COMMAND", "what has to fail" },
		{ 0 }
	};
	static const struct line starting[] = {
		{ "-o tap", "TAP 14 instead of text; tap13: TAP 13; junit: JUnit's XML" },
		{ "--report junit:FILE", "the same in a file; for prove: tap13:FILE.tap" },
		{ "--filter REGEX", "only the tests whose names match" },
		{ "--files FILE...", "several scripts, one report" },
		{ "-k", "a test goes on behind a failure, and tells of each" },
		{ 0 }
	};

	(void)catalog;
	add_lines("At the top of a file, or in blocks, but not in each other:", language, out);
	add_lines("From the command line:", starting, out);
}
