/* tls-names: numbers of TLS, by the names that its RFCs give them. */
#ifndef SOSH_SOCKET_TLS_NAMES_H
#define SOSH_SOCKET_TLS_NAMES_H
#include "base/names.h"

/* RFC 8446, section 6, and those of TLS 1.2 that it no longer has. */
extern const struct name tls_names_alert[];
/* Messages of a handshake, of all versions and of DTLS; kinds of records. */
extern const struct name tls_names_message[], tls_names_record[];
#endif
