#!/usr/bin/python3
"""Every command has a page, and what the pages show is what sosh answers.

A page's session stands between lines of ```, in one piece or several.  It is fed
to sosh through a pipe, a command at a time, once in text, whose answer has to be
the page's, and once in JSON, which has to be what the commands declare.

  [*]                 any text within a line
  [*] on its own      any lines, also none
  two blanks or more  as many as a table needs
  what follows an errno's name is not compared

A session finds itself in an empty folder, with a TCP connection as descriptor 9,
from which `hello` can be received.  Other examples begin with a word: ```text.

  test-pages.py [NAME]...      only the cases that have a NAME in theirs
  test-pages.py --show PAGE    shows the page with the answers that come now: what
                               `sosh> ` lines stand in it is all it has to hold
  test-pages.py --write PAGE...  writes it so: lines that fit stay as they are; what
                               differs between two runs, and each time that
                               is new, becomes [*]"""

import json
import os
import re
import select
import shlex
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sosh

TOP = os.environ.get("srcdir") or os.path.join(os.path.dirname(__file__), "..", "..")
PAGES = os.path.join(TOP, "docs", "commands")
PROMPT, MORE, FENCE = "sosh> ", "  ... ", "```"
# Ends each answer; echo leaves ${answer} and `.` as they are.
MARK = "@@ that was it @@"
# The number that pages know the inherited descriptor by.
INHERITED = 9
# What an error may tell, whatever the command.
ERROR_FIELDS = {"alert", "alert_number", "alert_sent", "came", "certificate", "depth", "reason",
                "wanted", "kind", "call", "errno", "number", "eai", "message", "hint", "next",
                "evidence", "expected",
                "actual", "expected_base64", "actual_base64", "partial", "partial_base64",
                "operator", "differs_at", "calls", "file", "line", "column", "option", "chain",
                "chain_more",
                # of TLS
                "alert", "alert_sent", "alert_number", "reason", "reasons", "wanted", "depth",
                "certificate"}
# So many errors a second have what shows that their hint is right, less those of one step.
HINTS = 8
# What a program says, a dump and a trace is text on standard error in every mode.
NOTICE = re.compile(r"\* |\[\d+\] [<>] |  |[a-z0-9]+\(.*<\d+\.\d+>\Z")
COMMON_FIELDS = {"job", "command", "socket", "ok", "error", "file", "line", "note"}


class Step:
    """A command of a session, with what its page says that comes of it."""

    def __init__(self, number, line):
        self.number, self.lines, self.answer = number, [line], []

    @property
    def text(self):
        return "\n".join(self.lines) + "\n"


def session_of(path, kind=""):
    """The steps of a page, of its fences with this word behind them."""
    session, fenced = [], None
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        if line.startswith(FENCE):
            fenced = None if fenced is not None else line[len(FENCE):]
            continue
        if fenced != kind:
            continue
        if line.startswith(PROMPT) or line == PROMPT.rstrip():
            session.append(Step(number, line[len(PROMPT):]))
        elif not session:
            raise sosh.Failure(f"{path}:{number}: a session begins with '{PROMPT}'; "
                               f"write {FENCE}text around what is none")
        elif line.startswith(MORE) and not session[-1].answer:
            session[-1].lines.append(line[len(MORE):])
        else:
            session[-1].answer.append(line)
    if fenced is not None:
        raise sosh.Failure(f"{path}: a {FENCE} is never closed")
    return session


def environment(folder):
    return sosh.environment(HOME=folder, XDG_CONFIG_HOME=folder, XDG_STATE_HOME=folder)


