"""Who hears of a request, why, and in what words; and which mail leads where."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.utils import timezone

from comptoir.clients.models import ClientAccess
from comptoir.events.models import Event
from comptoir.firms.models import LicenceAccess
from comptoir.notifications.models import Notification
from comptoir.notifications.registry import get_topic
from comptoir.requests.actions import UnknownContact, cancel_request, complete_request, remind, remind_due
from comptoir.requests.preview import preview_request
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import Delivery, MailboxMessage

from .asking import colette, demand, link_to, send


def told(verb):
    """{(person, topic)} of the event."""
    return {(one.user, one.topic) for one in Notification.objects.filter(event__verb=verb).select_related("user")}


def title(code, verb):
    return get_topic(code).words(Event.objects.filter(verb=verb).latest("pk")).title.replace("\u202f", " ")


def reasons(user, verb):
    return {reason for _topic, reason in Notification.objects.get(user=user, event__verb=verb).reasons}


def text_to(user):
    while send_due(MailboxOutlet()):
        pass
    mail = MailboxMessage.objects.filter(recipient=user.email).latest("pk")
    return message_from_bytes(bytes(mail.source), policy=policy.default).get_body(("plain",)).get_content()


def test_the_recipient_hears_of_it_and_nobody_else(cast, drain):
    send(cast, cast.contact_of(cast.jules, cast.client), colette(cast))
    drain()

    assert told("request.sent") == {(cast.jules, "request.received")}
    assert title("request.received", "request.sent") == "Marie Dubois vous adresse une demande : Relevé de novembre"


def test_the_answer_is_told_to_who_asked_to_the_manager_and_to_the_client_s_others(cast, drain):
    made = send(cast, cast.contact_of(cast.jules, cast.client), by=cast.paul)
    complete_request(made, cast.contact_of(cast.jules, cast.client), "Voici", None, by=cast.jules)
    drain()

    assert told("request.completed") == {(cast.paul, "request.completed"), (cast.marie, "request.completed"), (cast.helene, "request.updated")}
    assert (reasons(cast.paul, "request.completed"), reasons(cast.marie, "request.completed")) == ({"sender"}, {"responsible"})
    assert title("request.completed", "request.completed") == "Jules Roux a répondu : Relevé de novembre"
    assert title("request.updated", "request.completed") == "Demande faite par Jules Roux : Relevé de novembre"


def test_who_answered_by_a_link_hears_nothing_of_their_own_answer(cast, drain):
    contact = cast.contact_of(cast.helene, cast.client)
    complete_request(send(cast, contact, cast.contact_of(cast.jules, cast.client)), contact, "Voici", None)
    drain()

    assert {user for user, topic in told("request.completed") if topic == "request.updated"} == {cast.jules}


def test_a_cancellation_is_told_to_the_client_s_people_who_see_it(cast, drain):
    cancel_request(send(cast, cast.contact_of(cast.jules, cast.client)), by=cast.marie)
    drain()

    assert told("request.cancelled") == {(cast.helene, "request.updated"), (cast.jules, "request.updated")}
    assert title("request.updated", "request.cancelled") == "Demande annulée : Relevé de novembre"


def test_reminders_reach_accounts_and_contacts_alike(cast, drain):
    due_on = timezone.localdate() + timedelta(days=10)
    without = colette(cast)
    made = send(cast, cast.contact_of(cast.helene, cast.client), without, due_on=due_on)
    remind(made, by=cast.marie)
    for days in (9, 11):
        with time_machine.travel(timezone.make_aware(timezone.datetime(*timezone.localdate().timetuple()[:3], 12)) + timedelta(days=days)):
            assert remind_due(timezone.now()) == 1
            drain()

    assert told("request.reminded") == told("request.due") == {(cast.helene, "request.due")}
    assert title("request.due", "request.reminded") == "Marie Dubois vous rappelle une demande : Relevé de novembre"
    assert title("request.due", "request.due") == "Demande en retard : Relevé de novembre"
    assert Delivery.objects.filter(contact=without).count() == 4


def test_who_lost_the_dossier_or_the_access_hears_nothing_any_more(cast, drain):
    made = send(cast, cast.contact_of(cast.helene, cast.client), by=cast.nora)
    cast.let_jules_administer()
    ClientAccess.objects.filter(user=cast.helene).update(closed_at=timezone.now())
    complete_request(made, cast.contact_of(cast.jules, cast.client), "Voici", None)
    LicenceAccess.objects.filter(membership__user=cast.nora).delete()
    drain()

    assert told("request.sent") == set()
    assert told("request.completed") == {(cast.marie, "request.completed")}


def test_a_limited_person_hears_nothing_of_what_was_sent_to_others(cast, drain):
    complete_request(send(cast), cast.contact_of(cast.helene, cast.client), "Voici", None, by=cast.helene)
    drain()

    assert cast.jules not in {user for user, _topic in told("request.sent") | told("request.completed")}


@pytest.mark.parametrize(("way", "is_enabled", "is_link"), [("link", True, True), ("link", False, True), ("mfa", True, False), ("mfa", False, True)])
def test_the_button_of_the_mail_is_the_person_s_link_where_the_policy_lets_a_link_do(cast, drain, way, is_enabled, is_link):
    demand(cast, way)
    if is_enabled:
        cast.put_on_portal(cast.client)
    contact = cast.contact_of(cast.helene, cast.client)
    made = send(cast, contact)
    drain()

    text = text_to(cast.helene)

    assert (link_to(made, contact).url in text) == is_link
    # Else by way of the firm’s own sign-in (K4).
    assert (f"/p/lormeau/?next=%2Frequests%2F{made.pk}%2F" in text) != is_link


def test_who_is_foretold_is_told(cast, drain):
    people = [cast.contact_of(cast.helene, cast.client), colette(cast)]

    foretold = preview_request(cast.dossier, people, subject="Relevé de novembre", by=cast.marie)
    assert not Event.objects.filter(verb="request.sent").exists()
    send(cast, *people)
    drain()

    assert {one.user for one in foretold.told} == {user for user, _topic in told("request.sent")} == {cast.helene}
    assert foretold.more["mailed"] == [people[1]]
    with pytest.raises(UnknownContact):
        preview_request(cast.dossier, [], subject="X", by=cast.marie)
