/* osdep-none: a system of which nothing is known. */
#include "socket/osdep.h"

#include <unistd.h>

bool
osdep_tcp(int fd, struct osdep_tcp *tcp)
{
	(void)fd, (void)tcp;
	return false;
}

int64_t
osdep_received_queue(int fd)
{
	(void)fd;
	return -1;
}

int64_t
osdep_send_queue(int fd)
{
	(void)fd;
	return -1;
}

int64_t
osdep_received_memory(int fd)
{
	(void)fd;
	return -1;
}

bool
osdep_has_ended(int fd)
{
	(void)fd;
	return true;
}

const int osdep_zerocopy = 0, osdep_fastopen = 0, osdep_errqueue = 0,
    osdep_cmsg_cloexec = 0;

bool
osdep_lend(const char *bytes, size_t count, void **pages)
{
	(void)bytes, (void)count, (void)pages;
	return false;
}

bool
osdep_has_lent_rights(void)
{
	return getuid() != geteuid() || getgid() != getegid();
}

bool
osdep_congestion(int fd, char *name, size_t room)
{
	(void)fd, (void)name, (void)room;
	return false;
}

bool
osdep_credentials(int fd, int64_t id[3])
{
	(void)fd, (void)id;
	return false;
}
