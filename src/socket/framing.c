/* framing: where in a stream of bytes a frame ends. */
#include "socket/framing.h"

#include <string.h>

#include "base/apart.h"
#include "base/number.h"

/* An expression that takes longer than this rests for some times as long: so bytes that
 * come one by one cannot make work that grows with their square. */
enum { REST = 3 };
static const int64_t quick = NUMBER_SECOND / 2000;

static enum framed
whole_at(struct framing *framing, size_t end)
{
	framing->whole = end;
	return end > framing->max ? FRAMED_LIMIT : FRAMED;
}

static enum framed
look_exact(struct framing *framing, const char *bytes, size_t count, bool ended,
    struct error *error)
{
	(void)bytes, (void)ended, (void)error;
	if (framing->size > framing->max)
		return FRAMED_LIMIT;
	return count < framing->size ? FRAMED_NOT_YET :
	    whole_at(framing, (size_t)framing->size);
}

APART static enum framed
look_later(struct framing *framing, size_t count)
{
	size_t size = framing->mark_count;

	/* The last of them may be the first of the mark. */
	if (count - framing->looked >= size)
		framing->looked = count - (size - 1);
	return count >= framing->max ? FRAMED_LIMIT : FRAMED_NOT_YET;
}

APART static enum framed
look_until_several(struct framing *framing, const char *bytes, size_t count)
{
	const char *found = memmem(bytes + framing->looked, count - framing->looked,
	    framing->mark, framing->mark_count);

	return found ? whole_at(framing, (size_t)(found - bytes) + framing->mark_count) :
	    look_later(framing, count);
}

static enum framed
look_until(struct framing *framing, const char *bytes, size_t count, bool ended,
    struct error *error)
{
	const char *found;

	(void)ended, (void)error;
	if (framing->mark_count != 1)
		return look_until_several(framing, bytes, count);
	found = memchr(bytes + framing->looked, *framing->mark, count - framing->looked);
	return found ? whole_at(framing, (size_t)(found - bytes) + 1) :
	    look_later(framing, count);
}

static enum framed
look_match(struct framing *framing, const char *bytes, size_t count, bool ended,
    struct error *error)
{
	int64_t now = number_now(), then;
	bool full = count >= framing->max;

	if (full)
		count = (size_t)framing->max;
	if (now < framing->pause && !ended && !full)
		return FRAMED_NOT_YET;
	if (match_run_from(framing->match, bytes, count, framing->looked, &framing->looked, error))
		return whole_at(framing, match_end(framing->match));
	then = number_now();
	framing->pause = then - now > quick ? then + REST * (then - now) : 0;
	return error->kind != ERROR_NONE ? FRAMED_WRONG : full ? FRAMED_LIMIT : FRAMED_NOT_YET;
}

static uint64_t
length_of(const struct framing *framing, const char *bytes)
{
	uint64_t length = 0;

	for (unsigned i = 0; i < framing->width; i++) {
		unsigned at = framing->little ? framing->width - 1 - i : i;

		length = length << 8 | (unsigned char)bytes[at];
	}
	return length;
}

static enum framed
look_length(struct framing *framing, const char *bytes, size_t count, bool ended,
    struct error *error)
{
	uint64_t length;

	(void)ended;
	if (count < framing->width)
		return FRAMED_NOT_YET;
	length = length_of(framing, bytes);
	if (length < framing->more)
		return error_set(error, ERROR_LIMIT, "the length in front is %llu, and has to be "
		    "%llu at least", (unsigned long long)length, (unsigned long long)framing->more),
		    FRAMED_WRONG;
	length -= framing->more;
	if (length > framing->max)
		return FRAMED_LIMIT;
	framing->from = framing->width;
	framing->whole = framing->width + (size_t)length;
	return count < framing->whole ? FRAMED_NOT_YET : FRAMED;
}

static enum framed
look_end(struct framing *framing, const char *bytes, size_t count, bool ended,
    struct error *error)
{
	(void)bytes, (void)error;
	framing->whole = count;
	if (count > framing->max)
		return FRAMED_LIMIT;
	return ended ? FRAMED : FRAMED_NOT_YET;
}

enum framed
framing_look(struct framing *framing, const char *bytes, size_t count, bool ended,
    struct error *error)
{
	static enum framed (*const look[])(struct framing *, const char *, size_t, bool,
	    struct error *) = {
		[FRAMING_NONE] = look_end, [FRAMING_EXACT] = look_exact,
		[FRAMING_UNTIL] = look_until, [FRAMING_MATCH] = look_match,
		[FRAMING_LENGTH] = look_length, [FRAMING_EOF] = look_end,
		[FRAMING_FOR] = look_end,
	};

	framing->from = 0;
	return look[framing->kind](framing, bytes, count, ended, error);
}

size_t
framing_head(struct framing *framing, const char *bytes, size_t count)
{
	size_t head = framing->width;

	if (framing->kind != FRAMING_LENGTH || count < head)
		return 0;
	/* It is not less: framing_look() has seen it. */
	framing->size = length_of(framing, bytes) - framing->more;
	framing->kind = FRAMING_EXACT;
	framing->width = 0;
	return head;
}

void
framing_took(struct framing *framing, size_t count)
{
	framing->looked -= framing->looked < count ? framing->looked : count;
	framing->max -= framing->max < count ? framing->max : count;
	framing->size -= framing->size < count ? framing->size : count;
}