class Connection:
    """A TCP connection on loopback; `inherited` is the end that a session is given."""

    def __init__(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.inherited = socket.create_connection(listener.getsockname())
            self.other, _ = listener.accept()
        self.other.sendall(b"hello")

    def put(self):
        """In the new process: to the number that pages know."""
        os.dup2(self.inherited.fileno(), INHERITED)

    def close(self):
        self.inherited.close()
        self.other.close()


class Running:
    """One sosh that is given a command after the other through a pipe."""

    def __init__(self, folder, *options):
        self.connection = Connection()
        self.process = subprocess.Popen(
            [sosh.SOSH, "-k", *options], cwd=folder, env=environment(folder), bufsize=0,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            preexec_fn=self.connection.put, pass_fds=(INHERITED,))
        self.rest, self.until = b"", time.monotonic() + sosh.PATIENCE
        self.hinted = []                    # when there were errors with a hint

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self.connection.close()

    def line(self):
        """The next line, or None at the end."""
        while b"\n" not in self.rest:
            left = max(0, self.until - time.monotonic())
            if not select.select([self.process.stdout], [], [], left)[0]:
                raise sosh.Failure("it takes too long")
            more = self.process.stdout.read(65536)
            if not more:
                break
            self.rest += more
        line, feed, self.rest = self.rest.partition(b"\n")
        if not feed and not line:
            return None
        if sosh.SANITIZER.search(line):
            raise sosh.Failure(f"a sanitizer spoke: {line!r}")
        return line.decode("utf-8", "backslashreplace")

    def pace(self):
        """Of more errors a second than HINTS sosh does not look up what is the matter."""
        if len(self.hinted) >= HINTS:
            time.sleep(max(0, self.hinted[-HINTS] + 1.1 - time.monotonic()))

    def answer(self, step, is_mark):
        """The lines that come of a step; fewer if sosh ends."""
        lines = []
        self.pace()
        try:
            self.process.stdin.write((step.text + f"echo '{MARK}'\n").encode())
        except BrokenPipeError:
            pass
        while (line := self.line()) is not None:
            if is_mark(line):
                return lines, False
            lines.append(line)
        return lines, True

    def answers(self, session, is_mark):
        """Each step with its lines; a session ends where sosh does."""
        for step in session:
            lines, ended = self.answer(step, is_mark)
            yield step, lines
            if ended and step is not session[-1]:
                raise sosh.Failure(f"line {step.number}: sosh ended here: {lines[-3:]}")
            self.hinted += [time.monotonic() for before, line in zip(lines, lines[1:])
                            if is_hint(before, line)]
        self.process.stdin.close()
        status = self.process.wait(sosh.PATIENCE)
        if status < 0:
            raise sosh.Failure(f"sosh was ended by signal {-status}")


def is_text_mark(line):
    return line == MARK


def is_json_mark(line):
    return MARK in line and json.loads(line).get("text") == MARK


def pattern(line):
    """What a line of a page stands for; how an errno reads is the C library's affair."""
    line = re.sub(r"( E[A-Z0-9_]+: ).*", r"\1[*]", line.rstrip())
    return re.compile("".join(
        r".*" if part == "[*]" else r" {2,}" if part.startswith("  ") else re.escape(part)
        for part in re.split(r"(\[\*\]| {2,})", line)))


def is_like(wanted, got):
    """Does each line that came fit its line of the page?"""
    if not wanted:
        return not got
    if wanted[0].strip() == "[*]":
        return any(is_like(wanted[1:], got[i:]) for i in range(len(got) + 1))
    return bool(got) and bool(pattern(wanted[0]).fullmatch(got[0].rstrip())) and \
        is_like(wanted[1:], got[1:])


def is_hint(before, line):
    """A sentence under an error that is a call's: what it says depends on the build."""
    return re.match(r"  [^ ]", line) and re.search(r": E[A-Z0-9_]+: |: no .* (within|now)\b", before)


def loosened(answer):
    """Without libmnl less is known, and other hints are given, or none."""
    return [line if sosh.LIBMNL or not (at and is_hint(answer[at - 1], line)) else "[*]"
            for at, line in enumerate(answer)]


def error_line(names):
    return re.compile(r"(?:[^ ]*:\d+:\d+: )?(?:%%\d+ )?(?:%s)(?: \d+)?: " % "|".join(map(re.escape, names)))


def run_in_text(session, folder, errors):
    """Compares; how many errors came of each step."""
    counts = []
    with Running(folder) as running:
        for step, lines in running.answers(session, is_text_mark):
            if not is_like(loosened(step.answer), lines):
                raise sosh.Failure("\n    ".join(
                    [f"line {step.number}: {step.lines[0]}", "the page says", *step.answer,
                     "what came is", *lines]))
            counts.append(sum(bool(errors.match(line)) for line in step.answer))
    return counts


def check_object(answer, declared):
    name = answer.get("command")
    sosh.expect(name in declared, f"'{name}' is no command", answer)
    sosh.expect(isinstance(answer.get("ok"), bool), "no ok", answer)
    sosh.expect(("error" in answer) == (not answer["ok"]) or name == "fails",
                "an error stands where ok is false", answer)
    fields = {field["name"] for form in sosh.forms(declared[name]) for field in form["fields"]}
    fields |= {name + "_base64" for name in ("data", "output", "errors") if name in fields}
    unknown = set(answer) - fields - COMMON_FIELDS
    sosh.expect(not unknown, f"{name} declares no {sorted(unknown)}", answer)
    unknown = set(answer.get("error", {})) - ERROR_FIELDS
    sosh.expect(not unknown, f"an error has no {sorted(unknown)}", answer)


def run_in_json(session, folder, counts, declared):
    with Running(folder, "--json") as running:
        for (step, lines), count in zip(running.answers(session, is_json_mark), counts):
            if step is session[-1] and lines and not lines[0].startswith("{"):
                continue                    # a syntax error is text in every mode
            lines = [line for line in lines if not NOTICE.match(line)]
            try:
                answers = [json.loads(line) for line in lines]
            except ValueError:
                raise sosh.Failure(f"line {step.number}: not JSON: {lines}") from None
            for answer in answers:
                check_object(answer, declared)
            # --raw is refused in JSON, where it would spoil the lines.
            raw = sum("--raw" in line.split() for line in step.lines)
            failed = sum(not answer["ok"] for answer in answers)
            sosh.expect(failed in (count, count + raw),
                        f"line {step.number}: {step.lines[0]}: {count} failed in text", lines)


def fresh(folder, name):
    path = os.path.join(folder, name)
    os.mkdir(path)
    return path


def a_page_shows_what_comes(folder, path, declared, also_json):
    session = session_of(path)
    sosh.expect(session, "it shows no session")
    counts = run_in_text(session, fresh(folder, "text"), error_line(declared))
    if also_json:
        run_in_json(session, fresh(folder, "json"), counts, declared)


def words_of(line):
    try:
        return shlex.split(line, comments=True)
    except ValueError:
        return line.split()


def a_page_uses_each_flag(folder, path, command):
    names = {command["name"], *command["aliases"]}
    lines = [words_of(line.lstrip()) for step in session_of(path) for line in step.lines]
    mine = [words for words in lines if names.intersection(words)]
    sosh.expect(mine, f"no session uses {command['name']}")
    for param in (it for form in sosh.forms(command) for it in form["params"]):
        if "option" in param["flags"]:
            flag = "--" + param["name"]
            sosh.expect(any(flag in words for words in mine), f"no session uses {flag}")


def a_page_begins_with_its_name(folder, path, name):
    with open(path, encoding="utf-8") as page:
        sosh.equal(page.readline(), f"# {name}\n")


def pages_and_commands_are_the_same(folder, pages, declared):
    sosh.equal(sorted(set(declared) - set(pages)), [])
    sosh.equal(sorted(set(pages) - set(declared)), [])


def a_command_of_a_document_compiles(folder, path):
    """```c blocks that begin with a file's first line are whole files."""
    compiler = os.environ.get("CC", "cc").split()
    text = open(path, encoding="utf-8").read()
    files = re.findall(r"^```c\n(/\* [a-z-]+: .*?)^```", text, re.DOTALL | re.MULTILINE)
    sosh.expect(files, "it shows no file")
    for number, source in enumerate(files):
        name = os.path.join(folder, f"{number}.c")
        with open(name, "w", encoding="utf-8") as out:
            out.write(source)
        done = subprocess.run(
            [*compiler, "-fsyntax-only", "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra",
             "-Wconversion", "-Werror", f"-I{TOP}/src", "-include", "base/banned.h", name],
            capture_output=True, text=True, timeout=120)
        sosh.expect(done.returncode == 0, "it does not compile", done.stderr)


def answers_now(path):
    """Each step with the lines that come of it."""
    with tempfile.TemporaryDirectory() as folder, Running(folder) as running:
        return list(running.answers(session_of(path), is_text_mark))


def starred(line, other):
    """A line with [*] for its times, and for the numbers that are others in another run."""
    line, other = (re.sub(r"\b[\d.]+(ms|s|m|h)\b", r"[*]\1", it) for it in (line, other))
    for pieces in (r"\d+|\D", r"\S+|\s+"):
        ours, theirs = (re.findall(pieces, it) for it in (line, other))
        if len(ours) == len(theirs):
            return "".join(a if a == b else "[*]" for a, b in zip(ours, theirs))
    return line


def merged(wanted, got, other):
    """The lines that came; as the page has them, where it has them."""
    lines, wanted = [], list(wanted)
    for at, line in enumerate(got):
        fits = [i for i, it in enumerate(wanted) if it.strip() != "[*]"
                and pattern(it).fullmatch(line.rstrip())]
        if fits:
            lines.append(wanted[fits[0]])
            del wanted[:fits[0] + 1]
        else:
            lines.append(starred(line, other[at]) if len(other) == len(got) else line)
    return lines


def filled(path):
    """The lines of the page as it would be if it were true now."""
    answers = {}
    for (step, got), (_, other) in zip(answers_now(path), answers_now(path)):
        answers[step.number] = [MORE + line for line in step.lines[1:]] + \
            (step.answer if is_like(step.answer, got) else merged(step.answer, got, other))
    fenced = None
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        if line.startswith(FENCE):
            fenced = None if fenced is not None else line[len(FENCE):].strip()
        elif fenced == "" and number not in answers:
            continue
        yield line.rstrip("\n")
        yield from answers.get(number, [])


def write(path):
    lines = list(filled(path))
    with open(path, "w", encoding="utf-8") as page:
        page.writelines(line + "\n" for line in lines)


def found(*parts):
    folder = os.path.join(TOP, "docs", *parts)
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder))
            if name.endswith(".md")] if os.path.isdir(folder) else []


