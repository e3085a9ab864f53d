"""Inviting, sending again, revoking (K8)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.clients.actions import close_access
from comptoir.clients.models import ClientAccess, Contact
from comptoir.events.models import Event
from comptoir.firms.models import Membership
from comptoir.invitations.actions import Asked, invite, resend, revoke
from comptoir.invitations.actions.rounds import DAYS, links_of
from comptoir.invitations.models import Invitation
from comptoir.invitations.wording import refusal_sentence
from comptoir.preferences.actions import SettingRefused, set_value
from comptoir.preferences.catalogue import BadValue
from comptoir.preferences.models import Holder
from comptoir.transports.models import AddressState, Delivery

from .inviting import LUNA, contact_of, invited, link_of

pytestmark = pytest.mark.django_db


def refusal(asked, by):
    outcome = invite([asked], by=by)
    assert outcome.sent == []
    ((one, reason),) = outcome.refused
    assert one is asked
    assert refusal_sentence(reason)
    return reason


def days_later(invitation, days):
    """The invitation as it is that many days after it was sent."""
    Invitation.objects.filter(pk=invitation.pk).update(
        **{name: getattr(invitation, name) - timezone.timedelta(days=days) for name in ("sent_at", "invited_at", "expires_at")}
    )
    links_of([invitation]).update(made_at=invitation.sent_at - timezone.timedelta(days=days), expires_at=invitation.expires_at - timezone.timedelta(days=days))
    invitation.refresh_from_db()
    return invitation


def test_an_invitation_leaves_for_the_contact_in_the_name_of_who_clicks(cast):
    contact = contact_of(cast, email="Luna@Roux.example")

    (invitation,) = invite([Asked(cast.client, contact, "full", "administrator")], by=cast.marie).sent

    assert (invitation.email, invitation.level, invitation.type, invitation.times_sent) == (LUNA, "full", "administrator", 1)
    assert (invitation.invited_by, invitation.sent_by) == (cast.marie, cast.marie)
    assert invitation.expires_at - invitation.sent_at == timezone.timedelta(days=3)
    assert link_of(invitation).expires_at == invitation.expires_at
    delivery = Delivery.objects.get()
    assert (delivery.contact, delivery.user, delivery.goes_to) == (contact, None, LUNA)
    event = Event.objects.get(verb="invitation.sent")
    assert (event.actor, event.firm, event.target_id) == (cast.marie, cast.firm, invitation.pk)
    assert {key: event.data[key] for key in ("person", "client_name", "level")} == {"person": "Luna Roux", "client_name": "Boulangerie Roux", "level": "full"}


def test_it_is_valid_as_long_as_the_firm_says(cast):
    set_value(Holder.of_firm(cast.firm), DAYS, 10, by=cast.admin)

    invitation = invited(cast)

    assert invitation.expires_at - invitation.sent_at == timezone.timedelta(days=10)
    assert link_of(invitation).expires_at == invitation.expires_at


def test_the_client_of_others_is_as_unknown_as_one_that_is_not_there(cast):
    cast.put_on_portal(cast.other_client)
    contact = cast.contact(cast.other_client, "Gaston", "Delattre", email="g@delattre.example")
    foreign = cast.contact(cast.foreign_client, "Omar", "Haddad", email="o@haddad.example")

    assert refusal(Asked(cast.other_client, contact), cast.marie) == "unknown_client"
    assert refusal(Asked(cast.foreign_client, foreign), cast.marie) == "unknown_client"
    assert refusal(Asked(cast.client, contact_of(cast)), cast.helene) == "unknown_client"


def test_somebody_of_another_client_is_not_invited_to_this_one(cast):
    cast.put_on_portal(cast.client, cast.other_client)
    contact = cast.contact(cast.other_client, "Gaston", "Delattre", email="g@delattre.example")
    foreign = cast.contact(cast.foreign_client, "Omar", "Haddad", email="o@haddad.example")

    assert refusal(Asked(cast.client, contact), cast.admin) == "not_of_client"
    assert refusal(Asked(cast.client, foreign), cast.admin) == "not_of_client"


def test_nobody_is_invited_where_the_portal_is_off(cast):
    contact = cast.contact(cast.client, "Luna", "Roux", email=LUNA)

    assert refusal(Asked(cast.client, contact), cast.marie) == "firm_portal_off"
    cast.put_on_portal()
    assert refusal(Asked(cast.client, contact), cast.marie) == "client_portal_off"


@pytest.mark.parametrize(("email", "reason"), [("", "no_address"), ("marie@example.com", "oneself"), ("Paul@Example.com", "member")])
def test_without_an_address_oneself_and_a_colleague_are_refused(cast, email, reason):
    assert refusal(Asked(cast.client, contact_of(cast, email=email)), cast.marie) == reason


def test_a_colleague_of_another_firm_and_one_who_left_are_welcome(cast):
    Membership.objects.filter(user=cast.paul).update(left_at=timezone.now())

    assert invited(cast, email="vera@example.com").email == "vera@example.com"
    assert invited(cast, email="paul@example.com").email == "paul@example.com"


def test_who_has_access_already_is_refused_and_welcome_once_it_was_closed(cast):
    contact = cast.contact_of(cast.jules, cast.client)
    cast.put_on_portal(cast.client)

    assert refusal(Asked(cast.client, contact), cast.marie) == "has_access"
    close_access(ClientAccess.objects.get(user=cast.jules), by=cast.marie)
    assert invited(cast, contact=contact).email == "jules@example.com"


def test_it_goes_to_the_address_of_the_account_where_the_contact_has_an_older_one(cast):
    contact = cast.contact(cast.client, "Gaston", "Delattre", email="old@delattre.example", user=cast.gaston)
    cast.put_on_portal(cast.client)

    assert invited(cast, contact=contact).email == "gaston@example.com"


def test_an_invitation_that_waits_is_not_sent_twice(cast):
    invitation = invited(cast)

    assert refusal(Asked(cast.client, invitation.contact), cast.paul) == "pending"
    assert Delivery.objects.count() == 1


def test_the_same_person_twice_in_one_list_is_invited_once(cast):
    contact = contact_of(cast)

    outcome = invite([Asked(cast.client, contact), Asked(cast.client, contact, "full")], by=cast.marie)

    assert [one.level for one in outcome.sent] == ["limited"]
    assert [reason for _one, reason in outcome.refused] == ["repeated"]


def test_an_address_that_sends_mails_back_is_refused(cast):
    AddressState.objects.create(address=LUNA, reason="550 5.1.1 boîte inconnue")

    assert refusal(Asked(cast.client, contact_of(cast)), cast.marie) == "bouncing"


def test_two_people_with_one_address_are_both_invited(cast):
    first, second = contact_of(cast), contact_of(cast, first="Léo")

    assert len(invite([Asked(cast.client, first), Asked(cast.client, second)], by=cast.marie).sent) == 2


def test_one_refused_keeps_none_of_the_others_back(cast):
    good, bad, last = contact_of(cast), contact_of(cast, email=""), contact_of(cast, email="leo@roux.example")

    outcome = invite([Asked(cast.client, one) for one in (good, bad, last)], by=cast.marie)

    assert [one.contact for one in outcome.sent] == [good, last]
    assert [(one.contact, reason) for one, reason in outcome.refused] == [(bad, "no_address")]


def test_inviting_costs_as_many_queries_for_one_as_for_many(cast):
    costs = []
    for count in (1, 3, 40):
        asked = [Asked(cast.client, contact_of(cast, email=f"luna{count}-{number}@roux.example")) for number in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(invite(asked, by=cast.paul).sent) == count
        costs.append(len(queries))
        del cast.paul._standing

    assert costs[0] == costs[1] == costs[2]


def test_who_is_invited_again_after_the_end_gets_the_same_invitation_anew(cast):
    invitation = days_later(invited(cast, level="limited"), 4)

    (again,) = invite([Asked(cast.client, invitation.contact, "full")], by=cast.paul).sent

    assert (again.pk, again.level, again.times_sent, again.sent_by, again.invited_by) == (invitation.pk, "full", 2, cast.paul, cast.marie)
    assert again.state() == "pending"


def test_sending_again_kills_the_link_before_and_starts_the_clock_anew(cast):
    invitation = days_later(invited(cast), 2)
    before = link_of(invitation)

    (again,) = resend([invitation], by=cast.paul).sent

    assert (again.times_sent, again.sent_by) == (2, cast.paul)
    assert again.expires_at - again.sent_at == timezone.timedelta(days=3)
    before.refresh_from_db()
    assert before.revoked_at is not None
    assert link_of(again).token != before.token
    assert Event.objects.get(verb="invitation.resent").actor == cast.paul


def test_sending_again_costs_as_many_queries_for_one_as_for_many(cast):
    costs = []
    for count in (1, 3):
        asked = [Asked(cast.client, contact_of(cast, email=f"luna{count}-{number}@roux.example")) for number in range(count)]
        rows = [days_later(one, 1) for one in invite(asked, by=cast.paul).sent]
        with CaptureQueriesContext(connection) as queries:
            assert len(resend(rows, by=cast.paul).sent) == count
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_sending_again_goes_to_the_address_as_it_was_corrected(cast):
    invitation = days_later(invited(cast), 1)
    Contact.objects.filter(pk=invitation.contact_id).update(email="luna.roux@roux.example")

    (again,) = resend([invitation], by=cast.marie).sent

    assert again.email == link_of(again).email == "luna.roux@roux.example"


def test_a_second_press_sends_nothing_more(cast):
    invitation = invited(cast)

    outcome = resend([invitation], by=cast.marie)

    assert [(one.pk, reason) for one, reason in outcome.refused] == [(invitation.pk, "too_soon")]
    assert Delivery.objects.count() == 1


def test_what_was_revoked_or_accepted_is_not_sent_again_and_a_stranger_sends_nothing(cast):
    revoked, accepted, foreign = (invited(cast, email=f"{name}@roux.example") for name in "abc")
    revoke([revoked], by=cast.marie)
    Invitation.objects.filter(pk=accepted.pk).update(accepted_at=timezone.now())
    days_later(foreign, 1)

    assert [reason for _one, reason in resend([revoked, accepted], by=cast.marie).refused] == ["revoked", "accepted"]
    assert [reason for _one, reason in resend([foreign], by=cast.vera).refused] == ["unknown_client"]


def test_revoking_twice_does_it_once_and_kills_the_link(cast):
    invitation = invited(cast)

    assert (revoke([invitation], by=cast.paul), revoke([invitation], by=cast.marie)) == (1, 0)

    invitation.refresh_from_db()
    assert (invitation.state(), invitation.revoked_by) == ("revoked", cast.paul)
    assert not links_of([invitation]).alive().exists()
    assert Event.objects.filter(verb="invitation.revoked").count() == 1


def test_who_does_not_serve_the_client_revokes_nothing(cast):
    invitation = invited(cast)

    assert [revoke([invitation], by=who) for who in (cast.luc, cast.vera, cast.helene, cast.operator)] == [0, 0, 0, 0]


def test_after_a_revocation_the_person_may_be_invited_anew(cast):
    invitation = invited(cast)
    revoke([invitation], by=cast.marie)

    (again,) = invite([Asked(cast.client, invitation.contact)], by=cast.marie).sent

    assert again.pk != invitation.pk
    assert again.state() == "pending"


def test_who_sees_an_invitation(cast):
    invitation = invited(cast)

    seen_by = {
        name
        for name in ("marie", "paul", "nora", "admin", "luc", "vera", "helene", "gaston", "operator")
        if Invitation.objects.visible_to(getattr(cast, name)).filter(pk=invitation.pk)
    }

    assert seen_by == {"marie", "paul", "nora", "admin"}


@pytest.mark.parametrize("days", [0, 31, "3", None])
def test_the_days_are_from_one_to_thirty(cast, days):
    with pytest.raises((SettingRefused, BadValue)):
        set_value(Holder.of_firm(cast.firm), DAYS, days, by=cast.admin)


def test_an_administrator_finds_the_days_among_the_portal_s_security(cast, client):
    client.force_login(cast.admin)

    page = client.get("/firm/portal/security/").content.decode()

    assert "Durée des invitations, en jours" in page
    client.force_login(cast.paul)
    assert client.get("/firm/portal/security/").status_code == 404
