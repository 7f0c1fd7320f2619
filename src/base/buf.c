/* buf: bytes that grow. */
#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

char *
buf_reserve(struct buf *buf, size_t more)
{
	size_t need = buf->count + more + 1;

	if (need <= more)
		need = SIZE_MAX;
	if (need > buf->room) {
		size_t room = buf->room * 2;

		buf->room = room < need ? need : room;
		buf->data = mem_grow(buf->data, buf->room, 1);
	}
	return buf->data + buf->count;
}

void
buf_add(struct buf *buf, const void *bytes, size_t count)
{
	if (count)
		memcpy(buf_reserve(buf, count), bytes, count);
	else
		buf_reserve(buf, 0);
	buf->count += count;
	buf->data[buf->count] = '\0';
}

void
buf_add_byte(struct buf *buf, char byte)
{
	char *to = buf_reserve(buf, 1);

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
	int count;

	va_copy(again, list);
	count = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (count <= 0)
		return;
	vsnprintf(buf_reserve(buf, (size_t)count), (size_t)count + 1, format, list);
	buf->count += (size_t)count;
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
