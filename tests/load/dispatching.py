"""Sends all mails that wait, in a process of its own; prints the deliveries, the seconds and the peak memory: `python -m tests.load.dispatching PORT`."""

import json
import sys
import time

import django

from .memory import peak_megabytes


def main():
    django.setup()
    from comptoir.transports.actions import send_due
    from comptoir.transports.email import SmtpOutlet
    from comptoir.transports.together import send_together

    outlet = SmtpOutlet({"scheme": "smtp", "host": "127.0.0.1", "port": int(sys.argv[1]), "user": "", "password": ""})
    started, cpu, count = time.perf_counter(), time.process_time(), 0
    while some := send_due(outlet) + send_together(outlet):
        count += some
    done = {"deliveries": count, "seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu, "megabytes": peak_megabytes()}
    outlet.close()
    print(json.dumps(done))


if __name__ == "__main__":
    main()
