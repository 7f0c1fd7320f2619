/* status: the table that `status` shows of 5,000 connections and what it asks of the
 * kernel for it, and nothing else.
 *
 *   status calls|dump CONNECTIONS TOLD
 *
 * makes the connections (twice as many sockets), tells "ready" to the datagram socket
 * TOLD, and for each line that it is given then writes the table: with six calls for each
 * socket, or one sock_diag dump.  Tells "done" when a line is empty. */
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "bare.h"

enum { TCP = 6, ANSWER = 65536, LINE = 64 };

static const char *const states[] = { "?", "ESTABLISHED", "SYN-SENT", "SYN-RECEIVED",
	"FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "CLOSED", "CLOSE-WAIT", "LAST-ACK", "LISTEN",
	"CLOSING", "SYN-RECEIVED" };

static void
tell(const char *path, const char *word)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = check(socket(AF_UNIX, SOCK_DGRAM, 0), "socket");

	snprintf(to.sun_path, sizeof(to.sun_path), "%s", path);
	check((int)sendto(fd, word, strlen(word), 0, (struct sockaddr *)&to, sizeof(to)), "sendto");
}

static int *fds;
static double *made;

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int
added(int fd, int *count)
{
	made[*count] = now();
	return fds[(*count)++] = fd;
}

/* A listener, and then one connection after another to it. */
static int
make_sockets(int connections)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int count = 0, server, fd;

	fds = calloc(2 * (size_t)connections + 1, sizeof(*fds));
	made = calloc(2 * (size_t)connections + 1, sizeof(*made));
	server = added(check(socket(AF_INET, SOCK_STREAM, 0), "socket"), &count);
	check(bind(server, (struct sockaddr *)&address, length), "bind");
	check(listen(server, SOMAXCONN), "listen");
	check(getsockname(server, (struct sockaddr *)&address, &length), "getsockname");
	for (int i = 0; i < connections; i++) {
		fd = added(check(socket(AF_INET, SOCK_STREAM, 0), "socket"), &count);
		check(connect(fd, (struct sockaddr *)&address, length), "connect");
		added(check(accept(server, NULL, NULL), "accept"), &count);
	}
	return count;
}

static void
show(int number, const char *state, const char *local, const char *peer, unsigned recvq,
    unsigned sendq, double rtt, double age)
{
	char times[2][32];

	snprintf(times[0], sizeof(times[0]), "%.0fus", rtt);
	snprintf(times[1], sizeof(times[1]), "%.1fs", age);
	printf("%-5d  tcp   %-11s  %-21s  %-21s  %6u  %6u  %2d  %3d  %6s  %s\n", number, state,
	    local, peer, recvq, sendq, 0, 0, times[0], times[1]);
}

static void
show_address(char text[LINE], const void *ip, in_port_t port)
{
	char host[INET_ADDRSTRLEN] = "";

	inet_ntop(AF_INET, ip, host, sizeof(host));
	snprintf(text, LINE, "%s:%u", host, ntohs(port));
}

static void
ask_each(int count)
{
	for (int i = 0; i < count; i++) {
		struct sockaddr_in own = { 0 }, other = { 0 };
		socklen_t length = sizeof(own);
		struct pollfd one = { .fd = fds[i], .events = POLLIN | POLLOUT | POLLPRI };
		struct tcp_info info = { 0 };
		char local[LINE] = "", peer[LINE] = "";
		int recvq = 0, sendq = 0;

		if (getsockname(fds[i], (struct sockaddr *)&own, &length) == 0)
			show_address(local, &own.sin_addr, own.sin_port);
		length = sizeof(other);
		if (getpeername(fds[i], (struct sockaddr *)&other, &length) == 0)
			show_address(peer, &other.sin_addr, other.sin_port);
		length = sizeof(info);
		check(getsockopt(fds[i], TCP, TCP_INFO, &info, &length), "TCP_INFO");
		ioctl(fds[i], SIOCINQ, &recvq);
		ioctl(fds[i], SIOCOUTQ, &sendq);
		check(poll(&one, 1, 0), "poll");
		show(i + 1, states[info.tcpi_state], local, peer, (unsigned)recvq, (unsigned)sendq,
		    info.tcpi_rtt, now() - made[i]);
	}
}

static void
show_answer(const struct nlmsghdr *message, int number)
{
	const struct inet_diag_msg *told = NLMSG_DATA(message);
	size_t left = message->nlmsg_len - NLMSG_LENGTH(sizeof(*told));
	const struct nlattr *attribute = (const void *)(told + 1);
	struct tcp_info info = { 0 };
	char local[LINE], peer[LINE];

	while (left >= sizeof(*attribute) && attribute->nla_len <= left) {
		size_t size = NLA_ALIGN(attribute->nla_len);

		if (attribute->nla_type == INET_DIAG_INFO)
			memcpy(&info, attribute + 1, sizeof(info));
		left -= size < left ? size : left;
		attribute = (const void *)((const char *)attribute + size);
	}
	show_address(local, told->id.idiag_src, told->id.idiag_sport);
	show_address(peer, told->id.idiag_dst, told->id.idiag_dport);
	show(number, states[told->idiag_state], local, peer, told->idiag_rqueue, told->idiag_wqueue,
	    info.tcpi_rtt, now() - made[0]);
}

static void
ask_all(int count)
{
	struct {
		struct nlmsghdr header;
		struct inet_diag_req_v2 ask;
	} request = {
		.header = { .nlmsg_len = sizeof(request), .nlmsg_type = SOCK_DIAG_BY_FAMILY,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
		.ask = { .sdiag_family = AF_INET, .sdiag_protocol = TCP,
			.idiag_states = 1 << 1 | 1 << 10, .idiag_ext = 1 << (INET_DIAG_INFO - 1) },
	};
	static _Alignas(8) char answer[ANSWER];
	int fd = check(socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG), "socket");
	int number = 0;

	check((int)send(fd, &request, sizeof(request), 0), "send");
	for (;;) {
		ssize_t size = check((int)recv(fd, answer, sizeof(answer), 0), "recv");

		for (struct nlmsghdr *message = (void *)answer; NLMSG_OK(message, size);
		    message = NLMSG_NEXT(message, size)) {
			if (message->nlmsg_type == NLMSG_ERROR)
				check(-1, "sock_diag");
			if (message->nlmsg_type == NLMSG_DONE) {
				if (number < count)
					check(-1, "a dump of all");
				close(fd);
				return;
			}
			show_answer(message, ++number);
		}
	}
}

int
main(int argc, char **argv)
{
	char line[LINE];
	int count;

	if (argc < 4)
		return 2;
	count = make_sockets(atoi(argv[2]));
	tell(argv[3], "ready");
	while (fgets(line, sizeof(line), stdin)) {
		if (line[0] == '\n') {
			fflush(stdout);
			tell(argv[3], "done");
		} else if (strcmp(argv[1], "dump") == 0) {
			ask_all(count);
		} else {
			ask_each(count);
		}
	}
	return 0;
}
