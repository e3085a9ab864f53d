"""Moments as people say them, in the active language and time zone."""

from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def short_moment(moment, now=None):
    """The time today, «hier», the weekday of the last days, then the date; what a list shows."""
    if moment is None:
        return ""
    local, now = timezone.localtime(moment), timezone.localtime(now)
    days = now.toordinal() - local.toordinal()
    if days == 0:
        return clock(moment)
    if days == 1:
        return _("hier")
    if 1 < days < 7:
        return on_the_day(local, "WEEKDAY")
    return on_the_day(local, "DAY" if local.year == now.year else "DAY_AND_YEAR")


def clock(moment):
    """«9 h 12»."""
    local = timezone.localtime(moment)
    return formatted(local.replace(year=2000, month=1, day=1, second=0, microsecond=0, tzinfo=None), "CLOCK", get_language())


def full_moment(moment):
    """«lun. 30 nov. à 9 h», with the year when it is not this one."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    if local.year != timezone.localtime().year:
        return _("%(day)s à %(time)s") % {"day": on_the_day(local, "DAY_AND_YEAR"), "time": clock(moment)}
    return date_format(local, "MOMENT_ON_THE_HOUR" if local.minute == 0 else "MOMENT")


def machine_moment(moment):
    """For the datetime attribute of <time>: ISO 8601 to the second, as HTML wants it."""
    return moment.isoformat(timespec="seconds")


def long_day(moment):
    return on_the_day(timezone.localtime(moment), "LONG_DAY")


def day_heading(moment):
    """«Aujourd’hui», «Hier» or the whole day; what parts a thread."""
    days = timezone.localtime().toordinal() - timezone.localtime(moment).toordinal()
    return {0: _("Aujourd’hui"), 1: _("Hier")}.get(days) or long_day(moment)


def on_the_day(local, form):
    return formatted(local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None), form, get_language())


@lru_cache(4096)
def formatted(moment, form, language):
    """`date_format`, kept: a list shows the same days and a firm the same minutes again and again."""
    return date_format(moment, form)
