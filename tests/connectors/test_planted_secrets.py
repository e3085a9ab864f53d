"""Secrets planted everywhere a person may leave one, and looked for everywhere they could leak to: nowhere are they found (P7)."""

import io
import json
import logging

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.apps import apps
from django.core import management
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser
from django.test import override_settings
from django.urls import path, reverse

from comptoir.api.openapi import description
from comptoir.connectors.actions import add_account
from comptoir.connectors.registry import get_connector
from comptoir.events.models import Event
from comptoir.security.actions import change_password
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import MailboxMessage
from tests.api.conftest import Caller
from tests.imports.lists import bring, csv_list
from tests.walks.table import TABLE
from tests.web.urls import urlpatterns as broken_pages

from .register import PASSWORD, TOKEN, USERNAME

OF_THE_ACCOUNT = "Zibeline-secret-du-compte-4711"
OF_THE_PERSON = "Zibeline-mot-de-passe-4711"
SEED = "ZIBELINEGRAINE4711ZIBELINEGRAINE"


@pytest.fixture
def planted(cast, register):
    """(what must be found nowhere, the person, a program of theirs)."""
    change_password(cast.marie, OF_THE_PERSON)
    totp.TOTP.activate(cast.marie, SEED)
    caller = Caller(cast.marie)
    token = caller.headers["Authorization"].removeprefix("Bearer ")
    accounts = [
        add_account(cast.marie, get_connector("inpi"), label="INPI", username=USERNAME, secret=PASSWORD),
        add_account(cast.marie, get_connector("generic"), label="Autre", address=f"{register.url}/basic", username=USERNAME, secret=OF_THE_ACCOUNT),
    ]
    return {PASSWORD, OF_THE_ACCOUNT, OF_THE_PERSON, SEED, token, TOKEN}, caller, accounts


def found_in(text, secrets):
    return {secret for secret in secrets if secret in text}


def every_text_of_the_database():
    """Each row of each table as one text, whatever model or none stands behind it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, " ".join(str(value) for value in row)


def leaks_in_the_database(secrets):
    return {(table, secret) for table, text in every_text_of_the_database() for secret in found_in(text, secrets)}


def try_everything(browser, caller, accounts, register):
    """Good calls and bad ones, by page and by program."""
    answers = []
    for mode in ("", "500@login", "html@login", "empty", "redirect"):
        register.mode = mode
        for account in accounts:
            answers.append(browser.post(reverse("external_account_test", args=[account.pk]), follow=True))
            answers.append(browser.post(reverse("external_account_test", args=[account.pk]), headers={"HX-Request": "true"}))
            answers.append(caller.post(f"me/external-accounts/{account.pk}/tests"))
        answers.append(caller.get("companies/732829320"))
        answers.append(browser.post(reverse("new_client_company"), {"siren": "404833048"}))
    for account in accounts:
        address = reverse("external_account", args=[account.pk])
        answers += [browser.get(address), browser.post(address, {"label": "x" * 100, "username": "", "address": "", "secret": OF_THE_ACCOUNT})]
        answers += [caller.patch(f"me/external-accounts/{account.pk}", {"label": "x" * 100, "secret": OF_THE_ACCOUNT})]
        answers += [caller.patch(f"me/external-accounts/{account.pk}", f'{{"secret": "{OF_THE_ACCOUNT}"')]
    answers.append(browser.post(reverse("new_external_account_of_kind", args=["inpi"]), {"username": "", "secret": OF_THE_ACCOUNT}))
    answers.append(caller.post("me/external-accounts", {"kind": "inconnu", "username": "u", "secret": OF_THE_ACCOUNT}))
    answers += [browser.get(reverse("settings_page", args=["external-accounts"])), browser.get("/settings/security/"), browser.get("/settings/history/")]
    return answers


@pytest.fixture
def log():
    """Everything that any logger says, at its lowest level, as the log would write it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    root, level = logging.getLogger(), logging.getLogger().level
    loud = [root, *[logging.getLogger(name) for name in ("comptoir", "django", "django.request", "httpx", "httpcore", "asyncio", "allauth")]]
    levels = [(logger, logger.level) for logger in loud]
    root.addHandler(handler)
    for logger in loud:
        logger.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    for logger, level in levels:
        logger.setLevel(level)


