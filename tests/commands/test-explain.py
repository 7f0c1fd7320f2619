#!/usr/bin/python3
"""What explain tells: of each word there is, in C and in Python that hold water; of sockets
in each state that TCP has; of the last command."""

import ast
import os
import re
import shutil
import socket
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sosh
from sosh import (LIBMNL, OPENSSL, Failure, Suite, answers, declarations, equal,
                  expect, like, run, text)

TOP = os.environ.get("srcdir") or os.path.join(os.path.dirname(__file__), "..", "..")

# Those that a call on a socket is known to answer.
ERRNOS = """EACCES EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY EBADF ECONNABORTED
    ECONNREFUSED ECONNRESET EDESTADDRREQ EDOM EDQUOT EFAULT EHOSTUNREACH EINPROGRESS EINTR EINVAL
    EIO EISCONN ELOOP EMFILE EMSGSIZE ENAMETOOLONG ENETDOWN ENETUNREACH ENFILE ENOBUFS ENODEV
    ENOENT ENOMEM ENOPROTOOPT ENOSPC ENOSR ENOTCONN ENOTDIR ENOTSOCK ENXIO EOPNOTSUPP EPERM EPIPE
    EPROTO EPROTONOSUPPORT EPROTOTYPE EROFS ESOCKTNOSUPPORT ESRCH ETIMEDOUT
    ETOOMANYREFS EHOSTDOWN ENETRESET ENOPKG EAI_AGAIN EAI_BADFLAGS EAI_FAIL EAI_FAMILY EAI_MEMORY
    EAI_NONAME EAI_OVERFLOW EAI_SERVICE EAI_SOCKTYPE EAI_SYSTEM""".split()
STATES = """CLOSED LISTEN SYN-SENT SYN-RECEIVED ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 CLOSE-WAIT
    CLOSING LAST-ACK TIME-WAIT""".split()
# What each meaning tells, beside the code.
PARTS = {"errno": ["Calls:", "What to do:"],
         "state": ["How one gets here:", "What can follow:", "Segments:"],
         "command": ["Usage:", "System calls:"], "flag": ["Where it stands:"],
         "option": ["  level "], "property": ["Where it comes from:"],
         "kind": ["How one gets there:", "What can follow:"], "term": ["See also:"]}
# Commands that make calls on sockets have their like in C and in Python.
CODED = ["sockets", "bytes"]
CODELESS = {"name", "take"}       # they are sosh's own

COLUMNS, ROWS = 80, 24
LISTEN = "socket tcp --name l; bind l 127.0.0.1:0; listen l; "
TCP = LISTEN + "socket tcp --name c; connect c ${l.local}; accept l --name s; "
UDP = "socket udp --name a; bind a 127.0.0.1:0; socket udp --name b; bind b 127.0.0.1:0; "

# How a socket called `it` comes into each state, from docs/examples/states.sosh.
NARROW = ("socket tcp --name n; set n rcvbuf 4k; bind n 127.0.0.1:0; listen n; socket tcp "
          "--name it; connect it ${n.local}; accept n --name o; send it zero:8M --once "
          "--dontwait; ")
REACH = {
    "CLOSED": "socket tcp --name it",
    "LISTEN": "socket tcp --name it; bind it 127.0.0.1:0; listen it",
    "SYN-SENT": "socket tcp --name n; bind n 127.0.0.1:0; listen n 0; socket tcp; "
                "connect . ${n.local}; socket tcp --name it --nonblock; "
                "fails EINPROGRESS connect it ${n.local}",
    "ESTABLISHED": TCP + "name c it",
    "FIN-WAIT-1": NARROW + "shutdown it write",
    "FIN-WAIT-2": TCP + "name c it; shutdown it write",
    "CLOSE-WAIT": TCP + "name s it; shutdown c write",
    "CLOSING": NARROW + "shutdown it write; expect it.state == FIN-WAIT-1 --within 5s; "
               "shutdown o write",
    "LAST-ACK": NARROW + "shutdown o write; expect it.state == CLOSE-WAIT --within 5s; "
                "shutdown it write",
    "TIME-WAIT": TCP + "name c it; shutdown it write; "
                 "expect it.state == FIN-WAIT-2 --within 5s; close s",
}
NEED_LIBMNL = {"TIME-WAIT"}


def meanings(*words, before=""):
    result = answers(before + "\nexplain " + " ".join(words))
    expect(result.answer["ok"], "it was not explained", result)
    return result.answer["meanings"]


def everything():
    listed = run("--json", "-c", "explain --all").answer
    expect(listed["ok"], "it lists nothing", listed)
    return listed["meanings"]


def of_kind(all_there_is, what):
    return {it["name"]: it for it in all_there_is if it["what"] == what}


