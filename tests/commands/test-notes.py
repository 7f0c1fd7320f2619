#!/usr/bin/python3
"""What is noted of calls that went well and surprise: each in its scene, and once."""

import json
import os
import pty
import re
import select
import socket
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import (LIBMNL, PATIENCE, SOSH, Failure, Suite, answers, environment, equal,  # noqa: E402
                  expect, ordinary, run, text)

TCP = "socket tcp; bind 1 127.0.0.1:0; listen 1; socket tcp; connect 2 ${1.local}; "
JOINED = TCP + "accept 1; "
UDP = "socket udp; bind 1 127.0.0.1:0; socket udp; "
NOBODY = "socket udp; bind 1 127.0.0.1:0; let to ${1.local}; close 1; socket udp; "
RESET = JOINED + "reset 3; poll 2 --timeout 10s; fails ECONNRESET recv 2; "
PATH = "./" + 106 * "p"

# The row, what its sentence says, its scene, and one that is like it, in which it must not
# be told.
ROWS = [
    ("connect-itself", r"connected to itself", "socket tcp; bind 1 127.0.0.1:0; connect 1 ${1.local}",
     TCP),
    ("connect-any", r"as a destination 0\.0\.0\.0:\d+ means this host: 127\.0\.0\.1:\d+",
     "socket tcp; bind 1 127.0.0.1:0; listen 1; socket tcp; connect 2 0.0.0.0:${1.local.port}", TCP),
    ("connect-again", r"this call sent nothing: it tells",
     "socket tcp; bind 1 127.0.0.1:0; listen 1; socket tcp; "
     "fails EINPROGRESS connect 2 ${1.local} --nonblock; connect 2 ${1.local}", TCP),
    ("connect-unspec", r"thrown away: the peer gets RST",
     JOINED + "connect 2 ${1.local} --family unspec",
     "socket tcp; connect 1 127.0.0.1:9 --family unspec"),
    ("connect-backlog", r"nobody has accepted yet: it waits in the backlog of socket 1$", TCP,
     "socket tcp; bind 1 127.0.0.1:0; listen 1; accept 1 &; socket tcp; connect 2 ${1.local}; "
     "join all; socket udp; socket udp; bind 4 127.0.0.1:0; connect 5 ${4.local}"),
    ("connect-udp-nobody", r"it is not noticed that nobody has 127\.0\.0\.1:\d+",
     NOBODY + "connect 2 $to", UDP + "connect 2 ${1.local}"),
    ("connect-udp", r"nothing was sent; only what 127\.0\.0\.1:\d+ sends is received",
     UDP + "connect 2 ${1.local}", TCP),
    ("accept-reset", r"the client has reset this already", TCP + "reset 2; accept 1",
     TCP + "close 2; accept 1"),
    ("bind-zero", r"the kernel chose \d+$", "socket udp; bind 1 127.0.0.1:0",
     "socket unix; bind 1 ./x; socket udp; listen 1"),
    ("bind-shared", r"socket 1 has port \d+, too",
     "socket tcp; set 1 reuseaddr on; bind 1 127.0.0.1:0; "
     "socket tcp; set 2 reuseaddr on; bind 2 ${1.local}",
     "socket tcp; bind 1 127.0.0.1:0; socket udp; bind 2 ${1.local}"),
    ("bind-device", r"a bind that failed has left it bound to device lo",
     "socket tcp6; fails EADDRNOTAVAIL bind 1 [fe80::1%lo]:0; bind 1 [::1]:0",
     "socket tcp6; set 1 bindtodevice lo; bind 1 [::1]:0"),
    ("bind-path-full", r"the path fills all of sun_path", f"socket unix; bind 1 {PATH}",
     f"socket unix; bind 1 {PATH[:-1]}"),
    ("bind-unix-chosen", r"an address without a name asks for one: the kernel chose @[0-9a-f]{5}",
     "socket unix; bind 1 ''", "socket unix; bind 1 ./x"),
    ("listen-unbound", r"was not bound: the kernel chose port \d+", "socket tcp; listen 1",
     "socket tcp; bind 1 127.0.0.1:0; listen 1"),
    ("listen-backlog", r"the backlog is \d+: net\.core\.somaxconn", "socket tcp; bind 1 127.0.0.1:0; listen 1 -1",
     "socket tcp; listen 1 1"),
    ("send-to-ignored", r"TCP ignores the address: the bytes went to 127",
     JOINED + "send 2 x --to 127.0.0.1:9", JOINED + "send 2 x"),
    ("send-to-other", r"went to 127\.0\.0\.1:\d+ this once; the peer is still 127",
     UDP + "socket udp; bind 3 127.0.0.1:0; connect 2 ${1.local}; send 2 x --to ${3.local}",
     UDP + "connect 2 ${1.local}; send 2 x --to ${1.local}"),
    ("send-closed", r"the peer has closed: RST answers these bytes",
     JOINED + "close 3; expect 2.state == CLOSE-WAIT --within 10s; send 2 x",
     JOINED + "shutdown 3; expect 2.state == CLOSE-WAIT --within 10s; send 2 x"),
    ("send-deaf", r"socket 3 is shut for reading, and can receive this",
     JOINED + "shutdown 3 read; send 2 x", JOINED + "shutdown 3 write; send 2 x"),
    ("send-udp-dropped", r"socket 1 has another peer, 127\.0\.0\.1:\d+: this datagram is dropped",
     UDP + "connect 1 127.0.0.1:9; send 2 x --to ${1.local}",
     UDP + "bind 2 127.0.0.1:0; connect 1 ${2.local}; send 2 x --to ${1.local}"),
    ("send-udp-nobody", r"nobody has 127\.0\.0\.1:\d+: the next call will fail with ECONNREFUSED",
     NOBODY + "connect 2 $to; send 2 x", UDP + "connect 2 ${1.local}; send 2 x"),
    ("send-nothing", r"0 bytes of a stream are nothing", JOINED + "send 2 ''",
     UDP + "send 2 '' --to ${1.local}"),
    ("recv-shut", r"after SHUT_RD TCP still takes", JOINED + "shutdown 2 read; send 3 x; recv 2",
     JOINED + "shutdown 2 write; send 3 x; recv 2"),
    ("recv-own-end", r"this end is your own shutdown's", JOINED + "shutdown 2 read; recv 2",
     JOINED + "shutdown 2 read; shutdown 3; poll 2; expect 2.state == CLOSE-WAIT --within 10s; "
     "recv 2"),
    ("recv-end-of-error", r"^not the peer's end: ECONNRESET was told once", RESET + "recv 2",
     JOINED + "close 3; recv 2; recv 2"),
    ("recv-end-again", r"the end stays", JOINED + "close 3; recv 2; recv 2",
     JOINED + "close 3; recv 2"),
    ("recv-empty", r"a datagram may be empty: this is not the end", UDP + "send 2 '' --to ${1.local}; recv 1",
     UDP + "send 2 x --to ${1.local}; recv 1"),
    ("recv-cut", r"the rest of the datagram is lost", UDP + "send 2 xyz --to ${1.local}; recv 1 2",
     UDP + "send 2 xyz --to ${1.local}; recv 1 2 --peek; recv 1 3"),
    ("recv-oob-udp", r"UDP has no urgent data", UDP + "send 2 xyz --to ${1.local}; recv 1 --oob",
     JOINED + "send 3 x --oob; recv 2 --oob"),
    ("poll-end", r"what can be read of socket 2 is its end", JOINED + "close 3; poll 2",
     JOINED + "send 3 x; close 3; poll 2"),
    ("poll-error", r"poll tells errors unasked: get 2 error", JOINED + "reset 3; poll 2",
     JOINED + "close 3; poll 2"),
    ("poll-invalid", r"fd9999 is not open: poll answers POLLNVAL", "poll --fd-number 9999",
     JOINED + "poll 2 --for write"),
    ("close-unread", r"socket 2 had 2 bytes unread: the peer gets RST",
     JOINED + "send 3 hi; expect 2.recvq == 2 --within 10s; close 2",
     JOINED + "send 3 hi; recv 2; close 2"),
    ("close-backlog", r"^1 connection waited to be accepted", TCP + "close 1", JOINED + "close 1"),
    ("close-shared", r"socket 4 is the same one", JOINED + "dup 2; close 2",
     JOINED + "dup 2; close 4 2 3"),
    ("close-lingers", r"SO_LINGER held close for [1-9][\d.]*(us|ms|s), although",
     "socket tcp; set 1 rcvbuf 4k; bind 1 127.0.0.1:0; listen 1; socket tcp --nonblock; "
     "set 2 sndbuf 4k; fails EINPROGRESS connect 2 ${1.local}; connect 2 ${1.local}; accept 1; "
     "fails EAGAIN send 2 zero:4M; set 2 linger on 1s; close 2 &; "
     "recv 3 --eof --none; join all",
     JOINED + "set 2 linger on 1s; close 2"),
    ("close-abstract", r"@[0-9a-f]{5} is free at once", "socket unix; bind 1 ''; close 1",
     "socket unix; bind 1 ./x; close 1"),
    ("shutdown-again", r"the FIN went before", JOINED + "shutdown 2; shutdown 2",
     JOINED + "shutdown 2; shutdown 3"),
    ("shutdown-listener", r"socket 1 listens no longer", TCP + "shutdown 1 read",
     TCP + "shutdown 1 write; shutdown 2 read"),
    ("shutdown-listener-idle", r"it still listens: shutdown 1 read",
     TCP + "shutdown 1", TCP + "shutdown 1 read"),
    ("shutdown-connecting", r"still connecting: that is given up",
     "socket tcp; bind 1 127.0.0.1:0; listen 1 0; socket tcp; connect 2 ${1.local}; socket tcp; "
     "fails EINPROGRESS connect 3 ${1.local} --nonblock; shutdown 3", JOINED + "shutdown 2"),
    ("shutdown-unconnected", r"there is no peer yet", "socket unix; shutdown 1",
     "pair; shutdown 1"),
    ("get-error-connect", r"ECONNREFUSED is told only here: another connect answers ECONNABORTED",
     NOBODY + "socket tcp; fails EINPROGRESS connect 3 $to --nonblock; poll 3 --for write; "
     "get 3 error; fails ECONNABORTED connect 3 $to",
     "socket tcp; bind 1 127.0.0.1:0; listen 1; socket tcp; fails EINPROGRESS connect 2 ${1.local} "
     "--nonblock; poll 2 --for write; get 2 error"),
    ("get-error", r"that has cleared it: .* fail with ECONNRESET",
     JOINED + "reset 3; poll 2; get 2 error; get 2 error", JOINED + "get 2 error"),
    ("get-peercred", r"only UNIX sockets know", "socket tcp; get 1 peercred",
     "pair; get 1 peercred"),
    ("set-doubled", r"the kernel doubles it", "socket tcp; set 1 rcvbuf 8k",
     "socket tcp; set 1 nodelay on"),
    ("set-changed", r"the kernel made \d+ of 1, and answered success", "socket tcp; set 1 rcvbuf 1",
     "socket tcp; set 1 rcvbuf 8k"),
    ("set-device", r"to take it back takes CAP_NET_RAW", "socket tcp; set 1 bindtodevice lo",
     "socket tcp; set 1 bindtodevice ''"),
    ("set-freebind", r"bind takes any address now", "socket tcp; set 1 freebind on",
     "socket tcp; set 1 freebind off"),
]
NEEDS_LIBMNL = {"connect-udp-nobody"}

