from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.firms.models import Membership
from comptoir.kernel.emails import shown_address
from comptoir.kernel.phones import shown_phone
from comptoir.kernel.pictures import PictureRefused
from comptoir.ui.stale import StaleGuard

from .actions import NumberTaken, save_profile
from .actions.trigram import holder_among_colleagues
from .photos import develop
from .values import (
    JOB_LENGTH,
    NAME_LENGTH,
    NUMBER_LENGTH,
    clean_address,
    clean_line,
    clean_name,
    clean_number,
    clean_phone,
    number_taken,
)


def says_why(clean, *arguments):
    """What `clean` answers; its ValueError as the field's error."""
    try:
        return clean(*arguments)
    except ValueError as error:
        raise forms.ValidationError(str(error)) from None


class ProfileForm(StaleGuard):
    """«Informations»: who one is, and in which language one is spoken to (P2, P3). A new e-mail address is asked for once the rest is saved."""

    first_name = forms.CharField(label=_l("Prénom"), max_length=NAME_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    last_name = forms.CharField(label=_l("Nom"), max_length=NAME_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    email = forms.CharField(label=_l("Adresse e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    phone = forms.CharField(label=_l("Téléphone"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
    language = forms.ChoiceField(label=_l("Langue"), choices=settings.LANGUAGES)
    job_title = forms.CharField(label=_l("Poste"), max_length=JOB_LENGTH, required=False, widget=forms.TextInput(attrs={"autocomplete": "organization-title"}))
    number = forms.CharField(
        label=_l("Numéro d’identification (ID)"),
        max_length=NUMBER_LENGTH,
        required=False,
        help_text=_l("Votre numéro dans un logiciel relié. Il n’appartient qu’à vous dans le cabinet."),
    )

    def __init__(self, *args, person, **kwargs):
        self.person = person
        self.stale_key = f"profile:{person.pk}"
        self.membership = Membership.objects.filter(user=person).active().select_related("firm").order_by("pk").first()
        self.country = self.membership.firm.country if self.membership else "FR"
        self.stored = self.as_it_is()
        shown = {"email": shown_address(person.email), "phone": shown_phone(person.phone, self.country)}
        super().__init__(*args, initial=self.stored | shown, **kwargs)
        if self.membership is None:
            del self.fields["number"]
        for name, field in self.fields.items():  # what a script leaves out stays as it is; a browser sends every field
            field.disabled = self.is_bound and name not in self.data and name != "stamp"

    def as_it_is(self):
        columns = {name: getattr(self.person, name) for name in ("first_name", "last_name", "email", "phone", "language", "job_title")}
        return columns | {"number": self.membership.number if self.membership else ""}

    def clean_first_name(self):
        return self.kept("first_name") or says_why(clean_name, self.cleaned_data["first_name"])

    def clean_last_name(self):
        return self.kept("last_name") or says_why(clean_name, self.cleaned_data["last_name"])

    def clean_email(self):
        return self.kept("email") or says_why(clean_address, self.cleaned_data["email"])

    def clean_phone(self):
        return self.kept("phone") or says_why(clean_phone, self.cleaned_data["phone"], self.country)

    def clean_job_title(self):
        return self.kept("job_title") or says_why(clean_line, self.cleaned_data["job_title"])

    def clean_number(self):
        number = self.kept("number") or says_why(clean_number, self.cleaned_data["number"])
        holder = number and holder_among_colleagues(self.person, number=number)
        if holder:
            raise forms.ValidationError(number_taken(holder))
        return number

    def kept(self, name):
        """What is stored, where what is shown was left as it stood: an old value that would be refused today keeps nobody from saving the rest."""
        return self.stored[name] if self.cleaned_data[name] == self.initial[name] else ""

    @property
    def changes(self):
        return {name: value for name, value in self.cleaned_data.items() if name in self.stored and name != "email" and value != self.stored[name]}

    @property
    def new_address(self):
        """The e-mail address that was typed, where it is another one."""
        return self.cleaned_data["email"] if self.cleaned_data["email"] != self.person.email else ""

    def save(self):
        """Save all but the address; return the sentence that says so. Where a colleague took the ID first, the form has an error again."""
        changes = self.changes
        try:
            save_profile(self.person, changes, self.person)
        except NumberTaken as taken:
            self.add_error("number", str(taken))
            return ""
        return "" if self.new_address and not changes else _("Modifications enregistrées.")

    @property
    def continues_at(self):
        """The address that takes the same form further: a new e-mail address asks who is there first."""
        return reverse("email_changes") if self.new_address else ""


class SignatureForm(StaleGuard):
    """«Signature» (P5)."""

    signs_messages = forms.BooleanField(label=_l("Activer la signature"), required=False)
    signature = forms.CharField(label=_l("Votre signature"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, person, **kwargs):
        self.person = person
        self.stale_key = f"signature:{person.pk}"
        super().__init__(*args, initial={"signs_messages": person.signs_messages, "signature": person.signature}, **kwargs)

    def save(self):
        changes = {name: self.cleaned_data[name] for name in ("signs_messages", "signature") if self.cleaned_data[name] != self.initial[name]}
        save_profile(self.person, changes, self.person)
        return _("Signature mise à jour.")


class EmailForm(forms.Form):
    """The address to change to."""

    email = forms.CharField(max_length=254)

    def clean_email(self):
        return says_why(clean_address, self.cleaned_data["email"])


class PhotoForm(forms.Form):
    """A picture and the square of it that is wanted, in parts of its sides. Without JavaScript, or with nonsense in them, the middle is taken."""

    photo = forms.FileField(
        label=_l("Téléverser la photo"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,.heic"}),
        error_messages={
            "required": _l("Choisissez d’abord une photo."),
            "missing": _l("Choisissez d’abord une photo."),
            "empty": _l("Ce fichier est vide. Choisissez une photo JPEG, PNG, WebP ou HEIC."),
        },
    )
    x = forms.FloatField(min_value=0, max_value=1, required=False, widget=forms.HiddenInput)
    y = forms.FloatField(min_value=0, max_value=1, required=False, widget=forms.HiddenInput)
    size = forms.FloatField(min_value=0, max_value=1, required=False, widget=forms.HiddenInput)

    # A page's hidden fields are nobody's mistake; a program is told of its own.
    forgives = True

    def clean(self):
        data = super().clean()
        for name in ("x", "y", "size") if self.forgives else ():
            self.errors.pop(name, None)
        if data.get("photo") and not self.errors:
            try:
                data["photos"] = develop(data["photo"], self.crop)
            except PictureRefused as refusal:
                self.add_error("photo", str(refusal))
        return data

    @property
    def crop(self):
        """(x, y, size), or nothing where one of them is missing."""
        crop = tuple(self.cleaned_data.get(name) for name in ("x", "y", "size"))
        return () if None in crop else crop
