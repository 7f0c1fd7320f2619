#!/usr/bin/python3
"""What a script does when: sums, loops, definitions, files of lines, and the chain of
calls that an error tells of."""

import os
import re
import resource
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from language import STDIN, holds, rows, write
from sosh import SOSH, Suite, equal, expect, like, run

# An expression, and what it comes to.
SUMS = [
    ("1+2", "3"), ("1 + 2", "3"), ("1 +2", "3"), ("2+3*4", "14"), ("(2+3)*4", "20"),
    ("( 2 + 3 )*4", "20"), ("10-2-3", "5"), ("100/10/5", "2"), ("7%3", "1"), ("-7%3", "-1"),
    ("7 % -3", "1"), ("-7/2", "-3"), ("7/-2", "-3"), ("2*-3", "-6"), ("- - 3", "3"),
    ("-(1+2)", "-3"), ("+5", "5"), ("1-+5", "-4"), ("((((1))))", "1"), ("0x10+0b11+0o7", "26"),
    ("64k/1k", "64"), ("1M", "1048576"), ("1<2", "1"), ("2<1", "0"), ("2<=2", "1"), ("3>=4", "0"),
    ("1==1", "1"), ("1!=1", "0"), ("1+1==2", "1"), ("1<2==1", "1"), ("3>2>1", "0"),
    ("1 == 2 != 1", "1"), ("9223372036854775807", "9223372036854775807"),
    ("-9223372036854775808", "-9223372036854775808"),
    ("-9223372036854775807-1", "-9223372036854775808"), ("-9223372036854775808 % -1", "0"),
    ("0x7fffffffffffffff", "9223372036854775807"), ("$i+1", "8"), ("$i*$i", "49"),
    ("${i}-$i", "0"), ("-$n", "3"), ("2-$n", "5"), ("$n*$n", "9"), ("'4'+1", "5"),
    ("\"$i\"+1", "8"), ("\"1$i\"+1", "18"), ("''$i+1", "8"), ("007", "7"),
    ("1" + "+1" * 500, "501"), ("(" * 100 + "1" + ")" * 100, "1"),
]
# Those that are none, and where: the column behind "let x = ".
WRONG = [
    ("", 0, "behind this"), ("1+", 2, "behind this"), ("*1", 1, "before this"),
    ("1 2", 3, "operator"), ("1)", 2, "closes nothing"), ("(1", 1, "no '\\)'"),
    ("(1+(2", 4, "no '\\)'"), ("()", 2, "before this"), ("2(3)", 2, "operator"),
    ("(1)(2)", 4, "operator"), ("a", 1, "'a' is not"), ("1+a", 3, "'a' is not"),
    ("$i+a", 4, "'a' is not"), ("${i}+a", 6, "'a' is not"), ("$i$i", 3, "operator"),
    ("1$i", 2, "operator"), ("$t", 1, "'1\\+1' is not"), ("'1+1'", 1, "'1\\+1' is not"),
    ("$minus", 1, "'-' is not"), ("1=1", 2, "operator"), ("=1", 1, "'=' is not"),
    ("1!", 2, "operator"), ("1.5", 1, "'1.5' is not"), ("5/0", 2, "divided by 0"),
    ("5%(1-1)", 2, "divided by 0"), ("9223372036854775808", 1, "out of range"),
    ("9223372036854775807+1", 20, "64 bits"), ("-9223372036854775808-1", 21, "64 bits"),
    ("9223372036854775807*2", 20, "64 bits"), ("-9223372036854775808/-1", 21, "64 bits"),
    ("- -9223372036854775808", 1, "64 bits"), ("8E", 1, "'8E' is not"),
    ("$unset+1", 1, "'unset' is not set"), ("(" * 101 + "1" + ")" * 101, 101, "too deep"),
    ("-" + " -" * 2000 + " 1", None, "too deep"), ("1&2", 1, "'1&2' is not"),
]
GIVEN = "let i 7; let n -3; let t 1+1; let minus -; "

