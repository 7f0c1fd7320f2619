/* role-store: writes what each client sends to a file of its own. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "serve/folder.h"
#include "serve/role.h"

enum { NAME = 96, TRIES = 1000 };

struct writer {
	int      fd;
	bool     open;
	uint64_t bytes;
	char     name[NAME];
};

/* "client-7-127.0.0.1-40312": of numbers alone, nothing that a peer may choose as it likes. */
static int
name_client(char *name, size_t room, const struct client *client, const struct addr *peer)
{
	char host[INET6_ADDRSTRLEN];
	const struct sockaddr_in *in = (const void *)&peer->any;
	const struct sockaddr_in6 *in6 = (const void *)&peer->any;
	int family = peer->length ? peer->any.sa_family : AF_UNSPEC;

	if ((family != AF_INET && family != AF_INET6) || !inet_ntop(family, family == AF_INET ?
	    (const void *)&in->sin_addr : (const void *)&in6->sin6_addr, host, sizeof(host)))
		return snprintf(name, room, "client-%u", client_number(client));
	return snprintf(name, room, "client-%u-%s-%d", client_number(client), host,
	    addr_port(peer));
}

/* What is there already stays: it may be from another day. */
static bool
create(struct writer *writer, const struct folder *folder, size_t count)
{
	for (unsigned i = 2; i < TRIES; i++) {
		writer->fd = openat(folder->fd, writer->name,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
		writer->open = writer->fd >= 0;
		if (writer->open || errno != EEXIST)
			return writer->open;
		snprintf(writer->name + count, NAME - count, "-%u", i);
	}
	return false;
}

static void
tell(struct client *client, bool failure, const char *what, const char *why)
{
	const struct folder *folder = server_own(client_server(client));
	const struct writer *writer = client_own(client);

	server_tell(client_server(client), client, failure,
	    "client %u: %s%llu byte%s in '%s/%s'%s%s", client_number(client), what,
	    (unsigned long long)writer->bytes, writer->bytes == 1 ? "" : "s", folder->path,
	    writer->name, *why ? ": " : "", why);
}

static void
fail(struct client *client, const char *call)
{
	struct writer *writer = client_own(client);
	char why[80];

	snprintf(why, sizeof(why), "%s: %s", call, strerror(errno));
	tell(client, true, writer->open ? "no more than " : "", why);
	if (writer->open)
		close(writer->fd);
	writer->open = false;
	client_drop(client, true);
}

static void
opened(struct client *client)
{
	const struct folder *folder = server_own(client_server(client));
	struct writer *writer = client_own(client);
	int count = name_client(writer->name, NAME, client, client_peer(client));

	if (!create(writer, folder, (size_t)count))
		fail(client, "open");
}

static void
came(struct client *client, const char *bytes, size_t count)
{
	struct writer *writer = client_own(client);
	unsigned times = 0;

	while (count) {
		ssize_t wrote = write(writer->fd, bytes, count);

		if (wrote < 0 && error_interrupted(&times))
			continue;
		if (wrote < 0) {
			fail(client, "write");
			return;
		}
		bytes += wrote;
		count -= (size_t)wrote;
		writer->bytes += (uint64_t)wrote;
	}
}

static void
ended(struct client *client)
{
	struct writer *writer = client_own(client);

	writer->open = false;
	if (close(writer->fd) < 0) {
		fail(client, "close");
		return;
	}
	tell(client, false, "", "");
	client_finish(client);
}

/* Reset, dropped or taken before its end. */
static void
closed(struct client *client)
{
	struct writer *writer = client_own(client);

	if (!writer->open)
		return;
	close(writer->fd);
	writer->open = false;
	tell(client, false, "cut off, ", "");
}

const struct role role_store = {
	.name = "store", .words = "DIR", .least = 1, .most = 1,
	.summary = "writes what each client sends to a file of its own in a folder",
	.flags = ROLE_STREAM | ROLE_FILES | ROLE_FOLDER,
	.server_size = sizeof(struct folder), .client_size = sizeof(struct writer),
	.begin = folder_begin, .end = folder_end, .opened = opened, .came = came, .ended = ended,
	.closed = closed
};
