/* line-editline: libedit by its own interface, driven by the loop a key at a time. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "base/mem.h"
#include "shell/line-editline.h"
#include "shell/offers.h"
#include "shell/terminal.h"

enum {
	KEY_WAIT_MS = 50,      /* for the rest of a key that is several bytes */
	KEY_END = 4,           /* Ctrl-D, Ctrl-L, Ctrl-] */
	KEY_CLEAR = 12,
	KEY_ESCAPE = 29,
};

static struct line *
line_of(EditLine *editor)
{
	void *line = NULL;

	el_get(editor, EL_CLIENTDATA, &line);
	return line;
}

/* ---- keys ---- */

/* libedit reads what belongs to a key until it is whole; without a time limit it
 * would wait behind an Escape while nothing else happens. */
static int
read_key(EditLine *editor, wchar_t *key)
{
	struct line *line = line_of(editor);
	unsigned char byte;
	size_t size;

	do {
		int taken = terminal_waits(KEY_WAIT_MS) ? terminal_byte(&byte) : 0;

		if (taken < 0)
			line->hung_up = true;
		if (taken <= 0) {
			errno = EAGAIN;
			return taken < 0 ? 0 : -1;
		}
		size = mbrtowc(key, (const char *)&byte, 1, &line->state);
	} while (size == (size_t)-2);
	if (size != (size_t)-1) {
		line->key = *key;
		return 1;
	}
	line->state = (mbstate_t){ 0 };
	errno = EAGAIN;
	return -1;
}

static void
take_terminal(const struct line *line)
{
	el_set(line->editor, EL_UNBUFFERED, 1);
	terminal_read_at_once();
}

static void
stop(struct line *line)
{
	line->asking = line->hidden = line->hinted = false;
	loop_input_stop(&line->input);
	el_set(line->editor, EL_UNBUFFERED, 0);
	fflush(stdout);
}

static void
hand_over(struct line *line, const char *text, size_t count)
{
	char *copy = text ? mem_copy_bytes(text, count) : NULL;

	if (!copy)
		fputc('\n', stdout);
	stop(line);
	line->user.entered(line->user.to, copy);
	free(copy);
}

static char *
show_prompt(EditLine *editor)
{
	return line_of(editor)->prompt.data;
}

static unsigned char
want(EditLine *editor, wint_t key)
{
	struct line *line = line_of(editor);

	line->wanted.clear |= key == KEY_CLEAR;
	line->wanted.escape |= key == KEY_ESCAPE;
	return CC_NORM;
}

static void
editline_ready(struct loop_input *input, bool hung_up)
{
	struct line *line = (struct line *)((char *)input - offsetof(struct line, input));
	const char *text = NULL;
	int count = 0;

	/* What was typed behind Ctrl-C is read behind it, too. */
	if (loop_signal_ends() || line->hidden)
		return;
	editline_wipe_hint(line);
	line->hung_up |= hung_up;
	line->key = 0;
	if (!hung_up)
		text = el_gets(line->editor, &count);
	fflush(stdout);
	if (line->hung_up) {
		hand_over(line, NULL, 0);
		return;
	}
	line_do_wanted(&line->user, &line->wanted);
	if (!line->asking)
		return;
	if (!text || count <= 0)
		editline_paint_hint(line);
	else if (count == 1 && text[0] == KEY_END && line->key == KEY_END)
		hand_over(line, NULL, 0);
	/* A line feed may also be the last of what came back from the history. */
	else if (text[count - 1] == '\n' && (line->key == '\n' || line->key == '\r'))
		hand_over(line, text, (size_t)count - 1);
	else
		editline_paint_hint(line);
	fflush(stdout);
}

/* ---- completion ---- */

static void
list(const struct line *line, const struct offers *offers)
{
	struct buf text = { 0 };

	editline_go_to_end(line);
	offers_list_within(offers, line->width, line_list_rows(&line->user), &text);
	fprintf(stdout, "\n%s", buf_text(&text));
	buf_clear(&text);
	editline_refresh(line);
}

