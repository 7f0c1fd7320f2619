/* osdep-linux-control: which control messages Linux has come, and what is in them. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/names.h"
#include "base/newer.h"
#include "base/number.h"
#include "socket/control.h"
#include "socket/option.h"
#include "socket/osdep.h"
#include "socket/sys.h"

/* Newer than the headers of some systems. */
#ifndef SCM_SECURITY
#define SCM_SECURITY 0x03
#endif
#ifndef SCM_PIDFD
#define SCM_PIDFD 0x04
#endif
#ifndef TCP_CM_INQ
#define TCP_CM_INQ 36
#endif
#define LEVEL_NETLINK 270
#define NETLINK_GROUP 3

#define READ(name) \
	static void \
	name(struct control *control, const struct control_row *row, const char *data, size_t count)

READ(read_int)
{
	int number;

	(void)count;
	memcpy(&number, data, sizeof(number));
	*control_place(control, row->field) = (struct value){ .kind = VALUE_INT, .number = number };
}

READ(read_unsigned)
{
	uint32_t number;

	(void)count;
	memcpy(&number, data, sizeof(number));
	*control_place(control, row->field) = (struct value){ .kind = VALUE_INT, .number = number };
}

READ(read_word_be)
{
	uint32_t number;

	(void)count;
	memcpy(&number, data, sizeof(number));
	*control_place(control, row->field) = (struct value){ .kind = VALUE_INT,
		.number = ntohl(number) };
}

/* One byte of IPv4, an int of IPv6; with the names of its two parts. */
READ(read_tos)
{
	int tos = (unsigned char)*data;
	const char *dscp, *ecn;

	if (count >= sizeof(tos))
		memcpy(&tos, data, sizeof(tos));
	tos &= 0xff;
	dscp = names_of(option_tos_names, tos & ~3);
	ecn = names_of(control_ecn, tos & 3);
	*control_place(control, row->field) = (struct value){ .kind = VALUE_INT, .number = tos };
	*control_place(control, "dscp") = dscp ? value_text(dscp) :
	    (struct value){ .kind = VALUE_INT, .number = tos >> 2 };
	*control_place(control, "ecn") = value_text(ecn);
}

/* Two numbers, seconds and a part of it; old programs of 32 bits have short ones. */
static int64_t
read_stamp(const char *data, size_t count, int64_t unit)
{
	int64_t wide[2];
	int32_t narrow[2];

	if (count >= sizeof(wide)) {
		memcpy(wide, data, sizeof(wide));
	} else {
		memcpy(narrow, data, sizeof(narrow));
		wide[0] = narrow[0];
		wide[1] = narrow[1];
	}
	/* What no clock tells would not fit. */
	if (wide[0] < 0 || wide[0] > INT32_MAX * INT64_C(4) || wide[1] < 0 ||
	    wide[1] > NUMBER_SECOND)
		return 0;
	return wide[0] * NUMBER_SECOND + wide[1] * unit;
}

static void
tell_time(struct control *control, const char *field, int64_t time)
{
	if (time)
		*control_place(control, field) = (struct value){ .kind = VALUE_REAL,
			.real = (double)time / 1e9 };
}

READ(read_timeval)
{
	control->time = read_stamp(data, count, 1000);
	tell_time(control, row->field, control->time);
}

READ(read_timespec)
{
	control->time = read_stamp(data, count, 1);
	tell_time(control, row->field, control->time);
}

/* Of the software, one of old, of the hardware. */
READ(read_timestamping)
{
	int64_t hardware = read_stamp(data + count / 3 * 2, count / 3, 1);

	control->time = read_stamp(data, count / 3, 1);
	tell_time(control, row->field, control->time);
	tell_time(control, "time_hardware", hardware);
	if (!control->time)
		control->time = hardware;
}

static void
tell_interface(struct control *control, unsigned index)
{
	char name[IF_NAMESIZE];

	if (!index)
		return;
	if (!if_indextoname(index, name))
		snprintf(name, sizeof(name), "%u", index);
	*control_place(control, "interface") = value_text(name);
}

/* The address in the datagram's head; the one that the kernel took it at is the same,
 * but for broadcast and multicast. */
READ(read_packet_info)
{
	struct in_pktinfo info;
	char text[INET_ADDRSTRLEN] = "";

	(void)count;
	memcpy(&info, data, sizeof(info));
	inet_ntop(AF_INET, &info.ipi_addr, text, sizeof(text));
	*control_place(control, row->field) = value_text(text);
	tell_interface(control, (unsigned)info.ipi_ifindex);
}

READ(read_packet_info6)
{
	struct in6_pktinfo info;
	char text[INET6_ADDRSTRLEN] = "";

	(void)count;
	memcpy(&info, data, sizeof(info));
	inet_ntop(AF_INET6, &info.ipi6_addr, text, sizeof(text));
	*control_place(control, row->field) = value_text(text);
	tell_interface(control, info.ipi6_ifindex);
}

static void
read_addr(struct addr *addr, const char *data, size_t count)
{
	addr->length = (socklen_t)(count < sizeof(addr->room) ? count : sizeof(addr->room));
	memcpy(addr->room, data, addr->length);
}

READ(read_address)
{
	struct addr addr = { .length = 0 };
	struct buf text = { 0 };

	read_addr(&addr, data, count);
	addr_show(&text, &addr);
	*control_place(control, row->field) = value_bytes(buf_text(&text), text.count);
	buf_clear(&text);
}

