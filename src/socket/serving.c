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

/* ---- for people ---- */

/* What is said at a length: the longest that fits is taken. */
enum part { PART_CLIENTS = 1, PART_OF = 2, PART_BYTES = 4, PART_RATE = 8, PART_RATES = 16,
	PART_LOST = 32 };

static const unsigned lengths[] = {
	PART_CLIENTS | PART_BYTES | PART_RATES | PART_LOST,
	PART_CLIENTS | PART_BYTES | PART_RATE | PART_LOST,
	PART_CLIENTS | PART_BYTES | PART_RATE,
	PART_OF | PART_BYTES | PART_RATE,
	PART_OF | PART_BYTES,
	PART_OF | PART_RATE,
	PART_OF,
	0
};

static void
add_amount(struct buf *to, const char *before, uint64_t amount, const char *behind)
{
	buf_add_text(to, before);
	number_show_amount(to, (int64_t)amount);
	buf_add_text(to, behind);
}

static void
add_clients(const struct serving *serving, unsigned parts, struct buf *to)
{
	unsigned long long now = serving->clients, all = serving->total;

	if (serving->datagram) {
		if (parts)
			buf_format(to, ": %llu datagram%s", all, all == 1 ? "" : "s");
		return;
	}
	if (parts & PART_CLIENTS)
		buf_format(to, ": %llu client%s", now, now == 1 ? "" : "s");
	else if (parts & PART_OF)
		buf_format(to, ": %llu", now);
	if (parts & (PART_CLIENTS | PART_OF) && all != now)
		buf_format(to, " of %llu", all);
}

static void
add_rates(const struct serving *serving, int64_t now, unsigned parts, struct buf *to)
{
	int64_t in, out;

	serving_rate(serving, now, &in, &out);
	if (!in && !out)
		return;
	if (parts & PART_RATES) {
		add_amount(to, ", ", (uint64_t)in, "/s in");
		add_amount(to, " ", (uint64_t)out, "/s out");
	} else {
		add_amount(to, ", ", (uint64_t)(in + out), "/s");
	}
}

static void
add_parts(const struct serving *serving, int64_t now, unsigned parts, struct buf *to)
{
	buf_add_text(to, serving->role);
	add_clients(serving, parts, to);
	if (parts & PART_BYTES) {
		add_amount(to, ", ", serving->received, " in");
		add_amount(to, ", ", serving->sent, " out");
	}
	if (parts & (PART_RATE | PART_RATES))
		add_rates(serving, now, parts, to);
	if (parts & PART_LOST && serving->refused)
		buf_format(to, ", %llu refused", (unsigned long long)serving->refused);
	if (parts & PART_LOST && serving->dropped)
		buf_format(to, ", %llu dropped", (unsigned long long)serving->dropped);
}

void
serving_show(const struct serving *serving, int64_t now, size_t width, struct buf *to)
{
	size_t before = to->count;

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		to->count = before;
		add_parts(serving, now, lengths[i], to);
		if (!width || bytes_width(to->data + before, to->count - before) <= width)
			return;
	}
}
