#!/usr/bin/env python3
"""Sentences that are longer than a row: on a terminal they are broken between words, and what
goes on is indented; in files and pipes they are a line.

Runs $SOSH (./sosh) with the line editor it was built with.  Arguments name the cases to run.
The last line tells "N passed, N failed"."""

import contextlib
import os
import re
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from at_prompt import ENVIRONMENT, SOSH, Cases, Sosh, check, equal  # noqa: E402
from terminal import Terminal  # noqa: E402

case = Cases()
NARROW = 40
# What is wrong with each is more than 40 columns.
WRONG = ("serve 1 echo", "status --columns bogus", "send --all-of 1 x", "serve 1 file nowhere",
         "serve 1 discard --idle 0", "recv 1 --timeout 0", "take 1", "nonsense")


def said(sosh, beginning):
    """The sentence that begins so, put together again; None where none does."""
    rows = sosh.rows()
    at = next((i for i, row in enumerate(rows) if row.startswith(beginning)), None)
    if at is None:
        return None
    text = rows[at]
    for row in rows[at + 1:]:
        if not re.match(r"    \S", row):
            break
        text += " " + row.strip()
    return text


def wait_said(sosh, beginning, text):
    sosh.wait(lambda: said(sosh, beginning) == text, repr(text))
    check(all(len(row) < sosh.screen.columns for row in sosh.rows()), "a row is full:\n" +
          sosh.picture())


@contextlib.contextmanager
def prompt(folder, columns=NARROW, **more):
    sosh = Sosh(folder, rows=60, columns=columns, **more)
    sosh.run("watch off")
    sosh.run("config hints off")
    yield sosh
    sosh.close()


@case()
def an_error_is_broken_between_words(folder):
    with prompt(folder) as sosh:
        sosh.run("socket udp")
        sosh.run("serve 1 echo")
        wait_said(sosh, "serve 1: ", "serve 1: socket 1 has no address that anybody could send "
                  "to: bind it first")


@case()
def none_of_many_fills_a_row(folder):
    for columns in (NARROW, 57, 80):
        with prompt(folder, columns) as sosh:
            sosh.run("socket udp")
            for wrong in WRONG:
                sosh.run(wrong)
            check(all(len(row) < columns for row in sosh.rows()), "a row is full:\n" +
                  sosh.picture())


@case()
def a_word_wider_than_a_row_is_left_to_the_terminal(folder):
    name = "n" * (2 * NARROW)
    with prompt(folder) as sosh:
        sosh.run("socket tcp")
        sosh.run(f"recv 1 --out /{name}/x --eof")
        sosh.wait(lambda: f"'/{name}/x'" in "".join(sosh.rows()), "the name as one piece")


@case()
def an_answer_is_broken_between_words(folder):
    with socket.create_server(("127.0.0.1", 0)) as server, prompt(folder) as sosh:
        sosh.run("config notes off")
        sosh.run("socket tcp")
        port = server.getsockname()[1]
        sosh.run(f"connect 1 127.0.0.1:{port}")
        with server.accept()[0] as peer:
            wait_said(sosh, "[1] connected", f"[1] connected to 127.0.0.1:{port} from "
                      f"127.0.0.1:{peer.getpeername()[1]}")


@case()
def a_notice_is_broken_between_words(folder):
    for more in ({}, {"NO_COLOR": "1"}):
        with socket.create_server(("127.0.0.1", 0)) as server, prompt(folder, **more) as sosh:
            sosh.run("socket tcp")
            sosh.run(f"connect 1 127.0.0.1:{server.getsockname()[1]}")
            with server.accept()[0] as peer:
                peer.shutdown(socket.SHUT_WR)
                wait_said(sosh, "* [1] the peer", "* [1] the peer has finished (FIN): recv 1 "
                          "tells the end, send 1 still goes")


@case()
def a_server_s_notice_is_broken_between_words(folder):
    with prompt(folder) as sosh:
        sosh.run("socket tcp")
        sosh.run("bind 1 127.0.0.1:0")
        sosh.run("listen 1")
        sosh.run("serve 1 discard")
        port = int(re.search(r"bound to 127\.0\.0\.1:(\d+)", sosh.text())[1])
        with socket.create_connection(("127.0.0.1", port), 20) as peer:
            wait_said(sosh, "* [1] client 2", "* [1] client 2 has come: 127.0.0.1:"
                      f"{peer.getsockname()[1]}")


@case()
def standard_error_that_is_a_file_has_whole_lines(folder):
    script = "socket udp; serve 1 echo"
    run = Terminal(["/bin/sh", "-c", f"'{SOSH}' -c '{script}' 2>complaints; echo over"],
                   columns=NARROW, env=dict(ENVIRONMENT, HOME=folder), cwd=folder)
    run.wait("over")
    run.close()
    with open(os.path.join(folder, "complaints"), encoding="utf-8") as file:
        equal(file.read().splitlines()[0], "serve 1: socket 1 has no address that "
              "anybody could send to: bind it first")


@case()
def standard_output_that_is_a_file_has_whole_lines(folder):
    with socket.create_server(("127.0.0.1", 0)) as server:
        script = f"socket tcp; connect 1 127.0.0.1:{server.getsockname()[1]}"
        run = Terminal(["/bin/sh", "-c", f"'{SOSH}' -c '{script}' >answers; echo over"],
                       columns=NARROW, env=dict(ENVIRONMENT, HOME=folder), cwd=folder)
        run.wait("over")
        run.close()
    with open(os.path.join(folder, "answers"), encoding="utf-8") as file:
        check(re.search(r"^\[1\] connected to 127\.0\.0\.1:\d+ from 127\.0\.0\.1:\d+$",
                        file.read(), re.M), "it is not a line")


@case()
def bytes_that_came_are_not_touched(folder):
    with socket.create_server(("127.0.0.1", 0)) as server, prompt(folder) as sosh:
        sosh.run("socket tcp")
        sosh.run(f"connect 1 127.0.0.1:{server.getsockname()[1]}")
        text = "here are some words that would be broken"
        with server.accept()[0] as peer:
            peer.sendall(text.encode())
            sosh.run("recv 1")
            full = "  " + text
            sosh.wait(lambda: full[:NARROW] in sosh.rows() and full[NARROW:] in sosh.rows(),
                      "a full row, and the rest")


if __name__ == "__main__":
    sys.exit(case.main(sys.argv[1:]))
