#!/usr/bin/python3
"""One client that asks all the time, which sosh waits for in recv(2) itself: it is answered,
and so is everybody and everything else."""

import os
import socket
import struct
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from serving import PATIENCE, Serving, echoes, exactly, reset           # noqa: E402
from sosh import Suite, equal, expect                                   # noqa: E402

MANY = 3000


class Asker(threading.Thread):
    """Asks and is answered, until it is stopped."""

    def __init__(self, server):
        super().__init__()
        self.peer, self.count, self.going, self.wrong = server.client(), 0, True, None
        self.start()

    def run(self):
        while self.going:
            data = b"request %d" % self.count
            try:
                self.peer.sendall(data)
                got = exactly(self.peer, len(data))
            except (OSError, AssertionError) as error:
                self.wrong = repr(error)
                return
            if got != data:
                self.wrong = f"{got!r} for {data!r}"
                return
            self.count += 1

    def has_asked(self, more=MANY):
        wanted, end = self.count + more, time.monotonic() + PATIENCE
        while self.count < wanted and not self.wrong and time.monotonic() < end:
            time.sleep(0.01)
        expect(self.count >= wanted, self.wrong or f"{self.count} answers", self)

    def stop(self):
        self.going = False
        self.join()
        equal(self.wrong, None)


def a_command_and_another_client_have_their_turn(_):
    with Serving("echo") as server:
        asker = Asker(server)
        asker.has_asked()
        with server.client() as other:
            for number in range(100):
                echoes(other, b"other %d" % number)
                if number % 10 == 0:
                    server.until("server.clients == 2")
            asker.has_asked()
        server.until("server.clients == 1")
        asker.stop()
        asker.peer.close()
        server.until("server.clients == 0")


def its_own_options_stay_as_they_were(_):
    for own in ("0", "5"):
        with Serving("echo") as server:
            server.do(f"set 1 rcvtimeo {own}s")
            asker = Asker(server)
            for _i in range(20):
                asker.has_asked(200)
                equal(server.do("get 2 rcvtimeo")["options"], {"rcvtimeo": float(own)})
            asker.stop()
            reset(asker.peer)
            server.until("server.clients == 0")


def a_pause_is_no_end(_):
    with Serving("echo") as server, server.client() as peer:
        for _i in range(10):
            for number in range(500):
                echoes(peer, b"%d" % number)
            before = server.spent()
            time.sleep(0.1)             # what is measured: nobody asks, nobody works
            expect(server.spent() - before < 0.09, "it is busy while nobody asks", server)
        peer.shutdown(socket.SHUT_WR)
        equal(peer.recv(1), b"")
        server.until("server.clients == 0")


def it_may_be_taken_and_given_back(_):
    with Serving("echo") as server, server.client() as peer:
        for number in range(1000):
            echoes(peer, b"%d" % number)
        server.do("take 2")
        peer.sendall(b"by hand")
        equal(server.do("recv 2 7 --exact")["data"], "by hand")
        server.do("serve 2 echo")
        for number in range(1000):
            echoes(peer, b"%d" % number)


def it_may_end_in_every_way(_):
    with Serving("echo") as server:
        for ends in (socket.socket.close, reset, lambda peer: peer.shutdown(socket.SHUT_RDWR)):
            peer = server.client()
            for number in range(1000):
                echoes(peer, b"%d" % number)
            ends(peer)
            server.until("server.clients == 0")
            peer.close()


def much_and_little_come_whole(_):
    with Serving("echo") as server, server.client() as peer:
        for number in range(1000):
            echoes(peer, b"%d" % number)
        block = struct.pack("I", 7) * (1 << 18)
        for _i in range(5):
            sender = threading.Thread(target=peer.sendall, args=(block,))
            sender.start()
            expect(exactly(peer, len(block)) == block, "other bytes came back", server)
            sender.join()
            for number in range(200):
                echoes(peer, b"%d" % number)


def the_server_may_be_stopped(_):
    with Serving("echo") as server:
        asker = Asker(server)
        asker.has_asked()
        server.do("serve 1 stop")
        asker.going = False
        asker.join()
        equal(server.do("status")["sockets"][0].get("server.clients"), None)


def main():
    suite = Suite()
    for case in (a_command_and_another_client_have_their_turn, its_own_options_stay_as_they_were,
                 a_pause_is_no_end, it_may_be_taken_and_given_back, it_may_end_in_every_way,
                 much_and_little_come_whole, the_server_may_be_stopped):
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()


main()
