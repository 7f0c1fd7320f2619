#!/usr/bin/python3
"""Tests in scripts: what is theirs and ends with them, what stands around them, and the
exit status.

A row: its name, the commands, the status, what standard output is (a text; a pattern; a
list: the JSON objects), and a pattern in standard error."""

import os
import re
import signal
import socket
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from language import rows
from sosh import SOSH, Suite, environment, equal, expect, run

TIME = r"\([0-9.]+ (ms|s)\)"


def told(*lines):
    """A pattern of all of standard output; ~ stands for a time."""
    return re.compile(r"\A" + "".join(
        re.escape(line).replace(r"\~", TIME).replace("~", TIME) + "\n" for line in lines) + r"\Z")


OUTCOMES = [
    ("a test that passes", "test a { echo it }", 0, told("it", "ok 1 - a ~", "1 passed, 0 failed"),
     ""),
    ("a test that fails ends; the next one runs", "test a { echo 1; recv 9; echo 2 }; test b { }",
     1, told("1", "not ok 1 - a ~", "ok 2 - b ~", "1 passed, 1 failed"), "no socket 9"),
    ("what stands behind a failed test runs", "test a { recv 9 }; echo on", 1,
     told("not ok 1 - a ~", "on", "0 passed, 1 failed"), "no socket 9"),
    ("an empty test passes", "test '' { }", 0, told("ok 1 -  ~", "1 passed, 0 failed"), ""),
    ("a script without tests has no sum", "echo a", 0, "a\n", ""),
    ("an expectation in a test", "test a { expect 1 == 2 }", 1,
     told("not ok 1 - a ~", "0 passed, 1 failed"), "expected  2\n"),
    ("what fails outside ends the script", "test a { }; recv 9; test b { }", 1,
     told("ok 1 - a ~", "1 passed, 0 failed"), "no socket 9"),
    ("try in a test", "test a { try { recv 9 }; expect ${answer.error.kind} == usage }", 0,
     told("ok 1 - a ~", "1 passed, 0 failed"), "no socket 9"),
    ("fails in a test", "test a { fails usage recv 9 }", 0,
     told("failed as it had to: there is no socket 9", "ok 1 - a ~", "1 passed, 0 failed"), ""),
    ("a test in try fails all the same", "try { test a { recv 9 } }", 1,
     told("not ok 1 - a ~", "0 passed, 1 failed"), "no socket 9"),
    ("a name with variables", "foreach i in 1..3 { test \"number $i\" { expect $i != 2 } }", 1,
     told("ok 1 - number 1 ~", "not ok 2 - number 2 ~", "ok 3 - number 3 ~",
          "2 passed, 1 failed"), "'2' is '2'"),
    ("a name that is none", "test $nothing { }", 1, "", "'nothing' is not set"),
    ("a hostile name", r'test "a\x1b[31m\n\u{202e}\xff" { }', 0,
     told(r"ok 1 - a\x1b[31m\n\u{202e}\xff ~", "1 passed, 0 failed"), ""),
    ("-q tells nothing but what failed", ["-q", "-c", "test a { echo it; recv 9 }"], 1, "it\n",
     "no socket 9"),
    ("in colours", ["--color=always", "-c", "test a { }; test b { recv 9 }; test c { skip d }"], 1,
     re.compile(r"\A\x1b\[32mok\x1b\[0m 1 - a .*\n\x1b\[1;31mnot ok\x1b\[0m 2 - b .*\n"
                r"skipped 3 - c: d\n"), "no socket 9"),
    ("no colours without a terminal", "test a { }; test b { recv 9 }", 1,
     told("ok 1 - a ~", "not ok 2 - b ~", "1 passed, 1 failed"), "no socket 9"),
    ("a test has no object", ["--json", "-c", "test a { echo it }"], 0,
     '{"command":"echo","ok":true,"text":"it"}\n', ""),
    ("--events tells of its end",
     ["--json", "--events", "-c", "test a { }; test b { recv 9 }; test c { skip d }"], 1,
     re.compile(r'\A\{"event":"test","name":"a","result":"passed","time":[0-9.e-]+\}\n'
                r'\{"command":"recv".*\n\{"event":"test","name":"b","result":"failed",.*\n'
                r'\{"command":"skip".*\n\{"event":"test","name":"c","result":"skipped",.*\n\Z'), ""),
    ("quit in a test", "test a { quit }; test b { }", 1,
     told("not ok 1 - a: quit left the test ~", "0 passed, 1 failed"), ""),
    ("quit 0 does not hide a failed test", "test a { expect 1 == 2 }; test b { }; quit 0", 1,
     told("not ok 1 - a ~", "ok 2 - b ~", "1 passed, 1 failed"), "expected  2\n"),
    ("nor with -q", ["-q", "-c", "test a { recv 9 }; quit 0"], 1, "", "no socket 9"),
    ("nor in JSON", ["--json", "-c", "test a { recv 9 }; quit 0"], 1, re.compile("no socket 9"), ""),
    ("quit 0 hides what failed elsewhere", ["-k", "-c", "test a { }; recv 9; quit 0"], 0,
     told("ok 1 - a ~", "1 passed, 0 failed"), "no socket 9"),
    ("a status of its own stays", "test a { recv 9 }; quit 4", 4,
     told("not ok 1 - a ~", "0 passed, 1 failed"), "no socket 9"),
    ("quit with a status in a test", "test a { quit 0 }", 1,
     told("not ok 1 - a: quit left the test ~", "0 passed, 1 failed"), ""),
    ("quit behind tests", "test a { }; quit 4", 4, told("ok 1 - a ~", "1 passed, 0 failed"), ""),
    ("a time limit", ["-t", "30ms", "-c", "pair; test a { recv 1 }; test b { }"], 1,
     re.compile(r"\nnot ok 1 - a .*\nok 2 - b "), "no data within 30ms"),
    ("-k: a failed command does not end its test",
     ["-k", "-c", "test a { recv 9; recv 8; echo on }; test b { }"], 1,
     told("on", "not ok 1 - a ~", "ok 2 - b ~", "1 passed, 1 failed"),
     "no socket 9\n.*\n.*\n.*no socket 8"),
    ("-k: outside of tests, too", ["-k", "-c", "recv 9; test a { }"], 1,
     told("ok 1 - a ~", "1 passed, 0 failed"), "no socket 9"),
]

