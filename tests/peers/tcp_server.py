"""A TCP server: a thread for each connection answers each message; the port is printed."""

import socket
import threading


def serve(connection):
    while True:
        data = connection.recv(1024)
        if not data:
            break
        print("received", data, flush=True)
        connection.sendall(b"Server received: " + data)
    connection.close()


server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.bind(("localhost", 0))
server.listen()
print(server.getsockname()[1], flush=True)
while True:
    connection, address = server.accept()
    threading.Thread(target=serve, args=(connection,), daemon=True).start()
