/* kind: the kinds of socket, and the three numbers of socket(2). */
#include "socket/kind.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/names.h"

const struct kind kinds[] = {
	{ "tcp", AF_INET, SOCK_STREAM, IPPROTO_TCP, "TCP over IPv4" },
	{ "tcp6", AF_INET6, SOCK_STREAM, IPPROTO_TCP,
	  "TCP over IPv6, and over IPv4 unless v6only is on" },
	{ "udp", AF_INET, SOCK_DGRAM, IPPROTO_UDP, "UDP over IPv4" },
	{ "udp6", AF_INET6, SOCK_DGRAM, IPPROTO_UDP, "UDP over IPv6" },
	{ "unix", AF_UNIX, SOCK_STREAM, 0, "a stream on this machine" },
	{ "unix-dgram", AF_UNIX, SOCK_DGRAM, 0, "datagrams on this machine" },
	{ "unix-seqpacket", AF_UNIX, SOCK_SEQPACKET, 0, "connected messages on this machine" },
	{ 0 }
};

const struct kind *
kind_named(const char *name)
{
	for (const struct kind *kind = kinds; kind->name; kind++)
		if (strcmp(kind->name, name) == 0)
			return kind;
	return NULL;
}

/* The end of a name behind its prefix, in lower case: "AF_INET" is "inet". */
static void
brief(const struct name *table, int number, size_t prefix, char *text, size_t room)
{
	const char *name = names_of(table, number);
	size_t i = 0;

	if (!name) {
		snprintf(text, room, "%d", number);
		return;
	}
	for (name += prefix; *name && i + 1 < room; name++)
		text[i++] = *name >= 'A' && *name <= 'Z' ? (char)(*name - 'A' + 'a') : *name;
	text[i] = '\0';
}

const char *
kind_name(int family, int type, int protocol)
{
	for (const struct kind *kind = kinds; kind->name; kind++)
		if (kind->family == family && kind->type == type &&
		    (protocol == 0 || protocol == kind->protocol))
			return kind->name;
	return NULL;
}

const char *
kind_text(int family, int type, int protocol, char *text)
{
	const char *name = kind_name(family, type, protocol);
	char family_name[20], type_name[20];

	if (name) {
		snprintf(text, 64, "%s", name);
		return text;
	}
	brief(names_family, family, strlen("AF_"), family_name, sizeof(family_name));
	brief(names_type, type, strlen("SOCK_"), type_name, sizeof(type_name));
	snprintf(text, 64, "%s/%s/%d", family_name, type_name, protocol);
	return text;
}
