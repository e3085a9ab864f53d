"""Every list: what stands in it, in how many queries (with 1 and with 3 of each)."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.clients.models import ClientContact, Contact
from comptoir.conversations.actions import Draft, add_note, ask, post_message
from comptoir.conversations.models import Participation, Side
from comptoir.documents.actions import store_file
from comptoir.firms.models import Firm, Licence, Membership, Team
from comptoir.imports.models import Import, ImportProblem

from .conftest import ids

LISTS = [
    "me/participation", "me/notification-choices", "topics", "firms", "licences", "teams", "members", "clients", "contacts", "dossiers",
    "client-users", "dossiers/{dossier}/recipients", "conversations", "conversations/{conversation}", "conversations/{conversation}/messages",
    "conversations/{conversation}/notes", "portal-clients", "imports", "imports/{job}/problems", "events",
]  # fmt: skip


@pytest.fixture
def world(cast):
    """One of everything; `more()` adds two."""
    conversation = ask(cast.dossier, side=Side.ACCOUNTANT, subject="TVA", draft=Draft("?", cast.helene)).conversation
    sheet = store_file(ContentFile(b"Nom\n", name="a.csv"), firm=cast.firm, by=cast.admin)
    job = Import.objects.create(firm=cast.firm, file=sheet, started_by=cast.admin)
    state = {"count": 0}

    def more(count):
        for _ in range(count):
            state["count"] += 1
            number = state["count"]
            client, dossier = cast.make_client(f"Client {number}", cast.lille, managers=[cast.marie, cast.paul])
            contact = Contact.objects.create(firm=cast.firm, last_name=f"Contact {number}")
            ClientContact.objects.create(client=client, contact=contact)
            person = cast.client_user(f"user{number}", "Une", f"Personne {number}", cast.client, level="full")
            Licence.objects.create(firm=cast.firm, name=f"Licence {number}")
            Team.objects.create(firm=cast.firm, name=f"Équipe {number}").members.set([cast.marie, cast.jean])
            cast.member(f"member{number}", "Un", f"Collègue {number}", cast.lille)
            Membership.objects.create(firm=Firm.objects.create(name=f"Cabinet {number}", slug=f"c{number}"), user=cast.admin)
            Participation.objects.create(firm=cast.firm, user=cast.admin, dossier=dossier, side=Side.ACCOUNTANT, takes_part=True)
            ask(dossier, side=Side.ACCOUNTANT, subject="Question", draft=Draft("?", cast.admin))
            post_message(conversation, Draft("Réponse", person, (SimpleUploadedFile("a.pdf", b"%PDF-1.7"),)))
            add_note(conversation, Draft("Note", cast.paul, (SimpleUploadedFile("b.pdf", b"%PDF-1.7"),)), mentioned=[cast.admin, cast.marie])
            Import.objects.create(firm=cast.firm, file=store_file(ContentFile(b"Nom\n", name="a.csv"), firm=cast.firm, by=cast.admin), started_by=cast.admin)
            ImportProblem.objects.create(job=job, line=number, code="email")

    more(1)
    more.addresses = {"dossier": cast.dossier.pk, "conversation": conversation.pk, "job": job.pk}
    return more


def test_lists_cost_the_same_with_one_and_with_three(cast, call, world, drain):
    """The administrator sees everything; each list is asked with one of each thing, then with three."""
    admin = call(cast.admin)
    admin.get("me")  # the token's use is noted

    def costs():
        while drain():
            pass
        return {path: cost(admin, path.format(**world.addresses)) for path in LISTS}

    with_one = costs()
    world(2)
    with_three = costs()

    assert with_three == with_one
    assert {path: count for path, count in with_one.items() if count > 12} == {}


def test_the_bell_costs_the_same_with_one_and_with_three(cast, call, question, drain):
    """What it costs depends on how many topics are in it, never on how many notifications."""
    marie, counts, lengths = call(cast.marie), [], []
    marie.get("me")
    for mentions in (1, 2):
        for _ in range(mentions):
            add_note(question, Draft("Note", cast.paul), mentioned=[cast.marie])
        while drain():
            pass
        counts.append(cost(marie, "notifications"))
        lengths.append(len(ids(marie.get("notifications"))))

    assert (counts[0], lengths) == (counts[1], [3, 5])
    assert counts[0] <= 15


def cost(caller, path):
    with CaptureQueriesContext(connection) as queries:
        answer = caller.get(path)
    assert answer.status_code == 200, answer.content
    return len(queries)


def test_a_colleague_of_another_licence_sees_only_what_is_theirs(cast, call):
    luc = call(cast.luc)

    assert ids(luc.get("clients")) == [cast.other_client.pk]
    assert ids(luc.get("dossiers")) == [cast.other_dossier.pk]
    assert ids(luc.get("firms")) == [cast.firm.pk]
    assert luc.get(f"dossiers/{cast.other_dossier.pk}").json()["managers"] == [{"id": cast.luc.pk, "name": "Luc Marchand", "is_primary": True}]


def test_a_contact_names_only_the_clients_that_one_serves(cast, call):
    contact = Contact.objects.create(firm=cast.firm, first_name="Zoé", last_name="Roux", email="zoe@example.com")
    ClientContact.objects.bulk_create([ClientContact(client=client, contact=contact) for client in (cast.client, cast.other_client)])

    luc, admin, helene, vera = [call(user).get("contacts").json()["items"] for user in (cast.luc, cast.admin, cast.helene, cast.vera)]

    assert luc[0]["clients"] == [cast.other_client.pk]
    assert admin[0]["clients"] == [cast.client.pk, cast.other_client.pk]
    assert (helene, vera) == ([], [])


def test_words_are_found_whatever_their_accents(cast, call):
    cast.make_client("Crêperie de l’Été", cast.lille)

    assert [item["name"] for item in call(cast.marie).get("clients", q="creperie ete").json()["items"]] == ["Crêperie de l’Été"]
    assert call(cast.marie).get("dossiers", q="br-0142").json()["items"][0]["name"] == "Boulangerie Roux"


def test_lists_of_the_firm_keep_to_one_firm(cast, call):
    Membership.objects.create(firm=cast.other_firm, user=cast.marie)
    marie = call(cast.marie)

    assert len(marie.get("licences").json()["items"]) == 3
    assert [licence["name"] for licence in marie.get("licences", firm=cast.firm.pk).json()["items"]] == ["Arras", "Lille"]
    assert [member["name"] for member in marie.get("members", firm=cast.other_firm.pk).json()["items"]] == ["Marie Dubois", "Vera Vasseur"]


def test_the_bell_is_read_one_by_one_and_all_at_once(cast, call, question, drain):
    while drain():
        pass
    marie = call(cast.marie)
    first, *rest = ids(marie.get("notifications", unread="true"))

    assert marie.post(f"notifications/{first}/reading").status_code == 204
    assert ids(marie.get("notifications", unread="true")) == rest
    assert marie.post("notifications/reading").json() == {"read": len(rest)}
    assert ids(marie.get("notifications", unread="true")) == []
    assert ids(marie.get("notifications")) == [first, *rest]


def test_a_notification_says_why(cast, call, question, drain):
    while drain():
        pass
    mention = call(cast.marie).get("notifications").json()["items"][0]

    why = call(cast.marie).get(f"notifications/{mention['id']}/why").json()

    assert mention["title"] == "Paul Petit vous mentionne : TVA de novembre"
    assert {"label": "@Mentions dans une note", "reason": "quelqu’un vous a mentionné"} in why["topics"]
    mail = next(one for one in why["channels"] if one["label"] == "E-mail")
    assert (mail["origin"], mail["setting_url"]) == ("réglage par défaut", "/settings/notifications/#notify.conversation.mention.email")
    assert mail["outcome"].startswith("partira")
    assert call(cast.paul).get(f"notifications/{mention['id']}/why").status_code == 404


def test_the_bell_hides_what_one_may_no_longer_see(cast, call, question, drain):
    while drain():
        pass
    cast.marie.manager_links.all().delete()
    cast.marie.memberships.get().licence_accesses.all().delete()
    question.assigned_user = None
    question.save()

    assert ids(call(cast.marie).get("notifications")) == []


def test_events_are_all_for_administrators_and_ones_conversations_for_others(cast, call, question):
    verbs = {
        user.first_name: [event["verb"] for event in call(user).get("events").json()["items"]]
        for user in (cast.admin, cast.marie, cast.helene, cast.jules, cast.luc, cast.vera)
    }

    assert verbs == {
        "Alix": ["note.added", "conversation.opened"],
        "Marie": ["note.added", "conversation.opened"],
        "Hélène": ["conversation.opened"],
        "Jules": [],
        "Luc": [],
        "Vera": [],
    }
    assert [event["verb"] for event in call(cast.admin).get("events", verb="note.added", conversation=question.pk).json()["items"]] == ["note.added"]


def test_a_client_list_is_started_read_and_confirmed(cast, call):
    from comptoir.imports.actions import run_waiting_imports

    admin = call(cast.admin)
    sheet = "Raison sociale;E-mail\nCafé du Port;\nGarage Nord;pas une adresse\n".encode()

    started = admin.form("imports", {"file": SimpleUploadedFile("clients.csv", sheet), "licence": cast.lille.pk})
    assert (started.status_code, started.json()["state"], started.json()["is_dry_run"]) == (201, "waiting", True)
    address = f"imports/{started.json()['id']}"
    assert admin.post(f"{address}/confirmation", {}).status_code == 409
    run_waiting_imports()
    checked = admin.get(address).json()
    assert (checked["state"], checked["created_count"], checked["error_count"]) == ("checked", 1, 1)
    [problem] = admin.get(f"{address}/problems").json()["items"]
    assert (problem["line"], problem["column"], problem["value"]) == (3, "E-mail", "pas une adresse")
    assert admin.post(f"{address}/confirmation", {"all_or_nothing": False}).status_code == 200
    run_waiting_imports()
    assert admin.get(address).json()["state"] == "done"
    assert call(cast.luc).get(address).status_code == 404


def test_an_import_without_file_or_into_a_foreign_licence_is_refused(cast, call):
    file = SimpleUploadedFile("a.csv", b"Nom\nX\n")

    assert call(cast.helene).form("imports", {"file": file}).status_code == 404
    answers = [call(cast.marie).form("imports", {"licence": cast.lille.pk}), call(cast.marie).form("imports", {"file": file, "licence": cast.arras.pk})]
    assert [answer.json()["errors"][0]["field"] for answer in answers] == ["file", "licence"]
