/* tls-library: what tls.h is done by, loaded when it is needed. */
#ifndef SOSH_SOCKET_TLS_LIBRARY_H
#define SOSH_SOCKET_TLS_LIBRARY_H
#include "socket/tls.h"

struct tls_shelf;   /* contexts that are kept */
/* As the functions of tls.h of these names; the socket has its layer. */
struct tls_library {
	const char *(*name)(void);
	struct tls_shelf *(*open)(struct error *);
	void (*close)(struct tls_shelf *);
	bool (*can)(struct tls_shelf *, const struct tls_want *, struct error *);
	/* The layer, without the checks. */
	struct layer *(*begin)(struct tls_shelf *, struct sock *, const struct tls_want *,
	    struct error *);
	enum did (*handshake)(struct sock *, struct error *);
	enum did (*step)(struct sock *, const struct tls_flight **, struct error *);
	int64_t (*due)(const struct sock *);
	void (*tell)(const struct sock *, struct tls_told *);
	enum did (*key_update)(struct sock *, struct error *);
	/* Bytes that came and are not of the layer: for it to begin with, or (`*count` is how
	 * many) what lies behind its end. */
	void (*feed)(struct sock *, const char *bytes, size_t count);
	const char *(*rest)(const struct sock *, size_t *count);
};

/* In the module "tls", where there are modules. */
extern const struct tls_library tls_openssl;

/* The library; NULL and ERROR_REFUSED if there is none. */
const struct tls_library *tls_library(struct error *);
#endif
