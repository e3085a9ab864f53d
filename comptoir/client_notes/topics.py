"""What news notes on clients bring."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from comptoir.clients.serving import who_serves
from comptoir.notifications.registry import CATEGORY_LABELS, Audience, Channel, Told, Topic, Words, declare

from .models import ClientNote

CATEGORY = "clients"
CATEGORY_LABELS.setdefault(CATEGORY, _l("Clients"))


def mentioned(events):
    return (Told(event, user_id, "mentioned") for event in events for user_id in event.data["mentions"])


# The id of a note that is only being previewed.
NOT_YET = 0


def still_reads(pairs):
    """The pairs whose person still works for the client, of the notes that are still there."""
    events = {event for event, _user in pairs}
    present = set(ClientNote.objects.present().filter(pk__in={event.data["note"] for event in events}).values_list("pk", flat=True))
    serves = who_serves({event.target_id: event.firm_id for event in events}, {user_id for _event, user_id in pairs})
    return {
        (event, user_id)
        for event, user_id in pairs
        if (event.data["note"] in present or event.data["note"] == NOT_YET) and (event.target_id, user_id) in serves
    }


def mention_words(event):
    url = "{}#note-{}".format(reverse("client", args=[event.target_id]), event.data["note"])
    title = _("%(author)s vous mentionne dans une note sur %(client_name)s") % event.data
    return Words(title, event.data["excerpt"], url, about=event.data["client_name"])


declare(
    Topic(
        code="client.mention",
        category=CATEGORY,
        label=pgettext_lazy("client", "@Mentions dans une note"),
        audience=Audience.STAFF,
        default=frozenset({Channel.IN_APP, Channel.WEB, Channel.MOBILE, Channel.EMAIL}),
        verbs=frozenset({"client_note.added", "client_note.edited"}),
        recipients=mentioned,
        still_allowed=still_reads,
        words=mention_words,
        reasons={"mentioned": _l("quelqu’un vous a mentionné")},
        reasons_of_another={"mentioned": _l("mentionné dans la note")},
        weight=30,
    )
)
