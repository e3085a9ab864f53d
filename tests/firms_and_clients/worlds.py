"""Small random worlds: firms whose people, clients and conversations are connected in every way that the tables allow.

People may work for several firms, be clients of the firm they work for, have left, have a closed account; managers and assignees may be anybody.
"""

from random import Random

from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.clients.models import Client, ClientAccess, ClientUser, Dossier, DossierAccess, DossierManager
from comptoir.conversations.models import Conversation, Recipient, Side
from comptoir.firms.models import CustomRole, Firm, Licence, LicenceAccess, Membership, Team

ROLES = ["administrator", "accountant", "staff", "staff"]


class World:
    """Everything is drawn from one seed, so that a failure can be seen again."""

    def __init__(self, seed, people=10):
        self.random = Random(seed)
        names = [f"p{number}@example.com" for number in range(people)]
        self.users = User.objects.bulk_create([User(email=name, first_name=name[:3], is_active=not self.chance(0.1)) for name in names])
        self.firms = [self.firm(number) for number in range(self.random.randint(2, 3))]
        self.dossiers = list(Dossier.objects.all())
        self.conversations = [self.conversation(dossier) for dossier in self.dossiers for _ in range(2)]

    def chance(self, part):
        return self.random.random() < part

    def some(self, things, most):
        return self.random.sample(things, self.random.randint(0, min(most, len(things))))

    def past(self, part):
        """A moment that is over for `part` of the rows, else none."""
        return timezone.now() if self.chance(part) else None

    def firm(self, number):
        firm = Firm.objects.create(name=f"Firm {number}", slug=f"firm-{number}")
        licences = [Licence.objects.create(firm=firm, name=name) for name in ("Lille", "Arras")]
        for name in ("TPE", "Paie"):
            Team.objects.create(firm=firm, name=name).members.set(self.some(self.users, 3))
        roles = [CustomRole.objects.create(firm=firm, name=name, rights=rights) for name, rights in (("Direction", "dossiers.all"), ("Accueil", ""))]
        for user in self.some(self.users, 8):
            role = self.random.choice(ROLES)
            custom = self.random.choice([None, None, *roles]) if role != "administrator" else None
            membership = Membership.objects.create(firm=firm, user=user, role=role, custom_role=custom, left_at=self.past(0.15))
            LicenceAccess.objects.bulk_create([LicenceAccess(membership=membership, licence=licence) for licence in self.some(licences, 2)])
        for name in ("Roux", "Delattre"):
            self.client(Client.objects.create(firm=firm, name=name), licences)
        return firm

    def client(self, client, licences):
        for user in self.some(self.users, 6):
            level = self.random.choice(["full", "limited"])
            scope = self.random.choice(["whole", "whole", "chosen"])
            suspended = {"created_at": timezone.now(), "validated_at": timezone.now(), "suspended_at": self.past(0.2)}
            hold = ClientUser.objects.get_or_create(firm=client.firm, user=user, defaults=suspended)[0].hold
            ClientAccess.objects.create(firm=client.firm, client=client, user=user, level=level, scope=scope, hold=hold, closed_at=self.past(0.15))
        for licence in self.some(licences, 2):
            dossier = Dossier.objects.create(firm=client.firm, licence=licence, client=client, name=client.name)
            for rank, user in enumerate(self.some(self.users, 3)):
                DossierManager.objects.create(dossier=dossier, user=user, rank=rank)
        for access in client.accesses.filter(scope="chosen"):
            # Of another client now and then, as when a dossier has moved: it takes nobody with it.
            chosen = self.some(list(Dossier.objects.filter(firm=client.firm)), 2)
            DossierAccess.objects.bulk_create([DossierAccess(access=access, dossier=dossier) for dossier in chosen])

    def conversation(self, dossier):
        assignee = self.random.choice([None, "user", "team"])
        conversation = Conversation.objects.create(
            firm=dossier.firm, licence=dossier.licence, client=dossier.client, dossier=dossier, side=self.random.choice(Side.values),
            subject="TVA", is_confidential=self.chance(0.3),
            assigned_user=self.random.choice(self.users) if assignee == "user" else None,
            assigned_team=self.random.choice(list(Team.objects.all())) if assignee == "team" else None,
        )  # fmt: skip
        Recipient.objects.bulk_create([Recipient(conversation=conversation, user=user) for user in self.some(self.users, 5)])
        return conversation
