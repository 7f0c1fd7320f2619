#!/usr/bin/python3
"""How a server of `serve` comes to its end, and what becomes of its clients then."""

import contextlib
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import TCP, Desk, address, ask, client, comes_in, served  # noqa: E402
from sosh import (PATIENCE, SOSH, Suite, answers, environment, equal, expect, like,  # noqa: E402
                  on_a_terminal, receive, run)


def a_script_that_is_broken_off_tells_what_it_served(_):
    script = TCP + "serve 1 echo; echo port ${1.local}; join all"
    with subprocess.Popen([SOSH, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=environment()) as sosh:
        try:
            line = next(line for line in sosh.stdout if line.startswith(b"port "))
            with client(address(line.split()[1].decode())) as one:
                equal(ask(one), b"hello")
                sosh.send_signal(signal.SIGINT)
                told = sosh.communicate(timeout=PATIENCE)[1].decode()
        finally:
            sosh.kill()
        expect("[1] ends with sosh: echo: 1 client, 5 in, 5 out\n" in told, "not told", told)


def stop_closes_the_clients_and_leaves_the_socket(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            equal(desk.do("serve 1 stop"), {"command": "serve", "socket": 1, "ok": True,
                                            "role": "echo", "stopped": True, "clients": 1,
                                            "refused": 0, "dropped": 0, "in": 5, "out": 5})
            equal(receive(one, 1), b"")
        with client(where):
            desk.do("accept 1")
        desk.do("serve 1 discard")
        desk.leave()


MANY = 300


@contextlib.contextmanager
def many_clients(how="echo"):
    """More than are closed in a turn."""
    with Desk() as desk, contextlib.ExitStack() as stack:
        where = served(desk, how, TCP.replace("100", "1000"))
        for _ in range(MANY):
            stack.enter_context(client(where))
        desk.until("1.server.clients", MANY)
        yield desk


def open_sockets(desk):
    return left_open(desk.do("status"))


def left_open(status):
    return sum("fd" in row for row in status["sockets"])


def stop_of_many_waits_until_all_are_closed(_):
    with many_clients() as desk:
        expect(like({"stopped": True, "role": "echo", "clients": MANY}, desk.do("serve 1 stop")),
               "not so", desk.all)
        equal(open_sockets(desk), 1)
        desk.do("serve 1 discard")
        expect(like({"ended": "stopped", "clients": MANY}, desk.end()), "not so", desk.all)
        desk.leave()


def a_server_that_stops_says_so(_):
    with many_clients() as desk:
        told = desk.tell("serve 1 stop &; echo ${1.server.role}; serve 1 echo; status 1; join all")
        expect(any(it.get("text") == "stopping" for it in told), "not so", told)
        expect(any(it["command"] == "serve" and "is served" in it["error"]["message"]
                   for it in told if "error" in it), "it can be served", told)
        equal(open_sockets(desk), 1)
        desk.leave(1)


def stop_may_be_said_again_meanwhile(_):
    with many_clients() as desk:
        told = desk.tell("serve 1 stop &; serve 1 stop &; serve 1 stop; join all")
        equal(sum(it.get("stopped", False) for it in told), 3, told)
        equal(sum("ended" in it for it in told), 1, told)
        equal({it["clients"] for it in told if "stopped" in it}, {MANY}, told)
        equal(open_sockets(desk), 1)
        desk.leave()


def a_stop_that_is_broken_off_goes_on(_):
    with many_clients() as desk:
        told = desk.tell("serve 1 stop &; cancel 2; join 1")
        expect(any(like({"job": 1, "ended": "stopped", "clients": MANY}, it) for it in told),
               "not so", told)
        equal(open_sockets(desk), 1)


def cancel_of_many_closes_them_all(_):
    with many_clients() as desk:
        told = desk.tell("cancel 1; try { join 1 }")
        expect(any(like({"job": 1, "ended": "cancelled", "ok": False}, it) for it in told),
               "not so", told)
        equal(open_sockets(desk), 1)
        desk.do("serve 1 echo")


def a_server_that_stops_may_be_closed(_):
    for how in ("close 1", "reset 1", "close all"):
        with many_clients() as desk:
            told = desk.tell(f"serve 1 stop &; {how}; join all")
            equal(sum(it.get("stopped", False) for it in told), 1, told)
            equal(sum("ended" in it for it in told), 1, told)
            equal(open_sockets(desk), 0)
            desk.leave()


def close_of_a_server_with_many_holds_up_nobody(_):
    for how in ("close 1", "reset 1", "close all"):
        with many_clients() as desk:
            told = desk.tell(f"{how} &; echo ${{1.server.role}}; join all")
            expect(any(it.get("text") == "stopping" for it in told), how, told)
            ends = [it for it in told if it.get("job") == 1 and "ended" in it]
            expect(len(ends) == 1 and like({"ended": "closed", "clients": MANY}, ends[0]), how, told)
            equal(open_sockets(desk), 0, told)
            desk.leave()


def a_close_that_is_broken_off_leaves_the_socket(_):
    for how in ("close 1", "reset 1"):
        with many_clients() as desk:
            told = desk.tell(f"{how} &; cancel 2; join 1")
            expect(any(like({"job": 1, "ended": "closed", "clients": MANY}, it) for it in told),
                   "not so", told)
            equal(open_sockets(desk), 1)
            desk.do("serve 1 echo")


def a_server_may_be_closed_twice_at_once(_):
    with many_clients() as desk:
        told = desk.tell("close 1 &; reset 1 &; serve 1 stop &; close 1; join all")
        equal(sum("ended" in it for it in told), 1, told)
        equal(open_sockets(desk), 0)


def a_block_may_close_its_own_server(_):
    with many_clients("block { recv .; close 1 }") as desk:
        with client(address(desk.property("1.local"))) as one:
            one.sendall(b"x")
            desk.tell(f"expect 1.state == CLOSED --within {int(PATIENCE)}")
        expect(like({"ended": "closed", "clients": MANY + 1}, desk.end()), "not so", desk.all)
        equal(open_sockets(desk), 0)


def quit_ends_one_that_stops(_):
    for how in ("serve 1 stop &; quit", "cancel 1; quit", "serve 1 stop &; serve 1 stop &; quit"):
        with many_clients() as desk:
            desk.sosh.stdin.write(how.encode() + b"\n")
            desk.sosh.stdin.flush()
            result = desk.leave()
            told = [it for it in result.answers if it.get("job") == 1 and "ended" in it]
            equal(len(told), 1, result)


def a_test_ends_a_server_with_many(folder):
    with open(os.path.join(folder, "t.sosh"), "w", encoding="ascii") as script:
        script.write(
            'test "many" {\n'
            "socket tcp --name l; bind l 127.0.0.1:0; listen l 1000; serve l discard\n"
            f"repeat {MANY} {{ socket tcp; connect . ${{l.local}} }}\n"
            f"expect l.server.clients == {MANY} --within {int(PATIENCE)}\n"
            "}\n"
            "status\n")
    result = run("--json", "t.sosh", cwd=folder)
    equal(result.status, 0, result)
    equal([left_open(it) for it in result.answers if it["command"] == "status"], [0], result)


def closing_the_socket_ends_it(_):
    for how in ("close 1", "reset 1"):
        with Desk() as desk:
            where = served(desk, "echo")
            with client(where) as one:
                equal(ask(one), b"hello")
                desk.do(how)
                try:
                    equal(receive(one, 1), b"")
                except ConnectionResetError:
                    pass
            expect(like({"ok": True, "ended": "closed"}, desk.end()), "not so", desk.all)
            equal(desk.do("jobs")["jobs"] if "jobs" in desk.say("jobs") else [], [])
            desk.leave()


def a_socket_and_its_clients_may_be_closed_together(_):
    for how in ("reset 1 2 3", "close 1 2 3", "close all", "reset 3 2 1"):
        with Desk() as desk:
            where = served(desk, "echo")
            with client(where) as a, client(where) as b:
                equal((ask(a), ask(b)), (b"hello", b"hello"))
                desk.do(how)
            equal(desk.end()["ended"], "closed")
            equal(desk.say("expect 1.state == CLOSED")["ok"], True)
            desk.leave()


def closing_a_client_by_hand(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as a, client(where) as b:
            equal((ask(a), ask(b)), (b"hello", b"hello"))
            desk.do("close 2")
            equal(receive(a, 1), b"")
            equal(ask(b), b"hello")
            desk.do("reset 3")
            try:
                equal(receive(b, 1), b"")
            except ConnectionResetError:
                pass
        comes_in(where)
        desk.leave()


def cancel_ends_it(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            got = desk.tell("cancel %1")
            expect(like({"command": "serve", "job": 1, "ok": False,
                         "error": {"kind": "cancelled"}}, got[0]), "not so", got)
            equal(receive(one, 1), b"")
        desk.leave()


def join_waits_for_it(_):
    with Desk() as desk:
        where = served(desk, "echo --once")
        expect(like({"ok": False, "error": {"kind": "timeout"}},
                    desk.say("join 1 --timeout 100ms")), "not so", desk.all)
        desk.sosh.stdin.write(b"join all\n")
        desk.sosh.stdin.flush()
        with client(where) as one:
            equal(ask(one), b"hello")
        desk.end()
        expect(any(like({"command": "join", "jobs": [1], "ok": True}, it) for it in desk.all),
               "not joined", desk.all)


def quit_ends_all(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            desk.sosh.stdin.write(b"quit\n")
            desk.sosh.stdin.flush()
            equal(receive(one, 1), b"")
            equal(desk.sosh.wait(PATIENCE), 0)


def the_end_of_a_script_cancels_it(_):
    result = answers(TCP + "serve 1 echo")
    equal(result.status, 0, result)
    expect(like({"command": "serve", "job": 1, "ok": False, "error": {"kind": "cancelled"}},
                result.answer), "not so", result)


def a_test_ends_its_servers(_):
    result = answers('test "a" { socket tcp; bind 1 127.0.0.1:0; listen 1; serve 1 echo; '
                     'socket tcp; connect 2 ${1.local}; send 2 hello; expect recv 2 hello }; '
                     'test "b" { fails usage serve 1 stop; jobs }')
    equal(result.status, 0, result)


def both_ends_in_one_script(_):
    result = answers(TCP + "serve 1 echo; foreach i in 1..20 { socket tcp --name c; connect c "
                     "${1.local}; send c $i; expect recv c $i; close c }; serve 1 stop")
    equal(result.status, 0, result)
    end = [it for it in result.answers if "ended" in it]
    expect(len(end) == 1 and end[0]["clients"] == 20, "not so", result)


def a_script_that_ends_before_anybody_comes_is_told(_):
    def shown(commands):
        return on_a_terminal(TCP + commands, error=subprocess.STDOUT).replace("\n", "")
    expect("'join all' waits" in shown("serve 1 echo"), "not told", shown("serve 1 echo"))
    for commands in ("serve 1 echo; quit", "serve 1 echo; serve 1 stop"):
        expect("'join all'" not in shown(commands), "told", shown(commands))
    result = run("-c", f"{TCP}serve 1 echo")
    equal((result.status, result.complaint), (0, ""), result)


def main():
    suite = Suite()
    cases = [
        stop_closes_the_clients_and_leaves_the_socket, stop_of_many_waits_until_all_are_closed,
        a_server_that_stops_says_so, stop_may_be_said_again_meanwhile,
        a_stop_that_is_broken_off_goes_on, cancel_of_many_closes_them_all,
        a_server_that_stops_may_be_closed, close_of_a_server_with_many_holds_up_nobody,
        a_close_that_is_broken_off_leaves_the_socket, a_server_may_be_closed_twice_at_once,
        a_block_may_close_its_own_server, quit_ends_one_that_stops,
        a_test_ends_a_server_with_many, closing_the_socket_ends_it,
        a_socket_and_its_clients_may_be_closed_together, closing_a_client_by_hand,
        cancel_ends_it, join_waits_for_it, quit_ends_all, the_end_of_a_script_cancels_it,
        a_test_ends_its_servers, both_ends_in_one_script,
        a_script_that_is_broken_off_tells_what_it_served,
        a_script_that_ends_before_anybody_comes_is_told,
    ]
    for case in cases:
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()


if __name__ == "__main__":
    main()
