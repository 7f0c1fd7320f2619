#!/usr/bin/python3
"""Servers that speak TLS with their clients, and look at certificates."""

import contextlib
import os
import ssl
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import TCP, Desk, ask, client, served  # noqa: E402
from sosh import OPENSSL, Suite, equal, expect, like, receive  # noqa: E402


def is_closed_without_tls(where):
    with client(where) as plain:
        plain.sendall(b"GET / HTTP/1.0\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            receive(plain, 100)


def is_answered(where, context):
    with client(where) as plain, \
            context.wrap_socket(plain, server_hostname="localhost") as one:
        equal(ask(one), b"hello")


def a_failed_handshake_is_not_the_once(folder):
    with Desk(folder=folder) as desk:
        desk.do("certificate localhost")
        where = served(desk, "echo --once --tls --cert localhost.pem")
        context = ssl.create_default_context(cafile=os.path.join(folder, "localhost.pem"))
        is_closed_without_tls(where)
        is_answered(where, context)
        expect(like({"ok": True, "ended": "done", "clients": 2, "dropped": 1}, desk.end()),
               "not so", desk.all)


def tls_comes_first(folder):
    with Desk(folder=folder) as desk:
        desk.do("certificate localhost")
        where = served(desk, "echo --tls --cert localhost.pem --alpn h2,http/1.1")
        context = ssl.create_default_context(cafile=os.path.join(folder, "localhost.pem"))
        context.set_alpn_protocols(["http/1.1"])
        for _ in range(2):
            with client(where) as plain, \
                    context.wrap_socket(plain, server_hostname="localhost") as one:
                equal(ask(one), b"hello")
                equal(ask(one, b"x" * 100000), b"x" * 100000)
                equal(one.selected_alpn_protocol(), "http/1.1")
        # Who speaks no TLS is closed, and the others go on.
        is_closed_without_tls(where)
        is_answered(where, context)


def clients_show_a_certificate(folder):
    with Desk(folder=folder) as desk:
        desk.do("certificate localhost")
        desk.do("certificate me --for client")
        where = served(desk, "echo --tls --cert localhost.pem --key localhost.key --ca me.pem "
                       "--require-client-cert")
        for shows in (False, True):
            context = ssl.create_default_context(cafile=os.path.join(folder, "localhost.pem"))
            if shows:
                context.load_cert_chain(os.path.join(folder, "me.pem"),
                                        os.path.join(folder, "me.key"))
            try:
                with client(where) as plain, \
                        context.wrap_socket(plain, server_hostname="localhost") as one:
                    got = ask(one)
            except (ssl.SSLError, ConnectionResetError):
                got = b""
            equal(got, b"hello" if shows else b"")


def tls_is_looked_at_before_anybody_comes(folder):
    with Desk(folder=folder) as desk:
        desk.tell(*TCP.split("; "))
        for how, kind in (("--tls", "usage"), ("--tls --cert none.pem", "system"),
                          ("--cert none.pem", "usage")):
            failed = desk.say(f"serve 1 echo {how}")
            expect(like({"ok": False, "error": {"kind": kind}}, failed), "not so", failed)
        desk.do("serve 1 echo")


def main():
    if not OPENSSL:
        print("skipped: this sosh speaks no TLS")
        sys.exit(77)
    suite = Suite()
    for case in (
            tls_comes_first, a_failed_handshake_is_not_the_once, clients_show_a_certificate,
            tls_is_looked_at_before_anybody_comes,
    ):
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()


if __name__ == "__main__":
    main()
