/* answer: fields that many commands answer with. */
#include "command/answer.h"

#include "command/session.h"

enum { ADDRESS = 48 };

void
answer_address(struct call *call, const char *name, const struct addr *addr)
{
	struct buf buf = { 0 };

	/* Most are shorter: it need not grow. */
	buf_reserve(&buf, ADDRESS);
	addr_show(&buf, addr);
	if (buf.count)
		*record_put(&call->answer, name) = value_take(&buf);
	buf_clear(&buf);
}

void
answer_asked(struct call *call, int room, struct addr *addr)
{
	struct buf part = { 0 };

	record_int(&call->answer, "addrlen", addr->length);
	if (room < 0 || addr->length <= (socklen_t)room) {
		answer_address(call, "address", addr);
		return;
	}
	/* No more came than there was room for: which is no address. */
	for (int i = 0; i < room; i++)
		buf_format(&part, "%02x", (unsigned char)addr->room[i]);
	record_int(&call->answer, "came", room);
	if (room)
		record_text(&call->answer, "part", buf_text(&part));
	buf_clear(&part);
}

bool
answer_local(struct call *call, const struct sock *sock, struct addr *local)
{
	struct error ignored;

	if (!sock_local(sock, local, &ignored))
		return false;
	answer_address(call, "local", local);
	return true;
}

void
answer_connected(struct call *call, struct sock *sock, const struct addr *peer)
{
	struct addr local, asked;
	struct error ignored;
	bool has_local = answer_local(call, sock, &local);

	if (!peer && sock_peer(sock, &asked, &ignored))
		peer = &asked;
	if (!peer)
		return;
	answer_address(call, "peer", peer);
	if (has_local && sock->family != AF_UNIX && sock->number)
		sock_meet(&call->session->sockets, sock, &local, peer);
}

bool
answer_name_is_free(struct call *call, const struct text *name)
{
	const struct sock *sock = name->bytes ?
	    sock_named(&call->session->sockets, name->bytes, name->count) : NULL;

	return !sock || sock->fd < 0 || error_usage(&call->error,
	    "socket %u has the name '%.60s' by now", sock->number, name->bytes);
}

void
answer_new(struct call *call, struct sock *sock, const struct text *name)
{
	call->bare = false;
	call_about(call, sock);
	session_added(call->session, sock);
	if (name->bytes) {
		sock_name(&call->session->sockets, sock, name->bytes);
		record_text(&call->answer, "name", name->bytes);
	}
}
