"""serve: `serve N echo` beside other echo servers, and `serve N discard` and `send file:`
beside others that move bytes.

Loads are made by bench/serve.c, one for all.  An echo server's cost is the CPU time that it
and its processes take for the requests alone: everybody is connected before, and stays so. It
has a processor for itself; with one connection the load shares that, as one of the two works
at a time: else the same program takes 7 us or 20, as the scheduler places them."""

import contextlib
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import time

CONNECTIONS = (1, 100, 1000)
SIZE = 64
REQUESTS = {1: 40000, 100: 60000, 1000: 60000}
SLOW = 10           # so many times fewer requests of those that take long with many


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


def listens(port):
    """Until somebody listens at it; asked of the kernel, since a connection would count."""
    wanted = f"0100007F:{int(port):04X} 00000000:0000 0A"
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with open("/proc/net/tcp", encoding="ascii") as table:
            if any(wanted in row for row in table):
                return
        time.sleep(0.01)
    raise SystemExit(f"bench/run: nobody listens at {port}")


class Served:
    """A server of its own process group, and its port."""

    def __init__(self, words, port=None, stdin=None):
        self.process = subprocess.Popen(words, stdin=stdin, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, start_new_session=True)
        if stdin:
            self.process.stdin.flush()
        self.port = port or self.process.stdout.readline().decode().strip()
        listens(self.port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.killpg(self.process.pid, 9)
        self.process.wait()
        self.process.stdout.close()

    def spent(self):
        """Seconds of CPU time of all its threads and processes, those that ended left out."""
        total = 0
        for pid in descendants(self.process.pid):
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as file:
                        total += int(file.read().split()[0])
            except OSError:
                pass
        return total / 1e9


def descendants(pid):
    yield pid
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
                children = file.read().split()
            for child in children:
                yield from descendants(int(child))
    except OSError:
        pass


def sosh(options, folder, role):
    path = os.path.join(folder, f"serve-{role}")
    with open(path, "w", encoding="utf-8") as file:
        file.write("socket tcp\nbind 1 127.0.0.1:0\nlisten 1 4096\n"
                   f"echo ${{1.local.port}}\nserve 1 {role}\njoin all\n")
    return lambda: Served([options.sosh, "-q", path])


def echo_servers(options, folder, build, path):
    """label -> what starts it; `slow`: those of whom fewer requests are made."""
    bare, uv = build("serve", folder), build("serve-uv", folder, "-luv")
    python = shutil.which("python3", path=path) or sys.executable
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "serve-python.py")
    makers = {
        "bare C, epoll": lambda: Served([bare, "echo"]),
        "sosh, serve 1 echo": sosh(options, folder, "echo"),
        "libuv's streams": lambda: Served([uv]),
        "Python, threads": lambda: Served([python, script, "threads"]),
        "Python, asyncio": lambda: Served([python, script, "asyncio"]),
    }
    slow = {"Python, threads", "Python, asyncio"}
    socat, ncat = shutil.which("socat", path=path), shutil.which("ncat", path=path)
    if socat:
        slow.add("socat, fork")
        makers["socat, fork"] = lambda: with_port(lambda port: [
            socat, f"TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr,backlog=4096", "PIPE"])
    if ncat:
        slow.add("ncat, cat")
        makers["ncat, cat"] = lambda: with_port(lambda port: [
            ncat, "-l", "-k", "-m", "4096", "127.0.0.1", port, "-e", "/bin/cat"])
    return bare, makers, slow


def with_port(words):
    port = free_port()
    return Served(words(port), port)


@contextlib.contextmanager
def on_processor(which):
    """Whoever is started within runs on the first processor that we may use, or on the last."""
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(own)[which]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, own)


