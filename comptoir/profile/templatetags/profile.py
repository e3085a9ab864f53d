from django import template

from ..actions import taken_trigrams
from ..decisions import propose_trigrams

register = template.Library()


@register.simple_tag
def trigrams_for(person):
    """Trigrams of the person's name that no colleague has, the best first (P4)."""
    return propose_trigrams(person.first_name, person.last_name, taken_trigrams(person))
