#!/usr/bin/python3
"""What the kernel knows beyond descriptors: ghosts, queues, the other end, the machine."""

import ctypes
import os
import re
import shutil
import socket
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import (CONTROL, LIBMNL, SOSH, Suite, answers, copied, environment, equal, expect,
                  ordinary, run, text)

LISTEN = "socket tcp --name l; bind l 127.0.0.1:0; listen l 7"
TCP = LISTEN + "; socket tcp --name c; connect c ${l.local}; accept l --name s"
UNIX = "socket unix --name l; bind l ''; listen l 7"


def rows(result):
    equal(result.status, 0, result)
    return [it for it in result.answers if it["command"] == "status"][-1]["sockets"]


# --- ghosts


def a_closed_socket_is_shown_until_the_kernel_drops_it(_):
    row = rows(answers(TCP + "; close c; expect c.state == FIN-WAIT-2 --within 5s; status"))[1]
    equal([row["number"], row["name"], row["state"], row["ghost"]], [2, "c", "FIN-WAIT-2", True])
    expect("fd" not in row and re.fullmatch(r"127\.0\.0\.1:\d+", row["peer"]), row)
    equal(rows(answers(TCP + "; reset c; status"))[-1]["number"], 3)
    result = text(TCP + "; close c; close s; expect c.state == TIME-WAIT --within 5s; status")
    expect(re.search(r"(?m)^2  c +tcp +TIME-WAIT \d+s  127\.0\.0\.1:\d+  127\.0\.0\.1:\d+ ",
                     result.text), "no row", result)
    expect(not re.search(r"(?m)^3 ", result.text), "the other end has left nothing", result)


def its_time_is_a_property(_):
    result = answers(TCP + "; let port ${c.local.port}; close c; close s; "
                     "expect c.state == TIME-WAIT --within 5s; expect c.expires > 1; "
                     "expect c.expires <= 60; expect c.timer == time-wait; "
                     "expect c.local.port == $port; expect c.fd == ''")
    equal(result.status, 0, result)


def both_ends_shut_are_in_time_wait_though_open(_):
    result = answers(TCP + "; shutdown c; shutdown s; expect c.state == TIME-WAIT --within 5s; "
                     "expect c.peer == ${l.local}; status c s; close c; "
                     "expect c.state == TIME-WAIT")
    equal(result.status, 0, result)
    one, other = rows(result)
    equal([one["state"], other["state"]], ["TIME-WAIT", "CLOSED"], result)
    expect("fd" in one and 0 < one["expires"] <= 60 and "ghost" not in one, one)


def what_was_shared_is_no_ghost(_):
    equal(rows(answers(TCP + "; dup c; close c; status"))[-1]["number"], 4)
    result = answers(TCP + "; dup c; close c; expect c.state == CLOSED; close 4; "
                     "expect c.state ~ FIN-WAIT; expect 4.state ~ FIN-WAIT")
    equal(result.status, 0, result)


def a_connection_made_in_passing_has_a_ghost_too(_):
    result = answers(LISTEN + "; socket tcp --name c --nonblock; try { connect c ${l.local} }; "
                     "accept l; expect c.state == ESTABLISHED; close c; expect c.state ~ FIN-WAIT")
    equal(result.status, 0, result)


def a_connection_made_by_sending_has_a_ghost_too(_):
    result = answers(LISTEN + "; socket tcp --name c; send c x --fastopen --to ${l.local}; "
                     "accept l --name s; recv s; expect c.state == ESTABLISHED; close c; "
                     "expect c.state ~ FIN-WAIT; socket tcp --name d; "
                     "send d x --fastopen --to ${l.local}; accept l --name t; recv t; "
                     "shutdown d; shutdown t; expect d.state == TIME-WAIT --within 5s")
    equal(result.status, 0, result)


def a_ghost_grows_older_until_it_is_gone(_):
    result = answers(TCP + "; close c; close s; expect c.state == TIME-WAIT --within 5s; sleep 50ms; "
                     "expect c.age > 50ms; sleep 50ms; expect c.age > 100ms")
    equal(result.status, 0, result)
    result = answers(TCP + "; close c; sleep 50ms; expect c.state == FIN-WAIT-2; reset s; "
                     "expect c.state == CLOSED --within 5s; expect c.age > 50ms; "
                     "let age ${c.age}; sleep 20ms; expect c.age == $age")
    equal(result.status, 0, result)


