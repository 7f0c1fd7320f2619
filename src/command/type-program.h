/* type-program: the word that a shell is given to run. */
#ifndef SOSH_COMMAND_TYPE_PROGRAM_H
#define SOSH_COMMAND_TYPE_PROGRAM_H
#include "lang/type.h"

typedef struct text arg_program;   /* for `sh -c`; not empty, and no NUL in it */

extern const struct type type_program;
#endif
