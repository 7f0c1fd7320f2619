"""scripts: random scripts, mostly well formed, over all that the language has.

Nothing in them waits for long, runs for ever or leaves the machine; after some bytes
were changed they may be nonsense, but still so."""

import random
import re

VERBS = ("accept bind close connect dup echo expect fails foreach get if info let "
         "listen name pair poll quit recv repeat reset resolve reverse send set "
         "shutdown sleep socket status try adopt config help history interfaces "
         "source trace break continue on off dump spawn wait_port on").split()
RARE = ("adopt config history interfaces source trace break continue quit help resolve "
        "reverse name").split()
KINDS = ("tcp tcp6 udp udp6 unix unix-dgram unix-seqpacket tcp udp unix "
         "raw:icmp packet ping mptcp vsock netlink:route").split()
THREE = ("inet stream 0", "AF_INET SOCK_STREAM 0", "2 1 6", "inet6 dgram", "unix stream",
         "1 2 0", "99 1 0", "2 99", "unix seqpacket 0", "AF_INET SOCK_RAW 1")
NAMES = ("a", "b", "left", "right", "server", "x_1", "y-2", "all", "answer", "9x", "''")
OPTIONS = ("reuseaddr", "reuseport", "keepalive", "linger", "sndbuf", "rcvbuf", "rcvtimeo",
           "sndtimeo", "nodelay", "cork", "broadcast", "oobinline", "error", "type",
           "congestion", "ttl", "tos", "mtu", "mtu_discover", "v6only", "rcvlowat", "maxseg",
           "user_timeout", "peercred", "info", "priority", "passcred", "6:1", "1:2", "1:999",
           "socket:2", "SOL_SOCKET:SO_RCVBUF", "0:0", "all", "nosuch", "keepidle", "fastopen")
VALUES = ("on", "off", "1", "0", "true", "no", "-1", "64k", "4096", "1500ms", "on 0", "off 5s",
          "on 1ms", "cubic", "reno", "2147483648", "99999999999999999999", "int 1", "hex:01",
          "hex:\"01 00 00 00\"", "hex:0", "\"\"", "lots", "0x10", "1.5", "1e300")
ADDRESSES = ("127.0.0.1:0", "127.0.0.1:1", "[::1]:0", "[::1]:1", "localhost:0", "*:0",
             "@sosh-random", "\"\"", "@", "127.0.0.1:99999", "127.0.0.1", "[::1]", "1.2.3.4.5:6",
             "192.0.2.1:9", "[::ffff:127.0.0.1]:0", "127.0.0.1:http", "127.0.0.1:nosuch",
             "@\"a\\x00b\"", "@\"\\e]0;x\\a\"", "[fe80::1%lo]:1", "/nowhere/at/all",
             "@" + "n" * 107, "@" + "n" * 108, "010.1.1.1:1", "0x7f.1:1", "[::1%nosuch]:1",
             "127.0.0.1:-1", "127.0.0.1:+1", "127.0.0.1: 1", "127.0.0.1:\u0661", ":", "lo:ip", "0:1")
TEXTS = ("hello", "\"one two\"", "'single $x'", "\"\\r\\n\\t\\a\\e[31m\\0\\x7f\"", "\"\\u{202e}abc\"",
         "\u00fc", "\"\u4e2d\u6587\"", "\"\\u{1f600}\"", "a\\ b", "\"\\xff\\xfe\"", "\"\\xc2\\x9b31m\"",
         "{\"a\":1}", "\"%n%s%d\"", "\"\\\\\"", "''", "\"\\u00ad\\u200b\\ufeff\"", "a{3}", "~", "=",
         "\"\\xed\\xa0\\x80\"", "\"e\\u0301\\u0301\\u0301\"", "\"\\u{10ffff}\"", "--", "'--peek'")
DATA = ("hex:\"de ad be ef\"", "hex:00ff", "hex:0", "base64:aGVsbG8=", "base64:!", "u8:7", "u8:256",
        "u16be:258", "u16le:-1", "u32be:$i", "u64le:18446744073709551615", "i8:-128", "i64be:-1",
        "f32be:1.5", "f64le:nan", "f64be:1e999", "zero:4k", "zero:0", "random:64", "pattern:1k",
        "pattern:100k", "fill:10:\"ab\"", "fill:10:", "len16be{ hello }", "len8{ zero:256 }",
        "len32le{ len8{ \"x\" } u8:1 }", "text:hex:zz", "file:/etc/passwd", "zero:99999999999999999",
        "fill:4k:\"\\e[31m\"", "random:70k", "zero:-1", "u8:", "hex:")
