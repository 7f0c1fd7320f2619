/* test-layer: what stands between a socket and its bytes is in the way of nothing else. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/mem.h"
#include "socket/inbox.h"
#include "socket/io.h"
#include "socket/layer.h"
#include "socket/tap.h"

/* A layer whose bytes go over the wire with a bit turned; '.' is the end. */
struct toy {
	struct layer layer;
	struct buf   owed;
	bool         full;        /* the kernel has no room */
	int          finished, freed;
	int         *freed_to;
};

static struct toy *
toy_of(const struct sock *sock)
{
	return (struct toy *)(void *)sock->layer;
}

static enum did
toy_flush(struct sock *sock, struct error *error)
{
	struct toy *toy = toy_of(sock);

	(void)error;
	toy->layer.owes = toy->full && toy->owed.count;
	toy->layer.wants = LOOP_WRITE;
	if (toy->full)
		return toy->owed.count ? DID_LATER : DID_IT;
	if (toy->owed.count)
		assert_int_equal(send(sock->fd, toy->owed.data, toy->owed.count, 0),
		    (ssize_t)toy->owed.count);
	buf_reset(&toy->owed);
	return DID_IT;
}

static enum did
toy_send(struct sock *sock, const char *bytes, size_t *count, int flags, struct error *error)
{
	struct toy *toy = toy_of(sock);

	(void)flags;
	for (size_t i = 0; i < *count; i++)
		buf_add_byte(&toy->owed, (char)(bytes[i] ^ 0x20));
	toy_flush(sock, error);
	return DID_IT;
}

static enum did
toy_recv(struct sock *sock, char *room, size_t *count, bool peek, struct error *error)
{
	ssize_t got = recv(sock->fd, room, *count, MSG_DONTWAIT | (peek ? MSG_PEEK : 0));

	*count = 0;
	if (got < 0) {
		sock->layer->wants = LOOP_READ;
		return DID_LATER;
	}
	if (got == 0) {
		record_text(&sock->layer->failure, "reason", "truncated");
		error_set(error, ERROR_TLS, "cut");
		return DID_FAIL;
	}
	if (room[0] == '.')
		return DID_IT;
	for (ssize_t i = 0; i < got; i++)
		room[i] = (char)(room[i] ^ 0x20);
	*count = (size_t)got;
	return DID_IT;
}

static enum did
toy_finish(struct sock *sock, struct error *error)
{
	(void)error;
	toy_of(sock)->finished++;
	return send(sock->fd, ".", 1, 0) == 1 ? DID_IT : DID_FAIL;
}

static void
toy_free(struct sock *sock)
{
	struct toy *toy = toy_of(sock);

	++*toy->freed_to;
	buf_clear(&toy->owed);
	free(toy);
}

static const struct layer_calls toy_calls = { .send = toy_send, .recv = toy_recv,
	.flush = toy_flush, .finish = toy_finish, .free = toy_free };

struct ends {
	struct sock sock;
	int         other, freed;
};

static void
open_ends(struct ends *ends)
{
	struct toy *toy = mem_new(1, sizeof(*toy));
	int fd[2];

	*ends = (struct ends){ .sock = { .family = AF_UNIX, .type = SOCK_STREAM } };
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	ends->sock.fd = fd[0];
	ends->other = fd[1];
	*toy = (struct toy){ .layer = { .calls = &toy_calls }, .freed_to = &ends->freed };
	layer_set(&ends->sock, &toy->layer);
}

static void
close_ends(struct ends *ends)
{
	layer_drop(&ends->sock);
	assert_int_equal(ends->freed, 1);
	assert_null(ends->sock.layer);
	inbox_clear(&ends->sock);
	close(ends->sock.fd);
	close(ends->other);
}

static void
come(const struct ends *ends, const char *text)
{
	assert_int_equal(send(ends->other, text, strlen(text), 0), (ssize_t)strlen(text));
}

static void
bytes_go_through_it(void **state)
{
	struct ends ends;
	struct error error;
	struct io_got got;
	size_t count = 3;
	char room[8];

	(void)state;
	open_ends(&ends);
	assert_int_equal(io_send(&ends.sock, "abc", &count, &(struct io_way){ 0 }, &error),
	    DID_IT);
	assert_int_equal(count, 3);
	assert_int_equal(recv(ends.other, room, sizeof(room), MSG_DONTWAIT), 3);
	assert_memory_equal(room, "ABC", 3);
	come(&ends, "DEF");
	assert_int_equal(io_recv(&ends.sock, room, sizeof(room), &(struct io_ask){ .flags = MSG_PEEK },
	    &got, &error), DID_IT);
	assert_int_equal(ends.sock.received, 0);
	assert_int_equal(io_recv(&ends.sock, room, sizeof(room), &(struct io_ask){ 0 }, &got,
	    &error), DID_IT);
	assert_int_equal(got.bytes, 3);
	assert_memory_equal(room, "def", 3);
	assert_int_equal(ends.sock.sent, 3);
	assert_int_equal(ends.sock.received, 3);
	close_ends(&ends);
}

