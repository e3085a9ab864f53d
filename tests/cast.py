"""The people whom every test knows: one firm with its people, one client with two users, and strangers.

Marie is chartered accountant and primary manager of «Boulangerie Roux», Paul its second manager, Jean its third, who turned
participation off. Nora is a colleague of the same licence who manages nothing; Luc works in another licence. Admin runs the firm.
Hélène has full access to the client, Jules limited access. Vera administers another firm, and Omar is a client of that firm.
"""

from functools import cache

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.clients.models import Client, ClientAccess, ClientContact, ClientUser, Contact, Dossier, DossierManager
from comptoir.conversations.models import Participation, Side
from comptoir.firms.models import Firm, Licence, LicenceAccess, Membership, Team

PASSWORD = "Comptoir-essai-2026"


@cache
def password_hash():
    return make_password(PASSWORD)


class Cast:
    def __init__(self):
        self.firm = Firm.objects.create(name="Cabinet Lormeau", slug="lormeau")
        self.lille, self.arras = [Licence.objects.create(firm=self.firm, name=name) for name in ("Lille", "Arras")]
        self.admin = self.member("admin", "Alix", "Lormeau", role="administrator")
        self.marie = self.member("marie", "Marie", "Dubois", self.lille, role="accountant")
        self.paul = self.member("paul", "Paul", "Petit", self.lille)
        self.jean = self.member("jean", "Jean", "Lefort", self.lille)
        self.nora = self.member("nora", "Nora", "Benali", self.lille)
        self.luc = self.member("luc", "Luc", "Marchand", self.arras)
        self.team = Team.objects.create(firm=self.firm, name="Équipe TPE")
        self.team.members.set([self.paul, self.nora])
        self.firm.fallback_user = self.admin
        self.firm.save()
        self.client, self.dossier = self.make_client("Boulangerie Roux", self.lille, managers=[self.marie, self.paul, self.jean], code="BR-0142")
        Participation.objects.create(firm=self.firm, user=self.jean, dossier=self.dossier, side=Side.ACCOUNTANT, takes_part=False)
        self.helene = self.client_user("helene", "Hélène", "Roux", self.client, level="full", type="administrator")
        self.jules = self.client_user("jules", "Jules", "Roux", self.client, level="limited")
        self.other_client, self.other_dossier = self.make_client("Garage Delattre", self.arras, managers=[self.luc])
        self.gaston = self.client_user("gaston", "Gaston", "Delattre", self.other_client, level="full", type="administrator")
        self.other_firm = Firm.objects.create(name="Cabinet Vasseur", slug="vasseur")
        self.vera = self.member("vera", "Vera", "Vasseur", firm=self.other_firm, role="administrator")
        licence = Licence.objects.create(firm=self.other_firm, name="Siège")
        self.foreign_client, self.foreign_dossier = self.make_client("Menuiserie Omar", licence, managers=[self.vera])
        self.omar = self.client_user("omar", "Omar", "Haddad", self.foreign_client, level="full")
        self.operator = self.person("operator", "Odile", "Opérateur", is_operator=True)

    def person(self, key, first_name, last_name, **fields):
        return User.objects.create(email=f"{key}@example.com", first_name=first_name, last_name=last_name, password=password_hash(), **fields)

    def member(self, key, first_name, last_name, *licences, firm=None, role="staff"):
        user = self.person(key, first_name, last_name)
        membership = Membership.objects.create(firm=firm or self.firm, user=user, role=role)
        LicenceAccess.objects.bulk_create([LicenceAccess(membership=membership, licence=licence) for licence in licences])
        return user

    def make_client(self, name, licence, *, managers=(), code=""):
        client = Client.objects.create(firm=licence.firm, name=name)
        dossier = Dossier.objects.create(firm=licence.firm, licence=licence, client=client, name=name, code=code)
        DossierManager.objects.bulk_create([DossierManager(dossier=dossier, user=user, rank=rank) for rank, user in enumerate(managers)])
        return client, dossier

    def contact(self, client, first_name, last_name, *, email="", user=None):
        """Somebody of this client, with or without an account."""
        contact = Contact.objects.create(firm=client.firm, first_name=first_name, last_name=last_name, email=email, user=user)
        ClientContact.objects.create(client=client, contact=contact)
        return contact

    def contact_of(self, user, client):
        """The contact that this client user is."""
        found = Contact.objects.filter(user=user, firm=client.firm).first()
        return found or self.contact(client, user.first_name, user.last_name, email=user.email, user=user)

    def put_on_portal(self, *clients):
        """The firm's portal is on, and these clients are enabled."""
        now = timezone.now()
        Firm.objects.filter(pk=self.firm.pk).update(portal_enabled_at=now)
        Client.objects.filter(pk__in=[client.pk for client in clients]).update(portal_enabled_at=now)
        for one in (self.firm, *clients):
            one.refresh_from_db()

    def client_user(self, key, first_name, last_name, client, *, level, type="standard"):
        user = self.person(key, first_name, last_name)
        ClientUser.objects.create(firm=client.firm, user=user, validated_at=timezone.now())
        ClientAccess.objects.create(firm=client.firm, client=client, user=user, level=level, type=type)
        return user

    def let_jules_administer(self):
        """So that Hélène is not the last administrator of her company, whom nothing takes away (I2)."""
        self.jules.client_accesses.update(type="administrator")