# Every trap of sockets that is known by measurement, and every call that looks like a mistake
# and is none, with its row, or why there can be none.
TRAPS = {
    "getaddrinfo takes port 99999 for 34463": "no success: sosh refuses such a port",
    "a bind of fe80 leaves its device": "bind-device",
    "accept after a client's RST succeeds": "accept-reset",
    "a connect whose SO_SNDTIMEO runs out answers EINPROGRESS": "no success: EINPROGRESS",
    "select overlooks a closed descriptor above the table": "poll-invalid",
    "poll tells POLLNVAL": "poll-invalid",
    "unread data turns close into RST": "close-unread",
    "self-connect": "connect-itself",
    "connect to 0.0.0.0": "connect-any",
    "an empty datagram is no end": "recv-empty",
    "SHUT_RD still delivers": "recv-shut",
    "the second connect of a non-blocking one returns 0 once": "connect-again",
    "SO_ERROR read in place of the second connect": "get-error-connect",
    "a UNIX socket bound twice": "no success: EADDRINUSE or EINVAL",
    "close with SO_LINGER blocks a socket that does not block": "close-lingers",
    "edge-triggered epoll is silent about the send queue": "no call of a user's",
    "bind: both REUSEADDR, neither listening": "bind-shared",
    "bind: 108 bytes without NUL": "bind-path-full",
    "bind: only a family on UNIX": "bind-unix-chosen",
    "bind: an abstract name is free at once": "close-abstract",
    "bind: port 0": "bind-zero",
    "listen: unbound TCP": "listen-unbound",
    "listen: the backlog is cut": "listen-backlog",
    "connect: before anybody accepts": "connect-backlog",
    "connect: UDP to a closed port": "connect-udp-nobody",
    "connect: UDP drops what others send": "connect-udp",
    "connect: AF_UNSPEC": "connect-unspec",
    "send: the first after the peer closed": "send-closed",
    "send: the first datagram to a closed port": "send-udp-nobody",
    "send: to a peer with SHUT_RD": "send-deaf",
    "send: a datagram to one that is connected to another": "send-udp-dropped",
    "send: UDP connected, and another address": "send-to-other",
    "send: TCP connected, and an address": "send-to-ignored",
    "recv: 0 after own SHUT_RD": "recv-own-end",
    "recv: 0 again and again": "recv-end-again",
    "recv: 0 after a reported error": "recv-end-of-error",
    "recv: UDP ignores MSG_OOB": "recv-oob-udp",
    "recv: MSG_TRUNC is no error": "recv-cut",
    "recv: ICMP swallowed without IP_RECVERR": "nothing is to be seen",
    "shutdown: SHUT_WR twice": "shutdown-again",
    "shutdown: of a listener": "shutdown-listener",
    "shutdown: while the handshake is pending": "shutdown-connecting",
    "shutdown: UNIX stream unconnected": "shutdown-unconnected",
    "poll: FIN is readable": "poll-end",
    "poll: RST is an error": "poll-error",
    "get: SO_PEERCRED on TCP": "get-peercred",
    "get: SO_ERROR is cleared by reading": "get-error",
    "set: buffers are doubled": "set-doubled",
    "set: values are clamped": "set-changed",
    "set: SO_BINDTODEVICE without rights": "set-device",
    "set: IP_FREEBIND without rights": "set-freebind",
}


