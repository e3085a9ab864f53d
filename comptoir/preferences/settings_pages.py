"""The pages that belong to the person alone, and how the site looks to them."""

from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.kernel.pagination import page_of
from comptoir.ui.moments import STYLES, example_in

from .catalogue import Choice, Scope, Setting, Store, declare_setting
from .history import changes_of, events_of
from .lines import lines_of
from .registry import SettingsPage, declare
from .resolver import values_of
from .zones import zone_choices


def preferences_context(request):
    return {"lines": lines_of(values_of(request.user), page="preferences"), "prefix": "/settings/values"}


def history_context(request):
    page_of_events = page_of(events_of(request.user), request.GET.get("page"))
    changes = changes_of(page_of_events.rows, values_of(request.user)["dates.first_day"])
    return {"changes": changes, "events_page": page_of_events}


def date_styles():
    return [(style, example_in(style)) for style in STYLES]


def themes():
    return [("auto", _("Comme l’appareil")), ("light", _("Clair")), ("dark", _("Sombre"))]


def densities():
    return [("roomy", _("Aérée")), ("compact", _("Compacte"))]


def first_days():
    return [("monday", _("lundi")), ("sunday", _("dimanche")), ("saturday", _("samedi"))]


declare(
    SettingsPage(
        "preferences",
        _("Autres préférences"),
        None,
        "sliders-horizontal",
        order=80,
        intro=_("Chaque choix est enregistré aussitôt. Ces préférences n’appartiennent qu’à vous."),
        template="preferences/preferences.html",
        context=preferences_context,
    )
)
declare(
    SettingsPage(
        "history",
        _("Historique"),
        None,
        "history",
        order=90,
        intro=_("Tout ce qui a changé dans vos réglages et votre compte : quand, par qui, d’où. Un réglage se rétablit d’un clic."),
        template="preferences/history.html",
        context=history_context,
    )
)
declare(
    SettingsPage(
        "policy",
        _("Politique du cabinet"),
        None,
        "landmark",
        order=120,
        group="firm",
        address="policy",
        offered_to=lambda user: bool(standing_of(user).administered_firm_ids),
    )
)

declare_setting(
    Setting(
        "appearance.theme",
        "preferences",
        Choice(themes),
        _("Thème"),
        default="auto",
        help=_("Clair, sombre, ou comme votre appareil."),
        words=_("apparence couleurs nuit mode sombre"),
        order=30,
    )
)
declare_setting(
    Setting(
        "appearance.density",
        "preferences",
        Choice(densities),
        _("Densité"),
        default="roomy",
        help=_("L’espace laissé entre les lignes des listes."),
        words=_("apparence compact lignes espace"),
        order=40,
    )
)
declare_setting(
    Setting(
        "dates.time_zone",
        "preferences",
        Choice(zone_choices),
        _("Fuseau horaire"),
        help=_("Les heures vous sont montrées dans ce fuseau, et vos absences y sont comprises."),
        words=_("heure ville décalage"),
        scopes=frozenset({Scope.USER}),
        store=Store.of_column("time_zone"),
        order=50,
    )
)
declare_setting(
    Setting(
        "dates.style",
        "preferences",
        Choice(date_styles),
        _("Format des dates"),
        default="words",
        words=_("jour mois année écriture"),
        order=60,
    )
)
declare_setting(
    Setting(
        "dates.first_day",
        "preferences",
        Choice(first_days),
        _("Premier jour de la semaine"),
        default="monday",
        help=_("Pour tout ce qui est regroupé par semaine."),
        words=_("calendrier lundi dimanche"),
        order=70,
    )
)
