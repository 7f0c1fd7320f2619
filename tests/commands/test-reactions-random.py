#!/usr/bin/python3
"""Many blocks of `on` at once, on bytes that come cut anywhere: what they say has to be what a
simple model says, however the bytes come."""

import os
import random
import re
import select
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import PATIENCE, SOSH, Failure, Suite, environment, equal

ROUNDS = 12


class Rule:
    """One block: when it runs, what it takes behind that, and whether it turns the page.  One
    without an expression is told of all that comes."""

    def __init__(self, when, name, takes="", waits=False):
        self.when, self.name, self.takes, self.waits = when, name, takes, waits
        self.expression = re.compile(when.encode())
        self.on = f"match '{when}'" if when else "readable"

    def written(self, other):
        says = f"echo ${{.number}} {self.name} ${{match.1}}"
        does = {"": says, "exact": f"recv . ${{match.1}} --exact --none; {says}",
                "line": f"recv . --line --none; {says}",
                "own": rf"recv . --match '([^\n]*)\n' --none; {says}",
                "next": f"recv . --none; {says}",
                "page": f"off .; {says}; {other} ."}[self.takes]
        return f"  on $c {self.on} {{ {'sleep 1ms; ' if self.waits else ''}{does} }}\n"


def pages(chance):
    """Two lists of rules: the one takes the other's place."""
    common = [Rule(r"^QUIT([a-z]*)\n", "quit"), Rule(r"^USER ([a-z]*)\n", "user"),
              Rule(r"^(\d+)\n", "sized", "exact"), Rule(r"^MORE([a-z]*)\n", "more", "line"),
              Rule(r"^PAGE([a-z]*)\n", "page", "page"), Rule(r"^# ([^\n]*)\n", "comment"),
              Rule(r"^PASS ([a-z]*)\n(?=)", "pass")]
    lists = []
    for page in range(2):
        rules = [Rule(one.when, f"{one.name}{page}", one.takes, chance.random() < 0.2)
                 for one in chance.sample(common, chance.randint(2, len(common)))]
        lists.append(rules + [Rule(r"^([^\n]*)\n", f"other{page}")])
    return lists


def single(chance):
    """One rule that looks for its place, and looks back."""
    one = chance.choice([Rule(r"x([a-w]*)y", "in"), Rule(r"(?<=a)(b+)c", "behind"),
                         Rule(r"\b(ab)\n", "word"), Rule(r"(ab|ba)(?=c)", "ahead")])
    return [[one], [one]]


def readable(chance):
    """A block that receives a line, of what it is told has come."""
    rule = Rule("", "line", "own", chance.random() < 0.2)
    return [[rule], [rule]]


def messages(chance):
    """Of messages none is cut, and those that nobody wants stay where they are."""
    common = [Rule(r"^USER ([a-z]*)", "user"), Rule(r"^QUIT([a-z]*)\n$", "quit"),
              Rule(r"^MORE([a-z]*)", "more", "next"), Rule(r"^PAGE([a-z]*)", "page", "page"),
              Rule(r"b(c*)\n", "b")]
    return [[Rule(one.when, f"{one.name}{page}", one.takes, chance.random() < 0.2)
             for one in chance.sample(common, chance.randint(1, len(common)))]
            for page in range(2)]


def some_bytes(chance, lists):
    """Bytes that have all of it, and mostly whole."""
    out = b""
    letters = "abcxy\n" if len(lists[0]) == 1 else "abc# 7"
    for _ in range(chance.randint(5, 40)):
        word = "".join(chance.choice("abc") for _ in range(chance.randint(0, 5)))
        size = chance.randint(1, 50)
        out += chance.choice([
            f"QUIT{word}\n", f"USER {word}\n", f"PASS {word}\n", f"# {word} 1\n", f"PAGE{word}\n",
            f"MORE{word}\n" + "".join(chance.choice("QUITMORE7# ") for _ in range(9)) + "\n",
            f"{size}\n" + "".join(chance.choice("QUITMORE 7#\n") for _ in range(size)),
            "".join(chance.choice(letters) for _ in range(chance.randint(0, 20))) + "\n",
        ]).encode()
    return out + chance.choice([b"", b"QUI", b"\n", b"abc"] if lists[0][0].when else [b""])


class Model:
    """What the blocks are to say of a stream, as far as it has come."""

    def __init__(self, number, lists):
        self.number, self.lists, self.page = number, lists, 0
        self.held, self.pending, self.said = b"", None, []

    def say(self, rule, word):
        self.said.append(f"{self.number} {rule.name} {word}".encode().rstrip())

    def begins(self):
        """The first rule that matches takes what it matches."""
        for rule in self.lists[self.page]:
            found = rule.expression.search(self.held)
            if found and self.held:
                self.held = self.held[found.end():]
                self.pending = (rule, found[1].decode() if rule.when else "")
                return True
        return False

    def goes_on(self):
        """Its block, when there is all that it receives."""
        rule, word = self.pending
        need = int(word) if rule.takes == "exact" else self.held.find(b"\n") + 1
        if rule.takes in ("exact", "line", "own"):
            if not 0 < need <= len(self.held):
                return False
            word = self.held[:need - 1].decode() if rule.takes == "own" else word
            self.held = self.held[need:]
        self.pending = None
        if rule.takes == "page":
            self.page = 1 - self.page
        self.say(rule, word)
        return True

    def left(self):
        return len(self.held)

    def add(self, some):
        self.held += some
        while self.goes_on() if self.pending else self.begins():
            pass


