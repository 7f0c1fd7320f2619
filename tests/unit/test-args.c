/* test-args: words to a command's own struct. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/number.h"
#include "lang/script.h"
#include "toys.h"

#define ROWS(table) (sizeof(table) / sizeof(*(table)))

/* A line with one command, and what it is filled into. */
struct bench {
	struct script *script;
	const struct node *node;
	struct pool pool;
	_Alignas(max_align_t) unsigned char args[CALL_ARGS];
	struct error error;
	struct reading reading;
};

static const struct world world = { .variable = toy_variable, .prefix = toy_prefix };

static bool
fill(struct bench *bench, const char *line)
{
	static int a_session;

	memset(bench, 0, sizeof(*bench));
	bench->reading = (struct reading){ .session = (struct session *)&a_session,
		.world = &world, .args = bench->args, .pool = &bench->pool };
	bench->script = script_new(&toys, NULL, 1, false);
	assert_true(script_add(bench->script, line, strlen(line), &bench->error));
	assert_int_equal(script_parse(bench->script, &bench->error), WORDS_WHOLE);
	bench->node = bench->script->block.node[0];
	return args_fill(bench->node->command, &bench->node->words, &bench->reading,
	    &bench->error);
}

/* The same command once more, as in a loop. */
static bool
fill_again(struct bench *bench)
{
	args_clear(&bench->node->words, bench->args);
	pool_reset(&bench->pool);
	memset(bench->args, 0xa5, sizeof(bench->args));
	bench->reading.lasting = &bench->script->pool;
	return args_fill(bench->node->command, &bench->node->words, &bench->reading,
	    &bench->error);
}

static void
end(struct bench *bench)
{
	args_clear(&bench->node->words, bench->args);
	pool_clear(&bench->pool);
	script_drop(bench->script);
}

static void
words_become_typed_fields(void **state)
{
	struct bench bench;
	struct paint_args *args = (struct paint_args *)bench.args;

	(void)state;
	assert_true(fill(&bench, "paint blue 0x7 --loud --within 1.5s --room 1k --edge blue"));
	assert_int_equal(args->color, 1);
	assert_int_equal(args->times, 7);
	assert_true(args->loud);
	assert_true(args->within.given);
	assert_int_equal(args->within.nanoseconds, 1500000000);
	assert_int_equal(args->room, 1024);
	assert_int_equal(args->edge, 1);
	end(&bench);
}

static void
what_is_left_out_is_zero(void **state)
{
	struct bench bench;
	struct paint_args *args = (struct paint_args *)bench.args;

	(void)state;
	assert_true(fill(&bench, "paint red"));
	assert_int_equal(args->times, 0);
	assert_false(args->loud);
	assert_false(args->within.given);
	end(&bench);
}

static void
never_is_a_duration_that_was_given(void **state)
{
	struct bench bench;
	struct paint_args *args = (struct paint_args *)bench.args;

	(void)state;
	assert_true(fill(&bench, "paint red --within never"));
	assert_true(args->within.given);
	assert_int_equal(args->within.nanoseconds, NUMBER_NEVER);
	end(&bench);
	assert_true(fill(&bench, "paint red --within 0"));
	assert_true(args->within.given);
	assert_int_equal(args->within.nanoseconds, 0);
	end(&bench);
}

