#!/usr/bin/python3
"""language.md, "Lines and words" and "Data", line by line."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from language import STDIN, rows
from sosh import Suite, answers, equal

SYNTAX = r"\A-c:%s: .*\n  .*\n +\^\n\Z"


def at(place):
    """A syntax error at this place, with the line and the caret."""
    return SYNTAX % place


def wrong(message):
    """A failure with kind `usage`."""
    return [{"ok": False, "error": {"kind": "usage", "message": re.compile(message)}}]


LINES = [
    ("a command is a line", "echo a\necho b", 0, "a\nb\n", ""),
    ("a semicolon ends a command", "echo a; echo b;;echo c;", 0, "a\nb\nc\n", ""),
    ("a semicolon in quotes is text", "echo 'a;b' \"c;d\" e\\;f", 0, "a;b c;d e;f\n", ""),
    ("a semicolon ends a word wherever it stands", "echo a;echo b", 0, "a\nb\n", ""),
    ("a backslash at the end joins the next line", "echo a\\\nb c\\\n d", 0, "ab c d\n", ""),
    ("a comment begins at the start of a word", "echo a #b\n# c\n  # d\necho e#f '#g'", 0,
     "a\ne#f #g\n", ""),
    ("a comment goes to the end of its line", "echo a # ; echo b\necho c", 0, "a\nc\n", ""),
    ("blanks between words count once", "  echo\ta   b ", 0, "a b\n", ""),
    ("nothing at all is no error", "", 0, "", ""),
    ("& ends a command", "echo a & ; echo b", 0, "a\nb\n", ""),
    ("& stands behind a block", "repeat 2 { echo a } &; echo b", 0, "a\na\nb\n", ""),
    ("& stands before a brace", "repeat 2 { echo a & }", 0, "a\na\n", ""),
    ("& stands once", "echo a & &", 2, "", at("1:10")),
    ("& is the last word", "echo a & b", 2, "", at("1:10")),
    ("& alone is no command", "&", 2, "", at("1:1")),
    ("& within a word is text", "echo a& &b 'c' \"&\"", 0, "a& &b c &\n", ""),
    ("an error runs nothing", "echo a\nbogus b", 2, "", at("2:1")),
    ("several -c are one text", ["-c", "repeat 2 {", "-c", "echo x", "-c", "}"], 0, "x\nx\n", ""),
    ("columns count characters from 1", "echo é \"é\\q\"", 2, "", at("1:10")),
    ("a tab is one column", "\techo \"\\q\"", 2, "", at("1:8")),
    ("a place is told in the right line", "echo a\n\n  echo 'b", 2, "", at("3:8")),
    ("a missing word is told behind the last", "socket", 2, "", at("1:7")),
    ("a word too many is told at its place", "break  x", 2, "", at("1:8")),
    ("an unknown flag is told", "recv 1 --bogus", 2, "", at("1:8")),
    ("a flag without its value is told", "recv 1 --timeout", 2, "", at("1:8")),
    ("a flag given twice is told", "recv 1 --peek --peek", 2, "", at("1:15")),
    ("of a long line what stands around is shown",
     "echo " + "a" * 70 + " 'bc' " + "d" * 49 + " \"\\q\" " + "e" * 70, 2, "",
     r"\n  \.\.\.a{3} 'bc' d{49} \"\\+q\" e{56}\.\.\.\n {65}\^\n\Z"),
    ("what just fits is shown whole", "echo " + "a" * 54 + "\"\\q\"" + "e" * 55, 2, "",
     r"\n  echo a{54}\"\\q\"e{55}\n {62}\^\n\Z"),
    ("an unknown command is told", "bogus", 2, "", at("1:1")),
    ("a command's name is typed as it is", "'echo' a", 2, "", at("1:1")),
    ("a command's name is no variable", "let x echo; $x a", 2, "", at("1:13")),
    ("scripts know no prefixes of names", "ech a", 2, "", at("1:1")),
    ("aliases are names", "pair; sendall 1 x; read 2 --none; = 1; exit", 0, None, ""),
]

QUOTES = [
    ("single quotes are literal", "echo 'a $b \\n \"c\"'", 0, 'a $b \\n "c"\n', ""),
    ("double quotes know the escapes of C",
     r'pair; send 1 "\r\n\t\a\b\e\f\v\\\"\'\$"; recv 2 --hex', 0,
     re.compile(r"0d 0a 09 07 08 1b 0c 0b  ?5c 22 27 24 "), ""),
    ("octal has one to three digits", r'echo "\101\1018\60a\0607"', 0, "AA80a07\n", ""),
    ("hex has exactly two digits", r'echo "\x41\x4142"', 0, "AA42\n", ""),
    ("characters are written as UTF-8", r'echo "\u0041\u00e9\u{e9}\u{1F600}"', 0, "Aéé😀\n", ""),
    ("an unknown escape is an error", r'echo "\q"', 2, "", at("1:7")),
    ("one hex digit is an error", r'echo "\x4g"', 2, "", at("1:7")),
    ("an octal number beyond a byte is an error", r'echo "\400"', 2, "", at("1:7")),
    ("a surrogate is an error", r'echo "\ud800"', 2, "", at("1:7")),
    ("a surrogate in braces is an error", r'echo "\u{dfff}"', 2, "", at("1:7")),
    ("a character beyond the last is an error", r'echo "\u{110000}"', 2, "", at("1:7")),
    ("empty braces are an error", r'echo "\u{}"', 2, "", at("1:7")),
    ("three digits behind u are an error", r'echo "\u123"', 2, "", at("1:7")),
    ("a quote ends on its line", "echo 'a\nb'", 2, "", at("1:6")),
    ("a double quote ends on its line", 'echo "a\nb"', 2, "", at("1:6")),
    ("outside quotes a backslash makes plain", r"echo \$x \#a \"b \' \\ a\ b \{", 0,
     "$x #a \"b ' \\ a b {\n", ""),
    ("parts without a blank are one word", "let x 1; echo a'b c'\"d$x\"${x}e", 0, "ab cd11e\n", ""),
    ("empty quotes are a word", "echo '' \"\" a", 0, "  a\n", ""),
]

VARIABLES = [
    ("let joins its words by one blank", "let x a  'b  c'; echo $x", 0, "a b  c\n", ""),
    ("a name takes the longest run", "let a_1 x; echo $a_1-$a_1.b", 0, "x-x.b\n", ""),
    ("braces end a name", "let a x; echo ${a}b", 0, "xb\n", ""),
    ("single quotes hold no variables", "let a x; echo '$a ${a}'", 0, "$a ${a}\n", ""),
    ("a dollar before anything else is a dollar", "echo $ a$ $- \"^a$\" $.", 0, "$ a$ $- ^a$ $.\n",
     ""),
    ("a dollar before a digit is an error", "echo $1", 2, "", at("1:6")),
    ("an open brace behind a dollar is an error", "echo ${a", 2, "", at("1:9")),
    ("empty braces behind a dollar are an error", "echo ${}", 2, "", at("1:8")),
    ("a value is never split again", "let x 'a  b; echo c'; echo $x", 0, "a  b; echo c\n", ""),
    ("an empty value is an empty word", "let x ''; echo a $x b", 0, "a  b\n", ""),
    ("an unset variable is an error when it runs", "echo a; echo $x", 1, "a\n", "'x' is not set"),
    ("inside blocks they are replaced each time",
     "let x 0; foreach i in 1 2 { echo $x$i; let x $i }", 0, "01\n12\n", ""),
    ("an unquoted = computes", "let x = 1+2; echo $x", 0, "3\n", ""),
    ("a quoted = is text", "let x '=' 1; echo $x", 0, "= 1\n", ""),
    ("a variable is no flag", "let x '--nonblock'; socket tcp $x", 1, "", "socket: "),
    ("quotes are no flag", 'socket tcp "--nonblock"', 1, "", "socket: "),
    ("a variable is no prefix", "pair; let x file:/etc/passwd; send 1 $x; recv 2", 0,
     [{}, {}, {"data": "file:/etc/passwd"}], ""),
    ("quotes are no prefix", "pair; send 1 'hex:'41; recv 2", 0, [{}, {}, {"data": "hex:41"}], ""),
    ("a variable is no brace", "let x {; echo $x }", 2, "", "-c:1:"),
    ("a quoted brace is text", "echo '{' \"}\"", 0, "{ }\n", ""),
    ("a quoted ampersand is text", "echo a '&'", 0, "a &\n", ""),
    ("a variable is no operator", "let x ==; expect a $x a", 1, "", "no comparison"),
    ("a quoted operator is text", "if a '==' a { }", 1, "", "no comparison"),
    ("a variable is no property", "pair; let x 1.kind; expect $x == 1.kind", 0, None, ""),
    ("quotes are no property", "pair; expect '1.kind' == '1.kind'", 0, None, ""),
    ("a quoted here-document is text", "echo '<<E' \"<<E\"", 0, "<<E <<E\n", ""),
    ("a literal prefix takes a variable", "pair; let i 16706; send 1 u16be:$i; recv 2", 0,
     [{}, {}, {"data": "AB"}], ""),
    ("a lone -- ends the flags", "echo -- --a --", 0, "--a --\n", ""),
    ("flags may stand between words", "pair; recv --timeout 0 1", 1, None, "recv 1: no data"),
]

BLOCKS = [
    ("a block needs no semicolon before its brace", "repeat 2 { pair unix }", 0,
     re.compile(r"\[3\] \[4\]"), ""),
    ("a block may go over lines", "repeat 2 {\n  echo a\n\n  echo b\n}", 0, "a\nb\na\nb\n", ""),
    ("braces elsewhere are text", "echo {'\"a\":1'} a{3} {} {a }b", 0, "{\"a\":1} a{3} {} {a }b\n",
     ""),
    ("an open brace is an error", "repeat 2 {\n echo a", 2, "", at("1:10")),
    ("a brace that closes nothing is an error", "echo a }", 2, "", at("1:8")),
    ("a block where none goes is an error", "echo a { echo b }", 2, "", at("1:8")),
    ("a missing block is an error", "repeat 2", 2, "", at("1:1")),
    ("else stands on the line of the brace", "if a == b {\n}\nelse { echo x }", 2, "", at("3:1")),
    ("else if", "if a == b { echo 1 } else if a == a { echo 2 } else { echo 3 }", 0, "2\n", ""),
    ("else over lines", "if a == b {\n echo 1\n} else {\n echo 2\n}", 0, "2\n", ""),
    ("else without if is an error", "repeat 1 { } else { }", 2, "", at("1:14")),
    ("a hundred blocks nest", "repeat 1 { " * 100 + "echo x" + " }" * 100, 0, "x\n", ""),
    ("no more than a hundred do", "repeat 1 { " * 101 + "echo x" + " }" * 101, 2, "", at("1:1110")),
    ("a thousand else if are no nesting",
     "if 1 == 2 { }" + " else if 1 == 2 { }" * 900 + " else { echo x }", 0, "x\n", ""),
]

DOCUMENTS = [
    ("a here-document is one word", "echo <<E\na  b\nc\nE\necho d", 0, "a  b\nc\n\nd\n", ""),
    ("variables are replaced in it", "let x 1; echo <<E\n$x \\$x ${x}\nE", 0, "1 $x 1\n\n", ""),
    ("another backslash is itself", "echo <<E\n\\n \\\\ \\q\\\nE", 0, "\\n \\\\ \\q\\\n\n", ""),
    ("with a quoted tag nothing is replaced", "echo <<'E'\n$x \\$x\nE", 0, "$x \\$x\n\n", ""),
    ("- drops leading tabs", "echo <<-E\n\t\ta\n\tb\tc\n\tE", 0, "a\nb\tc\n\n", ""),
    ("~ ends lines with CR LF", "pair; send 1 <<~E\na\nb\nE\nrecv 2", 0,
     [{}, {}, {"data": "a\r\nb\r\n"}], ""),
    ("- and ~ together", "pair; send 1 <<-~E\n\ta\n\tE\nrecv 2", 0, [{}, {}, {"data": "a\r\n"}],
     ""),
    ("it may be empty", "pair unix-dgram; send 1 <<E\nE\nrecv 2", 0, [{}, {}, {"data": ""}], ""),
    ("a tag may be a part of a line", "echo <<E\nE x\n E\nE", 0, "E x\n E\n\n", ""),
    ("it is the last word", "echo <<E a\nx\nE", 2, "", at("1:6")),
    ("a semicolon may stand behind it", "echo <<E; echo b\na\nE", 0, "a\n\nb\n", ""),
    ("two on a line follow one another", "echo <<A; echo <<B\na\nA\nb\nB", 0, "a\n\nb\n\n", ""),
    ("without its end it is an error", "echo <<E\na", 2, "", r"-c:1:\d+: .*'E'"),
    ("in a block", "repeat 2 {\necho <<E\na\nE\n}", 0, "a\n\na\n\n", ""),
    ("it is data like any other word", "pair; send 1 a <<E\nhex:41\nE\nrecv 2", 0,
     [{}, {}, {"data": "ahex:41\n"}], ""),
]

DATA = [  # what is sent, what comes out in hex, or a message
    ("hello", "68656c6c6f"), ("'a b'", "612062"), ("a b 'c'", "616263"), ("é", "c3a9"),
    ('hex:"de ad be ef"', "deadbeef"), ("hex:deadbeef", "deadbeef"), ("hex:'de:ad be'", "deadbe"),
    ("hex:DEad", "dead"), ('hex:"de ad"be', "deadbe"), ("hex:dea", "half a byte"),
    ("hex:'d ead'", "half a byte"), ("hex:'de::ad'", "not hex"), ("hex:de-ad", "not hex"),
    ("hex:zz", "'z' is not hex"), ("hex:':dead'", "not hex"),
    ("base64:aGVsbG8=", "68656c6c6f"), ("base64:aGVsbG8", "groups of four"),
    ("base64:aGVsbG9=", "base64"), ("base64:'aGVs bG8='", "base64"), ("base64:====", "base64"),
    ("u8:7", "07"), ("u8:255", "ff"), ("u8:256", "out of range"), ("u8:-1", "out of range"),
    ("i8:-128", "80"), ("i8:128", "out of range"), ("u16be:258", "0102"), ("u16le:258", "0201"),
    ("i16be:-2", "fffe"), ("i16le:-2", "feff"), ("u32be:0xdeadbeef", "deadbeef"),
    ("u32le:1", "01000000"), ("i32be:-1", "ffffffff"), ("i32le:0b101", "05000000"),
    ("u32be:4294967296", "out of range"), ("u64be:18446744073709551615", "ff" * 8),
    ("u64le:0o17", "0f" + "00" * 7), ("u64be:18446744073709551616", "out of range"),
    ("i64be:-9223372036854775808", "80" + "00" * 7), ("i64le:1", "01" + "00" * 7),
    ("f32be:1.5", "3fc00000"), ("f32le:-2", "000000c0"), ("f64be:1.5", "3ff8" + "00" * 6),
    ("f64le:1e3", "0000000000408f40"),
    ("f32be:1e39", "out of range"), ("f64be:1e400", "out of range"), ("u16be:x", "not a number"),
    ("u16be:", "not a number"), ("u16be:1.5", "not a number"), ("f32be:x", "not a number"),
    ("zero:3", "000000"), ("zero:0 a", "61"), ("zero:", "not a size"), ("zero:1x", "not a size"),
    ("pattern:8", "6161616162616161"), ("fill:5:ab", "6162616261"), ("fill:3:'é'", "c3a9c3"),
    ("fill:5", "wants a size and a text"), ("fill:5:", "wants a size and a text"),
    ("len8{ a b }", "026162"), ("len16be{ a }", "000161"), ("len16le{ a }", "010061"),
    ("len32be{ zero:2 }", "000000020000"), ("len32le{ a }", "0100000061"),
    ("len16be{\n a\n b\n}", "00026162"), ("len8{ len16be{ a } b }", "0400016162"),
    ("len8{ 'x' hex:00 } y", "02780079"), ("len8{ zero:255 } --once", "ff" + "00" * 255),
    ("len8{ zero:256 }", "too many for len8"), ("text:hex:41", "6865783a3431"),
    ("text:text:a", "746578743a61"), ("text:'a b'", "612062"), ("u24be:1", "75323462653a31"),
    ("http://a", "687474703a2f2f61"), ("file:bytes", "00ff1b0a"), ("file:'bytes' a", "00ff1b0a61"),
    ("file:none", "No such file"), ("file:.", "Is a directory"), ("file:", "wants the path"),
]


def data_is(folder, data, wanted):
    with open(os.path.join(folder, "bytes"), "wb") as file:
        file.write(b"\0\xff\x1b\n")
    result = answers(f"pair; send 1 {data}\nrecv 2 --out got", cwd=folder)
    sent = result.answers[1]
    if not sent["ok"]:
        equal(result.status, 1, result)
        equal(wanted in sent["error"]["message"], True, result)
        equal(sent["error"]["kind"] in ("usage", "system"), True, result)
        return
    with open(os.path.join(folder, "got"), "rb") as file:
        got = file.read()
    equal(got.hex(), wanted, result)
    equal(sent["bytes"], len(got), result)


SENT = [
    ("what is wrong in data is pointed at", 'pair; send 1 a hex:"de ag"', 1, None,
     r"'g' is not hex.*\n  pair; send 1 a hex:\"de ag\"\n {26}\^\n"),
    ("a nest wants data", "send 1 len8{ }", 2, "", at("1:8")),
    ("a nest has an end", "send 1 len8{ a", 2, "", at("1:8")),
    ("random bytes differ", "pair; send 1 random:16; recv 2; let a ${answer.data}; "
     "send 1 random:16; recv 2; if $a == ${answer.data} { echo same }", 0,
     [{}, {}, {"bytes": 16}, {}, {"bytes": 16}], ""),
    ("one datagram is one send", "pair unix-dgram; send 1 a b u8:99; recv 2", 0,
     [{}, {"bytes": 3}, {"data": "abc"}], ""),
    ("a datagram beyond the limit is refused whole", "socket udp; send 1 zero:70k --to 127.0.0.1:9",
     1, [{}, {"ok": False, "bytes": 0, "error": {"errno": "EMSGSIZE"}}], ""),
    ("sizes are powers of 1024", "pair; send 1 zero:2k; send 1 zero:2K", 0,
     [{}, {"bytes": 2048}, {"bytes": 2048}], ""),
    ("a kind that is wrong is told when it runs", "echo a; socket foo", 1, "a\n",
     "no kind of socket"),
    ("a port that is wrong is told when it runs", "socket tcp; fails usage bind 1 127.0.0.1:99999",
     0, [{}, {"error": {"kind": "usage", "message": re.compile("99999")}}], ""),
    ("data that is wrong is told when it runs", "pair; fails usage send 1 u8:999", 0, None, ""),
    ("a number that is wrong is told when it runs", "try { repeat x { } }; echo b", 0, "b\n",
     "repeat"),
]

FILES = {
    "crlf.sosh": b"echo a\r\nrepeat 2 {\r\necho 'b'\r\n}\r\necho <<E\r\nc\r\nE\r\n",
    "nul.sosh": b"echo a\necho b\0c\n",
    "cut.sosh": b"echo a\necho b",
    "first.sosh": b"#!/usr/bin/env sosh\necho ${arg.0} ${arg.1} ${arg.2} ${arg.count}\n",
    "late.sosh": b"echo a\nsocket tcp\n  recv 9 5\n",
    "bad.sosh": b"echo a\n  socket\n",
    "latin.sosh": b"echo \xe9\n",
}
SOURCES = [
    ("CR LF is read as LF", ["crlf.sosh"], 0, "a\nb\nb\nc\n\n", ""),
    ("a NUL is an error", ["nul.sosh"], 2, "", r"\Anul\.sosh:2:7: .*NUL.*\n"),
    ("a missing line end is none", ["cut.sosh"], 0, "a\nb\n", ""),
    ("the first line may name sosh", ["first.sosh", "a", "--json"], 0, "first.sosh a --json 2\n",
     ""),
    ("what fails is told with its place", ["late.sosh"], 1, re.compile(r"\Aa\n\[1\]"),
     r"\Alate\.sosh:3:8: recv: there is no socket 9\n    recv 9 5\n {9}\^\n\Z"),
    ("what cannot be parsed is told with its place", ["bad.sosh"], 2, "",
     r"\Abad\.sosh:2:9: .*\n    socket\n {10}\^\n\Z"),
    ("bytes that are no UTF-8 are bytes", ["latin.sosh"], 0, "\\xe9\n", ""),
    ("standard input is read command by command", [STDIN, "echo a\nbogus\necho b\n"], 2, "a\n",
     r"\Astdin:2:1: "),
    ("a block comes over several lines", [STDIN, "repeat 2 {\necho a\n}\necho b"], 0, "a\na\nb\n",
     ""),
    ("a document comes over several lines", [STDIN, "echo <<E\na\nE\necho b"], 0, "a\n\nb\n", ""),
    ("joined lines come one by one", [STDIN, "echo a \\\nb \\\nc\necho d"], 0, "a b c\nd\n", ""),
    ("many joined lines take no time", [STDIN, "echo a \\\n" * 20000 + "b"], 0, None, ""),
    ("what is open at the end of the input is an error", [STDIN, "echo a\nrepeat 2 {\n"], 2, "a\n",
     r"\Astdin:2:10: "),
    ("a document open at the end is an error", [STDIN, "echo <<E\nx\n"], 2, "", r"\Astdin:1:"),
    ("CR LF from standard input", [STDIN, b"echo a\r\necho 'b'\r\n"], 0, "a\nb\n", ""),
    ("a NUL from standard input", [STDIN, b"echo a\necho \0\n"], 2, "a\n", r"stdin:2:6: "),
    ("a line has 16 MiB", [STDIN, "echo " + "x" * ((16 << 20) - 6) + "\n"], 0, None, ""),
    ("a line has no more", [STDIN, "echo " + "x" * (17 << 20) + "\n"], 2, "",
     r"stdin:1:1: .*16 MiB"),
]


def main():
    suite = Suite()
    for table in (LINES, QUOTES, VARIABLES, BLOCKS, DOCUMENTS, SENT):
        rows(suite, table)
    for data, wanted in DATA:
        suite.case(f"data: {data}", data_is, data, wanted)
    rows(suite, SOURCES, FILES)
    suite.end()


if __name__ == "__main__":
    main()
