/* trace-inner: the parts of a shown call, for the files of trace alone.  The notation is that
 * of strace(1), so that what is learnt here is read there. */
#ifndef SOSH_SOCKET_TRACE_INNER_H
#define SOSH_SOCKET_TRACE_INNER_H
#include <stdbool.h>

#include "base/buf.h"
#include "base/names.h"
#include "socket/sys.h"

enum { TRACE_MOST = 32 };  /* of bytes and of things in a row so many are shown */

/* ---- values ---- */
/* "GET / HTTP/1.0\r\n": in quotes, all but printable ASCII escaped. */
void trace_quoted(struct buf *, const void *bytes, size_t count);
/* The same, no more than TRACE_MOST bytes, and then "..."; NULL where that is the pointer. */
void trace_bytes(struct buf *, const void *bytes, size_t count);
/* "\x00\x01": bytes of a number that is not whole. */
void trace_part(struct buf *, const void *bytes, size_t count);
void trace_pointer(struct buf *, const void *);
/* 0x2a, 0. */
void trace_hex(struct buf *, uint64_t);
/* AF_INET; where the number has no name, in hex with `unknown` as a comment. */
void trace_named(struct buf *, const struct name *, int number, const char *unknown);
/* MSG_OOB|MSG_PEEK, MSG_OOB|0x100000, 0. */
void trace_flags(struct buf *, const struct name *, unsigned, const char *unknown);
/* if_nametoindex("lo") */
void trace_interface(struct buf *, unsigned index);
/* inet_addr("127.0.0.1") */
void trace_inet(struct buf *, const void *address);
/* inet_pton(AF_INET6, "::1", &NAME) */
void trace_inet6(struct buf *, const void *address, const char *name);
/* {sa_family=AF_INET, ...}; below 2 bytes the pointer.  Copied before it is read: `length`
 * may be any, but that many bytes have to be there, or TRACE_ADDRESS. */
void trace_address(struct buf *, const void *, int64_t length);
enum { TRACE_ADDRESS = 128 };
void trace_next(struct buf *);
/* Begins another entry of a list, of which there were `index`; false where it is "...". */
bool trace_item(struct buf *, size_t index);

/* ---- options ---- */
/* SOL_SOCKET, SO_REUSEADDR */
void trace_level(struct buf *, int level);
void trace_option(struct buf *, int level, int option, bool set);
/* What is set; what came, in a room of `room` bytes. */
void trace_set_value(struct buf *, int level, int option, const void *, int length);
void trace_got_value(struct buf *, int level, int option, const void *, int room, int length);

/* ---- messages ---- */
/* {msg_name=NULL, msg_namelen=0, msg_iov=[...], ...}; `came` bytes of it were received, -1:
 * it is sent.  `given` is what msg_namelen was. */
void trace_message(struct buf *, const struct msghdr *, int64_t given, int64_t came);

/* ---- names that no other part of sosh needs: tables that end with a nameless row ---- */
extern const struct name trace_types[], trace_type_flags[], trace_message_flags[],
    trace_poll_flags[], trace_open_flags[], trace_open_modes[], trace_fcntls[],
    trace_ioctls[], trace_levels[], trace_control_socket[], trace_control_ip[],
    trace_hardware[], trace_packet_types[], trace_packet_requests[], trace_icmp[],
    trace_hows[], trace_fd_flags[], trace_vsock_cids[], trace_vsock_flags[],
    trace_rehash[];
/* What strace calls options that have another name here. */
struct trace_other_name {
	int level, option;
	const char *name;
};
extern const struct trace_other_name trace_other_names[];
#endif
