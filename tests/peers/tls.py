"""tls: peers that speak TLS, or nearly; and their certificates.

A peer here is a function that is given a connection, in a thread of its own. What it
raises is a failure of the test."""

import atexit
import functools
import os
import re
import socket
import ssl
import struct
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
from peers import EXAMPLES, Program             # noqa: E402
import sosh                                     # noqa: E402
from sosh import Failure, expect                # noqa: E402

FOLDER = os.path.join(EXAMPLES, "tls")
VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
CHANGE, ALERT, HANDSHAKE, DATA = 20, 21, 22, 23


@functools.lru_cache(maxsize=None)
def certificates():
    """The folder that certificates.sh fills; it lives as long as the tests."""
    program = Program("sh", os.path.join(FOLDER, "certificates.sh"))
    folder = program.wait_for(r"(.+)\n")

    def leave():
        program.process.stdin.close()
        program.process.wait(sosh.PATIENCE)
        program.__exit__()
    atexit.register(leave)
    return folder


def file(name):
    return os.path.join(certificates(), name)


def server_context(version=None, name="server", ask=False, alpn=()):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file(name + ".pem"), file(name + ".key"))
    return settled(context, version, ask, alpn)


def client_context(version=None, name=None, alpn=()):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if name:
        context.load_cert_chain(file(name + ".pem"), file(name + ".key"))
    return settled(context, version, True, alpn)


def settled(context, version, verify, alpn):
    if version:
        context.minimum_version = context.maximum_version = VERSIONS[version]
    if verify:
        context.load_verify_locations(file("ca.pem"))
        context.verify_mode = ssl.CERT_REQUIRED
    if alpn:
        context.set_alpn_protocols(alpn)
    return context


class Peer:
    """Serves `count` connections on loopback, one after the other, by talk(connection); at
    the end of a `with` all of them are over."""

    def __init__(self, talk, count=1, host="127.0.0.1"):
        self.talk, self.count, self.failure = talk, count, None
        self.listener = socket.create_server((host, 0))
        self.listener.settimeout(sosh.PATIENCE)
        self.host, self.port = self.listener.getsockname()
        self.address = f"{self.host}:{self.port}"
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        try:
            for _ in range(self.count):
                connection, _ = self.listener.accept()
                with connection:
                    connection.settimeout(sosh.PATIENCE)
                    self.talk(connection)
        except Exception as error:              # pylint: disable=broad-except
            self.failure = error

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.thread.join(sosh.PATIENCE)
        self.listener.close()
        if kind is not None:
            return
        expect(not self.thread.is_alive(), "the peer has not finished")
        if self.failure:
            raise Failure(f"the peer: {type(self.failure).__name__}: {self.failure}")


class Tls:
    """TLS in memory: what goes over the wire passes through our hands, and may be changed
    there."""

    def __init__(self, connection, context, name=None):
        self.connection = connection
        self.came, self.goes = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.object = context.wrap_bio(self.came, self.goes, server_side=name is None,
                                       server_hostname=name)

    def out(self):
        """The bytes that ought to go now, for whoever sends them."""
        return self.goes.read()

    def feed(self):
        """Takes in what comes next; False at its end."""
        data = self.connection.recv(65536)
        if data:
            self.came.write(data)
        else:
            self.came.write_eof()
        return bool(data)

    def step(self, call, *words):
        """Does it, as far as it goes without more from the wire; None: not yet."""
        try:
            return call(*words) or True
        except ssl.SSLWantReadError:
            return None

    def do(self, call, *words, change=lambda data: data):
        """Does it; all that goes is sent as change() has it."""
        while True:
            try:
                done = self.step(call, *words)
            finally:
                # Also the alert that tells why it cannot be done.
                data = self.out()
                if data:
                    self.connection.sendall(change(data))
            if done is not None:
                return done
            self.feed()

    def handshake(self, **others):
        self.do(self.object.do_handshake, **others)
        return self

    def write(self, data):
        self.do(self.object.write, data)

    def read(self, most=65536):
        """b'' at the close_notify of the other end."""
        try:
            data = self.do(self.object.read, most)
            return b"" if data is True else data
        except ssl.SSLZeroReturnError:
            return b""

    def sealed(self, data):
        """The records of `data`, not sent."""
        self.object.write(data)
        return self.out()

    def close_notify(self):
        """Sends it, and waits for nothing."""
        self.step(self.object.unwrap)
        self.connection.sendall(self.out())


def wrapped(connection, version=None, **others):
    """A server's end of TLS on this connection, after its handshake."""
    return Tls(connection, server_context(version, **others)).handshake()


def record(kind, data, version=0x0303):
    return struct.pack(">BHH", kind, version, len(data)) + data


def records(data):
    """Cut into records, of which the last may be a piece."""
    while data:
        end = 5 + int.from_bytes(data[3:5], "big")
        yield data[:end]
        data = data[end:]


def flipped(data, at=-1):
    changed = bytearray(data)
    changed[at] ^= 0x40
    return bytes(changed)


def drain(connection):
    """Takes what comes until the other end is through with it."""
    try:
        while connection.recv(65536):
            pass
    except (ConnectionError, socket.timeout):
        pass


def reset(connection):
    """Closes with a RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def client(peer, commands, *options, **others):
    """What a client answers, in JSON, that has connected to `peer` as `c`; TLS stands for the
    handshake as it ought to be."""
    before = f"socket tcp --name c; connect c {peer.address}; "
    return sosh.run("--json", "-k", *options, "-c", before + spelt(commands), **others)


def spelt(commands):
    return re.sub(r"\bTLS\b", f"tls c --name localhost --ca {file('ca.pem')}", commands)


def error_of(result, command):
    """The error of the last answer of this command."""
    found = [answer for answer in result.answers if answer["command"] == command]
    expect(found, f"no {command}", result)
    expect(not found[-1]["ok"], f"{command} did not fail", result)
    return found[-1]["error"]


SERVE = ("socket tcp --name s; bind s 127.0.0.1:0; listen s; echo at ${s.local.port} .; "
         "accept s --name c; ")


def served(visit, commands):
    """sosh serves one client, which is visit(connection); its JSON answers."""
    words = commands.replace("TLS", f"tls c --server --cert {file('server.pem')} "
                             f"--key {file('server.key')}")
    program = subprocess.Popen([sosh.SOSH, "--json", "-k", "-c", SERVE + words],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=sosh.environment())
    with program:
        try:
            out = b""
            while True:
                line = program.stdout.readline()
                expect(line, f"it never served: {out}")
                out += line
                port = re.search(rb"at (\d+) ", line)
                if port:
                    break
            with socket.create_connection(("127.0.0.1", int(port[1])),
                                          sosh.PATIENCE) as connection:
                visit(connection)
            more, err = program.communicate(timeout=sosh.PATIENCE)
        finally:
            if program.poll() is None:
                program.kill()
    result = sosh.sound(sosh.Result(program.args[1:], program.returncode, out + more, err))
    expect(not sosh.CONTROL.search(result.out + result.err), "control characters", result)
    return result
