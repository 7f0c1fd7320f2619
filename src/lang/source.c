/* source: the text that commands came from, and places in it. */
#include "lang/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"

enum { LINE_MOST = 16 << 20, AROUND = 60 };

struct source *
source_new(const char *name)
{
	struct source *source = mem_new(1, sizeof(*source));

	source->name = name ? mem_copy(name) : NULL;
	source->first = 1;
	source->holders = 1;
	return source;
}

struct source *
source_hold(struct source *source)
{
	source->holders++;
	return source;
}

void
source_drop(struct source *source)
{
	if (!source || --source->holders > 0)
		return;
	free(source->name);
	buf_clear(&source->text);
	free(source);
}

static bool
add_line(struct source *source, const char *line, size_t count,
    struct place *where, struct error *error)
{
	const char *nul = memchr(line, '\0', count);
	bool feed = line[count - 1] == '\n';
	size_t start = source->last;

	*where = (struct place){ source->first + source->lines, start };
	if (source->text.count - start + count - feed > LINE_MOST) {
		/* So much of it that there is something to show. */
		buf_add(&source->text, line, count < AROUND ? count : AROUND);
		return error_usage(error, "this line is too long: a line may have 16 MiB");
	}
	where->offset = source->text.count;
	buf_add(&source->text, line, count - feed);
	if (feed && source->text.count > start && source->text.data[source->text.count - 1] == '\r')
		source->text.count--;
	if (feed) {
		buf_add_byte(&source->text, '\n');
		source->lines++;
		source->last = source->text.count;
	}
	if (!nul)
		return true;
	where->offset += (size_t)(nul - line);
	return error_usage(error, "there is a NUL here: this is no text of commands");
}

bool
source_add(struct source *source, const char *text, size_t count, struct place *where,
    struct error *error)
{
	const char *end = text + count;

	if (!source->text.count && count >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	while (text < end) {
		const char *feed = memchr(text, '\n', (size_t)(end - text));
		const char *next = feed ? feed + 1 : end;

		if (!add_line(source, text, (size_t)(next - text), where, error))
			return false;
		text = next;
	}
	return true;
}

/* Is this a byte of a character that began before it? */
static bool
continues(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static size_t
characters(const char *text, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += !continues(text[i]);
	return n;
}

static size_t
line_start(const struct source *source, size_t offset)
{
	while (offset && source->text.data[offset - 1] != '\n')
		offset--;
	return offset;
}

unsigned
source_column(const struct source *source, struct place place)
{
	size_t start = line_start(source, place.offset);

	return (unsigned)characters(buf_text(&source->text) + start, place.offset - start) + 1;
}

void
source_caret(const struct source *source, struct place place, struct buf *out)
{
	const char *text = buf_text(&source->text);
	size_t from = line_start(source, place.offset);
	size_t to = place.offset;
	size_t before, start;
	bool cut = false;

	while (to < source->text.count && text[to] != '\n' &&
	    (to < place.offset + AROUND || continues(text[to])))
		to++;
	if (place.offset - from > AROUND) {
		from = place.offset - AROUND;
		while (from < place.offset && continues(text[from]))
			from++;
		cut = true;
	}
	buf_add_text(out, "  ");
	start = out->count;
	if (cut)
		buf_add_text(out, "...");
	bytes_show(out, text + from, place.offset - from, SHOW_LINES | SHOW_SLASH);
	for (size_t i = start; i < out->count; i++)
		if (out->data[i] == '\t')
			out->data[i] = ' ';
	before = bytes_width(out->data + start, out->count - start);
	bytes_show(out, text + place.offset, to - place.offset, SHOW_SLASH);
	if (to < source->text.count && text[to] != '\n')
		buf_add_text(out, "...");
	buf_format(out, "\n  %*s^\n", (int)before, "");
}
