"""Which clients are on the portal: Boulangerie Roux, and half of those of Arras; some of them have people with an access."""

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.clients.actions import NewContact, add_contact, close_access, enable_portal, open_access
from comptoir.clients.models import Client, ClientAccess, Contact
from comptoir.firms.models import Firm

ENABLED_AT_ARRAS = 12
# (client, contact's address, level): the contacts came in with the list.
WITH_ACCESS = [
    ("Garage Delattre", "gaston.delattre@garage-delattre.example", ClientAccess.Level.FULL),
    ("Ferme de l’Abbaye", "marcel.bernard@ferme-abbaye.example", ClientAccess.Level.LIMITED),
    ("Boulangerie des Arcades", "corinne.thery@boulangerie-arcades.example", ClientAccess.Level.FULL),
]
BRUNO = "bruno.thery@boulangerie-arcades.example"


def show_access(firm, people):
    """The firm's portal is on; what shows in the states of invitations is another module's."""
    marie, paul = people["marie"], people["paul"]
    Firm.objects.filter(pk=firm.pk, portal_enabled_at=None).update(portal_enabled_at=timezone.now(), portal_enabled_by=people["alix"])
    arras = Client.objects.filter(firm=firm, dossiers__licence__name="Arras").order_by("name_key").distinct()
    enable_portal(Client.objects.filter(pk__in=list(arras.values_list("pk", flat=True)[:ENABLED_AT_ARRAS])), by=marie)
    enable_portal(Client.objects.filter(firm=firm, name__in=["Boulangerie Roux", *(name for name, _email, _level in WITH_ACCESS)]), by=paul)
    # Who comes first administers the company: Bruno Théry does, so that Corinne's access can be closed.
    arcades = Client.objects.get(firm=firm, name="Boulangerie des Arcades")
    add_contact(arcades, NewContact(last_name="Théry", first_name="Bruno", email=BRUNO), by=paul)
    give_access(firm, arcades.name, BRUNO, ClientAccess.Level.FULL, paul)
    accesses = [give_access(firm, name, email, level, paul) for name, email, level in WITH_ACCESS]
    close_access(accesses[-1], by=marie)
    garage = accesses[0].client
    add_contact(garage, NewContact(last_name="Delattre", first_name="Lucie", email="lucie.delattre@garage-delattre.example"), by=paul)
    add_contact(garage, NewContact(last_name="Morel", first_name="Samir"), by=paul)


def give_access(firm, name, email, level, by):
    contact = Contact.objects.get(firm=firm, email=email)
    words = {"first_name": contact.first_name, "last_name": contact.last_name, "phone": contact.phone}
    user = User.objects.create(email=email, password=make_password(None), **words)
    return open_access(Client.objects.select_related("firm").get(firm=firm, name=name), user, level=level, by=by, contact=contact)
