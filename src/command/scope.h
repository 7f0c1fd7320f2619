/* scope: what a run, a `def` or a body has of its own. */
#ifndef SOSH_COMMAND_SCOPE_H
#define SOSH_COMMAND_SCOPE_H
#include "base/match.h"
#include "lang/command.h"
#include "lang/script.h"
#include "lang/vars.h"

/* The last command that left an answer, for `explain`. */
struct last {
	const struct node *node;      /* NULL: there was none, */
	struct script   *script;      /* else the one it lives in, held */
	unsigned        socket;       /* that the answer is about, or 0 */
	enum error_kind kind;         /* how it failed, or ERROR_NONE; where it did: */
	const char     *call;
	int             number;
};

struct scope {
	struct record answer;         /* of the last command */
	const struct field *fields;   /* that it declares; NULL: none */
	struct record failure;        /* more of the error: expected, actual, partial */
	struct error  error;          /* kind NONE if it went well */
	unsigned      socket;         /* that the answer is about, or 0 */
	unsigned      dot;            /* the socket that `.` means, or 0 */
	struct vars  *vars;           /* held */
	struct last   last;
	struct buf    matched;        /* what the last regular expression looked at */
	struct match *match;          /* and the expression, or NULL */
};

/* Takes over the caller's hold on the variables. */
struct scope *scope_new(struct vars *, unsigned dot);
void scope_free(struct scope *);
/* What the call has come to: its error, or that there is none, and its answer, which is that of
 * the last command from now on. */
void scope_answer(struct scope *, struct call *, enum outcome, bool error_only);
/* What failed inside is what the scope around it is told of. */
void scope_hand_out(struct scope *inner, struct scope *outer);
/* A regular expression matched these bytes: it is ${match...} from now on, and the
 * scope's to free. */
void scope_matched(struct scope *, struct match *, const char *bytes);
#endif
