#!/usr/bin/python3
"""What `sosh -x` shows is what strace(1) shows of the same run, call by call: for the calls
on sosh's numbered sockets the names, arguments, results and errnos are the same, and none is
missing on either side.

The runs are the examples with their peers, the sessions of the commands' pages, the scripts
that provoke every errno, and some odd ones of this file.  Arguments name the cases to run."""

import ctypes
import glob
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import ADDRESS, EXAMPLES, Program    # noqa: E402
import sosh                                     # noqa: E402
from sosh import Failure, Suite, equal, expect  # noqa: E402

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
CALLS = ("socket socketpair bind listen accept accept4 connect sendfile sendto sendmsg recvfrom recvmsg "
         "shutdown getsockopt setsockopt getsockname getpeername close ioctl fcntl poll ppoll "
         "dup dup2 dup3").split()
TLS_SCRIPTS = ["openssl", "gnutls", "https", "smtp", "postgresql", "imap", "pop3", "ldap"]
# What tells threads from programs.
BIRTHS = ["clone", "clone3", "fork", "vfork"]
SHOWN = re.compile(r"(\w+)\((.*)\) += (.*?) <\d+\.\d{6}>\Z|(close)\((\d+)\) += \?\Z")
SEEN = re.compile(r"(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)\Z")
# The sockets that are not numbered: sosh asks the kernel about others, the C library for
# an interface's name or for names of hosts.
OWN = re.compile(r"AF_NETLINK, SOCK_RAW\|SOCK_CLOEXEC, NETLINK_(SOCK_DIAG|ROUTE|GENERIC)|"
                 r"AF_UNIX, SOCK_DGRAM\|SOCK_CLOEXEC, 0\Z|"
                 r"AF_UNIX, SOCK_STREAM\|SOCK_CLOEXEC\|SOCK_NONBLOCK, 0\Z|"
                 r"AF_INET6?, SOCK_(DGRAM|STREAM)\|SOCK_CLOEXEC(\|SOCK_NONBLOCK)?, IPPROTO_IP")


class Call:
    """One call, as one of the two shows it."""

    def __init__(self, name, arguments, result, thread=False):
        self.name, self.arguments, self.result, self.thread = name, arguments, result, thread

    def __str__(self):
        return f"{self.name}({self.arguments}) = {self.result}"

    @property
    def on(self):
        """The descriptors that it is about."""
        if self.name == "poll":
            return {int(fd) for fd in re.findall(r"\{fd=(-?\d+)", self.arguments)}
        first = self.arguments.split(",")[0]
        return set() if self.name in ("socket", "socketpair") or first == "NULL" else {int(first)}

    @property
    def made(self):
        """The descriptors that it made."""
        if self.result.startswith("-1"):
            return set()
        if self.name == "socketpair":
            return {int(fd) for fd in re.findall(r"\d+", self.arguments.rsplit("[", 1)[1])}
        if self.name == "recvmsg":
            return {int(fd) for some in re.findall(r"cmsg_type=SCM_RIGHTS, cmsg_data=\[([\d, ]+)",
                    self.arguments) for fd in some.split(",")}
        if self.name in ("socket", "accept4", "dup") or "F_DUPFD" in self.arguments:
            return {int(self.result)}
        return set()


# ---- what strace wrote ----

def births(text):
    """The threads of the first process, itself among them."""
    first = text.split(None, 1)[0]
    threads = {first}
    for line in text.splitlines():
        match = SEEN.match(line)
        if match and match[1] in threads and (match[2] or match[3]) in BIRTHS and \
                "CLONE_THREAD" in line:
            threads.update(re.findall(r"= (\d+)(?: <[\d.]+>)?\Z", line))
    # A call that was cut in two has its flags in the first half, its number in the second.
    for begun in re.finditer(r"(?m)^(\d+) +clone3?\(.*CLONE_THREAD.*<unfinished", text):
        rest = re.search(rf"(?m)^{begun[1]} +<\.\.\. clone3? resumed>.*?= (\d+)(?: <|$)",
                         text[begun.end():])
        if rest:
            threads.add(rest[1])
    return first, threads


