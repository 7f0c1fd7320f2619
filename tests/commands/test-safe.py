#!/usr/bin/python3
"""--safe: each row of its table, tried for real, and no way out of it."""

import os
import re
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sosh import Suite, declarations, environment, equal, expect, run

LISTEN = "socket tcp --name l; bind l 127.0.0.1:0; listen l"

# What provokes each row of the table; `{N}` is an inherited socket.
COMMANDS = {
    "accept": LISTEN + "; socket tcp; connect 2 ${l.local}; accept l", "adopt": "adopt {N}",
    "bind": "socket tcp; bind 1 127.0.0.1:0", "break": "repeat { break }",
    "cert": "fails usage cert 9", "certificate": "certificate a", "close": "pair; close all",
    "config": "config timeout 1", "connect": LISTEN + "; socket tcp; connect 2 ${l.local}",
    "continue": "repeat 1 { continue }", "def": "def f { }; f", "dup": "pair; dup 1",
    "echo": "echo a",
    "expect": "expect a == a", "explain": "explain 9", "fails": "fails any recv 9", "foreach": "foreach i in 1 { }",
    "get": "socket tcp; get 1 all", "getpeername": "pair; getpeername 1", "getsockname":
    "pair; getsockname 1", "group": "socket udp; group 1 join 224.0.0.9 --interface lo",
    "help": "help", "history": "history", "if": "if a == a { }",
    "info": "pair; info 1", "interfaces": "interfaces", "let": "let a b", "listen": LISTEN,
    "name": "pair; name 1 a", "pair": "pair", "poll": "pair; poll 1 --timeout 0", "quit": "quit",
    "recv": "pair; send 1 x; recv 2", "repeat": "repeat 1 { }", "reset": "pair; reset 1",
    "resolve": "resolve localhost", "return": "def f { return a }; f", "reverse": "reverse 127.0.0.1", "send": "pair; send 1 x",
    "serve": LISTEN + "; serve l echo", "take": "pair; serve 1 echo; take 1",
    "set": "socket tcp; set 1 keepalive on", "shutdown": "pair; shutdown 1", "sleep": "sleep 0",
    "jobs": "jobs", "clear": "clear", "talk": "echo a person only", "join": "sleep 0 &; join 1", "cancel": "sleep 1 &; cancel 1",
    "socket": "socket tcp", "source": "source script", "status": "status", "story": "pair; story 1", "trace": "trace off",
    "timestamps": "socket udp; timestamps 1 on",
    "tls": "pair; fails usage tls 1 --end --key-update",
    "setup": "setup { }", "skip": "test a { skip b }", "teardown": "teardown { }",
    "test": "test a { }", "try": "try { }", "watch": "watch off",
    "while": "while a == b { }",
    "spawn": "spawn cat", "run": "run true", "dump": "pair; dump 1 on",
    "wait-port": LISTEN + "; wait-port ${l.local}", "on": "pair; on 1 readable { }",
    "off": "pair; off 1",
}
FLAGS = {"--fd-number": "bind --fd-number {N} 127.0.0.1:0",
         "cert --ca": "pair; cert 1 --ca x", "cert --out": "cert 9 --out got",
         "cert FILE": "cert ./script",
         "connect --anyway": LISTEN + "; socket tcp; connect 2 ${l.local} --anyway",
         "connect --ca": "socket tcp; connect 1 127.0.0.1:1 --ca x",
         "serve --ca": "pair; serve 1 echo --ca x", "serve --cert": "pair; serve 1 echo --cert x",
         "serve --key": "pair; serve 1 echo --key x",
         "tls --ca": "pair; tls 1 --ca x --cert x", "tls --cert": "pair; tls 1 --cert x",
         "tls --client-cert": "pair; tls 1 --client-cert x --server",
         "tls --client-key": "pair; tls 1 --client-key x", "tls --key": "pair; tls 1 --key x",
         "tls --keylog": "pair; tls 1 --keylog x --server",
         "tls --session": "pair; tls 1 --session x --server",
         "dump --out": "pair; dump 1 on --out got",
         "recv --out": "pair; send 1 x; recv 2 --out got",
         "send --control": "pair; send 1 x --control 1:1:int:1",
         "send --pid": "pair; send 1 x --pid 1", "send --uid": "pair; send 1 x --uid 0",
         "send --gid": "pair; send 1 x --gid 0",
         "send --pktinfo": "socket udp; send 1 x --to 127.0.0.1:9 --pktinfo lo",
         "status --system": "status --system"}
