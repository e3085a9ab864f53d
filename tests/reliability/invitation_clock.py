"""An invitation that lives through its days in seconds: `python -m tests.reliability.invitation_clock` under `faketime`, on an installation of its own.

Reads {"sent_at": moment, "looks": [moment, …]}: Marie invites at the first, with this machine's clock put there; at each look the worker does its work
and somebody opens the link. Prints [[state, HTTP status of the page, mails that left so far, whether Marie was told of the end], …].
"""

import json
import sys
from datetime import datetime, timedelta

import django

from .clock import Clock, everything_of_a_worker

# Nobody looks at the page: its assets need not be made.
PLAIN_FILES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def main():
    django.setup()
    from comptoir.server.worker import Worker

    plan = json.load(sys.stdin)
    clock = Clock()
    sent_at = datetime.fromisoformat(plan["sent_at"])
    clock.put_to(sent_at - timedelta(hours=1))
    cast, contact = somebody_to_invite()
    clock.put_to(sent_at)
    invitation, path = invite_them(cast, contact)
    work, worker = everything_of_a_worker(), Worker()
    seen = []
    for moment in plan["looks"]:
        clock.put_to(datetime.fromisoformat(moment))
        while worker.look_after_invitations():
            pass
        work()
        seen.append(look_at(invitation, path))
    print(json.dumps(seen))


def somebody_to_invite():
    from tests.cast import Cast
    from tests.invitations.inviting import contact_of

    cast = Cast()
    return cast, contact_of(cast)


def invite_them(cast, contact):
    from tests.invitations.inviting import invited, path_of

    invitation = invited(cast, contact=contact)
    return invitation, path_of(invitation)


def look_at(invitation, path):
    from django.test import Client
    from django.test.utils import override_settings

    from comptoir.events.models import Event
    from comptoir.transports.models import MailboxMessage

    invitation.refresh_from_db()
    with override_settings(STORAGES=PLAIN_FILES):
        page = Client(SERVER_NAME="localhost").get(path)
    mails = MailboxMessage.objects.filter(recipient=invitation.email).count()
    return [invitation.state(), page.status_code, mails, Event.objects.filter(verb="invitation.expired").count()]


if __name__ == "__main__":
    main()
