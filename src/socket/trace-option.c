/* trace-option: level, name and value of an option in a shown call. */
#include <netinet/in.h>
/* Behind it, as they share structs with it. */
#include <linux/filter.h>
#include <linux/icmp.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <stddef.h>
#include <string.h>

#include "socket/option.h"
#include "socket/trace-inner.h"

enum { SOL_RAW_LEVEL = 255, ICMP_FILTER_OPTION = 1 };

static const struct {
	int         level;
	const char *unknown;   /* what a number without a name is told to be */
} prefixes[] = {
	{ SOL_SOCKET, "SO_???" }, { IPPROTO_IP, "IP_???" }, { IPPROTO_IPV6, "IPV6_???" },
	{ IPPROTO_TCP, "TCP_???" }, { IPPROTO_UDP, "UDP_???" }, { SOL_PACKET, "PACKET_???" },
	{ SOL_NETLINK, "NETLINK_???" }, { SOL_RAW_LEVEL, "RAW_???" },
	{ IPPROTO_SCTP, "SCTP_???" }, { AF_VSOCK, "SO_VM_???" },
};

void
trace_level(struct buf *out, int level)
{
	const struct option_level *known = option_level(level);

	if (known && known->rows)
		buf_add_text(out, known->also ? known->also : known->name);
	else
		trace_named(out, trace_levels, level, "SOL_??");
}

static const char *
name_of(int level, int option, bool set)
{
	const struct option_level *known = option_level(level);
	const struct option *row = known ? known->rows : NULL;

	/* One number, and another job where it is read. */
	if (level == SOL_SOCKET && option == SO_ATTACH_FILTER)
		return set ? "SO_ATTACH_FILTER" : "SO_GET_FILTER";
	for (const struct trace_other_name *other = trace_other_names; other->name; other++)
		if (other->level == level && other->option == option)
			return other->name;
	for (; row && row->name; row++)
		if (row->number == option)
			return row->name;
	return NULL;
}

void
trace_option(struct buf *out, int level, int option, bool set)
{
	const char *name = name_of(level, option, set);

	if (name) {
		buf_add_text(out, name);
		return;
	}
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (prefixes[i].level == level) {
			buf_format(out, "%#x /* %s */", (unsigned)option, prefixes[i].unknown);
			return;
		}
	buf_format(out, "%u", (unsigned)option);
}

/* ---- values ---- */

/* What a value is copied into before it is read: it may be short, and lie anywhere. */
union shape {
	int                 number;
	struct linger       linger;
	struct ucred        credentials;
	struct ip_mreq      group;
	struct ipv6_mreq    group6;
	struct group_req    either;
	struct packet_mreq  reception;
	struct tpacket_req  ring;
	struct tpacket_stats counts;
	struct icmp_filter  filter;
	struct sock_fprog   program;
};

#define SHOW(name) \
static void \
show_##name(struct buf *out, const union shape *value, size_t length)

/* A number of a struct; where only some of its bytes are there, those. */
static void
show_field(struct buf *out, const char *name, const union shape *value, size_t at,
    size_t length)
{
	const char *bytes = (const char *)value + at;
	int number;

	if (length <= at)
		return;
	buf_format(out, "%s%s=", at ? ", " : "{", name);
	memcpy(&number, bytes, sizeof(number));
	if (length - at < sizeof(number))
		trace_part(out, bytes, length - at);
	else
		buf_format(out, "%d", number);
}

SHOW(linger)
{
	show_field(out, "l_onoff", value, offsetof(struct linger, l_onoff), length);
	show_field(out, "l_linger", value, offsetof(struct linger, l_linger), length);
	buf_add_byte(out, '}');
}

SHOW(credentials)
{
	show_field(out, "pid", value, offsetof(struct ucred, pid), length);
	show_field(out, "uid", value, offsetof(struct ucred, uid), length);
	show_field(out, "gid", value, offsetof(struct ucred, gid), length);
	buf_add_byte(out, '}');
}

/* In brackets, as it is an int that the call points to. */
static void
show_int(struct buf *out, const struct name *names, const union shape *value, size_t length)
{
	const char *name = names_of(names, value->number);

	if (length < sizeof(int))
		trace_part(out, value, length);
	else if (name)
		buf_format(out, "[%s]", name);
	else
		buf_format(out, "[%d]", value->number);
}

SHOW(number)
{
	static const struct name none[] = { { 0 } };

	show_int(out, none, value, length);
}

SHOW(error)
{
	show_int(out, names_errno, value, length);
}

SHOW(rehash)
{
	show_int(out, trace_rehash, value, length);
}

SHOW(group)
{
	(void)length;
	buf_add_text(out, "{imr_multiaddr=");
	trace_inet(out, &value->group.imr_multiaddr);
	buf_add_text(out, ", imr_interface=");
	trace_inet(out, &value->group.imr_interface);
	buf_add_byte(out, '}');
}

SHOW(group6)
{
	(void)length;
	buf_add_byte(out, '{');
	trace_inet6(out, &value->group6.ipv6mr_multiaddr, "ipv6mr_multiaddr");
	buf_add_text(out, ", ipv6mr_interface=");
	trace_interface(out, value->group6.ipv6mr_interface);
	buf_add_byte(out, '}');
}

