/* errqueue: what an entry of a socket's error queue says, in fields and in words. */
#include "socket/errqueue.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/names.h"
#include "socket/icmp.h"

enum { KEPT = 64 };
/* As Linux has them: origins, whose places in the table below these are, and a code. */
enum { ORIGIN_ICMP = 2, ORIGIN_ICMP6 = 3, ORIGIN_STATUS = 4, ZEROCOPY_COPIED = 1 };

void
errqueue_free(struct errqueue_entry *entry)
{
	record_clear(&entry->told);
	buf_clear(&entry->bytes);
	free(entry);
}

void
errqueue_keep(struct sock *sock, struct errqueue_entry *entry)
{
	struct errqueue_entry **end = &sock->queue;

	while (*end)
		end = &(*end)->next;
	*end = entry;
}

void
errqueue_put_back(struct sock *sock, struct errqueue_entry *entry)
{
	entry->next = sock->queue;
	sock->queue = entry;
}

bool
errqueue_is_full(const struct sock *sock)
{
	size_t count = 0;

	for (const struct errqueue_entry *entry = sock->queue; entry; entry = entry->next)
		count++;
	return count >= KEPT;
}

void
errqueue_drop(struct sock *sock)
{
	while (sock->queue) {
		struct errqueue_entry *first = sock->queue;

		sock->queue = first->next;
		errqueue_free(first);
	}
}

/* Of those that are looked through for time stamps nothing is remembered. */
static enum did
take_systems(struct sock *sock, size_t room, struct errqueue_entry **entry,
    struct error *error)
{
	enum did did = errqueue_read(sock, room, entry, error);

	errno = did == DID_LATER ? EAGAIN : did == DID_FAIL ? error->number : 0;
	past_add_asked(&sock->past, "recvmsg", did == DID_IT ? (int64_t)(*entry)->bytes.count : -1,
	    MSG_ERRQUEUE);
	return did;
}

enum did
errqueue_take(struct sock *sock, size_t room, struct errqueue_entry **entry,
    struct error *error)
{
	if (!sock->queue)
		return take_systems(sock, room, entry, error);
	*entry = sock->queue;
	sock->queue = sock->queue->next;
	(*entry)->next = NULL;
	return DID_IT;
}

/* ---- in words ---- */

static void
tell_number(struct record *told, const struct control_error *error)
{
	const char *name = names_of(names_errno, (int)error->number);

	if (!error->number)
		return;
	if (name)
		record_text(told, "errno", name);
	else
		record_int(told, "errno", error->number);
}

/* The C library's sentence, as a part of one. */
static void
add_reason(struct buf *message, const struct control_error *error)
{
	const char *reason = strerror((int)error->number);

	buf_add_byte(message, (char)tolower((unsigned char)*reason));
	buf_add_text(message, *reason ? reason + 1 : "");
}

static void
add_mtu(struct record *told, struct buf *message, const struct control_error *error)
{
	if (error->number != EMSGSIZE || !error->info)
		return;
	record_int(told, "mtu", error->info);
	buf_format(message, ": %u bytes go this way", error->info);
}

static void
local(const struct sock *sock, struct errqueue_entry *entry, const struct control *came,
    struct buf *message)
{
	(void)sock;
	tell_number(&entry->told, &came->error);
	add_reason(message, &came->error);
	add_mtu(&entry->told, message, &came->error);
}

static void
icmp(const struct sock *sock, struct errqueue_entry *entry, const struct control *came,
    struct buf *message)
{
	const struct control_error *error = &came->error;
	struct buf offender = { 0 };

	(void)sock;
	tell_number(&entry->told, error);
	record_int(&entry->told, "icmp_type", error->type);
	record_int(&entry->told, "icmp_code", error->code);
	icmp_show(message, error->origin == ORIGIN_ICMP6, error->type, error->code);
	add_mtu(&entry->told, message, error);
	if (error->offender.length)
		addr_show_host(&offender, &error->offender);
	if (offender.count)
		record_bytes(&entry->told, "offender", offender.data, offender.count);
	buf_clear(&offender);
}

