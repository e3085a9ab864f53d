"""The points of a new colleague's check-list that rows of people and firms answer."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.clients.check_lists import Point, declare
from comptoir.clients.models import DossierManager
from comptoir.firms.models import SEES_ALL_DOSSIERS, Membership
from comptoir.kernel.among import among


def people(user_ids, **conditions):
    return set(get_user_model().objects.filter(among("pk", user_ids), **conditions).values_list("pk", flat=True))


def signed_in(firm_id, user_ids):
    return people(user_ids, last_login__isnull=False)


def protected(firm_id, user_ids):
    factors = Authenticator.objects.filter(among("user_id", user_ids)).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return set(factors.values_list("user_id", flat=True))


def licensed(firm_id, user_ids):
    """Who sees the whole firm needs none."""
    here = Membership.objects.filter(among("user_id", user_ids), firm=firm_id)
    return set(here.filter(SEES_ALL_DOSSIERS).values_list("user_id", flat=True).union(here.exclude(licence_accesses=None).values_list("user_id", flat=True)))


def managing(firm_id, user_ids):
    return set(DossierManager.objects.filter(among("user_id", user_ids), dossier__firm=firm_id).values_list("user_id", flat=True))


def signing(firm_id, user_ids):
    return people(user_ids) - people(user_ids, signature="")


def pictured(firm_id, user_ids):
    return people(user_ids) - people(user_ids, photo="")


def page(slug):
    return lambda: reverse("settings_page", args=[slug])


declare(Point("sign_in", _("Première connexion"), 30, signed_in, is_theirs=True, url=lambda: reverse("home")))
declare(Point("second_factor", _("Double authentification"), 40, protected, is_theirs=True, url=page("security")))
declare(Point("licences", _("Au moins une licence"), 50, licensed))
declare(Point("dossiers", _("Au moins un dossier géré"), 60, managing))
declare(Point("signature", _("Signature"), 80, signing, is_theirs=True, url=page("signature")))
declare(Point("photo", _("Photo"), 90, pictured, is_theirs=True, url=page("profile")))
