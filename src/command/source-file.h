/* source-file: a file of commands, read and parsed whole. */
#ifndef SOSH_COMMAND_SOURCE_FILE_H
#define SOSH_COMMAND_SOURCE_FILE_H
#include "lang/script.h"

/* NULL and an error where it cannot be read; a pipe to which nobody writes is waited
 * for at most `limit` nanoseconds (below 0: for ever).  Where it cannot be understood, the
 * script all the same, for the place, and error->kind is not ERROR_NONE. */
struct script *source_file(const struct catalog *, const char *path, int64_t limit,
    struct error *);
/* The text of a file, unparsed, for who only wants to see what it defines; NULL where it
 * cannot be read, is no regular file, or --safe keeps files away.  `session` is one. */
struct script *source_look(void *session, const char *path);
#endif
