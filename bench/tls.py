"""tls: sosh beside `openssl s_client` and a bare C program with libssl, TLS 1.3 on loopback."""

import os
import shutil
import subprocess
import sys
import time

HANDSHAKES = 1000
FOUR_GIB = 4 << 30


def needs_openssl(path):
    program = shutil.which("openssl", path=path)
    if not program:
        sys.exit("bench/run: 'tls' needs the program openssl to compare with")
    return program


def certificate(program, folder):
    """Of localhost, and of itself: CERT and KEY."""
    cert, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
    subprocess.run([program, "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-days", "7", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert],
                   check=True, capture_output=True)
    return cert, key


def sparse(folder, size):
    path = os.path.join(folder, "much")
    with open(path, "wb") as file:
        file.truncate(size)
    return path


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def begun(port, cert, body):
    """A script of a client's."""
    return (f"socket tcp\nconnect 1 127.0.0.1:{port}\n"
            f"tls 1 --name localhost --ca '{cert}' --min 1.3\n{body}\n")


def elapse(words, stdin):
    """Runs it once: the seconds that pass until it has ended."""
    began = time.monotonic()
    with open(stdin, "rb") as file:
        subprocess.run(words, stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       check=True)
    return time.monotonic() - began


class Bulk:
    """`size` bytes to a bare peer, and from one."""

    def __init__(self, options, folder, server, bare):
        self.openssl = needs_openssl(server.path)
        self.cert, self.key = certificate(self.openssl, folder)
        self.options, self.folder, self.server, self.bare = options, folder, server, bare

    def rounds(self, rows):
        """The times of each, in turns; the first round warms the caches up."""
        times = {label: [] for label, _, _ in rows}
        for turn in range((self.options.rounds or 3) + 1):
            for label, words, stdin in rows:
                spent = elapse(words, stdin)
                if turn:
                    times[label].append(spent)
        return times

    def client(self, port):
        return [self.openssl, "s_client", "-connect", f"127.0.0.1:{port}", "-tls1_3", "-quiet",
                "-CAfile", self.cert, "-verify_return_error"]

    def send(self):
        much = sparse(self.folder, self.options.size)
        with self.server(self.bare, "sink", self.cert, self.key) as peer:
            script = write(self.folder, "send", begun(
                peer.port, self.cert, f"send 1 file:'{much}' --timeout never"))
            return self.rounds([
                ("openssl s_client", [*self.client(peer.port), "-no_ign_eof"], much),
                ("sosh FILE", [self.options.sosh, script], os.devnull)])

    def recv(self):
        with self.server(self.bare, "source", self.cert, self.key,
                         str(self.options.size)) as peer:
            script = write(self.folder, "recv", begun(
                peer.port, self.cert, "recv 1 --eof --out /dev/null --timeout never"))
            return self.rounds([
                ("openssl s_client", self.client(peer.port), os.devnull),
                ("sosh FILE", [self.options.sosh, script], os.devnull)])


def connecting(bulk, spend):
    """Handshakes of a client; the CPU time of each."""
    with bulk.server(bulk.bare, "accept", bulk.cert, bulk.key, "-1") as peer:
        body = (f"repeat {HANDSHAKES} {{ socket tcp --name c; connect c 127.0.0.1:{peer.port}; "
                f"tls c --name localhost --ca '{bulk.cert}' --min 1.3; close c }}\n")
        script = write(bulk.folder, "connect", body)
        rows = {"bare C": [bulk.bare, "connect", peer.port, bulk.cert, str(HANDSHAKES)],
                "sosh -q FILE": [bulk.options.sosh, "-q", script]}
        times = {label: [] for label in rows}
        for turn in range((bulk.options.rounds or 7) + 1):
            for label, words in rows.items():
                spent = spend(words, bulk.folder)
                if turn:
                    times[label].append(spent)
    return times


def accepting(bulk):
    """Handshakes of a server, with the bare client; the CPU time of each."""
    body = (f"socket tcp --name s; bind s 127.0.0.1:0; listen s\necho ${{s.local.port}}\n"
            f"repeat {HANDSHAKES} {{ accept s --name c; tls c --server --cert '{bulk.cert}' "
            f"--key '{bulk.key}' --min 1.3; close c }}\n")
    script = write(bulk.folder, "accept", body)
    rows = {"bare C": [bulk.bare, "accept", bulk.cert, bulk.key, str(HANDSHAKES)],
            "sosh -q FILE": [bulk.options.sosh, "-q", script]}
    times = {label: [] for label in rows}
    for turn in range((bulk.options.rounds or 7) + 1):
        for label, words in rows.items():
            spent = spend_beside(words, bulk)
            if turn:
                times[label].append(spent)
    return times


def spend_beside(words, bulk):
    """The seconds of CPU time of a server, of which the first line is its port."""
    process = subprocess.Popen(words, stdout=subprocess.PIPE)
    port = process.stdout.readline().decode().strip()
    subprocess.run([bulk.bare, "connect", port, bulk.cert, str(HANDSHAKES)], check=True)
    process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if status:
        sys.exit(f"bench/run: {' '.join(words)}: status {process.returncode}")
    return used.ru_utime + used.ru_stime
