/* frame: which frame the flags of a receiving command ask for. */
#include "command/frame.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"

enum { MARK_MOST = 64 << 10 };

static bool
has_mark(const struct frame_args *args)
{
	return args->until.piece != NULL;
}

static bool
has_form(const struct frame_args *args)
{
	return args->as.length || args->as.count;
}

enum framing_kind
frame_kind(const struct frame_args *args, struct error *error)
{
	int several = args->exact + has_mark(args) + args->line + (args->match != NULL) +
	    args->eof + args->span.given + has_form(args);

	error->kind = ERROR_NONE;
	if (several > 1)
		error_usage(error, "only one of --exact, --until, --line, --match, --eof, --for "
		    "and --as goes");
	if (several != 1)
		return FRAMING_NONE;
	if (args->line || has_mark(args))
		return FRAMING_UNTIL;
	if (args->exact || args->as.count)
		return FRAMING_EXACT;
	if (args->as.length)
		return FRAMING_LENGTH;
	return args->match ? FRAMING_MATCH : args->eof ? FRAMING_EOF : FRAMING_FOR;
}

/* The bytes of --until; a file or something that is made may be among them. */
static bool
read_mark(struct data *data, struct framing *framing, struct pool *pool, struct error *error)
{
	char *room;
	size_t got;
	enum data_state state = DATA_SOME;

	framing->mark = data_memory(data, &framing->mark_count);
	if (!framing->mark) {
		framing->mark = room = pool_new(pool, MARK_MOST + 1);
		framing->mark_count = 0;
		while (state == DATA_SOME && framing->mark_count <= MARK_MOST) {
			state = data_next(data, room + framing->mark_count,
			    MARK_MOST + 1 - framing->mark_count, &got, error);
			framing->mark_count += state == DATA_SOME ? got : 0;
		}
	}
	if (state == DATA_BAD)
		return false;
	if (state == DATA_LATER)
		return error_usage(error, "--until does not wait for a file to be written");
	if (framing->mark_count > MARK_MOST)
		return error_usage(error, "--until takes 64 KiB at most");
	return framing->mark_count || error_usage(error, "--until wants a byte at least");
}

static const char *
joined(struct pool *pool, const char *before, const char *text, const char *behind)
{
	struct buf buf = { 0 };
	char *copy;

	buf_format(&buf, "%s%s%s", before, text, behind);
	copy = pool_copy(pool, buf_text(&buf), buf.count);
	buf_clear(&buf);
	return copy;
}

static bool
plan_line(struct receive *receive)
{
	receive->what = "line";
	receive->framing.mark = "\n";
	receive->framing.mark_count = 1;
	return true;
}

static bool
plan_until(const struct frame_args *args, struct receive *receive, struct pool *pool,
    struct error *error)
{
	struct bytes_quoted quoted;
	struct framing *framing = &receive->framing;
	/* Its pieces are taken one after the other. */
	struct data data = args->until;

	if (!read_mark(&data, framing, pool, error))
		return false;
	receive->what = joined(pool, "'", bytes_quote(&quoted, framing->mark,
	    framing->mark_count), "'");
	return true;
}

static bool
plan_exact(const struct frame_args *args, int64_t size, struct receive *receive,
    struct pool *pool)
{
	char text[40];

	receive->framing.size = args->as.count ? args->as.bytes : (uint64_t)size;
	snprintf(text, sizeof(text), "%llu", (unsigned long long)receive->framing.size);
	receive->what = joined(pool, "", text, receive->framing.size == 1 ? " byte" : " bytes");
	return true;
}

bool
frame_plan(const struct frame_args *args, enum framing_kind kind, int64_t size, bool streamed,
    struct receive *receive, struct pool *pool, struct error *error)
{
	struct framing *framing = &receive->framing;

	framing->kind = kind;
	framing->max = args->max.given ? (uint64_t)args->max.number :
	    streamed ? UINT64_MAX / 2 : RECEIVE_MAX;
	switch (kind) {
	case FRAMING_UNTIL:
		return args->line ? plan_line(receive) : plan_until(args, receive, pool, error);
	case FRAMING_EXACT:
		return plan_exact(args, size, receive, pool);
	case FRAMING_LENGTH:
		framing->width = (uint8_t)args->as.length->width;
		framing->little = args->as.length->little;
		framing->more = args->as.more;
		receive->what = "whole message";
		return true;
	case FRAMING_MATCH:
		framing->match = args->match;
		receive->what = "match";
		return true;
	case FRAMING_EOF:
		receive->what = "end";
		return true;
	case FRAMING_FOR:
		receive->what = "data";
		return true;
	case FRAMING_NONE:
		break;
	}
	return true;
}
