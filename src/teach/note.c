/* note: loads what knows which calls surprise, and tells of each once. */
#include "teach/note.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/module.h"
#include "lang/sentence.h"
#include "socket/osdep.h"
#include "socket/table.h"

#ifdef HAVE_MODULES
/* Only tests have it linked in. */
#pragma weak note_library

static const struct note_library *
library_find(struct error *error)
{
	if (&note_library)
		return &note_library;
	return module_symbol("teach", "note_library", error);
}

#else

static const struct note_library *
library_find(struct error *error)
{
	(void)error;
	return &note_library;
}
#endif

/* Those that have rows: known without the rows. */
static const char commands[][9] = { "accept", "bind", "close", "connect", "get", "listen",
	"poll", "recv", "send", "set", "shutdown" };

const struct note *const *
note_tables(struct error *error)
{
	const struct note_library *library = library_find(error);

	return library ? library->tables : NULL;
}

void
notes_clear(struct notes *notes)
{
	free(notes->told);
	*notes = (struct notes){ 0 };
}

bool
notes_may(const struct notes *notes, const char *command)
{
	if (notes->missing)
		return false;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(commands[i], command) == 0)
			return true;
	return false;
}

static bool
is_told(const struct notes *notes, const struct note *row)
{
	for (size_t i = 0; i < notes->count; i++)
		if (notes->told[i] == row)
			return true;
	return false;
}

static void
mark_told(struct notes *notes, const struct note *row)
{
	notes->told = mem_grow(notes->told, notes->count + 1, sizeof(*notes->told));
	notes->told[notes->count++] = row;
}

static bool
has_tables(struct notes *notes)
{
	struct error ignored;

	if (!notes->tables && !notes->missing)
		notes->tables = note_tables(&ignored);
	notes->missing = !notes->tables;
	return !notes->missing;
}

bool
notes_want_before(struct notes *notes, const char *command)
{
	if (!has_tables(notes))
		return false;
	for (const struct note *const *table = notes->tables; *table; table++)
		for (const struct note *row = *table; row->name; row++)
			if (row->before && strcmp(row->command, command) == 0 &&
			    !is_told(notes, row))
				return true;
	return false;
}

void
note_before(struct note_before *before, const struct sock_table *table, const struct sock *sock)
{
	const struct osdep_tcp *tcp;
	const struct addr *local;
	struct facts facts;

	facts_begin(&facts, table, sock);
	tcp = facts_tcp(&facts);
	local = facts_local(&facts);
	*before = (struct note_before){ .number = sock->number, .connecting = sock->connecting,
		.over = sock->over, .stream = sock->type == SOCK_STREAM,
		.owner = !sock->listener, .listens = sock_listens(sock), .nonblock = sock->nonblock,
		.lingers = sock_lingers(sock), .shared = sock_twin(table, sock) != NULL,
		.lent = sock->lent,
		.failed = facts_ready(&facts) & POLLERR, .state = tcp ? tcp->state : NULL,
		.unread = facts_recvq(&facts), .queued = tcp ? tcp->queued : -1,
		.device = osdep_interface(sock->fd) };
	if (local)
		before->local = *local;
}

/* Tells it, if it fits. */
static bool
tell(const struct note *row, struct note_look *look, struct buf *out)
{
	struct record fields = { 0 };
	const struct sentence sentence = { .fields = &fields, .form = SENTENCE_PLAIN };
	bool holds = row->holds(look, &fields);

	if (holds)
		sentence_say(out, row->says, &sentence);
	record_clear(&fields);
	return holds;
}

bool
notes_tell(struct notes *notes, struct note_look *look, struct buf *out)
{
	if (!has_tables(notes))
		return false;
	facts_begin(&look->facts, look->scene->table, look->scene->sock);
	for (const struct note *const *table = notes->tables; *table; table++)
		for (const struct note *row = *table; row->name; row++) {
			if (strcmp(row->command, look->scene->command) != 0 ||
			    is_told(notes, row) || !tell(row, look, out))
				continue;
			mark_told(notes, row);
			return true;
		}
	return false;
}
