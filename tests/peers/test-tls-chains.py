#!/usr/bin/python3
"""Certificates that must not be trusted: each is refused by its own name, by `tls` in a handshake
with a real server and by `cert` as a file; one that differs in nothing but the fault is taken.

Arguments name the cases to run."""

import os
import ssl
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from chains import Maker, Server                # noqa: E402
import sosh                                     # noqa: E402
from sosh import Suite, equal, expect     # noqa: E402


class Chain:
    """What is sent (the first is the end's own), who is trusted, and the name that is wanted."""

    def __init__(self, sent, trusted, name="localhost", crl="", newest=ssl.TLSVersion.TLSv1_3):
        self.sent, self.trusted, self.name, self.crl = sent, trusted, name, crl
        self.newest = newest

    def files(self, folder):
        """The chain, and the trusted ones."""
        paths = os.path.join(folder, "chain.pem"), os.path.join(folder, "ca.pem")
        for path, text in zip(paths, ("".join(cert.pem for cert in self.sent),
                                      "".join(cert.pem for cert in self.trusted) + self.crl)):
            with open(path, "w", encoding="ascii") as file:
                file.write(text)
        return paths


def flipped(der):
    """Another signature; it stays one by its form."""
    return der[:-1] + bytes([der[-1] ^ 1])


def swapped(old, new):
    return lambda der: der.replace(old, new)


def constrained(what):
    return f"nameConstraints = critical,{what}\n"


# A dNSName with a NUL in it: to a careless reader it is "localhost".
NUL_NAME = b"localhost\0.evil.example"
NUL_EXTENSION = "DER:" + bytes([0x30, len(NUL_NAME) + 2, 0x82, len(NUL_NAME), *NUL_NAME]).hex()


