#!/usr/bin/env python3
"""Frames at the prompt: Ctrl-C in the middle of one, the table, talk, notices.

Runs $SOSH (./sosh) with the line editor it was built with; what that editor cannot
do is skipped by name.  Arguments name the cases to run.  The last line tells
"N passed, N failed"."""

import os
import socket
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from at_prompt import Cases, Sosh, check  # noqa: E402

case = Cases()


def connected(folder, **more):
    """A shell whose socket 1 is connected, and the other end."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(20)
    sosh = Sosh(folder, **more)
    sosh.run("socket tcp")
    sosh.line(f"connect 1 127.0.0.1:{listener.getsockname()[1]}")
    other, _ = listener.accept()
    listener.close()
    sosh.wait("connected to")
    sosh.wait_prompt()
    other.settimeout(20)
    return sosh, other


@case()
def ctrl_c_in_the_middle_of_a_frame_keeps_its_bytes(folder):
    sosh, other = connected(folder)
    other.sendall(b"half a l")
    sosh.run("expect 1.recvq == 8 --within 10s")
    for command in ("recv 1 --line", "recv 1 100 --exact", "recv 1 --for 1h"):
        sosh.enter(command)
        sosh.control("c")
        sosh.wait("cancelled; 8 bytes came")
        sosh.wait_prompt()
    sosh.run("echo ${1.buffered} bytes", "8 bytes")
    other.sendall(b"ine\nmore")
    sosh.run("recv 1 --line", "  half a line\\n")
    sosh.run("recv 1 4 --exact", "  more")
    sosh.close()


@case()
def ctrl_c_ends_a_flood_that_goes_to_a_file(folder):
    sosh, other = connected(folder)

    goes_on = threading.Event()

    def flood():
        sent = 0
        try:
            while True:
                other.sendall(b"x" * 65536)
                sent += 65536
                # More than the two buffers hold: it is received.
                if sent > 32 << 20:
                    goes_on.set()
        except OSError:
            pass

    thread = threading.Thread(target=flood, daemon=True)
    thread.start()
    sosh.enter("recv 1 --eof --out /dev/null")
    check(goes_on.wait(20), "nothing is received")
    sosh.control("c")
    sosh.wait("cancelled; ")
    sosh.wait_prompt()
    sosh.run("reset 1")
    thread.join(20)
    check(not thread.is_alive(), "the connection is still there")
    sosh.run("echo here", "here")
    sosh.close()


@case("editing")
def a_talk_begins_with_what_is_held(folder):
    sosh, other = connected(folder)
    other.sendall(b"one\ntwo\n")
    sosh.run("recv 1 --line", "  one\\n")
    sosh.line("talk 1")
    sosh.wait("  two\\n")
    sosh.wait_row("[1]> ")
    sosh.control("]")
    sosh.wait("received 4 bytes")
    sosh.wait_prompt()
    sosh.close()


@case("editing", "table")
def the_live_table_counts_what_is_held(folder):
    sosh, other = connected(folder, rows=24, columns=120)
    check("buffered" not in sosh.text(), sosh.picture())
    other.sendall(b"one\ntwo\n")
    sosh.run("recv 1 --line")
    sosh.wait(lambda: any("buffered" in row and "recv-q" in row for row in sosh.rows()),
              "the column")
    sosh.run("recv 1 --line")
    sosh.wait(lambda: any("recv-q" in row and "buffered" not in row for row in sosh.rows()),
              "the table without it")
    sosh.close()


if __name__ == "__main__":
    sys.exit(case.main(sys.argv[1:]))
