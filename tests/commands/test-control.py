#!/usr/bin/python3
"""What goes and comes beside the bytes: control data, the queue of errors, time stamps.

A row: its name, the commands, what the last answer holds (a string: its errno or the
kind of its error).  Peers of other programs, limits and rights have cases of their own
below."""

import array
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import SOSH, Suite, answers, environment, equal, expect, like, ordinary, run, text

PAIR = "pair"
LISTEN = "socket tcp --name l; bind l 127.0.0.1:0; listen l"
TCP = LISTEN + "; socket tcp --name c; connect c ${l.local}; accept l --name s"
UDP = "socket udp --name a; bind a 127.0.0.1:0; socket udp --name b; bind b 127.0.0.1:0"
UDP6 = UDP.replace("udp", "udp6").replace("127.0.0.1", "[::1]")
TO = " --to ${b.local}"
ICMP = "destination unreachable: port unreachable"
SECONDS = float

DESCRIPTORS = [
    ("one is passed", PAIR + "; send 1 x --fd 2; recv 2", {"data": "x", "passed": [3]}),
    ("send tells which", PAIR + "; send 1 x --fd 2,1", {"passed": [2, 1]}),
    ("the same one may go twice", PAIR + "; send 1 x --fd 1,1; recv 2", {"passed": [3, 4]}),
    ("253 go at once", PAIR + "; send 1 x --fd 1" + ",1" * 252 + "; recv 2",
     {"passed": list(range(3, 256))}),
    ("254 do not", PAIR + "; send 1 x --fd 1" + ",1" * 253, "EINVAL"),
    ("what is passed is the same socket", PAIR + "; send 1 x --fd 1; recv 2; send 3 y; recv 2",
     {"data": "y"}),
    ("a peek gets copies", PAIR + "; send 1 x --fd 1; recv 2 --peek; recv 2", {"passed": [4]}),
    ("seqpackets bring them", "pair unix-seqpacket; send 1 x --fd 1; recv 2", {"passed": [3]}),
    ("datagrams bring them", "pair unix-dgram; send 1 x --fd 1; recv 2", {"passed": [3]}),
    ("an empty datagram brings them", "pair unix-dgram; send 1 '' --fd 1; recv 2",
     {"bytes": 0, "eof": False, "passed": [3]}),
    ("send tells that an empty one passes none", PAIR + "; send 1 '' --fd 2",
     {"bytes": 0, "passed": [], "unpassed": True}),
    ("an empty datagram's are told", "pair unix-dgram; send 1 '' --fd 2",
     lambda it: it["passed"] == [2] and "unpassed" not in it),
    ("other families pass none", UDP + "; send a x --fd b" + TO, "usage"),
    ("--anyway lets them try", UDP + "; send a x --fd b --anyway" + TO,
     {"passed": [], "unpassed": True}),
    ("a pair's end that went away passes on", "pair; pair; send 1 x --fd 4; close 4; recv 2; "
     "send 5 y --fd 1; recv 3", {"data": "y", "passed": [6]}),
    ("a stream's empty send brings none", PAIR + "; send 1 '' --fd 1; recv 2 --dontwait", "EAGAIN"),
    ("they go with the first call", PAIR + "; send 1 zero:70k --fd 1; recv 2 1 --none; "
     "recv 2 --none", lambda it: "passed" not in it),
    ("--waitall gathers them", PAIR + "; send 1 a --fd 1; send 1 b --fd 2; recv 2 2 --waitall",
     {"data": "ab", "passed": [3, 4]}),
    ("SO_RCVLOWAT gathers them", PAIR + "; set 2 rcvlowat 2; send 1 a --fd 1; send 1 b --fd 2; "
     "recv 2", {"data": "ab", "passed": [3, 4]}),
    ("a time-out keeps them", PAIR + "; send 1 a --fd 1; fails timeout recv 2 2 --waitall "
     "--timeout 20ms; send 1 b; recv 2", {"data": "a", "passed": [3]}),
    ("a full disk keeps them", PAIR + "; send 1 a --fd 1; try { recv 2 --out no/where }; recv 2",
     {"data": "a", "passed": [3]}),
    ("they may be closed meanwhile", PAIR + "; try { send 1 zero:8M --dontwait }; socket udp; "
     "send 1 x --fd 3 &; close 3; recv 2 8M --none; join 1", "usage"),
    ("a closed one is refused", PAIR + "; close 2; send 1 x --fd 2", "usage"),
    ("a number of a descriptor that is none", PAIR + "; send 1 x --control 1:1:int:999", "EBADF"),
    ("a job brings them", PAIR + "; recv 2 &; send 1 x --fd 1; join 1; get 3 domain",
     {"socket": 3}),
    ("TCP passes none", TCP + "; send c x --fd l; recv s", lambda it: "passed" not in it),
]

