#!/usr/bin/python3
"""Servers that talk: `serve N match`, `broker`, `block` and `exec`, with real clients."""

import contextlib
import os
import random
import re
import resource
import select
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sosh                                     # noqa: E402
from sosh import (PATIENCE, SOSH, Failure, Result, Suite, environment, equal, expect, receive,
                  run, sound)

TCP = "socket tcp --name l; bind l 127.0.0.1:0; listen l 4096"
UDP = "socket udp --name l; bind l 127.0.0.1:0"


class Server:
    """sosh that serves `role` at `at`, until the end of the `with`; what it says is read as
    it comes."""

    def __init__(self, folder, role, before=TCP, options=(), descriptors=0):
        def limit():
            hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, hard))
        commands = before + "\nserve l " + role + "\necho at ${l.local}\njoin all\n"
        self.words = [*options, "-c", commands]
        self.process = subprocess.Popen(
            [SOSH, *self.words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, cwd=folder, env=environment(),
            preexec_fn=limit if descriptors else None)
        self.said = {self.process.stdout: b"", self.process.stderr: b""}
        self.clients = []
        try:
            self.at = self.wait_for(r'at ([^"\n]*)"?', self.process.stdout)
        except Failure:
            self.__exit__(Failure)
            raise

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        for client in self.clients:
            client.close()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self.process.wait()
        for stream in self.said:
            self.said[stream] += stream.read()
            stream.close()
        if not kind:
            sound(self.result, signal.SIGTERM)

    @property
    def result(self):
        return Result(self.words, self.process.poll() or 0, self.said[self.process.stdout],
                      self.said[self.process.stderr])

    @property
    def told(self):
        return self.said[self.process.stderr].decode("utf-8", "replace")

    def wait_for(self, pattern, stream=None):
        """The first group of `pattern`, once it was said; on standard error if not told."""
        stream = stream or self.process.stderr
        pattern = re.compile(pattern.encode())
        until = time.monotonic() + PATIENCE
        while True:
            lines = self.said[stream][:self.said[stream].rfind(b"\n") + 1]
            found = pattern.search(lines)
            if found:
                return found.group(found.lastindex or 0).decode()
            ready = select.select([stream], [], [], max(0, until - time.monotonic()))[0]
            more = os.read(stream.fileno(), 65536) if ready else b""
            expect(more, f"it was not said: {pattern.pattern!r}", self.result)
            self.said[stream] += more

    def read_all(self):
        """Until its end."""
        streams = list(self.said)
        while streams:
            for stream in select.select(streams, [], [])[0]:
                more = os.read(stream.fileno(), 65536)
                self.said[stream] += more
                if not more:
                    streams.remove(stream)

    @property
    def address(self):
        host, port = self.at.rsplit(":", 1)
        return host, int(port)

    def client(self, greeting=None):
        """A client, whom a server that greets has greeted."""
        client = socket.create_connection(self.address, timeout=PATIENCE)
        self.clients.append(client)
        if greeting:
            equal(receive(client, len(greeting)), greeting)
        return client


def rest(client):
    came = b""
    while True:
        more = client.recv(65536)
        if not more:
            return came
        came += more


def ask(client, question, answer):
    client.sendall(question)
    equal(receive(client, len(answer)), answer)


def is_silent(client):
    """Has nothing come by now?"""
    return not select.select([client], [], [], 0)[0]


def until_true(true, why):
    until = time.monotonic() + PATIENCE
    while not true():
        expect(time.monotonic() < until, why)
        time.sleep(0.01)


def rules(folder, text):
    with open(os.path.join(folder, "rules"), "w", encoding="utf-8") as file:
        file.write(text)
    return "match rules"


# ---- match

def it_greets_and_answers_what_was_caught(folder):
    role = rules(folder, r"""
# a comment
greeting -> "220 client ${client}\r\n"
'^HELO (\S+)\r?\n' -> "250 hello ${match.1} from ${peer}\r\n"
'^PACK (?<what>.*?)\r?\n' -> len16be{ ${match.what} u8:7 } \
    "!"
""")
    with Server(folder, role) as server:
        client = server.client(b"220 client 2\r\n")
        own = "%s:%d" % client.getsockname()
        ask(client, b"HELO you\r\n", f"250 hello you from {own}\r\n".encode())
        ask(client, b"PACK ab\n", b"\x00\x03ab\x07!")
        server.client(b"220 client 3\r\n")


def it_makes_no_difference_how_lines_are_cut(folder):
    role = rules(folder, "'^A(.*)\\n' -> \"a ${match.1}\\n\"\n'^B\\n' -> 'b' hex:0a\n"
                 "else -> \"? ${match.0}\"\n")
    sent, wanted = b"A1\nB\nxyz\nA2\nB\n", b"a 1\nb\n? xyz\na 2\nb\n"
    with Server(folder, role) as server:
        together, singly = server.client(), server.client()
        singly.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        together.sendall(sent)
        for byte in sent:
            singly.sendall(bytes([byte]))
        for client in (together, singly):
            equal(receive(client, len(wanted)), wanted)


def the_first_rule_that_matches_has_it(folder):
    with Server(folder, rules(folder, "'^ab\\n' -> one\n'^a.*\\n' -> two\n'^.*\\n' -> three\n")) \
            as server:
        client = server.client()
        ask(client, b"ab\nac\nx\n", b"onetwothree")


def else_waits_as_long_as_a_rule_may_begin(folder):
    role = rules(folder, "'^DATA\\n((?:.*\\n)*?)\\.\\n' -> \"got ${match.1}\"\nelse -> 'else '\n")
    with Server(folder, role) as server:
        client = server.client()
        client.sendall(b"DATA\none\n")
        ask(server.client(), b"x\n", b"else ")
        expect(is_silent(client), "it was not waited for the rest of the rule")
        ask(client, b"two\n.\n", b"got one\ntwo\n")


def without_else_other_lines_are_passed_over(folder):
    with Server(folder, rules(folder, "'^PING\\n' -> pong\n'^NOOP\\n' ->\n")) as server:
        ask(server.client(), b"what\nNOOP\n\nPING\n", b"pong")


def what_is_left_at_the_end_has_else(folder):
    with Server(folder, rules(folder, "'^PING\\n' -> pong\nelse -> \"<${match.0}>\"\n")) as server:
        client = server.client()
        client.sendall(b"PING\nPIN")
        client.shutdown(socket.SHUT_WR)
        equal(rest(client), b"pong<PIN>")


def no_small_answer_waits_for_the_one_before(folder):
    """By TCP_NODELAY, which other roles leave as it is."""
    for role, wanted in [(rules(folder, "'^Q\\n' -> a delay 5ms b\n"), b"on"), ("echo", b"off")]:
        result = run("-c", f"""{TCP}; serve l {role}; socket tcp; connect 2 ${{l.local}}
expect 1.server.clients == 1 --within 20s; get 3 nodelay; serve l stop""", cwd=folder)
        told = re.search(rb"nodelay\W+(on|off)", result.out)
        expect(told and told.group(1) == wanted, role, result)


def delay_holds_up_one_client_alone(folder):
    role = rules(folder, "'^LATE\\n' -> a delay 400ms b delay 100ms c\n'^NOW\\n' -> now\n")
    with Server(folder, role) as server:
        late, other = server.client(), server.client()
        before = time.monotonic()
        ask(late, b"LATE\nNOW\n", b"a")
        ask(other, b"NOW\n", b"now")
        equal(receive(late, 1), b"b")
        expect(time.monotonic() - before >= 0.4, "it came too early")
        equal(receive(late, 4), b"cnow")
        expect(time.monotonic() - before >= 0.5, "it came too early")


def close_and_reset_end_the_client(folder):
    role = rules(folder, "'^QUIT\\n' -> bye close\n'^CRASH\\n' -> reset\n'^LONG\\n' -> "
                 "pattern:300k close\n")
    with Server(folder, role) as server:
        client = server.client()
        client.sendall(b"QUIT\nQUIT\n")
        equal(rest(client), b"bye")
        client = server.client()
        client.sendall(b"LONG\n")
        equal(len(rest(client)), 300 << 10)
        client = server.client()
        client.sendall(b"CRASH\n")
        try:
            rest(client)
        except ConnectionResetError:
            return
        raise Failure("there was no reset")


def what_was_caught_is_only_text(folder):
    with Server(folder, rules(folder, "'^(.*)\\n' -> ${match.1}\"|\"\n")) as server:
        ask(server.client(), b"file:/etc/passwd\n", b"file:/etc/passwd|")


def what_makes_no_number_ends_the_client_and_is_told(folder):
    with Server(folder, rules(folder, "'^(.*)\\n' -> u8:${match.1}\n")) as server:
        ask(server.client(), b"65\n", b"A")
        client = server.client()
        client.sendall(b"300\x1b\n")
        equal(rest(client), b"")
        server.wait_for(r"client 3: rules:1:14: .*300")
        expect("\x1b" not in server.told, "an escape came through", server.result)
        ask(server.client(), b"66\n", b"B")


def a_long_answer_is_no_burden_for_who_reads_slowly(folder):
    """Longer than what a client may be owed."""
    with open(os.path.join(folder, "long"), "wb") as file:
        file.write(os.urandom(3 << 20))
    with open(os.path.join(folder, "long"), "rb") as file:
        wanted = file.read()
    role = rules(folder, "'^GET\\n' -> file:long 'end'\n")
    with Server(folder, role) as server:
        slow, quick = server.client(), server.client()
        slow.sendall(b"GET\n")
        quick.sendall(b"GET\n")
        for client in (quick, slow):
            expect(receive(client, len(wanted) + 3) == wanted + b"end", "something else came")
        equal(server.told, "")


def bytes_behind_a_passed_descriptor_are_looked_at(folder):
    """A read of a UNIX stream ends behind it, with more to come."""
    before = "socket unix --name l; bind l ./here; listen l"
    with Server(folder, rules(folder, "'ab' -> 'ok'\n"), before) as server:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(PATIENCE)
            client.connect(os.path.join(folder, "here"))
            server.process.send_signal(signal.SIGSTOP)
            os.waitpid(server.process.pid, os.WUNTRACED)
            socket.send_fds(client, [b"a"], [0])
            client.sendall(b"b")
            server.process.send_signal(signal.SIGCONT)
            equal(client.recv(2), b"ok")


def more_than_64_kib_without_a_match_is_told(folder):
    with Server(folder, rules(folder, "'^END\\n' -> end\n")) as server:
        client = server.client()
        try:
            client.sendall(b"x" * (1 << 20))
            rest(client)
        except (ConnectionResetError, BrokenPipeError):
            pass
        server.wait_for(r"client 2: 64 KiB came that no rule fits")
        ask(server.client(), b"END\n", b"end")


def an_expression_without_end_ends_its_client(folder):
    with Server(folder, rules(folder, "'^PING\\n' -> pong\n'^(a*)*b' -> b\n")) as server:
        bad = server.client()
        bad.sendall(b"a" * 64)
        ask(server.client(), b"PING\n", b"pong")
        equal(rest(bad), b"")
        server.wait_for(r"client 2: rules:2:1: .*too many ways")
        ask(server.client(), b"PING\n", b"pong")


def each_datagram_is_answered_by_itself(folder):
    role = rules(folder, "'^ADD (\\d)\\+(\\d)$' -> \"${match.1}${match.2} to ${peer}\"\n"
                 "'^HUSH' ->\nelse -> what?\n")
    with Server(folder, role, before=UDP) as server:
        client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.clients.append(client)
        client.settimeout(PATIENCE)
        client.connect(server.address)
        own = "%s:%d" % client.getsockname()
        for sent in (b"ADD 1+2", b"HUSH", b"", b"x\n"):
            client.send(sent)
        equal([client.recv(100) for _ in range(3)], [f"12 to {own}".encode(), b"what?", b"what?"])


FAULTS = [
    # the rules; line, column, and what is told
    ("x ->\n\n  '(' -> a\n", 3, 5, "is not a regular expression"),
    ("x > a\n", 1, 3, "'->' stands behind"),
    ("x\n", 1, 2, "'->' stands behind"),
    ("^a\\n -> b\n", 1, 1, "a backslash outside of quotes is lost"),
    ("\"$x\" -> b\n", 1, 1, "has no variables"),
    ("'a' -> \"${match.1}\"\n", 1, 8, "this rule catches no"),
    ("'(a)' -> ${match.1} ${match.x}\n", 1, 21, "this rule catches no"),
    ("'a' -> $b\n", 1, 8, "there is no variable 'b' here"),
    ("greeting -> ${match.0}\n", 1, 13, "a greeting has matched nothing"),
    ("greeting -> a\nelse -> b\ngreeting -> c\n", 3, 1, "'greeting' stands here twice: first in line 1"),
    ("a -> hex:0\n", 1, 10, "half a byte"),
    ("a -> b \"\\q\"\n", 1, 9, "escape"),
    ("a -> 'b\n", 1, 6, ""),
    ("a -> delay\n", 1, 11, "'delay' wants a time"),
    ("a -> delay x b\n", 1, 12, "is not a duration"),
    ("a -> close b\n", 1, 12, "nothing can stand behind"),
    ("a -> b; c -> d\n", 1, 7, "only data"),
    ("{ -> b\n}\n", 1, 1, "a rule begins with"),
    ("a -> len8{ }\n", 1, 6, "wants data inside"),
    ("a -> len8{ b\n", 2, 1, "a '}' is missing"),
    ("a -> u8:256\n", 1, 9, "256"),
]


def a_wrong_rule_is_told_with_its_place(folder):
    for text, line, column, what in FAULTS:
        rules(folder, text)
        result = run("-c", TCP + "\nserve l match rules\n", cwd=folder)
        equal(result.status, 1, result)
        place = f"rules:{line}:{column}: "
        expect(place in result.complaint and what in result.complaint,
               f"{text!r}: not {place!r}, {what!r}", result)


def datagrams_have_no_connections_to_close(folder):
    for text, what in (("a -> close\n", "'close' is for connections"),
                       ("greeting -> a\n", "'greeting' is for connections"),
                       ("a -> b\na -> len8{ ${client} }\n",
                        "rules:2:12: 'client' is for connections"),
                       ("a -> ${here}\n", "there are match.N and peer")):
        rules(folder, text)
        result = run("-c", UDP + "\nserve l match rules\n", cwd=folder)
        equal(result.status, 1, result)
        expect(what in result.complaint, what, result)


def without_rules_there_is_no_server(folder):
    rules(folder, "# nothing\n")
    for name, what in (("rules", "there is no rule in 'rules'"), ("none", "ENOENT"),
                       (".", "EISDIR")):
        result = run("-c", TCP + f"\nserve l match {name}\n", cwd=folder)
        equal(result.status, 1, result)
        expect(what in result.complaint, what, result)


# ---- broker

def everybody_hears_everybody_else(folder):
    with Server(folder, "broker") as server:
        clients = [server.client() for _ in range(4)]
        meet(clients)
        clients[0].sendall(b"\x00any\xff bytes")
        for client in clients[1:]:
            equal(receive(client, 11), b"\x00any\xff bytes")
        clients[1].sendall(b"two")
        for client in [clients[0], *clients[2:]]:
            equal(receive(client, 3), b"two")
        clients[2].close()
        ask_each(clients[0], [clients[1], clients[3]], b"three")
        expect(is_silent(clients[0]), "it heard itself")


def meet(clients):
    """Until each is known to the server, and has heard all others say so."""
    for client in clients:
        client.sendall(b".")
    # Who came late has not heard the first: the last of all is heard by everybody.
    until = time.monotonic() + PATIENCE
    waiting = set(clients)
    while waiting:
        expect(time.monotonic() < until, "they do not hear each other")
        clients[0].sendall(b"!")
        for client in select.select(clients[1:], [], [], 0.05)[0]:
            if b"!" in client.recv(65536):
                waiting.discard(client)
        waiting.discard(clients[0])
    # What was under way has come once each has heard a mark of everybody else.
    for index, client in enumerate(clients):
        mark = b"<%d>" % index
        client.sendall(mark)
        for other in clients:
            if other is not client:
                wait_for_mark(other, mark)


def wait_for_mark(client, mark):
    came = b""
    while not came.endswith(mark):
        more = client.recv(1)
        expect(more, f"no {mark!r} came")
        came += more


def ask_each(client, others, said):
    client.sendall(said)
    for other in others:
        equal(receive(other, len(said)), said)


def lines_have_a_number_and_nothing_that_a_terminal_obeys(folder):
    with Server(folder, "broker lines") as server:
        one, two = server.client(), server.client()
        one.sendall(b"hello\r\n")
        until_true(lambda: heard(one, two), "they do not hear each other")
        one.sendall(b"half")
        one.sendall(b" a line\nesc \x1b[2J \xc2\x9b \\ \xff\nend")
        wanted = b"2: half a line\n2: esc \\x1b[2J \\u{9b} \\ \\xff\n"
        got = receive(two, len(wanted))
        expect(got == wanted or got.replace(b"\\x9b", b"\\u{9b}") == wanted, f"{got!r}")
        expect(is_silent(two), "half a line was told")
        one.shutdown(socket.SHUT_WR)
        equal(receive(two, 7), b"2: end\n")
        equal(rest(one), b"")


def heard(one, two):
    """Is what `one` says heard by `two`, and nothing else under way?"""
    one.sendall(b"mark\n")
    if not select.select([two], [], [], 0.1)[0]:
        return False
    came = b""
    while not came.endswith(b"mark\n"):
        came += two.recv(65536)
    one.sendall(b"last\n")
    while not came.endswith(b"last\n"):
        came += two.recv(65536)
    return True


def who_does_not_read_is_dropped_and_others_never_wait(folder):
    with Server(folder, "broker --ceiling 256k") as server:
        talker, slow, listener = server.client(), server.client(), server.client()
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        meet([talker, slow, listener])
        piece, total = b"x" * 65536, 0
        while "client 3 does not read" not in server.told:
            talker.sendall(piece)
            equal(len(receive(listener, len(piece))), len(piece))
            total += len(piece)
            expect(total < 64 << 20, "it was never dropped", server.result)
            if select.select([server.process.stderr], [], [], 0)[0]:
                server.wait_for(r"client 3 does not read")
        ask_each(talker, [listener], b"still there")


def hundreds_hear_all_in_order(folder):
    """More than are told in one turn; who is told of, and who talks, come and go meanwhile."""
    count = 300
    with Server(folder, "broker lines") as server:
        talker = server.client()
        others = [server.client() for _ in range(count)]
        for other in others:
            until_true(lambda one=other: heard(talker, one), "it does not hear")
            for each in others:
                drain(each)
        said = [b"%d: line %d\n" % (2, number) for number in range(50)]
        talker.sendall(b"".join(b"line %d\n" % number for number in range(50)))
        others.pop(10).close()
        talker.shutdown(socket.SHUT_WR)
        for other in others:
            came = b""
            while not came.endswith(said[-1]):
                more = other.recv(65536)
                expect(more, "it has ended")
                came += more
            equal(came[came.index(said[0]):], b"".join(said))


def drain(client):
    while not is_silent(client):
        client.recv(65536)


def only_lines_can_stand_behind_broker(_):
    result = run("-c", TCP + "\nserve l broker line\n")
    equal(result.status, 1, result)
    expect("only 'lines' can stand" in result.complaint, "not told", result)


# ---- block

REQUESTS = """block {
    repeat {
        recv $client 4096 --none
        if ${answer.eof} == true { break }
        send $client "Server received: " ${answer.data}
    }
}"""


def a_block_runs_for_each_client_side_by_side(folder):
    with Server(folder, REQUESTS) as server:
        clients = [server.client() for _ in range(20)]
        for turn in range(3):
            for index, client in enumerate(clients):
                client.sendall(b"%d-%d" % (index, turn))
            for index, client in reversed(list(enumerate(clients))):
                wanted = b"Server received: %d-%d" % (index, turn)
                equal(receive(client, len(wanted)), wanted)
        for client in clients:
            client.shutdown(socket.SHUT_WR)
            equal(rest(client), b"")


def each_has_its_own_answer_match_and_dot(folder):
    role = """block {
        recv . --line --none
        let mine ${answer.data}
        if ${answer.data} ~ '(.)\\n' { }
        send . "go\\n"
        recv . --line --none
        send . "${match.1} ${.number} $client $mine"
    }"""
    with Server(folder, role) as server:
        clients = [server.client() for _ in range(3)]
        for index, client in enumerate(clients):
            ask(client, b"%d\n" % index, b"go\n")
        for index, client in enumerate(clients):
            client.sendall(b"\n")
            equal(rest(client), b"%d %d %d %d\n" % (index, index + 2, index + 2, index))


def what_a_block_sent_goes_out_before_it_is_closed(folder):
    with Server(folder, "block { recv . 1 --none; send . pattern:2M }") as server:
        client = server.client()
        client.sendall(b"xyz")
        equal(len(rest(client)), 2 << 20)


def a_block_that_fails_is_told_and_the_server_goes_on(folder):
    role = "block {\n recv . --line --none\n expect ${answer.data} == \"good\\n\"\n send . ok\n}"
    with Server(folder, role) as server:
        bad, good = server.client(), server.client()
        bad.sendall(b"bad\n")
        equal(rest(bad), b"")
        server.wait_for(r"expect")
        good.sendall(b"good\n")
        equal(rest(good), b"ok")
    result = run("--json", "-c", TCP + "; serve l block { fails any recv 99; recv 99 }; socket tcp "
                 "--name c; connect c ${l.local}; recv c --eof --none; serve l stop")
    equal(result.status, 0, result)
    expect("there is no socket 99" in result.text, "it was not told", result)
    expect(any(it["command"] == "serve" and it.get("failed") == 1 for it in result.answers),
           "it was not counted", result)


def a_block_may_close_its_client_and_go_on(folder):
    with Server(folder, "block { send . bye; close .; sleep 1ms; echo went on }") as server:
        equal(rest(server.client()), b"bye")
        server.wait_for(r"(went on)", server.process.stdout)
        equal(rest(server.client()), b"bye")


def a_block_sees_the_reset_of_its_client(folder):
    role = "block { send . go; try { recv . }; echo ended ${answer.error.errno} }"
    with Server(folder, role) as server:
        client = server.client()
        equal(receive(client, 2), b"go")
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        client.close()
        server.wait_for(r"ended (ECONNRESET)", server.process.stdout)


def a_block_that_goes_on_behind_the_end_fails(folder):
    """It would go round for ever."""
    with Server(folder, "block { repeat { recv . --none; send . ${answer.data} } }") as server:
        client = server.client()
        ask(client, b"hello", b"hello")
        client.shutdown(socket.SHUT_WR)
        server.wait_for(r"(has finished)")
        equal(rest(client), b"")


def what_fails_behind_the_end_of_its_client_is_counted(_):
    result = run("--json", "-c", TCP + "; serve l block --once { close $client; send $client x }; "
                 "socket tcp --name c; connect c ${l.local}; join 1")
    expect(any(it["command"] == "serve" and it.get("failed") == 1 for it in result.answers),
           "it was not counted", result)


def all_that_a_block_answers_is_its_jobs(_):
    result = run("--json", "-c", TCP + "; serve l block { send . x; close .; echo after }; socket "
                 "tcp --name c; connect c ${l.local}; recv c --eof --none; serve l stop")
    got = {it["command"]: it.get("job") for it in result.answers
           if it["command"] in ("send", "close", "echo")}
    equal(got, {"send": 1, "close": 1, "echo": 1}, result)
    result = run("--json", "-c", "pair; serve 1 block { send . x }; recv 2 --eof")
    equal([it.get("job") for it in result.answers if it["command"] == "send"], [1], result)


def stop_ends_blocks_where_they_wait(_):
    commands = TCP + """
serve l block { send . go; recv .; echo never }
socket tcp --name c; connect c ${l.local}
recv c 2 --exact
serve l stop
recv c --eof
echo over
"""
    result = run("-c", commands)
    equal(result.status, 0, result)
    expect("over" in result.text and "never" not in result.text, "it went on", result)


def a_block_may_stop_its_own_server(_):
    result = run("-c", TCP + "; serve l block { serve l stop; echo behind }; socket tcp --name c; "
                 "connect c ${l.local}; recv c --eof; sleep 10ms; echo over")
    equal(result.status, 0, result)
    expect("over" in result.text, "it hangs", result)


def a_thousand_blocks_run_and_others_wait_for_their_turn(folder):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard != resource.RLIM_INFINITY and hard < 4096:
        print("skipped: a thousand blocks: no more than", hard, "descriptors may be had")
        return
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4096), hard))
    role = ("block { send . hi; recv . --line --none --timeout never; send . on; "
            "recv . --none --timeout never }")
    with Server(folder, role, options=["-q"], descriptors=4096) as server:
        first = [server.client() for _ in range(1000)]
        for client in first:
            equal(receive(client, 2), b"hi")
        late = [server.client() for _ in range(3)]
        ask(first[0], b"\n", b"on")
        expect(all(is_silent(client) for client in late), "there are more than a thousand")
        for client in first[2:5]:
            client.close()
        for client in late:
            equal(receive(client, 2), b"hi")
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


