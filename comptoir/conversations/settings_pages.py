from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import CLIENT, standing_of
from comptoir.firms.models import Membership, Team
from comptoir.preferences.catalogue import Choice, Flag, Number, Scope, Setting, declare_setting
from comptoir.preferences.history import SENTENCES
from comptoir.preferences.registry import SettingsPage, declare

from . import answering, participation_settings  # noqa: F401  (it declares its page)
from .actions.review import NOTICE
from .actions.team_mode import MODE_CHANGED

SHORTCUTS = "shortcuts"

declare_setting(
    Setting(
        SHORTCUTS,
        "preferences",
        Flag(),
        _("Raccourcis clavier"),
        default=True,
        help=_("Une touche pour chaque geste dans les conversations : «?» en donne la liste. À désactiver si votre clavier parle à votre place."),
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

WORDS = _("délai réponse ouvré travail horaires rappel relance escalade férié")


def declare_answering(key, kind, label, default, *, order, help="", template="preferences/control.html"):
    declare_setting(
        Setting(
            key,
            answering.PAGE,
            kind,
            label,
            default=default,
            help=help,
            words=WORDS,
            scopes=answering.OF_A_FIRM,
            offered_to=administers,
            template=template,
            order=order,
        )
    )


def administers(user):
    return bool(standing_of(user).administered_firm_ids)


declare(
    SettingsPage(
        answering.PAGE,
        _("Délais de réponse"),
        None,
        "timer",
        order=130,
        group="firm",
        address="answering_settings",
        words=WORDS,
        offered_to=administers,
    )
)
declare_answering(
    answering.TARGET,
    Number(1, 80),
    _("Répondre sous … heures ouvrées"),
    8,
    order=10,
    help=_("Le temps compté est celui où le cabinet travaille : ni les nuits, ni les pauses, ni les jours chômés."),
)
declare_answering(answering.DAYS, answering.working_days(), _("Jours travaillés"), ["monday", "tuesday", "wednesday", "thursday", "friday"], order=20)
declare_answering(
    answering.HOURS,
    answering.Hours(),
    _("Heures travaillées"),
    ["09:00-12:00", "14:00-18:00"],
    order=30,
    help=_("Deux parties, avec une pause entre elles ; laissez la seconde vide pour une journée continue."),
    template="conversations/hours.html",
)
declare_answering(
    answering.HOLIDAYS,
    Choice(answering.holidays),
    _("Jours fériés chômés"),
    answering.OF_THE_COUNTRY,
    order=40,
    help=_("Ces jours-là, le temps ne compte pas."),
)
declare_answering(
    answering.ESCALATES,
    Flag(),
    _("Rappeler les questions sans réponse"),
    True,
    order=50,
    help=_("Passé le délai, un rappel part à chaque étape. Qui est absent est laissé de côté ; une question en veille attend."),
)
declare_answering(
    answering.STEPS,
    answering.AtLeastOne(answering.steps, _("Gardez au moins une étape, ou désactivez les rappels.")),
    _("Étapes"),
    ["assignee", "managers", "fallback"],
    order=60,
    help=_("Dans cet ordre. Le recours est la personne ou l’équipe de repli du cabinet, à défaut ses administrateurs."),
)
declare_answering(answering.PAUSE, Number(1, 80), _("Heures ouvrées entre deux étapes"), 4, order=70)


def team_sentence(event):
    """«Équipe TPE : à tour de rôle»"""
    return gettext("%(team)s : %(mode)s") % {"team": event.data["name"], "mode": Team.Mode(event.data["after"]).label}


SENTENCES[MODE_CHANGED] = team_sentence
