"""Moments as people say them, in the active language and time zone."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def short_moment(moment, now=None):
    """The time today, «hier», the weekday of the last days, then the date; what a list shows."""
    if moment is None:
        return ""
    local, now = timezone.localtime(moment), timezone.localtime(now)
    days = (now.date() - local.date()).days
    if days == 0:
        return date_format(local, "CLOCK")
    if days == 1:
        return _("hier")
    if 1 < days < 7:
        return date_format(local, "WEEKDAY")
    return date_format(local, "DAY" if local.year == now.year else "DAY_AND_YEAR")


def clock(moment):
    """«9 h 12»."""
    return date_format(timezone.localtime(moment), "CLOCK")


def full_moment(moment):
    """«lun. 30 nov. à 9 h», with the year when it is not this one."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    if local.year != timezone.localtime().year:
        return _("%(day)s à %(time)s") % {"day": date_format(local, "DAY_AND_YEAR"), "time": date_format(local, "CLOCK")}
    return date_format(local, "MOMENT_ON_THE_HOUR" if local.minute == 0 else "MOMENT")


def long_day(moment):
    return date_format(timezone.localtime(moment), "LONG_DAY")


def day_heading(moment):
    """«Aujourd’hui», «Hier» or the whole day; what parts a thread."""
    days = (timezone.localtime().date() - timezone.localtime(moment).date()) / timedelta(days=1)
    return {0: _("Aujourd’hui"), 1: _("Hier")}.get(days) or long_day(moment)
