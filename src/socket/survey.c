/* survey: what one question to the kernel tells of many TCP sockets of ours, in place of
 * five for each. */
#include "socket/survey.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "socket/diag.h"
#include "socket/others.h"

enum {
	STRANGERS = 8,          /* so many times ours may others be, until we give up */
	END = 32,               /* an address of either family */
};

/* One socket of ours, or several descriptors of one.  Nothing but `seen` holds before
 * it was. */
struct sighting {
	bool      seen;
	socklen_t local_length, peer_length;
	int64_t   recvq, sendq;
	size_t    length;
	char      local[END], peer[END], told[OSDEP_TCP_KNOWN];
};

/* `place` counts from 1; 0: nothing stands here. */
struct slot {
	uint64_t inode;
	size_t   place;
};

struct survey {
	const struct sock_table *table;
	diag_each       *stray;
	void            *to;
	struct sighting *sighting;
	size_t           count;
	struct slot     *slot;     /* by inode */
	size_t           slots;    /* a power of two */
	size_t           strangers;
	bool             whole;
};

/* ---- by inode ---- */

static struct slot *
slot_of(const struct survey *survey, uint64_t inode)
{
	size_t at = (size_t)(inode * UINT64_C(11400714819323198485) >> 32) & (survey->slots - 1);

	while (survey->slot[at].place && survey->slot[at].inode != inode)
		at = (at + 1) & (survey->slots - 1);
	return &survey->slot[at];
}

static struct sighting *
find(const struct survey *survey, uint64_t inode)
{
	size_t place = survey->slots ? slot_of(survey, inode)->place : 0;

	return place ? &survey->sighting[place - 1] : NULL;
}

static bool
is_one(const struct sock *sock, int family)
{
	return sock->fd >= 0 && sock->family == family && sock_is_tcp(sock);
}

static size_t
count_of(const struct sock_table *table, int family)
{
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++)
		count += is_one(table->sock[i], family);
	return count;
}

static void
add(struct survey *survey, const struct sock *sock)
{
	struct slot *slot;

	if (!sock->inode)
		return;
	slot = slot_of(survey, sock->inode);
	if (slot->place)
		return;
	survey->sighting[survey->count++].seen = false;
	*slot = (struct slot){ sock->inode, survey->count };
}

/* ---- the question ---- */

static void
keep_end(char to[END], socklen_t *length, const struct addr *addr)
{
	*length = addr->length <= END ? addr->length : 0;
	memcpy(to, addr->room, *length);
}

static bool
saw_other(struct survey *survey, const struct diag_sock *told)
{
	survey->whole = (told->inode || survey->stray(survey->to, told)) &&
	    ++survey->strangers <= STRANGERS * survey->count;
	return survey->whole;
}

static bool
saw(void *to, const struct diag_sock *told)
{
	struct survey *survey = to;
	struct sighting *one = told->inode ? find(survey, told->inode) : NULL;

	if (!one)
		return saw_other(survey, told);
	if (!told->has_tcp || told->state_bit != DIAG_ESTABLISHED)
		return true;
	one->seen = true;
	one->recvq = told->recvq;
	one->sendq = told->sendq;
	keep_end(one->local, &one->local_length, &told->local);
	keep_end(one->peer, &one->peer_length, &told->peer);
	one->length = told->tcp.length < OSDEP_TCP_KNOWN ? told->tcp.length : OSDEP_TCP_KNOWN;
	memcpy(one->told, told->tcp.told, one->length);
	return true;
}

static bool
ask(struct survey *survey, int family)
{
	const struct sock_table *table = survey->table;
	const struct diag_ask about = { .family = family, .protocol = IPPROTO_TCP,
		.states = DIAG_ESTABLISHED | DIAG_SYN_RECEIVED, .with_info = true };
	struct error ignored;

	for (size_t i = 0; i < table->count; i++)
		if (is_one(table->sock[i], family))
			add(survey, table->sock[i]);
	survey->whole = true;
	/* Where it fails, each socket is asked. */
	return diag_dump(others_diag(table->others), &about, saw, survey, &ignored) &&
	    survey->whole;
}

static void
make_room(struct survey *survey, size_t count)
{
	for (survey->slots = 1; survey->slots < 2 * count; survey->slots *= 2)
		continue;
	survey->slot = mem_new(survey->slots, sizeof(*survey->slot));
	survey->sighting = mem_grow(NULL, count, sizeof(*survey->sighting));
}

bool
survey_ask(struct sock_table *table, diag_each *stray, void *to, int family[2])
{
	struct survey *survey = table->survey;
	size_t all = 0;
	bool whole = true;

	family[0] = AF_INET;
	family[1] = AF_INET6;
	for (size_t i = 0; i < 2; i++) {
		size_t count = survey ? count_of(table, family[i]) : 0;

		family[i] = count < SURVEY_LEAST ? 0 : family[i];
		all += family[i] ? count : 0;
	}
	if (!all)
		return false;
	survey->stray = stray;
	survey->to = to;
	make_room(survey, all);
	for (size_t i = 0; i < 2; i++)
		whole &= !family[i] || ask(survey, family[i]);
	return whole;
}

/* ---- what others see of it ---- */

void
survey_begin(struct sock_table *table, size_t count)
{
	survey_end(table);
	if (count < SURVEY_LEAST)
		return;
	table->survey = mem_new(1, sizeof(*table->survey));
	table->survey->table = table;
}

void
survey_end(struct sock_table *table)
{
	struct survey *survey = table->survey;

	if (!survey)
		return;
	free(survey->slot);
	free(survey->sighting);
	free(survey);
	table->survey = NULL;
}

static bool
give_end(struct addr *to, const char *from, socklen_t length)
{
	memcpy(to->room, from, length);
	to->length = length;
	to->null = to->no_port = false;
	return length > 0;
}

bool
survey_tell(const struct survey *survey, struct facts *facts)
{
	const struct sighting *one = facts->sock->inode ? find(survey, facts->sock->inode) : NULL;

	if (!one || !one->seen)
		return false;
	facts->tcp.length = one->length;
	memcpy(facts->tcp.told, one->told, one->length);
	facts->has_tcp = osdep_tcp_read(&facts->tcp);
	facts->has_local = give_end(&facts->local, one->local, one->local_length);
	facts->has_peer = give_end(&facts->peer, one->peer, one->peer_length);
	facts->has_queues = true;
	facts->recvq = one->recvq;
	facts->sendq = one->sendq;
	return true;
}
