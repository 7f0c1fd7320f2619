/* data: DATA words to bytes. */
#ifndef SOSH_LANG_DATA_H
#define SOSH_LANG_DATA_H
#include <stdbool.h>
#include <stdint.h>

#include "lang/type.h"

struct piece;
/* Bytes to come, in pieces: some in memory, some made or read when asked for. */
struct data {
	struct piece *piece;
	size_t        count;
	int64_t       size;      /* of all that is left; -1 where a file does not tell */
	size_t        at;        /* the piece that comes next, */
	uint64_t      taken;     /* and so many of its bytes are gone */
};
typedef struct data arg_data;
extern const struct type type_data;

enum data_state { DATA_SOME, DATA_END, DATA_LATER, DATA_BAD };

/* Adds up to `room` bytes, and tells how many.  DATA_LATER: a pipe has nothing
 * now.  DATA_BAD: *error. */
enum data_state data_next(struct data *, char *to, size_t room, size_t *count,
    struct error *);
/* All of it where it lies in memory as one piece and nothing was taken yet: the
 * bytes, which live as long as the call; else NULL. */
const char *data_memory(const struct data *, size_t *count);
/* The descriptor of the regular file that comes next, which stands at its next byte, and how
 * many of its bytes are left; or -1.  Of these `count` were taken by who asked. */
int data_file(struct data *, uint64_t *left);
void data_took(struct data *, uint64_t count);
/* It had fewer bytes than it said: DATA_BAD. */
enum data_state data_shrunk(struct error *);
void data_clear(struct data *);

/* A prefix ("hex:") and what it is for; ends with a nameless row. */
struct data_prefix {
	const char *name, *help;
	bool (*add)(const struct data_prefix *, struct data *, const struct reading *,
	    const char *text, size_t count, size_t skipped, struct error *);
	unsigned width;   /* bytes of a packed number, or of a length */
	bool     little, sign;
};
extern const struct data_prefix data_prefixes[], data_lengths[];

/* The row of "len16be", or of "len16be+2": then `*more` is 2, which the length counts
 * beside the bytes behind it.  NULL if it is neither. */
const struct data_prefix *data_length(const char *text, size_t count, uint64_t *more);
#endif