CREDENTIALS = [
    ("are ours", PAIR + "; set 2 passcred on; send 1 x --credentials; recv 2",
     {"credentials": {"pid": int, "uid": os.getuid(), "gid": os.getgid()}}),
    ("come also unsaid", PAIR + "; set 2 passcred on; send 1 x; recv 2",
     {"credentials": {"pid": int, "uid": os.getuid(), "gid": os.getgid()}}),
    ("are no other family's", TCP + "; send c x --credentials", "usage"),
    ("nor are forged ones", TCP + "; send c x --uid 1", "usage"),
    ("--anyway sends them", TCP + "; send c x --credentials --anyway; recv s", {"data": "x"}),
    ("come only when asked for", PAIR + "; send 1 x --credentials; recv 2",
     lambda it: "credentials" not in it),
]

DATAGRAMS = [
    ("ttl", UDP + "; set b recvttl on; send a x --ttl 7" + TO + "; recv b", {"ttl": 7}),
    ("hop limit", UDP6 + "; set b recvhoplimit on; send a x --ttl 7" + TO + "; recv b", {"ttl": 7}),
    ("a ttl of 0 is refused by the kernel", UDP + "; send a x --ttl 0" + TO, "EINVAL"),
    ("so is one of 256", UDP6 + "; send a x --ttl 256" + TO, "EINVAL"),
    ("tos by name", UDP + "; set b recvtos on; send a x --tos ef" + TO + "; recv b",
     {"tos": 184, "dscp": "ef", "ecn": "not-ect"}),
    ("tos by number", UDP + "; set b recvtos on; send a x --tos 0x03" + TO + "; recv b",
     {"tos": 3, "dscp": "cs0", "ecn": "ce"}),
    ("tos by two names", UDP + "; set b recvtos on; send a x --tos ef,ce" + TO + "; recv b",
     {"tos": 187, "dscp": "ef", "ecn": "ce"}),
    ("traffic class", UDP6 + "; set b recvtclass on; send a x --tos cs1" + TO + "; recv b",
     {"tos": 32, "dscp": "cs1"}),
    ("a class without a name", UDP + "; set b recvtos on; send a x --tos 12" + TO + "; recv b",
     {"tos": 12, "dscp": 3}),
    ("destination", UDP + "; set b pktinfo on; send a x" + TO + "; recv b",
     {"to": "127.0.0.1", "interface": "lo"}),
    ("destination, IPv6", UDP6 + "; set b recvpktinfo on; send a x" + TO + "; recv b",
     {"to": "::1", "interface": "lo"}),
    ("an address to come from", "socket udp --name a; socket udp --name b; bind b 127.0.0.1:0; "
     "send a x --pktinfo 127.7.7.7" + TO + "; recv b", {"from": re.compile(r"^127\.7\.7\.7:")}),
    ("an interface to leave by", UDP + "; send a x --pktinfo lo" + TO + "; recv b", {"data": "x"}),
    ("both, IPv6", UDP6 + "; send a x --pktinfo ::1%lo" + TO + "; recv b", {"data": "x"}),
    ("an interface that is none", UDP + "; send a x --pktinfo nosuch0" + TO, "usage"),
    ("an address of another family", UDP + "; send a x --pktinfo ::1" + TO,
     {"ok": False, "error": {"kind": "usage", "message": re.compile("'::1' is an IPv6 address")}}),
    ("and the other way round", UDP6 + "; send a x --pktinfo 127.0.0.1%lo" + TO,
     {"ok": False, "error": {"kind": "usage", "message": re.compile("is an IPv4 address")}}),
    ("an address of nobody here", UDP + "; send a x --pktinfo 192.0.2.1" + TO,
     lambda it: it["error"]["errno"] in ("EINVAL", "ENETUNREACH")),
    ("a socket without datagrams", PAIR + "; send 1 x --ttl 1", "usage"),
    ("--anyway", PAIR + "; send 1 x --ttl 1 --anyway", {"bytes": 1}),
    ("time", UDP + "; set b timestampns on; send a x" + TO + "; recv b", {"time": SECONDS}),
    ("time in microseconds", UDP + "; set b timestamp on; send a x" + TO + "; recv b",
     {"time": SECONDS}),
    # The first who asks for stamps gets them a moment later: the kernel sets that going in the
    # background, and only datagrams are stamped when they are received.
    ("time of a stream", TCP + "; set s timestampns on; let at ''; while $at == '' --within 5s "
     "{ send c x; recv s; let at ${answer.time} }; send c x; recv s", {"time": SECONDS}),
    ("what is left of a stream", TCP + "; set s inq on; send c abc; recv s 1", {"left": 2}),
    ("what is left of a UNIX stream", PAIR + "; try { set 2 inq on }; let there "
     "${answer.ok}; send 1 abc; if $there == true { recv 2 1 } else { echo no SO_INQ }",
     lambda it: it["command"] == "echo" or it.get("left") == 2),
    ("drops", UDP + "; set b rxq_ovfl on; set b rcvbuf 2k; repeat 60 { send a zero:1000" + TO +
     " }; try { repeat { recv b --dontwait --none } }; send a x" + TO + "; recv b",
     {"data": "x", "dropped": lambda n: 0 < n < 60}),
    ("segments", UDP + "; send a zero:2500 --gso 1000" + TO + "; recv b --none; recv b --none; "
     "recv b --none", {"bytes": 500}),
    ("segments with a unit", UDP + "; send a zero:2k --gso 1k" + TO,
     {"datagrams": 2, "segment": 1024}),
    ("segments of a stream", TCP + "; send c zero:2500 --gso 1000", "usage"),
    ("segments of what has none", PAIR + "; send 1 x --gso 1k --anyway",
     lambda it: "segment" not in it and "datagrams" not in it),
    ("room for an address, with a unit", UDP + "; send a x" + TO + "; recv b --addrlen 1k",
     {"data": "x"}),
    ("segments that come as one", UDP + "; set b gro on; send a zero:2500 --gso 1000" + TO +
     "; recv b --none", {"bytes": 2500, "segment": 1000}),
    ("segments, IPv6", UDP6 + "; send a zero:2500 --gso 1000" + TO,
     {"datagrams": 3, "segment": 1000}),
    ("anything by number", UDP + "; set b recvttl on; send a x --control 0:2:int:9" + TO +
     "; recv b", {"ttl": 9}),
    ("anything in hex", UDP + "; set b recvttl on; send a x --control IP:TTL:hex:09000000" + TO +
     "; recv b", {"ttl": 9}),
    ("several", UDP + "; set b recvttl on; set b recvtos on; send a x --control 0:2:int:9,"
     "SOL_IP:IP_TOS:int:8" + TO + "; recv b", {"ttl": 9, "tos": 8}),
    ("what we have no name for", UDP + "; set b 0:6 int 1; set a 0:4 hex:01010101; send a x" + TO +
     "; recv b", {"control": [{"level": "IPPROTO_IP", "type": 6, "data_hex": str}]}),
    ("more than the kernel takes", UDP + "; send a x --control 9:9:zero:4M" + TO, "ENOBUFS"),
    ("a stream's urgent byte beside it", "pair; send 1 x --oob; recv 2 --oob", {"data": "x"}),
]

