"""Dossiers for whose questions nobody is there: found, shown, and told once a week (X4)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comptoir.away.actions import start_absence
from comptoir.away.models import Absence
from comptoir.clients.models import Dossier, DossierManager
from comptoir.conversations.actions.review import review_coverage
from comptoir.conversations.contents import render_coverage
from comptoir.conversations.coverage import Uncovered, uncovered
from comptoir.conversations.decisions import Gap, week_to_review
from comptoir.conversations.models import Participation, Side
from comptoir.conversations.proposals import propose_recipients
from comptoir.events.models import Event
from comptoir.firms.models import Firm, LicenceAccess, Membership
from comptoir.preferences.actions import change_settings
from comptoir.transports.models import Delivery
from tests.cast import Cast
from tests.web.signing_in import sign_in

from .pages import words

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=PARIS)
RETURN = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)


def leave(*people):
    Membership.objects.filter(user__in=people).update(left_at=timezone.now())


def abstain(cast, user, takes_part=False, **scope):
    Participation.objects.create(firm=cast.firm, user=user, side=Side.ACCOUNTANT, takes_part=takes_part, **scope)


def go_away(cast, user, ends_at=RETURN, delegate=None):
    """Since before MONDAY, whatever the day on which the tests run."""
    start_absence(user, cast.firm, by=user, starts_at=MONDAY - timedelta(days=7), ends_at=ends_at, delegate_user=delegate)


def gaps(cast):
    """{dossier name: Uncovered} of the firm."""
    names = dict(Dossier.objects.values_list("pk", "name"))
    return {names[pk]: one for pk, one in uncovered(Dossier.objects.filter(firm=cast.firm)).items()}


def test_a_dossier_with_somebody_is_not_listed(cast):
    assert gaps(cast) == {}


def test_without_a_manager_nobody_is_there(cast):
    cast.make_client("Sans gestionnaire", cast.lille)

    assert gaps(cast) == {"Sans gestionnaire": Uncovered(Gap.NOBODY)}


def test_managers_who_take_no_part_count_for_nothing(cast):
    abstain(cast, cast.luc, dossier=cast.other_dossier)

    assert gaps(cast) == {"Garage Delattre": Uncovered(Gap.NOBODY)}


def test_somebody_who_chose_to_take_part_is_enough(cast):
    _client, dossier = cast.make_client("Suivi par Nora", cast.lille)
    abstain(cast, cast.nora, takes_part=True, dossier=dossier)

    assert gaps(cast) == {}


def test_a_wide_choice_covers_where_one_works_and_nowhere_else(cast):
    cast.make_client("À Lille", cast.lille)
    cast.make_client("À Arras", cast.arras)
    abstain(cast, cast.nora, takes_part=True)

    assert gaps(cast) == {"À Arras": Uncovered(Gap.NOBODY)}


def test_the_narrowest_choice_wins(cast):
    _client, dossier = cast.make_client("À Lille", cast.lille)
    abstain(cast, cast.nora, takes_part=True, licence=cast.lille)
    abstain(cast, cast.nora, takes_part=False, dossier=dossier)

    assert gaps(cast) == {"À Lille": Uncovered(Gap.NOBODY)}


def test_all_away_says_when_the_first_is_back(cast):
    go_away(cast, cast.marie, ends_at=None)
    assert gaps(cast) == {}

    go_away(cast, cast.paul)

    assert gaps(cast) == {"Boulangerie Roux": Uncovered(Gap.AWAY, (cast.marie.pk, cast.paul.pk), RETURN)}


def test_an_absence_to_come_or_over_is_none(cast):
    tomorrow = timezone.now() + timedelta(days=1)
    Absence.objects.create(firm=cast.firm, user=cast.luc, starts_at=tomorrow, ends_at=tomorrow + timedelta(days=1))

    assert gaps(cast) == {}


def test_who_left_is_named_when_nobody_else_is_there(cast):
    leave(cast.luc)
    cast.marie.is_active = cast.paul.is_active = False
    cast.marie.save()
    cast.paul.save()

    assert gaps(cast) == {
        "Boulangerie Roux": Uncovered(Gap.LEFT, (cast.marie.pk, cast.paul.pk)),
        "Garage Delattre": Uncovered(Gap.LEFT, (cast.luc.pk,)),
    }


def test_one_away_and_one_who_left_is_away(cast):
    leave(cast.marie)
    go_away(cast, cast.paul)

    assert gaps(cast) == {"Boulangerie Roux": Uncovered(Gap.AWAY, (cast.paul.pk,), RETURN)}


def test_another_firm_s_dossiers_are_not_looked_at(cast):
    leave(cast.vera)

    assert gaps(cast) == {}
    assert [one.gap for one in uncovered(Dossier.objects.filter(firm=cast.other_firm)).values()] == [Gap.LEFT]


class OneRule(TestCase):
    """On random firms, the list says what the proposal of recipients says, dossier by dossier."""

    people = ("admin", "marie", "paul", "jean", "nora", "luc")
    choice = st.tuples(st.sampled_from(people), st.sampled_from(["firm", "lille", "arras", "dossier", "other_dossier"]), st.booleans())

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        choices=st.lists(choice, max_size=8, unique_by=lambda one: one[:2]),
        managers=st.lists(st.tuples(st.sampled_from(people), st.sampled_from(["dossier", "other_dossier"])), max_size=4, unique=True),
        away=st.sets(st.sampled_from(people), max_size=4),
        left=st.sets(st.sampled_from(people[1:]), max_size=2),
    )
    def test_the_list_and_the_composer_agree(self, choices, managers, away, left):
        cast = Cast()
        DossierManager.objects.all().delete()
        Participation.objects.all().delete()
        for rank, (who, dossier) in enumerate(managers):
            DossierManager.objects.create(dossier=getattr(cast, dossier), user=getattr(cast, who), rank=rank)
        for who, scope, answer in choices:
            place = {} if scope == "firm" else {"licence": getattr(cast, scope)} if scope in ("lille", "arras") else {"dossier": getattr(cast, scope)}
            abstain(cast, getattr(cast, who), takes_part=answer, **place)
        for who in away:
            Absence.objects.create(firm=cast.firm, user=getattr(cast, who), ends_at=RETURN)
        leave(*(getattr(cast, who) for who in left))

        found = uncovered(Dossier.objects.filter(firm=cast.firm))

        for dossier in (cast.dossier, cast.other_dossier):
            gap = found[dossier.pk].gap if dossier.pk in found else None
            assert gap in self.proposed(dossier)

    @staticmethod
    def proposed(dossier):
        """The gaps that the composer's proposal allows."""
        proposal = propose_recipients(dossier, Side.ACCOUNTANT)
        if proposal.uses_fallback:
            return {Gap.NOBODY, Gap.LEFT}
        chosen = [one for one in proposal.candidates if one.user.pk in proposal.selected_ids]
        return {Gap.AWAY} if all(one.is_away for one in chosen) else {None}


