/* option-ip: the options at IPPROTO_IP. */
#include <netinet/in.h>
#include <sys/socket.h>

#include "socket/option-row.h"

/* Numbers that the C library's header may be too old for. */
#ifdef __linux__
#ifndef IP_MULTICAST_ALL
#define IP_MULTICAST_ALL 49
#endif
#ifndef IP_UNICAST_IF
#define IP_UNICAST_IF 50
#endif
#ifndef IP_PROTOCOL
#define IP_PROTOCOL 52
#endif
#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif
#endif

#define LEVEL IPPROTO_IP

#ifdef IP_MTU_DISCOVER
static const struct name discover[] = {
	{ "dont", IP_PMTUDISC_DONT, NULL }, { "want", IP_PMTUDISC_WANT, NULL },
	{ "do", IP_PMTUDISC_DO, NULL }, { "probe", IP_PMTUDISC_PROBE, NULL },
#ifdef IP_PMTUDISC_INTERFACE
	{ "interface", IP_PMTUDISC_INTERFACE, NULL },
#endif
#ifdef IP_PMTUDISC_OMIT
	{ "omit", IP_PMTUDISC_OMIT, NULL },
#endif
	{ NULL, 0, NULL }
};
#endif

static const struct option_reason of_tos[] = {
	{ OPTION_OF_WIDE, "the kernel keeps the lowest byte" }, ECN_OF_TCP, { 0 }
};

