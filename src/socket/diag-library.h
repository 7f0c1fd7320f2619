/* diag-library: what the questions of diag.h are asked through, loaded when it is needed. */
#ifndef SOSH_SOCKET_DIAG_LIBRARY_H
#define SOSH_SOCKET_DIAG_LIBRARY_H
#include "socket/diag.h"

struct diag_link;
/* As the functions of diag.h of these names. */
struct diag_library {
	const char *name;
	struct diag_link *(*open)(void);
	void (*close)(struct diag_link *);
	int  (*fd)(const struct diag_link *);
	bool (*dump)(struct diag_link *, const struct diag_ask *, diag_each *, void *to,
	    struct error *);
	bool (*one)(struct diag_link *, int protocol, const struct addr *local,
	    const struct addr *peer, unsigned interface, bool with_info, struct diag_sock *,
	    struct error *);
	bool (*mptcp)(struct diag_link *, uint32_t token, struct diag_sock *, struct error *);
	bool (*unix_one)(struct diag_link *, uint64_t inode, struct diag_sock *,
	    struct error *);
	bool (*route)(struct diag_link *, const struct diag_way *, struct diag_route *,
	    struct error *);
};

/* In the module "diag", where there are modules. */
extern const struct diag_library diag_linux;
#endif
