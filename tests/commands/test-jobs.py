#!/usr/bin/python3
"""What runs in the background: `&`, jobs, join, cancel, in files, -c and pipes."""

import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import PATIENCE, SOSH, Failure, Suite, environment, equal, expect, run

LISTEN = "socket tcp --name l; bind l 127.0.0.1:0; listen l; "

# name, commands, status, the JSON objects that come: of each some fields
ROWS = [
    ("the prompt is free while a job waits",
     "pair; recv 1 &; send 2 hi; join 1", 0,
     [{"command": "pair"}, {"command": "send"}, {"command": "recv", "job": 1, "data": "hi"},
      {"command": "join", "jobs": [1], "socket": 1}]),
    ("one that need not wait has ended at once",
     "pair; send 2 hi; recv 1 &; echo next", 0,
     [{"command": "pair"}, {"command": "send"}, {"command": "recv", "job": 1, "data": "hi"},
      {"command": "echo", "text": "next"}]),
    ("one shell is both ends of a connection",
     LISTEN + "accept l --name s &; socket tcp --name c; connect c ${l.local} &; join all; "
     "send c hello; recv s", 0,
     [*[{}] * 4, {"command": "accept", "job": 1}, {"command": "connect", "job": 2},
      {"command": "join", "jobs": [1, 2]}, {"command": "send"},
      {"command": "recv", "data": "hello"}]),
    ("words are read when the job begins",
     "pair; let x a; sleep 5ms &; send 2 $x; let x b; recv 1; join 1", 0,
     [{}, {}, {"command": "recv", "data": "a"}, {"command": "sleep", "job": 1}, {}]),
    ("a job has its own answer",
     "pair; send 2 hello; recv 1 4; recv 1 &; echo ${answer.data}", 0,
     [{}, {}, {"data": "hell"}, {"data": "o", "job": 1}, {"text": "hell"}]),
    ("a job has its own dot",
     "pair; pair; sleep 0; recv . &; socket tcp; send 4 x; join 1; echo ${.number}", 0,
     [{}, {}, {}, {"command": "socket"}, {"command": "send"}, {"command": "recv", "socket": 3},
      {"command": "join", "socket": 3}, {"text": "3"}]),
    ("what let sets is everybody's",
     "let x a; repeat 1 { sleep 1ms; let x b } &; join 1; echo $x", 0,
     [{"command": "sleep", "job": 1}, {"command": "join"}, {"text": "b"}]),
    ("a block is a job as a whole",
     "repeat 2 { sleep 1ms; echo a } &; join 1; echo b", 0,
     [{"command": "sleep", "job": 1}, {"command": "echo", "job": 1}, {"command": "sleep"},
      {"command": "echo"}, {"command": "join"}, {"text": "b", "command": "echo"}]),
    ("jobs in a block are jobs each",
     "foreach i in 1 2 3 { sleep 1ms & }; join all", 0,
     [{"job": 1}, {"job": 2}, {"job": 3}, {"command": "join", "jobs": [1, 2, 3]}]),
    ("a failed job does not stop the script, and counts in the end",
     "recv 9 &; echo on", 1,
     [{"job": 1, "ok": False, "error": {"kind": "usage"}}, {"text": "on"}]),
    ("a failed job that was joined has been heard of",
     "recv 9 &; fails usage join 1", 0,
     [{"job": 1, "ok": False}, {"command": "fails", "ok": True}]),
    ("join fails with the error of the job",
     "socket tcp; connect 1 127.0.0.1:1 &; join 1", 1,
     [{}, {"job": 1}, {"command": "join", "ok": False,
                       "error": {"kind": "system", "errno": "ECONNREFUSED", "call": "connect"}}]),
    ("fails in the background catches what it has to",
     "fails usage recv 9 &; join 1", 0, [{"command": "fails", "job": 1}, {"command": "join"}]),
    ("a running job is cancelled at the end, and counts for nothing",
     "pair; recv 1 &; echo end", 0,
     [{}, {"text": "end"}, {"command": "recv", "job": 1, "error": {"kind": "cancelled"}}]),
    ("a loop without waits is cancelled, too",
     "repeat { echo x } &; cancel 1; echo end", 0, None),
    ("a job without waits leaves others their turn",
     "repeat { let x y } &; sleep 10ms; cancel all; echo end", 0,
     [{"command": "sleep"}, {"command": "cancel"}, {"text": "end"}]),
    ("a script without waits leaves jobs their turn",
     "pair; recv 1 &; send 2 x; repeat 100000 { let y z }; expect 1.recvq == 0", 0,
     [{}, {}, {"command": "recv", "job": 1}, {"command": "expect"}]),
    ("cancel in a job ends the job it stands in",
     "repeat { cancel 1; echo no } &; sleep 1ms; echo end", 0,
     [{"command": "cancel", "job": 1}, {"command": "sleep"}, {"text": "end"}]),
    ("neither try nor fails in a job holds up its end",
     "repeat { try { fails any sleep 1h } } &; cancel 1; jobs", 0, None),
    ("a job cannot wait for its own end",
     "join 1 &; fails usage join 1", 0,
     [{"job": 1, "error": {"kind": "usage", "message": "job 1 would wait for its own end"}}, {}]),
    ("join all in the background leaves itself out",
     "sleep 5ms &; join all &; join all", 0,
     [{"command": "sleep"}, {"command": "join", "jobs": [1], "job": 2},
      {"command": "join", "jobs": [1, 2]}]),
    ("join all with nothing to join is done at once", "join all", 0,
     [{"command": "join", "jobs": []}]),
    ("a time limit of join leaves the job alone",
     "pair; recv 1 &; fails timeout join 1 --timeout 5ms; send 2 x; join 1", 0,
     [{}, {"command": "fails"}, {}, {"command": "recv"}, {"command": "join"}]),
    ("a time limit of the job is the job's",
     "pair; recv 1 --timeout 5ms &; fails timeout join 1", 0,
     [{}, {"job": 1, "error": {"kind": "timeout"}}, {}]),
    ("a closed socket ends the wait for it",
     "pair; recv 1 &; close 1; fails usage join 1", 0,
     [{}, {"command": "close"}, {"command": "recv", "error": {"kind": "usage"}}, {}]),
    ("close all while jobs wait on them",
     "pair; recv 1 &; recv 2 &; close all; fails any join all", 0, None),
    ("properties tell who waits",
     "pair; recv 1 &; expect 1.job == 1; expect 1.waits == recv; cancel all; "
     "status 1 --columns job,waits", 0,
     [{}, {}, {}, {"command": "recv"}, {}, {"command": "status", "sockets": [{}]}]),
    ("two jobs may wait on one socket",
     "pair unix-dgram; recv 1 &; recv 1 &; send 2 a; send 2 b; join all", 0, None),
    ("numbers of jobs are never used again",
     "sleep 0 &; join 1; sleep 0 &; fails usage cancel 1 1; join 2", 0, None),
    ("quit in a job ends a foreground that waits",
     "repeat 1 { sleep 10ms; quit 3 } &; sleep 1h", 3, None),
    ("two jobs that join all do not wait for each other",
     "repeat 1 { sleep 5ms; join all } &; repeat 1 { sleep 5ms; join all } &; join all", 0, None),
    ("a job that waits for another cannot be waited for by that one",
     "repeat 1 { sleep 5ms; join 2 } &; repeat 1 { sleep 10ms; fails usage join 1 } &; join all", 0,
     None),
    ("join tells what was expected and what was there",
     "expect 1 == 2 --within 5ms &; join 1", 1,
     [{"job": 1}, {"error": {"kind": "expectation", "expected": "2", "actual": "1"}}]),
    ("a polled socket that is closed is told as such",
     "pair; poll 1 2 &; close 2; sleep 5ms; poll 1 &; close 1; fails usage join 2", 1, None),
    ("a name that was taken meanwhile is refused, and the connection stays",
     LISTEN + "accept l --name x &; socket tcp --name x; connect x ${l.local}; "
     "fails usage join 1; accept l", 0, None),
    ("a lingering close of a socket that is forgotten meanwhile",
     LISTEN + "socket tcp; connect 2 ${l.local}; accept 1; set 2 linger on 1s; "
     "try { repeat { send 2 pattern:1M --dontwait } }; repeat 1024 { socket udp; close . }; "
     "try { close 2 }", 0, None),
    ("a job may start thousands",
     "repeat 5000 { expect 1 == 1 & } &; join 1; fails usage join 2", 0, None),
    ("quit in a job ends all", "quit 7 &; sleep 1h", 7, [{"command": "quit", "job": 1}]),
    ("poll waits in the background",
     "pair; poll 1 &; send 2 x; join 1", 0,
     [{}, {}, {"command": "poll", "job": 1, "ready": {"1": ["read"]}}, {}]),
    ("an expectation waits in the background",
     "pair; expect 1.recvq == 1 --within 5s &; send 2 x; join 1", 0,
     [{}, {}, {"command": "expect", "job": 1}, {}]),
    ("thousands of sockets come and go while a job waits on one",
     "pair; close 2; pair; recv 3 &; close 3; repeat 1200 { pair; close all }; "
     "fails usage join 1", 0, None),
]