SHOW(either)
{
	(void)length;
	buf_add_text(out, "{gr_interface=");
	trace_interface(out, value->either.gr_interface);
	buf_add_text(out, ", gr_group=");
	trace_address(out, &value->either.gr_group, sizeof(value->either.gr_group));
	buf_add_byte(out, '}');
}

SHOW(reception)
{
	const struct packet_mreq *mreq = &value->reception;
	size_t room = sizeof(mreq->mr_address);

	(void)length;
	buf_add_text(out, "{mr_ifindex=");
	trace_interface(out, (unsigned)mreq->mr_ifindex);
	buf_add_text(out, ", mr_type=");
	trace_named(out, trace_packet_requests, mreq->mr_type, "PACKET_MR_???");
	buf_format(out, ", mr_alen=%u, mr_address=", mreq->mr_alen);
	for (size_t i = 0; i < mreq->mr_alen && i < room; i++)
		buf_format(out, "%s%02x", i ? ":" : "", mreq->mr_address[i]);
	buf_add_byte(out, '}');
}

SHOW(ring)
{
	const struct tpacket_req *ring = &value->ring;

	(void)length;
	buf_format(out, "{tp_block_size=%u, tp_block_nr=%u, tp_frame_size=%u, tp_frame_nr=%u}",
	    ring->tp_block_size, ring->tp_block_nr, ring->tp_frame_size, ring->tp_frame_nr);
}

SHOW(counts)
{
	(void)length;
	buf_format(out, "{tp_packets=%u, tp_drops=%u}", value->counts.tp_packets,
	    value->counts.tp_drops);
}

/* The kinds of message that do not come; where that is most of them, ~ and the others. */
SHOW(icmp)
{
	uint32_t bits = value->filter.data;
	bool most;
	size_t begin;

	/* What was not set stays as it is. */
	for (size_t i = length; i < sizeof(bits); i++)
		bits |= 0xffU << i * 8;
	most = __builtin_popcount(bits) > 16;
	buf_add_text(out, most ? "~[" : "[");
	begin = out->count;
	for (int i = 0; i < 32; i++) {
		if (!!(bits >> i & 1) == most)
			continue;
		if (out->count > begin)
			buf_add_byte(out, ' ');
		trace_named(out, trace_icmp, i, "ICMP_???");
	}
	buf_add_byte(out, ']');
}

SHOW(program)
{
	(void)length;
	buf_format(out, "{len=%u, filter=", value->program.len);
	trace_pointer(out, value->program.filter);
	buf_add_byte(out, '}');
}

enum { SET = 1, GET = 2, ANY = 0 /* any option of the level */ };

/* Setting one takes the whole struct, at least. */
#define TAKES(level, option, type, show) \
	{ level, option, SET, sizeof(type), sizeof(type), show }
/* The kernel tells as much as there is room for. */
#define TELLS(level, option, type, show) { level, option, GET, 1, sizeof(type), show }

static const struct row {
	int      level, option;
	unsigned when;
	size_t   least, size;    /* so many bytes there have to be; so many it has */
	void (*show)(struct buf *, const union shape *, size_t length);
} rows[] = {
	TAKES(SOL_SOCKET, SO_LINGER, struct linger, show_linger),
	TELLS(SOL_SOCKET, SO_LINGER, struct linger, show_linger),
	TELLS(SOL_SOCKET, SO_PEERCRED, struct ucred, show_credentials),
	TELLS(SOL_SOCKET, SO_ERROR, int, show_error),
	TAKES(SOL_SOCKET, SO_ATTACH_FILTER, struct sock_fprog, show_program),
	TAKES(SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, struct sock_fprog, show_program),
	TAKES(IPPROTO_IP, IP_ADD_MEMBERSHIP, struct ip_mreq, show_group),
	TAKES(IPPROTO_IP, IP_DROP_MEMBERSHIP, struct ip_mreq, show_group),
	TAKES(IPPROTO_IP, MCAST_JOIN_GROUP, struct group_req, show_either),
	TAKES(IPPROTO_IP, MCAST_LEAVE_GROUP, struct group_req, show_either),
	TAKES(IPPROTO_IPV6, MCAST_JOIN_GROUP, struct group_req, show_either),
	TAKES(IPPROTO_IPV6, MCAST_LEAVE_GROUP, struct group_req, show_either),
	TAKES(IPPROTO_IPV6, IPV6_JOIN_GROUP, struct ipv6_mreq, show_group6),
	TAKES(IPPROTO_IPV6, IPV6_LEAVE_GROUP, struct ipv6_mreq, show_group6),
	TAKES(IPPROTO_IPV6, IPV6_JOIN_ANYCAST, struct ipv6_mreq, show_group6),
	TAKES(IPPROTO_IPV6, IPV6_LEAVE_ANYCAST, struct ipv6_mreq, show_group6),
	TAKES(SOL_PACKET, PACKET_ADD_MEMBERSHIP, struct packet_mreq, show_reception),
	TAKES(SOL_PACKET, PACKET_DROP_MEMBERSHIP, struct packet_mreq, show_reception),
	TAKES(SOL_PACKET, PACKET_RX_RING, struct tpacket_req, show_ring),
	TAKES(SOL_PACKET, PACKET_TX_RING, struct tpacket_req, show_ring),
	{ SOL_PACKET, PACKET_STATISTICS, GET, sizeof(struct tpacket_stats),
	  sizeof(struct tpacket_stats), show_counts },
	{ SOL_RAW_LEVEL, ICMP_FILTER_OPTION, SET | GET, 1, sizeof(struct icmp_filter),
	  show_icmp },
	TAKES(SOL_SOCKET, 74 /* SO_TXREHASH */, int, show_rehash),
	TELLS(SOL_SOCKET, 74, int, show_rehash),
	TAKES(SOL_NETLINK, ANY, int, show_number),
	TELLS(SOL_NETLINK, ANY, int, show_number),
};

