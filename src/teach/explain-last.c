/* explain-last: what the last command did. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/names.h"
#include "socket/facts.h"
#include "teach/explain-inner.h"

/* The socket that the system call was made on: accept is about the one that came of it. */
static const struct sock *
called_on(const struct explain_ask *ask, const struct explain_last *last)
{
	const struct sock *sock = last->sock;

	if (sock && sock->listener && strcmp(last->command->name, "accept") == 0)
		return sock_find(ask->table, sock->listener);
	return sock;
}

static const struct past_call *
newest(const struct sock *sock)
{
	const struct past *past = &sock->past;

	return past->count ? &past->call[(past->count - 1) % PAST_CALLS] : NULL;
}

static int
outcome_of(const struct explain_last *last, const struct sock *sock)
{
	const struct past_call *call = newest(sock);

	if (last->kind == ERROR_SYSTEM)
		return last->number;
	if (last->kind == ERROR_TIMEOUT || last->kind == ERROR_CANCELLED)
		return WIRE_TIMEOUT;
	if (last->kind == ERROR_NONE && strcmp(last->command->name, "recv") == 0 && call &&
	    call->result == 0 && sock->type == SOCK_STREAM)
		return WIRE_END;
	return 0;
}

/* "It failed: ECONNREFUSED, Connection refused." */
static void
add_outcome(struct explained *it, const struct explain_last *last)
{
	struct buf text = { 0 };

	buf_format(&text, "%s. ", last->command->summary);
	if (text.data[0] >= 'a' && text.data[0] <= 'z')
		text.data[0] = (char)(text.data[0] - 'a' + 'A');
	if (last->kind == ERROR_SYSTEM)
		buf_format(&text, "%s failed: %s, %s.", last->call, names_of(names_errno,
		    last->number) ? names_of(names_errno, last->number) : "errno",
		    strerror(last->number));
	else if (last->kind == ERROR_RESOLVE)
		buf_format(&text, "The look-up of the name failed: %s.",
		    names_of(names_eai, last->number) ? names_of(names_eai, last->number) : "");
	else if (last->kind == ERROR_USAGE || last->kind == ERROR_REFUSED)
		buf_add_text(&text, "It was refused before the kernel was asked.");
	else if (last->kind != ERROR_NONE)
		buf_format(&text, "It failed: %s.", error_kind_name(last->kind));
	else
		buf_add_text(&text, "It went well.");
	explained_means(it, buf_text(&text), text.count);
	buf_clear(&text);
}

/* Did one of the calls since `from` come to nothing only because it did not block? */
static bool
has_waited(const struct sock *sock, const struct explain_last *last)
{
	const struct past_call *call = newest(sock);
	uint64_t count = sock->past.count;

	if (!call || count < sock->past.begun + 2 || last->kind == ERROR_TIMEOUT)
		return false;
	call = &sock->past.call[(count - 2) % PAST_CALLS];
	return call->result < 0 && (call->number == EAGAIN || call->number == EINPROGRESS);
}

/* What is remembered of one that fails again and again is the last alone. */
static uint64_t
first_call(const struct sock *sock, const struct explain_last *last)
{
	const struct past_call *call = newest(sock);
	bool again = call && sock->past.begun == sock->past.count &&
	    last->kind == ERROR_SYSTEM && call->result < 0 && call->number == last->number;

	return sock->past.begun - again;
}

static void
add_called(struct explained *it, const struct explain_last *last, const struct sock *sock)
{
	static const char waited[] = "\n\nsosh never blocks in a call: it tries, waits until the "
	    "socket is ready, and calls again. A program sees the last one only.";
	const struct explain_call *call = explain_call(last->command->name);
	struct buf text = { 0 }, part = { 0 };

	if (sock)
		explain_history(sock, first_call(sock, last), false, &text);
	if (text.count)
		buf_format(&part, "```calls\n%s```%s", buf_text(&text),
		    has_waited(sock, last) ? waited : "");
	else if (call && call->calls && last->kind != ERROR_USAGE && last->kind != ERROR_REFUSED)
		buf_format(&part, "%s.", call->calls);
	else
		buf_add_text(&part, "Nothing of the kernel's.");
	explained_part(it, "What was called", buf_text(&part));
	buf_clear(&text);
	buf_clear(&part);
}

static void
add_socket(struct explained *it, const struct sock *sock, struct facts *facts,
    const char *state)
{
	struct buf text = { 0 };

	record_int(it->record, "socket", sock->number);
	record_text(it->record, "state", state);
	explain_where(facts, state, &text);
	explained_part(it, "On which socket", buf_text(&text));
	buf_clear(&text);
}

/* What send has handed over; -1: it was another command, or failed. */
static int64_t
sent_bytes(const struct explain_last *last, const struct sock *sock)
{
	const struct past_call *call = newest(sock);

	return call && last->kind == ERROR_NONE && strncmp(call->call, "send", 4) == 0 &&
	    strcmp(last->command->name, "send") == 0 ? call->result : -1;
}

/* "Nothing for this call: ..." */
static void
add_wire(struct explained *it, const char *wire, int64_t bytes)
{
	struct buf text = { 0 };

	if (!wire)
		return;
	if (bytes >= 0 && strncmp(wire, "nothing", 7) != 0)
		buf_format(&text, "%lld byte%s: ", (long long)bytes, bytes == 1 ? "" : "s");
	buf_format(&text, "%s.", wire);
	if (text.data[0] >= 'a' && text.data[0] <= 'z')
		text.data[0] = (char)(text.data[0] - 'a' + 'A');
	record_text(it->record, "wire", buf_text(&text));
	explained_part(it, "On the wire", buf_text(&text));
	buf_clear(&text);
}

