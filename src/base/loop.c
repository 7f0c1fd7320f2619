/* loop: an epoll instance of our own tells readiness, also libuv's, which has the time, the
 * terminal and the threads. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>
#ifdef __linux__
#include <sys/epoll.h>
#endif

#include "base/loop-inner.h"
#include "base/mem.h"
#include "base/number.h"

#if defined(__linux__) && !defined(LOOP_WITHOUT_EPOLL)
#define LOOP_EPOLL 1
#else
#define LOOP_EPOLL 0
#endif

enum {
	LOOP_BATCH = 64,    /* events told in a turn, so that the terminal is never far */
	LOOP_SPARE = LOOP_DESCRIPTORS - 2,  /* without the pipe that wakes it */
	LOOP_AGAIN_MS = 20, /* without epoll: how soon a descriptor may be told again */
};

struct loop {
	uv_loop_t  uv;
	uv_poll_t  wake;
	uv_async_t back;
	struct hall *hall;
	struct loop_soon *soon, **soon_end;
	int64_t now;        /* of this turn; 0: nobody has asked */
	bool told;          /* libuv had something to tell in this turn */
#if LOOP_EPOLL
	bool touched;       /* libuv is to watch something that it does not yet */
	int  epoll;
	struct epoll_event batch[LOOP_BATCH];
	int       batch_next, batch_count;  /* what is not told yet */
#else
	uv_timer_t again;
	struct loop_poll *polls;
#endif
};

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

/* uv_poll_init() sets O_NONBLOCK on the open file, which others share. */
static int
loop_poll_init(uv_loop_t *uv, uv_poll_t *poll, int fd)
{
	int flags = fcntl(fd, F_GETFL);
	int result = uv_poll_init(uv, poll, fd);

	if (flags >= 0)
		fcntl(fd, F_SETFL, flags);
	return result;
}

static void
loop_free_handle(uv_handle_t *handle)
{
	free(handle->data);
}

static bool loop_readiness_open(struct loop *, struct error *);
static void loop_readiness_none(struct loop *);
static void loop_readiness_close(struct loop *);
static void loop_go(struct loop *, bool wait);
static void loop_touched(const uv_loop_t *);

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

/* ---- readiness ---- */

#if LOOP_EPOLL

static const struct {
	unsigned told, event;
} loop_events[] = {
	{ LOOP_READ, EPOLLIN }, { LOOP_WRITE, EPOLLOUT }, { LOOP_URGENT, EPOLLPRI },
	{ LOOP_HANGUP, EPOLLHUP }, { LOOP_ERROR, EPOLLERR }, { LOOP_PEER_CLOSED, EPOLLRDHUP },
};

static unsigned
loop_events_told(unsigned event)
{
	unsigned told = 0;

	for (size_t i = 0; i < sizeof(loop_events) / sizeof(*loop_events); i++)
		if (event & loop_events[i].event)
			told |= loop_events[i].told;
	return told;
}

static void
loop_touched(const uv_loop_t *uv)
{
	((struct loop *)uv->data)->touched = true;
}

static void
loop_uv_go(struct loop *loop)
{
	loop->touched = false;
	uv_run(&loop->uv, UV_RUN_NOWAIT);
}

/* Milliseconds until libuv has something to do; -1: it waits for its descriptors only. */
static int
loop_uv_due(struct loop *loop)
{
	/* It counts from its last look at the clock. */
	if (uv_backend_timeout(&loop->uv) > 0)
		uv_update_time(&loop->uv);
	return uv_backend_timeout(&loop->uv);
}

/* Has libuv's descriptor something to tell?  It is taken off the batch. */
static bool
loop_uv_ready(struct loop *loop)
{
	for (int i = 0; i < loop->batch_count; i++)
		if (loop->batch[i].data.ptr == loop) {
			loop->batch[i].data.ptr = NULL;
			return true;
		}
	return false;
}

static void
loop_batch_tell(struct loop *loop)
{
	while (loop->batch_next < loop->batch_count) {
		const struct epoll_event *event = &loop->batch[loop->batch_next++];
		struct loop_watch *watch = event->data.ptr;

		if (watch)
			watch->ready(watch, loop_events_told(event->events));
	}
}

/* One wait for all, so that a turn costs one call.  Libuv's descriptor is behind all that were
 * ready before it, so where the batch is full libuv is asked at any rate: a key has to be seen
 * while thousands of others have something to tell. */
static void
loop_go(struct loop *loop, bool wait)
{
	int due, count;

	loop->told = false;
	if (loop->touched)
		loop_uv_go(loop);
	do {
		due = loop_uv_due(loop);
		count = epoll_wait(loop->epoll, loop->batch, LOOP_BATCH,
		    wait && !loop->told ? due : 0);
		loop->now = 0;
		loop->batch_next = 0;
		loop->batch_count = count > 0 ? count : 0;
		if (loop_uv_ready(loop) || !due || count < 0 || count == LOOP_BATCH)
			loop_uv_go(loop);
		loop_batch_tell(loop);
	} while (wait && count <= 0 && !loop->told);
}

