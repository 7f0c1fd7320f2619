/* run: run a program to its end. */

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/number.h"
#include "command/session.h"
#include "command/type-program.h"
#include "command/types.h"
#include "socket/program.h"

struct run_args {
	arg_program     command;
	arg_program_words words;
	arg_flag        exact;
	arg_duration    timeout;
	struct program *program;
};

static const char *const commands[] = { "date", "uname -r", NULL };

static const char *const words[] = { "text", NULL };

static const struct param params[] = {
	{ "COMMAND", PARAM(run_args, command, program), .examples = commands,
	  .help = "what the shell (sh -c) is to run; one word",
	  .advice = "put the command in quotes: run \"ls -l\"" },
	{ "arg", PARAM(run_args, words, program_words), .flags = PARAM_OPTION | PARAM_MANY,
	  .examples = words,
	  .help = "a word that it has as \"$1\"; the next as \"$2\", and so on" },
	{ "exact", PARAM(run_args, exact, flag), .flags = PARAM_OPTION,
	  .help = "leave the line ends at the end of its output" },
	{ "timeout", PARAM(run_args, timeout, duration), .flags = PARAM_OPTION,
	  .help = "wait so long at most; it is ended then" },
	{ 0 }
};

static const struct field fields[] = {
	{ "status", "its exit status; none, where a signal ended it" },
	{ "signal", "the signal that ended it, if one did" },
	{ "bytes", "how many bytes it wrote to standard output" },
	{ "output", "these, without the line ends at the end" },
	{ "errors", "what it wrote to standard error, if it did" },
	{ 0 }
};

/* As $(...) of a shell gives it. */
static size_t
without_line_ends(const struct buf *bytes)
{
	size_t count = bytes->count;

	while (count && bytes->data[count - 1] == '\n')
		count--;
	return count;
}

static void
tell_how(struct record *answer, int status)
{
	const char *name;

	if (WIFEXITED(status)) {
		record_int(answer, "status", WEXITSTATUS(status));
		return;
	}
	name = program_signal(WTERMSIG(status));
	record_text(answer, "signal", name ? name : "another signal");
}

static enum outcome
over(struct call *call, struct run_args *args, enum outcome outcome)
{
	const struct buf *out = &args->program->out.bytes, *err = &args->program->err.bytes;
	size_t count = args->exact ? out->count : without_line_ends(out);

	if (outcome == DONE) {
		tell_how(&call->answer, args->program->status);
		record_int(&call->answer, "bytes", (int64_t)out->count);
		record_bytes(&call->answer, "output", buf_text(out), count);
		if (err->count)
			record_bytes(&call->answer, "errors", buf_text(err),
			    without_line_ends(err));
	} else if (call->error.kind != ERROR_LIMIT) {
		/* As recv does: also where it is empty, and not where it is too much. */
		record_bytes(&call->failure, "partial", buf_text(out), out->count);
	}
	program_leave(args->program);
	return outcome;
}

static enum outcome
go(struct call *call)
{
	struct run_args *args = (void *)call->args;
	struct program *program = args->program;
	enum outcome outcome;

	if (program->out.bytes.count > PROGRAM_OUTPUT || program->err.bytes.count > PROGRAM_OUTPUT)
		return error_set(&call->error, ERROR_LIMIT, "it wrote more than %d MiB",
		    PROGRAM_OUTPUT >> 20), over(call, args, FAILED);
	if (program->ended && program->out.fd < 0 && program->err.fd < 0)
		return over(call, args, DONE);
	outcome = call_wait_look(call, CALL_UNTIL_TOLD, "end of the program", go);
	return outcome == WAITING ? WAITING : over(call, args, FAILED);
}

static enum outcome
run(struct call *call)
{
	struct run_args *args = (void *)call->args;
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);

	call_limit(call, &args->timeout);
	if (nothing < 0)
		return error_file(&call->error, "open", "/dev/null", errno), FAILED;
	args->program = program_start(call->session, args->command.bytes, args->words.word,
	    NULL, nothing, -1, &call->error);
	close(nothing);
	if (!args->program)
		return FAILED;
	args->program->call = call;
	return go(call);
}

const struct command cmd_run = {
	.name = "run", .group = "sosh", .summary = "run a program to its end",
	.params = params, .args_size = sizeof(struct run_args), .fields = fields,
	.say = "{?signal:ended by {signal}}{!signal:exit status {status}}"
	    "{?bytes:, {bytes|byte}}", .run = run
};
