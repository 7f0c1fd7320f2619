"""chains: certificates as one wants them, good or bad, made by the openssl program (`openssl ca`
is the one of its commands that takes times), and a server that shows them."""

import os
import socket
import ssl
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "commands"))
from sosh import PATIENCE                       # noqa: E402

CONFIG = """
[ca]
default_ca = it
[it]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
unique_subject = no
policy = any
default_md = sha256
email_in_dn = no
crlnumber = {folder}/crlnumber
[any]
commonName = supplied
[req]
distinguished_name = dn
string_mask = utf8only
[dn]
"""
KEYS = {"ec": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        "rsa": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        "rsa1024": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
        "rsa512": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:512"]}
LEAF = "critical,CA:FALSE"


def openssl(*words):
    done = subprocess.run(["openssl", *words], capture_output=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise ValueError(f"openssl {' '.join(words)}: {done.stderr.decode()}")
    return done.stdout


def moment(days):
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + days * 86400))


class Cert:
    """A certificate and its key, in files; `pem` is its text."""

    def __init__(self, path, pem):
        self.path, self.pem = path, pem

    @property
    def key(self):
        return self.path + ".key"

    @property
    def der(self):
        return ssl.PEM_cert_to_DER_cert(self.pem)

    def changed(self, change):
        """The same with other bytes, which nobody has signed."""
        return Cert(self.path, ssl.DER_cert_to_PEM_cert(change(self.der)))


class Maker:
    """Makes certificates in a folder."""

    def __init__(self, folder):
        self.folder, self.count, self.keys = folder, 0, {}
        self.config = self.file("config", CONFIG.format(folder=folder))
        self.file("index", "")
        self.file("crlnumber", "01\n")

    def file(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        return path

    def private(self, path, kind):
        openssl("genpkey", *KEYS[kind], "-out", path)

    def make(self, name="localhost", issuer=None, *, names="DNS:localhost", days=(-2, 30),
             key="ec", digest="sha256", ca=None, usage=None, purpose="serverAuth", more="",
             identified=True):
        """One of CN=`name`, signed by `issuer` or itself.  An extension that is None is left out;
        `ca` and `usage` have the usual values for a CA with ca=True."""
        self.count += 1
        path = os.path.join(self.folder, str(self.count))
        extensions = "[x]\n"
        if ca is True:
            ca, usage = "critical,CA:TRUE", usage or "critical,keyCertSign,cRLSign"
            names = purpose = None
        elif ca is None:
            ca, usage = LEAF, usage or "critical,digitalSignature,keyEncipherment"
        for what, value in (("basicConstraints", ca), ("keyUsage", usage),
                            ("extendedKeyUsage", purpose), ("subjectAltName", names)):
            if value:
                extensions += f"{what} = {value}\n"
        how = ("hash", "keyid") if identified else ("none", "none")
        extensions += "subjectKeyIdentifier = %s\nauthorityKeyIdentifier = %s\n" % how
        extensions = self.file(f"{self.count}.cnf", extensions + more)
        self.private(path + ".key", key)
        openssl("req", "-new", "-config", self.config, "-key", path + ".key", "-subj",
                f"/CN={name}", "-out", path + ".csr")
        by = ["-cert", issuer.path, "-keyfile", issuer.key] if issuer else \
            ["-selfsign", "-keyfile", path + ".key"]
        openssl("ca", "-batch", "-notext", "-config", self.config, *by, "-in", path + ".csr",
                "-out", path, "-md", digest, "-startdate", moment(days[0]), "-enddate",
                moment(days[1]), "-extfile", extensions, "-extensions", "x")
        with open(path, encoding="ascii") as file:
            return Cert(path, file.read())

    def crl(self, issuer, *revoked, days=(-1, 30)):
        """The list of those that an issuer revoked."""
        for cert in revoked:
            openssl("ca", "-config", self.config, "-cert", issuer.path, "-keyfile", issuer.key,
                    "-revoke", cert.path)
        self.count += 1
        path = os.path.join(self.folder, f"{self.count}.crl")
        openssl("ca", "-config", self.config, "-cert", issuer.path, "-keyfile", issuer.key,
                "-gencrl", "-crl_lastupdate", moment(days[0]), "-crl_nextupdate", moment(days[1]),
                "-out", path)
        with open(path, encoding="ascii") as file:
            return file.read()


class Server:
    """Shows a chain, whatever it is, to everybody who connects; `with` it there is one."""

    def __init__(self, key, chain, newest=ssl.TLSVersion.TLSv1_3):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.set_ciphers("ALL:@SECLEVEL=0")
        self.context.maximum_version = newest
        self.context.load_cert_chain(chain, key)

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(PATIENCE)

    def serve(self):
        while True:
            try:
                conn, _ = self.listener.accept()
            except OSError:
                return
            conn.settimeout(PATIENCE)
            try:
                with self.context.wrap_socket(conn, server_side=True) as tls:
                    tls.sendall(b"welcome\n")
                    tls.recv(1)
            except OSError:
                conn.close()
