#!/usr/bin/python3
"""Sockets of an interface that is not lo: two network namespaces, and a wire between."""

import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import LIBMNL, SOSH, Suite, answers, environment, equal

OURS, THEIRS = "10.9.9.1", "10.9.9.2"
# In the other namespace: the end of the wire comes up, and someone listens there.
SERVER = f"""
import socket, subprocess, sys
print(flush=True)
sys.stdin.readline()
for words in ("addr add {THEIRS}/24 dev wire1", "link set wire1 up"):
    subprocess.run(["ip", *words.split()], check=True)
with socket.create_server(("{THEIRS}", 0)) as server:
    print(server.getsockname()[1], flush=True)
    kept = [server.accept() for _ in range(2)]
    sys.stdin.readline()
"""


def ip(words):
    subprocess.run(["ip", *words.split()], check=True)


def inside():
    with subprocess.Popen(["unshare", "-n", sys.executable, "-c", SERVER],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        try:
            connect_to(other)
        finally:
            other.kill()


def connect_to(other):
    other.stdout.readline()
    ip(f"link add wire0 type veth peer name wire1 netns {other.pid}")
    ip(f"addr add {OURS}/24 dev wire0")
    ip("link set wire0 up")
    print(file=other.stdin, flush=True)
    port = other.stdout.readline().strip()
    # Bound after it was connected, through another descriptor; and before.
    result = answers(
        f"socket tcp --name c; connect c {THEIRS}:{port}; dup c --name d; "
        "set d bindtodevice wire0; close d; close c; "
        "expect c.state == FIN-WAIT-2 --within 5s; expect d.state == FIN-WAIT-2; "
        f"socket tcp --name e; set e bindtodevice wire0; connect e {THEIRS}:{port}; "
        "set e bindtodevice ''; expect e.timer == ''; close e; "
        "expect e.state == FIN-WAIT-2 --within 5s", "-t", "10s")
    equal(result.status, 0, result)


def one_that_is_bound_to_an_interface_later_has_a_ghost(_):
    done = subprocess.run(["unshare", "-Urn", sys.executable, os.path.abspath(__file__),
                           "--inside"], capture_output=True, check=False, env=environment(
                               SOSH=SOSH))
    equal((done.returncode, done.stderr), (0, b""), done.stdout.decode())


def can_have_a_wire():
    return all(map(shutil.which, ("ip", "unshare"))) and \
        subprocess.run(["unshare", "-Urn", "ip", "link", "add", "wire0", "type", "veth"],
                       capture_output=True, check=False).returncode == 0


def main():
    if sys.argv[1:] == ["--inside"]:
        inside()
        return
    if not LIBMNL or not can_have_a_wire():
        print("skipped: no libmnl, or no veth in a namespace of one's own")
        sys.exit(77)
    suite = Suite()
    for body in (one_that_is_bound_to_an_interface_later_has_a_ghost,):
        suite.case(body.__name__.replace("_", " "), body)
    suite.end()


main()
