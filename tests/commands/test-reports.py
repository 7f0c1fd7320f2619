#!/usr/bin/python3
"""Reports of tests: TAP 14, which prove reads; JUnit's XML; in files beside what is shown;
of several scripts.

A row of TAP: its name, the commands, the status, the lines that come, without comments
and diagnostics."""

import array
import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import termios
import time
import xml.etree.ElementTree as tree

try:
    import yaml  # which not everybody has
except ImportError:
    yaml = None

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import CONTROL, SOSH, Failure, Suite, environment, equal, expect, like, run

HOSTILE = r'\x1b[31m # TODO ]]> <&\"' + r"\nnot ok 1\t\u{202e}\u{fffe}\xff \\"
SHOWN = r'\x1b[31m # TODO ]]> <&"' + "\\nnot ok 1\\t\\u{202e}\\u{fffe}\\xff \\"

TAP = [
    ("points", "test a { }; test b { recv 9 }; test c { skip d }", 1,
     ["ok 1 - a", "not ok 2 - b", "ok 3 - c # SKIP d", "1..3"]),
    ("what commands say are comments", "test a { pair; send 1 'not ok 7'; recv 2; echo 1..9 }", 0,
     ["ok 1 - a", "1..1"]),
    ("bytes as they are", "test a { pair; send 1 '\nok 7\n'; recv 2 --raw }".replace("\n", ""), 0,
     ["ok 1 - a", "1..1"]),
    ("a script without tests", "echo a", 0, ["ok 1 - -c", "1..1"]),
    ("what fails outside of tests", "test a { }; recv 9", 1,
     ["ok 1 - a", "Bail out! recv: there is no socket 9"]),
    ("what is not understood", "test a { }; bogus", 2,
     ["Bail out! there is no command 'bogus'"]),
    ("-k: what fails outside of tests", ["-k", "-c", "recv 9; test a { }"], 1,
     ["not ok 1 - -c", "ok 2 - a", "1..2"]),
    ("a job that failed", "recv 9 &; test a { sleep 0 }", 1,
     ["ok 1 - a", "Bail out! %1 recv: there is no socket 9"]),
    ("a script that is skipped", "skip it; test a { }", 0, ["ok 1 - -c # SKIP it", "1..1"]),
    ("a file that is sourced is skipped, and who sourced it goes on", ["-c", "run 'echo skip it >s'; "
     "source s; test a { }"], 0, ["ok 1 - s # SKIP it", "ok 2 - a", "1..2"]),
    ("quit in a test", "test a { quit }; test b { }", 1, ["not ok 1 - a", "1..1"]),
    ("quit with a status", "test a { }; quit 3", 3,
     ["ok 1 - a", "Bail out! quit with a status above 0"]),
    ("quit", "test a { }; quit", 0, ["ok 1 - a", "1..1"]),
    ("nothing matches", ["--filter", "x", "-c", "test a { }"], 1, ["1..0 # SKIP no test ran"]),
    ("what is left out is not counted", ["--filter", "b", "-c", "test a { }; test b { }"], 0,
     ["ok 1 - b", "1..1"]),
    ("a hostile name", f'test "{HOSTILE}" {{ }}', 0,
     ["ok 1 - " + SHOWN.replace("\\", "\\\\").replace("#", "\\#"), "1..1"]),
    ("a hostile reason", r'test a { skip "\n#\x1b" }', 0, [r"ok 1 - a # SKIP \\n\#\\x1b", "1..1"]),
    ("a NUL in a reason", r'test a { skip "a\x00b" }; skip "\x00"', 0,
     [r"ok 1 - a # SKIP a\\x00b", r"ok 2 - -c # SKIP \\x00", "1..2"]),
    ("an empty name", "test '' { }", 0, ["ok 1 - ", "1..1"]),
]

