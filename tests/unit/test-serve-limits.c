/* test-serve-limits: what a server allows, and what it does with those who want more. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
/* behind what it needs */
#include <cmocka.h>

#include "serve/server-inner.h"
#include "serve-desk.h"

#define MS (NUMBER_SECOND / 1000)

static void
begin(struct serve_desk *desk, const char *role, const struct server_want *want)
{
	serve_desk_init(desk);
	serve_desk_bind(desk, SOCK_STREAM);
	serve_desk_start(desk, role, want);
}

static void
says(struct serve_desk *desk, int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), 0), (ssize_t)strlen(text));
	serve_desk_expect(desk, fd, text, strlen(text));
}

static void
one_client_too_many_is_reset_and_counted(void **state)
{
	const struct server_want want = { .max_clients = 2 };
	struct serve_desk desk;
	int fd[3];

	(void)state;
	begin(&desk, "echo", &want);
	for (int i = 0; i < 2; i++) {
		fd[i] = serve_desk_connect(&desk);
		says(&desk, fd[i], "x");
	}
	fd[2] = serve_desk_connect(&desk);
	serve_desk_resets(&desk, fd[2]);
	assert_int_equal(server_counts(desk.server)->refused, 1);
	assert_int_equal(server_counts(desk.server)->total, 2);
	assert_non_null(strstr(desk.said, "--max-clients"));
	/* There is room again. */
	close(fd[0]);
	TURN_UNTIL(&desk, server_counts(desk.server)->clients == 1);
	fd[0] = serve_desk_connect(&desk);
	says(&desk, fd[0], "y");
	close(fd[0]);
	close(fd[1]);
	serve_desk_clear(&desk);
}

static struct server_range
range_of(const char *host, unsigned bits)
{
	struct server_range range = { .bits = bits };
	struct error error;

	assert_int_equal(addr_read_host(&range.address, strchr(host, ':') ? AF_INET6 : AF_INET,
	    host, strlen(host), &error), ADDR_NUMERIC);
	return range;
}

static void
who_is_not_allowed_is_reset(void **state)
{
	const struct server_range allow[] = { range_of("127.0.0.8", 30), range_of("::", 0) };
	const struct server_range deny[] = { range_of("127.0.0.10", 32) };
	const struct server_want want = { .allow = allow, .allows = 2, .deny = deny, .denies = 1 };
	static const struct {
		const char *source;
		bool        served;
	} cases[] = {
		{ "127.0.0.1", false }, { "127.0.0.7", false }, { "127.0.0.8", true },
		{ "127.0.0.10", false }, { "127.0.0.11", true }, { "127.0.0.12", false },
	};
	struct serve_desk desk;
	uint64_t refused = 0;

	(void)state;
	begin(&desk, "echo", &want);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int fd = serve_desk_connect_from(&desk, cases[i].source);

		if (cases[i].served) {
			says(&desk, fd, "hello");
			close(fd);
		} else {
			serve_desk_resets(&desk, fd);
			refused++;
		}
		assert_int_equal(server_counts(desk.server)->refused, refused);
	}
	serve_desk_clear(&desk);
}

static void
datagrams_of_who_is_not_allowed_are_counted_alone(void **state)
{
	const struct server_range deny[] = { range_of("127.0.0.1", 32) };
	const struct server_want want = { .deny = deny, .denies = 1 };
	struct serve_desk desk;
	int fd;

	(void)state;
	serve_desk_init(&desk);
	serve_desk_bind(&desk, SOCK_DGRAM);
	serve_desk_start(&desk, "echo", &want);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	assert_int_equal(sendto(fd, "x", 1, 0, &desk.addr.any, desk.addr.length), 1);
	TURN_UNTIL(&desk, server_counts(desk.server)->refused == 1);
	assert_int_equal(server_counts(desk.server)->total, 0);
	assert_int_equal(server_counts(desk.server)->sent, 0);
	close(fd);
	serve_desk_clear(&desk);
}

static void
who_is_silent_is_closed(void **state)
{
	const struct server_want want = { .idle = 200 * MS };
	struct serve_desk desk;
	int64_t began = number_now();
	int fd;

	(void)state;
	begin(&desk, "echo", &want);
	fd = serve_desk_connect(&desk);
	serve_desk_ends(&desk, fd);
	assert_true(number_now() - began >= 200 * MS);
	assert_int_equal(server_counts(desk.server)->dropped, 1);
	assert_non_null(strstr(desk.said, "idle"));
	serve_desk_clear(&desk);
}

