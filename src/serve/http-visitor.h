/* http-visitor: a client of `serve http`, and what it is answered. */
#ifndef SOSH_SERVE_HTTP_VISITOR_H
#define SOSH_SERVE_HTTP_VISITOR_H
#include "serve/http.h"
#include "serve/role.h"

enum { VISITOR_AT_ONCE = 64 << 10 };  /* bytes of a file in memory, or sent at a time */

struct visitor {
	struct buf head;          /* what came and was not answered */
	size_t     looked;
	struct buf body;          /* what is being sent: this, from `at` on, */
	bool       has_file;      /* or a file, from `from` to `end`: */
	int        fd;
	int64_t    from, at, end;
	bool       busy;          /* it is sent */
	bool       keep;          /* and another request may follow */
	bool       waits;         /* for room to send into */
	bool       over;          /* none is wanted any more */
	bool       ended;         /* the client has finished sending */
};

/* Answers a request with what is at the path, or with a status that says why not; NULL: it
 * could not be read.  The rest of a long answer is visitor->body or the file.  False: the
 * client is gone, or nothing more is wanted of it. */
bool visitor_send(struct client *, const struct http_request *, const char *path, bool folder);
bool visitor_refuse(struct client *, unsigned status, const struct http_request *);
/* It gets no more answers. */
void visitor_finish(struct client *);
void visitor_drop_body(struct visitor *);
#endif
