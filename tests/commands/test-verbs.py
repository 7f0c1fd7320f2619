#!/usr/bin/python3
"""Every verb succeeds, fails, and knows each of its flags, in text and in JSON.

A row: the verb, what it shows (`ok`, `fails`, a flag, or any other word), what runs
before, the command itself, what its JSON object holds (None: the command has none;
an error's kind or errno; a pattern: a syntax error), and a pattern in the text.
`{N}` stands for the number of a descriptor that sosh inherits: a TCP socket."""

import os
import re
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import (LIBMNL, OPENSSL, Failure, Suite, declarations, equal, expect, forms, like,
                  run)

PAIR = "pair"
DGRAM = "pair unix-dgram"
LISTEN = "socket tcp --name l; bind l 127.0.0.1:0; listen l"
TCP = LISTEN + "; socket tcp --name c; connect c ${l.local}; accept l --name s"
WAITS = LISTEN + "; socket tcp --name c; connect c ${l.local}"
UDP = "socket udp --name a; bind a 127.0.0.1:0; socket udp --name b; bind b 127.0.0.1:0"
FULL = PAIR + "; try { send 1 zero:8M --dontwait }"
WITH_OPENSSL = re.compile(r"(^|; |\{ )(tls|cert|certificate) |--tls")
# A TLS server waits on socket 2 of a pair, and what the client needs.
SERVED = ("certificate s --names localhost,127.0.0.1; pair; "
          "tls 2 --server --cert s.pem --key s.key &")
LIVE = SERVED + "; tls 1 --name localhost --ca s.pem; join all"
HTTPS = ("certificate s --names localhost,127.0.0.1; " + LISTEN + "; repeat 1 { accept l; "
         "tls . --server --cert s.pem --key s.key --alpn h2 } &; socket tcp --name c")
LOCAL = re.compile(r"^127\.0\.0\.1:[1-9][0-9]*$")
# What a program says, and a dump, is text on standard error in every mode.
NOTICE = re.compile(r"(?m)^(\* \[\d+\] |\[\d+\] [<>] |  ).*\n")

