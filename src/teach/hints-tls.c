/* hints-tls: what the matter is with TLS, by the reason that the handshake told, or the alert that
 * the peer sent: these stand where other rows have the call.  The error itself says what was
 * found; the row says what can be done.  Of names that begin alike the longer one comes first. */
#include "teach/doctor.h"
#include "teach/find-tls.h"

#define TLS(reason) reason, ERROR_TLS, 0

#define LOOK "cert {socket}"

const struct hint hints_tls[] = {
	/* What is the matter with a certificate. */
	{ TLS("expired"), "the certificate has expired", NULL,
	  "whoever runs the peer has to put a new one there; if it is the clock here that is "
	  "wrong, set that. With --insecure it is taken as it is, whoever shows it", LOOK },
	{ TLS("not_yet_valid"), "the certificate is for later", NULL,
	  "the clock here is slow, or the peer's was fast when the certificate was made", LOOK },
	{ TLS("wrong_name"), "it has another name", find_tls_other_name,
	  "the name asked for was that of connect, or --name: if the peer is '{other}' for you, "
	  "connect again and say so, --name {other}", LOOK },
	{ TLS("wrong_name"), "it has no name that could be given", NULL,
	  "the name asked for was that of connect, or --name: another one says whom you mean",
	  LOOK },
	{ TLS("wrong_address"), "it is for names, and an address was asked for",
	  find_tls_other_name,
	  "certificates are mostly for names: if the peer is '{other}' for you, connect again and "
	  "say so, --name {other}", LOOK },
	{ TLS("wrong_address"), "it is for other addresses", NULL,
	  "the address asked for was that of connect: --name says whom you mean", LOOK },
	{ TLS("self_signed"), "nobody vouches for the certificate", NULL,
	  "nobody vouches for it but itself: if its fingerprint is the one that you were told, "
	  "save it, and trust just this one, --ca peer.pem", "cert {socket} --out peer.pem" },
	{ TLS("unknown_root"), "the CA is not trusted here", NULL,
	  "the peer's CA is none of those that are trusted: with its certificate, from somebody "
	  "whom you trust, --ca FILE does so", "cert {socket} --chain" },
	{ TLS("unknown_issuer"), "the issuer is not known here", NULL,
	  "with the certificate of that CA, from somebody whom you trust, --ca FILE makes it "
	  "known", "cert {socket} --chain" },
	{ TLS("missing_intermediate"), "the chain has a gap", NULL,
	  "the peer is set up wrong: it has to send that certificate behind its own (the file of "
	  "its server has both). Browsers may have it from elsewhere, so that nobody noticed",
	  "cert {socket} --chain" },
	{ TLS("other_key"), "the CA has another key", NULL,
	  "the CA has a new key, or somebody took its name: compare the fingerprints",
	  "cert {socket} --chain" },
	{ TLS("bad_signature"), "the signature is wrong", NULL,
	  "do not trust it: it was tampered with, or put together from parts of others", LOOK },
	{ TLS("bad_key"), "a key cannot be read", NULL,
	  "the CA's certificate is damaged, or has a key of a kind that OpenSSL does not know",
	  LOOK },
	{ TLS("revoked"), "the certificate was revoked", NULL,
	  "its owner or the CA took it back, most likely because the key was stolen: do not trust "
	  "it", LOOK },
	{ TLS("no_cert_sign"), "a CA's certificate may not sign", NULL,
	  "whoever made the CA's certificate left out what makes it one: 'certificate NAME --ca' "
	  "makes one that may sign", "cert {socket} --chain" },
	{ TLS("not_a_ca"), "who signed is no CA", NULL,
	  "anybody could sign with a certificate of his own: only a CA's counts ('certificate "
	  "NAME --ca' makes one)", "cert {socket} --chain" },
	{ TLS("path_too_long"), "a CA has more CAs below it than it may", NULL,
	  "the CA at the top says how many there may be below it (pathlen): one of them is not "
	  "entitled to be one", "cert {socket} --chain" },
	{ TLS("chain_too_long"), "the chain is too long", NULL,
	  "the peer has sent more certificates than it needs: one or two of CAs are usual",
	  "cert {socket} --chain" },
	{ TLS("not_permitted"), "the CA may not issue for this name", NULL,
	  "the CA has limits (nameConstraints), and issued beyond them: this certificate is worth "
	  "nothing", "cert {socket} --chain" },
	{ TLS("wrong_purpose"), "the certificate is for something else", find_tls_server,
	  "a client needs a certificate whose extended usage has clientAuth, or none", LOOK },
	{ TLS("wrong_purpose"), "the certificate is for something else, of a server", NULL,
	  "a server needs a certificate whose extended usage has serverAuth, or none", LOOK },
	{ TLS("weak_key"), "the key is too short", NULL,
	  "such a key can be broken: RSA needs 2048 bits or more, EC 256", LOOK },
	{ TLS("weak_signature"), "the signature is too weak", NULL,
	  "SHA-1 and MD5 can be forged: it has to be issued anew, with SHA-256 or better", LOOK },
	{ TLS("no_crl"), "there is no list of revoked ones", NULL,
	  "the file of --ca has such lists (CRL), so each CA needs one: add that of this CA",
	  "cert {socket} --chain" },
	{ TLS("old_crl"), "the list of revoked ones is out of date", NULL,
	  "get a new list (CRL) from the CA, and put it into the file of --ca in its place",
	  LOOK },
	{ TLS("bad_crl"), "the list of revoked ones is not the CA's", NULL,
	  "get the list (CRL) anew: this one is damaged, or was not made by the CA", LOOK },
	{ TLS("unknown_extension"), "it has an extension that must be understood", NULL,
	  "it may be meant for something else than TLS", LOOK },
	{ TLS("bad_extension"), "its extensions make no sense", NULL,
	  "whoever made it did so by hand: 'certificate NAME' makes one that is in order", LOOK },
	{ TLS("bad_time"), "its times cannot be read", NULL,
	  "whoever made it did so by hand: 'certificate NAME' makes one that is in order", LOOK },

	/* What came was not TLS. */
	{ TLS("not_tls"), "a server answers in HTTP", find_tls_http,
	  "that was HTTP: the server speaks it in clear at this port. TLS is at another one "
	  "(https: 443), or leave tls away", NULL },
	{ TLS("not_tls"), "a client asks in HTTP", find_tls_http_request,
	  "that was HTTP, a {request}: the client speaks it in clear. With https:// in place of "
	  "http:// it begins with TLS", NULL },
	{ TLS("not_tls"), "a protocol that asks for TLS", find_tls_greeting,
	  "that was {protocol}, which begins in clear: connect again, take the greeting, send "
	  "'{ask}', take the answer, and then tls", NULL },
	{ TLS("not_tls"), "SSH", find_tls_ssh,
	  "that was SSH, which encrypts in a way of its own: no TLS there", NULL },
	{ TLS("not_tls"), "a client that speaks something else", find_tls_server,
	  "the client speaks in clear, or something else: without tls you see what it sends",
	  NULL },
	{ TLS("not_tls"), "a server that speaks something else", NULL,
	  "the server speaks in clear at this port, or wants to be asked for TLS first (STARTTLS "
	  "and its like): without tls you see what it sends", NULL },
	{ TLS("record_too_long"), "a record is too long", NULL,
	  "bytes came that are no TLS where TLS was spoken, or the peer is broken", NULL },

	/* The end came too early. */
	{ TLS("closed"), "the client hung up", find_tls_server,
	  "the client took a look at what it got, and hung up without a word: most likely it does "
	  "not trust our certificate, or it only looked whether somebody listens", NULL },
	{ TLS("closed"), "the server hung up", NULL,
	  "servers that do not speak TLS at this port do so, and those that do not like what they "
	  "are offered and do not say so: try without tls, or another --name or --max", NULL },
	{ TLS("truncated"), "no close_notify", NULL,
	  "the peer left without saying that this was all, or somebody in between cut it: what "
	  "tells its own length may still be whole. Some servers never say so", NULL },

	/* Nothing in common, as a server sees it. */
	{ TLS("no_shared_cipher"), "the client has no cipher in common", NULL,
	  "--ciphers and --min leave nothing that it knows; or the key of the certificate suits "
	  "none of them (an EC key has no cipher with RSA)", NULL },
	{ TLS("no_shared_version"), "no version in common", NULL,
	  "below TLS 1.2 nothing is spoken here; what is between is a matter of --min and --max, "
	  "on both sides", NULL },
	{ TLS("no_shared_group"), "no group in common", NULL,
	  "--groups leaves none that the client knows: X25519 and P-256 are known to nearly all",
	  NULL },
	{ TLS("no_version"), "--min and --max leave no version", NULL,
	  "give one of them, or none: what is left is spoken", NULL },
	{ TLS("no_certificate"), "the client has shown no certificate", NULL,
	  "it was to show one (--require-client-cert): it needs one, and to be told of it "
	  "(sosh: --client-cert FILE; curl: --cert FILE)", NULL },
	{ TLS("no_suitable_signature_algorithm"), "a server without a certificate", NULL,
	  "the client knows no key of this name, or has no --psk at all, and there is no "
	  "certificate for it: --cert FILE", NULL },
	{ TLS("wrong_key"), "the client's key is another one", NULL,
	  "--psk has the right name at both ends, and different bytes: compare them", NULL },
	{ TLS("no_key"), "the server does not know the key", NULL,
	  "the server has no key of this name. To go on by its certificate, say whose it has to "
	  "be: --name HOST", NULL },
	{ TLS("renegotiation"), "the peer refuses to renegotiate", NULL,
	  "so do all of today: a new connection has new keys", NULL },

	/* What the peer's alerts mean.  First where both sides of it can be meant. */
	{ TLS("no_application_protocol"), "our protocols do not suit the server",
	  find_tls_alerted,
	  "the server speaks none of the protocols of --alpn: give others (h2, http/1.1), or none",
	  NULL },
	{ TLS("no_application_protocol"), "the client's protocols do not suit us", NULL,
	  "the client offers others than --alpn has", NULL },
	{ TLS("bad_record_mac"), "with a key of both", find_tls_key,
	  "in TLS 1.2 this is what a wrong key looks like: compare --psk at both ends", NULL },
	{ TLS("bad_record_mac"), "a record of ours arrived damaged", NULL,
	  "what we sent was changed on the way, or the two have different keys", NULL },
	{ TLS("bad_record"), "with a key of both", find_tls_key,
	  "in TLS 1.2 this is what a wrong key looks like: compare --psk at both ends", NULL },
	{ TLS("bad_record"), "a record is damaged", NULL,
	  "TCP's checksum finds most of what happens by accident: something on the way changes "
	  "bytes, or somebody spoke in between", NULL },
	{ TLS("handshake_failure"), "the server wants a certificate",
	  find_tls_certificate_wanted,
	  "the server asked for a certificate, and had none: --client-cert FILE --client-key FILE",
	  NULL },
	{ TLS("handshake_failure"), "the server says no more", NULL,
	  "there is nothing in common: of versions (--max), ciphers (--ciphers), groups (--groups) "
	  "or protocols; or the server has nothing for this --name", NULL },
	{ TLS("certificate_required"), "the server wants a certificate", NULL,
	  "the server takes nobody without a certificate: --client-cert FILE --client-key FILE "
	  "of tls shows one", NULL },
	{ TLS("certificate_expired"), "our certificate has expired", NULL,
	  "the one that we have shown: the peer's clock says that it is over. 'certificate NAME "
	  "--force' makes a new one", NULL },
	{ TLS("certificate_revoked"), "our certificate was revoked", NULL,
	  "the one that we have shown is on a list of those that no longer count", NULL },
	{ TLS("certificate_unknown"), "the peer does not like our certificate", NULL,
	  "the peer looked at the certificate that we have shown, and does not trust it: it may "
	  "not know our CA, or want another name", NULL },
	{ TLS("bad_certificate"), "the peer does not like our certificate", find_tls_server,
	  "the client looked at our certificate, and found something wrong: its name may be "
	  "another one than the client asked for", NULL },
	{ TLS("bad_certificate"), "the server does not like our certificate", NULL,
	  "the server looked at the certificate of --client-cert, and found something wrong",
	  NULL },
	{ TLS("unsupported_certificate"), "our certificate is for something else", NULL,
	  "the one that we have shown is not for this purpose, or has a key that the peer does not "
	  "know: a server's needs serverAuth, a client's clientAuth", NULL },
	{ TLS("unknown_ca"), "the client does not know our CA", find_tls_server,
	  "the client does not trust whoever signed our certificate: it needs the CA's (sosh: "
	  "--ca FILE; curl: --cacert FILE), and we have to show all in between", NULL },
	{ TLS("unknown_ca"), "the server does not know our CA", NULL,
	  "the server does not trust whoever signed the certificate of --client-cert", NULL },
	{ TLS("access_denied"), "the peer does not want us", NULL,
	  "the certificate is good, and its owner may not come in", NULL },
	{ TLS("protocol_version"), "no version in common", NULL,
	  "the peer speaks none of the versions from --min to --max: without these TLS 1.2 and "
	  "1.3 are offered; older ones are not spoken here", NULL },
	{ TLS("insufficient_security"), "we offer too little", NULL,
	  "the server wants stronger ciphers than --ciphers leaves", NULL },
	{ TLS("unrecognized_name"), "the server does not know the name", NULL,
	  "the server has nothing for the name that was asked for: that of connect, or --name",
	  NULL },
	{ TLS("unknown_psk_identity"), "the server does not know the key", NULL,
	  "the server has no key of the name that --psk gives", NULL },
	{ TLS("illegal_parameter"), "with a key of both", find_tls_key,
	  "in TLS 1.3 this is what a wrong key looks like: compare --psk at both ends", NULL },
	{ TLS("illegal_parameter"), "a value makes no sense to the peer", NULL,
	  "the peer found a value in our handshake that it does not allow", NULL },
	{ TLS("decrypt_error"), "with a key of both", find_tls_key,
	  "this is what a wrong key looks like: compare --psk at both ends", NULL },
	{ TLS("decrypt_error"), "a signature did not fit", NULL,
	  "a signature of ours does not fit our certificate: is its key another one's?", NULL },
	{ TLS("unexpected_message"), "the peer expected something else", NULL,
	  "the two are not at the same place of the handshake: is one of them not speaking TLS "
	  "from the first byte on?", NULL },
	{ TLS("record_overflow"), "the peer says that a record is too long", NULL,
	  "bytes that are no TLS went to it where TLS was spoken", NULL },
	{ TLS("decode_error"), "the peer cannot read a message", NULL,
	  "the peer says that a message of ours has not the length that it tells", NULL },
	{ TLS("internal_error"), "the peer has trouble of its own", NULL,
	  "that is the peer's trouble, not TLS's: its log may tell more", NULL },
	{ TLS("inappropriate_fallback"), "a lower version was asked for", NULL,
	  "the server speaks a higher version than this try did: --max should not hold it down",
	  NULL },
	{ TLS("missing_extension"), "something is missing in our handshake", NULL,
	  "the peer needs something that we did not send: often the server's name (--name)",
	  NULL },
	{ TLS("user_canceled"), "somebody there stopped it", NULL,
	  "the peer was told to stop by its user", NULL },
	{ TLS("no_renegotiation"), "the peer refuses to renegotiate", NULL,
	  "so do all of today: a new connection has new keys", NULL },
	{ TLS("certificate"), "the certificate is not trusted", NULL,
	  "look at it, and at those above it", "cert {socket} --chain" },
	{ 0 }
};
