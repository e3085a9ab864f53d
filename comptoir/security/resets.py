"""Somebody lost phone and codes: an administrator of the firm, who knows them, takes their second factors away (promise A9)."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from . import recovery
from .factors import NoFactor, Type, factors_of, lock


def what_goes(user):
    """What a reset takes away, in numbers: {"factors", "codes", "sessions"}."""
    codes = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    return {
        "factors": factors_of(user).count(),
        "codes": recovery.count_left(codes) if codes else 0,
        "sessions": user.sessions.filter(expire_date__gt=timezone.now()).count(),
    }


@transaction.atomic
def reset_factors(user, *, by, firm, reason):
    """Leave `user` with the password alone, signed out everywhere. Raises NoFactor. Records factor.reset in the firm's journal."""
    lock(user)
    gone = what_goes(user)
    if not gone["factors"]:
        raise NoFactor
    Authenticator.objects.filter(user=user).delete()
    user.sessions.all().delete()
    record_event("factor.reset", user, actor=by, firm=firm, reason=reason, count=gone["factors"], by=by.full_name)
