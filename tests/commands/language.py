"""language: the contract of the command language, as rows that are run.

A row: a sentence, what sosh is given (its commands, or a list of words to start it
with and perhaps `STDIN` and what comes from there), its exit status, what it writes
to standard output, and a pattern of what it writes to standard error ("": nothing; None: anything).
Standard output is a text that it has to be, a pattern, a list of JSON objects as
`like` compares them (commands then run with --json), or None: anything."""

import os
import re

from sosh import equal, expect, like, run

STDIN = object()


def start(given, folder, *options):
    if isinstance(given, str):
        return run(*options, "-c", given, cwd=folder)
    if STDIN in given:
        at = given.index(STDIN)
        return run(*options, *given[:at], input=given[at + 1], cwd=folder)
    return run(*options, *given, cwd=folder)


def holds(folder, given, status, out, err):
    result = start(given, folder, *(["--json"] if isinstance(out, list) else []))
    equal(result.status, status, result)
    if isinstance(out, list):
        answers = result.answers
        equal(len(answers), len(out), result)
        for answer, wanted in zip(answers, out):
            expect(like(wanted, answer), f"{answer} is not as {wanted}", result)
    elif isinstance(out, re.Pattern):
        expect(out.search(result.text), f"no {out.pattern!r}", result)
    elif out is not None:
        equal(result.text, out, result)
    if err is None:
        return
    if err:
        expect(re.search(err, result.complaint), f"no {err!r} in stderr", result)
    else:
        equal(result.complaint, "", result)


def write(folder, files):
    for name, text in files.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())


def rows(suite, table, files=None):
    def body(folder, *row):
        write(folder, files or {})
        holds(folder, *row)
    for name, *row in table:
        suite.case(name, body, *row)
