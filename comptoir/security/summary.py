"""What the pages say of somebody's second factors."""

from allauth.mfa.models import Authenticator

from .decisions import CODE_COUNT
from .factors import Type
from .recovery import count_left


def factors_context(request):
    """{"app", "passkeys", "recovery_codes"} for the page «Sécurité», in one query."""
    rows = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    by_type = {kind: [row for row in rows if row.type == kind] for kind in Type}
    return {
        "app": first(by_type[Type.TOTP]),
        "passkeys": by_type[Type.WEBAUTHN],
        "recovery_codes": codes_left(first(by_type[Type.RECOVERY_CODES])),
    }


def recovery_codes_of(user):
    return codes_left(Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first())


def codes_left(row):
    """{"left", "count", "created_at"} of a set of codes, or None."""
    return row and {"left": count_left(row), "count": CODE_COUNT, "created_at": row.created_at}


def first(rows):
    return rows[0] if rows else None
