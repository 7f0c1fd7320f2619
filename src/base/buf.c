/* buf: bytes that grow. */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* malloc() gives so much to those who ask for less. */
enum { LEAST = 24 };

static void
grow(struct buf *buf, size_t need)
{
	size_t room = buf->room ? buf->room * 2 : LEAST;

	buf->room = room < need ? need : room;
	buf->data = mem_grow(buf->data, buf->room, 1);
}

static inline char *
reserve(struct buf *buf, size_t more)
{
	size_t need = buf->count + more + 1;

	if (need <= more)
		need = SIZE_MAX;
	if (need > buf->room)
		grow(buf, need);
	return buf->data + buf->count;
}

char *
buf_reserve(struct buf *buf, size_t more)
{
	return reserve(buf, more);
}

void
buf_add(struct buf *buf, const void *bytes, size_t count)
{
	if (count)
		memcpy(reserve(buf, count), bytes, count);
	else
		reserve(buf, 0);
	buf->count += count;
	buf->data[buf->count] = '\0';
}

void
buf_add_byte(struct buf *buf, char byte)
{
	char *to = reserve(buf, 1);

	to[0] = byte;
	to[1] = '\0';
	buf->count++;
}

void
buf_add_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void
buf_vformat(struct buf *buf, const char *format, va_list list)
{
	va_list again;
	size_t room = buf->room - buf->count;
	int count;

	/* Most often there is room already. */
	va_copy(again, list);
	count = vsnprintf(room ? buf->data + buf->count : NULL, room, format, again);
	va_end(again);
	if (count > 0 && (size_t)count >= room)
		vsnprintf(buf_reserve(buf, (size_t)count), (size_t)count + 1, format, list);
	if (count > 0)
		buf->count += (size_t)count;
	else if (room)
		buf->data[buf->count] = '\0';
}

void
buf_format(struct buf *buf, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	buf_vformat(buf, format, list);
	va_end(list);
}

void
buf_add_number(struct buf *buf, int64_t number)
{
	uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;
	char digits[24];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + left % 10);
	while (left /= 10);
	if (number < 0)
		digits[--at] = '-';
	buf_add(buf, digits + at, sizeof(digits) - at);
}

void
buf_add_blanks(struct buf *buf, size_t count)
{
	memset(buf_reserve(buf, count), ' ', count);
	buf->count += count;
	buf->data[buf->count] = '\0';
}

void
buf_drop(struct buf *buf, size_t count)
{
	if (!count)
		return;
	buf->count -= count;
	memmove(buf->data, buf->data + count, buf->count);
	buf->data[buf->count] = '\0';
}

const char *
buf_text(const struct buf *buf)
{
	return buf->count ? buf->data : "";
}

void
buf_reset(struct buf *buf)
{
	buf->count = 0;
	if (buf->data)
		*buf->data = '\0';
}

void
buf_clear(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){ 0 };
}
