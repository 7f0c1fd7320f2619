#!/usr/bin/python3
"""story: the ladder of what happened on a socket, step by step: TCP from both ends, refused and
reset connections, datagrams, and handshakes of TLS, whose messages are those that trace and
`openssl s_client -msg` show of the same connection."""

import json
import os
import re
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, os.pardir, "peers")]
import sosh
from peers import Program
from sosh import LIBMNL, OPENSSL, SOSH, Suite, equal, expect, like, run

LISTEN = "socket tcp --name l\nbind l 127.0.0.1:0\nlisten l\n"
# From an address of its own, and there before anybody is asked: the calls are the same everywhere.
TCP = LISTEN + "socket tcp --name c\nconnect c ${l.local}\naccept l --name s\n"
MAKE = "certificate s --names localhost,127.0.0.1 --force\n"
SERVER = "--server --cert s.pem --key s.key"
CLIENT = "--ca s.pem --name localhost"
LINE = re.compile(r" *(\d+\.\d+|now)? .*[│|].*[│|]\Z")
WIDTH = 78


def told(folder, commands, *options, **others):
    return run("--json", "-k", *options, "-c", commands, cwd=folder, **others)


def stories(result):
    found = [answer for answer in result.answers if answer["command"] == "story"]
    expect(found and all(answer["ok"] for answer in found), "no story", result)
    return found


def brief(answer):
    """A step in a word or a few: "send 5", ">SYN", "<data 5", "ESTABLISHED"."""
    steps = []
    for step in answer["story"]:
        way = {"out": ">", "in": "<", None: ""}[step.get("direction")]
        name = step.get("call") or step.get("message", step.get("alert"))
        if name:
            outcome = step.get("errno") or (step.get("bytes") if way and "implied" not in step
                                            else step["result"] if step.get("result") else None)
            steps.append(f"{way}{name}" + (f" {outcome}" if outcome is not None else ""))
        if "state" in step:
            steps.append(step["state"])
    return steps


def story_of(folder, commands, socket, **others):
    result = told(folder, commands + f"\nstory {socket}", **others)
    return brief(stories(result)[-1])


# What is not always there: that the first call of connect has no answer yet.
CONNECTED = ["socket", "CLOSED", "connect EINPROGRESS", ">SYN", "SYN-SENT", "connect",
             "<SYN,ACK", "ESTABLISHED", ">ACK"]
ACCEPTED = ["accept4", "<SYN", "SYN-RECEIVED", ">SYN,ACK", "<ACK", "ESTABLISHED"]


# --- TCP

def who_connects_sees_syn_data_and_fin(folder):
    equal(story_of(folder, TCP + "send c hello\nrecv s\nsend s abc\nrecv c\nclose s\nrecv c", "c"),
          [*CONNECTED, "send 5", ">data 5", "recv 3", "<data 3", "recv", "<FIN", "CLOSE-WAIT",
           ">ACK"])


def who_accepts_sees_the_same_from_the_other_side(folder):
    equal(story_of(folder, TCP + "send c hello\nrecv s\nsend s abc\nshutdown c write\nrecv s", "s"),
          [*ACCEPTED, "recv 5", "<data 5", "send 3", ">data 3", "recv", "<FIN", "CLOSE-WAIT",
           ">ACK"])


def a_listener_sees_each_handshake(folder):
    equal(story_of(folder, TCP, "l")[:4], ["socket", "CLOSED", "bind", "listen"])
    steps = story_of(folder, TCP, "l")[4:]
    equal(steps[0], "LISTEN")
    expect(re.fullmatch(r"accept \d+", steps[1]), f"no accept: {steps}")
    equal(steps[2:], ["<SYN", ">SYN,ACK", "<ACK"])


def who_ends_it_first_goes_through_fin_wait(folder):
    wait = "expect c.state == FIN-WAIT-2 --within 20s\n"
    steps = story_of(folder, TCP + f"shutdown c write\n{wait}", "c")
    equal(steps, [*CONNECTED, "shutdown", ">FIN", "FIN-WAIT-1", "<ACK", "FIN-WAIT-2"])


