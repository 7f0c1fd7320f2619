#!/usr/bin/python3
"""What is said of a call that failed: where it is told, and what looking it up costs.

Whether the hints are right, call by call, is tests/hints' affair."""

import json
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import LIBMNL, SOSH, Suite, answers, copied, environment, equal, expect, run, text

STRACE = shutil.which("strace")
MODULE = os.path.join(os.path.dirname(SOSH), "sosh-teach.so")
KEYS = {"hint", "next", "evidence"}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def refused(port=None):
    """Commands whose last is refused: nobody listens on the port."""
    return f"socket tcp; connect 1 127.0.0.1:{port or free_port()}"


def error_of(result):
    return result.answer["error"]


def a_failure_has_its_hint_in_json(_):
    port = free_port()
    error = error_of(answers(refused(port)))
    equal(error["errno"], "ECONNREFUSED")
    expect(str(port) in error["hint"], "the hint does not name the port", error)
    expect("next" not in error or isinstance(error["next"], str), "next is no text", error)
    expect(isinstance(error.get("evidence", {}), dict), "evidence is no object", error)


def a_script_tells_it_in_one_line(_):
    for options in ([], ["-q"]):
        result = text(refused(), *options)
        lines = result.complaint.splitlines()
        equal(len(lines), 2, result)
        expect(re.match(r"connect 1: ECONNREFUSED: ", lines[0]), "no error", result)
        expect(re.match(r"  [^ ]", lines[1]), "no hint", result)
        expect("try:" not in result.complaint, "a script has nobody to try it", result)


def hints_can_be_switched_off(_):
    expect(not KEYS & set(error_of(answers("config hints off; " + refused()))),
           "there is a hint")
    result = text("config hints off; " + refused())
    equal(len(result.complaint.splitlines()), 1, result)
    expect("hint" in error_of(answers("config hints off; config hints on; " + refused())),
           "there is no hint")


def hints_are_on_or_off(_):
    error = error_of(answers("config hints sometimes"))
    equal(error["kind"], "usage")
    expect("on or off" in error["message"], "it does not tell what they can be", error)


def a_raw_call_has_its_hint_as_well(_):
    commands = refused().replace("connect 1", "connect --fd-number ${1.fd}")
    expect("hint" in error_of(answers(commands)), "there is no hint")


def what_fails_catches_has_none(_):
    commands = refused().replace("connect 1", "fails ECONNREFUSED connect 1")
    answer = answers(commands).answer
    equal(answer["ok"], True)
    expect(not KEYS & set(answer["error"]), "there is a hint", answer)


def a_job_has_its_hint_as_well(_):
    result = answers(refused() + " & ; join all", "-k")
    failed = [answer for answer in result.answers if not answer["ok"]]
    expect(failed and failed[0]["job"] == 1, "no job failed", result)
    expect("hint" in failed[0]["error"], "there is no hint", result)
    # Whoever joins it is told the same.
    equal([answer["error"]["hint"] for answer in failed], [failed[0]["error"]["hint"]] * 2)


def reports_have_the_sentence(_):
    test = f'test "a" {{ {refused()} }}'
    told = run("-o", "tap", "-c", test).text
    expect(re.search(r'^  hint: "', told, re.MULTILINE), "no hint", told)
    expect("next:" not in told and "evidence:" not in told, "there is more", told)
    told = run("-o", "junit", "-c", test).text
    hint = error_of(answers(refused()))["hint"].split(" ")[0]
    expect(hint in told, "no hint", told)


def a_usage_error_has_none(_):
    expect(not KEYS & set(error_of(answers("connect 1 127.0.0.1:80"))), "there is a hint")


def without_its_module_nothing_is_said_and_all_else_is(folder):
    program = shutil.copy(SOSH, folder)
    error = error_of(answers(refused(), program=program))
    equal(error["errno"], "ECONNREFUSED")
    expect(not KEYS & set(error), "there is a hint", error)
    equal(len(text(refused(), program=program).complaint.splitlines()), 1)


def with_a_broken_module_nothing_is_said(folder):
    program = copied(folder)
    with open(os.path.join(folder, "sosh-teach.so"), "wb") as file:
        file.write(b"no module")
    error = error_of(answers(refused(), program=program))
    expect(not KEYS & set(error), "there is a hint", error)


def can_trace():
    return STRACE and subprocess.run([STRACE, "-f", "--seccomp-bpf", "true"],
                                     capture_output=True, check=False).returncode == 0


def opened(commands, status=0):
    """The files that sosh opens on its way."""
    done = subprocess.run(
        [STRACE, "-f", "--seccomp-bpf", "-qq", "-e", "signal=none", "-e",
         "trace=open,openat", SOSH, "-c", commands],
        # The search for leaks cannot work below strace.
        env=environment(ASAN_OPTIONS="detect_leaks=0"), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, timeout=120, check=False)
    equal(done.returncode, status, done.stderr[-300:])
    return re.findall(r'open(?:at)?\(.*?"(.*?)"', done.stderr.decode("utf-8", "replace"))


def nothing_is_looked_up(names):
    expect(names, "not even libraries were opened")
    looked = [name for name in names if "sosh-teach" in name or
              re.match(r"/proc/?$|/proc/(\d+|net|self/net|sys/net)", name)]
    expect(not looked, "something was looked up", looked)


def what_nobody_sees_is_not_looked_up(_):
    start, connect = refused().split("; ")
    names = opened(f"{start}; repeat 100000 {{ fails ECONNREFUSED {connect} }}")
    nothing_is_looked_up(names)


