"""How problems and names of families read."""

from django import template
from django.utils.translation import gettext as _

from .. import sentences

register = template.Library()


@register.filter
def sentence(problem):
    return sentences.sentence(problem)


@register.filter
def join_names(families):
    """«Production» ou «Production (Consultation)»"""
    names = [_("«%(name)s»") % {"name": family.name} for family in families]
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s ou %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
