#!/usr/bin/python3
"""Every row of the option table, as the kernel has it: its default is read, a legal value
is set and read back, an illegal one is refused with the errno that the row tells.

All of it happens in a network namespace of its own, in which one may do what the kernel
lets nobody else; where there can be none, rows that need a capability are left out."""
import ctypes
import json
import os
import re
import socket
import struct
import subprocess
import sys

SOSH = os.environ.get("SOSH", "./sosh")
LAB = "SOSH_TEST_LAB"
MOST = 10                      # rows that may be left out, by name and reason

TCP = ("socket tcp --name l; bind l 127.0.0.1:0; listen l; socket tcp --name it; "
       "connect it ${l.local}; accept l")
UDP = "socket udp --name it; connect it 127.0.0.1:9"
UDP6 = "socket udp6 --name it; connect it [::1]:9"
MAPPED = "connect it [::ffff:127.0.0.1]:9"
UNIX = "pair unix --names it,other"
RUNNING = "socket packet --name it"
JOIN4, JOIN6 = "239.1.2.3 lo", "ff05::1234 lo"
FROM4, FROM6 = "232.1.2.3 127.0.0.2", "ff35::1234 2001:db8::1 lo"

# What a row needs before it can be read or set: a socket called `it`, or more.
READY = {
    "IP_MTU": UDP, "IPV6_MTU": UDP6, "IPV6_PATHMTU": UDP6, "SO_PEERNAME": TCP,
    "IPV6_ADDRFORM": MAPPED, "SO_PEERCRED": None, "SO_PEERGROUPS": UNIX, "TCP_INFO": TCP,
    "TCP_REPAIR_QUEUE": "set it repair on", "TCP_TIMESTAMP": "set it repair on",
    "TCP_REPAIR_WINDOW": TCP + "; set it repair on",
    "TCP_QUEUE_SEQ": "set it repair on; set it repair_queue send",
    "TCP_REPAIR_OPTIONS": TCP + "; set it repair on",
    "IP_DROP_MEMBERSHIP": "set it add_membership " + JOIN4,
    "IP_DROP_SOURCE_MEMBERSHIP": "set it add_source_membership %s 127.0.0.1" % FROM4,
    "IP_BLOCK_SOURCE": "set it add_membership " + JOIN4,
    "IP_UNBLOCK_SOURCE": "set it add_membership %s; set it block_source 239.1.2.3 127.0.0.2 "
                         "127.0.0.1" % JOIN4,
    "IPPROTO_IP:MCAST_LEAVE_GROUP": "set it mcast_join_group " + JOIN4,
    "IPPROTO_IP:MCAST_LEAVE_SOURCE_GROUP": "set it mcast_join_source_group %s lo" % FROM4,
    "IPPROTO_IP:MCAST_BLOCK_SOURCE": "set it mcast_join_group " + JOIN4,
    "IPPROTO_IP:MCAST_UNBLOCK_SOURCE": "set it mcast_join_group %s; "
                                       "set it mcast_block_source 239.1.2.3 127.0.0.2 lo" % JOIN4,
    "IPV6_LEAVE_GROUP": "set it join_group " + JOIN6,
    "IPV6_LEAVE_ANYCAST": "set it join_anycast 2001:db8::1 lo",
    "IPPROTO_IPV6:MCAST_LEAVE_GROUP": "set it mcast_join_group " + JOIN6,
    "IPPROTO_IPV6:MCAST_LEAVE_SOURCE_GROUP": "set it mcast_join_source_group " + FROM6,
    "IPPROTO_IPV6:MCAST_BLOCK_SOURCE": "set it mcast_join_group " + JOIN6,
    "IPPROTO_IPV6:MCAST_UNBLOCK_SOURCE": "set it mcast_join_group %s; set it "
                                         "mcast_block_source ff05::1234 2001:db8::1 lo" % JOIN6,
    "SOL_PACKET:PACKET_DROP_MEMBERSHIP": "set it add_membership lo promisc",
    "PACKET_FANOUT": RUNNING, "PACKET_ROLLOVER_STATS": RUNNING + "; set it fanout 3 rollover",
    "NETLINK_DROP_MEMBERSHIP": "set it add_membership 1",
}
# Values that are legal here only: sockets that this test has given a filter, and what was
# read of a connection before.
READY_TO_SET = {
    "SO_DETACH_FILTER": "adopt {filtered} --name it",
    "SO_DETACH_REUSEPORT_BPF": "adopt {chosen} --name it",
    "TCP_REPAIR_WINDOW": TCP + "; set it repair on; get it repair_window",
}
LEGAL = {"SO_DETACH_FILTER": "0", "SO_DETACH_REUSEPORT_BPF": "0",
         "TCP_REPAIR_WINDOW": "hex:${answer.options.repair_window}"}
