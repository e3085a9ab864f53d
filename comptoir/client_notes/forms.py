import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.mentions import UnknownMention, named_in, people_serving

NOTE_LENGTH = 50_000


class NoteForm(forms.Form):
    """A note whose @names must be colleagues who work for the client, and the key that makes a double click one note."""

    body = forms.CharField(
        label=_l("Nouvelle note"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l("Le client ne la voit pas. @Prénom Nom prévient un collègue."),
        error_messages={
            "required": _l("Écrivez quelque chose avant d’enregistrer."),
            "max_length": _l("Cette note est trop longue : %(show_value)s caractères, %(limit_value)s au plus."),
        },
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, client, **kwargs):
        super().__init__(*args, **kwargs)
        self.client = client
        self.mentioned = []
        self.fields["key"].initial = uuid.uuid4

    def clean_body(self):
        body = self.cleaned_data["body"]
        try:
            self.mentioned = named_in(body, people_serving(self.client))
        except UnknownMention as error:
            raise ValidationError(unknown_names(error)) from error
        return body


def unknown_names(error):
    """What to say of names that nobody has who works for the client."""
    return _("Personne de ce nom ne s’occupe de ce client : %(names)s.") % {"names": ", ".join(error.names)}
