/* call: one run of one command, and its waits. */
#include "command/call.h"

#include <netdb.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/apart.h"
#include "base/mem.h"
#include "base/number.h"
#include "command/job.h"
#include "command/lookup.h"
#include "command/raw.h"
#include "command/run.h"
#include "command/safe.h"
#include "command/session.h"
#include "socket/layer.h"

/* A script pays nothing for it. */
APART static void
tell_observers(struct call *call, struct sock *sock)
{
	/* It may leave something behind. */
	if (sock->reactions)
		reactions_due(sock, false);
	/* For the live table alone. */
	if (call->session->watching)
		sock->used = number_now();
}

void
call_about(struct call *call, struct sock *sock)
{
	call->about = sock;
	sock->past.begun = sock->past.count;
	if (call->bare)
		return;
	call->socket = sock->number;
	call->run->scope->dot = sock->number;
	if (sock->reactions || call->session->watching)
		tell_observers(call, sock);
}

enum outcome
call_failed(struct call *call)
{
	call_unwait(call);
	return FAILED;
}

void
call_blame(struct call *call, const struct text *text)
{
	if (!text->word || call->error.kind != ERROR_USAGE)
		return;
	call->where_source = call->node->source;
	call->where = word_place(text->word, call->error.at);
}

void
call_blame_word(struct call *call, const struct param *param, size_t at)
{
	for (size_t i = 0; i < call->node->words.count; i++) {
		const struct binding *item = &call->node->words.item[i];
		/* A switch has no word but its name. */
		const struct word *word = item->word ? item->word : item->name;

		if (item->param != param || !word || at--)
			continue;
		call->where_source = call->node->source;
		call->where = word->place;
		return;
	}
}

bool
call_given(const struct call *call, const struct param *param)
{
	return args_given(&call->node->words, param);
}

bool
call_was_closed(struct call *call, const struct sock *sock)
{
	return error_usage(&call->error, "socket %u was closed meanwhile", sock->number);
}

/* How far it was is not told any longer. */
static void
end_progress(struct call *call)
{
	if (call->telling)
		call->session->progress(call->session, call, "", UINT64_MAX, 0);
	call->telling = false;
}

void
call_end_wait(struct call *call)
{
	end_progress(call);
	while (call->waiter) {
		struct sock_waiter *waiter = call->waiter, **at = &waiter->sock->waiters;

		while (*at != waiter)
			at = &(*at)->next;
		*at = waiter->next;
		call->waiter = waiter->next_of_call;
		free(waiter);
	}
	loop_timer_stop(&call->timer);
	lookup_free(call->lookup);
	call->lookup = NULL;
}

void
call_tell_layer(struct call *call)
{
	const struct record *told = call->about && call->about->layer ?
	    &call->about->layer->failure : NULL;

	/* Of a job's error it is there already. */
	for (size_t i = 0; told && i < told->count; i++)
		if (!record_get(&call->failure, told->field[i].name))
			*record_put(&call->failure, told->field[i].name) =
			    value_copy(&told->field[i].value);
}

static void
keep(struct call *call, struct sock *const *sock, size_t count)
{
	struct sock **kept = pool_new(&call->pool, (call->keeps + count) * sizeof(*kept));

	if (call->keeps)
		memcpy(kept, call->kept, call->keeps * sizeof(*kept));
	call->kept = kept;
	for (size_t i = 0; i < count; i++) {
		sock[i]->keepers++;
		kept[call->keeps++] = sock[i];
	}
}

/* What stands in place of another row has landed in that one's field. */
static void
keep_all(struct call *call)
{
	for (const struct param *param = call->command->params; param->name; param++) {
		struct sock *const *sock;
		size_t count;

		if (!param->type->borrows || param->flags & PARAM_INSTEAD)
			continue;
		sock = param->type->borrows(call->args + param->at, &count);
		if (count)
			keep(call, sock, count);
	}
}

void
call_let_go(struct call *call)
{
	if (call->bare && call->about && !call->about->number)
		sock_drop_received(call->about);
	while (call->keeps)
		call->kept[--call->keeps]->keepers--;
}

static void
expired(struct loop_timer *timer)
{
	struct call *call = (struct call *)(void *)((char *)timer - offsetof(struct call, timer));

	call->woken = true;
}

void
call_wake(void *call)
{
	((struct call *)call)->woken = true;
}

