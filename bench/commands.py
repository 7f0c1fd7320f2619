"""commands: the same as commands.c, as one would write it in Python."""

import socket
import sys

TEXT = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"

listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen()
a = socket.create_connection(listener.getsockname())
b, _ = listener.accept()
for _ in range(int(sys.argv[1])):
    a.send(TEXT)
    b.recv(65536)
