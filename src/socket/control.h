/* control: what goes and comes beside the bytes of a message (cmsg(3)). */
#ifndef SOSH_SOCKET_CONTROL_H
#define SOSH_SOCKET_CONTROL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/buf.h"
#include "base/names.h"
#include "base/value.h"

enum {
	CONTROL_ROOM = 8192,    /* for 253 descriptors, the most that go, and all else */
	CONTROL_PASSED = 1024,  /* descriptors kept until they have an owner; more are closed */
};

struct sock;

/* An error, or the end of something, as an error queue tells it (Linux: struct
 * sock_extended_err). */
struct control_error {
	bool        given;
	unsigned    number;      /* an errno */
	unsigned    origin, type, code, info, data;
	struct addr offender;    /* length 0: nobody was named */
};

/* What came beside the bytes of one message, or of several that were gathered.  All
 * zero is nothing. */
struct control {
	struct record told;      /* by the names that recv answers them under */
	int    *fd;              /* descriptors that were passed, and have no owner yet */
	size_t  fds;
	size_t  closed;          /* those that were passed and are closed already */
	int64_t time;            /* of a time stamp, in nanoseconds since 1970; or 0 */
	struct control_error error;
};
/* Closes the descriptors, too. */
void control_clear(struct control *);

/* One message of a control buffer; `data` need not be aligned. */
struct control_message {
	int         level, type;
	const char *data;
	size_t      count;
};
/* Takes the next one off the front; false at the end, and where what is left is no
 * message. */
bool control_next(const char **bytes, size_t *count, struct control_message *);
/* Adds what a control buffer holds: of numbers the last that came is told. */
void control_decode(struct control *, const char *bytes, size_t count);

/* Adds what came beside another message, which has nothing any more. */
void control_join(struct control *, struct control *from);

/* Is it an option that has control data come beside the bytes of a stream? */
bool control_is_asked(int level, int option);

/* How one kind of message is read; a nameless row ends the table. */
struct control_row {
	const char *field;
	int         level, type;
	size_t      least;       /* bytes that it has; shorter ones are told in hex */
	void      (*read)(struct control *, const struct control_row *, const char *data,
	    size_t count);
};
extern const struct control_row control_rows[];
/* For the rows: the place for a value, which replaces one that there is.  A descriptor
 * that was passed: kept, or closed. */
struct value *control_place(struct control *, const char *field);
void control_passed(struct control *, int fd);

/* Adds a message to a control buffer that is to be sent. */
void control_add(struct buf *, int level, int type, const void *data, size_t count);

/* What has a name of its own among the flags of send; a number's level and type depend
 * on the family. */
enum control_what { CONTROL_TTL, CONTROL_TOS, CONTROL_SEGMENT, CONTROL_RIGHTS,
                    CONTROL_CREDENTIALS, CONTROL_ZEROCOPY, CONTROL_FASTOPEN };
/* False and a usage error where the kernel would take it for nothing; of a descriptor
 * that is no socket the kernel has its say. */
bool control_suits(enum control_what, const struct sock *, struct error *);
/* False and a usage error where the family has no such thing; with `anyway` it is
 * written as for IPv4. */
bool control_add_number(struct buf *, enum control_what, int family, bool anyway, int,
    struct error *);
/* Descriptors, copied for the receiver; the sender's process, as it says. */
bool control_add_rights(struct buf *, const int *fd, size_t count, struct error *);
bool control_add_credentials(struct buf *, int64_t pid, int64_t uid, int64_t gid,
    struct error *);
/* "ADDRESS", "INTERFACE" or "ADDRESS%INTERFACE": where a datagram comes from and leaves
 * by. */
bool control_add_packet_info(struct buf *, int family, bool anyway, const char *text,
    struct error *);
/* "LEVEL:TYPE:int:NUMBER", "LEVEL:TYPE:hex:BYTES" or "LEVEL:TYPE:zero:SIZE", several
 * with commas between; a usage error with its place.  `count` is without the NUL behind. */
bool control_add_text(struct buf *, const char *text, size_t count, struct error *);
/* For the last: a name of a type that is no option's, or -1. */
int control_type_named(const char *name, size_t count);

/* The names of the lower two bits of a TOS or traffic class (RFC 3168); a nameless row at
 * the end. */
extern const struct name control_ecn[];
#endif
