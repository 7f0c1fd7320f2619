#!/usr/bin/env python3
"""The prompt on a terminal: keys, history, completion, signals, every way out.

Runs $SOSH (./sosh) with the line editor it was built with; what that editor cannot
do is skipped by name.  Arguments name the cases to run.  The last line tells
"N passed, N failed"."""

import os
import random
import signal
import socket
import stat
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from at_prompt import (PROMPT, Cases, Sosh, check, equal, free_port, receiver,  # noqa: E402
                       send_datagram, stopped)
from terminal import PATIENCE, Failure  # noqa: E402

case = Cases()


# --- entering lines


@case()
def what_is_typed_is_shown_and_entered(folder):
    sosh = Sosh(folder)
    sosh.type("echo hello")
    sosh.wait_row(PROMPT + "echo hello")
    sosh.line()
    sosh.wait_answer("hello")
    sosh.wait_prompt()
    sosh.close()


@case()
def quit_ends_it_with_its_status(folder):
    sosh = Sosh(folder)
    sosh.line("quit 5")
    equal(sosh.wait_end(), 5)
    sosh.check_sane()


@case()
def lines_typed_at_once_run_one_behind_the_other(folder):
    sosh = Sosh(folder)
    sosh.type("echo one\recho two\recho three\r")
    sosh.wait_answer("three")
    sosh.wait_prompt()
    rows = sosh.answers()
    check(rows.index("one") < rows.index("two") < rows.index("three"), sosh.picture())
    sosh.close()


@case("editing")
def a_long_line_of_wide_signs_arrives_whole(folder):
    sosh = Sosh(folder)
    sosh.line("echo " + "€" * 900 + "日本END")
    sosh.wait(lambda: "END" in sosh.text() and sosh.row() == PROMPT.rstrip(), "the answer")
    line = sosh.history()
    equal(line, "echo " + "€" * 900 + "日本END\n")
    sosh.close()


@case("editing")
def every_letter_stands_for_itself(folder):
    sosh = Sosh(folder)
    letters = "".join(map(chr, range(0xc0, 0x100)))
    sosh.line("echo " + letters)
    sosh.wait_answer(letters)
    sosh.wait_prompt()
    sosh.close()


@case()
def a_block_is_entered_in_several_lines(folder):
    sosh = Sosh(folder)
    sosh.line("repeat 2 {")
    sosh.wait(lambda: sosh.row() and not sosh.row().startswith("sosh>"), "another prompt")
    sosh.line("echo inside")
    sosh.line("}")
    sosh.wait(lambda: sosh.answers().count("inside") == 2, "the block's answers")
    sosh.wait_prompt()
    sosh.close()


@case()
def a_here_document_is_entered_in_several_lines(folder):
    sosh = Sosh(folder)
    sosh.line("echo <<END")
    sosh.wait(lambda: sosh.row() and not sosh.row().startswith("sosh>"), "another prompt")
    sosh.line("two  words")
    sosh.line("END")
    sosh.wait_answer("two  words")
    sosh.wait_prompt()
    sosh.close()


@case("editing")
def keys_edit_the_line(folder):
    sosh = Sosh(folder)
    sosh.type("cho wXrld")
    sosh.control("a")
    sosh.type("e")
    sosh.control("e")
    sosh.type("\x1b[D\x1b[D\x1b[D\x7fo")
    sosh.wait(lambda: sosh.row() == PROMPT + "echo world", "the line as it was edited")
    sosh.line()
    sosh.wait_answer("world")
    sosh.close()


# --- Ctrl-C and Ctrl-D


@case()
def ctrl_c_clears_a_half_typed_line(folder):
    sosh = Sosh(folder)
    sosh.type("echo half")
    sosh.wait_row(PROMPT + "echo half")
    sosh.control("c")
    sosh.wait(PROMPT + "echo half^C")
    sosh.wait_prompt()
    sosh.run("echo whole", "whole")
    check("half" not in sosh.rows(), "the cleared line ran")
    equal(sosh.history(), "echo whole\n")
    sosh.close()


