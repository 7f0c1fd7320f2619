/* option-list: all options of a socket, or those that were changed. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "socket/option.h"
#include "socket/sys.h"

/* As they are shown, so that no byte that has no meaning counts. */
static bool
is_same(const struct option *option, const struct value *left, const struct value *right)
{
	struct buf one = { 0 }, other = { 0 };
	bool same;

	option_show(option, left, &one);
	option_show(option, right, &other);
	same = strcmp(buf_text(&one), buf_text(&other)) == 0;
	buf_clear(&one);
	buf_clear(&other);
	return same;
}

/* What the kernel does not tell of a new socket has no default to differ from. */
static bool
is_changed(const struct option *option, const struct value *value, const struct sock *fresh)
{
	struct value first;
	struct error ignored;
	bool same;

	if (!(option->access & OPTION_SET) || (option->access & OPTION_MOVES) ||
	    !option_get(fresh, option, NULL, &first, &ignored))
		return false;
	same = is_same(option, value, &first);
	value_clear(&first);
	return !same;
}

static bool
is_listed(const struct option *option, const struct sock *sock, bool all)
{
	if (!(option->access & OPTION_GET) || (option->access & OPTION_ALONE))
		return false;
	/* Every socket has this level, and tells also what is of use to others only. */
	return (all && option->level == SOL_SOCKET) || option_fits(option, sock);
}

static void
list(const struct sock *sock, const struct sock *fresh, struct record *to)
{
	const struct option *option;
	struct error ignored;
	struct value value;

	for (size_t i = 0; (option = option_at(i)); i++) {
		if (!is_listed(option, sock, !fresh) ||
		    !option_get(sock, option, NULL, &value, &ignored))
			continue;
		if (!fresh || is_changed(option, &value, fresh))
			*option_put(to, option->brief, option) = value;
		else
			value_clear(&value);
	}
}

bool
option_list(const struct sock *sock, bool all, struct record *to, struct error *error)
{
	struct sock fresh = *sock;
	socklen_t length = sizeof(int);
	int type;

	if (sys_getsockopt(sock->fd, SOL_SOCKET, SO_TYPE, &type, &length) < 0)
		return error_system(error, "getsockopt", errno);
	if (all) {
		list(sock, NULL, to);
		return true;
	}
	fresh.fd = sys_socket(sock->family, sock->type | SOCK_CLOEXEC, sock->protocol);
	if (fresh.fd < 0)
		return error_system(error, "socket", errno);
	list(sock, &fresh, to);
	sys_close(fresh.fd);
	return true;
}
