/* noting: has it told which calls surprise, where that will be shown. */
#ifndef SOSH_COMMAND_NOTING_H
#define SOSH_COMMAND_NOTING_H
#include "command/session.h"

/* Are notes made at all?  For every command: it costs next to nothing. */
static inline bool
noting_is_on(const struct session *session)
{
	return session->config.notes == NOTES_ON ||
	    (session->config.notes == NOTES_AUTO && session->interactive);
}

/* The call is about to be made: looks at what nobody can see behind it. */
void noting_before(struct call *);
/* Why the last command, which is this one, had a note; NULL: it had none; static. */
const char *noting_why(const struct session *, const struct node *);
/* It went well, and will be shown: call->note is what there is to say of it. */
void noting_after(struct call *);
#endif
