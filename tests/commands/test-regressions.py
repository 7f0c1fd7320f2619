#!/usr/bin/python3
"""What was wrong once, and is not to come back: a row each."""
import fcntl
import os
import signal
import socket
import struct
import subprocess
import sys
import termios
import threading
import time

from sosh import Failure, PATIENCE, SOSH, Suite, answers, environment, equal, expect, like, run, text

HERE = os.path.dirname(os.path.abspath(__file__))
try:
    sys.path.append(os.path.join(HERE, "..", "terminal"))
    import terminal
except ImportError:
    terminal = None  # no pexpect or pyte: tests/terminal says so

# A listener whose one place is taken, on a kernel that lets two in.
FULL = "socket tcp; bind 1 127.0.0.1:0; listen 1 0; socket tcp; connect 2 ${1.local}; "
TCP = ("socket tcp; bind 1 127.0.0.1:0; listen 1; socket tcp; connect 2 ${1.local}; "
       "accept 1; ")
# A close of socket 2 would wait: what it sent nobody takes.
STUCK = TCP.replace("connect 2", "set 2 sndbuf 4096; connect 2") + \
    "set 3 rcvbuf 4096; fails timeout send 2 zero:8M --timeout 50ms; "
DONE = {"ok": True}


def failed(errno=None, **error):
    if errno:
        error["errno"] = errno
    return {"ok": False, "error": error}


