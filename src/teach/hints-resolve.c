/* hints-resolve: what can be the matter with getaddrinfo; no name server is asked. */
#include <netdb.h>

#include "teach/find-limit.h"
#include "teach/find-resolve.h"

/* Where it was asked for another command, that goes on with it. */
#define CORRECTED "{?again:{again} {socket} {corrected}}{!again:resolve {corrected}}"

/* The resolver does not tell that it could open nothing. */
#define NO_FILE(number) \
	{ "getaddrinfo", ERROR_RESOLVE, number, "no descriptor is left", find_limit_no_file, \
	  "nothing could be looked up: all {limit} descriptors that this process may have are " \
	  "open (RLIMIT_NOFILE), and the resolver needs one: close some sockets", NULL }

const struct hint hints_resolve[] = {
	{ "getaddrinfo", ERROR_RESOLVE, EAI_NONAME,
	  "neither a host nor a service", find_resolve_nothing,
	  "neither a host nor a service was given, and one of the two has to be there",
	  "resolve localhost" },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_NONAME,
	  "a name with AI_NUMERICHOST", find_resolve_numeric_host,
	  "'{host}' is a name, and with the flag numerichost only an address may stand "
	  "there", "resolve {typed}" },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_NONAME,
	  "a service by name with AI_NUMERICSERV", find_resolve_numeric_service,
	  "'{service}' is the name of a service, and with the flag numericserv only a port "
	  "may stand there", "resolve {typed}" },
	NO_FILE(EAI_NONAME),
	{ "getaddrinfo", ERROR_RESOLVE, EAI_NONAME,
	  "nearly a name of /etc/hosts", find_resolve_nearly_host,
	  "there is no host '{host}'; '{meant}' is one that this machine knows by itself",
	  CORRECTED },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_NONAME, "the host has no address of that family",
	  find_resolve_known,
	  "'{host}' is in /etc/hosts, but with no address of the family that was asked for",
	  "resolve {typed}" },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_NONAME,
	  "a service that there is none of", find_resolve_service,
	  "either there is no host '{host}', or no service '{service}'", NULL },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_NONAME, "nobody knows the name", find_resolve_host,
	  "there is no host '{host}': neither /etc/hosts nor a name server knows it{?search:, "
	  "nor with {search} behind it}", NULL },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_NONAME, "nobody knows the name", NULL,
	  "nothing was found: either neither /etc/hosts nor a name server knows the name, or it "
	  "had to be a number, or there was none", NULL },
#ifdef EAI_ADDRFAMILY
	{ "getaddrinfo", ERROR_RESOLVE, EAI_ADDRFAMILY,
	  "an address of IPv6, asked for IPv4", find_resolve_inet6,
	  "{host} is an address of IPv6, and one of another family was asked for",
	  "resolve {typed}" },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_ADDRFAMILY,
	  "an address of IPv4, asked for IPv6", find_resolve_inet,
	  "{host} is an address of IPv4, and one of another family was asked for",
	  "resolve {typed}" },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_ADDRFAMILY,
	  "the host has no address of that family", NULL,
	  "the host has addresses, but none of the family that was asked for", NULL },
#endif
	{ "getaddrinfo", ERROR_RESOLVE, EAI_SERVICE,
	  "nearly a name of /etc/services", find_resolve_nearly_service,
	  "there is no service '{service}'; /etc/services has '{meant}'", CORRECTED },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_SERVICE,
	  "a service of another protocol", find_resolve_protocol,
	  "'{service}' is a service of {protocols}, and not of what was asked for",
	  "resolve {typed} --type 0" },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_SERVICE,
	  "a service that there is none of", find_resolve_service,
	  "/etc/services has no service '{service}': write the port as a number", NULL },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_SERVICE, "a service that there is none of", NULL,
	  "there is no such service for this type of socket: write the port as a number", NULL },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_FAMILY,
	  "a family that is never looked up", find_resolve_family,
	  "addresses of the family {family} are not looked up, but written as they are: the "
	  "resolver has those of inet and inet6", "resolve {typed}" },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_FAMILY,
	  "a family that there is none of", find_resolve_hints,
	  "the resolver knows no addresses of the family {family}: inet and inet6 are "
	  "those that it has", "resolve {typed}" },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_FAMILY, "a family that there is none of", NULL,
	  "the resolver knows no addresses of that family: inet and inet6 are those that "
	  "it has", NULL },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_SOCKTYPE,
	  "a type that there is none of", find_resolve_no_type,
	  "there is no type {type}: of stream (1), dgram (2) and raw (3) there are addresses",
	  "resolve {typed}" },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_SOCKTYPE,
	  "type and protocol do not belong together", find_resolve_hints,
	  "no socket is of type {type} and speaks {protocol}: tcp goes with stream, udp "
	  "with dgram", "resolve {typed}" },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_SOCKTYPE,
	  "type and protocol do not belong together", NULL,
	  "type and protocol do not belong together: tcp goes with stream, udp with dgram", NULL },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_BADFLAGS,
	  "a flag that there is none of", find_resolve_flags,
	  "the flags have bits that mean nothing: {strange}", "resolve {typed}" },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_BADFLAGS, "a true name without a host",
	  find_resolve_nameless,
	  "the flag canonname asks for the true name of the host, and no host was named",
	  "resolve {typed}" },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_BADFLAGS, "flags that do not go together", NULL,
	  "the flags do not go together, or mean nothing: canonname, for one, wants a host", NULL },
	NO_FILE(EAI_AGAIN),
	{ "getaddrinfo", ERROR_RESOLVE, EAI_AGAIN,
	  "nearly a name of /etc/hosts", find_resolve_nearly_host,
	  "no name server has answered for '{host}'; '{meant}' is one that this machine "
	  "knows by itself", CORRECTED },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_AGAIN,
	  "no name server has answered", find_resolve_servers,
	  "none of the name servers of /etc/resolv.conf has answered: {servers}; an "
	  "address works without them", NULL },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_AGAIN, "there is no name server", NULL,
	  "no name server has answered, or /etc/resolv.conf names none; an address works "
	  "without one", NULL },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_FAIL, "the name server gave up", find_resolve_servers,
	  "the name servers of /etc/resolv.conf ({servers}) have refused{?host: to tell of "
	  "'{host}'}", NULL },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_FAIL, "the name server gave up", NULL,
	  "the name server has answered that it will not tell", NULL },
#ifdef EAI_NODATA
	{ "getaddrinfo", ERROR_RESOLVE, EAI_NODATA,
	  "the name has no such address", find_resolve_host,
	  "'{host}' is a name that exists, but it has no address of the family that was "
	  "asked for", "resolve {typed}" },
	{ "getaddrinfo", ERROR_RESOLVE, EAI_NODATA, "the name has no such address", NULL,
	  "the name exists, but it has no address of the family that was asked for", NULL },
#endif
	{ "getaddrinfo", ERROR_RESOLVE, EAI_MEMORY, "no memory", NULL,
	  "the resolver has no memory left", NULL },
	{ "getnameinfo", ERROR_RESOLVE, EAI_NONAME, "nobody has a name for it", NULL,
	  "neither /etc/hosts nor a name server has a name for this address", NULL },
	{ "getnameinfo", ERROR_RESOLVE, EAI_AGAIN, "no name server has answered", NULL,
	  "no name server has answered, or /etc/resolv.conf names none", NULL },
	{ "getnameinfo", ERROR_RESOLVE, EAI_FAMILY, "a family that there is none of", NULL,
	  "addresses of this family have no names, or the address is too short for it", NULL },
	{ 0 }
};