def all_chains(make, crl):
    """(name, the reason, words of the sentence, the bad one, its good look-alike)."""
    root = make("the root", ca=True)
    other_root = make("another root", ca=True)
    sub = make("a sub CA", root, ca=True)
    leaf = make("localhost", root)
    below = make("localhost", sub)
    good = Chain([leaf], [root])
    good_sub = Chain([below, sub], [root])

    def own(**how):
        return Chain([make("localhost", root, **how)], [root])

    def named(names, wanted):
        return Chain([make("somebody", root, names=names)], [root], wanted)

    def under(how, **of_leaf):
        """Below an intermediate CA that is as `how` says."""
        middle = make("a middle CA", root, **how)
        return Chain([make("localhost", middle, **of_leaf), middle], [root])

    yield "expired", "expired", "expired 1 day ago", own(days=(-9, -1.5)), good
    yield ("not yet valid", "not_yet_valid", "is valid from", own(days=(2.5, 9)), good)
    yield ("another host", "wrong_name", "is not for 'localhost': it is for other.example",
           named("DNS:other.example", "localhost"), named("DNS:localhost", "localhost"))
    yield ("another address", "wrong_address",
           "is not for the address 127.0.0.1: it is for 127.0.0.2",
           named("IP:127.0.0.2", "127.0.0.1"), named("IP:127.0.0.1", "127.0.0.1"))
    yield ("an address that is written as a host's name", "wrong_address", "127.0.0.1",
           named("DNS:127.0.0.1", "127.0.0.1"), named("IP:127.0.0.1", "127.0.0.1"))
    yield ("a name in the subject alone", "wrong_name", "no name at all", own(names=None), good)
    yield ("a name in the subject, another among the names", "wrong_name", "other.example",
           own(names="DNS:other.example"), good)
    yield ("a wildcard for two labels", "wrong_name", r"*.example.com",
           named("DNS:*.example.com", "a.b.example.com"),
           named("DNS:*.example.com", "b.example.com"))
    yield ("a wildcard for the domain itself", "wrong_name", "*.example.com",
           named("DNS:*.example.com", "example.com"), named("DNS:example.com", "example.com"))
    yield ("a wildcard for all of a top level domain", "wrong_name", "*.com",
           named("DNS:*.com", "example.com"), named("DNS:*.example.com", "www.example.com"))
    yield ("a wildcard for everything", "wrong_name", "*",
           named("DNS:*", "localhost"), good)
    yield ("a wildcard within a label", "wrong_name", "w*.example.com",
           named("DNS:w*.example.com", "www.example.com"),
           named("DNS:*.example.com", "www.example.com"))
    yield ("a name with a NUL in it", "wrong_name", "evil.example",
           named(NUL_EXTENSION, "localhost"), good)
    yield ("for clients only", "wrong_purpose", "it is for clientAuth",
           own(purpose="clientAuth"), own(purpose="clientAuth,serverAuth"))
    yield ("for programs only", "wrong_purpose", "it is for codeSigning",
           own(purpose="codeSigning"), own(purpose=None))
    yield ("below a CA for clients only", "wrong_purpose", "the CA certificate of 'CN=a middle CA'",
           under({"ca": "critical,CA:TRUE", "usage": "critical,keyCertSign", "names": None,
                  "purpose": "clientAuth"}),
           under({"ca": "critical,CA:TRUE", "usage": "critical,keyCertSign", "names": None}))
    yield ("below one that is no CA", "not_a_ca", "the CA certificate of 'CN=a middle CA' may not",
           under({"ca": "critical,CA:FALSE", "usage": "critical,keyCertSign"}),
           under({"ca": "critical,CA:TRUE", "usage": "critical,keyCertSign"}))
    yield ("below one that does not say that it is a CA", "not_a_ca", "basicConstraints",
           under({"ca": "", "usage": "critical,keyCertSign"}), good_sub)
    yield ("below one that may not sign", "no_cert_sign", "keyCertSign",
           under({"ca": "critical,CA:TRUE", "usage": "critical,digitalSignature,cRLSign"}),
           good_sub)
    yield ("below a server", "no_cert_sign", "may not sign others",
           Chain([make("localhost", leaf), leaf], [root]), good_sub)
    short = make("a short CA", root, ca="critical,CA:TRUE,pathlen:0", usage="critical,keyCertSign",
                 names=None, purpose=None)
    lower = make("a lower CA", short, ca=True)
    yield ("a path that is too long", "path_too_long", "'CN=a short CA' allows for fewer CAs",
           Chain([make("localhost", lower), lower, short], [root]),
           Chain([make("localhost", short), short], [root]))
    yield ("another signature", "bad_signature", "was changed after 'CN=the root' signed it",
           Chain([leaf.changed(flipped)], [root]), good)
    yield ("changed on the way", "bad_signature", "the signature of the certificate",
           Chain([make("localhost", root, names="DNS:localhosu")
                  .changed(swapped(b"localhosu", b"localhost"))], [root]), good)
    yield ("an intermediate one that was changed", "bad_signature", "'CN=a sub CA'",
           Chain([below, sub.changed(flipped)], [root]), good_sub)
    above = make("localhost", sub, more="authorityInfoAccess = caIssuers;URI:http://a.example/\n")
    yield ("an intermediate one that was not sent", "missing_intermediate", "'CN=a sub CA'",
           Chain([above], [root]), Chain([above, sub], [root]))
    yield ("an intermediate one that was not sent, and nothing tells", "unknown_issuer",
           "'CN=a sub CA'", Chain([below], [root]), good_sub)
    yield ("an issuer whom nobody knows", "unknown_issuer", "'CN=another root'",
           Chain([make("localhost", other_root)], [root]), good)
    yield ("a root whom nobody knows", "unknown_root", "ends at 'CN=another root'",
           Chain([make("localhost", other_root), other_root], [root]), Chain([leaf, root], [root]))
    alone = make("localhost")
    yield ("self-signed", "self_signed", "is self-signed", Chain([alone], [root]),
           Chain([alone], [root, alone]))
    twin = make("the root", ca=True)
    yield ("a root of the same name", "other_key", "another 'CN=the root'",
           Chain([make("localhost", twin)], [root]), good)
    nameless = make("the root", ca=True, identified=False)
    yield ("a root of the same name, and no key identifiers", "bad_signature", "somebody else",
           Chain([make("localhost", nameless, identified=False)],
                 [make("the root", ca=True, identified=False)]),
           Chain([make("localhost", nameless, identified=False)], [nameless]))
    limited = {"ca": "critical,CA:TRUE", "usage": "critical,keyCertSign", "names": None,
               "purpose": None}
    yield ("a name that its CA is not permitted", "not_permitted",
           "'CN=a middle CA' may not issue certificates for",
           under({**limited, "more": constrained("permitted;DNS:example.com")}),
           under({**limited, "more": constrained("permitted;DNS:localhost")}))
    yield ("a name that its CA is denied", "not_permitted", "localhost",
           under({**limited, "more": constrained("excluded;DNS:localhost")}),
           under({**limited, "more": constrained("excluded;DNS:example.com")}))
    yield ("an address that its CA is not permitted", "not_permitted", "127.0.0.1",
           under({**limited, "more": constrained("permitted;IP:10.0.0.0/255.0.0.0")},
                 names="DNS:localhost,IP:127.0.0.1"),
           under({**limited, "more": constrained("permitted;IP:127.0.0.0/255.0.0.0")},
                 names="DNS:localhost,IP:127.0.0.1"))
    yield ("a key of 1024 bits", "weak_key", "RSA 1024 bits", own(key="rsa1024"), own(key="rsa"))
    weakest = own(key="rsa512")
    weakest.newest = ssl.TLSVersion.TLSv1_2     # there is no room for a signature of 1.3 in it
    yield "a key of 512 bits", "weak_key", "RSA 512 bits", weakest, own(key="rsa")
    yield ("a CA's key of 1024 bits", "weak_key", "'CN=a middle CA'",
           under({"ca": True, "key": "rsa1024"}), under({"ca": True, "key": "rsa"}))
    rsa_root = make("an RSA root", ca=True, key="rsa")
    for digest in ("sha1", "md5"):
        try:
            weak = Chain([make("localhost", rsa_root, digest=digest)], [rsa_root])
            weak_ca = under({"ca": True, "digest": digest}) if digest == "sha1" else None
        except ValueError as error:     # some systems do not even make them
            print(f"skipped: signed with {digest}: {error}")
            continue
        yield (f"signed with {digest}", "weak_signature", f"is signed with {digest}", weak,
               Chain([make("localhost", rsa_root)], [rsa_root]))
        if digest == "sha1":            # ECDSA with MD5 has no number
            yield (f"an intermediate one signed with {digest}", "weak_signature",
                   "'CN=a middle CA'", weak_ca, under({"ca": True}))
    yield ("below a CA that expired", "expired", "the CA certificate of 'CN=a middle CA'",
           under({"ca": True, "days": (-9, -1.5)}), under({"ca": True}))
    yield ("below a CA that is not yet valid", "not_yet_valid", "'CN=a middle CA'",
           under({"ca": True, "days": (2.5, 9)}), under({"ca": True}))
    old_root = make("an old root", ca=True, days=(-9, -1.5))
    yield ("a root that expired", "expired", "'CN=an old root'",
           Chain([make("localhost", old_root)], [old_root]), good)
    revoked = make("localhost", root)
    full = crl(root, revoked)
    yield ("revoked", "revoked", "was revoked by 'CN=the root'",
           Chain([revoked], [root], crl=full), Chain([leaf], [root], crl=full))
    yield ("nobody tells whether it was revoked", "no_crl", "no list (CRL) of 'CN=the root'",
           Chain([leaf], [root, other_root], crl=crl(other_root)),
           Chain([leaf], [root, other_root], crl=full))
    yield ("a list of revoked ones that is out of date", "old_crl", "out of date",
           Chain([leaf], [root], crl=crl(root, days=(-9, -1))), Chain([leaf], [root], crl=full))
    yield ("an extension that nobody knows", "unknown_extension", "critical",
           own(more="1.2.3.4 = critical,DER:0500\n"), own(more="1.2.3.4 = DER:0500\n"))


