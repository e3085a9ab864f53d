"""Client users made by their own company's administrator, within what the firm allows."""

from dataclasses import replace

from comptoir.applications.models import ApplicationGrant
from comptoir.billing.models import Terms

from ..by_clients import ByClients, allowed_by
from ..limits import limits_of_administrator
from .creating import provision


class NotAllowed(Exception):
    """The firm lets no client create users."""


class NothingAgreed(Exception):
    """Nothing was agreed yet about the billing of the company: the firm creates its users."""


def create_as_administrator(asked, *, by, firm):
    """Create one client user of `by`'s own company as asked; return the Outcome. Who is billed, how, and when it opens follow from the firm.

    Raises NotAllowed, NothingAgreed.
    """
    allowed = allowed_by(firm)
    if allowed is ByClients.NOBODY:
        raise NotAllowed
    terms = terms_for(asked, by, firm)
    is_at_once = allowed is ByClients.AT_ONCE
    asked = replace(asked, client_id=terms.client_id, mode=terms.mode, plan_id=terms.plan_id, activates_now=is_at_once, sends_mail=is_at_once)
    return provision([asked], by=by, firm=firm, limits=limits_for(by, firm))


def limits_for(by, firm):
    """Own companies, dossiers, applications and level."""
    return limits_of_administrator(by, firm, applications_of(by, firm))


def applications_of(by, firm):
    return ApplicationGrant.objects.filter(client_user__user=by, client_user__firm=firm).values_list("application_id", flat=True)


def terms_for(asked, by, firm):
    """What was agreed for `by` where their company is the one billed, else for somebody else of the company. Raises NothingAgreed."""
    rows = Terms.objects.filter(client_user__firm=firm, client__in=list(asked.reach), plan__withdrawn_at=None).order_by("client_user_id")
    terms = rows.filter(client_user__user=by).first() or rows.first()
    if terms is None:
        raise NothingAgreed
    return terms
