#!/usr/bin/python3
"""What sosh says of a call that failed is held against what really was the matter.

The scenes stand in the *.sosh files here, a section each, and are played as those of
tests/errno are (whose test-errno.py tells of CALL, ERRNO, WHO and `#!` lines):

    ## CALL ERRNO WHO: what is the matter
    #> a command for another sosh, beside this one; its answers are not looked at
    bind 1 %local
    #= has "(pid %pid)"

Commands that fail have to fail with ERRNO.  The lines under one tell of its hint:

    #= has TEXT            it holds this text, of words as `echo` takes them: ${1.local}
    #= lacks TEXT          it does not
    #= next TEXT           the command that it proposes is this one, whole
    #= next                it proposes none
    #= works               what it proposes goes well, and the call that failed goes well then
    #= NAME is TEXT        the evidence has this under that name
    #= NAME from LOW to HIGH   it is a number, and between these

In a scene with a line `#? no look` so much has failed before that no evidence is looked for: its
hint is that of the last row.  The word --last as an argument shows those of all scenes of
tests/errno, for review.

A line `#? sock_diag` is in a scene of which sosh can know no more without that; those that ask
for %pid need none.

In all lines %pid is the other sosh's process, %local the last `local` that it answered and
%port its port; %me is the process of this one.  The other one runs as root where the lines
begin `#^` (and there, only root can play the scene).  `#? sock_diag` and `#? no sock_diag` are
for scenes that want a sosh that can ask it, or one that cannot.

A scene whose name begins "look-alike" has the same errno of another cause, or with a line
`#? beside ERRNO` something that comes near to that one and ends in another: it is there for what
the hint must not say.  Each (call, errno) that anybody can meet has one, or a `lacks`.

Every scene of tests/errno is played, too, for its hint.  A line `#? user namespace` is in a scene
that makes one, which not every machine lets an ordinary user do."""

import copy
import functools
import importlib.util
import json
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "commands"))
import sosh                                     # noqa: E402
from sosh import Failure, equal, expect         # noqa: E402


