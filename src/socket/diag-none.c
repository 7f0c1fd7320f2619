/* diag-none: a system, or a build, that has no sock_diag. */
#include <stddef.h>

#include "socket/diag.h"

const char *const diag_library = NULL;

static bool
refuse(struct error *error)
{
	return error_set(error, ERROR_REFUSED, "what has no descriptor here is not known: sosh was "
	    "built without libmnl, or the system has no sock_diag");
}

struct diag *
diag_new(void)
{
	return NULL;
}

void
diag_free(struct diag *diag)
{
	(void)diag;
}

int
diag_fd(const struct diag *diag)
{
	(void)diag;
	return -1;
}

bool
diag_dump(struct diag *diag, const struct diag_ask *ask, diag_each *each, void *to,
    struct error *error)
{
	(void)diag, (void)ask, (void)each, (void)to;
	return refuse(error);
}

bool
diag_one(struct diag *diag, int protocol, const struct addr *local, const struct addr *peer,
    unsigned interface, bool with_info, struct diag_sock *found, struct error *error)
{
	(void)diag, (void)protocol, (void)local, (void)peer, (void)interface, (void)with_info;
	(void)found;
	return refuse(error);
}

bool
diag_mptcp(struct diag *diag, uint32_t token, struct diag_sock *found, struct error *error)
{
	(void)diag, (void)token, (void)found;
	return refuse(error);
}

bool
diag_unix(struct diag *diag, uint64_t inode, struct diag_sock *found, struct error *error)
{
	(void)diag, (void)inode, (void)found;
	return refuse(error);
}
