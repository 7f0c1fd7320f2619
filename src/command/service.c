/* service: what binds servers (serve/server.h) to the desk: each is a job. */
#include "command/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "command/service-block.h"
#include "command/service-exec.h"
#include "command/service-tell.h"
#include "command/session.h"
#include "serve/server.h"

enum { AT_ONCE = 64 };  /* clients that are closed without a wait */

static void
service_free(void *state)
{
	struct service *service = state, **at = &service->session->services;

	if (service->server)
		server_stop(service->server);
	if (service->desk.later)
		service->desk.later->free(service->desk.later);
	while (*at && *at != service)
		at = &(*at)->next;
	if (*at)
		*at = service->next;
	loop_timer_stop(&service->timer);
	pool_clear(&service->pool);
	free(service);
}

/* ---- what the server calls ---- */

static struct service *
service_from(struct server_desk *desk)
{
	return (struct service *)(void *)desk;
}

/* It ends with the test that the server belongs to. */
static void
added(struct server_desk *desk, struct server *server, struct sock *sock)
{
	struct service *service = service_from(desk);

	(void)server;
	sock->test = service->job ? service->job->run.test : 0;
	if (!service->giving && service->socket != sock->number)
		service_tell_come(service, sock);
}

/* The line that told how far it was goes with it. */
static void
end_progress(struct service *service, const struct sock *sock)
{
	struct session *session = service->session;

	if (session->progress)
		session->progress(session, sock, "", UINT64_MAX, 0);
}

static void
closing(struct server_desk *desk, struct server *server, struct sock *sock)
{
	struct service *service = service_from(desk);

	(void)server;
	if (sock->reactions)
		reactions_drop(service->session, sock);
	if (sock->waiters)
		call_ready(sock, ~0U);
	end_progress(service, sock);
	/* Of a connection that is served by itself the server's end tells. */
	if (service->socket != sock->number)
		service_tell_gone(service, sock);
}

static void
ready(struct server_desk *desk, struct sock *sock, unsigned events)
{
	(void)desk;
	call_ready(sock, events);
	if (sock->reactions)
		reactions_due(sock, true);
}

static void
told(struct server_desk *desk, struct server *server, struct sock *sock, bool failure,
    const char *line)
{
	(void)server;
	service_tell(service_from(desk), sock, failure, line);
}

/* A person at the prompt, or who does nothing else but wait for it, sees how far it is. */
static void
progress(struct server_desk *desk, struct server *server, struct sock *sock, uint64_t done,
    uint64_t total)
{
	struct session *session = service_from(desk)->session;
	char verb[32];

	(void)server;
	if ((!session->front && !session->interactive) || !session->progress)
		return;
	snprintf(verb, sizeof(verb), "[%u] sent", sock->number);
	session->progress(session, sock, verb, done, (int64_t)total);
}

static void
over(struct server_desk *desk, struct server *server, const struct error *error)
{
	struct service *service = service_from(desk);
	struct sock *sock = sock_find(&service->session->sockets, service->socket);

	(void)server;
	service->over = true;
	service->error = *error;
	if (service->job)
		call_wake(&service->job->run.call);
	/* Those that wait for its end. */
	if (sock)
		call_ready(sock, ~0U);
}

/* ---- the job ---- */

void
service_answer(struct record *answer, const struct serving *counts)
{
	record_unsigned(answer, counts->datagram ? "datagrams" : "clients", counts->total);
	record_unsigned(answer, "refused", counts->refused);
	record_unsigned(answer, "dropped", counts->dropped);
	record_unsigned(answer, "in", counts->received);
	record_unsigned(answer, "out", counts->sent);
}

/* Whoever sees it cancelled wants to know, too. */
static void
tell_counts(struct call *call, const struct serving *counts)
{
	struct buf text = { 0 };

	if (!call->session->interactive || call->error.kind != ERROR_CANCELLED)
		return;
	serving_show(counts, number_now(), 0, &text);
	*record_put(&call->failure, "hint") = value_take(&text);
}

static void
watch_again(struct session *session, struct sock *sock)
{
	struct error ignored;

	if (session->watching && sock && sock->fd >= 0)
		session_watch(session, sock, &ignored);
}

