/* topics: what help tells beside the commands; each written from its table. */
#ifndef SOSH_COMMAND_TOPICS_H
#define SOSH_COMMAND_TOPICS_H
#include "base/buf.h"
#include "lang/command.h"

struct topic {
	const char *name, *summary;
	void (*write)(const struct catalog *, struct buf *);
};
/* Ends with a nameless row. */
extern const struct topic topics[];

/* The commands by group, and the topics. */
void topic_overview(const struct catalog *, struct buf *);
#endif
