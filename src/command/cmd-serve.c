/* serve: serve the clients of a socket in the background. */

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/number.h"
#include "command/answer.h"
#include "command/safe.h"
#include "command/service-words.h"
#include "command/session.h"
#include "command/tls-words.h"

/* Of `stop`. */
struct stopping {
	unsigned       job;        /* that it ends, */
	const char    *role;
	struct serving counts;     /* what its server has counted, */
	bool           later;      /* and how many of its blocks or programs failed, if it has */
	uint64_t       failed;     /* any */
};

struct serve_args {
	struct service_words what;
	arg_int        max_clients;
	arg_duration   idle;
	arg_size       rate, ceiling;
	arg_ranges     allow;
	arg_denied     deny;
	arg_flag       once, tls_on;
	struct tls_words tls;
	struct stopping *stop;      /* in the call's pool */
};
_Static_assert(sizeof(struct serve_args) <= CALL_ARGS, "more room for arguments");

enum { RATE_MOST = 1 << 30, CEILING_MOST = 1 << 30, CLIENTS_MOST = 1 << 24 };

static const char *const rates[] = { "1k", "64k", "1M", NULL };
static const char *const ceilings[] = { "64k", "1M", "16M", NULL };
static const char *const most[] = { "1", "10", "100", NULL };

static const struct param params[] = {
	{ "N", PARAM(serve_args, what.sock, sock), .wants = WANTS_SERVICE,
	  .help = "the socket: one that listens, is bound, or is connected" },
	{ "ROLE", PARAM(serve_args, what.role, role),
	  .help = "what is done with each client: echo, discard, reply, file, http, match, block, "
	      "exec and others, below; or stop, which ends that" },
	{ "WORD...", PARAM(serve_args, what.words, role_words),
	  .flags = PARAM_OPTIONAL | PARAM_MANY | PARAM_DATA,
	  .help = "what the role wants: DATA of reply, a file, a folder, a command" },
	{ "max-clients", PARAM(serve_args, max_clients, int), .flags = PARAM_OPTION,
	  .low = 1, .high = CLIENTS_MOST, .examples = most,
	  .help = "so many at once; who comes then is refused" },
	{ "idle", PARAM(serve_args, idle, duration), .flags = PARAM_OPTION,
	  .help = "close a client that neither sends nor takes a byte for so long" },
	{ "rate", PARAM(serve_args, rate, size), .flags = PARAM_OPTION,
	  .low = 1, .high = RATE_MOST, .examples = rates,
	  .help = "so many bytes a second to each client, and from each" },
	{ "ceiling", PARAM(serve_args, ceiling, size), .flags = PARAM_OPTION,
	  .low = 1, .high = CEILING_MOST, .examples = ceilings,
	  .help = "drop a client that more bytes than this wait for (1M if it is left out)" },
	{ "allow", PARAM(serve_args, allow, ranges), .flags = PARAM_OPTION | PARAM_MANY,
	  .help = "serve these addresses only; this machine alone if it is left out" },
	{ "deny", PARAM(serve_args, deny, denied), .flags = PARAM_OPTION | PARAM_MANY,
	  .help = "refuse these, whatever is allowed" },
	{ "once", PARAM(serve_args, once, flag), .flags = PARAM_OPTION,
	  .help = "end when the first client has gone" },
	{ "tls", PARAM(serve_args, tls_on, flag), .flags = PARAM_OPTION,
	  .help = "with each client TLS comes first" },
	{ "cert", PARAM(serve_args, tls.cert, path), .flags = PARAM_OPTION | PARAM_RARE,
	  .help = "with --tls: its certificate, and what leads to one that is trusted (PEM)" },
	{ "key", PARAM(serve_args, tls.key, path), .flags = PARAM_OPTION | PARAM_RARE,
	  .help = "with --tls: its private key (PEM); if it is left out NAME.key beside NAME.pem, "
	      "or the file of --cert" },
	{ "ca", PARAM(serve_args, tls.ca, path), .flags = PARAM_OPTION | PARAM_RARE,
	  .help = "with --tls: whose certificates of clients are trusted (PEM)" },
	{ "require-client-cert", PARAM(serve_args, tls.require, flag),
	  .flags = PARAM_OPTION | PARAM_RARE,
	  .help = "with --tls: refuse clients that show no certificate" },
	{ "alpn", PARAM(serve_args, tls.alpn, text), .flags = PARAM_OPTION | PARAM_RARE,
	  .examples = tls_protocols,
	  .help = "with --tls: the protocols to be spoken inside, the best first" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "local", "its own address" },
	{ "peer", "of a connected one: the address at the other end" },
	{ "job", "the job that it is, for join and cancel" },
	{ "server", "the server that it was given back to" },
	{ "stopped", "with stop: it has ended" },
	{ "failed", "of block and exec: how many blocks and programs failed" },
	{ "ended", "of the job, at its end, how: stopped, closed, taken, done, "
	    "cancelled, failed" },
	SERVICE_FIELDS,
	{ 0 }
};

