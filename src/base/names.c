/* names: what the system's numbers are called. */
#include "base/names.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#ifdef __linux__
#include <linux/if_ether.h>
#include <linux/netlink.h>
#endif

#include "base/newer.h"

#ifdef __linux__
/* Headers may be older than the kernel. */
#ifndef IPPROTO_SMC
#define IPPROTO_SMC 256
#endif
#ifndef NETLINK_SMC
#define NETLINK_SMC 22
#endif
#endif

#define ROW(name) { #name, name, NULL }
#define HELP(name, help) { #name, name, help }
#define END { NULL, 0, NULL }

const struct name names_errno[] = {
	ROW(EPERM), ROW(ENOENT), ROW(ESRCH), ROW(EINTR), ROW(EIO), ROW(ENXIO),
	ROW(E2BIG), ROW(ENOEXEC), ROW(EBADF), ROW(ECHILD), ROW(EAGAIN), ROW(ENOMEM),
	ROW(EACCES), ROW(EFAULT), ROW(ENOTBLK), ROW(EBUSY), ROW(EEXIST), ROW(EXDEV),
	ROW(ENODEV), ROW(ENOTDIR), ROW(EISDIR), ROW(EINVAL), ROW(ENFILE), ROW(EMFILE),
	ROW(ENOTTY), ROW(ETXTBSY), ROW(EFBIG), ROW(ENOSPC), ROW(ESPIPE), ROW(EROFS),
	ROW(EMLINK), ROW(EPIPE), ROW(EDOM), ROW(ERANGE), ROW(EDEADLK),
	ROW(ENAMETOOLONG), ROW(ENOLCK), ROW(ENOSYS), ROW(ENOTEMPTY), ROW(ELOOP),
	ROW(ENOMSG), ROW(EIDRM), ROW(EREMOTE), ROW(EPROTO), ROW(EBADMSG),
	ROW(EOVERFLOW), ROW(EILSEQ), ROW(EUSERS), ROW(ENOTSOCK), ROW(EDESTADDRREQ),
	ROW(EMSGSIZE), ROW(EPROTOTYPE), ROW(ENOPROTOOPT), ROW(EPROTONOSUPPORT),
	ROW(ESOCKTNOSUPPORT), ROW(EOPNOTSUPP), ROW(EPFNOSUPPORT), ROW(EAFNOSUPPORT),
	ROW(EADDRINUSE), ROW(EADDRNOTAVAIL), ROW(ENETDOWN), ROW(ENETUNREACH),
	ROW(ENETRESET), ROW(ECONNABORTED), ROW(ECONNRESET), ROW(ENOBUFS), ROW(EISCONN),
	ROW(ENOTCONN), ROW(ESHUTDOWN), ROW(ETOOMANYREFS), ROW(ETIMEDOUT),
	ROW(ECONNREFUSED), ROW(EHOSTDOWN), ROW(EHOSTUNREACH), ROW(EALREADY),
	ROW(EINPROGRESS), ROW(ESTALE), ROW(EDQUOT), ROW(ECANCELED), ROW(EOWNERDEAD),
	ROW(ENOTRECOVERABLE),
#ifdef EMULTIHOP
	ROW(EMULTIHOP),
#endif
#ifdef ENOLINK
	ROW(ENOLINK),
#endif
#ifdef ENODATA
	ROW(ENODATA),
#endif
#ifdef ENOSR
	ROW(ENOSR),
#endif
#ifdef ENOSTR
	ROW(ENOSTR),
#endif
#ifdef ETIME
	ROW(ETIME),
#endif
#ifdef __linux__
	ROW(ECHRNG), ROW(EL2NSYNC), ROW(EL3HLT), ROW(EL3RST), ROW(ELNRNG), ROW(EUNATCH),
	ROW(ENOCSI), ROW(EL2HLT), ROW(EBADE), ROW(EBADR), ROW(EXFULL), ROW(ENOANO),
	ROW(EBADRQC), ROW(EBADSLT), ROW(EBFONT), ROW(ENONET), ROW(ENOPKG), ROW(EADV),
	ROW(ESRMNT), ROW(ECOMM), ROW(EDOTDOT), ROW(ENOTUNIQ), ROW(EBADFD), ROW(EREMCHG),
	ROW(ELIBACC), ROW(ELIBBAD), ROW(ELIBSCN), ROW(ELIBMAX), ROW(ELIBEXEC),
	ROW(ERESTART), ROW(ESTRPIPE), ROW(EUCLEAN), ROW(ENOTNAM), ROW(ENAVAIL),
	ROW(EISNAM), ROW(EREMOTEIO), ROW(ENOMEDIUM), ROW(EMEDIUMTYPE), ROW(ENOKEY),
	ROW(EKEYEXPIRED), ROW(EKEYREVOKED), ROW(EKEYREJECTED), ROW(ERFKILL),
	ROW(EHWPOISON),
	/* The kernel's own, which leaks out of some socket calls. */
	{ "ENOTSUPP", 524, NULL },
#endif
	/* Second names of numbers above. */
	ROW(EWOULDBLOCK), ROW(ENOTSUP),
#ifdef EDEADLOCK
	ROW(EDEADLOCK),
#endif
	END
};

