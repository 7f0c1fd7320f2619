/* shutdown: end one direction of a connection, or both. */

#include <limits.h>
#include <string.h>
#include <sys/socket.h>

#include "base/names.h"
#include "base/number.h"
#include "command/raw.h"
#include "command/session.h"
#include "command/types.h"
#include "socket/layer.h"

typedef struct { int number; bool given; } arg_how;

struct shutdown_args {
	arg_sock sock;
	arg_how  how;
};

static const char *const directions[] = { "write", "read", "both", NULL };
static const int numbers[] = { SHUT_WR, SHUT_RD, SHUT_RDWR };

static const struct name names[] = {
	{ "SHUT_RD", SHUT_RD, NULL }, { "SHUT_WR", SHUT_WR, NULL },
	{ "SHUT_RDWR", SHUT_RDWR, NULL },
	{ 0 }
};

/* A direction, the call's own name of it, or what it takes for one: any number. */
static bool
parse_how(const struct reading *reading, const struct text *text, void *at, struct error *error)
{
	arg_how *how = at;
	struct error ignored;
	int64_t number;
	arg_choice choice;

	how->given = true;
	if (number_int(text->bytes, text->count, INT_MIN, INT_MAX, &number, &ignored)) {
		how->number = (int)number;
		return true;
	}
	if (strlen(text->bytes) == text->count &&
	    names_number(names, "SHUT_", text->bytes, &how->number))
		return true;
	if (!type_choice.parse(reading, text, &choice, error))
		return false;
	how->number = numbers[choice];
	return true;
}

static void
offer_how(const struct reading *reading, const char *typed, struct offer offer)
{
	type_choice.complete(reading, typed, offer);
}

static const struct type type_how = { .name = "HOW", .noun = "direction",
	.help = "write, read, both, SHUT_WR, or the number that is passed", .parse = parse_how,
	.complete = offer_how };

static const struct param params[] = {
	{ "N", PARAM(shutdown_args, sock, sock), .wants = WANTS_CONNECTED,
	  .help = "the socket" },
	{ "HOW", PARAM(shutdown_args, how, how), .among = directions, .flags = PARAM_OPTIONAL,
	  .help = "write (sends a FIN; the usual one), read, both, SHUT_WR, or a number" },
	RAW_DESCRIPTOR(shutdown_args),
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "how", "the direction" },
	{ 0 }
};

static enum outcome
go(struct call *call)
{
	const struct shutdown_args *args = (const void *)call->args;
	int how = args->how.given ? args->how.number : SHUT_WR;

	if (!call_is_open(call, args->sock))
		return FAILED;
	/* TLS has an end of its own, which comes before. */
	if (args->sock->layer && (how == SHUT_WR || how == SHUT_RDWR) &&
	    layer_finish(args->sock, &call->error) == DID_LATER)
		return call_wait(call, args->sock, LOOP_WRITE, "room to send into", go);
	if (!sock_shutdown(args->sock, how, &call->error))
		return FAILED;
	for (size_t i = 0; directions[i]; i++)
		if (numbers[i] == how)
			record_text(&call->answer, "how", directions[i]);
	return DONE;
}

static enum outcome
run(struct call *call)
{
	const struct shutdown_args *args = (const void *)call->args;

	call_about(call, args->sock);
	return go(call);
}

const struct command cmd_shutdown = {
	.name = "shutdown", .group = "sockets",
	.summary = "end one direction of a connection, or both",
	.params = params, .args_size = sizeof(struct shutdown_args), .fields = fields,
	.say = "shut for {how}", .run = run
};
