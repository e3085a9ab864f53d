"""Sensitive acts on one's own account: done, recorded, told (S4)."""

from django.db import transaction

from comptoir.events.recording import record_event


@transaction.atomic
def change_password(user, new):
    """Give `user` a new password. Every session opened with the old one ends at its next request, since sessions carry a hash of it."""
    user.set_password(new)
    user.save(update_fields=["password"])
    record_event("password.changed", user, actor=user)
