/* topics: what help tells beside the commands; each written from its table. */
#include "command/topics.h"

#include <stdio.h>
#include <string.h>

#include "command/config.h"
#include "command/safe.h"
#include "command/topic-option.h"
#include "lang/data.h"
#include "socket/kind.h"
#include "socket/property.h"

static void
row(struct buf *out, const char *name, const char *help)
{
	buf_format(out, "  %-16s  %s\n", name, help);
}

static void
write_kinds(const struct catalog *catalog, struct buf *out)
{
	(void)catalog;
	buf_add_text(out, "Kinds of socket, for socket and pair:\n");
	for (const struct kind *kind = kinds; kind->name; kind++) {
		char name[40];

		snprintf(name, sizeof(name), "%s%s", kind->name, kind->wants_word ? ":P" : "");
		row(out, name, kind->help);
	}
	buf_add_text(out, "Or the three arguments of socket(2), by name or number: "
	    "socket inet stream 0\n");
}

static void
write_properties(const struct catalog *catalog, struct buf *out)
{
	(void)catalog;
	buf_add_text(out, "Properties of a socket: columns of status, ${2.state} in words, "
	    "2.state with expect and if:\n");
	for (const struct property *p = properties; p->name; p++)
		row(out, p->name, p->help);
}

static void
write_data(const struct catalog *catalog, struct buf *out)
{
	(void)catalog;
	buf_add_text(out, "Data, for send: words, joined without anything between. Text is itself; "
	    "\"double quotes\" know \\r \\n \\t \\xHH \\u{H}. A word may begin with\n");
	for (const struct data_prefix *p = data_prefixes; p->name; p++)
		row(out, p->name, p->help);
	for (const struct data_prefix *p = data_lengths; p->name; p++)
		buf_format(out, "  %s{ ... }%*s  %s\n", p->name,
		    (int)(9 - (strlen(p->name) < 9 ? strlen(p->name) : 9)), "", p->help);
}

static void
write_variables(const struct catalog *catalog, struct buf *out)
{
	(void)catalog;
	buf_add_text(out, "Variables, in words and in \"double quotes\":\n");
	row(out, "$name ${name}", "what let NAME WORD... set");
	row(out, "${2.state}", "a property of a socket, by number or name; ${.state}: of '.'");
	row(out, "${answer.FIELD}", "a field of the last answer: socket, bytes, data, local, ...");
	row(out, "${answer.ok}", "true, or false when the last command failed");
	row(out, "${answer.error.F}", "kind, errno, call, message of that failure");
	row(out, "${match.1}", "what the last regular expression caught; 0 is all of it");
	row(out, "${arg.1}", "the script's words; ${arg.0} its name, ${arg.count} how many");
	row(out, "${env.HOME}", "the environment");
}

static void
write_addresses(const struct catalog *catalog, struct buf *out)
{
	(void)catalog;
	buf_add_text(out, "Addresses:\n");
	row(out, "127.0.0.1:80", "IPv4, on tcp and udp; also localhost:http, *:8080, *:0");
	row(out, "[::1]:80", "IPv6, on tcp6 and udp6; also [fe80::1%eth0]:80, localhost:80, *:0");
	row(out, "/run/x.sock", "a UNIX path: it has a / in it, ./sock");
	row(out, "@name", "a name in Linux's abstract namespace");
	row(out, "\"\"", "a UNIX address that the kernel chooses");
	row(out, "127.0.0.1", "of ping and raw sockets, which need no port; also ::1, localhost");
	row(out, "lo:ip", "of packet sockets: INTERFACE, INTERFACE:PROTOCOL, lo:ip:HARDWARE; "
	    "*:arp");
	row(out, "host:1024", "of vsock: CID:PORT; the CID any, local, host; the port any");
	row(out, "0:0x1", "of netlink: PID or PID:GROUPS; 0 is the kernel");
}

static void
write_config(const struct catalog *catalog, struct buf *out)
{
	(void)catalog;
	buf_add_text(out, "What config shows and sets:\n");
	for (const struct config_key *key = config_keys; key->name; key++)
		row(out, key->name, key->help);
}

static void
write_safe(const struct catalog *catalog, struct buf *out)
{
	(void)catalog;
	buf_add_text(out, "With --safe, for a stranger's script, these are refused; only loopback "
	    "addresses and '@names' can be reached:\n");
	for (const struct safe_row *safe = safe_rows; safe->name; safe++)
		if (safe->refusal)
			row(out, safe->name, safe->refusal);
}

const struct topic topics[] = {
	{ "addresses", "how addresses are written", write_addresses },
	{ "data", "what send can send", write_data },
	{ "kinds", "kinds of socket", write_kinds },
	{ "option", "socket options; with a name: all of that one", topic_options },
	{ "properties", "what there is to know of a socket", write_properties },
	{ "safe", "what --safe refuses", write_safe },
	{ "settings", "what config sets", write_config },
	{ "variables", "what $ stands for", write_variables },
	{ 0 }
};

static const char *const groups[][2] = {
	{ "sockets", "Sockets, one call at a time" },
	{ "bytes", "Bytes" },
	{ "looking", "Looking" },
	{ "language", "Scripts" },
	{ "sosh", "sosh itself" },
};

void
topic_overview(const struct catalog *catalog, struct buf *out)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		buf_format(out, "%s:\n", groups[i][1]);
		for (const struct command *const *c = catalog->command; *c; c++)
			if (strcmp((*c)->group, groups[i][0]) == 0)
				row(out, (*c)->name, (*c)->summary);
	}
	buf_add_text(out, "Topics:\n");
	for (const struct topic *topic = topics; topic->name; topic++)
		row(out, topic->name, topic->summary);
	buf_add_text(out, "help WORD tells more of a command or a topic.\n");
}