PLACES = [
    ("a test in a test", "test a { test b { } }", 2, "", r"-c:1:10: a test cannot stand inside"),
    ("deeper", "test a { repeat 2 { if 1 == 1 { test b { } } } }", 2, "", "cannot stand inside"),
    ("by way of a file", "test a { source inner.sosh }", 1,
     told("not ok 1 - a ~", "0 passed, 1 failed"), r"inner\.sosh:1:1: test: a test cannot"),
    ("a test in a job", "test a { } &; sleep 0", 1, "", "in the foreground, not in a job"),
    ("a test inside a job", "repeat 1 { test a { } } &; sleep 0", 1, "", "in the foreground"),
    ("a test without a block", "test a", 2, "", "test wants a block"),
    ("a test without a name", "test { }", 2, "", "test wants NAME"),
    ("setup in a block", "repeat 1 { setup { } }", 2, "", "1:12: setup stands at the top"),
    ("setup in a test", "test a { setup { } }", 2, "", "1:10: setup stands at the top"),
    ("setup behind fails", "fails any setup { }", 2, "", "1:11: setup stands at the top"),
    ("teardown in a block", "try { teardown { } }", 2, "", "teardown stands at the top"),
    ("setup in a file of a test", "test a { source setup.sosh }", 1,
     told("not ok 1 - a ~", "0 passed, 1 failed"), "setup: it stands at the top"),
    ("setup in a job", "setup { } &; sleep 0", 1, "", "setup: it stands at the top"),
    ("nothing runs where one is wrong", "echo a; test a { test b { } }", 2, "", "inside"),
    ("break does not leave a test", "repeat 2 { test a { break } }", 1,
     re.compile("not ok 1 - a .*\nnot ok 2 - a "), "no loop"),
    ("break in a loop of the test", "test a { repeat 2 { break } }", 0,
     told("ok 1 - a ~", "1 passed, 0 failed"), ""),
    ("tests in a file that is sourced", "source inner.sosh", 0,
     told("ok 1 - b ~", "1 passed, 0 failed"), ""),
]

