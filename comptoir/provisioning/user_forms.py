from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.applications.actions import NotOnOffer, give
from comptoir.applications.offer import catalogue_of
from comptoir.billing.actions import PlanWithdrawn, agree
from comptoir.billing.models import Plan, Terms
from comptoir.clients.actions import NothingChosen, Reach
from comptoir.clients.actions.reach import reaches_of
from comptoir.clients.forms import line, unread
from comptoir.clients.models import Client, ClientAccess, Dossier
from comptoir.kernel.emails import read_address
from comptoir.kernel.identifiers import Unread
from comptoir.kernel.phones import read_e164, shown_phone

from .actions import AddressIsTheirs, AddressTaken, NotTheFirms, add_company, change_access, change_details
from .sentences import of_finding
from .user_sentences import nothing_chosen, refusal

WHOLE, CHOSEN = ClientAccess.Scope.WHOLE, ClientAccess.Scope.CHOSEN


class DetailsForm(forms.Form):
    """Who a client user is. The address is what they sign in with: after their first sign-in it is theirs alone."""

    last_name = line(_l("Nom"), 80, required=True, autocomplete="off")
    first_name = line(_l("Prénom"), 80, autocomplete="off")
    email = line(_l("Adresse e-mail"), 254, required=True, inputmode="email", autocomplete="off")
    phone = line(_l("Téléphone"), 30, inputmode="tel", autocomplete="off")

    def __init__(self, *args, place, **kwargs):
        self.place = place
        user, country = place.user, place.firm.country
        initial = {"last_name": user.last_name, "first_name": user.first_name, "email": user.email, "phone": shown_phone(user.phone, country)}
        super().__init__(*args, initial=initial, **kwargs)
        if user.last_login is not None:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("Cette personne s’est déjà connectée : elle seule change son adresse, depuis son profil.")

    def clean_email(self):
        return self.read("email", read_address)

    def clean_phone(self):
        if "phone" not in self.changed_data:
            return self.place.user.phone
        return self.read("phone", lambda text: read_e164(text, self.place.firm.country))

    def read(self, name, reader):
        try:
            return reader(self.cleaned_data[name]) if self.cleaned_data[name] else ""
        except Unread as reason:
            raise forms.ValidationError(unread(reason)) from None

    def save(self, by):
        """Return the names of what was news; None with the reason at its field."""
        values = {name: " ".join(value.split()) for name, value in self.cleaned_data.items()}
        try:
            return change_details(self.place, values, by=by)
        except (AddressIsTheirs, AddressTaken, NotTheFirms) as error:
            self.add_error(*refusal(error))
            return None


class DossierChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, dossier):
        return f"{dossier.name} ({dossier.code})" if dossier.code else dossier.name


class ReachForm(forms.Form):
    """Level, type and dossiers of somebody in one company: those that who asks works on can be ticked, and the others stay as they are."""

    level = forms.ChoiceField(label=_l("Niveau d’accès"), choices=ClientAccess.Level.choices, widget=forms.RadioSelect)
    type = forms.ChoiceField(label=_l("Type"), choices=ClientAccess.Type.choices, widget=forms.RadioSelect)
    scope = forms.ChoiceField(label=_l("Dossiers"), choices=ClientAccess.Scope.choices, widget=forms.RadioSelect)
    dossiers = DossierChoice(label=_l("Dossiers choisis"), queryset=Dossier.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, client, person, held=frozenset(), **kwargs):
        super().__init__(*args, **kwargs)
        self.client, self.person = client, person
        rows = Dossier.objects.worked_on_by(person).filter(client=client).order_by("name_key", "pk")
        self.fields["dossiers"].queryset = rows
        # What the person reaches already and who asks does not see.
        self.kept = frozenset(held) - set(rows.values_list("pk", flat=True)) if held else frozenset()

    @property
    def wanted(self):
        """The Reach that was asked for."""
        data = self.cleaned_data
        if data["scope"] == WHOLE:
            return Reach(str(WHOLE))
        return Reach(str(CHOSEN), self.kept | {dossier.pk for dossier in data["dossiers"]})

    def clean(self):
        data = super().clean()
        if data.get("scope") == CHOSEN and "dossiers" not in self.errors and not data.get("dossiers") and not self.kept:
            self.add_error("dossiers", nothing_chosen())
        return data


