"""How fast the firm answers: the figures, their page for every role, and the charts that say the same as the table."""

import re
from datetime import datetime, timedelta
from math import ceil

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comptoir.conversations.models import Answer
from comptoir.conversations.picture import WEEKS, Filters, Week, picture_of, total_of, week_starts
from comptoir.conversations.templatetags.answering import hours, nice

from .deadlines import MONDAY, PARIS, at, question
from .pages import words

NOW = at(25, 12)


def answer(conversation, minutes, asked_at=MONDAY, by=None, target=480):
    return Answer.objects.create(
        firm=conversation.firm,
        licence_id=conversation.licence_id,
        conversation=conversation,
        asked_at=asked_at,
        answered_at=asked_at + timedelta(minutes=minutes),
        answered_by=by,
        worked_minutes=minutes,
        target_minutes=target,
    )


def answered(cast, dossier=None):
    """A conversation in which nothing waits any more."""
    by = cast.gaston if dossier == cast.other_dossier else cast.helene
    return question(cast, by=by, dossier=dossier, awaits_since=None, answer_due_at=None, next_escalation_at=None, awaits_firm=False)


def weeks(user, cast, **filters):
    return picture_of(user, cast.firm, NOW, Filters(**filters))


def browse(person, address="/conversations/answering/"):
    browser = Client()
    browser.force_login(person)
    with time_machine.travel(NOW, tick=False):
        return browser.get(address)


def test_a_week_says_what_was_asked_and_how_long_it_took(cast):
    conversation = answered(cast)
    for number, minutes in enumerate([30, 60, 90, 120, 480, 481, 500, 600, 700, 900]):
        answer(conversation, minutes, asked_at=MONDAY + timedelta(minutes=number))
    question(cast, moment=at(24, 17))
    question(cast, moment=MONDAY)

    last = weeks(cast.admin, cast)[-1]

    assert last == Week(MONDAY.date(), in_time=5, late=5, waiting=1, overdue=1, median=480, ninetieth=700)
    assert (last.asked, last.unanswered, last.share_in_time) == (12, 2, 45)


def test_twelve_weeks_are_shown_the_empty_ones_too(cast):
    conversation = answered(cast)
    answer(conversation, 10, asked_at=MONDAY - timedelta(weeks=11))
    answer(conversation, 10, asked_at=MONDAY - timedelta(weeks=11, hours=10))

    found = weeks(cast.admin, cast)

    assert [week.asked for week in found] == [1, *[0] * 11]
    assert [week.starts_on for week in found] == [(MONDAY + timedelta(weeks=ahead)).date() for ahead in range(-11, 1)]


def test_a_week_begins_on_the_firms_wall_and_the_clocks_may_change_in_it(cast):
    conversation = answered(cast)
    # The clocks went back on Sunday 25 October 2026.
    sunday_night, monday_morning = datetime(2026, 10, 25, 23, 59, tzinfo=PARIS), datetime(2026, 10, 26, 0, 0, tzinfo=PARIS)
    answer(conversation, 10, asked_at=sunday_night)
    answer(conversation, 10, asked_at=monday_morning)

    by_week = {week.starts_on: week.asked for week in weeks(cast.admin, cast) if week.asked}

    assert by_week == {datetime(2026, 10, 19).date(): 1, datetime(2026, 10, 26).date(): 1}
    assert len(week_starts(NOW, cast.firm)) == WEEKS + 1


def test_a_question_older_than_the_weeks_shown_is_not_forgotten(cast):
    question(cast, awaits_since=MONDAY - timedelta(weeks=30), answer_due_at=MONDAY - timedelta(weeks=29))

    assert weeks(cast.admin, cast)[0].overdue == 1


def test_it_is_narrowed_by_licence_team_and_person(cast):
    lille, arras = answered(cast), answered(cast, cast.other_dossier)
    answer(lille, 10, by=cast.marie)
    answer(lille, 20, asked_at=at(24, 9), by=cast.nora)
    answer(arras, 30, by=cast.luc)
    question(cast, assigned_user=cast.nora)

    def asked(**filters):
        return total_of(weeks(cast.admin, cast, **filters)).asked

    assert asked() == 4
    assert asked(licence_id=cast.lille.pk) == 3
    assert asked(team_id=cast.team.pk, team_members=(cast.paul.pk, cast.nora.pk)) == 2
    assert asked(person_id=cast.luc.pk) == 1
    assert asked(licence_id=cast.arras.pk, person_id=cast.marie.pk) == 0


def test_an_accountant_sees_the_dossiers_they_work_on_and_an_administrator_all(cast):
    answer(answered(cast), 10)
    answer(answered(cast, cast.other_dossier), 20)

    assert total_of(weeks(cast.admin, cast)).asked == 2
    assert total_of(weeks(cast.marie, cast)).asked == 1


@pytest.mark.parametrize("person", ["paul", "helene", "jules", "operator"])
def test_others_find_nothing(cast, person):
    assert browse(getattr(cast, person)).status_code == 404
    assert browse(getattr(cast, person), "/conversations/answering/line/").status_code == 404


def test_another_firms_administrator_sees_their_own(cast):
    answer(answered(cast), 10)

    assert "Aucune question depuis douze semaines" in words(browse(cast.vera))
    assert "Aucune question depuis douze semaines" in words(browse(cast.vera, f"/conversations/answering/?firm={cast.firm.pk}&licence={cast.lille.pk}"))


