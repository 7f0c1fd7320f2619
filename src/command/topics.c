/* topics: what help tells beside the commands; each written from its table. */
#include "command/topics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/config.h"
#include "command/safe.h"
#include "command/topic-language.h"
#include "command/topic-note.h"
#include "command/topic-option.h"
#include "lang/data.h"
#include "lang/defs.h"
#include "lang/layout.h"
#include "socket/kind.h"
#include "socket/property.h"

static void
row(struct buf *out, const char *name, const char *help)
{
	layout_row(name, help, 16, out);
}

static void
write_kinds(const struct catalog *catalog, struct buf *out)
{
	(void)catalog;
	layout_text("Kinds of socket, for socket and pair:", 0, out);
	for (const struct kind *kind = kinds; kind->name; kind++) {
		char name[40];

		snprintf(name, sizeof(name), "%s%s", kind->name, kind->wants_word ? ":P" : "");
		row(out, name, kind->help);
	}
	layout_text("Or the three arguments of socket(2), by name or number: "
	    "socket inet stream 0", 0, out);
}

static void
write_properties(const struct catalog *catalog, struct buf *out)
{
	size_t width = 0;

	(void)catalog;
	for (const struct property *p = properties; p->name; p++)
		width = layout_wider(width, strlen(p->name));
	layout_text("Properties of a socket: columns of status, ${2.state} in words, "
	    "2.state with expect and if:", 0, out);
	for (const struct property *p = properties; p->name; p++)
		layout_row(p->name, p->help, width, out);
}

static void
write_data(const struct catalog *catalog, struct buf *out)
{
	(void)catalog;
	layout_text("Data, for send: words, joined without anything between. Text is itself; "
	    "\"double quotes\" know \\r \\n \\t \\xHH \\u{H}. A word may begin with", 0, out);
	for (const struct data_prefix *p = data_prefixes; p->name; p++)
		row(out, p->name, p->help);
	for (const struct data_prefix *p = data_lengths; p->name; p++)
		buf_format(out, "  %s{ ... }%*s  %s\n", p->name,
		    (int)(9 - (strlen(p->name) < 9 ? strlen(p->name) : 9)), "", p->help);
	row(out, "len32be+4{ ... }", "a length that counts 4 bytes more: itself, say; so of any");
}

static void
write_variables(const struct catalog *catalog, struct buf *out)
{
	(void)catalog;
	layout_text("Variables, in words and in \"double quotes\":", 0, out);
	row(out, "$name ${name}", "what let NAME WORD... set");
	row(out, "${2.state}", "a property of a socket or NAME; ${.state}: of '.'");
	row(out, "${answer.FIELD}", "a field of the last answer; empty where it has none");
	row(out, "${answer.ok}", "true, or false when the last command failed");
	row(out, "${answer.error.}", "kind, errno, call, message of that failure");
	row(out, "${match.1}", "what the last regular expression caught; 0 is all of it");
	row(out, "${arg.1}", "the script's words; ${arg.0} its name, ${arg.count} how many");
	row(out, "${env.HOME}", "the environment");
}

static void
write_addresses(const struct catalog *catalog, struct buf *out)
{
	(void)catalog;
	layout_text("Addresses:", 0, out);
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
	layout_text("What config shows and sets:", 0, out);
	for (const struct config_key *key = config_keys; key->name; key++)
		row(out, key->name, key->help);
}

static void
write_safe(const struct catalog *catalog, struct buf *out)
{
	(void)catalog;
	layout_text("With --safe, for a stranger's script, these are refused; only loopback "
	    "addresses and '@names' can be reached:", 0, out);
	for (const struct safe_row *safe = safe_rows; safe->name; safe++)
		if (safe->refusal)
			row(out, safe->name, safe->refusal);
	layout_text("Nobody is asked for names: localhost is 127.0.0.1 and ::1, services are those "
	    "of /etc/services.", 0, out);
	layout_text("What it does not keep a script from: talking to other programs of this "
	    "machine that listen on loopback or have an '@name'; taking ports, memory and time "
	    "(ulimit, -t). Run it as a user of its own, or in a network of its own (unshare "
	    "-Urn), where that matters.", 0, out);
}

const struct topic topics[] = {
	{ "addresses", "how addresses are written", write_addresses },
	{ "data", "what send can send", write_data },
	{ "expressions", "what let = computes, and expect, if and while compare",
	  topic_expressions },
	{ "framing", "how recv finds the end of a message in a stream", topic_framing },
	{ "kinds", "kinds of socket", write_kinds },
	{ "notes", "calls that go well and surprise", topic_notes },
	{ "option", "socket options; with a name: all of that one", topic_options },
	{ "properties", "what there is to know of a socket", write_properties },
	{ "safe", "what --safe refuses", write_safe },
	{ "scripts", "what scripts have beside commands", topic_scripts },
	{ "settings", "what config sets", write_config },
	{ "tests", "tests in scripts, and how they are run", topic_tests },
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

static void
add_defined(const struct catalog *catalog, struct buf *out)
{
	size_t count;
	struct def **list = defs_list(catalog->defs, &count);

	if (count)
		buf_add_text(out, "Defined by scripts:\n");
	for (size_t i = 0; i < count; i++)
		row(out, list[i]->command.name, list[i]->command.summary);
	free(list);
}

void
topic_overview(const struct catalog *catalog, struct buf *out)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		buf_format(out, "%s:\n", groups[i][1]);
		for (const struct command *const *c = catalog->command; *c; c++)
			if (strcmp((*c)->group, groups[i][0]) == 0)
				row(out, (*c)->name, (*c)->summary);
	}
	add_defined(catalog, out);
	layout_text("Topics:", 0, out);
	for (const struct topic *topic = topics; topic->name; topic++)
		row(out, topic->name, topic->summary);
	layout_text("help WORD tells more of a command or a topic; explain WORD of an errno, a "
	    "state, an option, a flag, and of all else that there is.", 0, out);
}
