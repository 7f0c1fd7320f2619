/* find-kind: the three numbers of socket(2), and what a listener was before. */
#include "teach/find-kind.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/names.h"
#include "base/newer.h"
#include "socket/kind.h"
#include "teach/evidence.h"
#include "teach/find.h"

/* Linux keeps the type in the lowest four bits; the rest are flags. */
enum { TYPES = 0xf, LESS = 0xff };

static int
type_of(const struct scene *scene)
{
	return scene->type & TYPES;
}

static unsigned
strange_bits(int flags)
{
	return (unsigned)flags & ~(unsigned)(SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/* 0 is rather the usual protocol than IPPROTO_IP. */
static const struct name no_names[] = { { 0 } };

static void
put(const struct look *look, struct record *evidence)
{
	const struct scene *scene = look->scene;
	const char *prefix;
	const struct name *protocols = kind_protocols(scene->family, &prefix);

	find_put_name(evidence, "family", names_family, "AF_", scene->family);
	find_put_name(evidence, "type", names_type, "SOCK_", type_of(scene));
	find_put_name(evidence, "protocol", scene->protocol ? protocols : no_names, prefix,
	    kind_in_order(scene->family, scene->protocol));
}

static void
put_bits(struct record *evidence, unsigned bits)
{
	char text[20];

	snprintf(text, sizeof(text), "0x%x", bits);
	record_text(evidence, "bits", text);
}

bool
find_kind_family(struct look *look, struct record *evidence)
{
	put(look, evidence);
	return names_of(names_family, look->scene->family) != NULL;
}

bool
find_kind_loose(struct look *look, struct record *evidence)
{
	int type = type_of(look->scene);

	return find_kind_family(look, evidence) && type != SOCK_STREAM && type != SOCK_SEQPACKET;
}

bool
find_kind_no_family(struct look *look, struct record *evidence)
{
	put(look, evidence);
	return !names_of(names_family, look->scene->family);
}

bool
find_kind_flags(struct look *look, struct record *evidence)
{
	/* What is less is rather meant as a type. */
	unsigned bits = strange_bits(look->scene->type & ~TYPES & ~LESS);

	put(look, evidence);
	if (bits)
		put_bits(evidence, bits);
	return bits != 0 && names_of(names_type, type_of(look->scene)) != NULL;
}

bool
find_kind_no_type(struct look *look, struct record *evidence)
{
	put(look, evidence);
	record_int(evidence, "number", look->scene->type);
	return !names_of(names_type, look->scene->type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC));
}

bool
find_kind_type(struct look *look, struct record *evidence)
{
	static const struct { int family; const char *types; } has[] = {
		{ AF_INET, "stream, dgram and raw" }, { AF_INET6, "stream, dgram and raw" },
		{ AF_UNIX, "stream, dgram and seqpacket" },
#ifdef AF_NETLINK
		{ AF_NETLINK, "dgram and raw" },
#endif
#ifdef AF_PACKET
		{ AF_PACKET, "dgram and raw" },
#endif
	};

	put(look, evidence);
	for (size_t i = 0; i < sizeof(has) / sizeof(*has); i++)
		if (has[i].family == look->scene->family) {
			record_text(evidence, "types", has[i].types);
			return true;
		}
	return false;
}

bool
find_kind_other(struct look *look, struct record *evidence)
{
	const struct scene *scene = look->scene;

	put(look, evidence);
	for (const struct kind *kind = kinds; kind->name; kind++) {
		if (kind->family != scene->family || kind->words || !scene->protocol ||
		    kind->protocol != scene->protocol || kind->type == type_of(scene))
			continue;
		record_text(evidence, "other", kind->name);
		find_put_name(evidence, "other_type", names_type, "SOCK_", kind->type);
		return true;
	}
	return false;
}

bool
find_kind_raw(struct look *look, struct record *evidence)
{
	put(look, evidence);
	if (look->scene->family == AF_INET)
		record_text(evidence, "other", "raw:icmp");
	else
		record_text(evidence, "other", "raw6:icmpv6");
	return type_of(look->scene) == SOCK_RAW && !look->scene->protocol &&
	    (look->scene->family == AF_INET || look->scene->family == AF_INET6);
}

bool
find_kind_unix(struct look *look, struct record *evidence)
{
	const char *name = kind_name(AF_UNIX, type_of(look->scene), 0);

	put(look, evidence);
	if (name)
		record_text(evidence, "other", name);
	return look->scene->family == AF_UNIX;
}

bool
find_kind_lack(struct look *look, struct record *evidence)
{
	const struct scene *scene = look->scene;
	const char *lack = kind_lacks(scene->family, scene->type, scene->protocol, scene->number);

	put(look, evidence);
	if (lack)
		record_text(evidence, "lack", lack);
	return lack != NULL;
}

bool
find_kind_numbers(struct look *look, struct record *evidence)
{
	put(look, evidence);
	return true;
}

bool
find_kind_accept_flags(struct look *look, struct record *evidence)
{
	unsigned bits = strange_bits(look->scene->flags);

	if (bits)
		put_bits(evidence, bits);
	return bits != 0;
}

bool
find_kind_length(struct look *look, struct record *evidence)
{
	if (!look->scene->sized || look->scene->length >= 0)
		return false;
	record_int(evidence, "length", look->scene->length);
	return true;
}

static bool
put_local(struct look *look, struct record *evidence)
{
	const struct addr *local = facts_local(&look->facts);

	if (!local || !addr_is_named(local))
		return false;
	find_put_address(evidence, "local", local);
	return true;
}

static bool
listened(const struct sock *sock)
{
	return sock->accepted || sock->backlog || find_past(sock, "listen", 0);
}

bool
find_kind_shut(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;
	const struct past_call *shutdown = sock ? find_past(sock, "shutdown", 0) : NULL;

	if (!shutdown || sock_listens(sock) || !listened(sock))
		return false;
	evidence_ago(evidence, "ago", shutdown->when);
	return true;
}

bool
find_kind_over(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;

	(void)evidence;
	return sock && !sock_listens(sock) && listened(sock);
}

/* A connect that has failed gives the port back, which getsockname tells all the same. */
static bool
gave_port_back(const struct sock *sock)
{
	const struct past_call *each;
	bool failed = false;

	for (unsigned i = 0; (each = past_get(&sock->past, i)); i++)
		failed |= strcmp(each->call, "connect") == 0 && each->number != 0;
	return failed && !sock->connected && !sock->connecting && !find_past(sock, "bind", 0);
}

bool
find_kind_deaf(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;

	return sock && !sock_listens(sock) && !gave_port_back(sock) &&
	    put_local(look, evidence);
}

bool
find_kind_idle(struct look *look, struct record *evidence)
{
	(void)evidence;
	return look->scene->sock && !sock_listens(look->scene->sock);
}