# ---- exec

def a_program_has_each_client_for_its_input_and_output(folder):
    with Server(folder, "exec 'tr a-z A-Z'") as server:
        clients = [server.client() for _ in range(5)]
        for index, client in enumerate(clients):
            client.sendall(b"hello %d" % index)
        for index, client in enumerate(clients):
            client.shutdown(socket.SHUT_WR)
            equal(rest(client), b"HELLO %d" % index)


def it_knows_who_is_there(folder):
    with Server(folder, "exec 'echo $SOSH_CLIENT $SOSH_PEER $SOSH_LOCAL; exit 3'") as server:
        client = server.client()
        own = "%s:%d" % client.getsockname()
        equal(rest(client), f"2 {own} {server.at}\n".encode())
    result = run("--json", "-c", TCP + "; serve l exec 'exit 3'; socket tcp --name c; connect c "
                 "${l.local}; recv c --eof --none; serve l stop")
    expect(any(it["command"] == "serve" and it.get("failed") == 1 for it in result.answers),
           "it was not counted that it failed", result)
    for command, how in (("exit 3", "ended with status 3"),
                         ("kill -9 $$", "was ended by signal 9")):
        with Server(folder, f"exec '{command}'") as server:
            equal(rest(server.client()), b"")
            server.wait_for(rf"client 2: its program {how}")


