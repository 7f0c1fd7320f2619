/* certificate: make a certificate, and its key. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "command/session.h"
#include "command/types.h"
#include "socket/certificate.h"

enum { DAYS_MOST = 36500, DAYS = 30, DAYS_CA = 365, NAME_MOST = 64 };
/* Clocks differ: it is valid since a moment ago. */
enum { DAY = 24 * 60 * 60, MOMENT = 5 * 60 };

struct certificate_args {
	arg_text   name;
	arg_flag   ca, force;
	arg_text   signed_by, names;
	arg_int    days, from;
	arg_choice key, use;
	arg_path   out;
};

/* As enum certificate_key, and enum certificate_use. */
static const char *const keys[] = { "ec", "rsa", "ed25519", NULL };
static const char *const uses[] = { "both", "server", "client", NULL };
static const char *const examples[] = { "server", "client", "ca", NULL };
static const char *const signers[] = { "ca", NULL };
static const char *const lists[] = { "localhost,127.0.0.1", NULL };

enum { AT_NAME, AT_CA, AT_SIGNED_BY, AT_NAMES, AT_DAYS, AT_FROM };

static const struct param params[] = {
	{ "NAME", PARAM(certificate_args, name, text), .examples = examples,
	  .help = "what it is called: it goes to NAME.pem, its key to NAME.key" },
	{ "ca", PARAM(certificate_args, ca, flag), .flags = PARAM_OPTION,
	  .help = "it is to sign others" },
	{ "signed-by", PARAM(certificate_args, signed_by, text), .flags = PARAM_OPTION,
	  .examples = signers,
	  .help = "the CA, made before, that signs it; it signs itself if this is left out" },
	{ "names", PARAM(certificate_args, names, text), .flags = PARAM_OPTION, .examples = lists,
	  .help = "the host names and addresses that it is for, with commas between; NAME, "
	      "localhost, 127.0.0.1 and ::1 if they are left out" },
	{ "days", PARAM(certificate_args, days, int), .flags = PARAM_OPTION, .low = -DAYS_MOST,
	  .high = DAYS_MOST, .help = "how long it is valid: 30, a CA's 365 if it is left out; "
	      "below 0: so long ago it expired" },
	{ "from", PARAM(certificate_args, from, int), .flags = PARAM_OPTION, .low = -DAYS_MOST,
	  .high = DAYS_MOST, .help = "in how many days it begins to be valid" },
	{ "key", PARAM(certificate_args, key, choice), .among = keys, .flags = PARAM_OPTION,
	  .help = "of which kind its key is" },
	{ "for", PARAM(certificate_args, use, choice), .among = uses, .flags = PARAM_OPTION,
	  .help = "whose it may be: a server's, a client's, or that of both" },
	{ "out", PARAM(certificate_args, out, path), .flags = PARAM_OPTION,
	  .help = "the folder of the files" },
	{ "force", PARAM(certificate_args, force, flag), .flags = PARAM_OPTION,
	  .help = "write over files that are there" },
	{ 0 }
};

static const struct field fields[] = {
	{ "file", "where the certificate is, followed by those of CAs between it and a root" },
	{ "key_file", "where its key is; nobody else may read it" },
	{ "ca", "it may sign others" },
	{ "signed_by", "who signed it, if not itself" },
	{ "certificate", "what is in it: names, not_before, not_after, key, fingerprint" },
	{ 0 }
};

/* ---- words ---- */

/* It becomes a part of file names. */
static bool
is_name(const struct text *text, struct error *error)
{
	struct bytes_quoted quoted;

	if (text->count && text->count <= NAME_MOST && *text->bytes != '.' &&
	    *text->bytes != '-' && bytes_are_text(text->bytes, text->count) &&
	    !memchr(text->bytes, '/', text->count))
		return true;
	return error_usage(error, "'%s' cannot be the name of a file and of a certificate: it may "
	    "have %d bytes, no '/', and begins with neither '.' nor '-'",
	    bytes_quote(&quoted, text->bytes, text->count), NAME_MOST);
}

