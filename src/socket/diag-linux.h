/* diag-linux: reads the messages of sock_diag; whatever is in them. */
#ifndef SOSH_SOCKET_DIAG_LINUX_H
#define SOSH_SOCKET_DIAG_LINUX_H
#include "socket/diag-library.h"

/* What a piece of an answer came to. */
enum diag_went { DIAG_MORE, DIAG_DONE, DIAG_FAILED };
/* Reads the messages in `count` bytes, aligned as a struct nlmsghdr is, that answer the
 * question `sequence`, and hands what they tell to `each`.  DIAG_DONE: that was the
 * last (`single`: there is but one), or `*enough`, as `each` said; DIAG_FAILED: an errno. */
enum diag_went diag_read(const void *bytes, size_t count, unsigned sequence,
    const struct diag_ask *, bool single, diag_each *, void *to, int *number,
    bool *enough);
/* Which way the system takes to an address, as diag_route(). */
bool diag_linux_route(struct diag_link *, const struct diag_way *, struct diag_route *,
    struct error *);
#endif
