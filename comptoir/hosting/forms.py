import zoneinfo

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.firms.models import Firm
from comptoir.kernel.emails import read_address
from comptoir.kernel.identifiers import Unread
from comptoir.preferences.zones import zone_choices

COUNTRIES = [("FR", _l("France")), ("BE", _l("Belgique")), ("LU", _l("Luxembourg")), ("CH", _l("Suisse")), ("CA", _l("Canada"))]
LANGUAGES = [("fr", "Français"), ("en", "English"), ("nl", "Nederlands")]
PLAIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class FirmForm(forms.Form):
    """A new firm, its first licence and its first administrator, on one page."""

    name = forms.CharField(label=_l("Nom du cabinet"), max_length=200, error_messages={"required": _l("Donnez le nom du cabinet.")})
    slug = forms.CharField(
        label=_l("Nom dans l’adresse"),
        min_length=3,
        max_length=40,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _l("Des lettres sans accent, des chiffres et des tirets : cabinet-lormeau."))],
        help_text=_l("Ses clients trouveront leur page à l’adresse /p/ce-nom/."),
        error_messages={"required": _l("Donnez un nom : cabinet-lormeau."), "min_length": _l("Au moins 3 signes."), "max_length": _l("Au plus 40 signes.")},
        widget=forms.TextInput(attrs=PLAIN),
    )
    country = forms.ChoiceField(label=_l("Pays"), choices=COUNTRIES)
    time_zone = forms.ChoiceField(label=_l("Fuseau horaire"), choices=zone_choices, initial="Europe/Paris")
    licence = forms.CharField(label=_l("Première licence"), max_length=120, help_text=_l("Un bureau, ou le nom de l’abonnement."))
    first_name = forms.CharField(label=_l("Prénom"), max_length=80)
    last_name = forms.CharField(label=_l("Nom"), max_length=80)
    email = forms.CharField(label=_l("Adresse e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_l("Langue"), choices=LANGUAGES, initial="fr")

    def clean_time_zone(self):
        name = self.cleaned_data["time_zone"]
        if name not in zoneinfo.available_timezones():
            raise forms.ValidationError(_("Ce fuseau horaire n’existe pas."))
        return name

    def clean_email(self):
        try:
            return read_address(self.cleaned_data["email"])
        except Unread:
            raise forms.ValidationError(_("Cette adresse e-mail ne peut pas être lue. Exemple : prenom.nom@cabinet.fr")) from None

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if Firm.objects.at(slug).exists():
            raise forms.ValidationError(slug_taken())
        return slug


def slug_taken():
    return _("Ce nom est déjà pris par un autre cabinet. Choisissez-en un autre.")


class SuspensionForm(forms.Form):
    reason = forms.CharField(
        label=_l("Raison"),
        max_length=300,
        help_text=_l("Elle reste au journal ; les personnes du cabinet ne la lisent pas."),
        error_messages={"required": _l("Dites pourquoi : cela reste au journal.")},
    )


class DeletionForm(forms.Form):
    slug = forms.CharField(
        label=_l("Nom dans l’adresse, pour confirmer"),
        max_length=40,
        error_messages={"required": _l("Recopiez le nom pour confirmer.")},
        widget=forms.TextInput(attrs=PLAIN),
    )
