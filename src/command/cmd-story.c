/* story: tell what happened on a socket, as a ladder. */

#include "base/bytes.h"
#include "command/session.h"
#include "command/types.h"
#include "teach/story.h"

struct story_args {
	arg_any_sock sock;
	arg_int      last;
};

static const struct param params[] = {
	{ "N", PARAM(story_args, sock, any_sock), .flags = PARAM_OPTIONAL,
	  .help = "the socket, also a closed one; without it the last one that was used" },
	{ "last", PARAM(story_args, last, int), .flags = PARAM_OPTION, .low = 1,
	  .high = INT32_MAX, .help = "only the last COUNT calls" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "state", "its state, as the kernel tells it now" },
	{ "story", "each with its time, since the socket was made; a call with its result, "
	  "errno, times; what went or came as message, alert, direction, "
	  "bytes, implied where nobody saw it; the state from there on" },
	{ "forgotten", "calls in between that are not remembered" },
	{ "records", "with TLS: records of application data, and their bytes" },
	{ "text", "all of it" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct story_args *args = (const void *)call->args;
	struct session *session = call->session;
	struct sock *sock = args->sock;
	const struct story_library *library = story_library(&call->error);

	if (!library)
		return FAILED;
	if (!call_given(call, &params[0]))
		sock = sock_find(&session->sockets, call->run->scope->dot);
	if (!sock)
		return error_usage(&call->error, "there is no socket yet, and no story"), FAILED;
	/* Without its number in front: the text begins with it. */
	call->run->scope->dot = sock->number;
	record_int(&call->answer, "socket", sock->number);
	library->tell(&(struct story_ask){ .table = &session->sockets, .sock = sock,
	    .last = (uint64_t)args->last, .ascii = session->show & SHOW_ASCII,
	    .width = session->width }, &call->answer);
	return DONE;
}

const struct command cmd_story = {
	.name = "story", .group = "looking",
	.summary = "tell what happened on a socket, as a ladder",
	.params = params, .args_size = sizeof(struct story_args), .fields = fields,
	.say = "{?socket:}{?state:}{?story:}{?forgotten:}{?records:}",
	.flags = COMMAND_PAGED, .run = run
};
