#!/usr/bin/python3
"""certificate and cert: what is made is what openssl(1) and GnuTLS think is right, and what is told
of it is what is in it; nothing is overwritten, and no key is left where others read it."""

import os
import random
import re
import resource
import shutil
import socket
import ssl
import stat
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sosh                                     # noqa: E402
from sosh import PATIENCE, Suite, equal, expect, run  # noqa: E402

KEYS = {"ec": ("EC P-256", 256), "rsa": ("RSA 2048 bits", 2048), "ed25519": ("ED25519", 256)}


def made(commands, folder, *options):
    return run("--json", *options, "-c", commands, cwd=folder)


def asked(*words, folder, input=None):
    """What another program says."""
    done = subprocess.run(words, cwd=folder, capture_output=True, timeout=PATIENCE, check=False,
                          input=input)
    expect(done.returncode == 0, " ".join(words), done)
    return (done.stdout + done.stderr).decode()


def open_bytes(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


def holds(text, *parts):
    for part in parts:
        expect(part in text, f"not there: {part}", text)


# ---- what is made ----

def openssl_accepts(folder, key):
    """A chain of three, strictly."""
    made(f"certificate ca --ca --key {key}; certificate sub --ca --signed-by ca --key {key}; "
         f"certificate server --signed-by sub --key {key}", folder)
    asked("openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname",
          "localhost", "-CAfile", "ca.pem", "-untrusted", "server.pem", "server.pem", folder=folder)
    asked("openssl", "verify", "-x509_strict", "-purpose", "sslclient", "-verify_ip", "127.0.0.1",
          "-CAfile", "ca.pem", "-untrusted", "server.pem", "server.pem", folder=folder)
    asked("openssl", "verify", "-x509_strict", "-CAfile", "ca.pem", "ca.pem", folder=folder)


def gnutls_accepts(folder, key):
    made(f"certificate ca --ca --key {key}; certificate server --signed-by ca --key {key}", folder)
    with open(os.path.join(folder, "server.pem"), "rb") as chain:
        told = asked("certtool", "--verify", "--load-ca-certificate", "ca.pem",
                     "--verify-hostname", "localhost", folder=folder, input=chain.read())
    holds(told, "Verified. The certificate is trusted.")


def the_key_is_that_of_the_certificate(folder, key):
    made(f"certificate server --key {key}", folder)
    pem = asked("openssl", "x509", "-in", "server.pem", "-noout", "-pubkey", folder=folder)
    equal(asked("openssl", "pkey", "-in", "server.key", "-pubout", folder=folder), pem)


def extensions_of_a_server(folder):
    made("certificate server --names a.example,*.b.example,127.0.0.1,2001:db8::1 --for server",
         folder)
    text = asked("openssl", "x509", "-in", "server.pem", "-noout", "-text", folder=folder)
    holds(text, "Version: 3", "Subject: CN = server", "CA:FALSE", "Digital Signature",
          "TLS Web Server Authentication", "Subject Key Identifier", "Authority Key Identifier",
          "DNS:a.example, DNS:*.b.example, IP Address:127.0.0.1, "
          "IP Address:2001:DB8:0:0:0:0:0:1")
    expect("Client" not in text, "it is for clients, too", text)


def extensions_of_a_ca(folder):
    made("certificate ca --ca", folder)
    text = asked("openssl", "x509", "-in", "ca.pem", "-noout", "-text", folder=folder)
    holds(text, "CA:TRUE", "Certificate Sign, CRL Sign")
    expect("Alternative" not in text, "a CA has no names", text)


def serial_numbers_are_random(folder):
    serials = set()
    for name in "abc":
        made(f"certificate {name}", folder)
        text = asked("openssl", "x509", "-in", name + ".pem", "-noout", "-serial", folder=folder)
        serials.add(text.strip())
        expect(re.fullmatch(r"serial=[4-7][0-9A-F]{31}", text.strip()), "odd", text)
    equal(len(serials), 3)


def the_chain_is_in_the_file_but_for_the_root(folder):
    made("certificate ca --ca; certificate sub --ca --signed-by ca; certificate s --signed-by sub",
         folder)
    for name, count in (("ca", 1), ("sub", 1), ("s", 2)):
        with open(os.path.join(folder, name + ".pem"), encoding="ascii") as file:
            equal(file.read().count("BEGIN CERTIFICATE"), count, name)


def default_names(folder):
    answer = made("certificate web", folder).answer
    equal(answer["certificate"]["names"], ["web", "localhost", "127.0.0.1", "::1"], answer)
    answer = made("certificate 'my own'", folder).answer
    equal(answer["certificate"]["names"], ["localhost", "127.0.0.1", "::1"], answer)
    expect(os.path.exists(os.path.join(folder, "my own.key")), "not there")


def times(folder):
    for words, lasts, ends in (("", 30, 30), ("--ca", 365, 365), ("--days 7", 7, 7),
                               ("--days -3", 1, -3), ("--from 2 --days 5", 5, 7),
                               ("--from -9 --days -3", 6, -3)):
        made(f"certificate a --force {words}", folder)
        told = made("cert a.pem", folder).answer["certificate"]
        begins, finishes = (ssl.cert_time_to_seconds(asked(
            "openssl", "x509", "-in", "a.pem", "-noout", which, folder=folder)
            .strip().split("=")[1]) for which in ("-startdate", "-enddate"))
        expect(abs(finishes - begins - lasts * 86400) <= 300, words, told)
        expect(told["days_left"] in (ends, ends - (ends > 0)), words, told)
        equal(told.get("expired", False), ends < 0, told)


def files_are_private(folder):
    os.umask(0)
    made("certificate a; certificate a --force", folder)
    equal(stat.S_IMODE(os.stat(os.path.join(folder, "a.key")).st_mode), 0o600)


def nothing_is_overwritten(folder):
    made("certificate a", folder)
    for gone, left in (("a.key", "a.pem"), ("a.pem", "a.key")):
        made("certificate a --force", folder)
        os.remove(os.path.join(folder, gone))
        with open(os.path.join(folder, left), "rb") as file:
            before = file.read()
        result = made("certificate a", folder)
        equal(result.answer["error"]["kind"], "refused", result)
        holds(result.answer["error"]["message"], left, "--force")
        with open(os.path.join(folder, left), "rb") as file:
            equal(file.read(), before, "written over")
        equal(sorted(os.listdir(folder)), [left])


def a_link_is_not_followed(folder):
    for flags in ("", "--force"):
        os.symlink("/nowhere/else", os.path.join(folder, "a.key"))
        result = made(f"certificate a {flags}", folder)
        equal(result.answer["ok"], flags == "--force", result)
        for name in os.listdir(folder):
            os.remove(os.path.join(folder, name))


def another_folder(folder):
    os.mkdir(os.path.join(folder, "d"))
    answer = made("certificate ca --ca --out d; certificate a --signed-by ca --out d/",
                  folder).answer
    equal((answer["file"], answer["key_file"], answer["signed_by"]),
          ("d/a.pem", "d/a.key", "ca"), answer)
    equal(sorted(os.listdir(os.path.join(folder, "d"))), ["a.key", "a.pem", "ca.key", "ca.pem"])


def what_cannot_be_written_leaves_nothing(folder):
    result = made("certificate a --out nowhere", folder)
    equal(result.status, 3, result)
    equal(result.answer["error"]["errno"], "ENOENT", result)
    os.mkdir(os.path.join(folder, "a.pem"))
    result = made("certificate a --force", folder)
    equal(result.answer["ok"], False, result)
    expect("a.pem.new" not in os.listdir(folder), "left behind", result)


def a_full_disk_leaves_what_was_there(folder):
    """The limit for files stands for one: it lets the key pass, and not the certificate."""
    def limited(*words):
        return run("-c", *words, cwd=folder, preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (300, 300)))
    os.chmod(folder, 0o777)
    result = limited("certificate a")
    equal((result.status, os.listdir(folder)), (3, []), result)
    holds(result.complaint, "EFBIG", "a.pem")
    made("certificate a", folder)
    before = [open_bytes(folder, name) for name in ("a.key", "a.pem")]
    result = limited("certificate a --force")
    equal((result.status, sorted(os.listdir(folder))), (3, ["a.key", "a.pem"]), result)
    equal([open_bytes(folder, name) for name in ("a.key", "a.pem")], before)


