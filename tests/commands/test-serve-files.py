#!/usr/bin/python3
"""serve file, store and http: what clients get and leave, and that no path leads out of the
folder."""

import contextlib
import email.utils
import hashlib
import http.client
import os
import re
import resource
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import (OPENSSL, PATIENCE, SOSH, Failure, Result, Suite, environment, equal, expect, run,
                  sound)

MIB = 1 << 20
TCP, UNIX = "socket tcp; bind 1 127.0.0.1:0", "socket unix; bind 1 ./s"


class Served:
    """A sosh that serves 127.0.0.1 (or a UNIX socket) until the block ends."""

    def __init__(self, folder, how, *options, bind=TCP, **others):
        script = f"{bind}; listen 1 100; serve 1 {how}; echo at ${{1.local}}; join all"
        self.words = [*options, "-c", script]
        self.sosh = subprocess.Popen([SOSH, *self.words], cwd=folder, env=environment(),
                                     stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE, **others)
        self.folder, self.said = folder, []
        self.readers = [threading.Thread(target=self.listen, args=(stream,))
                        for stream in (self.sosh.stdout, self.sosh.stderr)]
        for reader in self.readers:
            reader.start()
        self.where = None

    def __enter__(self):
        try:
            self.where = self.hears(r'^at (\S+)|"at ([^"]*)"')
            self.where = self.where[1] or self.where[2]
            if not self.where.startswith("127."):
                self.where = os.path.join(self.folder, self.where)
        except Failure:
            self.__exit__()
            raise
        return self

    def listen(self, stream):
        """What it says, as it comes."""
        for line in stream:
            self.said.append(line.decode("utf-8", "replace").rstrip())

    def hears(self, pattern):
        """Waits until it has said something like that: the match."""
        end = time.monotonic() + PATIENCE
        while True:
            for line in list(self.said):
                found = re.search(pattern, line)
                if found:
                    return found
            expect(time.monotonic() < end and self.sosh.poll() is None,
                   f"it did not say {pattern!r}", self.said)
            time.sleep(0.01)

    @property
    def port(self):
        return int(self.where.rsplit(":", 1)[1])

    def connect(self, bound=None):
        if not self.where.startswith("127."):
            one = socket.socket(socket.AF_UNIX)
            one.settimeout(PATIENCE)
            one.connect(self.where)
            return one
        one = bound or socket.socket()
        one.settimeout(PATIENCE)
        one.connect(("127.0.0.1", self.port))
        return one

    def __exit__(self, *_):
        self.sosh.terminate()
        try:
            self.sosh.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.sosh.kill()
            self.sosh.wait()
        with self.sosh.stdout, self.sosh.stderr:
            for reader in self.readers:
                reader.join()
        sound(Result(self.words, self.sosh.returncode, b"", "\n".join(self.said).encode()),
              signal.SIGTERM)


def take_all(one):
    with one:
        got = b""
        while True:
            more = one.recv(1 << 18)
            if not more:
                return got
            got += more


def is_cut(one):
    """It ends in a reset, so that nobody takes a part for the whole."""
    try:
        got = take_all(one)
    except ConnectionResetError:
        return
    raise Failure(f"an end after {len(got)} bytes")


def write(folder, name, data):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    return path