# The name, the commands, what the last answer is like.
ROWS = [
    ("a connection that was refused has nothing to send",
     "socket tcp; fails ECONNREFUSED connect 1 127.0.0.1:1; fails ECONNREFUSED connect 1 "
     "127.0.0.1:1; expect 1.state == CLOSED; expect 1.sendq == 0",
     {"ok": True}),
    ("a second connect of a socket that is connecting answers EALREADY",
     FULL + "socket tcp --nonblock; fails any connect 3 ${1.local}; "
     "socket tcp --nonblock; fails EINPROGRESS connect 4 ${1.local}; connect 4 ${1.local}",
     failed("EALREADY")),
    ("a dup of a socket that is connecting waits as that would",
     FULL + "socket tcp --nonblock; fails any connect 3 ${1.local}; socket tcp; "
     "fails timeout connect 4 ${1.local} --timeout 0; dup 4; connect 5 ${1.local} --timeout 50ms",
     failed(kind="timeout")),
    ("what a closed socket held is its dup's",
     "pair; send 2 a hex:0a b; recv 1 --line; dup 1; close 1; recv 3 --timeout 0",
     {"ok": True, "data": "b"}),
    ("a job that waits on a dup gets what the closed one held",
     "pair; send 2 a hex:0a b hex:0a; recv 1 --line; dup 1; recv 3 --line &; sleep 0; close 1; "
     "join all; expect 3.buffered == 0; send 2 c; recv 3",
     {"ok": True, "data": "c"}),
    ("messages that a closed socket held are its dup's, with what came beside them",
     "pair unix-dgram; send 2 a; send 2 b; send 2 c --fd 1; on 1 match NEVER { }; sleep 10ms; "
     "dup 1; close 1; recv 3; recv 3; recv 3", {"ok": True, "data": "c", "passed": [4]}),
    ("status about a socket makes it the one that . means",
     "pair; status 2; name . it", {"socket": 2}),
    ("what did not work on the way is no error of a command that did",
     "socket udp6; send 1 hi --to 127.0.0.1:9 --anyway",
     lambda answer: answer["ok"] and "error" not in answer),
    ("a f32 is the shortest number that reads back as it",
     "pair; send 1 f32be:0.1 f32le:-3.4028235e38 f32be:1e-45 f32be:16777217 f64be:0.1; "
     "recv 2 --as f32be,f32le,f32be,f32be,f64be; expect ${answer.values.0} == 0.1; "
     "expect ${answer.values.1} == -3.4028235e38; pair; send 3 f32be:0.1; recv 4 --as f32be",
     {"ok": True, "values": [0.1]}),
    ("nobody has the other end once a spawned program has ended",
     "spawn true; expect 1.status == 0 --within 15s; expect 1.peer.pid == '' --within 15s; "
     "expect 1.peer.process == ''; dup 1; expect 2.peer.pid == ''; status 1",
     lambda answer: answer["ok"] and not [key for key in answer["sockets"][0]
                                          if key.startswith("peer.p")]),
    ("nor once the other end of a pair is closed",
     "pair; close 2; expect 1.peer.pid == ''", {"ok": True}),
    ("join of a definition answers what that returned",
     "def f x { sleep 10ms; return got $x }; f 7 &\njoin 1; expect ${answer.value} == 'got 7'; "
     "f 8 &\njoin 2", {"ok": True, "value": "got 8"}),
    ("a socket's type is told without the flags that socket(2) took with it",
     "pair unix 0x801 0", {"kind": "unix"}),
    ("O_NONBLOCK among the numbers of socket(2) counts as --nonblock",
     "socket inet 0x801 0; bind 1 127.0.0.1:0; listen 1; accept 1", failed("EAGAIN")),
    ("a connection that was reset before it was accepted has its peer",
     "socket tcp; bind 1 127.0.0.1:0; listen 1; socket tcp; connect 2 ${1.local}; reset 2; "
     "accept 1", {"ok": True, "peer": str}),
    ("a udp socket that was shut for reading is at its end",
     "socket udp; connect 1 127.0.0.1:9; shutdown 1 read; recv 1 --timeout 2s",
     {"ok": True, "eof": True, "bytes": 0}),
    ("a unix-dgram socket that was shut for reading is at its end",
     "pair unix-dgram; shutdown 1 both; recv 1 --timeout 2s",
     {"ok": True, "eof": True, "bytes": 0}),
    ("a peek sees the bytes that a time-out left",
     "pair; send 1 abc; fails timeout recv 2 10 --waitall --timeout 0; recv 2 --peek",
     {"ok": True, "data": "abc"}),
    ("and leaves them",
     "pair; send 1 abc; fails timeout recv 2 10 --waitall --timeout 0; recv 2 --peek; recv 2",
     {"ok": True, "data": "abc"}),
    ("MSG_WAITALL with MSG_DONTWAIT takes what is there",
     "pair; send 1 abc; recv 2 10 --waitall --dontwait", {"ok": True, "data": "abc"}),
    ("bytes that came before a RST are told before it",
     TCP + "send 2 abc; expect 3.recvq == 3 --within 5s; reset 2; "
     "expect 3.error == true --within 5s; recv 3 10 --waitall", {"ok": True, "data": "abc"}),
    ("and the RST behind them",
     TCP + "send 2 abc; expect 3.recvq == 3 --within 5s; reset 2; "
     "expect 3.error == true --within 5s; recv 3 10 --waitall; recv 3", failed("ECONNRESET")),
    ("SO_SNDTIMEO ends the wait for a queue of datagrams",
     "pair unix-dgram; set 1 sndtimeo 50ms; repeat 10000 { send 1 x }",
     failed("EAGAIN")),
    ("SO_SNDTIMEO ends a UNIX connect",
     "socket unix; bind 1 \"\"; listen 1 0; socket unix; connect 2 ${1.local}; socket unix; "
     "set 3 sndtimeo 50ms; connect 3 ${1.local}", failed("EAGAIN", call="connect")),
    ("SO_SNDTIMEO counts behind a look-up, too",
     FULL + "socket tcp --nonblock; fails any connect 3 ${1.local}; socket tcp; "
     "set 4 sndtimeo 50ms; connect 4 localhost:${1.local.port}", failed("EINPROGRESS")),
    ("a udp socket that is connected elsewhere has another end no more",
     "socket udp; bind 1 127.0.0.1:0; socket udp; connect 2 ${1.local}; connect 1 ${2.local}; "
     "expect 1.pair == 2; connect 1 127.0.0.1:9; echo \"${1.pair}${2.pair}\"", {"text": ""}),
    ("sequence numbers of 64 bits are no negative ones",
     TCP.replace("tcp", "mptcp") + "get 2 mptcp_info",
     lambda answer: answer["command"] == "socket" or  # no such kernel
     answer["options"]["mptcp_info"]["write_seq"].isdigit()),
    ("of several options the one that fails is told, with its place",
     "socket udp; get 1 rcvbuf keepcnt ttl",
     {"ok": False, "options": {"rcvbuf": int},
      "error": {"errno": "EOPNOTSUPP", "option": "keepcnt", "column": 26}}),
    ("a level below 0 reaches the kernel", "socket udp; get 1 -1:1", failed("EOPNOTSUPP")),
    ("an option below 0 reaches the kernel", "socket udp; get 1 1:-1", failed("ENOPROTOOPT")),
    ("what TCP does to a type of service is no reason on UDP",
     "socket udp; set 1 tos 256", {"actual": 0, "why": "the kernel keeps the lowest byte "
                                   "(asked: 256)"}),
    ("and is one on TCP", "socket tcp; set 1 tos 3",
     {"actual": 0, "why": "the lowest two bits, ECN, belong to TCP (asked: ce)"}),
    ("the default is no matter of ECN", "socket udp6; set 1 tclass -1",
     {"actual": 0, "why": "the kernel takes -1 for the default (asked: -1)"}),
    ("a switch with a third place is a switch",
     "socket tcp; set 1 txrehash off; get 1 txrehash", {"options": {"txrehash": False}}),
    ("bytes are a size", "socket tcp; set 1 notsent_lowat 16k", {"value": 16384}),
    ("also where they are cut", "socket udp; set 1 segment 1k", {"value": 1024}),
    ("an offset may be below 0", "socket udp; set 1 peek_off 1k; set 1 peek_off -1",
     {"value": -1}),
    ("a value of megabytes is refused", "socket tcp; let a " + "0" * 60000 +
     "; let b " + "$a" * 40 + "; set 1 rcvbuf hex:$b", failed(kind="usage")),
    ("a long value is told by its beginning", "socket tcp; set 1 rcvbuf hex:" + "00" * 5000,
     lambda answer: answer["ok"] and answer["value"] == "00" * 32 + "..."),
    ("a length beyond all measure is shown", "socket tcp; get 1 keepalive --optlen 2000000",
     failed(kind="usage", column=38)),
    ("also where it is set", "socket tcp; set 1 keepalive on --optlen 2000000",
     failed(kind="usage", column=41)),
    ("what is to be done is done", "socket udp; set 1 add_membership 239.1.1.1 lo",
     {"done": True, "shown": "239.1.1.1 lo"}),
    ("the wrong word of a value is shown", "socket tcp; set 1 local_port_range 5 x",
     failed(kind="usage", column=38)),
    ("of a name that was cut off its bytes are told",
     "socket tcp; getsockname 1 --addrlen 3",
     lambda answer: "address" not in answer and answer["came"] == 3 and
     answer["addrlen"] == 16 and len(answer["part"]) == 6),
    ("a break does not leave a loop around fails",
     "repeat 1 { fails usage break; echo within }", {"command": "echo", "text": "within"}),
]


