#!/usr/bin/python3
"""What the system refuses at any one call, and a signal there, ends as the contract says.

strace makes one system call of a run fail, or brings a signal just then.  Without words
a choice of some hundred faults (SOSH_FAULTS, chosen by SOSH_FAULTS_SEED); with --all
every one.  A word CALL:ERRNO:WHEN, as a failure names it, is that fault alone, and
shown; an errno with a + is one that stays, SIGINT and SIGTERM stand for a signal."""

import concurrent.futures
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "commands"))
import sosh                                     # noqa: E402

COUNT = int(os.environ.get("SOSH_FAULTS", "150"))
SEED = int(os.environ.get("SOSH_FAULTS_SEED", "1"))
EXAMPLES = os.path.join(HERE, "..", "..", "docs", "examples")
SCRIPTS = [os.path.join(EXAMPLES, name) for name in ("tour.sosh", "errors.sosh", "read-all.sosh")]
SCRIPTS.append(os.path.join(HERE, "waits.sosh"))
# What comes first of what sosh does itself; before that it is the loader.
BEGIN = re.compile(r"fcntl\(0, F_GETFD")
# What libuv calls for itself: where that fails it ends the program.
LIBUV = re.compile(r"""epoll_ctl\((?!.*EPOLLET)
                   | (read|write)\(\d+,\s"(\*|\\1(\\0){7})" | read\(\d+,(.*,\s1024\)|\s+<unfinished)""", re.X)
ERRNOS = {
    "socket": "EMFILE ENFILE ENOBUFS ENOMEM EACCES EAFNOSUPPORT EPROTONOSUPPORT",
    "socketpair": "EMFILE ENFILE ENOMEM EOPNOTSUPP",
    "bind": "EADDRINUSE EADDRNOTAVAIL EACCES EINVAL ENOENT EROFS",
    "listen": "EADDRINUSE EOPNOTSUPP",
    "connect": "ECONNREFUSED ETIMEDOUT EHOSTUNREACH ENETUNREACH EINTR EINTR+ EACCES EPERM "
               "EADDRNOTAVAIL EAGAIN EAGAIN+ EISCONN EINPROGRESS EALREADY",
    "accept4": "EINTR EINTR+ ECONNABORTED ECONNABORTED+ EMFILE ENFILE ENOBUFS ENOMEM EPROTO "
               "EPERM EAGAIN EAGAIN+",
    "sendto": "EINTR EINTR+ EAGAIN EAGAIN+ EPIPE ECONNRESET ENOBUFS EMSGSIZE ENETDOWN "
              "EHOSTUNREACH EDESTADDRREQ",
    "sendfile": "EINTR EINTR+ EAGAIN EAGAIN+ EPIPE ECONNRESET EIO EINVAL ENOMEM ENOSYS",
    "recvfrom": "EINTR EINTR+ EAGAIN EAGAIN+ ECONNRESET ETIMEDOUT ENOMEM EHOSTUNREACH",
    "poll": "EINTR EINTR+ ENOMEM EINVAL",
    "pselect6": "EINTR EINTR+ ENOMEM EINVAL",
    "epoll_create1": "EMFILE ENFILE ENOMEM",
    "epoll_ctl": "ENOMEM ENOSPC EPERM EEXIST",
    "epoll_wait": "EINTR EINTR+",
    "eventfd2": "EMFILE ENFILE ENOMEM",
    "pipe2": "EMFILE ENFILE",
    "read": "EINTR EINTR+ EIO EAGAIN EISDIR",
    "write": "EINTR EINTR+ ENOSPC EIO EPIPE EDQUOT EFBIG EAGAIN",
    "openat": "EMFILE ENFILE ENOENT EACCES EROFS ENOSPC ELOOP EINTR",
    "close": "EINTR EIO ENOSPC",
    "fcntl": "EBADF EINVAL EMFILE",
    "getsockopt": "EINVAL ENOPROTOOPT EPERM ENOMEM",
    "setsockopt": "EINVAL ENOPROTOOPT EPERM ENOMEM",
    "getsockname": "ENOBUFS EINVAL",
    "getpeername": "ENOTCONN ENOBUFS",
    "ioctl": "ENOTTY EIO",
    "shutdown": "ENOTCONN ENOBUFS",
    "dup": "EMFILE",
    "dup3": "EMFILE",
    "newfstatat": "ENOENT EACCES EIO ENOMEM",
    "unlink": "EACCES EROFS EBUSY ENOENT",
    "getrandom": "EAGAIN ENOSYS",
    "clone3": "EAGAIN ENOMEM",
    "clone": "EAGAIN ENOMEM",
    "prctl": "EINVAL",
    "timerfd_create": "EMFILE ENFILE ENOMEM",
}
for name, other in (("sendmsg", "sendto"), ("recvmsg", "recvfrom"), ("writev", "write"),
                    ("epoll_pwait", "epoll_wait"), ("ppoll", "poll"), ("lstat", "newfstatat"),
                    ("stat", "newfstatat"), ("fstat", "newfstatat"), ("accept", "accept4"),
                    ("pread64", "read"), ("select", "pselect6")):
    ERRNOS[name] = ERRNOS[other]
