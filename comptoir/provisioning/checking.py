"""Whether client users can be created as asked: read for any number of them with the same few queries, and nothing written."""

from functools import cached_property

from django.conf import settings
from django.contrib.auth import get_user_model

from comptoir.applications.offer import catalogue_of
from comptoir.billing.models import Plan, Terms
from comptoir.clients.models import ClientAccess, ClientUser
from comptoir.firms.models import Membership
from comptoir.kernel.among import among
from comptoir.kernel.emails import is_generic, read_address
from comptoir.kernel.identifiers import Unread
from comptoir.kernel.phones import read_e164

from .decisions import Code, Facts, problems_of
from .limits import limits_of_member

LONGEST = {"last_name": 80, "first_name": 80, "email": 254}
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


def check(asked, *, by, firm, limits=None):
    """[[Problem, …], …], one list for each Asked: what keeps it from being created now by `by` at `firm`; warnings too. Nothing is written."""
    asked = [one.in_one_form() for one in asked]
    return Known(asked, by, firm, limits).problems()


class Known:
    """What is known of these Asked (in their one form) now."""

    def __init__(self, asked, by, firm, limits=None):
        self.asked, self.by, self.firm = asked, by, firm
        self.limits = limits or limits_of_member(by, firm)

    def problems(self):
        """One list for each. Who comes second with an address repeats it; who comes after an administrator is not the first."""
        seen, led, answers = set(), set(), []
        for one in self.asked:
            problems = problems_of(one, self.facts(one, seen, led))
            seen.add(one.email)
            if one.type == ClientAccess.Type.ADMINISTRATOR and all(problem.is_warning for problem in problems):
                led |= set(one.reach)
            answers.append(problems)
        return answers

    def facts(self, one, seen, led):
        user, place = self.users.get(one.email), self.place_of(one.email)
        without = [pk for pk in one.reach if pk in self.clients and pk not in self.administered and pk not in led]
        return Facts(
            is_name_odd=any(len(getattr(one, name)) > most or not getattr(one, name).isprintable() for name, most in LONGEST.items() if name != "email"),
            email_fault=fault_of_address(one.email),
            is_repeated=one.email in seen,
            has_account=user is not None and (place is None or place.deleted_at is None),
            client_user_id=place.pk if place and place.deleted_at is None and place.pk in self.visible_places else None,
            is_colleague=user is not None and user.pk in self.colleagues,
            is_generic=is_generic(one.email),
            is_phone_read=not one.phone or is_phone(one.phone, self.firm.country),
            is_language_known=one.language in LANGUAGES,
            is_company_known=one.client_id in self.clients,
            are_companies_known=all(pk in self.clients for pk in one.reach) and self.limits.allows_reach(one),
            are_dossiers_known=all(self.dossiers.get(pk) == client_id for client_id, chosen in one.reach.items() for pk in chosen or ()),
            without_administrator=tuple(self.clients[pk].name for pk in without),
            is_level_allowed=self.limits.allows_level(one),
            is_mode_known=one.mode in Terms.Mode.values,
            plan_fault=self.plan_fault(one.plan_id),
            findings=tuple(self.catalogue.faults(one.application_ids)),
            are_applications_allowed=self.limits.allows_applications(one),
        )

    @cached_property
    def clients(self):
        """{client id: Client} of those that may be given."""
        ids = set().union(*(one.client_ids for one in self.asked))
        return {one.pk: one for one in self.limits.clients.filter(among("pk", ids)).select_related("firm")} if ids else {}

    @cached_property
    def dossiers(self):
        """{dossier id: client id} of those that may be given."""
        ids = set().union(*(one.dossier_ids for one in self.asked))
        return dict(self.limits.dossiers.filter(among("pk", ids)).values_list("pk", "client_id")) if ids else {}

    @cached_property
    def administered(self):
        return set(ClientAccess.objects.administering().filter(among("client_id", set(self.clients))).values_list("client_id", flat=True))

    @cached_property
    def users(self):
        """{address: User} of the accounts that have one of these addresses."""
        rows = get_user_model().objects.filter(among("email", {one.email for one in self.asked} - {""}))
        return {user.email: user for user in rows}

    @cached_property
    def places(self):
        """{user id: ClientUser} of those of them that are, or were, client users of this firm."""
        rows = ClientUser.objects.filter(among("user_id", {user.pk for user in self.users.values()}), firm=self.firm).select_related("user")
        return {place.user_id: place for place in rows}

    @cached_property
    def visible_places(self):
        ids = {place.pk for place in self.places.values()}
        # Who runs the installation is nobody, and knows them all.
        rows = ClientUser.objects.visible_to(self.by) if self.by else ClientUser.objects.all()
        return set(rows.filter(among("pk", ids)).values_list("pk", flat=True))

    @cached_property
    def colleagues(self):
        ids = {user.pk for user in self.users.values()}
        return set(Membership.objects.active().filter(among("user_id", ids), firm=self.firm).values_list("user_id", flat=True))

    @cached_property
    def plans(self):
        """{plan id: Plan} of this firm's, withdrawn or not."""
        return {plan.pk: plan for plan in Plan.objects.of_firm(self.firm.pk)}

    @cached_property
    def catalogue(self):
        return catalogue_of(self.firm.pk)

    def place_of(self, email):
        user = self.users.get(email)
        return self.places.get(user.pk) if user else None

    def plan_fault(self, plan_id):
        plan = self.plans.get(plan_id)
        if plan is None:
            return Code.PLAN_MISSING
        return Code.PLAN_WITHDRAWN if plan.withdrawn_at else None


def fault_of_address(email):
    if not email:
        return Code.EMAIL_MISSING
    try:
        read_address(email)
    except Unread:
        return Code.EMAIL_INVALID
    return Code.EMAIL_INVALID if len(email) > LONGEST["email"] else None


def is_phone(text, country):
    try:
        read_e164(text, country)
    except Unread:
        return False
    return True
