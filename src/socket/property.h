/* property: what there is to know of a socket, one row each. */
#ifndef SOSH_SOCKET_PROPERTY_H
#define SOSH_SOCKET_PROPERTY_H
#include <stdbool.h>
#include <stddef.h>

#include "base/value.h"
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
};
/* Ends with a nameless row. */
extern const struct property properties[];

const struct property *property_named(const char *name, size_t count);
/* One look at one property. */
struct value property_get(const struct sock_table *, const struct sock *,
    const struct property *);
/* Several, with one set of calls: as fields that have the properties' names. */
void property_some(const struct sock_table *, const struct sock *,
    const struct property *const *property, size_t count, struct record *);
/* A value as people see it: a time with its unit.  NULL: of no property. */
void property_show(const struct property *, const struct value *, struct buf *);
/* A copy of such keys as people see them: times with their unit. */
void property_show_all(const struct record *, struct record *texts);
/* All that apply, as flat keys, with one set of calls. */
void property_all(const struct sock_table *, const struct sock *, struct record *);
#endif
