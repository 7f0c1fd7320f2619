# smtp: a mail server that takes mails only behind STARTTLS, and delivers nothing. Its
# certificate is in the folder CERTIFICATES.
. "$(dirname "$0")/../../protocols/servers/common.sh"
python=$(for python in /usr/bin/python3 python3; do
	"$python" -c 'import aiosmtpd' 2>/dev/null && echo "$python" && break
done) || complain 'there is no aiosmtpd; Debian has it as python3-aiosmtpd'

cat >"$folder/server.py" <<'END'
import asyncio
import logging
import ssl
import sys

from aiosmtpd.smtp import SMTP


class Nowhere:
    async def handle_DATA(self, server, session, mail):
        return f"250 OK, {len(mail.content)} bytes by {session.ssl['cipher'][1]}"


async def main():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(sys.argv[2] + "/server.pem", sys.argv[2] + "/server.key")

    def client():
        return SMTP(Nowhere(), hostname="mail.example.test", tls_context=context,
                    require_starttls=True)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(client, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


# What a client does wrong is no news here.
logging.disable(logging.WARNING)
asyncio.run(main())
END
serve "$python" "$folder/server.py" "$port" "$CERTIFICATES"