DATA = {"file:": "file:script", "hex:": "hex:00", "base64:": "base64:AAAA", "fill:": "fill:2:a"}
VARIABLES = {"env": "echo ${env.PATH}"}
OPTIONS = {
    "LEVEL:OPTION": "socket udp; set 1 1:9999 int 1",
    "SO_BINDTODEVICE": "socket tcp; set 1 bindtodevice lo", "SO_BINDTOIFINDEX":
    "socket tcp; set 1 bindtoifindex lo", "SO_MARK": "socket tcp; set 1 1:36 int 5",
    "IP_ADD_MEMBERSHIP": "socket udp; set 1 0:35 hex:'e0000009 7f000001'",
    "IP_ADD_SOURCE_MEMBERSHIP":
    "socket udp; set 1 add_source_membership 232.0.0.9 127.0.0.2 127.0.0.1",
    "IPV6_JOIN_ANYCAST": "socket udp6; set 1 join_anycast 2001:db8::1 lo",
    "IPV6_JOIN_GROUP": "socket udp6; set 1 join_group ff01::9 lo",
    "IPV6_PKTINFO": "socket udp6; set 1 IPV6_PKTINFO ::1 lo",
    "MCAST_JOIN_GROUP": "socket udp; set 1 mcast_join_group 224.0.0.9 lo",
    "MCAST_JOIN_SOURCE_GROUP": "socket udp; set 1 mcast_join_source_group 232.0.0.9 127.0.0.2 lo",
    "IP_MULTICAST_IF": "socket udp; set 1 IP_MULTICAST_IF 127.0.0.1",
    "IP_OPTIONS": "socket udp; set 1 0:4 hex:'83 07 04 c0000201 00'",
    "IP_UNICAST_IF": "socket udp; set 1 IP_UNICAST_IF lo",
    "IPV6_MULTICAST_IF": "socket udp6; set 1 IPV6_MULTICAST_IF lo",
    "IPV6_NEXTHOP": "socket udp6; set 1 IPV6_NEXTHOP hex:00", "IPV6_RTHDR":
    "socket udp6; set 1 IPV6_RTHDR hex:00", "IPV6_UNICAST_IF":
    "socket udp6; set 1 IPV6_UNICAST_IF lo",
}


def provoking(what, name):
    if what == "kind":
        return f"socket {name}"     # those that want a protocol are refused before that
    if what == "prefix":
        return f"pair; send 1 {DATA.get(name, name + '1')}"
    return {"command": COMMANDS, "flag": FLAGS, "variable": VARIABLES,
    "option": OPTIONS}[what].get(name)


def safely(folder, commands, *options, number=0, status=None, **others):
    with open(os.path.join(folder, "script"), "w", encoding="utf-8") as file:
        file.write("echo sourced\n")
    others.setdefault("pass_fds", [number] if number else [])
    result = run("--safe", "--json", "-t", "2s", *options, "-c",
                 commands.replace("{N}", str(number)), cwd=folder, **others)
    if status is not None:
        equal(result.status, status, result)
    return result


def row_holds(folder, row, number):
    commands = provoking(row["what"], row["name"])
    expect(commands, f"nothing provokes {row['what']} '{row['name']}': add it to this test")
    result = safely(folder, commands, number=number)
    refused = [it for it in result.answers if it.get("error", {}).get("kind") == "refused"]
    if row["allowed"]:
        equal((refused, result.status), ([], 0), result)
    else:
        equal((len(refused), result.status), (1, 1), result)
        expect(row["name"] in refused[0]["error"]["message"] or row["what"] == "prefix",
               "it is not named", result)
        equal(sorted(os.listdir(folder)), ["script"], result)
        # Without --safe all that is refused would go, or the kernel would tell.
        free = run("--json", "-c", commands.replace("{N}", str(number)), cwd=folder,
                   pass_fds=[number])
        expect("refused" not in free.text or "built without" in free.text,
               "refused also without --safe", free)


