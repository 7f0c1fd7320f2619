#!/usr/bin/env python3
"""The live table below the prompt: where it stands, what it shows, and that nothing it
does reaches the line being typed, nor stays behind when sosh has gone.

Runs $SOSH (./sosh) with the line editor it was built with; what that editor cannot
do is skipped by name.  Arguments name the cases to run.  The last line tells
"N passed, N failed"."""

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import termios

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from at_prompt import (ENVIRONMENT, PROMPT, SOSH, Cases, Sosh, able, check, equal,  # noqa: E402
                       receiver, send_datagram, stopped)
from terminal import Terminal  # noqa: E402

case = Cases(needs={"table"})


def table(sosh):
    """The rows below the scroll region."""
    region = sosh.region()
    return sosh.rows()[region[1]:] if region else []


def row_of(sosh, number):
    """The table's row of a socket, or None; without its marks."""
    for row in table(sosh)[1:]:
        if row[2:].split()[:1] == [str(number)]:
            return row[2:].lstrip()
    return None


def wait_rows(sosh, count, what=None):
    """Until so many sockets have a row."""
    sosh.wait(lambda: len(table(sosh)) == (count + 1 if count else 0)
              and all(table(sosh)), what or f"a table of {count} sockets")


def with_pairs(folder, count=1, **more):
    sosh = Sosh(folder, **more)
    for _ in range(count):
        sosh.run("pair")
    wait_rows(sosh, 2 * count)
    return sosh


# --- where it stands


@case()
def it_appears_at_the_bottom_with_the_first_socket(folder):
    sosh = Sosh(folder)
    check(sosh.region() is None, "there is a region without a socket")
    sosh.run("socket tcp --name web")
    wait_rows(sosh, 1)
    equal(sosh.region(), (1, 22))
    head, row = table(sosh)
    equal(head.split()[:4], ["#", "name", "kind", "state"])
    equal(row.split()[:3], [">*1", "web", "tcp"])
    sosh.close()


@case()
def it_says_once_how_to_turn_it_off(folder):
    told = "the table below is live; watch off turns it off"
    sosh = Sosh(folder)
    sosh.run("pair")
    sosh.wait(told)
    sosh.run("watch off")
    sosh.run("watch auto")
    wait_rows(sosh, 2)
    equal(sosh.raw.count(told.encode()), 1)
    sosh.close()
    sosh = Sosh(folder, options=("--no-rc", "-q"))
    sosh.run("pair")
    wait_rows(sosh, 2)
    check(told.encode() not in sosh.raw, "told although it has to be quiet")
    sosh.close()


@case()
def what_is_printed_scrolls_above_it(folder):
    sosh = with_pairs(folder)
    before = table(sosh)
    sosh.line("repeat 60 { echo line ${1.number} }")
    sosh.wait(lambda: sosh.rows().count("line 1") >= 18, "a screen full of lines")
    sosh.wait_prompt()
    equal(len(table(sosh)), len(before))
    equal([row.split()[0].lstrip(">*") or row.split()[1] for row in table(sosh)[1:]], ["1", "2"])
    equal(sosh.cursor()[0], sosh.region()[1] - 1)
    sosh.close()


@case("editing")
def typing_goes_on_above_it(folder):
    sosh = with_pairs(folder)
    for letter in "echo typed":
        sosh.type(letter)
    sosh.wait_row(PROMPT + "echo typed")
    equal(len(table(sosh)), 3)
    sosh.line()
    sosh.wait_answer("typed")
    sosh.close()


@case("editing")
def it_grows_under_a_half_typed_line(folder):
    sosh = Sosh(folder)
    sosh.run("repeat 12 { echo up }")
    sosh.line("sleep 0.3s; pair")
    sosh.type("echo half")
    wait_rows(sosh, 2)
    sosh.wait_row(PROMPT + "echo half")
    sosh.line()
    sosh.wait_answer("half")
    sosh.close()


@case()
def it_grows_while_a_command_has_the_terminal(folder):
    sosh = Sosh(folder)
    sosh.run("repeat 20 { echo up }")
    sosh.line("pair; echo waiting; sleep 300s")
    sosh.wait_answer("waiting")
    sosh.type("ahead")
    wait_rows(sosh, 2)
    sosh.wait(lambda: sosh.row() == "ahead", "what was typed ahead, in its place")
    sosh.control("c")
    sosh.wait_prompt()
    sosh.close()