SIGNALS = ("SIGINT", "SIGTERM")
LIMIT = 10


def environment():
    env = sosh.environment()
    # Its leak check cannot work below strace.
    env["ASAN_OPTIONS"] = "detect_leaks=0:" + env.get("ASAN_OPTIONS", "")
    return env


def strace(script, folder, *options, json_mode=False):
    """Runs `script` below strace: its result, and what strace wrote."""
    trace = os.path.join(folder, "trace")
    words = ["strace", "-f", "-qq", "-o", trace, *options, sosh.SOSH, "-t", "2s",
             *(["--json"] if json_mode else []), script]
    if script.endswith("waits.sosh"):
        words.append(folder)
    child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, env=environment(), start_new_session=True)
    try:
        out, err = child.communicate(timeout=LIMIT)
        result = sosh.Result(words, child.returncode, out, err)
    except subprocess.TimeoutExpired:
        # Both of them, since strace lets go of what it looks at.
        os.killpg(child.pid, signal.SIGKILL)
        result = sosh.Result(words, None, *child.communicate())
    with open(trace, encoding="utf-8", errors="replace") as file:
        return result, file.read()


def calls_of(script):
    """The calls that sosh makes itself: name, and which one of that name it is."""
    with tempfile.TemporaryDirectory(prefix="sosh-faults-") as folder:
        result, trace = strace(script, folder)
        sosh.expect(result.status == 0, "not sound without a fault", result)
    found, number, begun, first = [], {}, False, trace.split(None, 1)[0]
    for line in trace.splitlines():
        match = re.match(r"(\d+) +(\w+)\(", line)
        if not match or match[1] != first:
            continue
        name = match[2]
        number[name] = number.get(name, 0) + 1
        begun = begun or BEGIN.search(line)
        # The first pipe is sosh's own, the others are libuv's.
        if begun and not LIBUV.search(line) and not (name == "pipe2" and number[name] > 1):
            found.append((name, number[name]))
    sosh.expect(found, "no call of its own was found", result)
    return found


def plain(output):
    """Without what differs from run to run."""
    text = output.decode("utf-8", "replace")
    text = re.sub(r"/\S*sosh-faults-\w+", "FOLDER", text)
    text = re.sub(r"(127\.0\.0\.1|::1\]):\d+", r"\1:PORT", text)
    text = re.sub(r"@[0-9a-f]{5}\b", "@NAME", text)
    return re.sub(r" +", " ", re.sub(r"\d+", "N", text))


def faults_of(script):
    for name, when in calls_of(script):
        for errno in ERRNOS.get(name, "").split():
            yield script, name, errno, when
        for sign in SIGNALS:
            if name not in ("exit_group", "rt_sigreturn", "munmap", "mmap", "mprotect"):
                yield script, name, sign, when


def known(faults):
    """Those that went wrong once: what is interrupted for ever, and a wait on a
    descriptor that could not be made to return at once."""
    seen = set()
    for fault in faults:
        script, name, errno, _ = fault
        if script.endswith("waits.sosh") and (errno == "EINTR+" and name not in seen or
                                              (name, errno) == ("fcntl", "EINVAL")):
            seen.add(name)
            yield fault


