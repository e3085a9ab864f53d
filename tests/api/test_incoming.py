"""What came in, by programs: reviewing mails, and questions that a connected software brings with an identification number (P3)."""

import pytest

from comptoir.away.actions import start_absence
from comptoir.clients.models import Client, Dossier
from comptoir.conversations.models import Conversation, Incoming
from comptoir.firms.models import Membership
from comptoir.notifications.models import Notification
from tests.conversations.answering import INBOUND, a_pdf, answer_of, handed_in
from tests.transports.threads import threaded_db, together  # noqa: F401

from .conftest import fields_in_error, ids


@pytest.fixture(autouse=True)
def _address(settings):
    settings.INBOUND_ADDRESS = INBOUND


@pytest.fixture
def waiting(cast, question):
    handed_in(answer_of(cast.helene, question, "Depuis chez moi.", sender="Hélène <helene@autre.example>", files=[a_pdf()]))
    return Incoming.objects.get()


@pytest.fixture
def brought(cast):
    Membership.objects.filter(user=cast.paul).update(number="0142")
    return {"dossier": cast.dossier.pk, "number": "0142", "subject": "Écart de TVA", "body": "Un écart de 12 €.", "external_id": "acd-1", "sender_name": "ACD"}


def test_what_waits_is_listed_read_and_accepted(cast, call, question, waiting):
    marie = call(cast.marie)

    assert ids(marie.get("incoming", verdict="quarantined")) == [waiting.pk]
    one = marie.get(f"incoming/{waiting.pk}").json()
    assert (one["reason"], one["user"]["name"], one["body"], one["sender_address"]) == (
        "other_sender",
        "Hélène Roux",
        "Depuis chez moi.",
        "helene@autre.example",
    )
    (file,) = one["files"]
    assert marie.get(f"incoming/{waiting.pk}/files/{file['id']}").status_code == 200
    accepted = marie.post(f"incoming/{waiting.pk}/acceptance", {"conversation": question.pk}).json()
    assert (accepted["verdict"], accepted["conversation"], accepted["reviewed_by"]["name"]) == ("accepted", question.pk, "Marie Dubois")
    message = marie.get(f"conversations/{question.pk}/messages").json()["items"][0]
    assert (message["author"], message["sender_name"], message["channel"]) == (None, "Hélène <helene@autre.example>", "email")
    assert [one["name"] for one in message["attachments"]] == ["facture.pdf"]


def test_only_once(cast, call, question, waiting):
    marie = call(cast.marie)
    assert marie.post(f"incoming/{waiting.pk}/discard").json()["verdict"] == "discarded"

    again = marie.post(f"incoming/{waiting.pk}/acceptance", {"conversation": question.pk})
    assert (again.status_code, again.json()["code"]) == (409, "already_reviewed")


def test_a_new_question_of_it(cast, call, waiting):
    answer = call(cast.admin).post(f"incoming/{waiting.pk}/acceptance", {"dossier": cast.dossier.pk, "subject": "Autre sujet"})

    assert Conversation.objects.get(pk=answer.json()["conversation"]).subject == "Autre sujet"


@pytest.mark.parametrize(("body", "field"), [({}, "conversation"), ({"conversation": 1, "dossier": 1}, "conversation"), ({"dossier": 999999}, "dossier")])
def test_a_bad_target_says_so(cast, call, waiting, body, field):
    assert fields_in_error(call(cast.marie).post(f"incoming/{waiting.pk}/acceptance", body)) == [field]


def test_a_foreign_dossier_is_no_target(cast, call, waiting):
    assert fields_in_error(call(cast.marie).post(f"incoming/{waiting.pk}/acceptance", {"dossier": cast.foreign_dossier.pk})) == ["dossier"]


def test_clients_and_other_firms_have_none(cast, call, waiting):
    assert [ids(call(user).get("incoming")) for user in (cast.helene, cast.vera, cast.luc)] == [[], [], []]


# --- Numbers ---


def test_a_number_assigns_to_that_colleague_and_says_why(cast, call, brought, drain):
    answer = call(cast.admin).post("incoming-messages", brought)

    assert answer.status_code == 201
    made = answer.json()
    assert (made["assigned_user"]["name"], made["assignment_reason"], made["side"], made["opened_by"]) == ("Paul Petit", "by_number", "accountant", None)
    drain()
    assert set(Notification.objects.values_list("user__first_name", flat=True)) == {"Paul"}


def test_the_page_says_why(cast, call, brought, client):
    pk = call(cast.admin).post("incoming-messages", brought).json()["id"]
    client.force_login(cast.marie)

    assert "numéro d’identification 0142" in client.get(f"/conversations/{pk}/").content.decode()


def test_who_is_away_has_a_delegate(cast, call, brought):
    start_absence(cast.paul, cast.firm, by=cast.paul, delegate_user=cast.nora)

    made = call(cast.admin).post("incoming-messages", brought).json()

    assert (made["assigned_user"]["name"], made["assignment_reason"]) == ("Nora Benali", "away")


