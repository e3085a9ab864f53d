"""What members may do, right by right. A role gives its usual rights; a custom role gives exactly those that were ticked (F3)."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

ADMINISTRATOR = "administrator"


class Right(StrEnum):
    ALL_DOSSIERS = "dossiers.all"
    DOSSIERS = "dossiers.manage"
    CLIENT_USERS = "client_users.manage"
    APPLICATIONS = "applications.manage"
    MEMBERS = "members.manage"
    BILLING = "billing.manage"
    EXPORTS = "lists.export"


LABELS = {
    Right.ALL_DOSSIERS: _("Voir tous les dossiers du cabinet"),
    Right.DOSSIERS: _("Changer les gestionnaires et la licence des dossiers, réunir des clients"),
    Right.CLIENT_USERS: _("Créer des utilisateurs client, changer et fermer leurs accès"),
    Right.APPLICATIONS: _("Tenir le catalogue des applications"),
    Right.MEMBERS: _("Gérer les collaborateurs, les rôles, les équipes et les licences"),
    Right.BILLING: _("Voir l’abonnement et gérer la facturation du cabinet"),
    Right.EXPORTS: _("Exporter des listes"),
}
# Who works for the firm may serve its clients (seed 002: «réservée aux collaborateurs du cabinet»).
USUAL = {
    "accountant": frozenset({Right.DOSSIERS, Right.CLIENT_USERS, Right.EXPORTS}),
    "staff": frozenset({Right.CLIENT_USERS}),
}


def rights_of(role, ticked=None):
    """The rights of a member with this role; `ticked` are those of a custom role as it keeps them («a,b»), None without one.

    An administrator has them all, whatever was ticked. A right that no longer exists is none.
    """
    if role == ADMINISTRATOR:
        return frozenset(Right)
    if ticked is None:
        return USUAL.get(role, frozenset())
    return frozenset(right for right in Right if right in ticked.split(","))
