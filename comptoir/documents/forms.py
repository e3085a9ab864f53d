import uuid

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.dossier_forms import DossierForm
from comptoir.clients.models import Contact, Dossier

from .actions import FileRefused, check_file
from .actions.sharing import TITLE_LENGTH
from .proposals import audience_of


class ManyFiles(forms.FileField):
    """Several files under one name; each is looked at, and the first that is refused says why."""

    class Input(forms.ClearableFileInput):
        allow_multiple_selected = True
        template_name = "django/forms/widgets/input.html"

        def value_from_datadict(self, data, files, name):
            return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])

    widget = Input

    def clean(self, data, initial=None):
        if self.required and not data:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(data) > settings.ATTACHMENTS_PER_MESSAGE:
            raise ValidationError(self.too_many % {"limit": settings.ATTACHMENTS_PER_MESSAGE})
        for upload in data:
            try:
                check_file(upload)
            except FileRefused as error:
                raise ValidationError(str(error)) from error
        return tuple(data)

    @property
    def too_many(self):
        return _("Pas plus de %(limit)s fichiers par message.")


class FilesToShare(ManyFiles):
    @property
    def too_many(self):
        return _("Pas plus de %(limit)s fichiers à la fois.")


class PlaceForm(DossierForm):
    """For both sides: where one works, and where one is the client."""

    def offered_to(self, person):
        return Dossier.objects.visible_to(person)

    def only_one(self):
        """The dossier of who has just one, or None."""
        found = list(self.fields["dossier"].queryset[:2])
        return found[0] if len(found) == 1 else None


class DropForm(forms.Form):
    """What a client drops: files, a title, and the key that makes a double click one document."""

    files = FilesToShare(label=_l("Fichiers"), error_messages={"required": _l("Choisissez un fichier.")})  # type: ignore[assignment]  # as in a composer
    title = forms.CharField(
        label=_l("Titre"),
        max_length=TITLE_LENGTH,
        required=False,
        help_text=_l("Sans titre, le document porte le nom de son fichier."),
        error_messages={"max_length": _l("Ce titre est trop long : %(show_value)s caractères, %(limit_value)s au plus.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    max_bytes = settings.ATTACHMENT_MAX_BYTES

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4


class ContactsField(forms.ModelMultipleChoiceField):
    """People of one client, of whom only those offered can be chosen."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        sentence = _l("Choisissez parmi les personnes-ressources de ce client.")
        errors = {"invalid_choice": sentence, "invalid_pk_value": sentence, "required": _l("Choisissez au moins une personne.")}
        super().__init__(Contact.objects.none(), error_messages=errors, **kwargs)

    def offer(self, candidates):
        self.queryset = Contact.objects.filter(pk__in=[one.contact.pk for one in candidates])


class ShareForm(DropForm):
    """What the firm shares: the same, and with whom by name."""

    contacts = ContactsField(label=_l("Partager nommément avec"), required=False)

    field_order = ["files", "title", "contacts", "key"]

    def __init__(self, *args, dossier, **kwargs):
        super().__init__(*args, **kwargs)
        self.audience = audience_of(dossier)
        self.fields["contacts"].offer(self.audience.candidates)

    @property
    def chosen(self):
        """Ids of the boxes that are ticked, as they come back."""
        return {str(value) for value in self["contacts"].value() or ()}


class ReadersForm(forms.Form):
    """With whom else."""

    contacts = ContactsField(label=_l("Partager aussi avec"))

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        self.fields["contacts"].offer(candidates)


class TitleForm(forms.Form):
    title = forms.CharField(
        label=_l("Titre"),
        max_length=TITLE_LENGTH,
        error_messages={
            "required": _l("Un document a un titre."),
            "max_length": _l("Ce titre est trop long : %(show_value)s caractères, %(limit_value)s au plus."),
        },
    )
