#!/usr/bin/python3
"""The scripts of docs/examples/protocols/, each against a real server, which it begins
itself: nothing is skipped, a server that is not there is a failure.

What the guide shows of a protocol stands between ```redis and ``` (or another name), and
is compared, too; instead of the usual port there it is another one.

  test-protocols.py [NAME]...  only the cases that have a NAME in theirs
  test-protocols.py --show     shows the guide's page with the answers that come now"""

import glob
import importlib
import os
import re
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import (EXAMPLES, Program, files_of, nothing_is_left,    # noqa: E402
                   processes_of, surroundings, wait_until)
import sosh                                     # noqa: E402
from sosh import Suite, equal, expect           # noqa: E402

pages = importlib.import_module("test-pages")
GUIDE = os.path.join(EXAMPLES, os.pardir, "guide", "06-debugging-a-protocol.md")
# Where the servers are in the guide.
PLACES = {"dns": "127.0.0.1:5300", "http": "127.0.0.1:8080", "mqtt": "127.0.0.1:1883",
          "postgresql": "127.0.0.1:5432", "redis": "127.0.0.1:6379",
          "smtp": "127.0.0.1:2525", "websocket": "127.0.0.1:8765"}
FOLDER = os.path.join(EXAMPLES, "protocols")
SERVERS = os.path.join(FOLDER, "servers")
SCRIPTS = sorted(glob.glob(os.path.join(FOLDER, "*.sosh")))
NAMES = ["dns", "http", "mqtt", "postgresql", "redis", "smtp", "websocket"]
# Of several servers one behind the other, on a machine that does other things, too.
LIMIT = 6 * sosh.PATIENCE


def script(name):
    return os.path.join(FOLDER, name + ".sosh")


def tests_of(path):
    """The names of its tests, in their order."""
    with open(path, encoding="utf-8") as file:
        names = re.findall(r'^test "(.*)" \{$', file.read(), re.MULTILINE)
    expect(len(names) >= 4, f"{path} has too few tests")
    return names


def run(folder, mode, *words, **others):
    env = surroundings(folder, **others)
    result = sosh.run("-o", mode, *words, env=env, limit=LIMIT, cwd=folder)
    nothing_is_left(env)
    return result


def prove(folder, path, *words):
    """Prove cuts its command at blanks, which the name of our folder may have: so it finds
    sosh by its name."""
    os.symlink(sosh.SOSH, os.path.join(folder, "sosh"))
    env = surroundings(folder, PATH=folder + os.pathsep + path)
    return env, subprocess.run(["prove", "--exec", "sosh -o tap", *words], env=env,
                               capture_output=True, cwd=folder, timeout=2 * LIMIT,
                               check=False)


def prove_passes_them_all(folder):
    env, done = prove(folder, os.environ["PATH"], "--verbose", *SCRIPTS)
    # What prove shows of a script's comments need not be UTF-8.
    told = (done.stdout + done.stderr).decode("utf-8", "replace")
    equal(done.returncode, 0, told)
    wanted = [name for path in SCRIPTS for name in tests_of(path)]
    equal(re.findall(r"^ok \d+ - (.*)$", told, re.MULTILINE), wanted, told)
    expect("All tests successful." in told, "prove is not content", told)
    expect(f"Files={len(SCRIPTS)}, Tests={len(wanted)}," in told, "other counts", told)
    expect("skip" not in told.lower(), "something was skipped", told)
    nothing_is_left(env)


def every_protocol_is_there(_):
    equal([os.path.basename(path)[:-5] for path in SCRIPTS], NAMES)
    for path in SCRIPTS:
        with open(path, encoding="utf-8") as file:
            equal(file.readline(), "#!/usr/bin/env sosh\n")
        expect(os.access(path, os.X_OK), f"{path} is not executable")
        expect(os.path.exists(os.path.join(SERVERS, os.path.basename(path)[:-5] + ".sh")),
               "it has no server")
        result = sosh.run("-n", path)
        equal((result.status, result.out, result.err), (0, b"", b""), result)


