/* tls-more: what few handshakes are told: a session, a key that both know, early bytes. */
#include "command/tls-more.h"

#include <string.h>

#include "base/bytes.h"
#include "command/answer.h"
#include "command/session.h"
#include "command/tls-words.h"

const char *const tls_keys[] = { "me:00112233445566778899aabbccddeeff", NULL };

enum { EARLY_MOST = 64 << 10, KEY_MOST = 256, IDENTITY_MOST = 127 };

bool
tls_more_suit(struct call *call, const struct tls_words *words)
{
	const struct tls_more_words *more = words->more;
	struct error *error = &call->error;

	if (words->server && (more->session.bytes || more->early.count))
		return error_usage(error, "--session and --early are a client's; a server keeps "
		    "its sessions by itself, and takes early bytes with --max-early");
	if (more->session.bytes && strlen(more->session.bytes) != more->session.count)
		return error_usage(error, "a NUL cannot be in the name of a file");
	if (more->max_early && !words->server)
		return error_usage(error, "--max-early goes with --server; a client has --early");
	if (more->session.bytes && more->psk.bytes)
		return error_usage(error, "only one of --session and --psk goes");
	if (more->early.count && !more->session.bytes)
		return error_usage(error, "--early needs a session that was begun before: "
		    "--session FILE");
	if (more->early.count && words->step)
		return error_usage(error, "only one of --early and --step goes");
	return true;
}

static bool
blame(struct call *call, const struct text *text)
{
	call_blame(call, text);
	return false;
}

/* ID:HEX; an identity may have colons of its own. */
static bool
read_key(struct call *call, const struct text *psk, struct tls_more *more)
{
	const char *colon = strrchr(psk->bytes, ':');
	struct buf key = { 0 };

	if (!colon || colon == psk->bytes || colon - psk->bytes > IDENTITY_MOST ||
	    strlen(psk->bytes) != psk->count) {
		error_usage(&call->error, "a key is NAME:HEX, with a name of %d bytes at most",
		    IDENTITY_MOST);
		return blame(call, psk);
	}
	if (!bytes_from_hex(&key, colon + 1, strlen(colon + 1), &call->error) || !key.count ||
	    key.count > KEY_MOST) {
		if (key.count > KEY_MOST || call->error.kind == ERROR_NONE)
			error_usage(&call->error, "a key has 1 to %d bytes", KEY_MOST);
		buf_clear(&key);
		return blame(call, psk);
	}
	more->identity = pool_copy(&call->pool, psk->bytes, (size_t)(colon - psk->bytes));
	more->key = pool_copy(&call->pool, key.data, key.count);
	more->key_count = key.count;
	buf_clear(&key);
	return true;
}

static bool
read_early(struct call *call, struct data *data, struct tls_more *more)
{
	enum data_state state = DATA_SOME;
	size_t got, count = 0;
	char *room;

	more->early = data_memory(data, &more->early_count);
	if (!more->early) {
		more->early = room = pool_new(&call->pool, EARLY_MOST + 1);
		while (state == DATA_SOME && count <= EARLY_MOST) {
			state = data_next(data, room + count, EARLY_MOST + 1 - count, &got,
			    &call->error);
			count += state == DATA_SOME ? got : 0;
		}
		more->early_count = count;
	}
	if (state == DATA_BAD)
		return false;
	if (state == DATA_LATER)
		return error_usage(&call->error, "--early does not wait for a file to be written");
	return (more->early_count && more->early_count <= EARLY_MOST) ||
	    error_usage(&call->error, "--early takes 1 byte to 64 KiB");
}

bool
tls_more_read(struct call *call, struct tls_more_words *said, struct tls_more *more)
{
	call->error.kind = ERROR_NONE;
	more->session = said->session.bytes;
	more->max_early = (size_t)said->max_early;
	more->mtu = (unsigned)said->mtu;
	return (!said->psk.bytes || read_key(call, &said->psk, more)) &&
	    (!said->early.count || read_early(call, &said->early, more));
}

void
tls_more_told(struct call *call, const struct tls_told *told)
{
	static const char *const early[] = { [TLS_EARLY_NOT_SENT] = "not sent",
		[TLS_EARLY_REJECTED] = "rejected", [TLS_EARLY_ACCEPTED] = "accepted" };
	struct record *answer = &call->answer;

	/* A server may have got its peer by now. */
	if (told->datagrams && told->server)
		answer_connected(call, call->about, NULL);
	if (told->datagrams)
		record_bool(answer, "dtls", true);
	if (told->identity)
		record_bytes(answer, "psk", told->identity, strlen(told->identity));
	if (told->early != TLS_EARLY_NONE)
		record_text(answer, "early", early[told->early]);
	if (told->server && told->early == TLS_EARLY_ACCEPTED)
		record_int(answer, "buffered", (int64_t)inbox_count(call->about));
}
