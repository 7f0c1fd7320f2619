#!/usr/bin/python3
"""What is counted of servers and shown of their clients: properties, the rows of `status`,
and `send --all-of`, which goes to all of them.  The clients are sosh's own sockets."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import Suite, answers, equal, expect, like, text  # noqa: E402

COUNTERS = {"server.role": "echo", "server.clients": int, "server.total": int,
            "server.refused": int, "server.dropped": int, "server.in": int, "server.out": int,
            "server.rate-in": int, "server.rate-out": int}
WAIT = "--within 40s"
LIMIT = 60


def listener(*serve, name="l"):
    """A server of no clients yet, which is socket 1."""
    return "; ".join([f"socket tcp --name {name}", f"bind {name} 127.0.0.1:0",
                      f"listen {name} 200", *([" ".join(("serve", name) + serve)] if serve
                                              else [])]) + "; "


def clients(count, name="l"):
    """So many connect, and come one after another: 2 is a client and 3 its other end, ..."""
    return "".join(f"socket tcp; connect . ${{{name}.local}}; "
                   f"expect {name}.server.clients == {at + 1} {WAIT}; " for at in range(count))


def accepted(count, name="l"):
    """The same of a listener that nobody serves: 2 and 3 know each other, 4 and 5, ..."""
    return "".join(f"socket tcp; connect . ${{{name}.local}}; accept {name}; "
                   for _ in range(count))


def told(commands, **others):
    """The answers of all commands, and of no server that ends with the script."""
    result = answers(commands, limit=LIMIT, **others)
    return [it for it in result.answers if "ended" not in it], result


def last(commands, **others):
    got, result = told(commands, **others)
    equal(result.status, 0, result)
    return got[-1], result


def rows_of(answer):
    return [row["number"] for row in answer["sockets"]]


# --- properties


def counters_are_properties(folder):
    commands = (listener("echo") + clients(2) + "send 2 hello; recv 2 --exact 5; "
                f"expect l.server.out == 5 {WAIT}; ")
    for show, field in (("info l", "properties"), ("status l", "sockets")):
        answer, result = last(commands + show)
        got = answer[field] if field == "properties" else answer[field][0]
        expect(like(COUNTERS, got), "the counters", result)
        wanted = {"server.clients": 2, "server.total": 2, "server.refused": 0,
                  "server.dropped": 0, "server.in": 5, "server.out": 5}
        expect(like(wanted, got), f"not {wanted}", result)
        expect("served" not in got, "the server is a client", result)
    answer, result = last(commands + "echo ${l.server.role} ${l.server.clients} ${1.server.in}")
    equal(answer["text"], "echo 2 5", result)


def clients_tell_what_serves_them(folder):
    answer, result = last(listener("echo") + clients(1) + "info 3")
    expect(like({"served": "echo", "listener": 1}, answer["properties"]), "the client", result)
    expect(not any(name.startswith("server.") for name in answer["properties"]),
           "a client has a server's counters", result)
    answer, result = last(listener("echo") + clients(1) + "info 2")
    expect("served" not in answer["properties"], "who connects is served", result)


def nothing_is_left_after_the_end(folder):
    answer, result = last(listener("echo") + clients(1) + "serve l stop; "
                          "echo '<'${l.server.clients}${l.server.role}'>'")
    equal(answer["text"], "<>", result)


def one_that_is_taken_is_nobodys(folder):
    answer, result = last(listener("echo") + clients(2) + "take 3; "
                          f"expect l.server.clients == 1 {WAIT}; info 3")
    expect("served" not in answer["properties"], "it is served", result)


def refused_ones_are_counted(folder):
    answer, result = last(listener("echo", "--max-clients 1") + clients(1) +
                          "socket tcp; try { connect . ${l.local} }; "
                          f"expect l.server.refused == 1 {WAIT}; info l")
    expect(like({"server.clients": 1, "server.total": 1}, answer["properties"]), "counted", result)


def dropped_ones_are_counted(folder):
    answer, result = last(listener("echo", "--idle 20ms") + "socket tcp; connect . ${l.local}; "
                          f"expect l.server.dropped == 1 {WAIT}; info l")
    expect(like({"server.clients": 0, "server.total": 1}, answer["properties"]), "counted", result)


def the_rate_goes_and_comes(folder):
    answer, result = last(
        listener("echo") + clients(1) + "echo ${l.server.rate-in}; "
        "repeat { send 2 pattern:100; recv 2 --exact 100 --none; sleep 5ms } &; "
        f"expect l.server.rate-in > 100 {WAIT}; expect l.server.rate-out > 100 {WAIT}; "
        f"cancel 2; expect l.server.rate-in == 0 {WAIT}; echo ${{l.server.rate-out}}")
    equal(answer["text"], "0", result)


def datagrams_are_counted(folder):
    answer, result = last("socket udp; bind 1 127.0.0.1:0; serve 1 echo; socket udp; "
                          "connect 2 ${1.local}; send 2 abc; send 2 de; recv 2; recv 2; "
                          f"expect 1.server.total == 2 {WAIT}; info 1")
    got = answer["properties"]
    expect(like({"server.in": 5, "server.out": 5}, got) and "server.clients" not in got,
           "counted", result)


# --- status


def numbers(result):
    """The first word of each line of a table, with the blanks before it."""
    return [re.match(r" *\S+", line)[0] for line in result.lines]


def shown(commands):
    result = text(commands, limit=LIMIT)
    equal(result.status, 0, result)
    at = max(at for at, line in enumerate(result.lines) if re.match(r" *#", line))
    result.out = "".join(line + "\n" for line in result.lines[at + 1:]).encode()
    return result


def clients_stand_under_their_server(folder):
    result = shown("pair; " + listener("echo") + clients(2) + "status")
    equal(numbers(result), ["1", "2", "3", "  5", "  7", "4", "6"], result)
    expect(re.search(r"^3 +l +tcp +LISTEN +127\.0\.0\.1:\d+ +echo: 2 clients, 0 in, 0 out",
                     result.text, re.M), "the counters", result)


def one_served_by_itself_has_its_cells(folder):
    result = shown("pair; serve 1 echo; send 2 hello; recv 2 --exact 5; status 1")
    expect(re.search(r"^1 .* 5 +5 ", result.text) and "client" not in result.text, "the row",
           result)
    answer, result = last("pair; serve 1 echo; info 1")
    expect(like({"served": "echo"}, answer["properties"]), "info", result)


def two_servers_have_their_own(folder):
    result = shown(listener("echo") + listener("discard", name="k") + clients(1) +
                   clients(1, "k") + "status --columns number,served")
    equal([line.split() for line in result.lines],
          [["1"], ["4", "echo"], ["2"], ["6", "discard"], ["3"], ["5"]], result)


def eight_are_shown_and_nine_are_folded(folder):
    result = shown(listener("echo") + clients(8) + "status --columns number")
    equal(len([it for it in numbers(result) if it.startswith("  ")]), 8, result)
    result = shown(listener("echo") + clients(9) + "status --columns number")
    equal(len([it for it in numbers(result) if re.match(r"  \d", it)]), 8, result)
    expect("  ... 1 more: status --all, status --of 1" in result.lines, "the fold", result)


def those_used_last_are_shown(folder):
    result = shown(listener("echo") + clients(20) +
                   "foreach n in 2 4 6 8 { send $n x; recv $n }; status --columns number")
    got = [int(it) for it in numbers(result) if re.match(r"  \d", it)]
    equal((got[:4], got == sorted(got)), ([3, 5, 7, 9], True), result)


def all_shows_all(folder):
    result = shown(listener("echo") + clients(20) + "status --all --columns number")
    equal(len([it for it in numbers(result) if re.match(r"  \d", it)]), 20, result)


def what_is_looked_for_is_not_folded(folder):
    result = shown(listener("echo") + clients(20) + "status served == echo --columns number")
    equal(numbers(result), [str(number) for number in range(3, 42, 2)], result)


def programs_lose_no_row(folder):
    answer, result = last(listener("echo") + clients(20) + "status")
    equal(rows_of(answer), list(range(1, 42)), result)


def of_shows_its_own(folder):
    answer, result = last(listener("echo") + clients(10) + "status --of l")
    equal(rows_of(answer), list(range(3, 22, 2)), result)
    result = shown(listener("echo") + clients(10) + "status --of 1 'number > 16' --columns number")
    equal([it.strip() for it in numbers(result)], ["17", "19", "21"], result)


def of_one_that_nobody_serves(folder):
    answer, result = last("pair; " + listener() + accepted(2) + "status --of l")
    equal(rows_of(answer), [5, 7], result)
    answer, result = last("pair; status --of 1")
    equal(rows_of(answer), [], result)


def closed_ones_come_with_all(folder):
    start = (listener("echo") + clients(2) + "reset 2; "
             f"expect l.server.clients == 1 {WAIT}; ")
    answer, result = last(start + "status --of l")
    equal(rows_of(answer), [5], result)
    answer, result = last(start + "status --of l --all")
    equal(rows_of(answer), [3, 5], result)
    result = shown(start + "status --all --columns number")
    equal(numbers(result), ["1", "  3", "  5", "2", "4"], result)


def of_goes_with_no_numbers(folder):
    for words, why in (("1 --of 1", "not by their numbers"), ("--system --of 1", "of sosh itself")):
        answer = told(f"pair; status {words}")[0][-1]
        expect(like({"ok": False, "error": {"kind": "usage", "message": re.compile(why)}}, answer),
               words, answer)


# --- send --all-of


def all_clients_get_it(folder):
    answer, result = last(listener("echo") + clients(3) + "send --all-of l 'a' \"b\\n\"")
    expect(like({"socket": 1, "bytes": 9, "clients": 3}, answer), "the answer", result)
    commands = listener("echo") + clients(3) + "send --all-of l hello; "
    for number in (2, 4, 6):
        answer, result = last(commands + f"recv {number} --exact 5")
        equal(answer["data"], "hello", result)
    answer, result = last(commands + f"expect l.server.out == 15 {WAIT}; status l")
    equal(answer["sockets"][0]["server.in"], 0, result)


def accepted_ones_get_it(folder):
    answer, result = last(listener() + accepted(2) + "send --all-of l hello; recv 4 --exact 5")
    equal(answer["data"], "hello", result)
    answer, result = last(listener() + accepted(2) + "close 3; send --all-of l hello")
    expect(like({"bytes": 5, "clients": 1}, answer) and "failed" not in answer, "one", result)


def nobody_gets_it(folder):
    answer, result = last("config notes on; " + listener("echo") + "send --all-of l hello")
    expect(like({"bytes": 0, "clients": 0}, answer) and "note" not in answer, "the answer", result)
    for commands in ("pair; send --all-of 1 hello", "socket udp; bind 1 127.0.0.1:0; serve 1 echo; "
                     "send --all-of 1 hello"):
        got, result = told(commands)
        expect(like({"kind": "refused", "message": re.compile("does not listen")},
                    got[-1]["error"]), "the error", result)


def one_that_is_full_holds_nobody(folder):
    """Socket 2 does not read: 4 has all of it before."""
    commands = (listener() + accepted(2) + "send --all-of l pattern:15M &;  "
                "recv 4 --exact 15M --none; expect 2.recvq > 0; recv 2 --exact 15M --none; join 1; ")
    answer, result = last(commands + "echo ${answer.ok}")
    equal(answer["text"], "true", result)
    done = [it for it in result.answers if it["command"] == "send"][-1]
    expect(like({"bytes": 2 * (15 << 20), "clients": 2}, done), "the answer", result)


def who_did_not_get_it_is_told(folder):
    got, result = told(listener() + accepted(2) + "send --all-of l pattern:40M --timeout 50ms")
    answer = got[-1]
    expect(like({"ok": False, "clients": 0, "bytes": int, "error": {"kind": "timeout"},
                 "failed": [{"socket": int, "why": "no room", "bytes": int}] * 2}, answer),
           "the answer", result)
    equal(sum(row["bytes"] for row in answer["failed"]), answer["bytes"], result)
    # A reset is known at the next call, so one goes before.
    reset = listener() + accepted(2) + f"reset 2; expect 3.error == on {WAIT}; "
    answer, result = last(reset + "send --all-of l hello")
    expect(like({"clients": 1, "bytes": 5, "failed": [{"socket": 3, "why": "ECONNRESET",
                                                       "bytes": 0}]}, answer), "one", result)
    got, result = told(reset + "close 5; send --all-of l hello")
    expect(like({"ok": False, "error": {"errno": "ECONNRESET"}}, got[-1]), "none", result)


def it_comes_from_a_file_too(folder):
    with open(os.path.join(folder, "file"), "wb") as file:
        file.write(b"x" * 300000)
    got, result = told(listener("discard") + clients(2) + "send --all-of l file:./file; recv 2 "
                       "--exact 300000 --none; recv 4 --exact 300000 --none", cwd=folder)
    equal((result.status, got[-3]["bytes"]), (0, 600000), result)


def other_flags_do_not_go_with_it(folder):
    for flag in ("--oob", "--once", "--chunk 3", "--to 127.0.0.1:1", "--fd-number 0"):
        answer = told(listener() + f"send --all-of l x {flag}")[0][-1]
        expect(like({"kind": "usage", "message": re.compile("does not go with --all-of")},
                    answer["error"]), flag, answer)


def main():
    suite = Suite()
    for name, body in (
            ("counters are properties of the served socket", counters_are_properties),
            ("clients tell what serves them", clients_tell_what_serves_them),
            ("nothing is left after the end", nothing_is_left_after_the_end),
            ("one that is taken is nobody's", one_that_is_taken_is_nobodys),
            ("refused clients are counted", refused_ones_are_counted),
            ("dropped clients are counted", dropped_ones_are_counted),
            ("the rate goes up, and to nothing", the_rate_goes_and_comes),
            ("datagrams are counted", datagrams_are_counted),
            ("clients stand under their server", clients_stand_under_their_server),
            ("one that is served by itself has its cells", one_served_by_itself_has_its_cells),
            ("two servers have their own clients", two_servers_have_their_own),
            ("eight clients are shown, and of nine eight", eight_are_shown_and_nine_are_folded),
            ("of many, those used last are shown", those_used_last_are_shown),
            ("--all shows all clients", all_shows_all),
            ("what is looked for is not folded", what_is_looked_for_is_not_folded),
            ("programs lose no row", programs_lose_no_row),
            ("--of shows the clients of one", of_shows_its_own),
            ("--of a listener that nobody serves", of_one_that_nobody_serves),
            ("closed clients come with --all", closed_ones_come_with_all),
            ("--of goes with no numbers", of_goes_with_no_numbers),
            ("all clients get what is sent to all", all_clients_get_it),
            ("accepted sockets get it, too", accepted_ones_get_it),
            ("nobody gets it where there is nobody", nobody_gets_it),
            ("one that is full holds nobody", one_that_is_full_holds_nobody),
            ("who did not get it is told", who_did_not_get_it_is_told),
            ("what is sent to all comes from a file", it_comes_from_a_file_too),
            ("other flags do not go with --all-of", other_flags_do_not_go_with_it)):
        suite.case(name, body)
    suite.end()


if __name__ == "__main__":
    main()
