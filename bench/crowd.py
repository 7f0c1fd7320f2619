"""crowd: 10,000 clients at one `serve N echo` at the prompt: what memory each takes, and how
long a letter that is typed takes to come back while most of them are busy."""

import os
import threading

from keystroke import Shell
from serve import Load, free_port, listens, many_descriptors

CLIENTS, BUSY = 10000, 9000
KEYS = 400
REQUESTS = 50000      # at once of the load, which goes on as long as keys are typed


def resident(pid):
    """Bytes."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(row.split()[1]) << 10 for row in file if row.startswith("VmRSS"))


def keys(shell, count):
    return [shell.key() for _ in range(count)]


class Busy:
    """A load that goes on until it is told to stop."""

    def __init__(self, load):
        self.load, self.going, self.answered = load, True, 0
        self.thread = threading.Thread(target=self.ask)
        self.thread.start()

    def ask(self):
        while self.going and self.load.ask(REQUESTS):
            self.answered += REQUESTS

    def stop(self):
        self.going = False
        self.thread.join()
        return self.answered


def crowd(options, folder, build):
    many_descriptors()
    bare, port = build("serve", folder), free_port()
    shell = Shell([options.sosh, "--no-rc"], b"sosh> ", folder, [
        "watch off", "config notes off", "socket tcp", f"bind 1 127.0.0.1:{port}",
        "listen 1 4096", "serve 1 echo"])
    os.write(shell.end, b"watch on\r")     # there is a live table, too
    shell.wait(b"LISTEN")
    shell.settle()
    listens(port)
    alone = keys(shell, KEYS)
    before = resident(shell.child)
    idle = Load(bare, port, CLIENTS - BUSY)
    loaded = Load(bare, port, BUSY)
    if not idle.ready or not loaded.ready:
        raise SystemExit("bench/run: not everybody was answered")
    each = (resident(shell.child) - before) / CLIENTS
    still = keys(shell, KEYS)
    busy = Busy(loaded)
    among = keys(shell, options.rounds or KEYS)
    answered = busy.stop()
    loaded.close()
    idle.close()
    shell.close()
    return each, {"no client": alone, f"{CLIENTS} idle": still, f"{BUSY} busy": among}, answered


def report(each, times, answered):
    print(f"\ncrowd: {CLIENTS} clients at one serve echo: {each:.0f} bytes of resident memory a "
          f"connection (to stay below 2048); {answered} answers while letters were typed\n")
    print("| clients        | letter to echo, ms: median |     99 % (to stay below 5) |")
    print("|----------------|---------------------------:|---------------------------:|")
    for label, spent in times.items():
        spent = sorted(spent)
        print(f"| {label:14} | {spent[len(spent) // 2] * 1e3:26.3f} "
              f"| {spent[len(spent) * 99 // 100] * 1e3:26.3f} |")
