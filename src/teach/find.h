/* find: what all finders do: ask once, and put what they found under its name. */
#ifndef SOSH_TEACH_FIND_H
#define SOSH_TEACH_FIND_H
#include "base/names.h"
#include "teach/doctor.h"

/* The address that was passed, else the socket's own, if it is of inet or inet6 and whole; NULL
 * where there is none. */
const struct addr *find_inet(struct look *);
/* The same address with port 0; with another. */
struct addr find_any_port(const struct addr *);
struct addr find_with_port(const struct addr *, int port);
bool find_is_late(const struct look *);
/* Is the socket of another network than ours, of which nothing can be asked? */
bool find_is_foreign(const struct look *);
/* Who is asked of sockets and routes that are not ours; NULL, which answers nothing, where
 * nothing may be told of others (--safe), or where it would be of another network. */
struct diag *find_diag(const struct look *);

/* The beginning of a small file of /proc, without the line's end; false: it cannot be read. */
bool find_text(const char *path, char *text, size_t room);
/* The whole numbers that it begins with; returns how many there are. */
size_t find_numbers(const char *path, int64_t *number, size_t room);
/* The newest of the calls of this name that are remembered and came to `number`, an errno or
 * 0; "send" is sendto and sendmsg, too.  NULL: none. */
const struct past_call *find_past(const struct sock *, const char *call, int number);

void find_put_address(struct record *, const char *name, const struct addr *);
/* As names_brief() tells it: "inet", or the number. */
void find_put_name(struct record *, const char *name, const struct name *table,
    const char *prefix, int number);
/* A user by name, where /etc/passwd has one; nobody else is asked. */
void find_put_user(struct record *, const char *name, int64_t uid);
/* Who has a socket: `own`, or `pid` and `process`, or `uid` alone. */
void find_put_holder(struct look *, struct record *, unsigned own, int pid, int64_t uid);
#endif
