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
	OPTION_TIMEVAL,     /* struct timeval; a duration */
	OPTION_LINGER,      /* struct linger: on DURATION, or off */
	OPTION_TEXT,        /* a name: "cubic", "eth0" */
	OPTION_CHOICE,      /* int, one of `choices` */
	OPTION_FLAGS,       /* int, some of `choices`, or none */
	OPTION_INTERFACE,   /* int, the index of an interface; its name */
	OPTION_INTERFACE_BE, /* the same in network byte order */
	OPTION_ADDRESS,     /* struct in_addr */
	OPTION_PORTS,       /* a first and a last port in one int */
	OPTION_MTU,         /* struct ip6_mtuinfo: its MTU */
	OPTION_CREDENTIALS, /* struct ucred */
	OPTION_INTS,        /* unsigned ints; named by `choices` where it has some */
	OPTION_HEX,         /* bytes we do not decode */
	OPTION_ANY,         /* no row of the table: an int where 4 bytes come, else hex */
	OPTION_TYPES
};
enum option_access {
	OPTION_GET   = 1 << 0,
	OPTION_SET   = 1 << 1,
	OPTION_ALONE = 1 << 2, /* told when asked for by name, never in a list: reading
	                          it changes something, or it is told elsewhere */
	OPTION_RAW   = 1 << 3, /* of raw sockets only */
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
	const char        *made;      /* why the kernel may make something else of it, or NULL */
	const char        *help;      /* one sentence */
};

/* A level of getsockopt(2), and its rows: data in a file of its own. */
struct option_level {
	const char          *name;    /* "IPPROTO_TCP" */
	const char          *also;    /* "SOL_TCP", or NULL */
	int                  number;
	const struct option *rows;    /* ends with a nameless one; by name.  Or NULL */
};
/* Ends with a nameless one. */
extern const struct option_level option_levels[];
extern const struct option options_socket[], options_tcp[], options_ip[], options_ipv6[];

/* All rows, one after another, NULL behind the last. */
const struct option *option_at(size_t index);
/* "SOL_SOCKET", "IPPROTO_TCP"; NULL if we know none. */
const char *option_level_name(int level);
/* What may be written: "on|off", "DURATION". */
const char *option_type_text(enum option_type);

/* Is it an option of such sockets? */
bool option_fits(const struct option *, const struct sock *);
/* By either spelling in any case, or NULL.  Where levels share a brief name (ttl,
 * mtu), the one that fits the socket goes first; without a socket any does. */
const struct option *option_named(const struct sock *, const char *name, size_t count);
/* "LEVEL:OPTION", each by name or number: a row of the table if there is one, else
 * `*own` filled in as OPTION_ANY, which borrows `text` (a NUL is behind it).  NULL
 * and a usage error if it is none. */
const struct option *option_numbered(const char *text, size_t count, struct option *own,
    struct error *);

/* getsockopt(2): the value decoded; false and a system error. */
bool option_get(const struct sock *, const struct option *, struct value *, struct error *);
/* A value as it would be typed: "on", "1.5s", "on 5s". */
void option_show(const struct option *, const struct value *, struct buf *);
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
    size_t count, struct value *asked, struct error *);
#endif
