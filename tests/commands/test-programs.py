#!/usr/bin/python3
"""Programs that sosh starts: none is left behind, whatever ends sosh; what they say is
shown; and `dump`, which shows what goes over a socket."""

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import (PATIENCE, SOSH, Failure, Suite, answers, environment, equal, expect,
                  ordinary, reachable, run, text)

LINUX = sys.platform.startswith("linux")


def lives(pid):
    """Is it there, and not only waiting for its parent to hear of its end?"""
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in "ZX"
    except (ProcessLookupError, FileNotFoundError):
        return False


def until(condition, what, result=None):
    """Waits for what nothing announces to us."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise Failure(f"{what} did not come: {result}")
        time.sleep(0.005)


def all_gone(pids, result=None):
    until(lambda: not any(map(lives, pids)), f"the end of {pids}", result)


def pids_in(folder):
    """Those that programs have written to files here, one each."""
    found = []
    for name in os.listdir(folder):
        if name.startswith("pid"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                found += [int(word) for word in file.read().split()]
    return found


def wait_for_pids(folder, count):
    until(lambda: len(pids_in(folder)) >= count, f"{count} programs")
    return pids_in(folder)


# What programs are like, and how many processes each leaves a number of.
KINDS = {
    "one that sleeps": ("echo $$ >pid1; exec sleep 1000", 1),
    "one with a child": ("echo $$ >pid1; sleep 1000 & echo $! >pid2; wait", 2),
    "one that is deaf to SIGTERM": ("trap '' TERM; echo $$ >pid1; sleep 1000 & echo $! >pid2; "
                                    "while :; do wait; done", 2),
    "a pipeline": ("sleep 1000 | (sh -c 'echo $PPID' >pid1; sleep 1000)", 1),
    "one whose parent has ended": ("sleep 1000 & echo $! >pid1", 1),
    "one that is stopped": ("echo $$ >pid1; kill -STOP $$; sleep 1000", 1),
    "one that reads": ("echo $$ >pid1; exec cat", 1),
}
if LINUX:
    KINDS["one that went its own way"] = ("setsid sleep 1000 </dev/null >/dev/null 2>&1 & "
                                          "echo $! >pid1; exec sleep 1000", 1)
# How sosh ends, and with what.
ENDS = {
    "the end of its script": ("", 0),
    "quit": ("quit 4", 4),
    "a failure": ("recv 77", 1),
    "a test of its own that fails": ("expect a == b", 1),
}
SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL]


def quoted(command):
    return '"' + command.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$") + '"'


def waits_for_files(count):
    return f"run {quoted(f'until [ $(cat pid* 2>/dev/null | wc -w) -ge {count} ]; do :; done')}"


def nothing_is_left(folder, command, count, how, status):
    commands = f"spawn {quoted(command)}; {waits_for_files(count)}; {how}"
    result = run("-t", "20s", "-c", commands, cwd=folder)
    equal(result.status, status, result)
    pids = pids_in(folder)
    equal(len(pids), count, result)
    expect(not any(map(lives, pids)), f"one of {pids} is left", result)


def nothing_is_left_after(folder, command, count, number):
    with subprocess.Popen([SOSH, "-c", f"spawn {quoted(command)}; sleep 1000"], cwd=folder,
                          env=environment(), stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as sosh:
        try:
            pids = wait_for_pids(folder, count)
            sosh.send_signal(number)
            equal(sosh.wait(PATIENCE), -number)
        finally:
            sosh.kill()
    all_gone(pids)


def close_ends_it(folder, command, count):
    commands = (f"spawn {quoted(command)}; {waits_for_files(count)}; close 1; "
                f"run {quoted('while kill -0 $(cat pid*) 2>/dev/null; do :; done')}; echo gone")
    result = run("-t", "20s", "-c", commands, cwd=folder)
    equal((result.status, result.lines[-1]), (0, "gone"), result)


def close_does_not_wait(_):
    began = time.monotonic()
    with subprocess.Popen([SOSH], env=environment(), stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, bufsize=0) as sosh:
        sosh.stdin.write(b"spawn \"trap '' TERM; echo on; while :; do sleep 1; done\"\n"
                         b"recv 1\nclose 1\necho closed\n")
        sosh.stdin.flush()
        while sosh.stdout.readline() != b"closed\n":
            expect(time.monotonic() - began < PATIENCE, "it takes too long")
        took = time.monotonic() - began
        sosh.stdin.close()
        equal(sosh.wait(PATIENCE), 0)
    expect(took < 1.5, f"close took {took} s")


def no_zombie_is_left(folder):
    commands = ("repeat 20 { run true }; spawn true; recv 1; expect 1.status == 0 --within 5s; "
                "run 'ps -o stat= --ppid $PPID | grep -c Z'")
    result = run("--json", "-c", commands, cwd=folder)
    equal(result.answer["output"], "0", result)


def who_was_there_before_stays(folder):
    """A child that sosh's process had before it became sosh is none of its own."""
    result = subprocess.run(["sh", "-c", "sleep 1000 >/dev/null 2>&1 & echo $! >pid1; exec \"$0\" -c "
                             "'spawn cat; run true'", SOSH], cwd=folder, check=False,
                            env=environment(), capture_output=True, timeout=PATIENCE)
    pids = pids_in(folder)
    equal(result.returncode, 0, result)
    expect(all(map(lives, pids)), f"{pids} had to stay", result)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def signals_and_descriptors_are_fresh(folder):
    """Of what sosh ignores, blocks and holds open nothing goes along."""
    with socket.socket() as inherited:
        result = run("--json", "-c", f"adopt {inherited.fileno()}; socket tcp; pair; run \"ls "
                     "/proc/self/fd | wc -l; grep -E '^Sig(Blk|Ign)' /proc/self/status\"",
                     pass_fds=[inherited.fileno()], cwd=folder)
    # ls has 0, 1, 2 and the folder.  What was ignored before sosh began stays so.
    descriptors, _, blocked, _, ignored = result.answer["output"].split()
    equal((descriptors, int(blocked, 16)), ("4", 0), result)
    for number in signal.SIGPIPE, signal.SIGXFSZ:
        expect(not int(ignored, 16) & 1 << number - 1, f"{number.name} is ignored", result)