def is_whole(it):
    for part in PARTS[it["what"]]:
        expect(part in it["text"], f"it has no '{part}'", it["text"])
    expect("(null)" not in it["text"], "something is not known, and told", it["text"])
    expect(it["means"].strip() and it["means"].rstrip().endswith((".", ")")), "it means nothing", it)
    equal([line for line in it["text"].splitlines() if "`" in line], [])


def an_errno_has_its_text(folder, name, found):
    expect(name in found, "it is not known")
    is_whole(found[name])
    expect("c" in found[name] and "python" in found[name], "it has no code", found[name])


def a_state_has_its_text(folder, name, found):
    expect(name in found, "it is not known")
    is_whole(found[name])
    expect(f"**{name}**" in found[name]["text"], "it has no place in the picture", found[name])


def an_errno_without_a_page_is_told_as_such(folder, found):
    expect("no call on a socket is known" in found["ENOTBLK"]["text"], "it tells more",
           found["ENOTBLK"])


def all_of_a_table_are_explained(folder, names, found):
    equal(sorted(set(names) - set(found)), [])
    for name in names:
        is_whole(found[name])


def commands_have_code(folder, declared, found):
    for command in declared:
        if command["group"] not in CODED or command["name"] in CODELESS:
            continue
        it = found[command["name"]]
        expect("c" in it and "python" in it, f"{command['name']} has no code", it)


def options_and_flags_have_code(folder, found):
    for name, it in found.items():
        expect("c" in it and "python" in it, f"{name} has no code", it)


# --- the code

# One unit knows one of the two headers that have struct tcp_info.
PROLOGUE = """#define _GNU_SOURCE
#include <sys/types.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
"""


def compiler():
    return os.environ.get("CC", "cc").split()


def has_header(name):
    done = subprocess.run([*compiler(), "-fsyntax-only", "-D_GNU_SOURCE", "-xc", "-"],
                          input=f"#include <sys/socket.h>\n#include {name}\n", text=True,
                          capture_output=True, check=False)
    return done.returncode == 0


def missing(options):
    """Numbers that the headers may be too old for, by what the table has."""
    lines = []
    for option in options:
        for name, number in (option["level"], option["level_number"]), \
                (option["name"], option["number"]):
            lines.append(f"#ifndef {name}\n#define {name} {number}\n#endif")
    return "\n".join(lines) + "\n"


FLAGS = {"MSG_SOCK_DEVMEM": 0x2000000, "MSG_ZEROCOPY": 0x4000000, "MSG_FASTOPEN": 0x20000000,
         "MSG_PROBE": 0x10, "MSG_BATCH": 0x40000}


def tcp_fields():
    """Of struct tcp_info, as the header here has it."""
    done = subprocess.run([*compiler(), "-E", "-xc", "-"], input="#include <linux/tcp.h>\n",
                          text=True, capture_output=True, check=True)
    return set(re.findall(r"\btcpi_\w+", done.stdout))


def addresses_of_every_family_are_code(folder):
    """With what bytes a path or a name may have."""
    commands = ["socket unix; bind 1 './a \\\"b\\\\c?'", "socket unix; bind 1 \"./\\303\\251\"",
                "socket unix; bind 1 \"@n\\1\\0012\"", 'socket unix; bind 1 ""',
                "socket tcp6; bind 1 [::1]:0", "socket udp6; connect 1 [fe80::1%lo]:9",
                "socket netlink:route; bind 1 0:0", "socket unix; connect 1 ./nobody",
                "socket udp; bind 1 *:0"]
    result = answers("\n".join(command + "\nexplain" for command in commands).replace(
        " 1 ", " . "), "-k", cwd=folder)
    told = [it["meanings"][0] for it in result.answers if it["command"] == "explain"]
    equal(len(told), len(commands), result)
    the_c_of_all_compiles(folder, told, [])
    the_python_of_all_parses(folder, told)
    values = [ast.literal_eval(re.search(r"\((.*)\)", it["python"])[1]) for it in told]
    equal(values[1], b"./\xc3\xa9")
    equal(values[2], b"\0n\x01\x012")
    equal(values[3], "")
    equal(values[4][0], "::1")


