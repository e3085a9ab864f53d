from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import CLIENT, standing_of
from comptoir.firms.models import Membership
from comptoir.preferences.catalogue import Flag, Scope, Setting, declare_setting

from .actions.review import NOTICE

SHORTCUTS = "shortcuts"

declare_setting(
    Setting(
        SHORTCUTS,
        "preferences",
        Flag(),
        _("Raccourcis clavier"),
        default=True,
        help=_("Une touche pour chaque geste dans les conversations : «?» en donne la liste. À désactiver si votre clavier parle à votre place."),
        words=_("touches clavier accessibilité conversations"),
        offered_to=lambda user: standing_of(user).is_member,
        offered_to_role=lambda role: role != CLIENT,
        order=80,
    )
)
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
