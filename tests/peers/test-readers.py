#!/usr/bin/python3
"""recv --out into a pipe whose reader is slow, or gone: each byte gets there once, and what
does not get there is first in line."""

import fcntl
import os
import struct
import subprocess
import sys
import termios
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir,
                                "commands"))
import sosh                                                      # noqa: E402
from sosh import Result, Suite, answers, equal, expect, like, sound    # noqa: E402

# More than a pipe holds.  A pattern, so that what is missing or twice is seen.
MUCH = 200000
PATTERN = answers(f"pair; set 1 sndbuf 1M; send 1 pattern:{MUCH}; recv 2 {MUCH} --exact "
                  "--max 1M").answer["data"].encode()
PART = PATTERN[:150000]

STREAM = f"pair; set 1 sndbuf 1M; send 1 pattern:{MUCH}"
MESSAGE = f"pair unix-seqpacket; set 1 sndbuf 1M; send 1 pattern:{MUCH}"
ERROR = ("socket udp; set 1 recverr on; send 1 fill:300:ab --to 127.0.0.1:1; "
         "expect 1.error == true --within 5s")

# A name, what stands before the recv, the recv, what the reader gets, and how much of the
# pipe is full before.
FORMS = [
    ("a recv of a stream", STREAM, "recv 2 1M", PATTERN, 0),
    ("a recv of what is held", f"{STREAM}; recv 2 1 --exact --peek; "
     f"recv 2 {MUCH} --exact --max 1M --peek --none", "recv 2 1M", PATTERN, 0),
    ("a recv that waits for all", STREAM, f"recv 2 {MUCH} --waitall", PATTERN, 0),
    ("a recv that peeks", STREAM, "recv 2 1M --peek", PATTERN, 0),
    ("a message", MESSAGE, "recv 2 1M", PATTERN, 0),
    ("a match", f"{STREAM}; send 1 END", "recv 2 --match 'END$'", PATTERN + b"END", 0),
    ("a match in a message", MESSAGE, f"recv 2 --match '{PART[-8:].decode()}'", PART, 0),
    ("packed numbers", "pair; send 1 abcd", "recv 2 --as u16be,u16be", b"abcd", 1 << 20),
    ("an error", ERROR, "recv 1 --errqueue", b"ab" * 150, 1 << 20),
]


