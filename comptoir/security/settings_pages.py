from django.utils.translation import gettext_lazy as _

from comptoir.preferences.catalogue import Number, Scope, Setting, declare_setting
from comptoir.preferences.registry import SettingsPage, declare

from .forms import PasswordForm
from .sessions import sessions_context
from .summary import factors_context
from .tokens import tokens_context


def security_context(request):
    """Everything on the page beside the form of the password."""
    return factors_context(request) | sessions_context(request) | tokens_context(request)


declare(
    SettingsPage(
        "security",
        _("Sécurité"),
        PasswordForm,
        "shield",
        order=60,
        intro=_("Votre mot de passe, ce qui le complète, et où votre compte est ouvert."),
        button=_("Changer le mot de passe"),
        template="security/settings.html",
        context=security_context,
    )
)
declare_setting(
    Setting(
        "security.password_length",
        "security",
        Number(6, 64),
        _("Longueur minimale des mots de passe"),
        default=12,
        help=_("De 6 à 64 caractères, toujours avec des lettres et des chiffres. Moins de 12 se devine plus vite."),
        words=_("mot de passe caractères sécurité"),
        scopes=frozenset({Scope.FIRM}),
    )
)
