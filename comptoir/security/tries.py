"""How often a second factor may be guessed: five times, then a minute's pause; ten times in all, then a quarter of an hour (promises A4, A6).

Counted per account, and only by who has given the password already: a stranger cannot lock anybody out.
"""

from allauth.core import context, ratelimit
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def take_try(user):
    """Count one guess, before it is looked at. Raises ValidationError that says how long to wait."""
    if not may("second_factor", user):
        raise ValidationError(_("Trop de codes erronés. Attendez une minute, puis réessayez."), code="locked")
    if not may("second_factor_long", user):
        raise ValidationError(_("Trop de codes erronés. Attendez un quart d’heure, puis réessayez."), code="locked")


def take_password_try(user):
    """Count one guess of the password that somebody signed in already has. Raises ValidationError that says how long to wait."""
    if not may("current_password", user):
        raise ValidationError(_("Trop d’essais. Attendez dix minutes, puis réessayez."), code="locked")


def forget_password_tries(user):
    ratelimit.clear(context.request, action="current_password", key=f"{user.pk}")


def may(action, user):
    return ratelimit.consume(context.request, action=action, key=f"{user.pk}")


def forget_tries(user):
    """The right code: guessing begins anew."""
    for action in ("second_factor", "second_factor_long"):
        ratelimit.clear(context.request, action=action, key=f"{user.pk}")
