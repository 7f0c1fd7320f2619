/* test-words: lines and words, as the language page tells them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "lang/words.h"

#define ROWS(table) (sizeof(table) / sizeof(*(table)))

/* A text in the course of being cut, and what it came to as a text: words in
 * brackets, "quoted" and <variable> parts in them; | for a line's end. */
struct bench {
	struct pool    pool;
	struct source *source;
	struct words   words;
	struct error   error;
	enum words_state state;
	struct buf     seen;
};

static void
begin(struct bench *bench)
{
	*bench = (struct bench){ .source = source_new(NULL) };
	words_init(&bench->words, &bench->pool, bench->source);
}

static void
end(struct bench *bench)
{
	words_clear(&bench->words);
	pool_clear(&bench->pool);
	source_drop(bench->source);
	buf_clear(&bench->seen);
}

static void
show_word(struct buf *out, const struct word *word)
{
	static const char *const mark[] = {
		[PART_PLAIN] = "\0", [PART_QUOTED] = "\"\0\"", [PART_VARIABLE] = "<\0>"
	};

	buf_add_text(out, word->document ? "<<[" : "[");
	for (size_t i = 0; i < word->parts; i++) {
		const struct part *part = &word->part[i];

		buf_add_text(out, mark[part->kind]);
		bytes_show(out, part->bytes, part->count, 0);
		buf_add_text(out, mark[part->kind] + 2 * (part->kind != PART_PLAIN));
		assert_int_equal(part->bytes[part->count], '\0');
	}
	buf_add_byte(out, ']');
}

static void
show(struct buf *out, const struct token *token)
{
	static const char *const sign[] = {
		[TOKEN_FEED] = "|", [TOKEN_END] = ";", [TOKEN_OPEN] = "{", [TOKEN_CLOSE] = "}",
		[TOKEN_AND] = "&",
	};

	buf_add_text(out, out->count ? " " : "");
	if (token->kind == TOKEN_WORD)
		show_word(out, token->word);
	else if (token->kind == TOKEN_NEST)
		buf_format(out, "%s{", token->word->part->bytes);
	else
		buf_add_text(out, sign[token->kind]);
}

/* Shows what there is: tokens, or the error with its place, or what is wanted. */
static const char *
seen(struct bench *bench, struct place where)
{
	buf_reset(&bench->seen);
	if (bench->state == WORDS_BAD)
		buf_format(&bench->seen, "%u:%u: %s", where.line,
		    source_column(bench->source, where), bench->error.text);
	else if (bench->state == WORDS_MORE)
		buf_format(&bench->seen, "wants %s", bench->words.wanted);
	else
		for (size_t i = 0; i < bench->words.count; i++)
			show(&bench->seen, &bench->words.token[i]);
	return buf_text(&bench->seen);
}

static const char *
cut(struct bench *bench, const char *text, size_t count)
{
	struct place where;

	begin(bench);
	if (!source_add(bench->source, text, count, &where, &bench->error)) {
		bench->state = WORDS_BAD;
		return seen(bench, where);
	}
	bench->state = words_read(&bench->words, &bench->error);
	return seen(bench, bench->words.where);
}

struct row {
	const char *text, *tokens;
};

static void
check(const struct row *row, size_t rows)
{
	for (size_t i = 0; i < rows; i++) {
		struct bench bench;
		const char *got = cut(&bench, row[i].text, strlen(row[i].text));

		if (strcmp(got, row[i].tokens) != 0)
			print_message("of: %s\n", row[i].text);
		assert_string_equal(got, row[i].tokens);
		end(&bench);
	}
}

