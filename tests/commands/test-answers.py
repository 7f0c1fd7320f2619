#!/usr/bin/python3
"""language.md, "Starting it" and "Answers", line by line."""

import json
import os
import re
import signal
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from language import STDIN, rows
from sosh import (CONTROL, PATIENCE, SOSH, Suite, answers, environment, equal, expect, run,
                  sound, Result, text)

FILES = {"returns.sosh": "if 1 == 1 { return }\nrepeat 1 { if 1 == 1 { break } else { try { "
         "continue } } }\ndef f { return x }\nforeach i in 1 { break }\nfails any break\n",
         "one.sosh": "echo one ${arg.count}\n", "fails.sosh": "echo a\nrecv 9\necho b\n",
         "asks.sosh": "echo a\n"}
HELLO = r'pair; send 1 "a\\\e[31mb\r\nc\x9b\u{9b}\u{202e}\u{200b}é\x00"; recv 2'

OPTIONS = [
    ("a FILE", ["one.sosh"], 0, "one 0\n", ""),
    ("a FILE with words", ["one.sosh", "a", "-k"], 0, "one 2\n", ""),
    ("-- ends the options", ["--", "one.sosh"], 0, "one 0\n", ""),
    ("standard input", [STDIN, "echo a"], 0, "a\n", ""),
    ("- is standard input", ["-", STDIN, "echo a"], 0, "a\n", ""),
    ("-c", ["-c", "echo a; echo b"], 0, "a\nb\n", ""),
    ("several -c", ["-c", "echo a", "-c", "echo b"], 0, "a\nb\n", ""),
    ("-c in one word", ["-cecho a"], 0, "a\n", ""),
    ("letters together", ["-kqc", "recv 9; pair; echo a"], 1, "a\n", "no socket 9"),
    ("-c and a FILE do not go together", ["-c", "echo a", "one.sosh"], 2, "", "one.sosh"),
    ("-i goes on with standard input", ["-i", "-c", "echo a", STDIN, "echo b\n"], 0, "a\nb\n", ""),
    ("-i after a FILE", ["-i", "one.sosh", STDIN, "echo b\n"], 0, "one 0\nb\n", ""),
    ("-k goes on", ["-k", "-c", "recv 9; echo a"], 1, "a\n", "no socket 9"),
    ("--keep-going", ["--keep-going", "fails.sosh"], 1, "a\nb\n", "fails.sosh:2:6: "),
    ("-k goes on in blocks", ["-k", "-c", "repeat 2 { recv 9; echo a }"], 1, "a\na\n", "9"),
    ("-k does not go on behind a syntax error", ["-k", STDIN, "bogus\necho a\n"], 2, "", "bogus"),
    ("without -k a failure ends it", ["fails.sosh"], 1, "a\n", r"^fails\.sosh:2:6: recv: "),
    ("-n runs nothing", ["-n", "one.sosh"], 0, "", ""),
    ("--check-only", ["--check-only", "-c", "echo a"], 0, "", ""),
    ("-n tells what is wrong, all of it", ["-n", "-c", "socket foo\nbind 1 1.1.1.1:99999\n"
     "send 1 hex:zz\nsleep x\nrecv 1 --timeout y\nrepeat q { shutdown 1 r }"], 2, "",
     r"(?s)-c:1:8: .*-c:2:16: .*-c:3:12: .*-c:4:7: .*-c:5:18: .*-c:6:8: .*-c:6:23: "),
    ("-n takes what an address is of any family", ["-n", "-c", "bind 1 lo; bind 1 lo:arp\n"
     "bind 1 0:0x1; connect 1 127.0.0.1; connect 1 ::1; connect 1 localhost; connect 1 2:1024\n"
     "bind 1 any:any; bind 1 /a; bind 1 @a; bind 1 ''; send 1 x --to [::1]:80; bind 1 *:http"],
     0, "", ""),
    ("-n tells what is an address of none", ["-n", "-c", "connect 1 127.0.0.1:99999\n"
     "connect 1 127.0.0.1:80a\nconnect 1 localhost:80a\nconnect 1 [::1]:99999\n"
     "connect 1 1.2.3\nconnect 1 host:\nsend 1 x --to 'a b:80'\nbind 1 9:x:y"], 2, "",
     r"(?s)-c:1:21: '99999' is not a port.*-c:2:23: .*-c:3:23: .*-c:4:17: .*-c:5:16: .*-c:6:16: "
     r".*-c:7:17: .*-c:8:"),
    ("-n looks at what a condition compares with", ["-n", "-c", "expect a ~ '('\n"
     "if 1.state ~ '[' { }\nwhile $x ~ '*' { }\nexpect a == '('; expect a ~ '(b)'\n"
     "expect a ~ $x"], 2, "", r"(?s)\A-c:1:14: .*-c:2:16: .*-c:3:13: (?!.*-c:)"),
    ("-n knows what is too small, and what lacks a path or a port", ["-n", "-c",
     "send 1 x --chunk 0\nforeach i in a file: { }\nwait-port foo\nwait-port localhost:80\n"
     "foreach i in file:$x 'file:' file:a { }; send 1 x --chunk 1; wait-port ./x"], 2, "",
     r"(?s)\A-c:1:18: '0' is out of range: 1 to .*-c:2:16: 'file:' wants .*-c:3:14: (?!.*-c:)"),
    ("-n cannot know variables", ["-n", "-c", "socket $x; bind 1 $y; sleep $z"], 0, "", ""),
    ("-n computes what has no variables", ["-n", "-c", "let x = 1 +\nlet y = 2 * (3 + 4)\n"
     "let z = $y +\nrepeat 1 {\nlet a = (1 }\nlet b 1 +\nlet c ="], 2, "",
     r"\A-c:1:11: a number has to stand behind this\n.*\n.*\n-c:5:9: this '\(' has no '\)'\n"
     r".*\n.*\n-c:7:7: a number has to stand behind this\n.*\n.*\n\Z"),
    ("-n of a syntax error", ["-n", "-c", "bogus"], 2, "", "-c:1:1: "),
    ("-n tells of words and of literals, in order", ["-n", "-c", "send 1 hex:zz\nrecv --bogus\nlet\n"
     "fooo a {\n sleep x\n} else { clos }\nfails any bogus\nsleep y"], 2, "",
     r"(?s)\A-c:1:12: .*-c:2:6: .*-c:3:4: .*-c:4:1: .*-c:5:8: .*-c:6:10: .*-c:7:11: .*-c:8:7: "
     r"(?!.*-c:)"),
    ("a run tells of all words, and runs nothing", ["-c", "echo a\nrecv --bogus\nlet\nsleep x"], 2,
     "", r"(?s)\A-c:2:6: .*-c:3:4: (?!.*-c:)"),
    ("what does not fit is told, and what follows", ["-n", "-c", "repeat 2\n{ bogus }\n"
     "close 1 { x }\nrepeat 2 {} ; bogus2\ntest a { setup { bogus3 } }\ndef close { bogus4 }\n"
     "repeat 1 { } y z { bogus5 }\nsend 1 len8{ }\n'x' { bogus6 }\necho a & & b\nclose 1 }"], 2,
     "", r"(?s)\A-c:1:1: .*-c:2:3: .*-c:3:9: .*-c:3:11: .*-c:4:10: .*-c:4:15: .*-c:5:10: "
     r".*-c:5:18: .*-c:6:5: .*-c:6:13: .*-c:7:14: .*-c:7:20: .*-c:8:8: .*-c:9:1: .*-c:9:7: "
     r".*-c:10:10: .*-c:11:9: (?!.*-c:)"),
    ("what lacks a word lacks it once", ["-n", "-c", "fails\nfails any\n"], 2, "",
     r"(?s)\A-c:1:6: fails wants ERROR.*-c:2:10: the name of a command (?!.*-c:)"),
    ("one that is wrong is told once", ["-n", "-c", "fooo a } b\n"], 2, "",
     r"\A-c:1:1: .*\n.*\n.*\n-c:1:8: this '}' closes nothing\n.*\n.*\n\Z"),
    ("-n tells of 20, and how many more there are", ["-n", "-c", "sleep x\nbogus\n" * 20], 2, "",
     r"(?s)\A(-c:\d+:\d: ((?!-c:).)*){20}-c: and 20 more such errors\n\Z"),
    ("-n of standard input goes on", ["-n", STDIN, "sleep x\nbogus\nrecv --no\necho 'a\nsleep y\n"],
     2, "", r"(?s)\Astdin:1:7: .*stdin:2:1: .*stdin:3:6: .*stdin:4:6: (?!.*stdin:)"),
    ("-n of standard input goes on for a while", ["-n", STDIN, "sleep x\n" * 1000], 2, "",
     r"(?s)\A(stdin:\d+:7: ((?!stdin:).)*){20}\Z"),
    ("-n tells of what stands in no loop", ["-n", "-c", "break\nreturn\nif 1 == 1 { continue }\n"
     "try { break }\nrepeat 1 { test a { break } }\nrepeat 1 { break & }\n"
     "repeat 1 { def f { break } }\nrepeat 1 { try { break } & }\ntest b { return }"], 2, "",
     r"(?s)\A-c:1:1: there is no loop around 'break'.*-c:2:1: there is no definition .*-c:3:13: "
     r".*-c:4:7: .*-c:5:21: .*-c:6:12: .*-c:7:20: .*-c:8:18: .*-c:9:10: (?!.*-c:)"),
    ("-n tells of ranges and sums that are none, and a name that stands twice", ["-n", "-c",
     "foreach i in 1..2 3..x 1..$n '3..x' { }\nlet i += 1\nrecv 1 --as a=u8,b=u8,a=u16be"], 2, "",
     r"(?s)\A-c:1:19: .*-c:2:7: .*-c:3:23: 'a' stands here twice(?!.*-c:)"),
    ("-n takes what stands where it may", ["-n", "returns.sosh"], 0, "", ""),
    ("-n of standard input", ["-n", STDIN, "echo a\nsleep x\n"], 2, "", "stdin:2:7: "),
    ("-o json", ["-o", "json", "-c", "echo a"], 0, '{"command":"echo","ok":true,"text":"a"}\n', ""),
    ("-ojson", ["-ojson", "-c", "quit"], 0, '{"command":"quit","ok":true}\n', ""),
    ("--output=text", ["--json", "--output=text", "-c", "echo a"], 0, "a\n", ""),
    ("--output json", ["--output", "json", "-c", "echo a"], 0, re.compile('^{'), ""),
    ("--json", ["--json", "-c", "echo a"], 0, re.compile('^{'), ""),
    ("a form of output that is none", ["-o", "xml", "-c", ""], 2, "", "xml"),
    ("-q shows what was received and echoed", ["-q", "-c", "pair; send 1 'a\\b'; recv 2; status; "
     "echo c"], 0, "a\\\\b\nc\n", ""),
    ("--quiet", ["--quiet", "-c", "socket tcp"], 0, "", ""),
    ("-q escapes as ever", ["-q", "-c", r'pair; send 1 "\e\x9b"; recv 2'], 0, "\\x1b\\x9b\n", ""),
    ("-q says what fails", ["-q", "-c", "recv 9"], 1, "", "no socket 9"),
    ("-t", ["-t", "20ms", "-c", "pair; recv 1"], 1, None, "within 20ms"),
    ("--timeout=", ["--timeout=20ms", "-c", "pair; recv 1"], 1, None, "within 20ms"),
    ("-t 0 is no limit", ["-t", "0", "-c", "pair; recv 1 --timeout 20ms"], 1, None, "within 20ms"),
    ("-t never", ["-t", "never", "-c", "config timeout"], 0, re.compile("never"), ""),
    ("scripts wait for 30 s", ["-c", "config timeout"], 0, re.compile("30s"), ""),
    ("-t of no duration", ["-t", "x", "-c", ""], 2, "", "'x'"),
    ("--color", ["--color=always", "-c", "fails any recv 9; socket tcp; connect . 127.0.0.1:1"], 1,
     None, "\x1b\\["),
    ("--color=never", ["--color=never", "-c", "socket tcp; connect . 127.0.0.1:1"], 1, None,
     r"\A[ -~\n]*\Z"),
    ("-x", ["-x", "-c", "socket tcp"], 0, re.compile(r"\A\[1\] tcp socket"),
     r"\Asocket\(AF_INET, SOCK_STREAM\|SOCK_CLOEXEC, IPPROTO_IP\) = \d+ <\d\.\d{6}>\n"),
    ("--trace in JSON", ["--trace", "--json", "-c", "socket tcp"], 0,
     re.compile(r"\A{[^\n]*}\n\Z"), r"\Asocket\("),
    ("--trace with --events", ["--trace", "--json", "--events", "-c", "socket tcp"], 0,
     re.compile(r'\A{"event":"call","call":"socket","text":"socket\([^"]*","took":[0-9]'), r"\A\Z"),
    ("--color=auto", ["--color=auto", "-c", "socket tcp; connect . 127.0.0.1:1"], 1, None,
     r"\A[ -~\n]*\Z"),
    ("a colour that is none", ["--color=x", "-c", ""], 2, "", "'x'"),
    ("--no-rc", ["--no-rc", "-c", "echo a"], 0, "a\n", ""),
    ("--safe", ["--safe", "-c", "source asks.sosh"], 1, "", "--safe"),
    ("an option that is none", ["--bogus"], 2, "", "--bogus"),
    ("a letter that is none", ["-Z"], 2, "", "-Z"),
    ("an option without its value", ["-c"], 2, "", "-c"),
    ("a switch with a value", ["--json=x"], 2, "", "json"),
    ("-V", ["-V"], 0, re.compile(r"\Asosh [0-9]"), ""),
    ("--version", ["--version"], 0, re.compile(r"\Asosh [0-9]"), ""),
    ("-h tells each option", ["-h"], 0, re.compile(
        r"(?s)-c .*-i .*-k, --keep-going.*-n, --check-only.*-o, --output.*--json.*--events.*-q, "
        r"--quiet.*-x, --trace.*-t, --timeout.*--color.*--safe.*--no-rc.*--complete.*-V, "
        r"--version.*-h, --help"), ""),
    ("--help", ["--help"], 0, re.compile("socket shell"), ""),
    ("--complete a name", ["--complete", "soc"], 0, re.compile(r"\Asocket\t[^\n]+\n\Z"), ""),
    ("--complete a word", ["--complete", "socket unix-d"], 0,
     re.compile(r"\Aunix-dgram\t[^\n]+\n\Z"),
     ""),
    ("--complete a flag", ["--complete", "recv 1 --pe"], 0, re.compile(r"\A--peek\t[^\n]+\n\Z"),
     ""),
    ("--complete nothing", ["--complete", "bogus x"], 0, "", ""),
    ("--complete all", ["--complete", ""], 0, re.compile(r"(?m)^accept\t.*\n(.*\n)*try\t"), ""),
    ("a missing FILE", ["none.sosh"], 2, "", r"none\.sosh.*No such file"),
    ("a folder", ["."], 2, "", "directory"),
    ("quit's status", ["-c", "quit 7; echo a"], 7, "", ""),
    ("quit without one", ["-c", "quit; recv 9"], 0, "", ""),
    ("quit in a block", ["-c", "repeat { try { quit 4 } }"], 4, "", ""),
    ("an expectation that is not met", ["-c", "expect a == b"], 1, "", "expected +b"),
    ("a syntax error in JSON is text", ["--json", "-c", "bogus"], 2, "", r"\A-c:1:1: "),
]

