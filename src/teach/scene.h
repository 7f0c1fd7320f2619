/* scene: one call, as it was made, for whoever wants to say something about it. */
#ifndef SOSH_TEACH_SCENE_H
#define SOSH_TEACH_SCENE_H
#include "base/addr.h"
#include "base/error.h"
#include "base/value.h"
#include "socket/option.h"
#include "socket/sock.h"

/* All of it is borrowed, and what does not apply is 0 or NULL. */
struct scene {
	const char              *command;  /* of sosh: "connect" */
	enum error_kind          kind;     /* ERROR_NONE: it went well */
	const char              *call;     /* the system call: "connect", "sendmsg"; of TLS the
	                                      reason, or the alert that came: "unknown_ca" */
	const struct record     *failure;  /* what else was told of it: of TLS "alert", "wanted" */
	int                      number;   /* its errno, or the EAI_ code */
	const struct sock_table *table;
	const struct sock       *sock;     /* the one that it was about */
	const struct addr       *address;  /* that was passed */
	const char              *typed;    /* HOST:SERVICE of a look-up that failed; a group;
	                                      the word of a value that was set, where it has
	                                      one, or stands behind "int", */
	bool                     plain;    /* which it does */
	const struct option     *option;   /* of set and get */
	int                      family, type, protocol; /* that socket and pair asked for */
	size_t                   count;    /* bytes that send was given */
	int                      flags;    /* MSG_... of send and recv; SOCK_... of accept;
	                                      AI_... of resolve, */
	bool                     hinted;   /* which passed hints: those, and family to protocol */
	bool                     null, sized; /* a null pointer was passed for a value or for the
	                                      length; a length of its own was: */
	int                      length;
};
#endif