FULL = "fails timeout send 1 zero:10M --timeout 0; "
UNIX_FULL = ("socket unix --name l; bind l \"\"; listen l 0; socket unix; connect 2 ${l.local}; "
             "socket unix --name a; ")
UDP = "socket udp --name a; "
# What a job does that waits, and which sockets are closed meanwhile: the closed ones that
# are remembered are others by then.  Then what wakes it, if the close does not.
BORROWED = [
    ("accept", LISTEN, "accept l", "l", ""),
    ("a connect", UNIX_FULL, "connect a ${l.local}", "a", ""),
    ("a look-up", "socket tcp --name a; ", "connect a localhost:1", "a", ""),
    ("send", "pair --names a,b; " + FULL, "send a x", "a", ""),
    ("send that passes others", "pair unix; " + UDP + "socket udp --name b; " + FULL,
     "send 1 hello --fd a,b", "a b", "recv 2 20M --none; recv 2 20M --none; "),
    ("send of what a pipe brings", "pair --names a,b; ", "send a file:pipe", "a", ""),
    ("recv", "pair --names a,b; ", "recv a", "a", ""),
    ("recv of all", "pair --names a,b; send b x; ", "recv a 2 --waitall", "a", ""),
    ("recv of errors", UDP, "recv a --errqueue", "a", ""),
    ("poll", "pair --names a,b; " + UDP, "poll a 3", "a b 3", ""),
    ("poll of a descriptor", UDP, "poll --fd-number ${a.fd}", "a", ""),
    ("expect", UDP, "expect a.state == BOUND --within 30ms", "a", ""),
]