def of_two_between_the_same_addresses_the_later_is_the_ghost(_):
    again = ("; let port ${c.local.port}; close c; close s; expect c.state == TIME-WAIT --within 5s; "
             "socket tcp --name d; bind d 127.0.0.1:$port; connect d ${l.local}; accept l --name t; "
             "expect c.state == CLOSED; close d; close t; expect d.state == TIME-WAIT --within 5s; "
             "expect c.state == CLOSED; status")
    result = answers(TCP.replace("connect c", "set c reuseaddr on; bind c 127.0.0.1:0; connect c") +
                     again.replace("bind d", "set d reuseaddr on; bind d"))
    equal([row["number"] for row in rows(result)], [1, 4], result)
    result = answers(TCP + "; dup c; close c; close 4; status")
    equal([row["number"] for row in rows(result)], [1, 3, 4], result)


def one_that_is_bound_to_an_interface_is_found_too(_):
    result = answers(TCP + "; set s bindtodevice lo; close s; expect s.state ~ FIN-WAIT; "
                     "socket tcp --name d; set d bindtodevice lo; connect d ${l.local}; "
                     "accept l; expect d.peer.process == sosh; close d; expect d.state ~ FIN-WAIT")
    equal(result.status, 0, result)


def the_timer_of_a_connection_is_told(_):
    result = answers(TCP + "; set c keepalive on; expect c.timer == keepalive; "
                     "expect c.expires > 1h; expect c.expires <= 2h; set s keepalive off; "
                     "expect s.timer == ''")
    equal(result.status, 0, result)


def what_was_not_measured_is_missing(_):
    result = answers("socket tcp; bind 1 127.0.0.1:0; listen 1 0; socket tcp; connect 2 ${1.local}; "
                     "socket tcp --nonblock; fails EINPROGRESS connect 3 ${1.local}; "
                     "expect 3.state == SYN-SENT; status 2 3")
    one, other = rows(result)
    for name in ("rtt", "rttvar", "min_rtt", "last_data_sent", "last_ack_recv"):
        expect(name in one and name not in other, name, result)
    expect(one["rtt"] > 0 and other["rto"] > 0, "no time", result)


def the_seconds_of_time_wait_are_shown_everywhere(_):
    result = text(TCP + "; let local ${c.local}; close c; close s; "
                  "expect c.state == TIME-WAIT --within 5s; status --system local == $local")
    expect(re.search(r"(?m)^2  tcp +TIME-WAIT \d+s  127", result.text), "no seconds", result)


def the_protocol_is_the_kernels(_):
    ours, theirs = socket.socketpair()
    with ours, theirs, socket.create_server(("127.0.0.1", 0)) as server:
        result = answers(TCP + "; socket udp; socket tcp6; socket unix; socket inet stream 0; "
                         f"adopt {ours.fileno()}; adopt {server.fileno()}; status --all",
                         pass_fds=[ours.fileno(), server.fileno()])
    equal([row["protocol"] for row in rows(result)], [6, 6, 6, 17, 6, 0, 6, 0, 6], result)
    got = rows(answers(TCP + "; status --system \"port == ${l.local.port}\""))
    equal({row["protocol"] for row in got}, {6})


def all_lists_what_is_gone(_):
    equal([row["state"] for row in rows(answers(TCP + "; reset c; reset s; status --all"))],
          ["LISTEN", "CLOSED", "CLOSED"])


# --- what waits


def what_waits_stands_below_its_listener(_):
    result = answers(LISTEN + "; repeat 2 { socket tcp; connect . ${l.local} }; socket tcp; "
                     "bind 4 127.0.0.1:0; listen 4; status")
    got = rows(result)
    equal([row.get("number") for row in got], [1, None, None, 2, 3, 4], result)
    for row in got[1:3]:
        equal([row["listener"], row["state"], row["ghost"], row["local"]],
              [1, "ESTABLISHED", True, got[0]["local"]], result)
    equal({row["peer"] for row in got[1:3]}, {row["local"] for row in got[3:5]}, result)
    equal([got[0]["recvq"], got[0]["sendq"]], [2, 7], result)
    result = text(LISTEN + "; socket tcp; connect 2 ${l.local}; status")
    expect(re.search(r"(?m)^ 1  l +tcp +LISTEN .* 1/7 ", result.text), "no queue", result)
    expect(re.search(r"(?m)^1\+ +tcp +ESTABLISHED ", result.text), "no mark", result)


