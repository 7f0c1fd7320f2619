/* reaction: a block that runs when something happens on a socket (`on`). */
#include "command/reaction.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "command/session.h"
#include "socket/inbox.h"

enum { REMOVED_MOST = 256 };

/* ---- which there are ---- */

static void
queue(struct reaction *reaction)
{
	struct reactions *reactions = &reaction->session->reactions;

	if (reaction->queued)
		return;
	if (!reactions->first)
		reactions->last = &reactions->first;
	reaction->queued = true;
	reaction->next_queued = NULL;
	*reactions->last = reaction;
	reactions->last = &reaction->next_queued;
}

/* The words that a file was given may be gone before this is. */
static void
keep_args(struct reaction *reaction, const struct run *from)
{
	const struct text *arg = run_args(from, &reaction->args);
	struct text *kept = arg ? pool_new(&reaction->pool, reaction->args * sizeof(*kept)) : NULL;

	for (size_t i = 0; kept && i < reaction->args; i++) {
		kept[i] = arg[i];
		kept[i].word = NULL;
		kept[i].bytes = pool_copy(&reaction->pool, arg[i].bytes, arg[i].count);
	}
	reaction->arg = kept;
}

static void
reaction_free(struct reaction *reaction)
{
	if (reaction->running)
		run_clear(&reaction->run);
	loop_timer_stop(&reaction->timer);
	match_free(reaction->match);
	free(reaction->pattern);
	vars_drop(reaction->vars);
	script_drop(reaction->script);
	pool_clear(&reaction->pool);
	reaction->session->reactions.count--;
	reaction->session->reactions.removed -= reaction->removed;
	free(reaction);
}

/* A script that never waits may make and drop very many. */
static void
tidy(struct reactions *reactions)
{
	struct reaction *reaction = reactions->first, *next;

	if (reactions->turning || reactions->removed < REMOVED_MOST)
		return;
	reactions->first = NULL;
	for (; reaction; reaction = next) {
		next = reaction->next_queued;
		reaction->queued = false;
		if (reaction->removed && !reaction->running)
			reaction_free(reaction);
		else
			queue(reaction);
	}
}

bool
reaction_add(struct call *call, struct sock *sock, unsigned what, const struct text *pattern)
{
	struct reaction *reaction, **at = &sock->reactions;
	struct match *match = NULL;
	size_t count = 0;

	tidy(&call->session->reactions);
	for (; *at; at = &(*at)->next)
		if (++count == REACTIONS_MOST)
			return error_set(&call->error, ERROR_LIMIT,
			    "socket %u has %d reactions already", sock->number, REACTIONS_MOST);
	if (!session_watch(call->session, sock, &call->error))
		return false;
	if (pattern && !(match = match_new(pattern->bytes, pattern->count, &call->error)))
		return false;
	reaction = *at = mem_new(1, sizeof(*reaction));
	*reaction = (struct reaction){ .session = call->session, .socket = sock->number,
		.test = call->run->test, .what = what, .match = match, .node = call->node,
		.script = script_hold(call->node->script),
		.vars = vars_hold(call->run->scope->vars),
		.searched = sock->inbox.went, .front = sock->inbox.went };
	if (pattern) {
		reaction->pattern = mem_copy_bytes(pattern->bytes, pattern->count);
		reaction->pattern_count = pattern->count;
	}
	keep_args(reaction, call->run);
	call->session->reactions.count++;
	sock->reacts |= what;
	/* It may be so already. */
	reaction->due = true;
	queue(reaction);
	return true;
}

void
reactions_due(struct sock *sock, bool event)
{
	for (struct reaction *reaction = sock->reactions; reaction; reaction = reaction->next) {
		reaction->events += event;
		reaction->due = true;
		queue(reaction);
	}
}

void
reaction_wake(struct reaction *reaction)
{
	reaction->due = true;
	queue(reaction);
}

static void
rested(struct loop_timer *timer)
{
	struct reaction *reaction = (struct reaction *)(void *)((char *)timer -
	    offsetof(struct reaction, timer));

	reaction->due = !reaction->removed;
	queue(reaction);
}