def what_a_job_borrows_stays(folder, before, command, closed, wake):
    os.mkfifo(os.path.join(folder, "pipe"))
    # Something has to write, or a file: has ended at once.
    pipe = os.open(os.path.join(folder, "pipe"), os.O_RDWR)
    try:
        result = run("--json", "-k", "-t", "5", "-c", before + command + " &; close " + closed +
                     "; repeat 1300 { socket udp; close . }; " + wake +
                     "try { join 1 --timeout 5s }; jobs; status --all", cwd=folder)
    finally:
        os.close(pipe)
    of_job = [answer for answer in result.answers if "job" in answer]
    equal(len(of_job), 1, result)
    expect(not of_job[0]["ok"] and of_job[0]["error"]["kind"] in ("usage", "expectation"),
           "the job tells that a socket was closed", result)


def a_close_that_waits_borrows_nothing(_):
    # Of `all` the first are forgotten by the time that the last one lingers.
    result = run("--json", "-t", "200ms", "-c", "repeat 60 { socket udp }; repeat 1020 { socket udp; "
                 "close . }; " + LISTEN + "socket tcp --name c; set c sndbuf 4096; "
                 "connect c ${l.local}; accept l --name s; set s rcvbuf 4096; "
                 "fails timeout send c zero:8M --timeout 50ms; set c linger on 1h; close all")
    expect(result.answer["error"]["kind"] == "timeout", "the close waits", result)


def fits(wanted, got):
    if isinstance(wanted, dict):
        return isinstance(got, dict) and all(
            name in got and fits(value, got[name]) for name, value in wanted.items())
    return wanted == got


def row_holds(folder, commands, status, wanted):
    result = run("--json", "-t", "5s", "-c", commands, cwd=folder)
    equal(result.status, status, result)
    equal(result.err, b"", result)
    if wanted is None:
        return
    equal(len(result.answers), len(wanted), result)
    for one, answer in zip(wanted, result.answers):
        expect(fits(one, answer), f"{answer} is not as {one}", result)


def events_change_nothing(folder, commands, status, wanted):
    result = run("--json", "--events", "-t", "5s", "-c", commands, cwd=folder)
    equal(result.status, status, result)
    if wanted is not None:
        equal(len([it for it in result.answers if "event" not in it]), len(wanted), result)


def arguments_of_the_script_are_those_of_its_jobs(folder):
    path = os.path.join(folder, "file")
    with open(path, "w", encoding="utf-8") as file:
        file.write("repeat 1 { sleep 1ms; echo ${arg.1} } &\n")
    other = os.path.join(folder, "other")
    with open(other, "w", encoding="utf-8") as file:
        file.write("source file two\necho ${arg.1}\njoin all\n")
    result = run("-q", "other", "one", cwd=folder)
    equal((result.status, result.text), (0, "one\ntwo\n"), result)


