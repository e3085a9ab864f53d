"""From an event to the bell and the mail: whoever should hear, once, and nobody else (N5, N7)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comptoir.conversations.actions import Draft, add_note, ask, assign_conversation, post_message
from comptoir.events.models import Event
from comptoir.firms.models import LicenceAccess
from comptoir.notifications.actions import mark_read
from comptoir.notifications.listener import notify
from comptoir.notifications.models import Notification
from comptoir.preferences.actions import SettingRefused
from comptoir.security.actions import change_password
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import Delivery, MailboxMessage

from .choosing import choose
from .producers import question


def drain_all(drain):
    while drain():
        pass


def send_all():
    # Mails may be made to wait for a few minutes; by tomorrow they are due.
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        while send_due(MailboxOutlet()):
            pass


def told(**filters):
    return set(Notification.objects.filter(**filters).values_list("user__first_name", "topic"))


def mailed():
    return sorted(MailboxMessage.objects.values_list("recipient", flat=True))


def deliveries():
    return sorted(Delivery.objects.values_list("user__first_name", "state", "outcome"))


def test_nobody_is_told_of_what_they_did_themselves(cast, drain):
    conversation = question(cast).conversation
    post_message(conversation, Draft("Le 24.", cast.marie))
    assign_conversation(conversation, by=cast.paul, user=cast.paul)
    add_note(conversation, Draft("Vu @Paul Petit", cast.paul), mentioned=[cast.paul])
    drain_all(drain)

    acted = {(event.pk, event.actor_id) for event in Event.objects.all()}
    assert not acted & set(Notification.objects.values_list("event_id", "user_id"))
    assert not acted & set(Delivery.objects.values_list("event_id", "user_id"))


def test_only_those_concerned_are_told(cast, drain):
    question(cast)
    drain_all(drain)

    assert told() == {("Marie", "conversation.assigned"), ("Paul", "conversation.message")}


def test_several_reasons_are_one_notification_that_keeps_them_all(cast, drain):
    message = question(cast)
    drain_all(drain)

    mine = Notification.objects.get(user=cast.marie, event=message.event)
    assert (mine.topic, mine.reasons) == (
        "conversation.assigned",
        [["conversation.assigned", "assigned"], ["conversation.message", "assigned"], ["conversation.message", "recipient"]],
    )
    assert Delivery.objects.filter(user=cast.marie, event=message.event).count() == 1


def test_somebody_named_twice_and_in_the_assigned_team_is_told_once(cast, drain):
    conversation = question(cast).conversation
    assign_conversation(conversation, by=cast.admin, team=cast.team)
    drain_all(drain)
    note = add_note(conversation, Draft("@Nora Benali et encore @Nora Benali", cast.admin), mentioned=[cast.nora, cast.nora])
    drain_all(drain)

    assert set(Notification.objects.filter(event=note.event).values_list("user__first_name", "topic")) == {
        ("Nora", "conversation.mention"),
        ("Paul", "conversation.note"),
    }


def test_seeing_a_dossier_does_not_mean_being_told_of_it(cast, drain):
    question(cast)
    drain_all(drain)

    assert not Notification.objects.filter(user__in=[cast.nora, cast.admin, cast.jules, cast.vera]).exists()


def test_draining_and_listening_twice_tells_once(cast, drain):
    question(cast)
    drain_all(drain)
    before = (Notification.objects.count(), Delivery.objects.count())

    drain_all(drain)
    notify(list(Event.objects.all()))

    assert (Notification.objects.count(), Delivery.objects.count()) == before


def test_a_reason_that_is_off_leaves_the_one_that_is_on(cast, drain):
    choose(cast.marie, "conversation.assigned", "email", enabled=False)
    message = question(cast)
    drain_all(drain)

    mine = Notification.objects.get(user=cast.marie, event=message.event)
    assert "email" in mine.channels

    choose(cast.marie, "conversation.message", "email", enabled=False)
    message = question(cast)
    drain_all(drain)
    mine = Notification.objects.get(user=cast.marie, event=message.event)
    assert "email" not in mine.channels
    assert not Delivery.objects.filter(event=message.event, user=cast.marie).exists()


def test_with_everything_off_nothing_is_written(cast, drain):
    for channel in ("in_app", "web", "mobile", "email"):
        choose(cast.paul, "conversation.message", channel, enabled=False)
    question(cast)
    drain_all(drain)

    assert told(user=cast.paul) == set()
    assert not Delivery.objects.filter(user=cast.paul).exists()


def test_the_bell_off_keeps_the_mail_and_the_list_empty(cast, drain, client):
    choose(cast.paul, "conversation.message", "in_app", enabled=False)
    question(cast)
    drain_all(drain)
    send_all()

    assert cast.paul.email in mailed()
    client.force_login(cast.paul)
    assert "TVA de novembre" not in client.get("/notifications/").content.decode()


def test_what_was_read_meanwhile_is_not_mailed(cast, drain):
    conversation = question(cast).conversation
    drain_all(drain)
    mark_read(cast.marie, about=conversation)
    send_all()

    assert deliveries() == [("Marie", "dropped", "read_meanwhile"), ("Paul", "sent", "")]


def test_opening_the_conversation_reads_what_the_bell_says_of_it(cast, drain, client):
    conversation = question(cast).conversation
    drain_all(drain)
    client.force_login(cast.marie)

    assert client.post(f"/conversations/{conversation.pk}/reading/").status_code == 204

    assert not Notification.objects.filter(user=cast.marie).unread().exists()
    assert Notification.objects.filter(user=cast.paul).unread().exists()


def test_a_right_lost_between_event_and_delivery_drops_the_mail_and_empties_the_list(cast, drain, client):
    ask(cast.dossier, side="accountant", subject="Dossier sensible", draft=Draft("?", cast.helene), recipient_ids=[cast.paul.pk])
    drain_all(drain)
    LicenceAccess.objects.filter(membership__user=cast.paul).delete()
    cast.dossier.manager_links.filter(user=cast.paul).delete()
    cast.dossier.conversations.update(assigned_user=None)
    one = Notification.objects.get(user=cast.paul)

    send_all()

    assert deliveries() == [("Paul", "dropped", "no_longer_allowed")]
    client.force_login(cast.paul)
    for path in ("/notifications/", "/notifications/latest/", f"/notifications/{one.pk}/why/"):
        response = client.get(path)
        assert response.status_code == 200
        assert "Dossier sensible" not in response.content.decode()
    assert client.get(f"/notifications/{one.pk}/").status_code == 404


def test_the_number_on_the_bell_is_that_of_the_list(cast, drain, client):
    ask(cast.dossier, side="accountant", subject="Dossier sensible", draft=Draft("?", cast.helene), recipient_ids=[cast.paul.pk])
    drain_all(drain)
    LicenceAccess.objects.filter(membership__user=cast.paul).delete()
    cast.dossier.manager_links.filter(user=cast.paul).delete()
    cast.dossier.conversations.update(assigned_user=None)
    client.force_login(cast.paul)

    assert 'aria-label="Notifications"' in client.get("/notifications/bell/").content.decode()


def test_a_client_whose_access_closed_hears_nothing_more(cast, drain):
    cast.let_jules_administer()
    conversation = question(cast).conversation
    post_message(conversation, Draft("Le 24.", cast.marie))
    drain_all(drain)
    cast.helene.client_accesses.update(closed_at=timezone.now())
    send_all()

    assert Delivery.objects.get(user=cast.helene).outcome == "no_longer_allowed"
    post_message(conversation, Draft("Encore là ?", cast.marie))
    drain_all(drain)
    assert Notification.objects.filter(user=cast.helene).count() == 1


def test_a_closed_account_is_mailed_nothing(cast, drain):
    question(cast)
    drain_all(drain)
    cast.paul.is_active = False
    cast.paul.save()
    send_all()

    assert deliveries() == [("Marie", "sent", ""), ("Paul", "dropped", "account_closed")]


def test_a_choice_made_before_the_mail_leaves_still_counts(cast, drain):
    message = ask(cast.dossier, side="accountant", subject="TVA", draft=Draft("?", cast.helene), recipient_ids=[cast.marie.pk, cast.paul.pk])
    drain_all(drain)
    choose(cast.paul, "conversation.message", "email", enabled=False)
    send_all()

    assert Delivery.objects.get(event=message.event, user=cast.paul).state == "dropped"


def test_security_is_told_even_of_what_one_did_oneself_and_cannot_be_muted(cast, drain):
    for channel in ("in_app", "email"):
        with pytest.raises(SettingRefused):
            choose(cast.jules, "security.account", channel, enabled=False)
    change_password(cast.jules, "Un-nouveau-secret-77")
    drain_all(drain)
    mark_read(cast.jules)
    send_all()

    assert deliveries() == [("Jules", "sent", "")]
    source = bytes(MailboxMessage.objects.get().source).decode()
    assert "List-Unsubscribe" not in source


@pytest.mark.parametrize("people", [1, 30])
def test_telling_costs_the_same_for_one_recipient_and_for_thirty(cast, django_assert_num_queries, people):
    members = [cast.member(f"m{number}", f"Membre{number}", "Test", cast.lille) for number in range(30)]
    conversation = question(cast).conversation
    conversation.recipients.exclude(user=cast.helene).delete()
    conversation.recipients.bulk_create([conversation.recipients.model(conversation=conversation, user=user) for user in members[:people]])
    message = post_message(conversation, Draft("Bonjour", cast.helene))
    notify(list(Event.objects.exclude(pk=message.event_id)))
    event = Event.objects.get(pk=message.event_id)

    with django_assert_num_queries(queries_of_one_batch()):
        notify([event])

    assert Notification.objects.filter(event=event).count() == people + 1


def queries_of_one_batch():
    """Facts of the conversations 3, standings 2, teams 1, settings 1, people 1, notifications 1, deliveries 1.

    One more where PostgreSQL carries the signal; and one where anybody has a device.
    """
    from django.conf import settings

    return 10 if settings.SQLITE or settings.REDIS else 11


def test_failed_mails_are_told_to_the_author_only(cast, drain):
    from .producers import mail_refused

    mail_refused(cast, drain)
    drain_all(drain)

    errors = Notification.objects.filter(topic="conversation.send_error")
    assert {(one.user, tuple(map(tuple, one.reasons))) for one in errors} == {(cast.paul, (("conversation.send_error", "author"),))}


@pytest.mark.parametrize("people", [1, 15])
def test_rendering_a_batch_of_mails_costs_the_same_for_one_and_for_many(cast, drain, django_assert_max_num_queries, people):
    from comptoir.notifications.contents import render_mails

    members = [cast.member(f"m{number}", f"Membre{number}", "Test", cast.lille) for number in range(people)]
    conversation = question(cast).conversation
    conversation.recipients.bulk_create([conversation.recipients.model(conversation=conversation, user=user) for user in members])
    drain_all(drain)
    message = post_message(conversation, Draft("Bonjour", cast.helene))
    drain_all(drain)
    owed = list(Delivery.objects.filter(event=message.event).select_related("user", "event", "firm__brand"))

    with django_assert_max_num_queries(11):
        rendered = render_mails(owed)

    assert len(rendered) == people + 2
