#!/usr/bin/python3
"""Bad input: a clear message with its place, the right status, in a short time, and
never a control character on the way out."""

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import CONTROL, PATIENCE, SOSH, Suite, environment, equal, expect, run

# What some words make of every verb: none may be taken for something else, or crash.
WORDS = ["''", "-1", "0", "x", "99999999999999999999", "1.5", "0x", "1e9", "9", ".", "..", "all",
         "hex:zz", "'a b'", "é", "$unset", "${answer.data}", "${9.fd}", "--", "--bogus", "{", "}",
         "&", "<<E", "'\\'", '"\\x00"', '"\\e[31m"', "%s%n", "*", "~", "@", "/", "[::1", "a:b:c",
         ",", ",,", "1..", "1..2..3", "x" * 5000]
VERBS = ["accept", "adopt", "bind 1", "close", "config", "config timeout", "connect 1", "dup",
         "expect", "expect a ==", "fails", "fails any", "foreach", "get 1", "get", "help",
         "history",
         "if", "info", "interfaces", "let", "let x", "listen 1", "name 1", "pair", "pair --names",
         "poll 1 --timeout 0 --for", "quit", "recv 1 --timeout 0", "recv", "recv 1 --timeout",
         "repeat", "reset", "resolve", "reverse", "send 1", "send 1 x --to", "set 1",
         "set 1 keepalive",
         "set 1 1:9", "shutdown 1", "sleep 0", "sleep", "socket", "socket 2", "socket 2 1",
         "source",
         "status", "status --columns", "trace", "try", "u8:", ""]
# Those that would wait, or ask a resolver.
SLOW = re.compile(r"^(sleep|recv 1 --timeout) (9|1\.5)|^(resolve|reverse|connect 1) ")