static bool
loop_readiness_open(struct loop *loop, struct error *error)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = loop };

	loop->touched = true;
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll < 0)
		return error_system(error, "epoll_create", errno);
	return epoll_ctl(loop->epoll, EPOLL_CTL_ADD, uv_backend_fd(&loop->uv), &event) == 0 ||
	    error_system(error, "epoll_ctl", errno);
}

static void
loop_readiness_none(struct loop *loop)
{
	loop->epoll = -1;
}

static void
loop_readiness_close(struct loop *loop)
{
	if (loop->epoll >= 0)
		close(loop->epoll);
}

bool
loop_watch(struct loop *loop, struct loop_watch *watch, int fd, struct error *error)
{
	struct epoll_event event = {
		.events = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET,
		.data.ptr = watch,
	};

	if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) < 0) {
		watch->fd = -1;
		return error_system(error, "epoll_ctl", errno);
	}
	watch->fd = fd;
	return true;
}

void
loop_unwatch(struct loop *loop, struct loop_watch *watch)
{
	struct epoll_event unused = { 0 };

	if (watch->fd < 0)
		return;
	epoll_ctl(loop->epoll, EPOLL_CTL_DEL, watch->fd, &unused);
	watch->fd = -1;
	for (int i = loop->batch_next; i < loop->batch_count; i++)
		if (loop->batch[i].data.ptr == watch)
			loop->batch[i].data.ptr = NULL;
}

#else
/* PLACE FOR OTHER SYSTEMS: a kqueue with EV_CLEAR would do here what epoll does
 * above.  Until somebody builds it, a level-triggered uv_poll for each
 * descriptor: once told it rests for a moment, so that unread data does not spin
 * it.  It is told again although nothing changed, and up to 20 ms late. */

struct loop_poll {
	uv_poll_t uv;
	struct loop_watch *watch;
	struct loop_poll *next;
	bool told;
};
enum { LOOP_POLLED = UV_READABLE | UV_WRITABLE | UV_DISCONNECT | UV_PRIORITIZED };

static void
loop_poll_ready(uv_poll_t *uv, int status, int events)
{
	struct loop_poll *poll = uv->data;
	unsigned told = 0;

	uv_poll_stop(uv);
	poll->told = true;
	if (status < 0)
		told |= LOOP_ERROR | LOOP_READ | LOOP_WRITE;
	if (events & UV_READABLE)
		told |= LOOP_READ;
	if (events & UV_WRITABLE)
		told |= LOOP_WRITE;
	if (events & UV_PRIORITIZED)
		told |= LOOP_URGENT;
	if (events & UV_DISCONNECT)
		told |= LOOP_PEER_CLOSED;
	poll->watch->ready(poll->watch, told);
}

static void
loop_poll_again(uv_timer_t *timer)
{
	struct loop *loop = timer->data;

	for (struct loop_poll *poll = loop->polls; poll; poll = poll->next) {
		if (!poll->told)
			continue;
		poll->told = false;
		uv_poll_start(&poll->uv, LOOP_POLLED, loop_poll_ready);
	}
}

static void
loop_touched(const uv_loop_t *uv)
{
	(void)uv;
}

static void
loop_go(struct loop *loop, bool wait)
{
	uv_run(&loop->uv, wait ? UV_RUN_ONCE : UV_RUN_NOWAIT);
}

static void
loop_readiness_none(struct loop *loop)
{
	loop->polls = NULL;
}

static bool
loop_readiness_open(struct loop *loop, struct error *error)
{
	(void)error;
	uv_timer_init(&loop->uv, &loop->again);
	loop->again.data = loop;
	uv_timer_start(&loop->again, loop_poll_again, LOOP_AGAIN_MS, LOOP_AGAIN_MS);
	return true;
}

static void
loop_readiness_close(struct loop *loop)
{
	while (loop->polls)
		loop_unwatch(loop, loop->polls->watch);
}

bool
loop_watch(struct loop *loop, struct loop_watch *watch, int fd, struct error *error)
{
	struct loop_poll *poll = mem_new(1, sizeof(*poll));
	int result = loop_poll_init(&loop->uv, &poll->uv, fd);

	watch->fd = -1;
	if (result < 0) {
		free(poll);
		return error_system(error, "poll", -result);
	}
	poll->uv.data = poll;
	poll->watch = watch;
	poll->next = loop->polls;
	loop->polls = poll;
	watch->fd = fd;
	uv_poll_start(&poll->uv, LOOP_POLLED, loop_poll_ready);
	return true;
}

void
loop_unwatch(struct loop *loop, struct loop_watch *watch)
{
	for (struct loop_poll **at = &loop->polls; *at; at = &(*at)->next) {
		struct loop_poll *poll = *at;

		if (poll->watch != watch)
			continue;
		*at = poll->next;
		uv_poll_stop(&poll->uv);
		uv_close((uv_handle_t *)&poll->uv, loop_free_handle);
		break;
	}
	watch->fd = -1;
}
#endif

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