def the_c_of_all_compiles(folder, all_there_is, options):
    fields, units, left_out = tcp_fields(), {}, []
    for it in all_there_is:
        if "c" not in it:
            continue
        includes = tuple(re.findall(r"(?m)^#include (<.*>)$", it["c"]))
        body = re.sub(r"(?m)^#include .*\n", "", it["c"])
        unknown = set(re.findall(r"\btcpi_\w+", body)) - fields
        if unknown:
            left_out.append(*unknown)
            continue
        units.setdefault(includes, []).append((it["name"], body))
    expect(len(left_out) < 20, "too many fields are left out", left_out)
    for includes, bodies in units.items():
        if not all(map(has_header, includes)):
            print(f"skipped: the code with {' '.join(includes)}: there is no such header")
            continue
        source = PROLOGUE + "".join(f"#include {name}\n" for name in includes) + \
            missing(options) + "".join(f"#ifndef {name}\n#define {name} {number}\n#endif\n"
                                       for name, number in FLAGS.items()) + "static int fd;\n"
        if "<openssl/ssl.h>" in includes:
            source += "static SSL *ssl;\n"
        source += "".join(f"/* {name} */\nvoid f{number}(void);\nvoid f{number}(void)\n{{\n{body}\n}}\n"
                          for number, (name, body) in enumerate(bodies))
        path = os.path.join(folder, "unit.c")
        with open(path, "w", encoding="utf-8") as out:
            out.write(source)
        done = subprocess.run([*compiler(), "-fsyntax-only", "-std=gnu11", "-Wall", "-Wextra",
                               "-Werror", "-Wno-unused", path],
                              capture_output=True, text=True, check=False)
        expect(done.returncode == 0, f"{includes}: {done.stderr[:3000]}")


def the_python_of_all_parses(folder, all_there_is):
    for it in all_there_is:
        if "python" not in it:
            continue
        try:
            tree = ast.parse(it["python"])
        except SyntaxError as error:
            raise Failure(f"{it['name']}: {error}: {it['python']}") from None
        for node in ast.walk(tree):
            # `socket.SO_REUSEPORT` and its like are there, where this system has them at all.
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and \
                    node.value.id == "socket" and sys.platform == "linux":
                expect(hasattr(socket, node.attr), f"there is no socket.{node.attr}", it)


# --- words

def words_are_found_in_any_spelling(folder):
    for word, what, name in [
            ("EADDRINUSE", "errno", "EADDRINUSE"), ("eaddrinuse", "errno", "EADDRINUSE"),
            ("addrinuse", "errno", "EADDRINUSE"), (98, "errno", "EADDRINUSE"),
            ("EWOULDBLOCK", "errno", "EAGAIN"), ("eai_noname", "errno", "EAI_NONAME"),
            ("time_wait", "state", "TIME-WAIT"),
            ("Time-Wait", "state", "TIME-WAIT"), ("fin-wait-2", "state", "FIN-WAIT-2"),
            ("TCP_FIN_WAIT2", "state", "FIN-WAIT-2"), ("syn_recv", "state", "SYN-RECEIVED"),
            ("estab", "state", "ESTABLISHED"), ("nodelay", "option", "TCP_NODELAY"),
            ("SO_REUSEADDR", "option", "SO_REUSEADDR"), ("tcp:1", "option", "TCP_NODELAY"),
            ("MSG_PEEK", "flag", "MSG_PEEK"), ("peek", "flag", "MSG_PEEK"),
            ("connect", "command", "connect"), ("sendto", "command", "send"),
            ("sendq", "property", "sendq"), ("send-q", "property", "sendq"),
            ("local.port", "property", "local.port"), ("unix-dgram", "kind", "unix-dgram"),
            ("raw:icmp", "kind", "raw")]:
        it = meanings(str(word))[0]
        equal((it["what"], it["name"]), (what, name), word)


def terms_are_found_by_what_learners_type(folder):
    for words, name in [
            ("handshake", "handshake"), ("three-way handshake", "handshake"), ("EOF", "EOF"),
            ("end of file", "EOF"), ("nagle", "nagle"), ("SIGPIPE", "SIGPIPE"),
            ("pollhup", "POLLHUP"), ("POLLIN", "POLLIN"), ("SYN", "SYN"), ("syn+ack", "SYN"),
            ("ack", "ACK"), ("fin", "FIN"), ("RST", "RST"), ("timed out", "timeout"),
            ("'end of file'", "EOF")]:
        equal([(it["what"], it["name"]) for it in meanings(words)], [("term", name)], words)
    for words in "backlog", "timeout":
        expect(("term", words) in [(it["what"], it["name"]) for it in meanings(words)], words)
    equal([it["name"] for it in meanings("flag", "syn")], ["MSG_SYN"])
    equal([it["name"] for it in meanings("MSG_SYN")], ["MSG_SYN"])


def what_the_system_says_of_an_errno_is_found(folder):
    for number in 111, 98, 110, 32, 104, 113, 11:
        it, = meanings(os.strerror(number).lower())
        equal((it["what"], it["number"]), ("errno", number))
    it, = meanings("name or service not known")
    equal(it["name"], "EAI_NONAME")
    equal(answers("explain connection refund").answer["error"]["kind"], "usage")


def terms_name_words_that_can_be_explained(folder, found):
    for it in found.values():
        named = re.findall(r"explain (\S+?)(?:,|\n|$)", it["text"].split("See also:")[1])
        expect(named, "it names none", it)
        for word in named:
            meanings(word)


