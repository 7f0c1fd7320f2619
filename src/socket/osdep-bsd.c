/* osdep-bsd: FIONREAD, FIONWRITE; the BSDs and macOS tell no more this way. */
#include "socket/osdep.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include "socket/sys.h"

bool
osdep_tcp(int fd, struct osdep_tcp *tcp)
{
	(void)fd, (void)tcp;
	return false;
}

const char *
osdep_tcp_state(unsigned number)
{
	(void)number;
	return NULL;
}

bool
osdep_tcp_read(struct osdep_tcp *tcp)
{
	(void)tcp;
	return false;
}

int64_t
osdep_measure(const struct osdep_tcp *tcp, enum measure measure)
{
	(void)tcp, (void)measure;
	return -1;
}

bool
osdep_measure_place(enum measure measure, unsigned *offset, unsigned *size, unsigned *shift,
    unsigned *mask)
{
	(void)measure, (void)offset, (void)size, (void)shift, (void)mask;
	return false;
}

int64_t
osdep_received_queue(int fd)
{
	int count;

	return sys_ioctl(fd, FIONREAD, &count) < 0 ? -1 : count;
}

int64_t
osdep_send_queue(int fd)
{
#ifdef FIONWRITE
	int count;

	return sys_ioctl(fd, FIONWRITE, &count) < 0 ? -1 : count;
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

bool
osdep_mark_messages(int fd, bool on)
{
	(void)fd, (void)on;
	return false;
}

const int osdep_zerocopy = 0, osdep_fastopen = 0, osdep_errqueue = 0,
    osdep_cmsg_cloexec = 0;

bool
osdep_lend(const char *bytes, size_t count, void **pages)
{
	(void)bytes, (void)count, (void)pages;
	return false;
}

ssize_t
osdep_sendfile(int to, int from, int64_t *at, size_t count)
{
	(void)to, (void)from, (void)at, (void)count;
	errno = ENOSYS;
	return -1;
}

bool
osdep_has_lent_rights(void)
{
	return issetugid() != 0;
}

int
osdep_protocol(int fd, int family)
{
	(void)fd, (void)family;
	return -1;
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

uint32_t
osdep_token(int fd)
{
	(void)fd;
	return 0;
}

unsigned
osdep_interface(int fd)
{
	(void)fd;
	return 0;
}

bool
osdep_network(int fd, uint64_t *network)
{
	(void)fd, (void)network;
	return false;
}

bool
osdep_each_descriptor(int64_t uid, bool (*each)(void *to, uint64_t inode, int pid), void *to)
{
	(void)uid, (void)each, (void)to;
	return true;
}

bool
osdep_process_name(int pid, char *name, size_t room)
{
	(void)pid, (void)name, (void)room;
	errno = ENOSYS;
	return false;
}

bool
osdep_inode(int fd, uint64_t *inode, int64_t *uid)
{
	(void)fd, (void)inode, (void)uid;
	return false;
}
