/* tls-openssl: TLS by OpenSSL 3, behind tls-library.h; what its files share. */
#ifndef SOSH_SOCKET_TLS_OPENSSL_H
#define SOSH_SOCKET_TLS_OPENSSL_H
#include <openssl/ssl.h>

#include "base/buf.h"
#include "socket/sock.h"
#include "socket/tls-library.h"
#include "socket/tls-openssl-cert.h"

/* Of the first bytes that came so many are kept, to tell what they were if not TLS. */
enum { TLS_FIRST = 64 };

/* A connection.  OpenSSL reads and writes through `in` and `out`, so that only io of our own
 * reaches the kernel, by the calls of sys.h, and what lies behind a record stays ours. */
struct tls {
	struct layer   layer;
	struct sock   *sock;
	SSL           *ssl;
	enum tls_state state;
	bool           insecure;
	struct verdict verdict;      /* on the peer's certificate */
	struct buf     in, out;      /* as it goes over the wire */
	size_t         in_at, out_at;
	unsigned       fills;        /* of `in`, since the layer was called, */
	unsigned       messages;     /* and messages of a handshake that came */
	bool           in_end;       /* the kernel has told the end */
	int            in_error, out_error; /* or an errno */
	int            flags;        /* MSG_MORE, of this send */
	struct error   failed;       /* the error that it ended with, and tells again */
	int            alert;        /* the last one that came, or -1 */
	int            alerted;      /* or went */
	char           first[TLS_FIRST];
	size_t         firsts;
	char          *name;         /* that the peer is to have, or NULL */
	struct buf     alpn;         /* as on the wire: for a server to choose of */
	char          *keylog;       /* a file, open as */
	int            keylog_fd;    /* or -1 */
	struct buf     peer;         /* what tls_told points to */
	struct tls_steps *steps;     /* it is gone through a flight at a time; or NULL */
	struct tls_session *session; /* or NULL */
	struct tls_dgram *dgram;     /* DTLS; or NULL */
	bool           asked;        /* the server wants a certificate */
	size_t         wrapped;      /* bytes of the record whose kind is still to come */
};

/* What one connection has in common with another one, or with its peer before it begins. */
struct tls_session {
	char          *path;         /* of the file of the session; or NULL */
	int            fd;           /* or -1 */
	struct buf     label;        /* its first line: what was verified */
	char          *identity;     /* of the key; or NULL */
	struct buf     key;
	struct buf     bytes;        /* early ones, */
	size_t         at;           /* of which so many went */
	bool           takes_early;  /* a server's, which come first */
	bool           settled;
	enum tls_early early;
};

/* What DTLS has of its own: `out` holds datagrams, each behind a struct packet. */
struct tls_dgram {
	bool          listens;       /* a server that has no peer yet */
	bool          chosen;        /* and this one when it has: */
	struct addr   from;
	unsigned      mtu;
	size_t        came;          /* bytes of the last datagram */
	bool          dry;           /* there was none to be received */
	unsigned char secret[32];    /* of cookies */
};

/* Messages that came, and that went or wait to go. */
struct tls_steps {
	struct tls_flight  in, out;
	struct tls_flight *told;     /* the one that was told last, or NULL */
};

static inline struct tls *
tls_of(const struct sock *sock)
{
	return (struct tls *)(void *)sock->layer;
}

static inline struct tls *
tls_of_ssl(const SSL *ssl)
{
	return SSL_get_app_data(ssl);
}

/* tls-openssl-context.c: contexts are kept, as long as they are asked for with the same words
 * and the files are the same. */
struct tls_shelf *tls_shelf_new(struct error *);
void tls_shelf_free(struct tls_shelf *);
/* Borrowed; NULL and an error. */
SSL_CTX *tls_shelf_context(struct tls_shelf *, const struct tls_want *, struct error *);
BIO *tls_shelf_bio(struct tls_shelf *, struct tls *);
/* "h2,http/1.1" as it goes over the wire. */
bool tls_alpn_wire(const char *list, struct buf *, struct error *);

/* tls-openssl-file.c: a regular file, whole and of a bounded size; false and an error that names
 * it. */
bool tls_file_read(const char *path, struct buf *, struct error *);

/* tls-openssl-bio.c */
BIO_METHOD *tls_bio_method(void);
BIO *tls_bio_new(const BIO_METHOD *, struct tls *);
/* Hands `out` to the kernel. */
enum did tls_bio_flush(struct tls *, struct error *);

/* tls-openssl-io.c: the layer's calls. */
extern const struct layer_calls tls_openssl_calls;
void tls_openssl_free(struct tls *);
/* Before what one call of the layer asks of OpenSSL. */
void tls_openssl_begin(struct tls *, int flags);
enum did tls_openssl_handshake(struct sock *, struct error *);
enum did tls_openssl_key_update(struct sock *, struct error *);

/* tls-openssl-error.c: after a call of OpenSSL that answered `result`: what it wants, or what
 * is the matter; then the state is TLS_FAILED and the error is told again by every call. */
enum did tls_openssl_result(struct tls *, int result, struct error *);
/* Has the peer shown a certificate that is trusted, and has the name that is wanted?  Of a
 * session that is taken up again it was shown then, and for another name perhaps. */
bool tls_openssl_is_verified(const struct tls *);
/* After a handshake: is that so, or does it have to be?  Else it has failed. */
bool tls_openssl_is_known(struct tls *, struct error *);
/* What it failed with, once more. */
enum did tls_openssl_again(struct tls *, struct error *);
/* The first of OpenSSL's queue of errors as text, which is emptied. */
const char *tls_openssl_reason(void);

/* tls-openssl-session.c */
bool tls_session_begin(struct tls *, const struct tls_want *, struct error *);
void tls_session_free(struct tls *);
/* Of a client's context: sessions are kept. */
void tls_session_context(SSL_CTX *);
/* SSL_do_handshake(3), with what comes before it: early bytes, and in DTLS cookies. */
enum did tls_session_go(struct tls *, struct error *);
/* Was a key used that both knew, in place of certificates? */
bool tls_session_is_keyed(const struct tls *);

/* tls-openssl-dgram.c */
BIO_METHOD *tls_dgram_method(void);
void tls_dgram_context(SSL_CTX *);
bool tls_dgram_begin(struct tls *, const struct tls_want *, struct error *);
/* What comes before each step of the handshake: DID_IT: there is a peer. */
enum did tls_dgram_go(struct tls *, struct error *);
enum did tls_dgram_flush(struct tls *, struct error *);
/* The rest of a datagram that there was no room for, which is lost: its bytes. */
size_t tls_dgram_drop_rest(struct tls *);
int64_t tls_openssl_due(const struct sock *);

/* tls-openssl-message.c: tells of each message from now on. */
void tls_message_watch(struct tls *);
/* Tells of one message; of its bytes only the first is looked at, unless it is a ServerHello. */
void tls_message_tell(struct tls *, bool out, const unsigned char *bytes, size_t count);
enum did tls_openssl_step(struct sock *, const struct tls_flight **, struct error *);
#endif
