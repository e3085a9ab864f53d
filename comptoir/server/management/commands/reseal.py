from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import models

from comptoir.kernel.secrets import Unreadable, is_sealed, reseal, sealed_fields


class Command(BaseCommand):
    help = "Seal every stored secret with the newest key. Afterwards the keys in SECRETS_KEY_OLD are no longer needed."

    def handle(self, **options):
        done, unreadable = 0, []
        for one in sealed_fields():
            model = apps.get_model(one.model)
            for pk, value in model._base_manager.values_list("pk", one.field).iterator():
                count = reseal_row(model, pk, one.field, value)
                done += count or 0
                if count is None:
                    unreadable.append(f"{one.model} {pk}")
        self.stdout.write(f"secrets rescellés : {done} · illisibles : {len(unreadable)}")
        if unreadable:
            raise CommandError(f"aucune clé donnée n’ouvre : {', '.join(unreadable)}")


def reseal_row(model, pk, field, value):
    """Write the row's secrets under the newest key; return how many, None when one of them cannot be opened (the row then stays as it is)."""
    while value is not None:
        found = []
        try:
            anew = resealed(value, found)
        except Unreadable:
            return None
        # Somebody may use the row meanwhile: only the value that was read is replaced, else it is read again.
        if not found or model._base_manager.filter(pk=pk, **{field: as_stored(model, field, value)}).update(**{field: anew}):
            return len(found)
        value = model._base_manager.filter(pk=pk).values_list(field, flat=True).first()
    return 0


def resealed(value, found):
    """`value` with each sealed text in it under the newest key; they are noted in `found`."""
    if is_sealed(value):
        found.append(value)
        return reseal(value)
    if isinstance(value, dict):
        return {key: resealed(one, found) for key, one in value.items()}
    if isinstance(value, list):
        return [resealed(one, found) for one in value]
    return value


def as_stored(model, field, value):
    return models.Value(value, model._meta.get_field(field)) if isinstance(value, dict | list) else value
