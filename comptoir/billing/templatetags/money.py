"""Amounts as people read them."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def euros(cents):
    """490 → «4,90 €», in the language of the page; empty for nothing known."""
    if cents is None:
        return ""
    return f"{number_format(Decimal(cents) / 100, 2, force_grouping=True)}\u202f€".replace("\xa0", "\u202f")