const struct name names_family[] = {
	HELP(AF_INET, "IPv4"),
	HELP(AF_INET6, "IPv6"),
	HELP(AF_UNIX, "inside this system"),
	ROW(AF_UNSPEC),
#ifdef __linux__
	HELP(AF_KEY, "IPsec keys"),
	HELP(AF_NETLINK, "messages of the kernel"),
	HELP(AF_PACKET, "frames of an interface"),
	HELP(AF_RDS, "reliable datagrams"),
	HELP(AF_PPPOX, "PPP over anything"),
	HELP(AF_LLC, "IEEE 802.2"),
	HELP(AF_CAN, "controller area network"),
	HELP(AF_TIPC, "cluster messages"),
	HELP(AF_BLUETOOTH, "Bluetooth"),
	HELP(AF_RXRPC, "AFS calls"),
	HELP(AF_ALG, "the kernel's cryptography"),
	HELP(AF_VSOCK, "virtual machines"),
	HELP(AF_SMC, "shared memory"),
	HELP(AF_XDP, "frames past the kernel"),
	ROW(AF_AX25), ROW(AF_IPX), ROW(AF_APPLETALK), ROW(AF_NETROM), ROW(AF_BRIDGE),
	ROW(AF_ATMPVC), ROW(AF_X25), ROW(AF_ROSE), ROW(AF_DECnet), ROW(AF_NETBEUI),
	ROW(AF_SECURITY), ROW(AF_ASH), ROW(AF_ECONET), ROW(AF_ATMSVC), ROW(AF_SNA),
	ROW(AF_IRDA), ROW(AF_WANPIPE), ROW(AF_IB), ROW(AF_MPLS), ROW(AF_IUCV),
	ROW(AF_ISDN), ROW(AF_PHONET), ROW(AF_IEEE802154), ROW(AF_CAIF), ROW(AF_NFC),
	ROW(AF_KCM), ROW(AF_QIPCRTR),
#endif
#ifdef AF_MCTP
	ROW(AF_MCTP),
#endif
	/* Second names. */
	ROW(AF_LOCAL),
#ifdef __linux__
	ROW(AF_FILE), ROW(AF_ROUTE),
#endif
	END
};

const struct name names_type[] = {
	HELP(SOCK_STREAM, "a stream of bytes, in order"),
	HELP(SOCK_DGRAM, "datagrams"),
	HELP(SOCK_SEQPACKET, "records, in order"),
	HELP(SOCK_RAW, "packets of a protocol, as they are"),
	HELP(SOCK_RDM, "datagrams that arrive"),
#ifdef __linux__
	HELP(SOCK_DCCP, "datagrams with congestion control"),
	HELP(SOCK_PACKET, "frames, the way of Linux 2.0"),
#endif
	END
};