/* What is right, in the order of the page. */
static const struct row right[] = {
	/* lines */
	{ "", "" },
	{ "\n", "|" },
	{ "a", "[a] |" },
	{ "a\n", "[a] |" },
	{ "a b\tc  d \n", "[a] [b] [c] [d] |" },
	{ "a\r\nb\r\n", "[a] | [b] |" },
	{ "a\rb\n", "[a\\rb] |" },
	{ "\xef\xbb\xbf" "a\n", "[a] |" },
	{ "\xef\xbb\xbf\xef\xbb\xbf" "a\n", "[\\u{feff}a] |" },
	{ "a\n\n\nb", "[a] | | | [b] |" },
	/* `;` ends a command wherever it stands */
	{ "a;b", "[a] ; [b] |" },
	{ "a ; b;", "[a] ; [b] ; |" },
	{ ";;a", "; ; [a] |" },
	{ "a';'b\";\"c\\;d", "[a\";\"b\";\"c\";\"d] |" },
	{ "repeat 3 { a; b; }", "[repeat] [3] { [a] ; [b] ; } |" },
	{ "$x;${y};'z';\"w\";", "[<x>] ; [<y>] ; [\"z\"] ; [\"w\"] ; |" },
	/* joined lines */
	{ "a \\\nb\n", "[a] [b] |" },
	{ "a\\\nb\n", "[ab] |" },
	{ "a\\\n  b\n", "[a] [b] |" },
	{ "a \\\n \\\n\\\n b\n", "[a] [b] |" },
	{ "--ti\\\nmeout 5", "[--timeout] [5] |" },
	{ "$x\\\ny", "[<x>y] |" },
	{ "a \\\r\nb\r\n", "[a] [b] |" },
	{ "a \\\n# b\nc", "[a] | [c] |" },
	/* comments */
	{ "# a\nb # c ' \" $9 \\\nd", "| [b] | [d] |" },
	{ "a#b #", "[a#b] |" },
	{ "a;#b", "[a] ; |" },
	{ "\\#a '#b' \"#c\" $x#d", "[\"#\"a] [\"#b\"] [\"#c\"] [<x>#d] |" },
	/* & is a word of its own */
	{ "a &", "[a] & |" },
	{ "a & b", "[a] & [b] |" },
	{ "a& &b \\& '&' a&b", "[a&] [&b] [\"&\"] [\"&\"] [a&b] |" },
	{ "a &;b", "[a] & ; [b] |" },
	/* a word is one or more parts */
	{ "hex:\"de ad be\"$x", "[hex:\"de ad be\"<x>] |" },
	{ "a'b'\"c\"d", "[a\"bc\"d] |" },
	{ "''", "[\"\"] |" },
	{ "\"\"", "[\"\"] |" },
	{ "'' \"\" a''", "[\"\"] [\"\"] [a\"\"] |" },
	{ "'a b' 'a\\n$x\"'", "[\"a b\"] [\"a\\\\n$x\"\"] |" },
	{ "$a$b${c}", "[<a><b><c>] |" },
	{ "u32be:$i", "[u32be:<i>] |" },
	/* escapes in double quotes */
	{ "\"\\r\\n\\t\\a\\b\\e\\f\\v\"", "[\"\\r\\n\\t\\x07\\x08\\x1b\\x0c\\x0b\"] |" },
	{ "\"\\\\ \\\" \\' \\$x\"", "[\"\\\\ \" ' $x\"] |" },
	{ "\"\\0\\08\\12\\1234\\377\"", "[\"\\x00\\x008\\nS4\\xff\"] |" },
	{ "\"\\x41\\xfF0\"", "[\"A\\xff0\"] |" },
	{ "\"\\u00e4\\u{e4}\\u{1F600}\\u{0}x\"", "[\"ää😀\\x00x\"] |" },
	{ "\"a'b\" 'a\"b'", "[\"a'b\"] [\"a\"b\"] |" },
	{ "\"a;b#c{&}\"", "[\"a;b#c{&}\"] |" },
	/* a backslash outside of quotes */
	{ "a\\ b \\n \\\\ \\' \\\" \\$x \\--f", "[a\" \"b] [\"n\"] [\"\\\\\"] [\"'\"] [\"\"\"] "
	    "[\"$\"x] [\"-\"-f] |" },
	{ "\\{ \\}", "[\"{\"] [\"}\"] |" },
	/* variables */
	{ "$a1_b-c $_ $a.b", "[<a1_b>-c] [<_>] [<a>.b] |" },
	{ "${1.local.port} ${a-b.c} ${.state} ${answer.data}",
	    "[<1.local.port>] [<a-b.c>] [<.state>] [<answer.data>] |" },
	{ "\"a$b c${d}e\"", "[\"a\"<b>\" c\"<d>\"e\"] |" },
	{ "\"$x\"", "[\"\"<x>\"\"] |" },
	{ "$ a$ $. $- $$ $+", "[$] [a$] [$.] [$-] [$$] [$+] |" },
	{ "\"^a$\" \"$\" \"$ \" '$x'", "[\"^a$\"] [\"$\"] [\"$ \"] [\"$x\"] |" },
	{ "$x'y'", "[<x>\"y\"] |" },
	/* braces are braces only as words of their own */
	{ "{ }", "{ } |" },
	{ "if a { b } else { c }", "[if] [a] { [b] } [else] { [c] } |" },
	{ "a{3} {\"a\":1} {a a} }b b} {{ }}",
	    "[a{3}] [{\"a\":1}] [{a] [a}] [}b] [b}] [{{] [}}] |" },
	{ "{\n}\n", "{ | } |" },
	{ "'{' \"}\" \\{", "[\"{\"] [\"}\"] [\"{\"] |" },
	{ "}", "} |" },
	{ "{a}\n", "[{a}] |" },
	{ "len8{ a len16be{ b } } len16le{ } len32be{ } len32le{ }",
	    "len8{ [a] len16be{ [b] } } len16le{ } len32be{ } len32le{ } |" },
	{ "len8{a len9{ 'len8{' len8\\{ xlen8{ len8",
	    "[len8{a] [len9{] [\"len8{\"] [len8\"{\"] [xlen8{] [len8] |" },
	/* here-documents */
	{ "a <<E\nb\nE\nc", "[a] <<[\"b\\n\"] | [c] |" },
	{ "a <<E\nE\n", "[a] <<[] |" },
	{ "a <<E\nb", "wants the line 'E' that ends the here-document" },
	{ "a <<E\n b \nE \n E\nE", "[a] <<[\" b \\nE \\n E\\n\"] |" },
	{ "a <<-E\n\t\tb\n \tc\n\tE\n", "[a] <<[\"b\\n \\tc\\n\"] |" },
	{ "a <<~E\nb\n\nE\n", "[a] <<[\"b\\r\\n\\r\\n\"] |" },
	{ "a <<~-E\n\tb\n\tE\n", "[a] <<[\"b\\r\\n\"] |" },
	{ "a <<-~'E'\n\t$b\nE\n", "[a] <<[\"$b\\r\\n\"] |" },
	{ "a <<'E'\n$b ${c \\$ $9\nE\n", "[a] <<[\"$b ${c \\\\$ $9\\n\"] |" },
	{ "a <<E\n$b ${c.d}x$\n$. $\nE\n", "[a] <<[<b>\" \"<c.d>\"x$\\n$. $\\n\"] |" },
	{ "a <<E\n\\$b \\n \\\\ \\${ \\$9 \\\nE\n",
	    "[a] <<[\"$b \\\\n \\\\\\\\ ${ $9 \\\\\\n\"] |" },
	{ "a <<E\n# ' \" ; { }\nE\n", "[a] <<[\"# ' \" ; { }\\n\"] |" },
	{ "a <<E # c\nb\nE\n", "[a] <<[\"b\\n\"] |" },
	{ "a <<E;b <<F;c\n1\nE\n2\nF\nd", "[a] <<[\"1\\n\"] ; [b] <<[\"2\\n\"] ; [c] | [d] |" },
	{ "a <<E &\nb\nE\n", "[a] <<[\"b\\n\"] & |" },
	{ "a <<E\r\nb\r\nE\r\n", "[a] <<[\"b\\n\"] |" },
	{ "x { a <<E }\n}\nE\n", "[x] { [a] <<[\"}\\n\"] } |" },
	{ "a <<E \\\nb\n1\nE\n", "[a] <<[\"1\\n\"] [b] |" },
	{ "a<<E '<<E' \"<<E\" \\<<E < <a", "[a<<E] [\"<<E\"] [\"<<E\"] [\"<\"<E] [<] [<a] |" },
	/* more is to come */
	{ "a \\", "wants the line that is joined to this one" },
	{ "a \\\n", "wants the line that is joined to this one" },
	{ "a\\\n", "wants the line that is joined to this one" },
	{ "x {", "wants a '}'" },
	{ "x {\n y { }\n", "wants a '}'" },
	{ "x len8{ a", "wants a '}'" },
};

