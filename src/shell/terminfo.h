/* terminfo: the door of that library. */
#ifndef SOSH_SHELL_TERMINFO_H
#define SOSH_SHELL_TERMINFO_H
#include <stddef.h>

struct terminfo {
	/* Asks for $TERM: sets `text` to a copy of each string, or NULL. */
	void (*load)(const char *const *name, size_t count, char **text);
	/* tiparm(3); good until the next call. */
	const char *(*with)(const char *string, int first, int second);
};

/* In the module "terminal", where there are modules. */
extern const struct terminfo terminfo;
#endif
