/* osdep-linux: TCP_INFO, SIOCINQ, SIOCOUTQ, SO_PEERCRED. */
#include "socket/osdep.h"

#include <linux/sock_diag.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>

/* The kernel's numbers of states (net/tcp_states.h), in the words of RFC 9293. */
static const char *const states[] = { NULL, "ESTABLISHED", "SYN-SENT", "SYN-RECEIVED",
	"FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "CLOSED", "CLOSE-WAIT", "LAST-ACK", "LISTEN",
	"CLOSING", "SYN-RECEIVED" };

/* tcpi_snd_wnd came with Linux 5.4, tcpi_rcv_wnd behind it with 6.2: by their
 * places, as the header may be older than the kernel. */
enum { SND_WND = 228, RCV_WND = 232 };

static int64_t
told_at(const char *room, socklen_t length, size_t offset)
{
	uint32_t number;

	if (length < offset + sizeof(number))
		return -1;
	memcpy(&number, room + offset, sizeof(number));
	return number;
}

bool
osdep_tcp(int fd, struct osdep_tcp *tcp)
{
	union {
		struct tcp_info info;
		char            room[512];  /* newer kernels tell more than the header */
	} told = { .room = { 0 } };
	socklen_t length = sizeof(told);
	struct tcp_info info;
	bool listens;

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &told, &length) < 0)
		return false;
	info = told.info;
	listens = info.tcpi_state == 10;
	*tcp = (struct osdep_tcp){
		.state = info.tcpi_state < sizeof(states) / sizeof(*states) ?
		    states[info.tcpi_state] : NULL,
		.rtt = info.tcpi_rtt / 1e6,
		.rttvar = info.tcpi_rttvar / 1e6,
		.pacing = -1,
		.cwnd = info.tcpi_snd_cwnd,
		.ssthresh = info.tcpi_snd_ssthresh,
		.mss = info.tcpi_snd_mss,
		.snd_wnd = told_at(told.room, length, SND_WND),
		.rcv_wnd = told_at(told.room, length, RCV_WND),
		.retransmits = info.tcpi_total_retrans,
		.unacked = listens ? -1 : (int64_t)info.tcpi_unacked,
		.lost = info.tcpi_lost,
		.queued = listens ? (int64_t)info.tcpi_unacked : -1,
		.backlog = listens ? (int64_t)info.tcpi_sacked : -1,
	};
	if (length >= offsetof(struct tcp_info, tcpi_pacing_rate) + sizeof(info.tcpi_pacing_rate) &&
	    info.tcpi_pacing_rate != UINT64_MAX)
		tcp->pacing = (double)info.tcpi_pacing_rate;
	return true;
}

int64_t
osdep_received_queue(int fd)
{
	int count;

	return ioctl(fd, SIOCINQ, &count) < 0 ? -1 : count;
}

int64_t
osdep_send_queue(int fd)
{
	int count;

	return ioctl(fd, SIOCOUTQ, &count) < 0 ? -1 : count;
}

int64_t
osdep_received_memory(int fd)
{
	uint32_t told[SK_MEMINFO_VARS] = { 0 };
	socklen_t length = sizeof(told);

	if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, told, &length) < 0)
		return -1;
	return told[SK_MEMINFO_RMEM_ALLOC];
}

bool
osdep_has_ended(int fd)
{
	struct pollfd one = { .fd = fd, .events = POLLRDHUP };

	return poll(&one, 1, 0) > 0;
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

bool
osdep_congestion(int fd, char *name, size_t room)
{
	socklen_t length = (socklen_t)room - 1;

	memset(name, 0, room);
	return getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, &length) == 0;
}

bool
osdep_credentials(int fd, int64_t id[3])
{
	struct ucred ucred;
	socklen_t length = sizeof(ucred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &ucred, &length) < 0 || ucred.pid == 0)
		return false;
	id[0] = ucred.pid;
	id[1] = ucred.uid;
	id[2] = ucred.gid;
	return true;
}