def notes(result):
    """(command, what was noted of it) of a run in JSON."""
    return [(one["command"], one["note"]) for one in result.answers if "note" in one]


def noted(folder, commands, **others):
    result = answers("config notes on; " + commands, cwd=folder, **others)
    equal(result.status, 0, result)
    return notes(result), result


def is_noted(folder, name, sentence, scene, _like):
    """Told of the command that the row is named after, and once though the scene comes
    again."""
    got, result = noted(folder, scene)
    told = [note for command, note in got if re.search(sentence, note)
            and name.startswith(command)]
    expect(len(told) == 1, f"told {len(told)} times", result)


def is_not_noted(folder, _name, sentence, _scene, like):
    got, result = noted(folder, like)
    expect(not any(re.search(sentence, note) for _, note in got), "told", result)


def each_is_told_once(folder):
    got, result = noted(folder, "socket udp; bind 1 127.0.0.1:0; socket udp; bind 2 127.0.0.1:0; "
                        "set 1 rcvbuf 8k; set 2 rcvbuf 8k; set 2 sndbuf 8k")
    equal([command for command, _ in got], ["bind", "set"], result)


def in_text_the_note_stands_under_the_answer(_):
    result = text("config notes on; socket udp; bind 1 127.0.0.1:0")
    expect(re.fullmatch(r"  note: port 0 .*: the kernel chose \d+", result.lines[-1]), "no note",
           result)
    expect(result.lines[-2].startswith("[1] bound"), "no answer above it", result)