def strace_calls(text):
    """The calls of sosh itself, in order; those that a thread made tell so."""
    first, threads = births(text)
    begun, calls = {}, []
    for line in text.splitlines():
        match = SEEN.match(line)
        if not match or match[1] not in threads or (match[2] or match[3]) not in CALLS:
            continue
        pid, name, rest = match[1], match[2] or match[3], match[4]
        if match[2]:
            rest = begun.pop(pid) + rest
        if rest.endswith(" <unfinished ...>"):
            begun[pid] = rest[:-len(" <unfinished ...>")]
            continue
        whole = re.fullmatch(r"(.*)\) += (.*?)(?: <\d+\.\d+>)?", rest)
        expect(whole, f"a line of strace that is not understood: {line}")
        calls.append(as_poll(Call(name, whole[1], whole[2], pid != first)))
    # One that the end of the process has cut off is not told to anybody.
    return calls


def as_poll(call):
    """Some machines have no poll(2): the C library calls ppoll(2) there."""
    match = re.fullmatch(r"(.*), (?:NULL|\{tv_sec=(\d+), tv_nsec=(\d+)\}), NULL, \d+",
                         call.arguments)
    if call.name == "ppoll" and match:
        limit = -1 if match[2] is None else int(match[2]) * 1000 + int(match[3]) // 1000000
        call.name, call.arguments = "poll", f"{match[1]}, {limit}"
        call.result = re.sub(r"\)\Z", "", re.sub(r", left \{.*?\}\)", ")", call.result)) + \
            (")" if ")" in call.result else "")
    return call


# ---- what sosh said ----

def shown_calls(text):
    calls = []
    for line in text.splitlines():
        match = SHOWN.match(line)
        if match and match[4]:
            calls.append(Call("close", match[5], "?"))
        elif match:
            calls.append(Call(match[1], match[2], match[3]))
    return calls


# ---- side by side ----

# A name that this strace is too old for: we know it.  It tells the number as a comment, or
# alone where it has no names at that level of options.
NAMELESS = re.compile(r"(0x[0-9a-f]+|0) /\* \w+_\?\?\?? \*/")


def pattern_of(text):
    """What a line of strace allows in one of ours."""
    parts, at = [], 0
    for match in NAMELESS.finditer(text):
        parts.append(re.escape(text[at:match.start()]))
        parts.append(rf"(?:{re.escape(match[0])}|\w+)")
        at = match.end()
    return "".join(parts) + re.escape(text[at:])


def is_same(seen, ours):
    if seen.name != ours.name or seen.result != ours.result:
        return False
    if seen.arguments == ours.arguments:
        return True
    pattern = pattern_of(seen.arguments)
    if seen.name in ("getsockopt", "setsockopt"):
        # The option of a level that this strace knows no options of.
        pattern = re.sub(r"\A([^,]+, ?(?:\\ )?(?:\(\?:.*?\)|[^,]+), ?(?:\\ )?)(\d+),",
                         r"\1(?:\2|\\w+),", pattern)
    return re.fullmatch(pattern, ours.arguments) is not None


def touches(call, held):
    return bool(call.on & held)


def note(call, held):
    if call.name == "close":
        held -= call.on
    held |= call.made


def compare(seen, ours, begin=()):
    """Both lists of calls; `begin`: the descriptors that sosh was given."""
    held, at, found = set(begin), 0, 0
    apart = [call for call in seen if call.thread]
    for call in (call for call in seen if not call.thread):
        at = skip_apart(ours, at, apart, call, held)
        if at < len(ours) and is_same(call, ours[at]):
            note(call, held)
            at, found = at + 1, found + 1
            continue
        expect(not touches(call, held), f"strace has\n    {call}\n  and sosh\n    "
               f"{ours[at] if at < len(ours) else 'nothing more'}")
        if call.name in ("socket", "socketpair", "accept4"):
            expect(OWN.match(call.arguments) or call.result.startswith("-1"),
                   f"sosh does not tell of\n    {call}\n  but of\n    "
                   f"{ours[at] if at < len(ours) else 'nothing more'}")
    at = skip_apart(ours, at, apart, None, held)
    expect(at == len(ours), f"strace does not have\n    {ours[at] if at < len(ours) else ''}")
    return found


