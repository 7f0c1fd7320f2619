/* http-listing: a folder as a page. */
#include "serve/http-listing.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/mem.h"
#include "serve/http.h"

/* The folder that is listed, below the one that is served. */
struct place {
	int         top;
	const char *path;
};

struct names {
	char **name;         /* a folder's with a slash */
	size_t count;
	bool   more;
};

/* Does this link lead to something that may be asked for?  *file is that. */
static bool
leads(const struct place *place, const char *name, struct stat *file)
{
	struct buf path = { 0 };
	int fd;

	buf_format(&path, "%s%s%s", place->path, *place->path ? "/" : "", name);
	fd = beneath_open(place->top, buf_text(&path), file);
	buf_clear(&path);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* No pipe, no link that leads out: whoever asked for that would be refused. */
static bool
is_served(const struct place *place, int folder, const char *name, bool *is_folder)
{
	struct stat file;

	if (fstatat(folder, name, &file, AT_SYMLINK_NOFOLLOW) != 0 ||
	    (S_ISLNK(file.st_mode) && !leads(place, name, &file)))
		return false;
	*is_folder = S_ISDIR(file.st_mode);
	return *is_folder || S_ISREG(file.st_mode);
}

static void
add_name(struct names *names, const char *name, bool is_folder)
{
	size_t count = strlen(name);
	char *copy = mem_new(count + 2, 1);

	memcpy(copy, name, count);
	if (is_folder)
		copy[count] = '/';
	names->name[names->count++] = copy;
}

static void
read_names(struct names *names, const struct place *place, DIR *stream)
{
	bool is_folder;

	for (const struct dirent *entry; (entry = readdir(stream)); ) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    !is_served(place, dirfd(stream), entry->d_name, &is_folder))
			continue;
		names->more = names->count == HTTP_LISTING;
		if (names->more)
			break;
		add_name(names, entry->d_name, is_folder);
	}
}

static int
compare(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

/* "./" so that no name is taken for a scheme: "a:b". */
static void
add_link(struct buf *out, const char *name)
{
	buf_add_text(out, "<li><a href=\"./");
	http_encode(out, name, strlen(name));
	buf_add_text(out, "\">");
	http_escape(out, name, strlen(name));
	buf_add_text(out, "</a></li>\n");
}

static void
add_page(struct buf *out, const struct names *names, const char *path)
{
	buf_add_text(out, "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>/");
	http_escape(out, path, strlen(path));
	buf_add_text(out, "</title>\n<h1>/");
	http_escape(out, path, strlen(path));
	buf_add_text(out, "</h1>\n<ul>\n");
	if (*path)
		buf_add_text(out, "<li><a href=\"../\">../</a></li>\n");
	for (size_t i = 0; i < names->count; i++)
		add_link(out, names->name[i]);
	buf_add_text(out, "</ul>\n");
	if (names->more)
		buf_format(out, "<p>There are more than these %d.</p>\n", HTTP_LISTING);
}

bool
http_add_listing(struct buf *out, int top, const char *path, int folder)
{
	struct names names = { 0 };
	DIR *stream = fdopendir(folder);

	if (!stream) {
		close(folder);
		return false;
	}
	names.name = mem_new(HTTP_LISTING, sizeof(*names.name));
	read_names(&names, &(struct place){ top, path }, stream);
	closedir(stream);
	qsort(names.name, names.count, sizeof(*names.name), compare);
	add_page(out, &names, path);
	for (size_t i = 0; i < names.count; i++)
		free(names.name[i]);
	free(names.name);
	return true;
}
