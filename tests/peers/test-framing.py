#!/usr/bin/python3
"""Peers that cut their frames, stall, flood, reset and close: each ends as it should, and
no byte is lost, in text and in JSON.

A row: a name; what the peer does, in order; what sosh does once it is connected; what its
JSON objects hold, from the first recv on; and what its text has, in this order."""

import base64
import os
import re
import socket
import struct
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir,
                                "commands"))
import sosh                                                      # noqa: E402
from sosh import Result, Suite, answers, equal, expect, like, sound, text    # noqa: E402

PAUSE = 0.01
MANY = 10 << 30


# --- what a peer can do; each gets the connection

def says(data):
    return lambda peer: peer.sendall(data)


def drips(data):
    """A byte at a time, each in a segment of its own."""
    def act(peer):
        for at in range(len(data)):
            peer.sendall(data[at:at + 1])
            time.sleep(PAUSE)
    return act


def hears(data):
    """Goes on when it has got this."""
    def act(peer):
        got = b""
        while len(got) < len(data):
            more = peer.recv(len(data) - len(got))
            expect(more, f"sosh hung up before it said {data!r}")
            got += more
        equal(got, data)
    return act


def waits(peer):
    """Until sosh hangs up."""
    while peer.recv(4096):
        pass


def ends(peer):
    peer.shutdown(socket.SHUT_WR)
    waits(peer)


def resets(peer):
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


