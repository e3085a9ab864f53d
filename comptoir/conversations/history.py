"""What somebody chose about their participation, in their own history, from where it can be undone (X3)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.preferences.history import Change, declare_change

from .actions.participation import CHOSEN, Reason
from .models import Side


def change_of(event):
    changes = event.data["changes"]
    if event.data["reason"] == Reason.CHOICE and len(changes) == 1:
        ((side, scope, _pk, before, after),) = changes
        title = _("%(side)s : %(place)s") % {"side": Side(side).label, "place": place_words(scope, event.data["name"])}
        return Change(event, title, answer_words(before), answer_words(after), is_setting=True, can_be_undone=True, undone_at="participation_reversal")
    return Change(event, title_of(event, len(changes)), can_be_undone=True, undone_at="participation_reversal")


def title_of(event, count):
    reason = event.data["reason"]
    if reason == Reason.OWN_DOSSIERS:
        return _("Ne participer qu’à mes dossiers")
    if reason == Reason.ALIGNMENT:
        place = place_words(event.data["scope"], event.data["name"])
        words = {"side": Side(event.data["side"]).label, "place": place, "count": count}
        return ngettext("%(side)s : %(place)s (%(count)s choix aligné)", "%(side)s : %(place)s (%(count)s choix alignés)", count) % words
    if reason == Reason.REVERSAL:
        return ngettext("Participation : %(count)s choix rétabli", "Participation : %(count)s choix rétablis", count) % {"count": count}
    return ngettext("Participation : %(count)s choix", "Participation : %(count)s choix", count) % {"count": count}


def place_words(scope, name):
    if scope == "licence":
        return _("licence %(name)s") % {"name": name}
    return _("tous les dossiers de %(firm)s") % {"firm": name} if scope == "all" else name


def answer_words(answer):
    return {None: _("valeur héritée"), True: _("Participe"), False: _("Ne participe pas")}[answer]


declare_change(CHOSEN, change_of)
