/* hints-bind: what can be the matter with bind. */
#include <errno.h>

#include "teach/find-address.h"
#include "teach/find-calls.h"
#include "teach/find-limit.h"
#include "teach/find-path.h"
#include "teach/find-port.h"
#include "teach/hints-descriptor.h"

const struct hint hints_bind[] = {
	HINTS_NOT_OPEN("bind"),
	HINTS_NO_SOCKET("bind"),
	{ "bind", ERROR_SYSTEM, EFAULT, "a null pointer for the address", NULL,
	  "the address was passed as a null pointer (--null), so there was nothing to read",
	  "bind {socket} {address}" },
	{ "bind", ERROR_SYSTEM, EADDRINUSE,
	  "port 0, and the socket's own range is used up", find_port_range,
	  "no port of {low} to {high} is free for this address{?own_range: "
	  "(IP_LOCAL_PORT_RANGE of this socket)}{!own_range:, the range of {whose}}",
	  "{?own_range:set {socket} local_port_range 0 0}{!own_range:status --system}" },
	{ "bind", ERROR_SYSTEM, EADDRINUSE, "a socket here listens on the port", find_port_own,
	  "port {port} is taken by socket {own}, which listens on {held}{?both: and takes "
	  "IPv4 as well}{?reuseaddr:; SO_REUSEADDR does not help against who listens}",
	  "bind {socket} {free}" },
	{ "bind", ERROR_SYSTEM, EADDRINUSE,
	  "another process listens on the port", find_port_process,
	  "port {port} is taken by {process} (pid {pid}), which listens on "
	  "{held}{?both: and takes IPv4 as well}{?reuseaddr:; SO_REUSEADDR does not help "
	  "against who listens}", "bind {socket} {free}" },
	{ "bind", ERROR_SYSTEM, EADDRINUSE,
	  "a socket here is bound to the port", find_port_own_idle,
	  "port {port} is taken by socket {own}, which is bound to {held}{?both: and IPv4 "
	  "as well}; the two can share it once SO_REUSEADDR is on for both",
	  "set {sharer} reuseaddr on" },
	{ "bind", ERROR_SYSTEM, EADDRINUSE,
	  "a socket of another process is bound to the port", find_port_process_idle,
	  "port {port} is taken by {process} (pid {pid}), which is bound to "
	  "{held}{?both: and IPv4 as well}", "bind {socket} {free}" },
	{ "bind", ERROR_SYSTEM, EADDRINUSE,
	  "a connection here has the port", find_port_own_connected,
	  "port {port} is taken by socket {own}, a connection from {held}{?off:; the two can share "
	  "it once SO_REUSEADDR is on for both: it is off for {off}}",
	  "{?lender:set {lender} reuseaddr on; }{?off:set {sharer} reuseaddr on}"
	  "{!off:bind {socket} {free}}" },
	{ "bind", ERROR_SYSTEM, EADDRINUSE,
	  "a connection of another process has the port", find_port_process_connected,
	  "port {port} is taken by {process} (pid {pid}), which has a connection "
	  "from {held}", "bind {socket} {free}" },
	{ "bind", ERROR_SYSTEM, EADDRINUSE,
	  "a process that we may not see has the port", find_port_unseen,
	  "port {port} is taken by {holder}, at {held}; which one it is {?unsure:was not found "
	  "out in time}{!unsure:cannot be seen from here}", "bind {socket} {free}" },
	{ "bind", ERROR_SYSTEM, EADDRINUSE,
	  "a connection in TIME-WAIT has the port, and SO_REUSEADDR is on", find_port_waits_on,
	  "a connection in TIME-WAIT keeps port {port} for {left} more: SO_REUSEADDR is on "
	  "here, but was not on for the socket that had it", "bind {socket} {free}" },
	{ "bind", ERROR_SYSTEM, EADDRINUSE,
	  "a connection in TIME-WAIT has the port", find_port_time_wait,
	  "a connection in TIME-WAIT keeps port {port} for {left} more; SO_REUSEADDR helps "
	  "at once, if it was on for the socket that had it, too", "set {socket} reuseaddr on" },
	{ "bind", ERROR_SYSTEM, EADDRINUSE,
	  "a connection that was closed has the port", find_port_orphan,
	  "port {port} belongs to a connection that was closed and is not over, in "
	  "{state}; SO_REUSEADDR helps, if it was on there, too", "set {socket} reuseaddr on" },
	{ "bind", ERROR_SYSTEM, EADDRINUSE, "this socket is bound to the path", find_path_itself,
	  "{this} is bound to '{path}' already: a socket has one address, once", NULL },
	{ "bind", ERROR_SYSTEM, EADDRINUSE, "a socket here is bound to the path", find_path_own,
	  "'{path}' is taken: socket {own} ({kind}) is bound to it{?listens: and listens}", NULL },
	{ "bind", ERROR_SYSTEM, EADDRINUSE,
	  "another process is bound to the path", find_path_process,
	  "'{path}' is taken: {process} (pid {pid}) is bound to it{?listens: and "
	  "listens}", NULL },
	{ "bind", ERROR_SYSTEM, EADDRINUSE,
	  "a process that we may not see is bound to the path", find_path_unseen,
	  "'{path}' is taken: {holder} is bound to it{?listens: and listens}", NULL },
	{ "bind", ERROR_SYSTEM, EADDRINUSE,
	  "the path is one that a closed socket of ours left behind", find_path_left,
	  "'{path}' is a file that a closed socket of ours left behind: nobody is bound to it, "
	  "so it may be removed", "run 'rm -- \"$1\"' --arg {path}" },
	{ "bind", ERROR_SYSTEM, EADDRINUSE,
	  "the path is one that nobody is bound to, as far as can be seen", find_path_stale,
	  "no socket of this network namespace is bound to '{path}': most likely one that is "
	  "closed left it behind, and then it may be removed", NULL },
	{ "bind", ERROR_SYSTEM, EADDRINUSE,
	  "the path is something else than a socket", find_path_no_socket,
	  "'{path}' is there already, and is {what}: bind makes a new file, and takes none "
	  "over", NULL },
	{ "bind", ERROR_SYSTEM, EADDRINUSE, "this sosh has no sock_diag to ask for a port",
	  find_port_unasked,
	  "port {port} is taken by another process, or by what is left of a connection: this sosh "
	  "was built without libmnl, and cannot tell", "bind {socket} {free}" },
	{ "bind", ERROR_SYSTEM, EADDRINUSE, "nobody is known to be bound to a socket file",
	  find_path_unasked,
	  "'{path}' is a socket file: either another process is bound to it, or one left it "
	  "behind", NULL },
	{ "bind", ERROR_SYSTEM, EADDRINUSE, "nobody is known to have it", NULL,
	  "{?port:{address} is not to be had: another socket has the port, or what is left of "
	  "one; or none is free, where any would do (port 0)}{!port:'{address}' is there already: "
	  "a socket is bound to it, or one left it behind, or it is no socket}", NULL },
	{ "bind", ERROR_SYSTEM, EACCES, "a port that is not for everybody", find_limit_low_port,
	  "port {port} is below {lowest} (net.ipv4.ip_unprivileged_port_start): take a "
	  "higher one, lower that, or give sosh CAP_NET_BIND_SERVICE (setcap)",
	  "bind {socket} {higher}" },
	{ "bind", ERROR_SYSTEM, EACCES, "a folder on the way may not be searched", find_path_shut,
	  "'{folder}' is closed to you: its mode is {mode}, its owner {owner}, and you are "
	  "{me}", NULL },
	{ "bind", ERROR_SYSTEM, EACCES, "the folder may not be written to", find_path_unwritable,
	  "no file can be made in '{folder}' by you: its mode is {mode}, its owner "
	  "{owner}, and you are {me}", NULL },
	{ "bind", ERROR_SYSTEM, EACCES, "something forbids it", NULL,
	  "{?port:either port {port} is not for everybody (net.ipv4.ip_unprivileged_port_start)}"
	  "{!port:either the rights of a folder do not allow it}, or a security module forbids "
	  "{address}", NULL },
	{ "bind", ERROR_SYSTEM, EPERM, "a file system that makes no files", find_path_special,
	  "nothing can be made in '{folder}': it is a file system ({system}) whose files the "
	  "kernel makes itself", NULL },
	{ "bind", ERROR_SYSTEM, EPERM, "something forbids it", NULL,
	  "{address} is forbidden, whoever asks: by the file system, or by a filter of the "
	  "control group", NULL },
	{ "bind", ERROR_SYSTEM, EROFS, "a file system that is read-only", find_path_read_only,
	  "'{folder}' is on a file system that is read-only: take a folder elsewhere, such "
	  "as /tmp", NULL },
	{ "bind", ERROR_SYSTEM, EROFS, "a file system that is read-only", NULL,
	  "bind makes a file, and this file system is read-only", NULL },
	{ "bind", ERROR_SYSTEM, EADDRNOTAVAIL,
	  "the interface that has it is down", find_address_down,
	  "{host} is an address of '{interface}', which is down", NULL },
	{ "bind", ERROR_SYSTEM, EADDRNOTAVAIL, "another interface has it", find_address_elsewhere,
	  "{host} names the wrong interface: that address is one of '{interface}'",
	  "bind {socket} {scoped}" },
	{ "bind", ERROR_SYSTEM, EADDRNOTAVAIL, "it may not be used yet", find_address_tentative,
	  "{host} is an address of '{interface}', but not to be used yet: IPv6 asks for a second "
	  "or two whether another machine has it, as soon as there is a link", NULL },
	{ "bind", ERROR_SYSTEM, EADDRNOTAVAIL, "IPv6 is switched off", find_address_no_inet6,
	  "IPv6 is switched off on this machine (net.ipv6.conf.all.disable_ipv6 is 1), so "
	  "there is no {host}", NULL },
	{ "bind", ERROR_SYSTEM, EADDRNOTAVAIL,
	  "no interface has it; there are few", find_address_foreign,
	  "{host} is no address of this machine, which has {mine}: bind takes one's own "
	  "address, connect the other's", "bind {socket} {loopback}" },
	{ "bind", ERROR_SYSTEM, EADDRNOTAVAIL, "no interface has it", find_address_many,
	  "{host} is none of the {count} addresses of this machine: bind takes one's own "
	  "address, connect the other's", "interfaces" },
	{ "bind", ERROR_SYSTEM, EADDRNOTAVAIL, "no interface has it", NULL,
	  "either {host} is no address of this machine, or its interface is down or not ready: "
	  "bind takes one's own address, connect the other's", "interfaces" },
	{ "bind", ERROR_SYSTEM, EAFNOSUPPORT,
	  "the address is of another family, which has one that means the same",
	  find_address_instead,
	  "{address} is an address of {given}, and {this} is of {family}",
	  "bind {socket} {instead}" },
	{ "bind", ERROR_SYSTEM, EAFNOSUPPORT, "the address is of another family", find_calls_family,
	  "{address} is an address of {given}, and {this} is of {family}",
	  "socket {takes}" },
	{ "bind", ERROR_SYSTEM, EAFNOSUPPORT, "the address is of another family", NULL,
	  "the address is of another family than {this}", NULL },
	{ "bind", ERROR_SYSTEM, EINVAL, "more bytes than a UNIX address has", find_address_long,
	  "the address was passed as {length} bytes long, and one of UNIX has {most} at "
	  "most", "bind {socket} {address}" },
	{ "bind", ERROR_SYSTEM, EINVAL, "more bytes than any address has", find_calls_long,
	  "an address of {length} bytes was passed, and none has more than {most}, or fewer "
	  "than 0", NULL },
	{ "bind", ERROR_SYSTEM, EINVAL, "fewer bytes than the address has", find_calls_short,
	  "the address was passed as {length} bytes long, and one of this family has "
	  "{needs}", NULL },
	{ "bind", ERROR_SYSTEM, EINVAL, "the address is of another family", find_calls_family,
	  "{address} is an address of {given}, and {this} is of {family}", NULL },
	{ "bind", ERROR_SYSTEM, EINVAL, "the socket is connected", find_address_connected,
	  "{this} is connected to {peer}, from {local}: its own address is settled; bind "
	  "comes before connect", "socket {kind}" },
	{ "bind", ERROR_SYSTEM, EINVAL, "the socket is bound", find_address_bound,
	  "{this} is bound to {local} already: a socket has one address, once", "socket {kind}" },
	{ "bind", ERROR_SYSTEM, EINVAL, "an address of IPv4, and IPv6 alone",
	  find_address_only_inet6,
	  "{host} stands for an address of IPv4, and {this} is for IPv6 alone (IPV6_V6ONLY is "
	  "on)", NULL },
	{ "bind", ERROR_SYSTEM, EINVAL,
	  "a link-local address without its interface", find_address_no_scope,
	  "{host} is link-local, the same on every link, so it has to name its interface: "
	  "{host}%NAME", "{?scoped:bind {socket} {scoped}}{!scoped:interfaces}" },
	{ "bind", ERROR_SYSTEM, EINVAL, "the call is at odds with the socket", NULL,
	  "either {this} is bound or connected already, or the address is not what it takes",
	  "info {socket}" },
	{ "bind", ERROR_SYSTEM, ENODEV,
	  "the address names an interface that there is none of", find_address_bad_scope,
	  "there is no interface {index}: this machine has {interfaces|interface}", "interfaces" },
	{ "bind", ERROR_SYSTEM, ENODEV,
	  "the socket is bound to an interface that there is none of", find_address_stuck,
	  "{?tied:{this} is bound to interface {index}, which is gone}{!tied:an earlier bind left "
	  "{this} at interface {index}, which there is none of, and there it stays}: take a new "
	  "socket", "socket {kind}" },
	{ "bind", ERROR_SYSTEM, ENODEV, "no such interface", find_address_interfaces,
	  "there is no such interface: this machine has {interfaces|interface}", "interfaces" },
	{ "bind", ERROR_SYSTEM, ENODEV, "no such interface", NULL,
	  "either the address names an interface that there is none of, or an earlier bind has "
	  "left {this} at one", "interfaces" },
	{ "bind", ERROR_SYSTEM, ENOENT, "a folder on the way is missing", find_path_no_folder,
	  "there is no folder '{part}': bind makes the last part of a path, not what is "
	  "before it", "run 'mkdir -p -- \"$1\"' --arg {parent}" },
	{ "bind", ERROR_SYSTEM, ENOENT, "a file system that makes no files", find_path_special,
	  "nothing can be made in '{folder}': it is a file system ({system}) whose files the "
	  "kernel makes itself", NULL },
	{ "bind", ERROR_SYSTEM, ENOENT, "a part of the path is missing", NULL,
	  "either a folder of {address} is missing (bind makes the last part of a path only), or "
	  "its file system makes no files for anybody", NULL },
	{ "bind", ERROR_SYSTEM, ENOTDIR, "a part of the path is no folder", find_path_not_folder,
	  "'{part}' is {what}, so nothing can be in it", NULL },
	{ "bind", ERROR_SYSTEM, ENOTDIR, "a part of the path is no folder", NULL,
	  "a part of {address} that should be a folder is none", NULL },
	{ "bind", ERROR_SYSTEM, ELOOP, "links that lead round in a circle", find_path_loop,
	  "'{part}' is a link{?target: to '{target}'} that leads back to itself, or through more "
	  "than 40 links", NULL },
	{ "bind", ERROR_SYSTEM, ELOOP, "links that lead round in a circle", NULL,
	  "the links of {address} lead round in a circle, or are too many", NULL },
	{ 0 }
};
