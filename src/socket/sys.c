/* sys: calls on sockets that somebody is told of. */
#include "socket/sys.h"

#include <errno.h>
#include <stddef.h>

#include "base/number.h"

struct sys_tracer *sys_tracer;

static int64_t
length_of(const socklen_t *length)
{
	return length ? (int64_t)*length : -1;
}

static void
begin(struct sys_call *made)
{
	made->began = number_now();
}

static int64_t
end(struct sys_call *made, int64_t result)
{
	int saved = errno;

	made->took = number_now() - made->began;
	made->result = result;
	made->number = result < 0 ? saved : 0;
	sys_tell(made);
	errno = saved;
	return result;
}

void
sys_tell(const struct sys_call *made)
{
	/* What is done in order to tell of it is not told. */
	struct sys_tracer *tracer = sys_hush();

	if (tracer)
		tracer->told(tracer, made);
	sys_loud(tracer);
}

void
sys_tell_message(const struct sys_message *message)
{
	struct sys_tracer *tracer = sys_hush();

	if (tracer)
		tracer->message(tracer, message);
	sys_loud(tracer);
}

int
sys_close_apart(int fd, struct sys_call *made)
{
	int result;

	*made = (struct sys_call){ .name = SYS_CLOSE, .arg = { fd }, .given = -1 };
	begin(made);
	result = close(fd);
	made->took = number_now() - made->began;
	made->result = result;
	made->number = result < 0 ? errno : 0;
	return result;
}

void
sys_tell_unfinished(int fd)
{
	const struct sys_call made = { .name = SYS_CLOSE, .arg = { fd }, .given = -1, .took = -1 };

	sys_tell(&made);
}

#define POINTER(pointer) (int64_t)(intptr_t)(pointer)
#define ARGS(...) { __VA_ARGS__ }
#define SHOWN(type, call, params, args, sys, arguments, length) \
type \
sys_##call##_shown params \
{ \
	struct sys_call made = { .name = (sys), .arg = arguments, .given = (length) }; \
\
	begin(&made); \
	return (type)end(&made, call args); \
}

SHOWN(int, socket, (int family, int type, int protocol), (family, type, protocol),
    SYS_SOCKET, ARGS(family, type, protocol), -1)
SHOWN(int, socketpair, (int family, int type, int protocol, int ends[2]),
    (family, type, protocol, ends),
    SYS_SOCKETPAIR, ARGS(family, type, protocol, POINTER(ends)), -1)
SHOWN(int, bind, (int fd, const struct sockaddr *addr, socklen_t length), (fd, addr, length),
    SYS_BIND, ARGS(fd, POINTER(addr), (int)length), -1)
SHOWN(int, listen, (int fd, int backlog), (fd, backlog), SYS_LISTEN, ARGS(fd, backlog), -1)
SHOWN(int, accept4, (int fd, struct sockaddr *addr, socklen_t *length, int flags),
    (fd, addr, length, flags),
    SYS_ACCEPT4, ARGS(fd, POINTER(addr), POINTER(length), flags), length_of(length))
SHOWN(int, connect, (int fd, const struct sockaddr *addr, socklen_t length),
    (fd, addr, length), SYS_CONNECT, ARGS(fd, POINTER(addr), (int)length), -1)
SHOWN(ssize_t, send, (int fd, const void *bytes, size_t count, int flags),
    (fd, bytes, count, flags),
    SYS_SENDTO, ARGS(fd, POINTER(bytes), (int64_t)count, flags), -1)
SHOWN(ssize_t, sendto, (int fd, const void *bytes, size_t count, int flags,
    const struct sockaddr *addr, socklen_t length), (fd, bytes, count, flags, addr, length),
    SYS_SENDTO, ARGS(fd, POINTER(bytes), (int64_t)count, flags, POINTER(addr), (int)length), -1)
SHOWN(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags),
    (fd, message, flags), SYS_SENDMSG, ARGS(fd, POINTER(message), flags), -1)
ssize_t
sys_sendfile_shown(int to, int from, int64_t *at, size_t count)
{
	struct sys_call made = { .name = SYS_SENDFILE,
		.arg = { to, from, POINTER(at), (int64_t)count }, .given = at ? *at : -1 };

	begin(&made);
	return (ssize_t)end(&made, osdep_sendfile(to, from, at, count));
}

SHOWN(ssize_t, recv, (int fd, void *bytes, size_t room, int flags), (fd, bytes, room, flags),
    SYS_RECVFROM, ARGS(fd, POINTER(bytes), (int64_t)room, flags), -1)
SHOWN(ssize_t, recvmsg, (int fd, struct msghdr *message, int flags), (fd, message, flags),
    SYS_RECVMSG, ARGS(fd, POINTER(message), flags), length_of(&message->msg_namelen))
SHOWN(int, shutdown, (int fd, int how), (fd, how), SYS_SHUTDOWN, ARGS(fd, how), -1)
SHOWN(int, getsockopt, (int fd, int level, int option, void *value, socklen_t *length),
    (fd, level, option, value, length),
    SYS_GETSOCKOPT, ARGS(fd, level, option, POINTER(value), POINTER(length)),
    length_of(length))
SHOWN(int, setsockopt, (int fd, int level, int option, const void *value, socklen_t length),
    (fd, level, option, value, length),
    SYS_SETSOCKOPT, ARGS(fd, level, option, POINTER(value), (int)length), -1)
SHOWN(int, getsockname, (int fd, struct sockaddr *addr, socklen_t *length),
    (fd, addr, length),
    SYS_GETSOCKNAME, ARGS(fd, POINTER(addr), POINTER(length)), length_of(length))
SHOWN(int, getpeername, (int fd, struct sockaddr *addr, socklen_t *length),
    (fd, addr, length),
    SYS_GETPEERNAME, ARGS(fd, POINTER(addr), POINTER(length)), length_of(length))
SHOWN(int, close, (int fd), (fd), SYS_CLOSE, ARGS(fd), -1)
SHOWN(int, fcntl, (int fd, int command, int value), (fd, command, value),
    SYS_FCNTL, ARGS(fd, command, value), -1)
SHOWN(int, ioctl, (int fd, unsigned long command, void *value), (fd, command, value),
    SYS_IOCTL, ARGS(fd, (int64_t)command, POINTER(value)), -1)
SHOWN(int, poll, (struct pollfd *set, nfds_t count, int timeout), (set, count, timeout),
    SYS_POLL, ARGS(POINTER(set), (int64_t)count, timeout), -1)
