"""News that waits for tens of people, due now: `python -m tests.reliability.waiting_news` within an installation.

Reads {"people": how many, "messages": how many, "devices": {number of a person: subscription}, "mailed_singly": [number, …], "pushed_singly": [number, …]}.
"""

import json
import sys

import django


def main():
    django.setup()
    stage(json.load(sys.stdin))


def stage(plan):
    """A firm whose members are owed a mail for each message, or all of them in one; and who has a device, pushes in the same two ways."""
    from comptoir.clients.models import Client, Dossier
    from comptoir.conversations.models import Recipient
    from comptoir.transports.devices import register_device
    from tests.load.dataset import make_conversation_rows, make_firm, make_messages

    here = make_firm("Cabinet Veille", "veille", plan["people"] + 1)
    author, *people = here.members
    client = Client.objects.create(firm=here.firm, name="Client de tous")
    dossier = Dossier.objects.create(firm=here.firm, licence=here.licence, client=client, name=client.name)
    (conversation,) = make_conversation_rows([dossier], author, "À tous")
    Recipient.objects.bulk_create([Recipient(conversation=conversation, user=user) for user in here.members])
    messages = make_messages([conversation] * plan["messages"], [author] * plan["messages"])
    for number, subscription in plan["devices"].items():
        register_device(people[int(number)], **subscription)
    owe(messages, people, mailed_singly=set(plan["mailed_singly"]), pushed_singly=set(plan["pushed_singly"]), with_device=set(map(int, plan["devices"])))


def owe(messages, people, *, mailed_singly, pushed_singly, with_device):
    """Every person is told of every message, and nothing has left yet."""
    from comptoir.notifications.models import Notification
    from comptoir.transports.models import Delivery

    told = [(number, user, message.event) for number, user in enumerate(people) for message in messages]
    reasons, channels = [["conversation.message", "recipient"]], {"in_app": "default", "web": "default", "email": "default"}
    Notification.objects.bulk_create(
        [Notification(firm_id=event.firm_id, event=event, user=user, topic=reasons[0][0], reasons=reasons, channels=channels) for _number, user, event in told]
    )
    places = [("email", mailed_singly, set(range(len(people)))), ("web", pushed_singly, with_device)]
    Delivery.objects.bulk_create(
        [
            Delivery(firm_id=event.firm_id, event=event, user=user, channel=channel, content="notification", is_grouped=number not in singly)
            for number, user, event in told
            for channel, singly, reached in places
            if number in reached
        ]
    )


if __name__ == "__main__":
    main()
