#!/usr/bin/python3
"""What Tab offers and what is shown dim, before anything was done: complete.txt and
hints.txt, line by line.  Where there are sockets: tests/unit/test-desk-offers.c."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import Suite, declarations, environment, equal, expect, forms, run

HERE = os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..", ".."))


def lines_of(name):
    """The lines of a file, without those that are for its reader."""
    path = os.path.join(HERE, "tests", "commands", name)
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            comment = line.startswith("# ") and not line.startswith("# comment ")
            if line.strip() and not comment or line == "|" or line == " |":
                yield f"{name}:{number}", line


def fill(folder):
    """Puts in what complete.txt speaks of."""
    os.mkdir(os.path.join(folder, "sub"))
    for name in "data.bin", ".hidden", "my file", "sub/inner":
        with open(os.path.join(folder, name), "wb"):
            pass


def completes(folder, line, wanted):
    fill(folder)
    result = run("--complete", line, cwd=folder,
                 env=environment(SOSH_TEST_VARIABLE="a secret"))
    equal(result.status, 0, result)
    words = [offer.split("\t")[0] for offer in result.lines]
    expect(len(words) == len(set(words)), "one is offered twice", result)
    got = " ".join(words)
    if wanted.endswith("..."):
        expect((got + " ").startswith(wanted[:-3]), f"wanted {wanted!r}", result)
    else:
        equal(got, wanted, result)
    expect("a secret" not in result.text, "a value of the environment is shown", result)


def hints(folder, line, wanted):
    result = run("--hint", line, cwd=folder)
    equal((result.status, result.text), (0, wanted + "\n"), result)


def every_type_has_expectations(folder, names):
    for command in declarations()["commands"]:
        for param in (it for form in forms(command) for it in form["params"]):
            flags = param["flags"]
            if "command" not in flags and "switch" not in flags:
                expect(param["type"] in names, f"{command['name']}: nothing in complete.txt "
                       f"is about {param['type']}")


suite = Suite()
types = set()
for place, line in lines_of("complete.txt"):
    if line.startswith("## "):
        types.add(line[3:])
        continue
    typed, tab, offers = line.partition("\t")
    suite.case(f"{place}: {typed!r} completes", completes, typed, offers)
suite.case("every type has expectations", every_type_has_expectations, types)
for place, line in lines_of("hints.txt"):
    typed, bar, hint = line.partition("|")
    suite.case(f"{place}: {typed!r} hints", hints, typed, hint)
suite.end()
