/* on: run a block each time that something happens on a socket. */

#include "base/match.h"
#include "command/session.h"
#include "command/type-regex.h"
#include "command/types.h"

struct on_args {
	arg_sock   sock;
	arg_choice what;
	arg_text   pattern;
};

static const char *const whats[] = { "readable", "closed", "match", NULL };
static const unsigned bits[] = { SOCK_ON_READABLE, SOCK_ON_CLOSED, SOCK_ON_MATCH };
enum { MATCH = 2 };

static const char *const patterns[] = { "'^PING (.*)\\r\\n'", "'\\n'", NULL };

static const struct param params[] = {
	{ "N", PARAM(on_args, sock, sock), .help = "the socket" },
	{ "readable|closed|match", PARAM(on_args, what, choice), .among = whats,
	  .help = "something came; the peer has finished; what came matches" },
	{ "REGEX", PARAM(on_args, pattern, text), .flags = PARAM_OPTIONAL, .examples = patterns,
	  .help = "with match: the regular expression" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "when", "what it waits for" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct on_args *args = (const void *)call->args;
	bool given = call_given(call, &params[2]);

	call_about(call, args->sock);
	if ((args->what == MATCH) != given)
		return error_usage(&call->error, given ? "a regular expression goes with 'match'" :
		    "'match' wants a regular expression"), FAILED;
	if (!reaction_add(call, args->sock, bits[args->what], given ? &args->pattern : NULL))
		return call_blame(call, &args->pattern), FAILED;
	record_text(&call->answer, "when", whats[args->what]);
	return DONE;
}

const struct command cmd_on = {
	.name = "on", .group = "language",
	.summary = "run a block each time that something happens on a socket",
	.params = params, .args_size = sizeof(struct on_args), .fields = fields,
	.say = "a block runs from now on: {when}", .flags = COMMAND_BLOCK, .run = run
};
