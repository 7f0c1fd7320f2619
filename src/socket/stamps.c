/* stamps: when what was sent was scheduled, sent, and acknowledged. */
#include "socket/stamps.h"

#include <sys/socket.h>
#include <time.h>

#include "base/number.h"
#include "socket/errqueue.h"

enum { ROOM = 65536 };

/* The clock of the stamps. */
void
stamps_begin(struct stamps *stamps, const struct sock *sock)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	*stamps = (struct stamps){ .began = now.tv_sec * NUMBER_SECOND + now.tv_nsec,
		.behind = sock->stamp, .first = !sock->stamped };
}

/* Of several calls the last one's is told; numbers may wrap. */
static bool
note(struct sock *sock, struct stamps *stamps, const struct errqueue_entry *entry)
{
	int64_t *time[] = { [STAMP_SCHED] = &stamps->sched, [STAMP_SENT] = &stamps->sent,
		[STAMP_ACKED] = &stamps->acked };

	/* That of a send before may come late. */
	if (entry->stamp == STAMP_NONE ||
	    (!stamps->first && (int32_t)(entry->id - stamps->behind) <= 0))
		return false;
	sock->stamped = true;
	sock->stamp = entry->id;
	*time[entry->stamp] = entry->time;
	if (entry->stamp == STAMP_ACKED)
		stamps->acked_id = entry->id;
	return true;
}

static bool
are_all(const struct sock *sock, const struct stamps *stamps)
{
	if (sock->type != SOCK_STREAM)
		return stamps->sched && stamps->sent;
	/* The last byte of all that was sent since. */
	return stamps->acked &&
	    stamps->acked_id == (uint32_t)(sock->sent - sock->stamps_from) - 1;
}

bool
stamps_look(struct sock *sock, struct stamps *stamps)
{
	struct errqueue_entry *entry;
	struct error ignored;

	while (!are_all(sock, stamps) && !errqueue_is_full(sock)) {
		if (errqueue_read(sock, ROOM, &entry, &ignored) != DID_IT)
			return false;
		if (note(sock, stamps, entry))
			errqueue_free(entry);
		else
			errqueue_keep(sock, entry);
	}
	return true;
}

static void
tell_one(struct record *answer, struct buf *words, const char *field, const char *word,
    int64_t time, int64_t began)
{
	if (!time)
		return;
	record_real(answer, field, (double)time / 1e9);
	buf_format(words, "%s%s after ", words->count ? ", " : "", word);
	number_show_duration(words, time > began ? time - began : 0);
}

void
stamps_tell(const struct stamps *stamps, struct record *answer)
{
	struct buf words = { 0 };

	tell_one(answer, &words, "sched", "scheduled", stamps->sched, stamps->began);
	tell_one(answer, &words, "sent", "sent", stamps->sent, stamps->began);
	tell_one(answer, &words, "acked", "acknowledged", stamps->acked, stamps->began);
	if (words.count)
		record_text(answer, "timing", buf_text(&words));
	buf_clear(&words);
}
