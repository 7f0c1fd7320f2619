#!/usr/bin/python3
"""TLS with programs that know nothing of sosh, both ways round: the scripts of
docs/examples/tls/, which begin OpenSSL's and GnuTLS's programs, nginx, mail servers,
PostgreSQL and OpenLDAP themselves, and Python's ssl. Nothing is skipped where sosh has TLS: a
program that is not there is a failure.

  test-tls-peers.py [NAME]...  only the cases that have a NAME in theirs"""

import hashlib
import os
import re
import socket
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import Script, bytes_of, nothing_is_left, surroundings    # noqa: E402
from tls import (FOLDER, VERSIONS, Peer, Tls, certificates, client, client_context,   # noqa: E402
                 error_of, file, server_context, wrapped)
import sosh                                     # noqa: E402
from sosh import Suite, equal, expect           # noqa: E402

SCRIPTS = ["gnutls", "https", "imap", "ldap", "openssl", "pop3", "postgresql", "smtp"]
NEED_WORDS = ["client", "server"]
# Of some dozens of programs one behind the other, on a machine that does other things, too.
LIMIT = 6 * sosh.PATIENCE


def script(name):
    return os.path.join(FOLDER, name + ".sosh")


def tests_of(name):
    """The names of its tests, in their order; such as are in a `foreach version` come twice."""
    with open(script(name), encoding="utf-8") as lines:
        text = lines.read()
    before, *loops = re.split(r"^foreach version in 1\.2 1\.3 \{$", text, flags=re.MULTILINE)
    names = named(before)
    for loop in loops:
        inside, _, behind = loop.partition("\n}\n")
        names += [test.replace("$version", version) for version in VERSIONS
                  for test in named(inside)]
        names += named(behind)
    expect(len(names) >= 5, f"{name} has too few tests")
    return names


def named(text):
    return re.findall(r'^\t?test "(.*)" \{$', text, re.MULTILINE)


def every_script_is_there(_):
    equal(sorted(name[:-5] for name in os.listdir(FOLDER) if name.endswith(".sosh")),
          sorted([*SCRIPTS, *NEED_WORDS, "certificates"]))
    for name in [*SCRIPTS, *NEED_WORDS]:
        with open(script(name), encoding="utf-8") as lines:
            equal(lines.readline(), "#!/usr/bin/env sosh\n")
        expect(os.access(script(name), os.X_OK), f"{name} is not executable")
        result = sosh.run("-n", script(name))
        equal((result.status, result.out, result.err), (0, b"", b""), result)


def all_its_tests_pass(folder, name):
    env = surroundings(folder)
    result = sosh.run("-o", "tap", script(name), env=env, limit=LIMIT, cwd=folder)
    equal(re.findall(r"^ok \d+ - (.*)$", result.text, re.MULTILINE), tests_of(name), result)
    equal(result.status, 0, result)
    expect("skip" not in result.text.lower(), "something was skipped", result)
    nothing_is_left(env)


def all_that_it_says_is_json(folder, name):
    env = surroundings(folder)
    result = sosh.run("-o", "json", script(name), env=env, limit=LIMIT, cwd=folder)
    equal(result.status, 0, result)
    equal([answer for answer in result.answers if not answer["ok"]], [], result)
    versions = {answer["version"] for answer in result.answers
                if answer["command"] == "tls" and "version" in answer}
    equal(versions, set(VERSIONS), result)
    nothing_is_left(env)


def without_arguments_they_tell_their_usage(_):
    for name in NEED_WORDS:
        result = sosh.run(script(name))
        equal(result.status, 2, result)
        expect(f"usage: {name}.sosh " in result.text, "no usage is told", result)


# --- Python's ssl, and the two scripts that are given a HOST and a PORT

def answering(version):
    def talk(connection):
        tls = wrapped(connection, version)
        data = b""
        while True:
            more = tls.read()
            if not more:
                break
            data += more
        tls.write(b"Server received: " + data)
        tls.close_notify()
    return talk


def python_serves_a_client(_, version, mode):
    with Peer(answering(version)) as peer:
        with Script(mode, "tls/client.sosh", "localhost", peer.port, file("ca.pem")) as ours:
            equal(ours.received() if mode == "text" else
                  [answer["data"] for answer in framed(ours)], ["Server received: Hello, server"])


