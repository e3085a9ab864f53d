"""Who is proposed for a question, from rows (C4, C5)."""

from itertools import permutations

import pytest
from django.utils import timezone

from comptoir.conversations.actions import Draft, UnknownRecipient, ask
from comptoir.conversations.models import Conversation, Participation, Side
from comptoir.conversations.proposals import propose_recipients
from comptoir.notifications.models import Notification

ACCOUNTANT, ENTREPRENEUR = Side.ACCOUNTANT, Side.ENTREPRENEUR


def listed(cast, side, dossier=None):
    proposal = propose_recipients(dossier or cast.dossier, side)
    return {one.user.first_name: one.user.pk in proposal.selected_ids for one in proposal.candidates}


def choose(user, takes_part, *, side=ACCOUNTANT, firm, **scope):
    Participation.objects.create(firm=firm, user=user, side=side, takes_part=takes_part, **scope)


def test_by_default_managers_receive_what_the_client_asks_and_clients_what_the_firm_asks(cast):
    Participation.objects.all().delete()

    assert listed(cast, ACCOUNTANT) == {"Marie": True, "Paul": True, "Jean": True}
    assert listed(cast, ENTREPRENEUR) == {"Hélène": True, "Jules": True}


def test_another_member_takes_part_only_by_choice(cast):
    choose(cast.nora, True, firm=cast.firm, dossier=cast.dossier)
    choose(cast.paul, True, side=ENTREPRENEUR, firm=cast.firm, dossier=cast.dossier)

    assert listed(cast, ACCOUNTANT) == {"Marie": True, "Paul": True, "Jean": False, "Nora": True}
    assert listed(cast, ENTREPRENEUR) == {"Hélène": True, "Jules": True, "Paul": True}


@pytest.mark.parametrize("order", list(permutations(["dossier", "licence", "all"])))
def test_the_narrower_row_wins_whatever_their_order(cast, order):
    scopes = {"dossier": ({"dossier": cast.dossier}, True), "licence": ({"licence": cast.lille}, False), "all": ({}, True)}
    Participation.objects.all().delete()
    for name in order:
        scope, takes_part = scopes[name]
        choose(cast.paul, takes_part, firm=cast.firm, **scope)

    assert listed(cast, ACCOUNTANT)["Paul"] is True
    Participation.objects.filter(user=cast.paul).exclude(dossier=None).delete()
    assert listed(cast, ACCOUNTANT)["Paul"] is False
    Participation.objects.filter(user=cast.paul).exclude(licence=None).delete()
    assert listed(cast, ACCOUNTANT)["Paul"] is True


def test_a_new_dossier_follows_the_widest_choice_that_covers_it(cast):
    choose(cast.nora, True, firm=cast.firm, licence=cast.lille)
    choose(cast.paul, False, firm=cast.firm)
    _client, new = cast.make_client("Nouveau", cast.lille, managers=[cast.paul, cast.marie])
    _client, elsewhere = cast.make_client("Ailleurs", cast.arras, managers=[cast.luc])

    assert listed(cast, ACCOUNTANT, new) == {"Paul": False, "Marie": True, "Nora": True}
    assert listed(cast, ACCOUNTANT, elsewhere) == {"Luc": True}


def test_a_choice_does_not_open_a_dossier_that_one_may_not_see(cast):
    choose(cast.luc, True, firm=cast.firm, dossier=cast.dossier)
    choose(cast.vera, True, firm=cast.firm, dossier=cast.dossier)
    choose(cast.gaston, True, side=ENTREPRENEUR, firm=cast.firm, dossier=cast.dossier)

    assert "Luc" not in listed(cast, ACCOUNTANT)
    assert "Vera" not in listed(cast, ACCOUNTANT)
    assert "Gaston" not in listed(cast, ENTREPRENEUR)


def test_whoever_left_is_not_listed(cast):
    cast.paul.memberships.update(left_at=timezone.now())
    cast.jules.client_accesses.update(closed_at=timezone.now())
    cast.marie.is_active = False
    cast.marie.save()

    assert listed(cast, ACCOUNTANT) == {"Jean": False, "Alix": True}
    assert listed(cast, ENTREPRENEUR) == {"Hélène": True}


