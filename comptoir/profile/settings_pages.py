from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.preferences.registry import SettingsPage, declare

from .actions.email import pending_change
from .facts import declare_facts
from .forms import PhotoForm, ProfileForm, SignatureForm


def around_the_profile(request):
    """The photo is the members' alone; a new address may wait for its confirmation."""
    return {"photo_form": PhotoForm() if standing_of(request.user).is_member else None, "pending": pending_change(request.user)}


declare(
    SettingsPage(
        "profile",
        _("Informations"),
        ProfileForm,
        "user",
        order=10,
        intro=_("Ces informations n’appartiennent qu’à vous."),
        button=_("Enregistrer les modifications"),
        template="profile/settings.html",
        context=around_the_profile,
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
        template="profile/signature.html",
    )
)
declare_facts()
