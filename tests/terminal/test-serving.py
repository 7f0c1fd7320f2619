#!/usr/bin/env python3
"""The live table while sosh serves: the server's row counts, those clients that were used last
stand under it, and it keeps itself up to date while nobody types.

Runs $SOSH (./sosh) with the line editor it was built with.  Arguments name the cases to run.
The last line tells "N passed, N failed"."""

import contextlib
import os
import re
import socket
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from at_prompt import SOSH, Cases, Sosh, check  # noqa: E402

try:
    import ssl
except ImportError:
    ssl = None

case = Cases(needs={"table"})
SIZES = ((24, 80), (50, 200))


def table(sosh):
    """The rows below the scroll region."""
    region = sosh.region()
    return sosh.rows()[region[1]:] if region else []


def server_row(sosh):
    rows = [row for row in table(sosh)[1:] if re.match(r"..1 ", row)]
    return rows[0] if rows else ""


def client_rows(sosh):
    return [row for row in table(sosh)[1:] if re.match(r"..  \d", row)]


def clients_of(sosh):
    return [int(row[2:].split()[0]) for row in client_rows(sosh)]


def wait_server(sosh, pattern):
    sosh.wait(lambda: re.search(pattern, server_row(sosh)), f"a server's row like '{pattern}'")


@contextlib.contextmanager
def serving(folder, count, rows=24, columns=80):
    """A prompt at which socket 1 is an echo server, and its clients, who have come."""
    sosh = Sosh(folder, rows=rows, columns=columns)
    with contextlib.ExitStack() as stack:
        sosh.run("config notices off")
        sosh.run("socket tcp")
        sosh.run("bind 1 127.0.0.1:0")
        sosh.run("listen 1 200")
        sosh.run("serve 1 echo")
        wait_server(sosh, r"LISTEN +127\.0\.0\.1:\d+ +echo: 0 clients, 0 in, 0 out")
        port = int(re.search(r"127\.0\.0\.1:(\d+)", server_row(sosh))[1])
        peers = [stack.enter_context(socket.create_connection(("127.0.0.1", port), 20))
                 for _ in range(count)]
        wait_server(sosh, rf"echo: {count}\b")
        yield sosh, peers
        sosh.close()


def has_tls():
    version = subprocess.run([SOSH, "--version"], capture_output=True, text=True, check=True)
    return "OpenSSL" in version.stdout and ssl


@contextlib.contextmanager
def serving_tls(folder, count, rows, columns, **more):
    """The same, with TLS, and with clients that are through with the handshake."""
    sosh = Sosh(folder, rows=rows, columns=columns, **more)
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    with contextlib.ExitStack() as stack:
        sosh.run("config notices off")
        sosh.run("certificate localhost --force")
        sosh.run("socket tcp")
        sosh.run("bind 1 127.0.0.1:0")
        sosh.run("listen 1 200")
        sosh.run("serve 1 echo --tls --cert localhost.pem")
        wait_server(sosh, r"LISTEN +127\.0\.0\.1:\d+ +echo: 0 clients")
        port = int(re.search(r"127\.0\.0\.1:(\d+)", server_row(sosh))[1])
        peers = [stack.enter_context(trust.wrap_socket(socket.create_connection(
            ("127.0.0.1", port), 20))) for _ in range(count)]
        wait_server(sosh, rf"echo: {count}\b")
        yield sosh, peers
        sosh.close()


def echoed(peer, text):
    peer.sendall(text)
    got = b""
    while len(got) < len(text):
        more = peer.recv(len(text))
        check(more, "the server has ended")
        got += more


@case()
def three_clients_stand_under_the_server(folder):
    for rows, columns in SIZES:
        with serving(folder, 3, rows, columns) as (sosh, peers):
            sosh.wait(lambda: clients_of(sosh) == [2, 3, 4], "three rows")
            echoed(peers[1], b"x" * 700)
            wait_server(sosh, r"echo: 3 clients, 700 in, 700 out")
            sosh.wait(lambda: re.search(r"\b700\b", client_rows(sosh)[1]), "the client's bytes")
            sosh.wait(lambda: len(table(sosh)) == 5 and
                      all(len(row.rstrip()) < columns for row in table(sosh)),
                      "five rows, and none too wide")


@case()
def of_fifty_those_used_last_are_shown(folder):
    for rows, columns in SIZES:
        with serving(folder, 50, rows, columns) as (sosh, peers):
            height = rows // 3
            sosh.wait(lambda: len(table(sosh)) == height, f"{height} rows")
            wait_server(sosh, r"echo: 50 clients")
            hidden = 51 - (height - 2)
            tail = f"  ... and {hidden} more: status --of 1 shows all"
            sosh.wait(lambda: table(sosh)[-1].rstrip() == tail, tail)
            for peer in (peers[7], peers[30]):
                echoed(peer, b"hello")
            sosh.wait(lambda: {9, 32} < set(clients_of(sosh)) and len(clients_of(sosh)) ==
                      height - 3 and clients_of(sosh) == sorted(clients_of(sosh)),
                      "those that were used, by number")


