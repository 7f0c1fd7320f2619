/* test-diag: messages of sock_diag, whole ones and others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
/* behind what it needs */
#include <cmocka.h>

#ifndef HAVE_LIBMNL

int
main(void)
{
	return 77; /* nothing reads such messages here */
}

#else
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <poll.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/number.h"
#include "socket/ghost.h"
#include "socket/osdep-linux-diag.h"
#include "socket/others.h"
#include "socket/property.h"

enum { SEQUENCE = 7 };
static const struct diag_ask tcp = { .family = AF_INET, .protocol = IPPROTO_TCP };
static const struct diag_ask local = { .family = AF_UNIX };

/* Messages as the kernel writes them, one behind the other. */
struct message {
	_Alignas(8) unsigned char bytes[8192];
	size_t count, head;
};

static void
add(struct message *to, const void *bytes, size_t count)
{
	assert_true(to->count + count + 8 < sizeof(to->bytes));
	memcpy(to->bytes + to->count, bytes, count);
	to->count = NLMSG_ALIGN(to->count + count);
}

static void
begin(struct message *to, uint16_t type, const void *bytes, size_t count)
{
	const struct nlmsghdr head = { .nlmsg_type = type, .nlmsg_seq = SEQUENCE };

	to->head = to->count;
	add(to, &head, sizeof(head));
	add(to, bytes, count);
}

static void
attribute(struct message *to, uint16_t type, const void *bytes, size_t count)
{
	const struct nlattr head = { .nla_type = type,
		.nla_len = (uint16_t)(sizeof(head) + count) };

	add(to, &head, sizeof(head));
	add(to, bytes, count);
}

static void
end(struct message *to)
{
	const uint32_t length = (uint32_t)(to->count - to->head);

	memcpy(to->bytes + to->head, &length, sizeof(length));
}

struct seen {
	struct diag_sock last;
	size_t           count, most;
};

static bool
see(void *to, const struct diag_sock *sock)
{
	struct seen *seen = to;
	struct buf text = { 0 };

	/* Whatever came, it can be shown. */
	assert_non_null(sock->state);
	assert_true(sock->local.length <= sizeof(sock->local.room));
	assert_true(sock->waits <= DIAG_WAITING);
	assert_true(memchr(sock->congestion, '\0', sizeof(sock->congestion)) != NULL);
	if (sock->local.length)
		addr_show(&text, &sock->local);
	if (sock->peer.length)
		addr_show(&text, &sock->peer);
	buf_clear(&text);
	seen->last = *sock;
	return ++seen->count != seen->most;
}

static enum diag_went
read_as(const struct message *from, size_t count, const struct diag_ask *ask, struct seen *seen,
    int *number)
{
	/* In a place of its own size, so that a byte too far is found out. */
	void *bytes = mem_copy_bytes(from->bytes, count);
	bool enough = false;
	enum diag_went went;

	*seen = (struct seen){ .most = 0 };
	*number = 0;
	went = diag_read(bytes, count, SEQUENCE, ask, false, see, seen, number, &enough);
	free(bytes);
	return went;
}

static struct inet_diag_msg
inet(uint8_t state, uint16_t port)
{
	struct inet_diag_msg told = { .idiag_family = AF_INET, .idiag_state = state,
		.idiag_timer = 3, .idiag_expires = 59500, .idiag_uid = 1000, .idiag_rqueue = 5 };

	told.id.idiag_sport = htons(port);
	told.id.idiag_dport = htons(80);
	told.id.idiag_src[0] = told.id.idiag_dst[0] = htonl(INADDR_LOOPBACK);
	return told;
}

static void
one(struct message *to, uint8_t state, uint16_t port)
{
	const struct inet_diag_msg told = inet(state, port);

	begin(to, SOCK_DIAG_BY_FAMILY, &told, sizeof(told));
	attribute(to, INET_DIAG_CONG, "cubic", 6);
	end(to);
}

