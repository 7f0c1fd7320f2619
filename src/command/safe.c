/* safe: what a stranger's script may do (--safe); all of it in one table. */
#include "command/safe.h"

#include <string.h>
#include <strings.h>

#define FILES "it reads or writes files"
#define MADE "it sees and makes packets past the transports"
#define PATHS "a connection may get more paths than the loopback"
#define ELSEWHERE "with it packets leave the machine, whatever their address says"
#define GROUPS "routers and switches are told of it, and what others send comes in"
#define PROGRAMS "it starts programs"
#define FORGED "it tells another program that somebody else had sent this"

const struct safe_row safe_rows[] = {
	{ SAFE_COMMAND, "accept", NULL },
	{ SAFE_COMMAND, "adopt", "it takes over descriptors that sosh was started with" },
	{ SAFE_COMMAND, "bind", NULL },
	{ SAFE_COMMAND, "break", NULL },
	{ SAFE_COMMAND, "cancel", NULL },
	{ SAFE_COMMAND, "cert", NULL },
	{ SAFE_COMMAND, "certificate", FILES },
	{ SAFE_COMMAND, "clear", NULL },
	{ SAFE_COMMAND, "close", NULL },
	{ SAFE_COMMAND, "config", "it changes sosh itself" },
	{ SAFE_COMMAND, "connect", NULL },
	{ SAFE_COMMAND, "continue", NULL },
	{ SAFE_COMMAND, "def", NULL },
	{ SAFE_COMMAND, "dump", NULL },
	{ SAFE_COMMAND, "dup", NULL },
	{ SAFE_COMMAND, "echo", NULL },
	{ SAFE_COMMAND, "expect", NULL },
	{ SAFE_COMMAND, "explain", NULL },
	{ SAFE_COMMAND, "fails", NULL },
	{ SAFE_COMMAND, "foreach", NULL },
	{ SAFE_COMMAND, "get", NULL },
	{ SAFE_COMMAND, "getpeername", NULL },
	{ SAFE_COMMAND, "getsockname", NULL },
	{ SAFE_COMMAND, "group", GROUPS },
	{ SAFE_COMMAND, "help", NULL },
	{ SAFE_COMMAND, "history", "it shows what was typed in other sessions" },
	{ SAFE_COMMAND, "if", NULL },
	{ SAFE_COMMAND, "info", NULL },
	{ SAFE_COMMAND, "interfaces", "it shows the machine's own addresses" },
	{ SAFE_COMMAND, "jobs", NULL },
	{ SAFE_COMMAND, "join", NULL },
	{ SAFE_COMMAND, "let", NULL },
	{ SAFE_COMMAND, "listen", NULL },
	{ SAFE_COMMAND, "name", NULL },
	{ SAFE_COMMAND, "off", NULL },
	{ SAFE_COMMAND, "on", NULL },
	{ SAFE_COMMAND, "pair", NULL },
	{ SAFE_COMMAND, "poll", NULL },
	{ SAFE_COMMAND, "quit", NULL },
	{ SAFE_COMMAND, "recv", NULL },
	{ SAFE_COMMAND, "repeat", NULL },
	{ SAFE_COMMAND, "reset", NULL },
	{ SAFE_COMMAND, "resolve", NULL },
	{ SAFE_COMMAND, "return", NULL },
	{ SAFE_COMMAND, "reverse", NULL },
	{ SAFE_COMMAND, "run", PROGRAMS },
	{ SAFE_COMMAND, "send", NULL },
	{ SAFE_COMMAND, "serve", NULL },
	{ SAFE_COMMAND, "set", NULL },
	{ SAFE_COMMAND, "setup", NULL },
	{ SAFE_COMMAND, "shutdown", NULL },
	{ SAFE_COMMAND, "skip", NULL },
	{ SAFE_COMMAND, "sleep", NULL },
	{ SAFE_COMMAND, "socket", NULL },
	{ SAFE_COMMAND, "source", FILES },
	{ SAFE_COMMAND, "spawn", PROGRAMS },
	{ SAFE_COMMAND, "status", NULL },
	{ SAFE_COMMAND, "story", NULL },
	{ SAFE_COMMAND, "take", NULL },
	{ SAFE_COMMAND, "talk", NULL },
	{ SAFE_COMMAND, "teardown", NULL },
	{ SAFE_COMMAND, "test", NULL },
	{ SAFE_COMMAND, "timestamps", NULL },
	{ SAFE_COMMAND, "tls", NULL },
	{ SAFE_COMMAND, "trace", NULL },
	{ SAFE_COMMAND, "try", NULL },
	{ SAFE_COMMAND, "wait-port", NULL },
	{ SAFE_COMMAND, "watch", NULL },
	{ SAFE_COMMAND, "while", NULL },
	{ SAFE_FLAG, "cert --ca", FILES },
	{ SAFE_FLAG, "cert --out", FILES },
	{ SAFE_FLAG, "cert FILE", FILES },
	{ SAFE_FLAG, "connect --anyway", NULL },
	{ SAFE_FLAG, "dump --out", FILES },
	{ SAFE_FLAG, "recv --out", FILES },
	{ SAFE_FLAG, "--fd-number", "it reaches descriptors that are not the script's" },
	{ SAFE_FLAG, "status --system", "it shows what other programs do" },
	{ SAFE_FLAG, "send --control", "nobody knows what control data without a name does" },
	{ SAFE_FLAG, "send --gid", FORGED },
	{ SAFE_FLAG, "send --pid", FORGED },
	{ SAFE_FLAG, "send --pktinfo", ELSEWHERE },
	{ SAFE_FLAG, "send --uid", FORGED },
	{ SAFE_FLAG, "connect --ca", FILES },
	{ SAFE_FLAG, "serve --ca", FILES },
	{ SAFE_FLAG, "serve --cert", FILES },
	{ SAFE_FLAG, "serve --key", FILES },
	{ SAFE_FLAG, "tls --ca", FILES },
	{ SAFE_FLAG, "tls --cert", FILES },
	{ SAFE_FLAG, "tls --client-cert", FILES },
	{ SAFE_FLAG, "tls --client-key", FILES },
	{ SAFE_FLAG, "tls --key", FILES },
	{ SAFE_FLAG, "tls --keylog", FILES },
	{ SAFE_FLAG, "tls --session", FILES },
	{ SAFE_PREFIX, "text:", NULL },
	{ SAFE_PREFIX, "hex:", NULL },
	{ SAFE_PREFIX, "base64:", NULL },
	{ SAFE_PREFIX, "file:", FILES },
	{ SAFE_PREFIX, "zero:", NULL },
	{ SAFE_PREFIX, "random:", NULL },
	{ SAFE_PREFIX, "pattern:", NULL },
	{ SAFE_PREFIX, "fill:", NULL },
	{ SAFE_PREFIX, "u8:", NULL },
	{ SAFE_PREFIX, "u16be:", NULL },
	{ SAFE_PREFIX, "u16le:", NULL },
	{ SAFE_PREFIX, "u32be:", NULL },
	{ SAFE_PREFIX, "u32le:", NULL },
	{ SAFE_PREFIX, "u64be:", NULL },
	{ SAFE_PREFIX, "u64le:", NULL },
	{ SAFE_PREFIX, "i8:", NULL },
	{ SAFE_PREFIX, "i16be:", NULL },
	{ SAFE_PREFIX, "i16le:", NULL },
	{ SAFE_PREFIX, "i32be:", NULL },
	{ SAFE_PREFIX, "i32le:", NULL },
	{ SAFE_PREFIX, "i64be:", NULL },
	{ SAFE_PREFIX, "i64le:", NULL },
	{ SAFE_PREFIX, "f32be:", NULL },
	{ SAFE_PREFIX, "f32le:", NULL },
	{ SAFE_PREFIX, "f64be:", NULL },
	{ SAFE_PREFIX, "f64le:", NULL },
	{ SAFE_KIND, "tcp", NULL },
	{ SAFE_KIND, "tcp6", NULL },
	{ SAFE_KIND, "udp", NULL },
	{ SAFE_KIND, "udp6", NULL },
	{ SAFE_KIND, "unix", NULL },
	{ SAFE_KIND, "unix-dgram", NULL },
	{ SAFE_KIND, "unix-seqpacket", NULL },
	{ SAFE_KIND, "udplite", NULL },
	{ SAFE_KIND, "udplite6", NULL },
	{ SAFE_KIND, "ping", MADE },
	{ SAFE_KIND, "ping6", MADE },
	{ SAFE_KIND, "raw", MADE },
	{ SAFE_KIND, "raw6", MADE },
	{ SAFE_KIND, "packet", MADE },
	{ SAFE_KIND, "packet-dgram", MADE },
	{ SAFE_KIND, "mptcp", PATHS },
	{ SAFE_KIND, "mptcp6", PATHS },
	{ SAFE_KIND, "sctp", PATHS },
	{ SAFE_KIND, "sctp6", PATHS },
	{ SAFE_KIND, "vsock", "it reaches other machines" },
	{ SAFE_KIND, "vsock-dgram", "it reaches other machines" },
	{ SAFE_KIND, "vsock-seqpacket", "it reaches other machines" },
	{ SAFE_KIND, "netlink", "it asks the kernel itself, and can change the machine" },
	{ SAFE_VARIABLE, "env", "it reads the environment" },
	{ SAFE_OPTION, "LEVEL:OPTION", "nobody knows what an option without a name does" },
	{ SAFE_OPTION, "SO_BINDTODEVICE", ELSEWHERE },
	{ SAFE_OPTION, "SO_BINDTOIFINDEX", ELSEWHERE },
	{ SAFE_OPTION, "SO_MARK", ELSEWHERE },
	{ SAFE_OPTION, "IP_ADD_MEMBERSHIP", GROUPS },
	{ SAFE_OPTION, "IP_ADD_SOURCE_MEMBERSHIP", GROUPS },
	{ SAFE_OPTION, "IP_MULTICAST_IF", ELSEWHERE },
	{ SAFE_OPTION, "IP_OPTIONS", ELSEWHERE },
	{ SAFE_OPTION, "IP_UNICAST_IF", ELSEWHERE },
	{ SAFE_OPTION, "IPV6_JOIN_ANYCAST", GROUPS },
	{ SAFE_OPTION, "IPV6_JOIN_GROUP", GROUPS },
	{ SAFE_OPTION, "IPV6_MULTICAST_IF", ELSEWHERE },
	{ SAFE_OPTION, "IPV6_NEXTHOP", ELSEWHERE },
	{ SAFE_OPTION, "IPV6_PKTINFO", ELSEWHERE },
	{ SAFE_OPTION, "IPV6_RTHDR", ELSEWHERE },
	{ SAFE_OPTION, "IPV6_UNICAST_IF", ELSEWHERE },
	{ SAFE_OPTION, "MCAST_JOIN_GROUP", GROUPS },
	{ SAFE_OPTION, "MCAST_JOIN_SOURCE_GROUP", GROUPS },
	{ 0 }
};

