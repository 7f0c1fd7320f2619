/* test-inbox: what was received and not yet given away is neither lost nor mixed up. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "socket/inbox.h"
#include "socket/io.h"

struct ends {
	struct sock sock;
	int         other;
};

static void
open_ends(struct ends *ends, int type)
{
	int fd[2];

	*ends = (struct ends){ .sock = { .family = AF_UNIX, .type = type } };
	assert_int_equal(socketpair(AF_UNIX, type, 0, fd), 0);
	ends->sock.fd = fd[0];
	ends->other = fd[1];
}

static void
close_ends(struct ends *ends)
{
	inbox_clear(&ends->sock);
	close(ends->sock.fd);
	close(ends->other);
}

static void
come(struct ends *ends, const char *text)
{
	assert_int_equal(send(ends->other, text, strlen(text), 0), (ssize_t)strlen(text));
}

static enum did
fill(struct ends *ends, size_t most)
{
	struct io_got got;
	struct error error;

	return inbox_fill(&ends->sock, most, &got, &error);
}

static void
next_is(struct ends *ends, const char *text)
{
	size_t count;
	const char *bytes = inbox_bytes(&ends->sock, &count);

	assert_int_equal(count, strlen(text));
	assert_memory_equal(bytes, text, count);
}

static void
a_stream_is_one_run_of_bytes(void **state)
{
	struct ends ends;

	(void)state;
	open_ends(&ends, SOCK_STREAM);
	assert_false(inbox_has(&ends.sock));
	assert_int_equal(fill(&ends, 10), DID_LATER);
	come(&ends, "abc");
	come(&ends, "def");
	assert_int_equal(fill(&ends, 4), DID_IT);
	next_is(&ends, "abcd");
	assert_null(inbox_letter(&ends.sock));
	inbox_drop(&ends.sock, 3);
	assert_int_equal(fill(&ends, 10), DID_IT);
	next_is(&ends, "def");
	assert_int_equal(inbox_count(&ends.sock), 3);
	inbox_drop(&ends.sock, 3);
	assert_false(inbox_has(&ends.sock));
	close_ends(&ends);
}

static void
messages_stay_apart(void **state)
{
	struct ends ends;
	size_t count;

	(void)state;
	open_ends(&ends, SOCK_DGRAM);
	come(&ends, "one");
	come(&ends, "");
	come(&ends, "three");
	for (int i = 0; i < 3; i++)
		assert_int_equal(fill(&ends, 1), DID_IT);
	assert_int_equal(inbox_count(&ends.sock), 8);
	inbox_all(&ends.sock, &count);
	assert_int_equal(count, 8);
	next_is(&ends, "one");
	inbox_drop(&ends.sock, 2);
	next_is(&ends, "e");
	inbox_drop_letter(&ends.sock);
	/* An empty one is one, too. */
	next_is(&ends, "");
	assert_non_null(inbox_letter(&ends.sock));
	inbox_drop(&ends.sock, 0);
	next_is(&ends, "three");
	come(&ends, "four");
	assert_int_equal(fill(&ends, 1), DID_IT);
	inbox_drop(&ends.sock, 7);
	next_is(&ends, "ur");
	inbox_drop_all(&ends.sock);
	assert_false(inbox_has(&ends.sock));
	close_ends(&ends);
}

static void
an_error_behind_bytes_is_owed(void **state)
{
	struct ends ends;

	(void)state;
	open_ends(&ends, SOCK_STREAM);
	come(&ends, "abc");
	/* It closes without having received all: its end is reset. */
	assert_int_equal(send(ends.sock.fd, "x", 1, 0), 1);
	close(ends.other);
	ends.other = -1;
	assert_int_equal(fill(&ends, 10), DID_IT);
	assert_int_equal(fill(&ends, 10), DID_FAIL);
	assert_int_equal(ends.sock.owed, ECONNRESET);
	next_is(&ends, "abc");
	/* As often as somebody asks for more. */
	assert_int_equal(fill(&ends, 10), DID_FAIL);
	assert_int_equal(ends.sock.owed, ECONNRESET);
	inbox_drop(&ends.sock, 3);
	assert_int_equal(fill(&ends, 10), DID_FAIL);
	assert_int_equal(ends.sock.owed, 0);
	close_ends(&ends);
}