OWN = [
    ("its sockets end with it", "test a { pair }; test b { expect 1.state == CLOSED; "
     "expect 2.fd == '' }", 0, re.compile("\nok 1 .*\nok 2 "), ""),
    ("also when it failed", "test a { pair; recv 9 }; test b { expect 1.state == CLOSED }", 1,
     re.compile("\nnot ok 1 .*\nok 2 "), "no socket 9"),
    ("those from before stay", "pair; test a { send 1 x; pair }; expect 2.recvq == 1; "
     "expect 3.state == CLOSED", 0, re.compile("ok 1 "), ""),
    ("numbers are not used again", "test a { pair }; pair; echo ${.number}", 0,
     re.compile("\n3\n"), ""),
    ("names are free again", "foreach i in 1 2 { test $i { pair --names a,b } }", 0,
     re.compile("\nok 2 "), ""),
    ("its variables end with it", "test a { let x 1 }; echo $x", 1, re.compile("ok 1 "),
     "'x' is not set"),
    ("those from outside are read", "let x 1; test a { expect $x == 1 }", 0, re.compile("ok 1"),
     ""),
    ("and not changed", "let x 1; test a { let x 2; expect $x == 2 }; echo $x", 0,
     re.compile("\n1\n"), ""),
    (". is what it was", "pair; test a { pair }; echo ${.number}", 0, re.compile("\n1\n"), ""),
    ("the answer stays", "pair; test a { send 1 abc }; echo ${answer.bytes}", 0,
     re.compile("\n3\n"), ""),
    ("its jobs are cancelled", "pair; test a { recv 1 & }; jobs; send 2 x; expect 1.recvq == 1", 0,
     re.compile("\nok 1 .*\nno jobs\n"), "^$"),
    ("in JSON they tell it", ["--json", "-c", "pair; test a { recv 1 & }"], 0,
     re.compile('"job":1,"ok":false,"error":{"kind":"cancelled"'), "^$"),
    ("those from before stay", "pair; recv 1 &; test a { }; send 2 x; join 1", 0,
     re.compile("joined 1\n"), ""),
    ("a socket that a job from before accepts stays", "socket tcp --name l; bind l 127.0.0.1:0; "
     "listen l; accept l &; test a { socket tcp; connect . ${l.local}; join 1 }; "
     "expect 3.fd != ''; expect 2.fd == ''", 0, re.compile("ok 1 "), ""),
    ("a socket that a job of the test accepts ends", "socket tcp --name l; bind l 127.0.0.1:0; "
     "listen l; test a { accept l &; socket tcp; connect . ${l.local}; join 1 }; "
     "expect 3.fd == ''", 0, re.compile("ok 1 "), ""),
    ("sockets that were passed end with it, too", "pair --names a,b; test t { pair; "
     "send a x --fd 3; recv b }; expect 5.fd == ''", 0, re.compile("ok 1 "), ""),
    ("a job that failed fails it", "test a { recv 9 &; sleep 0 }; test b { }", 1,
     re.compile("not ok 1 .*\nok 2 "), "no socket 9"),
    ("unless it was joined", "test a { recv 9 &; try { join 1 } }", 0, re.compile("ok 1"),
     "join: there is no socket 9"),
    ("a job that failed before does not", "recv 9 &; test a { sleep 0 }; try { join 1 }", 0,
     re.compile("ok 1"), "join: there is no socket 9"),
    ("its reactions end with it", "pair --names a,b; test t { on b readable { echo seen } }; "
     "send a x; expect b.recvq == 1 --within 1; sleep 20ms", 0,
     re.compile(r"\A(?![\s\S]*seen)[\s\S]*ok 1"), ""),
    ("those from before stay", "pair --names a,b; on b readable { recv b; echo seen }; "
     "test t { send a x; expect b.received == 1 --within 5 }", 0, re.compile("seen\n"), ""),
    ("a reaction that fails fails it", "pair --names a,b; "
     "test t { on b readable { recv 9 }; send a x; sleep 10 }; test u { }", 1,
     re.compile("not ok 1 - t .*\nok 2 - u "), "no socket 9"),
    ("a socket that a reaction makes is the test's", "socket tcp --name l; bind l 127.0.0.1:0; "
     "listen l; test t { on l readable { accept l --name s }; socket tcp; connect . ${l.local}; "
     "expect 3.state == ESTABLISHED --within 5 }; expect 3.fd == ''", 0, re.compile("ok 1"), ""),
    ("a test in a reaction", "pair; on 2 readable { test t { } }; send 1 x; sleep 10", 1, None,
     "in the foreground"),
    ("its programs end with it", "test t { spawn cat --name c; send c hi; expect recv c hi }; "
     "expect c.fd == ''", 0, re.compile("ok 1"), ""),
    ("a socket that lingers does not hold it up", "socket tcp --name l; bind l 127.0.0.1:0; "
     "listen l; set l rcvbuf 1; test a { socket tcp; set . linger on 20s; set . sndbuf 1; "
     "connect . ${l.local}; try { send . zero:4M --dontwait } }", 0, re.compile("ok 1"), "EAGAIN"),
    ("a thousand tests leave nothing open", "repeat 1000 { test a { pair } }; "
     "pair; expect ${.fd} < 20", 0, re.compile("1000 passed, 0 failed\n"), ""),
]

