/* table: the sockets by number, and the paths they made. */
#ifndef SOSH_SOCKET_TABLE_H
#define SOSH_SOCKET_TABLE_H
#include "socket/sock.h"

/* A new socket with the next number, for a descriptor. */
struct sock *table_add(struct sock_table *, int fd, int family, int type, int protocol);
/* A socket's descriptor is closed: it is remembered, the oldest is forgotten. */
void table_closed(struct sock_table *, struct sock *);
/* Remembers the UNIX path that was bound, with its inode. */
void table_path(struct sock_table *, const struct addr *);
/* Would close(2) wait for the peer (SO_LINGER)?  In sock.c. */
bool sock_lingers(const struct sock *);
#endif
