from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.workplaces import licences_worked_in
from comptoir.documents.actions import FileRefused, check_file
from comptoir.firms.models import Firm, Licence
from comptoir.kernel.spreadsheet import Unreadable, kind_of

from .sentences import sentence


class LicenceChoice(forms.ModelChoiceField):
    """A licence by its name, and its firm's where the person works for several."""

    def label_from_instance(self, licence):
        return f"{licence.firm.name}, {licence.name}" if self.shows_firms else licence.name


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_l("Fichier"),
        help_text=_l("Un tableau Excel (.xlsx) ou .csv dont une ligne nomme les colonnes. Une seule est nécessaire : le nom du client."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}),
    )
    licence = LicenceChoice(
        label=_l("Licence"),
        queryset=Licence.objects.none(),
        required=False,
        empty_label=_l("Celle que dit chaque ligne"),
        help_text=_l("Pour les lignes qui n’en nomment aucune."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        licences = licences_worked_in(user).select_related("firm").order_by("firm__name", "name")
        self.firms = Firm.objects.filter(licences__in=licences).distinct()
        field = self.fields["licence"]
        field.queryset, field.shows_firms = licences, len(self.firms) > 1

    def clean_file(self):
        """Refuse at once what is no table; the rows are read later."""
        file = self.cleaned_data["file"]
        try:
            check_file(file)
            file.seek(0)
            kind_of(file.read())
        except FileRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        except Unreadable as reason:
            raise forms.ValidationError(sentence(reason.code)) from None
        return file

    def clean(self):
        """The firm is that of the licence, or the only one."""
        cleaned = super().clean()
        licence = cleaned.get("licence")
        if licence is None and len(self.firms) > 1 and "licence" not in self.errors:
            self.add_error("licence", _("Choisissez une licence : elle dit aussi pour quel cabinet vous importez."))
        cleaned["firm"] = licence.firm if licence else next(iter(self.firms), None)
        return cleaned
