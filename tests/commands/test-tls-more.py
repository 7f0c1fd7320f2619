#!/usr/bin/python3
"""TLS beyond the usual: a flight at a time, messages in the trace, sessions, keys that both know,
early bytes, and DTLS; with both ends in one sosh, and with the programs of OpenSSL and GnuTLS."""

import json
import os
import shutil
import signal
import socket
import stat
import sys
import threading

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, os.pardir, "peers")]
import sosh
from peers import Program
from sosh import OPENSSL, PATIENCE, SOSH, Suite, equal, expect, like, run

MAKE = "certificate s --names localhost,127.0.0.1 --force\n"
SERVER = "--server --cert s.pem --key s.key"
CLIENT = "--ca s.pem --name localhost"
UDP = ("socket udp --name s; bind s 127.0.0.1:0; socket udp --name c; connect c ${s.local}\n")


def answers(folder, commands, *options, make=True, **others):
    return run("--json", "-k", *options, "-c", (MAKE if make else "") + commands, cwd=folder,
               **others)


def of(result, command, number=None):
    return [answer for answer in result.answers if answer["command"] == command and
            number in (None, answer.get("socket"))]


def last(result, command, number=None):
    found = of(result, command, number)
    expect(found, f"no answer of {command}", result)
    return found[-1]


def all_well(result):
    expect(all(answer["ok"] for answer in result.answers), "something failed", result)
    return result


def failed(answer, **wanted):
    expect(not answer["ok"], f"it went well: {answer}")
    expect(like(wanted, answer["error"]), f"another error: {answer}")


def names(answer):
    return [message.get("message", message.get("alert")) for message in answer["messages"]]


# --- a flight at a time

FLIGHTS_13 = [
    (1, "sent", ["ClientHello"]), (2, "received", ["ClientHello"]),
    (2, "sent", ["ServerHello", "ChangeCipherSpec", "EncryptedExtensions", "Certificate",
                 "CertificateVerify", "Finished"]),
    (1, "received", ["ServerHello", "ChangeCipherSpec", "EncryptedExtensions", "Certificate",
                     "CertificateVerify", "Finished"]),
    (1, "sent", ["ChangeCipherSpec", "Finished"]),
    (2, "received", ["ChangeCipherSpec", "Finished"]),
    (2, "sent", ["NewSessionTicket", "NewSessionTicket"]),
]
FLIGHTS_12 = [
    (1, "sent", ["ClientHello"]), (2, "received", ["ClientHello"]),
    (2, "sent", ["ServerHello", "Certificate", "ServerKeyExchange", "ServerHelloDone"]),
    (1, "received", ["ServerHello", "Certificate", "ServerKeyExchange", "ServerHelloDone"]),
    (1, "sent", ["ClientKeyExchange", "ChangeCipherSpec", "Finished"]),
    (2, "received", ["ClientKeyExchange", "ChangeCipherSpec", "Finished"]),
    (2, "sent", ["NewSessionTicket", "ChangeCipherSpec", "Finished"]),
    (1, "received", ["NewSessionTicket", "ChangeCipherSpec", "Finished"]),
]


def step_through(folder, flights, version):
    begun = {1: f"tls 1 {CLIENT} --max {version}", 2: f"tls 2 {SERVER}"}
    commands = "pair\n"
    for number, _, _ in flights:
        commands += begun.pop(number, f"tls {number}") + " --step\n"
    result = all_well(answers(folder, commands + "send 1 hello\nrecv 2\n"))
    equal([(it["socket"], it["flight"], names(it)) for it in of(result, "tls")], flights, result)
    equal(last(result, "recv")["data"], "hello", result)
    return result


def a_handshake_goes_a_flight_at_a_time(folder):
    result = step_through(folder, FLIGHTS_13, "1.3")
    steps = of(result, "tls")
    equal([it["finished"] for it in steps],
          [False, False, False, False, True, False, True], result)
    expect(all(message["bytes"] > 0 for it in steps for message in it["messages"]), "no sizes")
    equal(steps[0]["messages"], steps[1]["messages"], result)
    expect(like({"version": "1.3", "verified": True}, steps[4]), "the last tells no more", result)


def one_of_tls_12_goes_so_too(folder):
    step_through(folder, FLIGHTS_12, "1.2")