bool
safe_allows(enum safe_what what, const char *name, struct error *error)
{
	for (const struct safe_row *row = safe_rows; row->name; row++) {
		if (row->what != what || strcmp(row->name, name) != 0)
			continue;
		if (!row->refusal)
			return true;
		return error_set(error, ERROR_REFUSED, "'%s' is not allowed with --safe: %s", name,
		    row->refusal);
	}
	/* These need no row of their own; all else that is unknown stays outside. */
	if (what == SAFE_FLAG || what == SAFE_OPTION)
		return true;
	return error_set(error, ERROR_REFUSED, "'%.60s' is not allowed with --safe", name);
}

bool
safe_address(const struct addr *addr, struct error *error)
{
	if (addr_is_loopback(addr))
		return true;
	if (addr->any.sa_family == AF_UNIX)
		return error_set(error, ERROR_REFUSED,
		    "a UNIX path is not allowed with --safe: it is a file; '@name' is none");
	return error_set(error, ERROR_REFUSED,
	    "only loopback addresses are allowed with --safe (127.0.0.1, [::1])");
}

bool
safe_host(const char *host, struct error *error)
{
	struct error ignored;
	struct addr addr;

	if (!*host || strcasecmp(host, "localhost") == 0)
		return true;
	if (addr_read_host(&addr, strchr(host, ':') ? AF_INET6 : AF_INET, host, strlen(host),
	    &ignored) == ADDR_NUMERIC)
		return safe_address(&addr, error);
	return error_set(error, ERROR_REFUSED,
	    "with --safe no name but localhost is looked up");
}

bool
safe_reverse(const struct addr *addr, struct error *error)
{
	struct buf host = { 0 };
	bool known;

	if (!safe_address(addr, error))
		return false;
	addr_show_host(&host, addr);
	known = strcmp(buf_text(&host), "127.0.0.1") == 0 || strcmp(buf_text(&host), "::1") == 0;
	buf_clear(&host);
	return known || error_set(error, ERROR_REFUSED, "with --safe nobody is asked for a name: "
	    "only 127.0.0.1 and ::1 have one, localhost");
}
