/* line-none: the best editor of a build that has none is the plain one. */
#include "shell/line.h"

static struct line *
none_open(struct loop *loop, const struct line_user *user, struct error *error)
{
	return line_plain.open(loop, user, error);
}

static void
none_ask(struct line *line, const char *prompt)
{
	line_plain.ask(line, prompt);
}

static void
none_rest(struct line *line)
{
	line_plain.rest(line);
}

static void
none_forget(struct line *line)
{
	line_plain.forget(line);
}

static void
none_hide(struct line *line)
{
	line_plain.hide(line);
}

static void
none_show(struct line *line)
{
	line_plain.show(line);
}

static void
none_interrupt(struct line *line)
{
	line_plain.interrupt(line);
}

static void
none_rewind(struct line *line)
{
	line_plain.rewind(line);
}

static void
none_resized(struct line *line)
{
	line_plain.resized(line);
}

static void
none_remember(struct line *line, const char *text)
{
	line_plain.remember(line, text);
}

static void
none_close(struct line *line)
{
	line_plain.close(line);
}

const struct line_editor line_best = {
	.name = "plain lines",
	.cooked = true,
	.leave = "",
	.open = none_open,
	.ask = none_ask,
	.rest = none_rest,
	.forget = none_forget,
	.hide = none_hide,
	.show = none_show,
	.interrupt = none_interrupt,
	.rewind = none_rewind,
	.resized = none_resized,
	.remember = none_remember,
	.close = none_close,
};
