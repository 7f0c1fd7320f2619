#!/usr/bin/python3
"""What runs when something happens on a socket: `on` and `off`, in files, -c and pipes."""

import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import PATIENCE, SOSH, Failure, Suite, answers, environment, equal, expect, like, run

LISTEN = "socket tcp --name l; bind l 127.0.0.1:0; listen l; "
UDP = ("socket udp --name a; bind a 127.0.0.1:0; socket udp --name b; bind b 127.0.0.1:0; ")
WAIT = "; sleep 30ms"


def come(count, left=0):
    """Until so many bytes have come, and but so many were taken."""
    return f"; expect 1.received == {count} --within 15s; expect 1.buffered == {left} --within 15s"



# name, commands, status, what echo said, in order; or of other commands what is told of them
ROWS = [
    ("readable sees what waits, and leaves it",
     "pair; on 1 readable { echo ${answer.data} ${answer.bytes} }; send 2 abc; sleep 30ms; "
     "recv 1; echo ${answer.data}", 0, ["abc 3", "abc"]),
    ("what waited before counts",
     "pair; send 2 abc; on 1 readable { echo ${answer.data} }" + WAIT, 0, ["abc"]),
    ("readable is not run twice for the same bytes",
     "pair; on 1 readable { echo ${answer.data} }; send 2 a; sleep 20ms; sleep 20ms; "
     "send 2 b; sleep 20ms", 0, ["a", "ab"]),
    ("readable runs again where the block took some",
     "pair; on 1 readable { recv 1 2; echo ${answer.data} }; send 2 abcde" + WAIT, 0,
     ["ab", "cd", "e"]),
    ("readable tells the end, once",
     "pair; on 1 readable { recv 1; echo ${answer.eof} }; close 2" + WAIT, 0, ["true"]),
    ("a block that sends and takes nothing does not spin",
     LISTEN + "socket tcp --name c; connect c ${l.local}; accept l --name s; on s readable { "
     "echo ${answer.data}; send s x }; send c hi; sleep 100ms", 0, ["hi"]),
    ("a listener is readable",
     LISTEN + "on l readable { accept l; send . hi; close . }; socket tcp --name c; "
     "connect c ${l.local}; recv c; echo ${answer.data}", 0, ["hi"]),
    ("a listener has several",
     LISTEN + "socket tcp; connect 2 ${l.local}; socket tcp; connect 3 ${l.local}; "
     "on l readable { accept l; echo one }" + WAIT, 0, ["one", "one"]),
    ("a block that accepts nothing does not spin",
     LISTEN + "socket tcp; on l readable { echo one }; connect 2 ${l.local}; sleep 50ms", 0,
     ["one"]),
    ("readable sees datagrams with their sender",
     UDP + "on a readable { recv a; echo ${answer.data} }; send b x --to ${a.local}; "
     "send b y --to ${a.local}" + WAIT, 0, ["x", "y"]),
    ("a sender can be answered",
     UDP + "on a readable { let to ${answer.from}; recv a; send a pong --to $to }; "
     "send b ping --to ${a.local}; recv b; echo ${answer.data}", 0, ["pong"]),
    ("closed is told once",
     "pair; on 1 closed { echo over ${answer.data} }; send 2 rest; close 2; sleep 20ms; "
     "sleep 20ms; recv 1; echo ${answer.data}", 0, ["over rest", "rest"]),
    ("closed comes of a FIN",
     LISTEN + "socket tcp --name c; connect c ${l.local}; accept l --name s; "
     "on s closed { echo fin }; shutdown c" + WAIT, 0, ["fin"]),
    ("closed comes of a reset, and recv tells it all the same",
     LISTEN + "socket tcp --name c; connect c ${l.local}; accept l --name s; "
     "on s closed { echo reset }; reset c; sleep 30ms; fails ECONNRESET recv s", 0, ["reset"]),
    ("closed comes when match has nothing more to do",
     r"pair; on 1 match '^(.*)\n' { echo ${match.1} }; on 1 closed { echo closed, ${1.buffered} "
     r'left; quit }; send 2 "a\nb\nc\nd\ne"; close 2; sleep 15s', 0,
     ["a", "b", "c", "d", "closed, 1 left"]),
    ("and when readable has",
     "pair; on 1 readable { recv 1 --line; echo ${answer.data} }; on 1 closed { echo closed; "
     r'quit }; send 2 "a\nb\nc\n"; close 2; sleep 15s', 0, ["a\n", "b\n", "c\n", "closed"]),
    ("also where it was made first",
     r"pair; on 1 closed { echo closed; quit }; on 1 match '^(.*)\n' { echo ${match.1} }; "
     r'send 2 "a\nb\n"; close 2; sleep 15s', 0, ["a", "b", "closed"]),
    ("also of messages",
     "pair unix-seqpacket; on 1 match '.' { echo ${answer.data} }; on 1 closed { echo closed; "
     "quit }; send 2 a; send 2 b; send 2 c; close 2; sleep 15s", 0, ["a", "b", "c", "closed"]),
    ("also of messages that a block receives",
     "pair unix-seqpacket; on 1 readable { recv 1; echo ${answer.data} }; on 1 closed { "
     "echo closed; quit }; send 2 a; send 2 b; send 2 c; close 2; sleep 15s", 0,
     ["a", "b", "c", "closed"]),
    ("also over TCP",
     LISTEN + r"socket tcp --name c; connect c ${l.local}; accept l --name s; "
     r"on s match '^(.*)\n' { send . ${match.1} }; on s closed { close . }; "
     r'send c "a\nb\nc\n"; shutdown c write; recv c --eof; echo ${answer.data}', 0, ["abc"]),
    ("also where a block waits",
     r"pair; on 1 match '^(.*)\n' { sleep 1ms; echo ${match.1} }; on 1 closed { echo closed; "
     r'quit }; send 2 "a\nb\nc\n"; close 2; sleep 15s', 0, ["a", "b", "c", "closed"]),
    ("a block that takes nothing does not hold closed up",
     "pair; on 1 readable { echo there }; on 1 closed { echo closed; quit }; send 2 a; close 2; "
     "sleep 15s", 0, ["there", "closed"]),
    ("the end alone is told to closed, where there is that",
     "pair; on 1 readable { recv 1 --line }; on 1 closed { echo closed; close 2 }; shutdown 2; "
     "expect 2.state == CLOSED --within 15s; sleep 10ms", 0, ["closed"]),
    ("a reset alone is told to closed, where there is that",
     LISTEN + "socket tcp --name c; connect c ${l.local}; accept l --name s; "
     "on s readable { recv s --line }; on s closed { echo closed; quit }; reset c; sleep 15s", 0,
     ["closed"]),
    ("an error that is told once is told to closed, too",
     "socket udp --name b; bind b 127.0.0.1:0; connect b 127.0.0.1:9; socket udp; "
     "connect 2 ${b.local}; on 2 closed { echo closed; quit }; on 2 readable { fails ECONNREFUSED "
     "recv 2; echo refused }; send 2 x; sleep 15s", 0, ["refused", "closed"]),
    ("what comes of a program comes before closed",
     "pair; spawn 'seq 3000' --name p; on p match '^\\d+\\n' { send 1 ${match.0} }; "
     "on p closed { shutdown 1 write }; recv 2 --eof --none; echo ${2.received}", 0, ["13893"]),
    ("closed is not so of what was never connected",
     "socket tcp; on 1 closed { echo never }" + WAIT, 0, []),
    ("a program that ends is closed",
     "spawn 'exit 3'; on 1 closed { echo over }; expect 1.status == 3 --within 5s; sleep 10ms",
     0, ["over"]),
    ("match takes what it matched, and what stood before",
     "pair; on 1 match 'b(.)' { echo ${match.0} ${match.1} ${answer.data} }; send 2 abcd; "
     "sleep 30ms; recv 1; echo ${answer.data}", 0, ["bc c abc", "d"]),
    ("match runs for each",
     "pair; on 1 match '([^\\n]*)\\n' { echo ${match.1} }; send 2 a hex:0a b hex:0a c" + WAIT +
     "; echo ${1.buffered}; send 2 hex:0a" + WAIT, 0, ["a", "b", "1", "c"]),
    ("match waits for what is cut in two",
     "pair; on 1 match 'hello' { echo ${match.0} }; foreach c in h e l l o { send 2 $c; "
     "sleep 2ms }" + WAIT, 0, ["hello"]),
    ("match goes on behind what its block received",
     "pair; on 1 match 'a' { recv 1 1; echo got ${answer.data} }; send 2 aabac" + WAIT, 0,
     ["got a", "got c"]),
    ("match waits for as many as it wants of any bytes",
     "pair; on 1 match '(?s)^.{3}' { echo ${answer.data} }; foreach c in a b c d e f { send 2 $c; "
     "sleep 2ms }" + come(6), 0, ["abc", "def"]),
    ("what matches nothing does so once for all that came",
     "pair; on 1 match 'x*' { echo ${answer.bytes} }; send 2 xxb; sleep 20ms; send 2 b" + WAIT, 0,
     ["2", "0", "0"]),
    ("what matches everything does so once for all that came",
     "pair; on 1 match '(?s).*' { echo <${answer.data}> }; send 2 ab" + come(2) + WAIT +
     "; send 2 c" + come(3) + WAIT,
     0, ["<ab>", "<c>"]),
    ("what matches nothing does not do so before something has come",
     "pair; on 1 match '^$' { echo no }" + WAIT, 0, []),
    ("a pattern that backtracks without end is an error",
     "pair; on 1 match '(a*)*b' { }; send 2 fill:64:a; sleep 9s", 1, []),
    ("match looks at each datagram by itself",
     UDP + "on a match '^x(.)$' { echo ${match.1} }; foreach w in x1 y x2 { send b $w --to "
     "${a.local} }; sleep 30ms; recv a; echo ${answer.data}", 0, ["1", "2", "y"]),
    ("match goes on behind messages that it has left",
     UDP + "foreach w in y x1 z x2 y { send b $w --to ${a.local} }; on a match '^x(.)$' { echo "
     "${match.1} }; on a match '^z$' { echo ${answer.data} }; sleep 30ms; send b x3 --to "
     "${a.local}; sleep 30ms; recv a; echo ${answer.data}; recv a; echo ${answer.data}", 0,
     ["1", "z", "2", "3", "y", "y"]),
    ("what is passed with a message that waits is told with that one",
     "pair unix-dgram; pair; send 2 first; send 2 second --fd 3; on 1 match NEVER { }; "
     "sleep 10ms; recv 1; echo ${answer.data} ${answer.passed.0}; recv 1; "
     "echo ${answer.data} ${answer.passed.0}", 0, ["first ", "second 5"]),
    ("a recv in the foreground leaves the rest to match",
     "pair; on 1 match '([a-z])' { echo ${match.1} }; send 2 12ab; recv 1 2; sleep 20ms", 0,
     ["a", "b"]),
    ("of two that match the one that was made first has it, each time",
     r"pair; on 1 match '^Q\n' { echo Q }; on 1 match '^(.*)\n' { echo other ${match.1} }; "
     r'send 2 "Q\nQ\nx\nQ\ny\nQ\nQ\n"' + come(14), 0,
     ["Q", "Q", "other x", "Q", "other y", "Q", "Q"]),
    ("and of messages",
     "pair unix-seqpacket; on 1 match '^Q' { echo Q }; on 1 match '.' { echo ${answer.data} }; "
     "foreach c in Q Q x Q y Q Q { send 2 $c }" + come(7), 0, ["Q", "Q", "x", "Q", "y", "Q", "Q"]),
    ("also before a block that receives",
     r"pair; on 1 match '^Q\n' { echo Q }; on 1 readable { recv 1 --line; echo ${answer.data} }; "
     r'send 2 "Q\nQ\nx\nQ\ny\nQ\nQ\n"' + come(14), 0,
     ["Q", "Q", "x\n", "Q", "y\n", "Q", "Q"]),
    ("a match is asked about what another one has left",
     "pair; on 1 match '^1' { echo one }; on 1 match '^2' { echo two }; send 2 21" + come(2) +
     "; send 2 x" + come(3, 1), 0, ["two", "one"]),
    ("a match is asked about what a recv in the foreground has left",
     "pair; on 1 match '^b' { echo ${answer.data} }; send 2 abc" + come(3, 3) + "; recv 1 1" +
     come(3, 1), 0, ["b"]),
    ("a match is asked about what the block of another has left",
     r"pair; on 1 match '^#.*\n' { echo comment }; on 1 match '^(\d+)\n' { recv . ${match.1} "
     r"--exact }; send 2 '3' hex:0a 'abc# hi' hex:0a" + come(10), 0, ["comment"]),
    ("three that ask for the front have all of what has come in another order",
     r"pair; on 1 match '^USER (.*)\n' { echo u ${match.1} }; on 1 match '^PASS (.*)\n' { echo p "
     r"${match.1} }; on 1 match '^QUIT\n' { echo q }; "
     'send 2 "PASS y\\nUSER x\\nPASS z\\nQUIT\\n"' + come(26), 0, ["p y", "u x", "p z", "q"]),
    ("and however it comes",
     r"pair; on 1 match '^USER (.*)\n' { echo u ${match.1} }; on 1 match '^PASS (.*)\n' { echo p "
     r"${match.1} }; on 1 match '^QUIT\n' { echo q }; foreach c in P A SS ' ' "
     '"y\\nUS" "ER x\\nQUI" "T\\n" { send 2 $c; sleep 1ms }' + come(19), 0, ["p y", "u x", "q"]),
    ("a match that looks back is asked again where the front is another",
     "pair; on 1 match '(?<=^ab)c' { echo ${answer.data} }; on 1 match '^x' { echo x }; "
     "send 2 xabc" + come(4), 0, ["x", "abc"]),
    ("and one on characters",
     "pair; on 1 match '(*UTF)^é' { echo ${answer.data} }; on 1 match '^x' { echo x }; "
     "send 2 xé" + come(3), 0, ["x", "é"]),
    ("of a message the rest is asked about when a recv has taken a part",
     UDP + r"on a match '^two' { echo ${answer.data} }; send b 'one' hex:0a 'two' --to ${a.local}; "
     "expect 1.buffered == 7 --within 15s; recv a --line" + come(7), 0, ["two"]),
    ("it sees a match where framing left bytes",
     "pair; send 2 x hex:0a ab; recv 1 --line; on 1 match 'b' { echo ${answer.data} }" + WAIT,
     0, ["ab"]),
    ("bodies of one socket run one after another",
     "pair; pair; on 1 readable { echo in; recv 1; recv 4; echo out }; send 2 a; sleep 10ms; "
     "send 2 b; sleep 10ms; send 3 x; sleep 10ms; send 3 y" + WAIT, 0, ["in", "out", "in", "out"]),
    ("those of several sockets wait side by side",
     "pair; pair; on 1 readable { recv 1; sleep 20ms; echo one }; on 3 readable { recv 3; "
     "echo three }; send 2 a; send 4 b; sleep 60ms", 0, ["three", "one"]),
    ("a body has its own answer, match, dot and lets",
     "pair; pair; let x out; if abc ~ '(.)b' { }; on 1 readable { recv 1; let x in; "
     "if zzz ~ 'z' { }; echo $x }; recv 3 --dontwait &; send 2 q; socket tcp; sleep 20ms; "
     "echo $x ${match.1} ${.kind}", 1, ["in", "out a tcp"]),
    ("its dot is its socket", "pair; pair; on 1 readable { echo ${.number} }; send 2 a; poll 3 "
     "--timeout 20ms", 0, ["1"]),
    ("it reads variables as they are by then",
     "pair; let x a; on 1 readable { recv 1; echo $x }; let x b; send 2 q" + WAIT, 0, ["b"]),
    ("off ends them", "pair; on 1 readable { echo no }; off 1; send 2 a" + WAIT, 0, []),
    ("off in its own block", "pair; on 1 readable { recv 1; off 1; echo still }; send 2 a; "
     "sleep 10ms; send 2 b" + WAIT, 0, ["still"]),
    ("off ends one that waits", "pair; on 1 readable { recv 1; sleep 10s; echo no }; send 2 a; "
     "sleep 10ms; off 1" + WAIT, 0, []),
    ("close in its own block", "pair; on 1 readable { recv 1; close 1; echo still }; send 2 a" +
     WAIT, 0, ["still"]),
    ("close ends one that waits", "pair; on 1 readable { recv 1; recv 1; echo no }; send 2 a; "
     "sleep 10ms; close 1" + WAIT, 0, []),
    ("close of its own socket while another of it is queued",
     "pair; on 1 readable { close 1; echo a }; on 1 readable { echo b }; send 2 x" + WAIT, 0,
     ["a"]),
    ("on in the block of on",
     "pair; on 1 readable { off 1; on 1 match 'b' { echo two } ; echo one }; send 2 a; "
     "sleep 10ms; send 2 b" + WAIT, 0, ["one", "two"]),
    ("a block may start a job",
     "pair; pair; on 1 readable { recv 1; recv 3 & }; send 2 a; sleep 10ms; send 4 b; join all; "
     "echo done", 0, ["done"]),
    ("quit in a block", "pair; on 1 readable { quit 7 }; send 2 a; sleep 10s", 7, []),
    ("the end of a script waits for none",
     "pair; on 1 readable { recv 1; sleep 10s; echo no }; send 2 a; sleep 10ms", 0, []),
    ("a quick script runs none", "pair; on 1 readable { echo no }; send 2 a", 0, []),
    ("a failing block fails the script",
     "pair; on 1 readable { recv 77 }; send 2 a; sleep 10s; echo no", 1, []),
    ("a failing block fails it also where try catches that",
     "pair; on 1 readable { recv 1; recv 77 }; send 2 a; try { sleep 10s }; "
     "echo ${answer.error.kind}", 1, ["expectation"]),
    ("with -k the script goes on",
     "pair; on 1 readable { recv 1; recv 77 }; send 2 a; sleep 30ms; echo on", 1, ["on"]),
    ("a failure inside of try in a block is none",
     "pair; on 1 readable { recv 1; try { recv 77 }; echo on }; send 2 a" + WAIT, 0, ["on"]),
    ("break and continue find no loop outside",
     "pair; repeat 1 { on 1 readable { break }; send 2 a; sleep 10s }", 1, []),
    ("arguments are known inside",
     "pair; on 1 readable { echo ${arg.1} }; send 2 a" + WAIT, 0, ["word"]),
    ("a block that never waits leaves the command in the foreground its time limit",
     "pair; on 1 readable { repeat { let x 1 } }; send 2 x; sleep 20ms; echo on", 0, ["on"]),
    ("blocks that never wait have their turns",
     "pair; pair; on 1 readable { repeat { let x 1 } }; on 3 readable { repeat { let x 1 } }; "
     "send 2 x; send 4 x; fails timeout recv 2 --timeout 20ms; send 3 y; recv 4; "
     "echo ${answer.data}", 0, ["y"]),
    ("-k is of no use to one that is not there", "off 9", 1, []),
]


