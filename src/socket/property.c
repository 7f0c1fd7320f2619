/* property: what there is to know of a socket, one row each. */
#include "socket/property.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/names.h"
#include "base/number.h"
#include "socket/facts.h"

static struct value
none(void)
{
	return (struct value){ .kind = VALUE_NONE };
}

static struct value
number(int64_t n)
{
	return n < 0 ? none() : (struct value){ .kind = VALUE_INT, .number = n };
}

static struct value
truth(bool t)
{
	return (struct value){ .kind = VALUE_BOOL, .truth = t };
}

static struct value
seconds(double s)
{
	return s < 0 ? none() : (struct value){ .kind = VALUE_REAL, .real = s };
}

static struct value
get_number(struct facts *facts)
{
	return number(facts->sock->number);
}

static struct value
get_name(struct facts *facts)
{
	return facts->sock->name ? value_text(facts->sock->name) : none();
}

static struct value
get_fd(struct facts *facts)
{
	return number(facts->sock->fd);
}

static struct value
get_kind(struct facts *facts)
{
	const struct sock *sock = facts->sock;
	char text[64];

	return value_text(kind_text(sock->family, sock->type, sock->protocol, text));
}

/* "AF_INET" is inet, an unknown one its number. */
static struct value
get_named(const struct name *table, int n, size_t prefix)
{
	const char *name = names_of(table, n);
	char text[40];
	size_t i = 0;

	if (!name)
		return number(n);
	for (name += prefix; *name && i + 1 < sizeof(text); name++)
		text[i++] = *name >= 'A' && *name <= 'Z' ? (char)(*name - 'A' + 'a') : *name;
	text[i] = '\0';
	return value_text(text);
}

static struct value
get_family(struct facts *facts)
{
	return get_named(names_family, facts->sock->family, strlen("AF_"));
}

static struct value
get_type(struct facts *facts)
{
	return get_named(names_type, facts->sock->type, strlen("SOCK_"));
}

static struct value
get_protocol(struct facts *facts)
{
	return number(facts->sock->protocol);
}

static struct value
get_state(struct facts *facts)
{
	return value_text(facts_state(facts));
}

static struct value
show_address(const struct addr *addr, void (*show)(struct buf *, const struct addr *))
{
	struct buf buf = { 0 };
	struct value value;

	if (!addr)
		return none();
	show(&buf, addr);
	value = buf.count ? value_bytes(buf.data, buf.count) : none();
	buf_clear(&buf);
	return value;
}

static struct value
show_port(const struct addr *addr)
{
	return addr ? number(addr_port(addr)) : none();
}

static struct value
get_local(struct facts *facts)
{
	return show_address(facts_local(facts), addr_show);
}

static struct value
get_local_host(struct facts *facts)
{
	const struct addr *addr = facts_local(facts);

	return addr && addr->any.sa_family != AF_UNIX ? show_address(addr, addr_show_host) : none();
}

static struct value
get_local_port(struct facts *facts)
{
	return show_port(facts_local(facts));
}

static struct value
get_peer(struct facts *facts)
{
	return show_address(facts_peer(facts), addr_show);
}

static struct value
get_peer_host(struct facts *facts)
{
	const struct addr *addr = facts_peer(facts);

	return addr && addr->any.sa_family != AF_UNIX ? show_address(addr, addr_show_host) : none();
}

static struct value
get_peer_port(struct facts *facts)
{
	return show_port(facts_peer(facts));
}

static struct value
get_listener(struct facts *facts)
{
	return facts->sock->listener ? number(facts->sock->listener) : none();
}

static struct value
get_pair(struct facts *facts)
{
	return facts->sock->pair ? number(facts->sock->pair) : none();
}

static struct value
get_readable(struct facts *facts)
{
	return facts_is_open(facts) ? truth(facts_ready(facts) & POLLIN) : none();
}

static struct value
get_writable(struct facts *facts)
{
	return facts_is_open(facts) ? truth(facts_ready(facts) & POLLOUT) : none();
}

static struct value
get_hangup(struct facts *facts)
{
	return facts_is_open(facts) ? truth(facts_ready(facts) & POLLHUP) : none();
}

static struct value
get_error(struct facts *facts)
{
	return facts_is_open(facts) ? truth(facts_ready(facts) & POLLERR) : none();
}

static struct value
get_recvq(struct facts *facts)
{
	const struct osdep_tcp *info = facts_tcp(facts);

	if (!facts_is_open(facts))
		return none();
	if (info && info->queued >= 0)
		return number(info->queued);
	return number(osdep_received_queue(facts->sock->fd));
}