def a_script_has_none(folder):
    commands = JOINED + "socket tcp; set 4 rcvbuf 8k; send 3 hi; close 2"
    plain = re.sub(r"\d+", "N", text(commands, cwd=folder).text)
    off = text("config notes off; " + commands, cwd=folder).text
    equal(re.sub(r"\d+", "N", off), "  notes  off\n" + plain)
    expect("note" not in plain, "noted", plain)
    expect(not notes(answers(commands, cwd=folder)), "noted")


def a_script_loads_nothing_for_them(folder):
    """The rows are in a module: a run without notes does not look for it."""
    result = text(JOINED + "send 3 hi; close 2; run 'grep -c sosh-teach /proc/$PPID/maps'; echo",
                  "-q", "-k", cwd=folder)
    expect("\n0\n" in "\n" + result.text, "loaded", result)


def an_unconnected_socket_is_told_otherwise(folder):
    got, result = noted(folder, NOBODY + "send 2 x --to $to")
    expect(any(re.search(r"nobody has 127\.0\.0\.1:\d+, and no call will tell", note)
               for _, note in got), "not told", result)


def of_unix_streams_there_is_no_rst(folder):
    got, result = noted(folder, "pair; send 1 hi; close 2")
    equal(got, [("close", "socket 2 had 2 bytes unread: the peer gets ECONNRESET, not the end")],
          result)