/* Unless this machine had us stand still for as long. */
static void
who_talks_is_not_closed(void **state)
{
	const struct server_want want = { .idle = 200 * MS };
	struct serve_desk desk;
	int64_t began = number_now(), before = began, gap = 0, now;
	char byte = 'x';
	int fd;

	(void)state;
	begin(&desk, "echo", &want);
	fd = serve_desk_connect(&desk);
	for (now = began; now - began < 700 * MS; before = now) {
		bool answered = send(fd, &byte, 1, MSG_NOSIGNAL) == 1 &&
		    serve_desk_recv(&desk, fd, &byte, 1) == 1;

		now = number_now();
		gap = now - before > gap ? now - before : gap;
		if (!answered)
			break;
	}
	assert_true(gap >= 200 * MS || server_counts(desk.server)->dropped == 0);
	close(fd);
	serve_desk_clear(&desk);
}

/* Of twice as much as a second has, after the quarter that is saved up. */
static void
a_rate_holds_over_a_longer_transfer(void **state)
{
	enum { RATE = 64 << 10, COUNT = RATE };
	const struct server_want want = { .rate = RATE };
	char *bytes = calloc(COUNT, 1);
	struct serve_desk desk;
	int64_t began = number_now(), took;
	int fd, size = COUNT;

	(void)state;
	begin(&desk, "echo", &want);
	fd = serve_desk_connect(&desk);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	assert_int_equal(send(fd, bytes, COUNT, 0), COUNT);
	serve_desk_expect(&desk, fd, bytes, COUNT);
	took = number_now() - began;
	/* Both ways at once; never faster, and slower only as far as a busy machine makes it. */
	assert_true(took >= 700 * MS);
	assert_true(server_counts(desk.server)->sent == COUNT);
	close(fd);
	free(bytes);
	serve_desk_clear(&desk);
}

static void
a_rate_costs_no_busy_wait(void **state)
{
	const struct server_want want = { .rate = 1000 };
	struct serve_desk desk;
	struct rusage before, after;
	char bytes[1000] = { 0 };
	int64_t spent;
	int fd, turns = 0;

	(void)state;
	begin(&desk, "echo", &want);
	fd = serve_desk_connect(&desk);
	assert_int_equal(send(fd, bytes, sizeof(bytes), 0), (ssize_t)sizeof(bytes));
	getrusage(RUSAGE_SELF, &before);
	for (size_t got = 0; got < 800; turns++) {
		char room[1000];
		ssize_t count;

		loop_turn(desk.desk.loop, true);
		count = recv(fd, room, sizeof(room), MSG_DONTWAIT);
		got += count > 0 ? (size_t)count : 0;
	}
	getrusage(RUSAGE_SELF, &after);
	spent = (after.ru_utime.tv_sec - before.ru_utime.tv_sec) * INT64_C(1000000) +
	    after.ru_utime.tv_usec - before.ru_utime.tv_usec;
	assert_true(turns < 200);
	assert_true(spent < 500000);
	close(fd);
	serve_desk_clear(&desk);
}

static void
once_is_over_with_the_first_client(void **state)
{
	const struct server_want want = { .once = true };
	struct serve_desk desk;
	int first, second;

	(void)state;
	begin(&desk, "echo", &want);
	first = serve_desk_connect(&desk);
	says(&desk, first, "x");
	second = serve_desk_connect(&desk);
	says(&desk, first, "y");
	assert_int_equal(desk.added, 1);
	assert_int_equal(desk.over, 0);
	close(first);
	TURN_UNTIL(&desk, desk.over == 1);
	assert_int_equal(desk.error.kind, ERROR_NONE);
	assert_null(desk.server);
	assert_true(desk.sock->fd >= 0);
	close(second);
	serve_desk_clear(&desk);
}

/* Sends to a client that does not read, whatever it is owed. */
static void
flood_came(struct client *client, const char *bytes, size_t count)
{
	static char much[256 << 10];

	(void)bytes;
	(void)count;
	for (int i = 0; i < 1000 && client_send(client, much, sizeof(much)); i++)
		continue;
}

