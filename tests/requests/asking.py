"""Requests as people make them."""

import uuid

from comptoir.links.models import Link
from comptoir.preferences.actions import change_settings_at
from comptoir.preferences.models import Holder
from comptoir.requests.actions import send_request
from comptoir.requests.models import Request


def send(cast, *contacts, **changes):
    """Marie asks for a bank statement: Hélène, unless others are named."""
    asked = {"subject": "Relevé de novembre", "body": "Il nous manque le relevé du compte courant.", "asks_file": True, "due_on": None, "by": cast.marie}
    people = contacts or (cast.contact_of(cast.helene, cast.client),)
    return send_request(changes.pop("dossier", cast.dossier), list(people), **asked | changes)


def colette(cast, **changes):
    """A contact of the client without an account."""
    return cast.contact(cast.client, "Colette", "Roux", **{"email": "colette@example.net"} | changes)


def link_to(request, contact):
    return Link.objects.about(request).filter(contact=contact).latest("pk")


def demand(cast, way, *acts):
    """The firm's policy: «mfa», «account», «code» or «link» for these acts, all of a request's unless named."""
    values = {f"assurance.{act}": way for act in acts or ("see", "upload", "answer")}
    change_settings_at(Holder.of_firm(cast.firm), values, by=cast.admin)


def post_new(browser, cast, *contacts, **changes):
    """The form, as a browser posts it."""
    typed = {
        "dossier": cast.dossier.pk,
        "contacts": [one.pk for one in contacts],
        "subject": "Relevé de novembre",
        "body": "Il nous manque.",
        "asks_file": "on",
    }
    return browser.post("/requests/new/", typed | {"due_on": "", "key": uuid.uuid4()} | changes)


def now(request):
    return Request.objects.get(pk=request.pk)