LOOPS = [
    ("a counter", "let i 0; while $i < 3 { let i = $i + 1; echo $i }", 0, "1\n2\n3\n", ""),
    ("what is not so at first", "while 1 == 2 { echo a }; echo b", 0, "b\n", ""),
    ("continue looks again", "let i 0; while $i < 4 { let i = $i+1; if $i == 2 { continue }; "
     "echo $i }", 0, "1\n3\n4\n", ""),
    ("break", "while a == a { echo a; break }; echo b", 0, "a\nb\n", ""),
    ("loops in loops", "let i 0; while $i < 2 { let i = $i+1; let j 0; while $j < 2 { "
     "let j = $j+1; echo $i$j } }", 0, "11\n12\n21\n22\n", ""),
    ("a property", "pair; send 1 abc; while 2.recvq > 0 { recv 2 1 --none }; echo ${2.recvq}", 0,
     re.compile(r"(received 1 byte\n.*){3}0\n\Z", re.S), ""),
    ("a regular expression catches", "let s aXbXc; while $s ~ '(.*)X(.*)' { let s ${match.1}; "
     "echo ${match.2} }", 0, "c\nb\n", ""),
    ("a condition that makes no sense later", "let i 0; while $i < 1 { let i x }; echo no", 1, "",
     "1:12: |'<' compares"),
    ("a variable that is gone", "while $x == a { }", 1, "", "'x' is not set"),
    ("a failure in it", "while a == a { recv 9 }; echo no", 1, "", "no socket 9"),
    ("-k goes on in it, and is not caught by its end",
     ["-k", "-c", "let i 0; while $i < 2 { let i = $i+1; recv 9; echo a }; echo b"], 1,
     "a\na\nb\n", "no socket 9"),
    ("-k leaves one whose condition fails", ["-k", "-c", "let i 0; while $i < 1 { let i x }; "
     "echo on"], 1, "on\n", "compares"),
    ("--max 0", "while a == a --max 0 { echo no }", 1, "", "after 0 rounds"),
    ("--max 0 of what is not so", "while a == b --max 0 { }; echo on", 0, "on\n", ""),
    ("--max that is reached and not passed", "let i 0; while $i < 3 --max 3 { let i = $i+1 }; "
     "echo $i", 0, "3\n", ""),
    ("--max is kind limit", "fails limit while a == a --max 2 { echo a }", 0, [{"ok": True,
     "error": {"kind": "limit"}}], ""),
    ("--within is kind timeout", "fails timeout while a == a --within 5ms { sleep 1ms }", 0,
     [{"ok": True, "error": {"kind": "timeout"}}], ""),
    ("--within never", "let i 0; while $i < 3 --within never { let i = $i+1 }; echo $i", 0, "3\n",
     ""),
    ("it gives no object", "let i 0; while $i < 1 { let i 1 }", 0, [], ""),
    ("its failure gives one", "while a < b { }", 1, [{"command": "while", "ok": False,
     "error": {"kind": "usage"}}], ""),
    ("it keeps the answer", "pair; send 1 abc; while a == b { }; echo ${answer.bytes}", 0,
     re.compile("\n3\n"), ""),
    ("jobs have their turn in one for ever", "let x 0; repeat 1 { sleep 1ms; quit 4 } &; "
     "while a == a { let x y }", 4, "", ""),
    ("one for ever in the background ends with the script", "while a == a { let x y } &; echo a", 0,
     "a\n", ""),
    ("one that waits in the background", "pair; while 2.recvq == 0 --within 5 { sleep 1ms } &; "
     "send 1 x; join 1; echo ${answer.ok}", 0, re.compile("true\n"), ""),
    ("counters in data", "pair; let i 0; while $i < 3 { send 1 u32be:$i; let i = $i+1 }; "
     "recv 2 --hex", 0, re.compile("00 00 00 00 00 00 00 01  00 00 00 02"), ""),
    ("without a block", "while a == a", 2, "", "wants a block"),
    ("with a shut one", "while a == b {}", 2, "", r"1:14: '\{\}' is a word"),
    ("with a shut one, and many words", "foreach i in a {}", 2, "", r"1:16: '\{\}' is a word"),
    ("with such a word", "foreach i in a {} { echo $i }", 0, "a\n{}\n", ""),
]

