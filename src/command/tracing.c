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

static void
message_event(struct tracing *tracing, const struct sys_message *message)
{
	const char *what = message->what ? message->what : "message";
	struct record event = { 0 };

	record_text(&event, "event", "tls");
	record_int(&event, "socket", message->socket);
	record_text(&event, "direction", message->out ? "out" : "in");
	if (message->name)
		record_text(&event, what, message->name);
	else
		record_int(&event, what, message->number);
	record_int(&event, "bytes", (int64_t)message->bytes);
	tracing->session->event(tracing->session, &event);
	record_clear(&event);
}

/* As `[2] < ServerHello 122 bytes`. */
static void
said(struct sys_tracer *tracer, const struct sys_message *message)
{
	struct tracing *tracing = (struct tracing *)(void *)tracer;
	struct session *session = tracing->session;
	struct buf *line = &tracing->line;

	if (session->event) {
		message_event(tracing, message);
		return;
	}
	buf_reset(line);
	buf_format(line, "[%u] %c %s%s", message->socket, message->out ? '>' : '<',
	    message->what ? message->what : message->name ? "" : "message",
	    message->what || !message->name ? " " : "");
	if (message->name)
		buf_add_text(line, message->name);
	else
		buf_format(line, "%d", message->number);
	buf_format(line, " %zu byte%s\n", message->bytes, message->bytes == 1 ? "" : "s");
	if (session->notice)
		session->notice(session, line->data, line->count);
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
	*session->tracing = (struct tracing){ .session = session,
		.tracer = { .told = told, .message = said }, .library = library };
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