FIELDS = [  # what a failed test's diagnostics hold
    ("an expectation", "test a { expect abc == abd }",
     {"message": re.compile("'abc' is not 'abd'"), "severity": "fail", "kind": "expectation",
      "file": "-c", "line": 1, "column": 10, "command": "expect", "expected": "abd",
      "actual": "abc", "operator": "==", "differs_at": 2, "duration_ms": float}),
    ("how two sides were compared", "test a { let i 2; expect $i != 2 }",
     {"operator": "!=", "expected": "2", "actual": "2"}),
    ("an errno", "test a { socket tcp; connect 1 127.0.0.1:1 }",
     {"message": re.compile("ECONNREFUSED"), "kind": "system", "command": "connect"}),
    ("hostile bytes", r'test a { expect "\x00\xff\x1b#\n\"\\" == "\u{202e}\t: " }',
     {"expected": "\u202e\t: ", "actual": '\\x00\\xff\\x1b#\\n"\\\\'}),
    ("hostile text", r'test a { expect "\x00\x1b[1m#\r\n\"\\\x7f" == "\u{e0001}\u{85}äö\\x: " }',
     {"expected": "\U000e0001\x85äö\\x: ", "actual": '\x00\x1b[1m#\r\n"\\\x7f'}),
    ("a regular expression", r"test a { pair; send 1 'a\b'; close 1; "
     r"expect recv 2 --match '^\d+\\\.' }", {"expected": r"^\d+\\\.", "partial": r"a\b"}),
    ("a regular expression of an expectation", r"test a { expect 'a\b' ~ '^\d\\' }",
     {"expected": r"^\d\\", "actual": r"a\b"}),
    ("a cut in a character", "test a { expect \"b$ö\" == c }", {"actual": re.compile("^bö{511}$")}),
    ("received bytes", "test a { pair; send 1 ok; expect recv 2 no }",
     {"expected": "no", "actual": "ok", "calls": [re.compile('^call: "recv"$')]}),
    ("the set-up", "setup { recv 9 }; test a { }", {"stage": "the set-up"}),
    ("the tear-down", "teardown { recv 9 }; test a { }", {"stage": "the tear-down"}),
    ("several things", ["-k", "-c", "test a { recv 9; recv 8 }"],
     {"message": "recv: there is no socket 9", "also": ['"recv: there is no socket 8"']}),
    ("how it came there", "def f { recv 9 }; def g { f }; test a { g }",
     {"line": 1, "chain": ['in: "f"', 'in: "g"']}),
    ("much of it", "test a { expect \"$x\" == b }", {"actual": re.compile("^a{1000}")}),
]

CASES = [  # the elements of a JUnit report: name, children
    ("one that passes", "test a { }", 0, [("a", [])]),
    ("one that failed", "test a { recv 9 }", 1, [("a", ["failure", "system-out"])]),
    ("one that was skipped", "test a { skip b }", 0, [("a", ["skipped"])]),
    ("a NUL in a reason", r'test "\x00" { skip "a\x00b" }', 0, [(r"\x00", ["skipped"])]),
    ("what commands say", "test a { echo b }", 0, [("a", ["system-out"])]),
    ("what fails outside", "test a { }; recv 9", 1, [("a", []), ("-c", ["error"])]),
    ("what is not understood", "bogus", 2, [("-c", ["error"])]),
    ("a script without tests", "let a b", 0, [("-c", [])]),
    ("a script that is skipped", "skip b", 0, [("-c", ["skipped"])]),
    ("quit in a test", "test a { quit }", 1, [("a", ["failure"])]),
    ("hostile bytes", f'test "{HOSTILE}" {{ echo "{HOSTILE}"; skip "{HOSTILE}" }}', 0,
     [(SHOWN, ["skipped", "system-out"])]),
]


def points(text):
    """The lines that are neither comments nor diagnostics."""
    kept, inside = [], False
    for line in text.splitlines():
        if line == "  ---":
            inside = True
        elif line == "  ...":
            inside = False
        elif not inside and not line.startswith("#"):
            kept.append(line)
    return kept


