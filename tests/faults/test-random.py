#!/usr/bin/python3
"""Random scripts end in time, with a status and with an output that the contract knows.

SOSH_RANDOM_SCRIPTS is how many (300), SOSH_RANDOM_SEED where they begin (1); words on
the command line are numbers of scripts: only these are run, and shown."""

import ctypes
import json
import os
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "commands")]
import scripts
import sosh

COUNT = int(os.environ.get("SOSH_RANDOM_SCRIPTS", "300"))
SEED = int(os.environ.get("SOSH_RANDOM_SEED", "1"))
WAIT = "10ms"
CLONE_NEWUSER, CLONE_NEWNET, SIOCSIFFLAGS, IFF_UP = 0x10000000, 0x40000000, 0x8914, 1
UNSAFE = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
# Format characters all the same, but ones that are seen: they enclose a number.
SEEN = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"


def leave_the_network():
    """Into a network of its own, with nothing but loopback; says whether it went."""
    import fcntl
    import socket
    import struct
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is None or (unshare(CLONE_NEWNET) and unshare(CLONE_NEWUSER | CLONE_NEWNET)):
        return False
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            fcntl.ioctl(asked, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
    except OSError:
        pass
    return True


def unsafe(output):
    """What is in `output` that must not reach a terminal; None if there is nothing."""
    try:
        text = output.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte {output[error.start]:#x} at {error.start}"
    for at, character in enumerate(text):
        if character not in "\n\t" + SEEN and \
                unicodedata.category(character) in UNSAFE:
            return f"{character!r} at {at}"
    return None


def run(number, folder, seed=SEED):
    script = scripts.Writer(number, seed).script()
    options = ["--safe", "-t", WAIT]
    if number % 2:
        options.append("--json")
    if number % 6:
        options.append("-k")
    way = number % 5
    if way == 0:
        result = sosh.run(*options, input=script)
    elif way == 1 and b"\0" not in script:
        result = sosh.run(*options, "-c", script)
    else:
        path = os.path.join(folder, "script.sosh")
        with open(path, "wb") as file:
            file.write(script)
        result = sosh.run(*options, *(["-n"] if number % 50 == 7 else []), path)
    sosh.expect(0 <= result.status <= 3, "a status of its own", result)
    sosh.expect(unsafe(result.err) is None, f"standard error: {unsafe(result.err)}", result)
    sosh.expect(result.status == 0 or result.err or number % 2 or b"quit" in script,
                "a failure without a word", result)
    if b"--raw" not in script:
        sosh.expect(unsafe(result.out) is None, f"standard output: {unsafe(result.out)}", result)
        if number % 2:
            for line in result.out.split(b"\n")[:-1]:
                sosh.expect(isinstance(json.loads(line), dict), "an object", result)
    return script, result


def main():
    if not leave_the_network():
        print("no network of its own is allowed here: on the loopback of this machine")
    suite = sosh.Suite()
    chosen, suite.only = [int(word) for word in suite.only], []
    for number in chosen or range(COUNT):
        def body(folder):
            script, result = run(number, folder)
            if chosen:
                sys.stdout.buffer.write(script + b"\n" + str(result).encode() + b"\n")
        if chosen:
            sys.stdout.buffer.write(scripts.Writer(number, SEED).script() + b"\n---\n")
        suite.case(f"script {number} of seed {SEED}", body)
    suite.end()


main()