def both_ends_shut_is_time_wait(folder):
    steps = story_of(folder, TCP + "shutdown c write\nrecv s\nclose s\nrecv c\n", "c")
    equal(steps[len(CONNECTED):],
          ["shutdown", ">FIN", "FIN-WAIT-1", "<ACK", "FIN-WAIT-2", "recv", "<FIN", "TIME-WAIT",
           ">ACK", *([] if LIBMNL else ["CLOSED"])])


def a_second_fin_is_none(folder):
    steps = story_of(folder, TCP + "shutdown c write\nrecv s\nshutdown c write\nclose c\n"
                     "close s", "c")
    equal(steps.count(">FIN"), 1)
    equal([step for step in steps if step in ("shutdown", "close")],
          ["shutdown", "shutdown", "close"])


def a_server_keeps_no_calls_and_says_so(folder):
    commands = ("socket tcp --name l\nbind l 127.0.0.1:0\nlisten l\nserve l echo\n"
                "socket tcp --name c\nconnect c ${l.local}\nsend c hello\nrecv c\n")
    result = told(folder, commands + "story 3\nstory l\nclose c\n"
                  "expect l.server.clients == 0 --within 20s\nstory 3")
    for text, part in zip([answer["text"] for answer in stories(result)],
                          ("It is served by echo: 5 bytes came, 5 went.",
                           "It is served by echo: 5 bytes came in all, 5 went.",
                           "It was served as a client of socket 1: 5 bytes came, 5 went.")):
        text = " ".join(text.split())
        expect(part in text and "A server's calls are not remembered." in text, part, text)


def a_closed_socket_still_has_its_story(folder):
    steps = story_of(folder, TCP + "shutdown c write\nrecv s\nclose s", "s")
    equal(steps, [*ACCEPTED, "recv", "<FIN", "CLOSE-WAIT", ">ACK", "close", ">FIN", "LAST-ACK",
                  *(["<ACK", "CLOSED"] if "<ACK" in steps[len(ACCEPTED):] else [])])


def what_has_come_and_nobody_received_is_told(folder):
    result = told(folder, TCP + "send s hello\nclose s\nexpect c.state == CLOSE-WAIT --within 20s\n"
                  "story c")
    steps = stories(result)[0]["story"]
    now = [step for step in steps if step.get("now")]
    expect(like([{"message": "data", "direction": "in", "bytes": 5},
                 {"message": "FIN", "direction": "in", "implied": True, "state": "CLOSE-WAIT"},
                 {"message": "ACK", "direction": "out"}], now), f"not so: {now}", result)
    equal([step for step in steps if step.get("call") == "recv"], [], result)


def a_refused_connect_ends_with_rst(folder):
    equal(story_of(folder, "socket tcp --name l\nbind l 127.0.0.1:0\nsocket tcp --name c\n"
                   "fails ECONNREFUSED connect c ${l.local}", "c"),
          ["socket", "CLOSED", "connect EINPROGRESS", ">SYN", "SYN-SENT", "connect ECONNREFUSED",
           "<RST,ACK", "CLOSED"])


def a_reset_is_seen_at_both_ends(folder):
    commands = TCP + "reset s\nexpect c.state == CLOSED --within 20s\nfails ECONNRESET recv c\n"
    equal(story_of(folder, commands, "s"), [*ACCEPTED, "close", ">RST", "CLOSED"])
    equal(story_of(folder, commands, "c"), [*CONNECTED, "recv ECONNRESET", "<RST", "CLOSED"])


def a_reset_that_no_call_has_told_of_is_told_by_the_state(folder):
    steps = story_of(folder, TCP + "reset s\nexpect c.state == CLOSED --within 20s", "c")
    equal(steps, [*CONNECTED, "<RST", "CLOSED"])


def unread_bytes_make_it_doubtful_what_went(folder):
    steps = story_of(folder, TCP + "send c hello\nexpect s.recvq == 5 --within 20s\nclose s\n"
                     "expect c.state == CLOSED --within 20s", "s")
    expect(">FIN or RST" in steps if LIBMNL else ">FIN" in steps, f"no doubt: {steps}")


