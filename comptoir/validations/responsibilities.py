"""Requests for validation that wait: addressed to somebody, who decides, and asked by somebody, who is told."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.clients.models import DossierManager
from comptoir.clients.responsibilities import InAColumn
from comptoir.firms.models import LicenceAccess, Membership
from comptoir.kernel.among import among

from .models import Validation


def pending(firm):
    return Validation.objects.pending().filter(firm=firm)


class Addressed(InAColumn):
    """Where nobody was chosen, the chartered accountants who can decide come first: managers of the dossier, then those of its licence."""

    def shares(self, user, firm, heirs):
        shares = super().shares(user, firm, heirs)
        if heirs.chosen.get(self.code) or not shares:
            return shares
        able = self.able(user, firm, shares)
        return {pk: heir if heir in able.get(pk, [heir]) else able[pk][0] for pk, heir in shares.items()}

    def able(self, user, firm, shares):
        """{validation id: [accountants who work on its dossier, its managers first]}, without those that have none."""
        accountants = Membership.objects.active().filter(firm=firm, role=Membership.Role.ACCOUNTANT).exclude(user=user)
        rows = list(pending(firm).filter(among("pk", list(shares))).values_list("pk", "dossier_id", "dossier__licence_id"))
        by_dossier, by_licence = {}, {}
        managing = DossierManager.objects.filter(among("dossier_id", {row[1] for row in rows}), user__in=accountants.values("user")).order_by("rank")
        for dossier_id, user_id in managing.values_list("dossier_id", "user_id"):
            by_dossier.setdefault(dossier_id, []).append(user_id)
        given = LicenceAccess.objects.filter(membership__in=accountants).order_by("pk").values_list("licence_id", "membership__user_id")
        for licence_id, user_id in given:
            by_licence.setdefault(licence_id, []).append(user_id)
        able = {pk: [*by_dossier.get(dossier_id, ()), *by_licence.get(licence_id, ())] for pk, dossier_id, licence_id in rows}
        return {pk: people for pk, people in able.items() if people}


def page(id):
    return reverse("validation", args=[id])


Addressed("validations", rows=pending, field="addressed_to", dossier="dossier_id").declare(_("Validations à décider"), 40, url=page)
InAColumn("validations_asked", rows=pending, field="requested_by", dossier="dossier_id").declare(_("Validations demandées"), 45, url=page)