DEFINITIONS = [
    ("a call", "def f a b { echo $b$a }; f 1 2", 0, "21\n", ""),
    ("before it stands", "f; def f { echo a }", 0, "a\n", ""),
    ("in a block", "repeat 2 { f }; def f { echo a }", 0, "a\na\n", ""),
    ("by each other", "f 3; def f n { if $n > 0 { let m = $n-1; g $m } }; "
     "def g n { echo $n; f $n }", 0, "2\n1\n0\n", ""),
    ("words are never split or read again", "def f a { echo $a }; f 'x y'; let v '--b {'; f $v; "
     "f \"}\"", 0, "x y\n--b {\n}\n", ""),
    ("the rest", "def f a r... { echo \"$a:$r\" }; f 1; f 1 2; f 1 2 '3 4'", 0,
     "1:\n1:2\n1:2 3 4\n", ""),
    ("only the rest", "def f r... { echo \"[$r]\" }; f; f a b", 0, "[]\n[a b]\n", ""),
    ("bytes", "def f a { pair; send 1 $a; recv 2 --hex }; f \"\\x00\\xff\"", 0,
     re.compile("00 ff"), ""),
    ("names with - and _", "def say-it_2 a { echo $a }; say-it_2 x", 0, "x\n", ""),
    ("too few words", "echo a; def f a b { }; f 1", 2, "", r"-c:1:27: f wants b"),
    ("too many", "echo a; def f a { }; f 1 2", 2, "", r"-c:1:26: f takes no more"),
    ("a flag that is none", "def f a { }; f --x", 2, "", "f has no flag '--x'"),
    ("a lone -- ends flags", "def f a { echo $a }; f -- --x", 0, "--x\n", ""),
    ("no block", "def f a { echo a }; f 1 { echo b }", 2, "", "f takes no block"),
    ("a name of sosh", "def send a { }", 2, "", "1:5: 'send' is a command"),
    ("an alias of sosh", "def exit { }", 2, "", "'exit' is a command"),
    ("else", "def else { }", 2, "", "'else' is a command"),
    ("a name that is none", "def 1f { }", 2, "", "'1f' is no name"),
    ("a name in quotes", "def 'f' { }", 2, "", "without quotes"),
    ("a name in a variable", "let x f; def $x { }", 2, "", "without quotes"),
    ("a parameter that is no name", "def f a.b { }", 2, "", "1:7: a definition calls"),
    ("a parameter with a $", "def f $a { }", 2, "", "1:7: a definition calls"),
    ("one parameter twice", "def f a b a... { }", 2, "", "1:11: 'a...' stands here twice"),
    ("the rest comes last", "def f a... b { }", 2, "", "1:7: 'a...' takes all"),
    ("dots alone", "def f ... { }", 2, "", "1:7: a definition calls"),
    ("twice in a file", "def f { }\n\ndef f a { }", 2, "", r"3:5: 'f' is defined twice: first in "
     "line 1"),
    ("without a block", "def f a", 2, "", "def wants a block"),
    ("without a name", "def { }", 2, "", "def wants NAME"),
    ("inside another command", "fails any def f { }", 2, "", "cannot stand inside"),
    ("one that is nowhere", "def greeting { }; greting", 2, "",
     "no command 'greting': did you mean 'greeting'"),
    ("inside a block it is known everywhere", "f; repeat 0 { def f { echo a } }", 0, "a\n", ""),
    ("a line at a time, each newer one counts", ["-k", STDIN, "def f { echo a }\nf\ndef f b {\n"
     "echo $b\n}\nf 2\nf\n"], 2, "a\n2\n", "stdin:7:2: f wants b"),
    ("a line at a time, none before", [STDIN, "f\ndef f { }\n"], 2, "", "no command 'f'"),
    ("a text with a fault defines nothing", [STDIN, "def f { }; bogus\n"], 2, "", "bogus"),
    ("help", "# tells\tit\x1b[1m\ndef f a r... { }\nhelp f", 0,
     re.compile(r"\Af a \[r\.\.\.\]\n  tells\\tit\\x1b\[1m\n  defined in line 2\n", re.M), ""),
    ("help of all", "def zz { }; help", 0,
     re.compile(r"^Defined by scripts:\n  zz +defined in line 1$", re.M), ""),
    ("-n looks into them", ["-n", "-c", "def f { sleep x }\nf"], 2, "", "1:15: .*'x' is not"),
    ("--safe allows them", ["--safe", "-c", "def f a { echo $a }; f b"], 0, "b\n", ""),
    ("--safe looks inside", ["--safe", "-c", "def f { source x }; f"], 1, "", "not allowed"),
]

CALLS = [
    ("return gives a value", "def f { return a b }; f; echo ${answer.value}", 0, "a b\n", ""),
    ("return of bytes", "def f { return \"\\x00\\xff\" }; f; pair; echo ok; f; send 1 "
     "${answer.value}; recv 2 --hex", 0, re.compile("00 ff"), ""),
    ("return of nothing", "def f { return }; f; echo [${answer.value}]", 0, "[]\n", ""),
    ("no return", "def f { pair }; f; echo [${answer.value}${answer.ok}]; echo ${answer.fds}", 1,
     re.compile(r"\[true\]"), "no field 'fds'"),
    ("return leaves loops and blocks", "def f { repeat { foreach i in 1 2 { try { if a == a { "
     "while a == a { return $i } } } } }; echo no }; f; echo ${answer.value}", 0, "1\n", ""),
    ("nothing behind return", "def f { return; echo no }; f; echo on", 0, "on\n", ""),
    ("the inner one's return", "def f { return 1 }; def g { f; let x ${answer.value}; return 2$x "
     "}; g; echo ${answer.value}", 0, "21\n", ""),
    ("return outside", "return", 1, "", "no definition around"),
    ("return behind fails", "def f { fails usage return; return a }; f; echo ${answer.value}", 0,
     re.compile("a\n$"), ""),
    ("return in JSON", "def f { return a }; f", 0,
     [{"command": "def", "ok": True}, {"command": "return", "ok": True, "value": "a"}], ""),
    ("return of bytes in JSON", "def f { return \"\\xff\\x00\" }; f", 0,
     [{"command": "def"}, {"command": "return", "value_base64": "/wA="}], ""),
    ("break does not reach out", "def f { break }; repeat 2 { f }", 1, "", "no loop"),
    ("continue neither", "def f { continue }; repeat 2 { f }", 1, "", "no loop"),
    ("a try around", "def f { echo a; recv 9; echo no }; try { f }; "
     "echo ${answer.ok} ${answer.error.kind} ${answer.error.message}", 0,
     "a\nfalse usage there is no socket 9\n", "no socket 9"),
    ("a try around what was expected", "def f { expect a == b }; try { f }; "
     "echo ${answer.error.expected} ${answer.error.actual}", 0, re.compile("^b a\n"), "expected"),
    ("fails", "def f { recv 9 }; fails usage f; fails expectation fails timeout f", 0,
     [{}, {"command": "fails", "error": {"kind": "usage"}}, {"command": "fails"}], ""),
    ("fails of one that succeeds", "def f { }; fails any f", 1, [{}, {"ok": False,
     "error": {"kind": "expectation"}}], ""),
    ("fails hides what is in it", "def f { echo a; recv 9 }; fails usage f", 0,
     [{"command": "def"}, {"command": "fails"}], ""),
    ("quit in it", "def f { quit 5 }; f; echo no", 5, "", ""),
    ("-k goes on in it", ["-k", "-c", "def f { recv 9; echo a }; f; echo b"], 1, "a\nb\n",
     "no socket 9"),
    ("too deep", "def f { f }; fails limit f; echo on", 0, re.compile("on\n"), ""),
    ("a hundred deep", "def f n { if $n == 0 { return end }; let m = $n - 1; f $m; return "
     "${answer.value} }; f 100; echo ${answer.value}", 0, "end\n", ""),
    ("a call alone gives no object", "def f { }; f; f", 0, [{"command": "def"}], ""),
    ("arg is the script's", ["args.sosh", "x"], 0, "x f\n", ""),
]

