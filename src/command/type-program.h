/* type-program: the word that a shell is given to run. */
#ifndef SOSH_COMMAND_TYPE_PROGRAM_H
#define SOSH_COMMAND_TYPE_PROGRAM_H
#include "lang/type.h"

typedef struct text arg_program;   /* for `sh -c`; not empty, and no NUL in it */
/* Words for it, its $1, $2 and so on; no NUL in them. */
typedef struct { const char **word; size_t count; } arg_program_words; /* a NULL behind */

extern const struct type type_program, type_program_words;
#endif