/* What is wrong, and where. */
static const struct row wrong[] = {
	{ "a 'b", "1:3: a quote ends on its line, and this one is open" },
	{ "a 'b\nc'", "1:3: a quote ends on its line, and this one is open" },
	{ "\na x\"b\nc\"", "2:4: a quote ends on its line, and this one is open" },
	{ "a \"b\\\"", "1:3: a quote ends on its line, and this one is open" },
	{ "a \"b\\\nc\"", "1:5: a quote ends on its line, and this one is open" },
	{ "a \"b\\", "1:5: a quote ends on its line, and this one is open" },
	{ "ä \"ö\\q\"", "1:5: '\\q' is no escape" },
	{ "\"\\é\"", "1:2: '\\é' is no escape" },
	{ "\"\\x\"", "1:2: '\\x' wants exactly two hex digits" },
	{ "\"\\x4\"", "1:2: '\\x' wants exactly two hex digits" },
	{ "\"\\x4g\"", "1:2: '\\x' wants exactly two hex digits" },
	{ "\"\\400\"", "1:2: '\\400' is more than a byte: \\377 is the most" },
	{ "\"\\8\"", "1:2: '\\8' is no escape" },
	{ "\"\\u12\"", "1:2: '\\u' wants four hex digits, or '{', digits and '}'" },
	{ "\"\\u{}\"", "1:2: '\\u{' wants hex digits and a '}'" },
	{ "\"\\u{41\"", "1:2: '\\u{' wants hex digits and a '}'" },
	{ "\"\\u{000000041}\"", "1:2: '\\u{' wants hex digits and a '}'" },
	{ "\"\\ud800\"", "1:2: U+D800 is no character" },
	{ "\"\\u{dfff}\"", "1:2: U+DFFF is no character" },
	{ "\"\\u{110000}\"", "1:2: U+110000 is no character" },
	{ "\"\\N\"", "1:2: '\\N' is no escape" },
	{ "a $1", "1:3: '$1' is no variable: a script's words are ${arg.1}" },
	{ "a \"b$9\"", "1:5: '$9' is no variable: a script's words are ${arg.9}" },
	{ "a ${}", "1:5: '${' wants a name and a '}'" },
	{ "a ${", "1:5: '${' wants a name and a '}'" },
	{ "a ${b", "1:6: a name in '${' ends with a '}'" },
	{ "a ${b c}", "1:6: a name in '${' ends with a '}'" },
	{ "a \"${b\"", "1:7: a name in '${' ends with a '}'" },
	{ "a \\\nb 'c", "2:3: a quote ends on its line, and this one is open" },
	{ "a\\\nb'c", "2:2: a quote ends on its line, and this one is open" },
	{ "a <<", "1:5: after '<<' comes the word that ends the here-document: <<END or <<'END'" },
	{ "a << E",
	    "1:5: after '<<' comes the word that ends the here-document: <<END or <<'END'" },
	{ "a <<'E",
	    "1:7: after '<<' comes the word that ends the here-document: <<END or <<'END'" },
	{ "a <<E'x'",
	    "1:6: after '<<' comes the word that ends the here-document: <<END or <<'END'" },
	{ "a <<$x",
	    "1:5: after '<<' comes the word that ends the here-document: <<END or <<'END'" },
	{ "a <<E\n\nb $1\nE\n", "3:3: this is no variable: write \\$ for a dollar sign here" },
	{ "a <<E\n${}\nE\n", "2:1: this is no variable: write \\$ for a dollar sign here" },
	{ "a <<-E\n\t\tä ${b\nE\n", "2:5: this is no variable: write \\$ for a dollar sign here" },
	{ "a <<E\nx\nE\nb \"", "4:3: a quote ends on its line, and this one is open" },
};

