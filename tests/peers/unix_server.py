"""A UNIX server: answers each message, one connection after another; says when it is
ready.  usage: PATH"""

import socket
import sys

server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
server.bind(sys.argv[1])
server.listen()
print("ready", flush=True)
while True:
    connection, address = server.accept()
    while True:
        data = connection.recv(1024)
        if not data:
            break
        print("received", data, flush=True)
        connection.sendall(b"Server received: " + data)
    connection.close()