def row(folder, commands, wanted):
    result = answers(commands, "-t", "3")
    expect(like(wanted, result.answer), f"wanted {wanted}", result)


def quick(folder, commands, most):
    started = time.monotonic()
    result = text(commands, "-t", "100ms")
    took = time.monotonic() - started
    expect(took < most, f"took {took:.1f} s", result)


QUICK = [
    ("sosh leaves without waiting for a close that lingers", STUCK + "set 2 linger on 1h"),
    ("a linger set through a dup does not hold the original's close",
     STUCK + "dup 2; set 4 linger on 1h; close 4; close 2"),
    ("a linger that a listener handed on does not hold the close",
     "socket tcp; set 1 linger on 1h; set 1 sndbuf 4096; bind 1 127.0.0.1:0; listen 1; socket tcp; "
     "set 2 rcvbuf 4096; connect 2 ${1.local}; accept 1; "
     "fails timeout send 3 zero:8M --timeout 50ms; close 3"),
]


def escaped_path(folder):
    result = run("no\x1b[31m.sosh")
    equal(result.status, 2, result)
    expect(b"\x1b" not in result.err, "an escape was not escaped", result)


def looks_cost_no_memory(folder):
    with open(SOSH, "rb") as program:
        if b"__asan_init" in program.read():
            return  # it keeps for a while what was freed
    commands = 'let b "0123456789abcdef"; ' + "let b $b$b$b$b$b$b$b$b; " * 5 + \
        "expect $b == x --within 1s"
    limited = ["prlimit", f"--data={24 << 20}", SOSH, "-q", "-c", commands]
    done = subprocess.run(limited, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=PATIENCE, env=environment())
    equal(done.returncode, 1)
    expect(b"is not" in done.stderr, repr(done.stderr[-200:]))


