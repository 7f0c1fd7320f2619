/* history: the lines that were entered, and the file that keeps them. */
#include "command/history.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "command/history-file.h"

/* ---- one line of the file ---- */

static bool
is_control(const char *at)
{
	unsigned char byte = (unsigned char)*at, next = (unsigned char)at[byte != 0];

	/* The C1 ones stand as two bytes in UTF-8. */
	return (byte < 0x20 && byte != '\t') || byte == 0x7f ||
	    (byte == 0xc2 && next >= 0x80 && next < 0xa0);
}

static bool
is_plain(const char *text)
{
	if (*text == '\\')
		return false;
	for (; *text; text++)
		if (is_control(text))
			return false;
	return true;
}

static void
line_encode(struct buf *to, const char *text)
{
	if (is_plain(text)) {
		buf_add_text(to, text);
		return;
	}
	buf_add_byte(to, '\\');
	for (; *text; text++) {
		if (*text == '\n')
			buf_add_text(to, "\\n");
		else if (*text == '\\')
			buf_add_text(to, "\\\\");
		else if (is_control(text))
			buf_format(to, "\\x%02x", (unsigned)(unsigned char)*text);
		else
			buf_add_byte(to, *text);
	}
}

static int
hex_digit(char byte)
{
	const char *digits = "0123456789abcdef", *at = byte ? strchr(digits, byte) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* What somebody has written into the file by hand stays as it is. */
static char *
line_decode(const char *from, size_t count)
{
	const char *end = from + count;
	struct buf text = { 0 };

	buf_add(&text, "", 0);
	if (!count || *from != '\\') {
		buf_add(&text, from, count);
		return text.data;
	}
	for (from++; from < end; from++) {
		int high = end - from > 3 && from[1] == 'x' ? hex_digit(from[2]) : -1;
		int low = high >= 0 ? hex_digit(from[3]) : -1;

		if (*from != '\\' || end - from < 2) {
			buf_add_byte(&text, *from);
		} else if (from[1] == 'n' || from[1] == '\\') {
			buf_add_byte(&text, from[1] == 'n' ? '\n' : '\\');
			from++;
		} else if (low >= 0 && (high || low)) {
			buf_add_byte(&text, (char)(high * 16 + low));
			from += 3;
		} else {
			buf_add_byte(&text, *from);
		}
	}
	return text.data;
}

/* ---- the lines in memory ---- */

static void
keep_newest(struct history *history)
{
	size_t more = history->count > history->size ? history->count - history->size : 0;

	if (!more)
		return;
	for (size_t i = 0; i < more; i++)
		free(history->line[i]);
	history->count -= more;
	memmove(history->line, history->line + more, history->count * sizeof(*history->line));
}

/* Takes the text over. */
static void
add_line(struct history *history, char *text)
{
	if (history->count == history->room) {
		history->room = history->room ? history->room * 2 : 64;
		history->line = mem_grow(history->line, history->room, sizeof(*history->line));
	}
	history->line[history->count++] = text;
	keep_newest(history);
}

static void
read_lines(struct history *history, const struct buf *text)
{
	const char *at = history_newest(text, history->size), *end = text->data + text->count;

	while (at < end) {
		size_t count;
		const char *next = history_next(at, end, &count);

		if (count && !memchr(at, '\0', count))
			add_line(history, line_decode(at, count));
		at = next;
	}
}

/* ---- for everybody ---- */

static char *
find_path(bool *folder)
{
	const char *file = getenv("SOSH_HISTFILE"), *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");
	struct buf path = { 0 };

	*folder = !file;
	if (file)
		return *file ? mem_copy(file) : NULL;
	/* The XDG rules: a path that is not absolute does not count. */
	if (state && *state == '/')
		buf_format(&path, "%s/sosh/history", state);
	else if (home && *home == '/')
		buf_format(&path, "%s/.local/state/sosh/history", home);
	return path.data;
}

bool
history_open(struct history *history, struct error *warning)
{
	struct buf text = { 0 };
	bool done = true;

	if (!history->size)
		history->size = HISTORY_SIZE;
	free(history->path);
	history->path = find_path(&history->folder);
	if (!history->path)
		return true;
	if (history_file_read(history->path, &text, warning)) {
		history->stored = history_lines(&text);
		read_lines(history, &text);
	} else if (warning->number != ENOENT) {
		free(history->path);
		history->path = NULL;
		done = false;
	}
	buf_clear(&text);
	return done;
}

static bool
store(struct history *history, const char *text, struct error *warning)
{
	struct buf line = { 0 };
	bool done;

	line_encode(&line, text);
	done = history_file_append(history->path, history->folder, line.data, warning);
	buf_clear(&line);
	history->stored += done;
	if (done && history->stored / 2 >= history->size)
		done = history_file_shrink(history->path, history->size, &history->stored, warning);
	return done;
}

bool
history_add(struct history *history, const char *text, struct error *warning)
{
	if (!history->size || !*text || *text == ' ' || *text == '\t')
		return true;
	if (history->count && !strcmp(history->line[history->count - 1], text))
		return true;
	add_line(history, mem_copy(text));
	if (!history->path || store(history, text, warning) || history->told)
		return true;
	history->told = true;
	return false;
}

bool
history_resize(struct history *history, size_t size, struct error *warning)
{
	history->size = size;
	keep_newest(history);
	return !history->path ||
	    history_file_shrink(history->path, size, &history->stored, warning);
}

void
history_clear(struct history *history)
{
	for (size_t i = 0; i < history->count; i++)
		free(history->line[i]);
	free(history->line);
	free(history->path);
	*history = (struct history){ 0 };
}
