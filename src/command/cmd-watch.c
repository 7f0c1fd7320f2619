/* watch: the live table below the prompt, on and off. */

#include "command/session.h"
#include "command/types.h"

struct watch_args {
	arg_choice when;
};

static const char *const words[] = { "auto", "on", "off", NULL };

static const struct param params[] = {
	{ "WHEN", PARAM(watch_args, when, choice), .among = words, .flags = PARAM_OPTIONAL,
	  .help = "auto, on or off; tells which if it is left out" },
	{ 0 }
};

static const struct field fields[] = {
	{ "watch", "auto, on or off" },
	{ "table", "there is a table, as soon as there are sockets" },
	{ "why", "why there is none" },
	{ 0 }
};

static bool
watchable(struct session *session, struct error *why)
{
	if (session->watchable)
		return session->watchable(session, why);
	return error_set(why, ERROR_REFUSED, "a script has no prompt that it could stand below");
}

static enum outcome
run(struct call *call)
{
	const struct watch_args *args = (const void *)call->args;
	struct session *session = call->session;
	struct error why;
	bool can = watchable(session, &why), off;

	if (call_given(call, &params[0]) && args->when == WATCH_ON && !can)
		return error_set(&call->error, ERROR_REFUSED, "there can be no table: %.250s",
		    why.text), FAILED;
	if (call_given(call, &params[0]))
		session->config.watch = (enum watch)args->when;
	off = session->config.watch == WATCH_OFF;
	record_text(&call->answer, "watch", words[session->config.watch]);
	record_bool(&call->answer, "table", can && !off);
	if (!can && !off)
		record_text(&call->answer, "why", why.text);
	return DONE;
}

const struct command cmd_watch = {
	.name = "watch", .group = "looking", .summary = "show a live table below the prompt",
	.params = params, .args_size = sizeof(struct watch_args), .fields = fields,
	.say = "watch is {watch}{?table:: the table is there while there are sockets}"
	       "{?why:, but there is no table: {why}}", .run = run
};
