/* icmp: the words of ICMP's types and codes. */
#include "socket/icmp.h"

#include <stddef.h>

struct words {
	unsigned    type;
	int         code;      /* -1: the type itself */
	const char *words;
};

/* RFC 792; codes 6 to 12 of RFC 1122, 13 to 15 of RFC 1812; 0, 9 and on of RFC 1256. */
static const struct words four[] = {
	{ 0, -1, "echo reply" },
	{ 3, -1, "destination unreachable" },
	{ 3, 0, "net unreachable" },
	{ 3, 1, "host unreachable" },
	{ 3, 2, "protocol unreachable" },
	{ 3, 3, "port unreachable" },
	{ 3, 4, "fragmentation needed and DF set" },
	{ 3, 5, "source route failed" },
	{ 3, 6, "destination network unknown" },
	{ 3, 7, "destination host unknown" },
	{ 3, 8, "source host isolated" },
	{ 3, 9, "communication with destination network administratively prohibited" },
	{ 3, 10, "communication with destination host administratively prohibited" },
	{ 3, 11, "network unreachable for type of service" },
	{ 3, 12, "host unreachable for type of service" },
	{ 3, 13, "communication administratively prohibited" },
	{ 3, 14, "host precedence violation" },
	{ 3, 15, "precedence cutoff in effect" },
	{ 4, -1, "source quench" },
	{ 5, -1, "redirect" },
	{ 5, 0, "for the network" },
	{ 5, 1, "for the host" },
	{ 5, 2, "for the type of service and network" },
	{ 5, 3, "for the type of service and host" },
	{ 8, -1, "echo" },
	{ 9, -1, "router advertisement" },
	{ 10, -1, "router solicitation" },
	{ 11, -1, "time exceeded" },
	{ 11, 0, "time to live exceeded in transit" },
	{ 11, 1, "fragment reassembly time exceeded" },
	{ 12, -1, "parameter problem" },
	{ 12, 0, "pointer indicates the error" },
	{ 12, 1, "missing a required option" },
	{ 12, 2, "bad length" },
	{ 13, -1, "timestamp" },
	{ 14, -1, "timestamp reply" },
	{ 0, 0, NULL }
};

/* RFC 4443; 1:7 of RFC 6550, 4:3 of RFC 7112, 4:4 of RFC 8754. */
static const struct words six_words[] = {
	{ 1, -1, "destination unreachable" },
	{ 1, 0, "no route to destination" },
	{ 1, 1, "communication with destination administratively prohibited" },
	{ 1, 2, "beyond scope of source address" },
	{ 1, 3, "address unreachable" },
	{ 1, 4, "port unreachable" },
	{ 1, 5, "source address failed ingress/egress policy" },
	{ 1, 6, "reject route to destination" },
	{ 1, 7, "error in source routing header" },
	{ 2, -1, "packet too big" },
	{ 3, -1, "time exceeded" },
	{ 3, 0, "hop limit exceeded in transit" },
	{ 3, 1, "fragment reassembly time exceeded" },
	{ 4, -1, "parameter problem" },
	{ 4, 0, "erroneous header field encountered" },
	{ 4, 1, "unrecognized next header type encountered" },
	{ 4, 2, "unrecognized IPv6 option encountered" },
	{ 4, 3, "IPv6 first fragment has incomplete IPv6 header chain" },
	{ 4, 4, "SR upper-layer header error" },
	{ 128, -1, "echo request" },
	{ 129, -1, "echo reply" },
	{ 0, 0, NULL }
};

static const char *
words_of(const struct words *row, unsigned type, int code)
{
	for (; row->words; row++)
		if (row->type == type && row->code == code)
			return row->words;
	return NULL;
}

void
icmp_show(struct buf *out, bool six, unsigned type, unsigned code)
{
	const struct words *table = six ? six_words : four;
	const char *name = words_of(table, type, -1), *more = words_of(table, type, (int)code);

	if (name)
		buf_add_text(out, name);
	else
		buf_format(out, "type %u", type);
	if (more)
		buf_format(out, ": %s", more);
	else if (code)
		buf_format(out, ", code %u", code);
}
