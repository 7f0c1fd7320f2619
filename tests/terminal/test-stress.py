#!/usr/bin/env python3
"""The prompt and the live table under tmux, where random things happen: typing, keys,
output, sockets that come and go, resizes with rows that are broken anew, and all the
while ten notices a second, of datagrams that come.  After each step the line on the screen is the line that was typed.

SOSH_TEST_STEPS is how many steps (60), SOSH_TEST_SEED the seed (1)."""

import os
import random
import socket
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from at_prompt import SOSH, able, free_port  # noqa: E402
from terminal import PATIENCE, Failure  # noqa: E402
from tmux import Tmux, columns, line_on, why_not  # noqa: E402

STEPS = int(os.environ.get("SOSH_TEST_STEPS", "60"))
SEED = int(os.environ.get("SOSH_TEST_SEED", "1"))
NOTICED = 5         # sockets that two notices a second are told of each


class Datagrams(threading.Thread):
    """Sends to each of some ports, twice a second: as often as it is told."""

    def __init__(self, ports):
        super().__init__(daemon=True)
        self.ports, self.over = ports, threading.Event()

    def run(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            while not self.over.wait(0.5 / len(self.ports)):
                sender.sendto(b"x", ("127.0.0.1", self.ports[0]))
                self.ports = self.ports[1:] + self.ports[:1]


class Stress:
    def __init__(self, tmux):
        self.tmux = tmux
        self.chance = random.Random(SEED)
        self.typed = ""
        self.done = "begin"
        self.pairs = []
        self.next = 1
        self.entered = 0

    # --- what may happen

    def letters(self):
        self.add("".join(self.chance.choice("abcdefgh 12") for _ in range(self.chance.randint(1, 30))))

    def wide(self):
        self.add("".join(self.chance.choice("日本語한글漢字") for _ in range(self.chance.randint(1, 12))))

    def add(self, text):
        room = 300 - columns(self.typed)
        text = text[:max(0, room // 2)]
        self.typed += text
        if text:
            self.tmux.type(text)

    def back_space(self):
        for _ in range(self.chance.randint(1, 12)):
            if self.typed:
                self.typed = self.typed[:-1]
                self.tmux.key("BSpace")

    def tab_list(self):
        self.clear_line()
        self.add("so")
        self.tmux.key("Tab")

    def ctrl_l(self):
        self.tmux.key("C-l")

    def front_and_end(self):
        self.tmux.key("C-a")
        self.tmux.key("C-e")

    def clear_line(self):
        self.tmux.key("C-u")
        self.typed = ""

    def ctrl_c(self):
        # It also throws away keys that have not been read.
        self.settle()
        self.tmux.key("C-c")
        self.typed = ""

    def enter(self, command):
        """Has it run, and waits until it has."""
        self.clear_line()
        self.entered += 1
        self.tmux.type(f"{command}; echo did {self.entered}")
        self.tmux.key("Enter")
        self.until(lambda: f"did {self.entered}" in self.tmux.screen()[0])

    def output(self):
        self.enter(f"repeat {self.chance.randint(1, 40)} {{ echo {'x' * self.chance.randint(1, 150)} }}")

    def come(self):
        if len(self.pairs) < 6:
            self.enter("pair")
            self.pairs.append(self.next)
            self.next += 2

    def go(self):
        if self.pairs:
            first = self.pairs.pop(self.chance.randrange(len(self.pairs)))
            self.enter(f"close {first} {first + 1}")

    def traffic(self):
        if self.pairs:
            self.enter(f"send {self.pairs[-1]} hello")

    def change_later(self):
        """Marks and closed rows go by themselves while the line is being typed on."""
        for _ in range(4):
            self.letters()
            time.sleep(0.3)

    def resize(self):
        self.tmux.resize(self.chance.randint(10, 30), self.chance.randint(40, 133))
        self.settle()
        self.letters()

    # --- the check

    def settle(self):
        """Until the line on the screen is the line that was typed."""
        self.until(lambda: self.same(line_on(self.tmux)))

    def until(self, wanted):
        end = time.monotonic() + PATIENCE
        while not wanted():
            if time.monotonic() > end:
                rows, y, x = self.tmux.screen()
                raise Failure(f"after {self.done} the line is {line_on(self.tmux)!r} and should "
                              f"be {self.typed!r}:\n" + "\n".join(f"    |{row}" for row in rows)
                              + f"\n    cursor at {y},{x}")
            time.sleep(0.01)

    def same(self, seen):
        if seen is None:
            return False
        # Blanks at the end of a row cannot be told from none, as when a wide sign did
        # not fit there.
        return seen.replace(" ", "") == self.typed.replace(" ", "")

    def begin(self):
        """Sockets for the notices."""
        ports = [free_port() for _ in range(NOTICED)]
        for port in ports:
            self.enter(f"socket udp; bind {self.next} 127.0.0.1:{port}")
            self.next += 1
        return Datagrams(ports)

    def run(self):
        self.settle()
        datagrams = self.begin()
        datagrams.start()
        try:
            self.steps()
        finally:
            datagrams.over.set()
            datagrams.join()

    def steps(self):
        steps = [self.letters, self.letters, self.wide, self.back_space, self.tab_list,
                 self.ctrl_l, self.front_and_end, self.ctrl_c, self.output, self.come, self.go,
                 self.traffic, self.change_later, self.resize, self.resize]
        for number in range(STEPS):
            step = self.chance.choice(steps)
            self.done = f"step {number + 1} ({step.__name__})"
            step()
            self.settle()


def main():
    editor, _ = able(SOSH)
    if why_not():
        print(f"skipped: {why_not()}")
        print("0 passed, 0 failed")
        return 77
    with tempfile.TemporaryDirectory(prefix="sosh-stress-") as folder:
        tmux = Tmux(folder)
        try:
            Stress(tmux).run()
            print(f"ok: {STEPS} steps of seed {SEED} with {editor}")
            print("1 passed, 0 failed")
            return 0
        except Failure as failure:
            print(f"FAILED: {failure}")
            print("0 passed, 1 failed")
            return 1
        finally:
            tmux.close()


if __name__ == "__main__":
    sys.exit(main())
