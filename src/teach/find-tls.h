/* find-tls: what a handshake that failed has told, and which side of it we were on. */
#ifndef SOSH_TEACH_FIND_TLS_H
#define SOSH_TEACH_FIND_TLS_H
#include "teach/doctor.h"

/* We were the server; the peer told by an alert what it did not like. */
finder find_tls_server, find_tls_alerted;
/* A key that both know (--psk) was to be used: `psk`. */
finder find_tls_key;
/* The server asked for a certificate, and had none from us. */
finder find_tls_certificate_wanted;
/* The certificate has this name, among others: `other`. */
finder find_tls_other_name;
/* What came in place of TLS: an answer of HTTP; a request (`request`); the greeting of a protocol
 * that begins in clear and then asks for TLS (`protocol`, `ask`); SSH. */
finder find_tls_http, find_tls_http_request, find_tls_greeting, find_tls_ssh;
#endif