# Rows of which there is no value that is taken everywhere, and why; the rest is tried.
NO_LEGAL = {"TCP_ULP": "tls is a module that need not be there"}
# Rows that are not there any more once they have been set, and why.
GONE = {"IPV6_ADDRFORM": "the socket is of IPv4 by then"}
# Rows that are not tried at all where the kernel answers so, and why.
LACKS = {
    "SO_PEERSEC": ("ENOPROTOOPT", "no security module labels peers"),
    "SO_RESERVE_MEM": ("EOPNOTSUPP", "no memory control group"),
}
# What older kernels do not have, and what is built in or not.
NEWER = ("ENOPROTOOPT", "EOPNOTSUPP")

DESCRIPTORS = {}               # of the sockets that sosh is to adopt

passed = failed = 0
left_out = {}


def check(name, good, message=""):
    global passed, failed
    passed += bool(good)
    failed += not good
    if not good:
        print("not ok - %s: %s" % (name, message))


def sosh(*options):
    return subprocess.run([SOSH, "-t", "5s", *options], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60,
                          pass_fds=DESCRIPTORS.values())


def filtered(option):
    """A UDP socket with a filter that lets all pass: SO_ATTACH_FILTER, or its like."""
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    one.bind(("127.0.0.1", 0))
    code = ctypes.create_string_buffer(struct.pack("=HBBI", 6, 0, 0, 0xffffffff))
    one.setsockopt(socket.SOL_SOCKET, option,
                   struct.pack("@HP", 1, ctypes.addressof(code)))
    return one


def full(option):
    return option["space"] + ":" + option["name"]


def of(table, option):
    """The row's entry, under its name or, where levels share that, the full one."""
    return table.get(full(option), table.get(option["name"]))


def ready(option, setting=False):
    made = setting and of(READY_TO_SET, option) or of(READY, option)
    usual = "socket %s --name it" % option["on"]
    if not made:
        return usual
    for name, number in DESCRIPTORS.items():
        made = made.replace("{%s}" % name, str(number))
    return made if made.startswith(("socket", "pair", "adopt")) else usual + "; " + made




def answers(option, *commands, setting=False):
    """What the commands answer, the last of them; those before have to go well."""
    done = sosh("--json", "-k", "-c", "; ".join([ready(option, setting), *commands]))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return lines[-len(commands):], [line for line in lines[:-len(commands)] if not line["ok"]]


def shown(option, *commands):
    """The value that the last of the commands, a get, shows."""
    done = sosh("-k", "-c", "; ".join([ready(option), *commands]))
    match = re.search(r"options\n  %s +(.*)\n\Z" % re.escape(option["shown_as"]), done.stdout)
    return match.group(1) if match else done.stdout + done.stderr


def leave_out(option, reason):
    left_out[full(option)] = reason


def errno_of(answer):
    return answer.get("error", {}).get("errno", answer.get("error", {}).get("kind"))


