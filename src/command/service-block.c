/* service-block: the block of `serve N block { ... }`, which runs for each connection. */
#include "command/service-block.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "command/session.h"

struct service_block {
	struct server_later later;   /* first */
	struct session     *session;
	struct script      *script;  /* that it stands in, held */
	const struct node  *node;    /* `serve` */
	struct vars        *vars;    /* of who said it, held */
	struct pool         pool;    /* of the words that ${arg.N} means in it */
	const struct text  *arg;
	size_t              args;
	unsigned            test;
	struct job *const  *job;     /* that the server is */
};

/* The block at work for one client. */
struct body {
	struct body   *next;
	struct bodies *bodies;
	struct server_later *later;  /* NULL: gone */
	struct script *script;       /* held */
	struct pool    pool;         /* of its words */
	struct client *client;       /* NULL: it is closed, and the body's end is near */
	void         (*tell)(struct client *);
	struct run     run;
	bool           busy, going, over;
	bool           cut;          /* its end is no failure */
};

static const struct text *
copy_args(struct pool *pool, const struct text *arg, size_t count)
{
	struct text *kept = arg ? pool_new(pool, (count + 1) * sizeof(*kept)) : NULL;

	for (size_t i = 0; kept && i < count; i++) {
		kept[i] = arg[i];
		kept[i].word = NULL;
		kept[i].bytes = pool_copy(pool, arg[i].bytes, arg[i].count);
	}
	return kept;
}

/* ---- a body ---- */

static void
set_client(struct vars *vars, const struct sock *sock)
{
	char number[16];
	int count = snprintf(number, sizeof(number), "%u", sock->number);

	vars_set(vars, "client", strlen("client"), number, (size_t)count);
}

/* It runs in the next turn: not within a call of the server's. */
static void *
begin(struct server_later *later, struct client *client, struct sock *sock, int fd,
    void (*over)(struct client *), struct error *error)
{
	struct service_block *block = (struct service_block *)(void *)later;
	struct bodies *bodies = &block->session->bodies;
	struct body *body = mem_new(1, sizeof(*body));
	struct vars *vars = vars_new(block->vars);

	(void)fd, (void)error;
	*body = (struct body){ .next = bodies->first, .bodies = bodies, .later = later,
		.client = client, .tell = over, .script = script_hold(block->script),
		.busy = true };
	bodies->first = body;
	bodies->count++;
	set_client(vars, sock);
	run_init(&body->run, block->session, vars, sock->number);
	body->run.test = block->test;
	body->run.job = *block->job;
	run_begin(&body->run, block->node->block,
	    copy_args(&body->pool, block->arg, block->args), block->args);
	body->run.frame->owner = block->node;
	return body;
}

static void
body_free(struct body *body)
{
	body->bodies->count--;
	if (!body->over)
		run_clear(&body->run);
	pool_clear(&body->pool);
	script_drop(body->script);
	free(body);
}

/* What is over, and has no client any more. */
static void
forget(struct bodies *bodies)
{
	struct body **at = &bodies->first;

	while (!bodies->turning && *at) {
		struct body *body = *at;

		if (!body->over || body->client) {
			at = &body->next;
			continue;
		}
		*at = body->next;
		body_free(body);
	}
}

/* A block that failed has told so, and what its client was sent goes out all the same. */
static void
go(struct body *body)
{
	enum run_state state;

	/* The job of a connection that is served by itself has begun behind its client. */
	if (body->client && !body->run.job)
		body->run.job = *((struct service_block *)(void *)body->later)->job;
	body->going = true;
	state = run_go(&body->run);
	body->going = false;
	body->busy = state == RUN_BUSY;
	if (state != RUN_DONE && state != RUN_FAILED)
		return;
	run_clear(&body->run);
	body->over = true;
	if (body->later && !body->cut)
		body->later->failed += state == RUN_FAILED;
	if (body->client)
		body->tell(body->client);
}

/* Where it waits it ends, and nobody is told. */
static void
stop(struct body *body)
{
	for (size_t i = 0; i < body->run.frames; i++)
		body->run.frame[i].muted = true;
	body->cut = true;
	run_cancel(&body->run);
	go(body);
}

/* One that is at work closes its client itself, and goes on to its end. */
static void
end(void *work)
{
	struct body *body = work;

	body->client = NULL;
	if (!body->over && !body->going)
		stop(body);
	forget(body->bodies);
}

static bool
can_go_on(const struct body *body)
{
	return !body->over && (body->busy || body->run.call.woken || body->run.call.cancelled);
}

bool
bodies_go(struct session *session)
{
	struct bodies *bodies = &session->bodies;
	bool busy = false;

	if (!bodies->count)
		return false;
	bodies->turning = true;
	for (struct body *body = bodies->first; body; body = body->next)
		if (!body->going && can_go_on(body))
			go(body);
	bodies->turning = false;
	forget(bodies);
	for (const struct body *body = bodies->first; body && !busy; body = body->next)
		busy = can_go_on(body);
	return busy;
}

/* ---- the block ---- */

static void
block_free(struct server_later *later)
{
	struct service_block *block = (struct service_block *)(void *)later;

	/* The job may be forgotten before those are that still go on. */
	for (struct body *body = block->session->bodies.first; body; body = body->next)
		if (body->later == later)
			body->run.job = NULL, body->later = NULL;
	vars_drop(block->vars);
	script_drop(block->script);
	pool_clear(&block->pool);
	free(block);
}

struct server_later *
service_block_new(struct call *call, struct job *const *job)
{
	struct service_block *block = mem_new(1, sizeof(*block));
	const struct text *arg = run_args(call->run, &block->args);

	*block = (struct service_block){ .later = { 0, begin, end, block_free },
		.session = call->session, .script = script_hold(call->node->script),
		.node = call->node, .vars = vars_hold(call->run->scope->vars),
		.args = block->args, .test = call->run->test, .job = job };
	block->arg = copy_args(&block->pool, arg, block->args);
	return &block->later;
}
