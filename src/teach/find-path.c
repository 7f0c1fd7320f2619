/* find-path: a UNIX path, gone through to the part that is the matter. */
#include "teach/find-path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <unistd.h>

#include "teach/find.h"

enum { PATH_AT = offsetof(struct sockaddr_un, sun_path), ROOM = 256 };

/* The beginning of the path, as a C string. */
struct part {
	char text[ROOM];
};

/* As it was passed; false: that is no path. */
static bool
path_of(const struct look *look, struct part *path)
{
	const struct addr *addr = look->scene->address;
	size_t count;

	if (!addr || addr->null || addr->any.sa_family != AF_UNIX || addr->length <= PATH_AT ||
	    addr->length > PATH_AT + sizeof(addr->path.sun_path) + 1 || !addr->room[PATH_AT])
		return false;
	count = strnlen(addr->room + PATH_AT, addr->length - PATH_AT);
	memcpy(path->text, addr->room + PATH_AT, count);
	path->text[count] = '\0';
	return true;
}

/* bind(2) does not follow a link at the end. */
static bool
is_bind(const struct look *look)
{
	return strcmp(look->scene->call, "bind") == 0;
}

static int
look_at(const char *path, bool follow, struct stat *is)
{
	return (follow ? stat : lstat)(path, is) < 0 ? errno : 0;
}

/* One part after the other, until one is the matter.  `folder` is the last that was fine. */
static void
walk(struct look *look)
{
	struct found_path *found = &look->path;
	struct part path, part;
	struct stat is;
	size_t at = 0, count;

	if (found->walked || !path_of(look, &path))
		return;
	found->walked = true;
	count = strlen(path.text);
	while (at < count && !found->number) {
		at += strspn(path.text + at, "/");
		at += strcspn(path.text + at, "/");
		memcpy(part.text, path.text, at);
		part.text[at] = '\0';
		found->part = at;
		found->number = look_at(part.text, at < count || !is_bind(look), &is);
		if (!found->number && at < count && !S_ISDIR(is.st_mode))
			found->number = ENOTDIR;
		if (!found->number && at < count)
			found->folder = at;
	}
	if (found->number)
		return;
	found->mode = is.st_mode;
	found->device = is.st_dev;
	found->file = is.st_ino;
	found->user = is.st_uid;
}

/* Was everything fine up to the last part? */
static bool
is_at_end(const struct look *look)
{
	struct part path;

	return path_of(look, &path) && look->path.part == strlen(path.text);
}

/* "." where the path has no folder, "/" where that is all. */
static void
folder_of(const struct look *look, struct part *folder)
{
	size_t count = look->path.folder;

	path_of(look, folder);
	if (!count && *folder->text != '/')
		*folder->text = '.';
	folder->text[count ? count : 1] = '\0';
}

static void
put_text(struct record *evidence, const char *name, const char *text)
{
	record_bytes(evidence, name, text, strlen(text));
}

static void
put_part(const struct look *look, struct record *evidence)
{
	struct part path, folder;
	char target[PATH_MAX];
	ssize_t count;

	path_of(look, &path);
	put_text(evidence, "path", path.text);
	path.text[look->path.part] = '\0';
	put_text(evidence, "part", path.text);
	folder_of(look, &folder);
	put_text(evidence, "folder", folder.text);
	count = readlink(path.text, target, sizeof(target));
	if (count > 0)
		record_bytes(evidence, "target", target, (size_t)count);
}

static void
put_rights(struct record *evidence, unsigned mode, uint64_t user)
{
	char text[16];

	snprintf(text, sizeof(text), "%04o", mode & 07777);
	record_text(evidence, "mode", text);
	find_put_user(evidence, "owner", (int64_t)user);
	find_put_user(evidence, "me", geteuid());
}

static bool
put_folder_rights(const struct look *look, struct record *evidence)
{
	struct part folder;
	struct stat is;

	folder_of(look, &folder);
	put_part(look, evidence);
	if (stat(folder.text, &is) == 0)
		put_rights(evidence, is.st_mode, is.st_uid);
	return true;
}

/* The way ends with this errno: before the last part, or at it. */
static bool
ends_with(struct look *look, int number, bool at_end)
{
	walk(look);
	return look->path.walked && look->path.number == number && is_at_end(look) == at_end;
}

bool
find_path_no_folder(struct look *look, struct record *evidence)
{
	struct part path;

	if (!ends_with(look, ENOENT, false) || !path_of(look, &path))
		return false;
	put_part(look, evidence);
	*strrchr(path.text, '/') = '\0';
	put_text(evidence, "parent", path.text);
	return true;
}

