/* osdep-linux: SIOCINQ, SIOCOUTQ, SO_PEERCRED. */
#include "socket/osdep.h"

#include <linux/if_packet.h>
#include <linux/sock_diag.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include "socket/sys.h"

#ifndef SO_BINDTOIFINDEX
#define SO_BINDTOIFINDEX 62 /* Linux 5.0 */
#endif

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71 /* Linux 5.14 */
#endif

int64_t
osdep_received_queue(int fd)
{
	int count;

	return sys_ioctl(fd, SIOCINQ, &count) < 0 ? -1 : count;
}

int64_t
osdep_send_queue(int fd)
{
	int count;

	return sys_ioctl(fd, SIOCOUTQ, &count) < 0 ? -1 : count;
}

int64_t
osdep_received_memory(int fd)
{
	uint32_t told[SK_MEMINFO_VARS] = { 0 };
	socklen_t length = sizeof(told);

	if (sys_getsockopt(fd, SOL_SOCKET, SO_MEMINFO, told, &length) < 0)
		return -1;
	return told[SK_MEMINFO_RMEM_ALLOC];
}

ssize_t
osdep_sendfile(int to, int from, int64_t *at, size_t count)
{
	off_t offset = at ? (off_t)*at : 0;
	ssize_t sent = sendfile(to, from, at ? &offset : NULL, count);

	if (at)
		*at = offset;
	return sent;
}

bool
osdep_has_ended(int fd)
{
	struct pollfd one = { .fd = fd, .events = POLLRDHUP };

	return sys_poll(&one, 1, 0) > 0;
}

/* Whoever has room for none loses the sender's credentials, and is told so. */
bool
osdep_mark_messages(int fd, bool on)
{
	int before = !on;
	socklen_t length = sizeof(before);

	return sys_getsockopt(fd, SOL_SOCKET, SO_PASSCRED, &before, &length) == 0 &&
	    before != on &&
	    sys_setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &(int){ on }, sizeof(int)) == 0;
}

const int osdep_zerocopy = MSG_ZEROCOPY, osdep_fastopen = MSG_FASTOPEN,
    osdep_errqueue = MSG_ERRQUEUE, osdep_cmsg_cloexec = MSG_CMSG_CLOEXEC;

bool
osdep_lend(const char *bytes, size_t count, void **pages)
{
	*pages = mmap(NULL, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (*pages == MAP_FAILED)
		return *pages = NULL, false;
	memcpy(*pages, bytes, count);
	return true;
}

bool
osdep_has_lent_rights(void)
{
	return getauxval(AT_SECURE) != 0;
}

/* Packet sockets do not tell it so, but in their address. */
int
osdep_protocol(int fd, int family)
{
	struct sockaddr_ll ll;
	socklen_t length = sizeof(ll);
	int protocol;

	if (family == AF_PACKET)
		return sys_getsockname(fd, (struct sockaddr *)&ll, &length) < 0 ? -1 :
		    ll.sll_protocol;
	length = sizeof(protocol);
	return sys_getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &length) < 0 ? -1 :
	    protocol;
}

bool
osdep_congestion(int fd, char *name, size_t room)
{
	socklen_t length = (socklen_t)room - 1;

	memset(name, 0, room);
	return sys_getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, &length) == 0;
}

unsigned
osdep_interface(int fd)
{
	int index = 0;
	socklen_t length = sizeof(index);

	return sys_getsockopt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, &index, &length) == 0 &&
	    index > 0 ? (unsigned)index : 0;
}

/* struct mptcp_info of <linux/mptcp.h>, which is not everywhere. */
uint32_t
osdep_token(int fd)
{
	enum { LEVEL = 284, INFO = 1, TOKEN = 3 };
	uint32_t told[TOKEN + 1] = { 0 };
	socklen_t length = sizeof(told);

	return sys_getsockopt(fd, LEVEL, INFO, told, &length) < 0 ? 0 : told[TOKEN];
}

bool
osdep_network(int fd, uint64_t *network)
{
	socklen_t length = sizeof(*network);

	return sys_getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, network, &length) == 0;
}

bool
osdep_credentials(int fd, int64_t id[3])
{
	struct ucred ucred;
	socklen_t length = sizeof(ucred);

	if (sys_getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &ucred, &length) < 0 || ucred.pid == 0)
		return false;
	id[0] = ucred.pid;
	id[1] = ucred.uid;
	id[2] = ucred.gid;
	return true;
}