def is_refused(folder, commands, kind, words):
    result = made(commands, folder, "-k")
    equal(result.answer["error"]["kind"], kind, result)
    expect(words in result.answer["error"]["message"], f"not said: {words}", result)
    equal([name for name in os.listdir(folder) if name.startswith("x")], [], result)


REFUSED = [
    ("no CA", "certificate a; certificate x --signed-by a", "usage", "'a.pem' is no CA"),
    ("no signer", "certificate x --signed-by nobody", "system", "nobody.pem"),
    ("a name that is a path", "certificate ../x", "usage", "no '/'"),
    ("a name that looks like a flag", "certificate '-x'", "usage", "begins with"),
    ("an empty name", "certificate ''", "usage", "cannot be the name"),
    ("a long name", f"certificate {'x' * 65}", "usage", "64 bytes"),
    ("a signer that is a path", "certificate x --signed-by ../ca", "usage", "no '/'"),
    ("names that are none", "certificate x --names 'a b'", "usage", "neither a host name nor"),
    ("an empty name among names", "certificate x --names a,,b", "usage", "''"),
    ("names that would be directives", "certificate x --names DNS:a", "usage", "DNS:a"),
    ("a name with a NUL", r'certificate "x\x00y"', "usage", "cannot be the name"),
    ("names with a NUL", r'certificate x --names "a\x00b"', "usage", "NUL"),
    ("0 days", "certificate x --days 0", "usage", "0 days"),
    ("the end before the beginning", "certificate x --from 1 --days -1", "usage", "before"),
    ("a key of another kind", "certificate x --key dsa", "usage", "ec"),
    ("--safe", "certificate x", "refused", "--safe"),
]


