/* find-limit: what this process may have and do, and what it lacks. */
#include "teach/find-limit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "teach/evidence.h"
#include "teach/find.h"

enum { FAVOURITE = 8000, GROUPS = 256 };

static int64_t
count_sockets(const struct sock_table *table)
{
	int64_t count = 0;

	for (size_t i = 0; i < table->count; i++)
		count += table->sock[i]->fd >= 0;
	return count;
}

bool
find_limit_files(struct look *look, struct record *evidence)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY)
		return false;
	record_int(evidence, "limit", (int64_t)limit.rlim_cur);
	if (limit.rlim_max > limit.rlim_cur && limit.rlim_max != RLIM_INFINITY)
		record_int(evidence, "hard", (int64_t)limit.rlim_max);
	record_int(evidence, "sockets", count_sockets(look->scene->table));
	return true;
}

/* Is there a descriptor to be had? */
static bool
has_file(void)
{
	int fd = open("/", O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return fd >= 0 || errno != EMFILE;
}

bool
find_limit_no_file(struct look *look, struct record *evidence)
{
	return !has_file() && find_limit_files(look, evidence);
}

bool
find_limit_one_file(struct look *look, struct record *evidence)
{
	return has_file() && find_limit_files(look, evidence);
}

bool
find_limit_uncalled(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;

	return sock && sock_listens(sock) && !(facts_ready(&look->facts) & POLLIN) &&
	    find_limit_files(look, evidence);
}

/* 80 is 8080, and 443 8443, to everybody. */
static int
higher_than(int port, int64_t lowest)
{
	static const struct { int low, high; } usual[] = { { 80, 8080 }, { 443, 8443 } };

	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (usual[i].low == port && usual[i].high >= lowest)
			return usual[i].high;
	return port + FAVOURITE >= lowest ? port + FAVOURITE : (int)lowest;
}

bool
find_limit_low_port(struct look *look, struct record *evidence)
{
	int64_t lowest = evidence_sysctl("net/ipv4/ip_unprivileged_port_start");
	const struct addr *addr = find_inet(look);
	struct addr higher;

	if (!addr || addr_port(addr) <= 0 || addr_port(addr) >= lowest)
		return false;
	higher = find_with_port(addr, higher_than(addr_port(addr), lowest));
	record_int(evidence, "port", addr_port(addr));
	record_int(evidence, "lowest", lowest);
	find_put_address(evidence, "higher", &higher);
	return true;
}

static bool
is_in(gid_t group, const int64_t range[2])
{
	return (int64_t)group >= range[0] && (int64_t)group <= range[1];
}

/* "1 0" is the usual way to say so; to a user namespace that has none of these groups, both
 * are a number that stands for what it does not know. */
static bool
is_nobody(const int64_t range[2])
{
	return range[0] > range[1] || (range[0] == range[1] &&
	    range[0] == evidence_sysctl("kernel/overflowgid"));
}

bool
find_limit_ping(struct look *look, struct record *evidence)
{
	gid_t groups[GROUPS];
	int count = getgroups(GROUPS, groups);
	int64_t range[2];

	(void)look;
	if (find_numbers("/proc/sys/net/ipv4/ping_group_range", range, 2) != 2 ||
	    is_in(getegid(), range))
		return false;
	for (int i = 0; i < count; i++)
		if (is_in(groups[i], range))
			return false;
	record_int(evidence, "low", range[0]);
	record_int(evidence, "high", range[1]);
	record_int(evidence, "group", getegid());
	if (is_nobody(range))
		record_bool(evidence, "nobody", true);
	return true;
}

/* Capabilities by their numbers (linux/capability.h). */
static const struct capability {
	const char *name;
	int         bit;
} capabilities[] = { { "CAP_NET_RAW", 13 }, { "CAP_NET_ADMIN", 12 } };

/* Those that are in effect; false where that cannot be known. */
static bool
in_effect(uint64_t *mask)
{
	static const char name[] = "CapEff:";
	FILE *file = fopen("/proc/self/status", "re");
	char line[256];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = strncmp(line, name, strlen(name)) == 0;
	if (found)
		*mask = strtoull(line + strlen(name), NULL, 16);
	if (file)
		fclose(file);
	return found;
}

/* Is one of those in effect that the text names?  -1: unknown. */
static int
has(const char *text)
{
	uint64_t mask;

	if (!in_effect(&mask))
		return -1;
	for (size_t i = 0; i < sizeof(capabilities) / sizeof(*capabilities); i++)
		if (strstr(text, capabilities[i].name) && mask >> capabilities[i].bit & 1)
			return 1;
	return 0;
}

bool
find_limit_raw(struct look *look, struct record *evidence)
{
	(void)look, (void)evidence;
	return has("CAP_NET_RAW") == 0;
}

bool
find_limit_raw_elsewhere(struct look *look, struct record *evidence)
{
	(void)look, (void)evidence;
	return has("CAP_NET_RAW") == 1;
}

static const char *
who_of(const struct look *look)
{
	return look->scene->option ? look->scene->option->who : NULL;
}

bool
find_limit_option(struct look *look, struct record *evidence)
{
	if (!who_of(look) || has(who_of(look)) != 0)
		return false;
	record_text(evidence, "who", who_of(look));
	record_text(evidence, "name", look->scene->option->name);
	return true;
}

bool
find_limit_option_elsewhere(struct look *look, struct record *evidence)
{
	if (!who_of(look) || has(who_of(look)) != 1)
		return false;
	record_text(evidence, "who", who_of(look));
	record_text(evidence, "name", look->scene->option->name);
	return true;
}
