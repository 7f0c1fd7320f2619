#!/usr/bin/python3
"""The example scripts talk to programs that know nothing of sosh, both ways round: to
small Python programs, to nc (netcat-openbsd) and to socat."""

import os
import re
import shutil
import socket
import struct
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import Script, bytes_of, nc, printed, python, run, socat, socat_server    # noqa: E402
import sosh                                     # noqa: E402
from sosh import Suite, equal, expect           # noqa: E402

HELLO = "Hello, server"
ANSWER = "Server received: Hello, server"
# What text can hold in any of the programs, and is no flag, variable or number in ours.
ODD = "--help $x ${y} hex:00 \\x41 { } ; # & \u00fc \"'"
BYTES = bytes(range(256)) * 4
SERVING = r"serving on (\S+)"
SOCAT_PORT = r"listening on (?:UDP )?AF=2 127\.0\.0\.1:(\d+)\n"
NC_PORT = r"(?:Listening|Bound) on 127\.0\.0\.1 (\d+)\n"


# --- TCP

def tcp_client_and_a_python_server(_, mode):
    with python("tcp_server.py") as server:
        port = server.wait_for(r"^(\d+)\n")
        with Script(mode, "tcp-client.sosh", "127.0.0.1", port) as client:
            equal(client.received(), [ANSWER])
        with Script(mode, "tcp-client.sosh", "localhost", port, "again") as client:
            equal(client.received(), ["Server received: again"])
        server.wait_for(r"received b'Hello, server'\n")
        server.wait_for(r"received b'again'\n")


def odd_text_goes_through_as_it_is(_, mode):
    with python("tcp_server.py") as server:
        port = server.wait_for(r"^(\d+)\n")
        with Script(mode, "tcp-client.sosh", "127.0.0.1", port, ODD) as client:
            equal(client.received(), [("Server received: " + ODD).replace("\\", "\\\\")])
        server.wait_for(re.escape(f"received {ODD.encode()!r}\n"))


def tcp_server_and_python_clients(_, mode):
    with Script(mode, "tcp-server.sosh", "127.0.0.1", 0, 2) as server:
        port = server.serving()
        for text in (HELLO, ODD):
            with python("tcp_client.py", port, text) as client:
                equal(printed(client), f"Server received: {text}\n".encode())
        equal(server.received(), [HELLO, ODD.replace("\\", "\\\\")])


def tcp_server_and_nc(_, mode):
    with Script(mode, "tcp-server.sosh", "127.0.0.1", 0) as server:
        with nc("-N", "127.0.0.1", server.serving()) as client:
            client.give(BYTES, last=True)
            equal(printed(client), b"Server received: " + BYTES)
        if mode == "json":
            equal(server.received(), [BYTES])
        else:
            server.received()


def tcp_server_and_nc_in_turns(_, mode):
    with Script(mode, "tcp-server.sosh", "127.0.0.1", 0) as server:
        with nc("-N", "127.0.0.1", server.serving()) as client:
            for number in range(1, 6):
                client.give(b"line %d" % number)
                client.wait_for_bytes(number * len("Server received: line 1"))
            client.process.stdin.close()
            equal(printed(client), b"".join(b"Server received: line %d" % number
                                            for number in range(1, 6)))
        equal(server.received(), [f"line {number}" for number in range(1, 6)])


def tcp_server_and_socat(_, mode):
    with Script(mode, "tcp-server.sosh", "127.0.0.1", 0) as server:
        with socat("-t", "10", "-", "TCP:127.0.0.1:" + server.serving()) as client:
            client.give(BYTES, last=True)
            equal(printed(client), b"Server received: " + BYTES)
        if mode == "json":
            equal(server.received(), [BYTES])
        else:
            server.received()


def tcp_client_and_nc(_, mode):
    with nc("-l", "-v", "127.0.0.1", "0", said="err") as server:
        port = server.wait_for(NC_PORT)
        with Script(mode, "tcp-client.sosh", "127.0.0.1", port) as client:
            server.wait_for(r"Connection received")
            server.give(b"nc says \x1b[31mhi\n")
            equal(client.received(), [r"nc says \x1b[31mhi\n"] if mode == "text" else
                  ["nc says \x1b[31mhi\n"])
        result = server.end()
        equal(result.out, HELLO.encode(), result)


def tcp_client_and_socat(_, mode):
    with socat_server("TCP-LISTEN:0,bind=127.0.0.1") as server:
        port = server.wait_for(SOCAT_PORT)
        with Script(mode, "tcp-client.sosh", "127.0.0.1", port) as client:
            equal(client.received(), [HELLO])
        equal(server.end().status, 0)


def tcp_client_and_server_are_both_sosh(_, mode):
    with Script(mode, "tcp-server.sosh", "127.0.0.1", 0) as server:
        with Script(mode, "tcp-client.sosh", "127.0.0.1", server.serving()) as client:
            equal(client.received(), [ANSWER])
        equal(server.received(), [HELLO])


