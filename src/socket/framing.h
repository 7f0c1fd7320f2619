/* framing: where in a stream of bytes a frame ends. */
#ifndef SOSH_SOCKET_FRAMING_H
#define SOSH_SOCKET_FRAMING_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/match.h"

enum framing_kind {
	FRAMING_NONE,
	FRAMING_EXACT,    /* `size` bytes */
	FRAMING_UNTIL,    /* up to and with `mark` */
	FRAMING_MATCH,    /* up to the end of what `match` matches */
	FRAMING_LENGTH,   /* a length of `width` bytes, and so many bytes behind it */
	FRAMING_EOF,      /* up to the end */
	FRAMING_FOR,      /* the same, or until a time is over, which the caller knows */
};

/* What a frame is, and how far one has looked for its end.  All that it points to is
 * borrowed. */
struct framing {
	enum framing_kind kind;
	uint8_t       width;
	bool          little;        /* the length has its little end first */
	uint64_t      size;
	const char   *mark;
	size_t        mark_count;    /* 1 at least */
	struct match *match;
	uint64_t      more;          /* it counts so many bytes beside those behind it */
	uint64_t      max;           /* longer frames are FRAMED_LIMIT */
	size_t        looked;        /* none ends in so many bytes */
	int64_t       pause;         /* of a costly expression: number_now() before which it is
	                                not tried again */
	size_t        from, whole;   /* the frame that was found is these bytes: what lies
	                                before is its length */
};

enum framed {
	FRAMED,          /* it is whole */
	FRAMED_NOT_YET,
	FRAMED_LIMIT,    /* it is longer than `max`, or that is told already */
	FRAMED_WRONG,    /* *error: the expression tries too many ways, or the length is less
	                    than `more` */
};
/* Is there a whole frame at the front of these bytes, to which bytes were only added since
 * the last look?  It is bytes [from, whole).  `ended`: nothing will be added. */
enum framed framing_look(struct framing *, const char *bytes, size_t count, bool ended,
    struct error *);
/* Of a message with its length in front, once that is there: how many bytes it is, which
 * are to be taken away; what is waited for then are the bytes behind.  Else 0. */
size_t framing_head(struct framing *, const char *bytes, size_t count);
/* So many bytes of the frame were taken away from the front. */
void framing_took(struct framing *, size_t count);
#endif
