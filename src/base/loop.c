/* loop: made and turned; time, the terminal and threads, by libuv.  Readiness is in loop-epoll. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/loop-uv.h"
#include "base/mem.h"
#include "base/number.h"

struct loop_timer_inner {
	uv_timer_t uv;
	struct loop_timer *outer;
};

struct loop_input_inner {
	uv_poll_t uv;
	struct loop_input *outer;
};

static void
loop_told(const uv_loop_t *uv)
{
	((struct loop *)uv->data)->told = true;
}

/* The wait is over: that is all that the byte in the pipe is for. */
static void
loop_wake_ready(uv_poll_t *poll, int status, int events)
{
	loop_told(poll->loop);
	(void)status;
	(void)events;
}

/* ---- making and turning it ---- */

int
loop_poll_init(uv_loop_t *uv, uv_poll_t *poll, int fd)
{
	int flags = fcntl(fd, F_GETFL);
	int result = uv_poll_init(uv, poll, fd);

	if (flags >= 0)
		fcntl(fd, F_SETFL, flags);
	return result;
}

void
loop_free_handle(uv_handle_t *handle)
{
	free(handle->data);
}

/* libuv aborts where its own first pipe fails: see that there is room for it. */
static bool
loop_has_room(int fd, struct error *error)
{
	int spare[LOOP_SPARE], count = 0, failure = 0;

	while (!failure && count < LOOP_SPARE) {
		spare[count] = fcntl(fd, F_DUPFD_CLOEXEC, 0);
		if (spare[count] < 0)
			failure = errno;
		else
			count++;
	}
	while (count > 0)
		close(spare[--count]);
	return !failure || error_system(error, "epoll_create", failure);
}

/* On a thread: the one call of libuv that may come from there. */
static void
loop_jobs_wake(void *to)
{
	uv_async_send(&((struct loop *)to)->back);
}

static void
loop_jobs_back(uv_async_t *back)
{
	loop_told(back->loop);
	hall_tell(((struct loop *)back->data)->hall);
}

static bool
loop_fill(struct loop *loop, int wake, struct error *error)
{
	int result = uv_async_init(&loop->uv, &loop->back, loop_jobs_back);

	if (result < 0)
		return error_system(error, "eventfd", -result);
	loop->back.data = loop;
	loop->hall = hall_new(loop_jobs_wake, loop);
	result = uv_poll_init(&loop->uv, &loop->wake, wake);
	if (!result)
		result = uv_poll_start(&loop->wake, UV_READABLE, loop_wake_ready);
	if (result < 0)
		return error_system(error, "epoll_ctl", -result);
	return loop_readiness_open(loop, error);
}

struct loop *
loop_new(struct error *error)
{
	int wake = loop_wake_open(error), result;
	struct loop *loop;

	if (wake < 0)
		return NULL;
	if (!loop_has_room(wake, error)) {
		loop_wake_close();
		return NULL;
	}
	loop = mem_new(1, sizeof(*loop));
	loop->soon_end = &loop->soon;
	loop_readiness_none(loop);
	result = uv_loop_init(&loop->uv);
	if (result < 0) {
		error_system(error, "epoll_create", -result);
		loop_wake_close();
		free(loop);
		return NULL;
	}
	loop->uv.data = loop;
	if (loop_fill(loop, wake, error))
		return loop;
	loop_free(loop);
	return NULL;
}

struct hall *
loop_hall(struct loop *loop)
{
	return loop->hall;
}

