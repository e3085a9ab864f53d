"""A mail server on this machine that takes everything and forgets it, in a process of its own so that its work is not counted as ours."""

import subprocess
import sys
from contextlib import contextmanager

from aiosmtpd.controller import Controller

from tests.reliability.harness import free_port


class Forgetful:
    async def handle_DATA(self, server, session, envelope):
        return "250 Taken"


@contextmanager
def mail_server():
    """{"host", "port", …} as `settings.SMTP` names a server; it ends with the block."""
    process = subprocess.Popen([sys.executable, "-m", "tests.load.mail_server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield {"scheme": "smtp", "host": "127.0.0.1", "port": int(process.stdout.readline()), "user": "", "password": ""}
    finally:
        process.stdin.close()
        process.wait(10)


def main():
    controller = Controller(Forgetful(), hostname="127.0.0.1", port=free_port())
    controller.start()
    print(controller.port, flush=True)
    sys.stdin.read()
    controller.stop()


if __name__ == "__main__":
    main()