def it_has_no_terminal(folder):
    result = run("--json", "-c", "run '(exec </dev/tty) 2>&1 && echo has one; ps -o pgid=,sid= "
                 "$$'", cwd=folder)
    expect("has one" not in result.answer["output"], "it has a terminal", result)
    group, session = result.answer["output"].split()[-2:]
    equal(group, session, result)


def what_it_says_is_shown_harmless(_):
    said = r"printf 'one\ntwo \033[31mred\n\377 three' >&2"
    result = text(f"spawn {quoted(said)}; recv 1; expect 1.status == 0 --within 5s")
    equal(result.complaint, "* [1] one\n* [1] two \\x1b[31mred\n* [1] \\xff three\n", result)


def what_it_says_is_an_event(_):
    said = r"printf 'one\n\377' >&2; exit 3"
    result = answers(f"spawn {quoted(said)}; recv 1; expect 1.status == 3 --within 5s",
                     "--events")
    mine = [it for it in result.answers if it.get("event") in ("stderr", "ended")]
    equal(mine, [{"event": "stderr", "socket": 1, "data": "one"},
                 {"event": "stderr", "socket": 1, "data_base64": "/w=="},
                 {"event": "ended", "socket": 1, "status": 3}], result)
    equal(result.err, b"", result)


def a_line_without_end_is_bounded(_):
    result = text("spawn 'head -c 10000 /dev/zero | tr \"\\000\" a >&2'; recv 1; "
                  "expect 1.status == 0 --within 5s")
    lines = result.complaint.splitlines()
    equal([len(line) for line in lines], [6 + 4096, 6 + 4096, 6 + 1808], result)


def too_much_output_is_refused(folder):
    result = answers("run 'echo $$ >pid1; exec cat /dev/zero'", cwd=folder)
    equal(result.answer["error"]["kind"], "limit", result)
    expect("partial" not in result.answer["error"], "16 MiB of partial", result)
    all_gone(pids_in(folder), result)


def much_output_is_whole(_):
    result = answers("run 'head -c 4000000 /dev/zero | tr \"\\000\" a'")
    equal((result.answer["bytes"], len(result.answer["output"])), (4000000, 4000000), result)


def a_cancelled_run_ends_its_program(folder):
    result = run("-c", "run 'echo $$ >pid1; exec sleep 1000' &; "
                 f"{waits_for_files(1)}; cancel 1", cwd=folder)
    equal(result.status, 0, result)
    expect(not any(map(lives, pids_in(folder))), "it is left", result)


