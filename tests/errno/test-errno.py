#!/usr/bin/python3
"""Every errno that a socket call is known to answer is provoked, by sosh's own commands.

The cases stand in the *.sosh files here, a section each:

    ## CALL ERRNO WHO: what provokes it
    #! a line for the shell, before or between the commands
    socket tcp
    fails ERRNO ...

The `fails` lines that name this errno, one at least, have to have caught it from this
call.  With `ok` for ERRNO nothing has to fail: what looks like an error is none.  With an
EAI_ code it is the resolver's.

WHO is `any`, an ordinary user (as root: nobody); `!root`, the same, because root would
be allowed; `lab`, root in a network of its own, with `lo` up (as an ordinary user: root
of a user namespace); `root`, really root, there.  rows.txt tells what there has to be.

Arguments name the cases to run; what a machine cannot do is skipped by name."""

import collections
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "commands"))
import sosh                                     # noqa: E402
from sosh import Failure, Suite, equal, expect  # noqa: E402

HEADING = re.compile(r"## (\w+) (E\w+|ok|timeout|tls) (any|!root|lab|root): (.+)")
ROOT = os.getuid() == 0
PATIENCE = sosh.PATIENCE
# What the kernel's calls are called where sosh has more than one of them for a word.
CALLS = {"accept": ("accept", "accept4"), "send": ("send", "sendto", "sendmsg"),
         "recv": ("recv", "recvfrom", "recvmsg")}
# Programs of the #! lines, and something that only works where they do.
PROBES = {"nft": "nft add table inet probe", "ss": "ss -K dst 192.0.2.1",
          "mount": "mount -t tmpfs none /mnt", "ip": "ip link set lo up",
          "ip rule": "ip rule add fwmark 7 lookup 100",
          "bridge": "ip link add probe0 type bridge forward_delay 0",
          "sysctl": "sysctl -qw net.ipv4.ip_forward=0",
          "setpriv": "setpriv --bounding-set=-all --inh-caps=-all true"}
# Words of the commands, and what works only where the kernel has what they stand for.
FEATURES = {"local_port_range": "socket tcp; set 1 local_port_range 40000 40001",
            "sock_diag": "status --system", "mptcp": "socket mptcp",
            "tls": "pair; tls 1 --insecure --step",
            "tcp6": "socket tcp6; bind 1 [::1]:0", "udp6": "socket udp6; bind 1 [::1]:0"}
# An ordinary user may not have these folders there.
os.environ["PATH"] += ":/usr/sbin:/sbin"
END = "=the end of this piece="


class Case:
    """One section: what it is about, and its lines."""

    def __init__(self, call, errno, who, why, place):
        self.call, self.errno, self.who, self.why, self.place = call, errno, who, why, place
        self.lines = []

    @property
    def name(self):
        return f"{self.call} {self.errno} ({self.who}): {self.why}"

    @property
    def alone(self):
        """In a network of its own?"""
        return self.who in ("lab", "root")

    @property
    def pieces(self):
        """Shell lines and commands, in turns; the first are shell lines."""
        pieces = [[]]
        for line in self.lines:
            if line.startswith("#! ") != (len(pieces) % 2 == 1):
                pieces.append([])
            pieces[-1].append(line[3:] if line.startswith("#! ") else line)
        return ["\n".join(piece) + "\n" for piece in pieces]

    @property
    def needs(self):
        """Those of the programs and features that are in its lines."""
        shell, commands = "".join(self.pieces[::2]), "".join(self.pieces[1::2])
        return [name for name in PROBES if re.search(rf"\b{name} ", shell)] + \
            [name for name in FEATURES if re.search(rf"\b{name}\b", commands)]


def cases_of(path):
    cases = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            place = f"{os.path.basename(path)}:{number}"
            if line.startswith("## "):
                heading = HEADING.fullmatch(line)
                if not heading:
                    raise Failure(f"{place}: not '## CALL ERRNO WHO: why'")
                cases.append(Case(*heading.groups(), place))
            elif cases and line and not line.startswith("# "):
                cases[-1].lines.append(line)
    return cases


def all_cases():
    return [case for name in sorted(os.listdir(HERE)) if name.endswith(".sosh")
            for case in cases_of(os.path.join(HERE, name))]


def lab():
    """The words that run a program as root of a network of its own."""
    return ["unshare", "-nm"] if ROOT else ["unshare", "-Urnm"]


def where(case, pid):
    """The words that run a program where a process is."""
    if not case.alone:
        return []
    return ["nsenter", "-t", str(pid), "-n", "-m", "-w",
            *([] if ROOT else ["-U", "--preserve-credentials"])]


def inside(case, pid, folder, text):
    """Runs shell lines where a process is."""
    subprocess.run([*where(case, pid), "sh", "-ec", text], cwd=folder, check=True, timeout=PATIENCE,
                   stdin=subprocess.DEVNULL, capture_output=True,
                   preexec_fn=None if case.alone else sosh.ordinary())


def cannot():
    """What cannot be done here: of `lab`, programs and features, with the reason."""
    lacks = {}
    for name, probe in {"lab": "ip link set lo up", **PROBES}.items():
        try:
            done = subprocess.run([*lab(), "sh", "-ec", probe], capture_output=True,
                                  timeout=PATIENCE, check=False)
            if done.returncode:
                lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
                lacks[name] = lines[0] if lines else f"status {done.returncode}"
        except OSError as error:
            lacks[name] = str(error)
    for name, commands in FEATURES.items():
        result = sosh.answers(commands)
        if result.status:
            lacks[name] = result.answer["error"]["message"]
    return lacks


