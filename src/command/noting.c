/* noting: has it told which calls surprise, where that will be shown. */
#include "command/noting.h"

#include "base/number.h"
#include "command/scene-of.h"
#include "command/tracing.h"
#include "socket/sys.h"
#include "teach/note.h"

struct noting {
	struct note_before before[NOTE_SOCKS];
	size_t             count;
};

static void
look_at(struct call *call, const struct param *param)
{
	struct noting *noting = call->noting;
	struct sock *const *sock;
	size_t count;

	if (!param->type->borrows || param->flags & PARAM_INSTEAD)
		return;
	sock = param->type->borrows(call->args + param->at, &count);
	for (size_t i = 0; i < count && noting->count < NOTE_SOCKS; i++)
		if (sock[i] && sock[i]->number && sock[i]->fd >= 0)
			note_before(&noting->before[noting->count++], &call->session->sockets,
			    sock[i]);
}

void
noting_before(struct call *call)
{
	struct notes *notes = &call->session->notes;
	struct sys_tracer *tracer;

	/* `explain` asks what the last one was. */
	if (!(call->command->flags & COMMAND_LOOKS_BACK))
		notes->about = NULL;
	if (!notes_may(notes, call->command->name) ||
	    !notes_want_before(notes, call->command->name))
		return;
	call->noting = pool_new(&call->pool, sizeof(*call->noting));
	*call->noting = (struct noting){ .count = 0 };
	tracer = tracing_aside(call->session);
	for (const struct param *param = call->command->params; param->name; param++)
		look_at(call, param);
	sys_loud(tracer);
}

const char *
noting_why(const struct session *session, const struct node *node)
{
	const struct notes *notes = &session->notes;

	return notes->about == node ? notes->told[notes->count - 1]->why : NULL;
}

static void
note(struct call *call, const struct buf *text)
{
	struct value *said = pool_new(&call->pool, sizeof(*said));

	*said = (struct value){ .kind = VALUE_BYTES, .borrowed = true };
	said->bytes.data = pool_copy(&call->pool, buf_text(text), text->count);
	said->bytes.count = text->count;
	call->note = said;
	call->session->notes.about = call->node;
}

void
noting_after(struct call *call)
{
	struct notes *notes = &call->session->notes;
	struct buf text = { 0 };
	struct note_look look = { .answer = &call->answer,
		.waited = call->since ? number_now() - call->since : 0 };
	struct sys_tracer *tracer;
	struct scene scene;

	/* Bytes that are given out as they are stand alone. */
	if (!notes_may(notes, call->command->name) || call->show == CALL_SHOW_RAW)
		return;
	tracer = tracing_aside(call->session);
	call_scene(call, &scene);
	look.scene = &scene;
	if (call->noting) {
		look.before = call->noting->before;
		look.befores = call->noting->count;
	}
	if (notes_tell(notes, &look, &text))
		note(call, &text);
	sys_loud(tracer);
	buf_clear(&text);
}
