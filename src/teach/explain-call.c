/* explain-call: the commands: the system calls that they are, and the same in C and Python. */
#include <string.h>
#include <sys/socket.h>

#include "lang/usage.h"
#include "teach/explain-inner.h"

static const struct explain_call calls[] = {
	{ "accept", "accept4(2), and getpeername(2) of what came of it",
	  "- the new socket is ESTABLISHED: send, recv, shutdown, close\n"
	  "- the listener goes on: accept takes the next, and close ends it",
	  "struct sockaddr_storage peer;\n"
	  "socklen_t length = sizeof(peer);\n"
	  "int new = accept4(fd, (struct sockaddr *)&peer, &length, SOCK_CLOEXEC);\n"
	  "if (new < 0)\n\tperror(\"accept4\");\n",
	  "new, peer = sock.accept()\n" },
	{ "adopt", "fcntl(2), and getsockopt(2): SO_DOMAIN, SO_TYPE, SO_PROTOCOL",
	  "- whatever the socket is ready for: the descriptor is as its owner left it",
	  "int type;\n"
	  "socklen_t length = sizeof(type);\n"
	  "if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) < 0)\n"
	  "\tperror(\"getsockopt\");\n",
	  "sock = socket.socket(fileno=3)\n" },
	{ "bind", "bind(2), then getsockname(2): which port it was",
	  "- TCP, and other streams: listen, then accept; or connect, from this address\n"
	  "- datagrams: recv takes what comes to this address; send --to, connect",
	  "{declare}"
	  "if (bind(fd, {pointer}, {length}) < 0)\n\tperror(\"bind\");\n{release}",
	  "sock.bind({address})\n" },
	{ "close", "close(2)",
	  "- nothing by this descriptor: its number may be given to another socket\n"
	  "- TCP: the kernel brings the connection to its end: FIN-WAIT-1, FIN-WAIT-2 and "
	  "TIME-WAIT, or LAST-ACK where the peer was first",
	  "if (close(fd) < 0)\n\tperror(\"close\");\n",
	  "sock.close()\n" },
	{ "connect", "connect(2); before that getaddrinfo(3) for names; getsockname(2), "
	  "getpeername(2)",
	  "- streams: send and recv; shutdown, when all is said; close\n"
	  "- datagrams: send goes to this address, recv takes from nobody else; connect again "
	  "changes that\n"
	  "- where it failed: close, and another try with a new socket",
	  "{declare}"
	  "if (connect(fd, {pointer}, {length}) < 0)\n"
	  "\tperror(\"connect\");\n{release}",
	  "sock.connect({address})\n" },
	{ "dup", "fcntl(2): F_DUPFD_CLOEXEC",
	  "- both descriptors are the same socket: its connection ends when both are closed, "
	  "but shutdown ends it for both",
	  "int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);\n"
	  "if (copy < 0)\n\tperror(\"fcntl\");\n",
	  "copy = sock.dup()\n" },
	{ "dump", NULL, "- send and recv, and what goes over the socket is shown", NULL, NULL },
	{ "get", "getsockopt(2)", "- set, where it is not what it should be",
	  "int size;\n"
	  "socklen_t length = sizeof(size);\n"
	  "if (getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, &length) < 0)\n"
	  "\tperror(\"getsockopt\");\n",
	  "size = sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)\n" },
	{ "getpeername", "getpeername(2)", NULL,
	  "struct sockaddr_storage peer;\n"
	  "socklen_t length = sizeof(peer);\n"
	  "if (getpeername(fd, (struct sockaddr *)&peer, &length) < 0)\n"
	  "\tperror(\"getpeername\");\n",
	  "sock.getpeername()\n" },
	{ "getsockname", "getsockname(2)", NULL,
	  "struct sockaddr_storage own;\n"
	  "socklen_t length = sizeof(own);\n"
	  "if (getsockname(fd, (struct sockaddr *)&own, &length) < 0)\n"
	  "\tperror(\"getsockname\");\n",
	  "sock.getsockname()\n" },
	{ "group", "setsockopt(2): MCAST_JOIN_GROUP, MCAST_LEAVE_GROUP, and with a source "
	  "MCAST_JOIN_SOURCE_GROUP, MCAST_LEAVE_SOURCE_GROUP",
	  "- recv takes what is sent to the group, and to the port that the socket is bound to\n"
	  "- group N leave, or close",
	  "struct group_req group = { .gr_interface = if_nametoindex(\"lo\") };\n"
	  "struct sockaddr_in *address = (struct sockaddr_in *)&group.gr_group;\n"
	  "address->sin_family = AF_INET;\n"
	  "inet_pton(AF_INET, \"239.1.2.3\", &address->sin_addr);\n"
	  "if (setsockopt(fd, IPPROTO_IP, MCAST_JOIN_GROUP, &group, sizeof(group)) < 0)\n"
	  "\tperror(\"setsockopt\");\n",
	  "group = socket.inet_aton(\"239.1.2.3\") + socket.inet_aton(\"0.0.0.0\")\n"
	  "sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)\n" },
	{ "info", "getsockname(2), getpeername(2), poll(2), getsockopt(2): TCP_INFO, ioctl(2): "
	  "SIOCINQ, SIOCOUTQ, and sock_diag(7)", NULL,
	  "#include <netinet/tcp.h>\nstruct tcp_info info;\n"
	  "socklen_t length = sizeof(info);\n"
	  "if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) < 0)\n"
	  "\tperror(\"getsockopt\");\n",
	  "info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 512)\n" },
	{ "interfaces", "getifaddrs(3)", NULL,
	  "struct ifaddrs *list;\n"
	  "if (getifaddrs(&list) < 0)\n\tperror(\"getifaddrs\");\n"
	  "else\n\tfreeifaddrs(list);\n",
	  "socket.if_nameindex()\n" },
	{ "listen", "listen(2), then getsockname(2)",
	  "- clients can connect, before anybody has called accept: so many wait in the queue\n"
	  "- accept takes one out of it\n"
	  "- close: those that wait are reset",
	  "if (listen(fd, {backlog}) < 0)\n\tperror(\"listen\");\n",
	  "sock.listen({backlog})\n" },
	{ "name", NULL, NULL, NULL, NULL },
	{ "pair", "socketpair(2)",
	  "- both ends are connected: send to one, recv from the other",
	  "int end[2];\n"
	  "if (socketpair({domain}, {type}, {protocol}, end) < 0)\n\tperror(\"socketpair\");\n",
	  "one, other = socket.socketpair({python_domain}, {python_type}, {python_protocol})\n" },
	{ "poll", "poll(2)",
	  "- recv or accept where it says read, send where it says write: they will not wait",
	  "struct pollfd set = { .fd = fd, .events = POLLIN | POLLOUT };\n"
	  "if (poll(&set, 1, 1000) < 0)\n\tperror(\"poll\");\n"
	  "else if (set.revents & (POLLIN | POLLHUP | POLLERR))\n"
	  "\tputs(\"recv will not wait\");\n",
	  "poll = select.poll()\n"
	  "poll.register(sock, select.POLLIN | select.POLLOUT)\n"
	  "for descriptor, events in poll.poll(1000):\n"
	  "    print(descriptor, events)\n" },
	{ "recv", "recv(2); recvmsg(2), which tells the sender and what came beside the bytes",
	  "- again, until it answers 0: a stream has no messages, and gives what is there\n"
	  "- 0 bytes of a stream are the end: close, or send the rest first",
	  "char data[65536];\n"
	  "ssize_t count = recv(fd, data, sizeof(data), {flags});\n"
	  "if (count < 0)\n\tperror(\"recv\");\n"
	  "else if (count == 0)\n\tputs(\"end of file\");\n",
	  "data = sock.recv(65536{more})\n" },
	{ "reset", "setsockopt(2): SO_LINGER with a time of 0, then close(2)",
	  "- nothing: there is no TIME-WAIT, and the peer's next call fails with ECONNRESET",
	  "struct linger reset = { .l_onoff = 1, .l_linger = 0 };\n"
	  "setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));\n"
	  "close(fd);\n",
	  "sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(\"ii\", 1, 0))\n"
	  "sock.close()\n" },
	{ "resolve", "getaddrinfo(3)",
	  "- socket of the family that it tells, then connect: to each in turn, until one works",
	  "struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list;\n"
	  "int error = getaddrinfo(\"localhost\", \"http\", &hints, &list);\n"
	  "if (error)\n\tfprintf(stderr, \"%s\\n\", gai_strerror(error));\n"
	  "else\n\tfreeaddrinfo(list);\n",
	  "socket.getaddrinfo(\"localhost\", \"http\", type=socket.SOCK_STREAM)\n" },
	{ "reverse", "getnameinfo(3)", NULL,
	  "{declare}"
	  "char host[NI_MAXHOST], service[NI_MAXSERV];\n"
	  "int error = getnameinfo({pointer}, {length}, host, sizeof(host),\n"
	  "    service, sizeof(service), 0);\n"
	  "if (error)\n\tfprintf(stderr, \"%s\\n\", gai_strerror(error));\n",
	  "socket.getnameinfo({address}, 0)\n" },
	{ "send", "send(2), sendto(2) with --to; sendmsg(2) with control "
	  "data; sendfile(2) of a long file",
	  "- again; recv, for the answer; shutdown, when all is said\n"
	  "- that it went well means: the kernel has the bytes. The peer need not have them",
	  "{data}\n"
	  "ssize_t count = send(fd, data, {count}, {flags});\n"
	  "if (count < 0)\n\tperror(\"send\");\n",
	  "data = {python_data}\n"
	  "sock.send(data{more})          # sendall() goes on until all is taken\n" },
	{ "serve", "accept4(2), then recv(2) and send(2) with each client, as epoll_wait(2) tells "
	  "of them: thousands side by side, and none is waited for",
	  "- status and info, for what was served; take, to talk with a client by hand\n"
	  "- serve N stop, or close: the clients are closed, too",
	  "struct pollfd one[1000] = { { .fd = fd, .events = POLLIN } };\n"
	  "char bytes[4096];\n"
	  "nfds_t count = 1;\n"
	  "while (poll(one, count, -1) >= 0) {\n"
	  "\tif (one[0].revents && count < 1000)\n"
	  "\t\tone[count++] = (struct pollfd){ accept(fd, NULL, NULL), POLLIN, 0 };\n"
	  "\tfor (nfds_t i = 1; i < count; i++) {\n"
	  "\t\tif (!one[i].revents)\n"
	  "\t\t\tcontinue;\n"
	  "\t\tssize_t got = recv(one[i].fd, bytes, sizeof(bytes), 0);\n"
	  "\t\tif (got > 0 && send(one[i].fd, bytes, got, MSG_NOSIGNAL) == got)\n"
	  "\t\t\tcontinue;\n"
	  "\t\tclose(one[i].fd);\n"
	  "\t\tone[i--] = one[--count];\n"
	  "\t}\n"
	  "}\n",
	  "selector = selectors.DefaultSelector()\n"
	  "selector.register(sock, selectors.EVENT_READ)\n"
	  "while True:\n"
	  "    for key, _ in selector.select():\n"
	  "        if key.fileobj is sock:\n"
	  "            selector.register(sock.accept()[0], selectors.EVENT_READ)\n"
	  "        elif data := key.fileobj.recv(4096):\n"
	  "            key.fileobj.sendall(data)\n"
	  "        else:\n"
	  "            selector.unregister(key.fileobj)\n"
	  "            key.fileobj.close()\n" },
	{ "set", "setsockopt(2), then getsockopt(2): what became of it",
	  "- some count only before bind, listen or connect: `explain OPTION` tells when",
	  "int size = 65536;\n"
	  "if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)) < 0)\n"
	  "\tperror(\"setsockopt\");\n",
	  "sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)\n" },
	{ "shutdown", "shutdown(2)",
	  "- write: recv goes on until the peer has ended, too; send fails with EPIPE\n"
	  "- read: recv answers 0 once the buffer is empty\n"
	  "- close: the descriptor is still there",
	  "if (shutdown(fd, {how}) < 0)\n\tperror(\"shutdown\");\n",
	  "sock.shutdown({python_how})\n" },
	{ "socket", "socket(2)",
	  "- streams: connect, as a client; bind, listen and accept, as a server\n"
	  "- datagrams: bind, to be found; send --to, at once; connect, to leave out --to",
	  "int fd = socket({domain}, {type} | SOCK_CLOEXEC, {protocol});\n"
	  "if (fd < 0)\n\tperror(\"socket\");\n",
	  "sock = socket.socket({python_domain}, {python_type}, {python_protocol})\n" },
	{ "spawn", "socketpair(2), fork(2), dup2(2) to 0 and 1, execve(2)",
	  "- send is its standard input, recv its standard output; shutdown, the end of its "
	  "input",
	  "int end[2];\n"
	  "if (socketpair(AF_UNIX, SOCK_STREAM, 0, end) == 0 && fork() == 0) {\n"
	  "\tdup2(end[1], 0);\n\tdup2(end[1], 1);\n"
	  "\texecl(\"/bin/sh\", \"sh\", \"-c\", \"cat\", (char *)NULL);\n"
	  "\t_exit(127);\n}\n",
	  "ours, theirs = socket.socketpair()\n"
	  "subprocess.Popen(\"cat\", shell=True, stdin=theirs, stdout=theirs)\n"
	  "theirs.close()\n" },
	{ "status", "getsockname(2), getpeername(2), getsockopt(2): TCP_INFO, ioctl(2): SIOCINQ, "
	  "SIOCOUTQ, poll(2), and sock_diag(7)", NULL,
	  "int waiting;\n"
	  "if (ioctl(fd, FIONREAD, &waiting) < 0)\n\tperror(\"ioctl\");\n",
	  "waiting = struct.unpack(\"i\", fcntl.ioctl(sock, termios.FIONREAD, bytes(4)))[0]\n" },
	{ "talk", "poll(2), recv(2), send(2), by turns", "- close, when either side has enough",
	  "char data[4096];\n"
	  "struct pollfd set[] = { { .fd = 0, .events = POLLIN },\n"
	  "    { .fd = fd, .events = POLLIN } };\n"
	  "while (poll(set, 2, -1) > 0) {\n"
	  "\tint from = set[0].revents ? 0 : fd, to = set[0].revents ? fd : 1;\n"
	  "\tssize_t count = read(from, data, sizeof(data));\n"
	  "\tif (count <= 0 || write(to, data, (size_t)count) < 0)\n\t\tbreak;\n}\n",
	  "poll = select.poll()\n"
	  "poll.register(sock, select.POLLIN)\n"
	  "poll.register(sys.stdin, select.POLLIN)\n"
	  "for descriptor, _ in poll.poll():\n"
	  "    if descriptor == sock.fileno():\n"
	  "        print(sock.recv(4096))\n"
	  "    else:\n"
	  "        sock.sendall(sys.stdin.readline().encode())\n" },
	{ "timestamps", "setsockopt(2): SO_TIMESTAMPING, SO_TIMESTAMPNS; then recvmsg(2)",
	  "- recv tells when the packet came, send when it left",
	  "#include <linux/net_tstamp.h>\n"
	  "int on = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;\n"
	  "if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &on, sizeof(on)) < 0)\n"
	  "\tperror(\"setsockopt\");\n",
	  "sock.setsockopt(socket.SOL_SOCKET, 37, 8 | 16)         # SO_TIMESTAMPING\n"
	  "data, beside, flags, sender = sock.recvmsg(65536, 1024)\n" },
	{ "tls", "recv(2), send(2): TLS itself is a library's, not the kernel's",
	  "- send and recv, whose bytes go encrypted from now on\n"
	  "- where the certificate was refused: cert N shows it\n"
	  "- tls N --end, and it goes on in clear; close",
	  "#include <openssl/ssl.h>\n"
	  "SSL_CTX *context = SSL_CTX_new(TLS_client_method());\n"
	  "SSL *ssl = SSL_new(context);\n\n"
	  "SSL_CTX_set_default_verify_paths(context);\n"
	  "SSL_set_verify(ssl, SSL_VERIFY_PEER, NULL);\n"
	  "SSL_set_tlsext_host_name(ssl, \"example.org\");\n"
	  "SSL_set1_host(ssl, \"example.org\");\n"
	  "SSL_set_fd(ssl, fd);\n"
	  "if (SSL_connect(ssl) != 1)\n\tfprintf(stderr, \"no TLS\\n\");\n",
	  "sock = ssl.create_default_context().wrap_socket(sock, "
	  "server_hostname=\"example.org\")\n" },
	{ "wait-port", "socket(2), connect(2) and close(2), again and again",
	  "- connect: somebody listens there",
	  "{declare}"
	  "for (;;) {\n"
	  "\tint probe = socket({domain}, SOCK_STREAM | SOCK_CLOEXEC, 0);\n"
	  "\tint refused = connect(probe, {pointer}, {length});\n"
	  "\tclose(probe);\n"
	  "\tif (refused == 0)\n\t\tbreak;\n"
	  "\tusleep(10000);\n}\n",
	  "while True:\n"
	  "    try:\n"
	  "        socket.create_connection({address}).close()\n"
	  "        break\n"
	  "    except ConnectionRefusedError:\n"
	  "        time.sleep(0.01)\n" },
	{ "watch", NULL, NULL, NULL, NULL },
	{ 0 }
};

