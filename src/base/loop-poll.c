/* loop-poll: readiness on systems without epoll, by libuv. */
#include <stdlib.h>

#include "base/loop-uv.h"
#include "base/mem.h"

#if !LOOP_EPOLL

/* PLACE FOR OTHER SYSTEMS: a kqueue with EV_CLEAR would do here what epoll does
 * in loop-epoll.c.  Until somebody builds it, a level-triggered uv_poll for each
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

void
loop_touched(const uv_loop_t *uv)
{
	(void)uv;
}

void
loop_go(struct loop *loop, bool wait)
{
	uv_run(&loop->uv, wait ? UV_RUN_ONCE : UV_RUN_NOWAIT);
}

void
loop_readiness_none(struct loop *loop)
{
	loop->polls = NULL;
}

bool
loop_readiness_open(struct loop *loop, struct error *error)
{
	(void)error;
	uv_timer_init(&loop->uv, &loop->again);
	loop->again.data = loop;
	uv_timer_start(&loop->again, loop_poll_again, LOOP_AGAIN_MS, LOOP_AGAIN_MS);
	return true;
}

void
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
