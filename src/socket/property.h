/* property: what there is to know of a socket, one row each. */
#ifndef SOSH_SOCKET_PROPERTY_H
#define SOSH_SOCKET_PROPERTY_H
#include <stdbool.h>
#include <stddef.h>

#include "base/value.h"
#include "socket/diag.h"
#include "socket/measure.h"
#include "socket/sock.h"

struct facts;

struct property {
	const char *name;       /* "local.port" */
	const char *help;
	const char *column;     /* its heading in the table */
	/* The value, owned by the caller; VALUE_NONE where it does not apply.  NULL: it is
	 * TCP's `measure`. */
	struct value (*get)(struct facts *);
	enum measure measure;
	bool        seconds;    /* a time: people see "1.5s" */
	bool        truth;      /* true or false; */
	bool        absent;     /* false also where it does not apply */
	bool        program;    /* of sockets that spawn made: for others it is not offered */
};
/* Ends with a nameless row. */
extern const struct property properties[];

/* Does it make sense of this socket, or (NULL) of most? */
bool property_suits(const struct property *, const struct sock *);
const struct property *property_named(const char *name, size_t count);
/* One look at one property. */
struct value property_get(const struct sock_table *, const struct sock *,
    const struct property *);

/* Whose properties: `row` is NULL of a socket of ours; else what the kernel told of one
 * that has no descriptor here, and `sock` holds its family, type, protocol and, if it
 * waits there, its listener only. */
struct subject {
	const struct sock_table *table;
	const struct sock       *sock;
	const struct diag_sock  *row;
	const struct diag_sock  *asked;     /* what the kernel told of one of ours, or NULL */
	bool                     sparing;   /* nothing that takes more questions */
	bool                     alone;     /* nobody is looked for at the other end */
	size_t                   whole;     /* so many are told also where they do not apply */
};
/* One, as a value of the caller's own. */
struct value property_ask(const struct subject *, const struct property *);
/* `count` of them, or with NULL all that apply, as flat keys; if it is not sparing also
 * what takes questions to the kernel and a walk through all processes (others_begin()
 * comes before). */
void property_each(const struct subject *, const struct property *const *, size_t count,
    struct record *);
/* A value as people see it: a time with its unit.  NULL: of no property. */
void property_show(const struct property *, const struct value *, struct buf *);
/* A copy of such keys as people see them: times with their unit. */
void property_show_all(const struct record *, struct record *texts);
/* The same for a row of a table: a listener's queue is "2/128", what ends by itself has
 * its seconds. */
void property_show_row(const struct record *, struct record *texts);
/* Is there anything of the kind in the row? */
bool property_is_plain_row(const struct record *);
#endif
