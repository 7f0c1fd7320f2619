/* offer-address: addresses as what may come next. */
#include "command/offer-address.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/offer-sock.h"
#include "command/session.h"
#include "lang/offer.h"

/* So many sockets are looked at, and lines of hosts(5) read: lists of hosts to be
 * kept away from are longer than anybody wants to see. */
enum { LOOKS = 1000 };

struct addressing {
	const struct session *session;  /* or NULL */
	const struct sock    *sock;     /* or NULL */
	int                   family;   /* or 0 */
	bool                  own;
	const char           *typed;
	struct offer          to;
};

static bool
is_for(const struct addressing *addressing, int family)
{
	return !addressing->family || addressing->family == family;
}

static bool
is_inet(const struct addressing *addressing)
{
	return is_for(addressing, AF_INET) || is_for(addressing, AF_INET6);
}

/* Where one connects to: on the wildcard any address of the machine is heard. */
static void
show_reachable(struct buf *out, const struct addr *addr)
{
	if (addr_is_wildcard(addr))
		buf_format(out, addr->any.sa_family == AF_INET6 ? "[::1]:%d" : "127.0.0.1:%d",
		    addr_port(addr));
	else
		addr_show(out, addr);
}

/* Can `sock` reach this one?  A listener, or a datagram socket that has an address. */
static bool
can_be_reached(const struct addressing *addressing, const struct sock *sock, size_t *looks)
{
	const struct sock *from = addressing->sock;

	if (sock == from || sock->fd < 0 || (from && from->type != sock->type) ||
	    !is_for(addressing, sock->family))
		return false;
	if (sock->type != SOCK_DGRAM)
		return sock->backlog != 0;
	return ++*looks < LOOKS && offer_sock_standing(&addressing->session->sockets, sock) ==
	    STANDING_BOUND;
}

/* The address of the newest socket at or before `*index` that can be reached. */
static bool
next_reachable(const struct addressing *addressing, size_t *index, size_t *looks,
    struct buf *out)
{
	const struct sock_table *table = &addressing->session->sockets;

	while (*index) {
		const struct sock *sock = table->sock[--*index];
		struct addr addr;
		struct error ignored;

		if (!can_be_reached(addressing, sock, looks) || !sock_local(sock, &addr, &ignored))
			continue;
		buf_reset(out);
		show_reachable(out, &addr);
		if (out->count)
			return true;
	}
	return false;
}

static void
offer_reachable(const struct addressing *addressing)
{
	size_t index = addressing->session ? addressing->session->sockets.count : 0, looks = 0;
	struct buf text = { 0 };

	while (index && next_reachable(addressing, &index, &looks, &text)) {
		char help[40];

		snprintf(help, sizeof(help), "socket %u",
		    addressing->session->sockets.sock[index]->number);
		addressing->to.word(addressing->to.to, text.data, help);
	}
	buf_clear(&text);
}

/* Is it an address of that family?  None to be reached is the wildcard, or port 0. */
static bool
fits(const struct addressing *addressing, const char *text)
{
	struct addr addr;
	struct error ignored;
	size_t count = strlen(text);
	enum addr_text read = addressing->family ?
	    addr_read(&addr, addressing->family, text, count, &ignored) :
	    addr_read_any(&addr, text, count, &ignored);

	if (read == ADDR_NUMERIC && !addressing->own)
		return addr_port(&addr) != 0 && !addr_is_wildcard(&addr);
	return read != ADDR_BAD;
}

static void
offer_used(const struct addressing *addressing)
{
	const struct session *session = addressing->session;

	for (size_t i = 0; session && i < session->addresses.count; i++)
		if (fits(addressing, session->addresses.text[i]))
			addressing->to.word(addressing->to.to, session->addresses.text[i],
			    "used before");
}

/* A host, with what its family puts around it. */
static void
offer_host(const struct addressing *addressing, const char *host, bool inet6, bool port,
    const char *help)
{
	struct buf text = { 0 };

	buf_format(&text, inet6 && port ? "[%s]%s" : "%s%s", host, port ? ":" : "");
	addressing->to.word(addressing->to.to, text.data, help);
	buf_clear(&text);
}

/* Each address of an interface, loopback first as it is the first to be used. */
static void
offer_machine(const struct addressing *addressing, bool port)
{
	struct ifaddrs *all = NULL;

	if (getifaddrs(&all) < 0)
		return;
	for (const struct ifaddrs *one = all; one; one = one->ifa_next) {
		int family = one->ifa_addr ? one->ifa_addr->sa_family : AF_UNSPEC;
		struct addr addr = { .length = family == AF_INET ? sizeof(struct sockaddr_in) :
			sizeof(struct sockaddr_in6) };
		struct buf host = { 0 };

		if ((family != AF_INET && family != AF_INET6) || !is_for(addressing, family))
			continue;
		memcpy(&addr.storage, one->ifa_addr, addr.length);
		addr_show_host(&host, &addr);
		offer_host(addressing, buf_text(&host), family == AF_INET6, port, one->ifa_name);
		buf_clear(&host);
	}
	freeifaddrs(all);
}

/* A line of hosts(5): an address, then names. */
static void
offer_line(const struct addressing *addressing, char *line, bool port)
{
	static const char blanks[] = " \t\r\n";
	char *rest, *name;
	const char *address;

	line[strcspn(line, "#")] = '\0';
	address = strtok_r(line, blanks, &rest);
	if (!address || !is_for(addressing, strchr(address, ':') ? AF_INET6 : AF_INET))
		return;
	while ((name = strtok_r(NULL, blanks, &rest)))
		offer_host(addressing, name, false, port, address);
}

