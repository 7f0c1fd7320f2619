/* layout: text for people in lines of a terminal's usual width. */
#ifndef SOSH_LANG_LAYOUT_H
#define SOSH_LANG_LAYOUT_H
#include <stddef.h>

#include "base/buf.h"

/* INDENT: in front of a row; LABEL: the most that the column of labels takes. */
enum { LAYOUT_WIDTH = 78, LAYOUT_INDENT = 2, LAYOUT_LABEL = 24 };

/* Adds a text, broken into lines that begin at column `indent`; the first goes on
 * where the line stands.  No line is broken within brackets. */
void layout_text(const char *text, size_t indent, struct buf *out);
/* The same in lines of `width`. */
void layout_text_in(const char *text, size_t indent, size_t width, struct buf *out);
/* Adds a label and, in a column behind labels of `width`, a text.  A longer label has
 * a line of its own. */
void layout_row(const char *label, const char *text, size_t width, struct buf *out);
/* The width of a column that had labels of `width`, and has one of `count`. */
size_t layout_wider(size_t width, size_t count);
/* Adds a page of Markdown: its tables become rows, its paragraphs lines of the usual
 * width; the rest is as it stands. */
void layout_page(const char *text, struct buf *out);
#endif