SCOPES = [
    ("let inside is its own", "let x out; def f { let x in; echo $x }; f; echo $x", 0, "in\nout\n",
     ""),
    ("what is new inside is gone", "def f { let y in }; f; echo $y", 1, "", "'y' is not set"),
    ("outside is read through", "let x out; def f { echo $x }; f", 0, "out\n", ""),
    ("also the caller's", "def g { echo $x }; def f { let x f; g }; let x out; f; g", 0, "f\nout\n",
     ""),
    ("foreach inside is its own", "let i out; def f { foreach i in 1 2 { } }; f; echo $i", 0,
     "out\n", ""),
    ("a parameter hides", "let a out; def f a { echo $a }; f in; echo $a", 0, "in\nout\n", ""),
    ("each call has its own", "def f n { let mine $n; if $n < 2 { let m = $n+1; f $m }; echo $mine "
     "}; f 0", 0, "2\n1\n0\n", ""),
    ("the answer is its own", "pair; send 1 abc; def f { echo ${answer.bytes} }; f", 1, None,
     "no field 'bytes'"),
    ("the match is its own", "expect ab ~ '(a)b'; def f { expect xy ~ '(x)y'; echo ${match.1} }; "
     "f; echo ${match.1}", 0, "x\na\n", ""),
    ("no match at first", "expect ab ~ '(a)b'; def f { echo ${match.1} }; f", 1, "",
     "nothing has matched"),
    (". begins as outside and stays", "socket tcp; socket udp; def f { echo ${.kind}; get 1 type; "
     "echo ${.kind} }; f; echo ${.kind}", 0, re.compile("udp\n.*tcp\nudp\n\\Z", re.S), ""),
    ("a failure gives them back", "let x out; def f { let x in; recv 9 }; try { f }; echo $x", 0,
     "out\n", "no socket 9"),
    ("break out of a loop around try gives them back", "let x out; def f { let x in; recv 9 }; "
     "repeat { try { f }; break }; echo $x", 0, "out\n", "no socket 9"),
    ("a job begun inside reads them when it is over", "def f a { let b 2; repeat 1 { sleep 5ms; "
     "echo $a$b } & }; f 1; f 3; join all", 0, re.compile("\\A12\n32\njoined"), ""),
    ("a call in the background", "def f a { sleep 1ms; echo $a; return x$a }; f 1 &; f 2 &; "
     "join all; f 3; echo ${answer.value}", 0, re.compile("\\A1\n2\njoined 1 2\n3\nx3\n"), ""),
    ("a failing call in the background", "def f { sleep 1ms; recv 9 } ; f &; fails any join 1", 0,
     None, "no socket 9"),
    ("a call in the background that nobody joined", "def f { recv 9 }; f &; sleep 5ms", 1, None,
     "no socket 9"),
    ("a call that is cancelled", "let x out; def f { let x in; sleep 1h }; f &; cancel 1; echo $x",
     0, re.compile("out\n\\Z"), "cancelled"),
    ("the words of a job are its own", ["outer.sosh", "a"], 0,
     "inner.sosh b\njoined 1\n", ""),
]

