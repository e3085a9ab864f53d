"""How invitations and levels look in lists."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ..decisions import State

register = template.Library()

LATE = {State.EXPIRED, State.UNDELIVERABLE}
PLAIN = {State.ACCEPTED, State.REVOKED}


@register.simple_tag
def state_pill(state):
    """Where one invitation stands."""
    return pill(state, words_of(state))


@register.simple_tag
def states_pill(state, count):
    """How many invitations stand there."""
    return pill(state, counted(state, count) % {"count": count})


def pill(state, words):
    kind = " late" if state in LATE else " plain" if state in PLAIN else ""
    return format_html('<span class="pill{}">{}</span>', kind, words)


def words_of(state):
    return {
        State.PENDING: _("en attente"),
        State.ACCEPTED: pgettext("invitation", "acceptée"),
        State.EXPIRED: _("expirée"),
        State.REVOKED: _("révoquée"),
        State.UNDELIVERABLE: _("non remise"),
    }[State(state)]


def counted(state, count):
    return {
        State.PENDING: ngettext("%(count)s en attente", "%(count)s en attente", count),
        State.ACCEPTED: ngettext("%(count)s acceptée", "%(count)s acceptées", count),
        State.EXPIRED: ngettext("%(count)s expirée", "%(count)s expirées", count),
        State.REVOKED: ngettext("%(count)s révoquée", "%(count)s révoquées", count),
        State.UNDELIVERABLE: ngettext("%(count)s non remise", "%(count)s non remises", count),
    }[State(state)]


@register.filter
def of_state(label, count):
    """A label and how many: for lists of numbers."""
    return _("%(label)s : %(count)s") % {"label": label, "count": count}