def what_is_only_looked_at_has_not_come_twice(folder):
    steps = story_of(folder, TCP + "send c hello\nrecv s --peek\nrecv s", "s")
    equal(steps, [*ACCEPTED, "recv 5", "recv 5", "<data 5"])


def a_receive_without_room_is_no_end(folder):
    steps = story_of(folder, TCP + "send c hello\nrecv s 0\nrecv s", "s")
    equal(steps, [*ACCEPTED, "recv", "recv 5", "<data 5"])


def a_connection_in_the_making_is_made_when_bytes_go(folder):
    steps = story_of(folder, LISTEN + "socket tcp --name c --nonblock\n"
                     "fails EINPROGRESS connect c ${l.local}\n"
                     "expect c.state == ESTABLISHED --within 20s\nsend c hello", "c")
    equal(steps, ["socket", "CLOSED", "connect EINPROGRESS", ">SYN", "SYN-SENT", "send 5",
                  "<SYN,ACK", "ESTABLISHED", ">ACK", ">data 5"])


def tries_that_had_to_wait_are_left_out(folder):
    steps = story_of(folder, TCP + "recv s &\nsleep 0\nsend c hello\njoin all", "s")
    equal(steps, [*ACCEPTED, "recv 5", "<data 5"])


def what_the_program_did_not_want_to_wait_for_is_told(folder):
    steps = story_of(folder, TCP + "fails EAGAIN recv s --dontwait", "s")
    equal(steps, [*ACCEPTED, "recv EAGAIN"])


# --- others

def datagrams_go_and_come(folder):
    commands = ("socket udp --name a\nbind a 127.0.0.1:0\nsocket udp --name b\n"
                "connect b ${a.local}\nsend b hello\nrecv a\nsend a yes --to ${b.local}\n")
    equal(story_of(folder, commands, "a"),
          ["socket", "OPEN", "bind", "BOUND", "recvmsg 5", "<data 5", "sendto 3", ">data 3"])
    equal(story_of(folder, commands + "recv b", "b"),
          ["socket", "OPEN", "connect", "CONNECTED", "send 5", ">data 5", "recvmsg 3", "<data 3"])


def nobody_at_the_other_end_is_an_icmp_message(folder):
    steps = story_of(folder, "socket udp --name a\nbind a 127.0.0.1:0\nsocket udp --name b\n"
                     "connect b ${a.local}\nclose a\nsend b x\n"
                     "expect b.error == true --within 20s\nfails ECONNREFUSED recv b\n", "b")
    equal(steps[-3:], [">data 1", "recvmsg ECONNREFUSED", "<ICMP"])


def a_socket_of_this_machine_has_no_segments(folder):
    steps = story_of(folder, "pair\nsend 1 hello\nrecv 2\nclose 1\nrecv 2", 2)
    equal([step for step in steps if not step.startswith("recv")],
          ["socketpair", "CONNECTED", "<data 5", "<end of file"])


# --- its bounds

def much_is_forgotten_and_told_to_be(folder):
    result = told(folder, TCP + "repeat 100 { send c x }\nstory c")
    answer = stories(result)[0]
    calls = [step for step in answer["story"] if "call" in step]
    equal([step["call"] for step in calls], ["socket", "connect", *["send"] * 16], result)
    # One of the two connects was only the first try of the other.
    equal(answer["forgotten"], 100 + 2 - 16 - 1, result)
    expect(f"{answer['forgotten']} more, no longer remembered" in answer["text"], "not told",
           result)


def last_leaves_out_what_is_older(folder):
    result = told(folder, TCP + "send c hello\nsend c you\nstory c --last 1\nstory c --last 2\n"
                  "story c --last 1000\nstory c")
    one, two, all_there_is, whole = stories(result)
    equal(brief(one), ["send 3", ">data 3"], result)
    equal(brief(two), ["send 5", ">data 5", "send 3", ">data 3"], result)
    equal(brief(all_there_is), brief(whole), result)


def without_a_number_it_is_the_last_socket(folder):
    result = told(folder, "pair\nstory\nstory 2\nstory")
    equal([answer["socket"] for answer in stories(result)], [1, 2, 2], result)


