/* layer: what stands between a socket and its bytes: TLS.  io_send() and io_recv() give their
 * bytes to it, and everything above them goes on with the plain ones. */
#ifndef SOSH_SOCKET_LAYER_H
#define SOSH_SOCKET_LAYER_H
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/loop.h"
#include "base/value.h"
#include "socket/did.h"

struct sock;
struct tls_library;

/* What a layer does.  None of these waits.  DID_LATER: `wants` of the layer tells what for;
 * DID_FAIL: `failure` what there is to say beyond the error. */
struct layer_calls {
	/* `*count` bytes at most, and afterwards how many it took; of these some may be owed.
	 * `flags` as of send(2). */
	enum did (*send)(struct sock *, const char *bytes, size_t *count, int flags,
	    struct error *);
	/* Into room for `*count`, and afterwards how many; none: the peer has ended it. */
	enum did (*recv)(struct sock *, char *room, size_t *count, bool peek, struct error *);
	/* Hands on what the kernel had no room for. */
	enum did (*flush)(struct sock *, struct error *);
	/* Tells the peer that no more comes. */
	enum did (*finish)(struct sock *, struct error *);
	void (*free)(struct sock *);
};

/* The owner's own struct begins with it. */
struct layer {
	const struct layer_calls *calls;
	const struct tls_library *tls;    /* whose it is (tls-library.h) */
	unsigned      wants;     /* LOOP_READ or LOOP_WRITE */
	bool          ready;     /* bytes, or the end, are there for a recv: it would not wait */
	size_t        cut;       /* of a datagram that was received: bytes that had no room */
	bool          busy;      /* it stopped on its way, so that others have their turn: it
	                            is to be called again at once, whatever it wants */
	bool          owes;      /* it has bytes that the kernel had no room for */
	struct record failure;   /* "reason", "alert", ... of the last error of kind tls */
};

/* From now on; the socket's own. */
void layer_set(struct sock *, struct layer *);
/* Takes it off, and tells nobody. */
void layer_drop(struct sock *);
/* What to wait for before a send or recv is tried again: `events`, unless a layer wants
 * another thing. */
unsigned layer_wants(const struct sock *, unsigned events);
/* Is there to be no wait, but another call at once? */
bool layer_busy(const struct sock *);
/* Would a recv not wait, whatever the kernel says? */
bool layer_ready(const struct sock *);
/* Are there bytes to be handed to the kernel? */
bool layer_owes(const struct sock *);
/* Hands on what is owed; DID_LATER: wait for room to write. */
enum did layer_settle(struct sock *, struct error *);
/* There is room in the kernel: hands on what is owed.  What fails is told by the next call. */
void layer_flush(struct sock *);
/* Tells the peer that no more comes; DID_IT also where there is no layer. */
enum did layer_finish(struct sock *, struct error *);
/* Before close(2): the same, if it goes at once. */
void layer_part(struct sock *);
#endif
