/* note: a call that went well and still surprises, told once. */
#ifndef SOSH_TEACH_NOTE_H
#define SOSH_TEACH_NOTE_H
#include "base/value.h"
#include "socket/facts.h"
#include "teach/scene.h"

enum { NOTE_SOCKS = 8 };

/* What was true of one socket before the call, where that cannot be seen behind it. */
struct note_before {
	unsigned    number;
	bool        connecting;   /* connect(2) had not ended */
	bool        over;         /* recv had told the end */
	bool        listens, nonblock;
	bool        lingers;      /* close waits for the peer (SO_LINGER) */
	bool        stream;       /* of type SOCK_STREAM */
	bool        owner;        /* bound, and not accepted, to this address */
	bool        shared;       /* another descriptor of ours is of the same socket; */
	bool        lent;         /* another process may have one */
	bool        failed;       /* an error waited (POLLERR) */
	const char *state;        /* of TCP: "CLOSE-WAIT"; NULL of others; static */
	int64_t     unread;       /* bytes in the kernel; -1 if unknown */
	int64_t     queued;       /* of a TCP listener: connections that waited; else -1 */
	unsigned    device;       /* the interface that it was bound to, or 0 */
	struct addr local;        /* length 0: unknown */
};

/* The look at one call that went well.  It asks the system little, and only reads. */
struct note_look {
	const struct scene       *scene;
	const struct record      *answer;   /* what the command told */
	const struct note_before *before;   /* the sockets that it was given */
	size_t                    befores;
	int64_t                   waited;   /* nanoseconds from its first wait on, or 0 */
	struct facts              facts;    /* of scene->sock, where there is one */
};

/* Does a row fit this call?  Puts what its sentence names into the record; what one that
 * does not fit has put there is taken away again. */
typedef bool note_finder(struct note_look *, struct record *);

/* One row of what can surprise. */
struct note {
	const char  *name;     /* "close-unread": told once under this name */
	const char  *command;  /* of sosh: "close" */
	const char  *when;     /* what holds then, in words: "close while bytes are unread" */
	note_finder *holds;
	bool         before;   /* it looks at what was true before the call */
	const char  *says;     /* a sentence, as `say` has it (lang/sentence.h) */
	const char  *why;      /* a sentence or two more, for those who ask */
};

/* What is beside the program: found in the module, when it is first wanted. */
struct note_library {
	const struct note *const *tables;   /* ends with NULL; each with a nameless row */
};
extern const struct note_library note_library;
extern const struct note notes_connect[], notes_bind[], notes_send[], notes_recv[], notes_end[],
    notes_option[];

/* All tables; NULL and an error if they cannot be had. */
const struct note *const *note_tables(struct error *);

/* What has been told; all zero: nothing yet. */
struct notes {
	const struct note *const *tables;  /* NULL until they are wanted */
	const struct note       **told;
	size_t                    count;
	bool                      missing; /* there are none to be had */
	const void               *about;   /* what the last one told is about, or NULL: the
	                                      asker's own */
};
void notes_clear(struct notes *);
/* Might anything be said of this command?  Nothing is loaded to find out. */
bool notes_may(const struct notes *, const char *command);
/* Does any row that was not told yet want to know what is true before this command? */
bool notes_want_before(struct notes *, const char *command);
void note_before(struct note_before *, const struct sock_table *, const struct sock *);
/* The first row that fits and was not told, which by now is; its sentence is added, with
 * the fields as they are, as others may have had a say in them.  False: nothing surprises. */
bool notes_tell(struct notes *, struct note_look *, struct buf *);

/* For finders. */
/* What was true before of the socket that the call was about; NULL: unknown. */
const struct note_before *note_was_it(const struct note_look *);
/* Its addresses, as the system tells them; NULL: none. */
const struct addr *note_local(struct note_look *);
const struct addr *note_peer(struct note_look *);
bool note_is_tcp(const struct note_look *);
bool note_is_udp(const struct note_look *);
/* Is TCP's state now, or was it before, one of these: "FIN-WAIT-1 FIN-WAIT-2"? */
bool note_state_in(const char *state, const char *states);
/* A field of the answer: its number or truth; 0 if it is not there. */
int64_t note_answer(const struct note_look *, const char *name);
/* An address as a field. */
void note_put_addr(struct record *, const char *name, const struct addr *);
/* Does a socket with this own address get what goes to `to`? */
bool note_is_at(const struct addr *local, const struct addr *to);
/* An open socket of ours, other than that of the call, for which `fits` says so; NULL: none.
 * Of very many only the first are looked at. */
typedef bool note_fits(struct note_look *, const struct sock *, const void *about);
const struct sock *note_find_sock(struct note_look *, note_fits *, const void *about);
/* Is an option on, or has it anything but nothing, as far as the kernel tells? */
bool note_has_option(const struct sock *, const char *name);
/* Can something wait in its queue of errors, which poll(2) tells as an error? */
bool note_may_queue(const struct sock *);
/* Has nobody on this machine a UDP socket that gets what this one sends to `to`?  False also
 * where that cannot be known. */
bool note_is_nobodys(struct note_look *, const struct addr *to);
#endif
