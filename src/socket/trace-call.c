/* trace-call: a whole call as a line: its name, arguments, result and time. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>

#include "base/number.h"
#include "socket/trace.h"
#include "socket/trace-inner.h"

enum { RESULT_AT = 40,  /* the column where strace puts it */
       TYPE_MASK = 0xf }; /* the rest of a socket's type are flags */

typedef struct sys_call made;

static const void *
pointer(const made *call, size_t argument)
{
	return (const void *)(intptr_t)call->arg[argument];
}

static int
number(const made *call, size_t argument)
{
	return (int)call->arg[argument];
}

static bool
failed(const made *call)
{
	return call->result < 0;
}

static void
descriptor(struct buf *out, const made *call)
{
	buf_format(out, "%d", number(call, 0));
}

/* [128 => 16]: a length that the call changes. */
static void
length_now(struct buf *out, const made *call, const socklen_t *length)
{
	int given = (int)call->given, now = failed(call) ? given : (int)*length;

	buf_add_byte(out, '[');
	if (now != given)
		buf_format(out, "%d => ", given);
	buf_format(out, "%d]", now);
}

/* An address that the kernel has filled in, and its length. */
static void
address_told(struct buf *out, const made *call, size_t argument)
{
	const void *addr = pointer(call, argument);
	const socklen_t *length = pointer(call, argument + 1);

	if (!addr || !length || failed(call)) {
		trace_pointer(out, addr);
	} else {
		int now = (int)*length, given = (int)call->given;

		trace_address(out, addr, given > now ? now : given);
	}
	trace_next(out);
	if (addr && length)
		length_now(out, call, length);
	else
		trace_pointer(out, length);
}

static void
address_given(struct buf *out, const made *call, size_t argument)
{
	trace_address(out, pointer(call, argument), number(call, argument + 1));
	buf_format(out, ", %d", number(call, argument + 1));
}

static void
message_flags(struct buf *out, const made *call, size_t argument)
{
	trace_next(out);
	trace_flags(out, trace_message_flags, (unsigned)number(call, argument), "MSG_???");
}

static void
type_of(struct buf *out, unsigned type)
{
	const char *name = names_of(trace_types, (int)(type & TYPE_MASK));

	if (name) {
		buf_add_text(out, name);
		type &= ~(unsigned)TYPE_MASK;
		if (!type)
			return;
		buf_add_byte(out, '|');
	}
	trace_flags(out, trace_type_flags, type, "SOCK_???");
}

static void
family_and_type(struct buf *out, const made *call)
{
	trace_named(out, names_family, number(call, 0), "AF_???");
	trace_next(out);
	type_of(out, (unsigned)number(call, 1));
	trace_next(out);
}

static void
show_socket(struct buf *out, const made *call)
{
	int family = number(call, 0), protocol = number(call, 2);

	family_and_type(out, call);
	if (family == AF_INET || family == AF_INET6) {
		trace_named(out, names_protocol, protocol, "IPPROTO_???");
	} else if (family == AF_NETLINK) {
		trace_named(out, names_netlink, protocol, "NETLINK_???");
	} else if (family == AF_PACKET) {
		buf_add_text(out, "htons(");
		trace_named(out, names_ethernet, ntohs((uint16_t)protocol), "ETH_P_???");
		buf_add_byte(out, ')');
	} else {
		buf_format(out, "%u", (unsigned)protocol);
	}
}

static void
show_socketpair(struct buf *out, const made *call)
{
	const int *end = pointer(call, 3);

	family_and_type(out, call);
	buf_format(out, "%u, ", (unsigned)number(call, 2));
	if (end && !failed(call))
		buf_format(out, "[%d, %d]", end[0], end[1]);
	else
		trace_pointer(out, end);
}

static void
show_with_address(struct buf *out, const made *call)
{
	descriptor(out, call);
	trace_next(out);
	address_given(out, call, 1);
}

static void
show_with_number(struct buf *out, const made *call)
{
	buf_format(out, "%d, %d", number(call, 0), number(call, 1));
}

static void
show_accept4(struct buf *out, const made *call)
{
	descriptor(out, call);
	trace_next(out);
	address_told(out, call, 1);
	trace_next(out);
	trace_flags(out, trace_type_flags, (unsigned)number(call, 3), "SOCK_???");
}

static void
show_name(struct buf *out, const made *call)
{
	descriptor(out, call);
	trace_next(out);
	address_told(out, call, 1);
}

static void
show_sendto(struct buf *out, const made *call)
{
	descriptor(out, call);
	trace_next(out);
	trace_bytes(out, pointer(call, 1), (size_t)call->arg[2]);
	buf_format(out, ", %llu", (unsigned long long)call->arg[2]);
	message_flags(out, call, 3);
	trace_next(out);
	address_given(out, call, 4);
}

