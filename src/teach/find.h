/* find: what several finders ask, of the scene and of small files of the system. */
#ifndef SOSH_TEACH_FIND_H
#define SOSH_TEACH_FIND_H
#include "teach/doctor.h"

/* The address that was passed, else the socket's own; NULL where there is none. */
const struct addr *find_address(struct look *);
/* The same, if it is of inet or inet6 and whole. */
const struct addr *find_inet(struct look *);
/* The same address with another port. */
struct addr find_with_port(const struct addr *, int port);

/* The first line of a small file; false: it cannot be read. */
bool find_text(const char *path, char *text, size_t room);
/* The whole numbers that it begins with; returns how many there are. */
size_t find_numbers(const char *path, int64_t *number, size_t room);
/* Puts a user by name, where /etc/passwd has one; nobody else is asked. */
void find_user(struct record *, const char *name, int64_t uid);
#endif
