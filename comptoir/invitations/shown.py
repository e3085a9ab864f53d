"""What ends with a client user's place: the invitations that would let them in again."""

from django.utils.translation import ngettext

from comptoir.clients.shown import End, declare_end

from .actions import revoke
from .models import Invitation


def waiting(place):
    return Invitation.objects.unanswered().filter(firm=place.firm_id, email=place.user.email)


def still_waiting(place, standing):
    return waiting(place).count()


def words(count):
    return ngettext("%(count)s invitation en attente sera révoquée.", "%(count)s invitations en attente seront révoquées.", count) % {"count": count}


def close(place, by):
    revoke(list(waiting(place)), by=by)


declare_end(End("invitations", "send", 50, still_waiting, words, close))