def neighbour(path):
    spec = importlib.util.spec_from_file_location("errno_scenes", os.path.join(HERE, path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


scenes = neighbour("../errno/test-errno.py")

# Of these calls every scene of tests/errno has to have its hint.
CALLS = ("socket", "socketpair", "bind", "listen", "accept", "getsockopt", "setsockopt",
         "getaddrinfo", "connect", "send", "recv", "shutdown", "close", "getsockname",
         "getpeername")
# What an ordinary user can meet, and has one cause only, so that there is nothing to be told
# apart: "call ERRNO", and why it is so.
ONE_CAUSE = {}
# Rows of the doctor that no scene provokes: an errno of all calls, or "call ERRNO"; and why not.
UNPROVOKED = {
    "EINTR": "sosh's calls return at once, so no signal finds one waiting",
    "ENOMEM": "the whole machine would have to be short of memory",
    "ENFILE": "the whole machine would have to be short of files",
    "EAI_MEMORY": "the whole machine would have to be short of memory",
    "EAI_FAIL": "a name server has to answer so",
    "EAI_NODATA": "a name server has to answer so",
    "socket ENOBUFS": "the whole machine would have to be short of memory",
    "socket ENODEV": "only where vsock is there, and has nothing below it",
    "accept ECONNABORTED": "Linux hands out a connection that is gone, and recv tells",
    "connect EADDRINUSE": "Linux says EADDRNOTAVAIL",
    "connect ECONNRESET": "only vsock says so",
    "connect ENOBUFS": "the whole machine would have to be short of memory",
    "connect EPERM": "only a program of BPF at our control group says so",
    "connect EPROTONOSUPPORT": "only families say so of which sosh has no addresses",
    "recv EPIPE": "Linux tells the end of what the peer sent instead",
    "getsockname EOPNOTSUPP": "only AF_ALG says so, which not every kernel has",
    "setsockopt EISCONN": "only options of modules say so",
}
FAILS = re.compile(r"^fails (E[A-Z_]+) ", re.MULTILINE)
LOWEST_SAID = 15
# After so many failures that were looked at, within a second, nothing is (DOCTOR_LOOKS).
LOOKS = 10
# A slow build on a busy machine has missed three in a row.
ATTEMPTS = 10
FLOOD = "getsockname --fd-number 999\n" * LOOKS


class Here(scenes.Running):
    """The sosh whose hints are looked at: it goes on after what fails."""

    options = ["-k", *scenes.Running.options]


class Other(scenes.Running):
    """One beside it, in the same surroundings."""

    def __init__(self, case, program, folder, pid, as_root):
        drop = None if case.alone or as_root else sosh.ordinary()
        self.begin(case, [*scenes.where(case, pid), program, *self.options], folder, drop)

    @property
    def local(self):
        return next((answer["local"] for answer in reversed(self.answers)
                     if "local" in answer), "")


class Play:
    """One scene, while it runs."""

    def __init__(self, case, program, folder):
        self.case, self.program, self.folder = case, program, folder
        self.here, self.other, self.failed, self.line = None, None, None, ""
        self.blind = "#? no look" in case.lines

    def filled(self, line):
        """The line with what is told of the two processes."""
        told = {"%me": str(self.here.child.pid)} if self.here else {}
        if self.other:
            told |= {"%pid": str(self.other.child.pid), "%local": self.other.local,
                     "%port": self.other.local.rpartition(":")[2]}
        for name, text in told.items():
            line = line.replace(name, text)
        return line

    def beside(self, line):
        if not self.other:
            # Its surroundings are there once it answers.
            self.here.feed("")
            self.other = Other(self.case, self.program, self.folder, self.here.child.pid,
                               line.startswith("#^"))
        self.other.feed(self.filled(line[3:]) + "\n")
        expect(self.other.answers[-1]["ok"], f"{line}: {self.other.answers[-1]}")

    def command(self, line):
        if self.blind:
            flood(self.here)
        before = len(self.here.answers)
        self.here.feed(self.filled(line) + "\n")
        bad = [answer for answer in self.here.answers[before:] if not answer["ok"]]
        for answer in bad:
            error = answer["error"]
            expect(self.case.errno in (error.get("errno"), error.get("eai"), error["kind"]),
                   f"another error than {self.case.errno}: {answer}")
            self.failed, self.line = answer, line

    def words(self, text):
        """As `echo` would tell them."""
        self.here.feed(f"echo {self.filled(text)}\n")
        expect(self.here.answers[-1]["ok"], f"{text}: {self.here.answers[-1]}")
        return self.here.answers[-1]["text"]

    def works(self, error):
        """Commands of the program's own need not be there for this."""
        before = len(self.here.answers)
        expect("next" in error, f"nothing is proposed: {error}")
        self.here.feed(f"{error['next']}\n")
        proposed = [part.split()[0] for part in error["next"].split(";")]
        if self.line.split()[0] not in proposed:
            self.here.feed(self.filled(self.line) + "\n")
        bad = [answer for answer in self.here.answers[before:] if not answer["ok"]]
        equal(bad, [])

    def check(self, line):
        expect(self.failed, f"'{line}', and nothing has failed: {self.here.answers}")
        error, words = self.failed["error"], line.split(None, 1)
        hint, evidence = error.get("hint", ""), error.get("evidence", {})
        told = f"{line}: {json.dumps(error)}"
        if words[0] == "has":
            expect(self.words(words[1]) in hint, told + ": wanted " + self.words(words[1]))
        elif words[0] == "lacks":
            expect(hint and self.words(words[1]) not in hint, told)
        elif words[0] == "next":
            equal(error.get("next"), self.words(words[1]) if words[1:] else None, told)
        elif words[0] == "works":
            self.works(error)
        elif words[1].startswith("is "):
            value = evidence.get(words[0])
            equal(value if isinstance(value, str) else json.dumps(value),
                  self.words(words[1][3:]), told)
        else:
            low, high = re.fullmatch(r"from (\S+) to (\S+)", self.filled(words[1])).groups()
            value = evidence.get(words[0])
            expect(isinstance(value, (int, float)) and float(low) <= value <= float(high), told)

    def go(self):
        begins, rest = [], [line for line in self.case.lines if not line.startswith("#? ")]
        while rest and rest[0].startswith("#! "):
            begins.append(rest.pop(0))
        self.case.lines = begins
        self.here = Here(self.case, self.program, self.folder)
        for line in rest:
            if line.startswith("#! "):
                scenes.inside(self.case, self.here.child.pid, self.folder,
                              self.filled(line[3:]))
            elif line.startswith(("#> ", "#^ ")):
                self.beside(line)
            elif line.startswith("#= "):
                self.check(line[3:])
            elif not line.startswith("#? "):
                self.command(line)
        expect(self.failed, f"nothing failed: {self.here.answers}")

    def end(self):
        for one in (self.other, self.here):
            if one:
                one.end()


def run_once(case, program, folder):
    play = Play(copy.copy(case), program, folder)
    try:
        play.go()
    except subprocess.CalledProcessError as error:
        raise Failure(f"{case.place}: {error}: {error.stderr!r}") from None
    except Failure as failure:
        raise Failure(f"{case.place}: {failure}") from None
    finally:
        play.end()


def run(case, program, folder):
    """A look may take 50 ms, and says less where that is over: on a machine that has much else
    to do it may be over soon, so many times in a row it is not."""
    for attempt in range(1, ATTEMPTS + 1):
        own = os.path.join(folder, str(attempt))
        os.mkdir(own)
        os.chmod(own, 0o777)
        try:
            return run_once(case, program, own)
        except Failure:
            if attempt == ATTEMPTS:
                raise


def flood(running):
    """Nothing is looked for from now on, for a second.  What fails beside it stays."""
    before = len(running.answers)
    running.feed(FLOOD)
    come = running.answers[before:]
    ours = [answer for answer in come if answer["command"] == "getsockname"]
    equal([answer["error"]["errno"] for answer in ours], ["EBADF"] * LOOKS)
    running.answers[before:] = [answer for answer in come if answer not in ours]


def run_last(case, program, folder):
    """A scene of tests/errno, for whether there is a hint where nothing may be looked for."""
    running = Here(case, program, folder)
    for number, piece in enumerate(case.pieces[1:]):
        if number % 2:
            scenes.inside(case, running.child.pid, folder, piece)
            continue
        for part in re.split(rf"^(?=fails {case.errno} )", piece, flags=re.MULTILINE):
            if part.startswith("fails "):
                flood(running)
            running.feed(FAILS.sub("", part))
    result = running.end()
    errors = [answer["error"] for answer in result.answers if not answer["ok"]]
    errors = [error for error in errors if case.errno in (error.get("errno"), error.get("eai"))]
    expect(errors, f"{case.place}: nothing failed", result)
    equal([error for error in errors if len(error.get("hint", "")) < LOWEST_SAID], [])
    case.errors = errors


def show_last(case, program, folder):
    run_last(case, program, folder)
    for error in case.errors:
        looked = " (looked up)" if "evidence" in error else ""
        print(f"{case.name}{looked}\n    {error['hint']}\n    {error.get('next', '')}")


def run_old(case, program, folder):
    """A scene of tests/errno, for whether there is a hint."""
    case.lines = [FAILS.sub("", line) for line in case.lines]
    running = Here(case, program, folder)
    for number, piece in enumerate(case.pieces[1:]):
        if number % 2 == 0:
            running.feed(piece)
        elif running.child.poll() is None:
            scenes.inside(case, running.child.pid, folder, piece)
    result = running.end()
    errors = [answer["error"] for answer in result.answers if not answer["ok"]]
    mute = [error for error in errors if case.errno in (error.get("errno"), error.get("eai"))
            and len(error.get("hint", "")) < LOWEST_SAID]
    expect(errors, f"{case.place}: nothing failed", result)
    equal(mute, [])


def all_scenes():
    return [case for name in sorted(os.listdir(HERE)) if name.endswith(".sosh")
            for case in scenes.cases_of(os.path.join(HERE, name))]


def old_scenes(prefix):
    found = [case for case in scenes.all_cases() if case.call in CALLS and case.errno != "ok"]
    for case in found:
        case.why = prefix + case.why
    return found


def asks_for_process(case):
    """Only sock_diag tells which process has a socket."""
    return any(line.startswith("#= ") and "%pid" in line for line in case.lines)


@functools.lru_cache(maxsize=None)
def has_user_namespaces():
    try:
        done = subprocess.run(["unshare", "-Ur", "true"], capture_output=True, check=False,
                              timeout=scenes.PATIENCE, preexec_fn=sosh.ordinary())
    except OSError:
        return False
    return done.returncode == 0


def why_not(case, lacks):
    if "#? user namespace" in case.lines and not has_user_namespaces():
        return "an ordinary user may make no user namespace"
    if "sock_diag" in lacks and asks_for_process(case):
        return "sock_diag: " + lacks["sock_diag"]
    if not scenes.ROOT and any(line.startswith("#^") for line in case.lines):
        return "only root can have a process of another user"
    for wanted, there in (("sock_diag", sosh.LIBMNL), ("no sock_diag", not sosh.LIBMNL)):
        if f"#? {wanted}" in case.lines and not there:
            return "it is for a sosh with" + ("" if wanted == "sock_diag" else "out") + " libmnl"
    return scenes.why_not(case, lacks)


def the_names_differ(_, cases):
    names = [case.name for case in cases]
    equal([name for name in set(names) if names.count(name) > 1], [])


def met_by_anybody(cases):
    return {f"{case.call} {case.errno}" for case in cases
            if case.call in CALLS and case.errno != "ok" and not case.alone}


def what_anybody_can_meet_has_a_scene(_, cases):
    have = {f"{case.call} {case.errno}" for case in cases}
    equal(sorted(met_by_anybody(scenes.all_cases()) - have), [])


def tells_apart(case):
    """The errnos that the scene tells from others of their kind."""
    lacks = any(line.startswith("#= lacks ") for line in case.lines)
    beside = [line.removeprefix("#? beside ") for line in case.lines
              if line.startswith("#? beside ")]
    expect(lacks or not beside, f"{case.place}: it is beside {beside}, and lacks nothing")
    return {case.errno, *beside} if lacks or case.why.startswith("look-alike") else set()


def what_anybody_can_meet_has_a_look_alike(_, cases):
    have = {f"{case.call} {errno}" for case in cases for errno in tells_apart(case)}
    wanted = met_by_anybody(cases + scenes.all_cases())
    equal(sorted(wanted - have - set(ONE_CAUSE)), [])
    equal(sorted(row for row in ONE_CAUSE if row in have or row not in wanted), [])
    expect(len(ONE_CAUSE) <= 5, f"{len(ONE_CAUSE)} rows are said to have one cause")


def every_row_of_the_doctor_has_a_scene_or_a_reason(_, cases):
    rows = [f"{call} {errno}" for call, errno in
            re.findall(r"^### (\S+): (E\S+)$", sosh.run("--hints").text, re.MULTILINE)
            if call in CALLS]
    have = {f"{case.call} {case.errno}" for case in cases + scenes.all_cases()}
    expect(len(rows) > 150, f"only {len(rows)} rows: {rows}")
    equal([row for row in rows if row not in have and row not in UNPROVOKED
           and row.split()[1] not in UNPROVOKED], [])
    equal([row for row in UNPROVOKED if row in have], [])


def main():
    suite = sosh.Suite()
    if "--last" in suite.only:
        suite.only.remove("--last")
        scenes.play(suite, [(case, show_last) for case in old_scenes("")], why_not)
        suite.end()
    plays = [(case, run) for case in all_scenes()]
    plays += [(case, run_old) for case in old_scenes("there is a hint: ")]
    plays += [(case, run_last) for case in old_scenes("without a look there is a hint: ")]
    suite.case("what anybody can meet has a scene", what_anybody_can_meet_has_a_scene,
               all_scenes())
    suite.case("what anybody can meet has a look-alike", what_anybody_can_meet_has_a_look_alike,
               all_scenes())
    suite.case("every row of the doctor has a scene, or a reason why not",
               every_row_of_the_doctor_has_a_scene_or_a_reason, all_scenes())
    suite.case("the names differ", the_names_differ, [case for case, _ in plays])
    scenes.play(suite, plays, why_not)
    suite.end()


if __name__ == "__main__":
    main()
