/* loop-uv: what the files share that know libuv; for them only. */
#ifndef SOSH_BASE_LOOP_UV_H
#define SOSH_BASE_LOOP_UV_H
#include <uv.h>

#include "base/loop-inner.h"

#if defined(__linux__) && !defined(LOOP_WITHOUT_EPOLL)
#define LOOP_EPOLL 1
#include <sys/epoll.h>
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
	int  epoll;         /* -1: not open */
	struct epoll_event batch[LOOP_BATCH];
	int       batch_next, batch_count;  /* what is not told yet */
#else
	uv_timer_t again;
	struct loop_poll *polls;
#endif
};

/* uv_poll_init() without its O_NONBLOCK on the open file, which others share. */
int  loop_poll_init(uv_loop_t *, uv_poll_t *, int fd);
/* What its `data` is goes with a handle. */
void loop_free_handle(uv_handle_t *);

/* loop-epoll.c or loop-poll.c: readiness, and the wait of a turn.  None is open yet. */
void loop_readiness_none(struct loop *);
bool loop_readiness_open(struct loop *, struct error *);
void loop_readiness_close(struct loop *);
void loop_go(struct loop *, bool wait);
/* Libuv was told to watch something. */
void loop_touched(const uv_loop_t *);
#endif
