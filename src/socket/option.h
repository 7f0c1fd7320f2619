/* option: the socket options, one row each. */
#ifndef SOSH_SOCKET_OPTION_H
#define SOSH_SOCKET_OPTION_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/names.h"
#include "base/value.h"
#include "socket/sock.h"

enum option_type {
	OPTION_BOOL,        /* int, on or off */
	OPTION_INT,         /* int */
	OPTION_UNSIGNED,    /* unsigned int */
	OPTION_LONG,        /* uint64_t; all ones are "unlimited" */
	OPTION_SECONDS,     /* int, seconds; a duration */
	OPTION_MILLIS,      /* int, milliseconds; a duration */
	OPTION_MICROS,      /* int, microseconds; a duration */
	OPTION_BYTES,       /* int, bytes; a size */
	OPTION_UNSIGNED_BYTES, /* unsigned int, the same */
	OPTION_OFFSET,      /* int, the same, or a number below 0 */
	OPTION_TIMEVAL,     /* struct timeval; a duration */
	OPTION_LINGER,      /* struct linger: on DURATION, or off */
	OPTION_TEXT,        /* a name: "cubic", "eth0" */
	OPTION_CHOICE,      /* int, one of `choices` */
	OPTION_FLAGS,       /* int, some of `choices`, or none */
	OPTION_INTERFACE,   /* int, the index of an interface; its name */
	OPTION_INTERFACE_BE, /* the same in network byte order */
	OPTION_ADDRESS,     /* struct in_addr; set also as ip_mreqn: an interface */
	OPTION_PORTS,       /* a first and a last port in one int */
	OPTION_MTU,         /* struct ip6_mtuinfo: its MTU */
	OPTION_CREDENTIALS, /* struct ucred */
	OPTION_INTS,        /* unsigned ints; named by `choices` where it has some */
	OPTION_TOS,         /* int: a DSCP and ECN, by name */
	OPTION_GROUP4,      /* struct ip_mreqn: a group, an interface */
	OPTION_GROUP6,      /* struct ipv6_mreq: the same */
	OPTION_SOURCE4,     /* struct ip_mreq_source: a group, a source, an own address */
	OPTION_GROUP,       /* struct group_req: a group of either family, an interface */
	OPTION_SOURCE,      /* struct group_source_req: a group, a source, an interface */
	OPTION_PKTINFO,     /* struct in6_pktinfo: an own address, an interface */
	OPTION_SOCKADDR,    /* an address */
	OPTION_RECEPTION,   /* struct packet_mreq: an interface, what it is to receive */
	OPTION_FANOUT,      /* int: a group, how it shares, flags */
	OPTION_TXTIME,      /* struct sock_txtime: a clock, flags */
	OPTION_BITS,        /* a mask of any length: the numbers of its bits */
	OPTION_GROUPS,      /* the same, counted from 1 */
	OPTION_LAYOUT,      /* a struct: numbers at the places that `choices` tells */
	OPTION_SUBFLOWS,    /* struct mptcp_subflow_data, then addresses in pairs */
	OPTION_HEX,         /* bytes we do not decode */
	OPTION_ANY,         /* no row of the table: an int where 4 bytes come, else hex */
	OPTION_TYPES
};
enum option_access {
	OPTION_GET   = 1 << 0,
	OPTION_SET   = 1 << 1,
	OPTION_ALONE = 1 << 2, /* told when asked for by name, never in a list: reading
	                          it changes something, or it is another's second name */
	OPTION_RAW   = 1 << 3, /* of raw sockets only */
	OPTION_MOVES = 1 << 4, /* changes by itself: no setting that was made */
	OPTION_TURNS = 1 << 5, /* the kernel finds the socket elsewhere then: sock_turn() */
};

/* Why the kernel made something else of a value: where that is so. */
struct option_reason {
	enum { OPTION_OF_DEFAULT, OPTION_OF_WIDE, OPTION_OF_TCP } where;
	const char *text;
};

struct option {
	const char        *name;      /* as in the headers: "SO_REUSEADDR" */
	const char        *brief;     /* "reuseaddr"; levels may share one */
	int                level, number;
	enum option_type   type;
	unsigned           access;    /* what the kernel offers; it is asked whatever this says */
	int                family;    /* the family it is for, or 0 */
	const struct name *choices;   /* of CHOICE, FLAGS and INTS */
	const char        *when;      /* "before bind", or NULL */
	const char        *who;       /* the capability that setting it takes, or NULL: anybody */
	const char        *made;      /* why the kernel may make something else of it, or NULL */
	const struct option_reason *reasons; /* where that depends: ends with a textless one */
	const char        *help;      /* one sentence */
	/* What the kernel does with it; values as behind `set N OPTION`. */
	const char        *on;        /* the kind of socket, where it is not its level's */
	const char        *fresh;     /* of a new socket; NULL: the system decides */
	const char        *legal;     /* a value that is taken, */
	const char        *becomes;   /* and what is read back, where that is another */
	const char        *illegal;   /* one that is refused */
	int                refuses;   /* with this errno */
	unsigned           size;      /* the room that getsockopt(2) wants, where it is strict */
	unsigned           unit;      /* bytes that its length counts as one; 0: one */
	const unsigned    *ask;       /* what getsockopt(2) finds in its room: ASK ints, or NULL */
};
enum { OPTION_ASK = 4 };
/* A number of LAYOUT, for its row of `choices`: where it is, and of how many bytes. */
#define OPTION_AT(offset, size) ((offset) * 16 + (size))
/* One of 8 bytes that begins anywhere, and so is told as a text: readers of JSON would
 * round it. */
