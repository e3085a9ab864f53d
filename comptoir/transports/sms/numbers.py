"""To which telephone a short message goes, and why it does not; STOP and START."""

import phonenumbers
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberType

from comptoir.events.recording import record_event
from comptoir.kernel.identifiers import Unread
from comptoir.kernel.phones import read_e164, shown_phone
from comptoir.kernel.text import fold

from ..models import NumberState

STOPPED, STARTED = "number.stopped", "number.started"
# What networks and providers take for the end of it, alone in a message (ARCEP, AFMM, CTIA).
STOP_WORDS = frozenset({"stop", "stopper", "arret", "arreter", "desabonner", "unsubscribe", "cancel", "end", "quit", "stopall"})
START_WORDS = frozenset({"start", "unstop", "reprise", "reprendre"})


def number_of(user):
    """`user`'s number in E.164; "" when there is none that can be read."""
    try:
        return read_e164(user.phone) if user.phone else ""
    except Unread:
        return ""


def why_not(user):
    """Why no short message reaches `user`, in the active language; "" when one does."""
    return why_none_of([user])[user.pk]


def why_none_of(users):
    """{user id: the same} of several people, in one query."""
    numbers = {user.pk: number_of(user) for user in users}
    stopped = set(NumberState.objects.stopped().filter(number__in=set(numbers.values())).values_list("number", flat=True))
    return {user.pk: trouble_of(user, numbers[user.pk], is_stopped=numbers[user.pk] in stopped) for user in users}


def trouble_of(user, number, *, is_stopped):
    words = {"name": user.full_name, "number": shown_phone(number) if number else user.phone}
    if not user.phone:
        return _("%(name)s n’a pas de numéro de téléphone.") % words
    if not number:
        return _("Le numéro de %(name)s ne peut pas être lu : %(number)s.") % words
    if phonenumbers.number_type(phonenumbers.parse(number)) == PhoneNumberType.FIXED_LINE:
        return _("Le numéro de %(name)s est celui d’un téléphone fixe : %(number)s.") % words
    return _("%(name)s a répondu STOP : plus aucun SMS ne part vers ce numéro.") % words if is_stopped else ""


def in_the_language_of_its_author(delivery):
    """The words of what fails are read by whoever wrote the message."""
    author = delivery.event.actor if delivery.event else None
    return translation.override(author.language if author else settings.LANGUAGE_CODE)


def asks_to_stop(text):
    return fold(text).strip(" .!") in STOP_WORDS


def asks_to_start(text):
    return fold(text).strip(" .!") in START_WORDS


@transaction.atomic
def stop(number):
    """Send nothing more to `number`; return whether that is news. Records number.stopped for each person who has it.

    What waited for it fails as it is taken up, and so its authors hear of it.
    """
    now = timezone.now()
    _state, is_new = NumberState.objects.get_or_create(number=number, defaults={"stopped_at": now})
    if not is_new and not NumberState.objects.filter(~Q(cleared_at=None), number=number).update(stopped_at=now, cleared_at=None):
        return False
    tell(STOPPED, number)
    return True


@transaction.atomic
def start(number):
    """Send to `number` again; return whether it was stopped. Records number.started."""
    if not NumberState.objects.stopped().filter(number=number).update(cleared_at=timezone.now()):
        return False
    tell(STARTED, number)
    return True


def tell(verb, number):
    for user in get_user_model().objects.filter(phone=number):
        record_event(verb, user, actor=None, number=number)
