"""How fast the firm answers, and how its teams share their questions out, by program (X4, X8)."""

from django.utils import timezone

from comptoir.conversations.models import Answer
from comptoir.events.models import Event

from .conftest import fields_in_error


def answer(conversation, minutes):
    moment = timezone.now()
    Answer.objects.create(
        firm=conversation.firm,
        licence=conversation.licence,
        conversation=conversation,
        asked_at=moment,
        answered_at=moment,
        worked_minutes=minutes,
        target_minutes=480,
    )


def last_week(response):
    assert response.status_code == 200, response.content
    return response.json()["weeks"][-1]


def test_an_administrator_reads_twelve_weeks(cast, call, question):
    answer(question, 90)

    response = call(cast.admin).get(f"firms/{cast.firm.pk}/answering")

    assert last_week(response) | {"starts_on": None} == {
        "starts_on": None,
        "asked": 2,
        "in_time": 1,
        "late": 0,
        "waiting": 1,
        "overdue": 0,
        "share_in_time": 100,
        "median_minutes": 90,
        "ninetieth_minutes": 90,
    }
    assert (response.json()["target_minutes"], len(response.json()["weeks"])) == (480, 12)


def test_filters_narrow_the_figures(cast, call, question):
    admin, address = call(cast.admin), f"firms/{cast.firm.pk}/answering"

    assert last_week(admin.get(address, licence=cast.lille.pk))["asked"] == 1
    assert last_week(admin.get(address, licence=cast.arras.pk))["asked"] == 0
    assert last_week(admin.get(address, person=cast.marie.pk))["asked"] == 1
    assert last_week(admin.get(address, team=cast.team.pk))["asked"] == 0
    assert fields_in_error(admin.get(address, week=1)) == ["week"]


def test_an_accountant_reads_what_is_theirs_and_others_nothing(cast, call, question):
    address = f"firms/{cast.firm.pk}/answering"

    assert last_week(call(cast.marie).get(address))["asked"] == 1
    assert {call(getattr(cast, who)).get(address).status_code for who in ("paul", "helene", "vera", "operator")} == {404}


def test_an_administrator_sets_how_a_team_shares_its_questions_out(cast, call):
    admin, address = call(cast.admin), f"teams/{cast.team.pk}/mode"

    answers = [admin.put(address, {"mode": "round_robin"}) for _number in range(2)]

    assert [one.json()["mode"] for one in answers] == ["round_robin", "round_robin"]
    assert Event.objects.filter(verb="team.mode-changed").count() == 1
    assert fields_in_error(admin.put(address, {"mode": "lottery"})) == ["mode"]
    assert {call(getattr(cast, who)).put(address, {"mode": "queue"}).status_code for who in ("marie", "paul", "helene", "vera")} == {404}


def test_members_read_since_when_a_conversation_waits_and_clients_do_not(cast, call, question):
    seen = call(cast.paul).get(f"conversations/{question.pk}").json()

    assert seen["awaits_since"]
    assert seen["answer_due_at"] > seen["awaits_since"]
    assert seen["escalation"] == 0
    assert {"answer_due_at", "escalation"}.isdisjoint(call(cast.helene).get(f"conversations/{question.pk}").json())