class AccessForm(ReachForm):
    def __init__(self, *args, access, person, **kwargs):
        self.access = access
        held = reaches_of([access])[access.pk]
        initial = {"level": access.level, "type": access.type, "scope": access.scope, "dossiers": list(held.dossier_ids)}
        super().__init__(*args, client=access.client, person=person, held=held.dossier_ids, initial=initial, **kwargs)

    def save(self, by):
        """Write what is news; raises LastAdministrator."""
        return change_access(self.access, level=self.cleaned_data["level"], type=self.cleaned_data["type"], reach=self.wanted, by=by)


class CompanyForm(ReachForm):
    """One company more for somebody."""

    def __init__(self, *args, place, client, person, **kwargs):
        self.place = place
        initial = {"level": ClientAccess.Level.FULL, "type": ClientAccess.Type.STANDARD, "scope": WHOLE}
        super().__init__(*args, client=client, person=person, initial=initial, **kwargs)

    def save(self, by):
        data = self.cleaned_data
        try:
            return add_company(self.place, self.client, level=data["level"], type=data["type"], reach=self.wanted, by=by)
        except NothingChosen:
            self.add_error("dossiers", nothing_chosen())
            return None


class ApplicationsForm(forms.Form):
    applications = forms.TypedMultipleChoiceField(label=_l("Applications"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, firm_id, **kwargs):
        super().__init__(*args, **kwargs)
        self.catalogue = catalogue_of(firm_id)
        self.fields["applications"].choices = [(one.pk, one.name) for one in self.catalogue.applications]

    def clean_applications(self):
        chosen = frozenset(self.cleaned_data["applications"])
        findings = self.catalogue.faults(chosen)
        if findings:
            raise forms.ValidationError([of_finding(finding) for finding in findings])
        return chosen

    def save(self, place, by):
        try:
            return give([place], self.cleaned_data["applications"], by=by)
        except NotOnOffer as refused:
            self.add_error("applications", [of_finding(finding) for finding in refused.findings])
            return None


class TermsForm(forms.Form):
    """Who is billed for somebody, how, and on which plan."""

    client = forms.ModelChoiceField(label=_l("Entreprise facturée"), queryset=Client.objects.none(), empty_label=None)
    mode = forms.ChoiceField(label=_l("Mode de facturation"), choices=Terms.Mode.choices, widget=forms.RadioSelect)
    plan = forms.ModelChoiceField(label=_l("Offre tarifaire"), queryset=Plan.objects.none(), empty_label=_l("Choisissez une offre"))

    def __init__(self, *args, place, person, **kwargs):
        self.place, terms = place, Terms.objects.filter(client_user=place).first()
        initial = {"client": terms.client_id, "mode": terms.mode, "plan": terms.plan_id} if terms else {"mode": Terms.Mode.FIRM}
        super().__init__(*args, initial=initial, **kwargs)
        theirs = ClientAccess.objects.filter(firm=place.firm_id, user=place.user_id).values("client_id")
        self.fields["client"].queryset = Client.objects.served_by(person).filter(firm=place.firm_id, pk__in=theirs).order_by("name_key")
        held = Plan.objects.of_firm(place.firm_id).filter(pk=terms.plan_id if terms else None)
        self.fields["plan"].queryset = (Plan.objects.on_offer(place.firm_id) | held).distinct()

    def save(self, by):
        """Whether it was written; the reason at its field where it was not."""
        try:
            agree([self.place], **self.cleaned_data, by=by)
        except PlanWithdrawn:
            self.add_error("plan", _("Cette offre n’est plus proposée : choisissez-en une autre."))
            return False
        return True
