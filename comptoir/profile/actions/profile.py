"""«Informations»: what a person says about themselves (P2, P3)."""

from django.db import IntegrityError, transaction

from comptoir.firms.models import Membership
from comptoir.preferences.actions import SettingRefused, change_settings

from ..values import number_taken
from .trigram import holder_among_colleagues

# The setting that keeps each field; the others are called profile.<field>.
KEYS = {"signs_messages": "signature.signs_messages", "signature": "signature.signature", "time_zone": "dates.time_zone"}


class NumberTaken(SettingRefused):
    """A colleague has this ID; `holder` says who."""

    def __init__(self, holder):
        super().__init__("profile.number", number_taken(holder))
        self.holder = holder


def save_profile(person, changes, by):
    """Keep `changes` = {field: cleaned value}, all or none, each with its line in the history. Raises NumberTaken, TrigramTaken."""
    return change_settings(person, {KEYS.get(name, f"profile.{name}"): value for name, value in changes.items()}, by=by)


def write_number(person, number, by):
    """The ID in every firm where the person works (P3); the constraint decides between two who take one at the same moment."""
    try:
        with transaction.atomic():
            Membership.objects.filter(user=person, left_at=None).update(number=number)
    except IntegrityError:
        raise NumberTaken(holder_among_colleagues(person, number=number)) from None


def number_of(person):
    """The ID where the person has worked longest; "" for none."""
    membership = Membership.objects.filter(user=person, left_at=None).order_by("pk").first()
    return membership.number if membership else ""
