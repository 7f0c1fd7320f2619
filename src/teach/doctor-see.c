/* doctor-see: finds the row that fits a scene, and says it. */
#include <string.h>

#include "base/names.h"
#include "base/number.h"
#include "lang/sentence.h"
#include "socket/kind.h"
#include "socket/others.h"
#include "teach/doctor-library.h"

const struct hint *const doctor_tables[] = { hints_socket, hints_bind, hints_listen, hints_accept,
	hints_connect, hints_send, hints_recv, hints_shutdown, hints_option, hints_resolve,
	hints_tls, hints_wait, hints_other, NULL };

/* Where a look into the system has taken too long, the rows behind it do with what was found:
 * but for so long, should one of them not. */
#define LAST_WORDS DOCTOR_TIME

const char *const doctor_seen[] = { "command", "call", "error", "socket", "this", "kind",
	"address", "host", "port", "typed", "option", "count", NULL };

static void
take(struct record *to, const char *name, struct buf *text)
{
	*record_put(to, name) = value_take(text);
}

static void
put_error(struct record *to, const struct scene *scene)
{
	const char *name = scene->kind == ERROR_SYSTEM ? names_of(names_errno, scene->number) :
	    scene->kind == ERROR_RESOLVE ? names_of(names_eai, scene->number) :
	    error_kind_name(scene->kind);

	record_text(to, "command", scene->command);
	record_text(to, "call", scene->call);
	if (name)
		record_text(to, "error", name);
}

static void
put_socket(struct record *to, const struct scene *scene)
{
	const struct sock *sock = scene->sock;
	struct buf this = { 0 };
	char kind[64];

	if (sock && sock->number)
		record_int(to, "socket", sock->number);
	if (sock) {
		buf_format(&this, sock->number ? "socket %d" : "descriptor %d",
		    sock->number ? (int)sock->number : sock->fd);
		take(to, "this", &this);
		record_text(to, "kind", kind_text(sock->family, sock->type, sock->protocol, kind));
	} else if (scene->family || scene->type || scene->protocol) {
		record_text(to, "kind",
		    kind_text(scene->family, scene->type, scene->protocol, kind));
	}
}

static void
put_address(struct record *to, const struct addr *address)
{
	struct buf text = { 0 };

	addr_show(&text, address);
	take(to, "address", &text);
	addr_show_host(&text, address);
	take(to, "host", &text);
	if (addr_port(address) >= 0)
		record_int(to, "port", addr_port(address));
}

/* What is seen of a scene without a question to anybody. */
static void
put_seen(struct record *to, const struct scene *scene)
{
	put_error(to, scene);
	put_socket(to, scene);
	if (scene->address)
		put_address(to, scene->address);
	if (scene->typed)
		record_text(to, "typed", scene->typed);
	if (scene->option)
		record_text(to, "option", scene->option->brief);
	if (scene->count)
		record_int(to, "count", (int64_t)scene->count);
}

static bool
is_of(const struct hint *hint, const struct scene *scene)
{
	return hint->kind == scene->kind && hint->number == scene->number &&
	    strncmp(scene->call, hint->call, strlen(hint->call)) == 0;
}

static const struct hint *
next_row(struct doctor_rows *rows, const struct scene *scene)
{
	for (; *rows->table; rows->table++, rows->next = *rows->table) {
		for (; rows->next->call; rows->next++)
			if (is_of(rows->next, scene))
				return rows->next++;
	}
	return NULL;
}

/* Does the row hold, and is there all that it says?  What it found out is kept then. */
static bool
fits(const struct hint *hint, struct look *look, struct record *evidence,
    const struct sentence *sentence)
{
	if (hint->holds && (!look->end || number_now() >= look->end))
		return false;
	if ((!hint->holds || hint->holds(look, evidence)) &&
	    sentence_is_whole(hint->says, sentence))
		return true;
	record_reset(evidence);
	return false;
}

/* A text, though bytes of anybody may stand in it. */
static void
say_as(const char *says, const struct sentence *sentence, const char *name,
    struct record *failure)
{
	struct buf text = { 0 };
	struct value *value;

	sentence_say(&text, says, sentence);
	value = record_put(failure, name);
	*value = value_take(&text);
	value->kind = VALUE_TEXT;
}

static void
say(const struct hint *hint, struct sentence *sentence, struct record *evidence,
    struct record *failure)
{
	sentence->form = SENTENCE_PLAIN;
	say_as(hint->says, sentence, "hint", failure);
	sentence->form = SENTENCE_TYPED;
	if (hint->next && sentence_is_whole(hint->next, sentence))
		say_as(hint->next, sentence, "next", failure);
	if (!evidence->count)
		return;
	*record_record(failure, "evidence") = *evidence;
	*evidence = (struct record){ 0 };
}

bool
doctor_rows_see(const struct hint *const *tables, const struct scene *scene, int64_t deadline,
    struct record *failure)
{
	struct doctor_rows rows = { tables, *tables };
	struct record seen = { 0 }, evidence = { 0 };
	struct sentence sentence = { .fields = &evidence, .more = &seen };
	struct look look = { .scene = scene, .deadline = deadline,
		.end = deadline ? deadline + LAST_WORDS : 0 };
	const struct hint *hint = scene->call ? next_row(&rows, scene) : NULL;
	bool looked = false;

	if (!hint)
		return false;
	if (scene->sock)
		facts_begin(&look.facts, scene->table, scene->sock);
	others_begin_until(scene->table ? scene->table->others : NULL, look.deadline);
	put_seen(&seen, scene);
	for (; hint; hint = next_row(&rows, scene)) {
		looked |= deadline && hint->holds;
		if (!fits(hint, &look, &evidence, &sentence))
			continue;
		say(hint, &sentence, &evidence, failure);
		break;
	}
	record_clear(&seen);
	record_clear(&evidence);
	return looked;
}

static bool
see(const struct scene *scene, int64_t deadline, struct record *failure)
{
	return doctor_rows_see(doctor_tables, scene, deadline, failure);
}

const struct doctor_library doctor_rows = { .see = see, .page = doctor_rows_page,
	.check = doctor_rows_check };
