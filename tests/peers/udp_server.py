"""A UDP server: answers each datagram; the port is printed."""

import socket

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("localhost", 0))
print(server.getsockname()[1], flush=True)
while True:
    data, address = server.recvfrom(1024)
    print("received", data, flush=True)
    server.sendto(b"Server received: " + data, address)