static void
the_end_is_told_and_takes_nothing(void **state)
{
	struct ends ends;
	struct io_got got;
	struct error error;

	(void)state;
	open_ends(&ends, SOCK_SEQPACKET);
	come(&ends, "abc");
	shutdown(ends.other, SHUT_WR);
	assert_int_equal(fill(&ends, 10), DID_IT);
	assert_int_equal(inbox_fill(&ends.sock, 10, &got, &error), DID_IT);
	assert_true(got.eof);
	next_is(&ends, "abc");
	inbox_drop_letter(&ends.sock);
	assert_null(inbox_letter(&ends.sock));
	close_ends(&ends);
}

static void
bytes_can_be_put_back(void **state)
{
	struct ends ends;
	const struct io_got got = { .flags = MSG_EOR };

	(void)state;
	open_ends(&ends, SOCK_SEQPACKET);
	inbox_put(&ends.sock, "abc", 3, &got);
	next_is(&ends, "abc");
	assert_int_equal(inbox_letter(&ends.sock)->flags, MSG_EOR);
	close_ends(&ends);
}

static void
taken_bytes_come_first_again(void **state)
{
	struct ends ends;

	(void)state;
	open_ends(&ends, SOCK_STREAM);
	inbox_put_back(&ends.sock, "abc", 3, NULL);
	next_is(&ends, "abc");
	come(&ends, "defghi");
	assert_int_equal(fill(&ends, 10), DID_IT);
	inbox_drop(&ends.sock, 4);
	inbox_put_back(&ends.sock, "bcd", 3, NULL);
	next_is(&ends, "bcdefghi");
	inbox_put_back(&ends.sock, "more than was there, a", 22, NULL);
	next_is(&ends, "more than was there, abcdefghi");
	close_ends(&ends);
}

static void
a_taken_message_comes_first_again(void **state)
{
	struct ends ends;
	const struct io_got got = { .flags = MSG_EOR };

	(void)state;
	open_ends(&ends, SOCK_SEQPACKET);
	come(&ends, "next");
	assert_int_equal(fill(&ends, 10), DID_IT);
	inbox_put_back(&ends.sock, "abc", 3, &got);
	next_is(&ends, "abc");
	assert_int_equal(inbox_letter(&ends.sock)->flags, MSG_EOR);
	inbox_drop(&ends.sock, 2);
	inbox_put_back(&ends.sock, "ab", 2, NULL);
	next_is(&ends, "abc");
	inbox_drop_letter(&ends.sock);
	next_is(&ends, "next");
	inbox_drop_letter(&ends.sock);
	assert_false(inbox_has(&ends.sock));
	close_ends(&ends);
}

/* Much is given away in small pieces, while more comes: the room stays as it is. */
static void
the_room_does_not_grow_with_what_went_through(void **state)
{
	enum { PIECE = 1000 };
	char text[PIECE + 1];
	struct ends ends;

	(void)state;
	memset(text, 'x', PIECE);
	text[PIECE] = '\0';
	open_ends(&ends, SOCK_STREAM);
	for (int i = 0; i < 5000; i++) {
		come(&ends, text);
		assert_int_equal(fill(&ends, PIECE), DID_IT);
		/* One byte always stays behind. */
		inbox_drop(&ends.sock, inbox_count(&ends.sock) - 1);
	}
	assert_int_equal(inbox_count(&ends.sock), 1);
	assert_true(ends.sock.inbox.bytes.room < 8 * PIECE);
	close_ends(&ends);
}