# These show rows that have no descriptor.
NEED_LIBMNL = ["status.md", "01-ten-minutes.md", "04-what-the-kernel-knows.md",
               "07-when-a-call-fails.md", "SYN-RECEIVED.md", "TIME-WAIT.md"]

# The parts of a page of explain, in their order, and those that have to be there.
ERRNO_PARTS = ["Calls", "Provoke", "What to do", "In C", "In Python"]
ERRNO_NEEDS = ["Calls", "What to do"]
STATE_PARTS = ["How one gets here", "What can follow", "Segments", "Provoke", "What to do",
               "In C", "In Python"]
STATE_NEEDS = STATE_PARTS[:3] + ["What to do"]


def a_page_of_explain_has_its_parts(folder, path, name):
    is_state = name == "ESTABLISHED" or not re.fullmatch(r"E[A-Z0-9_]+", name)
    parts, needs = (STATE_PARTS, STATE_NEEDS) if is_state else (ERRNO_PARTS, ERRNO_NEEDS)
    text = re.sub(r"^```.*?^```$", "", open(path, encoding="utf-8").read(), flags=re.M | re.S)
    begin, *rest = re.split(r"^## (.*)$", text, flags=re.M)
    title, means, *_ = begin.split("\n\n")
    sosh.equal(title, f"# {name}")
    sosh.expect(re.fullmatch(r"[A-Z].*\.", means.strip(), re.S), "it begins with a sentence", means)
    sosh.equal(rest[::2], [part for part in parts if part in rest[::2]])
    sosh.expect(set(needs) <= set(rest[::2]), f"it needs {needs}", rest[::2])


