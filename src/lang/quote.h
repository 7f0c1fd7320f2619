/* quote: a text as a word that is typed. */
#ifndef SOSH_LANG_QUOTE_H
#define SOSH_LANG_QUOTE_H
#include <stddef.h>

#include "base/buf.h"

/* Adds `text` as a word that the language reads as this text: as it is where that
 * can be, else in double quotes.  The first `plain` bytes always stay outside of
 * the quotes: a DATA prefix is none inside of them. */
void quote_word(struct buf *, const char *text, size_t plain);
/* The same for bytes that may hold NULs; one stands behind them. */
void quote_bytes(struct buf *, const char *bytes, size_t count);
#endif
