/* look: what is asked once for a look at many sockets: the measures of those of ours, and
 * what waits at the listeners among them. */
#include "socket/look.h"

#include "socket/survey.h"

static bool
has_listener(struct sock *const *sock, size_t count)
{
	bool listens = false;

	for (size_t i = 0; i < count && !listens; i++)
		listens = sock_listens(sock[i]);
	return listens;
}

void
look_begin(struct look *look, struct sock_table *table, struct sock *const *sock, size_t count)
{
	struct waiting *waiting = &look->waiting;
	int family[2];

	if (!count || has_listener(sock, count))
		waiting_begin(waiting, table);
	table->waiting = waiting;
	survey_begin(table, count ? count : table->count);
	if (!survey_ask(table, waiting_told, waiting, family) ||
	    !waiting_is_seen_with(waiting, family))
		waiting_look(waiting, table);
}

void
look_end(struct look *look, struct sock_table *table)
{
	survey_end(table);
	table->waiting = NULL;
	waiting_clear(&look->waiting);
}