FILES = {
    "long": b"echo " + b"x" * (20 << 20) + b"\n", "braces": b"repeat 1 { " * 10000,
    "braces-shut": b"repeat 1 { " * 10000 + b"} " * 10000, "nests": b"send 1 " + b"len8{ " * 10000,
    "shut": b"}" * 10000, "shut-words": b"} " * 10000, "fails": b"fails any " * 10000,
    "else": b"if 1 == 2 { } " + b"else if 1 == 2 { } " * 10000, "quotes": b"echo " + b"'" * 9999,
    "nul": b"echo a\0b\n", "nul-only": b"\0" * 100000, "binary": bytes(range(256)) * 100,
    "elf": b"\x7fELF\x02\x01\x01" + bytes(9000), "latin": b"bogus \xe9\xff\xc3\n",
    "escape": b"bogus\x1b[31m \x9b2J\xc2\x9b\n", "escape-word": b"recv '\x1b]0;x\x07' \x1b[m\n",
    "no-feed": b"echo a\nbogus", "crlf": b"echo a\r\nbogus\r\n", "cr": b"echo a\rbogus",
    "empty": b"", "feeds": b"\n" * 100000, "blanks": b" " * 1000000, "spaces": b"\t\v\f x\n",
    "words": b"echo " + b"x " * 300000, "backslashes": b"\\" * 99999,
    "dollars": b"echo " + b"$" * 99999,
    "open-document": b"echo <<E\n" + b"x\n" * 100000, "documents": b"echo <<A; echo <<B\n",
    "bom": b"\xef\xbb\xbfecho a\n", "utf16": "echo a\n".encode("utf-16"), "self": b"source self\n",
    "expr": b"expect a ~ '" + b"(" * 5000 + b"'\n",
    "evil": b"expect " + b"a" * 40 + b" ~ '(a+)+$'\n"
    b"expect " + b"a" * 30 + b"b ~ '^(a+)+$'\n", "unset": b"echo $nope\n", "port":
    b"socket tcp\nbind 1 127.0.0.1:99999\n", "hex": b"pair\nsend 1 hex:0g\n",
}
SCRIPTS = [  # the file, its status, what is said
    ("long", 2, r"^long:1:1: .*16 MiB"), ("braces", 2, r"^braces:1:1110: .*deep"),
    ("braces-shut", 2, r"^braces-shut:1:1110: .*deep"), ("nests", 2, r"^nests:1:\d+: .*deep"),
    ("shut", 2, "^shut:1:1: "), ("shut-words", 2, "^shut-words:1:1: "),
    ("fails", 2, r"^fails:1:\d+: .*deep"), ("else", 1, r"^else:1:\d+: .*deep"),
    ("quotes", 2, r"^quotes:1:\d+: .*quote"), ("nul", 2, "^nul:1:7: .*NUL"),
    ("nul-only", 2, "^nul-only:1:1: .*NUL"), ("binary", 2, "^binary:1:1: .*NUL"),
    ("elf", 2, "^elf:1:8: .*NUL"), ("latin", 2, "^latin:1:1: "), ("escape", 2, "^escape:1:1: "),
    ("escape-word", 1, r"^escape-word:1:6: recv: "), ("no-feed", 2, "^no-feed:2:1: .*bogus"),
    ("crlf", 2, r"^crlf:2:1: .*'bogus'"), ("cr", 0, r"\A\Z"), ("empty", 0, r"\A\Z"),
    ("feeds", 0, r"\A\Z"), ("blanks", 0, r"\A\Z"), ("spaces", 2, "^spaces:1:2: "),
    ("words", 0, r"\A\Z"), ("backslashes", 2, "^backslashes:1:"), ("dollars", 0, r"\A\Z"),
    ("open-document", 2, "^open-document:1:.*'E'"), ("documents", 2, "^documents:1:"),
    ("bom", 0, r"\A\Z"), ("utf16", 2, "^utf16:1:"), ("self", 1, "^self:1:1: source: .*deep"),
    ("expr", 1, "^expr:1:1: expect: "), ("evil", 1, r"^evil:2:1: expect: "),
    ("unset", 1, r"^unset:1:6: echo: .*'nope'"), ("port", 1, r"^port:2:18: bind 1: .*99999"),
    ("hex", 1, r"^hex:2:13: send 1: .*'g'"), ("none", 2, "^sosh: 'none': No such file"),
    (".", 2, r"^sosh: '\.': Is a directory"), ("/dev/zero", 2, "^/dev/zero:1:1: .*NUL"),
    ("/dev/full", 2, "^/dev/full:1:1: .*NUL"), ("/dev/null", 0, r"\A\Z"),
    ("none/none", 2, "No such file"), ("empty/none", 2, "Not a directory"), ("loop", 2,
     "symbolic links"),
    ("x" * 300, 2, "too long"), ("", 2, "No such file"), ("no\x1b[31m\x9b", 2,
     r"^sosh: 'no\\x1b\[31m.*No such"),
]
WAYS = [  # how the same file is given
    ("FILE", lambda name: ([name], {})), ("-n", lambda name: (["-n", name], {})),
    ("source", lambda name: (["-c", f"source '{name}'"], {})),
    ("stdin", lambda name: ([], {"stdin": name})),
]


def plain(result):
    found = CONTROL.search(result.out) or CONTROL.search(result.err)
    expect(not found, f"{found!r} comes out", result)
    return result


def script(folder, name, status, complaint):
    result = plain(run(name, cwd=folder))
    equal(result.status, status, result)
    expect(re.search(complaint, result.complaint), f"no {complaint!r}", result)
    if status == 2:
        equal(result.text, "", result)


def other_way(folder, name, way):
    words, others = way(name)
    if "stdin" in others:
        if not os.path.isfile(os.path.join(folder, name)):
            return
        with open(os.path.join(folder, name), "rb") as file:
            result = plain(run(*words, cwd=folder, stdin=file))
    else:
        result = plain(run(*words, cwd=folder))
    expect(result.status in (0, 1, 2), "another status", result)
    equal(result.status == 0, result.complaint == "", result)


def any_words(folder, verb):
    """Whatever stands behind a verb: a status, a message, no more."""
    lines = [f"{verb} {word}".strip() for word in WORDS]
    lines += [f"{verb} {word} {word}".strip() for word in WORDS[:9]]
    for line in lines:
        if SLOW.search(line):
            continue
        result = plain(run("-t", "50ms", "-c", "pair\n" + line, cwd=folder, limit=5))
        expect(result.status in (0, 1, 2) or verb == "quit", "another status", result)
        if result.status in (1, 2) and verb != "quit":
            expect(result.complaint, "it says nothing", result)


