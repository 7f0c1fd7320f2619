/* types: argument types that look at the desk. */
#ifndef SOSH_COMMAND_TYPES_H
#define SOSH_COMMAND_TYPES_H
#include "base/match.h"
#include "lang/type.h"
#include "socket/kind.h"
#include "socket/sock.h"

typedef struct sock *arg_sock;       /* an open socket */
typedef struct sock *arg_any_sock;   /* also a closed one */
typedef struct { struct sock **item; size_t count; } arg_socks;
typedef struct { bool all; struct sock **item; size_t count; } arg_socks_or_all;
typedef struct { int family, type, protocol; struct text word[3]; size_t count; } arg_kind;
typedef struct text  arg_address;    /* well formed; the family comes later */
typedef struct text  arg_sockname;   /* a name that a socket may be given */
typedef struct text  arg_variable;   /* a name that `let` may set */
typedef struct text  arg_path;       /* of a file */
typedef struct text  arg_command;    /* stands for PARAM_COMMAND */

typedef struct text  arg_host;       /* its name or address, perhaps with a service */

/* What a row wants (struct param).  Of sockets: which Tab offers, those that make
 * sense first, and which is meant where none was named. */
enum wants {
	WANTS_ANY,
	WANTS_LISTENING,   /* only those that listen */
	WANTS_CONNECTED,   /* connected ones before the others */
	WANTS_UNCONNECTED, WANTS_UNBOUND,
	WANTS_BOUND,       /* those that can listen now: no datagram sockets */
	WANTS_SERVICE,     /* those that can be served: listening ones first */
	WANTS_SERVED,      /* only clients of servers */
	/* Of addresses: one of this machine, to bind to; else one to be reached.  Their
	 * family is that of the socket that the command's struct begins with. */
	WANTS_OWN,
	/* Of addresses that are for no socket: HOST:PORT, or one of UNIX sockets. */
	WANTS_PORT,
	/* Of hosts: a numeric address, to be looked up. */
	WANTS_NUMERIC,
};

extern const struct type type_sock, type_any_sock, type_socks,
    type_socks_or_all, type_kind, type_address, type_host, type_sockname, type_variable, type_path,
    type_command, type_command_name;

/* The sockets of such fields (`borrows` of struct type). */
struct sock *const *type_borrows_one(const void *arg_sock, size_t *count);
struct sock *const *type_borrows_some(const void *arg_socks, size_t *count);
struct sock *const *type_borrows_some_or_all(const void *arg_socks_or_all, size_t *count);

/* Is it all that socket(2) wants?  False and a usage error: a family stands alone. */
bool type_kind_is_whole(const arg_kind *, struct error *);
/* Offers names that no open socket has; of a list with commas the next. */
void type_offer_socknames(const struct reading *, const char *typed, struct offer);
/* A socket by number, name or `.`, as a word says it. */
struct sock *type_find_sock(const struct reading *, const char *word, size_t count,
    bool closed_too, struct error *);
#endif
