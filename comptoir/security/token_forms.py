from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.accounts.scopes import DEEDS, FAMILIES, SCOPES

from .tokens import tokens_of

LONGEST = timedelta(days=366)
UNTIL_A_DATE = "date"
LASTING = [("30", _l("30 jours")), ("90", _l("90 jours")), ("365", _l("Un an")), (UNTIL_A_DATE, _l("Jusqu’à une date"))]


class TokenForm(forms.Form):
    """What a new API token is called, what it may do, and how long."""

    name = forms.CharField(label=_l("Nom du jeton"), max_length=80, help_text=_l("Le programme qui s’en servira : «Export de la paie»."))
    scopes = forms.MultipleChoiceField(
        label=_l("Ce qu’il peut faire"),
        choices=[(scope, scope) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _l("Cochez au moins une case : un jeton sans portée ne peut rien faire.")},
    )
    lasts = forms.ChoiceField(label=_l("Durée"), choices=LASTING, initial="90")
    until = forms.DateField(
        label=_l("Dernier jour"),
        required=False,
        help_text=_l("Si vous choisissez «Jusqu’à une date»."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    @property
    def families(self):
        """[(name, label, [(scope, label of the deed, whether it is ticked), …]), …]: the boxes as the page groups them."""
        ticked = set(self["scopes"].value() or ())
        return [
            (family, label, [(f"{family}:{code}", deed, f"{family}:{code}" in ticked) for code, deed in DEEDS.items()]) for family, label in FAMILIES.items()
        ]

    def clean_name(self):
        """One name, one token: sending the page a second time makes no second one."""
        name = " ".join(self.cleaned_data["name"].split())
        if tokens_of(self.person).filter(name__iexact=name).exists():
            raise forms.ValidationError(_("Vous avez déjà un jeton de ce nom. Choisissez-en un autre, ou révoquez le premier."))
        return name

    def clean(self):
        data = super().clean()
        if data.get("lasts") == UNTIL_A_DATE and "until" in data:
            self.check_date(data["until"])
        return data

    def check_date(self, day):
        today = timezone.localdate()
        if day is None:
            self.add_error("until", _("Indiquez le dernier jour où le jeton sert."))
        elif not today < day <= today + LONGEST:
            self.add_error("until", _("Choisissez un jour entre demain et dans un an."))

    @property
    def expires_at(self):
        """After so many days, or at the end of the day that was chosen, in the person's time zone."""
        if self.cleaned_data["lasts"] != UNTIL_A_DATE:
            return timezone.now() + timedelta(days=int(self.cleaned_data["lasts"]))
        return timezone.make_aware(datetime.combine(self.cleaned_data["until"] + timedelta(days=1), time.min))
