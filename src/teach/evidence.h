/* evidence: what finders put down, each thing under the same name and in the same form. */
#ifndef SOSH_TEACH_EVIDENCE_H
#define SOSH_TEACH_EVIDENCE_H
#include "teach/doctor.h"

/* The host of an address alone. */
void evidence_host(struct record *, const char *name, const struct addr *);
/* A time as people say it: "1.5s". */
void evidence_time(struct record *, const char *name, int64_t nanoseconds);
/* How long ago that was, by number_now(), likewise. */
void evidence_ago(struct record *, const char *name, int64_t when);

/* Who has a socket that the kernel told of, as find_put_holder() tells it; and `holder`, the
 * same as words: "socket 3", "nginx (pid 71)", "a process of user root". */
void evidence_holder(struct look *, struct record *, const struct diag_sock *);
/* The same of a socket of ours; of one that is in the evidence already, the words alone. */
void evidence_own(struct record *, const struct sock *);
void evidence_words(struct record *);

/* A number of this process's kernel, "net/unix/max_dgram_qlen" below /proc/sys; -1 where
 * there is none. */
int64_t evidence_sysctl(const char *path);
/* An option that is an int, by its name of the table ("sndbuf"); -1 where it cannot be had. */
int evidence_option(const struct sock *, const char *name);
#endif
