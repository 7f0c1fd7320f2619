/* screen: the way out; the only file that writes to a terminal. */
#ifndef SOSH_SHELL_SCREEN_H
#define SOSH_SHELL_SCREEN_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Standard output, gathered, and standard error, in the order in which they came. */
struct screen {
	struct buf out;
	bool       terminal;   /* standard output is one */
	bool       color;      /* standard error can show some */
	bool       broken;     /* a write failed: nothing more is written */
	bool       hurry;      /* sosh is ended by a signal: what would wait is dropped */
	bool       gone;       /* because the reader went away */
};

void screen_init(struct screen *);
/* Are errors to be coloured?  `color`: 0 where the terminal has colours and NO_COLOR
 * is unset, 1 always, 2 never. */
bool screen_color(const struct screen *, int color);
/* How many columns the terminal has; 0 if standard output is none. */
size_t screen_width(const struct screen *);
/* The same of standard error. */
size_t screen_error_width(const struct screen *);
/* Its rows and columns; false if standard output is no terminal, or does not tell. */
bool screen_size(const struct screen *, size_t *rows, size_t *columns);
/* Has this program's process group the terminal?  Who was put into the background must
 * not paint over what runs in front of it. */
bool screen_is_ours(const struct screen *);
/* A line feed is that and no more, as long as `on`: the cursor keeps its column. */
void screen_raw(const struct screen *, bool on);
void screen_out(struct screen *, const char *bytes, size_t count);
/* Standard output is flushed before, so that the order stays. */
void screen_error(struct screen *, const char *bytes, size_t count);
/* False when standard output could not be written, now or before. */
bool screen_flush(struct screen *);
/* From now on a crash writes these bytes at the end (128 at most), and gives the
 * terminal the settings back that it has at the first call. */
void screen_guard(const struct buf *last_words);
void screen_unguard(void);
/* Says so, if standard output could not be written and somebody still reads. */
void screen_clear(struct screen *);
#endif
