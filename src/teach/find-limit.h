/* find-limit: what this process may have and do, and what it lacks. */
#ifndef SOSH_TEACH_FIND_LIMIT_H
#define SOSH_TEACH_FIND_LIMIT_H
#include "teach/doctor.h"

/* RLIMIT_NOFILE: `limit`, `hard` (where that is more), `open` descriptors, `sockets` of them
 * that are numbered here and open. */
finder find_limit_files;
/* The port is below net.ipv4.ip_unprivileged_port_start: `port`, `lowest`, `program` (what
 * setcap would be given), `higher` (the address with a port that is for everybody). */
finder find_limit_low_port;
/* Our groups are not within net.ipv4.ping_group_range: `range`, `group`; `nobody`: it is empty. */
finder find_limit_ping;
/* This capability is not in effect (`capability`, its name). */
finder find_limit_raw, find_limit_net_admin;
/* The option of the call takes one that is not in effect, by its row: `capability`. */
finder find_limit_option;
/* We are root here, but of a user namespace that does not own this network: `capability`
 * would not do. */
finder find_limit_namespace;
#endif
