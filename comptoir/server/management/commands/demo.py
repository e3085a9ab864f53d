import os

from django.conf import settings
from django.core.management.base import BaseCommand

from comptoir.demo import cast, loading
from comptoir.server.front import open_port, serve
from comptoir.server.prepare import prepare

WELCOME = """
  Comptoir est ouvert : {url}

  Mot de passe de tous les comptes : {password}
{accounts}
  Les e-mails de la démonstration : {url}/mailbox/
  Ctrl C pour fermer.
"""


# Whoever tries the demo wants to see its mails.
HOLD_SECONDS = 5


class Command(BaseCommand):
    help = "Prepare everything, load the demo firm and run web and worker in one process."

    def handle(self, **options):
        if "MAIL_HOLD_SECONDS" not in os.environ:
            settings.MAIL_HOLD_SECONDS = HOLD_SECONDS
        sock = open_port("127.0.0.1", settings.PORT)
        prepare()
        loading.load()
        rows = [(row[0], row[-1]) for row in (*cast.LORMEAU, *cast.VASSEUR)]
        rows += [(row[0], "Boulangerie Roux, accès complet" if row[3] == "full" else "Boulangerie Roux, accès limité") for row in cast.BOULANGERIE_ROUX]
        rows.append((cast.OPERATOR[0], "Exploitant"))
        accounts = "".join(f"    {email:<42}{what}\n" for email, what in rows)
        self.stdout.write(WELCOME.format(url=settings.BASE_URL, password=cast.PASSWORD, accounts=accounts))
        self.stdout.flush()
        serve(sock, with_worker=True)
