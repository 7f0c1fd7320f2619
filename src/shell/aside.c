/* aside: what is said beside answers: notices, and events as JSON. */
#include "shell/aside.h"

#include <unistd.h>

#include "shell/prompt.h"
#include "shell/render-json.h"
#include "shell/rows.h"

void
aside_notice(struct session *session, const char *lines, size_t count)
{
	struct shell *shell = session->shell;

	prompt_above(shell);
	/* Sentences, but not what a trace or a dump shows. */
	buf_reset(&shell->line);
	buf_add(&shell->line, lines, count);
	if (session->interactive && count && *lines == '*')
		row_break(&shell->line, 0, screen_error_width(&shell->screen), ROW_HANG);
	report_noticed(shell, shell->line.data, shell->line.count);
}

void
aside_own_output(struct session *session, int fd, const char *bytes, size_t count)
{
	struct shell *shell = session->shell;

	prompt_above(shell);
	if (fd == STDOUT_FILENO)
		screen_out(&shell->screen, bytes, count);
	else
		screen_error(&shell->screen, bytes, count);
	session->ending |= shell->screen.gone;
}

void
aside_event(struct session *session, const struct record *event)
{
	struct shell *shell = session->shell;

	prompt_above(shell);
	buf_reset(&shell->line);
	render_json_record(&shell->line, event);
	screen_out(&shell->screen, shell->line.data, shell->line.count);
}

static const struct {
	unsigned    bit;
	const char *name;
} events[] = {
	{ LOOP_READ, "readable" },
	{ LOOP_WRITE, "writable" },
	{ LOOP_URGENT, "urgent" },
	{ LOOP_PEER_CLOSED, "peer-closed" },
	{ LOOP_HANGUP, "hangup" },
	{ LOOP_ERROR, "error" },
};

void
aside_events(struct shell *shell, const struct sock *sock, unsigned bits)
{
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		struct record event = { 0 };

		if (!(bits & events[i].bit))
			continue;
		record_text(&event, "event", events[i].name);
		record_int(&event, "socket", sock->number);
		aside_event(&shell->session, &event);
		record_clear(&event);
	}
}
