/* input: commands from standard input that is no terminal, as they come. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "shell/shell.h"

/* The text that came, up to the line that is not complete yet. */
struct input {
	struct shell  *shell;
	struct buf     pending;
	struct script *script;
	unsigned       line;
	bool           ended;
	size_t         faults;    /* that were told, with -n */
};

/* The turn of the loop is over: that is all. */
static void
heard(struct loop_input *input, bool hung_up)
{
	(void)input, (void)hung_up;
}

/* Nobody reads any more, or a reaction has ended it, or was it that failed. */
static bool
is_over(const struct shell *shell)
{
	const struct session *session = &shell->session;

	return shell->screen.gone || session->ending ||
	    (session->reactions.stranded && !session->keep_going);
}

/* Jobs go on meanwhile, and with --events what happens is told: the loop turns until
 * there is something to read.  What the loop cannot watch, as a file, never waits. */
static void
wait_for_it(struct shell *shell)
{
	struct pollfd one = { .fd = STDIN_FILENO, .events = POLLIN };
	struct loop_input input = { .ready = heard };
	struct error error;
	struct loop *loop = session_loop(&shell->session, &error);

	if (!loop || !loop_input_start(loop, &input, STDIN_FILENO, &error))
		return;
	while (poll(&one, 1, 0) == 0 && !loop_signal_pending() && !is_over(shell))
		shell_turn(shell, true);
	screen_flush(&shell->screen);
	loop_input_stop(&input);
}

/* False at the end, or when a signal came. */
static bool
read_more(struct input *input)
{
	char *room = buf_reserve(&input->pending, 65536);
	ssize_t count;

	screen_flush(&input->shell->screen);
	/* Also where there is always more to read. */
	if (session_is_busy(&input->shell->session))
		shell_turn(input->shell, false);
	if (input->shell->session.watching || session_is_busy(&input->shell->session))
		wait_for_it(input->shell);
	if (is_over(input->shell))
		return false;
	if (!loop_wait_input(STDIN_FILENO, NUMBER_NEVER))
		return !shell_signals(input->shell);
	count = read(STDIN_FILENO, room, 65536);
	if (count > 0) {
		input->pending.count += (size_t)count;
		return true;
	}
	if (count < 0 && errno == EINTR)
		return !shell_signals(input->shell);
	if (count < 0 && errno == EAGAIN)
		return true;
	input->ended = true;
	return false;
}

/* With -n nothing runs, so that what comes behind a fault can be told, too; but not without
 * end, and not behind what has no faults of its own: a quote that is open. */
static bool
take_check(struct input *input, bool parsed)
{
	if (parsed)
		shell_check(input->shell, input->script);
	input->faults += input->script->faults.count;
	return (parsed || input->script->faults.count) && input->faults < FAULTS_MOST;
}

/* Parses and runs what has come; false when sosh is to leave. */
static bool
take(struct input *input, const char *text, size_t count)
{
	struct shell *shell = input->shell;
	struct error error = { .kind = ERROR_NONE };
	enum words_state state = WORDS_BAD;
	bool good;

	if (!input->script)
		input->script = script_new(shell->session.catalog, NULL, input->line, false);
	if (script_add(input->script, text, count, &error))
		state = script_parse(input->script, &error);
	if (state == WORDS_MORE)
		return true;
	if (state == WORDS_BAD)
		shell_misunderstood(shell, input->script, &error);
	good = state == WORDS_WHOLE;
	if (shell->session.check_only) {
		good = take_check(input, good);
	} else if (good) {
		/* Also where a test failed in it, or with -k a command. */
		shell_run(shell, &input->script->block, NULL, 0);
		good = shell->run.whole;
	}
	input->line = input->script->words.line;
	script_drop(input->script);
	input->script = NULL;
	return good && !shell->session.ending && !shell->signal && !shell->run.skipped;
}

/* Each line that is whole; the last may lack its end. */
static bool
take_lines(struct input *input)
{
	size_t at = 0;
	bool good = true;

	while (good && at < input->pending.count) {
		const char *line = input->pending.data + at;
		size_t left = input->pending.count - at;
		const char *feed = memchr(line, '\n', left);
		size_t count = feed ? (size_t)(feed - line) + 1 : left;

		if (!feed && !input->ended && left <= 16 << 20)
			break;
		good = take(input, line, count);
		at += count;
	}
	buf_drop(&input->pending, at);
	return good;
}

void
shell_input(struct shell *shell)
{
	struct input input = { .shell = shell, .line = 1 };
	bool good = true;

	shell->from = "stdin";
	while (good && read_more(&input))
		good = take_lines(&input);
	if (good && input.ended)
		good = take_lines(&input);
	if (good && input.ended && input.script) {
		struct error error;

		script_cut_short(input.script, &error);
		shell_misunderstood(shell, input.script, &error);
	}
	script_drop(input.script);
	buf_clear(&input.pending);
}
