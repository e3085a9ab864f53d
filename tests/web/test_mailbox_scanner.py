"""A filter that opens every link of a mailbox, by GET and by HEAD, consumes nothing, changes nothing and learns nothing."""

import re
from email import message_from_bytes, policy
from html import unescape
from urllib.parse import urlsplit

from django.apps import apps
from django.test import Client as Browser

from comptoir.invitations.actions import Asked, invite
from comptoir.links.models import Link, LinkUse
from comptoir.requests.actions import send_request
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import MailboxMessage

SECRET = "Zibeline-4711"
FILTER = "Mozilla/5.0 (compatible; SafeLinks; Microsoft Outlook)"
# What a filter's visit leaves: the log of links, and sessions of visitors.
TRACES = {"links.linkuse", "accounts.session"}


def links_of_the_mailbox():
    """Every address of every mail, in both of its forms."""
    found = set()
    for row in MailboxMessage.objects.all():
        mail = message_from_bytes(bytes(row.source), policy=policy.default)
        for form in ("plain", "html"):
            found |= set(re.findall(r"https?://[^\s\"'<>]+", unescape(mail.get_body((form,)).get_content())))
        found |= set(re.findall(r"<(https?://[^>]+)>", str(mail.get("List-Unsubscribe", ""))))
    return found


def rows():
    models = [model for model in apps.get_models() if model._meta.label_lower.partition(".")[0] not in ("sessions", "contenttypes", "auth")]
    return {model._meta.label_lower: list(model.objects.order_by("pk").values()) for model in models if model._meta.label_lower not in TRACES}


def test_a_filter_that_opens_every_link_consumes_and_learns_nothing(cast, drain):
    cast.put_on_portal(cast.client)
    colette = cast.contact(cast.client, "Colette", "Roux", email="colette@example.net")
    hugo = cast.contact(cast.client, "Hugo", "Roux", email="hugo@example.net")
    words = {"body": f"{SECRET} : le relevé", "asks_file": True, "due_on": None, "by": cast.marie}
    send_request(cast.dossier, [colette, cast.contact_of(cast.helene, cast.client)], subject=f"{SECRET} relevé", **words)
    invite([Asked(cast.client, hugo)], by=cast.marie)
    Browser().post("/accounts/password/reset/", {"email": cast.helene.email})
    Browser().post("/p/lormeau/code/", {"login": cast.helene.email})
    while drain():
        pass
    while send_due(MailboxOutlet()):
        pass
    addresses = links_of_the_mailbox()
    assert sum("/l/" in address for address in addresses) >= 3
    before = rows()

    answers = []
    for address in sorted(addresses):
        parts = urlsplit(address)
        for method in ("head", "get"):
            answers.append(getattr(Browser(headers={"User-Agent": FILTER}), method)(f"{parts.path}?{parts.query}" if parts.query else parts.path))

    assert [answer.request["PATH_INFO"] for answer in answers if answer.status_code >= 500] == []
    assert [answer.request["PATH_INFO"] for answer in answers if SECRET in answer.content.decode(errors="replace")] == []
    after = rows()
    assert {label for label in before if before[label] != after[label]} == set()
    assert Link.objects.alive().count() == Link.objects.count()
    assert set(LinkUse.objects.values_list("kind", flat=True)) == {LinkUse.Kind.SCANNED}
