"""A mail server for tests, driven line by line by the test that started it.

The first argument is its settings as JSON. It prints one line of JSON with its port, and one for each mail it takes.
Each line that it reads tells how to treat mails from then on, or is null for no change, and is answered by one line. It
ends with its input, so that it never outlives the test, however that ends.
"""

import asyncio
import email
import email.policy
import json
import logging
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult

# A password without TLS is what some tests are about, and a client that goes away is no news.
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def say(line):
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def part(message, kind):
    body = message.get_body(preferencelist=(kind,))
    return None if body is None else body.get_content()


def show(session, envelope, encrypted):
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    mail = {
        "sender": envelope.mail_from,
        "recipients": envelope.rcpt_tos,
        "encrypted": encrypted,
        "login": session.auth_data,
        "headers": [[name, str(value)] for name, value in message.items()],
        "text": part(message, "plain"),
        "html": part(message, "html"),
        "raw": envelope.content.decode("utf-8", "replace"),
    }
    say({"mail": mail})


class Handler:
    def __init__(self, treatment):
        self.treatment = treatment

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.treatment["kind"] == "refuse_recipient":
            return self.treatment["reply"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        kind = self.treatment["kind"]
        if kind == "refuse":
            return self.treatment["reply"]
        if kind == "slow":
            await asyncio.sleep(self.treatment["seconds"])
        show(session, envelope, server.transport.get_extra_info("sslcontext") is not None)
        if kind == "hang":
            await asyncio.Event().wait()
        return "250 OK"


def authenticator(user, password):
    def check(server, session, envelope, mechanism, given):
        right = (given.login.decode(), given.password.decode()) == (user, password)
        # Unless it is told that nothing was said yet, it says nothing itself.
        return AuthResult(success=right, handled=False, auth_data=user if right else None)

    return check


def options(settings):
    chosen = {"hostname": "mail.test", "timeout": 300}
    if settings["login"]:
        chosen |= {"authenticator": authenticator(*settings["login"]), "auth_required": True}
    chosen["auth_require_tls"] = settings["tls"] == "starttls"
    if settings["tls"] == "starttls":
        chosen |= {"tls_context": context(settings), "require_starttls": True}
    return chosen


def context(settings):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(settings["certificate"], settings["key"])
    return made


async def main():
    settings = json.loads(sys.argv[1])
    handler = Handler(settings["treatment"])
    loop = asyncio.get_running_loop()
    implicit = context(settings) if settings["tls"] == "implicit" else None
    smtp = lambda: SMTP(handler, loop=loop, **options(settings))
    server = await loop.create_server(smtp, "127.0.0.1", 0, ssl=implicit)
    say({"port": server.sockets[0].getsockname()[1]})
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        handler.treatment = json.loads(line) or handler.treatment
        say("done")


asyncio.run(main())
