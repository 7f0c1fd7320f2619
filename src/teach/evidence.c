/* evidence: what finders put down, each thing under the same name and in the same form. */
#include "teach/evidence.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/number.h"
#include "socket/others.h"
#include "socket/sys.h"
#include "teach/find.h"

static void
put(struct record *evidence, const char *name, struct buf *text)
{
	record_bytes(evidence, name, buf_text(text), text->count);
	buf_clear(text);
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
evidence_words(struct record *evidence)
{
	const struct value *own = record_get(evidence, "own"), *pid = record_get(evidence, "pid");
	const struct value *process = record_get(evidence, "process");
	const struct value *user = record_get(evidence, "user");
	struct buf text = { 0 };

	if (own) {
		buf_format(&text, "socket %lld", (long long)own->number);
	} else if (pid && process) {
		value_show(process, &text);
		buf_format(&text, " (pid %lld)", (long long)pid->number);
	} else {
		buf_add_text(&text, user ? "a process of user " : "another process");
		if (user)
			value_show(user, &text);
	}
	put(evidence, "holder", &text);
}

void
evidence_own(struct record *evidence, const struct sock *sock)
{
	record_int(evidence, "own", sock->number);
	evidence_words(evidence);
}

void
evidence_holder(struct look *look, struct record *evidence, const struct diag_sock *row)
{
	const struct sock *own = sock_with_inode(look->scene->table, row->inode);
	int pid = own ? 0 : others_pid_first(look->scene->table->others, row->inode, row->uid);

	find_put_holder(look, evidence, own ? own->number : 0, pid, row->uid);
	evidence_words(evidence);
}

int64_t
evidence_sysctl(const char *path)
{
	char name[128];
	int64_t number;

	snprintf(name, sizeof(name), "/proc/sys/%s", path);
	return find_numbers(name, &number, 1) ? number : -1;
}

int
evidence_option(const struct sock *sock, const char *name)
{
	const struct option *option = option_named(sock, name, strlen(name));
	int number = -1;
	socklen_t length = sizeof(number);

	if (!option || sock->fd < 0 ||
	    sys_getsockopt(sock->fd, option->level, option->number, &number, &length) < 0)
		return -1;
	return number;
}
