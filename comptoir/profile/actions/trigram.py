"""The trigram: three letters that stand for a person, in each firm for one alone (P4)."""

from django.db import IntegrityError, transaction

from comptoir.accounts.models import User
from comptoir.firms.models import Membership
from comptoir.preferences.actions import SettingRefused, change_settings

from ..values import trigram_taken


class TrigramTaken(SettingRefused):
    """A colleague has it; `holder` says who."""

    def __init__(self, holder):
        super().__init__("profile.trigram", trigram_taken(holder))
        self.holder = holder


def set_trigram(user, trigram, by):
    """Give `user` a trigram, as `clean_trigram` reads it, in every firm at once. Raises TrigramTaken."""
    return change_settings(user, {"profile.trigram": trigram}, by=by)


def write_trigram(user, trigram, by):
    """The constraint decides, so that of two who take the same letters at one moment one is told."""
    memberships = Membership.objects.filter(user=user)
    try:
        with transaction.atomic():
            memberships.exclude(left_at=None).update(trigram="")  # a firm that was left needs its letters for others
            memberships.filter(left_at=None).update(trigram=trigram)
    except IntegrityError:
        raise TrigramTaken(holder_among_colleagues(user, trigram=trigram)) from None
    User.objects.filter(pk=user.pk).update(trigram=trigram)
    user.trigram = trigram


def taken_trigrams(user):
    """The trigrams of the colleagues in every firm where `user` works."""
    firms = Membership.objects.filter(user=user).active().values("firm_id")
    return set(Membership.objects.filter(firm__in=firms).exclude(user=user).exclude(trigram="").values_list("trigram", flat=True))


def holder_among_colleagues(user, **value):
    """Who has `value` in one of the firms where `user` works; None when it was given up meanwhile."""
    firms = Membership.objects.filter(user=user, left_at=None).values("firm_id")
    holder = Membership.objects.filter(firm__in=firms, **value).exclude(user=user).select_related("user").first()
    return holder.user if holder else None
