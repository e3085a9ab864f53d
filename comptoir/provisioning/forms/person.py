"""Who it is for (seed 002, the second step)."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.models import ClientAccess

from .shown import ShownForm

TYPES = {
    ClientAccess.Type.ADMINISTRATOR: _l("Peut aussi créer de nouveaux utilisateurs de son entreprise, et changer ou fermer leurs accès."),
    ClientAccess.Type.STANDARD: _l("Voit ce que ses dossiers et son niveau d’accès lui ouvrent, sans gérer d’utilisateurs."),
}
LEVELS = {
    ClientAccess.Level.FULL: _l("Voit toutes les demandes, tous les documents et les échanges de ses dossiers."),
    ClientAccess.Level.LIMITED: _l("Ne voit que ce qui lui est adressé personnellement."),
}


def line(label, longest, *, required=True, **attrs):
    return forms.CharField(label=label, max_length=longest, required=required, widget=forms.TextInput(attrs={"autocomplete": "off"} | attrs))


class PersonForm(ShownForm):
    """`confirmed` is the shared address that was warned about and is wanted all the same."""

    FIELDS = {name: name for name in ("last_name", "first_name", "email", "phone", "language", "type", "level")}

    last_name = line(_l("Nom"), 80)
    first_name = line(_l("Prénom"), 80, required=False)
    email = line(_l("Adresse e-mail"), 254, inputmode="email")
    phone = line(_l("Téléphone"), 30, required=False, inputmode="tel")
    language = forms.ChoiceField(label=_l("Langue"), choices=settings.LANGUAGES, initial="fr")
    type = forms.ChoiceField(label=_l("Type"), choices=[(value, value.label) for value in TYPES], widget=forms.RadioSelect)
    level = forms.ChoiceField(label=_l("Niveau d’accès"), choices=[(value, value.label) for value in LEVELS], widget=forms.RadioSelect)

    def __init__(self, *args, initial=None, is_first=False, **kwargs):
        """`is_first`: whether the company has no administrator yet."""
        self.is_first = is_first
        usual = {"type": ClientAccess.Type.ADMINISTRATOR if is_first else ClientAccess.Type.STANDARD, "level": ClientAccess.Level.FULL, "language": "fr"}
        super().__init__(*args, initial=usual | (initial or {}), **kwargs)

    @property
    def types(self):
        return self.choices_of("type", TYPES)

    @property
    def levels(self):
        return self.choices_of("level", LEVELS)
