"""Every operation that the schema names, asked by those who must not have it (C3, D1, D2, K9)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comptoir.accounts.models import ApiToken
from comptoir.accounts.scopes import SCOPES
from comptoir.api.openapi import description
from comptoir.applications.models import Application
from comptoir.away.actions import plan_absence
from comptoir.client_notes.actions import add_note
from comptoir.clients.models import ClientAccess
from comptoir.connectors.actions import add_account
from comptoir.connectors.registry import get_connector
from comptoir.conversations.models import CannedAnswer, Incoming, Mission
from comptoir.conversations.saved_views import save_view
from comptoir.firms.models import CustomRole
from comptoir.provisioning.actions import change_many
from comptoir.provisioning.holdings import Change, Kind
from comptoir.staffing.actions import NewMember, invite_member
from tests.billing.paying import a_plan
from tests.billing.paying import sign as pay_by
from tests.documents.sharing import share
from tests.links.parcels import link_to
from tests.notifications.producers import invitation, validation
from tests.requests.asking import send as ask_client
from tests.transports.push_receiver import push_device_of
from tests.web.signing_in import open_session_of

OPERATIONS = [
    (f"{method.upper()} {path}", method.upper(), path, operation)
    for path, operations in description("/api/v1/")["paths"].items()
    for method, operation in operations.items()
]


def incoming_about(conversation, cast):
    """A mail that came to Hélène's address from somebody else's."""
    return Incoming.objects.create(firm=cast.firm, conversation=conversation, user=cast.helene, fingerprint="0" * 64, verdict="quarantined", body="Bonjour")


def mass_change(cast):
    place = cast.client_user("lina", "Lina", "Roux", cast.client, level="limited").client_places.get()
    return change_many(cast.firm, [place.pk], Change(Kind.TYPE, type="administrator"), by=cast.marie)[0].pk


def link_of(cast):
    return link_to(cast, cast.contact_of(cast.helene, cast.client))


@pytest.fixture
def address(cast, question, drain):
    """The address of an operation with the ids of the Roux file filled in."""
    while drain():
        pass
    message, asked = question.messages.get(is_note=False), ask_client(cast)
    known = {
        "session_id": open_session_of(cast.marie).handle,
        "token_id": ApiToken.issue(cast.marie, name="Export", scopes=SCOPES)[0].pk,
        "client_id": cast.client.pk,
        "application_id": Application.objects.filter(firm=None).earliest("pk").pk,
        "finding_id": f"uncovered-dossier.{cast.dossier.pk}",
        "access_id": ClientAccess.objects.get(user=cast.jules).pk,
        "note_id": add_note(cast.client, body="Voir avec la banque", by=cast.marie).pk,
        "firm_id": cast.firm.pk,
        "member_id": cast.paul.pk,
        "user_id": cast.jules.pk,
        "team_id": cast.team.pk,
        "mass_change_id": mass_change(cast),
        "role_id": CustomRole.objects.create(firm=cast.firm, name="Assistante").pk,
        "licence_id": cast.arras.pk,
        "dossier_id": cast.dossier.pk,
        "conversation_id": question.pk,
        "message_id": message.pk,
        "delivery_id": message.event.deliveries.first().pk,
        "attachment_id": 1,
        "import_id": 1,
        "incoming_id": incoming_about(question, cast).pk,
        "file_id": 1,
        "validation_id": validation(cast).pk,
        "invitation_id": invitation(cast).pk,
        "document_id": share(cast).pk,
        "view_id": save_view(cast.marie, name="À moi", query="box=mine").pk,
        "account_id": add_account(cast.marie, get_connector("generic"), label="", address="https://127.0.0.1/", username="u", secret="s").pk,
        "device_id": push_device_of(cast.marie).pk,
        "arrival_id": invite_member(cast.firm, NewMember(first_name="Ada", last_name="Byron", email="ada@example.com"), by=cast.admin).pk,
        "move_id": 1,
        "siren": "732829320",
        "method_id": pay_by(cast.client, cast.helene).pk,
        "plan_id": a_plan().pk,
        "mission_id": Mission.objects.create(firm=cast.firm, name="Paie").pk,
        "answer_id": CannedAnswer.objects.create(firm=cast.firm, owner=cast.marie, title="Banque", body="Voir avec la banque").pk,
        "absence_id": plan_absence(cast.marie, cast.firm, by=cast.marie, starts_at=timezone.now() + timedelta(days=300)).pk,
        "link_id": link_of(cast).pk,
        "request_id": asked.pk,
        "contact_id": asked.recipients.get().contact_id,
        "notification_id": message.event.notifications.first().pk,
    }
    return lambda path: path.removeprefix("/api/v1/").format(**known)


def test_nobody_gets_in_without_a_token(call, address):
    answers = {name: call().send(method, address(path)) for name, method, path, _operation in OPERATIONS}

    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 401} == {}
    assert {answer.headers["Content-Type"] for answer in answers.values()} == {"application/problem+json"}
    assert all(answer.headers["WWW-Authenticate"].startswith("Bearer") for answer in answers.values())


def test_a_token_without_the_scope_is_told_which_one(cast, call, address):
    callers = {scope: call(cast.marie, scopes=set(SCOPES) - {scope}) for scope in SCOPES}

    for name, method, path, operation in OPERATIONS:
        response = callers[operation["x-scope"]].send(method, address(path))
        assert (name, response.status_code, response.json()["code"]) == (name, 403, "scope_missing")
        assert operation["x-scope"] in response.json()["detail"]


def test_reading_scopes_read_and_writing_scopes_write():
    deeds = {(method == "GET", operation["x-scope"].rpartition(":")[2]) for _name, method, _path, operation in OPERATIONS}

    assert deeds == {(True, "read"), (False, "write")}


@pytest.mark.parametrize("who", ["vera", "omar", "luc", "gaston", "jules", "operator"])
def test_who_has_no_part_in_a_conversation_finds_nothing_of_it(cast, call, address, who):
    """Another firm's administrator and client, a colleague of another licence, another client, a limited client, the operator."""
    caller = call(getattr(cast, who))

    for name, method, path, operation in OPERATIONS:
        body = {"dossier": cast.dossier.pk, "subject": "x", "body": "x"} if path.endswith(("conversations", "preview")) and who != "jules" else {}
        response = caller.send(method, address(path), None if method == "GET" else body)

        assert (name, response.status_code) == (name, expected(response.status_code, who, path))
        words = response.content.decode()
        assert [(name, secret) for secret in SECRETS if secret in words and (who, operation["operationId"]) != ("luc", "list_members")] == []
        if who in {"vera", "omar", "gaston", "operator"}:
            assert (name, "Roux" in words) == (name, False)