def a_retry_is_told_by_its_name(folder):
    result = answers(folder, f"pair\ntls 1 {CLIENT} --groups P-256:X25519 --step\n"
                     f"tls 2 {SERVER} --groups X25519 --step\ntls 2 --step\ntls 1 --step\n")
    equal(names(of(result, "tls", 2)[1])[:1], ["HelloRetryRequest"], result)
    equal(names(of(result, "tls", 1)[1])[:1], ["HelloRetryRequest"], result)


def the_rest_goes_without_steps(folder):
    result = all_well(answers(folder, f"pair\ntls 1 {CLIENT} --step\ntls 2 {SERVER} --step\n"
                              "tls 2 &\ntls 1\njoin all\nsend 2 x\nrecv 1\n"))
    equal(last(result, "recv")["data"], "x", result)


def a_step_that_nobody_answers_runs_out_of_time_and_goes_on(folder):
    result = answers(folder, f"pair\ntls 2 {SERVER} --step --timeout 50ms\n"
                     f"tls 1 {CLIENT} --step\ntls 2 --step\n")
    failed(of(result, "tls", 2)[0], kind="timeout")
    equal(names(of(result, "tls", 2)[1]), ["ClientHello"], result)


def behind_the_last_step_there_is_none(folder):
    result = answers(folder, f"pair\ntls 2 {SERVER} &\ntls 1 {CLIENT}\njoin all\ntls 1 --step")
    failed(last(result, "tls"), kind="refused")


# --- what trace shows

def traced(folder, *options):
    return answers(folder, f"pair\ntrace on\ntls 2 {SERVER} &\ntls 1 {CLIENT}\njoin all\n"
                   "send 1 hello\nrecv 2\n", *options)


def trace_shows_messages_between_the_calls(folder):
    lines = traced(folder).complaint.splitlines()
    for wanted in ("[1] > ClientHello ", "[2] < ClientHello ", "[2] > ServerHello ",
                   "[1] < ServerHello 122 bytes", "[1] > record handshake ",
                   "[1] > record data 27 bytes", "[2] < record data 27 bytes"):
        expect(any(line.startswith(wanted) for line in lines), f"no '{wanted}': {lines}")
    sent = next(i for i, line in enumerate(lines) if line.startswith("[1] > ClientHello "))
    expect(any(line.startswith("sendto(") for line in lines[sent:]), "no call behind it")


def trace_shows_alerts_by_name(folder):
    result = answers(folder, f"pair\ntrace on\ntls 2 {SERVER} &\n"
                     "tls 1 --name other.example --ca s.pem\n")
    for wanted in ("[1] > alert bad_certificate 2 bytes", "[2] < alert bad_certificate 2 bytes"):
        expect(wanted in result.complaint.splitlines(), f"no '{wanted}'", result)


def events_tell_the_same_to_programs(folder):
    events = [json.loads(line) for line in traced(folder, "--events").lines]
    events = [event for event in events if event.get("event") == "tls"]
    hello = {"event": "tls", "socket": 1, "direction": "in", "message": "ServerHello",
             "bytes": 122}
    expect(hello in events, f"no {hello}: {events[:8]}")
    expect(any(event.get("record") == "data" for event in events), "no record of data")


def without_trace_nothing_is_told(folder):
    result = answers(folder, f"pair\ntls 2 {SERVER} &\ntls 1 {CLIENT}\njoin all")
    equal(result.complaint, "", result)


# --- sessions

FIRST = (f"pair\ntls 2 {SERVER} &\ntls 1 {CLIENT} --session f\njoin all\nsend 2 x\nrecv 1\n"
         "close 1 2\n")
AGAIN = f"pair\ntls 4 {SERVER} &\ntls 3 {CLIENT} --session f\njoin all\nsend 4 y\nrecv 3\n"


def a_session_is_taken_up_again(folder):
    result = all_well(answers(folder, FIRST + AGAIN))
    equal([last(result, "tls", number)["resumed"] for number in (1, 3, 4)],
          [False, True, True], result)
    expect(like({"verified": True, "subject": "CN=s"}, last(result, "tls", 3)),
           "it is not known who the peer is", result)
    equal(last(result, "recv")["data"], "y", result)


def one_of_tls_12_is_too(folder):
    result = all_well(answers(folder, (FIRST + AGAIN).replace("--session", "--max 1.2 --session")))
    expect(like({"version": "1.2", "resumed": True}, last(result, "tls", 3)), "not taken", result)


def its_file_is_for_nobody_else(folder):
    all_well(answers(folder, FIRST))
    status = os.stat(os.path.join(folder, "f"))
    equal(stat.S_IMODE(status.st_mode), 0o600)