FILES_OF_DEFS = {
    "args.sosh": "def f { echo ${arg.1} f }\nf\n",
    "inner.sosh": "def g { repeat 1 { sleep 5ms; echo ${arg.0} ${arg.1} } & }\ng\n",
    "outer.sosh": "source inner.sosh b\njoin all\n",
    "lib.sosh": "# greets\ndef greet who {\n\techo hello $who\n}\ndef fail n { recv $n }\n",
    "deep.sosh": "source 'lib.sosh'\ndef middle { fail 7 }\n",
    "one.sosh": "source two.sosh\ndef a { echo a; b }\n",
    "two.sosh": "source one.sosh\ndef b { echo b }\n",
    "self.sosh": "source self.sosh\n",
    "bad.sosh": "def greet who { echo $who }\nbogus\n", "empty.sosh": "",
    "other.sosh": "def greet who { echo other $who }\n",
    "more.sosh": "def greet who more { echo $who $more }\n",
    "uses.sosh": "greet ${arg.1}\n",
    "early.sosh": "echo a\nreturn early\necho no\n",
    "fails.sosh": "echo in\n  recv 9\n",
    "calls.sosh": "source lib.sosh\n\nfail 8\n",
    "sources.sosh": "\nsource calls.sosh x\n",
}
SOURCES = [
    ("known from a file that is named", "source lib.sosh; greet a", 0, "hello a\n", ""),
    ("also in quotes, and before", "greet a; source 'lib.sosh'", 0, "hello a\n", ""),
    ("the number of words is known", "source lib.sosh; greet a b", 2, "",
     "greet takes no more words"),
    ("of files that are named there", "source deep.sosh; greet a; fails usage middle", 0,
     re.compile("^hello a\n"), ""),
    ("in a block that is never run", "if a == b { source lib.sosh }; greet a", 0, "hello a\n", ""),
    ("not from one in a variable", "let f lib.sosh; source $f; greet a", 2, "",
     "no command 'greet'.* \\(what 'source' names by a variable is not looked into\\)\n"),
    ("of which a command that is in none says nothing", "source lib.sosh; greeet a", 2, "",
     r"'greeet'[^(\n]*\n"),
    ("but there a line later", [STDIN, "let f lib.sosh\nsource $f\ngreet a\n"], 0, "hello a\n", ""),
    ("files that name each other", "greet; source one.sosh; def greet { a }", 1, "a\nb\n", "deep"),
    ("a file that names itself", "source self.sosh", 1, "", "deep"),
    ("a file that is not there fails when it is run", "echo a; source nothing.sosh", 1, "a\n",
     "ENOENT"),
    ("a file that is no text fails when it is run", "echo a; source bad.sosh", 1, "a\n",
     "bad.sosh:2:1"),
    ("what a file defines that is wrong is unknown, and told when it runs",
     "try { source bad.sosh }; greet a", 1, "", "(?s)bad.sosh:2:1.*it is not defined"),
    ("a sourced one replaces, in its turn", "greet a; source other.sosh; greet b; "
     "source lib.sosh; greet c; def greet who { echo mine $who }", 0,
     "mine a\nother b\nhello c\n", ""),
    ("one of other words that was sourced", "source more.sosh; greet a; def greet who { }", 1, "",
     "takes 2 words now"),
    ("a file uses what the script defines", "def greet x { echo $x }; source uses.sosh b", 0, "b\n",
     ""),
    ("return ends a file", "source early.sosh; echo ${answer.value}", 0, "a\nearly\n", ""),
    ("--safe reads no file", ["--safe", "-c", "source lib.sosh; greet a"], 2, "", "no command"),
    ("a pipe is not read before its turn", ["-t", "50ms", "-c", "source pipe"], 1, "", "writes to"),
]

# What an error tells, besides its place.
CHAINS = [
    ("none in a script", ["fails.sosh"], 1, "in\n",
     r"\Afails\.sosh:2:8: recv: there is no socket 9\n    recv 9\n         \^\n\Z"),
    ("a file", ["sources.sosh"], 1, "",
     r"\Alib\.sosh:5:19: recv: there is no socket 8\n  def fail n \{ recv \$n \}\n +\^\n"
     r"  in fail, called from calls\.sosh:3\n  in calls\.sosh, called from sources\.sosh:2\n\Z"),
    ("-c", "source lib.sosh\nfail 3", 1, "", r"\^\n  in fail, called from line 2\n\Z"),
    ("the first ten of many", "def f n { if $n == 0 { recv 9 }; let m = $n - 1; f $m }; f 12", 1,
     "", r"\^\n(  in f, called from line 1\n){10}  and so on, 3 more\n\Z"),
    ("only what is under way", "def g { }; def f { g; recv 9 }; f", 1, "",
     r"\^\n  in f, called from line 1\n\Z"),
    ("a failing condition", "def f { while a < b { } }; f", 1, "", "in f, called from line 1"),
    ("the block of an on", "def f { recv 9 }\npair\non 1 readable {\nf }; send 2 x; sleep 10s", 1,
     None, r"\^\n  in f, called from line 4\n  in on, of line 3\n"),
    ("JSON of the block of an on", ["--json", "-c", "pair; on 1 readable { recv 9 }; send 2 x; "
     "sleep 10s"], 1, re.compile(r'"chain":\[\{"command":"on","line":1\}\]'), ""),
    ("JSON", ["--json", "sources.sosh"], 1, re.compile(
        r'"line":5,"column":19,"chain":\[\{"command":"fail","file":"calls\.sosh","line":3\},'
        r'\{"command":"source","file":"sources\.sosh","line":2\}\]'), ""),
    ("JSON of many", ["--json", "-c", "def f { f }; f"], 1,
     re.compile(r'"chain":\[(\{"command":"f","line":1\},?){10}\],"chain_more":989\}'), ""),
    ("JSON of none", "recv 9", 1, [lambda it: "chain" not in it["error"]], ""),
]

