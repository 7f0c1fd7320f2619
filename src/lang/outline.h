/* outline: what a text defines, found before it is parsed. */
#ifndef SOSH_LANG_OUTLINE_H
#define SOSH_LANG_OUTLINE_H
#include "lang/defs.h"

/* What is known while a text is parsed: its definitions, and those of the files that it
 * names. */
struct outline {
	struct script   *script;
	struct declared *first, **last;
	struct script  **named;     /* held; by the order in which they were found */
	size_t           count, room;
};

/* Looks for the definitions of a script whose words are whole. */
void outline_find(struct outline *, struct script *);
/* The script has been parsed: defines them all if `good`; whatever came of it, they are
 * declared no more. */
void outline_end(struct outline *, bool good);
#endif
