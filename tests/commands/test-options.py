#!/usr/bin/python3
"""The option table holds every option that Python's socket module names."""
import json
import os
import socket
import subprocess
import sys

SOSH = os.environ.get("SOSH", "./sosh")
PREFIXES = ("SO_", "TCP_", "IP_", "IPV6_", "UDP_", "UDPLITE_", "PACKET_", "NETLINK_", "MPTCP_",
            "SCTP_", "ICMP_", "ICMPV6_")
# What is named without the prefix of its level.
PLAIN = ("MCAST_",)

VALUE = "a value, not an option"
OTHER = "an option of another level"
CONTROL = "control data of a message, not read with getsockopt"

# What Python names and the table leaves out, and why.
REASONS = {
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
    "SO_J1939_ERRQUEUE": OTHER,
    "SO_J1939_FILTER": OTHER,
    "SO_J1939_PROMISC": OTHER,
    "SO_J1939_SEND_PRIO": OTHER,
    "SO_HCI_EVT_FILTER": OTHER,
    "SO_HCI_PKT_FILTER": OTHER,
    "SO_L2CAP_ENCRYPTED": OTHER,
    "SO_L2CAP_FLUSHABLE": OTHER,
    "SO_L2CAP_LM": OTHER,
    "SO_RFCOMM_LM": OTHER,
    "IPV6_NEXTHOP": "a number only: Linux has no such option",
    "SO_RTABLE": "OpenBSD: the routing table",
    "SO_USER_COOKIE": "FreeBSD: a mark for its firewall",
    "SO_SETFIB": "FreeBSD: the routing table",
    "SO_EXCLUSIVEADDRUSE": "Windows",
    "SO_ORIGINAL_DST": "netfilter: an address, read by a command of its own",
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
    if name.startswith(PLAIN):
        return ""
    return next((p for p in PREFIXES if name.startswith(p)), None)


def named_by_python():
    """Of the levels of which all is named so; the others' names are mostly no options."""
    return sorted(n for n in dir(socket) if n.startswith(("SO_", "TCP_", "IP_", "IPV6_")))


def every_name_of_python_is_in_the_table_or_has_a_reason(table):
    for name in named_by_python():
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
    known = {o["brief"] for n, o in table.items() if o["space"] == "SOL_SOCKET"}
    known |= {"info"}           # of a connection of MPTCP both can be asked
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
    names = named_by_python()
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
