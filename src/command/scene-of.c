/* scene-of: a call as those see it who have something to say about it. */
#include "command/scene-of.h"

#include "command/session.h"
#include "command/types.h"

/* The word that was looked up. */
static const char *
typed(const struct call *call)
{
	const struct bindings *words = &call->node->words;

	for (size_t i = 0; i < words->count; i++) {
		const struct param *param = words->item[i].param;
		const struct text *text = (const void *)(call->args + param->at);

		if (param->type == &type_address || param->type == &type_host)
			return text->bytes;
	}
	return NULL;
}

/* What was the matter, or the alert that the peer sent. */
static const char *
complaint(const struct call *call)
{
	const struct value *what = record_get(&call->failure, "reason");

	if (!what)
		what = record_get(&call->failure, "alert");
	return what && what->kind == VALUE_TEXT ? what->bytes.data : NULL;
}

/* The system call: of a look-up the function, of a time-out sosh's own command. */
static const char *
called(const struct call *call)
{
	const char *name = call->error.call;

	if (call->error.kind == ERROR_TIMEOUT)
		return call->command->name;
	if (call->error.kind == ERROR_TLS)
		return complaint(call);
	return call->error.kind == ERROR_RESOLVE && !name ? "getaddrinfo" : name;
}

void
call_scene(const struct call *call, struct scene *scene)
{
	const struct error *error = &call->error;
	size_t last = call->address_at < call->addresses ? call->address_at :
	    call->addresses - 1;

	*scene = (struct scene){ .command = call->command->name, .kind = error->kind,
		.table = &call->session->sockets, .sock = call->about,
		.failure = &call->failure };
	if (error->kind != ERROR_NONE)
		scene->call = called(call);
	if (error->kind == ERROR_SYSTEM || error->kind == ERROR_RESOLVE)
		scene->number = error->number;
	if (error->kind == ERROR_RESOLVE)
		scene->typed = typed(call);
	if (call->addresses)
		scene->address = &call->address[last];
	if (call->command->scene)
		call->command->scene(call, scene);
}