static void
the_inbox_gets_plain_bytes(void **state)
{
	struct ends ends;
	struct error error;
	struct io_got got;
	size_t count;

	(void)state;
	open_ends(&ends);
	assert_int_equal(inbox_fill(&ends.sock, 10, &got, &error), DID_LATER);
	assert_int_equal(layer_wants(&ends.sock, LOOP_URGENT), LOOP_READ);
	come(&ends, "XY");
	assert_int_equal(inbox_fill(&ends.sock, 10, &got, &error), DID_IT);
	assert_memory_equal(inbox_bytes(&ends.sock, &count), "xy", 2);
	close_ends(&ends);
}

static void
its_end_is_the_end_and_a_cut_is_none(void **state)
{
	struct ends ends;
	struct error error;
	struct io_got got;
	char room[8];

	(void)state;
	open_ends(&ends);
	come(&ends, ".");
	assert_int_equal(io_recv(&ends.sock, room, sizeof(room), &(struct io_ask){ 0 }, &got,
	    &error), DID_IT);
	assert_true(got.eof);
	assert_int_equal(shutdown(ends.other, SHUT_WR), 0);
	assert_int_equal(io_recv(&ends.sock, room, sizeof(room), &(struct io_ask){ 0 }, &got,
	    &error), DID_FAIL);
	assert_int_equal(error.kind, ERROR_TLS);
	assert_non_null(record_get(&ends.sock.layer->failure, "reason"));
	close_ends(&ends);
}

static void
what_the_kernel_has_no_room_for_is_owed(void **state)
{
	struct ends ends;
	struct error error;
	size_t count = 2;
	char room[8];

	(void)state;
	open_ends(&ends);
	toy_of(&ends.sock)->full = true;
	assert_int_equal(io_send(&ends.sock, "ab", &count, &(struct io_way){ 0 }, &error), DID_IT);
	assert_true(layer_owes(&ends.sock));
	assert_int_equal(layer_settle(&ends.sock, &error), DID_LATER);
	assert_int_equal(recv(ends.other, room, sizeof(room), MSG_DONTWAIT), -1);
	toy_of(&ends.sock)->full = false;
	layer_flush(&ends.sock);
	assert_false(layer_owes(&ends.sock));
	assert_int_equal(recv(ends.other, room, sizeof(room), MSG_DONTWAIT), 2);
	assert_int_equal(layer_settle(&ends.sock, &error), DID_IT);
	close_ends(&ends);
}

static void
beside_bytes_there_is_nothing(void **state)
{
	static const struct addr to;
	static const struct buf control;
	const struct io_way ways[] = { { .flags = MSG_OOB }, { .to = &to }, { .control = &control },
		{ .null = true } };
	struct ends ends;
	struct error error;
	struct io_got got;
	char room[8];

	(void)state;
	open_ends(&ends);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		size_t count = 1;

		assert_int_equal(io_send(&ends.sock, "a", &count, &ways[i], &error), DID_FAIL);
		assert_int_equal(error.kind, ERROR_REFUSED);
		assert_int_equal(count, 0);
	}
	assert_int_equal(io_recv(&ends.sock, room, 8, &(struct io_ask){ .flags = MSG_OOB }, &got,
	    &error), DID_FAIL);
	assert_int_equal(error.kind, ERROR_REFUSED);
	assert_int_equal(recv(ends.other, room, sizeof(room), MSG_DONTWAIT), -1);
	close_ends(&ends);
}

static void
before_the_close_it_says_so(void **state)
{
	struct ends ends;
	char room[8];

	(void)state;
	open_ends(&ends);
	layer_part(&ends.sock);
	assert_int_equal(toy_of(&ends.sock)->finished, 1);
	assert_int_equal(recv(ends.other, room, sizeof(room), MSG_DONTWAIT), 1);
	close_ends(&ends);
}

static void
without_one_nothing_is_different(void **state)
{
	struct sock sock = { .fd = -1 };
	struct error error;

	(void)state;
	assert_int_equal(layer_wants(&sock, LOOP_WRITE), LOOP_WRITE);
	assert_false(layer_ready(&sock));
	assert_false(layer_owes(&sock));
	assert_int_equal(layer_settle(&sock, &error), DID_IT);
	assert_int_equal(layer_finish(&sock, &error), DID_IT);
	layer_flush(&sock);
	layer_part(&sock);
	layer_drop(&sock);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_go_through_it),
		cmocka_unit_test(the_inbox_gets_plain_bytes),
		cmocka_unit_test(its_end_is_the_end_and_a_cut_is_none),
		cmocka_unit_test(what_the_kernel_has_no_room_for_is_owed),
		cmocka_unit_test(beside_bytes_there_is_nothing),
		cmocka_unit_test(before_the_close_it_says_so),
		cmocka_unit_test(without_one_nothing_is_different),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
