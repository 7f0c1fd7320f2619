/* option-ip: the options at IPPROTO_IP. */
#include <netinet/in.h>
#include <sys/socket.h>

#include "socket/option.h"

/* Numbers that the C library's header may be too old for. */
#ifdef __linux__
#ifndef IP_MULTICAST_ALL
#define IP_MULTICAST_ALL 49
#endif
#ifndef IP_UNICAST_IF
#define IP_UNICAST_IF 50
#endif
#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif
#endif

#define ROW(option, short, kind, can) \
	.name = #option, .brief = short, .level = IPPROTO_IP, .number = option, \
	.type = OPTION_##kind, .access = can
#define R OPTION_GET
#define RW (OPTION_GET | OPTION_SET)

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

const struct option options_ip[] = {
#ifdef IP_BIND_ADDRESS_NO_PORT
	{ ROW(IP_BIND_ADDRESS_NO_PORT, "bind_address_no_port", BOOL, RW), .when = "before bind",
	  .help = "bind to port 0 takes its port only at connect" },
#endif
#ifdef IP_CHECKSUM
	{ ROW(IP_CHECKSUM, "checksum", BOOL, RW),
	  .help = "the checksum comes with each datagram" },
#endif
#ifdef IP_DONTFRAG
	{ ROW(IP_DONTFRAG, "dontfrag", BOOL, RW),
	  .help = "datagrams are not fragmented" },
#endif
#ifdef IP_FREEBIND
	{ ROW(IP_FREEBIND, "freebind", BOOL, RW), .when = "before bind",
	  .help = "bind to an address that this system does not have (yet)" },
#endif
	{ ROW(IP_HDRINCL, "hdrincl", BOOL, RW | OPTION_RAW),
	  .help = "what is sent begins with its IP header; raw sockets only" },
#ifdef IP_LOCAL_PORT_RANGE
	{ ROW(IP_LOCAL_PORT_RANGE, "local_port_range", PORTS, RW), .when = "before bind or connect",
	  .help = "the ports to choose from; '0 0' for the system's range" },
#endif
#ifdef IP_MINTTL
	{ ROW(IP_MINTTL, "minttl", INT, RW),
	  .help = "drop what arrives with a smaller TTL" },
#endif
#ifdef IP_MTU
	{ ROW(IP_MTU, "mtu", INT, R), .when = "when connected",
	  .help = "the path's MTU as known now; connected sockets only" },
#endif
#ifdef IP_MTU_DISCOVER
	{ ROW(IP_MTU_DISCOVER, "mtu_discover", CHOICE, RW), .choices = discover,
	  .help = "how to treat what is too big for the path: fragment it, or find the MTU" },
#endif
#ifdef IP_MULTICAST_ALL
	{ ROW(IP_MULTICAST_ALL, "multicast_all", BOOL, RW),
	  .help = "receive from all groups that any socket of this system has joined" },
#endif
	{ ROW(IP_MULTICAST_IF, "multicast_if", ADDRESS, RW),
	  .help = "the address of the interface that multicasts leave by; 0.0.0.0: by route" },
	{ ROW(IP_MULTICAST_LOOP, "multicast_loop", BOOL, RW),
	  .help = "this system hears its own multicasts" },
	{ ROW(IP_MULTICAST_TTL, "multicast_ttl", INT, RW),
	  .made = "-1 is the default",
	  .help = "how many routers a multicast may pass" },
#ifdef IP_NODEFRAG
	{ ROW(IP_NODEFRAG, "nodefrag", BOOL, RW | OPTION_RAW),
	  .help = "receive fragments as they are; raw sockets only" },
#endif
	{ ROW(IP_OPTIONS, "options", HEX, RW),
	  .help = "the IP options of every packet sent" },
#ifdef IP_PASSSEC
	{ ROW(IP_PASSSEC, "ip_passsec", BOOL, RW),
	  .help = "the peer's security label comes with each datagram" },
#endif
#ifdef IP_PKTINFO
	{ ROW(IP_PKTINFO, "pktinfo", BOOL, RW),
	  .help = "the interface and the address it was sent to come with each datagram" },
#endif
#ifdef IP_RECVDSTADDR
	{ ROW(IP_RECVDSTADDR, "recvdstaddr", BOOL, RW),
	  .help = "the address it was sent to comes with each datagram" },
#endif
#ifdef IP_RECVERR
	{ ROW(IP_RECVERR, "recverr", BOOL, RW),
	  .help = "keep ICMP errors, with who told them, for the error queue" },
#endif
#ifdef IP_RECVERR_RFC4884
	{ ROW(IP_RECVERR_RFC4884, "recverr_rfc4884", BOOL, RW),
	  .help = "the error queue tells extended ICMP errors too" },
#endif
#ifdef IP_RECVFRAGSIZE
	{ ROW(IP_RECVFRAGSIZE, "recvfragsize", BOOL, RW),
	  .help = "the size of the largest fragment comes with each datagram" },
#endif
#ifdef IP_RECVOPTS
	{ ROW(IP_RECVOPTS, "recvopts", BOOL, RW),
	  .help = "the IP options come with each datagram" },
#endif
#ifdef IP_RECVORIGDSTADDR
	{ ROW(IP_RECVORIGDSTADDR, "recvorigdstaddr", BOOL, RW),
	  .help = "the address before a redirection comes with each datagram" },
#endif
#ifdef IP_RECVRETOPTS
	{ ROW(IP_RECVRETOPTS, "recvretopts", BOOL, RW),
	  .help = "the IP options for an answer come with each datagram" },
#endif
#ifdef IP_RECVTOS
	{ ROW(IP_RECVTOS, "recvtos", BOOL, RW),
	  .help = "the type of service comes with each datagram" },
#endif
#ifdef IP_RECVTTL
	{ ROW(IP_RECVTTL, "recvttl", BOOL, RW),
	  .help = "the TTL comes with each datagram" },
#endif
	{ ROW(IP_RETOPTS, "retopts", BOOL, RW | OPTION_ALONE),
	  .help = "another name of recvretopts" },
#ifdef IP_ROUTER_ALERT
	{ ROW(IP_ROUTER_ALERT, "router_alert", BOOL, RW | OPTION_RAW),
	  .help = "receive all packets that alert routers; raw sockets only" },
#endif
	{ ROW(IP_TOS, "tos", INT, RW),
	  .made = "the lowest two bits, ECN, belong to TCP",
	  .help = "the type of service in each packet: 0 to 255" },
#ifdef IP_TRANSPARENT
	{ ROW(IP_TRANSPARENT, "transparent", BOOL, RW), .when = "before bind",
	  .help = "bind to any address, as a transparent proxy; needs CAP_NET_ADMIN" },
#endif
	{ ROW(IP_TTL, "ttl", INT, RW), .made = "-1 is the default",
	  .help = "how many routers a packet may pass: 1 to 255" },
#ifdef IP_UNICAST_IF
	{ ROW(IP_UNICAST_IF, "unicast_if", INTERFACE_BE, RW),
	  .help = "the interface that packets leave by; \"\": by route" },
#endif
	{ .name = NULL }
};
