/* config: what can be set of sosh itself. */
#ifndef SOSH_COMMAND_CONFIG_H
#define SOSH_COMMAND_CONFIG_H
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "command/columns.h"

enum watch { WATCH_AUTO, WATCH_ON, WATCH_OFF };

struct config {
	int64_t timeout;   /* nanoseconds; NUMBER_NEVER */
	int64_t history;   /* lines that are kept */
	int     color;     /* 0 auto, 1 always, 2 never */
	enum watch watch;  /* the live table */
	struct columns columns; /* of the live table; none: as many as there is room for */
};

struct config_key {
	const char *name, *help;
	void (*show)(const struct config *, struct buf *);
	bool (*set)(struct config *, const char *text, size_t count, struct error *);
};
/* Ends with a nameless row. */
extern const struct config_key config_keys[];
#endif
