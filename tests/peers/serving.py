"""serving: a sosh that serves, told what to do over its standard input, and clients that are
not what a server would wish for."""

import contextlib
import json
import os
import resource
import socket
import struct
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir,
                                "commands"))
import sosh                                                      # noqa: E402
from sosh import Failure, environment, equal, expect            # noqa: E402

PATIENCE = max(sosh.PATIENCE, 60)
RESET = struct.pack("ii", 1, 0)


def raise_limit():
    """As many descriptors as the system gives to this process, and to those that it starts."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


class Serving:
    """sosh with one server: socket 1, of `kind`, served as `role` says."""

    def __init__(self, role, kind="tcp", descriptors=None, backlog=4096, folder=None):
        def limit():
            if descriptors:
                resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
        self.process = subprocess.Popen(
            [sosh.SOSH, "--no-rc", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=environment(), preexec_fn=limit, cwd=folder)
        self.said = b""
        self.do(f"socket {kind}")
        bound = self.do("bind 1 127.0.0.1:0")
        if kind == "tcp":
            self.do(f"listen 1 {backlog}")
        self.port = int(bound["local"].rsplit(":", 1)[1])
        self.address = ("127.0.0.1", self.port)
        self.do(f"serve 1 {role}")

    def do(self, line):
        """Has it run; its answer.  What fails is a failure of the test."""
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        while True:
            row = self.process.stdout.readline()
            self.said += row
            if not row:
                raise Failure(f"sosh ended behind '{line}': {self.process.stderr.read()!r}")
            answer = json.loads(row)
            if answer.get("command") == line.split()[0]:
                expect(answer.get("ok"), f"'{line}' failed", answer)
                return answer

    def ask(self, name):
        """A property of socket 1."""
        return self.do(f"status 1 --columns {name}")["sockets"][0].get(name)

    def until(self, condition):
        self.do(f"expect 1.{condition} --within {PATIENCE:.0f}s")

    def memory(self):
        """Resident bytes."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return next(int(row.split()[1]) << 10 for row in file if row.startswith("VmRSS"))

    def spent(self):
        """Seconds of CPU time."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def client(self):
        peer = socket.create_connection(self.address, timeout=PATIENCE)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return peer

    def clients(self, count):
        return [self.client() for _ in range(count)]

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.process.stdin.close()
        if kind:
            self.process.kill()
        self.said += self.process.stdout.read()
        self.complaint = self.process.stderr.read()
        status = self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()
        if kind:
            return
        expect(not sosh.SANITIZER.search(self.complaint), "a sanitizer spoke", self.complaint)
        equal(status, 0, self.complaint)


def exactly(peer, count):
    got = b""
    while len(got) < count:
        more = peer.recv(count - len(got))
        expect(more, f"the connection ended behind {len(got)} bytes of {count}")
        got += more
    return got


def echoes(peer, data):
    peer.sendall(data)
    equal(exactly(peer, len(data)), data)


def reset(peer):
    """Closes it by RST: no TIME-WAIT is left of it."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    peer.close()


def pour(peers, limit):
    """Each sends without reading until the kernel takes no more of it for a while; how much
    the most that one could send was."""
    block, sent, still = b"x" * 65536, dict.fromkeys(peers, 0), 0
    for peer in peers:
        peer.setblocking(False)
    while still < 50 and max(sent.values()) < limit:
        before = sum(sent.values())
        for peer in peers:
            with contextlib.suppress(BlockingIOError, ConnectionError):
                sent[peer] += peer.send(block)
        still = still + 1 if sum(sent.values()) == before else 0
        if still:
            time.sleep(0.01)
    return max(sent.values())
