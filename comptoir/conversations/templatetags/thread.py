from django import template
from django.utils.safestring import mark_safe

from ..articles import Reader, thread_html
from ..rows import rows_html

register = template.Library()


@register.simple_tag(takes_context=True)
def articles(context):
    """The messages of the page's thread."""
    reader = Reader(
        address=context["address"],
        is_member=context["is_member"],
        firm_name=context["conversation"].firm.name,
        away_now=context.get("away_now") or {},
    )
    return mark_safe(thread_html(context["thread"], reader))


@register.simple_tag(takes_context=True)
def member_rows(context):
    """The rows of the page's list, as colleagues see them."""
    return mark_safe(rows_html(context["page"].rows, address=context["address"], away_now=context.get("away_now") or {}))
