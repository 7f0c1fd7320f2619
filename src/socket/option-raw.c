/* option-raw: the options of raw ICMP and ICMPv6 sockets. */
#include <netinet/in.h>

#include "socket/option-row.h"

#ifdef __linux__

/* <linux/icmp.h> and <netinet/icmp6.h> quarrel with their neighbours. */
#define ICMP_FILTER 1
#define ICMPV6_FILTER 1

#define TYPE(name, number) { name, 1 << (number), NULL }
static const struct name icmp_types[] = {
	TYPE("echo-reply", 0), TYPE("unreachable", 3), TYPE("source-quench", 4),
	TYPE("redirect", 5), TYPE("echo", 8), TYPE("time-exceeded", 11),
	TYPE("parameter-problem", 12), TYPE("timestamp", 13), TYPE("timestamp-reply", 14),
	TYPE("info", 15), TYPE("info-reply", 16), TYPE("mask", 17), TYPE("mask-reply", 18),
	{ NULL, 0, NULL }
};

#define LEVEL 255
const struct option options_raw[] = {
	{ ROW(ICMP_FILTER, "filter", FLAGS, RW), .choices = icmp_types,
	  TRY("none", "echo-reply unreachable", "none --null", EFAULT),
	  .help = "the types of message that are not received" },
	{ .name = NULL }
};

#undef LEVEL
#define LEVEL IPPROTO_ICMPV6
const struct option options_icmpv6[] = {
	{ ROW(ICMPV6_FILTER, "filter", BITS, RW),
	  TRY("none", "128 129", "none --null", EFAULT),
	  .help = "the types of message that are not received: 128 is an echo, 129 its reply" },
	{ .name = NULL }
};

#else
const struct option options_raw[] = { { .name = NULL } };
const struct option options_icmpv6[] = { { .name = NULL } };
#endif
