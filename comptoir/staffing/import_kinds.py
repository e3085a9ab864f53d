"""Colleagues as a kind of import (F3)."""

from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from comptoir.imports.actions.sheets import runner
from comptoir.imports.kinds import Kind, declare

from .reach import firms_run_by
from .sheets.columns import NAMING_FIELDS, fields
from .sheets.desk import MemberDesk
from .sheets.sentences import sentence
from .sheets.template import template

MEMBERS = "members"


def run(job, data):
    return runner(MemberDesk, fields=fields(), naming_fields=NAMING_FIELDS)(job, data)


def counted(number):
    return ngettext("%(number)s collaborateur", "%(number)s collaborateurs", number) % {"number": number}


declare(
    Kind(
        code=MEMBERS,
        label=_l("Collaborateurs"),
        hint=_l("Un tableau Excel (.xlsx) ou .csv, un collaborateur par ligne : rôle, licences, équipes, ID. Une cellule vide ne change rien."),
        firms_for=firms_run_by,
        run=run,
        order=30,
        sentence=sentence,
        template=template,
        counted=counted,
    )
)
