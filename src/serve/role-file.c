/* role-file: sends a file to each client, and closes. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "serve/folder.h"
#include "serve/role.h"

/* One descriptor for all: each client has its own place in it. */
struct source {
	int  fd;
	bool open;
};

struct reader {
	int64_t at, end;
};

static bool
begin(struct server *server, const struct role_word *word, size_t count, struct error *error)
{
	struct source *source = server_own(server);
	const char *path = folder_path(word, error);
	struct stat file;

	(void)count;
	if (!path)
		return false;
	/* Opening a pipe that nobody writes to must not wait. */
	source->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	source->open = source->fd >= 0;
	if (!source->open || fstat(source->fd, &file) < 0)
		return error_file(error, "open", path, errno);
	if (S_ISDIR(file.st_mode))
		return error_file(error, "open", path, EISDIR);
	return S_ISREG(file.st_mode) || error_set(error, ERROR_REFUSED, "'%s' is no regular file: "
	    "what it gives, only one client could have", path);
}

static void
end(struct server *server)
{
	struct source *source = server_own(server);

	if (source->open)
		close(source->fd);
	source->open = false;
}

/* Only a reset tells a client that it has not got all of it. */
static void
cut(struct client *client, const char *why)
{
	struct reader *reader = client_own(client);

	server_tell(client_server(client), client, true, "client %u: the file: %s",
	    client_number(client), why);
	reader->end = reader->at;
	client_drop(client, true);
}

static void
opened(struct client *client)
{
	const struct source *source = server_own(client_server(client));
	struct reader *reader = client_own(client);
	struct stat file;

	if (fstat(source->fd, &file) < 0)
		cut(client, strerror(errno));
	else
		reader->end = file.st_size;
}

static void
room(struct client *client)
{
	const struct source *source = server_own(client_server(client));
	struct reader *reader = client_own(client);
	int number;

	if (!client_send_file(client, source->fd, &reader->at,
	    (uint64_t)(reader->end - reader->at), &number)) {
		cut(client, number == ENODATA ? "it became shorter while it was sent" :
		    strerror(number));
		return;
	}
	client_progress(client, (uint64_t)reader->at, (uint64_t)reader->end);
	if (reader->at < reader->end)
		return;
	client_want_room(client, false);
	client_finish(client);
}

/* It may have finished as soon as it was there: it gets the file all the same. */
static void
ended(struct client *client)
{
	(void)client;
}

static bool
under_way(struct client *client, uint64_t *sent, uint64_t *of)
{
	const struct reader *reader = client_own(client);

	*sent = (uint64_t)reader->at;
	*of = (uint64_t)reader->end;
	return true;
}

/* Whoever looks at the bytes that went does not see that they were not all. */
static void
closed(struct client *client)
{
	const struct reader *reader = client_own(client);

	if (reader->at < reader->end)
		server_tell(client_server(client), client, false, "client %u was sent %lld of %lld "
		    "bytes", client_number(client), (long long)reader->at,
		    (long long)reader->end);
}

const struct role role_file = {
	.name = "file", .words = "PATH", .least = 1, .most = 1,
	.summary = "sends a file, and closes", .flags = ROLE_STREAM | ROLE_FILES,
	.server_size = sizeof(struct source), .client_size = sizeof(struct reader),
	.begin = begin, .end = end, .opened = opened, .room = room, .ended = ended,
	.under_way = under_way, .closed = closed
};
