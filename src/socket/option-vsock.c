/* option-vsock: the options at AF_VSOCK. */
#include <netinet/in.h>
#include <sys/socket.h>

#include "socket/option-row.h"

#ifdef __linux__

/* <linux/vm_sockets.h> has all of them only where it is new. */
#define SO_VM_SOCKETS_BUFFER_SIZE 0
#define SO_VM_SOCKETS_BUFFER_MIN_SIZE 1
#define SO_VM_SOCKETS_BUFFER_MAX_SIZE 2
#define SO_VM_SOCKETS_CONNECT_TIMEOUT 6

#define LEVEL AF_VSOCK

const struct option options_vsock[] = {
	{ ROW(SO_VM_SOCKETS_BUFFER_MAX_SIZE, "vm_sockets_buffer_max_size", LONG, RW),
	  TRY("262144", "524288", TOO_SHORT, EINVAL),
	  .help = "the most that vm_sockets_buffer_size may be" },
	{ ROW(SO_VM_SOCKETS_BUFFER_MIN_SIZE, "vm_sockets_buffer_min_size", LONG, RW),
	  TRY("128", "256", TOO_SHORT, EINVAL),
	  .help = "the least that vm_sockets_buffer_size may be" },
	{ ROW(SO_VM_SOCKETS_BUFFER_SIZE, "vm_sockets_buffer_size", LONG, RW),
	  TRY("262144", "65536", TOO_SHORT, EINVAL),
	  .made = "the kernel keeps it between vm_sockets_buffer_min_size and _max_size",
	  .help = "room for what is on the way" },
	{ ROW(SO_VM_SOCKETS_CONNECT_TIMEOUT, "vm_sockets_connect_timeout", TIMEVAL, RW),
	  TRY("2s", "5s", TOO_SHORT, EINVAL),
	  .help = "a connect waits so long at most" },
	{ .name = NULL }
};

#else
const struct option options_vsock[] = { { .name = NULL } };
#endif