def all_that_it_says_is_json(folder, name):
    result = run(folder, "json", script(name))
    equal(result.status, 0, result)
    failed = [answer for answer in result.answers if not answer["ok"]]
    equal(failed, [], result)
    received = [answer for answer in result.answers if answer["command"] == "recv"]
    expect(received, "nothing was received", result)
    for answer in result.answers:
        expect(answer["command"] in COMMANDS, "no such command", answer)


COMMANDS = {command["name"] for command in sosh.declarations()["commands"]}


def who_reads_it_gets_a_summary(folder):
    """With a folder that is reached by a relative path."""
    env = surroundings(folder)
    result = sosh.run("redis.sosh", env=env, limit=LIMIT, cwd=FOLDER)
    equal(result.status, 0, result)
    count = len(tests_of(script("redis")))
    expect(re.search(rf"\b{count} passed\b", result.lines[-1]), "no summary", result)
    nothing_is_left(env)


# --- what has to fail

def poor(folder, *missing):
    """A PATH on which all is but these."""
    path = os.path.join(folder, "programs")
    os.mkdir(path)
    for place in ("/usr/local/bin", "/usr/bin", "/bin"):
        for name in os.listdir(place):
            if name not in missing and not os.path.lexists(os.path.join(path, name)):
                os.symlink(os.path.join(place, name), os.path.join(path, name))
    return path


def a_server_that_is_not_there_fails(folder):
    path = poor(folder, "redis-server")
    result = run(folder, "tap", script("redis"), PATH=path)
    equal(result.status, 1, result)
    last = result.text.splitlines()[-1]
    expect(re.match("Bail out! .*'redis: there is no redis-server ", last), "no reason", result)
    expect(not re.search(r"^ok|skip", result.text, re.MULTILINE | re.IGNORECASE),
           "it passed or was skipped", result)
    _, done = prove(folder, path, script("redis"))
    expect(done.returncode != 0 and b"Bail" in done.stdout + done.stderr,
           f"prove is content: {done}")