def several_meanings_are_all_told(folder):
    got = [(it["what"], it["name"]) for it in meanings("error")]
    expect(("option", "SO_ERROR") in got and ("property", "error") in got, "one is missing", got)
    result = text("explain error")
    expect("SO_ERROR, a socket option" in result.text and
           "error, a property of a socket" in result.text, "one is missing", result)
    equal({it["what"] for it in meanings("closed", "nodelay")}, {"state", "option"})
    short, = [it for it in meanings("listen") if it["what"] == "command"]
    expect("explain command listen tells more" in short["text"], "it is not told how", short)
    expect("explain command" not in meanings("command", "listen")[0]["text"], "there is no more")


def a_word_before_says_which(folder):
    equal([(it["what"], it["name"]) for it in meanings("property", "error")],
          [("property", "error")])
    equal([it["name"] for it in meanings("errno", "shutdown")], ["ESHUTDOWN"])
    equal([it["what"] for it in meanings("listen")][0:1], ["state"])
    equal([it["what"] for it in meanings("command", "listen")], ["command"])


def an_unknown_word_is_a_usage_error(folder):
    for word, hint in [("ECONREFUSED", "ECONNREFUSED"), ("nodelai", "nodelay"),
                       ("time-wiat", "TIME-WAIT"), ("conect", "connect")]:
        result = answers(f"explain {word}")
        equal(result.status, 1)
        expect(like({"kind": "usage", "message": re.compile(f"did you mean '{hint}'")},
                    result.answer["error"]), "no suggestion", result)
    result = text("explain '\x1b[31mred'")
    expect(b"\x1b" not in result.out + result.err, "an escape got through", result)
    equal(answers("explain ''").answer["error"]["kind"], "usage")
    equal(answers("explain property ECONNREFUSED").answer["error"]["kind"], "usage")


def every_word_can_be_completed(folder):
    def offered(line):
        return [row.split("\t")[0] for row in run("--complete", line).lines]
    for line, word in [("explain ECONNR", "ECONNREFUSED"), ("explain econnr", "econnrefused"),
                       ("explain TIME", "TIME-WAIT"), ("explain time-w", "time-wait"),
                       ("explain nodel", "nodelay"), ("explain SO_REUSEA", "SO_REUSEADDR"),
                       ("explain msg_p", "msg_peek"),
                       ("explain pee", "peek"), ("explain property er", "error"), ("explain connec", "connect"),
                       ("explain sendq", "sendq"), ("explain unix-d", "unix-dgram")]:
        expect(word in offered(line), f"{line}: no {word}", offered(line))
    equal([word for word in offered("explain kind un")],
          ["unix", "unix-dgram", "unix-seqpacket"])


# --- sockets

def picture(shown):
    """The lines from the first state to the legend."""
    lines = shown.splitlines()
    first = next(i for i, line in enumerate(lines) if re.search(r"\[ CLOSED \]|\*CLOSED\*", line))
    last = next(i for i, line in enumerate(lines) if "came / sent" in line)
    return lines[first:last + 1]


def fits(lines):
    expect(len(lines) <= ROWS - 2, f"it has {len(lines)} rows")
    for line in lines:
        expect(len(line) < COLUMNS - 1, f"too wide: {line!r}")


def marks(shown, state):
    lines = picture(shown)
    fits(lines)
    equal(re.findall(r"\*\*([A-Z0-9-]+)\*\*", "\n".join(lines)), [state])
    for name in STATES:
        expect(re.search(rf"\[ {name} \]|\*\*{name}\*\*", "\n".join(lines)), f"there is no {name}")


def a_socket_is_where_it_is(folder, state):
    before = f"{REACH[state]}\nexpect it.state == {state} --within 5s"
    it = meanings("it", before=before)[0]
    expect(like({"what": "socket", "state": state, "socket": int}, it), "it is elsewhere", it)
    marks(it["text"], state)
    expect("How it got here:" in it["text"] and "What can follow:" in it["text"], "no way", it)
    expect("0.000000 s  " in it["text"], "no history", it)


def the_picture_is_on_the_first_page(folder):
    """A pager shows all rows of the terminal but the last."""
    it = [meanings(name)[0] for name in STATES]
    it.append(meanings("it", before=REACH["LISTEN"])[0])
    it.append(meanings("it", before=REACH["ESTABLISHED"])[0])
    for one in it:
        lines = one["text"].splitlines()
        last_row = next(i for i, line in enumerate(lines) if "came / sent" in line)
        expect(last_row < ROWS - 1, f"{one['name']}: it ends in row {last_row + 1}", one["text"])


def a_syn_received_one_has_its_place(folder):
    """It has no descriptor, and so no number: the word has to do."""
    marks(meanings("SYN-RECEIVED")[0]["text"], "SYN-RECEIVED")


