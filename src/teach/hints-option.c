/* hints-option: what can be the matter with getsockopt and setsockopt. */
#include <errno.h>

#include "teach/find-calls.h"
#include "teach/find-limit.h"
#include "teach/find-option.h"
#include "teach/hints-descriptor.h"

const struct hint hints_option[] = {
	HINTS_NOT_OPEN("getsockopt"),
	HINTS_NO_SOCKET("getsockopt"),
	HINTS_NOT_OPEN("setsockopt"),
	HINTS_NO_SOCKET("setsockopt"),
	{ "setsockopt", ERROR_SYSTEM, ENOPROTOOPT,
	  "an option that sosh has no row of", find_option_unknown,
	  "{kind} sockets have no option {number} at {level}: this kernel knows none, or "
	  "only for others", "get {socket}" },
	{ "setsockopt", ERROR_SYSTEM, ENOPROTOOPT, "it is for other sockets", find_option_misfit,
	  "{name} is an option of {?raw:raw sockets}{!raw:{level}, which {on} sockets "
	  "have}, and {this} is of the kind {kind}", "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, ENOPROTOOPT, "it can only be read", find_option_fixed,
	  "{name} can only be read", "get {socket} {option}" },
	{ "setsockopt", ERROR_SYSTEM, ENOPROTOOPT,
	  "the kernel does not have it for this kind", find_option_lacking,
	  "this kernel does not have {?option:{option}}{!option:such an option} for "
	  "sockets of the kind {kind}", "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, ENOPROTOOPT, "one of these", NULL,
	  "{?option:{option}}{!option:the option} cannot be set on sockets of the kind {kind}: "
	  "it is for others, can only be read, or this kernel does not have it",
	  "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EOPNOTSUPP,
	  "an option that sosh has no row of", find_option_unknown,
	  "{kind} sockets have no option {number} at {level}: this kernel knows none, or "
	  "only for others", "get {socket}" },
	{ "setsockopt", ERROR_SYSTEM, EOPNOTSUPP, "it is for other sockets", find_option_misfit,
	  "{name} is an option of {?raw:raw sockets}{!raw:{level}, which {on} sockets "
	  "have}, and {this} is of the kind {kind}", "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EOPNOTSUPP, "it can only be read", find_option_fixed,
	  "{name} can only be read", "get {socket} {option}" },
	{ "setsockopt", ERROR_SYSTEM, EOPNOTSUPP,
	  "the kernel does not have it for this kind", find_option_lacking,
	  "this kernel does not have {?option:{option}}{!option:such an option} for "
	  "sockets of the kind {kind}", "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EOPNOTSUPP, "one of these", NULL,
	  "{?option:{option}}{!option:the option} cannot be set on sockets of the kind {kind}: "
	  "it is for others, can only be read, or this kernel does not have it",
	  "help option {option}" },
	{ "getsockopt", ERROR_SYSTEM, ENOPROTOOPT,
	  "an option that sosh has no row of", find_option_unknown,
	  "{kind} sockets have no option {number} at {level}: this kernel knows none, or "
	  "only for others", "get {socket}" },
	{ "getsockopt", ERROR_SYSTEM, ENOPROTOOPT, "it is for other sockets", find_option_misfit,
	  "{name} is an option of {?raw:raw sockets}{!raw:{level}, which {on} sockets "
	  "have}, and {this} is of the kind {kind}", "help option {option}" },
	{ "getsockopt", ERROR_SYSTEM, ENOPROTOOPT, "it can only be set", find_option_mute,
	  "{name} can only be set, and is not told", "help option {option}" },
	{ "getsockopt", ERROR_SYSTEM, ENOPROTOOPT,
	  "the kernel does not have it for this kind", find_option_lacking,
	  "this kernel does not have {?option:{option}}{!option:such an option} for "
	  "sockets of the kind {kind}", "help option {option}" },
	{ "getsockopt", ERROR_SYSTEM, ENOPROTOOPT, "one of these", NULL,
	  "{?option:{option}}{!option:the option} cannot be read from sockets of the kind {kind}: "
	  "it is for others, can only be set, or this kernel does not have it",
	  "help option {option}" },
	{ "getsockopt", ERROR_SYSTEM, EOPNOTSUPP,
	  "an option that sosh has no row of", find_option_unknown,
	  "{kind} sockets have no option {number} at {level}: this kernel knows none, or "
	  "only for others", "get {socket}" },
	{ "getsockopt", ERROR_SYSTEM, EOPNOTSUPP, "it is for other sockets", find_option_misfit,
	  "{name} is an option of {?raw:raw sockets}{!raw:{level}, which {on} sockets "
	  "have}, and {this} is of the kind {kind}", "help option {option}" },
	{ "getsockopt", ERROR_SYSTEM, EOPNOTSUPP, "it can only be set", find_option_mute,
	  "{name} can only be set, and is not told", "help option {option}" },
	{ "getsockopt", ERROR_SYSTEM, EOPNOTSUPP,
	  "the kernel does not have it for this kind", find_option_lacking,
	  "this kernel does not have {?option:{option}}{!option:such an option} for "
	  "sockets of the kind {kind}", "help option {option}" },
	{ "getsockopt", ERROR_SYSTEM, EOPNOTSUPP, "one of these", NULL,
	  "{?option:{option}}{!option:the option} cannot be read from sockets of the kind {kind}: "
	  "it is for others, can only be set, or this kernel does not have it",
	  "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EINVAL, "a length below 0", find_option_negative,
	  "the length of the value was told to be {length}", "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EINVAL,
	  "an int, where a struct is wanted", find_option_struct,
	  "{name} is a struct of {needs} bytes, and an int has 4: write it as {takes}",
	  "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EINVAL, "a value that is too short", find_option_short,
	  "the value has {length|byte}, and {name} takes {needs}", "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EINVAL, "a value out of its range", find_option_range,
	  "{name} takes {range}: {value} is none of these", "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EINVAL, "what is no group", find_option_group,
	  "{?group:{group}}{!group:that} is no multicast group: those of IPv4 are "
	  "224.0.0.0 to 239.255.255.255, those of IPv6 begin with ff", "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EINVAL, "its time is over, or has not come", find_option_late,
	  "{name} is to be set {when}{?local:, and {this} is bound to {local}}",
	  "{?local:socket {kind}}{!local:help option {option}}" },
	{ "setsockopt", ERROR_SYSTEM, EINVAL,
	  "a value that is none of its choices", find_option_choice,
	  "{name} takes {choices}: {value} is none of these, or not for such a socket",
	  "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EINVAL, "the value is not what it takes", NULL,
	  "the value, or its length, is not what {?option:{option}}{!option:the option} "
	  "takes, or it is not the time for it", "help option {option}" },
	{ "getsockopt", ERROR_SYSTEM, EINVAL, "a length below 0", find_option_negative,
	  "the room for the value was told to be {length} bytes", "get {socket} {option}" },
	{ "getsockopt", ERROR_SYSTEM, EINVAL, "the room is too small", find_option_short,
	  "the room for the value was told to be {length|byte}, and {name} takes {needs}",
	  "get {socket} {option}" },
	{ "getsockopt", ERROR_SYSTEM, EINVAL, "the room is too small, or something else", NULL,
	  "either the room for the value is too small, or {this} is not in a state to tell "
	  "it", "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EFAULT, "a null pointer for the value", find_option_null,
	  "the value was passed as a null pointer (--null), so there was nothing to read",
	  "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EFAULT, "a pointer in the value", find_option_filter,
	  "the value tells how long a filter is and where it stands, and there this process has "
	  "nothing", NULL },
	{ "setsockopt", ERROR_SYSTEM, EFAULT, "a pointer, no more is known", NULL,
	  "the value, or what it points to, is at a place that this process does not have",
	  "help option {option}" },
	{ "getsockopt", ERROR_SYSTEM, EFAULT, "a null pointer for the value", NULL,
	  "the value was to be written to a null pointer (--null)", "get {socket} {option}" },
	{ "setsockopt", ERROR_SYSTEM, EPERM, "the lock of a filter", find_option_lock,
	  "a filter that was locked stays locked, for everybody: take a new socket",
	  "socket {kind}" },
	{ "setsockopt", ERROR_SYSTEM, EPERM, "it is bound to an interface", find_option_device,
	  "{this} is bound to '{device}' already: to change that takes CAP_NET_RAW",
	  "socket {kind}" },
	{ "setsockopt", ERROR_SYSTEM, EPERM,
	  "a congestion control that is not for everybody", find_option_allowed,
	  "{value} is not among those that everybody may take, {allowed} "
	  "(net.ipv4.tcp_allowed_congestion_control); any other takes CAP_NET_ADMIN",
	  "set {socket} congestion {first}" },
	{ "setsockopt", ERROR_SYSTEM, EPERM, "a buffer beyond the limit", find_option_force,
	  "{name} goes beyond the limit, which takes CAP_NET_ADMIN: without it {plain} "
	  "goes up to {most} (net.core.{limit})", "set {socket} {plain} {most}" },
	{ "setsockopt", ERROR_SYSTEM, EPERM, "a high priority", find_option_priority,
	  "priorities above 6 take CAP_NET_ADMIN: you may have 0 to 6", "set {socket} priority 6" },
	{ "setsockopt", ERROR_SYSTEM, EPERM, "the capability is missing", find_limit_option,
	  "{name} takes {who}: be root, or in a network of your own (unshare -Urn)", NULL },
	{ "setsockopt", ERROR_SYSTEM, EPERM,
	  "the capability, but not over this network", find_limit_option_elsewhere,
	  "{name} takes {who}, which is there, but not over this network: that belongs to "
	  "another user namespace", NULL },
	{ "setsockopt", ERROR_SYSTEM, EPERM, "something forbids it", NULL,
	  "either this takes a capability that is missing, or it can be done once only",
	  "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EACCES, "the capability is missing", find_limit_option,
	  "{name} takes {who}: be root, or in a network of your own (unshare -Urn)", NULL },
	{ "setsockopt", ERROR_SYSTEM, EACCES,
	  "the capability, but not over this network", find_limit_option_elsewhere,
	  "{name} takes {who} of the whole machine: root in a user namespace is not enough", NULL },
	{ "setsockopt", ERROR_SYSTEM, EACCES, "something forbids it", NULL,
	  "either this takes a capability that is missing, or a security module forbids it",
	  "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, ENODEV,
	  "an interface that there is none of", find_option_nowhere,
	  "{?group:no interface was found for {group}}{!group:there is no interface of "
	  "that name or number}: this machine has {interfaces|interface}", "interfaces" },
	{ "setsockopt", ERROR_SYSTEM, ENODEV, "an interface that there is none of", NULL,
	  "there is no interface of that name or number, or no route to the group that "
	  "tells which one", "interfaces" },
	{ "setsockopt", ERROR_SYSTEM, ENOENT,
	  "a congestion control that there is none of", find_option_available,
	  "this kernel has no congestion control '{value}': it has {available}; others are "
	  "modules that only root can load", "set {socket} congestion {first}" },
	{ "setsockopt", ERROR_SYSTEM, ENOENT,
	  "an upper layer that there is none of", find_option_upper,
	  "this kernel has no upper layer '{value}' for TCP{?available:: it has "
	  "{available}}{!available:, nor any other: its module, such as tls, is not loaded}",
	  NULL },
	{ "setsockopt", ERROR_SYSTEM, ENOENT, "no filter to be taken away", find_option_detach,
	  "{this} has no filter that could be taken away", NULL },
	{ "setsockopt", ERROR_SYSTEM, ENOENT, "what was named is not there", NULL,
	  "there is nothing of that name, or nothing to be taken away", "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EDOM, "a second of too many microseconds", NULL,
	  "the microseconds of a time have to be 0 to 999999: what is more belongs to the "
	  "seconds", "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EADDRINUSE, "it is in that group already", find_option_join,
	  "{this} is in {?group:{group}}{!group:that group} already, on that interface: "
	  "one joins once", NULL },
	{ "setsockopt", ERROR_SYSTEM, EADDRINUSE, "it is so already", NULL,
	  "that is so already, for this socket or for another", "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EADDRNOTAVAIL, "it is not in that group", find_option_leave,
	  "{this} is not in {?group:{group}}{!group:that group} on that interface: only "
	  "what was joined can be left",
	  NULL },
	{ "setsockopt", ERROR_SYSTEM, EADDRNOTAVAIL,
	  "it takes from that source already", find_option_source,
	  "{this} takes what that source sends to {?group:{group}}{!group:that group} already, on "
	  "that interface: one joins once", NULL },
	{ "setsockopt", ERROR_SYSTEM, EADDRNOTAVAIL, "it cannot be turned to IPv4",
	  find_option_turned,
	  "{this} is connected to {peer}, which is no address of IPv4: only a socket that is "
	  "connected to one can be turned to it", NULL },
	{ "setsockopt", ERROR_SYSTEM, EADDRNOTAVAIL,
	  "no interface has that address", find_option_nowhere,
	  "no interface of this machine has that address or number: there are "
	  "{interfaces|interface}", "interfaces" },
	{ "setsockopt", ERROR_SYSTEM, EADDRNOTAVAIL, "no interface has that address", NULL,
	  "either {this} is not in that group, or no interface of this machine has that address "
	  "or number", "interfaces" },
	{ "setsockopt", ERROR_SYSTEM, ENOBUFS, "as many groups as may be", find_option_memberships,
	  "{this} is in {limit} groups, as many as one socket may be in "
	  "(net.ipv4.igmp_max_memberships): another socket can join more", "socket {kind}" },
	{ "setsockopt", ERROR_SYSTEM, ENOBUFS, "no room for it", NULL,
	  "the kernel has no room for it: a limit is reached (net.core.optmem_max, "
	  "net.ipv4.igmp_max_memberships, net.ipv4.igmp_max_msf)", "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, ENOMEM, "no room for it", NULL,
	  "the kernel has no room for it: a limit is reached (net.core.optmem_max)",
	  "help option {option}" },
	{ "getsockopt", ERROR_SYSTEM, ENOTCONN, "the MTU of the way to nobody", find_option_mtu,
	  "{name} is that of the way to the peer, and {this} has none: connect comes "
	  "before it", NULL },
	{ "getsockopt", ERROR_SYSTEM, ENOTCONN, "it is not connected", NULL,
	  "{this} is not connected, so there is nobody whom this could be told of", NULL },
	{ "setsockopt", ERROR_SYSTEM, ENOTCONN, "it is not connected", NULL,
	  "{?option:{option} wants a connection, and {this}}{!option:{this}} is not "
	  "connected", "help option {option}" },
	{ "setsockopt", ERROR_SYSTEM, EISCONN, "it is connected", NULL,
	  "{?option:{option}}{!option:that option} is to be set before connect, and {this} "
	  "is connected", "socket {kind}" },
	{ 0 }
};
