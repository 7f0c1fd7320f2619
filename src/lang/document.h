/* document: here-documents. */
#ifndef SOSH_LANG_DOCUMENT_H
#define SOSH_LANG_DOCUMENT_H
#include "lang/reader.h"

/* Does the text begin with `<<`? */
bool document_begins(const char *text, size_t count);
/* Reads `<<TAG` into reader->word and puts it on the list. */
bool document_announce(struct reader *, struct error *);
/* Reads the body of the first on the list.  False with ERROR_NONE: its end has
 * not come yet. */
bool document_read(struct reader *, struct error *);
#endif