def no_line_is_wider_than_a_terminal(folder, found):
    """But for sessions, whose lines are as they are typed, and single words."""
    for it in found:
        for line in it["text"].splitlines():
            inside = re.match(r"    \S", line) and not re.search(r'\(|b"', line)
            if len(line) >= COLUMNS and not inside and "INJECTED" not in line and \
                    not re.match(r"    (sosh>|\$|resolve:|bind 1:) |   +(b\"|\.\.\.-)", line):
                raise Failure(f"{it['name']}: {line}")


def the_picture_is_ascii_without_a_locale(folder):
    plain, boxes = (sosh.on_a_terminal("explain TIME-WAIT", locale) for locale in ("C", "C.UTF-8"))
    marks(plain.encode().decode("ascii"), "TIME-WAIT")
    expect("+-----" in plain and "|" in plain, "no lines", plain)
    marks(boxes, "TIME-WAIT")
    expect("┌──" in boxes, "no box letters", boxes)


def a_socket_tells_its_history(folder):
    it = meanings("c", before=TCP + "send c hello; fails EAGAIN recv c --dontwait; "
                                    "fails EAGAIN recv c --dontwait")[0]
    calls = re.findall(r"(?m)^ +\d+\.\d{6} s  (\w+)", it["text"])
    equal([calls[0], calls[-2], calls[-1]], ["socket", "send", "recv"], it["text"])
    expect(re.search(r"send +5 bytes", it["text"]), "no bytes", it["text"])
    expect(re.search(r"recv +-1 EAGAIN, 2 times \(", it["text"]), "no number of times", it["text"])


def what_brought_it_there_is_not_forgotten(folder):
    """Only so many calls are remembered, but for those that made it what it is."""
    it = meanings("c", before=TCP + "repeat 30 { send c x; send s y; recv c 1 }")[0]
    expect(re.search(r"connect +0", it["text"]), "connect is forgotten", it["text"])
    expect(re.search(r"\d+ more", it["text"]), "no number of those left out", it["text"])


def sockets_are_told_by_number_name_and_dot(folder):
    for word in ("1", "b", "."):
        it = meanings(word, before="socket udp --name b")[0]
        equal((it["what"], it["name"], it["state"]), ("socket", "1", "OPEN"), it)
    equal(meanings("1", before="socket tcp; close 1")[0]["state"], "CLOSED")
    equal(meanings("1")[0]["name"], "EPERM")
    shown = meanings("2", before="pair unix-dgram")[0]["text"]
    expect("socketpair" in shown and "connect again, to another" in shown, "no way", shown)


def a_peers_path_does_not_reach_the_terminal(folder):
    path = os.path.join(folder, "a\x1b[31m\n# b")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(path)
            result = run("-c", f"adopt {peer.fileno()}; explain 1", pass_fds=(peer.fileno(),))
    equal(result.status, 0, result)
    expect(b"\x1b" not in result.out and "\n# b" not in result.text, "it got through", result)


# --- the last command

LAST = [
    ("connect", TCP + "connect c ${l.local}", "EISCONN", r"Nothing"),
    ("connect, well", LISTEN + "socket tcp --name c; connect c ${l.local}", None,
     r"SYN out, SYN\+ACK in, ACK out"),
    ("connect, refused", "socket tcp --name q; bind q 127.0.0.1:0; socket tcp; "
     "connect 2 ${q.local}", "ECONNREFUSED", r"SYN out, RST\+ACK in"),
    ("connect of datagrams", UDP + "connect a ${b.local}", None, r"Nothing: the kernel notes"),
    ("bind", "socket tcp; bind 1 127.0.0.1:0", None, "Nothing"),
    ("bind, refused", LISTEN + "socket tcp; bind 2 ${l.local}", "EADDRINUSE", "Nothing"),
    ("listen", "socket tcp; bind 1 127.0.0.1:0; listen 1 5", None, r"SYN with SYN\+ACK"),
    ("listen, refused", "socket udp; listen 1", "EOPNOTSUPP", "Nothing"),
    ("send", TCP + "send c hello", None, "5 bytes: data, in segments"),
    ("send, refused", "socket tcp; send 1 hello", "EPIPE", "Nothing: this end"),
    ("send of datagrams", UDP + "send a hello --to ${b.local}", None, "5 bytes: one datagram"),
    ("recv", TCP + "send c hello; recv s", None, "Nothing for this call: the data had come"),
    ("recv at the end", TCP + "shutdown c; recv s", None, "FIN had come"),
    ("recv, refused", "socket tcp; recv 1", "ENOTCONN", "Nothing"),
    ("recv after a reset", TCP + "reset c; recv s", "ECONNRESET", "An RST had come"),
    ("recv, too early", TCP + "recv s --dontwait", "EAGAIN", "Nothing"),
    ("accept", LISTEN + "socket tcp --name c; connect c ${l.local}; accept l", None,
     "the kernel had answered"),
    ("accept, refused", "socket tcp; accept 1", "EINVAL", "Nothing"),
    ("shutdown", TCP + "shutdown c", None, "FIN, behind all"),
    ("shutdown for reading", TCP + "shutdown c read", None, "Nothing"),
    ("shutdown, refused", "socket tcp; shutdown 1", "ENOTCONN", "Nothing"),
    ("close", TCP + "close c", None, "FIN, behind all"),
    ("close of a listener", LISTEN + "close l", None, "Nothing, but RST"),
    ("close of a new one", "socket tcp; close 1", None, r"Nothing\."),
    ("reset", TCP + "reset c", None, "RST"),
]
LAST_CALLS = {"connect", "bind", "listen", "send", "recv", "accept", "shutdown"}


