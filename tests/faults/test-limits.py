#!/usr/bin/python3
"""What is scarce, or too much: descriptors, memory, stack, peers and scripts without end."""

import os
import re
import resource
import socket
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "commands"))
import sosh                                     # noqa: E402
from sosh import Failure, Suite, equal, expect  # noqa: E402

TOUR = os.path.join(HERE, "..", "..", "docs", "examples", "tour.sosh")
# A sanitizer wants more of everything than any limit here leaves.
SANITIZED = b"__asan_init" in open(sosh.SOSH, "rb").read()


def limited(what, amount):
    """A preexec_fn that sets a limit, or all that is allowed where that is less."""
    def limit():
        hard = resource.getrlimit(what)[1]
        amount_now = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(what, (amount_now, hard))
    return limit


class Driven:
    """sosh at the other end of a pipe, and what it holds meanwhile."""

    def __init__(self, *options):
        self.child = subprocess.Popen([sosh.SOSH, "-q", *options], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                      env=sosh.environment())

    def say(self, commands):
        """What came until all of them were done."""
        self.child.stdin.write(commands.encode() + b"\necho =done=\n")
        self.child.stdin.flush()
        lines = []
        while not lines or lines[-1] != b"=done=\n":
            lines.append(self.child.stdout.readline())
            if not lines[-1]:
                raise Failure(f"sosh is gone: {self.child.wait()} {lines}")
        return b"".join(lines[:-1]).decode()

    def holds(self):
        """Descriptors, and KiB of memory."""
        with open(f"/proc/{self.child.pid}/status", encoding="ascii") as file:
            memory = int(re.search(r"VmRSS:\s+(\d+)", file.read())[1])
        return len(os.listdir(f"/proc/{self.child.pid}/fd")), memory

    def end(self):
        self.child.stdin.close()
        status = self.child.wait(sosh.PATIENCE)
        self.child.stdout.close()
        return status


def a_file_is_read_behind_a_thousand_descriptors(folder):
    path = os.path.join(folder, "small.sosh")
    with open(path, "w", encoding="ascii") as file:
        file.write("echo small\n")
    result = sosh.run("-q", "-c", f"repeat 1100 {{ socket udp }}\nsource {path}\necho after",
                      preexec_fn=limited(resource.RLIMIT_NOFILE, 4096))
    if "EMFILE" in result.complaint:
        print("skipped: a thousand descriptors are not allowed here")
        return
    equal((result.status, result.out), (0, b"small\nafter\n"), result)


def without_descriptors_each_command_says_so(_, number):
    result = sosh.run("-k", "-t", "1s", TOUR, preexec_fn=limited(resource.RLIMIT_NOFILE, number))
    equal(result.status, 1, result)
    expect("EMFILE: Too many open files" in result.complaint, "EMFILE is not named", result)


def a_wait_says_what_it_needs(_):
    """The descriptors are the loop's: `pipe: EMFILE` alone would be a riddle."""
    full = "socket udp; bind 1 127.0.0.1:0; try { repeat { dup 1 } }\n"
    result = sosh.run("-t", "1s", "-c", full + "recv 1",
                      preexec_fn=limited(resource.RLIMIT_NOFILE, 32))
    equal(result.status, 1, result)
    expect("recv 1: pipe: EMFILE: Too many open files: to wait, sosh itself needs 10 that are "
           "free\n" in result.complaint, "it is not told", result)
    # That many are enough.
    result = sosh.run("-t", "0.1s", "-c", full + "close 2 3 4 5 6 7 8 9 10 11; recv 1",
                      preexec_fn=limited(resource.RLIMIT_NOFILE, 32))
    expect("recv 1: no data within 100ms\n" in result.complaint, "it did not wait", result)


def what_was_closed_is_there_again(_):
    result = sosh.run("-q", "-c", "try { repeat { socket udp } }\nclose all\n"
                      "socket tcp\nbind . 127.0.0.1:0\nlisten .\necho ${.state}",
                      preexec_fn=limited(resource.RLIMIT_NOFILE, 12))
    equal((result.status, result.out), (0, b"LISTEN\n"), result)


def little_memory_is_enough(_, megabytes):
    if SANITIZED:
        return
    result = sosh.run("-t", "1s", TOUR,
                      preexec_fn=limited(resource.RLIMIT_AS, megabytes << 20))
    equal(result.status, 0, result)


def a_small_stack_is_enough(folder):
    if SANITIZED:
        return
    deep = os.path.join(folder, "deep.sosh")
    with open(deep, "w", encoding="ascii") as file:
        file.write("repeat 1 {\n" * 99 + "echo deep\n" + "}\n" * 99 +
                   "fails any " * 100 + "recv 9\n" + "echo " + "a " * 100000 + "\n")
    stack = limited(resource.RLIMIT_STACK, 64 << 10)
    for words in ([TOUR], ["-k", deep]):
        result = sosh.run("-t", "1s", *words, preexec_fn=stack)
        expect(result.status in (0, 1), "not as with a large one", result)


def what_is_opened_and_closed_leaves_nothing(_):
    driven = Driven()
    driven.say("repeat 1000 { socket tcp; close . }")
    before = driven.holds()
    driven.say("repeat 20000 { socket tcp; close . }")
    after = driven.holds()
    equal(driven.end(), 0)
    equal(after[0], before[0])
    expect(after[1] - before[1] < 1024 or SANITIZED, f"grew: {before} {after} (KiB)")