class Pipe:
    """One in a folder, that somebody has open for reading."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "pipe")
        os.mkfifo(self.path)
        self.end = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)
        self.room = fcntl.fcntl(self.end, fcntl.F_GETPIPE_SZ)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.end)

    def fill(self, most):
        """Returns what it has put there, and who may write: it has to stay for a while."""
        writer = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
        return b"-" * (os.write(writer, b"-" * most) if most else 0), writer

    def is_full(self):
        left = struct.unpack("i", fcntl.ioctl(self.end, termios.FIONREAD, b"\0" * 4))[0]
        return left == self.room

    def take(self):
        """All up to the end: nobody has it open for writing."""
        os.set_blocking(self.end, True)
        got = b""
        while more := os.read(self.end, 30000):
            got += more
        return got


def started(*words):
    return subprocess.Popen([sosh.SOSH, "--json", *words], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, env=sosh.environment(), bufsize=0)


def hear(child, what):
    """What it says up to the line that holds this."""
    said = b""
    while what not in said:
        line = child.stdout.readline()
        expect(line, "ended early", said)
        said += line
    return said


def comes_once(folder, before, command, wanted, full):
    with Pipe(folder) as pipe:
        first, writer = pipe.fill(full)
        words = ["-c", f"{before}; echo now; {command} --out '{pipe.path}' --timeout 15s"]
        with started(*words) as child:
            timer = threading.Timer(sosh.PATIENCE, child.kill)
            timer.start()
            until = time.monotonic() + sosh.PATIENCE
            said = hear(child, b'"now"')
            # With a pipe that is full from the start, nothing tells that sosh has tried.
            while not pipe.is_full() and child.poll() is None and time.monotonic() < until:
                time.sleep(0.005)
            os.close(writer)
            got = pipe.take()
            out, err = child.communicate()
            timer.cancel()
        result = sound(Result(words, child.returncode, said + out, err))
    equal(result.status, 0, result)
    expect(got == first + wanted, f"other bytes: {len(got)}", result)
    if "bytes" in result.answer:
        equal(result.answer["bytes"], len(wanted), result)
    equal(result.answer["file"], os.path.join(folder, "pipe"), result)


# A name, what stands before the recv, the recv, how it goes on, and what came in all.
LATE = [
    ("of a stream", STREAM, "recv 2 1M", "recv 2 1M --timeout 0", PATTERN),
    ("of a match", f"{STREAM}; send 1 END; send 1 more", "recv 2 --match 'END'",
     "recv 2 1M --timeout 0", PATTERN + b"ENDmore"),
    ("of a message", f"{MESSAGE}; send 1 next", "recv 2 1M", "recv 2 1M --timeout 0", PATTERN),
    ("of a part of a message", f"{MESSAGE}; send 1 next",
     f"recv 2 --match '{PART[-8:].decode()}'",
     "recv 2 1M --timeout 0", PATTERN),
]


def stays_in_line(folder, before, command, after, wanted):
    """Nobody reads: the recv is late, and what is not in the pipe is still to come."""
    with Pipe(folder) as pipe:
        result = answers(f"{before}; {command} --out '{pipe.path}' --timeout 100ms; {after}", "-k")
        got = pipe.take()
    late, rest = result.answers[-2:]
    expect(like({"ok": False, "written": len(got), "error": {"kind": "timeout"}}, late), "not so",
           result)
    if "bytes" in late:
        equal(late["bytes"], len(got), result)
    expect(got + rest["data"].encode() == wanted, f"{len(got)} bytes and others", result)


def no_time_at_all(folder):
    with Pipe(folder) as pipe:
        result = answers(f"{STREAM}; recv 2 1M --out '{pipe.path}' --timeout 0; recv 2 1M", "-k")
        got = pipe.take()
    late, rest = result.answers[-2:]
    expect(like({"written": len(got), "error": {"kind": "timeout"}}, late), "not so", result)
    expect(got + rest["data"].encode() == PATTERN, "other bytes", result)


def an_error_that_is_late_tells_its_bytes(folder):
    with Pipe(folder) as pipe:
        _, writer = pipe.fill(1 << 20)
        result = answers(f"{ERROR}; recv 1 --errqueue --out '{pipe.path}' --timeout 50ms", "-k")
        os.close(writer)
    expect(like({"ok": False, "written": 0, "errno": "ECONNREFUSED",
                 "error": {"kind": "timeout", "partial": "ab" * 150}}, result.answer), "not so",
           result)


def others_go_on_behind_it(folder):
    """While a job writes, a recv gets what comes later, and not what the job has."""
    with Pipe(folder) as pipe:
        result = answers(f"{STREAM}; recv 2 1M --out '{pipe.path}' --timeout 200ms &; "
                         "recv 2 --timeout 0; send 1 more; recv 2; join 1; "
                         "recv 2 1M", "-k")
        got = pipe.take()
    all_of_them = [answer for answer in result.answers if answer["command"] == "recv"]
    expect(like([{"ok": False}, {"data": "more"}, {"ok": False}, {"data": ...}], all_of_them),
           "not so", result)
    expect(got + all_of_them[-1]["data"].encode() == PATTERN, "other bytes", result)


def a_frame_whose_rest_was_taken_says_so(folder):
    """A job has found its frame, and writes it as there is room; another recv takes it."""
    with Pipe(folder) as pipe:
        words = ["-k", "-c", f"{STREAM}; recv 2 {MUCH} --exact --out '{pipe.path}' &; "
                 f"expect 2.buffered == {MUCH - pipe.room} --within 5s; "
                 "recv 2 1M --timeout 0; join 1"]
        with started(*words) as child:
            timer = threading.Timer(sosh.PATIENCE, child.kill)
            timer.start()
            said = hear(child, b'"recv"')
            got = pipe.take()
            out, err = child.communicate()
            timer.cancel()
        result = sound(Result(words, child.returncode, said + out, err))
    both = [answer for answer in result.answers if answer["command"] == "recv"]
    expect(like([{"ok": True}, {"ok": False, "error": {"kind": "refused"}}], both), "not so",
           result)
    expect(got + both[0]["data"].encode() == PATTERN, f"{len(got)} bytes and others", result)


def main():
    suite = Suite()
    for name, *row in FORMS:
        suite.case(f"a slow reader gets {name} once", comes_once, *row)
    for name, *row in LATE:
        suite.case(f"what nobody reads {name} is first in line", stays_in_line, *row)
    for case in (no_time_at_all, an_error_that_is_late_tells_its_bytes, others_go_on_behind_it,
                 a_frame_whose_rest_was_taken_says_so):
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()


main()
