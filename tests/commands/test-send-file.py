#!/usr/bin/python3
"""send file: of long files, which go by sendfile(2): what comes, what is told when it does
not get there, and that no memory is taken for it."""

import hashlib
import os
import socket
import struct
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import PATIENCE, SOSH, Result, Suite, environment, equal, expect, like, run, sound

MIB = 1 << 20
LINUX = sys.platform.startswith("linux")


def write(folder, size, name="file"):
    """A file whose every MiB is another; its path."""
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        for at in range(0, size, MIB):
            file.write((b"%08d" % at * (MIB // 8))[:min(MIB, size - at)])
    return path


class Peer:
    """Accepts one connection, and calls serve(connection) on a thread."""

    def __init__(self, serve, family=socket.AF_INET, address=("127.0.0.1", 0)):
        self.socket = socket.socket(family)
        self.socket.bind(address)
        self.socket.listen(1)
        self.socket.settimeout(PATIENCE)
        self.serve, self.result = serve, None
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        connection, _ = self.socket.accept()
        connection.settimeout(PATIENCE)
        with connection:
            self.result = self.serve(connection)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.thread.join()
        self.socket.close()

    @property
    def script(self):
        if self.socket.family == socket.AF_UNIX:
            return f"socket unix; connect 1 '{self.socket.getsockname()}'; "
        return "socket tcp; connect 1 127.0.0.1:%d; " % self.socket.getsockname()[1]


def take_all(connection):
    """How many bytes come until the end, and their hash."""
    total, come = 0, hashlib.sha256()
    while True:
        data = connection.recv(1 << 18)
        if not data:
            return total, come.hexdigest()
        total += len(data)
        come.update(data)


def hashed(path, times=1):
    with open(path, "rb") as file:
        data = file.read() * times
    return len(data), hashlib.sha256(data).hexdigest()


def all_of_it_comes(folder, family):
    path = write(folder, 9 * MIB + 77)
    address = os.path.join(folder, "s") if family == socket.AF_UNIX else ("127.0.0.1", 0)
    with Peer(take_all, family, address) as peer:
        result = run("--json", "-c", f"{peer.script} send 1 file:{path}; close 1")
        equal(result.answers[2]["bytes"], 9 * MIB + 77, result)
    equal(peer.result, hashed(path), result)


def it_goes_by_sendfile(folder):
    path = write(folder, 2 * MIB)
    with Peer(take_all) as peer:
        result = run("-c", f"{peer.script} trace on; send 1 file:{path}; trace off; close 1")
    expect("sendfile(" in result.complaint, "no sendfile", result)
    expect("sendto(" not in result.complaint, "it was read", result)


def among_other_words(folder):
    path = write(folder, 2 * MIB + 5)
    with Peer(take_all) as peer:
        run("-c", f"{peer.script} send 1 file:{path} file:{path}; close 1")
    equal(peer.result, hashed(path, 2))
    with Peer(take_all) as peer:
        result = run("-c", f"{peer.script} send 1 'a' file:{path} 'z'; close 1")
    equal(peer.result[0], 2 * MIB + 7, result)


def who_looks_sees_it(folder, words, call):
    path = write(folder, MIB)
    with Peer(take_all) as peer:
        result = run("-c", f"{peer.script} {words[0]} trace on; send 1 file:{path} {words[1]}; "
                     "trace off; close 1")
    expect("sendfile(" not in result.complaint, "it went by sendfile", result)
    expect(call in result.complaint, "no " + call, result)
    equal(peer.result[0], MIB, result)


def a_short_file_is_one_call(folder):
    path = write(folder, 64 << 10)
    with Peer(take_all) as peer:
        result = run("-c", f"{peer.script} trace on; send 1 file:{path}; trace off; close 1")
    equal(result.complaint.count("sendto("), 1, result)
    expect("sendfile(" not in result.complaint, "it went by sendfile", result)
    equal(peer.result[0], 64 << 10, result)


def what_went_before_is_told(folder, option, error):
    """The peer receives nothing until the send has failed."""
    path = write(folder, 64 * MIB)
    done = threading.Event()

    def lazy(connection):
        done.wait()
        return take_all(connection)
    with Peer(lazy) as peer:
        try:
            result = run("--json", "-k", "-c",
                         f"{peer.script} send 1 file:{path} {option}; close 1")
        finally:
            done.set()
    answer = result.answers[2]
    expect(like({"ok": False, "error": error, "bytes": int}, answer), "not told", result)
    expect(0 < answer["bytes"] < 64 * MIB, "no part", result)
    equal(peer.result[0], answer["bytes"], result)


def a_reset_is_told(folder):
    path = write(folder, 64 * MIB)

    def rude(connection):
        connection.recv(1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with Peer(rude) as peer:
        result = run("--json", "-k", "-c", f"{peer.script} send 1 file:{path}")
    answer = result.answers[2]
    expect(like({"ok": False, "error": {"kind": "system"}, "bytes": int}, answer), "not told",
           result)
    expect(answer["error"]["errno"] in ("ECONNRESET", "EPIPE"), "another error", result)


def a_file_that_shrinks_is_told(folder):
    path = write(folder, 64 * MIB)

    def cutting(connection):
        connection.recv(1)
        os.truncate(path, 2 * MIB)
        return take_all(connection)
    with Peer(cutting) as peer:
        result = run("--json", "-k", "-c", f"{peer.script} send 1 file:{path}; close 1")
    expect(like({"ok": False, "error": {"kind": "eof", "message": "the file became shorter while "
                                        "it was sent"}}, result.answers[2]), "not told", result)
    equal(peer.result[0] + 1, result.answers[2]["bytes"], result)


def others_have_their_turn(folder):
    path = write(folder, 32 * MIB)
    with Peer(take_all) as peer:
        result = run("--json", "-c", f"{peer.script} pair; send 1 file:{path} &; recv 2 & ; "
                     "send 3 x; join all; close 1")
    expect(any(like({"command": "send", "bytes": 32 * MIB}, answer) for answer in result.answers),
           "not sent", result)
    equal(peer.result[0], 32 * MIB, result)


def peak(script):
    """The most memory that a run of sosh had, in KiB."""
    child = subprocess.Popen([SOSH, "-q", "-c", script], stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    with child.stdout, child.stderr:
        out, err = child.stdout.read(), child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    sound(Result([script], child.returncode, out, err))
    equal(child.returncode, 0, err)
    return usage.ru_maxrss


def no_memory_is_taken(folder):
    size = []
    for name, length in (("short", 1 << 10), ("long", 256 * MIB)):
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.truncate(length)
        with Peer(take_all) as peer:
            size.append(peak(f"{peer.script} send 1 file:{path}; close 1"))
        equal(peer.result[0], length)
    expect(size[1] < size[0] + 16 * 1024, f"{size[0]} KiB, and {size[1]} with 256 MiB")


suite = Suite()
suite.case("all of it comes over TCP", all_of_it_comes, socket.AF_INET)
suite.case("all of it comes over a UNIX stream", all_of_it_comes, socket.AF_UNIX)
suite.case("it stands among other words", among_other_words)
if LINUX:
    suite.case("it goes by sendfile", it_goes_by_sendfile)
    suite.case("a short file is one call", a_short_file_is_one_call)
    for words, call in ((("dump 1 on --out /dev/null;", ""), "sendto("),
                        (("", "--chunk 256k"), "sendto("), (("", "--more"), "MSG_MORE")):
        suite.case("it is read for " + (words[0] or words[1]), who_looks_sees_it, words, call)
suite.case("a peer that does not receive", what_went_before_is_told, "--timeout 300ms",
           {"kind": "timeout"})
suite.case("--dontwait tells what went", what_went_before_is_told, "--dontwait",
           {"errno": "EAGAIN"})
suite.case("a reset is told", a_reset_is_told)
suite.case("a file that shrinks is told", a_file_that_shrinks_is_told)
suite.case("others have their turn meanwhile", others_have_their_turn)
suite.case("no memory is taken for a long file", no_memory_is_taken)
suite.end()
