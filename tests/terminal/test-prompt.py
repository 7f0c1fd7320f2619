#!/usr/bin/env python3
"""Living at the prompt: jobs, notices, talk, questions, hints, completion.

Runs $SOSH (./sosh) with the line editor it was built with; what that editor cannot
do is skipped by name.  Arguments name the cases to run.  The last line tells
"N passed, N failed"."""

import json
import os
import re
import socket
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from at_prompt import (ENVIRONMENT, PROMPT, SOSH, Cases, Sosh, check, equal,  # noqa: E402
                       receiver, send_datagram)
from terminal import Terminal  # noqa: E402

case = Cases()


def server():
    """A listener on loopback that a test speaks for."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(20)
    return listener, listener.getsockname()[1]


def connected(folder, **more):
    """A shell whose socket 1 is connected, and the other end."""
    listener, port = server()
    sosh = Sosh(folder, ("--no-rc", *more.pop("options", ())), **more)
    sosh.run("socket tcp")
    sosh.line(f"connect 1 127.0.0.1:{port}")
    other, _ = listener.accept()
    listener.close()
    sosh.wait(lambda: b"connected to" in sosh.raw or b'"peer"' in sosh.raw, "the connection")
    sosh.wait_prompt()
    other.settimeout(20)
    return sosh, other


def half_typed(sosh, text="echo half"):
    sosh.type(text)
    sosh.wait_row(PROMPT + text)


def still_typed(sosh, text="echo half"):
    """The line is whole, and runs."""
    sosh.wait_row(PROMPT + text)
    sosh.line()
    sosh.wait_answer(text.removeprefix("echo "))


# --- what stands under an error


def told_by_json(*commands):
    """The error of the last command."""
    done = subprocess.run([SOSH, "--no-rc", "--json", "-c", "; ".join(commands)],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False)
    return json.loads(done.stdout.splitlines()[-1])["error"]


@case()
def a_hint_is_broken_between_words_and_what_to_type_is_behind_it(folder):
    listener, port = server()
    listener.close()
    connect = f"connect 1 127.0.0.1:{port}"
    error = told_by_json("socket tcp", connect)
    sosh = Sosh(folder, columns=32)
    sosh.run("watch off")
    sosh.run("socket tcp")
    sosh.run(connect)
    rows = sosh.rows()
    at = next(i for i, row in enumerate(rows) if row.startswith("connect 1: ECONNREFUSED"))
    # What goes on of other lines is indented deeper.
    under = [row for row in rows[at + 1:] if re.match(r"  \S", row)]
    hint = [row for row in under if not row.startswith("  try: ")]
    equal(" ".join(row.strip() for row in hint), error["hint"])
    check(all(len(row) < 32 for row in hint), sosh.picture())
    equal([row[7:] for row in under if row not in hint],
          [error["next"]] if "next" in error else [])
    sosh.run("config hints off", "  hints  off")
    sosh.run(connect)
    check(not re.search(r"\n  \S", sosh.text().rpartition("ECONNREFUSED")[2]), sosh.picture())
    sosh.close()


# --- notices


@case("editing")
def data_is_told_above_a_half_typed_line(folder):
    sosh, other = connected(folder)
    half_typed(sosh)
    other.sendall(b"hello")
    sosh.wait_answer("* [1] 5 bytes to receive: recv 1")
    still_typed(sosh)
    sosh.close()


@case("editing")
def a_notice_leaves_a_wrapped_line_of_wide_signs_whole(folder):
    sosh, other = connected(folder)
    text = "echo " + "日本" * 50 + "END"
    sosh.type(text)
    sosh.wait(lambda: sosh.row().endswith("END"), "the line")
    other.sendall(b"x")
    sosh.wait_answer("* [1] 1 byte to receive: recv 1")
    sosh.wait(lambda: sosh.row().endswith("END"), "the line again")
    sosh.line()
    sosh.wait(lambda: sosh.history().endswith(text + "\n"), "the line in the history")
    sosh.close()


@case("editing")
def a_notice_leaves_the_cursor_in_the_middle_of_the_line(folder):
    sosh, other = connected(folder)
    half_typed(sosh, "echo hal")
    sosh.type("\x1b[D\x1b[D")
    sosh.wait(lambda: sosh.cursor()[1] == len(PROMPT + "echo h"), "the cursor to the left")
    other.sendall(b"hello")
    sosh.wait("5 bytes to receive")
    sosh.wait(lambda: sosh.cursor()[1] == len(PROMPT + "echo h") and "echo hal" in sosh.row(),
              "the cursor where it was")
    sosh.type("X")
    sosh.wait(lambda: sosh.row() == PROMPT + "echo hXal", "the letter where it belongs")
    sosh.close()


# --- a trace at the prompt


def calls_since(sosh, at):
    # Each begins a row, or stands behind what moved the cursor there.
    told = re.sub(rb"\x1b[^a-zA-Z]*[a-zA-Z]", b"\n", bytes(sosh.raw[at:]).replace(b"\r", b"\n"))
    return [call.decode() for call in re.findall(rb"(?m)^([a-z0-9]+)\(\d+[,)]", told)]


@case("editing")
def a_trace_has_the_calls_of_commands_and_none_of_the_prompts_own(folder):
    sosh, other = connected(folder)
    sosh.run("trace on")
    at = len(sosh.raw)
    half_typed(sosh)
    # The table, the notice and Tab look at the socket.
    other.sendall(b"hello")
    sosh.wait_answer("* [1] 5 bytes to receive: recv 1")
    still_typed(sosh)
    sosh.type("recv \t")
    sosh.wait(PROMPT + "recv 1")
    equal(calls_since(sosh, at), [])
    sosh.line()
    sosh.wait_answer("  hello")
    equal(calls_since(sosh, at), ["recvfrom"])
    sosh.wait_prompt()
    # What a hint looks up would stand between the call and what is said of it.
    at = len(sosh.raw)
    sosh.run("bind 1 127.0.0.1:0", "bind 1: EINVAL: Invalid argument")
    equal(calls_since(sosh, at), ["bind"])
    sosh.close()


@case()
def the_end_of_the_peer_is_told_with_what_it_means(folder):
    sosh, other = connected(folder)
    other.shutdown(socket.SHUT_WR)
    sosh.wait("* [1] the peer has finished (FIN): recv 1 tells the end, send 1 still goes")
    sosh.run("recv 1", "[1] end of file: the peer has finished sending")
    sosh.close()


@case()
def the_end_of_messages_is_no_message(folder):
    sosh = Sosh(folder, ("--no-rc",))
    sosh.run("pair unix seqpacket")
    sosh.run("close 2")
    sosh.wait("* [1] the peer has closed: recv 1 tells the end")
    check("to receive" not in sosh.text(), sosh.picture())
    sosh.close()


@case()
def the_end_of_mptcp_is_no_byte_that_waits(folder):
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262).close()
    except OSError:
        return
    sosh = Sosh(folder, ("--no-rc",))
    for line in ("socket mptcp --name l", "bind l 127.0.0.1:0", "listen l",
                 "socket mptcp --name c", "connect c ${l.local}", "accept l --name s"):
        sosh.run(line)
    sosh.run("close c")
    sosh.wait("* [3] the peer has finished (FIN): recv 3 tells the end, send 3 still goes")
    check("to receive" not in sosh.text(), sosh.picture())
    sosh.close()


@case()
def a_reset_is_told(folder):
    sosh, other = connected(folder)
    other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    other.close()
    sosh.wait("* [1] the peer has reset the connection (RST)")
    sosh.line("recv 1")
    sosh.wait("recv 1: ECONNRESET")
    sosh.close()


@case()
def unix_has_no_rst(folder):
    sosh = Sosh(folder)
    sosh.run("pair unix")
    sosh.run("send 1 hello", "[1] sent 5 bytes")
    sosh.run("close 2")
    sosh.wait("* [1] the peer has broken the connection off: recv 1 tells the error, once")
    check("RST" not in sosh.text(), sosh.picture())
    sosh.close()


@case()
def of_what_is_long_the_beginning_is_shown(folder):
    sosh = Sosh(folder)
    sosh.run("config notices off")
    sosh.run("pair unix")
    sosh.run("send 1 zero:20k")
    sosh.run("recv 2 20k", "  and 19456 bytes more: --hex, --out FILE show all; "
             "${answer.data} has them")
    sosh.run("send 1 ${answer.data}", "[1] sent 20480 bytes")
    sosh.line("recv 2 20k --hex")
    sosh.wait("  00004ff0")
    sosh.wait_prompt()
    sosh.run("send 1 fill:4095:a \"\\u{e9}\\u{e9}x\"", "[1] sent 4100 bytes")
    sosh.run("recv 2", "  and 5 bytes more: --hex, --out FILE show all; "
             "${answer.data} has them")
    sosh.run("send 1 fill:4096:a", "[1] sent 4096 bytes")
    before = sosh.raw.count(b"bytes more")
    sosh.run("recv 2")
    sosh.run("echo done", "done")
    equal(sosh.raw.count(b"bytes more"), before)
    sosh.close()


@case()
def what_is_in_the_queue_of_errors_is_no_reset(folder):
    sosh, other = connected(folder)
    sosh.run("set 1 zerocopy on")
    sosh.run("send 1 zero:20k --zerocopy", "[1] sent 20480 bytes")
    other.recv(20480, socket.MSG_WAITALL)
    sosh.wait("* [1] something is in its queue of errors: recv 1 --errqueue tells it")
    sosh.run("recv 1 --errqueue", "[1] zero-copy send 0 is done, and the kernel had to copy")
    other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    other.close()
    sosh.wait("* [1] the peer has reset the connection (RST)")
    sosh.close()


@case()
def an_error_is_in_no_queue_that_nobody_asks_for(folder):
    sosh = Sosh(folder)
    sosh.run("socket udp")
    sosh.run("dup 1")
    sosh.run("connect 1 127.0.0.1:1")
    sosh.run("send 1 x", "[1] sent 1 byte")
    sosh.wait("* [1] an error waits: the next call on 1 tells it, once")
    sosh.line("recv 1")
    sosh.wait("recv 1: ECONNREFUSED")
    sosh.run("set 2 recverr on")
    sosh.run("send 1 x", "[1] sent 1 byte")
    sosh.wait("* [1] something is in its queue of errors: recv 1 --errqueue tells it")
    sosh.close()


@case()
def a_connection_that_waits_is_told(folder):
    sosh = Sosh(folder)
    sosh.run("socket tcp --name l")
    sosh.run("bind l 127.0.0.1:0")
    sosh.run("listen l")
    sosh.run("socket tcp")
    sosh.run("connect 2 ${l.local}")
    sosh.wait("* [1] a connection waits: accept 1")
    sosh.close()


@case()
def a_connect_that_was_refused_has_no_peer_that_closed(folder):
    listener, port = server()
    listener.close()
    sosh = Sosh(folder)
    sosh.run("socket tcp")
    sosh.line(f"connect 1 127.0.0.1:{port}")
    sosh.wait("ECONNREFUSED")
    sosh.run("sleep 600ms")
    check("* [1]" not in sosh.text(), sosh.picture())
    sosh.close()


@case()
def an_end_that_recv_has_told_is_no_news(folder):
    sosh, other = connected(folder)
    other.sendall(b"x")
    sosh.wait("1 byte to receive")
    other.close()
    sosh.run("recv 1")
    sosh.run("recv 1", "[1] end of file: the peer has finished sending")
    sosh.run("sleep 600ms")
    check("* [1] the peer" not in sosh.text(), sosh.picture())
    sosh.close()


@case()
def an_urgent_byte_is_told(folder):
    sosh, other = connected(folder)
    other.send(b"!", socket.MSG_OOB)
    sosh.wait("* [1] an urgent byte has come: recv 1 --oob")
    sosh.close()


@case()
def a_connect_that_was_not_waited_for_is_told(folder):
    listener, port = server()
    sosh = Sosh(folder)
    sosh.run("socket tcp")
    sosh.line(f"connect 1 127.0.0.1:{port} --nonblock")
    sosh.wait("EINPROGRESS")
    sosh.wait(f"* [1] connected to 127.0.0.1:{port}")
    listener.close()
    sosh.close()


@case()
def a_connect_that_fails_by_and_by_is_told(folder):
    # A backlog that is full lets SYNs fall on the floor.
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        full = [socket.socket() for _ in range(3)]
        for other in full:
            other.setblocking(False)
            other.connect_ex(("127.0.0.1", port))
        sosh = Sosh(folder)
        sosh.run("socket tcp")
        sosh.run("set 1 syncnt 1")
        sosh.line(f"connect 1 127.0.0.1:{port} --nonblock")
        sosh.wait("EINPROGRESS")
        sosh.wait("* [1] the connection could not be made: connect 1, once more, tells why")
        sosh.close()
        for other in full:
            other.close()


@case()
def what_a_command_waits_for_is_told_once(folder):
    sosh, other = connected(folder)
    sosh.run("recv 1 &")
    other.sendall(b"hello")
    sosh.wait_answer("%1 [1] received 5 bytes")
    sosh.run("echo done", "done")
    check("to receive" not in sosh.text(), sosh.picture())
    sosh.close()


@case()
def a_test_tells_how_it_went(folder):
    sosh = Sosh(folder, ("--no-rc",))
    sosh.run("setup { pair --names a,b }")
    sosh.line("test one { send a x; expect b.recvq == 1 }")
    sosh.wait("ok 1 - one (")
    sosh.line("test two { expect b.recvq == 1 }")
    sosh.wait("not ok 2 - two (")
    sosh.line("test three { skip it }")
    sosh.wait("skipped 3 - three: it")
    sosh.close()
    check("passed" not in sosh.text(), sosh.picture())


@case()
def ctrl_c_in_a_test_comes_back_to_the_prompt(folder):
    """Nothing of it is left, and it is none that failed."""
    sosh = Sosh(folder, ("--no-rc",))
    sosh.line("test one { pair; echo in it; recv 1 }")
    # It stands in what was typed, too.
    sosh.wait(lambda: any(row.strip() == "in it" for row in sosh.screen.display), "the echo")
    sosh.control("c")
    sosh.wait("recv 1: cancelled")
    sosh.wait_prompt()
    check("ok 1" not in sosh.text(), sosh.picture())
    sosh.run("echo ${1.state}", "CLOSED")
    sosh.line("test two { }")
    sosh.wait("ok 1 - two (")
    sosh.close()


@case()
def an_end_that_an_answer_has_told_is_no_notice(folder):
    for how, answer in ((other_finishes, "end of file"), (other_resets, "ECONNRESET")):
        sosh, other = connected(folder)
        sosh.run("recv 1 &")
        how(other)
        sosh.wait(answer)
        sosh.run("echo done", "done")
        check("* [1]" not in sosh.text(), sosh.picture())
        sosh.close()


def other_finishes(other):
    other.shutdown(socket.SHUT_WR)


def other_resets(other):
    other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    other.close()


@case()
def of_tls_that_failed_the_error_has_told_all(folder):
    """Nothing can be sent, and recv tells the same error again."""
    version = subprocess.run([SOSH, "--version"], capture_output=True, text=True, check=True).stdout
    if "OpenSSL" not in version:
        print("skipped: of TLS that failed the error has told all: sosh was built without OpenSSL")
        return
    sosh, other = connected(folder)
    sosh.line("tls 1 --insecure")
    check(other.recv(5)[:1] == b"\x16", "no ClientHello")
    other.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")
    other.shutdown(socket.SHUT_WR)
    sosh.wait("that was HTTP")
    sosh.wait_prompt()
    sosh.run("expect 1.state == CLOSE-WAIT --within 10s")
    sosh.run("echo all is told", "all is told")
    check("* [1]" not in sosh.text(), sosh.picture())
    sosh.close()


@case()
def notices_can_be_turned_off_and_chosen(folder):
    sosh, other = connected(folder)
    sosh.run("config notices end")
    other.sendall(b"hello")
    sosh.run("expect 1.recvq == 5 --within 10s")
    other.close()
    sosh.wait("* [1] the peer has finished (FIN)")
    check("to receive" not in sosh.text(), sosh.picture())
    sosh.close()


@case()
def a_flood_of_data_is_told_seldom(folder):
    sosh, other = connected(folder)
    sosh.run("repeat { recv 1 --none } &")
    sosh.run("cancel all")
    for _ in range(200):
        other.sendall(b"x" * 100)
    sosh.run("expect 1.recvq == 20000 --within 10s")
    sosh.run("echo done", "done")
    count = sosh.raw.count(b"to receive")
    check(1 <= count <= 40, f"{count} notices")
    sosh.close()


@case("editing")
def a_megabyte_a_second_does_not_disturb_typing(folder):
    sosh, other = connected(folder)
    other.setblocking(False)
    for letter in "echo " + "all of this " * 5 + "END":
        try:
            other.send(b"\x1b[2J\x1b[31m" * 1000)
        except BlockingIOError:
            pass
        sosh.type(letter)
        sosh.pump(0.01)
    sosh.wait(lambda: sosh.row().endswith("END"), "the line")
    sosh.line()
    sosh.wait_answer(("all of this " * 5 + "END").strip())
    sosh.close()


@case()
def escapes_from_a_peer_are_shown_and_not_obeyed(folder):
    sosh, other = connected(folder)
    other.sendall(b"\x1b[2J\x1b]0;title\x07\xc2\x9b31m")
    sosh.wait("bytes to receive")
    sosh.run("recv 1", r"  \x1b[2J\x1b]0;title\x07\u{9b}31m")
    check(b"\x1b]0;" not in sosh.raw, "the terminal was given the sequence")
    sosh.close()


# --- jobs


@case("editing")
def the_answer_of_a_job_comes_above_a_half_typed_line(folder):
    sosh, port = receiver(folder)
    sosh.run("recv 1 &", "%1 recv 1")
    half_typed(sosh)
    send_datagram(port, "it came")
    sosh.wait_answer("  it came")
    still_typed(sosh)
    sosh.close()


@case()
def a_job_without_an_answer_tells_its_end(folder):
    sosh = Sosh(folder)
    sosh.run("sleep 10ms &")
    sosh.wait_answer("%1 done: sleep 10ms")
    sosh.close()


@case("editing")
def a_flood_of_answers_of_a_job_is_counted(folder):
    sosh, other = connected(folder)
    sosh.run("repeat { recv 1 1 --none } &", "%1 repeat { recv 1 1 --none }")
    half_typed(sosh)
    other.sendall(b"x" * 500)
    sosh.wait("* %1 490 more answers were left out")
    equal(sosh.raw.count(b"received 1 byte"), 10)
    still_typed(sosh)
    sosh.close()


@case()
def ctrl_c_leaves_jobs_alone_and_cancel_ends_them(folder):
    sosh = Sosh(folder)
    sosh.run("pair")
    sosh.run("recv 1 &", "%1 recv 1")
    sosh.enter("recv 2")
    sosh.control("c")
    sosh.wait_prompt()
    sosh.run("send 2 hello")
    sosh.wait_answer("%1 [1] received 5 bytes")
    sosh.run("recv 1 &", "%2 recv 1")
    sosh.run("cancel 2", "%2 recv 1: cancelled")
    sosh.close()


@case()
def jobs_go_on_while_a_command_waits(folder):
    sosh, port = receiver(folder)
    sosh.run("recv 1 &", "%1 recv 1")
    sosh.line("sleep 1h")
    send_datagram(port, "meanwhile")
    sosh.wait_answer("  meanwhile")
    sosh.control("c")
    sosh.wait_prompt()
    sosh.close()


@case()
def quit_with_jobs_leaves_at_once(folder):
    sosh = Sosh(folder)
    sosh.run("pair")
    sosh.run("repeat { recv 1 } &", "%1 repeat { recv 1 }")
    sosh.line("quit")
    equal(sosh.wait_end(), 0)
    sosh.check_sane()


@case()
def quit_in_a_job_ends_a_command_that_waits(folder):
    sosh = Sosh(folder)
    sosh.line("repeat 1 { sleep 20ms; quit 3 } &")
    sosh.line("sleep 1h")
    equal(sosh.wait_end(), 3)
    sosh.check_sane()


@case()
def quit_in_a_job_ends_a_talk(folder):
    sosh, _ = connected(folder)
    sosh.line("repeat 1 { sleep 100ms; quit 3 } &")
    sosh.line("talk 1")
    equal(sosh.wait_end(), 3)
    sosh.check_sane()


@case()
def one_ctrl_c_ends_a_loop_that_never_waits(folder):
    sosh = Sosh(folder)
    sosh.run("repeat { let b 1 } &", "%1 repeat { let b 1 }")
    for _ in range(5):
        sosh.enter("repeat { let a 1 }")
        sosh.control("c")
        sosh.wait_prompt()
    sosh.close()


@case("editing")
def a_flood_of_failures_of_a_job_is_counted(folder):
    sosh = Sosh(folder)
    sosh.line("repeat 500 { try { expect 1 == 2 } } &")
    sosh.wait("* %1 490 more answers were left out")
    equal(sosh.raw.count(b"%1 expect"), 10)
    sosh.close()


@case()
def quit_in_a_job_ends_the_prompt(folder):
    sosh = Sosh(folder)
    sosh.line("repeat 1 { sleep 20ms; quit 3 } &")
    equal(sosh.wait_end(), 3)
    sosh.check_sane()


# --- talk


def talking(folder, *options):
    sosh, other = connected(folder)
    sosh.line(" ".join(["talk 1", *options]))
    sosh.wait_row("[1]> ")
    return sosh, other


@case()
def what_is_typed_in_a_talk_is_sent_and_no_command(folder):
    sosh, other = talking(folder)
    sosh.line("quit")
    equal(other.recv(100), b"quit\n")
    sosh.wait_row("[1]> ")
    check("quit" not in sosh.history(), "it stands in the history")
    sosh.close()


@case()
def a_talk_with_crlf_ends_its_lines_so(folder):
    sosh, other = talking(folder, "--crlf")
    sosh.line("HELO me")
    equal(other.recv(100), b"HELO me\r\n")
    sosh.close()


@case()
def a_talk_in_hex_sends_and_shows_bytes(folder):
    sosh, other = talking(folder, "--hex")
    sosh.line("de ad")
    equal(other.recv(100), b"\xde\xad")
    sosh.line("dea")
    sosh.wait("hex")
    other.sendall(b"\x00\x01")
    sosh.wait(lambda: "00 01" in sosh.text(), "a hex dump")
    sosh.close()


@case("editing")
def what_comes_in_a_talk_is_shown_above_the_line(folder):
    sosh, other = talking(folder)
    sosh.type("half")
    sosh.wait_row("[1]> half")
    other.sendall(b"220 \x1b[31mready\r\n")
    sosh.wait_answer(r"  220 \x1b[31mready\r\n")
    sosh.wait_row("[1]> half")
    sosh.line()
    equal(other.recv(100), b"half\n")
    sosh.close()


@case()
def a_talk_in_json_tells_what_comes_as_events(folder):
    sosh, other = connected(folder, options=["--json"])
    sosh.line("talk 1")
    sosh.wait_row("[1]> ")
    other.sendall(b"hi\xff")
    sosh.wait('{"event":"data","socket":1,"bytes":3,"data_base64":"aGn/"}')
    sosh.close()


@case("editing")
def ctrl_bracket_brings_the_prompt_back(folder):
    sosh, other = talking(folder)
    sosh.line("one")
    equal(other.recv(100), b"one\n")
    sosh.type("half")
    sosh.wait_row("[1]> half")
    sosh.control("]")
    sosh.wait_answer("[1] sent 4 bytes, received 0 bytes")
    sosh.wait_prompt()
    sosh.run("echo here", "here")
    sosh.close()


@case()
def a_talk_goes_with_a_peer_that_had_finished(folder):
    sosh, other = connected(folder)
    other.shutdown(socket.SHUT_WR)
    sosh.wait("the peer has finished (FIN)")
    sosh.line("talk 1")
    sosh.wait_row("[1]> ")
    sosh.line("still here")
    equal(other.recv(100), b"still here\n")
    sosh.control("d")
    sosh.wait("[1] sent 11 bytes, received 0 bytes; the peer has finished sending")
    sosh.wait_prompt()
    sosh.close()


@case()
def ctrl_c_ends_a_talk(folder):
    sosh, _ = talking(folder)
    sosh.control("c")
    sosh.wait("talk 1: cancelled")
    sosh.wait_prompt()
    sosh.run("echo here", "here")
    sosh.close()


@case()
def ctrl_d_ends_a_talk_and_no_row_stays_free_behind_it(folder):
    sosh, _ = talking(folder)
    sosh.control("d")
    sosh.wait_answer("[1] sent 0 bytes, received 0 bytes")
    sosh.wait_prompt()
    sosh.run("echo here", "here")
    at = sosh.answers().index("here")
    equal(sosh.answers()[at - 1], "echo here")
    sosh.close()


@case()
def a_talk_is_over_when_the_peer_has_finished(folder):
    sosh, other = talking(folder)
    other.sendall(b"bye\n")
    other.close()
    sosh.wait("received 4 bytes; the peer has finished sending")
    sosh.wait_prompt()
    sosh.close()


@case()
def a_signal_in_a_talk_leaves_the_terminal_sane(folder):
    import signal
    sosh, _ = talking(folder)
    sosh.signal(signal.SIGTERM)
    equal(sosh.wait_end(), -signal.SIGTERM)
    sosh.check_sane()


# --- what is missing is asked for


@case()
def missing_words_are_asked_for(folder):
    listener, port = server()
    sosh = Sosh(folder)
    sosh.run("socket tcp")
    sosh.line("connect")
    sosh.wait_row("socket [1]: ")
    sosh.line()
    sosh.wait(lambda: sosh.row().startswith("address"), "the question")
    sosh.line(f"127.0.0.1:{port}")
    sosh.wait("[1] connected to")
    sosh.wait_prompt()
    check(f"connect 1 127.0.0.1:{port}\n" in sosh.history(), sosh.history())
    listener.close()
    sosh.close()


@case()
def an_empty_answer_without_a_default_drops_the_line(folder):
    sosh = Sosh(folder)
    sosh.line("resolve")
    sosh.wait(lambda: sosh.row().endswith(":"), "the question")
    sosh.line()
    sosh.wait_prompt()
    sosh.run("echo on", "on")
    sosh.close()


@case()
def ctrl_c_at_a_question_drops_the_line(folder):
    sosh = Sosh(folder)
    sosh.line("resolve")
    sosh.wait(lambda: sosh.row().endswith(":"), "the question")
    sosh.control("c")
    sosh.wait_prompt()
    sosh.run("echo on", "on")
    sosh.close()


@case("editing")
def tab_completes_an_answer(folder):
    sosh = Sosh(folder)
    sosh.line("socket")
    sosh.wait_row("kind [tcp]: ")
    sosh.type("unix-s\t")
    sosh.wait_row("kind [tcp]: unix-seqpacket ")
    sosh.line()
    sosh.wait("[1] unix-seqpacket socket")
    sosh.close()


# --- several lines


@case("paste")
def a_paste_of_three_lines_asks_once(folder):
    sosh = Sosh(folder)
    sosh.type("\x1b[200~echo one\necho two\necho three\x1b[201~")
    sosh.wait(lambda: sosh.row().endswith("echo three"), "the paste")
    sosh.line()
    sosh.wait_row("run these 3 lines? [Y/n] ")
    check("one" not in sosh.rows(), "a pasted line ran unasked")
    sosh.line("y")
    sosh.wait_answer("three")
    sosh.wait_prompt()
    sosh.close()


@case("paste")
def a_paste_that_is_not_wanted_does_not_run(folder):
    sosh = Sosh(folder)
    sosh.type("\x1b[200~echo one\necho two\x1b[201~")
    sosh.wait(lambda: sosh.row().endswith("echo two"), "the paste")
    sosh.line()
    sosh.wait_row("run these 2 lines? [Y/n] ")
    sosh.line("n")
    sosh.wait_prompt()
    check("two" not in sosh.rows(), "it ran")
    sosh.close()


@case("paste")
def a_paste_of_two_lines_as_an_answer_is_asked_about(folder):
    sosh = Sosh(folder)
    sosh.run("pair")
    sosh.line("shutdown")
    sosh.wait(lambda: sosh.row().startswith("socket"), "the question")
    sosh.type("\x1b[200~1\necho INJECTED\x1b[201~")
    sosh.wait(lambda: sosh.row().endswith("INJECTED"), "the paste")
    sosh.line()
    sosh.wait_row("run these 2 lines? [Y/n] ")
    sosh.line("n")
    sosh.wait_prompt()
    check("INJECTED" not in sosh.rows(), "it ran")
    sosh.close()


@case()
def what_is_missing_before_an_ampersand_is_asked_for(folder):
    sosh = Sosh(folder)
    sosh.run("socket tcp")
    sosh.run("bind 1 127.0.0.1:0")
    sosh.run("listen 1")
    sosh.line("accept &")
    sosh.wait_row("socket [1]: ")
    sosh.line()
    sosh.wait_answer("%1 accept 1")
    sosh.wait_prompt()
    sosh.close()


# --- hints and completion


@case("editing")
def the_usage_stands_behind_the_cursor(folder):
    sosh = Sosh(folder)
    sosh.type("connect ")
    sosh.wait(lambda: sosh.row().startswith(PROMPT + "connect N ADDRESS"), "the hint")
    equal(sosh.cursor()[1], len(PROMPT + "connect "))
    sosh.control("u")
    sosh.wait_row(PROMPT)
    sosh.type("echo x")
    sosh.line()
    sosh.wait_answer("x")
    check("WORD" not in sosh.text(), "a hint was left behind")
    sosh.close()


@case("editing")
def a_hint_stays_behind_the_line_when_a_notice_comes(folder):
    sosh, other = connected(folder)
    sosh.type("connect ")
    sosh.wait(lambda: "ADDRESS" in sosh.row(), "the hint")
    other.sendall(b"x")
    sosh.wait("1 byte to receive")
    sosh.wait(lambda: sosh.row().startswith(PROMPT + "connect N ADDRESS"), "the hint again")
    sosh.close()


@case("editing")
def tab_offers_sockets_with_what_they_are(folder):
    sosh, _ = connected(folder)
    sosh.run("socket udp --name other")
    sosh.type("send \t")
    sosh.wait(lambda: any(row.startswith("1 ") and "ESTABLISHED" in row for row in sosh.rows()),
              "socket 1 with its state")
    sosh.close()


@case("editing")
def a_definition_is_completed_and_hinted_at(folder):
    sosh = Sosh(folder)
    sosh.run("def greet-all who { echo hello $who }")
    sosh.type("gree\t")
    sosh.wait(lambda: sosh.row().startswith(PROMPT + "greet-all who"), "the name and the hint")
    sosh.type("world")
    sosh.line()
    sosh.wait_answer("hello world")
    sosh.close()


# --- the prompt


@case()
def a_definition_lives_on_across_lines_until_it_is_replaced(folder):
    sosh = Sosh(folder)
    for line in ("def twice n {", "let m = $n * 2", "echo the double is $m"):
        sosh.line(line)
        sosh.wait(lambda: b"  ... " in sosh.raw[sosh.mark:], "the prompt inside a block")
    sosh.line("}")
    sosh.wait_prompt()
    sosh.run("twice 21", "the double is 42")
    sosh.run("def twice n { echo gone }")
    sosh.run("twice 21", "gone")
    sosh.run("twice", "twice wants n")
    sosh.close()


@case()
def ctrl_c_ends_a_loop_that_never_waits(folder):
    sosh = Sosh(folder)
    sosh.enter("while a == a { let i 1 }")
    sosh.control("c")
    sosh.wait_prompt()
    sosh.run("echo still here", "still here")
    sosh.close()


@case()
def the_prompt_tells_what_it_is_told_to(folder):
    sosh = Sosh(folder)
    sosh.line("config prompt '%n open> '")
    sosh.wait_row("0 open> ")
    sosh.line("pair")
    sosh.wait_row("2 open> ")
    sosh.line("config prompt auto")
    sosh.wait_prompt()
    sosh.close()


@case("editing")
def clear_leaves_the_prompt_alone_on_the_screen(folder):
    sosh = Sosh(folder)
    sosh.run("echo something", "something")
    sosh.line("clear")
    sosh.wait(lambda: sosh.text() == PROMPT.rstrip(), "the prompt alone")
    sosh.close()


@case()
def long_help_goes_through_the_pager(folder):
    sosh = Sosh(folder, PAGER="cat; echo that was the pager")
    sosh.line("help recv")
    sosh.wait("that was the pager")
    sosh.wait_prompt()
    sosh.run("help sleep")
    equal(sosh.raw.count(b"that was the pager"), 1)
    sosh.close()


@case()
def help_is_long_in_rows_of_the_screen(folder):
    pager = "cat; echo that was the pager"
    sosh = Sosh(folder, rows=36, PAGER=pager)
    sosh.run("help quit")
    equal(sosh.raw.count(b"that was the pager"), 0)
    sosh.close()
    sosh = Sosh(folder, rows=36, columns=30, PAGER=pager)
    sosh.line("help quit")
    sosh.wait("that was the pager")
    sosh.close()


@case()
def explain_is_as_wide_as_the_terminal(folder):
    sosh = Sosh(folder, rows=120, columns=50)
    sosh.run("explain MSG_PEEK")
    rows = [row for row in sosh.rows() if row]
    at = next(i for i, row in enumerate(rows) if row.startswith("MSG_PEEK, "))
    told = " ".join(" ".join(rows[at:]).split())
    check(all(len(row) < 50 for row in rows[at:]), "\n".join(rows))
    sosh.close()
    wide = subprocess.run([SOSH, "-c", "explain MSG_PEEK"], stdout=subprocess.PIPE, text=True,
                          check=True).stdout
    check(any(len(row) > 60 for row in wide.split("\n")), wide)
    # No word is broken.
    check(told.startswith(" ".join(wide.split())), f"{told}\n{wide}")


@case()
def a_story_is_as_wide_as_the_terminal(folder):
    for columns in (40, 50, 80, 200):
        sosh = Sosh(folder, rows=60, columns=columns)
        sosh.run("pair")
        sosh.run("send 1 hello")
        sosh.line("story 1")
        sosh.wait("bytes of a call")
        sosh.wait_prompt()
        rows = [row for row in sosh.rows() if "│" in row]
        check(len(rows) == 3, f"{columns}: " + "\n".join(sosh.rows()))
        check(all(row.count("│") == 2 and row.endswith("│") for row in rows), "\n".join(rows))
        check(all(len(row) < columns for row in rows), "\n".join(rows))
        check("▶│" in rows[2] and "5 bytes" in rows[2], rows[2])
        sosh.close()


@case("editing")
def ctrl_z_in_the_pager_stops_it_once(folder):
    # A shell with jobs: without one Ctrl-Z stops nothing.
    pager = "cat >file; echo here it is; read go </dev/tty; echo gone on"
    bash = Terminal(["/bin/bash", "--norc", "--noprofile", "-i"], env=dict(
        ENVIRONMENT, HOME=folder, PAGER=pager, PS1="bash> ", SOSH_HISTFILE=""), cwd=folder)
    bash.wait_row("bash> ")
    bash.line(f"{SOSH} --no-rc")
    bash.wait_row(PROMPT)
    bash.line("help recv")
    bash.wait("here it is")
    bash.control("z")
    bash.wait(lambda: "Stopped" in bash.text() and bash.row() == "bash>", "a stopped sosh")
    bash.line("fg")
    bash.wait(lambda: bash.row().endswith("--no-rc") or not bash.row(), "sosh going on")
    bash.line()
    bash.wait("gone on")
    bash.wait_row(PROMPT)
    equal(bash.text().count("Stopped"), 1)
    bash.line("quit")
    bash.wait_row("bash> ")
    bash.close()


@case()
def sigterm_ends_the_pager_too(folder):
    import signal
    sosh = Sosh(folder, PAGER="cat >file; echo here it is; read go </dev/tty")
    sosh.line("help recv")
    sosh.wait("here it is")
    sosh.signal(signal.SIGTERM)
    equal(sosh.wait_end(), -signal.SIGTERM)
    sosh.check_sane()


@case()
def without_a_pager_help_is_shown_all_the_same(folder):
    sosh = Sosh(folder, PAGER="no-such-program")
    sosh.line("help recv")
    sosh.wait_prompt()
    check(b"MSG_PEEK" in sosh.raw, "no help")
    sosh.close()


if __name__ == "__main__":
    sys.exit(case.main(sys.argv[1:]))
