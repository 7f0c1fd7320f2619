/* topic-language: what help tells of scripts: frames, tests, expressions. */
#ifndef SOSH_COMMAND_TOPIC_LANGUAGE_H
#define SOSH_COMMAND_TOPIC_LANGUAGE_H
#include "base/buf.h"
#include "lang/command.h"

void topic_expressions(const struct catalog *, struct buf *);
void topic_framing(const struct catalog *, struct buf *);
void topic_scripts(const struct catalog *, struct buf *);
void topic_tests(const struct catalog *, struct buf *);
#endif
