/* line-readline: GNU Readline, driven by the loop a key at a time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/buf.h"
#include "base/mem.h"
#include "shell/hint.h"
#include "shell/editing.h"
#include "shell/offers.h"
#include "shell/rows.h"
#include "shell/terminal.h"

enum { KEY_ABORT = 7 /* Ctrl-G */, KEY_CLEAR = 12, KEY_ESCAPE = 29 };

struct line {
	struct loop_input input;
	struct loop *loop;
	struct line_user user;
	struct offers offers;      /* of the last Tab */
	char  *entered;            /* by the key that was read just now */
	bool   finished, ended;
	bool   asking;             /* the terminal is Readline's */
	bool   hidden;             /* and the line is not on the screen */
	bool   hinted;             /* a hint stands behind the cursor */
	struct line_wanted wanted; /* by the key that was read just now */
	bool   pasting;
	int    matched;            /* so many keys of what ends that, or begins it */
	char  *kept;               /* what was half typed when it came to rest */
	int    kept_point;
	size_t width;
	char  *up;                 /* the terminal's way one row up */
};

/* Readline's callbacks are given nothing to find it by. */
static struct line reading;

/* ---- keys ---- */

/* Notes where a paste begins and ends: ESC [ 2 0 0 ~ and ESC [ 2 0 1 ~. */
static int
note_key(int key)
{
	static const char begin[] = "\033[200~", end[] = "\033[201~";
	const char *wanted = reading.pasting ? end : begin;

	if (key != wanted[reading.matched])
		reading.matched = 0;
	if (key == wanted[reading.matched] && !wanted[++reading.matched]) {
		reading.matched = 0;
		reading.pasting = !reading.pasting;
	}
	return key;
}

/* Readline 8.2 runs past its buffer when the input ends inside a paste: so the
 * paste ends first. */
static int
end_of_paste(void)
{
	return note_key("\033[201~"[reading.matched]);
}

/* In a search Readline 8.2 falls over a sequence that means nothing (^R ^X C): a key
 * that begins one ends the search. */
static int
guard_search(int key)
{
	bool begins = RL_ISSTATE(RL_STATE_ISEARCH) && rl_get_keymap()[key].type == ISKMAP;

	return begins && key != ESC ? KEY_ABORT : key;
}

/* Readline waits here in the middle of a paste or a key sequence: a signal must get
 * it out. */
static int
read_key(FILE *unused)
{
	unsigned char byte = 0;

	(void)unused;
	for (;;) {
		int taken = terminal_waits(100) ? terminal_byte(&byte) : 0;

		if (taken > 0)
			return guard_search(note_key(byte));
		if (taken < 0)
			return reading.pasting ? end_of_paste() : EOF;
		if (loop_signal_ends())
			return reading.pasting ? end_of_paste() : KEY_ABORT;
	}
}

static void
take_terminal(int meta)
{
	rl_prep_terminal(meta);
	terminal_read_at_once();
}

/* The line is handed over behind rl_callback_read_char(), not out of it. */
static void
take_line(char *text)
{
	free(reading.entered);
	reading.entered = text;
	reading.ended = !text;
	reading.finished = true;
	rl_callback_handler_remove();
}

static void
stop(struct line *line)
{
	line->asking = line->hidden = line->hinted = false;
	loop_input_stop(&line->input);
}

/* Since 8.1 Readline ends the row itself when it switches bracketed paste off. */
static bool
ends_row_itself(void)
{
	const char *paste = rl_variable_value("enable-bracketed-paste");

	return rl_readline_version >= 0x0801 && paste && !strcmp(paste, "on");
}

/* Readline never forgets that there was an end, and ends a row more from then on. */
static void
forget_end(void)
{
#if RL_READLINE_VERSION >= 0x0802
	rl_eof_found = 0;
#endif
}

/* ---- hints ---- */

static void
wipe_hint(struct line *line)
{
	if (line->hinted)
		hint_wipe(rl_outstream, &line->user);
	line->hinted = false;
}

static struct row_place
place_of(int point, size_t width)
{
	struct row_place at = row_of_prompt(rl_display_prompt ? rl_display_prompt : "", width);

	return row_of(at, rl_line_buffer, (size_t)point, width);
}

/* Not while the keys mean something else than the line, nor while more are there. */
static void
paint_hint(struct line *line)
{
	const unsigned long elsewhere = RL_STATE_ISEARCH | RL_STATE_NSEARCH |
	    RL_STATE_NUMERICARG | RL_STATE_METANEXT | RL_STATE_MULTIKEY | RL_STATE_CHARSEARCH;

	if (!line->asking || line->hidden || line->hinted || line->finished || line->pasting ||
	    rl_point != rl_end || RL_ISSTATE(elsewhere) || terminal_waits(0))
		return;
	line->hinted = hint_paint(rl_outstream, &line->user, rl_line_buffer, (size_t)rl_end,
	    place_of(rl_end, line->width), line->width);
}

