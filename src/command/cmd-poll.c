/* poll: wait until sockets are ready. */

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "command/raw.h"
#include "command/session.h"
#include "command/types.h"
#include "lang/offer.h"
#include "socket/inbox.h"
#include "socket/io.h"
#include "socket/layer.h"
#include "socket/sys.h"

typedef short arg_events;

struct poll_args {
	arg_socks    socks;
	arg_events   events;
	arg_duration timeout;
	struct pollfd *set;
};

static const struct {
	const char *name;
	short       poll;
	unsigned    loop;
	bool        asked;
	const char *help;
} events[] = {
	{ "read", POLLIN, LOOP_READ, true, "recv or accept would not wait" },
	{ "write", POLLOUT, LOOP_WRITE, true, "send would not wait" },
	{ "urgent", POLLPRI, LOOP_URGENT, true, "there is an urgent byte" },
	{ "error", POLLERR, 0, false, NULL },
	{ "hangup", POLLHUP, 0, false, NULL },
	{ "nval", POLLNVAL, 0, false, NULL },
};
enum { EVENTS = sizeof(events) / sizeof(*events) };

/* "read,write": what to wait for. */
static bool
parse_events(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_events *wanted = at;
	const char *word = text->bytes, *end = text->bytes + text->count;

	(void)reading;
	while (word <= end) {
		const char *comma = memchr(word, ',', (size_t)(end - word));
		size_t count = (size_t)((comma ? comma : end) - word);
		size_t i = 0;

		while (i < EVENTS && !(events[i].asked && strlen(events[i].name) == count &&
		    memcmp(events[i].name, word, count) == 0))
			i++;
		if (i == EVENTS)
			return error_usage_at(error, word - text->bytes, "'%.*s' is not read, "
			    "write or urgent", (int)(count < 40 ? count : 40), word);
		*wanted |= events[i].poll;
		word += count + 1;
	}
	return true;
}

static void
offer_events(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading;
	for (size_t i = 0; i < EVENTS; i++)
		if (events[i].asked)
			offer_listed(offer, typed, events[i].name, events[i].help);
}

static const struct type type_events = { .name = "EVENTS",
	.help = "read, write, urgent, with commas between", .parse = parse_events,
	.complete = offer_events };

static const struct param params[] = {
	{ "N...", PARAM(poll_args, socks, socks), .flags = PARAM_MANY, .help = "the sockets" },
	{ "for", PARAM(poll_args, events, events), .flags = PARAM_OPTION,
	  .help = "what to wait for; read if it is left out" },
	{ "timeout", PARAM(poll_args, timeout, duration), .flags = PARAM_OPTION,
	  .help = "wait so long at most; running out of time is no error" },
	RAW_DESCRIPTORS(poll_args),
	{ 0 }
};

static const struct field fields[] = {
	{ "ready", "the sockets that are ready, by number (with --fd-number as fd999), and for "
	  "what" },
	{ 0 }
};

static void
tell(struct call *call, const struct poll_args *args)
{
	struct record *ready = record_record(&call->answer, "ready");

	for (size_t i = 0; i < args->socks.count; i++) {
		const struct sock *sock = args->socks.item[i];
		char number[16];
		struct record one = { 0 }, *list;

		if (!args->set[i].revents)
			continue;
		if (call->bare)
			snprintf(number, sizeof(number), "fd%d", sock->fd);
		else
			snprintf(number, sizeof(number), "%u", sock->number);
		list = record_list(&one, NULL);
		for (size_t k = 0; k < EVENTS; k++)
			if (args->set[i].revents & events[k].poll)
				record_text(list, NULL, events[k].name);
		*record_named(ready, number) = one.field->value;
		one.count = 0;
		record_clear(&one);
	}
}

static enum outcome
wait(struct call *call, const struct poll_args *args, call_step *again)
{
	unsigned wanted = 0;
	enum outcome outcome;

	for (size_t k = 0; k < EVENTS; k++)
		if (args->events & events[k].poll)
			wanted |= events[k].loop;
	outcome = call_wait(call, args->socks.item[0], wanted, "socket was ready", again);
	for (size_t i = 1; i < args->socks.count && outcome == WAITING; i++)
		if (!call_wait_also(call, args->socks.item[i], wanted))
			return call_failed(call);
	if (outcome != FAILED || call->error.kind != ERROR_TIMEOUT)
		return outcome;
	call->error.kind = ERROR_NONE;
	tell(call, args);
	return DONE;
}

/* What was received already can be received without a wait, too. */
static int
add_buffered(const struct poll_args *args)
{
	int count = 0;

	for (size_t i = 0; args->events & POLLIN && i < args->socks.count; i++)
		if (inbox_has(args->socks.item[i]) || layer_ready(args->socks.item[i])) {
			count += !args->set[i].revents;
			args->set[i].revents |= POLLIN;
		}
	return count;
}

/* What the kernel has for a layer may not be bytes for us yet. */
static int
take_raw(const struct poll_args *args)
{
	int count = 0;

	for (size_t i = 0; i < args->socks.count; i++) {
		struct pollfd *one = &args->set[i];

		if (one->revents & POLLIN && !inbox_has(args->socks.item[i]) &&
		    io_layer_waits(args->socks.item[i])) {
			one->revents &= (short)~POLLIN;
			count += !one->revents;
		}
	}
	return count;
}

static enum outcome
go(struct call *call)
{
	const struct poll_args *args = (const void *)call->args;
	unsigned times = 0;
	int ready;

	for (size_t i = 0; i < args->socks.count; i++)
		if (!call_is_open(call, args->socks.item[i]))
			return FAILED;
	for (size_t i = 0; i < args->socks.count; i++)
		args->set[i] = (struct pollfd){ args->socks.item[i]->fd, args->events, 0 };
	do
		ready = sys_poll(args->set, args->socks.count, 0);
	while (ready < 0 && error_interrupted(&times));
	if (ready < 0)
		return error_system(&call->error, "poll", errno), FAILED;
	ready += add_buffered(args) - take_raw(args);
	if (ready == 0)
		return wait(call, args, go);
	tell(call, args);
	return DONE;
}

static enum outcome
run(struct call *call)
{
	struct poll_args *args = (void *)call->args;

	if (!call->bare)
		call->run->scope->dot = args->socks.item[args->socks.count - 1]->number;
	call_limit(call, &args->timeout);
	if (!args->events)
		args->events = POLLIN;
	args->set = pool_new(&call->pool, args->socks.count * sizeof(*args->set));
	return go(call);
}

static const char *const aliases[] = { "select", NULL };

const struct command cmd_poll = {
	.name = "poll", .group = "bytes", .aliases = aliases,
	.summary = "wait until sockets are ready",
	.params = params, .args_size = sizeof(struct poll_args), .fields = fields,
	.say = "{?ready:ready: {ready}}{!ready:none is ready}", .run = run
};
