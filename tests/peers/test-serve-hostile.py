#!/usr/bin/python3
"""Servers among clients that mean no good: thousands that say nothing, that come and reset,
that never read, datagrams in a flood, descriptors used up.  The others are served meanwhile,
and what each may cost is bounded."""

import os
import re
import select
import socket
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from serving import (PATIENCE, Serving, echoes, exactly, pour, raise_limit,  # noqa: E402
                     reset)
from sosh import CONTROL, Suite, equal, expect, environment             # noqa: E402

MOST = raise_limit()
MIB = 1 << 20
# Sanitizers keep what was freed, and put walls between all that is not.
PLAIN = b"__asan" not in open(os.environ.get("SOSH", "sosh"), "rb").read()


def get(server, path="/"):
    """What an HTTP server answers."""
    with server.client() as peer:
        peer.sendall(b"GET " + path.encode() + b" HTTP/1.0\r\n\r\n")
        answer = b""
        while data := peer.recv(65536):
            answer += data
        return answer


def five_thousand_that_dawdle_keep_nobody_waiting(folder):
    many = min(5000, MOST - 200)
    with open(os.path.join(folder, "index.html"), "w", encoding="ascii") as page:
        page.write("here I am")
    with Serving(f"http '{folder}'") as server:
        dawdlers = server.clients(many)
        for peer in dawdlers:
            peer.sendall(b"G")
        server.until(f"server.clients == {many}")
        expect(get(server).endswith(b"here I am"), "a request among them is not answered")
        for peer in dawdlers:
            peer.sendall(b"E")
        expect(get(server).endswith(b"here I am"), "nor is one behind their next byte")
        for peer in dawdlers:
            reset(peer)
        server.until("server.clients == 0")


def those_that_are_idle_are_let_go(_):
    many = min(5000, MOST - 200)
    with Serving("echo --idle 2s") as server:
        peers = server.clients(many)
        server.until(f"server.total == {many}")
        server.until("server.clients == 0")
        for peer in peers:
            equal(peer.recv(1), b"")
            reset(peer)


def a_storm_of_resets_leaves_nothing_behind(_):
    with Serving("echo") as server:
        def storm(count):
            for _ in range(count):
                reset(server.client())
            server.until("server.clients == 0")
        storm(2000)      # what sosh remembers of closed sockets is there by now
        before = server.memory()
        storm(8000)
        expect(not PLAIN or server.memory() - before < 2 * MIB, "it keeps some of each")
        with server.client() as peer:
            echoes(peer, b"still there")


def who_never_reads_has_his_share_and_no_more(_):
    with Serving("echo") as server:
        with server.client() as good:
            echoes(good, b"before")
            before = server.memory()
            greedy = server.clients(50)
            expect(pour(greedy, 256 * MIB) < 256 * MIB, "it takes all that comes")
            echoes(good, b"among them")
            # 50 clients that may be owed 1 MiB each, at the very most.
            expect(not PLAIN or server.memory() - before < 60 * MIB, "memory grows")
            for peer in greedy:
                reset(peer)
            server.until("server.clients == 1")


def chargen_waits_for_who_does_not_read(_):
    with Serving("chargen") as server:
        with server.client() as peer:
            first = exactly(peer, 74 * 3)
            equal(first[:8], b" !\"#$%&'")
            before = server.spent()
            time.sleep(1)     # of wall time, in which nothing can be sent
            expect(server.spent() - before < 0.7, "it turns in vain")
            reset(peer)
        server.until("server.clients == 0")


def a_broker_lets_a_deaf_one_go_and_the_others_talk(_):
    with Serving("broker --ceiling 256K") as server:
        talker, listener, deaf = server.clients(3)
        server.until("server.clients == 3")
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        block = b"y" * 65536
        for _ in range(2000):
            talker.sendall(block)
            equal(exactly(listener, len(block)), block)
            if server.ask("server.clients") == 2:
                break
        equal(server.ask("server.clients"), 2)
        equal(server.ask("server.dropped"), 1)
        for peer in (talker, listener, deaf):
            reset(peer)
        server.until("server.clients == 0")


def a_flood_of_datagrams_leaves_room_for_others(_):
    with Serving("echo", kind="udp") as server:
        server.do("socket tcp --name t")
        port = server.do("bind t 127.0.0.1:0")["local"].rsplit(":", 1)[1]
        server.do("listen t")
        server.do("serve t echo")
        flood = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        flood.connect(server.address)
        with socket.create_connection(("127.0.0.1", int(port)), timeout=PATIENCE) as peer:
            for turn in range(200):
                for _ in range(250):
                    try:
                        flood.send(b"z" * 1000)
                    except ConnectionError:
                        pass
                echoes(peer, b"%d" % turn)
        flood.close()
        server.until("readable == false")
        expect(0 < server.ask("server.in") <= 50000 * 1000, "it counts what came")