static const struct param *
param_named(const char *name)
{
	const struct param *param = params;

	while (strcmp(param->name, name) != 0)
		param++;
	return param;
}

/* The failure is about this row's first word. */
static bool
blame(struct call *call, const char *name)
{
	call_blame_word(call, param_named(name), 0);
	return false;
}

/* What it is told of stands in quotes. */
static bool
quotes(const struct error *error, const char *word)
{
	struct buf quoted = { 0 };
	bool found;

	buf_format(&quoted, "'%s'", word);
	found = strstr(error->text, quoted.data);
	buf_clear(&quoted);
	return found;
}

/* A file that is not there, or a bad one: the row of the word that names it. */
static const char *
row_of_file(const struct serve_args *args, const struct error *error)
{
	const struct { const char *row, *word; } files[] = {
		{ "key", strstr(error->text, "private key") ? args->tls.key.bytes : NULL },
		{ "cert", args->tls.cert.bytes }, { "key", args->tls.key.bytes },
		{ "ca", args->tls.ca.bytes }, { "alpn", args->tls.alpn.bytes },
		{ "WORD...", args->what.words.count ? args->what.words.item[0].bytes : NULL },
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (files[i].word && quotes(error, files[i].word))
			return files[i].row;
	return NULL;
}

/* The option that means nothing here, as the error names it. */
static const char *
row_of_option(const struct call *call, const struct error *error)
{
	char name[32];

	for (const struct param *param = params; param->name; param++) {
		snprintf(name, sizeof(name), "--%s", param->name);
		if (param->flags & PARAM_OPTION && call_given(call, param) &&
		    strstr(error->text, name))
			return param->name;
	}
	return strstr(error->text, "TLS") ? "tls" : NULL;
}

/* Where that stands which the server, or its role, has something to say of. */
static bool
blame_what(struct call *call, const struct serve_args *args)
{
	const struct error *error = &call->error;
	const char *row = row_of_file(args, error);

	if (!row && error->kind == ERROR_USAGE && args->what.words.count)
		row = "WORD...";
	if (!row)
		row = row_of_option(call, error);
	if (!row && quotes(error, args->what.role.role->name))
		row = "ROLE";
	return row && !call->where_source ? blame(call, row) : false;
}

/* Is nothing told but the socket and the role? */
static bool
is_bare(const struct call *call)
{
	return call->node->words.count == 2 && !call->node->block;
}

/* What is being stopped; NULL: somebody else has ended it meanwhile. */
static struct service *
stopped(const struct call *call, const struct serve_args *args)
{
	struct service *service = service_of(call->session, args->what.sock->number);

	return service && service->job && service->job->number == args->stop->job ? service : NULL;
}

/* The end of the job is told by this, too: once is enough for people. */
static void
end_quietly(struct session *session, struct service *service)
{
	bool before = session->clearing;

	session->clearing = true;
	service_end(service, "stopped");
	session->clearing = before;
}

static enum outcome
stop_on(struct call *call)
{
	const struct serve_args *args = (const void *)call->args;
	struct service *service = stopped(call, args);
	struct stopping *stop = args->stop;
	enum outcome outcome;

	if (service) {
		stop->counts = *server_counts(service->server);
		stop->failed = service->desk.later ? service->desk.later->failed : 0;
	}
	if (service && !service->over) {
		outcome = call_wait_look(call, CALL_UNTIL_TOLD, "end of the server", stop_on);
		if (outcome != WAITING)
			service_stop_left(service);
		return outcome;
	}
	if (service)
		end_quietly(call->session, service);
	record_text(&call->answer, "role", stop->role);
	record_bool(&call->answer, "stopped", true);
	service_answer(&call->answer, &stop->counts);
	if (stop->later)
		record_unsigned(&call->answer, "failed", stop->failed);
	return DONE;
}

static enum outcome
no_server(struct call *call, const struct sock *sock)
{
	const struct service *other = service_client(call->session, sock);

	if (other)
		error_set(&call->error, ERROR_REFUSED, "socket %u is a client of socket %u: "
		    "'take %u' takes it out of the server's hands", sock->number, other->socket,
		    sock->number);
	else
		error_set(&call->error, ERROR_REFUSED, "nothing serves socket %u", sock->number);
	return FAILED;
}

static enum outcome
stop(struct call *call, struct serve_args *args)
{
	struct sock *sock = args->what.sock;
	struct service *service = service_of(call->session, sock->number);

	if (!is_bare(call))
		return error_usage(&call->error, "stop stands alone: serve %u stop", sock->number),
		    blame(call, "ROLE"), FAILED;
	if (!service || !service->job)
		return no_server(call, sock);
	args->stop = pool_new(&call->pool, sizeof(*args->stop));
	*args->stop = (struct stopping){ .job = service->job->number,
		.role = service->want.role->name, .later = service->desk.later };
	service_stop(service, "stopped");
	return stop_on(call);
}

/* Does it allow nobody but this machine? */
static bool
is_here(const struct server_range *range)
{
	struct sockaddr_in6 in;
	unsigned least = 8;

	memcpy(&in, range->address.room, sizeof(in));
	if (range->address.any.sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&in.sin6_addr))
		least = 128;
	return !range->any && addr_is_loopback(&range->address) && range->bits >= least;
}