PEER = r'"\e[31m\e]0;title\a\r\x9b2J\u{9b}\u{85}\u{202e}\u{200b}\u{feff}\xff\x7f\x00\b\\é"'
ESCAPES = [  # where bytes of a peer, names and paths come out
    f"pair; send 1 {PEER}; recv 2; echo ${{answer.data}}; let x ${{answer.data}}; expect $x == a",
    f"pair; send 1 {PEER}; recv 2 --hex", f"pair; send 1 {PEER}; recv 2 --text",
    f"pair; send 1 {PEER}; recv 2; send 2 u8:${{answer.data}}", f"echo {PEER}", f"help {PEER}",
    f"pair; send 1 {PEER}; recv 2; send 2 hex:${{answer.data}}", f"fails {PEER} recv 9",
    f"let x {PEER}; expect $x == b", f"let x {PEER}; expect b == $x", f"expect a ~ {PEER}",
    f"let x {PEER}; expect abc ~ \"($x\"", f"let x {PEER}; expect $x ~ '(.*)'; echo ${{match.1}}",
    *(f"{verb} {PEER}" for verb in (
        "recv", "socket", "get 1", "sleep", "pair", "source", "resolve", "reverse",
        "repeat 2 { } ;",
        "quit", "config", "config timeout", "history", "info", "adopt", "shutdown 1", "trace")),
    *(f"socket unix; {verb} 1 {word}" for verb in ("bind", "connect", "name", "get", "set", "poll",
      "recv", "shutdown", "listen", "send 1 x --to", "recv 1 --out")
      for word in (PEER, "./" + PEER.replace(r"\x00", ""), "@" + PEER, PEER + ":80",
      "127.0.0.1:" + PEER)),
    f"socket unix --name {PEER}", f"pair --names a,{PEER}", f"status --columns {PEER}",
    f"set 1 {PEER} 1", f"socket tcp; set 1 congestion {PEER}", f"socket tcp; set 1 rcvtimeo {PEER}",
    f"socket tcp; set 1 bindtodevice {PEER}; get 1 bindtodevice",
    "socket unix; bind 1 @{name}; listen 1; socket unix; bind 2 @b{name}; connect 2 @{name}; "
    "accept 1; status; info 3; info 2; echo ${3.peer} ${1.local}; close all; status --all",
    "socket unix-dgram; bind 1 ./{name}; socket unix-dgram; bind 2 ./b{name}; "
    "send 2 x --to ./{name}; recv 1; echo ${answer.from}; poll 1 --timeout 0; status; "
    "bind 1 ./{name}; connect 1 ./{name}/x",
    "bogus\x1b[31m", "echo '\x1b[2J' \u009b \u202e", "echo ${\x1b}", 'echo "\\\x1b"',
    "recv 1 --\x1b[1m",
    "let x 1; echo $x\x1b[3", "echo <<\x1b\nx\n", "expect \x1b.state == x", "echo ${answer.\x1b}",
    "echo ${9.\x1b}", "echo ${env.\x1b}", "echo ${arg.\x1b}", "echo ${1\x1b.state}", "}\x1b",
    "\x1b",
]


def escaped(folder, commands):
    commands = commands.replace("{name}", PEER.replace(r"\x00", ""))
    for locale, *options in (["C.UTF-8"], ["C"], ["C.UTF-8", "--json"], ["C", "-n"]):
        result = plain(run("-k", "-t", "1s", *options, "-c", commands, cwd=folder,
                           env=environment(LC_ALL=locale)))
        for what in (result.out, result.err):
            expect(b"\xff" not in what and "\u202e".encode() not in what and
                   "\ufeff".encode() not in what, "it comes out", result)
        for name in os.listdir(folder):
            os.unlink(os.path.join(os.fsencode(folder), os.fsencode(name)))


ODD = [  # how sosh may be started
    ("a FILE of 2 MB", lambda: ["x" * 120000 + "/" + "y" * 9], 2, "name too long"),
    ("-c of 120 kB", lambda: ["-c", "echo " + "x" * 120000], 0, ""),
    ("a hundred thousand words", lambda: ["one", *["w"] * 100000], 0, ""),
    ("an option of 100 kB", lambda: ["--" + "x" * 100000], 2, "no option"),
    ("an option of bytes", lambda: [b"--\x1b[31m\xff"], 2, "no option"),
    ("-c of bytes", lambda: ["-c", b"echo \x1b\xff"], 0, ""),
    ("an empty option", lambda: [""], 2, "No such file"),
    ("an empty -c", lambda: ["-c", ""], 0, ""),
    ("-t of bytes", lambda: ["-t", b"\x1b[31m"], 2, "duration"),
]


