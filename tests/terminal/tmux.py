"""tmux: sosh at its prompt in a tmux of its own, which keeps what scrolled away and
breaks its rows anew when it is resized."""

import os
import shutil
import subprocess
import time
import unicodedata

from at_prompt import ENVIRONMENT, PROMPT, SOSH, able
from terminal import PATIENCE, Failure


def why_not():
    """Why nothing can be tried here, or None."""
    editor, can = able(SOSH)
    if "editing" in can and "table" in can and shutil.which("tmux"):
        return None
    return f"{editor} has no editing, or there is no terminfo, or no tmux"


def columns(text):
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else
               0 if unicodedata.combining(sign) else 1 for sign in text)


class Tmux:
    """sosh in a tmux of its own."""

    def __init__(self, folder, rows=24, width=80):
        self.name = os.path.join(folder, "tmux")
        # The shell that is this user's may be none: /usr/sbin/nologin.
        self.env = dict(ENVIRONMENT, HOME=folder, SHELL="/bin/sh",
                        SOSH_HISTFILE=os.path.join(folder, "history"))
        self.do("-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(rows),
                f"exec {SOSH} --no-rc")

    def do(self, *words):
        done = subprocess.run(["tmux", "-u", "-S", self.name, *words], env=self.env,
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failure(f"tmux {words[0]}: {done.stderr}")
        return done.stdout

    def type(self, text):
        self.do("send-keys", "-l", text)

    def key(self, name):
        self.do("send-keys", name)

    def resize(self, rows, width):
        """Until the program can know: tmux breaks its rows anew first, and tells a
        quarter of a second later.  What is painted in between lands anywhere."""
        self.do("resize-window", "-x", str(width), "-y", str(rows))
        end = time.monotonic() + PATIENCE
        with open(self.do("display-message", "-p", "#{pane_tty}").strip(), "rb",
                  buffering=0) as tty:
            while os.get_terminal_size(tty.fileno()) != (width, rows):
                if time.monotonic() > end:
                    raise Failure("tmux does not tell of the resize")
                time.sleep(0.01)

    def screen(self):
        """The rows, and the cursor's row and column."""
        # One call, so that both are of the same moment.
        *rows, where = self.do("capture-pane", "-p", ";", "display-message", "-p",
                               "#{cursor_y} #{cursor_x}").splitlines()
        y, x = map(int, where.split())
        return rows, y, x

    def scrolled(self):
        """All rows, also those that have scrolled away."""
        return self.do("capture-pane", "-p", "-S", "-").splitlines()

    def until(self, wanted, what):
        end = time.monotonic() + PATIENCE
        while not wanted():
            if time.monotonic() > end:
                rows, y, x = self.screen()
                raise Failure(f"waited for {what}, but there is\n"
                              + "\n".join(f"    |{row}" for row in rows)
                              + f"\n    cursor at {y},{x}")
            time.sleep(0.01)

    def close(self):
        self.do("kill-server")


def line_on(tmux):
    """What stands between the last prompt and the cursor; None if that is no place
    where a line could be."""
    rows, y, x = tmux.screen()
    end, text = y, ""
    for at in range(y, -1, -1):
        if rows[at].startswith(PROMPT.rstrip()):
            # Rows that are full, and then the one with the cursor.
            for row in rows[at:end]:
                text += row
            text += clip(rows[end], x)
            return text[len(PROMPT):] if len(text) >= len(PROMPT) else ""
    return None


def clip(row, width):
    text, used = "", 0
    for sign in row:
        used += columns(sign)
        if used > width:
            break
        text += sign
    return text + " " * max(0, width - columns(text))
