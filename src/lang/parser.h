/* parser: words to commands and blocks. */
#ifndef SOSH_LANG_PARSER_H
#define SOSH_LANG_PARSER_H
#include "lang/script.h"

/* Makes the script's block of its words, which are whole.  False: script->faults, *error
 * and script->where are the first of them. */
bool parser_read(struct script *, struct error *);
#endif