/* IPPROTO_IP before IPPROTO_HOPOPTS: both are 0. */
const struct name names_protocol[] = {
	HELP(IPPROTO_TCP, "the transmission control protocol"),
	HELP(IPPROTO_UDP, "user datagrams"),
	HELP(IPPROTO_ICMP, "control messages of IPv4"),
	HELP(IPPROTO_ICMPV6, "control messages of IPv6"),
	HELP(IPPROTO_RAW, "any protocol"),
	ROW(IPPROTO_IP), ROW(IPPROTO_IGMP), ROW(IPPROTO_EGP), ROW(IPPROTO_PUP),
	ROW(IPPROTO_IDP), ROW(IPPROTO_IPV6), ROW(IPPROTO_ROUTING),
	ROW(IPPROTO_FRAGMENT), ROW(IPPROTO_RSVP), ROW(IPPROTO_GRE), ROW(IPPROTO_ESP),
	ROW(IPPROTO_AH), ROW(IPPROTO_NONE), ROW(IPPROTO_DSTOPTS), ROW(IPPROTO_ENCAP),
	ROW(IPPROTO_PIM),
#ifdef IPPROTO_SCTP
	HELP(IPPROTO_SCTP, "stream control transmission"),
#endif
#ifdef IPPROTO_UDPLITE
	HELP(IPPROTO_UDPLITE, "datagrams with part of a checksum"),
#endif
#ifdef __linux__
	HELP(IPPROTO_MPTCP, "TCP over several paths"),
#endif
#ifdef IPPROTO_DCCP
	HELP(IPPROTO_DCCP, "datagrams with congestion control"),
#endif
#ifdef IPPROTO_IPIP
	ROW(IPPROTO_IPIP),
#endif
#ifdef IPPROTO_TP
	ROW(IPPROTO_TP),
#endif
#ifdef IPPROTO_MTP
	ROW(IPPROTO_MTP),
#endif
#ifdef IPPROTO_BEETPH
	ROW(IPPROTO_BEETPH),
#endif
#ifdef IPPROTO_COMP
	ROW(IPPROTO_COMP),
#endif
#ifdef IPPROTO_L2TP
	ROW(IPPROTO_L2TP),
#endif
#ifdef IPPROTO_MH
	ROW(IPPROTO_MH),
#endif
#ifdef IPPROTO_MPLS
	ROW(IPPROTO_MPLS),
#endif
#ifdef IPPROTO_SMC
	HELP(IPPROTO_SMC, "shared memory"),
#endif
#ifdef IPPROTO_ETHERNET
	ROW(IPPROTO_ETHERNET),
#endif
	ROW(IPPROTO_HOPOPTS),
	END
};

const struct name names_netlink[] = {
#ifdef __linux__
	HELP(NETLINK_ROUTE, "interfaces, addresses, routes"),
	HELP(NETLINK_SOCK_DIAG, "sockets"),
	HELP(NETLINK_GENERIC, "families by name"),
	HELP(NETLINK_NETFILTER, "packet filters"),
	HELP(NETLINK_KOBJECT_UEVENT, "devices that come and go"),
	HELP(NETLINK_XFRM, "IPsec"),
	HELP(NETLINK_AUDIT, "auditing"),
	HELP(NETLINK_CONNECTOR, "processes that come and go"),
	HELP(NETLINK_USERSOCK, "between programs"),
	ROW(NETLINK_FIREWALL), ROW(NETLINK_NFLOG), ROW(NETLINK_SELINUX), ROW(NETLINK_ISCSI),
	ROW(NETLINK_FIB_LOOKUP), ROW(NETLINK_IP6_FW), ROW(NETLINK_DNRTMSG),
	ROW(NETLINK_SCSITRANSPORT), ROW(NETLINK_ECRYPTFS), ROW(NETLINK_RDMA),
	ROW(NETLINK_CRYPTO), ROW(NETLINK_SMC),
	/* A second name. */
	ROW(NETLINK_INET_DIAG),
#endif
	END
};

