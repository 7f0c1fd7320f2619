/* note-find: what those who look for surprises share. */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "socket/others.h"
#include "teach/note.h"

enum { LOOKED_AT = 1000 };

static const struct note_before *
was(const struct note_look *look, unsigned number)
{
	for (size_t i = 0; i < look->befores; i++)
		if (look->before[i].number == number)
			return &look->before[i];
	return NULL;
}

const struct note_before *
note_was_it(const struct note_look *look)
{
	return look->scene->sock ? was(look, look->scene->sock->number) : NULL;
}

const struct addr *
note_local(struct note_look *look)
{
	return look->scene->sock ? facts_local(&look->facts) : NULL;
}

const struct addr *
note_peer(struct note_look *look)
{
	return look->scene->sock ? facts_peer(&look->facts) : NULL;
}

bool
note_is_tcp(const struct note_look *look)
{
	return look->scene->sock && sock_is_tcp(look->scene->sock);
}

bool
note_is_udp(const struct note_look *look)
{
	const struct sock *sock = look->scene->sock;

	return sock && (sock->family == AF_INET || sock->family == AF_INET6) &&
	    sock->type == SOCK_DGRAM && (!sock->protocol || sock->protocol == IPPROTO_UDP);
}

bool
note_state_in(const char *state, const char *states)
{
	size_t count = state ? strlen(state) : 0;

	for (const char *at = states; count && (at = strstr(at, state)); at += count)
		if ((at == states || at[-1] == ' ') && (at[count] == ' ' || !at[count]))
			return true;
	return false;
}

int64_t
note_answer(const struct note_look *look, const char *name)
{
	const struct value *value = record_get(look->answer, name);

	if (!value)
		return 0;
	return value->kind == VALUE_INT ? value->number : value->kind == VALUE_BOOL && value->truth;
}

void
note_put_addr(struct record *fields, const char *name, const struct addr *addr)
{
	struct buf text = { 0 };

	addr_show(&text, addr);
	record_bytes(fields, name, buf_text(&text), text.count);
	buf_clear(&text);
}

static bool
is_inet(const struct addr *addr)
{
	return addr->any.sa_family == AF_INET || addr->any.sa_family == AF_INET6;
}

bool
note_is_at(const struct addr *local, const struct addr *to)
{
	if (!is_inet(local) || !is_inet(to))
		return addr_is_same(local, to);
	return addr_port(local) == addr_port(to) &&
	    (addr_is_wildcard(local) || addr_is_same(local, to));
}

const struct sock *
note_find_sock(struct note_look *look, note_fits *fits, const void *about)
{
	const struct sock_table *table = look->scene->table;

	for (size_t i = 0; i < table->count && i < LOOKED_AT; i++) {
		const struct sock *sock = table->sock[i];

		if (sock->fd >= 0 && sock != look->scene->sock && fits(look, sock, about))
			return sock;
	}
	return NULL;
}

bool
note_has_option(const struct sock *sock, const char *name)
{
	const struct option *option = option_named(sock, name, strlen(name));
	struct buf text = { 0 };
	struct value value;
	struct error ignored;
	bool is_on;

	if (!option || !option_get(sock, option, NULL, &value, &ignored))
		return false;
	option_show(option, &value, &text);
	is_on = !note_state_in(buf_text(&text), "none off 0");
	buf_clear(&text);
	value_clear(&value);
	return is_on;
}

bool
note_may_queue(const struct sock *sock)
{
	return sock->stamps || note_has_option(sock, "timestamping") ||
	    note_has_option(sock, "zerocopy") || note_has_option(sock, "recverr");
}

bool
note_is_nobodys(struct note_look *look, const struct addr *to)
{
	const struct addr *local = note_local(look);
	struct diag_sock found;
	struct error error = { .kind = ERROR_NONE };

	return local && is_inet(to) && addr_is_loopback(to) && !look->scene->sock->network &&
	    !others_are_hidden(look->scene->table->others) &&
	    !diag_one(others_diag(look->scene->table->others), IPPROTO_UDP, to, local, 0, false,
	    &found, &error) && error.kind == ERROR_SYSTEM && error.number == ENOENT;
}
