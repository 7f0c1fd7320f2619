"""sosh: runs the program, and looks at what comes back.

A run that takes too long, that a signal ended, or that a sanitizer spoke up in is
a failure of the test that made it, whatever else came."""

import atexit
import functools
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

SOSH = os.environ.get("SOSH", os.path.abspath("sosh"))
VERSION = subprocess.run([SOSH, "--version"], capture_output=True, check=False).stdout
LIBMNL = b"libmnl" in VERSION
OPENSSL = b"OpenSSL" in VERSION
PATIENCE = float(os.environ.get("SOSH_TEST_PATIENCE", "20"))
SANITIZER = re.compile(rb"AddressSanitizer|LeakSanitizer|runtime error:|MemorySanitizer")
# What no output may hold: control characters but TAB and LF, DEL, C1 as UTF-8.
CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")

# Whoever starts the tests in the background of a script has them ignore SIGINT, with nohup
# SIGHUP, and all that they start: what is tested with these would never hear of them.
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM):
    signal.signal(number, signal.SIG_DFL)


class Failure(Exception):
    """What came is not what the contract says."""


class Result:
    """What one run of sosh left behind."""

    def __init__(self, words, status, out, err):
        self.words, self.status, self.out, self.err = words, status, out, err

    @property
    def text(self):
        return self.out.decode("utf-8", "surrogateescape")

    @property
    def complaint(self):
        return self.err.decode("utf-8", "surrogateescape")

    @property
    def lines(self):
        return self.text.splitlines()

    @property
    def answers(self):
        """The JSON objects, one a line; a line that is none is a failure."""
        try:
            return [json.loads(line) for line in self.text.splitlines()]
        except ValueError as error:
            raise Failure(f"not JSON ({error}): {self}") from None

    @property
    def answer(self):
        """The last of them."""
        if not self.answers:
            raise Failure(f"no answer: {self}")
        return self.answers[-1]

    def __str__(self):
        def show(what):
            return repr(what if len(what) < 2000 else what[:900] + b" ... " + what[-900:])
        words = " ".join(word if len(word) < 300 else word[:300] + "..." for word in
                         map(str, self.words))
        return (f"sosh {words}\n    status {self.status}\n"
                f"    stdout {show(self.out)}\n    stderr {show(self.err)}")


def environment(**changes):
    """The environment of a run: nobody's own settings; None takes a name out."""
    env = {name: value for name, value in os.environ.items()
           if not name.startswith(("SOSH", "LC_", "LANG", "NO_COLOR"))}
    env["LC_ALL"] = "C.UTF-8"
    env.update(changes)
    return {name: value for name, value in env.items() if value is not None}


def copied(folder):
    """A copy of sosh there that everybody may run, with its modules beside it."""
    for part in [SOSH, *glob.glob(os.path.join(os.path.dirname(SOSH), "sosh-*.so"))]:
        os.chmod(shutil.copy(part, folder), 0o755)
    return os.path.join(folder, os.path.basename(SOSH))


@functools.lru_cache(maxsize=None)
def reachable():
    """A sosh that everybody may run: the build folder may be for root's eyes only."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    os.chmod(folder, 0o755)
    return copied(folder)


def program_for(others):
    """Who gives up root's rights before sosh runs has a `preexec_fn`."""
    return reachable() if others.get("preexec_fn") and os.getuid() == 0 else SOSH


def run(*words, input=b"", env=None, limit=PATIENCE, ends_by=None, **others):
    """Runs sosh with `words`; `ends_by` is the signal that is to end it."""
    if isinstance(input, str):
        input = input.encode("utf-8", "surrogateescape")
    if "stdin" not in others:
        others["input"] = input
    words = [str(word) if not isinstance(word, bytes) else word for word in words]
    for stream in ("stdout", "stderr"):
        others.setdefault(stream, subprocess.PIPE)
    try:
        done = subprocess.run([others.pop("program", None) or program_for(others), *words],
                              timeout=limit,
                              env=env or environment(), **others)
    except subprocess.TimeoutExpired as late:
        cut = Result(words, None, late.stdout or b"", late.stderr or b"")
        raise Failure(f"took more than {limit} s: {cut}") from None
    result = Result(words, done.returncode, done.stdout or b"", done.stderr or b"")
    return sound(result, ends_by)