READ(read_rights)
{
	(void)row;
	for (size_t i = 0; i + sizeof(int) <= count; i += sizeof(int)) {
		int fd;

		memcpy(&fd, data + i, sizeof(fd));
		if (fd >= 0)
			control_passed(control, fd);
	}
}

/* A descriptor of the process that sent it, made by the kernel: it is told by its
 * number. */
READ(read_process)
{
	int fd, pid;

	(void)count;
	memcpy(&fd, data, sizeof(fd));
	/* Below 0 is why there is none. */
	if (fd < 0)
		return;
	pid = osdep_process_meant(fd);
	sys_close(fd);
	if (pid > 0)
		*control_place(control, row->field) = (struct value){ .kind = VALUE_INT,
			.number = pid };
}

READ(read_credentials)
{
	struct value *place = control_place(control, row->field);
	struct record whole = { 0 }, *id = record_record(&whole, row->field);
	struct ucred ucred;

	(void)count;
	memcpy(&ucred, data, sizeof(ucred));
	record_int(id, "pid", ucred.pid);
	record_int(id, "uid", ucred.uid);
	record_int(id, "gid", ucred.gid);
	*place = whole.field->value;
	whole.count = 0;
	record_clear(&whole);
}

READ(read_text)
{
	*control_place(control, row->field) = value_bytes(data, strnlen(data, count));
}

READ(read_error)
{
	struct sock_extended_err told;
	size_t left = count - sizeof(told);

	(void)row;
	memcpy(&told, data, sizeof(told));
	control->error = (struct control_error){ .given = true, .number = told.ee_errno,
		.origin = told.ee_origin, .type = told.ee_type, .code = told.ee_code,
		.info = told.ee_info, .data = told.ee_data };
	/* Of family 0: nobody. */
	if (left >= sizeof(struct sockaddr))
		read_addr(&control->error.offender, data + sizeof(told), left);
	if (control->error.offender.any.sa_family == AF_UNSPEC)
		control->error.offender.length = 0;
}

enum { ERROR_HEAD = sizeof(struct sock_extended_err), TIMES = 3 * 2 * sizeof(int32_t) };

const struct control_row control_rows[] = {
	{ "passed", SOL_SOCKET, SCM_RIGHTS, 0, read_rights },
	{ "credentials", SOL_SOCKET, SCM_CREDENTIALS, sizeof(struct ucred), read_credentials },
	{ "pidfd", SOL_SOCKET, SCM_PIDFD, sizeof(int), read_process },
	{ "security", SOL_SOCKET, SCM_SECURITY, 0, read_text },
	/* Each with its number of old, and the one where all times have 64 bits. */
	{ "time", SOL_SOCKET, 29, 8, read_timeval },
	{ "time", SOL_SOCKET, 63, 16, read_timeval },
	{ "time", SOL_SOCKET, 35, 8, read_timespec },
	{ "time", SOL_SOCKET, 64, 16, read_timespec },
	{ "time", SOL_SOCKET, 37, TIMES, read_timestamping },
	{ "time", SOL_SOCKET, 65, TIMES, read_timestamping },
	{ "dropped", SOL_SOCKET, SO_RXQ_OVFL, 4, read_unsigned },
	{ "mark", SOL_SOCKET, SO_MARK, 4, read_unsigned },
	{ "priority", SOL_SOCKET, SO_PRIORITY, 4, read_unsigned },
	{ "ttl", IPPROTO_IP, IP_TTL, 4, read_int },
	{ "tos", IPPROTO_IP, IP_TOS, 1, read_tos },
	{ "to", IPPROTO_IP, IP_PKTINFO, sizeof(struct in_pktinfo), read_packet_info },
	{ "original", IPPROTO_IP, IP_ORIGDSTADDR, sizeof(struct sockaddr_in), read_address },
	{ "fragment", IPPROTO_IP, IP_RECVFRAGSIZE, 4, read_int },
	{ "error", IPPROTO_IP, IP_RECVERR, ERROR_HEAD, read_error },
	{ "ttl", IPPROTO_IPV6, IPV6_HOPLIMIT, 4, read_int },
	{ "tos", IPPROTO_IPV6, IPV6_TCLASS, 4, read_tos },
	{ "to", IPPROTO_IPV6, IPV6_PKTINFO, sizeof(struct in6_pktinfo), read_packet_info6 },
	{ "original", IPPROTO_IPV6, IPV6_ORIGDSTADDR, sizeof(struct sockaddr_in6), read_address },
	{ "fragment", IPPROTO_IPV6, IPV6_RECVFRAGSIZE, 4, read_int },
	{ "flow", IPPROTO_IPV6, 11 /* IPV6_FLOWINFO */, 4, read_word_be },
	{ "error", IPPROTO_IPV6, IPV6_RECVERR, ERROR_HEAD, read_error },
	{ "error", 263 /* SOL_PACKET */, 16 /* PACKET_TX_TIMESTAMP */, ERROR_HEAD, read_error },
	{ "segment", IPPROTO_UDP, UDP_GRO, 4, read_int },
	{ "left", IPPROTO_TCP, TCP_CM_INQ, 4, read_int },
	{ "left", SOL_SOCKET, 84 /* SO_INQ, of UNIX streams */, 4, read_int },
	{ "group", LEVEL_NETLINK, NETLINK_GROUP, 4, read_unsigned },
	{ 0 }
};

/* Messages have the numbers of the options that ask for them, but for those of the
 * credentials, which are UNIX sockets'. */
bool
control_is_asked(int level, int option)
{
	for (const struct control_row *row = control_rows; row->field; row++)
		if (row->level == level && row->type == option)
			return true;
	return false;
}
