/* sys: the one door to the kernel for calls on sockets, so that they can be shown as they are
 * made (trace).  Each sys_CALL() is CALL(2) itself: the same arguments, result and errno. */
#ifndef SOSH_SOCKET_SYS_H
#define SOSH_SOCKET_SYS_H
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "socket/osdep.h"

/* As the kernel knows them: send(2) is its sendto, recv(2) its recvfrom. */
enum sys_name {
	SYS_ACCEPT4, SYS_BIND, SYS_CLOSE, SYS_CONNECT, SYS_FCNTL, SYS_GETPEERNAME,
	SYS_GETSOCKNAME, SYS_GETSOCKOPT, SYS_IOCTL, SYS_LISTEN, SYS_POLL, SYS_RECVFROM,
	SYS_RECVMSG, SYS_SENDFILE, SYS_SENDMSG, SYS_SENDTO, SYS_SETSOCKOPT, SYS_SHUTDOWN,
	SYS_SOCKET, SYS_SOCKETPAIR, SYS_NAMES
};

/* A call that was made.  What its pointers point to is as the call left it. */
struct sys_call {
	enum sys_name name;
	int64_t       arg[6];
	int64_t       given;     /* a length or an offset that the call has changed, as it was;
	                            or -1 */
	int64_t       result;
	int           number;    /* errno, where the result is -1 */
	int64_t       began, took;   /* nanoseconds; of a call whose end is not known -1 */
};

/* What a layer (TLS) makes of the bytes that calls carry. */
struct sys_message {
	unsigned    socket;      /* its number */
	bool        out;         /* it went */
	const char *what;        /* "record", "alert"; NULL: a message of a handshake */
	const char *name;        /* "ServerHello"; static, NULL: it has none but */
	int         number;      /* this one */
	size_t      bytes;
};

/* Who is told of each call; the owner's own struct begins with it. */
struct sys_tracer {
	void (*told)(struct sys_tracer *, const struct sys_call *);
	void (*message)(struct sys_tracer *, const struct sys_message *);
};

/* NULL: nobody is, and the calls cost nothing more.  It is the process's, as its calls are. */
extern struct sys_tracer *sys_tracer;

/* What is asked until sys_loud() is not shown: sosh wants it for itself, no command does. */
static inline struct sys_tracer *
sys_hush(void)
{
	struct sys_tracer *was = sys_tracer;

	sys_tracer = NULL;
	return was;
}

static inline void
sys_loud(struct sys_tracer *was)
{
	sys_tracer = was;
}

/* close(2) on another thread, which shows nothing; sys_tell() does, on the main one. */
int  sys_close_apart(int fd, struct sys_call *made);
void sys_tell(const struct sys_call *);
void sys_tell_message(const struct sys_message *);
/* Such a close(2) of which nobody will hear the end. */
void sys_tell_unfinished(int fd);

#define SYS_DOOR(type, call, params, args) \
type sys_##call##_shown params; \
static inline type \
sys_##call params \
{ \
	return __builtin_expect(!sys_tracer, 1) ? call args : sys_##call##_shown args; \
}

SYS_DOOR(int, socket, (int family, int type, int protocol), (family, type, protocol))
SYS_DOOR(int, socketpair, (int family, int type, int protocol, int end[2]),
    (family, type, protocol, end))
SYS_DOOR(int, bind, (int fd, const struct sockaddr *addr, socklen_t length),
    (fd, addr, length))
SYS_DOOR(int, listen, (int fd, int backlog), (fd, backlog))
SYS_DOOR(int, accept4, (int fd, struct sockaddr *addr, socklen_t *length, int flags),
    (fd, addr, length, flags))
SYS_DOOR(int, connect, (int fd, const struct sockaddr *addr, socklen_t length),
    (fd, addr, length))
SYS_DOOR(ssize_t, send, (int fd, const void *bytes, size_t count, int flags),
    (fd, bytes, count, flags))
SYS_DOOR(ssize_t, sendto, (int fd, const void *bytes, size_t count, int flags,
    const struct sockaddr *addr, socklen_t length), (fd, bytes, count, flags, addr, length))
SYS_DOOR(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags),
    (fd, message, flags))
ssize_t sys_sendfile_shown(int to, int from, int64_t *at, size_t count);
static inline ssize_t
sys_sendfile(int to, int from, int64_t *at, size_t count)
{
	return __builtin_expect(!sys_tracer, 1) ? osdep_sendfile(to, from, at, count) :
	    sys_sendfile_shown(to, from, at, count);
}

SYS_DOOR(ssize_t, recv, (int fd, void *bytes, size_t room, int flags),
    (fd, bytes, room, flags))
SYS_DOOR(ssize_t, recvmsg, (int fd, struct msghdr *message, int flags), (fd, message, flags))
SYS_DOOR(int, shutdown, (int fd, int how), (fd, how))
SYS_DOOR(int, getsockopt, (int fd, int level, int option, void *value, socklen_t *length),
    (fd, level, option, value, length))
SYS_DOOR(int, setsockopt, (int fd, int level, int option, const void *value,
    socklen_t length), (fd, level, option, value, length))
SYS_DOOR(int, getsockname, (int fd, struct sockaddr *addr, socklen_t *length),
    (fd, addr, length))
SYS_DOOR(int, getpeername, (int fd, struct sockaddr *addr, socklen_t *length),
    (fd, addr, length))
SYS_DOOR(int, close, (int fd), (fd))
SYS_DOOR(int, fcntl, (int fd, int command, int value), (fd, command, value))
SYS_DOOR(int, ioctl, (int fd, unsigned long command, void *value), (fd, command, value))
SYS_DOOR(int, poll, (struct pollfd *set, nfds_t count, int timeout), (set, count, timeout))
#endif
