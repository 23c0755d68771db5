"""A mail server that delivers nothing: aiosmtpd, with STARTTLS and a password. One JSON line for each e-mail it takes.

`mail_server.py PORT FOLDER USER PASSWORD`; FOLDER holds cert.pem and key.pem.
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


def say(line):
    print(json.dumps(line, ensure_ascii=True), flush=True)


class Sink:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        say(
            {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "tls": session.ssl is not None,
                "greeted_as": session.host_name,
                "header_from": message["From"],
                "subject": message["Subject"],
                "message_id": message["Message-ID"],
                "language": message["Content-Language"],
                "automatic": message["Auto-Submitted"],
                "type": message.get_content_type(),
                "text": message.get_content(),
            }
        )
        return "250 taken"


def main():
    port, folder, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")

    def authenticate(server, session, envelope, mechanism, data):
        right = isinstance(data, LoginPassword) and data == LoginPassword(user.encode(), password.encode())
        return AuthResult(success=right, handled=right)

    controller = Controller(
        Sink(),
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=authenticate,
    )
    controller.start()
    say({"ready": True})
    asyncio.new_event_loop().run_forever()


main()
