"""Who hears of a request, and in what words."""

from comptoir.events.models import Event
from comptoir.firms.models import LicenceAccess, Membership
from comptoir.notifications.models import Notification
from comptoir.notifications.registry import get_topic
from comptoir.validations.actions import accept_validation, refuse_validation, remind_validation, withdraw_validation
from comptoir.validations.preview import preview_request

from .asking import request


def told(verb):
    """{(person, topic)} of the event."""
    return {(one.user, one.topic) for one in Notification.objects.filter(event__verb=verb).select_related("user")}


def words(verb):
    event = Event.objects.get(verb=verb)
    said = next(get_topic(code) for code in ("validation.requested", "validation.decided") if verb in get_topic(code).verbs).words(event)
    return said.title.replace("\u202f", " "), said.detail, said.about


def test_the_addressee_hears_of_the_request_and_of_the_reminder(cast, drain):
    made = request(cast)
    remind_validation(made, by=cast.paul)
    drain()

    assert told("validation.requested") == told("validation.reminded") == {(cast.marie, "validation.requested")}
    assert words("validation.requested") == ("Paul Petit vous demande une validation : Liasse 2025", "Peut-on l’envoyer au greffe ?", "Boulangerie Roux")
    assert words("validation.reminded") == ("Paul Petit vous relance : Liasse 2025", "Peut-on l’envoyer au greffe ?", "Boulangerie Roux")


def test_the_requester_hears_of_the_answer(cast, drain):
    accept_validation(request(cast), by=cast.marie)
    refuse_validation(request(cast, subject="Bilan"), by=cast.marie, reason="Il manque l’annexe.")
    drain()

    assert told("validation.accepted") == told("validation.refused") == {(cast.paul, "validation.decided")}
    assert words("validation.accepted") == ("Marie Dubois a accepté : Liasse 2025", "Boulangerie Roux", "Boulangerie Roux")
    assert words("validation.refused") == ("Marie Dubois a refusé : Bilan", "Il manque l’annexe.", "Boulangerie Roux")


def test_a_withdrawal_is_told_to_nobody(cast, drain):
    withdraw_validation(request(cast), by=cast.admin)
    drain()

    assert told("validation.withdrawn") == set()


def test_who_lost_the_dossier_hears_nothing_any_more(cast, drain):
    refuse_validation(request(cast, by=cast.nora), by=cast.marie, reason="Non.")
    LicenceAccess.objects.filter(membership__user=cast.nora).delete()
    drain()

    assert told("validation.refused") == set()


def test_who_left_hears_nothing_any_more(cast, drain):
    request(cast)
    Membership.objects.filter(user=cast.marie).update(left_at="2026-01-01T00:00:00Z")
    drain()

    assert told("validation.requested") == set()


def test_who_is_foretold_is_told(cast, drain):
    asked = {"subject": "Liasse 2025", "body": "Peut-on l’envoyer ?", "addressed_to": cast.marie, "by": cast.paul}

    foretold = preview_request(cast.dossier, **asked)
    assert not Event.objects.filter(verb="validation.requested").exists()
    request(cast)
    drain()

    assert {one.user.pk: one.channels for one in foretold.told} == {
        one.user_id: one.channels for one in Notification.objects.filter(event__verb="validation.requested")
    }
    assert {one.user for one in foretold.told} == {cast.marie}
