#!/usr/bin/python3
"""A program drives sosh through a pipe: it writes a line, reads the JSON line that
answers it, and writes the next."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import PATIENCE, SOSH, Failure, Result, Suite, environment, equal, expect, sound


class Driven:
    """One sosh at the end of two pipes."""

    def __init__(self, folder, *options, pass_fds=()):
        self.words = [SOSH, "--json", *options]
        self.child = subprocess.Popen(self.words, cwd=folder, env=environment(), pass_fds=pass_fds,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE)
        self.got = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.poll() is None:
            self.child.kill()
        for end in (self.child.stdin, self.child.stdout, self.child.stderr):
            end.close()
        self.child.wait()

    def write(self, text):
        self.child.stdin.write(text.encode())
        self.child.stdin.flush()

    def take(self):
        """The next line that comes."""
        deadline = time.monotonic() + PATIENCE
        while b"\n" not in self.got:
            left = deadline - time.monotonic()
            if not select.select([self.child.stdout], [], [], max(left, 0))[0]:
                raise Failure(f"no answer within {PATIENCE} s")
            more = os.read(self.child.stdout.fileno(), 65536)
            if not more:
                raise Failure(f"sosh ended: {self.child.stderr.read()!r}")
            self.got += more
        line, self.got = self.got.split(b"\n", 1)
        return json.loads(line)

    def ask(self, line):
        self.write(line + "\n")
        return self.take()

    def silent(self, seconds=0.05):
        """Nothing comes, for so long."""
        return not self.got and not select.select([self.child.stdout], [], [], seconds)[0]

    def leave(self, status=0):
        out, err = self.child.communicate(timeout=PATIENCE)
        result = sound(Result(self.words, self.child.returncode, self.got + out, err))
        equal((result.status, result.out), (status, b""), result)
        return result.complaint


def a_conversation(folder):
    with Driven(folder) as sosh:
        for number in range(1, 4):
            equal(sosh.ask("socket tcp")["socket"], number)
        equal(sosh.ask("bind 1 127.0.0.1:0")["ok"], True)
        local = sosh.ask("listen 1")["local"]
        equal(sosh.ask(f"connect 2 {local}")["peer"], local)
        equal(sosh.ask("accept 1 --name peer")["socket"], 4)
        for text in ("a", "b c", "é", "\"quoted\""):
            equal(sosh.ask(f"send 2 '{text}'")["bytes"], len(text.encode()))
            equal(sosh.ask("recv peer")["data"], text)
        sosh.write("quit\n")
        equal(sosh.take()["command"], "quit")
        equal(sosh.leave(), "")


def each_line_is_answered_at_once(folder):
    """Again and again, without a buffer in between that holds an answer back."""
    with Driven(folder) as sosh:
        sosh.ask("pair")
        begin = time.monotonic()
        for i in range(500):
            equal(sosh.ask(f"send 1 {i}")["bytes"], len(str(i)))
            equal(sosh.ask("recv 2")["data"], str(i))
        expect(time.monotonic() - begin < PATIENCE, "too slow")
        sosh.child.stdin.close()
        sosh.child.stdin = open(os.devnull, "wb")  # noqa: SIM115 (communicate flushes it)
        equal(sosh.leave(), "")


def a_half_line_waits(folder):
    with Driven(folder) as sosh:
        sosh.write("echo a")
        expect(sosh.silent(), "half a line was run")
        equal(sosh.ask(" b; echo c")["text"], "a b")
        equal(sosh.take()["text"], "c")
        sosh.write("repeat 2 {\n")
        sosh.write("echo x\n")
        expect(sosh.silent(), "half a block was run")
        equal(sosh.ask("}")["text"], "x")
        equal(sosh.take()["text"], "x")
        sosh.write("pair; send 1 <<E\nhel")
        expect(sosh.silent(), "half a document was sent")
        sosh.write("lo\nE\n")
        equal((sosh.take()["sockets"], sosh.take()["bytes"]), ([1, 2], 6))
        sosh.write("echo last")
        sosh.child.stdin.close()
        equal(sosh.take()["text"], "last")


def answers_come_before_a_wait(folder):
    with Driven(folder) as sosh:
        sosh.write("pair; echo before; recv 2; echo behind\n")
        equal((sosh.take()["command"], sosh.take()["text"]), ("pair", "before"))
        expect(sosh.silent(), "it does not wait")
        sosh.child.send_signal(signal.SIGTERM)
        equal(sosh.take()["error"]["kind"], "cancelled")
        equal(sosh.child.wait(PATIENCE), -signal.SIGTERM)


def waits_for_a_peer(folder):
    """Data that the program itself sends, while sosh waits for it."""
    with socket.socket() as server, Driven(folder) as sosh:
        server.bind(("127.0.0.1", 0))
        server.listen()
        sosh.ask("socket tcp")
        equal(sosh.ask("connect 1 127.0.0.1:%d" % server.getsockname()[1])["ok"], True)
        peer = server.accept()[0]
        with peer:
            sosh.write("recv 1\n")
            expect(sosh.silent(), "it does not wait")
            peer.sendall(b"late")
            equal(sosh.take()["data"], "late")
            sosh.write("recv 1 10 --waitall\n")
            peer.sendall(b"01234")
            expect(sosh.silent(), "it does not wait for all")
            peer.sendall(b"56789")
            equal(sosh.take()["data"], "0123456789")
            sosh.write("poll 1\n")
            expect(sosh.silent(), "it does not wait")
        equal(sosh.take()["ready"]["1"][0], "read")
        equal(sosh.ask("recv 1")["eof"], True)


def errors_and_keep_going(folder):
    with Driven(folder, "-k") as sosh:
        equal(sosh.ask("recv 9")["error"]["kind"], "usage")
        equal(sosh.ask("socket tcp")["ok"], True)
        equal(sosh.ask("connect 1 127.0.0.1:1")["error"]["errno"], "ECONNREFUSED")
        equal(sosh.ask("echo ${answer.error.errno}")["text"], "ECONNREFUSED")
        equal(sosh.ask("try { recv 8 }")["ok"], False)
        equal(sosh.ask("fails any recv 7")["ok"], True)
        equal(sosh.ask("expect a == b")["error"]["actual"], "a")
        equal(sosh.ask("pair")["sockets"], [2, 3])
        equal(sosh.ask("recv 2 --timeout 20ms")["error"]["kind"], "timeout")
        sosh.child.stdin.close()
        equal(sosh.child.wait(PATIENCE), 1)


def an_error_ends_it(folder):
    with Driven(folder) as sosh:
        equal(sosh.ask("recv 9")["ok"], False)
        equal(sosh.child.wait(PATIENCE), 1)
    with Driven(folder, "-k") as sosh:
        sosh.write("echo a\nbogus\necho b\n")
        equal(sosh.take()["text"], "a")
        equal(sosh.child.wait(PATIENCE), 2)
        expect(b"stdin:2:1: " in sosh.child.stderr.read(), "no place")


def two_of_them(folder):
    """Two that talk with each other, over TCP, UDP and UNIX."""
    with Driven(folder) as here, Driven(folder) as there:
        here.ask("socket tcp")
        here.ask("bind 1 127.0.0.1:0")
        local = here.ask("listen 1")["local"]
        there.ask("socket tcp")
        here.write("accept 1\n")
        peer = there.ask(f"connect 1 {local}")
        equal(here.take()["peer"], peer["local"])
        for text in ("ping", "pong"):
            there.write("recv 1\n")
            equal(here.ask(f"send 2 {text}")["bytes"], 4)
            equal(there.take()["data"], text)
        here.ask("reset 2")
        there.write("recv 1\n")
        equal(there.take()["error"]["errno"], "ECONNRESET")
    with Driven(folder) as here, Driven(folder) as there:
        here.ask("socket udp")
        there.ask("socket unix-dgram")
        local = here.ask("bind 1 127.0.0.1:0")["local"]
        there.ask("socket udp")
        equal(there.ask(f"send 2 '' --to {local}")["bytes"], 0)
        got = here.ask("recv 1")
        equal((got["bytes"], got["eof"]), (0, False))
        here.ask(f"send 1 back --to {got['from']}")
        equal(there.ask("recv 2")["from"], local)
        here.ask("socket unix-dgram")
        here.ask("bind 2 ./here")
        there.ask("bind 1 ./there")
        equal(there.ask("send 1 hi --to ./here")["ok"], True)
        equal(here.ask("recv 2")["from"], "./there")
        for sosh in (here, there):
            sosh.child.stdin.close()
            equal(sosh.child.wait(PATIENCE), 0)
    equal(os.listdir(folder), [])


def a_full_backlog(folder):
    """A UNIX connect waits for a place, though nothing announces it."""
    with Driven(folder) as here, Driven(folder) as there:
        here.ask("socket unix")
        here.ask("bind 1 ./s")
        here.ask("listen 1 0")
        there.ask("socket unix")
        equal(there.ask("connect 1 ./s")["ok"], True)
        there.ask("socket unix")
        there.write("connect 2 ./s\n")
        expect(there.silent(), "it does not wait")
        equal(here.ask("accept 1")["socket"], 2)
        equal(there.take()["peer"], "./s")


def a_megabyte_each_way(folder):
    """Neither side waits for the other for ever."""
    size = 3 << 20
    with open(os.path.join(folder, "data"), "wb") as file:
        file.write(os.urandom(size))
    with Driven(folder) as here, Driven(folder) as there:
        here.ask("socket unix")
        here.ask("bind 1 ./s")
        here.ask("listen 1")
        there.ask("socket unix")
        there.ask("connect 1 ./s")
        here.ask("accept 1")
        here.write("send 2 file:data\n")
        there.write(f"recv 1 {size} --waitall --out got\n")
        equal((here.take()["bytes"], there.take()["bytes"]), (size, size))
    with open(os.path.join(folder, "data"), "rb") as data, \
            open(os.path.join(folder, "got"), "rb") as got:
        expect(data.read() == got.read(), "something else arrived")


def events_while_idle(folder):
    """With --events what happens by itself is told while sosh waits for a line."""
    with socket.socket() as server, Driven(folder, "--events") as sosh:
        server.bind(("127.0.0.1", 0))
        server.listen()
        sosh.write("socket tcp\nconnect 1 127.0.0.1:%d\n" % server.getsockname()[1])
        peer = server.accept()[0]
        with peer:
            while sosh.take().get("command") != "connect":
                pass
            while not sosh.silent(0.1):
                sosh.take()
            peer.sendall(b"x")
            equal(sosh.take(), {"event": "readable", "socket": 1})
            sosh.write("recv 1\n")
            while sosh.take().get("data") != "x":
                pass
        while sosh.take() not in ({"event": "hangup", "socket": 1},
                                  {"event": "peer-closed", "socket": 1}):
            pass


def an_inherited_socket(folder):
    ours, theirs = socket.socketpair()
    with ours, theirs, Driven(folder, pass_fds=[theirs.fileno()]) as sosh:
        equal(sosh.ask(f"adopt {theirs.fileno()}")["kind"], "unix")
        ours.sendall(b"x")
        equal(sosh.ask("recv 1")["data"], "x")
        sosh.ask("send 1 y")
        equal(ours.recv(9), b"y")


def main():
    suite = Suite()
    for body in (a_conversation, each_line_is_answered_at_once, a_half_line_waits,
                 answers_come_before_a_wait, waits_for_a_peer, errors_and_keep_going,
                 an_error_ends_it, two_of_them, a_full_backlog, a_megabyte_each_way,
                 events_while_idle,
                 an_inherited_socket):
        suite.case(body.__name__.replace("_", " "), body)
    suite.end()


if __name__ == "__main__":
    main()