def what_was_not_verified_is_not_believed(folder):
    """A session that was begun with --insecure is not taken for one that was looked at."""
    result = all_well(answers(folder, FIRST.replace(CLIENT, "--insecure") + AGAIN))
    expect(like({"resumed": False, "verified": True}, last(result, "tls", 3)), "believed", result)


def nor_is_what_was_verified_for_another_name(folder):
    result = all_well(answers(folder, FIRST + AGAIN.replace("localhost", "127.0.0.1")))
    expect(like({"resumed": False, "verified": True}, last(result, "tls", 3)), "believed", result)


def nor_by_another_authority(folder):
    result = answers(folder, "certificate other\n" + FIRST + AGAIN.replace("s.pem --name",
                                                                           "other.pem --name"))
    failed(last(result, "tls", 3), kind="tls", reason="self_signed")


def insecure_takes_it_up_and_does_not_call_it_verified(folder):
    """It was, but for another name."""
    result = all_well(answers(folder, FIRST + AGAIN.replace(CLIENT, "--insecure --name other")))
    expect(like({"resumed": True, "verified": False, "insecure": True}, last(result, "tls", 3)),
           "told as verified", result)


def a_server_holds_a_client_to_the_name_it_wants_now(folder):
    """What a client has shown once counts for that name alone."""
    def asked(name):
        return f"{SERVER} --require-client-cert --ca ca.pem --name {name}"

    shown = f"{CLIENT} --client-cert c.pem --client-key c.key"
    first, again = (text.replace(CLIENT, shown) for text in (FIRST, AGAIN))
    made = "certificate ca --ca\ncertificate c --signed-by ca --names alice\n"
    for version in "1.2", "1.3":
        with_version = [text.replace("--session", f"--max {version} --session")
                        for text in (first.replace(SERVER, asked("alice")), again)]
        result = all_well(answers(folder, made + with_version[0] +
                                  with_version[1].replace(SERVER, asked("alice"))))
        equal(last(result, "tls", 4)["resumed"], True, result)
        os.remove(os.path.join(folder, "f"))
        result = answers(folder, with_version[0] + with_version[1].replace(
            SERVER, asked("bob")).partition("send 4")[0])
        failed(last(result, "tls", 4), kind="tls", reason="untrusted_session")
        os.remove(os.path.join(folder, "f"))
        made = ""


def a_server_that_does_not_know_it_begins_anew(folder):
    all_well(answers(folder, FIRST))
    result = all_well(answers(folder, AGAIN.replace("3", "1").replace("4", "2"), make=False))
    expect(like({"resumed": False, "verified": True}, last(result, "tls", 1)), "resumed", result)


def a_file_that_others_may_write_is_refused(folder):
    all_well(answers(folder, FIRST))
    os.chmod(os.path.join(folder, "f"), 0o666)
    failed(last(answers(folder, "pair\ntls 1 " + CLIENT + " --session f"), "tls"),
           kind="refused")


def a_link_and_a_pipe_are_refused(folder):
    all_well(answers(folder, FIRST))
    os.symlink("f", os.path.join(folder, "link"))
    os.mkfifo(os.path.join(folder, "pipe"))
    for name in ("link", "pipe"):
        result = answers(folder, f"pair\ntls 1 {CLIENT} --session {name}")
        expect(not last(result, "tls")["ok"], f"{name} was taken", result)


def a_file_of_something_else_is_refused_and_left_alone(folder):
    path = os.path.join(folder, "notes")
    with open(path, "w", encoding="ascii") as file:
        file.write("do not lose this\n")
    os.chmod(path, 0o600)
    failed(last(answers(folder, f"pair\ntls 1 {CLIENT} --session notes"), "tls"), kind="usage")
    with open(path, encoding="ascii") as file:
        equal(file.read(), "do not lose this\n")


# --- keys that both know

def keyed(folder, server="--psk me:0011", client="--psk me:0011", more=""):
    return answers(folder, f"pair\ntls 2 --server {server} &\ntls 1 {client}\njoin all\n{more}")


def a_key_of_both_needs_no_certificate(folder):
    result = all_well(keyed(folder, more="send 1 x\nrecv 2\n"))
    for number in (1, 2):
        expect(like({"version": "1.3", "psk": "me", "resumed": False, "verified": False},
                    last(result, "tls", number)), "not by the key", result)
    equal(last(result, "recv")["data"], "x", result)


