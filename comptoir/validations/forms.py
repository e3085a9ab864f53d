import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from .models import Validation
from .proposals import propose_accountants
from .sentences import cannot_validate_sentence

BODY_LENGTH = 50_000
REASON_LENGTH = 5_000


class RequestForm(forms.Form):
    """To whom, what, until when; and the key that makes a double click one request."""

    addressed_to = forms.ChoiceField(label=_l("Expert-comptable"))
    subject = forms.CharField(label=_l("Objet"), max_length=200, error_messages={"required": _l("Donnez un objet à votre demande.")})
    body = forms.CharField(
        label=_l("Ce qui est à valider"),
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _l("Dites ce qui est à valider."),
            "max_length": _l("Ce texte est trop long : %(show_value)s caractères, %(limit_value)s au plus."),
        },
    )
    due_on = forms.DateField(
        label=_l("À décider pour le"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _l("Cette date est illisible. Exemple : 30/11/2026.")},
    )
    replaces = forms.ModelChoiceField(
        Validation.objects.none(),
        widget=forms.HiddenInput,
        required=False,
        error_messages={"invalid_choice": _l("La demande à remplacer n’est plus là. Rouvrez-la et recommencez.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, dossier, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.candidates = propose_accountants(dossier, asked_by=person)
        field = self.fields["addressed_to"]
        field.choices = [("", _("Choisir une personne")), *((str(one.user.pk), one.user.full_name) for one in self.candidates)]
        field.initial = self.first_choice()
        field.error_messages |= dict.fromkeys(("required", "invalid_choice"), cannot_validate_sentence())
        self.fields["replaces"].queryset = Validation.objects.visible_to(person).with_people()
        self.fields["key"].initial = uuid.uuid4

    def first_choice(self):
        """The dossier's manager among them, or the only one there is; else nobody is chosen in the person's place."""
        first = self.candidates[0] if self.candidates else None
        return str(first.user.pk) if first and (first.manages or len(self.candidates) == 1) else ""

    @property
    def away(self):
        return [one for one in self.candidates if one.absence]

    def clean_addressed_to(self):
        chosen = self.cleaned_data["addressed_to"]
        return next(one.user for one in self.candidates if str(one.user.pk) == chosen)

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < timezone.localdate():
            raise ValidationError(_("Cette date est déjà passée."))
        return due_on


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_l("Motif du refus"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _l("Donnez le motif du refus : la personne qui a demandé saura quoi corriger."),
            "max_length": _l("Ce texte est trop long : %(show_value)s caractères, %(limit_value)s au plus."),
        },
    )
