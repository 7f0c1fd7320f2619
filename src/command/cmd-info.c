/* info: tell all that is known of one socket. */

#include "command/session.h"
#include "command/types.h"
#include "socket/certificate.h"
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
	{ "certificate", "with TLS: what is in the certificate that the peer has shown (cert)" },
	{ "trusted", "it is trusted, and has the name that it has to have" },
	{ "reason", "why not, in a word" },
	{ "reasons", "all reasons, where there are several" },
	{ "why", "the same for people" },
	{ "wanted", "the name that it has to have" },
	{ "depth", "which one of the chain is at fault" },
	{ "failing", "what is in that one, where it is not the first" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct info_args *args = (const void *)call->args;
	const struct subject subject = { .table = &call->session->sockets, .sock = args->sock };

	struct error none;

	call_about(call, args->sock);
	others_begin(subject.table->others);
	property_each(&subject, NULL, 0, record_record(&call->answer, "properties"));
	if (args->sock->layer)
		certificate_tell_peer(args->sock, false, &call->answer, NULL, &none);
	return DONE;
}

const struct command cmd_info = {
	.name = "info", .group = "looking", .summary = "tell all that is known of one socket",
	.params = params, .args_size = sizeof(struct info_args), .fields = fields,
	.say = "all that is known"
	    "{?trusted:, the trusted certificate of its peer behind it}"
	    "{?why:; its peer is NOT TRUSTED: {why}{?reasons: ({reasons})}}",
	.run = run
};
