#!/usr/bin/python3
"""TLS on a socket: both ends in one sosh, each option, each error, and peers that misbehave."""

import glob
import os
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sosh
from sosh import OPENSSL, PATIENCE, SOSH, Suite, environment, equal, expect, like, text


CERTS = tempfile.mkdtemp(prefix="sosh-tls-")
os.chmod(CERTS, 0o755)


def openssl(*words, **others):
    subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=CERTS,
                   timeout=PATIENCE, **others)


def make(name, subject, *more, signed=True):
    """NAME.pem and NAME.key: signed by the authority `ca`, or by itself."""
    by = ["-CA", "ca.pem", "-CAkey", "ca.key"] if signed else []
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", name + ".key", "-out", name + ".pem", "-days", "30", "-subj", subject,
            *by, *more)


def make_all():
    make("ca", "/CN=the authority", signed=False)
    make("s", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-addext", "basicConstraints=critical,CA:FALSE")
    make("c", "/CN=a client", "-addext", "basicConstraints=critical,CA:FALSE")
    make("odd", "/CN=od\x1b[31md\u202e", "-utf8", "-addext", "subjectAltName=DNS:localhost",
         "-addext", "basicConstraints=critical,CA:FALSE")
    openssl("pkey", "-in", "s.key", "-aes256", "-passout", "pass:x", "-out", "locked.key")
    with open(os.path.join(CERTS, "both.pem"), "wb") as both:
        for part in ("s.pem", "s.key"):
            with open(os.path.join(CERTS, part), "rb") as file:
                both.write(file.read())
    with open(os.path.join(CERTS, "junk.pem"), "w", encoding="ascii") as junk:
        junk.write("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    for name in os.listdir(CERTS):
        os.chmod(os.path.join(CERTS, name), 0o644)


def at(name):
    return os.path.join(CERTS, name)


SERVER = f"--server --cert {at('s.pem')} --key {at('s.key')}"
CLIENT = f"--ca {at('ca.pem')} --name localhost"
PAIR = f"pair\ntls 2 {SERVER} &\ntls 1 {CLIENT}\njoin all\n"


def answers(commands, *options, **others):
    return sosh.answers(commands, "-k", *options, **others)


def session(server="", client="", then="", before="pair\n"):
    """Both ends with these options more, and what comes then."""
    return answers(f"{before}tls 2 {SERVER} {server} &\ntls 1 {CLIENT} {client}\njoin all\n{then}")


def client_alone(words):
    return answers(f"pair\ntls 1 {CLIENT} {words}")


def of(result, command, socket_number=None):
    """The answers of a command, of one socket."""
    return [answer for answer in result.answers if answer["command"] == command and
            socket_number in (None, answer.get("socket"))]


def error(result, command, socket_number=None):
    found = of(result, command, socket_number)
    expect(found and not found[-1]["ok"], f"{command} has not failed", result)
    return found[-1]["error"]


def all_well(result):
    expect(all(answer["ok"] for answer in result.answers), "something failed", result)
    equal(result.status, 0, result)
    return result


# --- what it does

def both_ends_in_one_sosh_talk(folder):
    result = all_well(session(then="send 1 hello\nrecv 2\nsend 2 back\nrecv 1"))
    expect(like({"version": "1.3", "verified": True, "subject": "CN=localhost",
                 "name": "localhost", "resumed": False, "cipher": str},
                of(result, "tls", 1)[0]), "the client tells something else", result)
    expect(like({"version": "1.3", "verified": False}, of(result, "tls", 2)[0]),
           "the server tells something else", result)
    equal([answer["data"] for answer in of(result, "recv")], ["hello", "back"], result)


def bytes_go_encrypted(folder):
    """The kernel's other end sees none of them."""
    ours, theirs = socket.socketpair()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(at("s.pem"), at("s.key"))
    came, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = context.wrap_bio(came, out, server_side=True)
    seen, told = [], []

    def serve():
        theirs.settimeout(PATIENCE)
        done = False
        while True:
            try:
                if not done:
                    server.do_handshake()
                    done = True
                told.append(server.read(100))
                break
            except ssl.SSLWantReadError:
                theirs.sendall(out.read())
                piece = theirs.recv(65536)
                seen.append(piece)
                came.write(piece)
        theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    result = answers(f"adopt {ours.fileno()}\ntls 1 {CLIENT}\nsend 1 'the secret'",
                     pass_fds=[ours.fileno()])
    thread.join(PATIENCE)
    all_well(result)
    equal(told, [b"the secret"])
    expect(b"the secret" not in b"".join(seen), "it went in clear")


def bulk_goes_both_ways(folder):
    """More than the buffers of both hold, at the same time."""
    result = all_well(session(then="send 1 pattern:8M &\nsend 2 pattern:8M &\n"
                              "recv 1 8M --exact --none &\nrecv 2 8M --exact --none\njoin all"))
    equal([answer["bytes"] for answer in of(result, "recv")], [8 << 20] * 2, result)
    equal([answer["bytes"] for answer in of(result, "send")], [8 << 20] * 2, result)


def it_comes_out_as_it_went_in(folder):
    data = os.urandom(1 << 20)
    with open(os.path.join(folder, "in"), "wb") as file:
        file.write(data)
    result = all_well(answers(
        PAIR + "send 1 file:in --chunk 10000 &\nrecv 2 1M --exact --out out\njoin all",
        cwd=folder))
    with open(os.path.join(folder, "out"), "rb") as file:
        expect(file.read() == data, "it is not the same", result)


def a_starttls_is_plain_and_then_tls(folder):
    result = all_well(answers(
        'pair\nsend 1 "STARTTLS\\n"\nrecv 2 --line\nsend 2 "ready\\n"\nrecv 1 --line\n' +
        PAIR[5:] + "send 1 inside\nrecv 2"))
    equal(result.answer["data"], "inside", result)


def a_hello_that_was_read_with_the_command_is_used(folder):
    """A client need not wait for the answer to its STARTTLS."""
    ours, theirs = socket.socketpair()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(at("ca.pem"))
    came, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(came, out, server_hostname="localhost")
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        theirs.sendall(b"STARTTLS\n" + out.read())
    got = []

    def go_on():
        theirs.settimeout(PATIENCE)
        while not got:
            came.write(theirs.recv(65536))
            try:
                client.do_handshake()
                client.write(b"hi")
                theirs.sendall(out.read())
                got.append(True)
            except ssl.SSLWantReadError:
                continue

    thread = threading.Thread(target=go_on)
    thread.start()
    result = answers(f"adopt {ours.fileno()}\nrecv 1 --line\nexpect 1.buffered > 2\n"
                     f"tls 1 {SERVER}\nrecv 1", pass_fds=[ours.fileno()])
    thread.join(PATIENCE)
    all_well(result)
    equal(result.answer["data"], "hi", result)


def tls_ends_and_it_goes_on_in_clear(folder):
    result = all_well(session(then="send 1 last\ntls 1 --end &\ntls 2 --end\njoin all\n"
                              "send 1 plain\nrecv 2 4\nrecv 2\nstatus --columns number,tls"))
    expect(like({"ended": True, "buffered": 4}, of(result, "tls", 2)[-1]),
           "what came before is not told", result)
    equal([answer["data"] for answer in of(result, "recv")], ["last", "plain"], result)
    equal(result.answer["sockets"][0].get("tls"), None, result)


def plain_bytes_right_behind_the_end_are_not_lost(folder):
    result = all_well(session(then="tls 1 --end &\nrecv 2\ntls 2 --end\nsend 2 'in clear'\n"
                              "join all\nrecv 1"))
    expect(of(result, "recv", 2)[0]["eof"], "no end", result)
    equal(result.answer["data"], "in clear", result)


def new_keys_are_used_from_then_on(folder):
    result = all_well(session(then="tls 1 --key-update\nsend 1 a\nrecv 2\nsend 2 b\nrecv 1"))
    equal(of(result, "tls", 1)[-1]["updated"], True, result)
    equal(result.answer["data"], "b", result)


def tls_1_2_has_no_key_update(folder):
    result = session(client="--max 1.2", then="tls 1 --key-update")
    expect(like({"kind": "refused"}, error(result, "tls", 1)), "it was not refused", result)


def shutdown_says_so_before(folder):
    result = all_well(session(then="shutdown 1\nrecv 2\nsend 2 still\nrecv 1"))
    expect(of(result, "recv", 2)[0]["eof"], "no end", result)
    equal(result.answer["data"], "still", result)
    result = session(then="shutdown 1\nsend 1 x")
    equal(error(result, "send")["errno"], "EPIPE", result)


def close_says_so_before(folder):
    result = all_well(session(then="send 1 x\nclose 1\nrecv 2\nrecv 2"))
    expect(result.answer["eof"], "no end", result)


def a_reset_does_not(folder):
    result = answers(f"socket tcp\nbind 1 127.0.0.1:0\nlisten 1\nsocket tcp\n"
                     f"connect 2 ${{1.local}}\naccept 1\ntls 3 {SERVER} &\ntls 2 {CLIENT}\n"
                     "join all\nreset 2\nrecv 3")
    equal(error(result, "recv")["errno"], "ECONNRESET", result)


def a_fin_alone_is_a_truncation(folder):
    """A copy of the descriptor knows nothing of TLS."""
    result = session(before="pair\ndup 1\n", then="send 1 half\nshutdown 3\n"
                     "recv 2 --eof\nrecv 2 4\nrecv 2\nsend 2 x")
    expect(like({"kind": "tls", "reason": "truncated", "partial": "half"},
                of(result, "recv", 2)[0]["error"]), "no truncation", result)
    equal(of(result, "recv", 2)[1]["data"], "half", result)
    expect(like({"kind": "tls", "reason": "truncated"}, of(result, "recv", 2)[2]["error"]),
           "it is not told again", result)
    equal(error(result, "send")["kind"], "tls", result)


# --- options

def each_version_can_be_asked_for(folder):
    for word, version in ("--max 1.2", "1.2"), ("--min 1.3", "1.3"):
        result = all_well(session(client=word))
        equal(of(result, "tls", 1)[0]["version"], version, result)
    result = session(server="--max 1.2", client="--min 1.3")
    expect(like({"kind": "tls", "alert": "protocol_version", "alert_number": 70},
                error(result, "tls", 1)), "the alert is not told", result)
    result = client_alone("--min 1.3 --max 1.2")
    equal(error(result, "tls", 1)["kind"], "usage", result)
    result = client_alone("--min 1.1")
    equal(error(result, "tls", 1)["kind"], "usage", result)


def ciphers_can_be_asked_for(folder):
    for word, version in (("TLS_CHACHA20_POLY1305_SHA256", "1.3"),
                          ("ECDHE-ECDSA-AES128-GCM-SHA256", "1.2")):
        result = all_well(session(client=f"--ciphers {word}"))
        expect(like({"cipher": word, "version": version}, of(result, "tls", 1)[0]),
               "another one", result)
    result = client_alone("--ciphers NONE-SUCH")
    equal(error(result, "tls", 1)["kind"], "usage", result)
    result = session(server="--ciphers ECDHE-ECDSA-AES128-GCM-SHA256",
                     client="--ciphers ECDHE-ECDSA-AES256-GCM-SHA384")
    equal(of(result, "tls", 2)[0]["error"]["reason"], "no_shared_cipher", result)
    expect(like({"alert": "handshake_failure", "alert_number": 40}, error(result, "tls", 1)),
           "the alert is not told", result)


def groups_can_be_asked_for(folder):
    for more in "", " --max 1.2":
        result = all_well(session(client="--groups P-256,X25519" + more, server="--groups P-256",
                                  then="expect 1.tls.group == P-256\nexpect 2.tls.group == P-256"))
        equal(of(result, "tls", 1)[0]["group"], "P-256", result)
    result = all_well(session(client="--groups X25519"))
    equal(of(result, "tls", 2)[0]["group"], "X25519", result)
    result = session(client="--groups P-384", server="--groups P-256")
    equal(error(result, "tls", 2)["kind"], "tls", result)
    result = client_alone("--groups none")
    equal(error(result, "tls", 1)["kind"], "usage", result)


def a_server_tells_which_name_it_was_asked_for(folder):
    for more in "", " --max 1.2":
        result = all_well(session(client=more, then="expect 2.tls.asked == localhost\n"
                                                    "expect 1.tls.asked == ''"))
        equal([answer.get("asked") for number in (1, 2) for answer in of(result, "tls", number)],
              [None, "localhost"], result)
    # Also where it came to nothing behind that; an address is no name that could be asked for.
    result = session(client="--groups P-384", server="--groups P-256",
                     then="expect 2.tls.asked == localhost")
    expect(result.answer["ok"], "the name is not told", result)
    result = all_well(answers(f"pair\ntls 2 {SERVER} &\n"
                              f"tls 1 --ca {at('ca.pem')} --name 127.0.0.1\njoin all"))
    expect("asked" not in of(result, "tls", 2)[0], "there was none", result)


def an_old_version_is_refused_by_its_name(folder):
    for minor, name in enumerate(["SSL 3", "TLS 1.0", "TLS 1.1"]):
        hello = bytes([3, minor]) + bytes(32) + bytes.fromhex("00 0002 002f 0100")
        message = b"\1" + len(hello).to_bytes(3, "big") + hello
        record = bytes([22, 3, 1]) + len(message).to_bytes(2, "big") + message
        result = answers(f"pair\nsend 1 hex:{record.hex()}\ntls 2 {SERVER}")
        expect(like({"reason": "no_shared_version", "offered": name,
                     "message": lambda m, name=name: name in m}, error(result, "tls", 2)),
               "it is not named", result)


def protocols_are_chosen(folder):
    result = all_well(session(client="--alpn h2,http/1.1", server="--alpn http/1.1",
                              then="expect 1.tls.alpn == http/1.1"))
    equal(of(result, "tls", 1)[0]["alpn"], "http/1.1", result)
    result = session(client="--alpn h2", server="--alpn http/1.1")
    expect(like({"alert": "no_application_protocol", "alert_number": 120},
                error(result, "tls", 1)), "the alert is not told", result)
    result = client_alone("--alpn h2,,x")
    equal(error(result, "tls", 1)["kind"], "usage", result)


def a_client_can_show_a_certificate(folder):
    mine = f"--client-cert {at('c.pem')} --client-key {at('c.key')}"
    result = all_well(session(server=f"--require-client-cert --ca {at('ca.pem')}", client=mine))
    expect(like({"verified": True, "subject": "CN=a client"}, of(result, "tls", 2)[0]),
           "it is not told", result)
    result = session(server=f"--require-client-cert --ca {at('ca.pem')}", then="recv 1")
    expect(like({"kind": "tls", "reason": "no_certificate", "alert_sent":
                 "certificate_required"}, error(result, "tls", 2)), "not refused", result)
    expect(like({"kind": "tls", "alert": "certificate_required", "alert_number": 116},
                error(result, "recv", 1)), "the client is not told", result)
    result = session(server="--require-client-cert", client=mine)
    expect(error(result, "tls", 2)["reason"].startswith("unknown_"), "it was taken", result)


def insecure_takes_anything_and_says_so(folder):
    command = f"pair\ntls 2 {SERVER} &\ntls 1 --insecure\njoin all\nstatus --columns number,tls"
    result = all_well(answers(command))
    expect(like({"insecure": True, "verified": False}, of(result, "tls", 1)[0]),
           "it is not told", result)
    equal(result.answer["sockets"][0]["tls"], "insecure", result)
    shown = text(command)
    expect("NOT VERIFIED" in shown.text, "people are not told", shown)
    expect("insecure" in shown.text.splitlines()[-2], "the table does not tell", shown)
    result = answers(command + "\nshutdown 2\nrecv 1\nstatus --columns number,tls")
    equal(result.answer["sockets"][0]["tls"], "insecure, ended", result)


def secrets_are_written_and_told(folder):
    result = answers(f"pair\ntls 2 {SERVER} &\ntls 1 {CLIENT} --keylog keys\njoin all",
                     cwd=folder)
    all_well(result)
    equal(of(result, "tls", 1)[0]["keylog"], "keys", result)
    path = os.path.join(folder, "keys")
    equal(stat.S_IMODE(os.stat(path).st_mode), 0o600)
    with open(path, encoding="ascii") as file:
        expect("CLIENT_TRAFFIC_SECRET_0 " in file.read(), "no secrets", result)
    path = os.path.join(folder, "by-environment")
    result = all_well(answers(PAIR, env=environment(SSLKEYLOGFILE=path)))
    equal([answer["keylog"] for answer in of(result, "tls")], [path] * 2, result)
    expect(os.path.getsize(path) > 100, "no secrets", result)
    result = client_alone("--keylog /nowhere/at/all")
    expect(like({"kind": "system", "call": "open", "errno": "ENOENT"}, error(result, "tls", 1)),
           "it went on", result)


def both_may_be_in_one_file(folder):
    all_well(answers(f"pair\ntls 2 --server --cert {at('both.pem')} &\ntls 1 {CLIENT}\njoin all"))


def the_key_lies_beside(folder):
    all_well(answers(f"pair\ntls 2 --server --cert {at('s.pem')} &\ntls 1 {CLIENT}\njoin all"))


def connect_does_it_at_once(folder):
    server = (f"socket tcp\nbind 1 127.0.0.1:0\nlisten 1\n"
              f"repeat 2 {{\naccept 1\ntls . {SERVER}\n}} &\n")
    result = answers(server + f"socket tcp --name a\nconnect a ${{1.local}} --tls --ca "
                     f"{at('ca.pem')}\nsocket tcp --name b\n"
                     f"connect b localhost:${{1.local.port}} --tls --alpn h2 {CLIENT}\njoin all")
    all_well(result)
    equal([answer["name"] for answer in of(result, "connect")], ["127.0.0.1", "localhost"],
          result)
    expect(all(answer["verified"] for answer in of(result, "connect")), "not verified", result)


def the_name_of_connect_is_what_is_checked(folder):
    result = answers(f"socket tcp\nbind 1 127.0.0.2:0\nlisten 1\nsocket tcp --name c\n"
                     f"connect c ${{1.local}}\naccept 1 --name s\ntls s {SERVER} &\n"
                     f"tls c --ca {at('ca.pem')}\njoin all")
    expect(like({"kind": "tls", "reason": "wrong_address"}, error(result, "tls", 2)),
           "an address that is not in the certificate was taken", result)


# --- what is refused

def by_default_nothing_is_trusted_blindly(folder):
    result = answers(f"pair\ntls 2 {SERVER} &\ntls 1 --name localhost\njoin all")
    expect(like({"kind": "tls", "reason": "unknown_issuer"}, error(result, "tls", 1)),
           "an unknown issuer was taken", result)
    result = answers(f"pair\ntls 2 {SERVER} &\ntls 1 --ca {at('ca.pem')} --name other\njoin all")
    equal(error(result, "tls", 1)["reason"], "wrong_name", result)
    for name, reason in (("127.0.0.2", "wrong_address"), ("::1", "wrong_address"),
                         ("other.localhost", "wrong_name"), ("localhos", "wrong_name")):
        result = answers(f"pair\ntls 2 {SERVER} &\ntls 1 --ca {at('ca.pem')} --name {name}")
        equal(error(result, "tls", 1)["reason"], reason, result)
    for name in "127.0.0.1", "LOCALHOST", "localhost.":
        all_well(answers(f"pair\ntls 2 {SERVER} &\ntls 1 --ca {at('ca.pem')} --name {name}\n"
                         "join all"))


def a_domain_is_no_name(folder):
    """OpenSSL takes .example.com for every name below it."""
    for name in ".localhost", "''":
        result = answers(f"pair\ntls 1 --ca {at('ca.pem')} --name {name}")
        equal(error(result, "tls")["kind"], "usage", result)
    make("below", "/CN=below", "-addext", "subjectAltName=DNS:www.example.com",
         "-addext", "basicConstraints=critical,CA:FALSE")
    result = answers(f"pair\ntls 2 --server --cert {at('below.pem')} &\n"
                     f"tls 1 --ca {at('ca.pem')} --name .example.com")
    equal(error(result, "tls", 1)["kind"], "usage", result)
    result = answers(f"cert {at('below.pem')} --ca {at('ca.pem')} --name .example.com")
    equal(error(result, "cert")["kind"], "usage", result)
    result = answers(f"cert {at('below.pem')} --ca {at('ca.pem')} --name www.example.com.")
    equal(result.answer["trusted"], True, result)


def no_list_of_ciphers_does_without_a_certificate(folder):
    """@SECLEVEL would allow for ciphers by which nobody shows who he is."""
    for ciphers in "AECDH-AES128-SHA:@SECLEVEL=0", "ALL:@SECLEVEL=0":
        result = answers(f"pair\ntls 2 {SERVER} --ciphers AECDH-AES128-SHA:@SECLEVEL=0 &\n"
                         f"tls 1 {CLIENT} --ciphers {ciphers}\njoin all")
        expect(not of(result, "tls", 1)[0]["ok"], "it went without", result)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AECDH-AES128-SHA:@SECLEVEL=0")
    ours, theirs = socket.socketpair()

    def serve():
        theirs.settimeout(PATIENCE)
        try:
            context.wrap_socket(theirs, server_side=True).close()
        except OSError:
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    result = answers(f"adopt {ours.fileno()}\ntls 1 {CLIENT} --ciphers ALL:@SECLEVEL=0",
                     pass_fds=[ours.fileno()])
    ours.close()
    thread.join(PATIENCE)
    expect(not of(result, "tls", 1)[0]["ok"], "it went without", result)


def without_a_name_nothing_is_done(folder):
    result = answers(f"pair\ntls 1 --ca {at('ca.pem')}\nstatus --columns number,tls,sent")
    expect(like({"kind": "refused", "message": lambda m: "--name" in m and "--insecure" in m},
                error(result, "tls", 1)), "it was not refused", result)
    equal(result.answer["sockets"][0].get("tls"), None, result)


def plain_bytes_before_it_are_refused(folder):
    result = answers(f"pair\nsend 2 slipped\ntls 1 {CLIENT}\nrecv 1\n")
    equal(error(result, "tls", 1)["kind"], "refused", result)
    equal(result.answer["data"], "slipped", result)
    result = answers(f"pair\nsend 2 \"a\\nslipped\"\nrecv 1 --line\ntls 1 {CLIENT}")
    equal(error(result, "tls", 1)["kind"], "refused", result)
    result = answers(f"pair\nsend 2 \"a\\nslipped\"\nrecv 1 --line\ntls 1 {SERVER}")
    equal(error(result, "tls", 1)["kind"], "refused", result)


def a_server_that_forgot_to_say_so_is_told(folder):
    """Two clients: what waits is a ClientHello, and `recv` would spoil it."""
    for received in "", "recv 2 --exact 5 --peek\n":
        result = answers(f"pair\ntls 1 {CLIENT} &\n{received}tls 2 {CLIENT}\n"
                         f"tls 2 {SERVER}\njoin all")
        refused = of(result, "tls", 2)[0]["error"]
        expect(like({"kind": "refused", "message": lambda m: "--server" in m}, refused),
               "it is not told how", result)
        expect(all(answer["ok"] for answer in of(result, "tls")[-2:]), "no handshake", result)
    # Of one that was accepted nobody knows a name.
    result = answers("socket tcp; bind 1 127.0.0.1:0; listen 1; socket tcp; connect 2 ${1.local}\n"
                     f"accept 1; tls 3 --ca {at('ca.pem')}")
    expect("--server" in error(result, "tls", 3)["message"], "it is not told how", result)


def where_nobody_is_or_can_be_it_is_refused(folder):
    for before in "pair unix-seqpacket", "socket tcp", "socket tcp; listen 1":
        result = answers(f"{before}\ntls 1 {CLIENT}")
        equal(error(result, "tls", 1)["kind"], "refused", result)


def what_has_it_has_it_once(folder):
    result = session(then=f"tls 1 {CLIENT}")
    equal(error(result, "tls", 1)["kind"], "refused", result)
    result = answers("pair\ntls 1 --end")
    equal(error(result, "tls", 1)["kind"], "refused", result)
    result = answers("pair\ntls 1 --key-update")
    equal(error(result, "tls", 1)["kind"], "refused", result)


def words_that_do_not_go_together_are_refused(folder):
    for words in ("--server", "--cert x", "--key x", f"{SERVER} --client-cert x",
                  "--require-client-cert", "--client-key x", "--end --key-update"):
        result = answers(f"pair\ntls 1 {words}")
        equal(error(result, "tls", 1)["kind"], "usage", result)
    result = answers("socket tcp\nconnect 1 127.0.0.1:9 --insecure")
    equal(error(result, "connect", 1)["kind"], "usage", result)


def files_that_are_none_are_named(folder):
    os.mkfifo(os.path.join(folder, "fifo"))
    for words, kind, part in (
            ("--server --cert none.pem", "system", "none.pem"),
            (f"--server --cert {at('junk.pem')}", "usage", "junk.pem"),
            (f"--server --cert {at('s.pem')} --key {at('c.key')}", "usage", "not that of"),
            (f"--server --cert {at('s.pem')} --key {at('s.pem')}", "usage", "no private key"),
            (f"--server --cert {at('s.pem')} --key {at('locked.key')}", "usage", "passphrase"),
            ("--server --cert fifo", "usage", "not a file"),
            ("--name x --ca fifo", "usage", "not a file"),
            ("--name x --ca /nowhere", "system", "/nowhere"),
            (f"--name x --ca {at('s.key')}", "usage", "no certificate")):
        result = answers(f"pair\ntls 1 {words}", cwd=folder)
        expect(like({"kind": kind, "message": lambda m, part=part: part in m},
                    error(result, "tls", 1)), f"{words}: another error", result)


def a_copy_of_the_descriptor_is_refused(folder):
    result = session(then="dup 1")
    equal(error(result, "dup", 1)["kind"], "refused", result)


def what_is_no_plain_send_is_refused(folder):
    for command in "send 1 x --oob", "send 1 x --flags oob", "recv 1 --oob":
        result = session(then=command)
        equal(result.answer["error"]["kind"], "refused", result)


def the_safe_mode_has_no_files(folder):
    result = answers(f"pair\ntls 1 {CLIENT}", "--safe")
    equal(error(result, "tls")["kind"], "refused", result)
    path = os.path.join(folder, "keys")
    answers("pair\ntls 1 --insecure --timeout 0", "--safe", env=environment(SSLKEYLOGFILE=path))
    expect(not os.path.exists(path), "secrets were written")


# --- waits

def a_handshake_that_ran_out_of_time_goes_on(folder):
    result = answers(f"pair\ntls 1 {CLIENT} --timeout 50ms\nstatus 1 --columns tls\nsend 1 x\n"
                     f"tls 1 --insecure\ntls 2 {SERVER} &\ntls 1\njoin all\nsend 1 x\nrecv 2",
                     )
    equal(of(result, "tls", 1)[0]["error"]["kind"], "timeout", result)
    equal(of(result, "status")[0]["sockets"][0]["tls"], "handshake", result)
    equal(of(result, "send")[0]["error"]["kind"], "refused", result)
    equal(of(result, "tls", 1)[1]["error"]["kind"], "refused", result)
    expect(of(result, "tls", 1)[2]["ok"], "it did not go on", result)
    equal(result.answer["data"], "x", result)


def a_handshake_can_be_stopped(folder):
    ours, theirs = socket.socketpair()
    theirs.settimeout(PATIENCE)
    with subprocess.Popen([SOSH, "--json", "-c", f"adopt {ours.fileno()}\ntls 1 {CLIENT}\n"
                           "send 1 no"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          pass_fds=[ours.fileno()]) as process:
        try:
            equal(theirs.recv(1), b"\x16")
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    expect(b'"cancelled"' in out and b'"send"' not in out, f"not cancelled: {out!r}")


def a_block_sees_plain_bytes(folder):
    result = all_well(session(then="on 2 match 'a(.)c' {\necho ${match.1}\n}\nsend 1 xabc\n"
                              "sleep 200ms"))
    equal(of(result, "echo")[0]["text"], "b", result)
    result = all_well(session(then="on 2 readable {\nrecv 2\n}\nsend 1 one\nsleep 200ms"))
    equal(of(result, "recv", 2)[0]["data"], "one", result)


def poll_tells_of_bytes_that_can_be_received(folder):
    result = all_well(session(then="poll 1 --timeout 0\nsend 2 abcdef\npoll 1\nrecv 1 3\n"
                              "poll 1 --timeout 0\nrecv 1\npoll 1 --timeout 0"))
    equal([answer["ready"] for answer in of(result, "poll")],
          [{}, {"1": ["read"]}, {"1": ["read"]}, {}], result)


def counters_count_plain_bytes(folder):
    result = all_well(session(then="send 1 abc\nrecv 2\nstatus --columns sent,received"))
    equal([(row["sent"], row["received"]) for row in result.answer["sockets"]],
          [(3, 0), (0, 3)], result)


def a_dump_shows_plain_bytes(folder):
    result = text(PAIR + "dump 1 on --out d\nsend 1 visible\nrecv 2", cwd=folder)
    equal(result.status, 0, result)
    with open(os.path.join(folder, "d"), "rb") as file:
        expect(b"visible" in file.read(), "they are not", result)


def properties_tell_of_it(folder):
    all_well(session(then="expect 1.tls == verified\nexpect 1.tls.version == 1.3\n"
                     "expect 1.tls.cipher ~ ^TLS_\nexpect 1.tls.peer == CN=localhost\n"
                     "expect 2.tls == unverified\ntls 1 --end &\nrecv 2\nexpect 2.tls == ended\ntls 2 --end\n"
                     "join all\nexpect 2.tls == ''"))


# --- peers that misbehave

def against(peer, commands, folder):
    """What sosh makes of a peer: a function that gets a connected socket."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(PATIENCE)
    trouble = []

    def body():
        try:
            peer(theirs)
        except OSError as odd:
            trouble.append(odd)
        finally:
            theirs.close()

    thread = threading.Thread(target=body)
    thread.start()
    result = answers(f"adopt {ours.fileno()}\n{commands}", pass_fds=[ours.fileno()],
                     cwd=folder)
    ours.close()
    thread.join(PATIENCE)
    return result


def answering(*pieces):
    def peer(connection):
        connection.recv(65536)
        for piece in pieces:
            connection.sendall(piece)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass
    return peer


def what_is_not_tls_is_shown(folder):
    result = against(answering(b"HTTP/1.0 400 Bad\r\n\x1b[31m"), f"tls 1 {CLIENT}\nsend 1 x",
                     folder)
    failed = error(result, "tls", 1)
    expect(like({"kind": "tls", "reason": "not_tls"}, failed), "another error", result)
    expect("HTTP/1.0 400 Bad" in failed["message"], "what came is not shown", result)
    equal(error(result, "send")["kind"], "tls", result)


def each_alert_is_told_by_name_and_number(folder):
    for number, name in (40, "handshake_failure"), (48, "unknown_ca"), (112, "unrecognized_name"):
        result = against(answering(bytes([21, 3, 3, 0, 2, 2, number])), f"tls 1 {CLIENT}", folder)
        expect(like({"kind": "tls", "alert": name, "alert_number": number},
                    error(result, "tls", 1)), "another error", result)
    result = against(answering(bytes([21, 3, 3, 0, 2, 2, 199])), f"tls 1 {CLIENT}", folder)
    expect(like({"kind": "tls", "alert": 199, "alert_number": 199}, error(result, "tls", 1)),
           "another error", result)


def a_handshake_that_breaks_off_is_told(folder):
    result = against(answering(), f"tls 1 {CLIENT}", folder)
    equal(error(result, "tls", 1)["reason"], "closed", result)
    result = against(answering(bytes([21, 3, 3, 0, 2, 1, 0])), f"tls 1 {CLIENT}\nrecv 1", folder)
    equal(error(result, "tls", 1)["reason"], "closed", result)
    equal(error(result, "recv", 1)["kind"], "tls", result)
    result = against(answering(b"\x16\x03\x03\x00\x40\x02"), f"tls 1 {CLIENT}", folder)
    equal(error(result, "tls", 1)["reason"], "closed", result)


def records_that_are_too_long_are_refused(folder):
    result = against(answering(b"\x16\x03\x03\xff\xff" + bytes(70000)), f"tls 1 {CLIENT}", folder)
    equal(error(result, "tls", 1)["kind"], "tls", result)


def a_silent_peer_costs_its_time_only(folder):
    result = against(lambda c: [None for _ in iter(lambda: c.recv(65536), b"")],
                     f"tls 1 {CLIENT} --timeout 50ms", folder)
    equal(error(result, "tls", 1)["kind"], "timeout", result)


def a_subject_cannot_touch_the_terminal(folder):
    shown = text(f"pair\ntls 2 --server --cert {at('odd.pem')} --key {at('odd.key')} &\n"
                 f"tls 1 {CLIENT}\njoin all\ninfo 1\nstatus --columns tls-peer")
    equal(shown.status, 0, shown)
    expect(b"\x1b" not in shown.out and "\u202e" not in shown.text, "it did", shown)
    expect("od" in shown.text, "it is not shown", shown)


def renegotiation_is_refused(folder):
    """`R` at s_client's prompt asks for it."""
    with subprocess.Popen(
            [SOSH, "-c", f"socket tcp\nbind 1 127.0.0.1:0\nlisten 1\necho ${{1.local.port}}\n"
             f"accept 1\ntls 2 {SERVER} --max 1.2\nsend 2 go\nrecv 2 --timeout 500ms\n"
             "expect 2.tls.version == 1.2"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        port = ""
        while not port.strip().isdigit():
            port = server.stdout.readline()
            expect(port, "it has no port")
        with subprocess.Popen(["openssl", "s_client", "-connect", f"127.0.0.1:{port.strip()}",
                               "-quiet", "-no_ign_eof"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as client:
            while not client.stdout.read(1) == b"g":
                expect(client.poll() is None, "it is gone")
            client.stdin.write(b"R\n")
            client.stdin.flush()
            out, _ = server.communicate(timeout=PATIENCE)
            client.kill()
    expect("the peer refused: alert" in out or "no data" in out, f"it went on: {out}")


# --- without it

def without_the_module_it_is_named(folder):
    program = shutil.copy(SOSH, folder)
    result = answers("pair\ntls 1 --insecure\nsend 1 x\nrecv 2", program=program)
    expect(like({"kind": "refused", "message": lambda m: "sosh-tls.so" in m},
                error(result, "tls", 1)), "the file is not named", result)
    equal(result.answer["data"], "x", result)


def without_openssl_it_says_so(folder):
    result = answers("pair\ntls 1 --insecure\nsend 1 x\nrecv 2\nstatus")
    expect(like({"kind": "refused", "message": lambda m: "not built in" in m},
                error(result, "tls", 1)), "it does not say so", result)
    expect(of(result, "recv")[0]["ok"], "the socket is spoilt", result)


def main():
    suite = Suite()
    if not OPENSSL:
        suite.case("without OpenSSL it says so", without_openssl_it_says_so)
        suite.end()
    if not shutil.which("openssl"):
        print("skipped: there is no openssl to make certificates with")
        sys.exit(77)
    make_all()
    for name, body in sorted(globals().items(), key=lambda item: getattr(
            getattr(item[1], "__code__", None), "co_firstlineno", 0)):
        if getattr(getattr(body, "__code__", None), "co_varnames", ())[:1] != ("folder",) or \
                getattr(body, "__code__").co_argcount != 1 or body is without_openssl_it_says_so:
            continue
        if body is without_the_module_it_is_named and \
                not glob.glob(os.path.join(os.path.dirname(SOSH), "sosh-tls.so")):
            continue
        suite.case(name.replace("_", " "), body)
    shutil.rmtree(CERTS)
    suite.end()


if __name__ == "__main__":
    main()
