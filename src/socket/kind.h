/* kind: the kinds of socket, and the three numbers of socket(2). */
#ifndef SOSH_SOCKET_KIND_H
#define SOSH_SOCKET_KIND_H
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/names.h"

/* What it means when the kernel refuses to make one. */
struct kind_lack {
	int         number;      /* the errno */
	const char *what;        /* a sentence for people */
};

struct kind {
	const char *name;
	int         family, type, protocol;
	const char *help;
	/* "raw:icmp": the word behind the colon, a protocol by name or number; NULL: none. */
	const struct name *words;
	const char *prefix;      /* that their names may lack: "IPPROTO_" */
	bool        wants_word;  /* it cannot be left out */
	struct kind_lack lack[3];
};
/* Ends with a nameless row. */
extern const struct kind kinds[];

/* The kind of this name, without its word, or NULL. */
const struct kind *kind_named(const char *name);
/* The kind that these three numbers make, or NULL.  Protocol 0 and the family's usual
 * one are the same. */
const struct kind *kind_of(int family, int type, int protocol);
/* Reads "tcp" or "raw:icmp".  NULL and a usage error where a kind has a word that it
 * cannot have, or lacks one; NULL and no error (kind ERROR_NONE) where there is no
 * such kind. */
const struct kind *kind_read(const char *text, size_t count, int *protocol, struct error *);
/* The name of the kind that these make; NULL where there is none, or it has a word behind
 * it; static. */
const char *kind_name(int family, int type, int protocol);
/* The name for three numbers: a kind's, else "inet/stream/6" with names where
 * there are some.  `text` has 64 bytes; returns it. */
const char *kind_text(int family, int type, int protocol, char *text);

/* A protocol of socket(2) by name or number, as its family counts them: "tcp", "route",
 * and "arp" of packet sockets in the network's order; a number is taken as it is. */
bool kind_protocol(int family, const char *text, size_t count, int *protocol);
/* Such a number in the order of bytes of this machine, or back: packet sockets alone count
 * their protocols in the network's. */
int kind_in_order(int family, int protocol);
/* The names of a family's protocols, and the prefix that they may lack. */
const struct name *kind_protocols(int family, const char **prefix);
/* Why the kernel answered socket(2) with this errno: what is missing; NULL: who knows. */
const char *kind_lacks(int family, int type, int protocol, int number);

/* Do its addresses begin with an interface, as those of packet sockets? */
bool kind_has_interfaces(int family);
/* Have its addresses no port, as those of raw and ping sockets? */
bool kind_has_no_port(int family, int type, int protocol);
#endif