static void
a_connection_is_read(void **state)
{
	struct message message = { .count = 0 };
	struct seen seen;
	struct buf text = { 0 };
	int number;

	(void)state;
	one(&message, 6, 1234);
	assert_int_equal(read_as(&message, message.count, &tcp, &seen, &number), DIAG_MORE);
	assert_int_equal(seen.count, 1);
	assert_string_equal(seen.last.state, "TIME-WAIT");
	assert_string_equal(seen.last.timer, TIMER_TIME_WAIT);
	assert_true(seen.last.expires > 59.4 && seen.last.expires < 59.6);
	assert_string_equal(seen.last.congestion, "cubic");
	assert_int_equal(seen.last.uid, 1000);
	assert_int_equal(seen.last.recvq, 5);
	addr_show(&text, &seen.last.local);
	assert_string_equal(text.data, "127.0.0.1:1234");
	buf_clear(&text);
}

static void
a_unix_socket_is_read(void **state)
{
	const struct unix_diag_msg told = { .udiag_family = AF_UNIX, .udiag_type = SOCK_STREAM,
		.udiag_state = 10, .udiag_ino = 77 };
	const struct unix_diag_rqlen queue = { 2, 128 };
	uint32_t waiting[DIAG_WAITING + 9];
	struct message message = { .count = 0 };
	struct seen seen;
	int number;

	(void)state;
	for (uint32_t i = 0; i < DIAG_WAITING + 9; i++)
		waiting[i] = 100 + i;
	begin(&message, SOCK_DIAG_BY_FAMILY, &told, sizeof(told));
	attribute(&message, UNIX_DIAG_NAME, "\0name", 5);
	attribute(&message, UNIX_DIAG_RQLEN, &queue, sizeof(queue));
	attribute(&message, UNIX_DIAG_ICONS, waiting, sizeof(waiting));
	end(&message);
	read_as(&message, message.count, &local, &seen, &number);
	assert_string_equal(seen.last.state, "LISTEN");
	assert_int_equal(seen.last.inode, 77);
	assert_int_equal(seen.last.recvq, 2);
	assert_int_equal(seen.last.sendq, 128);
	assert_int_equal(seen.last.waits, DIAG_WAITING);
	assert_int_equal(seen.last.waiting[1], 101);
}

static void
the_end_and_what_went_wrong_are_told_apart(void **state)
{
	const struct nlmsgerr refused = { .error = -ENOENT }, nonsense = { .error = 5 };
	const int32_t fine = 0, broken = -ENOMEM;
	struct message message;
	struct seen seen;
	int number;

	(void)state;
	message.count = 0;
	begin(&message, NLMSG_DONE, &fine, sizeof(fine));
	end(&message);
	assert_int_equal(read_as(&message, message.count, &tcp, &seen, &number), DIAG_DONE);
	message.count = 0;
	begin(&message, NLMSG_DONE, &broken, sizeof(broken));
	end(&message);
	assert_int_equal(read_as(&message, message.count, &tcp, &seen, &number), DIAG_FAILED);
	assert_int_equal(number, ENOMEM);
	message.count = 0;
	begin(&message, NLMSG_ERROR, &refused, sizeof(refused));
	end(&message);
	assert_int_equal(read_as(&message, message.count, &tcp, &seen, &number), DIAG_FAILED);
	assert_int_equal(number, ENOENT);
	message.count = 0;
	begin(&message, NLMSG_ERROR, &nonsense, sizeof(nonsense));
	end(&message);
	assert_int_equal(read_as(&message, message.count, &tcp, &seen, &number), DIAG_FAILED);
	assert_int_equal(number, EBADMSG);
	message.count = 0;
	begin(&message, NLMSG_ERROR, "", 0);
	end(&message);
	assert_int_equal(read_as(&message, message.count, &tcp, &seen, &number), DIAG_FAILED);
	assert_int_equal(number, EBADMSG);
}

