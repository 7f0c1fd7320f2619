/* explain-flag: what the flags of send(2) and recv(2) mean. */
#include <string.h>
#include <strings.h>

#include "base/names.h"
#include "teach/explain-inner.h"

#define SEND_C(flag) "char data[] = \"hello\";\n" \
	"if (send(fd, data, {count}, " flag ") < 0)\n\tperror(\"send\");\n"
#define RECV_C(flag) "char data[65536];\n" \
	"ssize_t count = recv(fd, data, sizeof(data), " flag ");\n" \
	"if (count < 0)\n\tperror(\"recv\");\n"
#define TOLD_C(flag) "char data[4];\n" \
	"struct iovec part = { data, sizeof(data) };\n" \
	"struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };\n" \
	"if (recvmsg(fd, &message, 0) >= 0 && (message.msg_flags & " flag "))\n" \
	"\tputs(\"" flag "\");\n"
#define TOLD_PYTHON "data, beside, flags, sender = sock.recvmsg(4, 1024)\n"

const struct explain_flag explain_flags[] = {
	{ "MSG_BATCH", "send", "sendmmsg(2) says with it that more messages follow at once. The "
	  "kernel sets it itself; as a program's own flag it does nothing.", NULL,
	  SEND_C("MSG_BATCH"), NULL, "send N DATA --flags batch" },
	{ "MSG_CMSG_CLOEXEC", "recv", "Descriptors that come beside the bytes (SCM_RIGHTS) are "
	  "close-on-exec from the first moment on: a program that is started meanwhile does not "
	  "inherit them.", "- without it, fcntl(2) has to set FD_CLOEXEC on each, which may be "
	  "too late", RECV_C("MSG_CMSG_CLOEXEC"), NULL, "recv N --flags cmsg_cloexec" },
	{ "MSG_CONFIRM", "send", "Tells the kernel that the neighbour has just answered, so that "
	  "it need not ask by ARP or neighbour discovery whether he is still there. For datagrams "
	  "and raw sockets that carry a protocol with answers.", NULL, SEND_C("MSG_CONFIRM"), NULL,
	  "send N DATA --confirm" },
	{ "MSG_CTRUNC", "told", "recvmsg(2) tells with it that there was more control data than "
	  "room for it: the rest is lost, descriptors that were passed are closed.",
	  "- give more room: msg_controllen", TOLD_C("MSG_CTRUNC"), TOLD_PYTHON, "recv N" },
	{ "MSG_DONTROUTE", "send", "The packet goes to no gateway, only to a host that is on a "
	  "network of this machine. SO_DONTROUTE is the same for all packets of a socket.",
	  "- ENETUNREACH, where there is only a gateway that leads there",
	  SEND_C("MSG_DONTROUTE"), NULL, "send N DATA --dontroute" },
	{ "MSG_DONTWAIT", "send, recv", "This one call does not wait, as if the descriptor were "
	  "O_NONBLOCK; which is not changed by it, also for those who share it.",
	  "- EAGAIN, where the call would have waited: poll tells when it is worth another try\n"
	  "- a send may take a part of the bytes only", RECV_C("MSG_DONTWAIT"), NULL,
	  "recv N --dontwait" },
	{ "MSG_EOR", "send, told", "A record ends here, on sockets that keep records and streams "
	  "of bytes apart (seqpacket, SCTP). TCP, which has none, only keeps what follows out of "
	  "the same packet in its queue. recv tells it of the last part of a record.",
	  NULL, SEND_C("MSG_EOR"), NULL, "send N DATA --eor" },
	{ "MSG_ERRQUEUE", "recv", "Takes from the socket's queue of errors in place of its data: "
	  "ICMP messages with IP_RECVERR, time stamps, the ends of MSG_ZEROCOPY. What went wrong "
	  "is in the control data; the bytes are those of the packet that it is about.",
	  "- EAGAIN, where the queue is empty: it never waits; poll says POLLERR where it is not",
	  RECV_C("MSG_ERRQUEUE"),
	  "data, beside, flags, sender = sock.recvmsg(65536, 1024, socket.MSG_ERRQUEUE)\n",
	  "recv N --errqueue" },
	{ "MSG_FASTOPEN", "send", "connect and send in one: the data go with the SYN, where the "
	  "server has given out a cookie for that before (TCP Fast Open). The address "
	  "stands in sendto(2).",
	  "- without a cookie: an ordinary handshake, and the data behind it\n"
	  "- ECONNREFUSED, ETIMEDOUT and what else connect fails with",
	  "{declare}if (sendto(fd, \"hello\", 5, MSG_FASTOPEN, (struct sockaddr *)&address,\n"
	  "    {length}) < 0)\n\tperror(\"sendto\");\n",
	  "sock.sendto(b\"hello\", socket.MSG_FASTOPEN, {address})\n",
	  "send N DATA --fastopen --to ADDRESS" },
	{ "MSG_FIN", "send", "Was meant for a protocol that set FIN by hand; the kernel takes the "
	  "number, and does nothing for it. shutdown sends a FIN.", NULL, SEND_C("MSG_FIN"), NULL,
	  "send N DATA --flags fin" },
	{ "MSG_MORE", "send", "More is to come: TCP keeps a segment that is not full, UDP collects "
	  "one datagram, until a call comes without it. TCP_CORK and UDP_CORK are the same for all "
	  "calls.", "- TCP sends after 200 ms at the latest\n"
	  "- UDP sends nothing before a send without it", SEND_C("MSG_MORE"), NULL,
	  "send N DATA --more" },
	{ "MSG_NOSIGNAL", "send", "No SIGPIPE where there is nobody to send to; the call fails "
	  "with EPIPE all the same. sosh always sets it.", "- EPIPE, and the program lives on",
	  SEND_C("MSG_NOSIGNAL"), NULL, "send N DATA --nosignal" },
	{ "MSG_OOB", "send, recv, told", "The last byte is urgent: TCP marks its place in the "
	  "stream, the peer learns of it before the data in front of it (SIGURG, POLLPRI), and "
	  "takes it with recv and MSG_OOB, or in its place with SO_OOBINLINE. One byte, "
	  "whatever was sent.",
	  "- recv with MSG_OOB: EINVAL, where there is none, or it was taken\n"
	  "- a second urgent byte makes an ordinary one of the first",
	  SEND_C("MSG_OOB"), NULL, "send N DATA --oob" },
	{ "MSG_PEEK", "recv", "What is received stays in the queue: the next recv gives the same "
	  "bytes again.", "- recv, which takes them\n- again with MSG_PEEK: the same, and what "
	  "came meanwhile", RECV_C("MSG_PEEK"), NULL, "recv N --peek" },
	{ "MSG_PROBE", "send", "Finds the route and the MTU of the path, and sends nothing: the "
	  "datagram is thrown away once all is known.", NULL, SEND_C("MSG_PROBE"), NULL,
	  "send N DATA --flags probe" },
	{ "MSG_PROXY", "send", "The C library's name for what was to be a second address; its "
	  "number is that of MSG_PROBE, and so it does what that does: datagrams are not sent.",
	  NULL,
	  SEND_C("MSG_PROXY"), NULL, "send N DATA --flags proxy" },
	{ "MSG_RST", "send", "Was meant for a protocol that set RST by hand; the kernel takes the "
	  "number, and does nothing for it. SO_LINGER with a time of 0 and close send one.", NULL,
	  SEND_C("MSG_RST"), NULL, "send N DATA --flags rst" },
	{ "MSG_SOCK_DEVMEM", "recv", "Takes data that the network card has put into its own "
	  "memory, which the program gets as places there (SCM_DEVMEM_DMABUF), not as bytes.",
	  "- EFAULT, where such data came and the flag is not there", RECV_C("MSG_SOCK_DEVMEM"),
	  NULL, "recv N --flags sock_devmem" },
	{ "MSG_SYN", "send", "Was meant for a protocol that set SYN by hand; the kernel takes the "
	  "number, and does nothing for it. connect sends one.", NULL, SEND_C("MSG_SYN"), NULL,
	  "send N DATA --flags syn" },
	{ "MSG_TRUNC", "recv, told", "Given to recv on a datagram socket, the call returns the "
	  "whole length of the datagram, also where that is more than the room; TCP throws the "
	  "bytes away and tells how many. Told by recvmsg(2), it says that a datagram was cut.",
	  "- the rest of the datagram is lost: MSG_PEEK | MSG_TRUNC asks for the length before",
	  RECV_C("MSG_TRUNC"), NULL, "recv N --trunc" },
	{ "MSG_WAITALL", "recv", "Waits until all the room is filled, where recv usually gives "
	  "what there is; of streams.", "- less all the same: at the end, on an error, after a "
	  "signal, when SO_RCVTIMEO ran out", RECV_C("MSG_WAITALL"), NULL,
	  "recv N SIZE --waitall" },
	{ "MSG_WAITFORONE", "recv", "recvmmsg(2) waits for the first message, and takes those "
	  "behind it only if they are there. In recv(2) it does nothing.", NULL,
	  "struct mmsghdr message[2] = { { .msg_len = 0 } };\n"
	  "if (recvmmsg(fd, message, 2, MSG_WAITFORONE, NULL) < 0)\n\tperror(\"recvmmsg\");\n",
	  NULL, "recv N --flags waitforone" },
	{ "MSG_ZEROCOPY", "send", "The kernel reads the bytes where they are, when they leave, and "
	  "does not copy them: they have to stay as they are until the queue of errors tells that "
	  "they have left. Wants SO_ZEROCOPY; pays from some 10 KiB on.",
	  "- recv with MSG_ERRQUEUE tells of the end\n- ENOBUFS, where too many are under way",
	  SEND_C("MSG_ZEROCOPY"), NULL, "send N DATA --zerocopy" },
	{ 0 }
};