static unsigned char
complete(EditLine *editor, wint_t key)
{
	struct line *line = line_of(editor);
	const LineInfo *info = el_line(editor);
	size_t point = (size_t)(info->cursor - info->buffer);
	char *text = mem_copy_bytes(info->buffer, (size_t)(info->lastchar - info->buffer));
	struct offers offers = { 0 };
	struct buf common = { 0 };
	unsigned char result = CC_ERROR;

	(void)key;
	offers_gather(&offers, &line->user, text, point);
	if (offers.count) {
		offers_common(&offers, text + offers.start, point - offers.start, &common);
		if (offers_end_word(&offers) && text[point] != ' ')
			buf_add_byte(&common, ' ');
		/* Listed first: the cursor is counted in what is on the screen. */
		if (offers.count > 1)
			list(line, &offers);
		el_deletestr(editor,
		    (int)terminal_characters(text + offers.start, point - offers.start));
		if (common.count)
			el_insertstr(editor, common.data);
		result = CC_REFRESH;
	}
	buf_clear(&common);
	offers_clear(&offers);
	free(text);
	return result;
}

/* ---- the editor ---- */

/* Behind the person's own editrc. */
static void
bind_keys(const struct line *line)
{
	EditLine *editor = line->editor;
	/* These wait for the next key: a search, signs to be quoted, a command line. */
	static const char *const waiting[] = { "^V", "^@", "^[x", "^[X" };


	el_set(editor, EL_BIND, "^R", "ed-search-prev-history", NULL);
	for (size_t i = 0; i < sizeof(waiting) / sizeof(*waiting); i++)
		el_set(editor, EL_BIND, "-r", waiting[i], NULL);
	/* libedit takes the letters of Latin-1 for commands: a-umlaut for Meta-d. */
	for (unsigned code = 0x80; code < 0x100; code++) {
		const char letter[] = { (char)(0xc0 | code >> 6), (char)(0x80 | (code & 0x3f)), 0 };

		el_set(editor, EL_BIND, letter, "ed-insert", NULL);
	}
	el_set(editor, EL_BIND, "^I", "sosh-complete", NULL);
	if (line->user.clear)
		el_set(editor, EL_BIND, "^L", "sosh-clear", NULL);
	if (line->user.escape)
		el_set(editor, EL_BIND, "^]", "sosh-escape", NULL);
}

static void
set_up(struct line *line)
{
	EditLine *editor = line->editor;
	HistEvent event;

	el_set(editor, EL_CLIENTDATA, line);
	el_set(editor, EL_SIGNAL, 0);
	el_set(editor, EL_EDITOR, "emacs");
	el_set(editor, EL_PROMPT_ESC, show_prompt, '\001');
	el_set(editor, EL_GETCFN, read_key);
	history(line->history, &event, H_SETSIZE, INT_MAX);
	el_set(editor, EL_HIST, history, line->history);
	el_set(editor, EL_ADDFN, "sosh-complete", "offer what may come next", complete);
	el_set(editor, EL_ADDFN, "sosh-clear", "clear the screen", want);
	el_set(editor, EL_ADDFN, "sosh-escape", "go back to commands", want);
	el_source(editor, NULL);
	bind_keys(line);
}

static char *
capability(EditLine *editor, const char *name)
{
	char *string = NULL;

	if (el_get(editor, EL_GETTC, name, &string) < 0)
		return NULL;
	return terminal_capability(string && *string ? string : NULL);
}

static void
editline_close(struct line *line)
{
	if (line->asking) {
		editline_go_to_end(line);
		fputc('\n', stdout);
		stop(line);
	}
	if (line->editor)
		el_end(line->editor);
	if (line->history)
		history_end(line->history);
	if (line->nowhere)
		fclose(line->nowhere);
	fflush(stdout);
	buf_clear(&line->prompt);
	free(line->kept);
	free(line->up);
	free(line->right);
	free(line->clear_row);
	free(line->clear_down);
	free(line);
}

