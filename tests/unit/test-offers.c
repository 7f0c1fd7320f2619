/* test-offers: what Tab puts in and what it lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* behind what it needs */
#include <cmocka.h>

#include "shell/offers.h"

/* Offers, of the words in `to`, those that begin as the last word of the text. */
struct words {
	const char *const (*word)[2];
	size_t count;
};

static void
complete(void *to, const char *text, size_t point, size_t *start, struct offer offer)
{
	const struct words *words = to;

	while (*start && text[*start - 1] != ' ')
		--*start;
	for (size_t i = 0; i < words->count; i++)
		if (!strncmp(words->word[i][0], text + *start, point - *start))
			offer.word(offer.to, words->word[i][0], words->word[i][1]);
}

static const char *const verbs[][2] = {
	{ "set", "change an option" }, { "send", "hand bytes over" }, { "sendto", NULL },
	{ "accept", "" }, { "send", "again" }, { "file:", NULL }, { "dir/", NULL },
	{ "\"my dir/\"", NULL }, { "${answer.", NULL }, { "$x", NULL }, { "name.", NULL }, { "a,", NULL },
	{ "\"x y\"", NULL },
};
static const char *const wide[][2] = {
	{ "\xe6\x97\xa5\xe6\x9c\xac\xe4\xba\xba", NULL }, /* they part in a character */
	{ "\xe6\x97\xa5\xe6\x9c\xac\xe4\xb8\x80", NULL },
};

static void
gather(struct offers *offers, const char *const (*word)[2], size_t count, const char *text)
{
	struct words words = { word, count };
	struct line_user user = { .to = &words, .complete = complete };

	offers_gather(offers, &user, text, strlen(text));
}
#define GATHER(offers, table, text) \
	gather(offers, table, sizeof(table) / sizeof(*(table)), text)

static void
assert_common(const struct offers *offers, const char *typed, const char *text)
{
	struct buf common = { 0 };

	offers_common(offers, typed, strlen(typed), &common);
	assert_string_equal(buf_text(&common), text);
	buf_clear(&common);
}

static void
assert_list(const struct offers *offers, size_t width, const char *text)
{
	struct buf list = { 0 };

	offers_list(offers, width, &list);
	assert_string_equal(buf_text(&list), text);
	buf_clear(&list);
}

static void
offers_keep_their_order_and_none_comes_twice(void **state)
{
	struct offers offers = { 0 };

	(void)state;
	GATHER(&offers, verbs, "1; s");
	assert_int_equal(offers.start, 3);
	assert_int_equal(offers.count, 3);
	assert_string_equal(offers.item[0].word, "set");
	assert_string_equal(offers.item[1].word, "send");
	assert_string_equal(offers.item[1].help, "hand bytes over");
	assert_string_equal(offers.item[2].word, "sendto");
	offers_clear(&offers);
	assert_int_equal(offers.count, 0);
}

static void
what_all_have_in_common_is_put_in_and_never_less_than_was_typed(void **state)
{
	struct offers offers = { 0 };

	(void)state;
	GATHER(&offers, verbs, "s");
	assert_common(&offers, "s", "se");
	assert_common(&offers, "so", "so");
	assert_common(&offers, "sendtox", "sendtox");
	assert_false(offers_end_word(&offers));
	GATHER(&offers, verbs, "sendt");
	assert_common(&offers, "sendt", "sendto");
	assert_true(offers_end_word(&offers));
	/* The one that there is replaces what was typed, also where it differs. */
	assert_common(&offers, "SENDT", "sendto");
	GATHER(&offers, wide, "\xe6");
	assert_common(&offers, "\xe6", "\xe6\x97\xa5\xe6\x9c\xac");
	GATHER(&offers, verbs, "zzz");
	assert_int_equal(offers.count, 0);
	assert_common(&offers, "zzz", "zzz");
	assert_false(offers_end_word(&offers));
	offers_clear(&offers);
}

static void
a_folder_a_prefix_and_a_socket_s_name_go_on_without_a_blank(void **state)
{
	struct offers offers = { 0 };

	(void)state;
	GATHER(&offers, verbs, "f");
	assert_int_equal(offers.count, 1);
	assert_false(offers_end_word(&offers));
	GATHER(&offers, verbs, "d");
	assert_false(offers_end_word(&offers));
	GATHER(&offers, verbs, "\"m");
	assert_false(offers_end_word(&offers));
	GATHER(&offers, verbs, "${");
	assert_false(offers_end_word(&offers));
	GATHER(&offers, verbs, "$x");
	assert_false(offers_end_word(&offers));
	GATHER(&offers, verbs, "a,");
	assert_false(offers_end_word(&offers));
	GATHER(&offers, verbs, "n");
	assert_false(offers_end_word(&offers));
	GATHER(&offers, verbs, "\"x");
	assert_true(offers_end_word(&offers));
	GATHER(&offers, verbs, "ac");
	assert_true(offers_end_word(&offers));
	offers_clear(&offers);
}

