/* type-hint: what getaddrinfo(3) is told beside the name, by names or numbers. */
#ifndef SOSH_COMMAND_TYPE_HINT_H
#define SOSH_COMMAND_TYPE_HINT_H
#include "lang/type.h"

typedef int arg_hint_family;
typedef int arg_hint_type;
typedef int arg_hint_protocol;
typedef int arg_hint_flags;      /* several, with commas between */

extern const struct type type_hint_family, type_hint_type, type_hint_protocol, type_hint_flags;
#endif