const struct name names_ethernet[] = {
#ifdef __linux__
	HELP(ETH_P_ALL, "every protocol"),
	HELP(ETH_P_IP, "IPv4"),
	HELP(ETH_P_IPV6, "IPv6"),
	HELP(ETH_P_ARP, "addresses of neighbours"),
	HELP(ETH_P_8021Q, "VLANs"),
	HELP(ETH_P_LLDP, "who is at the other end"),
	HELP(ETH_P_PAE, "port authentication, 802.1X"),
	ROW(ETH_P_8021AD), ROW(ETH_P_RARP), ROW(ETH_P_MPLS_UC), ROW(ETH_P_MPLS_MC),
	ROW(ETH_P_PPP_DISC), ROW(ETH_P_PPP_SES), ROW(ETH_P_LOOP), ROW(ETH_P_LOOPBACK),
	ROW(ETH_P_1588), ROW(ETH_P_MACSEC), ROW(ETH_P_BATMAN), ROW(ETH_P_TIPC),
	ROW(ETH_P_802_2), ROW(ETH_P_802_3), ROW(ETH_P_SNAP),
#endif
	END
};

const struct name names_message_flag[] = {
	{ "oob", MSG_OOB, "urgent data" },
	{ "trunc", MSG_TRUNC, "the datagram was longer than the room for it" },
	{ "ctrunc", MSG_CTRUNC, "the control data was longer than the room for it" },
	{ "eor", MSG_EOR, "the end of a record" },
#ifdef MSG_ERRQUEUE
	{ "errqueue", MSG_ERRQUEUE, "from the queue of errors" },
#endif
	END
};

const struct name names_send_flag[] = {
	{ "MSG_OOB", MSG_OOB, "the last byte is urgent" },
	{ "MSG_DONTROUTE", MSG_DONTROUTE, "no gateway" },
	{ "MSG_DONTWAIT", MSG_DONTWAIT, "EAGAIN instead of waiting" },
	{ "MSG_EOR", MSG_EOR, "a record ends here" },
	{ "MSG_NOSIGNAL", MSG_NOSIGNAL, "no SIGPIPE" },
#ifdef MSG_CONFIRM
	{ "MSG_CONFIRM", MSG_CONFIRM, "the neighbour has answered" },
#endif
#ifdef MSG_MORE
	{ "MSG_MORE", MSG_MORE, "more is to come" },
#endif
#ifdef MSG_PROBE
	{ "MSG_PROBE", MSG_PROBE, "finds the path, sends nothing" },
#endif
#ifdef MSG_BATCH
	{ "MSG_BATCH", MSG_BATCH, "of sendmmsg(2)" },
#endif
#ifdef MSG_PROXY
	{ "MSG_PROXY", MSG_PROXY, "the sender's address is chosen" },
#endif
#ifdef MSG_FIN
	{ "MSG_FIN", MSG_FIN, "of sockets that are no more" },
	{ "MSG_SYN", MSG_SYN, "of sockets that are no more" },
	{ "MSG_RST", MSG_RST, "of sockets that are no more" },
#endif
#ifdef MSG_ZEROCOPY
	{ "MSG_ZEROCOPY", MSG_ZEROCOPY, "the kernel reads the bytes where they are" },
#endif
#ifdef MSG_FASTOPEN
	{ "MSG_FASTOPEN", MSG_FASTOPEN, "connects, with data in the SYN" },
#endif
	END
};

const struct name names_recv_flag[] = {
	{ "MSG_PEEK", MSG_PEEK, "what is received stays" },
	{ "MSG_OOB", MSG_OOB, "the urgent byte" },
	{ "MSG_WAITALL", MSG_WAITALL, "all of it" },
	{ "MSG_DONTWAIT", MSG_DONTWAIT, "EAGAIN instead of waiting" },
	{ "MSG_TRUNC", MSG_TRUNC, "the whole length" },
#ifdef MSG_ERRQUEUE
	{ "MSG_ERRQUEUE", MSG_ERRQUEUE, "from the queue of errors" },
#endif
#ifdef MSG_CMSG_CLOEXEC
	{ "MSG_CMSG_CLOEXEC", MSG_CMSG_CLOEXEC, "passed descriptors are close-on-exec" },
#endif
#ifdef MSG_WAITFORONE
	{ "MSG_WAITFORONE", MSG_WAITFORONE, "of recvmmsg(2)" },
#endif
#ifdef MSG_SOCK_DEVMEM
	{ "MSG_SOCK_DEVMEM", MSG_SOCK_DEVMEM, "what lies in a device's memory, too" },
#endif
	END
};