def nor_does_it_with_tls_12(folder):
    result = all_well(keyed(folder, client="--psk a:b:0011 --max 1.2", server="--psk a:b:0011"))
    expect(like({"version": "1.2", "psk": "a:b", "cipher": lambda it: "PSK" in it},
                last(result, "tls", 1)), "not by the key", result)


def another_key_is_refused(folder):
    result = keyed(folder, client="--psk me:0012")
    failed(last(result, "tls", 1), kind="tls", alert="illegal_parameter")
    failed(last(result, "tls", 2), kind="tls", reason="wrong_key")


def another_name_is_refused(folder):
    failed(last(keyed(folder, client="--psk you:0011"), "tls", 1), kind="tls")


def a_certificate_in_place_of_the_key_is_no_way_around_it(folder):
    """Whoever does not know the key could show any certificate: nobody said whose."""
    failed(last(keyed(folder, server="--cert s.pem --key s.key"), "tls", 1), kind="tls",
           reason="no_key")
    failed(last(keyed(folder, server="--cert s.pem --key s.key --max 1.2"), "tls", 1),
           kind="tls")


def a_certificate_in_its_place_goes_where_it_was_said_whose(folder):
    result = all_well(keyed(folder, server="--cert s.pem --key s.key",
                            client=f"--psk me:0011 {CLIENT}"))
    expect(like({"verified": True}, last(result, "tls", 1)), "not verified", result)
    expect("psk" not in last(result, "tls", 1), "by the key", result)


BAD_KEYS = ("me", "me:", ":00", "me:0", "me:xx", "me:" + "00" * 257, "m" * 128 + ":00")


def what_is_no_key_is_refused(folder):
    for key in BAD_KEYS:
        result = answers(folder, f"pair\ntls 1 --psk {key}", make=False)
        failed(last(result, "tls"), kind="usage")


# --- early bytes

EARLY = AGAIN.replace("--session f", "--session f --early 'GET /'")


def early(folder, first="--max-early 1k", then="--max-early 1k", more="recv 4\n"):
    return answers(folder, FIRST.replace(SERVER, f"{SERVER} {first}") +
                   EARLY.replace(SERVER, f"{SERVER} {then}") + more)


def early_bytes_come_before_the_end_of_the_handshake(folder):
    result = all_well(early(folder))
    equal([last(result, "tls", number)["early"] for number in (3, 4)], ["accepted"] * 2, result)
    equal(last(result, "tls", 4)["buffered"], 5, result)
    equal(last(result, "recv")["data"], "GET /", result)


def a_server_that_takes_none_rejects_them(folder):
    result = early(folder, then="", more="send 3 again\nrecv 4\n")
    equal(last(result, "tls", 3)["early"], "rejected", result)
    equal(last(result, "recv")["data"], "again", result)


def without_a_session_that_allows_them_they_are_not_sent(folder):
    result = all_well(early(folder, first="", then="", more="send 3 later\nrecv 4\n"))
    equal(last(result, "tls", 3)["early"], "not sent", result)
    equal(last(result, "recv")["data"], "later", result)


def more_of_them_than_the_server_takes_are_refused(folder):
    result = answers(folder, FIRST.replace(SERVER, f"{SERVER} --max-early 4") + "pair\n"
                     f"tls 3 {CLIENT} --session f --early 'GET /'")
    failed(last(result, "tls", 3), kind="usage")


def the_same_early_bytes_are_taken_once(folder):
    """The ticket is good for one more handshake: a copy of its first flight gets nothing."""
    result = answers(folder, FIRST.replace(SERVER, f"{SERVER} --max-early 1k") +
                     "run 'cp f old'\n" +
                     EARLY.replace(SERVER, f"{SERVER} --max-early 1k") + "pair\n"
                     f"tls 6 {SERVER} --max-early 1k &\n"
                     f"tls 5 {CLIENT} --session old --early 'GET /'\njoin all\n")
    equal(last(result, "tls", 3)["early"], "accepted", result)
    equal(last(result, "tls", 5)["early"], "rejected", result)


def words_that_do_not_go_together_are_refused(folder):
    for words in ("--early x", f"{SERVER} --session f", f"{SERVER} --early x --session f",
                  "--max-early 1k", "--session f --psk me:00", "--session f --early x --step",
                  "--session f --early ''"):
        result = answers(folder, f"pair\ntls 1 {words}")
        failed(last(result, "tls"), kind="usage")


