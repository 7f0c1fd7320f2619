/* did: what a call that does not wait came to. */
#ifndef SOSH_SOCKET_DID_H
#define SOSH_SOCKET_DID_H

/* LATER: it would block. */
enum did { DID_IT, DID_LATER, DID_FAIL };
#endif
