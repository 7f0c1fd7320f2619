/* spawn: start a program at the other end of a socket. */

#include <string.h>
#include <unistd.h>

#include "command/answer.h"
#include "command/session.h"
#include "command/type-program.h"
#include "command/types.h"
#include "socket/program.h"
#include "socket/sys.h"

struct spawn_args {
	arg_program  command;
	arg_program_words words;
	arg_sockname name;
};

static const char *const commands[] = { "cat", "nc -l 8080", NULL };

static const char *const words[] = { "text", NULL };

static const struct param params[] = {
	{ "COMMAND", PARAM(spawn_args, command, program), .examples = commands,
	  .help = "what the shell (sh -c) is to run; one word",
	  .advice = "put the command in quotes: spawn \"tr a b\"" },
	{ "arg", PARAM(spawn_args, words, program_words), .flags = PARAM_OPTION | PARAM_MANY,
	  .examples = words,
	  .help = "a word that it has as \"$1\"; the next as \"$2\", and so on" },
	{ "name", PARAM(spawn_args, name, sockname), .flags = PARAM_OPTION,
	  .help = "a name that works wherever the number does" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the number of the new socket" },
	{ "kind", "its kind: process" },
	{ "fd", "its descriptor" },
	{ "pid", "the number of the process" },
	{ "name", "its name, if it was given one" },
	{ 0 }
};

/* Nobody was told of the socket: nobody misses it. */
static void
take_back(struct call *call, struct sock *sock)
{
	struct error ignored;

	sock_close(&call->session->sockets, sock, NULL, &ignored);
}

static enum outcome
run(struct call *call)
{
	const struct spawn_args *args = (const void *)call->args;
	struct program *program;
	struct sock *sock;
	int theirs;

	sock = sock_spawn(&call->session->sockets, args->command.bytes, &theirs, &call->error);
	if (!sock)
		return FAILED;
	program = program_start(call->session, args->command.bytes, args->words.word, NULL,
	    theirs, theirs, &call->error);
	sys_close(theirs);
	if (!program)
		return take_back(call, sock), FAILED;
	program->socket = sock->number;
	sock->program->pid = program->pid;
	record_text(&call->answer, "kind", "process");
	record_int(&call->answer, "fd", sock->fd);
	record_int(&call->answer, "pid", program->pid);
	answer_new(call, sock, &args->name);
	return DONE;
}

const struct command cmd_spawn = {
	.name = "spawn", .group = "sockets",
	.summary = "start a program at the other end of a socket",
	.params = params, .args_size = sizeof(struct spawn_args), .fields = fields,
	.say = "{kind} {pid}, fd {fd}{?name:, called {name}}", .run = run
};
