"""Moments as people say them, in the active language, time zone and style."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

# «lun. 30 nov. à 9 h», «30/11/2026 09:00», «2026-11-30 09:00»
STYLES = ("words", "numbers", "iso")
ISO = {"CLOCK": "H:i", "DAY": "Y-m-d", "MOMENT": "Y-m-d H:i"}
_style = ContextVar("style", default=lambda: "words")


@contextmanager
def written_as(style):
    """Within, moments are written in the style that `style()` names; it is asked at the first moment, not before."""
    token = _style.set(style)
    try:
        yield
    finally:
        _style.reset(token)


def example_in(style):
    """The thirtieth of November at nine, written in `style`: how the choice looks."""
    moment = timezone.make_aware(datetime(timezone.localtime().year, 11, 30, 9))
    with written_as(lambda: style):
        return full_moment(moment)


def short_moment(moment, now=None):
    """The time today, «hier», the weekday of the last days, then the date; what a list shows."""
    if moment is None:
        return ""
    local, now = timezone.localtime(moment), timezone.localtime(now)
    days = now.toordinal() - local.toordinal()
    if days == 0:
        return clock(moment)
    if _style.get()() != "words":
        return on_the_day(local, "DAY")
    if days == 1:
        return _("hier")
    if 1 < days < 7:
        return on_the_day(local, "WEEKDAY")
    return on_the_day(local, "DAY" if local.year == now.year else "DAY_AND_YEAR")


def clock(moment):
    """«9 h 12»."""
    local = timezone.localtime(moment)
    return written(local.replace(year=2000, month=1, day=1, second=0, microsecond=0, tzinfo=None), "CLOCK")


def full_moment(moment):
    """«lun. 30 nov. à 9 h», with the year when it is not this one."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    if _style.get()() != "words":
        return written(local.replace(second=0, microsecond=0, tzinfo=None), "MOMENT")
    if local.year != timezone.localtime().year:
        return _("%(day)s à %(time)s") % {"day": on_the_day(local, "DAY_AND_YEAR"), "time": clock(moment)}
    return date_format(local, "MOMENT_ON_THE_HOUR" if local.minute == 0 else "MOMENT")


def coming_moment(moment, now=None):
    """When something will be: «aujourd’hui à 18 h», «demain à 8 h», «lundi à 8 h», then the date."""
    local, now = timezone.localtime(moment), timezone.localtime(now)
    days = local.toordinal() - now.toordinal()
    time = hour_label(local.hour) if local.minute == 0 else clock(moment)
    if _style.get()() != "words" or days > 6 or days < 0:
        return full_moment(moment)
    if days < 2:
        return (_("demain à %(time)s") if days else _("aujourd’hui à %(time)s")) % {"time": time}
    return _("%(weekday)s à %(time)s") % {"weekday": date_format(local, "l"), "time": time}


def hour_label(hour):
    """A full hour of the day: «8 h»."""
    style = _style.get()()
    return formatted(datetime(2000, 1, 1, hour), "CLOCK_ON_THE_HOUR" if style == "words" else "CLOCK", get_language(), style)


def machine_moment(moment):
    """For the datetime attribute of <time>: ISO 8601 to the second, as HTML wants it."""
    return moment.isoformat(timespec="seconds")


def long_day(moment):
    return on_the_day(timezone.localtime(moment), "LONG_DAY")


def short_day(day):
    """A day or a moment as its day alone: «30 nov.»."""
    return on_the_day(timezone.localtime(day) if isinstance(day, datetime) else datetime(day.year, day.month, day.day), "DAY")


def day_heading(moment):
    """«Aujourd’hui», «Hier» or the whole day; what parts a thread."""
    days = timezone.localtime().toordinal() - timezone.localtime(moment).toordinal()
    return {0: _("Aujourd’hui"), 1: _("Hier")}.get(days) or long_day(moment)


def on_the_day(local, form):
    return written(local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None), form)


def written(moment, form):
    return formatted(moment, form, get_language(), _style.get()())


@lru_cache(4096)
def formatted(moment, form, language, style):
    """`date_format`, kept: a list shows the same days and a firm the same minutes again and again."""
    if style == "words":
        return date_format(moment, form)
    kind = form if form in ISO else "DAY"
    return date_format(moment, ISO[kind] if style == "iso" else f"{kind}_IN_NUMBERS")