static void
variables_and_escapes_are_undone(void **state)
{
	static const struct {
		const char *line, *bytes;
		size_t count, plain;
		bool literal;
	} rows[] = {
		{ "say ab", "ab", 2, 2, true },
		{ "say 'ab'", "ab", 2, 0, false },
		{ "say a'b'", "ab", 2, 1, false },
		{ "say a\\b", "ab", 2, 1, false },
		{ "say a$x", "a7", 2, 1, false },
		{ "say $x", "7", 1, 0, false },
		{ "say ${answer.data}ab", "hex:ab", 6, 0, false },
		{ "say \"$x$x\"-$empty$x", "77-7", 4, 0, false },
		{ "say $empty", "", 0, 0, false },
		{ "say ''", "", 0, 0, false },
		{ "say $nul", "a\0b", 3, 0, false },
		{ "say \"a\\0b\"", "a\0b", 3, 0, false },
		{ "say <<E\n$x\nE\n", "7\n", 2, 0, false },
		{ "say <<E\nE\n", "", 0, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bench bench;
		const arg_texts *words = &((struct say_args *)bench.args)->words;

		assert_true(fill(&bench, rows[i].line));
		assert_int_equal(words->count, 1);
		assert_int_equal(words->item->count, rows[i].count);
		assert_memory_equal(words->item->bytes, rows[i].bytes, rows[i].count + 1);
		assert_int_equal(words->item->plain, rows[i].plain);
		assert_int_equal(words->item->literal, rows[i].literal);
		assert_ptr_equal(words->item->word, bench.node->words.item[0].word);
		end(&bench);
	}
}

static void
what_comes_out_of_a_variable_is_never_a_flag_nor_several_words(void **state)
{
	struct bench bench;
	const arg_texts *words = &((struct say_args *)bench.args)->words;

	(void)state;
	assert_true(fill(&bench, "say $flag \"--x\" $empty 'a b' -- --y"));
	assert_int_equal(words->count, 5);
	assert_string_equal(words->item[0].bytes, "--loud");
	assert_string_equal(words->item[1].bytes, "--x");
	assert_string_equal(words->item[2].bytes, "");
	assert_string_equal(words->item[3].bytes, "a b");
	assert_string_equal(words->item[4].bytes, "--y");
	end(&bench);
	assert_false(fill(&bench, "paint red $flag"));
	assert_string_equal(bench.error.text, "'--loud' is not a number");
	end(&bench);
}

static void
a_list_takes_any_number_of_words(void **state)
{
	struct bench bench;
	const arg_texts *words = &((struct say_args *)bench.args)->words;
	struct buf line = { 0 };

	(void)state;
	buf_add_text(&line, "say");
	for (int i = 0; i < 1000; i++)
		buf_format(&line, " %d", i);
	assert_true(fill(&bench, buf_text(&line)));
	assert_int_equal(words->count, 1000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(strtol(words->item[i].bytes, NULL, 10), i);
	buf_clear(&line);
	end(&bench);
}

static void
a_flag_may_take_the_place_of_the_first_word(void **state)
{
	static const struct {
		const char *line;
		int64_t at;
		int color;
	} rows[] = {
		{ "zap 3 blue", 3, 1 }, { "zap --bare 7 blue", 7, 1 }, { "zap blue --bare 7", 7, 1 },
		{ "zap --loud blue --bare 7", 7, 1 }, { "zap --bare 7 -- red", 7, 0 },
		{ "zap 3 red -- ", 3, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bench bench;
		const struct zap_args *args = (const struct zap_args *)bench.args;

		assert_true(fill(&bench, rows[i].line));
		assert_int_equal(args->at, rows[i].at);
		assert_int_equal(args->color, rows[i].color);
		end(&bench);
	}
}

static void
with_both_there_is_a_word_too_many(void **state)
{
	static const struct {
		const char *line, *error;
	} rows[] = {
		{ "zap 3 blue --bare 7", "zap takes no more words than this" },
		{ "zap --bare 7", "zap wants COLOR" },
		{ "zap blue --bare", "'--bare' wants NUMBER behind it" },
		{ "zap red --bare 7 --bare 8", "'--bare' stands here twice" },
		{ "zap 3 red -- --bare 7", "zap takes no more words than this" },
		{ "zap", "zap wants N" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct script *script = script_new(&toys, NULL, 1, false);
		struct error error;

		assert_true(script_add(script, rows[i].line, strlen(rows[i].line), &error));
		assert_int_equal(script_parse(script, &error), WORDS_BAD);
		assert_string_equal(error.text, rows[i].error);
		script_drop(script);
	}
}

static void
a_bad_word_is_told_with_its_place(void **state)
{
	static const struct {
		const char *line, *error;
		size_t row;
		unsigned column;
	} rows[] = {
		{ "paint green", "'green' is not red or blue", 0, 7 },
		{ "paint ''", "'' is not red or blue", 0, 7 },
		{ "paint RED", "'RED' is not red or blue", 0, 7 },
		{ "paint re", "'re' is not red or blue", 0, 7 },
		{ "paint red 0", "'0' is out of range: 1 to 9", 1, 11 },
		{ "paint red 10", "'10' is out of range: 1 to 9", 1, 11 },
		{ "paint red 3x", "'3x' is not a number", 1, 12 },
		{ "paint red '3'x", "'3x' is not a number", 1, 14 },
		{ "paint red --room 2k", "'2k' is out of range: 0 to 1024", 1, 18 },
		{ "paint red --room -1", "'-1' is not a size: write 4096, 64k or 8M", 1, 18 },
		{ "paint red --within soon",
		    "'soon' is not a duration: write 250ms, 1.5s, 2m or never", 1, 20 },
		{ "paint red ${no.such}", "'no.such' is not set", 1, 11 },
		{ "paint $x", "'7' is not red or blue", 0, 7 },
		{ "paint \"r\\x00\"", "'r\\x00' is not red or blue", 0, 7 },
		{ "pick red ''", "a thing has a name", 1, 10 },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bench bench;
		struct place place;

		assert_false(fill(&bench, rows[i].line));
		assert_int_equal(bench.error.kind, ERROR_USAGE);
		assert_string_equal(bench.error.text, rows[i].error);
		assert_ptr_equal(bench.reading.word, bench.node->words.item[rows[i].row].word);
		place = word_place(bench.reading.word, bench.error.at);
		assert_int_equal(source_column(bench.node->source, place), rows[i].column);
		end(&bench);
	}
}

static void
commands_are_found_by_name_and_alias(void **state)
{
	static const struct {
		const char *name;
		bool prefix;
		const struct command *command;
	} rows[] = {
		{ "paint", false, &paint }, { "dye", false, &paint }, { "?", true, &stop },
		{ "pa", false, NULL }, { "pa", true, &paint }, { "p", true, NULL },
		{ "dy", true, NULL }, { "", true, NULL }, { "paints", true, NULL },
	};
	struct error error;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		assert_ptr_equal(args_command(&toys, rows[i].name, rows[i].prefix, &error),
		    rows[i].command);
}

static void
a_near_name_is_suggested(void **state)
{
	static const struct {
		const char *name, *error;
	} rows[] = {
		{ "piant", "there is no command 'piant': did you mean 'paint'?" },
		{ "pant", "there is no command 'pant': did you mean 'paint'?" },
		{ "painting", "there is no command 'painting'" },
		{ "wr", "there is no command 'wr': did you mean 'wrong'?" },
		{ "sa", "there is no command 'sa': did you mean 'say'?" },
		{ "x", "there is no command 'x'" },
		{ "xyz", "there is no command 'xyz'" },
	};
	struct error error;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		assert_null(args_command(&toys, rows[i].name, false, &error));
		assert_string_equal(error.text, rows[i].error);
	}
}

enum { ROUNDS = 6 };

static void
words_that_mean_the_same_every_time_are_read_once(void **state)
{
	struct bench bench;
	const struct paint_args *args = (const struct paint_args *)bench.args;
	const arg_texts *words = &((const struct say_args *)bench.args)->words;
	const struct text *first;

	(void)state;
	assert_true(fill(&bench, "paint blue --loud --within 1.5s"));
	for (int i = 0; i < ROUNDS; i++) {
		assert_true(fill_again(&bench));
		assert_int_equal(args->color, 1);
		assert_int_equal(args->times, 0);
		assert_true(args->loud);
		assert_int_equal(args->within.nanoseconds, 1500000000);
		assert_int_equal(args->room, 0);
	}
	end(&bench);
	assert_true(fill(&bench, "say one 'two'"));
	for (int i = 0; i < ROUNDS; i++)
		assert_true(fill_again(&bench));
	first = words->item;
	assert_true(fill_again(&bench));
	assert_ptr_equal(words->item, first);
	assert_int_equal(words->count, 2);
	assert_string_equal(words->item[1].bytes, "two");
	end(&bench);
}

/* "0", "1", ...: as often as it is asked for; `to` counts. */
static bool
counted(void *to, const char *name, size_t count, struct buf *out, struct error *error)
{
	int *times = to;

	(void)name, (void)count;
	if (*times == ROUNDS)
		return error_usage(error, "that is enough");
	buf_add_number(out, (*times)++);
	return true;
}

static void
a_row_with_a_variable_is_read_every_time(void **state)
{
	int times = 0;
	const struct world counting = { .to = &times, .variable = counted };
	struct bench bench;
	const struct pour_args *args = (const struct pour_args *)bench.args;
	const char *bytes;
	size_t count;

	(void)state;
	assert_true(fill(&bench, "pour 3 a$x --to you --until b"));
	bench.reading.world = &counting;
	for (int i = 0; i < ROUNDS; i++) {
		char wanted[] = { 'a', (char)('0' + i), '\0' };

		assert_true(fill_again(&bench));
		bytes = data_memory(&args->data, &count);
		assert_non_null(bytes);
		assert_int_equal(count, 2);
		assert_string_equal(bytes, wanted);
		assert_int_equal(args->into, 3);
		assert_string_equal(args->to.bytes, "you");
	}
	assert_false(fill_again(&bench));
	assert_string_equal(bench.error.text, "that is enough");
	assert_ptr_equal(bench.reading.word, bench.node->words.item[1].word);
	end(&bench);
}

/* What a call takes of it is there again for the next. */
static void
data_is_whole_every_time(void **state)
{
	struct bench bench;
	struct pour_args *args = (struct pour_args *)bench.args;

	(void)state;
	assert_true(fill(&bench, "pour 1 one hex:20 len8{ u16be:258 fill:3:x }"));
	for (int i = 0; i < ROUNDS; i++) {
		char bytes[20] = "";
		size_t count, all = 0;

		assert_true(fill_again(&bench));
		assert_int_equal(args->data.size, 10);
		while (data_next(&args->data, bytes + all, 3, &count, &bench.error) == DATA_SOME)
			all += count;
		assert_int_equal(all, 10);
		assert_memory_equal(bytes, "one \5\1\2xxx", 11);
	}
	end(&bench);
}

/* Only blue is planned for. */
static bool
plan_paint(void *to, const struct bindings *words, struct pool *pool, struct error *error)
{
	struct paint_args *args = to;

	(void)pool;
	args->room = args_given(words, &paint_params[1]) ? 2 : 1;
	return args->color == 1 || error_usage(error, "no plan for this");
}

static void
words_that_mean_the_same_every_time_are_planned_for_once(void **state)
{
	static const struct {
		const char *line;
		int64_t     room;      /* 0: run() has to ask for the plan each time */
	} rows[] = {
		{ "paint blue", 1 }, { "paint blue 7 --loud", 2 }, { "paint red", 0 },
		{ "paint $red", 0 },
	};
	struct command planned = paint;
	struct bench bench;
	const struct paint_args *args = (const struct paint_args *)bench.args;

	(void)state;
	planned.plan = plan_paint;
	for (size_t i = 0; i < ROWS(rows); i++) {
		assert_true(fill(&bench, rows[i].line));
		assert_false(bench.reading.planned);
		for (int k = 0; k < ROUNDS; k++) {
			pool_reset(&bench.pool);
			bench.reading.lasting = &bench.script->pool;
			assert_true(args_fill(&planned, &bench.node->words, &bench.reading,
			    &bench.error));
		}
		assert_int_equal(bench.reading.planned, rows[i].room != 0);
		assert_int_equal(args->room, rows[i].room);
		end(&bench);
	}
}

/* "four" has a key, and what it means is told by `there`. */
static bool there;

static int64_t
key_of_four(const struct text *text)
{
	return text->count == 4 ? 4 : -1;
}

static bool
by_four(const struct reading *reading, int64_t key, void *at)
{
	(void)reading;
	*(arg_thing *)at = (struct text){ .bytes = "by its key", .count = (size_t)key };
	return there;
}

static void
a_word_with_a_key_is_looked_up_by_it(void **state)
{
	static const struct {
		const char *line, *parsed, *keyed;
	} rows[] = {
		{ "pick red four", "four", "by its key" }, { "pick red five5", "five5", "five5" },
	};
	struct type type = type_thing;
	struct param params[] = { pick_params[0], pick_params[1], { 0 } };
	struct command keyed = pick;
	struct bench bench;
	const struct pick_args *args = (const struct pick_args *)bench.args;

	(void)state;
	type.key = key_of_four;
	type.by_key = by_four;
	params[1].type = &type;
	keyed.params = params;
	for (size_t i = 0; i < ROWS(rows); i++) {
		assert_true(fill(&bench, rows[i].line));
		for (size_t k = 0; k < 2; k++)
			bench.node->words.item[k].param = &params[k];
		bench.reading.lasting = &bench.script->pool;
		there = true;
		for (int k = 0; k < ROUNDS; k++)
			assert_true(args_fill(&keyed, &bench.node->words, &bench.reading,
			    &bench.error));
		assert_string_equal(args->thing.bytes, rows[i].keyed);
		there = false;
		assert_true(args_fill(&keyed, &bench.node->words, &bench.reading, &bench.error));
		assert_string_equal(args->thing.bytes, rows[i].parsed);
		end(&bench);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_become_typed_fields),
		cmocka_unit_test(what_is_left_out_is_zero),
		cmocka_unit_test(never_is_a_duration_that_was_given),
		cmocka_unit_test(variables_and_escapes_are_undone),
		cmocka_unit_test(what_comes_out_of_a_variable_is_never_a_flag_nor_several_words),
		cmocka_unit_test(a_list_takes_any_number_of_words),
		cmocka_unit_test(a_flag_may_take_the_place_of_the_first_word),
		cmocka_unit_test(with_both_there_is_a_word_too_many),
		cmocka_unit_test(a_bad_word_is_told_with_its_place),
		cmocka_unit_test(words_that_mean_the_same_every_time_are_read_once),
		cmocka_unit_test(a_row_with_a_variable_is_read_every_time),
		cmocka_unit_test(data_is_whole_every_time),
		cmocka_unit_test(words_that_mean_the_same_every_time_are_planned_for_once),
		cmocka_unit_test(a_word_with_a_key_is_looked_up_by_it),
		cmocka_unit_test(commands_are_found_by_name_and_alias),
		cmocka_unit_test(a_near_name_is_suggested),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
