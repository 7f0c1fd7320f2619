/* line-plain: a prompt and plain lines, edited by the terminal itself. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "shell/line.h"

enum { KEY_ESCAPE = 29 /* Ctrl-] */ };

struct line {
	struct loop_input input;
	struct loop_timer later;   /* shows what is owed, hands over what was read */
	struct loop *loop;
	struct line_user user;
	FILE *screen;
	char *prompt;
	struct buf text;           /* what was read and not handed over yet */
	bool asking, ended;
	bool owed;                 /* the prompt, unless ask() brings one first */
};

static void
show_prompt(const struct line *line)
{
	fputs(line->prompt, line->screen);
	fflush(line->screen);
}

static void
stop(struct line *line)
{
	line->asking = line->owed = false;
	loop_input_stop(&line->input);
	loop_timer_stop(&line->later);
}

/* A line that holds a Ctrl-] is dropped; the prompt comes again unless ask() brings
 * another first. */
static void
escaped(struct line *line)
{
	line->asking = line->owed = true;
	loop_timer_start(line->loop, &line->later, 0);
	line->user.escape(line->user.to);
}

/* Hands over the first line there is, or NULL behind the last. */
static bool
hand_over(struct line *line)
{
	const char *end = memchr(buf_text(&line->text), '\n', line->text.count);
	char *text;
	size_t count;

	if (!end && !line->ended)
		return false;
	stop(line);
	if (!line->text.count) {
		fputc('\n', line->screen);
		fflush(line->screen);
		line->user.entered(line->user.to, NULL);
		return true;
	}
	count = end ? (size_t)(end - line->text.data) : line->text.count;
	text = mem_copy_bytes(line->text.data, count);
	buf_drop(&line->text, end ? count + 1 : count);
	if (line->user.escape && memchr(text, KEY_ESCAPE, count))
		escaped(line);
	else
		line->user.entered(line->user.to, text);
	free(text);
	return true;
}

static void
plain_later(struct loop_timer *timer)
{
	struct line *line = (struct line *)((char *)timer - offsetof(struct line, later));

	struct error unused;

	if (line->owed)
		show_prompt(line);
	line->owed = false;
	if (!hand_over(line))
		loop_input_start(line->loop, &line->input, STDIN_FILENO, &unused);
}

/* A zero byte cannot stand in a line; it is passed over, as an editor does. */
static void
add_read(struct buf *to, const char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes[i])
			buf_add_byte(to, bytes[i]);
}

static void
plain_ready(struct loop_input *input, bool hung_up)
{
	struct line *line = (struct line *)((char *)input - offsetof(struct line, input));
	char bytes[4096];
	ssize_t count;

	/* What was typed behind Ctrl-C is read behind it, too. */
	if (loop_signal_ends())
		return;
	count = hung_up ? 0 : read(STDIN_FILENO, bytes, sizeof(bytes));
	if (count < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (count > 0)
		add_read(&line->text, bytes, (size_t)count);
	else
		line->ended = true;
	if (!hand_over(line))
		return;
	/* Ctrl-D behind a half-typed line hands it over; the terminal goes on. */
	if (isatty(STDIN_FILENO) && !hung_up)
		line->ended = false;
}

static struct line *
plain_open(struct loop *loop, const struct line_user *user, struct error *error)
{
	struct line *line = mem_new(1, sizeof(*line));

	line->loop = loop;
	line->user = *user;
	line->screen = isatty(STDOUT_FILENO) ? stdout : stderr;
	line->input.ready = plain_ready;
	line->later.expired = plain_later;
	line->prompt = mem_copy("");
	/* Tried once, so that ask() cannot fail. */
	if (loop_input_start(loop, &line->input, STDIN_FILENO, error)) {
		loop_input_stop(&line->input);
		return line;
	}
	free(line->prompt);
	free(line);
	return NULL;
}

static void
plain_ask(struct line *line, const char *prompt)
{
	struct error unused;
	char *copy = mem_copy(prompt);

	free(line->prompt);
	line->prompt = copy;
	line->asking = true;
	line->owed = false;
	show_prompt(line);
	if (line->ended || memchr(buf_text(&line->text), '\n', line->text.count))
		loop_timer_start(line->loop, &line->later, 0);
	else
		loop_input_start(line->loop, &line->input, STDIN_FILENO, &unused);
}

/* Ends the row of the prompt, unless the cursor stands below it already. */
static void
end_row(const struct line *line)
{
	if (!line->asking || line->owed)
		return;
	fputc('\n', line->screen);
	fflush(line->screen);
}

static void
plain_rest(struct line *line)
{
	end_row(line);
	stop(line);
}

static void
plain_forget(struct line *line)
{
	/* The terminal has it, and has dropped it by now. */
	(void)line;
}

/* What is half typed the terminal keeps to itself: the line cannot be moved. */
static void
plain_hide(struct line *line)
{
	end_row(line);
}

static void
plain_show(struct line *line)
{
	if (!line->asking)
		return;
	line->owed = false;
	show_prompt(line);
}

/* The terminal has echoed ^C and dropped what was typed. */
static void
plain_interrupt(struct line *line)
{
	if (!line->asking)
		return;
	buf_reset(&line->text);
	fputc('\n', line->screen);
	fflush(line->screen);
	line->owed = true;
	loop_timer_start(line->loop, &line->later, 0);
}

static void
plain_rewind(struct line *line)
{
	(void)line;
}

static void
plain_resized(struct line *line)
{
	(void)line;
}

static void
plain_remember(struct line *line, const char *text)
{
	(void)line;
	(void)text;
}

static void
plain_close(struct line *line)
{
	end_row(line);
	stop(line);
	buf_clear(&line->text);
	free(line->prompt);
	free(line);
}

const struct line_editor line_plain = {
	.name = "plain lines",
	.cooked = true,
	.leave = "",
	.open = plain_open,
	.ask = plain_ask,
	.rest = plain_rest,
	.forget = plain_forget,
	.hide = plain_hide,
	.show = plain_show,
	.interrupt = plain_interrupt,
	.rewind = plain_rewind,
	.resized = plain_resized,
	.remember = plain_remember,
	.close = plain_close,
};
