/* diag: loads what asks the kernel about other sockets, and hands the questions on. */
#include "socket/diag.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/module.h"
#include "base/number.h"
#include "socket/diag-library.h"

struct diag {
	const struct diag_library *library; /* NULL until the first question */
	struct diag_link          *link;
	int64_t                    missed; /* number_now() when it could not be had, or 0 */
	struct error               why;
};

#if defined HAVE_LIBMNL && defined HAVE_MODULES
/* Only tests have it linked in. */
#pragma weak diag_linux

static const struct diag_library *
library_find(struct error *error)
{
	if (&diag_linux)
		return &diag_linux;
	return module_symbol("diag", "diag_linux", error);
}

#elif defined HAVE_LIBMNL

static const struct diag_library *
library_find(struct error *error)
{
	(void)error;
	return &diag_linux;
}

#else

static const struct diag_library *
library_find(struct error *error)
{
	error_set(error, ERROR_REFUSED, "sosh was built without libmnl, or the system has no "
	    "sock_diag");
	return NULL;
}
#endif

const char *
diag_library_name(void)
{
	struct error ignored;
	const struct diag_library *library = library_find(&ignored);

	return library ? library->name : NULL;
}

struct diag *
diag_new(void)
{
	return mem_new(1, sizeof(struct diag));
}

void
diag_free(struct diag *diag)
{
	if (diag && diag->library)
		diag->library->close(diag->link);
	free(diag);
}

int
diag_fd(const struct diag *diag)
{
	return diag && diag->library ? diag->library->fd(diag->link) : -1;
}

/* What is not there is not looked for at every question; a lack of descriptors passes. */
static void
find_library(struct diag *diag)
{
	if (diag->missed && number_now() - diag->missed < NUMBER_SECOND)
		return;
	diag->library = library_find(&diag->why);
	if (diag->library)
		diag->link = diag->library->open();
	else
		diag->missed = number_now();
}

static bool
is_there(struct diag *diag, struct error *error)
{
	if (!diag)
		return error_set(error, ERROR_REFUSED, "nobody asks the kernel here");
	if (!diag->library)
		find_library(diag);
	return diag->library || error_set(error, ERROR_REFUSED,
	    "what has no descriptor here is not known: %s", diag->why.text);
}

bool
diag_dump(struct diag *diag, const struct diag_ask *ask, diag_each *each, void *to,
    struct error *error)
{
	return is_there(diag, error) && diag->library->dump(diag->link, ask, each, to, error);
}

bool
diag_one(struct diag *diag, int protocol, const struct addr *local, const struct addr *peer,
    unsigned interface, bool with_info, struct diag_sock *found, struct error *error)
{
	return is_there(diag, error) && diag->library->one(diag->link, protocol, local, peer,
	    interface, with_info, found, error);
}

bool
diag_mptcp(struct diag *diag, uint32_t token, struct diag_sock *found, struct error *error)
{
	return is_there(diag, error) && diag->library->mptcp(diag->link, token, found, error);
}

bool
diag_unix(struct diag *diag, uint64_t inode, struct diag_sock *found, struct error *error)
{
	return is_there(diag, error) && diag->library->unix_one(diag->link, inode, found, error);
}

bool
diag_route(struct diag *diag, const struct diag_way *way, struct diag_route *found,
    struct error *error)
{
	return is_there(diag, error) && diag->library->route(diag->link, way, found, error);
}
