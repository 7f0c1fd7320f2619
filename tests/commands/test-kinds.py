#!/usr/bin/python3
"""Each kind of socket: made, bound, joined, and bytes over it, in a network of its own.

What the running kernel lacks is skipped by name, and so is what needs rights where no
user namespace can be had."""

import os
import socket
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import SOSH, Suite, declarations, equal, expect, like, ordinary, run

# A network of its own, with loopback, and ping sockets for its only group.
WITHIN = ["unshare", "-Urn", "sh", "-c",
          "ip link set lo up && echo '0 0' >/proc/sys/net/ipv4/ping_group_range && "
          "exec \"$@\"", "-"]
ECHO, ECHO6 = "hex:'08 00 0000 0000 0001'", "hex:'80 00 0000 0000 0001'"
FRAME = ("hex:'000000000000 000000000000 0800 4500001c 00010000 40010000 7f000001 7f000001"
         " 0800f7ff 00000000'")
LINKS = "hex:'14000000 1200 0103 01000000 00000000 00000000'"     # RTM_GETLINK, a dump


def can_unshare():
    try:
        return subprocess.run(WITHIN + ["true"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def lacks(*numbers):
    """Why this kernel makes no such socket, or None."""
    try:
        socket.socket(*numbers).close()
    except PermissionError:
        return None
    except OSError as error:
        return os.strerror(error.errno)
    return None


# A name, the three numbers, the commands, what the answers hold, the last first.
ROWS = [
    ("ping", (2, 2, 1), f"socket ping; connect 1 127.0.0.1; send 1 {ECHO} hello; recv 1",
     [{"bytes": 13, "from": "127.0.0.1"}, {"bytes": 13}, {"peer": "127.0.0.1"},
      {"kind": "ping"}]),
    ("ping, not connected", (2, 2, 1), f"socket ping; send 1 {ECHO} --to localhost; recv 1",
     [{"from": "127.0.0.1"}, {"to": "127.0.0.1"}]),
    ("ping bound to an identifier", (2, 2, 1), "socket ping; bind 1 127.0.0.1:77; status 1",
     [{"sockets": [{"kind": "ping", "state": "BOUND", "local.port": 77}]}]),
    ("ping6", (10, 2, 58), f"socket ping6; connect 1 ::1; send 1 {ECHO6}; recv 1",
     [{"bytes": 8, "from": "::1"}, {}, {"peer": "::1"}, {"kind": "ping6"}]),
    ("raw", (2, 3, 1), f"socket raw:icmp; bind 1 127.0.0.1; send 1 {ECHO} --to 127.0.0.1; "
     "recv 1 --hex", [{"bytes": 28, "from": "127.0.0.1"}, {"to": "127.0.0.1"},
                      {"local": "127.0.0.1"}, {"kind": "raw:icmp"}]),
    ("raw, connected", (2, 3, 1), "socket raw:1; connect 1 127.0.0.1; send 1 hi; status 1",
     [{"sockets": [{"kind": "raw:icmp", "state": "BOUND", "local": "127.0.0.1",
                    "protocol": 1}]}, {"bytes": 2}, {"peer": "127.0.0.1"}]),
    ("raw of a protocol without a name", (2, 3, 253), "socket raw:253; bind 1 127.0.0.1; "
     "socket raw:253; send 2 hi --to 127.0.0.1; recv 1",
     [{"bytes": 22, "from": "127.0.0.1"}, {}, {"kind": "raw:253"}]),
    ("raw6", (10, 3, 58), f"socket raw6:icmpv6; bind 1 ::1; send 1 {ECHO6} --to ::1; recv 1",
     [{"bytes": 8, "from": "::1"}, {"to": "::1"}, {"local": "::1"}, {"kind": "raw6:icmpv6"}]),
    ("packet", (17, 3, 0), f"socket packet:ip; bind 1 lo:ip; send 1 {FRAME} --to lo:ip; "
     "recv 1; status 1",
     [{"sockets": [{"kind": "packet:ip", "state": "BOUND", "protocol": 0x800,
                    "local": "lo:ip:00:00:00:00:00:00", "local.host": "lo"}]},
      {"bytes": 42, "from": "lo:ip:00:00:00:00:00:00", "whom": "host"},
      {"bytes": 42, "to": "lo:ip"},
      {"local": "lo:ip:00:00:00:00:00:00"}, {"kind": "packet:ip"}]),
    ("packet that sees what others send", (17, 3, 0), "socket packet; bind 1 lo; socket udp; "
     "send 2 hi --to 127.0.0.1:9; recv 1",
     [{"bytes": 44, "from": "lo:ip:00:00:00:00:00:00", "whom": "outgoing"}, {}, {}, {}, {"kind": "packet"}]),
    ("packet-dgram", (17, 2, 0), "socket packet-dgram:arp; bind 1 lo; "
     "send 1 hi --to lo:arp:00:00:00:00:00:00; recv 1",
     [{"bytes": 2, "data": "hi"}, {}, {}, {"kind": "packet-dgram:arp"}]),
    ("packet that is stamped", (17, 3, 0), "socket packet; timestamps 1 on; bind 1 lo:0x9999; "
     "send 1 zero:60", [{"bytes": 60, "sent": float}]),
    ("mptcp", (2, 1, 262), "socket mptcp; bind 1 127.0.0.1:0; listen 1; socket mptcp; "
     "connect 2 ${1.local}; accept 1; send 2 hi; recv 3; status 1 2 3; reset 2; close 3",
     [{}, {"socket": 2}, {"sockets": [
         {"kind": "mptcp", "state": "LISTEN"},
         {"kind": "mptcp", "state": "ESTABLISHED", "pair": 3, "rtt": float},
         {"kind": "mptcp", "state": "ESTABLISHED", "pair": 2}]}, {"data": "hi"}]),
    ("mptcp6", (10, 1, 262), "socket mptcp6; bind 1 [::1]:0; listen 1; socket mptcp6; "
     "connect 2 ${1.local}; accept 1", [{"listener": 1}, {"socket": 2}]),
    ("udplite", (2, 2, 136), "socket udplite; bind 1 127.0.0.1:0; socket udplite; "
     "send 2 hi --to ${1.local}; recv 1", [{"data": "hi"}, {}, {"kind": "udplite"}]),
    ("udplite6", (10, 2, 136), "socket udplite6; bind 1 [::1]:0; socket udplite6; "
     "send 2 hi --to ${1.local}; recv 1", [{"data": "hi"}, {}, {"kind": "udplite6"}]),
    ("sctp", (2, 1, 132), "socket sctp; bind 1 127.0.0.1:0; listen 1; socket sctp; "
     "connect 2 ${1.local}; accept 1; send 2 hi; recv 3; status 1 2",
     [{"sockets": [{"state": "LISTEN"}, {"state": "CONNECTED"}]}, {"data": "hi"}]),
    ("sctp6", (10, 1, 132), "socket sctp6; bind 1 [::1]:0; listen 1; socket sctp6; "
     "connect 2 ${1.local}; accept 1", [{"listener": 1}]),
    ("vsock", (40, 1, 0), "socket vsock; bind 1 any:any; listen 1; status 1",
     [{"sockets": [{"kind": "vsock", "state": "LISTEN", "local.host": "any"}]},
      {"backlog": 128}]),
    ("vsock-seqpacket", (40, 5, 0), "socket vsock-seqpacket; status 1",
     [{"sockets": [{"kind": "vsock-seqpacket", "state": "OPEN"}]}]),
    ("vsock-dgram", (40, 2, 0), "socket vsock-dgram", [{"kind": "vsock-dgram"}]),
    ("netlink", (16, 3, 0), f"socket netlink:route; bind 1 0; send 1 {LINKS}; recv 1; status 1",
     [{"sockets": [{"kind": "netlink:route", "state": "BOUND"}]},
      {"from": "0", "truncated": False}, {"bytes": 20}, {"local": str}]),
    ("netlink to the kernel by its address", (16, 3, 0), f"socket netlink:0; "
     f"send 1 {LINKS} --to 0; recv 1", [{"from": "0"}, {"to": "0"}]),
    ("netlink to another", (16, 3, 0), "socket netlink:usersock; bind 1 4711; "
     "socket netlink:usersock; connect 2 4711; send 2 hi; recv 1; status 2",
     [{"sockets": [{"state": "CONNECTED", "peer": "4711"}]}, {"data": "hi"}]),
    ("netlink that nobody is at", (16, 3, 0), "socket netlink:sock_diag; status 1",
     [{"sockets": [{"kind": "netlink:sock_diag", "state": "OPEN", "local": "0"}]}]),
]

# What a socket is called that was made of three words.
NUMBERS = [
    ("packet raw ip", "packet:ip"), ("packet raw 0", "packet"), ("AF_PACKET 3 0x0300", "packet"),
    ("packet dgram arp", "packet-dgram:arp"), ("netlink raw route", "netlink:route"),
    ("netlink dgram NETLINK_SOCK_DIAG", "netlink:sock_diag"), ("16 3 16", "netlink:generic"),
    ("inet raw icmp", "raw:icmp"), ("inet6 raw 58", "raw6:icmpv6"), ("2 3 200", "raw:200"),
    ("inet dgram icmp", "ping"), ("inet stream mptcp", "mptcp"), ("inet dgram 136", "udplite"),
    ("vsock stream", "vsock"), ("inet stream 6", "tcp"), ("unix raw", "unix/raw/0"),
    ("raw:1", "raw:icmp"), ("raw:IPPROTO_UDP", "raw:udp"), ("packet:0x88cc", "packet:lldp"),
    ("netlink:NETLINK_ROUTE", "netlink:route"), ("netlink:4", "netlink:sock_diag"),
]
# By a name that /etc/protocols alone has.
FILED = [("raw:ospf", 89), ("raw6:ipv6-icmp", 58), ("raw:OSPF", 89), ("inet raw IPv6-ICMP", 58)]
WRONG = [
    ("raw", "'raw' wants a protocol behind it"), ("raw:", "behind 'raw:' stands a protocol"),
    ("raw:bogus", "behind 'raw:' stands a protocol"), ("raw:-1", "EINVAL"),
    ("raw:99999999999", "behind 'raw:'"), ("tcp:1", "'tcp' is a kind by itself"),
    ("netlink", "a protocol behind a ':'"), ("netlink:bogus", "behind 'netlink:'"),
    ("packet:bogus", "behind 'packet:'"), ("tpc", "did you mean 'tcp'?"),
    ("inet raw bogus", "'bogus' is no protocol"), ("netlink raw tcp", "'tcp' is no protocol"),
    ("raw raw 1", "'raw' wants a protocol"), ("inet6", "a type comes"),
    ("vsock", None), ("''", "'' is no kind"), ('"raw:\\x00"', "behind 'raw:'"),
]
# Addresses that the socket cannot have.
ADDRESSES = [
    ("ping", "bind 1 ::1"), ("raw:icmp", "connect 1 127.0.0.1:http:x"),
    ("packet", "bind 1 nosuch0"),
    ("packet", "bind 1 lo:bogus"), ("netlink:route", "bind 1 127.0.0.1:80"),
    ("vsock", "connect 1 127.0.0.1:80"), ("vsock", "bind 1 local"),
    ("raw6:icmpv6", "bind 1 1.2.3.4"),
]


def within(folder, commands, *options):
    return run(*WITHIN[1:], SOSH, *options, "-t", "5s", "-c", commands, program=WITHIN[0],
               cwd=folder)


def holds(folder, row):
    _, _, commands, wanted = row
    result = within(folder, commands, "--json")
    equal(result.status, 0, result)
    for answer, want in zip(reversed(result.answers), wanted):
        expect(like({"ok": True, **want}, answer), f"not as {want!r}", result)
    text = within(folder, commands)
    equal((text.status, text.complaint), (0, ""), text)


def has_kind(folder, words, kind):
    result = within(folder, f"socket {words}", "--json")
    equal(result.answer["kind"], kind, result)


def has_protocol(folder, words, number):
    result = within(folder, f"socket {words}; expect protocol == {number}")
    equal(result.status, 0, result)


def is_filed(name):
    try:
        return socket.getprotobyname(name) > 0
    except OSError:
        return False


def is_wrong(folder, words, message):
    result = within(folder, f"socket {words}")
    if message:
        equal(result.status, 1, result)
        expect(message in result.complaint, f"no {message!r}", result)


def is_no_address(folder, kind, command):
    result = within(folder, f"socket {kind}; {command}", "--json")
    equal(result.answer["error"]["kind"], "usage", result)


def adopted(folder, numbers, kind):
    with socket.socket(*numbers) as inherited:
        result = run("--json", "-c", f"adopt {inherited.fileno()}", cwd=folder,
                     pass_fds=[inherited.fileno()])
    equal(result.answer["kind"], kind, result)


def cannot(folder, command, errno, hint):
    """What is missing is told, by name."""
    result = run("--json", "-c", command, cwd=folder, preexec_fn=ordinary())
    error = result.answer["error"]
    equal(error["errno"], errno, result)
    expect(hint in error["hint"], f"no {hint!r}", result)
    text = run("-c", command, cwd=folder, preexec_fn=ordinary())
    expect(f"\n  {error['hint']}\n" in text.complaint, "the text has no hint", text)


def every_kind_has_a_row(_):
    have = {row[2].split(";")[0].split()[1].split(":")[0] for row in ROWS}
    old = {"tcp", "tcp6", "udp", "udp6", "unix", "unix-dgram", "unix-seqpacket"}
    missing = [kind for kind in declarations()["kinds"] if kind not in have | old]
    expect(not missing, f"no row for {missing}")


def main():
    suite = Suite()
    suite.case("every kind has a row", every_kind_has_a_row)
    suite.case("a kind that is lacking is told: sctp", cannot, "socket sctp", "EPROTONOSUPPORT",
               "no SCTP") if lacks(2, 1, 132) else None
    suite.case("a netlink family that is none is told", cannot, "socket netlink:99",
               "EPROTONOSUPPORT", "netlink family")
    suite.case("raw without rights is told", cannot, "socket raw:icmp", "EPERM", "CAP_NET_RAW")
    suite.case("packet without rights is told", cannot, "socket packet", "EPERM", "CAP_NET_RAW")
    if can_unshare():
        for row in ROWS:
            why = lacks(*row[1])
            if why:
                print(f"SKIPPED: {row[0]}: {why}")
                continue
            suite.case(f"{row[0]}: {row[2]}", holds, row)
        for words, kind in NUMBERS:
            suite.case(f"socket {words} is {kind}", has_kind, words, kind)
        for words, number in FILED:
            if is_filed("ospf") and is_filed("ipv6-icmp"):
                suite.case(f"socket {words} is {number}", has_protocol, words, number)
            else:
                print(f"SKIPPED: {words}: not in /etc/protocols")
        for words, message in WRONG:
            suite.case(f"socket {words} is wrong", is_wrong, words, message)
        for kind, command in ADDRESSES:
            suite.case(f"{kind}: {command} is refused", is_no_address, kind, command)
    else:
        print("SKIPPED: all that needs a network of its own: no user namespaces here")
    for numbers, kind in (((2, 1, 262), "mptcp"), ((16, 3, 0), "netlink:route"),
                          ((16, 2, 4), "netlink:sock_diag"), ((40, 1, 0), "vsock"),
                          ((2, 2, 136), "udplite")):
        if not lacks(*numbers):
            suite.case(f"an adopted {kind} is one", adopted, numbers, kind)
    suite.end()


if __name__ == "__main__":
    main()
