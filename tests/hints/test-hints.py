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

A line `#? sock_diag` is in a scene of which sosh can know no more without that; those that ask
for %pid need none.

In all lines %pid is the other sosh's process, %local the last `local` that it answered and
%port its port; %me is the process of this one.  The other one runs as root where the lines
begin `#^` (and there, only root can play the scene).  `#? sock_diag` and `#? no sock_diag` are
for scenes that want a sosh that can ask it, or one that cannot.

A scene whose name begins "look-alike" has the same errno of another call's doing: it is there
for what the hint must not say.  Every scene of tests/errno is played, too, for its hint."""

import copy
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
FAILS = re.compile(r"^fails (E[A-Z_]+) ", re.MULTILINE)
LOWEST_SAID = 15


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
    to do it may be over soon, three times in a row it is not."""
    for attempt in ("1", "2", "3"):
        own = os.path.join(folder, attempt)
        os.mkdir(own)
        os.chmod(own, 0o777)
        try:
            return run_once(case, program, own)
        except Failure:
            if attempt == "3":
                raise


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


def old_scenes():
    found = [case for case in scenes.all_cases() if case.call in CALLS and case.errno != "ok"]
    for case in found:
        case.why = "there is a hint: " + case.why
    return found


def asks_for_process(case):
    """Only sock_diag tells which process has a socket."""
    return any(line.startswith("#= ") and "%pid" in line for line in case.lines)


def why_not(case, lacks):
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


def what_anybody_can_meet_has_a_scene(_, cases):
    have = {(case.call, case.errno) for case in cases}
    wanted = {(case.call, case.errno) for case in scenes.all_cases()
              if case.call in CALLS and case.errno != "ok" and not case.alone}
    equal(sorted(wanted - have), [])


def main():
    suite = sosh.Suite()
    plays = [(case, run) for case in all_scenes()] + [(case, run_old) for case in old_scenes()]
    suite.case("what anybody can meet has a scene", what_anybody_can_meet_has_a_scene,
               all_scenes())
    suite.case("the names differ", the_names_differ, [case for case, _ in plays])
    scenes.play(suite, plays, why_not)
    suite.end()


if __name__ == "__main__":
    main()
