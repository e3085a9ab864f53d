"""What a firm asks for each act, and what somebody has shown (X11)."""

from allauth.account.authentication import get_authentication_records
from django.utils.translation import gettext as _

from comptoir.preferences.catalogue import Choice
from comptoir.preferences.models import Holder
from comptoir.preferences.resolver import values_at

from .decisions import Act, Assurance

PAGE = "portal-security"
PREFIX = "assurance."
NAMES = {"link": Assurance.LINK, "code": Assurance.LINK_AND_CODE, "account": Assurance.ACCOUNT, "mfa": Assurance.ACCOUNT_AND_MFA}


def ways():
    """What can be asked, as settings offer it."""
    return [
        ("link", _("Un lien unique")),
        ("code", _("Un lien unique et un code reçu par e-mail")),
        ("account", _("Un compte")),
        ("mfa", _("Un compte et un second facteur")),
    ]


def kind():
    return Choice(ways)


def policy_of(firm):
    """{Act: Assurance} that holds at the firm now, in one query."""
    values = values_at(Holder.of_firm(firm))
    return {act: NAMES[values[f"{PREFIX}{act}"]] for act in Act}


def proof_of(request):
    """What a signed-in person has shown in this session; what a link and a code prove is kept by the door (links.grants).

    Codes of an app, recovery codes and passkeys, which ask for the finger, face or PIN, are second factors. A session that was
    begun before there was one has shown none.
    """
    if not request.user.is_authenticated:
        return Assurance.NONE
    has_second = any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
    return Assurance.ACCOUNT_AND_MFA if has_second else Assurance.ACCOUNT
