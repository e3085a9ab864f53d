"""«Mode absence»: from the switch to the question that goes elsewhere, and back (A1–A4)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comptoir.away.actions import AlreadyAway, CannotStandIn, end_absence, start_absence
from comptoir.away.models import Absence, KeptClient
from comptoir.conversations.actions import Draft, add_note, ask, post_message
from tests.conversations.pages import words
from tests.notifications.producers import question
from tests.transports.threads import threaded_db, together  # noqa: F401


def away(cast, user=None, *, by=None, **kwargs):
    user = user or cast.marie
    return start_absence(user, cast.firm, by=by or user, **kwargs)


def assignment(cast, **kwargs):
    conversation = question(cast, **kwargs).conversation
    return conversation.assignee, conversation.assignment["reason"]


def test_a_new_question_goes_to_the_delegate_and_says_for_whom_it_was(cast):
    away(cast, delegate_user=cast.nora)

    conversation = question(cast).conversation

    assert (conversation.assigned_user, conversation.assignment) == (cast.nora, {"reason": "away", "meant_for": "Marie Dubois"})


def test_a_team_can_be_the_delegate(cast):
    away(cast, delegate_team=cast.team)

    conversation = question(cast).conversation

    assert (conversation.assigned_user, conversation.assigned_team) == (None, cast.team)


def test_without_a_delegate_it_stays(cast):
    away(cast)

    assert assignment(cast) == (cast.marie, "away_without_delegate")


def test_a_delegate_who_is_away_keeps_it(cast):
    away(cast, delegate_user=cast.nora)
    away(cast, cast.nora, delegate_user=cast.paul)

    assert assignment(cast) == (cast.nora, "away")


def test_two_people_who_delegate_to_each_other_make_no_circle(cast):
    away(cast, delegate_user=cast.paul)
    away(cast, cast.paul, delegate_user=cast.marie)

    assert assignment(cast) == (cast.paul, "away")


@pytest.mark.parametrize(("hours", "goes_to"), [(-2, "marie"), (0, "paul"), (71, "paul"), (73, "marie")])
def test_it_begins_and_ends_by_itself(cast, hours, goes_to):
    start = timezone.now()
    away(cast, starts_at=start, ends_at=start + timedelta(hours=72), delegate_user=cast.paul)

    with time_machine.travel(start + timedelta(hours=hours, seconds=5)):
        assert assignment(cast)[0] == getattr(cast, goes_to)


def test_an_absence_from_another_firm_changes_nothing_here(cast):
    cast.other_firm.memberships.create(user=cast.marie)
    start_absence(cast.marie, cast.other_firm, by=cast.marie, delegate_user=cast.vera)

    assert assignment(cast) == (cast.marie, "first_recipient")


def test_open_conversations_stay_where_they_are(cast):
    conversation = question(cast).conversation
    away(cast, delegate_user=cast.paul)

    post_message(conversation, Draft("Et alors ?", cast.helene))

    conversation.refresh_from_db()
    assert conversation.assigned_user == cast.marie


@pytest.mark.parametrize("how", ["answers", "asks"])
def test_who_is_away_and_writes_to_a_client_keeps_that_client(cast, how):
    conversation = question(cast).conversation
    away(cast, delegate_user=cast.paul)
    if how == "answers":
        post_message(conversation, Draft("Je suis loin mais je lis.", cast.marie))
    else:
        ask(cast.dossier, side="entrepreneur", subject="Bilan", draft=Draft("Où est-il ?", cast.marie))

    assert assignment(cast) == (cast.marie, "wrote_while_away")
    assert list(KeptClient.objects.values_list("client", flat=True)) == [cast.client.pk]


def test_changing_an_absence_keeps_the_clients_written_to_meanwhile(cast):
    conversation = question(cast).conversation
    away(cast, delegate_user=cast.paul)
    post_message(conversation, Draft("Je m’en occupe.", cast.marie))

    away(cast, delegate_user=cast.nora)

    assert assignment(cast) == (cast.marie, "wrote_while_away")


def test_another_client_still_goes_to_the_delegate(cast):
    _client, dossier = cast.make_client("Autre", cast.lille, managers=[cast.marie])
    conversation = question(cast).conversation
    away(cast, delegate_user=cast.paul)
    post_message(conversation, Draft("Je lis.", cast.marie))
    other = cast.client_user("autre", "Anne", "Autre", dossier.client, level="full")

    asked = ask(dossier, side="accountant", subject="TVA", draft=Draft("?", other)).conversation

    assert asked.assigned_user == cast.paul


def test_a_note_keeps_no_client(cast):
    conversation = question(cast).conversation
    away(cast, delegate_user=cast.paul)
    add_note(conversation, Draft("Je regarde au retour.", cast.marie))

    assert assignment(cast) == (cast.paul, "away")


def test_what_was_written_in_an_earlier_absence_counts_no_more(cast):
    conversation = question(cast).conversation
    away(cast, delegate_user=cast.paul)
    post_message(conversation, Draft("Je lis.", cast.marie))
    end_absence(cast.marie, cast.firm, by=cast.marie)
    away(cast, delegate_user=cast.paul)

    assert assignment(cast) == (cast.paul, "away")


@pytest.mark.parametrize("how", ["left", "closed"])
def test_a_delegate_who_is_gone_gets_nothing(cast, how):
    away(cast, delegate_user=cast.paul)
    if how == "left":
        cast.paul.memberships.update(left_at=timezone.now())
    else:
        cast.paul.is_active = False
        cast.paul.save()

    assert assignment(cast)[0] == cast.marie


def test_a_second_absence_takes_the_place_of_the_first(cast):
    away(cast, delegate_user=cast.paul)
    away(cast, delegate_user=cast.nora)

    assert assignment(cast) == (cast.nora, "away")
    assert Absence.objects.filter(ended_at=None).count() == 1


def test_an_absence_that_ran_out_keeps_its_own_end(cast):
    start = timezone.now()
    first = away(cast, starts_at=start, ends_at=start + timedelta(days=2))
    with time_machine.travel(start + timedelta(days=5)):
        away(cast)

    first.refresh_from_db()
    assert first.ended_at == first.ends_at


def test_nobody_is_their_own_delegate(cast):
    with pytest.raises(CannotStandIn):
        away(cast, delegate_user=cast.marie)


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_the_same_moment_make_one_absence(threaded_db):  # noqa: F811
    from tests.cast import Cast

    cast = Cast()

    def switch():
        try:
            return away(cast, delegate_user=cast.paul).pk
        except AlreadyAway:
            return None

    together(switch, switch, switch)

    assert Absence.objects.filter(user=cast.marie, ended_at=None).count() == 1


def set_away(browser, **data):
    return browser.post("/settings/away/", {"is_away": "on"} | data, follow=True)


def test_the_page_switches_it_on_with_a_bubble_and_a_yellow_name(cast, client):
    client.force_login(cast.marie)
    day = timezone.localdate() + timedelta(days=9)

    page = words(set_away(client, delegate=f"user:{cast.paul.pk}", until=day.isoformat(), at="14:30"))

    absence = Absence.objects.get()
    assert (timezone.localtime(absence.ends_at).date(), timezone.localtime(absence.ends_at).hour, absence.delegate_user) == (day, 14, cast.paul)
    assert "Absence enregistrée jusqu’au" in page
    assert "away-bubble" in page
    assert "Mettre fin" in page
    client.force_login(cast.paul)
    home = words(client.get("/"))
    assert 'class="away-name"' in home
    assert "De retour" in home
    assert "away-bubble" not in home


def test_the_bubble_ends_it_and_stays_on_the_page(cast, client):
    away(cast, delegate_user=cast.paul)
    client.force_login(cast.marie)

    response = client.post("/away/", {"next": "/clients/"})

    assert response.headers["Location"] == "/clients/"
    assert "Vous êtes de retour." in words(client.get("/clients/"))
    assert assignment(cast) == (cast.marie, "first_recipient")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_bubble_leads_nowhere_else(cast, client, elsewhere):
    client.force_login(cast.marie)

    assert client.post("/away/", {"next": elsewhere}).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"until": "2020-01-01"}, "Ce moment est déjà passé."),
        ({"until": "2099-01-01"}, "Choisissez une date dans les trois ans."),
        ({"until": "31/31/2026"}, "valide"),
        ({"delegate": "user:999999"}, "valide"),
        ({"until": "9999-12-31", "at": "23:59"}, "Choisissez une date dans les trois ans."),
    ],
)
def test_what_cannot_be_is_said(cast, client, data, sentence):
    client.force_login(cast.marie)

    response = set_away(client, **data)

    assert response.status_code == 422
    assert sentence in words(response)
    assert not Absence.objects.exists()


@pytest.mark.parametrize("who", ["vera", "helene", "luc", "marie"])
def test_only_a_colleague_can_be_the_delegate(cast, client, who):
    client.force_login(cast.marie)

    response = set_away(client, delegate=f"user:{getattr(cast, who).pk}")

    assert Absence.objects.exists() == (who == "luc") == (response.status_code == 200)


def test_hours_are_those_of_the_person_s_zone(cast, client):
    cast.marie.time_zone = "America/Montreal"
    cast.marie.save()
    client.force_login(cast.marie)
    day = timezone.localdate() + timedelta(days=9)

    set_away(client, until=day.isoformat(), at="09:00")

    assert Absence.objects.get().ends_at.astimezone(__import__("zoneinfo").ZoneInfo("America/Montreal")).hour == 9


@pytest.mark.parametrize(("day", "at"), [("2027-03-28", "02:30"), ("2027-10-31", "02:30")])
def test_both_days_on_which_the_clocks_change_have_an_end(cast, client, day, at):
    with time_machine.travel("2027-03-01T10:00Z"):
        client.force_login(cast.marie)
        set_away(client, until=day, at=at)

    assert Absence.objects.get().ends_at is not None


def test_a_delegate_away_is_hinted_at(cast, client):
    away(cast, cast.paul)
    client.force_login(cast.marie)
    set_away(client, delegate=f"user:{cast.paul.pk}")

    assert "Paul" in words(client.get("/settings/away/"))
    assert "absence" in words(client.get("/settings/away/"))


def test_a_delegate_who_does_not_work_on_some_dossiers_is_hinted_at_in_numbers(cast, client):
    client.force_login(cast.marie)
    away(cast, delegate_user=cast.luc)

    page = words(client.get("/settings/away/"))

    assert "Luc Marchand ne travaille pas sur un de vos dossiers" in page


def test_a_delegate_who_works_on_all_of_them_is_not(cast, client):
    client.force_login(cast.marie)
    away(cast, delegate_user=cast.paul)

    assert "ne travaille pas" not in words(client.get("/settings/away/"))


def test_clients_have_no_such_page(cast, client):
    client.force_login(cast.helene)

    assert client.get("/settings/away/").status_code == 404
    assert "/settings/away/" not in client.get("/settings/").content.decode()
