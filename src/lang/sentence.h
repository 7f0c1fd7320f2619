/* sentence: texts with fields in them, as commands say their answers and hints their reason. */
#ifndef SOSH_LANG_SENTENCE_H
#define SOSH_LANG_SENTENCE_H
#include "base/value.h"

/* The language:
 *     {peer}           the field `peer`, also one inside: {credentials.pid}
 *     {bytes|byte}     a number with its unit: 1 byte, 2 bytes; of a list: sockets 4 and 5
 *     {time|o'clock}   seconds since 1970 as a time of the day
 *     {?peer: ...}     `...` only where the field is there, and is not false
 *     {!eof: ...}      `...` only where it is not, or is false
 *     {+refused: ...}  `...` only where it is a number, and more than 0
 * Fields and groups may stand in groups. */

/* How the fields are written. */
enum sentence_form {
	SENTENCE_SHOWN,   /* made harmless, with bytes_show() */
	SENTENCE_PLAIN,   /* as they are: whoever shows the sentence makes it harmless */
	SENTENCE_TYPED,   /* so that each is read as a part of a word when it is typed */
};

struct sentence {
	const struct record *fields;
	const struct record *more;  /* asked for what is not in `fields`; or NULL */
	enum sentence_form   form;
	unsigned             show;  /* SENTENCE_SHOWN: flags of bytes_show() */
};

/* Adds `say` with its fields; one that is not there adds nothing. */
void sentence_say(struct buf *, const char *say, const struct sentence *);
/* Are all fields there that stand outside of groups, and those in groups that are said? */
bool sentence_is_whole(const char *say, const struct sentence *);
/* Does it name the field, other than to say that it is missing? */
bool sentence_names(const char *say, const char *field);
/* Calls `each`, unless that is NULL, with every field that it names.  NULL, or what is wrong
 * with a sentence that is not well formed; static. */
typedef void sentence_each(void *to, const char *name, size_t count);
const char *sentence_check(const char *say, sentence_each *, void *to);
#endif
