/* config: what can be set of sosh itself. */
#ifndef SOSH_COMMAND_CONFIG_H
#define SOSH_COMMAND_CONFIG_H
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "command/columns.h"

enum watch { WATCH_AUTO, WATCH_ON, WATCH_OFF };
enum config_notes { NOTES_AUTO, NOTES_ON, NOTES_OFF };

/* What is told at the prompt when it happens by itself. */
enum config_notices {
	NOTICE_DATA    = 1 << 0,  /* something to receive */
	NOTICE_END     = 1 << 1,  /* the peer has finished sending */
	NOTICE_RESET   = 1 << 2,  /* an error, as a reset connection */
	NOTICE_ACCEPT  = 1 << 3,  /* a connection to accept */
	NOTICE_CONNECT = 1 << 4,  /* a connect that was not waited for has ended */
	NOTICE_URGENT  = 1 << 5,  /* an urgent byte */
	NOTICE_JOB     = 1 << 6,  /* a job has begun to wait, or ended without an answer */
	NOTICE_ALL     = (1 << 7) - 1,
};

struct config {
	int64_t timeout;   /* nanoseconds; NUMBER_NEVER */
	int64_t history;   /* lines that are kept */
	int     color;     /* 0 auto, 1 always, 2 never */
	unsigned notices;  /* NOTICE_... */
	enum config_notes notes; /* what surprises is told under answers */
	bool    hints;     /* what is the matter is told under errors */
	char    prompt[64]; /* "": the usual one */
	enum watch watch;  /* the live table */
	struct columns columns; /* of the live table; none: as many as there is room for */
};

struct config_key {
	const char *name, *help;
	void (*show)(const struct config *, struct buf *);
	bool (*set)(struct config *, const char *text, size_t count, struct error *);
	const char *const *values;  /* that Tab offers; ends with NULL, or NULL */
	/* Offers more of them, where they are lists with commas; or NULL. */
	void (*offer)(const char *typed, struct offer);
};
/* Ends with a nameless row. */
extern const struct config_key config_keys[];
#endif