def framed(ours):
    result = sosh.sound(ours.end())
    equal(result.status, 0, result)
    return [answer for answer in result.answers if answer["command"] == "recv"]


def with_server(mode, *words):
    return Script(mode, "tls/server.sosh", "127.0.0.1", 0, file("server.pem"), file("server.key"),
                  *words)


def visit(port, data, context):
    with socket.create_connection(("127.0.0.1", int(port)), sosh.PATIENCE) as connection:
        with context.wrap_socket(connection, server_hostname="localhost") as tls:
            tls.sendall(data)
            came = b""
            while len(came) < len(b"Server received: " + data):
                more = tls.recv(65536)
                expect(more, f"ended after {came!r}")
                came += more
            spoken = tls.version()
            # Both say good-bye: no end that is none.
            tls.unwrap()
            return came, spoken


def python_visits_a_server(_, version, mode):
    with with_server(mode, 2) as server:
        port = server.serving()
        for data in (b"one", bytes(range(256))):
            came, spoken = visit(port, data, client_context(version))
            equal(came, b"Server received: " + data)
            equal(spoken, "TLSv" + version)
        result = sosh.sound(server.end())
        equal(result.status, 0, result)


def python_shows_who_it_is(_, version, mode):
    with with_server(mode, 2, file("ca.pem")) as server:
        port = server.serving()
        try:
            visit(port, b"who am I?", client_context(version))
            raise sosh.Failure("a client without a certificate was served")
        except (OSError, sosh.Failure) as error:
            expect("was served" not in str(error), str(error))
        came, _ = visit(port, b"it is me", client_context(version, "client"))
        equal(came, b"Server received: it is me")
        result = sosh.sound(server.end())
        equal(result.status, 0, result)


def a_client_that_is_none_does_not_end_the_server(_, mode):
    with with_server(mode, 3) as server:
        port = int(server.serving())
        for data in (b"GET / HTTP/1.0\r\n\r\n", b""):
            with socket.create_connection(("127.0.0.1", port), sosh.PATIENCE) as connection:
                connection.sendall(data)
        came, _ = visit(port, b"still there?", client_context())
        equal(came, b"Server received: still there?")
        result = sosh.sound(server.end())
        equal(result.status, 0, result)


def a_name_is_chosen_by_what_was_connected_to(_, version):
    """The server sees the name (SNI)."""
    seen = []

    def talk(connection):
        context = server_context(version)
        context.sni_callback = lambda _, name, __: seen.append(name)
        Tls(connection, context).handshake()
    with Peer(talk, 2) as peer:
        ca = file("ca.pem")
        result = sosh.answers(f"socket tcp; connect . localhost:{peer.port}; tls . --ca {ca}; "
                              f"socket tcp; connect . {peer.address}; tls . --ca {ca}")
        equal(result.status, 0, result)
    # An address is no name.
    equal(seen, ["localhost", None])


BULK = 3 << 20


def much_goes_through_unharmed(folder, version):
    data = os.urandom(BULK)
    path, back = os.path.join(folder, "much"), os.path.join(folder, "back")
    with open(path, "wb") as much:
        much.write(data)
    got = []

    def talk(connection):
        tls = wrapped(connection, version)
        came = bytearray()
        while len(came) < BULK:
            came += tls.read()
        got.append(hashlib.sha256(came).digest())
        # In records of any size.
        at, size = 0, 1
        while at < BULK:
            tls.write(data[at:at + size])
            at, size = at + size, size * 3 % 16381 + 1
        tls.close_notify()
    with Peer(talk) as peer:
        result = client(peer, f"TLS; send c file:'{path}'; recv c --eof --out '{back}'",
                        limit=LIMIT)
        equal(result.status, 0, result)
        equal(result.answer["bytes"], BULK, result)
    equal(got, [hashlib.sha256(data).digest()])
    with open(back, "rb") as came:
        equal(hashlib.sha256(came.read()).digest(), got[0])