SOUND = ("hex:\"de ad be ef\"", "base64:aGVsbG8=", "u8:7", "u16be:258", "u32be:$i", "i64be:-1",
         "zero:4k", "pattern:1k", "pattern:100k", "fill:10:\"ab\"", "len16be{ hello u8:1 }",
         "random:70k", "fill:4k:\"\\e[31m\"", "$x", "$x$i")
PROPERTIES = ("number name fd kind family type protocol state local local.host local.port peer "
              "peer.host peer.port listener pair readable writable hangup error recvq buffered "
              "sendq received sent age rtt cwnd mss congestion credentials nosuch").split()
ANSWERS = ("answer.ok", "answer.bytes", "answer.data", "answer.eof", "answer.error.errno",
           "answer.error.kind", "answer.error.message", "answer.socket", "answer.from",
           "answer.local", "answer", "match.0", "match.9", "arg.0", "arg.count", "env.PATH",
           "x", "i", "nosuch", "answer.nosuch", "answer.options.reuseaddr", "answer.sockets",
           "answer.values.0", "answer.fields.a", "answer.error.partial", "answer.buffered")
ERRORS = ("any", "ECONNREFUSED", "EINVAL", "ENOTCONN", "EAGAIN", "EPIPE", "usage", "timeout",
          "system", "expectation", "refused", "limit", "ENOSUCH", "EADDRINUSE", "EISCONN")
OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "~", "contains")
PATTERNS = ("'^(.*)$'", "'h(?<NAME>.)llo'", "'('", "'(a*)*b'", "\"\\\\d+\"", "''", "'[[:alpha:]]+'")
TIMES = ("0", "1ms", "2ms", "5ms", "0.001", "1us", "-1", "1e9x", "''")
FORMS = ("len8", "len16be", "len32le", "u8", "u16be,i32le", "a=u8,b=f64be,u64le", "u8,", "x")
SIZES = ("1", "16", "4096", "64k", "0", "100k", "0x10", "-1", "9999999999999999999", "1M")
# What is known to be refused where it stands, before anything runs.
BAD = ("\"open", "\"\\q\"", "}", "{", "\"\\u{110000}\"", "nosuchverb 1", "socket tcp --nosuch",
       "$1", "${", "${x", "\"\\xZ\"", "repeat", "if", "try", "send", "\\",
       "send 1 len16be{ }")
BYTES = b"\0\x01\x1b\x7f\x80\xff\xc2\xe2{}\"'$\\;#& \n\t<-~.:="
LINES = b"{}\"'$\\;# \n"


