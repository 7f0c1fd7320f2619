/* tls-openssl-cert: certificates, by OpenSSL: what is in one, and what is the matter with a chain
 * of them. */
#ifndef SOSH_SOCKET_TLS_OPENSSL_CERT_H
#define SOSH_SOCKET_TLS_OPENSSL_CERT_H
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "base/error.h"
#include "base/value.h"
#include "socket/certificate.h"

/* tls-openssl-describe.c: what is in a certificate, as fields of the record: subject, names,
 * issuer, not_after, days_left, key, fingerprint, ...  All of them from somebody else. */
void cert_describe(X509 *, struct record *);
/* For a row of a table: subject, issuer, not_after, key. */
void cert_describe_briefly(X509 *, struct record *);
/* A subject or issuer, as "CN=localhost, O=Example"; of a bounded size. */
void cert_show_name(const X509_NAME *, struct buf *);
/* "2026-11-26T12:00:00Z"; false if it is no time. */
bool cert_show_time(const ASN1_TIME *, struct buf *);
/* "RSA 2048 bits", "EC prime256v1", "ED25519"; "ecdsa-with-SHA256"; SHA-256, as "AB:CD:...". */
void cert_show_key(X509 *, struct buf *);
void cert_show_signature(const X509 *, struct buf *);
void cert_show_fingerprint(const X509 *, struct buf *);
/* What it may be used for, where it says (extendedKeyUsage): "serverAuth", ... */
void cert_put_purposes(X509 *, struct record *list);

/* tls-openssl-verify.c: a chain is looked at to its end, and all that is the matter with it is
 * kept.  All zero is one that was never looked at, and has no faults. */
enum { VERDICT_FAULTS = 8 };
struct verdict {
	struct verdict_fault {
		int   code;           /* X509_V_ERR_... */
		int   depth;          /* 0: the peer's own certificate */
		X509 *cert;           /* that it is about; or NULL */
		bool  other_key;      /* somebody of its issuer's name is known, with another key */
	} fault[VERDICT_FAULTS];
	size_t          count;
	STACK_OF(X509) *chain;    /* as it was put together, the peer's own first; or NULL */
	char           *wanted;   /* the name or address that it was to have; or NULL */
};
void verdict_clear(struct verdict *);
/* Looks at the chain of the context, as X509_verify_cert(3) does, and stricter: a name has to be
 * among the alternative names, keys and digests are at least of security level 2, only what says
 * that it is a CA may sign.  1: there is nothing the matter. */
int verdict_look(struct verdict *, X509_STORE_CTX *);
/* For SSL_CTX_set_cert_verify_callback(3): looks for the connection's `verdict` (struct tls), and
 * what is the matter is no hindrance where that is `insecure`. */
int tls_openssl_verify(X509_STORE_CTX *, void *unused);
/* tls-openssl-verdict.c: what is the matter, the worst first, as a sentence (ERROR_TLS; left alone
 * if nothing is) and as fields: "reason" (expired, wrong_name, unknown_issuer, ...), "reasons" if
 * there are several, "wanted", "depth", "certificate". */
void verdict_tell(const struct verdict *, struct error *, struct record *);

/* tls-openssl-read.c: certificates from files, and what certificate.h tells of them.  All that are
 * in a file (PEM, or one as DER), in their order; NULL and an error if there is none. */
STACK_OF(X509) *cert_read_all(const char *path, struct error *);
/* A private key (PEM); NULL and an error that says what to do. */
EVP_PKEY *cert_read_key(const char *path, struct error *);
/* Trusts all certificates of a file (PEM), and heeds its lists of revoked ones; or those of a
 * folder. */
bool cert_trust(X509_STORE *, const char *path, struct error *);
/* Nobody is asked at a terminal: a callback for PEM_read_bio_*(). */
int cert_no_passphrase(char *room, int size, int writing, void *unused);
/* Adds it as PEM. */
bool cert_write(X509 *, struct buf *);
bool cert_tell(const char *path, const struct certificate_judge *, bool chain,
    struct record *, struct buf *pem, struct error *);
bool cert_tell_peer(const struct sock *, bool chain, struct record *, struct buf *pem,
    struct error *);
#endif
