"""The photo: put, replaced, taken away. Files go when nothing speaks of them any more."""

from django.db import transaction

from comptoir.accounts.models import User
from comptoir.events.recording import record_event

from ..photos import forget, keep


def set_photo(user, photos, *, by):
    """Show `photos`, as `photos.develop` makes them, as `user`'s. The replaced files go after the commit. Records photo.changed."""
    name = keep(photos)
    try:
        replace(user, name, by, "photo.changed")
    except Exception:
        forget(name)
        raise


def remove_photo(user, *, by):
    """Take `user`'s photo away; its files go after the commit. Records photo.removed, once."""
    replace(user, "", by, "photo.removed")


@transaction.atomic
def replace(user, name, by, verb):
    before = User.objects.select_for_update().values_list("photo", flat=True).get(pk=user.pk)
    if before == name:
        return
    User.objects.filter(pk=user.pk).update(photo=name)
    record_event(verb, user, actor=by)
    user.photo = name
    if before:
        transaction.on_commit(lambda: forget(before))