class Server:
    """One that the test begins; its end is the end of its standard input."""

    def __init__(self, name, env):
        with socket_of_the_kernels_choice() as place:
            self.port = place.getsockname()[1]
        self.process = subprocess.Popen(
            ["sh", os.path.join(SERVERS, name + ".sh"), str(self.port)], env=env,
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        result = sosh.run("-c", f"wait-port {self.address} --timeout {LIMIT}", limit=LIMIT)
        equal(result.status, 0, result)
        if name == "postgresql":
            # It listens before it lets anybody in; the script knows how to wait for that.
            result = sosh.run("--filter", "^it tells", script(name), self.address, "sosh",
                              limit=LIMIT)
            equal(result.status, 0, result)

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(sosh.PATIENCE)
        self.process.stderr.close()


def socket_of_the_kernels_choice():
    import socket
    place = socket.socket()
    place.bind(("127.0.0.1", 0))
    return place


def a_server_can_be_named(folder):
    env = surroundings(folder)
    with Server("redis", env) as server:
        result = sosh.run("-o", "tap", script("redis"), server.address, env=env, limit=LIMIT)
        equal(result.status, 0, result)
        equal(re.findall(r"^ok \d+ - (.*)$", result.text, re.MULTILINE),
              tests_of(script("redis")), result)
    nothing_is_left(env)


def a_server_of_another_protocol_fails_every_test(folder):
    env = surroundings(folder)
    with Server("http", env) as server:
        for name in ("redis", "mqtt", "websocket"):
            result = sosh.run("-t", "2s", "-o", "tap", script(name), server.address, env=env,
                              limit=LIMIT)
            equal(result.status, 1, result)
            equal(re.findall(r"^not ok \d+ - (.*)$", result.text, re.MULTILINE),
                  tests_of(script(name)), result)
    nothing_is_left(env)


def nobody_at_a_named_address_fails(folder):
    with socket_of_the_kernels_choice() as place:
        address = "127.0.0.1:%d" % place.getsockname()[1]
        result = run(folder, "tap", script("mqtt"), address)
    equal(result.status, 1, result)
    expect(re.search(r"^not ok 1 ", result.text, re.MULTILINE), "nothing failed", result)
    expect("ECONNREFUSED" in result.text, "why is not told", result)


def no_server_outlives_a_sosh_that_is_killed(folder):
    env = surroundings(folder)
    start = os.path.join(SERVERS, "start.sosh")
    for end in (signal.SIGTERM, signal.SIGKILL):
        program = Program(sosh.SOSH, "-c", f"source '{start}' redis\necho ready $server\n"
                          "sleep 1000", env=env)
        with program:
            program.wait_for(r"ready 127\.0\.0\.1:\d+")
            expect(processes_of(env), "there is no server")
            os.kill(program.process.pid, end)
            program.process.wait(sosh.PATIENCE)
        if end == signal.SIGKILL:
            # It is killed in its turn, and cannot put away what it wrote.
            wait_until(lambda: not processes_of(env), lambda: processes_of(env))
        else:
            nothing_is_left(env)


# --- the guide

def session_with(name, address):
    """The guide's session with a server, at this address."""
    session = pages.session_of(GUIDE, name)
    expect(session, f"the guide shows nothing of {name}")
    for step in session:
        step.lines = [line.replace(PLACES[name], address) for line in step.lines]
        step.answer = [line.replace(PLACES[name], address) for line in step.answer]
    return session


def the_guide_shows_what_comes(folder, name):
    env = surroundings(folder)
    with Server(name, env) as server:
        pages.run_in_text(session_with(name, server.address), folder,
                          pages.error_line(COMMANDS))
    nothing_is_left(env)


def unsettled(line):
    """A line of an answer without what is different each time."""
    line = re.sub(r"\bfd \d+", "fd [*]", line)
    return re.sub(r"\bfrom 127\.0\.0\.1:\d+", "from 127.0.0.1:[*]", line)


def answers_now(name, folder):
    """By line number: what the guide's session with a server would have to show."""
    answers = {}
    with Server(name, surroundings(folder)) as server, pages.Running(folder) as running:
        for step, lines in running.answers(session_with(name, server.address),
                                           pages.is_text_mark):
            lines = [unsettled(line.replace(server.address, PLACES[name])) for line in lines]
            old = [line.replace(server.address, PLACES[name]) for line in step.answer]
            answers[step.number] = [pages.MORE + line for line in step.lines[1:]] + \
                (old if pages.is_like(old, lines) else lines)
    return answers


def show():
    answers, fenced = {}, None
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        for name in NAMES:
            answers.update(answers_now(name, folder))
    for number, line in enumerate(open(GUIDE, encoding="utf-8"), 1):
        if line.startswith("```"):
            fenced = None if fenced is not None else line[3:].strip()
        elif fenced in NAMES and number not in answers:
            continue
        print(line.rstrip("\n"))
        for answer in answers.get(number, []):
            print(answer)


def servers_refuse_what_is_no_port(folder):
    for words in ([], ["x"], ["80", "81"], [""], ["-1"]):
        done = subprocess.run(["sh", os.path.join(SERVERS, "redis.sh"), *words],
                              env=surroundings(folder), capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=sosh.PATIENCE, check=False)
        equal(done.returncode, 1)
        expect(re.search(r"^redis: ('.*' is not a port|usage: )", done.stderr), done.stderr)
    nothing_is_left(surroundings(folder))


def main():
    if sys.argv[1:] == ["--show"]:
        return show()
    suite = Suite()
    suite.case("every protocol is there", every_protocol_is_there)
    suite.case("prove passes them all", prove_passes_them_all)
    for name in NAMES:
        suite.case(f"all that {name}.sosh says is JSON", all_that_it_says_is_json, name)
        suite.case(f"the guide shows what comes of {name}", the_guide_shows_what_comes, name)
    for case in (who_reads_it_gets_a_summary, a_server_that_is_not_there_fails,
                 a_server_can_be_named, a_server_of_another_protocol_fails_every_test,
                 nobody_at_a_named_address_fails, no_server_outlives_a_sosh_that_is_killed,
                 servers_refuse_what_is_no_port):
        suite.case(case.__name__.replace("_", " "), case)
    return suite.end()


main()