# --- The page ---


@pytest.fixture
def uncovered_ones(cast):
    """One dossier of each kind: Lille without anybody, Roux away until RETURN, Garage Delattre left behind."""
    cast.make_client("Atelier Vide", cast.lille)
    go_away(cast, cast.marie, delegate=cast.nora)
    go_away(cast, cast.paul)
    leave(cast.luc)


def page(cast, client, who="admin", query=""):
    client.force_login(getattr(cast, who))
    return words(client.get(f"/conversations/coverage/{query}"))


def test_the_page_says_why_who_and_until_when(cast, client, uncovered_ones):
    text = page(cast, client)

    assert "Personne ne participe" in text
    assert "Tous absents, premier retour 7 jan. 2030 à 10 h 00" in text
    assert "suivi par Nora Benali" in text
    assert "Luc Marchand" in text
    assert f'href="/dossiers/{cast.dossier.pk}/"' in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?reason=nobody", {"Atelier Vide"}),
        ("?reason=away", {"Boulangerie Roux"}),
        ("?reason=left", {"Garage Delattre"}),
        ("?q=atelier", {"Atelier Vide"}),
        ("?licence={arras}", {"Garage Delattre"}),
        ("?reason=left&q=roux", set()),
        ("?reason=zzz&licence=abc&page=9", {"Atelier Vide", "Boulangerie Roux", "Garage Delattre"}),
    ],
)
def test_the_page_is_filtered_by_its_address(cast, client, uncovered_ones, query, shown):
    text = page(cast, client, query=query.format(arras=cast.arras.pk))

    assert {name for name in ("Atelier Vide", "Boulangerie Roux", "Garage Delattre") if f">{name}</a>" in text} == shown
    assert ("Aucun dossier ne correspond à ce filtre." in text) == (not shown)


def test_a_firm_without_gaps_reads_that_each_dossier_has_somebody(cast, client):
    assert "Chaque dossier a quelqu’un." in page(cast, client)


def test_an_accountant_sees_the_dossiers_that_are_theirs(cast, client, uncovered_ones):
    text = page(cast, client, "marie")

    assert "Atelier Vide" in text
    assert "Garage Delattre" not in text


@pytest.mark.parametrize("who", ["paul", "helene", "operator"])
def test_nobody_else_finds_the_page(cast, client, who):
    client.force_login(getattr(cast, who))

    assert [client.get(f"/conversations/coverage/{one}").status_code for one in ("", "line/")] == [404, 404]


def test_the_home_page_says_so_to_administrators(cast, client, uncovered_ones):
    client.force_login(cast.admin)

    assert 'hx-get="/conversations/coverage/line/"' in words(client.get("/"))
    assert "3 dossiers sont sans personne" in words(client.get("/conversations/coverage/line/"))
    client.force_login(cast.nora)
    assert "coverage" not in words(client.get("/"))


