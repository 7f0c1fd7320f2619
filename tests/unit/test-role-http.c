/* When `serve http` loses its patience, and how many requests it answers at a time: the role
 * alone, with a server that only takes down what is asked of it. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/number.h"
#include "serve/folder.h"
#include "serve/role.h"

extern const struct role role_http;

struct client {
	_Alignas(max_align_t) char own[1024];
	char    sent[64 << 10];
	size_t  count;
	size_t  owed;
	int64_t after;
	void  (*wake)(struct client *);
	bool    wants_room, paused, finished, dropped;
};

struct server {
	_Alignas(max_align_t) char own[256];
};

/* The role calls back into what stands here: there is one of each at a time. */
static struct server the_server;

void *client_own(struct client *client) { return client->own; }
struct server *client_server(struct client *client) { (void)client; return &the_server; }
void *server_own(struct server *server) { return server->own; }
unsigned client_number(const struct client *client) { (void)client; return 1; }
size_t client_owed(const struct client *client) { return client->owed; }
size_t client_ceiling(const struct client *client) { return (void)client, 1 << 20; }
void client_costs(struct client *client, size_t bytes) { (void)client, (void)bytes; }
bool client_has_turn(const struct client *client) { return (void)client, true; }
void client_finish(struct client *client) { client->finished = true; }
void client_want_room(struct client *client, bool wants) { client->wants_room = wants; }
void client_pause(struct client *client, bool paused) { client->paused = paused; }

bool
client_send(struct client *client, const char *bytes, size_t count)
{
	assert_true(client->count + count <= sizeof(client->sent));
	memcpy(client->sent + client->count, bytes, count);
	client->count += count;
	return true;
}

size_t
client_send_some(struct client *client, const char *bytes, size_t count)
{
	return client_send(client, bytes, count) ? count : 0;
}

void
client_after(struct client *client, int64_t nanoseconds, void (*wake)(struct client *))
{
	client->after = nanoseconds;
	client->wake = wake;
}

void
client_drop(struct client *client, bool reset)
{
	(void)reset;
	client->dropped = true;
}

bool
client_send_file(struct client *client, int fd, int64_t *at, uint64_t count, int *number)
{
	(void)client, (void)fd, (void)at, (void)count, (void)number;
	return true;
}

void
client_progress(struct client *client, uint64_t done, uint64_t total)
{
	(void)client, (void)done, (void)total;
}

void
server_tell(struct server *server, struct client *client, bool failure, const char *format, ...)
{
	(void)server, (void)client, (void)failure, (void)format;
}

/* ---- */

static struct client *
come(void)
{
	const struct role_word word = { "/", 1 };
	struct client *client = calloc(1, sizeof(*client));
	struct error error;

	assert_true(role_http.client_size <= sizeof(client->own));
	assert_true(role_http.server_size <= sizeof(the_server.own));
	memset(&the_server, 0, sizeof(the_server));
	assert_true(role_http.begin(&the_server, &word, 1, &error));
	role_http.opened(client);
	return client;
}

static void
go(struct client *client)
{
	role_http.closed(client);
	role_http.end(&the_server);
	free(client);
}

static void
say(struct client *client, const char *text)
{
	role_http.came(client, text, strlen(text));
}

static size_t
answers(const struct client *client)
{
	size_t count = 0;

	for (size_t i = 0; i + 9 < client->count; i++)
		count += memcmp(client->sent + i, "HTTP/1.1 ", 9) == 0;
	return count;
}

#define NONE "GET /no-such-file-here HTTP/1.1\r\nHost: x\r\n\r\n"

static void
a_head_has_half_a_minute_from_its_first_byte_on(void **state)
{
	struct client *client = come();

	(void)state;
	assert_true(client->after == 30 * NUMBER_SECOND);
	client->after = -1;
	/* What comes byte by byte gains no time. */
	say(client, "GET ");
	say(client, "/ HT");
	assert_true(client->after == -1);
	client->wake(client);
	assert_memory_equal(client->sent, "HTTP/1.1 408 ", 13);
	assert_true(client->finished);
	go(client);
}

static void
who_says_nothing_is_let_go_without_a_word(void **state)
{
	struct client *client = come();

	(void)state;
	client->wake(client);
	assert_int_equal(client->count, 0);
	assert_true(client->finished);
	go(client);
}

static void
each_request_has_its_own_time(void **state)
{
	struct client *client = come();

	(void)state;
	client->after = -1;
	say(client, NONE);
	assert_memory_equal(client->sent, "HTTP/1.1 404 ", 13);
	assert_true(client->after == 30 * NUMBER_SECOND);
	assert_false(client->finished);
	go(client);
}

static void
others_have_their_turn_between_requests(void **state)
{
	struct client *client = come();
	struct buf all = { 0 };
	size_t first;

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_add_text(&all, NONE);
	say(client, buf_text(&all));
	first = answers(client);
	assert_in_range(first, 1, 50);
	assert_true(client->wants_room && client->paused);
	for (int i = 0; i < 100 && client->wants_room; i++)
		role_http.room(client);
	assert_int_equal(answers(client), 100);
	assert_false(client->paused);
	buf_clear(&all);
	go(client);
}

static void
who_does_not_take_answers_gets_no_more(void **state)
{
	struct client *client = come();

	(void)state;
	client->owed = 1;
	say(client, NONE NONE);
	assert_int_equal(answers(client), 0);
	assert_true(client->wants_room && client->paused);
	client->owed = 0;
	role_http.room(client);
	assert_int_equal(answers(client), 2);
	go(client);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_has_half_a_minute_from_its_first_byte_on),
		cmocka_unit_test(who_says_nothing_is_let_go_without_a_word),
		cmocka_unit_test(each_request_has_its_own_time),
		cmocka_unit_test(others_have_their_turn_between_requests),
		cmocka_unit_test(who_does_not_take_answers_gets_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
