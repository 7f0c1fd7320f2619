/* explain-kind: what a kind of socket is for, and what can be done with it. */
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/names.h"
#include "socket/kind.h"
#include "teach/explain-inner.h"

static const char streams[] =
    "- a client: connect, then send and recv\n"
    "- a server: bind, listen, then accept: a socket for each client\n"
    "- shutdown and close: the peer receives the end of file\n"
    "- what is sent arrives whole and in order, as one stream of bytes: it has no messages, "
    "and recv cuts it anywhere";
static const char datagrams[] =
    "- bind, to be found; without it the kernel chooses an address with the first send\n"
    "- send --to ADDRESS, and recv, which tells the sender\n"
    "- connect notes one address: send needs no --to, and nobody else is heard\n"
    "- each send is one message, which arrives whole";
static const char records[] =
    "- as of a stream: connect, or bind, listen and accept; and each send is one message, "
    "which arrives whole and in order";
static const char packets[] =
    "- send and recv take packets as they are, with headers that others leave to the kernel\n"
    "- bind and connect choose which";

static const char messages[] =
    "- send asks the kernel for something, recv takes what it answers\n"
    "- bind, with groups: recv takes what it tells by itself";

static const char *
follows(const struct kind *kind)
{
	/* Those with words of their own. */
	if (kind->family != AF_INET && kind->family != AF_INET6 && kind->words &&
	    !kind_has_interfaces(kind->family))
		return messages;
	if (kind->protocol == IPPROTO_SCTP)
		return records;
	switch (kind->type) {
	case SOCK_STREAM:
		return streams;
	case SOCK_DGRAM:
		return datagrams;
	case SOCK_SEQPACKET:
		return records;
	}
	return packets;
}

/* What datagrams of UDP lack. */
static const char *
lacks(const struct kind *kind)
{
	bool ip = kind->family == AF_INET || kind->family == AF_INET6;

	return ip && kind->type == SOCK_DGRAM ? "; it may be lost, come twice, or in another "
	    "order" : "";
}

static void
add_make(struct explained *it, const struct kind *kind)
{
	struct buf text = { 0 };

	buf_format(&text, "- `socket %s%s`\n", kind->name, kind->wants_word ? ":PROTOCOL" : "");
	if (kind->family == AF_UNIX)
		buf_format(&text, "- `pair %s`: two that are connected\n", kind->name);
	if (kind->type == SOCK_STREAM || kind->type == SOCK_SEQPACKET)
		buf_add_text(&text, "- `accept N`, of a listener of this kind\n");
	for (size_t i = 0; i < sizeof(kind->lack) / sizeof(*kind->lack); i++)
		if (kind->lack[i].what)
			buf_format(&text, "- %s: %s\n",
			    names_of(names_errno, kind->lack[i].number), kind->lack[i].what);
	explained_part(it, "How one gets there", buf_text(&text));
	buf_clear(&text);
}

void
explain_tell_kind(struct explained *it, const struct kind *kind)
{
	const struct explain_call *call = explain_call("socket");
	struct fill fill = { .domain = kind->family, .type = kind->type,
		.protocol = kind_in_order(kind->family, kind->protocol) };
	struct buf c = { 0 }, python = { 0 }, text = { 0 };

	if (kind->words == names_protocol)
		fill.protocol = IPPROTO_UDP;
	explained_title(it, "a kind of socket");
	buf_format(&text, "%s.", kind->help);
	explained_means(it, buf_text(&text), text.count);
	add_make(it, kind);
	buf_reset(&text);
	buf_format(&text, "%s%s", follows(kind), lacks(kind));
	explained_part(it, "What can follow", buf_text(&text));
	explain_fill(&c, call->c, &fill);
	explain_fill(&python, call->python, &fill);
	explained_code(it, "In C", "c", &c);
	explained_code(it, "In Python", "python", &python);
	buf_clear(&text);
}