def test_a_home_without_gaps_says_nothing(cast, client):
    client.force_login(cast.admin)

    assert words(client.get("/conversations/coverage/line/")).strip() == ""


def test_one_dossier_and_three_cost_the_same(cast):
    browser = sign_in(cast.admin)
    costs = []
    for number in range(3):
        cast.make_client(f"Vide {number}", cast.lille)
        if number != 1:
            costs.append(queries(browser))

    assert costs[0] == costs[1]


def queries(browser):
    browser.get("/conversations/coverage/")
    with CaptureQueriesContext(connection) as captured:
        assert browser.get("/conversations/coverage/").status_code == 200
    return len(captured)


# --- Every Monday ---


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (MONDAY - timedelta(minutes=1), ""),
        (MONDAY, "2026-W48"),
        (MONDAY + timedelta(days=2), "2026-W48"),
        (MONDAY + timedelta(days=5), ""),
        (MONDAY + timedelta(days=7), "2026-W49"),
        (datetime(2027, 1, 1, 12, tzinfo=PARIS), "2026-W53"),
    ],
)
def test_a_week_is_due_from_monday_at_eight_until_friday(moment, week):
    assert week_to_review(moment) == week


@pytest.fixture
def founded(cast):
    """The firms are a year old on that Monday."""
    Firm.objects.update(created_at=MONDAY - timedelta(days=365))


def mails():
    return list(Delivery.objects.filter(content="coverage").order_by("pk"))


def test_each_administrator_gets_one_mail_a_week(cast, founded, uncovered_ones):
    assert review_coverage(MONDAY - timedelta(minutes=1)) == 0
    assert [review_coverage(MONDAY + timedelta(hours=hours)) for hours in (0, 1, 30)] == [2, 0, 0]

    assert [(one.user, one.firm) for one in mails()] == [(cast.admin, cast.firm)]
    event = Event.objects.get(verb="coverage.reviewed", firm=cast.firm)
    assert event.data == {"week": "2026-W48", "nobody": 1, "away": 1, "left": 1}

    Event.objects.update(occurred_at=MONDAY)
    assert review_coverage(MONDAY + timedelta(days=7)) == 2
    assert len(mails()) == 2


def test_a_firm_that_is_covered_gets_no_mail(cast, founded):
    assert review_coverage(MONDAY) == 2

    assert mails() == []


def test_a_firm_opened_on_wednesday_waits_for_monday(cast, uncovered_ones):
    Firm.objects.update(created_at=MONDAY + timedelta(days=2))

    assert review_coverage(MONDAY + timedelta(days=3)) == 0


@pytest.mark.parametrize("unknown", ["", "Europe/Atlantis", "../etc"])
def test_eight_o_clock_is_the_firm_s_and_that_of_paris_without_one(cast, founded, unknown):
    Firm.objects.filter(pk=cast.firm.pk).update(time_zone="America/Martinique")
    Firm.objects.filter(pk=cast.other_firm.pk).update(time_zone=unknown)

    assert [review_coverage(MONDAY + timedelta(hours=hours)) for hours in (0, 4, 5)] == [1, 0, 1]


def test_who_switched_it_off_gets_none(cast, founded, uncovered_ones):
    change_settings(cast.admin, {"coverage.notice": False}, by=cast.admin)

    review_coverage(MONDAY)

    assert mails() == []


def test_the_mail_says_how_many_and_where_to_switch_it_off(cast, founded, uncovered_ones, settings):
    review_coverage(MONDAY)

    mail = render_coverage(mails())[mails()[0].pk]

    assert mail.subject == "3 dossiers sans personne"
    for part in (mail.text, mail.html):
        assert f"{settings.BASE_URL}/conversations/coverage/" in part
        assert f"{settings.BASE_URL}/settings/notifications/#coverage.notice" in part
        assert "Cabinet Lormeau" in part
        assert "Roux" not in part


def outcome():
    (delivery,) = mails()
    return render_coverage([delivery])[delivery.pk]


def test_a_mail_that_is_no_longer_due_is_dropped(cast, founded, uncovered_ones):
    review_coverage(MONDAY)
    change_settings(cast.admin, {"coverage.notice": False}, by=cast.admin)
    assert outcome() == "no_longer_wanted"

    change_settings(cast.admin, {"coverage.notice": True}, by=cast.admin)
    Absence.objects.update(ended_at=timezone.now())
    DossierManager.objects.exclude(dossier=cast.dossier).delete()
    for dossier in Dossier.objects.filter(firm=cast.firm).exclude(pk=cast.dossier.pk):
        DossierManager.objects.create(dossier=dossier, user=cast.nora, rank=0)
    assert outcome() == "no_longer_true"

    Membership.objects.filter(user=cast.admin).update(role="staff")
    LicenceAccess.objects.all().delete()
    assert outcome() == "no_longer_allowed"

    cast.admin.is_active = False
    cast.admin.save()
    assert outcome() == "account_closed"
