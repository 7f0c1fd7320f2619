/* property-tcp: what TCP measures, of a socket that has a connection. */
#include <string.h>

#include "socket/property-get.h"

static int64_t
measure_of(struct facts *facts, enum measure measure)
{
	const struct osdep_tcp *tcp = facts_measures(facts);

	return tcp ? osdep_measure(tcp, measure) : -1;
}

struct value
property_measure(struct facts *facts, const struct property *property)
{
	int64_t number = measure_of(facts, property->measure);

	return property->seconds ? give_seconds((double)number / 1e6) : give_number(number);
}

struct value
property_get_congestion(struct facts *facts)
{
	char name[32] = "";

	if (!facts_tcp(facts) || !osdep_congestion(facts->sock->fd, name, sizeof(name)))
		return give_none();
	return value_text(name);
}

/* The kernel's words (enum tcp_ca_state, enum tcp_fastopen_client_fail); a number that
 * has none is told as it is. */
static struct value
word_of(int64_t number, const char *const *word, size_t count)
{
	return number >= 0 && (size_t)number < count ? value_static(word[number]) :
	    give_number(number);
}

struct value
property_get_ca_state(struct facts *facts)
{
	static const char *const word[] = { "open", "disorder", "cwr", "recovery", "loss" };

	return word_of(measure_of(facts, MEASURE_CA_STATE), word, sizeof(word) / sizeof(*word));
}

struct value
property_get_fastopen_client_fail(struct facts *facts)
{
	static const char *const word[] = { "no", "cookie-unavailable", "data-not-acked",
		"syn-retransmitted" };

	return word_of(measure_of(facts, MEASURE_FASTOPEN_CLIENT_FAIL), word,
	    sizeof(word) / sizeof(*word));
}

struct value
property_get_app_limited(struct facts *facts)
{
	int64_t number = measure_of(facts, MEASURE_APP_LIMITED);

	return number < 0 ? give_none() : give_truth(number > 0);
}

/* TCPI_OPT_..., by their bits. */
struct value
property_get_options(struct facts *facts)
{
	static const char *const word[] = { "timestamps", "sack", "wscale", "ecn", "ecn-seen",
		"syn-data", "usec-timestamps", "child-fastopen" };
	int64_t bits = measure_of(facts, MEASURE_OPTIONS);
	struct buf buf = { 0 };
	struct value value;

	if (bits < 0)
		return give_none();
	for (size_t i = 0; i < sizeof(word) / sizeof(*word); i++)
		if (bits >> i & 1)
			buf_format(&buf, "%s%s", buf.count ? " " : "", word[i]);
	value = value_text(buf_text(&buf));
	buf_clear(&buf);
	return value;
}
