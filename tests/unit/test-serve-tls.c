/* test-serve-tls: servers whose clients speak TLS. */
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

#ifndef HAVE_OPENSSL

int
main(void)
{
	return 77; /* nothing speaks TLS here */
}

#else
#include "serve-desk.h"
#include "socket/certificate.h"
#include "socket/certificate-library.h"
#include "socket/io.h"
#include "socket/tls-library.h"

#define MS (NUMBER_SECOND / 1000)

/* What is asked for lives as long as the server. */
struct secure {
	struct serve_desk  desk;
	struct tls_want    tls;
	struct server_want want;
	char               cert[64], key[64];
};

static void
put(char *path, size_t room, const struct buf *bytes)
{
	FILE *file;
	int fd;

	snprintf(path, room, "/tmp/sosh-test-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	file = fdopen(fd, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes->data, 1, bytes->count, file), bytes->count);
	assert_int_equal(fclose(file), 0);
}

static void
begin(struct secure *secure, int64_t idle)
{
	const struct certificate_want want = { .name = "localhost", .names = "localhost",
		.from = -60, .until = 3600 };
	struct buf cert = { 0 }, key = { 0 };
	struct record made = { 0 };
	struct error error;

	serve_desk_init(&secure->desk);
	assert_true(certificate_make(&want, &cert, &key, &made, &error));
	put(secure->cert, sizeof(secure->cert), &cert);
	put(secure->key, sizeof(secure->key), &key);
	buf_clear(&cert);
	certificate_forget(&key);
	record_clear(&made);
	secure->tls = (struct tls_want){ .server = true, .cert = secure->cert,
		.key = secure->key };
	secure->want = (struct server_want){ .tls = &secure->tls, .idle = idle };
	serve_desk_bind(&secure->desk, SOCK_STREAM);
	serve_desk_start(&secure->desk, "echo", &secure->want);
}

static void
finish(struct secure *secure)
{
	unlink(secure->cert);
	unlink(secure->key);
	serve_desk_clear(&secure->desk);
}

/* A client of this process, whose handshake is through. */
static struct sock *
join(struct secure *secure)
{
	const struct tls_want want = { .insecure = true };
	struct serve_desk *desk = &secure->desk;
	struct sock *sock;
	struct error error;
	enum did did;

	sock = sock_open(&desk->table, AF_INET, SOCK_STREAM, 0, false, &error);
	while ((did = sock_connect(sock, &desk->addr, &error)) == DID_LATER)
		loop_turn(desk->desk.loop, false);
	assert_int_equal(did, DID_IT);
	assert_true(tls_begin(&desk->tls, sock, &want, &error));
	TURN_UNTIL(desk, (did = tls_handshake(sock, &error)) != DID_LATER);
	if (did != DID_IT)
		fail_msg("%s", error.text);
	return sock;
}

/* What can be sent and received now; true when all is back. */
static bool
go_on(struct sock *sock, const char *bytes, size_t count, size_t *sent, size_t *got)
{
	const struct io_way way = { .flags = MSG_NOSIGNAL };
	const struct io_ask ask = { 0 };
	char room[8192];
	struct io_got piece;
	struct error error;
	size_t some = count - *sent;

	assert_int_not_equal(layer_settle(sock, &error), DID_FAIL);
	if (some && !layer_owes(sock) && io_send(sock, bytes + *sent, &some, &way, &error) ==
	    DID_IT)
		*sent += some;
	if (io_recv(sock, room, sizeof(room), &ask, &piece, &error) != DID_IT)
		return false;
	assert_true(piece.bytes && *got + piece.bytes <= count);
	assert_memory_equal(room, bytes + *got, piece.bytes);
	*got += piece.bytes;
	return *got == count;
}

static void
what_goes_through_tls_is_echoed_to_the_end(void **state)
{
	enum { MANY = 1 << 20 };
	char *bytes = calloc(MANY, 1);
	const struct io_ask ask = { 0 };
	struct secure secure;
	struct sock *sock;
	struct io_got piece;
	struct error error;
	size_t sent = 0, got = 0;
	char byte;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		bytes[i] = (char)(i * 13 >> 2);
	begin(&secure, 0);
	sock = join(&secure);
	TURN_UNTIL(&secure.desk, go_on(sock, bytes, MANY, &sent, &got));
	assert_int_equal(server_counts(secure.desk.server)->received, MANY);
	assert_int_equal(server_counts(secure.desk.server)->sent, MANY);
	/* The end of TLS is answered with the same. */
	assert_int_equal(layer_finish(sock, &error), DID_IT);
	TURN_UNTIL(&secure.desk, io_recv(sock, &byte, 1, &ask, &piece, &error) != DID_LATER);
	assert_true(piece.eof);
	TURN_UNTIL(&secure.desk, server_counts(secure.desk.server)->clients == 0);
	free(bytes);
	finish(&secure);
}

static void
who_never_finishes_the_handshake_is_let_go(void **state)
{
	struct secure secure;
	int64_t began = number_now();
	int fd;

	(void)state;
	begin(&secure, 200 * MS);
	fd = serve_desk_connect(&secure.desk);
	/* As much of a hello as to begin with. */
	assert_int_equal(send(fd, "\x16\x03\x01\x02", 4, 0), 4);
	serve_desk_resets(&secure.desk, fd);
	assert_true(number_now() - began >= 200 * MS);
	assert_int_equal(server_counts(secure.desk.server)->dropped, 1);
	assert_non_null(strstr(secure.desk.said, "handshake"));
	finish(&secure);
}

static void
who_speaks_no_tls_is_closed_and_others_are_served(void **state)
{
	struct secure secure;
	struct sock *sock;
	size_t sent = 0, got = 0;
	char byte;
	int fd;

	(void)state;
	begin(&secure, 0);
	fd = serve_desk_connect(&secure.desk);
	assert_int_equal(send(fd, "GET / HTTP/1.1\r\n", 16, 0), 16);
	TURN_UNTIL(&secure.desk, secure.desk.failures == 1);
	while (recv(fd, &byte, 1, 0) > 0)
		continue;
	close(fd);
	sock = join(&secure);
	TURN_UNTIL(&secure.desk, go_on(sock, "hello", 5, &sent, &got));
	finish(&secure);
}

/* What each sends costs as much as what would go on. */
static void
many_handshakes_at_once_are_no_longer_turn(void **state)
{
	enum { CROWD = 64, MOST = 10 };
	static const char no_hello[] = "GET / HTTP/1.0\r\n\r\n";
	struct secure secure;
	uint64_t before = 0, now;
	int fd[CROWD];

	(void)state;
	begin(&secure, 0);
	for (int i = 0; i < CROWD; i++) {
		fd[i] = serve_desk_connect(&secure.desk);
		assert_int_equal(send(fd[i], no_hello, strlen(no_hello), 0),
		    (ssize_t)strlen(no_hello));
	}
	while (before < CROWD) {
		loop_turn(secure.desk.desk.loop, true);
		now = server_counts(secure.desk.server)->dropped;
		assert_in_range(now - before, 0, MOST);
		before = now;
	}
	for (int i = 0; i < CROWD; i++)
		close(fd[i]);
	finish(&secure);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_goes_through_tls_is_echoed_to_the_end),
		cmocka_unit_test(who_never_finishes_the_handshake_is_let_go),
		cmocka_unit_test(who_speaks_no_tls_is_closed_and_others_are_served),
		cmocka_unit_test(many_handshakes_at_once_are_no_longer_turn),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(300);
	return cmocka_run_group_tests(tests, NULL, NULL) || !serve_library.start ||
	    !tls_openssl.open || !certificate_openssl.make;
}
#endif
