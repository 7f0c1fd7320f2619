/* doctor: why a call failed, what shows it, and what to type next. */
#ifndef SOSH_TEACH_DOCTOR_H
#define SOSH_TEACH_DOCTOR_H
#include "base/value.h"
#include "socket/diag.h"
#include "socket/facts.h"
#include "teach/scene.h"

/* Who has a port. */
struct found_port {
	bool     asked, found;
	unsigned own;              /* the number of a socket of ours, or 0 */
	int      pid;              /* or 0 */
	struct diag_sock sock;     /* of the most stubborn of them */
};

/* What is the matter with a UNIX path, and who is bound to it. */
struct found_path {
	bool     walked, asked, found;
	bool     sure;             /* all were gone through that there are */
	int      number;           /* the errno that the way to it yields, or 0 */
	size_t   part, folder;     /* bytes of the path: up to there, and the folder before */
	unsigned mode;             /* st_mode of what is at its end, or 0 */
	uint64_t device, file, user; /* likewise */
	unsigned own;
	int      pid;
	struct diag_sock sock;
};

/* The look at one scene.  What it asks of the system, it asks once, and only reads. */
struct look {
	const struct scene *scene;
	struct facts        facts;      /* of scene->sock, where there is one */
	int64_t             deadline;   /* number_now(): by then it does with what it has */
	struct found_port   port;       /* find-port's own: all zero at first; */
	struct found_path   path;       /* find-path's own, likewise */
};

/* Does a row fit this scene?  Puts what shows it into `evidence`, under the names that the
 * row's sentences use; what a finder put there that did not fit is taken away again. */
typedef bool finder(struct look *, struct record *evidence);

/* One row of what can be the matter. */
struct hint {
	const char     *call;     /* the system call; of a time-out sosh's command; for several,
	                             all that begin so: "send" is send, sendto, sendmsg */
	enum error_kind kind;     /* ERROR_SYSTEM, ERROR_RESOLVE, ERROR_TIMEOUT */
	int             number;   /* errno, EAI_ code; of a time-out 0 */
	const char     *when;     /* what holds then, in words, for docs/hints.md: "another
	                             process has the port" */
	finder         *holds;    /* NULL: always; rows of one call and number are asked in
	                             their order, the last of them always holds */
	const char     *says;     /* one sentence, in the language of `say` (lang/command.h),
	                             over the evidence: "{address} is held by {holder}" */
	const char     *next;     /* the command to type, likewise, or NULL */
};

/* Tables of rows, one a call; each ends with a row without a call. */
extern const struct hint hints_socket[], hints_bind[], hints_listen[], hints_accept[],
    hints_connect[], hints_send[], hints_recv[], hints_shutdown[], hints_option[],
    hints_resolve[], hints_other[];

#endif
