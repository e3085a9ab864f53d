"""The portal for programs: what waits, what is shared, who follows, what happened; each part with its scope."""

import pytest
from django.utils import timezone

from comptoir.away.actions import start_absence
from comptoir.clients.models import ClientAccess
from comptoir.conversations.actions import Draft, ask
from tests.portal.things import document_of, more_clients, request_of

READS = ("me:read", "requests:read", "documents:read", "conversations:read")


@pytest.fixture
def helene(cast, call):
    return call(cast.helene, scopes=READS)


def test_the_portal_says_what_the_home_shows(cast, helene):
    late = request_of(cast, cast.dossier, cast.helene, subject="Relevés", due_in=-1)
    of_jules = request_of(cast, cast.dossier, cast.jules, subject="Tickets")
    document = document_of(cast, cast.dossier)
    asked = ask(cast.dossier, side="entrepreneur", subject="Relevé", draft=Draft("Où ?", cast.paul), recipient_ids=[cast.helene.pk]).conversation
    start_absence(cast.marie, cast.firm, by=cast.marie, delegate_user=cast.paul)

    answer = helene.get("me/portal")

    shown, roux = answer.json(), {"id": cast.client.pk, "name": "Boulangerie Roux"}
    firm = {"id": cast.firm.pk, "name": "Cabinet Lormeau", "slug": "lormeau"}
    assert (answer.status_code, shown["firm"], shown["firms"], shown["clients"]) == (200, firm, [firm], [roux])
    assert shown["requests"] == [
        {"id": late.pk, "client": roux, "subject": "Relevés", "asks_file": True, "due_on": late.due_on.isoformat(), "due": "late", "is_theirs": True},
        {"id": of_jules.pk, "client": roux, "subject": "Tickets", "asks_file": True, "due_on": None, "due": "none", "is_theirs": False},
    ]
    assert [(row["id"], row["title"], row["shared_by"]["name"]) for row in shown["documents"]] == [(document.pk, "Bilan 2025.pdf", "Paul Petit")]
    assert [(row["id"], row["awaits_you"], row["is_unread"], row["excerpt"]) for row in shown["conversations"]] == [(asked.pk, True, False, "Où ?")]
    (followed,) = shown["followed_by"]
    assert followed["people"][0] == {
        "id": cast.marie.pk,
        "name": "Marie Dubois",
        "role": "Expert-comptable",
        "is_primary": True,
        "is_away": True,
        "away_until": None,
        "stands_in": "Paul Petit",
    }
    assert "email" not in answer.content.decode()


def test_what_the_token_may_not_read_is_not_there(cast, call):
    request_of(cast, cast.dossier, cast.helene)

    narrow = call(cast.helene, scopes=("me:read", "documents:read"))

    shown = narrow.get("me/portal").json()
    assert (shown["requests"], shown["conversations"], shown["documents"]) == (None, None, [])
    assert {row["kind"] for row in narrow.get("me/portal/history").json()["items"]} == {"accesses"}
    assert call(cast.helene, scopes=("documents:read",)).get("me/portal").status_code == 403


def test_limited_access_is_as_limited_here(cast, call):
    request_of(cast, cast.dossier, cast.helene, subject="À Hélène")
    document_of(cast, cast.dossier, cast.jules, title="Pour Jules.pdf")

    jules = call(cast.jules, scopes=READS)

    shown = jules.get("me/portal").json()
    assert (shown["requests"], [row["title"] for row in shown["documents"]]) == ([], ["Pour Jules.pdf"])
    assert [(row["kind"], row["title"]) for row in jules.get("me/portal/history").json()["items"]] == [
        ("documents", "Pour Jules.pdf"),
        ("accesses", "Boulangerie Roux"),
    ]


def test_one_client_or_another_firm_is_chosen(cast, helene):
    ((client, dossier),) = more_clients(cast, cast.helene, 1)
    document_of(cast, dossier, title="Statuts.pdf")
    document_of(cast, cast.dossier)
    ClientAccess.objects.create(firm=cast.other_firm, client=cast.foreign_client, user=cast.helene, level="full")

    def titles(**query):
        return sorted(row["title"] for row in helene.get("me/portal", **query).json()["documents"])

    assert titles() == ["Bilan 2025.pdf", "Statuts.pdf"]
    assert titles(client=client.pk) == ["Statuts.pdf"]
    assert titles(firm=cast.other_firm.pk) == []
    assert [firm["slug"] for firm in helene.get("me/portal").json()["firms"]] == ["lormeau", "vasseur"]


@pytest.mark.parametrize("path", ["me/portal", "me/portal/history"])
def test_what_is_not_ones_own_is_not_there(cast, call, path):
    helene = call(cast.helene, scopes=READS)

    assert helene.get(path, firm=cast.other_firm.pk).status_code == 404
    assert helene.get(path, client=cast.other_client.pk).status_code == 404
    assert call(cast.marie, scopes=READS).get(path).status_code == 404
    assert helene.get(path, colour="blue").status_code == 422
    assert call().get(path).status_code == 401


def test_the_history_has_cursors_and_kinds(cast, helene):
    for number in range(5):
        document_of(cast, cast.dossier, title=f"Bilan {number}.pdf")

    first = helene.get("me/portal/history", kind="documents", limit=3).json()
    second = helene.get("me/portal/history", kind="documents", limit=3, cursor=first["next"]).json()

    assert [row["title"] for row in first["items"] + second["items"]] == [f"Bilan {number}.pdf" for number in (4, 3, 2, 1, 0)]
    assert second["next"] is None
    assert first["items"][0]["told"] == "Paul Petit a partagé ce document"
    assert helene.get("me/portal/history", kind="accesses", cursor=first["next"]).status_code == 422
    assert helene.get("me/portal/history", kind="notes").status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_whatever_it_says(cast, call, count, django_assert_num_queries):
    """The token, its person's standing, their accesses; requests, conversations, documents, absences, dossiers, managers."""
    more_clients(cast, cast.helene, 3)
    for access in ClientAccess.objects.filter(user=cast.helene).select_related("client")[:count]:
        dossier = access.client.dossiers.get()
        request_of(cast, dossier, cast.helene, completed_at=None)
        document_of(cast, dossier, shared_at=timezone.now())
        ask(dossier, side="accountant", subject="TVA", draft=Draft("Quand ?", cast.helene))
    caller = call(cast.helene, scopes=READS)
    caller.get("me/portal")

    with django_assert_num_queries(12):
        assert caller.get("me/portal").status_code == 200
