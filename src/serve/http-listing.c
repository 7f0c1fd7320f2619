/* http-listing: a folder as a page. */
#include "serve/http-listing.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "serve/http.h"

struct names {
	char **name;         /* a folder's with a slash */
	size_t count;
	bool   more;
};

static void
add_name(struct names *names, int folder, const char *name)
{
	size_t count = strlen(name);
	struct stat file;
	char *copy;

	/* Pipes, devices and links to nowhere are refused when they are asked for. */
	if (fstatat(folder, name, &file, 0) < 0 ||
	    (!S_ISREG(file.st_mode) && !S_ISDIR(file.st_mode)))
		return;
	copy = mem_new(count + 2, 1);
	memcpy(copy, name, count);
	if (S_ISDIR(file.st_mode))
		copy[count] = '/';
	names->name[names->count++] = copy;
}

static void
read_names(struct names *names, DIR *stream)
{
	for (const struct dirent *entry; (entry = readdir(stream)); ) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		names->more = names->count == HTTP_LISTING;
		if (names->more)
			break;
		add_name(names, dirfd(stream), entry->d_name);
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
http_add_listing(struct buf *out, int folder, const char *path)
{
	struct names names = { 0 };
	DIR *stream = fdopendir(folder);

	if (!stream) {
		close(folder);
		return false;
	}
	names.name = mem_new(HTTP_LISTING, sizeof(*names.name));
	read_names(&names, stream);
	closedir(stream);
	qsort(names.name, names.count, sizeof(*names.name), compare);
	add_page(out, &names, path);
	for (size_t i = 0; i < names.count; i++)
		free(names.name[i]);
	free(names.name);
	return true;
}
