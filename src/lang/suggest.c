/* suggest: the name that was probably meant. */
#include "lang/suggest.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST = 40 };

static unsigned
least(unsigned a, unsigned b, unsigned c)
{
	unsigned ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* How many letters have to be changed, put in or left out (Levenshtein), where
 * two that stand the wrong way round count as one. */
static unsigned
distance(const char *a, const char *b)
{
	unsigned row[LONGEST + 1], last[LONGEST + 1], before[LONGEST + 1];
	size_t m = strlen(a), n = strlen(b);

	if (m > LONGEST || n > LONGEST)
		return LONGEST;
	for (size_t j = 0; j <= n; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= m; i++) {
		memcpy(before, last, sizeof(before));
		memcpy(last, row, sizeof(last));
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= n; j++) {
			row[j] = least(last[j] + 1, row[j - 1] + 1,
			    last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1, row[j]);
		}
	}
	return row[n];
}

void
suggest_look(struct suggest *suggest, const char *name)
{
	unsigned far = distance(suggest->wanted, name);
	size_t count = strlen(suggest->wanted);

	/* A name that begins as typed is as near as a slip of one letter. */
	if (count >= 2 && strncmp(suggest->wanted, name, count) == 0)
		far = 1;
	if (suggest->best && far >= suggest->distance)
		return;
	suggest->best = name;
	suggest->distance = far;
}

const char *
suggest_text(struct suggest *suggest)
{
	size_t count = strlen(suggest->wanted);

	if (!suggest->best || suggest->distance > (count < 5 ? 1 : 2) ||
	    suggest->distance >= count)
		return "";
	snprintf(suggest->text, sizeof(suggest->text), SUGGEST_BEGINS "'%s%s'?",
	    suggest->before ? suggest->before : "", suggest->best);
	return suggest->text;
}