def without_any_socket_there_is_no_story(folder):
    result = told(folder, "story")
    expect(like({"ok": False, "error": {"kind": "usage"}}, result.answer), "not refused", result)


def times_count_from_the_first_call_and_never_back(folder):
    result = told(folder, TCP + "send c hello\nrecv s\nstory c\nstory s")
    for answer in stories(result):
        times = [step["time"] for step in answer["story"]]
        equal(times[0], 0, result)
        equal(times, sorted(times), result)


def ladder(text):
    """The lines of the ladder, without what is above and below."""
    return text[text.index("peer\n") + len("peer\n"):].partition("\n\n")[0].splitlines()


def the_ladder_stays_within_its_width(folder):
    result = told(folder, TCP + "send c hello\nrecv s\nclose s\nrecv c\nstory c")
    answer = stories(result)[0]
    lines = ladder(answer["text"])
    expect(len(lines) >= 8, "too short", result)
    for line in lines:
        expect(LINE.fullmatch(line), f"no line of a ladder: {line!r}", result)
        equal(len(line), len(lines[0]), result)
    for line in answer["text"].splitlines():
        expect(len(line) <= WIDTH, f"too long: {line!r}", result)
    expect("▶ implied, not seen" in answer["text"], "the broken lines are not explained", result)


def the_ladder_is_ascii_without_a_locale(_):
    commands = "pair; send 1 hello; story 1"
    plain, boxes = (sosh.on_a_terminal(commands, locale) for locale in ("C", "C.UTF-8"))
    for text, arrow, bar in ((plain, "- 5 bytes -", "|"), (boxes, "─ 5 bytes ─", "│")):
        lines = ladder(text)
        equal([line.count(bar) for line in lines], [2, 2, 2], text)
        expect(arrow in lines[-1], "no arrow", text)
    expect(plain.isascii(), "not ASCII", plain)


def a_path_of_anybody_is_harmless(folder):
    result = told(folder, "socket unix\nbind 1 \"./a\\e[31m\\n**b**\"\nstory 1")
    expect("\x1b" not in stories(result)[0]["text"], "an escape came through", result)


# --- TLS

def said(answer):
    return [(step["direction"], step.get("message", step.get("alert")), step["bytes"])
            for step in answer["story"] if "direction" in step and "implied" not in step and
            step.get("message") != "data"]


HELLOS = {
    "1.3": ["out ClientHello", "in ServerHello", "in ChangeCipherSpec", "in EncryptedExtensions",
            "in Certificate", "in CertificateVerify", "in Finished", "out ChangeCipherSpec",
            "out Finished", "in NewSessionTicket", "in NewSessionTicket"],
    "1.2": ["out ClientHello", "in ServerHello", "in Certificate", "in ServerKeyExchange",
            "in ServerHelloDone", "out ClientKeyExchange", "out ChangeCipherSpec",
            "out Finished", "in NewSessionTicket", "in ChangeCipherSpec", "in Finished"],
}
OTHER = {"in": "out", "out": "in"}
TLS = ("accept l --name s\n" + f"tls s {SERVER} --max VERSION &\n"
       f"tls c {CLIENT} --max VERSION\njoin all\nsend s yes\nrecv c\nsend c hello\nrecv s\n")


def with_tls(folder, version, behind, *options):
    return told(folder, MAKE + LISTEN + "socket tcp --name c\nconnect c ${l.local}\n" +
                TLS.replace("VERSION", version) + behind, *options)


def a_handshake_is_told_message_by_message(folder, version):
    result = with_tls(folder, version, "story c\nstory s")
    ours, theirs = map(said, stories(result))
    equal([f"{way} {name}" for way, name, _ in ours], HELLOS[version], result)
    # What one end sends is what comes at the other; in another order, where nobody waits.
    for way in ("in", "out"):
        equal([(name, size) for each, name, size in theirs if each == way],
              [(name, size) for each, name, size in ours if each == OTHER[way]], result)


