"""What is said of a saved draft, and of an answer that crossed another."""

from django.utils import timezone
from django.utils.translation import gettext as _

from comptoir.ui.moments import clock, full_moment


def saved_draft(saved_at):
    """The mark of a save, which tells one from the next, and its sentence; both empty where nothing is kept."""
    return {"draft_mark": saved_at.isoformat(), "draft_sentence": saved_sentence(saved_at)} if saved_at else {"draft_mark": "", "draft_sentence": ""}


def saved_sentence(saved_at):
    if timezone.localtime(saved_at).date() == timezone.localdate():
        return _("Brouillon enregistré à %(time)s") % {"time": clock(saved_at)}
    return _("Brouillon enregistré %(moment)s") % {"moment": full_moment(saved_at)}


def meanwhile_sentence(message):
    """Who wrote before this was sent, and when."""
    name = message.author.full_name if message.author else message.sender_name
    return _("%(name)s a répondu à %(time)s, avant votre envoi.") % {"name": name or _("Compte effacé"), "time": clock(message.sent_at)}
