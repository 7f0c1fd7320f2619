/* folder: the folder that a role reads or writes files in. */
#include "serve/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

const char *
folder_path(const struct role_word *word, struct error *error)
{
	if (word->count && !memchr(word->bytes, '\0', word->count))
		return word->bytes;
	error_usage(error, "a path has one character at least, and no NUL");
	return NULL;
}

bool
folder_begin(struct server *server, const struct role_word *word, size_t count,
    struct error *error)
{
	struct folder *folder = server_own(server);
	const char *path = folder_path(word, error);

	(void)count;
	if (!path)
		return false;
	folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder->fd < 0)
		return error_file(error, "open", path, errno);
	folder->open = true;
	folder->path = mem_copy(path);
	return true;
}

void
folder_end(struct server *server)
{
	struct folder *folder = server_own(server);

	if (folder->open)
		close(folder->fd);
	free(folder->path);
	*folder = (struct folder){ .open = false };
}