def pattern(size):
    """Bytes of which no 128 are there twice."""
    return b"".join(b"%08d" % at * 16 for at in range(size // 128 + 1))[:size]


@contextlib.contextmanager
def certified(folder):
    """Words for --tls, and a context for clients that trusts it."""
    made = run("-c", "certificate localhost", cwd=folder)
    equal(made.status, 0, made)
    context = ssl.create_default_context(cafile=os.path.join(folder, "localhost.pem"))
    yield "--tls --cert localhost.pem --key localhost.key", context


# ---- file ----

def each_client_gets_the_whole_file(folder, bind):
    data = pattern(3 * MIB + 17)
    write(folder, "x", data)
    with Served(folder, "file x", bind=bind) as server:
        clients = [server.connect() for _ in range(8)]
        got = [None] * 8

        def take(at):
            got[at] = take_all(clients[at])
        threads = [threading.Thread(target=take, args=(at,)) for at in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for one in got:
        expect(one == data, f"{len(one)} bytes")


def who_has_finished_gets_it_too(folder):
    data = pattern(2 * MIB)
    write(folder, "x", data)
    with Served(folder, "file x") as server:
        one = server.connect()
        one.shutdown(socket.SHUT_WR)
        expect(take_all(one) == data, "not all of it")
        one = server.connect()
        one.sendall(b"GET / HTTP/1.0\r\n\r\n")
        expect(take_all(one) == data, "not all of it, after a request")


def an_empty_file_is_an_end(folder):
    write(folder, "x", b"")
    with Served(folder, "file x") as server:
        equal(take_all(server.connect()), b"")


def a_file_over_tls(folder):
    data = pattern(MIB + 5)
    write(folder, "x", data)
    with certified(folder) as (words, context), Served(folder, f"file x {words}") as server:
        one = context.wrap_socket(server.connect(), server_hostname="localhost")
        expect(take_all(one) == data, "not all of it")


def who_leaves_early_is_told_as_one_that_has_a_part(folder):
    write(folder, "big", b"x" * (64 * MIB))
    result = run("--json", "--events", "-c", "socket tcp; bind 1 127.0.0.1:0; listen 1; "
                 "serve 1 file big --once; socket tcp; connect 2 ${1.local}; recv 2 --exact 1; "
                 "reset 2; join 1", cwd=folder)
    equal(result.status, 0, result)
    expect(re.search(r"client 3 was sent \d+ of 67108864 bytes", result.text), "not told", result)


def a_file_that_shrinks_is_a_reset(folder):
    path = write(folder, "x", b"")
    os.truncate(path, 64 * MIB)
    with Served(folder, "file x") as server:
        one = server.connect()
        one.recv(1)
        os.truncate(path, MIB)
        is_cut(one)
        server.hears("became shorter while it was sent")
        # It goes on, with what is there.
        equal(len(take_all(server.connect())), MIB)


def what_is_no_file_is_not_served(folder):
    os.mkfifo(os.path.join(folder, "pipe"))
    os.mkdir(os.path.join(folder, "folder"))
    for name, why in (("pipe", "no regular file"), ("folder", "EISDIR"), ("none", "ENOENT"),
                      ('""', "a path"), ('"a\\x00b"', "a path")):
        result = run("-c", f"socket tcp; bind 1 127.0.0.1:0; listen 1; serve 1 file {name}",
                     cwd=folder)
        equal(result.status, 1 if name[0] != '"' else result.status, result)
        expect(result.status, "served", result)
        expect(why in result.complaint, "another reason", result)


# ---- store ----

def each_client_leaves_a_file(folder):
    os.mkdir(os.path.join(folder, "in"))
    data = [pattern(size) for size in (0, 1, 5000, 3 * MIB)]
    with Served(folder, "store in", "--json", "--events") as server:
        ports = []
        for one in data:
            client = server.connect()
            ports.append(client.getsockname()[1])
            client.sendall(one)
            client.shutdown(socket.SHUT_WR)
            equal(take_all(client), b"")
            server.hears(f"{len(one)} bytes? in 'in/client-")
    names = sorted(os.listdir(os.path.join(folder, "in")), key=lambda name: int(name.split("-")[1]))
    equal(names, [f"client-{at + 2}-127.0.0.1-{port}" for at, port in enumerate(ports)])
    for name, one in zip(names, data):
        with open(os.path.join(folder, "in", name), "rb") as file:
            expect(file.read() == one, f"{name} is not what was sent")


def unix_clients_are_numbered(folder):
    os.mkdir(os.path.join(folder, "in"))
    with Served(folder, "store in", bind=UNIX) as server:
        client = server.connect()
        client.sendall(b"hello")
        client.shutdown(socket.SHUT_WR)
        equal(take_all(client), b"")
    equal(os.listdir(os.path.join(folder, "in")), ["client-2"])


def what_is_there_is_not_written_over(folder):
    os.mkdir(os.path.join(folder, "in"))
    outside = write(folder, "outside", b"safe")
    with Served(folder, "store in") as server:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            name = f"in/client-2-127.0.0.1-{one.getsockname()[1]}"
            os.symlink("../outside", os.path.join(folder, name))
            write(folder, name + "-2", b"mine")
            server.connect(one)
            one.sendall(b"gotcha")
            one.shutdown(socket.SHUT_WR)
            equal(one.recv(1), b"")
    with open(outside, "rb") as file:
        equal(file.read(), b"safe")
    with open(os.path.join(folder, name + "-2"), "rb") as file:
        equal(file.read(), b"mine")
    with open(os.path.join(folder, name + "-3"), "rb") as file:
        equal(file.read(), b"gotcha")


def a_disk_that_is_full_is_told(folder):
    os.mkdir(os.path.join(folder, "in"))

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with Served(folder, "store in", preexec_fn=limit, restore_signals=False) as server:
        one = server.connect()
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            one.sendall(bytes(200000))
            one.shutdown(socket.SHUT_WR)
            expect(one.recv(1), "it ended well")
        one.close()
        server.hears(r"100000 bytes in 'in/client-2-.*: write: ")


def a_reset_is_told_as_cut_off(folder):
    os.mkdir(os.path.join(folder, "in"))
    with Served(folder, "store in", "--json", "--events") as server:
        one = server.connect()
        one.sendall(b"half")
        path = os.path.join(folder, "in", f"client-2-127.0.0.1-{one.getsockname()[1]}")
        end = time.monotonic() + PATIENCE
        while not os.path.exists(path) or os.path.getsize(path) < 4:
            expect(time.monotonic() < end, "nothing was stored")
            time.sleep(0.01)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        one.close()
        server.hears("cut off, 4 bytes")


# ---- http ----

PAGE = b"<h1>hello</h1>\n"


def site(folder):
    """What is served, beside what is not to be."""
    write(folder, "secret", b"SECRET")
    top = os.path.join(folder, "top")
    write(top, "a.txt", b"0123456789")
    write(top, "sub/index.html", PAGE)
    write(top, "list/<b>&\"'.txt", b"odd")
    write(top, "list/a b%", b"percent")
    write(top, "empty", b"")
    write(top, "%2e%2e/secret", b"only a name")
    os.mkfifo(os.path.join(top, "pipe"))
    os.symlink("../secret", os.path.join(top, "out"))
    os.symlink("..", os.path.join(top, "up"))
    os.symlink("/", os.path.join(top, "root"))
    os.symlink("a.txt", os.path.join(top, "inside"))
    return top


def ask(server, path, method="GET", **headers):
    """The answer to one request: its status, headers and body."""
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    with contextlib.closing(link):
        link.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            link.putheader(name.replace("_", "-"), value)
        link.endheaders()
        answer = link.getresponse()
        return answer.status, answer.headers, answer.read()


def say(server, data, pieces=None):
    """All that is answered to these bytes, which may be sent in pieces."""
    one = server.connect()
    with contextlib.suppress(ConnectionResetError, BrokenPipeError):
        for at in range(0, len(data), pieces or len(data)):
            one.sendall(data[at:at + (pieces or len(data))])
        one.shutdown(socket.SHUT_WR)
    return take_all(one)


def files_and_folders(folder):
    site(folder)
    with Served(folder, "http top") as server:
        status, headers, body = ask(server, "/a.txt")
        equal((status, body), (200, b"0123456789"))
        equal(headers["Content-Type"], "text/plain; charset=utf-8")
        expect(headers["Date"] and headers["Last-Modified"], "no dates", headers)
        equal(ask(server, "/a.txt?x=/../y")[2], b"0123456789")
        equal(ask(server, "/sub/")[2], PAGE)
        equal(ask(server, "//sub//./index.html")[2], PAGE)
        status, headers, _ = ask(server, "/sub?x")
        equal((status, headers["Location"]), (301, "/sub/"))
        equal(ask(server, "/sub")[0], 301)
        equal(ask(server, "//sub")[1]["Location"], "/sub/")
        equal(ask(server, "/a.txt/")[0], 404)
        equal(ask(server, "/none")[0], 404)
        equal((ask(server, "/empty")[0], ask(server, "/empty")[2]), (200, b""))
        equal(ask(server, "/inside")[0] in (200, 404), True)
        status, headers, body = ask(server, "/a.txt", "HEAD")
        equal((status, headers["Content-Length"], body), (200, "10", b""))


def a_listing_names_what_is_there(folder):
    site(folder)
    os.mkfifo(os.path.join(folder, "top", "list", "pipe"))
    os.symlink("nowhere", os.path.join(folder, "top", "list", "link"))
    with Served(folder, "http top") as server:
        status, headers, body = ask(server, "/list/")
        equal((status, headers["Content-Type"]), (200, "text/html; charset=utf-8"))
        expect(b"<b>" not in body and b"&lt;b&gt;&amp;&quot;&#39;.txt" in body, "not escaped", body)
        links = re.findall(rb'href="\./([^"]*)"', body)
        equal(len(links), 2, body)
        equal(sorted(ask(server, "/list/" + link.decode())[2] for link in links),
              [b"odd", b"percent"])
        expect(b'<a href="./list/">list/</a>' in ask(server, "/")[2], "no folder")


def a_listing_leaves_out_what_would_be_refused(folder):
    os.symlink("../a.txt", os.path.join(site(folder), "list", "within"))
    with Served(folder, "http top") as server:
        for path in "/", "/list/":
            links = re.findall(rb'href="\./([^"]*)"', ask(server, path)[2])
            expect(links, "nothing is listed")
            for link in links:
                expect(ask(server, path + link.decode())[0] == 200, "listed, and refused", link)
        listed = ask(server, "/")[2]
        for name in b"pipe", b"out", b"up", b"root":
            expect(b'"./' + name not in listed, "listed", name)


def a_long_listing_is_cut(folder):
    os.mkdir(os.path.join(folder, "top"))
    for at in range(2100):
        with open(os.path.join(folder, "top", f"{'&' * 100}{at}"), "wb"):
            pass
    with Served(folder, "http top --ceiling 128k") as server:
        status, headers, body = ask(server, "/")
        equal(status, 200)
        equal(int(headers["Content-Length"]), len(body))
        equal(body.count(b"<li>"), 2000)
        expect(b"There are more" in body, "not told", body[-200:])


# A target, and the statuses that it may have; never is SECRET in the answer.
NASTY = [
    ("/../secret", 400), ("/..", 400), ("/../", 400), ("/sub/../../secret", 400),
    ("/./../secret", 400), ("//../secret", 400), ("/sub/..//..//secret", 400),
    ("/%2e%2e/secret", 400), ("/%2E%2E/secret", 400), ("/.%2e/secret", 400),
    ("/%2e./secret", 400), ("/..%2fsecret", 400), ("/..%2Fsecret", 400), ("/%2e%2e%2fsecret", 400),
    ("/sub%2f..%2f..%2fsecret", 400), ("/%2f..%2fsecret", 400), ("/sub/%2e%2e/%2e%2e/secret", 400),
    ("/%252e%252e/secret", 200), ("/%252e%252e%252fsecret", 404), ("/..%252fsecret", 404),
    ("/..%5csecret", 404), ("/..\\secret", 404), ("/%c0%ae%c0%ae/secret", 404),
    ("/..%c0%afsecret", 404), ("/%u002e%u002e/secret", 400), ("/..;/secret", 404),
    ("/..%00/secret", 400), ("/a.txt%00", 400), ("/%00", 400), ("/a.txt%00.html", 400),
    ("/%", 400), ("/%2", 400), ("/%zz", 400), ("/out", 404), ("/out/", 404), ("/up/secret", 404),
    ("/up/", 404), ("/root/etc/passwd", 404), ("/root/", 404), ("/pipe", 403), ("/~root/secret", 404),
    ("/file:///etc/passwd", 404), ("/....//secret", 404), ("/.../secret", 404),
    ("/a.txt/../../secret", 400), ("http://x/../secret", 400), ("http://x/%2e%2e/secret", 400),
    ("../secret", 400), ("secret", 400), ("/a.txt/x", 404), ("/" + "a/" * 2040, 404),
    ("/" + "a" * 300, 404), ("/" + "a" * 5000, 414), ("/" + "a" * 9000, 414), ("*", 400), ("", 400),
]


def no_path_leads_out(folder):
    site(folder)
    with Served(folder, "http top") as server:
        for target, status in NASTY:
            got = say(server, b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" %
                      target.encode())
            expect(b"SECRET" not in got and b"root:" not in got, f"{target} leads out")
            equal(got[:12], b"HTTP/1.1 %d" % status, target)


def requests_that_are_none(folder):
    site(folder)
    good = b"GET /a.txt HTTP/1.1\r\nHost: x\r\n"
    with Served(folder, "http top") as server:
        for data, status in [
                (b"hello\r\n\r\n", 400), (b"GET /a.txt\r\n\r\n", 400),
                (b"GET /a.txt HTTP/1.1\r\n\r\n", 400), (b"GET /a.txt HTTP/3.0\r\n\r\n", 505),
                (good + b"Host: y\r\n\r\n", 400), (good + b"a b\r\n\r\n", 400),
                (good + b"X: y\r\n z\r\n\r\n", 400), (b"\x16\x03\x01\0\n\n", 400),
                (b"POST /a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", 405),
                (b"BREW /a.txt HTTP/1.1\r\nHost: x\r\n\r\n", 501),
                (good + b"X: " + b"a" * 17000 + b"\r\n\r\n", 431), (good + b"X: y\r\n" * 4000, 431),
                (b"GET /" + b"a" * 20000, 414), (b"a" * 20000, 414)]:
            got = say(server, data)
            equal(got[:12], b"HTTP/1.1 %d" % status, data[:60])
            equal(got.count(b"HTTP/1.1 "), 1, got)
        equal(ask(server, "/a.txt")[0], 200)


def allow_is_told_with_405(folder):
    site(folder)
    with Served(folder, "http top") as server:
        status, headers, _ = ask(server, "/a.txt", "DELETE")
        equal((status, headers["Allow"]), (405, "GET, HEAD"))


def requests_one_behind_the_other(folder):
    top = site(folder)
    long = pattern(2 * MIB)
    write(top, "long", long)
    lines = b"".join(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path for path in
                     (b"/a.txt", b"/none", b"/long", b"/a.txt", b"/list/", b"/empty"))
    lines += b"\r\nHEAD /long HTTP/1.1\r\nHost: x\r\n\r\nGET /a.txt HTTP/1.0\r\n\r\nGET /not"
    with Served(folder, "http top") as server:
        for pieces in (None, 1, 7):
            got = say(server, lines, pieces)
            equal(re.findall(rb"HTTP/1\.1 (\d+)", got.replace(long, b"")),
                  [b"200", b"404", b"200", b"200", b"200", b"200", b"200", b"200"])
            expect(long in got, "the long one is not whole")
            expect(got.endswith(b"\r\n\r\n0123456789"), "another end", got[-60:])


def hundreds_of_requests_at_once(folder):
    site(folder)
    with Served(folder, "http top") as server:
        one = server.connect()
        request = b"GET /none HTTP/1.1\r\nHost: x\r\n\r\n"
        sender = threading.Thread(target=one.sendall, args=(
            request * 5000 + b"GET /a.txt HTTP/1.0\r\n\r\n",))
        sender.start()
        got = take_all(one)
        sender.join()
        equal(got.count(b"404 Not Found\r\n"), 5000)
        expect(got.endswith(b"\r\n\r\n0123456789"), "the last one was lost", got[-60:])


def a_connection_is_kept(folder):
    site(folder)
    with Served(folder, "http top") as server:
        link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        with contextlib.closing(link):
            link.connect()
            sock = link.sock
            for path in ("/a.txt", "/none", "/list/", "/sub", "/a.txt"):
                link.request("GET", path)
                link.getresponse().read()
                expect(link.sock is sock, f"it was closed after {path}")
        got = say(server, b"GET /a.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
                  b"GET /a.txt HTTP/1.0\r\n\r\nGET /a.txt HTTP/1.0\r\n\r\n")
        equal(got.count(b"200 OK"), 2, got)
        expect(b"Connection: keep-alive" in got, "not told", got)


def ranges(folder):
    top = site(folder)
    size = 5 << 30
    with open(os.path.join(top, "huge"), "wb") as file:
        file.truncate(size - 4)
        file.seek(size - 4)
        file.write(b"last")
    with Served(folder, "http top") as server:
        for text, status, body, told in [
                ("bytes=2-4", 206, b"234", "bytes 2-4/10"), ("bytes=7-", 206, b"789",
                                                             "bytes 7-9/10"),
                ("bytes=-3", 206, b"789", "bytes 7-9/10"), ("bytes=5-500", 206, b"56789",
                                                            "bytes 5-9/10"),
                ("bytes=0-0,2-3", 200, b"0123456789", None), ("lines=1", 200, b"0123456789", None)]:
            got = ask(server, "/a.txt", Range=text)
            equal((got[0], got[2], got[1]["Content-Range"]), (status, body, told), text)
        got = ask(server, "/a.txt", Range="bytes=10-")
        equal((got[0], got[1]["Content-Range"]), (416, "bytes */10"))
        got = ask(server, "/huge", Range="bytes=-8")
        equal((got[2], got[1]["Content-Range"]),
              (b"\0\0\0\0last", f"bytes {size - 8}-{size - 1}/{size}"))
        equal(ask(server, "/huge", "HEAD")[1]["Content-Length"], str(size))
        changed = ask(server, "/a.txt")[1]["Last-Modified"]
        equal(ask(server, "/a.txt", Range="bytes=1-1", If_Range=changed)[0], 206)
        equal(ask(server, "/a.txt", Range="bytes=1-1", If_Range="another")[0], 200)


def what_has_not_changed(folder):
    site(folder)
    with Served(folder, "http top") as server:
        changed = ask(server, "/a.txt")[1]["Last-Modified"]
        status, _, body = ask(server, "/a.txt", If_Modified_Since=changed)
        equal((status, body), (304, b""))
        equal(ask(server, "/a.txt", If_Modified_Since="Sun, 06 Nov 1994 08:49:37 GMT")[0], 200)


def what_is_no_newer_than_a_date_has_not_changed(folder):
    """In each form that a date may have; one that is none, or has not come yet, says nothing."""
    top = site(folder)
    os.utime(os.path.join(top, "a.txt"), (784111777, 784111777))
    with Served(folder, "http top") as server:
        for since, status in [
                ("Sun, 06 Nov 1994 08:49:37 GMT", 304), ("Sun, 06 Nov 1994 08:49:38 GMT", 304),
                ("Sun, 06 Nov 1994 08:49:36 GMT", 200), ("Sunday, 06-Nov-94 08:49:37 GMT", 304),
                ("Sun Nov  6 08:49:37 1994", 304), ("Sat Nov  5 08:49:37 1994", 200),
                ("yesterday", 200), ("", 200), ("Fri, 31 Dec 9999 23:59:59 GMT", 200)]:
            equal(ask(server, "/a.txt", If_Modified_Since=since)[0], status, since)
        late = "Sun, 06 Nov 1994 08:49:38 GMT"
        equal(ask(server, "/a.txt", If_Modified_Since=late, If_None_Match='"x"')[0], 200)
        equal(ask(server, "/a.txt", If_None_Match="*")[0], 304)


def no_file_is_told_to_be_from_the_future(folder):
    top = site(folder)
    os.utime(os.path.join(top, "a.txt"), (8000000000, 8000000000))
    with Served(folder, "http top") as server:
        told = ask(server, "/a.txt")[1]
        changed = email.utils.parsedate_to_datetime(told["Last-Modified"])
        expect(changed <= email.utils.parsedate_to_datetime(told["Date"]), "from later", told)
        equal(ask(server, "/a.txt", If_Modified_Since=told["Last-Modified"])[0], 200)


def many_at_once(folder):
    top = site(folder)
    data = pattern(5 * MIB)
    write(top, "long", data)
    got = [None] * 20

    with Served(folder, "http top") as server:
        def take(at):
            got[at] = ask(server, "/long")[2]
        threads = [threading.Thread(target=take, args=(at,)) for at in range(len(got))]
        for thread in threads:
            thread.start()
        # Some go away in the middle.
        for _ in range(5):
            with server.connect() as one:
                one.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
                one.recv(1000)
        for thread in threads:
            thread.join()
    expect(all(one == data for one in got), "not all of them are whole")


def a_page_over_tls(folder):
    top = site(folder)
    data = pattern(MIB)
    write(top, "long", data)
    with certified(folder) as (words, context), Served(folder, f"http top {words}") as server:
        link = http.client.HTTPSConnection("localhost", server.port, timeout=PATIENCE,
                                           context=context)
        with contextlib.closing(link):
            for path, wanted in (("/a.txt", b"0123456789"), ("/long", data), ("/sub/", PAGE)):
                link.request("GET", path)
                equal(link.getresponse().read() == wanted, True, path)


def a_file_that_shrinks_is_cut(folder):
    top = site(folder)
    path = write(top, "long", b"")
    os.truncate(path, 64 * MIB)
    with Served(folder, "http top") as server:
        one = server.connect()
        one.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        one.recv(1)
        os.truncate(path, MIB)
        is_cut(one)
        server.hears("became shorter")


def curl(*words):
    done = subprocess.run(["curl", "-sS", "--noproxy", "*", "-m", str(PATIENCE * 6), *words],
                          capture_output=True, check=False)
    equal(done.returncode, 0, done)
    return done.stdout


def with_curl(folder):
    top = site(folder)
    data = pattern(100 * MIB)
    write(top, "long", data)
    with Served(folder, "http top") as server:
        url = f"http://127.0.0.1:{server.port}"
        got = hashlib.sha256(curl(f"{url}/long")).digest()
        equal(got, hashlib.sha256(data).digest())
        expect(b"Content-Length: 104857600" in curl("-I", f"{url}/long"), "no length")
        equal(curl("-r", "1-3", f"{url}/a.txt"), b"123")
        equal(curl("-L", f"{url}/sub"), PAGE)
        equal(curl("-o", "/dev/null", "-w", "%{http_code}", "--path-as-is", f"{url}/../secret"),
              b"400")
        equal(curl("-o", "/dev/null", "-w", "%{http_code}", f"{url}/none"), b"404")
        equal(curl("-w", "%{num_connects}", f"{url}/a.txt", f"{url}/a.txt"),
              b"01234567891" + b"01234567890")


CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome")
                 if (path := shutil.which(name))), None)


def with_chromium(folder):
    site(folder)
    with Served(folder, "http top") as server:
        words = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu",
                 f"--user-data-dir={folder}/c", "--dump-dom",
                 f"http://127.0.0.1:{server.port}/list/"]
        try:
            done = subprocess.run(words, capture_output=True, timeout=PATIENCE * 6, check=True)
        except subprocess.SubprocessError as error:
            print(f"skipped: http: Chromium: it does not work here: {error}")
            return
    expect(b"&lt;b&gt;&amp;" in done.stdout and b"./a%20b%25" in done.stdout, "no listing", done)