def may_not(option, answer, before=False):
    """Is the row not to be tried here?  Then it is left out, and told."""
    error = errno_of(answer)
    lacks = of(LACKS, option)
    if lacks and error == lacks[0]:
        leave_out(option, lacks[1])
    elif error in ("EPERM", "EACCES") and (option.get("who") or before):
        leave_out(option, "needs " + option.get("who", "CAP_NET_RAW"))
    elif error in NEWER and not is_newest():
        leave_out(option, "this kernel has no such option")
    else:
        return False
    return True


def is_newest():
    return tuple(int(n) for n in re.findall(r"\d+", os.uname().release)[:2]) >= (6, 17)


def a_default_is_read(option, name):
    """False: the row is left out."""
    (answer,), before = answers(option, "get it " + name)
    if before:
        if "socket" in before[0]["command"]:
            leave_out(option, "no such socket here: " + errno_of(before[0]))
        else:
            check(name, may_not(option, before[0], True), before[0])
        return False
    if "get" not in option["access"]:
        check("get " + name, errno_of(answer) in NEWER + ("EINVAL",), answer)
        return True
    if not answer["ok"]:
        if not may_not(option, answer):
            check("get " + name, False, answer)
        return False
    option["shown_as"] = next(iter(answer["options"]))
    check("get " + name, len(answer["options"]) == 1, answer)
    if "fresh" in option:
        now = shown(option, "get it " + name)
        check("default of " + name, now == option["fresh"], "%r, not %r" % (now, option["fresh"]))
    return True


def a_legal_value_is_set_and_read_back(option, name):
    if of(LEGAL, option):
        (answer,), _ = answers(option, "set it %s %s" % (name, of(LEGAL, option)), setting=True)
        check("set " + name, answer["ok"] and "actual" not in answer, answer)
        return
    if "legal" not in option:
        check("legal value of " + name, of(NO_LEGAL, option), "there is none, and no reason")
        leave_out(option, "no legal value: " + of(NO_LEGAL, option))
        return
    becomes = option.get("becomes", option["legal"])
    (answer,), _ = answers(option, "set it %s %s" % (name, option["legal"]))
    if not answer["ok"]:
        if not may_not(option, answer):
            check("set " + name, False, answer)
        return
    check("set " + name, bare(answer["shown"]) == bare(becomes), answer)
    check("set %s is as asked" % name, ("actual" in answer) == ("becomes" in option) or
          "get" not in option["access"], answer)
    if "get" not in option["access"] or of(GONE, option):
        return
    now = shown(option, "set it %s %s" % (name, option["legal"]), "get it " + name)
    check("get %s again" % name, bare(now) == bare(becomes), "%r, not %r" % (now, becomes))


def bare(value):
    """Bytes in hex may have blanks between them."""
    return value.replace(" ", "") if value.startswith("hex:") else value


def an_illegal_value_is_refused(option, name):
    (answer,), _ = answers(option, "set it %s %s" % (name, option["illegal"]))
    if errno_of(answer) != option["refuses"] and may_not(option, answer):
        return
    check("refused " + name, not answer["ok"] and answer["error"].get("call") == "setsockopt" and
          errno_of(answer) == option["refuses"], answer)


def one(option):
    name = full(option)
    if not a_default_is_read(option, name) or "set" not in option["access"]:
        return
    a_legal_value_is_set_and_read_back(option, name)
    if name not in left_out or of(NO_LEGAL, option):
        an_illegal_value_is_refused(option, name)


def rows_have_what_it_takes(table):
    for option in table:
        name = full(option)
        check("kind for " + name, option.get("on"), option)
        if "set" in option["access"]:
            check("illegal value of " + name, "illegal" in option and "refuses" in option, option)
            check("read-back of " + name, "becomes" not in option or option.get("made") or
                  "without effect" in option["help"], "a value that becomes another says why")
        else:
            check("only read: " + name, not {"legal", "illegal", "becomes"} & set(option), option)
    names = {option["name"] for option in table} | {full(option) for option in table}
    for known in (READY, READY_TO_SET, LEGAL, NO_LEGAL, GONE, LACKS):
        check("all names are in the table", set(known) <= names, set(known) - names)


