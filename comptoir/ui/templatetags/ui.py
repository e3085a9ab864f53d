"""The small parts that every page is made of."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from comptoir.ui import moments
from comptoir.ui.icons import ICONS

register = template.Library()
register.filter("short_moment", moments.short_moment)
register.filter("full_moment", moments.full_moment)
register.filter("long_day", moments.long_day)
register.filter("short_day", moments.short_day)
register.filter("day_heading", moments.day_heading)
register.filter("clock", moments.clock)
register.filter("machine_moment", moments.machine_moment)


@register.simple_tag
def icon(name):
    """An icon by its name, as decoration: words beside it say what it means."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"No icon {name!r} in ui/icons.py")
    return icon_html(name)


@cache
def icon_html(name):
    """The drawing of an icon. Kept: a thread shows a hundred of them."""
    return mark_safe(f'<svg class="icon" aria-hidden="true"><use href="{static("ui/icons.svg")}#{name}"/></svg>')


@register.simple_tag(takes_context=True)
def avatar(context, person, size=96):
    """The round photo of a user (or of anything with `pk`, `photo`, `initials` and `tint`), to colleagues alone; else the trigram or initials (P2, P4)."""
    photo = getattr(person, "photo", "")
    if photo and getattr(context.get("shell"), "side", "") == "firm":
        # The first signs of the file's name say which version it is: a replaced photo is seen at once.
        address = f"{reverse('photo', args=[person.pk, size])}?v={photo[:8]}"
        return format_html('<img class="avatar" src="{}" alt="" width="36" height="36" loading="lazy" decoding="async">', address)
    return format_html('<span class="avatar tint-{}" aria-hidden="true">{}</span>', person.tint or 1, person.initials)


@register.simple_tag(takes_context=True)
def name(context, person):
    """A person's name; in yellow with a clock and the day of return while they are away (A2). Empty for nobody."""
    if person is None:
        return ""
    return name_html(person.pk, person.full_name, context.get("away_now") or {})


@register.simple_tag(takes_context=True)
def name_of(context, user_id, first_name, last_name):
    """The same from a row of values, for lists that build no user."""
    return name_html(user_id, f"{first_name} {last_name}".strip(), context.get("away_now") or {})


def name_html(user_id, full_name, away_now):
    absence = away_now.get(user_id)
    if absence is None:
        return escape(full_name)
    return format_html('<span class="away-name" title="{}">{}{}</span>', return_sentence(absence), icon_html("clock"), full_name)


def return_sentence(absence):
    """«De retour lun. 30 nov. à 9 h», or that nobody knows."""
    if absence.ends_at is None:
        return _("Date de retour inconnue")
    return _("De retour %(moment)s") % {"moment": moments.full_moment(absence.ends_at)}


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """The address's query with some values changed; None removes one. Changing anything but the page goes back to page 1."""
    parameters = context["request"].GET.copy()
    if "page" not in changes:
        parameters.pop("page", None)
    for key, value in changes.items():
        if value in (None, ""):
            parameters.pop(key, None)
        else:
            parameters[key] = value
    return "?" + parameters.urlencode()


@register.filter
def thousands(number):
    """A number as people read it: «1 204»."""
    from django.utils.formats import number_format

    return number_format(number, force_grouping=True)


@register.filter
def file_size(size):
    """A number of bytes as people read it: «214 Ko», «1,2 Mo»."""
    from django.utils.formats import number_format

    if size < 1024 * 1024:
        return _("%(size)s Ko") % {"size": number_format(max(1, round(size / 1024)))}
    return _("%(size)s Mo") % {"size": number_format(size / 1024 / 1024, 1)}