/* Of a server that was ended the clients are closed before anything is told of it. */
static enum outcome
end(struct call *call, struct service *service)
{
	const char *how = service->ended ? service->ended : call->error.kind == ERROR_NONE ?
	    "done" : call->error.kind == ERROR_CANCELLED ? "cancelled" : "failed";
	enum outcome outcome = service->ended || call->error.kind == ERROR_NONE ? DONE : FAILED;
	struct serving counts = *server_counts(service->server);

	counts.role = service->want.role->name;
	record_text(&call->answer, "role", service->want.role->name);
	server_stop(service->server);
	service->server = NULL;
	watch_again(call->session, sock_find(&call->session->sockets, service->socket));
	/* Whoever stops it does not break it off. */
	if (outcome == DONE)
		call->cancelled = false;
	service_tell_rest(service);
	record_text(&call->answer, "ended", how);
	service_answer(&call->answer, &counts);
	if (outcome == FAILED)
		tell_counts(call, &counts);
	if (service->desk.later)
		record_unsigned(&call->answer, "failed", service->desk.later->failed);
	(outcome == DONE ? run_leave : run_leave_failed)(call->run);
	return outcome;
}

/* It closes its clients, so many in a turn. */
static void
retire(struct service *service)
{
	if (service->retired || service->over)
		return;
	service->retired = true;
	server_retire(service->server);
}

/* At the end of a test, or of all, nobody waits: they are closed in this turn. */
static bool
ends_at_once(const struct service *service)
{
	const struct session *session = service->session;

	return service->at_once || session->clearing || session->ending || session->jobs.ending;
}

static enum outcome
wait(struct call *call)
{
	struct service *service = call->run->frame[0].state;
	struct sock *sock = sock_find(&call->session->sockets, service->socket);
	bool at_once = ends_at_once(service);

	if (!call->about && sock)
		call_about(call, sock);
	call->limit = NUMBER_NEVER;
	if (call->cancelled && !at_once) {
		retire(service);
		call->cancelled = false;
	}
	if (!at_once && (!service->over || service->stoppers) &&
	    call_wait_look(call, CALL_UNTIL_TOLD, "end of the server", wait) == WAITING)
		return WAITING;
	if (service->over && !service->retired)
		call->error = service->error;
	else if (!service->ended && (call->cancelled || service->retired))
		call->cancelled = !error_set(&call->error, ERROR_CANCELLED, "cancelled");
	return end(call, service);
}

/* What it is asked for lives as long as it does. */
static const void *
keep(struct service *service, const void *from, size_t size)
{
	return from && size ? pool_copy(&service->pool, from, size) : NULL;
}

static const char *
keep_text(struct service *service, const char *text)
{
	return text ? pool_copy(&service->pool, text, strlen(text)) : NULL;
}

static void
keep_tls(struct service *service)
{
	const char **const texts[] = { &service->tls.ca, &service->tls.cert, &service->tls.key,
		&service->tls.alpn, &service->tls.keylog };

	if (!service->want.tls)
		return;
	service->tls = *service->want.tls;
	service->want.tls = &service->tls;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		*texts[i] = keep_text(service, *texts[i]);
}

static void
keep_want(struct service *service, const struct server_want *want)
{
	struct role_word *word;

	service->want = *want;
	word = pool_new(&service->pool, (want->words + 1) * sizeof(*word));
	for (size_t i = 0; i < want->words; i++)
		word[i] = (struct role_word){ pool_copy(&service->pool, want->word[i].bytes,
			want->word[i].count), want->word[i].count };
	service->want.word = word;
	service->want.allow = keep(service, want->allow, want->allows * sizeof(*want->allow));
	service->want.deny = keep(service, want->deny, want->denies * sizeof(*want->deny));
	keep_tls(service);
}

static bool
serves(struct server_desk *desk, const struct addr *from)
{
	const struct service *service = service_from(desk)->session->services;

	while (service && !(service->server && server_is_at(service->server, from)))
		service = service->next;
	return service;
}

static struct service *
service_new(struct session *session, struct sock *sock, const struct server_want *want)
{
	struct service *service = mem_new(1, sizeof(*service));

	*service = (struct service){ .session = session, .socket = sock->number };
	service->desk = (struct server_desk){ .sockets = &session->sockets,
		.loop = session->loop, .tls = &session->tls, .added = added, .closing = closing,
		.ready = ready, .told = told, .progress = progress, .over = over,
		.serves = serves };
	keep_want(service, want);
	return service;
}

/* Of a role that has something done beside the loop. */
static struct server_later *
later_new(struct service *service, struct call *call)
{
	const struct role *role = service->want.role;

	if (!(role->flags & ROLE_LATER))
		return NULL;
	return role->flags & ROLE_PROGRAMS ?
	    service_exec_new(service, service->want.word->bytes) :
	    service_block_new(call, &service->job);
}