def an_ipv6_socket_turns_into_one_of_ipv4():
    """IPV6_ADDRFORM, and what the kernel answers where it cannot be."""
    ipv4 = "[::ffff:127.0.0.1]:${l.local.port}"
    listener = "socket tcp --name l; bind l 127.0.0.1:0; listen l; socket tcp6 --name it; "
    turned = listener + "connect it %s; accept l --name s; dup it --name copy; " \
        "set it addrform inet; " % ipv4
    for name, script in (
            ("it has the kind and addresses of IPv4",
             "expect it.kind == tcp; expect it.family == inet; expect it.peer == ${l.local}; "
             "expect copy.kind == tcp; expect it.pair == 3; expect s.pair == 2"),
            ("options of IPv4 apply", "set it tos ef; get it tos; fails EOPNOTSUPP get it "
             "unicast_hops; fails ENOPROTOOPT set it addrform inet; get it all"),
            ("it goes on", "send copy abc; recv s; send s xyz; recv it; close it; "
             "expect copy.state == ESTABLISHED; close copy; "
             "expect copy.state == FIN-WAIT-2 --within 5s; expect copy.kind == tcp; "
             "close s; expect copy.state == TIME-WAIT --within 5s")):
        done = sosh("-c", turned + script)
        check(name, done.returncode == 0, done.stdout + done.stderr)
    for name, script in (
            ("UDP turns too", "socket udp6 --name it; connect it [::ffff:127.0.0.1]:9; "
             "set it 41:1 int 2; expect it.kind == udp; expect it.peer == 127.0.0.1:9"),
            ("only when connected", listener + "fails ENOTCONN set it addrform inet; "
             "fails ENOTCONN get it addrform; expect it.kind == tcp6"),
            ("only over IPv4", "socket udp6 --name it; connect it [::1]:9; "
             "fails EADDRNOTAVAIL set it addrform inet; expect it.kind == udp6; "
             "get it addrform; expect ${answer.options.addrform} == AF_INET6")):
        done = sosh("-c", script)
        check(name, done.returncode == 0, done.stdout + done.stderr)


def loopback_up():
    """As `ip link set lo up` does; SIOCSIFFLAGS."""
    import fcntl
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 1 | 0x40))


def router():
    """Only routers have anycast addresses that are not theirs."""
    with open("/proc/sys/net/ipv6/conf/all/forwarding", "w") as file:
        file.write("1")


def into_lab():
    """Starts this again in a namespace; returns where none can be."""
    how = ["-n"] if os.getuid() == 0 else ["-Urn"]
    for flags in (how, ["-Urn"]):
        try:
            possible = subprocess.run(["unshare", *flags, "true"], capture_output=True,
                                      timeout=60).returncode == 0
        except FileNotFoundError:
            return
        if possible:
            os.execvpe("unshare", ["unshare", *flags, sys.executable, *sys.argv],
                       dict(os.environ, **{LAB: "1"}))


def main():
    lab = LAB in os.environ
    if not lab:
        into_lab()
        print("# no network namespace of its own: what needs a capability is left out")
    else:
        loopback_up()
        router()
    done = sosh("--declarations")
    table = json.loads(done.stdout)["options"]
    rows_have_what_it_takes(table)
    # SO_ATTACH_FILTER, SO_ATTACH_REUSEPORT_CBPF
    sockets = {"filtered": filtered(26), "chosen": filtered(51)}
    DESCRIPTORS.update({name: one.fileno() for name, one in sockets.items()})
    for option in table:
        option["shown_as"] = option["brief"]
        one(option)
    an_ipv6_socket_turns_into_one_of_ipv4()
    for name, reason in sorted(left_out.items()):
        print("# SKIP %s: %s" % (name, reason))
    if lab and is_newest():
        check("rows that are left out", len(left_out) <= MOST, len(left_out))
    check("the table is long", sys.platform != "linux" or len(table) > 200, len(table))
    print("%d passed, %d failed, %d of %d rows left out" %
          (passed, failed, len(left_out), len(table)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
