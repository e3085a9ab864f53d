from django.conf import settings
from django.core.management.base import BaseCommand

from comptoir.server.front import open_port, serve
from comptoir.server.prepare import prepare


class Command(BaseCommand):
    help = "Answer requests until SIGINT or SIGTERM."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--with-worker", action="store_true", help="run the worker in this process too")

    def handle(self, host, port, with_worker, **options):
        sock = open_port(host, port)
        prepare()
        serve(sock, with_worker=with_worker)
