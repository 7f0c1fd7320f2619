/* property-tls: what there is to know of TLS on a socket. */
#include <string.h>

#include "socket/property-get.h"
#include "socket/tls.h"

struct value
property_get_tls(struct facts *facts)
{
	static const char *const states[] = { [TLS_HANDSHAKE] = "handshake", [TLS_OPEN] = NULL,
		[TLS_ENDED] = "ended", [TLS_FAILED] = "failed" };
	struct tls_told told;

	if (!tls_tell(facts->sock, &told))
		return give_none();
	/* That the peer was never verified holds for what came before its end, too. */
	if (told.state == TLS_ENDED && told.insecure)
		return value_static("insecure, ended");
	if (told.state != TLS_OPEN)
		return value_static(states[told.state]);
	return value_static(told.insecure ? "insecure" : told.verified ? "verified" :
	    "unverified");
}

struct value
property_get_tls_version(struct facts *facts)
{
	struct tls_told told;

	return tls_tell(facts->sock, &told) && told.version ? value_text(told.version) :
	    give_none();
}

struct value
property_get_tls_cipher(struct facts *facts)
{
	struct tls_told told;

	return tls_tell(facts->sock, &told) && told.cipher ? value_text(told.cipher) :
	    give_none();
}

struct value
property_get_tls_group(struct facts *facts)
{
	struct tls_told told;

	return tls_tell(facts->sock, &told) && told.group ? value_text(told.group) : give_none();
}

struct value
property_get_tls_asked(struct facts *facts)
{
	struct tls_told told;

	return tls_tell(facts->sock, &told) && told.asked ?
	    value_bytes(told.asked, strlen(told.asked)) : give_none();
}

struct value
property_get_tls_alpn(struct facts *facts)
{
	struct tls_told told;

	return tls_tell(facts->sock, &told) && told.alpn ?
	    value_bytes(told.alpn, told.alpn_count) : give_none();
}

struct value
property_get_tls_peer(struct facts *facts)
{
	struct tls_told told;

	return tls_tell(facts->sock, &told) && told.peer ?
	    value_bytes(told.peer, told.peer_count) : give_none();
}
