from django import template

from comptoir.security.passwords import rule_for

register = template.Library()


@register.simple_tag
def password_rule(user):
    """What a new password of this person has to be, in one sentence or two."""
    return rule_for(user)