def skip_apart(ours, at, apart, call, held):
    """A close that lingers is told of when its thread is done, and not where it was made."""
    while at < len(ours) and ours[at].name == "close" and not (call and is_same(call, ours[at])):
        made = [one for one in apart if one.arguments == ours[at].arguments and
                ours[at].result in (one.result, "?")]
        if not made and ours[at].result != "?":
            break
        for one in made[:1]:
            apart.remove(one)
        held -= ours[at].on
        at += 1
    return at


# ---- runs ----

def environment(**more):
    env = sosh.environment(**more)
    # Its leak check cannot work below strace.
    env["ASAN_OPTIONS"] = "detect_leaks=0:" + env.get("ASAN_OPTIONS", "")
    return env


def words_of(file, *words):
    return ["strace", "-f", "-qq", "-T", "-o", file, "-e", "trace=" + ",".join(CALLS + BIRTHS),
            sosh.SOSH, "-x", *words]


def judge(file, text, begin=(), least=1):
    with open(file, encoding="utf-8", errors="surrogateescape") as trace:
        seen = strace_calls(trace.read())
    found = compare(seen, shown_calls(text), begin)
    expect(found >= least, f"only {found} calls were compared:\n{text}")


def traced(folder, *words, least=1, begin=(), ends=(0, 1), **others):
    """Runs sosh under strace, and compares what both say."""
    file, place = os.path.join(folder, "calls"), os.path.join(folder, "place")
    # Servers may be somebody else's.
    os.mkdir(place)
    os.chmod(place, 0o1777)
    strace = words_of(file, "-t", "10s", *words)
    result = sosh.run(*strace[1:], program=strace[0], cwd=folder, env=environment(
        HOME=folder, TMPDIR=place, XDG_CONFIG_HOME=folder, XDG_STATE_HOME=folder),
        limit=6 * sosh.PATIENCE, **others)
    expect(result.status in ends, "it did not run to its end", result)
    judge(file, result.complaint, begin, least)
    return result


def script(folder, text, *options, **others):
    return traced(folder, "-k", *options, "-c", text, **others)


class Watched(Program):
    """An example script below strace."""

    def __init__(self, folder, name, *words):
        self.file = os.path.join(folder, name + ".calls")
        super().__init__(*words_of(self.file, os.path.join(EXAMPLES, name), *words),
                         env=environment())

    def judged(self, least=1):
        result = sosh.sound(self.end())
        equal(result.status, 0, result)
        judge(self.file, result.complaint, least=least)


# ---- the examples ----

def alone(name):
    def case(folder):
        shutil.copytree(EXAMPLES, os.path.join(folder, "examples"))
        equal(traced(folder, os.path.join(EXAMPLES, name), least=10).status, 0)
    return case


def protocol(path):
    """With a server that the script begins."""
    def case(folder):
        # Of some dozens of programs under strace, on a machine that does other things, too.
        result = traced(folder, "-t", "60s", path, least=40)
        equal(result.status, 0, result)
    return case


def client_and_server(server, client, address=ADDRESS, words=("127.0.0.1", 0), least=10):
    def case(folder):
        given = [word.replace("FOLDER", folder) if isinstance(word, str) else word
                 for word in words]
        with Watched(folder, server, *given) as serving:
            said = serving.wait_for(address)
            to = ["127.0.0.1", said] if "127" in address else [said]
            with Watched(folder, client, *to) as asking:
                asking.judged(least)
            serving.judged(least)
    return case


EXAMPLES_RUN = {
    "tour": alone("tour.sosh"), "errors": alone("errors.sosh"),
    "reactions": alone("reactions.sosh"), "read-all": alone("read-all.sosh"),
    "states": alone("states.sosh"),
    "tcp client and server": client_and_server("tcp-server.sosh", "tcp-client.sosh"),
    "udp client and server": client_and_server("udp-echo.sosh", "udp-client.sosh"),
    "unix client and server": client_and_server(
        "unix-server.sosh", "unix-client.sosh", r"serving on (\S+)", ("FOLDER/socket",)),
}

# ---- the pages ----

# Those that say nothing of sockets, or wait for what others do.
NO_CALLS = {"break", "clear", "config", "continue", "def", "echo", "help", "history", "if",
            "interfaces", "jobs", "let", "quit", "repeat", "resolve", "return", "reverse", "run",
            "skip", "sleep", "source", "talk", "trace", "while", "watch", "wait-port", "foreach",
            "setup", "teardown", "test"}


