/* on: run a block each time that something happens on a socket. */

#include "base/match.h"
#include "command/session.h"
#include "command/types.h"
#include "lang/offer.h"

typedef struct text arg_pattern;

struct on_args {
	arg_sock    sock;
	arg_choice  what;
	arg_pattern pattern;
};

static const char *const whats[] = { "readable", "closed", "match", NULL };
static const unsigned bits[] = { SOCK_ON_READABLE, SOCK_ON_CLOSED, SOCK_ON_MATCH };
enum { MATCH = 2 };

/* Its text is kept: each block that runs has an expression of its own. */
static bool
parse_pattern(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	struct match *match = match_new(text->bytes, text->count, error);

	(void)reading;
	*(arg_pattern *)at = *text;
	match_free(match);
	return match != NULL;
}

static void
offer_patterns(const struct reading *reading, const char *typed, struct offer offer)
{
	static const char *const some[] = { "^(.*)\n", "^PING", "ERROR", NULL };

	(void)reading, (void)typed;
	offer_each(offer, some, NULL);
}

static const struct type type_pattern = { .name = "REGEX", .noun = "regular expression",
	.help = "a regular expression of PCRE2, on bytes", .parse = parse_pattern,
	.complete = offer_patterns };

static const struct param params[] = {
	{ "N", PARAM(on_args, sock, sock), .help = "the socket" },
	{ "readable|closed|match", PARAM(on_args, what, choice), .among = whats,
	  .help = "something came; the peer has finished; what came matches" },
	{ "REGEX", PARAM(on_args, pattern, pattern), .flags = PARAM_OPTIONAL, .with = MATCH + 1,
	  .help = "with match: the regular expression",
	  .advice = "a regular expression goes with 'match'" },
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
	/* All that comes is the server's, also the end. */
	if (service_refuses(call, args->sock))
		return FAILED;
	if (!reaction_add(call, args->sock, bits[args->what], given ? &args->pattern : NULL))
		return FAILED;
	record_text(&call->answer, "when", whats[args->what]);
	return DONE;
}

const struct command cmd_on = {
	.name = "on", .group = "language",
	.summary = "run a block each time that something happens on a socket",
	.params = params, .args_size = sizeof(struct on_args), .fields = fields,
	.say = "a block runs from now on: {when}", .flags = COMMAND_BLOCK, .run = run
};