const struct explain_flag *
explain_flag(const char *word)
{
	for (const struct explain_flag *flag = explain_flags; flag->name; flag++)
		if (strcasecmp(word, flag->name) == 0 ||
		    strcasecmp(word, flag->name + strlen("MSG_")) == 0)
			return flag;
	return NULL;
}

/* Python's calls take the flags last. */
static void
add_python(const struct explain_flag *flag, const struct fill *fill, struct buf *out)
{
	if (flag->python) {
		explain_fill(out, flag->python, fill);
		return;
	}
	explain_fill(out, strncmp(flag->on, "send", 4) == 0 ? "sock.send(b\"hello\"{more})\n" :
	    "data = sock.recv(65536{more})\n", fill);
}

static void
add_where(struct buf *out, const struct explain_flag *flag)
{
	static const char answer[] = "among the flags of its answer";

	if (strcmp(flag->on, "told") == 0)
		buf_format(out, "recv tells it, %s", answer);
	else if (strstr(flag->on, ", told"))
		buf_format(out, "%s by recv, %s", flag->on, answer);
	else
		buf_add_text(out, flag->on);
	buf_format(out, "\n\n```\n%s\n```", flag->here);
}

void
explain_tell_flag(struct explained *it, const struct explain_flag *flag)
{
	const struct fill fill = { .family = AF_INET, .flags = flag->name, .count = 5 };
	struct buf c = { 0 }, python = { 0 }, on = { 0 };

	explained_title(it, "a flag");
	explained_means(it, flag->means, strlen(flag->means));
	add_where(&on, flag);
	explained_part(it, "Where it stands", buf_text(&on));
	explained_part(it, "What can follow", flag->follows);
	explain_fill(&c, flag->c, &fill);
	add_python(flag, &fill, &python);
	explained_code(it, "In C", "c", &c);
	explained_code(it, "In Python", "python", &python);
	buf_clear(&on);
}