REFUSED = [  # what leads out of the machine, or to its files
    "socket tcp; bind 1 0.0.0.0:0", "socket tcp; bind 1 *:0", "socket tcp; bind 1 192.0.2.77:0",
    "socket tcp6; bind 1 [::]:0", "socket tcp6; bind 1 *:0", "socket udp; bind 1 *:0 --anyway",
    "socket tcp; connect 1 192.0.2.77:1", "socket tcp; connect 1 0.0.0.0:1",
    "socket tcp; connect 1 *:1", "socket tcp6; connect 1 [2001:db8::1]:1",
    "socket tcp6; connect 1 [::ffff:192.0.2.77]:1", "socket tcp; connect 1 example.invalid:1",
    "socket tcp; connect 1 10.0.0.1:1 --anyway", "socket udp; connect 1 192.0.2.77:9",
    "socket udp; send 1 x --to 192.0.2.77:9", "socket udp; send 1 x --to 255.255.255.255:9",
    "socket udp; send 1 x --to 224.0.0.1:9", "socket udp; send 1 x --to example.invalid:9",
    "socket udp6; send 1 x --to [ff02::1%lo]:9", "socket udp6; send 1 x --to 192.0.2.77:9 --anyway",
    "socket tcp; listen 1", "socket tcp6; listen 1", "resolve example.invalid",
    "resolve 192.0.2.77",
    "resolve 2001:db8::1", "reverse 127.9.9.9:5", "reverse [::ffff:127.0.0.1]:5",
    "reverse 192.0.2.77", "reverse [2001:db8::1]", "socket unix; bind 1 ./s",
    "socket unix; bind 1 /tmp/sosh-no-such", "socket unix; connect 1 /run/no-such",
    "socket unix-dgram; send 1 x --to /dev/log", "pair; send 1 len8{ file:script }",
    "echo ${env.HOME}", "expect ${env.HOME} == x", "if ${env.HOME} == x { }",
    "let x ${env.HOME}", "pair; send 1 text:${env.HOME}", "foreach i in ${env.HOME} { }",
    # What an address is after it was changed counts.
    "socket tcp6; bind 1 [::1]:0 --family inet", "socket tcp; bind 1 127.0.0.1:0 --family inet6",
    "socket udp; connect 1 127.0.0.1:9 --family unspec", "socket unix; bind 1 @a --addrlen 1",
    "socket udp; send 1 x --to 192.0.2.77:9 --family unspec", "accept --fd-number 0",
    "poll --fd-number 0", "close --fd-number 999", "dup --fd-number 0",
    # Raw, packet and other sockets, by number.
    *("socket " + it for it in (
        "inet raw 1", "2 3 255", "AF_INET SOCK_RAW icmp", "inet6 raw 58", "10 3 58",
        "packet raw 0", "17 2 0", "17 3 3", "netlink raw 0", "16 2 0", "vsock stream", "40 1 0",
        "inet dgram icmp", "inet stream 132", "inet stream 262", "2 2051 1", "2 524291 1")),
    "pair packet raw", "pair 2 3",
]
ALLOWED = [
    "socket tcp; bind 1 127.0.0.1:0; listen 1", "socket tcp; bind 1 127.9.9.9:0",
    "socket tcp6; bind 1 [::1]:0; listen 1", "socket tcp; bind 1 localhost:0",
    "socket udp; send 1 x --to 127.0.0.1:9; expect local.host == 127.0.0.1",
    "socket udp6; send 1 x --to [::1]:9; send 1 y --to [::1]:9; expect local.host == ::1",
    "socket udp6; send 1 x --to [::ffff:127.0.0.1]:9; send 1 y --to [::ffff:127.0.0.1]:10",
    "socket udp; bind 1 127.0.0.1:0; send 1 x --to 127.0.0.2:9",
    "socket udp6; connect 1 [::ffff:127.0.0.1]:9",
    "socket unix; bind 1 @sosh-safe-{pid}; listen 1", "socket unix; bind 1 ''",
    "reverse 127.0.0.1:80", "reverse ::1", "resolve localhost --family inet6; resolve ::1",
    "resolve 127.0.0.1; resolve 127.9.9.9:80; resolve *:80",
    "socket inet stream 0; socket 2 2; socket unix seqpacket",
    "pair; let x file:script; send 1 $x; recv 2; expect ${answer.data} == file:script",
]
CAUGHT = [
    ("fails refused source script", 0), ("fails any source script", 0),
    ("try { source script }; expect ${answer.error.kind} == refused", 0),
    ("repeat 1 { try { if 1 == 1 { source script } } }", 0), ("fails usage source script", 1),
]