void
call_ready(struct sock *sock, unsigned events)
{
	/* An error or a hang-up ends every wait: the call will tell. */
	for (struct sock_waiter *waiter = sock->waiters; waiter; waiter = waiter->next)
		if (events & (waiter->events | LOOP_ERROR | LOOP_HANGUP))
			call_wake(waiter->call);
}

void
call_own_limit(struct call *call, const struct sock *sock, bool send, const char *system,
    int number)
{
	int64_t limit;

	if (call->own_deadline)
		return;
	limit = sock_time_limit(sock, send);
	if (limit == NUMBER_NEVER)
		return;
	call->own_deadline = number_now() + limit;
	call->own_call = system;
	call->own_number = number;
}

void
call_got_on(struct call *call)
{
	call->own_deadline = 0;
}

/* Why the wait is over without what it was for; false if it is not over. */
static bool
is_over(struct call *call, int64_t now, const char *what)
{
	struct buf limit = { 0 };

	if (call->cancelled) {
		error_set(&call->error, ERROR_CANCELLED, "cancelled");
		return true;
	}
	if (call->run->broken) {
		error_set(&call->error, ERROR_EXPECTATION, "%s", call->run->broken);
		call->run->broken = NULL;
		return true;
	}
	if (call->own_deadline && now >= call->own_deadline) {
		error_system(&call->error, call->own_call, call->own_number);
		return true;
	}
	if (call->limit == NUMBER_NEVER || now < call->deadline)
		return false;
	number_show_duration(&limit, call->limit);
	error_set(&call->error, ERROR_TIMEOUT, call->limit ? "no %s within %s" : "no %s now", what,
	    buf_text(&limit));
	buf_clear(&limit);
	return true;
}

static void
set_timer(struct call *call, struct loop *loop, int64_t now)
{
	int64_t at = call->limit == NUMBER_NEVER ? 0 : call->deadline;

	if (call->own_deadline && (!at || call->own_deadline < at))
		at = call->own_deadline;
	if (call->next_look && (!at || call->next_look < at))
		at = call->next_look;
	call->timer.expired = expired;
	if (at)
		loop_timer_start(loop, &call->timer, at > now ? at - now : 0);
}

static bool
wait_begin(struct call *call, int64_t *now)
{
	*now = number_now();
	if (!call->since) {
		call->since = *now;
		keep_all(call);
	}
	if (call->deadline == 0)
		call->deadline = call->limit == NUMBER_NEVER ? INT64_MAX :
		    call->limit > INT64_MAX - *now ? INT64_MAX : *now + call->limit;
	call->woken = false;
	call->next_look = 0;
	return session_loop(call->session, &call->error) != NULL;
}

/* The call as one that waits on the socket: the one it is already, or a new one. */
static struct sock_waiter *
waiter_of(struct call *call, struct sock *sock)
{
	struct sock_waiter *waiter;

	/* A call may wait on thousands; on a socket there seldom wait two. */
	for (waiter = sock->waiters; waiter; waiter = waiter->next)
		if (waiter->call == call)
			return waiter;
	waiter = mem_new(1, sizeof(*waiter));
	*waiter = (struct sock_waiter){ .next = sock->waiters, .next_of_call = call->waiter,
		.sock = sock, .call = call, .command = call->command->name,
		.job = call->run->job ? call->run->job->number : 0, .since = call->since };
	sock->waiters = call->waiter = waiter;
	return waiter;
}

static bool
wait_on(struct call *call, struct sock *sock, unsigned events)
{
	if (!session_watch(call->session, sock, &call->error))
		return false;
	waiter_of(call, sock)->events = events;
	return true;
}

/* A descriptor that nobody numbered may be anything, and anybody's: the loop keeps its
 * hands off it. */

enum outcome
call_wait(struct call *call, struct sock *sock, unsigned events, const char *what,
    call_step *again)
{
	int64_t now;

	if (!sock->number)
		return call_wait_look(call, CALL_LOOK_AGAIN, what, again);
	if (!wait_begin(call, &now))
		return FAILED;
	if (is_over(call, now, what) || !wait_on(call, sock, events))
		return call_failed(call);
	set_timer(call, call->session->loop, now);
	call->again = again;
	call->woken = layer_busy(sock);
	return WAITING;
}

