"""desk: a sosh that is told one command after another through a pipe, with servers and real
clients of theirs."""

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import (PATIENCE, SOSH, Failure, Result, environment, equal, expect,  # noqa: E402
                  receive, sound)

TCP = "socket tcp; bind 1 127.0.0.1:0; listen 1 100; "
UDP = "socket udp; bind 1 127.0.0.1:0; "


class Desk:
    """A sosh that is told one command after another, and answers as JSON."""

    def __init__(self, *options, folder=None):
        self.words = ["--json", "-k", *options]
        self.sosh = subprocess.Popen([SOSH, *self.words], env=environment(), cwd=folder,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE)
        self.marks, self.all = 0, []

    def read(self):
        line = self.sosh.stdout.readline()
        if not line:
            raise Failure(f"sosh has ended: {self.sosh.stderr.read()!r}, {self.all[-3:]}")
        self.all.append(json.loads(line))
        return self.all[-1]

    def tell(self, *commands):
        """All that came up to the last one's answer."""
        self.marks += 1
        text = "\n".join([*commands, f"echo mark-{self.marks}"]) + "\n"
        self.sosh.stdin.write(text.encode())
        self.sosh.stdin.flush()
        got = []
        while True:
            answer = self.read()
            if answer.get("text") == f"mark-{self.marks}":
                return got
            got.append(answer)

    def say(self, command):
        """Its own answer, and no job's."""
        got = [it for it in self.tell(command) if "ended" not in it and "event" not in it
               and ("job" not in it or it["command"] == command.split()[0])]
        if len(got) != 1:
            raise Failure(f"not one answer to '{command}': {got}")
        return got[0]

    def do(self, command):
        answer = self.say(command)
        expect(answer["ok"], f"'{command}' failed", answer)
        return answer

    def property(self, name):
        return self.do(f"echo ${{{name}}}")["text"]

    def until(self, name, wanted):
        """The property has that value, in the end."""
        self.do(f"expect {name} == {wanted} --within {int(PATIENCE)}")

    def end(self, job=1):
        """What the job told at its end; waits for that."""
        self.tell(f"try {{ join {job} --timeout {int(PATIENCE)} }}")
        told = [it for it in self.all if it.get("job") == job and "ended" in it]
        expect(len(told) == 1, f"no end of job {job} was told", self.all)
        return told[0]

    def leave(self, status=0):
        self.sosh.stdin.close()
        try:
            left = self.sosh.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise Failure("sosh does not end") from None
        result = sound(Result(self.words, left, self.sosh.stdout.read(),
                              self.sosh.stderr.read()))
        equal(result.status, status, result)
        return result

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.sosh.poll() is None:
            self.sosh.kill()
        self.sosh.wait()
        for stream in (self.sosh.stdin, self.sosh.stdout, self.sosh.stderr):
            with contextlib.suppress(OSError):
                stream.close()


def address(text):
    host, port = text.rsplit(":", 1)
    return host.strip("[]"), int(port)


def served(desk, how, bind=TCP):
    """`serve 1 HOW`; its address."""
    desk.tell(*bind.split("; "))
    return address(desk.do(f"serve 1 {how}")["local"])


def client(where, source=None):
    one = socket.create_connection(where, PATIENCE, (source, 0) if source else None)
    one.settimeout(PATIENCE)
    return one


def send_until_full(one):
    """How many bytes the kernel has taken when it takes no more, as nobody reads."""
    sent = 0
    one.setblocking(False)
    while select.select([], [one], [], 0.5)[1]:
        with contextlib.suppress(BlockingIOError):
            sent += one.send(b"x" * 65536)
    one.settimeout(PATIENCE)
    return sent


def ask(one, data=b"hello"):
    """What an echo makes of it."""
    one.sendall(data)
    return receive(one, len(data))


def is_refused(where, source=None):
    """Is a connection of it reset, or ended, without a byte?  An echo would answer."""
    try:
        with client(where, source) as one:
            return ask(one) == b""
    except (ConnectionResetError, BrokenPipeError):
        return True


def comes_in(where, source=None):
    """Whether a client is served by now: one that has gone may take its time."""
    end = time.monotonic() + PATIENCE
    while is_refused(where, source):
        expect(time.monotonic() < end, "nobody is served any more")
