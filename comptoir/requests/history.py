"""The story of one request, read from its events: who did what, and when."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.events.models import Event


@dataclass(frozen=True)
class Step:
    moment: object
    sentence: str
    icon: str


def story_of(request):
    """The steps, the first one first; one query."""
    events = Event.objects.about(request).filter(verb__in=ICONS).select_related("actor").order_by("pk")
    return [Step(event.occurred_at, sentence_of(event), ICONS[event.verb]) for event in events]


ICONS = {
    "request.sent": "send",
    "request.reminded": "bell",
    "request.due": "clock-alert",
    "request.link_sent": "mail",
    "link.revoked": "lock",
    "request.completed": "circle-check",
    "request.cancelled": "rotate-ccw",
}


def sentence_of(event):
    if event.verb == "link.revoked":
        count = event.data["count"]
        return ngettext("Un lien a été retiré.", "%(count)s liens ont été retirés.", count) % {"count": count}
    if event.verb == "request.link_sent" and not event.actor_id:
        return _("%(recipient)s a demandé un nouveau lien.") % event.data
    sentences = {
        "request.sent": _("%(author)s a envoyé la demande."),
        "request.reminded": _("%(author)s a envoyé un rappel."),
        "request.due": _("Un rappel est parti de lui-même : l’échéance est proche ou passée."),
        "request.link_sent": _("%(author)s a envoyé un nouveau lien à %(recipient)s."),
        "request.completed": _("%(author)s a répondu."),
        "request.cancelled": _("%(author)s a annulé la demande."),
    }
    return sentences[event.verb] % event.data