def in_json(folder, commands, status, wanted, *options):
    script = os.path.join(folder, "script")
    with open(script, "w", encoding="utf-8") as file:
        file.write(commands + "\n")
    result = run("--json", "-t", "8s", *options, script, "word", cwd=folder)
    said = [it["text"] for it in result.answers if it["command"] == "echo"]
    equal((said, result.status), (wanted, status), result)


def through_a_pipe(_):
    """Blocks run while sosh waits for its next command."""
    with subprocess.Popen([SOSH, "--json"], env=environment(), stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as sosh:
        sosh.stdin.write(b"pair\non 1 match 'b' { echo matched ${answer.data} }\nsend 2 ab\n")
        sosh.stdin.flush()
        while True:
            answer = json.loads(sosh.stdout.readline())
            if answer["command"] == "echo":
                break
        equal(answer["text"], "matched ab")
        sosh.stdin.close()
        equal(sosh.wait(PATIENCE), 0)


def a_failure_ends_what_comes_through_a_pipe(_):
    with subprocess.Popen([SOSH, "--json"], env=environment(), stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as sosh:
        sosh.stdin.write(b"pair\non 1 readable { recv 77 }\nsend 2 ab\n")
        sosh.stdin.flush()
        equal(sosh.wait(PATIENCE), 1)
        last = json.loads(sosh.stdout.read().splitlines()[-1])
        expect(like({"command": "recv", "ok": False}, last), "not so", last)


def errors_tell_their_place(folder):
    script = os.path.join(folder, "s")
    with open(script, "w", encoding="utf-8") as file:
        file.write("pair\non 1 readable {\n  recv 1\n  expect a == b\n}\nsend 2 x\nsleep 10s\n")
    result = run("s", cwd=folder)
    equal(result.status, 1, result)
    lines = result.complaint.splitlines()
    expect(lines[0].startswith("s:4:3: expect: ") and
           any(line == "s:7:1: sleep: the block of an 'on' has failed" for line in lines),
           "not so", result)


def more_than_is_held_is_an_error(_):
    result = answers("pair; on 1 match 'b' { echo no }; spawn 'exec cat /dev/zero' --name z; "
                     "on z match 'b' { echo no }; sleep 20s")
    failed = [it for it in result.answers if not it["ok"]]
    expect(like({"command": "on", "socket": 3, "error": {"kind": "limit"}}, failed[0]), "not so",
           result)
    equal(result.status, 1, result)


def what_others_take_is_not_too_much(_):
    """More comes than is held, and the first of two never matches."""
    result = run("-q", "-c", "spawn 'exec cat /dev/zero' --name z; on z match '^x' { }; "
                 "on z match '(?s)^.{60000}' { }; expect z.received > 20000000 --within 60s")
    equal((result.status, result.err), (0, b""), result)


def used(*words):
    """A run, and how long the processor had to do with it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = run(*words)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return result, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def no_time_is_spent_on_it(_):
    """Blocks that leave bytes and connections where they are do not keep sosh busy."""
    result, seconds = used("-c", LISTEN + "on l readable { }; pair; on 2 readable { }; "
                           "on 2 closed { }; on 2 match 'zz' { }; send 3 ab; shutdown 3; "
                           "socket tcp; connect 4 ${l.local}; sleep 1s")
    equal(result.status, 0, result)
    expect(seconds < 0.5, f"{seconds} s of the processor for a second of sleep")


def many_sockets_react(_):
    commands = ("repeat 400 { pair; on . readable { recv . --none } }; " +
                "; ".join(f"send {2 * i} x" for i in range(1, 401)) + "; sleep 300ms; " +
                "; ".join(f"expect {2 * i - 1}.received == 1" for i in range(1, 401)))
    result = run("-q", "-c", commands)
    equal((result.status, result.err), (0, b""), result)


def a_costly_expression_rests(_):
    """Bytes that come one by one have it tried now and then, and once more at the end."""
    result, seconds = used("-q", "-c", "pair; on 1 match 'x[^y]*y' { echo got ${answer.bytes}; "
                           "quit }; send 2 x fill:8M:a; repeat 200 { send 2 a; sleep 1ms }; "
                           "send 2 y; sleep 10s")
    equal((result.text, result.status), (f"got {(8 << 20) + 202}\n", 0), result)
    expect(seconds < 1, f"{seconds} s of the processor", result)


def flooded(commands, datagram):
    """The last answer of sosh whose socket 1 gets that datagram again and again."""
    start = "socket udp; bind 1 127.0.0.1:0; echo ${1.local}; "
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender, \
            subprocess.Popen([SOSH, "--json", "-c", start + commands], env=environment(),
                             stdout=subprocess.PIPE) as sosh:
        for line in sosh.stdout:
            answer = json.loads(line)
            if answer["command"] == "echo":
                break
        host, port = answer["text"].rsplit(":", 1)
        end = time.monotonic() + PATIENCE
        while sosh.poll() is None and time.monotonic() < end:
            for _ in range(1000):
                sender.sendto(datagram, (host, int(port)))
        sosh.kill()
        return [json.loads(line) for line in sosh.stdout]


def datagrams_that_match_not_are_bounded(_):
    """However few bytes they have."""
    for datagram in (b"", b"x"):
        said = flooded("on 1 match NEVER { }; sleep 10s", datagram)
        expect(any(like({"command": "on", "ok": False, "error": {"kind": "limit"}}, it)
                   for it in said), "not so", said)


def empty_datagrams_are_not_gathered_without_end(_):
    said = flooded("recv 1 --for 10 --max 1k", b"")
    expect(like({"command": "recv", "ok": False, "error": {"kind": "limit"}}, said[-1]), "not so",
           said)


def a_signal_ends_a_block_that_never_waits(_):
    """While a command in the foreground waits, and while sosh waits for its next command."""
    busy = "pair; on 1 readable { echo in; repeat { let x 1 } }; send 2 x\n"
    for number in (signal.SIGINT, signal.SIGTERM):
        for last in ("sleep 1h; echo no\n", ""):
            with subprocess.Popen([SOSH], env=environment(), stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE) as sosh:
                sosh.stdin.write((busy + last).encode())
                sosh.stdin.flush()
                try:
                    while sosh.stdout in select.select([sosh.stdout], [], [], PATIENCE)[0]:
                        if b"in\n" in os.read(sosh.stdout.fileno(), 4096):
                            break
                    sosh.send_signal(number)
                    equal(sosh.wait(PATIENCE), -number)
                finally:
                    sosh.kill()


def an_echo_server_in_three_lines(_):
    result = answers(LISTEN + "on l readable { accept l; on . match '([^\\n]*)\\n' { send . "
                     "'you said ' ${match.1} hex:0a } }; socket tcp --name c; connect c ${l.local}; "
                     "foreach w in one two three { send c $w hex:0a; recv c }")
    said = [it["data"] for it in result.answers if it["command"] == "recv"]
    equal(said, [f"you said {w}\n" for w in ("one", "two", "three")], result)


def two_matches_on_one_socket(_):
    """What the one takes in and does not match is there for the other, and for a recv."""
    for _ in range(20):
        result = answers(
            LISTEN + r"on l readable { accept l; on . match '^HELLO (.*)\n' { send . 'hi ' "
            r"${match.1} }; on . match '^QUIT\n' { send . bye; close . } }; "
            "socket tcp --name c; connect c ${l.local}; send c 'HELLO a' hex:0a; recv c; "
            "send c QUIT hex:0a; recv c; recv c")
        said = [it["data"] for it in result.answers if it["command"] == "recv"]
        equal(said, ["hi a", "bye", ""], result)


def what_a_match_leaves_wakes_a_recv(_):
    for _ in range(20):
        result = answers("pair; on 1 match 'x' { echo ${answer.data} }; send 2 a; recv 1; "
                         "send 2 b; sleep 0; recv 1; send 2 xc; sleep 1ms; recv 1")
        said = [it["data"] for it in result.answers if it["command"] == "recv"]
        equal(said, ["a", "b", "c"], result)


suite = Suite()
for name, commands, status, wanted in ROWS:
    suite.case(name, in_json, commands, status, wanted, *(["-k"] if "-k" in name else []))
for case in (through_a_pipe, a_failure_ends_what_comes_through_a_pipe, errors_tell_their_place,
             more_than_is_held_is_an_error, what_others_take_is_not_too_much,
             no_time_is_spent_on_it, many_sockets_react, datagrams_that_match_not_are_bounded,
             empty_datagrams_are_not_gathered_without_end, a_costly_expression_rests,
             a_signal_ends_a_block_that_never_waits, an_echo_server_in_three_lines,
             two_matches_on_one_socket, what_a_match_leaves_wakes_a_recv):
    suite.case(case.__name__.replace("_", " "), case)
suite.end()
