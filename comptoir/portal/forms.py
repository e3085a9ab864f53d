from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.firms.contrast import PRESETS
from comptoir.firms.models import Brand
from comptoir.kernel.pictures import PictureRefused

from .pictures import develop_logo, develop_picture

ACCEPTED = "image/png,image/jpeg,image/webp,image/gif,image/heic,.heic"


class PictureField(forms.FileField):
    """A file that is developed as the form is looked at: its value is what `develop` makes of it."""

    def __init__(self, develop, **kwargs):
        self.develop = develop
        empty = {"empty": _l("Ce fichier est vide. Choisissez une image PNG, JPEG ou WebP.")}
        super().__init__(required=False, widget=forms.FileInput(attrs={"accept": ACCEPTED}), error_messages=empty, **kwargs)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        try:
            return self.develop(upload) if upload else None
        except PictureRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class BrandForm(forms.Form):
    """«Nom du cabinet» or «Logo du cabinet», and the logo (K2)."""

    shows = forms.ChoiceField(
        label=_l("En haut à gauche"),
        choices=Brand.Shows.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _l("Choisissez le nom ou le logo."), "invalid_choice": _l("Choisissez le nom ou le logo.")},
    )
    logo = PictureField(develop_logo, label=_l("Logo du cabinet"))

    def __init__(self, *args, brand, **kwargs):
        self.brand = brand
        super().__init__(*args, initial={"shows": brand.shows}, **kwargs)

    def clean(self):
        data = super().clean()
        if data.get("shows") == Brand.Shows.LOGO and "logo" not in self.errors and not (data.get("logo") or self.brand.logo):
            self.add_error("logo", _("Choisissez d’abord un logo."))
        return data


class BackgroundForm(forms.Form):
    """A preset or a picture behind the home's first words and the sign-in page (K3)."""

    background = forms.ChoiceField(
        label=_l("Fond de la page d’accueil"),
        widget=forms.RadioSelect,
        error_messages={"required": _l("Choisissez une couleur ou une image."), "invalid_choice": _l("Choisissez une couleur ou une image.")},
    )
    picture = PictureField(develop_picture, label=_l("Image de fond"))

    def __init__(self, *args, brand, **kwargs):
        self.brand = brand
        super().__init__(*args, initial={"background": brand.background}, **kwargs)
        self.fields["background"].choices = [*((one.slug, one.label) for one in PRESETS.values()), (Brand.PICTURE, _l("Une image"))]

    def clean(self):
        data = super().clean()
        if data.get("background") == Brand.PICTURE and "picture" not in self.errors and not (data.get("picture") or self.brand.picture):
            self.add_error("picture", _("Choisissez d’abord une image."))
        return data


class AddressForm(forms.Form):
    """The name of the firm's door in its address (K4)."""

    slug = forms.CharField(
        label=_l("Nom dans l’adresse"),
        min_length=3,
        max_length=40,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _l("Des lettres sans accent, des chiffres et des tirets : cabinet-lormeau."))],
        error_messages={
            "required": _l("Donnez un nom : cabinet-lormeau."),
            "min_length": _l("Au moins 3 signes."),
            "max_length": _l("Au plus 40 signes."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args, firm, **kwargs):
        super().__init__(*args, initial={"slug": firm.slug}, **kwargs)

    def say_taken(self):
        self.add_error("slug", _("Ce nom est déjà pris par un autre cabinet. Choisissez-en un autre."))