# --- DTLS, both ends in one sosh

def dtls(folder, then="", server="", client="", before=""):
    return answers(folder, UDP + before + f"tls s {SERVER} {server} &\ntls c {CLIENT} {client}\n"
                   f"join all\n{then}")


def datagrams_go_encrypted_too(folder):
    result = all_well(dtls(folder, "send c one\nsend c two\nrecv s\nrecv s\nsend s back\nrecv c"))
    expect(like({"version": "1.2", "dtls": True, "verified": True}, last(result, "tls", 2)),
           "the client tells something else", result)
    expect(like({"dtls": True, "peer": str, "local": str}, last(result, "tls", 1)),
           "the server does not tell its peer", result)
    equal([it["data"] for it in of(result, "recv")], ["one", "two", "back"], result)


def the_server_is_connected_to_who_came_first(folder):
    result = all_well(dtls(folder, "status"))
    one, two = last(result, "status")["sockets"]
    equal((one["peer"], two["peer"]), (two["local"], one["local"]), result)


def a_datagram_without_room_is_cut(folder):
    result = all_well(dtls(folder, "send c hello\nsend c next\nrecv s 2\nrecv s"))
    cut, whole = of(result, "recv")
    expect(like({"data": "he", "truncated": True}, cut), "not cut", result)
    equal(whole["data"], "next", result)


def a_datagram_has_its_limits(folder):
    result = dtls(folder, "send c zero:16385\nsend c ''\nsend c zero:16384\nrecv s --none")
    too_long, empty, most = of(result, "send")
    failed(too_long, kind="refused")
    failed(empty, kind="refused")
    equal((most["bytes"], last(result, "recv")["bytes"]), (16384, 16384), result)


def the_peer_s_end_is_told(folder):
    result = all_well(dtls(folder, "close c\nrecv s"))
    equal(last(result, "recv")["eof"], True, result)


def dtls_ends_and_goes_on_in_clear(folder):
    result = all_well(dtls(folder, "tls s --end &\nrecv c\ntls c --end\njoin all\n"
                           "send c plain\nrecv s"))
    equal(last(result, "recv")["data"], "plain", result)


def another_peer_gets_nothing_in_clear_without_a_word(folder):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{other.getsockname()[1]}"
        result = dtls(folder, f"connect c {address}\nsend c secret\nrecv s\n")
        failed(last(result, "connect", 2), kind="refused")
        equal(last(result, "recv")["data"], "secret", result)
        result = all_well(dtls(folder, f"connect c {address} --family unspec\nconnect c {address}\n"
                               "send c clear\n"))
        other.settimeout(PATIENCE)
        equal(other.recv(100), b"clear")


def dtls_goes_a_flight_at_a_time(folder):
    steps = [("c", ["ClientHello"]), ("s", ["ClientHello"]), ("s", ["HelloVerifyRequest"]),
             ("c", ["HelloVerifyRequest"]), ("c", ["ClientHello"]), ("s", ["ClientHello"]),
             ("s", ["ServerHello", "Certificate", "ServerKeyExchange", "ServerHelloDone"]),
             ("c", ["ServerHello", "Certificate", "ServerKeyExchange", "ServerHelloDone"]),
             ("c", ["ClientKeyExchange", "ChangeCipherSpec", "Finished"])]
    begun = {"c": f"tls c {CLIENT}", "s": f"tls s {SERVER}"}
    commands = "".join(begun.pop(which, f"tls {which}") + " --step\n" for which, _ in steps)
    result = all_well(answers(folder, UDP + commands))
    equal([names(it) for it in of(result, "tls")], [wanted for _, wanted in steps], result)


def a_key_and_a_session_go_with_datagrams(folder):
    all_well(answers(folder, UDP + "tls s --server --psk me:00 &\ntls c --psk me:00\njoin all"))
    again = UDP.replace("--name s", "--name t").replace("bind s", "bind t").replace(
        "--name c", "--name d").replace("connect c ${s", "connect d ${t")
    result = all_well(dtls(folder, again + f"tls t {SERVER} &\ntls d {CLIENT} --session f\n"
                           "join all", client="--session f"))
    equal(last(result, "tls", 4)["resumed"], True, result)


def a_pair_of_unix_datagrams_goes_too(folder):
    result = all_well(answers(folder, f"pair unix-dgram\ntls 2 {SERVER} &\ntls 1 {CLIENT}\n"
                              "join all\nsend 1 x\nrecv 2\nsend 2 y\nrecv 1"))
    equal([it["data"] for it in of(result, "recv")], ["x", "y"], result)


