/* explain-term: words that are neither sosh's nor the system's names of anything that has a row
 * elsewhere: handshake, backlog, RST, POLLHUP. */
#include <string.h>
#include <strings.h>

#include "teach/explain-inner.h"

struct explain_term {
	const char *name;
	const char *also;      /* other words for it, with a '|' between */
	const char *means;
	const char *more;      /* items of Markdown, or NULL */
	const char *see;       /* words to explain, in their order */
};

static const struct explain_term terms[] = {
	{ "handshake", "three-way handshake|3-way handshake|handshaking",
	  "How TCP makes a connection: the client's kernel sends SYN, the server's answers "
	  "SYN+ACK, the client's answers ACK. No program takes part: connect returns when the "
	  "SYN+ACK has come, and accept hands out what is connected already.",
	  "- nobody listens: RST comes in place of the SYN+ACK, and connect fails with "
	  "ECONNREFUSED\n"
	  "- nobody answers: the SYN is sent again and again, until ETIMEDOUT, after about two "
	  "minutes (net.ipv4.tcp_syn_retries)",
	  "connect SYN-SENT SYN-RECEIVED backlog" },
	{ "backlog", "accept queue|listen queue",
	  "The connections that wait at a listener until accept takes them; and how many may: the "
	  "number that listen was given, or net.core.somaxconn where that is smaller.",
	  "- they are ESTABLISHED: their clients may send, and what they send is kept\n"
	  "- TCP and UNIX: one more than that number fits in\n"
	  "- where it is full TCP does not answer, and the client tries again for a while; a UNIX "
	  "connect waits",
	  "listen accept handshake" },
	{ "EOF", "end of file|end of stream|end-of-file",
	  "There is nothing more to come: the peer has closed, or shut its end for writing, and "
	  "recv returns 0, now and each time after. It is no error, and no byte of the data.",
	  "- what was sent before it is received first\n"
	  "- it ends one direction: the other may still be sent over\n"
	  "- datagrams of UDP have none: one of 0 bytes is just empty",
	  "recv shutdown FIN CLOSE-WAIT" },
	{ "nagle", "nagle's algorithm|nagle algorithm|nagling",
	  "TCP holds a small piece back while an earlier one is not acknowledged, and sends it "
	  "together with what is sent meanwhile (RFC 896): fewer packets, and a wait for who "
	  "sends in small pieces.",
	  "- where the peer delays its ACK, too, that wait is some 40 ms\n"
	  "- one send for all that belongs together avoids it; so does TCP_NODELAY",
	  "nodelay MSG_MORE cork quickack" },
	{ "SIGPIPE", "broken pipe signal",
	  "The signal of who sends over a stream whose other end is gone. It ends the process; "
	  "where it is ignored, or MSG_NOSIGNAL was given, the call fails with EPIPE instead.",
	  "- sosh ignores it, and so does Python\n- datagrams raise none",
	  "EPIPE MSG_NOSIGNAL" },
	{ "POLLIN", "pollrdnorm",
	  "poll says that recv will not wait: bytes, a datagram, the end of file or an error are "
	  "there; of a listener, that accept will not.", NULL, "poll POLLOUT POLLHUP EOF" },
	{ "POLLOUT", "pollwrnorm",
	  "poll says that a send will not wait, as there is room; of a connect that did not wait, "
	  "that it is over, well or not: SO_ERROR tells which.", NULL,
	  "poll POLLIN EINPROGRESS SO_ERROR" },
	{ "POLLPRI", "",
	  "poll says that an urgent byte of TCP has come.", NULL, "poll MSG_OOB" },
	{ "POLLERR", "",
	  "poll says, unasked, that an error waits to be told by the next call, or that something "
	  "is in the socket's queue of errors.", NULL, "poll SO_ERROR MSG_ERRQUEUE" },
	{ "POLLHUP", "",
	  "poll says, unasked, that both directions are over: nothing more will come, nor can "
	  "anything be sent. TCP says it, too, of a socket that was never connected.",
	  "- what has come before can still be received, so POLLIN may stand beside it\n"
	  "- the peer's end of file alone is POLLIN and POLLRDHUP",
	  "poll POLLRDHUP EOF RST" },
	{ "POLLRDHUP", "",
	  "poll says, where it was asked for (Linux), that the peer has finished sending.", NULL,
	  "poll POLLHUP EOF FIN" },
	{ "POLLNVAL", "",
	  "poll says, unasked, that the descriptor is not open.", NULL, "poll EBADF" },
	{ "SYN", "syn+ack|synack|syn-ack",
	  "The first segment of a TCP connection, one for each direction: it asks for the "
	  "connection, and has the number from which the bytes are counted.",
	  "- SYN goes out with connect, SYN+ACK is the answer of who listens",
	  "handshake SYN-SENT SYN-RECEIVED ACK" },
	{ "ACK", "acknowledgement|acknowledgment|delayed ack",
	  "The part of a TCP segment that says how far all has come: the number of the byte that "
	  "is expected next. Each segment has it but the first SYN.",
	  "- the kernel sends it: it does not say that the program has read anything\n"
	  "- where there is nothing to send it may be delayed for some 40 ms\n"
	  "- what is not acknowledged stays in the send queue, and is sent again",
	  "sendq quickack ETIMEDOUT" },
	{ "FIN", "",
	  "The segment of TCP that says: in this direction comes nothing more. It goes out with "
	  "close, or shutdown for writing, behind all that was sent before.",
	  "- the peer receives the end of file; it may send on\n"
	  "- a connection is over when both have sent theirs",
	  "EOF shutdown FIN-WAIT-1 CLOSE-WAIT TIME-WAIT" },
	{ "RST", "connection reset|tcp reset",
	  "The segment of TCP that breaks a connection off at once, in both directions, or answers "
	  "one that belongs to none. What was under way is lost.",
	  "- it answers a SYN where nobody listens: ECONNREFUSED\n"
	  "- it goes out with close where received bytes were left unread, and with reset\n"
	  "- it answers what is sent to a socket that was closed\n"
	  "- the next call fails, once, with ECONNRESET; later ones with EPIPE, or recv gives the "
	  "end of file",
	  "reset ECONNRESET ECONNREFUSED EPIPE" },
	{ "PSH", "push",
	  "The mark of a TCP segment with which the sender's buffer was empty. No call asks for "
	  "it, and it divides nothing: a stream has no messages.", NULL, "MSG_MORE nodelay" },
	{ "URG", "urgent|urgent data|out-of-band|out of band",
	  "TCP's urgent data: one byte that is told of before its turn, by POLLPRI or SIGURG, and "
	  "received with MSG_OOB.", NULL, "MSG_OOB oobinline POLLPRI" },
	{ "timeout", "time-out|timed out|time out",
	  "How long somebody waits. That of a command here (--timeout, config timeout) is sosh's "
	  "own: the wait ends, and nothing happens to the connection.",
	  "- SO_RCVTIMEO and SO_SNDTIMEO end the call, with EAGAIN\n"
	  "- connect gives up when no SYN was answered: ETIMEDOUT\n"
	  "- so does a connection, where what was sent is not acknowledged (TCP_USER_TIMEOUT), or "
	  "its probes are not answered (SO_KEEPALIVE)",
	  "ETIMEDOUT EAGAIN rcvtimeo user_timeout keepalive" },
	{ "window", "receive window|zero window",
	  "How many bytes the peer has room for, as each of its segments tells: no more are sent. A "
	  "window of 0 has the sender wait, and ask now and then.",
	  "- it opens as the peer's program receives; its size comes from SO_RCVBUF",
	  "rcvbuf sendq" },
	{ "retransmission", "retransmit|retransmissions|rto",
	  "TCP sends again what was not acknowledged in time, each time after twice as long, until "
	  "it gives the connection up.", NULL, "ACK ETIMEDOUT user_timeout" },
	{ "ICMP", "port unreachable|icmpv6",
	  "The protocol by which machines and routers tell that a packet did not arrive. The kernel "
	  "makes an errno of it for the next call: ECONNREFUSED, EHOSTUNREACH, EMSGSIZE.", NULL,
	  "ECONNREFUSED EHOSTUNREACH MSG_ERRQUEUE recverr" },
	{ "ephemeral", "ephemeral port|dynamic port|port 0",
	  "A port that the kernel chooses: of who binds to port 0, or connects or sends without "
	  "bind. It comes out of net.ipv4.ip_local_port_range.", NULL,
	  "bind connect EADDRNOTAVAIL" },
	{ "keepalive probe", "keep-alive|keepalive probes",
	  "What TCP sends over a connection that is silent for long, to learn whether the peer is "
	  "still there; only where SO_KEEPALIVE is on.", NULL, "keepalive keepidle ETIMEDOUT" },
	{ "wildcard", "any address|0.0.0.0|inaddr_any",
	  "The address that is all of this machine's: *, 0.0.0.0, ::. Who is bound to it gets what "
	  "comes to any of them.", NULL, "bind EADDRINUSE v6only" },
};