def session(page):
    """The lines that a page has a person type."""
    text, fence, typed = [], None, False
    for line in open(page, encoding="utf-8"):
        # "  ... 2 more" is a row of a table.
        typed = line.startswith("sosh> ") or (typed and line.startswith("  ... "))
        if line.startswith("```"):
            fence = None if fence is not None else line[3:].strip()
        elif fence == "" and typed:
            text.append(line[6:])
    return "".join(text)


def page(path):
    def case(folder):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            inherited = socket.create_connection(listener.getsockname())
            other, _ = listener.accept()
        other.sendall(b"hello")
        with inherited, other:
            # A page may end with a line that is wrong on purpose.
            traced(folder, "-k", input=session(path), begin={9}, least=2, ends=(0, 1, 2),
                   preexec_fn=lambda: os.dup2(inherited.fileno(), 9), pass_fds=(9,))
    return case


# ---- the errnos ----

def sections(path):
    """The sections that need no shell and no network of their own."""
    text = open(path, encoding="utf-8").read()
    for part in re.split(r"(?m)^## ", text)[1:]:
        heading, _, body = part.partition("\n")
        if "#! " not in body and heading.split(":")[0].split()[-1] == "any":
            yield heading, body


def errnos(path):
    def case(folder):
        for heading, body in sections(path):
            part = tempfile.mkdtemp(dir=folder)
            try:
                script(part, body, least=0)
            except Failure as failure:
                raise Failure(f"{heading}\n  {failure}") from None
    return case


# ---- what no page shows ----

ODD = r"""
# addresses of all families, also those that are none
socket tcp; bind 1 127.0.0.1:0; listen 1 -1
socket tcp6; bind 2 [::1]:0; bind 2 [fe80::1%lo]:0; bind 2 [ff02::1%lo]:5
socket unix; bind 3 @abstract\x00x\x01; listen 3
socket unix; bind 4 ./path; socket unix; bind 5 ""
connect 1 127.0.0.1:1 --family 77; connect 1 127.0.0.1:1 --addrlen 4
connect 1 127.0.0.1:1 --addrlen 0; connect 1 127.0.0.1:1 --addrlen -1
connect 1 127.0.0.1:1 --addrlen 200; connect 2 [::1]:1 --addrlen 24; connect 2 [::1]:1 --null
connect 3 ./path --addrlen 2; connect 3 ./path --addrlen 200; connect 3 @abstract --addrlen 1
# the calls as they are, on any descriptor
bind --fd-number 999 127.0.0.1:0; listen --fd-number 999 5; accept --fd-number 999
getsockname --fd-number 999; getpeername --fd-number 0; shutdown --fd-number 999 both
send --fd-number 999 hello; recv --fd-number 999 5; poll --fd-number 999 --timeout 0
get --fd-number 999 reuseaddr; set --fd-number 999 reuseaddr on; close --fd-number 999
close --fd-number -1; poll --fd-number -1 --timeout 0; dup --fd-number 999
connect --fd-number 0 127.0.0.1:9; connect --fd-number 999 127.0.0.1:9
getsockname 1 --addrlen 0; getsockname 1 --addrlen 4; getsockname 1 --addrlen -1
getsockname 1 --null; getsockname 3 --addrlen 7; getpeername 1 --addrlen 3
socket 77 99 5; socket inet 0x100001 0; socket inet 99 0; socket inet 0x80802 0
socket inet stream 99; socket netlink raw 99; pair inet stream 0; pair unix stream 0 --null
"""

BYTES = r"""
pair; pair unix-dgram; pair unix-seqpacket
send 1 hex:00010203070809; recv 2
send 1 hex:"00 31 01 38 01 39 7f ff 80" "\"\\\n\t\r\v\f\a"; recv 2
send 1 pattern:32; recv 2; send 1 pattern:33; recv 2; send 1 zero:100000; recv 2 50000; recv 2
send 3 ""; recv 4; send 3 pattern:100; recv 4 10 --trunc; send 3 hello; recv 4 --peek; recv 4
send 3 a --flags 0x3ff000; send 3 b --eor --oob; recv 4 --flags 0x8000000
send 5 x; recv 6 0; recv 6 --oob; recv 6 9 --waitall --timeout 20ms; recv 6 --dontwait
send 1 a --null; send 1 b; recv 2 --null; recv 2; send 1 ""; recv 2 0; recv 2 --dontwait
close 1; recv 2; send 2 gone; poll 2 --for read,write,urgent --timeout 0
"""

