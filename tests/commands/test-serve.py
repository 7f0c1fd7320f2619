#!/usr/bin/python3
"""Many clients at once: what `serve` does with them, role by role, with real clients."""

import contextlib
import os
import socket
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import TCP, UDP, Desk, address, ask, client, served  # noqa: E402
from sosh import PATIENCE, Suite, equal, expect, like, receive, run  # noqa: E402


def each_client_gets_back_what_it_sent(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as a, client(where) as b, client(where) as c:
            for one, word in ((a, b"one"), (b, b"two"), (c, b"three"), (a, b"four")):
                equal(ask(one, word), word)
            equal([desk.do(f"info {n}")["ok"] for n in (2, 3, 4)], [True] * 3)
        desk.tell("serve 1 stop")
        end = desk.end()
        expect(like({"command": "serve", "socket": 1, "ok": True, "role": "echo", "job": 1,
                     "ended": "stopped", "clients": 3, "refused": 0, "dropped": 0,
                     "in": 15, "out": 15}, end), "not so", end)
        desk.leave()


def what_it_says_in_words(_):
    result = run("-c", TCP + "serve 1 echo; socket tcp; connect 2 ${1.local}; send 2 hello; "
                 "recv 2; serve 1 stop")
    equal(result.status, 0, result)
    expect(any(line.startswith("[1] echo serves 127.0.0.1:") and line.endswith(", job 1")
               for line in result.lines), "no answer", result)
    equal(result.lines[-1], "[1] echo stopped: 1 client, 5 bytes in, 5 bytes out", result)
    expect(not any("ended" in line for line in result.lines), "it is told twice", result)


def a_half_closed_client_is_answered_to_the_end(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            data = bytes(range(256)) * 1000
            one.sendall(data[:100])
            one.sendall(data[100:])
            one.shutdown(socket.SHUT_WR)
            equal(receive(one, len(data) + 1), data)


def discard_answers_nothing(_):
    with Desk() as desk:
        where = served(desk, "discard")
        with client(where) as one:
            one.sendall(b"x" * 300000)
            one.shutdown(socket.SHUT_WR)
            equal(receive(one, 1), b"")
        desk.tell("serve 1 stop")
        expect(like({"clients": 1, "in": 300000, "out": 0}, desk.end()), "not so", desk.all)


def chargen_sends_without_end(_):
    with Desk() as desk:
        where = served(desk, "chargen")
        with client(where) as one:
            got = receive(one, 74 * 200)
        lines = got.split(b"\r\n")
        equal(lines[0], bytes(range(0x20, 0x20 + 72)))
        equal(lines[1], bytes(range(0x21, 0x21 + 72)))
        equal({len(line) for line in lines[:200]}, {72})


def daytime_and_time_tell_it_and_close(_):
    with Desk() as desk:
        where = served(desk, "time")
        before = int(time.time())
        with client(where) as one:
            got = receive(one, 5)
        equal(len(got), 4)
        expect(before - 1 <= int.from_bytes(got, "big") - 2208988800 <= time.time() + 1,
               "another time", got)
        desk.tell("serve 1 stop")
        desk.do("serve 1 daytime")
        with client(where) as one:
            got = receive(one, 200)
        expect(got.endswith(b"\r\n") and str(time.gmtime().tm_year).encode() in got, "no day",
               got)


def reply_sends_its_data_for_each_piece(_):
    with Desk() as desk:
        where = served(desk, 'reply "got it: " hex:"00 ff" len8{ abc }')
        with client(where) as one:
            for _ in range(3):
                one.sendall(b"x")
                equal(receive(one, 14), b"got it: \x00\xff\x03abc"[:14])


def a_datagram_socket_answers_many(_):
    with Desk() as desk:
        where = served(desk, "echo", UDP)
        with contextlib.ExitStack() as stack:
            some = [stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                    for _ in range(50)]
            for number, one in enumerate(some):
                one.settimeout(PATIENCE)
                one.sendto(b"%d" % number, where)
                equal(one.recvfrom(100), (b"%d" % number, where))
            some[0].sendto(b"", where)
            equal(some[0].recvfrom(100), (b"", where))
        desk.tell("serve 1 stop")
        expect(like({"role": "echo", "ended": "stopped", "datagrams": 51, "in": 90, "out": 90},
                    desk.end()), "not so", desk.all)


def unix_streams_are_served(folder):
    with Desk(folder=folder) as desk:
        desk.tell("socket unix", "bind 1 ./here", "listen 1")
        desk.do("serve 1 echo")
        with socket.socket(socket.AF_UNIX) as one:
            one.settimeout(PATIENCE)
            one.connect(os.path.join(folder, "here"))
            equal(ask(one), b"hello")


def unix_datagrams_are_served(folder):
    with Desk(folder=folder) as desk:
        desk.tell("socket unix-dgram", "bind 1 ./here")
        desk.do("serve 1 echo")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
            one.settimeout(PATIENCE)
            one.bind(os.path.join(folder, "there"))
            one.sendto(b"hello", os.path.join(folder, "here"))
            equal(one.recv(100), b"hello")


def a_role_is_found_by_help(_):
    for words in "help broker", "help serve http", "help roles":
        result = run("-c", words)
        equal(result.status, 1, result)
        expect(b"'help serve'" in result.err, "not told where", result)


def a_variable_is_text(_):
    with Desk() as desk:
        desk.tell(*TCP.split("; "), "let what file:/etc/hostname")
        where = address(desk.do("serve 1 reply $what")["local"])
        with client(where) as one:
            one.sendall(b"x")
            equal(receive(one, 18), b"file:/etc/hostname")


def many_servers_side_by_side(_):
    with Desk() as desk:
        for number in range(1, 21):
            desk.tell("socket tcp", f"bind {number} 127.0.0.1:0", f"listen {number}",
                      f"serve {number} reply {number}")
        for number in range(1, 21):
            with client(address(desk.property(f"{number}.local"))) as one:
                one.sendall(b"x")
                equal(receive(one, len(str(number))), str(number).encode())
        desk.do("serve 7 stop")
        desk.leave()


def main():
    suite = Suite()
    cases = [
        each_client_gets_back_what_it_sent, what_it_says_in_words,
        a_half_closed_client_is_answered_to_the_end, discard_answers_nothing,
        chargen_sends_without_end, daytime_and_time_tell_it_and_close,
        reply_sends_its_data_for_each_piece, a_datagram_socket_answers_many,
        unix_streams_are_served, unix_datagrams_are_served, a_role_is_found_by_help,
        a_variable_is_text, many_servers_side_by_side,
    ]
    for case in cases:
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()


if __name__ == "__main__":
    main()
