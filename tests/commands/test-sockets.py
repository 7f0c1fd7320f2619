#!/usr/bin/python3
"""language.md, "Sockets", "Commands", "Waiting" and "Properties", line by line."""

import os
import re
import stat
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from language import rows
from sosh import (PATIENCE, SOSH, Suite, answers, environment, equal, expect, like, ordinary,
                  run, text)

LISTEN = "socket tcp --name l; bind l 127.0.0.1:0; listen l"
TCP = LISTEN + "; socket tcp --name c; connect c ${l.local}; accept l --name s"
PORT = r"127\.0\.0\.1:[1-9][0-9]*"
USAGE = {"ok": False, "error": {"kind": "usage"}}


def usage(message):
    return {"ok": False, "error": {"kind": "usage", "message": re.compile(message)}}


def system(errno, call=...):
    return {"ok": False, "error": {"kind": "system", "errno": errno, "call": call}}


NUMBERS = [
    ("sockets are numbered as they come", "socket tcp; pair; socket udp", 0,
     [{"socket": 1}, {"sockets": [2, 3]}, {"socket": 4}], ""),
    ("a number is never used again", "socket tcp; close 1; socket tcp; close all; socket udp", 0,
     [{"socket": 1}, {"socket": 1}, {"socket": 2}, {}, {"socket": 3}], ""),
    ("a number that never was is refused", "recv 9", 1, [usage("^there is no socket 9$")], ""),
    ("so is 0", "recv 0", 1, [usage("^there is no socket 0$")], ""),
    ("a closed one is refused", "pair; close 2; recv 2", 1,
     [{}, {}, usage("^socket 2 is closed$")], ""),
    ("a failed socket takes no number", "try { socket inet stream udp }; socket tcp", 0,
     [system("EPROTONOSUPPORT", "socket"), {"socket": 1}], ""),
    ("a name works where the number does", "pair --names a,b; send a x; recv b; get b type; "
     "close a", 0, [{}, {"socket": 1}, {"socket": 2}, {"socket": 2}, {"socket": 1}], ""),
    ("a held name is refused", "socket tcp --name a; socket udp --name a", 1,
     [{}, usage("socket 1 has the name 'a'")], ""),
    ("after close a name is free", "socket tcp --name a; close a; socket udp --name a; "
     "get a type", 0, [{}, {}, {"socket": 2}, {"options": {"type": "SOCK_DGRAM"}}], ""),
    ("a closed socket keeps its name until it is given again",
     "socket tcp --name a; close a; recv a", 1, [{}, {}, usage("closed")], ""),
    ("a closed one's properties are read by its name",
     "socket tcp --name a; close a; echo ${a.state} ${a.number} [${a.fd}]", 0,
     [{}, {}, {"text": "CLOSED 1 []"}], ""),
    ("name gives another name", "socket tcp --name a; name a b; fails usage get a type; "
     "get b type", 0, [{}, {"name": "b"}, {}, {"socket": 1}], ""),
    ("a name begins with a letter", "socket tcp --name 1a", 1, [USAGE], ""),
    ("a name has letters, digits, - and _", "socket tcp --name a-1_B", 0, [{"name": "a-1_B"}], ""),
    ("a name has nothing else", "socket tcp --name 'a b'", 1, [USAGE], ""),
    ("a name is of ASCII", "socket tcp --name état", 1, [USAGE], ""),
    *((f"{word} is no name", f"socket tcp --name {word}", 1, [USAGE], "")
      for word in ("all", "answer", "arg", "env", "match", "recv")),
    (". is the last one made", "socket tcp; socket udp; get . type", 0,
     [{}, {}, {"socket": 2, "options": {"type": "SOCK_DGRAM"}}], ""),
    (". is the last one named", "socket tcp; socket udp; get 1 type; get . type", 0,
     [{}, {}, {"socket": 1}, {"socket": 1}], ""),
    (". is the first of a pair", "pair; get . type", 0, [{}, {"socket": 1}], ""),
    (". is the accepted one", TCP + "; get . type", 0, [{}] * 6 + [{"socket": 3}], ""),
    (". is the last of several", "pair; poll 1 2 --timeout 0; get . type", 0,
     [{}, {}, {"socket": 2}], ""),
    (". of none is refused", "recv .", 1, [USAGE], ""),
    (". of a closed one is refused", "pair; close 2; recv .", 1, [{}, {}, usage("closed")], ""),
]