LINES = {
    "lines": "one\r\ntwo\n\n  three \nfour\rfive\r\n", "last": "a\nb", "none": "", "feed": "\n",
    "nul": b"a\0b\n\xff\n", "cr": "a\r", "my file": "x\n", "long": "x" * (16 << 20) + "\ny\n",
    "longer": "a\n" + "x" * ((16 << 20) + 70000),
    "numbers": "".join(f"{i}\n" for i in range(30000)),
}
FOREACH = [
    ("lines", "foreach l in file:lines { echo <$l> }", 0,
     "<one>\n<two>\n<>\n<  three >\n<four\\rfive>\n", ""),
    ("the last one needs no end", "foreach l in file:last { echo $l }", 0, "a\nb\n", ""),
    ("a CR at the end of all stays", "foreach l in file:cr { echo $l }", 0, "a\\r\n", ""),
    ("an empty file", "let l x; foreach l in file:none { echo no }; echo $l", 0, "x\n", ""),
    ("an empty line", "foreach l in file:feed { echo <$l> }", 0, "<>\n", ""),
    ("any bytes", "foreach l in file:nul { echo $l }", 0, "a\\x00b\n\\xff\n", ""),
    ("with other words", "foreach l in a file:last 1..2 file:none file:last b { echo $l }", 0,
     "a\na\nb\n1\n2\na\nb\nb\n", ""),
    ("a path with blanks", "foreach l in file:\"my file\" { echo $l }", 0, "x\n", ""),
    ("a path in a variable", "let f last; foreach l in file:$f { echo $l }", 0, "a\nb\n", ""),
    ("a prefix in quotes is text", "foreach l in \"file:last\" { echo $l }", 0, "file:last\n", ""),
    ("a prefix in a variable is text", "let f file:last; foreach l in $f { echo $l }", 0,
     "file:last\n", ""),
    ("break and continue", "foreach l in file:lines { if $l == one { continue }; echo $l; break }",
     0, "two\n", ""),
    ("no such file", "foreach l in a file:nothing { echo no }", 1, "", "ENOENT.*'nothing'"),
    ("no such file, in JSON", "foreach l in file:nothing { }", 1, [{"command": "foreach",
     "error": {"kind": "system", "call": "open", "errno": "ENOENT"}}], ""),
    ("a folder", "foreach l in file:. { }", 1, "", "EISDIR"),
    ("no path", "foreach l in file: { }", 1, "", "wants the path"),
    ("a NUL in the path", "foreach l in file:\"a\\x00b\" { }", 1, "", "NUL"),
    ("a line of 16 MiB", "foreach l in file:long { if $l != y { let x $l } }; pair; "
     "let n 0; foreach l in file:long { let n = $n+1 }; echo $n", 0, re.compile("2\n\\Z"), ""),
    ("a longer one", "foreach l in file:longer { echo $l }", 1, "a\n", "longer than 16 MiB"),
    ("a longer one is kind limit", "fails limit foreach l in file:longer { }", 0,
     [{"error": {"kind": "limit"}}], ""),
    ("many", "let s 0; foreach n in file:numbers { let s = $s+$n }; echo $s", 0, "449985000\n", ""),
    ("from a pipe", ["-c", "foreach l in file:/dev/stdin { echo <$l> }", STDIN, b"a\nb"], 0,
     "<a>\n<b>\n", ""),
    ("a pipe that nobody writes to", ["-t", "30ms", "-c", "foreach l in file:pipe { }; echo no"], 1,
     "", "no line within 30ms"),
    ("-k goes on behind it", ["-k", "-t", "30ms", "-c", "foreach l in file:pipe { echo no }; "
     "echo on"], 1, "on\n", "no line within"),
    ("in the background", "foreach l in file:pipe { echo no } &; sleep 20ms; cancel 1; echo on", 0,
     re.compile("on\n\\Z"), "cancelled"),
    ("a try catches", "try { foreach l in file:nothing { } }; echo ${answer.error.errno}", 0,
     "ENOENT\n", "ENOENT"),
    ("--safe", ["--safe", "-c", "foreach l in file:last { }"], 1, "", "not allowed with --safe"),
    ("in a definition", "def f { foreach l in file:last { return $l } }; f; echo ${answer.value}",
     0, "a\n", ""),
]


def a_sum(folder, expression, wanted):
    result = run("-c", f"{GIVEN}let x = {expression}\necho $x", cwd=folder)
    equal((result.status, result.text, result.complaint), (0, wanted + "\n", ""), result)


