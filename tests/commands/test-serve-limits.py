#!/usr/bin/python3
"""Who may be a client of `serve`, how many there may be, and what each may cost: measured."""

import os
import socket
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import (TCP, UDP, Desk, address, ask, client, comes_in, is_refused,  # noqa: E402
                  send_until_full, served)
from sosh import PATIENCE, Failure, Suite, equal, expect, like, receive  # noqa: E402


def no_more_than_max_clients(_):
    with Desk() as desk:
        where = served(desk, "echo --max-clients 2")
        with client(where) as a:
            equal(ask(a), b"hello")
            with client(where) as b:
                equal(ask(b), b"hello")
                for _ in range(3):
                    expect(is_refused(where), "a third client is served")
                equal((ask(a), ask(b)), (b"hello", b"hello"))
            comes_in(where)
        desk.tell("serve 1 stop")
        end = desk.end()
        expect(end["refused"] >= 3 and end["clients"] >= 3, "counted wrong", end)


def a_client_that_says_nothing_is_closed(_):
    idle = 0.4
    with Desk() as desk:
        where = served(desk, f"echo --idle {idle}")
        before = time.monotonic()
        with client(where) as one:
            equal(ask(one), b"hello")
            equal(one.recv(1), b"")
            took = time.monotonic() - before
            expect(took >= idle, f"closed after {took} s")
        desk.tell("serve 1 stop")
        expect(like({"clients": 1, "dropped": 1}, desk.end()), "not so", desk.all)