KINDS = [
    *((f"socket {kind}", f"socket {kind}", 0, [{"kind": kind}], "")
      for kind in ("tcp", "tcp6", "udp", "udp6", "unix", "unix-dgram", "unix-seqpacket")),
    *((f"pair {kind}", f"pair {kind}", 0, [{"kind": kind}], "")
      for kind in ("unix", "unix-dgram", "unix-seqpacket")),
    ("the three arguments of socket(2)", "socket inet stream 0; socket AF_INET SOCK_DGRAM 0; "
     "socket 2 1 6; socket InEt6 sock_STREAM tcp", 0,
     [{"kind": "tcp"}, {"kind": "udp"}, {"kind": "tcp"}, {"kind": "tcp6"}], ""),
    ("two words have protocol 0", "socket unix dgram; socket 10 2", 0,
     [{"kind": "unix-dgram"}, {"kind": "udp6"}], ""),
    ("a kind that is none", "socket foo", 1, [usage("'foo'")], ""),
    ("a family alone is none", "socket inet", 1, [USAGE], ""),
    ("four numbers are too many", "socket 2 1 6 7", 1, [USAGE], ""),
    ("a family the kernel has not", "socket 999 1 0", 1, [system("EAFNOSUPPORT", "socket")], ""),
    ("a type the kernel has not", "socket inet seqpacket", 1, [system("ESOCKTNOSUPPORT")], ""),
    ("pairs are for unix", "pair tcp", 1, [system("EOPNOTSUPP", "socketpair")], ""),
]

ADDRESSES = [  # the kind, the address, its local address, or a message or errno
    ("tcp", "127.0.0.1:0", PORT), ("tcp", "localhost:0", PORT), ("tcp", "*:0", r"0\.0\.0\.0:\d+"),
    ("tcp6", "[::1]:0", r"\[::1\]:\d+"), ("tcp6", "*:0", r"\[::\]:\d+"),
    ("tcp6", "[::1%lo]:0", r"\[::1\]:\d+"), ("udp", "127.0.0.1:0", PORT),
    ("unix", "./s", r"^\./s$"), ("unix", "'./a b'", r"^\./a b$"), ("unix", "@abstract-{pid}",
     "^@abs"),
    ("unix", '""', "^@"), ("unix", "s", "'/'"),
    ("tcp", "127.0.0.1:99999", "'99999' is not a port"), ("tcp", "127.0.0.1:65536", "not a port"),
    ("tcp", "http://example.com", "is a URL: an address is HOST:PORT, here 'example.com:http'"),
    ("tcp", "http://me:x@example.com:8080/a@b:1", "here 'example.com:8080'"),
    ("tcp6", "https://[::1]/", r"here '\[::1\]:https'"), ("udp", "coap://", "here 'HOST:coap'"),
    ("tcp", "127.0.0.1:-1", "not a port"), ("tcp", "127.0.0.1:80a", "'80a' is not a port"),
    ("tcp", "127.0.0.1:0x50", "not a port"), ("tcp", "127.0.0.1:' 80'", "not a port"),
    ("tcp", "127.0.0.1", "has no port"), ("tcp", "127.0.0.1:", "has no port"),
    ("tcp", ":80", "has no host"), ("tcp", "1.2.3:0", "not an inet address"),
    ("tcp", "256.0.0.1:0", "not an inet address"), ("tcp", "0x7f.1:0", "inet address"),
    ("tcp", "127.0.0.01:0", "inet address"), ("tcp", "[::1]:0", "is an inet6 address"),
    ("tcp", "./s", "is a unix address"), ("tcp6", "127.0.0.1:0", "is an inet address"),
    ("tcp6", "::1:0", "::1:0"), ("tcp6", "[::1:0", "'\\[::1:0'"), ("tcp6", "[::1%nope]:0", "nope"),
    ("unix", "127.0.0.1:0", "is an inet address"), ("tcp", "''", ""), ("tcp", "'a b:0'", "a b"),
    ("tcp", "127.0.0.1:no-such-service", "EAI_SERVICE"), ("tcp", "192.0.2.77:0", "EADDRNOTAVAIL"),
    ("unix", "./" + "x" * 120, "xxx"), ("unix", "/nope/s", "ENOENT"), ("unix", "/dev/null/s",
     "ENOTDIR"),
    ("unix", "@" + "x" * 107, "^@x"), ("unix", "@" + "x" * 108, "xxx"),
]


