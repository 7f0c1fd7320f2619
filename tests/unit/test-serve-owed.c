/* Tests of what clients are owed: in order, with the bounds of messages, and kept once where many
 * are sent the same. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "serve-desk.h"
#include "serve/server-inner.h"

/* Something else at each place. */
static void
fill(char *bytes, size_t count, size_t from)
{
	for (size_t i = 0; i < count; i++)
		bytes[i] = (char)((from + i) * 7 + (from + i) / 251);
}

static void
bytes_go_in_the_order_in_which_they_came(void **state)
{
	static char bytes[8192], wanted[8192];
	struct owed owed = { .first = NULL };
	size_t memory = 0, in = 0, out = 0, dice = 1;

	(void)state;
	while (in < 4 << 20 || owed.first) {
		dice = dice * 1103515245 + 12345;
		if (in < 4 << 20) {
			size_t count = (dice >> 16) % sizeof(bytes);

			fill(bytes, count, in);
			owed_add(&owed, bytes, count, &memory);
			in += count;
		}
		while (owed.first && (dice = dice * 1103515245 + 12345) & 1 << 20) {
			size_t count;
			const char *next = owed_next(&owed, false, &count);

			count = count < 3000 ? count : 3000;
			fill(wanted, count, out);
			assert_memory_equal(next, wanted, count);
			owed_drop(&owed, false, count, &memory);
			out += count;
			assert_int_equal(owed.count, in - out);
		}
	}
	assert_int_equal(in, out);
	assert_int_equal(memory, 0);
}

static void
messages_keep_their_bounds(void **state)
{
	static char bytes[3000];
	struct owed owed = { .first = NULL };
	size_t memory = 0;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		fill(bytes, sizeof(bytes), i);
		owed_add_message(&owed, bytes, i % 3 ? i * 3 : 0, &memory);
		/* Also an empty one costs something. */
		assert_true(owed.count > i);
	}
	for (size_t i = 0; i < 1000; i++) {
		size_t count;
		const char *next = owed_next(&owed, true, &count);

		assert_int_equal(count, i % 3 ? i * 3 : 0);
		fill(bytes, count, i);
		assert_memory_equal(next, bytes, count);
		owed_drop(&owed, true, count, &memory);
	}
	assert_null(owed.first);
	assert_int_equal(owed.count, 0);
	assert_int_equal(memory, 0);
}

static void
what_is_forgotten_leaves_nothing(void **state)
{
	static char bytes[5000];
	struct serve_desk desk;
	struct owed owed[2] = { { .first = NULL } };
	struct share *share;
	size_t *memory;

	(void)state;
	serve_desk_init(&desk);
	serve_desk_bind(&desk, SOCK_STREAM);
	serve_desk_start(&desk, "discard", NULL);
	memory = &desk.server->owed;
	share = share_new(desk.server, bytes, sizeof(bytes));
	assert_in_range(*memory, sizeof(bytes), sizeof(bytes) + 100);
	for (int i = 0; i < 2; i++) {
		owed_add(&owed[i], "before", 6, memory);
		owed_add_share(&owed[i], share, 1000, memory);
		owed_add(&owed[i], "behind", 6, memory);
		assert_int_equal(owed[i].count, sizeof(bytes) - 1000 + 12);
	}
	share_drop(share);
	assert_in_range(*memory, sizeof(bytes), sizeof(bytes) + 1000);
	owed_clear(&owed[0], memory);
	assert_in_range(*memory, sizeof(bytes), sizeof(bytes) + 500);
	owed_clear(&owed[1], memory);
	assert_int_equal(*memory, 0);
	serve_desk_clear(&desk);
}

/* ---- a broker, and members that do not read ---- */

enum { MEMBERS = 60, TALK = 512 << 10 };

