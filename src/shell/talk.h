/* talk: the lines that are typed are for a command in the foreground, for a while. */
#ifndef SOSH_SHELL_TALK_H
#define SOSH_SHELL_TALK_H
#include <stdbool.h>

#include "shell/stage.h"

struct call;

/* All zero: nobody wants them. */
struct talk {
	struct call *call;
	char        *prompt;
	void       (*said)(struct call *, const char *text);
};

/* Asks with `prompt` from now on; `said` gets each line, and NULL when the person has
 * had enough. */
void talk_begin(struct talk *, struct stage *, struct call *, const char *prompt,
    void (*said)(struct call *, const char *text));
/* Gives the lines back.  What is half typed was never meant for anybody else. */
void talk_end(struct talk *, struct stage *);
/* A line (NULL: Ctrl-D, Ctrl-]); false where nobody wants it. */
bool talk_takes(struct talk *, struct stage *, const char *text);
#endif