def sound(result, ends_by=None):
    """`result`, if no signal ended it but `ends_by`, and no sanitizer spoke."""
    if SANITIZER.search(result.err) or SANITIZER.search(result.out):
        raise Failure(f"a sanitizer spoke: {result}")
    if result.status < 0 and -result.status != ends_by:
        raise Failure(f"ended by {signal.Signals(-result.status).name}: {result}")
    return result


def text(commands, *options, **others):
    return run(*options, "-c", commands, **others)


def answers(commands, *options, **others):
    return run("--json", *options, "-c", commands, **others)


def on_a_terminal(commands, locale="C.UTF-8", error=None):
    """What comes on one of this locale; with `error` (subprocess.STDOUT) the complaints, too."""
    master, terminal = os.openpty()
    with open(master, "rb", buffering=0) as ours:
        with subprocess.Popen([SOSH, "-c", commands], stdin=subprocess.DEVNULL, stdout=terminal,
                              stderr=error, env=environment(LC_ALL=locale)) as process:
            os.close(terminal)
            shown = b""
            try:
                while chunk := ours.read(65536):
                    shown += chunk
            except OSError:             # the last one to have it open is gone
                pass
            equal(process.wait(), 0, shown)
    return shown.decode().replace("\r\n", "\n")


def receive(peer, count):
    """So many bytes from a socket, or those up to the end."""
    got = b""
    while len(got) < count:
        more = peer.recv(min(count - len(got), 65536))
        if not more:
            break
        got += more
    return got


def declarations():
    return json.loads(run("--declarations").out)


def forms(command):
    """A declaration, and those of its forms (`expect recv`)."""
    return [command, *command["forms"]]


def ordinary(to=65534):
    """A preexec_fn that gives up root's rights."""
    def drop():
        os.setgroups([])
        os.setgid(to)
        os.setuid(to)
    return drop if os.getuid() == 0 else None


def expect(condition, why, result=None):
    if not condition:
        raise Failure(f"{why}: {result}" if result is not None else why)


def equal(got, wanted, result=None):
    expect(got == wanted, f"got {got!r}, wanted {wanted!r}", result)


def like(wanted, got):
    """Is `got` as `wanted` says?  Of an object each field of `wanted`; a type, a
    pattern or a function stands for what fits it; ... for anything at all."""
    if wanted is ...:
        return True
    if isinstance(wanted, re.Pattern):
        return isinstance(got, str) and bool(wanted.search(got))
    if isinstance(wanted, type):
        return type(got) is wanted or (wanted is float and type(got) is int)
    if callable(wanted):
        return bool(wanted(got))
    if isinstance(wanted, dict):
        return isinstance(got, dict) and all(
            name in got and like(value, got[name]) for name, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(got, list) and len(got) == len(wanted) and all(
            like(a, b) for a, b in zip(wanted, got))
    return type(got) is type(wanted) and got == wanted


class Suite:
    """Counts what passed and what failed; each case in a folder of its own."""

    def __init__(self):
        if not os.access(SOSH, os.X_OK):
            sys.exit(f"there is no program '{SOSH}': set SOSH")
        self.passed = self.failed = 0
        self.top = tempfile.mkdtemp(prefix="sosh-test-")
        os.chmod(self.top, 0o755)
        self.only = sys.argv[1:]
        self.count = 0

    def case(self, name, body, *words):
        """Runs body(folder, *words); what it raises is a failure."""
        if self.only and not any(part in name for part in self.only):
            return
        self.count += 1
        folder = os.path.join(self.top, str(self.count))
        os.mkdir(folder)
        os.chmod(folder, 0o777)
        try:
            body(folder, *words)
            self.passed += 1
        except (Failure, OSError, ValueError, LookupError, TypeError) as error:
            self.failed += 1
            what = str(error) if isinstance(error, Failure) else \
                f"{type(error).__name__}: {error}"
            print(f"FAILED: {name}\n  {what}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)

    def end(self):
        shutil.rmtree(self.top, ignore_errors=True)
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)
