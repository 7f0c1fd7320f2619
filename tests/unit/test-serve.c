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

/* ---- a role may end what it is called for ---- */

static void
stop_it(struct client *client, const char *bytes, size_t count)
{
	struct serve_desk *desk = (struct serve_desk *)server_desk(client_server(client));

	server_stop(desk->server);
	desk->server = NULL;
	/* It is gone, and says so. */
	assert_false(client_send(client, bytes, count));
	client_finish(client);
	client_drop(client, false);
}

static void
a_role_may_stop_its_server(void **state)
{
	static const struct role stops = { .name = "stops", .flags = ROLE_STREAM,
		.came = stop_it };
	const struct server_want want = { .role = &stops };
	struct serve_desk desk;
	int fd[2];

	(void)state;
	serve_desk_init(&desk);
	serve_desk_bind(&desk, SOCK_STREAM);
	serve_desk_start(&desk, NULL, &want);
	for (int i = 0; i < 2; i++)
		fd[i] = serve_desk_connect(&desk);
	TURN_UNTIL(&desk, desk.added == 2);
	assert_int_equal(send(fd[1], "x", 1, 0), 1);
	serve_desk_ends(&desk, fd[0]);
	serve_desk_ends(&desk, fd[1]);
	assert_null(desk.server);
	assert_int_equal(desk.closed, 2);
	assert_int_equal(desk.over, 0);
	serve_desk_clear(&desk);
}

static void
drop_it(struct client *client)
{
	client_drop(client, true);
}

static void
count_it(struct client *client)
{
	++*(int *)server_own(client_server(client));
	client_drop(client, true);
}

static void
a_role_may_drop_a_client_as_it_comes_and_hears_of_its_end_once(void **state)
{
	static const struct role drops = { .name = "drops", .flags = ROLE_STREAM,
		.server_size = sizeof(int), .opened = drop_it, .closed = count_it };
	const struct server_want want = { .role = &drops };
	struct serve_desk desk;

	(void)state;
	serve_desk_init(&desk);
	serve_desk_bind(&desk, SOCK_STREAM);
	serve_desk_start(&desk, NULL, &want);
	serve_desk_resets(&desk, serve_desk_connect(&desk));
	serve_desk_resets(&desk, serve_desk_connect(&desk));
	assert_int_equal(*(int *)server_own(desk.server), 2);
	assert_int_equal(server_counts(desk.server)->clients, 0);
	serve_desk_clear(&desk);
}

/* ---- taken, and given back ---- */

static void
a_client_is_taken_with_what_it_sent_and_given_back(void **state)
{
	struct serve_desk desk;
	struct sock *taken;
	struct error error;
	char room[8];
	int fd;

	(void)state;
	serve_desk_init(&desk);
	serve_desk_bind(&desk, SOCK_STREAM);
	serve_desk_start(&desk, "echo", NULL);
	fd = serve_desk_connect(&desk);
	assert_int_equal(send(fd, "one", 3, 0), 3);
	serve_desk_expect(&desk, fd, "one", 3);
	taken = sock_find(&desk.table, desk.table.last);
	assert_non_null(server_client(taken));
	server_take(server_client(taken));
	assert_null(server_client(taken));
	assert_int_equal(taken->watch.fd, -1);
	assert_int_equal(server_counts(desk.server)->clients, 0);
	assert_int_equal(send(fd, "two", 3, 0), 3);
	TURN_UNTIL(&desk, recv(taken->fd, room, sizeof(room), MSG_PEEK | MSG_DONTWAIT) == 3);
	assert_true(server_give(desk.server, taken, &error));
	serve_desk_expect(&desk, fd, "two", 3);
	assert_false(server_give(desk.server, taken, &error));
	assert_int_equal(error.kind, ERROR_REFUSED);
	assert_int_equal(server_counts(desk.server)->clients, 1);
	close(fd);
	serve_desk_clear(&desk);
}

static void
a_connection_is_served_by_itself_and_over_when_it_ends(void **state)
{
	struct serve_desk desk;
	struct addr peer = { .length = sizeof(peer.room) };
	struct error error;
	int fd;

	(void)state;
	serve_desk_init(&desk);
	serve_desk_bind(&desk, SOCK_STREAM);
	fd = serve_desk_connect(&desk);
	assert_int_equal(sock_accept(&desk.table, desk.sock, 0, &desk.sock, &peer, &error), DID_IT);
	serve_desk_start(&desk, "echo", NULL);
	assert_int_equal(send(fd, "alone", 5, 0), 5);
	serve_desk_expect(&desk, fd, "alone", 5);
	/* Stopped, it is open still. */
	server_stop(desk.server);
	assert_true(desk.sock->fd >= 0);
	assert_null(desk.sock->serving);
	serve_desk_start(&desk, "echo", NULL);
	shutdown(fd, SHUT_WR);
	serve_desk_ends(&desk, fd);
	TURN_UNTIL(&desk, desk.over == 1);
	assert_int_equal(desk.sock->fd, -1);
	serve_desk_clear(&desk);
}

static void
what_nobody_can_reach_is_not_served(void **state)
{
	struct server_want want = { .role = serve_desk_role("echo") };
	struct serve_desk desk;
	struct error error;
	struct sock *sock;

	(void)state;
	serve_desk_init(&desk);
	sock = sock_open(&desk.table, AF_INET, SOCK_STREAM, 0, false, &error);
	assert_null(server_start(&desk.desk, sock, &want, &error));
	assert_non_null(strstr(error.text, "does not listen"));
	sock = sock_open(&desk.table, AF_INET, SOCK_DGRAM, 0, false, &error);
	assert_null(server_start(&desk.desk, sock, &want, &error));
	assert_non_null(strstr(error.text, "bind"));
	serve_desk_bind(&desk, SOCK_STREAM);
	serve_desk_start(&desk, "echo", NULL);
	assert_null(server_start(&desk.desk, desk.sock, &want, &error));
	assert_non_null(strstr(error.text, "already"));
	assert_null(server_role_named("eccho", 5, &error));
	assert_int_equal(error.kind, ERROR_USAGE);
	serve_desk_clear(&desk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(echo_answers_each_client_with_its_own_bytes),
		cmocka_unit_test(what_a_client_sent_before_its_end_is_answered_to_the_last_byte),
		cmocka_unit_test(datagrams_are_echoed_to_whoever_sent_them),
		cmocka_unit_test(a_role_may_stop_its_server),
		cmocka_unit_test(a_role_may_drop_a_client_as_it_comes_and_hears_of_its_end_once),
		cmocka_unit_test(a_client_is_taken_with_what_it_sent_and_given_back),
		cmocka_unit_test(a_connection_is_served_by_itself_and_over_when_it_ends),
		cmocka_unit_test(what_nobody_can_reach_is_not_served),
	};

	/* Linked in by its name: where there are modules, none lies beside this program. */
	if (!serve_library.start)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	alarm(300);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
