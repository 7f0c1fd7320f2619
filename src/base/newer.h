/* newer: numbers that the headers may be too old for, and that several files want.  Behind
 * the headers of the system. */
#ifndef SOSH_BASE_NEWER_H
#define SOSH_BASE_NEWER_H

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifdef __linux__
#ifndef MSG_PROBE
#define MSG_PROBE 0x10
#endif
#ifndef MSG_SOCK_DEVMEM
#define MSG_SOCK_DEVMEM 0x2000000
#endif
#endif
/* Where there is none, no event tells that a peer has finished sending. */
#ifndef POLLRDHUP
#define POLLRDHUP 0
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif
#endif
