#!/usr/bin/python3
"""Many sockets at once: what one question tells of all is what the calls tell of each;
names, pairs, closing and completion stay right with some thousand of them."""

import os
import re
import resource
import shutil
import socket
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import Suite, answers, equal, expect, run, text

# Connections, two sockets each: what the limit on descriptors leaves room for.
MANY = min(1500, (resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 64) // 2)
LISTEN = "socket tcp --name l; bind l 127.0.0.1:0; listen l 4096; "
CONNECT = f"repeat {MANY} {{ socket tcp; connect . ${{l.local}}; accept l }}; "
# What no time changes.
STEADY = ("number", "fd", "kind", "state", "local", "local.host", "local.port", "peer", "peer.host",
          "peer.port", "listener", "pair", "readable", "writable", "hangup", "error", "recvq",
          "sendq", "received", "sent", "mss", "rtt", "cwnd", "unacked", "retransmits", "congestion",
          "bytes_acked", "bytes_received", "segs_in", "segs_out", "snd_wnd", "rcv_wnd", "options")


def steady(row):
    return {name: row[name] for name in STEADY if name in row}


def tables(result):
    equal(result.status, 0, result.complaint[-500:])
    return [it["sockets"] for it in result.answers if it["command"] == "status"]


def one_question_tells_what_the_calls_tell(_):
    # Bytes that wait, urgent ones, one end shut, both, one reset, one twice, and not one.
    odd = ("send 2 hello; recv 3 2; send 4 a!b --oob; shutdown 6; shutdown 8; shutdown 9; reset 10; "
           "expect 11.hangup == true --within 5s; dup 12 --name again; set 15 oobinline on; "
           "send 14 c! --oob; shutdown 16 read; expect 3.recvq == 3 --within 5s; "
           "expect 7.state == CLOSE-WAIT --within 5s; expect 6.state == FIN-WAIT-2 --within 5s; "
           "expect 9.state == CLOSED --within 5s; "
           "expect 2.sendq == 0 --within 5s; expect 4.sendq == 0 --within 5s; "
           "expect 14.sendq == 0 --within 5s; ")
    some = [1, *range(2, 18), 2 * MANY, 2 * MANY + 1]
    some.remove(10)
    each = "; ".join(f"status {number}" for number in [*some, "again"])
    whole, *single = tables(answers(LISTEN + CONNECT + odd + "status; " + each))
    rows = {row.get("number"): row for row in whole}
    equal(len([row for row in whole if "fd" in row]), 2 * MANY + 1)
    for (row,) in single:
        equal(steady(rows[row["number"]]), steady(row))


def both_families_are_told_of(_):
    half = MANY // 2
    script = (LISTEN + f"repeat {half} {{ socket tcp; connect . ${{l.local}}; accept l }}; "
              "socket tcp6 --name six; bind six [::1]:0; listen six 4096; "
              f"repeat {half} {{ socket tcp6; connect . ${{six.local}}; accept six }}; status; ")
    whole, *single = tables(answers(script + f"status 2; status six; status {4 * half + 2}"))
    expect(whole[-1]["peer"].startswith("[::1]:"), whole[-1])
    for row, at in zip([rows[0] for rows in single], (1, 2 * half + 1, -1)):
        equal(steady(whole[at]), steady(row))


def who_waits_is_shown_among_many(_):
    whole, = tables(answers(LISTEN + CONNECT + "socket tcp; connect . ${l.local}; status"))
    ghosts = [row for row in whole if row.get("ghost")]
    if ghosts:     # where sock_diag can be asked
        equal([ghosts[0]["listener"], ghosts[0]["peer"]], [1, whole[-1]["local"]])
    equal(whole[0]["recvq"], 1)


def the_table_of_text_has_a_row_for_each(_):
    result = text(LISTEN + CONNECT + "status")
    rows = re.findall(r"(?m)^ *(\d+) +tcp +ESTABLISHED +127\.0\.0\.1:\d+ +127\.0\.0\.1:\d+ +0 +0 ",
                      result.text)
    equal([int(row) for row in rows], list(range(2, 2 * MANY + 2)))


def each_knows_its_other_end(_):
    whole, = tables(answers(LISTEN + CONNECT + "status --columns number,pair"))
    equal([row.get("pair") for row in whole[1:]],
          [number for at in range(2, 2 * MANY + 2, 2) for number in (at + 1, at)])


def each_name_finds_its_socket(_):
    many = MANY // 3
    script = "; ".join(f"socket udp --name n{i}" for i in range(many)) + "; "
    script += "; ".join(f"name n{i} m{i}" for i in range(0, many, 2)) + "; "
    script += "close m0; socket udp --name m0; fails usage socket udp --name m2; "
    script += "fails usage get n2 type; "
    script += "; ".join(f"echo ${{{'n' if i % 2 else 'm'}{i}.number}}" for i in range(many))
    result = answers(script)
    equal(result.status, 0, result.complaint[-500:])
    told = [int(it["text"]) for it in result.answers if it["command"] == "echo"]
    equal(told, [many + 1, *range(2, many + 1)])


def every_property_may_be_a_column(_):
    names = [line.split("\t")[0].split(",")[-1] for line in
             run("--complete", "status --columns ").text.splitlines()]
    expect(len(names) > 90, names)
    result = text(f"socket tcp; status --columns {','.join(names)}")
    equal(result.status, 0, result)


def all_are_closed(_):
    result = answers(LISTEN + CONNECT + "close all; status --columns number,fd; "
                     "socket udp; status . --columns number,fd")
    equal(result.status, 0, result.complaint[-500:])
    closed, = [it for it in result.answers if it["command"] == "close"]
    equal(closed["sockets"], list(range(1, 2 * MANY + 2)))
    left, new = tables(result)
    expect(not [row for row in left if "fd" in row], "open ones are left", result.complaint)
    equal(new[0]["number"], 2 * MANY + 2)


def what_others_have_is_not_taken_for_ours(_):
    """A stranger's connections are many, too: they do not show, nor count."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    ends = []
    try:
        for _ in range(min(256, MANY // 2)):
            ends.append(socket.create_connection(listener.getsockname()))
            ends.append(listener.accept()[0])
        whole, = tables(answers(LISTEN + CONNECT + "status"))
        equal(len(whole), 2 * MANY + 1)
    finally:
        for end in (*ends, listener):
            end.close()


CASES = [
    one_question_tells_what_the_calls_tell, both_families_are_told_of,
    who_waits_is_shown_among_many, the_table_of_text_has_a_row_for_each,
    each_knows_its_other_end, each_name_finds_its_socket,
    every_property_may_be_a_column, all_are_closed,
    what_others_have_is_not_taken_for_ours,
]


# What is left of thousands of connections stands in TIME-WAIT for a minute, and of those
# the kernel keeps only so many in a network.
ALONE = ["unshare", "-Urn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]


def go_into_a_network_of_ones_own():
    if "SOSH_TEST_ALONE" in os.environ or not all(map(shutil.which, ("unshare", "ip"))) or \
            subprocess.run([*ALONE, "true"], capture_output=True, check=False).returncode:
        return
    os.environ["SOSH_TEST_ALONE"] = "yes"
    os.execvp(ALONE[0], [*ALONE, sys.executable, *sys.argv])


def main():
    go_into_a_network_of_ones_own()
    if MANY < 200:
        print("skipped: the limit on descriptors leaves room for too few sockets")
        sys.exit(77)
    suite = Suite()
    for body in CASES:
        suite.case(body.__name__.replace("_", " "), body)
    suite.end()


main()
