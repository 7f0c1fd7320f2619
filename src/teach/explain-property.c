/* explain-property: where a property comes from, and how a program asks for it. */
#include <string.h>

#include "socket/property.h"
#include "teach/explain-inner.h"

#define NAME_C(call) "struct sockaddr_storage address;\nsocklen_t length = sizeof(address);\n" \
	"if (" call "(fd, (struct sockaddr *)&address, &length) < 0)\n\tperror(\"" call "\");\n"
#define OPTION_C(option) "int value;\nsocklen_t length = sizeof(value);\n" \
	"if (getsockopt(fd, SOL_SOCKET, " option ", &value, &length) < 0)\n" \
	"\tperror(\"getsockopt\");\n"
#define POLL_C(asked, told) "struct pollfd set = { .fd = fd, .events = " asked " };\n" \
	"if (poll(&set, 1, 0) == 1 && (set.revents & " told "))\n\tputs(\"" told "\");\n"
#define POLL_PYTHON(asked, told) "poll = select.poll()\npoll.register(sock, " asked ")\n" \
	"told = any(events & select." told " for _, events in poll.poll(0))\n"
#define QUEUE_C(request) "int count;\nif (ioctl(fd, " request ", &count) < 0)\n" \
	"\tperror(\"ioctl\");\n"
#define QUEUE_PYTHON(request) "count = struct.unpack(\"i\", fcntl.ioctl(sock, termios." request \
	", bytes(4)))[0]\n"
#define OWN "sosh itself: no call tells it"
#define DIAG "sock_diag(7), a question to the kernel by netlink; ss(8) asks the same"
#define PROC "/proc/PID/fd of all processes, by the inode: as lsof(8) finds it"
#define TLS "the TLS library: no call tells it"
#define TLS_C "#include <openssl/ssl.h>\n"
#define SPAWNED "sosh itself, which started the program: waitpid(2) tells how it ended"
#define STAT_C "struct stat about;\nif (fstat(fd, &about) < 0)\n\tperror(\"fstat\");\n"