def what_it_complains_of_is_told(folder):
    with Server(folder, "exec 'echo \"no \\033[2J\" >&2; echo done'") as server:
        equal(rest(server.client()), b"done\n")
        server.wait_for(r"\[2\] no \\x1b\[2J")


def nobody_is_left_when_the_client_has_gone(folder):
    """Nor when the server has: also those that a program has begun, and not waited for."""
    role = "exec 'sleep 1000 & echo $! >> pids; sleep 1000 & echo $! >> pids; echo on; read x'"
    with Server(folder, role) as server:
        gone, stays = server.client(), server.client()
        equal(receive(gone, 3) + receive(stays, 3), b"on\non\n")
        with open(os.path.join(folder, "pids"), encoding="ascii") as file:
            pids = [int(line) for line in file]
        equal(len(pids), 4)
        gone.close()
        until_true(lambda: sum(map(is_there, pids)) == 2, "they are left")
        # The socket is not held open by anybody.
        ask(stays, b"\n", b"")
        equal(rest(stays), b"")
        until_true(lambda: not any(map(is_there, pids)), "they are left")
    with Server(folder, role) as server:
        equal(receive(server.client(), 3), b"on\n")
        with open(os.path.join(folder, "pids"), encoding="ascii") as file:
            pids = [int(line) for line in file]
    until_true(lambda: not any(map(is_there, pids)), "they are left")


