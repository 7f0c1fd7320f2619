/* unpack: --as: lengths in front of messages, and packed numbers. */
#ifndef SOSH_COMMAND_UNPACK_H
#define SOSH_COMMAND_UNPACK_H
#include "base/value.h"
#include "lang/data.h"

/* One number, under a name where one was given. */
struct unpack_item {
	const char *name;
	const struct data_prefix *form;
};
/* What a word of --as says: "len16be", or "u16be,id=u32le,f64be". */
typedef struct {
	const struct data_prefix *length;  /* the message has its length in front; or NULL, */
	const struct unpack_item *item;    /* and these */
	size_t count, bytes;               /* how many they are, and how long */
} arg_as;
extern const struct type type_as;

/* Puts `as->bytes` bytes as numbers: all into the list `values`, those with names also
 * into the record `fields`. */
void unpack(const arg_as *, const char *bytes, struct record *);
#endif
