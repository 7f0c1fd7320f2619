/* close: close sockets. */

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/number.h"
#include "command/raw.h"
#include "command/session.h"
#include "command/types.h"
#include "socket/sys.h"

struct slow_close;

typedef arg_socks_or_all arg_closing;

struct close_args {
	arg_socks_or_all socks;
	arg_flag         wait;
	arg_duration     timeout;
	/* How far it is. */
	unsigned        *number;     /* of each; the sockets may be forgotten meanwhile */
	size_t           count, at;
	bool             several;
	unsigned         ending;     /* the job of the server whose end it waits for, or 0 */
	struct slow_close *slow;
};

/* The descriptor alone: nothing is to be known of it. */
static bool
parse_closing(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_closing *closing = at;
	arg_descriptors one = { 0 };

	if (!type_descriptors.parse(reading, text, &one, error))
		return false;
	closing->item = one.item;
	closing->count = one.count;
	return true;
}

static void
offer_closing(const struct reading *reading, const char *typed, struct offer offer)
{
	type_descriptors.complete(reading, typed, offer);
}

static const struct type type_closing = { .name = "FD", .noun = "descriptor",
	.help = "the number of a descriptor, open or not", .parse = parse_closing,
	.complete = offer_closing };

static const struct param params[] = {
	{ "N...|all", PARAM(close_args, socks, socks_or_all), .flags = PARAM_MANY,
	  .help = "the sockets, or all of them" },
	{ "wait", PARAM(close_args, wait, flag), .flags = PARAM_OPTION,
	  .help = "also until the programs at their other ends (spawn) are gone" },
	{ "timeout", PARAM(close_args, timeout, duration), .flags = PARAM_OPTION,
	  .help = "with --wait: so long at most" },
	{ "fd-number", PARAM(close_args, socks, closing), .flags = RAW_FLAG | PARAM_INSTEAD,
	  .help = "in place of N: this descriptor, which sosh closes only where it is not open" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket, if it was one" },
	{ "sockets", "the sockets, if they were several" },
	{ 0 }
};

/* A close(2) that lingers: it blocks, whatever O_NONBLOCK says. */
struct slow_close {
	struct loop_job job;
	struct call    *call;
	struct sys_call made;
	int             fd;
	bool            ended;
};

static struct slow_close *
slow_of(struct loop_job *job)
{
	return (struct slow_close *)(void *)((char *)job - offsetof(struct slow_close, job));
}

static void
work(struct loop_job *job)
{
	struct slow_close *slow = slow_of(job);

	sys_close_apart(slow->fd, &slow->made);
}

static void
done(struct loop_job *job)
{
	struct slow_close *slow = slow_of(job);

	sys_tell(&slow->made);
	slow->ended = true;
	slow->call->woken = true;
}

static void
drop(struct loop_job *job)
{
	free(slow_of(job));
}

static bool
start_slow(struct call *call, struct close_args *args, int fd)
{
	struct loop *loop = session_loop(call->session, &call->error);
	struct slow_close *slow = mem_new(1, sizeof(*slow));

	*slow = (struct slow_close){ .job = { work, done, drop, NULL }, .call = call, .fd = fd };
	if (loop && loop_job_start(loop, &slow->job, &call->error)) {
		args->slow = slow;
		return true;
	}
	/* Without a thread there is only the waiting itself. */
	sys_close(fd);
	free(slow);
	return loop != NULL;
}

static enum outcome
told(struct call *call, const struct close_args *args, enum outcome outcome)
{
	struct record *list;

	if (!args->several) {
		call->socket = args->number[0];
		return outcome;
	}
	list = record_list(&call->answer, "sockets");
	for (size_t i = 0; i < args->at; i++)
		record_int(list, NULL, args->number[i]);
	return outcome;
}

static enum outcome go(struct call *);

static enum outcome
wait_slow(struct call *call, struct close_args *args)
{
	struct slow_close *slow = args->slow;
	enum outcome outcome;

	if (slow->ended) {
		int number = slow->made.number;

		args->slow = NULL;
		free(slow);
		if (number == 0 || number == EINTR)
			return go(call);
		return error_system(&call->error, "close", number), told(call, args, FAILED);
	}
	outcome = call_wait_look(call, CALL_UNTIL_TOLD, "end of the lingering close", go);
	if (outcome == WAITING)
		return WAITING;
	sys_tell_unfinished(slow->fd);
	loop_job_abandon(&slow->job);
	args->slow = NULL;
	return told(call, args, FAILED);
}

/* They were told to end, and are killed if they do not heed that. */
static enum outcome
wait_for_programs(struct call *call)
{
	const struct close_args *args = (const void *)call->args;

	for (size_t i = 0; args->wait && i < args->count; i++)
		if (program_left(call->session, args->number[i])) {
			enum outcome outcome = call_wait_look(call, CALL_LOOK_AGAIN,
			    "end of its program", go);

			return outcome == WAITING ? WAITING : told(call, args, outcome);
		}
	return told(call, args, DONE);
}

static enum outcome
go(struct call *call)
{
	struct close_args *args = (void *)call->args;
	struct sock_table *table = &call->session->sockets;

	if (args->slow)
		return wait_slow(call, args);
	for (; args->at < args->count; args->ending = 0) {
		struct sock *sock = sock_find(table, args->number[args->at]);
		enum outcome outcome = DONE;
		int slow = -1;

		if (sock && sock->fd >= 0)
			outcome = service_let_end(call, sock, &args->ending, go);
		if (outcome != DONE)
			return outcome == WAITING ? WAITING : told(call, args, FAILED);
		args->at++;
		if (!sock || sock->fd < 0)
			continue;
		session_closing(call->session, sock);
		/* The table may forget it while this waits. */
		if (call->about == sock)
			call->about = NULL;
		if (!sock_close(table, sock, &slow, &call->error))
			return told(call, args, FAILED);
		if (slow >= 0)
			return start_slow(call, args, slow) ? go(call) : told(call, args, FAILED);
	}
	return wait_for_programs(call);
}

/* A descriptor that is open has an owner; of others the kernel says EBADF. */
static enum outcome
close_bare(struct call *call, struct sock *sock)
{
	call_about(call, sock);
	if (!raw_may_close(call, sock))
		return FAILED;
	if (sys_close(sock->fd) < 0)
		return error_system(&call->error, "close", errno), FAILED;
	return DONE;
}

static enum outcome
run(struct call *call)
{
	struct close_args *args = (void *)call->args;

	if (args->timeout.given && !args->wait)
		return error_usage(&call->error, "--timeout goes with --wait"), FAILED;
	call_limit(call, &args->timeout);
	if (call->bare)
		return close_bare(call, args->socks.item[0]);

	args->count = args->socks.count;
	args->several = args->count > 1 || args->socks.all;
	args->number = pool_new(&call->pool, (args->count + 1) * sizeof(unsigned));
	for (size_t i = 0; i < args->count; i++)
		args->number[i] = args->socks.item[i]->number;
	if (args->count)
		call_about(call, args->socks.item[args->count - 1]);
	call->socket = 0;
	/* Those that are closed before it waits may be forgotten by then. */
	args->socks = (arg_socks_or_all){ .count = 0 };
	return go(call);
}

const struct command cmd_close = {
	.name = "close", .group = "sockets", .summary = "close sockets",
	.params = params, .args_size = sizeof(struct close_args), .fields = fields,
	.say = "closed{?sockets:}", /* their numbers stand in front */
	.run = run
};
