/* option-socket: the options at SOL_SOCKET. */
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>
#ifdef SO_TIMESTAMPING
#include <linux/net_tstamp.h>
#endif

#include "socket/option-row.h"

/* Numbers that the kernel's header may be too old for; two architectures have others. */
#if defined(__linux__) && !defined(__sparc__) && !defined(__hppa__)
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#endif
#ifndef SO_RCVPRIORITY
#define SO_RCVPRIORITY 82
#endif
#ifndef SO_PASSRIGHTS
#define SO_PASSRIGHTS 83
#endif
#ifndef SO_INQ
#define SO_INQ 84
#endif
#endif

#define LEVEL SOL_SOCKET

static const char doubled[] = "the kernel doubles what is asked, within its limits";
static const char ticks[] = "the kernel rounds up to its clock's ticks";

#ifdef SO_PROTOCOL
/* Without 0, which is no protocol here: names_protocol calls it IPPROTO_IP. */
#define NAME(number) { #number, number, NULL }
static const struct name protocols[] = {
	NAME(IPPROTO_TCP), NAME(IPPROTO_UDP), NAME(IPPROTO_ICMP), NAME(IPPROTO_ICMPV6),
	NAME(IPPROTO_RAW),
#ifdef IPPROTO_SCTP
	NAME(IPPROTO_SCTP),
#endif
#ifdef IPPROTO_UDPLITE
	NAME(IPPROTO_UDPLITE),
#endif
#ifdef IPPROTO_MPTCP
	NAME(IPPROTO_MPTCP),
#endif
	{ NULL, 0, NULL }
};
#endif
#ifdef SO_TIMESTAMPING
static const struct name timestamping[] = {
	{ "tx-hardware", SOF_TIMESTAMPING_TX_HARDWARE, NULL },
	{ "tx-software", SOF_TIMESTAMPING_TX_SOFTWARE, NULL },
	{ "rx-hardware", SOF_TIMESTAMPING_RX_HARDWARE, NULL },
	{ "rx-software", SOF_TIMESTAMPING_RX_SOFTWARE, NULL },
	{ "software", SOF_TIMESTAMPING_SOFTWARE, NULL },
	{ "raw-hardware", SOF_TIMESTAMPING_RAW_HARDWARE, NULL },
	{ "opt-id", SOF_TIMESTAMPING_OPT_ID, NULL },
	{ "tx-sched", SOF_TIMESTAMPING_TX_SCHED, NULL },
	{ "tx-ack", SOF_TIMESTAMPING_TX_ACK, NULL },
	{ "opt-cmsg", SOF_TIMESTAMPING_OPT_CMSG, NULL },
	{ "opt-tsonly", SOF_TIMESTAMPING_OPT_TSONLY, NULL },
	{ "opt-stats", SOF_TIMESTAMPING_OPT_STATS, NULL },
	{ "opt-pktinfo", SOF_TIMESTAMPING_OPT_PKTINFO, NULL },
	{ "opt-tx-swhw", SOF_TIMESTAMPING_OPT_TX_SWHW, NULL },
	/* Newer than some headers. */
	{ "bind-phc", 1 << 15, NULL }, { "opt-id-tcp", 1 << 16, NULL },
	{ "opt-rx-filter", 1 << 17, NULL }, { "tx-completion", 1 << 18, NULL },
	{ NULL, 0, NULL }
};
#endif
#ifdef SO_BUF_LOCK
static const struct name buffer_locks[] = {
	{ "sndbuf", 1, NULL }, { "rcvbuf", 2, NULL }, { NULL, 0, NULL }
};
#endif
#ifdef SO_TXREHASH
static const struct name rehash[] = {
	{ "off", 0, NULL }, { "on", 1, NULL }, { "default", -1, NULL }, { NULL, 0, NULL }
};
#endif
#ifdef SO_TXTIME
static const struct name clocks[] = {
	{ "monotonic", CLOCK_MONOTONIC, NULL }, { "tai", CLOCK_TAI, NULL },
	{ "realtime", CLOCK_REALTIME, NULL }, { NULL, 0, NULL }
};
#endif
#ifdef SO_MEMINFO
static const struct name memory[] = {
	{ "rmem_alloc", 0, NULL }, { "rcvbuf", 1, NULL }, { "wmem_alloc", 2, NULL },
	{ "sndbuf", 3, NULL }, { "fwd_alloc", 4, NULL }, { "wmem_queued", 5, NULL },
	{ "optmem", 6, NULL }, { "backlog", 7, NULL }, { "drops", 8, NULL },
	{ NULL, 0, NULL }
};
#endif

