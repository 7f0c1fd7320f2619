#!/usr/bin/python3
"""Many clients at once: `serve` and `take`, driven through a pipe, with real clients."""

import contextlib
import fcntl
import json
import os
import pty
import re
import select
import signal
import socket
import ssl
import struct
import subprocess
import sys
import termios
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import (OPENSSL, PATIENCE, SOSH, Failure, Suite, answers, environment, equal, expect,
                  like, on_a_terminal, receive, run, sound, Result)

TCP = "socket tcp; bind 1 127.0.0.1:0; listen 1 100; "
UDP = "socket udp; bind 1 127.0.0.1:0; "


class Desk:
    """A sosh that is told one command after another, and answers as JSON."""

    def __init__(self, *options, folder=None):
        self.words = ["--json", "-k", *options]
        self.sosh = subprocess.Popen([SOSH, *self.words], env=environment(), cwd=folder,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE)
        self.marks, self.all = 0, []

    def read(self):
        line = self.sosh.stdout.readline()
        if not line:
            raise Failure(f"sosh has ended: {self.sosh.stderr.read()!r}, {self.all[-3:]}")
        self.all.append(json.loads(line))
        return self.all[-1]

    def tell(self, *commands):
        """All that came up to the last one's answer."""
        self.marks += 1
        text = "\n".join([*commands, f"echo mark-{self.marks}"]) + "\n"
        self.sosh.stdin.write(text.encode())
        self.sosh.stdin.flush()
        got = []
        while True:
            answer = self.read()
            if answer.get("text") == f"mark-{self.marks}":
                return got
            got.append(answer)

    def say(self, command):
        """Its own answer, and no job's."""
        got = [it for it in self.tell(command) if "ended" not in it and "event" not in it
               and ("job" not in it or it["command"] == command.split()[0])]
        if len(got) != 1:
            raise Failure(f"not one answer to '{command}': {got}")
        return got[0]

    def do(self, command):
        answer = self.say(command)
        expect(answer["ok"], f"'{command}' failed", answer)
        return answer

    def property(self, name):
        return self.do(f"echo ${{{name}}}")["text"]

    def until(self, name, wanted):
        """The property has that value, in the end."""
        self.do(f"expect {name} == {wanted} --within {int(PATIENCE)}")

    def end(self, job=1):
        """What the job told at its end; waits for that."""
        self.tell(f"try {{ join {job} --timeout {int(PATIENCE)} }}")
        told = [it for it in self.all if it.get("job") == job and "ended" in it]
        expect(len(told) == 1, f"no end of job {job} was told", self.all)
        return told[0]

    def leave(self, status=0):
        self.sosh.stdin.close()
        try:
            left = self.sosh.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise Failure("sosh does not end") from None
        result = sound(Result(self.words, left, self.sosh.stdout.read(),
                              self.sosh.stderr.read()))
        equal(result.status, status, result)
        return result

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.sosh.poll() is None:
            self.sosh.kill()
        self.sosh.wait()
        for stream in (self.sosh.stdin, self.sosh.stdout, self.sosh.stderr):
            with contextlib.suppress(OSError):
                stream.close()


def address(text):
    host, port = text.rsplit(":", 1)
    return host.strip("[]"), int(port)


def served(desk, how, bind=TCP):
    """`serve 1 HOW`; its address."""
    desk.tell(*bind.split("; "))
    return address(desk.do(f"serve 1 {how}")["local"])


def client(where, source=None):
    one = socket.create_connection(where, PATIENCE, (source, 0) if source else None)
    one.settimeout(PATIENCE)
    return one


def send_until_full(one):
    """How many bytes the kernel has taken when it takes no more, as nobody reads."""
    sent = 0
    one.setblocking(False)
    while select.select([], [one], [], 0.5)[1]:
        with contextlib.suppress(BlockingIOError):
            sent += one.send(b"x" * 65536)
    one.settimeout(PATIENCE)
    return sent


def ask(one, data=b"hello"):
    """What an echo makes of it."""
    one.sendall(data)
    return receive(one, len(data))


def is_refused(where, source=None):
    """Is a connection of it reset, or ended, without a byte?  An echo would answer."""
    try:
        with client(where, source) as one:
            return ask(one) == b""
    except (ConnectionResetError, BrokenPipeError):
        return True


def comes_in(where, source=None):
    """Whether a client is served by now: one that has gone may take its time."""
    end = time.monotonic() + PATIENCE
    while is_refused(where, source):
        expect(time.monotonic() < end, "nobody is served any more")


# ---- roles ----