static bool
is_host(const char *name)
{
	return !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-.")];
}

static bool
are_names(const struct text *text, struct error *error)
{
	return strlen(text->bytes) == text->count ||
	    error_usage(error, "no name has a NUL in it");
}

/* NULL: it has none. */
static const char *
names_of_it(const struct certificate_args *args, struct buf *room)
{
	if (args->names.bytes)
		return args->names.bytes;
	if (args->ca)
		return NULL;
	if (is_host(args->name.bytes) && strcmp(args->name.bytes, "localhost") != 0)
		buf_format(room, "%s,", args->name.bytes);
	buf_add_text(room, "localhost,127.0.0.1,::1");
	return buf_text(room);
}

static bool
put_times(struct call *call, const struct certificate_args *args, struct certificate_want *want)
{
	int64_t days = call_given(call, &params[AT_DAYS]) ? args->days :
	    args->ca ? DAYS_CA : DAYS;
	bool from = call_given(call, &params[AT_FROM]);

	if (!days)
		return error_usage(&call->error, "a certificate that is valid for 0 days never is: "
		    "give 1, or -1 for one that expired a day ago");
	want->from = from ? args->from * DAY : days < 0 ? (days - 1) * DAY : -MOMENT;
	want->until = days < 0 ? days * DAY : (from ? want->from : 0) + days * DAY;
	return want->until > want->from || error_usage(&call->error,
	    "it would expire before it begins to be valid");
}

/* ---- files ---- */

static const char *
path_of(struct call *call, const struct certificate_args *args, const char *name,
    const char *ending)
{
	const char *folder = args->out.bytes ? args->out.bytes : "";
	size_t count = strlen(folder);
	size_t room = count + strlen(name) + strlen(ending) + 2;
	char *path = pool_new(&call->pool, room);

	snprintf(path, room, "%s%s%s%s", folder, count && folder[count - 1] != '/' ? "/" : "", name,
	    ending);
	return path;
}

static bool
is_free(struct call *call, const struct certificate_args *args, const char *path)
{
	struct stat status;

	return args->force || lstat(path, &status) < 0 || error_set(&call->error, ERROR_REFUSED,
	    "'%.200s' is there already: --force writes over it", path);
}

static bool
write_all(int fd, const struct buf *bytes)
{
	size_t at = 0;
	unsigned times = 0;

	while (at < bytes->count) {
		ssize_t written = write(fd, bytes->data + at, bytes->count - at);

		if (written > 0)
			at += (size_t)written;
		else if (written == 0 || !error_interrupted(&times))
			return false;
	}
	return true;
}

static bool
failed(struct call *call, const char *system, const char *path)
{
	call->session->unwritten = true;
	return error_file(&call->error, system, path, errno);
}

/* A new one, or none. */
static bool
write_file(struct call *call, const char *path, mode_t mode, const struct buf *bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	bool good;

	if (fd < 0)
		return failed(call, "open", path);
	good = write_all(fd, bytes) || failed(call, "write", path);
	good = (close(fd) == 0 || (good && failed(call, "close", path))) && good;
	if (!good)
		unlink(path);
	return good;
}

/* The key first: a certificate without one is of no use. */
static bool
write_pair(struct call *call, const char *file, const struct buf *cert, const char *key_file,
    const struct buf *key)
{
	if (!write_file(call, key_file, 0600, key))
		return false;
	if (write_file(call, file, 0666, cert))
		return true;
	unlink(key_file);
	return false;
}

