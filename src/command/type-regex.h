/* type-regex: a regular expression, compiled when its word is read. */
#ifndef SOSH_COMMAND_TYPE_REGEX_H
#define SOSH_COMMAND_TYPE_REGEX_H
#include "base/match.h"
#include "lang/type.h"

/* The call's to free; who takes it over sets the field to NULL. */
typedef struct match *arg_regex;
extern const struct type type_regex;
#endif