BESIDE = r"""
pair; socket udp; socket udp
send 1 a --fd 1,2,3; recv 2; set 2 passcred on; send 1 b --credentials; recv 2
send 1 b --credentials --fd 1; recv 2 --peek; recv 2
send 1 x --control SOL_SOCKET:77:hex:0102; send 1 x --control 41:50:hex:01020304
bind 3 127.0.0.1:0; set 3 pktinfo on; set 3 recvttl on; set 3 recvtos on
set 3 timestamp on; set 4 tos 0xb8
send 4 hello --to ${3.local}; recv 3
set 3 timestampns on; send 4 hello --to ${3.local} --ttl 9 --pktinfo 127.0.0.1; recv 3
set 3 timestamping rx-software software; send 4 hello --to ${3.local}; recv 3
set 3 recvorigdstaddr on; send 4 again --to ${3.local} --tos 2; recv 3; send 4 "" --to ${3.local}
recv 3
timestamps 4 on; send 4 stamped --to ${3.local}; poll 4 --timeout 1s; recv 4 --errqueue --dontwait
socket udp --name four; set four recverr on; connect four 127.0.0.1:1; send four hello
recv four --timeout 1s; recv four --errqueue --timeout 1s; recv four --errqueue --timeout 0
socket udp6 --name six; set six recverr on; set six recvpktinfo on; connect six [::1]:1
send six hi; recv six --timeout 1s; recv six --errqueue --timeout 1s; status
"""

OPTIONS = r"""
socket tcp; socket udp; socket udp6; socket unix; pair
get 1 all; get 2 all; get 3 all; get 4 all; get 5 all
set 1 linger on 5s; get 1 linger; get 1 linger --optlen 5; get 1 linger --optlen 0
set 1 linger on 5s --optlen 4; set 1 linger off --optlen 20
set 1 rcvtimeo 1500ms; get 1 rcvtimeo; get 1 rcvtimeo --optlen 3; set 1 congestion reno
set 1 congestion cubic; get 1 congestion; get 1 info; get 1 error; get 1 error --optlen 2
set 1 reuseaddr on --optlen 2; set 1 reuseaddr on --optlen 8; set 1 reuseaddr on --null
get 1 reuseaddr --null; get 1 keepalive --optlen 3; get 1 keepalive --optlen 100
set 1 1:2 int 1; set 1 1:999 int 1; get 1 1:999; get 1 999:1; set 1 6:999 hex:00ff; get 1 6:999
get 1 41:1; get 1 270:1; get 1 284:1; get 1 17:1; get 1 0:999; get 2 58:1; get 1 1:63; get 1 1:26
set 1 nodelay on; set 1 nodelay on --optlen 5; set 1 nodelay on --optlen 2
get 5 peercred; get 5 peercred --optlen 5; get 1 txrehash; set 1 txrehash 1; get 1 meminfo
group 2 join 239.1.1.1 --interface lo; group 2 leave 239.1.1.1 --interface lo
group 3 join ff02::77 --interface lo; group 3 leave ff02::77 --interface lo
set 2 multicast_if 127.0.0.1; set 2 multicast_if lo; set 3 multicast_if lo; get 3 multicast_if
group 2 join 232.1.1.1 --source 127.0.0.1 --interface lo
set 1 SOL_SOCKET:26 hex:01000000000000000000000000000000; set 1 detach_filter 0
set 2 SOL_SOCKET:26 hex:01000000000000004141414141414141; set 2 SOL_SOCKET:26 int 1
set 1 bindtodevice lo; get 1 bindtodevice; get 1 cookie; get 1 max_pacing_rate
"""

WAITS = r"""
socket tcp --name server; bind server 127.0.0.1:0; listen server
socket tcp; connect 2 ${server.local}; accept server; dup 2; set 3 linger on 3s
send 2 hello &; recv 3; join all; poll 2 3 --for read --timeout 20ms; poll 2 3 --for write
let big 4M
send 2 zero:4M &
recv 3 1M --exact --none; recv 3 3M --exact --none; join all
socket udp --nonblock; recv 5; accept server --timeout 20ms
accept server --nonblock --timeout 0; shutdown 2 write; recv 3; status; info 3; close 3
reset 2; status --all; close 4; recv 4
on server readable { accept server; send . hello; close . }
socket tcp; connect . ${server.local}; recv . --eof; close all
spawn "cat" --name cat; send cat hello; recv cat; shutdown cat write; recv cat --eof; close cat
"""

