/* evidence: what finders put down, each thing under the same name and in the same form. */
#include "teach/evidence.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/number.h"
#include "socket/others.h"

static void
put(struct record *evidence, const char *name, struct buf *text)
{
	record_bytes(evidence, name, buf_text(text), text->count);
	buf_clear(text);
}

void
evidence_address(struct record *evidence, const char *name, const struct addr *addr)
{
	struct buf text = { 0 };

	addr_show(&text, addr);
	put(evidence, name, &text);
}

void
evidence_host(struct record *evidence, const char *name, const struct addr *addr)
{
	struct buf text = { 0 };

	addr_show_host(&text, addr);
	put(evidence, name, &text);
}

/* To two digits or so: nobody wants to read "1.834712s". */
static int64_t
rounded(int64_t nanoseconds)
{
	int64_t unit = nanoseconds >= 10 * NUMBER_SECOND ? NUMBER_SECOND :
	    nanoseconds >= NUMBER_SECOND ? NUMBER_SECOND / 10 : NUMBER_SECOND / 1000;

	return (nanoseconds + unit / 2) / unit * unit;
}

void
evidence_time(struct record *evidence, const char *name, int64_t nanoseconds)
{
	struct buf text = { 0 };

	if (nanoseconds < NUMBER_SECOND / 1000)
		nanoseconds = nanoseconds > 0 ? NUMBER_SECOND / 1000 : 0;
	number_show_duration(&text, rounded(nanoseconds));
	put(evidence, name, &text);
}

void
evidence_ago(struct record *evidence, const char *name, int64_t when)
{
	evidence_time(evidence, name, number_now() - when);
}

void
evidence_own(struct record *evidence, const struct sock *sock)
{
	struct buf text = { 0 };

	record_int(evidence, "own", sock->number);
	buf_format(&text, "socket %u", sock->number);
	put(evidence, "holder", &text);
}

static bool
add_process(struct look *look, struct record *evidence, uint64_t inode)
{
	struct others *others = look->scene->table->others;
	int pid = evidence_is_late(look) ? 0 : others_pid(others, inode);
	const char *name = pid ? others_name(others, pid) : NULL;
	struct buf text = { 0 };

	if (!name)
		return false;
	record_int(evidence, "pid", pid);
	record_bytes(evidence, "process", name, strlen(name));
	buf_format(&text, "%s (pid %d)", name, pid);
	put(evidence, "holder", &text);
	return true;
}

void
evidence_holder(struct look *look, struct record *evidence, const struct diag_sock *row)
{
	const struct sock *own = sock_with_inode(look->scene->table, row->inode);
	struct buf text = { 0 };

	if (own) {
		evidence_own(evidence, own);
		return;
	}
	if (add_process(look, evidence, row->inode))
		return;
	if (row->uid >= 0) {
		record_int(evidence, "uid", row->uid);
		buf_format(&text, "a process of user %lld", (long long)row->uid);
	} else {
		buf_add_text(&text, "another process");
	}
	put(evidence, "holder", &text);
}

int64_t
evidence_sysctl(const char *path)
{
	char name[128], text[32];
	struct error ignored;
	int64_t number;
	ssize_t count;
	int fd;

	snprintf(name, sizeof(name), "/proc/sys/%s", path);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	count = read(fd, text, sizeof(text));
	close(fd);
	while (count > 0 && (text[count - 1] == '\n' || text[count - 1] == ' '))
		count--;
	if (count <= 0 || !number_int(text, (size_t)count, 0, INT64_MAX, &number, &ignored))
		return -1;
	return number;
}

int
evidence_option(const struct sock *sock, const char *name)
{
	const struct option *option = option_named(sock, name, strlen(name));
	int number = -1;
	socklen_t length = sizeof(number);

	if (!option || sock->fd < 0 ||
	    getsockopt(sock->fd, option->level, option->number, &number, &length) < 0)
		return -1;
	return number;
}

bool
evidence_is_late(const struct look *look)
{
	return look->deadline && number_now() > look->deadline;
}