const struct name names_eai[] = {
	ROW(EAI_AGAIN), ROW(EAI_BADFLAGS), ROW(EAI_FAIL), ROW(EAI_FAMILY), ROW(EAI_MEMORY),
	ROW(EAI_NONAME), ROW(EAI_OVERFLOW), ROW(EAI_SERVICE), ROW(EAI_SOCKTYPE),
	ROW(EAI_SYSTEM),
#ifdef EAI_ADDRFAMILY
	ROW(EAI_ADDRFAMILY),
#endif
#ifdef EAI_NODATA
	ROW(EAI_NODATA),
#endif
#ifdef EAI_INPROGRESS
	ROW(EAI_INPROGRESS),
#endif
#ifdef EAI_CANCELED
	ROW(EAI_CANCELED),
#endif
#ifdef EAI_NOTCANCELED
	ROW(EAI_NOTCANCELED),
#endif
#ifdef EAI_ALLDONE
	ROW(EAI_ALLDONE),
#endif
#ifdef EAI_INTR
	ROW(EAI_INTR),
#endif
#ifdef EAI_IDN_ENCODE
	ROW(EAI_IDN_ENCODE),
#endif
	END
};

const struct name names_lookup_flag[] = {
	HELP(AI_PASSIVE, "no host is the wildcard, to bind to"),
	HELP(AI_CANONNAME, "tell the name behind an alias, too"),
	HELP(AI_NUMERICHOST, "the host has to be an address"),
	HELP(AI_NUMERICSERV, "the service has to be a number"),
	HELP(AI_V4MAPPED, "IPv4 addresses as IPv6, where there are no others"),
	HELP(AI_ALL, "with v4mapped: where there are others, too"),
	HELP(AI_ADDRCONFIG, "only families that this system has an address of"),
#ifdef AI_IDN
	HELP(AI_IDN, "the host may have other letters than English"),
	HELP(AI_CANONIDN, "so may the name behind an alias"),
#endif
	END
};

const char *
names_of(const struct name *row, int number)
{
	for (; row->name; row++)
		if (row->number == number)
			return row->name;
	return NULL;
}

/* Not strcasecmp(3): letters are those of ASCII in every locale. */
static unsigned char
fold(char letter)
{
	return (unsigned char)(letter >= 'A' && letter <= 'Z' ? letter | ' ' : letter);
}

static bool
same(const char *left, const char *right)
{
	while (*left && fold(*left) == fold(*right)) {
		left++;
		right++;
	}
	return !*left && !*right;
}

bool
names_number(const struct name *row, const char *prefix, const char *text, int *number)
{
	size_t skip = prefix ? strlen(prefix) : 0;

	for (; row->name; row++) {
		bool prefixed = skip && strncmp(row->name, prefix, skip) == 0;

		if (!same(row->name, text) && !(prefixed && same(row->name + skip, text)))
			continue;
		*number = row->number;
		return true;
	}
	return false;
}

bool
names_read(const struct name *row, const char *prefix, const char *word, size_t count,
    int *number)
{
	char text[40];

	if (count >= sizeof(text) || memchr(word, '\0', count))
		return false;
	memcpy(text, word, count);
	text[count] = '\0';
	return names_number(row, prefix, text, number);
}

bool
names_brief(const struct name *row, const char *prefix, int number, char *text, size_t room)
{
	const char *name = names_of(row, number);
	size_t i = 0;

	if (!name) {
		snprintf(text, room, "%d", number);
		return false;
	}
	if (strncmp(name, prefix, strlen(prefix)) == 0)
		name += strlen(prefix);
	for (; *name && i + 1 < room; name++)
		text[i++] = (char)fold(*name);
	text[i] = '\0';
	return true;
}

bool
names_protocol_number(const char *text, int *number)
{
	const struct protoent *entry;
	char lower[40] = "";

	if (names_number(names_protocol, "IPPROTO_", text, number))
		return true;
	/* The file has names in lower case, and others for some. */
	entry = getprotobyname(text);
	for (size_t i = 0; text[i] && i + 1 < sizeof(lower); i++)
		lower[i] = (char)fold(text[i]);
	if (!entry && strlen(lower) == strlen(text))
		entry = getprotobyname(lower);
	if (entry)
		*number = entry->p_proto;
	return entry != NULL;
}
