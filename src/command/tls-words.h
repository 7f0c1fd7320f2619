/* tls-words: what tls and connect are told of a handshake, and the handshake itself. */
#ifndef SOSH_COMMAND_TLS_WORDS_H
#define SOSH_COMMAND_TLS_WORDS_H
#include "command/call.h"
#include "command/tls-more.h"
#include "command/types.h"
#include "socket/tls.h"

/* Part of the command's own struct. */
struct tls_words {
	struct sock *sock;          /* set by tls_words_go() */
	arg_flag     server, insecure, require, step;
	arg_choice   min, max;      /* of tls_versions_min, tls_versions_max */
	arg_host     name;
	arg_path     ca, cert, key, client_cert, client_key, keylog;
	arg_text     alpn, ciphers, groups;
	struct tls_more_words *more; /* what only tls is told; or NULL */
};

/* The first is what holds where none is given. */
extern const char *const tls_versions_min[], *const tls_versions_max[];

/* Rows that both commands have; `args` has a struct tls_words `tls`;
 * `rare`: PARAM_RARE or 0. */
#define TLS_WORDS(args, rare) \
	{ "name", PARAM(args, tls.name, host), .flags = PARAM_OPTION | (rare), \
	  .help = "whose certificate it has to be: a host name or an address; the name that it " \
	      "was connected by if it is left out" }, \
	{ "ca", PARAM(args, tls.ca, path), .flags = PARAM_OPTION | (rare), \
	  .help = "trust the certificates of this file or folder, in place of the system's" }, \
	{ "insecure", PARAM(args, tls.insecure, flag), .flags = PARAM_OPTION | (rare), \
	  .help = "take any certificate: nobody knows who is at the other end" }, \
	{ "alpn", PARAM(args, tls.alpn, text), .flags = PARAM_OPTION | (rare), \
	  .examples = tls_protocols, \
	  .help = "the protocols to be spoken inside, the best first, with commas between" }

extern const char *const tls_protocols[];

#define TLS_FIELDS \
	{ "version", "the version of TLS" }, \
	{ "dtls", "it is DTLS: TLS over datagrams" }, \
	{ "cipher", "the cipher suite" }, \
	{ "group", "the group of the exchange of keys" }, \
	{ "asked", "with --server: the name that the client has asked for (SNI)" }, \
	{ "alpn", "the protocol that both chose (ALPN)" }, \
	{ "subject", "whose certificate the peer has shown" }, \
	{ "name", "the name that it was checked for" }, \
	{ "verified", "it is trusted, and has that name" }, \
	{ "insecure", "whatever the peer shows is taken: nobody knows who it is" }, \
	{ "resumed", "an earlier session was taken up again" }, \
	{ "keylog", "where the secrets are written, so that others can read what is sent" }

#define TLS_SAY \
	"{?dtls:D}TLS {version}, {cipher}{?alpn:, {alpn}}{?asked:, asked for {asked}}" \
	"{?resumed:, resumed}{?subject:, peer {subject}}" \
	"{?verified: (verified)}{?insecure:, NOT VERIFIED: anybody could be at the other end}" \
	"{?keylog:, secrets written to {keylog}}"

/* Do they go together?  Before anything is done. */
bool tls_words_suit(struct call *, const struct tls_words *);
/* What they mean; good as long as the call.  Of a server without a socket, too. */
struct tls_want tls_words_want(struct call *, const struct tls_words *);
/* Puts TLS onto the socket, and makes the handshake; what it came to is in the answer. */
enum outcome tls_words_go(struct call *, struct sock *, struct tls_words *);
/* Goes on with a handshake that was begun. */
enum outcome tls_words_go_on(struct call *, struct sock *, struct tls_words *);
#endif