@case()
def it_shrinks_when_sockets_are_gone_for_a_while(folder):
    sosh = with_pairs(folder, 2)
    sosh.run("close 3 4")
    wait_rows(sosh, 2, "the closed sockets to leave")
    equal(sosh.region(), (1, 21))
    sosh.run("close 1 2")
    wait_rows(sosh, 0)
    equal(sosh.region(), (1, 24))
    sosh.close()


@case()
def it_takes_a_third_and_counts_the_rest(folder):
    sosh = Sosh(folder)
    sosh.run("repeat 10 { pair }")
    sosh.wait(lambda: "... and 14 more: status shows all" in table(sosh)[-1].strip(), "the count")
    equal(len(table(sosh)), 8)
    check(row_of(sosh, 20) and row_of(sosh, 15) and not row_of(sosh, 14), sosh.picture())
    # One that is used comes into view.
    sosh.run("name 1 first")
    sosh.wait(lambda: row_of(sosh, 1) and not row_of(sosh, 15), "the socket used last")
    sosh.close()


@case()
def ten_thousand_sockets_are_one_table(folder):
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    count = min(10000, most - 100) // 2 * 2
    check(count >= 1000, "too few descriptors to be had")
    sosh = Sosh(folder, before=f"ulimit -n {count + 60}")
    sosh.run(f"repeat {count // 2} {{ pair }}")
    tail = f"... and {count - 6:,} more"
    sosh.wait(lambda: table(sosh) and table(sosh)[-1].strip().startswith(tail),
              f"a table of {count} sockets")
    sosh.run("echo quick", "quick")
    sosh.line("quit")
    equal(sosh.wait_end(), 0)
    sosh.check_sane()


@case()
def a_small_terminal_has_none(folder):
    sosh = Sosh(folder, rows=5, columns=20)
    sosh.line("pair")
    sosh.wait_prompt()
    check(sosh.region() is None, "a region on 5 rows")
    sosh.line("watch on")
    sosh.wait(lambda: "5 rows" in sosh.text().replace("\n", ""), "why not")
    sosh.wait_prompt()
    sosh.close()
    sosh = Sosh(folder, rows=8, columns=20)
    sosh.run("pair")
    sosh.wait(lambda: table(sosh), "a table")
    equal(len(table(sosh)), 2)
    sosh.close()


# --- what it shows


@case()
def a_change_is_marked_and_the_mark_goes(folder):
    sosh = with_pairs(folder)
    sosh.wait(lambda: all(row[1] == " " for row in table(sosh)[1:]), "the marks to go")
    sosh.run("send 1 hello")
    sosh.wait(lambda: table(sosh)[2].startswith(" *2"), "a mark on socket 2")
    check(table(sosh)[1].startswith(">*1"), sosh.picture())
    bold = [sosh.screen.buffer[sosh.region()[1] + 2][x].bold for x in range(3)]
    check(all(bold), "the row is not bold")
    sosh.wait(lambda: table(sosh)[2].startswith("  2"), "the mark to go")
    sosh.close()


@case()
def what_happens_by_itself_is_shown(folder):
    sosh, port = receiver(folder)
    wait_rows(sosh, 1)
    send_datagram(port, "seven77")
    sosh.wait(lambda: " 7 " in (row_of(sosh, 1) or ""), "seven bytes in the queue")
    sosh.close()


@case()
def a_peer_that_closes_is_shown(folder):
    with socket.create_server(("127.0.0.1", 0)) as server:
        sosh = Sosh(folder)
        sosh.run("socket tcp")
        sosh.run(f"connect 1 127.0.0.1:{server.getsockname()[1]}")
        sosh.wait(lambda: "ESTABLISHED" in (row_of(sosh, 1) or ""), "the connection")
        server.accept()[0].close()
        sosh.wait(lambda: "CLOSE-WAIT" in (row_of(sosh, 1) or ""), "the end of the peer")
        sosh.close()


@case()
def a_closed_socket_stays_dim_and_leaves(folder):
    sosh = with_pairs(folder)
    sosh.run("close 1")
    sosh.wait(lambda: "CLOSED" in (row_of(sosh, 1) or ""), "a closed socket")
    check(b"\x1b[2m" in sosh.raw, "it is not dim")
    sosh.wait(lambda: row_of(sosh, 1) is None, "the closed socket to leave")
    check(row_of(sosh, 2), sosh.picture())
    sosh.close()