ROWS = [
    ("accept", "ok", WAITS, "accept l",
     {"socket": 3, "listener": 1, "local": LOCAL, "peer": LOCAL, "fd": int}, r"\[3\] accepted"),
    ("accept", "fails", "socket tcp", "accept 1", "EINVAL", "accept 1: EINVAL: Invalid argument"),
    ("accept", "--name", WAITS, "accept l --name n", {"socket": 3, "name": "n"}, "called n"),
    ("accept", "--nonblock", WAITS + "; accept l --nonblock", "recv 3", "EAGAIN", "EAGAIN"),
    ("accept", "--timeout", LISTEN, "accept l --timeout 20ms", "timeout", "within 20ms"),
    ("accept", "--flags", WAITS + "; accept l --flags nonblock,cloexec", "recv 3", "EAGAIN",
     "EAGAIN"),
    ("accept", "--flags by number", WAITS, "accept l --flags 0x1", "EINVAL", "EINVAL"),
    ("accept", "--flags that are none", WAITS, "accept l --flags nonblock,x", "usage", "'x' is"),
    ("accept", "--addrlen", WAITS, "accept l --addrlen 4", {"addrlen": 16, "peer": LOCAL},
     r"\[3\] accepted from 127"),
    ("accept", "--addrlen below zero", WAITS, "accept l --addrlen -1", "EINVAL", "EINVAL"),
    ("accept", "--null", WAITS, "accept l --null", "EFAULT", "EFAULT"),
    ("accept", "--fd-number", WAITS, "accept --fd-number ${l.fd}",
     lambda it: it["socket"] == 3 and "listener" not in it,
     r"\[3\] accepted from 127.0.0.1:\d+, fd"),
    ("accept", "--fd-number that waits", LISTEN, "accept --fd-number ${l.fd} --timeout 30ms",
     "timeout", "within 30ms"),
    ("accept", "--fd-number as a job", LISTEN + "; accept --fd-number ${l.fd} &; socket tcp; "
     "connect 2 ${l.local}", "join 1", {"jobs": [1], "answer": {"peer": LOCAL}}, "joined 1"),
    ("accept", "--fd-number of none", "", "accept --fd-number 999",
     {"ok": False, "error": {"call": "accept", "errno": "EBADF"}}, "accept: EBADF"),
    ("adopt", "ok", "", "adopt {N}", {"socket": 1, "kind": "tcp", "fd": int}, r"\[1\]"),
    ("adopt", "fails", "", "adopt 0", "ENOTSOCK", "ENOTSOCK"),
    ("adopt", "--name", "", "adopt {N} --name n", {"socket": 1, "name": "n"}, "n"),
    ("bind", "ok", "socket tcp", "bind 1 127.0.0.1:0", {"socket": 1, "local": LOCAL},
     r"\[1\] bound"),
    ("bind", "fails", "socket tcp", "bind 1 192.0.2.77:0", "EADDRNOTAVAIL", "EADDRNOTAVAIL"),
    ("bind", "--anyway", "socket tcp", "bind 1 [::1]:0 --anyway", "EAFNOSUPPORT", "EAFNOSUPPORT"),
    ("bind", "--addrlen", "socket tcp", "bind 1 127.0.0.1:0 --addrlen 4", "EINVAL", "EINVAL"),
    ("bind", "--family", "socket tcp", "bind 1 127.0.0.1:0 --family inet6", "EAFNOSUPPORT",
     "EAFNOSUPPORT"),
    ("bind", "--null", "socket tcp", "bind 1 127.0.0.1:0 --null", "EFAULT", "EFAULT"),
    ("bind", "--fd-number", "", "bind --fd-number 999 127.0.0.1:0",
     {"ok": False, "error": {"call": "bind", "errno": "EBADF"}}, "bind: EBADF"),
    ("bind", "no descriptor at all", "socket tcp; close 1", "bind --fd-number -1 127.0.0.1:0",
     {"ok": False, "error": {"call": "bind", "errno": "EBADF"}}, "bind: EBADF"),
    ("bind", "of a socket by its descriptor", "socket tcp",
     "bind 127.0.0.1:0 --fd-number ${1.fd}", lambda it: LOCAL.search(it["local"]) and
     "socket" not in it, r"\Abound|\nbound to 127"),
    ("break", "ok", "", "repeat { break }; echo on", {"command": "echo", "text": "on"}, "^on$"),
    ("break", "fails", "", "break", "usage", "no loop"),
    ("clear", "ok", "", "clear", {"ok": True}, ""),
    ("clear", "fails", "", "clear 1", re.compile("1:7: clear takes no"), ""),
    ("close", "ok", PAIR, "close 1", {"socket": 1}, r"\[1\] closed"),
    ("close", "several", PAIR, "close 1 2", {"sockets": [1, 2]}, r"\[1\] \[2\]"),
    ("close", "all", PAIR, "close all", {"sockets": [1, 2]}, r"\[1\] \[2\]"),
    ("close", "--wait", "spawn 'exec cat' --name c", "close c --wait", {"socket": 1},
     r"\[1\] closed"),
    ("close", "--timeout", "spawn 'trap \"\" TERM; echo; while :; do sleep 60; done' --name c; "
     "recv c", "close c --wait --timeout 20ms", "timeout", "no end of its program within 20ms"),
    ("close", "--wait and --timeout", PAIR, "close 1 --timeout 1", "usage", "goes with --wait"),
    ("close", "fails", PAIR + "; close 1", "close 1", "usage", "socket 1 is closed"),
    ("close", "--fd-number", "", "close --fd-number 999",
     {"ok": False, "error": {"call": "close", "errno": "EBADF"}}, "close: EBADF"),
    ("close", "--fd-number of somebody", "", "close --fd-number {N}", "refused", "adopt {N}"),
    ("close", "--fd-number of a socket", PAIR, "close --fd-number ${1.fd}", "refused",
     "is socket 1"),
    ("config", "ok", "", "config timeout 5", {"config": {"timeout": "5s"}}, "timeout +5s"),
    ("config", "fails", "", "config nonsense", "usage", "nonsense"),
    ("connect", "ok", LISTEN + "; socket tcp", "connect 2 ${l.local}",
     {"socket": 2, "local": LOCAL, "peer": LOCAL}, r"\[2\] connected"),
    ("connect", "fails", "socket tcp", "connect 1 127.0.0.1:1", "ECONNREFUSED",
     "connect 1: ECONNREFUSED: Connection refused"),
    # A UNIX listener whose backlog is full: nobody waits for long.
    ("connect", "--timeout", "socket unix; bind 1 ./s; listen 1 0; socket unix; connect 2 ./s; "
     "socket unix", "connect 3 ./s --timeout 30ms", "timeout", "within 30ms"),
    ("connect", "--nonblock", "socket unix; bind 1 ./s; listen 1 0; socket unix; connect 2 ./s; "
     "socket unix", "connect 3 ./s --nonblock", "EAGAIN", "EAGAIN"),
    ("connect", "--anyway", "socket tcp", "connect 1 [::1]:1 --anyway", "EAFNOSUPPORT", "EAFNO"),
    ("connect", "--addrlen", "socket tcp", "connect 1 127.0.0.1:1 --addrlen 4", "EINVAL",
     "EINVAL"),
    ("connect", "--family", "socket tcp", "connect 1 127.0.0.1:1 --family 77", "EAFNOSUPPORT",
     "EAFNOSUPPORT"),
    ("connect", "--family unspec", TCP, "connect c ${l.local} --family unspec",
     lambda it: it["dissolved"] is True and "peer" not in it, r"\[2\] no longer connected\n"),
    ("connect", "--family unspec parts", TCP + "; connect c ${l.local} --family unspec",
     "expect s.pair == ''", {"ok": True}, ""),
    ("connect", "--family unspec of UDP", UDP + "; connect a ${b.local}; "
     "connect a ${b.local} --family unspec", "getpeername a", "ENOTCONN", "ENOTCONN"),
    ("connect", "--null", "socket tcp", "connect 1 127.0.0.1:1 --null", "EFAULT", "EFAULT"),
    ("connect", "--fd-number", "", "connect --fd-number 999 127.0.0.1:1",
     {"ok": False, "error": {"call": "connect", "errno": "EBADF"}}, "connect: EBADF"),
    ("connect", "--fd-number of a socket", LISTEN + "; socket tcp",
     "connect ${l.local} --fd-number ${2.fd}",
     {"ok": True, "peer": LOCAL}, "connected to 127"),
    ("connect", "--tls", HTTPS, "connect c localhost:${l.local.port} --tls --ca s.pem",
     {"peer": LOCAL, "version": "1.3", "verified": True}, "connected to .*; TLS 1.3"),
    ("connect", "--name", HTTPS, "connect c ${l.local} --tls --ca s.pem --name localhost",
     {"name": "localhost", "verified": True}, "TLS 1.3"),
    ("connect", "--ca", "socket tcp", "connect 1 127.0.0.1:9 --ca s.pem", "usage", "go with --tls"),
    ("connect", "--insecure", HTTPS, "connect c ${l.local} --tls --insecure", {"insecure": True},
     "NOT VERIFIED"),
    ("connect", "--alpn", HTTPS, "connect c ${l.local} --tls --insecure --alpn h2",
     {"alpn": "h2"}, ", h2"),
    ("continue", "ok", "", "foreach i in 1 2 { if $i == 1 { continue }; echo $i }",
     {"command": "echo", "text": "2"}, r"\A2\n\Z"),
    ("continue", "fails", "", "continue", "usage", "no loop"),
    ("def", "ok", "", "def f a b... { echo <$a> <$b> }; f 1 2 3",
     {"command": "echo", "text": "<1> <2 3>"}, r"\A<1> <2 3>\n\Z"),
    ("def", "fails", "", "def send { }", re.compile("1:5: 'send' is a command"), ""),
    ("dump", "ok", PAIR, "dump 1 on", {"socket": 1, "on": True}, r"\[1\] .* from now on"),
    ("dump", "off", PAIR + "; dump 1 on; send 1 abc", "dump 1 off", {"sent": 3, "received": 0},
     "3 bytes were sent, 0 bytes received"),
    ("dump", "off where it was not on", PAIR, "dump 1 off", {"on": False}, "shown no longer$"),
    ("dump", "--hex", PAIR + "; dump 1 on --hex", "send 1 hello", {"bytes": 5},
     r"\[1\] > \d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{6}  length=5 from=0 to=4\n"
     r"  00000000  68 65 6c 6c 6f +\|hello\|"),
    ("dump", "--text", PAIR + "; dump 1 on --text", r'send 1 "a\n\e[1m"', {"bytes": 6},
     r"(?m)^  a\\n\n  \\x1b\[1m$"),
    ("dump", "--text and --hex", PAIR, "dump 1 on --text --hex", "usage", "only one of"),
    ("dump", "--out", PAIR, "dump 1 on --out d", {"file": "d"}, "in d$"),
    ("dump", "fails", PAIR, "dump 1 perhaps", "usage", "perhaps"),
    ("dup", "ok", PAIR, "dup 1", {"socket": 3, "of": 1, "fd": int}, r"\[3\]"),
    ("dup", "fails", "", "dup 1", "usage", "no socket 1"),
    ("dup", "--name", PAIR, "dup 1 --name n", {"socket": 3, "name": "n"}, "n"),
    ("dup", "--fd-number", "", "dup --fd-number {N}",
     lambda it: it["socket"] == 1 and "of" not in it, r"\[1\] a copy of the descriptor"),
    ("dup", "--fd-number of a file", "", "dup --fd-number 0", "ENOTSOCK", "ENOTSOCK"),
    ("dup", "--fd-number of none", "", "dup --fd-number 999", "EBADF", "dup: EBADF"),
    ("echo", "ok", "", "echo a 'b  c'", {"text": "a b  c"}, "^a b  c$"),
    ("echo", "fails", "", "echo $unset", "usage", "'unset' is not set"),
    ("expect", "ok", PAIR, "expect 1.kind == unix", {"ok": True}, ""),
    ("expect", "a switch", PAIR, "expect 1.writable == yes", {"ok": True}, ""),
    ("expect", "no switch", PAIR, "expect 1.readable != off", "expectation", "is 'off'"),
    ("expect", "no ghost", PAIR, "expect 1.ghost == false", {"ok": True}, ""),
    ("expect", "fails", PAIR, "expect 1.kind == tcp",
     {"ok": False, "error": {"kind": "expectation", "expected": "tcp", "actual": "unix"}},
     "expected +tcp\n +actual +unix"),
    ("expect", "recv ok", PAIR + "; send 1 hi", "expect recv 2 hi",
     {"socket": 2, "bytes": 2, "data": "hi", "eof": False},
     r"\[2\] received 2 bytes, as expected\n  hi"),
    ("expect", "recv fails", PAIR + "; send 1 ho", "expect recv 2 hi",
     {"ok": False, "socket": 2, "error": {"kind": "expectation", "expected": "hi",
                                          "actual": "ho", "differs_at": 1}},
     r"actual    ho\n             \^ differs at offset 1\n  calls     recv = 2, "),
    ("expect", "recv --match", PAIR + "; send 1 abc", "expect recv 2 --match b",
     {"bytes": 2, "data": "ab", "buffered": 1}, "2 bytes, as expected, 1 more buffered"),
    ("expect", "recv --within", PAIR, "expect recv 2 x --within 30ms", "timeout",
     "no 1 byte within 30ms"),
    ("expect", "recv --timeout", PAIR, "expect recv 2 x --timeout 30ms", "timeout",
     "within 30ms"),
    ("expect", "recv neither", PAIR, "expect recv 2", "usage", "wants DATA, or --match"),
    ("expect", "recv both", PAIR, "expect recv 2 a --match a", "usage", "do not go together"),
    ("expect", "recv twice a limit", PAIR, "expect recv 2 a --within 1 --timeout 1", "usage",
     "one will do"),
    ("expect", "--within", PAIR, "expect 1.recvq == 1 --within 30ms", "expectation", "within 30ms"),
    ("explain", "ok", "", "explain ECONNREFUSED",
     {"word": "ECONNREFUSED", "means": str, "text": str, "meanings": [
         {"what": "errno", "name": "ECONNREFUSED", "number": int, "means": str, "c": str,
          "python": str, "text": str}]}, r"\AECONNREFUSED, errno \d+"),
    ("explain", "a socket", "socket udp", "explain 1",
     {"meanings": [{"what": "socket", "socket": 1, "state": "OPEN", "name": "1", "means": str,
                    "c": str, "python": str, "text": str}]}, "Socket 1, udp"),
    ("explain", "the last command", "socket udp", "explain",
     {"word": "socket udp", "meanings": [
         {"what": "last", "name": "socket udp", "socket": 1, "state": "OPEN", "means": str,
          "c": str, "python": str, "text": str}]}, r"\nsocket udp\n\nMake"),
    ("explain", "--all", "", "explain --all", {"meanings": lambda it: len(it) > 500},
     "TIME-WAIT, a state of TCP"),
    ("explain", "fails", "", "explain nothing-of-the-kind", "usage", "nothing to explain"),
    ("fails", "ok", "", "fails usage recv 9",
     {"ok": True, "error": {"kind": "usage", "message": "there is no socket 9"}}, "no socket 9"),
    ("fails", "fails", "", "fails any echo x", "expectation", "echo succeeded"),
    ("foreach", "ok", "", "foreach i in 1..2 b { echo $i }", {"command": "echo", "text": "b"},
     r"\A1\n2\nb\n\Z"),
    ("foreach", "fails", "", "foreach 1x in a { }", "usage", "1x"),
    ("get", "ok", PAIR, "get 1 type", {"socket": 1, "options": {"type": "SOCK_STREAM"}},
     "type +SOCK_STREAM"),
    ("get", "all", "socket tcp", "get 1 all", {"options": {"keepalive": False, "nodelay": False}},
     "keepalive +off"),
    ("get", "all that reading does not change", TCP, "get c all",
     lambda it: {"meminfo", "tcp_timestamp", "cc_info", "info", "peername", "peercred",
                 "get_filter"} <= set(it["options"]) and
     not {"error", "saved_syn", "retopts"} & set(it["options"]), "meminfo +rmem_alloc=0"),
    ("get", "all of a pair", PAIR, "get 1 all",
     {"options": {"peercred": {"pid": int, "uid": int, "gid": int}}}, r"peercred +pid=\d+"),
    ("get", "no time that went by", "socket tcp; sleep 20ms", "get 1", {"options": {}}, "none"),
    ("get", "the name of a peer", "socket unix --name l; bind l \"\"; listen l; "
     "socket unix; connect 2 ${l.local}",
     "get 2 peername", lambda it: len(it["options"]["peername"]) > 1, r"peername +\S+"),
    ("get", "fails", "socket udp", "get 1 SOL_TCP:1", {"ok": False}, "get 1: "),
    ("get", "groups of netlink", "socket netlink:route; set 1 add_membership 3",
     "get 1 list_memberships", {"options": {"list_memberships": [3]}}, "list_memberships +3"),
    ("get", "changed", "socket udp; set 1 tos ef", "get 1",
     {"options": {"tos": 184, "priority": int}}, r"tos +ef"),
    ("get", "none changed", "socket tcp", "get 1", {"options": {}}, r"\[1\] options.*none"),
    ("get", "--optlen", "socket tcp", "get 1 keepcnt --optlen -1", "EINVAL", "EINVAL"),
    ("get", "a length", "socket tcp", "get 1 SO_LINGER --optlen 4", {"options": {"linger": 0}},
     "linger +0"),
    ("get", "a length beyond all measure", "socket tcp", "get 1 keepcnt --optlen 9999999", "usage",
     "at most 1048576"),
    ("get", "--null", "socket tcp", "get 1 keepcnt --null", "EFAULT", "EFAULT"),
    ("get", "--null of nothing", "socket tcp", "get 1 all --null", "usage", "name it"),
    ("get", "--fd-number", "", "get --fd-number 999 type",
     {"ok": False, "error": {"call": "getsockopt", "errno": "EBADF"}}, "get: EBADF"),
    ("get", "all of no socket", "", "get --fd-number 0", "ENOTSOCK", "get: ENOTSOCK"),
    ("get", "a name that two levels have", "socket udp6", "get 1 multicast_if",
     {"options": {"multicast_if": ""}}, r'multicast_if +""'),
    ("get", "of a socket by its descriptor", "socket tcp", "get type --fd-number ${1.fd}",
     lambda it: it["options"] == {"type": "SOCK_STREAM"} and "socket" not in it, "SOCK_STREAM"),
    ("group", "ok", "socket udp", "group 1 join 239.1.2.3 --interface lo",
     {"socket": 1, "joined": True, "group": "239.1.2.3", "interface": "lo", "mode": "exclude",
      "sources": []}, r"\[1\] joined 239.1.2.3 on lo$"),
    ("group", "--interface", "socket udp6", "group 1 join ff02::1234 --interface lo",
     {"group": "ff02::1234", "interface": "lo"}, "joined ff02::1234 on lo"),
    ("group", "--source", "socket udp6", "group 1 join ff35::1234 --interface lo --source ::2",
     {"source": "::2", "mode": "include", "sources": ["::2"]}, "on lo: include ::2"),
    ("group", "--fd-number", "", "group --fd-number 999 join 239.1.2.3 --interface lo",
     {"ok": False, "error": {"call": "setsockopt", "errno": "EBADF"}}, "group: setsockopt: EBADF"),
    ("group", "leave", "socket udp; group 1 join 239.1.2.3 --interface lo",
     "group 1 leave 239.1.2.3 --interface lo", {"joined": False}, "left 239.1.2.3"),
    ("group", "leave a source",
     "socket udp; group 1 join 232.1.2.3 --interface lo --source 127.0.0.2",
     "group 1 leave 232.1.2.3 --interface lo --source 127.0.0.3", "EADDRNOTAVAIL", "EADDRNOTAVAIL"),
    ("group", "twice", "socket udp6; group 1 join ff02::1234 --interface lo",
     "group 1 join ff02::1234 --interface lo", "EADDRINUSE", "EADDRINUSE"),
    ("group", "of a unicast address", "socket udp", "group 1 join 127.0.0.1 --interface lo",
     "EINVAL", "EINVAL"),
    ("group", "on no interface", "socket udp", "group 1 join 239.1.2.3 --interface 99999",
     "ENODEV", "ENODEV"),
    ("group", "of another family", "socket udp", "group 1 join ff02::1 --interface lo",
     {"ok": False, "error": {"kind": "system"}}, "ENOPROTOOPT|EOPNOTSUPP"),
    ("group", "an interface without a name", "socket udp",
     "group 1 join 239.1.2.3 --interface nosuch0", "usage",
     r"(?m)'nosuch0' is not an interface.*\n.*\n {49}\^$"),
    ("group", "fails", "socket udp", "group 1 join 239.1", "usage", "not an IP address"),
    ("getpeername", "ok", TCP, "getpeername c", {"socket": 2, "address": LOCAL, "addrlen": 16},
     r"\[2\] 127.0.0.1:\d+, 16 bytes"),
    ("getpeername", "fails", "socket tcp", "getpeername 1", "ENOTCONN", "ENOTCONN"),
    ("getpeername", "--addrlen", TCP, "getpeername c --addrlen 4",
     {"came": 4, "part": re.compile("^0200[0-9a-f]{4}$"), "addrlen": 16},
     "4 bytes of an address of 16"),
    ("getpeername", "--null", TCP, "getpeername c --null", "EFAULT", "EFAULT"),
    ("getpeername", "--fd-number", TCP, "getpeername --fd-number ${c.fd}",
     lambda it: LOCAL.search(it["address"]) and "socket" not in it, r"(?m)^127.0.0.1:\d+, 16"),
    ("getsockname", "ok", PAIR, "getsockname 1",
     lambda it: it["addrlen"] == 2 and "address" not in it, "without a name, 2 bytes"),
    ("getsockname", "fails", "", "getsockname 1", "usage", "no socket 1"),
    ("getsockname", "--addrlen", "socket tcp", "getsockname 1 --addrlen -1", "EINVAL", "EINVAL"),
    ("getsockname", "--null", "socket tcp", "getsockname 1 --null", "EFAULT", "EFAULT"),
    ("getsockname", "--null and no room", "socket tcp", "getsockname 1 --null --addrlen 0",
     {"addrlen": 16, "came": 0}, "0 bytes of an address of 16"),
    ("getsockname", "--fd-number", "", "getsockname --fd-number 999",
     {"ok": False, "error": {"call": "getsockname", "errno": "EBADF"}}, "getsockname: EBADF"),
    ("help", "ok", "", "help socket", {"topic": "socket", "text": str}, "socket KIND"),
    ("help", "expressions", "", "help expressions", {"topic": "expressions"}, "let NAME = EXPR"),
    ("help", "framing", "", "help framing", {"topic": "framing"}, "--until DATA"),
    ("help", "scripts", "", "help scripts", {"topic": "scripts"}, "def NAME PARAM"),
    ("help", "tests", "", "help tests", {"topic": "tests"}, "teardown { }"),
    ("help", "all topics", "", "help", {"text": str},
     r"(?s)expressions .*framing .*scripts .*tests "),
    ("help", "option", "", "help option", {"topic": "option", "text": str},
     "SOL_PACKET, of AF_PACKET"),
    ("help", "option by name", "", "help option tos",
     lambda it: it["options"][0]["name"] == "IP_TOS" and it["options"][0]["refuses"] == "EFAULT",
     "IPPROTO_IP .0., option 1"),
    ("help", "option of two levels", "", "help option cork",
     lambda it: [o["name"] for o in it["options"]] == ["TCP_CORK", "UDP_CORK"], "UDP_CORK"),
    ("help", "option by number", "", "help option tcp:18",
     lambda it: it["options"][0]["brief"] == "user_timeout", "TCP_USER_TIMEOUT"),
    ("help", "no option", "", "help option rcvbuff", "usage", "did you mean 'rcvbuf'"),
    ("help", "a word too many", "", "help kinds tcp", "usage", "only 'help option'"),
    ("help", "fails", "", "help nonsense", "usage", "nonsense"),
    ("history", "ok", "", "history", {"lines": []}, ""),
    ("history", "fails", "", "history nonsense", "usage", "nonsense"),
    ("if", "ok", "", "if 1 == 2 { echo a } else if 2 == 2 { echo b } else { echo c }",
     {"command": "echo", "text": "b"}, r"\Ab\n\Z"),
    ("if", "fails", "", "if a < b { }", "usage", "'<'"),
    ("info", "ok", PAIR, "info 2",
     {"socket": 2, "properties": {"number": 2, "kind": "unix", "pair": 1}}, "kind +unix"),
    ("info", "fails", "", "info 1", "usage", "no socket 1"),
    ("interfaces", "ok", "", "interfaces", {"interfaces": list}, r"(?m)^lo "),
    ("interfaces", "fails", "", "interfaces x", re.compile("1:12: interfaces takes no"), ""),
    ("let", "ok", "", "let x a b; echo $x", {"command": "echo", "text": "a b"}, "^a b$"),
    ("let", "fails", "", "let 1x a", "usage", "1x"),
    ("listen", "ok", "socket tcp; bind 1 127.0.0.1:0", "listen 1 5",
     {"socket": 1, "local": LOCAL, "backlog": 5}, r"\[1\] listening"),
    ("listen", "what the kernel makes of it", "socket tcp; bind 1 127.0.0.1:0", "listen 1 -1",
     {"backlog": -1, "actual": lambda most: most > 0},
     r"\[1\] listening on .*, backlog \d+ \(asked: -1\)"),
    ("listen", "as it was asked", "socket tcp; bind 1 127.0.0.1:0", "listen 1 1",
     lambda it: it["backlog"] == 1 and "actual" not in it, ", backlog 1$"),
    ("listen", "fails", "socket udp", "listen 1", "EOPNOTSUPP", "EOPNOTSUPP"),
    ("listen", "--fd-number", "", "listen --fd-number 0", "ENOTSOCK", "listen: ENOTSOCK"),
    ("listen", "--fd-number of a socket", "socket tcp; bind 1 127.0.0.1:0",
     "listen 5 --fd-number ${1.fd}", {"local": LOCAL, "backlog": 5}, "(?m)^listening on"),
    ("name", "ok", PAIR, "name 1 n", {"socket": 1, "name": "n"}, "n"),
    ("name", "fails", PAIR + " --names a,b", "name 1 b", "usage", "has the name 'b'"),
    ("off", "ok", PAIR + "; on 1 readable { }; on 1 closed { }", "off 1",
     {"socket": 1, "count": 2}, r"\[1\] 2 reactions taken off"),
    ("off", "fails", "", "off 1", "usage", "no socket 1"),
    ("on", "ok", PAIR, "on 1 readable { }", {"socket": 1, "when": "readable"},
     r"\[1\] a block runs from now on: readable"),
    ("on", "match", PAIR, "on 1 match '^a' { }", {"when": "match"}, "match"),
    ("on", "match without", PAIR, "on 1 match { }", "usage", "wants a regular"),
    ("on", "a regex that is none", PAIR, "on 1 match '(' { }", "usage",
     r"not a regular expression.*\n.*\n +\^"),
    ("on", "closed with a regex", PAIR, "on 1 closed x { }", "usage", "goes with 'match'"),
    ("on", "too many", PAIR + "; repeat 100 { on 1 readable { } }", "on 1 readable { }", "limit",
     "100 reactions"),
    ("on", "fails", "", "on 1 readable { }", "usage", "no socket 1"),
    ("pair", "ok", "", "pair unix-seqpacket",
     {"sockets": [1, 2], "kind": "unix-seqpacket", "fds": list}, r"\[1\] \[2\] unix-seqpacket"),
    ("pair", "fails", "", "pair udp", "EOPNOTSUPP", "EOPNOTSUPP"),
    ("pair", "--names", "", "pair --names a,b", {"names": ["a", "b"]}, "a b"),
    ("pair", "--null", "", "pair --null", {"ok": False, "error": {"call": "socketpair",
     "errno": "EFAULT"}}, "pair: EFAULT"),
    ("poll", "--fd-number", "", "poll --fd-number 999", {"ready": {"fd999": ["nval"]}},
     "fd999.*nval"),
    ("poll", "--fd-number that waits", LISTEN, "poll --fd-number ${l.fd} --timeout 20ms",
     {"ready": {}}, "none"),
    ("poll", "ok", PAIR + "; send 1 x", "poll 1 2", {"ready": {"2": ["read"]}}, "2"),
    ("poll", "fails", PAIR, "poll 1 1", "usage", "twice"),
    ("poll", "--for", PAIR, "poll 1 2 --for read,write",
     {"ready": {"1": ["write"], "2": ["write"]}}, "write"),
    ("poll", "--timeout", PAIR, "poll 1 --timeout 20ms", lambda it: it["ok"] and
     it["ready"] == {} and "error" not in it, "none"),
    ("cancel", "ok", "sleep 1h &", "cancel 1", {"jobs": [1]}, "cancelled 1"),
    ("cancel", "all", "sleep 1h &; sleep 1h &", "cancel all", {"jobs": [1, 2]}, "cancelled 1 2"),
    ("cancel", "one that has ended", "sleep 0 &", "cancel %1", {"jobs": []}, "nothing"),
    ("cancel", "fails", "", "cancel 3", "usage", "there is no job 3"),
    ("jobs", "ok", PAIR + "; recv 1 &", "jobs",
     {"jobs": [{"job": 1, "state": "waiting", "waits": "recv", "socket": 1, "command": "recv 1",
                "age": float}]}, "recv 1"),
    ("jobs", "fails", "", "jobs 1", re.compile("1:6: jobs takes no"), ""),
    ("join", "ok", PAIR + "; recv 1 &; send 2 x", "join 1",
     {"jobs": [1], "socket": 1, "answer": {"bytes": 1, "data": "x"}}, r"\[1\] joined 1"),
    ("join", "fails", "socket tcp; connect 1 127.0.0.1:1 &", "join 1", "ECONNREFUSED",
     "ECONNREFUSED"),
    ("join", "--timeout", "sleep 1h &", "join all --timeout 20ms", "timeout", "within 20ms"),
    ("quit", "ok", "", "quit", {"ok": True}, ""),
    ("quit", "fails", "", "quit 256", "usage", "0 to 255"),
    ("recv", "ok", PAIR + "; send 1 hi", "recv 2",
     {"socket": 2, "bytes": 2, "eof": False, "data": "hi"}, r"(?m)^  hi$"),
    ("recv", "from", UDP + "; send a hi --to ${b.local}", "recv b",
     {"socket": 2, "from": LOCAL, "truncated": False, "data": "hi"}, "from 127.0.0.1:"),
    ("recv", "size", DGRAM + "; send 1 abc", "recv 2 2",
     {"bytes": 2, "truncated": True, "data": "ab"}, "truncated"),
    ("recv", "fails", "socket tcp", "recv 1", "ENOTCONN", "recv 1: ENOTCONN"),
    ("recv", "--peek", PAIR + "; send 1 hi; recv 2 --peek", "recv 2", {"data": "hi"}, "hi"),
    ("recv", "--oob", TCP + "; send c ab --oob", "recv s --oob",
     {"data": "b", "flags": ["oob"]}, r"(?m)^  b$"),
    ("recv", "--waitall", PAIR + "; send 1 abc; close 1", "recv 2 5 --waitall",
     {"bytes": 3, "eof": False, "data": "abc"}, "abc"),
    ("recv", "--dontwait", PAIR, "recv 1 --dontwait", "EAGAIN", "EAGAIN"),
    ("recv", "--trunc", DGRAM + "; send 1 abcdef", "recv 2 2 --trunc",
     {"bytes": 2, "truncated": True, "length": 6, "data": "ab"}, "6 in all"),
    ("recv", "--out", PAIR + "; send 1 hi", "recv 2 --out got",
     lambda it: it["bytes"] == 2 and it["file"] == "got" and "data" not in it, "in got"),
    ("recv", "--hex", PAIR + "; send 1 hi", "recv 2 --hex", {"data": "hi"}, r"68 69 .*\|hi\|"),
    ("recv", "--text", PAIR + r'; send 1 "h\e\\"', "recv 2 --text", {"data": "h\x1b\\"},
     r"(?m)^  h\\x1b\\\\$"),
    ("recv", "--raw", PAIR + r'; send 1 "a\eb"', "recv 2 --raw", "refused", "a\x1bb"),
    ("recv", "--none", PAIR + "; send 1 hi", "recv 2 --none",
     lambda it: it["bytes"] == 2 and "data" not in it, r"2 bytes\n\Z"),
    ("recv", "--timeout", PAIR, "recv 1 --timeout 20ms", "timeout", "within 20ms"),
    ("recv", "--exact", PAIR + "; send 1 abcdef", "recv 2 4 --exact",
     {"bytes": 4, "eof": False, "data": "abcd", "buffered": 2}, "received 4 bytes, 2 more"),
    ("recv", "--exact without a size", PAIR, "recv 2 --exact", "usage", "--exact wants a SIZE"),
    ("recv", "--until", PAIR + "; send 1 a::b::", "recv 2 --until ::",
     {"data": "a::", "buffered": 3}, "(?m)^  a::$"),
    ("recv", "--until bytes", PAIR + "; send 1 hex:61007a", "recv 2 --until hex:00",
     {"bytes": 2, "data_base64": "YQA="}, r"a\\0|a\\x00"),
    ("recv", "--line", PAIR + r'; send 1 "a\nb\n"', "recv 2 --line",
     {"data": "a\n", "buffered": 2}, "2 more buffered"),
    ("recv", "--match", PAIR + r'; send 1 "250-x\r\n250 y\r\nz"; recv 2 --match "(?m)^250 (.*)\r\n"',
     "echo ${match.1}", {"text": "y"}, "(?m)^y$"),
    ("recv", "--match that is none", PAIR, "recv 1 --match '('", "usage",
     r"(?m)missing closing parenthesis\n.*\n +\^$"),
    ("recv", "--eof", PAIR + "; send 1 abc; shutdown 1", "recv 2 --eof",
     {"bytes": 3, "eof": True, "data": "abc"}, "received 3 bytes, up to the end"),
    ("recv", "--for", PAIR + "; send 1 abc", "recv 2 --for 20ms",
     {"bytes": 3, "eof": False, "data": "abc"}, "received 3 bytes"),
    ("recv", "--for nothing", PAIR, "recv 2 --for 20ms", {"bytes": 0, "eof": False},
     "received 0 bytes"),
    ("recv", "--as", PAIR + "; send 1 len16le{ abc }", "recv 2 --as len16le",
     {"bytes": 3, "data": "abc"}, "(?m)^  abc$"),
    ("recv", "--as numbers", PAIR + "; send 1 u16be:258 i8:-2", "recv 2 --as a=u16be,i8",
     {"bytes": 3, "values": [258, -2], "fields": {"a": 258}}, "3 bytes: 258 -2"),
    ("recv", "--max", PAIR + "; send 1 abcdef", "recv 2 --line --max 3", "limit",
     "no line within the first 3 bytes"),
    ("recv", "--pieces", PAIR + "; send 1 abcdef; recv 2 2 --exact", "recv 2 4 --exact --pieces",
     {"pieces": [{"offset": 0, "bytes": 4, "held": True}]}, "(?m)^ +0 +4 +true$"),
    ("recv", "a frame that is not whole", PAIR + "; send 1 abc; shutdown 1", "recv 2 --line",
     {"ok": False, "error": {"kind": "eof", "partial": "abc"}}, "(?m)^  partial   abc$"),
    ("recv", "--errqueue", "socket udp; set 1 recverr on; send 1 x --to 127.0.0.1:1",
     "recv 1 --errqueue", {"origin": "icmp", "errno": "ECONNREFUSED", "icmp_type": 3,
     "icmp_code": 3, "offender": "127.0.0.1", "to": "127.0.0.1:1", "data": "x",
     "message": "destination unreachable: port unreachable"}, "port unreachable .ECONNREFUSED"),
    ("recv", "--fd-number", PAIR + "; send 1 hi", "recv --fd-number ${2.fd}",
     lambda it: it["data"] == "hi" and "socket" not in it, r"\Areceived 2|\nreceived 2"),
    ("recv", "--fd-number that waits", PAIR, "recv --fd-number ${2.fd} --timeout 30ms", "timeout",
     "recv: no data within 30ms"),
    ("recv", "--fd-number of none", "", "recv --fd-number 999", "EBADF", "recv: EBADF"),
    ("recv", "--addrlen", UDP + "; send a x --to ${b.local}", "recv b --addrlen -1", "EINVAL",
     "EINVAL"),
    ("recv", "--null", UDP + "; send a x --to ${b.local}", "recv b --null", "EFAULT", "EFAULT"),
    ("recv", "--flags", DGRAM + "; send 1 abcdef", "recv 2 2 --flags peek,MSG_TRUNC",
     {"bytes": 2, "length": 6}, "6 in all"),
    ("repeat", "ok", "", "repeat 2 { echo x }", {"command": "echo", "text": "x"}, r"\Ax\nx\n\Z"),
    ("repeat", "fails", "", "repeat x { }", "usage", "not a number"),
    ("reset", "ok", TCP, "reset c", {"socket": 2}, r"\[2\] reset"),
    ("reset", "peer", TCP + "; reset c", "recv s", "ECONNRESET", "ECONNRESET"),
    ("reset", "fails", "", "reset 1", "usage", "no socket 1"),
    ("reset", "--fd-number", "", "reset --fd-number 0", {"ok": False, "error":
     {"call": "setsockopt", "errno": "ENOTSOCK"}}, "reset: setsockopt: ENOTSOCK"),
    ("reset", "--fd-number of none", "", "reset --fd-number 999", "EBADF", "EBADF"),
    ("reset", "--fd-number of a socket", "", "reset --fd-number {N}", "refused", "adopt {N}"),
    ("resolve", "ok", "", "resolve localhost:80", {"host": "localhost", "service": "80",
     "addresses": lambda them: "127.0.0.1:80" in them or "[::1]:80" in them}, "localhost.* is"),
    ("resolve", "fails", "", "resolve localhost:99999", "usage",
     "(?m)'99999' is not a port.*\n.*\n {20}\\^$"),
    ("resolve", "IPv6 needs no brackets", "", "resolve ::1", {"host": "::1", "addresses": ["::1"]},
     "^::1 is ::1$"),
    ("resolve", "an interface behind it", "", "resolve fe80::1%lo", {"addresses": ["fe80::1%lo"]},
     "^fe80::1%lo is fe80::1%lo$"),
    ("resolve", "with a port it does", "", "resolve [::1]:80", {"addresses": ["[::1]:80"]}, "80"),
    ("resolve", "--family", "", "resolve 127.0.0.1 --family inet", {"addresses": ["127.0.0.1"]},
     "127.0.0.1"),
    ("resolve", "--type", "", "resolve 127.0.0.1:9 --type 0", {"addresses": ["127.0.0.1:9"]},
     "is 127.0.0.1:9$"),
    ("resolve", "--protocol", "", "resolve 127.0.0.1:9 --type dgram --protocol tcp",
     "EAI_SOCKTYPE", "EAI_SOCKTYPE"),
    ("resolve", "--flags", "", "resolve localhost --flags 0x4", "EAI_NONAME", "EAI_NONAME"),
    ("resolve", "unknown flag", "", "resolve localhost --flags passive,perhaps", "usage",
     "'perhaps' is no flag"),
    ("return", "ok", "", "def f { return a b }; f; echo <${answer.value}>",
     {"command": "echo", "text": "<a b>"}, r"\A<a b>\n\Z"),
    ("return", "fails", "", "return", "usage", "no definition around"),
    ("reverse", "ok", "", "reverse 127.0.0.1", {"address": "127.0.0.1", "host": str},
     "127.0.0.1 is"),
    ("reverse", "fails", "", "reverse nonsense", "usage",
     "(?m)'nonsense' is not a.*\n.*\n {10}\\^$"),
    ("run", "ok", "", "run 'echo a; echo b'", {"status": 0, "bytes": 4, "output": "a\nb"},
     r"exit status 0, 4 bytes\n  a\\n\n  b\n"),
    ("run", "a status", "", "run 'echo oh >&2; exit 3'",
     {"status": 3, "output": "", "errors": "oh"}, r"exit status 3, 0 bytes\n  stderr: oh\n"),
    ("run", "a signal", "", "run 'kill -9 $$'",
     lambda it: it["signal"] == "SIGKILL" and "status" not in it, "ended by SIGKILL"),
    ("run", "bytes", "", "run 'printf \"\\\\377\"'", {"output_base64": "/w=="}, r"\\xff"),
    ("run", "escapes", "", "run 'printf \"\\\\033[31m\" | tee /dev/stderr'",
     {"output": "\x1b[31m", "errors": "\x1b[31m"}, r"  \\x1b\[31m\n  stderr: \\x1b\[31m"),
    ("run", "nothing to read", "", "run cat", {"status": 0, "output": ""}, "exit status 0"),
    ("run", "--exact", "", "run 'echo a' --exact", {"output": "a\n"}, r"  a\\n$"),
    ("run", "--timeout", "", "run 'echo a; exec sleep 9' --timeout 200ms",
     {"ok": False, "error": {"kind": "timeout", "partial": "a\n"}}, r"within 200ms\n +partial +a"),
    ("run", "--timeout of one that said nothing", "", "run 'exec sleep 9' --timeout 100ms",
     {"ok": False, "error": {"kind": "timeout", "partial": ""}}, r"within 100ms\n"),
    ("run", "too much", "", "run 'head -c 17000000 /dev/zero'",
     {"ok": False, "error": lambda it: it["kind"] == "limit" and "partial" not in it},
     "more than 16 MiB"),
    ("run", "no such program", "", "run ./none", {"status": 127, "errors": re.compile("none")},
     "exit status 127"),
    ("run", "fails", "", "run ''", "usage", "no command"),
    ("run", "--arg", "", """run 'printf "%s." "$0" "$@"' --arg '$(id)' --arg '; exit 3' --arg '' """
     """--arg '--x'""", {"output": "sh.$(id).; exit 3..--x."}, "sh"),
    ("run", "--arg of any bytes but NUL", r"""let x "\xff\x1b'\"`\n\x01"; pair; send 1 $x; recv 2""",
     """run 'printf %s "$1"' --arg ${answer.data} --exact""",
     {"output_base64": "/xsnImAKAQ=="}, r"\\xff\\x1b"),
    ("run", "--arg of a NUL", "", r'''run 'echo "$1"' --arg "a\x00b"''', "usage", "NUL in it"),
    ("run", "an --arg too long", "let x 0123456789abcdef; repeat 14 { let x $x$x }",
     "run true --arg $x", "E2BIG", "execve: E2BIG"),
    ("run", "a NUL", "", r'run "a\x00b"', "usage", "no NUL"),
    ("send", "ok", PAIR, "send 1 a b hex:00", {"socket": 1, "bytes": 3}, r"\[1\] sent 3 bytes"),
    ("send", "fails", "socket tcp", "send 1 x", {"ok": False, "bytes": 0,
     "error": {"kind": "system", "call": "send", "errno": "EPIPE"}}, "EPIPE"),
    ("send", "--to", UDP, "send a x --to ${b.local}", {"bytes": 1, "to": LOCAL}, "to 127.0.0.1:"),
    ("send", "--once", PAIR, "send 1 zero:8M --once", {"ok": True,
     "bytes": lambda n: 0 < n < 8 << 20},
     "sent"),
    ("send", "--dontwait", FULL, "send 1 x --dontwait", "EAGAIN", "EAGAIN"),
    ("send", "--oob", TCP + "; send c ab --oob", "poll s --for urgent",
     {"ready": {"3": ["urgent"]}}, "urgent"),
    ("send", "--more", UDP + "; connect a ${b.local}; send a x --more; send a y", "recv b",
     {"data": "xy"}, "xy"),
    ("send", "--dontroute", UDP, "send a x --to ${b.local} --dontroute", {"bytes": 1}, "sent 1"),
    ("send", "--confirm", UDP, "send a x --to ${b.local} --confirm", {"bytes": 1}, "sent 1"),
    ("send", "--nosignal", PAIR + "; close 2", "send 1 x --nosignal", "EPIPE", "EPIPE"),
    ("send", "--timeout", FULL, "send 1 x --timeout 20ms", "timeout", "within 20ms"),
    ("send", "--chunk", PAIR, "send 1 abc de --chunk 2", {"bytes": 5, "chunks": 3},
     "sent 5 bytes in 3 pieces"),
    ("send", "--chunk of nothing", PAIR, "send 1 abc --chunk 0", "usage", "1 to 67108864"),
    ("send", "--chunk over datagrams", DGRAM + "; send 1 abc --chunk 2", "recv 2",
     {"data": "ab"}, "2 bytes"),
    ("send", "--every", PAIR, "send 1 abc --chunk 1 --every 5ms", {"bytes": 3, "chunks": 3},
     "in 3 pieces"),
    ("send", "--every that is too long", PAIR, "send 1 abc --chunk 1 --every 1s --timeout 20ms",
     {"ok": False, "bytes": 1, "chunks": 1, "error": {"kind": "timeout"}}, "1 byte went before"),
    ("send", "--anyway", "socket udp", "send 1 x --to [::1]:9 --anyway", "EAFNOSUPPORT", "EAFNO"),
    ("send", "--fd-number", PAIR, "send --fd-number ${2.fd} x",
     lambda it: it["bytes"] == 1 and "socket" not in it, r"sent 1 byte"),
    ("send", "--fd-number of none", "", "send x --fd-number 999", "EBADF", "send: EBADF"),
    ("send", "--addrlen", UDP, "send a x --to ${b.local} --addrlen 4", "EINVAL", "EINVAL"),
    ("send", "--family", UDP, "send a x --to ${b.local} --family 10", "EAFNOSUPPORT", "EAFNO"),
    ("send", "--null", UDP, "send a x --to ${b.local} --null", "EFAULT", "EFAULT"),
    ("send", "--zerocopy", TCP + "; set c zerocopy on; send c zero:20k --zerocopy; "
     "recv s --none", "recv c --errqueue", {"origin": "zerocopy",
     "zerocopy": {"first": 0, "last": 0, "copied": bool}}, "zero-copy send 0 is done"),
    ("send", "--eor", "pair unix-seqpacket", "send 1 x --eor", {"bytes": 1}, "sent 1 byte"),
    ("send", "--fastopen", LISTEN + "; socket tcp --name c", "send c x --fastopen --to ${l.local}",
     {"bytes": 1, "local": LOCAL, "peer": LOCAL}, "sent 1 byte to 127"),
    ("send", "--flags", TCP + "; send c ab --flags MSG_OOB,0x4000", "poll s --for urgent",
     {"ready": {"3": ["urgent"]}}, "urgent"),
    ("send", "--fd", PAIR + "; send 1 x --fd 1,2", "recv 2", {"passed": [3, 4]}, "sockets 3 and 4"),
    ("send", "--credentials", PAIR + "; set 2 passcred on; send 1 x --credentials", "recv 2",
     {"credentials": {"pid": int, "uid": os.getuid(), "gid": os.getgid()}}, "by pid"),
    # What the kernel says depends on our rights: EPERM or ESRCH.
    ("send", "--pid", PAIR, "send 1 x --pid 4194305", {"ok": False, "error": {"kind": "system",
     "call": "sendmsg", "errno": re.compile("EPERM|ESRCH")}}, "EPERM|ESRCH"),
    ("send", "--uid", PAIR, "send 1 x --uid -1", {"ok": False, "error": {"kind": "system",
     "errno": re.compile("EPERM|EINVAL")}}, "EPERM|EINVAL"),
    ("send", "--gid", PAIR, "send 1 x --gid -1", {"ok": False, "error": {"kind": "system",
     "errno": re.compile("EPERM|EINVAL")}}, "EPERM|EINVAL"),
    ("send", "--pktinfo", UDP, "send a x --to ${b.local} --pktinfo 127.0.0.1%lo", {"bytes": 1},
     "sent 1"),
    ("send", "--ttl", UDP + "; set b recvttl on; send a x --to ${b.local} --ttl 7", "recv b",
     {"ttl": 7}, "ttl 7"),
    ("send", "--tos", UDP + "; set b recvtos on; send a x --to ${b.local} --tos af41", "recv b",
     {"tos": 136, "dscp": "af41", "ecn": "not-ect"}, "dscp af41"),
    ("send", "--gso", UDP, "send a zero:2500 --to ${b.local} --gso 1000",
     {"bytes": 2500, "datagrams": 3, "segment": 1000}, "as 3 datagrams"),
    ("send", "--gso with a unit", UDP, "send a zero:2k --to ${b.local} --gso 1k",
     {"datagrams": 2, "segment": 1024}, "2 datagrams of 1024 bytes"),
    ("send", "--fd over UDP", UDP, "send a x --to ${b.local} --fd b", "usage", "another family"),
    ("send", "--control", PAIR, "send 1 x --control SOL_SOCKET:SCM_RIGHTS:int:999", {"ok": False,
     "bytes": 0, "error": {"call": "sendmsg", "errno": "EBADF"}}, "EBADF"),
    ("set", "ok", "socket tcp", "set 1 SO_KEEPALIVE on",
     {"socket": 1, "option": "keepalive", "value": True}, "keepalive is on"),
    ("set", "made", "socket tcp", "set 1 rcvbuf 8k", {"value": 8192, "actual": 16384}, "16384"),
    ("set", "by number", "socket tcp", "set 1 6:18 int 500", {"ok": True}, r"\[1\]"),
    ("set", "--optlen", "socket tcp", "set 1 keepcnt 3 --optlen 2", "EINVAL", "EINVAL"),
    ("set", "a longer length", "socket tcp", "set 1 keepcnt 3 --optlen 400000", {"value": 3},
     "keepcnt is 3"),
    ("set", "--null", "socket tcp", "set 1 keepcnt 3 --null", "EFAULT", "EFAULT"),
    ("set", "--fd-number", "", "set --fd-number 999 keepalive on",
     {"ok": False, "error": {"call": "setsockopt", "errno": "EBADF"}}, "set: EBADF"),
    ("set", "of no socket", "", "set keepalive on --fd-number 0", "ENOTSOCK", "set: ENOTSOCK"),
    ("set", "a class of service", "socket udp", "set 1 tos af11 ect0", {"value": 42},
     "tos is af11 ect0"),
    ("set", "a clock", "socket udp", "set 1 txtime monotonic deadline report-errors",
     {"value": {"clock": "monotonic", "flags": ["deadline", "report-errors"]}},
     "txtime is monotonic deadline report-errors$"),
    ("set", "an interface of IPv4", "socket udp", "set 1 multicast_if lo",
     {"value": "lo", "actual": "0.0.0.0"}, r"addresses only \(asked: lo\)"),
    ("set", "the address of an interface", "socket udp", "set 1 multicast_if 127.0.0.1",
     lambda it: it["value"] == "127.0.0.1" and "actual" not in it, r"multicast_if is 127.0.0.1$"),
    ("set", "an interface that is no more", "socket udp", "set 1 multicast_if 99999",
     "EADDRNOTAVAIL", "EADDRNOTAVAIL"),
    ("set", "a group", "socket udp", "set 1 add_membership 239.1.2.3 lo",
     {"value": {"group": "239.1.2.3", "interface": "lo"}}, "add_membership 239.1.2.3 lo: done"),
    ("set", "fails", "socket tcp", "set 1 keepalive perhaps", "usage", "perhaps"),
    ("setup", "ok", "", "setup { echo up }; test a { }", {"command": "echo", "text": "up"},
     "^up\nok 1 - a "),
    ("setup", "fails", "", "repeat 1 { setup { } }", re.compile("1:12: setup stands at the top"),
     ""),
    ("shutdown", "ok", PAIR, "shutdown 1", {"socket": 1, "how": "write"}, r"\[1\] .*write"),
    ("shutdown", "both", PAIR + "; shutdown 1 both", "send 1 x", "EPIPE", "EPIPE"),
    ("shutdown", "as the call names it", PAIR, "shutdown 1 SHUT_RDWR", {"how": "both"},
     r"\[1\] shut for both"),
    ("shutdown", "in any case", PAIR, "shutdown 1 shut_rd", {"how": "read"}, "shut for read"),
    ("shutdown", "fails", "socket tcp", "shutdown 1", "ENOTCONN", "ENOTCONN"),
    ("shutdown", "by number", PAIR, "shutdown 1 2", {"socket": 1, "how": "both"}, "both"),
    ("shutdown", "no direction", PAIR, "shutdown 1 9", "EINVAL", "EINVAL"),
    ("shutdown", "nonsense", PAIR, "shutdown 1 writ", "usage", "'writ' is not write, read"),
    ("shutdown", "--fd-number", "", "shutdown --fd-number 999",
     {"ok": False, "error": {"call": "shutdown", "errno": "EBADF"}}, "shutdown: EBADF"),
    ("skip", "ok", "", "skip not 'on here'", {"why": "not on here"},
     "^skipped -c: not on here$"),
    ("skip", "fails", "", "skip", re.compile("1:5: skip wants WORD"), ""),
    ("sleep", "ok", "", "sleep 1ms", {"ok": True}, ""),
    ("sleep", "fails", "", "sleep x", "usage", "not a duration"),
    ("socket", "ok", "", "socket tcp", {"socket": 1, "kind": "tcp", "fd": int},
     r"\[1\] tcp socket"),
    ("socket", "numbers", "", "socket AF_INET dgram 0", {"kind": "udp"}, "udp"),
    ("socket", "a family that is none", "", "socket -1 1 1", "EAFNOSUPPORT",
     "socket: EAFNOSUPPORT"),
    ("socket", "a type that is none", "", "socket 2 -1", "EINVAL", "socket: EINVAL"),
    ("socket", "a protocol that is none", "", "socket 2 1 -1", "EINVAL", "socket: EINVAL"),
    ("socket", "fails", "", "socket inet stream udp", "EPROTONOSUPPORT", "EPROTONOSUPPORT"),
    ("socket", "--nonblock", PAIR + "; socket tcp --nonblock; listen 3", "accept 3", "EAGAIN",
     "EAGAIN"),
    ("socket", "--name", "", "socket udp --name n", {"socket": 1, "name": "n"}, "called n"),
    ("source", "ok", "", "source words a; echo $set", {"command": "echo", "text": "a"}, "^a$"),
    ("source", "fails", "", "source nonsense", "ENOENT", "ENOENT"),
    ("spawn", "ok", "", "spawn cat", {"socket": 1, "kind": "process", "pid": int, "fd": int},
     r"\[1\] process \d+, fd \d+$"),
    ("spawn", "--name", "", "spawn cat --name n", {"socket": 1, "name": "n"}, "called n"),
    ("spawn", "--arg", "", """spawn 'printf "%s." "$@"; read x' --arg 'a b' --arg '$x'; recv 1""",
     {"data": "a b.$x."}, "a b"),
    ("spawn", "is a kind", "spawn cat", "expect 1.kind == process", {"ok": True}, ""),
    ("spawn", "talks", "spawn cat; send 1 hello", "recv 1", {"data": "hello"}, "  hello"),
    ("spawn", "tells its command", "spawn 'cat #a'", "expect 1.command == 'cat #a'", {"ok": True},
     ""),
    ("spawn", "tells its pid", "spawn cat; let p ${answer.pid}", "expect 1.peer.pid == $p",
     {"ok": True}, ""),
    ("spawn", "tells its status", "spawn 'exit 5'", "expect 1.status == 5 --within 5s",
     {"ok": True}, ""),
    ("spawn", "tells its signal", "spawn 'kill -TERM $$'",
     "expect 1.signal == SIGTERM --within 5s", {"ok": True}, ""),
    ("spawn", "ends", "spawn 'read x; echo $x'; send 1 hex:610a; shutdown 1; recv 1", "recv 1",
     {"eof": True}, "end of file"),
    ("spawn", "a program that is none", "spawn ./none", "expect 1.status == 127 --within 5s",
     {"ok": True}, ""),
    ("spawn", "is closed", "spawn cat", "close 1", {"socket": 1}, r"\[1\] closed"),
    ("spawn", "fails", "", "spawn ' '", "usage", "no command"),
    ("status", "ok", PAIR, "status 2", {"sockets": [{"number": 2, "pair": 1}]}, r"(?m)^2 .*unix"),
    ("status", "fails", "", "status 1", "usage", "no socket 1"),
    ("status", "--all", PAIR + "; close 1", "status --all",
     {"sockets": [{"number": 1, "state": "CLOSED"}, {"number": 2}]}, "CLOSED"),
    ("status", "--system", PAIR, 'status --system "inode == ${1.inode}"',
     {"sockets": [{"number": 1, "pair": 2}]} if LIBMNL else "refused",
     r"(?m)^1 +unix" if LIBMNL else "libmnl"),
    ("status", "--columns", PAIR, "status --columns number,kind",
     lambda it: it["sockets"][0] == {"number": 1, "kind": "unix"}, r"1 +unix\n"),
    # What it does at the prompt is seen there: tests/terminal.
    ("talk", "ok", PAIR, "fails refused talk 1", {"command": "fails"}, "person"),
    ("talk", "fails", PAIR, "talk 1", "refused", "person"),
    ("talk", "--crlf", PAIR, "talk 1 --crlf", "refused", "person"),
    ("talk", "--hex", PAIR, "talk 1 --hex", "refused", "person"),
    ("teardown", "ok", "", "teardown { echo down }; test a { echo it }",
     {"command": "echo", "text": "down"}, "^it\ndown\nok 1 - a "),
    ("teardown", "fails", "", "test a { teardown { } }", re.compile("teardown stands at the top"),
     ""),
    ("test", "ok", "", "test a { echo it }", {"command": "echo", "text": "it"},
     r"^it\nok 1 - a \(.*\)\n1 passed, 0 failed\n\Z"),
    ("test", "fails", "", "test a { recv 9 }", "usage",
     r"^not ok 1 - a \(.*\)\n0 passed, 1 failed\n"),
    ("test", "in a test", "", "test a { test b { } }", re.compile("1:10: a test cannot stand"),
     ""),
    ("timestamps", "ok", UDP, "timestamps a on", {"socket": 1, "on": True}, "stamped from now on"),
    ("timestamps", "off", UDP + "; timestamps a on", "timestamps a off", {"on": False}, "no longer"),
    ("timestamps", "--fd-number", UDP, "timestamps --fd-number ${a.fd} on", {"on": True},
     "stamped from now on"),
    ("timestamps", "--fd-number of none", "", "timestamps --fd-number 999 on", "EBADF",
     "timestamps: setsockopt: EBADF"),
    ("timestamps", "fails", PAIR, "timestamps 1 on", "refused", "error queue"),
    ("tls", "ok", SERVED, "tls 1 --name localhost --ca s.pem",
     {"socket": 1, "version": "1.3", "verified": True, "subject": "CN=s"},
     r"\[1\] TLS 1.3, .*verified"),
    ("tls", "fails", SERVED, "tls 1 --name localhost", "tls", "tls 1: the certificate"),
    ("tls", "--server", "pair; tls 1 --insecure &; certificate s", "tls 2 --server --cert s.pem "
     "--key s.key", {"version": "1.3", "verified": False}, r"\[2\] TLS 1.3"),
    ("tls", "--cert", "pair", "tls 1 --server --cert none.pem", "ENOENT", "none.pem"),
    ("tls", "--key", "pair; certificate s", "tls 1 --server --cert s.pem --key none.key",
     "ENOENT", "none.key"),
    ("tls", "--name", SERVED, "tls 1 --ca s.pem --name other", "tls", "other"),
    ("tls", "--ca", "pair", "tls 1 --name a --ca none.pem", "ENOENT", "none.pem"),
    ("tls", "--insecure", SERVED, "tls 1 --insecure", {"insecure": True, "verified": False},
     "NOT VERIFIED"),
    ("tls", "--alpn", "pair", "tls 1 --insecure --alpn ,", "usage", "protocols"),
    ("tls", "--min", SERVED, "tls 1 --insecure --min 1.3", {"version": "1.3"}, "TLS 1.3"),
    ("tls", "--max", SERVED, "tls 1 --insecure --max 1.2", {"version": "1.2"}, "TLS 1.2"),
    ("tls", "--ciphers", SERVED, "tls 1 --insecure --ciphers TLS_AES_128_GCM_SHA256",
     {"cipher": "TLS_AES_128_GCM_SHA256"}, "TLS_AES_128_GCM_SHA256"),
    ("tls", "--groups", SERVED, "tls 1 --insecure --groups P-384", {"version": "1.3"}, "1.3"),
    ("tls", "--client-cert", "pair", "tls 1 --insecure --client-cert none.pem", "ENOENT", "none"),
    ("tls", "--client-key", "pair; certificate s", "tls 1 --insecure --client-cert s.pem "
     "--client-key none.key", "ENOENT", "none.key"),
    ("tls", "--require-client-cert", "certificate s; pair; tls 1 --insecure &",
     "tls 2 --server --cert s.pem --key s.key --require-client-cert", "tls", "no certificate"),
    ("tls", "--keylog", SERVED, "tls 1 --insecure --keylog keys", {"keylog": "keys"},
     "secrets written to keys"),
    ("tls", "--end", LIVE + "; tls 2 --end &", "tls 1 --end", {"ended": True}, "in clear"),
    ("tls", "--key-update", LIVE, "tls 1 --key-update", {"updated": True}, "new keys"),
    ("tls", "--timeout", "pair", "tls 1 --insecure --timeout 20ms", "timeout", "within 20ms"),
    ("trace", "ok", "", "trace off", {"trace": "off"}, "off"),
    ("trace", "fails", "", "trace nonsense", "usage", "nonsense"),
    ("trace", "on", "", "trace on", {"trace": "on"}, "^trace is on\n"),
    ("trace", "on, twice", "trace on", "trace on; trace", {"trace": "on"}, "trace is on"),
    ("trace", "off again", "trace on; trace on", "trace off; trace", {"trace": "off"},
     "trace is off"),
    ("try", "ok", "", "try { recv 9 }; echo ${answer.error.kind}",
     {"command": "echo", "text": "usage"}, "usage\n"),
    ("try", "fails", "", "try", re.compile("1:1: try wants a block"), ""),
    ("wait-port", "ok", LISTEN, "wait-port ${l.local}", {"address": LOCAL, "took": float},
     "listens on 127"),
    ("wait-port", "by name", LISTEN, "wait-port localhost:${l.local.port}", {"address": LOCAL},
     "listens on 127"),
    ("wait-port", "at any address", LISTEN, "wait-port *:${l.local.port}", {"took": float},
     "listens on"),
    ("wait-port", "of IPv6 that hears IPv4", "socket tcp6; bind 1 *:0; listen 1",
     "wait-port 127.0.0.1:${1.local.port} --timeout 5s", {"address": LOCAL}, "listens on"),
    ("wait-port", "of IPv6 that does not", "socket tcp6; set 1 v6only on; bind 1 *:0; listen 1",
     "wait-port 127.0.0.1:${1.local.port} --timeout 150ms", "timeout", "no listener at 127"),
    ("wait-port", "a path", "socket unix; bind 1 ./s; listen 1", "wait-port ./s --timeout 5s",
     {"address": "./s"}, "listens on ./s"),
    ("wait-port", "an abstract name", "socket unix; bind 1 ''; listen 1",
     "wait-port ${1.local} --timeout 5s", {"address": re.compile("^@")}, "listens on @"),
    ("wait-port", "a path where nothing is", "", "wait-port ./none --timeout 30ms", "timeout",
     "no listener at ./none within 30ms"),
    ("wait-port", "--timeout", "socket tcp; bind 1 127.0.0.1:0",
     "wait-port ${1.local} --timeout 150ms", "timeout", "within 150ms"),
    ("wait-port", "--timeout 0 looks once", LISTEN, "wait-port ${l.local} --timeout 0",
     {"ok": True}, "listens"),
    ("wait-port", "--timeout 0 of a name looks once, too", LISTEN,
     "wait-port localhost:${l.local.port} --timeout 0", {"ok": True}, "listens"),
    ("wait-port", "--timeout 0 where nobody listens", "socket tcp; bind 1 127.0.0.1:0",
     "wait-port localhost:${1.local.port} --timeout 0", "timeout", "no listener at localhost"),
    ("wait-port", "no name", "", "wait-port no-such-host.invalid:80", "resolve", "EAI_"),
    ("wait-port", "fails", "", "wait-port 127.0.0.1:0", "usage", "nobody listens on port 0"),
    ("watch", "ok", "", "watch off", {"watch": "off", "table": False}, "watch is off"),
    ("watch", "fails", "", "watch on", "refused", "no prompt"),
    ("while", "ok", "let i 0", "while $i < 2 { let i = $i + 1; echo $i }",
     {"command": "echo", "text": "2"}, r"\A1\n2\n\Z"),
    ("while", "fails", "", "while a < b { }", "usage", "compares numbers"),
    ("while", "--max", "", "while a == a --max 3 { }", "limit", "after 3 rounds"),
    ("while", "--within", "", "while a == a --within 10ms { sleep 1ms }", "timeout",
     "after 10ms"),
]
# Those that are silent, or end what runs: another object is the last one.
NO_ALIAS = {"quit"}