def it_works_a_byte_at_a_time(_, version):
    def talk(connection):
        tls = Tls(connection, server_context(version))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def dribble(data):
            for byte in data[:-1]:
                connection.sendall(bytes([byte]))
            return data[-1:]
        tls.handshake(change=dribble)
        connection.sendall(dribble(tls.sealed(b"slowly, but surely")))
        equal(tls.read(), b"as we are")
    with Peer(talk) as peer:
        result = client(peer, "TLS; recv c 18 --exact; send c 'as we are'")
        equal(result.status, 0, result)
        equal(result.answers[3]["data"], "slowly, but surely", result)


def both_ends_end_it_and_go_on_in_clear(_, version):
    """As FTP does behind CCC."""
    def talk(connection):
        tls = wrapped(connection, version)
        tls.write(b"inside")
        equal(tls.read(), b"")
        # What comes in clear is right behind the close_notify.
        tls.step(tls.object.unwrap)
        connection.sendall(tls.out() + b"outside")
        equal(connection.recv(100), b"outside, too")
    with Peer(talk) as peer:
        result = client(peer, "TLS; recv c; tls c --end; recv c 7 --exact; send c 'outside, too'")
        equal(result.status, 0, result)
        equal([bytes_of(answer) for answer in result.answers if answer["command"] == "recv"],
              [b"inside", b"outside"], result)


def what_comes_in_time_is_not_lost_when_it_is_ended(_, version):
    def talk(connection):
        tls = wrapped(connection, version)
        tls.write(b"a last word")
        equal(tls.read(), b"")
        tls.close_notify()
    with Peer(talk) as peer:
        result = client(peer, "TLS; tls c --end; recv c --eof")
        equal(result.status, 0, result)
        equal(bytes_of(result.answer), b"a last word", result)


def half_a_close_leaves_the_other_half(_, version):
    def talk(connection):
        tls = wrapped(connection, version)
        equal(tls.read(), b"my last word")
        equal(tls.read(), b"")
        tls.write(b"and mine")
        tls.close_notify()
    with Peer(talk) as peer:
        result = client(peer, "TLS; send c 'my last word'; shutdown c write; recv c --eof")
        equal(result.status, 0, result)
        equal(bytes_of(result.answer), b"and mine", result)


def a_stranger_is_refused_by_default(_, version):
    def talk(connection):
        tls = Tls(connection, server_context(version, "other"))
        try:
            tls.handshake()
            tls.read()
        except OSError:
            pass
    with Peer(talk) as peer:
        result = client(peer, "tls c --name localhost; recv c; send c secret")
        equal(error_of(result, "tls")["kind"], "tls", result)
        equal(error_of(result, "recv")["kind"], "tls", result)
        equal(error_of(result, "send")["kind"], "tls", result)


CASES = [python_serves_a_client, python_visits_a_server, python_shows_who_it_is]
OF_A_VERSION = [a_name_is_chosen_by_what_was_connected_to, much_goes_through_unharmed,
                it_works_a_byte_at_a_time, both_ends_end_it_and_go_on_in_clear,
                what_comes_in_time_is_not_lost_when_it_is_ended,
                half_a_close_leaves_the_other_half, a_stranger_is_refused_by_default]


def main():
    if not sosh.OPENSSL:
        print("skipped: this sosh was built without OpenSSL")
        sys.exit(77)
    suite = Suite()
    certificates()
    suite.case("every script is there", every_script_is_there)
    suite.case("without arguments they tell their usage",
               without_arguments_they_tell_their_usage)
    for name in SCRIPTS:
        suite.case(f"all tests of {name}.sosh pass", all_its_tests_pass, name)
        suite.case(f"all that {name}.sosh says is JSON", all_that_it_says_is_json, name)
    for version in VERSIONS:
        for case in OF_A_VERSION:
            suite.case(f"{case.__name__.replace('_', ' ')} (TLS {version})", case, version)
        for case in CASES:
            for mode in ("text", "json"):
                suite.case(f"{case.__name__.replace('_', ' ')} (TLS {version}, {mode})", case,
                           version, mode)
    for mode in ("text", "json"):
        suite.case(f"a client that is none does not end the server ({mode})",
                   a_client_that_is_none_does_not_end_the_server, mode)
    return suite.end()


main()
