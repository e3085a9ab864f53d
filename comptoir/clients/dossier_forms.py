"""In which dossier? The first step of whatever is written about one."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from .models import Dossier

# More than that is no list any more, but a search.
DOSSIERS_IN_A_LIST = 300


class DossierForm(forms.Form):
    """One of the dossiers that a member works on; all of them in a list, or in a large firm a search."""

    dossier = forms.ModelChoiceField(
        Dossier.objects.none(),
        label=_l("Dossier"),
        empty_label=_l("Choisir un dossier"),
        error_messages={"required": _l("Choisissez un de vos dossiers."), "invalid_choice": _l("Choisissez un de vos dossiers.")},
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dossier"].queryset = self.offered_to(person).select_related("firm", "licence", "client__firm").order_by("name_key", "pk")

    def offered_to(self, person):
        return Dossier.objects.worked_on_by(person)

    @property
    def must_search(self):
        return self.fields["dossier"].queryset.count() > DOSSIERS_IN_A_LIST