static void
who_is_owed_more_than_the_ceiling_is_dropped_and_told(void **state)
{
	static const struct role flood = { .name = "flood", .flags = ROLE_STREAM,
		.came = flood_came };
	const struct server_want want = { .role = &flood, .ceiling = 1 << 20 };
	struct serve_desk desk;
	char byte;
	int fd;

	(void)state;
	begin(&desk, NULL, &want);
	fd = serve_desk_connect(&desk);
	assert_int_equal(send(fd, "x", 1, 0), 1);
	TURN_UNTIL(&desk, server_counts(desk.server)->dropped == 1);
	assert_int_equal(desk.failures, 1);
	assert_non_null(strstr(desk.said, "--ceiling"));
	assert_int_equal(server_counts(desk.server)->clients, 0);
	while (recv(fd, &byte, 1, 0) > 0)
		continue;
	close(fd);
	serve_desk_clear(&desk);
}

/* As much as the kernel takes, and 768 KiB more. */
static void
much_came(struct client *client, const char *bytes, size_t count)
{
	static char some[32 << 10];

	(void)bytes;
	(void)count;
	while (client_owed(client) < 768 << 10 && client_send(client, some, sizeof(some)))
		continue;
}

static void
all_together_are_owed_no_more_than_64_mib_and_who_is_owed_little_stays(void **state)
{
	enum { MANY = 160 };
	static const struct role much = { .name = "much", .flags = ROLE_STREAM,
		.came = much_came };
	const struct server_want want = { .role = &much };
	struct serve_desk desk;
	int fd[MANY], good;

	(void)state;
	begin(&desk, NULL, &want);
	good = serve_desk_connect(&desk);
	for (int i = 0; i < MANY; i++) {
		fd[i] = serve_desk_connect(&desk);
		assert_int_equal(send(fd[i], "x", 1, 0), 1);
	}
	TURN_UNTIL(&desk, server_counts(desk.server)->received == MANY);
	assert_in_range(server_counts(desk.server)->dropped, 1, MANY - 40);
	assert_int_equal(server_counts(desk.server)->clients,
	    1 + MANY - server_counts(desk.server)->dropped);
	assert_non_null(strstr(desk.said, "all are owed"));
	for (int i = 0; i < MANY; i++)
		close(fd[i]);
	TURN_UNTIL(&desk, server_counts(desk.server)->clients == 1);
	close(good);
	serve_desk_clear(&desk);
}

static void
out_of_descriptors_clients_wait_and_nothing_spins(void **state)
{
	struct rlimit limit, less;
	struct serve_desk desk;
	int fd[3], spare;
	int turns = 0;

	(void)state;
	begin(&desk, "echo", NULL);
	for (int i = 0; i < 3; i++)
		fd[i] = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(fd[0], &desk.addr.any, desk.addr.length), 0);
	says(&desk, fd[0], "x");
	spare = dup(fd[0]);
	close(spare);
	getrlimit(RLIMIT_NOFILE, &limit);
	less = limit;
	/* None is free below it. */
	less.rlim_cur = (rlim_t)spare;
	setrlimit(RLIMIT_NOFILE, &less);
	for (int i = 1; i < 3; i++)
		assert_int_equal(connect(fd[i], &desk.addr.any, desk.addr.length), 0);
	TURN_UNTIL(&desk, desk.failures == 1);
	assert_non_null(strstr(desk.said, "accept"));
	/* It waits between one try and the next, and who is served goes on being served. */
	for (int64_t began = number_now(); number_now() - began < 300 * MS; turns++)
		loop_turn(desk.desk.loop, true);
	assert_true(turns <= 100);
	says(&desk, fd[0], "y");
	assert_int_equal(desk.added, 1);
	assert_int_equal(desk.failures, 1);
	/* A client that goes makes room for the next. */
	setrlimit(RLIMIT_NOFILE, &limit);
	says(&desk, fd[1], "z");
	says(&desk, fd[2], "z");
	for (int i = 0; i < 3; i++)
		close(fd[i]);
	serve_desk_clear(&desk);
}

/* What the server's recvmsg(2) answers in place of the kernel; 0: nothing. */
static int fails_with;
static int failed;

ssize_t
recvmsg(int fd, struct msghdr *message, int flags)
{
	if (!fails_with)
		return syscall(SYS_recvmsg, fd, message, flags);
	failed++;
	errno = fails_with;
	return -1;
}