/* What was there stays until there are new ones of both. */
static bool
replace_pair(struct call *call, const char *file, const struct buf *cert, const char *key_file,
    const struct buf *key)
{
	const struct certificate_args *args = (const void *)call->args;
	const char *new_file = path_of(call, args, args->name.bytes, ".pem.new");
	const char *new_key = path_of(call, args, args->name.bytes, ".key.new");

	unlink(new_file);
	unlink(new_key);
	if (!write_pair(call, new_file, cert, new_key, key))
		return false;
	if (rename(new_key, key_file) == 0 && rename(new_file, file) == 0)
		return true;
	failed(call, "rename", file);
	unlink(new_file);
	unlink(new_key);
	return false;
}

static bool
write_both(struct call *call, const struct certificate_args *args, const struct buf *cert,
    const struct buf *key)
{
	const char *file = path_of(call, args, args->name.bytes, ".pem");
	const char *key_file = path_of(call, args, args->name.bytes, ".key");

	if (!(args->force ? replace_pair : write_pair)(call, file, cert, key_file, key))
		return false;
	record_bytes(&call->answer, "file", file, strlen(file));
	record_bytes(&call->answer, "key_file", key_file, strlen(key_file));
	return true;
}

/* ---- all of it ---- */

static void
tell(struct call *call, const struct certificate_args *args, const struct record *made)
{
	static const char *const told[] = { "names", "not_before", "not_after", "key",
		"fingerprint" };
	struct record *record;

	record_bool(&call->answer, "ca", args->ca);
	if (args->signed_by.bytes)
		record_bytes(&call->answer, "signed_by", args->signed_by.bytes,
		    args->signed_by.count);
	record = record_record(&call->answer, "certificate");
	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
		const struct value *value = record_get(made, told[i]);

		if (value)
			*record_put(record, told[i]) = value_copy(value);
	}
}

static bool
put_signer(struct call *call, const struct certificate_args *args, struct certificate_want *want)
{
	if (!args->signed_by.bytes)
		return true;
	if (!is_name(&args->signed_by, &call->error))
		return call_blame_word(call, &params[AT_SIGNED_BY], 0), false;
	want->signer = path_of(call, args, args->signed_by.bytes, ".pem");
	want->signer_key = path_of(call, args, args->signed_by.bytes, ".key");
	return true;
}

static bool
make(struct call *call, const struct certificate_args *args, struct certificate_want *want,
    struct buf *cert, struct buf *key)
{
	struct record made = { 0 };
	bool good = certificate_make(want, cert, key, &made, &call->error) &&
	    write_both(call, args, cert, key);

	if (good)
		tell(call, args, &made);
	record_clear(&made);
	return good;
}

static enum outcome
run(struct call *call)
{
	const struct certificate_args *args = (const void *)call->args;
	struct certificate_want want = { .name = args->name.bytes, .ca = args->ca,
		.key = (enum certificate_key)args->key, .use = (enum certificate_use)args->use };
	struct buf names = { 0 }, cert = { 0 }, key = { 0 };
	bool good;

	if (!is_name(&args->name, &call->error))
		return call_blame_word(call, &params[AT_NAME], 0), FAILED;
	if (args->names.bytes && !are_names(&args->names, &call->error))
		return call_blame_word(call, &params[AT_NAMES], 0), FAILED;
	want.names = names_of_it(args, &names);
	good = put_times(call, args, &want) && put_signer(call, args, &want) &&
	    is_free(call, args, path_of(call, args, args->name.bytes, ".pem")) &&
	    is_free(call, args, path_of(call, args, args->name.bytes, ".key")) &&
	    make(call, args, &want, &cert, &key);
	certificate_forget(&key);
	buf_clear(&cert);
	buf_clear(&names);
	return good ? DONE : FAILED;
}

const struct command cmd_certificate = {
	.name = "certificate", .group = "sosh", .summary = "make a certificate, and its key",
	.params = params, .args_size = sizeof(struct certificate_args), .fields = fields,
	.say = "{?ca:CA }certificate in {file}{?signed_by:, signed by {signed_by}}, its key in "
	    "{key_file}", .run = run
};
