#!/usr/bin/python3
"""Clients that a person takes out of the hands of their server, and gives back."""

import contextlib
import os
import socket
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import TCP, Desk, address, ask, client, comes_in, served  # noqa: E402
from sosh import PATIENCE, Suite, equal, expect, like, receive  # noqa: E402

BIG = 64 << 20


def take_and_give_back(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as a, client(where) as b:
            equal((ask(a), ask(b)), (b"hello", b"hello"))
            peer = "%s:%d" % a.getsockname()
            taken = desk.do("take 2")
            expect(like({"command": "take", "socket": 2, "server": 1, "role": "echo",
                         "peer": peer}, taken), "not so", taken)
            a.sendall(b"for a person")
            equal(desk.do("recv 2 12 --waitall")["data"],
                  "for a person")
            desk.do("send 2 'from one'")
            equal(receive(a, 8), b"from one")
            equal(ask(b), b"hello")
            # What comes meanwhile is not lost.
            a.sendall(b"meanwhile")
            desk.until("2.recvq", 9)
            back = desk.do("serve 2 echo")
            expect(like({"socket": 2, "role": "echo", "server": 1}, back), "not so", back)
            equal(receive(a, 9), b"meanwhile")
            equal(ask(a), b"hello")
            equal([it["job"] for it in desk.do("jobs")["jobs"]], [1])
        desk.leave()


def who_comes_back_is_counted_once_and_needs_a_place(_):
    with Desk() as desk:
        where = served(desk, "echo --max-clients 1")
        with client(where) as one:
            equal(ask(one), b"hello")
            for _ in range(3):
                desk.do("take 2")
                desk.do("serve 2 echo")
                equal(ask(one), b"hello")
            desk.do("take 2")
            with client(where) as other:
                equal(ask(other), b"hello")
                answer = desk.say("serve 2 echo")
                expect(like({"ok": False, "error": {"kind": "refused"}}, answer), "not so", answer)
            desk.until("1.server.clients", 0)
            desk.do("serve 2 echo")
            equal(ask(one), b"hello")
            desk.tell("serve 1 stop")
            expect(like({"clients": 2}, desk.end()), "not so", desk.all)


def take_tells_what_is_lost(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            counts = None
            # Until neither end has room for more, and the server is left with some.
            while not counts or counts != (got := counted(desk, 2)) or got[0] <= got[1]:
                counts = counted(desk, 2)
                one.settimeout(0.2)
                with contextlib.suppress(TimeoutError):
                    one.send(b"x" * 65536)
                one.settimeout(PATIENCE)
            lost = desk.do("take 2")["lost"]
            received, sent = counted(desk, 2)
            equal(lost, received - sent)
        with client(where) as one:
            equal(ask(one), b"hello")
            expect("lost" not in desk.do("take 3"), "nothing is lost", desk.all)


def in_the_middle(folder, how, ask):
    """A client that has asked, and does not read, is taken: the answer, and what it had got."""
    with Desk(folder=folder) as desk:
        where = served(desk, how)
        with client(where) as one:
            one.sendall(ask)
            desk.do("expect 2.sent > 0 --within %d" % PATIENCE)
            taken = desk.do("take 2")
            desk.do("shutdown 2 write")
            got = receive(one, BIG + 1000)
        return taken, got


def take_tells_how_far_an_answer_was(folder):
    with open(os.path.join(folder, "big"), "wb") as big:
        big.truncate(BIG)
    for how, ask in (("file big", b""), ("http .", b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n"),
                     ("http .", b"GET /big HTTP/1.1\r\nHost: x\r\nRange: bytes=1000-\r\n\r\n"),
                     ("reply file:big --ceiling %d" % BIG, b"x")):
        taken, got = in_the_middle(folder, how, ask)
        body = got.partition(b"\r\n\r\n")[2] if b"GET" in ask else got
        equal(taken["of"], BIG - (1000 if b"Range" in ask else 0), taken)
        expect(0 < taken["sent"] < taken["of"], "not in the middle", taken)
        equal(len(body), taken["sent"], taken)


def take_behind_the_end_tells_nothing_of_it(folder):
    with open(os.path.join(folder, "little"), "wb") as little:
        little.write(b"little")
    with Desk(folder=folder) as desk:
        where = served(desk, "http .")
        with client(where) as one:
            one.sendall(b"GET /little HTTP/1.1\r\nHost: x\r\n\r\n")
            expect(receive(one, 30), "nothing came")
            taken = desk.do("take 2")
            expect("of" not in taken and "sent" not in taken, "not so", taken)


def counted(desk, number):
    return tuple(int(desk.property(f"{number}.{name}")) for name in ("received", "sent"))


def a_reset_ends_a_block_whatever_it_waits_for(_):
    with Desk() as desk:
        where = served(desk, "block { sleep 1000s }")
        with client(where) as one:
            desk.until("1.server.clients", 1)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        desk.until("1.server.clients", 0)
        desk.leave()


def a_block_is_told_the_end_that_a_person_saw(_):
    with Desk() as desk:
        where = served(desk, "block { recv . --none; echo its end: ${answer.eof} }")
        with client(where) as one:
            desk.until("1.server.clients", 1)
            desk.do("take 2")
            one.shutdown(socket.SHUT_WR)
            expect(desk.do("recv 2")["eof"], "no end", desk.all)
            desk.tell("serve 2 block")
            equal(one.recv(1), b"")
        desk.until("1.server.clients", 0)
        expect(any(it.get("text") == "its end: true" for it in desk.all), "it did not", desk.all)
        desk.leave()


def a_block_goes_on_when_both_have_finished(_):
    """What came before the end is there for it."""
    with Desk() as desk:
        where = served(desk, "block { send . go; shutdown . write; sleep 200ms; "
                       "recv . --line; echo got ${answer.data} }")
        with client(where) as one:
            equal(receive(one, 3), b"go")
            one.sendall(b"last\n")
        desk.until("1.server.clients", 0)
        expect(any(it.get("text") == "got last\n" for it in desk.all), "it did not", desk.all)
        desk.leave()


def a_role_with_words_has_its_client_back_without(folder):
    """They are the server's."""
    with open(os.path.join(folder, "rules"), "w") as rules:
        rules.write("'x' -> 'hello'\n")
    for role, more in (("reply", "hello"), ("exec", "cat"), ("block", "{ recv .; send . hello }"),
                       ("match", "rules")):
        with Desk(folder=folder) as desk:
            where = served(desk, f"{role} {more}")
            with client(where) as one:
                desk.until("1.server.clients", 1)
                desk.do("take 2")
                back = desk.do(f"serve 2 {role}")
                expect(like({"socket": 2, "role": role, "server": 1}, back), "not so", back)
                one.sendall(b"x")
                equal(receive(one, 1), b"x" if role == "exec" else b"h")
                jobs = next(it for it in desk.tell("jobs") if "jobs" in it)["jobs"]
                equal([it["job"] for it in jobs], [1])
                one.close()
                desk.until("1.server.clients", 0)


def the_same_words_are_its_servers_too(folder):
    """Others are not, nor is what has an option."""
    with open(os.path.join(folder, "rules"), "w") as rules:
        rules.write("'x' -> 'hello'\n")
    for role, same, others in (
            ("broker lines", "broker lines", ()), ("reply a hex:62", "reply ab", ("reply abc",)),
            ("match rules", "match 'rules'", ("match ./rules",)), ("http .", "http .", ("http ..",)),
            ("exec cat", "exec cat", ("exec 'cat '",)), ("echo", "echo", ("echo --idle 1h",)),
            ("block { recv . }", "block", ("block { recv . }",))):
        with Desk(folder=folder) as desk:
            with client(served(desk, role)):
                desk.until("1.server.clients", 1)
                desk.do("take 2")
                equal(desk.do(f"serve 2 {same}").get("server"), 1, role)
                for other in others:
                    desk.do("take 2")
                    own = desk.do(f"serve 2 {other}")
                    expect("server" not in own and own["job"] > 1, other, own)


def bytes_that_were_held_are_served(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            desk.do("take 2")
            one.sendall(b"line\nrest")
            equal(desk.do("recv 2 --line")["data"], "line\n")
            desk.do("expect 2.buffered == 4")
            desk.do("serve 2 echo")
            equal(receive(one, 4), b"rest")
            equal(ask(one), b"hello")


def a_taken_client_may_have_another_role(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as a, client(where) as b:
            equal((ask(a), ask(b)), (b"hello", b"hello"))
            desk.do("take 2")
            own = desk.do("serve 2 reply pong")
            expect(like({"socket": 2, "role": "reply", "job": 2}, own), "not so", own)
            a.sendall(b"ping")
            equal(receive(a, 4), b"pong")
            equal(ask(b), b"hello")
            desk.do("take 2")
            expect(like({"ok": True, "ended": "taken"}, desk.end(2)), "not so", desk.all)
            desk.do("send 2 hi")
            equal(receive(a, 2), b"hi")
            desk.do("serve 2 discard")
        expect(like({"ok": True, "ended": "done", "job": 3}, desk.end(3)), "not so", desk.all)
        comes_in(where)


def stop_of_a_connection(_):
    with Desk() as desk:
        desk.tell("pair", "serve 1 echo", "send 2 hello")
        equal(desk.do("recv 2 5 --waitall")["data"], "hello")
        desk.tell("serve 1 stop")
        expect(like({"ended": "stopped"}, desk.end()), "not so", desk.all)


def what_is_served_is_not_received_by_hand(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            for command, hint in (("recv 2", "'take 2'"), ("expect recv 2 x", "'take 2'"),
                                  ("accept 1", "'serve 1 stop'"),
                                  ("recv 2 --line", "'take 2'"), ("tls 2", "'take 2'"),
                                  ("on 2 closed { }", "'take 2'")):
                failed = desk.say(command)
                expect(like({"ok": False, "error": {"kind": "refused"}}, failed) and
                       hint in failed["error"]["hint"], "not so", failed)
            desk.do("send 2 between")
            equal(receive(one, 7), b"between")
            equal(ask(one), b"hello")
            desk.do("poll 2 --for write")
            desk.do("set 2 nodelay on")
            desk.do("info 2")


def what_is_sent_by_hand_has_its_turn(_):
    """Also where the client takes nothing for now, and the server has more than enough."""
    with Desk() as desk:
        where = served(desk, "chargen")
        with client(where) as one:
            receive(one, 100)
            desk.until("2.writable", "false")
            # Were it to wait for room, it would for ever.
            desk.do("send 2 from-a-person --timeout 10s")
            got = b""
            while b"from-a-person" not in got:
                more = one.recv(1 << 20)
                expect(more, "the end has come first")
                got = got[-20:] + more


def who_waits_for_a_served_socket_is_woken(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            desk.sosh.stdin.write(b"expect 2.received == 11 --within 20s\n")
            desk.sosh.stdin.flush()
            equal(ask(one, b"six..."), b"six...")
            expect(desk.tell("echo x")[0]["ok"], "not woken", desk.all)


def take_tells_who_was_meant(_):
    with Desk() as desk:
        served(desk, "echo")
        desk.tell("socket tcp", "connect 2 ${1.local}")
        desk.until("1.server.clients", 1)
        for number, part in ((2, "take 3"), (1, "status --of 1")):
            failed = desk.say(f"take {number}")
            expect(part in failed["error"]["hint"], "no hint", failed)


def one_that_is_given_back_is_counted_once(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            for _ in range(3):
                desk.do("take 2")
                equal(desk.do("serve 2 echo")["server"], 1)
            equal(ask(one), b"hello")
            equal(desk.property("1.server.total"), "1")
        desk.do("serve 1 stop")
        with client(where):
            desk.do("accept 1")
            desk.do("serve 1 echo")
            desk.do("serve 3 echo")
            equal(desk.property("1.server.total"), "1")


def what_went_by_hand_is_not_the_servers(_):
    for how in ("block { recv $client --exact 5; send $client again }",
                "exec 'head -c 5 >/dev/null; printf again'"):
        with Desk() as desk:
            desk.tell(*TCP.split("; "))
            with client(address(desk.property("1.local"))) as one:
                desk.do("accept 1")
                one.sendall(b"by hand")
                desk.do("recv 2 --exact 7")
                desk.do("send 2 'by hand, too'")
                equal(receive(one, 12), b"by hand, too")
                desk.do(f"serve 2 {how}")
                one.sendall(b"hello")
                equal(receive(one, 5), b"again")
            expect(like({"ended": "done", "clients": 1, "in": 5, "out": 5}, desk.end()),
                   how, desk.all)


def main():
    suite = Suite()
    cases = [
        take_tells_what_is_lost, take_tells_how_far_an_answer_was,
        take_behind_the_end_tells_nothing_of_it, a_reset_ends_a_block_whatever_it_waits_for,
        a_block_goes_on_when_both_have_finished, a_block_is_told_the_end_that_a_person_saw,
        take_and_give_back, who_comes_back_is_counted_once_and_needs_a_place,
        a_role_with_words_has_its_client_back_without, the_same_words_are_its_servers_too,
        bytes_that_were_held_are_served,
        a_taken_client_may_have_another_role, stop_of_a_connection,
        what_is_served_is_not_received_by_hand, what_is_sent_by_hand_has_its_turn,
        who_waits_for_a_served_socket_is_woken, take_tells_who_was_meant,
        one_that_is_given_back_is_counted_once, what_went_by_hand_is_not_the_servers,
    ]
    for case in cases:
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()


if __name__ == "__main__":
    main()
