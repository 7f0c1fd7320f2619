/* roff: text as the source of a manual page, with the man macros. */
#ifndef SOSH_LANG_ROFF_H
#define SOSH_LANG_ROFF_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct roff {
	struct buf *out;
	bool        fresh;    /* behind a heading: a paragraph needs no macro */
};

/* Adds the bytes so that roff shows them as they are; nothing begins a request. */
void roff_escape(struct roff *, const char *text, size_t count);
/* A macro with one argument: ".SH DATA". */
void roff_macro(struct roff *, const char *macro, const char *argument);
/* The tag of a list, in bold, its words not to be parted; its text is to follow
 * as a line. */
void roff_tag(struct roff *, const char *text);
/* Breaks the paragraph. */
void roff_paragraph(struct roff *);
/* A line of running text, with its `code` and **bold**. */
void roff_line(struct roff *, const char *text, size_t count);
/* Markdown: paragraphs, fences, lists ("- `term`: text" becomes a term and its
 * text), the rows of a table too.  Headings become sections of a section if
 * `sections`, else bold lines. */
void roff_markdown(struct roff *, const char *text, bool sections);
#endif