def one_that_is_shut_waits_still(_):
    got = rows(answers(LISTEN + "; socket tcp; connect 2 ${l.local}; shutdown 2; "
                       "expect 2.state == FIN-WAIT-2 --within 5s; status l"))
    equal([row["state"] for row in got], ["LISTEN", "CLOSE-WAIT"])


def a_listener_at_all_addresses_has_them_too(_):
    got = rows(answers("socket tcp; bind 1 *:0; listen 1; socket tcp; "
                       "connect 2 127.0.0.1:${1.local.port}; status 1"))
    equal([row.get("listener") for row in got], [None, 1])


def what_waits_at_a_unix_listener_is_known_by_who_connected(_):
    got = rows(answers(UNIX + "; repeat 2 { socket unix; connect . ${l.local} }; status"))
    equal([row.get("pair") for row in got], [None, 2, 3, None, None])
    equal([got[0]["recvq"], got[0]["sendq"]], [2, 7])


# --- the other end


def the_ends_of_a_unix_connection_know_each_other(_):
    result = answers(UNIX + "; socket unix --name c; connect c ${l.local}; accept l --name s; "
                     "expect c.pair == 3; expect s.pair == 2; close s; expect c.pair == ''")
    equal(result.status, 0, result)


def the_ends_of_what_is_over_do_not(_):
    result = answers(TCP + "; expect c.pair == 3; expect s.pair == 2; close c; "
                     "expect c.pair == 3; reset s; expect c.state == CLOSED --within 5s; "
                     "expect c.pair == ''; expect s.pair == ''; pair unix --names a,b; "
                     "expect a.pair == 5; close b; expect a.pair == ''; expect b.pair == ''")
    equal(result.status, 0, result)


def one_that_called_itself_is_its_own_other_end(_):
    result = answers("socket tcp; bind 1 127.0.0.1:0; connect 1 ${1.local}; expect 1.pair == 1; "
                     "expect 1.peer.process == sosh; send 1 x; close 1")
    equal(result.status, 0, result)


def the_process_at_the_other_end_is_told(_):
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: server.accept()[0].recv(1)).start()
        result = answers(f"socket tcp; connect 1 127.0.0.1:{server.getsockname()[1]}; "
                         f"expect 1.peer.pid == {os.getpid()} --within 5s; info 1; status; "
                         "status --columns peer.process,pid")
    equal(result.status, 0, result)
    name = result.answers[3]["properties"]["peer.process"]
    expect("python" in name, "the name of the process", result)
    equal([row["peer.process"] for it in result.answers[4:] for row in it["sockets"]],
          [name, name], result)


def the_process_that_gets_a_datagram_is_told(_):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        result = answers(f"socket udp; connect 1 127.0.0.1:{server.getsockname()[1]}; "
                         f"expect 1.peer.pid == {os.getpid()}")
    equal(result.status, 0, result)


def what_nobody_has_accepted_belongs_to_nobody(_):
    result = answers(LISTEN + "; socket tcp --name c; connect c ${l.local}; "
                     "expect c.peer.process == ''; accept l; expect c.peer.process == sosh")
    equal(result.status, 0, result)


def what_is_gone_has_no_owner_and_no_other_end(_):
    result = answers(LISTEN + "; socket tcp --name c; connect c ${l.local}; accept l --name a; "
                     "close c; expect a.state == CLOSE-WAIT --within 5s; status a; close a; "
                     "expect c.state == TIME-WAIT --within 5s; expect c.uid == ''; "
                     "expect c.pair == ''; expect c.peer.process == ''; expect c.recvq == 0; "
                     "socket unix --name u; bind u ''; listen u; expect u.peer.pid == ''; "
                     "expect u.credentials == ''")
    equal(result.status, 0, result)


def another_users_process_is_said_to_be_out_of_sight(folder):
    drop = ordinary()
    if not drop:
        return
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: server.accept()[0].recv(1)).start()
        result = answers(f"socket tcp; connect 1 127.0.0.1:{server.getsockname()[1]}; "
                         "expect 1.peer.process ~ . --within 5s; echo ${1.peer.process}",
                         preexec_fn=drop, program=copied(folder), cwd=folder)
    equal(result.answer["text"], "of user 0, not ours to see", result)