FLAGS = [
    ("a name", "pair unix-dgram; send 1 abc; recv 2 1 --flags trunc", {"length": 3}),
    ("a name with its prefix", "pair unix-dgram; send 1 abc; recv 2 1 --flags MSG_TRUNC",
     {"length": 3}),
    ("a number", "pair unix-dgram; send 1 abc; recv 2 1 --flags 0x20", {"length": 3}),
    ("several", "pair; send 1 ab; recv 2 --flags peek,0x40; recv 2", {"data": "ab"}),
    ("dontwait of a full one", PAIR + "; try { send 1 zero:8M --dontwait }; "
     "send 1 x --flags MSG_DONTWAIT", "EAGAIN"),
    ("waitall", PAIR + "; send 1 ab; recv 2 3 --flags waitall --timeout 20ms", "timeout"),
    ("the queue of errors", "socket udp; recv 1 --flags errqueue --dontwait", "EAGAIN"),
    ("what only finds the path sends nothing", "socket udp; bind 1 127.0.0.1:0; "
     "connect 1 ${1.local}; send 1 hi --flags probe; recv 1 --dontwait --flags sock_devmem",
     "EAGAIN"),
    ("a name that is none", PAIR + "; send 1 x --flags nosuch", "usage"),
    ("an empty one", PAIR + "; send 1 x --flags ''", "usage"),
    ("oob of a datagram", UDP + "; send a x --flags oob" + TO, "EOPNOTSUPP"),
    ("an address of a connected stream", PAIR + "; send 1 x --to @nobody", "EISCONN"),
]