def odd(folder, words, status, complaint):
    with open(os.path.join(folder, "one"), "wb") as file:
        file.write(b"echo one\n")
    result = plain(run(*words(), cwd=folder))
    equal(result.status, status, result)
    expect(re.search(complaint, result.complaint), f"no {complaint!r}", result)


def empty_argv(folder):
    """execve(2) with no words at all."""
    code = ("import ctypes, os, sys\nargv = (ctypes.c_char_p * 1)(None)\n"
            "ctypes.CDLL(None).execve(os.fsencode(sys.argv[1]), argv, argv)\n")
    done = subprocess.run([sys.executable, "-c", code, SOSH], stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=PATIENCE, check=False, cwd=folder)
    equal(done.returncode, 0)


def limited(folder, what, limit, commands, status, out):
    def set_limit():
        resource.setrlimit(what, (limit, limit))
    result = run("-k", "--json", "-c", commands, cwd=folder, preexec_fn=set_limit)
    equal(result.status, status, result)
    expect(re.search(out, result.text), f"no {out!r}", result)


def has_sanitizer():
    with open(SOSH, "rb") as file:
        return b"__asan_init" in file.read()


def small_stack(folder, name, size):
    def set_limit():
        resource.setrlimit(resource.RLIMIT_STACK, (size, size))
    # The environment lies on the stack, too.
    plain(run(name, cwd=folder, preexec_fn=set_limit, env={"LC_ALL": "C.UTF-8"}))


def nobody_writes(folder):
    os.mkfifo(os.path.join(folder, "pipe"))
    result = run("-t", "50ms", "pipe", cwd=folder)
    equal(result.status, 2, result)
    equal(result.complaint, "sosh: nobody writes to 'pipe'\n", result)
    result = run("-t", "50ms", "-c", "fails timeout source pipe; pair; "
                 "fails timeout send 1 file:pipe", cwd=folder)
    equal(result.status, 0, result)


def a_silent_writer(folder):
    """It is there, and says nothing, or half: the time limit holds, with -n, too."""
    path = os.path.join(folder, "pipe")
    os.mkfifo(path)
    end = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        for said in b"", b"echo a\n":
            for words in ([], ["-n"]):
                os.write(end, said)
                result = run("-t", "50ms", *words, "pipe", cwd=folder)
                equal((result.status, result.text), (2, ""), result)
                equal(result.complaint, "sosh: nothing came from 'pipe' within 50ms\n", result)
            os.write(end, said)
            result = run("-t", "50ms", "-c", "fails timeout source pipe; echo on", cwd=folder)
            equal((result.status, result.lines[-1]), (0, "on"), result)
    finally:
        os.close(end)


def a_slow_writer(folder):
    """The limit is for its silence: who goes on writing is waited for."""
    path = os.path.join(folder, "pipe")
    os.mkfifo(path)
    reader, keep = os.open(path, os.O_RDONLY | os.O_NONBLOCK), os.open(path, os.O_WRONLY)
    code = ("import sys, time\nfor i in range(5):\n print('echo', i, flush=True)\n"
            " time.sleep(0.5)")
    with subprocess.Popen([sys.executable, "-c", code], stdout=keep):
        os.close(keep)
        result = run("-t", "2s", "-c", "source pipe", cwd=folder)
    os.close(reader)
    equal((result.status, result.text), (0, "0\n1\n2\n3\n4\n"), result)


def pipe_without_writer(folder):
    """Nobody writes to it: Ctrl-C leaves; and what comes late is run."""
    path = os.path.join(folder, "pipe")
    os.mkfifo(path)
    with subprocess.Popen([SOSH, path], env=environment(), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, stdin=subprocess.DEVNULL) as child:
        # Its writer can be opened only once it reads.
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                end = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
                break
            except OSError:
                expect(time.monotonic() < deadline and child.poll() is None, "nobody reads")
        os.write(end, b"echo a\n")
        os.close(end)
        equal(child.communicate(timeout=PATIENCE), (b"a\n", b""))
        equal(child.returncode, 0)


