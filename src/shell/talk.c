/* talk: the lines that are typed are for a command in the foreground, for a while. */
#include "shell/talk.h"

#include <stdlib.h>

#include "base/mem.h"

void
talk_begin(struct talk *talk, struct stage *stage, struct call *call, const char *prompt,
    void (*said)(struct call *, const char *text))
{
	*talk = (struct talk){ .call = call, .prompt = mem_copy(prompt), .said = said };
	stage_ask(stage, prompt);
}

void
talk_end(struct talk *talk, struct stage *stage)
{
	stage_settle(stage);
	stage_rest(stage);
	stage->editor->forget(stage->line);
	free(talk->prompt);
	*talk = (struct talk){ .call = NULL };
}

bool
talk_takes(struct talk *talk, struct stage *stage, const char *text)
{
	if (!talk->call)
		return false;
	talk->said(talk->call, text);
	if (text)
		stage_ask(stage, talk->prompt);
	return true;
}