def there_is_no_dtls_13(folder):
    result = answers(folder, UDP + f"tls c {CLIENT} --min 1.3")
    failed(last(result, "tls"), kind="usage")


def a_client_over_datagrams_needs_a_peer(folder):
    result = answers(folder, f"socket udp\ntls 1 {CLIENT}")
    failed(last(result, "tls"), kind="refused")


def no_datagram_of_a_handshake_is_longer_than_asked(folder):
    result = dtls(folder, server="--mtu 300", client="--mtu 300", before="trace on\n")
    expect(last(result, "tls", 2)["ok"], "no handshake", result)
    calls = [line for line in result.complaint.splitlines() if line.startswith("sendto(")]
    sizes = [int(line.rpartition(" = ")[2].split()[0]) for line in calls]
    expect(len(sizes) > 5 and max(sizes) <= 300 - 28, f"{sizes}", result)


class Between:
    """Passes datagrams between a client and a server, but for those that `loses` names: it sees
    how many came from that side before."""

    def __init__(self, server, loses):
        self.server, self.loses = server, loses
        self.front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.front.bind(("127.0.0.1", 0))
        self.back.connect(("127.0.0.1", server))
        self.port, self.client, self.lost = self.front.getsockname()[1], None, 0
        self.threads = [threading.Thread(target=self.pass_on, args=(True,)),
                        threading.Thread(target=self.pass_on, args=(False,))]
        for thread in self.threads:
            thread.start()

    def pass_on(self, forth):
        for count in range(1000):
            try:
                data, who = (self.front if forth else self.back).recvfrom(65536)
            except ConnectionRefusedError:
                continue
            if data == b"stop":
                return
            if forth:
                self.client = who
            if self.loses(forth, count):
                self.lost += 1
            elif forth:
                self.back.send(data)
            else:
                self.front.sendto(data, self.client)

    def end(self):
        port = self.back.getsockname()[1]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stop:
            stop.bind(("127.0.0.1", 0))
            stop.sendto(b"stop", ("127.0.0.1", self.port))
        self.back.connect(("127.0.0.1", port))
        self.back.send(b"stop")
        for thread in self.threads:
            thread.join(PATIENCE)
        self.front.close()
        self.back.close()


def serving(folder, then="recv 1\n"):
    return Program(SOSH, "--json", "-t", "15s", "-c",
                   f"{MAKE}socket udp\nbind 1 127.0.0.1:0\ntls 1 {SERVER}\n{then}", cwd=folder)


def what_is_lost_is_sent_again(folder):
    """The first flight of each side is lost."""
    with serving(folder) as server:
        port = int(server.wait_for(r'"bind".*"local":"127\.0\.0\.1:(\d+)"'))
        between = Between(port, lambda forth, count: count == (0 if forth else 1))
        try:
            result = all_well(answers(folder, f"socket udp\nconnect 1 127.0.0.1:{between.port}\n"
                                      f"tls 1 {CLIENT}\nsend 1 there", make=False))
            server.wait_for('"there"')
        finally:
            between.end()
        equal(between.lost, 2)
        equal(last(result, "tls")["verified"], True, result)


HELLO = bytes.fromhex(
    "16feff00000000000000000038" "0100002c000000000000002c"
    "fefd" + "00" * 32 + "00" "00" "0004c02bc02f" "0100")


def who_does_not_send_the_cookie_back_is_no_peer(folder):
    """Anybody can put another's address onto a datagram: that gets an answer which is no longer
    than it, and the server waits for somebody else."""
    with serving(folder) as server, \
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as liar:
        port = int(server.wait_for(r'"bind".*"local":"127\.0\.0\.1:(\d+)"'))
        liar.settimeout(PATIENCE)
        for hello in (HELLO, *[b"junk"] * 50, HELLO):
            liar.sendto(hello, ("127.0.0.1", port))
        for _ in range(2):
            answer = liar.recv(65536)
            expect(answer[0] == 0x16 and answer[13] == 3, f"no HelloVerifyRequest: {answer!r}")
            expect(len(answer) <= len(HELLO), "it is longer than what it answers")
        result = all_well(answers(folder, f"socket udp\nconnect 1 127.0.0.1:{port}\n"
                                  f"tls 1 {CLIENT}\nsend 1 honest", make=False))
        equal(last(result, "tls")["verified"], True, result)
        server.wait_for('"honest"')


