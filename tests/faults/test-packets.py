#!/usr/bin/python3
"""With --safe no packet leaves the machine: what strace sees of every form of a name.

Without it the same commands ask DNS, where a machine has one: what is looked for here
is a name server, and any other address that is not loopback."""

import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "commands"))
import sosh                                     # noqa: E402

HOSTS = ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "[::1]", "*", "192.0.2.77",
         "2001:db8::1", "localhost.", "a.localhost", "example.invalid", "vm", "localhost6"]
PORTS = ["", ":80", ":http", ":no-such-service"]
FLAGS = ["", "--family inet", "--family inet6", "--family inet6 --flags v4mapped,all",
         "--flags canonname", "--flags passive", "--flags addrconfig", "--flags numerichost",
         "--type dgram", "--type raw --protocol 89", "--family 1", "--flags 0x40"]
NAMES = ["localhost:9", "localhost:discard", "*:discard", "127.0.0.1:discard", "[::1]:discard",
         "LocalHost:9", "example.invalid:9", "localhost.:9"]
FORMS = ["connect 1 {}", "connect 1 {} --anyway", "bind 1 {}", "send 1 x --to {} --dontwait",
         "send 1 x --to {} --anyway", "connect 1 {} --family unspec"]
REVERSED = ["127.0.0.1", "127.0.0.1:80", "127.9.9.9", "127.9.9.9:5", "127.9.9.9:65534", "::1",
            "[::1]:80", "[::1]:65534", "[::1%lo]:9", "[::ffff:127.0.0.1]:9", "192.0.2.77:1",
            "[2001:db8::1]:1", "localhost:80"]
ASKED = [f"resolve {host}{port} {flags}" for host in HOSTS for port in PORTS for flags in FLAGS] + \
    [f"reverse {address}" for address in REVERSED]
SPOKEN = [(kind, form.format(name)) for kind in ("tcp", "tcp6", "udp", "udp6", "udplite")
          for form in FORMS for name in NAMES]
SENDING = re.compile(r"\b(connect|sendto|sendmsg|sendmmsg)\(.*sa_family=AF_INET")
# The wildcard, to which the C library connects to see which address would be its own, is
# this machine, too.
HERE = re.compile(r'inet_addr\("(127\.|0\.0\.0\.0")|AF_INET6, "(::ffff:127\.[0-9.]+|::1|::)"')
# A name server here is one, too: it passes the question on.
SERVER = re.compile(r"_port=htons\((53|5353|5355)\)")


def seen(folder, commands, *options):
    """The result, and each call that sends to, or connects with, an internet address."""
    trace, script = os.path.join(folder, "trace"), os.path.join(folder, "script")
    with open(script, "w", encoding="utf-8") as file:
        file.write(commands)
    result = sosh.run("-f", "-qq", "-v", "-o", trace, "-e", "trace=%net", sosh.SOSH, *options,
                      "--json", "-k", "-t", "2s", script, program="strace", env=environment())
    with open(trace, encoding="utf-8", errors="replace") as file:
        return result, [line for line in file if SENDING.search(line)]


def environment():
    env = sosh.environment()
    # Its leak check cannot work below strace.
    env["ASAN_OPTIONS"] = "detect_leaks=0:" + env.get("ASAN_OPTIONS", "")
    return env


def none_leaves(folder, commands):
    result, sending = seen(folder, "\n".join(commands) + "\n", "--safe")
    sosh.equal(len(result.answers), len(commands), result)
    away = [line for line in sending if SERVER.search(line) or not HERE.search(line)]
    sosh.expect(not away, f"this leaves the machine: {away[:3]}")


def strace_sees_it(folder):
    """That the tests above could fail: without --safe such a call is there to be seen."""
    _, sending = seen(folder, "socket udp\nconnect 1 192.0.2.77:9\nconnect 1 127.0.0.1:53\n")
    away = [line for line in sending if SERVER.search(line) or not HERE.search(line)]
    sosh.equal(len(away), 2)


def localhost_is_known(folder):
    result, _ = seen(folder, "resolve localhost\nresolve localhost --family inet6\n"
                     "reverse 127.0.0.1\nreverse [::1]:80\n", "--safe")
    sosh.expect(sosh.like([{"addresses": ["::1", "127.0.0.1"]}, {"addresses": ["::1"]},
                           {"host": "localhost"}, {"host": "localhost"}], result.answers),
                "not as RFC 6761 says", result)


def allowed():
    if not shutil.which("strace"):
        return "there is no strace"
    done = subprocess.run(["strace", "-f", "-qq", "-o", os.devnull, "true"], check=False,
                          capture_output=True, stdin=subprocess.DEVNULL)
    return None if done.returncode == 0 else "strace may not look at programs here: " + \
        done.stderr.decode("utf-8", "replace").strip()


def main():
    why = allowed()
    if why:
        print(f"skipped: packets: {why}")
        print("0 passed, 0 failed")
        sys.exit(77)
    suite = sosh.Suite()
    suite.case("strace sees what leaves", strace_sees_it)
    suite.case("localhost is known without a question", localhost_is_known)
    for host in HOSTS:
        suite.case(f"resolve {host} asks nobody", none_leaves,
                   [it for it in ASKED if re.match(rf"resolve {re.escape(host)}[: ]", it)])
    suite.case("reverse asks nobody", none_leaves, [it for it in ASKED if it.startswith("reverse")])
    for kind in ("tcp", "tcp6", "udp", "udp6", "udplite"):
        suite.case(f"no name of a {kind} socket is asked for", none_leaves,
                   [f"socket {kind}"] + [it for of, it in SPOKEN if of == kind])
    suite.end()


if __name__ == "__main__":
    main()
