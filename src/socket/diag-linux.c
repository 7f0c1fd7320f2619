/* diag-linux: asks sock_diag, through libmnl. */
#include "socket/diag-linux.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/mem.h"
#include "base/newer.h"
#include "base/number.h"

/* What is told of UNIX sockets. */
enum { UNIX_SHOW = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID };

/* The interface counts only for sockets that are bound to one: asking for this finds
 * those of lo, too, and all that are bound to none. */
enum { LOOPBACK = 1 };
enum { LIMIT_SECONDS = 2, SILENT_SECONDS = 10 };
enum { ROOM = 32 * 1024 }; /* the kernel never sends more at once */

struct diag_link {
	struct mnl_socket *socket; /* NULL: not open */
	unsigned           sequence;
	char              *room;
	int64_t            silent;   /* number_now() when an answer did not come, or 0 */
};

static struct diag_link *
link_new(void)
{
	return mem_new(1, sizeof(struct diag_link));
}

static int
link_fd(const struct diag_link *link)
{
	return link && link->socket ? mnl_socket_get_fd(link->socket) : -1;
}

/* Whatever is still on its way goes with it. */
static void
hang_up(struct diag_link *link)
{
	if (link->socket)
		mnl_socket_close(link->socket);
	link->socket = NULL;
}

static void
link_free(struct diag_link *link)
{
	if (!link)
		return;
	hang_up(link);
	free(link->room);
	free(link);
}

static bool
failed(struct diag_link *link, const char *call, int number, struct error *error)
{
	hang_up(link);
	return error_system(error, call, number);
}

static bool
is_open(struct diag_link *link, struct error *error)
{
	const struct timeval limit = { .tv_sec = LIMIT_SECONDS };

	if (!link)
		return error_set(error, ERROR_REFUSED, "nobody asks the kernel here");
	if (link->silent && number_now() - link->silent < SILENT_SECONDS * NUMBER_SECOND)
		return error_system(error, "recvmsg", EAGAIN);
	if (link->socket)
		return true;
	link->socket = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC);
	if (!link->socket)
		return error_system(error, "socket", errno);
	if (mnl_socket_bind(link->socket, 0, MNL_SOCKET_AUTOPID) < 0)
		return failed(link, "bind", errno, error);
	/* The kernel answers at once; a shell must not hang where it does not, nor once more
	 * for each question that it has. */
	setsockopt(link_fd(link), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (!link->room)
		link->room = mem_new(1, ROOM);
	return true;
}

static struct nlmsghdr *
question(struct diag_link *link, void *room, bool dump)
{
	struct nlmsghdr *head = mnl_nlmsg_put_header(room);

	head->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	head->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | (dump ? NLM_F_DUMP : 0));
	head->nlmsg_seq = ++link->sequence;
	return head;
}

static bool
ask(struct diag_link *link, const struct nlmsghdr *head, const struct diag_ask *about,
    diag_each *each, void *to, struct error *error)
{
	bool single = !(head->nlmsg_flags & NLM_F_DUMP);
	unsigned sequence = link->sequence, times = 0;
	enum diag_went went = DIAG_MORE;
	bool enough = false;
	int number = 0;

	if (mnl_socket_sendto(link->socket, head, head->nlmsg_len) < 0)
		return failed(link, "sendto", errno, error);
	while (went == DIAG_MORE) {
		ssize_t count = mnl_socket_recvfrom(link->socket, link->room, ROOM);

		if (count < 0 && error_interrupted(&times))
			continue;
		link->silent = count < 0 && errno == EAGAIN ? number_now() : 0;
		if (count <= 0)
			return failed(link, "recvmsg", count < 0 ? errno : EBADMSG, error);
		went = diag_read(link->room, (size_t)count, sequence, about, single, each, to,
		    &number, &enough);
	}
	if (went == DIAG_FAILED)
		return single ? error_system(error, "sock_diag", number) :
		    failed(link, "sock_diag", number, error);
	/* The rest of a dump that is cut short would be in the next answer's way. */
	if (enough && !single)
		hang_up(link);
	return true;
}

/* The kernel's little language: its own port is neither less nor more than this.  A
 * comparison has its operand in the operation behind it; `yes` and `no` tell how far
 * to go on, and beyond the end means no. */
static void
add_port(struct nlmsghdr *head, int port)
{
	enum { STEP = sizeof(struct inet_diag_bc_op) };
	const struct inet_diag_bc_op program[] = {
		{ INET_DIAG_BC_S_GE, 2 * STEP, 4 * STEP + 4 }, { 0, 0, (unsigned short)port },
		{ INET_DIAG_BC_S_LE, 2 * STEP, 2 * STEP + 4 }, { 0, 0, (unsigned short)port },
	};

	if (port)
		mnl_attr_put(head, INET_DIAG_REQ_BYTECODE, sizeof(program), program);
}

static bool
link_dump(struct diag_link *link, const struct diag_ask *about, diag_each *each, void *to,
    struct error *error)
{
	char room[512] __attribute__((aligned(8))) = { 0 };
	struct nlmsghdr *head;

	if (!is_open(link, error))
		return false;
	head = question(link, room, true);
	if (about->family == AF_UNIX) {
		struct unix_diag_req *want = mnl_nlmsg_put_extra_header(head, sizeof(*want));

		want->sdiag_family = AF_UNIX;
		want->udiag_states = about->states;
		want->udiag_show = UNIX_SHOW | (about->with_file ? UDIAG_SHOW_VFS : 0);
	} else {
		struct inet_diag_req_v2 *want = mnl_nlmsg_put_extra_header(head, sizeof(*want));

		want->sdiag_family = (uint8_t)about->family;
		want->sdiag_protocol = (uint8_t)about->protocol;
		want->idiag_states = about->states;
		/* Requests that have no socket yet have a state of their own there. */
		if (about->states & DIAG_SYN_RECEIVED)
			want->idiag_states |= 1U << 12;
		if (about->with_info)
			want->idiag_ext |= 1 << (INET_DIAG_INFO - 1);
		add_port(head, about->port);
	}
	return ask(link, head, about, each, to, error);
}

