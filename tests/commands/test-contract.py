#!/usr/bin/python3
"""language.md, what it says of framing, of tests, and of the control of scripts, row by row."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from language import rows
from sosh import Suite

# Two ends: what 1 sends, 2 receives.
PAIR = "pair; "
DGRAM = "pair unix-dgram; "


def recv(**fields):
    return {"command": "recv", "socket": 2, **fields}


def good(**fields):
    return recv(ok=True, **fields)


def framed(sentence, sent, commands, status, *answers, setup=PAIR):
    """`sent` is sent in these pieces, then come the commands; only their answers count."""
    pieces = "; ".join(f"send 1 {piece}" for piece in sent)
    skipped = [... for _ in range(1 + len(sent))]
    return (sentence, setup + (pieces + "; " if sent else "") + commands, status,
            skipped + list(answers), "")


FRAMING = [
    framed("--line gives a line with its LF", [r'"one\r\ntwo\n"'], "recv 2 --line; recv 2 --line",
           0, good(bytes=5, eof=False, data="one\r\n"), good(bytes=4, data="two\n")),
    framed("a line may come in pieces", ["on", r'"e\ntw"', r'"o\n"'],
           "recv 2 --line; recv 2 --line", 0, good(data="one\n"), good(data="two\n")),
    framed("--until gives its delimiter, too", [r'"a--b--"'],
           "recv 2 --until '--'; recv 2 --until '--'", 0, good(data="a--"), good(data="b--")),
    framed("--until takes any DATA", [r'"a\x00\x01b"'], "recv 2 --until hex:0001", 0,
           good(bytes=3, data_base64="YQAB")),
    framed("--exact takes SIZE", ["abcdef"], "recv 2 4 --exact; recv 2", 0,
           good(bytes=4, data="abcd"), good(bytes=2, data="ef")),
    framed("--match gives all up to the end of the match", [r'"220 mx ready\r\nrest"'],
           "recv 2 --match '(?<code>[0-9]+) [^\\r]*\\r\\n'; echo ${match.code} ${match.1}; "
           "recv 2", 0, good(data="220 mx ready\r\n"), {"command": "echo", "text": "220 220"},
           good(data="rest")),
    framed("--eof gives its bytes and the end", ["abc"], "close 1; recv 2 --eof", 0,
           {"command": "close"}, good(bytes=3, eof=True, data="abc")),
    framed("--as len16be gives the message without its length",
           ["len16be{ hello }", "len16be{ you }"], "recv 2 --as len16be; recv 2 --as len16be", 0,
           good(bytes=5, data="hello"), good(bytes=3, data="you")),
    framed("an empty message is one", ["u8:0"], "recv 2 --as len8", 0,
           good(bytes=0, eof=False)),
    framed("what is beyond the frame is first in line", [r'"a\nbcd"'],
           "recv 2 --line; expect 2.buffered == 3; recv 2 2; recv 2", 0, good(data="a\n"),
           {"command": "expect", "ok": True}, good(data="bc"), good(data="d")),
    framed("--peek sees what is buffered", [r'"a\nbcd"'], "recv 2 --line; recv 2 --peek; recv 2",
           0, good(data="a\n"), good(data="bcd"), good(data="bcd")),
    framed("a time-out tells what there is, and loses nothing", ["par"],
           "fails timeout recv 2 --line --timeout 20ms; expect 2.buffered == 3; "
           r'send 1 "tial\n"; recv 2 --line', 0,
           {"command": "fails", "ok": True, "error": {"kind": "timeout", "partial": "par"}},
           {"command": "expect"}, {"command": "send"}, good(data="partial\n")),
    framed("the end inside a frame is kind eof", ["par"],
           "close 1; fails eof recv 2 --line; recv 2; recv 2", 0, {"command": "close"},
           {"command": "fails", "ok": True, "error": {"kind": "eof", "partial": "par"}},
           good(data="par", eof=False), good(bytes=0, eof=True)),
    framed("bytes that are no text are told as base64", ["hex:ff00"],
           "fails timeout recv 2 --line --timeout 20ms", 0,
           {"command": "fails", "error": {"kind": "timeout", "partial_base64": "/wA="}}),
    framed("--max is a ceiling, and the bytes stay", ["abcdefgh"],
           "fails limit recv 2 --line --max 4; recv 2", 0,
           {"command": "fails", "ok": True, "error": {"kind": "limit"}}, good(data="abcdefgh")),
    framed("a length beyond --max is refused at once", ["hex:ffffffff"],
           "fails limit recv 2 --as len32be", 0, {"command": "fails", "ok": True}),
    framed("--for gathers for so long", ["abc"], "recv 2 --for 30ms", 0,
           good(bytes=3, eof=False, data="abc")),
    framed("--for may come to nothing", [], "recv 2 --for 20ms", 0, good(bytes=0, eof=False)),
    framed("framing works inside a datagram", [r'"one\ntwo"'], "recv 2 --line", 0,
           good(data="one\n"), setup=DGRAM),
    framed("a frame on two lines is a usage error", ["abc"], "fails usage recv 2 --line --eof", 0,
           {"command": "fails", "ok": True}),
]

TEXTS = [
    ("a time-out in text tells of the bytes", PAIR + "send 1 par; recv 2 --line --timeout 20ms", 1,
     None, "recv 2: .*20ms"),
    ("variables hold what a frame brought",
     PAIR + r'send 1 "k=v\nrest"; recv 2 --line; expect ${answer.data} ~ "^k=(.)"; '
     "echo ${match.1}", 0, re.compile("\nv\n"), ""),
    ("--as unpacks numbers", PAIR + "send 1 u16be:258 u8:7; recv 2 --as u16be,u8", 0,
     re.compile("258"), ""),
]

EXPECT = [
    ("expect recv takes as many bytes as it names", PAIR + "send 1 hello; expect recv 2 hel; "
     "recv 2", 0,
     [..., ..., {"command": "expect", "ok": True}, {"command": "recv", "data": "lo"}], ""),
    ("expect recv joins its DATA", PAIR + "send 1 u16be:258 x; expect recv 2 u16be:258 x", 0,
     [..., ..., {"command": "expect", "ok": True}], ""),
    ("expect recv tells both sides", PAIR + "send 1 help!; expect recv 2 hello", 1,
     [..., ..., {"command": "expect", "ok": False, "error": {
         "kind": "expectation", "expected": "hello", "actual": "help!"}}], ""),
    ("expect recv --match receives until it matches",
     PAIR + r'send 1 "220 mx\r\n250"; expect recv 2 --match "^220 (.*)\r\n"; echo ${match.1}', 0,
     [..., ..., {"command": "expect", "ok": True}, {"command": "echo", "text": "mx"}], ""),
    ("expect recv takes a whole datagram",
     DGRAM + "send 1 abc; fails expectation expect recv 2 ab", 0,
     [..., ..., {"command": "fails", "ok": True}], ""),
    ("expect recv sets ${answer}", PAIR + "send 1 hello; expect recv 2 hello; "
     "expect ${answer.data} == hello", 0, None, ""),
    ("expect of an answer leaves ${answer}", PAIR + "send 1 hello; expect ${answer.bytes} == 5; "
     "expect ${answer.bytes} == 5", 0, None, ""),
]

CONTROL = [
    ("let takes an expression", "let i = 1 + 2 * 3; echo $i", 0, "7\n", ""),
    ("parentheses", "let i = (1 + 2) * 3 % 5; echo $i", 0, "4\n", ""),
    ("variables in it", "let i = 4; let i = $i - 6; echo $i", 0, "-2\n", ""),
    ("comparison is 1 or 0", "let i = 3 > 2; let j = 3 == 2; echo $i $j", 0, "1 0\n", ""),
    ("a division by zero is an error", "fails usage let i = 1 / 0", 0, None, ""),
    ("an overflow is an error", "fails usage let i = 9223372036854775807 + 1", 0, None, ""),
    ("an '=' with no blank behind it computes", "let x =3; let y =$x*2; let z =-$y + 1; "
     "echo $x $y $z", 0, "3 6 -5\n", ""),
    ("an '=' with a quote behind it computes", "let x ='3' + 1; echo $x", 0, "4\n", ""),
    ("a text that begins with '=' out of a variable stays text",
     "let e '=3'; let x $e; echo $x", 0, "=3\n", ""),
    ("== is a text", "let a == 3; echo $a", 0, "== 3\n", ""),
    ("what is wrong behind a '=' is shown at its place", "let x =a", 1, "",
     r"'a' is not a number\n.*\n         \^"),
    ("let NAME=VALUE is told how to be written", "let a=3", 2, "", "'let a = 3'"),
    ("run with words behind is told of quotes", "run ls -l", 2, "", 'in quotes: run "ls -l"'),
    ("spawn with words behind is told of quotes", "spawn cat file", 2, "",
     'in quotes: spawn "tr a b"'),
    ("a quoted '=' is text", "let i '=' 1; echo $i", 0, "= 1\n", ""),
    ("counters in DATA", PAIR + "foreach i in 1..3 { send 1 u32be:$i }; "
     "expect recv 2 hex:000000010000000200000003", 0, None, ""),
    ("while goes on as long as it is so", "let i = 0; while $i < 3 { let i = $i + 1; echo $i }",
     0, "1\n2\n3\n", ""),
    ("while not at all", "while 1 == 2 { echo no }", 0, "", ""),
    ("break leaves a while", "let i = 0; while 1 == 1 { let i = $i + 1\nif $i == 3 { break } }; "
     "echo $i", 0, "3\n", ""),
    ("a def is called by its name", "def greet who { echo hello $who }; greet you", 0,
     "hello you\n", ""),
    ("a def is known from the whole text", "greet you\ndef greet who { echo hello $who }", 0,
     "hello you\n", ""),
    ("return is ${answer.value}", "def twice n { let m = $n * 2\nreturn $m }; twice 21; "
     "echo ${answer.value}", 0, "42\n", ""),
    ("a def has its own lets", "let m 1; def f { let m 2 }; f; echo $m", 0, "1\n", ""),
    ("a def reads those outside", "let m 1; def f { echo $m }; f", 0, "1\n", ""),
    ("a def has its own dot", PAIR + "def f { socket udp }; f; expect number == 1", 0, None, ""),
    ("too few words for a def run nothing", "echo a; def f x { }; f", 2, "", "."),
    ("a def may call itself", "def down n { echo $n\nif $n > 1 { let m = $n - 1\ndown $m } }; "
     "down 3", 0, "3\n2\n1\n", ""),
    ("an error in a def fails its caller", "def f { expect a == b }; fails expectation f", 0,
     None, ""),
    ("try catches what a def does", "def f { expect a == b }; try { f }; echo ${answer.ok}", 0,
     "false\n", None),
]

FILES = {
    "lines": "one\ntwo words\r\nthree",
    "lib.sosh": "def shout word { echo $word! }\n",
    "main.sosh": "source lib.sosh\nshout hey\n",
    "early.sosh": "shout hey\nsource lib.sosh\n",
    "args.sosh": "echo ${arg.count} ${arg.1}\n",
    "bad.sosh": "echo fine\nexpect a == b\n",
    "outer.sosh": "echo begin\nsource bad.sosh\n",
    "good-test.sosh": 'test "one" { expect a == a }\ntest "two" { echo hi }\n',
    "bad-test.sosh": 'test "one" { expect a == b\necho never }\ntest "two" { echo hi }\n',
    "skip-test.sosh": 'test "one" { skip "no reason"\nexpect a == b }\n',
    "order.sosh": 'setup { echo up }\nteardown { echo down }\n'
                  'test "one" { echo one }\ntest "two" { expect a == b }\n',
    "own.sosh": 'let x outer\ntest "one" { let x inner\nsocket udp\nbind . 127.0.0.1:0 }\n'
                'test "two" { expect $x == outer\nfails usage recv 1\nsocket udp\n'
                'expect number == 2 }\n',
    "outside.sosh": 'test "one" { echo fine }\nexpect a == b\ntest "two" { echo fine }\n',
}
OF_FILES = [
    ("foreach takes the lines of a file", "foreach l in file:lines { echo <$l> }", 0,
     "<one>\n<two words>\n<three>\n", ""),
    ("no such file", "foreach l in file:nowhere { echo $l }", 1, "", "nowhere"),
    ("a quoted file: is a word", "foreach l in 'file:lines' { echo $l }", 0, "file:lines\n", ""),
    ("a def comes from a sourced file", ["main.sosh"], 0, "hey!\n", ""),
    ("source has its own words", "source args.sosh a b", 0, "2 a\n", ""),
    ("an error tells the chain of files", ["outer.sosh"], 1, "begin\nfine\n",
     r"bad\.sosh:2(.|\n)*outer\.sosh:2"),
    ("tests that pass", ["good-test.sosh"], 0, None, ""),
    ("a test that fails makes the status 1, and the next one runs", ["bad-test.sosh"], 1,
     re.compile("hi"), None),
    ("a test that fails ends", ["bad-test.sosh"], 1, re.compile(r"\A(?!(.|\n)*never)"), None),
    ("a skipped test is none that failed", ["skip-test.sosh"], 0, re.compile("no reason"), None),
    ("TAP of tests that pass", ["-o", "tap", "good-test.sosh"], 0, re.compile(
        r"\ATAP version 14\n(.|\n)*^ok 1 - one\b(.|\n)*^ok 2 - two\b(.|\n)*^1\.\.2$", re.M), ""),
    ("TAP of a test that fails", ["-o", "tap", "bad-test.sosh"], 1, re.compile(
        r"^not ok 1 - one\b.*\n  ---\n(.|\n)*^  \.\.\.\n(.|\n)*^ok 2 - two\b", re.M), None),
    ("TAP of a skipped one", ["-o", "tap", "skip-test.sosh"], 0, re.compile(
        r"^ok 1 - one # SKIP no reason$", re.M), None),
    ("outside any test: Bail out!", ["-o", "tap", "outside.sosh"], 1, re.compile(
        r"^ok 1 - one\b(.|\n)*^Bail out! ", re.M), None),
    ("JUnit of a test that fails", ["-o", "junit", "bad-test.sosh"], 1, re.compile(
        r'\A<\?xml (.|\n)*<testcase [^>]*name="one"(.|\n)*<failure (.|\n)*name="two"'), None),
    ("JUnit outside any test: an error", ["-o", "junit", "outside.sosh"], 1,
     re.compile("<error "), None),
    ("--filter runs those whose names match", ["--filter", "tw", "bad-test.sosh"], 0, None, ""),
    ("setup and teardown surround each test", ["-q", "order.sosh"], 1, re.compile(
        r"up\n(.|\n)*one\n(.|\n)*down\n(.|\n)*up\n(.|\n)*down\n"), None),
    ("a test's own sockets and lets end with it", ["own.sosh"], 0, None, ""),
    ("--files are scripts of their own", ["-o", "tap", "--files", "good-test.sosh",
                                          "skip-test.sosh"], 0,
     re.compile(r"^1\.\.3$", re.M), None),
    ("--files: one that fails", ["--files", "bad-test.sosh", "good-test.sosh"], 1, None, None),
]

PROGRAMS = [
    ("run gives output and status", "run 'echo hi; exit 3'; expect ${answer.status} == 3; "
     "expect ${answer.output} contains hi", 0, None, ""),
    ("spawn makes a socket of a program", "spawn cat --name c; send c hello; recv c; "
     "expect c.kind == process", 0,
     [{"command": "spawn", "ok": True, "socket": 1}, {"command": "send", "socket": 1},
      {"command": "recv", "data": "hello"}, {"command": "expect"}], ""),
    ("a program hears that its input ends", "spawn 'cat; echo over'; send 1 a; shutdown 1; "
     "recv 1 --eof", 0,
     [..., ..., ..., {"command": "recv", "data": "aover\n", "eof": True}], ""),
    ("wait-port waits for who listens",
     "socket tcp; bind 1 127.0.0.1:0; listen 1; wait-port ${1.local} --timeout 5s", 0, None, ""),
    ("wait-port waits no longer than it may",
     "socket tcp; bind 1 127.0.0.1:0; let a ${1.local}; close 1; "
     "fails timeout wait-port $a --timeout 50ms", 0, None, ""),
    ("--safe refuses programs", ["--safe", "-c", "fails refused spawn cat; "
                                 "fails refused run true"], 0, None, ""),
    ("on readable runs its body",
     PAIR + "on 2 readable { recv 2 }; send 1 hello; "
     "expect 2.received == 5 --within 5s", 0,
     None, ""),
    ("on match takes what it matched",
     PAIR + r'on 2 match "(\\w+)\n" { send 2 "got ${match.1};" }; send 1 "one\ntwo\n"; '
     "recv 1 --match 'got two;'", 0,
     [..., ..., ..., ..., ..., {"command": "recv", "data": "got one;got two;"}], ""),
    ("on closed", PAIR + "pair --names x,y; on 2 closed { echo gone; send x . }; close 1; recv y", 0,
     re.compile("gone"), ""),
    ("off ends it", PAIR + "on 2 readable { echo no\nrecv 2 }; off 2; send 1 x; "
     "pair --names x,y; on y readable { recv y; send y done }; send x go; recv x", 0,
     re.compile(r"\A(?!(.|\n)*no\n)"), ""),
    ("a failing body fails the script",
     PAIR + "on 2 readable { recv 2\nexpect a == b }; send 1 x; sleep 1h; echo never", 1,
     re.compile(r"\A(?!(.|\n)*never)"),
     "."),
    ("dump shows both directions", PAIR + "dump 1 on; send 1 hello; send 2 you; recv 1", 0, None,
     r"\[1\] > .*length=5(.|\n)*hello(.|\n)*\[1\] < .*length=3(.|\n)*you"),
]


def main():
    suite = Suite()
    for table in (FRAMING, TEXTS, EXPECT, CONTROL, PROGRAMS):
        rows(suite, table)
    rows(suite, OF_FILES, FILES)
    suite.end()


main()