def address_is(folder, kind, address, wanted):
    result = answers(f"socket {kind}; bind 1 {address.format(pid=os.getpid())}", cwd=folder)
    answer = result.answer
    if answer["ok"]:
        expect(re.search(wanted, answer["local"]), f"not {wanted!r}", result)
        return
    equal(result.status, 1, result)
    error = answer["error"]
    if re.fullmatch("E[A-Z_]+", wanted):
        equal(error.get("errno", error.get("eai")), wanted, result)
    else:
        equal(error["kind"], "usage", result)
        expect(re.search(wanted, error["message"]), f"not {wanted!r}", result)


CALLS = [
    ("a connection is refused", "socket tcp; connect 1 127.0.0.1:1", 1,
     [{}, {"socket": 1, "ok": False, "error": {"kind": "system", "call": "connect",
       "errno": "ECONNREFUSED", "number": 111, "message": "Connection refused"}}], ""),
    ("--anyway passes another family on", "socket tcp; connect 1 [::1]:1 --anyway", 1,
     [{}, system("EAFNOSUPPORT", "connect")], ""),
    ("connect tells both addresses", TCP, 0, [{}, {}, {}, {}, {"local": re.compile(PORT),
     "peer": re.compile(PORT)}, {"socket": 3, "listener": 1}], ""),
    ("a connected end is told which", TCP + "; echo ${c.pair} ${s.pair} ${s.listener}", 0,
     [{}] * 6 + [{"text": "3 2 1"}], ""),
    ("a second bind is refused by the kernel", "socket tcp; bind 1 127.0.0.1:0; bind 1 127.0.0.1:0",
     1, [{}, {}, system("EINVAL", "bind")], ""),
    ("an address in use", "socket tcp; bind 1 127.0.0.1:0; listen 1; socket tcp; bind 2 ${1.local}",
     1, [{}, {}, {}, {}, system("EADDRINUSE", "bind")], ""),
    ("a path in use", "socket unix; bind 1 ./s; socket unix; bind 2 ./s", 1,
     [{}, {}, {}, system("EADDRINUSE", "bind")], ""),
    ("a datagram to nobody in particular", "socket udp; send 1 x", 1,
     [{}, {"ok": False, "bytes": 0, "error": {"errno": "EDESTADDRREQ"}}], ""),
    ("sending behind the end", "pair; shutdown 1; send 1 x", 1,
     [{}, {}, {"ok": False, "bytes": 0, "error": {"errno": "EPIPE"}}], ""),
    ("a half close lets the rest through", TCP + "; shutdown c; recv s; send s x; recv c; recv s",
     0, [{}] * 6 + [{"how": "write"}, {"eof": True, "bytes": 0}, {}, {"data": "x", "eof": False},
                    {"eof": True}], ""),
    ("reset resets", TCP + "; reset c; recv s", 1, [{}] * 7 + [system("ECONNRESET", "recv")], ""),
    ("dup is another number for the same socket",
     "pair; dup 1; send 3 x; recv 2; close 3; send 1 y; recv 2", 0,
     [{}, {"socket": 3, "of": 1}, {}, {"data": "x"}, {}, {}, {"data": "y"}], ""),
    ("what a socket is not is told by the kernel", "socket udp; fails EOPNOTSUPP listen 1; "
     "fails EOPNOTSUPP accept 1; fails ENOTCONN shutdown 1", 0, None, ""),
    ("an option as text and by number", "socket tcp; set 1 SO_KEEPALIVE yes; get 1 keepalive; "
     "set 1 SOL_SOCKET:9 int 0; get 1 1:9; set 1 linger on 5s; get 1 linger", 0,
     [{}, {}, {"options": {"keepalive": True}}, {}, {"options": {"keepalive": False}}, {},
      {"options": {"linger": {"on": True, "time": float}}}], ""),
    ("on has six spellings", "socket tcp; foreach v in on 1 true yes { set 1 keepalive $v; expect "
     "${answer.value} == true }; foreach v in off 0 false no { set 1 keepalive $v }", 0, None, ""),
    ("times are seconds", "socket tcp; set 1 rcvtimeo 1500ms; get 1 rcvtimeo", 0,
     [{}, {}, {"options": {"rcvtimeo": lambda s: 1.49 < s < 1.51}}], ""),
    ("a number beyond an int", "socket tcp; set 1 6:18 int 99999999999", 1, [{}, USAGE], ""),
    ("an option that is none", "socket tcp; get 1 nonsense", 1, [{}, usage("nonsense")], ""),
]