struct job *
service_begin(struct call *call, struct sock *sock, const struct server_want *want)
{
	struct session *session = call->session;
	struct service *service;
	struct job *job = NULL;

	if (!session_loop(session, &call->error) ||
	    (want->tls && !tls_can(&session->tls, want->tls, &call->error)))
		return NULL;
	service = service_new(session, sock, want);
	service->desk.later = later_new(service, call);
	service->next = session->services;
	session->services = service;
	service->server = server_start(&service->desk, sock, &service->want, &call->error);
	if (service->server)
		job = job_begin(call->run, call->node, wait, service, service_free, &call->error);
	if (!job) {
		service_free(service);
		watch_again(session, sock);
	} else if (!job->ended) {
		service->job = job;
	}
	return job;
}

/* ---- which there are ---- */

struct service *
service_of(const struct session *session, unsigned socket)
{
	struct service *service = session->services;

	while (service && service->socket != socket)
		service = service->next;
	return service;
}

struct service *
service_client(const struct session *session, const struct sock *sock)
{
	const struct client *client = sock->serving ? server_client(sock) : NULL;
	struct service *service = client ? session->services : NULL;

	while (service && service->server != server_of_client(client))
		service = service->next;
	return service;
}

void
service_end(struct service *service, const char *how)
{
	if (!service->retired)
		service->ended = how;
	service->at_once = true;
	job_cancel(service->job);
}

bool
service_stop(struct service *service, const char *how)
{
	if (!service->retired)
		service->ended = how;
	service->stoppers++;
	retire(service);
	return service->over;
}

void
service_stop_left(struct service *service)
{
	if (!--service->stoppers && service->over)
		call_wake(&service->job->run.call);
}

size_t
service_take(struct service *service, struct sock *sock)
{
	size_t lost = server_take(server_client(sock));

	end_progress(service, sock);
	watch_again(service->session, sock);
	if (service->socket == sock->number)
		service_end(service, "taken");
	return lost;
}

/* It has many clients.  A command of its own block would be ended by that, before it has closed
 * anything. */
static bool
ends_slowly(const struct call *call, const struct service *service)
{
	return service->job && call->run->job != service->job &&
	    server_counts(service->server)->clients > AT_ONCE;
}

static bool
is_waited_for(const struct service *service, unsigned job)
{
	return service->job && service->job->number == job;
}

enum outcome
service_let_end(struct call *call, struct sock *sock, unsigned *job, call_step *again)
{
	struct service *service = sock->serving ? service_of(call->session, sock->number) : NULL;
	enum outcome outcome = DONE;

	if (!service || !(*job ? is_waited_for(service, *job) : ends_slowly(call, service)))
		return DONE;
	if (!*job)
		service_stop(service, "closed");
	*job = service->job->number;
	call->about = sock;
	if (!service->over)
		outcome = call_wait_look(call, CALL_UNTIL_TOLD, "end of the server", again);
	if (outcome == FAILED)
		service_stop_left(service);
	return outcome;
}

void
service_closing(struct session *session, struct sock *sock)
{
	struct service *service = service_client(session, sock);

	if (service)
		server_take(server_client(sock));
	service = service_of(session, sock->number);
	if (service)
		service_end(service, "closed");
}

static bool
refuse(struct call *call, const struct service *service, const struct sock *sock)
{
	const char *role = service->want.role->name;
	struct buf hint = { 0 };

	if (service->socket == sock->number && sock_listens(sock))
		buf_format(&hint, "'serve %u stop' ends that", sock->number);
	else
		buf_format(&hint, "'take %u' takes it out of the server's hands", sock->number);
	*record_put(&call->failure, "hint") = value_take(&hint);
	error_set(&call->error, ERROR_REFUSED, "socket %u is served by '%s'", sock->number, role);
	return true;
}

/* Commands are what serves it. */
static bool
is_for_commands(const struct service *service, const struct sock *sock)
{
	const unsigned flags = service->want.role->flags;

	return flags & ROLE_LATER && !(flags & ROLE_PROGRAMS) && server_client(sock);
}

bool
service_keeps(struct call *call, const struct sock *sock)
{
	const struct service *service = service_client(call->session, sock);

	if (!service)
		service = service_of(call->session, sock->number);
	return service && !is_for_commands(service, sock) && refuse(call, service, sock);
}
