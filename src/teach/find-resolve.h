/* find-resolve: what was to be looked up, as far as this machine alone can tell. */
#ifndef SOSH_TEACH_FIND_RESOLVE_H
#define SOSH_TEACH_FIND_RESOLVE_H
#include "teach/doctor.h"

/* All put `host` and `service`, the parts of the word that was looked up; one that is left out
 * is not there. */

/* Neither was there. */
finder find_resolve_nothing;
/* AI_NUMERICHOST was passed, and the host is a name; AI_NUMERICSERV, and the service is. */
finder find_resolve_numeric_host, find_resolve_numeric_service;
/* `meant`: a name of /etc/hosts that is spelt nearly so; of /etc/services; `corrected`: the
 * whole with it in its place; `again`: the command, if it is bind or connect. */
finder find_resolve_nearly_host, find_resolve_nearly_service;
/* The host is an address of IPv6, and IPv4 was asked for; the other way round. */
finder find_resolve_inet6, find_resolve_inet;
/* The service is an unknown name; a known one, but not of this protocol: `protocols`, those that
 * have it. */
finder find_resolve_service, find_resolve_protocol;
/* `servers`: the name servers of /etc/resolv.conf. */
finder find_resolve_servers;
/* `family`, `type` and `protocol` that the call was given. */
finder find_resolve_hints;
/* The same, where the family has a name; where the type has none. */
finder find_resolve_family, find_resolve_no_type;
/* `strange` are bits of the flags that mean nothing. */
finder find_resolve_flags;
/* AI_CANONNAME was passed, and there is no host. */
finder find_resolve_nameless;
/* The host, if there is one; `search`: the domains that it was tried in, too. */
finder find_resolve_host;
/* It is in /etc/hosts. */
finder find_resolve_known;
#endif
