/* tls-more: what few handshakes are told: a session, a key that both know, early bytes. */
#ifndef SOSH_COMMAND_TLS_MORE_H
#define SOSH_COMMAND_TLS_MORE_H
#include "command/call.h"
#include "command/types.h"
#include "lang/data.h"
#include "socket/tls.h"

struct tls_words;
/* Part of the command's own struct. */
struct tls_more_words {
	arg_path session;
	arg_text psk;
	arg_data early;
	arg_size max_early;
	arg_int  mtu;
};

/* Rows for a command whose struct `args` has a struct tls_more_words `more`. */
#define TLS_MORE_WORDS(args) \
	{ "session", PARAM(args, more.session, path), .flags = PARAM_OPTION | PARAM_RARE, \
	  .help = "take up the session that this file has, and keep the next one there" }, \
	{ "psk", PARAM(args, more.psk, text), .flags = PARAM_OPTION | PARAM_RARE, \
	  .examples = tls_keys, \
	  .help = "a key that both sides know, NAME:HEX: no certificate is needed" }, \
	{ "early", PARAM(args, more.early, data), .flags = PARAM_OPTION | PARAM_DATA | PARAM_RARE, \
	  .help = "bytes that go before the handshake is over (0-RTT); needs --session" }, \
	{ "max-early", PARAM(args, more.max_early, size), .flags = PARAM_OPTION | PARAM_RARE, \
	  .low = 0, .high = 1 << 20, \
	  .help = "with --server: take so many of such bytes, from the next session on" }, \
	{ "mtu", PARAM(args, more.mtu, int), .flags = PARAM_OPTION | PARAM_RARE, \
	  .low = 300, .high = 65535, \
	  .help = "with datagrams: what goes in the handshake is cut so that none is longer" }

#define TLS_MORE_FIELDS \
	{ "psk", "the name of the key that both knew, in place of certificates" }, \
	{ "early", "what became of the early bytes: accepted, rejected (send them again) or not " \
	    "sent (there was no session that allows them)" }

#define TLS_MORE_SAY \
	"{?psk:, by the key '{psk}'}{?early:, early bytes {early}}"

extern const char *const tls_keys[];

/* Do the words go together?  False and a usage error. */
bool tls_more_suit(struct call *, const struct tls_words *);
/* What they mean; good as long as the call. */
bool tls_more_read(struct call *, struct tls_more_words *, struct tls_more *);
/* Adds to the answer what came of it. */
void tls_more_told(struct call *, const struct tls_told *);
#endif
