# smtp: a mail server that delivers nothing. Each mail that it took it gives to whoever
# began it, on its standard output: sender, recipient and content, each with its length
# in front, as four bytes.
. "$(dirname "$0")/common.sh"
python=$(for python in /usr/bin/python3 python3; do
	"$python" -c 'import aiosmtpd' 2>/dev/null && echo "$python" && break
done) || complain 'there is no aiosmtpd; Debian has it as python3-aiosmtpd'

cat >"$folder/server.py" <<'END'
import asyncio
import logging
import struct
import sys

from aiosmtpd.smtp import SMTP


class Mailbox:
    async def handle_DATA(self, server, session, mail):
        for part in (mail.mail_from.encode(), mail.rcpt_tos[0].encode(), mail.content):
            sys.stdout.buffer.write(struct.pack(">I", len(part)) + part)
        sys.stdout.buffer.flush()
        return "250 OK, taken"


async def main():
    def client():
        return SMTP(Mailbox(), hostname="mail.example.test", enable_SMTPUTF8=True)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(client, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


# What a client does wrong is no news here.
logging.disable(logging.WARNING)
asyncio.run(main())
END
serve_aloud "$python" "$folder/server.py" "$port"
