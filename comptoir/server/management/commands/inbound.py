"""`python -m comptoir inbound < mail`"""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from comptoir.transports.inbound import MOST_BYTES, take_in

# sysexits.h, which mail servers read: what cannot be helped, and what is worth another try.
UNUSABLE, LATER = 65, 75


class Command(BaseCommand):
    requires_system_checks = []
    help = "Take one mail in on standard input, as a mail server's pipe gives it. Exit status 0 when it was read, whatever it was; 75: try again later."

    def handle(self, **options):
        source = sys.stdin.buffer.read(MOST_BYTES + 1)
        if not source.strip():
            raise CommandError("aucun message sur l’entrée standard", returncode=UNUSABLE)
        if len(source) > MOST_BYTES:
            raise CommandError("ce message dépasse 36 Mo", returncode=UNUSABLE)
        try:
            take_in(source)
        except DatabaseError as error:
            raise CommandError(f"la base ne répond pas : {type(error).__name__}", returncode=LATER) from None