def last(commands):
    result = answers(commands + "\nexplain", "-k")
    expect(result.answer["ok"] and result.answer["command"] == "explain", "it failed", result)
    return result.answer["meanings"][0]


def the_last_command_is_told(folder, commands, errno, wire):
    it, command = last(commands), re.split(r"[;\n] *", commands)[-1]
    equal((it["what"], it["name"]), ("last", command), it)
    expect(re.search(wire, it["wire"]), "the wire is another", it)
    name = command.split()[0]
    if name in LAST_CALLS:
        expect(re.search(rf"(?m)^ +[\d.]+ s  {name}", it["text"].split("What was called")[1]),
               "the call is not told", it["text"])
    if errno:
        expect(errno in it["means"], "no errno", it)
        expect(re.search(rf"-1 {errno}", it["text"]), "no result", it["text"])
        expect(f"\n{errno}:\n" in it["text"], "no text of the errno", it["text"])
    else:
        expect("It went well" in it["means"], "it failed", it)
    if it["state"] in STATES:
        marks(it["text"], it["state"])
    expect("How the socket got here:" in it["text"] and "c" in it and "python" in it,
           "a part is missing", it)


def tls_that_failed_is_told_in_a_word(folder):
    it = last("socket tcp; bind 1 127.0.0.1:0; listen 1; socket tcp; connect 2 ${1.local}\n"
              "accept 1; tls 2 --insecure --timeout 0; send 3 'HTTP/1.0 400 Bad\\r\\n'; tls 2")
    expect("TLS failed: not_tls." in it["means"], "it is not told what with", it["means"])


def a_socket_tells_of_its_tls(folder):
    result = answers("certificate s --names localhost; pair; tls 2 --server --cert s.pem &\n"
                     "tls 1 --name localhost --ca s.pem; join all; explain 1; explain 2\n"
                     "tls 1 --end &\ntls 2 --end; join all; explain 1", "-k", cwd=folder)
    one, two, after = [it["meanings"][0]["means"] for it in result.answers
                       if it["command"] == "explain"]
    expect("encrypted: TLS 1.3, TLS_" in one and "with CN=s (verified)." in one, "no TLS", one)
    expect("encrypted: TLS 1.3, TLS_" in two and "verified" not in two.lower(), "no TLS", two)
    expect("encrypted" not in after, "there is TLS", after)


def the_code_has_this_sockets_values(folder):
    it = last("socket tcp --name q; bind q 127.0.0.1:0; socket tcp; connect 2 ${q.local}")
    port = int(re.search(r"htons\((\d+)\)", it["c"])[1])
    expect("connect(fd, " in it["c"] and 0 < port < 65536, "other values", it["c"])
    equal(it["python"], f'sock.connect(("127.0.0.1", {port}))')
    it = last(TCP + "send c hello --oob --nosignal")
    expect("MSG_OOB | MSG_NOSIGNAL" in it["c"], "no flags", it["c"])
    expect("socket.MSG_OOB | socket.MSG_NOSIGNAL" in it["python"], "no flags", it["python"])
    expect("SHUT_RDWR" in last(TCP + "shutdown c both")["c"], "another direction")
    expect("listen(fd, 7)" in last("socket tcp; listen 1 7")["c"], "backlog")
    it = last("socket tcp; set 1 linger on 5s")
    expect(".l_onoff = 1, .l_linger = 5" in it["c"] and "SO_LINGER" in it["python"], "value", it)
    it = last("socket udp6")
    expect("AF_INET6, SOCK_DGRAM" in it["c"] and "socket.AF_INET6" in it["python"], "kind", it)


def the_code_has_the_address_that_was_called_though_the_variable_has_changed(folder):
    result = answers("socket tcp; bind 1 127.0.0.1:0; listen 1; socket tcp\n"
                     "get 1 type; bind 2 127.0.0.1:0\nlet p ${1.local.port}; listen 1\n"
                     "connect 2 ${answer.local}\nexplain", "-k")
    code = result.answer["meanings"][0]["c"]
    port = [it["local"] for it in result.answers if it["command"] == "listen"][-1].split(":")[1]
    expect(f"htons({port})" in code, "the address is the answer's own", code)


