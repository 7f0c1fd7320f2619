#!/usr/bin/python3
"""The examples of servers, with clients that nobody here wrote: nc, socat, ncat; and each
beside what it is told side by side with."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import EXAMPLES, Program, nc, socat  # noqa: E402
import sosh                                     # noqa: E402
from sosh import Suite, equal, expect, receive  # noqa: E402

SERVERS = os.path.join(EXAMPLES, "servers")
ADDRESS = r"serving on 127\.0\.0\.1:(\d+)"
SCRIPTS = {"echo.sosh": [], "chat.sosh": [], "requests.sosh": [],
           "words.sosh": [os.path.join(SERVERS, "words.rules")]}


class Served:
    """An example that serves, until the end of the `with`."""

    def __init__(self, *words):
        self.program = Program(*words)

    def __enter__(self):
        self.program.__enter__()
        try:
            self.port = int(self.program.wait_for(ADDRESS))
        except sosh.Failure:
            self.program.__exit__()
            raise
        return self

    def __exit__(self, kind, *_):
        try:
            self.program.process.send_signal(signal.SIGTERM)
            result = self.program.end()
            if not kind:
                sosh.sound(result, signal.SIGTERM)
        finally:
            self.program.__exit__()

    @property
    def address(self):
        return ("127.0.0.1", self.port)

    def client(self):
        return socket.create_connection(self.address, timeout=sosh.PATIENCE)


def ours(name):
    return Served(sosh.SOSH, os.path.join(SERVERS, name), "127.0.0.1", 0, *SCRIPTS[name])


def theirs():
    return Served(sys.executable, os.path.join(SERVERS, "echo-threads.py"), "127.0.0.1", 0)


def clients(port):
    """Programs that send their input, and show what comes until the end."""
    yield nc("-N", "127.0.0.1", port)
    yield socat("-t", "20", "-", f"TCP:127.0.0.1:{port}")
    if shutil.which("ncat"):
        yield Program("ncat", "-n", "127.0.0.1", port)


def said_to(port, data):
    """What each of these clients has shown in the end."""
    for client in clients(port):
        with client:
            client.give(data, last=True)
            yield client, client.end()


def the_echo_server_and_the_one_with_threads_do_the_same(_):
    data = bytes(range(256)) * 100
    for server in (ours("echo.sosh"), theirs()):
        with server:
            many = [server.client() for _ in range(50)]
            for index, client in enumerate(many):
                client.sendall(b"%d" % index)
            for client, result in said_to(server.port, data):
                equal(result.status, 0, client)
                equal(len(result.out), len(data), client)
                equal(result.out, data)
            for index, client in reversed(list(enumerate(many))):
                equal(receive(client, len(b"%d" % index)), b"%d" % index)
                client.close()


def requests_are_answered_side_by_side(_):
    with ours("requests.sosh") as server:
        with server.client() as silent:
            for client, result in said_to(server.port, b"hello\n"):
                equal(result.status, 0, client)
                equal(result.out, b"Server received: hello\n", client)
            silent.sendall(b"at last")
            equal(receive(silent, 24), b"Server received: at last")


def a_protocol_of_lines_is_spoken(_):
    asked = b"HELO there\r\nECHO a b c\r\nwhat\r\nSLOW\r\nNOOP\r\nPACK xyz\r\nQUIT\r\n"
    with ours("words.sosh") as server:
        for client, result in said_to(server.port, asked):
            equal(result.status, 0, client)
            lines = result.out.split(b"\r\n")
            expect(lines[0].startswith(b"220 words, at your service, number "), "no greeting",
                   result)
            expect(lines[1].startswith(b"250 hello there at 127.0.0.1:"), "no answer", result)
            equal(lines[2:], [b"250 a b c", b"500 I do not know that", b"150 wait ...",
                              b"250 there it is", b"\x00\x03xyz221 bye", b""], result)


def until_heard(say, hear):
    """Says it again and again, until somebody else, who may just have come, has heard it."""
    until = time.monotonic() + sosh.PATIENCE
    while True:
        say()
        if hear():
            return
        expect(time.monotonic() < until, "it was not heard")


class Talker:
    """A program that takes part in a chat."""

    def __init__(self, program):
        self.program = program
        os.set_blocking(program.pipe.fileno(), False)
        self.heard = b""

    def say(self, line):
        self.program.give(line + b"\n")

    def hears(self, what, patience=0.1):
        until = time.monotonic() + patience
        while what not in self.heard:
            try:
                more = os.read(self.program.pipe.fileno(), 65536)
                expect(more, f"it has ended: {self.program}")
                self.heard += more
            except BlockingIOError:
                if time.monotonic() > until:
                    return False
                time.sleep(0.005)
        return True


def chat_with(port, seen):
    """nc and, if it is there, ncat talk; what they hear is told by `seen`."""
    other = ["ncat", "-n", "127.0.0.1", str(port)] if shutil.which("ncat") else \
        ["socat", "-", f"TCP:127.0.0.1:{port}"]
    with nc("127.0.0.1", port) as one_program, Program(*other) as other_program:
        one, two = Talker(one_program), Talker(other_program)
        until_heard(lambda: one.say(b"is somebody there?"), lambda: two.hears(b"is somebody"))
        until_heard(lambda: two.say(b"so am I"), lambda: one.hears(b"so am I"))
        one.say(b"esc \x1b[2J end")
        expect(two.hears(b" end\n", sosh.PATIENCE), "it was not heard")
        expect(b"\x1b" not in two.heard, f"an escape came through: {two.heard}")
        expect(b"is somebody" not in one.heard, "it heard itself")
        seen(one.heard, two.heard)


def a_chat_is_one_with_any_client(_):
    def seen(one, two):
        expect(b"2: is somebody there?\n" in two or b"3: is somebody there?\n" in two, f"{two}")
        expect(b"esc \\x1b[2J end\n" in two, f"{two}")
        expect(b": so am I\n" in one, f"{one}")

    with ours("chat.sosh") as server:
        chat_with(server.port, seen)


def port_of(pid):
    """Where a process listens: ncat does not tell what port 0 has become."""
    inodes = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        link = os.readlink(f"/proc/{pid}/fd/{name}")
        if link.startswith("socket:["):
            inodes.add(link[8:-1])
    with open(f"/proc/{pid}/net/tcp", encoding="ascii") as file:
        for line in list(file)[1:]:
            words = line.split()
            if words[9] in inodes and words[3] == "0A":
                return int(words[1].rpartition(":")[2], 16)
    raise sosh.Failure("it does not listen")


def ncat_has_such_a_chat_too(_):
    """What is told of ours is compared with it."""
    def seen(one, two):
        expect(b"<user" in two and b"<user" in one, f"{one} {two}")

    with Program("ncat", "-n", "-l", "--chat", "-v", "127.0.0.1", 0, said="err") as server:
        server.wait_for("Listening on 127.0.0.1")
        chat_with(port_of(server.process.pid), seen)


def without_arguments_they_tell_their_usage(_):
    for name in SCRIPTS:
        result = sosh.run(os.path.join(SERVERS, name))
        equal(result.status, 2, result)
        expect(f"usage: {name} " in result.text, "no usage is told", result)


def every_example_is_a_sound_script(_):
    equal(sorted(name for name in os.listdir(SERVERS) if name.endswith(".sosh")),
          sorted(SCRIPTS))
    for name in SCRIPTS:
        result = sosh.run("-n", os.path.join(SERVERS, name))
        equal((result.status, result.out, result.complaint), (0, b"", ""), result)


CASES = [
    the_echo_server_and_the_one_with_threads_do_the_same, requests_are_answered_side_by_side,
    a_protocol_of_lines_is_spoken, a_chat_is_one_with_any_client,
    *([ncat_has_such_a_chat_too] if shutil.which("ncat") else []),
    without_arguments_they_tell_their_usage, every_example_is_a_sound_script,
]

if __name__ == "__main__":
    suite = Suite()
    for case in CASES:
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()