def a_job_goes_on_behind_the_file_it_was_started_in(folder):
    with open(os.path.join(folder, "file"), "w", encoding="utf-8") as file:
        file.write("repeat 3 {\n\tsleep 1ms\n\techo here\n} &\n")
    result = run("-c", "source file; join all", cwd=folder)
    equal((result.status, result.text), (0, "%1 here\n" * 0 + "here\n" * 3 + "joined 1\n"), result)


def an_error_of_a_job_names_its_place(folder):
    with open(os.path.join(folder, "file"), "w", encoding="utf-8") as file:
        file.write("echo one\nrecv 9 &\n")
    result = run("file", cwd=folder)
    equal(result.status, 1, result)
    expect(result.complaint.startswith("file:2:6: %1 recv: there is no socket 9\n"),
           "no place", result)


def the_job_limit_is_told(_):
    result = run("--json", "-c", "repeat 1000 { sleep 1h & }; fails limit sleep 1h &; join 1001")
    equal(result.status, 1, result)
    equal(result.answers[0]["error"]["kind"], "limit", result)


def those_that_ended_long_ago_are_forgotten(_):
    result = run("--json", "-c", "repeat 5000 { recv 9 & }; fails usage join 1")
    equal(result.status, 1, result)
    equal(result.answers[-1]["error"]["message"], "job 1 has ended long ago", result)


def jobs_go_on_while_standard_input_is_waited_for(folder):
    child = subprocess.Popen([SOSH], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder,
                             env=environment())
    try:
        child.stdin.write(b"pair\nrecv 1 &\nsend 2 hello\n")
        child.stdin.flush()
        got = b""
        while not got.endswith(b"  hello\n"):
            more = os.read(child.stdout.fileno(), 4096)
            expect(more, f"the end came first, behind {got!r}")
            got += more
        child.stdin.close()
        equal(child.wait(PATIENCE), 0)
    finally:
        child.kill()
        child.wait()


def one_signal_ends(folder, commands, number):
    """A script with its jobs, whatever it is doing."""
    # What was said is written before a wait.
    child = subprocess.Popen([SOSH, "--json", "-c", "echo on; sleep 1ms; " + commands],
                             stdout=subprocess.PIPE, cwd=folder, env=environment())
    try:
        got = b""
        while b'"on"' not in got:
            more = os.read(child.stdout.fileno(), 4096)
            expect(more, f"the end came first, behind {got!r}")
            got += more
        child.send_signal(number)
        child.communicate(timeout=PATIENCE)
        equal(child.returncode, -number)
    except subprocess.TimeoutExpired:
        raise Failure("it goes on") from None
    finally:
        child.kill()
        child.wait()


def jobs_have_their_turn_while_there_is_always_more_to_read(folder):
    with open(os.path.join(folder, "input"), "w", encoding="utf-8") as file:
        file.write("repeat 3 { sleep 1ms; echo job } &\n" + "sleep 1ms\n" * 50 + "echo end\n")
    with open(os.path.join(folder, "input"), "rb") as file:
        result = run("-q", stdin=file, cwd=folder)
    equal((result.status, result.text), (0, "job\njob\njob\nend\n"), result)


def main():
    suite = Suite()
    for name, *row in ROWS:
        suite.case(name, row_holds, *row)
        suite.case(name + " (with --events)", events_change_nothing, *row)
    for name, *row in BORROWED:
        suite.case(f"what {name} borrows stays while it waits", what_a_job_borrows_stays, *row)
    for body in (a_close_that_waits_borrows_nothing, arguments_of_the_script_are_those_of_its_jobs,
                 a_job_goes_on_behind_the_file_it_was_started_in,
                 an_error_of_a_job_names_its_place, the_job_limit_is_told,
                 those_that_ended_long_ago_are_forgotten,
                 jobs_go_on_while_standard_input_is_waited_for,
                 jobs_have_their_turn_while_there_is_always_more_to_read):
        suite.case(body.__name__.replace("_", " "), body)
    for commands in ("pair; recv 1 &; recv 2", "repeat { let a 1 }",
                     "repeat { let a 1 } &; repeat { let b 1 }", "repeat { let a 1 } &; sleep 1h"):
        for number in (signal.SIGINT, signal.SIGTERM):
            suite.case(f"one {number.name} ends {commands}", one_signal_ends, commands, number)
    suite.end()


if __name__ == "__main__":
    main()