def code_looks_up_the_names_that_were_typed(folder):
    socket_udp, told = "socket udp; ", []
    for command, c, python in [
            ("connect . localhost:1", 'getaddrinfo("localhost", "1", ', '("localhost", 1)'),
            ("bind . *:domain", 'getaddrinfo(NULL, "domain", ',
             '("", socket.getservbyname("domain"))'),
            ("send . x --to localhost:9", 'getaddrinfo("localhost", "9", ', '("localhost", 9)')]:
        told.append(last(socket_udp + command))
        it = told[-1]
        expect(c in it["c"] and "list->ai_addr, list->ai_addrlen" in it["c"], command, it["c"])
        expect(python in it["python"], command, it["python"])
        expect("127.0.0.1" not in it["c"] + it["python"], "nobody typed that", it)
    expect("AI_PASSIVE" in told[1]["c"] and "AI_PASSIVE" not in told[0]["c"], "flags", told)
    the_c_of_all_compiles(folder, told, [])
    the_python_of_all_parses(folder, told)


def code_passes_the_descriptor_that_was_passed(folder):
    it = last("pair; pair; send 1 x --fd 3")
    for part in "sendmsg(fd, &message, 0)", "SCM_RIGHTS", "CMSG_FIRSTHDR":
        expect(part in it["c"], f"no {part}", it["c"])
    expect("socket.SCM_RIGHTS" in it["python"] and "sock.sendmsg(" in it["python"], "plain", it)
    it["c"] = "int other = 0;\n" + it["c"]
    the_c_of_all_compiles(folder, [it], [])
    the_python_of_all_parses(folder, [it])
    expect("SCM_RIGHTS" not in last("pair; send 1 x")["c"], "nothing was passed")


def what_was_asked_of_the_queue_of_errors_is_listed(folder):
    result = answers("socket udp; recv 1 --errqueue --timeout 10ms\nexplain", "-k")
    told = result.answer["meanings"][0]["text"].split("What was called:")[1]
    expect(re.match(r"\s+[\d.]+ s  recvmsg +-1 EAGAIN", told), "no recvmsg", told)


def code_sends_what_was_sent(folder):
    it = last(TCP + r"""send c 'a "b"' "\r\n\x00\xff??" """)
    expect(r'char data[] = "a \"b\"\r\n\000\377?\077";' in it["c"], "other bytes", it["c"])
    expect("data, sizeof(data) - 1, 0" in it["c"], "another length", it["c"])
    equal(ast.literal_eval(it["python"].splitlines()[0].removeprefix("data = ")),
          b'a "b"\r\n\0\xff??')
    it = last(TCP + "send c u8:1 hello")
    expect("char data[6];" in it["c"] and "data, sizeof(data), 0" in it["c"], "room", it["c"])
    it = last(UDP + "send a hello --to 127.0.0.1:9")
    expect("sendto(" in it["c"] and "htons(9)" in it["c"] and '"hello"' in it["c"], "no address",
           it["c"])
    equal(it["python"], 'data = b"hello"\nsock.sendto(data, ("127.0.0.1", 9))')


def a_pair_whose_other_end_is_gone_is_over(folder):
    it = meanings("1", before="pair; close 2")[0]
    expect("send fails with EPIPE" in it["text"], "it goes on", it["text"])
    it = meanings("1", before="pair; shutdown 2")[0]
    expect("- send, recv" in it["text"], "it is over", it["text"])


def a_send_that_timed_out_went_over_the_wire(folder):
    it = last(TCP + "send c zero:30M --timeout 50ms")
    expect("as far as the peer's window" in it["wire"], "nothing was sent", it["wire"])


def a_refused_word_asked_nothing_of_the_kernel(folder):
    it = last("socket tcp; connect 1 nowhere")
    expect("refused before the kernel was asked" in it["means"], "it was asked", it)


def the_last_command_stays_so(folder):
    """explain is not the last command itself, nor is what leaves no answer."""
    result = answers("socket tcp; let a b; echo x; explain; explain peek; explain")
    equal([it["word"] for it in result.answers if it["command"] == "explain"],
          ["socket tcp", "peek", "socket tcp"], result)
    equal(answers("explain").answer["error"]["kind"], "usage")


def what_was_caught_is_told(folder):
    it = last("socket tcp; fails ENOTCONN recv 1")
    expect("ENOTCONN" in it["means"] and it["name"] == "recv 1", "another", it)
    it = last("socket tcp; try { recv 1 }")
    expect("ENOTCONN" in it["means"], "another", it)


def several_runs_have_each_their_own(folder):
    result = answers("socket udp; def f { pair unix; explain }\nf; explain")
    words = [it["word"] for it in result.answers if it["command"] == "explain"]
    equal(words[0], "pair unix", result)


