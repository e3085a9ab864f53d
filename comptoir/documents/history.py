"""The story of one document, read from its events: who did what, and who took it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from comptoir.events.models import Event

from .actions.downloading import DOWNLOADED

MOST_DOWNLOADS = 100


@dataclass(frozen=True)
class Step:
    moment: object
    sentence: str
    icon: str


ICONS = {
    "document.shared": "upload",
    "document.extended": "user-plus",
    "document.restricted": "users",
    "document.renamed": "pencil",
    "document.withdrawn": "archive",
    "document.restored": "rotate-ccw",
}


def story_of(document):
    """The steps, the first one first; one query."""
    events = Event.objects.about(document).filter(verb__in=ICONS).order_by("pk")
    return [Step(event.occurred_at, sentence_of(event), ICONS[event.verb]) for event in events]


def sentence_of(event):
    words = event.data | {"names": ", ".join(event.data.get("names", ()))}
    sentences = {
        "document.shared": _("%(author)s a déposé le document.") if event.data["from_client"] else _("%(author)s a partagé le document."),
        "document.extended": _("%(author)s l’a partagé aussi avec %(names)s."),
        "document.restricted": _("%(author)s ne le partage plus nommément avec %(names)s."),
        "document.renamed": _("%(author)s l’a renommé : il s’appelait «%(before)s»."),
        "document.withdrawn": _("%(author)s a retiré le document."),
        "document.restored": _("%(author)s a remis le document."),
    }
    sentence = sentences[event.verb]
    if event.verb == "document.shared" and event.data["names"]:
        sentence = _("%(author)s a partagé le document, nommément avec %(names)s.")
    return sentence % words


def downloads_of(document):
    """The events of those who took the file, the latest first; one query."""
    return list(Event.objects.about(document).filter(verb=DOWNLOADED).select_related("actor").order_by("-pk")[:MOST_DOWNLOADS])
