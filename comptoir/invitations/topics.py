"""What news invitations bring to who sent them."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.serving import who_serves
from comptoir.notifications.registry import CATEGORY_LABELS, Audience, Channel, Told, Topic, Words, declare

from .actions.rounds import ACCEPTED, EXPIRED, UNDELIVERABLE
from .models import Invitation

CATEGORY = "portal"
CATEGORY_LABELS.setdefault(CATEGORY, _l("Portail client"))


def senders(events):
    return (Told(event, event.data["sent_by"], "sender") for event in events if event.data["sent_by"])


def still_serve(pairs):
    """The pairs whose person still works for the client, of the invitations that are still there."""
    events = {event for event, _user in pairs}
    present = set(Invitation.objects.filter(pk__in={event.target_id for event in events}).values_list("pk", flat=True))
    serves = who_serves({event.data["client"]: event.firm_id for event in events}, {user_id for _event, user_id in pairs})
    return {(event, user_id) for event, user_id in pairs if event.target_id in present and (event.data["client"], user_id) in serves}


def accepted_words(event):
    return words(_("%(person)s a accepté votre invitation"), event.data["client_name"], event)


def failed_words(event):
    if event.verb == UNDELIVERABLE:
        return words(_("L’invitation de %(person)s n’a pas pu être remise"), event.data["why"] or event.data["client_name"], event)
    return words(_("L’invitation de %(person)s a expiré"), event.data["client_name"], event)


def words(title, detail, event):
    return Words(title % event.data, detail, reverse("client", args=[event.data["client"]]), about=event.data["client_name"])


declare(
    Topic(
        code="invitation.accepted",
        category=CATEGORY,
        label=_l("Invitation acceptée"),
        audience=Audience.STAFF,
        default=frozenset({Channel.IN_APP}),
        verbs=frozenset({ACCEPTED}),
        recipients=senders,
        still_allowed=still_serve,
        words=accepted_words,
        reasons={"sender": _l("vous avez envoyé cette invitation")},
        reasons_of_another={"sender": _l("a envoyé cette invitation")},
    )
)

declare(
    Topic(
        code="invitation.failed",
        category=CATEGORY,
        label=_l("Invitation expirée ou non remise"),
        audience=Audience.STAFF,
        default=frozenset({Channel.IN_APP, Channel.EMAIL}),
        verbs=frozenset({EXPIRED, UNDELIVERABLE}),
        recipients=senders,
        still_allowed=still_serve,
        words=failed_words,
        reasons={"sender": _l("vous avez envoyé cette invitation")},
        reasons_of_another={"sender": _l("a envoyé cette invitation")},
    )
)