SECRETS = ("TVA de novembre", "prélevée", "pr\\u00e9lev\\u00e9e", "banque", "marie@example.com", "helene@example.com")


def expected(status, who, path):
    """404 for everything that names a thing of the Roux file, but its client's dossier to Jules, the firm to Luc, and what the operator keeps."""
    may = who == "operator" and ("{plan_id}" in path or path.endswith("/subscription") or "/operator/" in path)
    may = may or (who == "jules" and ("{client_id}" in path or "{dossier_id}" in path)) or (who == "luc" and "{firm_id}" in path)
    if "{" in path and not may:
        return 404
    assert status < 500
    return status


def test_a_client_user_never_reads_what_is_the_firms(cast, call, question, drain):
    while drain():
        pass
    paths = [
        f"conversations/{question.pk}", "conversations", f"conversations/{question.pk}/messages", "events", "dossiers", f"dossiers/{cast.dossier.pk}",
        f"dossiers/{cast.dossier.pk}/recipients", "clients", "client-users", "contacts", "firms", "members", "teams", "licences", "imports",
    ]  # fmt: skip

    words = "".join(call(cast.helene).get(path).content.decode() for path in paths)

    for secret in (
        "banque",
        "note.added",
        "marie@example.com",
        "paul@example.com",
        "jules@example.com",
        "assigned",
        "mission",
        "snoozed",
        "Garage",
        "Lille",
        "takes_part",
        "is_away",
        "deliveries",
    ):
        assert secret not in words, secret
    assert "Marie Dubois" in words


def test_a_client_user_gets_404_for_what_only_members_do(cast, call, question):
    message = question.messages.get(is_note=False)
    helene = call(cast.helene)

    answers = [
        helene.get(f"conversations/{question.pk}/notes"),
        helene.post(f"conversations/{question.pk}/notes", {"body": "x"}),
        helene.put(f"conversations/{question.pk}/assignment", {"user": cast.helene.pk}),
        helene.post(f"conversations/{question.pk}/messages/{message.pk}/resending"),
        helene.post("conversations/preview", {"conversation": question.pk, "note": True}),
        helene.get("me/absence"),
        helene.put("me/absence", {}),
        helene.patch(f"conversations/{question.pk}", {"due_on": "2027-01-15"}),
        helene.put(f"conversations/{question.pk}/snooze", {"until": "2027-01-15T08:00:00+01:00"}),
        helene.post("missions", {"name": "Paie"}),
        helene.post("canned-answers", {"title": "Bonjour", "body": "Bonjour"}),
    ]

    assert {answer.status_code for answer in answers} == {404}


def test_unknown_and_foreign_answer_the_same(cast, call):
    vera = call(cast.vera)

    unknown, foreign, huge, word = [vera.get(f"clients/{one}") for one in (999_999, cast.client.pk, 10**40, "abc")]

    assert unknown.status_code == foreign.status_code == huge.status_code == word.status_code == 404
    assert unknown.content == foreign.content == huge.content == word.content


def test_who_left_is_refused_at_the_next_request(cast, call):
    marie = call(cast.marie)
    assert marie.get("clients").json()["items"]

    cast.marie.memberships.update(left_at="2026-01-01T00:00:00Z")
    assert marie.get("clients").json()["items"] == []

    type(cast.marie).objects.filter(pk=cast.marie.pk).update(is_active=False)
    assert marie.get("clients").status_code == 401


def test_a_revoked_or_expired_token_is_none(cast, call):
    marie, paul = call(cast.marie), call(cast.paul)
    cast.marie.api_tokens.update(revoked_at="2026-01-01T00:00:00Z")
    cast.paul.api_tokens.update(expires_at="2026-01-01T00:00:00Z")

    assert (marie.get("me").status_code, paul.get("me").status_code) == (401, 401)


def test_the_last_use_of_a_token_is_noted(cast, call):
    call(cast.marie).get("me")

    assert cast.marie.api_tokens.get().used_at


def test_every_operation_has_a_name_of_its_own():
    names = [operation["operationId"] for _name, _method, _path, operation in OPERATIONS]

    assert [name for name in names if names.count(name) > 1] == []