static void
gather(struct serve_desk *desk, int member[MEMBERS])
{
	const int small = 4096;

	serve_desk_init(desk);
	serve_desk_bind(desk, SOCK_STREAM);
	assert_int_equal(setsockopt(desk->sock->fd, SOL_SOCKET, SO_SNDBUF, &small,
	    sizeof(small)), 0);
	serve_desk_start(desk, "broker", NULL);
	for (int i = 0; i < MEMBERS; i++) {
		member[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_true(member[i] >= 0);
		assert_int_equal(setsockopt(member[i], SOL_SOCKET, SO_RCVBUF, &small,
		    sizeof(small)), 0);
		assert_int_equal(connect(member[i], &desk->addr.any, desk->addr.length), 0);
	}
	TURN_UNTIL(desk, desk->added == MEMBERS);
}

/* So many bytes of it, as far as there is room; where it is then. */
static size_t
talk_on(int fd, const char *bytes, size_t sent, size_t count)
{
	size_t left = TALK - sent % TALK;
	ssize_t went = sent < count ? send(fd, bytes + sent % TALK, left, MSG_DONTWAIT) : 0;

	return sent + (went > 0 ? (size_t)went : 0);
}

/* All of it has come, and been told. */
static void
talk(struct serve_desk *desk, int fd, size_t count)
{
	static char bytes[TALK];
	size_t sent = 0;

	fill(bytes, sizeof(bytes), 0);
	TURN_UNTIL(desk, (sent = talk_on(fd, bytes, sent, count)) == count &&
	    server_counts(desk->server)->received == count);
}

static void
what_all_are_owed_is_kept_once(void **state)
{
	static char got[TALK], wanted[TALK];
	struct serve_desk desk;
	int member[MEMBERS], who;

	(void)state;
	gather(&desk, member);
	who = serve_desk_connect(&desk);
	TURN_UNTIL(&desk, desk.added == MEMBERS + 1);
	talk(&desk, who, TALK);
	/* They have room for a small part of it. */
	assert_in_range(desk.server->owed, TALK / 4, 3 * TALK);
	assert_int_equal(server_counts(desk.server)->dropped, 0);
	fill(wanted, TALK, 0);
	for (int i = 0; i < MEMBERS; i += 7) {
		for (size_t at = 0; at < TALK; ) {
			ssize_t count = serve_desk_recv(&desk, member[i], got + at, TALK - at);

			assert_true(count > 0);
			at += (size_t)count;
		}
		assert_memory_equal(got, wanted, TALK);
	}
	for (int i = 0; i < MEMBERS; i++)
		close(member[i]);
	TURN_UNTIL(&desk, server_counts(desk.server)->clients == 1);
	assert_int_equal(desk.server->owed, 0);
	close(who);
	serve_desk_clear(&desk);
}

static void
who_never_reads_is_dropped_at_the_ceiling_and_nothing_is_left_of_it(void **state)
{
	struct serve_desk desk;
	int member[MEMBERS], who;

	(void)state;
	gather(&desk, member);
	who = serve_desk_connect(&desk);
	TURN_UNTIL(&desk, desk.added == MEMBERS + 1);
	talk(&desk, who, 4 * TALK);
	TURN_UNTIL(&desk, server_counts(desk.server)->dropped == MEMBERS);
	assert_int_equal(server_counts(desk.server)->clients, 1);
	assert_non_null(strstr(desk.said, "--ceiling"));
	assert_int_equal(desk.server->owed, 0);
	for (int i = 0; i < MEMBERS; i++)
		close(member[i]);
	close(who);
	serve_desk_clear(&desk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_go_in_the_order_in_which_they_came),
		cmocka_unit_test(messages_keep_their_bounds),
		cmocka_unit_test(what_is_forgotten_leaves_nothing),
		cmocka_unit_test(what_all_are_owed_is_kept_once),
		cmocka_unit_test(
		    who_never_reads_is_dropped_at_the_ceiling_and_nothing_is_left_of_it),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(300);
	return cmocka_run_group_tests(tests, NULL, NULL) || !serve_library.start;
}