TEXTS = [
    ("an answer begins with its number", "socket tcp", 0,
     re.compile(r"\A\[1\] tcp socket, fd \d+\n\Z"),
     ""),
    ("received bytes stand under it, indented", HELLO, 0, re.compile(
        r"\n\[2\] [^\n]*\n  a\\\\\\x1b\[31mb\\r\\n\n"
        r"  c\\x9b\\u\{9b\}\\u\{202e\}\\u\{200b\}é\\x00\n\Z"),
     ""),
    ("echo keeps LF and TAB", r'echo "a\n\tb\r\e\\"', 0, "a\n\tb\\r\\x1b\\\n", ""),
    ("an error names command, socket, errno and reason", "socket tcp; connect 1 127.0.0.1:1", 1,
     None, r"\Aconnect 1: ECONNREFUSED: Connection refused\n"),
    ("what is shown can be typed back", r'pair; send 1 "a\\\e\xff\u{202e}"; recv 2; '
     r'send 2 "a\\\x1b\xff\u{202e}"; recv 1 --none; echo ${answer.bytes}', 0,
     re.compile("\n7\n\\Z"), ""),
    ("--raw gives the bytes", r'pair; send 1 "a\eb"; recv 2 --raw', 0, re.compile("\na\x1bb\\Z"),
     ""),
    ("an empty answer is empty", "pair unix-dgram; send 1 ''; recv 2", 0,
     re.compile(r"\[2\] [^\n]*\n\Z"), ""),
]

