from django import forms
from django.utils.translation import gettext_lazy as _l

from .models import Application, ApplicationFamily
from .parts import PARTS

# What a tile may show.
ICONS = (
    ("app-window", _l("Fenêtre")), ("calculator", _l("Calculatrice")), ("landmark", _l("Bâtiment public")), ("users", _l("Personnes")),
    ("file-text", _l("Document")), ("files", _l("Documents")), ("receipt", _l("Reçu")), ("message-square", _l("Message")), ("calendar", _l("Calendrier")),
    ("folder", _l("Dossier")), ("signature", _l("Signature")), ("star", _l("Étoile")),
)  # fmt: skip
TOO_LONG = _l("Ce nom est trop long : %(limit_value)s caractères au plus.")
NO_CHOICE = {"invalid_choice": _l("Choisissez dans la liste.")}


class NameField(forms.CharField):
    """One line, without blanks around it."""

    def clean(self, value):
        return " ".join(super().clean(value).split())


class FamilyForm(forms.Form):
    name = NameField(label=_l("Nom de la famille"), max_length=80, error_messages={"required": _l("Donnez un nom à la famille."), "max_length": TOO_LONG})
    group = forms.ChoiceField(label=_l("Ne se mélange pas avec"), required=False, error_messages=NO_CHOICE)
    is_required = forms.BooleanField(
        label=_l("Chaque utilisateur client doit avoir cette famille, ou une de celles avec lesquelles elle ne se mélange pas"), required=False
    )

    def __init__(self, *args, keeper, family=None, **kwargs):
        initial = {"name": family.name, "group": family.group, "is_required": family.is_required} if family else None
        super().__init__(*args, initial=initial, **kwargs)
        others = ApplicationFamily.objects.of_firm(keeper.firm_id).exclude(pk=family.pk if family else None)
        groups = {}
        for other in others:
            groups.setdefault(other.group, []).append(other.name)
        alone = family.group if family and family.group not in groups else ""
        self.fields["group"].choices = [(alone, _l("Aucune autre famille")), *((group, ", ".join(names)) for group, names in groups.items())]


class ApplicationForm(forms.Form):
    name = NameField(label=_l("Nom de l’application"), max_length=80, error_messages={"required": _l("Donnez un nom à l’application."), "max_length": TOO_LONG})
    kind = forms.ChoiceField(label=_l("Ce qu’elle fait"), choices=Application.Kind.choices, error_messages=NO_CHOICE)
    address = forms.CharField(label=_l("Adresse"), required=False, max_length=500, widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}))
    part = forms.ChoiceField(label=_l("Partie du portail"), required=False, error_messages=NO_CHOICE)
    family = forms.ModelChoiceField(
        ApplicationFamily.objects.none(), label=_l("Famille"), required=False, empty_label=_l("Aucune : elle est facultative"), error_messages=NO_CHOICE
    )
    icon = forms.ChoiceField(label=_l("Icône"), choices=ICONS, error_messages=NO_CHOICE)

    def __init__(self, *args, keeper, application=None, **kwargs):
        fields = ("name", "kind", "address", "part", "icon")
        initial = {name: getattr(application, name) for name in fields} | {"family": application.family_id} if application else {}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["family"].queryset = ApplicationFamily.objects.filter(firm=keeper.firm_id)
        self.fields["part"].choices = [("", "—"), *((one.code, one.label) for one in PARTS.values())]
        if application:
            del self.fields["kind"]
            del self.fields["part" if application.kind == Application.Kind.ADDRESS else "address"]
        if not self.fields["family"].queryset.exists():
            del self.fields["family"]

    @property
    def words(self):
        """What the actions take."""
        return self.cleaned_data


class PlaceForm(forms.Form):
    """Where the firm has an application of the common catalogue."""

    address = forms.CharField(
        label=_l("Adresse chez vous"), required=False, max_length=500, widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"})
    )


class ReturnsForm(forms.Form):
    returns = forms.CharField(
        label=_l("Adresses de retour"),
        error_messages={"required": _l("Indiquez au moins une adresse de retour, une par ligne.")},
        max_length=5500,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_l("Une par ligne, telles que l’éditeur de l’application les donne. Elles sont comparées signe par signe."),
    )

    def clean_returns(self):
        return self.cleaned_data["returns"].splitlines()
