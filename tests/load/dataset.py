"""The people and the rows that the benchmarks work on, written by set-based inserts.

One firm with 20 members, 10,000 clients, 1,000 conversations and one long thread; and a second firm whose 500 members are told
of a message all at once, so that the pages of the first one are those of a firm of ordinary size.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.db import connection
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.clients.models import Client, ClientAccess, ClientContact, Contact, Dossier, DossierManager
from comptoir.conversations.models import Attachment, Conversation, Message, Recipient, Side
from comptoir.documents.models import StoredFile
from comptoir.events.models import Event
from comptoir.firms.models import Firm, Licence, LicenceAccess, Membership
from comptoir.notifications.models import Notification
from comptoir.transports.models import Delivery

CLIENTS = 10_000
CONVERSATIONS = 1_000
THREAD = 50
CROWD = (5, 50, 500)
WORDS = "Bonjour, voici les pièces demandées pour la déclaration du trimestre ; il manque encore la facture du fournisseur. "


@dataclass
class Firmful:
    """A firm with its licence and its members."""

    firm: Firm
    licence: Licence
    members: list


@cache
def office():
    """The firm of ordinary size: its first member looks at the pages."""
    here = make_firm("Cabinet Mesure", "mesure", 20)
    make_clients(here)
    make_conversations(here)
    # As PostgreSQL does by itself within a minute of such an import.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return here


@cache
def thread():
    """A conversation of 50 messages: notes among them, files on every second one, a delivery in each state."""
    here = office()
    dossier = Dossier.objects.filter(firm=here.firm).select_related("client").order_by("pk").first()
    people = [*here.members[:3], *User.objects.filter(client_accesses__client=dossier.client)]
    conversation = make_conversation_rows([dossier], here.members[0], "Le long fil")[0]
    Recipient.objects.bulk_create([Recipient(conversation=conversation, user=user) for user in people])
    messages = make_messages([conversation] * THREAD, [people[n % len(people)] for n in range(THREAD)], notes=lambda n: n % 5 == 4 and n % 4 != 3)
    files = StoredFile.objects.bulk_create(
        [
            StoredFile(firm=here.firm, name=f"facture {n}.pdf", media_type="application/pdf", size=214_000 + n, sha256="0" * 64, stored_as=f"bench/{n}")
            for n in range(THREAD // 2)
        ]
    )
    Attachment.objects.bulk_create([Attachment(message=message, file=file) for message, file in zip(messages[::2], files, strict=True)])
    states = [Delivery.State.SENT, Delivery.State.SENT, Delivery.State.PENDING, Delivery.State.FAILED]
    tell(messages, people, state=lambda n: states[n % len(states)])
    return conversation


@cache
def crowd():
    """{N: a conversation with N recipients besides its author}, and that author, who has the pages of the bench."""
    here = make_firm("Cabinet Foule", "foule", max(CROWD) + 1)
    client = Client.objects.create(firm=here.firm, name="Client de tous")
    dossier = Dossier.objects.create(firm=here.firm, licence=here.licence, client=client, name=client.name)
    author = here.members[0]
    conversations = {}
    for size in CROWD:
        conversation = make_conversation_rows([dossier], author, f"À {size} personnes")[0]
        Recipient.objects.bulk_create([Recipient(conversation=conversation, user=user) for user in here.members[: size + 1]])
        conversations[size] = conversation
    return conversations, author


def make_firm(name, slug, size):
    firm = Firm.objects.create(name=name, slug=slug)
    licence = Licence.objects.create(firm=firm, name="Siège")
    users = make_users(slug, size)
    memberships = Membership.objects.bulk_create([Membership(firm=firm, user=user, role="accountant") for user in users])
    LicenceAccess.objects.bulk_create([LicenceAccess(membership=membership, licence=licence) for membership in memberships])
    return Firmful(firm, licence, users)


def make_users(prefix, size):
    first, last = ("Marie", "Paul", "Jeanne", "Luc", "Nora"), ("Dubois", "Petit", "Lefort", "Benali", "Marchand", "Roux")
    return User.objects.bulk_create(
        [User(email=f"{prefix}-{n}@example.com", first_name=first[n % 5], last_name=f"{last[n % 6]} {n}", tint=1 + n % 12, password="!") for n in range(size)]
    )


def make_clients(here):
    """Clients with a dossier each, three managers, a contact; a portal user for every second one."""
    clients = Client.objects.bulk_create(indexed([
        Client(firm=here.firm, name=f"Société {n:05} Étoile", siren=f"{n:09}", city="Lille", postal_code="59000", legal_form="SARL")
        for n in range(CLIENTS)
    ]), batch_size=1000)  # fmt: skip
    dossiers = Dossier.objects.bulk_create(indexed([
        Dossier(firm=here.firm, licence=here.licence, client=client, name=client.name, code=f"D{n:05}") for n, client in enumerate(clients)
    ]), batch_size=1000)  # fmt: skip
    DossierManager.objects.bulk_create(
        [DossierManager(dossier=dossier, user=here.members[(n + rank) % 20], rank=rank) for n, dossier in enumerate(dossiers) for rank in range(3)],
        batch_size=1000,
    )
    users = make_users("client", CLIENTS // 2)
    contacts = Contact.objects.bulk_create(indexed([
        Contact(firm=here.firm, first_name="Hélène", last_name=f"Roux {n}", email=f"client-{n // 2}@example.com", user=users[n // 2] if n % 2 == 0 else None)
        for n in range(CLIENTS)
    ]), batch_size=1000)  # fmt: skip
    ClientContact.objects.bulk_create([ClientContact(client=a, contact=b) for a, b in zip(clients, contacts, strict=True)], batch_size=1000)
    ClientAccess.objects.bulk_create(
        [ClientAccess(firm=here.firm, client=client, user=user, level="full") for client, user in zip(clients[::2], users, strict=True)], batch_size=1000
    )


def make_conversations(here):
    """1,000 conversations in 200 dossiers: one message each, one in three unread by the first member, one in ten closed."""
    dossiers = list(Dossier.objects.filter(firm=here.firm).select_related("client").order_by("pk")[:200])
    conversations = make_conversation_rows([dossiers[n % 200] for n in range(CONVERSATIONS)], here.members[1], "Question", assignees=here.members)
    me = here.members[0]
    Recipient.objects.bulk_create([Recipient(conversation=conversation, user=user) for conversation in conversations for user in (me, here.members[1])])
    messages = make_messages(conversations, [here.members[1]] * CONVERSATIONS)
    tell(messages[::3], [me], state=lambda n: Delivery.State.SENT)


def make_conversation_rows(dossiers, author, subject, assignees=(None,)):
    start = timezone.now() - timedelta(days=30)
    return Conversation.objects.bulk_create(indexed([
        Conversation(
            firm_id=dossier.firm_id, licence_id=dossier.licence_id, client=dossier.client, dossier=dossier, side=Side.ACCOUNTANT,
            subject=f"{subject} {n} sur la TVA de novembre", opened_by=author, assigned_user=assignees[n % len(assignees)],
            assignment={"reason": "first_recipient"}, last_message_at=start + timedelta(minutes=n), last_message_by=author, last_excerpt=WORDS[:150],
            closed_at=start if n % 10 == 9 else None, awaits_firm=n % 2 == 0,
        )
        for n, dossier in enumerate(dossiers)
    ]), batch_size=1000)  # fmt: skip


def make_messages(conversations, authors, notes=lambda n: False):
    """One message for each pair, with the event that tells of it, already heard."""
    start = timezone.now() - timedelta(days=20)
    events = Event.objects.bulk_create(
        [
            Event(
                firm_id=conversation.firm_id, actor=author, verb="message.posted", target_type="conversations.conversation", target_id=conversation.pk,
                data=told(conversation, author), drained_at=start, occurred_at=start + timedelta(minutes=n),
            )
            for n, (conversation, author) in enumerate(zip(conversations, authors, strict=True))
        ]
    )  # fmt: skip
    return Message.objects.bulk_create(
        [
            Message(
                conversation=conversation, event=event, author=author, is_note=notes(n), from_client=author.email.startswith("client"),
                body=WORDS * 2, signature=author.full_name, sent_at=event.occurred_at,
            )
            for n, (conversation, author, event) in enumerate(zip(conversations, authors, events, strict=True))
        ]
    )  # fmt: skip


def told(conversation, author, recipients=()):
    """The data of a message.posted event, as `conversations.actions` writes it."""
    return {
        "dossier": conversation.dossier_id, "dossier_name": conversation.dossier.name, "subject": conversation.subject, "author": author.full_name,
        "excerpt": WORDS[:150], "assigned_user": None, "assigned_team": None, "from_colleague": author.full_name, "reply_to": author.email,
        "recipients": list(recipients),
    }  # fmt: skip


def tell(messages, people, *, state):
    """Notifications and deliveries of `messages` for `people`."""
    pairs = [(message, user) for message in messages for user in people if user.pk != message.author_id]
    Notification.objects.bulk_create(
        [
            Notification(
                firm_id=message.event.firm_id, event=message.event, user=user, topic="conversation.message",
                reasons=[["conversation.message", "recipient"]], channels={"in_app": "default", "email": "default"}, created_at=message.sent_at,
            )
            for message, user in pairs
        ],
        batch_size=1000,
    )  # fmt: skip
    Delivery.objects.bulk_create(
        [
            Delivery(firm_id=message.event.firm_id, event=message.event, user=user, content="notification", state=state(n), due_at=FAR)
            for n, (message, user) in enumerate(pairs)
        ],
        batch_size=1000,
    )


# The thread's pending mails are there to be looked at; no dispatch benchmark may find them due.
FAR = timezone.now() + timedelta(days=365)


def indexed(rows):
    for one in rows:
        one.index()
    return rows