ROOT_ONLY = r"""
socket packet; bind 1 lo; get 1 all; getsockname 1; socket raw:icmp; get 2 all
set 1 add_membership lo promisc; set 1 add_membership lo multicast 01:02:03:04:05:06
set 2 icmp_filter echo-reply; set 2 SOL_RAW:1 hex:45230100; get 2 SOL_RAW:1
set 2 SOL_RAW:1 hex:ffffffff; get 2 SOL_RAW:1 --optlen 2
bind 2 127.0.0.1; connect 2 127.0.0.1
socket packet-dgram:arp; bind 3 lo:ip; get 1 statistics; socket raw6:icmpv6; get 4 all
socket netlink:route; bind 5 0; getsockname 5; get 5 all; socket vsock; get 6 all
bind 6 any:any; connect 6 local:99 --timeout 0
"""


def lingering(folder):
    """A close that blocks is another thread's."""
    script(folder, r"""socket tcp --name server; bind server 127.0.0.1:0; listen server
        socket tcp; connect 2 ${server.local}; accept server; set 2 linger on 1s
        set 3 rcvbuf 1k; send 2 zero:8M --once; close 2 & ; recv 3 1k; join all; close all""")


def filters(folder):
    """A packet filter that came with its socket."""
    code = [(0x28, 0, 0, 0xfffff000), (0x15, 0, 1, 0x800), (0x06, 0, 0, 0xffff), (0x06, 0, 0, 0)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *one) for one in code))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as filtered:
        filtered.setsockopt(socket.SOL_SOCKET, 26,
                            struct.pack("@HP", len(code), ctypes.addressof(program)))
        result = script(folder, "adopt 9; get 1 get_filter; get 1 all; close 1", begin={9},
                        preexec_fn=lambda: os.dup2(filtered.fileno(), 9), pass_fds=(9,))
    expect("[1024 => 4]" in result.complaint, "no filter", result)


def threads_are_told_from_programs(_):
    text = ("10 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3 <0.1>\n"
            "10 clone3({flags=CLONE_VM|CLONE_THREAD, x=1} <unfinished ...>\n"
            "11 close(4 <unfinished ...>\n"
            "10 <... clone3 resumed> => {parent_tid=[11]}, 88) = 11 <0.1>\n"
            "10 vfork() = 12 <0.1>\n12 close(5) = 0 <0.1>\n"
            "11 <... close resumed>) = 0 <0.1>\n")
    calls = strace_calls(text)
    equal([(str(call), call.thread) for call in calls],
          [("socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3", False), ("close(4) = 0", True)])


def what_differs_is_found(_):
    def calls(*lines):
        return shown_calls("".join(line + " <0.000001>\n" for line in lines))
    made = "socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3"
    sent = 'sendto(3, "hello", 5, 0, NULL, 0) = 5'
    equal(compare(calls(made, sent, "close(3) = 0"), calls(made, sent, "close(3) = 0")), 3)
    internal = "socket(AF_UNIX, SOCK_DGRAM|SOCK_CLOEXEC, 0) = 4"
    equal(compare(calls(made, internal, "close(4) = 0", sent), calls(made, sent)), 2)
    option = "getsockopt(3, SOL_SOCKET, {}, [0], [4]) = 0"
    equal(compare(calls(made, option.format("0x54 /* SO_??? */")),
                  calls(made, option.format("SO_INQ"))), 2)
    equal(compare(calls(made, option.format("7").replace("SOL_SOCKET", "SOL_MPTCP")),
                  calls(made, option.format("NEW").replace("SOL_SOCKET", "SOL_MPTCP"))), 2)
    for seen, ours in (
            (calls(made, sent), calls(made)), (calls(made), calls(made, sent)),
            (calls(made, sent), calls(made, sent.replace("hello", "hullo"))),
            (calls(made, sent), calls(made, sent.replace("= 5", "= 4"))),
            (calls(made), calls()), (calls(made, sent, sent), calls(made, sent)),
            (calls(made, option.format("SO_TYPE")), calls(made, option.format("SO_INQ"))),
            (calls(made, "poll([{fd=3, events=POLLIN}], 1, 0) = 0 (Timeout)"), calls(made))):
        try:
            compare(seen, ours)
        except Failure:
            continue
        raise Failure(f"no difference between {[*map(str, seen)]} and {[*map(str, ours)]}")


