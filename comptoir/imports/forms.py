from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.workplaces import licences_worked_in
from comptoir.documents.actions import FileRefused, check_file
from comptoir.firms.models import Firm, Licence
from comptoir.kernel.spreadsheet import Unreadable, kind_of

from .kinds import CLIENTS, kinds_for
from .sentences import sentence


class LicenceChoice(forms.ModelChoiceField):
    """A licence by its name, and its firm's where the person works for several."""

    def label_from_instance(self, licence):
        return f"{licence.firm.name}, {licence.name}" if self.shows_firms else licence.name


class FirmChoice(forms.ModelChoiceField):
    def label_from_instance(self, firm):
        return firm.name


class UploadForm(forms.Form):
    """A file of one of the kinds that the person may import. What a kind does not ask for is not there."""

    kind = forms.CharField(widget=forms.HiddenInput, required=False)
    file = forms.FileField(
        label=_l("Fichier"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}),
    )
    licence = LicenceChoice(
        label=_l("Licence"),
        queryset=Licence.objects.none(),
        required=False,
        empty_label=_l("Celle que dit chaque ligne"),
        help_text=_l("Pour les lignes qui n’en nomment aucune."),
    )

    firm = FirmChoice(label=_l("Cabinet"), queryset=Firm.objects.none(), required=False, empty_label=_l("Choisissez un cabinet"))

    def __init__(self, *args, user, kind=CLIENTS, **kwargs):
        super().__init__(*args, initial={"kind": kind}, **kwargs)
        self.kinds = kinds_for(user)
        wanted = self.data.get("kind") or kind
        self.about = next((one for one in self.kinds if one.code == wanted), self.kinds[0])
        self.is_offered = wanted == self.about.code
        self.firms = list(self.about.firms_for(user))
        self.fields["file"].help_text = self.about.hint
        if self.about.takes_licence:
            self.offer_licences(user)
        else:
            del self.fields["licence"]
        if self.about.takes_licence or len(self.firms) < 2:
            del self.fields["firm"]
        else:
            self.fields["firm"].queryset = self.about.firms_for(user)

    def offer_licences(self, user):
        field = self.fields["licence"]
        field.queryset = licences_worked_in(user).select_related("firm").order_by("firm__name", "name")
        field.shows_firms = len(self.firms) > 1

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
        """The firm is the one chosen, that of the licence, or the only one."""
        cleaned = super().clean()
        licence, firm = cleaned.get("licence"), cleaned.get("firm")
        if licence is None and firm is None and len(self.firms) > 1:
            self.ask_for_firm()
        cleaned["licence"] = licence
        cleaned["firm"] = licence.firm if licence else firm or next(iter(self.firms), None)
        return cleaned

    def ask_for_firm(self):
        if self.about.takes_licence and "licence" not in self.errors:
            self.add_error("licence", _("Choisissez une licence : elle dit aussi pour quel cabinet vous importez."))
        elif "firm" in self.fields and "firm" not in self.errors:
            self.add_error("firm", _("Choisissez le cabinet pour lequel vous importez."))
