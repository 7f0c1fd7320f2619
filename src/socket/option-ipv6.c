/* option-ipv6: the options at IPPROTO_IPV6. */
#include <netinet/in.h>
#include <sys/socket.h>

#include "socket/option-row.h"

/* Numbers that the C library's header may be too old for. */
#ifdef __linux__
#ifndef IPV6_ADDRFORM
#define IPV6_ADDRFORM 1
#endif
#ifndef IPV6_FLOWINFO
#define IPV6_FLOWINFO 11
#endif
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

#define LEVEL IPPROTO_IPV6

/* RFC 8754: the header of a way over one router, ::1. */
#define SEGMENT_ROUTING "0002040000000000" "00000000000000000000000000000001"

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

#ifdef IPV6_ADDRFORM
/* The second names are those that the command socket takes. */
static const struct name forms[] = {
	{ "AF_INET", AF_INET, NULL }, { "AF_INET6", AF_INET6, NULL }, { "inet", AF_INET, NULL },
	{ "inet6", AF_INET6, NULL }, { NULL, 0, NULL }
};
#endif

static const struct option_reason of_tclass[] = {
	{ OPTION_OF_DEFAULT, MINUS_ONE }, ECN_OF_TCP, { 0 }
};

const struct option options_ipv6[] = {
#ifdef IPV6_2292DSTOPTS
	{ ROW(IPV6_2292DSTOPTS, "2292dstopts", BOOL, RW), SWITCH,
	  .help = "recvdstopts, as RFC 2292 had it" },
#endif
#ifdef IPV6_2292HOPLIMIT
	{ ROW(IPV6_2292HOPLIMIT, "2292hoplimit", BOOL, RW), SWITCH,
	  .help = "recvhoplimit, as RFC 2292 had it" },
#endif
#ifdef IPV6_2292HOPOPTS
	{ ROW(IPV6_2292HOPOPTS, "2292hopopts", BOOL, RW), SWITCH,
	  .help = "recvhopopts, as RFC 2292 had it" },
#endif
#ifdef IPV6_2292PKTINFO
	{ ROW(IPV6_2292PKTINFO, "2292pktinfo", BOOL, RW), SWITCH,
	  .help = "recvpktinfo, as RFC 2292 had it" },
#endif
#ifdef IPV6_2292RTHDR
	{ ROW(IPV6_2292RTHDR, "2292rthdr", BOOL, RW), SWITCH,
	  .help = "recvrthdr, as RFC 2292 had it" },
#endif
#ifdef IPV6_ADDRFORM
	{ ROW(IPV6_ADDRFORM, "addrform", CHOICE, RW | OPTION_TURNS),
	  TRY(NULL, "AF_INET", "AF_INET6", EINVAL),
	  .choices = forms, .when = "when connected",
	  .help = "turns a TCP or UDP socket that is connected over IPv4 into one of IPv4" },
#endif
#ifdef IPV6_ADDR_PREFERENCES
	{ ROW(IPV6_ADDR_PREFERENCES, "addr_preferences", FLAGS, RW),
	  TRY_MADE(NULL, "tmp", "tmp home", "tmp public", EINVAL),
	  .choices = preferences,
	  .made = "the kernel tells what it chose for the rest, too",
	  .help = "which of its own addresses the system prefers to send from" },
#endif
#ifdef IPV6_AUTOFLOWLABEL
	{ ROW(IPV6_AUTOFLOWLABEL, "autoflowlabel", BOOL, RW),
	  TRY(NULL, "on", BAD_LENGTH, EINVAL),
	  .help = "packets get a flow label by themselves" },
#endif
#ifdef IPV6_CHECKSUM
	{ ROW(IPV6_CHECKSUM, "checksum", OFFSET, RW | OPTION_RAW),
	  .on = RAW6, TRY("-1", "6", "3", EINVAL),
	  .help = "where in the packet the kernel puts a checksum, -1: nowhere; raw sockets only" },
#endif
#ifdef IPV6_DONTFRAG
	{ ROW(IPV6_DONTFRAG, "dontfrag", BOOL, RW),
	  TRY("off", "on", BAD_LENGTH, EINVAL),
	  .help = "datagrams are not fragmented: too big a one fails" },
#endif
#ifdef IPV6_DSTOPTS
	{ ROW(IPV6_DSTOPTS, "dstopts", HEX, RW),
	  TRY("hex:", "hex:0000010400000000", TOO_SHORT, EINVAL), .who = "CAP_NET_RAW",
	  .help = "the destination options header of every packet sent" },
#endif
#ifdef IPV6_FLOWINFO
	{ ROW(IPV6_FLOWINFO, "flowinfo", BOOL, RW), SWITCH,
	  .help = "the flow label comes with each datagram" },
#endif
#ifdef IPV6_FLOWINFO_SEND
	{ ROW(IPV6_FLOWINFO_SEND, "flowinfo_send", BOOL, RW), SWITCH,
	  .help = "the flow label of an address that is sent to counts" },
#endif
#ifdef IPV6_FREEBIND
	{ ROW(IPV6_FREEBIND, "freebind", BOOL, RW), SWITCH,
	  .when = "before bind",
	  .help = "bind to an address that this system does not have (yet)" },
#endif
#ifdef IPV6_HDRINCL
	{ ROW(IPV6_HDRINCL, "hdrincl", BOOL, RW | OPTION_RAW),
	  .on = RAW6, SWITCH,
	  .help = "what is sent begins with its IP header; raw sockets only" },
#endif
#ifdef IPV6_HOPOPTS
	{ ROW(IPV6_HOPOPTS, "hopopts", HEX, RW),
	  TRY("hex:", "hex:0000010400000000", TOO_SHORT, EINVAL),
	  .who = "CAP_NET_RAW",
	  .help = "the hop-by-hop options header of every packet sent" },
#endif
#ifdef IPV6_JOIN_ANYCAST
	{ ROW(IPV6_JOIN_ANYCAST, "join_anycast", GROUP6, W),
	  TRY(NULL, "2001:db8::1 lo", "ff02::1 lo", EINVAL), .who = "CAP_NET_ADMIN",
	  .help = "answer to an anycast address" },
#endif
#ifdef IPV6_JOIN_GROUP
	{ ROW(IPV6_JOIN_GROUP, "join_group", GROUP6, W),
	  TRY(NULL, "ff05::1234 lo", "::1 lo", EINVAL),
	  .help = "join a multicast group on an interface; see the command group" },
#endif
#ifdef IPV6_LEAVE_ANYCAST
	{ ROW(IPV6_LEAVE_ANYCAST, "leave_anycast", GROUP6, W),
	  TRY(NULL, "2001:db8::1 lo", "2001:db8::2 lo", ENOENT),
	  .help = "answer no more to an anycast address" },
#endif
#ifdef IPV6_LEAVE_GROUP
	{ ROW(IPV6_LEAVE_GROUP, "leave_group", GROUP6, W),
	  TRY(NULL, "ff05::1234 lo", "ff05::9999 lo", EADDRNOTAVAIL),
	  .help = "leave a multicast group" },
#endif
#ifdef IPV6_MINHOPCOUNT
	{ ROW(IPV6_MINHOPCOUNT, "minhopcount", INT, RW),
	  TRY("0", "200", "300", EINVAL),
	  .help = "drop what arrives with a smaller hop limit" },
#endif
#ifdef IPV6_MTU
	{ ROW(IPV6_MTU, "mtu", BYTES, RW),
	  TRY_MADE(NULL, "1400", "65536", "5", EINVAL),
	  .made = "what is read back is the path's own",
	  .help = "the path's MTU as known now (connected sockets), or the largest to use" },
#endif
#ifdef IPV6_MTU_DISCOVER
	{ ROW(IPV6_MTU_DISCOVER, "mtu_discover", CHOICE, RW),
	  TRY(NULL, "do", "77", EINVAL),
	  .choices = discover,
	  .help = "how to treat what is too big for the path: fragment it, or find the MTU" },
#endif
#ifdef IPV6_MULTICAST_ALL
	{ ROW(IPV6_MULTICAST_ALL, "multicast_all", BOOL, RW), SWITCH_ON,
	  .help = "receive from all groups that any socket of this system has joined" },
#endif
	{ ROW(IPV6_MULTICAST_HOPS, "multicast_hops", INT, RW),
	  TRY("1", "7", "300", EINVAL),
	  .made = MINUS_ONE,
	  .help = "how many routers a multicast may pass" },
	{ ROW(IPV6_MULTICAST_IF, "multicast_if", INTERFACE, RW),
	  TRY("\"\"", "lo", "9999", ENODEV),
	  .help = "the interface that multicasts leave by; \"\": by route" },
	{ ROW(IPV6_MULTICAST_LOOP, "multicast_loop", BOOL, RW), SWITCH_ON,
	  .help = "this system hears its own multicasts" },
/* Of Linux only the number. */
#if defined(IPV6_NEXTHOP) && !defined(__linux__)
	{ ROW(IPV6_NEXTHOP, "nexthop", HEX, RW),
	  .help = "the next router, as a socket address; not on Linux" },
#endif
#ifdef IPV6_PATHMTU
	{ ROW(IPV6_PATHMTU, "pathmtu", MTU, R), .when = "when connected",
	  .help = "the path's MTU as known now; connected sockets only" },
#endif
#ifdef IPV6_PKTINFO
	{ ROW(IPV6_PKTINFO, "pktinfo", PKTINFO, W),
	  TRY(NULL, "::1 lo", TOO_SHORT, EINVAL),
	  .help = "the address and the interface to send from, where a message names none" },
#endif
#ifdef IPV6_RECVDSTOPTS
	{ ROW(IPV6_RECVDSTOPTS, "recvdstopts", BOOL, RW), SWITCH,
	  .help = "the destination options come with each datagram" },
#endif
#ifdef IPV6_RECVERR
	{ ROW(IPV6_RECVERR, "recverr", BOOL, RW), SWITCH,
	  .help = "keep ICMP errors, with who told them, for the error queue" },
#endif
#ifdef IPV6_RECVERR_RFC4884
	{ ROW(IPV6_RECVERR_RFC4884, "recverr_rfc4884", BOOL, RW), SWITCH_STRICT,
	  .help = "the error queue tells extended ICMP errors too" },
#endif
#ifdef IPV6_RECVFRAGSIZE
	{ ROW(IPV6_RECVFRAGSIZE, "recvfragsize", BOOL, RW),
	  TRY("off", "on", BAD_LENGTH, EINVAL),
	  .help = "the size of the largest fragment comes with each datagram" },
#endif
#ifdef IPV6_RECVHOPLIMIT
	{ ROW(IPV6_RECVHOPLIMIT, "recvhoplimit", BOOL, RW), SWITCH,
	  .help = "the hop limit comes with each datagram" },
#endif
#ifdef IPV6_RECVHOPOPTS
	{ ROW(IPV6_RECVHOPOPTS, "recvhopopts", BOOL, RW), SWITCH,
	  .help = "the hop-by-hop options come with each datagram" },
#endif
#ifdef IPV6_RECVORIGDSTADDR
	{ ROW(IPV6_RECVORIGDSTADDR, "recvorigdstaddr", BOOL, RW), SWITCH,
	  .help = "the address before a redirection comes with each datagram" },
#endif
#ifdef IPV6_RECVPATHMTU
	{ ROW(IPV6_RECVPATHMTU, "recvpathmtu", BOOL, RW), SWITCH,
	  .help = "a changed path MTU comes as a message" },
#endif
#ifdef IPV6_RECVPKTINFO
	{ ROW(IPV6_RECVPKTINFO, "recvpktinfo", BOOL, RW), SWITCH,
	  .help = "the interface and the address it was sent to come with each datagram" },
#endif
#ifdef IPV6_RECVRTHDR
	{ ROW(IPV6_RECVRTHDR, "recvrthdr", BOOL, RW), SWITCH,
	  .help = "the routing header comes with each datagram" },
#endif
#ifdef IPV6_RECVTCLASS
	{ ROW(IPV6_RECVTCLASS, "recvtclass", BOOL, RW), SWITCH,
	  .help = "the traffic class comes with each datagram" },
#endif
#ifdef IPV6_ROUTER_ALERT
	{ ROW(IPV6_ROUTER_ALERT, "router_alert", INT, RW | OPTION_RAW),
	  .on = "raw6:raw", TRY(NULL, "0", TOO_SHORT, EINVAL),
	  .help = "receive the packets with this router alert, -1: none; raw sockets only" },
#endif
#ifdef IPV6_ROUTER_ALERT_ISOLATE
	{ ROW(IPV6_ROUTER_ALERT_ISOLATE, "router_alert_isolate", BOOL, RW | OPTION_RAW),
	  .on = RAW6, SWITCH,
	  .help = "receive router alerts of this network namespace only; raw sockets only" },
#endif
#ifdef IPV6_RTHDR
	{ ROW(IPV6_RTHDR, "rthdr", HEX, RW),
	  TRY("hex:", "hex:" SEGMENT_ROUTING, TOO_SHORT, EINVAL),
	  .help = "the routing header of every packet sent" },
#endif
#ifdef IPV6_RTHDRDSTOPTS
	{ ROW(IPV6_RTHDRDSTOPTS, "rthdrdstopts", HEX, RW),
	  TRY("hex:", "hex:0000010400000000", TOO_SHORT, EINVAL),
	  .who = "CAP_NET_RAW",
	  .help = "the options header for the routers named, of every packet sent" },
#endif
#ifdef IPV6_TCLASS
	{ ROW(IPV6_TCLASS, "tclass", TOS, RW), .choices = option_tos_names,
	  TRY("0", "ef ect0", "300", EINVAL),
	  .made = "the kernel takes -1 for the default, and on TCP keeps the lowest two bits, ECN",
	  .reasons = of_tclass,
	  .help = "the traffic class in each packet: 0 to 255" },
#endif
#ifdef IPV6_TRANSPARENT
	{ ROW(IPV6_TRANSPARENT, "transparent", BOOL, RW), SWITCH,
	  .who = "CAP_NET_ADMIN or CAP_NET_RAW",
	  .when = "before bind",
	  .help = "bind to any address, as a transparent proxy" },
#endif
	{ ROW(IPV6_UNICAST_HOPS, "unicast_hops", INT, RW),
	  TRY(NULL, "3", "300", EINVAL),
	  .made = MINUS_ONE,
	  .help = "how many routers a packet may pass: 1 to 255" },
#ifdef IPV6_UNICAST_IF
	{ ROW(IPV6_UNICAST_IF, "unicast_if", INTERFACE_BE, RW),
	  TRY("\"\"", "lo", "9999", EADDRNOTAVAIL),
	  .help = "the interface that packets leave by; \"\": by route" },
#endif
	{ ROW(IPV6_V6ONLY, "v6only", BOOL, RW), SWITCH,
	  .when = "before bind",
	  .help = "take no IPv4 connections and datagrams" },
#ifdef MCAST_BLOCK_SOURCE
	{ ROW(MCAST_BLOCK_SOURCE, "mcast_block_source", SOURCE, W),
	  TRY(NULL, "ff05::1234 2001:db8::1 lo", "::1 2001:db8::1 lo", EINVAL),
	  .help = "no longer receive what one source sends to a joined group" },
#endif
#ifdef MCAST_JOIN_GROUP
	{ ROW(MCAST_JOIN_GROUP, "mcast_join_group", GROUP, W),
	  TRY(NULL, "ff05::1234 lo", "ff05::1234 9999", ENODEV),
	  .help = "join a multicast group, as the command group does" },
#endif
#ifdef MCAST_JOIN_SOURCE_GROUP
	{ ROW(MCAST_JOIN_SOURCE_GROUP, "mcast_join_source_group", SOURCE, W),
	  TRY(NULL, "ff35::1234 2001:db8::1 lo", "::1 2001:db8::1 lo", EINVAL),
	  .help = "receive what one source sends to a group" },
#endif
#ifdef MCAST_LEAVE_GROUP
	{ ROW(MCAST_LEAVE_GROUP, "mcast_leave_group", GROUP, W),
	  TRY(NULL, "ff05::1234 lo", "ff05::9999 lo", EADDRNOTAVAIL),
	  .help = "leave a multicast group" },
#endif
#ifdef MCAST_LEAVE_SOURCE_GROUP
	{ ROW(MCAST_LEAVE_SOURCE_GROUP, "mcast_leave_source_group", SOURCE, W),
	  TRY(NULL, "ff35::1234 2001:db8::1 lo", "::1 2001:db8::1 lo", EINVAL),
	  .help = "receive no more from one source of a group" },
#endif
#ifdef MCAST_UNBLOCK_SOURCE
	{ ROW(MCAST_UNBLOCK_SOURCE, "mcast_unblock_source", SOURCE, W),
	  TRY(NULL, "ff05::1234 2001:db8::1 lo", "::1 2001:db8::1 lo", EINVAL),
	  .help = "receive again what a blocked source sends" },
#endif
	{ .name = NULL }
};
