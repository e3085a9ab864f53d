"""Inviting, sending again, revoking (K8)."""

import pytest

from comptoir.invitations.actions import Asked, invite, resend, revoke

pytestmark = pytest.mark.django_db


def test_an_invitation_leaves_for_the_contact(cast):
    cast.put_on_portal(cast.client)
    luna = cast.contact(cast.client, "Luna", "Roux", email="Luna@Roux.example")

    outcome = invite([Asked(cast.client, luna, "full", "standard")], by=cast.marie)

    assert [(one.email, one.level, one.sent_by) for one in outcome.sent] == [("luna@roux.example", "full", cast.marie)]
    assert outcome.refused == []
    again = resend(outcome.sent, by=cast.marie)
    assert [reason for _one, reason in again.refused] == ["too_soon"]
    assert (revoke(outcome.sent, by=cast.marie), revoke(outcome.sent, by=cast.marie)) == (1, 0)