static bool
is_one_of(const char *words, const char *word)
{
	size_t count = strlen(word);

	for (; *words; words += strcspn(words, "|"), words += *words == '|')
		if (strcspn(words, "|") == count && strncasecmp(words, word, count) == 0)
			return true;
	return false;
}

const struct explain_term *
explain_term(const char *word)
{
	for (size_t i = 0; i < sizeof(terms) / sizeof(*terms); i++)
		if (strcasecmp(terms[i].name, word) == 0 || is_one_of(terms[i].also, word))
			return &terms[i];
	return NULL;
}

const char *
explain_term_at(size_t at)
{
	return at < sizeof(terms) / sizeof(*terms) ? terms[at].name : NULL;
}

const char *
explain_term_name(const struct explain_term *term)
{
	return term->name;
}

/* Of what poll tells, which is a bit; and of the signal. */
static void
add_code(struct explained *it, const char *name)
{
	struct buf c = { 0 }, python = { 0 };

	if (strncmp(name, "POLL", 4) == 0) {
		buf_format(&c, "struct pollfd set = { .fd = fd, .events = POLLIN | POLLOUT };\n"
		    "if (poll(&set, 1, 1000) > 0 && (set.revents & %s))\n\tputs(\"%s\");\n",
		    name, name);
		buf_format(&python, "poll = select.poll()\n"
		    "poll.register(sock, select.POLLIN | select.POLLOUT)\n"
		    "told = any(events & select.%s for _, events in poll.poll(1000))\n", name);
	} else if (strcmp(name, "SIGPIPE") == 0) {
		buf_add_text(&c, "#include <signal.h>\nsignal(SIGPIPE, SIG_IGN);\n");
		buf_add_text(&python, "signal.signal(signal.SIGPIPE, signal.SIG_IGN)\n");
	}
	explained_code(it, "In C", "c", &c);
	explained_code(it, "In Python", "python", &python);
}

void
explain_tell_term(struct explained *it, const struct explain_term *term)
{
	struct buf see = { 0 };

	explained_title(it, "a term");
	explained_means(it, term->means, strlen(term->means));
	explained_part(it, NULL, term->more);
	for (const char *word = term->see; *word; word += strspn(word, " ")) {
		int count = (int)strcspn(word, " ");

		buf_format(&see, "%s`explain %.*s`", see.count ? ", " : "", count, word);
		word += count;
	}
	explained_part(it, "See also", buf_text(&see));
	add_code(it, term->name);
	buf_clear(&see);
}