# ---- what is told ----

def what_is_in_it(folder, key):
    made(f"certificate ca --ca --key {key}; certificate s --signed-by ca --key {key} --names "
         "b.example,::1", folder)
    told = made("cert s.pem", folder).answer["certificate"]
    equal((told["subject"], told["issuer"], told["names"], told["ca"]),
          ("CN=s", "CN=ca", ["b.example", "::1"], False), told)
    equal((told["key"], told["key_bits"]), KEYS[key], told)
    equal(told["purposes"], ["serverAuth", "clientAuth"], told)
    print_ = asked("openssl", "x509", "-in", "s.pem", "-noout", "-fingerprint", "-sha256",
                   folder=folder)
    equal(told["fingerprint"], print_.strip().split("=")[1], told)
    serial = asked("openssl", "x509", "-in", "s.pem", "-noout", "-serial", folder=folder)
    equal(told["serial"].replace(":", ""), serial.strip().split("=")[1], told)
    signature = asked("openssl", "x509", "-in", "s.pem", "-noout", "-text", folder=folder)
    holds(signature.lower(), told["signature"].lower())


def pem_is_the_certificate(folder):
    made("certificate ca --ca; certificate sub --ca --signed-by ca; certificate s --signed-by sub",
         folder)
    with open(os.path.join(folder, "s.pem"), encoding="ascii") as file:
        both = file.read()
    first = both[:both.index("-----END CERTIFICATE-----") + 26]
    equal(made("cert s.pem --pem", folder).answer["text"], first)
    equal(made("cert s.pem --pem --chain", folder).answer["text"], both)
    equal(run("-q", "-c", "cert s.pem --pem", cwd=folder).text, first)
    answer = made("cert s.pem --chain --out got", folder).answer
    equal((answer["file"], answer["bytes"]), ("got", len(both)), answer)
    with open(os.path.join(folder, "got"), encoding="ascii") as file:
        equal(file.read(), both)


def der_is_read(folder):
    made("certificate s", folder)
    asked("openssl", "x509", "-in", "s.pem", "-outform", "DER", "-out", "s.der", folder=folder)
    equal(made("cert s.der", folder).answer["subject"], "CN=s")


def hostile_names_are_escaped(folder):
    asked("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out",
          "odd.pem", "-utf8", "-subj", "/CN=od\x1b[31md\u202e\\\\x", "-addext",
          "subjectAltName=DNS:e\x1b]0;vil", folder=folder)
    for words in ("cert odd.pem", "cert odd.pem --ca odd.pem --name a", "cert odd.pem --chain"):
        result = run("-c", words, cwd=folder)
        expect(not sosh.CONTROL.search(result.out), words, result)
        expect("\u202e" not in result.text, words, result)
        holds(result.text, r"\x1b[31m", r"\u{202e}")