/* A range, of sends that bore MSG_ZEROCOPY: the first is 0. */
static void
zerocopy(const struct sock *sock, struct errqueue_entry *entry, const struct control *came,
    struct buf *message)
{
	const struct control_error *error = &came->error;
	struct record *range = record_record(&entry->told, "zerocopy");
	bool copied = error->code == ZEROCOPY_COPIED, one = error->info == error->data;

	(void)sock;
	record_int(range, "first", error->info);
	record_int(range, "last", error->data);
	record_bool(range, "copied", copied);
	buf_format(message, one ? "zero-copy send %u is done" : "zero-copy sends %u to %u are done",
	    error->info, error->data);
	buf_add_text(message, copied ? ", and the kernel had to copy" : ", without a copy");
}

static const struct {
	const char *name, *words;
	enum errqueue_stamp stamp;
} stamps[] = {
	{ "sent", "was handed to the driver", STAMP_SENT },
	{ "sched", "was scheduled", STAMP_SCHED },
	{ "acked", "was acknowledged", STAMP_ACKED },
	{ "completed", "was completed by the driver", STAMP_NONE },
};

/* A stream counts its bytes, and the last one of a send is told; others their datagrams. */
static void
add_stamped(struct buf *message, const struct sock *sock, const struct errqueue_entry *entry)
{
	if (entry->nameless)
		buf_add_text(message, "a send");
	else if (sock->type == SOCK_STREAM)
		buf_format(message, "byte %u of the stream", entry->id);
	else
		buf_format(message, "datagram number %u", entry->id);
}

/* The time is not there when time stamps were switched off meanwhile. */
static void
timestamping(const struct sock *sock, struct errqueue_entry *entry, const struct control *came,
    struct buf *message)
{
	const struct control_error *error = &came->error;
	struct record *told = record_record(&entry->told, "timestamp");

	entry->id = error->data;
	add_stamped(message, sock, entry);
	entry->time = came->time;
	if (error->info < sizeof(stamps) / sizeof(*stamps)) {
		entry->stamp = stamps[error->info].stamp;
		record_text(told, "what", stamps[error->info].name);
		buf_format(message, " %s", stamps[error->info].words);
	} else {
		record_int(told, "what", error->info);
		buf_format(message, ": stamp %u", error->info);
	}
	if (came->time)
		record_real(told, "time", (double)came->time / 1e9);
	record_int(told, "id", entry->id);
}

/* By the number that the kernel gives an origin. */
static const struct {
	const char *name;
	void (*tell)(const struct sock *, struct errqueue_entry *, const struct control *,
	    struct buf *message);
} origins[] = {
	{ "none", local }, { "local", local }, { "icmp", icmp }, { "icmp6", icmp },
	{ "timestamping", timestamping }, { "zerocopy", zerocopy }, { "txtime", local },
};
enum { ORIGINS = sizeof(origins) / sizeof(*origins) };

void
errqueue_tell(const struct sock *sock, struct errqueue_entry *entry, const struct control *came)
{
	const struct control_error *error = &came->error;
	struct buf message = { 0 };

	if (!error->given)
		return;
	/* ICMP tells of a datagram, and that may be empty. */
	entry->bare = !entry->bytes.count && error->origin != ORIGIN_ICMP &&
	    error->origin != ORIGIN_ICMP6;
	if (error->origin >= ORIGINS) {
		record_int(&entry->told, "origin", error->origin);
		local(sock, entry, came, &message);
	} else if (error->origin == ORIGIN_STATUS && error->number != ENOMSG) {
		/* Two kinds have this number; a time stamp is always ENOMSG. */
		record_text(&entry->told, "origin", "txstatus");
		local(sock, entry, came, &message);
	} else {
		record_text(&entry->told, "origin", origins[error->origin].name);
		origins[error->origin].tell(sock, entry, came, &message);
	}
	record_text(&entry->told, "message", buf_text(&message));
	buf_clear(&message);
}
