#!/usr/bin/python3
"""The example scripts alone: they end well, in text and in JSON."""

import os
import re
import shutil
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import EXAMPLES, run                 # noqa: E402
import sosh                                     # noqa: E402
from sosh import Suite, equal, expect           # noqa: E402

NEED_WORDS = ["tcp-client.sosh", "tcp-server.sosh", "udp-client.sosh", "udp-echo.sosh",
              "unix-client.sosh", "unix-server.sosh"]
ALONE = ["errors.sosh", "reactions.sosh", "read-all.sosh", "states.sosh", "tour.sosh"]
STATES = ["LISTEN", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2",
          "CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT", "CLOSED"]


def example(mode, name, *words, options=()):
    return sosh.run("-o", mode, *options, os.path.join(EXAMPLES, name), *words)


def the_tour_ends_well(_, mode):
    result = example(mode, "tour.sosh")
    equal(result.status, 0, result)
    if mode == "text":
        for part in ("== TCP ==", "== Half close ==", "== UDP ==", "== UNIX ==",
                     "  GET / HTTP/1.0\\r\\n", "  one two", "  you can still hear me",
                     "FIN-WAIT-2", "CLOSE-WAIT", "The errno is ECONNREFUSED, number "):
            expect(part in result.text, f"'{part}' is missing", result)
        expect("connect 12: ECONNREFUSED" in result.complaint, "no error is shown", result)
        return
    failed = [answer for answer in result.answers if not answer["ok"]]
    equal([answer["error"]["errno"] for answer in failed], ["ECONNREFUSED"], result)


def reactions_answer_and_a_program_ends(_, mode):
    result = example(mode, "reactions.sosh")
    equal(result.status, 0, result)
    # The dump is a notice, in every mode.
    equal([line[4] for line in result.complaint.splitlines() if line.startswith("[")], [">", "<"],
          result)
    if mode == "json":
        said = [answer["text"] for answer in result.answers if answer["command"] == "echo"]
        expect("the program has ended" in said, "no end of the program", result)
        equal(said[-1], f"this is {os.uname().sysname}", result)
    else:
        equal(result.text.count("accepted from"), 3, result)
        expect("the program has ended" in result.lines, "no end of the program", result)


def every_error_is_the_one_that_is_told(_, mode):
    result = example(mode, "errors.sosh")
    equal(result.status, 0, result)
    equal(result.complaint, "", result)
    with open(os.path.join(EXAMPLES, "errors.sosh"), encoding="utf-8") as file:
        wanted = [line.split()[1] for line in file if line.startswith("fails ")]
    for name in ("ECONNREFUSED", "EADDRINUSE", "ENOTCONN", "EOPNOTSUPP", "usage"):
        expect(name in wanted, f"'{name}' is not among the errors")
    if mode == "json":
        came = [answer["error"].get("errno", answer["error"]["kind"])
                for answer in result.answers if answer["command"] == "fails"]
        equal(came, wanted, result)
    else:
        equal(result.text.count("failed as it had to"), len(wanted), result)


def every_state_is_brought_about_and_seen(_, mode):
    result = example(mode, "states.sosh")
    equal(result.status, 0, result)
    equal(result.complaint, "", result)
    if mode == "json":
        seen = {row["state"] for answer in result.answers if answer["command"] == "status"
                for row in answer["sockets"]}
        equal(seen, set(STATES), result)
        return
    # In the table, not in what is said about it.
    table = [line for line in result.lines if re.match(r" *\d+\+? ", line)]
    for state in STATES:
        expect(any(f" {state} " in line for line in table), f"no {state}", result)


def read_all_alone(_, mode):
    result = example(mode, "read-all.sosh")
    equal(result.status, 0, result)
    whole = ("A stream has no seams: what went out in two pieces comes in as many as recv "
             "asks for.")
    if mode == "json":
        came = [answer for answer in result.answers if answer["command"] == "recv"]
        equal("".join(answer["data"] for answer in came), whole, result)
        equal([answer["eof"] for answer in came], [False] * (len(came) - 1) + [True], result)
    else:
        expect(whole + "\n" in result.text, "the whole is not shown", result)


def without_arguments_they_tell_their_usage(_, mode):
    for name in NEED_WORDS:
        result = example(mode, name)
        equal(result.status, 2, result)
        expect(f"usage: {name} " in result.text, "no usage is told", result)


def every_example_is_a_sound_script(_, mode):
    equal(sorted(name for name in os.listdir(EXAMPLES) if name.endswith(".sosh")),
          sorted(NEED_WORDS + ALONE))
    for name in NEED_WORDS + ALONE:
        with open(os.path.join(EXAMPLES, name), encoding="utf-8") as file:
            lines = file.read().splitlines()
        equal(lines[0], "#!/usr/bin/env sosh")
        result = example(mode, name, options=["-n"])
        equal(result.out, b"", result)
        equal(result.complaint, "", result)
        equal(result.status, 0, result)


def one_runs_by_its_first_line(folder):
    os.symlink(sosh.SOSH, os.path.join(folder, "sosh"))
    script = os.path.join(folder, "mine")
    shutil.copyfile(os.path.join(EXAMPLES, "read-all.sosh"), script)
    os.chmod(script, 0o755)
    path = folder + os.pathsep + os.environ.get("PATH", "/usr/bin:/bin")
    result = sosh.run(program=script, env=sosh.environment(PATH=path))
    equal(result.status, 0, result)
    expect("end of file" in result.text, "it did not run to its end", result)


def no_example_but_errors_asks_for_more_than_safe_gives(_, mode):
    for name in ("tour.sosh", "read-all.sosh"):
        result = example(mode, name, options=["--safe"])
        equal(result.status, 0, result)


CASES = [
    the_tour_ends_well, reactions_answer_and_a_program_ends, every_error_is_the_one_that_is_told, read_all_alone,
    *([every_state_is_brought_about_and_seen] if sosh.LIBMNL else []),
    without_arguments_they_tell_their_usage, every_example_is_a_sound_script,
    no_example_but_errors_asks_for_more_than_safe_gives,
]


def main():
    suite = Suite()
    run(suite, CASES)
    suite.case("one runs by its first line", one_runs_by_its_first_line)
    suite.end()


main()
