from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from .models import User


class ProfileForm(forms.ModelForm):
    """«Informations»: who one is and in which language one is spoken to."""

    first_name = forms.CharField(label=_l("Prénom"), max_length=80)
    last_name = forms.CharField(label=_l("Nom"), max_length=80)

    class Meta:
        model = User
        fields = ["first_name", "last_name", "phone", "language", "job_title"]

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, instance=person, **kwargs)

    def save(self, commit=True):
        super().save(commit)
        return _("Modifications enregistrées.")


class SignatureForm(forms.ModelForm):
    """«Signature» (P5)."""

    class Meta:
        model = User
        fields = ["signs_messages", "signature"]
        widgets = {"signature": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, instance=person, **kwargs)

    def save(self, commit=True):
        super().save(commit)
        return _("Signature mise à jour.")
