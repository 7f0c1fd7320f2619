/* test-serve: servers on real sockets, with a desk of their own. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* behind what it needs */
#include <cmocka.h>

#include "serve-desk.h"

static void
echo_answers_each_client_with_its_own_bytes(void **state)
{
	struct serve_desk desk;
	int one, other;

	(void)state;
	serve_desk_init(&desk);
	serve_desk_bind(&desk, SOCK_STREAM);
	serve_desk_start(&desk, "echo", NULL);
	one = serve_desk_connect(&desk);
	other = serve_desk_connect(&desk);
	assert_int_equal(send(one, "one", 3, 0), 3);
	assert_int_equal(send(other, "other", 5, 0), 5);
	serve_desk_expect(&desk, other, "other", 5);
	serve_desk_expect(&desk, one, "one", 3);
	assert_int_equal(desk.added, 2);
	assert_int_equal(server_counts(desk.server)->clients, 2);
	assert_int_equal(server_counts(desk.server)->received, 8);
	assert_int_equal(server_counts(desk.server)->sent, 8);
	/* Its end is answered with ours. */
	shutdown(one, SHUT_WR);
	serve_desk_ends(&desk, one);
	assert_int_equal(desk.closed, 1);
	assert_int_equal(server_counts(desk.server)->clients, 1);
	assert_int_equal(server_counts(desk.server)->total, 2);
	server_stop(desk.server);
	desk.server = NULL;
	serve_desk_ends(&desk, other);
	assert_null(desk.sock->serving);
	assert_true(desk.sock->fd >= 0);
	serve_desk_clear(&desk);
}

static void
what_a_client_sent_before_its_end_is_answered_to_the_last_byte(void **state)
{
	enum { MANY = 1 << 20 };
	struct serve_desk desk;
	char *bytes = calloc(MANY, 1), room[4096];
	size_t sent = 0, got = 0;
	int fd;

	(void)state;
	serve_desk_init(&desk);
	serve_desk_bind(&desk, SOCK_STREAM);
	serve_desk_start(&desk, "echo", NULL);
	for (size_t i = 0; i < MANY; i++)
		bytes[i] = (char)(i * 7 >> 3);
	fd = serve_desk_connect(&desk);
	/* It does not read until it cannot send any more: so the server owes it something. */
	while (sent < MANY) {
		ssize_t count = send(fd, bytes + sent, MANY - sent, MSG_DONTWAIT);

		if (count > 0)
			sent += (size_t)count;
		for (int i = 0; i < 5; i++)
			loop_turn(desk.desk.loop, false);
		if (count > 0)
			continue;
		count = recv(fd, room, sizeof(room), MSG_DONTWAIT);
		assert_true(count > 0);
		assert_memory_equal(room, bytes + got, (size_t)count);
		got += (size_t)count;
	}
	shutdown(fd, SHUT_WR);
	serve_desk_expect(&desk, fd, bytes + got, MANY - got);
	serve_desk_ends(&desk, fd);
	free(bytes);
	serve_desk_clear(&desk);
}

static void
datagrams_are_echoed_to_whoever_sent_them(void **state)
{
	struct serve_desk desk;
	char room[16];
	int fd[2];

	(void)state;
	serve_desk_init(&desk);
	serve_desk_bind(&desk, SOCK_DGRAM);
	serve_desk_start(&desk, "echo", NULL);
	for (int i = 0; i < 2; i++) {
		fd[i] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		assert_int_equal(connect(fd[i], &desk.addr.any, desk.addr.length), 0);
		assert_int_equal(send(fd[i], i ? "two" : "", i ? 3 : 0, 0), i ? 3 : 0);
	}
	assert_int_equal(serve_desk_recv(&desk, fd[1], room, sizeof(room)), 3);
	assert_memory_equal(room, "two", 3);
	assert_int_equal(serve_desk_recv(&desk, fd[0], room, sizeof(room)), 0);
	assert_int_equal(server_counts(desk.server)->total, 2);
	close(fd[0]);
	close(fd[1]);
	serve_desk_clear(&desk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(echo_answers_each_client_with_its_own_bytes),
		cmocka_unit_test(what_a_client_sent_before_its_end_is_answered_to_the_last_byte),
		cmocka_unit_test(datagrams_are_echoed_to_whoever_sent_them),
	};

	/* Linked in by its name: where there are modules, none lies beside this program. */
	if (!serve_library.start)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	alarm(300);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
