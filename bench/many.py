"""many: programs that hold 10,000 sockets, each in a network namespace of its own, and
are asked for a table of them."""

import os
import socket
import subprocess
import sys

MANY = 5000   # connections: each is two sockets
# The ports of 5,000 connections, and no packet that leaves: a namespace, where one may.
ALONE = ["unshare", "-Urn", "sh", "-c", 'ip link set lo up && exec "$0" "$@"']
LIMIT = 120   # seconds, for what takes one

SCRIPT = """\
socket tcp
bind 1 127.0.0.1:0
listen 1 4096
repeat {connections} {{ socket tcp; connect . ${{1.local}}; accept 1 }}
socket unix-dgram
send . ready --to {path}
"""


def may_be_alone():
    done = subprocess.run([*ALONE, "true"], stdin=subprocess.DEVNULL, capture_output=True,
                          check=False)
    return done.returncode == 0


def cpu_time(pid):
    """Of all its threads, in seconds."""
    spent = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as file:
            spent += int(file.read().split()[0])
    return spent / 1e9


class Holder:
    """A program that tells a datagram socket when it is ready and when it is done."""

    alone = None

    def __init__(self, words, folder, to_path=True, line=b"table\n", last=b"\n"):
        if Holder.alone is None:
            Holder.alone = may_be_alone()
        self.path = os.path.join(folder, "told")
        self.line, self.last = line, last
        self.told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.told.settimeout(LIMIT)
        self.told.bind(self.path)
        words = [*words, self.path] if to_path else words
        self.process = subprocess.Popen(
            [*(ALONE if Holder.alone else []), *words], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, cwd=folder, env={**os.environ, "LC_ALL": "C"})
        if to_path:
            self.wait(b"ready")

    @classmethod
    def of_sosh(cls, words, folder):
        """sosh is told by a script, and tells by a socket of its own."""
        holder = cls([*words, "--no-rc"], folder, False, b"status\n", b"send . done --to %s\n" %
                     os.fsencode(os.path.join(folder, "told")))
        holder.write(SCRIPT.format(connections=MANY, path=holder.path).encode())
        holder.wait(b"ready")
        return holder

    def wait(self, word):
        heard = self.told.recv(64)
        if heard != word:
            sys.exit(f"bench: {heard!r} instead of {word!r}")

    def write(self, lines):
        self.process.stdin.write(lines)
        self.process.stdin.flush()

    def table(self, times):
        """Seconds of CPU for one table; the first one, which warms up, is not counted."""
        self.write(self.line + self.last)
        self.wait(b"done")
        before = cpu_time(self.process.pid)
        self.write(self.line * times + self.last)
        self.wait(b"done")
        return (cpu_time(self.process.pid) - before) / times

    def spend_beside(self, words):
        """What another program spends that looks at the same sockets."""
        beside = ["nsenter", "-t", str(self.process.pid), "-U", "-n", "--preserve-credentials"]
        program = subprocess.Popen([*(beside if Holder.alone else []), *words],
                                   stdout=subprocess.DEVNULL)
        _, code, used = os.wait4(program.pid, 0)
        if code:
            sys.exit(f"bench: {' '.join(words)}: status {code}")
        return used.ru_utime + used.ru_stime

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(LIMIT)
        self.told.close()
        os.unlink(self.path)
