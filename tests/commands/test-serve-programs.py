#!/usr/bin/python3
"""Programs of UNIX clients (`serve N exec`), whose bytes are handed on, and counted."""

import os
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import Desk  # noqa: E402
from sosh import PATIENCE, Suite, equal, expect, like, receive  # noqa: E402

LISTEN = "socket unix; bind 1 ./s; listen 1 100"
DATA = bytes(range(256)) * 2000


def serving(folder, program, *more):
    desk = Desk(folder=folder)
    desk.tell(*LISTEN.split("; "))
    desk.do(f"serve 1 exec '{program}' {' '.join(more)}")
    return desk


def client(folder):
    one = socket.socket(socket.AF_UNIX)
    one.settimeout(PATIENCE)
    one.connect(os.path.join(folder, "s"))
    return one


def counts(desk, **wanted):
    desk.tell("serve 1 stop")
    end = desk.end()
    expect(like(wanted, end), f"not {wanted}", end)
    desk.leave()


def what_goes_and_comes_is_counted(folder):
    with serving(folder, "tr a-z A-Z") as desk:
        for _ in range(3):
            with client(folder) as one:
                one.sendall(b"hello")
                one.shutdown(socket.SHUT_WR)
                equal(receive(one, 6), b"HELLO")
        desk.until("1.server.clients", 0)
        equal(desk.do("echo ${4.received} ${4.sent}")["text"], "5 5")
        counts(desk, clients=3, failed=0, **{"in": 15, "out": 15})


def it_is_counted_while_the_program_runs(folder):
    with serving(folder, "cat") as desk, client(folder) as one:
        one.sendall(b"hello")
        equal(receive(one, 5), b"hello")
        desk.until("1.server.in", 5)
        desk.until("1.server.out", 5)
        counts(desk, clients=1, **{"in": 5, "out": 5})


def much_goes_through_whole(folder):
    with serving(folder, "cat") as desk, client(folder) as one:
        pid = os.fork()
        if not pid:
            try:
                one.sendall(DATA)
                one.shutdown(socket.SHUT_WR)
            finally:
                os._exit(0)
        try:
            equal(receive(one, len(DATA) + 1), DATA)
        finally:
            os.waitpid(pid, 0)
        desk.until("1.server.clients", 0)
        counts(desk, **{"in": len(DATA), "out": len(DATA)})


def what_was_sent_before_the_client_left_is_the_programs(folder):
    with serving(folder, "cat > part; mv part whole") as desk:
        with client(folder) as one:
            one.sendall(DATA)
        desk.until("1.server.clients", 0)
        with open(os.path.join(folder, "whole"), "rb") as whole:
            equal(whole.read(), DATA)
        counts(desk, failed=0, **{"in": len(DATA), "out": 0})


def what_it_writes_last_goes_out(folder):
    with serving(folder, "echo first; echo last") as desk, client(folder) as one:
        equal(receive(one, 100), b"first\nlast\n")
        one.close()
        desk.until("1.server.clients", 0)
        counts(desk, **{"in": 0, "out": 11})


def a_program_that_writes_to_nobody_is_ended(folder):
    with serving(folder, "while echo still here; do :; done") as desk:
        with client(folder) as one:
            equal(receive(one, 11), b"still here\n")
        desk.until("1.server.clients", 0)
        desk.leave()


def main():
    suite = Suite()
    for case in (
            what_goes_and_comes_is_counted, it_is_counted_while_the_program_runs,
            much_goes_through_whole, what_was_sent_before_the_client_left_is_the_programs,
            what_it_writes_last_goes_out, a_program_that_writes_to_nobody_is_ended,
    ):
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()


if __name__ == "__main__":
    main()
