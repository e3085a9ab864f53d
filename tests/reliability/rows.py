"""What the reliability tests put into an installation and read out of it, from within: `python -m tests.reliability.rows stage|waiting|found`.

It runs as a program of its own because the test process has its own settings and its own database.
"""

import json
import sys

import django


def main():
    django.setup()
    print(json.dumps({"stage": stage, "waiting": waiting, "found": found}[sys.argv[1]]()))


def stage():
    """The cast and four conversations between Hélène, Marie and Paul: {conversation id: [their addresses]}."""
    from comptoir.conversations.actions import Draft, ask
    from comptoir.conversations.models import Side
    from tests.cast import Cast

    cast = Cast()
    conversations = [
        ask(cast.dossier, side=Side.ACCOUNTANT, subject=f"Question {number}", draft=Draft("Bonjour ?", cast.helene)).conversation for number in range(4)
    ]
    return {one.pk: sorted(one.recipients.values_list("user__email", flat=True)) for one in conversations}


def waiting():
    """How many rows somebody still has to work on."""
    from comptoir.events.models import Event
    from comptoir.transports.models import Delivery

    return {"events": Event.objects.pending().count(), "deliveries": Delivery.objects.filter(state=Delivery.State.PENDING).count()}


def found():
    """Every message that was posted with a key, every bell entry and every delivery."""
    from comptoir.conversations.models import Message
    from comptoir.notifications.models import Notification
    from comptoir.transports.models import Delivery

    messages = Message.objects.exclude(key=None).values_list("key", "event_id", "author__email", "conversation_id")
    return {
        "messages": [[str(key), *rest] for key, *rest in messages],
        "notifications": list(Notification.objects.values_list("event_id", "user__email")),
        "deliveries": list(Delivery.objects.values_list("pk", "event_id", "user__email", "state")),
    }


if __name__ == "__main__":
    main()