@case("editing")
def ctrl_c_clears_a_wrapped_line(folder):
    sosh = Sosh(folder)
    sosh.type("echo " + "x" * 120 + "END")
    sosh.wait(lambda: sosh.row().endswith("END"), "the line")
    sosh.control("a")
    # Ctrl-C also throws away what has been written and not been read yet.
    sosh.wait(lambda: sosh.cursor()[1] == len(PROMPT), "the cursor at the front")
    sosh.control("c")
    sosh.wait("END^C")
    sosh.wait_prompt()
    equal(sosh.text().count("sosh>"), 2)
    sosh.close()


@case()
def ctrl_c_at_an_empty_prompt_brings_another(folder):
    sosh = Sosh(folder)
    for count in range(1, 4):
        sosh.control("c")
        sosh.wait(lambda: sosh.text().count("^C") == count, "a ^C more")
        sosh.wait_prompt()
    sosh.run("echo alive", "alive")
    sosh.close()


@case()
def ctrl_c_leaves_a_block_that_is_half_entered(folder):
    sosh = Sosh(folder)
    sosh.line("repeat 2 {")
    sosh.wait(lambda: sosh.row() and not sosh.row().startswith("sosh>"), "another prompt")
    sosh.control("c")
    sosh.wait_prompt()
    sosh.run("echo out", "out")
    equal(sosh.rows().count("out"), 1)
    sosh.close()


@case()
def ctrl_c_ends_a_wait_and_the_next_one_waits(folder):
    sosh, port = receiver(folder)
    for command in ("recv 1", "recv 1 100"):
        sosh.enter(command)
        sosh.control("c")
        sosh.wait_prompt()
    sosh.control("c")
    sosh.wait_prompt()
    # A wake-up that was left over would end this one before anything came.
    sosh.enter("recv 1 200")
    send_datagram(port, "it came")
    sosh.wait(lambda: any("it came" in row for row in sosh.rows()), "what was sent")
    sosh.wait_prompt()
    sosh.close()


@case()
def ctrl_d_in_an_open_block_drops_the_block(folder):
    sosh = Sosh(folder)
    sosh.line("repeat 2 {")
    sosh.wait(lambda: sosh.row() and not sosh.row().startswith("sosh>"), "another prompt")
    sosh.wait_row("  ... ")
    sosh.line("echo inside")
    # A Ctrl-D that comes while the terminal is not the editor's is nobody's.
    sosh.wait_row("  ... ")
    sosh.control("d")
    sosh.wait_prompt()
    sosh.run("echo out", "out")
    check("inside" not in sosh.answers(), "the block ran")
    sosh.close()


@case()
def ctrl_d_on_an_empty_line_ends_it(folder):
    sosh = Sosh(folder)
    sosh.control("d")
    equal(sosh.wait_end(), 0)
    sosh.check_sane()
    equal(sosh.cursor()[1], 0)


@case("editing")
def ctrl_d_in_a_line_deletes_what_is_under_the_cursor(folder):
    sosh = Sosh(folder)
    sosh.type("Xecho kept")
    sosh.control("a")
    sosh.control("d")
    sosh.wait(lambda: sosh.row() == PROMPT + "echo kept", "the line without X")
    sosh.line()
    sosh.wait_answer("kept")
    sosh.close()


# --- history


@case()
def a_line_is_in_the_file_as_soon_as_it_is_entered(folder):
    sosh = Sosh(folder)
    sosh.run("echo one", "one")
    sosh.run("echo two", "two")
    sosh.run("echo two")
    sosh.run(" echo secret", "secret")
    sosh.signal(signal.SIGKILL)
    equal(sosh.wait_end(), -signal.SIGKILL)
    equal(sosh.history(), "echo one\necho two\n")
    equal(stat.S_IMODE(os.stat(sosh.file).st_mode), 0o600)


@case("editing")
def the_arrow_brings_back_lines_also_of_the_session_before(folder):
    sosh = Sosh(folder)
    sosh.run("echo one", "one")
    sosh.line("quit")
    equal(sosh.wait_end(), 0)
    sosh = Sosh(folder)
    sosh.run("echo two", "two")
    sosh.type("\x1b[A")
    sosh.wait_row(PROMPT + "echo two")
    sosh.type("\x1b[A\x1b[A")
    sosh.wait_row(PROMPT + "echo one")
    sosh.type("\x1b[B")
    sosh.wait_row(PROMPT + "quit")
    sosh.control("c")
    sosh.wait_prompt()
    # Ctrl-C has forgotten the place, too.
    sosh.type("\x1b[A")
    sosh.wait_row(PROMPT + "echo two")
    sosh.close()


