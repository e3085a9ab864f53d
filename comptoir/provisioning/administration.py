"""The page of «Administration» for client users."""

from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.firms.administration import Section, declare
from comptoir.firms.rights import Right

declare(
    Section(
        "client-users",
        _("Utilisateurs client"),
        "client_users",
        order=40,
        offered_to=lambda user: bool(standing_of(user).firms_where(Right.CLIENT_USERS)),
    )
)
