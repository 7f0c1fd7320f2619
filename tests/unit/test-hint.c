/* test-hint: a word of help behind the cursor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* behind what it needs */
#include <cmocka.h>

#include "shell/hint.h"

/* What stands in for the terminal's strings can be told apart by eye. */
static const struct capabilities can = { .text = {
	[CAN_SAVE] = (char[]){ "<" }, [CAN_RESTORE] = (char[]){ ">" },
	[CAN_DIM] = (char[]){ "(" }, [CAN_PLAIN] = (char[]){ ")" },
	[CAN_CLEAR_ROW] = (char[]){ "#" },
} };

static void
tell(void *to, const char *text, size_t point, struct buf *hint)
{
	assert_int_equal(strlen(text), point);
	buf_add_text(hint, to);
}

/* What is written for a hint behind `column` columns of 10. */
static void
assert_painted(const char *hint, size_t column, const char *wanted)
{
	char bytes[200], text[] = "send";
	struct line_user user = { .to = (char *)(uintptr_t)hint, .hint = tell, .can = &can };
	FILE *screen = tmpfile();
	size_t count;

	assert_non_null(screen);
	assert_int_equal(hint_paint(screen, &user, text, 4, (struct row_place){ 0, column }, 10),
	    *wanted != '\0');
	rewind(screen);
	count = fread(bytes, 1, sizeof(bytes) - 1, screen);
	bytes[count] = '\0';
	assert_string_equal(bytes, wanted);
	fclose(screen);
}

static void
a_hint_is_dim_and_leaves_the_cursor(void **state)
{
	(void)state;
	assert_painted("N", 4, "<(N)>");
	assert_painted("", 4, "");
}

static void
whole_words_stand_before_the_last_column(void **state)
{
	(void)state;
	assert_painted("12 45 78", 4, "<(12 45)>");
	assert_painted("12 45 78", 5, "<(12)>");
	assert_painted("12 45", 8, "");
	assert_painted("12345678", 4, "");
	assert_painted("1", 8, "<(1)>");
	assert_painted("1", 9, "");
	assert_painted("日本 語", 4, "<(日本)>");
	assert_painted("日本語", 4, "");
}

static void
a_terminal_that_cannot_gets_none(void **state)
{
	static const struct capabilities none = { 0 };
	struct line_user user = { .hint = tell, .can = &none };

	(void)state;
	assert_false(hint_paint(stdout, &user, "", 0, (struct row_place){ 0, 0 }, 80));
	user = (struct line_user){ .can = &can };
	assert_false(hint_paint(stdout, &user, "", 0, (struct row_place){ 0, 0 }, 80));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hint_is_dim_and_leaves_the_cursor),
		cmocka_unit_test(whole_words_stand_before_the_last_column),
		cmocka_unit_test(a_terminal_that_cannot_gets_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
