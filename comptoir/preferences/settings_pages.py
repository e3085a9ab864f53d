"""The pages that belong to the person alone; accounts, which owns their forms, stands below this package."""

from django.utils.translation import gettext_lazy as _

from comptoir.accounts.forms import ProfileForm, SignatureForm

from .registry import SettingsPage, declare

declare(
    SettingsPage(
        "profile",
        _("Informations"),
        ProfileForm,
        "user",
        order=10,
        intro=_("Ces informations n’appartiennent qu’à vous."),
        button=_("Enregistrer les modifications"),
    )
)
declare(
    SettingsPage(
        "signature",
        _("Signature"),
        SignatureForm,
        "signature",
        order=20,
        intro=_("Ajoutée à chaque message que vous envoyez. Si elle est vide, votre nom est utilisé. Les messages déjà envoyés gardent la leur."),
        button=_("Mettre à jour la signature"),
    )
)
