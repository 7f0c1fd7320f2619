#!/usr/bin/python3
"""TLS with peers that do not keep to it: what came is refused with its own name, what came
before is kept, and nothing of it reaches the terminal as it is.

  test-tls-faults.py [NAME]...  only the cases that have a NAME in theirs"""

import os
import random
import signal
import socket
import ssl
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import bytes_of                      # noqa: E402
from tls import (ALERT, CHANGE, DATA, HANDSHAKE, VERSIONS, Peer, Tls, certificates,    # noqa: E402
                 client, client_context, drain, error_of, file, flipped, record, records, reset,
                 served, server_context, wrapped)
import sosh                                     # noqa: E402
from sosh import Suite, equal, expect           # noqa: E402


def after_hello(answer):
    """A peer that reads the client's first flight, sends this, and waits for the end."""
    def talk(connection):
        connection.recv(65536)
        try:
            connection.sendall(answer)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            return                              # the client has left already
        drain(connection)
    return talk


def refused(talk, commands="TLS", command="tls", host="127.0.0.1"):
    """The error of kind `tls` that a client gets; what it shows is safe."""
    with Peer(talk, host=host) as peer:
        result = client(peer, commands)
    expect(not sosh.CONTROL.search(result.out + result.err), "control characters", result)
    error = error_of(result, command)
    equal(error["kind"], "tls", result)
    return error


# --- the handshake

def plain_http_is_no_tls(_):
    for begin in (b"HTTP/1.1 400 Bad Request\r\n\r\n", b"220 mail.example.test ESMTP\r\n",
                  b"SSH-2.0-OpenSSH_9.2\r\n", b"\x1b]0;evil\x07\xff\x00 hello"):
        error = refused(after_hello(begin))
        equal(error["reason"], "not_tls")
        expect("does not speak TLS" in error["message"], error)
        if begin[:1] != b"\x1b":
            expect(begin.decode().strip() in error["message"], error)


def random_bytes_are_no_tls(_):
    source = random.Random(7)
    for count in (1, 5, 100, 20000):
        error = refused(after_hello(b"\x00" + source.randbytes(count)))
        expect(error["reason"] in ("not_tls", "closed"), error)


def a_peer_that_closes_at_once_is_told_of(_):
    equal(refused(lambda connection: connection.recv(65536))["reason"], "closed")


def a_reset_in_the_handshake_is_the_kernels_error(_):
    def talk(connection):
        connection.recv(65536)
        reset(connection)
    with Peer(talk) as peer:
        error = error_of(client(peer, "TLS"), "tls")
        equal((error["kind"], error["errno"]), ("system", "ECONNRESET"))


def a_handshake_that_is_cut_is_told_of(_, version):
    def cut(share):
        def talk(connection):
            tls = Tls(connection, server_context(version))
            tls.feed()
            tls.step(tls.object.do_handshake)
            flight = tls.out()
            connection.sendall(flight[:int(len(flight) * share)])
            connection.shutdown(socket.SHUT_WR)
            drain(connection)
        return talk
    for share in (0.01, 0.3, 0.6, 0.95):
        equal(refused(cut(share))["reason"], "closed")


def a_handshake_that_is_tampered_with_is_refused(_, version):
    """A byte of each record of the server's first flight in turn."""
    def talk_with(number, at):
        def change(flight):
            parts = list(records(flight))
            if number < len(parts):
                parts[number] = flipped(parts[number], at)
            return b"".join(parts)

        def talk(connection):
            tls = Tls(connection, server_context(version))
            try:
                tls.feed()
                tls.step(tls.object.do_handshake)
                connection.sendall(change(tls.out()))
                tls.handshake()
                tls.read()
            except (ssl.SSLError, OSError):
                pass
        return talk
    # In 1.3 all but ServerHello and ChangeCipherSpec is sealed; in 1.2 nothing is, and it is
    # the signature over the keys, or Finished, that does not fit.
    for number in range(3):
        if version == "1.3" and number == 1:
            continue                            # ChangeCipherSpec is of no meaning there
        for at in (-1, -20):
            refused(talk_with(number, at))


def each_alert_has_its_name(_):
    names = {40: "handshake_failure", 42: "bad_certificate", 45: "certificate_expired",
             46: "certificate_unknown", 47: "illegal_parameter", 48: "unknown_ca",
             49: "access_denied", 50: "decode_error", 51: "decrypt_error", 70: "protocol_version",
             71: "insufficient_security", 80: "internal_error", 86: "inappropriate_fallback",
             109: "missing_extension", 110: "unsupported_extension", 112: "unrecognized_name",
             113: "bad_certificate_status_response", 115: "unknown_psk_identity",
             116: "certificate_required", 120: "no_application_protocol",
             10: "unexpected_message", 20: "bad_record_mac", 22: "record_overflow",
             43: "unsupported_certificate", 44: "certificate_revoked"}
    for number, name in names.items():
        error = refused(after_hello(record(ALERT, bytes([2, number]))))
        equal(error["alert"], name)
        equal(error["alert_number"], number)
        expect(f"{name} ({number})" in error["message"], error)


