/* loop-epoll: an epoll instance of our own tells readiness, also libuv's. */
#include <errno.h>
#include <unistd.h>

#include "base/loop-uv.h"

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

void
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
	int due = uv_backend_timeout(&loop->uv);

	if (due <= 0)
		return due;
	/* It counts from its last look at the clock. */
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
void
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

bool
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

void
loop_readiness_none(struct loop *loop)
{
	loop->epoll = -1;
}

void
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

#endif
