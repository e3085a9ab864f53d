from django import template
from django.utils import timezone

from comptoir.ui.moments import on_the_day

register = template.Library()


@register.filter
def short_day(moment):
    """The day alone, with its year when that is not this one: «30 nov.»."""
    local = timezone.localtime(moment)
    return on_the_day(local, "DAY" if local.year == timezone.localtime().year else "DAY_AND_YEAR")