#define OPTION_SEQUENCE_AT(offset) OPTION_AT(offset, 9)

/* A level of getsockopt(2), and its rows: data in a file of its own. */
struct option_level {
	const char          *name;    /* "IPPROTO_TCP" */
	const char          *also;    /* "SOL_TCP", or NULL */
	int                  number;
	const struct option *rows;    /* ends with a nameless one; by name.  Or NULL */
	const char          *on;      /* the kind of socket that has them */
	/* What a socket has to be; 0: any, family -1: IPv4 or IPv6, protocol -1: the usual. */
	int                  family, type, protocol[3];
};
/* Ends with a nameless one. */
extern const struct option_level option_levels[];
extern const struct option options_socket[], options_tcp[], options_ip[], options_ipv6[],
    options_udp[], options_udplite[], options_raw[], options_icmpv6[], options_packet[],
    options_netlink[], options_vsock[], options_mptcp[], options_sctp[];

/* The classes of TOS, for rows of that type. */
extern const struct name option_tos_names[];

/* All rows, one after another, NULL behind the last. */
const struct option *option_at(size_t index);
/* The level of this number, or NULL; its name. */
const struct option_level *option_level(int number);
const char *option_level_name(int number);
/* What may be written: "on|off", "DURATION". */
const char *option_type_text(enum option_type);

/* Is it an option of such sockets? */
bool option_fits(const struct option *, const struct sock *);
/* Is this its name, in either spelling and any case? */
bool option_answers(const struct option *, const char *name, size_t count);
/* By either spelling in any case, or NULL.  Where levels share a brief name (ttl,
 * mtu), the one that fits the socket goes first; without a socket any does. */
const struct option *option_named(const struct sock *, const char *name, size_t count);
/* The level of "tcp", "IPPROTO_TCP", "SOL_TCP" or "6", in any case; false: it is none. */
bool option_level_named(const char *text, size_t count, int *level);
/* "LEVEL:OPTION", each by name or number: a row of the table if there is one, else
 * `*own` filled in as OPTION_ANY, which borrows `text` (a NUL is behind it).  NULL
 * and a usage error if it is none. */
const struct option *option_numbered(const char *text, size_t count, struct option *own,
    struct error *);

/* The edges of the call, for those who explore them: a length of their own, no
 * buffer. */
struct option_edge {
	bool sized, null;
	int  length;
};
enum { OPTION_LENGTH = 1 << 20 }; /* the most of it, and of a value */

/* getsockopt(2): the value decoded; false and a system error.  `edge` may be NULL. */
bool option_get(const struct sock *, const struct option *, const struct option_edge *,
    struct value *, struct error *);
/* Why the kernel made another of this value on this socket, or NULL. */
const char *option_why(const struct option *, const struct sock *, const struct value *asked);
/* A value as it would be typed: "on", "1.5s", "on 5s". */
void option_show(const struct option *, const struct value *, struct buf *);
/* The place for a value among the `options` of an answer. */
struct value *option_put(struct record *, const char *key, const struct option *);
/* The `options` of an answer, so shown: texts under the same names. */
void option_show_all(const struct record *options, struct record *texts);

struct option_word {
	const char *bytes;   /* a NUL stands behind them */
	size_t      count;
	bool        typed;   /* its prefix was typed, not quoted: "hex:" counts */
};
/* setsockopt(2) with the value of these words: a usage error, or a system one.
 * Also `int V` and `hex:BYTES` for any row.  `*asked`, when given, is the value as
 * option_get() would tell it, the caller's to clear.  Notes in the socket what
 * matters to it (SO_LINGER, SO_RCVLOWAT). */
bool option_set(struct sock *, const struct option *, const struct option_word *,
    size_t count, const struct option_edge *, struct value *asked, struct error *);

/* The settings of a socket that are not those of a new one of its kind, or `all` that
 * the kernel tells of it, by their short names.  False and a system error where the
 * descriptor is no socket, or no new one can be made. */
bool option_list(const struct sock *, bool all, struct record *to, struct error *);
#endif