static struct value
get_sendq(struct facts *facts)
{
	const struct osdep_tcp *info = facts_tcp(facts);

	if (!facts_is_open(facts))
		return none();
	if (info && info->backlog >= 0)
		return number(info->backlog);
	return number(osdep_send_queue(facts->sock->fd));
}

static struct value
get_received(struct facts *facts)
{
	return number((int64_t)facts->sock->received);
}

static struct value
get_sent(struct facts *facts)
{
	return number((int64_t)facts->sock->sent);
}

static struct value
get_age(struct facts *facts)
{
	int64_t end = facts_is_open(facts) ? number_now() : facts->sock->ended;

	return seconds((double)(end - facts->sock->made) / (double)NUMBER_SECOND);
}

static struct value
get_rtt(struct facts *facts)
{
	return facts_measures(facts) ? seconds(facts_measures(facts)->rtt) : none();
}

static struct value
get_rttvar(struct facts *facts)
{
	return facts_measures(facts) ? seconds(facts_measures(facts)->rttvar) : none();
}

static struct value
get_pacing(struct facts *facts)
{
	return facts_measures(facts) ? number((int64_t)facts_measures(facts)->pacing) : none();
}

static struct value
get_job(struct facts *facts)
{
	const struct sock_waiter *waiter = facts->sock->waiters;

	return waiter && waiter->job ? number(waiter->job) : none();
}

static struct value
get_waits(struct facts *facts)
{
	const struct sock_waiter *waiter = facts->sock->waiters;

	return waiter ? value_text(waiter->command) : none();
}

static struct value
get_waiting(struct facts *facts)
{
	const struct sock_waiter *waiter = facts->sock->waiters;

	return waiter ? seconds((double)(number_now() - waiter->since) / (double)NUMBER_SECOND) :
	    none();
}

#define TCP_NUMBER(field) \
static struct value \
get_##field(struct facts *facts) \
{ \
	return facts_measures(facts) ? number(facts_measures(facts)->field) : none(); \
}
TCP_NUMBER(cwnd)
TCP_NUMBER(ssthresh)
TCP_NUMBER(mss)
TCP_NUMBER(snd_wnd)
TCP_NUMBER(rcv_wnd)
TCP_NUMBER(retransmits)
TCP_NUMBER(unacked)
TCP_NUMBER(lost)

static struct value
get_congestion(struct facts *facts)
{
	char name[32] = "";

	if (!facts_tcp(facts) || !osdep_congestion(facts->sock->fd, name, sizeof(name)))
		return none();
	return value_text(name);
}

static struct value
get_credentials(struct facts *facts)
{
	struct buf buf = { 0 };
	struct value value;
	int64_t id[3];

	if (!facts_is_open(facts) || facts->sock->family != AF_UNIX ||
	    !osdep_credentials(facts->sock->fd, id))
		return none();
	buf_format(&buf, "pid %lld uid %lld gid %lld", (long long)id[0], (long long)id[1],
	    (long long)id[2]);
	value = value_text(buf_text(&buf));
	buf_clear(&buf);
	return value;
}

