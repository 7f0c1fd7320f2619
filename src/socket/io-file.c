/* io-file: a file over a socket, which nobody reads into memory. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "socket/io.h"
#include "socket/sys.h"

bool
io_sends_files(const struct sock *sock)
{
	return sock->type == SOCK_STREAM && (sock_is_tcp(sock) || sock->family == AF_UNIX) &&
	    !sock->layer && !sock->tap;
}

bool
io_is_unfit_file(const struct error *error)
{
	return error->kind == ERROR_SYSTEM && strcmp(error->call, "sendfile") == 0 &&
	    (error->number == EINVAL || error->number == ENOSYS || error->number == EOPNOTSUPP);
}

enum did
io_send_file(struct sock *sock, int fd, int64_t *at, size_t *count, struct error *error)
{
	size_t most = *count;
	unsigned times = 0;
	int flags, number;
	ssize_t sent;

	*count = 0;
	if (!sock_unblock(sock, &flags, error))
		return DID_FAIL;
	do
		sent = sys_sendfile(sock->fd, fd, at, most);
	while (sent < 0 && error_interrupted(&times));
	past_add(&sock->past, "sendfile", sent);
	number = errno;
	sock_block_again(sock, flags);
	if (sent < 0 && (number == EAGAIN || number == EWOULDBLOCK))
		return DID_LATER;
	if (sent < 0) {
		sock_parted(sock, number);
		error_system(error, "sendfile", number);
		return DID_FAIL;
	}
	*count = (size_t)sent;
	sock->sent += (uint64_t)sent;
	return DID_IT;
}