const struct option options_socket[] = {
	{ ROW(SO_ACCEPTCONN, "acceptconn", BOOL, R),
	  .fresh = "off",
	  .help = "does the socket listen?" },
#ifdef SO_BINDTODEVICE
	{ ROW(SO_BINDTODEVICE, "bindtodevice", TEXT, RW | OPTION_TURNS),
	  TRY("\"\"", "lo", "nosuch0", ENODEV),
	  .when = "before connect",
	  .help = "send and receive through this interface only; \"\" for any" },
#endif
#ifdef SO_BINDTOIFINDEX
	{ ROW(SO_BINDTOIFINDEX, "bindtoifindex", INTERFACE, RW | OPTION_TURNS),
	  TRY("\"\"", "lo", "int -1", EINVAL),
	  .when = "before connect",
	  .help = "the same as bindtodevice, by the interface's index" },
#endif
#ifdef SO_BPF_EXTENSIONS
	{ ROW(SO_BPF_EXTENSIONS, "bpf_extensions", INT, R),
	  .help = "how many extensions the kernel's packet filters have" },
#endif
	{ ROW(SO_BROADCAST, "broadcast", BOOL, RW), SWITCH,
	  .help = "allow datagrams to broadcast addresses" },
#ifdef SO_BSDCOMPAT
	{ ROW(SO_BSDCOMPAT, "bsdcompat", BOOL, RW),
	  TRY_MADE("off", "on", "off", TOO_SHORT, EINVAL),
	  .help = "without effect since Linux 2.4" },
#endif
#ifdef SO_BUF_LOCK
	{ ROW(SO_BUF_LOCK, "buf_lock", FLAGS, RW),
	  TRY("none", "sndbuf rcvbuf", "4", EINVAL),
	  .choices = buffer_locks,
	  .help = "buffers whose size the kernel no longer adapts by itself" },
#endif
#ifdef SO_BUSY_POLL
	{ ROW(SO_BUSY_POLL, "busy_poll", MICROS, RW),
	  TRY(NULL, "50us", "int -1", EINVAL),
	  .who = "CAP_NET_ADMIN to raise it",
	  .help = "how long a receive looks at the device before it sleeps" },
#endif
#ifdef SO_BUSY_POLL_BUDGET
	{ ROW(SO_BUSY_POLL_BUDGET, "busy_poll_budget", INT, W),
	  TRY(NULL, "0", "int -1", EINVAL),
	  .who = "CAP_NET_ADMIN to raise it",
	  .help = "how many packets one look at the device may take" },
#endif
#ifdef SO_CNX_ADVICE
	{ ROW(SO_CNX_ADVICE, "cnx_advice", INT, W),
	  TRY(NULL, "1", TOO_SHORT, EINVAL),
	  .when = "when connected",
	  .help = "1 tells the kernel that the path to the peer seems broken" },
#endif
#ifdef SO_COOKIE
	{ ROW(SO_COOKIE, "cookie", LONG, R),
	  .help = "the number that the kernel knows this socket by" },
#endif
	{ ROW(SO_DEBUG, "debug", BOOL, RW), SWITCH,
	  .who = "CAP_NET_ADMIN",
	  .help = "record debugging information" },
#ifdef SO_DETACH_FILTER
	{ ROW(SO_DETACH_FILTER, "detach_filter", INT, W),
	  TRY(NULL, NULL, "0", ENOENT),
	  .help = "take the packet filter away; a number stands for no value" },
#endif
#ifdef SO_DETACH_REUSEPORT_BPF
	{ ROW(SO_DETACH_REUSEPORT_BPF, "detach_reuseport_bpf", INT, W),
	  TRY(NULL, NULL, "0", EINVAL),
	  .help = "take away the program that chooses among those that share a port" },
#endif
#ifdef SO_DOMAIN
	{ ROW(SO_DOMAIN, "domain", CHOICE, R),
	  .fresh = "AF_INET",
	  .choices = names_family,
	  .help = "the address family" },
#endif
	{ ROW(SO_DONTROUTE, "dontroute", BOOL, RW), SWITCH,
	  .help = "send to directly connected hosts only, through no gateway" },
	{ ROW(SO_ERROR, "error", CHOICE, R | OPTION_ALONE),
	  .fresh = "0",
	  .choices = names_errno,
	  .help = "the pending error; reading clears it" },
#ifdef SO_GET_FILTER
	{ ROW(SO_GET_FILTER, "get_filter", HEX, R), .unit = 8,
	  .fresh = "hex:",
	  .help = "the packet filter: instructions of 8 bytes" },
#endif
#ifdef SO_INCOMING_CPU
	{ ROW(SO_INCOMING_CPU, "incoming_cpu", INT, RW),
	  TRY("-1", "0", TOO_SHORT, EINVAL),
	  .help = "the processor that took the last packet; with reuseport: whose to take" },
#endif
#ifdef SO_INCOMING_NAPI_ID
	{ ROW(SO_INCOMING_NAPI_ID, "incoming_napi_id", UNSIGNED, R),
	  .fresh = "0",
	  .help = "the device queue that the last packet came by" },
#endif
#ifdef SO_INQ
	{ ROW(SO_INQ, "inq", BOOL, W), SWITCH,
	  .on = "unix", .family = AF_UNIX,
	  .help = "the number of bytes that are left comes with each message" },
#endif
	{ ROW(SO_KEEPALIVE, "keepalive", BOOL, RW), SWITCH,
	  .help = "ask an idle peer now and then whether it is still there (see keepidle)" },
	{ ROW(SO_LINGER, "linger", LINGER, RW),
	  TRY("off", "on 5s", "int 5", EINVAL),
	  .help = "close waits so long for unsent data; 'on 0s' makes close reset the connection" },
#ifdef SO_LOCK_FILTER
	{ ROW(SO_LOCK_FILTER, "lock_filter", BOOL, RW), SWITCH,
	  .help = "the packet filter cannot be changed any more; cannot be switched off" },
#endif
#ifdef SO_MARK
	{ ROW(SO_MARK, "mark", UNSIGNED, RW),
	  TRY("0", "7", TOO_SHORT, EINVAL),
	  .who = "CAP_NET_ADMIN or CAP_NET_RAW",
	  .help = "a number on each packet, for routing and filters" },
#endif
#ifdef SO_MAX_PACING_RATE
	{ ROW(SO_MAX_PACING_RATE, "max_pacing_rate", LONG, RW),
	  TRY("unlimited", "65536", TOO_SHORT, EINVAL),
	  .help = "send at most so many bytes in a second" },
#endif
#ifdef SO_MEMINFO
	{ ROW(SO_MEMINFO, "meminfo", INTS, R), .choices = memory,
	  .help = "the memory that the socket uses, as ss -m shows it" },
#endif
#ifdef SO_NETNS_COOKIE
	{ ROW(SO_NETNS_COOKIE, "netns_cookie", LONG, R),
	  .help = "the number of the network namespace" },
#endif
#ifdef SO_NOFCS
	{ ROW(SO_NOFCS, "nofcs", BOOL, RW),
	  .on = "packet", SWITCH,
	  .family = AF_PACKET,
	  .help = "let the device send frames without a checksum" },
#endif
#ifdef SO_NOSIGPIPE
	{ ROW(SO_NOSIGPIPE, "nosigpipe", BOOL, RW), SWITCH,
	  .help = "sending to a closed peer raises no signal" },
#endif
#ifdef SO_NO_CHECK
	{ ROW(SO_NO_CHECK, "no_check", BOOL, RW), SWITCH,
	  .help = "send UDP datagrams without a checksum" },
#endif
	{ ROW(SO_OOBINLINE, "oobinline", BOOL, RW), SWITCH,
	  .help = "urgent data stays in the stream" },
#ifdef SO_PASSCRED
	{ ROW(SO_PASSCRED, "passcred", BOOL, RW),
	  .on = "unix", SWITCH,
	  .family = AF_UNIX,
	  .help = "the sender's process, user and group come with each message" },
#endif
#ifdef SO_PASSPIDFD
	{ ROW(SO_PASSPIDFD, "passpidfd", BOOL, RW),
	  .on = "unix", SWITCH,
	  .family = AF_UNIX,
	  .help = "a descriptor of the sender's process comes with each message" },
#endif
#ifdef SO_PASSRIGHTS
	{ ROW(SO_PASSRIGHTS, "passrights", BOOL, RW),
	  .on = "unix", SWITCH_ON,
	  .family = AF_UNIX,
	  .help = "descriptors may be passed to this socket" },
#endif
#ifdef SO_PASSSEC
	{ ROW(SO_PASSSEC, "passsec", BOOL, RW),
	  .on = "unix", SWITCH,
	  .family = AF_UNIX,
	  .help = "the sender's security label comes with each message" },
#endif
#ifdef SO_PEEK_OFF
	{ ROW(SO_PEEK_OFF, "peek_off", OFFSET, RW),
	  .on = "udp", TRY("-1", "5", TOO_SHORT, EINVAL),
	  .help = "where the next recv --peek begins; -1: always at the front" },
#endif
#ifdef SO_PEERCRED
	{ ROW(SO_PEERCRED, "peercred", CREDENTIALS, R),
	  .on = "unix", .fresh = "pid=0 uid=-1 gid=-1",
	  .family = AF_UNIX,
	  .help = "process, user and group of the other end when it connected" },
#endif
#ifdef SO_PEERGROUPS
	{ ROW(SO_PEERGROUPS, "peergroups", INTS, R),
	  .on = "unix",
	  .family = AF_UNIX,
	  .help = "the supplementary groups of the other end" },
#endif
#ifdef SO_PEERNAME
	{ ROW(SO_PEERNAME, "peername", SOCKADDR, R),
	  .when = "when connected",
	  .help = "the address of the other end, as getpeername(2) tells it" },
#endif
#ifdef SO_PEERSEC
	{ ROW(SO_PEERSEC, "peersec", TEXT, R),
	  .on = "unix",
	  .help = "the security label of the other end" },
#endif
#ifdef SO_PREFER_BUSY_POLL
	{ ROW(SO_PREFER_BUSY_POLL, "prefer_busy_poll", BOOL, RW), SWITCH,
	  .who = "CAP_NET_ADMIN",
	  .help = "prefer looking at the device to its interrupts" },
#endif
#ifdef SO_PRIORITY
	{ ROW(SO_PRIORITY, "priority", INT, RW),
	  TRY("0", "6", TOO_SHORT, EINVAL),
	  .who = "CAP_NET_ADMIN above 6",
	  .help = "the queue that packets leave by, 0 to 6" },
#endif
#ifdef SO_PROTOCOL
	{ ROW(SO_PROTOCOL, "protocol", CHOICE, R),
	  .fresh = "IPPROTO_TCP",
	  .choices = protocols,
	  .help = "the protocol" },
#endif
	{ ROW(SO_RCVBUF, "rcvbuf", BYTES, RW),
	  TRY_MADE(NULL, "8k", "16384", TOO_SHORT, EINVAL),
	  .when = "before listen or connect",
	  .made = doubled, .help = "room for what was received and not yet read" },
#ifdef SO_RCVBUFFORCE
	{ ROW(SO_RCVBUFFORCE, "rcvbufforce", BYTES, W),
	  TRY(NULL, "8192", TOO_SHORT, EINVAL),
	  .who = "CAP_NET_ADMIN",
	  .help = "rcvbuf without its limit" },
#endif
	{ ROW(SO_RCVLOWAT, "rcvlowat", BYTES, RW),
	  TRY("1", "100", TOO_SHORT, EINVAL),
	  .made = "the kernel keeps it above 0 and within the buffer",
	  .help = "a receive waits for so many bytes" },
#ifdef SO_RCVMARK
	{ ROW(SO_RCVMARK, "rcvmark", BOOL, RW), SWITCH,
	  .help = "the mark comes with each message" },
#endif
#ifdef SO_RCVPRIORITY
	{ ROW(SO_RCVPRIORITY, "rcvpriority", BOOL, RW), SWITCH,
	  .help = "the priority comes with each message" },
#endif
	{ ROW(SO_RCVTIMEO, "rcvtimeo", TIMEVAL, RW),
	  TRY("0s", "1.5s", TOO_SHORT, EINVAL),
	  .made = ticks,
	  .help = "a receive and an accept wait so long at most; 0: for ever" },
#ifdef SO_RESERVE_MEM
	{ ROW(SO_RESERVE_MEM, "reserve_mem", BYTES, RW),
	  TRY("0", "4096", "int -1", EINVAL),
	  .made = "the kernel counts in pages",
	  .help = "memory kept for this socket; needs a memory control group" },
#endif
	{ ROW(SO_REUSEADDR, "reuseaddr", BOOL, RW), SWITCH,
	  .when = "before bind",
	  .help = "bind to an address that old connections still hold" },
#ifdef SO_REUSEPORT
	{ ROW(SO_REUSEPORT, "reuseport", BOOL, RW), SWITCH,
	  .when = "before bind",
	  .help = "several sockets may be bound to one address and share what comes" },
#endif
#ifdef SO_RXQ_OVFL
	{ ROW(SO_RXQ_OVFL, "rxq_ovfl", BOOL, RW), SWITCH,
	  .help = "the number of dropped datagrams comes with each message" },
#endif
#ifdef SO_SELECT_ERR_QUEUE
	{ ROW(SO_SELECT_ERR_QUEUE, "select_err_queue", BOOL, RW), SWITCH,
	  .help = "a waiting error is announced as urgent data too" },
#endif
	{ ROW(SO_SNDBUF, "sndbuf", BYTES, RW),
	  TRY_MADE(NULL, "16k", "32768", TOO_SHORT, EINVAL),
	  .when = "before listen or connect",
	  .made = doubled, .help = "room for what was sent and not yet acknowledged" },
#ifdef SO_SNDBUFFORCE
	{ ROW(SO_SNDBUFFORCE, "sndbufforce", BYTES, W),
	  TRY(NULL, "8192", TOO_SHORT, EINVAL),
	  .who = "CAP_NET_ADMIN",
	  .help = "sndbuf without its limit" },
#endif
#ifdef __linux__
	{ ROW(SO_SNDLOWAT, "sndlowat", BYTES, R),
	  .fresh = "1",
#else
	{ ROW(SO_SNDLOWAT, "sndlowat", BYTES, RW),
	  .fresh = "1",
#endif
	  .help = "the free room that makes a socket writable; fixed on Linux" },
	{ ROW(SO_SNDTIMEO, "sndtimeo", TIMEVAL, RW),
	  TRY("0s", "500ms", TOO_SHORT, EINVAL),
	  .made = ticks,
	  .help = "a send and a connect wait so long at most; 0: for ever" },
#ifdef SO_TIMESTAMP
	{ ROW(SO_TIMESTAMP, "timestamp", BOOL, RW), SWITCH,
	  .help = "the time of arrival comes with each message, in microseconds" },
#endif
#ifdef SO_TIMESTAMPING
	{ ROW(SO_TIMESTAMPING, "timestamping", FLAGS, RW),
	  TRY("none", "rx-software software", "0x80000000", EINVAL),
	  .choices = timestamping,
	  .help = "which times of sending and arrival are told" },
#endif
#ifdef SO_TIMESTAMPNS
	{ ROW(SO_TIMESTAMPNS, "timestampns", BOOL, RW), SWITCH,
	  .help = "the time of arrival comes with each message, in nanoseconds" },
#endif
#ifdef SO_TXREHASH
	{ ROW(SO_TXREHASH, "txrehash", CHOICE, RW),
	  TRY(NULL, "off", "7", EINVAL),
	  .choices = rehash,
	  .made = "the system's default is one of the two",
	  .help = "try another path when a TCP connection makes no progress" },
#endif
#ifdef SO_TXTIME
	{ ROW(SO_TXTIME, "txtime", TXTIME, RW),
	  TRY("realtime", "monotonic deadline report-errors", "monotonic 4", EINVAL),
	  .choices = clocks,
	  .who = "CAP_NET_ADMIN for clocks other than monotonic",
	  .help = "send each message at a time that it names, by this clock" },
#endif
	{ ROW(SO_TYPE, "type", CHOICE, R),
	  .fresh = "SOCK_STREAM",
	  .choices = names_type,
	  .help = "the socket's type" },
#ifdef SO_USELOOPBACK
	{ ROW(SO_USELOOPBACK, "useloopback", BOOL, RW), SWITCH,
	  .help = "a routing socket hears its own messages" },
#endif
#ifdef SO_WIFI_STATUS
	{ ROW(SO_WIFI_STATUS, "wifi_status", BOOL, RW), SWITCH,
	  .help = "tell whether a frame sent by radio was acknowledged" },
#endif
#ifdef SO_ZEROCOPY
	{ ROW(SO_ZEROCOPY, "zerocopy", BOOL, RW), SWITCH_STRICT,
	  .when = "before connect",
	  .help = "allow sends that do not copy the data" },
#endif
	{ .name = NULL }
};
