#!/usr/bin/env python3
"""The lines at the bottom of the screen that say how far transfers in the background are: a
server's that sends a file, a job's.  When they come, what stands in them, that they go, and
that what is typed does not feel them.

Runs $SOSH (./sosh) with the line editor it was built with.  Arguments name the cases to run.
The last line tells "N passed, N failed"."""

import contextlib
import os
import re
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from at_prompt import Cases, Sosh, check, equal, send_datagram, free_port  # noqa: E402

case = Cases(needs={"table"})
SIZES = ((24, 80), (50, 200))
LENGTH = 64 << 20
AMOUNT = r"(-?[\d.]+) (bytes|[KM]iB)"
SENT = rf"sent {AMOUNT} of 64 MiB, {AMOUNT}/s(, .* left)?"
UNITS = {"bytes": 1, "KiB": 1 << 10, "MiB": 1 << 20}


def panel(sosh):
    """The rows below the scroll region."""
    region = sosh.region()
    return sosh.rows()[region[1]:] if region else []


def lines(sosh, pattern=r"  (\[|%|\.\.\. and \d+ more: |\d+ transfers: ).* (MiB|KiB|bytes)"):
    return [row for row in panel(sosh) if re.match(pattern, row)]


def wait_lines(sosh, *patterns):
    """Until these lines are there, and no others."""
    def there():
        found = lines(sosh)
        return len(found) == len(patterns) and all(
            re.fullmatch(pattern, row) for pattern, row in zip(patterns, found))
    sosh.wait(there, f"lines like {patterns}")


def far(sosh):
    """How many bytes the first line tells of; -1: there is none."""
    number, unit = re.search(AMOUNT, (lines(sosh) + ["-1 bytes"])[0]).groups()
    return float(number) * UNITS[unit]


def wait_more(sosh, before):
    sosh.wait(lambda: far(sosh) > before, "more of it")


def write_file(folder):
    """A file that is longer than what buffers take."""
    with open(os.path.join(folder, "long"), "wb") as file:
        file.truncate(LENGTH)


@contextlib.contextmanager
def serving(folder, rows=24, columns=80):
    """A prompt at which socket 1 sends a long file to who comes, and a function that comes."""
    write_file(folder)
    sosh = Sosh(folder, rows=rows, columns=columns)
    with contextlib.ExitStack() as stack:
        sosh.run("config notices off")
        sosh.run("socket tcp")
        sosh.run("bind 1 127.0.0.1:0")
        sosh.run("listen 1 200")
        sosh.run("serve 1 file long")
        sosh.wait(lambda: re.search(r"serves 127\.0\.0\.1:\d+", sosh.text()), "the address")
        port = int(re.search(r"serves 127\.0\.0\.1:(\d+)", sosh.text())[1])

        def come():
            peer = socket.socket()
            stack.enter_context(peer)
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 10)
            peer.settimeout(20)
            peer.connect(("127.0.0.1", port))
            return peer
        yield sosh, come
        sosh.close()


def take(peer, count):
    """Receives so many bytes, or to the end."""
    got = 0
    while got < count:
        more = peer.recv(min(1 << 20, count - got))
        if not more:
            break
        got += len(more)
    return got


def connected(folder, stack, **more):
    """A shell whose socket 1 is connected, and the other end."""
    write_file(folder)
    sosh = Sosh(folder, **more)
    sosh.run("config notices off")
    sosh.run("socket tcp")
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 10)
        server.settimeout(20)
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        sosh.line(f"connect 1 127.0.0.1:{server.getsockname()[1]}")
        other = stack.enter_context(server.accept()[0])
    sosh.wait_prompt()
    other.settimeout(20)
    return sosh, other


@case()
def a_client_that_reads_slowly_has_a_line_that_grows_and_goes(folder):
    for rows, columns in SIZES:
        with serving(folder, rows, columns) as (sosh, come):
            peer = come()
            wait_lines(sosh, r"  \[2\] " + SENT)
            # Not more than the kernel's buffers hold is gone by then.
            for _ in range(3):
                before = far(sosh)
                take(peer, 12 << 20)
                wait_more(sosh, before)
            check(all(len(row) < columns for row in panel(sosh)), "a row is too wide")
            equal(take(peer, LENGTH), LENGTH - 3 * (12 << 20))
            wait_lines(sosh)
            peer.close()
            # The table stays, and takes no more rows than it has.
            sosh.wait(lambda: len(panel(sosh)) == 2, "the table alone")


@case()
def what_is_typed_meanwhile_is_not_disturbed(folder):
    with serving(folder) as (sosh, come):
        sosh.type("echo ha")
        sosh.wait_row("sosh> echo ha")
        peer = come()
        wait_lines(sosh, r"  \[2\] " + SENT)
        sosh.wait_row("sosh> echo ha")
        for letter in "lf":
            before = far(sosh)
            take(peer, 8 << 20)
            sosh.type(letter)
            wait_more(sosh, before)
        sosh.wait_row("sosh> echo half")
        peer.close()
        wait_lines(sosh)
        sosh.wait_row("sosh> echo half")
        sosh.run("way", "halfway")