/* Of a datagram that was longer than the room the result tells its length. */
static void
show_recvfrom(struct buf *out, const made *call)
{
	int64_t came = call->result < call->arg[2] ? call->result : call->arg[2];

	descriptor(out, call);
	trace_next(out);
	if (failed(call))
		trace_pointer(out, pointer(call, 1));
	else
		trace_bytes(out, pointer(call, 1), (size_t)came);
	buf_format(out, ", %llu", (unsigned long long)call->arg[2]);
	message_flags(out, call, 3);
	buf_add_text(out, ", NULL, NULL");
}

static void
show_sendfile(struct buf *out, const made *call)
{
	const int64_t *at = pointer(call, 2);

	buf_format(out, "%d, %d, ", number(call, 0), number(call, 1));
	if (!at) {
		trace_pointer(out, at);
	} else {
		buf_format(out, "[%lld]", (long long)call->given);
		if (*at != call->given)
			buf_format(out, " => [%lld]", (long long)*at);
	}
	buf_format(out, ", %llu", (unsigned long long)call->arg[3]);
}

static void
show_sendmsg(struct buf *out, const made *call)
{
	descriptor(out, call);
	trace_next(out);
	trace_message(out, pointer(call, 1), -1, -1);
	message_flags(out, call, 2);
}

static void
show_recvmsg(struct buf *out, const made *call)
{
	descriptor(out, call);
	if (failed(call)) {
		buf_format(out, ", {msg_namelen=%d}", (int)call->given);
	} else {
		trace_next(out);
		trace_message(out, pointer(call, 1), (int)call->given, call->result);
	}
	message_flags(out, call, 2);
}

static void
show_shutdown(struct buf *out, const made *call)
{
	descriptor(out, call);
	trace_next(out);
	trace_named(out, trace_hows, number(call, 1), "SHUT_???");
}

static void
option_of(struct buf *out, const made *call, bool set)
{
	descriptor(out, call);
	trace_next(out);
	trace_level(out, number(call, 1));
	trace_next(out);
	trace_option(out, number(call, 1), number(call, 2), set);
	trace_next(out);
}

static void
show_getsockopt(struct buf *out, const made *call)
{
	const socklen_t *length = pointer(call, 4);

	option_of(out, call, false);
	if (failed(call))
		trace_pointer(out, pointer(call, 3));
	else
		trace_got_value(out, number(call, 1), number(call, 2), pointer(call, 3),
		    (int)call->given, (int)*length);
	trace_next(out);
	length_now(out, call, length);
}

static void
show_setsockopt(struct buf *out, const made *call)
{
	option_of(out, call, true);
	trace_set_value(out, number(call, 1), number(call, 2), pointer(call, 3),
	    number(call, 4));
	buf_format(out, ", %d", number(call, 4));
}

static void
open_flags(struct buf *out, unsigned flags)
{
	trace_named(out, trace_open_modes, (int)(flags & O_ACCMODE), "O_???");
	flags &= ~(unsigned)O_ACCMODE;
	if (!flags)
		return;
	buf_add_byte(out, '|');
	trace_flags(out, trace_open_flags, flags, "O_???");
}

static void
show_fcntl(struct buf *out, const made *call)
{
	int command = number(call, 1);

	descriptor(out, call);
	trace_next(out);
	trace_named(out, trace_fcntls, command, "F_???");
	if (command == F_GETFL || command == F_GETFD)
		return;
	trace_next(out);
	if (command == F_SETFL)
		open_flags(out, (unsigned)number(call, 2));
	else if (command == F_SETFD)
		trace_flags(out, trace_fd_flags, (unsigned)number(call, 2), "FD_???");
	else
		buf_format(out, "%d", number(call, 2));
}

/* Of the interface that is asked about: what it is called, and how long its packets may be. */
static void
show_interface(struct buf *out, const made *call)
{
	const struct ifreq *ask = pointer(call, 2);

	buf_add_text(out, "{ifr_name=");
	trace_quoted(out, ask->ifr_name, strnlen(ask->ifr_name, sizeof(ask->ifr_name)));
	if (!failed(call))
		buf_format(out, ", ifr_mtu=%d", ask->ifr_mtu);
	buf_add_byte(out, '}');
}

static void
show_ioctl(struct buf *out, const made *call)
{
	unsigned command = (unsigned)call->arg[1];
	const char *name = names_of(trace_ioctls, (int)command);
	const int *value = pointer(call, 2);

	descriptor(out, call);
	if (name)
		buf_format(out, ", %s, ", name);
	else
		buf_format(out, ", _IOC(_IOC_NONE, %#x, %#x, 0), ", command >> 8 & 0xff,
		    command & 0xff);
	if (command == SIOCGIFMTU && value)
		show_interface(out, call);
	else if (name && value && !failed(call))
		buf_format(out, "[%d]", *value);
	else
		trace_pointer(out, value);
}

