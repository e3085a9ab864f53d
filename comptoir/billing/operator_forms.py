"""The operator's forms: price plans, what a firm has, who debits."""

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from stdnum.eu import at_02

from comptoir.firms.models import Firm

from .actions import CodeTaken, PriceInThePast, PriceSet, create_plan, price_plan
from .fields import AmountField
from .models import Creditor, FirmSubscription
from .sentences import code_taken_sentence, price_in_the_past_sentence, price_set_sentence

REFUSED = {CodeTaken: ("name", code_taken_sentence), PriceInThePast: ("valid_from", price_in_the_past_sentence), PriceSet: ("valid_from", price_set_sentence)}


class PriceForm(forms.Form):
    """What a plan costs from a day on."""

    amount = AmountField(label=_l("Prix mensuel par utilisateur, hors taxes"))
    valid_from = forms.DateField(label=_l("À partir du"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=timezone.localdate)

    def save(self, plan, *, by):
        """The price, or None with the reason at its field."""
        return self.done(price_plan, plan, amount=self.cleaned_data["amount"], valid_from=self.cleaned_data["valid_from"], by=by)

    def done(self, action, *args, **words):
        try:
            return action(*args, **words)
        except tuple(REFUSED) as error:
            field, sentence = REFUSED[type(error)]
            self.add_error(field, sentence())
            return None


class PlanForm(PriceForm):
    """A new plan, with its first price."""

    name = forms.CharField(label=_l("Nom"), max_length=80)
    firm = forms.ModelChoiceField(label=_l("Proposée à"), queryset=Firm.objects.order_by("name"), required=False, empty_label=_l("tous les cabinets"))
    field_order = ["name", "firm", "amount", "valid_from"]

    def clean_name(self):
        if not slugify(self.cleaned_data["name"]):
            raise forms.ValidationError(_("Donnez un nom qui contient au moins une lettre ou un chiffre."))
        return self.cleaned_data["name"]

    def save(self, *, by):
        values = self.cleaned_data
        return self.done(create_plan, **values, code=slugify(values["name"])[:40], by=by)


class SubscriptionForm(forms.ModelForm):
    """What a firm has, as the operator sets it."""

    amount = AmountField(label=_l("Prix mensuel hors taxes"), required=False)

    class Meta:
        model = FirmSubscription
        fields = ["name", "amount", "licences", "places", "since", "includes", "contact"]
        labels = {"name": _l("Formule"), "licences": _l("Licences comprises"), "places": _l("Collaborateurs compris"), "since": _l("Depuis le")}
        labels |= {"includes": _l("Ce qui est compris"), "contact": _l("À qui écrire pour le changer")}
        help_texts = {"licences": _l("Vide : sans limite."), "places": _l("Vide : sans limite."), "includes": _l("Une ligne par chose.")}
        widgets = {"since": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "includes": forms.Textarea(attrs={"rows": 4})}


class CreditorForm(forms.ModelForm):
    """Who debits by SEPA mandates."""

    class Meta:
        model = Creditor
        fields = ["name", "identifier", "address"]
        labels = {"name": _l("Nom du créancier"), "identifier": _l("Identifiant créancier SEPA (ICS)"), "address": _l("Adresse")}

    def clean_identifier(self):
        typed = "".join(self.cleaned_data["identifier"].split()).upper()
        if not at_02.is_valid(typed):
            raise forms.ValidationError(_("Cet identifiant n’est pas un ICS : deux lettres de pays, deux chiffres de contrôle, puis ce que la banque a donné."))
        return at_02.compact(typed)