def no_sum(folder, expression, column, message):
    write(folder, {"sum.sosh": f"{GIVEN}\nlet x = {expression}\n"})
    result = run("sum.sosh", cwd=folder)
    equal((result.status, result.text), (1, ""), result)
    at = r"\d+" if column is None else str(len("let x = ") + column - (column == 0))
    expect(re.search(rf"\Asum\.sosh:2:{at}: let: .*{message}", result.complaint),
           f"no {message!r} at {at}", result)
    result = run("--json", "-c", f"{GIVEN}fails usage let x = {expression}", cwd=folder)
    equal(result.status, 0, result)


def a_storm(folder):
    """10,000 definitions, each called: a quick look-up, whatever their number."""
    lines = [f"def name{i} a {{ let last = $a + {i} }}\nname{i} 1" for i in range(10000)]
    write(folder, {"storm.sosh": "\n".join(lines) + "\necho end\n"})
    result = run("storm.sosh", cwd=folder)
    equal((result.status, result.text), (0, "end\n"), result)


def a_redefinition(folder):
    """A definition that replaces itself while it runs goes on as it was."""
    write(folder, {"again.sosh": "def f {\n\techo old\n\tlet name next.sosh\n\tsource $name\n"
                   "\techo still old\n}\n", "next.sosh": "def f { echo new }\n"})
    result = run(input="let name again.sosh\nsource $name\nf\nf\n", cwd=folder)
    equal((result.status, result.text), (0, "old\nstill old\nnew\n"), result)


def many_redefinitions(folder):
    """What was replaced is let go: memory does not grow with each."""
    write(folder, {"a.sosh": "def f a { echo $a }\n" + "# filled up\n" * 10000,
                   "b.sosh": "def f b c { }\n" + "# filled up\n" * 10000})
    result = run("-c", "repeat 300 { foreach it in a b { source $it.sosh } }; echo end",
                 cwd=folder, preexec_fn=limit_memory)
    equal((result.status, result.text), (0, "end\n"), result)


def has_sanitizer():
    with open(SOSH, "rb") as file:
        return b"__asan_init" in file.read()


def limit_memory():
    if not has_sanitizer():
        resource.setrlimit(resource.RLIMIT_DATA, (24 << 20, 24 << 20))


def chain_of_json(folder):
    result = run("--json", "-c", "def f { recv 9 }\n\nf", cwd=folder)
    equal(result.status, 1, result)
    expect(like({"error": {"chain": [{"command": "f", "line": 3}]}}, result.answer), "no chain",
           result)


# What was read in one round is no news in the next, but for what may change.
ROUNDS = [
    ("a socket that is closed in a later round", "pair; let n 0; repeat 6 { let n = $n+1; "
     "if $n == 4 { close 1 }; send 1 hex:61 u8:98 }", 1,
     re.compile(r"^([^\n]*sent 2 bytes\n){3}\[1\] closed\n\Z", re.M),
     r"send: socket 1 is closed\n.*\n +\^\n\Z"),
    ("a name that goes to other sockets", "let n 0; repeat 5 { let n = $n+1; socket udp --name t; "
     "expect t.number == $n; close t }", 0, None, ""),
    ("a dot that moves", "pair; repeat 5 { send 1 a; expect 1.number == ${.number}; recv 2; "
     "expect 2.number == ${.number}; send . b; recv 1 }", 0, None, ""),
    ("data is whole in every round", "pair; repeat 5 { send 1 ab hex:63 zero:1 --chunk 2; "
     "expect recv 2 abc zero:1 }", 0, None, ""),
    ("and in two jobs at once", "pair; pair; def slow n { send $n abcd --chunk 1 --every 2ms }; "
     "repeat 4 { slow 1; expect recv 2 abcd }; slow 1 &; slow 3 &; join all; expect recv 2 abcd; "
     "expect recv 4 abcd", 0, None, ""),
    ("a file is read in every round", "pair; let n 0; repeat 5 { let n = $n+1; send 1 x$n; "
     "recv 2 --out f; send 1 file:f; expect recv 2 x$n }", 0, None, ""),
    ("a part of it is a variable", "let n 0; repeat 5 { let n = $n+1; echo a \"b$n\" c }", 0,
     "a b1 c\na b2 c\na b3 c\na b4 c\na b5 c\n", ""),
    ("a word that becomes wrong", "let t 1; repeat 5 { let t 0$t; if $t == 00001 { let t x }; "
     "sleep ${t}ms }", 1, "", r"'xms' is not a duration.*\n.*\n +\^\n\Z"),
    ("a word that is wrong behind one that is not", "pair; repeat 4 { try { "
     "recv 2 --line --timeout 5x } }; repeat 4 { try { recv 9 --line --timeout 5x } }", 0,
     None, r"\A(recv 2: '5x' is not.*\n.*\n +\^\n){4}"
     r"(recv: there is no socket 9\n.*\n +\^\n){4}\Z"),
]


def beside_a_pipe(folder, files, *row):
    """A row in a folder with `files` and a pipe that nobody has open."""
    write(folder, files)
    os.mkfifo(os.path.join(folder, "pipe"))
    holds(folder, *row)


