"""K9, across everything: limited access sees what was sent to that person, full access all of the client's; on pages, in files, search, the API, the bell,
mails, digests and pushes, from the very moment at which a level changes."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from comptoir.accounts.models import ApiToken
from comptoir.clients.actions import change_level, close_access
from comptoir.clients.models import ClientAccess
from comptoir.conversations.actions import Draft, ask
from comptoir.documents.actions import share_document
from comptoir.links.decisions import OF_A_REQUEST
from comptoir.notifications.models import Notification
from comptoir.preferences.actions import change_settings
from comptoir.requests.actions import send_request
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import Delivery, MailboxMessage
from comptoir.transports.pushing import push_due
from comptoir.transports.together import send_together
from tests.requests.asking import demand
from tests.transports.push_receiver import push_device_of

FOR_HELENE, FOR_JULES = "Zibeline-pour-helene", "Zibeline-pour-jules"
PAGES = ["/p/lormeau/", "/p/lormeau/history/", "/requests/", "/documents/", "/conversations/", "/search/?q=zibeline", "/notifications/"]
API = ["requests", "documents", "conversations", "notifications", "me/portal", "me/portal/history"]
SCOPES = ["requests:read", "documents:read", "conversations:read", "notifications:read", "me:read"]


@pytest.fixture
def sent(cast):
    """One question, one request and one document for Hélène by name, and as many for Jules: {name of the marker: [the pages of each]}."""
    cast.put_on_portal(cast.client)
    return {marker: send_to(cast, user, marker) for marker, user in ((FOR_HELENE, cast.helene), (FOR_JULES, cast.jules))}


def send_to(cast, user, marker):
    contact = cast.contact_of(user, cast.client)
    draft = Draft(f"{marker}, bonjour.", cast.marie)
    question = ask(cast.dossier, side="entrepreneur", subject=f"{marker} question", draft=draft, recipient_ids=[user.pk]).conversation
    words = {"subject": f"{marker} demande", "body": marker, "asks_file": False, "due_on": None, "by": cast.marie}
    request = send_request(cast.dossier, [contact], **words)
    file = SimpleUploadedFile(f"{marker}.txt", f"{marker} contenu".encode())
    (document,) = share_document(cast.dossier, [file], title=f"{marker} document", contacts=[contact], by=cast.marie)
    return [f"/conversations/{question.pk}/", f"/requests/{request.pk}/", f"/documents/{document.pk}/", f"/documents/{document.pk}/file/"]


def browser_of(user):
    browser = Browser()
    browser.force_login(user)
    return browser


def text_of(response):
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def api_of(user):
    _row, token = ApiToken.issue(user, name="essai", scopes=SCOPES)
    browser = Browser(headers={"Authorization": f"Bearer {token}"})
    return lambda path: browser.get(f"/api/v1/{path}")


def access_of(user):
    return ClientAccess.objects.get(user=user)


def test_limited_access_finds_only_what_was_sent_to_that_person(cast, sent, drain):
    while drain():
        pass
    browser = browser_of(cast.jules)

    pages = {path: text_of(browser.get(path)) for path in PAGES}

    assert [path for path, page in pages.items() if FOR_HELENE in page] == []
    assert [path for path, page in pages.items() if FOR_JULES not in page] == []
    assert {browser.get(path).status_code for path in sent[FOR_HELENE]} == {404}
    assert {browser.get(path).status_code for path in sent[FOR_JULES]} == {200}


def test_full_access_finds_everything_of_the_client(cast, sent, drain):
    while drain():
        pass
    browser = browser_of(cast.helene)

    pages = {path: text_of(browser.get(path)) for path in PAGES if path != "/notifications/"}

    assert [path for path, page in pages.items() if FOR_HELENE not in page or FOR_JULES not in page] == []
    assert {browser.get(path).status_code for paths in sent.values() for path in paths} == {200}


def test_the_api_answers_each_level_with_what_is_theirs(cast, sent, drain):
    while drain():
        pass
    limited, full = api_of(cast.jules), api_of(cast.helene)

    answers = {path: (limited(path), full(path)) for path in API}

    assert {path: (one.status_code, other.status_code) for path, (one, other) in answers.items()} == dict.fromkeys(API, (200, 200))
    assert [path for path, (one, _full) in answers.items() if FOR_HELENE in json.dumps(one.json())] == []
    assert [path for path, (one, _full) in answers.items() if FOR_JULES not in json.dumps(one.json())] == []


def test_a_change_of_level_holds_from_that_moment(cast, sent):
    browser = browser_of(cast.jules)

    change_level(access_of(cast.jules), "full", by=cast.marie)
    assert {browser.get(path).status_code for path in sent[FOR_HELENE]} == {200}

    change_level(access_of(cast.jules), "limited", by=cast.marie)
    assert {browser.get(path).status_code for path in sent[FOR_HELENE]} == {404}

    close_access(access_of(cast.jules), by=cast.marie)
    assert {browser.get(path).status_code for paths in sent.values() for path in paths} == {404}


@pytest.mark.parametrize("rhythm", ["immediately", "daily"])
def test_what_waits_to_leave_is_dropped_when_the_right_is_gone(cast, sent, drain, rhythm):
    """Mails, digests and pushes that were owed to Jules while he saw everything (N5)."""
    push_device_of(cast.jules)
    change_settings(cast.jules, {f"frequency.{category}": rhythm for category in ("conversations", "portal")}, by=cast.jules)
    while drain():
        pass
    owed = Delivery.objects.filter(user=cast.jules, state=Delivery.State.PENDING)
    assert {delivery.channel for delivery in owed} >= {"email"}

    close_access(access_of(cast.jules), by=cast.marie)
    Delivery.objects.filter(user=cast.jules).update(due_at=timezone.now() - timedelta(minutes=1))
    outlet = MailboxOutlet()
    while send_due(outlet) + send_together(outlet) + push_due():
        pass

    assert set(Delivery.objects.filter(user=cast.jules).values_list("state", flat=True)) == {Delivery.State.DROPPED}
    assert not MailboxMessage.objects.filter(recipient__contains=cast.jules.email).exists()


def test_nobody_is_told_of_what_they_do_not_see(cast, sent, drain):
    while drain():
        pass
    told = Notification.objects.filter(user=cast.jules)

    assert told.count() == 3
    assert FOR_HELENE not in json.dumps([one.event.data for one in told])


def test_under_a_second_factor_titles_wait_too(cast, sent):
    """«Exiger une authentification à plusieurs facteurs»: no title of what the firm sent stands anywhere before it is shown (K5)."""
    demand(cast, "mfa", *OF_A_REQUEST)
    browser = browser_of(cast.helene)

    seen = {path: browser.get(path) for path in ["/p/lormeau/", "/p/lormeau/history/", "/requests/", "/documents/", "/search/?q=zibeline"]}

    assert [path for path, response in seen.items() if response.status_code not in (200, 302)] == []
    assert [path for path, response in seen.items() if f"{FOR_HELENE} demande" in text_of(response) or f"{FOR_HELENE} document" in text_of(response)] == []


def test_under_a_second_factor_programs_wait_too(cast, sent):
    demand(cast, "mfa", *OF_A_REQUEST)
    call = api_of(cast.helene)

    answers = {path: call(path) for path in ("requests", "documents", "me/portal", "me/portal/history")}

    assert {path: answer.status_code for path, answer in answers.items()} == {"requests": 403, "documents": 403, "me/portal": 200, "me/portal/history": 200}
    told = {path: answer.content.decode() for path, answer in answers.items()}
    assert [path for path, text in told.items() if f"{FOR_HELENE} demande" in text or f"{FOR_HELENE} document" in text] == []
