/* hints-socket: what can be the matter with socket and socketpair, dup and adopt. */
#include <errno.h>

#include "teach/find-descriptor.h"
#include "teach/find-kind.h"
#include "teach/find-limit.h"

const struct hint hints_socket[] = {
	{ "socketpair", ERROR_SYSTEM, EMFILE, "two descriptors are wanted, and one is left",
	  find_limit_one_file,
	  "a pair takes two descriptors, and one of {limit} is left (RLIMIT_NOFILE); "
	  "{sockets} are sockets here: close some{?hard:, or raise that by "
	  "'ulimit -n {hard}' before sosh is started}", NULL },
	{ "socketpair", ERROR_SYSTEM, EMFILE, "two descriptors are wanted", find_limit_files,
	  "a pair takes two descriptors, and none of {limit} is left (RLIMIT_NOFILE); "
	  "{sockets} are sockets here: close some{?hard:, or raise that by "
	  "'ulimit -n {hard}' before sosh is started}", NULL },
	{ "socketpair", ERROR_SYSTEM, EMFILE, "two descriptors are wanted", NULL,
	  "a pair takes two descriptors, and no descriptor is left of those that this "
	  "process may have (RLIMIT_NOFILE): close some sockets", NULL },
	{ "socketpair", ERROR_SYSTEM, EOPNOTSUPP,
	  "pairs are of UNIX sockets only, and these have no connections", find_kind_loose,
	  "only UNIX sockets come in pairs: two of {family} and type {type} have no connections, "
	  "but each can be bound, and sent to by the other", "pair unix-dgram" },
	{ "socketpair", ERROR_SYSTEM, EOPNOTSUPP,
	  "pairs are of UNIX sockets only", find_kind_family,
	  "only UNIX sockets come in pairs: two of {family} are joined by listen, connect "
	  "and accept", "pair unix" },
	{ "socketpair", ERROR_SYSTEM, EOPNOTSUPP, "pairs are of UNIX sockets only", NULL,
	  "only UNIX sockets come in pairs: others are joined by listen, connect and accept",
	  "pair unix" },
	{ "socketpair", ERROR_SYSTEM, EFAULT, "a null pointer for the two", NULL,
	  "the two descriptors were to be written to a null pointer (--null)", "pair" },
	{ "socket", ERROR_SYSTEM, EAFNOSUPPORT,
	  "the family is known, and this kernel lacks it", find_kind_family,
	  "this kernel was built without the family {family}, or its module is not loaded", NULL },
	{ "socket", ERROR_SYSTEM, EAFNOSUPPORT, "there is no such family", find_kind_no_family,
	  "there is no address family {family}: inet, inet6 and unix are the usual ones",
	  "help socket" },
	{ "socket", ERROR_SYSTEM, EAFNOSUPPORT, "the kernel lacks the family", NULL,
	  "this kernel does not have the address family{?family: {family}}", "help socket" },
	{ "socket", ERROR_SYSTEM, EINVAL,
	  "flags among the type that there are none of", find_kind_flags,
	  "the type has bits that mean nothing, {bits}: besides {type} it may hold "
	  "SOCK_NONBLOCK and SOCK_CLOEXEC", "{command} {family} {type} {protocol}" },
	{ "socket", ERROR_SYSTEM, EINVAL, "there is no such type", find_kind_no_type,
	  "there is no type {number}: types are stream (1), dgram (2), raw (3), rdm (4) "
	  "and seqpacket (5)", "help socket" },
	{ "socket", ERROR_SYSTEM, EINVAL, "the numbers do not belong together", NULL,
	  "either the type or the protocol is a number that the kernel does not know",
	  "help socket" },
	{ "socket", ERROR_SYSTEM, ESOCKTNOSUPPORT, "the family has no such type", find_kind_type,
	  "{family} sockets are of type {types}; there is no {type} among them", "help socket" },
	{ "socket", ERROR_SYSTEM, ESOCKTNOSUPPORT,
	  "the kernel lacks what the kind needs", find_kind_lack,
	  "{lack}", NULL },
	{ "socket", ERROR_SYSTEM, ESOCKTNOSUPPORT, "the family has no such type", NULL,
	  "the family does not have sockets of this type with this protocol", "help socket" },
	{ "socket", ERROR_SYSTEM, EPROTONOSUPPORT,
	  "the protocol is for sockets of another type", find_kind_other,
	  "{protocol} is a protocol of {other_type} sockets, not of {type} ones",
	  "socket {other}" },
	{ "socket", ERROR_SYSTEM, EPROTONOSUPPORT, "a raw socket without a protocol", find_kind_raw,
	  "a raw socket has to name the protocol whose packets it is for, and 0 is none",
	  "socket {other}" },
	{ "socket", ERROR_SYSTEM, EPROTONOSUPPORT, "a UNIX socket with a protocol", find_kind_unix,
	  "UNIX sockets have no protocols: the third number is 0", "{command} {other}" },
	{ "socket", ERROR_SYSTEM, EPROTONOSUPPORT,
	  "the kernel lacks what the kind needs", find_kind_lack,
	  "{lack}", NULL },
	{ "socket", ERROR_SYSTEM, EPROTONOSUPPORT, "the kernel does not have it",
	  find_kind_numbers,
	  "this kernel has no {family} sockets of type {type} and protocol {protocol}: either "
	  "there are none, or it was built without them", "help socket" },
	{ "socket", ERROR_SYSTEM, EPROTONOSUPPORT, "the kernel does not have it", NULL,
	  "this kernel has no sockets of that type with that protocol: either there are none, or "
	  "it was built without them",
	  "help socket" },
	{ "socket", ERROR_SYSTEM, EPERM, "a raw or packet socket without CAP_NET_RAW",
	  find_limit_raw,
	  "raw and packet sockets see what others send: they take CAP_NET_RAW, so be root, "
	  "or in a network of your own (unshare -Urn)", NULL },
	{ "socket", ERROR_SYSTEM, EPERM,
	  "CAP_NET_RAW, but not over this network", find_limit_raw_elsewhere,
	  "CAP_NET_RAW is there, but not over this network: it belongs to another user "
	  "namespace ('unshare -Urn' makes one of its own)", NULL },
	{ "socket", ERROR_SYSTEM, EPERM, "a right is missing", NULL,
	  "either this takes CAP_NET_RAW, or a security module forbids it", NULL },
	{ "socket", ERROR_SYSTEM, EACCES,
	  "our groups are not within ping_group_range", find_limit_ping,
	  "ping sockets are for the groups of net.ipv4.ping_group_range: {?nobody:that is "
	  "'{low} {high}', nobody, not even root}{!nobody:{low} to {high}, and yours is "
	  "{group}}", NULL },
	{ "socket", ERROR_SYSTEM, EACCES, "raw sockets are for root", NULL,
	  "such sockets are not for everybody: our groups are not in net.ipv4.ping_group_range, or "
	  "CAP_NET_RAW is missing, or a security module forbids them", NULL },
	{ "socket", ERROR_SYSTEM, ENODEV, "nothing carries it", find_kind_lack,
	  "{lack}", NULL },
	{ "socket", ERROR_SYSTEM, ENODEV, "nothing carries it", NULL,
	  "no device of this machine carries such sockets", NULL },
	{ "socket", ERROR_SYSTEM, ENOPROTOOPT, "it is switched off", find_kind_lack,
	  "{lack}", NULL },
	{ "socket", ERROR_SYSTEM, ENOPROTOOPT, "it is switched off", NULL,
	  "the kernel has this protocol, but it is switched off", NULL },
	{ "socket", ERROR_SYSTEM, EMFILE, "the limit of the process is reached", find_limit_files,
	  "all {limit} descriptors that this process may have are open (RLIMIT_NOFILE), "
	  "{sockets} as sockets here: close some{?hard:, or raise that by "
	  "'ulimit -n {hard}' before sosh is started}", NULL },
	{ "socket", ERROR_SYSTEM, EMFILE, "the limit of the process is reached", NULL,
	  "no descriptor is left of those that this process may have (RLIMIT_NOFILE): "
	  "close some sockets", NULL },
	{ "socket", ERROR_SYSTEM, ENFILE, "the table of the whole system is full", NULL,
	  "the whole system has no room for another open file (fs.file-max): it is not "
	  "sosh that has too many", NULL },
	{ "socket", ERROR_SYSTEM, ENOBUFS, "no memory is left for it", NULL,
	  "the kernel has no memory left for another socket", NULL },
	{ "socket", ERROR_SYSTEM, ENOMEM, "no memory is left for it", NULL,
	  "the kernel has no memory left for another socket", NULL },
	{ "fcntl", ERROR_SYSTEM, EBADF, "the number is no open descriptor", NULL,
	  "no descriptor of that number is open: sosh has those that it was started with "
	  "(sosh 5<...), and its own", "status" },
	{ "dup", ERROR_SYSTEM, EBADF, "it was closed meanwhile", find_descriptor_gone,
	  "descriptor {fd} is not open: there is nothing to copy", "status" },
	{ "dup", ERROR_SYSTEM, EBADF, "it was closed meanwhile", NULL,
	  "the descriptor is not open: there is nothing to copy", "status" },
	{ "dup", ERROR_SYSTEM, EMFILE, "the limit of the process is reached", find_limit_files,
	  "all {limit} descriptors that this process may have are open (RLIMIT_NOFILE), "
	  "{sockets} as sockets here: close some{?hard:, or raise that by "
	  "'ulimit -n {hard}' before sosh is started}", NULL },
	{ "dup", ERROR_SYSTEM, EMFILE, "the limit of the process is reached", NULL,
	  "no descriptor is left of those that this process may have (RLIMIT_NOFILE): "
	  "close some sockets", NULL },
	{ 0 }
};
