"""How a firm means to answer (X4): what can be set about it, and the policy that holds for a firm's licence."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.accounts.middleware import zone
from comptoir.firms.models import Firm
from comptoir.notifications.calendars import CALENDARS
from comptoir.notifications.choices import WEEKDAYS, weekdays
from comptoir.preferences.catalogue import BadValue, Scope, Several, get_setting
from comptoir.preferences.decisions import resolve
from comptoir.preferences.resolver import rows_by_holder

from .escalation import Policy, Step
from .worktime import WorkTime

PAGE = "answering"
PREFIX = "answering."
OF_A_FIRM = frozenset({Scope.FIRM, Scope.LICENCE})
DAYS, HOURS, HOLIDAYS, TARGET, ESCALATES, STEPS, PAUSE = KEYS = tuple(
    PREFIX + name for name in ("days", "hours", "holidays", "target", "escalates", "steps", "pause")
)
OF_THE_COUNTRY = "country"
# The calendar of each country whose days hold for everybody in it; Québec's for Canada.
CALENDAR_OF = {"FR": "FR", "BE": "BE", "LU": "LU", "CA": "CA-QC"}
STEP_NAMED = {"assignee": Step.ASSIGNEE, "managers": Step.MANAGERS, "fallback": Step.FALLBACK}
SHORTEST_DAY = timedelta(hours=1)
MIDNIGHT = time(0)


class AtLeastOne(Several):
    """Any of a few, and at least one; `refuses_all` says why none is refused."""

    def clean(self, value):
        chosen = Several(self.options).clean(value)
        if not chosen:
            raise BadValue(str(self.refuses_all))
        return chosen


@dataclass(frozen=True)
class Hours:
    """The hours of a working day: one span, or two with a break between them, as a list of "09:00-12:00". Midnight as an end is the day's."""

    control = "span"

    def clean(self, value):
        spans = self.read(value)
        if any(not start < end for start, end in spans):
            raise BadValue(_("La fin doit venir après le début."))
        if len(spans) == 2 and spans[1][0] < spans[0][1]:
            raise BadValue(_("L’après-midi doit commencer après la fin de la matinée."))
        if sum((end - start for start, end in spans), timedelta(0)) < SHORTEST_DAY:
            raise BadValue(_("Comptez au moins une heure de travail par jour : sans elle, aucune réponse ne serait jamais attendue."))
        return value

    @staticmethod
    def read(value):
        """[(datetime, datetime), …] of any day. Raises BadValue."""
        try:
            if not isinstance(value, list) or len(value) > 2:
                raise ValueError
            return [on_a_day(*span_of(text)) for text in value]
        except (ValueError, TypeError, AttributeError):
            raise BadValue(_("Indiquez pour chaque partie de la journée une heure de début et une heure de fin.")) from None

    def parse(self, *texts):
        """What pairs of time fields say; a pair left empty is no part of the day."""
        pairs = zip(texts[::2], texts[1::2], strict=False)
        return [f"{start}-{end}" for start, end in pairs if start or end]

    def shown(self, value):
        return _(" et ").join(_("de %(start)s à %(end)s") % dict(zip(("start", "end"), text.split("-"), strict=True)) for text in value)


def span_of(text):
    """(time, time) of "09:00-12:00". Raises ValueError."""
    start, end = text.split("-")
    if len(start) != 5 or len(end) != 5:
        raise ValueError
    return time.fromisoformat(start), time.fromisoformat(end)


def on_a_day(start, end):
    day = date(2000, 1, 1)
    return datetime.combine(day, start), datetime.combine(day + timedelta(days=end == MIDNIGHT), end)


def working_days():
    return AtLeastOne(weekdays, _l("Gardez au moins un jour travaillé : sans lui, aucune réponse ne serait jamais attendue."))


def steps():
    return [
        ("assignee", _("la personne ou l’équipe à qui elle est confiée")),
        ("managers", _("les gestionnaires du dossier")),
        ("fallback", _("le recours du cabinet")),
    ]


def holidays():
    return [(OF_THE_COUNTRY, _("Ceux du pays du cabinet")), *CALENDARS.items()]


def policy_of(firm, licence_id):
    """The Policy of a firm's licence, in one query."""
    return policies_of([(firm.pk, licence_id)], {firm.pk: firm})[firm.pk, licence_id]


def policies_of(pairs, firms=None):
    """{(firm id, licence id): Policy} of these pairs, in two queries; one when the `firms` ({id: Firm}) are there already."""
    pairs = set(pairs)
    firms = firms or Firm.objects.in_bulk({firm_id for firm_id, _licence_id in pairs})
    rows = rows_by_holder({name for pair in pairs for name in holders_of(*pair)}, KEYS)
    return {pair: policy_from(values_among(rows, *pair), firms[pair[0]]) for pair in pairs}


def holders_of(firm_id, licence_id):
    return f"firm:{firm_id}", f"licence:{licence_id}"


def values_among(rows, firm_id, licence_id):
    """{key: value} that holds for a licence."""
    standing = [(key, row) for name in holders_of(firm_id, licence_id) for key, row, of_firm in rows.get(name, ()) if of_firm == firm_id]
    return {key: resolve(get_setting(key).default, [row for of_key, row in standing if of_key == key]).value for key in KEYS}


def policy_from(values, firm):
    worktime = WorkTime(
        days=frozenset(WEEKDAYS.index(day) for day in values[DAYS]),
        spans=tuple(span_of(text) for text in values[HOURS]),
        calendar=calendar_of(values[HOLIDAYS], firm.country),
        zone=zone(firm.time_zone),
    )
    chosen = tuple(sorted(STEP_NAMED[name] for name in values[STEPS])) if values[ESCALATES] else ()
    return Policy(worktime, values[TARGET] * 60, chosen, values[PAUSE] * 60)


def calendar_of(chosen, country):
    return CALENDAR_OF.get(country, "") if chosen == OF_THE_COUNTRY else chosen
