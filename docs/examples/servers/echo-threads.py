#!/usr/bin/env python3
"""The echo server for many clients, with a thread for each: as courses teach it.

usage: python3 echo-threads.py HOST PORT

echo.sosh is the same without threads.  What each line does there stands behind it here."""

import socket
import sys
import threading


def serve(client):                                    # what `echo` does with each client
    with client:
        while True:
            data = client.recv(4096)                  # waits: hence the thread
            if not data:                              # the client has finished
                break
            client.sendall(data)                      # waits, too: for a client that reads slowly


def main(host, port):
    listener = socket.socket()                        # socket tcp --name server
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # set server reuseaddr on
    listener.bind((host, int(port)))                  # bind server HOST:PORT
    listener.listen()                                 # listen server
    print("serving on %s:%d" % listener.getsockname(), flush=True)
    while True:                                       # serve server echo
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()


if len(sys.argv) != 3:
    sys.exit("usage: echo-threads.py HOST PORT")
try:
    main(*sys.argv[1:])
except KeyboardInterrupt:
    pass