static const struct source {
	const char *name;
	const char *from;
	const char *c, *python;    /* or NULL */
	const char *field;         /* of struct tcp_info; then there are no others */
	enum measure measure;
} sources[] = {
	{ "number", OWN, NULL, NULL, NULL, 0 },
	{ "name", OWN ": 'name N NAME' gives it", NULL, NULL, NULL, 0 },
	{ "fd", "socket(2), accept4(2), socketpair(2), dup(2), which return it",
	  "int fd = socket(AF_INET, SOCK_STREAM, 0);\n", "sock.fileno()\n", NULL, 0 },
	{ "kind", "family, type and protocol together", NULL, NULL, NULL, 0 },
	{ "family", "socket(2), or getsockopt(2): SO_DOMAIN", OPTION_C("SO_DOMAIN"),
	  "sock.family\n", NULL, 0 },
	{ "type", "socket(2), or getsockopt(2): SO_TYPE", OPTION_C("SO_TYPE"), "sock.type\n", NULL,
	  0 },
	{ "protocol", "socket(2), or getsockopt(2): SO_PROTOCOL", OPTION_C("SO_PROTOCOL"),
	  "sock.proto\n", NULL, 0 },
	{ "state", "TCP_INFO of TCP; of others getsockname(2), getpeername(2), SO_ACCEPTCONN",
	  NULL, NULL, "state", 0 },
	{ "local", "getsockname(2)", NAME_C("getsockname"), "sock.getsockname()\n", NULL, 0 },
	{ "local.host", "getsockname(2)", NAME_C("getsockname"), "sock.getsockname()[0]\n", NULL,
	  0 },
	{ "local.port", "getsockname(2)", NAME_C("getsockname"), "sock.getsockname()[1]\n", NULL,
	  0 },
	{ "peer", "getpeername(2)", NAME_C("getpeername"), "sock.getpeername()\n", NULL, 0 },
	{ "peer.host", "getpeername(2)", NAME_C("getpeername"), "sock.getpeername()[0]\n", NULL,
	  0 },
	{ "peer.port", "getpeername(2)", NAME_C("getpeername"), "sock.getpeername()[1]\n", NULL,
	  0 },
	{ "listener", OWN ": it accepted it", NULL, NULL, NULL, 0 },
	{ "pair", OWN ": it compares the addresses of both ends", NULL, NULL, NULL, 0 },
	{ "peer.process", PROC, NULL, NULL, NULL, 0 },
	{ "peer.pid", PROC "; of UNIX sockets SO_PEERCRED", NULL, NULL, NULL, 0 },
	{ "command", SPAWNED, NULL, NULL, NULL, 0 },
	{ "status", SPAWNED, NULL, NULL, NULL, 0 },
	{ "signal", SPAWNED, NULL, NULL, NULL, 0 },
	{ "process", PROC, NULL, NULL, NULL, 0 },
	{ "pid", PROC, NULL, NULL, NULL, 0 },
	{ "uid", DIAG, STAT_C, "os.fstat(sock.fileno()).st_uid\n", NULL, 0 },
	{ "inode", "fstat(2)", STAT_C, "os.fstat(sock.fileno()).st_ino\n", NULL, 0 },
	{ "ghost", DIAG, NULL, NULL, NULL, 0 },
	{ "readable", "poll(2)", POLL_C("POLLIN", "POLLIN"),
	  POLL_PYTHON("select.POLLIN", "POLLIN"), NULL, 0 },
	{ "writable", "poll(2)", POLL_C("POLLOUT", "POLLOUT"),
	  POLL_PYTHON("select.POLLOUT", "POLLOUT"), NULL, 0 },
	{ "hangup", "poll(2), which tells it unasked", POLL_C("0", "POLLHUP"),
	  POLL_PYTHON("0", "POLLHUP"), NULL, 0 },
	{ "error", "poll(2), which tells it unasked. getsockopt(2) with SO_ERROR would tell which, "
	  "and take it away", POLL_C("0", "POLLERR"), POLL_PYTHON("0", "POLLERR"), NULL, 0 },
	{ "recvq", "ioctl(2): SIOCINQ, also called FIONREAD; of a listener TCP_INFO",
	  QUEUE_C("FIONREAD"), QUEUE_PYTHON("FIONREAD"), NULL, 0 },
	{ "buffered", OWN ": what a frame left over", NULL, NULL, NULL, 0 },
	{ "sendq", "ioctl(2): SIOCOUTQ, also called TIOCOUTQ; of a listener TCP_INFO",
	  QUEUE_C("TIOCOUTQ"), QUEUE_PYTHON("TIOCOUTQ"), NULL, 0 },
	{ "received", OWN ": it adds up what recv returned", NULL, NULL, NULL, 0 },
	{ "sent", OWN ": it adds up what send returned", NULL, NULL, NULL, 0 },
	{ "age", OWN ": its clock", NULL, NULL, NULL, 0 },
	{ "timer", DIAG, NULL, NULL, NULL, 0 },
	{ "expires", DIAG, NULL, NULL, NULL, 0 },
	{ "job", OWN, NULL, NULL, NULL, 0 },
	{ "waits", OWN, NULL, NULL, NULL, 0 },
	{ "waiting", OWN, NULL, NULL, NULL, 0 },
	{ "reactions", OWN ": its blocks of 'on'", NULL, NULL, NULL, 0 },
	{ "served", OWN ": its server", NULL, NULL, NULL, 0 },
	{ "server.role", OWN ": 'serve N ROLE' says it", NULL, NULL, NULL, 0 },
	{ "server.clients", OWN ": its server counts them", NULL, NULL, NULL, 0 },
	{ "server.total", OWN ": its server counts them", NULL, NULL, NULL, 0 },
	{ "server.refused", OWN ": its server counts them", NULL, NULL, NULL, 0 },
	{ "server.dropped", OWN ": its server counts them", NULL, NULL, NULL, 0 },
	{ "server.in", OWN ": its server adds up what recv returned", NULL, NULL, NULL, 0 },
	{ "server.out", OWN ": its server adds up what send returned", NULL, NULL, NULL, 0 },
	{ "server.rate-in", OWN ": it compares what had come a second ago", NULL, NULL, NULL, 0 },
	{ "server.rate-out", OWN ": it compares what had gone a second ago", NULL, NULL, NULL, 0 },
	{ "tls", TLS,
	  TLS_C "if (SSL_is_init_finished(ssl) && SSL_get0_peer_certificate(ssl) &&\n"
	  "    SSL_get_verify_result(ssl) == X509_V_OK)\n\tputs(\"verified\");\n",
	  "isinstance(sock, ssl.SSLSocket) and sock.context.verify_mode == ssl.CERT_REQUIRED\n",
	  NULL, 0 },
	{ "tls.version", TLS, TLS_C "puts(SSL_get_version(ssl));\n", "sock.version()\n", NULL, 0 },
	{ "tls.cipher", TLS, TLS_C "puts(SSL_get_cipher_name(ssl));\n", "sock.cipher()[0]\n",
	  NULL, 0 },
	{ "tls.group", TLS,
	  TLS_C "puts(OBJ_nid2sn((int)SSL_get_negotiated_group(ssl)));\n", NULL, NULL, 0 },
	{ "tls.asked", TLS,
	  TLS_C "const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);\n"
	  "if (name)\n\tputs(name);\n", NULL, NULL, 0 },
	{ "tls.alpn", TLS,
	  TLS_C "const unsigned char *name;\nunsigned length;\n"
	  "SSL_get0_alpn_selected(ssl, &name, &length);\n",
	  "sock.selected_alpn_protocol()\n", NULL, 0 },
	{ "tls.peer", TLS,
	  TLS_C "X509 *cert = SSL_get0_peer_certificate(ssl);\n"
	  "if (cert)\n\tX509_NAME_print_ex_fp(stdout, X509_get_subject_name(cert), 0,\n"
	  "\t    XN_FLAG_ONELINE);\n",
	  "sock.getpeercert()[\"subject\"]\n", NULL, 0 },
	{ "congestion", "getsockopt(2): TCP_CONGESTION",
	  "#include <netinet/tcp.h>\nchar name[16];\nsocklen_t length = sizeof(name);\n"
	  "if (getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, &length) < 0)\n"
	  "\tperror(\"getsockopt\");\n",
	  "sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, 16)\n", NULL, 0 },
	{ "credentials", "getsockopt(2): SO_PEERCRED",
	  "struct ucred peer;\nsocklen_t length = sizeof(peer);\n"
	  "if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0)\n"
	  "\tperror(\"getsockopt\");\n",
	  "struct.unpack(\"iII\", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))\n",
	  NULL, 0 },
	{ "ca_state", NULL, NULL, NULL, "ca_state", MEASURE_CA_STATE },
	{ "app_limited", NULL, NULL, NULL, "delivery_rate_app_limited", MEASURE_APP_LIMITED },
	{ "options", NULL, NULL, NULL, "options", MEASURE_OPTIONS },
	{ "fastopen_client_fail", NULL, NULL, NULL, "fastopen_client_fail",
	  MEASURE_FASTOPEN_CLIENT_FAIL },
	/* Those that have another name in the struct. */
	{ "cwnd", NULL, NULL, NULL, "snd_cwnd", MEASURE_CWND },
	{ "ssthresh", NULL, NULL, NULL, "snd_ssthresh", MEASURE_SSTHRESH },
	{ "mss", NULL, NULL, NULL, "snd_mss", MEASURE_MSS },
	{ "retransmits", NULL, NULL, NULL, "total_retrans", MEASURE_RETRANSMITS },
	{ "timeouts", NULL, NULL, NULL, "retransmits", MEASURE_TIMEOUTS },
	{ "pacing", NULL, NULL, NULL, "pacing_rate", MEASURE_PACING },
	{ 0 }
};

