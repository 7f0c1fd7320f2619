# websocket: a server that sends every message back, as Python's websockets has it.
. "$(dirname "$0")/common.sh"
python=$(for python in /usr/bin/python3 python3; do
	"$python" -c 'import websockets' 2>/dev/null && echo "$python" && break
done) || complain 'there is no websockets; Debian has it as python3-websockets'

cat >"$folder/server.py" <<'END'
import asyncio
import sys

import websockets


async def echo(client):
    async for message in client:
        await client.send(message)


async def main():
    async with websockets.serve(echo, "127.0.0.1", int(sys.argv[1]), compression=None):
        await asyncio.Future()


asyncio.run(main())
END
serve "$python" "$folder/server.py" "$port"