WAITS = [
    ("a time-out", "pair; recv 1 --timeout 20ms", 1, [{}, {"ok": False, "socket": 1,
     "error": {"kind": "timeout", "message": str}}], ""),
    ("data", "pair; send 2 x; recv 1", 0, [{}, {}, {"bytes": 1, "eof": False, "data": "x"}], ""),
    ("the end of file", "pair; close 2; recv 1; recv 1", 0,
     [{}, {}, {"bytes": 0, "eof": True, "data": ""}, {"eof": True}], ""),
    ("an error", "socket tcp; recv 1", 1, [{}, system("ENOTCONN", "recv")], ""),
    ("an empty datagram is not the end", "pair unix-dgram; send 1 ''; recv 2", 0,
     [{}, {"bytes": 0}, {"bytes": 0, "eof": False, "data": ""}], ""),
    ("nor is an empty message", "pair unix-seqpacket; send 1 ''; recv 2; close 1; recv 2", 0,
     [{}, {"bytes": 0}, {"bytes": 0, "eof": False}, {}, {"bytes": 0, "eof": True}], ""),
    ("--timeout 0 looks once", "pair; fails timeout recv 1 --timeout 0; send 2 x; "
     "recv 1 --timeout 0", 0, [{}, {}, {}, {"data": "x"}], ""),
    ("--timeout never is no limit", ["-t", "20ms", "-c", "pair; send 2 x; recv 1 --timeout never"],
     0, None, ""),
    ("-t limits what names no time", ["-t", "20ms", "-c", "pair; fails timeout recv 1; "
     "fails timeout expect recvq == 1"], 1, None, "expect"),
    ("poll's running out is no error", "pair; poll 1 2 --timeout 20ms", 0,
     [{}, lambda it: it["ok"] and it["ready"] == {} and "error" not in it], ""),
    ("poll tells who is ready for what", "pair; send 1 x; poll 1 2 --for read,write", 0,
     [{}, {}, {"ready": {"1": ["write"], "2": ["read", "write"]}}], ""),
    ("poll tells a hang-up", "pair; close 2; poll 1", 0,
     [{}, {}, {"ready": {"1": lambda names: "hangup" in names}}], ""),
    ("a failed send tells how much went", "pair; send 1 zero:8M --timeout 20ms; ", 1,
     [{}, {"ok": False, "bytes": lambda n: 0 < n < 8 << 20, "error": {"kind": "timeout"}}], ""),
    ("a variable tells it too", "pair; try { send 1 zero:8M --timeout 0 }; let n ${answer.bytes}; "
     "recv 2 8M --none; expect ${answer.bytes} == $n", 0, None, "send 1"),
    ("EAGAIN instead of waiting", "pair; fails EAGAIN recv 1 --dontwait; "
     "fails EAGAIN send 1 zero:8M --dontwait; socket tcp --nonblock; listen 3; "
     "fails EAGAIN accept 3", 0, None, ""),
    ("EINPROGRESS instead of waiting", LISTEN + "; socket tcp --nonblock --name c; "
     "try { connect c ${l.local} }; expect ${answer.error.errno} ~ '^(EINPROGRESS)?$'", 0, None,
     "EINPROGRESS|^$"),
    ("SO_RCVTIMEO ends a wait as it would a call", "pair; set 1 rcvtimeo 20ms; recv 1", 1,
     [{}, {}, system("EAGAIN", "recv")], ""),
    ("a sleep is no wait that -t limits", ["-t", "1ms", "-c", "sleep 30ms"], 0, "", ""),
    ("a time covers the whole command", "pair; send 1 abc; recv 2 9 --waitall --timeout 30ms; "
     "recv 2", 1, [{}, {}, {"ok": False, "error": {"kind": "timeout"}}], ""),
    ("SO_RCVLOWAT waits for its amount", "pair; set 2 rcvlowat 5; send 1 abc; fails timeout recv 2 "
     "--timeout 20ms; send 1 de; recv 2", 0, [{}, {}, {}, {}, {}, {"data": "abcde"}], ""),
    ("SO_SNDTIMEO ends a connect as it would a call", "socket unix; bind 1 ./s; listen 1 0; "
     "socket unix; connect 2 ./s; socket unix; set 3 sndtimeo 20ms; connect 3 ./s", 1,
     [{}] * 7 + [system("EAGAIN", "connect")], ""),
    ("what --waitall has got is not lost", "pair; send 1 abc; fails timeout recv 2 9 --waitall "
     "--timeout 20ms; recv 2", 0, [{}, {}, {}, {"data": "abc"}], ""),
    *((f"'{word}' is no duration", f"sleep '{word}'", 1, [usage("duration")], "")
      for word in ("x", "", "-1", "1e3", "1 s", "1h30", "0x10", "1,5")),
    ("durations", "sleep 1ms; sleep 0.001; sleep .001s; sleep 0", 0, "", ""),
    ("a decimal point is a point everywhere", "sleep 0.001; expect 1.5 > 1.25", 0, "", ""),
]


