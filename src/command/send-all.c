/* send-all: sends to every socket that was accepted from one (send --all-of).  One whose buffer
 * is full holds nobody: each gets what it takes now, and the rest when there is room. */
#include <string.h>

#include "base/names.h"
#include "command/send.h"
#include "command/session.h"
#include "serve/server.h"
#include "socket/layer.h"
#include "socket/serving.h"

enum { TURN = 64 };   /* that are tried before others have their turn */

/* A socket that has not got all of it; it goes by its number, as it may close meanwhile. */
struct due {
	unsigned number;
	size_t   at;          /* so much went */
};

struct send_all {
	struct due *due;      /* in the call's pool */
	size_t      count, at;    /* how many there are, and which is next */
	size_t      tried;        /* in a row, that took nothing */
	int64_t     got, sent;    /* clients that got it all; bytes */
	struct record *failed;
	struct error last;        /* why the last one failed that did */
};

static enum outcome step(struct call *);

static bool
is_meant(const struct sock *sock, unsigned of)
{
	return sock->fd >= 0 && (sock->listener == of || serving_of(sock) == of);
}

static struct send_all *
all_of(struct call *call, unsigned of)
{
	const struct sock_table *table = &call->session->sockets;
	struct send_all *all = pool_new(&call->pool, sizeof(*all));
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++)
		count += is_meant(table->sock[i], of);
	all->due = pool_new(&call->pool, (count + 1) * sizeof(*all->due));
	for (size_t i = 0; i < table->count; i++)
		if (is_meant(table->sock[i], of))
			all->due[all->count++].number = table->sock[i]->number;
	return all;
}

static void
put_failed(struct call *call, struct send_all *all, const struct due *due, const char *why)
{
	struct record *row;

	if (!all->failed)
		all->failed = record_list(&call->answer, "failed");
	row = record_record(all->failed, NULL);
	record_int(row, "socket", due->number);
	record_text(row, "why", why);
	record_int(row, "bytes", (int64_t)due->at);
}

static void
failed(struct call *call, struct send_all *all, const struct due *due)
{
	const char *name = all->last.kind == ERROR_SYSTEM ?
	    names_of(names_errno, all->last.number) : NULL;

	put_failed(call, all, due, name ? name : all->last.text);
}

/* Through its server, which keeps what does not go at once, but no more than its ceiling. */
static enum did
hand_over(struct client *client, struct due *due, const struct send_args *args,
    struct error *error)
{
	size_t count = server_takes(client, args->count - due->at);

	if (!count && due->at < args->count)
		return DID_LATER;
	if (server_send(client, args->chunk + due->at, count)) {
		due->at += count;
		return due->at == args->count ? DID_IT : DID_LATER;
	}
	error_set(error, ERROR_LIMIT, "its server dropped it, as it does not read");
	return DID_FAIL;
}

static enum did
push(struct call *call, struct sock *sock, struct due *due, const struct send_args *args,
    struct error *error)
{
	const struct io_way way = { .flags = 0 };
	struct error ignored;
	enum did did;

	do {
		size_t count = args->count - due->at;

		did = io_send(sock, args->chunk + due->at, &count, &way, error);
		due->at += count;
	} while (did == DID_IT && due->at < args->count && sock->type == SOCK_STREAM);
	/* What TLS could not hand on goes when there is room. */
	if (layer_owes(sock))
		session_watch(call->session, sock, &ignored);
	return did;
}

static enum did
try(struct call *call, struct send_all *all, struct due *due, const struct send_args *args)
{
	struct sock *sock = sock_find(&call->session->sockets, due->number);
	struct client *client = sock && sock->fd >= 0 ? server_client(sock) : NULL;
	size_t before = due->at;
	enum did did;

	if (!sock || sock->fd < 0) {
		error_usage(&all->last, "socket %u is closed", due->number);
		return DID_FAIL;
	}
	did = client ? hand_over(client, due, args, &all->last) :
	    push(call, sock, due, args, &all->last);
	all->sent += (int64_t)(due->at - before);
	all->tried = due->at == before && did == DID_LATER ? all->tried + 1 : 0;
	return did;
}

