/* escape: the escapes of double quotes. */
#ifndef SOSH_LANG_ESCAPE_H
#define SOSH_LANG_ESCAPE_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

/* Reads one escape: `text` begins behind the backslash and has `count` bytes.
 * Adds its bytes; returns how many bytes of `text` it took, or 0 and a usage
 * error.  `\r \n \t \a \b \e \f \v \\ \" \' \$ \ooo \xHH \uHHHH \u{H...}`. */
size_t escape_read(struct buf *, const char *text, size_t count, struct error *);
#endif