def an_alert_without_a_name_has_its_number(_):
    error = refused(after_hello(record(ALERT, bytes([2, 200]))))
    equal((error["alert"], error["alert_number"]), (200, 200))


def an_alert_behind_the_handshake_has_its_name(_):
    def talk(connection):
        # The client has none to show; the server says so when the client is through.
        try:
            wrapped(connection, "1.3", ask=True)
        except ssl.SSLError:
            drain(connection)
    error = refused(talk, "TLS; recv c", "recv")
    equal(error["alert"], "certificate_required")


def records_that_tls_does_not_have_are_refused(_):
    hello = record(HANDSHAKE, b"\x02\x00\x00\x00")
    wrong = [record(HANDSHAKE, bytes(40))[:3] + b"\xff\xff" + bytes(65535),      # too long
             record(99, b"what?"), record(HANDSHAKE, b""), record(DATA, b"too early"),
             record(ALERT, b"\x02"), record(ALERT, b""), hello, hello * 50,
             record(HANDSHAKE, b"\x02\xff\xff\xff" + bytes(1000)),
             record(HANDSHAKE, b"\x00\x00\x00\x00"), record(CHANGE, b"\x01") * 100000,
             record(HANDSHAKE, b"") * 1000, record(ALERT, b"\x01\x5a") * 1000]
    for answer in wrong:
        refused(after_hello(answer))


def a_peer_that_says_nothing_is_given_up(_):
    def talk(connection):
        drain(connection)
    with Peer(talk) as peer:
        result = client(peer, "TLS --timeout 100ms; status c")
        equal(error_of(result, "tls")["kind"], "timeout", result)


def a_peer_that_drips_is_given_up(_):
    """Each byte is something new, and the time is that of all of them."""
    def talk(connection):
        try:
            while True:
                connection.sendall(record(HANDSHAKE, bytes(16000))[:1])
                connection.sendall(b"\x03\x03\x3e\x80")
                for _ in range(16000):
                    connection.sendall(b"\x00")
                    time.sleep(0.001)
        except OSError:
            pass
    with Peer(talk) as peer:
        began = time.monotonic()
        # Late bytes are no bytes that were there before.
        result = client(peer, "TLS --timeout 300ms")
        expect(time.monotonic() - began < 5, "it took too long", result)
        error = error_of(result, "tls")
        expect(error["kind"] in ("timeout", "refused"), "no time-out", result)