def a_long_list_of_names_is_bounded(folder):
    names = ",".join(f"DNS:host-{i}.example" for i in range(3000))
    with open(os.path.join(folder, "config"), "w", encoding="ascii") as file:
        file.write(f"[req]\ndistinguished_name = d\n[d]\n[x]\nsubjectAltName = {names}\n")
    asked("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out",
          "many.pem", "-subj", "/CN=" + "n" * 64, "-config", "config", "-extensions", "x",
          folder=folder)
    answer = made("cert many.pem --ca many.pem --name else.example", folder).answer
    expect(len(answer["certificate"]["names"]) <= 100, "too many", answer)
    expect(len(answer["why"]) < 320, "too long", answer)
    holds(answer["why"], "more")


def what_is_no_certificate(folder):
    made("certificate a", folder)
    for name, content in (("empty.pem", b""), ("junk.pem", os.urandom(4000)), ("text.pem",
                          b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
    os.mkfifo(os.path.join(folder, "pipe.pem"))
    for name, words in (("empty.pem", "holds no certificate"), ("junk.pem", "no certificate"),
                        ("text.pem", "no certificate"), ("a.key", "no certificate"),
                        ("pipe.pem", "not a file"), ("nothing.pem", "nothing.pem"),
                        ("./", "not a file")):
        result = made(f"cert {name}", folder)
        equal(result.answer["ok"], False, result)
        holds(result.answer["error"]["message"], words)


def damaged_ones_are_told_of_or_refused(folder):
    """Bytes changed at random, which get as far into each reader as they can."""
    made("certificate ca --ca; certificate s --signed-by ca --names a.example,127.0.0.1,::1",
         folder)
    seed = random.randrange(1 << 32)
    dice = random.Random(seed)
    with open(os.path.join(folder, "s.pem"), encoding="ascii") as file:
        whole = ssl.PEM_cert_to_DER_cert(file.read())
    commands = []
    for i in range(400):
        der = bytearray(whole)
        for _ in range(dice.randint(1, 3)):
            der[dice.randrange(len(der))] = dice.choice((0, 1, 0x7f, 0x80, 0xff,
                                                         dice.randrange(256)))
        with open(os.path.join(folder, f"{i}.der"), "wb") as file:
            file.write(der)
        commands.append(f"cert {i}.der --chain --ca ca.pem --name a.example\n")
    for options in (("--json",), ()):
        result = run(*options, "-k", input="".join(commands), cwd=folder)
        expect(result.status in (0, 1), f"seed {seed}", result)
        expect(not sosh.CONTROL.search(result.out + result.err), f"seed {seed}", result)
    told = run("--json", "-k", input="".join(commands), cwd=folder).answers
    equal(len(told), 400, f"seed {seed}")
    expect(sum(answer["ok"] for answer in told) > 50, f"few were read, seed {seed}")
    for i in [i for i, answer in enumerate(told) if answer.get("trusted")]:
        with open(os.path.join(folder, f"{i}.der"), "rb") as file:
            equal(file.read(), whole, f"a changed one is trusted, seed {seed}")


def safe_reads_no_file(folder):
    made("certificate a", folder)
    for words in ("cert a.pem", "cert ./a.pem", "pair; let f a.pem; cert $f",
                  "pair; cert 1 --out b", "pair; cert 1 --ca a.pem"):
        result = made(words, folder, "--safe")
        equal(result.answer["error"]["kind"], "refused", result)
    equal(sorted(os.listdir(folder)), ["a.key", "a.pem"])


def a_socket_without_tls_has_none(folder):
    result = made("pair; cert 1", folder)
    equal(result.answer["error"]["kind"], "refused", result)
    holds(result.answer["error"]["message"], "has no TLS")
    result = made("cert 9", folder)
    equal(result.answer["error"]["kind"], "usage", result)


# ---- with a peer ----

def two_commands_make_a_server(folder):
    made("certificate server", folder)
    answers = made("pair; tls 2 --server --cert server.pem --key server.key &\n"
                   "tls 1 --ca server.pem --name localhost; join all; send 1 hello; recv 2\n"
                   "cert 1; cert 1 --out got.pem; info 1; cert 2", folder, "-k").answers
    data = [answer["data"] for answer in answers if answer["command"] == "recv"]
    equal(data, ["hello"], answers)
    told = [answer for answer in answers if answer["command"] == "cert"]
    equal((told[0]["trusted"], told[0]["subject"]), (True, "CN=server"), told)
    equal(told[2]["error"]["kind"], "refused", told)
    info = [answer for answer in answers if answer["command"] == "info"][0]
    equal(info["certificate"], told[0]["certificate"], info)
    equal(info["trusted"], True, info)
    with open(os.path.join(folder, "got.pem"), "rb") as got, \
            open(os.path.join(folder, "server.pem"), "rb") as server:
        equal(got.read(), server.read())


def of_a_name_nobody_spoke(folder):
    made("certificate server", folder)
    answer = made("pair; tls 2 --server --cert server.pem --key server.key &\n"
                  "tls 1 --ca server.pem --insecure; join all; cert 1", folder, "-k").answer
    equal((answer["trusted"], answer["reason"]), (False, "no_name"), answer)
    result = made(r'cert server.pem --ca server.pem --name "localhost\x00x"', folder)
    equal(result.answer["error"]["kind"], "usage", result)


def one_that_was_refused_is_still_told_of(folder):
    made("certificate server --days -2", folder)
    answers = made("pair; tls 2 --server --cert server.pem --key server.key &\n"
                   "tls 1 --ca server.pem --name localhost\ncert 1 --chain", folder,
                   "-k").answers
    told = [answer for answer in answers if answer["command"] == "cert"][0]
    equal((told["trusted"], told["reason"]), (False, "expired"), told)
    equal(told["certificate"]["subject"], "CN=server", told)


def mutual_tls(folder):
    """The server sees who the client is."""
    made("certificate ca --ca; certificate server --signed-by ca; "
         "certificate me --signed-by ca --for client", folder)
    answers = made("pair; tls 2 --server --cert server.pem --key server.key --ca ca.pem "
                   "--require-client-cert &\ntls 1 --ca ca.pem --name localhost "
                   "--client-cert me.pem --client-key me.key\njoin all; cert 2 --chain", folder,
                   "-k").answers
    equal((answers[-1].get("subject"), answers[-1].get("trusted")), ("CN=me", True), answers)
    equal(len(answers[-1]["chain"]), 1, answers)


def python_trusts_it(folder):
    """Python's ssl, which has been strict since 3.13, as client."""
    made("certificate ca --ca; certificate server --signed-by ca", folder)
    context = ssl.create_default_context(cafile=os.path.join(folder, "ca.pem"))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
    ours, theirs = socket.socketpair()
    ours.settimeout(PATIENCE)
    theirs.settimeout(PATIENCE)
    thread = threading.Thread(target=lambda: server.wrap_socket(theirs, server_side=True).close())
    thread.start()
    with context.wrap_socket(ours, server_hostname="localhost") as tls:
        equal(tls.getpeercert()["subject"], ((("commonName", "server"),),))
    thread.join(PATIENCE)


EACH_KEY = [openssl_accepts, gnutls_accepts, the_key_is_that_of_the_certificate, what_is_in_it]
CASES = [extensions_of_a_server, extensions_of_a_ca, serial_numbers_are_random,
         the_chain_is_in_the_file_but_for_the_root, default_names, times, files_are_private,
         nothing_is_overwritten, a_link_is_not_followed, another_folder,
         what_cannot_be_written_leaves_nothing, a_full_disk_leaves_what_was_there,
         pem_is_the_certificate, der_is_read, hostile_names_are_escaped,
         a_long_list_of_names_is_bounded, what_is_no_certificate,
         damaged_ones_are_told_of_or_refused, safe_reads_no_file, a_socket_without_tls_has_none,
         two_commands_make_a_server, of_a_name_nobody_spoke, one_that_was_refused_is_still_told_of,
         mutual_tls, python_trusts_it]


def main():
    if not sosh.OPENSSL:
        print("skipped: this sosh was built without OpenSSL")
        sys.exit(77)
    if not shutil.which("openssl"):
        print("skipped: there is no program 'openssl'")
        sys.exit(77)
    suite = Suite()
    for case in EACH_KEY:
        for key in KEYS:
            if case is gnutls_accepts and not shutil.which("certtool"):
                print("skipped: gnutls accepts: there is no program 'certtool'")
                continue
            suite.case(f"{case.__name__.replace('_', ' ')}: {key}", case, key)
    for case in CASES:
        suite.case(case.__name__.replace("_", " "), case)
    for name, commands, kind, words in REFUSED:
        if name != "--safe":
            suite.case(f"refused: {name}", is_refused, commands, kind, words)
    suite.end()


main()
