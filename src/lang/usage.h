/* usage: what is made from declarations: usage, help, manual; and are they sound? */
#ifndef SOSH_LANG_USAGE_H
#define SOSH_LANG_USAGE_H
#include <stddef.h>

#include "base/buf.h"
#include "base/value.h"
#include "lang/command.h"

/* Adds "connect N ADDRESS [--timeout DURATION] [--nonblock]", no line end. */
void usage_line(const struct command *, struct buf *);
/* A row as it is called in usage: "N...", "read|write", "--timeout DURATION". */
void usage_param(const struct param *, struct buf *);
/* Adds all that `help COMMAND` tells, as lines: usage, summary, arguments, what
 * the answer holds, aliases, then the page without its heading. */
void usage_help(const struct catalog *, const struct command *, struct buf *);
/* The text of a page (a command's or a topic's) without its heading; NULL if
 * there is none. */
const char *usage_page(const struct catalog *, const char *name);

/* Are all declarations sound, and is there a page for each?  Adds a line for each
 * fault, and returns how many there are. */
size_t usage_check(const struct catalog *, struct buf *complaints);

/* The declarations as a tree: {"commands":[{"name","group","summary","usage",
 * "flags":["block","else",...],"aliases":[],"params":[{"name","type","flags":
 * ["optional","option","switch","many","command","data"],"among":[],"help"}],
 * "fields":[{"name","help"}],"forms":[the same, and "form"]}]}. */
void usage_declare(const struct catalog *, struct record *);

/* A section of the manual.  `text` is Markdown: paragraphs, ``` fences, `- `
 * lists (also of terms: "- `-i`: stay"), `code`, **bold**, # headings; tables
 * stand as they are.  No text: the section of this title is made here: NAME,
 * SYNOPSIS, DESCRIPTION, LANGUAGE, COMMANDS, DATA, VARIABLES. */
struct manual_section {
	const char *title, *text;
};
struct manual {
	const char *version;                  /* "0.1" */
	const char *date;                     /* "2024-01-31" */
	const struct manual_section *section; /* titleless row behind the last */
};
/* Adds the whole of sosh.1, as roff with the man macros. */
void usage_manual(const struct catalog *, const struct manual *, struct buf *);
#endif
