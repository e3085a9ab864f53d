"""Invitations that wait for an answer which nobody can give any more (X10)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.findings import Check, Done, Found, Remedy, Severity, declare, page_at
from comptoir.firms.rights import Right

from .actions import revoke
from .models import Invitation

COLUMNS = ("pk", "firm_id", "client_id", "contact__first_name", "contact__last_name", "client__name", "client__portal_enabled_at", "firm__portal_enabled_at")


def in_vain(looker, pk=None):
    rows = Invitation.objects.unanswered().filter(client__in=looker.clients).annotate_acceptable().filter(is_acceptable=False)
    rows = rows if pk is None else rows.filter(pk=pk)
    return [found(row) for row in rows.values_list(*COLUMNS)]


def found(row):
    pk, firm_id, client_id, first_name, last_name, client, is_on, firm_is_on = row
    subject = _("%(name)s, pour %(client)s") % {"name": f"{first_name} {last_name}".strip(), "client": client}
    left = _("N’est plus une personne-ressource de ce client, et son invitation attend encore.")
    off = _("Le portail n’est plus activé : l’invitation attend une réponse qui ne peut pas venir.")
    return Found(firm_id, pk, subject, left if is_on and firm_is_on else off, page_at("client_portal", client_id))


def remedies(found):
    def act(by):
        revoke(Invitation.objects.filter(pk=found.pk), by=by)
        return Done(_("Invitation révoquée : son lien ne vaut plus."))

    return [Remedy("revocation", _("Révoquer l’invitation"), act), Remedy("portal", _("Voir le portail du client"), url=found.url)]


declare(
    Check(
        code="invitation-in-vain",
        label=_l("Invitation sans suite possible"),
        reason=_l("Le contrat est clos ou la personne n’en est plus : le lien ne doit plus rien promettre."),
        severity=Severity.WARNING,
        order=80,
        right=Right.CLIENT_USERS,
        find=in_vain,
        remedies=remedies,
    )
)
