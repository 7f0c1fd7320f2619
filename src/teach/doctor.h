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
	int64_t             end;        /* the doctor's own: from then on no row is asked */
	struct found_port   port;       /* find-port's own: all zero at first; */
	struct found_path   path;       /* find-path's own, likewise */
};

/* Does a row fit this scene?  Puts what shows it into `evidence`, under the names that the
 * row's sentences use; what a finder put there that did not fit is taken away again. */
typedef bool finder(struct look *, struct record *evidence);

/* One row of what can be the matter. */
struct hint {
	const char     *call;     /* the system call; of a time-out sosh's command; for several,
	                             all that begin so: "send" is send, sendto, sendmsg; of TLS
	                             the reason, or the name of the alert */
	enum error_kind kind;     /* ERROR_SYSTEM, ERROR_RESOLVE, ERROR_TIMEOUT, ERROR_TLS */
	int             number;   /* errno, EAI_ code; of a time-out and TLS 0 */
	const char     *when;     /* what holds then, in words, for docs/hints.md: "another
	                             process has the port" */
	finder         *holds;    /* NULL: always; rows of one call and number are asked in
	                             their order, the last of them always holds */
	const char     *says;     /* one sentence, in the language of `say` (lang/sentence.h),
	                             over the evidence: "{address} is held by {holder}"; what
	                             is seen of the scene has the names below */
	const char     *next;     /* the command to type, likewise, or NULL */
};

/* A row whose sentence names a field that is not there, and not in a group, is passed over;
 * a `next` of that kind is left out.  Without any evidence there are, where they apply:
 *     command call error   as in the scene: "send", "sendto", "EPIPE"
 *     socket               its number, which a bare descriptor has none of
 *     this                 "socket 3", or "descriptor 7"
 *     kind                 "tcp", of what was to be made, too; or its three numbers
 *     address host port    that was passed; `port` is a number
 *     typed                the word that was looked up; the group
 *     option               as `get` and `set` call it
 *     count                bytes that were to be sent */

/* Tables of rows, one a call; each ends with a row without a call.  All this is in the module
 * "teach", where there are modules. */
extern const struct hint hints_socket[], hints_bind[], hints_listen[], hints_accept[],
    hints_connect[], hints_send[], hints_recv[], hints_shutdown[], hints_option[],
    hints_resolve[], hints_tls[], hints_wait[], hints_other[];

/* Who is asked, for the length of a sosh. */
struct doctor;
struct doctor *doctor_new(void);
void doctor_free(struct doctor *);
/* Adds to a failure what there is to say of a scene, if there is anything: `hint` (a sentence),
 * `next` (a command to type, which is safe to look at) and `evidence` (a record).  All but
 * `next` may hold bytes of anybody.  What is asked of the system is asked within DOCTOR_TIME,
 * and of DOCTOR_LOOKS scenes a second at most: of more only what needs no evidence is said.
 * Without the module "teach" nothing is. */
#define DOCTOR_TIME (50 * NUMBER_SECOND / 1000)
enum { DOCTOR_LOOKS = 10 };
void doctor_see(struct doctor *, const struct scene *, struct record *failure);

/* The tables as a page of Markdown, for review; false and an error without the module. */
bool doctor_page(struct buf *, struct error *);
/* Adds a line for each row that is not sound, and returns how many there are. */
size_t doctor_check(struct buf *complaints);

#endif
