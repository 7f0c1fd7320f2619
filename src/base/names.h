/* names: what the system's numbers are called. */
#ifndef SOSH_BASE_NAMES_H
#define SOSH_BASE_NAMES_H
#include <stdbool.h>
#include <stddef.h>

struct name {
	const char *name;
	int         number;
	const char *help;    /* or NULL */
};

/* Tables that end with a nameless row: errno(3) symbols, "EACCES" on; address
 * families, "AF_INET" on; socket types, "SOCK_STREAM" on; IP protocols; MSG_
 * flags that recv(2) reports, in lower case ("oob", "trunc"); EAI_ codes. */
extern const struct name names_errno[], names_family[], names_type[],
    names_protocol[], names_message_flag[], names_eai[];
/* What is a protocol in families that have their own: "NETLINK_ROUTE" on; "ETH_P_IP" on,
 * in the order of this machine. */
extern const struct name names_netlink[], names_ethernet[];
/* All MSG_ flags, "MSG_OOB" on, that send(2) and recv(2) may be given. */
extern const struct name names_send_flag[], names_recv_flag[];
/* Flags of getaddrinfo(3), "AI_PASSIVE" on. */
extern const struct name names_lookup_flag[];

/* The name of a number: the first row that has it, or NULL. */
const char *names_of(const struct name *, int number);
/* Writes it without `prefix` and in lower case: "AF_INET" is inet.  False: there is none,
 * and it is the number in decimal. */
bool names_brief(const struct name *, const char *prefix, int number, char *text,
    size_t room);
/* The number of a name in any case, with or without `prefix` ("AF_"). */
bool names_number(const struct name *, const char *prefix, const char *text, int *number);
/* The same of a word of `count` bytes, which may be any. */
bool names_read(const struct name *, const char *prefix, const char *word, size_t count,
    int *number);
/* An IP protocol: a name of the table, with or without "IPPROTO_", or one of
 * /etc/protocols ("ospf"). */
bool names_protocol_number(const char *text, int *number);
#endif