static void
loop_close_each(uv_handle_t *handle, void *unused)
{
	(void)unused;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

bool
loop_free(struct loop *loop)
{
	bool alone = true;

	if (!loop)
		return true;
	/* First: a thread that ends later must find no loop to wake. */
	if (loop->hall)
		alone = hall_leave(loop->hall);
	loop_readiness_close(loop);
	uv_walk(&loop->uv, loop_close_each, NULL);
	uv_run(&loop->uv, UV_RUN_DEFAULT);
	uv_loop_close(&loop->uv);
	loop_wake_close();
	free(loop);
	return alone;
}

int64_t
loop_now(struct loop *loop)
{
	if (!loop->now)
		loop->now = number_now();
	return loop->now;
}

void
loop_soon(struct loop *loop, struct loop_soon *soon)
{
	if (soon->at)
		return;
	soon->next = NULL;
	soon->at = loop->soon_end;
	*loop->soon_end = soon;
	loop->soon_end = &soon->next;
}

void
loop_not_soon(struct loop *loop, struct loop_soon *soon)
{
	if (!soon->at)
		return;
	*soon->at = soon->next;
	if (soon->next)
		soon->next->at = soon->at;
	else if (loop->soon_end == &soon->next)
		loop->soon_end = soon->at;
	soon->at = NULL;
}

/* Who puts itself in again meanwhile has the next turn. */
static void
loop_soon_go(struct loop *loop)
{
	struct loop_soon *line = loop->soon, *soon;

	if (!line)
		return;
	line->at = &line;
	loop->soon = NULL;
	loop->soon_end = &loop->soon;
	while ((soon = line) != NULL) {
		loop_not_soon(loop, soon);
		soon->go(soon);
	}
}

void
loop_turn(struct loop *loop, bool wait)
{
	loop_wake_drain();
	/* Looked at behind the drain: a signal from here on wakes the wait. */
	if (loop_signal_pending() || signals_child_pending() || loop->soon)
		wait = false;
	loop->now = 0;
	loop_go(loop, wait);
	loop_soon_go(loop);
}

/* ---- time ---- */

static void
loop_timer_ready(uv_timer_t *uv)
{
	struct loop_timer *timer = ((struct loop_timer_inner *)uv->data)->outer;

	loop_told(uv->loop);
	loop_timer_stop(timer);
	timer->expired(timer);
}

void
loop_timer_start(struct loop *loop, struct loop_timer *timer, int64_t nanoseconds)
{
	struct loop_timer_inner *inner = timer->inner;
	uint64_t due = uv_hrtime(), now;

	due += nanoseconds > 0 ? (uint64_t)nanoseconds : 0;
	if (!inner) {
		inner = timer->inner = mem_new(1, sizeof(*inner));
		uv_timer_init(&loop->uv, &inner->uv);
		inner->uv.data = inner;
		inner->outer = timer;
	}
	/* libuv counts whole milliseconds from a clock reading of its own. */
	uv_update_time(&loop->uv);
	now = uv_now(&loop->uv);
	due = due / 1000000 + (due % 1000000 != 0);
	if (nanoseconds <= 0 || due < now)
		due = now;
	uv_timer_start(&inner->uv, loop_timer_ready, due - now, 0);
}

void
loop_timer_stop(struct loop_timer *timer)
{
	struct loop_timer_inner *inner = timer->inner;

	if (!inner)
		return;
	timer->inner = NULL;
	uv_close((uv_handle_t *)&inner->uv, loop_free_handle);
}

/* ---- the terminal ---- */

static void
loop_input_ready(uv_poll_t *uv, int status, int events)
{
	struct loop_input *input = ((struct loop_input_inner *)uv->data)->outer;

	(void)events;
	loop_told(uv->loop);
	input->ready(input, status < 0);
}

bool
loop_input_start(struct loop *loop, struct loop_input *input, int fd, struct error *error)
{
	struct loop_input_inner *inner;
	int result;

	if (input->inner)
		return true;
	inner = mem_new(1, sizeof(*inner));
	result = loop_poll_init(&loop->uv, &inner->uv, fd);
	if (result < 0) {
		free(inner);
		return error_system(error, "poll", -result);
	}
	inner->uv.data = inner;
	inner->outer = input;
	input->inner = inner;
	result = uv_poll_start(&inner->uv, UV_READABLE, loop_input_ready);
	loop_touched(&loop->uv);
	if (result < 0) {
		loop_input_stop(input);
		return error_system(error, "poll", -result);
	}
	return true;
}

void
loop_input_stop(struct loop_input *input)
{
	struct loop_input_inner *inner = input->inner;

	if (!inner)
		return;
	input->inner = NULL;
	uv_close((uv_handle_t *)&inner->uv, loop_free_handle);
}