def what_was_accepted_and_reset_leaves_nothing(_):
    driven = Driven("-k")
    round_trip = ("socket tcp --name c; connect c ${s.local}; accept s --name v; send c hello; "
                  "recv v --none; reset c; fails any recv v; close v")
    driven.say(f"socket tcp --name s; bind s 127.0.0.1:0; listen s; repeat 20 {{ {round_trip} }}")
    before = driven.holds()
    driven.say(f"repeat 300 {{ {round_trip} }}")
    after = driven.holds()
    equal(driven.end(), 0)
    equal(after[0], before[0])
    expect(after[1] - before[1] < 1024 or SANITIZED, f"grew: {before} {after} (KiB)")


def a_peer_that_sends_for_ever_is_shown_in_pieces(_):
    with socket.create_server(("127.0.0.1", 0)) as server:
        def flood():
            peer, _ = server.accept()
            with peer:
                try:
                    while True:
                        peer.sendall(b"\x1b[2J\xc2\x9b31m" * 4096)
                except OSError:
                    pass
        thread = threading.Thread(target=flood, daemon=True)
        thread.start()
        driven = Driven()
        driven.say(f"socket tcp; connect 1 127.0.0.1:{server.getsockname()[1]}; recv 1")
        before = driven.holds()
        shown = driven.say("repeat 50 { recv 1 }\nrecv 1 --waitall 1M --none")
        after = driven.holds()
        equal(driven.end(), 0)
        thread.join(sosh.PATIENCE)
    expect(not sosh.CONTROL.search(shown.encode()), "control characters came through")
    expect(after[1] - before[1] < 4096 or SANITIZED, f"grew: {before} {after} (KiB)")


def connections_that_nobody_accepts_do_not_disturb(_):
    driven = Driven()
    port = driven.say("socket tcp --name s; bind s 127.0.0.1:0; listen s 5; echo ${s.local.port}")
    callers = []
    for _ in range(300):
        callers.append(socket.socket())
        callers[-1].setblocking(False)
        callers[-1].connect_ex(("127.0.0.1", int(port)))
    equal(driven.say("echo ${s.state}"), "LISTEN\n")
    expect(int(driven.say("echo ${s.recvq}")) >= 5, "none of them waits")
    driven.say("repeat 5 { accept s --timeout 5s }")
    for caller in callers:
        caller.close()
    equal(driven.end(), 0)


def a_script_of_two_gigabytes_is_refused_at_once(folder):
    path = os.path.join(folder, "large.sosh")
    with open(path, "wb") as file:
        file.write(b"echo first\n")
        file.truncate((2 << 30) + 5)
    result = sosh.run(path)
    equal((result.status, result.out), (2, b""), result)
    expect(f"{path}:2:1: " in result.complaint, "without its place", result)


def a_device_is_no_script(_, path):
    result = sosh.run(path)
    equal((result.status, result.out), (2, b""), result)
    expect(len(result.err) < 4096, "said at length", result)


def output_without_room_is_status_3(folder):
    with open("/dev/full", "wb") as full:
        result = sosh.run("-c", "echo a", stdout=full)
        equal(result.status, 3, result)
    for words in (["-c", "echo " + "x" * 5000],
                  ["-c", f"pair; send 1 xx; recv 2 --out {folder}/out"]):
        with open(os.path.join(folder, "stdout"), "wb") as out:
            result = sosh.run(*words, stdout=out, preexec_fn=limited(resource.RLIMIT_FSIZE, 1))
        equal(result.status, 3, result)


def main():
    suite = Suite()
    suite.case("a file is read behind a thousand descriptors",
               a_file_is_read_behind_a_thousand_descriptors)
    for number in (4, 5, 6, 7, 8, 10, 12):
        suite.case(f"with {number} descriptors each command says so",
                   without_descriptors_each_command_says_so, number)
    suite.case("a wait says what it needs", a_wait_says_what_it_needs)
    suite.case("what was closed is there again", what_was_closed_is_there_again)
    for megabytes in (16, 30, 60):
        suite.case(f"{megabytes} MiB are enough", little_memory_is_enough, megabytes)
    suite.case("a stack of 64 KiB is enough", a_small_stack_is_enough)
    if os.path.isdir("/proc/self/fd"):
        for body in (what_is_opened_and_closed_leaves_nothing,
                     what_was_accepted_and_reset_leaves_nothing,
                     a_peer_that_sends_for_ever_is_shown_in_pieces):
            suite.case(body.__name__.replace("_", " "), body)
    else:
        print("skipped: there is no /proc to see what a program holds")
    for body in (connections_that_nobody_accepts_do_not_disturb,
                 a_script_of_two_gigabytes_is_refused_at_once):
        suite.case(body.__name__.replace("_", " "), body)
    for path in ("/dev/zero", "/dev/full", "/"):
        suite.case(f"'{path}' is no script", a_device_is_no_script, path)
    if os.path.exists("/dev/full"):
        suite.case("output without room is status 3", output_without_room_is_status_3)
    suite.end()


main()