AROUND = [
    ("set-up and tear-down around each",
     "setup { echo up }; teardown { echo down }; test a { echo a }; test b { echo b }", 0,
     told("up", "a", "down", "ok 1 - a ~", "up", "b", "down", "ok 2 - b ~", "2 passed, 0 failed"),
     ""),
    ("what is set up is the test's", "setup { pair --names l,r; let x 1 }; "
     "test a { expect $x == 1; send l x }; expect 1.state == CLOSED; echo $x", 1,
     re.compile("ok 1"), "'x' is not set"),
    ("torn down after a failure", "teardown { echo down }; test a { recv 9 }", 1,
     told("down", "not ok 1 - a ~", "0 passed, 1 failed"), "no socket 9"),
    ("and before the sockets are closed",
     "setup { pair --names l,r }; teardown { expect r.recvq == 1 }; test a { send l x; recv 9 }",
     1, re.compile("not ok 1"), r"no socket 9\n(.*\n)*\Z"),
    ("a set-up that fails", "setup { recv 9 }; teardown { echo down }; test a { echo no }", 1,
     told("down", "not ok 1 - a ~", "0 passed, 1 failed"), "no socket 9"),
    ("a tear-down that fails", "teardown { recv 9 }; test a { echo a }; test b { recv 8 }", 1,
     told("a", "not ok 1 - a ~", "not ok 2 - b ~", "0 passed, 2 failed"), "no socket 9"),
    ("the last ones count", "setup { echo 1 }; setup { echo 2 }; test a { }", 0,
     told("2", "ok 1 - a ~", "1 passed, 0 failed"), ""),
    ("none again", "setup { echo 1 }; teardown { echo 2 }; setup { }; teardown { }; test a { }", 0,
     told("ok 1 - a ~", "1 passed, 0 failed"), ""),
    ("only what follows", "test a { }; setup { echo up }; test b { }", 0,
     told("ok 1 - a ~", "up", "ok 2 - b ~", "2 passed, 0 failed"), ""),
    ("from a file that is gone", "source setup.sosh; test a { }", 0,
     told("set up", "ok 1 - a ~", "1 passed, 0 failed"), ""),
    ("not around what is left out", ["--filter", "b", "-c", "setup { echo up }; test a { }; "
                                     "test b { }"], 0,
     told("up", "ok 1 - b ~", "1 passed, 0 failed"), ""),
    ("after quit there is no tear-down", "teardown { echo down }; test a { quit }", 1,
     told("not ok 1 - a: quit left the test ~", "0 passed, 1 failed"), ""),
    ("skip in the set-up", "setup { skip not here }; teardown { echo down }; test a { echo no }",
     0, told("down", "skipped 1 - a: not here", "0 passed, 0 failed, 1 skipped"), ""),
]