def a_client_that_breaks_off_does_not_end_the_server(_, mode):
    with Script(mode, "tcp-server.sosh", "127.0.0.1", 0, 3) as server:
        port = server.serving()
        with socket.create_connection(("127.0.0.1", int(port))) as rude:
            rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        socket.create_connection(("127.0.0.1", int(port))).close()
        with python("tcp_client.py", port) as client:
            equal(printed(client), f"{ANSWER}\n".encode())
        equal(server.received(), [HELLO])


def a_server_that_says_nothing_is_an_end_of_file(_, mode):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with Script(mode, "tcp-client.sosh", "127.0.0.1", port) as client:
            connection, _ = server.accept()
            with connection:
                equal(connection.recv(100), HELLO.encode())
            equal(client.received(), [])


def nobody_listens(_, mode):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        with Script(mode, "tcp-client.sosh", "127.0.0.1", held.getsockname()[1]) as client:
            result = sosh.sound(client.end())
    equal(result.status, 1, result)
    if mode == "json":
        equal(result.answer["error"]["errno"], "ECONNREFUSED", result)
        equal(result.answer["line"], 13, result)
    else:
        expect(re.search(r"tcp-client\.sosh:13:1: connect 1: ECONNREFUSED: ",
                         result.complaint), "the error does not tell its place", result)


# --- reading to the end of file

LONG = b"A stream has no seams; the pieces are the reader's.\n\0\xff\x80" * 40


def pieces(script):
    result = sosh.sound(script.end())
    equal(result.status, 0, result)
    if script.mode == "text":
        expect("end of file" in result.text, "no end of file is told", result)
        return result
    came = [answer for answer in result.answers if answer["command"] == "recv"]
    equal([answer["eof"] for answer in came], [False] * (len(came) - 1) + [True], result)
    expect(all(answer["bytes"] <= 16 for answer in came), "a piece is too long", result)
    equal(b"".join(map(bytes_of, came)), LONG, result)
    return result


def read_all_from_nc(_, mode):
    with nc("-N", "-l", "-v", "127.0.0.1", "0", said="err") as server:
        port = server.wait_for(NC_PORT)
        server.give(LONG, last=True)
        with Script(mode, "read-all.sosh", "127.0.0.1", port) as reader:
            pieces(reader)


def read_all_from_socat(folder, mode):
    path = os.path.join(folder, "long")
    with open(path, "wb") as file:
        file.write(LONG)
    with socat("-d", "-d", "-u", "OPEN:" + path, "TCP-LISTEN:0,bind=127.0.0.1",
               said="err") as server:
        with Script(mode, "read-all.sosh", "127.0.0.1", server.wait_for(SOCAT_PORT)) as reader:
            pieces(reader)


# --- UDP

def udp_client_and_a_python_server(_, mode):
    with python("udp_server.py") as server:
        port = server.wait_for(r"^(\d+)\n")
        with Script(mode, "udp-client.sosh", "127.0.0.1", port) as client:
            equal(client.received(), [ANSWER])
        server.wait_for(r"received b'Hello, server'\n")


def udp_echo_and_python_clients(_, mode):
    with Script(mode, "udp-echo.sosh", "127.0.0.1", 0, 2) as server:
        port = server.serving()
        for text in (HELLO, ODD):
            with python("udp_client.py", port, text) as client:
                equal(printed(client), f"{text}\n".encode())
        equal(server.received(), [HELLO, ODD.replace("\\", "\\\\")])


def udp_echo_and_nc(_, mode):
    with Script(mode, "udp-echo.sosh", "127.0.0.1", 0) as server:
        with nc("-u", "127.0.0.1", server.serving()) as client:
            client.give(BYTES)
            equal(client.wait_for_bytes(len(BYTES)), BYTES)
        if mode == "json":
            equal(server.received(), [BYTES])
        else:
            server.received()


def udp_echo_and_socat(_, mode):
    with Script(mode, "udp-echo.sosh", "127.0.0.1", 0, 2) as server:
        with socat("-", "UDP:127.0.0.1:" + server.serving()) as client:
            client.give(b"one")
            equal(client.wait_for_bytes(3), b"one")
            client.give(b"second")
            equal(client.wait_for_bytes(9), b"onesecond")
        equal(server.received(), ["one", "second"])


def udp_client_and_nc(_, mode):
    with nc("-u", "-l", "-v", "127.0.0.1", "0", said="err") as server:
        port = server.wait_for(NC_PORT)
        with Script(mode, "udp-client.sosh", "127.0.0.1", port) as client:
            server.wait_for(r"Connection received")
            server.give(b"datagram of nc")
            equal(client.received(), ["datagram of nc"])
        server.process.kill()
        equal(server.end().out, HELLO.encode())


def udp_client_and_socat(_, mode):
    with socat_server("UDP-LISTEN:0,bind=127.0.0.1") as server:
        port = server.wait_for(SOCAT_PORT)
        with Script(mode, "udp-client.sosh", "127.0.0.1", port) as client:
            equal(client.received(), [HELLO])


