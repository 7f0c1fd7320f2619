/* option-ipv6: the options at IPPROTO_IPV6. */
#include <netinet/in.h>
#include <sys/socket.h>

#include "socket/option.h"

/* Numbers that the C library's header may be too old for. */
#ifdef __linux__
#ifndef IPV6_MULTICAST_ALL
#define IPV6_MULTICAST_ALL 29
#endif
#ifndef IPV6_RECVERR_RFC4884
#define IPV6_RECVERR_RFC4884 31
#endif
#ifndef IPV6_FLOWINFO_SEND
#define IPV6_FLOWINFO_SEND 33
#endif
#endif

#define ROW(option, short, kind, can) \
	.name = #option, .brief = short, .level = IPPROTO_IPV6, .number = option, \
	.type = OPTION_##kind, .access = can
#define R OPTION_GET
#define RW (OPTION_GET | OPTION_SET)

#ifdef IPV6_MTU_DISCOVER
static const struct name discover[] = {
	{ "dont", IPV6_PMTUDISC_DONT, NULL }, { "want", IPV6_PMTUDISC_WANT, NULL },
	{ "do", IPV6_PMTUDISC_DO, NULL }, { "probe", IPV6_PMTUDISC_PROBE, NULL },
#ifdef IPV6_PMTUDISC_INTERFACE
	{ "interface", IPV6_PMTUDISC_INTERFACE, NULL },
#endif
#ifdef IPV6_PMTUDISC_OMIT
	{ "omit", IPV6_PMTUDISC_OMIT, NULL },
#endif
	{ NULL, 0, NULL }
};
#endif
#ifdef IPV6_ADDR_PREFERENCES
static const struct name preferences[] = {
	{ "tmp", 0x1, NULL }, { "public", 0x2, NULL }, { "pubtmp-default", 0x100, NULL },
	{ "coa", 0x4, NULL }, { "home", 0x400, NULL }, { "cga", 0x8, NULL },
	{ "noncga", 0x800, NULL }, { NULL, 0, NULL }
};
#endif