static bool
is_safe(struct call *call, const struct serve_args *args)
{
	const struct role *role = args->what.role.role;

	if (!call->session->safe)
		return true;
	if (role->flags & (ROLE_FILES | ROLE_PROGRAMS))
		return error_set(&call->error, ERROR_REFUSED, "'serve %s' is not allowed with "
		    "--safe: it %s", role->name, role->flags & ROLE_PROGRAMS ?
		    "starts programs" : "reads or writes files"), blame(call, "ROLE");
	for (size_t i = 0; i < args->allow.count; i++)
		if (!is_here(&args->allow.item[i]))
			return error_set(&call->error, ERROR_REFUSED,
			    "only this machine is served with --safe (127.0.0.1, ::1)"),
			    call_blame_word(call, param_named("allow"), i), false;
	return true;
}

/* What goes with --tls alone. */
static bool
suits_tls(struct call *call, struct serve_args *args)
{
	static const char *const names[] = { "cert", "key", "ca", "require-client-cert", "alpn" };

	args->tls.server = true;
	for (size_t i = 0; !args->tls_on && i < sizeof(names) / sizeof(*names); i++)
		if (call_given(call, param_named(names[i])))
			return error_usage(&call->error, "--%s goes with --tls", names[i]),
			    blame(call, names[i]);
	if (!args->tls_on || tls_words_suit(call, &args->tls))
		return true;
	return args->tls.cert.bytes ? blame_what(call, args) : blame(call, "tls");
}

static bool
suits(struct call *call, struct serve_args *args)
{
	if (!service_words_suit(call, &args->what) || !suits_tls(call, args))
		return false;
	if (args->idle.given && !args->idle.nanoseconds)
		return error_usage(&call->error, "--idle 0 would close everybody at once"),
		    blame(call, "idle");
	return is_safe(call, args);
}

static enum outcome
told(struct call *call, struct sock *sock, const struct role *role)
{
	record_text(&call->answer, "role", role->name);
	if (sock->type != SOCK_DGRAM && !sock_listens(sock))
		answer_connected(call, sock, NULL);
	else
		answer_local(call, sock, &(struct addr){ .length = 0 });
	return DONE;
}

/* A block, or an option: it is not the same as what the server was told, or nobody knows. */
static bool
is_special(const struct call *call)
{
	for (const struct param *param = params; param->name; param++)
		if (param->flags & PARAM_OPTION && call_given(call, param))
			return true;
	return call->node->block != NULL;
}

/* The server that has accepted it, if that does what it is to be served with: then it goes back
 * to that, where the words are the same or left out. */
static struct service *
home_of(const struct call *call, const struct serve_args *args)
{
	const struct sock *sock = args->what.sock;
	struct service *from = sock->listener ? service_of(call->session, sock->listener) : NULL;

	return from && from->want.role == args->what.role.role && !is_special(call) &&
	    !from->over ? from : NULL;
}

