/* option-tcp: the options at IPPROTO_TCP. */
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "socket/option-row.h"

/* Numbers that the C library's header may be too old for. */
#ifdef __linux__
#ifndef TCP_IS_MPTCP
#define TCP_IS_MPTCP 43
#endif
#ifndef TCP_RTO_MAX_MS
#define TCP_RTO_MAX_MS 44
#endif
#ifndef TCP_RTO_MIN_US
#define TCP_RTO_MIN_US 45
#endif
#ifndef TCP_DELACK_MAX_US
#define TCP_DELACK_MAX_US 46
#endif
#endif

#define LEVEL IPPROTO_TCP

/* struct tcp_md5sig: the peer's address, flags, the length of the key, the key. */
#define ZEROS_8 "0000000000000000"
#define ZEROS_40 ZEROS_8 ZEROS_8 ZEROS_8 ZEROS_8 ZEROS_8
#define MD5_OF_LOOPBACK "020000007f000001" ZEROS_40 ZEROS_40 ZEROS_40 \
	"0000040000000000" "6162636400000000" ZEROS_8 ZEROS_8 ZEROS_8 ZEROS_40 ZEROS_8

#if defined(TCP_DELACK_MAX_US) || defined(TCP_RTO_MAX_MS) || defined(TCP_RTO_MIN_US)
static const char ticks[] = "the kernel counts in its clock's ticks";
#endif
#ifdef TCP_REPAIR
static const struct name repair[] = {
	{ "off", 0, NULL }, { "on", 1, NULL }, { "off-no-probe", -1, NULL }, { NULL, 0, NULL }
};
#endif
#ifdef TCP_REPAIR_QUEUE
static const struct name repair_queue[] = {
	{ "none", 0, NULL }, { "recv", 1, NULL }, { "send", 2, NULL }, { NULL, 0, NULL }
};
#endif

