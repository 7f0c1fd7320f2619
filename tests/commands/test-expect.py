#!/usr/bin/python3
"""What an expectation that is not met tells, and `expect recv`.

Rows as in language.py; in SIDES: the two texts, and the lines that show them."""

import base64
import os
import re
import socket
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from language import rows
from sosh import Suite, answers, equal, expect, like, run

SIDES = [
    ("abc", "abd", ["expected  abd", "actual    abc", "            ^ differs at offset 2"]),
    ("ab", "abc", ["expected  abc", "actual    ab", "            ^ ends at offset 2"]),
    ("abc", "ab", ["expected  ab", "actual    abc", "            ^ more than expected at offset 2"]),
    ("", "x", ["expected  x", "actual    ", "          ^ ends at offset 0"]),
    ("a\\r\\nb", "a\\r\\nc", ["expected  a\\r\\nc", "actual    a\\r\\nb",
                              "               ^ differs at offset 3"]),
    ("\\x1b[1m", "\\x1b[2m", ["expected  \\x1b[2m", "actual    \\x1b[1m",
                              "               ^ differs at offset 2"]),
    ("grün", "grüß", ["expected  grüß", "actual    grün", "             ^ differs at offset 4"]),
    ("größe", "grüße", ["expected  grüße", "actual    größe", "            ^ differs at offset 3"]),
    ("日本", "日木", ["expected  日木", "actual    日本", "            ^ differs at offset 5"]),
    ("\\x00\\x01", "\\x00\\x02", ["expected  00 02", "actual    00 01",
                                  "             ^ differs at offset 1"]),
    ("a\\xff", "ab", ["expected  61 62", "actual    61 ff", "             ^ differs at offset 1"]),
    ("a" * 100 + "x" + "b" * 100, "a" * 100 + "y" + "b" * 100,
     ["expected  ..." + "a" * 24 + "y" + "b" * 39 + "...",
      "actual    ..." + "a" * 24 + "x" + "b" * 39 + "...",
      " " * 37 + "^ differs at offset 100"]),
    ("\\xff" + "a" * 100 + "x" + "b" * 100, "\\xff" + "a" * 100 + "y" + "b" * 100,
     ["expected  ..." + "61 " * 6 + "79 " + "62 " * 11 + "...",
      "actual    ..." + "61 " * 6 + "78 " + "62 " * 11 + "...",
      " " * 31 + "^ differs at offset 101"]),
    ("ü" * 50 + "x", "ü" * 50 + "y",
     ["expected  ..." + "ü" * 12 + "y", "actual    ..." + "ü" * 12 + "x",
      " " * 25 + "^ differs at offset 100"]),
]