def connected(folder, *commands):
    """A listener 1, a connection 2 to it, and 3 that it accepted."""
    sosh = Sosh(folder, columns=120)
    for command in ("socket tcp", "bind 1 127.0.0.1:0", "listen 1 5", "socket tcp",
                    "connect 2 ${1.local}", *commands):
        sosh.run(command)
    return sosh


def left(sosh, number, state):
    """The seconds that a row shows behind its state, or None."""
    found = re.search(rf" {state} (\d+)s ", row_of(sosh, number) or "")
    return int(found.group(1)) if found else None


@case()
def a_listener_shows_its_queue(folder):
    sosh = connected(folder)
    sosh.wait(lambda: " 1/5 " in (row_of(sosh, 1) or ""), "one in the queue")
    sosh.run("accept 1")
    sosh.wait(lambda: " 0/5 " in (row_of(sosh, 1) or ""), "an empty queue")
    sosh.close()


@case()
def what_waits_to_be_accepted_stands_below_its_listener(folder):
    if b"libmnl" not in subprocess.run([SOSH, "--version"], capture_output=True,
                                       check=True).stdout:
        return
    sosh = connected(folder)
    wait_rows(sosh, 3)
    check(re.match(r"1\+ +tcp +ESTABLISHED ", row_of(sosh, "1+") or ""), sosh.picture())
    check(table(sosh)[2][2:].startswith("1+"), sosh.picture())
    sosh.run("send 2 hello")
    sosh.wait(lambda: re.search(r" 5 +0 *$| 5 +0 ", row_of(sosh, "1+") or ""), "five bytes")
    sosh.run("accept 1")
    sosh.wait(lambda: row_of(sosh, "1+") is None, "nobody to wait")
    for _ in range(5):
        sosh.run("socket tcp")
        sosh.run("connect . ${1.local}")
    sosh.wait(lambda: " 5/5 " in (row_of(sosh, 1) or ""), "five in the queue")
    check(row_of(sosh, 8), sosh.picture())
    sosh.close()


@case()
def a_closed_connection_stays_until_the_kernel_drops_it(folder):
    """Longer than a closed socket's row fades, and no longer than its time."""
    if b"libmnl" not in subprocess.run([SOSH, "--version"], capture_output=True,
                                       check=True).stdout:
        return
    sosh = connected(folder, "accept 1", "set 2 linger2 8", "close 2")
    sosh.wait(lambda: left(sosh, 2, "FIN-WAIT-2") is not None, "the seconds of a ghost")
    first = left(sosh, 2, "FIN-WAIT-2")
    check(b"\x1b[2m" in sosh.raw, "it is not dim")
    sosh.wait(lambda: (left(sosh, 2, "FIN-WAIT-2") or 99) < first, "a second to go by")
    sosh.wait(lambda: left(sosh, 2, "FIN-WAIT-2") in (1, 2), "the time to go by")
    check(not any(row[1] == "*" for row in table(sosh)), "seconds count as a change")
    sosh.wait(lambda: row_of(sosh, 2) is None, "the kernel to drop it")
    check(row_of(sosh, 1) and row_of(sosh, 3), sosh.picture())
    sosh.close()


@case()
def time_wait_is_shown_behind_a_descriptor_that_says_closed(folder):
    if b"libmnl" not in subprocess.run([SOSH, "--version"], capture_output=True,
                                       check=True).stdout:
        return
    sosh = connected(folder, "accept 1", "shutdown 2", "shutdown 3")
    sosh.wait(lambda: left(sosh, 2, "TIME-WAIT") in range(50, 61), "the seconds left")
    check("CLOSED" in row_of(sosh, 3), sosh.picture())
    sosh.run("close 2")
    sosh.wait(lambda: left(sosh, 2, "TIME-WAIT") in range(50, 61), "the seconds left")
    sosh.close()


@case()
def the_columns_can_be_chosen(folder):
    sosh = with_pairs(folder)
    sosh.run("config columns state,number")
    sosh.wait(lambda: table(sosh)[0].split() == ["state", "#"], "the chosen columns")
    sosh.run("config columns auto")
    sosh.wait(lambda: table(sosh)[0].split()[0] == "#", "the usual ones")
    sosh.close()