static void
show_poll(struct buf *out, const made *call)
{
	const struct pollfd *set = pointer(call, 0);
	size_t count = (size_t)call->arg[1];

	if (!set) {
		trace_pointer(out, set);
		count = 0;
	} else {
		buf_add_byte(out, '[');
	}
	for (size_t i = 0; i < count; i++) {
		if (!trace_item(out, i))
			break;
		buf_format(out, "{fd=%d", set[i].fd);
		if (set[i].fd >= 0) {
			buf_add_text(out, ", events=");
			trace_flags(out, trace_poll_flags, (unsigned short)set[i].events,
			    "POLL???");
		}
		buf_add_byte(out, '}');
	}
	buf_format(out, "%s, %u, %d", set ? "]" : "", (unsigned)call->arg[1], number(call, 2));
}

/* ---- results that say more than a number ---- */

static void
end_poll(struct buf *out, const made *call)
{
	const struct pollfd *set = pointer(call, 0);
	size_t shown = 0;

	buf_format(out, "%lld%s", (long long)call->result, call->result ? "" : " (Timeout)");
	if (call->result <= 0 || !set)
		return;
	for (int64_t i = 0; i < call->arg[1]; i++) {
		if (!set[i].revents)
			continue;
		if (!shown)
			buf_add_text(out, " ([");
		if (!trace_item(out, shown++))
			break;
		buf_format(out, "{fd=%d, revents=", set[i].fd);
		trace_flags(out, trace_poll_flags, (unsigned short)set[i].revents, "POLL???");
		buf_add_byte(out, '}');
	}
	buf_add_text(out, shown ? "])" : "");
}

static void
end_fcntl(struct buf *out, const made *call)
{
	unsigned flags = (unsigned)call->result;

	if (number(call, 1) == F_GETFL) {
		buf_format(out, "%#x (flags ", flags);
		open_flags(out, flags);
		buf_add_byte(out, ')');
	} else if (number(call, 1) == F_GETFD && flags) {
		buf_format(out, "%#x (flags ", flags);
		trace_flags(out, trace_fd_flags, flags, "FD_???");
		buf_add_byte(out, ')');
	} else {
		buf_format(out, "%u", flags);
	}
}

static const struct {
	const char *name;
	void (*show)(struct buf *, const made *);
	void (*end)(struct buf *, const made *);  /* or NULL: a number is all */
} calls[SYS_NAMES] = {
	[SYS_ACCEPT4] = { "accept4", show_accept4, NULL },
	[SYS_BIND] = { "bind", show_with_address, NULL },
	[SYS_CLOSE] = { "close", descriptor, NULL },
	[SYS_CONNECT] = { "connect", show_with_address, NULL },
	[SYS_FCNTL] = { "fcntl", show_fcntl, end_fcntl },
	[SYS_GETPEERNAME] = { "getpeername", show_name, NULL },
	[SYS_GETSOCKNAME] = { "getsockname", show_name, NULL },
	[SYS_GETSOCKOPT] = { "getsockopt", show_getsockopt, NULL },
	[SYS_IOCTL] = { "ioctl", show_ioctl, NULL },
	[SYS_LISTEN] = { "listen", show_with_number, NULL },
	[SYS_POLL] = { "poll", show_poll, end_poll },
	[SYS_RECVFROM] = { "recvfrom", show_recvfrom, NULL },
	[SYS_RECVMSG] = { "recvmsg", show_recvmsg, NULL },
	[SYS_SENDFILE] = { "sendfile", show_sendfile, NULL },
	[SYS_SENDMSG] = { "sendmsg", show_sendmsg, NULL },
	[SYS_SENDTO] = { "sendto", show_sendto, NULL },
	[SYS_SETSOCKOPT] = { "setsockopt", show_setsockopt, NULL },
	[SYS_SHUTDOWN] = { "shutdown", show_shutdown, NULL },
	[SYS_SOCKET] = { "socket", show_socket, NULL },
	[SYS_SOCKETPAIR] = { "socketpair", show_socketpair, NULL },
};

static void
show_failure(struct buf *out, int code)
{
	const char *name = names_of(names_errno, code);

	buf_add_text(out, "-1 ");
	if (name)
		buf_add_text(out, name);
	else
		buf_format(out, "E%d", code);
	buf_format(out, " (%s)", strerror(code));
}

static void
show_result(struct buf *out, const made *call)
{
	if (failed(call)) {
		show_failure(out, call->number);
		return;
	}
	if (calls[call->name].end)
		calls[call->name].end(out, call);
	else
		buf_format(out, "%lld", (long long)call->result);
}

static void
show(struct buf *out, const made *call)
{
	size_t begin = out->count, width;

	buf_format(out, "%s(", calls[call->name].name);
	calls[call->name].show(out, call);
	buf_add_byte(out, ')');
	width = out->count - begin;
	buf_add_blanks(out, width < RESULT_AT - 1 ? RESULT_AT - width : 1);
	buf_add_text(out, "= ");
	/* Nobody will hear the end of it. */
	if (call->took < 0) {
		buf_add_text(out, "?\n");
		return;
	}
	show_result(out, call);
	buf_format(out, " <%lld.%06lld>\n", (long long)(call->took / NUMBER_SECOND),
	    (long long)(call->took % NUMBER_SECOND / 1000));
}

const struct trace_library trace_linux = { .show = show };