const struct option options_ipv6[] = {
#ifdef IPV6_ADDR_PREFERENCES
	{ ROW(IPV6_ADDR_PREFERENCES, "addr_preferences", FLAGS, RW), .choices = preferences,
	  .made = "the kernel tells what it chose for the rest, too",
	  .help = "which of its own addresses the system prefers to send from" },
#endif
#ifdef IPV6_AUTOFLOWLABEL
	{ ROW(IPV6_AUTOFLOWLABEL, "autoflowlabel", BOOL, RW),
	  .help = "packets get a flow label by themselves" },
#endif
#ifdef IPV6_CHECKSUM
	{ ROW(IPV6_CHECKSUM, "checksum", INT, RW | OPTION_RAW),
	  .help = "where in the packet the kernel puts a checksum, -1: nowhere; raw sockets only" },
#endif
#ifdef IPV6_DONTFRAG
	{ ROW(IPV6_DONTFRAG, "dontfrag", BOOL, RW),
	  .help = "datagrams are not fragmented: too big a one fails" },
#endif
#ifdef IPV6_DSTOPTS
	{ ROW(IPV6_DSTOPTS, "dstopts", HEX, RW),
	  .help = "the destination options header of every packet sent" },
#endif
#ifdef IPV6_FLOWINFO_SEND
	{ ROW(IPV6_FLOWINFO_SEND, "flowinfo_send", BOOL, RW),
	  .help = "the flow label of an address that is sent to counts" },
#endif
#ifdef IPV6_FREEBIND
	{ ROW(IPV6_FREEBIND, "freebind", BOOL, RW), .when = "before bind",
	  .help = "bind to an address that this system does not have (yet)" },
#endif
#ifdef IPV6_HDRINCL
	{ ROW(IPV6_HDRINCL, "hdrincl", BOOL, RW | OPTION_RAW),
	  .help = "what is sent begins with its IP header; raw sockets only" },
#endif
#ifdef IPV6_HOPOPTS
	{ ROW(IPV6_HOPOPTS, "hopopts", HEX, RW),
	  .help = "the hop-by-hop options header of every packet sent" },
#endif
#ifdef IPV6_MINHOPCOUNT
	{ ROW(IPV6_MINHOPCOUNT, "minhopcount", INT, RW),
	  .help = "drop what arrives with a smaller hop limit" },
#endif
#ifdef IPV6_MTU
	{ ROW(IPV6_MTU, "mtu", INT, RW), .made = "without a connection it cannot be read back",
	  .help = "the path's MTU as known now (connected sockets), or the largest to use" },
#endif
#ifdef IPV6_MTU_DISCOVER
	{ ROW(IPV6_MTU_DISCOVER, "mtu_discover", CHOICE, RW), .choices = discover,
	  .help = "how to treat what is too big for the path: fragment it, or find the MTU" },
#endif
#ifdef IPV6_MULTICAST_ALL
	{ ROW(IPV6_MULTICAST_ALL, "multicast_all", BOOL, RW),
	  .help = "receive from all groups that any socket of this system has joined" },
#endif
	{ ROW(IPV6_MULTICAST_HOPS, "multicast_hops", INT, RW), .made = "-1 is the default",
	  .help = "how many routers a multicast may pass" },
	{ ROW(IPV6_MULTICAST_IF, "multicast_if", INTERFACE, RW),
	  .help = "the interface that multicasts leave by; \"\": by route" },
	{ ROW(IPV6_MULTICAST_LOOP, "multicast_loop", BOOL, RW),
	  .help = "this system hears its own multicasts" },
#ifdef IPV6_NEXTHOP
	{ ROW(IPV6_NEXTHOP, "nexthop", HEX, RW),
	  .help = "the next router, as a socket address; not on Linux" },
#endif
#ifdef IPV6_PATHMTU
	{ ROW(IPV6_PATHMTU, "pathmtu", MTU, R), .when = "when connected",
	  .help = "the path's MTU as known now; connected sockets only" },
#endif
#ifdef IPV6_RECVDSTOPTS
	{ ROW(IPV6_RECVDSTOPTS, "recvdstopts", BOOL, RW),
	  .help = "the destination options come with each datagram" },
#endif
#ifdef IPV6_RECVERR
	{ ROW(IPV6_RECVERR, "recverr", BOOL, RW),
	  .help = "keep ICMP errors, with who told them, for the error queue" },
#endif
#ifdef IPV6_RECVERR_RFC4884
	{ ROW(IPV6_RECVERR_RFC4884, "recverr_rfc4884", BOOL, RW),
	  .help = "the error queue tells extended ICMP errors too" },
#endif
#ifdef IPV6_RECVFRAGSIZE
	{ ROW(IPV6_RECVFRAGSIZE, "recvfragsize", BOOL, RW),
	  .help = "the size of the largest fragment comes with each datagram" },
#endif
#ifdef IPV6_RECVHOPLIMIT
	{ ROW(IPV6_RECVHOPLIMIT, "recvhoplimit", BOOL, RW),
	  .help = "the hop limit comes with each datagram" },
#endif
#ifdef IPV6_RECVHOPOPTS
	{ ROW(IPV6_RECVHOPOPTS, "recvhopopts", BOOL, RW),
	  .help = "the hop-by-hop options come with each datagram" },
#endif
#ifdef IPV6_RECVORIGDSTADDR
	{ ROW(IPV6_RECVORIGDSTADDR, "recvorigdstaddr", BOOL, RW),
	  .help = "the address before a redirection comes with each datagram" },
#endif
#ifdef IPV6_RECVPATHMTU
	{ ROW(IPV6_RECVPATHMTU, "recvpathmtu", BOOL, RW),
	  .help = "a changed path MTU comes as a message" },
#endif
#ifdef IPV6_RECVPKTINFO
	{ ROW(IPV6_RECVPKTINFO, "recvpktinfo", BOOL, RW),
	  .help = "the interface and the address it was sent to come with each datagram" },
#endif
#ifdef IPV6_RECVRTHDR
	{ ROW(IPV6_RECVRTHDR, "recvrthdr", BOOL, RW),
	  .help = "the routing header comes with each datagram" },
#endif
#ifdef IPV6_RECVTCLASS
	{ ROW(IPV6_RECVTCLASS, "recvtclass", BOOL, RW),
	  .help = "the traffic class comes with each datagram" },
#endif
#ifdef IPV6_ROUTER_ALERT
	{ ROW(IPV6_ROUTER_ALERT, "router_alert", INT, RW | OPTION_RAW),
	  .help = "receive the packets with this router alert, -1: none; raw sockets only" },
#endif
#ifdef IPV6_ROUTER_ALERT_ISOLATE
	{ ROW(IPV6_ROUTER_ALERT_ISOLATE, "router_alert_isolate", BOOL, RW | OPTION_RAW),
	  .help = "receive router alerts of this network namespace only; raw sockets only" },
#endif
#ifdef IPV6_RTHDR
	{ ROW(IPV6_RTHDR, "rthdr", HEX, RW),
	  .help = "the routing header of every packet sent" },
#endif
#ifdef IPV6_RTHDRDSTOPTS
	{ ROW(IPV6_RTHDRDSTOPTS, "rthdrdstopts", HEX, RW),
	  .help = "the options header for the routers named, of every packet sent" },
#endif
#ifdef IPV6_TCLASS
	{ ROW(IPV6_TCLASS, "tclass", INT, RW), .made = "-1 is the default; ECN belongs to TCP",
	  .help = "the traffic class in each packet: 0 to 255" },
#endif
#ifdef IPV6_TRANSPARENT
	{ ROW(IPV6_TRANSPARENT, "transparent", BOOL, RW), .when = "before bind",
	  .help = "bind to any address, as a transparent proxy; needs CAP_NET_ADMIN" },
#endif
	{ ROW(IPV6_UNICAST_HOPS, "unicast_hops", INT, RW), .made = "-1 is the default",
	  .help = "how many routers a packet may pass: 1 to 255" },
#ifdef IPV6_UNICAST_IF
	{ ROW(IPV6_UNICAST_IF, "unicast_if", INTERFACE_BE, RW),
	  .help = "the interface that packets leave by; \"\": by route" },
#endif
	{ ROW(IPV6_V6ONLY, "v6only", BOOL, RW), .when = "before bind",
	  .help = "take no IPv4 connections and datagrams" },
	{ .name = NULL }
};
