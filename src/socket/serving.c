/* serving: what is counted of a socket that is served in the background, and which sockets
 * are its clients. */
#include "socket/serving.h"

#include "base/bytes.h"
#include "base/number.h"

static int64_t
rate(uint64_t now, uint64_t before, int64_t span)
{
	return (int64_t)((double)(now - before) * (double)NUMBER_SECOND / (double)span);
}

void
serving_rate(const struct serving *serving, int64_t now, int64_t *received, int64_t *sent)
{
	const struct serving_mark *old = &serving->mark[0];
	int64_t span;

	*received = *sent = 0;
	if (!serving->used || now - serving->used >= NUMBER_SECOND)
		return;
	/* What is older is from before it was quiet. */
	if (!old->when || now - old->when >= 3 * NUMBER_SECOND)
		old = &serving->mark[1];
	span = now - old->when > NUMBER_SECOND ? now - old->when : NUMBER_SECOND;
	*received = rate(serving->received, old->received, span);
	*sent = rate(serving->sent, old->sent, span);
}

unsigned
serving_of(const struct sock *sock)
{
	if (sock->serving)
		return sock->serving->number == sock->number ? 0 : sock->serving->number;
	return sock->served ? sock->listener : 0;
}

bool
serving_is(const struct sock *sock)
{
	return sock->serving && sock->serving->number == sock->number;
}

bool
serving_is_alone(const struct sock *sock)
{
	return serving_is(sock) && sock->connected && !sock->serving->datagram;
}

/* ---- for people ---- */

/* What is said at a length: the longest that fits is taken. */
enum part { PART_CLIENTS = 1, PART_OF = 2, PART_BYTES = 4, PART_RATE = 8, PART_RATES = 16,
	PART_LOST = 32 };

static const unsigned lengths[] = {
	PART_CLIENTS | PART_BYTES | PART_RATES | PART_LOST,
	PART_CLIENTS | PART_BYTES | PART_RATE | PART_LOST,
	PART_OF | PART_BYTES | PART_RATE | PART_LOST,
	PART_OF | PART_BYTES | PART_LOST,
	PART_OF | PART_RATE | PART_LOST,
	PART_OF | PART_LOST,
	PART_OF | PART_BYTES,
	PART_OF | PART_RATE,
	PART_OF,
	0
};

struct shown {
	const struct serving *serving;
	int64_t in, out;           /* bytes a second */
	struct buf *to;
};

static void
add_amount(const struct shown *shown, const char *before, uint64_t amount, const char *behind)
{
	buf_add_text(shown->to, before);
	number_show_amount(shown->to, (int64_t)amount);
	buf_add_text(shown->to, behind);
}

static void
add_count(const struct shown *shown, uint64_t count, const char *what)
{
	buf_format(shown->to, "%llu %s%s", (unsigned long long)count, what, count == 1 ? "" : "s");
}

static void
add_clients(const struct shown *shown, unsigned parts)
{
	const struct serving *serving = shown->serving;
	unsigned long long now = serving->clients, all = serving->total;

	if (!(parts & (PART_CLIENTS | PART_OF)))
		return;
	buf_add_text(shown->to, ": ");
	if (serving->datagram) {
		add_count(shown, all, "datagram");
		return;
	}
	if (parts & PART_CLIENTS)
		add_count(shown, now, "client");
	else
		buf_format(shown->to, "%llu", now);
	if (all != now)
		buf_format(shown->to, " (%llu in all)", all);
}

static void
add_rates(const struct shown *shown, unsigned parts)
{
	if (!shown->in && !shown->out)
		return;
	if (parts & PART_RATES) {
		add_amount(shown, ", ", (uint64_t)shown->in, "/s in");
		add_amount(shown, " ", (uint64_t)shown->out, "/s out");
	} else if (parts & PART_RATE) {
		add_amount(shown, ", ", (uint64_t)(shown->in + shown->out), "/s");
	}
}

static void
add_parts(const struct shown *shown, unsigned parts)
{
	const struct serving *serving = shown->serving;

	buf_add_text(shown->to, serving->role);
	add_clients(shown, parts);
	if (parts & PART_BYTES) {
		add_amount(shown, ", ", serving->received, " in");
		add_amount(shown, ", ", serving->sent, " out");
	}
	add_rates(shown, parts);
	if (parts & PART_LOST && serving->refused)
		add_amount(shown, ", ", serving->refused, " refused");
	if (parts & PART_LOST && serving->dropped)
		add_amount(shown, ", ", serving->dropped, " dropped");
}

static void
show(const struct shown *shown, size_t width)
{
	struct buf *to = shown->to;
	size_t before = to->count;

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		to->count = before;
		add_parts(shown, lengths[i]);
		if (!width || bytes_width(to->data + before, to->count - before) <= width)
			return;
	}
}

void
serving_show(const struct serving *serving, int64_t now, size_t width, struct buf *to)
{
	struct shown shown = { .serving = serving, .to = to };

	serving_rate(serving, now, &shown.in, &shown.out);
	show(&shown, width);
}

static uint64_t
number_of(const struct record *row, const char *name)
{
	const struct value *value = record_get(row, name);

	return value && value->kind == VALUE_INT ? (uint64_t)value->number : 0;
}

void
serving_show_row(const struct record *row, size_t width, struct buf *to)
{
	const struct value *role = record_get(row, "server.role"),
	    *clients = record_get(row, "server.clients");
	const struct serving serving = { .role = role ? role->bytes.data : "",
		.datagram = !clients || clients->kind == VALUE_NONE,
		.clients = number_of(row, "server.clients"),
		.total = number_of(row, "server.total"),
		.refused = number_of(row, "server.refused"),
		.dropped = number_of(row, "server.dropped"),
		.received = number_of(row, "server.in"), .sent = number_of(row, "server.out") };
	const struct shown shown = { &serving, (int64_t)number_of(row, "server.rate-in"),
		(int64_t)number_of(row, "server.rate-out"), to };

	if (role && role->kind == VALUE_TEXT)
		show(&shown, width);
}