def floods(data):
    """So much that nobody could hold it; the other end has to hang up."""
    def act(peer):
        block = data * ((1 << 20) // len(data))
        for _ in range(MANY // len(block)):
            peer.sendall(block)
    return act


class Peer:
    """A server for one connection, in a thread of its own."""

    def __init__(self, *acts):
        self.acts, self.fault = acts, None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self):
        try:
            peer, _ = self.listener.accept()
            peer.settimeout(sosh.PATIENCE)
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with peer:
                for act in self.acts:
                    act(peer)
        except (BrokenPipeError, ConnectionResetError):
            pass                # sosh had enough
        except (OSError, sosh.Failure) as fault:
            self.fault = fault

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.close()
        self.thread.join(sosh.PATIENCE)


def connected(commands, peer):
    return f"socket tcp; connect 1 127.0.0.1:{peer.port}; {commands}"


def held(data, **others):
    return {"ok": True, "bytes": len(data), "eof": False, "data": data, **others}


def failed(kind, partial, **others):
    return {"ok": False, "error": {"kind": kind, "partial": partial, **others}}


END = {"ok": True, "bytes": 0, "eof": True}

ROWS = [
    # one byte at a time
    ("a line that drips is a line", [drips(b"hello\n"), waits], "recv 1 --line",
     [held("hello\n")], [r"received 6 bytes", r"^  hello\\n$"]),
    ("an exact number of bytes that drip", [drips(b"abcdef"), waits], "recv 1 4 --exact; "
     "recv 1 2 --exact", [held("abcd"), held("ef")], ["^  abcd$", "^  ef$"]),
    ("a mark of four bytes that drips", [drips(b"a\r\n\r\nb"), waits],
     r'recv 1 --until "\r\n\r\n"; recv 1 1 --exact', [held("a\r\n\r\n"), held("b")], ["^  b$"]),
    ("an expression whose match drips", [drips(b"220 ready\r\n"), waits],
     r'recv 1 --match "^220 (.*)\\r\\n"; echo ${match.1}',
     [held("220 ready\r\n"), {"text": "ready"}], ["^ready$"]),
    ("a message whose length drips", [drips(b"\x00\x00\x00\x03abc"), waits],
     "recv 1 --as len32be", [held("abc")], ["^  abc$"]),
    ("numbers that drip", [drips(b"\x01\x02\xff\xff\xff\xff"), waits],
     "recv 1 --as u16be,i32le", [{"values": [258, -1], "data_base64": "AQL/////"}], ["258 -1"]),
    ("the pieces of what drips",
     [says(b"a"), hears(b"1"), says(b"b"), hears(b"2"), says(b"c"), waits],
     "recv 1 3 --exact --pieces &; expect 1.buffered == 1 --within 9s; send 1 1; "
     "expect 1.buffered == 2 --within 9s; send 1 2; join 1",
     [{"pieces": [{"offset": 0, "bytes": 1, "seconds": float},
                  {"offset": 1, "bytes": 1, "seconds": float},
                  {"offset": 2, "bytes": 1, "seconds": float}]}, {"jobs": [1]}],
     [r"^ +0 +1 ", r"^ +1 +1 ", r"^ +2 +1 ", "^  abc$"]),
    ("all until the end that drips", [drips(b"abc"), ends], "recv 1 --eof; recv 1",
     [{"bytes": 3, "eof": True, "data": "abc"}, END], ["up to the end", "^  abc$", "end of file"]),

    # one that never sends
    ("a peer that is silent is a time-out", [waits],
     "recv 1 --line --timeout 100ms; recv 1 1 --exact --timeout 100ms; "
     "recv 1 --eof --timeout 100ms; recv 1 --match x --timeout 100ms; "
     "recv 1 --as len8 --timeout 100ms; recv 1 --until x --timeout 100ms",
     [failed("timeout", "")] * 6,
     [r"no line within 100ms$", r"no 1 byte within", "no end within", "no match within",
      "no whole message within", "no 'x' within"]),
    ("silence for a time is no error", [waits], "recv 1 --for 50ms",
     [held("")], ["received 0 bytes"]),
    ("a look at once", [waits], "recv 1 --line --timeout 0; recv 1 --for 0; "
     "recv 1 --line --dontwait",
     [failed("timeout", ""), held(""), failed("system", "", errno="EAGAIN")],
     ["no line now", "received 0 bytes", "EAGAIN"]),

    # one that stalls, and goes on
    ("a frame that stalls is whole once the rest is there",
     [says(b"abc"), hears(b"go"), says(b"def\nrest"), waits],
     "expect 1.recvq == 3 --within 5s; recv 1 --line --timeout 50ms; echo ${1.buffered} "
     "${1.recvq} ${1.readable}; send 1 go; recv 1 --line; recv 1 4 --exact",
     [failed("timeout", "abc"), {"text": "3 0 true"}, ..., held("abcdef\n"), held("rest")],
     ["no line within 50ms; 3 bytes came", "^  partial   abc$", "^3 0 true$",
      r"^  abcdef\\n$", "^  rest$"]),
    ("another kind of frame may follow", [says(b"\0\5hello"), waits],
     "expect 1.recvq == 7 --within 5s; recv 1 --line --timeout 20ms; recv 1 --as len16be",
     [failed("timeout", "partial_base64"), held("hello")], ["7 bytes came", "^  hello$"]),
    ("what stalled is data for a plain recv", [says(b"abc"), waits],
     "expect 1.recvq == 3 --within 5s; recv 1 --line --timeout 20ms; recv 1 2; recv 1",
     [failed("timeout", "abc"), held("ab"), held("c")], ["^  ab$", "^  c$"]),
    ("what stalled can be looked at", [says(b"abc\nd"), waits],
     "recv 1 --line --peek; recv 1 --line --peek; recv 1 --line; recv 1 --line --peek "
     "--timeout 20ms; recv 1 --peek; recv 1",
     [held("abc\n"), held("abc\n"), held("abc\n"), failed("timeout", "d"), held("d"), held("d")],
     ["1 byte came"]),
    ("SO_RCVTIMEO is an error of the system", [says(b"abc"), waits],
     "expect 1.recvq == 3 --within 5s; set 1 rcvtimeo 50ms; recv 1 --line; recv 1",
     [..., failed("system", "abc", errno="EAGAIN"), held("abc")], ["EAGAIN.*3 bytes came"]),

    # one that closes in mid-frame
    ("a peer that closes in mid-frame", [says(b"abc"), ends], "recv 1 --line; recv 1; recv 1",
     [failed("eof", "abc"), held("abc"), END], ["finished sending; 3 bytes came", "^  abc$",
                                                 "end of file"]),
    ("each kind of frame sees the end", [says(b"ab"), ends],
     "recv 1 3 --exact; recv 1 --until x; recv 1 --match x; recv 1 --as len32be; recv 1 --as "
     "u32be; recv 1 --eof; recv 1 --line; recv 1 --eof; recv 1 --for 5s; recv 1",
     [failed("eof", "ab")] * 5 + [{"bytes": 2, "eof": True}, failed("eof", ""), END, END, END],
     ["no 3 bytes before the end", "no 'x' before", "no match before", "no whole message",
      "no 4 bytes before"]),
    ("the end ends --for", [says(b"abc"), ends], "recv 1 --for 20s; recv 1",
     [{"bytes": 3, "eof": True}, END], ["3 bytes, up to the end"]),
    ("a last line without its end", [says(b"a\nb"), ends], "recv 1 --line; recv 1 --line; "
     "recv 1 --eof", [held("a\n"), failed("eof", "b"), {"data": "b", "eof": True}], ["^  b$"]),

    # one that resets in mid-frame
    ("a peer that resets in mid-frame", [says(b"abc"), hears(b"x"), resets],
     "recv 1 --line --timeout 50ms; send 1 x; expect 1.hangup == true --within 5s; "
     "recv 1 --line; recv 1; recv 1; recv 1",
     [failed("timeout", "abc"), ..., failed("system", "abc", errno="ECONNRESET"), held("abc"),
      {"ok": False, "error": {"kind": "system", "errno": "ECONNRESET"}}, END],
     ["ECONNRESET.*3 bytes came", "^  abc$", "ECONNRESET", "end of file"]),

    # several in one segment
    ("three lines in one segment", [says(b"a\nbb\nccc\n"), waits],
     "expect 1.recvq == 9 --within 5s; recv 1 --line; echo ${1.buffered}; recv 1 --line; "
     "recv 1 --line; echo ${1.buffered}",
     [held("a\n", buffered=7), {"text": "7"}, held("bb\n", buffered=4), held("ccc\n"),
      {"text": "0"}], ["7 more buffered", "^7$", "^0$"]),
    ("frames of several kinds in one segment",
     [says(b"GET /\r\n\r\n\x03abcxyz\x00\x01\x02"), waits],
     r'recv 1 --until "\r\n\r\n"; recv 1 --as len8; recv 1 3 --exact; recv 1 --as u8,u16be',
     [held("GET /\r\n\r\n"), held("abc"), held("xyz"), {"values": [0, 258]}], ["0 258"]),
    ("messages of no bytes", [says(b"\0\0\0\1x\n"), waits],
     "recv 1 --as len8; recv 1 --as len16le; recv 1 0 --exact; recv 1 --as len8; recv 1 --line",
     [held(""), held(""), held(""), held("x"), held("\n")], ["received 0 bytes"]),
    ("NULs are bytes", [says(b"a\0b\0\n"), waits], "recv 1 --until hex:00; recv 1 --line",
     [{"data_base64": base64.b64encode(b"a\0").decode()}, {"bytes": 3}], []),
    ("an expression that looks ahead", [says(b"ab12cd"), waits],
     r'recv 1 --match "ab(?=(12))"; echo ${match.1}; recv 1', [held("ab"), {"text": "12"},
                                                               held("12cd")], ["^12$"]),

    # too long
    ("a length that is beyond all measure", [says(b"\xff\xff\xff\xffabc"), waits],
     "recv 1 --as len32be; recv 1 3 --exact; echo ${1.buffered}",
     [{"ok": False, "error": {"kind": "limit"}}, {"bytes": 3}, {"text": "4"}],
     ["more bytes than --max"]),
    ("more than --max, and all of it is there", [says(b"abcdef\n"), waits],
     "expect 1.recvq == 7 --within 5s; recv 1 --line --max 6; recv 1 8 --exact --max 7; "
     "recv 1 --match f --max 5; recv 1 --eof --max 6; recv 1 --line --max 7",
     [{"ok": False, "error": {"kind": "limit"}}] * 4 + [held("abcdef\n")],
     ["no line within the first 6 bytes", "8 bytes are more than --max",
      "no match within the first 5", "more bytes came than --max, which is 6"]),
    ("an expression that tries without end", [says(b"a" * 3000), waits],
     "expect 1.recvq == 3000 --within 5s; recv 1 --match '(a+)+b'; recv 1 --none",
     [{"ok": False, "error": {"kind": "limit"}}, {"bytes": 3000}], ["too many ways"]),
]


def partials_are_base64(wanted):
    """A row's word for bytes that are no text."""
    if isinstance(wanted, dict) and wanted.get("error", {}).get("partial") == "partial_base64":
        return {"ok": False, "error": {"kind": wanted["error"]["kind"], "partial_base64": str}}
    return wanted


def told(result):
    """The answers from behind the connection on."""
    return [answer for answer in result.answers[2:]
            if answer["command"] not in ("expect", "send", "set")]


def row_in_json(_, acts, commands, wanted):
    with Peer(*acts) as peer:
        result = answers(connected(commands, peer), "-k")
    expect(peer.fault is None, f"the peer failed: {peer.fault}", result)
    got = told(result)
    wanted = [partials_are_base64(one) for one in wanted if one is not ...]
    equal(len(got), len(wanted), result)
    for one, like_this in zip(got, wanted):
        expect(like(like_this, one), f"got {one}, wanted {like_this}", result)


def row_in_text(_, acts, commands, patterns):
    with Peer(*acts) as peer:
        # One stream, so that all is in order.
        result = text(connected(commands, peer), "-k", stderr=subprocess.STDOUT)
    expect(peer.fault is None, f"the peer failed: {peer.fault}", result)
    rest = result.text
    for pattern in patterns:
        found = re.search(pattern, rest, re.MULTILINE)
        expect(found, f"nothing like {pattern!r} in what is left, {rest[:300]!r}", result)
        rest = rest[found.end():]


def measured(commands):
    """A run up to its first recv, and the most memory that it had by then, in KiB."""
    words = ["--json", "-k"]
    with subprocess.Popen([sosh.SOSH, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=sosh.environment()) as process:
        timer = threading.Timer(sosh.PATIENCE, process.kill)
        timer.start()
        process.stdin.write(commands.encode() + b"\n")
        process.stdin.flush()
        out = b""
        while b'"command":"recv"' not in out:
            line = process.stdout.readline()
            expect(line, "ended, or took too long", out)
            out += line
        with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
            most = [int(row.split()[1]) for row in status if row.startswith("VmHWM:")][0]
        rest, err = process.communicate()
        timer.cancel()
    return sound(Result([*words, commands], process.returncode, out + rest, err)), most


def check_memory(most, bound, result):
    """No more than `bound` KiB beside a run that receives next to nothing.  A sanitizer
    keeps what was freed."""
    least = measured("pair; send 1 x; recv 2")[1]
    bound += 256 << 10 if least > 32 << 10 else 0
    expect(most - least < bound, f"it took {most - least} KiB more than others", result)


def a_flood_without_a_line_ends_at_the_limit(_, commands, most):
    with Peer(floods(b"x" * 64)) as peer:
        result, memory = measured(connected(commands, peer))
    got = told(result)[0]
    equal(got["error"]["kind"], "limit", result)
    expect("partial" not in got["error"], "the bytes are shown", result)
    check_memory(memory, most, result)


def a_flood_goes_to_a_file_in_little_memory(folder):
    size = 256 << 20
    path = os.path.join(folder, "got")
    with Peer(says(b"0123456789abcdef" * (1 << 16)), floods(b"x")) as peer:
        result, memory = measured(connected(
            f"recv 1 {size} --exact --out '{path}' --timeout never", peer))
    expect(like({"ok": True, "bytes": size, "eof": False, "file": path}, told(result)[0]),
           "not so", result)
    equal(os.path.getsize(path), size)
    with open(path, "rb") as file:
        equal(file.read(1 << 20), b"0123456789abcdef" * (1 << 16))
        equal(file.read(16), b"x" * 16)
    check_memory(memory, 3 << 10, result)


FILES = [
    ("--eof", [says(b"a\n" * 300000), ends], b"a\n" * 300000, {"eof": True}),
    ("--until ::", [says(b"a:" * 200000 + b":rest"), waits], b"a:" * 200000 + b":", {"buffered": 4}),
    ("--line", [drips(b"abc\nd"), waits], b"abc\n", {"eof": False}),
    ("--for 1s", [drips(b"abc"), waits], b"abc", {"eof": False}),
    ("--match c", [drips(b"abcd"), waits], b"abc", {"eof": False}),
    ("--as len16be", [drips(b"\0\3abcd"), waits], b"abc", {"eof": False}),
    ("--as len32be", [says(struct.pack(">I", 20 << 20) + b"ab" * (10 << 20) + b"rest"), waits],
     b"ab" * (10 << 20), {"buffered": 4}),
    ("--as len32be+4", [says(struct.pack(">I", (20 << 20) + 4) + b"ab" * (10 << 20) + b"rest"),
                        waits], b"ab" * (10 << 20), {"buffered": 4}),
    ("--as len16be+2", [drips(b"\0\5abcd"), waits], b"abc", {"eof": False}),
    ("--as len8", [says(b"\0rest"), waits], b"", {"buffered": 4}),
]


def a_frame_goes_to_a_file(folder, flags, acts, wanted, fields):
    path = os.path.join(folder, "got")
    with Peer(*acts) as peer:
        result = answers(connected(f"recv 1 {flags} --out '{path}'", peer))
    got = told(result)[0]
    with open(path, "rb") as file:
        equal(file.read(), wanted)
    expect(like({"bytes": len(wanted), "file": path}, got), f"got {got}", result)
    # The rest may come later than that.
    expect(all(got.get(name, value) == value for name, value in fields.items()), "not so", result)


BLOCK = b"0123456789abcde\n" * 65536
PIPES = [
    ("--eof", BLOCK, BLOCK),
    ("1000000 --exact", BLOCK, BLOCK[:1000000]),
    ("--until \"\\n::\"", BLOCK + b"::" + BLOCK, BLOCK + b"::"),
    ("--as len32be", struct.pack(">I", len(BLOCK)) + BLOCK + BLOCK, BLOCK),
    ("--for 20s", BLOCK, BLOCK),
]


def a_frame_goes_through_a_pipe(_, flags, data, wanted):
    """Whose reader is slow: nothing is lost, and nobody is held up."""
    got = b""
    with Peer(says(data), ends) as peer:
        words = ["-q", "-c", connected(f"recv 1 {flags} --out /dev/stdout &; send 1 x; "
                                       "join 1", peer)]
        with subprocess.Popen([sosh.SOSH, *words], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=sosh.environment()) as process:
            timer = threading.Timer(sosh.PATIENCE, process.kill)
            timer.start()
            while True:
                more = os.read(process.stdout.fileno(), 50000)
                if not more:
                    break
                got += more
                time.sleep(PAUSE / 10)
            err = process.stderr.read()
            process.wait()
            timer.cancel()
    result = sound(Result(words, process.returncode, got[:1000], err))
    equal(result.status, 0, result)
    expect(got == wanted, f"{len(got)} other bytes", result)


def a_frame_that_is_not_whole_is_partly_in_the_file(folder):
    path = os.path.join(folder, "got")
    with Peer(says(b"abc\r"), waits) as peer:
        result = answers(connected(
            f"expect 1.recvq == 4 --within 5s; recv 1 --until \"\\r\\n\" --out '{path}' "
            "--timeout 50ms; recv 1", peer), "-k")
    got = told(result)
    expect(like({"ok": False, "written": 3, "error": {"kind": "timeout", "partial": "\r"}},
                got[0]), "not so", result)
    expect("4 bytes came" in got[0]["error"]["message"], "of all that came", result)
    expect(like(held("\r"), got[1]), "not so", result)
    with open(path, "rb") as file:
        equal(file.read(), b"abc")


def a_message_that_is_not_whole_tells_what_is_missing(folder):
    """Its length in front is gone: the rest can be received all the same."""
    path = os.path.join(folder, "got")
    with Peer(says(b"\0\x08abc"), hears(b"?"), says(b"defghi"), waits) as peer:
        result = answers(connected(
            f"expect 1.recvq == 5 --within 5s; recv 1 --as len16be --out '{path}' "
            "--timeout 50ms; send 1 ?; recv 1 5 --exact; recv 1", peer), "-k")
    got = told(result)
    expect(like({"ok": False, "written": 3, "error": {"kind": "timeout", "missing": 5}}, got[0]),
           "not so", result)
    expect(like(held("defgh"), got[1]) and like(held("i"), got[2]), "not so", result)
    with open(path, "rb") as file:
        equal(file.read(), b"abc")


def a_message_of_which_nothing_came_keeps_its_length(folder):
    path = os.path.join(folder, "got")
    with Peer(says(b"\0\x02"), hears(b"?"), says(b"ab"), waits) as peer:
        result = answers(connected(
            f"expect 1.recvq == 2 --within 5s; recv 1 --as len16be --out '{path}' "
            "--timeout 50ms; send 1 ?; recv 1 --as len16be", peer), "-k")
    got = told(result)
    expect(like({"ok": False, "written": 0, "error": {"partial_base64": "AAI="}}, got[0]), "not so",
           result)
    expect("missing" not in got[0]["error"], "missing", result)
    expect(like(held("ab"), got[1]), "not so", result)


def a_file_that_cannot_be_written_loses_nothing(_, flags, data):
    with Peer(says(data), waits) as peer:
        result = answers(connected(
            f"expect 1.recvq == {len(data)} --within 5s; recv 1 {flags} --out /dev/full; "
            "recv 1 --timeout 50ms", peer), "-k")
    got = told(result)
    equal(result.status, 3, result)
    expect(like({"ok": False, "error": {"kind": "system", "call": "write", "errno": "ENOSPC"}},
                got[0]), "not so", result)
    expect(like(held(data.decode()), got[1]), "not so", result)


DATAGRAMS = "pair unix-dgram; "
MESSAGES = [
    ("a frame lies within one datagram", DATAGRAMS + r'send 1 "a\nbc"; send 1 "d\n"; '
     "recv 2 --line; recv 2 --line; recv 2; recv 2 --line",
     [held("a\n", buffered=2), failed("eof", "bc"), held("bc"), held("d\n")]),
    ("a recv without a frame takes the rest of its datagram alone",
     DATAGRAMS + r'send 1 abcdef; send 1 xyz; recv 2 2 --exact; recv 2 3; recv 2',
     [held("ab"), held("cde", truncated=True), held("xyz", truncated=False)]),
    ("an empty datagram has no frame, and is one", DATAGRAMS + 'send 1 ""; send 1 x; '
     "recv 2 --line; recv 2; recv 2 --line; recv 2",
     [failed("eof", ""), held(""), failed("eof", "x"), held("x")]),
    ("a datagram is received whole", DATAGRAMS + 'send 1 zero:100k hex:0a01; recv 2 --line --none; '
     "recv 2", [{"bytes": 102401, "truncated": False, "buffered": 1}, {"bytes": 1}]),
    ("--for gathers datagrams", DATAGRAMS + 'send 1 ab; send 1 ""; send 1 c; '
     "recv 2 --for 20ms --pieces",
     [held("abc", pieces=[{"bytes": 2}, {"bytes": 0}, {"bytes": 1}])]),
    ("the sender stays with its datagram", "socket udp --name a; bind a 127.0.0.1:0; "
     "socket udp --name b; bind b 127.0.0.1:0; socket udp --name c; bind c 127.0.0.1:0; "
     r'send b "x\ny" --to ${a.local}; send c "z" --to ${a.local}; recv a --line; '
     "expect ${answer.from} == ${b.local}; recv a; expect ${answer.from} == ${b.local}; "
     "recv a; expect ${answer.from} == ${c.local}",
     [held("x\n"), held("y"), held("z")]),
    ("a length that the datagram does not have", DATAGRAMS + "send 1 u16be:5 abc; "
     "recv 2 --as len16be; recv 2",
     [{"ok": False, "error": {"kind": "eof", "partial_base64": "AAVhYmM="}}, {"bytes": 5}]),
    ("a length that says less than it counts", DATAGRAMS + "send 1 u16be:1 abc; "
     "recv 2 --as len16be+2; recv 2",
     [{"ok": False, "error": {"kind": "limit"}}, {"bytes": 5}]),
    ("a message of --max", DATAGRAMS + "send 1 abcdef; recv 2 --match f --max 5; recv 2",
     [{"ok": False, "error": {"kind": "limit"}}, held("abcdef")]),
    ("datagrams have no end", DATAGRAMS + "recv 2 --eof", [{"ok": False,
                                                            "error": {"kind": "usage"}}]),
    ("messages with an end", "pair unix-seqpacket; send 1 ab; send 1 c; shutdown 1; "
     "recv 2 --eof; recv 2 --line",
     [{"data": "abc", "eof": True}, failed("eof", "")]),
    ("a socket that is shut has its end", DATAGRAMS + "shutdown 2 read; recv 2 --line; "
     "recv 2 --for 5s", [failed("eof", ""), END]),
]


def messages(_, commands, wanted):
    result = answers(commands, "-k")
    got = [answer for answer in result.answers if answer["command"] == "recv"]
    expect(not any(a["command"] == "expect" and not a["ok"] for a in result.answers), "not so",
           result)
    equal(len(got), len(wanted), result)
    for one, like_this in zip(got, wanted):
        expect(like(like_this, one), f"got {one}, wanted {like_this}", result)


USAGE = [
    ("two kinds", "recv 1 --line --eof", "only one of"),
    ("a line of a size", "recv 1 5 --line", "SIZE goes with --exact"),
    ("no size", "recv 1 --exact", "--exact wants a SIZE"),
    ("--max alone", "recv 1 --max 5", "--max goes with"),
    ("--pieces alone", "recv 1 --pieces", "--pieces goes with"),
    ("--oob", "recv 1 --line --oob", "--oob does not go"),
    ("--trunc", "recv 1 --line --trunc", "--trunc does not go"),
    ("--waitall", "recv 1 5 --exact --waitall", "--waitall does not go"),
    ("--errqueue", "recv 1 --line --errqueue", "--errqueue does not go"),
    ("--flags", "recv 1 --line --flags oob", "--oob does not go"),
    ("--null", "recv 1 --line --null", "--null does not go"),
    ("--addrlen", "recv 1 --line --addrlen 4", "--addrlen does not go"),
    ("a descriptor", "recv --fd-number ${1.fd} --line", "--fd-number does not go"),
    ("two times", "recv 1 --for 1s --timeout 2s", "--timeout does not go with --for"),
    ("a time and none", "recv 1 --for 1s --dontwait", "--dontwait does not go with --for"),
    ("an empty mark", 'recv 1 --until ""', "a byte at least"),
    ("a mark beyond all measure", "recv 1 --until zero:65537", "64 KiB at most"),
    ("no expression", "recv 1 --match '['", "not a regular expression"),
    ("no form", "recv 1 --as u24be", "'u24be' is no form"),
    ("an empty form", 'recv 1 --as ""', "'' is no form"),
    ("a form too many", "recv 1 --as u8,", "'' is no form"),
    ("a length among numbers", "recv 1 --as u8,len8", "a length stands alone"),
    ("a name that stands twice", "recv 1 --as a=u8,b=u8,a=u8", "'a' stands here twice"),
    ("a name that is none", "recv 1 --as 1x=u8", "'1x' is no name"),
    ("a size without end", "recv 1 2G", "SIZE is 1G at most"),
]


def usage(_, command, pattern):
    result = answers("pair; " + command)
    equal(result.answer["error"]["kind"], "usage", result)
    expect(pattern in result.answer["error"]["message"], f"no {pattern!r}", result)


NUMBERS = [
    ("u8", "u8:255", 255), ("i8", "i8:-128", -128), ("u16be", "u16be:258", 258),
    ("u16le", "u16le:258", 258), ("i16be", "i16be:-2", -2), ("i16le", "i16le:32767", 32767),
    ("u32be", "u32be:4294967295", 4294967295), ("u32le", "u32le:1", 1),
    ("i32be", "i32be:-2147483648", -2147483648), ("i32le", "i32le:-1", -1),
    ("u64be", "u64be:9223372036854775807", 9223372036854775807),
    ("u64le", "u64le:18446744073709551615", "18446744073709551615"),
    ("i64be", "i64be:-9223372036854775808", -9223372036854775808), ("i64le", "i64le:-1", -1),
    ("f32be", "f32be:1.5", 1.5), ("f32le", "f32le:-0.25", -0.25), ("f64be", "f64be:1e300", 1e300),
    ("f64le", "f64le:0.1", 0.1), ("f32be", "hex:7fc00000", "nan"), ("f32le", "hex:0000807f", "inf"),
    ("f64be", "hex:fff0000000000000", "-inf"), ("f64le", "hex:010000000000f07f", "nan"),
]


def every_form_of_a_number_comes_back(_):
    forms = ",".join(form for form, _, _ in NUMBERS)
    data = " ".join(word for _, word, _ in NUMBERS)
    result = answers(f"pair; send 1 {data}; recv 2 --as {forms}; echo ${{answer.values.1}} "
                     "${answer.values.17}")
    equal(result.answers[2]["values"], [value for _, _, value in NUMBERS], result)
    equal(result.answer["text"], "-128 0.1", result)


def every_length_comes_back(_):
    for form in ("len8", "len16be", "len16le", "len32be", "len32le"):
        result = answers(f"pair; send 1 {form}{{ fill:200:ab }} z; recv 2 --as {form}; recv 2")
        equal(result.answers[2]["data"], "ab" * 100, result)
        equal(result.answer["data"], "z", result)


def held_bytes_are_ready(_):
    result = answers(r'pair; send 1 "a\nb"; recv 2 --line; poll 1 2 --timeout 0; '
                     "poll 2 --for write --timeout 0; expect 2.readable == true; recv 2; "
                     "poll 2 --timeout 0")
    equal([answer["ready"] for answer in result.answers if answer["command"] == "poll"],
          [{"2": ["read"]}, {"2": ["write"]}, {}], result)
    equal(result.status, 0, result)


def held_bytes_are_in_the_table(_):
    lines = text(r'pair; send 1 "a\nbc"; status; recv 2 --line; status; recv 2; status').lines
    heads = [line.split() for line in lines if line.startswith("#")]
    equal(["buffered" in head for head in heads], [False, True, False])
    row = [line for line in lines if line.startswith("2 ")][1].split()
    equal(row[row.index("CONNECTED") + 2], "2")


def close_drops_what_is_held(_):
    result = answers(r'pair; send 1 "a\nb"; recv 2 --line; close 2; recv 2', "-k")
    equal(result.answer["error"]["kind"], "usage", result)


def passed_descriptors_come_with_a_frame(_):
    result = answers(r'pair; socket udp; send 1 "a\nb\n" --fd 3; recv 2 --line; recv 2 --line')
    equal(result.answers[3]["passed"], [4], result)
    expect("passed" not in result.answer, "once", result)


def two_jobs_may_wait_for_frames(_):
    result = answers(r'pair; recv 2 --line &; recv 1 3 --exact &; send 2 ab --chunk 1; '
                     r'send 1 "x\n" --chunk 1 --every 5ms; send 2 c; join all')
    by_socket = {answer["socket"]: answer for answer in result.answers
                 if answer["command"] == "recv"}
    equal([by_socket[2]["data"], by_socket[1]["data"]], ["x\n", "abc"], result)


def jobs_that_wait_on_one_socket_have_a_frame_each(_):
    result = answers(r'pair; recv 2 --line &; recv 2 --line &; recv 2 3 --exact &; '
                     r'send 1 "abc\nde\nfgh"; join all')
    got = sorted(answer["data"] for answer in result.answers if answer["command"] == "recv")
    equal(sum(map(len, got)), 10, result)
    equal(got, ["abc\n", "de\n", "fgh"], result)


def a_frame_may_be_taken_from_under_a_job(_):
    """The job has looked far by then, and begins anew with what is left."""
    result = answers(r'pair; send 1 fill:1000:x; recv 2 --until "\n" &; '
                     r'expect 2.buffered == 1000 --within 5s; recv 2 999; send 1 "\n"; join 1')
    got = [answer for answer in result.answers if answer["command"] == "recv"]
    equal([got[0]["bytes"], got[1]["data"]], [999, "x\n"], result)
    result = answers(r'pair; send 1 "abc"; recv 2 --match "^c" &; '
                     r'expect 2.buffered == 3 --within 5s; recv 2 2; join 1')
    got = [answer for answer in result.answers if answer["command"] == "recv"]
    equal([got[0]["data"], got[1]["data"]], ["ab", "c"], result)


def a_long_line_of_small_pieces_takes_no_square(_):
    """An expression that has to begin at the front again and again."""
    with Peer(*[says(b"x" * 1000)] * 400, says(b"y"), waits) as peer:
        began = time.monotonic()
        result = answers(connected("recv 1 --match '^x*y' --none", peer))
    equal(told(result)[0]["bytes"], 400001, result)
    expect(time.monotonic() - began < 10, "it took too long", result)


def main():
    suite = Suite()
    for name, acts, commands, wanted, patterns in ROWS:
        suite.case(f"{name} (JSON)", row_in_json, acts, commands, wanted)
        suite.case(f"{name} (text)", row_in_text, acts, commands, patterns)
    for commands, most in (("recv 1 --line", 40 << 10), ("recv 1 --until yz --max 1M", 4 << 10),
                           ("recv 1 --eof", 40 << 10), ("recv 1 --match y --max 1M", 6 << 10),
                           ("recv 1 --for never", 40 << 10),
                           ("recv 1 --line --max 100k --out /dev/null", 3 << 10)):
        suite.case(f"a flood ends at the limit: {commands}",
                   a_flood_without_a_line_ends_at_the_limit, commands, most)
    suite.case("a flood goes to a file in little memory", a_flood_goes_to_a_file_in_little_memory)
    for row in FILES:
        suite.case(f"{row[0]} goes to a file", a_frame_goes_to_a_file, *row)
    for row in PIPES:
        suite.case(f"a frame goes through a pipe: {row[0]}", a_frame_goes_through_a_pipe, *row)
    suite.case("a frame that is not whole is partly in the file",
               a_frame_that_is_not_whole_is_partly_in_the_file)
    for case in (a_message_that_is_not_whole_tells_what_is_missing,
                 a_message_of_which_nothing_came_keeps_its_length):
        suite.case(case.__name__.replace("_", " "), case)
    for flags, data in (("", b"abc"), ("--line", b"abc\n"), ("3 --exact", b"abc"),
                        ("--match c", b"abc"), ("--for 20ms", b"abc"),
                        ("--as len8", b"\3abc"), ("--as len8", b"\4abc")):
        suite.case(f"a file that cannot be written loses nothing: {flags}",
                   a_file_that_cannot_be_written_loses_nothing, flags, data)
    for name, commands, wanted in MESSAGES:
        suite.case(name, messages, commands, wanted)
    for name, command, pattern in USAGE:
        suite.case(f"usage: {name}", usage, command, pattern)
    for case in (every_form_of_a_number_comes_back, every_length_comes_back, held_bytes_are_ready,
                 held_bytes_are_in_the_table, close_drops_what_is_held,
                 passed_descriptors_come_with_a_frame,
                 jobs_that_wait_on_one_socket_have_a_frame_each,
                 a_frame_may_be_taken_from_under_a_job, two_jobs_may_wait_for_frames,
                 a_long_line_of_small_pieces_takes_no_square):
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()


main()
