/* heard: what commands said, for a report: the first of it and the last. */
#include "shell/heard.h"

#include <stdbool.h>
#include <string.h>

/* Lines are kept whole where their ends are so near to the cut. */
enum { NEAR = 4 << 10 };

/* Of the last there may be twice as much until it is cut: each byte is moved once or so. */
static void
drop_old(struct heard *heard)
{
	size_t old = heard->last.count - HEARD_HALF;

	buf_drop(&heard->last, old);
	heard->gone += old;
}

void
heard_add(struct heard *heard, const char *text, size_t count)
{
	size_t room = HEARD_HALF - heard->first.count;
	size_t first = count < room ? count : room;

	buf_add(&heard->first, text, first);
	text += first;
	count -= first;
	if (count > HEARD_HALF) {
		heard->gone += heard->last.count + count - HEARD_HALF;
		buf_reset(&heard->last);
		text += count - HEARD_HALF;
		count = HEARD_HALF;
	}
	buf_add(&heard->last, text, count);
	if (heard->last.count > 2 * HEARD_HALF)
		drop_old(heard);
}

static bool
goes_on(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Where the first ends: behind a line, or at least before a character. */
static size_t
first_end(const struct buf *first)
{
	size_t end = first->count, least = end > NEAR ? end - NEAR : 0;
	size_t line = end;

	while (line > least && first->data[line - 1] != '\n')
		line--;
	if (line > least)
		return line;
	/* The last character may have been cut. */
	while (end && goes_on(first->data[end - 1]))
		end--;
	return end && (unsigned char)first->data[end - 1] >= 0xc0 ? end - 1 : end;
}

/* Where the last begins, so. */
static size_t
last_start(const struct buf *last, size_t start)
{
	size_t most = last->count - start > NEAR ? start + NEAR : last->count;
	const char *feed = memchr(last->data + start, '\n', most - start);

	if (feed && feed + 1 < last->data + last->count)
		return (size_t)(feed + 1 - last->data);
	while (start < last->count && goes_on(last->data[start]))
		start++;
	return start;
}

void
heard_show(const struct heard *heard, struct buf *out)
{
	const struct buf *first = &heard->first, *last = &heard->last;
	size_t old = last->count > HEARD_HALF ? last->count - HEARD_HALF : 0, end, start;

	if (!heard->gone && !old) {
		buf_add(out, buf_text(first), first->count);
		buf_add(out, buf_text(last), last->count);
		return;
	}
	end = first_end(first);
	start = last_start(last, old);
	buf_add(out, first->data, end);
	if (end && first->data[end - 1] != '\n')
		buf_add_byte(out, '\n');
	buf_format(out, "... %zu bytes are left out here ...\n",
	    first->count - end + heard->gone + start);
	buf_add(out, last->data + start, last->count - start);
}

void
heard_reset(struct heard *heard)
{
	buf_reset(&heard->first);
	buf_reset(&heard->last);
	heard->gone = 0;
}

void
heard_clear(struct heard *heard)
{
	buf_clear(&heard->first);
	buf_clear(&heard->last);
	heard->gone = 0;
}
