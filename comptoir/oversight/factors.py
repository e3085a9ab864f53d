"""Who has no second factor."""

from allauth.mfa.models import Authenticator


def unprotected(user_ids):
    """Those of these whose account opens by its password alone: recovery codes protect nothing by themselves. One query."""
    protected = Authenticator.objects.filter(user__in=user_ids).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return set(user_ids) - set(protected.values_list("user_id", flat=True))
