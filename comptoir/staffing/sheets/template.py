"""The empty list to fill in: the columns, one row as an example, and beside them what may stand in each."""

from itertools import zip_longest

from django.utils.translation import gettext as _

from comptoir.firms.models import Membership
from comptoir.kernel.sheet_writing import Table, workbook_file

from .columns import TITLES


def template(firm, by):
    """An open `.xlsx` for this firm."""
    header = [str(title) for title in TITLES.values()]
    licences, teams = [one.name for one in firm.licences.all()], [one.name for one in firm.teams.all()]
    roles = [str(label) for _value, label in Membership.Role.choices] + [role.name for role in firm.custom_roles.all()]
    example = ["Durand", "Camille", "camille.durand@cabinet.example", str(Membership.Role.STAFF.label), ", ".join(licences[:2]), "".join(teams[:1]), "0142"]
    several = _("plusieurs avec des virgules")
    allowed = [[_("facultatif")], [_("facultatif")], [_("obligatoire")], roles, [*licences, several], [*teams, several], [_("facultatif")]]
    return workbook_file(Table(_("Collaborateurs"), header, [example]), Table(_("Valeurs possibles"), header, zip_longest(*allowed, fillvalue="")))
