from django.utils.translation import gettext_lazy as _

from comptoir.preferences.registry import SettingsPage, declare

from .forms import PasswordForm

declare(
    SettingsPage(
        "security",
        _("Sécurité"),
        PasswordForm,
        "shield",
        order=60,
        intro=_("Douze caractères au moins, avec des lettres et des chiffres. Changer de mot de passe ferme vos autres sessions."),
        button=_("Changer le mot de passe"),
        template="security/settings.html",
    )
)
