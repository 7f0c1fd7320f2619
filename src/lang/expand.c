/* expand: words as they are when their command runs. */
#include "lang/expand.h"

static size_t
plain_front(const struct word *word)
{
	return word->parts && word->part->kind == PART_PLAIN ? word->part->count : 0;
}

bool
expand(const struct word *word, const struct world *world, struct pool *pool,
    struct text *text, struct error *error)
{
	struct buf buf = { 0 };

	*text = (struct text){ .bytes = "", .plain = plain_front(word),
		.literal = word->literal, .word = word };
	if (word->parts == 1 && word->part->kind != PART_VARIABLE) {
		text->bytes = word->part->bytes;
		text->count = word->part->count;
		return true;
	}
	for (size_t i = 0; i < word->parts; i++) {
		const struct part *part = &word->part[i];

		if (part->kind != PART_VARIABLE) {
			buf_add(&buf, part->bytes, part->count);
		} else if (!world->variable(world->to, part->bytes, part->count, &buf, error)) {
			buf_clear(&buf);
			return false;
		}
	}
	text->bytes = pool_copy(pool, buf_text(&buf), buf.count);
	text->count = buf.count;
	buf_clear(&buf);
	return true;
}
