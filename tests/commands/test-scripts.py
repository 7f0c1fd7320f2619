#!/usr/bin/python3
"""language.md, "Scripts" and the table of variables, line by line."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from language import rows
from sosh import Suite, environment, equal, run

LISTEN = "socket tcp --name l; bind l 127.0.0.1:0; listen l"
MET = [  # conditions that hold
    "a == a", "a != b", "'' == ''", "a != ''", "1 == 1.0", "0x10 == 16", "0b11 == 0o3",
    "1k == 1024", "1M > 1m", "1s == 1000ms", "2m == 120s", "1.5s == 1500ms", "2 < 10", "10 > 9.5",
    "2 <= 2", "2 >= 2", "-1 < 0", "64k >= 65536", "'1' == 1.0", "abc ~ b", "abc ~ '^a.c$'",
    "abc ~ '(?i)B'", "abc contains bc", "abc contains ''", "abc contains abc", "a$ ~ '\\$'",
    "'a b' == \"a b\"", r'"\x00a" == "\x00a"', r'"\x00a" != "\x00b"', r'"a\x00b" contains "\x00"',
    r'"\xff" == "\xff"', "9007199254740993 == 9007199254740993", "01 == 1",
    "-9007199254740993 < -9007199254740992", "-0 == 0", f"1{'0' * 400} > {'9' * 400}",
    "18446744073709551617 > 18446744073709551616", "-18446744073709551617 != 18446744073709551617",
    "0018446744073709551616 == 18446744073709551616",
]
UNMET = [  # those that do not: status 1, kind `expectation`
    "a == b", "a != a", "1 != 1.0", "1 == 2", "10 < 9", "2 > 2", "abc ~ '^b'", "abc contains d",
    "'' contains a", "1k != 1024",
    "9007199254740993 == 9007199254740992", "18446744073709551616 == 18446744073709551617",
    "18446744073709551617 <= 18446744073709551616",
    "-18446744073709551616 == 18446744073709551616", "18446744073709551615 <= 18446744073709551614",
]
WRONG = [  # those that make no sense: kind `usage`
    "a < b", "1 < b", "a >= 1", "abc ~ '('", "a = a", "a === a", "a '==' a", "a is b", "1 <> 2",
]

EXPECT = [
    ("a property of .", "pair; expect kind == unix", 0, None, ""),
    ("a property by number", "pair; expect 2.pair == 1", 0, None, ""),
    ("a property by name", "pair --names a,b; expect a.pair == 2; expect b.number == 2", 0, None,
     ""),
    ("a property with a dot in it", "socket udp; bind 1 127.0.0.1:0; expect local.port > 0; "
     "expect 1.local.host == 127.0.0.1", 0, None, ""),
    ("a property in quotes is text", "pair; expect 'kind' == kind; expect \"1.kind\" != unix", 0,
     None, ""),
    ("what comes from a variable is text", "pair; let x 1.kind; expect $x == '1.kind'", 0, None,
     ""),
    ("what is no property is text",
     "pair; expect 1.nonsense == '1.nonsense'; expect x.kind == unix",
     1, None, "no socket 'x'"),
    ("a failure tells that a text was perhaps to be a property",
     "pair --names a,b; expect a.nosuch == x", 1, None,
     "'a.nosuch' is not 'x'; 'a.nosuch' is no property of a socket, so it was compared as"),
    ("so it does of the socket that . is", "pair; expect .nosuch == x", 1, None, "no property"),
    ("and not of a number or an address", "pair; expect 1.5 == x", 1, None, "is not 'x'\n"),
    ("nor of a text that begins like no socket", "expect www.example == x", 1, "",
     "is not 'x'\n"),
    ("nor of one in quotes", "pair; expect '1.nosuch' == x", 1, None, "is not 'x'\n"),
    ("texts that are cut in the message end with dots", f"expect {'a' * 70} == {'a' * 70}b", 1,
     "", f"'{'a' * 57}[.]{{3}}' is not '{'a' * 57}[.]{{3}}'"),
    ("WORD is always text", "pair; fails expectation expect kind == kind", 0, None, ""),
    ("a property of no socket", "expect 9.kind == x", 1, "", "no socket 9"),
    ("a closed one's state", "pair; close 1; expect 1.state == CLOSED", 0, None, ""),
    ("numbers compare with units",
     "pair; send 1 zero:2k; expect 2.recvq == 2k; expect 2.recvq > 1k",
     0, None, ""),
    ("yes and no are true and false", "pair; expect 2.readable == false; send 1 x; "
     "expect 2.readable == true", 0, None, ""),
    ("--within waits for it", LISTEN + "; socket tcp; connect 2 ${l.local}; accept l; close 3; "
     "expect 2.state == CLOSE-WAIT --within 5", 0, None, ""),
    ("--within runs out", "pair; expect 1.recvq == 1 --within 20ms", 1, None, "within 20ms"),
    ("--within 0 looks once", "pair; expect 1.recvq == 0 --within 0", 0, None, ""),
    ("both sides are shown", "expect 'a\tb' == c", 1, "", r"expected +c\n.*actual +a\\tb"),
    ("an operator is literal", "expect a '==' a", 1, "", "no comparison"),
    ("if takes the same",
     "pair; if 1.kind == unix { echo yes }; if abc ~ '(b)' { echo ${match.1} }",
     0, re.compile("\nyes\nb\n"), ""),
]

FAILS = [
    ("an errno", "socket tcp; fails ECONNREFUSED connect 1 127.0.0.1:1", 0,
     [{}, {"ok": True, "error": {"errno": "ECONNREFUSED"}}], ""),
    ("a kind", "pair; fails timeout recv 1 --timeout 0", 0,
     [{}, {"ok": True, "error": {"kind": "timeout"}}], ""),
    ("any", "fails any recv 9", 0, [{"ok": True, "error": {"kind": "usage"}}], ""),
    ("another way", "fails timeout recv 9", 1,
     [{"ok": False, "error": {"kind": "expectation", "expected": "timeout", "actual": "usage"}}],
     ""),
    ("a success", "fails any socket tcp", 1, [{"ok": False, "error": {"kind": "expectation"}}], ""),
    ("what is no error", "fails EBOGUS recv 9", 1, [{"ok": False, "error": {"kind": "usage"}}], ""),
    ("nothing", "fails any", 2, "", r"-c:1:10: "),
    ("what cannot be parsed", "fails any bogus", 2, "", r"-c:1:11: "),
    ("fails that fails", "fails expectation fails timeout recv 9", 0, [{"ok": True}], ""),
    ("a failed expectation", "fails expectation expect a == b", 0, [{"ok": True}], ""),
    ("a block", "fails usage repeat 2 { echo a; recv 9 }", 0, [{"ok": True}], ""),
    ("the answer is the inner one's", "socket tcp; fails ECONNREFUSED connect 1 127.0.0.1:1; "
     "echo ${answer.ok} ${answer.error.errno} ${answer.error.kind} ${answer.socket}", 0,
     [{}, {}, {"text": "false ECONNREFUSED system 1"}], ""),
]

BLOCKS = [
    ("repeat", "repeat 3 { echo a }", 0, "a\na\na\n", ""),
    ("repeat 0", "repeat 0 { echo a }", 0, "", ""),
    ("repeat by a variable", "let n 2; repeat $n { echo a }", 0, "a\na\n", ""),
    ("repeat for ever", "let n ''; repeat { if $n == aaa { break }; let n a$n; echo $n }", 0,
     "a\naa\naaa\n", ""),
    ("repeat of no number", "repeat x { }", 1, "", "not a number"),
    ("repeat of a negative one", "repeat -1 { }", 1, "", "out of range"),
    ("foreach", "foreach i in a 'b c' 1..3 { echo $i }", 0, "a\nb c\n1\n2\n3\n", ""),
    ("foreach downwards", "foreach i in 2..-1 { echo $i }", 0, "2\n1\n0\n-1\n", ""),
    ("a range in quotes is text", "let r 1..2; foreach i in $r '1..2' { echo $i }", 0,
     "1..2\n1..2\n", ""),
    ("a range up to a variable", "let n 3; foreach i in 1..$n { echo $i }", 0, "1\n2\n3\n", ""),
    ("a range from one to another", "let a 2; let b 0x1; foreach i in $a..$b -$a..-$b { echo $i }", 0,
     "2\n1\n-2\n-1\n", ""),
    ("a variable that is no number makes no range", "let a x; foreach i in 1..$a { echo $i }", 1, "",
     r"'1\.\.x' is no range"),
    ("nor does one with more of it", "let a 1..2; foreach i in $a..3 { echo $i }", 1, "",
     r"'1\.\.2\.\.3' is no range"),
    ("a range too far", "foreach i in 1..99999999999999999999 { echo $i }", 1, "",
     r"foreach: '1\.\.99999999999999999999' is no range"),
    ("a range to no number", "foreach i in a 3..x { echo $i }", 1, "", r"foreach: '3\.\.x' is no"),
    ("names and paths are no ranges", "let a x; foreach i in '3..x' $a..bak $a../b a..b ../c 1../d "
     "\"$a\"..1 { echo $i }", 0, "3..x\nx..bak\nx../b\na..b\n../c\n1../d\nx..1\n", ""),
    ("let does not add", "let i 1; let i += 1", 1, "",
     r"let: there is no '\+=': let i = \$i \+ 1; in quotes"),
    ("nor multiply", "let i *=2", 1, "", r"let i = \$i \* 2; in quotes"),
    ("nor by more words", "let i -= 1 + 2", 1, "", r"let i = \$i - \.\.\.; in quotes"),
    ("what looks so in quotes is a text", "let i '+=' 1; let j +1; let k - = 2; echo $i $j $k", 0,
     "+= 1 +1 - = 2\n", ""),
    ("a range of ten million takes no room", "foreach i in 1..10000000 { break }; echo $i", 0,
     "1\n", ""),
    ("foreach of nothing", "foreach i in { }", 2, "", "-c:1:"),
    ("foreach without in", "foreach i of a { }", 1, "", "'of'"),
    ("foreach's name stays", "foreach i in 1 2 { }; echo $i", 0, "2\n", ""),
    ("break leaves the inner loop", "repeat 2 { foreach i in 1 2 { echo $i; break } }", 0, "1\n1\n",
     ""),
    ("continue goes on with the next", "foreach i in 1 2 3 { if $i == 2 { continue }; echo $i }", 0,
     "1\n3\n", ""),
    ("break through if and try", "repeat { try { if 1 == 1 { break } }; echo no }; echo on", 0,
     "on\n", ""),
    ("break without a loop", "break", 1, "", "no loop"),
    ("if without else", "if 1 == 2 { echo a }; echo b", 0, "b\n", ""),
    ("if that makes no sense", "if a < b { }", 1, "", "'<'"),
    ("try goes on behind", "try { echo a; recv 9; echo b }; echo c", 0, "a\nc\n", "no socket 9"),
    ("try tells how it went", "try { recv 9 }; echo ${answer.ok} ${answer.error.kind}; "
     "try { pair }; echo ${answer.ok}[${answer.error.kind}]", 0,
     re.compile(r"\Afalse usage\n.*\ntrue\[\]\n\Z"), "no socket 9"),
    ("try in try", "try { try { recv 9 }; echo a; recv 8; echo b }; echo c", 0, "a\nc\n",
     "socket 8"),
    ("try does not catch quit", "try { quit 3 }; echo a", 3, "", ""),
    ("a failure in try does not count", "repeat 2 { try { recv 9 } }", 0, "", "no socket 9"),
    ("blocks nest at run time too", "repeat 1 { foreach a in x { if 1 == 1 { try { repeat 2 { "
     "echo $a } } } } }", 0, "x\nx\n", ""),
]

VARIABLES = [
    ("the answer's fields", "pair; send 1 hi; echo ${answer.bytes} ${answer.socket} ${answer.ok}; "
     "recv 2; echo ${answer.data} ${answer.eof} ${answer.bytes}", 0,
     re.compile("\n2 1 true\n.*\n  hi\nhi false 2\n"), ""),
    ("data holds bytes", "pair; send 1 hex:\"00 ff 0a\"; recv 2; send 2 ${answer.data}; "
     "recv 1 --hex", 0, re.compile(" 00 ff 0a "), ""),
    ("a field that does not apply is empty", "pair; send 1 a; recv 2; echo ["
     "${answer.passed_closed}${answer.credentials}${answer.credentials.pid}${answer.from}]; "
     "try { recv 2 --timeout 0 }; echo [${answer.bytes}${answer.data}]; "
     "socket tcp; echo [${answer.name}]", 0, re.compile(r"\[\]\n\[\]\n.*\n\[\]\n$"),
     "no data now"),
    ("a part of a field is there or an error", "socket udp; bind 1 127.0.0.1:0; poll 1 "
     "--timeout 0; echo [${answer.ready}]; get 1 rcvbuf; echo ${answer.options.rcvbfu}", 1, None,
     "no field 'options.rcvbfu'"),
    ("a slip of the finger is told", "pair; send 1 a; recv 2; echo ${answer.trunctaed}", 1, None,
     "no field 'trunctaed': did you mean 'truncated'"),
    ("a field of a command before is none", "pair; send 1 a; recv 2; shutdown 1; echo "
     "${answer.eof}", 1, None, "no field 'eof'"),
    ("a field that is none", "pair; echo ${answer.nonsense}", 1, None, "nonsense"),
    ("let, echo, sleep, if and loops keep the answer",
     "pair; send 1 abc; let a b; echo a; sleep 0; "
     "if a == a { repeat 1 { foreach i in 1 { } } }; expect a == a; try { }; echo ${answer.bytes}",
     0,
     re.compile("\n3\n"), ""),
    ("an expectation that fails leaves it, but for how it went", "pair; send 1 abc; "
     "try { expect a == b }; echo ${answer.bytes} ${answer.socket} ${answer.ok} "
     "${answer.error.kind} ${answer.error.expected}", 0, re.compile("\n3 1 false expectation b\n"),
     None),
    ("-k: so do others", ["-k", "-c", "pair; send 1 abc; expect a == b; "
     "if 9.state == x { }; source gone.sosh; let x {1..; echo ${answer.bytes}"], 1,
     re.compile("\n3\n"), None),
    ("source keeps the answer", "pair; send 1 abc; source empty.sosh; echo ${answer.bytes}", 0,
     re.compile("\n3\n"), ""),
    ("match", "expect 'key: value' ~ '(?<name>\\w+): (\\w+)'; "
     "echo ${match.0} ${match.1} ${match.2} ${match.name}", 0, "key: value key value key\n", ""),
    ("match of a group that caught nothing", "expect b ~ '(a)?b'; echo [${match.1}]", 0, "[]\n",
     ""),
    ("match of a group that is none", "expect b ~ b; echo ${match.1}", 1, "", "group"),
    ("match before any", "echo ${match.0}", 1, "", "match"),
    ("a failed match leaves the last", "expect a ~ a; fails expectation expect b ~ 'c'; "
     "echo ${match.0}", 0, re.compile("a\n\\Z"), ""),
    ("arguments", ["args.sosh", "a b", "", "c"], 0, "args.sosh 3 [a b] [] [c]\n", ""),
    ("an argument that was not given", ["args.sosh", "a"], 1, "", r"args\.sosh:1:"),
    ("source has its own", "source args.sosh 1 2 3", 0, "args.sosh 3 [1] [2] [3]\n", ""),
    ("behind source they are the old ones", ["outer.sosh", "a"], 0,
     "args.sosh 3 [1] [2] [3]\nouter.sosh a 1\n", ""),
    ("a sourced file sets variables", "source sets.sosh; echo $set", 0, "yes\n", ""),
    ("a sourced file makes sockets", "source pairs.sosh; send a x; recv 2; get . type", 0, None,
     ""),
    ("break does not leave a sourced file", "repeat 2 { source breaks.sosh }", 1, "",
     r"breaks\.sosh:1:1: break: "),
    ("a sourced file that is wrong runs nothing", "source wrong.sosh", 1, "", r"wrong\.sosh:2:1"),
    ("and tells how much is wrong in it", "source wrongs.sosh", 1, "", r"wrongs\.sosh:1:1: source: "
     r".*'bogus'\n  2 more such errors in this file: sosh -n tells all\n"),
    ("a sourced file that fails tells where", "source fails.sosh; echo no", 1, "a\n",
     r"fails\.sosh:2:6: recv: "),
    ("files that source themselves come to an end", "source self.sosh", 1, "", "deep"),
    ("an environment variable that is none", "echo ${env.SOSH_NO_SUCH}", 1, "", "SOSH_NO_SUCH"),
    ("a property of a socket", "pair --names a,b; echo ${1.kind} ${b.pair} ${.number}", 0,
     re.compile("\nunix 1 1\n"), ""),
    ("a property that is none", "pair; echo ${1.nonsense}", 1, None, "nonsense"),
    ("a property of no socket", "echo ${9.kind}", 1, "", "no socket 9"),
    ("names of sockets and of variables are apart", "socket tcp --name a; let a b; "
     "echo $a ${a.kind}", 0, re.compile("\nb tcp\n"), ""),
]
FILES = {
    "empty.sosh": "", "sets.sosh": "let set yes\n", "pairs.sosh": "pair --names a,b\n",
    "args.sosh": "echo ${arg.0} ${arg.count} [${arg.1}] [${arg.2}] [${arg.3}]\n",
    "outer.sosh": "source args.sosh 1 2 3\necho ${arg.0} ${arg.1} ${arg.count}\n",
    "breaks.sosh": "break\n", "wrong.sosh": "echo a\nbogus\n", "fails.sosh": "echo a\nrecv 9\n",
    "self.sosh": "source self.sosh\n",
    "wrongs.sosh": "bogus\nlet\nrecv --x\n",
}


def environment_is_read(folder):
    result = run("-c", "echo ${env.GIVEN}; expect ${env.EMPTY} == ''", cwd=folder,
                 env=environment(GIVEN="a\x1bb", EMPTY=""))
    equal((result.status, result.text), (0, "a\\x1bb\n"), result)


def main():
    suite = Suite()
    rows(suite, [(f"expect {it}", f"expect {it}", 0, "", "") for it in MET])
    rows(suite, [(f"expect not {it}", f"expect {it}", 1,
                  [{"ok": False, "error": {"kind": "expectation"}}], "") for it in UNMET])
    rows(suite, [(f"expect {it} is nonsense", f"expect {it}", 1,
                  [{"ok": False, "error": {"kind": "usage"}}], "") for it in WRONG])
    rows(suite, [(f"if {it}", f"if {it} {{ echo y }} else {{ echo n }}", 0, "y\n",
    "") for it in MET])
    rows(suite, [(f"if not {it}", f"if {it} {{ echo y }} else {{ echo n }}", 0, "n\n", "")
                 for it in UNMET])
    for table in (EXPECT, FAILS, BLOCKS, VARIABLES):
        rows(suite, table, FILES)
    suite.case("the environment is read", environment_is_read)
    suite.end()


if __name__ == "__main__":
    main()