const struct option options_ip[] = {
#ifdef IP_ADD_MEMBERSHIP
	{ ROW(IP_ADD_MEMBERSHIP, "add_membership", GROUP4, W),
	  TRY(NULL, "239.1.2.3 lo", "127.0.0.1 lo", EINVAL),
	  .help = "join a multicast group on an interface; see the command group" },
#endif
#ifdef IP_ADD_SOURCE_MEMBERSHIP
	{ ROW(IP_ADD_SOURCE_MEMBERSHIP, "add_source_membership", SOURCE4, W),
	  TRY(NULL, "232.1.2.3 127.0.0.2 127.0.0.1", "127.0.0.1 127.0.0.2 127.0.0.1", EINVAL),
	  .help = "receive what one source sends to a group" },
#endif
#ifdef IP_BIND_ADDRESS_NO_PORT
	{ ROW(IP_BIND_ADDRESS_NO_PORT, "bind_address_no_port", BOOL, RW), SWITCH_ANY,
	  .when = "before bind",
	  .help = "bind to port 0 takes its port only at connect" },
#endif
#ifdef IP_BLOCK_SOURCE
	{ ROW(IP_BLOCK_SOURCE, "block_source", SOURCE4, W),
	  TRY(NULL, "239.1.2.3 127.0.0.2 127.0.0.1", "127.0.0.1 127.0.0.2 127.0.0.1", EINVAL),
	  .help = "no longer receive what one source sends to a joined group" },
#endif
#ifdef IP_CHECKSUM
	{ ROW(IP_CHECKSUM, "checksum", BOOL, RW), SWITCH_ANY,
	  .help = "the checksum comes with each datagram" },
#endif
#ifdef IP_DONTFRAG
	{ ROW(IP_DONTFRAG, "dontfrag", BOOL, RW),
	  .help = "datagrams are not fragmented" },
#endif
#ifdef IP_DROP_MEMBERSHIP
	{ ROW(IP_DROP_MEMBERSHIP, "drop_membership", GROUP4, W),
	  TRY(NULL, "239.1.2.3 lo", "239.9.9.9 lo", EADDRNOTAVAIL),
	  .help = "leave a multicast group" },
#endif
#ifdef IP_DROP_SOURCE_MEMBERSHIP
	{ ROW(IP_DROP_SOURCE_MEMBERSHIP, "drop_source_membership", SOURCE4, W),
	  TRY(NULL, "232.1.2.3 127.0.0.2 127.0.0.1", "127.0.0.1 127.0.0.2 127.0.0.1", EINVAL),
	  .help = "receive no more from one source of a group" },
#endif
#ifdef IP_FREEBIND
	{ ROW(IP_FREEBIND, "freebind", BOOL, RW), SWITCH_ANY,
	  .when = "before bind",
	  .help = "bind to an address that this system does not have (yet)" },
#endif
	{ ROW(IP_HDRINCL, "hdrincl", BOOL, RW | OPTION_RAW),
	  .on = RAW4, SWITCH_ANY,
	  .help = "what is sent begins with its IP header; raw sockets only" },
#ifdef IP_LOCAL_PORT_RANGE
	{ ROW(IP_LOCAL_PORT_RANGE, "local_port_range", PORTS, RW),
	  TRY("0 0", "40000 40100", "2000 1000", EINVAL),
	  .when = "before bind or connect",
	  .help = "the ports to choose from; '0 0' for the system's range" },
#endif
#ifdef IP_MINTTL
	{ ROW(IP_MINTTL, "minttl", INT, RW),
	  TRY("0", "255", "300", EINVAL),
	  .help = "drop what arrives with a smaller TTL" },
#endif
#ifdef IP_MTU
	{ ROW(IP_MTU, "mtu", BYTES, R), .when = "when connected",
	  .help = "the path's MTU as known now; connected sockets only" },
#endif
#ifdef IP_MTU_DISCOVER
	{ ROW(IP_MTU_DISCOVER, "mtu_discover", CHOICE, RW),
	  TRY(NULL, "do", "77", EINVAL),
	  .choices = discover,
	  .help = "how to treat what is too big for the path: fragment it, or find the MTU" },
#endif
#ifdef IP_MULTICAST_ALL
	{ ROW(IP_MULTICAST_ALL, "multicast_all", BOOL, RW), SWITCH_ANY_ON,
	  .help = "receive from all groups that any socket of this system has joined" },
#endif
	{ ROW(IP_MULTICAST_IF, "multicast_if", ADDRESS, RW),
	  TRY_MADE("0.0.0.0", "lo", "0.0.0.0", "203.0.113.1", EADDRNOTAVAIL),
	  .made = "the kernel takes the interface, but tells addresses only",
	  .help = "the interface that multicasts leave by, or its address; 0.0.0.0: by route" },
	{ ROW(IP_MULTICAST_LOOP, "multicast_loop", BOOL, RW), SWITCH_ANY_ON,
	  .help = "this system hears its own multicasts" },
	{ ROW(IP_MULTICAST_TTL, "multicast_ttl", INT, RW),
	  TRY("1", "7", "300", EINVAL),
	  .made = MINUS_ONE,
	  .help = "how many routers a multicast may pass" },
#ifdef IP_NODEFRAG
	{ ROW(IP_NODEFRAG, "nodefrag", BOOL, RW | OPTION_RAW),
	  .on = RAW4, SWITCH_ANY,
	  .help = "receive fragments as they are; raw sockets only" },
#endif
	{ ROW(IP_OPTIONS, "options", HEX, RW),
	  TRY("hex:", "hex:01010101", "hex:83", EINVAL),
	  .help = "the IP options of every packet sent" },
#ifdef IP_PASSSEC
	{ ROW(IP_PASSSEC, "ip_passsec", BOOL, RW), SWITCH_ANY,
	  .help = "the peer's security label comes with each datagram" },
#endif
#ifdef IP_PKTINFO
	{ ROW(IP_PKTINFO, "pktinfo", BOOL, RW), SWITCH_ANY,
	  .help = "the interface and the address it was sent to come with each datagram" },
#endif
#ifdef IP_PKTOPTIONS
	{ ROW(IP_PKTOPTIONS, "pktoptions", HEX, R),
	  .on = "tcp", .fresh = "hex:",
	  .help = "the control data that a TCP connection would have told last" },
#endif
#ifdef IP_PROTOCOL
	{ ROW(IP_PROTOCOL, "ip_protocol", CHOICE, R | OPTION_RAW),
	  .on = RAW4, .choices = names_protocol,
	  .help = "the protocol of a raw socket" },
#endif
#ifdef IP_RECVDSTADDR
	{ ROW(IP_RECVDSTADDR, "recvdstaddr", BOOL, RW),
	  .help = "the address it was sent to comes with each datagram" },
#endif
#ifdef IP_RECVERR
	{ ROW(IP_RECVERR, "recverr", BOOL, RW), SWITCH_ANY,
	  .help = "keep ICMP errors, with who told them, for the error queue" },
#endif
#ifdef IP_RECVERR_RFC4884
	{ ROW(IP_RECVERR_RFC4884, "recverr_rfc4884", BOOL, RW), SWITCH_STRICT,
	  .help = "the error queue tells extended ICMP errors too" },
#endif
#ifdef IP_RECVFRAGSIZE
	{ ROW(IP_RECVFRAGSIZE, "recvfragsize", BOOL, RW), SWITCH_ANY,
	  .help = "the size of the largest fragment comes with each datagram" },
#endif
#ifdef IP_RECVOPTS
	{ ROW(IP_RECVOPTS, "recvopts", BOOL, RW), SWITCH_ANY,
	  .help = "the IP options come with each datagram" },
#endif
#ifdef IP_RECVORIGDSTADDR
	{ ROW(IP_RECVORIGDSTADDR, "recvorigdstaddr", BOOL, RW), SWITCH_ANY,
	  .help = "the address before a redirection comes with each datagram" },
#endif
#ifdef IP_RECVRETOPTS
	{ ROW(IP_RECVRETOPTS, "recvretopts", BOOL, RW), SWITCH_ANY,
	  .help = "the IP options for an answer come with each datagram" },
#endif
#ifdef IP_RECVTOS
	{ ROW(IP_RECVTOS, "recvtos", BOOL, RW), SWITCH_ANY,
	  .help = "the type of service comes with each datagram" },
#endif
#ifdef IP_RECVTTL
	{ ROW(IP_RECVTTL, "recvttl", BOOL, RW), SWITCH_ANY,
	  .help = "the TTL comes with each datagram" },
#endif
	{ ROW(IP_RETOPTS, "retopts", BOOL, RW | OPTION_ALONE), SWITCH_ANY,
	  .help = "another name of recvretopts" },
#ifdef IP_ROUTER_ALERT
	{ ROW(IP_ROUTER_ALERT, "router_alert", BOOL, RW | OPTION_RAW),
	  .on = RAW4, SWITCH_ANY,
	  .help = "receive all packets that alert routers; raw sockets only" },
#endif
	{ ROW(IP_TOS, "tos", TOS, RW), .choices = option_tos_names,
	  TRY("0", "ef ect0", NO_VALUE, EFAULT),
	  .made = "the kernel keeps one byte, and on TCP the lowest two bits, ECN, as they were",
	  .reasons = of_tos,
	  .help = "the type of service in each packet: 0 to 255" },
#ifdef IP_TRANSPARENT
	{ ROW(IP_TRANSPARENT, "transparent", BOOL, RW), SWITCH_ANY,
	  .who = "CAP_NET_ADMIN or CAP_NET_RAW",
	  .when = "before bind",
	  .help = "bind to any address, as a transparent proxy" },
#endif
	{ ROW(IP_TTL, "ttl", INT, RW),
	  TRY(NULL, "5", "300", EINVAL),
	  .made = MINUS_ONE,
	  .help = "how many routers a packet may pass: 1 to 255" },
#ifdef IP_UNBLOCK_SOURCE
	{ ROW(IP_UNBLOCK_SOURCE, "unblock_source", SOURCE4, W),
	  TRY(NULL, "239.1.2.3 127.0.0.2 127.0.0.1", "127.0.0.1 127.0.0.2 127.0.0.1", EINVAL),
	  .help = "receive again what a blocked source sends" },
#endif
#ifdef IP_UNICAST_IF
	{ ROW(IP_UNICAST_IF, "unicast_if", INTERFACE_BE, RW),
	  TRY("\"\"", "lo", "9999", EADDRNOTAVAIL),
	  .help = "the interface that packets leave by; \"\": by route" },
#endif
#ifdef MCAST_BLOCK_SOURCE
	{ ROW(MCAST_BLOCK_SOURCE, "mcast_block_source", SOURCE, W),
	  TRY(NULL, "239.1.2.3 127.0.0.2 lo", "127.0.0.1 127.0.0.2 lo", EINVAL),
	  .help = "no longer receive what one source sends to a joined group" },
#endif
#ifdef MCAST_JOIN_GROUP
	{ ROW(MCAST_JOIN_GROUP, "mcast_join_group", GROUP, W),
	  TRY(NULL, "239.1.2.3 lo", "239.1.2.3 9999", ENODEV),
	  .help = "join a multicast group, as the command group does" },
#endif
#ifdef MCAST_JOIN_SOURCE_GROUP
	{ ROW(MCAST_JOIN_SOURCE_GROUP, "mcast_join_source_group", SOURCE, W),
	  TRY(NULL, "232.1.2.3 127.0.0.2 lo", "127.0.0.1 127.0.0.2 lo", EINVAL),
	  .help = "receive what one source sends to a group" },
#endif
#ifdef MCAST_LEAVE_GROUP
	{ ROW(MCAST_LEAVE_GROUP, "mcast_leave_group", GROUP, W),
	  TRY(NULL, "239.1.2.3 lo", "239.9.9.9 lo", EADDRNOTAVAIL),
	  .help = "leave a multicast group" },
#endif
#ifdef MCAST_LEAVE_SOURCE_GROUP
	{ ROW(MCAST_LEAVE_SOURCE_GROUP, "mcast_leave_source_group", SOURCE, W),
	  TRY(NULL, "232.1.2.3 127.0.0.2 lo", "127.0.0.1 127.0.0.2 lo", EINVAL),
	  .help = "receive no more from one source of a group" },
#endif
#ifdef MCAST_UNBLOCK_SOURCE
	{ ROW(MCAST_UNBLOCK_SOURCE, "mcast_unblock_source", SOURCE, W),
	  TRY(NULL, "239.1.2.3 127.0.0.2 lo", "127.0.0.1 127.0.0.2 lo", EINVAL),
	  .help = "receive again what a blocked source sends" },
#endif
	{ .name = NULL }
};
