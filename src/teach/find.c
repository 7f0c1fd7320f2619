/* find: what several finders ask, of the scene and of small files of the system. */
#include "teach/find.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct addr *
find_address(struct look *look)
{
	if (look->scene->address)
		return look->scene->address;
	return look->scene->sock ? facts_local(&look->facts) : NULL;
}

const struct addr *
find_inet(struct look *look)
{
	const struct addr *addr = find_address(look);

	return addr && !addr->null && addr_port(addr) >= 0 ? addr : NULL;
}

struct addr
find_with_port(const struct addr *addr, int port)
{
	const in_port_t number = htons((uint16_t)port);
	struct addr other = *addr;

	/* It stands at the same place in both families. */
	memcpy(other.room + offsetof(struct sockaddr_in, sin_port), &number, sizeof(number));
	return other;
}

bool
find_text(const char *path, char *text, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count;

	if (fd < 0)
		return false;
	count = read(fd, text, room - 1);
	close(fd);
	if (count < 0)
		return false;
	text[count] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return true;
}

size_t
find_numbers(const char *path, int64_t *number, size_t room)
{
	char text[128], *at = text, *end;
	size_t count = 0;

	if (!find_text(path, text, sizeof(text)))
		return 0;
	for (; count < room; at = end) {
		number[count] = strtoll(at, &end, 10);
		if (end == at)
			break;
		count++;
	}
	return count;
}

/* The name of "name:x:1000:..."; false: that is another user. */
static bool
is_user(char *line, int64_t uid)
{
	char *colon = strchr(line, ':'), *next = colon ? strchr(colon + 1, ':') : NULL, *end;

	if (!next || strtoll(next + 1, &end, 10) != uid || end == next + 1 || *end != ':')
		return false;
	*colon = '\0';
	return true;
}

/* getpwuid(3) might ask the network. */
void
find_user(struct record *evidence, const char *name, int64_t uid)
{
	FILE *file = fopen("/etc/passwd", "re");
	char line[512];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = is_user(line, uid);
	if (!found)
		snprintf(line, sizeof(line), "%lld", (long long)uid);
	record_bytes(evidence, name, line, strlen(line));
	if (file)
		fclose(file);
}
