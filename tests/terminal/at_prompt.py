"""at_prompt: sosh at its prompt, on a terminal of its own, and what tests of it share."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import traceback

try:
    import pexpect  # noqa: F401
    import pyte  # noqa: F401
except ImportError as missing:
    print(f"skipped: {missing}")
    print("0 passed, 0 failed")
    sys.exit(77)

from terminal import Failure, Terminal  # noqa: E402

SOSH = os.path.abspath(os.environ.get("SOSH", "./sosh"))
# Of the line editor's own, in a build that looks for leaks.
LEAKS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "leaks.supp")
PROMPT = "sosh> "
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
    "TERM": "xterm-256color", "LC_ALL": "C.UTF-8",
    "INPUTRC": "/dev/null", "EDITRC": "/dev/null",
    "LSAN_OPTIONS": f"print_suppressions=0:suppressions={LEAKS}",
    # Whose a leak is, is seen further up the stack, behind code without frame pointers.
    "ASAN_OPTIONS": "fast_unwind_on_malloc=0",
}
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
    if name in os.environ:
        ENVIRONMENT[name] = os.environ[name]

# What each line editor can do.
ABLE = {
    "readline": {"editing", "search", "paste"},
    "libedit": {"editing"},
    "plain": set(),
}


def able(program):
    """The editor that a program was built with, and what it can do with it."""
    version = subprocess.run([program, "--version"], capture_output=True, text=True,
                             check=True).stdout
    editor = ([name for name in ABLE if name in version.lower()] + ["plain"])[0]
    return editor, ABLE[editor] | ({"table"} if "terminfo" in version else set())


class Sosh(Terminal):
    """sosh at its prompt, behind the shell's command `before`; its attribute of that
    name is what the terminal was like before it came."""

    def __init__(self, folder, options=("--no-rc",), rows=24, columns=80, before=":", **env):
        settings = dict(ENVIRONMENT, HOME=folder, XDG_CONFIG_HOME=folder,
                        SOSH_HISTFILE=os.path.join(folder, "history"))
        settings.update(env)
        self.folder = folder
        self.file = settings["SOSH_HISTFILE"]
        # The shell takes the terminal only when told to, so that one can look first.
        super().__init__(["/bin/sh", "-c", f'{before}; echo ready; read go; exec "$@"', "sh", SOSH,
                          *options], rows, columns, settings, folder)
        self.wait("ready")
        self.before = self.modes()
        self.line()
        self.wait_prompt()

    def wait_prompt(self):
        """Until it asks again, since something was typed."""
        self.wait(lambda: PROMPT.encode() in self.raw[self.mark:], "another prompt")
        self.wait_row(PROMPT)

    def run(self, command, answer=None):
        """Enters a command, and waits for its answer and the prompt behind it."""
        self.line(command)
        if answer is not None:
            self.wait_answer(answer)
        self.wait_prompt()

    def answers(self):
        """The rows without the prompts, behind which a plain terminal writes on."""
        return [re.sub(r"^(sosh> |  \.\.\. )*", "", row) for row in self.rows()]

    def wait_answer(self, row):
        self.wait(lambda: row in self.answers(), f"a row {row!r}")

    def history(self):
        try:
            with open(self.file, encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def enter(self, command):
        """Enters a command that may wait: it runs when it stands in the history."""
        self.line(command)
        self.wait(lambda: self.history().endswith(command + "\n"), "the line in the history")

    def no_block(self):
        """Is O_NONBLOCK set on its standard input?"""
        with open(f"/proc/{self.child.pid}/fdinfo/0", encoding="ascii") as info:
            flags = [line.split()[1] for line in info if line.startswith("flags:")]
        return bool(int(flags[0], 8) & os.O_NONBLOCK)

    def region(self):
        """The rows that scroll: the last ones that were set, counted from 1."""
        found = re.findall(rb"\x1b\[(\d+);(\d+)r", self.raw)
        return tuple(map(int, found[-1])) if found else None

    def check_sane(self):
        """The terminal is as it was."""
        equal(self.modes(), self.before)
        if b"\x1b[?2004h" in self.raw:
            more = self.raw.rindex(b"\x1b[?2004l") > self.raw.rindex(b"\x1b[?2004h")
            check(more, "bracketed paste was left on")
        if self.region():
            equal(self.region(), (1, self.screen.lines))
        check(not self.screen.cursor.hidden, "the cursor was left hidden")


def stopped(sosh):
    pid, status = os.waitpid(sosh.child.pid, os.WUNTRACED | os.WNOHANG)
    return pid == sosh.child.pid and os.WIFSTOPPED(status)


def check(truth, text):
    if not truth:
        raise Failure(text)


def equal(is_, should_be):
    check(is_ == should_be, f"it is {is_!r} and should be {should_be!r}")


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        return other.getsockname()[1]


def send_datagram(port, text):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.sendto(text.encode(), ("127.0.0.1", port))


def receiver(folder, **more):
    """A shell whose socket 1 receives datagrams, and its port."""
    sosh, port = Sosh(folder, **more), free_port()
    sosh.run("socket udp")
    sosh.run(f"bind 1 127.0.0.1:{port}")
    return sosh, port


class Cases:
    """The cases of one test: each is a function, and names what the editor has to be
    able to do for it."""

    def __init__(self, needs=()):
        self.needs = set(needs)  # of all of them
        self.cases = []

    def __call__(self, *needs):
        def add(function):
            self.cases.append((function, self.needs | set(needs)))
            return function
        return add

    def main(self, wanted):
        (editor, can), failed, passed = able(SOSH), 0, 0
        print(f"line editor: {editor}")
        for function, needs in self.cases:
            name = function.__name__
            if wanted and name not in wanted:
                continue
            if not needs <= can:
                print(f"skipped: {name}: {editor} has no {', '.join(sorted(needs - can))}")
                continue
            with tempfile.TemporaryDirectory(prefix="sosh-terminal-") as folder:
                try:
                    function(folder)
                    passed += 1
                    print(f"ok: {name}", flush=True)
                except Exception as error:  # each is told, and the next one runs
                    failed += 1
                    print(f"FAILED: {name}: {error}", flush=True)
                    if not isinstance(error, Failure):
                        traceback.print_exc(file=sys.stdout)
        print(f"{passed} passed, {failed} failed")
        return 1 if failed else 0