static enum outcome
go_back(struct call *call, struct sock *sock, struct service *from)
{
	bool given;

	from->giving = true;
	given = server_give(from->server, sock, &call->error);
	from->giving = false;
	if (!given)
		return FAILED;
	record_int(&call->answer, "server", from->socket);
	return told(call, sock, from->want.role);
}

/* Whoever else takes what comes would take it from the server. */
static bool
is_free(struct call *call, const struct sock *sock)
{
	if (service_refuses(call, sock))
		return false;
	for (const struct sock_waiter *waiter = sock->waiters; waiter; waiter = waiter->next)
		if (waiter->events & LOOP_READ && waiter->job)
			return error_set(&call->error, ERROR_REFUSED, "job %u waits on socket %u "
			    "(%s): 'cancel %u' ends that", waiter->job, sock->number,
			    waiter->command, waiter->job);
	return !sock->reactions || error_set(&call->error, ERROR_REFUSED, "blocks run when "
	    "something happens on socket %u: 'off %u' ends that", sock->number, sock->number);
}

/* That it is no folder may be the fault of a part of the path, too. */
static void
add_hint(struct call *call, const struct serve_args *args)
{
	const struct role *role = args->what.role.role;
	struct stat file;
	struct buf hint = { 0 };

	if (call->error.kind != ERROR_SYSTEM || call->error.number != ENOTDIR ||
	    !(role->flags & ROLE_FOLDER) || stat(args->what.words.item->bytes, &file) < 0)
		return;
	buf_add_text(&hint, "this is a file, and a folder is wanted");
	*record_put(&call->failure, "hint") = value_take(&hint);
}

/* As the server that has accepted the socket was told. */
static bool
is_as(const struct service *service, const struct server_want *want)
{
	bool same = service && service->want.words == want->words;

	for (size_t i = 0; same && i < want->words; i++)
		same = service->want.word[i].count == want->word[i].count &&
		    !memcmp(service->want.word[i].bytes, want->word[i].bytes, want->word[i].count);
	return same;
}

static enum outcome
begin(struct call *call, struct serve_args *args, struct service *home)
{
	struct sock *sock = args->what.sock;
	struct server_want want = { .role = args->what.role.role,
		.max_clients = (uint64_t)args->max_clients,
		.idle = args->idle.nanoseconds == NUMBER_NEVER ? 0 : args->idle.nanoseconds,
		.rate = (uint64_t)args->rate, .ceiling = (uint64_t)args->ceiling,
		.allow = args->allow.item, .allows = args->allow.count,
		.deny = args->deny.item, .denies = args->deny.count, .once = args->once };
	struct tls_want tls;
	struct job *job;

	if (!service_words_read(call, &args->what, args->ceiling ? (size_t)args->ceiling :
	    SERVER_CEILING, &want.word, &want.words))
		return FAILED;
	if (is_as(home, &want))
		return go_back(call, sock, home);
	if (args->tls_on) {
		tls = tls_words_want(call, &args->tls);
		want.tls = &tls;
	}
	job = service_begin(call, sock, &want);
	if (!job)
		return add_hint(call, args), blame_what(call, args), FAILED;
	record_int(&call->answer, "job", job->number);
	return told(call, sock, want.role);
}

static enum outcome
run(struct call *call)
{
	struct serve_args *args = (void *)call->args;
	struct service *home;
	bool knows;

	call_about(call, args->what.sock);
	if (args->what.role.stop)
		return stop(call, args);
	home = home_of(call, args);
	knows = home && is_bare(call);
	if ((!knows && !suits(call, args)) || !is_free(call, args->what.sock))
		return FAILED;
	return knows ? go_back(call, args->what.sock, home) : begin(call, args, home);
}

#define TOLD "{?clients:{clients|client}}{?datagrams:{datagrams|datagram}}" \
	"{+refused:, {refused} refused}{+failed:, {failed} failed}" \
	"{+dropped:, {dropped} dropped}, {in|byte} in, {out|byte} out"

const struct command cmd_serve = {
	.name = "serve", .group = "sockets",
	.summary = "serve the clients of a socket in the background",
	.params = params, .args_size = sizeof(struct serve_args), .fields = fields,
	.say = "{?stopped:{role} stopped: " TOLD "}{?server:back to {role} of socket {server}}"
	    "{?job:{role} serves{?peer: the connection with {peer}}{!peer:{?local: {local}}}, "
	    "job {job}}"
	    "{?ended:{role} ended ({ended}): " TOLD "}",
	.flags = COMMAND_MAY_BLOCK, .run = run
};
