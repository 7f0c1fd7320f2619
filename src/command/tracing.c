/* tracing: each system call on a socket is told as it is made, as a notice. */
#include "command/tracing.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "socket/trace.h"

struct tracing {
	struct sys_tracer           tracer;
	struct session             *session;
	const struct trace_library *library;
	struct buf                  line;
};

static void
tell_event(struct tracing *tracing, const struct sys_call *call)
{
	const struct buf *line = &tracing->line;
	struct record event = { 0 };

	record_text(&event, "event", "call");
	record_bytes(&event, "call", buf_text(line), strcspn(buf_text(line), "("));
	record_bytes(&event, "text", buf_text(line), line->count - 1);
	if (call->took >= 0)
		record_real(&event, "took", (double)call->took / NUMBER_SECOND);
	tracing->session->event(tracing->session, &event);
	record_clear(&event);
}

static void
told(struct sys_tracer *tracer, const struct sys_call *call)
{
	struct tracing *tracing = (struct tracing *)(void *)tracer;
	struct session *session = tracing->session;

	buf_reset(&tracing->line);
	tracing->library->show(&tracing->line, call);
	if (session->event)
		tell_event(tracing, call);
	else if (session->notice)
		session->notice(session, tracing->line.data, tracing->line.count);
}

bool
tracing_begin(struct session *session, struct error *error)
{
	const struct trace_library *library;

	if (session->tracing)
		return true;
	library = trace_open(error);
	if (!library)
		return false;
	session->tracing = mem_new(1, sizeof(*session->tracing));
	*session->tracing = (struct tracing){ .tracer = { .told = told }, .session = session,
		.library = library };
	sys_loud(&session->tracing->tracer);
	return true;
}

struct sys_tracer *
tracing_aside(const struct session *session)
{
	return session->interactive ? sys_hush() : sys_tracer;
}

void
tracing_end(struct session *session)
{
	if (!session->tracing)
		return;
	sys_loud(NULL);
	buf_clear(&session->tracing->line);
	free(session->tracing);
	session->tracing = NULL;
}
