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

#include "base/mem.h"
#include "base/newer.h"
#include "socket/diag-linux.h"

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
	/* Nobody holds it, and the peer's FIN counted as a byte. */
	assert_int_equal(seen.last.uid, -1);
	assert_int_equal(seen.last.recvq, 4);
	addr_show(&text, &seen.last.local);
	assert_string_equal(text.data, "127.0.0.1:1234");
	buf_clear(&text);
}

/* The names of what stands above TCP, of their lengths; none of them is a text by itself. */
static void
a_path_of_mptcp_is_told_from_tcp(void **state)
{
	static const struct {
		const char *name;
		uint16_t    count, type;
		int         protocol;
	} cases[] = {
		{ "mptcp", 6, INET_ULP_INFO_NAME, IPPROTO_MPTCP },
		{ "mptcp", 5, INET_ULP_INFO_NAME, IPPROTO_TCP },
		{ "mptcp6", 7, INET_ULP_INFO_NAME, IPPROTO_TCP },
		{ "tls", 4, INET_ULP_INFO_NAME, IPPROTO_TCP },
		{ "", 0, INET_ULP_INFO_NAME, IPPROTO_TCP },
		{ "mptcp", 6, INET_ULP_INFO_TLS, IPPROTO_TCP },
	};
	const struct inet_diag_msg told = inet(4, 1234);
	struct message message;
	struct seen seen;
	int number;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char nested[16] = { 0 };
		const struct nlattr head = { .nla_type = cases[i].type,
			.nla_len = (uint16_t)(sizeof(head) + cases[i].count) };

		memcpy(nested, &head, sizeof(head));
		memcpy(nested + sizeof(head), cases[i].name, cases[i].count);
		message.count = 0;
		begin(&message, SOCK_DIAG_BY_FAMILY, &told, sizeof(told));
		attribute(&message, INET_DIAG_ULP_INFO, nested, sizeof(head) + cases[i].count);
		end(&message);
		for (size_t count = 0; count < message.count; count++)
			read_as(&message, count, &tcp, &seen, &number);
		read_as(&message, message.count, &tcp, &seen, &number);
		assert_int_equal(seen.count, 1);
		assert_int_equal(seen.last.protocol, cases[i].protocol);
		assert_string_equal(seen.last.state, "FIN-WAIT-1");
		assert_int_equal(seen.last.type, SOCK_STREAM);
	}
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

static enum diag_went
read_single(const struct message *from, const struct diag_ask *ask, struct seen *seen)
{
	bool enough = false;
	int number = 0;

	*seen = (struct seen){ .most = 0 };
	return diag_read(from->bytes, from->count, SEQUENCE, ask, true, see, seen, &number,
	    &enough);
}

/* IPv4 may be the connection of an IPv6 socket; a dump of the one family is of that one. */
static void
the_one_answer_may_be_of_the_other_family(void **state)
{
	const struct diag_ask inet6 = { .family = AF_INET6, .protocol = IPPROTO_TCP };
	struct message message = { .count = 0 };
	struct inet_diag_msg told = inet(1, 1234);
	struct buf text = { 0 };
	struct seen seen;
	int number;

	(void)state;
	told.idiag_family = AF_INET6;
	told.id.idiag_src[3] = told.id.idiag_src[0];
	told.id.idiag_src[0] = 0;
	told.id.idiag_src[2] = htonl(0xffff);
	begin(&message, SOCK_DIAG_BY_FAMILY, &told, sizeof(told));
	end(&message);
	assert_int_equal(read_single(&message, &tcp, &seen), DIAG_DONE);
	assert_int_equal(seen.count, 1);
	assert_int_equal(seen.last.family, AF_INET6);
	addr_show(&text, &seen.last.local);
	assert_string_equal(text.data, "[::ffff:127.0.0.1]:1234");
	buf_clear(&text);
	read_as(&message, message.count, &tcp, &seen, &number);
	assert_int_equal(seen.count, 0);
	message.count = 0;
	one(&message, 1, 1234);
	assert_int_equal(read_single(&message, &inet6, &seen), DIAG_DONE);
	assert_int_equal(seen.last.family, AF_INET);
}

/* Nothing comes behind it: whoever waited on would wait for ever. */
static void
the_one_answer_ends_the_question_whatever_it_holds(void **state)
{
	struct message message = { .count = 0 };
	struct inet_diag_msg told = inet(1, 1);
	struct seen seen;

	(void)state;
	told.idiag_family = AF_UNIX;
	begin(&message, SOCK_DIAG_BY_FAMILY, &told, sizeof(told));
	end(&message);
	assert_int_equal(read_single(&message, &tcp, &seen), DIAG_DONE);
	assert_int_equal(seen.count, 0);
	message.count = 0;
	begin(&message, SOCK_DIAG_BY_FAMILY, "short", 5);
	end(&message);
	assert_int_equal(read_single(&message, &local, &seen), DIAG_DONE);
	assert_int_equal(seen.count, 0);
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

static void
look_up(const char *text, struct diag_route *route)
{
	/* Naming it has it linked: there is no module beside a test. */
	struct diag *diag = diag_linux.name ? diag_new() : NULL;
	struct error error;
	struct addr addr;

	assert_int_equal(addr_read(&addr, AF_INET, text, strlen(text), &error), ADDR_NUMERIC);
	assert_true(diag_route(diag, &(struct diag_way){ .to = &addr }, route, &error));
	diag_free(diag);
}

static void
the_way_to_this_machine_is_told(void **state)
{
	struct diag_route route;

	(void)state;
	look_up("127.0.0.1:1", &route);
	/* A machine may have its loopback down. */
	if (route.number)
		skip();
	assert_string_equal(route.type, "local");
	assert_int_not_equal(route.interface, 0);
	assert_int_equal(route.gateway.length, 0);
	look_up("127.255.255.255:1", &route);
	assert_string_equal(route.type, "broadcast");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_way_to_this_machine_is_told),
		cmocka_unit_test(a_connection_is_read),
		cmocka_unit_test(a_path_of_mptcp_is_told_from_tcp),
		cmocka_unit_test(a_unix_socket_is_read),
		cmocka_unit_test(the_one_answer_may_be_of_the_other_family),
		cmocka_unit_test(the_one_answer_ends_the_question_whatever_it_holds),
		cmocka_unit_test(the_end_and_what_went_wrong_are_told_apart),
		cmocka_unit_test(an_answer_to_another_question_is_passed_over),
		cmocka_unit_test(a_message_cut_anywhere_is_not_read_beyond_its_end),
		cmocka_unit_test(any_bytes_at_all_are_survived),
		cmocka_unit_test(states_and_timers_that_nobody_knows_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
