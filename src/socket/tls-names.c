/* tls-names: numbers of TLS, by the names that its RFCs give them. */
#include "socket/tls-names.h"

const struct name tls_names_alert[] = {
	{ "close_notify", 0, NULL },
	{ "unexpected_message", 10, NULL },
	{ "bad_record_mac", 20, NULL },
	{ "decryption_failed", 21, NULL },
	{ "record_overflow", 22, NULL },
	{ "decompression_failure", 30, NULL },
	{ "handshake_failure", 40, NULL },
	{ "no_certificate", 41, NULL },
	{ "bad_certificate", 42, NULL },
	{ "unsupported_certificate", 43, NULL },
	{ "certificate_revoked", 44, NULL },
	{ "certificate_expired", 45, NULL },
	{ "certificate_unknown", 46, NULL },
	{ "illegal_parameter", 47, NULL },
	{ "unknown_ca", 48, NULL },
	{ "access_denied", 49, NULL },
	{ "decode_error", 50, NULL },
	{ "decrypt_error", 51, NULL },
	{ "export_restriction", 60, NULL },
	{ "protocol_version", 70, NULL },
	{ "insufficient_security", 71, NULL },
	{ "internal_error", 80, NULL },
	{ "inappropriate_fallback", 86, NULL },
	{ "user_canceled", 90, NULL },
	{ "no_renegotiation", 100, NULL },
	{ "missing_extension", 109, NULL },
	{ "unsupported_extension", 110, NULL },
	{ "certificate_unobtainable", 111, NULL },
	{ "unrecognized_name", 112, NULL },
	{ "bad_certificate_status_response", 113, NULL },
	{ "bad_certificate_hash_value", 114, NULL },
	{ "unknown_psk_identity", 115, NULL },
	{ "certificate_required", 116, NULL },
	{ "no_application_protocol", 120, NULL },
	{ 0 }
};

const struct name tls_names_message[] = {
	{ "HelloRequest", 0, NULL },
	{ "ClientHello", 1, NULL },
	{ "ServerHello", 2, NULL },
	{ "HelloVerifyRequest", 3, NULL },
	{ "NewSessionTicket", 4, NULL },
	{ "EndOfEarlyData", 5, NULL },
	{ "EncryptedExtensions", 8, NULL },
	{ "Certificate", 11, NULL },
	{ "ServerKeyExchange", 12, NULL },
	{ "CertificateRequest", 13, NULL },
	{ "ServerHelloDone", 14, NULL },
	{ "CertificateVerify", 15, NULL },
	{ "ClientKeyExchange", 16, NULL },
	{ "Finished", 20, NULL },
	{ "CertificateURL", 21, NULL },
	{ "CertificateStatus", 22, NULL },
	{ "SupplementalData", 23, NULL },
	{ "KeyUpdate", 24, NULL },
	{ "CompressedCertificate", 25, NULL },
	{ "NextProtocol", 67, NULL },
	{ 0 }
};

const struct name tls_names_record[] = {
	{ "ChangeCipherSpec", 20, NULL },
	{ "alert", 21, NULL },
	{ "handshake", 22, NULL },
	{ "data", 23, NULL },
	{ "heartbeat", 24, NULL },
	{ 0 }
};
