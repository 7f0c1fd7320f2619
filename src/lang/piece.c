/* piece: what data is made of. */
#include "lang/piece.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

struct piece {
	enum piece_kind kind;
	const char     *bytes;   /* of MEMORY and FILL */
	size_t          count;
	int64_t         size;    /* of what it makes; -1: up to the end of the file */
	int             fd;
};

static void
add(struct data *data, struct pool *pool, const struct piece *piece)
{
	/* The list doubles whenever it has come to a power of two. */
	if ((data->count & (data->count - 1)) == 0) {
		struct piece *old = data->piece;

		data->piece = pool_new(pool, (data->count * 2 + 1) * sizeof(*old));
		if (data->count)
			memcpy(data->piece, old, data->count * sizeof(*old));
	}
	data->piece[data->count++] = *piece;
	if (piece->size < 0 || data->size < 0 || data->size > INT64_MAX - piece->size)
		data->size = -1;
	else
		data->size += piece->size;
}

bool
piece_memory(struct data *data, struct pool *pool, const char *bytes, size_t count)
{
	add(data, pool, &(struct piece){ PIECE_MEMORY, bytes, count, (int64_t)count, -1 });
	return true;
}

enum { LETTERS = 26, ORDER = 4, CYCLE = LETTERS * LETTERS * LETTERS * LETTERS };

/* The first `most` letters of a de Bruijn cycle of a to z: every four bytes in a
 * row are there once.  All Lyndon words whose length divides four, in order
 * (Fredricksen, Kessler, Maiorana). */
static char *
cycle(struct pool *pool, size_t most)
{
	char *letters = pool_new(pool, most + ORDER);
	unsigned char word[ORDER + 1] = { 0 };
	size_t at = 0;
	int length = 1;

	while (at < most) {
		if (ORDER % length == 0)
			for (int i = 1; i <= length; i++)
				letters[at++] = (char)('a' + word[i]);
		for (int i = length + 1; i <= ORDER; i++)
			word[i] = word[i - length];
		length = ORDER;
		while (length > 0 && word[length] == LETTERS - 1)
			length--;
		if (length == 0)
			break;
		word[length]++;
	}
	return letters;
}

bool
piece_made(struct data *data, struct pool *pool, enum piece_kind kind, int64_t size,
    const char *bytes, size_t count)
{
	if (kind == PIECE_PATTERN) {
		count = size < CYCLE ? (size_t)size : CYCLE;
		bytes = cycle(pool, count);
		kind = PIECE_FILL;
	}
	add(data, pool, &(struct piece){ kind, bytes, count, size, -1 });
	return true;
}

/* The bytes of a file; -1: nobody knows, as with a pipe or a file in /proc, which
 * says 0 and has some. */
static int64_t
file_size(int fd, const struct stat *stat)
{
	char byte;

	if (!S_ISREG(stat->st_mode))
		return -1;
	return stat->st_size == 0 && pread(fd, &byte, 1, 0) > 0 ? -1 : (int64_t)stat->st_size;
}