def what_is_no_hello_holds_up_none_behind_it(folder):
    """All of them have come by the time that the server looks."""
    with serving(folder) as server, \
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        port = int(server.wait_for(r'"bind".*"local":"127\.0\.0\.1:(\d+)"'))
        client.connect(("127.0.0.1", port))
        client.settimeout(PATIENCE)
        client.send(HELLO)
        client.recv(65536)
        for before in ([b"junk"], [b""], [b"junk", b"", b"", b"junk"]):
            server.process.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, server.process.pid, os.WSTOPPED)
            for datagram in (*before, HELLO):
                client.send(datagram)
            server.process.send_signal(signal.SIGCONT)
            equal(client.recv(65536)[13], 3)


def each_cookie_goes_to_who_asked_for_it(folder):
    """Whoever got another's could say that he is there, and have him sent a whole flight."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server, \
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one, \
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        for end in server, one, other:
            end.bind(("127.0.0.1", 0))
            end.setblocking(False)
        for asks in one, other, one:
            asks.sendto(HELLO, server.getsockname())
        answers(folder, f"adopt {server.fileno()}\ntls 1 {SERVER} --timeout 100ms",
                pass_fds=[server.fileno()])
        cookies = []
        for asks, count in (one, 2), (other, 1):
            cookies.append({asks.recv(65536)[25:] for _ in range(count)})
            try:
                raise AssertionError(f"one more answer: {asks.recv(65536)!r}")
            except BlockingIOError:
                pass
        equal([len(some) for some in cookies], [1, 1])
        expect(cookies[0] != cookies[1], "both have the same cookie")


# --- other programs

def make_certificate(folder):
    all_well(answers(folder, ""))


def s_server(folder, *words):
    make_certificate(folder)
    return Program("openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", "s.pem", "-key",
                   "s.key", *words, cwd=folder)


ACCEPTS = r"ACCEPT 127\.0\.0\.1:(\d+)"


def openssl_answers_datagrams(folder):
    with s_server(folder, "-dtls") as server:
        port = server.wait_for(ACCEPTS)
        with Program(SOSH, "--json", "-c", f"socket udp\nconnect 1 127.0.0.1:{port}\n"
                     f"tls 1 {CLIENT}\nsend 1 \"hello\\n\"\nrecv 1", cwd=folder) as client:
            server.wait_for("hello")
            server.give(b"back\n")
            equal(all_well(client.end()).answer["data"], "back\n")


def openssl_asks_by_datagrams(folder):
    with serving(folder, "recv 1\nsend 1 back\nrecv 1\n") as server:
        port = server.wait_for(r'"bind".*"local":"127\.0\.0\.1:(\d+)"')
        with Program("openssl", "s_client", "-dtls", "-connect", f"127.0.0.1:{port}", "-CAfile",
                     "s.pem", "-verify_return_error", "-quiet", cwd=folder) as client:
            client.give(b"hello\n")
            server.wait_for('"hello')
            client.wait_for_bytes(4)
            equal(client.text, b"back")


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def gnutls_answers_datagrams(folder):
    make_certificate(folder)
    port = free_port()
    with Program("stdbuf", "-oL", "gnutls-serv", "--udp", "--echo", "-p", port,
                 "--x509certfile", "s.pem", "--x509keyfile", "s.key", cwd=folder) as server:
        server.wait_for("Waiting for connection")
        result = all_well(answers(folder, f"socket udp\nconnect 1 127.0.0.1:{port}\n"
                                  f"tls 1 {CLIENT}\nsend 1 abc\nrecv 1", make=False))
        equal(last(result, "recv")["data"], "abc", result)


def gnutls_asks_by_datagrams(folder):
    with serving(folder, "recv 1\nsend 1 \"back\\n\"\nrecv 1\n") as server:
        port = server.wait_for(r'"bind".*"local":"127\.0\.0\.1:(\d+)"')
        with Program("gnutls-cli", "--udp", "-p", port, "localhost", "--x509cafile", "s.pem",
                     cwd=folder) as client:
            client.give(b"hello\n")
            server.wait_for('"hello')
            client.wait_for("back")


def openssl_knows_the_key(folder):
    for version in ("-tls1_3", "-tls1_2"):
        with Program("openssl", "s_server", "-accept", "127.0.0.1:0", "-nocert", "-psk", "0011",
                     "-psk_identity", "me", "-rev", version, cwd=folder) as server:
            port = server.wait_for(ACCEPTS)
            result = all_well(answers(folder, f"socket tcp\nconnect 1 127.0.0.1:{port}\n"
                                      "tls 1 --psk me:0011\nsend 1 \"abc\\n\"\nrecv 1 --line",
                                      make=False))
            equal(last(result, "tls")["psk"], "me", result)
            equal(last(result, "recv")["data"], "cba\n", result)


def openssl_takes_a_session_up_again_and_early_bytes(folder):
    with s_server(folder, "-early_data", "-naccept", "2") as server:
        port = server.wait_for(ACCEPTS)
        connect = f"socket tcp\nconnect . 127.0.0.1:{port}\ntls . {CLIENT} --session f"
        server.give(b"hello\n")
        # The ticket stands before the first bytes.
        all_well(answers(folder, f"{connect}\nrecv 1 --line\nclose 1", make=False))
        result = all_well(answers(folder, f"{connect} --early 'so early'", make=False))
        expect(like({"resumed": True, "early": "accepted"}, last(result, "tls")), "not so", result)
        server.wait_for("so early|Early data received")


CASES = (
    a_handshake_goes_a_flight_at_a_time, one_of_tls_12_goes_so_too, a_retry_is_told_by_its_name,
    the_rest_goes_without_steps, a_step_that_nobody_answers_runs_out_of_time_and_goes_on,
    behind_the_last_step_there_is_none, trace_shows_messages_between_the_calls,
    trace_shows_alerts_by_name, events_tell_the_same_to_programs, without_trace_nothing_is_told,
    a_session_is_taken_up_again, one_of_tls_12_is_too, its_file_is_for_nobody_else,
    what_was_not_verified_is_not_believed, nor_is_what_was_verified_for_another_name,
    nor_by_another_authority, insecure_takes_it_up_and_does_not_call_it_verified,
    a_server_holds_a_client_to_the_name_it_wants_now, a_server_that_does_not_know_it_begins_anew,
    a_file_that_others_may_write_is_refused, a_link_and_a_pipe_are_refused,
    a_file_of_something_else_is_refused_and_left_alone, a_key_of_both_needs_no_certificate,
    nor_does_it_with_tls_12, another_key_is_refused, another_name_is_refused,
    a_certificate_in_place_of_the_key_is_no_way_around_it,
    a_certificate_in_its_place_goes_where_it_was_said_whose, what_is_no_key_is_refused,
    early_bytes_come_before_the_end_of_the_handshake, a_server_that_takes_none_rejects_them,
    without_a_session_that_allows_them_they_are_not_sent,
    more_of_them_than_the_server_takes_are_refused, the_same_early_bytes_are_taken_once,
    words_that_do_not_go_together_are_refused, datagrams_go_encrypted_too,
    the_server_is_connected_to_who_came_first, a_datagram_without_room_is_cut,
    a_datagram_has_its_limits, the_peer_s_end_is_told, dtls_ends_and_goes_on_in_clear,
    another_peer_gets_nothing_in_clear_without_a_word,
    dtls_goes_a_flight_at_a_time, a_pair_of_unix_datagrams_goes_too,
    a_key_and_a_session_go_with_datagrams, there_is_no_dtls_13,
    a_client_over_datagrams_needs_a_peer, no_datagram_of_a_handshake_is_longer_than_asked,
    what_is_lost_is_sent_again, who_does_not_send_the_cookie_back_is_no_peer,
    what_is_no_hello_holds_up_none_behind_it, each_cookie_goes_to_who_asked_for_it,
)
OPENSSLS = (openssl_answers_datagrams, openssl_asks_by_datagrams, openssl_knows_the_key,
            openssl_takes_a_session_up_again_and_early_bytes)
GNUTLSES = (gnutls_answers_datagrams, gnutls_asks_by_datagrams)


def main():
    suite = Suite()
    if not OPENSSL:
        print("skipped: sosh was built without OpenSSL")
        suite.end()
    for programs, cases in (((), CASES), (("openssl",), OPENSSLS),
                            (("gnutls-serv", "gnutls-cli"), GNUTLSES)):
        lacks = [program for program in programs if not shutil.which(program)]
        for case in cases:
            if lacks:
                print(f"skipped: {case.__name__}: there is no {lacks[0]}")
            else:
                suite.case(case.__name__.replace("_", " "), case)
    suite.end()


if __name__ == "__main__":
    main()