def look_at(result, trace, errno, name):
    """Raises what is wrong with it."""
    if result.status is None:
        raise sosh.Failure(f"took more than {LIMIT} s: {result}")
    sent = errno in SIGNALS
    sosh.sound(result, getattr(signal, errno) if sent else None)
    # What says in numbers that a signal ended it is strace that went the same way.
    sosh.expect(result.status in (0, 1, 2, 3) or sent and result.status in (-2, -15, 130, 143),
                "a status of its own", result)
    if sent:
        return
    if result.status != 0:
        said = result.complaint
        errno = errno.rstrip("+")
        sosh.expect(errno in said or os.strerror(getattr(__import__("errno"), errno)) in said or
                    re.search(r"^\S*sosh:\d+:\d+: \w+|^sosh: ", said, re.M) or
                    name in ("write", "writev"), "a failure without a reason", result)


def try_fault(fault):
    script, name, errno, when = fault
    label = f"{os.path.basename(script)} {name}:{errno}:{when}"
    what = f"signal={errno}" if errno in SIGNALS else f"error={errno.rstrip('+')}"
    plus = "+" if errno.endswith("+") else ""
    folder = tempfile.mkdtemp(prefix="sosh-faults-")
    try:
        result, trace = strace(script, folder, "-e", f"trace={name}",
                               "-e", f"inject={name}:{what}:when={when}{plus}")
        look_at(result, trace, errno, name)
        left = [entry for entry in os.listdir(folder) if entry not in ("trace", "out")]
        sosh.expect(not left or name in ("unlink", "newfstatat", "lstat", "stat"),
                    f"left behind: {left}", result)
        return label, None, result
    except sosh.Failure as failure:
        return label, str(failure), None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def allowed():
    if not shutil.which("strace"):
        return "there is no strace"
    done = subprocess.run(["strace", "-f", "-qq", "-o", os.devnull, "-e", "trace=close",
                           "-e", "inject=close:error=EIO:when=9999", "true"],
                          capture_output=True, stdin=subprocess.DEVNULL)
    return None if done.returncode == 0 else "strace may not look at programs here: " + \
        done.stderr.decode("utf-8", "replace").strip()


def main():
    why = allowed()
    if why:
        print(f"skipped: faults: {why}")
        print("0 passed, 0 failed")
        sys.exit(77)
    words = sys.argv[1:]
    try:
        faults = [fault for script in SCRIPTS for fault in faults_of(script)]
    except sosh.Failure as failure:
        print(f"FAILED: {failure}\n0 passed, 1 failed")
        sys.exit(1)
    every = "--all" in words
    words = [word for word in words if word != "--all"]
    if words:
        faults = [fault for fault in faults
                  if any(word in f"{os.path.basename(fault[0])} {fault[1]}:{fault[2]}:{fault[3]}"
                         for word in words)]
    elif not every:
        chosen = set(random.Random(SEED).sample(faults, min(COUNT, len(faults))))
        chosen.update(known(faults))
        faults = [fault for fault in faults if fault in chosen]
    golden = {}
    for script in SCRIPTS:
        with tempfile.TemporaryDirectory(prefix="sosh-faults-") as folder:
            golden[os.path.basename(script)] = plain(strace(script, folder)[0].out)
    passed = failed = different = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for label, failure, result in pool.map(try_fault, faults):
            if failure:
                failed += 1
                print(f"FAILED: {label}\n  {failure}", flush=True)
                continue
            passed += 1
            if words:
                print(f"{label}: {result}")
            if result.status == 0 and not any(sign in label for sign in SIGNALS) and \
                    plain(result.out) != golden[label.split()[0]]:
                different += 1
                if os.environ.get("SOSH_FAULTS_SHOW"):
                    import difflib
                    print(f"different: {label}\n  " + "\n  ".join(
                        line for line in difflib.unified_diff(
                            golden[label.split()[0]].splitlines(),
                            plain(result.out).splitlines(), n=0, lineterm="") if line[0] in "+-"), flush=True)
    print(f"{different} of those that passed gave another output and status 0")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
