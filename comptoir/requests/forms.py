import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from .decisions import Way
from .proposals import propose_contacts
from .sentences import answer_missing_sentence, unknown_contact_sentence, way_label

BODY_LENGTH = 5_000
TOO_LONG = _l("Ce texte est trop long : %(show_value)s caractères, %(limit_value)s au plus.")


class RequestForm(forms.Form):
    """To whom, what, until when; and the key that makes a double click one request."""

    contacts = forms.MultipleChoiceField(label=_l("À qui ?"), widget=forms.CheckboxSelectMultiple)
    subject = forms.CharField(label=_l("Objet"), max_length=200, error_messages={"required": _l("Donnez un objet à votre demande.")})
    body = forms.CharField(
        label=_l("Ce que vous demandez"),
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _l("Dites ce que vous demandez."), "max_length": TOO_LONG},
    )
    asks_file = forms.BooleanField(label=_l("Un fichier est attendu"), required=False, initial=True)
    due_on = forms.DateField(
        label=_l("Pour le"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _l("Cette date est illisible. Exemple : 30/11/2026.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, dossier, **kwargs):
        super().__init__(*args, **kwargs)
        self.candidates = propose_contacts(dossier)
        field = self.fields["contacts"]
        field.choices = [(str(one.contact.pk), one.contact.full_name) for one in self.candidates if one.is_reachable]
        field.error_messages |= dict.fromkeys(("required", "invalid_choice"), unknown_contact_sentence())
        self.fields["key"].initial = uuid.uuid4

    @property
    def people(self):
        """Everybody of the client as a check box: who can be reached, how, and whether they are ticked."""
        ticked = {str(value) for value in self["contacts"].value() or ()}
        return [{"candidate": one, "contact": one.contact, "way": way_label(one.way), "is_ticked": str(one.contact.pk) in ticked} for one in self.candidates]

    @property
    def to_invite(self):
        """Those to whom the firm's policy asks for an account that they do not have."""
        return [one.contact for one in self.candidates if one.way == Way.ACCOUNT_MISSING]

    def clean_contacts(self):
        chosen = set(self.cleaned_data["contacts"])
        return [one.contact for one in self.candidates if str(one.contact.pk) in chosen]

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < timezone.localdate():
            raise ValidationError(_("Cette date est déjà passée."))
        return due_on


class AnswerForm(forms.Form):
    """What the client gives: words, a file, or both."""

    answer = forms.CharField(
        label=_l("Votre réponse"),
        required=False,
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": TOO_LONG},
    )
    file = forms.FileField(
        label=_l("Fichier"), required=False, allow_empty_file=True, help_text=_l("Un fichier, ou quelques mots s’il n’y en a pas : l’un des deux suffit.")
    )

    def clean(self):
        given = super().clean()
        if not self.errors and not given.get("file") and not given.get("answer", "").strip():
            self.add_error("file", answer_missing_sentence())
        return given
