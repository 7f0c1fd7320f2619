/* suggest: the name that was probably meant. */
#ifndef SOSH_LANG_SUGGEST_H
#define SOSH_LANG_SUGGEST_H
#include <stddef.h>

/* Set `wanted` (and what stands before a name, or NULL), look at each name there
 * is, then ask for the text. */
struct suggest {
	const char *wanted, *before;
	const char *best;
	unsigned    distance;
	char        text[80];
};
/* What the text begins with. */
#define SUGGEST_BEGINS ": did you mean "
void suggest_look(struct suggest *, const char *name);
/* ": did you mean 'listen'?", or "" where nothing is near. */
const char *suggest_text(struct suggest *);
#endif
