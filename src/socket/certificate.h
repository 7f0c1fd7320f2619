/* certificate: makes certificates, and tells what is in them.  OpenSSL's door, as tls.h; it is
 * loaded at the first use. */
#ifndef SOSH_SOCKET_CERTIFICATE_H
#define SOSH_SOCKET_CERTIFICATE_H
#include "base/buf.h"
#include "base/error.h"
#include "base/value.h"

struct sock;

enum certificate_key { CERTIFICATE_EC, CERTIFICATE_RSA, CERTIFICATE_ED25519 };
enum certificate_use { CERTIFICATE_BOTH, CERTIFICATE_SERVER, CERTIFICATE_CLIENT };

/* What is wanted of a certificate; all of it borrowed. */
struct certificate_want {
	const char          *name;     /* of its subject: CN=name */
	const char          *names;    /* "localhost,127.0.0.1"; NULL: none */
	enum certificate_key key;
	enum certificate_use use;      /* of one that is no CA's */
	bool                 ca;       /* it may issue others */
	int64_t              from;     /* seconds from now until it is valid; below 0: since */
	int64_t              until;    /* seconds from now until it no longer is; above `from` */
	/* Who signs it: files of a certificate and its key, PEM; NULL: itself. */
	const char          *signer, *signer_key;
};
/* Makes one, and its key, both as PEM; the certificate is followed by those that lead to a root.
 * What is in it goes into the record.  False and ERROR_USAGE or ERROR_TLS.  Whoever gets the key
 * clears it with certificate_forget(). */
bool certificate_make(const struct certificate_want *, struct buf *cert, struct buf *key,
    struct record *, struct error *);
/* As buf_clear(); the bytes are overwritten before. */
void certificate_forget(struct buf *key);

/* How a file of certificates is looked at. */
struct certificate_judge {
	const char *ca;        /* whom to trust, a file or folder as of struct tls_want */
	const char *name;      /* that it has to have; NULL: any */
};
/* What is in a certificate, the first of a file (PEM or DER): fields of the record
 *   certificate  a record
 *   chain        with `chain`: a list of all, each in short
 *   trusted, reason, reasons, why, failing: what is to be said of it, with a `judge`.
 * `pem` (or NULL) gets it, or with `chain` all of them. */
bool certificate_tell(const char *path, const struct certificate_judge *judge, bool chain,
    struct record *, struct buf *pem, struct error *);
/* Those that the peer of a socket with TLS has shown; also if the handshake failed for them. */
bool certificate_tell_peer(const struct sock *, bool chain, struct record *, struct buf *pem,
    struct error *);
#endif
