"""From the request to its answer: each step once, by whom it belongs to."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from comptoir.clients.models import Dossier
from comptoir.events.models import Event
from comptoir.firms.models import Membership
from comptoir.notifications.models import Notification
from comptoir.validations.actions import (
    AddresseeGone,
    AlreadySettled,
    CannotValidate,
    NotTheirs,
    ReasonMissing,
    ReminderTooSoon,
    accept_validation,
    refuse_validation,
    remind_validation,
    withdraw_validation,
)
from comptoir.validations.decisions import State
from comptoir.validations.history import story_of
from comptoir.validations.models import Validation
from comptoir.validations.proposals import propose_accountants

from .asking import make_accountant, request


def verbs():
    return list(Event.objects.filter(verb__startswith="validation.").order_by("pk").values_list("verb", flat=True))


def test_a_request_is_accepted(cast):
    made = request(cast, due_on=timezone.localdate() + timedelta(days=3))

    accepted = accept_validation(made, by=cast.marie)

    assert (accepted.state, accepted.decided_by, accepted.firm, accepted.dossier) == (State.ACCEPTED, cast.marie, cast.firm, cast.dossier)
    assert accepted.decided_at >= accepted.requested_at
    assert verbs() == ["validation.requested", "validation.accepted"]


def test_a_refusal_keeps_its_reason(cast):
    refused = refuse_validation(request(cast), by=cast.marie, reason="  Il manque l’annexe.\n")

    assert (refused.state, refused.reason) == (State.REFUSED, "Il manque l’annexe.")
    assert Event.objects.get(verb="validation.refused").data["reason"] == "Il manque l’annexe."


@pytest.mark.parametrize("reason", ["", " \n\t"])
def test_a_refusal_without_a_reason_is_none(cast, reason):
    made = request(cast)

    with pytest.raises(ReasonMissing):
        refuse_validation(made, by=cast.marie, reason=reason)

    assert Validation.objects.get().is_pending


def test_the_database_keeps_no_refusal_without_reason_and_no_answer_to_what_was_withdrawn(cast):
    made = request(cast)
    now = timezone.now()

    for impossible in (
        {"is_accepted": False, "decided_at": now},
        {"is_accepted": True, "decided_at": now, "withdrawn_at": now},
        {"is_accepted": True},
        {"decided_at": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Validation.objects.filter(pk=made.pk).update(**impossible)


def test_the_same_answer_twice_is_one(cast):
    made = request(cast)

    assert accept_validation(made, by=cast.marie).decided_at == accept_validation(made, by=cast.marie).decided_at
    assert verbs() == ["validation.requested", "validation.accepted"]


def test_another_answer_afterwards_is_told_what_was_decided(cast):
    made = request(cast)
    accept_validation(made, by=cast.marie)

    with pytest.raises(AlreadySettled) as refused:
        refuse_validation(made, by=cast.marie, reason="Finalement non.")

    assert (refused.value.validation.state, refused.value.validation.decided_by) == (State.ACCEPTED, cast.marie)
    assert Validation.objects.get().reason == ""


@pytest.mark.parametrize("who", ["admin", "paul", "nora"])
def test_nobody_decides_in_the_addressee_s_place(cast, who):
    make_accountant(cast.nora)
    made = request(cast)

    for act in (accept_validation, lambda *args, **named: refuse_validation(*args, reason="Non.", **named)):
        with pytest.raises(NotTheirs):
            act(made, by=getattr(cast, who))

    assert Validation.objects.get().is_pending


def test_an_addressee_who_is_no_accountant_any_more_decides_nothing(cast):
    made = request(cast)
    Membership.objects.filter(user=cast.marie).update(role=Membership.Role.STAFF)

    with pytest.raises(NotTheirs):
        accept_validation(made, by=cast.marie)
    with pytest.raises(AddresseeGone):
        remind_validation(made, by=cast.paul)


@pytest.mark.parametrize("who", ["paul", "admin"])
def test_the_requester_or_an_administrator_withdraws_once(cast, who):
    made, person = request(cast), getattr(cast, who)

    for _click in range(2):
        withdrawn = withdraw_validation(made, by=person)

    assert (withdrawn.state, withdrawn.withdrawn_by) == (State.WITHDRAWN, person)
    assert verbs() == ["validation.requested", "validation.withdrawn"]
    with pytest.raises(AlreadySettled):
        accept_validation(made, by=cast.marie)


def test_what_is_decided_is_not_withdrawn(cast):
    made = request(cast)
    accept_validation(made, by=cast.marie)

    with pytest.raises(AlreadySettled):
        withdraw_validation(made, by=cast.paul)
    with pytest.raises(NotTheirs):
        withdraw_validation(made, by=cast.nora)

    assert Validation.objects.get().state == State.ACCEPTED


def test_a_reminder_leaves_at_most_once_a_day(cast):
    made = request(cast)
    with time_machine.travel("2027-03-02T12:00:00Z", tick=False):
        remind_validation(made, by=cast.paul)
    with time_machine.travel("2027-03-03T11:59:00Z", tick=False), pytest.raises(ReminderTooSoon) as early:
        remind_validation(made, by=cast.paul)
    with time_machine.travel("2027-03-03T12:00:00Z", tick=False):
        remind_validation(made, by=cast.paul)

    assert early.value.moment.isoformat() == "2027-03-03T12:00:00+00:00"
    assert verbs() == ["validation.requested", "validation.reminded", "validation.reminded"]


def test_only_who_asked_reminds_and_only_while_it_waits(cast):
    made = request(cast)
    with pytest.raises(NotTheirs):
        remind_validation(made, by=cast.admin)
    accept_validation(made, by=cast.marie)

    with pytest.raises(AlreadySettled):
        remind_validation(made, by=cast.paul)


@pytest.mark.parametrize("who", ["admin", "jean", "helene", "vera", "luc"])
def test_only_a_chartered_accountant_of_the_dossier_can_be_asked(cast, who):
    make_accountant(cast.luc)

    with pytest.raises(CannotValidate):
        request(cast, addressed_to=getattr(cast, who))

    assert not Validation.objects.exists()


def test_nobody_asks_themselves(cast):
    with pytest.raises(CannotValidate):
        request(cast, by=cast.marie)


def test_managers_are_proposed_first_and_who_left_or_asks_is_not(cast):
    make_accountant(cast.nora, cast.jean, cast.luc, cast.paul)
    Membership.objects.filter(user=cast.paul).update(left_at=timezone.now())

    assert [(one.user, one.manages) for one in propose_accountants(cast.dossier)] == [(cast.marie, True), (cast.jean, True), (cast.nora, False)]
    assert [one.user for one in propose_accountants(cast.dossier, asked_by=cast.marie)] == [cast.jean, cast.nora]


def test_a_request_replaces_another_in_one_go(cast):
    make_accountant(cast.nora)
    first = request(cast)

    second = request(cast, addressed_to=cast.nora, replaces=first)

    first.refresh_from_db()
    assert (first.state, second.state, second.addressed_to) == (State.WITHDRAWN, State.PENDING, cast.nora)


def test_a_request_that_was_decided_meanwhile_is_not_replaced(cast):
    make_accountant(cast.nora)
    first = request(cast)
    accept_validation(first, by=cast.marie)

    with pytest.raises(AlreadySettled):
        request(cast, addressed_to=cast.nora, replaces=first)

    assert Validation.objects.count() == 1


def test_deciding_and_withdrawing_empty_the_addressee_s_bell(cast, drain):
    made, other = request(cast), request(cast, subject="Bilan")
    drain()

    accept_validation(made, by=cast.marie)
    withdraw_validation(other, by=cast.paul)

    assert not Notification.objects.filter(user=cast.marie, read_at=None).exists()


def test_the_story_says_who_did_what(cast):
    made = request(cast)
    remind_validation(made, by=cast.paul)
    refuse_validation(made, by=cast.marie, reason="Il manque l’annexe.")

    assert [step.sentence for step in story_of(made)] == [
        "Paul Petit a demandé l’avis de Marie Dubois.",
        "Paul Petit a relancé Marie Dubois.",
        "Marie Dubois a refusé.",
    ]


@pytest.mark.parametrize("who", ["admin", "marie", "paul", "jean", "nora", "luc", "helene", "jules", "gaston", "vera", "omar", "operator"])
def test_whoever_works_on_the_dossier_sees_its_requests_and_nobody_else(cast, who):
    made, user = request(cast), getattr(cast, who)
    request(cast, dossier=cast.other_dossier, addressed_to=accountant_of_arras(cast), by=cast.admin)

    assert (made in Validation.objects.visible_to(user)) == Dossier.objects.worked_on_by(user).filter(pk=cast.dossier.pk).exists()
    assert (made in Validation.objects.visible_to(user)) == (who in {"admin", "marie", "paul", "jean", "nora"})


def accountant_of_arras(cast):
    make_accountant(cast.luc)
    return cast.luc
