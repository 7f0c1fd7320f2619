/* addr-path: the address of a UNIX socket, of its text. */
#include "base/addr-path.h"

#include <string.h>

#include "base/bytes.h"

enum {
	PATH_AT = offsetof(struct sockaddr_un, sun_path),
	PATH_ROOM = sizeof(((struct sockaddr_un *)NULL)->sun_path),
};

bool
addr_read_path(struct addr *to, const char *text, size_t count, struct error *error)
{
	const char *nul = count ? memchr(text, '\0', count) : NULL;
	struct bytes_quoted quoted;

	to->path.sun_family = AF_UNIX;
	to->length = PATH_AT;
	if (!count)
		return true;
	if (nul && *text != '@')
		return error_usage_at(error, nul - text, "'%s' holds a NUL, where a path ends",
		    bytes_quote(&quoted, text, count));
	if (count > PATH_ROOM)
		return error_usage_at(error, PATH_ROOM,
		    "'%s' is too long: %zu bytes, a UNIX address takes %d (%d are safe)",
		    bytes_quote(&quoted, text, count), count, PATH_ROOM, PATH_ROOM - 1);
	memcpy(to->path.sun_path, text, count);
	to->length += (socklen_t)count;
	if (*text == '@')
		to->path.sun_path[0] = '\0';
	else if (count < PATH_ROOM)
		to->length++;
	return true;
}