class Writer:
    """Writes one script."""

    def __init__(self, number, seed=1):
        self.dice = random.Random(f"{seed} {number}")
        self.sockets = 0
        self.known = []

    def one(self, *among):
        return self.dice.choice(among)

    def of(self, table):
        return self.dice.choice(table)

    def maybe(self, chance, text):
        return " " + text if self.dice.random() < chance else ""

    def n(self):
        """A socket: mostly one that there is."""
        if self.dice.random() < 0.06:
            return self.one("0", "-1", "999", "3x", "nobody", ".", "$i", "${answer.socket}", "''")
        if self.known and self.dice.random() < 0.75:
            return self.of(self.known[-8:])
        if self.dice.random() < 0.2:
            return self.one(self.of(NAMES[:6]), *self.known[-3:])
        return str(self.dice.randint(max(1, self.sockets - 6), max(1, self.sockets)))

    def time(self):
        return self.of(TIMES) if self.dice.random() < 0.2 else self.of(TIMES[:5])

    def timeout(self):
        return self.maybe(0.3, "--timeout " + self.time())

    def address(self):
        if self.dice.random() < 0.5:
            return "${%s.%s}" % (self.n(), self.one("local", "local", "local", "peer"))
        return self.of(ADDRESSES[:8]) if self.dice.random() < 0.6 else self.of(ADDRESSES)

    def word(self):
        roll = self.dice.random()
        if roll < 0.5:
            return self.of(TEXTS)
        if roll < 0.65:
            return "${%s}" % self.one("x", "i", "answer.ok", "arg.count")
        if roll < 0.75:
            return "${%s}" % self.of(ANSWERS)
        if roll < 0.9:
            return "${%s.%s}" % (self.one(self.n(), ""), self.of(PROPERTIES))
        return self.of(TEXTS) + self.of(TEXTS)

    def data(self):
        if self.dice.random() < 0.6:
            return " ".join(self.of(TEXTS[:14] + SOUND) for _ in range(self.dice.randint(1, 3)))
        return " ".join(self.of(DATA) if self.dice.random() < 0.5 else self.word()
                        for _ in range(self.dice.randint(1, 3)))

    def condition(self):
        left = self.of(PROPERTIES) if self.dice.random() < 0.2 else \
            "%s.%s" % (self.n(), self.of(PROPERTIES)) if self.dice.random() < 0.5 else self.word()
        operator = self.of(OPERATORS)
        return f"{left} {operator} " + (self.of(PATTERNS) if operator == "~" else self.word())

    def block(self, depth):
        if self.dice.random() < 0.05:
            return "{ }"
        return "{\n" + "".join("\t" + self.command(depth + 1) + "\n"
                               for _ in range(self.dice.randint(1, 4))) + "}"

    def command(self, depth=0):
        if depth > 3:
            return "echo deep"
        verb = self.of(VERBS)
        if verb in RARE and self.dice.random() < 0.6:
            verb = self.one("send", "recv", "recv", "set", "get")
        if depth == 0 and self.dice.random() < 0.5:
            # What there must be first, or most of the rest is about nothing.
            return self.scene()
        return getattr(self, "do_" + verb, lambda depth: verb)(depth)

    def scene(self, roll=None):
        at = self.sockets
        roll = self.dice.randrange(8) if roll is None else roll
        if roll == 0:
            self.sockets += 3
            self.known += [f"s{at}", f"c{at}", f"v{at}"]
            kind, where = self.one(("tcp", "127.0.0.1:0"), ("tcp6", "[::1]:0"), ("unix", '""'),
                                   ("unix-seqpacket", '""'))
            return (f"socket {kind} --name s{at}\nbind s{at} {where}\nlisten s{at}\n"
                    f"socket {kind} --name c{at}\nconnect c{at} ${{s{at}.local}}\n"
                    f"accept s{at} --name v{at}")
        if roll == 1:
            self.sockets += 2
            self.known += [f"l{at}", f"r{at}"]
            return "pair " + self.one("unix", "unix-dgram", "unix-seqpacket", "") + \
                f" --names l{at},r{at}"
        if roll == 2:
            self.sockets += 2
            self.known += [f"u{at}", f"w{at}"]
            return (f"socket udp --name u{at}\nbind u{at} 127.0.0.1:0\n"
                    f"socket udp6 --name w{at}\nbind w{at} [::1]:0\n"
                    f"send u{at} {self.data()} --to ${{u{at}.local}}")
        if roll == 3 and self.known:
            return f"send {self.of(self.known)} {self.data()}\npoll {' '.join(self.known[-6:])} --timeout 0"
        return f"send {self.n()} {self.data()}\nrecv {self.n()}"

    def do_socket(self, depth):
        self.sockets += 1
        kind = self.of(KINDS[:10]) if self.dice.random() < 0.8 else self.of(KINDS + list(THREE))
        return f"socket {kind}" + self.maybe(0.1, "--nonblock") + \
            self.maybe(0.2, "--name " + self.of(NAMES))

    def do_pair(self, depth):
        self.sockets += 2
        return "pair" + self.maybe(0.8, self.of(KINDS)) + \
            self.maybe(0.2, "--names " + self.one("left,right", "a,b", "a,a", "a", "a,", ",", "a,b,c"))

    def do_bind(self, depth):
        return f"bind {self.n()} {self.address()}" + self.maybe(0.05, "--anyway")

    def do_listen(self, depth):
        return f"listen {self.n()}" + self.maybe(0.3, self.one("0", "1", "128", "-1", "99999999999"))

    def do_accept(self, depth):
        self.sockets += 1
        return f"accept {self.n()}" + self.maybe(0.2, "--nonblock") + self.timeout() + \
            self.maybe(0.1, "--name " + self.of(NAMES))

    def do_connect(self, depth):
        return f"connect {self.n()} {self.address()}" + self.maybe(0.2, "--nonblock") + \
            self.timeout() + self.maybe(0.05, "--anyway")

    def do_send(self, depth):
        flags = "".join(self.maybe(0.06, "--" + flag) for flag in
                        ("once", "dontwait", "oob", "more", "dontroute", "confirm", "nosignal", "anyway"))
        here = self.maybe(0.05, "<<" + self.one("", "-", "~", "'") + "END")
        if here:
            tag = here.strip().lstrip("<-~")
            here = here + "'" if tag.startswith("'") else here
            here += "\n\tGET $x / ${answer.ok} \\$\\q\nEND"
            return f"send {self.n()}{flags}{here}"
        return f"send {self.n()} {self.data()}" + flags + \
            self.maybe(0.2, "--to " + self.address()) + self.timeout()

    def do_recv(self, depth):
        flags = "".join(self.maybe(0.07, "--" + flag) for flag in
                        ("peek", "oob", "waitall", "dontwait", "trunc", "hex", "text", "none"))
        return f"recv {self.n()}" + self.maybe(0.4, self.of(SIZES)) + flags + self.timeout() + \
            self.maybe(0.01, "--raw") + self.maybe(0.01, "--out /tmp/never") + \
            self.maybe(0.4, self.frame())

    def frame(self):
        form = self.one("--exact", "--line", "--eof", "--until " + self.of(DATA),
                        "--match " + self.of(PATTERNS), "--for " + self.of(TIMES),
                        "--as " + self.of(FORMS))
        return form + self.maybe(0.2, "--max " + self.of(SIZES)) + self.maybe(0.2, "--pieces")

    def do_poll(self, depth):
        return "poll " + " ".join(self.n() for _ in range(self.dice.randint(1, 3))) + \
            self.maybe(0.4, "--for " + self.one("read", "write", "urgent", "read,write", "''", "x")) + \
            " --timeout " + self.time()

    def do_shutdown(self, depth):
        return f"shutdown {self.n()}" + self.maybe(0.5, self.one("read", "write", "both", "x"))

    def do_close(self, depth):
        return "close " + (self.n() if self.dice.random() < 0.9 else self.one("all", "1 2 3", "1 1"))

    def do_reset(self, depth):
        return f"reset {self.n()}"

    def do_dup(self, depth):
        self.sockets += 1
        return f"dup {self.n()}" + self.maybe(0.2, "--name " + self.of(NAMES))

    def do_name(self, depth):
        return f"name {self.n()} {self.of(NAMES)}"

    def do_get(self, depth):
        return f"get {self.n()} " + " ".join(self.of(OPTIONS) for _ in range(self.dice.randint(0, 3)))

    def do_set(self, depth):
        return f"set {self.n()} {self.of(OPTIONS)} {self.of(VALUES)}"

    def do_status(self, depth):
        return "status" + self.maybe(0.5, self.n()) + self.maybe(0.3, "--all") + \
            self.maybe(0.3, "--columns " + ",".join(self.of(PROPERTIES) for _ in range(3)))

    def do_info(self, depth):
        return f"info {self.n()}"

    def do_resolve(self, depth):
        return "resolve " + self.one("localhost", "localhost:http", "127.0.0.1:80", "[::1]:1", "''",
                                     "127.0.0.1:" + "9" * 400, "l" * 300) + \
            self.maybe(0.3, "--family " + self.one("inet", "inet6", "any", "99", "x")) + \
            self.maybe(0.3, "--type " + self.one("dgram", "0", "-1", "x")) + \
            self.maybe(0.3, "--protocol " + self.one("udp", "6", "999", "x")) + \
            self.maybe(0.3, "--flags " + self.one("numerichost,numericserv", "0", "-1", "x,"))

    def do_reverse(self, depth):
        return "reverse " + self.one("127.0.0.1:80", "[::1]:1", "127.0.0.1", "''", "/x")

    def do_echo(self, depth):
        return "echo " + " ".join(self.word() for _ in range(self.dice.randint(0, 4)))

    def do_let(self, depth):
        return "let " + self.one("x", "i", "y", "answer", "9") + " " + \
            " ".join(self.word() for _ in range(self.dice.randint(1, 2)))

    def do_sleep(self, depth):
        return "sleep " + self.of(TIMES)

    def do_expect(self, depth):
        return "expect " + self.condition() + self.maybe(0.2, "--within " + self.time())

    def do_fails(self, depth):
        inner = self.command(depth + 2).split("\n")[0]
        if inner.endswith("{"):
            inner = "recv 1 --dontwait"
        return f"fails {self.of(ERRORS)} {inner}"

    def do_repeat(self, depth):
        return f"repeat {self.dice.randint(0, 3)} " + self.block(depth)

    def do_foreach(self, depth):
        return f"foreach {self.one('i', 'x')} in " + \
            self.one("1..3", "3..1", "a b c", "1..0", "$x", "-1..1", "1..", "1..3 x 5..6") + \
            " " + self.block(depth)

    def do_if(self, depth):
        return f"if {self.condition()} " + self.block(depth) + \
            self.maybe(0.3, f"else if {self.condition()} " + self.block(depth)) + \
            self.maybe(0.4, "else " + self.block(depth))

    def do_on(self, depth):
        what = self.one("readable", "readable", "closed", "match " + self.of(PATTERNS), "x", "match")
        return f"on {self.n()} {what} " + self.block(depth)

    def do_off(self, depth):
        return f"off {self.n()}"

    def do_dump(self, depth):
        return f"dump {self.n()} " + self.one("on", "on --text", "on --hex", "off", "x")

    def do_spawn(self, depth):
        """Programs that do no harm, also where a byte of them was changed."""
        self.sockets += 1
        return "spawn " + self.one("cat", "true", "false", "''", "'head -c 9'") + \
            self.maybe(0.2, "--name " + self.of(NAMES))

    def do_wait_port(self, depth):
        return f"wait-port {self.address()} --timeout " + self.of(TIMES[:5])

    def do_try(self, depth):
        return "try " + self.block(depth)

    def do_quit(self, depth):
        return "echo quit" if self.dice.random() < 0.8 else "quit" + self.maybe(0.5, self.one("0", "1", "2", "3"))

    def do_adopt(self, depth):
        return "adopt " + self.one("0", "3", "99999", "-1", "x")

    def do_config(self, depth):
        return "config" + self.maybe(0.5, self.one("timeout", "nosuch", "prompt"))

    def do_help(self, depth):
        return "help " + self.of(VERBS + ["data", "nosuch", "''", ""])

    def do_history(self, depth):
        return "history" + self.maybe(0.5, "3")

    def do_interfaces(self, depth):
        return "interfaces"

    def do_source(self, depth):
        return "source /etc/passwd"

    def do_trace(self, depth):
        return "trace" + self.maybe(0.5, self.one("on", "off"))

    def script(self):
        """Its bytes, and whether some of them were changed by chance."""
        commands = ["let x hello", "let i 7", self.scene(self.dice.randrange(3))]
        commands += [self.command() for _ in range(self.dice.randint(3, 25))]
        if self.dice.random() < 0.05:
            commands.insert(self.dice.randrange(len(commands)), self.of(BAD))
        text = "\n".join(commands) + "\n"
        if self.dice.random() < 0.05:
            text = text.replace("\n", "\r\n")
        text = text.encode("utf-8", "surrogateescape")
        if self.dice.random() < 0.25:
            text = self.changed(text)
        return text

    def changed(self, text):
        """`text` with some bytes added, taken away, changed or moved."""
        result = bytearray(text)
        for _ in range(self.dice.randint(1, 4)):
            at = self.dice.randrange(len(result))
            roll = self.dice.randrange(6)
            if roll == 0:
                result[at:at + 1] = b""
            elif roll == 1:
                result.insert(at, self.of(BYTES))
            elif roll == 2:
                result[at] = self.of(LINES)
            elif roll == 3:
                result[at] ^= 0x80
            elif roll == 4:
                result[at:at] = result[at:at + self.dice.randint(1, 40)]
            else:
                del result[at + 1:]
            if not result:
                result = bytearray(b"#")
        # Which would go on for ever, or for minutes, as it should.
        result = re.sub(rb"repeat(?!\s+\d)", b"repeat 2", bytes(result))
        return re.sub(rb"(\d)m(?!s)", rb"\1ms", result)