/* "did not get all of it: sockets 3, 5, 7". */
static void
blame(struct call *call, const struct record *failed)
{
	enum { NAMED = 8 };
	struct buf hint = { 0 };

	buf_format(&hint, "did not get all of it: socket%s", failed->count == 1 ? "" : "s");
	for (size_t i = 0; i < failed->count && i < NAMED; i++)
		buf_format(&hint, "%s %lld", i ? "," : "", (long long)record_get(
		    failed->field[i].value.record, "socket")->number);
	if (failed->count > NAMED)
		buf_format(&hint, " and %u more", failed->count - NAMED);
	record_text(&call->failure, "hint", buf_text(&hint));
	buf_clear(&hint);
}

/* It has failed where nobody got it, though somebody was there. */
static enum outcome
end(struct call *call, struct send_all *all, enum outcome outcome)
{
	record_int(&call->answer, "bytes", all->sent);
	record_int(&call->answer, "clients", all->got);
	if (outcome == DONE && all->failed && !all->got) {
		call->error = all->last;
		outcome = FAILED;
	}
	if (outcome == FAILED)
		blame(call, all->failed);
	return outcome;
}

/* The time is over, or Ctrl-C came. */
static enum outcome
give_up(struct call *call, struct send_all *all)
{
	for (size_t i = 0; i < all->count; i++)
		put_failed(call, all, &all->due[i], "no room");
	return end(call, all, FAILED);
}

/* The last one takes the place of who is through. */
static void
drop(struct send_all *all)
{
	all->due[all->at] = all->due[--all->count];
	all->tried = 0;
}

static enum outcome
step(struct call *call)
{
	struct send_args *args = (void *)call->args;
	struct send_all *all = args->all;

	for (int i = 0; i < TURN && all->count && all->tried < all->count; i++) {
		all->at = all->at < all->count ? all->at : 0;
		switch (try(call, all, &all->due[all->at], args)) {
		case DID_IT:
			all->got++;
			drop(all);
			break;
		case DID_LATER:
			all->at++;
			break;
		case DID_FAIL:
			failed(call, all, &all->due[all->at]);
			drop(all);
			break;
		}
	}
	if (!all->count)
		return end(call, all, DONE);
	/* All are full, or others have their turn. */
	if (call_wait_look(call, all->tried < all->count ? 0 : CALL_LOOK_AGAIN,
	    "room to send into", step) != WAITING)
		return give_up(call, all);
	all->tried = all->tried < all->count ? all->tried : 0;
	return WAITING;
}

static enum outcome
gather(struct call *call)
{
	struct send_args *args = (void *)call->args;

	switch (send_refill(call, args)) {
	case DATA_SOME:
	case DATA_END:
		args->all = all_of(call, args->sock->number);
		if (!args->all->count && !sock_listens(args->sock))
			return error_set(&call->error, ERROR_REFUSED, "socket %u does not listen, "
			    "and has no clients", args->sock->number), FAILED;
		return step(call);
	case DATA_LATER:
		return call_wait_look(call, CALL_LOOK_AGAIN, "data from the file", gather);
	case DATA_BAD:
		break;
	}
	return FAILED;
}

/* The others are about one call on one socket. */
static bool
goes_with(const struct param *param)
{
	return !(param->flags & PARAM_OPTION) || strcmp(param->name, "all-of") == 0 ||
	    strcmp(param->name, "timeout") == 0;
}

enum outcome
send_all(struct call *call)
{
	struct send_args *args = (void *)call->args;

	/* It is no descriptor that stands in place of N. */
	call->bare = false;
	call_about(call, args->sock);
	call_limit(call, &args->timeout);
	for (const struct param *param = call->command->params; param->name; param++)
		if (!goes_with(param) && call_given(call, param))
			return error_usage(&call->error, "--%s does not go with --all-of: each "
			    "gets the bytes, and nothing else", param->name), FAILED;
	args->whole = true;
	return gather(call);
}