suite = Suite()
suite.case("file: each client gets it whole", each_client_gets_the_whole_file, TCP)
suite.case("file: on a UNIX socket", each_client_gets_the_whole_file, UNIX)
suite.case("file: who has finished gets it, too", who_has_finished_gets_it_too)
suite.case("file: an empty one", an_empty_file_is_an_end)
suite.case("file: who leaves early", who_leaves_early_is_told_as_one_that_has_a_part)
suite.case("file: one that shrinks", a_file_that_shrinks_is_a_reset)
suite.case("file: what is none", what_is_no_file_is_not_served)
suite.case("store: a file for each client", each_client_leaves_a_file)
suite.case("store: UNIX clients", unix_clients_are_numbered)
suite.case("store: nothing is written over", what_is_there_is_not_written_over)
suite.case("store: no room", a_disk_that_is_full_is_told)
suite.case("store: a reset", a_reset_is_told_as_cut_off)
suite.case("http: files and folders", files_and_folders)
suite.case("http: a listing", a_listing_names_what_is_there)
suite.case("http: a listing without what is refused", a_listing_leaves_out_what_would_be_refused)
suite.case("http: a long listing", a_long_listing_is_cut)
suite.case("http: no path leads out", no_path_leads_out)
suite.case("http: requests that are none", requests_that_are_none)
suite.case("http: 405 tells what goes", allow_is_told_with_405)
suite.case("http: requests one behind the other", requests_one_behind_the_other)
suite.case("http: hundreds of them at once", hundreds_of_requests_at_once)
suite.case("http: a connection is kept", a_connection_is_kept)
suite.case("http: ranges", ranges)
suite.case("http: what has not changed", what_has_not_changed)
suite.case("http: what is no newer than a date", what_is_no_newer_than_a_date_has_not_changed)
suite.case("http: no file is from the future", no_file_is_told_to_be_from_the_future)
suite.case("http: many clients", many_at_once)
suite.case("http: a file that shrinks", a_file_that_shrinks_is_cut)
if OPENSSL:
    suite.case("file: over TLS", a_file_over_tls)
    suite.case("http: over TLS", a_page_over_tls)
if shutil.which("curl"):
    suite.case("http: curl", with_curl)
else:
    print("skipped: http: curl: there is no curl")
if CHROMIUM:
    suite.case("http: Chromium", with_chromium)
else:
    print("skipped: http: Chromium: there is no Chromium")
suite.end()
