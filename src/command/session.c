/* session: the desk that every command works at. */
#include "command/session.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "base/outfile.h"
#include "command/source-file.h"
#include "command/tracing.h"
#include "lang/defs.h"
#include "socket/inbox.h"
#include "socket/layer.h"
#include "socket/others.h"
#include "socket/tls.h"

void
session_init(struct session *session, const struct catalog *catalog)
{
	*session = (struct session){ .own = *catalog };
	session->catalog = &session->own;
	session->own.defs = defs_new();
	session->own.defs->run = session_call_def;
	session->own.defs->look = source_look;
	session->own.defs->to = session;
	session->sockets.others = others_new();
	session->config = (struct config){ .timeout = NUMBER_NEVER, .history = HISTORY_SIZE,
		.notices = NOTICE_ALL, .hints = true };
}

bool
session_clear(struct session *session)
{
	bool alone = true;

	reactions_end(session);
	jobs_clear(&session->jobs);
	testing_clear(&session->testing);
	programs_end(session);
	for (size_t i = 0; session->loop && i < session->sockets.count; i++)
		session_closing(session, session->sockets.sock[i]);
	sock_table_clear(&session->sockets);
	tls_desk_free(session->tls);
	tracing_end(session);
	history_clear(&session->history);
	notes_clear(&session->notes);
	address_book_clear(&session->addresses);
	buf_clear(&session->room);
	if (session->loop)
		alone = loop_free(session->loop);
	session->loop = NULL;
	defs_free(session->own.defs);
	return alone;
}

/* It is not the command's own call that found no descriptor. */
static void
tell_need(struct error *error)
{
	size_t count = strlen(error->text);

	if (error->kind == ERROR_SYSTEM && (error->number == EMFILE || error->number == ENFILE))
		snprintf(error->text + count, sizeof(error->text) - count, ": to wait, sosh itself "
		    "needs %d that are free", LOOP_DESCRIPTORS);
}

struct loop *
session_loop(struct session *session, struct error *error)
{
	if (session->loop)
		return session->loop;
	session->loop = loop_new(error);
	if (!session->loop)
		tell_need(error);
	return session->loop;
}

bool
session_is_busy(const struct session *session)
{
	return session->jobs.running || session->programs.first || session->reactions.count;
}

bool
session_is_shared(const struct session *session)
{
	return session->interactive || session->jobs.running || session->programs.first;
}

static void
ready(struct loop_watch *watch, unsigned events)
{
	struct sock *sock = (struct sock *)(void *)((char *)watch - offsetof(struct sock, watch));
	struct session *session = watch->to;

	sock->used = number_now();
	if (sock->layer && events & LOOP_WRITE)
		layer_flush(sock);
	call_ready(sock, events);
	/* Whatever it was: what came may have been taken meanwhile, and be held. */
	if (sock->reactions)
		reactions_due(sock, true);
	if (session->happened)
		session->happened(session, sock, events);
}

bool
session_watch(struct session *session, struct sock *sock, struct error *error)
{
	struct loop *loop;

	if (sock->watch.fd >= 0)
		return true;
	loop = session_loop(session, error);
	sock->watch.to = session;
	sock->watch.ready = ready;
	return loop && loop_watch(loop, &sock->watch, sock->fd, error);
}

void
session_added(struct session *session, struct sock *sock)
{
	struct error ignored;

	sock->test = session->going ? session->going->test : 0;
	if (session->watching)
		session_watch(session, sock, &ignored);
}

void
session_watch_all(struct session *session)
{
	struct error ignored;

	session->watching = true;
	for (size_t i = 0; i < session->sockets.count; i++)
		if (session->sockets.sock[i]->fd >= 0)
			session_watch(session, session->sockets.sock[i], &ignored);
}

/* What the kernel gave to one of several descriptors is gone for the others, but it came for
 * them all. */
static void
hand_over(struct session *session, struct sock *sock)
{
	/* What came through a layer was for this one alone. */
	bool own = inbox_has(sock) && !sock->layer;
	struct sock *other = own ? sock_twin(&session->sockets, sock) : NULL;

	if (!other)
		return;
	inbox_hand_over(sock, other);
	call_ready(other, LOOP_READ);
	if (other->reactions)
		reactions_due(other, false);
}

void
session_closing(struct session *session, struct sock *sock)
{
	if (sock->serving)
		service_closing(session, sock);
	if (sock->watch.fd >= 0)
		loop_unwatch(session->loop, &sock->watch);
	if (sock->reactions)
		reactions_drop(session, sock);
	if (sock->program)
		program_closed(session, sock);
	hand_over(session, sock);
	/* Whoever still waits on it finds it closed. */
	call_ready(sock, ~0U);
}

bool
session_may_write(const struct session *session, const char *path, struct error *error)
{
	if (!session->formed || outfile_own(path) != STDOUT_FILENO)
		return true;
	return error_set(error, ERROR_REFUSED, "'%.200s' is sosh's own output, which is for "
	    "programs: this would spoil it", path);
}