static void
an_answer_to_another_question_is_passed_over(void **state)
{
	struct message message = { .count = 0 };
	struct seen seen;
	const uint32_t other = SEQUENCE - 1;
	int number;

	(void)state;
	one(&message, 1, 1);
	memcpy(message.bytes + offsetof(struct nlmsghdr, nlmsg_seq), &other, sizeof(other));
	one(&message, 1, 2);
	read_as(&message, message.count, &tcp, &seen, &number);
	assert_int_equal(seen.count, 1);
	assert_int_equal(addr_port(&seen.last.local), 2);
}

static void
a_message_cut_anywhere_is_not_read_beyond_its_end(void **state)
{
	struct message message = { .count = 0 };
	struct seen seen;
	int number;

	(void)state;
	one(&message, 1, 1);
	one(&message, 10, 2);
	for (size_t count = 0; count < message.count; count++) {
		read_as(&message, count, &tcp, &seen, &number);
		assert_true(seen.count <= 1);
	}
}

/* Lengths and everything else are what a liar would write. */
static void
any_bytes_at_all_are_survived(void **state)
{
	const struct diag_ask inet6 = { .family = AF_INET6, .protocol = IPPROTO_TCP };
	const struct diag_ask *const asks[] = { &tcp, &local, &inet6 };
	struct message message;
	struct seen seen;
	uint32_t random = 1;
	int number;

	(void)state;
	for (int round = 0; round < 60000; round++) {
		message.count = 0;
		one(&message, 1, 1);
		one(&message, 6, 2);
		for (int change = 0; change < 1 + round % 24; change++) {
			random = random * 1664525 + 1013904223;
			message.bytes[(random >> 8) % message.count] = (unsigned char)(random >> 24);
			if (round % 3 == 1)
				message.bytes[(random >> 12) % 40] = AF_UNIX;
		}
		read_as(&message, message.count, asks[round % 3], &seen, &number);
	}
}

static void
states_and_timers_that_nobody_knows_are_left_out(void **state)
{
	struct message message;
	struct inet_diag_msg told = inet(1, 1);
	struct seen seen;
	int number;

	(void)state;
	for (unsigned i = 0; i < 256; i++) {
		message.count = 0;
		told.idiag_state = (uint8_t)i;
		told.idiag_timer = (uint8_t)i;
		begin(&message, SOCK_DIAG_BY_FAMILY, &told, sizeof(told));
		end(&message);
		read_as(&message, message.count, &tcp, &seen, &number);
		assert_int_equal(seen.count, i >= 1 && i <= 12);
		if (seen.count)
			assert_int_equal(seen.last.timer != NULL, i >= 1 && i <= 4);
	}
}

/* ---- what the kernel really tells ---- */

static void
join(struct sock_table *table, struct sock *end[3])
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct addr addr = { .length = sizeof(in) }, peer = { .length = sizeof(peer.room) }, here;
	enum did did;
	struct error error;

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	memcpy(addr.room, &in, sizeof(in));
	end[0] = sock_open(table, AF_INET, SOCK_STREAM, 0, false, &error);
	end[1] = sock_open(table, AF_INET, SOCK_STREAM, 0, false, &error);
	assert_true(sock_bind(table, end[0], &addr, &error));
	assert_true(sock_listen(end[0], 5, &error));
	assert_true(sock_local(end[0], &addr, &error));
	while ((did = sock_connect(end[1], &addr, &error)) == DID_LATER)
		assert_int_equal(poll(&(struct pollfd){ .fd = end[1]->fd, .events = POLLOUT }, 1,
		    5000), 1);
	assert_int_equal(did, DID_IT);
	assert_int_equal(sock_accept(table, end[0], false, &end[2], &peer, &error), DID_IT);
	assert_true(sock_local(end[1], &here, &error));
	sock_meet(table, end[1], &here, &addr);
	sock_meet(table, end[2], &addr, &here);
}