SKIPPED = [
    ("a test", "test a { skip for today; echo no }; test b { }", 0,
     told("skipped 1 - a: for today", "ok 2 - b ~", "1 passed, 0 failed, 1 skipped"), ""),
    ("from inside of blocks", "test a { repeat 2 { foreach i in 1 2 { try { if 1 == 1 { skip b "
     "} } } }; echo no }; echo on", 0,
     told("skipped 1 - a: b", "on", "0 passed, 0 failed, 1 skipped"), ""),
    ("from a file", "test a { source skips.sosh; echo no }", 0,
     told("skipped 1 - a: by a file", "0 passed, 0 failed, 1 skipped"), ""),
    ("the teardown runs", "teardown { echo down }; test a { skip b }", 0,
     told("down", "skipped 1 - a: b", "0 passed, 0 failed, 1 skipped"), ""),
    ("a tear-down that fails fails it", "teardown { recv 9 }; test a { skip b }", 1,
     re.compile("not ok 1 - a"), "no socket 9"),
    ("what has failed stays so", ["-k", "-c", "test a { recv 9; skip b; echo no }"], 1,
     told("not ok 1 - a ~", "0 passed, 1 failed"), "no socket 9"),
    ("a script", "skip nothing to do; recv 9", 0, "skipped -c: nothing to do\n", "^$"),
    ("the rest of it", "test a { }; skip the rest; recv 9", 0,
     told("ok 1 - a ~", "skipped -c: the rest", "1 passed, 0 failed"), "^$"),
    ("from inside of blocks", "repeat { try { skip b } }; recv 9", 0, "skipped -c: b\n", "^$"),
    ("the file that it stands in", "source skips.sosh; echo on", 0,
     "skipped skips.sosh: by a file\non\n", "^$"),
    ("one that is sourced in a block", "try { source skips.sosh }; skip this, too; recv 9", 0,
     "skipped skips.sosh: by a file\nskipped -c: this, too\n", "^$"),
    ("hostile words", r'skip "a\x1b[1m" "\n"', 0, "skipped -c: a\\x1b[1m \\n\n", ""),
    ("a NUL in the words", r'test t { skip "a\x00b" "\x00" }; skip "\x00b"', 0,
     told(r"skipped 1 - t: a\x00b \x00", r"skipped -c: \x00b", "0 passed, 0 failed, 1 skipped"),
     ""),
    ("the file that called a definition", "def f { repeat 2 { skip b } }; f; recv 9", 0,
     "skipped -c: b\n", "^$"),
    ("and no other", "def f { skip b }; source calls.sosh; echo on", 0,
     "skipped calls.sosh: b\non\n",
     "^$"),
    ("a test, from a definition", "def f { skip b }; test a { f; recv 9 }; echo on", 0,
     told("skipped 1 - a: b", "on", "0 passed, 0 failed, 1 skipped"), "^$"),
    ("in a job", "skip a &; sleep 0", 1, "", "it is for a test"),
]

FILTER = [
    ("what matches runs", ["--filter", "^b", "-c", "test ab { echo 1 }; test ba { echo 2 }"], 0,
     told("2", "ok 1 - ba ~", "1 passed, 0 failed"), ""),
    ("with variables in the name",
     ["--filter", "[24]", "-c", "foreach i in 1..4 { test $i { } }"], 0,
     told("ok 1 - 2 ~", "ok 2 - 4 ~", "2 passed, 0 failed"), ""),
    ("nothing matches", ["--filter", "x", "-c", "test a { }; echo on"], 1, "on\n",
     "no test matches --filter"),
    ("what is no expression", ["--filter", "(", "-c", "test a { }"], 2, "",
     "not a regular expression"),
    ("one that tries for ever", ["--filter", "(a+)+$", "-c", "test %sb { }" % ("a" * 40)], 1, "",
     "test: "),
]

FILES = {"inner.sosh": "test b { }\n", "setup.sosh": "setup { echo set up }\n",
         "skips.sosh": "skip by a file\necho no\n", "calls.sosh": "f\nrecv 9\n"}