def test_no_table_no_log_no_page_and_no_answer_holds_a_secret(cast, client, planted, register, log, drain):
    secrets, caller, accounts = planted
    client.force_login(cast.marie)

    answers = try_everything(client, caller, accounts, register)
    while drain():
        pass
    while send_due(MailboxOutlet()):
        pass

    assert {secret for answer in answers for secret in found_in(answer.content.decode() + str(answer.headers), secrets)} == set()
    assert found_in(log.getvalue(), secrets) == set()
    assert "httpcore" in log.getvalue()
    assert leaks_in_the_database(secrets) == set()
    assert found_in(json.dumps(list(Event.objects.values("data", "verb")), default=str), secrets) == set()
    assert found_in("".join(str(mail) for mail in MailboxMessage.objects.values()), secrets) == set()
    # The search would prove nothing if the calls had not been made with these very secrets.
    assert any(found_in(str(seen), {PASSWORD}) for seen in register.seen)


def test_every_answer_of_the_persons_program_is_free_of_them(cast, planted, call):
    secrets, caller, accounts = planted
    seen = ""
    for address, operations in description("/api/v1/")["paths"].items():
        if "get" in operations:
            filled = address.removeprefix("/api/v1/").replace("{account_id}", str(accounts[0].pk)).replace("{firm_id}", str(cast.firm.pk)).replace(
                "{client_id}", str(cast.client.pk)).replace("{dossier_id}", str(cast.dossier.pk))  # fmt: skip
            seen += "" if "{" in filled else caller.get(filled).content.decode()

    assert "INPI" in seen
    assert found_in(seen, secrets) == set()


def test_every_page_of_the_person_is_free_of_them(cast, client, planted):
    secrets, _caller, accounts = planted
    client.force_login(cast.marie)
    known = {"external_account": accounts[0].pk, "slug": cast.firm.slug, "client": cast.client.pk, "dossier": cast.dossier.pk}
    seen = ""
    for place in TABLE:
        args = [known.get(arg, arg) for arg in place.args]
        if "GET" in place.methods and all(isinstance(arg, int) or arg not in {"conversation", "file", "mail", "import"} for arg in args) and not place.query:
            try:
                address = reverse(place.name, args=args)
            except Exception:
                continue
            response = client.get(address)
            seen += text_of(response)

    assert "Comptes externes" in seen
    assert found_in(seen, secrets) == set()


def text_of(response):
    """What a page, or a file that is no text, says in letters."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


def fail_with_secrets(request):
    """A page that fails while it holds an open account."""
    secret = request.user.external_accounts.order_by("pk").first().credentials.secret
    raise RuntimeError(f"{len(secret)} characters")


urlpatterns = [*broken_pages, path("fails/", fail_with_secrets)]


@override_settings(ROOT_URLCONF=__name__, DEBUG=False)
def test_an_incident_shows_none_of_them(cast, planted, log):
    secrets, _caller, _accounts = planted
    browser = Browser(raise_request_exception=False)
    browser.force_login(cast.marie)

    answer = browser.get("/fails/")

    assert answer.status_code == 500
    assert "RuntimeError" in log.getvalue()
    assert found_in(answer.content.decode() + log.getvalue(), secrets) == set()


def test_reports_and_exports_hold_none(cast, client, planted):
    secrets, _caller, _accounts = planted
    job = bring(csv_list("Nom;E-mail\nRoux;\nDurand;faux"), cast, licence=cast.lille, by=cast.marie, is_dry_run=True)
    client.force_login(cast.marie)
    response = client.get(reverse("import_report", args=[job.pk]))
    report = b"".join(response.streaming_content) if response.streaming else response.content
    dump = io.StringIO()
    call_command("dumpdata", stdout=dump)

    assert report
    assert found_in(report.decode("latin-1") + dump.getvalue(), secrets) == set()


def test_no_word_of_an_open_account_shows_its_secret(cast, planted):
    _secrets, _caller, accounts = planted

    assert OF_THE_ACCOUNT not in repr(accounts[1].credentials) + str(accounts[1].credentials) + repr(accounts[1])
    assert accounts[1].credentials.secret == OF_THE_ACCOUNT


def test_every_stored_secret_is_looked_after_when_keys_change():
    """Whoever keeps sealed texts says so: otherwise a changed key would leave them behind."""
    from comptoir.kernel.secrets import sealed_fields

    assert ("connectors.ExternalAccount", "secret") in {(one.model, one.field) for one in sealed_fields()}
    for one in sealed_fields():
        assert apps.get_model(one.model)._meta.get_field(one.field)
    assert "reseal" in management.get_commands()