@case("search")
def ctrl_r_searches_what_was_entered(folder):
    sosh = Sosh(folder)
    sosh.run("echo apple", "apple")
    sosh.run("echo pear", "pear")
    sosh.control("r")
    sosh.type("app")
    sosh.wait("`app': echo apple")
    sosh.line()
    sosh.wait(lambda: sosh.rows().count("apple") == 2, "the line found, run again")
    sosh.wait_prompt()
    sosh.control("r")
    sosh.type("pea")
    sosh.wait("`pea': echo pear")
    sosh.control("c")
    sosh.wait_prompt()
    sosh.run("echo alive", "alive")
    sosh.close()


@case("search")
def a_key_sequence_that_means_nothing_ends_a_search(folder):
    sosh = Sosh(folder)
    sosh.control("r")
    sosh.wait("reverse-i-search")
    sosh.control("x")
    sosh.type("C")
    sosh.wait(lambda: "reverse-i-search" not in sosh.text(), "the end of the search")
    above = sosh.cursor()[0]
    sosh.control("c")
    # The prompt that ended the search is not the one that Ctrl-C brings.
    sosh.wait(lambda: sosh.cursor()[0] > above, "a row below")
    sosh.wait_prompt()
    sosh.run("echo alive", "alive")
    sosh.close()


@case()
def a_history_that_is_no_file_is_told_once(folder):
    os.mkdir(os.path.join(folder, "history"))
    sosh = Sosh(folder, columns=200)
    equal(sosh.text().count("directory"), 1)
    sosh.run("echo one", "one")
    sosh.run("echo two", "two")
    equal(sosh.text().count("directory"), 1)
    sosh.close()


# --- completion


@case("editing")
def tab_completes_the_name_of_a_command(folder):
    sosh = Sosh(folder)
    sosh.type("interf\t")
    sosh.wait_row(PROMPT + "interfaces ")
    sosh.control("c")
    sosh.wait_prompt()
    sosh.type("ech\tdone\r")
    sosh.wait_answer("done")
    sosh.close()


@case("editing")
def tab_lists_the_names_that_may_be_meant(folder):
    sosh = Sosh(folder)
    sosh.type("so\t")
    sosh.wait("source")
    sosh.wait_row(PROMPT + "so")
    rows = [row.split()[0] for row in sosh.rows() if row]
    check("socket" in rows and "source" in rows, sosh.picture())
    sosh.type("c\t")
    sosh.wait_row(PROMPT + "socket ")
    sosh.close()


@case("editing")
def tab_where_nothing_fits_changes_nothing(folder):
    sosh = Sosh(folder)
    sosh.type("zzz\t\t!")
    sosh.wait_row(PROMPT + "zzz!")
    sosh.close()


@case("editing")
def tab_behind_the_name_of_a_socket_goes_on_to_its_properties(folder):
    sosh = Sosh(folder)
    sosh.line("socket tcp --name guest")
    sosh.wait("called guest")
    sosh.wait_prompt()
    sosh.type("expect gue\t")
    sosh.wait_row(PROMPT + "expect guest.")
    sosh.type("stat\t")
    sosh.wait_row(PROMPT + "expect guest.state ")
    sosh.close()


# --- the terminal


@case()
def a_command_that_waits_has_the_terminal_as_it_was(folder):
    sosh, port = receiver(folder)
    sosh.enter("recv 1")
    sosh.wait(lambda: sosh.modes() == sosh.before, "the terminal's own settings")
    check(not sosh.no_block(), "O_NONBLOCK is on")
    # What is typed meanwhile is there afterwards.
    sosh.line("echo ahead")
    send_datagram(port, "it came")
    sosh.wait_answer("ahead")
    sosh.wait_prompt()
    check(not sosh.no_block(), "O_NONBLOCK is on at the prompt")
    sosh.close()


@case("editing")
def a_resize_loses_nothing_of_a_half_typed_line(folder):
    sosh = Sosh(folder)
    text = "echo " + "x" * 100 + "END"
    sosh.type(text)
    sosh.wait(lambda: sosh.row().endswith("END"), "the line")
    for columns in (60, 133, 90):
        sosh.resize(24, columns)
        sosh.wait(lambda: sosh.row().endswith("END")
                  and sosh.cursor()[1] == len(PROMPT + text) % columns,
                  f"the line on {columns} columns")
    sosh.line("!")
    sosh.wait(lambda: "x" * 100 + "END!" in sosh.text().replace("\n", ""), "the answer")
    sosh.close()