def is_refused(folder, commands):
    result = safely(folder, commands, status=1)
    equal(result.answers[-1]["error"]["kind"], "refused", result)
    equal(sorted(os.listdir(folder)), ["script"], result)


def is_allowed(folder, commands):
    safely(folder, commands.replace("{pid}", str(os.getpid())), status=0)


def caught(folder, commands, status):
    result = safely(folder, commands, status=status)
    expect("sourced" not in result.text, "it ran", result)


def no_way_out(folder):
    """Neither an option nor a second one, a file, the start-up file or the prompt."""
    for options in (["--safe"], ["--no-rc"], ["-k", "-q"]):
        result = safely(folder, "source script", *options)
        equal(result.answer["error"]["kind"], "refused", result)
    for word in ("--no-safe", "--safe=no", "--unsafe"):
        equal(safely(folder, "source script", word).status, 2)
    with open(os.path.join(folder, "file"), "w", encoding="utf-8") as file:
        file.write("config safe off\nsource script\nadopt 0\n")
    result = run("--safe", "--json", "-k", "file", cwd=folder)
    equal([it["error"]["kind"] for it in result.answers], ["refused"] * 3, result)
    os.makedirs(os.path.join(folder, "sosh"))
    with open(os.path.join(folder, "sosh", "rc.sosh"), "w", encoding="utf-8") as file:
        file.write("echo from rc\n")
    env = environment(XDG_CONFIG_HOME=folder, XDG_STATE_HOME=folder, SOSH_HISTFILE=None)
    result = run("--safe", "-k", "-i", input="source script\nconfig timeout 1\necho ${env.HOME}\n",
                 cwd=folder, env=env)
    equal((result.status, result.text), (1, ""), result)
    equal(len(re.findall("--safe", result.complaint)), 3, result)
    equal(sorted(os.listdir(folder)), ["file", "script", "sosh"], result)


def every_row_is_there(_, told):
    rows = told["safe"]
    have = {(row["what"], row["name"]) for row in rows}
    for what, names in (("command", [it["name"] for it in told["commands"]]),
                        ("prefix", told["prefixes"]), ("kind", told["kinds"])):
        missing = [name for name in names if (what, name) not in have]
        expect(not missing, f"--safe says nothing of {what} {missing}")
    equal(len(have), len(rows))


def is_known(told, option):
    return option == "LEVEL:OPTION" or option in [it["name"] for it in told["options"]]


def main():
    suite = Suite()
    told = declarations()
    suite.case("every verb, prefix and kind has a row", every_row_is_there, told)
    with socket.socket() as inherited:
        for row in told["safe"]:
            if row["what"] == "option" and not is_known(told, row["name"]):
                print(f"# SKIP option {row['name']}: not of this system")
                continue
            suite.case(f"{row['what']} {row['name']} is {'' if row['allowed'] else 'not '}allowed",
                       row_holds, row, inherited.fileno())
    for commands in REFUSED:
        suite.case(f"refused: {commands}", is_refused, commands)
    for commands in ALLOWED:
        suite.case(f"allowed: {commands}", is_allowed, commands)
    for commands, status in CAUGHT:
        suite.case(f"what is refused can be caught, not had: {commands}", caught, commands, status)
    suite.case("there is no way out", no_way_out)
    suite.end()


if __name__ == "__main__":
    main()