FASTOPEN = [
    ("connects", LISTEN + "; socket tcp; send 2 hi --fastopen --to ${l.local}; accept l; recv 3",
     {"data": "hi"}),
    ("both ends know each other", LISTEN + "; socket tcp; send 2 hi --fastopen --to ${l.local}; "
     "accept l; get 2 type; echo ${3.pair}", {"text": "2"}),
    ("a closed port", "socket tcp; send 1 hi --fastopen --to 127.0.0.1:1",
     {"ok": False, "error": {"call": "sendto", "errno": "ECONNREFUSED"}}),
    ("without waiting", LISTEN + "; socket tcp; send 2 hi --fastopen --dontwait --to ${l.local}",
     {"ok": False, "bytes": 0, "error": {"call": "sendto", "errno": "EINPROGRESS"}}),
    ("connect goes on with it", LISTEN + "; socket tcp; fails EINPROGRESS send 2 hi --fastopen "
     "--dontwait --to ${l.local}; connect 2 ${l.local}; send 2 x; accept l; recv 3", {"data": "x"}),
    ("is TCP's", UDP + "; send a x --fastopen" + TO, "usage"),
    ("is not UNIX sockets'", PAIR + "; send 1 x --fastopen", "usage"),
    ("--anyway asks the kernel", PAIR + "; send 1 x --fastopen --anyway", {"bytes": 1}),
    ("of what is connected", TCP + "; send c hi --fastopen --to ${l.local}", "EISCONN"),
    ("all of much", LISTEN + "; socket tcp; send 2 zero:200k --fastopen --to ${l.local} &; "
     "poll l; accept l; recv 3 200k --waitall --none", {"bytes": 204800}),
]

