/* program: a program that has the other end of a socket (`spawn`). */
#include "socket/program.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/mem.h"
#include "socket/sys.h"
#include "socket/table.h"

static const struct {
	int         number;
	const char *name;
} signals[] = {
	{ SIGHUP, "SIGHUP" }, { SIGINT, "SIGINT" }, { SIGQUIT, "SIGQUIT" }, { SIGILL, "SIGILL" },
	{ SIGTRAP, "SIGTRAP" }, { SIGABRT, "SIGABRT" }, { SIGBUS, "SIGBUS" },
	{ SIGFPE, "SIGFPE" }, { SIGKILL, "SIGKILL" }, { SIGUSR1, "SIGUSR1" },
	{ SIGSEGV, "SIGSEGV" }, { SIGUSR2, "SIGUSR2" }, { SIGPIPE, "SIGPIPE" },
	{ SIGALRM, "SIGALRM" }, { SIGTERM, "SIGTERM" }, { SIGXCPU, "SIGXCPU" },
	{ SIGXFSZ, "SIGXFSZ" }, { SIGVTALRM, "SIGVTALRM" }, { SIGPROF, "SIGPROF" },
	{ SIGSYS, "SIGSYS" },
};

const char *
program_signal(int number)
{
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (signals[i].number == number)
			return signals[i].name;
	return NULL;
}

struct sock *
sock_spawn(struct sock_table *table, const char *command, int *theirs, struct error *error)
{
	struct sock *sock;
	int fd[2];

	if (sys_socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) < 0) {
		error_system(error, "socketpair", errno);
		return NULL;
	}
	sock = table_add(table, fd[0], AF_UNIX, SOCK_STREAM, 0);
	sock->connected = true;
	sock->past.made = "socketpair";
	sock->program = mem_new(1, sizeof(*sock->program));
	sock->program->command = mem_copy(command);
	*theirs = fd[1];
	return sock;
}

void
sock_program_ended(struct sock_program *program, int status)
{
	program->ended = true;
	program->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	if (!WIFEXITED(status))
		program->signal = program_signal(WTERMSIG(status)) ?
		    program_signal(WTERMSIG(status)) : "another signal";
}

void
sock_program_free(struct sock_program *program)
{
	if (!program)
		return;
	free(program->command);
	free(program);
}