@case()
def of_many_two_have_lines_and_the_third_is_a_sum(folder):
    with serving(folder) as (sosh, come):
        peers = [come() for _ in range(3)]
        wait_lines(sosh, *(rf"  \[{number}\] " + SENT for number in (2, 3, 4)))
        peers += [come() for _ in range(17)]
        sums = rf"  \.\.\. and 18 more: {AMOUNT} of 1\.1 GiB, {AMOUNT}/s(, .* left)?"
        wait_lines(sosh, r"  \[2\] " + SENT, r"  \[3\] " + SENT, sums)
        for peer in peers[1:]:
            peer.close()
        wait_lines(sosh, r"  \[2\] " + SENT)


@case()
def a_low_screen_has_one_line_for_all(folder):
    with serving(folder, 10, 60) as (sosh, come):
        peers = [come()]
        wait_lines(sosh, r"  \[2\] " + SENT)
        peers.append(come())
        wait_lines(sosh, rf"  2 transfers: {AMOUNT} of 128 MiB, {AMOUNT}/s(, .* left)?")
        check(all(peer.fileno() >= 0 for peer in peers), "they are there")


@case()
def a_client_that_is_taken_has_none_any_more(folder):
    with serving(folder) as (sosh, come):
        peer = come()
        wait_lines(sosh, r"  \[2\] " + SENT)
        sosh.run("take 2")
        wait_lines(sosh)
        peer.close()


@case()
def with_the_table_off_the_lines_stand_alone(folder):
    with serving(folder) as (sosh, come):
        peer = come()
        wait_lines(sosh, r"  \[2\] " + SENT)
        # The rows of the table go at once.
        sosh.run("watch off")
        equal(len(panel(sosh)), 1)
        wait_lines(sosh, r"  \[2\] " + SENT)
        sosh.run("echo typed", "typed")
        peer.close()
        sosh.wait(lambda: sosh.region() == (1, 24), "the whole screen")


@case()
def a_job_that_sends_has_a_line(folder):
    for rows, columns in SIZES:
        with contextlib.ExitStack() as stack:
            sosh, other = connected(folder, stack, rows=rows, columns=columns)
            sosh.run("send 1 file:long &")
            wait_lines(sosh, r"  %1 \[1\] " + SENT)
            before = far(sosh)
            take(other, 16 << 20)
            wait_more(sosh, before)
            equal(take(other, LENGTH - (16 << 20)), LENGTH - (16 << 20))
            sosh.wait_answer(f"%1 [1] sent {LENGTH} bytes")
            wait_lines(sosh)
            sosh.close()


@case()
def a_job_that_receives_has_one_too(folder):
    with contextlib.ExitStack() as stack:
        sosh, other = connected(folder, stack)
        sosh.run("recv 1 --eof --out got &")
        other.sendall(bytes(1 << 20))
        wait_lines(sosh, rf"  %1 \[1\] received 1 MiB, {AMOUNT}/s")
        other.shutdown(socket.SHUT_WR)
        sosh.wait_answer("%1 [1] received 1048576 bytes, up to the end, in got")
        wait_lines(sosh)
        sosh.close()


@case()
def a_job_that_is_cancelled_has_none(folder):
    with contextlib.ExitStack() as stack:
        sosh, _ = connected(folder, stack)
        # What comes of it is told of nobody.
        sosh.run("repeat 1 { try { send 1 file:long }; sleep 1h } &")
        wait_lines(sosh, r"  %1 \[1\] " + SENT)
        sosh.run("cancel 1")
        wait_lines(sosh)
        sosh.close()


@case()
def who_waits_for_the_job_sees_it_once(folder):
    with contextlib.ExitStack() as stack:
        sosh, other = connected(folder, stack)
        sosh.run("send 1 file:long &")
        wait_lines(sosh, r"  %1 \[1\] " + SENT)
        sosh.enter("join 1")
        before = far(sosh)
        take(other, 16 << 20)
        wait_more(sosh, before)
        sosh.wait(lambda: len([row for row in sosh.rows() if " of 64 MiB" in row]) == 1, "one")
        take(other, LENGTH - (16 << 20))
        sosh.wait_answer(f"%1 [1] sent {LENGTH} bytes")
        sosh.wait_prompt()
        wait_lines(sosh)
        sosh.close()


@case()
def it_stays_while_a_command_waits(folder):
    with contextlib.ExitStack() as stack:
        sosh, _ = connected(folder, stack)
        port = free_port()
        sosh.run("socket udp")
        sosh.run(f"bind 2 127.0.0.1:{port}")
        sosh.run("send 1 file:long &")
        wait_lines(sosh, r"  %1 \[1\] " + SENT)
        sosh.enter("recv 2")
        wait_lines(sosh, r"  %1 \[1\] " + SENT)
        send_datagram(port, "hello")
        sosh.wait_answer("  hello")
        sosh.wait_prompt()
        wait_lines(sosh, r"  %1 \[1\] " + SENT)
        sosh.close()


@case()
def quiet_and_json_have_none(folder):
    for option in ("-q", "--json"):
        with contextlib.ExitStack() as stack:
            sosh, _ = connected(folder, stack, options=("--no-rc", option))
            sosh.run("send 1 file:long &")
            sosh.run("sleep 1s")
            equal(lines(sosh), [])
            sosh.close()


if __name__ == "__main__":
    sys.exit(case.main(sys.argv[1:]))
