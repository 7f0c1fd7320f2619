/* sink: the file that received bytes go to. */
#ifndef SOSH_COMMAND_SINK_H
#define SOSH_COMMAND_SINK_H
#include "command/call.h"
#include "socket/did.h"

/* All zero is none; opened by sink_open() only. */
struct sink {
	const char *path;      /* borrowed */
	int         fd;
	int         own;       /* our own output, among what else is told there; or 0 */
	bool        open;
	uint64_t    bytes;     /* so many are in it */
};
/* Opens and empties the file; writes to it, and tells in `*count` how much went; closes it.
 * False or FAIL: a system error that names it, and sosh ends with status 3.  LATER: it is a
 * pipe, and full. */
#define SINK_LOOK (NUMBER_SECOND / 1000)    /* then one looks again */
bool sink_open(struct call *, struct sink *, const char *path);
enum did sink_write(struct call *, struct sink *, const char *bytes, size_t *count);
bool sink_close(struct call *, struct sink *);
/* Closes it, if it is open, and says nothing. */
void sink_drop(struct sink *);
#endif