static void
offer_known_hosts(const struct addressing *addressing, bool port)
{
	FILE *hosts = fopen("/etc/hosts", "re");
	char *line = NULL;
	size_t room = 0;

	for (size_t i = 0; hosts && i < LOOKS && getline(&line, &room, hosts) >= 0; i++)
		offer_line(addressing, line, port);
	free(line);
	if (hosts)
		fclose(hosts);
}

/* Where the service begins in "HOST:" or "[HOST]:", else 0. */
static size_t
service_at(const char *typed)
{
	const char *colon = *typed == '[' ? strstr(typed, "]:") : strchr(typed, ':');

	return colon ? (size_t)(colon - typed) + 1 + (*typed == '[') : 0;
}

static const char *
protocol_of(const struct addressing *addressing)
{
	if (!addressing->sock)
		return NULL;
	return addressing->sock->type == SOCK_DGRAM ? "udp" : "tcp";
}

static void
offer_services(const struct addressing *addressing, size_t at)
{
	const char *begin = addressing->typed + at, *protocol = protocol_of(addressing);
	const struct servent *service;

	if (addressing->own)
		offer_behind(addressing->to, addressing->typed, at, "0",
		    "the kernel chooses a free one");
	setservent(1);
	while ((service = getservent())) {
		char help[40];

		if (strncmp(service->s_name, begin, strlen(begin)) != 0 ||
		    (protocol && strcmp(service->s_proto, protocol) != 0))
			continue;
		snprintf(help, sizeof(help), "%u/%s", ntohs((uint16_t)service->s_port),
		    service->s_proto);
		offer_behind(addressing->to, addressing->typed, at, service->s_name, help);
	}
	endservent();
}

/* Paths have a `/` in them; those here begin with "./". */
static void
offer_unix(const struct addressing *addressing)
{
	const char *typed = addressing->typed;
	bool here = *typed == '\0' || strcmp(typed, ".") == 0;

	if (addressing->own)
		addressing->to.word(addressing->to.to, "", "the kernel chooses an abstract name");
	if (here || strchr(typed, '/'))
		offer_paths(addressing->to, "", here ? "./" : typed,
		    addressing->own ? OFFER_FOLDERS : OFFER_SOCKETS);
}

static void
offer_inet(const struct addressing *addressing)
{
	const struct offer to = addressing->to;
	const struct sock *sock = addressing->sock;
	bool port = !sock || !kind_has_no_port(sock->family, sock->type, sock->protocol);
	size_t service = port ? service_at(addressing->typed) : 0;

	if (service) {
		offer_services(addressing, service);
		return;
	}
	if (addressing->own)
		to.word(to.to, port ? "*:" : "*", "every address of this machine");
	to.word(to.to, port ? "localhost:" : "localhost", "this machine");
	offer_machine(addressing, port);
	if (!addressing->own)
		offer_known_hosts(addressing, port);
}

static struct addressing
addressing_of(const struct reading *reading, const struct sock *sock, const char *typed,
    struct offer offer)
{
	return (struct addressing){ .session = reading->session, .sock = sock,
		.family = sock ? sock->family : 0, .typed = typed, .to = offer };
}

void
offer_addresses(const struct reading *reading, const struct sock *sock, bool own,
    const char *typed, struct offer offer)
{
	struct addressing addressing = addressing_of(reading, sock, typed, offer);

	addressing.own = own;
	if (!own) {
		offer_reachable(&addressing);
		offer_used(&addressing);
	}
	if (is_inet(&addressing))
		offer_inet(&addressing);
	if (is_for(&addressing, AF_UNIX))
		offer_unix(&addressing);
	if (sock && kind_has_interfaces(sock->family))
		offer_interfaces(offer);
	/* Perhaps to be bound to once more, perhaps another machine's. */
	if (own)
		offer_used(&addressing);
}

void
offer_hosts(const struct reading *reading, const char *typed, struct offer offer)
{
	const struct addressing addressing = addressing_of(reading, NULL, typed, offer);
	size_t service = service_at(typed);

	if (service) {
		offer_services(&addressing, service);
		return;
	}
	offer.word(offer.to, "localhost", "this machine");
	offer_known_hosts(&addressing, false);
}

void
offer_numeric(const struct reading *reading, const char *typed, struct offer offer)
{
	const struct addressing addressing = addressing_of(reading, NULL, typed, offer);

	offer_machine(&addressing, false);
}

void
offer_interfaces(struct offer offer)
{
	struct if_nameindex *all = if_nameindex();

	for (const struct if_nameindex *one = all; one && one->if_index; one++) {
		char help[40];

		snprintf(help, sizeof(help), "interface %u", one->if_index);
		offer.word(offer.to, one->if_name, help);
	}
	if (all)
		if_freenameindex(all);
}

void
offer_address_guess(const struct reading *reading, const struct sock *sock, struct buf *out)
{
	const struct addressing addressing = addressing_of(reading, sock, "",
	    (struct offer){ NULL, NULL });
	size_t index, looks = 0;

	if (!reading->session)
		return;
	index = reading->session->sockets.count;
	if (next_reachable(&addressing, &index, &looks, out))
		return;
	for (size_t i = 0; i < reading->session->addresses.count; i++) {
		if (fits(&addressing, reading->session->addresses.text[i])) {
			buf_add_text(out, reading->session->addresses.text[i]);
			return;
		}
	}
}
