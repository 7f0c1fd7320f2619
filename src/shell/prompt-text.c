/* prompt-text: what stands before the cursor. */
#include "shell/prompt-text.h"

#include <string.h>

#include "base/bytes.h"
#include "shell/rows.h"
#include "shell/shell.h"
#include "socket/facts.h"
#include "socket/sys.h"

static unsigned
open_sockets(const struct session *session)
{
	return (unsigned)(session->sockets.count - session->sockets.closed);
}

static bool
is_connected(const struct session *session, const struct sock *sock)
{
	struct facts facts = { .table = &session->sockets, .sock = sock };
	const char *state = facts_state(&facts);

	return strcmp(state, "ESTABLISHED") == 0 || strcmp(state, "CONNECTED") == 0;
}

static unsigned
connected_sockets(const struct session *session)
{
	unsigned count = 0;

	for (size_t i = 0; i < session->sockets.count; i++)
		count += session->sockets.sock[i]->fd >= 0 &&
		    is_connected(session, session->sockets.sock[i]);
	return count;
}

static void
add_open(const struct shell *shell, struct buf *out)
{
	buf_format(out, "%u", open_sockets(&shell->session));
}

static void
add_connected(const struct shell *shell, struct buf *out)
{
	buf_format(out, "%u", connected_sockets(&shell->session));
}

static void
add_jobs(const struct shell *shell, struct buf *out)
{
	buf_format(out, "%zu", shell->session.jobs.running);
}

static const struct sock *
used_last(const struct shell *shell)
{
	unsigned dot = shell->run.scope->dot;

	return dot ? sock_find(&shell->session.sockets, dot) : NULL;
}

static void
add_socket(const struct shell *shell, struct buf *out)
{
	const struct sock *sock = used_last(shell);

	if (sock && sock->name)
		buf_add_text(out, sock->name);
	else if (sock)
		buf_format(out, "%u", sock->number);
}

static void
add_state(const struct shell *shell, struct buf *out)
{
	struct facts facts = { .table = &shell->session.sockets, .sock = used_last(shell) };

	if (facts.sock)
		buf_add_text(out, facts_state(&facts));
}

static void
add_percent(const struct shell *shell, struct buf *out)
{
	(void)shell;
	buf_add_byte(out, '%');
}

/* As the help of `config prompt` lists them. */
static const struct {
	char letter;
	void (*add)(const struct shell *, struct buf *);
} signs[] = {
	{ 'n', add_open }, { 'e', add_connected }, { 'j', add_jobs }, { 's', add_socket },
	{ 't', add_state }, { '%', add_percent },
};

static void
add_sign(const struct shell *shell, char letter, struct buf *out)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (signs[i].letter == letter) {
			signs[i].add(shell, out);
			return;
		}
}

static void
add_expanded(const struct shell *shell, const char *format, struct buf *out)
{
	for (; *format; format++)
		if (*format == '%' && format[1])
			add_sign(shell, *++format, out);
		else
			buf_add_byte(out, *format);
}

static void
usual(const struct shell *shell, bool counts, struct buf *out)
{
	unsigned count = open_sockets(&shell->session);

	if (counts && count)
		buf_format(out, "sosh[%u:%uest]> ", count, connected_sockets(&shell->session));
	else
		buf_add_text(out, "sosh> ");
}

void
prompt_text(struct shell *shell, bool counts, size_t width, struct buf *out)
{
	const char *format = shell->session.config.prompt;
	struct sys_tracer *tracer = sys_hush();
	struct buf text = { 0 }, shown = { 0 };
	size_t columns, fits;

	if (!*format)
		usual(shell, counts, out);
	else
		add_expanded(shell, format, &text);
	sys_loud(tracer);
	if (!*format)
		return;
	bytes_show(&shown, buf_text(&text), text.count, shell->show | SHOW_SLASH);
	fits = row_fit(buf_text(&shown), shown.count, width / 3, &columns);
	buf_add(out, buf_text(&shown), fits);
	/* What is typed stands apart from one that was cut. */
	if (fits < shown.count)
		buf_add_byte(out, ' ');
	buf_clear(&text);
	buf_clear(&shown);
}
