from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.preferences.registry import SettingsPage, declare

from .models import ExternalAccount

SLUG = "external-accounts"


def accounts_of(request):
    return {"accounts": ExternalAccount.objects.visible_to(request.user).order_by("label", "pk")}


declare(
    SettingsPage(
        SLUG,
        _("Comptes externes"),
        None,
        "plug",
        order=70,
        intro=_("Vos comptes dans d’autres logiciels. Ils n’appartiennent qu’à vous : ni vos collègues ni l’administrateur du cabinet ne les voient."),
        template="connectors/settings.html",
        offered_to=lambda user: standing_of(user).is_member,
        context=accounts_of,
    )
)
