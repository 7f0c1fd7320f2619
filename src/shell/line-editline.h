/* line-editline: what libedit's two files share. */
#ifndef SOSH_SHELL_LINE_EDITLINE_H
#define SOSH_SHELL_LINE_EDITLINE_H
#include <stdbool.h>
#include <stdio.h>
#include <wchar.h>

#include <histedit.h>

#include "base/buf.h"
#include "shell/line.h"

struct line {
	struct loop_input input;
	struct loop *loop;
	struct line_user user;
	EditLine *editor;
	History  *history;
	FILE     *nowhere;     /* what libedit complains about, nobody can use */
	struct buf prompt;
	mbstate_t state;       /* of a character that has come in part */
	wchar_t   key;         /* the last one that came */
	bool      hung_up;
	bool      asking;      /* the terminal is libedit's */
	bool      hidden;      /* and the line is not on the screen */
	bool      hinted;      /* a hint stands behind the cursor */
	struct line_wanted wanted; /* by the key that was read just now */
	char     *kept;        /* what was half typed when it came to rest */
	size_t    width;
	char     *up, *right, *clear_row, *clear_down;
};

/* All of prompt and text: clears it, and stands at its beginning. */
void editline_clear_rows(const struct line *);
/* Puts the cursor behind the last character. */
void editline_go_to_end(const struct line *);
/* Draws prompt and text where the cursor is. */
void editline_refresh(const struct line *);
void editline_wipe_hint(struct line *);
/* Not while more keys are there, nor where the cursor is not at the end. */
void editline_paint_hint(struct line *);

/* The line editor's own; see line.h. */
void editline_hide(struct line *);
void editline_show(struct line *);
void editline_rewind(struct line *);
void editline_resized(struct line *);
#endif