def killed_in_pipe(folder):
    path = os.path.join(folder, "pipe")
    os.mkfifo(path)
    with subprocess.Popen([SOSH, path], env=environment(), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, stdin=subprocess.DEVNULL) as child:
        timer = threading.Timer(PATIENCE, child.kill)
        timer.start()
        # Until it waits there, and not before: its handlers stand then.
        while f" {os.path.realpath(path)}" not in " " + " ".join(links(child.pid)):
            expect(child.poll() is None, "it does not wait")
        child.send_signal(signal.SIGINT)
        child.wait()
        timer.cancel()
        equal(child.returncode, -signal.SIGINT)


def links(pid):
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            yield os.readlink(f"/proc/{pid}/fd/{name}")
        except OSError:
            continue


def locales(folder, locale):
    result = run("--json", "-c", "sleep 0.001; pair; set 1 rcvtimeo 1.5; get 1 rcvtimeo; "
                 "expect 1.5 < 1.75; send 1 f32be:1.5; recv 2", cwd=folder,
                 env=environment(LC_ALL=locale, LANG=locale))
    equal(result.status, 0, result)
    expect(b"," + b"5" not in result.out and re.search(r'"rcvtimeo":1\.5', result.text),
           "no point", result)


def main():
    suite = Suite()
    shared = os.path.join(suite.top, "files")
    stack = (1 << 20) if has_sanitizer() else (64 << 10)
    os.mkdir(shared)
    for name, text in FILES.items():
        with open(os.path.join(shared, name), "wb") as file:
            file.write(text)
    os.symlink("loop", os.path.join(shared, "loop"))
    for name, status, complaint in SCRIPTS:
        suite.case(f"{name!r:.60} as a script", lambda _, *row: script(shared, *row), name, status,
                   complaint)
        for how, way in WAYS[1:]:
            suite.case(f"{name!r:.60} by {how}", lambda _, *row: other_way(shared, *row), name, way)
        if os.path.isfile(os.path.join(shared, name)):
            suite.case(f"{name!r:.60} with a small stack",
                       lambda _, *row: small_stack(shared, *row), name, stack)
    for verb in VERBS:
        suite.case(f"any words behind '{verb}'", any_words, verb)
    for commands in ESCAPES:
        suite.case(f"nothing escapes: {commands.encode()}", escaped, commands)
    for name, words, status, complaint in ODD:
        suite.case(name, odd, words, status, complaint)
    suite.case("no words at all, not even a name", empty_argv)
    suite.case("out of descriptors the shell goes on", limited, resource.RLIMIT_NOFILE, 16,
               "repeat 20 { try { socket udp } }; close all; socket tcp; pair", 0,
               r'"errno":"EMFILE"[^$]*"command":"pair","ok":true')
    for number in range(4, 14):
        suite.case(f"{number} descriptors", limited, resource.RLIMIT_NOFILE, number,
                   "pair; recv 1 --timeout 1ms; resolve localhost; source none; sleep 1ms; "
                   "socket tcp; connect . 127.0.0.1:1", 1, "")
    suite.case("out of descriptors accept goes on", limited, resource.RLIMIT_NOFILE, 16,
               "socket tcp --name l; bind l 127.0.0.1:0; listen l; socket tcp; "
               "connect 2 ${l.local}; repeat 20 { try { socket udp } }; "
               "fails EMFILE accept l; close 3; accept l", 0,
               r'"command":"accept","socket":\d+,"ok":true')
    suite.case("a file that may not grow", limited, resource.RLIMIT_FSIZE, 0,
               "pair; send 1 x; fails EFBIG recv 2 --out got", 3, '"EFBIG"')
    suite.case("a pipe that nobody writes to", nobody_writes)
    suite.case("a pipe whose writer is silent", a_silent_writer)
    suite.case("a pipe whose writer is slow", a_slow_writer)
    suite.case("a pipe whose writer comes late", pipe_without_writer)
    suite.case("a pipe without a writer can be left", killed_in_pipe)
    for locale in ("C", "POSIX", "de_DE.UTF-8", "de_DE", "xx_XX", "", "tr_TR.UTF-8"):
        suite.case(f"the decimal point is a point in {locale!r}", locales, locale)
    shutil.rmtree(shared, ignore_errors=True)
    suite.end()


if __name__ == "__main__":
    main()