PLAIN = [
    ("of numbers no byte is marked", "expect 10 == 11", 1, "", r"expected  11\n  actual    10\n\Z"),
    ("nor where more is asked", "expect 10 > 11", 1, "", r"actual    10\n\Z"),
    ("nor where they had to differ", "expect a != a", 1, "", r"actual    a\n\Z"),
    ("nor of an expression", "expect abc ~ x", 1, "", r"actual    abc\n\Z"),
    ("nor of a part", "expect abc contains x", 1, "", r"actual    abc\n\Z"),
    ("JSON tells how they were compared", "try { expect 2 != 2 }; try { expect 2 < 1 }; "
     "try { expect a ~ b }; try { expect a contains b }; pair; send 1 abc; "
     "try { expect recv 2 abd }; expect recv 2 --match x --within 0", 1,
     [*({"error": {"kind": "expectation", "operator": operator, "expected": str, "actual": str}}
        for operator in ("!=", "<", "~", "contains")), {}, {},
      {"error": {"operator": "==", "expected": "abd"}}, {"error": {"operator": "~"}}], ""),
    ("people see it", "expect a contains x", 1, "", r"expected  contains x\n"),
    ("JSON tells where", "expect abc == abd", 1,
     [{"error": {"expected": "abd", "actual": "abc", "differs_at": 2}}], ""),
    ("JSON of bytes", r'expect "\xff\x00" == "\xff\x01"', 1,
     [{"error": {"expected_base64": base64.b64encode(b"\xff\x01").decode(),
                 "actual_base64": base64.b64encode(b"\xff\x00").decode(), "differs_at": 1}}], ""),
    ("the calls on the socket", "pair; send 1 abc; recv 2; shutdown 2; "
     "try { recv 2 --dontwait }; expect 2.state == x", 1,
     [{}, {}, {}, {}, {"ok": False}, {"error": {"calls": [
         {"call": "recv", "result": 3, "ago": float},
         {"call": "shutdown", "result": 0, "ago": float},
         {"call": "recv", "errno": "EAGAIN", "ago": float}]}}], ""),
    ("no calls where it is about none", "pair; send 1 a; expect ${1.sent} == 2", 1, None,
     r"actual    1\n\Z"),
]
PAIR = "pair --names a,b; "
DGRAM = "pair unix-dgram --names a,b; "
RECV = [
    ("what is expected", PAIR + "send a hello; expect recv b hello", 0,
     [{}, {}, {"command": "expect", "socket": 2, "ok": True, "bytes": 5, "eof": False,
               "data": "hello"}], ""),
    ("several words of DATA", PAIR + r'send a "A\r\n" hex:ff; expect recv b "A\r\n" u8:255', 0,
     [{}, {}, {"bytes": 4, "data_base64": "QQ0K/w=="}], ""),
    ("with its length in front", PAIR + "send a len16be{ abc }; expect recv b len16be{ abc }", 0,
     None, ""),
    ("out of a file", PAIR + "send a file:f.bin; expect recv b file:f.bin", 0, None, ""),
    ("what is behind it stays", PAIR + "send a 'one two'; expect recv b one; expect b.buffered "
     "== 4; expect recv b ' two'; expect b.buffered == 0", 0, None, ""),
    ("nothing", PAIR + "expect recv b ''", 0, [{}, {"bytes": 0}], ""),
    ("another", PAIR + "send a help!; expect recv b hello", 1,
     [{}, {}, {"command": "expect", "socket": 2, "ok": False,
               "error": {"kind": "expectation", "expected": "hello", "actual": "help!",
                         "differs_at": 3}}], ""),
    ("another leaves it", PAIR + "send a help!; try { expect recv b hello }; expect recv b help!",
     0, [{}, {}, {"ok": False}, {"ok": True}], ""),
    ("only what is looked at is told", PAIR + "send a 'help me!'; expect recv b hello", 1,
     [{}, {}, {"error": {"actual": "help "}}], ""),
    ("less, and nothing wrong", PAIR + "send a hel; expect recv b hello --within 30ms", 1,
     [{}, {}, {"error": {"kind": "timeout", "expected": "hello", "partial": "hel"}}], ""),
    ("less, and wrong", PAIR + "send a ha; expect recv b hello --within 30ms", 1,
     [{}, {}, {"error": {"kind": "expectation", "expected": "hello", "actual": "ha",
                         "differs_at": 1}}], ""),
    ("less, wrong, and no limit", PAIR + "send a ha; expect recv b hello --within never", 1,
     [{}, {}, {"error": {"kind": "expectation", "actual": "ha"}}], ""),
    ("the end before all", PAIR + "send a hel; close a; expect recv b hello", 1,
     [{}, {}, {}, {"error": {"kind": "eof", "partial": "hel"}}], ""),
    ("the end, and wrong", PAIR + "send a ha; close a; expect recv b hello", 1,
     [{}, {}, {}, {"error": {"kind": "expectation", "actual": "ha"}}], ""),
    ("nothing but the end", PAIR + "close a; expect recv b hello", 1,
     [{}, {}, {"error": {"kind": "eof"}}], ""),
    ("nothing comes", PAIR + "expect recv b hello --timeout 30ms", 1,
     [{}, {"error": {"kind": "timeout"}}], ""),
    ("looks once", PAIR + "send a x; expect recv b x --within 0; fails timeout expect recv b x "
     "--within 0", 0, None, ""),
    ("an error", "socket tcp; expect recv 1 x", 1,
     [{}, {"error": {"kind": "system", "errno": "ENOTCONN"}}], ""),
    ("a socket that is none", "expect recv 9 x", 1, [{"error": {"kind": "usage"}}], ""),
    ("a datagram", DGRAM + "send a hello; expect recv b hello", 0, None, ""),
    ("an empty one", DGRAM + "send a ''; expect recv b ''", 0, None, ""),
    ("a longer one", DGRAM + "send a hello!; expect recv b hello", 1,
     [{}, {}, {"error": {"kind": "expectation", "actual": "hello!", "differs_at": 5}}], ""),
    ("a shorter one", DGRAM + "send a hell; expect recv b hello", 1,
     [{}, {}, {"error": {"kind": "expectation", "actual": "hell", "differs_at": 4}}], ""),
    ("an empty one in place of another", DGRAM + "send a ''; expect recv b hello", 1,
     [{}, {}, {"error": {"kind": "expectation", "actual": "", "differs_at": 0}}], ""),
    ("a wrong one stays, whole", DGRAM + "send a hello!; try { expect recv b hello }; recv b; "
     "expect ${answer.data} == hello!", 0, [{}, {}, {"ok": False}, {"data": "hello!"}, {}], ""),
    ("two of them", DGRAM + "send a one; send a two; expect recv b one; expect recv b two", 0,
     None, ""),
    ("an expression", PAIR + r"send a '220 hi'; send a '\n250 on'; "
     r"expect recv b --match '^220 (\w+)\\n'; echo ${match.1}", 0,
     [{}, {}, {}, {"bytes": 8, "buffered": 6}, {"text": "hi"}], ""),
    ("an expression that matches nowhere", PAIR + "send a abc; expect recv b --match x "
     "--within 30ms", 1,
     [{}, {}, {"error": {"kind": "timeout", "expected": "x", "partial": "abc"}}], ""),
    ("one out of a variable", PAIR + "let x b; send a abc; expect recv b --match $x", 0,
     [{}, {}, {"data": "ab"}], ""),
    ("an expression in a datagram", DGRAM + "send a abc; expect recv b --match x", 1,
     [{}, {}, {"error": {"kind": "expectation", "expected": "x", "actual": "abc"}}], ""),
    ("no expression", PAIR + "expect recv b --match '('", 1,
     [{}, {"error": {"kind": "usage"}}], ""),
    ("too much", PAIR + "expect recv b zero:17M", 1, [{}, {"error": {"kind": "limit"}}], ""),
    ("no flag of recv", PAIR + "expect recv b x --peek", 2, "", "expect has no flag '--peek'"),
    ("recv in quotes is text", "expect 'recv' == recv", 0, "", ""),
    ("recv out of a variable is text", "let x recv; expect $x == recv", 0, "", ""),
    ("fails takes it", PAIR + "send a x; fails expectation expect recv b y", 0, None, ""),
    ("in the background", PAIR + "expect recv b x &; send a x; join 1", 0,
     [{}, {}, {"command": "expect", "job": 1, "ok": True}, {}], ""),
]
FILES = {"f.bin": bytes(range(256)) * 300}