OBJECTS = [
    ("the example of the contract", "pair; send 1 hello; recv 2", 0,
     [..., ..., lambda it: it == {"command": "recv", "socket": 2, "ok": True, "bytes": 5,
                                  "eof": False, "data": "hello"}], ""),
    ("command is the full name", "socketpair; sendto 1 x; read 2; =", 0,
     [{"command": "pair"}, {"command": "send"}, {"command": "recv"}, {"command": "status"}], ""),
    ("socket stands also where a word behind it is wrong", "pair; recv 2 x", 1,
     [..., {"socket": 2, "ok": False}], ""),
    ("several sockets are sockets", "pair; reset 1 2", 0,
     [{"sockets": [1, 2]}, lambda it: it["sockets"] == [1, 2] and "socket" not in it], ""),
    ("bytes that are no text", 'pair; send 1 hex:"00 ff"; recv 2', 0,
     [..., ..., lambda it: it["data_base64"] == "AP8=" and "data" not in it and it["bytes"] == 2],
     ""),
    ("a NUL is no text", "pair; send 1 hex:41004142; recv 2", 0,
     [..., ..., {"data_base64": "QQBBQg=="}], ""),
    ("UTF-8 is text", "pair; send 1 'é😀'; recv 2", 0, [..., ..., {"data": "é😀"}], ""),
    ("cut UTF-8 is none", "pair; send 1 hex:c3; recv 2", 0, [..., ..., {"data_base64": "ww=="}],
     ""),
    ("--out tells the file", "pair; send 1 x; recv 2 --out got", 0,
     [..., ..., lambda it: it["file"] == "got" and "data" not in it], ""),
    ("an error of the system", "socket tcp; connect 1 127.0.0.1:1", 1,
     [..., {"command": "connect", "socket": 1, "ok": False, "error": {"kind": "system",
      "call": "connect", "errno": "ECONNREFUSED", "number": 111, "message": "Connection refused"}}],
     ""),
    ("an error of the resolver", "socket tcp; bind 1 127.0.0.1:no-such-service", 1,
     [..., {"ok": False, "error": {"kind": "resolve", "eai": "EAI_SERVICE"}}], ""),
    ("a time-out", "pair; recv 1 --timeout 0", 1, [..., {"error": {"kind": "timeout"}}], ""),
    ("a wrong word", "recv x", 1, [{"error": {"kind": "usage"}}], ""),
    ("an expectation", "expect a == b", 1, [{"command": "expect", "ok": False, "error":
     {"kind": "expectation", "expected": "b", "actual": "a"}}], ""),
    ("something refused", "pair; recv 1 --raw", 1, [..., {"error": {"kind": "refused"}}], ""),
    ("fails gives one object", "fails usage recv 9", 0,
     [{"command": "fails", "ok": True, "error":
       {"kind": "usage", "message": "there is no socket 9"}}], ""),
    ("blocks and let give none", "if a == a { }; repeat 2 { }; foreach i in a { }; try { }; "
     "let x y", 0, [], ""),
    ("what is in them does", "if a == a { repeat 2 { try { foreach i in a { echo $i } } } }", 0,
     [{"text": "a"}, {"text": "a"}], ""),
    ("echo has text", "echo a 'b  c'", 0, [{"command": "echo", "ok": True, "text": "a b  c"}], ""),
    ("file and line tell where from", ["fails.sosh"], 1,
     [{"command": "echo", "file": "fails.sosh", "line": 1},
      {"command": "recv", "ok": False, "file": "fails.sosh", "line": 2}], ""),
    ("-c has no file", "echo a", 0, [lambda it: "file" not in it and "line" not in it], ""),
    ("status has flat keys", "socket udp; bind 1 127.0.0.1:0; status", 0,
     [..., ..., {"sockets": [{"local.port": int, "local.host": "127.0.0.1", "readable": False,
                              "age": float, "recvq": 0}]}], ""),
    ("what does not apply is missing", "socket udp; status", 0,
     [..., lambda it: not {"peer", "rtt", "name", "pair"} & set(it["sockets"][0])], ""),
    ("as a variable it is empty", "socket udp; echo [${1.peer}${1.rtt}${1.name}]", 0,
     [..., {"text": "[]"}], ""),
]