def switched_off_nothing_is_looked_up(_):
    nothing_is_looked_up(opened("config hints off; " + refused(), status=1))
    if os.path.exists(MODULE):
        expect([name for name in opened(refused(), status=1) if "sosh-teach" in name],
               "switched on, nothing is looked up either")


def what_goes_well_loads_nothing(_):
    nothing_is_looked_up(opened("pair; send 1 hello; recv 2; close all"))


def it_looks_ten_times_a_second_at_most(_):
    start, connect = refused().split("; ")
    began = time.monotonic()
    result = answers(f"{start}; repeat 1000 {{ try {{ {connect} }} }}")
    seconds = time.monotonic() - began
    failed = [answer["error"] for answer in result.answers if not answer["ok"]]
    equal(len(failed), 1000)
    looked = sum("evidence" in error for error in failed)
    expect(1 <= looked <= 10 * (1 + seconds), f"{looked} have evidence in {seconds} s")
    expect(any("evidence" in error for error in failed[:10]), "the first have none", failed[0])


def it_does_not_take_long(_):
    """Much more than the 50 ms that it has, for a machine that is busy; the best of some."""
    start, connect = refused().split("; ")
    process = subprocess.Popen([SOSH, "--json", "-k"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, env=environment())
    times, found = [], False
    with process:
        for line in [start, *[connect] * 8]:
            began = time.monotonic()
            process.stdin.write(line.encode() + b"\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            times.append(time.monotonic() - began)
            found |= "evidence" in answer.get("error", {})
        process.stdin.close()
    expect(found, "there is no evidence", answer)
    expect(min(times[1:]) < 0.25, f"it takes {min(times[1:])} s")


# A process whose name is what it wants it to be (PR_SET_NAME).
LISTENS = """import ctypes, socket, sys
with socket.create_server(("127.0.0.2", 0)) as server:
    ctypes.CDLL(None).prctl(15, b"a\\x1b[31m\\nb\\xff", 0, 0, 0)
    print(server.getsockname()[1], flush=True)
    sys.stdin.read()
"""


def seen(look):
    """The result that names the process: a look may take 50 ms, in which a busy machine does not
    always come to it."""
    for _ in range(20):
        result = look()
        if b"pid" in result.out + result.err:
            break
    return result


def what_others_had_a_say_in_is_made_harmless(_):
    process = subprocess.Popen([sys.executable, "-c", LISTENS], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    with process:
        commands = refused(int(process.stdout.readline()))
        results = [seen(lambda: text(commands)), seen(lambda: answers(commands)),
                   seen(lambda: run("-o", "tap", "-c", commands))]
        process.stdin.close()
    for result in results:
        for out in (result.out, result.err):
            expect(b"\x1b" not in out and b"\xff" not in out, "it is as it was", result)
    expect(r"a\x1b[31m\nb\xff" in results[0].complaint, "it is not there", results[0])
    equal(error_of(results[1])["evidence"]["process"], r"a\x1b[31m\nb\xff", results[1])


FULL = "sleep 1ms; socket tcp; try { repeat 30 { dup 1 } }; "


def few_descriptors(hard):
    resource.setrlimit(resource.RLIMIT_NOFILE, (24, hard))


def a_name_that_no_descriptor_was_left_for_is_not_called_unknown(_):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    error = error_of(answers(FULL + "resolve localhost:1",
                             preexec_fn=lambda: few_descriptors(hard)))
    expect(error["kind"] == "resolve" and "all 24 descriptors" in error["hint"], "no reason", error)


def descriptors_that_ran_out_are_no_missing_module(_):
    result = answers(FULL + "try { resolve localhost:1 }; close all; " +
                     refused().replace("connect 1", "connect ."),
                     preexec_fn=lambda: few_descriptors(24))
    equal(error_of(result)["errno"], "ECONNREFUSED", result)
    expect("hint" in error_of(result), "there are no hints any more", result)


def main():
    suite = Suite()
    suite.case("a failure has its hint in JSON", a_failure_has_its_hint_in_json)
    suite.case("a script tells it in one line", a_script_tells_it_in_one_line)
    suite.case("hints can be switched off", hints_can_be_switched_off)
    suite.case("hints are on or off", hints_are_on_or_off)
    suite.case("a raw call has its hint as well", a_raw_call_has_its_hint_as_well)
    suite.case("what fails catches has none", what_fails_catches_has_none)
    suite.case("a job has its hint as well", a_job_has_its_hint_as_well)
    suite.case("reports have the sentence", reports_have_the_sentence)
    suite.case("a usage error has none", a_usage_error_has_none)
    suite.case("a name that no descriptor was left for is not called unknown",
               a_name_that_no_descriptor_was_left_for_is_not_called_unknown)
    suite.case("descriptors that ran out are no missing module",
               descriptors_that_ran_out_are_no_missing_module)
    if os.path.exists(MODULE):
        suite.case("without its module nothing is said, and all else is",
                   without_its_module_nothing_is_said_and_all_else_is)
        suite.case("with a broken module nothing is said", with_a_broken_module_nothing_is_said)
    if can_trace():
        suite.case("what nobody sees is not looked up", what_nobody_sees_is_not_looked_up)
        suite.case("switched off, nothing is looked up", switched_off_nothing_is_looked_up)
        suite.case("what goes well loads nothing", what_goes_well_loads_nothing)
    else:
        print("skipped: what is looked up: there is no strace, or it may not trace")
    suite.case("it looks ten times a second at most", it_looks_ten_times_a_second_at_most)
    suite.case("it does not take long", it_does_not_take_long)
    if LIBMNL:
        suite.case("what others had a say in is made harmless",
                   what_others_had_a_say_in_is_made_harmless)
    else:
        print("skipped: what others had a say in: sosh was built without libmnl")
    suite.end()


main()
