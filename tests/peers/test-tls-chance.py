#!/usr/bin/python3
"""TLS with a peer that sends records which are wrong in all ways that chance finds, for a while:
nothing ends sosh, nothing holds it up, and nothing of it reaches the terminal as it is. What
is fuzzed is the layer around OpenSSL, in a build with sanitizers most of all.

  test-tls-chance.py [NAME]...  only the cases that have a NAME in theirs

SOSH_FUZZ_SECONDS is how long chance is given in each case, SOSH_FUZZ_SEED where it begins."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tls import (ALERT, CHANGE, DATA, HANDSHAKE, SERVE, VERSIONS, Peer, Tls,   # noqa: E402
                 certificates, client_context, drain, error_of, file, record, records, server_context)
import sosh                                     # noqa: E402
from sosh import Suite, equal, expect           # noqa: E402

SECONDS = float(os.environ.get("SOSH_FUZZ_SECONDS", "4"))
# So many conversations are something to judge by.
LEAST = 20
SEED = int(os.environ.get("SOSH_FUZZ_SEED", random.SystemRandom().randrange(1 << 32)))


class Chance:
    """Changes what goes over the wire, now and then; the same seed makes the same changes."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.changes = [self.flip, self.cut, self.twice, self.swap, self.retype, self.relength,
                        self.noise, self.empty, self.alert, self.leave, self.sliced]

    def __call__(self, data):
        if self.random.random() < 0.4:
            return data
        parts = list(records(data))
        for _ in range(self.random.choice((1, 1, 2, 5))):
            parts = self.random.choice(self.changes)(parts or [b""])
        return b"".join(parts)

    def one(self, parts, change):
        at = self.random.randrange(len(parts))
        return parts[:at] + [change(parts[at])] + parts[at + 1:]

    def flip(self, parts):
        def change(part):
            changed = bytearray(part)
            for _ in range(self.random.choice((1, 1, 3, 30))):
                if changed:
                    changed[self.random.randrange(len(changed))] = self.random.randrange(256)
            return bytes(changed)
        return self.one(parts, change)

    def cut(self, parts):
        return self.one(parts, lambda part: part[:self.random.randrange(len(part) + 1)])

    def twice(self, parts):
        at = self.random.randrange(len(parts))
        return parts[:at] + [parts[at]] * self.random.choice((2, 3, 40)) + parts[at + 1:]

    def swap(self, parts):
        return self.random.sample(parts, len(parts))

    def retype(self, parts):
        return self.one(parts, lambda part: bytes([self.random.choice((
            CHANGE, ALERT, HANDSHAKE, DATA, 24, self.random.randrange(256)))]) + part[1:])

    def relength(self, parts):
        return self.one(parts, lambda part: part[:3] + self.random.choice((
            0, 1, len(part), 16384, 16640, 65535)).to_bytes(2, "big") + part[5:])

    def noise(self, parts):
        return parts + [self.random.randbytes(self.random.choice((1, 5, 300, 20000)))]

    def empty(self, parts):
        return [record(self.random.choice((CHANGE, ALERT, HANDSHAKE, DATA)), b"")] + parts

    def alert(self, parts):
        return parts + [record(ALERT, bytes([self.random.choice((1, 2, 3)),
                                             self.random.randrange(256)]))]

    def leave(self, parts):
        return parts[:self.random.randrange(len(parts) + 1)]

    def sliced(self, parts):
        """Records that hold a piece of a message each."""
        def change(part):
            size = self.random.choice((1, 7, 100))
            return b"".join(record(part[0] if part else HANDSHAKE, part[at:at + size])
                            for at in range(5, min(len(part), 2000), size))
        return self.one(parts, change)