static const char *
what_is(unsigned mode)
{
	static const struct { unsigned mode; const char *what; } whats[] = {
		{ S_IFREG, "a file" }, { S_IFDIR, "a folder" }, { S_IFLNK, "a link" },
		{ S_IFIFO, "a pipe" }, { S_IFCHR, "a device" }, { S_IFBLK, "a device" },
		{ S_IFSOCK, "a socket" },
	};

	for (size_t i = 0; i < sizeof(whats) / sizeof(*whats); i++)
		if ((mode & S_IFMT) == whats[i].mode)
			return whats[i].what;
	return "something else";
}

bool
find_path_not_folder(struct look *look, struct record *evidence)
{
	struct part part;
	struct stat is;

	if (!ends_with(look, ENOTDIR, false) || !path_of(look, &part))
		return false;
	part.text[look->path.part] = '\0';
	put_part(look, evidence);
	record_text(evidence, "what",
	    stat(part.text, &is) == 0 ? what_is(is.st_mode) : "no folder");
	return true;
}

bool
find_path_loop(struct look *look, struct record *evidence)
{
	walk(look);
	if (look->path.number != ELOOP)
		return false;
	put_part(look, evidence);
	return true;
}

bool
find_path_shut(struct look *look, struct record *evidence)
{
	walk(look);
	return look->path.number == EACCES && put_folder_rights(look, evidence);
}

bool
find_path_missing(struct look *look, struct record *evidence)
{
	if (!ends_with(look, ENOENT, true))
		return false;
	put_part(look, evidence);
	return true;
}

bool
find_path_unwritable(struct look *look, struct record *evidence)
{
	struct part folder;

	if (!ends_with(look, ENOENT, true))
		return false;
	folder_of(look, &folder);
	return faccessat(AT_FDCWD, folder.text, W_OK | X_OK, AT_EACCESS) < 0 && errno == EACCES &&
	    put_folder_rights(look, evidence);
}

bool
find_path_read_only(struct look *look, struct record *evidence)
{
	struct part folder;
	struct statvfs system;

	walk(look);
	if (!look->path.walked)
		return false;
	folder_of(look, &folder);
	if (statvfs(folder.text, &system) < 0 || !(system.f_flag & ST_RDONLY))
		return false;
	put_part(look, evidence);
	return true;
}

/* How far a mount point is the beginning of a path; 0: it is none. */
static size_t
covers(const char *point, size_t count, const char *path)
{
	if (count == 1)
		return 1;
	return strncmp(point, path, count) == 0 && (path[count] == '/' || !path[count]) ? count : 0;
}

/* The type of the file system that a folder is on: in the line of the longest mount point, the
 * fifth word, behind " - ". */
static bool
system_of(const char *folder, char *system, size_t room)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char *path = realpath(folder, NULL), line[2048];
	size_t longest = 0;

	while (file && path && fgets(line, sizeof(line), file)) {
		const char *type = strstr(line, " - "), *point = line;
		size_t count;

		for (int i = 0; point && i < 4; i++)
			point = strchr(point + 1, ' ');
		if (!type || !point || point > type)
			continue;
		count = covers(point + 1, strcspn(point + 1, " "), path);
		if (count < longest || !count)
			continue;
		longest = count;
		snprintf(system, room, "%.*s", (int)strcspn(type + 3, " "), type + 3);
	}
	if (file)
		fclose(file);
	free(path);
	return longest > 0;
}

/* Where a file could be made, and the call says that it cannot be. */
bool
find_path_special(struct look *look, struct record *evidence)
{
	struct part folder;
	char system[64];

	if (!ends_with(look, ENOENT, true))
		return false;
	folder_of(look, &folder);
	if (!system_of(folder.text, system, sizeof(system)))
		return false;
	put_part(look, evidence);
	record_text(evidence, "system", system);
	return true;
}

bool
find_path_no_socket(struct look *look, struct record *evidence)
{
	walk(look);
	if (!look->path.mode || S_ISSOCK(look->path.mode))
		return false;
	put_part(look, evidence);
	record_text(evidence, "what", what_is(look->path.mode));
	return true;
}

bool
find_path_forbidden(struct look *look, struct record *evidence)
{
	struct part path;

	walk(look);
	if (!S_ISSOCK(look->path.mode) || !path_of(look, &path) ||
	    faccessat(AT_FDCWD, path.text, W_OK, AT_EACCESS) == 0 || errno != EACCES)
		return false;
	put_part(look, evidence);
	put_rights(evidence, look->path.mode, look->path.user);
	return true;
}

void
find_path_put(struct look *look, struct record *evidence)
{
	struct buf name = { 0 };

	if (look->path.walked) {
		put_part(look, evidence);
		return;
	}
	addr_show(&name, look->scene->address);
	record_bytes(evidence, "path", buf_text(&name), name.count);
	buf_clear(&name);
}

void
find_path_walk(struct look *look)
{
	walk(look);
}