ERRORS = [
    ("ICMP", "socket udp; set 1 recverr on; send 1 x --to 127.0.0.1:1; recv 1 --errqueue",
     {"origin": "icmp", "errno": "ECONNREFUSED", "icmp_type": 3, "icmp_code": 3,
      "message": ICMP, "offender": "127.0.0.1", "to": "127.0.0.1:1", "data": "x"}),
    ("ICMPv6", "socket udp6; set 1 recverr on; send 1 x --to [::1]:1; recv 1 --errqueue",
     {"origin": "icmp6", "errno": "ECONNREFUSED", "icmp_type": 1, "icmp_code": 4,
      "message": ICMP, "offender": "::1", "to": "[::1]:1", "data": "x"}),
    ("what was cut off", "socket udp; set 1 recverr on; send 1 abc --to 127.0.0.1:1; "
     "recv 1 2 --errqueue", {"bytes": 2, "data": "ab", "truncated": True}),
    ("in a file", "socket udp; set 1 recverr on; send 1 abc --to 127.0.0.1:1; "
     "recv 1 --errqueue --out got", {"bytes": 3, "file": "got"}),
    ("a full disk keeps it", "socket udp; set 1 recverr on; send 1 abc --to 127.0.0.1:1; "
     "try { recv 1 --errqueue --out no/where }; recv 1 --errqueue", {"data": "abc"}),
    ("an empty queue", "socket udp; recv 1 --errqueue --dontwait", "EAGAIN"),
    ("nothing comes", "socket udp; recv 1 --errqueue --timeout 20ms", "timeout"),
    ("a wait for it", "socket udp; set 1 recverr on; recv 1 --errqueue &; send 1 x --to "
     "127.0.0.1:1; join 1", {"ok": True}),
    ("what is no socket has none", "recv --errqueue --fd-number 0",
     {"ok": False, "error": {"call": "recvmsg", "errno": "ENOTSOCK"}}),
    ("UNIX has none", PAIR + "; send 2 x; recv 1 --errqueue", "refused"),
    ("zero-copy", TCP + "; set c zerocopy on; send c zero:20k --zerocopy; recv s --none; "
     "recv c --errqueue", lambda it: like({"origin": "zerocopy", "zerocopy": {"first": 0,
     "last": 0, "copied": bool}}, it) and "data" not in it and "truncated" not in it),
    ("zero-copy of what has none", PAIR + "; send 1 x --zerocopy", "usage"),
    ("zero-copy of a packet as the kernel likes it", PAIR + "; send 1 x --zerocopy --anyway",
     {"bytes": 1}),
    ("zero-copy that was not asked for", TCP + "; send c zero:20k --zerocopy; recv s --none; "
     "recv c --errqueue --dontwait", "EAGAIN"),
]


def in_order(answer):
    return answer["sched"] <= answer["sent"] <= answer.get("acked", answer["sent"])


STAMPS = [
    ("UDP", UDP + "; timestamps a on; send a x" + TO,
     {"sched": SECONDS, "sent": SECONDS, "timing": re.compile("^scheduled after .*, sent after ")}),
    ("each of UDP", UDP + "; timestamps a on; send a x" + TO + "; send a y" + TO, in_order),
    ("UDP over IPv6", UDP6 + "; timestamps a on; send a x" + TO, in_order),
    ("TCP", TCP + "; timestamps c on; send c x", {"sched": SECONDS, "sent": SECONDS,
     "acked": SECONDS, "timing": re.compile(", acknowledged after ")}),
    ("each of TCP", TCP + "; timestamps c on; send c xyz; send c x", in_order),
    ("TCP that sent before", TCP + "; send c xyz; timestamps c on; send c x", in_order),
    ("what takes several calls", TCP + "; timestamps c on; recv s 1M --waitall --none &; "
     "send c zero:1M", {"bytes": 1 << 20, "acked": SECONDS}),
    ("nothing is left of them", TCP + "; timestamps c on; send c x; recv c --errqueue --dontwait",
     "EAGAIN"),
    ("off", UDP + "; timestamps a on; timestamps a off; send a x" + TO,
     lambda it: "sched" not in it),
    ("what was set comes back", TCP + "; set c timestamping tx-software software; timestamps c "
     "on; timestamps c on; timestamps c off; get c timestamping",
     {"options": {"timestamping": ["tx-software", "software"]}}),
    ("what was set after comes back", TCP + "; timestamps c on; timestamps c off; "
     "set c timestamping software; timestamps c on; timestamps --fd-number ${c.fd} off; "
     "get c timestamping", {"options": {"timestamping": ["software"]}}),
    ("what is late is in the queue", TCP + "; timestamps c on; fails EAGAIN send c zero:16M "
     "--dontwait; try { repeat { recv s --dontwait --none } }; recv c --errqueue",
     {"origin": "timestamping", "timestamp": {"what": re.compile("sched|sent|acked"), "time": SECONDS, "id": int}}),
    ("one without its time", TCP + "; timestamps c on; send c pattern:200k --dontwait; "
     "timestamps c off; recv s 300k --none; recv c --errqueue",
     lambda it: like({"origin": "timestamping", "timestamp": {
         "what": re.compile("sched|sent|acked"), "id": int}}, it) and "time" not in it["timestamp"] and "errno" not in it),
    ("no bytes belong to one", TCP + "; timestamps c on; fails EAGAIN send c zero:16M --dontwait; "
     "try { repeat { recv s --dontwait --none } }; recv c --errqueue",
     lambda it: "data" not in it and "truncated" not in it and "bytes" not in it),
    ("by a descriptor", UDP + "; timestamps --fd-number ${a.fd} on; send a x" + TO,
     {"sched": SECONDS}),
    ("by a descriptor that is none", "timestamps --fd-number 999 on", "EBADF"),
    ("what others left there stays", "socket udp; set 1 recverr on; timestamps 1 on; "
     "send 1 a --to 127.0.0.1:1; try { send 1 b --to 127.0.0.1:1 }; recv 1 --errqueue",
     {"origin": "icmp", "data": "a"}),
    ("they are no end of a wait", UDP + "; fails timeout recv a --timeout 100ms &; "
     "timestamps a on; repeat 5 { send a x" + TO + " }; join 1", {"ok": True}),
    ("before there is a connection", "socket tcp; timestamps 1 on", "EINVAL"),
    ("MPTCP has none", "socket mptcp; timestamps 1 on", "refused"),
    ("vsock has none", "socket vsock; timestamps 1 on", "refused"),
]
TABLES = [("descriptors", DESCRIPTORS), ("credentials", CREDENTIALS), ("datagrams", DATAGRAMS),
          ("flags", FLAGS), ("fastopen", FASTOPEN), ("errors", ERRORS), ("stamps", STAMPS)]