class Running:
    """sosh in the surroundings of a case, driven through a pipe."""

    options = ["-o", "json", "-t", "10s"]

    def __init__(self, case, program, folder):
        # Up and down again is not the same as never up.
        up = case.alone and "ip link set lo down" not in case.pieces[0]
        prepare = "ip link set lo up\n" if up else ""
        prepare += case.pieces[0] + 'exec "$@"\n'
        words = ["sh", "-ec", prepare, "sh", program, *self.options]
        self.begin(case, (lab() if case.alone else []) + words, folder,
                   None if case.alone else sosh.ordinary())

    def begin(self, case, words, folder, preexec):
        self.case, self.answers = case, []
        self.child = subprocess.Popen(
            words, cwd=folder, env=sosh.environment(), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=preexec)
        self.watchdog = threading.Timer(PATIENCE, self.child.kill)
        self.watchdog.start()

    def feed(self, commands):
        """Until all of them were done, or sosh ended."""
        try:
            self.child.stdin.write(f"{commands}echo '{END}'\n".encode())
            self.child.stdin.flush()
        except BrokenPipeError:
            return
        for line in self.child.stdout:
            answer = json.loads(line)
            if answer.get("text") == END:
                return
            self.answers.append(answer)

    def end(self):
        try:
            out, err = self.child.communicate(timeout=PATIENCE)
        finally:
            self.watchdog.cancel()
            self.child.kill()
        self.answers += [json.loads(line) for line in out.splitlines()]
        shown = "\n".join(json.dumps(answer) for answer in self.answers).encode()
        return sosh.sound(sosh.Result([self.case.place], self.child.returncode, shown, err))


def run(case, program, folder):
    running = Running(case, program, folder)
    try:
        for number, piece in enumerate(case.pieces[1:]):
            if number % 2 == 0:
                running.feed(piece)
            elif running.child.poll() is None:
                inside(case, running.child.pid, folder, piece)
    except subprocess.CalledProcessError as error:
        # If sosh has gone, why it did is what matters.
        if running.child.poll() is None:
            raise Failure(f"{case.place}: {error}: {error.stderr!r}") from None
    finally:
        result = running.end()
    equal(result.status, 0, result)
    if case.errno != "ok":
        look(case, result)


def look(case, result):
    """Was it this errno, and of this call?"""
    caught = [answer["error"] for answer in result.answers if answer["command"] == "fails"]
    caught = [error for error in caught
              if case.errno in (error.get("errno"), error.get("eai"))]
    expect(caught, f"no line failed with {case.errno}", result)
    for error in caught:
        expect(error.get("call") in CALLS.get(case.call, (case.call,)),
               f"{error.get('call')} failed, and not {case.call}", result)


def rows():
    """CALL ERRNO to how many cases it wants; those that are left out, with why."""
    wanted, left_out = collections.Counter(), {}
    with open(os.path.join(HERE, "rows.txt"), encoding="utf-8") as file:
        for line in file:
            words = line.split(None, 3)
            if not words or words[0].startswith("#"):
                continue
            if words[2] == "-":
                left_out[" ".join(words[:2])] = words[3].strip()
            else:
                wanted[" ".join(words[:2])] += int(words[2])
    return wanted, left_out


def there_is_a_case_for_every_row(_, cases):
    wanted, left_out = rows()
    have = collections.Counter(f"{case.call} {case.errno}" for case in cases)
    missing = [f"{row}: {have[row]} of {count}" for row, count in wanted.items()
               if have[row] < count]
    equal(missing, [])
    equal([row for row in have if row not in wanted], [])
    equal([row for row in left_out if row in have], [])
    expect(len(left_out) <= 10, f"{len(left_out)} rows are left out")


def the_names_differ(_, cases):
    names = collections.Counter(case.name for case in cases)
    equal([name for name, count in names.items() if count > 1], [])


def outcome_of(case, body, program, folder):
    """What body() raised, or None."""
    os.mkdir(folder)
    os.chmod(folder, 0o777)
    try:
        body(case, program, folder)
    except (Failure, OSError, ValueError, LookupError, subprocess.SubprocessError) as error:
        return error if isinstance(error, Failure) else Failure(repr(error))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return None


def told(_, outcome):
    if outcome:
        raise outcome


def why_not(case, lacks):
    if case.who == "root" and not ROOT:
        return "only root can"
    if case.alone and "lab" in lacks:
        return "there is no network of its own: " + lacks["lab"]
    return next((f"{name}: {lacks[name]}" for name in case.needs if name in lacks), None)


def play(suite, plays, excuse):
    """Runs body(case, program, folder) of each (case, body), four at a time; what
    excuse(case, lacks) has a word for is skipped."""
    lacks = cannot()
    # Where nobody's rights are taken on, the build folder may be out of reach.
    program = sosh.copied(suite.top)
    outcomes = {}
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for number, (case, body) in enumerate(plays):
            if suite.only and not any(part in case.name for part in suite.only):
                continue
            why = excuse(case, lacks)
            if why:
                print(f"skipped: {case.name}: {why}")
                continue
            outcomes[case] = pool.submit(outcome_of, case, body, program,
                                         os.path.join(suite.top, f"case-{number}"))
        for case, outcome in outcomes.items():
            suite.case(case.name, told, outcome.result())


def main():
    suite = Suite()
    cases = all_cases()
    suite.case("there is a case for every row", there_is_a_case_for_every_row, cases)
    suite.case("the names differ", the_names_differ, cases)
    for row, why in rows()[1].items():
        print(f"skipped: {row}: {why}")
    play(suite, [(case, run) for case in cases], why_not)
    suite.end()


if __name__ == "__main__":
    main()