def interrupted(folder):
    with subprocess.Popen([SOSH, "-c", "run 'echo $$ >pid1; exec sleep 1000'"], cwd=folder,
                          env=environment(), stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as sosh:
        pids = wait_for_pids(folder, 1)
        sosh.send_signal(signal.SIGINT)
        equal(sosh.wait(PATIENCE), -signal.SIGINT)
    all_gone(pids)


def who_says_it_twice_does_not_wait(folder):
    with subprocess.Popen([SOSH, "-c", "spawn \"trap '' TERM; echo \\$\\$ >pid1; while :; do "
                           "sleep 1; done\"; sleep 1000"], cwd=folder, env=environment(),
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as sosh:
        pids = wait_for_pids(folder, 1)
        began = time.monotonic()
        sosh.send_signal(signal.SIGINT)
        until(lambda: time.monotonic() - began > 0.2, "a moment")
        sosh.send_signal(signal.SIGINT)
        equal(sosh.wait(PATIENCE), -signal.SIGINT)
        took = time.monotonic() - began
    all_gone(pids)
    expect(took < 1.5, f"it took {took} s")


def a_command_that_is_too_long(_):
    result = run("--json", input=f"run 'echo {'x' * 200000}'\n")
    expect(result.answer["error"] == {**result.answer["error"], "call": "execve", "errno": "E2BIG"},
           "not so", result)


def two_runs_side_by_side(_):
    result = answers("run 'sleep 0.3; echo a' &; run 'sleep 0.3; echo b' &; join all")
    got = sorted(it["output"] for it in result.answers if it["command"] == "run")
    equal(got, ["a", "b"], result)


def without_descriptors(_):
    for most in range(4, 24):
        result = run("-k", "-c", "spawn cat; run true; run true", limit=PATIENCE,
                     preexec_fn=lambda n=most: resource.setrlimit(resource.RLIMIT_NOFILE, (n, n)))
        for line in result.complaint.splitlines():
            expect(re.match(r"(spawn|run): |  |\* ", line), "an error is not told", result)


def without_processes(_):
    drop = ordinary(64321)
    if not drop:
        return

    def limit():
        drop()
        resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
    result = run("--json", "-k", "-c", "spawn cat; run true", preexec_fn=limit,
                 program=reachable(), env=environment(ASAN_OPTIONS="detect_leaks=0"))
    for answer in result.answers:
        equal((answer["error"]["call"], answer["error"]["errno"]), ("fork", "EAGAIN"), result)


def a_server_is_waited_for(folder):
    """It listens a while after it was started, and sees no connection but ours."""
    server = os.path.join(folder, "server.py")
    with open(server, "w", encoding="utf-8") as file:
        file.write("import socket, sys, time\ntime.sleep(0.2)\ns = socket.socket()\n"
                   "s.bind(('127.0.0.1', int(sys.argv[1])))\ns.listen()\n"
                   "c, _ = s.accept()\nprint(c.recv(9).decode(), flush=True)\n")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    result = answers(f"spawn 'exec {sys.executable} server.py {port}'; wait-port "
                     f"127.0.0.1:{port} --timeout 15s; socket tcp; connect 2 127.0.0.1:{port}; "
                     "send 2 hello; recv 1 6 --waitall", cwd=folder)
    equal(result.answer["data"], "hello\n", result)
    expect(result.answers[1]["took"] > 0.05, "it did not wait", result)


def both_directions_are_dumped(_):
    commands = ("pair; dump 1 on --text; send 1 one; send 2 'two'; recv 1 --peek; recv 1 2; "
                "recv 1; send 2 x; dup 1; recv 3; dump 1 off; send 1 more")
    result = text(commands)
    seen = re.findall(r"(?m)^\[(\d)\] ([<>]) \S+ \S+  (length=\d+ from=\d+ to=\d+)\n  (.*)$",
                      result.complaint)
    equal(seen, [("1", ">", "length=3 from=0 to=2", "one"), ("1", "<", "length=2 from=0 to=1", "tw"),
                 ("1", "<", "length=1 from=2 to=2", "o")], result)


def datagrams_are_dumped_with_their_peer(_):
    result = text("socket udp --name a; bind a 127.0.0.1:0; socket udp --name b; "
                  "bind b 127.0.0.1:0; dump a on; send a hi --to ${b.local}; "
                  "send b '' --to ${a.local}; recv a; echo ${b.local}")
    peer = result.lines[-1]
    equal(re.findall(r"(?m)^\[1\] (.) .*  length=(\d) .* peer=(\S+)$", result.complaint),
          [(">", "2", peer), ("<", "0", peer)], result)


def a_dump_is_events(_):
    result = answers("pair; dump 1 on; send 1 'a'; send 2 hex:ff; recv 1", "--events")
    seen = [it for it in result.answers if it.get("event") in ("sent", "received")]
    expect(all(abs(it.pop("time") - time.time()) < 60 for it in seen), "no time", result)
    equal(seen, [{"event": "sent", "socket": 1, "bytes": 1, "from": 0, "data": "a"},
                 {"event": "received", "socket": 1, "bytes": 1, "from": 0,
                  "data_base64": "/w=="}], result)
    equal(result.err, b"", result)


def a_dump_goes_to_a_file(folder):
    result = text("pair; dump 1 on --text --out d; send 1 a; close 1", cwd=folder)
    with open(os.path.join(folder, "d"), encoding="utf-8") as file:
        expect(re.fullmatch(r"\[1\] > .*  length=1 from=0 to=0\n  a\n", file.read()), "not so",
               result)
    equal(result.err, b"", result)


def a_dump_that_cannot_be_written(folder):
    for path in "nowhere/d", "/dev/full":
        result = text(f"pair; dump 1 on --out {path}; send 1 a; send 1 b", "-k", cwd=folder)
        equal(result.status, 3, result)
        equal(len(re.findall("(?m)^dump", result.complaint)), 1, result)


def no_time_is_spent_on_them(_):
    """Neither on programs that wait, nor on the end of some that were forgotten."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = text("spawn '(sleep 0.2; sleep 0.2) & exit 0'; spawn 'exec sleep 100'; close 1; "
                  "run 'setsid sleep 0.3 >/dev/null 2>&1 & exit 0'; sleep 1.2")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    equal(result.status, 0, result)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    expect(used < 0.5, f"{used} s of the processor for a second of sleep")


def who_goes_on_talking_does_not_hold_it(_):
    result = text("spawn '(while :; do echo x; done) >&2 & exit 3'; "
                  "expect 1.status == 3 --within 5s; close 1; echo closed")
    equal((result.status, result.lines[-1]), (0, "closed"))


def a_pipe_drives_it(_):
    """What a program says comes while sosh waits for its next command."""
    with subprocess.Popen([SOSH, "--json", "--events"], env=environment(),
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as sosh:
        sosh.stdin.write(b"spawn 'read x; echo heard $x >&2; exit 2'\nsend 1 'go'hex:0a\n"
                         b"send 1 hex:0a\n")
        sosh.stdin.flush()
        events = []
        while "ended" not in events:
            events.append(json.loads(sosh.stdout.readline()).get("event"))
        expect("stderr" in events, "no word of it")
        sosh.stdin.close()
        equal(sosh.wait(PATIENCE), 0)


suite = Suite()
for kind, (program, processes) in KINDS.items():
    for ending, (last, exit_status) in ENDS.items():
        if kind in ("one that sleeps", "one with a child", "one that went its own way") or \
                ending == "the end of its script":
            suite.case(f"{kind} ends with {ending}", nothing_is_left, program, processes, last,
                       exit_status)
    for signal_number in SIGNALS:
        # Who leaves its group, and a stopped one's children, are found by a living sosh alone.
        if signal_number != signal.SIGKILL or "own way" not in kind:
            suite.case(f"{kind} ends with {signal_number.name}", nothing_is_left_after, program,
                       processes, signal_number)
    if "own way" not in kind:
        suite.case(f"{kind} ends with close", close_ends_it, program, processes)
for case in (close_does_not_wait, no_zombie_is_left, who_was_there_before_stays,
             it_has_no_terminal, what_it_says_is_shown_harmless, what_it_says_is_an_event,
             a_line_without_end_is_bounded, too_much_output_is_refused, much_output_is_whole,
             a_cancelled_run_ends_its_program, interrupted, two_runs_side_by_side,
             who_says_it_twice_does_not_wait, a_command_that_is_too_long,
             without_descriptors, without_processes, a_server_is_waited_for,
             both_directions_are_dumped, datagrams_are_dumped_with_their_peer, a_dump_is_events,
             a_dump_goes_to_a_file, a_dump_that_cannot_be_written, a_pipe_drives_it,
             no_time_is_spent_on_them, who_goes_on_talking_does_not_hold_it):
    suite.case(case.__name__.replace("_", " "), case)
if LINUX:
    suite.case("signals and descriptors are fresh", signals_and_descriptors_are_fresh)
suite.end()