def row(folder, commands, wanted):
    result = answers(commands, "-k", "-t", "5s", cwd=folder)
    answer = [it for it in result.answers if "job" not in it][-1]
    if isinstance(wanted, str):
        error = answer.get("error", {})
        equal(error.get("errno" if wanted.isupper() else "kind"), wanted, result)
    else:
        expect(like({"ok": True, **wanted} if isinstance(wanted, dict) else wanted, answer),
               f"not as {wanted!r}", result)


# --- peers of other programs

class Peer:
    """A UNIX socket that does something to whoever connects, on a thread."""

    def __init__(self, folder, act):
        self.path = os.path.join(folder, "peer")
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen()
        self.thread = threading.Thread(target=self.serve, args=[act])
        self.thread.start()

    def serve(self, act):
        with self.listener, self.listener.accept()[0] as client:
            act(client)

    def run(self, commands, *options, **others):
        result = answers(f"socket unix; connect 1 {self.path}; " + commands, *options, **others)
        self.thread.join()
        return result


def passing(fds, data=b"x"):
    return lambda client: client.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS,
                                                   array.array("i", fds))])


def lowest(result):
    """The descriptor that the last new socket got: the lowest that was free."""
    return result.answers[-1]["fd"]


def files_are_closed(folder):
    with open("/dev/null", "rb") as file:
        result = Peer(folder, passing([file.fileno()] * 250)).run("recv 1; close 1; socket udp")
    it = result.answers[2]
    equal(it.get("passed_closed"), 250, result)
    expect("passed" not in it, "a file is no socket", result)
    equal(lowest(result), result.answers[0]["fd"], result)


def sockets_are_numbered(folder):
    with socket.socket() as other:
        result = Peer(folder, passing([other.fileno()] * 250)).run("recv 1; close all; socket udp")
    equal(result.answers[2]["passed"], list(range(2, 252)), result)
    equal(lowest(result), result.answers[0]["fd"], result)


def a_mixture_is_sorted(folder):
    with socket.socket() as other, open("/dev/null", "rb") as file:
        result = Peer(folder, passing([file.fileno(), other.fileno()])).run("recv 1; get 2 type")
    expect(like({"passed": [2], "passed_closed": 1}, result.answers[2]), "sorted", result)
    equal(result.answer["options"], {"type": "SOCK_STREAM"}, result)


def what_nobody_receives_is_closed(folder):
    with socket.socket() as other:
        # Held for a recv that wants more, which never comes.
        result = Peer(folder, passing([other.fileno()] * 9)).run(
            "fails eof recv 1 5 --waitall --timeout 1s; close 1; socket udp", "-k")
    equal(lowest(result), result.answers[0]["fd"], result)


