#!/usr/bin/env python3
"""The line that says how far a long send or recv is: when it comes, what stands in it, and
that nothing of it stays.

Runs $SOSH (./sosh) with the line editor it was built with; what that editor cannot
do is skipped by name.  Arguments name the cases to run.  The last line tells
"N passed, N failed"."""

import os
import re
import signal
import socket
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from at_prompt import (ENVIRONMENT, SOSH, Cases, Sosh, check, equal, free_port,  # noqa: E402
                       send_datagram, stopped)
from terminal import Terminal  # noqa: E402

case = Cases()
SIZE = 64 << 20
SENT = re.compile(r"sent [\d.]+ [KM]iB of 64 MiB, [\d.]+ (bytes|[KMG]iB)/s(, .* left)?\Z")


def listener():
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(20)
    return server


def write_file(folder):
    """A file that is longer than what buffers take."""
    with open(os.path.join(folder, "long"), "wb") as file:
        file.truncate(SIZE)


def connected(folder, **more):
    """A shell whose socket 1 is connected, and the other end, which does not read."""
    write_file(folder)
    server = listener()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 10)
    sosh = Sosh(folder, **more)
    sosh.run("socket tcp")
    sosh.line(f"connect 1 127.0.0.1:{server.getsockname()[1]}")
    other, _ = server.accept()
    server.close()
    sosh.wait_prompt()
    other.settimeout(20)
    return sosh, other


def seen(sosh, pattern=SENT):
    """Does the cursor's row say how far it is?"""
    return pattern.match(sosh.row())


def lines(sosh):
    """How often it was written."""
    return sosh.raw.count(b"\rsent ")


def drain(other):
    """Takes all that comes, on a thread."""
    def take():
        while other.recv(1 << 20):
            pass
    thread = threading.Thread(target=take)
    thread.start()
    return thread


def left_over(sosh, word=" of 64 MiB"):
    return [row for row in sosh.rows() if word in row]


@case()
def a_long_send_says_how_far_it_is(folder):
    sosh, other = connected(folder)
    sosh.line("send 1 file:long")
    sosh.wait(lambda: seen(sosh), "how far it is")
    thread = drain(other)
    sosh.wait_answer(f"[1] sent {SIZE} bytes")
    sosh.wait_prompt()
    equal(left_over(sosh), [])
    # The answer stands where the line stood.
    rows = sosh.answers()
    at = rows.index(f"[1] sent {SIZE} bytes")
    check("send 1 file:long" in rows[at - 1], f"a row between: {rows[at - 1]!r}")
    sosh.run("close 1")
    thread.join()
    other.close()
    sosh.close()


@case()
def it_changes_five_times_a_second_at_most(folder):
    sosh, other = connected(folder)
    began = time.monotonic()
    sosh.line("send 1 file:long")
    sosh.wait(lambda: lines(sosh) >= 6, "six of them")
    count, took = lines(sosh), time.monotonic() - began
    # The first comes after half a second.
    check(took >= 0.5 + 0.2 * (count - 1) - 0.05, f"{count} within {took} s")
    sosh.control("c")
    sosh.wait("cancelled")
    other.close()
    sosh.close()


@case()
def ctrl_c_leaves_nothing_of_it(folder):
    sosh, other = connected(folder)
    sosh.line("send 1 file:long")
    sosh.wait(lambda: seen(sosh), "how far it is")
    sosh.control("c")
    sosh.wait_answer("send 1: cancelled")
    sosh.wait_prompt()
    equal(left_over(sosh), [])
    check(not any("^C" in row for row in sosh.rows()), "^C is left")
    other.close()
    sosh.close()


@case()
def a_recv_to_a_file_says_what_came(folder):
    sosh, other = connected(folder)
    pattern = re.compile(r"received 1 MiB, [\d.]+ (bytes|[KM]iB)/s\Z")
    sosh.line("recv 1 --eof --out got")
    other.sendall(bytes(1 << 20))
    sosh.wait(lambda: seen(sosh, pattern), "how far it is")
    other.close()
    sosh.wait("received 1048576 bytes, up to the end")
    sosh.wait_prompt()
    equal(left_over(sosh, "received 1 MiB"), [])
    sosh.close()


@case()
def a_recv_of_a_known_size_says_of_how_much(folder):
    sosh, other = connected(folder)
    pattern = re.compile(r"received 1 MiB of 2 MiB, [\d.]+ (bytes|[KM]iB)/s")
    sosh.line("recv 1 2M --exact --out got")
    other.sendall(bytes(1 << 20))
    sosh.wait(lambda: seen(sosh, pattern), "how far it is")
    other.sendall(bytes(1 << 20))
    sosh.wait("received 2097152 bytes")
    sosh.wait_prompt()
    other.close()
    sosh.close()


@case()
def a_notice_stands_above_it(folder):
    sosh, other = connected(folder)
    port = free_port()
    sosh.run("socket udp --name inbox")
    sosh.run(f"bind inbox 127.0.0.1:{port}")
    sosh.line("send 1 file:long")
    sosh.wait(lambda: seen(sosh), "how far it is")
    send_datagram(port, "hello")
    sosh.wait("[2] a datagram of 5 bytes")
    sosh.wait(lambda: seen(sosh), "how far it is, once more")
    above = sosh.rows()[sosh.cursor()[0] - 1]
    check("[2] a datagram of 5 bytes" in above, f"above it stands {above!r}")
    equal(len(left_over(sosh)), 1)
    sosh.control("c")
    sosh.wait_answer("send 1: cancelled")
    other.close()
    sosh.close()


