"""«Ce que verra le client» foretells exactly what the person then sees (X9), in random worlds and for every kind."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.accounts.models import User
from comptoir.clients.actions import change_level, open_access
from comptoir.clients.models import Client, ClientAccess, ClientContact, Contact
from comptoir.clients.shown import Kind, Line, all_kinds
from comptoir.clients.standing import forget_standing, standing_of
from comptoir.conversations.actions import Draft, ask
from comptoir.conversations.models import Conversation
from comptoir.documents.models import Document, Share, StoredFile
from comptoir.invitations.preview import Candidate, candidate_of, candidate_with, foretell, foretell_many
from comptoir.requests.models import Recipient, Request
from tests.firms_and_clients.worlds import World


def kinds():
    """All that the features declare, and those of documents and requests whether declared or not."""
    declared = {kind.seen_by(Candidate(1, 1, 1).standing("full")).model: kind for kind in all_kinds()}
    for model in (Request, Document):
        declared.setdefault(model, Kind(model.__name__, model.__name__, "folder", 99, rows_seen_by(model), lambda row: Line(str(row), "", None, "")))
    return list(declared.values())


def rows_seen_by(model):
    return lambda standing: model.objects.seen_by(standing).order_by("-pk")


class Shelf(World):
    """A random world whose clients also have contacts, requests and documents."""

    def __init__(self, seed):
        super().__init__(seed)
        self.contacts = [self.contact(client, number) for client in Client.objects.all() for number in range(3)]
        for dossier in self.dossiers:
            for number in range(3):
                self.request(dossier, number)
                self.document(dossier, number)

    def contact(self, client, number):
        user = self.random.choice([None, *self.users])
        contact = Contact.objects.create(firm=client.firm, last_name=f"C{client.pk}-{number}", email=f"c{client.pk}-{number}@example.com", user=user)
        ClientContact.objects.create(client=client, contact=contact)
        return contact

    def people_of(self, client):
        return self.some([one for one in self.contacts if one.firm_id == client.firm_id], 3)

    def request(self, dossier, number):
        made = Request.objects.create(firm=dossier.firm, licence=dossier.licence, client=dossier.client, dossier=dossier, subject=f"R{number}", body="x")
        Recipient.objects.bulk_create([Recipient(request=made, contact=one) for one in self.people_of(dossier.client)])

    def document(self, dossier, number):
        file = StoredFile.objects.create(firm=dossier.firm, name="a.pdf", media_type="application/pdf", size=1, sha256="0", stored_as=f"{dossier.pk}-{number}")
        made = Document.objects.create(
            firm=dossier.firm, licence=dossier.licence, client=dossier.client, dossier=dossier, title=f"D{number}", file=file, withdrawn_at=self.past(0.2)
        )
        Share.objects.bulk_create([Share(document=made, contact=one) for one in self.people_of(dossier.client)])


def seen(kind, user, client):
    """The ids that a person sees of this client as its user: for who works for no firm, all that `visible_to` gives."""
    forget_standing(user)
    rows = kind.seen_by(standing_of(user)).filter(client=client)
    ids = set(rows.values_list("pk", flat=True))
    if not standing_of(user).is_member:
        assert ids == set(rows.model.objects.visible_to(user).filter(client=client).values_list("pk", flat=True))
    return ids


@pytest.mark.parametrize("level", ["limited", "full"])
@pytest.mark.parametrize("seed", range(5))
def test_what_is_foretold_is_what_is_seen_once_the_access_is_open(db, seed, level):
    world = Shelf(seed)
    boss = User.objects.create(email="boss@example.com", first_name="Boss")

    for link in ClientContact.objects.select_related("contact__user", "client__firm"):
        client, contact = link.client, link.contact
        foretold = {change.kind.slug: change for change in foretell(candidate_of(client, contact), level, by=boss, kinds=kinds())}
        user = contact.user or User.objects.create(email=contact.email, first_name="New")
        was_open = ClientAccess.objects.open().filter(client=client, user=user).first()
        before = {kind.slug: seen(kind, user, client) if was_open else set() for kind in kinds()}
        if not user.is_active:
            continue

        access = open_access(client, user, level=level, by=boss, contact=contact)
        change_level(access, level, by=boss)

        for kind in kinds():
            after, told = seen(kind, user, client), foretold[kind.slug]
            assert (told.new, told.already, told.lost) == (len(after - before[kind.slug]), len(after & before[kind.slug]), len(before[kind.slug] - after))
            # Nobody who works for no firm reads a title.
            assert (told.hidden, told.lines) == (told.new, ())
    assert world.contacts


@pytest.mark.parametrize("seed", range(3))
def test_only_what_the_member_sees_too_is_named(db, seed):
    Shelf(seed)

    for contact in Contact.objects.select_related("user"):
        client = contact.clients.first()
        for member in User.objects.filter(memberships__firm=client.firm, is_active=True):
            for change in foretell(candidate_of(client, contact), "full", by=member, kinds=kinds()):
                rows = change.kind.seen_by(candidate_of(client, contact).standing("full"))
                own = rows.model.objects.worked_on_by(member)
                assert change.new - change.hidden >= len(change.lines)
                assert {line.title for line in change.lines} <= {str(row) for row in own}


@pytest.mark.parametrize("level", ["limited", "full"])
@pytest.mark.parametrize("seed", range(4))
def test_many_at_once_are_counted_as_one_by_one(db, seed, level):
    Shelf(seed)
    links = [link for link in ClientContact.objects.all() if not ClientAccess.objects.filter(client=link.client_id, user=link.contact.user_id).exists()]
    candidates = [Candidate(link.contact_id, link.contact.user_id or 0, link.client_id) for link in links]

    counts = {kind.slug: count for kind, count in foretell_many(candidates, level, kinds=kinds())}

    for kind in kinds():
        one_by_one = set()
        for candidate in candidates:
            one_by_one |= set(kind.seen_by(candidate.standing(level)).values_list("pk", flat=True))
        assert counts[kind.slug] == len(one_by_one)


def test_the_first_fifty_titles_are_shown_and_the_rest_counted(cast):
    luna = cast.contact(cast.client, "Luna", "Roux", email="luna@roux.example")
    for number in range(53):
        Conversation.objects.create(firm=cast.firm, licence=cast.lille, client=cast.client, dossier=cast.dossier, side="accountant", subject=f"Sujet {number}")

    change = next(one for one in foretell(candidate_of(cast.client, luna), "full", by=cast.marie) if one.kind.slug == "conversations")

    assert (change.new, len(change.lines), change.more, change.hidden) == (53, 50, 3, 0)


def test_lowering_a_level_says_what_is_lost(cast):
    ask(cast.dossier, side="accountant", subject="De Jules", draft=Draft("Bonjour", cast.jules))
    ask(cast.dossier, side="accountant", subject="D’Hélène", draft=Draft("Bonjour", cast.helene))
    access = ClientAccess.objects.get(user=cast.helene)

    change = next(one for one in foretell(candidate_with(access), "limited", by=cast.marie) if one.kind.slug == "conversations")

    assert (change.new, change.lost, change.already) == (0, 1, 1)


def test_an_account_with_the_contact_s_address_is_theirs(cast):
    """Gaston is asked into a conversation of another client, before he is its user."""
    gaston = cast.contact(cast.client, "Gaston", "Delattre", email="Gaston@example.com")

    assert candidate_of(cast.client, gaston).user_id == cast.gaston.pk


def test_foretelling_costs_the_same_for_one_row_and_for_three(cast):
    luna, counts = cast.contact(cast.client, "Luna", "Roux", email="luna@roux.example"), []
    for number in (1, 2):
        for _one in range(number):
            ask(cast.dossier, side="accountant", subject="TVA", draft=Draft("Bonjour", cast.helene, (SimpleUploadedFile("a.txt", b"a"),)))
        # What a person is, is read once for each request.
        Client.objects.served_by(cast.marie).exists()
        with CaptureQueriesContext(connection) as queries:
            foretell(candidate_of(cast.client, luna), "full", by=cast.marie, kinds=kinds())
        counts.append(len(queries))

    assert counts[0] == counts[1]