static bool
keep(void *to, const struct diag_sock *sock)
{
	*(struct diag_sock *)to = *sock;
	return true;
}

/* Port and host of one end, as the kernel wants both families. */
static void
put_end(const struct addr *addr, uint16_t *port, uint32_t *host)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	if (addr->any.sa_family == AF_INET) {
		memcpy(&in, addr->room, sizeof(in));
		*port = in.sin_port;
		*host = in.sin_addr.s_addr;
	} else {
		memcpy(&in6, addr->room, sizeof(in6));
		*port = in6.sin6_port;
		memcpy(host, &in6.sin6_addr, sizeof(in6.sin6_addr));
	}
}

static bool
link_one(struct diag_link *link, int protocol, const struct addr *local, const struct addr *peer,
    unsigned interface, bool with_info, struct diag_sock *found, struct error *error)
{
	struct diag_ask about = { .family = local->any.sa_family, .protocol = protocol };
	const bool is_tcp = protocol == IPPROTO_TCP;
	char room[512] __attribute__((aligned(8))) = { 0 };
	struct inet_diag_req_v2 *want;
	struct nlmsghdr *head;

	if (!is_open(link, error))
		return false;
	if ((about.family != AF_INET && about.family != AF_INET6) ||
	    peer->any.sa_family != about.family)
		return error_system(error, "sock_diag", EAFNOSUPPORT);
	head = question(link, room, false);
	want = mnl_nlmsg_put_extra_header(head, sizeof(*want));
	want->sdiag_family = (uint8_t)about.family;
	want->sdiag_protocol = (uint8_t)protocol;
	want->idiag_states = UINT32_MAX;
	if (with_info)
		want->idiag_ext |= 1 << (INET_DIAG_INFO - 1);
	/* UDP wants it the other way round, and has done so for too long. */
	put_end(is_tcp ? local : peer, &want->id.idiag_sport, want->id.idiag_src);
	put_end(is_tcp ? peer : local, &want->id.idiag_dport, want->id.idiag_dst);
	want->id.idiag_if = interface ? interface : LOOPBACK;
	want->id.idiag_cookie[0] = want->id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
	found->family = 0;
	if (!ask(link, head, &about, keep, found, error))
		return false;
	/* Where there is no connection, the kernel names who listens at the address.  What
	 * comes to a UDP socket that is not connected is its own. */
	if (!found->family || addr_port(is_tcp ? &found->peer : &found->local) !=
	    addr_port(is_tcp ? peer : local))
		return error_system(error, "sock_diag", ENOENT);
	return true;
}

static bool
link_mptcp(struct diag_link *link, uint32_t token, struct diag_sock *found, struct error *error)
{
	const struct diag_ask about = { .family = AF_INET, .protocol = IPPROTO_MPTCP };
	char room[512] __attribute__((aligned(8))) = { 0 };
	struct inet_diag_req_v2 *want;
	struct nlmsghdr *head;

	if (!is_open(link, error))
		return false;
	head = question(link, room, false);
	want = mnl_nlmsg_put_extra_header(head, sizeof(*want));
	want->sdiag_family = AF_INET;
	/* The number is more than a byte; one that is taken is in its place. */
	want->sdiag_protocol = IPPROTO_RAW;
	mnl_attr_put_u32(head, INET_DIAG_REQ_PROTOCOL, IPPROTO_MPTCP);
	want->idiag_states = UINT32_MAX;
	want->id.idiag_cookie[0] = token;
	found->family = 0;
	if (!ask(link, head, &about, keep, found, error))
		return false;
	return found->family || error_system(error, "sock_diag", ENOENT);
}

static bool
link_unix(struct diag_link *link, uint64_t inode, struct diag_sock *found, struct error *error)
{
	const struct diag_ask about = { .family = AF_UNIX };
	char room[512] __attribute__((aligned(8))) = { 0 };
	struct unix_diag_req *want;
	struct nlmsghdr *head;
	bool good;

	if (!is_open(link, error))
		return false;
	if (inode == 0 || inode > UINT32_MAX)
		return error_system(error, "sock_diag", ENOENT);
	head = question(link, room, false);
	want = mnl_nlmsg_put_extra_header(head, sizeof(*want));
	want->sdiag_family = AF_UNIX;
	want->udiag_states = UINT32_MAX;
	want->udiag_ino = (uint32_t)inode;
	want->udiag_show = UNIX_SHOW | UDIAG_SHOW_ICONS;
	want->udiag_cookie[0] = want->udiag_cookie[1] = INET_DIAG_NOCOOKIE;
	found->family = 0;
	good = ask(link, head, &about, keep, found, error);
	if (!good && error->kind == ERROR_SYSTEM && error->number == EMSGSIZE && link->socket) {
		/* The names of a long queue do not fit; the rest does. */
		error->kind = ERROR_NONE;
		want->udiag_show = UNIX_SHOW;
		head->nlmsg_seq = ++link->sequence;
		good = ask(link, head, &about, keep, found, error);
	}
	if (!good)
		return false;
	return found->family == AF_UNIX || error_system(error, "sock_diag", ENOENT);
}

const struct diag_library diag_linux = {
	.name = "libmnl",
	.open = link_new,
	.close = link_free,
	.fd = link_fd,
	.dump = link_dump,
	.one = link_one,
	.mptcp = link_mptcp,
	.unix_one = link_unix,
	.route = diag_linux_route,
};
