/* expression: arithmetic with whole numbers, as `let NAME = ...` has it. */
#ifndef SOSH_LANG_EXPRESSION_H
#define SOSH_LANG_EXPRESSION_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "lang/expand.h"
#include "lang/words.h"

/* What the words come to, blanks between them or not: `+ - * / %`, comparisons (1 or
 * 0) and parentheses over whole numbers of 64 bits, signed.  Operators are what was
 * typed without quotes; what a variable or quotes hold is a number, whatever it looks
 * like.  False: a usage error, whose `*where` is its place. */
bool expression(const struct word *const *word, size_t count, const struct world *, int64_t *result,
    struct place *where, const struct source *, struct error *);
#endif
