"""Public holidays: the calendars that a firm can choose from, and whether a day is one.

Only calendars whose days hold for everybody in them are offered (Switzerland's differ by canton). The days are computed by the library
`holidays` from each country's laws, without the network. In Québec the employer chooses Good Friday or Easter Monday (Act respecting labour
standards, s. 60): it is Good Friday here.
"""

from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# A country of ISO 3166-1, then the part of it whose days are others. No code: no day is one.
CALENDARS: dict[str, str | Promise] = {
    "": _("Aucun"),
    "FR": _("France"),
    "FR-57": _("France – Alsace et Moselle"),
    "BE": _("Belgique"),
    "LU": _("Luxembourg"),
    "CA-QC": _("Canada – Québec"),
}
YEARS_REMEMBERED = 128


def is_holiday(code, day):
    """Whether `day` (a date) is a public holiday of the calendar `code`. Raises KeyError for a code that is not one of CALENDARS."""
    return bool(code) and day in holidays_of(code, day.year)


@lru_cache(maxsize=YEARS_REMEMBERED)
def holidays_of(code, year):
    """The public holidays of a year, those moved from a Sunday to the Monday included, as dates. Raises KeyError for an unknown code."""
    if code not in CALENDARS:
        raise KeyError(code)
    # Loaded at the first question: 20 MB and a third of a second that installations without a calendar never spend.
    from holidays import country_holidays

    country, _separator, part = code.partition("-")
    return frozenset(country_holidays(country, subdiv=part or None, years=year))