const struct property properties[] = {
	{ "number", "the socket's number; never used again", "#", get_number, false },
	{ "name", "the name it was given", "name", get_name, false },
	{ "fd", "its descriptor; none once it was closed", "fd", get_fd, false },
	{ "kind", "tcp, udp, unix, ...", "kind", get_kind, false },
	{ "family", "the address family: inet, inet6, unix", "family", get_family, false },
	{ "type", "stream, dgram or seqpacket", "type", get_type, false },
	{ "protocol", "the protocol's number, as socket(2) was given it", "protocol", get_protocol,
	  false },
	{ "state", "TCP's, with the names of RFC 9293; of others OPEN BOUND LISTEN CONNECTED CLOSED",
	  "state", get_state, false },
	{ "local", "its own address (getsockname)", "local", get_local, false },
	{ "local.host", "the host of its own address", "local.host", get_local_host, false },
	{ "local.port", "the port of its own address", "local.port", get_local_port, false },
	{ "peer", "the address at the other end (getpeername)", "peer", get_peer, false },
	{ "peer.host", "the host at the other end", "peer.host", get_peer_host, false },
	{ "peer.port", "the port at the other end", "peer.port", get_peer_port, false },
	{ "listener", "the socket that it was accepted from", "listener", get_listener, false },
	{ "pair", "the other end, where that is a socket here too", "pair", get_pair, false },
	{ "readable", "poll says POLLIN: recv or accept would not wait", "readable", get_readable, false },
	{ "writable", "poll says POLLOUT: send would not wait", "writable", get_writable, false },
	{ "hangup", "poll says POLLHUP: both directions are shut", "hangup", get_hangup, false },
	{ "error", "poll says POLLERR: an error waits to be told", "error", get_error, false },
	{ "recvq", "bytes to be received; of a listener: connections to be accepted", "recv-q",
	  get_recvq, false },
	{ "sendq", "bytes not yet acknowledged or taken; of a listener: its backlog", "send-q",
	  get_sendq, false },
	{ "received", "bytes received since it was made", "in", get_received, false },
	{ "sent", "bytes sent since it was made", "out", get_sent, false },
	{ "age", "seconds since it was made", "age", get_age, true },
	{ "job", "the job that waits on it", "job", get_job, false },
	{ "waits", "the command that waits on it", "waits", get_waits, false },
	{ "waiting", "how long that has been waiting, in seconds", "waiting", get_waiting, true },
	{ "rtt", "round-trip time, smoothed, in seconds", "rtt", get_rtt, true },
	{ "rttvar", "how much that varies, in seconds", "rttvar", get_rttvar, true },
	{ "cwnd", "congestion window, in segments", "cwnd", get_cwnd, false },
	{ "ssthresh", "slow start threshold, in segments", "ssthresh", get_ssthresh, false },
	{ "mss", "bytes in a segment that is sent, at most", "mss", get_mss, false },
	{ "snd_wnd", "the window that the peer announced, in bytes", "snd-wnd", get_snd_wnd, false },
	{ "rcv_wnd", "the window that was announced to the peer, in bytes", "rcv-wnd", get_rcv_wnd,
	  false },
	{ "retransmits", "segments that were sent again", "retrans", get_retransmits, false },
	{ "unacked", "segments sent and not acknowledged", "unacked", get_unacked, false },
	{ "lost", "segments taken for lost", "lost", get_lost, false },
	{ "pacing", "the rate at which segments are sent at most, in bytes a second", "pacing",
	  get_pacing, false },
	{ "congestion", "the congestion control in use", "congestion", get_congestion, false },
	{ "credentials", "the process at the other end of a UNIX socket", "credentials",
	  get_credentials, false },
	{ 0 }
};

const struct property *
property_named(const char *name, size_t count)
{
	for (const struct property *p = properties; p->name; p++)
		if (strncmp(p->name, name, count) == 0 && p->name[count] == '\0')
			return p;
	return NULL;
}

struct value
property_get(const struct sock_table *table, const struct sock *sock,
    const struct property *property)
{
	struct facts facts = { .table = table, .sock = sock };

	return property->get(&facts);
}

void
property_some(const struct sock_table *table, const struct sock *sock,
    const struct property *const *property, size_t count, struct record *record)
{
	struct facts facts = { .table = table, .sock = sock };

	for (size_t i = 0; i < count; i++) {
		struct value value = property[i]->get(&facts);

		*record_put(record, property[i]->name) = value;
	}
}

/* Three digits or so: 23us, 4.1ms, 2.5s, 1h 2m. */
static struct value
show_seconds(double time)
{
	struct buf buf = { 0 };
	struct value value;

	if (time < 0.001)
		buf_format(&buf, "%.0fus", time * 1e6);
	else if (time < 1)
		buf_format(&buf, "%.1fms", time * 1e3);
	else if (time < 60)
		buf_format(&buf, "%.1fs", time);
	else
		number_show_duration(&buf, (int64_t)time * NUMBER_SECOND);
	value = value_text(buf_text(&buf));
	buf_clear(&buf);
	return value;
}

void
property_show_all(const struct record *values, struct record *texts)
{
	for (size_t i = 0; i < values->count; i++) {
		const char *name = values->field[i].name;
		const struct property *property = property_named(name, strlen(name));
		const struct value *value = &values->field[i].value;

		if (property && property->seconds && value->kind == VALUE_REAL)
			*record_put(texts, name) = show_seconds(value->real);
		else
			*record_put(texts, name) = value_copy(value);
	}
}

void
property_all(const struct sock_table *table, const struct sock *sock, struct record *record)
{
	struct facts facts = { .table = table, .sock = sock };

	for (const struct property *p = properties; p->name; p++) {
		struct value value = p->get(&facts);

		if (value.kind != VALUE_NONE)
			*record_put(record, p->name) = value;
	}
}