static void
hand_over(struct line *line)
{
	char *text = line->entered;

	line->entered = NULL;
	line->finished = false;
	stop(line);
	if (!text && !ends_row_itself())
		fputc('\n', rl_outstream);
	fflush(rl_outstream);
	line->user.entered(line->user.to, text);
	free(text);
}

static int
want(int count, int key)
{
	(void)count;
	reading.wanted.clear |= key == KEY_CLEAR;
	reading.wanted.escape |= key == KEY_ESCAPE;
	return 0;
}

static void
readline_ready(struct loop_input *input, bool hung_up)
{
	struct line *line = (struct line *)((char *)input - offsetof(struct line, input));

	/* What was typed behind Ctrl-C is read behind it, too. */
	if (loop_signal_ends() || line->hidden)
		return;
	wipe_hint(line);
	if (hung_up)
		take_line(NULL);
	/* Ctrl-C may have taken back what there was. */
	else if (terminal_waits(0))
		rl_callback_read_char();
	if (line->finished) {
		hand_over(line);
		return;
	}
	fflush(rl_outstream);
	line_do_wanted(&line->user, &line->wanted);
	paint_hint(line);
	fflush(rl_outstream);
}

/* ---- completion ---- */

/* The word that the offers replace may begin elsewhere than Readline thinks, so
 * Readline is made to take the whole line for the word. */
static char *
whole_line(const char *text, const char *word, size_t count)
{
	struct buf line = { 0 };

	buf_add(&line, text, reading.offers.start);
	buf_add(&line, word, count);
	return line.data;
}

static char **
complete(const char *text, int start, int end)
{
	struct offers *offers = &reading.offers;
	struct buf common = { 0 };
	size_t point = (size_t)end;
	char **match;

	rl_attempted_completion_over = 1;
	if (start)
		return NULL;
	offers_gather(offers, &reading.user, rl_line_buffer, point);
	if (!offers->count)
		return NULL;
	buf_add(&common, "", 0);
	offers_common(offers, text + offers->start, point - offers->start, &common);
	match = mem_new(offers->count + 2, sizeof(*match));
	match[0] = whole_line(text, common.data, common.count);
	for (size_t i = 0; offers->count > 1 && i < offers->count; i++)
		match[i + 1] = whole_line(text, offers->item[i].word, strlen(offers->item[i].word));
	rl_completion_append_character = offers_end_word(offers) ? ' ' : '\0';
	buf_clear(&common);
	return match;
}

/* Leaves the line where it stands, and the list between it and its next showing. */
static void
list(char **match, int count, int longest)
{
	struct buf text = { 0 };
	int point = rl_point;

	(void)match;
	(void)count;
	(void)longest;
	rl_point = rl_end;
	rl_redisplay();
	offers_list_within(&reading.offers, reading.width, line_list_rows(&reading.user), &text);
	fprintf(rl_outstream, "\n%s", buf_text(&text));
	buf_clear(&text);
	rl_point = point;
	rl_on_new_line();
}

/* ---- the editor ---- */

static void
set_up(void)
{
	rl_readline_name = "sosh";
	rl_instream = stdin;
	rl_outstream = stdout;
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	rl_getc_function = read_key;
	rl_prep_term_function = take_terminal;
	rl_attempted_completion_function = complete;
	rl_completion_display_matches_hook = list;
	rl_completer_word_break_characters = "";
	rl_completer_quote_characters = NULL;
	rl_sort_completion_matches = 0;
	rl_ignore_completion_duplicates = 0;
	rl_completion_query_items = -1;
	/* Before the person's own inputrc is read, which may say otherwise. */
	rl_variable_bind("show-all-if-ambiguous", "on");
	terminal_set_characters();
	rl_initialize();
	if (reading.user.clear)
		rl_bind_key(KEY_CLEAR, want);
	if (reading.user.escape)
		rl_bind_key(KEY_ESCAPE, want);
	using_history();
}

static void
readline_close(struct line *line)
{
	if (line->asking) {
		rl_point = rl_end;
		rl_redisplay();
		rl_callback_handler_remove();
		fputc('\n', rl_outstream);
	}
	fflush(rl_outstream);
	stop(line);
	offers_clear(&line->offers);
	free(line->entered);
	free(line->kept);
	free(line->up);
	rl_clear_history();
	*line = (struct line){ 0 };
}

