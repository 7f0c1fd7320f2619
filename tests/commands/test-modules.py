#!/usr/bin/python3
"""What is loaded when it is needed: found beside the program, and not missed elsewhere."""

import glob
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import SOSH, Suite, answers, copied, equal, expect, run, text

MODULES = glob.glob(os.path.join(os.path.dirname(SOSH), "sosh-*.so"))
TALK = "pair; send 1 hello; recv 2; status"


def alone(folder):
    """A copy of the program without its modules."""
    return shutil.copy(SOSH, folder)


def a_copy_with_its_modules_has_all(folder):
    equal(run("--version", program=copied(folder)).text, run("--version").text)


def without_them_sosh_does_what_needs_none(folder):
    result = text(TALK, program=alone(folder))
    equal(result.status, 0, result)
    equal(result.complaint, "", result)
    expect("hello" in result.text, "nothing was received", result)


def without_them_the_version_says_so(folder):
    result = run("--version", program=alone(folder))
    equal(result.status, 0, result)
    expect("line editor: plain lines\n" in result.text, "no plain lines", result)
    for name in ("libmnl", "terminfo"):
        expect(name not in result.text, f"{name} is told", result)


def what_needs_one_that_is_missing_names_it(folder):
    result = answers("status --system", program=alone(folder))
    equal(result.answer["error"]["kind"], "refused", result)
    expect("sosh-diag.so" in result.answer["error"]["message"], "the file is not named", result)


def without_its_module_nothing_is_traced(folder):
    result = answers("trace on", program=alone(folder))
    equal(result.answer["error"]["kind"], "refused", result)
    expect("sosh-trace.so" in result.answer["error"]["message"], "the file is not named", result)
    result = text("socket tcp", "-x", program=alone(folder))
    equal(result.status, 2, result)
    expect("sosh-trace.so" in result.complaint, "the file is not named", result)
    equal(result.out, b"", result)


def one_that_is_broken_is_named(folder):
    program = copied(folder)
    with open(os.path.join(folder, "sosh-diag.so"), "wb") as file:
        file.write(b"no module")
    result = answers("status --system", program=program)
    equal(result.answer["error"]["kind"], "refused", result)
    expect("sosh-diag.so" in result.answer["error"]["message"], "the file is not named", result)


def main():
    suite = Suite()
    names = [os.path.basename(module) for module in MODULES]
    if names:
        suite.case("a copy with its modules has all", a_copy_with_its_modules_has_all)
        suite.case("without modules sosh does what needs none",
                   without_them_sosh_does_what_needs_none)
        suite.case("without modules the version says so", without_them_the_version_says_so)
    if "sosh-trace.so" in names:
        suite.case("without its module nothing is traced", without_its_module_nothing_is_traced)
    if "sosh-diag.so" in names:
        suite.case("what needs a module that is missing names it",
                   what_needs_one_that_is_missing_names_it)
        suite.case("a module that is broken is named", one_that_is_broken_is_named)
    suite.end()


main()