def out_of_descriptors_it_waits_and_goes_on(_):
    with Serving("echo", descriptors=64) as server:
        peers = server.clients(120)
        # Those that have a descriptor are answered, the others wait in the backlog.
        for peer in peers:
            peer.sendall(b"hello")
        ready = set()
        while len(ready) < 30:
            some, _, _ = select.select([peer for peer in peers if peer not in ready], [], [],
                                       PATIENCE)
            expect(some, "nobody is answered")
            ready.update(some)
        before = server.spent()
        time.sleep(1)         # of wall time, in which nothing can be accepted
        expect(server.spent() - before < 0.7, "it turns in vain")
        waiting = [peer for peer in peers]
        while waiting:
            some, _, _ = select.select(waiting, [], [], PATIENCE)
            expect(some, f"{len(waiting)} are never answered")
            for peer in some:
                equal(exactly(peer, 5), b"hello")
                reset(peer)
                waiting.remove(peer)
        server.until("server.total == 120")
        server.until("server.clients == 0")


NASTY = ("/../secret", "/../../etc/passwd", "/%2e%2e/secret", "/%2E%2e%2Fsecret", "/..%2fsecret",
         "/a/../../secret", "//../secret", "/./../secret", "/..%00/secret", "/..%5csecret",
         "/%252e%252e/secret", "/out", "/out/secret", "http://x/../secret", "/..;/secret",
         "/%c0%ae%c0%ae/secret", "/....//secret", "..", "../secret", "/..")


def no_path_leaves_the_folder(folder):
    inside = os.path.join(folder, "inside")
    os.mkdir(inside)
    with open(os.path.join(folder, "secret"), "w", encoding="ascii") as file:
        file.write("SECRET")
    os.symlink("../secret", os.path.join(inside, "out"))
    os.symlink("..", os.path.join(inside, "up"))
    with Serving(f"http '{inside}'") as server:
        for path in (*NASTY, "/up/secret"):
            answer = get(server, path)
            expect(b"SECRET" not in answer, f"{path!r} leads out", answer)
            expect(re.match(rb"HTTP/1\.[01] (4\d\d|301|200) ", answer),
                   f"{path!r} has no sound answer", answer)


def what_clients_store_stays_in_the_folder(folder):
    inside = os.path.join(folder, "inside")
    os.mkdir(inside)
    with Serving(f"store '{inside}'") as server:
        for data in (b"../../x", b"/etc/passwd\n", b"\0\0", b""):
            with server.client() as peer:
                peer.sendall(data)
                peer.shutdown(socket.SHUT_WR)
                equal(peer.recv(1), b"")
        server.until("server.clients == 0")
        server.until("server.total == 4")
    equal(sorted(os.listdir(folder)), ["inside"])
    for name in os.listdir(inside):
        expect(re.fullmatch(r"[A-Za-z0-9._-]+", name), f"a name of the peer's making: {name!r}")


def escapes_never_come_to_the_terminal(_):
    evil = b"\x1b]0;owned\x07\x1b[2J\x9b31m\r\n"
    with Serving("broker lines") as server:
        one, other = server.clients(2)
        server.until("server.clients == 2")
        one.sendall(evil)
        heard = other.recv(4096)
        expect(not CONTROL.search(heard.replace(b"\r", b"")), "they reach the other", heard)
        server.do("status")
        one.close()
        other.close()
        server.until("server.clients == 0")
    said = server.said + server.complaint
    expect(not CONTROL.search(said), "they reach the terminal", said)


def main():
    suite = Suite()
    for body in (five_thousand_that_dawdle_keep_nobody_waiting, those_that_are_idle_are_let_go,
                 a_storm_of_resets_leaves_nothing_behind,
                 who_never_reads_has_his_share_and_no_more, chargen_waits_for_who_does_not_read,
                 a_broker_lets_a_deaf_one_go_and_the_others_talk,
                 a_flood_of_datagrams_leaves_room_for_others,
                 out_of_descriptors_it_waits_and_goes_on, no_path_leaves_the_folder,
                 what_clients_store_stays_in_the_folder, escapes_never_come_to_the_terminal):
        suite.case(body.__name__, body)
    suite.end()


main()
