"""keystroke: how long it takes from a byte written to a pseudo-terminal to its echo."""

import os
import pty
import select
import struct
import termios
import time
from fcntl import ioctl

ROWS, COLUMNS = 40, 120
PATIENCE = 20
LETTERS = b"abcdefghijklmnopqrstuvwxyz"
LINE = 60           # letters before the line is cleared


class Shell:
    """A program at its prompt on a terminal of its own."""

    def __init__(self, words, prompt, folder, setup=()):
        self.prompt = prompt
        self.typed = 0
        self.got = b""
        self.child, self.end = pty.fork()
        if self.child == 0:
            os.chdir(folder)
            os.execvpe(words[0], words, {
                "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": folder,
                "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PS1": "bash> ",
                "INPUTRC": "/dev/null", "SOSH_HISTFILE": "", "HISTFILE": ""})
        ioctl(self.end, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.wait(prompt)
        for line in setup:
            self.got = b""
            os.write(self.end, line.encode() + b"\r")
            self.wait(b"\n" + prompt)
        self.settle()

    def read(self, seconds):
        if not select.select([self.end], [], [], seconds)[0]:
            return False
        self.got += os.read(self.end, 65536)
        return True

    def wait(self, wanted):
        end = time.monotonic() + PATIENCE
        while wanted not in self.got.replace(b"\x1b[?2004h", b"").replace(b"\r", b""):
            if not self.read(0.1) and time.monotonic() > end:
                raise SystemExit(f"bench/run: no {wanted!r} in {self.got[-300:]!r}")

    def settle(self):
        """Until nothing comes for a moment: what was typed is dealt with."""
        while self.read(0.05):
            pass
        self.got = b""

    def key(self):
        """Types a letter; the seconds until it comes back."""
        if self.typed and self.typed % LINE == 0:
            os.write(self.end, b"\x15")
            self.settle()
        letter = LETTERS[self.typed % len(LETTERS):][:1]
        self.typed += 1
        self.settle_short()
        self.got = b""
        start = time.perf_counter()
        os.write(self.end, letter)
        while letter not in self.got:
            if not self.read(PATIENCE):
                raise SystemExit("bench/run: a letter did not come back")
        return time.perf_counter() - start

    def settle_short(self):
        """What is painted behind the echo (hints, the table) is not the next echo."""
        while self.read(0.002):
            pass

    def close(self):
        os.write(self.end, b"\x15\x04")
        os.close(self.end)
        os.waitpid(self.child, 0)