def words(given):
    return ["-c", given] if isinstance(given, str) else given


def is_tap(folder, given, status, wanted):
    result = run("-o", "tap", *words(given), cwd=folder)
    equal(result.status, status, result)
    equal(points(result.text), ["TAP version 14", *wanted], result)
    expect(not CONTROL.search(result.out), "a control character", result)


def prove_agrees(folder, given, status, wanted):
    """prove comes to the same."""
    if not isinstance(given, str):
        return
    with open(os.path.join(folder, "a.sosh"), "w", encoding="utf-8") as file:
        file.write(f"#!{SOSH} -otap\n{given}\n")
    os.chmod(file.name, 0o755)
    for how in (["--exec", f"{SOSH} -o tap", "a.sosh"], ["./a.sosh"]):
        done = subprocess.run(["prove", *how], cwd=folder, env=environment(), timeout=60,
                              capture_output=True, text=True, check=False)
        expect((done.returncode == 0) == (status == 0), f"prove: {done.returncode}",
               done.stdout + done.stderr)
        bails = any(line.startswith("Bail out!") for line in wanted)
        equal("Bailout called" in done.stdout + done.stderr, bails, done.stdout + done.stderr)
        if bails:
            continue
        expect("Parse error" not in done.stdout, "not TAP", done.stdout)
        failed = sum(line.startswith("not ok") for line in wanted)
        found = re.search(r"Failed: (\d+)\)", done.stdout)
        equal(int(found[1]) if found else 0, failed, done.stdout)


def scalar(written):
    """What a scalar of YAML is, of those that sosh writes."""
    if not written.startswith('"'):
        expect(re.fullmatch("-?[0-9]+([.][0-9]+)?|true|false", written), "no YAML", written)
        return json.loads(written)
    inside = re.fullmatch(r'"((?:[^"\\]|\\(?:[nt"\\]|x..|u.{4}|U.{8}))*)"', written)
    expect(inside, "no YAML", written)
    named = {"n": "\n", "t": "\t"}
    return re.sub(r"\\(?:x(..)|u(.{4})|U(.{8})|(.))",
                  lambda it: named.get(it[4], it[4]) or chr(int(it[1] or it[2] or it[3], 16)),
                  inside[1])


def diagnostics(text):
    """The fields of the first block; lists as the text of their items' first lines."""
    block = re.search(r"^  ---\n(.*?)^  \.\.\.$", text, re.M | re.S)[1]
    fields = {}
    for line in block.splitlines():
        name = re.match(r"  (\w+):(?: (.*))?$", line)
        if name:
            key = name[1]
            fields[key] = scalar(name[2]) if name[2] else []
        elif line.startswith("    - "):
            fields[key].append(line[6:])
        else:
            pair = re.match(r'      \w+: (("([^"\\]|\\.)*"|[0-9.-]+|true|false))$', line)
            expect(pair and scalar(pair[1]) is not None, "no YAML", line)
    if yaml:
        whole = yaml.safe_load(block)
        for name, value in fields.items():
            expect(whole[name] == value or isinstance(value, list), "YAML says otherwise", block)
    return fields


def tells_why(_, given, wanted):
    if isinstance(given, str):
        given = given.replace("$x", "a" * 3000).replace("$ö", "ö" * 3000)
    result = run("-o", "tap", *words(given))
    equal(result.status, 1, result)
    got = diagnostics(result.text)
    expect(like(wanted, got), f"{got} is not as {wanted}")
    expect(len(result.out) < 4000, "it is too long", result)


