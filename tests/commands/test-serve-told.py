#!/usr/bin/python3
"""What is told of servers and their clients: failures, events, and at the prompt."""

import contextlib
import fcntl
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import Desk, ask, client, served  # noqa: E402
from sosh import (OPENSSL, PATIENCE, SOSH, Failure, Suite, environment, equal,  # noqa: E402
                  expect, like, receive)


def garbage(where):
    with client(where) as one:
        one.sendall(b"\x1b[31mno TLS\r\n")
        with contextlib.suppress(ConnectionResetError):
            receive(one, 1000)


def failures_are_told_and_counted(folder):
    """On standard error, ten in a second at most, and harmless."""
    with Desk(folder=folder) as desk:
        desk.do("certificate localhost")
        where = served(desk, "echo --tls --cert localhost.pem")
        for _ in range(40):
            garbage(where)
        desk.tell("serve 1 stop")
        expect(like({"dropped": 40, "clients": 40}, desk.end()), "not so", desk.all)
        lines = desk.leave().complaint.splitlines()
        told = [line for line in lines if "does not speak TLS" in line]
        left = sum(int(line.split()[1]) for line in lines if "left out" in line)
        expect(10 <= len(told) <= 40 and len(told) + left == 40, "counted wrong", lines)
        expect(all(line.startswith("[1] ") and "\x1b" not in line for line in lines), "not so",
               lines)


def failures_are_events(folder):
    with Desk("--events", folder=folder) as desk:
        desk.do("certificate localhost")
        where = served(desk, "echo --tls --cert localhost.pem")
        garbage(where)
        desk.tell("serve 1 stop")
        told = [it for it in desk.all if it.get("event") == "served"]
        expect(len(told) == 1 and
               like({"socket": 2, "server": 1, "failure": True, "text": str}, told[0]), "not so",
               desk.all)
        equal(desk.leave().err, b"")


class Person:
    """A sosh at a terminal of its own."""

    def __init__(self, folder):
        self.master, slave = pty.openpty()
        self.sosh = subprocess.Popen([SOSH, "--no-rc"], env=environment(TERM="xterm"), cwd=folder,
                                     stdin=slave, stdout=slave, stderr=slave,
                                     start_new_session=True,
                                     preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)
        self.seen = b""

    def see(self, pattern):
        """The match, which is seen and gone."""
        end = time.monotonic() + PATIENCE
        while True:
            found = re.search(pattern.encode(), self.seen)
            if found:
                self.seen = self.seen[found.end():]
                return found
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                raise Failure(f"'{pattern}' is not seen: {self.seen[-2000:]!r}")
            self.seen += os.read(self.master, 65536)

    def type(self, text):
        os.write(self.master, text.encode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.sosh.poll() is None:
            self.sosh.kill()
        self.sosh.wait()
        os.close(self.master)


def a_person_sees_clients_come_and_go(folder):
    """And Ctrl-C leaves the server alone."""
    with Person(folder) as person:
        person.type("let now it has begun\rsocket tcp\rbind 1 127.0.0.1:0\rlisten 1\r")
        person.type("serve 1 echo\r")
        port = int(person.see(r"\[1\] echo serves 127\.0\.0\.1:(\d+), job 1").group(1))
        with client(("127.0.0.1", port)) as one:
            person.see(r"\* \[1\] client 2 has come: 127\.0\.0\.1:%d" % one.getsockname()[1])
            equal(ask(one), b"hello")
            person.type("repeat 1 { echo $now; sleep 1h }\r")
            person.see("it has begun")
            equal(ask(one), b"hello")
            person.type("\x03")
            person.see("cancelled")
            equal(ask(one), b"hello")
        person.see(r"\* \[1\] client 2 has gone: 15 bytes in, 15 out")
        person.type("pair\rserve 3 echo\rclose 4\r")
        person.see(r"%2 \[3\] echo ended \(done\): 1 client, 0 bytes in, 0 bytes out")
        expect(b"client 3" not in person.seen, "it is told twice", person.seen)
        person.type("config notices off\r")
        person.see("notices")
        with client(("127.0.0.1", port)) as one:
            equal(ask(one), b"hello")
        person.type("serve 1 stop\r")
        person.see(r"\[1\] echo stopped: 2 clients, 20 bytes in, 20 bytes out")
        expect(b"has come" not in person.seen, "told all the same", person.seen)
        person.type("serve 1 discard\rcancel %3\r")
        person.see(r"%3 serve 1: cancelled\r\n  discard: 0 clients, 0 in, 0 out")
        with client(("127.0.0.1", port)) as one:
            person.type("serve 1 echo\r")
            equal(ask(one), b"hello")
            person.type("quit\r")
            person.see(r"\[1\] ends with sosh: echo: 1 client, 5 in, 5 out")
        equal(person.sosh.wait(PATIENCE), 0)


def main():
    suite = Suite()
    cases = [
        a_person_sees_clients_come_and_go,
    ]
    if OPENSSL:
        cases += [failures_are_told_and_counted, failures_are_events]
    for case in cases:
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()


if __name__ == "__main__":
    main()