def test_the_charts_say_what_the_table_says(cast):
    conversation = answered(cast)
    for number, (week, minutes) in enumerate([(0, 30), (0, 500), (1, 45), (1, 60), (3, 900)]):
        answer(conversation, minutes, asked_at=MONDAY - timedelta(weeks=week) + timedelta(minutes=number))
    question(cast)

    page = browse(cast.admin).content.decode()

    found = weeks(cast.admin, cast)
    bars = {kind: sum(int(value) for value in re.findall(rf'<rect class="{kind}"[^>]*data-value="(\d+)"', page)) for kind in ("in-time", "late", "unanswered")}
    total = total_of(found)
    assert bars == {"in-time": total.in_time, "late": total.late, "unanswered": total.unanswered}
    lines = [re.findall(r'<circle[^>]*data-value="(\d+)"', line) for line in page.split('class="chart-line ')[1:]]
    assert lines == [[str(week.ninetieth) for week in found if week.ninetieth], [str(week.median) for week in found if week.median]]
    table = [re.findall(r'<td class="number"[^>]*>([^<]*)</td>', row) for row in page.split('<th scope="row">')[1:]]
    assert [tuple(map(int, row[:4])) for row in table] == [(week.asked, week.in_time, week.late, week.unanswered) for week in reversed(found)]
    assert [(row[5], row[6]) for row in table] == [(hours(week.median), hours(week.ninetieth)) for week in reversed(found)]


@pytest.mark.parametrize("count", [1, 30])
def test_any_number_of_answers_takes_two_queries(cast, count, django_assert_num_queries):
    conversation = answered(cast)
    for number in range(count):
        answer(conversation, number, asked_at=MONDAY + timedelta(minutes=number))
    standing = weeks(cast.admin, cast)
    assert total_of(standing).asked == count

    with django_assert_num_queries(2):
        weeks(cast.admin, cast)


@pytest.mark.parametrize("address", ["?licence=0&team=x&person=99999999999999999999", "?firm=%00", "?licence=%E2%80%8B"])
def test_an_address_that_means_nothing_shows_everything(cast, address):
    answer(answered(cast), 10)

    assert "100 %" in words(browse(cast.admin, f"/conversations/answering/{address}"))


def test_home_says_how_many_are_late_and_nothing_when_none_is(cast):
    assert words(browse(cast.admin, "/conversations/answering/line/")).strip() == ""

    question(cast)

    assert "Une question attend sa réponse depuis plus longtemps que le délai du cabinet." in words(browse(cast.admin, "/conversations/answering/line/"))
    assert 'hx-get="/conversations/answering/line/"' in browse(cast.marie, "/").content.decode()
    assert 'hx-get="/conversations/answering/line/"' not in browse(cast.paul, "/").content.decode()


@pytest.mark.parametrize(
    ("moment", "escalation", "sentence"),
    [
        (at(23, 12), 0, "À répondre avant mar. 24 nov. à 10 h"),
        (at(24, 11), 1, "Sans réponse depuis 9 heures ouvrées · rappelée à qui elle est assignée"),
        (at(24, 11), 2, "Sans réponse depuis 9 heures ouvrées · rappelée aux gestionnaires du dossier"),
    ],
)
def test_a_conversation_says_how_long_its_question_has_waited_to_colleagues_alone(cast, moment, escalation, sentence):
    conversation = question(cast, escalation=escalation)

    with time_machine.travel(moment, tick=False):
        pages = {}
        for name in ("paul", "helene"):
            browser = Client()
            browser.force_login(getattr(cast, name))
            pages[name] = words(browser.get(f"/conversations/{conversation.pk}/"))

    assert sentence in pages["paul"]
    assert "waiting-since" not in pages["helene"]


@pytest.mark.parametrize(("minutes", "said"), [(None, "–"), (0, "0 min"), (59, "59 min"), (60, "1 h"), (450, "7 h 30"), (605, "10 h 05")])
def test_working_times_are_said_as_people_say_them(minutes, said):
    assert hours(minutes).replace("\u202f", " ").replace("\xa0", " ") == said


@given(st.integers(0, 10_000_000))
def test_a_scale_ends_at_or_above_what_it_shows(highest):
    assert highest <= nice(highest) <= max(2, highest * 2)
    assert nice(highest) % 2 == 0


# The rows are deleted for each example; the people stay.
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 3000), min_size=1, max_size=20))
@pytest.mark.django_db
def test_percentiles_are_nearest_ranks(cast_of_answers, times):
    cast, conversation = cast_of_answers
    Answer.objects.all().delete()
    for number, minutes in enumerate(times):
        answer(conversation, minutes, asked_at=MONDAY + timedelta(minutes=number))

    last, ranked = weeks(cast.admin, cast)[-1], sorted(times)

    assert (last.median, last.ninetieth) == (ranked[ceil(len(times) * 0.5) - 1], ranked[ceil(len(times) * 0.9) - 1])
    assert (last.in_time, last.late) == (sum(one <= 480 for one in times), sum(one > 480 for one in times))


@pytest.fixture
def cast_of_answers(cast):
    return cast, answered(cast)
