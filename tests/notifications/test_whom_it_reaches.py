"""Whatever people choose and lose: never the actor, never twice, never without the right, and what is critical always (N5, N6)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comptoir.conversations.actions import Draft, ask
from comptoir.conversations.models import Conversation
from comptoir.events.models import Event
from comptoir.firms.models import Membership
from comptoir.kernel.tokens import digest
from comptoir.notifications.choices import choice_key
from comptoir.notifications.deciding import decide_for
from comptoir.notifications.models import Notification
from comptoir.notifications.registry import Channel
from comptoir.preferences.models import SettingValue
from comptoir.transports.models import Delivery, PushDevice

from .choosing import choose, want
from .producers import question

PEOPLE = ["marie", "paul", "jean"]
TOPICS = ["conversation.message", "conversation.assigned"]
people = st.sampled_from(PEOPLE)
switches = st.dictionaries(st.tuples(people, st.sampled_from(TOPICS), st.sampled_from(list(Channel))), st.booleans(), max_size=12)


class Undone(Exception):
    """Ends an example without a trace."""


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(author=people, recipients=st.sets(people, min_size=1), gone=st.sets(people), chosen=switches)
def test_whom_a_question_reaches(cast, drain, author, recipients, gone, chosen):
    try:
        with transaction.atomic():
            recipients = sorted(getattr(cast, name).pk for name in recipients - {author}) or None
            ask(cast.dossier, side="accountant", subject="TVA", draft=Draft("?", getattr(cast, author)), recipient_ids=recipients)
            write(cast, chosen)
            Membership.objects.filter(user__in=[getattr(cast, name) for name in gone]).update(left_at="2026-01-01T00:00Z")
            foretold = {(user_id, channel) for (_event, user_id), one in decide_for(list(Event.objects.pending())).items() for channel in one.channels}
            while drain():
                pass
            check(cast, author, gone, chosen, foretold)
            raise Undone
    except Undone:
        pass


def write(cast, chosen):
    rows = [
        SettingValue(key=choice_key(topic, channel), scope="user", holder=f"user:{getattr(cast, name).pk}", user=getattr(cast, name), value=on)
        for (name, topic, channel), on in chosen.items()
    ]
    SettingValue.objects.bulk_create(rows)


def check(cast, author, gone, chosen, foretold):
    told = {(one.user_id, channel) for one in Notification.objects.all() for channel in one.channels}
    assert told == foretold
    assert {user_id for user_id, _channel in told}.isdisjoint({getattr(cast, author).pk} | {getattr(cast, name).pk for name in gone})
    assert Notification.objects.values("event", "user").distinct().count() == Notification.objects.count()
    assert Delivery.objects.values("event", "user", "channel").distinct().count() == Delivery.objects.count()
    conversation = Conversation.objects.get()
    for name in PEOPLE:
        person = getattr(cast, name)
        concerned = {"conversation.message"} if conversation.recipients.filter(user=person).exists() else set()
        concerned |= set(TOPICS) if conversation.assigned_user_id == person.pk else set()
        is_open = any(chosen.get((name, topic, Channel.IN_APP), True) for topic in concerned)
        if name != author and name not in gone:
            assert ((person.pk, "in_app") in told) == is_open


# --- devices that fail (N4) ---


def device_of(user, **facts):
    return PushDevice.objects.create(user=user, name="Portable", endpoint="x", endpoint_digest=digest(f"{user.pk}{facts}"), p256dh="x", auth="x", **facts)


def channels_to(person):
    return Notification.objects.get(user=person).channels


def test_a_device_that_works_is_told_and_the_mail_is_not_where_it_is_off(cast, drain):
    choose(cast.paul, "conversation.message", "email", enabled=False)
    device_of(cast.paul, channel="web")
    question(cast)
    drain()

    assert channels_to(cast.paul) == {"in_app": "default", "web": "default"}
    assert set(Delivery.objects.filter(user=cast.paul).values_list("channel", flat=True)) == {"web"}


@pytest.mark.parametrize("facts", [{"failing_since": 2}, {"gone_at": 0}])
def test_the_mail_stands_in_when_all_devices_have_failed_for_a_while(cast, drain, facts):
    choose(cast.paul, "conversation.message", "email", enabled=False)
    device_of(cast.paul, channel="web", **{name: timezone.now() - timedelta(hours=hours) for name, hours in facts.items()})
    question(cast)
    drain()

    assert channels_to(cast.paul)["email"] == "push_fails"
    assert Delivery.objects.filter(user=cast.paul, channel="email").exists()


def test_the_mail_does_not_stand_in_for_a_device_of_another_channel_that_works(cast, drain):
    choose(cast.paul, "conversation.message", "email", enabled=False)
    device_of(cast.paul, channel="web", gone_at=timezone.now())
    device_of(cast.paul, channel="mobile")
    question(cast)
    drain()

    assert "email" not in channels_to(cast.paul)


def test_a_push_waits_for_the_end_of_quiet_time_and_leaves_with_the_others(cast, drain):
    want(cast.paul, quiet__hours="19:00-07:30")
    device_of(cast.paul, channel="web")
    with time_machine.travel(datetime(2026, 11, 16, 20, 0, tzinfo=UTC), tick=False):
        question(cast)
        drain()

    push = Delivery.objects.get(user=cast.paul, channel="web")
    assert (push.due_at, push.is_grouped) == (datetime(2026, 11, 17, 6, 30, tzinfo=UTC), True)
