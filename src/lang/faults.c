/* faults: what is wrong in a text, in the order in which it stands there. */
#include "lang/faults.h"

#include <string.h>

size_t
faults_kept(const struct faults *faults)
{
	return faults->count < FAULTS_MOST ? faults->count : FAULTS_MOST;
}

/* Words are found wrong when the text is parsed, literals later: this puts them in order. */
void
faults_add(struct faults *faults, struct pool *pool, struct place where,
    const struct error *error)
{
	size_t at = faults_kept(faults), behind;

	if (!faults->item)
		faults->item = pool_new(pool, FAULTS_MOST * sizeof(*faults->item));
	faults->count++;
	while (at && faults->item[at - 1].where.offset > where.offset)
		at--;
	if (at == FAULTS_MOST)
		return;
	behind = faults_kept(faults) - 1 - at;
	memmove(&faults->item[at + 1], &faults->item[at], behind * sizeof(*faults->item));
	faults->item[at] = (struct fault){ .where = where, .error = *error };
}