def test_a_number_of_nobodys_goes_to_who_is_proposed_and_says_so(cast, call, brought, client):
    made = call(cast.admin).post("incoming-messages", brought | {"number": "9999"}).json()

    assert (made["assigned_user"]["name"], made["assignment_reason"]) == ("Marie Dubois", "first_recipient")
    assert Conversation.objects.get().assignment["unknown_number"] == "9999"
    client.force_login(cast.marie)
    assert "personne n’a le numéro d’identification 9999" in client.get(f"/conversations/{made['id']}/").content.decode()


def test_a_number_of_another_firm_is_nobodys(cast, call, brought):
    Membership.objects.filter(user=cast.vera).update(number="7")

    assert call(cast.admin).post("incoming-messages", brought | {"number": "7"}).json()["assigned_user"]["name"] == "Marie Dubois"


def test_a_number_of_somebody_who_left_is_nobodys(cast, call, brought):
    Membership.objects.filter(user=cast.paul).update(left_at="2026-01-01T00:00:00Z")

    assert call(cast.admin).post("incoming-messages", brought).json()["assigned_user"]["name"] == "Marie Dubois"


def test_the_same_external_id_is_one_question(cast, call, brought):
    first = call(cast.admin).post("incoming-messages", brought)
    again = call(cast.marie).post("incoming-messages", brought | {"body": "Autrement dit."})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert Conversation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twice_at_the_same_moment_too(threaded_db, cast, call, brought):  # noqa: F811
    admin = call(cast.admin)

    answers = together(*[lambda: admin.post("incoming-messages", brought).json()["id"]] * 3)

    assert len(set(answers)) == 1
    assert Conversation.objects.count() == 1


def test_the_client_user_of_that_address_is_the_author(cast, call, brought):
    made = call(cast.admin).post("incoming-messages", brought | {"sender_email": "HELENE@example.com"}).json()

    assert made["opened_by"]["name"] == "Hélène Roux"


def test_a_colleagues_address_makes_no_colleagues_message(cast, call, brought):
    made = call(cast.admin).post("incoming-messages", brought | {"sender_email": cast.marie.email}).json()

    assert made["opened_by"] is None
    assert Conversation.objects.get().messages.get().from_client is True


def test_a_dossier_is_named_by_its_code_or_its_siren(cast, call, brought):
    Client.objects.filter(pk=cast.client.pk).update(siren="732829320")
    admin = call(cast.admin)
    named = {"dossier": None}

    by_code = admin.post("incoming-messages", brought | named | {"dossier_code": "BR-0142", "licence": cast.lille.pk})
    by_siren = admin.post("incoming-messages", brought | named | {"siren": "732 829 320", "external_id": "acd-2"})
    assert [answer.json()["dossier"]["name"] for answer in (by_code, by_siren)] == ["Boulangerie Roux", "Boulangerie Roux"]


def test_two_dossiers_of_one_code_have_to_be_told_apart(cast, call, brought):
    Dossier.objects.filter(pk=cast.other_dossier.pk).update(code="BR-0142")
    answer = call(cast.admin).post("incoming-messages", brought | {"dossier": None, "dossier_code": "BR-0142"})

    assert fields_in_error(answer) == ["dossier_code"]
    assert "licence" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"dossier": None}, "dossier"),
        ({"dossier": 999999}, "dossier"),
        ({"dossier": None, "siren": "1"}, "siren"),
        ({"subject": " "}, "subject"),
        ({"body": ""}, "body"),
        ({"external_id": ""}, "external_id"),
        ({"number": "x" * 41}, "number"),
        ({"priority": "high"}, "priority"),
    ],
)
def test_what_is_wrong_is_said_of_its_field(cast, call, brought, change, field):
    answer = call(cast.admin).post("incoming-messages", brought | change)

    assert fields_in_error(answer) == [field]
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("name", ["helene", "vera", "luc", "omar"])
def test_who_does_not_work_on_the_dossier_brings_nothing(cast, call, brought, name):
    assert fields_in_error(call(getattr(cast, name)).post("incoming-messages", brought)) == ["dossier"]
    assert Conversation.objects.count() == 0


def test_the_channel_is_changed_by_members(cast, call, question, settings):
    settings.SMS, settings.SMTP = None, {"host": "mail.example"}
    marie = call(cast.marie)

    assert marie.put(f"conversations/{question.pk}/channel", {"channel": "email"}).json()["channel"] == "email"
    assert fields_in_error(marie.put(f"conversations/{question.pk}/channel", {"channel": "sms"})) == ["channel"]
    assert call(cast.helene).put(f"conversations/{question.pk}/channel", {"channel": "portal"}).status_code == 404
    assert "channel" not in call(cast.helene).get(f"conversations/{question.pk}").json()
