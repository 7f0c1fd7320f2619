/* faults: what is wrong in a text, in the order in which it stands there. */
#ifndef SOSH_LANG_FAULTS_H
#define SOSH_LANG_FAULTS_H
#include "base/error.h"
#include "base/pool.h"
#include "lang/source.h"

enum { FAULTS_MOST = 20 };

struct fault {
	struct place where;
	struct error error;
};

/* All zero: none.  The first are kept, in the pool. */
struct faults {
	struct fault *item;    /* FAULTS_MOST of them at most */
	size_t        count;   /* all that there are */
};

void faults_add(struct faults *, struct pool *, struct place, const struct error *);
/* How many are kept. */
size_t faults_kept(const struct faults *);
#endif