def the_name_of_a_process_is_shown_and_not_obeyed(_):
    named = b"\x1b[31m\xff\n"

    ours, theirs = socket.socketpair()
    rename_itself = (f"import ctypes, sys; ctypes.CDLL(None).prctl(15, {named!r}, 0, 0, 0); "
                     "print(flush=True); sys.stdin.read()")
    with ours, theirs, subprocess.Popen([sys.executable, "-c", rename_itself],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        pass_fds=[theirs.fileno()]) as child:
        child.stdout.readline()
        theirs.close()
        result = text(f"adopt {ours.fileno()}; info 1; status --system 'pid == {child.pid}'",
                      pass_fds=[ours.fileno()])
        child.stdin.close()
    equal(result.status, 0, result)
    expect(not CONTROL.search(result.out), "control characters", result)
    equal(result.text.count("\\x1b[31m\\xff"), 2, result)


# --- the machine


def filters_say_which_sockets_are_shown(_):
    got = rows(answers(TCP + "; socket udp; status 'kind == tcp and state != LISTEN'"))
    equal([row["number"] for row in got], [2, 3])
    got = rows(answers(TCP + "; status \"port == ${l.local.port}\" 'number > 1'"))
    equal([row["number"] for row in got], [2, 3])
    got = rows(answers(TCP + "; status \"port != ${l.local.port}\""))
    equal(got, [])
    got = rows(answers(TCP + "; status name~^[lc]$"))
    equal([row["number"] for row in got], [1, 2])
    got = rows(answers("socket tcp; socket tcp --name a; status 'name contains a'"))
    equal([row["number"] for row in got], [2])


def wrong_filters_are_told_with_their_place(_):
    for words, why, column in (
            ("status 'colour == red'", "'colour' is no property", 8),
            ("status 'state LISTEN'", "a comparison is wanted here", 14),
            ("status 'state ~ ('", "parenthesis", None),
            ("socket tcp; status 'state < 7'", "'<' compares numbers", None),
            ("socket tcp; status 1 --system", "not by their numbers", None)):
        result = text(words)
        equal((result.status, result.text.count("#")), (1, 0), result)
        expect(why in result.complaint, f"no {why!r}", result)
        lines = result.complaint.splitlines()
        expect(column is None or lines[-1].index("^") - lines[-2].index("status") == column,
               "another place", result)


def ours_stand_under_their_numbers(_):
    got = rows(answers(TCP + "; close c; expect c.state ~ FIN; "
                       "status --system \"port == ${l.local.port}\""))
    # Others may have had the same port a while ago.
    equal(sorted(row["number"] for row in got if "number" in row), [1, 2, 3])
    result = text(LISTEN + "; status --system \"local == ${l.local}\"")
    expect(re.search(r"(?m)^1  tcp +LISTEN .* 0/7 .* sosh  +\d+$", result.text), "no row", result)


def many_rows_take_no_question_each(_):
    got = rows(answers("repeat 80 { pair unix }; status --system \"pid == ${1.pid}\""))
    equal([len(got), sum("peer.process" in row for row in got)], [160, 100])
    expect(all(row["process"] == "sosh" and row["inode"] for row in got), "no process", got)
    got = rows(answers("repeat 80 { pair unix }; status --system 'peer.process == sosh' 'number > 0'"))
    equal(len(got), 160)


def safe_scripts_see_their_own_only(_):
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: server.accept()[0].recv(1)).start()
        result = answers(f"socket tcp; connect 1 127.0.0.1:{server.getsockname()[1]}; "
                         "try { status --system }; echo [${1.peer.pid}] ${answer.error.kind}",
                         "--safe")
    expect("[]" in result.answer["text"], "a process is told", result)


STATES = {"ESTAB": "ESTABLISHED", "SYN-RECV": "SYN-RECEIVED"}


def scene():
    """Sockets of all sorts, in many states; kept until the program ends."""
    kept = []

    def keep(*these):
        kept.extend(these)
        return these[0]

    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        server = keep(socket.create_server((host, 0), family=family))
        for end in range(6):
            client = keep(socket.create_connection(server.getsockname()[:2]))
            peer = server.accept()[0] if end else None
            if end == 1:
                client.shutdown(socket.SHUT_WR)
            elif end == 2:
                client.close()
                peer.close()
            elif end == 3:
                peer.close()
            keep(peer)
        bound = keep(socket.socket(family, socket.SOCK_DGRAM))
        bound.bind((host, 0))
        joined = keep(socket.socket(family, socket.SOCK_DGRAM))
        joined.connect(bound.getsockname())
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        keep(*socket.socketpair(socket.AF_UNIX, kind))
        named = keep(socket.socket(socket.AF_UNIX, kind))
        named.bind("\0sosh-scene-%d" % kind)
        if kind != socket.SOCK_DGRAM:
            named.listen(3)
            joined = keep(socket.socket(socket.AF_UNIX, kind))
            joined.connect("\0sosh-scene-%d" % kind)
            keep(named.accept())
    return kept


