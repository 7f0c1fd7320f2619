/* osdep-linux-control: which control messages Linux has, and what is in them. */
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

/* Newer than the headers of some systems. */
#ifndef SCM_SECURITY
#define SCM_SECURITY 0x03
#endif
#ifndef SCM_PIDFD
#define SCM_PIDFD 0x04
#endif
#ifndef SCM_TS_OPT_ID
#define SCM_TS_OPT_ID 81
#endif
#ifndef SCM_TXTIME
#define SCM_TXTIME 61
#endif
#ifndef TCP_CM_INQ
#define TCP_CM_INQ 36
#endif
#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#define LEVEL_NETLINK 270
#define NETLINK_GROUP 3

/* ---- what came ---- */

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

/* A descriptor of the peer's process, which credentials tell of, too. */
READ(read_process)
{
	int fd;

	(void)row, (void)count;
	memcpy(&fd, data, sizeof(fd));
	/* Below 0 is why there is none. */
	if (fd < 0)
		return;
	close(fd);
	control->closed++;
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
	{ "passed_closed", SOL_SOCKET, SCM_PIDFD, sizeof(int), read_process },
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
	{ "error", 263 /* SOL_PACKET */, 19 /* PACKET_TX_TIMESTAMP */, ERROR_HEAD, read_error },
	{ "segment", IPPROTO_UDP, UDP_GRO, 4, read_int },
	{ "left", IPPROTO_TCP, TCP_CM_INQ, 4, read_int },
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

/* ---- what goes ---- */

static const struct {
	enum control_what what;
	int  family, level, type;
	bool narrow;                 /* 16 bits, else an int */
	const char *name;
} numbers[] = {
	{ CONTROL_TTL, AF_INET, IPPROTO_IP, IP_TTL, false, "--ttl" },
	{ CONTROL_TTL, AF_INET6, IPPROTO_IPV6, IPV6_HOPLIMIT, false, "--ttl" },
	{ CONTROL_TOS, AF_INET, IPPROTO_IP, IP_TOS, false, "--tos" },
	{ CONTROL_TOS, AF_INET6, IPPROTO_IPV6, IPV6_TCLASS, false, "--tos" },
	{ CONTROL_SEGMENT, AF_INET, IPPROTO_UDP, UDP_SEGMENT, true, "--gso" },
	{ CONTROL_SEGMENT, AF_INET6, IPPROTO_UDP, UDP_SEGMENT, true, "--gso" },
};
enum { NUMBERS = sizeof(numbers) / sizeof(*numbers) };

static bool
other_family(const char *name, struct error *error)
{
	return error_usage(error, "'%s' is of IPv4 and IPv6, and this socket is of another family",
	    name);
}

bool
control_add_number(struct buf *control, enum control_what what, int family, bool anyway,
    int number, struct error *error)
{
	uint16_t narrow = (uint16_t)number;
	size_t i = 0;

	while (i < NUMBERS && !(numbers[i].what == what && numbers[i].family == family))
		i++;
	for (size_t k = 0; i == NUMBERS && k < NUMBERS; k++)
		if (numbers[k].what == what && !anyway)
			return other_family(numbers[k].name, error);
		else if (numbers[k].what == what)
			i = k;
	if (numbers[i].narrow)
		control_add(control, numbers[i].level, numbers[i].type, &narrow, sizeof(narrow));
	else
		control_add(control, numbers[i].level, numbers[i].type, &number, sizeof(number));
	return true;
}

bool
control_add_rights(struct buf *control, const int *fd, size_t count, struct error *error)
{
	(void)error;
	control_add(control, SOL_SOCKET, SCM_RIGHTS, fd, count * sizeof(int));
	return true;
}

bool
control_add_credentials(struct buf *control, int64_t pid, int64_t uid, int64_t gid,
    struct error *error)
{
	const struct ucred ucred = { .pid = (pid_t)pid, .uid = (uid_t)uid, .gid = (gid_t)gid };

	(void)error;
	control_add(control, SOL_SOCKET, SCM_CREDENTIALS, &ucred, sizeof(ucred));
	return true;
}

static bool
read_interface(const char *name, unsigned *index, struct error *error)
{
	int64_t number;
	struct error ignored;

	*index = if_nametoindex(name);
	if (!*index && number_int(name, strlen(name), 1, INT32_MAX, &number, &ignored))
		*index = (unsigned)number;
	return *index || error_usage(error, "there is no interface '%.60s'", name);
}

bool
control_add_packet_info(struct buf *control, int family, bool anyway, const char *text,
    struct error *error)
{
	struct in_pktinfo info = { .ipi_ifindex = 0 };
	struct in6_pktinfo info6 = { .ipi6_ifindex = 0 };
	bool six = family == AF_INET6, has_address;
	const char *percent = strchr(text, '%');
	unsigned index = 0;
	char host[64];

	if (family != AF_INET && !six && !anyway)
		return other_family("--pktinfo", error);
	snprintf(host, sizeof(host), "%.*s", (int)(percent ? percent - text : 60), text);
	has_address = inet_pton(six ? AF_INET6 : AF_INET, host,
	    six ? (void *)&info6.ipi6_addr : (void *)&info.ipi_spec_dst) == 1;
	if (percent && !has_address)
		return error_usage(error, "'%.60s' is no %s address", host, six ? "IPv6" : "IPv4");
	if (!has_address || percent) {
		if (!read_interface(percent ? percent + 1 : text, &index, error))
			return false;
	}
	info.ipi_ifindex = (int)index;
	info6.ipi6_ifindex = index;
	if (six)
		control_add(control, IPPROTO_IPV6, IPV6_PKTINFO, &info6, sizeof(info6));
	else
		control_add(control, IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
	return true;
}

/* Those that are no option. */
static const struct name types[] = {
	{ "SCM_RIGHTS", SCM_RIGHTS, NULL }, { "SCM_CREDENTIALS", SCM_CREDENTIALS, NULL },
	{ "SCM_TXTIME", SCM_TXTIME, NULL }, { "SCM_TS_OPT_ID", SCM_TS_OPT_ID, NULL },
	{ "SO_TIMESTAMPING", 37, NULL }, { "UDP_SEGMENT", UDP_SEGMENT, NULL },
	{ "IP_PKTINFO", IP_PKTINFO, NULL }, { "IP_RETOPTS", IP_RETOPTS, NULL },
	{ "IPV6_PKTINFO", IPV6_PKTINFO, NULL }, { "IPV6_HOPLIMIT", IPV6_HOPLIMIT, NULL },
	{ 0 }
};

int
control_type_named(const char *name, size_t count)
{
	char text[32];
	int number;

	if (count >= sizeof(text))
		return -1;
	memcpy(text, name, count);
	text[count] = '\0';
	return names_number(types, "SCM_", text, &number) ? number : -1;
}