def shows_a_session(path):
    """What only root can provoke is shown as ```text."""
    return bool(session_of(path))


def needs_openssl(path):
    with open(path, encoding="utf-8") as page:
        return re.search(r"^sosh> (tls|certificate|cert) |^sosh> connect .*--tls", page.read(),
                         re.M)


def shown(suite, name, path, declared, also_json):
    if needs_openssl(path) and not sosh.OPENSSL:
        print(f"skipped: {name}: sosh was built without OpenSSL")
    elif os.path.basename(path) in NEED_LIBMNL and not sosh.LIBMNL:
        print(f"skipped: {name}: sosh was built without libmnl")
    else:
        suite.case(name, a_page_shows_what_comes, path, declared, also_json)


def main():
    if sys.argv[1:2] == ["--show"]:
        return print("\n".join(filled(sys.argv[2])))
    if sys.argv[1:2] == ["--write"]:
        return [write(path) for path in sys.argv[2:]]
    suite = sosh.Suite()
    declared = {command["name"]: command for command in sosh.declarations()["commands"]}
    pages = {os.path.basename(path)[:-3]: path for path in found("commands")}
    suite.case("every command has a page, and every page a command",
               pages_and_commands_are_the_same, pages, declared)
    for name, path in pages.items():
        suite.case(f"the page of {name} begins with its name",
                   a_page_begins_with_its_name, path, name)
        shown(suite, f"the page of {name} shows what {name} does", path, declared, True)
        if name in declared:
            suite.case(f"the page of {name} uses each flag of {name}",
                       a_page_uses_each_flag, path, declared[name])
    for path in [os.path.join(TOP, "README.md"), *found("guide")]:
        shown(suite, f"{os.path.basename(path)} shows what sosh does", path, declared, False)
    for path in found("explain"):
        name = os.path.basename(path)[:-len(".md")]
        if name == "README":
            continue
        suite.case(f"explain's page of {name} has its parts",
                   a_page_of_explain_has_its_parts, path, name)
        if shows_a_session(path):
            shown(suite, f"explain's page of {name} shows how to provoke it", path, declared,
                  True)
    suite.case("the command that adding-a-command.md shows compiles",
               a_command_of_a_document_compiles,
               os.path.join(TOP, "docs", "adding-a-command.md"))
    return suite.end()


if __name__ == "__main__":
    main()