void
reaction_later(struct reaction *reaction, int64_t nanoseconds)
{
	reaction->timer.expired = rested;
	loop_timer_start(reaction->session->loop, &reaction->timer, nanoseconds);
}

/* Where it waits it ends, and nobody is told. */
static void
stop(struct reaction *reaction)
{
	if (!reaction->running || reaction->going)
		return;
	for (size_t i = 0; i < reaction->run.frames; i++)
		reaction->run.frame[i].muted = true;
	run_cancel(&reaction->run);
	reaction->going = true;
	run_go(&reaction->run);
	reaction->going = false;
	run_clear(&reaction->run);
	reaction->running = false;
}

/* Off the socket's list; whoever has the queue frees it. */
static void
take_off(struct reaction *reaction)
{
	reaction->session->reactions.removed += !reaction->removed;
	reaction->removed = true;
	reaction->due = false;
	stop(reaction);
	queue(reaction);
}

size_t
reactions_drop(struct session *session, struct sock *sock)
{
	struct reaction *reaction = sock->reactions, *next;
	size_t count = 0;

	(void)session;
	/* First, so that a body that ends here finds none. */
	sock->reactions = NULL;
	sock->reacts = 0;
	for (; reaction; reaction = next, count++) {
		next = reaction->next;
		take_off(reaction);
	}
	return count;
}

/* This one alone: it is over. */
static void
drop_one(struct reaction *reaction, struct sock *sock)
{
	struct reaction **at = &sock->reactions;

	while (*at && *at != reaction)
		at = &(*at)->next;
	if (*at)
		*at = reaction->next;
	sock->reacts = 0;
	for (const struct reaction *other = sock->reactions; other; other = other->next)
		sock->reacts |= other->what;
	take_off(reaction);
}

void
reactions_end_test(struct session *session, unsigned test)
{
	struct sock_table *table = &session->sockets;

	for (size_t i = 0; session->reactions.count && i < table->count; i++) {
		struct reaction *reaction = table->sock[i]->reactions, *next;

		for (; reaction; reaction = next) {
			next = reaction->next;
			if (reaction->test == test)
				drop_one(reaction, table->sock[i]);
		}
	}
}

/* ---- their bodies ---- */

/* With -k the script goes on; at the prompt it was seen. */
static void
fail_script(struct session *session)
{
	if (session->interactive)
		return;
	session->reactions.failed = true;
	session->reactions.stranded |= !session->front;
	if (session->front && !session->keep_going)
		run_break(session->front, "the block of an 'on' has failed");
}

/* It fails without having begun: shown as `on` itself. */
static void
fail_early(struct reaction *reaction, struct sock *sock, const struct error *error)
{
	struct call *call = &reaction->run.call;

	run_init(&reaction->run, reaction->session, vars_hold(reaction->vars), sock->number);
	reaction->run.test = reaction->test;
	call->node = reaction->node;
	call->command = reaction->node->command;
	call->socket = sock->number;
	call->error = *error;
	if (reaction->session->answered)
		reaction->session->answered(reaction->session, call, FAILED);
	run_clear(&reaction->run);
	fail_script(reaction->session);
	drop_one(reaction, sock);
}

static void
body_over(struct reaction *reaction, bool good)
{
	struct session *session = reaction->session;
	struct sock *sock = sock_find(&session->sockets, reaction->socket);

	run_clear(&reaction->run);
	reaction->running = false;
	if (sock && sock->reactions)
		reactions_due(sock, false);
	if (!good && !session->ending)
		fail_script(session);
	if (reaction->what == SOCK_ON_CLOSED && sock && !reaction->removed)
		drop_one(reaction, sock);
}

static void
go(struct reaction *reaction)
{
	enum run_state state;

	reaction->going = true;
	state = run_go(&reaction->run);
	reaction->going = false;
	reaction->busy = state == RUN_BUSY;
	if (state == RUN_DONE || state == RUN_FAILED)
		body_over(reaction, state == RUN_DONE);
}

static bool
is_taken(const struct sock *sock)
{
	for (const struct reaction *other = sock->reactions; other; other = other->next)
		if (other->running)
			return true;
	return false;
}

/* What it took in, the kernel announces to nobody any more. */
static void
announce(struct reaction *reaction, struct sock *sock)
{
	bool due = reaction->due;

	reactions_due(sock, false);
	reaction->due = due;
	call_ready(sock, LOOP_READ);
}

