"""A firm of 1,000 people with rhythms and quiet times of every origin, and any number of them owed 100 news each: copied within the database."""

from datetime import timedelta
from functools import cache

from django.utils import timezone

from comptoir.clients.models import Client, Dossier
from comptoir.notifications.choices import HOUR, QUIET_DAYS, QUIET_HOURS, WEEKDAYS, choice_key, frequency_key
from comptoir.notifications.models import Notification
from comptoir.preferences.models import Holder, SettingValue
from comptoir.transports.models import Delivery

from .dataset import make_conversation_rows, make_firm, make_messages
from .pending import copy

PEOPLE, NEWS, CONVERSATIONS = 1_000, 100, 10
RHYTHMS = ("hourly", "daily", "weekly", "immediately")
TOPIC, CATEGORY = "conversation.message", "conversations"
# Of so many people, one wants each mail by itself; the others have one for all.
SINGLY = 50


@cache
def people():
    """(the 1,000, the events of 100 messages to all of them), drained. They see the conversations because they work in the licence."""
    here = make_firm("Cabinet Mille", "mille", PEOPLE + 1)
    author, *others = here.members
    client = Client.objects.create(firm=here.firm, name="Client de mille")
    dossiers = [Dossier.objects.create(firm=here.firm, licence=here.licence, client=client, name=f"Dossier {n}") for n in range(CONVERSATIONS)]
    conversations = make_conversation_rows(dossiers, author, "À mille personnes")
    messages = make_messages([conversations[n % CONVERSATIONS] for n in range(NEWS)], [author] * NEWS)
    set_rhythms(here.firm, others)
    return others, [message.event for message in messages]


def set_rhythms(firm, users):
    """Something of the firm's, something of a role's, and of each person's own: rhythm, hour, quiet hours and days that are not now, a channel on or off."""
    soon = timezone.now() + timedelta(hours=6)
    quiet = {QUIET_HOURS: f"{soon:%H}:00-{soon + timedelta(hours=2):%H}:00", QUIET_DAYS: [WEEKDAYS[(soon.weekday() + 3) % 7]]}
    rows = [row(Holder.of_firm(firm), key, value, firm=firm) for key, value in (quiet | {frequency_key(CATEGORY): "daily"}).items()]
    rows.append(row(Holder.of_role(firm, "accountant"), choice_key(TOPIC, "web"), True, firm=firm))
    for n, user in enumerate(users):
        own = {frequency_key(CATEGORY): RHYTHMS[n % 4], HOUR: str(6 + n % 12), choice_key(TOPIC, "mobile"): n % 2 == 0}
        rows += [row(Holder.of_user(user), key, value, user=user) for key, value in own.items()]
    SettingValue.objects.bulk_create(rows, batch_size=1000)


def row(holder, key, value, **owner):
    return SettingValue(key=key, scope=holder.scope, holder=holder.name, value=value, **owner)


def owe(count):
    """`count` mails that are due now, 100 to each of as many people: singly to one in fifty, together to the others."""
    # What the work before this one still owed would be sent and counted as well.
    Delivery.objects.pending().delete()
    users, events = people()
    first, last = users[0].pk, users[count // NEWS - 1].pk
    known = {"event_id": "e.id", "user_id": "u.id"}
    source = f"events_event e, accounts_user u WHERE e.id BETWEEN {events[0].pk} AND {events[-1].pk} AND u.id BETWEEN {first} AND {last}"
    mold = {"firm_id": events[0].firm_id, "event": events[0], "user": events[0].actor}
    reasons, channels = [[TOPIC, "recipient"]], {"in_app": "default", "web": "role", "email": "default"}
    notification = Notification.objects.create(topic=TOPIC, reasons=reasons, channels=channels, **mold)
    delivery = Delivery.objects.create(content="notification", due_at=timezone.now(), **mold)
    copy(notification, known, source)
    copy(delivery, known | {"is_grouped": f"u.id %% {SINGLY} <> {first % SINGLY}"}, source)
    for one in (delivery, notification):
        one.delete()


def nothing_owed():
    """Take away what `owe` made."""
    _users, events = people()
    for model in (Delivery, Notification):
        model.objects.filter(event__in=events)._raw_delete("default")


def mails_of(count):
    """How many mails `owe(count)` makes: (singly, digests)."""
    alone = -(-(count // NEWS) // SINGLY)
    return alone * NEWS, count // NEWS - alone