def udp_forgets_its_peer(folder):
    got, result = noted(folder, UDP + "connect 2 ${1.local}; connect 2 ${1.local} --family unspec")
    equal(got[-1], ("connect", "datagrams of anybody are received again"), result)


def stamps_are_no_errors(folder):
    """What waits in the queue of errors is told by poll as an error is."""
    got, result = noted(folder, UDP + "connect 2 ${1.local}; set 2 timestamping tx-software software; "
                        "send 2 x; poll 2 --for write")
    expect(not any(command in ("send", "poll") for command, _ in got), "told", result)


def off_is_off(_):
    got, result = noted("/", "config notes off; socket udp; bind 1 127.0.0.1:0")
    equal(got, [], result)


def what_nobody_sees_is_not_used_up(folder):
    """In `try` and `fails` and with --raw the note would be lost."""
    result = text("config notes on; socket udp; bind 1 127.0.0.1:0; socket udp; "
                  "send 2 '' --to ${1.local}; recv 1 --raw; send 2 '' --to ${1.local}; recv 1",
                  cwd=folder)
    equal(len([line for line in result.lines if "not the end" in line]), 1, result)
    expect("not the end" in result.lines[-1], "not told at last", result)


def quiet_has_none(_):
    result = text("config notes on; socket udp; bind 1 127.0.0.1:0; echo hello", "-q")
    equal(result.text, "hello\n", result)


