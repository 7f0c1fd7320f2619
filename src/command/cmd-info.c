/* info: tell all that is known of one socket. */

#include "command/session.h"
#include "command/types.h"
#include "socket/others.h"
#include "socket/property.h"

struct info_args {
	arg_any_sock sock;
};

static const struct param params[] = {
	{ "N", PARAM(info_args, sock, any_sock), .help = "the socket, also a closed one" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "properties", "its properties" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct info_args *args = (const void *)call->args;
	const struct subject subject = { .table = &call->session->sockets, .sock = args->sock };

	call_about(call, args->sock);
	others_begin(subject.table->others);
	property_each(&subject, NULL, 0, record_record(&call->answer, "properties"));
	return DONE;
}

const struct command cmd_info = {
	.name = "info", .group = "looking", .summary = "tell all that is known of one socket",
	.params = params, .args_size = sizeof(struct info_args), .fields = fields,
	.say = "all that is known", .run = run
};
