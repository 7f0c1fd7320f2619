/* send-push: one call that sends, and what it has changed. */
#include "command/send.h"
#include "serve/server.h"
#include "socket/osdep.h"

static void
note_opened(struct send_args *args, enum did did)
{
	if (did == DID_LATER || !(args->opened || args->way.flags & osdep_fastopen))
		return;
	args->sock->connecting = false;
	args->sock->connected |= did == DID_IT;
}

/* A file that cannot go by sendfile(2) is read as any other. */
static enum did
push_file(struct call *call, struct send_args *args, size_t *count)
{
	enum did did;

	/* Somebody may want to see the bytes by now. */
	if (!io_sends_files(args->sock)) {
		*count = 0;
		args->count = args->at;
		return DID_IT;
	}
	did = io_send_file(args->sock, args->file, NULL, count, &call->error);
	data_took(&args->data, *count);
	if (did == DID_IT && !*count)
		return data_shrunk(&call->error), DID_FAIL;
	if (did != DID_FAIL || !io_is_unfit_file(&call->error))
		return did;
	call->error.kind = ERROR_NONE;
	args->unfit = true;
	args->count = args->at;
	return DID_IT;
}

/* A few bytes to a client of a server, which has them go in line with its own; NULL: it is
 * none, or it is for commands to serve it. */
static struct client *
client_of(const struct send_args *args)
{
	struct client *client = args->sock->serving ? server_client(args->sock) : NULL;
	const struct io_way *way = &args->way;

	if (!client || server_role(server_of_client(client))->flags & ROLE_LATER)
		return NULL;
	return args->by_file || args->sent || args->total != (int64_t)args->count ||
	    args->count > SEND_ONE_CALL || way->flags || way->to || way->control || args->once ||
	    args->dontwait || args->chunk_size.given ? NULL : client;
}

static enum did
push_by_server(struct call *call, struct send_args *args, struct client *client, size_t *count)
{
	if (server_send(client, args->chunk, args->count))
		return DID_IT;
	*count = 0;
	error_set(&call->error, ERROR_LIMIT, "its server dropped it, as it does not read");
	return DID_FAIL;
}

enum did
send_push(struct call *call, struct send_args *args)
{
	size_t count = args->count - args->at;
	struct client *client = client_of(args);
	enum did did = client ? push_by_server(call, args, client, &count) :
	    args->by_file ? push_file(call, args, &count) :
	    io_send(args->sock, args->chunk + args->at, &count, &args->way, &call->error);

	args->at += count;
	args->sent += (int64_t)count;
	args->turn += count;
	if (count)
		call_got_on(call);
	/* It goes with the first bytes. */
	if (did == DID_IT)
		args->way.control = NULL;
	/* The call that waited for the connection would say it. */
	if (did == DID_FAIL && args->opened && !args->sent)
		call->error.call = "sendto";
	if (did == DID_IT && args->chunk_size.given && args->at == args->count) {
		args->chunks++;
		args->due = number_now() + args->every.nanoseconds;
	}
	note_opened(args, did);
	return did;
}