@case()
def it_keeps_up_while_a_line_is_half_typed(folder):
    with serving(folder, 3) as (sosh, peers):
        sosh.type("echo half")
        sosh.wait_row("sosh> echo half")
        for total in (100, 200, 300):
            echoed(peers[0], b"x" * 100)
            wait_server(sosh, rf"{total} in, {total} out")
        sosh.wait_row("sosh> echo half")
        for peer in peers:
            peer.close()
        wait_server(sosh, r"echo: 0 ?(clients)? ?\(3 in all\)")
        sosh.wait(lambda: not client_rows(sosh), "no clients")
        sosh.run("way", "halfway")


@case()
def the_rate_is_shown_and_goes(folder):
    with serving(folder, 1, 50, 200) as (sosh, peers):
        def busy():
            echoed(peers[0], b"x" * 1000)
            return re.search(r"/s in \S+/s out", server_row(sosh))
        sosh.wait(busy, "a rate")
        sosh.wait(lambda: "/s" not in server_row(sosh), "no rate")


@case()
def others_keep_half_of_the_rows(folder):
    with serving(folder, 50) as (sosh, peers):
        for _ in range(5):
            sosh.run("pair unix-dgram")
        for peer in peers:
            echoed(peer, b"hello")
        wait_server(sosh, r"250 in, 250 out")
        sosh.wait(lambda: len(client_rows(sosh)) == 3 and len(table(sosh)) == 8,
                  "three clients of eight rows")
        sosh.wait(lambda: any("status --all shows all" in row for row in table(sosh)), "the rest")


@case()
def after_the_end_it_is_a_listener_again(folder):
    for count in (3, 50):
        with serving(folder, count) as (sosh, _):
            sosh.run("serve 1 stop")
            sosh.wait(lambda: "echo" not in server_row(sosh) and not client_rows(sosh),
                      "an end of it")
            wait_server(sosh, "LISTEN")
            sosh.wait(lambda: len(table(sosh)) == 2, "one row")


@case()
def one_that_is_taken_is_a_socket_like_others(folder):
    with serving(folder, 2) as (sosh, peers):
        sosh.wait(lambda: clients_of(sosh) == [2, 3], "two rows")
        sosh.run("take 2")
        sosh.wait(lambda: clients_of(sosh) == [3], "one row")
        sosh.wait(lambda: any(re.match(r"..2 ", row) for row in table(sosh)), "its own row")
        wait_server(sosh, r"echo: 1\b")
        peers[0].sendall(b"by hand")
        sosh.run("recv 2", "  by hand")


@case()
def with_tls_there_is_room_for_what_came_and_went(folder):
    if not has_tls():
        print("skipped: with_tls_there_is_room_for_what_came_and_went: no TLS")
        return
    for more in ({}, {"NO_COLOR": "1"}):
        for rows, columns in SIZES:
            with serving_tls(folder, 20, rows, columns, **more) as (sosh, peers):
                echoed(peers[19], b"x" * 700)
                wait_server(sosh, r"LISTEN +127\.0\.0\.1:\d+ +echo: 20 clients, 700 in, 700 out")
                sosh.wait(lambda: re.search(r"ESTABLISHED +unverified +127.* 700 +700\b",
                                            client_rows(sosh)[-1]), "the client's bytes")
                heads = table(sosh)[0].split()
                check({"tls", "peer", "in", "out"} < set(heads), f"only {heads}")
                sosh.run("status")
                sosh.wait(lambda: any(re.match(
                    r"1 +(tcp +)?LISTEN +127\.0\.0\.1:\d+ +echo: 20 clients, 700 in, 700 out(, .*)?$",
                    row) for row in sosh.rows()), "a server's row of status")
                sosh.wait(lambda: any(re.match(r"  21 .*unverified +127.* 700 +700\b", row)
                                      for row in sosh.rows()), "a client's row of status")


@case()
def its_own_columns_have_the_counters_too(folder):
    with serving(folder, 2) as (sosh, peers):
        sosh.run("config columns number,state,server.clients,server.in,served")
        sosh.wait(lambda: table(sosh)[0].split() == ["#", "state", "clients", "server-in",
                                                     "served"], "the headings")
        echoed(peers[0], b"hello")
        sosh.wait(lambda: server_row(sosh)[2:].split() == ["1", "LISTEN", "2", "5"],
                  "the counters")
        sosh.wait(lambda: client_rows(sosh)[0][2:].split() == ["2", "ESTABLISHED", "echo"],
                  "a client's row")


@case()
def a_long_job_keeps_its_command(folder):
    with serving(folder, 1) as (sosh, _):
        sosh.run("repeat 1 { sleep 1h; echo 'a long line that has no room in a row' } &")
        sosh.run("jobs")
        sosh.wait(lambda: any(re.match(r" +1 +waiting .* serve 1 echo$", row.rstrip())
                              for row in sosh.rows()), "the command of a short one")
        sosh.wait(lambda: any(re.match(r" +2 +waiting .* repeat 1 \{ sleep 1h", row)
                              for row in sosh.rows()), "the beginning of a long one")
        sosh.run("cancel all")


if __name__ == "__main__":
    sys.exit(case.main(sys.argv[1:]))