class Messages(Model):
    """The same of messages, which are held one by one."""

    def __init__(self, number, lists):
        super().__init__(number, lists)
        self.held, self.asked = [], 0

    def begins(self):
        """The first message that a rule matches, and the first of these rules."""
        for index in range(self.asked, len(self.held)):
            for rule in self.lists[self.page]:
                found = rule.expression.search(self.held[index])
                if found:
                    del self.held[index]
                    self.asked = index
                    self.pending = (rule, found[1].decode())
                    return True
        self.asked = len(self.held)
        return False

    def goes_on(self):
        rule, word = self.pending
        if rule.takes == "next":
            if not self.held:
                return False
            del self.held[0]
            self.asked = max(self.asked - 1, 0)
        self.pending = None
        if rule.takes == "page":
            self.page, self.asked = 1 - self.page, 0
        self.say(rule, word)
        return True

    def left(self):
        return sum(map(len, self.held))

    def add(self, some):
        super().add([some])


def stream(chance, lists, model):
    """Such bytes, or messages, that no block of them waits for more at their end."""
    while True:
        trial, out = model(0, lists), some_bytes(chance, lists)
        pieces = out.splitlines(True) if model is Messages else [out]
        for one in pieces:
            trial.add(one)
        if not trial.pending:
            return pieces


def script(lists, clients, model):
    made, place = ("unix-seqpacket", "./s") if model is Messages else ("tcp", "127.0.0.1:0")
    out = f"socket {made} --name l; bind l {place}; listen l\npair --names done,every\n"
    for page, rules in enumerate(lists):
        out += f"def page{page} c {{\n"
        out += "".join(rule.written(f"page{1 - page}") for rule in rules)
        out += "  on $c closed { echo ${.number} closed ${.buffered}; close .; send done x }\n}\n"
    out += f"repeat {clients} {{ accept l; page0 . }} &\n"
    return out + f"echo ${{l.local}}\nrecv every {clients} --exact --none\n"


class Desk:
    """sosh, and the lines that it says, by socket."""

    def __init__(self, folder, text):
        with open(os.path.join(folder, "script"), "w", encoding="utf-8") as file:
            file.write(text)
        self.sosh = subprocess.Popen([SOSH, "-q", "script"], cwd=folder, env=environment(),
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.rest, self.said, self.deadline = b"", {}, time.monotonic() + 3 * PATIENCE
        self.folder, self.local = folder, None

    def connect(self):
        self.local = self.local or self.line().decode()
        if ":" not in self.local:
            peer = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            peer.connect(os.path.join(self.folder, self.local))
            return peer
        host, port = self.local.rsplit(":", 1)
        peer = socket.create_connection((host, int(port)), PATIENCE)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return peer

    def line(self):
        while b"\n" not in self.rest:
            left = self.deadline - time.monotonic()
            if left <= 0 or not select.select([self.sosh.stdout], [], [], left)[0]:
                raise Failure("it says no more")
            some = os.read(self.sosh.stdout.fileno(), 65536)
            if not some:
                raise Failure(f"it has ended: {self.sosh.stderr.read()}")
            self.rest += some
        line, self.rest = self.rest.split(b"\n", 1)
        return line

    def wait_for(self, model):
        """Until the socket has said as much as the model."""
        mine = self.said.setdefault(model.number, [])
        while len(mine) < len(model.said):
            line = self.line()
            self.said.setdefault(int(line.split()[0]), []).append(line.rstrip())
        equal(mine, model.said)


def take_piece(chance, pieces, model):
    """A message, or of bytes one, some, or all."""
    rest = pieces.pop(0)
    if isinstance(model, Messages):
        return rest
    count = chance.choice([1, chance.randint(1, 9), chance.randint(1, 200), len(rest)])
    if rest[count:]:
        pieces.append(rest[count:])
    return rest[:count]


def talk(chance, desk, models):
    """Each client's bytes, in pieces, in any order; now and then until they were answered."""
    peers = [(desk.connect(), model, stream(chance, model.lists, type(model)))
             for model in models]
    while peers:
        one = peer, model, pieces = chance.choice(peers)
        if pieces:
            some = take_piece(chance, pieces, model)
            peer.sendall(some)
            model.add(some)
        else:
            peer.close()
            model.said.append(f"{model.number} closed {model.left()}".encode())
            peers.remove(one)
        if chance.random() < 0.3:
            desk.wait_for(model)


def a_round(folder, seed, kind):
    chance = random.Random(seed)
    lists = kind(chance)
    clients = chance.randint(1, 3)
    model = Messages if kind is messages else Model
    models = [model(number, lists) for number in range(4, 4 + clients)]
    desk = Desk(folder, script(lists, clients, model))
    try:
        talk(chance, desk, models)
        for one in models:
            desk.wait_for(one)
        equal((desk.sosh.wait(PATIENCE), desk.sosh.stderr.read()), (0, b""))
    except (Failure, OSError, subprocess.TimeoutExpired) as failure:
        raise Failure(f"seed {seed}: {failure}") from None
    finally:
        desk.sosh.kill()
        desk.sosh.wait()
        desk.sosh.stdout.close()
        desk.sosh.stderr.close()


suite = Suite()
for number in range(ROUNDS):
    for title, kind in (("lists of lines", pages), ("one that looks around itself", single),
                        ("a block that receives", readable), ("messages", messages)):
        suite.case(f"{title}, {number}", a_round, number, kind)
suite.end()
