"""Client users as a kind of import (I3)."""

from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Firm
from comptoir.firms.rights import Right
from comptoir.imports.actions.sheets import runner
from comptoir.imports.kinds import Kind, declare

from .sheets.columns import NAMING_FIELDS, fields
from .sheets.desk import ClientUserDesk
from .sheets.sentences import sentence
from .sheets.template import template
from .sheets.undoing import undo, undoing

CLIENT_USERS = "client_users"


def firms_for(user):
    """Those in which the person may create client users."""
    return Firm.objects.filter(pk__in=standing_of(user).firms_where(Right.CLIENT_USERS))


def run(job, data):
    return runner(ClientUserDesk, fields=fields(), naming_fields=NAMING_FIELDS)(job, data)


def counted(number):
    return ngettext("%(number)s utilisateur client", "%(number)s utilisateurs client", number) % {"number": number}


declare(
    Kind(
        code=CLIENT_USERS,
        label=_l("Utilisateurs client"),
        hint=_l("Un tableau Excel (.xlsx) ou .csv, une personne par ligne. Le modèle donne les colonnes et ce qui peut y être écrit."),
        firms_for=firms_for,
        run=run,
        order=20,
        sentence=sentence,
        template=template,
        undoing=undoing,
        undo=undo,
        counted=counted,
    )
)
