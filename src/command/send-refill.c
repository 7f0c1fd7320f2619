/* send-refill: cuts what is to be sent into what one call gets. */
#include <sys/socket.h>

#include "base/pool.h"
#include "command/send.h"

enum { CHUNK = 256 << 10 };

static bool
is_whole(const struct send_args *args)
{
	return args->whole || args->sock->type != SOCK_STREAM;
}

/* What is small, and every message, goes out with one call: all of it in memory. */
static size_t
chunk_size(const struct send_args *args)
{
	bool message = is_whole(args);
	int64_t size = args->data.size < 0 ? -1 : args->data.size + (int64_t)args->gathered;

	if (message && (size < 0 || size > SEND_MESSAGE_MOST))
		return SEND_MESSAGE_MOST;
	if (size >= 0 && (message || size <= SEND_ONE_CALL))
		return (size_t)size;
	return CHUNK;
}

/* Fills the room, as far as the data goes: DATA_SOME where it is full. */
static enum data_state
fill(struct call *call, struct send_args *args, char *chunk, size_t room)
{
	enum data_state state = DATA_SOME;
	size_t got;

	while (state == DATA_SOME && args->gathered < room) {
		state = data_next(&args->data, chunk + args->gathered, room - args->gathered, &got,
		    &call->error);
		args->gathered += got;
	}
	return state;
}

/* All of a message, as it goes out with one call; DATA_SOME also of an empty one. */
static enum data_state
gather(struct call *call, struct send_args *args, char *chunk, size_t room)
{
	enum data_state state = fill(call, args, chunk, room);

	if (state == DATA_LATER || state == DATA_BAD)
		return state;
	if (room == SEND_MESSAGE_MOST && args->gathered == room && args->data.size != 0)
		return error_set(&call->error, ERROR_LIMIT, "a message can have 64 MiB at most"),
		       DATA_BAD;
	args->count = args->gathered;
	args->ended = true;
	return DATA_SOME;
}

/* The next piece of --chunk, which may come from several words; DATA_END: there is none. */
static enum data_state
next_piece(struct call *call, struct send_args *args)
{
	int64_t left = args->data.size < 0 ? INT64_MAX :
	    args->data.size + (int64_t)args->gathered;
	size_t room = (size_t)(left < args->chunk_size.number ? left :
	    args->chunk_size.number);
	char *chunk = (char *)(size_t)args->chunk;
	enum data_state state;

	/* The first is the longest. */
	if (!chunk)
		chunk = pool_new(&call->pool, room + 1);
	args->chunk = chunk;
	args->started = true;
	args->count = 0;
	state = fill(call, args, chunk, room);
	if (state == DATA_LATER || state == DATA_BAD)
		return state;
	args->ended = state == DATA_END || args->data.size == 0;
	args->count = args->gathered;
	args->gathered = 0;
	return args->count ? DATA_SOME : DATA_END;
}

/* A long file goes from where it lies, where nothing else is asked of the calls than to send
 * it. */
static bool
goes_by_file(struct send_args *args)
{
	const struct io_way *way = &args->way;
	bool goes_on = args->by_file;
	uint64_t left = 0;

	args->by_file = !args->whole && !args->unfit && !args->once && !args->sock->stamps &&
	    args->sock->number && !way->flags && !way->to && !way->control && !way->null &&
	    io_sends_files(args->sock);
	if (!args->by_file)
		return false;
	args->file = data_file(&args->data, &left);
	args->by_file = args->file >= 0 && left > (goes_on ? 0 : SEND_ONE_CALL);
	args->count = left < SEND_TURN ? (size_t)left : SEND_TURN;
	args->started |= args->by_file;
	return args->by_file;
}

enum data_state
send_refill(struct call *call, struct send_args *args)
{
	size_t room;
	char *chunk;

	args->at = 0;
	if (args->chunk_size.given)
		return next_piece(call, args);
	if (goes_by_file(args))
		return DATA_SOME;
	if (!args->started) {
		args->chunk = data_memory(&args->data, &args->count);
		args->started = true;
		if (args->chunk) {
			args->ended = true;
			return DATA_SOME;
		}
	}
	room = chunk_size(args);
	chunk = (char *)(size_t)args->chunk;
	if (!chunk)
		chunk = pool_new(&call->pool, room + 1);
	args->chunk = chunk;
	if (is_whole(args))
		return gather(call, args, chunk, room);
	return data_next(&args->data, chunk, room, &args->count, &call->error);
}
