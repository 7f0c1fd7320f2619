/* osdep-addr-none: a system that has only the families that all have. */
#include "base/osdep-addr.h"

const int osdep_addr_families[] = { AF_UNSPEC };

bool
osdep_addr_read(struct addr *to, int family, const char *text, size_t count, bool *known,
    struct error *error)
{
	(void)to, (void)family, (void)text, (void)count, (void)error;
	*known = false;
	return false;
}

bool
osdep_addr_show(struct buf *buf, const struct addr *addr, bool whole)
{
	(void)buf, (void)addr, (void)whole;
	return false;
}

const char *
osdep_addr_whom(const struct addr *addr)
{
	(void)addr;
	return NULL;
}

bool
osdep_addr_is_named(const struct addr *addr)
{
	(void)addr;
	return false;
}

bool
osdep_addr_may_be_nobody(const struct addr *addr)
{
	(void)addr;
	return false;
}