def each_client_gets_back_what_it_sent(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as a, client(where) as b, client(where) as c:
            for one, word in ((a, b"one"), (b, b"two"), (c, b"three"), (a, b"four")):
                equal(ask(one, word), word)
            equal([desk.do(f"info {n}")["ok"] for n in (2, 3, 4)], [True] * 3)
        desk.tell("serve 1 stop")
        end = desk.end()
        expect(like({"command": "serve", "socket": 1, "ok": True, "role": "echo", "job": 1,
                     "ended": "stopped", "clients": 3, "refused": 0, "dropped": 0,
                     "in": 15, "out": 15}, end), "not so", end)
        desk.leave()


def what_it_says_in_words(_):
    result = run("-c", TCP + "serve 1 echo; socket tcp; connect 2 ${1.local}; send 2 hello; "
                 "recv 2; serve 1 stop")
    equal(result.status, 0, result)
    expect(any(line.startswith("[1] echo serves 127.0.0.1:") and line.endswith(", job 1")
               for line in result.lines), "no answer", result)
    expect("%1 [1] echo ended (stopped): 1 client, 5 bytes in, 5 bytes out" in result.lines,
           "no counts", result)
    equal(result.lines[-1], "[1] echo stopped", result)


def a_half_closed_client_is_answered_to_the_end(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            data = bytes(range(256)) * 1000
            one.sendall(data[:100])
            one.sendall(data[100:])
            one.shutdown(socket.SHUT_WR)
            equal(receive(one, len(data) + 1), data)


def discard_answers_nothing(_):
    with Desk() as desk:
        where = served(desk, "discard")
        with client(where) as one:
            one.sendall(b"x" * 300000)
            one.shutdown(socket.SHUT_WR)
            equal(receive(one, 1), b"")
        desk.tell("serve 1 stop")
        expect(like({"clients": 1, "in": 300000, "out": 0}, desk.end()), "not so", desk.all)


def chargen_sends_without_end(_):
    with Desk() as desk:
        where = served(desk, "chargen")
        with client(where) as one:
            got = receive(one, 74 * 200)
        lines = got.split(b"\r\n")
        equal(lines[0], bytes(range(0x20, 0x20 + 72)))
        equal(lines[1], bytes(range(0x21, 0x21 + 72)))
        equal({len(line) for line in lines[:200]}, {72})


def daytime_and_time_tell_it_and_close(_):
    with Desk() as desk:
        where = served(desk, "time")
        before = int(time.time())
        with client(where) as one:
            got = receive(one, 5)
        equal(len(got), 4)
        expect(before - 1 <= int.from_bytes(got, "big") - 2208988800 <= time.time() + 1,
               "another time", got)
        desk.tell("serve 1 stop")
        desk.do("serve 1 daytime")
        with client(where) as one:
            got = receive(one, 200)
        expect(got.endswith(b"\r\n") and str(time.gmtime().tm_year).encode() in got, "no day",
               got)


def reply_sends_its_data_for_each_piece(_):
    with Desk() as desk:
        where = served(desk, 'reply "got it: " hex:"00 ff" len8{ abc }')
        with client(where) as one:
            for _ in range(3):
                one.sendall(b"x")
                equal(receive(one, 14), b"got it: \x00\xff\x03abc"[:14])


def a_datagram_socket_answers_many(_):
    with Desk() as desk:
        where = served(desk, "echo", UDP)
        with contextlib.ExitStack() as stack:
            some = [stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                    for _ in range(50)]
            for number, one in enumerate(some):
                one.settimeout(PATIENCE)
                one.sendto(b"%d" % number, where)
                equal(one.recvfrom(100), (b"%d" % number, where))
            some[0].sendto(b"", where)
            equal(some[0].recvfrom(100), (b"", where))
        desk.tell("serve 1 stop")
        expect(like({"role": "echo", "ended": "stopped", "datagrams": 51, "in": 90, "out": 90},
                    desk.end()), "not so", desk.all)


def unix_streams_are_served(folder):
    with Desk(folder=folder) as desk:
        desk.tell("socket unix", "bind 1 ./here", "listen 1")
        desk.do("serve 1 echo")
        with socket.socket(socket.AF_UNIX) as one:
            one.settimeout(PATIENCE)
            one.connect(os.path.join(folder, "here"))
            equal(ask(one), b"hello")


def unix_datagrams_are_served(folder):
    with Desk(folder=folder) as desk:
        desk.tell("socket unix-dgram", "bind 1 ./here")
        desk.do("serve 1 echo")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
            one.settimeout(PATIENCE)
            one.bind(os.path.join(folder, "there"))
            one.sendto(b"hello", os.path.join(folder, "here"))
            equal(one.recv(100), b"hello")


# ---- limits, each measured ----

def no_more_than_max_clients(_):
    with Desk() as desk:
        where = served(desk, "echo --max-clients 2")
        with client(where) as a:
            equal(ask(a), b"hello")
            with client(where) as b:
                equal(ask(b), b"hello")
                for _ in range(3):
                    expect(is_refused(where), "a third client is served")
                equal((ask(a), ask(b)), (b"hello", b"hello"))
            comes_in(where)
        desk.tell("serve 1 stop")
        end = desk.end()
        expect(end["refused"] >= 3 and end["clients"] >= 3, "counted wrong", end)


def a_client_that_says_nothing_is_closed(_):
    idle = 0.4
    with Desk() as desk:
        where = served(desk, f"echo --idle {idle}")
        before = time.monotonic()
        with client(where) as one:
            equal(ask(one), b"hello")
            equal(one.recv(1), b"")
            took = time.monotonic() - before
            expect(took >= idle, f"closed after {took} s")
        desk.tell("serve 1 stop")
        expect(like({"clients": 1, "dropped": 1}, desk.end()), "not so", desk.all)


def without_idle_nobody_is_closed(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            desk.do("sleep 600ms")
            equal(ask(one), b"hello")


def no_more_bytes_a_second_than_rate(_):
    rate = 100 << 10
    with Desk() as desk:
        where = served(desk, "chargen --rate 100k")
        with client(where) as one:
            before = time.monotonic()
            equal(len(receive(one, 4 * rate)), 4 * rate)
            took = time.monotonic() - before
        # A second's worth may come at once; and it must not be far slower.
        expect(2.5 < took < PATIENCE, f"{4 * rate} bytes in {took} s")


def no_more_bytes_a_second_are_taken(_):
    rate = 100 << 10
    with Desk() as desk:
        where = served(desk, "echo --rate 100k")
        with client(where) as one:
            before = time.monotonic()
            for _ in range(16):
                equal(len(ask(one, b"x" * (rate // 4))), rate // 4)
            took = time.monotonic() - before
        expect(2.5 < took < PATIENCE, f"{4 * rate} bytes in {took} s")


def only_who_is_allowed(_):
    with Desk() as desk:
        where = served(desk, "echo --allow 127.0.0.2 --allow 127.0.1.0/24")
        for _ in range(3):
            expect(is_refused(where), "127.0.0.1 is served")
        with client(where, "127.0.0.2") as one:
            equal(ask(one), b"hello")
        with client(where, "127.0.1.77") as one:
            equal(ask(one), b"hello")
        desk.tell("serve 1 stop")
        expect(like({"clients": 2, "refused": 3}, desk.end()), "not so", desk.all)


def nobody_who_is_denied(_):
    with Desk() as desk:
        where = served(desk, "echo --allow any --deny 127.0.0.2 --deny 127.1.0.0/16")
        for source in ("127.0.0.2", "127.1.2.3"):
            expect(is_refused(where, source), f"{source} is served")
        with client(where) as one:
            equal(ask(one), b"hello")
        with client(where, "127.2.0.1") as one:
            equal(ask(one), b"hello")
        desk.tell("serve 1 stop")
        expect(like({"clients": 2, "refused": 2}, desk.end()), "not so", desk.all)


def a_mapped_network_is_one_of_ipv4(_):
    for network in ("::ffff:127.0.0.1", "::ffff:127.0.0.0/104", "::ffff:0:0/96"):
        with Desk() as desk:
            where = served(desk, f"echo --deny {network}")
            expect(is_refused(where), f"127.0.0.1 is served: --deny {network}")
            desk.tell("serve 1 stop")
            desk.do(f"serve 1 echo --allow {network}")
            with client(where) as one:
                equal(ask(one), b"hello")
    with Desk() as desk:
        desk.tell(*TCP.split("; "))
        answer = desk.say("serve 1 echo --deny ::ffff:0.0.0.0/95")
        expect(not answer["ok"] and "0.0.0.0/0" in answer["error"]["message"], "not so", answer)


def datagrams_are_refused_as_well(_):
    with Desk() as desk:
        where = served(desk, "echo --deny 127.0.0.2", UDP)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bad, \
                socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as good:
            bad.bind(("127.0.0.2", 0))
            bad.sendto(b"no", where)
            good.settimeout(PATIENCE)
            good.sendto(b"yes", where)
            equal(good.recv(10), b"yes")
            bad.setblocking(False)
            try:
                raise Failure(f"an answer has come: {bad.recv(10)!r}")
            except BlockingIOError:
                pass


def both_families_are_told_apart_by_their_addresses(_):
    """A socket of IPv6 sees clients of IPv4 by other names, which makes no difference."""
    with Desk() as desk:
        desk.tell("socket tcp6")
        desk.say("set 1 v6only off")
        if not desk.say("bind 1 [::]:0")["ok"]:
            print("skipped: both_families_are_told_apart_by_their_addresses: no IPv6")
            return
        desk.do("listen 1")
        port = address(desk.do("serve 1 echo --deny 127.0.0.2")["local"])[1]
        expect(is_refused(("127.0.0.1", port), "127.0.0.2"), "127.0.0.2 is served")
        for host in ("127.0.0.1", "::1"):
            with client((host, port)) as one:
                equal(ask(one), b"hello")
        desk.tell("serve 1 stop")
        desk.do("serve 1 echo --allow ::/64 --allow 127.0.0.2")
        expect(is_refused(("127.0.0.1", port)), "127.0.0.1 is served")
        with client(("::1", port)) as one:
            equal(ask(one), b"hello")
        with client(("127.0.0.1", port), "127.0.0.2") as one:
            equal(ask(one), b"hello")


def own_address():
    """One of this machine that is not loopback; no packet is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            one.connect(("192.0.2.1", 9))
            return one.getsockname()[0]
        except OSError:
            return None


def nobody_from_elsewhere_unless_allowed(_):
    mine = own_address()
    if not mine or mine.startswith("127."):
        print("skipped: nobody_from_elsewhere_unless_allowed: no address but loopback")
        return
    anywhere = f"socket tcp; bind 1 {mine}:0; listen 1"
    with Desk() as desk:
        where = served(desk, "echo", anywhere)
        expect(is_refused(where), "not loopback, and served")
        desk.tell("serve 1 stop")
        desk.do("serve 1 echo --allow any")
        with client(where) as one:
            equal(ask(one), b"hello")


def once_is_over_with_its_first_client(_):
    with Desk() as desk:
        where = served(desk, "echo --once")
        with client(where) as one:
            equal(ask(one), b"hello")
        expect(like({"ok": True, "ended": "done", "clients": 1, "in": 5, "out": 5}, desk.end()),
               "not so", desk.all)
        # The socket is an ordinary one again.
        with client(where) as one:
            equal(desk.do("accept 1")["peer"], "%s:%d" % one.getsockname())
        desk.leave()


def sends_and_reads(where, data):
    """What comes back while it sends."""
    with client(where) as one:
        writer = threading.Thread(target=one.sendall, args=(data,))
        writer.start()
        try:
            return receive(one, len(data))
        finally:
            writer.join()


def a_low_ceiling_drops_nobody_who_reads(folder):
    with Desk() as desk:
        data = os.urandom(8 << 20)
        expect(sends_and_reads(served(desk, "echo --ceiling 1000"), data) == data, "not it")
    with open(os.path.join(folder, "long"), "wb") as file:
        file.write(data)
    with open(os.path.join(folder, "rules"), "w", encoding="utf-8") as rules:
        rules.write("'G' -> file:long\n")
    for role in ("http .", "match rules"):
        with Desk(folder=folder) as desk:
            where = served(desk, role + " --ceiling 1000")
            with client(where) as one:
                one.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                one.shutdown(socket.SHUT_WR)
                expect(receive(one, 9 << 20).endswith(data), f"not it: {role}")


def who_reads_gets_all_that_is_sent_to_all(_):
    """However much more that is than a client may be owed."""
    with Desk() as desk:
        where = served(desk, "echo")
        ones, got = [client(where) for _ in range(3)], []
        desk.until("1.server.clients", 3)
        readers = [threading.Thread(target=lambda one=one: got.append(
            len(receive(one, 12 << 20)))) for one in ones]
        for reader in readers:
            reader.start()
        sent = desk.do("send --all-of 1 zero:12M")
        expect(like({"clients": 3, "bytes": 36 << 20}, sent), "not so", sent)
        for reader in readers:
            reader.join()
        for one in ones:
            one.close()
        equal(got, [12 << 20] * 3)


def a_failed_handshake_is_not_the_once(folder):
    with Desk(folder=folder) as desk:
        desk.do("certificate localhost")
        where = served(desk, "echo --once --tls --cert localhost.pem")
        context = ssl.create_default_context(cafile=os.path.join(folder, "localhost.pem"))
        with client(where) as plain:
            plain.sendall(b"GET / HTTP/1.0\r\n\r\n")
            with contextlib.suppress(ConnectionResetError):
                receive(plain, 100)
        with client(where) as plain, \
                context.wrap_socket(plain, server_hostname="localhost") as one:
            equal(ask(one), b"hello")
        expect(like({"ok": True, "ended": "done", "clients": 2, "dropped": 1}, desk.end()),
               "not so", desk.all)


def datagram_servers_do_not_answer_each_other(_):
    """Nor one itself."""
    with Desk() as desk:
        where = served(desk, "echo", UDP)
        desk.tell("socket udp", "bind 2 0.0.0.0:0")
        desk.do("serve 2 echo")
        desk.do("send 1 hello --to 127.0.0.1:${2.local.port}")
        desk.until("2.server.refused", 1)
        desk.do("send 2 hello --to ${1.local}")
        desk.until("1.server.refused", 1)
        desk.do("send 1 hello --to ${1.local}")
        desk.until("1.server.refused", 2)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.settimeout(PATIENCE)
            one.sendto(b"hello", where)
            equal(one.recvfrom(100), (b"hello", where))
        for number in (1, 2):
            desk.tell(f"serve {number} stop")
        expect(like({"datagrams": 1, "refused": 2}, desk.end(1)), "not so", desk.all)
        expect(like({"datagrams": 0, "refused": 1}, desk.end(2)), "not so", desk.all)


def a_client_that_never_reads_holds_nobody_up(_):
    with Desk() as desk:
        where = served(desk, "chargen --ceiling 64k")
        with client(where) as lazy:
            with client(where) as busy:
                equal(len(receive(busy, 3 << 20)), 3 << 20)
            equal(len(receive(lazy, 1000)), 1000)


def a_role_is_found_by_help(_):
    for words in "help broker", "help serve http", "help roles":
        result = run("-c", words)
        equal(result.status, 1, result)
        expect(b"'help serve'" in result.err, "not told where", result)


def a_script_that_is_broken_off_tells_what_it_served(_):
    script = TCP + "serve 1 echo; echo port ${1.local}; join all"
    with subprocess.Popen([SOSH, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=environment()) as sosh:
        try:
            line = next(line for line in sosh.stdout if line.startswith(b"port "))
            with client(address(line.split()[1].decode())) as one:
                equal(ask(one), b"hello")
                sosh.send_signal(signal.SIGINT)
                told = sosh.communicate(timeout=PATIENCE)[1].decode()
        finally:
            sosh.kill()
        expect("[1] ends with sosh: echo: 1 client, 5 in, 5 out\n" in told, "not told", told)


def a_client_may_be_owed_no_more_than_came(_):
    """One reading is no bigger than the ceiling, so what is sent back never is."""
    with Desk() as desk:
        where = served(desk, "echo --ceiling 4k")
        with client(where) as one:
            sent = send_until_full(one)
            equal(receive(one, sent), b"x" * sent)
        desk.tell("serve 1 stop")
        expect(like({"dropped": 0, "in": sent, "out": sent}, desk.end()), "dropped", desk.all)
        desk.leave()


# ---- how it ends ----

def stop_closes_the_clients_and_leaves_the_socket(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            equal(desk.do("serve 1 stop"), {"command": "serve", "socket": 1, "ok": True,
                                            "role": "echo", "stopped": True, "clients": 1,
                                            "refused": 0, "dropped": 0, "in": 5, "out": 5})
            equal(receive(one, 1), b"")
        with client(where):
            desk.do("accept 1")
        desk.do("serve 1 discard")
        desk.leave()


def closing_the_socket_ends_it(_):
    for how in ("close 1", "reset 1"):
        with Desk() as desk:
            where = served(desk, "echo")
            with client(where) as one:
                equal(ask(one), b"hello")
                desk.do(how)
                try:
                    equal(receive(one, 1), b"")
                except ConnectionResetError:
                    pass
            expect(like({"ok": True, "ended": "closed"}, desk.end()), "not so", desk.all)
            equal(desk.do("jobs")["jobs"] if "jobs" in desk.say("jobs") else [], [])
            desk.leave()


def a_socket_and_its_clients_may_be_closed_together(_):
    for how in ("reset 1 2 3", "close 1 2 3", "close all", "reset 3 2 1"):
        with Desk() as desk:
            where = served(desk, "echo")
            with client(where) as a, client(where) as b:
                equal((ask(a), ask(b)), (b"hello", b"hello"))
                desk.do(how)
            equal(desk.end()["ended"], "closed")
            equal(desk.say("expect 1.state == CLOSED")["ok"], True)
            desk.leave()


def closing_a_client_by_hand(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as a, client(where) as b:
            equal((ask(a), ask(b)), (b"hello", b"hello"))
            desk.do("close 2")
            equal(receive(a, 1), b"")
            equal(ask(b), b"hello")
            desk.do("reset 3")
            try:
                equal(receive(b, 1), b"")
            except ConnectionResetError:
                pass
        comes_in(where)
        desk.leave()


def cancel_ends_it(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            got = desk.tell("cancel %1")
            expect(like({"command": "serve", "job": 1, "ok": False,
                         "error": {"kind": "cancelled"}}, got[0]), "not so", got)
            equal(receive(one, 1), b"")
        desk.leave()


def join_waits_for_it(_):
    with Desk() as desk:
        where = served(desk, "echo --once")
        expect(like({"ok": False, "error": {"kind": "timeout"}},
                    desk.say("join 1 --timeout 100ms")), "not so", desk.all)
        desk.sosh.stdin.write(b"join all\n")
        desk.sosh.stdin.flush()
        with client(where) as one:
            equal(ask(one), b"hello")
        desk.end()
        expect(any(like({"command": "join", "jobs": [1], "ok": True}, it) for it in desk.all),
               "not joined", desk.all)


def quit_ends_all(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            desk.sosh.stdin.write(b"quit\n")
            desk.sosh.stdin.flush()
            equal(receive(one, 1), b"")
            equal(desk.sosh.wait(PATIENCE), 0)


def the_end_of_a_script_cancels_it(_):
    result = answers(TCP + "serve 1 echo")
    equal(result.status, 0, result)
    expect(like({"command": "serve", "job": 1, "ok": False, "error": {"kind": "cancelled"}},
                result.answer), "not so", result)


def a_test_ends_its_servers(_):
    result = answers('test "a" { socket tcp; bind 1 127.0.0.1:0; listen 1; serve 1 echo; '
                     'socket tcp; connect 2 ${1.local}; send 2 hello; expect recv 2 hello }; '
                     'test "b" { fails usage serve 1 stop; jobs }')
    equal(result.status, 0, result)


def both_ends_in_one_script(_):
    result = answers(TCP + "serve 1 echo; foreach i in 1..20 { socket tcp --name c; connect c "
                     "${1.local}; send c $i; expect recv c $i; close c }; serve 1 stop")
    equal(result.status, 0, result)
    end = [it for it in result.answers if "ended" in it]
    expect(len(end) == 1 and end[0]["clients"] == 20, "not so", result)


# ---- by hand ----

def take_and_give_back(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as a, client(where) as b:
            equal((ask(a), ask(b)), (b"hello", b"hello"))
            peer = "%s:%d" % a.getsockname()
            taken = desk.do("take 2")
            expect(like({"command": "take", "socket": 2, "server": 1, "role": "echo",
                         "peer": peer}, taken), "not so", taken)
            a.sendall(b"for a person")
            equal(desk.do("recv 2 12 --waitall")["data"],
                  "for a person")
            desk.do("send 2 'from one'")
            equal(receive(a, 8), b"from one")
            equal(ask(b), b"hello")
            # What comes meanwhile is not lost.
            a.sendall(b"meanwhile")
            desk.until("2.recvq", 9)
            back = desk.do("serve 2 echo")
            expect(like({"socket": 2, "role": "echo", "server": 1}, back), "not so", back)
            equal(receive(a, 9), b"meanwhile")
            equal(ask(a), b"hello")
            equal([it["job"] for it in desk.do("jobs")["jobs"]], [1])
        desk.leave()


def who_comes_back_is_counted_once_and_needs_a_place(_):
    with Desk() as desk:
        where = served(desk, "echo --max-clients 1")
        with client(where) as one:
            equal(ask(one), b"hello")
            for _ in range(3):
                desk.do("take 2")
                desk.do("serve 2 echo")
                equal(ask(one), b"hello")
            desk.do("take 2")
            with client(where) as other:
                equal(ask(other), b"hello")
                answer = desk.say("serve 2 echo")
                expect(like({"ok": False, "error": {"kind": "refused"}}, answer), "not so", answer)
            desk.until("1.server.clients", 0)
            desk.do("serve 2 echo")
            equal(ask(one), b"hello")
            desk.tell("serve 1 stop")
            expect(like({"clients": 2}, desk.end()), "not so", desk.all)


def take_tells_what_is_lost(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            counts = None
            # Until neither end has room for more, and the server is left with some.
            while not counts or counts != (got := counted(desk, 2)) or got[0] <= got[1]:
                counts = counted(desk, 2)
                one.settimeout(0.2)
                with contextlib.suppress(TimeoutError):
                    one.send(b"x" * 65536)
                one.settimeout(PATIENCE)
            lost = desk.do("take 2")["lost"]
            received, sent = counted(desk, 2)
            equal(lost, received - sent)
        with client(where) as one:
            equal(ask(one), b"hello")
            expect("lost" not in desk.do("take 3"), "nothing is lost", desk.all)


def counted(desk, number):
    return tuple(int(desk.property(f"{number}.{name}")) for name in ("received", "sent"))


def a_reset_ends_a_block_whatever_it_waits_for(_):
    with Desk() as desk:
        where = served(desk, "block { sleep 1000s }")
        with client(where) as one:
            desk.until("1.server.clients", 1)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        desk.until("1.server.clients", 0)
        desk.leave()


def a_block_is_told_the_end_that_a_person_saw(_):
    with Desk() as desk:
        where = served(desk, "block { recv . --none; echo its end: ${answer.eof} }")
        with client(where) as one:
            desk.until("1.server.clients", 1)
            desk.do("take 2")
            one.shutdown(socket.SHUT_WR)
            expect(desk.do("recv 2")["eof"], "no end", desk.all)
            desk.tell("serve 2 block")
            equal(one.recv(1), b"")
        desk.until("1.server.clients", 0)
        expect(any(it.get("text") == "its end: true" for it in desk.all), "it did not", desk.all)
        desk.leave()


def a_block_goes_on_when_both_have_finished(_):
    """What came before the end is there for it."""
    with Desk() as desk:
        where = served(desk, "block { send . go; shutdown . write; sleep 200ms; "
                       "recv . --line; echo got ${answer.data} }")
        with client(where) as one:
            equal(receive(one, 3), b"go")
            one.sendall(b"last\n")
        desk.until("1.server.clients", 0)
        expect(any(it.get("text") == "got last\n" for it in desk.all), "it did not", desk.all)
        desk.leave()


def a_role_with_words_has_its_client_back_without(folder):
    """They are the server's."""
    with open(os.path.join(folder, "rules"), "w") as rules:
        rules.write("'x' -> 'hello'\n")
    for role, more in (("reply", "hello"), ("exec", "cat"), ("block", "{ recv .; send . hello }"),
                       ("match", "rules")):
        with Desk(folder=folder) as desk:
            where = served(desk, f"{role} {more}")
            with client(where) as one:
                desk.until("1.server.clients", 1)
                desk.do("take 2")
                back = desk.do(f"serve 2 {role}")
                expect(like({"socket": 2, "role": role, "server": 1}, back), "not so", back)
                one.sendall(b"x")
                equal(receive(one, 1), b"x" if role == "exec" else b"h")
                jobs = next(it for it in desk.tell("jobs") if "jobs" in it)["jobs"]
                equal([it["job"] for it in jobs], [1])
                one.close()
                desk.until("1.server.clients", 0)


def bytes_that_were_held_are_served(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            desk.do("take 2")
            one.sendall(b"line\nrest")
            equal(desk.do("recv 2 --line")["data"], "line\n")
            desk.do("expect 2.buffered == 4")
            desk.do("serve 2 echo")
            equal(receive(one, 4), b"rest")
            equal(ask(one), b"hello")


def a_taken_client_may_have_another_role(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as a, client(where) as b:
            equal((ask(a), ask(b)), (b"hello", b"hello"))
            desk.do("take 2")
            own = desk.do("serve 2 reply pong")
            expect(like({"socket": 2, "role": "reply", "job": 2}, own), "not so", own)
            a.sendall(b"ping")
            equal(receive(a, 4), b"pong")
            equal(ask(b), b"hello")
            desk.do("take 2")
            expect(like({"ok": True, "ended": "taken"}, desk.end(2)), "not so", desk.all)
            desk.do("send 2 hi")
            equal(receive(a, 2), b"hi")
            desk.do("serve 2 discard")
        expect(like({"ok": True, "ended": "done", "job": 3}, desk.end(3)), "not so", desk.all)
        comes_in(where)


def stop_of_a_connection(_):
    with Desk() as desk:
        desk.tell("pair", "serve 1 echo", "send 2 hello")
        equal(desk.do("recv 2 5 --waitall")["data"], "hello")
        desk.tell("serve 1 stop")
        expect(like({"ended": "stopped"}, desk.end()), "not so", desk.all)


def what_is_served_is_not_received_by_hand(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            for command, hint in (("recv 2", "'take 2'"), ("expect recv 2 x", "'take 2'"),
                                  ("accept 1", "'serve 1 stop'"),
                                  ("recv 2 --line", "'take 2'"), ("tls 2", "'take 2'"),
                                  ("on 2 closed { }", "'take 2'")):
                failed = desk.say(command)
                expect(like({"ok": False, "error": {"kind": "refused"}}, failed) and
                       hint in failed["error"]["hint"], "not so", failed)
            desk.do("send 2 between")
            equal(receive(one, 7), b"between")
            equal(ask(one), b"hello")
            desk.do("poll 2 --for write")
            desk.do("set 2 nodelay on")
            desk.do("info 2")


def what_is_sent_by_hand_has_its_turn(_):
    """Also where the client takes nothing for now, and the server has more than enough."""
    with Desk() as desk:
        where = served(desk, "chargen")
        with client(where) as one:
            receive(one, 100)
            desk.until("2.writable", "false")
            # Were it to wait for room, it would for ever.
            desk.do("send 2 from-a-person --timeout 10s")
            got = b""
            while b"from-a-person" not in got:
                more = one.recv(1 << 20)
                expect(more, "the end has come first")
                got = got[-20:] + more


def who_waits_for_a_served_socket_is_woken(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            desk.sosh.stdin.write(b"expect 2.received == 11 --within 20s\n")
            desk.sosh.stdin.flush()
            equal(ask(one, b"six..."), b"six...")
            expect(desk.tell("echo x")[0]["ok"], "not woken", desk.all)


# ---- what is told ----

def garbage(where):
    with client(where) as one:
        one.sendall(b"\x1b[31mno TLS\r\n")
        with contextlib.suppress(ConnectionResetError):
            receive(one, 1000)


def failures_are_told_and_counted(folder):
    """On standard error, ten in a second at most, and harmless."""
    with Desk(folder=folder) as desk:
        desk.do("certificate localhost")
        where = served(desk, "echo --tls --cert localhost.pem")
        for _ in range(40):
            garbage(where)
        desk.tell("serve 1 stop")
        expect(like({"dropped": 40, "clients": 40}, desk.end()), "not so", desk.all)
        lines = desk.leave().complaint.splitlines()
        told = [line for line in lines if "does not speak TLS" in line]
        left = sum(int(line.split()[1]) for line in lines if "left out" in line)
        expect(10 <= len(told) <= 40 and len(told) + left == 40, "counted wrong", lines)
        expect(all(line.startswith("[1] ") and "\x1b" not in line for line in lines), "not so",
               lines)


def failures_are_events(folder):
    with Desk("--events", folder=folder) as desk:
        desk.do("certificate localhost")
        where = served(desk, "echo --tls --cert localhost.pem")
        garbage(where)
        desk.tell("serve 1 stop")
        told = [it for it in desk.all if it.get("event") == "served"]
        expect(len(told) == 1 and
               like({"socket": 2, "server": 1, "failure": True, "text": str}, told[0]), "not so",
               desk.all)
        equal(desk.leave().err, b"")


class Person:
    """A sosh at a terminal of its own."""

    def __init__(self, folder):
        self.master, slave = pty.openpty()
        self.sosh = subprocess.Popen([SOSH, "--no-rc"], env=environment(TERM="xterm"), cwd=folder,
                                     stdin=slave, stdout=slave, stderr=slave,
                                     start_new_session=True,
                                     preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)
        self.seen = b""

    def see(self, pattern):
        """The match, which is seen and gone."""
        end = time.monotonic() + PATIENCE
        while True:
            found = re.search(pattern.encode(), self.seen)
            if found:
                self.seen = self.seen[found.end():]
                return found
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                raise Failure(f"'{pattern}' is not seen: {self.seen[-2000:]!r}")
            self.seen += os.read(self.master, 65536)

    def type(self, text):
        os.write(self.master, text.encode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.sosh.poll() is None:
            self.sosh.kill()
        self.sosh.wait()
        os.close(self.master)


def a_person_sees_clients_come_and_go(folder):
    """And Ctrl-C leaves the server alone."""
    with Person(folder) as person:
        person.type("let now it has begun\rsocket tcp\rbind 1 127.0.0.1:0\rlisten 1\r")
        person.type("serve 1 echo\r")
        port = int(person.see(r"\[1\] echo serves 127\.0\.0\.1:(\d+), job 1").group(1))
        with client(("127.0.0.1", port)) as one:
            person.see(r"\* \[1\] client 2 has come: 127\.0\.0\.1:%d" % one.getsockname()[1])
            equal(ask(one), b"hello")
            person.type("repeat 1 { echo $now; sleep 1h }\r")
            person.see("it has begun")
            equal(ask(one), b"hello")
            person.type("\x03")
            person.see("cancelled")
            equal(ask(one), b"hello")
        person.see(r"\* \[1\] client 2 has gone: 15 bytes in, 15 out")
        person.type("pair\rserve 3 echo\rclose 4\r")
        person.see(r"%2 \[3\] echo ended \(done\): 1 client, 0 bytes in, 0 bytes out")
        expect(b"client 3" not in person.seen, "it is told twice", person.seen)
        person.type("config notices off\r")
        person.see("notices")
        with client(("127.0.0.1", port)) as one:
            equal(ask(one), b"hello")
        person.type("serve 1 stop\r")
        person.see(r"%1 \[1\] echo ended \(stopped\): 2 clients, 20 bytes in, 20 bytes out")
        expect(b"has come" not in person.seen, "told all the same", person.seen)
        person.type("serve 1 discard\rcancel %3\r")
        person.see(r"%3 serve 1: cancelled\r\n  discard: 0 clients, 0 in, 0 out")
        with client(("127.0.0.1", port)) as one:
            person.type("serve 1 echo\r")
            equal(ask(one), b"hello")
            person.type("quit\r")
            person.see(r"\[1\] ends with sosh: echo: 1 client, 5 in, 5 out")
        equal(person.sosh.wait(PATIENCE), 0)


# ---- TLS ----

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
        with client(where) as plain:
            plain.sendall(b"GET / HTTP/1.0\r\n\r\n")
            with contextlib.suppress(ConnectionResetError):
                receive(plain, 100)
        with client(where) as plain, \
                context.wrap_socket(plain, server_hostname="localhost") as one:
            equal(ask(one), b"hello")


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


# ---- what goes wrong ----

WRONG = [
    ("serve 1 ecko", "usage", "did you mean 'echo'"),
    ("serve 1 reply", "usage", "reply wants"),
    ("serve 1 echo word", "usage", "echo takes no words"),
    ("serve 1 echo { }", "usage", "takes no block"),
    ("serve 1 echo --allow 1.2.3", "usage", "no network"),
    ("serve 1 echo --allow 1.2.3.4/33", "usage", "no network"),
    ("serve 1 echo --deny any", "usage", "no network"),
    ("serve 1 echo --allow ::1/129", "usage", "no network"),
    ("serve 1 echo --max-clients 0", "usage", "0"),
    ("serve 1 echo --rate 0", "usage", "0"),
    ("serve 1 echo --idle 0", "usage", "idle"),
    ("serve 1 echo len8{ a }", "usage", "nested"),
    ("serve 1 reply hex:abc", "usage", "half a byte"),
    ("serve 1 reply zero:2M", "limit", "--ceiling"),
    ("serve 1 reply file:none", "system", "none"),
    ("serve 1 stop", "refused", "nothing serves"),
    ("serve 1 stop now", "usage", "alone"),
    ("serve 9 echo", "usage", "no socket 9"),
    ("serve 2 echo", "refused", ""),
    ("serve 3 echo", "refused", "job 1 waits on socket 3 (recv)"),
    ("serve 4 echo", "refused", "'off 4'"),
    ("take 1", "refused", "no client"),
    ("take 2", "refused", "no client"),
]


def errors_say_what_is_wrong(_):
    with Desk() as desk:
        desk.tell(*TCP.split("; "), "socket tcp", "pair", "recv 3 &", "on 4 readable { }")
        for command, kind, part in WRONG:
            failed = desk.say(command)
            expect(like({"ok": False, "error": {"kind": kind}}, failed) and
                   part in failed["error"]["message"], f"{command}", failed)
        desk.do("serve 1 echo")
        failed = desk.say("serve 1 discard")
        expect(like({"ok": False, "error": {"kind": "refused"}}, failed), "twice", failed)
        desk.do("serve 1 stop")
        equal([it["job"] for it in desk.do("jobs")["jobs"] if it["state"] != "done"], [1])


def literals_are_looked_at_before(_):
    for commands, part in (("serve 1 ecko", "there is no role"),
                           ("serve 1 reply hex:abc", "half a byte"),
                           ("serve 1 echo --allow 1.2.3", "no network")):
        result = run("-n", "-c", commands)
        expect(result.status == 2 and part in result.complaint, "not so", result)
    result = run("-n", "-c", "serve 1 reply hex:ab --allow any; serve 1 echo; serve 1 $role x")
    equal(result.status, 0, result)


def errors_name_their_place(_):
    for command, part, word in (
            ("frob", "echo, exec, file", "frob"), ("ECHO", "did you mean 'echo'", "ECHO"),
            ("stop now", "stop stands alone", "stop"), ("file /nope", "ENOENT", "/nope"),
            ("broker line", "only 'lines'", "line"), ("echo --idle 0", "at once", "0"),
            ("echo --cert x.pem", "goes with --tls", "x.pem")):
        result = run("-c", f"{TCP}serve 1 {command}")
        lines = result.complaint.splitlines()
        expect(result.status == 1 or result.status == 2, "not refused", result)
        expect(part in lines[0], f"no {part}", result)
        expect(lines[-1].index("^") == lines[-2].index(f" {word}") + 1, "the place", result)


def a_socket_without_an_address_hears_of_bind(_):
    result = run("-c", "socket unix; serve 1 echo")
    expect("'bind 1'" in result.complaint and "'listen 1'" in result.complaint, "both", result)


def take_tells_who_was_meant(_):
    with Desk() as desk:
        served(desk, "echo")
        desk.tell("socket tcp", "connect 2 ${1.local}")
        desk.until("1.server.clients", 1)
        for number, part in ((2, "take 3"), (1, "status --of 1")):
            failed = desk.say(f"take {number}")
            expect(part in failed["error"]["hint"], "no hint", failed)


def one_that_is_given_back_is_counted_once(_):
    with Desk() as desk:
        where = served(desk, "echo")
        with client(where) as one:
            equal(ask(one), b"hello")
            for _ in range(3):
                desk.do("take 2")
                equal(desk.do("serve 2 echo")["server"], 1)
            equal(ask(one), b"hello")
            equal(desk.property("1.server.total"), "1")
        desk.do("serve 1 stop")
        with client(where):
            desk.do("accept 1")
            desk.do("serve 1 echo")
            desk.do("serve 3 echo")
            equal(desk.property("1.server.total"), "1")


def what_went_by_hand_is_not_the_servers(_):
    for how in ("block { recv $client --exact 5; send $client again }",
                "exec 'head -c 5 >/dev/null; printf again'"):
        with Desk() as desk:
            desk.tell(*TCP.split("; "))
            with client(address(desk.property("1.local"))) as one:
                desk.do("accept 1")
                one.sendall(b"by hand")
                desk.do("recv 2 --exact 7")
                desk.do("send 2 'by hand, too'")
                equal(receive(one, 12), b"by hand, too")
                desk.do(f"serve 2 {how}")
                one.sendall(b"hello")
                equal(receive(one, 5), b"again")
            expect(like({"ended": "done", "clients": 1, "in": 5, "out": 5}, desk.end()),
                   how, desk.all)


def a_script_that_ends_before_anybody_comes_is_told(_):
    def shown(commands):
        return on_a_terminal(TCP + commands, error=subprocess.STDOUT).replace("\n", "")
    expect("'join all' waits" in shown("serve 1 echo"), "not told", shown("serve 1 echo"))
    for commands in ("serve 1 echo; quit", "serve 1 echo; serve 1 stop"):
        expect("'join all'" not in shown(commands), "told", shown(commands))
    result = run("-c", f"{TCP}serve 1 echo")
    equal((result.status, result.complaint), (0, ""), result)


def safe_serves_this_machine_alone(folder):
    result = answers("socket tcp; bind 1 127.0.0.1:0; listen 1; "
                     "fails refused serve 1 echo --allow any; "
                     "fails refused serve 1 echo --allow 10.0.0.0/8; "
                     "fails refused serve 1 echo --allow 127.0.0.1/0; "
                     "fails refused serve 1 echo --allow 127.0.0.1/7; "
                     "fails refused serve 1 echo --allow ::ffff:127.0.0.1/103; "
                     "fails refused serve 1 echo --allow ::1/127; "
                     "fails refused serve 1 echo --allow 127.0.0.1 --allow ::1/16; "
                     "fails refused serve 1 reply file:x; "
                     "fails refused serve 1 echo --tls --cert x; "
                     "serve 1 echo --allow 127.0.0.0/8 --allow ::ffff:127.0.0.1/104 "
                     "--allow ::1; socket tcp; connect 2 ${1.local}; "
                     "send 2 hi; expect recv 2 hi", "--safe", cwd=folder)
    equal(result.status, 0, result)


def a_variable_is_text(_):
    with Desk() as desk:
        desk.tell(*TCP.split("; "), "let what file:/etc/hostname")
        where = address(desk.do("serve 1 reply $what")["local"])
        with client(where) as one:
            one.sendall(b"x")
            equal(receive(one, 18), b"file:/etc/hostname")


def many_servers_side_by_side(_):
    with Desk() as desk:
        for number in range(1, 21):
            desk.tell("socket tcp", f"bind {number} 127.0.0.1:0", f"listen {number}",
                      f"serve {number} reply {number}")
        for number in range(1, 21):
            with client(address(desk.property(f"{number}.local"))) as one:
                one.sendall(b"x")
                equal(receive(one, len(str(number))), str(number).encode())
        desk.do("serve 7 stop")
        desk.leave()


def main():
    suite = Suite()
    cases = [
        each_client_gets_back_what_it_sent, what_it_says_in_words,
        a_half_closed_client_is_answered_to_the_end, discard_answers_nothing,
        chargen_sends_without_end, daytime_and_time_tell_it_and_close,
        reply_sends_its_data_for_each_piece, a_datagram_socket_answers_many,
        unix_streams_are_served, unix_datagrams_are_served, no_more_than_max_clients,
        a_client_that_says_nothing_is_closed, without_idle_nobody_is_closed,
        no_more_bytes_a_second_than_rate, no_more_bytes_a_second_are_taken,
        only_who_is_allowed, nobody_who_is_denied, a_mapped_network_is_one_of_ipv4,
        datagrams_are_refused_as_well,
        both_families_are_told_apart_by_their_addresses,
        nobody_from_elsewhere_unless_allowed, once_is_over_with_its_first_client,
        datagram_servers_do_not_answer_each_other, take_tells_what_is_lost,
        a_reset_ends_a_block_whatever_it_waits_for, a_block_goes_on_when_both_have_finished,
        a_block_is_told_the_end_that_a_person_saw,
        a_low_ceiling_drops_nobody_who_reads, who_reads_gets_all_that_is_sent_to_all,
        a_client_that_never_reads_holds_nobody_up, stop_closes_the_clients_and_leaves_the_socket,
        closing_the_socket_ends_it,
        a_socket_and_its_clients_may_be_closed_together, closing_a_client_by_hand,
        cancel_ends_it, join_waits_for_it,
        quit_ends_all, the_end_of_a_script_cancels_it, a_test_ends_its_servers,
        both_ends_in_one_script, take_and_give_back,
        who_comes_back_is_counted_once_and_needs_a_place,
        a_role_with_words_has_its_client_back_without, bytes_that_were_held_are_served,
        a_taken_client_may_have_another_role, stop_of_a_connection,
        what_is_served_is_not_received_by_hand, what_is_sent_by_hand_has_its_turn,
        who_waits_for_a_served_socket_is_woken,
        a_person_sees_clients_come_and_go, a_role_is_found_by_help,
        a_script_that_is_broken_off_tells_what_it_served,
        a_client_may_be_owed_no_more_than_came, errors_say_what_is_wrong,
        errors_name_their_place, a_socket_without_an_address_hears_of_bind,
        take_tells_who_was_meant, one_that_is_given_back_is_counted_once,
        what_went_by_hand_is_not_the_servers,
        a_script_that_ends_before_anybody_comes_is_told,
        literals_are_looked_at_before, safe_serves_this_machine_alone, a_variable_is_text,
        many_servers_side_by_side,
    ]
    if OPENSSL:
        cases += [tls_comes_first, a_failed_handshake_is_not_the_once, clients_show_a_certificate, failures_are_told_and_counted,
                  failures_are_events, tls_is_looked_at_before_anybody_comes]
    for case in cases:
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()


if __name__ == "__main__":
    main()
