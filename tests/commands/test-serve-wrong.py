#!/usr/bin/python3
"""What `serve` and `take` refuse, and where they say that it is wrong."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import TCP, UDP, Desk, client  # noqa: E402
from sosh import OPENSSL, Suite, answers, equal, expect, like, run  # noqa: E402


WRONG = [
    ("serve 1 ecko", "usage", "did you mean 'echo'"),
    ("serve 1 reply", "usage", "reply wants"),
    ("serve 1 echo word", "usage", "echo takes no words"),
    ("serve 1 echo { }", "usage", "takes no block"),
    ("serve 1 echo --allow 1.2.3", "usage", "no network"),
    ("serve 1 echo --allow 1.2.3.4/33", "usage", "no network"),
    ("serve 1 echo --deny any", "usage", "no network"),
    ("serve 1 echo --allow ::1/129", "usage", "no network"),
    ("serve 1 echo --max-clients 0", "usage", "0"),
    ("serve 1 echo --rate 0", "usage", "0"),
    ("serve 1 echo --rate 8G", "usage", "range: 1 to 1073741824"),
    ("serve 1 echo --idle 0", "usage", "idle"),
    ("serve 1 echo len8{ a }", "usage", "nested"),
    ("serve 1 reply hex:abc", "usage", "half a byte"),
    ("serve 1 reply zero:2M", "limit", "--ceiling"),
    ("serve 1 reply file:none", "system", "none"),
    ("serve 1 stop", "refused", "nothing serves"),
    ("serve 1 stop now", "usage", "alone"),
    ("serve 9 echo", "usage", "no socket 9"),
    ("serve 2 echo", "refused", ""),
    ("serve 3 echo", "refused", "job 1 waits on socket 3 (recv)"),
    ("serve 4 echo", "refused", "'off 4'"),
    ("take 1", "refused", "no client"),
    ("take 2", "refused", "no client"),
]


def errors_say_what_is_wrong(_):
    with Desk() as desk:
        desk.tell(*TCP.split("; "), "socket tcp", "pair", "recv 3 &", "on 4 readable { }")
        for command, kind, part in WRONG:
            failed = desk.say(command)
            expect(like({"ok": False, "error": {"kind": kind}}, failed) and
                   part in failed["error"]["message"], f"{command}", failed)
        desk.do("serve 1 echo")
        failed = desk.say("serve 1 discard")
        expect(like({"ok": False, "error": {"kind": "refused"}}, failed), "twice", failed)
        desk.do("serve 1 stop")
        equal([it["job"] for it in desk.do("jobs")["jobs"] if it["state"] != "done"], [1])


def literals_are_looked_at_before(_):
    for commands, part in (("serve 1 ecko", "there is no role"),
                           ("serve 1 reply hex:abc", "half a byte"),
                           ("serve 1 echo --allow 1.2.3", "no network")):
        result = run("-n", "-c", commands)
        expect(result.status == 2 and part in result.complaint, "not so", result)
    result = run("-n", "-c", "serve 1 reply hex:ab --allow any; serve 1 echo; serve 1 $role x")
    equal(result.status, 0, result)


def errors_name_their_place(_):
    for command, part, word in (
            ("frob", "echo, exec, file", "frob"), ("ECHO", "did you mean 'echo'", "ECHO"),
            ("stop now", "stop stands alone", "stop"), ("file /nope", "ENOENT", "/nope"),
            ("broker line", "only 'lines'", "line"), ("echo --idle 0", "at once", "0"),
            ("echo --cert x.pem", "goes with --tls", "x.pem"),
            ("echo --require-client-cert", "goes with --tls", "--require-client-cert"),
            ("exec cat --rate 64k", "means nothing", "64k"),
            ("block --ceiling 63k { }", "means nothing", "63k")):
        has_place(f"{TCP}serve 1 {command}", part, word)
    for command, part, word in (
            ("echo --max-clients 3", "no connections", "3"),
            ("echo --idle 7s", "no connections", "7s"),
            ("http /", "no datagrams", "http"), ("broker", "no datagrams", "broker")):
        has_place(f"{UDP}serve 1 {command}", part, word)
    has_place(f"{TCP}serve 1 exec cat", "--safe", "exec", "--safe")
    has_place(f"{TCP}serve 1 echo --allow 127.0.0.1 --allow 10.0.0.0/8", "--safe", "10.0.0.0/8",
              "--safe")


def a_file_is_no_folder(folder):
    with open(os.path.join(folder, "file"), "w"):
        pass
    for role in ("http", "store"):
        for path, hint in (("file", "this is a file, and a folder is wanted"),
                           ("file/x", "something on the way to the file is no folder")):
            result = run("-c", f"{TCP}serve 1 {role} {path}", cwd=folder)
            expect("ENOTDIR" in result.complaint and hint in result.complaint, path, result)


def of_tls_too(folder):
    pem = os.path.join(folder, "localhost.pem")
    equal(run("-c", "certificate localhost", cwd=folder).status, 0)
    for command, part, word in (
            ("--tls", "needs a certificate", "--tls"),
            ("--tls --cert nope.pem", "ENOENT", "nope.pem"),
            ("--tls --cert /dev/null", "is not a file", "/dev/null"),
            (f"--tls --cert {pem} --key nope.key", "ENOENT", "nope.key"),
            (f"--tls --cert {pem} --ca nope.ca", "ENOENT", "nope.ca"),
            (f"--tls --cert {pem} --alpn a,,b", "list of protocols", "a,,b")):
        has_place(f"{TCP}serve 1 echo {command}", part, word)
    has_place(f"{UDP}serve 1 echo --tls --cert {pem}", "no connections", "--tls")


def has_place(commands, part, word, *options):
    """Is what is wrong with the last of them told, and where?"""
    result = run(*options, "-c", commands)
    lines = result.complaint.splitlines()
    expect(result.status in (1, 2), "not refused", result)
    expect(part in lines[0], f"no {part}", result)
    expect("^" in lines[-1], "no place", result)
    expect(lines[-1].index("^") == lines[-2].index(f" {word}") + 1, "the place", result)


def a_socket_without_an_address_hears_of_bind(_):
    result = run("-c", "socket unix; serve 1 echo")
    expect("'bind 1'" in result.complaint and "'listen 1'" in result.complaint, "both", result)


def safe_serves_this_machine_alone(folder):
    result = answers("socket tcp; bind 1 127.0.0.1:0; listen 1; "
                     "fails refused serve 1 echo --allow any; "
                     "fails refused serve 1 echo --allow 10.0.0.0/8; "
                     "fails refused serve 1 echo --allow 127.0.0.1/0; "
                     "fails refused serve 1 echo --allow 127.0.0.1/7; "
                     "fails refused serve 1 echo --allow ::ffff:127.0.0.1/103; "
                     "fails refused serve 1 echo --allow ::1/127; "
                     "fails refused serve 1 echo --allow 127.0.0.1 --allow ::1/16; "
                     "fails refused serve 1 reply file:x; "
                     "fails refused serve 1 echo --tls --cert x; "
                     "serve 1 echo --allow 127.0.0.0/8 --allow ::ffff:127.0.0.1/104 "
                     "--allow ::1; socket tcp; connect 2 ${1.local}; "
                     "send 2 hi; expect recv 2 hi", "--safe", cwd=folder)
    equal(result.status, 0, result)


def main():
    suite = Suite()
    cases = [
        errors_say_what_is_wrong, errors_name_their_place,
        a_socket_without_an_address_hears_of_bind, literals_are_looked_at_before,
        safe_serves_this_machine_alone, a_file_is_no_folder,
    ]
    if OPENSSL:
        cases += [of_tls_too]
    for case in cases:
        suite.case(case.__name__.replace("_", " "), case)
    suite.end()


if __name__ == "__main__":
    main()