const struct explain_call *
explain_call(const char *command)
{
	for (const struct explain_call *call = calls; call->name; call++)
		if (strcmp(call->name, command) == 0)
			return call;
	return NULL;
}

static void
add_code(struct explained *it, const struct explain_call *call)
{
	struct fill fill = { .family = AF_INET, .domain = AF_INET, .type = SOCK_STREAM,
		.backlog = 128, .count = -1 };
	struct buf c = { 0 }, python = { 0 };

	/* There are no pairs of TCP. */
	if (strcmp(call->name, "pair") == 0)
		fill.domain = AF_UNIX;
	explain_fill(&c, call->c ? call->c : "", &fill);
	explain_fill(&python, call->python ? call->python : "", &fill);
	explained_code(it, "In C", "c", &c);
	explained_code(it, "In Python", "python", &python);
}

/* The first paragraph of its page; `help` shows all of it. */
static void
add_page(struct explained *it, const struct command *command)
{
	const char *page = usage_page(it->ask->catalog, command->name);
	const char *end = page ? strstr(page, "\n\n") : NULL;
	struct buf text = { 0 };

	if (page && !it->brief) {
		buf_add(&text, page, end ? (size_t)(end - page) : strlen(page));
		buf_format(&text, "\n\n`help %s` tells more of the command itself.", command->name);
	}
	explained_part(it, NULL, buf_text(&text));
	buf_clear(&text);
}

void
explain_command(struct explained *it, const struct command *command)
{
	const struct explain_call *call = explain_call(command->name);
	struct buf usage = { 0 }, wires = { 0 }, means = { 0 }, notes = { 0 };

	explained_title(it, "a command");
	buf_format(&means, "%s.", command->summary);
	if (means.data[0] >= 'a' && means.data[0] <= 'z')
		means.data[0] = (char)(means.data[0] - 'a' + 'A');
	explained_means(it, buf_text(&means), means.count);
	usage_line(command, &usage);
	add_page(it, command);
	explained_part(it, "Usage", buf_text(&usage));
	explained_part(it, "System calls", call && call->calls ? call->calls :
	    "None: it is sosh's own, and asks the kernel nothing about sockets.");
	explain_wires(command->name, &wires);
	if (!it->brief) {
		explained_part(it, "On the wire", buf_text(&wires));
		explained_part(it, "What can follow", call ? call->follows : NULL);
		explain_notes(command->name, &notes);
		explained_part(it, "What can surprise", buf_text(&notes));
	}
	if (call)
		add_code(it, call);
	buf_clear(&usage);
	buf_clear(&wires);
	buf_clear(&means);
	buf_clear(&notes);
}
