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
from surprises import JOINED, NEEDS_LIBMNL, NOBODY, ROWS, TRAPS, UDP  # noqa: E402

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


def an_interface_of_ones_own_choice_is_no_bind_that_failed(folder):
    got, result = noted(folder, "socket tcp6; set 1 bindtodevice lo; "
                        "fails EADDRNOTAVAIL bind 1 [::2]:0; bind 1 [::1]:0")
    expect(not any("device" in note for _, note in got), "told", result)


def what_another_process_may_have_does_not_end_with_a_close(folder):
    """Whether the peer gets RST is then not ours to say."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.send(b"hi")
        got, result = noted(folder, f"adopt {ours.fileno()}; close 1",
                            pass_fds=(ours.fileno(),))
        equal(got, [], result)
    got, result = noted(folder, "pair; pair; send 4 hi; send 1 x --fd 3; close 3")
    expect(not any("unread" in note for _, note in got), "told", result)
    got, result = noted(folder, "pair; pair; dup 3; send 4 hi; send 1 x --fd 5; close 5; close 3")
    expect(not any("unread" in note for _, note in got), "told", result)


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
    got, result = noted(folder, UDP + "connect 2 ${1.local}; "
                        "set 2 timestamping tx-software software; send 2 x; poll 2 --for write")
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


def at_the_prompt_trace_shows_no_looks(folder):
    """What notes ask is sosh's own; the call itself is shown."""
    prompt = Prompt(folder)
    try:
        for command in ("socket tcp", "listen 1", "trace on", "shutdown 1 read"):
            shown = prompt.run(command)
    finally:
        prompt.end()
    expect("shutdown(" in shown and "note: " in shown, "no call, or no note", shown)
    expect("SO_ACCEPTCONN" not in shown and "poll(" not in shown, "looks are shown", shown)


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


def explain_says_why(_):
    """Of the last command, if it had a note; of a command all that can surprise."""
    commands = "config notes on; socket udp; socket udp; bind 1 127.0.0.1:0; "
    result = text(commands + "explain")
    expect("What surprises:\nIt comes out of net.ipv4.ip_local_port_range" in result.text,
           "not why", result)
    expect("What surprises" not in text(commands + "bind 2 127.0.0.1:0; explain").text, "again")
    page = text("explain shutdown").text
    for name in ("again", "of a listener", "UNIX stream without a peer"):
        expect(name in page[page.index("What can surprise:"):], f"{name} is missing", page)


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
                 an_interface_of_ones_own_choice_is_no_bind_that_failed,
                 what_another_process_may_have_does_not_end_with_a_close,
                 a_script_loads_nothing_for_them, of_unix_streams_there_is_no_rst,
                 udp_forgets_its_peer, stamps_are_no_errors, off_is_off,
                 what_nobody_sees_is_not_used_up, quiet_has_none, a_job_has_its_note,
                 settings_are_checked, an_odd_name_is_shown_harmless, the_peer_in_another_process,
                 without_rights, at_the_prompt_they_are_told, at_the_prompt_trace_shows_no_looks,
                 with_colours_they_are_dim, every_trap_has_its_row, explain_says_why,
                 without_the_module):
        suite.case(body.__name__.replace("_", " "), body)
    if LIBMNL:
        for body in (an_unconnected_socket_is_told_otherwise,
                     a_listener_elsewhere_that_does_not_accept,
                     a_listener_elsewhere_that_accepts):
            suite.case(body.__name__.replace("_", " "), body)
    suite.end()


main()
