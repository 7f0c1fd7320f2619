"""A UNIX client: says something, prints what comes back.  usage: PATH [TEXT]"""

import socket
import sys

text = sys.argv[2] if len(sys.argv) > 2 else "Hello, server"
client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
client.connect(sys.argv[1])
client.sendall(text.encode())
print(client.recv(1024).decode(), flush=True)
client.close()
