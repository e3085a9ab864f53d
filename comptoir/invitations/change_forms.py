from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.actions import NewContact, add_contact, change_contact
from comptoir.clients.forms import line, unread
from comptoir.clients.models import ClientAccess
from comptoir.kernel.identifiers import Unread, read_email, read_phone


class PersonForm(forms.Form):
    """A «personne-ressource»: names, where to write and to call, in which language."""

    last_name = line(_l("Nom"), 80, required=True, autocomplete="off")
    first_name = line(_l("Prénom"), 80, autocomplete="off")
    email = line(_l("Adresse e-mail"), 254, inputmode="email", autocomplete="off")
    phone = line(_l("Téléphone"), 30, inputmode="tel", autocomplete="off")
    language = forms.ChoiceField(label=_l("Langue"), choices=settings.LANGUAGES, initial="fr")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_name"].error_messages["required"] = _("Il manque le nom de la personne-ressource.")

    def clean_email(self):
        return self.read("email", read_email)

    def clean_phone(self):
        return self.read("phone", read_phone)

    def read(self, name, reader):
        """The value in its one form, nothing for nothing."""
        try:
            return reader(self.cleaned_data[name]) if self.cleaned_data[name] else ""
        except Unread as reason:
            raise forms.ValidationError(unread(reason)) from None


class ContactForm(PersonForm):
    """What is known of somebody already."""

    job_title = line(_l("Poste"), 80, autocomplete="off")
    field_order = ["last_name", "first_name", "job_title", "email", "phone", "language"]

    def __init__(self, *args, contact, **kwargs):
        self.contact = contact
        super().__init__(*args, initial={name: getattr(contact, name) for name in self.field_order}, **kwargs)
        if contact.user:
            self.fields["email"].help_text = _("Son compte garde l’adresse avec laquelle il se connecte : %(email)s.") % {"email": contact.user.email}

    def save(self, by):
        """Return the names of what changed."""
        return change_contact(self.contact, self.cleaned_data, by=by)


class NewPersonForm(PersonForm):
    """Somebody new for a client, invited at once where `invites` says so."""

    level = forms.ChoiceField(label=_l("Niveau d’accès"), choices=ClientAccess.Level.choices, initial=ClientAccess.Level.LIMITED, widget=forms.RadioSelect)

    def __init__(self, *args, invites=False, **kwargs):
        super().__init__(*args, auto_id="new_%s", **kwargs)
        self.fields["level"].required = self.invites = invites

    def clean(self):
        data = super().clean()
        if self.invites and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Pour inviter cette personne, donnez son adresse e-mail."))
        return data

    def save(self, client, by):
        """Return the contact."""
        data = self.cleaned_data
        new = NewContact(last_name=data["last_name"], first_name=data["first_name"], email=data["email"], phone=data["phone"])
        return add_contact(client, new, by=by, language=data["language"])
