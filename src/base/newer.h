/* newer: numbers that the headers may be too old for, and that several files want.  Behind
 * the headers of the system. */
#ifndef SOSH_BASE_NEWER_H
#define SOSH_BASE_NEWER_H

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif
#endif
