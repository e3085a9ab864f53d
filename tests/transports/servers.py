"""A real mail server for tests, which can be told to refuse, to postpone, to hang up and to go away."""

import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Handler:
    """Takes every mail unless `refusals` has an answer for its recipient; hangs up after each mail when `hangs_up`."""

    def __init__(self):
        self.envelopes = []
        self.refusals = {}
        self.after_data = ""
        self.hangs_up = False
        self.sessions = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.sessions.add(id(session))
        if self.after_data:
            return self.after_data
        self.envelopes.append(envelope)
        if self.hangs_up:
            server.transport.write(b"250 OK\r\n")
            server.transport.close()
        return "250 OK"

    @property
    def mails(self):
        return [message_from_bytes(envelope.content, policy=policy.default) for envelope in self.envelopes]

    @property
    def recipients(self):
        return sorted(address for envelope in self.envelopes for address in envelope.rcpt_tos)


class GreetingRefuser(SMTP):
    """A server that sends everybody away before listening."""

    def connection_made(self, transport):
        transport.write(b"554 5.3.2 come back later\r\n")
        transport.close()


class RefusingController(Controller):
    def factory(self):
        return GreetingRefuser(self.handler)


@contextmanager
def mail_server(port=None, controller=Controller):
    """Yield (settings for SMTP, handler) while the server runs."""
    port, handler = port or free_port(), Handler()
    running = controller(handler, hostname="127.0.0.1", port=port)
    running.start()
    try:
        yield smtp_settings(port), handler
    finally:
        running.stop()


def smtp_settings(port):
    return {"scheme": "smtp", "host": "127.0.0.1", "port": port, "user": "", "password": ""}