@case()
def escapes_in_a_path_are_shown_and_not_obeyed(folder):
    sosh = Sosh(folder, columns=160)
    sosh.run("socket unix")
    sosh.line('bind 1 "@a\\x1b[2J\\x1b[31mb\\x07\\xe2\\x80\\xae"')
    sosh.wait(lambda: "\\x1b[2J\\x1b[31mb" in (row_of(sosh, 1) or ""), "the path, escaped")
    sosh.wait_prompt()
    check(b"\x1b[2J" not in sosh.raw and b"\x1b[31mb" not in sosh.raw, "an escape came through")
    check("\u202e" not in sosh.text(), "a direction mark came through")
    sosh.close()


@case()
def a_long_path_leaves_room_for_the_rest(folder):
    sosh = Sosh(folder)
    sosh.run("socket unix")
    sosh.run(f"bind 1 ./front{'x' * 60}end")
    sosh.wait(lambda: any("./front" in row and "\u2026" in row and "end" in row
                          for row in sosh.rows()), "the path without its middle")
    head = [row for row in sosh.rows() if row.startswith("  #")]
    check(head and "recv-q" in head[0] and "kind" in head[0], sosh.picture())
    sosh.close()


@case()
def wide_names_keep_the_columns(folder):
    sosh = Sosh(folder, columns=120)
    sosh.run("pair")
    sosh.run("name 1 日本語")
    sosh.run("name 2 abc")
    sosh.wait(lambda: "日" in sosh.text(), "the name")
    place = sosh.region()[1]

    def column_of_state(row):
        cells = [sosh.screen.buffer[row][x].data for x in range(sosh.screen.columns)]
        return cells.index("C")

    sosh.wait(lambda: "abc" in (row_of(sosh, 2) or ""), "the other name")
    equal(column_of_state(place + 1), column_of_state(place + 2))
    sosh.close()


@case()
def no_color_has_neither_colours_nor_reverse_video(folder):
    sosh = Sosh(folder, NO_COLOR="1")
    sosh.run("pair")
    wait_rows(sosh, 2)
    check(not re.search(rb"\x1b\[[0-9;]*(3[0-7]|7)m", sosh.raw), "colours or reverse video")
    sosh.run("config color always")
    sosh.wait(lambda: b"\x1b[7m" in sosh.raw, "what was asked for by name")
    sosh.close()


@case()
def states_have_colours(folder):
    sosh = with_pairs(folder)
    check(re.search(rb"\x1b\[32mCONNECTED", sosh.raw), "connected is not green")
    check(b"\x1b[7m" in sosh.raw, "the heading is not reversed")
    sosh.close()


# --- keys


@case("editing")
def a_tab_list_stands_above_it(folder):
    sosh = with_pairs(folder)
    sosh.type("so\t")
    sosh.wait("source")
    sosh.wait_row(PROMPT + "so")
    equal(len(table(sosh)), 3)
    check(row_of(sosh, 1) and row_of(sosh, 2), sosh.picture())
    # One longer than the screen.
    sosh.control("u")
    for _ in range(2):
        sosh.type("\t")
    sosh.wait(lambda: "accept" in sosh.text() or "socket" in sosh.text(), "a long list")
    sosh.wait_row(PROMPT)
    check(row_of(sosh, 1) and row_of(sosh, 2), sosh.picture())
    sosh.close()


@case("editing")
def ctrl_l_clears_what_is_above_it(folder):
    sosh = with_pairs(folder)
    sosh.type("echo kept")
    sosh.wait_row(PROMPT + "echo kept")
    sosh.control("l")
    sosh.wait(lambda: sosh.cursor()[0] == 0 and sosh.row() == PROMPT + "echo kept",
              "the line at the top")
    check(not any(sosh.rows()[1:21]), sosh.picture())
    check(row_of(sosh, 1) and row_of(sosh, 2), sosh.picture())
    sosh.line()
    sosh.wait_answer("kept")
    sosh.close()


@case()
def ctrl_c_leaves_it_alone(folder):
    sosh = with_pairs(folder)
    sosh.type("echo half")
    sosh.wait_row(PROMPT + "echo half")
    sosh.control("c")
    sosh.wait(PROMPT + "echo half^C")
    sosh.wait_prompt()
    check(row_of(sosh, 1) and row_of(sosh, 2), sosh.picture())
    sosh.close()


