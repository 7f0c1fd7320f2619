/* topic-option: what help tells of socket options, from their table. */
#ifndef SOSH_COMMAND_TOPIC_OPTION_H
#define SOSH_COMMAND_TOPIC_OPTION_H
#include "base/value.h"
#include "lang/command.h"
#include "lang/type.h"

struct option;

/* All options by level. */
void topic_options(const struct catalog *, struct buf *);
/* Those of this name, at each level that has one: a text, and a list of records.
 * A usage error where there is none. */
bool topic_option(const struct text *name, struct buf *, struct record *list, struct error *);
/* All that the row of one tells, but for its names and what it does. */
void topic_option_rows(const struct option *, struct buf *);
#endif
