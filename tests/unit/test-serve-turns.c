/* test-serve-turns: however much many clients want at once, a turn is no longer. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
/* behind what it needs */
#include <cmocka.h>

#include "serve-desk.h"
#include "serve/server-inner.h"

enum { CROWD = 64, BIG = 1 << 30 };

static void
begin(struct serve_desk *desk, const char *role, const struct server_want *want)
{
	serve_desk_init(desk);
	serve_desk_bind(desk, SOCK_STREAM);
	serve_desk_start(desk, role, want);
}

/* A file that is longer than anybody can have read by then. */
static void
make_big(char *folder, char *path, size_t size)
{
	int fd;

	assert_non_null(mkdtemp(folder));
	snprintf(path, size, "%s/big", folder);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, BIG), 0);
	close(fd);
}

/* The most that all are sent in a turn, until each has what there is room for. */
static uint64_t
most_sent_in_a_turn(struct serve_desk *desk)
{
	uint64_t most = 0, before = 0, sent;

	for (int quiet = 0; quiet < 20; quiet++) {
		loop_turn(desk->desk.loop, false);
		sent = server_counts(desk->server)->sent;
		if (sent != before)
			quiet = 0;
		most = sent - before > most ? sent - before : most;
		before = sent;
	}
	return most;
}

/* All of them ask, before the server has its first turn. */
static void
crowd_asks(struct serve_desk *desk, int *fd, const char *text)
{
	for (int i = 0; i < CROWD; i++) {
		fd[i] = serve_desk_connect(desk);
		if (*text)
			assert_int_equal(send(fd[i], text, strlen(text), 0),
			    (ssize_t)strlen(text));
	}
}

static void
many_files_at_once_are_no_longer_turn(void **state)
{
	static const char *const names[] = { "file", "http", "match" };
	static const char *const asks[] = { "", "GET /big HTTP/1.1\r\nHost: x\r\n\r\n", "G" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char folder[] = "/tmp/test-serve-turns-XXXXXX", path[64], rules[64];
		struct role_word word = { path, 0 };
		const struct server_want want = { .word = &word, .words = 1 };
		struct serve_desk desk;
		int fd[CROWD];
		FILE *file;

		make_big(folder, path, sizeof(path));
		snprintf(rules, sizeof(rules), "%s/rules", folder);
		file = fopen(rules, "w");
		assert_non_null(file);
		fprintf(file, "'G' -> file:%s\n", path);
		fclose(file);
		word.bytes = strcmp(names[i], "http") == 0 ? folder :
		    strcmp(names[i], "match") == 0 ? rules : path;
		word.count = strlen(word.bytes);
		begin(&desk, names[i], &want);
		crowd_asks(&desk, fd, asks[i]);
		assert_in_range(most_sent_in_a_turn(&desk), 1, 3 << 20);
		for (int j = 0; j < CROWD; j++)
			close(fd[j]);
		serve_desk_clear(&desk);
		unlink(path);
		unlink(rules);
		rmdir(folder);
	}
}

/* A name costs more than the bytes of its line.  Of a HEAD only some 150 bytes go. */
static void
many_listings_at_once_are_no_longer_turn(void **state)
{
	enum { NAMES = 500, MOST = 4 * 256 };
	char folder[] = "/tmp/test-serve-turns-XXXXXX", path[64];
	struct role_word word = { folder, sizeof(folder) - 1 };
	const struct server_want want = { .word = &word, .words = 1 };
	struct serve_desk desk;
	int fd[CROWD];

	(void)state;
	assert_non_null(mkdtemp(folder));
	for (int i = 0; i < NAMES; i++) {
		snprintf(path, sizeof(path), "%s/a-name-of-a-file-%d", folder, i);
		close(open(path, O_WRONLY | O_CREAT, 0600));
	}
	begin(&desk, "http", &want);
	crowd_asks(&desk, fd, "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_in_range(most_sent_in_a_turn(&desk), 1, MOST);
	for (int i = 0; i < CROWD; i++)
		close(fd[i]);
	serve_desk_clear(&desk);
	for (int i = 0; i < NAMES; i++) {
		snprintf(path, sizeof(path), "%s/a-name-of-a-file-%d", folder, i);
		unlink(path);
	}
	rmdir(folder);
}

/* ---- the end of many ---- */

enum { MANY = 300, MOST_CLOSED = 64 };

static void
begin_many(struct serve_desk *desk, int fd[MANY])
{
	begin(desk, "echo", NULL);
	for (int i = 0; i < MANY; i++)
		fd[i] = serve_desk_connect(desk);
	TURN_UNTIL(desk, desk->added == MANY);
}

static void
end_many(struct serve_desk *desk, const int fd[MANY])
{
	for (int i = 0; i < MANY; i++)
		close(fd[i]);
	serve_desk_clear(desk);
}

static void
many_are_closed_so_many_in_a_turn(void **state)
{
	struct serve_desk desk;
	int fd[MANY], closed, late;

	(void)state;
	begin_many(&desk, fd);
	server_retire(desk.server);
	assert_in_range(desk.closed, 1, MOST_CLOSED);
	assert_string_equal(server_counts(desk.server)->role, "stopping");
	/* Nobody is taken any more, nor answered. */
	late = serve_desk_connect(&desk);
	for (int i = 0; i < MANY; i++)
		send(fd[i], "x", 1, MSG_NOSIGNAL);
	for (closed = desk.closed; desk.closed < MANY; closed = desk.closed) {
		assert_int_equal(desk.over, 0);
		loop_turn(desk.desk.loop, true);
		assert_in_range(desk.closed, closed, closed + MOST_CLOSED);
	}
	assert_int_equal(desk.over, 1);
	assert_int_equal(desk.error.kind, ERROR_NONE);
	assert_int_equal(desk.added, MANY);
	assert_null(desk.sock->serving);
	close(late);
	end_many(&desk, fd);
}

static void
who_is_being_stopped_may_be_freed(void **state)
{
	struct serve_desk desk;
	int fd[MANY];

	(void)state;
	begin_many(&desk, fd);
	server_retire(desk.server);
	server_retire(desk.server);
	server_stop(desk.server);
	desk.server = NULL;
	assert_int_equal(desk.closed, MANY);
	assert_int_equal(desk.over, 0);
	end_many(&desk, fd);
}

/* Taken, and closed by hand, while the others go. */
static void
the_last_that_goes_is_the_end(void **state)
{
	struct serve_desk desk;
	int fd[MANY];

	(void)state;
	begin_many(&desk, fd);
	server_retire(desk.server);
	while (desk.server && desk.server->first) {
		struct client *client = desk.server->first;

		assert_false(server_give(desk.server, client->sock, &(struct error){ 0 }));
		server_take(client);
	}
	TURN_UNTIL(&desk, desk.over == 1);
	assert_in_range(desk.closed, 1, MOST_CLOSED);
	end_many(&desk, fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_files_at_once_are_no_longer_turn),
		cmocka_unit_test(many_listings_at_once_are_no_longer_turn),
		cmocka_unit_test(many_are_closed_so_many_in_a_turn),
		cmocka_unit_test(who_is_being_stopped_may_be_freed),
		cmocka_unit_test(the_last_that_goes_is_the_end),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(300);
	return cmocka_run_group_tests(tests, NULL, NULL) || !serve_library.start;
}