def ctrl_c_stops_a_handshake(_):
    with Peer(drain) as peer:
        program = subprocess.Popen(
            [sosh.SOSH, "-c", f"socket tcp; connect 1 {peer.address}; echo now; "
             f"tls 1 --insecure --timeout never"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=sosh.environment())
        with program:
            for line in program.stdout:
                if line == b"now\n":
                    break
            # Its first flight has come: then it waits.
            program.send_signal(signal.SIGINT)
            program.wait(sosh.PATIENCE)
            equal(program.returncode, -signal.SIGINT)


# --- who is there

def bytes_before_the_handshake_are_refused(_, version):
    """A man in the middle says something in the server's name, in the hope that it is taken
    for a part of what comes by TLS."""
    def talk(connection):
        equal(connection.recv(100), b"STARTTLS\r\n")
        connection.sendall(b"220 go ahead\r\n250 injected\r\n")
        try:
            wrapped(connection, version)
        except (ssl.SSLError, OSError):
            pass
        drain(connection)
    for receive in ("recv c --line", "recv c 14 --exact", "recv c --peek", "recv c 14"):
        with Peer(talk) as peer:
            result = client(peer, f"send c \"STARTTLS\\r\\n\"; {receive}; TLS; recv c")
            # In the first piece may be half of it.
            error = error_of(result, "tls")
            equal(error["kind"], "refused", result)


def bytes_that_come_while_we_wait_are_none_of_tls(_, version):
    """They come when the client has begun."""
    def talk(connection):
        data = connection.recv(65536)
        tls = Tls(connection, server_context(version))
        tls.came.write(data)
        tls.step(tls.object.do_handshake)
        try:
            connection.sendall(b"250 injected\r\n" + tls.out())
        except OSError:
            pass
        drain(connection)
    equal(refused(talk)["reason"], "not_tls")


def another_address_is_another_server(_, version):
    def talk(connection):
        try:
            wrapped(connection, version).read()
        except (ssl.SSLError, OSError):
            pass
    # The certificate is for 127.0.0.1 and for localhost.
    for name, reason in (("", "address"), ("--name 127.0.0.3", "address"),
                         ("--name '::1'", "address"), ("--name 127.0.0.1.example.test", "name"),
                         ("--name www.localhost", "name"), ("--name example.test", "name")):
        error = refused(talk, f"tls c --ca {file('ca.pem')} {name}", host="127.0.0.2")
        equal(error["reason"], "wrong_" + reason)


def what_a_certificate_says_is_shown_harmless(folder, version):
    key, path = os.path.join(folder, "evil.key"), os.path.join(folder, "evil.pem")
    evil = "a\x1b]0;owned\x07\u202eb\nc"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-utf8", "-subj",
                    "/CN=" + evil, "-addext", "subjectAltName=DNS:localhost", "-keyout", key,
                    "-out", path], check=True, capture_output=True)

    def talk(connection):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path, key)
        context.minimum_version = context.maximum_version = VERSIONS[version]
        try:
            Tls(connection, context).handshake().read()
        except (ssl.SSLError, OSError):
            pass
    for commands in (f"tls c --name localhost --ca '{path}'", "tls c --insecure",
                     "tls c --name localhost"):
        for mode in ("text", "json"):
            with Peer(talk) as peer:
                result = sosh.run("-k", "-o", mode, "-c",
                                  f"socket tcp --name c; connect c {peer.address}; {commands}; "
                                  "info c; status c; get c all")
            expect(not sosh.CONTROL.search(result.out + result.err), "control characters",
                   result)
            if mode == "text":
                expect("\u202e" not in result.text + result.complaint, "it turns around", result)


# --- behind the handshake

def a_record_that_is_tampered_with_is_refused(_, version):
    def talk_with(change):
        def talk(connection):
            tls = wrapped(connection, version)
            tls.write(b"good")
            equal(tls.read(), b"go on")
            connection.sendall(change(tls.sealed(b"a secret of some length")))
            # With another length more would be waited for.
            connection.shutdown(socket.SHUT_WR)
            drain(connection)
        return talk
    for at in (0, 4, 5, 8, -1):
        # What was good before was told; then it is over, and stays so.
        with Peer(talk_with(lambda data, at=at: flipped(data, at))) as peer:
            result = client(peer, "TLS; recv c 4; send c 'go on'; recv c; recv c; send c more")
            equal(bytes_of(result.answers[3]), b"good", result)
            for command in ("recv", "send"):
                equal(error_of(result, command)["kind"], "tls", result)
            if at == -1:
                equal(error_of(result, "recv")["reason"], "bad_record", result)


def a_record_that_comes_twice_is_refused(_, version):
    def talk(connection):
        tls = wrapped(connection, version)
        connection.sendall(tls.sealed(b"pay 1") * 2)
        drain(connection)
    with Peer(talk) as peer:
        result = client(peer, "TLS; recv c --eof")
        error = error_of(result, "recv")
        equal((error["kind"], error["reason"], error["partial"]), ("tls", "bad_record", "pay 1"),
              result)


def an_end_without_good_bye_is_a_truncation(_, version):
    def talk(connection):
        wrapped(connection, version).write(b"the first half")
    with Peer(talk) as peer:
        result = client(peer, "TLS; recv c --eof; recv c; recv c")
        found = [answer for answer in result.answers if answer["command"] == "recv"]
        equal(found[0]["error"]["reason"], "truncated", result)
        equal(found[0]["error"]["partial"], "the first half", result)
        # What had come can be had; the end stays what it is.
        equal(bytes_of(found[1]), b"the first half", result)
        equal(found[2]["error"]["reason"], "truncated", result)


def a_record_that_is_cut_is_a_truncation(_, version):
    def talk(connection):
        tls = wrapped(connection, version)
        connection.sendall(tls.sealed(b"nobody sees this")[:-3])
    with Peer(talk) as peer:
        error = error_of(client(peer, "TLS; recv c"), "recv")
        equal((error["kind"], error["reason"]), ("tls", "truncated"))


def what_came_before_a_reset_is_kept(_, version):
    def talk(connection):
        tls = wrapped(connection, version)
        tls.write(b"in time")
        equal(tls.read(), b"seen")
        reset(connection)
    with Peer(talk) as peer:
        result = client(peer, "TLS; recv c; send c seen; recv c")
        equal(bytes_of(result.answers[3]), b"in time", result)
        error = error_of(result, "recv")
        equal((error["kind"], error["errno"]), ("system", "ECONNRESET"), result)


