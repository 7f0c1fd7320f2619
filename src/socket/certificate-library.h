/* certificate-library: what certificate.h is done by, loaded when it is needed. */
#ifndef SOSH_SOCKET_CERTIFICATE_LIBRARY_H
#define SOSH_SOCKET_CERTIFICATE_LIBRARY_H
#include "socket/certificate.h"

/* As the functions of certificate.h of these names; the socket has its layer. */
struct certificate_library {
	bool (*make)(const struct certificate_want *, struct buf *cert, struct buf *key,
	    struct record *, struct error *);
	bool (*tell)(const char *path, const struct certificate_judge *, bool chain,
	    struct record *, struct buf *pem, struct error *);
	bool (*tell_peer)(const struct sock *, bool chain, struct record *, struct buf *pem,
	    struct error *);
};

/* In the module "tls", where there are modules. */
extern const struct certificate_library certificate_openssl;
#endif