bool
piece_file(struct data *data, struct pool *pool, const char *path, struct error *error)
{
	struct stat stat;
	/* Opening a pipe that nobody writes to must not wait. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int number = fd < 0 || fstat(fd, &stat) < 0 ? errno : S_ISDIR(stat.st_mode) ? EISDIR : 0;

	if (number) {
		if (fd >= 0)
			close(fd);
		return error_file(error, "open", path, number);
	}
	add(data, pool, &(struct piece){ PIECE_FILE, NULL, 0, file_size(fd, &stat), fd });
	return true;
}

void
piece_append(struct data *to, struct pool *pool, struct data *from)
{
	for (size_t i = 0; i < from->count; i++)
		add(to, pool, &from->piece[i]);
	from->count = 0;
}

static void
next_piece(struct data *data)
{
	data->at++;
	data->taken = 0;
}

enum data_state
data_shrunk(struct error *error)
{
	error_set(error, ERROR_EOF, "the file became shorter while it was sent");
	return DATA_BAD;
}

static enum data_state
read_file(struct data *data, char *to, size_t room, size_t *count, struct error *error)
{
	const struct piece *piece = &data->piece[data->at];
	struct pollfd poll_in = { .fd = piece->fd, .events = POLLIN };
	ssize_t got;

	if (piece->size < 0 && poll(&poll_in, 1, 0) == 0)
		return DATA_LATER;
	got = read(piece->fd, to, room);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return DATA_LATER;
	if (got < 0)
		return error_system(error, "read", errno), DATA_BAD;
	if (got == 0 && piece->size > 0)
		return data_shrunk(error);
	if (got == 0)
		next_piece(data);
	*count = (size_t)got;
	return DATA_SOME;
}

static bool
make_random(char *to, size_t count, struct error *error)
{
	unsigned times = 0;

	while (count) {
		ssize_t got = getrandom(to, count, 0);

		if (got < 0 && error_interrupted(&times))
			continue;
		if (got < 0)
			return error_system(error, "getrandom", errno);
		to += got;
		count -= (size_t)got;
	}
	return true;
}

/* Repeats `count` bytes, beginning `from` bytes into the repetition. */
static void
repeat(char *to, size_t room, const char *bytes, size_t count, uint64_t from)
{
	for (size_t i = 0; i < room;) {
		size_t offset = (size_t)((from + i) % count);
		size_t step = count - offset < room - i ? count - offset : room - i;

		memcpy(to + i, bytes + offset, step);
		i += step;
	}
}

static enum data_state
make(const struct piece *piece, uint64_t from, char *to, size_t room, struct error *error)
{
	switch (piece->kind) {
	case PIECE_MEMORY:
		memcpy(to, piece->bytes + from, room);
		break;
	case PIECE_ZERO:
		memset(to, 0, room);
		break;
	case PIECE_RANDOM:
		if (!make_random(to, room, error))
			return DATA_BAD;
		break;
	case PIECE_FILL:
		repeat(to, room, piece->bytes, piece->count, from);
		break;
	case PIECE_PATTERN:
	case PIECE_FILE:
		break;
	}
	return DATA_SOME;
}

static enum data_state
piece_next(struct data *data, char *to, size_t room, size_t *count, struct error *error)
{
	const struct piece *piece = &data->piece[data->at];

	if (piece->size >= 0 && (uint64_t)piece->size - data->taken < room)
		room = (size_t)((uint64_t)piece->size - data->taken);
	*count = room;
	return piece->kind == PIECE_FILE ? read_file(data, to, room, count, error) :
	    make(piece, data->taken, to, room, error);
}

void
data_took(struct data *data, uint64_t count)
{
	data->taken += count;
	if (data->size > 0)
		data->size -= (int64_t)count;
}

int
data_file(struct data *data, uint64_t *left)
{
	const struct piece *piece;

	while (data->at < data->count && data->piece[data->at].size == (int64_t)data->taken)
		next_piece(data);
	piece = data->at < data->count ? &data->piece[data->at] : NULL;
	if (!piece || piece->kind != PIECE_FILE || piece->size < 0)
		return -1;
	*left = (uint64_t)piece->size - data->taken;
	return piece->fd;
}

enum data_state
data_next(struct data *data, char *to, size_t room, size_t *count, struct error *error)
{
	*count = 0;
	for (;;) {
		enum data_state state;
		size_t got = 0;

		if (data->at == data->count)
			return *count ? DATA_SOME : DATA_END;
		if (data->piece[data->at].size == (int64_t)data->taken) {
			next_piece(data);
			continue;
		}
		if (*count == room)
			return DATA_SOME;
		state = piece_next(data, to + *count, room - *count, &got, error);
		if (state != DATA_SOME)
			return *count ? DATA_SOME : state;
		data_took(data, got);
		*count += got;
	}
}

const char *
data_memory(const struct data *data, size_t *count)
{
	if (data->count != 1 || data->at || data->piece->kind != PIECE_MEMORY)
		return NULL;
	*count = data->piece->count;
	return data->piece->bytes;
}

void
data_clear(struct data *data)
{
	for (size_t i = 0; i < data->count; i++)
		if (data->piece[i].fd >= 0)
			close(data->piece[i].fd);
	*data = (struct data){ 0 };
}