def the_end_is_told_as_often_as_one_asks(_, version):
    def talk(connection):
        tls = wrapped(connection, version)
        tls.write(b"all")
        tls.close_notify()
        # What comes behind a close_notify is none of it.
        connection.sendall(b"and more, in clear")
        drain(connection)
    with Peer(talk) as peer:
        result = client(peer, "TLS; recv c; recv c; recv c --eof")
        found = [answer for answer in result.answers if answer["command"] == "recv"]
        equal([answer["eof"] for answer in found], [False, True, True], result)
        equal(result.status, 0, result)


# --- sosh as the server

def a_client_that_speaks_plain_text_is_told_of(_):
    for data in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"EHLO client\r\n", b"\x1b[2J\x00\x00"):
        def visit(connection, data=data):
            connection.sendall(data)
            drain(connection)
        error = error_of(served(visit, "TLS"), "tls")
        equal((error["kind"], error["reason"]), ("tls", "not_tls"))


def a_client_that_leaves_is_told_of(_):
    for count in (0, 3, 60):
        def visit(connection, count=count):
            tls = Tls(connection, client_context(), "localhost")
            tls.step(tls.object.do_handshake)
            connection.sendall(tls.out()[:count])
            connection.shutdown(socket.SHUT_WR)
            drain(connection)
        error = error_of(served(visit, "TLS"), "tls")
        equal((error["kind"], error["reason"]), ("tls", "closed"))


def a_client_that_refuses_us_is_told_of(_, version):
    def visit(connection):
        tls = Tls(connection, client_context(version), "www.example.test")
        try:
            tls.handshake()
        except ssl.SSLError:
            drain(connection)
    result = served(visit, "TLS; recv c")
    error = error_of(result, "tls" if version == "1.2" else "recv")
    equal((error["kind"], error["alert"]), ("tls", "bad_certificate"), result)


def a_clients_record_that_is_tampered_with_is_refused(_, version):
    def visit(connection):
        tls = Tls(connection, client_context(version), "localhost").handshake()
        tls.write(b"good")
        connection.sendall(flipped(tls.sealed(b"pay alice")))
        drain(connection)
    error = error_of(served(visit, "TLS; recv c 4; recv c"), "recv")
    equal((error["kind"], error["reason"]), ("tls", "bad_record"))


def a_client_that_just_closes_has_cut_it(_, version):
    def visit(connection):
        tls = Tls(connection, client_context(version), "localhost").handshake()
        tls.write(b"half of it")
        # Without reading the server's tickets, close() would be a reset.
        connection.shutdown(socket.SHUT_WR)
        drain(connection)
    error = error_of(served(visit, "TLS; recv c --eof"), "recv")
    equal((error["reason"], error["partial"]), ("truncated", "half of it"))


CASES = [plain_http_is_no_tls, random_bytes_are_no_tls, a_peer_that_closes_at_once_is_told_of,
         a_reset_in_the_handshake_is_the_kernels_error, each_alert_has_its_name,
         an_alert_without_a_name_has_its_number, an_alert_behind_the_handshake_has_its_name,
         records_that_tls_does_not_have_are_refused, a_peer_that_says_nothing_is_given_up,
         a_peer_that_drips_is_given_up, ctrl_c_stops_a_handshake,
         a_client_that_speaks_plain_text_is_told_of, a_client_that_leaves_is_told_of]
OF_A_VERSION = [a_handshake_that_is_cut_is_told_of, a_handshake_that_is_tampered_with_is_refused,
                bytes_before_the_handshake_are_refused,
                bytes_that_come_while_we_wait_are_none_of_tls, another_address_is_another_server,
                what_a_certificate_says_is_shown_harmless,
                a_record_that_is_tampered_with_is_refused, a_record_that_comes_twice_is_refused,
                an_end_without_good_bye_is_a_truncation, a_record_that_is_cut_is_a_truncation,
                what_came_before_a_reset_is_kept, the_end_is_told_as_often_as_one_asks,
                a_client_that_refuses_us_is_told_of,
                a_clients_record_that_is_tampered_with_is_refused,
                a_client_that_just_closes_has_cut_it]


def main():
    if not sosh.OPENSSL:
        print("skipped: this sosh was built without OpenSSL")
        sys.exit(77)
    suite = Suite()
    certificates()
    for case in CASES:
        suite.case(case.__name__.replace("_", " "), case)
    for version in VERSIONS:
        for case in OF_A_VERSION:
            suite.case(f"{case.__name__.replace('_', ' ')} (TLS {version})", case, version)
    return suite.end()


main()
