/* bytes: bytes as text that is safe to look at, and back. */
#ifndef SOSH_BASE_BYTES_H
#define SOSH_BASE_BYTES_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

enum bytes_show {
	SHOW_ASCII = 1 << 0,  /* escape all that is not ASCII, too */
	SHOW_LINES = 1 << 1,  /* LF and TAB stay as they are */
	SHOW_SLASH = 1 << 3,  /* a backslash stays as it is */
	SHOW_BREAK = 1 << 2,  /* a line feed is escaped, and breaks the line */
};

/* Adds `bytes` so that no terminal obeys them: printable ASCII and printable
 * UTF-8 stay; control characters (C1 too), invalid UTF-8, private use,
 * direction-changing and invisible characters become \n \r \t \xHH or \u{H...};
 * a backslash becomes \\.  Read back by the escapes of a double-quoted
 * word, what was shown is the bytes again.  `flags`: enum bytes_show.
 * Growth is at most 4 for each byte (10 for three bytes of UTF-8). */
void bytes_show(struct buf *, const void *bytes, size_t count, unsigned flags);
/* The same for a C string. */
void bytes_show_text(struct buf *, const char *text, unsigned flags);

/* For messages: the bytes as a C string: more than 60 are cut and end in "...",
 * a NUL is "\\x00".  The rest stands as it is: who shows the message escapes it. */
enum { BYTES_QUOTED = 60 };
struct bytes_quoted {
	char text[BYTES_QUOTED * 4 + 4];
};
const char *bytes_quote(struct bytes_quoted *, const void *bytes, size_t count);

/* Valid UTF-8 (RFC 3629: no surrogates, nothing overlong) without a NUL. */
bool bytes_are_text(const void *bytes, size_t count);
/* Decodes one code point: how many bytes it took (1 to 4), 0 if they are no
 * valid UTF-8 (an incomplete tail included). */
size_t bytes_code_point(const void *bytes, size_t count, unsigned *code);
/* Adds a code point as UTF-8; false if it is a surrogate or past 10FFFF. */
bool bytes_add_code_point(struct buf *, unsigned code);
/* How many columns a code point takes on a terminal: 0, 1 or 2. */
int bytes_columns(unsigned code);

/* How many columns a text takes; a byte that is no UTF-8 takes one. */
size_t bytes_width(const char *text, size_t count);

/* A hex dump, a line for each 16 bytes: offset, hex, printable ASCII. */
void bytes_dump(struct buf *, const void *bytes, size_t count, const char *indent);

/* Strict hex: whole bytes, blanks or `:` only between bytes.  The error's `at`
 * is the offending place in `text`, its end where something is missing; nothing is
 * added then. */
bool bytes_from_hex(struct buf *, const char *text, size_t count, struct error *);
/* Strict base64 (RFC 4648 section 4, with padding, no line ends). */
bool bytes_from_base64(struct buf *, const char *text, size_t count, struct error *);
void bytes_to_base64(struct buf *, const void *bytes, size_t count);
#endif