def without_idle_nobody_is_closed(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            desk.do("sleep 600ms")
            equal(ask(one), b"hello")


def no_more_bytes_a_second_than_rate(_):
    rate = 100 << 10
    with Desk() as desk:
        where = served(desk, "chargen --rate 100k")
        with client(where) as one:
            before = time.monotonic()
            equal(len(receive(one, 4 * rate)), 4 * rate)
            took = time.monotonic() - before
        # A second's worth may come at once; and it must not be far slower.
        expect(2.5 < took < PATIENCE, f"{4 * rate} bytes in {took} s")


def no_more_bytes_a_second_are_taken(_):
    rate = 100 << 10
    with Desk() as desk:
        where = served(desk, "echo --rate 100k")
        with client(where) as one:
            before = time.monotonic()
            for _ in range(16):
                equal(len(ask(one, b"x" * (rate // 4))), rate // 4)
            took = time.monotonic() - before
        expect(2.5 < took < PATIENCE, f"{4 * rate} bytes in {took} s")


def only_who_is_allowed(_):
    with Desk() as desk:
        where = served(desk, "echo --allow 127.0.0.2 --allow 127.0.1.0/24")
        for _ in range(3):
            expect(is_refused(where), "127.0.0.1 is served")
        with client(where, "127.0.0.2") as one:
            equal(ask(one), b"hello")
        with client(where, "127.0.1.77") as one:
            equal(ask(one), b"hello")
        desk.tell("serve 1 stop")
        expect(like({"clients": 2, "refused": 3}, desk.end()), "not so", desk.all)


def nobody_who_is_denied(_):
    with Desk() as desk:
        where = served(desk, "echo --allow any --deny 127.0.0.2 --deny 127.1.0.0/16")
        for source in ("127.0.0.2", "127.1.2.3"):
            expect(is_refused(where, source), f"{source} is served")
        with client(where) as one:
            equal(ask(one), b"hello")
        with client(where, "127.2.0.1") as one:
            equal(ask(one), b"hello")
        desk.tell("serve 1 stop")
        expect(like({"clients": 2, "refused": 2}, desk.end()), "not so", desk.all)


def a_mapped_network_is_one_of_ipv4(_):
    for network in ("::ffff:127.0.0.1", "::ffff:127.0.0.0/104", "::ffff:0:0/96"):
        with Desk() as desk:
            where = served(desk, f"echo --deny {network}")
            expect(is_refused(where), f"127.0.0.1 is served: --deny {network}")
            desk.tell("serve 1 stop")
            desk.do(f"serve 1 echo --allow {network}")
            with client(where) as one:
                equal(ask(one), b"hello")
    with Desk() as desk:
        desk.tell(*TCP.split("; "))
        answer = desk.say("serve 1 echo --deny ::ffff:0.0.0.0/95")
        expect(not answer["ok"] and "0.0.0.0/0" in answer["error"]["message"], "not so", answer)


def datagrams_are_refused_as_well(_):
    with Desk() as desk:
        where = served(desk, "echo --deny 127.0.0.2", UDP)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bad, \
                socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as good:
            bad.bind(("127.0.0.2", 0))
            bad.sendto(b"no", where)
            good.settimeout(PATIENCE)
            good.sendto(b"yes", where)
            equal(good.recv(10), b"yes")
            bad.setblocking(False)
            try:
                raise Failure(f"an answer has come: {bad.recv(10)!r}")
            except BlockingIOError:
                pass


def both_families_are_told_apart_by_their_addresses(_):
    """A socket of IPv6 sees clients of IPv4 by other names, which makes no difference."""
    with Desk() as desk:
        desk.tell("socket tcp6")
        desk.say("set 1 v6only off")
        if not desk.say("bind 1 [::]:0")["ok"]:
            print("skipped: both_families_are_told_apart_by_their_addresses: no IPv6")
            return
        desk.do("listen 1")
        port = address(desk.do("serve 1 echo --deny 127.0.0.2")["local"])[1]
        expect(is_refused(("127.0.0.1", port), "127.0.0.2"), "127.0.0.2 is served")
        for host in ("127.0.0.1", "::1"):
            with client((host, port)) as one:
                equal(ask(one), b"hello")
        desk.tell("serve 1 stop")
        desk.do("serve 1 echo --allow ::/64 --allow 127.0.0.2")
        expect(is_refused(("127.0.0.1", port)), "127.0.0.1 is served")
        with client(("::1", port)) as one:
            equal(ask(one), b"hello")
        with client(("127.0.0.1", port), "127.0.0.2") as one:
            equal(ask(one), b"hello")


def own_address():
    """One of this machine that is not loopback; no packet is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            one.connect(("192.0.2.1", 9))
            return one.getsockname()[0]
        except OSError:
            return None


def nobody_from_elsewhere_unless_allowed(_):
    mine = own_address()
    if not mine or mine.startswith("127."):
        print("skipped: nobody_from_elsewhere_unless_allowed: no address but loopback")
        return
    anywhere = f"socket tcp; bind 1 {mine}:0; listen 1"
    with Desk() as desk:
        where = served(desk, "echo", anywhere)
        expect(is_refused(where), "not loopback, and served")
        desk.tell("serve 1 stop")
        desk.do("serve 1 echo --allow any")
        with client(where) as one:
            equal(ask(one), b"hello")


def once_is_over_with_its_first_client(_):
    with Desk() as desk:
        where = served(desk, "echo --once")
        with client(where) as one:
            equal(ask(one), b"hello")
        expect(like({"ok": True, "ended": "done", "clients": 1, "in": 5, "out": 5}, desk.end()),
               "not so", desk.all)
        # The socket is an ordinary one again.
        with client(where) as one:
            equal(desk.do("accept 1")["peer"], "%s:%d" % one.getsockname())
        desk.leave()


def sends_and_reads(where, data):
    """What comes back while it sends."""
    with client(where) as one:
        writer = threading.Thread(target=one.sendall, args=(data,))
        writer.start()
        try:
            return receive(one, len(data))
        finally:
            writer.join()


def a_low_ceiling_drops_nobody_who_reads(folder):
    with Desk() as desk:
        data = os.urandom(8 << 20)
        expect(sends_and_reads(served(desk, "echo --ceiling 1000"), data) == data, "not it")
    with open(os.path.join(folder, "long"), "wb") as file:
        file.write(data)
    with open(os.path.join(folder, "rules"), "w", encoding="utf-8") as rules:
        rules.write("'G' -> file:long\n")
    for role in ("http .", "match rules"):
        with Desk(folder=folder) as desk:
            where = served(desk, role + " --ceiling 1000")
            with client(where) as one:
                one.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                one.shutdown(socket.SHUT_WR)
                expect(receive(one, 9 << 20).endswith(data), f"not it: {role}")


def who_reads_gets_all_that_is_sent_to_all(_):
    """However much more that is than a client may be owed."""
    with Desk() as desk:
        where = served(desk, "echo")
        ones, got = [client(where) for _ in range(3)], []
        desk.until("1.server.clients", 3)
        readers = [threading.Thread(target=lambda one=one: got.append(
            len(receive(one, 12 << 20)))) for one in ones]
        for reader in readers:
            reader.start()
        sent = desk.do("send --all-of 1 zero:12M")
        expect(like({"clients": 3, "bytes": 36 << 20}, sent), "not so", sent)
        for reader in readers:
            reader.join()
        for one in ones:
            one.close()
        equal(got, [12 << 20] * 3)


def datagram_servers_do_not_answer_each_other(_):
    """Nor one itself."""
    with Desk() as desk:
        where = served(desk, "echo", UDP)
        desk.tell("socket udp", "bind 2 0.0.0.0:0")
        desk.do("serve 2 echo")
        desk.do("send 1 hello --to 127.0.0.1:${2.local.port}")
        desk.until("2.server.refused", 1)
        desk.do("send 2 hello --to ${1.local}")
        desk.until("1.server.refused", 1)
        desk.do("send 1 hello --to ${1.local}")
        desk.until("1.server.refused", 2)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.settimeout(PATIENCE)
            one.sendto(b"hello", where)
            equal(one.recvfrom(100), (b"hello", where))
        for number in (1, 2):
            desk.tell(f"serve {number} stop")
        expect(like({"datagrams": 1, "refused": 2}, desk.end(1)), "not so", desk.all)
        expect(like({"datagrams": 0, "refused": 1}, desk.end(2)), "not so", desk.all)


def a_client_that_never_reads_holds_nobody_up(_):
    with Desk() as desk:
        where = served(desk, "chargen --ceiling 64k")
        with client(where) as lazy:
            with client(where) as busy:
                equal(len(receive(busy, 3 << 20)), 3 << 20)
            equal(len(receive(lazy, 1000)), 1000)


def a_client_may_be_owed_no_more_than_came(_):
    """One reading is no bigger than the ceiling, so what is sent back never is."""
    with Desk() as desk:
        where = served(desk, "echo --ceiling 4k")
        with client(where) as one:
            sent = send_until_full(one)
            equal(receive(one, sent), b"x" * sent)
        desk.tell("serve 1 stop")
        expect(like({"dropped": 0, "in": sent, "out": sent}, desk.end()), "dropped", desk.all)
        desk.leave()


def main():
    suite = Suite()
    cases = [
        no_more_than_max_clients, a_client_that_says_nothing_is_closed,
        without_idle_nobody_is_closed, no_more_bytes_a_second_than_rate,
        no_more_bytes_a_second_are_taken, only_who_is_allowed, nobody_who_is_denied,
        a_mapped_network_is_one_of_ipv4, datagrams_are_refused_as_well,
        both_families_are_told_apart_by_their_addresses, nobody_from_elsewhere_unless_allowed,
        once_is_over_with_its_first_client, datagram_servers_do_not_answer_each_other,
        a_low_ceiling_drops_nobody_who_reads, who_reads_gets_all_that_is_sent_to_all,
        a_client_that_never_reads_holds_nobody_up, a_client_may_be_owed_no_more_than_came,
    ]
    for case in cases:
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()


if __name__ == "__main__":
    main()