def trace_shows_no_looks(folder):
    """What notes ask is sosh's own: the calls are those of a run without."""
    commands = "trace on; " + JOINED + "send 3 hi; recv 2; close 3; recv 2; close 2"
    calls = [[re.sub(r"\d+", "N", line) for line in text(f"config notes {how}; {commands}",
                                                         cwd=folder).complaint.splitlines()]
             for how in ("on", "off")]
    expect(any("accept" in line for line in calls[0]), "no calls", calls)
    equal(calls[0], calls[1])


def a_job_has_its_note(_):
    result = answers("config notes on; socket udp; bind 1 127.0.0.1:0; socket udp; recv 1 &; "
                     "send 2 '' --to ${1.local}; join all")
    told = [one for one in result.answers if one["command"] == "recv"]
    expect("not the end" in told[0].get("note", ""), "not told", result)


def settings_are_checked(_):
    result = text("config notes perhaps")
    expect("'perhaps' is not auto, on or off" in result.complaint, "taken", result)
    equal(text("config notes").text, "  notes  auto\n")


def an_odd_name_is_shown_harmless(folder):
    """An address is bytes that anybody chose."""
    result = text("config notes on; socket unix; bind 1 \"@a\\x1b]b\"; close 1", cwd=folder)
    expect("@a\\x1b]b is free at once" in result.text, "not told", result)
    expect("\x1b" not in result.text, "as it is", result)


def server_here():
    """One that nobody waits for in vain, and its address."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(PATIENCE)
    return server, "127.0.0.1:%d" % server.getsockname()[1]


def accepting(listener, stop):
    """Takes connections, as a server does that waits for them."""
    kept = []
    while True:
        connection, _ = listener.accept()
        kept.append(connection)
        if stop.is_set():
            return


def a_listener_elsewhere_that_does_not_accept(folder):
    server, address = server_here()
    with server:
        got, result = noted(folder, f"socket tcp; connect 1 {address}")
        equal(len(got), 1, result)
        expect(re.search("it waits in the backlog$", got[0][1]), "not told", result)


def a_listener_elsewhere_that_accepts(folder):
    server, address = server_here()
    with server:
        stop = threading.Event()
        thread = threading.Thread(target=accepting, args=(server, stop))
        thread.start()
        try:
            got, result = noted(folder, f"socket tcp; connect 1 {address}")
        finally:
            stop.set()
            socket.create_connection(server.getsockname()).close()
            thread.join()
        equal(got, [], result)


def the_peer_in_another_process(folder):
    """One that closes, and one that only says that it has finished."""
    for closes in (True, False):
        server, address = server_here()
        with server:
            with subprocess.Popen([SOSH, "--json", "--no-rc"], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, cwd=folder, env=environment()) as sosh:
                sosh.stdin.write(f"config notes on\nsocket tcp\nconnect 1 {address}\n".encode())
                sosh.stdin.flush()
                try:
                    peer, _ = server.accept()
                    with peer:
                        if closes:
                            peer.close()
                        else:
                            peer.shutdown(socket.SHUT_WR)
                        out, _ = sosh.communicate(b"recv 1\nsend 1 hello\n", timeout=PATIENCE)
                finally:
                    sosh.kill()
        told = [json.loads(line) for line in out.splitlines() if b'"send"' in line]
        expect(len(told) == 1, "no answer", out)
        equal("RST answers these bytes" in told[0].get("note", ""), closes, out)


def without_rights(folder):
    """What takes none, who has none is told of, too."""
    got, result = noted(folder, "socket tcp; set 1 bindtodevice lo; set 1 freebind on",
                        preexec_fn=ordinary())
    equal(len(got), 2, result)


class Prompt:
    """sosh at a prompt without a line editor's help, on a terminal of its own."""

    def __init__(self, folder):
        self.fd, theirs = pty.openpty()
        self.child = subprocess.Popen([SOSH, "--no-rc"], stdin=theirs, stdout=theirs,
                                      stderr=theirs, cwd=folder, start_new_session=True,
                                      env=environment(TERM="dumb", HOME=folder,
                                                      SOSH_HISTFILE=folder + "/history"))
        os.close(theirs)
        self.seen = b""
        self.wait(b"sosh> ")

    def wait(self, what):
        at = len(self.seen)
        while what not in self.seen[at:]:
            ready, _, _ = select.select([self.fd], [], [], PATIENCE)
            if not ready:
                raise Failure(f"{what!r} did not come: {self.seen!r}")
            self.seen += os.read(self.fd, 65536)
        return self.seen[at:].decode("utf-8", "replace")

    def run(self, command):
        os.write(self.fd, command.encode() + b"\r")
        return self.wait(b"sosh> ")

    def end(self):
        """Ends it, also where it does not answer."""
        self.child.terminate()
        os.close(self.fd)
        self.child.wait(PATIENCE)