def without_the_module_it_says_so(folder):
    shutil.copy(os.environ.get("SOSH", "sosh"), os.path.join(folder, "sosh"))
    if not os.path.exists(os.path.join(os.path.dirname(os.environ.get("SOSH", "sosh")),
                                       "sosh-teach.so")):
        print("skipped: without the module: sosh was built without modules")
        return
    result = answers("explain peek", program=os.path.join(folder, "sosh"))
    equal(result.answer["error"]["kind"], "refused", result)


def main():
    suite = Suite()
    there, declared = everything(), declarations()["commands"]
    found = {what: of_kind(there, what) for what in PARTS}
    for name in ERRNOS:
        suite.case(f"the errno {name} has its text", an_errno_has_its_text, name, found["errno"])
    suite.case("an errno that no call on a socket answers is told as such",
               an_errno_without_a_page_is_told_as_such, found["errno"])
    for name in STATES:
        suite.case(f"the state {name} has its text", a_state_has_its_text, name, found["state"])
    options = answers("\n".join(f"help option {name}" for name in found["option"])).answers
    rows = [row for it in options for row in it["options"]]
    def rows_of(topic):
        """The first words of its rows; help words are further in."""
        return [line.split()[0] for line in text(f"help {topic}").lines
                if re.match(r"  \S+( |$)", line)]
    for what, names in [("command", [it["name"] for it in declared]),
                        ("option", [row["name"] for row in rows]),
                        ("property", rows_of("properties")),
                        ("kind", [name.split(":")[0] for name in rows_of("kinds")])]:
        expect(len(names) > 10, f"no table of {what}")
        suite.case(f"all rows of the table have their text: {what}",
                   all_of_a_table_are_explained, names, found[what])
    suite.case("every flag has its text", all_of_a_table_are_explained,
               [row.split("\t")[0] for row in run("--complete", "explain MSG_").lines],
               found["flag"])
    suite.case("commands of sockets and bytes have their like in C and Python",
               commands_have_code, declared, found["command"])
    suite.case("options have their like in C and Python", options_and_flags_have_code,
               found["option"])
    suite.case("flags have their like in C and Python", options_and_flags_have_code,
               found["flag"])
    if shutil.which(compiler()[0]):
        suite.case("addresses of every family are code", addresses_of_every_family_are_code)
        for body in (code_looks_up_the_names_that_were_typed,
                     code_passes_the_descriptor_that_was_passed):
            suite.case(body.__name__.replace("_", " "), body)
        suite.case("all that is C compiles", the_c_of_all_compiles, there, rows)
    else:
        print("skipped: all that is C compiles: there is no compiler")
    suite.case("no line is wider than a terminal", no_line_is_wider_than_a_terminal, there)
    suite.case("all that is Python is Python", the_python_of_all_parses, there)
    for state in REACH:
        if state in NEED_LIBMNL and not LIBMNL:
            print(f"skipped: a socket in {state}: sosh was built without libmnl")
            continue
        suite.case(f"a socket in {state} has its place in the picture", a_socket_is_where_it_is,
                   state)
    suite.case("SYN-RECEIVED has its place in the picture", a_syn_received_one_has_its_place)
    for name, commands, errno, wire in LAST:
        suite.case(f"the last command: {name}", the_last_command_is_told, commands, errno, wire)
    suite.case("terms name words that can be explained", terms_name_words_that_can_be_explained,
               found["term"])
    suite.case("every term has its text", all_of_a_table_are_explained, list(found["term"]),
               found["term"])
    for body in (words_are_found_in_any_spelling, terms_are_found_by_what_learners_type,
                 what_the_system_says_of_an_errno_is_found, several_meanings_are_all_told,
                 a_word_before_says_which, an_unknown_word_is_a_usage_error,
                 every_word_can_be_completed, the_picture_is_on_the_first_page, the_picture_is_ascii_without_a_locale,
                 a_socket_tells_its_history, what_brought_it_there_is_not_forgotten,
                 sockets_are_told_by_number_name_and_dot,
                 a_peers_path_does_not_reach_the_terminal, the_code_has_this_sockets_values,
                 the_code_has_the_address_that_was_called_though_the_variable_has_changed,
                 what_was_asked_of_the_queue_of_errors_is_listed, code_sends_what_was_sent, a_send_that_timed_out_went_over_the_wire,
                 a_pair_whose_other_end_is_gone_is_over,
                 a_refused_word_asked_nothing_of_the_kernel, the_last_command_stays_so,
                 what_was_caught_is_told, several_runs_have_each_their_own,
                 without_the_module_it_says_so):
        suite.case(body.__name__.replace("_", " "), body)
    for body in (tls_that_failed_is_told_in_a_word, a_socket_tells_of_its_tls):
        if OPENSSL:
            suite.case(body.__name__.replace("_", " "), body)
        else:
            print(f"skipped: {body.__name__.replace('_', ' ')}: sosh was built without OpenSSL")
    suite.end()


if __name__ == "__main__":
    main()