def asked(chain, ca, address, *flags):
    return (f"socket tcp; connect 1 {address}; "
            f"tls 1 --name {chain.name} --ca {ca} {' '.join(flags)}")


def of_server(chain, folder, commands):
    """The answers of a sosh that meets a server with this chain."""
    path, ca = chain.files(folder)
    with Server(chain.sent[0].key, path, chain.newest) as server:
        return sosh.answers(commands(ca, server.address), "-k").answers


def is_refused_by_tls(folder, chain, reason, words):
    answer = of_server(chain, folder, lambda ca, at: asked(chain, ca, at))[-1]
    equal(answer["ok"], False, answer)
    equal(answer["error"]["kind"], "tls", answer)
    equal(answer["error"]["reason"], reason, answer)
    expect(words in answer["error"]["message"], f"not said: {words}", answer)
    expect(answer["error"]["certificate"]["fingerprint"], "which one?", answer)


def shown(chain, folder):
    path, ca = chain.files(folder)
    return sosh.answers(f"cert {path} --ca {ca} --name {chain.name}").answer


def is_refused_by_cert(folder, chain, reason, words):
    answer = shown(chain, folder)
    equal(answer["trusted"], False, answer)
    equal(answer["reason"], reason, answer)
    expect(words in answer["why"], f"not said: {words}", answer)


def is_told_where_it_was_taken(folder, chain, reason, words):
    """--insecure is no reason to keep quiet."""
    answers = of_server(chain, folder, lambda ca, at:
                        asked(chain, ca, at, "--insecure") + "; recv 1; cert 1")
    equal(answers[2]["ok"], True, answers)
    equal(answers[2]["verified"], False, answers)
    equal(answers[3]["data"], "welcome\n", answers)
    equal(answers[4]["reason"], reason, answers)
    expect(words in answers[4]["why"], f"not said: {words}", answers)


def is_taken(folder, chain):
    answers = of_server(chain, folder, lambda ca, at:
                        asked(chain, ca, at) + "; recv 1; cert 1 --chain")
    equal([answer["ok"] for answer in answers], [True] * 5, answers)
    equal(answers[2]["verified"], True, answers)
    equal(answers[4]["trusted"], True, answers)
    equal(len(answers[4]["chain"]), len(chain.sent), answers)
    equal(shown(chain, folder)["trusted"], True, answers)


def main():
    if not sosh.OPENSSL:
        print("skipped: this sosh was built without OpenSSL")
        sys.exit(77)
    suite = Suite()
    with tempfile.TemporaryDirectory(prefix="sosh-chains-") as folder:
        maker = Maker(folder)
        taken = {}
        for name, reason, words, bad, good in all_chains(maker.make, maker.crl):
            suite.case(f"{name}: refused by tls", is_refused_by_tls, bad, reason, words)
            suite.case(f"{name}: refused by cert", is_refused_by_cert, bad, reason, words)
            suite.case(f"{name}: told of where it was taken", is_told_where_it_was_taken, bad,
                       reason, words)
            if id(good) not in taken:
                suite.case(f"{name}: a good one is taken", is_taken, good)
            taken[id(good)] = good
    suite.end()


main()
