"""The forms of who pays: a mandate to sign, where invoices go."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from stdnum.eu import vat
from stdnum.fr import siren

from .decisions import compact_bic, compact_iban, fault_of_bic, fault_of_iban, needs_bic
from .models import BillingAddress
from .sentences import bic_missing, bic_sentence, iban_sentence

PLAIN = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
# What a postal code looks like, by country.
POSTAL_CODES = {
    **dict.fromkeys(["FR", "MC", "DE", "ES", "IT"], r"\d{5}"),
    **dict.fromkeys(["BE", "LU", "CH"], r"\d{4}"),
    "NL": r"\d{4} ?[A-Z]{2}",
}


def countries():
    names = {"FR": _("France"), "MC": _("Monaco"), "BE": _("Belgique"), "LU": _("Luxembourg"), "CH": _("Suisse"), "NL": _("Pays-Bas")}
    return list((names | {"DE": _("Allemagne"), "ES": _("Espagne"), "IT": _("Italie")}).items())


class MandateForm(forms.Form):
    """A SEPA mandate: the account, whose it is, and the name typed under what was read."""

    holder = forms.CharField(label=_l("Titulaire du compte"), max_length=140, widget=forms.TextInput(attrs={"autocomplete": "organization"}))
    holder_address = forms.CharField(label=_l("Adresse du titulaire"), max_length=250, widget=forms.TextInput(attrs={"autocomplete": "street-address"}))
    iban = forms.CharField(
        label="IBAN", max_length=60, widget=forms.TextInput(attrs=PLAIN), help_text=_l("Avec ou sans espaces, tel qu’il figure sur votre RIB.")
    )
    bic = forms.CharField(
        label="BIC",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs=PLAIN),
        help_text=_l("Seulement pour une banque hors de l’Espace économique européen."),
    )
    accepted = forms.BooleanField(label=_l("J’accepte"), error_messages={"required": _l("Cochez «J’accepte» pour signer le mandat.")})
    signature = forms.CharField(label=_l("Vos prénom et nom, en guise de signature"), max_length=140, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    def clean_iban(self):
        typed = self.cleaned_data["iban"]
        fault = fault_of_iban(typed)
        if fault:
            raise forms.ValidationError(iban_sentence(fault, typed))
        return compact_iban(typed)

    def clean_bic(self):
        typed = self.cleaned_data["bic"]
        fault = typed and fault_of_bic(typed)
        if fault:
            raise forms.ValidationError(bic_sentence(fault))
        return compact_bic(typed)

    def clean_signature(self):
        """A name, and not a mark: at least two letters."""
        typed = " ".join(self.cleaned_data["signature"].split())
        if sum(letter.isalpha() for letter in typed) < 2:
            raise forms.ValidationError(_("Tapez vos prénom et nom."))
        return typed

    def clean(self):
        values = super().clean()
        if values.get("iban") and "bic" in values and not values["bic"] and needs_bic(values["iban"]):
            self.add_error("bic", bic_missing())
        return values

    def signing(self):
        """The values of a Signing."""
        return {name: self.cleaned_data[name] for name in ("iban", "bic", "holder", "holder_address", "signature")}


class BillingAddressForm(forms.ModelForm):
    """Where the firm's invoices go, each value checked as its country writes it."""

    class Meta:
        model = BillingAddress
        fields = ["name", "address", "postal_code", "city", "country", "siren", "vat_number", "email"]
        labels = {"name": _l("Raison sociale"), "address": _l("Adresse"), "postal_code": _l("Code postal"), "city": _l("Ville"), "country": _l("Pays")}
        labels |= {"vat_number": _l("Numéro de TVA"), "email": _l("Adresse e-mail des factures")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The boxes hold what is typed with blanks; what is kept has none.
        self.fields["siren"] = forms.CharField(label="SIREN", max_length=20, required=False)
        self.fields["country"] = forms.ChoiceField(label=_("Pays"), choices=countries())
        self.fields["vat_number"] = forms.CharField(label=_("Numéro de TVA"), max_length=30, required=False)

    def clean_siren(self):
        typed = "".join(self.cleaned_data["siren"].split())
        if typed and not siren.is_valid(typed):
            raise forms.ValidationError(_("Ce SIREN n’existe pas : il compte neuf chiffres, dont le dernier est une clé de contrôle."))
        return typed

    def clean_vat_number(self):
        typed = "".join(self.cleaned_data["vat_number"].split()).upper()
        if typed and not vat.is_valid(typed):
            raise forms.ValidationError(_("Ce numéro de TVA n’existe pas. Il commence par les deux lettres du pays, par exemple FR."))
        return vat.compact(typed) if typed else ""

    def clean(self):
        values = super().clean()
        code, shape = values.get("postal_code", ""), POSTAL_CODES.get(values.get("country"))
        if code and shape and not re.fullmatch(shape, code.strip().upper()):
            self.add_error("postal_code", _("Ce code postal n’est pas de ce pays."))
        number, country = values.get("vat_number", ""), values.get("country")
        if number.startswith("FR") and country == "FR" and values.get("siren") and number[-9:] != values["siren"]:
            self.add_error("vat_number", _("Ce numéro de TVA est celui d’une autre entreprise : il se termine par le SIREN."))
        return values