bool
call_wait_also(struct call *call, struct sock *sock, unsigned events)
{
	return wait_on(call, sock, events);
}

enum outcome
call_wait_look(struct call *call, int64_t nanoseconds, const char *what, call_step *again)
{
	int64_t now;

	if (!wait_begin(call, &now))
		return FAILED;
	if (is_over(call, now, what))
		return call_failed(call);
	if (call->about)
		waiter_of(call, call->about);
	call->next_look = nanoseconds > INT64_MAX - now ? 0 : now + nanoseconds;
	set_timer(call, call->session->loop, now);
	call->again = again;
	return WAITING;
}

void
call_progress(struct call *call, const char *verb, uint64_t done, int64_t total)
{
	struct session *session = call->session;
	const struct job *job = call->run->job;
	char what[64];

	if (!session->progress || (call->run != session->front && !job))
		return;
	call->telling = true;
	if (job)
		snprintf(what, sizeof(what), "%%%u [%u] %s", job->number, call->socket, verb);
	session->progress(session, call, job ? what : verb, done, total);
}

static bool
safe_addresses(struct call *call)
{
	if (!call->session->safe)
		return true;
	for (size_t i = 0; i < call->addresses; i++)
		if (!safe_address(&call->address[i], &call->error))
			return false;
	return true;
}

static enum outcome
go_on(struct call *call, call_step *then)
{
	call->address_at = 0;
	for (size_t i = 0; i < call->addresses; i++) {
		if (call->about)
			sock_dress(call->about, &call->address[i]);
		if (call->raw)
			raw_change(call->raw, &call->address[i]);
	}
	if (call->about && !call_is_open(call, call->about))
		return call_failed(call);
	return safe_addresses(call) ? then(call) : call_failed(call);
}

static enum outcome
looking(struct call *call)
{
	const struct addr *addr;
	size_t count;
	call_step *then = call->then;

	if (!lookup_ended(call->lookup))
		return call_wait_look(call, CALL_UNTIL_TOLD, "answer of the resolver",
		    looking);
	if (!lookup_addresses(call->lookup, &addr, &count, &call->error))
		return call_failed(call);
	call->address = pool_new(&call->pool, (count + 1) * sizeof(*addr));
	memcpy(call->address, addr, count * sizeof(*addr));
	call->addresses = count;
	call_unwait(call);
	return go_on(call, then);
}

static bool
ask(struct call *call, int family, int type, const struct text *text, bool passive)
{
	struct lookup_hints hints = { .family = family, .type = type,
		.offline = call->session->safe };
	char host[256], service[64];
	struct loop *loop;

	if (!addr_split(text->bytes, text->count, host, service, &call->error))
		return false;
	if (call->session->safe && !safe_host(host, &call->error))
		return false;
	loop = session_loop(call->session, &call->error);
	if (!loop)
		return false;
	if (strcmp(host, "*") == 0)
		*host = '\0';
	if (passive || !*host)
		hints.flags = AI_PASSIVE;
	call->lookup = lookup_new(loop, host, service, &hints, call_wake, call, &call->error);
	return call->lookup != NULL;
}

enum outcome
call_address(struct call *call, int family, int type, const struct text *text, bool anyway,
    call_step *then)
{
	struct addr addr;
	bool no_port = call->about && kind_has_no_port(family, type, call->about->protocol);
	enum addr_text read = family == AF_UNSPEC ?
	    addr_read_any(&addr, text->bytes, text->count, &call->error) :
	    (no_port ? addr_read_host : addr_read)(&addr, family, text->bytes, text->count,
	    &call->error);

	/* An address of another family, to see what the kernel says of it. */
	if (read == ADDR_BAD && anyway)
		read = addr_read_any(&addr, text->bytes, text->count, &call->error);
	if (read == ADDR_BAD)
		return call_blame(call, text), call_failed(call);
	address_book_add(&call->session->addresses, text->bytes, text->count);
	if (read == ADDR_NUMERIC) {
		call->address = pool_new(&call->pool, sizeof(addr));
		*call->address = addr;
		call->addresses = 1;
		return go_on(call, then);
	}
	call->then = then;
	/* The resolver knows no services of raw sockets. */
	if (ask(call, family, no_port ? SOCK_DGRAM : type, text, false))
		return looking(call);
	call_blame(call, text);
	return call_failed(call);
}
