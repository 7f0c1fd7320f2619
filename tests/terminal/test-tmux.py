#!/usr/bin/env python3
"""The live table in a real terminal multiplexer: what scrolls away is kept whole, and
resizes with a long half-typed line leave one table and the line.

Arguments name the cases to run.  The last line tells "N passed, N failed"."""

import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from at_prompt import check, equal  # noqa: E402
from terminal import Failure  # noqa: E402
from tmux import Tmux, line_on, why_not  # noqa: E402

CASES = []


def case(function):
    CASES.append(function)
    return function


def enter(tmux, command, wanted):
    tmux.type(command)
    tmux.key("Enter")
    tmux.until(lambda: wanted in "\n".join(tmux.scrolled()), repr(wanted))


def headings(rows):
    return [row for row in rows if row.startswith("  #  ")]


def with_table(tmux):
    enter(tmux, "pair --names a,b", "called a b")
    tmux.until(lambda: len(headings(tmux.screen()[0])) == 1, "the table")


@case
def what_scrolls_away_is_kept_whole(tmux):
    with_table(tmux)
    enter(tmux, "foreach i in 1..300 { echo line $i of many }", "line 300 of many")
    tmux.until(lambda: line_on(tmux) == "", "the prompt")
    rows = [row for row in tmux.scrolled() if row.startswith("line ")]
    equal(rows, [f"line {number} of many" for number in range(1, 301)])
    equal(len(headings(tmux.scrolled())), 1)


@case
def notices_scroll_away_whole(tmux):
    with_table(tmux)
    enter(tmux, "send a one", "3 bytes to receive")
    enter(tmux, "foreach i in 1..60 { echo row $i }", "row 60")
    tmux.until(lambda: line_on(tmux) == "", "the prompt")
    rows = tmux.scrolled()
    equal(len([row for row in rows if "3 bytes to receive" in row]), 1)
    equal(len([row for row in rows if row.startswith("row ")]), 60)


@case
def resizes_leave_one_table_and_the_line(tmux):
    with_table(tmux)
    typed = "send a " + "z" * 100 + "END"
    tmux.type(typed)
    for rows, width in ((24, 60), (16, 60), (12, 133), (30, 40), (20, 100), (16, 80), (24, 80)):
        tmux.resize(rows, width)
        tmux.until(lambda: line_on(tmux) == typed, f"the line at {width} by {rows}")
        tmux.until(lambda: len(headings(tmux.screen()[0])) == 1, f"one table at {width} by {rows}")
    tmux.key("Enter")
    tmux.until(lambda: "sent 103 bytes" in "\n".join(tmux.scrolled()), "the answer")


@case
def a_resize_between_notices_leaves_the_line(tmux):
    with_table(tmux)
    enter(tmux, "repeat 12 { sleep 100ms; send a x } &", "%1 repeat")
    tmux.type("echo half")
    for width in (60, 100, 50, 80):
        tmux.resize(20, width)
        tmux.until(lambda: line_on(tmux) == "echo half", f"the line at {width}")
    tmux.until(lambda: "%1 done" in "\n".join(tmux.scrolled()), "the end of the job")
    tmux.until(lambda: line_on(tmux) == "echo half", "the line")
    check(len(headings(tmux.screen()[0])) == 1, "more than one table")


@case
def a_reaction_speaks_above_the_half_typed_line(tmux):
    with_table(tmux)
    enter(tmux, "on a match 'p(.)ng' { echo the vowel is ${match.1} }", "from now on: match")
    enter(tmux, "repeat 3 { sleep 100ms; send b ping } &", "%1 repeat")
    tmux.type("echo half")
    tmux.until(lambda: "\n".join(tmux.scrolled()).count("the vowel is i") == 3, "three reactions")
    tmux.until(lambda: line_on(tmux) == "echo half", "the line")
    tmux.key("Enter")
    tmux.until(lambda: "half" in [row.rstrip() for row in tmux.scrolled()], "the answer")
    check(len(headings(tmux.screen()[0])) == 1, "more than one table")
    rows = tmux.scrolled()
    check(not [row for row in rows if "bytes to receive" in row], "a notice of what is taken")


@case
def a_failing_reaction_is_shown_and_the_prompt_goes_on(tmux):
    with_table(tmux)
    enter(tmux, "on a readable { recv a; recv 77 }", "from now on: readable")
    enter(tmux, "send b x", "there is no socket 77")
    tmux.until(lambda: line_on(tmux) == "", "the prompt")
    enter(tmux, "echo still here", "still here")


@case
def what_a_program_says_comes_above_and_harmless(tmux):
    with_table(tmux)
    enter(tmux, "spawn 'read x; printf \"\\033[2Jcleared\\n\" >&2; exit 3' --name p", "called p")
    tmux.type("echo half")
    tmux.key("C-u")
    enter(tmux, "send p hex:0a", "sent 1 byte")
    tmux.type("echo half")
    tmux.until(lambda: "\\x1b[2Jcleared" in "\n".join(tmux.scrolled()), "what it says")
    tmux.until(lambda: "has ended: status 3" in "\n".join(tmux.scrolled()), "its end")
    tmux.until(lambda: line_on(tmux) == "echo half", "the line")


@case
def ctrl_c_ends_a_program_that_runs(tmux):
    with_table(tmux)
    enter(tmux, "run 'echo begun; exec sleep 1000'", "run 'echo")
    tmux.until(lambda: any(" run" in row for row in tmux.screen()[0]), "the command")
    tmux.key("C-c")
    tmux.until(lambda: "run: cancelled" in "\n".join(tmux.scrolled()), "its end")
    tmux.until(lambda: line_on(tmux) == "", "the prompt")


def main(wanted):
    failed = passed = 0
    if why_not():
        print(f"skipped: {why_not()}")
        print("0 passed, 0 failed")
        return 77
    for function in CASES:
        if wanted and function.__name__ not in wanted:
            continue
        with tempfile.TemporaryDirectory(prefix="sosh-tmux-") as folder:
            tmux = Tmux(folder)
            try:
                tmux.until(lambda: line_on(tmux) == "", "the prompt")
                function(tmux)
                passed += 1
                print(f"ok: {function.__name__}", flush=True)
            except Failure as failure:
                failed += 1
                print(f"FAILED: {function.__name__}: {failure}", flush=True)
            finally:
                tmux.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
