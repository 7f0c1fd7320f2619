"""status: the same as status.c, as one would write it in Python."""

import fcntl
import socket
import struct
import sys
import termios
import time
from select import POLLIN, POLLOUT, POLLPRI, poll

SIOCOUTQ = 0x5411
STATES = ["?", "ESTABLISHED", "SYN-SENT", "SYN-RECEIVED", "FIN-WAIT-1", "FIN-WAIT-2",
          "TIME-WAIT", "CLOSED", "CLOSE-WAIT", "LAST-ACK", "LISTEN", "CLOSING"]


def tell(word):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as teller:
        teller.sendto(word, sys.argv[2])


def address(call):
    try:
        return "{}:{}".format(*call())
    except OSError:
        return ""


def queue(one, request):
    try:
        return struct.unpack("i", fcntl.ioctl(one.fileno(), request, b"\0\0\0\0"))[0]
    except OSError:
        return 0


def show(number, one, made):
    info = one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 280)
    rtt = struct.unpack_from("I", info, 68)[0]
    ready = poll()
    ready.register(one, POLLIN | POLLOUT | POLLPRI)
    ready.poll(0)
    print(f"{number:<5}  tcp   {STATES[info[0]]:11}  {address(one.getsockname):21}  "
          f"{address(one.getpeername):21}  {queue(one, termios.FIONREAD):6}  "
          f"{queue(one, SIOCOUTQ):6}  {0:2}  {0:3}  {rtt:4}us  {time.monotonic() - made:.1f}s")


def main():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(4096)
    socks = [(listener, time.monotonic())]
    for _ in range(int(sys.argv[1])):
        one = socket.create_connection(listener.getsockname())
        socks.append((one, time.monotonic()))
        socks.append((listener.accept()[0], time.monotonic()))
    tell(b"ready")
    for line in sys.stdin:
        if line == "\n":
            sys.stdout.flush()
            tell(b"done")
        else:
            for number, (one, made) in enumerate(socks, 1):
                show(number, one, made)


main()