def each_message_is_under_the_call_that_carried_it(folder, version):
    result = with_tls(folder, version, "story c")
    call, carried = None, {}
    for step in stories(result)[0]["story"]:
        if "call" in step:
            call = step
        elif step.get("message") not in ("data", None) and "implied" not in step:
            carried.setdefault(step["message"], (call["call"], step["direction"]))
            expect(call["call"] == {"out": "send", "in": "recv"}[step["direction"]] and
                   call["result"] > 0, f"{step} under {call}", result)
    equal(carried["ClientHello"], ("send", "out"), result)
    equal(carried["Certificate"], ("recv", "in"), result)


def trace_shows_the_same_messages(folder, version):
    result = with_tls(folder, version, "story 2\nstory 3", "--events", "-x")
    lines = [json.loads(line) for line in result.lines]
    events = [line for line in lines if line.get("event") == "tls" and "record" not in line]
    for number in (2, 3):
        answer = next(line for line in lines if line.get("command") == "story" and
                      line["socket"] == number)
        seen = [(event["direction"], event.get("message", event.get("alert")), event["bytes"])
                for event in events if event["socket"] == number]
        expect(len(seen) >= 10, "trace shows too few", result)
        # What goes is told when it is made, and drawn where it went.
        for way in ("in", "out"):
            equal([each for each in said(answer) if each[0] == way],
                  [each for each in seen if each[0] == way], result)


def records_of_data_are_counted(folder, version):
    result = with_tls(folder, version, "story c")
    records = stories(result)[0]["records"]
    equal((records["sent"], records["received"]), (1, 1), result)
    # A record is longer than what is in it.
    expect(records["sent_bytes"] > 5 + 5 and records["received_bytes"] > 5 + 3, "too short", result)
    expect("Inside TLS" in stories(result)[0]["text"], "not told", result)


MESSAGE = re.compile(r"(<<<|>>>) TLS [\d.]+, (?:Handshake \[length ([0-9a-f]{4})\], (\w+)|"
                     r"Alert \[length ([0-9a-f]{4})\], \w+ (\w+))")


def openssl_shows_the_same_messages(folder, version):
    with Program(SOSH, "--json", "-c", MAKE + LISTEN + f"accept l --name s\ntls s {SERVER}\n"
                 "send s \"welcome\\n\"\nrecv s --eof\nclose s\nstory s", cwd=folder) as server:
        port = server.wait_for(r'"listen".*"local":"127\.0\.0\.1:(\d+)"')
        with Program("openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", "s.pem",
                     f"-tls{version.replace('.', '_')}", "-msg", cwd=folder) as client:
            client.wait_for("welcome")
            client.give(b"Q\n")
            shown = client.end().text
        answer = server.end().answer
    equal(answer["command"], "story")
    seen = [("in" if match[1] == ">>>" else "out", match[3] or match[5],
             int(match[2] or match[4], 16)) for match in MESSAGE.finditer(shown)]
    expect(len(seen) >= 8, f"openssl shows too few: {shown}")
    # OpenSSL does not tell of a ChangeCipherSpec that came, and need not stay for the last alert.
    ours = [each for each in said(answer) if each[1] != "ChangeCipherSpec"]
    if ours[-1][:2] == ("out", "close_notify") and ("out", "close_notify", 2) not in seen:
        ours.pop()
    for way in ("in", "out"):
        equal([each for each in ours if each[0] == way],
              [each for each in seen if each[0] == way], answer)


def a_failed_verification_has_its_alert(folder, version):
    result = told(folder, MAKE + LISTEN + "socket tcp --name c\nconnect c ${l.local}\n"
                  f"accept l --name s\ntry {{ tls s {SERVER} --max {version} & }}\n"
                  f"fails tls tls c --name other.example --ca s.pem --max {version}\n"
                  "fails tls join all\nstory c\nstory s")
    for answer, way in zip(stories(result), ("out", "in")):
        equal([(step["direction"], step["alert"]) for step in answer["story"] if "alert" in step],
              [(way, "bad_certificate")], result)
        expect("alert bad_certificate" in answer["text"], "not drawn", result)
    ours = [name for _, name, _ in said(stories(result)[0])]
    expect("Certificate" in ours and ours[-1] == "bad_certificate", f"not the last: {ours}", result)