def is_there(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


TLS = " --tls --cert localhost.pem"


def with_tls(folder, server):
    context = ssl.create_default_context(cafile=os.path.join(folder, "localhost.pem"))
    return context.wrap_socket(server.client(), server_hostname="localhost")


def to_and_fro(client, data):
    """What comes while all of it is sent."""
    client.setblocking(False)
    sent, came = 0, b""
    while len(came) < len(data):
        ready = select.select([client], [client] if sent < len(data) else [], [], PATIENCE)
        expect(ready[0] or ready[1], f"nothing moves: {sent} bytes sent, {len(came)} came")
        # Either may have to wait for the other direction.
        with contextlib.suppress(ssl.SSLWantReadError, ssl.SSLWantWriteError):
            sent += client.send(data[sent:sent + 16384]) if sent < len(data) else 0
        with contextlib.suppress(ssl.SSLWantReadError, ssl.SSLWantWriteError):
            while True:
                more = client.recv(65536)
                expect(more, f"it has ended: {sent} bytes sent, {len(came)} came")
                came += more
    return came


def a_client_with_tls_is_handed_on_to_its_program(folder):
    """Both ways at once, more than all that lies between can hold."""
    long = os.urandom(3 << 20)
    with Server(folder, "exec 'cat; echo end'" + TLS, before="certificate localhost\n" + TCP) \
            as server, with_tls(folder, server) as client:
        ask(client, b"hello\n", b"hello\n")
        expect(to_and_fro(client, long) == long, "something else came back")


def what_a_program_wrote_last_goes_out_with_tls_too(folder):
    with Server(folder, "exec 'read x; head -c 1000000 /dev/zero; echo $x'" + TLS,
                before="certificate localhost\n" + TCP) as server:
        with with_tls(folder, server) as client:
            client.sendall(b"last\n")
            came = rest(client)
            equal((len(came), came[-6:]), (1000005, b"\0last\n"))


def blocks_speak_tls(folder):
    role = "block" + TLS + " { recv . --line --none; send . 'got ' ${answer.data} }"
    with Server(folder, role,
                before="certificate localhost\n" + TCP) as server:
        with with_tls(folder, server) as client:
            client.sendall(b"hello\n")
            equal(rest(client), b"got hello\n")
    role = "block" + TLS + " { recv . --line --none; send . pattern:3M }"
    with Server(folder, role) as server:
        with with_tls(folder, server) as client:
            client.sendall(b"hello\n")
            equal(len(rest(client)), 3 << 20)


def idle_is_who_neither_sends_nor_is_sent_anything(folder):
    """Also where the server sees nothing of that; unless this machine stood still as long."""
    idle = 2
    block = f"block --idle {idle}s {{ repeat {{ recv . --none; send . x }} }}"
    program = f"exec 'while read x; do echo; done' --idle {idle}s"
    with Server(folder, block) as one, Server(folder, program) as other:
        both = [server.client() for server in (one, other)]
        began = time.monotonic()
        last, gap = [began, began], 0
        while time.monotonic() - began < 2 * idle:
            for index, client in enumerate(both):
                answered = b""
                with contextlib.suppress(OSError):
                    client.sendall(b"x\n")
                    answered = client.recv(1)
                now = time.monotonic()
                gap = max(gap, now - last[index])
                last[index] = now
                if not answered and gap >= idle * 0.9:
                    print("skipped: idle: this machine stood still for", gap, "s")
                    return
                expect(answered, "it was closed while it was busy")
            time.sleep(0.05)
        for client in both:
            rest(client)
        expect(time.monotonic() - min(last) >= idle * 0.9, "it was closed too early")


def a_connection_may_have_a_block_of_its_own(_):
    result = run("-c", r"""pair
def greeter NAME { serve 1 block { recv . --line; send . "hello, $NAME " ${answer.data} } }
greeter ann
send 2 "I am bob\n"
recv 2 --line
echo got ${answer.data}
recv 2 --eof
""")
    equal(result.status, 0, result)
    expect("got hello, ann I am bob\n" in result.text, "no answer", result)


def a_block_may_react_to_its_client(_):
    result = run("-c", TCP + r"""
serve l block {
    on . match '^(\d+)\n' { let sum = ${match.1} + 1; send . "$sum\n" }
    sleep 1h
}
socket tcp --name c; connect c ${l.local}
send c "1\n41\n"
expect recv c "2\n42\n"
""")
    equal(result.status, 0, result)


def a_client_that_is_taken_has_no_block_any_more(_):
    result = run("-c", TCP + """
serve l block { send . go; recv .; echo never }
socket tcp --name c; connect c ${l.local}
recv c 2 --exact
take 3
send c mine
recv 3
echo got ${answer.data}
""")
    equal(result.status, 0, result)
    expect("got mine" in result.text and "never" not in result.text, "it is not", result)


def who_sends_by_itself_has_no_rate(_):
    for role in ("exec cat --rate 1k", "block --ceiling 1k { send . x }"):
        result = run("-c", TCP + f"\nserve l {role}")
        equal(result.status, 1, result)
        expect("means nothing to it" in result.complaint, "it was taken", result)


def once_ends_with_the_first_client(_):
    for role in ("block --once { send . bye }", "exec 'printf bye' --once"):
        result = run("-c", TCP + f"""
serve l {role}
socket tcp --name c; connect c ${{l.local}}
recv c --eof
echo got ${{answer.data}}
close c
join 1
""")
        equal(result.status, 0, result)
        expect("got bye" in result.text, "it did not run", result)


# ---- all of them

SAYINGS = [b"HELO a\r\n", b"SLOW\n", b"QUIT\n", b"CRASH\n", b"HE", b"LO x", b"\n", b"\0\xff" * 50,
           b"x" * 70000, b"\x1b[2J\n"]


def storm(server, actions, chance):
    """Clients come, say something, hear something, and go in all ways, in any order."""
    clients = []
    for _ in range(actions):
        what = chance.random()
        with contextlib.suppress(OSError):      # it was closed, or there is no room
            if (what < 0.3 and len(clients) < 100) or not clients:
                clients.append(socket.create_connection(server.address, timeout=PATIENCE))
                clients[-1].setblocking(False)
            elif what < 0.75:
                chance.choice(clients).send(b"".join(chance.choices(SAYINGS, k=3)))
            elif what < 0.85:
                chance.choice(clients).recv(100000)
            elif what < 0.9:
                chance.choice(clients).shutdown(socket.SHUT_WR)
            else:
                client = clients.pop(chance.randrange(len(clients)))
                if what < 0.95:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                client.close()
    for client in clients:
        client.close()


def a_storm_of_clients_ends_no_server(folder):
    match = rules(folder, r"""
greeting -> hi
'^HELO (\S+)\r?\n' -> ${match.1}
'^SLOW\n' -> a delay 5ms fill:200k:b
'^QUIT\n' -> bye close
'^CRASH\n' -> reset
else -> what?
""")
    block = "block { repeat { recv . --line --none --max 1000; send . 'got ' ${answer.data} } }"
    for role in (match, "broker --ceiling 64k", "broker lines --ceiling 64k",
                 block, "exec 'exec head -n 3'"):
        with Server(folder, role, options=["-q"]) as server:
            # What it tells of all that is not read here, and must not be in its way.
            reader = threading.Thread(target=server.read_all)
            reader.start()
            storm(server, 600 if "exec" in role else 3000, random.Random(role))
            client = server.client()
            client.sendall(b"\n" * 3)
            if "broker" not in role:
                expect(client.recv(10), "it is of no use any more", server.result)
            expect(server.process.poll() is None, "it has ended", server.result)
            server.process.send_signal(signal.SIGTERM)
            reader.join()


def safe_refuses_programs_and_files(folder):
    rules(folder, "a -> b\n")
    for role in ("exec cat", "match rules"):
        result = run("--safe", "-o", "json", "-c", TCP + f"\nserve l {role}\n", cwd=folder)
        equal(result.answer["error"]["kind"], "refused", result)
    result = run("--safe", "-c", TCP + "\nserve l broker lines\nserve l stop", cwd=folder)
    equal(result.status, 0, result)


CASES = [
    it_greets_and_answers_what_was_caught, it_makes_no_difference_how_lines_are_cut,
    the_first_rule_that_matches_has_it, else_waits_as_long_as_a_rule_may_begin,
    without_else_other_lines_are_passed_over, what_is_left_at_the_end_has_else,
    no_small_answer_waits_for_the_one_before,
    delay_holds_up_one_client_alone, close_and_reset_end_the_client,
    what_was_caught_is_only_text, what_makes_no_number_ends_the_client_and_is_told,
    a_long_answer_is_no_burden_for_who_reads_slowly,
    bytes_behind_a_passed_descriptor_are_looked_at, more_than_64_kib_without_a_match_is_told,
    an_expression_without_end_ends_its_client, each_datagram_is_answered_by_itself,
    a_wrong_rule_is_told_with_its_place, datagrams_have_no_connections_to_close,
    without_rules_there_is_no_server,
    everybody_hears_everybody_else, lines_have_a_number_and_nothing_that_a_terminal_obeys,
    who_does_not_read_is_dropped_and_others_never_wait, hundreds_hear_all_in_order,
    only_lines_can_stand_behind_broker,
    a_block_runs_for_each_client_side_by_side, each_has_its_own_answer_match_and_dot,
    what_a_block_sent_goes_out_before_it_is_closed,
    a_block_that_fails_is_told_and_the_server_goes_on, a_block_may_close_its_client_and_go_on,
     what_fails_behind_the_end_of_its_client_is_counted, all_that_a_block_answers_is_its_jobs,
     a_block_sees_the_reset_of_its_client, a_block_that_goes_on_behind_the_end_fails,
     stop_ends_blocks_where_they_wait,
    a_block_may_stop_its_own_server, a_thousand_blocks_run_and_others_wait_for_their_turn,
    a_program_has_each_client_for_its_input_and_output, it_knows_who_is_there,
    what_it_complains_of_is_told, nobody_is_left_when_the_client_has_gone,
    *([a_client_with_tls_is_handed_on_to_its_program,
       what_a_program_wrote_last_goes_out_with_tls_too, blocks_speak_tls]
      if sosh.OPENSSL else []),
    idle_is_who_neither_sends_nor_is_sent_anything,
    a_connection_may_have_a_block_of_its_own, a_block_may_react_to_its_client,
    a_client_that_is_taken_has_no_block_any_more, once_ends_with_the_first_client,
    who_sends_by_itself_has_no_rate, a_storm_of_clients_ends_no_server,
    safe_refuses_programs_and_files,
]

if __name__ == "__main__":
    suite = Suite()
    for case in CASES:
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()
