/* banned: calls that have no place here, as compile errors.
 * Included by configure's config.h, after the system's headers. */
#ifndef SOSH_BASE_BANNED_H
#define SOSH_BASE_BANNED_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Some are macros, with _FORTIFY_SOURCE and clang. */
#undef alloca
#undef sprintf
#undef vsprintf
#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol atof gets alloca
#endif
