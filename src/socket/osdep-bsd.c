/* osdep-bsd: FIONREAD, FIONWRITE; the BSDs and macOS tell no more this way. */
#include "socket/osdep.h"

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/types.h>
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
	int count;

	return ioctl(fd, FIONREAD, &count) < 0 ? -1 : count;
}

int64_t
osdep_send_queue(int fd)
{
#ifdef FIONWRITE
	int count;

	return ioctl(fd, FIONWRITE, &count) < 0 ? -1 : count;
#else
	(void)fd;
	return -1;
#endif
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
	return issetugid() != 0;
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
	uid_t uid;
	gid_t gid;

	if (getpeereid(fd, &uid, &gid) < 0)
		return false;
	id[0] = -1;
	id[1] = uid;
	id[2] = gid;
	return true;
}