@case("editing")
def long_lines_wrap_above_it(folder):
    sosh = with_pairs(folder)
    for text in ("x" * 200 + "END", "日本" * 60 + "END", "e\u0301" * 90 + "END"):
        sosh.type("echo " + text)
        sosh.wait(lambda: sosh.row().endswith("END"), "the line")
        check(row_of(sosh, 1) and row_of(sosh, 2), sosh.picture())
        # Something happens meanwhile that paints.
        sosh.control("a")
        sosh.wait(lambda: sosh.cursor()[1] == len(PROMPT), "the cursor at the front")
        sosh.control("c")
        sosh.wait_prompt()
    equal(len(table(sosh)), 3)
    sosh.close()


# --- the terminal


@case("editing")
def a_resize_moves_it_and_keeps_the_line(folder):
    sosh = with_pairs(folder)
    sosh.type("echo half")
    sosh.wait_row(PROMPT + "echo half")
    for rows, columns in ((20, 70), (30, 100), (24, 40), (12, 80), (24, 80)):
        sosh.resize(rows, columns)
        sosh.wait(lambda: sosh.region() == (1, rows - 3) and sosh.row() == PROMPT + "echo half",
                  f"table and line on {rows} rows")
        sosh.wait(lambda: row_of(sosh, 1) and row_of(sosh, 2), "the rows")
        equal(sum("state" in row for row in sosh.rows()), 1)
    sosh.resize(6, 80)
    sosh.wait(lambda: sosh.region() == (1, 6), "no table on 6 rows")
    sosh.resize(24, 80)
    wait_rows(sosh, 2)
    sosh.line()
    sosh.wait_answer("half")
    sosh.close()


@case()
def a_resize_while_a_command_waits_keeps_it(folder):
    sosh = with_pairs(folder)
    sosh.enter("recv 1")
    sosh.resize(30, 100)
    sosh.wait(lambda: sosh.region() == (1, 27) and row_of(sosh, 2), "the table")
    sosh.control("c")
    sosh.wait_prompt()
    sosh.close()


@case()
def watch_off_gives_the_rows_back(folder):
    sosh = with_pairs(folder)
    sosh.run("watch off", "watch is off")
    equal(sosh.region(), (1, 24))
    check(not any("CONNECTED" in row for row in sosh.rows()), sosh.picture())
    sosh.run("pair")
    equal(sosh.region(), (1, 24))
    sosh.run("watch on")
    wait_rows(sosh, 4)
    sosh.run("config watch off")
    sosh.wait(lambda: sosh.region() == (1, 24), "the rows")
    sosh.close()


@case()
def quit_gives_the_terminal_back(folder):
    sosh = with_pairs(folder)
    sosh.line("quit 3")
    equal(sosh.wait_end(), 3)
    equal(sosh.region(), (1, 24))
    check(not any("CONNECTED" in row for row in sosh.rows()), sosh.picture())
    sosh.check_sane()


def ended_by(folder, number):
    for command in (None, "recv 1"):
        sosh = with_pairs(folder)
        if command:
            sosh.enter(command)
        else:
            sosh.type("echo half")
            sosh.wait_row(PROMPT + "echo half")
        sosh.signal(number)
        equal(sosh.wait_end(), -number)
        equal(sosh.region(), (1, 24))
        check(not any("CONNECTED" in row for row in sosh.rows()), sosh.picture())
        sosh.check_sane()


@case()
def sigterm_gives_the_terminal_back(folder):
    ended_by(folder, signal.SIGTERM)


@case()
def sighup_gives_the_terminal_back(folder):
    ended_by(folder, signal.SIGHUP)


@case()
def sigquit_gives_the_terminal_back(folder):
    ended_by(folder, signal.SIGQUIT)


@case()
def a_crash_gives_the_terminal_back(folder):
    for number in (signal.SIGABRT, signal.SIGSEGV, signal.SIGFPE):
        if number != signal.SIGABRT and "ASAN_OPTIONS" in os.environ:
            continue
        sosh = with_pairs(folder, before="ulimit -c 0")
        sosh.type("echo half")
        sosh.wait_row(PROMPT + "echo half")
        sosh.signal(number)
        sosh.wait_end()
        equal(sosh.region(), (1, 24))
        sosh.check_sane()


@case()
def ctrl_z_gives_the_terminal_back_and_fg_brings_it_again(folder):
    sosh = with_pairs(folder)
    sosh.type("echo ")
    sosh.wait_row(PROMPT + "echo ")
    sosh.control("z")
    sosh.wait(lambda: stopped(sosh), "the program to stop")
    while sosh.pump(0):
        pass
    equal(sosh.region(), (1, 24))
    equal(sosh.modes(), sosh.before)
    check(not sosh.no_block(), "O_NONBLOCK is on")
    check(not any("CONNECTED" in row for row in sosh.rows()), sosh.picture())
    sosh.signal(signal.SIGCONT)
    wait_rows(sosh, 2)
    sosh.control("c")
    sosh.wait_prompt()
    sosh.run("echo again", "again")
    sosh.close()


