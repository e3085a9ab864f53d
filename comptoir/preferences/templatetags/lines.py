from django import template

from comptoir.preferences import lines

register = template.Library()
register.filter("label_at", lines.label_at)
register.filter("note_at", lines.note_at)
