/* survey: what one question to the kernel tells of many TCP sockets of ours, in place of
 * five for each. */
#ifndef SOSH_SOCKET_SURVEY_H
#define SOSH_SOCKET_SURVEY_H
#include "socket/facts.h"
#include "socket/sock.h"

/* So many have to be looked at for it to be worth while: the kernel goes through all
 * sockets of the machine. */
enum { SURVEY_LEAST = 256 };

struct survey;

/* From now on all looks at the table's sockets are part of one: `count` of them.  What
 * is told holds until the end. */
void survey_begin(struct sock_table *, size_t count);
/* Puts the question.  `stray` is called with the connections that nobody holds, those in
 * SYN-RECEIVED included; false: it wants no more.  True if all that there is was told of
 * these families (AF_..., or 0). */
bool survey_ask(struct sock_table *, diag_each *stray, void *to, int family[2]);
void survey_end(struct sock_table *);

/* For facts.c: fills in what was told of this socket, as the calls would have; false if
 * nothing was.  Only of ESTABLISHED ones: of others it is not quite the same. */
bool survey_tell(const struct survey *, struct facts *);
#endif