def a_closed_socket_still_has_its_handshake(folder, version):
    result = with_tls(folder, version, "close c\nrecv s\nclose s\nstory c\nstory s")
    ours, theirs = map(said, stories(result))
    equal([f"{way} {name}" for way, name, _ in ours[:len(HELLOS[version])]], HELLOS[version],
          result)
    expect(("out", "close_notify", 2) in ours and ("in", "close_notify", 2) in theirs,
           "no good-bye", result)


def many_messages_are_forgotten_but_for_the_handshake(folder):
    result = with_tls(folder, "1.3", "repeat 40 { tls c --key-update; send c x; recv s }\nstory c")
    answer = stories(result)[0]
    names = [name for _, name, _ in said(answer)]
    equal(names[:9], [line.split()[1] for line in HELLOS["1.3"][:9]], result)
    expect(len(names) <= 32, f"{len(names)} messages", result)
    expect("no longer remembered" in answer["text"], "not told", result)
    expect(answer["forgotten"] > 0 and answer["records"]["sent"] == 41, "not counted", result)


def datagrams_have_their_handshake(folder):
    result = told(folder, MAKE + "socket udp --name s\nbind s 127.0.0.1:0\nsocket udp --name c\n"
                  f"connect c ${{s.local}}\ntls s {SERVER} &\ntls c {CLIENT}\njoin all\n"
                  "send c hello\nrecv s\nstory c\nstory s")
    ours, theirs = map(said, stories(result))
    names = [f"{way} {name}" for way, name, _ in ours]
    equal(names[:4], ["out ClientHello", "in HelloVerifyRequest", "out ClientHello",
                      "in ServerHello"], result)
    for name in ("Certificate", "ServerHelloDone", "Finished"):
        expect(f"in {name}" in names and ("out", name) in [each[:2] for each in theirs],
               f"no {name}", result)


PLAIN = [
    who_connects_sees_syn_data_and_fin, who_accepts_sees_the_same_from_the_other_side,
    a_listener_sees_each_handshake, who_ends_it_first_goes_through_fin_wait,
    both_ends_shut_is_time_wait, a_second_fin_is_none, a_closed_socket_still_has_its_story,
    what_has_come_and_nobody_received_is_told, a_refused_connect_ends_with_rst,
    a_server_keeps_no_calls_and_says_so, a_reset_is_seen_at_both_ends,
    a_reset_that_no_call_has_told_of_is_told_by_the_state,
    unread_bytes_make_it_doubtful_what_went, what_is_only_looked_at_has_not_come_twice,
    a_receive_without_room_is_no_end, a_connection_in_the_making_is_made_when_bytes_go,
    tries_that_had_to_wait_are_left_out, what_the_program_did_not_want_to_wait_for_is_told,
    datagrams_go_and_come, nobody_at_the_other_end_is_an_icmp_message,
    a_socket_of_this_machine_has_no_segments, much_is_forgotten_and_told_to_be,
    last_leaves_out_what_is_older, without_a_number_it_is_the_last_socket,
    without_any_socket_there_is_no_story, times_count_from_the_first_call_and_never_back,
    the_ladder_stays_within_its_width, the_ladder_is_ascii_without_a_locale,
    a_path_of_anybody_is_harmless,
]
WITH_TLS = [many_messages_are_forgotten_but_for_the_handshake, datagrams_have_their_handshake]
OF_A_VERSION = [
    a_handshake_is_told_message_by_message, each_message_is_under_the_call_that_carried_it,
    trace_shows_the_same_messages, records_of_data_are_counted, openssl_shows_the_same_messages,
    a_failed_verification_has_its_alert, a_closed_socket_still_has_its_handshake,
]


def main():
    suite = Suite()
    for case in PLAIN + (WITH_TLS if OPENSSL else []):
        suite.case(case.__name__.replace("_", " "), case)
    for version in HELLOS if OPENSSL else ():
        for case in OF_A_VERSION:
            suite.case(f"{case.__name__.replace('_', ' ')} (TLS {version})", case, version)
    suite.end()


main()
