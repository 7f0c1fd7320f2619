#!/usr/bin/python3
"""Servers whose clients speak in messages (UNIX seqpacket): each keeps its bounds, also an empty
one, which is no end."""

import contextlib
import os
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import Desk  # noqa: E402
from sosh import PATIENCE, Suite, equal, expect, like  # noqa: E402

LISTEN = "socket unix-seqpacket; bind 1 ./s; listen 1 100"
LONG = 250000


def serving(folder, how):
    desk = Desk(folder=folder)
    desk.tell(*LISTEN.split("; "))
    desk.do(f"serve 1 {how}")
    return desk


def client(folder, room=0):
    one = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    one.settimeout(PATIENCE)
    if room:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, room)
    one.connect(os.path.join(folder, "s"))
    return one


def say(one, *messages):
    for message in messages:
        equal(one.send(message), len(message))


def hears(one, *messages):
    for message in messages:
        equal(one.recv(300000), message)


def stopped(desk, **wanted):
    """What the job tells at its end."""
    desk.tell("serve 1 stop")
    end = desk.end()
    expect(like(wanted, end), f"not {wanted}", end)
    desk.leave()


def each_message_comes_back_with_its_bounds(folder):
    with serving(folder, "echo") as desk, client(folder) as one:
        say(one, b"one", b"two" * 1000, b"", b"x")
        hears(one, b"one", b"two" * 1000, b"", b"x")
        stopped(desk, clients=1, **{"in": 3004, "out": 3004})


def empty_messages_before_the_end_are_none(folder):
    with serving(folder, "echo"), client(folder) as one:
        say(one, b"", b"", b"last", b"")
        one.shutdown(socket.SHUT_WR)
        hears(one, b"", b"", b"last", b"", b"")
        equal(one.recv(10), b"")


def the_longest_come_back_whole(folder):
    with serving(folder, "echo") as desk, client(folder, LONG) as one:
        size = min(LONG, one.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) - 64)
        say(one, b"y" * size)
        hears(one, b"y" * size)
        stopped(desk, **{"in": size, "out": size})


def thousands_of_empty_ones_hold_nobody_up(folder):
    with serving(folder, "discard") as desk, client(folder) as flood:
        flood.setblocking(False)
        for _ in range(20000):
            with contextlib.suppress(BlockingIOError):
                flood.send(b"")
        with client(folder) as one:
            desk.until("1.server.clients", 2)
            one.close()
            desk.until("1.server.clients", 1)
        flood.close()
        desk.until("1.server.clients", 0)
        stopped(desk, clients=2, **{"in": 0})


def who_does_not_read_is_owed_messages_and_gets_them_in_order(folder):
    with serving(folder, "echo") as desk, client(folder) as one:
        told = [b"%d" % number * 50 for number in range(3000)]
        sent = 0
        one.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while sent < len(told):
                one.send(told[sent])
                sent += 1
        one.settimeout(PATIENCE)
        expect(sent < len(told), "it takes all of it")
        # What both sides have no room for is with the server, whole.
        hears(one, *told[:sent])
        say(one, b"more")
        hears(one, b"more")
        stopped(desk, dropped=0)


def a_rate_holds_messages_back_and_cuts_none(folder):
    with serving(folder, "echo --rate 1k") as desk, client(folder) as one:
        messages = [bytes([65 + number]) * 400 for number in range(5)]
        say(one, *messages)
        hears(one, *messages)
        stopped(desk, **{"in": 2000, "out": 2000})


def reply_sends_a_message_for_each(folder):
    with serving(folder, 'reply "got " it'), client(folder) as one:
        say(one, b"one", b"")
        hears(one, b"got it", b"got it")


def an_empty_reply_is_an_empty_message(folder):
    with serving(folder, 'reply ""') as desk, client(folder) as one:
        say(one, b"one", b"two")
        hears(one, b"", b"")
        stopped(desk, **{"in": 6, "out": 0})


def time_and_daytime_are_a_message_and_an_end(folder):
    for role, length in (("time", 4), ("daytime", 0)):
        path = os.path.join(folder, role)
        os.mkdir(path)
        with serving(path, role), client(path) as one:
            got = one.recv(100)
            expect(len(got) == length or got.endswith(b"\r\n"), "no time", got)
            equal(one.recv(100), b"")


def a_broker_tells_messages(folder):
    with serving(folder, "broker") as desk, client(folder) as a, client(folder) as b, \
            client(folder) as c:
        desk.until("1.server.clients", 3)
        say(a, b"one", b"", b"two\n\n")
        for one in (b, c):
            hears(one, b"one", b"", b"two\n\n")
        say(c, b"three")
        hears(a, b"three")


def a_broker_of_lines_ends_a_line_with_each_message(folder):
    with serving(folder, "broker lines") as desk, client(folder) as a, client(folder) as b:
        desk.until("1.server.clients", 2)
        say(a, b"no end", b"two\nlines\n")
        got = b.recv(1000), b.recv(1000)
        number = got[0].split(b":")[0]
        equal(got, (number + b": no end\n", number + b": two\n" + number + b": lines\n"))


