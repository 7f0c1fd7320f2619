/* expand: words as they are when their command runs. */
#include "lang/expand.h"

/* So much stays for the next word. */
enum { SCRATCH = 64 << 10 };

static size_t
plain_front(const struct word *word)
{
	return word->parts && word->part->kind == PART_PLAIN ? word->part->count : 0;
}

/* Puts the parts together. */
static bool
join(const struct word *word, const struct world *world, struct buf *buf, struct error *error)
{
	for (size_t i = 0; i < word->parts; i++) {
		const struct part *part = &word->part[i];

		if (part->kind != PART_VARIABLE)
			buf_add(buf, part->bytes, part->count);
		else if (!world->variable(world->to, part->bytes, part->count, buf, error))
			return false;
	}
	return true;
}

bool
expand(const struct word *word, const struct world *world, struct pool *pool,
    struct text *text, struct error *error)
{
	struct buf own = { 0 };
	struct buf *buf = world && world->scratch ? world->scratch : &own;
	bool good;

	*text = (struct text){ .bytes = "", .plain = plain_front(word),
		.literal = word->literal, .word = word };
	if (word->parts == 1 && word->part->kind != PART_VARIABLE) {
		text->bytes = word->part->bytes;
		text->count = word->part->count;
		return true;
	}
	good = join(word, world, buf, error);
	if (good) {
		text->bytes = pool_copy(pool, buf_text(buf), buf->count);
		text->count = buf->count;
	}
	if (buf == &own || buf->room > SCRATCH)
		buf_clear(buf);
	else
		buf_reset(buf);
	return good;
}