static void
a_ghost_is_there_until_it_is_reset(void **state)
{
	struct sock_table table = { .others = others_new() };
	struct diag_sock found;
	struct sock *end[3];
	struct error error;

	(void)state;
	join(&table, end);
	assert_false(ghost_look(&table, end[1], &found));  /* it has a descriptor */
	assert_true(sock_close(&table, end[1], NULL, &error));
	assert_true(ghost_look(&table, end[1], &found));
	assert_true(ghost_is_there(&table, end[1], number_now()));
	assert_true(ghost_is(end[1], &found));
	assert_false(ghost_is(end[2], &found));
	assert_true(sock_reset(&table, end[2], &error));
	assert_false(ghost_look(&table, end[1], &found));
	assert_false(ghost_look(&table, end[2], &found));
	sock_table_clear(&table);
}

static void
a_copy_of_the_descriptor_keeps_ghosts_away(void **state)
{
	struct sock_table table = { .others = others_new() };
	struct diag_sock found;
	struct sock *end[3], *copy;
	struct error error;

	(void)state;
	join(&table, end);
	copy = sock_dup(&table, end[1], &error);
	assert_true(sock_close(&table, end[1], NULL, &error));
	assert_false(ghost_look(&table, end[1], &found));
	assert_true(sock_close(&table, copy, NULL, &error));
	assert_true(ghost_look(&table, copy, &found));
	sock_table_clear(&table);
}

static bool
first_only(void *to, const struct diag_sock *sock)
{
	(void)sock;
	++*(int *)to;
	return false;
}

static void
a_dump_that_is_left_early_leaves_the_next_question_alone(void **state)
{
	struct sock_table table = { .others = others_new() };
	struct diag *diag = others_diag(table.others);
	const struct diag_ask ask = { .family = AF_INET, .protocol = IPPROTO_TCP,
		.states = DIAG_ALL, .with = DIAG_INFO | DIAG_CONGESTION };
	struct diag_sock found;
	struct sock *end[3];
	struct addr here, there;
	struct error error;
	int count;

	(void)state;
	join(&table, end);
	assert_true(sock_local(end[1], &here, &error) && sock_peer(end[1], &there, &error));
	for (int i = 0; i < 3; i++) {
		count = 0;
		assert_true(diag_dump(diag, &ask, first_only, &count, &error));
		assert_int_equal(count, 1);
		assert_true(diag_one(diag, IPPROTO_TCP, &here, &there, 0, DIAG_INFO, &found, &error));
		assert_string_equal(found.state, "ESTABLISHED");
		assert_true(found.has_tcp);
	}
	sock_table_clear(&table);
}

static void
who_has_a_socket_is_found_out_once_a_look(void **state)
{
	struct others *others = others_new();
	struct sock_table table = { .others = others };
	struct sock *end[2];
	struct error error;

	(void)state;
	assert_true(sock_pair(&table, AF_UNIX, SOCK_STREAM, 0, end, &error));
	assert_int_not_equal(end[0]->inode, 0);
	assert_int_equal(others_pid(others, end[0]->inode), getpid());
	assert_int_equal(others_pid(others, 1), 0);
	others_begin(others);
	assert_int_equal(others_pid(others, end[1]->inode), getpid());
	others_hide(others);
	assert_int_equal(others_pid(others, end[1]->inode), 0);
	sock_table_clear(&table);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection_is_read),
		cmocka_unit_test(a_unix_socket_is_read),
		cmocka_unit_test(the_end_and_what_went_wrong_are_told_apart),
		cmocka_unit_test(an_answer_to_another_question_is_passed_over),
		cmocka_unit_test(a_message_cut_anywhere_is_not_read_beyond_its_end),
		cmocka_unit_test(any_bytes_at_all_are_survived),
		cmocka_unit_test(states_and_timers_that_nobody_knows_are_left_out),
		cmocka_unit_test(a_ghost_is_there_until_it_is_reset),
		cmocka_unit_test(a_copy_of_the_descriptor_keeps_ghosts_away),
		cmocka_unit_test(a_dump_that_is_left_early_leaves_the_next_question_alone),
		cmocka_unit_test(who_has_a_socket_is_found_out_once_a_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
