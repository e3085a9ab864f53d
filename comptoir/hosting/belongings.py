"""Which rows are a firm's: found from the models themselves, so that no table that somebody adds is forgotten."""

from functools import cache

from django.apps import apps
from django.db import models

from comptoir.accounts.models import User
from comptoir.firms.models import Firm

# A row that several paths lead to is the firm's by the shortest; of two as long, by the one that must be filled.


@cache
def paths():
    """{model: the look-up that leads from its rows to their firm ("conversation__firm")} of every model whose rows belong to one, automatic tables included.

    People are nobody's: what leads to a firm through a person alone is the person's.
    """
    found, newest = {Firm: "pk"}, [Firm]
    while newest:
        newest = [model for model in tables() if model not in found and step_from(model, newest)]
        found |= {model: path_of(model, found) for model in newest}
    return found


def tables():
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy and model is not User]


def step_from(model, models_before):
    """The field by which a row of this model belongs to a row of one of those; None when there is none."""
    links = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey) and field.remote_field.model in models_before]
    owning = [field for field in links if field.remote_field.on_delete is not models.SET_NULL]
    return min(owning, key=lambda field: field.null, default=None)


def path_of(model, found):
    field = step_from(model, list(found))
    beyond = found[field.remote_field.model]
    return field.name if beyond == "pk" else f"{field.name}__{beyond}"


def mentions_of(firm):
    """(queryset of rows that are not the firm's, the field by which they mention one of its rows and can do without)."""
    for model in tables():
        for field in model._meta.concrete_fields:
            can_do_without = isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.SET_NULL
            beyond = paths().get(field.remote_field.model) if can_do_without else None
            if beyond:
                place = field.name if beyond == "pk" else f"{field.name}__{beyond}"
                mentioning = model._base_manager.filter(**{place: firm.pk})
                yield mentioning.exclude(**{paths()[model]: firm.pk}) if model in paths() else mentioning, field.name


def rows_of(model, firm):
    """The queryset of this model's rows that are the firm's."""
    return model._base_manager.filter(**{paths()[model]: firm.pk})
