"""What a change of many asks beside whom it is for."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.applications.offer import catalogue_of
from comptoir.clients.models import Client, ClientAccess, Dossier
from comptoir.clients.standing import standing_of

from .holdings import Change, Kind
from .sentences import of_finding
from .user_forms import DossierChoice
from .user_listing import id_of

COMPANIES_FOUND = 20
OF_COMPANY = {Kind.ADD_COMPANIES, Kind.REMOVE_COMPANIES, Kind.ADD_DOSSIERS, Kind.REMOVE_DOSSIERS}
OF_DOSSIERS = {Kind.ADD_DOSSIERS, Kind.REMOVE_DOSSIERS}
FIELDS = {
    Kind.LEVEL: ["level"],
    Kind.TYPE: ["type"],
    Kind.APPLICATIONS: ["applications"],
    Kind.ADD_COMPANIES: ["client", "level"],
    Kind.REMOVE_COMPANIES: ["client"],
    Kind.ADD_DOSSIERS: ["client", "dossiers", "level"],
    Kind.REMOVE_DOSSIERS: ["client", "dossiers"],
}


class CompanyField(forms.ModelChoiceField):
    def label_from_instance(self, client):
        return f"{client.name}, {client.city}" if client.city else client.name


class MassForm(forms.Form):
    """The fields of one Kind; `value` is the Change that they ask for. Companies are found by words, then chosen."""

    client = CompanyField(label=_l("Entreprise"), queryset=Client.objects.none(), widget=forms.RadioSelect, empty_label=None)
    dossiers = DossierChoice(label=_l("Dossiers"), queryset=Dossier.objects.none(), widget=forms.CheckboxSelectMultiple)
    level = forms.ChoiceField(label=_l("Niveau d’accès"), choices=ClientAccess.Level.choices, widget=forms.RadioSelect, initial="full")
    type = forms.ChoiceField(label=_l("Type"), choices=ClientAccess.Type.choices, widget=forms.RadioSelect, initial="standard")
    applications = forms.TypedMultipleChoiceField(label=_l("Applications"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data=None, *, kind, firm, person, words="", client_id=0):
        self.kind, self.firm, self.person, self.words = Kind(kind), firm, person, words
        super().__init__(data, initial={"client": client_id} if client_id else None)
        for name in set(self.fields) - set(FIELDS.get(self.kind, ())):
            del self.fields[name]
        if self.kind in OF_COMPANY:
            self.offer_companies(id_of((data or {}).get("client", "")) or client_id)
        if self.kind is Kind.APPLICATIONS:
            self.catalogue = catalogue_of(firm.pk)
            self.fields["applications"].choices = [(one.pk, one.name) for one in self.catalogue.applications]
        if self.kind is Kind.ADD_COMPANIES:
            self.fields["level"].help_text = _("Pour qui n’a pas encore d’accès à cette entreprise ; un accès fermé s’ouvre de nouveau comme il était.")
        if self.kind is Kind.ADD_DOSSIERS:
            self.fields["level"].help_text = _("Pour qui n’a pas encore d’accès à cette entreprise.")

    def offer_companies(self, chosen_id):
        served = Client.objects.served_by(self.person).filter(firm=self.firm)
        self.chosen = served.filter(pk=chosen_id).first()
        found = served.matching(self.words).order_by("name_key", "pk").values_list("pk", flat=True)[:COMPANIES_FOUND]
        offered = [self.chosen.pk] if self.chosen and not self.words else [*found]
        self.fields["client"].queryset = served.filter(pk__in=offered).order_by("name_key", "pk")
        if "dossiers" in self.fields:
            self.fields["dossiers"].queryset = Dossier.objects.worked_on_by(self.person).filter(client=self.chosen).order_by("name_key", "pk")
            self.fields["dossiers"].error_messages["required"] = _("Choisissez au moins un dossier.")

    @property
    def asks_nothing(self):
        return not self.fields

    @property
    def is_of_company(self):
        return self.kind in OF_COMPANY

    def clean_applications(self):
        chosen = frozenset(self.cleaned_data["applications"])
        findings = self.catalogue.faults(chosen)
        if findings:
            raise forms.ValidationError([of_finding(finding) for finding in findings])
        return chosen

    @property
    def value(self):
        data = self.cleaned_data
        client, dossiers = data.get("client"), data.get("dossiers") or ()
        return change_of(
            self.kind,
            self.person,
            level=data.get("level", "full"),
            type=data.get("type", "standard"),
            clients=[client] if client else [],
            dossiers=dossiers,
            application_ids=data.get("applications", frozenset()),
        )

    @property
    def words_of_value(self):
        """[(label, what was chosen), …]."""
        told = []
        for name, field in self.fields.items():
            value = self.cleaned_data[name]
            if name in ("level", "type"):
                told.append((field.label, dict(field.choices)[value]))
            elif name == "applications":
                told.append((field.label, ", ".join(label for pk, label in field.choices if pk in value) or _("aucune")))
            else:
                told.append((field.label, ", ".join(str(one) for one in (value if name == "dossiers" else [value]))))
        return told


def change_of(kind, person, *, level="full", type="standard", clients=(), dossiers=(), application_ids=frozenset()):
    """The Change of these rows, as far as `person` serves their companies."""
    clients, dossiers = list(clients), list(dossiers)
    of_dossiers = kind in OF_DOSSIERS
    all_of_them = {}
    if kind is Kind.REMOVE_DOSSIERS:
        for pk, client_id in Dossier.objects.filter(client__in={dossier.client_id for dossier in dossiers}).values_list("pk", "client_id"):
            all_of_them.setdefault(client_id, set()).add(pk)
    return Change(
        kind,
        level=level,
        type=type,
        client_ids=frozenset() if of_dossiers else frozenset(client.pk for client in clients),
        dossiers={dossier.pk: dossier.client_id for dossier in dossiers},
        of_company=all_of_them,
        application_ids=frozenset(application_ids),
        served_ids=served_by(person),
    )


def served_by(person):
    """The ids of the companies that a member serves; None for who serves all of their firms'."""
    standing = standing_of(person)
    if standing.firm_ids <= standing.whole_firm_ids:
        return None
    return frozenset(Client.objects.served_by(person).values_list("pk", flat=True))
