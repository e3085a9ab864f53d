"""The story of one request, read from its events: who did what, and when."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from comptoir.events.models import Event


@dataclass(frozen=True)
class Step:
    moment: object
    sentence: str
    icon: str


def story_of(validation):
    """The steps, the first one first; one query."""
    events = Event.objects.about(validation).filter(verb__in=ICONS).order_by("pk")
    return [Step(event.occurred_at, sentence_of(event), ICONS[event.verb]) for event in events]


ICONS = {
    "validation.requested": "send",
    "validation.reminded": "bell",
    "validation.accepted": "circle-check",
    "validation.refused": "circle-x",
    "validation.withdrawn": "rotate-ccw",
}


def sentence_of(event):
    sentences = {
        "validation.requested": _("%(author)s a demandé l’avis de %(addressee)s."),
        "validation.reminded": _("%(author)s a relancé %(addressee)s."),
        "validation.accepted": _("%(author)s a accepté."),
        "validation.refused": _("%(author)s a refusé."),
        "validation.withdrawn": _("%(author)s a retiré la demande."),
    }
    return sentences[event.verb] % event.data