@case()
def ctrl_z_while_a_command_waits_does_so_too(folder):
    sosh = with_pairs(folder)
    sosh.enter("recv 1")
    sosh.control("z")
    sosh.wait(lambda: stopped(sosh), "the program to stop")
    while sosh.pump(0):
        pass
    equal(sosh.region(), (1, 24))
    sosh.signal(signal.SIGCONT)
    wait_rows(sosh, 2)
    sosh.control("c")
    sosh.wait_prompt()
    sosh.close()


@case("editing")
def what_stops_it_from_outside_loses_nothing(folder):
    sosh = with_pairs(folder)
    sosh.type("echo half")
    sosh.wait_row(PROMPT + "echo half")
    sosh.signal(signal.SIGSTOP)
    sosh.wait(lambda: stopped(sosh), "the program to stop")
    # As a shell does, that has the terminal meanwhile.
    termios.tcsetattr(sosh.child.child_fd, termios.TCSANOW, sosh.before)
    before = sosh.raw.count(b"sosh>")
    sosh.signal(signal.SIGCONT)
    sosh.wait(lambda: sosh.raw.count(b"sosh>") > before, "the line, drawn again")
    sosh.wait_row(PROMPT + "echo half")
    wait_rows(sosh, 2)
    sosh.wait(lambda: not sosh.echoes(), "the editor's settings")
    sosh.line("!")
    sosh.wait_answer("half!")
    sosh.close()


@case()
def in_the_background_nothing_is_painted(folder):
    """With a shell that has job control: Ctrl-Z, bg, and the shell works on."""
    env = dict(ENVIRONMENT, HOME=folder, SOSH_HISTFILE=os.path.join(folder, "history"),
               PS1="shell$ ", SOSH=SOSH)
    shell = Terminal(["/bin/bash", "--norc", "--noediting", "-i"], env=env, cwd=folder)
    shell.wait("shell$")
    shell.line("$SOSH --no-rc")
    shell.wait("sosh>")
    shell.line("pair")
    shell.wait(lambda: any("CONNECTED" in row for row in shell.rows()), "the table")
    shell.control("z")
    shell.wait(lambda: shell.row().startswith("shell$"), "the shell")
    shell.line("bg; echo one; echo two")
    shell.wait(lambda: "two" in shell.rows(), "the shell's answer")
    shell.line("sleep 0.5; echo three")
    shell.wait(lambda: "three" in shell.rows(), "the shell's answer")
    check(not any("CONNECTED" in row for row in shell.rows()), shell.picture())
    shell.line("fg")
    shell.wait(lambda: any("CONNECTED" in row for row in shell.rows()), "the table again")
    shell.line("quit")
    shell.wait(lambda: shell.row().startswith("shell$"), "the shell")
    shell.line("exit")
    shell.wait_end()


@case()
def terminals_that_have_a_region_have_a_table(folder):
    for term in ("vt100", "linux", "screen", "tmux-256color", "xterm"):
        sosh = Sosh(folder, TERM=term)
        sosh.run("pair")
        wait_rows(sosh, 2, f"a table on {term}")
        check(b"$<" not in sosh.raw, "padding was written")
        sosh.line("quit")
        sosh.wait_end()
        sosh.check_sane()


@case()
def terminals_that_have_none_say_so(folder):
    for term in ("ansi", "dumb"):
        sosh = Sosh(folder, TERM=term)
        # Where lines are edited, the prompt counts the sockets instead.
        counted = term == "ansi" and able(SOSH)[0] != "plain"
        prompt = "sosh[2:2est]> " if counted else PROMPT
        sosh.line("pair")
        sosh.wait_row(prompt)
        sosh.line("watch on")
        sosh.wait(lambda: "there can be no table" in sosh.text(), "why not")
        sosh.wait_row(prompt)
        check(sosh.region() is None, f"a region on {term}")
        check(term != "dumb" or b"\x1b" not in sosh.raw, "escapes on a dumb terminal")
        sosh.line("quit")
        sosh.wait_end()
        sosh.check_sane()


if __name__ == "__main__":
    sys.exit(case.main(sys.argv[1:]))