def marks(_, actual, wanted, lines):
    result = run("-c", f'expect "{actual}" == "{wanted}"')
    equal(result.status, 1, result)
    equal(result.complaint.splitlines()[1:], ["  " + line for line in lines], result)


class Peer:
    """A TCP server that says its pieces; `next` lets the following one go."""

    def __init__(self, *pieces):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        self.pieces = pieces
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        with self.listener, self.listener.accept()[0] as other:
            other.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for piece in self.pieces:
                other.sendall(piece)
                threading.Event().wait(0.02)
            other.recv(1)

    def end(self):
        self.thread.join(20)
        expect(not self.thread.is_alive(), "the peer does not end")


def a_byte_at_a_time(_):
    peer = Peer(*(bytes([byte]) for byte in b"220 ready\r\n"))
    got = answers(f'socket tcp; connect 1 {peer.address}; expect recv 1 "220 ready\\r\\n"')
    peer.end()
    expect(like({"ok": True, "data": "220 ready\r\n"}, got.answer), "not all of it", got)


def a_wrong_byte_at_a_time_is_told_whole(_):
    """What is wrong is waited for a little, so that it can be seen."""
    peer = Peer(*(bytes([byte]) for byte in b"250 ready\r\n"))
    got = answers(f'socket tcp; connect 1 {peer.address}; expect recv 1 "220 ready\\r\\n"')
    peer.end()
    expect(like({"error": {"kind": "expectation", "actual": "250 ready\r\n", "differs_at": 1}},
                got.answer), "not all of it", got)


def an_expression_that_comes_in_pieces(_):
    peer = Peer(b"22", b"0 re", b"ady\r", b"\nmore")
    got = answers(f"socket tcp; connect 1 {peer.address}; expect recv 1 --match '^220 (.*)\\r\\n'; "
                  "echo ${match.1}; expect recv 1 more")
    peer.end()
    equal([it["ok"] for it in got.answers], [True] * 5, got)
    equal(got.answers[3]["text"], "ready", got)


def text_tells_what_came_before(_):
    result = run("-c", "pair; send 1 ab; recv 2 1; expect recv 2 x")
    equal(result.status, 1, result)
    expect(re.search(r"\n  calls     recv = 1, [0-9.]+ m?s before\n +recv = 1, .* before\n\Z",
                     result.complaint), "no calls", result)


def main():
    suite = Suite()
    for actual, wanted, lines in SIDES:
        suite.case(f"{actual[:20]} is not {wanted[:20]}", marks, actual, wanted, lines)
    rows(suite, PLAIN, FILES)
    rows(suite, [(f"expect recv: {row[0]}", *row[1:]) for row in RECV], FILES)
    for body in (a_byte_at_a_time, a_wrong_byte_at_a_time_is_told_whole,
                 an_expression_that_comes_in_pieces, text_tells_what_came_before):
        suite.case(body.__name__.replace("_", " "), body)
    suite.end()


if __name__ == "__main__":
    main()
