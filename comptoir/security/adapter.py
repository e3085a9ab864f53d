"""What django-allauth asks about second factors."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext_lazy as _l

from comptoir.kernel.secrets import seal, unseal

NAME = "Comptoir"


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _l("Cette clé d’accès n’a pas été reconnue. Réessayez, ou choisissez un autre moyen.")
    }

    def encrypt(self, text):
        return seal(text)

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text)

    def get_totp_issuer(self):
        return NAME

    def get_public_key_credential_rp_entity(self):
        """The installation's own name, whatever Host the request named: a passkey belongs to it for ever."""
        return {"id": settings.SITE_HOST, "name": NAME}

    def get_public_key_credential_user_entity(self, user):
        return super().get_public_key_credential_user_entity(user) | {"display_name": user.full_name}
