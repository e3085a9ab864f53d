"""What people are to a dossier, in words that both sides may read (C5): a client sees names and roles, never more."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from comptoir.clients.models import ClientAccess, DossierManager

from .decisions import Standing


@dataclass(frozen=True)
class Participant:
    """Somebody who takes part, and as what."""

    user: object
    role: str


def standing_words(standing, rank=None):
    """What somebody is on a list of recipients; managers by their `rank`, 0 being the primary one."""
    if standing == Standing.MANAGER:
        return _("gestionnaire principal") if rank == 0 else _("gestionnaire de dossier")
    return {
        Standing.PARTICIPANT: _("participant"),
        Standing.CLIENT_USER: _("utilisateur client"),
        Standing.FALLBACK: _("destinataire de secours"),
    }.get(standing, "")


def with_roles(proposal):
    """[(candidate, role in words), …] of a proposal; nothing of none."""
    return [(one, standing_words(one.standing, one.rank)) for one in proposal.candidates] if proposal else []


def participants_of(conversation):
    """Whoever takes part, with their role, colleagues first, by name. Three queries."""
    ranks = dict(DossierManager.objects.filter(dossier=conversation.dossier_id).values_list("user_id", "rank"))
    clients = set(ClientAccess.objects.open().reaching(conversation.dossier_id, conversation.client_id).values_list("user_id", flat=True))
    people = get_user_model().objects.filter(pk__in=conversation.recipients.values("user"))
    ordered = sorted(people, key=lambda user: (user.pk in clients, ranks.get(user.pk, len(ranks)), user.full_name.casefold()))
    return [Participant(user, role_of(user.pk, ranks, clients)) for user in ordered]


def role_of(user_id, ranks, clients):
    if user_id in ranks:
        return standing_words(Standing.MANAGER, ranks[user_id])
    return standing_words(Standing.CLIENT_USER) if user_id in clients else _("collaborateur du cabinet")