def fifo(folder):
    path = os.path.join(folder, "pipe")
    os.mkfifo(path)
    return path


def datagram_of_a_pipe(folder):
    path = fifo(folder)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    child = subprocess.Popen([SOSH, "-c", f"adopt {theirs.fileno()}; send 1 file:{path}"],
                             pass_fds=[theirs.fileno()], env=environment(),
                             stdout=subprocess.DEVNULL)
    with open(path, "wb", buffering=0) as pipe:
        pipe.write(b"one")
        # The first piece is taken when the pipe is empty again.
        left = struct.pack("i", 1)
        until = time.monotonic() + PATIENCE
        while struct.unpack("i", left)[0] and time.monotonic() < until:
            left = fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4)
        pipe.write(b"two")
    equal(child.wait(PATIENCE), 0)
    equal(ours.recv(100), b"onetwo")


def pipe_tells_bytes(folder):
    path = fifo(folder)
    keep = os.open(path, os.O_RDWR)
    os.write(keep, b"one")
    result = answers(f"pair; send 1 file:{path} --timeout 50ms")
    os.close(keep)
    expect(like({"ok": False, "bytes": 3}, result.answer), "no bytes told", result)


def full_socket_behind_a_pipe(folder):
    path = fifo(folder)
    keep = os.open(path, os.O_RDWR)
    before = os.times()
    child = subprocess.Popen([SOSH, "-c", f"pair; send 1 file:{path} --timeout 1s"],
                             env=environment(), stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)

    def feed():
        try:
            while True:
                os.write(keep, b"x" * 65536)
        except OSError:
            pass
    threading.Thread(target=feed, daemon=True).start()
    equal(child.wait(PATIENCE), 1)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - \
        before.children_system
    expect(used < 0.25, f"{used:.2f} s of processor time in a wait of 1 s")
    os.set_blocking(keep, False)
    os.close(keep)


