#!/usr/bin/python3
"""MPTCP beyond its descriptors: ghosts, queues, the other end, several paths."""

import os
import re
import shutil
import socket
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import LIBMNL, SOSH, Suite, answers, environment, equal, expect

LISTEN = "socket tcp --name l; bind l 127.0.0.1:0; listen l 7"
MPTCP = ("socket mptcp --name l; bind l 127.0.0.1:0; listen l 7; socket mptcp --name c; "
         "connect c ${l.local}; accept l --name s")


def rows(result):
    equal(result.status, 0, result)
    return [it for it in result.answers if it["command"] == "status"][-1]["sockets"]


def what_is_left_of_mptcp_is_shown_too(_):
    result = answers(MPTCP + "; close c; expect c.state == FIN-WAIT-2 --within 5s; "
                     "expect s.state == CLOSE-WAIT; expect s.recvq == 0; status; close s; "
                     "expect c.state == TIME-WAIT --within 5s; expect c.timer == time-wait; "
                     "expect c.expires > 1; status --system \"port == ${l.local.port}\"; "
                     "expect s.state == CLOSED")
    equal(result.status, 0, result)
    shown = [it for it in result.answers if it["command"] == "status"]
    equal([(row["number"], row["kind"], row["state"], row.get("ghost", False))
           for row in shown[0]["sockets"]],
          [(1, "mptcp", "LISTEN", False), (2, "mptcp", "FIN-WAIT-2", True),
           (3, "mptcp", "CLOSE-WAIT", False)], result)
    expect((2, "mptcp", "TIME-WAIT") in [(row.get("number"), row["kind"], row["state"])
                                         for row in shown[1]["sockets"]], "no ghost", result)


def mptcp_over_ipv6_leaves_it_by_either_family(_):
    for host in "[::1]", "[::ffff:127.0.0.1]":
        result = answers("socket mptcp6 --name l; bind l [::]:0; listen l; "
                         "socket mptcp6 --name c; "
                         f"connect c {host}:${{l.local.port}}; accept l --name s; close c; "
                         "expect c.state == FIN-WAIT-2 --within 5s; close s; "
                         "expect c.state == TIME-WAIT --within 5s; status c")
        equal(result.status, 0, result)
        equal([(row["kind"], row["peer.host"]) for row in rows(result)],
              [("mptcp6", host.strip("[]"))], result)


def mptcp_that_came_to_be_tcp_leaves_it_too(_):
    result = answers(LISTEN + "; socket mptcp --name c; connect c ${l.local}; accept l --name s; "
                     "expect s.kind == tcp; close c; expect c.state == FIN-WAIT-2 --within 5s; "
                     "status c; status --system \"port == ${l.local.port}\"; close s; "
                     "expect c.state == TIME-WAIT --within 5s")
    equal(result.status, 0, result)
    shown = [it for it in result.answers if it["command"] == "status"]
    equal([(row["kind"], "inode" in row) for row in shown[0]["sockets"]],
          [("mptcp", False)], result)
    equal([row["kind"] for row in shown[1]["sockets"] if row.get("number") == 2], ["mptcp"], result)


def a_copy_keeps_the_ghost_of_mptcp_away(_):
    result = answers(MPTCP + "; dup c --name d; close c; expect c.state == CLOSED; close d; "
                     "expect d.state == FIN-WAIT-2 --within 5s; reset s; "
                     "expect d.state == CLOSED --within 5s")
    equal(result.status, 0, result)


def mptcp_shut_at_both_ends_is_in_time_wait_though_open(_):
    result = answers(MPTCP + "; send c abc; shutdown c; expect s.state == CLOSE-WAIT --within 5s; "
                     "expect s.recvq == 3; recv s; expect s.recvq == 0; shutdown s; "
                     "expect c.state == TIME-WAIT --within 5s; expect s.state == CLOSED")
    equal(result.status, 0, result)


