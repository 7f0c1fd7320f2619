/* offer: what completers of types share. */
#include "lang/offer.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/mem.h"

void
offer_behind(struct offer offer, const char *front, size_t count, const char *word,
    const char *help)
{
	struct buf whole = { 0 };

	buf_add(&whole, front, count);
	buf_add_text(&whole, word);
	offer.word(offer.to, buf_text(&whole), help);
	buf_clear(&whole);
}

/* Is the word one of the list before its last comma? */
static bool
is_listed(const char *list, size_t count, const char *word)
{
	size_t length = strlen(word);

	while (count) {
		size_t one = (size_t)((const char *)memchr(list, ',', count) - list);

		if (one == length && memcmp(list, word, one) == 0)
			return true;
		list += one + 1;
		count -= one + 1;
	}
	return false;
}

void
offer_listed(struct offer offer, const char *typed, const char *word, const char *help)
{
	const char *comma = strrchr(typed, ',');
	size_t front = comma ? (size_t)(comma - typed) + 1 : 0;

	if (!is_listed(typed, front, word))
		offer_behind(offer, typed, front, word, help);
}

void
offer_each(struct offer offer, const char *const *word, const char *help)
{
	for (; word && *word; word++)
		offer.word(offer.to, *word, help);
}

struct listing {
	struct buf *path;    /* "FRONT" "FOLDER/"; a name is put behind it */
	size_t      front, count;
	const char *begin;   /* of the names */
	char      **name;    /* a `/` stands behind that of a folder */
	size_t      names, room;
	enum offer_files what;
};

static void
list_one(struct listing *listing, const char *name)
{
	struct buf *path = listing->path;
	struct stat is = { 0 };
	bool folder;

	if (strncmp(name, listing->begin, strlen(listing->begin)) != 0 ||
	    (*name == '.' && *listing->begin != '.') ||
	    strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return;
	buf_add_text(path, name);
	folder = stat(path->data + listing->front, &is) == 0 && S_ISDIR(is.st_mode);
	if (folder)
		buf_add_byte(path, '/');
	if (folder || listing->what == OFFER_FILES ||
	    (listing->what == OFFER_SOCKETS && S_ISSOCK(is.st_mode))) {
		if (listing->names == listing->room) {
			listing->room = listing->room * 2 + 32;
			listing->name = mem_grow(listing->name, listing->room,
			    sizeof(*listing->name));
		}
		listing->name[listing->names++] = mem_copy(path->data + listing->count);
	}
	path->count = listing->count;
	path->data[path->count] = '\0';
}

static int
compare(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

static void
list_folder(struct listing *listing)
{
	const char *folder = listing->path->data + listing->front;
	DIR *stream = opendir(*folder ? folder : ".");
	struct dirent *entry;

	if (!stream)
		return;
	while ((entry = readdir(stream)))
		list_one(listing, entry->d_name);
	closedir(stream);
	if (listing->names)
		qsort(listing->name, listing->names, sizeof(*listing->name), compare);
}

void
offer_paths(struct offer offer, const char *front, const char *typed, enum offer_files what)
{
	const char *slash = strrchr(typed, '/');
	struct buf path = { 0 };
	struct listing listing = { .path = &path, .front = strlen(front), .what = what,
		.begin = slash ? slash + 1 : typed };

	buf_add_text(&path, front);
	buf_add(&path, typed, (size_t)(listing.begin - typed));
	listing.count = path.count;
	list_folder(&listing);
	for (size_t i = 0; i < listing.names; i++) {
		const char *name = listing.name[i];

		offer_behind(offer, path.data, path.count, name,
		    name[strlen(name) - 1] == '/' ? "a folder" : NULL);
		free(listing.name[i]);
	}
	free(listing.name);
	buf_clear(&path);
}