def a_peek_that_waits_leaks_none(folder):
    def act(client):
        with socket.socket() as other:
            passing([other.fileno()] * 9)(client)
        client.recv(1)
    result = Peer(folder, act).run(
        "fails timeout recv 1 5 --peek --waitall --timeout 50ms; socket udp; send 1 x")
    # The loop of the wait has some, too: but not nine.
    expect(result.answers[-2]["fd"] < result.answers[0]["fd"] + 15, "leaked", result)


def with_safe_all_are_closed(folder):
    result = answers("pair; send 1 x --fd 1,2; recv 2; close all; socket udp", "--safe", cwd=folder)
    equal(result.answers[2].get("passed_closed"), 2, result)
    expect("passed" not in result.answers[2], "passed", result)
    equal(lowest(result), result.answers[0]["fds"][0], result)


def the_sentence_names_them(folder):
    words = text("pair; send 1 x --fd 1,2; recv 2", cwd=folder)
    expect("[2] received 1 byte, with sockets 3 and 4\n" in words.text, "said", words)


def too_many_are_cut_off(folder):
    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
    with socket.socket() as other:
        result = Peer(folder, passing([other.fileno()] * 100)).run(
            "recv 1; close 2; socket udp", preexec_fn=few)
    it = result.answers[2]
    expect(it.get("control_truncated") and 10 < len(it["passed"]) < 40, "cut off", result)
    expect(result.answer["ok"], "there is one again", result)


def a_long_list_is_told_as_a_span(folder):
    for fds, words in (("1" + ",1" * 252, "with 253 sockets, 3 to 255"),
                       ("1" + ",1" * 7, "with sockets 3, 4, 5, 6, 7, 8, 9 and 10")):
        said = text(f"pair; send 1 x --fd {fds}; recv 2", cwd=folder)
        expect(f"[2] received 1 byte, {words}\n" in said.text, "not told so", said)
    expect("sent 1 byte, with 9 sockets\n" in text("pair; send 1 x --fd 1,1,1,1,1,1,1,1,1",
                                                   cwd=folder).text, "these are no row")


def what_is_closed_has_its_reason(folder):
    # Descriptor 1 is a pipe here.
    for send, flags, why in (("--control 1:1:int:1", (), "no socket"),
                             ("--fd 1", ("--safe",), "--safe")):
        said = text(f"pair; send 1 x {send}; recv 2", *flags, cwd=folder)
        expect(f"received 1 byte, 1 passed descriptor closed ({why})\n" in said.text, why, said)


def a_time_is_one_of_the_day(folder):
    result = run("-c", "socket udp; bind 1 127.0.0.1:0; socket udp; set 1 timestampns on; "
                 "send 2 x --to ${1.local}; recv 1; echo ${answer.time}", cwd=folder,
                 env=environment(TZ="UTC"))
    told = re.search(r", at (\d\d):(\d\d):(\d\d)\.(\d{6})\n", result.text)
    expect(told, "a time of the day", result)
    hour, minute, second, micro = map(int, told.groups())
    since = float(result.text.split()[-1])
    expect(abs(since % 86400 - (hour * 3600 + minute * 60 + second + micro / 1e6)) < 1e-5,
           "the same time", result)


def a_process_descriptor_is_told_and_closed(folder):
    result = answers("pair; set 2 passpidfd on; set 2 passcred on; send 1 x; recv 2; close all; "
                     "socket udp", "-k", cwd=folder)
    if not result.answers[1]["ok"]:
        return  # a kernel without SO_PASSPIDFD
    it = result.answers[4]
    expect("passed_closed" not in it, "nobody passed it", result)
    equal(it.get("pidfd"), it["credentials"]["pid"], result)
    equal(lowest(result), result.answers[0]["fds"][0], result)


def too_many_in_flight(folder):
    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
        if ordinary():
            ordinary()()
    result = answers("pair; repeat 40 { send 1 x --fd 1 }", cwd=folder, preexec_fn=few)
    equal(result.answer["error"]["errno"], "ETOOMANYREFS", result)


