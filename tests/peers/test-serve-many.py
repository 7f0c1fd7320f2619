#!/usr/bin/python3
"""Ten thousand clients of one server at once: each is answered with what is its own, costs
little memory, and is counted; none is left when they have gone."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from serving import Serving, exactly, raise_limit, reset                 # noqa: E402
from sosh import Suite, equal, expect                                   # noqa: E402

MANY = min(10000, raise_limit() - 200)
PLAIN = b"__asan" not in open(os.environ.get("SOSH", "sosh"), "rb").read()
BOUND = 2048        # bytes a connection


def say(number):
    return b"I am client number %d of many\n" % number


def all_are_answered_and_counted(_):
    with Serving("echo") as server:
        with server.client() as first:   # what the first one needs, all have
            first.sendall(b"x")
            exactly(first, 1)
        server.until("server.clients == 0")
        before = server.memory()
        peers = server.clients(MANY)
        server.until(f"server.clients == {MANY}")
        each = (server.memory() - before) / MANY
        expect(not PLAIN or each < BOUND, f"{each:.0f} bytes a connection")
        for number, peer in enumerate(peers):
            peer.sendall(say(number))
        for number, peer in enumerate(peers):
            equal(exactly(peer, len(say(number))), say(number))
        volume = 1 + sum(len(say(number)) for number in range(MANY))
        server.until(f"server.in == {volume}")
        server.until(f"server.out == {volume}")
        equal(server.ask("server.total"), MANY + 1)
        rows = server.do("status --of 1")["sockets"]
        served = [row for row in rows if row.get("listener") == 1]
        equal(len(served), MANY)
        equal({row["state"] for row in served}, {"ESTABLISHED"})
        for peer in peers:
            reset(peer)
        server.until("server.clients == 0")


def main():
    suite = Suite()
    suite.case("all_are_answered_and_counted", all_are_answered_and_counted)
    suite.end()


main()
