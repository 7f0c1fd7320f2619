/* osdep-other-control: of control data, what other systems have: passed descriptors. */
#include <string.h>
#include <sys/socket.h>

#include "base/names.h"
#include "socket/control.h"
#include "socket/errqueue.h"
#include "socket/stamps.h"

static void
read_rights(struct control *control, const struct control_row *row, const char *data,
    size_t count)
{
	(void)row;
	for (size_t i = 0; i + sizeof(int) <= count; i += sizeof(int)) {
		int fd;

		memcpy(&fd, data + i, sizeof(fd));
		if (fd >= 0)
			control_passed(control, fd);
	}
}

const struct control_row control_rows[] = {
	{ "passed", SOL_SOCKET, SCM_RIGHTS, 0, read_rights },
	{ 0 }
};

static bool
missing(const char *what, struct error *error)
{
	return error_set(error, ERROR_REFUSED, "this system has no %s", what);
}

bool
control_is_asked(int level, int option)
{
	(void)level, (void)option;
	return false;
}

bool
control_suits(enum control_what what, const struct sock *sock, struct error *error)
{
	(void)what, (void)sock, (void)error;
	return true;
}

bool
control_add_number(struct buf *control, enum control_what what, int family, bool anyway,
    int number, struct error *error)
{
	(void)control, (void)what, (void)family, (void)anyway, (void)number;
	return missing("such control data", error);
}

bool
control_add_rights(struct buf *control, const int *fd, size_t count, struct error *error)
{
	(void)error;
	control_add(control, SOL_SOCKET, SCM_RIGHTS, fd, count * sizeof(int));
	return true;
}

bool
control_add_credentials(struct buf *control, int64_t pid, int64_t uid, int64_t gid,
    struct error *error)
{
	(void)control, (void)pid, (void)uid, (void)gid;
	return missing("SCM_CREDENTIALS", error);
}

bool
control_add_packet_info(struct buf *control, int family, bool anyway, const char *text,
    struct error *error)
{
	(void)control, (void)family, (void)anyway, (void)text;
	return missing("IP_PKTINFO", error);
}

int
control_type_named(const char *name, size_t count)
{
	return count == strlen("SCM_RIGHTS") && memcmp(name, "SCM_RIGHTS", count) == 0 ?
	    SCM_RIGHTS : -1;
}

bool
errqueue_is_there(const struct sock *sock, struct error *error)
{
	(void)sock;
	return missing("queue of errors", error);
}

bool
errqueue_is_asked(const struct sock *sock)
{
	(void)sock;
	return false;
}

enum did
errqueue_read(struct sock *sock, size_t room, struct errqueue_entry **entry,
    struct error *error)
{
	(void)sock, (void)room, (void)entry;
	missing("queue of errors", error);
	return DID_FAIL;
}

bool
stamps_set(struct sock *sock, bool on, struct error *error)
{
	(void)sock, (void)on;
	return missing("time stamps of what is sent", error);
}