def lasts(folder, commands, at_least, options=()):
    begin = time.monotonic()
    text(commands, *options, cwd=folder)
    took = time.monotonic() - begin
    expect(at_least <= took < at_least + 3, f"took {took}, not {at_least}")


LASTING = [  # what waits, and how long
    ("pair; try { recv 1 --timeout 100ms }", 0.1), ("sleep 100ms", 0.1), ("sleep .1", 0.1),
    ("socket tcp; listen 1; try { accept 1 --timeout 100ms }", 0.1),
    # close(2) itself waits for what the peer does not take.
    (TCP + "; try { send c zero:20M --timeout 20ms }; set c linger on 1s; close c", 1),
    ("pair; poll 1 --timeout 100ms", 0.1), ("pair; try { expect recvq == 1 --within 100ms }", 0.1),
]


def another_path_stays(folder):
    """What took the place of ours meanwhile is not removed, nor what was in its way."""
    path = os.path.join(folder, "s")
    with subprocess.Popen([SOSH, "--json"], cwd=folder, env=environment(), text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        print("socket unix\nbind 1 ./s", file=child.stdin, flush=True)
        child.stdout.readline()
        child.stdout.readline()
        os.rename(path, path + ".old")
        with open(path, "w", encoding="utf-8"):
            pass
        child.stdin.close()
        equal(child.wait(PATIENCE), 0)
    equal(os.path.exists(path), True)
    result = text("socket unix; fails EADDRINUSE bind 1 ./s; fails ECONNREFUSED connect 1 ./s",
                  cwd=folder)
    equal((result.status, os.path.exists(path)), (0, True), result)


def paths_go_at_the_end(folder):
    for end in ("", "; close 1", "; recv 9", "; quit 3", "; dup 1; close 1"):
        result = text(f"socket unix; bind 1 ./s; listen 1{end}", cwd=folder)
        equal(os.listdir(folder), [], result)


def a_path_stays_at_close(folder):
    result = answers("socket unix; bind 1 ./s; close 1; socket unix; bind 2 ./s; "
                     "fails ECONNREFUSED connect 2 ./s", cwd=folder)
    equal(result.answers[4]["error"]["errno"], "EADDRINUSE", result)


PROPERTIES = {  # of the accepted end of a TCP connection, in JSON
    "number": 3, "name": "s", "fd": int, "kind": "tcp", "family": "inet", "type": "stream",
    "protocol": int, "state": "ESTABLISHED", "local": re.compile(PORT), "local.host": "127.0.0.1",
    "local.port": int, "peer": re.compile(PORT), "peer.host": "127.0.0.1", "peer.port": int,
    "listener": 1, "pair": 2, "readable": True, "writable": True, "hangup": False, "error": False,
    "recvq": 2, "sendq": 0, "received": 1, "sent": 0, "age": float, "rtt": float, "rttvar": float,
    "cwnd": int, "ssthresh": int, "mss": int, "snd_wnd": int, "retransmits": 0, "unacked": 0,
    "lost": 0, "congestion": str, "rto": float, "ato": float, "ca_state": "open", "sacked": 0,
    "retrans": 0, "timeouts": 0, "backoff": 0, "probes": 0, "reordering": int, "rcv_mss": int,
    "advmss": int, "pmtu": int, "rcv_ssthresh": int, "rcv_space": int, "app_limited": bool,
    "notsent_bytes": 0, "bytes_acked": int, "bytes_received": 3, "segs_out": int, "segs_in": int,
    "data_segs_out": 0, "data_segs_in": 1, "delivery_rate": int, "last_data_recv": float,
    "busy_time": float, "rwnd_limited": float, "options": re.compile("sack"),
    "snd_wscale": int, "rcv_wscale": int, "fastopen_client_fail": "no",
}


def properties_are(folder):
    result = answers(TCP + "; send c abc; recv s 1; status s; info s; " + "; ".join(
        f"echo '{name}' ${{s.{name}}}" for name in PROPERTIES), cwd=folder)
    equal(result.status, 0, result)
    by = {}
    for answer in result.answers[8:]:
        by.setdefault(answer["command"], []).append(answer)
    expect(like([PROPERTIES], by["status"][0]["sockets"]), "status", result)
    expect(like(PROPERTIES, by["info"][0]["properties"]), "info", result)
    for name, answer in zip(PROPERTIES, by["echo"]):
        expect(answer["text"].startswith(name + " ") and len(answer["text"]) > len(name) + 1,
               f"no {name}", result)


STATES = [
    ("socket tcp", "CLOSED"), (LISTEN, "LISTEN"), (TCP, "ESTABLISHED"),
    (TCP + "; shutdown s; expect c.readable == true --within 1", "FIN-WAIT-2"),
    (TCP + "; shutdown c; expect s.readable == true --within 1; get s type", "CLOSE-WAIT"),
    ("socket udp", "OPEN"), ("socket udp; bind 1 127.0.0.1:0", "BOUND"),
    ("socket udp; connect 1 127.0.0.1:9", "CONNECTED"), ("socket unix", "OPEN"),
    ("socket unix; bind 1 ./s", "BOUND"), ("socket unix; bind 1 ./s; listen 1", "LISTEN"),
    ("pair", "CONNECTED"), ("pair; close 1", "CLOSED"),
]


def state_is(folder, commands, wanted):
    # The end that was closed has no `.` that is open: its number is 1.
    what = "1" if "close 1" in commands else "s" if "accept" in commands else "."
    if what == ".":
        commands += "; echo ${.state}"
    else:
        commands += f"; expect {what}.state == {wanted} --within 1; echo ${{{what}.state}}"
    result = text(commands, "-q", cwd=folder)
    equal(result.text, wanted + "\n", result)


def not_as_root(folder):
    """Port 80 is not for everybody, nor a folder without rights."""
    os.mkdir(os.path.join(folder, "shut"))
    os.chmod(os.path.join(folder, "shut"), 0)
    with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", encoding="ascii") as file:
        low = int(file.read())
    commands = "socket unix; fails EACCES bind . ./shut/s; socket inet raw 1"
    if low > 80:
        commands = "socket tcp; fails EACCES bind 1 127.0.0.1:80; close 1; " + commands
    drop = ordinary()
    if drop is None and os.getuid() == 0:
        return
    # The program itself may lie where only its owner comes.
    with open(SOSH, "rb") as program:
        result = run("--json", "-k", "-c", commands, cwd=folder, preexec_fn=drop,
                     env=environment(HOME=folder), pass_fds=[program.fileno()],
                     program=f"/proc/self/fd/{program.fileno()}")
    equal(result.answer["error"]["errno"] in ("EPERM", "EACCES"), True, result)
    equal([it["ok"] for it in result.answers[:-1]], [True] * (len(result.answers) - 1), result)
    os.chmod(os.path.join(folder, "shut"), stat.S_IRWXU)


def main():
    suite = Suite()
    for table in (NUMBERS, KINDS, CALLS, WAITS):
        rows(suite, table)
    for kind, address, wanted in ADDRESSES:
        suite.case(f"bind {kind} {address}", address_is, kind, address, wanted)
    for commands, seconds in LASTING:
        suite.case(f"lasts {seconds} s: {commands}", lasts, commands, seconds)
    suite.case("UNIX paths go when sosh ends", paths_go_at_the_end)
    suite.case("a UNIX path stays at close", a_path_stays_at_close)
    suite.case("a path that is not ours stays", another_path_stays)
    suite.case("all properties of a connection", properties_are)
    for commands, wanted in STATES:
        suite.case(f"state {wanted}: {commands}", state_is, commands, wanted)
    suite.case("an ordinary user is told what is not for him", not_as_root)
    suite.end()


if __name__ == "__main__":
    main()
