from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Membership
from comptoir.preferences.catalogue import Flag, Scope, Setting, declare_setting

from .actions.review import NOTICE

declare_setting(
    Setting(
        NOTICE,
        "notifications",
        Flag(),
        _("Dossiers sans personne, le lundi"),
        default=True,
        help=_("Un e-mail par semaine quand des dossiers sont sans personne : personne n’y participe, tous sont absents ou partis."),
        words=_("couverture participation absence hebdomadaire"),
        scopes=frozenset({Scope.FIRM, Scope.ROLE, Scope.USER}),
        offered_to=lambda user: bool(standing_of(user).administered_firm_ids),
        offered_to_role=lambda role: role in ("", Membership.Role.ADMINISTRATOR),
    )
)
