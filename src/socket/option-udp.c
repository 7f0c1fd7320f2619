/* option-udp: the options at IPPROTO_UDP and IPPROTO_UDPLITE. */
#include <netinet/in.h>
#ifdef __linux__
#include <linux/udp.h>
#endif

#include "base/newer.h"
#include "socket/option-row.h"

#ifdef __linux__

/* In no header of its users. */
#define UDPLITE_SEND_CSCOV 10
#define UDPLITE_RECV_CSCOV 11

#define LEVEL IPPROTO_UDP

static const struct name encapsulations[] = {
	{ "none", 0, NULL }, { "espinudp-non-ike", 1, "no longer in Linux" },
	{ "espinudp", 2, "IPsec, RFC 3948" }, { "l2tpinudp", 3, "L2TP, RFC 2661" },
	{ "gtp0", 4, NULL }, { "gtp1u", 5, NULL }, { "rxrpc", 6, NULL }, { NULL, 0, NULL }
};

const struct option options_udp[] = {
	{ ROW(UDP_CORK, "cork", BOOL, RW), SWITCH,
	  .help = "gather what is sent, and send it as one datagram when switched off" },
	{ ROW(UDP_ENCAP, "encap", CHOICE, RW), .choices = encapsulations,
	  TRY("none", "l2tpinudp", "77", ENOPROTOOPT),
	  .help = "the protocol inside that the kernel takes out by itself" },
	{ ROW(UDP_GRO, "gro", BOOL, RW), SWITCH,
	  .help = "several datagrams of a flow are received as one, with their size beside it" },
	{ ROW(UDP_NO_CHECK6_RX, "no_check6_rx", BOOL, RW), SWITCH, .on = "udp6",
	  .help = "take datagrams without a checksum, over IPv6" },
	{ ROW(UDP_NO_CHECK6_TX, "no_check6_tx", BOOL, RW), SWITCH, .on = "udp6",
	  .help = "send datagrams without a checksum, over IPv6" },
	{ ROW(UDP_SEGMENT, "segment", BYTES, RW),
	  TRY("0", "1200", "70000", EINVAL),
	  .help = "what is sent is cut into datagrams of so many bytes; 0: it is not" },
	{ .name = NULL }
};

#undef LEVEL
#define LEVEL IPPROTO_UDPLITE

static const char least[] = "the checksum covers the header of 8 bytes, or all: 0";

const struct option options_udplite[] = {
	{ ROW(UDPLITE_RECV_CSCOV, "recv_cscov", BYTES, RW),
	  TRY("0", "20", TOO_SHORT, EINVAL), .made = least,
	  .help = "drop datagrams whose checksum covers fewer bytes than this" },
	{ ROW(UDPLITE_SEND_CSCOV, "send_cscov", BYTES, RW),
	  TRY("0", "20", TOO_SHORT, EINVAL), .made = least,
	  .help = "so many bytes are covered by the checksum; 0: all" },
	{ .name = NULL }
};

#else
const struct option options_udp[] = { { .name = NULL } };
const struct option options_udplite[] = { { .name = NULL } };
#endif
