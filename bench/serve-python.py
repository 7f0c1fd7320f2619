"""serve-python: an echo server, as tutorials have it; says its port.

usage: serve-python.py threads|asyncio"""

import asyncio
import socket
import sys
import threading

ROOM = 65536


def answer(client):
    with client:
        while data := client.recv(ROOM):
            client.sendall(data)


def threads():
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            client, _ = server.accept()
            threading.Thread(target=answer, args=(client,), daemon=True).start()


async def stream(reader, writer):
    while data := await reader.read(ROOM):
        writer.write(data)
        await writer.drain()
    writer.close()


async def serve():
    server = await asyncio.start_server(stream, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if sys.argv[1] == "threads":
    threads()
else:
    asyncio.run(serve())
