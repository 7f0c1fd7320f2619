/* option-netlink: the options at SOL_NETLINK. */
#include <netinet/in.h>
#ifdef __linux__
#include <linux/netlink.h>
#endif

#include "socket/option-row.h"

#ifdef __linux__

#define LEVEL 270

const struct option options_netlink[] = {
	{ ROW(NETLINK_ADD_MEMBERSHIP, "add_membership", INT, W),
	  TRY(NULL, "1", "0", EINVAL),
	  .help = "join a group of the kernel's messages, by its number" },
	{ ROW(NETLINK_BROADCAST_ERROR, "broadcast_error", BOOL, RW), SWITCH_ANY,
	  .help = "whoever sends to many hears that a message was lost" },
	{ ROW(NETLINK_CAP_ACK, "cap_ack", BOOL, RW), SWITCH_ANY,
	  .help = "an acknowledgement repeats the head of the request only" },
	{ ROW(NETLINK_DROP_MEMBERSHIP, "drop_membership", INT, W),
	  TRY(NULL, "1", "0", EINVAL),
	  .help = "leave a group of the kernel's messages" },
	{ ROW(NETLINK_EXT_ACK, "ext_ack", BOOL, RW), SWITCH_ANY,
	  .help = "an error says in words what was wrong" },
	{ ROW(NETLINK_GET_STRICT_CHK, "get_strict_chk", BOOL, RW), SWITCH_ANY,
	  .help = "the kernel checks questions strictly" },
	{ ROW(NETLINK_LISTEN_ALL_NSID, "listen_all_nsid", BOOL, RW), SWITCH_ANY,
	  .who = "CAP_NET_BROADCAST",
	  .help = "hear of all network namespaces that have a number in this one" },
	{ ROW(NETLINK_LIST_MEMBERSHIPS, "list_memberships", GROUPS, R), .fresh = "none",
	  .help = "the groups that were joined" },
	{ ROW(NETLINK_NO_ENOBUFS, "no_enobufs", BOOL, RW), SWITCH_ANY,
	  .help = "messages are lost without an error when there is no room" },
	{ ROW(NETLINK_PKTINFO, "pktinfo", BOOL, RW), SWITCH_ANY,
	  .help = "the group that it was sent to comes with each message" },
	{ .name = NULL }
};

#else
const struct option options_netlink[] = { { .name = NULL } };
#endif
