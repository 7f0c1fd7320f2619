/* find: what all finders do: ask once, and put what they found under its name. */
#include "teach/find.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/names.h"
#include "base/number.h"
#include "socket/others.h"

static const struct addr *
address_of(struct look *look)
{
	if (look->scene->address)
		return look->scene->address;
	return look->scene->sock ? facts_local(&look->facts) : NULL;
}

const struct addr *
find_inet(struct look *look)
{
	const struct addr *addr = address_of(look);

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

struct addr
find_any_port(const struct addr *addr)
{
	return find_with_port(addr, 0);
}

bool
find_is_late(const struct look *look)
{
	return number_now() > look->deadline;
}

bool
find_is_foreign(const struct look *look)
{
	return look->scene->sock && look->scene->sock->network;
}

struct diag *
find_diag(const struct look *look)
{
	const struct others *others = look->scene->table->others;

	return others_are_hidden(others) || find_is_foreign(look) ? NULL : others_diag(others);
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

const struct past_call *
find_past(const struct sock *sock, const char *call, int number)
{
	const struct past_call *found = NULL, *each;

	for (unsigned i = 0; (each = past_get(&sock->past, i)); i++)
		if (strncmp(each->call, call, strlen(call)) == 0 && each->number == number)
			found = each;
	return found;
}

void
find_put_address(struct record *evidence, const char *name, const struct addr *addr)
{
	struct buf text = { 0 };

	addr_show(&text, addr);
	record_bytes(evidence, name, buf_text(&text), text.count);
	buf_clear(&text);
}

void
find_put_name(struct record *evidence, const char *name, const struct name *table,
    const char *prefix, int number)
{
	char text[40];

	names_brief(table, prefix, number, text, sizeof(text));
	record_bytes(evidence, name, text, strlen(text));
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
find_put_user(struct record *evidence, const char *name, int64_t uid)
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

void
find_put_holder(struct look *look, struct record *evidence, unsigned own, int pid, int64_t uid)
{
	const char *name = pid && !own ? others_name(look->scene->table->others, pid) : NULL;

	if (own)
		record_int(evidence, "own", own);
	else if (pid)
		record_int(evidence, "pid", pid);
	else if (uid >= 0)
		find_put_user(evidence, "user", uid);
	if (name)
		record_bytes(evidence, "process", name, strlen(name));
}
