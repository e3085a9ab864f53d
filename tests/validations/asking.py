"""Requests as people make them."""

import uuid

from comptoir.firms.models import Membership
from comptoir.validations.actions import request_validation


def request(cast, **changes):
    """Paul asks Marie about the Roux file."""
    asked = {"subject": "Liasse 2025", "body": "Peut-on l’envoyer au greffe ?", "addressed_to": cast.marie, "by": cast.paul}
    return request_validation(changes.pop("dossier", cast.dossier), **asked | changes)


def make_accountant(*users):
    Membership.objects.filter(user__in=users).update(role=Membership.Role.ACCOUNTANT)


def send(browser, cast, **changes):
    """The form, as a browser posts it."""
    typed = {
        "dossier": cast.dossier.pk,
        "subject": "Liasse 2025",
        "body": "Peut-on l’envoyer ?",
        "addressed_to": cast.marie.pk,
        "due_on": "",
        "key": uuid.uuid4(),
    }
    return browser.post("/validations/new/", typed | changes)