def by_ss():
    out = subprocess.run(["ss", "-HnaptuxO"], capture_output=True, check=True).stdout.decode()
    found = set()
    for line in out.splitlines():
        words = line.split()
        process = re.search(r'users:\(\("([^"]*)",pid=(\d+)', line)
        process = (process.group(1), int(process.group(2))) if process else (None, None)
        if words[0].startswith("u_"):
            found.add(("unix", int(words[5]), words[4], process))
        else:
            state = words[1] if words[0] == "tcp" else None
            found.add((words[0], STATES.get(state, state), words[4],
                       None if words[5].endswith(":*") else words[5], process))
    return found


def by_sosh():
    found = set()
    for row in rows(answers("status --system")):
        process = (row.get("process"), row.get("pid"))
        if row["kind"].startswith("unix"):
            found.add(("unix", row.get("inode", 0), row.get("local", "*"), process))
        else:
            kind = row["kind"][:3]
            found.add((kind, row["state"] if kind == "tcp" else None, row["local"],
                       row.get("peer"), process))
    return found


def inside():
    """In a namespace of its own: nothing there but the scene."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    kept = scene()
    theirs, ours = by_ss(), by_sosh()
    for one in sorted(theirs - ours, key=str):
        print("ss only:", one)
    for one in sorted(ours - theirs, key=str):
        print("sosh only:", one)
    print(len(theirs), "sockets,", len(kept), "kept")
    sys.exit(theirs != ours or len(theirs) < 30)


def the_machine_is_as_ss_shows_it(_):
    done = subprocess.run(["unshare", "-Urn", sys.executable, os.path.abspath(__file__),
                           "--inside"], capture_output=True, check=False, env=environment(
                               SOSH=SOSH))
    equal((done.returncode, done.stderr), (0, b""), done.stdout.decode())


def can_compare():
    return all(map(shutil.which, ("ss", "ip", "unshare"))) and \
        subprocess.run(["unshare", "-Urn", "ip", "link", "set", "lo", "up"], capture_output=True,
                       check=False).returncode == 0


CASES = [
    a_closed_socket_is_shown_until_the_kernel_drops_it, its_time_is_a_property,
    both_ends_shut_are_in_time_wait_though_open, what_was_shared_is_no_ghost,
    a_connection_made_in_passing_has_a_ghost_too,
    a_connection_made_by_sending_has_a_ghost_too,
    a_ghost_grows_older_until_it_is_gone,
    of_two_between_the_same_addresses_the_later_is_the_ghost,
    one_that_is_bound_to_an_interface_is_found_too, the_timer_of_a_connection_is_told,
    what_was_not_measured_is_missing, the_seconds_of_time_wait_are_shown_everywhere,
    the_protocol_is_the_kernels, all_lists_what_is_gone,
    what_waits_stands_below_its_listener, one_that_is_shut_waits_still,
    a_listener_at_all_addresses_has_them_too,
    what_waits_at_a_unix_listener_is_known_by_who_connected,
    the_ends_of_a_unix_connection_know_each_other, the_ends_of_what_is_over_do_not,
    one_that_called_itself_is_its_own_other_end, the_process_at_the_other_end_is_told,
    the_process_that_gets_a_datagram_is_told, what_nobody_has_accepted_belongs_to_nobody,
    what_is_gone_has_no_owner_and_no_other_end,
    another_users_process_is_said_to_be_out_of_sight,
    the_name_of_a_process_is_shown_and_not_obeyed, filters_say_which_sockets_are_shown,
    wrong_filters_are_told_with_their_place, ours_stand_under_their_numbers,
    many_rows_take_no_question_each, safe_scripts_see_their_own_only,
]


def without_libmnl(_):
    result = text("status --system")
    equal(result.status, 1, result)
    expect("libmnl" in result.complaint, "it does not say why", result)
    equal(rows(answers(TCP + "; close c; status"))[-1]["number"], 3)


def main():
    if sys.argv[1:] == ["--inside"]:
        inside()
    suite = Suite()
    for body in CASES if LIBMNL else [without_libmnl]:
        suite.case(body.__name__.replace("_", " "), body)
    if LIBMNL and can_compare():
        suite.case("the machine is as ss shows it", the_machine_is_as_ss_shows_it)
    elif LIBMNL:
        print("skipped: the machine is as ss shows it: no ss, or no namespace of one's own")
    suite.end()


main()
