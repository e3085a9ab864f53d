import re
import uuid

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.firms.models import Licence
from comptoir.kernel.identifiers import Unread, read_email, read_phone, read_siren
from comptoir.kernel.text import fold

from .actions import CodeTaken, NewContact, SirenKnown, create_client, known_by_siren, made_before
from .filling import COMPANY_FIELDS
from .models import Client
from .standing import standing_of
from .workplaces import licences_worked_in, members_of

UNREAD = {
    "siren_digits": _l("Un SIREN ne contient que des chiffres."),
    "siren_length": _l("Un SIREN compte 9 chiffres."),
    "siren_check": _l("Ce SIREN n’existe pas : sa clé de contrôle est fausse."),
    "email": _l("Cette adresse e-mail est illisible ; une seule adresse est attendue."),
    "phone": _l("Ce numéro de téléphone est illisible ; un seul numéro est attendu, comme 03 20 12 34 56."),
}
CONTACT_FIELDS = ("last_name", "first_name", "email", "phone")


def unread(reason):
    """The sentence of a value that cannot be read, in the active language."""
    return str(UNREAD.get(reason.code, UNREAD["siren_length"]))


class LicenceField(forms.ModelChoiceField):
    """A licence by its name, and its firm's where the person works for several."""

    shows_firms = False

    def label_from_instance(self, licence):
        return f"{licence.firm.name}, {licence.name}" if self.shows_firms else licence.name


class ManagerField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, user):
        return user.full_name


class OneManagerField(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return user.full_name


def line(label, longest, *, required=False, **attrs):
    return forms.CharField(label=label, max_length=longest, required=required, widget=forms.TextInput(attrs=attrs))


class ClientForm(forms.Form):
    """«Nouveau client»: the company, its dossier, the person to talk to."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    siren = line("SIREN", 20, inputmode="numeric", autocomplete="off", placeholder="123 456 782")
    kind = forms.ChoiceField(label=_l("Type"), choices=Client.Kind.choices)
    name = line(_l("Raison sociale ou nom"), 200, required=True, autocomplete="off")
    legal_form = line(_l("Forme juridique"), 80, autocomplete="off")
    address = line(_l("Adresse"), 250, autocomplete="off")
    postal_code = line(_l("Code postal"), 12, autocomplete="off")
    city = line(_l("Ville"), 100, autocomplete="off")
    country = line(_l("Pays"), 60, autocomplete="off")
    licence = LicenceField(label=_l("Licence"), queryset=Licence.objects.none(), empty_label=_l("Choisissez une licence"))
    code = line(_l("Code du dossier"), 40, autocomplete="off")
    manager = OneManagerField(label=_l("Gestionnaire principal"), queryset=None, required=False, empty_label=_l("Personne pour l’instant"))
    others = ManagerField(label=_l("Autres gestionnaires"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple)
    last_name = line(_l("Nom"), 80, autocomplete="off")
    first_name = line(_l("Prénom"), 80, autocomplete="off")
    email = line(_l("Adresse e-mail"), 254, inputmode="email", autocomplete="off")
    phone = line(_l("Téléphone"), 30, inputmode="tel", autocomplete="off")

    def __init__(self, *args, person, initial=None, **kwargs):
        self.person, self.known = person, None
        self.licences = licences_worked_in(person).select_related("firm").order_by("firm__name", "name")
        super().__init__(*args, initial=self.defaults() | (initial or {}), **kwargs)
        field = self.fields["licence"]
        field.queryset, field.shows_firms = self.licences, len({licence.firm_id for licence in self.licences}) > 1
        members = members_of({licence.firm_id for licence in self.licences}).order_by("first_name", "last_name")
        self.fields["manager"].queryset = self.fields["others"].queryset = members

    def defaults(self):
        alone = self.licences[0] if len(self.licences) == 1 else None
        return {"key": uuid.uuid4(), "kind": Client.Kind.ORGANISATION, "country": "France", "licence": alone, "manager": self.person.pk}

    def clean_siren(self):
        return self.read("siren", read_siren)

    def clean_email(self):
        return self.read("email", read_email)

    def clean_phone(self):
        return self.read("phone", read_phone)

    def read(self, name, reader):
        """The value in its one form, nothing for nothing."""
        try:
            return reader(self.cleaned_data[name]) if self.cleaned_data[name] else ""
        except Unread as reason:
            raise forms.ValidationError(unread(reason)) from None

    def clean(self):
        data = super().clean()
        if fold(data.get("country", "")) in {"", "france"} and not re.fullmatch(r"(\d{5})?", data.get("postal_code", "")):
            self.add_error("postal_code", _("Un code postal français compte 5 chiffres."))
        if any(data.get(name) for name in CONTACT_FIELDS) and not data.get("last_name") and "last_name" not in self.errors:
            self.add_error("last_name", _("Il manque le nom de la personne-ressource."))
        self.check_managers(data)
        self.look_for_known(data)
        return data

    def check_managers(self, data):
        """Whoever manages works for the licence's firm."""
        licence = data.get("licence")
        if licence is None:
            return
        here = set(members_of([licence.firm_id]).values_list("pk", flat=True))
        for name, chosen in (("manager", [data.get("manager")]), ("others", data.get("others") or ())):
            if any(user and user.pk not in here for user in chosen):
                self.add_error(name, _("Choisissez des personnes du cabinet de cette licence."))

    def look_for_known(self, data):
        """A SIREN that one's firm has already, as far as one sees it. The second click of a double one is no second client."""
        if data.get("licence") and not made_before(data["licence"].firm_id, self.person, data.get("key")):
            self.known = known_by_siren(data.get("siren"), self.person, [data["licence"].firm_id])
        if self.known:
            self.refuse_known(self.known)

    def refuse_known(self, client):
        self.known = client
        self.add_error("siren", _("Ce SIREN est déjà celui de %(name)s.") % {"name": client.name})

    def known_siren(self, siren):
        """The client that one sees under this SIREN in the firms where one may add clients; else None."""
        return known_by_siren(siren, self.person, standing_of(self.person).firm_ids)

    def propose(self, proposals):
        """Say beside each field what the register has instead."""
        kinds = dict(Client.Kind.choices)
        for name, value in proposals.items():
            self.fields[name].help_text = _("Au registre : %(value)s") % {"value": kinds.get(value, value)}

    def save(self):
        """Create the client; return it, or None with the reason on its field."""
        data = self.cleaned_data
        managers = list(dict.fromkeys(user for user in (data["manager"], *data["others"]) if user))
        contact = NewContact(**{name: data[name] for name in CONTACT_FIELDS}) if data["last_name"] else None
        values = {name: data[name] for name in ("siren", *COMPANY_FIELDS)}
        try:
            return create_client(data["licence"], by=self.person, values=values, code=data["code"], managers=managers, contact=contact, key=data["key"])
        except SirenKnown as known:
            self.refuse_known(known.client)
        except CodeTaken:
            self.add_error("code", _("Un autre dossier de cette licence porte déjà ce code."))
        return None
