/* find-limit: what this process may have and do, and what it lacks. */
#ifndef SOSH_TEACH_FIND_LIMIT_H
#define SOSH_TEACH_FIND_LIMIT_H
#include "teach/doctor.h"

/* RLIMIT_NOFILE: `limit`; `hard`, where it may be raised to that; and how many of the
 * descriptors are `sockets` that have a number here. */
finder find_limit_files;
/* The same, where none is left; where one is; where nobody waits to be accepted. */
finder find_limit_no_file, find_limit_one_file, find_limit_uncalled;
/* The port is below net.ipv4.ip_unprivileged_port_start: `port`, `lowest`, and `higher`, the
 * address with a port that anybody may have. */
finder find_limit_low_port;
/* Our groups are not within net.ipv4.ping_group_range: `low`, `high`, `group`, ours; `nobody`:
 * it is empty. */
finder find_limit_ping;
/* CAP_NET_RAW is not in effect; it is, but in a user namespace that does not own this network. */
finder find_limit_raw, find_limit_raw_elsewhere;
/* What setting the option takes (`who`) is not in effect; is, but elsewhere. */
finder find_limit_option, find_limit_option_elsewhere;
#endif
