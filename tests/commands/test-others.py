#!/usr/bin/python3
"""What sosh asks about others: who has the other end, wherever that is; and what it does
where the kernel is silent, descriptors have run out, or nothing is to be told."""

import ctypes
import os
import platform
import resource
import shutil
import socket
import struct
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import (LIBMNL, SOSH, Suite, answers, environment, equal, expect, text)

LISTEN = "socket tcp --name l; bind l 127.0.0.1:0; listen l 7"
TCP = LISTEN + "; socket tcp --name c; connect c ${l.local}; accept l --name s"
DUAL = ("socket tcp6 --name l; set l v6only off; bind l [::]:0; listen l; socket tcp --name c; "
        "connect c 127.0.0.1:${l.local.port}; accept l --name s")


def rows(result):
    equal(result.status, 0, result)
    return [it for it in result.answers if it["command"] == "status"][-1]["sockets"]


# --- IPv4 at an IPv6 socket


def the_other_end_of_ipv4_may_be_an_ipv6_socket(_):
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as server:
        client = socket.create_connection(("127.0.0.1", server.getsockname()[1]))
        with client, server.accept()[0] as peer:
            for end in (client, peer):
                result = answers(f"adopt {end.fileno()}; expect 1.peer.pid == {os.getpid()}; "
                                 "set 1 keepalive on; expect 1.timer == keepalive; info 1",
                                 pass_fds=[end.fileno()])
                equal(result.status, 0, result)


def the_two_know_each_other(_):
    result = answers(DUAL + "; expect c.pair == 3; expect s.pair == 2; "
                     "expect c.peer.process == sosh; close c; close s; "
                     "expect c.state == TIME-WAIT --within 5s; "
                     "status --system 'state == TIME-WAIT and number == 2'")
    equal([row["number"] for row in rows(result)], [2], result)


# --- a kernel that does not answer


NOWHERE, DEADLY = 0x00050000, 0x80000000


def without_answers(action=NOWHERE):
    """A preexec_fn: what is asked by sendto(2) with a netlink address goes nowhere, or
    ends the program."""
    arch, sendto = {"x86_64": (0xC000003E, 44), "aarch64": (0xC00000B7, 206)}[platform.machine()]
    length = struct.calcsize("HHII")

    def op(code, k, yes=0, no=0):
        return struct.pack("HBBI", code, yes, no, k)
    program = b"".join([op(0x20, 4), op(0x15, arch, 0, 5), op(0x20, 0), op(0x15, sendto, 0, 3),
                        op(0x20, 16 + 5 * 8), op(0x15, length, 0, 1), op(0x06, action),
                        op(0x06, 0x7FFF0000)])
    libc = ctypes.CDLL(None, use_errno=True)

    def drop():
        no_new_privileges, seccomp, by_filter = 38, 22, 2
        room = ctypes.create_string_buffer(program)
        filters = struct.pack("HP", len(program) // 8, ctypes.addressof(room))
        if libc.prctl(no_new_privileges, 1, 0, 0, 0) or libc.prctl(seccomp, by_filter, filters):
            raise OSError(ctypes.get_errno(), "prctl")
    return drop


def a_silent_kernel_is_waited_for_once(_):
    result = answers(TCP + "; " + "socket tcp; connect . ${l.local}; accept l; " * 5 +
                     "close 4; close 6; close 8; status; status --columns peer.process; info c",
                     preexec_fn=without_answers(), limit=9)
    equal(result.status, 0, result)


def what_does_not_listen_is_shown_without_a_question(_):
    result = text(TCP + "; socket tcp; connect 4 ${l.local}; socket udp --name u; status u c",
                  preexec_fn=without_answers(DEADLY))
    equal(result.status, 0, result)


# --- descriptors


def what_sosh_has_opened_for_itself_is_not_to_be_had(_):
    few = range(3, 40)
    result = answers(TCP + "; status; " +
                     "".join(f"try {{ adopt {fd} }}; " for fd in few) +
                     "".join(f"try {{ shutdown --fd-number {fd} }}; " for fd in few))
    own = [[it["command"], it["error"]["kind"]] for it in result.answers
           if not it["ok"] and "sosh's own" in it["error"]["message"]]
    equal(own, [["adopt", "refused"], ["shutdown", "refused"]], result)


def where_none_is_left_nobody_is_said_to_be_out_of_sight(_):
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: server.accept()[0].recv(1)).start()
        result = answers(TCP + f"; socket tcp; connect 4 127.0.0.1:{server.getsockname()[1]}; "
                         "status; expect 4.peer.process ~ . --within 5s; "
                         "try { repeat 64 { socket udp } }; echo [${4.peer.process}]; "
                         "echo [${c.peer.process}]; close 4", preexec_fn=lambda:
                         resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40)))
    equal(result.status, 0, result)
    equal([it["text"] for it in result.answers if it["command"] == "echo"], ["[]"] * 2, result)
    expect(any(not it["ok"] and it["error"].get("errno") == "EMFILE" for it in result.answers),
           "descriptors were left", result)


def a_call_on_a_bare_descriptor_leaves_nothing_behind(_):
    with socket.create_server(("127.0.0.1", 0)) as server, \
            socket.create_connection(server.getsockname()) as client:
        result = answers(f"shutdown --fd-number {client.fileno()}; status --all",
                         pass_fds=[client.fileno()])
    equal(rows(result), [], result)


# --- what is told of others