def a_stranger_may_not_forge(folder):
    for flag in ("--pid 1", "--uid 0", "--gid 0"):
        result = answers(f"pair; send 1 x {flag}", cwd=folder, preexec_fn=ordinary())
        equal(result.answer["error"]["errno"], "EPERM", result)


def zero_copy_sends_what_it_was_given(folder):
    got = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        def serve():
            with server.accept()[0] as client:
                while piece := client.recv(65536):
                    got.append(piece)
        thread = threading.Thread(target=serve)
        thread.start()
        result = answers("socket tcp; connect 1 127.0.0.1:%d; set 1 zerocopy on; "
                         "send 1 pattern:1M --zerocopy; close 1; socket udp; bind 2 127.0.0.1:0; "
                         "socket udp" % server.getsockname()[1], cwd=folder)
        thread.join()
    part = run("-q", "-c", "pair unix-dgram; set 1 sndbuf 4M; send 1 pattern:100k; "
                "recv 2 100k --raw", cwd=folder).out
    equal(len(b"".join(got)), 1 << 20, result)
    equal(len(part), 102400)
    expect(b"".join(got).startswith(part), "other bytes came", result)


def a_full_queue_does_not_spin(folder):
    """A wait is woken by what comes into the queue, and by nothing that stays there."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = answers("socket udp; bind 1 127.0.0.1:0; set 1 recverr on; "
                     "try { repeat 200 { send 1 x --to 127.0.0.1:1 } }; "
                     "try { repeat 200 { try { send 1 x --to 127.0.0.1:1 } } }; "
                     "try { recv 1 --dontwait }; fails timeout recv 1 --timeout 800ms", "-k",
                     cwd=folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    expect(result.answer["ok"], "waited", result)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    expect(spent < 0.5, f"{spent} s of processor time", result)


def what_is_too_long_tells_the_mtu(folder):
    words = ["-Urn", "sh", "-c", "ip link set lo mtu 1500 up 2>/dev/null || exit 77; exec \"$@\"",
             "sh"]
    if not shutil.which("unshare") or subprocess.run(["unshare", *words, "true"],
                                                     check=False).returncode:
        print("skipped: what is too long tells the mtu: no namespace of networks here")
        return
    result = run(*words, SOSH, "--json", "-c", "socket udp; set 1 recverr on; "
                 "connect 1 127.0.0.1:9; set 1 mtu_discover do; fails EMSGSIZE send 1 zero:2000; recv 1 --errqueue",
                 cwd=folder, program="unshare")
    expect(like({"ok": True, "origin": "local", "errno": "EMSGSIZE", "mtu": 1500,
                 "message": re.compile("^message too long: 1500 bytes go this way$")},
                result.answer), "with its mtu", result)


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as one:
            one.bind(("::1", 0))
        return True
    except OSError:
        return False


CASES = [files_are_closed, sockets_are_numbered, a_mixture_is_sorted,
         what_nobody_receives_is_closed, a_peek_that_waits_leaks_none, with_safe_all_are_closed,
         the_sentence_names_them, too_many_are_cut_off, a_long_list_is_told_as_a_span,
         what_is_closed_has_its_reason, a_time_is_one_of_the_day,
         a_process_descriptor_is_told_and_closed,
         too_many_in_flight, a_stranger_may_not_forge, zero_copy_sends_what_it_was_given,
         a_full_queue_does_not_spin, what_is_too_long_tells_the_mtu]


def lacking():
    """What stands in commands that need what this machine has not, and what that is."""
    if not has_ipv6():
        yield "udp6", "IPv6"
        yield "::1", "IPv6"
    for kind in "mptcp", "vsock":
        if not answers(f"socket {kind}").answer["ok"]:
            yield f"socket {kind}", kind


def main():
    suite = Suite()
    lacks = dict(lacking())
    for name, rows in TABLES:
        for what, commands, wanted in rows:
            lack = next((lacks[word] for word in lacks if word in commands), None)
            if lack:
                print(f"skipped: {name}: {what}: no {lack} on this machine")
                continue
            suite.case(f"{name}: {what}", row, commands, wanted)
    for case in CASES:
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()


main()
