/* service-exec: the programs of `serve N exec COMMAND`, one for each connection. */
#include "command/service-exec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/mem.h"
#include "command/program.h"
#include "command/service-tell.h"
#include "command/session.h"

struct service_exec {
	struct server_later later;   /* first */
	struct service     *service;
	char               *command;
};

/* One of them. */
struct work {
	struct service_exec *exec;
	struct client  *client;
	struct program *program;     /* NULL: it has ended */
	void          (*tell)(struct client *);
};

static void
tell(const struct work *work, unsigned socket, int status)
{
	struct service *service = work->exec->service;
	const struct sock *sock = sock_find(&service->session->sockets, socket);
	char line[80];

	if (WIFSIGNALED(status))
		snprintf(line, sizeof(line), "client %u: its program was ended by signal %d",
		    socket, WTERMSIG(status));
	else
		snprintf(line, sizeof(line), "client %u: its program ended with status %d",
		    socket, WEXITSTATUS(status));
	service_tell(service, sock, true, line);
}

/* What else its `sh` has begun goes with it. */
static void
program_over(struct program *program)
{
	struct work *work = program->to;

	program->over = NULL;
	work->program = NULL;
	if (program->status) {
		work->exec->later.failed++;
		tell(work, program->socket, program->status);
	}
	program_leave(program);
	work->tell(work->client);
}

static void
add_address(struct buf *text, const char *name, bool known, const struct addr *addr)
{
	buf_add_text(text, name);
	if (known)
		addr_show(text, addr);
}

/* As socat and tcpserver tell theirs. */
static struct program *
start(struct service_exec *exec, struct sock *sock, int fd, struct error *error)
{
	struct buf number = { 0 }, peer = { 0 }, own = { 0 };
	struct addr local, theirs;
	struct error ignored;
	struct program *program;

	buf_format(&number, "SOSH_CLIENT=%u", sock->number);
	add_address(&peer, "SOSH_PEER=", sock_peer(sock, &theirs, &ignored), &theirs);
	add_address(&own, "SOSH_LOCAL=", sock_local(sock, &local, &ignored), &local);
	program = program_start(exec->service->session, exec->command, NULL,
	    (const char *const[]){ number.data, peer.data, own.data, NULL }, fd, fd, error);
	buf_clear(&number);
	buf_clear(&peer);
	buf_clear(&own);
	return program;
}

static void *
begin(struct server_later *later, struct client *client, struct sock *sock, int fd,
    void (*over)(struct client *), struct error *error)
{
	struct service_exec *exec = (struct service_exec *)(void *)later;
	struct program *program = start(exec, sock, fd, error);
	struct work *work;

	if (!program)
		return NULL;
	work = mem_new(1, sizeof(*work));
	*work = (struct work){ exec, client, program, over };
	program->socket = sock->number;
	program->test = sock->test;
	program->over = program_over;
	program->to = work;
	return work;
}

static void
end(void *at)
{
	struct work *work = at;

	if (work->program) {
		work->program->over = NULL;
		program_leave(work->program);
	}
	free(work);
}

/* Programs that were told to end may still be at it. */
static void
exec_free(struct server_later *later)
{
	struct service_exec *exec = (struct service_exec *)(void *)later;

	free(exec->command);
	free(exec);
}

struct server_later *
service_exec_new(struct service *service, const char *command)
{
	struct service_exec *exec = mem_new(1, sizeof(*exec));

	*exec = (struct service_exec){ { 0, begin, end, exec_free }, service, mem_copy(command) };
	return &exec->later;
}