static void
words_are_cut_as_the_page_tells(void **state)
{
	(void)state;
	check(right, ROWS(right));
}

static void
what_is_wrong_is_told_with_its_place(void **state)
{
	(void)state;
	check(wrong, ROWS(wrong));
}

static void
a_nul_is_an_error_with_its_place(void **state)
{
	struct bench bench;

	(void)state;
	assert_string_equal(cut(&bench, "a\nb \0c\n", 7),
	    "2:3: there is a NUL here: this is no text of commands");
	end(&bench);
}

/* Cuts the text as it comes, a line at a time, in pieces of `step` bytes. */
static void
cut_by_lines(struct bench *bench, const char *text, size_t step)
{
	struct place where;

	begin(bench);
	bench->state = WORDS_WHOLE;
	while (*text && bench->state != WORDS_BAD) {
		size_t line = strcspn(text, "\n");

		line += text[line] == '\n';
		for (size_t at = 0; at < line; at += step)
			assert_true(source_add(bench->source, text + at,
			    line - at < step ? line - at : step, &where, &bench->error));
		bench->state = words_read(&bench->words, &bench->error);
		text += line;
	}
}

static void
a_text_that_comes_line_by_line_gives_the_same_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(right) + ROWS(wrong); i++) {
		const struct row *row = i < ROWS(right) ? &right[i] : &wrong[i - ROWS(right)];

		for (size_t step = 1; step < 100; step += 98) {
			struct bench bench;
			/* The byte order mark is looked for in the first piece. */
			size_t skip = strncmp(row->text, "\xef\xbb\xbf", 3) == 0 && step < 3;

			if (!skip) {
				cut_by_lines(&bench, row->text, step);
				/* A quote that is open at the end is wrong at once. */
				assert_string_equal(seen(&bench, bench.words.where), row->tokens);
				end(&bench);
			}
		}
	}
}

