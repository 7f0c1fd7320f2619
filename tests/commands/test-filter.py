#!/usr/bin/python3
"""What `status` takes in place of numbers, and what it shows of it on a narrow terminal."""

import fcntl
import os
import re
import struct
import subprocess
import sys
import termios

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import LIBMNL, SOSH, Suite, answers, environment, equal, expect, text

SCENE = ("socket tcp --name server; bind server 127.0.0.1:0; listen server 5; "
         "socket udp; socket unix --name left; bind left './a or b'; socket tcp; close 4; ")

SHOWS = [
    ("either of two", "'kind == udp or kind == unix'", [2, 3]),
    ("and binds tighter", "'kind == udp or kind == tcp and state == CLOSED'", [2]),
    ("and binds tighter on both sides", "'number == 1 and kind == udp or number > 1 and "
     "kind == unix'", [3]),
    ("several words have to hold all of them", "'kind == tcp or kind == udp' 'number > 1'", [2]),
    ("words without quotes", "kind == udp", [2]),
    ("with a joint", "kind == udp or kind == unix and number == 3", [2, 3]),
    ("with flags between", "kind == --all udp", [2]),
    ("a port", "port == ${server.local.port}", [1]),
    ("without blanks", "kind==udp or kind==tcp", [1, 2]),
    ("in pieces", "kind== udp", [2]),
    ("a joint between quotes", "'kind == udp' or 'kind == tcp'", [1, 2]),
    ("contains", "kind contains nix", [3]),
    ("a value with blanks in quotes of its own", "local == './a or b'", [3]),
    ("a value with blanks in quotes within", "'local == \"./a or b\" or kind == udp'", [2, 3]),
    ("a value with blanks in quotes within quotes", "\"kind == tcp or local == './a or b'\"", [1, 3]),
    ("a value out of a variable", "local == $both", [3]),
    ("a value out of a variable behind what was typed", "local==$both", [3]),
    ("an operator in quotes", "'name != \"==\" and number < 3'", [1, 2]),
    ("states in any case", "'state == listen'", [1]),
    ("any case is denied, too", "'state != Listen' 'kind == tcp'", []),
    ("an expression that is regular", "'state ~ ^L.*N$'", [1]),
    ("what costs questions", "'process == sosh'", [1, 2, 3]),
    ("what does not apply is empty", "peer == ''", [1, 2, 3]),
    ("what does not apply matches as empty", "'peer ~ ^$' and number > 1", [2, 3]),
    ("of two, one that is empty", "port == ''", [1, 2, 3]),
    ("no descriptor", "--all fd == ''", [4]),
    ("not those without a descriptor", "--all fd != ''", [1, 2, 3]),
    ("what does not apply is in no order", "'fd < 1000 or fd >= 1000' --all", [1, 2, 3]),
    ("a switch", "writable == yes and writable == ON", [2, 3]),
    ("a switch that is off", "'readable == no' 'readable == 0'", [1, 2, 3]),
    ("a switch that does not apply", "--all readable == ''", [4]),
    ("a switch that is denied", "--all readable != off", [4]),
    ("no ghosts", "ghost == false and ghost != on and ghost == ''", [1, 2, 3]),
    ("ghosts", "--all ghost == on", []),
    ("a socket and a comparison", "1 2 kind == udp", [2]),
    ("a socket that stands there twice", "1 server 1", [1]),
]


def shows(folder, words, numbers):
    result = text(f"let both './a or b'; {SCENE} status {words} --columns number", cwd=folder)
    equal(result.status, 0, result)
    got = [int(line) for line in result.text.splitlines() if re.fullmatch(r"\d+", line)]
    equal(got, numbers, result)


# the words, what is said, and what stands at the caret
WRONG = [
    ("'kind == tcp and'", "a property is wanted here", "'"),
    ("'kind == tcp or '", "a property is wanted here", "'"),
    ("kind == tcp and", "a property is wanted here", ""),
    ("'kind =='", "a value is wanted here", "'"),
    ("'kind == '", "a value is wanted here", "'"),
    ("kind ==", "a value is wanted here", ""),
    ("'kind ==' tcp", "a value is wanted here", "' tcp"),
    ("'kind'==", "a value is wanted here", ""),
    ("'port == 80 443'", "'and' or 'or' is wanted here", "443'"),
    ("'port == 80 && port == 443'", "'and' or 'or' is wanted here", "&& port == 443'"),
    ("'port == 80 == 443'", "'and' or 'or' is wanted here", "== 443'"),
    ("'port == 80==443'", "a second comparison stands here", "80==443'"),
    ("'port == == 80'", "a second comparison stands here", "== 80'"),
    ("'kind == and state == LISTEN'", "'and' or 'or' is wanted here", "state == LISTEN'"),
    ("'and kind == tcp'", "'and' is no property", "and kind == tcp'"),
    ("'state == listening'", "there is no state 'listening': LISTEN ESTABLISHED", "listening'"),
    ("state != open-ish", "there is no state 'open-ish': LISTEN ESTABLISHED", "open-ish"),
    ("readable == nay", "'readable' is true or false, not 'nay'", "nay"),
    ("'ghost != 2'", "'ghost' is true or false, not '2'", "2'"),
    ("'port < http'", "'http' is none", "http'"),
    ("'name == \"a'", "this quote is not closed", "\"a'"),
    ("'name == \"a\"b'", "a blank is wanted behind the quotes", "b'"),
    ("colour == red", "'colour' is no property", "colour == red"),
    ("port", "there is no socket 'port'", "port"),
    ("kind == tcp left", "there is no socket 'left'", "left"),
]


def is_wrong(_, words, why, rest):
    result = answers(f"status {words}")
    equal([result.status, result.answer["error"]["kind"]], [1, "usage"], result)
    expect(why in result.answer["error"]["message"], f"no {why!r}", result)
    lines = text(f"status {words}").complaint.splitlines()
    equal(lines[-2][lines[-1].index("^"):], rest, lines)


def a_narrow_terminal_shows_the_process(_):
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    commands = ("socket tcp6; bind 1 [::1]:0; listen 1; pair unix-seqpacket; socket unix-seqpacket; "
                "bind 4 @" + 90 * "x" + "; socket tcp6; connect 5 ${1.local}; "
                "status --system \"port == ${1.local.port} or pid == %d\"")
    with subprocess.Popen(["sh", "-c", 'exec "$0" --no-rc -c "$(printf "$1" $$)"', SOSH, commands],
                          stdout=theirs, stdin=theirs, env=environment(TERM="xterm")) as child:
        os.close(theirs)
        out = b""
        try:
            while more := os.read(ours, 4096):
                out += more
        except OSError:
            pass     # the other end is closed
    os.close(ours)
    lines = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", out.decode()).replace("\r", "").splitlines()
    equal(child.returncode, 0, out)
    head = next(i for i, line in enumerate(lines) if line.strip().startswith("#"))
    expect("process" in lines[head] and "send-q" not in lines[head], "no process", out)
    rows = [line for line in lines[head + 1:] if line.startswith(" ")]
    equal(sum(line.rstrip().endswith("sosh") for line in rows), 5, out)
    expect(all(len(line) <= 80 for line in lines[head:]), "too wide", out)


def main():
    suite = Suite()
    for name, *row in SHOWS:
        suite.case(f"shows {name}", shows, *row)
    for row in WRONG:
        suite.case(f"is wrong: {row[0]}", is_wrong, *row)
    if LIBMNL:
        suite.case("a narrow terminal shows the process", a_narrow_terminal_shows_the_process)
    suite.end()


main()