static void
an_error_of_datagrams_that_lasts_is_waited_out(void **state)
{
	struct serve_desk desk;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	(void)state;
	serve_desk_init(&desk);
	serve_desk_bind(&desk, SOCK_DGRAM);
	serve_desk_start(&desk, "echo", NULL);
	assert_int_equal(connect(fd, &desk.addr.any, desk.addr.length), 0);
	says(&desk, fd, "x");
	fails_with = ENOMEM;
	failed = 0;
	assert_int_equal(send(fd, "y", 1, 0), 1);
	TURN_UNTIL(&desk, desk.failures == 1);
	assert_non_null(strstr(desk.said, "recvmsg"));
	for (int64_t began = number_now(); number_now() - began < 300 * MS; )
		loop_turn(desk.desk.loop, true);
	assert_true(failed <= 20);
	fails_with = 0;
	serve_desk_expect(&desk, fd, "y", 1);
	close(fd);
	serve_desk_clear(&desk);
}

/* Is sent more than there is room for, and it is the last. */
static void
farewell_came(struct client *client, const char *bytes, size_t count)
{
	static char much[16 << 20];

	(void)bytes;
	(void)count;
	if (client_send(client, much, sizeof(much)))
		client_finish(client);
}

/* A minute is not waited for: it is over. */
static void
who_takes_nothing_of_the_last_is_closed(void **state)
{
	static const struct role farewell = { .name = "farewell", .flags = ROLE_STREAM,
		.came = farewell_came };
	const struct server_want want = { .role = &farewell, .ceiling = 32 << 20 };
	struct serve_desk desk;
	struct client *client;
	char room[65536];
	int64_t limit;
	int fd;

	(void)state;
	begin(&desk, NULL, &want);
	fd = serve_desk_connect(&desk);
	assert_int_equal(send(fd, "x", 1, 0), 1);
	TURN_UNTIL(&desk, server_counts(desk.server)->sent > 0);
	client = desk.server->first;
	assert_true(client->limit > number_now());
	/* It has as long again with each piece. */
	limit = client->limit;
	TURN_UNTIL(&desk, recv(fd, room, sizeof(room), MSG_DONTWAIT) > 0 &&
	    client->limit > limit);
	assert_int_equal(server_counts(desk.server)->clients, 1);
	client->limit = 1;
	client_schedule(client);
	TURN_UNTIL(&desk, server_counts(desk.server)->dropped == 1);
	assert_int_equal(server_counts(desk.server)->clients, 0);
	assert_non_null(strstr(desk.said, "in time"));
	close(fd);
	serve_desk_clear(&desk);
}

static void
a_role_has_no_more_clients_than_it_wants_and_others_wait(void **state)
{
	static struct role few;
	const struct server_want want = { .role = &few };
	struct serve_desk desk;
	int fd[3];

	(void)state;
	few = *serve_desk_role("echo");
	few.at_once = 2;
	begin(&desk, NULL, &want);
	for (int i = 0; i < 3; i++)
		fd[i] = serve_desk_connect(&desk);
	says(&desk, fd[0], "x");
	says(&desk, fd[1], "x");
	assert_int_equal(send(fd[2], "late", 4, 0), 4);
	says(&desk, fd[0], "y");
	assert_int_equal(desk.added, 2);
	close(fd[0]);
	serve_desk_expect(&desk, fd[2], "late", 4);
	close(fd[1]);
	close(fd[2]);
	serve_desk_clear(&desk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_client_too_many_is_reset_and_counted),
		cmocka_unit_test(who_is_not_allowed_is_reset),
		cmocka_unit_test(datagrams_of_who_is_not_allowed_are_counted_alone),
		cmocka_unit_test(who_is_silent_is_closed),
		cmocka_unit_test(who_talks_is_not_closed),
		cmocka_unit_test(a_rate_holds_over_a_longer_transfer),
		cmocka_unit_test(a_rate_costs_no_busy_wait),
		cmocka_unit_test(once_is_over_with_the_first_client),
		cmocka_unit_test(who_is_owed_more_than_the_ceiling_is_dropped_and_told),
		cmocka_unit_test(
		    all_together_are_owed_no_more_than_64_mib_and_who_is_owed_little_stays),
		cmocka_unit_test(out_of_descriptors_clients_wait_and_nothing_spins),
		cmocka_unit_test(an_error_of_datagrams_that_lasts_is_waited_out),
		cmocka_unit_test(who_takes_nothing_of_the_last_is_closed),
		cmocka_unit_test(a_role_has_no_more_clients_than_it_wants_and_others_wait),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(300);
	return cmocka_run_group_tests(tests, NULL, NULL) || !serve_library.start;
}