def at_the_prompt_they_are_told(folder):
    prompt = Prompt(folder)
    try:
        for command in ("socket udp", "bind 1 127.0.0.1:0", "socket udp", "bind 2 127.0.0.1:0",
                        "set 1 rcvbuf 8k", "config notes off", "set 1 rcvbuf 1"):
            prompt.run(command)
    finally:
        prompt.end()
    shown = prompt.seen.decode("utf-8", "replace")
    equal(shown.count("note: port 0 asks for any"), 1, shown)
    equal(shown.count("note: the kernel doubles it"), 1, shown)
    equal(shown.count("note: "), 2, shown)


def with_colours_they_are_dim(_):
    result = text("config notes on; config color always; socket udp; bind 1 127.0.0.1:0")
    expect(re.fullmatch("\x1b\\[2m  note: .*\x1b\\[0m", result.lines[-1]), "not dim", result)


def every_trap_has_its_row(_):
    rows = {row[0] for row in ROWS}
    for trap, row in TRAPS.items():
        expect(" " in row or row in rows, f"{trap}: no row {row!r}")
    page = text("help notes").text
    for row in rows:
        expect(re.search(rf"^ *{row}\b", page, re.M), f"help notes lacks {row}", page)
    listed = set(re.findall(r"^  ([a-z]+-[a-z-]+)\b", page, re.M))
    equal(listed - rows, set())


def without_the_module(folder):
    """Where it is not found, all is as if there were none."""
    program = os.path.join(folder, "sosh")
    with open(SOSH, "rb") as here, open(program, "wb") as there:
        there.write(here.read())
    os.chmod(program, 0o755)
    result = run("--json", "-c", "config notes on; socket udp; bind 1 127.0.0.1:0",
                 program=program)
    equal(result.status, 0, result)


def main():
    suite = Suite()
    for row in ROWS:
        if LIBMNL or row[0] not in NEEDS_LIBMNL:
            suite.case(f"{row[0]} is told", is_noted, *row)
        suite.case(f"{row[0]} is not told of what is only like it", is_not_noted, *row)
    for body in (each_is_told_once, in_text_the_note_stands_under_the_answer, a_script_has_none,
                 a_script_loads_nothing_for_them, of_unix_streams_there_is_no_rst,
                 udp_forgets_its_peer, stamps_are_no_errors, off_is_off, what_nobody_sees_is_not_used_up, quiet_has_none, trace_shows_no_looks, a_job_has_its_note,
                 settings_are_checked, an_odd_name_is_shown_harmless, the_peer_in_another_process,
                 without_rights, at_the_prompt_they_are_told, with_colours_they_are_dim,
                 every_trap_has_its_row, without_the_module):
        suite.case(body.__name__.replace("_", " "), body)
    if LIBMNL:
        for body in (an_unconnected_socket_is_told_otherwise,
                     a_listener_elsewhere_that_does_not_accept,
                     a_listener_elsewhere_that_accepts):
            suite.case(body.__name__.replace("_", " "), body)
    suite.end()


main()