# Whoever makes a call on a socket makes it through the door.
BARE = re.compile(r"(?<![\w.>])(socket|socketpair|bind|listen|accept4?|connect|send|sendto|sendmsg|"
                  r"recv|recvfrom|recvmsg|shutdown|getsockopt|setsockopt|getsockname|getpeername|"
                  r"ioctl)\((?!2\))")
# The door itself, what asks about other sockets, and terminals.
AT_HOME = {"socket/sys.c", "socket/sys.h", "socket/diag-linux.c", "socket/diag-linux-read.c",
           "socket/diag-linux-route.c",
           "socket/probe.c", "shell/screen.c", "shell/terminal.c"}


def code_of(path):
    text = open(path, encoding="utf-8").read()
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return re.sub(r'"(\\.|[^"\\\n])*"', '""', text)


def every_call_goes_through_the_door(_):
    found = []
    for path in glob.glob(os.path.join(TOP, "src", "*", "*.[ch]")):
        name = os.path.relpath(path, os.path.join(TOP, "src"))
        if name in AT_HOME or name.startswith("lang/"):
            continue
        for line in code_of(path).splitlines():
            # Definitions have their names in the first column.
            if BARE.search(line) and not re.match(r"\w+\(", line):
                found.append(f"{name}: {line.strip()}")
    equal(found, [])


def allowed():
    if not shutil.which("strace"):
        return "there is no strace"
    done = subprocess.run(["strace", "-f", "-qq", "-o", os.devnull, "true"], check=False,
                          capture_output=True, stdin=subprocess.DEVNULL)
    return None if done.returncode == 0 else "strace may not look at programs here: " + \
        done.stderr.decode("utf-8", "replace").strip()


def compared(suite):
    # Other versions may write some things otherwise.
    version = subprocess.run(["strace", "-V"], check=False, capture_output=True, text=True)
    print(f"held against {(version.stdout.splitlines() or ['?'])[0]}")
    for name, case in EXAMPLES_RUN.items():
        if name == "states" and not sosh.LIBMNL:
            print("skipped: example: states: this sosh does not see states without libmnl")
            continue
        suite.case(f"example: {name}", case)
    for path in sorted(glob.glob(os.path.join(EXAMPLES, "protocols", "*.sosh"))):
        suite.case(f"example: {os.path.basename(path)[:-5]}", protocol(path))
    for name in TLS_SCRIPTS if sosh.OPENSSL else ():
        suite.case(f"example: tls/{name}", protocol(os.path.join(EXAMPLES, "tls", name + ".sosh")))
    for name, text in (("odd addresses and descriptors", ODD), ("bytes", BYTES),
                       ("control data", BESIDE), ("options", OPTIONS), ("waits", WAITS)):
        suite.case(name, script, text)
    if os.getuid() == 0:
        suite.case("packets, raw and netlink sockets", script, ROOT_ONLY)
    else:
        print("skipped: packets, raw and netlink sockets: only root makes them")
    suite.case("a close that lingers", lingering)
    suite.case("packet filters", filters)
    for path in sorted(glob.glob(os.path.join(TOP, "docs", "commands", "*.md"))):
        name = os.path.basename(path)[:-3]
        if name not in NO_CALLS:
            suite.case(f"page: {name}", page(path))
    for path in sorted(glob.glob(os.path.join(TOP, "tests", "errno", "*.sosh"))):
        if not path.endswith("resolve.sosh"):
            suite.case(f"errnos: {os.path.basename(path)[:-5]}", errnos(path))


def main():
    suite = Suite()
    suite.case("every call goes through the door", every_call_goes_through_the_door)
    suite.case("threads are told from programs", threads_are_told_from_programs)
    suite.case("what differs is found", what_differs_is_found)
    why = allowed()
    if why:
        print(f"skipped: the comparison with strace: {why}")
    else:
        compared(suite)
    suite.end()


main()
