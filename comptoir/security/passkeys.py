"""Passkeys (WebAuthn level 3, section 7): made and checked by django-allauth and fido2, on this installation's address alone (promise A7)."""

import struct
from urllib.parse import urlsplit

from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _l

NOT_RECOGNISED = _l("Cette clé d’accès n’a pas été reconnue. Réessayez, ou choisissez un autre moyen.")
# What the parsers of fido2 stumble over when a browser, or somebody who plays one, sends something else than a key's answer.
MALFORMED = (AssertionError, AttributeError, IndexError, KeyError, OverflowError, RecursionError, TypeError, ValueError, struct.error)


def creation_options(user):
    """What the browser needs for a new passkey: kept on the device (resident), the person verified. The challenge is bound to the session."""
    return auth.begin_registration(user, passwordless=True)


def check_creation(credential):
    """Verify what the browser answered to `creation_options`. Raises ValidationError."""
    return checked(lambda: auth.complete_registration(from_here(auth.parse_registration_response(credential), credential)))


def check_answer(credential, user=None):
    """The Authenticator that signed the challenge; `user` says whose it must be, or nobody yet. Raises ValidationError."""

    def check():
        from_here(auth.parse_authentication_response(credential), credential)
        return auth.complete_authentication(user or auth.extract_user_from_response(credential), credential)

    return checked(check)


def checked(check):
    try:
        return check()
    except ValidationError:
        raise refused() from None
    except MALFORMED:
        raise refused() from None
    finally:
        # A challenge serves once, also when the answer was wrong.
        auth.clear_state()


def from_here(answer, credential):
    """The answer was given on this very address; a neighbour below the same domain is somebody else."""
    if origin(answer.response.client_data.origin) != origin(settings.BASE_URL):
        raise refused()
    return credential


def origin(address):
    """(scheme, host, port) of an address; a browser leaves out the port that its scheme implies."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def refused():
    return ValidationError(NOT_RECOGNISED, code="passkey_refused")
