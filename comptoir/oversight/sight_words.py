"""Why somebody sees a dossier, or does not, in words."""

from django.utils.translation import gettext as _

from comptoir.clients.decisions import Because, Hold
from comptoir.clients.models import ClientAccess


def reasons_in_words(sight, dossier):
    """[sentence, …] for a person who sees the dossier; none for who does not."""
    return [SAID[because](sight, dossier) for because in sight.because]


def by_licence(sight, dossier):
    return _("a la licence %(licence)s") % {"licence": dossier.licence.name}


def by_managing(sight, dossier):
    return _("est gestionnaire principal du dossier") if sight.rank == 0 else _("est gestionnaire n° %(rank)s du dossier") % {"rank": (sight.rank or 0) + 1}


def by_role(sight, dossier):
    role = sight.membership.custom_role
    return _("a le droit «Voir tous les dossiers du cabinet» par le rôle «%(role)s»") % {"role": role.name if role else sight.membership.get_role_display()}


def by_access(sight, dossier):
    is_whole = sight.access.scope == ClientAccess.Scope.WHOLE
    words = {
        (ClientAccess.Level.FULL, True): _("a un accès complet à toute l’entreprise %(client)s"),
        (ClientAccess.Level.FULL, False): _("a un accès complet à ce dossier de %(client)s, choisi"),
        (ClientAccess.Level.LIMITED, True): _("a un accès limité à toute l’entreprise %(client)s : seulement ce qui lui est envoyé"),
        (ClientAccess.Level.LIMITED, False): _("a un accès limité à ce dossier de %(client)s, choisi : seulement ce qui lui est envoyé"),
    }
    return words[sight.access.level, is_whole] % {"client": dossier.client.name}


SAID = {
    Because.ADMINISTRATOR: lambda sight, dossier: _("administre le cabinet"),
    Because.ALL_DOSSIERS: by_role,
    Because.LICENCE: by_licence,
    Because.MANAGER: by_managing,
    Because.FULL_ACCESS: by_access,
    Because.LIMITED_ACCESS: by_access,
}


def missing_in_words(sight, dossier):
    """[sentence, …]: what keeps somebody from the dossier, and what they would need. None for who sees it."""
    if sight.sees:
        return []
    if not sight.user.is_active:
        return [_("Son compte est fermé.")]
    if dossier.firm.suspended_at:
        return [_("Le cabinet est suspendu.")]
    said = [missing_as_member(sight, dossier), missing_as_client(sight, dossier)]
    return [one for one in said if one] or [_("N’est ni du cabinet ni de l’entreprise %(client)s.") % {"client": dossier.client.name}]


def missing_as_member(sight, dossier):
    if sight.membership is None:
        return ""
    if sight.membership.left_at is not None:
        return _("A quitté le cabinet.")
    return _("Il lui faudrait la licence %(licence)s, être gestionnaire du dossier, ou le droit «Voir tous les dossiers du cabinet».") % {
        "licence": dossier.licence.name
    }


def missing_as_client(sight, dossier):
    access = sight.access
    if access is None:
        return ""
    if access.closed_at is not None:
        return _("Son accès à %(client)s est fermé.") % {"client": dossier.client.name}
    if access.hold:
        return hold_in_words(access.hold)
    return _("Son accès à %(client)s se limite à d’autres dossiers : il faudrait y ajouter celui-ci.") % {"client": dossier.client.name}


def hold_in_words(hold):
    return {
        Hold.VALIDATION: _("Son accès attend d’être validé par le cabinet."),
        Hold.SUSPENSION: _("Son accès est suspendu."),
        Hold.PAYMENT: _("Son accès attend un moyen de paiement."),
    }[Hold(hold)]
