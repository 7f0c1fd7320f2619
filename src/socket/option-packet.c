/* option-packet: the options at SOL_PACKET. */
#include <netinet/in.h>
#ifdef __linux__
#include <linux/if_packet.h>
#endif

#include "socket/option-row.h"

#ifdef __linux__

/* Numbers that the kernel's header may be too old for. */
#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif
#ifndef PACKET_VNET_HDR_SZ
#define PACKET_VNET_HDR_SZ 24
#endif

#define LEVEL 263

static const char counted[] = "packets and drops since the last time; reading sets them to 0";
static const char ring[] = "a ring in memory that is shared with the program: struct tpacket_req";

static const struct name statistics[] = {
	{ "packets", OPTION_AT(0, 4), NULL }, { "drops", OPTION_AT(4, 4), NULL },
	{ NULL, 0, NULL }
};
static const struct name rollover[] = {
	{ "all", OPTION_AT(0, 8), NULL }, { "huge", OPTION_AT(8, 8), NULL },
	{ "failed", OPTION_AT(16, 8), NULL }, { NULL, 0, NULL }
};
static const struct name versions[] = {
	{ "v1", 0, NULL }, { "v2", 1, NULL }, { "v3", 2, NULL }, { NULL, 0, NULL }
};
static const struct name stamps[] = {
	{ "hardware", 1 << 6, NULL }, { "software", 1 << 4, NULL }, { NULL, 0, NULL }
};

const struct option options_packet[] = {
	{ ROW(PACKET_ADD_MEMBERSHIP, "add_membership", RECEPTION, W),
	  TRY(NULL, "lo promisc", "9999 promisc", ENODEV),
	  .help = "have an interface receive more: all (promisc), all groups, one address" },
	{ ROW(PACKET_AUXDATA, "auxdata", BOOL, RW), SWITCH,
	  .help = "the length, the state and the VLAN come with each packet" },
	{ ROW(PACKET_COPY_THRESH, "copy_thresh", BYTES, RW),
	  TRY("0", "100", TOO_SHORT, EINVAL),
	  .help = "packets that are longer than a place of the ring are queued, too" },
	{ ROW(PACKET_DROP_MEMBERSHIP, "drop_membership", RECEPTION, W),
	  TRY(NULL, "lo promisc", "hex:01", EINVAL),
	  .help = "have an interface receive no more what add_membership asked for" },
	{ ROW(PACKET_FANOUT, "fanout", FANOUT, RW),
	  TRY("0 hash", "7 lb", "int 0x4d0007", EINVAL), .when = "when bound to an interface",
	  .help = "share what comes with the other sockets of a group" },
	{ ROW(PACKET_HDRLEN, "hdrlen", BYTES, R),
	  .help = "the bytes in front of each packet in a ring of version v1" },
	{ ROW(PACKET_IGNORE_OUTGOING, "ignore_outgoing", BOOL, RW),
	  TRY("off", "on", "int 2", EINVAL),
	  .help = "do not receive what this system sends" },
	{ ROW(PACKET_LOSS, "loss", BOOL, RW), SWITCH, .when = "before tx_ring",
	  .help = "drop malformed packets of the ring instead of stopping at them" },
	{ ROW(PACKET_ORIGDEV, "origdev", BOOL, RW), SWITCH,
	  .help = "tell the device that received, and not the one on top of it" },
	{ ROW(PACKET_QDISC_BYPASS, "qdisc_bypass", BOOL, RW), SWITCH,
	  .help = "send past the queues of traffic control" },
	{ ROW(PACKET_RESERVE, "reserve", UNSIGNED_BYTES, RW),
	  TRY("0", "64", "int -1", EINVAL), .when = "before rx_ring",
	  .help = "room in front of each packet in the ring" },
	{ ROW(PACKET_ROLLOVER_STATS, "rollover_stats", LAYOUT, R),
	  .choices = rollover, .when = "in a fanout group",
	  .help = "how many packets went to another socket of the group" },
	{ ROW(PACKET_RX_RING, "rx_ring", HEX, W),
	  TRY(NULL, "hex:00100000010000000008000002000000", TOO_SHORT, EINVAL), .help = ring },
	{ ROW(PACKET_STATISTICS, "statistics", LAYOUT, R | OPTION_ALONE), .choices = statistics,
	  .fresh = "packets=0 drops=0", .help = counted },
	{ ROW(PACKET_TIMESTAMP, "packet_timestamp", CHOICE, RW), .choices = stamps,
	  TRY("0", "software", TOO_SHORT, EINVAL),
	  .help = "the clock that stamps packets in a ring" },
	{ ROW(PACKET_TX_HAS_OFF, "tx_has_off", BOOL, RW), SWITCH, .when = "before tx_ring",
	  .help = "packets in the ring tell where their data begins" },
	{ ROW(PACKET_TX_RING, "tx_ring", HEX, W),
	  TRY(NULL, "hex:00100000010000000008000002000000", TOO_SHORT, EINVAL), .help = ring },
	{ ROW(PACKET_VERSION, "version", CHOICE, RW), .choices = versions,
	  TRY("v1", "v2", "7", EINVAL), .when = "before rx_ring and tx_ring",
	  .help = "how packets lie in the ring" },
	{ ROW(PACKET_VNET_HDR, "vnet_hdr", BOOL, RW), SWITCH,
	  .help = "a header of struct virtio_net_hdr stands in front of each packet" },
	{ ROW(PACKET_VNET_HDR_SZ, "vnet_hdr_sz", BYTES, RW),
	  TRY("0", "12", "7", EINVAL),
	  .help = "the size of that header: 10, or 12; 0: there is none" },
	{ .name = NULL }
};

#else
const struct option options_packet[] = { { .name = NULL } };
#endif