/* They are asked in the order in which they were made, each time that something has come or
 * was taken. */
static bool
others_come_first(const struct reaction *reaction, const struct sock *sock)
{
	for (const struct reaction *other = sock->reactions; other != reaction;
	    other = other->next)
		if (other->what != SOCK_ON_CLOSED && other->due)
			return true;
	return false;
}

static bool
others_are_at_work(const struct reaction *reaction, const struct sock *sock)
{
	for (const struct reaction *other = sock->reactions; other; other = other->next)
		if (other != reaction && other->what != SOCK_ON_CLOSED &&
		    (other->due || other->running))
			return true;
	return false;
}

/* The end comes behind all else: its block may close the socket.  What came before it the
 * others may not have been told of yet. */
static bool
has_its_turn(struct reaction *reaction, struct sock *sock)
{
	if (reaction->what != SOCK_ON_CLOSED)
		return !others_come_first(reaction, sock) &&
		    (reaction->what != SOCK_ON_READABLE || !reaction_forestalls(reaction, sock));
	if (!reaction->over && reaction_is_over(sock)) {
		reaction->over = true;
		reactions_due(sock, false);
	}
	return !reaction->over || !others_are_at_work(reaction, sock);
}

/* Begins the block, if it is time for it. */
static void
look(struct reaction *reaction, struct sock *sock)
{
	struct error error = { .kind = ERROR_NONE };
	uint64_t before = sock->received;
	bool found;

	reaction->due = false;
	run_init(&reaction->run, reaction->session, vars_new(reaction->vars), sock->number);
	reaction->run.test = reaction->test;
	found = reaction_look(reaction, sock, &error);
	if (sock->received != before)
		announce(reaction, sock);
	if (!found) {
		run_clear(&reaction->run);
		if (error.kind != ERROR_NONE)
			fail_early(reaction, sock, &error);
		return;
	}
	reaction->running = true;
	run_begin(&reaction->run, reaction->node->block, reaction->arg, reaction->args);
	reaction->run.frame->owner = reaction->node;
	go(reaction);
}

static void
take_turn(struct reaction *reaction)
{
	struct sock *sock;

	if (reaction->running) {
		if (reaction->busy || reaction->run.call.woken)
			go(reaction);
		return;
	}
	sock = reaction->due ? sock_find(&reaction->session->sockets, reaction->socket) : NULL;
	if (sock && sock->fd >= 0 && !is_taken(sock) && has_its_turn(reaction, sock))
		look(reaction, sock);
}

static bool
can_go_on(const struct reaction *reaction)
{
	const struct sock *sock;

	if (reaction->running)
		return reaction->busy || reaction->run.call.woken;
	sock = reaction->due ? sock_find(&reaction->session->sockets, reaction->socket) : NULL;
	return sock && !is_taken(sock);
}

bool
reactions_go(struct session *session)
{
	struct reactions *reactions = &session->reactions;
	struct reaction *reaction = reactions->first, *next;
	bool busy = false;

	reactions->first = NULL;
	reactions->turning = true;
	for (; reaction; reaction = next) {
		next = reaction->next_queued;
		reaction->queued = false;
		if (!reaction->removed || reaction->running)
			take_turn(reaction);
		if (reaction->removed && !reaction->running) {
			/* It may have been queued anew meanwhile: the next turn frees it. */
			if (!reaction->queued)
				reaction_free(reaction);
			continue;
		}
		if (reaction->running || reaction->due)
			queue(reaction);
	}
	reactions->turning = false;
	for (reaction = reactions->first; reaction; reaction = reaction->next_queued)
		busy |= reaction->removed || can_go_on(reaction);
	return busy;
}

void
reactions_end(struct session *session)
{
	struct reaction *reaction, *next;

	for (size_t i = 0; session->reactions.count && i < session->sockets.count; i++)
		reactions_drop(session, session->sockets.sock[i]);
	reaction = session->reactions.first;
	session->reactions.first = NULL;
	for (; reaction; reaction = next) {
		next = reaction->next_queued;
		stop(reaction);
		reaction_free(reaction);
	}
}