const struct option options_tcp[] = {
#ifdef TCP_CC_INFO
	{ ROW(TCP_CC_INFO, "cc_info", HEX, R),
	  .help = "what the congestion control knows: a struct of its own for each algorithm" },
#endif
#ifdef TCP_CONGESTION
	{ ROW(TCP_CONGESTION, "congestion", TEXT, RW),
	  TRY(NULL, "reno", "nosuch", ENOENT),
	  .who = "CAP_NET_ADMIN for those not in tcp_allowed_congestion_control",
	  .help = "the congestion control: cubic, reno, bbr and what else is loaded" },
#endif
#ifdef TCP_CORK
	{ ROW(TCP_CORK, "cork", BOOL, RW), SWITCH,
	  .help = "send full segments only, until this is switched off (or 200ms went by)" },
#endif
#ifdef TCP_DEFER_ACCEPT
	{ ROW(TCP_DEFER_ACCEPT, "defer_accept", SECONDS, RW),
	  TRY("0s", "1s", TOO_SHORT, EINVAL),
	  .when = "before listen",
	  .made = "the kernel counts in retransmissions",
	  .help = "accept a connection only when data came, for about so long" },
#endif
#ifdef TCP_DELACK_MAX_US
	{ ROW(TCP_DELACK_MAX_US, "delack_max_us", MICROS, RW),
	  TRY(NULL, "40ms", "int 0", EINVAL),
	  .made = ticks,
	  .help = "acknowledge received data after so long at the latest" },
#endif
#ifdef TCP_FASTOPEN
	{ ROW(TCP_FASTOPEN, "fastopen", INT, RW),
	  TRY("0", "5", "int -1", EINVAL),
	  .when = "before listen",
	  .help = "how many connections with data in their SYN may wait; 0: none" },
#endif
#ifdef TCP_FASTOPEN_CONNECT
	{ ROW(TCP_FASTOPEN_CONNECT, "fastopen_connect", BOOL, RW), SWITCH_STRICT,
	  .when = "before connect",
	  .help = "connect sends its SYN with the first data" },
#endif
#ifdef TCP_FASTOPEN_KEY
	{ ROW(TCP_FASTOPEN_KEY, "fastopen_key", HEX, RW),
	  TRY("hex:", "hex:000102030405060708090a0b0c0d0e0f", TOO_SHORT, EINVAL),
	  .help = "the key that makes fast open cookies: 16 or 32 bytes" },
#endif
#ifdef TCP_FASTOPEN_NO_COOKIE
	{ ROW(TCP_FASTOPEN_NO_COOKIE, "fastopen_no_cookie", BOOL, RW), SWITCH_STRICT,
	  .help = "fast open without cookies" },
#endif
#ifdef TCP_INFO
	{ ROW(TCP_INFO, "info", HEX, R),
	  .help = "struct tcp_info as it is; 'info' and 'status' tell what is in it" },
#endif
#ifdef TCP_INQ
	{ ROW(TCP_INQ, "inq", BOOL, RW), SWITCH_STRICT,
	  .help = "the number of bytes that are left comes with each message" },
#endif
#ifdef TCP_IS_MPTCP
	{ ROW(TCP_IS_MPTCP, "is_mptcp", BOOL, R),
	  .fresh = "off",
	  .help = "does the connection use several paths?" },
#endif
#ifdef TCP_KEEPALIVE
	{ ROW(TCP_KEEPALIVE, "tcp_keepalive", SECONDS, RW),
	  .help = "how long a connection is idle before keepalive asks" },
#endif
#ifdef TCP_KEEPCNT
	{ ROW(TCP_KEEPCNT, "keepcnt", INT, RW),
	  TRY(NULL, "3", "200", EINVAL),
	  .help = "how many keepalives without an answer end the connection" },
#endif
#ifdef TCP_KEEPIDLE
	{ ROW(TCP_KEEPIDLE, "keepidle", SECONDS, RW),
	  TRY(NULL, "600s", "40000", EINVAL),
	  .help = "how long a connection is idle before the first keepalive" },
#endif
#ifdef TCP_KEEPINTVL
	{ ROW(TCP_KEEPINTVL, "keepintvl", SECONDS, RW),
	  TRY(NULL, "1s", "40000", EINVAL),
	  .help = "the time between keepalives" },
#endif
#ifdef TCP_LINGER2
	{ ROW(TCP_LINGER2, "linger2", SECONDS, RW),
	  TRY(NULL, "10s", TOO_SHORT, EINVAL),
	  .made = "0 is the system's default, and there is a limit",
	  .help = "how long a closed connection stays in FIN-WAIT-2; 'int -1': not at all" },
#endif
	{ ROW(TCP_MAXSEG, "maxseg", BYTES, RW),
	  TRY(NULL, "1000", "5", EINVAL),
	  .when = "before connect",
	  .made = "a connection lowers it to what the path takes",
	  .help = "the most bytes in one segment" },
#ifdef TCP_MD5SIG
	{ ROW(TCP_MD5SIG, "md5sig", HEX, W),
	  .legal = "hex:" MD5_OF_LOOPBACK, .illegal = TOO_SHORT, .refuses = EINVAL,
	  .help = "a key for the segments of one peer: struct tcp_md5sig" },
#endif
	{ ROW(TCP_NODELAY, "nodelay", BOOL, RW), SWITCH,
	  .help = "send small data at once; off: gather it (Nagle's algorithm)" },
#ifdef TCP_NOOPT
	{ ROW(TCP_NOOPT, "noopt", BOOL, RW),
	  .help = "use no TCP options" },
#endif
#ifdef TCP_NOPUSH
	{ ROW(TCP_NOPUSH, "nopush", BOOL, RW),
	  .help = "send full segments only" },
#endif
#ifdef TCP_NOTSENT_LOWAT
	{ ROW(TCP_NOTSENT_LOWAT, "notsent_lowat", UNSIGNED_BYTES, RW),
	  TRY("0", "16384", TOO_SHORT, EINVAL),
	  .help = "writable only while fewer bytes than this wait to be sent; 0: the system's "
	  "default" },
#endif
#ifdef TCP_QUEUE_SEQ
	{ ROW(TCP_QUEUE_SEQ, "queue_seq", UNSIGNED, RW),
	  TRY(NULL, "1000", TOO_SHORT, EINVAL),
	  .who = "CAP_NET_ADMIN",
	  .when = "under repair",
	  .help = "the sequence number of the queue that is repaired" },
#endif
#ifdef TCP_QUICKACK
	{ ROW(TCP_QUICKACK, "quickack", BOOL, RW),
	  TRY("on", "off", TOO_SHORT, EINVAL),
	  .made = "the kernel turns it on and off by itself",
	  .help = "acknowledge at once for now; the kernel changes it again" },
#endif
#ifdef TCP_REPAIR
	{ ROW(TCP_REPAIR, "repair", CHOICE, RW),
	  TRY("off", "on", "7", EINVAL),
	  .who = "CAP_NET_ADMIN",
	  .choices = repair,
	  .help = "take a connection apart or put it together" },
#endif
#ifdef TCP_REPAIR_OPTIONS
	{ ROW(TCP_REPAIR_OPTIONS, "repair_options", HEX, W),
	  TRY(NULL, "hex:0200000078050000", TOO_SHORT, EINVAL), .who = "CAP_NET_ADMIN",
	  .when = "under repair",
	  .help = "the TCP options of the connection: structs tcp_repair_opt" },
#endif
#ifdef TCP_REPAIR_QUEUE
	{ ROW(TCP_REPAIR_QUEUE, "repair_queue", CHOICE, RW),
	  TRY(NULL, "send", "7", EINVAL),
	  .who = "CAP_NET_ADMIN",
	  .choices = repair_queue,
	  .when = "under repair", .help = "the queue that is repaired" },
#endif
#ifdef TCP_REPAIR_WINDOW
	{ ROW(TCP_REPAIR_WINDOW, "repair_window", HEX, RW), .size = 20,
	  TRY(NULL, NULL, TOO_SHORT, EINVAL),
	  .who = "CAP_NET_ADMIN",
	  .when = "under repair",
	  .help = "the windows of the connection: struct tcp_repair_window" },
#endif
#ifdef TCP_RTO_MAX_MS
	{ ROW(TCP_RTO_MAX_MS, "rto_max_ms", MILLIS, RW),
	  TRY(NULL, "10s", "int 1", EINVAL),
	  .made = ticks,
	  .help = "the longest time between retransmissions" },
#endif
#ifdef TCP_RTO_MIN_US
	{ ROW(TCP_RTO_MIN_US, "rto_min_us", MICROS, RW),
	  TRY(NULL, "100ms", "int 0", EINVAL),
	  .made = ticks,
	  .help = "the shortest time before a retransmission" },
#endif
#ifdef TCP_SAVED_SYN
	{ ROW(TCP_SAVED_SYN, "saved_syn", HEX, R | OPTION_ALONE),
	  .help = "the SYN that save_syn kept, with its headers; reading drops it" },
#endif
#ifdef TCP_SAVE_SYN
	{ ROW(TCP_SAVE_SYN, "save_syn", INT, RW),
	  TRY("0", "2", "3", EINVAL),
	  .when = "before listen",
	  .help = "keep the SYN of each connection (1: from the IP header, 2: from the link's)" },
#endif
#ifdef TCP_SYNCNT
	{ ROW(TCP_SYNCNT, "syncnt", INT, RW),
	  TRY(NULL, "2", "0", EINVAL),
	  .when = "before connect",
	  .help = "how often a SYN is sent again before connect gives up" },
#endif
#ifdef TCP_THIN_DUPACK
	{ ROW(TCP_THIN_DUPACK, "thin_dupack", BOOL, RW),
	  TRY_MADE("off", "on", "off", "int 2", EINVAL),
	  .made = "the kernel has given it up",
	  .help = "without effect since Linux 4.11" },
#endif
#ifdef TCP_THIN_LINEAR_TIMEOUTS
	{ ROW(TCP_THIN_LINEAR_TIMEOUTS, "thin_linear_timeouts", BOOL, RW), SWITCH_STRICT,
	  .help = "connections that send little repeat at even intervals" },
#endif
#ifdef TCP_TIMESTAMP
	{ ROW(TCP_TIMESTAMP, "tcp_timestamp", UNSIGNED, RW | OPTION_MOVES),
	  TRY(NULL, "1000", TOO_SHORT, EINVAL),
	  .who = "CAP_NET_ADMIN",
	  .when = "under repair",
	  .help = "the clock of the TCP timestamps; setting it is for repair" },
#endif
#ifdef TCP_TX_DELAY
	{ ROW(TCP_TX_DELAY, "tx_delay", MICROS, RW),
	  TRY("0s", "1ms", TOO_SHORT, EINVAL),
	  .help = "hold every packet back for so long, to play a long way; a packet's at most 4s" },
#endif
#ifdef TCP_ULP
	{ ROW(TCP_ULP, "ulp", TEXT, RW),
	  TRY("\"\"", NULL, "nosuch", ENOENT),
	  .when = "when connected",
	  .help = "the protocol on top that the kernel speaks itself: tls" },
#endif
#ifdef TCP_USER_TIMEOUT
	{ ROW(TCP_USER_TIMEOUT, "user_timeout", MILLIS, RW),
	  TRY("0s", "1.5s", "int -1", EINVAL),
	  .help = "how long sent data may stay unacknowledged; 0: the system's default" },
#endif
#ifdef TCP_WINDOW_CLAMP
	{ ROW(TCP_WINDOW_CLAMP, "window_clamp", BYTES, RW),
	  TRY(NULL, "65536", TOO_SHORT, EINVAL),
	  .made = "the kernel keeps it above half its smallest buffer",
	  .help = "the largest window to offer; 0: no limit" },
#endif
	{ .name = NULL }
};