static bool
editline_begin(struct line *line, struct error *error)
{
	terminal_set_characters();
	line->history = history_init();
	line->nowhere = fopen("/dev/null", "we");
	line->editor = el_init("sosh", stdin, stdout, line->nowhere ? line->nowhere : stderr);
	if (!line->history || !line->editor)
		return error_set(error, ERROR_REFUSED, "libedit cannot work here");
	set_up(line);
	line->up = capability(line->editor, "up");
	line->right = capability(line->editor, "nd");
	line->clear_row = capability(line->editor, "ce");
	line->clear_down = capability(line->editor, "cd");
	return (line->up && line->clear_row && line->clear_down) ||
	    error_set(error, ERROR_REFUSED,
	        "lines are not edited: the terminal cannot move its cursor");
}

static struct line *
editline_open(struct loop *loop, const struct line_user *user, struct error *error)
{
	struct line *line;

	if (!terminal_can_edit(error))
		return NULL;
	line = mem_new(1, sizeof(*line));
	line->loop = loop;
	line->user = *user;
	line->input.ready = editline_ready;
	line->width = terminal_width();
	buf_add(&line->prompt, "", 0);
	/* Tried once, so that ask() cannot fail. */
	if (loop_input_start(loop, &line->input, STDIN_FILENO, error)) {
		loop_input_stop(&line->input);
		if (editline_begin(line, error))
			return line;
	}
	editline_close(line);
	return NULL;
}

/* In sosh's prompts \001 and \002 stand around what takes no room; libedit wants the
 * same sign on both sides. */
static void
set_prompt(struct line *line, const char *prompt)
{
	buf_reset(&line->prompt);
	buf_add_text(&line->prompt, prompt);
	for (size_t i = 0; i < line->prompt.count; i++)
		if (line->prompt.data[i] == '\002')
			line->prompt.data[i] = '\001';
}

static void
editline_ask(struct line *line, const char *prompt)
{
	struct error unused;

	if (line->asking) {
		editline_hide(line);
		set_prompt(line, prompt);
		editline_show(line);
		return;
	}
	set_prompt(line, prompt);
	line->asking = true;
	line->width = terminal_width();
	line->state = (mbstate_t){ 0 };
	fflush(stdout);
	take_terminal(line);
	if (line->kept) {
		el_insertstr(line->editor, line->kept);
		editline_clear_rows(line);
		editline_refresh(line);
		free(line->kept);
		line->kept = NULL;
	}
	editline_paint_hint(line);
	fflush(stdout);
	loop_input_start(line->loop, &line->input, STDIN_FILENO, &unused);
}

static void
editline_rest(struct line *line)
{
	const LineInfo *text;

	if (!line->asking)
		return;
	text = el_line(line->editor);
	if (text->lastchar > text->buffer)
		line->kept = mem_copy_bytes(text->buffer, (size_t)(text->lastchar - text->buffer));
	editline_hide(line);
	stop(line);
}

static void
editline_forget(struct line *line)
{
	free(line->kept);
	line->kept = NULL;
}

/* All of it anew, so that an argument or a place in the history that was being gone
 * through is forgotten as well. */
static void
editline_interrupt(struct line *line)
{
	if (!line->asking)
		return;
	editline_wipe_hint(line);
	editline_go_to_end(line);
	fputs("^C\n", stdout);
	fflush(stdout);
	line->state = (mbstate_t){ 0 };
	el_set(line->editor, EL_UNBUFFERED, 0);
	take_terminal(line);
	editline_paint_hint(line);
	fflush(stdout);
}

static void
editline_remember(struct line *line, const char *text)
{
	HistEvent event;

	history(line->history, &event, H_ENTER, text);
}

const struct line_editor line_best = {
	.name = "libedit " LINE_TEXT(LIBEDIT_MAJOR) "." LINE_TEXT(LIBEDIT_MINOR),
	.leave = "",
	.open = editline_open,
	.ask = editline_ask,
	.rest = editline_rest,
	.forget = editline_forget,
	.hide = editline_hide,
	.show = editline_show,
	.interrupt = editline_interrupt,
	.rewind = editline_rewind,
	.resized = editline_resized,
	.remember = editline_remember,
	.close = editline_close,
};