static struct source
source_of(const struct property *property)
{
	for (const struct source *source = sources; source->name; source++)
		if (strcmp(source->name, property->name) == 0)
			return *source;
	return (struct source){ property->name, NULL, NULL, NULL,
		property->measure ? property->name : NULL, property->measure };
}

static void
add_field_c(const char *field, struct buf *c)
{
	buf_format(c, "#include <linux/tcp.h>\nstruct tcp_info info;\n"
	    "socklen_t length = sizeof(info);\n"
	    "if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0)\n"
	    "\tprintf(\"%%llu\\n\", (unsigned long long)info.tcpi_%s);\n", field);
}

static void
add_field_python(const struct source *source, struct buf *python)
{
	unsigned offset, size, shift, mask;

	if (!osdep_measure_place(source->measure, &offset, &size, &shift, &mask)) {
		if (strcmp(source->field, "state") != 0)
			return;
		offset = shift = mask = 0;
		size = 1;
	}
	buf_add_text(python, "info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 512)\n");
	buf_format(python, "value = struct.unpack_from(\"=%c\", info, %u)[0]", size == 8 ? 'Q' :
	    size == 4 ? 'I' : size == 2 ? 'H' : 'B', offset);
	if (mask)
		buf_format(python, " >> %u & %u", shift, mask);
	buf_format(python, "  # tcpi_%s\n", source->field);
}

/* Milliseconds and microseconds are both there; people see seconds here. */
static const char *
unit_of(const struct source *source)
{
	static const char *const milli[] = { "last_data_sent", "last_data_recv",
		"last_ack_recv", "total_rto_time" };

	for (size_t i = 0; i < sizeof(milli) / sizeof(*milli); i++)
		if (strcmp(source->field, milli[i]) == 0)
			return ", in milliseconds there";
	return ", in microseconds there";
}

void
explain_tell_property(struct explained *it, const struct property *property)
{
	const struct source source = source_of(property);
	struct buf c = { 0 }, python = { 0 }, text = { 0 };

	explained_title(it, "a property of a socket");
	buf_format(&text, "%s.", property->help);
	explained_means(it, buf_text(&text), text.count);
	buf_reset(&text);
	if (source.from)
		buf_format(&text, "%s.", source.from);
	else
		buf_format(&text, "getsockopt(2): TCP_INFO, tcpi_%s%s.", source.field,
		    property->seconds ? unit_of(&source) : "");
	explained_part(it, "Where it comes from", buf_text(&text));
	buf_reset(&text);
	buf_format(&text, "```\nsosh> status --columns number,%s\nsosh> echo ${1.%s}\n"
	    "sosh> expect 1.%s == ...\n```", property->name, property->name, property->name);
	explained_part(it, "In sosh", buf_text(&text));
	if (source.field) {
		add_field_c(source.field, &c);
		add_field_python(&source, &python);
	}
	buf_add_text(&c, source.c ? source.c : "");
	buf_add_text(&python, source.python ? source.python : "");
	explained_code(it, "In C", "c", &c);
	explained_code(it, "In Python", "python", &python);
	buf_clear(&text);
}
