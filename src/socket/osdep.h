/* osdep: what each system tells in its own way. */
#ifndef SOSH_SOCKET_OSDEP_H
#define SOSH_SOCKET_OSDEP_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/addr.h"
#include "socket/measure.h"

enum {
	OSDEP_TCP = 512,          /* newer kernels tell more than the headers know */
	OSDEP_TCP_KNOWN = 280,    /* all measures lie within so much of it */
};

/* What TCP says of a connection (Linux: TCP_INFO).  A number that this system does not
 * tell is -1. */
struct osdep_tcp {
	const char *state;            /* RFC 9293: "ESTABLISHED"; NULL if unknown */
	int64_t     queued, backlog;  /* of a listener: waiting to be accepted, the most */
	size_t      length;           /* of what the system told, in its own form */
	char        told[OSDEP_TCP];
};
bool osdep_tcp(int fd, struct osdep_tcp *);
/* The same of what came another way (sock_diag): `told` and `length` are set.  False
 * where that is too short. */
bool osdep_tcp_read(struct osdep_tcp *);
/* One number of it; -1 where it is not told. */
int64_t osdep_measure(const struct osdep_tcp *, enum measure);
/* Where it stands in what the system tells, in bytes; of bit fields also how far it is
 * shifted, and what is left then (mask 0: all of it).  False: this system has none. */
bool osdep_measure_place(enum measure, unsigned *offset, unsigned *size, unsigned *shift,
    unsigned *mask);
/* "ESTABLISHED" for the kernel's number of a state; NULL if there is none; static. */
const char *osdep_tcp_state(unsigned number);

/* Bytes that wait to be received, and to be sent or acknowledged; -1 if unknown. */
int64_t osdep_received_queue(int fd);
int64_t osdep_send_queue(int fd);
/* The memory that all received datagrams take (Linux: SO_MEMINFO); -1 if unknown. */
int64_t osdep_received_memory(int fd);

/* Has the peer finished sending?  Where messages may be empty, the call that got no
 * bytes does not tell.  True where this system does not either. */
bool osdep_has_ended(int fd);
/* Has recvmsg(2) without room for control data tell MSG_CTRUNC of every message on a UNIX socket,
 * also of an empty one, but not of the end; or not any more.  False: it did so before, or there is
 * no such thing. */
bool osdep_mark_messages(int fd, bool on);

/* MSG_ZEROCOPY, MSG_FASTOPEN, MSG_ERRQUEUE, MSG_CMSG_CLOEXEC; 0 where this system has
 * none. */
extern const int osdep_zerocopy, osdep_fastopen, osdep_errqueue, osdep_cmsg_cloexec;
/* A copy in pages of their own, for a kernel that reads them after the call: munmap(2)
 * gives them back, even before it has read.  False and errno. */
bool osdep_lend(const char *bytes, size_t count, void **pages);

/* sendfile(2): from a file to a socket that does not block, from `*at` on, which moves, or
 * (NULL) from where the file stands.  ENOSYS where this system has none that says how. */
ssize_t osdep_sendfile(int to, int from, int64_t *at, size_t count);

/* Does this program run with rights that its user does not have (setuid, file
 * capabilities)? */
bool osdep_has_lent_rights(void);
/* The protocol of a descriptor's socket (Linux: SO_PROTOCOL), in the order of bytes that
 * socket(2) takes it in; -1 if unknown. */
int osdep_protocol(int fd, int family);
/* The name of the congestion control that TCP uses. */
bool osdep_congestion(int fd, char *name, size_t room);
/* The peer's process, as a UNIX socket knows it: pid, uid, gid. */
bool osdep_credentials(int fd, int64_t id[3]);

/* The interface that it is bound to (SO_BINDTOIFINDEX), or 0. */
unsigned osdep_interface(int fd);

/* What the kernel knows a connection of MPTCP by; 0: none, or unknown. */
uint32_t osdep_token(int fd);

/* What tells its network namespace from others (Linux: SO_NETNS_COOKIE). */
bool osdep_network(int fd, uint64_t *network);

/* Calls `each` with the inode of every socket of every process that we may look into, and
 * with 0 for other descriptors and each process, until it returns false; with a `uid` that is
 * not -1 of the processes of that user alone.  False where no descriptor was left to look
 * with, so that some may be missing. */
bool osdep_each_descriptor(int64_t uid, bool (*each)(void *to, uint64_t inode, int pid), void *to);
/* Of a descriptor that stands for a process (pidfd_open(2)): its number; 0: it has ended,
 * or that cannot be told. */
int osdep_process_meant(int fd);
/* The name of a process, whatever it chose to be called; false and errno. */
bool osdep_process_name(int pid, char *name, size_t room);
/* By what the kernel tells of a descriptor's socket elsewhere, and whose it is. */
bool osdep_inode(int fd, uint64_t *inode, int64_t *uid);
#endif
