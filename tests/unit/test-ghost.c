/* test-ghost: what the kernel really tells: of ghosts, of many, of who has a socket. */
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
#include <netinet/in.h>
#include <poll.h>
#include <unistd.h>

#include "base/number.h"
#include "socket/diag-library.h"
#include "socket/ghost.h"
#include "socket/others.h"

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

/* Linked in by its name: where there are modules, none lies beside this program. */
static void
the_library_is_there(void **state)
{
	(void)state;
	assert_string_equal(diag_library_name(), diag_linux.name);
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
		.states = DIAG_ALL, .with_info = true };
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
		assert_true(diag_one(diag, IPPROTO_TCP, &here, &there, 0, true, &found, &error));
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

/* Not all were gone through for that, unless it is not found. */
static void
who_has_one_socket_is_looked_for_among_those_of_its_user_first(void **state)
{
	struct others *others = others_new();
	struct sock_table table = { .others = others };
	struct sock *end[2];
	struct error error;

	(void)state;
	assert_true(sock_pair(&table, AF_UNIX, SOCK_STREAM, 0, end, &error));
	assert_int_equal(others_pid_first(others, end[0]->inode, geteuid()), getpid());
	assert_false(others_saw_all(others));
	/* Somebody else made it, or nobody knows who. */
	assert_int_equal(others_pid_first(others, end[1]->inode, geteuid() + 1), getpid());
	assert_true(others_saw_all(others));
	others_begin(others);
	assert_int_equal(others_pid_first(others, end[1]->inode, -1), getpid());
	assert_int_equal(others_pid_first(others, 1, geteuid()), 0);
	assert_true(others_saw_all(others));
	others_hide(others);
	assert_int_equal(others_pid_first(others, end[0]->inode, geteuid()), 0);
	sock_table_clear(&table);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_has_one_socket_is_looked_for_among_those_of_its_user_first),
		cmocka_unit_test(the_library_is_there),
		cmocka_unit_test(a_ghost_is_there_until_it_is_reset),
		cmocka_unit_test(a_copy_of_the_descriptor_keeps_ghosts_away),
		cmocka_unit_test(a_dump_that_is_left_early_leaves_the_next_question_alone),
		cmocka_unit_test(who_has_a_socket_is_found_out_once_a_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
