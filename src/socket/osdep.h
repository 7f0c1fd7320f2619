/* osdep: what each system tells in its own way. */
#ifndef SOSH_SOCKET_OSDEP_H
#define SOSH_SOCKET_OSDEP_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What TCP says of a connection (Linux: TCP_INFO).  Times in seconds; a number
 * that this system does not tell is -1. */
struct osdep_tcp {
	const char *state;     /* RFC 9293: "ESTABLISHED"; NULL if unknown */
	double      rtt, rttvar, pacing;
	int64_t     cwnd, ssthresh, mss, snd_wnd, rcv_wnd, retransmits, unacked, lost;
	int64_t     queued, backlog;  /* of a listener: waiting to be accepted, the most */
};
bool osdep_tcp(int fd, struct osdep_tcp *);

/* Bytes that wait to be received, and to be sent or acknowledged; -1 if unknown. */
int64_t osdep_received_queue(int fd);
int64_t osdep_send_queue(int fd);
/* The memory that all received datagrams take (Linux: SO_MEMINFO); -1 if unknown. */
int64_t osdep_received_memory(int fd);

/* Has the peer finished sending?  Where messages may be empty, the call that got no
 * bytes does not tell.  True where this system does not either. */
bool osdep_has_ended(int fd);

/* MSG_ZEROCOPY, MSG_FASTOPEN, MSG_ERRQUEUE, MSG_CMSG_CLOEXEC; 0 where this system has
 * none. */
extern const int osdep_zerocopy, osdep_fastopen, osdep_errqueue, osdep_cmsg_cloexec;
/* A copy in pages of their own, for a kernel that reads them after the call: munmap(2)
 * gives them back, even before it has read.  False and errno. */
bool osdep_lend(const char *bytes, size_t count, void **pages);

/* Does this program run with rights that its user does not have (setuid, file
 * capabilities)? */
bool osdep_has_lent_rights(void);
/* The name of the congestion control that TCP uses. */
bool osdep_congestion(int fd, char *name, size_t room);
/* The peer's process, as a UNIX socket knows it: pid, uid, gid. */
bool osdep_credentials(int fd, int64_t id[3]);
#endif