def a_rule_looks_at_each_message_by_itself(folder):
    with open(os.path.join(folder, "rules"), "w", encoding="ascii") as rules:
        rules.write("greeting -> hello\n"
                    "'^HE' -> 'a part'\n"
                    "'^LLO' -> 'the rest'\n"
                    "'^(\\d+)$' -> 'number ' ${match.1}\n"
                    "'^$' -> nothing\n"
                    "'^LATER' -> wait delay 1ms now\n"
                    "'^QUIT' -> bye close\n"
                    "else -> 'what?'\n")
    with serving(folder, "match rules"), client(folder) as one:
        hears(one, b"hello")
        say(one, b"HE", b"LLO", b"HELLO", b"12", b"", b"x\ny", b"LATER", b"12", b"QUIT", b"12")
        hears(one, b"a part", b"the rest", b"a part", b"number 12", b"nothing", b"what?",
              b"wait", b"now", b"number 12", b"bye", b"")


def a_block_receives_messages(folder):
    with serving(folder, "block { repeat 2 { recv .; send . ${answer.data} back } }") as desk, \
            client(folder) as one:
        say(one, b"one", b"two")
        hears(one, b"oneback", b"twoback", b"")
        desk.until("1.server.clients", 0)
        stopped(desk, failed=0, **{"in": 6, "out": 14})


def an_empty_message_before_others_is_no_end_for_recv(folder):
    with Desk(folder=folder) as desk:
        desk.tell("pair unix-seqpacket", 'send 1 ""', "send 1 last", "shutdown 1 write")
        got = [desk.do("recv 2") for _ in range(3)]
        equal([(it["bytes"], it["eof"]) for it in got], [(0, False), (4, False), (0, True)], got)


def a_program_reads_and_writes_messages(folder):
    with open(os.path.join(folder, "program.py"), "w", encoding="ascii") as program:
        program.write("import os\nfor _ in range(3): os.write(1, os.read(0, 100)[::-1])\n")
    with serving(folder, f'exec "{sys.executable} program.py"') as desk, client(folder) as one:
        say(one, b"one", b"two", b"")
        hears(one, b"eno", b"owt", b"")
        desk.until("1.server.clients", 0)
        stopped(desk, failed=0, **{"in": 6, "out": 6})


def one_that_is_taken_and_given_back_keeps_its_messages(folder):
    with serving(folder, "echo") as desk, client(folder) as one:
        say(one, b"one")
        hears(one, b"one")
        desk.do("take 2")
        equal(desk.do("get 2 SO_PASSCRED")["options"]["passcred"], False)
        say(one, b"two", b"", b"three")
        equal(desk.do("recv 2 --none")["bytes"], 3)
        desk.do("serve 2 echo")
        hears(one, b"", b"three")


def all_of_them_are_sent_a_message(folder):
    with serving(folder, "discard") as desk, client(folder) as a, client(folder) as b:
        desk.until("1.server.clients", 2)
        desk.do("send --all-of 1 hello")
        desk.do('send --all-of 1 ""')
        for one in (a, b):
            hears(one, b"hello", b"")


def a_pair_is_served_by_itself(folder):
    with Desk(folder=folder) as desk:
        desk.tell("pair unix-seqpacket", "serve 2 echo", "send 1 hello", 'send 1 ""')
        equal(desk.do("recv 1")["bytes"], 5)
        expect(like({"bytes": 0, "eof": False}, desk.do("recv 1 --none")), "not so", desk.all)


def what_has_no_bounds_is_not_for_messages(folder):
    with Desk(folder=folder) as desk:
        desk.tell(*LISTEN.split("; "))
        for how in ("http .", "store .", "file /dev/null"):
            failed = desk.say(f"serve 1 {how}")
            expect(not failed["ok"] and "bounds" in failed["error"]["message"], "not so", failed)
        desk.do("serve 1 echo")


def main():
    suite = Suite()
    for case in (
            each_message_comes_back_with_its_bounds, empty_messages_before_the_end_are_none,
            the_longest_come_back_whole, thousands_of_empty_ones_hold_nobody_up,
            who_does_not_read_is_owed_messages_and_gets_them_in_order,
            a_rate_holds_messages_back_and_cuts_none,
            reply_sends_a_message_for_each, an_empty_reply_is_an_empty_message,
            time_and_daytime_are_a_message_and_an_end, a_broker_tells_messages,
            a_broker_of_lines_ends_a_line_with_each_message,
            a_rule_looks_at_each_message_by_itself, a_block_receives_messages,
            an_empty_message_before_others_is_no_end_for_recv,
            a_program_reads_and_writes_messages,
            one_that_is_taken_and_given_back_keeps_its_messages, all_of_them_are_sent_a_message,
            a_pair_is_served_by_itself, what_has_no_bounds_is_not_for_messages,
    ):
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()


if __name__ == "__main__":
    main()