/* Those that are shown as a number however many bytes there are. */
static const int numbers[] = {
	SO_DEBUG, SO_REUSEADDR, SO_DONTROUTE, SO_BROADCAST, SO_SNDBUF, SO_RCVBUF, SO_KEEPALIVE,
	SO_OOBINLINE, SO_NO_CHECK, SO_PRIORITY, SO_BSDCOMPAT, SO_REUSEPORT, SO_PASSCRED,
	SO_RCVLOWAT, SO_SNDLOWAT, SO_DETACH_FILTER, SO_TIMESTAMP, SO_ACCEPTCONN,
	SO_SNDBUFFORCE, SO_RCVBUFFORCE, SO_PASSSEC, SO_TIMESTAMPNS, SO_MARK, SO_TIMESTAMPING,
	SO_RXQ_OVFL, SO_WIFI_STATUS, SO_PEEK_OFF, SO_NOFCS, SO_LOCK_FILTER,
	SO_SELECT_ERR_QUEUE, SO_BUSY_POLL, SO_INCOMING_CPU, SO_CNX_ADVICE, SO_INCOMING_NAPI_ID,
	SO_ZEROCOPY, 63 /* SO_TIMESTAMP_NEW */, 64, 65, 68 /* SO_DETACH_REUSEPORT_BPF */,
	69 /* SO_PREFER_BUSY_POLL */, 70, 73 /* SO_RESERVE_MEM */, 75 /* SO_RCVMARK */,
};

static const struct row number_set = { .least = sizeof(int), .size = sizeof(int),
	.show = show_number };
static const struct row number_got = { .least = 1, .size = sizeof(int), .show = show_number };

static const struct row *
row_of(int level, int option, unsigned when)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].level == level && rows[i].when & when &&
		    (rows[i].option == option || (rows[i].option == ANY &&
		    level == SOL_NETLINK)))
			return &rows[i];
	for (size_t i = 0; level == SOL_SOCKET && i < sizeof(numbers) / sizeof(*numbers); i++)
		if (numbers[i] == option)
			return when == SET ? &number_set : &number_got;
	return NULL;
}

static void
show(struct buf *out, const struct row *row, const void *bytes, size_t length)
{
	union shape value = { 0 };

	if (!row && length == sizeof(int)) {
		memcpy(&value, bytes, sizeof(int));
		show_number(out, &value, length);
	} else if (!row) {
		trace_bytes(out, bytes, length);
	} else if (length < row->least) {
		trace_pointer(out, bytes);
	} else {
		memcpy(&value, bytes, length < row->size ? length : row->size);
		row->show(out, &value, length);
	}
}

void
trace_set_value(struct buf *out, int level, int option, const void *bytes, int length)
{
	if (!bytes)
		trace_pointer(out, bytes);
	else if (length < 0)
		/* The kernel refuses it, whatever is there. */
		trace_pointer(out, bytes);
	else
		show(out, row_of(level, option, SET), bytes, (size_t)length);
}

/* All the groups that a netlink socket is in, a bit each. */
static void
show_memberships(struct buf *out, const char *bytes, size_t length)
{
	buf_add_byte(out, '[');
	for (size_t i = 0; i < length / sizeof(unsigned); i++) {
		unsigned mask;

		memcpy(&mask, bytes + i * sizeof(mask), sizeof(mask));
		buf_format(out, "%s%u", i ? ", " : "", mask);
	}
	buf_add_byte(out, ']');
}

void
trace_got_value(struct buf *out, int level, int option, const void *bytes, int room, int length)
{
	size_t count;

	if (!bytes || room <= 0 || length <= 0) {
		trace_pointer(out, bytes);
		return;
	}
	/* Some tell how much there would be to be had. */
	count = (size_t)(room < length ? room : length);
	if (level == SOL_SOCKET && option == SO_ATTACH_FILTER)
		trace_pointer(out, bytes);
	else if (level == SOL_NETLINK && option == NETLINK_LIST_MEMBERSHIPS)
		show_memberships(out, bytes, count);
	else
		show(out, row_of(level, option, GET), bytes, count);
}
