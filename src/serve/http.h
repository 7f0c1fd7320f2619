/* http: what a server of files reads and writes of HTTP/1.1 (RFC 9110, RFC 9112): bytes to
 * and from, no socket and no file. */
#ifndef SOSH_SERVE_HTTP_H
#define SOSH_SERVE_HTTP_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum { HTTP_HEAD_MOST = 16 << 10,  /* bytes of a request's head */
       HTTP_LINE_MOST = 8 << 10,   /* of its first line */
       HTTP_PATH_MOST = 4095 };

/* Within the head; no NUL stands behind it. */
struct http_text {
	const char *at;       /* NULL: it is not there */
	size_t      count;
};

struct http_request {
	bool             head;     /* HEAD, not GET */
	bool             old;      /* HTTP/1.0 */
	bool             keep;     /* another request may follow */
	struct http_text method;   /* whatever it was; */
	struct http_text target;   /* its path, still encoded */
	struct http_text range, if_range, if_modified_since, if_none_match;
};

/* How long the head in front is, with the empty line behind it; 0: that has not come yet.
 * `*looked` is 0 for the first look at it, and lets the next begin where this one ended. */
size_t http_head(const char *bytes, size_t count, size_t *looked);
/* Reads such a head; 0, or the status that says what is wrong with it.  `keep` is told of
 * those, too. */
unsigned http_read(struct http_request *, const char *head, size_t count);

/* The path in a target, below a folder: decoded, without empty parts, "" for the folder
 * itself; `*folder`: a slash stood at its end.  0, or 400 or 414. */
unsigned http_path(struct buf *, const char *target, size_t count, bool *folder);
/* A path for a target, percent-encoded but for its slashes; a text in HTML. */
void http_encode(struct buf *, const char *path, size_t count);
void http_escape(struct buf *, const char *text, size_t count);

/* "Thu, 26 Nov 2026 15:00:00 GMT" */
void http_date(struct buf *, int64_t seconds);
/* Such a date, or in one of the older forms (RFC 9110, 5.6.7); false: it is none.  `now` tells of
 * which century a year of two digits is. */
bool http_read_date(const struct http_text *, int64_t now, int64_t *seconds);
/* The media type of a file, by its suffix. */
const char *http_type(const char *name);
const char *http_reason(unsigned status);

/* Which bytes of `size` are asked for: 206 and those, 200 where it is to be all of them, 416
 * where there are none such. */
unsigned http_range(const struct http_text *, uint64_t size, uint64_t *from, uint64_t *count);

/* The head of an answer; what is NULL or below 0 is left out. */
struct http_answer {
	unsigned    status;
	const char *type;
	int64_t     length;
	int64_t     modified;      /* seconds since 1970 */
	const char *location;
	uint64_t    from, size;    /* of 206 and 416: what the file has */
	bool        ranges;        /* they may be asked for */
	bool        keep, old;     /* as in the request */
};
void http_add_head(struct buf *, const struct http_answer *);
/* A whole answer that says its status, and why. */
void http_add_refusal(struct buf *, const struct http_answer *, bool head);
#endif
