/* tls: TLS on a numbered socket, as a layer.  The one door to OpenSSL, which is loaded at the
 * first use; no type of its own goes through it. */
#ifndef SOSH_SOCKET_TLS_H
#define SOSH_SOCKET_TLS_H
#include "socket/layer.h"
#include "socket/sock.h"

/* What few handshakes are asked for. */
struct tls_more {
	const char *session;       /* a client's: taken from this file, and kept there */
	const char *identity;      /* of a key that both sides know (PSK), */
	const char *key;           /* which is this */
	size_t      key_count;
	const char *early;         /* a client's bytes that go with its first flight (0-RTT) */
	size_t      early_count;
	size_t      max_early;     /* a server's: it takes so many such bytes */
	bool        datagrams;     /* DTLS */
	unsigned    mtu;           /* of datagrams; 0: as the way has it */
};

/* What is asked of a handshake; all zero is a client that checks what it is shown, but for
 * the name, which has to be given.  NULL: not asked for.  Borrowed for the length of
 * tls_begin(). */
struct tls_want {
	bool        server;
	bool        insecure;      /* whatever the peer shows is taken */
	bool        require;       /* of a client: a certificate */
	const char *name;          /* the peer's: a host name or an IP address, checked as such */
	const char *ca;            /* a file, or a folder as c_rehash(1) makes it; NULL: the
	                              system's */
	const char *cert, *key;    /* our own: files, PEM */
	const char *alpn;          /* "h2,http/1.1" */
	const char *min, *max;     /* "1.2", "1.3" */
	const char *ciphers, *groups;
	const char *keylog;        /* the secrets go to the end of this file */
	struct tls_more more;
};

enum tls_state {
	TLS_NONE, TLS_HANDSHAKE, /* the next thing is tls_handshake() */
	TLS_OPEN, TLS_ENDED,     /* the peer has said that no more comes */
	TLS_FAILED
};

/* What became of early bytes: TLS_EARLY_NOT_SENT: no session was there that allows them. */
enum tls_early {
	TLS_EARLY_NONE, TLS_EARLY_NOT_SENT, TLS_EARLY_REJECTED, TLS_EARLY_ACCEPTED
};

/* What there is to tell of a connection; what points elsewhere is good until the layer is
 * touched again. */
struct tls_told {
	enum tls_state state;
	bool        server, verified, insecure, resumed, datagrams;
	const char *name;          /* that the peer's certificate has to have, or NULL */
	const char *version;       /* "1.3"; NULL before the handshake, as the others */
	const char *cipher;
	const char *group;         /* of the exchange of keys, or NULL */
	const char *asked;         /* the name that a client has asked for (SNI), of its making;
	                              a server's, else NULL */
	const char *alpn;          /* of the peer's making, or NULL */
	size_t      alpn_count;
	const char *peer;          /* its certificate's subject, of its making; or NULL */
	size_t      peer_count;
	const char *keylog;        /* where the secrets go, or NULL */
	const char *identity;      /* of the key that both knew, and used; or NULL */
	enum tls_early early;
};

/* What is kept from one handshake to the next: the library, trusted certificates, keys. */
struct tls_desk;
void tls_desk_free(struct tls_desk *);

/* "OpenSSL 3.0.22"; NULL: there is none. */
const char *tls_library_name(void);

/* Can there be handshakes such as this: are certificates and keys there, and do they fit?  For
 * a server, which tells that before anybody comes.  False and an error of any kind. */
bool tls_can(struct tls_desk **desk, const struct tls_want *, struct error *);

/* Puts TLS onto a socket; the handshake is to come.  `*desk` is NULL at first, and made.
 * Refused where plain bytes wait that somebody may have slipped in; false and an error of any
 * kind. */
bool tls_begin(struct tls_desk **desk, struct sock *, const struct tls_want *, struct error *);
/* Goes on with the handshake, without waiting; DID_LATER: layer_wants() tells what for.  What
 * it failed with stays: the socket is of no more use then but for close. */
enum did tls_handshake(struct sock *, struct error *);
/* Nanoseconds until a handshake over datagrams is to be tried again, as something may be lost;
 * -1: it only waits. */
int64_t tls_due(const struct sock *);

/* One message of a handshake. */
struct tls_message {
	bool        out;           /* it went */
	bool        alert;
	const char *name;          /* "ServerHello", "handshake_failure"; static, NULL: none */
	int         number;        /* its type, or the alert's number */
	size_t      bytes;
};
/* Those that go one way until the other side has its turn. */
enum { TLS_FLIGHT = 32 };
struct tls_flight {
	struct tls_message message[TLS_FLIGHT];
	size_t             count;
};
/* One flight of the handshake, without waiting, as tls_handshake(): DID_IT: there it is, good
 * until the next call; when it was the last one the state is TLS_OPEN. */
enum did tls_step(struct sock *, const struct tls_flight **, struct error *);

/* Has it TLS?  Then what there is to tell. */
bool tls_tell(const struct sock *, struct tls_told *);
/* Has both ends use new keys (TLS 1.3); DID_LATER: layer_settle() hands on what is left of
 * that. */
enum did tls_key_update(struct sock *, struct error *);
/* Tells the peer that no more comes (close_notify), and takes in what it still sends, to the
 * socket's inbox, until it has told the same; DID_IT: the layer is gone, and what came behind
 * is in the inbox, too. */
enum did tls_end(struct sock *, struct error *);
#endif
