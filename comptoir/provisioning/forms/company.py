"""Who is billed, and how (seed 002, the first step)."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from comptoir.billing.models import Plan, Terms
from comptoir.clients.standing import standing_of
from comptoir.firms.rights import Right

from ..asking import companies_for, one_id
from .shown import ShownForm

# More than that is no list any more, but a search.
COMPANIES_IN_A_LIST = 300
FOUND_AT_ONCE = 20
EXPLAINED = {
    Terms.Mode.CLIENT: _l("Le client est directement facturé et prélevé, avec un moyen de paiement qui lui est demandé à sa première connexion."),
    Terms.Mode.FIRM: _l("Le cabinet est facturé et gère lui-même l’opportunité de refacturer son client."),
}


class CompanyForm(ShownForm):
    """`words`: what is searched for, in a firm with too many clients for a list."""

    FIELDS = {"client_id": "client", "mode": "mode", "plan_id": "plan"}

    client = forms.ChoiceField(label=_l("Entreprise facturée"))
    mode = forms.ChoiceField(label=_l("Mode de facturation"), choices=Terms.Mode.choices, widget=forms.RadioSelect)
    plan = forms.ChoiceField(label=_l("Offre tarifaire"))

    def __init__(self, *args, person, words="", **kwargs):
        super().__init__(*args, **kwargs)
        companies, plans = companies_for(person), plans_for(person)
        self.must_search = companies[: COMPANIES_IN_A_LIST + 1].count() > COMPANIES_IN_A_LIST
        self.words = words
        self.found = self.look_for(companies) if self.must_search else companies.order_by("name_key", "pk")
        self.fields["client"].choices = [("", _l("Choisir une entreprise")), *((str(one.pk), one.name) for one in self.found)]
        self.fields["plan"].choices = [("", _l("Choisir une offre")), *((str(plan.pk), plan.name) for plan in plans)]
        if len(plans) == 1:
            self.initial.setdefault("plan", str(plans[0].pk))
        self.has_plans = bool(plans)

    def look_for(self, companies):
        """Those that are found by the words, after the one that is chosen."""
        chosen = companies.filter(pk=one_id(str(self.initial.get("client", ""))))
        found = companies.matching(self.words).order_by("name_key", "pk")[:FOUND_AT_ONCE] if self.words.strip() else ()
        return list({one.pk: one for one in (*chosen, *found)}.values())

    @property
    def modes(self):
        return self.choices_of("mode", EXPLAINED)


def plans_for(person):
    """What can be chosen at the firms where this person may create client users, each name once."""
    rows = Plan.objects.filter(withdrawn_at=None)
    offered = {plan.pk: plan for firm_id in sorted(standing_of(person).firms_where(Right.CLIENT_USERS)) for plan in rows.on_offer(firm_id)}
    return sorted(offered.values(), key=lambda plan: plan.name)