static void
a_block_waits_for_its_end_and_goes_on_behind_it(void **state)
{
	struct bench bench;
	struct place where;
	static const char *const lines[] = { "x {\n", "a <<E\n", "1 }\n", "E\n", "b \\\n", "c\n" };

	(void)state;
	begin(&bench);
	for (size_t i = 0; i < ROWS(lines); i++) {
		assert_true(source_add(bench.source, lines[i], strlen(lines[i]), &where,
		    &bench.error));
		assert_int_equal(words_read(&bench.words, &bench.error), WORDS_MORE);
	}
	assert_true(source_add(bench.source, "}\n", 2, &where, &bench.error));
	bench.state = words_read(&bench.words, &bench.error);
	assert_string_equal(seen(&bench, where), "[x] { | [a] <<[\"1 }\\n\"] | [b] [c] | } |");
	words_next(&bench.words);
	assert_true(source_add(bench.source, "d\n", 2, &where, &bench.error));
	bench.state = words_read(&bench.words, &bench.error);
	assert_string_equal(seen(&bench, where), "[d] |");
	assert_int_equal(bench.words.token->place.line, 8);
	end(&bench);
}

/* ---- places ---- */

static void
every_word_knows_its_line_and_column(void **state)
{
	static const char text[] = "a  'b' ä$c \\\n d{e} ; f\n<<E g\nx\ny\nE\n h\n";
	static const struct {
		unsigned line, column, span;
	} places[] = {
		{ 1, 1, 1 }, { 1, 4, 3 }, { 1, 8, 4 }, { 2, 2, 4 }, { 2, 7, 0 }, { 2, 9, 1 },
		{ 2, 10, 0 }, { 3, 1, 3 }, { 3, 5, 1 }, { 3, 6, 0 }, { 7, 2, 1 }, { 7, 3, 0 },
	};
	struct bench bench;

	(void)state;
	cut(&bench, text, strlen(text));
	assert_int_equal(bench.words.count, ROWS(places));
	for (size_t i = 0; i < ROWS(places); i++) {
		const struct token *token = &bench.words.token[i];

		assert_int_equal(token->place.line, places[i].line);
		assert_int_equal(source_column(bench.source, token->place), places[i].column);
		if (token->word)
			assert_int_equal(token->word->span, places[i].span);
	}
	end(&bench);
}

