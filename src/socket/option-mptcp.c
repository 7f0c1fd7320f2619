/* option-mptcp: the options at SOL_MPTCP: what is known of a connection's paths. */
#include <netinet/in.h>

#include "socket/option-row.h"

#ifdef __linux__

/* <linux/mptcp.h> has all of them only where it is new. */
#define MPTCP_INFO 1
#define MPTCP_TCPINFO 2
#define MPTCP_SUBFLOW_ADDRS 3

#define LEVEL 284

/* struct mptcp_info */
static const struct name info[] = {
	{ "subflows", OPTION_AT(0, 1), NULL }, { "add_addr_signal", OPTION_AT(1, 1), NULL },
	{ "add_addr_accepted", OPTION_AT(2, 1), NULL }, { "subflows_max", OPTION_AT(3, 1), NULL },
	{ "add_addr_signal_max", OPTION_AT(4, 1), NULL },
	{ "add_addr_accepted_max", OPTION_AT(5, 1), NULL },
	{ "flags", OPTION_AT(8, 4), NULL }, { "token", OPTION_AT(12, 4), NULL },
	{ "write_seq", OPTION_SEQUENCE_AT(16), NULL }, { "snd_una", OPTION_SEQUENCE_AT(24), NULL },
	{ "rcv_nxt", OPTION_SEQUENCE_AT(32), NULL }, { "local_addr_used", OPTION_AT(40, 1), NULL },
	{ "local_addr_max", OPTION_AT(41, 1), NULL }, { "csum_enabled", OPTION_AT(42, 1), NULL },
	{ "retransmits", OPTION_AT(44, 4), NULL }, { "bytes_retrans", OPTION_AT(48, 8), NULL },
	{ "bytes_sent", OPTION_AT(56, 8), NULL }, { "bytes_received", OPTION_AT(64, 8), NULL },
	{ "bytes_acked", OPTION_AT(72, 8), NULL }, { NULL, 0, NULL }
};
/* struct mptcp_subflow_data, then a struct tcp_info of each. */
enum { HEAD = 16, ASKED = 104 };
static const struct name tcp_info[] = {
	{ "subflows", OPTION_AT(4, 4), NULL }, { "state", OPTION_AT(HEAD, 1), NULL },
	{ "retransmits", OPTION_AT(HEAD + 2, 1), NULL }, { "rto", OPTION_AT(HEAD + 8, 4), NULL },
	{ "snd_mss", OPTION_AT(HEAD + 16, 4), NULL }, { "unacked", OPTION_AT(HEAD + 24, 4), NULL },
	{ "lost", OPTION_AT(HEAD + 32, 4), NULL }, { "rtt", OPTION_AT(HEAD + 68, 4), NULL },
	{ "rttvar", OPTION_AT(HEAD + 72, 4), NULL }, { "cwnd", OPTION_AT(HEAD + 80, 4), NULL },
	{ NULL, 0, NULL }
};
static const unsigned tcp_asked[OPTION_ASK] = { HEAD, 0, 0, ASKED };
static const unsigned addresses_asked[OPTION_ASK] = { HEAD, 0, 0,
	2 * sizeof(struct sockaddr_storage) };

const struct option options_mptcp[] = {
	{ ROW(MPTCP_INFO, "mptcp_info", LAYOUT, R), .choices = info,
	  .help = "what is known of the connection as a whole" },
	{ ROW(MPTCP_SUBFLOW_ADDRS, "subflow_addrs", SUBFLOWS, R),
	  .ask = addresses_asked, .help = "the two addresses of each path" },
	{ ROW(MPTCP_TCPINFO, "tcpinfo", LAYOUT, R), .choices = tcp_info,
	  .ask = tcp_asked, .help = "how many paths there are, and what TCP_INFO has of the "
	  "first" },
	{ .name = NULL }
};

#else
const struct option options_mptcp[] = { { .name = NULL } };
#endif