@case()
def a_job_has_none_there(folder):
    sosh, other = connected(folder)
    sosh.run("send 1 file:long &")
    sosh.run("sleep 1s")
    equal(lines(sosh), 0)
    sosh.run("cancel 1")
    other.close()
    sosh.close()


@case()
def quiet_and_json_have_none(folder):
    for option in ("-q", "--json"):
        sosh, other = connected(folder, options=("--no-rc", option))
        sosh.line("send 1 file:long --timeout 1s")
        # A long line is broken on the screen.
        sosh.wait(lambda: b"no room to send into" in sosh.raw, "the end of it")
        equal(lines(sosh), 0)
        other.close()
        sosh.close()


@case()
def a_narrow_terminal_has_less_of_it(folder):
    sosh, other = connected(folder, columns=24)
    sosh.line("send 1 file:long")
    sosh.wait(lambda: re.match(r"sent [\d.]+ [KM]iB of 64 M", sosh.row()), "how far it is")
    check(sosh.cursor()[1] <= 23, f"the cursor is at {sosh.cursor()}")
    sosh.control("c")
    sosh.wait("cancelled")
    sosh.wait_prompt()
    check(not any(row.startswith("sent ") for row in sosh.rows()), "a part is left:\n" +
          sosh.picture())
    other.close()
    sosh.close()


@case()
def ctrl_z_takes_it_off_and_fg_brings_it_back(folder):
    sosh, other = connected(folder)
    sosh.line("send 1 file:long")
    sosh.wait(lambda: seen(sosh), "how far it is")
    sosh.signal(signal.SIGTSTP)
    sosh.wait(lambda: stopped(sosh), "it to stop")
    while sosh.pump(0.1):
        pass
    equal(left_over(sosh), [])
    sosh.signal(signal.SIGCONT)
    sosh.wait(lambda: seen(sosh), "how far it is, once more")
    sosh.control("c")
    sosh.wait_answer("send 1: cancelled")
    other.close()
    sosh.close()


@case()
def a_script_has_it_on_standard_error(folder):
    write_file(folder)
    server = listener()
    script = f"socket tcp; connect 1 127.0.0.1:{server.getsockname()[1]}; send 1 file:long"
    run = Terminal([SOSH, "-c", script], env=dict(ENVIRONMENT, HOME=folder), cwd=folder)
    other, _ = server.accept()
    other.settimeout(20)
    run.wait(lambda: seen(run), "how far it is")
    thread = drain(other)
    equal(run.wait_end(), 0)
    thread.join()
    equal(left_over(run), [])
    check(f"[1] sent {SIZE} bytes" in run.rows(), "no answer:\n" + run.picture())
    other.close()
    server.close()
    run.close()


@case()
def who_waits_for_a_server_sees_how_far_it_is(folder):
    write_file(folder)
    script = "socket tcp; bind 1 127.0.0.1:0; listen 1; serve 1 file long --once; join all"
    run = Terminal([SOSH, "-c", script], env=dict(ENVIRONMENT, HOME=folder), cwd=folder)
    run.wait("job 1")
    port = int(re.search(r"serves 127\.0\.0\.1:(\d+)", run.text())[1])
    other = socket.create_connection(("127.0.0.1", port), 20)
    pattern = re.compile(r"\[2\] " + SENT.pattern)
    run.wait(lambda: pattern.match(run.row()), "how far it is")
    thread = drain(other)
    equal(run.wait_end(), 0)
    thread.join()
    equal(left_over(run), [])
    other.close()
    run.close()


@case()
def who_waits_where_nothing_can_stand_below_sees_it_too(folder):
    sosh, other = connected(folder, TERM="dumb")
    sosh.run("send 1 file:long &")
    sosh.line("join 1")
    # It tells when it gets on.
    sosh.wait(lambda: re.match(r"%1 \[1\] " + SENT.pattern, sosh.row()) or
              not other.recv(1 << 18), "how far it is")
    check(re.match(r"%1 \[1\] sent ", sosh.row()), "the other end is over")
    thread = drain(other)
    sosh.wait_answer(f"%1 [1] sent {SIZE} bytes")
    sosh.wait_prompt()
    equal(left_over(sosh), [])
    sosh.run("close 1")
    thread.join()
    other.close()
    sosh.close()


@case()
def it_goes_with_the_client_that_it_is_of(folder):
    write_file(folder)
    script = "socket tcp; bind 1 127.0.0.1:0; listen 1; serve 1 file long; join all"
    run = Terminal([SOSH, "-c", script], env=dict(ENVIRONMENT, HOME=folder), cwd=folder)
    run.wait("job 1")
    port = int(re.search(r"serves 127\.0\.0\.1:(\d+)", run.text())[1])
    other = socket.create_connection(("127.0.0.1", port), 20)
    run.wait(lambda: re.match(r"\[2\] sent ", run.row()), "how far it is")
    other.close()
    run.wait(lambda: not left_over(run), "no line")
    run.control("c")
    run.wait_end()
    run.close()


@case()
def a_script_whose_standard_error_is_a_file_has_none(folder):
    write_file(folder)
    server = listener()
    script = (f"socket tcp; connect 1 127.0.0.1:{server.getsockname()[1]}; "
              "send 1 file:long --timeout 1s")
    run = Terminal(["/bin/sh", "-c", f"'{SOSH}' -c '{script}' 2>complaints"],
                   env=dict(ENVIRONMENT, HOME=folder), cwd=folder)
    other, _ = server.accept()
    run.wait_end()
    equal(lines(run), 0)
    with open(os.path.join(folder, "complaints"), "rb") as file:
        check(b"\r" not in file.read(), "it is in the file")
    other.close()
    server.close()
    run.close()


if __name__ == "__main__":
    sys.exit(case.main(sys.argv[1:]))