static void
a_byte_of_a_word_has_a_place_in_the_source(void **state)
{
	static const struct {
		const char *word;
		ptrdiff_t at;
		size_t offset;
	} rows[] = {
		{ "hex:abc", 5, 5 }, { "hex:abc", 0, 0 }, { "hex:abc", 7, 7 }, { "hex:abc", -1, 0 },
		{ "hex:\"a b\"", 4, 5 }, { "hex:\"a b\"", 6, 7 }, { "hex:\"a b\"", 7, 8 },
		{ "'a'b", 0, 1 }, { "'a'b", 1, 3 },
		/* where it cannot be told, the word's own */
		{ "hex:\"\\x41z\"", 5, 0 }, { "hex:$x", 4, 0 }, { "a\\ b", 2, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bench bench;

		cut(&bench, rows[i].word, strlen(rows[i].word));
		assert_int_equal(word_place(bench.words.token->word, rows[i].at).offset,
		    rows[i].offset);
		end(&bench);
	}
}

static void
the_caret_stands_under_the_place(void **state)
{
	static const struct {
		const char *text;
		size_t offset;
		const char *shown;
	} rows[] = {
		{ "abc", 1, "  abc\n   ^\n" },
		{ "", 0, "  \n  ^\n" },
		{ "x\nabc\ny", 4, "  abc\n    ^\n" },
		{ "a\tb\tc", 4, "  a b c\n      ^\n" },
		{ "a\tb\tc", 2, "  a b\\tc\n    ^\n" },
		{ "äö中x", 7, "  äö中x\n      ^\n" },
		{ "\x1b[1mx", 4, "  \\x1b[1mx\n         ^\n" },
		{ "\xff\xfe" "x", 2, "  \\xff\\xfex\n          ^\n" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bench bench;
		struct buf out = { 0 };
		struct place where = { 1, rows[i].offset };

		begin(&bench);
		source_add(bench.source, rows[i].text, strlen(rows[i].text), &where, &bench.error);
		where.offset = rows[i].offset;
		source_caret(bench.source, where, &out);
		assert_string_equal(buf_text(&out), rows[i].shown);
		buf_clear(&out);
		end(&bench);
	}
}

static void
a_long_line_is_cut_around_the_caret(void **state)
{
	char text[2001] = "";
	struct bench bench;
	struct buf out = { 0 };
	struct place where;

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		memcpy(text + 2 * i, "ä", 2);
	begin(&bench);
	source_add(bench.source, text, 2000, &where, &bench.error);
	for (size_t offset = 0; offset < 2000; offset += 2) {
		buf_reset(&out);
		source_caret(bench.source, (struct place){ 1, offset }, &out);
		assert_true(out.count < 300);
		assert_null(strstr(out.data, "\\x"));
	}
	buf_clear(&out);
	end(&bench);
}

/* ---- much of it ---- */

/* The state that `count` copies of `piece` behind `front` come to. */
static enum words_state
cut_much(struct bench *bench, const char *front, const char *piece, size_t count)
{
	struct buf text = { 0 };

	buf_add_text(&text, front);
	for (size_t i = 0; i < count; i++)
		buf_add_text(&text, piece);
	cut(bench, text.data, text.count);
	buf_clear(&text);
	return bench->state;
}

static void
braces_nest_a_hundred_deep_and_no_deeper(void **state)
{
	struct bench bench;

	(void)state;
	assert_int_equal(cut_much(&bench, "", "x { ", 100), WORDS_MORE);
	end(&bench);
	assert_int_equal(cut_much(&bench, "", "x { ", 101), WORDS_BAD);
	assert_string_equal(buf_text(&bench.seen), "1:403: braces nest too deep: 100 is the most");
	end(&bench);
	assert_int_equal(cut_much(&bench, "", "{ ", 10000), WORDS_BAD);
	end(&bench);
	assert_int_equal(cut_much(&bench, "", "len8{ ", 10000), WORDS_BAD);
	end(&bench);
	assert_int_equal(cut_much(&bench, "", "} ", 10000), WORDS_WHOLE);
	end(&bench);
	assert_int_equal(cut_much(&bench, "", "{ } ", 10000), WORDS_WHOLE);
	end(&bench);
}

static void
a_line_may_have_16_mebibytes(void **state)
{
	static const size_t most = 16 << 20;
	char *text = mem_new(most + 2, 1);
	struct bench bench;

	(void)state;
	memset(text, 'a', most + 1);
	text[most] = '\n';
	cut(&bench, text, most + 1);
	assert_int_equal(bench.state, WORDS_WHOLE);
	assert_int_equal(bench.words.token->word->span, most);
	end(&bench);
	text[0] = '$';
	cut(&bench, text, most);
	assert_int_equal(bench.state, WORDS_WHOLE);
	end(&bench);
	text[0] = '\n';
	text[most] = 'a';
	text[most + 1] = 'a';
	assert_string_equal(cut(&bench, text, most + 2),
	    "2:1: this line is too long: a line may have 16 MiB");
	end(&bench);
	free(text);
}

static void
much_of_anything_is_no_trouble(void **state)
{
	static const struct {
		const char *front, *piece;
	} rows[] = {
		{ "a ", "\\\n" }, { "a", "\\\nb" }, { "a <<E\n$", "a" }, { "a <<E\n", "${a}\n" },
		{ "a <<E\n", "\n" }, { "", "'a'" }, { "\"", "$a\\n" }, { "", "$" }, { "", "a " },
		{ "", "\n" }, { "", ";" }, { "", "# " }, { "", "<<E " },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bench bench;

		cut_much(&bench, rows[i].front, rows[i].piece, 100000);
		end(&bench);
	}
}

static void
a_long_here_document_is_read_once(void **state)
{
	struct bench bench;
	struct place where;

	(void)state;
	begin(&bench);
	source_add(bench.source, "a <<E\n", 6, &where, &bench.error);
	assert_int_equal(words_read(&bench.words, &bench.error), WORDS_MORE);
	for (size_t i = 0; i < 100000; i++) {
		source_add(bench.source, "0123456789\n", 11, &where, &bench.error);
		assert_int_equal(words_read(&bench.words, &bench.error), WORDS_MORE);
	}
	source_add(bench.source, "E\n", 2, &where, &bench.error);
	assert_int_equal(words_read(&bench.words, &bench.error), WORDS_WHOLE);
	assert_int_equal(bench.words.token[1].word->part->count, 1100000);
	end(&bench);
}

/* ---- what words are asked ---- */

static void
only_what_was_typed_without_quotes_is_literal(void **state)
{
	static const struct {
		const char *word;
		bool literal;
	} rows[] = {
		{ "--to", true }, { "'--to'", false }, { "\"--to\"", false }, { "\\--to", false },
		{ "--t\"o\"", false }, { "$x", false }, { "--t$x", false }, { "$", true },
		{ "--t\\\no", true }, { "''", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bench bench;

		cut(&bench, rows[i].word, strlen(rows[i].word));
		assert_int_equal(bench.words.token->word->literal, rows[i].literal);
		end(&bench);
	}
}

static void
the_text_of_a_word_is_told_where_it_is_one(void **state)
{
	struct bench bench;

	(void)state;
	cut(&bench, "ab 'cd' $x a'b' ''", 18);
	assert_string_equal(word_text(bench.words.token[0].word), "ab");
	assert_string_equal(word_text(bench.words.token[1].word), "cd");
	assert_null(word_text(bench.words.token[2].word));
	assert_null(word_text(bench.words.token[3].word));
	assert_string_equal(word_text(bench.words.token[4].word), "");
	end(&bench);
}

static void
names_begin_with_a_letter(void **state)
{
	(void)state;
	assert_true(word_is_name("a", 1));
	assert_true(word_is_name("_1aZ", 4));
	assert_false(word_is_name("1a", 2));
	assert_false(word_is_name("a-b", 3));
	assert_false(word_is_name("a.b", 3));
	assert_false(word_is_name("", 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_cut_as_the_page_tells),
		cmocka_unit_test(what_is_wrong_is_told_with_its_place),
		cmocka_unit_test(a_nul_is_an_error_with_its_place),
		cmocka_unit_test(a_text_that_comes_line_by_line_gives_the_same_words),
		cmocka_unit_test(a_block_waits_for_its_end_and_goes_on_behind_it),
		cmocka_unit_test(every_word_knows_its_line_and_column),
		cmocka_unit_test(a_byte_of_a_word_has_a_place_in_the_source),
		cmocka_unit_test(the_caret_stands_under_the_place),
		cmocka_unit_test(a_long_line_is_cut_around_the_caret),
		cmocka_unit_test(braces_nest_a_hundred_deep_and_no_deeper),
		cmocka_unit_test(a_line_may_have_16_mebibytes),
		cmocka_unit_test(much_of_anything_is_no_trouble),
		cmocka_unit_test(a_long_here_document_is_read_once),
		cmocka_unit_test(only_what_was_typed_without_quotes_is_literal),
		cmocka_unit_test(the_text_of_a_word_is_told_where_it_is_one),
		cmocka_unit_test(names_begin_with_a_letter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
