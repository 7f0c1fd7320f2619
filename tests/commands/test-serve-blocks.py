#!/usr/bin/python3
"""Blocks of served clients (`serve N block`) in tests: what fails in one fails the test."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import Suite, equal, expect, run  # noqa: E402

SERVER = """    socket tcp --name l; bind l 127.0.0.1:0; listen l
    serve l block {
        recv . --line
        %s
    }
    socket tcp --name c; connect c ${l.local}
    send c "hello\\n"
    %s
"""


def script(folder, text):
    with open(os.path.join(folder, "t.sosh"), "w", encoding="ascii") as file:
        file.write(text)


def server(fails, then):
    return SERVER % (fails, then)


def what_fails_in_a_block_fails_its_test(folder):
    script(folder, 'test "serves" {\n' + server("expect ${answer.bytes} == 7", "recv c --eof")
           + '}\ntest "next" { pair }\n')
    result = run("-k", "t.sosh", cwd=folder)
    equal(result.status, 1, result)
    expect(any(line.startswith("not ok 1 - serves") for line in result.lines), "passed", result)
    expect(any(line.startswith("ok 2 - next") for line in result.lines), "the next", result)
    equal(result.lines[-1], "1 passed, 1 failed", result)


def with_the_chain_of_places(folder):
    script(folder, "def check { expect 1 == 2 }\n"
           'test "serves" {\n' + server("check", "recv c --eof") + "}\n")
    result = run("-o", "tap", "t.sosh", cwd=folder)
    equal(result.status, 1, result)
    told = re.findall(r"^ +(?:line: (\d+)|command: \"(.*)\"|- in: \"(.*)\")$", result.text, re.M)
    equal(["".join(one) for one in told], ["1", "expect", "check", "6", "serve", "4"], result)
    for place in ("t.sosh:1:13: ", "in check, called from t.sosh:6\n", "in serve, of t.sosh:4\n"):
        expect(place in result.complaint, f"no {place}", result)


def a_block_that_does_well_lets_it_pass(folder):
    script(folder, 'test "serves" {\n' + server("send . done", "expect recv c done") + "}\n")
    result = run("t.sosh", cwd=folder)
    equal(result.status, 0, result)


def what_is_caught_in_a_block_is_no_failure(folder):
    script(folder, 'test "serves" {\n' + server("try { expect ${answer.bytes} == 7 }; send . done",
                                               "expect recv c done") + "}\n")
    equal(run("t.sosh", cwd=folder).status, 0)


def a_block_that_still_waits_at_the_end_is_none(folder):
    script(folder, 'test "serves" {\n' + server("send . done; recv . --timeout 1h",
                                               "expect recv c done") + "}\n")
    result = run("t.sosh", cwd=folder)
    equal(result.status, 0, result)


def a_server_from_outside_fails_no_test(folder):
    script(folder, "socket tcp --name l; bind l 127.0.0.1:0; listen l\n"
           "serve l block { recv . --line; expect ${answer.bytes} == 7 }\n"
           'test "talks" { socket tcp --name c; connect c ${l.local}; send c "hello\\n"\n'
           "    recv c --eof }\n"
           "serve l stop\n")
    result = run("t.sosh", cwd=folder)
    equal(result.status, 0, result)
    expect("1 failed" in result.lines[-2] + result.lines[-1], "not told", result)


def main():
    suite = Suite()
    for case in (
            what_fails_in_a_block_fails_its_test, with_the_chain_of_places,
            a_block_that_does_well_lets_it_pass, what_is_caught_in_a_block_is_no_failure,
            a_block_that_still_waits_at_the_end_is_none, a_server_from_outside_fails_no_test,
    ):
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()


if __name__ == "__main__":
    main()