def standard_input_is_skipped(folder):
    result = run(input="test a { }\nskip b\nrecv 9\n", cwd=folder)
    equal(result.status, 0, result)
    expect(told("ok 1 - a ~", "skipped stdin: b", "1 passed, 0 failed").match(result.text),
           "not as told", result)
    equal(result.complaint, "", result)


def after_a_failed_test_standard_input_goes_on(folder, *form):
    """It is no failed command: what comes behind it runs, and the status tells of it."""
    result = run(*form, input="test a { expect 1 == 2 }\ntest b { }\nrecv 9\ntest c { }\n",
                 cwd=folder)
    equal(result.status, 1, result)
    expect(re.search(r'ok 2 - b|name="b"', result.text), "the next test did not run", result)
    expect(not re.search(r'- c|name="c"', result.text), "a failed command ended nothing", result)
    result = run(*form, "-k", input="test a { expect 1 == 2 }\nrecv 9\ntest c { }\n", cwd=folder)
    equal(result.status, 1, result)
    expect(re.search(r'- c|name="c"', result.text), "-k did not go on", result)


# Tells its name to whoever comes.  Told to end, it serves one more, or goes after a while.
SLOW = """
import os, signal, socket, sys
def end(*_):
    listener.settimeout(0.5)
    try:
        listener.accept()[0].sendall(sys.argv[2].encode())
    except OSError:
        pass
    os._exit(0)
signal.signal(signal.SIGTERM, end)
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    listener.accept()[0].sendall(sys.argv[2].encode())
"""


def the_next_test_has_a_server_of_its_own(folder, last, status):
    with open(os.path.join(folder, "slow.py"), "w", encoding="utf-8") as file:
        file.write(SLOW)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    result = run("-c", f"foreach name in one two {{ test $name {{ spawn \"exec {sys.executable} "
                 f"slow.py {port} $name\"; wait-port 127.0.0.1:{port}; socket tcp; "
                 f"connect . 127.0.0.1:{port}; expect recv . $name; {last} }} }}", cwd=folder)
    equal(result.status, status, result)
    equal(len(re.findall(", as expected", result.text)), 2, result)


def who_does_not_heed_it_is_killed_before_the_next_test(folder):
    result = run("-c", """test a {
                     spawn 'trap "" TERM; echo $$ >pid; echo on; while :; do sleep 60; done'
                     expect recv . on hex:0a
                 }
                 test b { run 'kill -0 $(cat pid)'; expect ${answer.status} != 0 }""", cwd=folder)
    equal(result.status, 0, result)


def a_signal_ends_all(folder, number):
    """Not even the tear-down runs; the test is none that failed."""
    with subprocess.Popen([SOSH, "-c", "teardown { echo down }; test a { echo it; sleep 60 }; "
                           "test b { echo no }"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=environment(), cwd=folder) as process:
        first = process.stdout.readline()
        process.send_signal(number)
        rest, complaint = process.communicate(timeout=20)
    equal((first, rest, process.returncode), (b"it\n", b"", -number))
    expect(b"cancelled" in complaint, "not told", complaint)


def main():
    suite = Suite()
    for table in (OUTCOMES, PLACES, OWN, AROUND, SKIPPED, FILTER):
        rows(suite, table, FILES)
    suite.case("standard input is skipped", standard_input_is_skipped)
    for form in ("text", "tap", "junit"):
        suite.case(f"after a failed test standard input goes on: {form}",
                   after_a_failed_test_standard_input_goes_on, "-o", form)
    for last, status in (("echo it", 0), ("recv 99", 1)):
        suite.case(f"the next test has a server of its own, after {last}",
                   the_next_test_has_a_server_of_its_own, last, status)
    suite.case("who does not heed it is killed before the next test",
               who_does_not_heed_it_is_killed_before_the_next_test)
    for number in (signal.SIGINT, signal.SIGTERM):
        suite.case(f"{number.name} ends all", a_signal_ends_all, number)
    suite.end()


if __name__ == "__main__":
    main()
