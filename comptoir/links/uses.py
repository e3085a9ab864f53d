"""What became of links, in sentences for colleagues: opened by a filter at 9:02, opened at 9:05. Nothing of it is proof of who it was."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from comptoir.ui.moments import clock, full_moment

from .decisions import State, masked, state_of
from .models import Link, LinkUse

Kind = LinkUse.Kind


@dataclass(frozen=True)
class UseLine:
    """One thing that was done with a link. `sentence` has the moment in it."""

    kind: str
    at: datetime
    icon: str
    sentence: str
    address: str = ""


@dataclass(frozen=True)
class Told:
    """A link as colleagues see it: whose, until when, its state, and its uses, the oldest first."""

    link: Link
    state: State
    words: str
    uses: list

    @property
    def is_open(self):
        return self.state is State.OPEN

    @property
    def name(self):
        return self.link.contact.full_name


def links_of(target):
    """[Told] of all links that lead to one object, the newest first; two queries whatever their number."""
    return told(Link.objects.with_newer().about(target).order_by("-id").select_related("contact"))


def links_about(targets):
    """{target id: [Told]} of several objects of one kind; two queries whatever their number."""
    by_target = {target.pk: [] for target in targets}
    if not targets:
        return by_target
    label = targets[0]._meta.label_lower
    for one in told(Link.objects.with_newer().filter(target_type=label, target_id__in=by_target).order_by("-id").select_related("contact")):
        by_target[one.link.target_id].append(one)
    return by_target


def told(links):
    """[Told] of links that know whether there is a newer one (`with_newer`), in their order; one query for their uses."""
    links = list(links)
    lines, now = lines_of(links), timezone.now()
    states = [state_of(link, now, has_newer=link.has_newer) for link in links]
    return [Told(link, state, state_words(link, state), lines[link.pk]) for link, state in zip(links, states, strict=True)]


def lines_of(links):
    """{link id: [UseLine]} of these links, the oldest first, in one query."""
    lines = defaultdict(list)
    for use in LinkUse.objects.filter(link__in=[link.pk for link in links]).order_by("id") if links else ():
        icon, words = SENTENCES[use.kind]
        lines[use.link_id].append(UseLine(use.kind, use.at, icon, words() % {"moment": at(use.at)}, use.address))
    return lines


def at(moment):
    """«à 9 h 05» today, «le lun. 30 nov. à 9 h 05» on other days."""
    if timezone.localdate(moment) == timezone.localdate():
        return _("à %(time)s") % {"time": clock(moment)}
    return _("le %(moment)s") % {"moment": full_moment(moment)}


def state_words(link, state):
    """«Valable jusqu’au lun. 30 nov. à 9 h»"""
    return STATES[state]() % {"moment": full_moment(link.expires_at), "email": masked(link.email)}


STATES = {
    State.OPEN: lambda: _("Valable jusqu’au %(moment)s"),
    State.EXPIRED: lambda: _("Expiré depuis le %(moment)s"),
    State.REPLACED: lambda: _("Remplacé par un lien plus récent"),
    State.USED: lambda: _("Utilisé"),
    State.REVOKED: lambda: _("Retiré"),
}
SENTENCES = {
    Kind.OPENED: ("mail", lambda: _("Ouvert %(moment)s")),
    Kind.SCANNED: ("shield", lambda: _("Ouvert par un filtre de messagerie %(moment)s")),
    Kind.ENTERED: ("user-round-check", lambda: _("Page ouverte avec le bouton %(moment)s")),
    Kind.CODE_SENT: ("key-round", lambda: _("Code envoyé %(moment)s")),
    Kind.CODE_REFUSED: ("circle-alert", lambda: _("Code erroné saisi %(moment)s")),
    Kind.TOO_LATE: ("clock-alert", lambda: _("Ouvert trop tard %(moment)s")),
    Kind.RENEWED: ("refresh-cw", lambda: _("Nouveau lien demandé %(moment)s")),
    Kind.CONSUMED: ("circle-check", lambda: _("Utilisé %(moment)s")),
}