static struct line *
readline_open(struct loop *loop, const struct line_user *user, struct error *error)
{
	struct line *line = &reading;

	if (!terminal_can_edit(error))
		return NULL;
	*line = (struct line){ .loop = loop, .user = *user, .input.ready = readline_ready };
	/* Tried once, so that ask() cannot fail. */
	if (!loop_input_start(loop, &line->input, STDIN_FILENO, error))
		return NULL;
	loop_input_stop(&line->input);
	set_up();
	line->width = terminal_width();
	line->up = terminal_capability(rl_get_termcap("up"));
	if (line->up && rl_get_termcap("ce"))
		return line;
	readline_close(line);
	error_set(error, ERROR_REFUSED,
	    "lines are not edited: the terminal cannot move its cursor");
	return NULL;
}

static void
readline_forget(struct line *line)
{
	free(line->kept);
	line->kept = NULL;
}

static void
readline_hide(struct line *line)
{
	if (!line->asking || line->hidden)
		return;
	line->hidden = true;
	line->hinted = false;
	rl_clear_visible_line();
	fflush(rl_outstream);
}

static void
readline_show(struct line *line)
{
	if (!line->asking)
		return;
	line->hidden = line->hinted = false;
	rl_on_new_line();
	rl_redisplay();
	paint_hint(line);
	fflush(rl_outstream);
}

static void
restore_kept(struct line *line)
{
	if (!line->kept)
		return;
	rl_insert_text(line->kept);
	rl_point = line->kept_point < rl_end ? line->kept_point : rl_end;
	rl_redisplay();
	free(line->kept);
	line->kept = NULL;
}

static void
readline_ask(struct line *line, const char *prompt)
{
	struct error unused;

	if (line->asking) {
		readline_hide(line);
		rl_set_prompt(prompt);
		readline_show(line);
		return;
	}
	line->asking = true;
	forget_end();
	rl_callback_handler_install(prompt, take_line);
	restore_kept(line);
	paint_hint(line);
	fflush(rl_outstream);
	loop_input_start(line->loop, &line->input, STDIN_FILENO, &unused);
}

static void
readline_rest(struct line *line)
{
	if (!line->asking)
		return;
	readline_hide(line);
	rl_callback_sigcleanup();
	if (rl_end) {
		line->kept = rl_copy_text(0, rl_end);
		line->kept_point = rl_point;
	}
	rl_callback_handler_remove();
	fflush(rl_outstream);
	stop(line);
}

/* All of it anew, so that a search, an argument or a place in the history that was
 * being gone through is forgotten as well. */
static void
readline_interrupt(struct line *line)
{
	char *prompt;

	if (!line->asking)
		return;
	wipe_hint(line);
	rl_callback_sigcleanup();
	prompt = mem_copy(rl_prompt ? rl_prompt : "");
	rl_point = rl_end;
	rl_redisplay();
	/* Now: giving the terminal back may put the cursor to the left edge. */
	fputs("^C\n", rl_outstream);
	rl_free_line_state();
	rl_callback_handler_remove();
	rl_callback_handler_install(prompt, take_line);
	paint_hint(line);
	fflush(rl_outstream);
	free(prompt);
}

/* Where the terminal has put the prompt when it broke the rows anew is counted with
 * the new width; rl_resize_terminal() goes by the old, and leaves rests. */
static void
readline_rewind(struct line *line)
{
	const char *clear_down = line->user.can->text[CAN_CLEAR_DOWN];

	if (!line->asking)
		return;
	fputc('\r', rl_outstream);
	if (!line->hidden)
		for (size_t row = row_reflowed(place_of(rl_point, terminal_width())); row; row--)
			fputs(line->up, rl_outstream);
	fputs(clear_down ? clear_down : "\033[J", rl_outstream);
	fflush(rl_outstream);
	line->hidden = true;
}

static void
readline_resized(struct line *line)
{
	line->width = terminal_width();
	rl_reset_screen_size();
}

static void
readline_remember(struct line *line, const char *text)
{
	(void)line;
	add_history(text);
}

const struct line_editor line_best = {
	.name = "readline " LINE_TEXT(RL_VERSION_MAJOR) "." LINE_TEXT(RL_VERSION_MINOR),
	.leave = "\033[?2004l\r",
	.open = readline_open,
	.ask = readline_ask,
	.rest = readline_rest,
	.forget = readline_forget,
	.hide = readline_hide,
	.show = readline_show,
	.interrupt = readline_interrupt,
	.rewind = readline_rewind,
	.resized = readline_resized,
	.remember = readline_remember,
	.close = readline_close,
};
