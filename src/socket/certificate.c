/* certificate: loads what makes certificates and tells of them. */
#include "socket/certificate.h"

#include "base/module.h"
#include "socket/certificate-library.h"
#include "socket/layer.h"
#include "socket/sock.h"

#if defined HAVE_OPENSSL && defined HAVE_MODULES
/* Only tests have it linked in. */
#pragma weak certificate_openssl

static const struct certificate_library *
library_find(struct error *error)
{
	if (&certificate_openssl)
		return &certificate_openssl;
	return module_symbol("tls", "certificate_openssl", error);
}

#elif defined HAVE_OPENSSL

static const struct certificate_library *
library_find(struct error *error)
{
	(void)error;
	return &certificate_openssl;
}

#else

static const struct certificate_library *
library_find(struct error *error)
{
	error_set(error, ERROR_REFUSED, "TLS is not built in: sosh was built without OpenSSL");
	return NULL;
}
#endif

bool
certificate_make(const struct certificate_want *want, struct buf *cert, struct buf *key,
    struct record *told, struct error *error)
{
	const struct certificate_library *library = library_find(error);

	return library && library->make(want, cert, key, told, error);
}

void
certificate_forget(struct buf *key)
{
	volatile char *bytes = key->data;

	for (size_t i = 0; i < key->room; i++)
		bytes[i] = 0;
	buf_clear(key);
}

bool
certificate_tell(const char *path, const struct certificate_judge *judge, bool chain,
    struct record *told, struct buf *pem, struct error *error)
{
	const struct certificate_library *library = library_find(error);

	return library && library->tell(path, judge, chain, told, pem, error);
}

bool
certificate_tell_peer(const struct sock *sock, bool chain, struct record *told, struct buf *pem,
    struct error *error)
{
	const struct certificate_library *library;

	if (!sock->layer)
		return error_set(error, ERROR_REFUSED, "socket %u has no TLS, so its peer has "
		    "shown no certificate: 'tls %u' puts it on", sock->number, sock->number);
	library = library_find(error);
	return library && library->tell_peer(sock, chain, told, pem, error);
}