static void
add_errno(struct explained *it, const struct explain_last *last)
{
	static const char *const parts[] = { "What to do", NULL };
	const char *name = last->kind == ERROR_SYSTEM ? names_of(names_errno, last->number) :
	    last->kind == ERROR_RESOLVE ? names_of(names_eai, last->number) : NULL;
	const char *page = name ? explain_page(name) : NULL;
	struct buf text = { 0 };
	size_t count;

	if (!page)
		return;
	record_int(it->record, "number", last->number);
	page = explain_page_part(page, NULL, &count);
	buf_add(&text, page, count);
	explained_part(it, name, buf_text(&text));
	explain_page_parts(it, explain_page(name), parts);
	buf_clear(&text);
}

/* send --to is a call of its own. */
static const struct explain_call sendto_call = { .name = "send",
	.c = "{declare}{data}\n"
	    "ssize_t count = sendto(fd, data, {count}, {flags},\n"
	    "    {pointer}, {length});\n"
	    "if (count < 0)\n\tperror(\"sendto\");\n{release}",
	.python = "data = {python_data}\nsock.sendto(data{more}, {address})\n" };

/* send --fd: the descriptor goes beside the bytes, unix(7). */
static const struct explain_call passing_call = { .name = "send",
	.c = "{data}\nint passed[] = { other };         /* the descriptors */\n"
	    "_Alignas(struct cmsghdr) char beside[CMSG_SPACE(sizeof(passed))] = { 0 };\n"
	    "struct iovec piece = { data, {count} };\n"
	    "struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1,\n"
	    "    .msg_control = beside, .msg_controllen = sizeof(beside) };\n"
	    "struct cmsghdr *control = CMSG_FIRSTHDR(&message);\n"
	    "control->cmsg_level = SOL_SOCKET;\n"
	    "control->cmsg_type = SCM_RIGHTS;\n"
	    "control->cmsg_len = CMSG_LEN(sizeof(passed));\n"
	    "memcpy(CMSG_DATA(control), passed, sizeof(passed));\n"
	    "ssize_t count = sendmsg(fd, &message, {flags});\n"
	    "if (count < 0)\n\tperror(\"sendmsg\");\n",
	.python = "data = {python_data}\n"
	    "passed = array.array(\"i\", [other.fileno()])\n"
	    "sock.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)]{more})\n" };

static void
add_code(struct explained *it, const struct explain_last *last, const struct sock *sock,
    struct facts *facts)
{
	const struct explain_call *call = explain_call(last->command->name);
	struct fill fill = { .family = sock ? sock->family : AF_INET,
		.address = last->address, .host = last->host, .service = last->service,
		.domain = last->domain, .type = last->type,
		.protocol = last->protocol, .data = last->data, .data_count = last->data_count,
		.flags = last->flags, .how = last->how,
		.backlog = last->backlog >= 0 ? last->backlog : sock && sock->backlog ?
		    sock->backlog : 128, .count = -1 };
	struct buf c = { 0 }, python = { 0 };

	if ((last->address || last->host) && strcmp(last->command->name, "send") == 0)
		call = &sendto_call;
	if (last->passed)
		call = &passing_call;
	if (!fill.address && !fill.host && facts && strcmp(last->command->name, "connect") == 0)
		fill.address = facts_peer(facts);
	if (!fill.address && !fill.host && facts && strcmp(last->command->name, "bind") == 0)
		fill.address = facts_local(facts);
	if (!fill.domain) {
		fill.domain = fill.family;
		fill.type = sock ? sock->type : SOCK_STREAM;
		fill.protocol = sock ? sock->protocol : 0;
	}
	/* `pair` alone. */
	if (!sock && !last->domain && strcmp(last->command->name, "pair") == 0)
		fill.domain = AF_UNIX;
	if (sock)
		fill.count = sent_bytes(last, sock);
	if (last->option)
		explain_option_code(last->option, strcmp(last->command->name, "get") == 0 ?
		    CODE_GET : CODE_SET, last->value, last->values, &c, &python);
	else if (call && call->c) {
		explain_fill(&c, call->c, &fill);
		explain_fill(&python, call->python, &fill);
	}
	explained_code(it, "In C", "c", &c);
	explained_code(it, "In Python", "python", &python);
}

static void
add_way(struct explained *it, const struct sock *sock, const char *state)
{
	struct buf text = { 0 };

	buf_add_text(&text, "```calls\n");
	explain_history(sock, 0, true, &text);
	buf_add_text(&text, "```");
	explained_part(it, "How the socket got here", buf_text(&text));
	buf_reset(&text);
	explain_follows(sock, state, &text);
	explained_part(it, "What can follow", buf_text(&text));
	explain_place(it, sock, state);
	buf_clear(&text);
}

/* What only holds where there is a socket. */
static void
add_rest(struct explained *it, const struct explain_last *last, const struct sock *sock)
{
	struct facts facts = { .table = it->ask->table, .sock = sock };
	const char *state = facts_state(&facts);

	add_socket(it, sock, &facts, state);
	if (last->kind != ERROR_USAGE)
		add_wire(it, explain_wire(last->command->name, sock, last->how,
		    outcome_of(last, sock)), sent_bytes(last, sock));
	add_errno(it, last);
	add_way(it, sock, state);
	add_code(it, last, sock, &facts);
}

void
explain_tell_last(const struct explain_ask *ask, const struct explain_last *last,
    struct record *list)
{
	const struct sock *sock = called_on(ask, last);
	struct explained it;

	explained_begin(&it, ask, false, list, "last", last->line);
	add_outcome(&it, last);
	add_called(&it, last, sock);
	explained_part(&it, "What surprises", last->surprise);
	if (sock) {
		add_rest(&it, last, sock);
	} else {
		add_errno(&it, last);
		add_code(&it, last, NULL, NULL);
	}
	explained_end(&it);
}
