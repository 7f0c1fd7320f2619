/* buf: bytes that grow. */
#ifndef SOSH_BASE_BUF_H
#define SOSH_BASE_BUF_H
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is an empty one.  `data` always has a NUL behind its `count` bytes
 * once anything was added. */
struct buf {
	char  *data;
	size_t count, room;
};

/* Room for `more` bytes behind those there are; returns where they start. */
char *buf_reserve(struct buf *, size_t more);
void  buf_add(struct buf *, const void *bytes, size_t count);
void  buf_add_byte(struct buf *, char byte);
void  buf_add_text(struct buf *, const char *text);
/* In decimal; quicker than by a format. */
void  buf_add_number(struct buf *, int64_t number);
void  buf_add_blanks(struct buf *, size_t count);
void  buf_format(struct buf *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void  buf_vformat(struct buf *, const char *format, va_list)
    __attribute__((format(printf, 2, 0)));
/* Takes `count` bytes off the front. */
void  buf_drop(struct buf *, size_t count);
/* The bytes as a C string: "" where there are none. */
const char *buf_text(const struct buf *);
void  buf_reset(struct buf *);
void  buf_clear(struct buf *);
#endif