def what_waits_to_be_mptcp_is_called_so(_):
    clients = ("socket mptcp; connect . ${l.local}; socket tcp; connect . ${l.local}; ")
    result = answers(MPTCP.split("; socket")[0] + "; " + clients + "status l; "
                     "status --system 'listener == 1'")
    equal(result.status, 0, result)
    shown = [it["sockets"] for it in result.answers if it["command"] == "status"]
    for got in shown[0][1:], shown[1]:
        equal(sorted((row["kind"], row["listener"], row["state"]) for row in got),
              [("mptcp", 1, "ESTABLISHED"), ("tcp", 1, "ESTABLISHED")], result)
    result = answers(MPTCP.split("; listen")[0] + "; listen l 0; socket mptcp --nonblock; "
                     "socket mptcp --nonblock; try { connect 2 ${l.local} }; "
                     "try { connect 3 ${l.local} }; expect 2.state == ESTABLISHED --within 5s; "
                     "status l")
    equal({row["kind"] for row in rows(result)}, {"mptcp"}, result)


def the_other_end_of_mptcp_is_known(_):
    result = answers(MPTCP + "; expect c.pair == 3; expect c.peer.process == sosh; "
                     "expect s.peer.pid == ${c.pid}")
    equal(result.status, 0, result)


def kernel():
    return tuple(int(n) for n in re.findall(r"\d+", os.uname().release)[:2])


def has_mptcp():
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262).close()
    except OSError:
        return False
    return True


def inside():
    """In a namespace of its own: a connection with a second path."""
    for words in ("link set lo up", "mptcp limits set subflow 4 add_addr_accepted 4",
                  "mptcp endpoint add 127.0.0.2 dev lo subflow"):
        subprocess.run(["ip", *words.split()], check=True)
    # No event tells of a path that has come.
    result = answers(MPTCP.replace("connect c", "bind c 127.0.0.1:0; connect c")
                     .replace("bind l 127.0.0.1", "bind l 0.0.0.0")
                     .replace("${l.local}", "127.0.0.1:${l.local.port}") +
                     "; send c abc; recv s; repeat 200 { get c mptcp_info; "
                     "if ${answer.options.mptcp_info.subflows} == 1 { break }; sleep 20ms }; "
                     "status; status --system; close c; expect c.state == FIN-WAIT-2 --within 5s; "
                     "close s; expect c.state == TIME-WAIT --within 5s")
    equal(result.status, 0, result)
    ours, all_of_them = [[(row.get("number"), row["state"]) for row in it["sockets"]]
                         for it in result.answers if it["command"] == "status"]
    usual = [(1, "LISTEN"), (2, "ESTABLISHED"), (3, "ESTABLISHED")]
    equal(ours, usual, result)
    equal(sorted(one for one in all_of_them if one[0]), usual, result)
    equal([one for one in all_of_them if not one[0]], [(None, "ESTABLISHED")] * 2, result)


def each_path_is_a_row_and_the_whole_one(_):
    done = subprocess.run(["unshare", "-Urn", sys.executable, os.path.abspath(__file__),
                           "--inside"], capture_output=True, check=False, env=environment(
                               SOSH=SOSH))
    equal((done.returncode, done.stderr), (0, b""), done.stdout.decode())


def can_have_paths():
    return all(map(shutil.which, ("ip", "unshare"))) and \
        subprocess.run(["unshare", "-Urn", "ip", "mptcp", "limits", "set", "subflow", "4"],
                       capture_output=True, check=False).returncode == 0


CASES = [
    what_is_left_of_mptcp_is_shown_too, mptcp_over_ipv6_leaves_it_by_either_family,
    mptcp_that_came_to_be_tcp_leaves_it_too, a_copy_keeps_the_ghost_of_mptcp_away,
    mptcp_shut_at_both_ends_is_in_time_wait_though_open, the_other_end_of_mptcp_is_known,
]


def main():
    if sys.argv[1:] == ["--inside"]:
        inside()
        return
    if not LIBMNL or not has_mptcp():
        print("skipped: no MPTCP here, or no libmnl")
        sys.exit(77)
    cases = CASES[:]
    # Before Linux 6.15 it is told to root only.
    if os.geteuid() == 0 or kernel() >= (6, 15):
        cases.append(what_waits_to_be_mptcp_is_called_so)
    if can_have_paths():
        cases.append(each_path_is_a_row_and_the_whole_one)
    else:
        print("skipped: each path is a row and the whole one: no namespace of one's own")
    suite = Suite()
    for body in cases:
        suite.case(body.__name__.replace("_", " "), body)
    suite.end()


main()
