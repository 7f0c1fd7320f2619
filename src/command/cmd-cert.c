/* cert: tell what is in a certificate, a peer's or a file's. */

#include <string.h>

#include "command/safe.h"
#include "command/session.h"
#include "command/sink.h"
#include "command/types.h"
#include "socket/certificate.h"

/* A socket, or a file: type_borrows_one() looks at the first. */
typedef struct { arg_sock sock; arg_path path; } arg_shown;

struct cert_args {
	arg_shown shown;
	arg_flag  chain, pem;
	arg_path  out, ca;
	arg_host  name;
};

/* No socket has a name with a slash or a point in it; '.' is one. */
static bool
is_path(const struct text *text)
{
	return strpbrk(text->bytes, "/.") && !(text->count == 1 && *text->bytes == '.');
}

static bool
parse_shown(const struct reading *reading, const struct text *text, void *at, struct error *error)
{
	arg_shown *shown = at;

	if (is_path(text))
		return type_path.parse(reading, text, &shown->path, error);
	return type_sock.parse(reading, text, &shown->sock, error);
}

/* Files whose names would be read as those of sockets need a "./". */
static void
offer_path(void *to, const char *word, const char *help)
{
	const struct offer *offer = to;

	if (strpbrk(word, "/."))
		offer->word(offer->to, word, help);
}

static void
offer_shown(const struct reading *reading, const char *typed, struct offer offer)
{
	type_sock.complete(reading, typed, offer);
	type_path.complete(reading, typed, (struct offer){ offer_path, &offer });
}

static const struct type type_shown = { .name = "N|FILE", .noun = "socket or file",
	.help = "a socket, or the path of a file, with a '.' or '/' in it", .parse = parse_shown,
	.complete = offer_shown, .desk = true, .borrows = type_borrows_one };

static const struct param params[] = {
	{ "N|FILE", PARAM(cert_args, shown, shown), .wants = WANTS_CONNECTED,
	  .help = "a socket with TLS, or a file (PEM or DER) such as server.pem or ./server" },
	{ "chain", PARAM(cert_args, chain, flag), .flags = PARAM_OPTION,
	  .help = "all certificates that came along, too" },
	{ "pem", PARAM(cert_args, pem, flag), .flags = PARAM_OPTION,
	  .help = "show the certificate itself, as a text that other programs take" },
	{ "out", PARAM(cert_args, out, path), .flags = PARAM_OPTION,
	  .help = "write that to this file" },
	{ "ca", PARAM(cert_args, ca, path), .flags = PARAM_OPTION,
	  .help = "of a file: is it trusted, by whoever trusts those of this file or folder?" },
	{ "name", PARAM(cert_args, name, host), .flags = PARAM_OPTION,
	  .help = "of a file: is it trusted as that of this host or address?" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "subject", "whose it is" },
	{ "trusted", "it is trusted, and has the name that it has to have" },
	{ "reason", "why not, in a word: expired, wrong_name, unknown_issuer, ..." },
	{ "reasons", "all reasons, where there are several" },
	{ "why", "the same for people" },
	{ "wanted", "the name that it has to have" },
	{ "depth", "which one is at fault: 0 is the first, 1 that of whoever signed it, ..." },
	{ "bytes", "with --out: how many were written" },
	{ "file", "with --out: where to" },
	{ "certificate", "what is in it: subject, names, issuer, not_before, not_after, "
	  "days_left, expired, key, key_bits, signature, ca, path_length, usage, purposes, "
	  "serial, fingerprint" },
	{ "chain", "with --chain: all of them, each in short" },
	{ "failing", "what is in the one that is at fault, where that is not the first" },
	{ "text", "with --pem: the certificate itself" },
	{ 0 }
};

static bool
write_out(struct call *call, const char *path, const struct buf *pem)
{
	size_t count = pem->count;
	struct sink sink;
	enum did did;

	if (!sink_open(call, &sink, path))
		return false;
	did = sink_write(call, &sink, buf_text(pem), &count);
	if (did == DID_LATER)
		error_set(&call->error, ERROR_REFUSED, "'%.200s' takes no more", path);
	if (did != DID_IT)
		sink_drop(&sink);
	if (did != DID_IT || !sink_close(call, &sink))
		return false;
	record_int(&call->answer, "bytes", (int64_t)pem->count);
	record_bytes(&call->answer, "file", path, strlen(path));
	return true;
}

/* Fields in the order in which people are shown them; --pem and --out are about the bytes. */
static void
put_told(struct call *call, const struct record *told)
{
	const struct cert_args *args = (const void *)call->args;
	const struct value *subject = record_path(told, "certificate.subject",
	    strlen("certificate.subject"));

	*record_put(&call->answer, "subject") = value_copy(subject);
	for (size_t i = 0; i < told->count; i++) {
		const struct field_value *field = &told->field[i];
		bool all = field->value.kind == VALUE_RECORD;

		if (!all || !args->pem)
			*record_put(&call->answer, field->name) = value_copy(&field->value);
	}
}

static bool
tell(struct call *call, struct record *told, struct buf *pem)
{
	const struct cert_args *args = (const void *)call->args;
	struct certificate_judge judge = { args->ca.bytes, args->name.bytes };
	bool judged = judge.ca || judge.name;

	if (judge.name && strlen(judge.name) != args->name.count)
		return error_usage(&call->error, "no name has a NUL in it");
	if (!args->shown.path.bytes) {
		call_about(call, args->shown.sock);
		if (judged)
			return error_usage(&call->error, "a peer's certificate was looked at in "
			    "the handshake: --ca and --name go with a file here, and with tls");
		return certificate_tell_peer(args->shown.sock, args->chain, told, pem,
		    &call->error);
	}
	if (call->session->safe && !safe_allows(SAFE_FLAG, "cert FILE", &call->error))
		return false;
	return certificate_tell(args->shown.path.bytes, judged ? &judge : NULL, args->chain, told,
	    pem, &call->error);
}

static enum outcome
run(struct call *call)
{
	const struct cert_args *args = (const void *)call->args;
	struct record told = { 0 };
	struct buf pem = { 0 };
	bool good = tell(call, &told, &pem);

	if (good && args->out.bytes)
		good = write_out(call, args->out.bytes, &pem);
	if (good)
		put_told(call, &told);
	if (good && args->pem)
		record_text(&call->answer, "text", buf_text(&pem));
	record_clear(&told);
	buf_clear(&pem);
	return good ? DONE : FAILED;
}

const struct command cmd_cert = {
	.name = "cert", .group = "looking", .summary = "tell what is in a certificate",
	.params = params, .args_size = sizeof(struct cert_args), .fields = fields,
	.say = "{?why:NOT TRUSTED: {why}{?reasons: ({reasons})}}"
	    "{!why:certificate of {subject}{?trusted:, trusted}}"
	    "{?file:, {bytes|byte} in {file}}", .run = run
};