@case()
def ctrl_z_stops_it_and_it_goes_on_afterwards(folder):
    sosh = Sosh(folder)
    sosh.type("echo ")
    sosh.wait_row(PROMPT + "echo ")
    sosh.control("z")
    sosh.wait(lambda: stopped(sosh), "the program to stop")
    sosh.pump(0)
    equal(sosh.modes(), sosh.before)
    sosh.signal(signal.SIGCONT)
    sosh.wait(lambda: sosh.row().startswith(PROMPT.rstrip()), "the prompt")
    sosh.control("c")
    sosh.wait_prompt()
    sosh.run("echo again", "again")
    sosh.close()


def ended_by(folder, number):
    sosh = Sosh(folder)
    sosh.type("echo half")
    sosh.wait_row(PROMPT + "echo half")
    sosh.signal(number)
    equal(sosh.wait_end(), -number)
    sosh.check_sane()
    equal(sosh.cursor()[1], 0)
    sosh, _ = receiver(folder)
    sosh.enter("recv 1")
    sosh.signal(number)
    equal(sosh.wait_end(), -number)
    sosh.check_sane()


@case()
def the_terminal_is_sane_after_sigterm(folder):
    ended_by(folder, signal.SIGTERM)


@case()
def the_terminal_is_sane_after_sighup(folder):
    ended_by(folder, signal.SIGHUP)


@case()
def the_terminal_is_sane_after_sigquit(folder):
    ended_by(folder, signal.SIGQUIT)


@case()
def a_terminal_that_hangs_up_ends_it(folder):
    for command in (None, "recv 1"):
        sosh, _ = receiver(folder)
        if command:
            sosh.enter(command)
        sosh.hang_up()
        end = time.monotonic() + PATIENCE
        while not os.waitpid(sosh.child.pid, os.WNOHANG)[0]:
            if time.monotonic() > end:
                os.kill(sosh.child.pid, signal.SIGKILL)
                raise Failure("the program goes on")
            time.sleep(0.005)


@case()
def a_dumb_terminal_gets_no_escapes(folder):
    for term in ("dumb", ""):
        sosh, port = receiver(folder, TERM=term)
        sosh.run("echo plain", "plain")
        sosh.enter("recv 1")
        send_datagram(port, "it came")
        sosh.wait(lambda: "it came" in sosh.text(), "what was sent")
        sosh.wait_prompt()
        sosh.type("half")
        sosh.wait_row(PROMPT + "half")
        sosh.control("c")
        sosh.wait_prompt()
        equal(sosh.rows()[sosh.cursor()[0]], PROMPT.rstrip())
        sosh.run("nonsense")
        sosh.line("quit")
        sosh.wait_end()
        check(b"\x1b" not in sosh.raw, f"escapes: {sosh.raw!r}")
        sosh.check_sane()
        os.unlink(sosh.file)


@case()
def a_terminal_that_nobody_knows_is_one_without_an_editor(folder):
    sosh = Sosh(folder, TERM="no-such-terminal")
    sosh.run("echo plain", "plain")
    sosh.line("quit")
    equal(sosh.wait_end(), 0)
    sosh.check_sane()


@case()
def signs_typed_at_random_do_no_harm(folder):
    chance = random.Random(7)
    sosh = Sosh(folder)
    for _ in range(40):
        keys = bytes(chance.choice((chance.randrange(256), chance.randrange(32, 127)))
                     for _ in range(12))
        # Not those that end, stop or hold it, nor any that would run a line.
        sosh.type(bytes(key for key in keys if key not in b"\x04\x0d\x0a\x0f\x11\x13\x1a\x1c"))
        sosh.control("c")
    # Once it has taken them all, a line stands alone behind the prompt.
    end = time.monotonic() + PATIENCE
    while sosh.row() != PROMPT + "quit 3":
        check(time.monotonic() < end, sosh.picture())
        for keys in ("\x03", "quit 3"):
            sosh.type(keys)
            while sosh.pump(0.2):
                pass
    sosh.line()
    equal(sosh.wait_end(), 3)
    sosh.check_sane()


if __name__ == "__main__":
    sys.exit(case.main(sys.argv[1:]))
