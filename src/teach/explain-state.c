/* explain-state: what a state means, TCP's and those that sosh tells of other sockets. */
#include <ctype.h>
#include <string.h>

#include "teach/explain-inner.h"

/* `kernel` is the name in <netinet/tcp.h>, `other` what else it is called. */
static const struct state {
	const char *name, *kernel, *other;
	int         number;       /* the kernel's */
	const char *means;        /* of those that are not TCP's */
} states[] = {
	{ "CLOSED", "TCP_CLOSE", "UNCONN", 7, NULL },
	{ "LISTEN", "TCP_LISTEN", "LISTENING", 10, NULL },
	{ "SYN-SENT", "TCP_SYN_SENT", NULL, 2, NULL },
	{ "SYN-RECEIVED", "TCP_SYN_RECV", "SYN-RCVD", 3, NULL },
	{ "ESTABLISHED", "TCP_ESTABLISHED", "ESTAB", 1, NULL },
	{ "FIN-WAIT-1", "TCP_FIN_WAIT1", NULL, 4, NULL },
	{ "FIN-WAIT-2", "TCP_FIN_WAIT2", NULL, 5, NULL },
	{ "CLOSE-WAIT", "TCP_CLOSE_WAIT", NULL, 8, NULL },
	{ "CLOSING", "TCP_CLOSING", NULL, 11, NULL },
	{ "LAST-ACK", "TCP_LAST_ACK", NULL, 9, NULL },
	{ "TIME-WAIT", "TCP_TIME_WAIT", NULL, 6, NULL },
	{ "OPEN", NULL, NULL, 0, "A socket that is not TCP's, and has neither an address of its "
	  "own nor a peer: it was just made. The kernel has no such state; sosh tells it from "
	  "getsockname and getpeername." },
	{ "BOUND", NULL, NULL, 0, "A socket that is not TCP's, with an address of its own and no "
	  "peer: datagrams that are sent to that address come here. The kernel has no such state; "
	  "sosh tells it from getsockname and getpeername." },
	{ "CONNECTED", NULL, NULL, 0, "A socket that is not TCP's and has a peer: what is sent "
	  "goes there. Of datagrams that is only a note at this end, and the peer knows nothing of "
	  "it. sosh tells it from getpeername." },
	{ 0 }
};

/* FIN_WAIT2, fin-wait-2: small and capital letters, and what stands between, do not count. */
static bool
same(const char *name, const char *word)
{
	while (name && (*name || *word)) {
		name += strspn(name, "-_");
		word += strspn(word, "-_");
		if (tolower((unsigned char)*name) != tolower((unsigned char)*word))
			return false;
		name += *name != '\0';
		word += *word != '\0';
	}
	return name != NULL;
}

static const struct state *
find(const char *word)
{
	for (const struct state *state = states; state->name; state++)
		if (same(state->name, word) || same(state->kernel, word) ||
		    same(state->other, word) ||
		    (state->kernel && state->number != 7 && same(state->kernel + 4, word)))
			return state;
	return NULL;
}

const char *
explain_state(const char *word)
{
	const struct state *state = find(word);

	return state ? state->name : NULL;
}

const char *
explain_state_at(size_t at)
{
	return at < sizeof(states) / sizeof(*states) ? states[at].name : NULL;
}

static void
add_code(struct explained *it, const struct state *state, const char *page)
{
	struct buf c = { 0 }, python = { 0 };

	buf_format(&c, "#include <netinet/tcp.h>\n"
	    "struct tcp_info info;\nsocklen_t length = sizeof(info);\n"
	    "if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 &&\n"
	    "    info.tcpi_state == %s)\n\tputs(\"%s\");\n", state->kernel, state->name);
	buf_format(&python, "info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 512)\n"
	    "if info[0] == %d:                # %s\n    print(\"%s\")\n", state->number,
	    state->kernel, state->name);
	explained_code_of(it, "In C", "c", &c, page);
	explained_code_of(it, "In Python", "python", &python, page);
}

static void
add_others_code(struct explained *it)
{
	struct buf c = { 0 }, python = { 0 };

	buf_add_text(&c, "struct sockaddr_storage peer;\nsocklen_t length = sizeof(peer);\n"
	    "if (getpeername(fd, (struct sockaddr *)&peer, &length) < 0 && errno == ENOTCONN)\n"
	    "\tputs(\"not connected\");\n");
	buf_add_text(&python, "try:\n    print(sock.getpeername())\n"
	    "except OSError:\n    print(\"not connected\")\n");
	explained_code(it, "In C", "c", &c);
	explained_code(it, "In Python", "python", &python);
}

void
explain_tell_state(struct explained *it, const char *name)
{
	static const char *const parts[] = { "How one gets here", "What can follow", "Segments",
		"Provoke", "What to do", NULL };
	static const char *const few[] = { "What can follow", NULL };
	const struct state *state = find(name);
	const char *page = explain_page(state->name);
	struct buf picture = { 0 };

	explained_title(it, state->means ? "a state" : "a state of TCP");
	if (state->means) {
		explained_means(it, state->means, strlen(state->means));
		add_others_code(it);
		return;
	}
	if (!it->brief)
		explain_picture(it, state->name, false, &picture);
	if (page)
		explain_page_means(it, page, buf_text(&picture));
	buf_clear(&picture);
	if (page)
		explain_page_parts(it, page, it->brief ? few : parts);
	add_code(it, state, page);
}