def outcome(row, folder, *options, inherited):
    verb, _, before, command, wanted, _ = row
    with open(os.path.join(folder, "words"), "w", encoding="utf-8") as file:
        file.write("let set ${arg.1}\n")
    text = (before + "; " if before else "") + command
    return run(*options, "-t", "5s", "-c", text.replace("{N}", str(inherited)), cwd=folder,
               pass_fds=[inherited])


def status_of(wanted):
    if isinstance(wanted, str) or isinstance(wanted, dict) and wanted.get("ok") is False:
        return 1
    return 2 if hasattr(wanted, "pattern") else 0


def fits(wanted, answer):
    if isinstance(wanted, str):
        error = answer.get("error", {})
        return answer["ok"] is False and (wanted in (error.get("errno"), error.get("eai")) if wanted.isupper() else
                                          error.get("kind") == wanted)
    if isinstance(wanted, dict):
        return like({"ok": True, **wanted}, answer)
    return like(wanted, answer)


def own(result):
    """The answers of the script itself: neither events, nor jobs that end with it."""
    return [it for it in result.answers if "event" not in it and "job" not in it]


def in_json(folder, row, fields, inherited):
    result = outcome(row, folder, "--json", inherited=inherited)
    wanted = row[4]
    equal(result.status, status_of(wanted), result)
    if hasattr(wanted, "pattern"):
        equal(result.out, b"", result)
        expect(wanted.search(result.complaint), f"no {wanted.pattern!r}", result)
        return
    equal(NOTICE.sub("", result.complaint), "", result)
    expect(fits(wanted, own(result)[-1]), f"not as {wanted!r}", result)
    for answer in result.answers:
        known = {"command", "socket", "ok", "error", "data_base64", "output_base64", "job", *fields[answer["command"]]}
        expect(set(answer) <= known, f"undeclared {set(answer) - known}", result)