/* Nothing comes from the kernel meanwhile. */
static void
nor_with_what_is_taken_and_put_back(void **state)
{
	struct ends ends;
	char tens[101] = "";

	(void)state;
	for (int i = 0; i < 10; i++)
		memcpy(tens + 10 * i, "0123456789", 10);
	open_ends(&ends, SOCK_STREAM);
	inbox_put(&ends.sock, tens, 100, NULL);
	for (int i = 0; i < 5000; i++) {
		inbox_drop(&ends.sock, 10);
		inbox_put_back(&ends.sock, "0123456789", 10, NULL);
	}
	next_is(&ends, tens);
	for (int i = 0; i < 5000; i++) {
		inbox_put(&ends.sock, tens, 10, NULL);
		inbox_drop(&ends.sock, 10);
	}
	next_is(&ends, tens);
	assert_true(ends.sock.inbox.bytes.room < 1000);
	close_ends(&ends);
}

static void
letter_is(const struct ends *ends, size_t index, const char *text)
{
	const struct inbox_letter *letter = inbox_letter_at(&ends->sock, index);

	assert_int_equal(letter->left, strlen(text));
	assert_memory_equal(inbox_letter_bytes(&ends->sock, letter), text, letter->left);
}

static void
any_message_can_be_taken(void **state)
{
	const char *const text[] = { "one", "", "three", "four", "5", "six" };
	struct ends ends;
	uint64_t taken;

	(void)state;
	open_ends(&ends, SOCK_DGRAM);
	for (size_t i = 0; i < 6; i++) {
		come(&ends, text[i]);
		assert_int_equal(fill(&ends, 1), DID_IT);
	}
	taken = ends.sock.inbox.taken;
	inbox_take(&ends.sock, 2);
	inbox_take(&ends.sock, 3);
	assert_int_not_equal(ends.sock.inbox.taken, taken);
	letter_is(&ends, 0, "one");
	letter_is(&ends, 1, "");
	letter_is(&ends, 2, "four");
	letter_is(&ends, 3, "six");
	assert_int_equal(inbox_after(&ends.sock, 0), 0);
	assert_int_equal(inbox_after(&ends.sock, 3), 2);
	assert_int_equal(inbox_after(&ends.sock, 6), 4);
	inbox_drop_letter(&ends.sock);
	inbox_take(&ends.sock, 0);
	come(&ends, "seven");
	assert_int_equal(fill(&ends, 1), DID_IT);
	next_is(&ends, "four");
	letter_is(&ends, 2, "seven");
	assert_int_equal(inbox_letter_at(&ends.sock, 2)->number, 7);
	close_ends(&ends);
}

/* Of empty ones many can be held, and their room is known. */
static void
messages_weigh_more_than_their_bytes(void **state)
{
	struct ends ends;

	(void)state;
	open_ends(&ends, SOCK_DGRAM);
	for (int i = 0; i < 1000; i++) {
		come(&ends, "");
		assert_int_equal(fill(&ends, 1), DID_IT);
		/* What went through does not stay: two are held at most. */
		if (i >= 2)
			inbox_drop(&ends.sock, 0);
	}
	assert_int_equal(inbox_count(&ends.sock), 0);
	assert_int_equal(ends.sock.inbox.letters, 2);
	assert_true(inbox_weight(&ends.sock) >= 2 * sizeof(struct inbox_letter));
	assert_true(ends.sock.inbox.room <= 8);
	close_ends(&ends);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stream_is_one_run_of_bytes),
		cmocka_unit_test(messages_stay_apart),
		cmocka_unit_test(an_error_behind_bytes_is_owed),
		cmocka_unit_test(the_end_is_told_and_takes_nothing),
		cmocka_unit_test(bytes_can_be_put_back),
		cmocka_unit_test(taken_bytes_come_first_again),
		cmocka_unit_test(a_taken_message_comes_first_again),
		cmocka_unit_test(the_room_does_not_grow_with_what_went_through),
		cmocka_unit_test(nor_with_what_is_taken_and_put_back),
		cmocka_unit_test(any_message_can_be_taken),
		cmocka_unit_test(messages_weigh_more_than_their_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
