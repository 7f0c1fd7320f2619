/* offer: what completers of types share. */
#ifndef SOSH_LANG_OFFER_H
#define SOSH_LANG_OFFER_H
#include <stdbool.h>
#include <stddef.h>

#include "lang/type.h"

/* Offers `count` bytes of `front` with `word` behind them. */
void offer_behind(struct offer, const char *front, size_t count, const char *word,
    const char *help);
/* Offers `word` as the next of a list with commas, of which `typed` stands there; not
 * once more where the list has it. */
void offer_listed(struct offer, const char *typed, const char *word, const char *help);
/* Offers each of a list that ends with NULL; it may be NULL itself. */
void offer_each(struct offer, const char *const *word, const char *help);

/* Which of the files in a folder are offered; folders always are. */
enum offer_files { OFFER_FILES, OFFER_SOCKETS, OFFER_FOLDERS };
/* Offers the files whose path begins as `typed`, by name, each behind `front`
 * ("file:"): folders end in `/`, hidden ones are there only where their dot was
 * typed. */
void offer_paths(struct offer, const char *front, const char *typed, enum offer_files);
#endif
