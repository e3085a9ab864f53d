from django.core.management.base import BaseCommand, CommandError

from comptoir.accounts.models import ApiToken, User
from comptoir.accounts.scopes import SCOPES


class Command(BaseCommand):
    help = "Print an API token with every scope of a person, on the last line."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", default="ligne de commande")

    def handle(self, email, name, **options):
        user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"aucun compte actif pour {email}")
        _row, token = ApiToken.issue(user, name=name, scopes=SCOPES)
        self.stdout.write(token)
