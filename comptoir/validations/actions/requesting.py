"""Asking a chartered accountant."""

from django.db import IntegrityError, transaction

from ..models import Validation
from ..proposals import accountants_on
from .following import withdraw_validation
from .settling import tell


class CannotValidate(Exception):
    """The person is no chartered accountant who works on the dossier, or is the one who asks."""


def request_validation(dossier, *, subject, body, addressed_to, by, due_on=None, key=None, replaces=None):
    """Ask `addressed_to` to validate something about `dossier`; return the Validation. Records validation.requested.

    `key` is chosen once per form: asked twice, it is one request. `replaces` is a pending request that this one takes the place of: it is
    withdrawn in the same transaction. Raises CannotValidate, and for `replaces` AlreadySettled and NotTheirs.
    """
    prepared = prepare(dossier, subject=subject, body=body, addressed_to=addressed_to, by=by, due_on=due_on, key=key)
    try:
        with transaction.atomic():
            return write(prepared, by, replaces)
    except IntegrityError:
        asked = key and Validation.objects.filter(requested_by=by, key=key).first()
        if not asked:
            raise
        return asked


def prepare(dossier, *, subject, body, addressed_to, by, due_on=None, key=None):
    """The request that would be made, not saved («Qui sera prévenu ?»). Raises CannotValidate."""
    if addressed_to == by or not accountants_on(dossier).filter(user=addressed_to).exists():
        raise CannotValidate
    return Validation(firm_id=dossier.firm_id, dossier=dossier, subject=subject, body=body, due_on=due_on, requested_by=by, addressed_to=addressed_to, key=key)


def write(validation, by, replaces):
    validation.save()
    tell("validation.requested", validation, by=by)
    if replaces:
        withdraw_validation(replaces, by=by)
    return validation