def with_events(folder, row, inherited):
    """What happens by itself is told between the answers, and changes none."""
    result = outcome(row, folder, "--json", "--events", inherited=inherited)
    equal(result.status, status_of(row[4]), result)
    if result.status != 2:
        expect(fits(row[4], own(result)[-1]), f"not as {row[4]!r}", result)


def in_text(folder, row, inherited):
    # In JSON --raw is refused, in text it is not.
    result = outcome(row, folder, inherited=inherited)
    if row[:2] != ("recv", "--raw"):
        equal(result.status, status_of(row[4]), result)
    if row[1] == "ok" and row[0] not in ("try", "cancel"):
        equal(result.err, b"", result)
    expect(re.search(row[5].replace("{N}", str(inherited)), result.text + result.complaint),
           f"no {row[5]!r}", result)


def under_alias(folder, row, alias, inherited):
    at = re.compile(rf"^{re.escape(row[0])}\b")
    expect(at.search(row[3]), f"the row of {row[0]} does not begin with it")
    row = (*row[:3], at.sub(lambda _: alias, row[3]), *row[4:])
    result = outcome(row, folder, "--json", inherited=inherited)
    equal(result.status, 0, result)
    equal(result.answer["command"], row[0], result)


def a_row_for_each(_, told):
    have = {row[:2] for row in ROWS}
    missing = []
    for command in told["commands"]:
        wanted = []
        for form in forms(command):
            before = form["form"] + " " if "form" in form else ""
            wanted += [before + what for what in ["ok", "fails"] + [
                "--" + it["name"] for it in form["params"] if "option" in it["flags"]]]
        missing += [f"{command['name']} {what}" for what in wanted
                    if (command["name"], what) not in have]
    known = {command["name"] for command in told["commands"]}
    missing += [f"{row[0]} (no such verb)" for row in ROWS if row[0] not in known]
    if missing:
        raise Failure("no row for " + ", ".join(missing))


def main():
    suite = Suite()
    told = declarations()
    fields = {command["name"]: [field["name"] for form in forms(command)
                                for field in form["fields"]] for command in told["commands"]}
    aliases = {command["name"]: command["aliases"] for command in told["commands"]}
    suite.case("there is a row for every verb and flag", a_row_for_each, told)
    with socket.socket() as inherited:
        number = inherited.fileno()
        for row in ROWS:
            name = f"{row[0]} {row[1]}: {row[3]}"
            if not OPENSSL and WITH_OPENSSL.search(f"{row[2]}; {row[3]}"):
                print(f"# SKIP {name}: built without OpenSSL")
                continue
            suite.case(name + " (JSON)", in_json, row, fields, number)
            suite.case(name + " (events)", with_events, row, number)
            suite.case(name + " (text)", in_text, row, number)
            if row[1] != "ok":
                continue
            for alias in aliases[row[0]]:
                suite.case(f"{alias} is {row[0]}", under_alias, row, alias, number)
    suite.end()


if __name__ == "__main__":
    main()
