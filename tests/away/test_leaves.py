"""What the absent hear: as usual, only what is critical, or one digest at the return; and nothing is lost by it (A6, N3)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from comptoir.away.actions import cancel_absence, change_absence, end_absence, plan_absence
from comptoir.notifications.decisions import Origin
from comptoir.notifications.leaves import DAY_UNKNOWN, Leave, Wish, back_at
from comptoir.notifications.models import Notification
from comptoir.notifications.registry import Channel, get_topic
from comptoir.notifications.silence import answers_for
from comptoir.notifications.timing import Reason
from comptoir.notifications.wishes import Wishes
from comptoir.preferences.catalogue import Scope
from comptoir.preferences.decisions import Resolved, Row
from comptoir.security.actions import change_password
from comptoir.transports.models import Delivery
from tests.notifications.choosing import choose, want
from tests.notifications.producers import question
from tests.notifications.test_digests import MONDAY, at, drain_all, mails_to, send_all, text_of

FIRM, OTHER_FIRM = 1, 2
START = datetime(2026, 3, 20, tzinfo=UTC)
moments = st.integers(0, 60 * 24 * 20).map(lambda minutes: START + timedelta(minutes=minutes))


@st.composite
def leaves(draw):
    """Absences of one person, one after the other, the last perhaps without an end."""
    edges = sorted(set(draw(st.lists(moments, min_size=2, max_size=6))))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    made = [Leave(draw(st.sampled_from([FIRM, OTHER_FIRM])), start, end, draw(st.sampled_from(Wish))) for start, end in pairs]
    if len(edges) % 2:
        made.append(Leave(FIRM, edges[-1], None, draw(st.sampled_from(Wish))))
    return tuple(made)


@st.composite
def people(draw):
    """Wishes of anybody: channels on and off, rhythms, quiet nights."""
    resolved = {}
    for channel in Channel:
        if draw(st.booleans()):
            resolved[f"notify.conversation.message.{channel}"] = said(draw(st.booleans()))
    resolved["frequency.conversations"] = said(draw(st.sampled_from(["immediately", "hourly", "daily", "weekly", "never"])))
    resolved["quiet.hours"] = said(draw(st.sampled_from(["", "19:00-07:30", "12:00-14:00"])))
    return Wishes(resolved, draw(st.sampled_from(["Europe/Paris", "America/Montreal"])), frozenset(Channel))


def said(value):
    """A value that the person set themselves."""
    return Resolved(value, Row(Scope.USER, "user:1", value))


def decided(wishes, absences, occurred_at, code="conversation.message"):
    away = Wishes(wishes.resolved, wishes.zone_name, wishes.available, wishes.failing, absences)
    return away.decide([(get_topic(code), "recipient")], occurred_at, firm_id=FIRM)


@given(people(), leaves(), moments)
def test_whoever_would_be_told_is_told_while_away_too(wishes, absences, occurred_at):
    present, away = decided(wishes, (), occurred_at), decided(wishes, absences, occurred_at)

    assert (present is None) == (away is None)
    if away != present:
        assert Channel.IN_APP in away.channels or Channel.EMAIL in away.channels


@given(people(), leaves(), moments)
def test_nothing_leaves_during_an_absence_that_keeps_news_low(wishes, absences, occurred_at):
    present, away = decided(wishes, (), occurred_at), decided(wishes, absences, occurred_at)

    for moment in away.moments.values() if away else ():
        assert not any(one.firm_id == FIRM and one.covers(moment.due_at) for one in absences) or moment.due_at >= DAY_UNKNOWN
    if away and Channel.EMAIL in away.channels and any(one.firm_id == FIRM and one.covers(occurred_at) for one in absences):
        assert away.moments[Channel.EMAIL].is_grouped
        assert away.moments[Channel.EMAIL].reason == Reason.AWAY
    if present and not absences:
        assert present == away


@given(people(), leaves(), moments)
def test_what_is_critical_waits_for_nothing(wishes, absences, occurred_at):
    decision = decided(wishes, absences, occurred_at, "security.account")

    assert {moment.due_at for moment in decision.moments.values()} == {occurred_at}


@given(people(), leaves(), moments)
def test_an_absence_from_another_firm_changes_nothing_here(wishes, absences, occurred_at):
    elsewhere = tuple(one for one in absences if one.firm_id == OTHER_FIRM)

    before, after = decided(wishes, (), occurred_at), decided(wishes, elsewhere, occurred_at)

    assert (before, before and before.moments) == (after, after and after.moments)


@given(leaves(), moments)
def test_the_return_is_outside_of_every_absence(absences, moment):
    back = back_at(absences, FIRM, moment)

    assert back >= moment
    assert back == DAY_UNKNOWN or not any(one.firm_id == FIRM and one.covers(back) for one in absences)


def away(cast, days=4, notices="digest", **plan):
    return plan_absence(cast.paul, cast.firm, by=cast.paul, ends_at=days and MONDAY + timedelta(days=days), notices=notices, **plan)


def subjects(person):
    return [mail["Subject"].replace("\u202f", " ") for mail in mails_to(person)]


def test_one_digest_at_the_return(cast, drain):
    with at(MONDAY):
        away(cast)
        question(cast)
    with at(MONDAY + timedelta(days=2)):
        question(cast)
        drain_all(drain)
        send_all()
        assert subjects(cast.paul) == []
        assert Notification.objects.in_bell().filter(user=cast.paul).count() == 2
    with at(MONDAY + timedelta(days=4)):
        send_all()

    assert subjects(cast.paul) == ["Résumé : 2 nouveautés"]


def test_without_a_day_of_return_it_waits_until_they_are_back(cast, drain):
    with at(MONDAY):
        away(cast, days=None)
        question(cast)
        question(cast)
        drain_all(drain)
    with at(MONDAY + timedelta(days=90)):
        send_all()
        assert subjects(cast.paul) == []
        end_absence(cast.paul, cast.firm, by=cast.paul)
        drain_all(drain)
        send_all()

    assert subjects(cast.paul) == ["Pendant votre absence", "Résumé : 2 nouveautés"]


def test_only_what_is_critical_and_the_bell_has_the_rest(cast, drain):
    choose(cast.paul, "conversation.message", "in_app", enabled=False)
    with at(MONDAY):
        away(cast, notices="critical")
        question(cast)
        change_password(cast.paul, "Un-nouveau-secret-77")
        drain_all(drain)
        send_all()
    with at(MONDAY + timedelta(days=9)):
        send_all()

    assert len(mails_to(cast.paul)) == 1
    assert "sécurité" in text_of(mails_to(cast.paul)[0])
    kept = Notification.objects.in_bell().get(user=cast.paul, topic="conversation.message")
    assert kept.channels[Channel.IN_APP] == Origin.AWAY


def test_who_asks_why_no_mail_came_reads_of_the_absence(cast, drain):
    with at(MONDAY):
        away(cast, notices="critical")
        asked = question(cast)
        drain_all(drain)
        (answer,) = answers_for(cast.paul, [asked.event])

    assert {one.label: one.outcome for one in answer.channels}["E-mail"] == "tu pendant l’absence"


def test_usual_is_usual(cast, drain):
    with at(MONDAY):
        away(cast, notices="usual")
        question(cast)
        drain_all(drain)
        send_all()

    assert len(mails_to(cast.paul)) == 1


@pytest.mark.parametrize("notices", ["digest", "critical"])
def test_what_was_on_its_way_when_the_absence_began_waits_and_is_not_lost(cast, drain, settings, notices):
    settings.MAIL_HOLD_SECONDS = 180
    with at(MONDAY):
        question(cast)
        drain_all(drain)
    with at(MONDAY + timedelta(minutes=1)):
        away(cast, notices=notices)
        drain_all(drain)
    with at(MONDAY + timedelta(minutes=5)):
        send_all()
        assert subjects(cast.paul) == []
    with at(MONDAY + timedelta(days=4)):
        send_all()

    assert len(mails_to(cast.paul)) == 1


def test_a_digest_that_would_come_due_during_the_absence_waits(cast, drain):
    want(cast.paul, frequency__conversations="weekly", digest__weekday="wednesday", digest__hour="9")
    with at(MONDAY):
        question(cast)
        plan_absence(cast.paul, cast.firm, by=cast.paul, starts_at=MONDAY + timedelta(days=1), ends_at=MONDAY + timedelta(days=4), notices="critical")
        drain_all(drain)

    assert Delivery.objects.get(user=cast.paul).due_at == MONDAY + timedelta(days=4)


def test_another_day_of_return_moves_what_waits(cast, drain):
    with at(MONDAY):
        absence = away(cast)
        question(cast)
        drain_all(drain)
        change_absence(absence, by=cast.paul, ends_at=MONDAY + timedelta(days=2))
        drain_all(drain)
        earlier = Delivery.objects.get(user=cast.paul).due_at
        change_absence(absence, by=cast.paul, ends_at=MONDAY + timedelta(days=7))
        drain_all(drain)

    assert (earlier, Delivery.objects.get(user=cast.paul).due_at) == (MONDAY + timedelta(days=2), MONDAY + timedelta(days=7))


def test_an_absence_called_off_holds_nothing_back(cast, drain):
    with at(MONDAY):
        absence = plan_absence(cast.paul, cast.firm, by=cast.paul, starts_at=MONDAY + timedelta(days=1), ends_at=MONDAY + timedelta(days=3), notices="digest")
        want(cast.paul, frequency__conversations="daily", digest__hour="14")
    with at(MONDAY + timedelta(hours=6)):
        question(cast)
        drain_all(drain)
        held = Delivery.objects.get(user=cast.paul).due_at
        cancel_absence(absence, by=cast.paul)
        drain_all(drain)

    assert (held, Delivery.objects.get(user=cast.paul).due_at) == (MONDAY + timedelta(days=3), datetime(2026, 11, 17, 13, 0, tzinfo=UTC))


def test_the_return_at_night_waits_for_the_morning(cast, drain):
    want(cast.paul, quiet__hours="19:00-07:30")
    night = datetime(2026, 11, 18, 22, 0, tzinfo=UTC)
    with at(MONDAY):
        plan_absence(cast.paul, cast.firm, by=cast.paul, ends_at=night, notices="digest")
        question(cast)
        drain_all(drain)

    assert Delivery.objects.get(user=cast.paul).due_at.astimezone(ZoneInfo("Europe/Paris")).time().isoformat() == "07:30:00"


def test_it_costs_no_query_more(cast, drain):
    def cost():
        question(cast)
        with CaptureQueriesContext(connection) as queries:
            drain()
        return len(queries)

    cost()
    before = cost()
    for person in (cast.paul, cast.marie):
        for week in range(3):
            start = MONDAY + timedelta(weeks=week + 400)
            plan_absence(person, cast.firm, by=person, starts_at=start, ends_at=start + timedelta(days=2), notices="digest")
    drain_all(drain)

    assert cost() <= before