def steady_reader(folder):
    """SO_SNDTIMEO is for each call: a peer that reads steadily ends no send."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    listener.bind(("127.0.0.1", 0))
    listener.listen()

    def read():
        peer, _ = listener.accept()
        gone = threading.Event()
        while not gone.wait(0.02):
            if not peer.recv(65536):
                return
    threading.Thread(target=read, daemon=True).start()
    result = answers(f"socket tcp; set 1 sndbuf 8192; set 1 sndtimeo 300ms; "
                     f"connect 1 127.0.0.1:{listener.getsockname()[1]}; send 1 zero:256k")
    expect(like({"ok": True, "bytes": 262144}, result.answer), "did not send all", result)


def a_signal_counts(folder):
    """Also one that comes at the same time as the data that ends the wait."""
    for _ in range(16):
        ours, theirs = socket.socketpair()
        ours.settimeout(PATIENCE)
        child = subprocess.Popen(
            [SOSH, "-q", "-c", f"adopt {theirs.fileno()}; repeat {{ send 1 x; recv 1 --none }}"],
            pass_fds=[theirs.fileno()], env=environment(), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        theirs.close()
        end = threading.Thread(target=child.send_signal, args=[signal.SIGTERM])
        try:
            for turn in range(20000):
                if not ours.recv(1):
                    break
                ours.send(b"x")
                if turn == 100:
                    end.start()
            else:
                raise Failure("it goes on after SIGTERM")
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            ours.close()
            child.wait(PATIENCE)
        equal(child.returncode, -signal.SIGTERM)


def groups_are_told_where_they_are(_):
    words = ["-Urn", "sh", "-c", "ip link set lo up && { ip link add d0 type dummy || "
             "ip link add d0 type veth peer name d1; } && ip link set d0 up && "
             "ip address add 192.0.2.1/24 dev d0 && ip route add 224.0.0.0/4 dev d0 || exit 77; "
             "exec \"$@\"", "sh"]
    try:
        tried = subprocess.run(["unshare", *words, "true"], capture_output=True, check=False)
    except FileNotFoundError:
        tried = None
    if not tried or tried.returncode:
        print("skipped: groups: no namespace of networks with two interfaces here")
        return
    result = run(*words, SOSH, "--json", "-c", "socket udp; group 1 join 239.1.2.3 --interface lo; "
                 "group 1 join 239.1.2.3; group 1 leave 239.1.2.3; "
                 "group 1 join 232.1.2.3 --interface lo --source 192.0.2.2; "
                 "group 1 join 232.1.2.3 --source 192.0.2.2; "
                 "group 1 join 232.1.2.3 --source 192.0.2.3", program="unshare")
    equal([answer.get("interface") for answer in result.answers if answer["command"] == "group"],
          ["lo", "d0", None, "lo", "d0", "d0"], result)


def listeners_are_asked_once(_):
    """What status asks of a listener for its queue it does not ask again for its row."""
    result = text("socket tcp; bind 1 127.0.0.1:0; listen 1; trace on; status")
    calls = [line.split("(")[0] + ("TCP_INFO" if "TCP_INFO" in line else "")
             for line in (result.out + result.err).decode().splitlines()
             if line.startswith(("getsockopt", "getsockname"))]
    equal(sorted(calls), ["getsockname", "getsockoptTCP_INFO"], result)


def resize_keeps_the_line(folder):
    """Ctrl-C that ended a wait is none for the line that is typed next."""
    sosh = terminal.Terminal([SOSH, "--no-rc"], env=environment(TERM="xterm", HOME=folder))
    try:
        sosh.wait_row("sosh> ")
        sosh.line("sleep 1h")
        sosh.wait(lambda: "sleep 1h" in sosh.text() and sosh.row() == "")
        sosh.control("c")
        sosh.wait_row("sosh> ")
        sosh.type("echo kept")
        sosh.wait_row("sosh> echo kept")
        sosh.resize(30, 100)
        sosh.type("!")
        sosh.wait_row("sosh> echo kept!")
        sosh.line()
        sosh.wait("\nkept!")
    except terminal.Failure as failure:
        raise Failure(str(failure)) from None
    finally:
        sosh.close()


suite = Suite()
for name, commands, wanted in ROWS:
    suite.case(name, row, commands, wanted)
for name, commands in QUICK:
    suite.case(name, quick, commands, 3)
for name, body in [
    ("the path of a script that is not there is escaped", escaped_path),
    ("expect --within looks often and takes no memory for it", looks_cost_no_memory),
    ("a pipe that tells a datagram in pieces sends one", datagram_of_a_pipe),
    ("a send that waits for a pipe tells how much went", pipe_tells_bytes),
    ("a wait behind another for a pipe does not spin", full_socket_behind_a_pipe),
    ("a signal that comes with the data is not lost", a_signal_counts),
    ("SO_SNDTIMEO begins anew when some of it went", steady_reader),
    ("status asks a listener once", listeners_are_asked_once),
    ("a group is told on the interface that was meant", groups_are_told_where_they_are),
] + ([
    ("a resize behind a cancelled wait loses no half-typed line", resize_keeps_the_line),
] if terminal else []):
    suite.case(name, body)
suite.end()
