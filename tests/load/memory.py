"""Ten batches of each kind of the worker's work in a process of its own; prints its peak memory and the time of a batch: `python -m tests.load.memory PORT`."""

import json
import sys
import time
from pathlib import Path

import django

BATCHES = 10


def main():
    django.setup()
    from comptoir.events.outbox import drain
    from comptoir.transports.actions import send_due
    from comptoir.transports.email import SmtpOutlet

    outlet = SmtpOutlet({"scheme": "smtp", "host": "127.0.0.1", "port": int(sys.argv[1]), "user": "", "password": ""})
    seconds = {"drain": timed(drain), "send": timed(lambda: send_due(outlet))}
    outlet.close()
    print(json.dumps({"megabytes": peak_megabytes()} | seconds))


def timed(step):
    """Mean seconds of a batch, after a first one that loads what is loaded late."""
    step()
    started = time.perf_counter()
    for _ in range(BATCHES):
        assert step()
    return (time.perf_counter() - started) / BATCHES


def peak_megabytes():
    """Of this very program: what getrusage tells may be its parent's."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1]) / 1024


if __name__ == "__main__":
    main()
