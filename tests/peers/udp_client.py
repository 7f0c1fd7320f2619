"""A UDP client: sends a datagram, prints the answer.  usage: PORT [TEXT]"""

import socket
import sys

text = sys.argv[2] if len(sys.argv) > 2 else "Hello, server"
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.sendto(text.encode(), ("localhost", int(sys.argv[1])))
data, address = client.recvfrom(1024)
print(data.decode(), flush=True)
client.close()
