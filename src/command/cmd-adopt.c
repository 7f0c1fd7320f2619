/* adopt: take over a descriptor that sosh was started with. */

#include <stdio.h>
#include <sys/stat.h>

#include "command/answer.h"
#include "command/session.h"
#include "command/types.h"

/* Inherited descriptors have small numbers. */
enum { DESCRIPTORS = 64 };

typedef int64_t arg_descriptor;

struct adopt_args {
	arg_descriptor      fd;
	arg_sockname name;
};

static bool
parse_descriptor(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	return type_int.parse(reading, text, at, error);
}

static bool
is_held(const struct sock_table *table, int fd)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->sock[i]->fd == fd)
			return true;
	return false;
}

/* Those that are sockets and not ours yet. */
static void
offer_descriptors(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)typed;
	for (int fd = 0; reading->session && fd < DESCRIPTORS; fd++) {
		struct stat is;
		char number[16];

		if (fstat(fd, &is) < 0 || !S_ISSOCK(is.st_mode) ||
		    is_held(&reading->session->sockets, fd) ||
		    sock_is_reserved(&reading->session->sockets, fd))
			continue;
		snprintf(number, sizeof(number), "%d", fd);
		offer.word(offer.to, number, "a socket that sosh was started with");
	}
}

static const struct type type_descriptor = { .name = "FD", .noun = "descriptor",
	.help = "the number of a descriptor", .parse = parse_descriptor,
	.complete = offer_descriptors };

static const struct param params[] = {
	{ "FD", PARAM(adopt_args, fd, descriptor), .low = 0, .high = INT32_MAX,
	  .help = "the number of the descriptor" },
	{ "name", PARAM(adopt_args, name, sockname), .flags = PARAM_OPTION,
	  .help = "a name for the socket" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the number of the new socket" },
	{ "kind", "its kind" },
	{ "fd", "its descriptor" },
	{ "name", "its name, if it was given one" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct adopt_args *args = (const void *)call->args;
	struct sock *sock = sock_adopt(&call->session->sockets, (int)args->fd, &call->error);
	char text[64];

	if (!sock)
		return FAILED;
	record_text(&call->answer, "kind",
	    kind_text(sock->family, sock->type, sock->protocol, text));
	record_int(&call->answer, "fd", sock->fd);
	answer_new(call, sock, &args->name);
	return DONE;
}

const struct command cmd_adopt = {
	.name = "adopt", .group = "sockets",
	.summary = "take over a descriptor that sosh was started with",
	.params = params, .args_size = sizeof(struct adopt_args), .fields = fields,
	.say = "{kind} socket, fd {fd}{?name:, called {name}}", .run = run
};
