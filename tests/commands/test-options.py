#!/usr/bin/python3
"""The option table holds every option that Python's socket module names."""
import json
import os
import socket
import subprocess
import sys

SOSH = os.environ.get("SOSH", "./sosh")
PREFIXES = ("SO_", "TCP_", "IP_", "IPV6_")

VALUE = "a value, not an option"
GROUP = "joins or leaves a group: told to the kernel, never read"
OTHER = "an option of another level"
CONTROL = "control data of a message, not read with getsockopt"

# What Python names and the table leaves out, and why.
REASONS = {
    "IP_ADD_MEMBERSHIP": GROUP,
    "IP_DROP_MEMBERSHIP": GROUP,
    "IP_ADD_SOURCE_MEMBERSHIP": GROUP,
    "IP_DROP_SOURCE_MEMBERSHIP": GROUP,
    "IP_BLOCK_SOURCE": GROUP,
    "IP_UNBLOCK_SOURCE": GROUP,
    "IPV6_JOIN_GROUP": GROUP,
    "IPV6_LEAVE_GROUP": GROUP,
    "IP_DEFAULT_MULTICAST_LOOP": VALUE,
    "IP_DEFAULT_MULTICAST_TTL": VALUE,
    "IP_MAX_MEMBERSHIPS": VALUE,
    "IP_PMTUDISC_DO": VALUE,
    "IP_PMTUDISC_DONT": VALUE,
    "IP_PMTUDISC_INTERFACE": VALUE,
    "IP_PMTUDISC_OMIT": VALUE,
    "IP_PMTUDISC_PROBE": VALUE,
    "IP_PMTUDISC_WANT": VALUE,
    "IPV6_RTHDR_TYPE_0": VALUE,
    "IPV6_HOPLIMIT": CONTROL,
    "IPV6_PKTINFO": CONTROL,
    "SO_J1939_ERRQUEUE": OTHER,
    "SO_J1939_FILTER": OTHER,
    "SO_J1939_PROMISC": OTHER,
    "SO_J1939_SEND_PRIO": OTHER,
    "SO_VM_SOCKETS_BUFFER_MAX_SIZE": OTHER,
    "SO_VM_SOCKETS_BUFFER_MIN_SIZE": OTHER,
    "SO_VM_SOCKETS_BUFFER_SIZE": OTHER,
    "SO_HCI_EVT_FILTER": OTHER,
    "SO_HCI_PKT_FILTER": OTHER,
    "SO_L2CAP_ENCRYPTED": OTHER,
    "SO_L2CAP_FLUSHABLE": OTHER,
    "SO_L2CAP_LM": OTHER,
    "SO_RFCOMM_LM": OTHER,
    "SO_RTABLE": "OpenBSD: the routing table",
    "SO_USER_COOKIE": "FreeBSD: a mark for its firewall",
    "SO_SETFIB": "FreeBSD: the routing table",
    "SO_EXCLUSIVEADDRUSE": "Windows",
    "SO_ORIGINAL_DST": "netfilter: an address, read by a command of its own",
    "TCP_MD5SIG": "a key for an address: told to the kernel, never read",
}

passed = failed = 0


def check(name, good, message=""):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print("not ok - %s%s" % (name, ": " + message if message else ""))


def declarations():
    done = subprocess.run([SOSH, "--declarations"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        sys.exit("%s --declarations: status %d: %s" % (SOSH, done.returncode, done.stderr))
    return json.loads(done.stdout)


def prefix_of(name):
    return next((p for p in PREFIXES if name.startswith(p)), None)


def every_name_of_python_is_in_the_table_or_has_a_reason(table):
    for name in sorted(n for n in dir(socket) if prefix_of(n)):
        if name in table:
            check(name, True)
            continue
        reason = REASONS.get(name)
        if reason:
            print("# missing %-30s %s" % (name, reason))
        check(name, bool(reason), "is neither in the table nor has a reason")


def a_reason_is_only_given_for_what_is_missing(table):
    for name in REASONS:
        check("reason for " + name, name not in table, "it is in the table")


def numbers_are_those_of_python(table):
    for name, option in table.items():
        if hasattr(socket, name):
            check("number of " + name, option["number"] == getattr(socket, name),
                  "%s, not %s" % (option["number"], getattr(socket, name)))


def short_names_are_the_names_without_their_prefix(table):
    """But where that is an option of SOL_SOCKET already."""
    known = {o["brief"] for n, o in table.items() if n.startswith("SO_")}
    for name, option in table.items():
        prefix = prefix_of(name)
        plain = name[len(prefix):].lower()
        brief = option["brief"]
        check("short name of " + name, brief == plain or
              (prefix != "SO_" and plain in known and brief == name.lower()), brief)


def every_option_says_what_it_is(table):
    for name, option in table.items():
        help = option.get("help", "")
        check("help of " + name, help and not help.endswith("."), repr(help))
        check("access of " + name, bool(option.get("access")))
        check("type of " + name, bool(str(option.get("type", ""))))


def main():
    table = {option["name"]: option for option in declarations()["options"]}
    names = [n for n in dir(socket) if prefix_of(n)]
    print("# Python %d.%d names %d options, the table holds %d" %
          (sys.version_info.major, sys.version_info.minor, len(names), len(table)))
    for test in (every_name_of_python_is_in_the_table_or_has_a_reason,
                 a_reason_is_only_given_for_what_is_missing,
                 numbers_are_those_of_python,
                 short_names_are_the_names_without_their_prefix,
                 every_option_says_what_it_is):
        test(table)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