class Load:
    def __init__(self, bare, port, clients):
        self.process = subprocess.Popen([bare, "load", port, str(clients), str(SIZE)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ready = self.process.stdout.readline() == b"ready\n"

    def ask(self, requests):
        self.process.stdin.write(b"%d\n" % requests)
        self.process.stdin.flush()
        return bool(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def many_descriptors():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def echo(options, folder, build, report, path):
    many_descriptors()
    bare, makers, slow = echo_servers(options, folder, build, path)
    for clients in CONNECTIONS:
        times = {label: [] for label in makers}
        for turn in range((options.rounds or 5) + 1):
            for label, make in makers.items():
                dear = clients > 1 and label in slow
                requests = REQUESTS[clients] // (SLOW if dear else 1)
                with on_processor(0):
                    server = make()
                with server:
                    with on_processor(0 if clients == 1 else -1):
                        load = Load(bare, server.port, clients)
                    before = server.spent()
                    if not load.ready or not load.ask(requests):
                        raise SystemExit(f"bench/run: {label} gave {clients} no answers")
                    if turn:
                        times[label].append((server.spent() - before) / requests)
                    load.close()
        report(f"serve echo, {clients} connections (us a request of {SIZE} bytes, CPU time, "
               f"median of {len(times['bare C, epoll'])}; sosh is to stay below 1.25, and "
               "ahead of the others)", list(times), times, 1e6)


# ---- bulk ----

def elapse(words):
    began = time.monotonic()
    subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=True)
    return time.monotonic() - began


def in_turns(rounds, rows):
    """rows: label -> what runs it once and tells the seconds; the first round warms up."""
    times = {label: [] for label in rows}
    for turn in range(rounds + 1):
        for label, run in rows.items():
            spent = run()
            if turn:
                times[label].append(spent)
    return times


def discard_servers(options, folder, bare, path):
    makers = {"bare C, MSG_TRUNC": lambda: Served([bare, "discard"]),
              "sosh, serve 1 discard": sosh(options, folder, "discard")}
    socat, ncat = shutil.which("socat", path=path), shutil.which("ncat", path=path)
    if socat:
        makers["socat to /dev/null"] = lambda: with_port(lambda port: [
            socat, "-u", "-b", "262144", f"TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr",
            "OPEN:/dev/null"])
    if ncat:
        makers["ncat to /dev/null"] = lambda: with_port(lambda port: [
            "/bin/sh", "-c", f"exec '{ncat}' -l -k --recv-only 127.0.0.1 {port} >/dev/null"])
    return makers


def discard(options, bare, folder, report, path):
    size, rounds = options.size, options.rounds or 5
    servers = {label: make()
               for label, make in discard_servers(options, folder, bare, path).items()}
    rows = {label: lambda port=server.port: elapse([bare, "bytes", port, str(size)])
            for label, server in servers.items()}
    iperf = shutil.which("iperf3", path=path)
    if iperf:
        port = free_port()
        servers["iperf3"] = Served([iperf, "-s", "-B", "127.0.0.1", "-p", port], port)
        rows["iperf3"] = lambda: of_iperf(iperf, port, size)
    times = in_turns(rounds, rows)
    for server in servers.values():
        server.__exit__()
    report(f"serve discard (s for {size / (1 << 30):.3g} GiB from one sender, elapsed, median "
           f"of {rounds}; sosh is to stay below 1.05: 0.95 of the rate; iperf3 has a sender of "
           "its own)", list(times), times, 1)


def of_iperf(iperf, port, size):
    told = subprocess.run([iperf, "-c", "127.0.0.1", "-p", port, "-n", str(size), "-l", "256K",
                           "-f", "k"], check=True, capture_output=True, text=True).stdout
    return float(re.findall(r"0\.00-(\d+\.\d+)\s+sec.*receiver", told)[0])


def send_file(options, bare, folder, report, path):
    size, rounds = options.size, options.rounds or 5
    much = os.path.join(folder, "much")
    with open(much, "wb") as file:
        block = os.urandom(1 << 20)
        for _ in range(min(size, 1 << 30) >> 20):
            file.write(block)
    size = os.path.getsize(much)
    with Served([bare, "discard"]) as sink:
        script = os.path.join(folder, "send-file")
        with open(script, "w", encoding="utf-8") as file:
            file.write(f"socket tcp\nconnect 1 127.0.0.1:{sink.port}\n"
                       f"send 1 file:'{much}' --timeout never\nshutdown 1\nrecv 1 --eof\n")
        rows = {"bare C, sendfile": lambda: elapse([bare, "file", sink.port, much]),
                "sosh, send file:": lambda: elapse([options.sosh, "-q", script])}
        socat, ncat = shutil.which("socat", path=path), shutil.which("ncat", path=path)
        if socat:
            rows["socat"] = lambda: elapse([socat, "-u", "-b", "262144", f"OPEN:{much}",
                                            f"TCP:127.0.0.1:{sink.port}"])
        if ncat:
            rows["ncat --send-only"] = lambda: elapse([
                "/bin/sh", "-c", f"exec '{ncat}' --send-only 127.0.0.1 {sink.port} <'{much}'"])
        times = in_turns(rounds, rows)
    report(f"send file: (s for {size / (1 << 30):.3g} GiB to one bare C sink, elapsed, median of "
           f"{rounds}; sosh is to stay below 1.05: 0.95 of the rate)", list(times), times, 1)


SETTING = ("ip link set lo up && echo reno >/proc/sys/net/ipv4/tcp_congestion_control && "
           'exec "$@"')


def bulk(options, folder, build, report, path):
    """bbr paces loopback: where a network of our own can be had, it is reno's there."""
    with open("/proc/sys/net/ipv4/tcp_congestion_control", encoding="ascii") as file:
        control = file.read().strip()
    if control == "bbr" and not os.environ.get("SOSH_BENCH_NETWORK"):
        again = ["unshare", "-rn", "sh", "-c", SETTING, "sh", sys.executable, sys.argv[0],
                 "--sosh", options.sosh, "--rounds", str(options.rounds),
                 "--size", str(options.size), "bulk"]
        if subprocess.run(again, env={**os.environ, "SOSH_BENCH_NETWORK": "1"},
                          check=False).returncode == 0:
            return
        print("bench/run: no network of our own: this is with bbr, which paces loopback")
    bare = build("serve", folder)
    discard(options, bare, folder, report, path)
    send_file(options, bare, folder, report, path)
