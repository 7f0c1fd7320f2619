/* test-serve-roles: the simple roles, against what their RFCs say. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
/* behind what it needs */
#include <cmocka.h>

#include "serve-desk.h"

static void
begin(struct serve_desk *desk, int type, const char *role, const struct server_want *want)
{
	serve_desk_init(desk);
	serve_desk_bind(desk, type);
	serve_desk_start(desk, role, want);
}

/* All that comes until the end; `*count` is its room at first. */
static void
all_of(struct serve_desk *desk, int fd, char *room, size_t *count)
{
	size_t most = *count;
	ssize_t got;

	*count = 0;
	while ((got = serve_desk_recv(desk, fd, room + *count, most - *count)) > 0)
		*count += (size_t)got;
	assert_int_equal(got, 0);
	close(fd);
}

static int
ask(const struct serve_desk *desk, const char *bytes, size_t count)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	assert_int_equal(connect(fd, &desk->addr.any, desk->addr.length), 0);
	assert_int_equal(send(fd, bytes, count, 0), (ssize_t)count);
	return fd;
}

/* RFC 863: no answer, however much comes; and the end is answered with the end. */
static void
discard_takes_all_and_answers_nothing(void **state)
{
	enum { MANY = 4 << 20 };
	struct serve_desk desk;
	char *bytes = calloc(MANY, 1);
	size_t sent = 0;
	int fd;

	(void)state;
	begin(&desk, SOCK_STREAM, "discard", NULL);
	fd = serve_desk_connect(&desk);
	while (sent < MANY) {
		ssize_t count = send(fd, bytes + sent, MANY - sent, MSG_DONTWAIT);

		sent += count > 0 ? (size_t)count : 0;
		loop_turn(desk.desk.loop, false);
	}
	shutdown(fd, SHUT_WR);
	serve_desk_ends(&desk, fd);
	assert_int_equal(server_counts(desk.server)->received, MANY);
	assert_int_equal(server_counts(desk.server)->sent, 0);
	free(bytes);
	serve_desk_clear(&desk);
}

/* RFC 864: what comes is thrown away, and characters are sent until the peer closes. */
static void
chargen_sends_lines_of_72_that_go_round(void **state)
{
	enum { LINES = 400, LINE = 74 };
	struct serve_desk desk;
	char line[LINE];
	int fd;

	(void)state;
	begin(&desk, SOCK_STREAM, "chargen", NULL);
	fd = serve_desk_connect(&desk);
	assert_int_equal(send(fd, "thrown away", 11, 0), 11);
	for (int i = 0; i < LINES; i++) {
		for (int j = 0; j < 72; j++)
			line[j] = (char)(' ' + (i + j) % 95);
		memcpy(line + 72, "\r\n", 2);
		serve_desk_expect(&desk, fd, line, sizeof(line));
	}
	close(fd);
	TURN_UNTIL(&desk, server_counts(desk.server)->clients == 0);
	/* Nobody who does not read costs more than the kernel's buffers. */
	assert_true(server_counts(desk.server)->sent >= LINES * LINE);
	serve_desk_clear(&desk);
}

static void
chargen_answers_a_datagram_with_up_to_512(void **state)
{
	struct serve_desk desk;
	char room[1024];
	bool differ = false;
	ssize_t first = -1;

	(void)state;
	begin(&desk, SOCK_DGRAM, "chargen", NULL);
	for (int i = 0; i < 20; i++) {
		int fd = ask(&desk, "", 0);
		ssize_t got = serve_desk_recv(&desk, fd, room, sizeof(room));

		assert_in_range(got, 0, 512);
		differ |= first >= 0 && got != first;
		first = got;
		close(fd);
	}
	assert_true(differ);
	serve_desk_clear(&desk);
}

/* "Tuesday, February 22, 1982 17:37:43-PST" */
static void
is_daytime(char *line, size_t count)
{
	char weekday[16], month[16], zone[16];
	int day, year, hour, minute, second, end = 0;

	line[count] = '\0';
	assert_true(sscanf(line, "%15[A-Za-z], %15[A-Za-z] %2d, %4d %2d:%2d:%2d-%15s%n", weekday,
	    month, &day, &year, &hour, &minute, &second, zone, &end) == 8);
	assert_string_equal(line + end, "\r\n");
	assert_true(year >= 2024 && day >= 1 && hour < 24);
}