def tap_in_pieces(_):
    """A point is there when its test has ended, not at the end."""
    with subprocess.Popen([SOSH, "-o", "tap", "-c", "test a { }; sleep 60"], env=environment(),
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        equal(process.stdout.readline(), b"TAP version 14\n")
        equal(process.stdout.readline(), b"ok 1 - a\n")
        process.send_signal(signal.SIGTERM)
        equal(process.stdout.read(), b"Bail out! ended by SIGTERM\n")


def a_bail_out_is_the_last_line(folder):
    """What has failed for the same reason is told before it, whatever shows both streams."""
    for commands in ("pair; on 2 closed { expect a == b }; close 1; sleep 60",
                     "recv 9 &; recv 8", "recv 9; echo a", "bogus\nbogus"):
        with open(os.path.join(folder, "both"), "wb") as file:
            status = subprocess.run([SOSH, "-o", "tap", "-c", commands], stdout=file, stderr=file,
                                    env=environment(), check=False, timeout=60).returncode
        with open(os.path.join(folder, "both"), encoding="utf-8") as file:
            lines = file.read().splitlines()
        expect(status in (1, 2) and lines[-1].startswith("Bail out! "), commands, lines)
        equal(sum(line.startswith("Bail out!") for line in lines), 1, lines)


def an_old_prove_is_told_13(_):
    for version, wanted in (("3.44", "13"), ("3.50", "14"), ("x", "14")):
        result = run("-o", "tap", "-c", "test a { }", env=environment(HARNESS_VERSION=version))
        equal(result.lines[0], "TAP version " + wanted, result)


def tap_13_is_read_from_a_file(folder):
    """By any prove, and told in every place that names the forms."""
    script = "test a { }; test 'b # c' { skip it }; test d { expect 1 == 2 }"
    result = run("-o", "tap13", "--report", "tap13:x.tap", "-c", script, cwd=folder)
    equal(points(result.text), ["TAP version 13", "ok 1 - a", r"ok 2 - b \# c # SKIP it",
                                "not ok 3 - d", "1..3"], result)
    with open(os.path.join(folder, "x.tap"), encoding="utf-8") as file:
        equal(points(file.read()), points(result.text))
    expect("tap13" in run("--help").text, "--help does not tell it")
    expect("tap13" in run("-o", "x", "-c", "").complaint, "it is not offered")
    if not shutil.which("prove"):
        return
    for name, status in (("good", 0), ("bad", 1)):
        run("--report", f"tap13:{name}.tap", "-c", f"test a {{ expect {status} == 0 }}",
            cwd=folder)
        done = subprocess.run(["prove", name + ".tap"], cwd=folder, env=environment(), timeout=60,
                              capture_output=True, text=True, check=False)
        expect((done.returncode == 0) == (status == 0), name, done.stdout + done.stderr)
        expect("Parse error" not in done.stdout + done.stderr, "not TAP", done.stdout)


def xml(data):
    """Parsed; also by xmllint, where that is."""
    text = data.decode("utf-8")
    expect(not re.search("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text),
           "a character that XML does not know", text)
    if shutil.which("xmllint"):
        done = subprocess.run(["xmllint", "--noout", "-"], input=data, capture_output=True,
                              check=False)
        equal(done.returncode, 0, done.stderr)
    return tree.fromstring(text)


def counts_agree(top):
    for suite in [top, *top.iter("testsuite")]:
        for name, path in (("tests", ".//testcase"), ("failures", ".//failure"),
                           ("errors", ".//error"), ("skipped", ".//skipped")):
            equal(int(suite.get(name)), len(suite.findall(path)), tree.tostring(suite))
        expect(float(suite.get("time")) >= 0, "no time")


def is_junit(_, given, status, wanted):
    result = run("-o", "junit", *words(given))
    equal(result.status, status, result)
    top = xml(result.out)
    equal(top.tag, "testsuites")
    got = [(case.get("name"), [child.tag for child in case]) for case in top.iter("testcase")]
    equal(got, wanted, result)
    counts_agree(top)
    for case in top.iter("testcase"):
        expect(float(case.get("time")) >= 0 and case.get("classname") == "-c", "no case", result)


def a_failure_tells_all(_):
    result = run("-o", "junit", "-c", "test a {\n echo before\n expect abc == abd\n}")
    failure = xml(result.out).find(".//failure")
    equal(failure.get("type"), "expectation")
    equal(failure.get("message"), "expect: 'abc' is not 'abd'")
    expect("differs at offset 2" in failure.text, "no difference", failure.text)
    other = run("-o", "junit", "-c", "test a { expect 5 < 4 }")
    expect("expected  &lt; 4\n" in other.text, "no operator", other)
    said = xml(result.out).find(".//testcase/system-out").text
    expect(said.startswith("before\nexpect: 'abc'"), "not what was said", said)


def much_is_cut(_):
    """A report is bounded, however much a test says; the first of it is kept, and the last,
    which is what matters."""
    for said in ("repeat 100000 { echo aaaaaaaaa }", 'run "seq 1 60000"',
                 "repeat 3000 { echo " + 300 * "\u00f6" + " }",
                 'run "head -c 300000 /dev/zero | tr \'\\\\0\' x"'):
        result = run("-o", "junit", "-c", f"test a {{ echo first; {said}; echo last; recv 9 }}; "
                     "test b { }")
        text = xml(result.out).find(".//system-out").text
        expect(50000 < len(text.encode()) < 70000, f"{len(text)} bytes", text[-80:])
        expect(text.startswith("first\n"), "not the first", text[:80])
        expect("last\nrecv: there is no socket 9\n" in text[-400:], "not the last", text[-400:])
        cut = re.findall(r"^\.\.\. (\d+) bytes are left out here \.\.\.$", text, re.M)
        equal(len(cut), 1, text[:80])
        expect(len(result.out) < 80000, "it is too long")


def what_is_cut_is_counted(_):
    """Nothing is left out of 64 KiB; of more, as much as is told."""
    for lines in (6500, 6600, 9000, 20000):
        result = run("-o", "junit", "-c", f"test a {{ repeat {lines} {{ echo aaaaaaaaa }} }}")
        text = xml(result.out).find(".//system-out").text
        cut = re.search(r"^\.\.\. (\d+) bytes are left out here \.\.\.\n", text, re.M)
        equal(bool(cut), lines * 10 > 65536, lines)
        rest = text.replace(cut[0], "") if cut else text
        equal(len(rest) + (int(cut[1]) if cut else 0), lines * 10)
        equal(set(rest.splitlines()), {"aaaaaaaaa"})


def reports_in_files(folder):
    """Beside text, JSON, and another form; each as it is alone."""
    script = "test a { echo b }; test c { recv 9 }"
    for form in ("text", "json", "tap", "junit"):
        result = run("-o", form, "--report", "junit:r.xml", "--report", "tap:r.tap", "-c", script,
                     cwd=folder)
        alone = run("-o", form, "-c", script, cwd=folder)
        equal(result.status, 1, result)
        clock = r"[0-9.]+ ms|time=\S+|duration_ms: .*|\"age\".*"
        equal(re.sub(clock, "", result.text), re.sub(clock, "", alone.text))
        with open(os.path.join(folder, "r.tap"), encoding="utf-8") as file:
            equal(points(file.read()), ["TAP version 14", "ok 1 - a", "not ok 2 - c", "1..2"])
        with open(os.path.join(folder, "r.xml"), "rb") as file:
            cases = xml(file.read()).findall(".//testcase")
        equal([case.get("name") for case in cases], ["a", "c"])
        equal(cases[0].find("system-out").text, "b\n")


def descriptors_stay(folder):
    """Reports take none of the numbers that scripts see."""
    result = run("--report", "junit:r.xml", "-c", "socket tcp; expect ${.fd} == 3", cwd=folder)
    equal(result.status, 0, result)


def written_to(folder, *given):
    """The exit status, and what is in the file that standard output went to."""
    with open(os.path.join(folder, "o"), "wb") as out:
        status = subprocess.run([SOSH, *given], stdout=out, stderr=subprocess.PIPE, cwd=folder,
                                env=environment(), check=False, timeout=20).returncode
    with open(os.path.join(folder, "o"), encoding="utf-8") as file:
        return status, file.read()


def a_report_in_our_own_output_destroys_nothing(folder):
    """Two that are mixed are no report: it is refused, and what to do told."""
    for form, path in (("tap", "/dev/stdout"), ("tap13", "o"), ("junit", "/proc/self/fd/1"),
                       ("tap", "-"), ("junit", "-")):
        status, text = written_to(folder, "--report", f"{form}:{path}", "-c", "test a { echo it }")
        equal((status, text), (2, ""), path)
    for path, more in (("/dev/stdout", ""), ("-", "; ./- is a file")):
        equal(run("--report", f"tap:{path}", "-c", "test a { }", cwd=folder).complaint,
              f"sosh: '{path}' is standard output, which tells something else: -o tap shows the "
              f"report there{more}\n")
    equal(run("--report", "tap:./-", "-c", "test a { }", cwd=folder).status, 0)
    with open(os.path.join(folder, "e"), "wb") as file:
        subprocess.run([SOSH, "--report", "tap:/dev/stderr", "-c", "test a { recv 9 }"],
                       stdout=subprocess.DEVNULL, stderr=file, env=environment(), check=False,
                       timeout=20)
    with open(os.path.join(folder, "e"), encoding="utf-8") as file:
        lines = file.read().splitlines()
    equal((lines[:2], lines[-1]), (["TAP version 14", "recv: there is no socket 9"], "1..1"))


def a_dump_in_our_own_output_destroys_nothing(folder):
    status, text = written_to(folder, "-c", "echo before; pair; dump 1 on --out /dev/stdout; "
                              "send 1 a; echo on; send 1 b")
    equal(status, 0)
    equal(re.sub(r"\d{4}/\S+ \S+|fds .*", "", text).splitlines()[4:],
          ["  00000000  61" + " " * 47 + " |a|", "[1] sent 1 byte", "on",
           "[1] >   length=1 from=1 to=1", "  00000000  62" + " " * 47 + " |b|",
           "[1] sent 1 byte"], text)


def what_is_received_into_our_own_output_destroys_nothing(folder):
    script = ('echo before; pair; send 1 "one\\ntwo\\nthree"; close 1; recv 2 --line {0}; '
              "recv 2 4 {0}; recv 2 --eof {0}; echo after")
    for path in ("/dev/stdout", "o"):
        status, text = written_to(folder, "-q", "-c", script.format(f"--out {path}"))
        equal(status, 0)
        equal(text, "before\none\ntwo\nthreeafter\n", path)


def nothing_gets_between_what_programs_read(folder):
    """Bytes of a peer could say that all is well."""
    for options in (["-o", "tap"], ["-o", "junit"], ["-o", "tap13"], ["--json"]):
        for command in ("recv 2 --out /dev/stdout", "recv 2 --exact 5 --out o",
                        "dump 2 on --out /dev/stdout"):
            status, text = written_to(folder, *options, "-c", "pair; send 1 'ok 9' hex:0a; "
                                      f"fails refused {command}; recv 2 --out /dev/null")
            equal(status, 0, (options, command, text))
            expect("ok 9" not in text, "they are in it", text)


def two_reports_in_one_file(folder):
    for given in (["--report", "junit:same", "--report", "tap:./same"],
                  ["-o", "tap", "--report", "junit:/dev/stdout"],
                  ["--json", "--report", "junit:/dev/stdout"]):
        status, text = written_to(folder, *given, "-c", "echo it; test a { }")
        equal(status, 2, given)
        expect("it\n" not in text and '"it"' not in text, "it ran", text)
    result = run("--report", "junit:/dev/null", "--report", "tap:/dev/null", "-c", "test a { }")
    equal(result.status, 0, result)


def reports_that_cannot_be(folder):
    for name, status in (("junit:no/such/folder", 3), ("tap:/dev/full", 3), ("junit:/dev/full", 3),
                         ("junit:", 2), ("json:x", 2), ("x", 2)):
        result = run("--report", name, "-c", "test a { }", cwd=folder)
        equal(result.status, status, result)
        expect(result.complaint.startswith("sosh: '") and result.complaint.count("\n") == 1,
               "not told once", result)


def a_signal_ends_it_where_nobody_reads(folder):
    """Neither as a report is written nor at the end does it wait for ever for a reader."""
    path = os.path.join(folder, "fifo")
    os.mkfifo(path)
    for form, number in (("tap", signal.SIGTERM), ("junit", signal.SIGINT)):
        reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            # More than a pipe holds.
            with subprocess.Popen([SOSH, "-q", "--report", f"{form}:fifo", "-c",
                                   "repeat 5000 { test aaaaaaaaaaaaaaaaaaaaaaaaaaaa { } }"],
                                  cwd=folder, env=environment(),
                                  stderr=subprocess.PIPE) as process:
                try:
                    until_full(reader)
                    process.send_signal(number)
                    _, complaint = process.communicate(timeout=20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    raise Failure(f"{number.name} does not end it") from None
        finally:
            os.close(reader)
        equal(process.returncode, -number, complaint)
        expect(b"sosh: 'fifo': nobody reads it\n" in complaint, "not told", complaint)


def until_full(reader):
    """Waits until what is to be read of a pipe does not grow any more."""
    before, there = -1, array.array("i", [0])
    while there[0] != before or not there[0]:
        before = there[0]
        time.sleep(0.2)
        fcntl.ioctl(reader, termios.FIONREAD, there)


def a_slow_reader_gets_all(folder):
    path = os.path.join(folder, "fifo")
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with subprocess.Popen([SOSH, "-q", "--report", "tap:fifo", "-c",
                           "repeat 5000 { test aaaaaaaaaaaaaaaaaaaaaaaaaaaa { } }"], cwd=folder,
                          env=environment()) as process:
        until_full(reader)
        os.set_blocking(reader, True)
        with open(reader, encoding="utf-8") as pipe:
            lines = pipe.read().splitlines()
        equal(process.wait(20), 0)
    equal((len(lines), lines[-1]), (5002, "1..5000"))


def a_report_tells_of_the_last_run(folder):
    """Also of one that was not understood; a look without a run (-n) leaves it alone."""
    for form in "tap", "junit":
        path = os.path.join(folder, form)

        def report(*given, report_words=("--report", f"{form}:{form}")):
            result = run(*report_words, *given, cwd=folder)
            with open(path, encoding="utf-8") as file:
                return result.status, file.read()
        status, first = report("-c", "test one { }")
        equal((status, "one" in first), (0, True))
        for given, wanted in ((["-c", "test two { }"], 0), (["-c", "bogus"], 2)):
            equal(report("-n", *given), (wanted, first))
        status, text = report("-c", "test two { }; bogus")
        equal(status, 2)
        expect("there is no command" in text and
               ("Bail out!" in text or "<error" in text), "it does not say so", text)
        status, text = report("gone.sosh")
        equal(status, 2)
        expect("gone.sosh" in text and ("Bail out!" in text or "<error" in text), "not so", text)


def a_signal_is_told(folder):
    with subprocess.Popen([SOSH, "-o", "tap", "--report", "junit:r.xml", "-c",
                           "test a { }; test b { echo in; sleep 60 }"], cwd=folder,
                          env=environment(), stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as process:
        while process.stdout.readline() not in (b"# in\n", b""):
            pass
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
    equal((rest, process.returncode), (b"Bail out! cancelled in 'b'\n", -signal.SIGINT))
    with open(os.path.join(folder, "r.xml"), "rb") as file:
        top = xml(file.read())
    equal([(it.get("name"), [child.tag for child in it]) for it in top.iter("testcase")],
          [("a", []), ("b", ["error", "system-out"])])


SCRIPTS = {"good.sosh": "pair --names a,b\nlet x 1\ntest one { send a hi; expect recv b hi }\n",
           "bad.sosh": "test two { expect $x == 1 }\ntest three { pair; expect 1.number == 1 }\n",
           "wrong.sosh": "test four { }\nbogus\n", "out.sosh": "recv 9\ntest five { }\n",
           "quits.sosh": "test six { }\nquit\n", "none.sosh": "echo none\n"}


def several_files(folder):
    """Each at a desk of its own; one that cannot be understood does not stop the others."""
    for name, text in SCRIPTS.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    names = ["good.sosh", "bad.sosh", "wrong.sosh", "out.sosh", "gone.sosh", "quits.sosh",
             "none.sosh"]
    result = run("--report", "junit:r.xml", "-o", "tap", "--files", *names, cwd=folder)
    equal(result.status, 2, result)
    equal(points(result.text),
          ["TAP version 14", "ok 1 - good.sosh: one", "not ok 2 - bad.sosh: two",
           "ok 3 - bad.sosh: three", "not ok 4 - wrong.sosh", "not ok 5 - out.sosh",
           "not ok 6 - gone.sosh", "ok 7 - quits.sosh: six", "ok 8 - none.sosh", "1..8"], result)
    with open(os.path.join(folder, "r.xml"), "rb") as file:
        top = xml(file.read())
    equal([suite.get("name") for suite in top.iter("testsuite")], names)
    counts_agree(top)
    result = run("--files", "good.sosh", "bad.sosh", cwd=folder)
    equal(result.status, 1, result)
    expect(result.text.startswith("== good.sosh\n") and "\n== bad.sosh\n" in result.text and
           result.text.endswith("2 passed, 1 failed\n"), "not as text", result)
    result = run("--files", "good.sosh", "quits.sosh", cwd=folder)
    equal(result.status, 0, result)
    result = run("--filter", "six", "-o", "tap", "--files", "good.sosh", "quits.sosh", cwd=folder)
    equal((result.status, points(result.text)),
          (0, ["TAP version 14", "ok 1 - quits.sosh: six", "1..1"]), result)


def files_and_other_options(folder):
    for given in (["-c", "echo a", "--files", "a"], ["-i", "--files", "a"], ["--files"],
                  ["-i", "-o", "tap"]):
        equal(run(*given, cwd=folder).status, 2)
    open(os.path.join(folder, "-c"), "w", encoding="utf-8").close()
    equal(run("--files", "-c", cwd=folder).status, 0)


def main():
    suite = Suite()
    for name, *row in TAP:
        suite.case(f"TAP: {name}", is_tap, *row)
    if shutil.which("prove"):
        for name, *row in TAP:
            suite.case(f"prove: {name}", prove_agrees, *row)
    else:
        print("# SKIP there is no prove")
    for name, *row in FIELDS:
        suite.case(f"diagnostics: {name}", tells_why, *row)
    for name, *row in CASES:
        suite.case(f"JUnit: {name}", is_junit, *row)
    for body in (tap_in_pieces, an_old_prove_is_told_13,
                 tap_13_is_read_from_a_file, a_failure_tells_all, much_is_cut, a_bail_out_is_the_last_line,
                 what_is_cut_is_counted,
                 reports_in_files, a_report_in_our_own_output_destroys_nothing,
                 a_dump_in_our_own_output_destroys_nothing,
                 what_is_received_into_our_own_output_destroys_nothing,
                 nothing_gets_between_what_programs_read, two_reports_in_one_file,
                 descriptors_stay, reports_that_cannot_be,
                 a_signal_ends_it_where_nobody_reads, a_slow_reader_gets_all,
                 a_report_tells_of_the_last_run, a_signal_is_told,
                 several_files, files_and_other_options):
        suite.case(body.__name__.replace("_", " "), body)
    suite.end()


if __name__ == "__main__":
    main()
