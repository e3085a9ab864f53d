import signal

from django.core.management.base import BaseCommand

from comptoir.server.prepare import check_database
from comptoir.server.worker import Worker


class Command(BaseCommand):
    help = "Drain events, send deliveries and run imports until SIGINT or SIGTERM."

    def handle(self, **options):
        check_database()
        worker = Worker()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: worker.stopping.set())
        worker.start()
        worker.stopping.wait()
        worker.stop()
