/* trace-message: what sendmsg(2) and recvmsg(2) are passed, in a shown call. */
#include <netinet/in.h>
#include <string.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>

#include "socket/trace-inner.h"

/* How control data is read: `count` bytes that may lie anywhere. */
typedef void show_data(struct buf *, const char *bytes, size_t count);
#define SHOW(name) \
static void \
show_##name(struct buf *out, const char *bytes, size_t count)

static int64_t
word_at(const char *bytes, size_t at)
{
	long word;

	memcpy(&word, bytes + at * sizeof(word), sizeof(word));
	return word;
}

/* Numbers in a row, as many as there are. */
static void
show_row(struct buf *out, const char *bytes, size_t count, const char *format)
{
	buf_add_byte(out, '[');
	for (size_t i = 0; i < count / sizeof(int); i++) {
		int number;

		if (!trace_item(out, i))
			break;
		memcpy(&number, bytes + i * sizeof(number), sizeof(number));
		buf_format(out, *format == 'd' ? "%d" : "%u", number);
	}
	buf_add_byte(out, ']');
}

SHOW(descriptors)
{
	show_row(out, bytes, count, "d");
}

SHOW(numbers)
{
	show_row(out, bytes, count, "u");
}

SHOW(octets)
{
	buf_add_byte(out, '[');
	for (size_t i = 0; i < count; i++) {
		if (!trace_item(out, i))
			break;
		trace_hex(out, (unsigned char)bytes[i]);
	}
	buf_add_byte(out, ']');
}

SHOW(credentials)
{
	struct ucred id;

	(void)count;
	memcpy(&id, bytes, sizeof(id));
	buf_format(out, "{pid=%d, uid=%d, gid=%d}", (int)id.pid, (int)id.uid, (int)id.gid);
}

SHOW(text)
{
	trace_quoted(out, bytes, count);
}

/* A stamp that was cut is shown as bytes. */
static void
show_stamp(struct buf *out, const char *bytes, size_t count, const char *part)
{
	if (count < 2 * sizeof(long))
		trace_quoted(out, bytes, count);
	else
		buf_format(out, "{tv_sec=%lld, %s=%lld}", (long long)word_at(bytes, 0), part,
		    (long long)word_at(bytes, 1));
}

SHOW(micros)
{
	show_stamp(out, bytes, count, "tv_usec");
}

SHOW(nanos)
{
	show_stamp(out, bytes, count, "tv_nsec");
}

/* Of software, one that is no more, and of hardware. */
SHOW(stamps)
{
	const size_t size = 2 * sizeof(long);

	if (count < 3 * size) {
		trace_quoted(out, bytes, count);
		return;
	}
	buf_add_byte(out, '[');
	for (size_t i = 0; i < 3; i++) {
		if (i)
			trace_next(out);
		show_stamp(out, bytes + i * size, size, "tv_nsec");
	}
	buf_add_byte(out, ']');
}

SHOW(packet_info)
{
	struct in_pktinfo info;

	(void)count;
	memcpy(&info, bytes, sizeof(info));
	buf_add_text(out, "{ipi_ifindex=");
	trace_interface(out, (unsigned)info.ipi_ifindex);
	buf_add_text(out, ", ipi_spec_dst=");
	trace_inet(out, &info.ipi_spec_dst);
	buf_add_text(out, ", ipi_addr=");
	trace_inet(out, &info.ipi_addr);
	buf_add_byte(out, '}');
}

/* struct sock_extended_err, and who sent it. */
struct extended {
	uint32_t           number;
	uint8_t            origin, type, code, pad;
	uint32_t           info, data;
	struct sockaddr_in offender;
};

SHOW(extended)
{
	struct extended error;

	(void)count;
	memcpy(&error, bytes, sizeof(error));
	buf_format(out, "{ee_errno=%u, ee_origin=%u, ee_type=%u, ee_code=%u, ee_info=%u, "
	    "ee_data=%u, offender=", error.number, error.origin, error.type, error.code,
	    error.info, error.data);
	trace_address(out, &error.offender, sizeof(error.offender));
	buf_add_byte(out, '}');
}

SHOW(address)
{
	trace_address(out, bytes, (int64_t)count);
}