def safe_scripts_get_no_names(_):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0sosh-safe-%d" % os.getpid())
        server.listen(1)
        result = answers(f"socket unix; connect 1 @sosh-safe-{os.getpid()}; "
                         "expect 1.peer.process == ''; "
                         f"expect 1.peer.pid == {os.getpid()}; pair; "
                         "expect 2.peer.process == sosh", "--safe")
    equal(result.status, 0, result)


def of_a_shared_port_no_more_wait_than_the_queue_holds(_):
    with socket.socket() as one, socket.socket() as other:
        for end in (one, other):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            end.bind(one.getsockname() if end is other else ("127.0.0.1", 0))
            end.listen(32)
        clients = [socket.create_connection(one.getsockname()) for _ in range(16)]
        fds = [one.fileno(), other.fileno()]
        for ours in ([fds[0]], fds):
            got = rows(answers("".join(f"adopt {fd}; " for fd in ours) + "status", pass_fds=fds))
            for number in range(1, len(ours) + 1):
                queued = [row["recvq"] for row in got if row.get("number") == number]
                waiting = [row for row in got if row.get("listener") == number]
                equal([len(waiting)], queued)
        equal(len(got), len(fds) + len(clients))
        for client in clients:
            client.close()


def a_long_unix_queue_is_counted(_):
    many = 4000
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit[1], limit[1]))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0sosh-queue-%d" % os.getpid())
        server.listen(many)
        clients = [socket.socket(socket.AF_UNIX) for _ in range(many)]
        for client in clients:
            client.connect(server.getsockname())
        result = answers(f"adopt {server.fileno()}; status", pass_fds=[server.fileno()])
        for client in clients:
            client.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, limit)
    equal([[row["recvq"], row["sendq"]] for row in rows(result)], [[many, many]], result)


def can_queue():
    with open("/proc/sys/net/core/somaxconn", encoding="ascii") as most:
        return int(most.read()) >= 4000 and resource.getrlimit(resource.RLIMIT_NOFILE)[1] > 8192


def all_rows_of_the_machine_have_their_process(_):
    many = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(150)]
    for one in many:
        one.bind(("127.0.0.1", 0))
    got = rows(answers(f"status --system 'pid == {os.getpid()}'"))
    for one in many:
        one.close()
    expect(len([row for row in got if "python" in row["process"]]) >= len(many), got)
    expect(all("inode" in row and "uid" in row for row in got), got)


# --- another network namespace


def connection():
    """A connection between the same two addresses each time; one end has a timer."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    server = socket.create_server(("127.0.0.1", 5000))
    client = socket.create_connection(server.getsockname(), source_address=("127.0.0.1", 6000))
    return client, server.accept()[0], server


def inside():
    """In a namespace of one's own; then in a second one, with a socket of the first."""
    there = connection()
    if ctypes.CDLL(None).unshare(0x40000000) < 0:
        sys.exit("there is no second namespace")
    here = connection()
    for end in here[:2]:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    fds = [end.fileno() for end in (there[0], there[2], here[1])]
    result = answers(f"adopt {fds[0]}; adopt {fds[1]}; adopt {fds[2]}; "
                     "expect 1.peer == 127.0.0.1:5000; expect 1.peer.pid == ''; "
                     f"expect 1.timer == ''; expect 3.peer.pid == {os.getpid()}; "
                     "expect 3.timer == keepalive; dup 1; expect 4.peer.pid == ''; "
                     "shutdown 1; close 1; close 4; expect 1.state == CLOSED", pass_fds=fds)
    equal(result.status, 0, result)


def another_networks_sockets_are_not_mistaken_for_ours(_):
    done = subprocess.run(["unshare", "-Urn", sys.executable, os.path.abspath(__file__),
                           "--inside"], capture_output=True, check=False, env=environment(
                               SOSH=SOSH))
    equal((done.returncode, done.stderr), (0, b""), done.stdout.decode())


def can_leave():
    return all(map(shutil.which, ("ip", "unshare"))) and \
        subprocess.run(["unshare", "-Urn", "ip", "link", "set", "lo", "up"], capture_output=True,
                       check=False).returncode == 0


def can_be_silent():
    if platform.machine() not in ("x86_64", "aarch64"):
        return False
    try:
        return subprocess.run(["true"], preexec_fn=without_answers(), check=False).returncode == 0
    except subprocess.SubprocessError:
        return False


CASES = [
    (the_other_end_of_ipv4_may_be_an_ipv6_socket, None),
    (the_two_know_each_other, None),
    (a_silent_kernel_is_waited_for_once, can_be_silent),
    (what_does_not_listen_is_shown_without_a_question, can_be_silent),
    (what_sosh_has_opened_for_itself_is_not_to_be_had, None),
    (where_none_is_left_nobody_is_said_to_be_out_of_sight, None),
    (a_call_on_a_bare_descriptor_leaves_nothing_behind, None),
    (safe_scripts_get_no_names, None),
    (of_a_shared_port_no_more_wait_than_the_queue_holds, None),
    (a_long_unix_queue_is_counted, can_queue),
    (all_rows_of_the_machine_have_their_process, None),
    (another_networks_sockets_are_not_mistaken_for_ours, can_leave),
]


def main():
    if sys.argv[1:] == ["--inside"]:
        inside()
        return
    if not LIBMNL:
        print("skipped: sosh was built without libmnl")
        sys.exit(77)
    suite = Suite()
    for body, possible in CASES:
        name = body.__name__.replace("_", " ")
        if possible and not possible():
            print(f"skipped: {name}: the machine does not allow it")
            continue
        suite.case(name, body)
    suite.end()


main()
