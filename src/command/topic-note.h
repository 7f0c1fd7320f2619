/* topic-note: what help tells of calls that go well and surprise. */
#ifndef SOSH_COMMAND_TOPIC_NOTE_H
#define SOSH_COMMAND_TOPIC_NOTE_H
#include "base/buf.h"
#include "lang/command.h"

void topic_notes(const struct catalog *, struct buf *);
#endif