static void
daytime_tells_a_line_and_closes(void **state)
{
	struct serve_desk desk;
	char line[256];
	size_t count = sizeof(line) - 1;
	int fd;

	(void)state;
	begin(&desk, SOCK_STREAM, "daytime", NULL);
	all_of(&desk, serve_desk_connect(&desk), line, &count);
	is_daytime(line, count);
	server_stop(desk.server);
	desk.server = NULL;
	serve_desk_clear(&desk);
	begin(&desk, SOCK_DGRAM, "daytime", NULL);
	fd = ask(&desk, "x", 1);
	count = (size_t)serve_desk_recv(&desk, fd, line, sizeof(line) - 1);
	is_daytime(line, count);
	close(fd);
	serve_desk_clear(&desk);
}

static void
is_time(const char *bytes, time_t before)
{
	uint32_t told = 0, from = (uint32_t)((uint64_t)before + UINT64_C(2208988800));

	for (int i = 0; i < 4; i++)
		told = told << 8 | (unsigned char)bytes[i];
	assert_true(told - from <= (uint32_t)(time(NULL) - before));
}

static void
time_tells_four_bytes_and_closes(void **state)
{
	struct serve_desk desk;
	time_t before = time(NULL);
	char bytes[8];
	size_t count = sizeof(bytes);
	int fd;

	(void)state;
	begin(&desk, SOCK_STREAM, "time", NULL);
	all_of(&desk, serve_desk_connect(&desk), bytes, &count);
	assert_int_equal(count, 4);
	is_time(bytes, before);
	serve_desk_clear(&desk);
	begin(&desk, SOCK_DGRAM, "time", NULL);
	fd = ask(&desk, "", 0);
	assert_int_equal(serve_desk_recv(&desk, fd, bytes, sizeof(bytes)), 4);
	is_time(bytes, before);
	close(fd);
	serve_desk_clear(&desk);
}

/* Longer than any buffer of the kernel: sent to the end, with nothing kept for anybody. */
static void
a_long_reply_comes_whole_and_once_for_each_request(void **state)
{
	enum { MANY = 8 << 20 };
	struct serve_desk desk;
	char *bytes = calloc(MANY + 1, 1);
	const struct role_word word = { bytes, MANY };
	const struct server_want want = { .word = &word, .words = 1, .ceiling = 1 };
	int fd;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		bytes[i] = (char)(i * 31 >> 4);
	begin(&desk, SOCK_STREAM, "reply", &want);
	fd = serve_desk_connect(&desk);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(send(fd, "?", 1, 0), 1);
		serve_desk_expect(&desk, fd, bytes, MANY);
	}
	shutdown(fd, SHUT_WR);
	serve_desk_ends(&desk, fd);
	free(bytes);
	serve_desk_clear(&desk);
}

static void
a_datagram_is_replied_to(void **state)
{
	const struct role_word word = { "pong", 4 };
	const struct server_want want = { .word = &word, .words = 1 };
	struct serve_desk desk;
	char room[8];
	int fd;

	(void)state;
	begin(&desk, SOCK_DGRAM, "reply", &want);
	fd = ask(&desk, "ping", 4);
	assert_int_equal(serve_desk_recv(&desk, fd, room, sizeof(room)), 4);
	assert_memory_equal(room, "pong", 4);
	close(fd);
	serve_desk_clear(&desk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(discard_takes_all_and_answers_nothing),
		cmocka_unit_test(chargen_sends_lines_of_72_that_go_round),
		cmocka_unit_test(chargen_answers_a_datagram_with_up_to_512),
		cmocka_unit_test(daytime_tells_a_line_and_closes),
		cmocka_unit_test(time_tells_four_bytes_and_closes),
		cmocka_unit_test(a_long_reply_comes_whole_and_once_for_each_request),
		cmocka_unit_test(a_datagram_is_replied_to),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(300);
	return cmocka_run_group_tests(tests, NULL, NULL) || !serve_library.start;
}