def udp_client_and_server_are_both_sosh(_, mode):
    with Script(mode, "udp-echo.sosh", "127.0.0.1", 0) as server:
        with Script(mode, "udp-client.sosh", "127.0.0.1", server.serving()) as client:
            equal(client.received(), [HELLO])
        equal(server.received(), [HELLO])


def nobody_takes_the_datagram(_, mode):
    with socket.socket(type=socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        # Talking to itself only, it keeps the port and takes nothing from others.
        held.connect(held.getsockname())
        with Script(mode, "udp-client.sosh", "127.0.0.1", held.getsockname()[1]) as client:
            result = sosh.sound(client.end())
    equal(result.status, 1, result)
    expect("ECONNREFUSED" in result.text + result.complaint, "the ICMP is not told", result)


# --- UNIX

def unix_client_and_a_python_server(folder, mode):
    path = os.path.join(folder, "door")
    with python("unix_server.py", path) as server:
        server.wait_for(r"^ready\n")
        with Script(mode, "unix-client.sosh", path) as client:
            equal(client.received(), [ANSWER])
        server.wait_for(r"received b'Hello, server'\n")


def unix_server_and_python_clients(folder, mode):
    path = os.path.join(folder, "door")
    with Script(mode, "unix-server.sosh", path, 2) as server:
        equal(server.serving(SERVING.replace(r"\S+", r"/[^\s\"]+")), path)
        for text in (HELLO, ODD):
            with python("unix_client.py", path, text) as client:
                equal(printed(client), f"Server received: {text}\n".encode())
        equal(server.received(), [HELLO, ODD.replace("\\", "\\\\")])
    expect(not os.path.exists(path), f"'{path}' is still there")


def unix_server_and_nc(folder, mode):
    path = os.path.join(folder, "door")
    with Script(mode, "unix-server.sosh", path) as server:
        server.wait_for(SERVING)
        with nc("-N", "-U", path) as client:
            client.give(BYTES, last=True)
            equal(printed(client), b"Server received: " + BYTES)
        server.received()


def unix_server_and_socat(folder, mode):
    path = os.path.join(folder, "door")
    with Script(mode, "unix-server.sosh", path) as server:
        server.wait_for(SERVING)
        with socat("-t", "10", "-", "UNIX-CONNECT:" + path) as client:
            client.give(BYTES, last=True)
            equal(printed(client), b"Server received: " + BYTES)
        server.received()


def unix_client_and_nc(folder, mode):
    path = os.path.join(folder, "door")
    with nc("-l", "-v", "-U", path, said="err") as server:
        server.wait_for(r"Listening on ")
        with Script(mode, "unix-client.sosh", path) as client:
            server.wait_for(r"Connection received")
            server.give(b"from nc")
            equal(client.received(), ["from nc"])
        equal(server.end().out, HELLO.encode())


def unix_client_and_socat(folder, mode):
    path = os.path.join(folder, "door")
    with socat_server("UNIX-LISTEN:" + path) as server:
        server.wait_for(r"listening on AF=1 ")
        with Script(mode, "unix-client.sosh", path) as client:
            equal(client.received(), [HELLO])


def unix_client_and_server_are_both_sosh(folder, mode):
    path = os.path.join(folder, "door")
    with Script(mode, "unix-server.sosh", path) as server:
        server.wait_for(SERVING)
        with Script(mode, "unix-client.sosh", path) as client:
            equal(client.received(), [ANSWER])
        equal(server.received(), [HELLO])


CASES = [
    tcp_client_and_a_python_server, odd_text_goes_through_as_it_is,
    tcp_server_and_python_clients, tcp_server_and_nc, tcp_server_and_nc_in_turns,
    tcp_server_and_socat, tcp_client_and_nc, tcp_client_and_socat,
    tcp_client_and_server_are_both_sosh, a_client_that_breaks_off_does_not_end_the_server,
    a_server_that_says_nothing_is_an_end_of_file, nobody_listens,
    read_all_from_nc, read_all_from_socat,
    udp_client_and_a_python_server, udp_echo_and_python_clients, udp_echo_and_nc,
    udp_echo_and_socat, udp_client_and_nc, udp_client_and_socat,
    udp_client_and_server_are_both_sosh, nobody_takes_the_datagram,
    unix_client_and_a_python_server, unix_server_and_python_clients, unix_server_and_nc,
    unix_server_and_socat, unix_client_and_nc, unix_client_and_socat,
    unix_client_and_server_are_both_sosh,
]


def main():
    suite = Suite()
    for program in ("nc", "socat"):
        def is_there(_, program=program):
            expect(shutil.which(program), f"there is no '{program}': these tests want "
                   "netcat-openbsd and socat")
        suite.case(f"{program} is there", is_there)
    run(suite, CASES)
    suite.end()


main()