# Behind `pair` and twelve lines, "1\\n" to "12\\n": what is left of an answer that nobody looked at
# when it came.
LATE = [
    ("behind the loop", "repeat 6 { recv 2 --line --none }", "6 2 15 false 2 true"),
    ("as the bytes are used up", "repeat 12 { recv 2 --line --none }", "12 3  false 2 true"),
    ("in the next command", "repeat 5 { recv 2 --line --none; let x ${answer.data} }; "
     "expect $x == 5\"\\n\"", "5 2 17 false 2 true"),
    ("behind what answers otherwise", "repeat 5 { recv 2 --line --none; send 1 abc }",
     "- 3 - - 1 true"),
    ("behind break", "repeat { recv 2 --line --none; if ${answer.data} contains 7 { break } }",
     "7 2 13 false 2 true"),
    ("in `try`", "repeat 5 { try { recv 2 --line --none; recv 9 --line } }", "- - - - - false"),
    ("and that nothing failed", "try { recv 9 }; repeat 5 { recv 2 --line --none }",
     "5 2 17 false 2 true"),
    ("with what else there is of a frame", "repeat 5 { recv 2 2 --exact --none }",
     "5 2 17 false 2 true"),
    ("of bytes that stay", "repeat 5 { recv 2 --line --none --peek }", "1 2 25 false 2 true"),
    ("in a definition", "def f { repeat 5 { recv 2 --line --none }; let x ${answer.data}; "
     "expect $x == 5\"\\n\" }; f; recv 2 --line --none", "6 2 15 false 2 true"),
    ("beside a job", "repeat 3 { recv 2 --line --none } &; join all; "
     "repeat 5 { recv 2 --line --none }", "8 2 11 false 2 true"),
    ("of another socket", "pair; send 3 \"a\\nb\\n\"; repeat 4 { recv 2 --line --none }; "
     "recv 4 --line --none", "a 2 2 false 4 true"),
    ("of more rounds than have their turn together", "pair; repeat 200 { send 3 \"x\\n\" }; "
     "repeat 150 { recv 4 --line --none }", "x 2 100 false 4 true"),
    ("of two rounds", "repeat 2 { recv 2 --line --none }", "2 2 23 false 2 true"),
    ("of frames with their length in front", "pair; repeat 9 { send 3 hex:02410a }; "
     "repeat 6 { recv 4 --as len8 --none }", "A 2 9 false 4 true"),
    ("before a frame that is too long", "pair; send 3 \"a\\nb\\nc\\nlong\\nd\\n\"; "
     "try { repeat { recv 4 --line --none --max 3 } }; recv 4 --line --none",
     "long 5 2 false 4 true"),
    ("where each is counted", "let n 0; repeat 5 { recv 2 --line --none; let n = $n+1 }; "
     "expect $n == 5; recv 2 --line --none", "6 2 15 false 2 true"),
    ("of a loop in a loop", "repeat 2 { repeat 3 { recv 2 --line --none } }",
     "6 2 15 false 2 true"),
    ("of one that another follows", "repeat 4 { recv 2 --line --none }; "
     "repeat 4 { recv 2 --line --none }", "8 2 11 false 2 true"),
]


def late(_folder, commands, wanted):
    shown = ""
    for name, value in zip(("data", "bytes", "buffered", "eof", "socket", "ok"),
                           wanted.split(" ")):
        shown += "" if value == "-" else f"expect ${{answer.{name}}} == " + (
            f'"{value}\\n"\n' if name == "data" else f'"{value}"\n')
    lines = "".join(f"{number}\\n" for number in range(1, 13))
    script = f'pair; send 1 "{lines}"\n{commands}\n{shown}'
    # With -q nobody looks; else each is shown.
    for options in (("-q",), (), ("--json",)):
        result = run(*options, "-k", "-t", "20s", "-c", script)
        expect("expect" not in result.complaint and '"kind":"expectation"' not in result.text,
               "it is another", result)


def main():
    suite = Suite()
    for expression, wanted in SUMS:
        suite.case(f"let x = {expression[:40]}", a_sum, expression, wanted)
    for expression, column, message in WRONG:
        suite.case(f"let x = {expression[:40]} is none", no_sum, expression, column, message)
    files = dict(FILES_OF_DEFS)
    for table in (LOOPS, ROUNDS, DEFINITIONS, CALLS, SCOPES):
        rows(suite, table, files)

    for table, given in ((SOURCES, files), (CHAINS, files), (FOREACH, LINES)):
        for name, *row in table:
            suite.case(name, beside_a_pipe, given, *row)
    for name, commands, wanted in LATE:
        suite.case(f"the last answer, {name}", late, commands, wanted)
    suite.case("ten thousand definitions", a_storm)
    suite.case("one that replaces itself", a_redefinition)
    suite.case("many that replace each other", many_redefinitions)
    suite.case("the chain in JSON", chain_of_json)
    suite.end()


if __name__ == "__main__":
    main()
