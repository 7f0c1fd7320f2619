/* service-tell: what is told of servers and their clients: notices, events, failures. */
#include "command/service-tell.h"

#include <stddef.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/number.h"
#include "command/session.h"

enum { PER_SECOND = 10 };

static void
say(struct service *service, const struct sock *sock, bool failure, const char *line)
{
	struct session *session = service->session;
	struct buf text = { 0 };
	struct record event = { 0 };

	if (session->event) {
		record_text(&event, "event", "served");
		record_int(&event, "socket", sock ? sock->number : service->socket);
		record_int(&event, "server", service->socket);
		record_bool(&event, "failure", failure);
		record_text(&event, "text", line);
		session->event(session, &event);
		record_clear(&event);
	} else if (session->notice) {
		buf_format(&text, "%s[%u] ", session->interactive ? "* " : "", service->socket);
		bytes_show_text(&text, line, session->show | SHOW_SLASH);
		buf_add_byte(&text, '\n');
		session->notice(session, text.data, text.count);
	}
	buf_clear(&text);
}

void
service_tell_rest(struct service *service)
{
	char text[64];

	loop_timer_stop(&service->timer);
	if (!service->left_out)
		return;
	snprintf(text, sizeof(text), "%u more notice%s left out", service->left_out,
	    service->left_out == 1 ? " was" : "s were");
	service->left_out = 0;
	say(service, NULL, false, text);
}

static void
rested(struct loop_timer *timer)
{
	service_tell_rest((struct service *)(void *)((char *)timer -
	    offsetof(struct service, timer)));
}

/* May one more be told in this second?  Else it is counted, and that is told behind it. */
static bool
is_room(struct service *service, bool failure)
{
	int64_t now = number_now();

	if (now - service->told[failure].second >= NUMBER_SECOND) {
		service->told[failure].second = now;
		service->told[failure].count = 0;
	}
	if (service->told[failure].count < PER_SECOND)
		return ++service->told[failure].count;
	if (!service->left_out++) {
		service->timer.expired = rested;
		loop_timer_start(service->session->loop, &service->timer, NUMBER_SECOND);
	}
	return false;
}

void
service_tell(struct service *service, const struct sock *sock, bool failure, const char *line)
{
	const struct session *session = service->session;

	/* Of a server that ends in good order, nothing is a failure. */
	if (session->ending || session->clearing ||
	    (!failure && !session->interactive && !session->event))
		return;
	if (session->interactive && !session->config.notices && !failure)
		return;
	if (is_room(service, failure))
		say(service, sock, failure, line);
}

static bool
is_noticed(const struct service *service, unsigned kind)
{
	const struct session *session = service->session;

	/* Programs have it from `status`, and a server may have thousands. */
	return session->interactive && !session->json && session->config.notices & kind;
}

void
service_tell_come(struct service *service, const struct sock *sock)
{
	struct buf text = { 0 };
	struct error ignored;
	struct addr peer;

	if (!is_noticed(service, NOTICE_ACCEPT) || !is_room(service, false))
		return;
	buf_format(&text, "client %u has come", sock->number);
	if (sock_peer(sock, &peer, &ignored) && addr_is_named(&peer)) {
		buf_add_text(&text, ": ");
		addr_show(&text, &peer);
	}
	say(service, sock, false, buf_text(&text));
	buf_clear(&text);
}

void
service_tell_gone(struct service *service, const struct sock *sock)
{
	struct buf text = { 0 };

	/* Of those that are closed with their server, it is told itself. */
	if (service->ended || service->retired || !is_noticed(service, NOTICE_END) ||
	    !is_room(service, false))
		return;
	buf_format(&text, "client %u has gone: %llu byte%s in, %llu out", sock->number,
	    (unsigned long long)sock->received, sock->received == 1 ? "" : "s",
	    (unsigned long long)sock->sent);
	say(service, sock, false, buf_text(&text));
	buf_clear(&text);
}