static void
few_are_listed_with_their_help(void **state)
{
	struct offers offers = { 0 };

	(void)state;
	GATHER(&offers, verbs, "s");
	assert_list(&offers, 80,
	    "set     change an option\nsend    hand bytes over\nsendto\n");
	assert_list(&offers, 16, "set     change \nsend    hand by\nsendto\n");
	assert_list(&offers, 3, "set\nsend\nsendto\n");
	offers_clear(&offers);
}

static void
many_are_listed_in_columns(void **state)
{
	static const char *const word[][2] = {
		{ "a", "x" }, { "bb", NULL }, { "ccc", NULL }, { "d", NULL }, { "e", NULL },
		{ "f", NULL }, { "g", NULL }, { "h", NULL }, { "i", NULL }, { "j", NULL },
		{ "k", NULL }, { "l", NULL }, { "m", NULL }, { "n", NULL }, { "o", NULL },
		{ "p", NULL }, { "q", NULL },
	};
	struct offers offers = { 0 };

	(void)state;
	GATHER(&offers, word, "");
	assert_list(&offers, 20, "a    f    k    p\nbb   g    l    q\nccc  h    m\nd    i    n\n"
	    "e    j    o\n");
	assert_list(&offers, 1,
	    "a\nbb\nccc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\np\nq\n");
	GATHER(&offers, wide, "");
	assert_list(&offers, 80, "\xe6\x97\xa5\xe6\x9c\xac\xe4\xba\xba  "
	    "\xe6\x97\xa5\xe6\x9c\xac\xe4\xb8\x80\n");
	offers_clear(&offers);
}

/* The numbers from 1 to as many as `to` says. */
static void
complete_numbers(void *to, const char *text, size_t point, size_t *start, struct offer offer)
{
	(void)text;
	*start = point;
	for (unsigned i = 1; i <= *(const unsigned *)to; i++) {
		char number[16];

		snprintf(number, sizeof(number), "%u", i);
		offer.word(offer.to, number, i == 1 ? "the first" : NULL);
		offer.word(offer.to, number, "again");
	}
}

static void
assert_within(const struct offers *offers, size_t width, size_t rows, const char *text)
{
	struct buf list = { 0 };

	offers_list_within(offers, width, rows, &list);
	assert_string_equal(buf_text(&list), text);
	buf_clear(&list);
}

static void
a_list_keeps_to_the_rows_of_the_screen(void **state)
{
	unsigned many = 10000;
	struct line_user user = { .to = &many, .complete = complete_numbers };
	struct offers offers = { 0 };

	(void)state;
	offers_gather(&offers, &user, "", 0);
	assert_int_equal(offers.count, many);
	assert_within(&offers, 8, 3, "1   3\n2   4\n... and 9996 more\n");
	assert_within(&offers, 12, 3, "1   3   5\n2   4   6\n... and 9994 more\n");
	assert_within(&offers, 1, 0, "1\n... and 9999 more\n");
	many = 4;
	offers_gather(&offers, &user, "", 0);
	assert_within(&offers, 20, 4, "1  the first\n2\n3\n4\n");
	assert_within(&offers, 20, 3, "1  2  3  4\n");
	assert_within(&offers, 2, 4, "1\n2\n3\n4\n");
	assert_within(&offers, 2, 3, "1\n2\n... and 2 more\n");
	offers_clear(&offers);
}

static void
no_offer_is_obeyed_by_the_terminal(void **state)
{
	static const char *const word[][2] = { { "a\033[2J", "b\033c" }, { "a\\ b", NULL } };
	struct offers offers = { 0 };

	(void)state;
	GATHER(&offers, word, "");
	assert_list(&offers, 80, "a\\x1b[2J  b\\x1bc\na\\ b\n");
	offers_clear(&offers);
}

static void
nobody_to_ask_is_no_offer(void **state)
{
	struct offers offers = { 0 };
	struct line_user user = { 0 };

	(void)state;
	offers_gather(&offers, &user, "send", 4);
	assert_int_equal(offers.count, 0);
	assert_int_equal(offers.start, 4);
	assert_list(&offers, 80, "");
	offers_clear(&offers);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offers_keep_their_order_and_none_comes_twice),
		cmocka_unit_test(what_all_have_in_common_is_put_in_and_never_less_than_was_typed),
		cmocka_unit_test(a_folder_a_prefix_and_a_socket_s_name_go_on_without_a_blank),
		cmocka_unit_test(few_are_listed_with_their_help),
		cmocka_unit_test(many_are_listed_in_columns),
		cmocka_unit_test(a_list_keeps_to_the_rows_of_the_screen),
		cmocka_unit_test(no_offer_is_obeyed_by_the_terminal),
		cmocka_unit_test(nobody_to_ask_is_no_offer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
