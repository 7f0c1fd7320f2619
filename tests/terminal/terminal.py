"""terminal: a program on a pseudo-terminal, and the screen that a person would see.

Nothing here sleeps: a test waits until what it wants is on the screen."""

import os
import select
import signal
import termios
import time

import pexpect
import pyte
from wcwidth import wcwidth

PATIENCE = float(os.environ.get("SOSH_TEST_PATIENCE", "20"))
# As in commands/sosh.py: who starts the tests may ignore signals, and that is inherited.
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM):
    signal.signal(number, signal.SIG_DFL)


class Failure(Exception):
    """What was waited for did not come; the text tells what was there instead."""


class Screen(pyte.Screen):
    """As pyte's, which fails where the first half of a wide character was overwritten."""

    @property
    def display(self):
        rows = []
        for y in range(self.lines):
            row, before = [], ""
            for x in range(self.columns):
                cell = self.buffer[y][x].data
                second = before and wcwidth(before[0]) == 2
                if cell or not second:
                    row.append(cell or " ")
                before = cell
            rows.append("".join(row))
        return rows


class Terminal:
    """Runs `command` on a terminal of `rows` by `columns`."""

    def __init__(self, command, rows=24, columns=80, env=None, cwd=None):
        self.screen = Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.mark = 0  # so much had come when something was typed last
        self.ended = False
        self.child = pexpect.spawn(
            command[0], command[1:], env=env, cwd=cwd, timeout=PATIENCE,
            dimensions=(rows, columns), echo=True)
        self.child.delaybeforesend = None
        self.child.delayafterclose = 0.01
        self.child.delayafterterminate = 0.01

    # --- what goes in

    def type(self, text):
        self.mark = len(self.raw)
        self.child.send(text)

    def line(self, text=""):
        self.type(text + "\r")

    def control(self, letter):
        self.type(bytes([ord(letter.upper()) & 0x1F]))

    def signal(self, number):
        self.mark = len(self.raw)
        os.kill(self.child.pid, number)

    def resize(self, rows, columns):
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    # --- what comes out

    def pump(self, seconds):
        """Takes what comes within `seconds`; False when nothing did."""
        if self.ended:
            return False
        readable, _, _ = select.select([self.child.child_fd], [], [], seconds)
        if not readable:
            return False
        try:
            data = os.read(self.child.child_fd, 65536)
        except OSError:
            data = b""
        if not data:
            self.ended = True
            return False
        self.raw += data
        self.stream.feed(data)
        return True

    def rows(self):
        return [row.rstrip() for row in self.screen.display]

    def text(self):
        return "\n".join(self.rows()).rstrip("\n")

    def row(self):
        """The row of the cursor."""
        return self.screen.display[self.screen.cursor.y].rstrip()

    def cursor(self):
        return self.screen.cursor.y, self.screen.cursor.x

    def wait(self, wanted, what=None):
        """Until wanted() holds; `wanted` may be a text to be seen on the screen."""
        if isinstance(wanted, str):
            what, seen = f"{wanted!r} on the screen", wanted
            wanted = lambda: seen in self.text()
        end = time.monotonic() + PATIENCE
        while not wanted():
            if self.ended or time.monotonic() > end:
                raise Failure(f"waited for {what or 'a condition'}, but there is\n"
                              + self.picture())
            self.pump(0.1)

    def wait_row(self, text):
        """Until `text` stands before the cursor; behind it may stand a hint."""
        def there():
            y, x = self.cursor()
            return self.screen.display[y][:x] == text[len(text) - x:] and x == (
                len(text) % self.screen.columns)
        self.wait(there, f"{text!r} before the cursor")

    def wait_end(self):
        """Until the program has ended; its exit status, or minus its signal."""
        end = time.monotonic() + PATIENCE
        while self.pump(0.1) or (not self.ended and time.monotonic() < end):
            pass
        if not self.ended:
            raise Failure("the program goes on:\n" + self.picture())
        self.child.wait()
        if self.child.signalstatus is not None:
            return -self.child.signalstatus
        return self.child.exitstatus

    def picture(self):
        rows = self.rows()
        while rows and not rows[-1]:
            rows.pop()
        y, x = self.cursor()
        return "\n".join(f"    |{row}" for row in rows) + f"\n    cursor at {y},{x}"

    # --- what the terminal is like

    def modes(self):
        """Its settings as tcgetattr gives them."""
        return termios.tcgetattr(self.child.child_fd)

    def echoes(self):
        return bool(self.modes()[3] & termios.ECHO)

    def hang_up(self):
        """Closes the terminal under the program."""
        self.child.ptyproc.fileobj.close()
        self.child.ptyproc.closed = self.child.closed = self.ended = True
        self.child.child_fd = -1

    def close(self):
        if self.child.isalive():
            self.child.kill(signal.SIGKILL)
        self.child.close(force=True)
