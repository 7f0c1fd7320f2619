/* find-tls: what a handshake that failed has told, and which side of it we were on. */
#include "teach/find-tls.h"

#include <string.h>

#include "socket/tls.h"

/* Names of certificates can be long; a sentence holds short ones. */
enum { NAME_MOST = 80 };

static const struct value *
told(const struct look *look, const char *name)
{
	return look->scene->failure ? record_get(look->scene->failure, name) : NULL;
}

bool
find_tls_server(struct look *look, struct record *evidence)
{
	struct tls_told tls;

	(void)evidence;
	return look->scene->sock && tls_tell(look->scene->sock, &tls) && tls.server;
}

bool
find_tls_alerted(struct look *look, struct record *evidence)
{
	(void)evidence;
	return told(look, "alert") != NULL;
}

bool
find_tls_key(struct look *look, struct record *evidence)
{
	struct tls_told tls;

	if (!look->scene->sock || !tls_tell(look->scene->sock, &tls) || !tls.identity)
		return false;
	record_bytes(evidence, "psk", tls.identity, strlen(tls.identity));
	return true;
}

bool
find_tls_certificate_wanted(struct look *look, struct record *evidence)
{
	(void)evidence;
	return told(look, "certificate_wanted") != NULL;
}

bool
find_tls_other_name(struct look *look, struct record *evidence)
{
	const struct value *cert = told(look, "certificate");
	const struct value *names = cert && cert->kind == VALUE_RECORD ?
	    record_get(cert->record, "names") : NULL;
	const struct record *list = names && names->kind == VALUE_LIST ? names->record : NULL;

	for (size_t i = 0; list && i < list->count; i++) {
		const struct value *name = &list->field[i].value;

		if ((name->kind != VALUE_TEXT && name->kind != VALUE_BYTES) ||
		    name->bytes.count > NAME_MOST || memchr(name->bytes.data, '*',
		    name->bytes.count))
			continue;
		record_bytes(evidence, "other", name->bytes.data, name->bytes.count);
		return true;
	}
	return false;
}

/* ---- what came instead ---- */

static bool
begins(const struct look *look, const char *with)
{
	const struct value *came = told(look, "came");
	size_t count = strlen(with);

	return came && came->kind == VALUE_BYTES && came->bytes.count >= count &&
	    memcmp(came->bytes.data, with, count) == 0;
}

bool
find_tls_http(struct look *look, struct record *evidence)
{
	(void)evidence;
	return begins(look, "HTTP/");
}

bool
find_tls_http_request(struct look *look, struct record *evidence)
{
	static const char *const requests[] = { "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS",
		"CONNECT", "PATCH", NULL };

	for (size_t i = 0; requests[i]; i++) {
		if (!begins(look, requests[i]))
			continue;
		record_text(evidence, "request", requests[i]);
		return true;
	}
	return false;
}

bool
find_tls_greeting(struct look *look, struct record *evidence)
{
	static const struct { const char *begin, *protocol, *ask; } rows[] = {
		{ "220", "SMTP or FTP", "STARTTLS (FTP: AUTH TLS)" },
		{ "* OK", "IMAP", "a1 STARTTLS" }, { "+OK", "POP3", "STLS" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!begins(look, rows[i].begin))
			continue;
		record_text(evidence, "protocol", rows[i].protocol);
		record_text(evidence, "ask", rows[i].ask);
		return true;
	}
	return false;
}

bool
find_tls_ssh(struct look *look, struct record *evidence)
{
	(void)evidence;
	return begins(look, "SSH-");
}
