"""peers: the programs of a conversation, one of them sosh with an example script.

Nobody is given a port: whoever serves takes port 0 and says what it got."""

import base64
import glob
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "commands"))
import sosh                                     # noqa: E402
from sosh import Failure, equal, expect         # noqa: E402

EXAMPLES = os.path.abspath(os.path.join(HERE, os.pardir, os.pardir, "docs", "examples"))
ADDRESS = r"serving on 127\.0\.0\.1:(\d+)"


class Program:
    """One program of a conversation: what it says is read line by line as it comes;
    at the end of a `with` it has ended, by its process id if need be."""

    def __init__(self, *words, said="out", env=None, **others):
        self.words = [str(word) for word in words]
        # Whole outputs go to files, so that no full pipe holds anybody up; only
        # the stream that is listened to is a pipe.
        self.kept = {name: tempfile.TemporaryFile() for name in ("out", "err")}
        self.said = said
        self.text = b""
        streams = {"stdout": self.kept["out"], "stderr": self.kept["err"],
                   "std" + said: subprocess.PIPE}
        self.process = subprocess.Popen(self.words, bufsize=0, stdin=subprocess.PIPE,
                                        env=env or sosh.environment(), **streams, **others)
        self.pipe = getattr(self.process, "std" + said)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for file in (self.process.stdin, self.pipe, *self.kept.values()):
            file.close()

    def __str__(self):
        return f"{' '.join(self.words)}: said {self.text!r}"

    def wait_for(self, pattern):
        """The first group of `pattern`, as soon as it was said."""
        pattern = re.compile(pattern.encode() if isinstance(pattern, str) else pattern)
        while True:
            # A line that is not whole yet may say half a port.
            lines = self.text[:self.text.rfind(b"\n") + 1]
            found = pattern.search(lines)
            if found:
                return found.group(found.lastindex or 0).decode()
            more = self.read()
            expect(more, f"ended before it said {pattern.pattern!r}", self)
            self.text += more

    def wait_for_bytes(self, count):
        """The first so many bytes that it said, as soon as it has."""
        while len(self.text) < count:
            more = self.read()
            expect(more, f"ended before it said {count} bytes", self)
            self.text += more
        return self.text

    def read(self):
        with Patience(self):
            return os.read(self.pipe.fileno(), 65536)

    def give(self, data, last=False):
        self.process.stdin.write(data)
        if last:
            self.process.stdin.close()

    def end(self):
        """What it left behind, once it has ended by itself."""
        with Patience(self):
            while True:
                more = os.read(self.pipe.fileno(), 65536)
                if not more:
                    break
                self.text += more
            status = self.process.wait()
        output = {self.said: self.text}
        for name, file in self.kept.items():
            if name not in output:
                file.seek(0)
                output[name] = file.read()
        return sosh.Result(self.words[1:], status, output["out"], output["err"])


class Patience:
    """Ends a wait for a program that does not do what it should."""

    def __init__(self, program):
        self.program = program

    def __enter__(self):
        def late(*_):
            raise Failure(f"nothing came for {sosh.PATIENCE} s: {self.program}")
        signal.signal(signal.SIGALRM, late)
        signal.setitimer(signal.ITIMER_REAL, sosh.PATIENCE)

    def __exit__(self, *_):
        signal.setitimer(signal.ITIMER_REAL, 0)


class Script(Program):
    """An example script, run by sosh in text or JSON."""

    def __init__(self, mode, name, *words):
        self.mode = mode
        super().__init__(sosh.SOSH, "-o", mode, os.path.join(EXAMPLES, name), *words)

    def serving(self, pattern=ADDRESS):
        """Where it serves: it says so before it waits."""
        return self.wait_for(pattern + ('"' if self.mode == "json" else ""))

    def received(self, status=0):
        """Ends it; what it received, as text mode shows it or as JSON holds it."""
        result = sosh.sound(self.end())
        equal(result.status, status, result)
        if self.mode == "text":
            return [line[2:] for line in result.lines if line.startswith("  ")]
        return [data_of(answer) for answer in result.answers
                if answer["command"] == "recv" and answer["ok"] and not answer["eof"]]


def surroundings(folder, **changes):
    """An environment in which all that servers leave behind is in `folder`."""
    place = os.path.join(folder, "place")
    os.makedirs(place, exist_ok=True)
    os.chmod(place, 0o1777)
    return sosh.environment(TMPDIR=place, **changes)


def processes_of(env):
    """The processes that are at home in the folder of `env`; that it is gone tells the
    kernel behind its name."""
    found = []
    for path in glob.glob("/proc/[0-9]*/cwd"):
        try:
            if os.readlink(path).startswith(env["TMPDIR"]):
                found.append(path)
        except OSError:
            pass                                # it has ended meanwhile, or is not ours
    return found


def files_of(env):
    return [os.path.join(place, name) for place, folders, files in os.walk(env["TMPDIR"])
            for name in folders + files]


def wait_until(true, left):
    """Nothing tells when the processes of others are gone."""
    until = time.monotonic() + sosh.PATIENCE
    while not true():
        expect(time.monotonic() < until, f"left: {left()}")
        time.sleep(0.02)


def nothing_is_left(env):
    """Neither a process nor a file."""
    wait_until(lambda: not (files_of(env) or processes_of(env)),
               lambda: (files_of(env)[:30], processes_of(env)))


def bytes_of(answer):
    if "data_base64" in answer:
        return base64.b64decode(answer["data_base64"])
    return answer["data"].encode()


def data_of(answer):
    """The bytes of an answer as text mode shows them; of bytes that are no text, the
    bytes themselves."""
    if "data_base64" in answer:
        return bytes_of(answer)
    return answer["data"].replace("\\", "\\\\")


def python(name, *words):
    return Program(sys.executable, os.path.join(HERE, name), *words)


def printed(program):
    result = program.end()
    equal(result.status, 0, result)
    return result.out


def nc(*words, said="out"):
    return Program("nc", "-n", *words, said=said)


def socat(*words, said="out"):
    return Program("socat", *words, said=said)


def socat_server(address):
    """A socat that sends back what comes."""
    return socat("-d", "-d", address, "PIPE", said="err")


def run(suite, cases):
    """Each case in text and in JSON."""
    for case in cases:
        for mode in ("text", "json"):
            suite.case(f"{case.__name__.replace('_', ' ')} ({mode})", case, mode)
