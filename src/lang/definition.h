/* definition: a command that defines one: are its words as they have to be? */
#ifndef SOSH_LANG_DEFINITION_H
#define SOSH_LANG_DEFINITION_H
#include "lang/script.h"

/* Looks at NAME and PARAM..., and tells the table of definitions where the command
 * stands.  False: *error, and the script's `where`. */
bool definition_read(const struct node *, struct error *);
#endif
