/* piece: what data is made of. */
#ifndef SOSH_LANG_PIECE_H
#define SOSH_LANG_PIECE_H
#include "base/pool.h"
#include "lang/data.h"

enum piece_kind { PIECE_MEMORY, PIECE_FILE, PIECE_ZERO, PIECE_RANDOM, PIECE_PATTERN,
                  PIECE_FILL };

/* Each adds a piece; the bytes are borrowed and must live as long as the pool. */
bool piece_memory(struct data *, struct pool *, const char *bytes, size_t count);
bool piece_made(struct data *, struct pool *, enum piece_kind, int64_t size,
    const char *bytes, size_t count);
/* Opens the file: regular ones, and pipes and devices that can be read. */
bool piece_file(struct data *, struct pool *, const char *path, struct error *);
/* Moves all pieces of `from` behind those of `to`. */
void piece_append(struct data *to, struct pool *, struct data *from);
#endif