static const struct {
	int        level, type;
	size_t     least;
	show_data *show;
} kinds[] = {
	{ SOL_SOCKET, SCM_RIGHTS, sizeof(int), show_descriptors },
	{ SOL_SOCKET, SCM_CREDENTIALS, sizeof(struct ucred), show_credentials },
	{ SOL_SOCKET, 3 /* SCM_SECURITY */, 1, show_text },
	{ SOL_SOCKET, SO_TIMESTAMP, 1, show_micros },
	{ SOL_SOCKET, SO_TIMESTAMPNS, 1, show_nanos },
	{ SOL_SOCKET, SO_TIMESTAMPING, 1, show_stamps },
	{ IPPROTO_IP, IP_PKTINFO, sizeof(struct in_pktinfo), show_packet_info },
	{ IPPROTO_IP, IP_TTL, sizeof(int), show_numbers },
	{ IPPROTO_IP, IP_TOS, 1, show_octets },
	{ IPPROTO_IP, IP_RECVOPTS, 1, show_octets },
	{ IPPROTO_IP, IP_RETOPTS, 1, show_octets },
	{ IPPROTO_IP, IP_RECVERR, sizeof(struct extended), show_extended },
	{ IPPROTO_IP, IP_ORIGDSTADDR, sizeof(struct sockaddr_in), show_address },
	{ IPPROTO_IP, IP_CHECKSUM, sizeof(int), show_numbers },
};

static void
show_type(struct buf *out, const struct cmsghdr *head, const char *bytes, size_t count)
{
	if (head->cmsg_level == SOL_SOCKET)
		trace_named(out, trace_control_socket, head->cmsg_type, "SCM_???");
	else if (head->cmsg_level == IPPROTO_IP)
		trace_named(out, trace_control_ip, head->cmsg_type, "IP_???");
	else
		trace_hex(out, (unsigned)head->cmsg_type);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i].level == head->cmsg_level && kinds[i].type == head->cmsg_type &&
		    count >= kinds[i].least) {
			buf_add_text(out, ", cmsg_data=");
			kinds[i].show(out, bytes, count);
		}
}

/* Lengths in there may be any: nothing behind `left` is looked at. */
static void
show_control(struct buf *out, const char *bytes, size_t left)
{
	const char *begin = bytes;

	buf_add_byte(out, '[');
	while (left >= sizeof(struct cmsghdr)) {
		struct cmsghdr head;
		size_t whole, step;

		memcpy(&head, bytes, sizeof(head));
		whole = head.cmsg_len < left ? head.cmsg_len : left;
		if (bytes > begin)
			trace_next(out);
		buf_format(out, "{cmsg_len=%zu, cmsg_level=", (size_t)head.cmsg_len);
		trace_level(out, head.cmsg_level);
		buf_add_text(out, ", cmsg_type=");
		show_type(out, &head, bytes + sizeof(head),
		    whole > sizeof(head) ? whole - sizeof(head) : 0);
		buf_add_byte(out, '}');
		if (whole < sizeof(head)) {
			bytes += sizeof(head);
			left -= sizeof(head);
			break;
		}
		step = CMSG_ALIGN(whole);
		if (head.cmsg_len > left || step >= left) {
			left = 0;
			break;
		}
		bytes += step;
		left -= step;
	}
	if (left)
		buf_format(out, ", ... /* %p */", (const void *)bytes);
	buf_add_byte(out, ']');
}

static void
show_pieces(struct buf *out, const struct msghdr *message, int64_t came)
{
	size_t left = came < 0 ? SIZE_MAX : (size_t)came;

	if (!message->msg_iov) {
		trace_pointer(out, message->msg_iov);
		return;
	}
	buf_add_byte(out, '[');
	for (size_t i = 0; i < message->msg_iovlen; i++) {
		const struct iovec *piece = &message->msg_iov[i];
		size_t count = piece->iov_len < left ? piece->iov_len : left;

		if (!trace_item(out, i))
			break;
		buf_add_text(out, "{iov_base=");
		trace_bytes(out, piece->iov_base, count);
		buf_format(out, ", iov_len=%zu}", piece->iov_len);
		left -= left == SIZE_MAX ? 0 : count;
	}
	buf_add_byte(out, ']');
}

void
trace_message(struct buf *out, const struct msghdr *message, int64_t given, int64_t came)
{
	int64_t length = (int)message->msg_namelen;

	buf_add_text(out, "{msg_name=");
	trace_address(out, message->msg_name, given >= 0 && length > given ? given : length);
	buf_add_text(out, ", msg_namelen=");
	if (given >= 0 && given != length)
		buf_format(out, "%lld => ", (long long)given);
	buf_format(out, "%lld, msg_iov=", (long long)length);
	show_pieces(out, message, came);
	buf_format(out, ", msg_iovlen=%zu", (size_t)message->msg_iovlen);
	if (message->msg_controllen) {
		buf_add_text(out, ", msg_control=");
		if (message->msg_controllen < sizeof(struct cmsghdr) || !message->msg_control)
			trace_pointer(out, message->msg_control);
		else
			show_control(out, message->msg_control, message->msg_controllen);
	}
	buf_format(out, ", msg_controllen=%zu, msg_flags=", (size_t)message->msg_controllen);
	trace_flags(out, trace_message_flags, (unsigned)message->msg_flags, "MSG_???");
	buf_add_byte(out, '}');
}
