/* raw: the calls as they are: any descriptor, length and family, a null pointer. */
#ifndef SOSH_COMMAND_RAW_H
#define SOSH_COMMAND_RAW_H
#include "base/names.h"
#include "command/types.h"
#include "lang/command.h"

struct call;

/* A descriptor in place of N.  It lands where N would: as the socket that has it, else
 * as one without a number that lives as long as the call; call->bare tells. */
typedef arg_sock  arg_descriptor;
typedef arg_socks arg_descriptors;
typedef struct { int number; bool given; } arg_length;  /* any int */
typedef struct { int number; bool given; } arg_family;  /* AF_..., by name or number */

extern const struct type type_descriptor, type_descriptors, type_length, type_family;

/* How an address is passed on, whatever it is. */
struct raw {
	arg_length length;
	arg_family family;
	arg_flag   null;
};

/* The rows of these flags, for a command whose struct has a `sock` (or `socks`), and
 * a `struct raw raw`. */
#define RAW_FLAG PARAM_OPTION | PARAM_RARE
#define RAW_DESCRIPTOR(args) \
	{ "fd-number", PARAM(args, sock, descriptor), .flags = RAW_FLAG | PARAM_INSTEAD, \
	  .help = "in place of N: make the call on this descriptor, whatever it is" }
#define RAW_DESCRIPTORS(args) \
	{ "fd-number", PARAM(args, socks, descriptors), .flags = RAW_FLAG | PARAM_INSTEAD, \
	  .help = "in place of N: make the call on this descriptor, whatever it is" }
#define RAW_LENGTH(args) \
	{ "addrlen", PARAM(args, raw.length, length), .flags = RAW_FLAG, \
	  .help = "pass this as the address's length" }
#define RAW_FAMILY(args) \
	{ "family", PARAM(args, raw.family, family), .flags = RAW_FLAG, \
	  .help = "write this into the address's family (sa_family)" }
#define RAW_NULL(args, what) \
	{ "null", PARAM(args, raw.null, flag), .flags = RAW_FLAG, .help = what }

/* Reads flags of a call: names of a table, in any case and with or without `prefix`, and
 * numbers, with commas between. */
bool raw_flags(const struct name *, const char *prefix, const struct text *, int *to,
    struct error *);
/* Changes an address as the flags say. */
void raw_change(const struct raw *, struct addr *);
/* A descriptor that is open is not closed under whoever has it: false, and an error of
 * kind `refused`. */
bool raw_may_close(struct call *, const struct sock *);
#endif