def nobody_takes_part(cast):
    for user in (cast.marie, cast.paul):
        choose(user, False, firm=cast.firm, dossier=cast.dossier)


def question(cast):
    return ask(cast.dossier, side=ACCOUNTANT, subject="TVA", draft=Draft("?", cast.helene)).conversation


def test_with_nobody_selected_the_firm_s_person_is(cast, drain):
    nobody_takes_part(cast)

    assert listed(cast, ACCOUNTANT) == {"Marie": False, "Paul": False, "Jean": False, "Alix": True}
    conversation = question(cast)
    drain()
    assert (conversation.assigned_user, conversation.assignment) == (cast.admin, {"reason": "first_recipient"})
    assert set(Notification.objects.values_list("user__first_name", flat=True)) == {"Alix"}


def test_the_firm_s_person_may_be_one_of_the_grey_bells(cast):
    nobody_takes_part(cast)
    cast.firm.fallback_user = cast.jean
    cast.firm.save()

    assert listed(cast, ACCOUNTANT) == {"Marie": False, "Paul": False, "Jean": True}


def test_with_nobody_selected_the_firm_s_team_is(cast, drain):
    nobody_takes_part(cast)
    cast.firm.fallback_user, cast.firm.fallback_team = None, cast.team
    cast.firm.save()

    assert listed(cast, ACCOUNTANT) == {"Marie": False, "Paul": False, "Jean": False}
    conversation = question(cast)
    drain()
    assert (conversation.assigned_team, conversation.assignment) == (cast.team, {"reason": "fallback_team"})
    assert set(Notification.objects.values_list("user__first_name", flat=True)) == {"Paul", "Nora"}


@pytest.mark.parametrize("why", ["nobody named", "the named person left"])
def test_with_nobody_named_the_administrators_answer(cast, why):
    nobody_takes_part(cast)
    other = cast.member("second", "Second", "Admin", role="administrator")
    if why == "nobody named":
        cast.firm.fallback_user = None
    else:
        cast.firm.fallback_user = cast.luc
        cast.luc.memberships.update(left_at=timezone.now())
    cast.firm.save()

    assert listed(cast, ACCOUNTANT) == {"Marie": False, "Paul": False, "Jean": False, "Alix": True, "Second": True}
    assert question(cast).assigned_user in {cast.admin, other}


def test_a_grey_bell_can_be_selected(cast):
    conversation = ask(cast.dossier, side=ACCOUNTANT, subject="TVA", draft=Draft("?", cast.helene), recipient_ids=[cast.jean.pk]).conversation

    assert conversation.assigned_user == cast.jean
    assert set(conversation.recipients.values_list("user__first_name", flat=True)) == {"Hélène", "Jean"}


@pytest.mark.parametrize("who", ["luc", "vera", "gaston", "jules", "nora", "operator"])
def test_somebody_who_is_not_listed_cannot_be_chosen(cast, who):
    with pytest.raises(UnknownRecipient):
        ask(cast.dossier, side=ACCOUNTANT, subject="TVA", draft=Draft("?", cast.helene), recipient_ids=[cast.marie.pk, getattr(cast, who).pk])
    assert not Conversation.objects.exists()


def test_who_asks_is_not_proposed(cast):
    proposal = propose_recipients(cast.dossier, ENTREPRENEUR, asked_by=cast.helene)

    assert [one.user.first_name for one in proposal.candidates] == ["Jules"]


@pytest.mark.parametrize("people", [1, 30])
def test_proposing_costs_the_same_for_one_and_for_thirty(cast, django_assert_num_queries, people):
    for number in range(people):
        choose(cast.member(f"m{number}", f"M{number}", "Test", cast.lille), True, firm=cast.firm, dossier=cast.dossier)

    for side, cost in ((ACCOUNTANT, 2), (ENTREPRENEUR, 2)):
        with django_assert_num_queries(cost):
            propose_recipients(cast.dossier, side)