class Counted:
    """What came to be of what chance did."""

    def __init__(self):
        self.seen, self.open = 0, 0
        self.began = time.monotonic()

    def is_enough(self):
        """On a slow machine it takes longer until there was something to see."""
        spent = time.monotonic() - self.began
        return spent > SECONDS and (self.seen >= LEAST and 0 < self.open < self.seen or
                                    spent > SECONDS + sosh.PATIENCE)

    def converse(self, connection, chance, tls):
        """A handshake, and some words, of which any may go wrong."""
        self.seen += 1
        connection.settimeout(0.5)
        # So that there is something behind the handshake, too.
        change = chance if chance.random.random() < 0.6 else lambda data: data
        try:
            tls.handshake(change=change)
            self.open += 1
            for _ in range(3):
                connection.sendall(chance(tls.sealed(chance.random.randbytes(
                    chance.random.choice((1, 100, 20000))))))
            connection.shutdown(socket.SHUT_WR)
            drain(connection)
        except (OSError, ValueError):
            pass


LOOP = "{ try { %s --timeout 300ms; recv c --eof --max 1M --none --timeout 300ms }; close c }"


def no_harm(result):
    expect(result.status in (0, 1), f"seed {SEED}: odd status", result)
    expect(not sosh.CONTROL.search(result.out + result.err), f"seed {SEED}: control characters",
           result)


def chance_as_the_server_does_no_harm(_, version):
    chance, counted = Chance(f"server {version} {SEED}"), Counted()
    context = server_context(version)

    def talk(connection):
        counted.converse(connection, chance, Tls(connection, context))
        if counted.is_enough():
            peer.count = 0
            peer.listener.close()
            raise StopIteration

    peer = Peer(talk, 1 << 30)
    body = "socket tcp --name c; connect c %s; " % peer.address
    peer.thread.start()
    tls = f"tls c --name localhost --ca {file('ca.pem')}"
    # The peer ends it: then nobody listens any more.
    result = sosh.run("--json", "-c", "repeat { " + body + LOOP[2:] % tls,
                      limit=SECONDS + 2 * sosh.PATIENCE)
    peer.thread.join(sosh.PATIENCE)
    expect(isinstance(peer.failure, StopIteration), f"the peer: {peer.failure!r}")
    equal(error_of(result, "connect")["kind"], "system", result)
    no_harm(result)
    enough(counted, result)


def enough(counted, result):
    expect(counted.seen >= LEAST, f"chance had {counted.seen} chances only", result)
    expect(0 < counted.open < counted.seen, f"{counted.open} of {counted.seen} came through",
           result)


def chance_as_the_client_does_no_harm(_, version):
    chance, counted = Chance(f"client {version} {SEED}"), Counted()
    context = client_context(version)
    tls = f"tls c --server --cert {file('server.pem')} --key {file('server.key')}"
    program = subprocess.Popen(
        [sosh.SOSH, "--json", "-c", SERVE.replace("accept s --name c; ", "repeat ") +
         "{ accept s --name c; " + LOOP[2:] % tls],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=sosh.environment())
    with program:
        try:
            lines = [program.stdout.readline() for _ in range(4)]
            port = int(re.search(rb"at (\d+) ", lines[3])[1])
            reader = Reader(program)
            while not counted.is_enough() and program.poll() is None:
                with socket.create_connection(("127.0.0.1", port), sosh.PATIENCE) as connection:
                    counted.converse(connection, chance, Tls(connection, context, "localhost"))
            # An accept is what it waits for, or soon will.
            program.send_signal(signal.SIGINT)
            out, err = reader.end()
        finally:
            if program.poll() is None:
                program.kill()
    result = sosh.sound(sosh.Result(program.args[1:], program.returncode, b"".join(lines) + out,
                                    err), ends_by=signal.SIGINT)
    expect(not sosh.CONTROL.search(result.out + result.err), f"seed {SEED}: control characters",
           result)
    enough(counted, result)


class Reader:
    """Takes what a program says while something else is done."""

    def __init__(self, program):
        self.program, self.got = program, None
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        self.got = self.program.communicate()

    def end(self):
        self.thread.join(sosh.PATIENCE)
        expect(self.got, "it does not end")
        return self.got


def main():
    if not sosh.OPENSSL:
        print("skipped: this sosh was built without OpenSSL")
        sys.exit(77)
    suite = Suite()
    certificates()
    for version in VERSIONS:
        for case in (chance_as_the_server_does_no_harm, chance_as_the_client_does_no_harm):
            suite.case(f"{case.__name__.replace('_', ' ')} (TLS {version})", case, version)
    return suite.end()


main()