def ended_by(folder, commands, number, status):
    """A signal that comes in a wait ends sosh by that signal."""
    words = [SOSH, "-k", "-c", "socket unix; bind 1 ./s; listen 1; echo ready; " + commands]
    with subprocess.Popen(words, cwd=folder, env=environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        seen = b""
        while b"ready\n" not in seen:
            more = os.read(child.stdout.fileno(), 4096)
            expect(more, "it ended early")
            seen += more
        child.send_signal(number)
        out, err = child.communicate(timeout=PATIENCE)
    result = sound(Result(words, child.returncode, out, err), ends_by=number)
    equal(result.status, status, result)
    equal(b"behind" in out, False, result)
    equal(os.path.exists(os.path.join(folder, "s")), False, result)


def idle(folder, number):
    """Also where it waits for its input."""
    with subprocess.Popen([SOSH], cwd=folder, env=environment(), stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as child:
        child.stdin.write(b"echo a\n")
        child.stdin.flush()
        equal(child.stdout.readline(), b"a\n")
        child.send_signal(number)
        equal(child.wait(PATIENCE), -number)


def reader_goes(folder, commands, *options):
    """`| head -1`: no message, status 3."""
    words = [SOSH, *options, "-c", commands]
    with subprocess.Popen(words, cwd=folder, env=environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        expect(child.stdout.readline(), "nothing came")
        child.stdout.close()
        err = child.stderr.read()
        status = child.wait(PATIENCE)
    result = Result(words, status, b"", err)
    equal((status, err), (3, b""), result)


def unwritten(folder, given, out, status, complaint):
    with open(out, "wb") as file:
        result = run(*given, stdout=file, cwd=folder)
    equal(result.status, status, result)
    expect(re.search(complaint, result.complaint), f"no {complaint!r}", result)


def no_file_is_lost(folder):
    """What --out could not write is told, and received again."""
    result = answers("pair; send 1 abc; recv 2 --out /dev/full; recv 2", "-k", cwd=folder)
    equal(result.status, 3, result)
    equal(result.answers[2]["error"]["errno"], "ENOSPC", result)
    equal(result.answers[3]["data"], "abc", result)


def closed(folder, shell, status, out, err):
    done = subprocess.run(["/bin/sh", "-c", shell], cwd=folder, timeout=PATIENCE, check=False,
                          env=environment(SOSH=SOSH), stdin=subprocess.DEVNULL, capture_output=True)
    result = sound(Result([shell], done.returncode, done.stdout, done.stderr))
    equal(result.status, status, result)
    expect(out in (None, result.out), f"not {out!r}", result)
    expect(re.search(err, result.complaint), f"no {err!r}", result)


CLOSED = [
    ("closed standard input", '"$SOSH" <&-', 0, b"", r"\A\Z"),
    ("closed standard output", '"$SOSH" -c "echo a" >&-', 0, b"", r"\A\Z"),
    ("all closed: no socket becomes one of them",
     '"$SOSH" -c "socket tcp; expect fd > 2" <&- >&- 2>&-', 0, b"", r"\A\Z"),
    ("out and err keep their order", '"$SOSH" -k -c "echo a; recv 9; echo b; recv 8" 2>&1 | '
     "grep -v '^ '", 0, b"a\nrecv: there is no socket 9\nb\nrecv: there is no socket 8\n", r"\A\Z"),
    ("NO_COLOR", 'NO_COLOR=1 TERM=xterm "$SOSH" -c "socket tcp; connect 1 127.0.0.1:1"', 1,
     None, r"\A[ -~\n]*\Z"),
    ("a script is run by its first line", 'PATH="$(dirname "$SOSH"):$PATH"; printf '
     "'#!/usr/bin/env sosh\\necho ${arg.0} ${arg.1}\\n' >x; chmod +x x; ./x a", 0, b"./x a\n",
     r"\A\Z"),
]


def until_told(child, commands, *events):
    """Gives commands to sosh, and reads on until one of these is told of socket 2."""
    come = []
    child.stdin.write(commands)
    child.stdin.flush()
    while not come or come[-1].get("socket") != 2 or come[-1].get("event") not in events:
        line = child.stdout.readline()
        expect(line, f"{events} did not come: {come}")
        come.append(json.loads(line))
    return [it["command"] for it in come if "command" in it]


def events(folder):
    with subprocess.Popen([SOSH, "--json", "--events"], cwd=folder, env=environment(),
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        watchdog = threading.Timer(PATIENCE, child.kill)
        watchdog.start()
        try:
            equal(until_told(child, b"pair; send 1 x\n", "readable"), ["pair", "send"])
            equal(until_told(child, b"recv 2; close 1\n", "hangup", "peer-closed"),
                  ["recv", "close"])
            child.communicate(timeout=PATIENCE)
            equal(child.returncode, 0)
        finally:
            watchdog.cancel()
            child.kill()
    equal(text("pair; send 1 x; poll 2", "--events").text.count("event"), 0)


def one_object_a_line(folder):
    """Whatever was received: one line an object, ASCII alone."""
    for bytes_ in (b"a\nb", b"\x1b[2J", "\u2028\u0085\x7f".encode(), bytes(range(256))):
        result = answers(f"pair; send 1 hex:{bytes_.hex()}; recv 2; echo ${{answer.data}}",
                         cwd=folder)
        equal(len(result.lines), 4, result)
        expect(not CONTROL.search(result.out) and result.out.isascii(), "not plain", result)
        for line in result.lines:
            json.loads(line)


def main():
    suite = Suite()
    for table in (OPTIONS, TEXTS, OBJECTS):
        rows(suite, table, FILES)
    waits = {"accept": "accept 1", "sleep": "sleep 10; echo behind",
             "try": "try { sleep 10 }; echo behind", "fails": "fails any sleep 10; echo behind",
             "a loop": "sleep 1ms; repeat { try { recv 9 --peek } }",
             "while": "sleep 1ms; while a == a { }",
             "calls": "def f { g }; def g { sleep 10; echo behind }; f; echo behind"}
    for name, commands in waits.items():
        for number in (signal.SIGINT, signal.SIGTERM):
            suite.case(f"{number.name} in {name} ends it", ended_by, commands, number, -number)
    suite.case("SIGHUP ends it", ended_by, "sleep 10", signal.SIGHUP, -signal.SIGHUP)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        suite.case(f"{number.name} ends a sosh that waits for input", idle, number)
    for commands in ("repeat { echo a }", "repeat { echo a; sleep 5ms }", "echo a; sleep 30ms; "
                     "repeat 3 { echo a; sleep 5 }", "repeat 100000 { pair; close all }"):
        for options in ((), ("--json",), ("-k",)):
            suite.case(f"a reader that goes ends it: {commands} {options}", reader_goes, commands,
                       *options)
    for given in (["-c", "echo a"], ["-q", "-c", "repeat 9999 { echo aaaaaaaaaaaaaaaa }"], ["-V"],
                  ["-h"], ["--complete", "so"], ["--declarations"]):
        suite.case(f"output that cannot be written is told: {given}", unwritten, given, "/dev/full",
                   3, "written")
    suite.case("an unwritten file is told", no_file_is_lost)
    for name, *row in CLOSED:
        suite.case(name, closed, *row)
    suite.case("--events", events)
    suite.case("one object a line", one_object_a_line)
    suite.end()


if __name__ == "__main__":
    main()
