/* test-loop-alone: a watch that has been the only one with something to tell waits for itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/loop.h"
#include "base/number.h"

/* Turns that a busy machine may need until enough of them came quickly. */
enum { TURNS = 1000000, FEW = 1000 };

struct watcher {
	struct loop_watch watch;
	struct loop *loop;
	int      peer;
	int      told, alone;       /* how often */
	bool     leaves;            /* when it is told that it is alone */
};

static void
ready(struct loop_watch *watch, unsigned events)
{
	struct watcher *watcher = (struct watcher *)watch;
	char byte;

	if (events & LOOP_ALONE) {
		assert_int_equal(events, LOOP_ALONE);
		watcher->alone++;
		if (watcher->leaves)
			loop_unwatch(watcher->loop, watch);
		return;
	}
	watcher->told++;
	while (recv(watch->fd, &byte, 1, MSG_DONTWAIT) == 1)
		;
}

static void
begin(struct loop *loop, struct watcher *watcher, bool alone)
{
	struct error error = { 0 };
	int end[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, end), 0);
	*watcher = (struct watcher){ .loop = loop, .peer = end[1],
		.watch = { .alone = alone, .ready = ready } };
	assert_true(loop_watch(loop, &watcher->watch, end[0], &error));
	loop_turn(loop, false);
}

static void
end(struct watcher *watcher, int fd)
{
	loop_unwatch(watcher->loop, &watcher->watch);
	close(fd);
	close(watcher->peer);
}

static void
poke(const struct watcher *watcher)
{
	assert_int_equal(write(watcher->peer, "x", 1), 1);
}

static void
one_that_is_alone_for_long_is_told_so(void **state)
{
	struct error error = { 0 };
	struct loop *loop = loop_new(&error);
	struct watcher watcher;
	int fd, told;

	(void)state;
	begin(loop, &watcher, true);
	fd = watcher.watch.fd;
	for (int i = 0; i < TURNS && !watcher.alone; i++) {
		poke(&watcher);
		loop_turn(loop, true);
	}
	assert_int_equal(watcher.alone, 1);
	/* What came meanwhile is told, and as long as something comes it stays alone. */
	told = watcher.told;
	for (int i = 0; i < 10; i++) {
		poke(&watcher);
		loop_turn(loop, true);
	}
	assert_int_equal(watcher.alone, 11);
	assert_true(watcher.told >= told + 9);
	end(&watcher, fd);
	loop_free(loop);
}

static void
one_that_has_nothing_to_say_is_alone_no_more(void **state)
{
	struct error error = { 0 };
	struct loop *loop = loop_new(&error);
	struct watcher watcher;
	int fd;

	(void)state;
	begin(loop, &watcher, true);
	fd = watcher.watch.fd;
	for (int i = 0; i < TURNS && !watcher.alone; i++) {
		poke(&watcher);
		loop_turn(loop, true);
	}
	assert_int_equal(watcher.alone, 1);
	loop_turn(loop, false);
	for (int i = 0; i < 10; i++) {
		poke(&watcher);
		loop_turn(loop, true);
	}
	assert_int_equal(watcher.alone, 1);
	end(&watcher, fd);
	loop_free(loop);
}

static void
nobody_is_alone_who_did_not_ask_or_has_another_beside(void **state)
{
	struct error error = { 0 };
	struct loop *loop = loop_new(&error);
	struct watcher one, other;
	int fd[2];

	(void)state;
	begin(loop, &one, false);
	begin(loop, &other, true);
	fd[0] = one.watch.fd, fd[1] = other.watch.fd;
	for (int i = 0; i < FEW; i++) {
		poke(&one);
		loop_turn(loop, true);
	}
	for (int i = 0; i < FEW; i++) {
		poke(&one);
		poke(&other);
		loop_turn(loop, true);
	}
	assert_int_equal(one.alone + other.alone, 0);
	assert_true(one.told >= 2 * FEW && other.told >= FEW);
	end(&one, fd[0]);
	end(&other, fd[1]);
	loop_free(loop);
}

static void
one_that_is_slow_is_waited_for_like_others(void **state)
{
	struct error error = { 0 };
	struct loop *loop = loop_new(&error);
	struct watcher watcher;
	int fd;

	(void)state;
	begin(loop, &watcher, true);
	fd = watcher.watch.fd;
	for (int i = 0; i < 100; i++) {
		int64_t then = number_now() + NUMBER_SECOND / 2000;

		while (number_now() < then)
			;
		poke(&watcher);
		loop_turn(loop, true);
	}
	assert_int_equal(watcher.alone, 0);
	end(&watcher, fd);
	loop_free(loop);
}

static void
one_that_goes_when_it_is_alone_is_told_nothing_more(void **state)
{
	struct error error = { 0 };
	struct loop *loop = loop_new(&error);
	struct watcher watcher, other;
	int fd, told;

	(void)state;
	begin(loop, &watcher, true);
	begin(loop, &other, true);
	fd = watcher.watch.fd;
	watcher.leaves = true;
	for (int i = 0; i < TURNS && !watcher.alone; i++) {
		poke(&watcher);
		loop_turn(loop, true);
	}
	assert_int_equal(watcher.alone, 1);
	told = watcher.told;
	poke(&watcher);
	poke(&other);
	loop_turn(loop, true);
	loop_turn(loop, false);
	assert_int_equal(watcher.told, told);
	assert_int_equal(other.told, 2);
	end(&watcher, fd);
	end(&other, other.watch.fd);
	loop_free(loop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_is_alone_for_long_is_told_so),
		cmocka_unit_test(one_that_has_nothing_to_say_is_alone_no_more),
		cmocka_unit_test(nobody_is_alone_who_did_not_ask_or_has_another_beside),
		cmocka_unit_test(one_that_is_slow_is_waited_for_like_others),
		cmocka_unit_test(one_that_goes_when_it_is_alone_is_told_nothing_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
