"""What the access review finds in the demo firm: an access to nothing, somebody who never came in, a colleague who left and is still named."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.clients.actions import open_access
from comptoir.clients.models import Client, ClientAccess, ClientUser, DossierManager
from comptoir.firms.models import Membership

LONG_AGO = timedelta(days=75)
# (client, address, first name, last name).
PEOPLE = [
    ("Ferme de l’Abbaye", "odile.bernard@ferme-abbaye.example", "Odile", "Bernard"),
    ("Garage Delattre", "compta@garage-delattre.example", "Comptabilité", "Delattre"),
    ("Garage Delattre", "lucie.martin@garage-delattre.example", "Lucie", "Martin"),
]


def show_oversight(firm, people):
    """Findings of several kinds, each with its remedy."""
    made = {email: give(firm, *words, email, people["paul"]) for words, email in (((name, first, last), email) for name, email, first, last in PEOPLE)}
    ClientAccess.objects.filter(pk=made[PEOPLE[0][1]].pk).update(scope=ClientAccess.Scope.CHOSEN)
    ClientUser.objects.filter(firm=firm, user=made[PEOPLE[-1][1]].user_id).update(created_at=timezone.now() - LONG_AGO)
    somebody_left(firm)


def give(firm, name, first_name, last_name, email, by):
    user = User.objects.create(email=email, first_name=first_name, last_name=last_name, password=make_password(None))
    return open_access(Client.objects.select_related("firm").get(firm=firm, name=name), user, level=ClientAccess.Level.LIMITED, by=by)


def somebody_left(firm):
    """A colleague of last year, whom one dossier still names."""
    user = User.objects.create(email="yves.caron@lormeau.example", first_name="Yves", last_name="Caron", password=make_password(None), is_active=False)
    Membership.objects.create(firm=firm, user=user, role=Membership.Role.STAFF, left_at=timezone.now() - LONG_AGO)
    dossier = Client.objects.get(firm=firm, name="Garage Delattre").dossiers.get()
    DossierManager.objects.create(dossier=dossier, user=user, rank=dossier.manager_links.count())
