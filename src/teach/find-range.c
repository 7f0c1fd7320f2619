/* find-range: the ports that the kernel takes one from where none was asked for. */
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "teach/evidence.h"
#include "teach/find-port.h"
#include "teach/find.h"

enum { PORTS = 1 << 16 };

struct taken {
	struct look  *look;
	int64_t       low, high, count;
	unsigned char seen[PORTS / 8];
};

static bool
each(void *to, const struct diag_sock *sock)
{
	struct taken *taken = to;
	int port = addr_port(&sock->local);

	if (port >= taken->low && port <= taken->high && !(taken->seen[port / 8] & 1 << port % 8)) {
		taken->seen[port / 8] |= (unsigned char)(1 << port % 8);
		taken->count++;
	}
	return !find_is_late(taken->look);
}

/* How many ports of the range have a socket, whatever its address is; -1 if unknown. */
static int64_t
count_taken(struct look *look, int64_t low, int64_t high)
{
	struct diag *diag = find_diag(look);
	const bool tcp = look->scene->sock->type == SOCK_STREAM;
	struct diag_ask ask = { .protocol = tcp ? IPPROTO_TCP : IPPROTO_UDP,
		.states = DIAG_ALL | (tcp ? DIAG_BOUND : 0) };
	struct taken taken = { .look = look, .low = low, .high = high };
	struct error ignored;

	ask.family = AF_INET;
	if (!diag_dump(diag, &ask, each, &taken, &ignored))
		return -1;
	ask.family = AF_INET6;
	return diag_dump(diag, &ask, each, &taken, &ignored) ? taken.count : -1;
}

/* The socket's own range, where it has one; else the system's. */
static const char *
range_of(struct look *look, int64_t range[2])
{
	int told = evidence_option(look->scene->sock, "local_port_range");
	unsigned own = told == -1 ? 0 : (unsigned)told;

	if (find_numbers("/proc/sys/net/ipv4/ip_local_port_range", range, 2) != 2)
		return NULL;
	if (!own)
		return "net.ipv4.ip_local_port_range";
	/* A half of it that is 0 is the system's. */
	range[0] = own & 0xffff ? own & 0xffff : range[0];
	range[1] = own >> 16 ? own >> 16 : range[1];
	return "IP_LOCAL_PORT_RANGE";
}

bool
find_port_range(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;
	const struct addr *local = sock ? facts_local(&look->facts) : NULL;
	const struct addr *addr = strcmp(look->scene->call, "bind") == 0 ? find_inet(look) : local;
	int64_t range[2], taken;
	const char *whose;

	if (!addr || addr_port(addr) != 0 || !(whose = range_of(look, range)))
		return false;
	taken = count_taken(look, range[0], range[1]);
	record_int(evidence, "low", range[0]);
	record_int(evidence, "high", range[1]);
	record_int(evidence, "ports", range[1] - range[0] + 1);
	record_text(evidence, "whose", whose);
	record_bool(evidence, "own_range", *whose == 'I');
	if (taken >= 0)
		record_int(evidence, "taken", taken);
	return true;
}
